/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a library without an account becomes when its player signs in: one insert for each living row that is not local-only,
 * as if it had just been made. Rows from a file or the starter book carry what the file said as their base, so that the same
 * import on two computers asks nobody anything. Group by group, with a mark in meta: a kill between two of them loses nothing
 * and repeats nothing. */
#define G_LOG_DOMAIN "Woodshed-store"

#include <string.h>

#include "shed-bug.h"
#include "shed-outbox-private.h"
#include "shed-outbox.h"
#include "shed-uuid.h"

#define MARK "upload_mark"
#define GROUPS_A_STEP 8
#define BYTES_A_GROUP (SHED_GROUP_MAX_BYTES * 3 / 4)

gboolean
shed_outbox_begin_adoption (ShedDb *db, GError **error)
{
  return shed_db_set_meta (db, MARK, "0", error);
}

gboolean
shed_outbox_is_adopting (ShedDb *db)
{
  g_autofree char *mark = shed_db_dup_meta (db, MARK);

  return mark != NULL;
}

static const char *
list_sql (const ShedTracked *table)
{
  g_autoptr (GString) sql = g_string_new ("SELECT t.id, json_object (");

  for (guint i = 0; i < table->n_columns; i++)
    g_string_append_printf (sql, "%s'%s', t.\"%s\"", i > 0 ? ", " : "", table->columns[i], table->columns[i]);
  g_string_append_printf (
    sql,
    "), EXISTS (SELECT 1 FROM first_value f WHERE f.tbl = '%s' AND f.id = t.id) FROM \"%s\" t WHERE t.id > :after"
    " AND NOT EXISTS (SELECT 1 FROM shadow s WHERE s.tbl = '%s' AND s.id = t.id)"
    " AND NOT EXISTS (SELECT 1 FROM outbox_op p JOIN outbox o ON o.n = p.grp WHERE p.tbl = '%s' AND p.id = t.id"
    "  AND o.batch = 'adopt')"
    " ORDER BY t.id LIMIT :limit",
    table->name, table->name, table->name, table->name);
  return g_intern_string (sql->str);
}

static gboolean
ask (ShedDb *db, const char *sql, const char *id, gboolean *answer, GError **error)
{
  g_autoptr (ShedStmt) stmt = NULL;
  ShedStep step;

  *answer = FALSE;
  if (sql == NULL)
    return TRUE;
  stmt = shed_db_borrow (db, sql, error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", id);
  step = shed_stmt_step (stmt, error);
  *answer = step == SHED_STEP_ROW && shed_stmt_get_int (stmt, 0) != 0;
  return step != SHED_STEP_ERROR;
}

/* The row as its file said it, where a person edited it since. */
static char *
dup_base (ShedDb *db, const char *table, const char *id, const char *row, GError **error)
{
  g_autoptr (ShedStmt) stmt =
    shed_db_borrow (db,
                    "SELECT json_group_object (e.key, json (coalesce ((SELECT f.value FROM first_value f WHERE f.tbl = :tbl AND"
                    " f.id = :id AND f.col = e.key), json_quote (e.value)))) FROM json_each (:row) e",
                    error);

  if (stmt == NULL)
    return NULL;
  shed_stmt_bind_text (stmt, ":tbl", table);
  shed_stmt_bind_text (stmt, ":id", id);
  shed_stmt_bind_text (stmt, ":row", row);
  return shed_stmt_step (stmt, error) == SHED_STEP_ROW ? shed_stmt_dup_text (stmt, 0) : NULL;
}

static gboolean
add_op (ShedDb *db,
        gint64 group,
        guint k,
        const char *table,
        const char *id,
        const char *base,
        const char *row,
        gboolean from_file,
        GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db,
                                              "INSERT INTO outbox_op (grp, k, tbl, id, op, base, new, from_file)"
                                              " VALUES (:grp, :k, :tbl, :id, 'ins', :base, :new, :from_file)",
                                              error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_int (stmt, ":grp", group);
  shed_stmt_bind_int (stmt, ":k", k);
  shed_stmt_bind_text (stmt, ":tbl", table);
  shed_stmt_bind_text (stmt, ":id", id);
  shed_stmt_bind_text (stmt, ":base", base);
  shed_stmt_bind_text (stmt, ":new", row);
  shed_stmt_bind_int (stmt, ":from_file", from_file);
  return shed_stmt_run (stmt, error);
}

static gboolean
forget_ops (ShedDb *db, const char *table, const char *id, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "DELETE FROM outbox_op WHERE tbl = :tbl AND id = :id", error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":tbl", table);
  shed_stmt_bind_text (stmt, ":id", id);
  return shed_stmt_run (stmt, error);
}

