/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading: connections that cannot write, each used by one thread at a time, every read in a snapshot of its own. It
 * must never wait for the writer. */
#define G_LOG_DOMAIN "Woodshed-store"

#include "shed-store-private.h"

#define IDLE_READERS 4

typedef struct
{
  ShedStoreFunc func;
  gpointer data;
  GDestroyNotify free_data;
} ReadJob;

ShedDb *
shed_store_borrow_reader (ShedStore *self, GError **error)
{
  ShedDb *db = NULL;

  g_mutex_lock (&self->lock);
  if (self->closed)
    {
      g_mutex_unlock (&self->lock);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "The library is closed");
      return NULL;
    }
  self->n_readers++;
  if (self->idle_readers->len > 0)
    db = g_ptr_array_steal_index (self->idle_readers, self->idle_readers->len - 1);
  g_mutex_unlock (&self->lock);

  if (db == NULL)
    db = shed_db_open (self->reader_path, self->reader_mode, self->clock, self->random, error);
  if (db == NULL)
    {
      g_mutex_lock (&self->lock);
      self->n_readers--;
      g_cond_broadcast (&self->cond);
      g_mutex_unlock (&self->lock);
    }
  return db;
}

void
shed_store_give_back_reader (ShedStore *self, ShedDb *db)
{
  g_mutex_lock (&self->lock);
  if (self->idle_readers->len < IDLE_READERS)
    g_ptr_array_add (self->idle_readers, g_steal_pointer (&db));
  self->n_readers--;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&db, shed_db_free);
}

static gboolean
read_with (ShedDb *db, ShedStoreFunc func, gpointer data, GCancellable *cancellable, GError **error)
{
  gboolean ok;

  if (!shed_db_exec (db, "BEGIN", error))
    return FALSE;
  db->cancellable = cancellable;
  ok = func (db, data, cancellable, error);
  db->cancellable = NULL;
  shed_db_exec (db, "ROLLBACK", NULL); /* ends the snapshot; nothing was written */
  return ok;
}

static gboolean
run_read (ShedStore *self, ShedStoreFunc func, gpointer data, GCancellable *cancellable, GError **error)
{
  ShedDb *db = shed_store_borrow_reader (self, error);
  GError *local_error = NULL;
  gboolean ok;

  if (db == NULL)
    return FALSE;
  ok = read_with (db, func, data, cancellable, &local_error);
  shed_store_mend_find (self, db);
  shed_store_give_back_reader (self, db);
  if (ok)
    return TRUE;
  if (local_error != NULL)
    shed_store_note_error (self, local_error);
  else
    g_set_error_literal (&local_error, SHED_STORE_ERROR, SHED_STORE_ERROR_FAILED, "A read failed without saying why");
  g_propagate_error (error, local_error);
  return FALSE;
}

gboolean
shed_store_read (ShedStore *self, ShedStoreFunc func, gpointer data, GError **error)
{
  g_return_val_if_fail (SHED_IS_STORE (self), FALSE);
  g_return_val_if_fail (func != NULL, FALSE);

  return run_read (self, func, data, NULL, error);
}

static void
read_job_free (ReadJob *job)
{
  if (job->free_data != NULL)
    job->free_data (job->data);
  g_free (job);
}

/* A thread of the pool: one task. */
void
shed_store_reader_thread (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  ShedStore *self = user_data;
  ReadJob *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (run_read (self, job->func, job->data, g_task_get_cancellable (task), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
shed_store_read_async (ShedStore *self,
                       ShedStoreFunc func,
                       gpointer data,
                       GDestroyNotify free_data,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  ReadJob *job = g_new0 (ReadJob, 1);
  gboolean closed;

  g_return_if_fail (SHED_IS_STORE (self));
  g_return_if_fail (func != NULL);

  g_task_set_source_tag (task, shed_store_read_async);
  job->func = func;
  job->data = data;
  job->free_data = free_data;
  g_task_set_task_data (task, job, (GDestroyNotify)read_job_free);
  g_mutex_lock (&self->lock);
  closed = self->closed;
  if (!closed)
    g_thread_pool_push (self->reader_pool, g_object_ref (task), NULL);
  g_mutex_unlock (&self->lock);
  if (closed)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "The library is closed");
}

gboolean
shed_store_read_finish (ShedStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
