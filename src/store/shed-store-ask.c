/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One way for every floor above to read one thing off the main thread. A task of its own around the store's read holds
 * question and answer, so that a reader never is the last to let go of either. */
#define G_LOG_DOMAIN "Woodshed-store"

#include "shed-store-ask.h"

typedef struct
{
  ShedStoreAskFunc ask;
  gpointer question, answer;
  GDestroyNotify free_question, free_answer;
} Asking;

static void
asking_free (gpointer data)
{
  Asking *asking = data;

  if (asking->answer != NULL)
    asking->free_answer (asking->answer);
  if (asking->free_question != NULL)
    asking->free_question (asking->question);
  g_free (asking);
}

static gboolean
ask_in_thread (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Asking *asking = data;

  return asking->ask (db, asking->question, cancellable, &asking->answer, error);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Asking *asking = g_task_get_task_data (task);
  GError *error = NULL;

  if (shed_store_read_finish (SHED_STORE (source), result, &error))
    g_task_return_pointer (task, g_steal_pointer (&asking->answer), asking->free_answer);
  else
    g_task_return_error (task, error);
}

void
shed_store_ask_async (ShedStore *self,
                      gpointer source,
                      ShedStoreAskFunc ask,
                      gpointer question,
                      GDestroyNotify free_question,
                      GDestroyNotify free_answer,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task;
  Asking *asking;

  g_return_if_fail (SHED_IS_STORE (self));
  g_return_if_fail (ask != NULL && free_answer != NULL);

  task = g_task_new (source != NULL ? source : self, cancellable, callback, user_data);
  asking = g_new0 (Asking, 1);
  asking->ask = ask;
  asking->question = question;
  asking->free_question = free_question;
  asking->free_answer = free_answer;
  g_task_set_source_tag (task, shed_store_ask_async);
  g_task_set_task_data (task, asking, asking_free);
  shed_store_read_async (self, ask_in_thread, asking, NULL, cancellable, on_read, task);
}

gpointer
shed_store_ask_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, shed_store_ask_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
