/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What waited to be sent, after a salvage: the queue may have lost pages of its own, and edits must not be lost with
 * them. What is shown and differs from what the project is known to have was written by a person, and is recorded anew.
 */
#define G_LOG_DOMAIN "Woodshed-store"

#include <string.h>

#include "shed-care-private.h"
#include "shed-outbox-private.h"

/* Which rows are missing here nobody can tell. The project is shown a token that it never gave, as by a library that
 * was put back from a copy: then everything is read anew, and what the project lacks is put back there. */
static gboolean
ask_for_everything (ShedDb *db, GError **error)
{
  g_autofree char *token = shed_db_new_id (db);

  return shed_db_set_meta (db, "token", token, error);
}

static void
append_columns (GString *sql, const ShedTracked *table)
{
  for (guint i = 0; i < table->n_columns; i++)
    g_string_append_printf (sql, "%s'%s', t.\"%s\"", i > 0 ? ", " : "", table->columns[i], table->columns[i]);
}

/* Operations whose group was lost get one, under a new id: nobody can tell whether it was sent. Sent twice, they are no
 * change the second time. */
static gboolean
mend_groups (ShedDb *db, GError **error)
{
  g_autoptr (GArray) lost = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (ShedStmt) stmt =
    shed_db_borrow (db, "SELECT DISTINCT grp FROM outbox_op WHERE grp NOT IN (SELECT n FROM outbox)", error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      gint64 n = shed_stmt_get_int (stmt, 0);

      g_array_append_val (lost, n);
    }
  if (step != SHED_STEP_DONE)
    return FALSE;
  for (guint i = 0; i < lost->len; i++)
    {
      g_autofree char *mid = shed_db_new_id (db);
      g_autoptr (ShedStmt) insert =
        shed_db_borrow (db, "INSERT INTO outbox (n, mid, seen, at) VALUES (:n, :mid, '0', :at)", error);

      if (insert == NULL)
        return FALSE;
      shed_stmt_bind_int (insert, ":n", g_array_index (lost, gint64, i));
      shed_stmt_bind_text (insert, ":mid", mid);
      shed_stmt_bind_int (insert, ":at", shed_db_now_ms (db));
      if (!shed_stmt_run (insert, error))
        return FALSE;
    }
  return shed_db_exec (db, "DELETE FROM outbox WHERE NOT EXISTS (SELECT 1 FROM outbox_op p WHERE p.grp = outbox.n)",
                       error);
}

/* Rows that have an edit in the queue, so that the project has them, and whose shadow was lost. What is shown stands in
 * for it: the edits know what they began with, and the row itself is about to be read. */
static gboolean
mend_shadow (ShedDb *db, GError **error)
{
  guint n_tables;
  const ShedTracked *tables = shed_tracked_get (&n_tables);

  for (guint t = 0; t < n_tables && tables[t].synced != NULL; t++)
    {
      const char *name = tables[t].name;
      g_autoptr (GString) sql = g_string_new (NULL);

      g_string_append_printf (
        sql, "INSERT INTO shadow (tbl, id, rv, deleted, json) SELECT '%s', t.id, -1, 0, json_object (", name);
      append_columns (sql, &tables[t]);
      g_string_append_printf (
        sql,
        ") FROM \"%s\" t WHERE NOT EXISTS (SELECT 1 FROM shadow s WHERE s.tbl = '%s' AND s.id = t.id)"
        " AND (SELECT p.op FROM outbox_op p WHERE p.tbl = '%s' AND p.id = t.id ORDER BY p.grp LIMIT 1) = 'upd'",
        name, name, name);
      if (!shed_db_exec (db, sql->str, error))
        return FALSE;
    }
  return TRUE;
}

typedef struct
{
  char *id, *known, *shown; /* the row as JSON: as the project had it, as it stands here */
} Edited;

static void
edited_clear (Edited *self)
{
  g_free (self->id);
  g_free (self->known);
  g_free (self->shown);
}

/* Rows whose shadow says that they were edited, with no operation that says how. Shadow of rows that are as the project
 * has them holds no values. */
