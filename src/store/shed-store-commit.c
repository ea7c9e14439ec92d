/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One write from BEGIN to the change signal, on the writer's thread: the caller's function, then everything that must
 * be true in the same transaction: derived tables, search index, undo journal, outbox group. Either all of it is on
 * disk or none. */
#define G_LOG_DOMAIN "Woodshed-store"

#include <string.h>

#include "shed-find-private.h"
#include "shed-bug.h"
#include "shed-journal.h"
#include "shed-outbox-private.h"
#include "shed-schema.h"
#include "shed-store-private.h"
#include "shed-write-set.h"

/* A commit by another process shows in data_version, because this connection is the only writer of ours. */
gboolean
shed_store_note_foreign_commits (ShedStore *self, GError **error)
{
  gint64 version;
  int schema;

  if (!shed_db_query_int (self->writer, "PRAGMA data_version", 0, &version, error))
    return FALSE;
  if (version != self->data_version && self->data_version != 0)
    {
      g_autoptr (ShedChanges) everything = shed_changes_new_everything ();

      shed_store_emit_changed (self, everything);
    }
  if (version == self->data_version)
    return TRUE;
  /* It may also have been a newer program that brought the library up, or somebody who restored an old copy. */
  if (!shed_schema_read_version (self->writer, &schema, error))
    return FALSE;
  if (schema != SHED_SCHEMA_VERSION)
    {
      g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NEWER_SCHEMA,
                   "Another program has brought the library to schema %d", schema);
      return FALSE;
    }
  self->writer->facts.known = FALSE;
  self->data_version = version;
  return TRUE;
}

static gboolean
run_prepared (ShedDb *db, const char *sql, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, sql, error);

  return stmt != NULL && shed_stmt_run (stmt, error);
}

/* Views read lists in JSON with json_each(), which fails altogether at one bad row; a CHECK may not ask json_valid().
 */
static gboolean
is_valid_json (ShedDb *db, const ShedValue *value)
{
  g_autoptr (ShedStmt) stmt = NULL;

  if (value->type != SHED_VALUE_TEXT || strcmp (value->text, "[]") == 0)
    return TRUE;
  stmt = shed_db_borrow (db, "SELECT json_valid (:json)", NULL);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":json", value->text);
  return shed_stmt_step (stmt, NULL) == SHED_STEP_ROW && shed_stmt_get_int (stmt, 0) == 1;
}

static gboolean
is_valid (ShedDb *db, const ShedTracked *table, guint column, const ShedValue *value)
{
  return shed_value_is_clean (value) &&
         (column == 0 || table->synced->columns[column - 1].type != SHED_COLUMN_JSON || is_valid_json (db, value));
}

static gboolean
check_values (ShedDb *db, GPtrArray *touches, ShedWriteFlags flags, GError **error)
{
  for (guint i = 0; i < touches->len; i++)
    {
      const ShedTouch *touch = g_ptr_array_index (touches, i);

      if (touch->table->synced == NULL || touch->changed == 0)
        continue;
      if (flags & SHED_WRITE_LOCAL)
        {
          g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_FAILED, "A local write touched %s",
                       touch->table->name);
          return FALSE;
        }
      if (!touch->exists)
        continue;
      for (guint k = 0; k < touch->table->n_columns; k++)
        if ((touch->changed & (G_GUINT64_CONSTANT (1) << k)) != 0 && !is_valid (db, touch->table, k, &touch->after[k]))
          {
            g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID,
                         "%s.%s: broken UTF-8, a control character or no JSON", touch->table->name,
                         touch->table->columns[k]);
            return FALSE;
          }
    }
  return TRUE;
}

static gboolean
run_derivers (ShedStore *self, ShedChanges *changes, GError **error)
{
  for (guint i = 0; i < self->derivers->len; i++)
    {
      ShedDeriver *deriver = g_ptr_array_index (self->derivers, i);
      gboolean wanted = FALSE;

      for (guint k = 0; deriver->tables[k] != NULL && !wanted; k++)
        wanted = shed_changes_has_table (changes, deriver->tables[k]);
      if (wanted && !deriver->func (self->writer, changes, FALSE, deriver->data, error))
        return FALSE;
    }
  return TRUE;
}

