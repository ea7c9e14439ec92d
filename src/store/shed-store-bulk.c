/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search index made whole, after a batch that left it behind and where it is damaged. */
#define G_LOG_DOMAIN "Woodshed-store"

#include "shed-find-private.h"
#include "shed-store-private.h"

static gboolean
rebuild_index (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ShedStore *self = data;

  return !shed_find_is_behind (db) || shed_find_rebuild (db, self->first_notes, error);
}

gboolean
shed_store_finish_bulk_on_writer (ShedStore *self, gpointer data, GError **error)
{
  g_autoptr (ShedChanges) changes = NULL;

  if (self->writer == NULL || !shed_find_is_behind (self->writer))
    return TRUE;
  if (!shed_store_commit (self, SHED_WRITE_LOCAL, 0, NULL, rebuild_index, self, NULL, error))
    return FALSE;
  changes = shed_changes_new_everything (); /* new tunes have only now their place in lists */
  shed_store_emit_changed (self, changes);
  return TRUE;
}

static gboolean
mend_find_on_writer (ShedStore *self, gpointer data, GError **error)
{
  return self->writer == NULL ||
         (shed_find_mark_behind (self->writer, error) && shed_store_finish_bulk_on_writer (self, NULL, error));
}

void
shed_store_mend_find (ShedStore *self, ShedDb *db)
{
  if (!db->find_broken)
    return;
  db->find_broken = FALSE;
  g_message ("The full-text index is damaged and is made anew");
  shed_store_push_on_writer (self, mend_find_on_writer, NULL, NULL);
}

gboolean
shed_store_end_bulk (ShedStore *self, GError **error)
{
  g_return_val_if_fail (SHED_IS_STORE (self), FALSE);

  return shed_store_run_on_writer (self, shed_store_finish_bulk_on_writer, NULL, error);
}
