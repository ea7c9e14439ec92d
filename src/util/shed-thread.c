/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work in another thread, whose task stays with the thread that asked. The thread that g_task_run_in_thread() runs lets go of
 * the task after it has answered, so that the last reference to the task, and with it to its source and its data, may go
 * there, and a window, an account or a library end in a thread that is not theirs. The thread run here has a task of its own,
 * which holds nothing. */
#define G_LOG_DOMAIN "Woodshed-util"

#include "shed-thread.h"

typedef struct {
  GTask         *task;
  ShedThreadWork work;
  gboolean       done;
  GError        *error;
} Run;

static void
run_in_thread (GTask *inner, gpointer source, gpointer data, GCancellable *cancellable)
{
  Run *run = data;

  run->done = run->work (g_task_get_source_object (run->task), g_task_get_task_data (run->task),
                         g_task_get_cancellable (run->task), &run->error);
  g_task_return_boolean (inner, TRUE);
}

static void
on_run (GObject *source, GAsyncResult *inner, gpointer data)
{
  Run *run = data;
  g_autoptr (GTask) task = run->task;

  if (run->error != NULL)
    g_task_return_error (task, run->error);
  else
    g_task_return_boolean (task, run->done);
  g_free (run);
}

/**
 * shed_thread_run:
 * @task: made by this thread; it returns a boolean, and what @work makes is kept in its data
 * @work: called once, in a worker thread
 *
 * Runs @work and lets @task return what it returned. @task, its source, its data and its callback's are let go of by the main
 * context that @task was made in, which is the one of this call, and never by the worker.
 */
void
shed_thread_run (GTask *task, ShedThreadWork work)
{
  g_autoptr (GTask) inner = NULL;
  Run *run;

  g_return_if_fail (G_IS_TASK (task));
  g_return_if_fail (work != NULL);

  run = g_new0 (Run, 1);
  run->task = g_object_ref (task);
  run->work = work;
  inner = g_task_new (NULL, NULL, on_run, run);
  g_task_set_source_tag (inner, shed_thread_run);
  g_task_set_priority (inner, g_task_get_priority (task));
  g_task_set_task_data (inner, run, NULL); /* on_run() frees it, after the worker has answered */
  g_task_run_in_thread (inner, run_in_thread);
}