/* Everything between the caller's function and COMMIT. */
static gboolean
finish_transaction (
  ShedStore *self, ShedWriteFlags flags, gint64 journal, const char *batch, ShedChanges **ret_changes, GError **error)
{
  ShedDb *db = self->writer;
  ShedWriteSet *set = db->write_set;
  GPtrArray *touches = shed_write_set_get (set);

  if (!shed_write_set_settle (set, db, error) || !check_values (db, touches, flags, error))
    return FALSE;
  *ret_changes = shed_write_set_dup_changes (set);
  if (*ret_changes == NULL)
    return TRUE;
  if (shed_changes_has_table (*ret_changes, "book"))
    db->facts.known = FALSE;
  /* Without an account there is no group that could be too large. */
  if (!(flags & (SHED_WRITE_LOCAL | SHED_WRITE_APPLIER)) &&
      (!(flags & SHED_WRITE_BULK) || shed_outbox_has_account (db)) && !shed_outbox_measure (set, error))
    return FALSE;
  if (!shed_voids_update (db, touches, error) ||
      !shed_find_update (db, touches, (flags & SHED_WRITE_BULK) != 0, self->first_notes, error) ||
      !run_derivers (self, *ret_changes, error))
    return FALSE;
  if (!(flags & (SHED_WRITE_LOCAL | SHED_WRITE_APPLIER)) &&
      ((journal != 0 && !shed_journal_record (db, journal, set, error)) ||
       (!(SHED_BUG ("undo-not-sent") && journal == 0) && !shed_outbox_close (db, set, batch, error))))
    return FALSE;
  g_clear_pointer (ret_changes, shed_changes_unref);
  *ret_changes = shed_write_set_dup_changes (set);
  if (*ret_changes != NULL && (flags & SHED_WRITE_APPLIER))
    shed_changes_set_from_server (*ret_changes);
  return TRUE;
}

gboolean
shed_store_commit (ShedStore *self,
                   ShedWriteFlags flags,
                   gint64 journal,
                   const char *batch,
                   ShedStoreFunc func,
                   gpointer data,
                   GCancellable *cancellable,
                   GError **error)
{
  ShedDb *db = self->writer;
  g_autoptr (ShedChanges) changes = NULL;
  g_autoptr (GError) local_error = NULL;
  gboolean ok;

  if (db == NULL)
    {
      g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_READ_ONLY, "The library is open for reading only");
      return FALSE;
    }
  shed_write_set_clear (db->write_set);
  ok = run_prepared (db, "BEGIN IMMEDIATE", &local_error) && shed_store_note_foreign_commits (self, &local_error);
  if (ok)
    {
      if (flags & (SHED_WRITE_APPLIER | SHED_WRITE_LOCAL))
        db->facts.known = FALSE;
      db->writer = flags & SHED_WRITE_APPLIER ? SHED_WRITER_APPLIER : SHED_WRITER_COMMAND;
      ok = func (db, data, cancellable, &local_error) &&
           finish_transaction (self, flags, journal, batch, &changes, &local_error);
      db->writer = SHED_WRITER_NONE;
      if (!ok && local_error == NULL)
        g_set_error_literal (&local_error, SHED_STORE_ERROR, SHED_STORE_ERROR_FAILED,
                             "A write failed without saying why");
      /* A full disk rolls back by itself, even when the caller went on after the error. */
      if (ok && sqlite3_get_autocommit (db->handle))
        {
          g_set_error_literal (&local_error, SHED_STORE_ERROR, SHED_STORE_ERROR_FAILED, "The transaction was lost");
          ok = FALSE;
        }
      ok = ok && run_prepared (db, "COMMIT", &local_error);
    }
  if (!ok)
    {
      if (!sqlite3_get_autocommit (db->handle))
        shed_db_exec (db, "ROLLBACK", NULL);
      db->facts.known = FALSE; /* they may be those of what was rolled back */
      shed_store_note_error (self, local_error);
      shed_write_set_clear (db->write_set);
      shed_store_mend_find (self, db);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (flags & (SHED_WRITE_APPLIER | SHED_WRITE_LOCAL))
    db->facts.known = FALSE;
  shed_write_set_clear (db->write_set);
  shed_store_note_error (self, NULL);
  if (changes != NULL)
    shed_store_emit_changed (self, changes);
  shed_store_mend_find (self, db);
  return TRUE;
}
