/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work in another thread, and whose thread lets go of what it was given. */
#include "shed-thread.h"

#define N_TIMES 300

typedef struct {
  GThread *worked, *freed;
  guint    n_worked;
} Trace;

typedef struct {
  Trace *trace;
} Data;

static GThread *source_gone;

static void
note_source_gone (gpointer data, GObject *source)
{
  source_gone = g_thread_self ();
}

static void
data_free (gpointer data)
{
  ((Data *)data)->trace->freed = g_thread_self ();
  g_free (data);
}

static gboolean
note_work (gpointer source, gpointer data, GCancellable *cancellable, GError **error)
{
  Trace *trace = ((Data *)data)->trace;

  g_assert_true (source == NULL || G_IS_OBJECT (source));
  trace->worked = g_thread_self ();
  trace->n_worked++;
  return TRUE;
}

static gboolean
answer_no (gpointer source, gpointer data, GCancellable *cancellable, GError **error)
{
  return FALSE;
}

static gboolean
fail (gpointer source, gpointer data, GCancellable *cancellable, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "full");
  return FALSE;
}

static gboolean
answer_that_it_was_cancelled (gpointer source, gpointer data, GCancellable *cancellable, GError **error)
{
  return g_cancellable_is_cancelled (cancellable);
}

static void
take_result (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **taken = data;

  *taken = g_object_ref (result);
}

/* Waits for the answer of a task that is not let go of in between. */
static GTask *
run (ShedThreadWork work, GCancellable *cancellable)
{
  GAsyncResult *result = NULL;
  GTask *task = g_task_new (NULL, cancellable, take_result, &result);

  g_task_set_check_cancellable (task, FALSE);
  shed_thread_run (task, work);
  g_object_unref (task);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return G_TASK (result);
}

static void
test_source_and_data_end_where_the_task_was_made (void)
{
  for (guint i = 0; i < N_TIMES; i++)
    {
      Trace trace = { 0 };
      Data *data = g_new0 (Data, 1);
      GObject *source = g_object_new (G_TYPE_OBJECT, NULL);
      GTask *task = g_task_new (source, NULL, NULL, NULL);

      data->trace = &trace;
      source_gone = NULL;
      g_object_weak_ref (source, note_source_gone, NULL);
      g_task_set_task_data (task, data, data_free);
      shed_thread_run (task, note_work);
      /* From here on the work alone keeps all of it. */
      g_object_unref (task);
      g_object_unref (source);
      while (source_gone == NULL || trace.freed == NULL)
        g_main_context_iteration (NULL, TRUE);
      g_assert_true (source_gone == g_thread_self ());
      g_assert_true (trace.freed == g_thread_self ());
      g_assert_true (trace.worked != g_thread_self ());
      g_assert_cmpuint (trace.n_worked, ==, 1);
    }
}

static void
let_go (GObject *source, GAsyncResult *result, gpointer data)
{
  gboolean *called = data;

  g_assert_true (g_task_propagate_boolean (G_TASK (result), NULL));
  g_assert_null (source_gone);
  *called = TRUE;
}

/* Whoever waits for the callback finds everything let go of: nothing is left for a turn of the loop that may not come. */
static void
test_all_is_let_go_of_with_the_callback (void)
{
  for (guint i = 0; i < N_TIMES; i++)
    {
      Trace trace = { 0 };
      Data *data = g_new0 (Data, 1);
      GObject *source = g_object_new (G_TYPE_OBJECT, NULL);
      gboolean called = FALSE;
      GTask *task = g_task_new (source, NULL, let_go, &called);

      data->trace = &trace;
      source_gone = NULL;
      g_object_weak_ref (source, note_source_gone, NULL);
      g_task_set_task_data (task, data, data_free);
      shed_thread_run (task, note_work);
      g_object_unref (task);
      g_object_unref (source);
      while (!called)
        g_main_context_iteration (NULL, TRUE);
      g_assert_nonnull (source_gone);
      g_assert_nonnull (trace.freed);
    }
}

static void
test_the_answer_is_that_of_the_work (void)
{
  g_autoptr (GTask) no = run (answer_no, NULL);
  g_autoptr (GTask) failed = run (fail, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (g_task_propagate_boolean (no, &error));
  g_assert_no_error (error);
  g_assert_false (g_task_propagate_boolean (failed, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

static void
test_the_work_sees_that_it_was_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GTask) before = run (answer_that_it_was_cancelled, cancellable);
  g_autoptr (GTask) after = NULL;

  g_cancellable_cancel (cancellable);
  after = run (answer_that_it_was_cancelled, cancellable);
  g_assert_false (g_task_propagate_boolean (before, NULL));
  g_assert_true (g_task_propagate_boolean (after, NULL));
}

static void
end_loop (GObject *source, GAsyncResult *result, gpointer loop)
{
  g_assert_true (g_task_propagate_boolean (G_TASK (result), NULL));
  g_main_loop_quit (loop);
}

static gpointer
ask_from_a_context_of_its_own (gpointer trace)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);
  Data *data = g_new0 (Data, 1);
  GTask *task;

  g_main_context_push_thread_default (context);
  data->trace = trace;
  task = g_task_new (NULL, NULL, end_loop, loop);
  g_task_set_task_data (task, data, data_free);
  shed_thread_run (task, note_work);
  g_object_unref (task);
  g_main_loop_run (loop);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_each_thread_gets_its_own_back (void)
{
  Trace trace = { 0 };
  GThread *thread = g_thread_new ("asks", ask_from_a_context_of_its_own, &trace);
  GThread *self = g_thread_self ();
  gpointer asked = thread;

  g_thread_join (thread);
  g_assert_true (trace.freed == asked);
  g_assert_true (trace.worked != asked && trace.worked != self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/thread/source-and-data-end-where-the-task-was-made", test_source_and_data_end_where_the_task_was_made);
  g_test_add_func ("/thread/all-is-let-go-of-with-the-callback", test_all_is_let_go_of_with_the_callback);
  g_test_add_func ("/thread/the-answer-is-that-of-the-work", test_the_answer_is_that_of_the_work);
  g_test_add_func ("/thread/the-work-sees-that-it-was-cancelled", test_the_work_sees_that_it_was_cancelled);
  g_test_add_func ("/thread/each-thread-gets-its-own-back", test_each_thread_gets_its_own_back);
  return g_test_run ();
}
