/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drafts of a view: they outlive the program, keep the order they were written in, and are no part of undo or of what
 * is synced. */
#include "model-fixture.h"
#include "shed-view-state.h"

typedef struct
{
  GAsyncResult *result;
  guint n_done;
} Answer;

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  g_set_object (&answer->result, result);
  answer->n_done++;
}

static void
wait_for (Answer *answer, guint n)
{
  while (answer->n_done < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
write_state (Fixture *f, const char *name, const char *text)
{
  Answer answer = { NULL, 0 };
  g_autoptr (GError) error = NULL;

  shed_view_state_write_async (f->store, name, text, NULL, on_done, &answer);
  wait_for (&answer, 1);
  shed_view_state_write_finish (f->store, answer.result, &error);
  g_assert_no_error (error);
  g_clear_object (&answer.result);
}

static void
assert_state (Fixture *f, const char *name, const char *expected)
{
  Answer answer = { NULL, 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  shed_view_state_read_async (f->store, name, NULL, on_done, &answer);
  wait_for (&answer, 1);
  text = shed_view_state_read_finish (f->store, answer.result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
  g_clear_object (&answer.result);
}

static void
test_draft_outlives_the_program (void)
{
  g_autoptr (Fixture) f = fixture_new ();

  fixture_open (f);
  write_state (f, "draft", "half a wórd\nand a line");
  write_state (f, "other", "");
  fixture_close (f);
  fixture_open (f);
  assert_state (f, "draft", "half a wórd\nand a line");
  assert_state (f, "other", "");
  assert_state (f, "unheard of", NULL);
  write_state (f, "draft", NULL);
  assert_state (f, "draft", NULL);
}

static void
test_last_write_stays (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  Answer answer = { NULL, 0 };

  fixture_open (f);
  for (guint i = 1; i <= 30; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      shed_view_state_write_async (f->store, "draft", text, NULL, on_done, &answer);
    }
  wait_for (&answer, 30);
  g_clear_object (&answer.result);
  assert_state (f, "draft", "30");
}

static void
test_drafts_leave_no_trace_for_others (void)
{
  g_autoptr (Fixture) f = fixture_new ();

  fixture_open (f);
  write_state (f, "draft", "mine");
  fixture_assert_answer (f, "SELECT (SELECT count(*) FROM outbox_op) + (SELECT count(*) FROM first_value)", "0");
  fixture_assert_answer (f, "SELECT count(*) FROM preference", "0");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/view-state/draft-outlives-the-program", test_draft_outlives_the_program);
  g_test_add_func ("/view-state/last-write-stays", test_last_write_stays);
  g_test_add_func ("/view-state/drafts-leave-no-trace-for-others", test_drafts_leave_no_trace_for_others);
  return g_test_run ();
}
