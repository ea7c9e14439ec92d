/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The law of the outbox (SYNC.md I1): what is shown is what shadow and outbox fold to. Works row by row from the stored
 * JSON, so that it shares nothing with the code that wrote it. */
#define G_LOG_DOMAIN "Woodshed-store"

#include <string.h>

#include "shed-outbox-private.h"

#define MAX_FAULTS 20

/* Adds the columns of an object to a row (name → value as text with its type in front). */
static gboolean
overlay (ShedDb *db, GHashTable *row, const char *json, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db,
                                              "SELECT key, CASE type WHEN 'null' THEN 'n' WHEN 'true' THEN 'i1' WHEN "
                                              "'false' THEN 'i0' WHEN 'integer' THEN 'i' || atom"
                                              " ELSE 't' || value END FROM json_each (:json)",
                                              error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":json", json);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    g_hash_table_replace (row, shed_stmt_dup_text (stmt, 0), shed_stmt_dup_text (stmt, 1));
  return step == SHED_STEP_DONE;
}

static GHashTable *
new_row (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* The row that shadow and outbox say; NULL without error when they say that there is none. *clean: nothing but a shadow
 * that equals whatever is shown. */
static GHashTable *
fold_row (ShedDb *db, const char *table, const char *id, gboolean *clean, gboolean *failed, GError **error)
{
  g_autoptr (GHashTable) row = NULL;
  g_autoptr (ShedStmt) shadow =
    shed_db_borrow (db, "SELECT deleted, json FROM shadow WHERE tbl = :tbl AND id = :id", error);
  g_autoptr (ShedStmt) ops =
    shed_db_borrow (db, "SELECT op, new FROM outbox_op WHERE tbl = :tbl AND id = :id ORDER BY grp, k", error);
  ShedStep step;

  *clean = FALSE;
  *failed = TRUE;
  if (shadow == NULL || ops == NULL)
    return NULL;
  shed_stmt_bind_text (shadow, ":tbl", table);
  shed_stmt_bind_text (shadow, ":id", id);
  step = shed_stmt_step (shadow, error);
  if (step == SHED_STEP_ERROR)
    return NULL;
  if (step == SHED_STEP_ROW && shed_stmt_get_int (shadow, 0) == 0)
    {
      row = new_row ();
      *clean = shed_stmt_is_null (shadow, 1);
      if (!*clean && !overlay (db, row, shed_stmt_get_text (shadow, 1), error))
        return NULL;
    }
  shed_stmt_bind_text (ops, ":tbl", table);
  shed_stmt_bind_text (ops, ":id", id);
  while ((step = shed_stmt_step (ops, error)) == SHED_STEP_ROW)
    {
      const char *op = shed_stmt_get_text (ops, 0);

      *clean = FALSE;
      if (g_strcmp0 (op, "del") == 0)
        {
          g_clear_pointer (&row, g_hash_table_unref);
          continue;
        }
      if (row == NULL || g_strcmp0 (op, "ins") == 0)
        {
          g_clear_pointer (&row, g_hash_table_unref);
          row = new_row ();
        }
      if (!overlay (db, row, shed_stmt_get_text (ops, 1), error))
        return NULL;
    }
  *failed = step == SHED_STEP_ERROR;
  return g_steal_pointer (&row);
}

static char *
tag_value (const ShedValue *value)
{
  switch (value->type)
    {
    case SHED_VALUE_INT:
      return g_strdup_printf ("i%" G_GINT64_FORMAT, value->number);
    case SHED_VALUE_TEXT:
      return g_strdup_printf ("t%s", value->text);
    case SHED_VALUE_REAL:
    case SHED_VALUE_NULL:
    default:
      return g_strdup ("n");
    }
}

static gboolean
check_row (ShedDb *db, const ShedTracked *table, const char *id, gboolean local_only, GPtrArray *faults, GError **error)
{
  gboolean clean, failed, there;
  g_autoptr (GHashTable) row = fold_row (db, table->name, id, &clean, &failed, error);
  g_autoptr (ShedStmt) stmt = NULL;
  ShedStep step;

  if (failed || (stmt = shed_db_borrow (db, table->select_sql, error)) == NULL)
    return FALSE;
  sqlite3_bind_text (shed_stmt_get_handle (stmt), 1, id, -1, SQLITE_STATIC);
  step = shed_stmt_step (stmt, error);
  if (step == SHED_STEP_ERROR)
    return FALSE;
  there = step == SHED_STEP_ROW && !local_only; /* a row of a local-only book is as good as not there */
  if (there != (row != NULL))
    {
      g_ptr_array_add (faults, g_strdup_printf ("outbox: %s %s is %s", table->name, id,
                                                there ? "shown, not recorded" : "recorded, not shown"));
      return TRUE;
    }
  for (guint i = 0; there && !clean && i < table->n_columns; i++)
    {
      ShedValue value = { 0 };
      g_autofree char *tagged = NULL;

      shed_value_peek (&value, sqlite3_column_value (shed_stmt_get_handle (stmt), i));
      tagged = tag_value (&value);
      if (g_strcmp0 (tagged, g_hash_table_lookup (row, table->columns[i])) != 0)
        {
          g_ptr_array_add (
            faults, g_strdup_printf ("outbox: %s %s.%s is not what was recorded", table->name, id, table->columns[i]));
          return TRUE;
        }
    }
  return TRUE;
}

/* Every id that is shown or that shadow or outbox know, and whether it hangs on a local-only book; but not those of which
 * there is nothing to compare: shown, with a shadow that says "as shown" and no operation, or not shown and dead. */
static void
append_ids_sql (GString *sql, guint index, const ShedTracked *table)
{
  g_autofree char *local_only = g_strdup ("0");

  if (table->synced->book_path != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (table->synced->book_path, "{row}", -1);
      g_autofree char *path = g_strjoinv ("this_row", parts);

      g_free (local_only);
      local_only = g_strdup_printf ("coalesce ((SELECT local_only FROM book WHERE id = %s), 0)", path);
    }
  g_string_append_printf (sql,
                          "%sSELECT %u AS tbl, id, %s AS is_local FROM \"%s\" AS this_row WHERE is_local OR NOT EXISTS "
                          "(SELECT 1 FROM shadow h"
                          "  WHERE h.tbl = '%s' AND h.id = this_row.id AND h.deleted = 0 AND h.json IS NULL) OR EXISTS "
                          "(SELECT 1 FROM outbox_op p"
                          "  WHERE p.tbl = '%s' AND p.id = this_row.id)"
                          " UNION ALL SELECT %u, id, 0 FROM shadow k WHERE tbl = '%s' AND deleted = 0 AND NOT EXISTS "
                          "(SELECT 1 FROM \"%s\" t WHERE t.id = k.id)"
                          " UNION ALL SELECT %u, id, 0 FROM outbox_op k WHERE tbl = '%s' AND NOT EXISTS (SELECT 1 FROM "
                          "\"%s\" t WHERE t.id = k.id)",
                          sql->len > 0 ? " UNION ALL " : "", index, local_only, table->name, table->name, table->name,
                          index, table->name, table->name, index, table->name, table->name);
}

gboolean
shed_outbox_check (ShedDb *db, GPtrArray *faults, GError **error)
{
  g_autofree char *uploading = shed_db_dup_meta (db, "upload_mark");
  guint n_tables;
  const ShedTracked *tables = shed_tracked_get (&n_tables);
  static const char *ids_sql = NULL;
  g_autoptr (ShedStmt) stmt = NULL;
  ShedStep step = SHED_STEP_DONE;
  gint64 n;

  if (g_once_init_enter (&ids_sql))
    {
      g_autoptr (GString) sql = g_string_new (NULL);

      for (guint i = 0; i < n_tables && tables[i].synced != NULL; i++)
        append_ids_sql (sql, i, &tables[i]);
      g_once_init_leave (&ids_sql, g_intern_string (sql->str));
    }
  if (!shed_outbox_has_account (db))
    {
      if (!shed_db_query_int (db, "SELECT count(*) FROM outbox", 0, &n, error))
        return FALSE;
      if (n > 0)
        g_ptr_array_add (faults, g_strdup ("outbox: filled although there is no account"));
      return TRUE;
    }
  if (!shed_db_query_int (
        db, "SELECT count(*) FROM outbox o WHERE NOT EXISTS (SELECT 1 FROM outbox_op p WHERE p.grp = o.n)", 0, &n,
        error))
    return FALSE;
  if (n > 0)
    g_ptr_array_add (faults, g_strdup_printf ("outbox: %" G_GINT64_FORMAT " empty groups", n));
  if (uploading != NULL)
    return TRUE; /* rows from before the account are still being recorded */
  stmt = shed_db_borrow (db, ids_sql, error);
  if (stmt == NULL)
    return FALSE;
  while (faults->len < MAX_FAULTS && (step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    if (!check_row (db, &tables[shed_stmt_get_int (stmt, 0)], shed_stmt_get_text (stmt, 1),
                    shed_stmt_get_int (stmt, 2) != 0, faults, error))
      return FALSE;
  return step != SHED_STEP_ERROR;
}
