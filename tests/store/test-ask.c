/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking the library for one thing: it arrives whole, and whatever becomes of it, nothing of it ends on a reader's thread. */
#include "shed-store-ask.h"

#include <gio/gio.h>

#include "store-fixture.h"

typedef struct
{
  GMutex mutex;
  GCond cond;
  gboolean is_reading, may_end;
} Gate;

/* A question, and the answer to it: both know on which thread they ended. */
typedef struct
{
  Gate *gate; /* nullable: read without waiting */
  enum { SOMETHING, NOTHING, FAILURE } what;
  guint *n_ended;
  GThread *asker;
} Part;

static void
part_free (gpointer data)
{
  Part *part = data;

  g_assert_true (g_thread_self () == part->asker);
  ++*part->n_ended;
  g_free (part);
}

static gboolean
make (ShedDb *db, gpointer question, GCancellable *cancellable, gpointer *answer, GError **error)
{
  const Part *part = question;

  g_assert_true (g_thread_self () != part->asker);
  if (part->gate != NULL)
    {
      g_mutex_lock (&part->gate->mutex);
      part->gate->is_reading = TRUE;
      g_cond_broadcast (&part->gate->cond);
      while (!part->gate->may_end)
        g_cond_wait (&part->gate->cond, &part->gate->mutex);
      g_mutex_unlock (&part->gate->mutex);
    }
  if (part->what == FAILURE)
    {
      g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_FOUND, "no such thing");
      return FALSE;
    }
  if (part->what == SOMETHING)
    *answer = g_memdup2 (part, sizeof *part);
  return TRUE;
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  g_assert_true (g_async_result_get_source_object (result) == source);
  g_object_unref (source);
  *(GAsyncResult **)data = g_object_ref (result);
}

static Part *
part_new (int what, Gate *gate, guint *n_ended)
{
  Part *part = g_new (Part, 1);

  *part = (Part){ .gate = gate, .what = what, .n_ended = n_ended, .asker = g_thread_self () };
  return part;
}

static void
test_an_answer_is_handed_over_with_the_source_that_was_named (void)
{
  g_autoptr (Fixture) f = fixture_new_with_tunes (1);
  g_autoptr (GObject) source = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;
  guint n_ended = 0;
  Part *answer;

  shed_store_ask_async (f->store, source, make, part_new (SOMETHING, NULL, &n_ended), part_free, part_free, NULL, keep_result,
                        &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_task_is_valid (result, source));
  answer = shed_store_ask_finish (result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (answer);
  g_clear_object (&result);
  g_assert_cmpuint (n_ended, ==, 1); /* the question; the answer is ours */
  part_free (answer);
}

static void
test_nothing_is_an_answer_and_a_failure_is_told (void)
{
  g_autoptr (Fixture) f = fixture_new_with_tunes (1);
  guint n_ended = 0;

  for (int what = NOTHING; what <= FAILURE; what++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GAsyncResult) result = NULL;

      shed_store_ask_async (f->store, NULL, make, part_new (what, NULL, &n_ended), part_free, part_free, NULL, keep_result,
                            &result);
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
      g_assert_true (g_task_is_valid (result, f->store));
      g_assert_null (shed_store_ask_finish (result, &error));
      if (what == NOTHING)
        g_assert_no_error (error);
      else
        g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_FOUND);
    }
  g_assert_cmpuint (n_ended, ==, 2);
}

/* Called off while it is read: what was made all the same ends where it was asked for. */
static void
test_what_nobody_takes_ends_on_the_thread_that_asked (void)
{
  g_autoptr (Fixture) f = fixture_new_with_tunes (1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;
  Gate gate = { 0 };
  guint n_ended = 0;

  g_mutex_init (&gate.mutex);
  g_cond_init (&gate.cond);
  shed_store_ask_async (f->store, NULL, make, part_new (SOMETHING, &gate, &n_ended), part_free, part_free, cancellable,
                        keep_result, &result);
  g_mutex_lock (&gate.mutex);
  while (!gate.is_reading)
    g_cond_wait (&gate.cond, &gate.mutex);
  g_cancellable_cancel (cancellable);
  gate.may_end = TRUE;
  g_cond_broadcast (&gate.cond);
  g_mutex_unlock (&gate.mutex);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (shed_store_ask_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  g_assert_cmpuint (n_ended, ==, 2);
  fixture_close (f); /* no reader holds the gate any more */
  g_mutex_clear (&gate.mutex);
  g_cond_clear (&gate.cond);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ask/an-answer-is-handed-over-with-the-source-that-was-named",
                   test_an_answer_is_handed_over_with_the_source_that_was_named);
  g_test_add_func ("/ask/nothing-is-an-answer-and-a-failure-is-told", test_nothing_is_an_answer_and_a_failure_is_told);
  g_test_add_func ("/ask/what-nobody-takes-ends-on-the-thread-that-asked",
                   test_what_nobody_takes_ends_on_the_thread_that_asked);
  return g_test_run ();
}