/* A row that was made and deleted again while rows were taken along was never anywhere else, and may hang on one that was
 * deleted before its turn came and that nobody else will ever hear of. */
static gboolean
forget_rows_born_and_gone (ShedDb *db, GError **error)
{
  return shed_db_exec (
    db,
    "DELETE FROM outbox_op WHERE EXISTS (SELECT 1 FROM outbox_op l WHERE l.tbl = outbox_op.tbl AND l.id = outbox_op.id "
    "AND l.op = 'del'"
    "   AND NOT EXISTS (SELECT 1 FROM outbox_op m WHERE m.tbl = l.tbl AND m.id = l.id AND m.grp > l.grp))"
    "  AND EXISTS (SELECT 1 FROM outbox_op f WHERE f.tbl = outbox_op.tbl AND f.id = outbox_op.id AND f.op = 'ins'"
    "   AND NOT EXISTS (SELECT 1 FROM outbox_op m WHERE m.tbl = f.tbl AND m.id = f.id AND m.grp < f.grp))"
    "  AND NOT EXISTS (SELECT 1 FROM outbox_op p JOIN outbox o ON o.n = p.grp WHERE p.tbl = outbox_op.tbl AND p.id = "
    "outbox_op.id"
    "   AND (o.batch IS 'adopt' OR o.state <> 'new' OR o.attempts > 0))"
    "  AND NOT EXISTS (SELECT 1 FROM shadow s WHERE s.tbl = outbox_op.tbl AND s.id = outbox_op.id)",
    error);
}

/* What was written while rows were taken along may hang on them: those groups go after all of them, in their order. */
static gboolean
put_edits_last (ShedDb *db, GError **error)
{
  gint64 by;
  g_autofree char *sql = NULL;

  if (!forget_rows_born_and_gone (db, error))
    return FALSE;
  if (!shed_db_query_int (db, "SELECT coalesce (max (n), 0) FROM outbox", 0, &by, error))
    return FALSE;
  sql = g_strdup_printf (
    "DELETE FROM outbox WHERE NOT EXISTS (SELECT 1 FROM outbox_op p WHERE p.grp = outbox.n);"
    "INSERT INTO outbox (n, mid, batch, seen, state, upto, at, attempts, last_try, last_error)"
    " SELECT n + %" G_GINT64_FORMAT
    ", mid, batch, seen, state, upto, at, attempts, last_try, last_error FROM outbox WHERE batch IS NOT 'adopt';"
    "UPDATE outbox_op SET grp = grp + %" G_GINT64_FORMAT
    " WHERE grp IN (SELECT n FROM outbox WHERE batch IS NOT 'adopt' AND n <= %" G_GINT64_FORMAT ");"
    "DELETE FROM outbox WHERE batch IS NOT 'adopt' AND n <= %" G_GINT64_FORMAT,
    by, by, by, by);
  return shed_db_exec (db, sql, error);
}

static gboolean
begin_group (ShedDb *db, gint64 *group, GError **error)
{
  gint64 now_ms = shed_db_now_ms (db);
  g_autofree char *mid = shed_uuid_new_v7 (db->random, now_ms);
  g_autoptr (ShedStmt) stmt =
    shed_db_borrow (db, "INSERT INTO outbox (mid, batch, seen, at) VALUES (:mid, 'adopt', '0', :at)", error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":mid", mid);
  shed_stmt_bind_int (stmt, ":at", now_ms);
  if (!shed_stmt_run (stmt, error))
    return FALSE;
  *group = sqlite3_last_insert_rowid (db->handle);
  return TRUE;
}

