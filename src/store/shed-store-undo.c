/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Undo as the store offers it: numbers for journals, and reverting in as many transactions as it takes. */
#define G_LOG_DOMAIN "Woodshed-store"

#include "shed-journal.h"
#include "shed-store-private.h"
#include "shed-thread.h"

gint64
shed_store_new_journal (ShedStore *self)
{
  gint64 journal;

  g_return_val_if_fail (SHED_IS_STORE (self), 0);

  g_mutex_lock (&self->lock);
  journal = ++self->last_journal;
  g_mutex_unlock (&self->lock);
  return journal;
}

typedef struct
{
  gint64 journal;
  gboolean more;
  guint n_left;
} Revert;

static gboolean
revert_step (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Revert *revert = data;

  return shed_journal_revert_step (db, revert->journal, &revert->more, &revert->n_left, error);
}

gboolean
shed_store_revert (ShedStore *self, gint64 journal, gint64 revert_journal, guint *n_left, GError **error)
{
  ShedWriteFlags flags = SHED_WRITE_COMMAND;
  guint n_all_left = 0;
  gboolean more = TRUE;

  g_return_val_if_fail (SHED_IS_STORE (self), FALSE);
  g_return_val_if_fail (journal > 0, FALSE);

  while (more)
    {
      Revert revert = { .journal = journal };

      if (!shed_store_write (self, flags, revert_journal, NULL, revert_step, &revert, error))
        return FALSE;
      more = revert.more;
      n_all_left += revert.n_left;
      if (more)
        flags |= SHED_WRITE_BULK; /* a whole import goes back as it came */
    }
  if ((flags & SHED_WRITE_BULK) && !shed_store_end_bulk (self, error))
    return FALSE;
  if (n_left != NULL)
    *n_left = n_all_left;
  return TRUE;
}

typedef struct
{
  gint64 journal, revert_journal;
  guint n_left;
} RevertJob;

static gboolean
revert_in_thread (gpointer source, gpointer data, GCancellable *cancellable, GError **error)
{
  RevertJob *job = data;

  return shed_store_revert (SHED_STORE (source), job->journal, job->revert_journal, &job->n_left, error);
}

void
shed_store_revert_async (ShedStore *self,
                         gint64 journal,
                         gint64 revert_journal,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  RevertJob *job = g_new0 (RevertJob, 1);

  g_return_if_fail (SHED_IS_STORE (self));

  job->journal = journal;
  job->revert_journal = revert_journal;
  g_task_set_source_tag (task, shed_store_revert_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, g_free);
  shed_thread_run (task, revert_in_thread);
}

gboolean
shed_store_revert_finish (ShedStore *self, GAsyncResult *result, guint *n_left, GError **error)
{
  RevertJob *job;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  job = g_task_get_task_data (G_TASK (result));
  if (n_left != NULL)
    *n_left = job->n_left;
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
forget_on_writer (ShedStore *self, gpointer data, GError **error)
{
  return self->writer == NULL || shed_journal_forget (self->writer, *(gint64 *)data, error);
}

void
shed_store_forget_journal (ShedStore *self, gint64 journal)
{
  g_return_if_fail (SHED_IS_STORE (self));

  shed_store_push_on_writer (self, forget_on_writer, g_memdup2 (&journal, sizeof journal), g_free);
}