static const char *
edited_sql (const ShedTracked *table)
{
  g_autoptr (GString) sql = g_string_new ("SELECT t.id, s.json, json_object (");

  append_columns (sql, table);
  g_string_append_printf (
    sql,
    ") FROM \"%s\" t JOIN shadow s ON s.tbl = '%s' AND s.id = t.id WHERE s.deleted = 0 AND json_valid (s.json)"
    " AND NOT EXISTS (SELECT 1 FROM outbox_op p WHERE p.tbl = '%s' AND p.id = t.id)",
    table->name, table->name, table->name);
  return g_intern_string (sql->str);
}

static const char *
set_sql (const ShedTracked *table)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_append_printf (sql, "UPDATE \"%s\" SET ", table->name);
  for (guint i = 0; i < table->n_columns; i++)
    g_string_append_printf (
      sql, "%s\"%s\" = CASE WHEN json_type (:row, '$.%s') IS NULL THEN \"%s\" ELSE json_extract (:row, '$.%s') END",
      i > 0 ? ", " : "", table->columns[i], table->columns[i], table->columns[i], table->columns[i]);
  g_string_append (sql, " WHERE id = :id");
  return g_intern_string (sql->str);
}

static gboolean
set_row (ShedDb *db, const ShedTracked *table, const Edited *row, const char *json, ShedWriter writer, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, set_sql (table), error);
  gboolean ok;

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":row", json);
  shed_stmt_bind_text (stmt, ":id", row->id);
  db->writer = writer;
  shed_write_set_clear (db->write_set);
  ok = shed_stmt_run (stmt, error) &&
       (writer != SHED_WRITER_COMMAND ||
        (shed_write_set_settle (db->write_set, db, error) && shed_outbox_close (db, db->write_set, "salvage", error)));
  db->writer = SHED_WRITER_APPLIER;
  shed_write_set_clear (db->write_set);
  return ok;
}

/* The edit is done once more, from what the project had. A row that cannot be as it was there stays as it is. */
static gboolean
record_again (ShedDb *db, const ShedTracked *table, const Edited *row, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (!shed_db_exec (db, "SAVEPOINT again", error))
    return FALSE;
  if (set_row (db, table, row, row->known, SHED_WRITER_APPLIER, &local_error) &&
      set_row (db, table, row, row->shown, SHED_WRITER_COMMAND, &local_error))
    return shed_db_exec (db, "RELEASE again", error);
  g_warning ("An edit could not be recorded again: %s", local_error->message);
  return shed_db_exec (db, "ROLLBACK TO again; RELEASE again", error);
}

static gboolean
record_edits (ShedDb *db, GError **error)
{
  guint n_tables;
  const ShedTracked *tables = shed_tracked_get (&n_tables);

  for (guint t = 0; t < n_tables && tables[t].synced != NULL; t++)
    {
      g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Edited));
      g_autoptr (ShedStmt) stmt = shed_db_borrow (db, edited_sql (&tables[t]), error);
      ShedStep step;

      g_array_set_clear_func (rows, (GDestroyNotify)edited_clear);
      if (stmt == NULL)
        return FALSE;
      while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
        {
          Edited row = { shed_stmt_dup_text (stmt, 0), shed_stmt_dup_text (stmt, 1), shed_stmt_dup_text (stmt, 2) };

          g_array_append_val (rows, row);
        }
      if (step != SHED_STEP_DONE)
        return FALSE;
      shed_stmt_reset (stmt);
      for (guint i = 0; i < rows->len; i++)
        if (!record_again (db, &tables[t], &g_array_index (rows, Edited, i), error))
          return FALSE;
    }
  return TRUE;
}

gboolean
shed_salvage_outbox (ShedDb *db, GError **error)
{
  db->facts.known = FALSE;
  if (!shed_outbox_has_account (db))
    return TRUE;
  /* Rows of which neither shadow nor queue know anything are taken along as when signing in for the first time. */
  return ask_for_everything (db, error) && mend_groups (db, error) && mend_shadow (db, error) &&
         record_edits (db, error) && shed_outbox_begin_adoption (db, error);
}
