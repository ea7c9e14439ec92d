/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a comparison that a person asked for found: everything that the server has lies in the stage, and what was known
 * of it here is still in shadow and library. Only counted here; putting it right is what happens to every stage. What
 * is new there since the last look is no difference. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-compare.h"

#include "shed-json-writer.h"
#include "shed-tables.h"

static gboolean
ask (ShedDb *db, const char *sql, gint64 *answer, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, sql, error);

  if (stmt == NULL || shed_stmt_step (stmt, error) != SHED_STEP_ROW)
    return FALSE;
  *answer = shed_stmt_get_int (stmt, 0);
  return TRUE;
}

static gboolean
keep (ShedDb *db, const char *name, const char *value, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "INSERT OR REPLACE INTO meta (name, value) VALUES (:name, :value)", error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":name", name);
  shed_stmt_bind_text (stmt, ":value", value);
  return shed_stmt_run (stmt, error);
}

static void
append_difference (GString *sql, const char *column, const char *fallback)
{
  const char *otherwise = fallback != NULL ? fallback : "NULL";

  g_string_append_printf (
    sql,
    " OR (CASE WHEN h.json IS NULL THEN t.\"%s\" ELSE coalesce (json_extract (h.json, '$.%s'), %s) END)"
    " IS NOT coalesce (json_extract (s.json, '$.%s'), %s)",
    column, column, otherwise, column, otherwise);
}

/* Up to :from both sides should say the same. :lost: the server forgot no deletion meanwhile, so that what it lacks it lost. */
static const char *
difference_sql (const ShedTable *table)
{
  g_autoptr (GString) sql = g_string_new ("SELECT count(*) FROM (SELECT s.id FROM stage s"
                                          " LEFT JOIN shadow h ON h.tbl = s.tbl AND h.id = s.id");

  g_string_append_printf (sql,
                          " LEFT JOIN \"%s\" t ON t.id = s.id WHERE s.tbl = '%s' AND s.rv <= :from AND CASE"
                          " WHEN h.id IS NULL OR h.deleted THEN s.deleted = 0 WHEN s.deleted THEN 1 ELSE (0",
                          table->name, table->name);
  append_difference (sql, "created_at", NULL);
  for (guint i = 0; i < table->n_columns; i++)
    append_difference (sql, table->columns[i].name, table->columns[i].fallback);
  g_string_append_printf (sql,
                          ") END UNION SELECT h.id FROM shadow h LEFT JOIN stage s ON s.tbl = h.tbl AND s.id = h.id"
                          " WHERE h.tbl = '%s' AND h.deleted = 0 AND (s.id IS NULL AND :lost OR s.rv < h.rv))",
                          table->name);
  return g_intern_string (sql->str);
}

/* A person asked: kept until it begins, so that the end of the program does not lose it. */
gboolean
shed_sync_compare_ask (ShedDb *db, gboolean load, GError **error)
{
  return keep (db, "compare_asked", load ? "1" : "0", error);
}

gboolean
shed_sync_compare_is_asked (ShedDb *db, gboolean *asked, gboolean *load, GError **error)
{
  gint64 how;

  if (!ask (db, "SELECT coalesce ((SELECT CAST (value AS INTEGER) FROM meta WHERE name = 'compare_asked'), -1)", &how, error))
    return FALSE;
  *asked = how >= 0;
  *load = how == 1;
  return TRUE;
}

/* Rows that wait in the stage for an edit of this computer are no difference either. */
gboolean
shed_sync_compare_begin (ShedDb *db, gboolean load, GError **error)
{
  g_autofree char *text = NULL;
  gint64 from;

  if (!ask (db,
            "SELECT min (coalesce ((SELECT CAST (value AS INTEGER) FROM meta WHERE name = 'cursor'), 0),"
            " coalesce ((SELECT min (rv) - 1 FROM stage WHERE rv > 0), 9223372036854775807))",
            &from, error))
    return FALSE;
  text = g_strdup_printf ("%" G_GINT64_FORMAT, from);
  return keep (db, "compare_from", text, error) && keep (db, "compare_loads", load ? "1" : "0", error) &&
         shed_db_exec (db, "DELETE FROM meta WHERE name = 'compare_asked'", error);
}

