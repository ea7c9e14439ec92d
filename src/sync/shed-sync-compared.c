/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Read on a worker, as everything that a page shows. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-compared.h"

#include "shed-store-ask.h"
#include "shed-tables.h"

void
shed_sync_compared_free (ShedSyncCompared *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->differed);
  g_free (self);
}

static ShedSyncCompared *
compared_new (void)
{
  ShedSyncCompared *self = g_new0 (ShedSyncCompared, 1);

  self->differed = g_array_new (FALSE, FALSE, sizeof (ShedSyncDifference));
  return self;
}

static gboolean
read_cb (ShedDb *db, gpointer data, GCancellable *cancellable, gpointer *answer, GError **error)
{
  g_autoptr (ShedSyncCompared) self = compared_new ();
  g_autoptr (ShedStmt) stmt = shed_db_borrow (
    db,
    "SELECT json_extract (m.value, '$.at'), json_extract (m.value, '$.loaded'), json_extract (m.value, '$.rows'),"
    " json_type (m.value, '$.differed') IS NOT NULL, d.key, d.value"
    " FROM meta m LEFT JOIN json_each (m.value, '$.differed') d WHERE m.name = 'compared' AND json_valid (m.value)",
    error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      const ShedTable *table = shed_stmt_is_null (stmt, 4) ? NULL : shed_table_find (shed_stmt_get_text (stmt, 4));

      self->at_ms = shed_stmt_get_int (stmt, 0);
      self->loaded = shed_stmt_get_int (stmt, 1) != 0;
      self->n_rows = (guint)shed_stmt_get_int (stmt, 2);
      self->is_known = shed_stmt_get_int (stmt, 3) != 0;
      if (table != NULL)
        {
          ShedSyncDifference difference = { table->name, (guint)shed_stmt_get_int (stmt, 5) };

          g_array_append_val (self->differed, difference);
          self->n_differed += difference.n;
        }
    }
  if (step != SHED_STEP_DONE)
    return FALSE;
  *answer = g_steal_pointer (&self);
  return TRUE;
}

void
shed_sync_compared_read_async (ShedStore *store, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (SHED_IS_STORE (store));

  shed_store_ask_async (store, NULL, read_cb, NULL, NULL, (GDestroyNotify)shed_sync_compared_free, cancellable, callback,
                        user_data);
}

ShedSyncCompared *
shed_sync_compared_read_finish (ShedStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return shed_store_ask_finish (result, error);
}
