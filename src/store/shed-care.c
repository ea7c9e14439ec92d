/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Care of a library: looking for faults, copies a person can go back to, and getting out of a damaged file what can be
 * read. It must never delete or overwrite the only copy of anything. */
#define G_LOG_DOMAIN "Woodshed-store"

#include <string.h>

#include "shed-care-private.h"
#include "shed-find-private.h"
#include "shed-outbox-private.h"
#include "shed-store-private.h"

#define MAX_FAULTS 100

/* Check */

void
shed_check_report_free (ShedCheckReport *report)
{
  if (report == NULL)
    return;
  g_ptr_array_unref (report->faults);
  g_free (report);
}

static gboolean
list_faults (ShedDb *db, const char *sql, GPtrArray *faults, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, sql, error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW && faults->len < MAX_FAULTS)
    if (g_strcmp0 (shed_stmt_get_text (stmt, 0), "ok") != 0)
      g_ptr_array_add (faults, shed_stmt_dup_text (stmt, 0));
  return step != SHED_STEP_ERROR;
}

/* SQLite from 3.44 on looks at FTS5 too, but through what the connection remembers of the index's segments, which only
 * a query brings up to date: once the writer has merged segments, a sound index looks malformed to a reader. And a copy
 * whose index is damaged has lost nothing. So what it says of the index is left to check_full_text(), which asks for
 * more and of a connection that knows, and every version of SQLite answers alike. */
gboolean
shed_care_list_damage (ShedDb *db, const char *pragma, GPtrArray *faults, GError **error)
{
  guint n_before = faults->len;

  if (!list_faults (db, pragma, faults, error))
    return FALSE;
  for (guint i = faults->len; i > n_before; i--)
    if (strstr (g_ptr_array_index (faults, i - 1), " FTS5 table main.tune_fts") != NULL)
      g_ptr_array_remove_index (faults, i - 1);
  return TRUE;
}

typedef struct
{
  ShedStore *store;
  ShedCheckReport *report;
} CheckJob;

static gboolean
check_in_snapshot (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  CheckJob *job = data;
  ShedCheckReport *report = job->report;

  if (!shed_care_list_damage (db, "PRAGMA integrity_check (20)", report->faults, error) ||
      !list_faults (
        db,
        "SELECT 'foreign key: ' || \"table\" || ' row ' || coalesce (rowid, '?') || ' names a missing ' || parent"
        " FROM pragma_foreign_key_check",
        report->faults, error) ||
      !shed_db_query_int (db, "SELECT count(*) FROM tune", 0, &report->tunes, error) ||
      !shed_db_query_int (db, "SELECT count(*) FROM practice_event", 0, &report->events, error) ||
      !shed_voids_check (db, report->faults, error) || !shed_find_check (db, report->faults, error) ||
      !shed_outbox_check (db, report->faults, error))
    return FALSE;
  report->outbox = shed_outbox_count (db);
  for (guint i = 0; i < job->store->checks->len; i++)
    {
      ShedCheck *check = &g_array_index (job->store->checks, ShedCheck, i);

      if (!check->func (db, report->faults, check->data, error))
        return FALSE;
    }
  return TRUE;
}

/* FTS5 compares itself with its content by a write that changes nothing, so it needs the writer. */
static gboolean
check_full_text (ShedStore *self, gpointer data, GError **error)
{
  GPtrArray *faults = data;
  g_autoptr (GError) local_error = NULL;

  if (self->writer == NULL || shed_find_is_behind (self->writer) ||
      shed_db_exec (self->writer, "INSERT INTO tune_fts (tune_fts, rank) VALUES ('integrity-check', 1)", &local_error))
    return TRUE;
  if (sqlite3_extended_errcode (self->writer->handle) == SQLITE_CORRUPT_VTAB)
    {
      /* Derived, so it can be mended on the spot; that it was needed is still a fault. */
      g_ptr_array_add (faults,
                       g_strdup ("search index: the full-text index did not fit its content and was made anew"));
      return shed_find_mark_behind (self->writer, error) && shed_store_finish_bulk_on_writer (self, NULL, error);
    }
  else
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  return TRUE;
}

ShedCheckReport *
shed_store_check (ShedStore *self, GError **error)
{
  g_autoptr (ShedCheckReport) report = g_new0 (ShedCheckReport, 1);
  CheckJob job = { self, report };
  GError *local_error = NULL;

  g_return_val_if_fail (SHED_IS_STORE (self), NULL);

  report->faults = g_ptr_array_new_with_free_func (g_free);
  if (!shed_store_read (self, check_in_snapshot, &job, &local_error) ||
      !shed_store_run_on_writer (self, check_full_text, report->faults, &local_error))
    {
      /* A file that cannot even be read through is an answer, not a failure to answer. */
      if (!g_error_matches (local_error, SHED_STORE_ERROR, SHED_STORE_ERROR_CORRUPT))
        {
          g_propagate_error (error, local_error);
          return NULL;
        }
      g_ptr_array_add (report->faults, g_strdup (local_error->message));
      g_clear_error (&local_error);
    }
  return g_steal_pointer (&report);
}

gboolean
shed_store_copy_to (ShedStore *self, const char *path, GError **error)
{
  ShedDb *db;
  gboolean ok;

  g_return_val_if_fail (SHED_IS_STORE (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  db = shed_store_borrow_reader (self, error);
  if (db == NULL)
    return FALSE;
  ok = shed_care_copy (db, path, error);
  shed_store_give_back_reader (self, db);
  return ok;
}