/* One group of one table. *after moves on; *done: the table has no more. */
static gboolean
adopt_group (ShedDb *db, const ShedTracked *table, char **after, gboolean *done, GError **error)
{
  g_autoptr (ShedStmt) rows = shed_db_borrow (db, list_sql (table), error);
  gint64 group = 0;
  gsize n_bytes = 0;
  guint n_ops = 0, n_rows = 0;
  ShedStep step;

  if (rows == NULL)
    return FALSE;
  shed_stmt_bind_text (rows, ":after", *after);
  shed_stmt_bind_int (rows, ":limit", SHED_GROUP_MAX_OPS);
  while ((step = shed_stmt_step (rows, error)) == SHED_STEP_ROW)
    {
      const char *id = shed_stmt_get_text (rows, 0);
      const char *row = shed_stmt_get_text (rows, 1);
      g_autofree char *base = NULL;
      gboolean local_only, from_file;

      if (n_ops > 0 && n_bytes + strlen (row) > BYTES_A_GROUP)
        {
          *done = FALSE;
          return TRUE;
        }
      n_rows++;
      if (SHED_BUG ("adoption-loses-row") && n_rows == 2)
        {
          g_free (*after);
          *after = g_strdup (id);
          continue;
        }
      if (!ask (db, table->local_only_sql, id, &local_only, error) || !ask (db, table->from_file_sql, id, &from_file, error))
        return FALSE;
      g_free (*after);
      *after = g_strdup (id);
      if (local_only)
        continue;
      if (shed_stmt_get_int (rows, 2) != 0)
        {
          base = dup_base (db, table->name, id, row, error);
          if (base == NULL)
            return FALSE;
        }
      if (group == 0 && !begin_group (db, &group, error))
        return FALSE;
      /* An edit made since the account came is in what is taken along: the row goes once, and before what hangs on it. */
      if (!forget_ops (db, table->name, id, error) ||
          !add_op (db, group, n_ops, table->name, id, base, row, from_file, error))
        return FALSE;
      n_ops++;
      n_bytes += strlen (row) + (base != NULL ? strlen (base) : 0) + 100;
    }
  *done = n_rows < SHED_GROUP_MAX_OPS;
  return step == SHED_STEP_DONE;
}

/**
 * shed_outbox_adopt_step:
 * @db: the writer's connection, in a local write
 * @more: (out): whether another step is needed
 *
 * Makes the next few groups of what stands in the library.
 *
 * Returns: %FALSE with error
 */
gboolean
shed_outbox_adopt_step (ShedDb *db, gboolean *more, GError **error)
{
  g_autofree char *mark = shed_db_dup_meta (db, MARK);
  g_auto (GStrv) parts = NULL;
  g_autofree char *after = NULL;
  guint n_tables, t;
  const ShedTracked *tables = shed_tracked_get (&n_tables);

  *more = FALSE;
  if (mark == NULL)
    return TRUE;
  parts = g_strsplit (mark, " ", 2);
  t = g_ascii_strtoull (parts[0], NULL, 10);
  after = g_strdup (parts[0] != NULL && parts[1] != NULL ? parts[1] : "");
  for (guint n = 0; n < GROUPS_A_STEP && t < n_tables && tables[t].synced != NULL;)
    {
      gboolean done = FALSE;

      if (!adopt_group (db, &tables[t], &after, &done, error))
        return FALSE;
      if (!done)
        {
          n++;
          continue;
        }
      t++;
      g_free (after);
      after = g_strdup ("");
    }
  *more = t < n_tables && tables[t].synced != NULL;
  if (*more)
    {
      g_free (mark);
      mark = g_strdup_printf ("%u %s", t, after);
      return shed_db_set_meta (db, MARK, mark, error);
    }
  return (SHED_BUG ("adoption-sends-edits-first") || put_edits_last (db, error)) &&
         shed_db_set_meta (db, MARK, NULL, error) && shed_db_exec (db, "DELETE FROM first_value", error);
}