/* A comparison that was begun goes on after a restart. n_rows: came so far. */
gboolean
shed_sync_compare_goes_on (ShedDb *db, gboolean *goes_on, gboolean *loads, guint *n_rows, GError **error)
{
  gint64 begun, by_load, n;

  if (!ask (db, "SELECT EXISTS (SELECT 1 FROM meta WHERE name = 'compare_from')", &begun, error) ||
      !ask (db, "SELECT EXISTS (SELECT 1 FROM meta WHERE name = 'compare_loads' AND value = '1')", &by_load, error) ||
      (begun && !ask (db, "SELECT count(*) FROM stage", &n, error)))
    return FALSE;
  *goes_on = begun != 0;
  *loads = by_load != 0;
  *n_rows = begun ? (guint)n : 0;
  return TRUE;
}

/* When the server was put back meanwhile, or forgot deletions, there is nothing to compare: what differs is asked about. */
gboolean
shed_sync_compare_end (ShedDb *db, gint64 now_ms, gboolean *told, GError **error)
{
  const ShedTable *tables = shed_tables_get (NULL);
  g_autoptr (ShedJsonWriter) json = NULL;
  g_autofree char *said = NULL;
  gint64 from, loads, asked, lost, n_rows;

  *told = FALSE;
  if (!ask (db, "SELECT coalesce ((SELECT CAST (value AS INTEGER) FROM meta WHERE name = 'compare_from'), -1)", &from, error))
    return FALSE;
  if (from < 0)
    return TRUE;
  /* 3 and 4: a person asked to load again, to compare. */
  if (
    !ask (db, "SELECT EXISTS (SELECT 1 FROM meta WHERE name = 'compare_loads' AND value = '1')", &loads, error) ||
    !ask (db, "SELECT EXISTS (SELECT 1 FROM meta WHERE name = 'stage_mode' AND value IN ('3', '4'))", &asked, error) ||
    !ask (
      db,
      "SELECT (SELECT value FROM meta WHERE name = 'reload_gc') IS coalesce ((SELECT value FROM meta WHERE name = 'gc'), '0')",
      &lost, error) ||
    !ask (db, "SELECT count(*) FROM stage WHERE deleted = 0", &n_rows, error))
    return FALSE;
  json = shed_json_writer_new (FALSE);
  shed_json_begin_object (json);
  shed_json_add_int (json, "at", now_ms);
  shed_json_add_bool (json, "loaded", loads != 0);
  shed_json_add_int (json, "rows", n_rows);
  if (asked)
    {
      shed_json_name (json, "differed");
      shed_json_begin_object (json);
      for (guint t = 0; t < SHED_N_TABLES; t++)
        {
          g_autoptr (ShedStmt) stmt = shed_db_borrow (db, difference_sql (&tables[t]), error);

          if (stmt == NULL)
            return FALSE;
          shed_stmt_bind_int (stmt, ":from", from);
          shed_stmt_bind_int (stmt, ":lost", lost);
          if (shed_stmt_step (stmt, error) != SHED_STEP_ROW)
            return FALSE;
          if (shed_stmt_get_int (stmt, 0) > 0)
            shed_json_add_int (json, tables[t].name, shed_stmt_get_int (stmt, 0));
        }
      shed_json_end_object (json);
    }
  shed_json_end_object (json);
  said = shed_json_writer_dup_text (json);
  *told = TRUE;
  return keep (db, "compared", said, error) &&
         shed_db_exec (db, "DELETE FROM meta WHERE name IN ('compare_from', 'compare_loads')", error);
}
