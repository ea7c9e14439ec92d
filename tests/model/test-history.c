/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The history of one window: what is asked follows in its order, and undo takes back its own and nothing else. */
#include "model-fixture.h"
#include "shed-command-private.h"
#include "shed-history.h"

typedef struct { guint n_done; gboolean last_ok; GMainLoop *loop; } Waiting;

static void
on_ran (GObject *source, GAsyncResult *result, gpointer data)
{
  Waiting *waiting = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ShedCommand) command = shed_history_run_finish (SHED_HISTORY (source), result, &error);

  g_assert_no_error (error);
  waiting->n_done++;
}

static void
on_undone (GObject *source, GAsyncResult *result, gpointer data)
{
  Waiting *waiting = data;
  g_autoptr(GError) error = NULL;

  waiting->last_ok = shed_history_undo_finish (SHED_HISTORY (source), result, &error);
  g_assert_no_error (error);
  waiting->n_done++;
}

static void
wait_for (Waiting *waiting, guint n)
{
  while (waiting->n_done < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_history_runs_in_the_order_it_was_asked (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autoptr(ShedHistory) history = shed_history_new (f->store);
  Waiting waiting = { 0 };

  shed_history_run_async (history, shed_command_tune_new (NULL, STRV ("title"), STRV ("A"), NULL), NULL, on_ran, &waiting);
  shed_history_run_async (history, shed_command_tune_new (NULL, STRV ("title"), STRV ("B"), NULL), NULL, on_ran, &waiting);
  shed_history_undo_async (history, on_undone, &waiting);
  shed_history_undo_async (history, on_undone, &waiting);
  shed_history_redo_async (history, on_undone, &waiting);
  g_assert_false (shed_history_can_undo (history));
  wait_for (&waiting, 5);
  fixture_assert_answer (f, "SELECT group_concat(title) FROM tune", "A");
  g_assert_true (shed_history_can_undo (history));
  g_assert_true (shed_history_can_redo (history));
  g_assert_cmpint (shed_command_get_kind (shed_history_get_redo (history)), ==, SHED_COMMAND_TUNE_NEW);
  g_assert_cmpstr (shed_command_get_subject (shed_history_get_redo (history)), ==, "B");
}

static void
test_history_forgets_redo_after_a_new_command (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autoptr(ShedHistory) history = shed_history_new (f->store);
  Waiting waiting = { 0 };

  shed_history_run_async (history, shed_command_tune_new (NULL, STRV ("title"), STRV ("A"), NULL), NULL, on_ran, &waiting);
  shed_history_undo_async (history, on_undone, &waiting);
  shed_history_run_async (history, shed_command_tune_new (NULL, STRV ("title"), STRV ("B"), NULL), NULL, on_ran, &waiting);
  wait_for (&waiting, 3);
  g_assert_false (shed_history_can_redo (history));
  shed_history_redo_async (history, on_undone, &waiting);
  wait_for (&waiting, 4);
  g_assert_false (waiting.last_ok);
  fixture_assert_answer (f, "SELECT group_concat(title) FROM tune", "B");
}

static void
test_a_toast_undoes_only_its_own_command (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autoptr(ShedHistory) history = shed_history_new (f->store);
  g_autoptr(ShedCommand) first = shed_command_tune_new (NULL, STRV ("title"), STRV ("A"), NULL);
  Waiting waiting = { 0 };

  shed_history_run_async (history, shed_command_ref (first), NULL, on_ran, &waiting);
  shed_history_run_async (history, shed_command_tune_new (NULL, STRV ("title"), STRV ("B"), NULL), NULL, on_ran, &waiting);
  shed_history_undo_command_async (history, first, on_undone, &waiting);
  wait_for (&waiting, 3);
  g_assert_false (waiting.last_ok);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM tune"), ==, 2);
  shed_history_undo_async (history, on_undone, &waiting);
  shed_history_undo_command_async (history, first, on_undone, &waiting);
  wait_for (&waiting, 5);
  g_assert_true (waiting.last_ok);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM tune"), ==, 0);
}

static void
test_what_changed_nothing_is_no_step (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autoptr(ShedHistory) history = shed_history_new (f->store);
  g_autofree char *tune = model_new_tune (f, "A");
  Waiting waiting = { 0 };

  shed_history_run_async (history, shed_command_tune_set (tune, STRV ("title"), STRV ("A")), NULL, on_ran, &waiting);
  wait_for (&waiting, 1);
  g_assert_false (shed_history_can_undo (history));
}

static void
on_reverted (ShedHistory *history, ShedCommand *command, guint n_left, gpointer data)
{
  *(guint *) data = n_left;
}

static void
test_leaves_what_another_process_wrote (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autoptr(ShedHistory) history = shed_history_new (f->store);
  ShedStoreOptions options = { .path = f->path, .clock = f->clock, .random = f->random };
  g_autofree char *tune = model_new_tune (f, "Before");
  g_autoptr(GError) error = NULL;
  g_autoptr(ShedStore) other = NULL;
  g_autoptr(ShedCommand) theirs = shed_command_tune_set (tune, STRV ("title"), STRV ("Theirs"));
  Waiting waiting = { 0 };
  guint n_left = 99;

  g_signal_connect (history, "undone", G_CALLBACK (on_reverted), &n_left);
  g_signal_connect (history, "redone", G_CALLBACK (on_reverted), &n_left);
  shed_history_run_async (history, shed_command_tune_set (tune, STRV ("title", "composer"), STRV ("Mine", "Trad.")), NULL, on_ran,
                          &waiting);
  wait_for (&waiting, 1);
  other = shed_store_open (&options, &error);
  g_assert_no_error (error);
  shed_command_run (theirs, other, 0, NULL, &error);
  g_assert_no_error (error);
  shed_store_close (other);

  shed_history_undo_async (history, on_undone, &waiting);
  wait_for (&waiting, 2);
  fixture_assert_answer (f, "SELECT title || coalesce(composer, '-') FROM tune", "Theirs-");
  g_assert_cmpuint (n_left, ==, 1);
  shed_history_redo_async (history, on_undone, &waiting);
  wait_for (&waiting, 3);
  fixture_assert_answer (f, "SELECT title || coalesce(composer, '-') FROM tune", "TheirsTrad.");
  g_assert_cmpuint (n_left, ==, 0);
}

typedef struct { ShedCommand *command; } Halting;

/* One tag, then a full disk. */
static gboolean
halting_step (ShedDb *db, gpointer data, gboolean *more, GCancellable *cancellable, GError **error)
{
  Halting *halting = data;
  guint done = shed_command_get_done (halting->command);

  if (done == 1)
    {
      g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_DISK_FULL, "full");
      return FALSE;
    }
  shed_command_add_count (halting->command, 1);
  shed_command_set_done (halting->command, 1);
  *more = TRUE;
  return shed_write_insert (db, "tag", shed_command_id (halting->command, db, 0),
                            (ShedCell[]) { SHED_CELL_TEXT ("name", "session"), SHED_CELLS_END }, error);
}

static void
on_failed (GObject *source, GAsyncResult *result, gpointer data)
{
  Waiting *waiting = data;
  g_autoptr(GError) error = NULL;

  g_assert_null (shed_history_run_finish (SHED_HISTORY (source), result, &error));
  g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_DISK_FULL);
  waiting->n_done++;
}

static void
on_undo_failed (GObject *source, GAsyncResult *result, gpointer data)
{
  Waiting *waiting = data;
  g_autoptr(GError) error = NULL;

  g_assert_false (shed_history_undo_finish (SHED_HISTORY (source), result, &error));
  g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_DISK_FULL);
  waiting->n_done++;
}

static void
test_what_was_done_before_an_error_can_be_taken_back (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autoptr(ShedHistory) history = shed_history_new (f->store);
  Halting halting = { NULL };
  g_autoptr(ShedCommand) command = shed_command_new (SHED_COMMAND_TAG, NULL, halting_step, &halting, NULL);
  Waiting waiting = { 0 };

  halting.command = command;
  shed_history_run_async (history, shed_command_ref (command), NULL, on_failed, &waiting);
  wait_for (&waiting, 1);
  fixture_assert_answer (f, "SELECT count(*) FROM tag", "1");
  g_assert_true (shed_history_can_undo (history));
  shed_history_undo_async (history, on_undone, &waiting);
  wait_for (&waiting, 2);
  fixture_assert_answer (f, "SELECT count(*) FROM tag", "0");
}

static void
limit_pages (Fixture *f, gint64 n_pages)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA max_page_count = %" G_GINT64_FORMAT, n_pages);
  g_autoptr(GError) error = NULL;

  fixture_try_write (f, SHED_WRITE_LOCAL, 0, NULL, sql, &error);
  g_assert_no_error (error);
}

static void
test_a_failed_undo_can_be_tried_again (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autoptr(ShedHistory) history = shed_history_new (f->store);
  g_autofree char *abc = g_strnfill (90 * 1024, 'a');
  g_autofree char *tune = model_run_for_id (f, shed_command_tune_new (NULL, STRV ("title", "abc"), STRV ("Long", abc), NULL));
  g_autofree char *fill = NULL;
  g_autoptr(GError) error = NULL;
  Waiting waiting = { 0 };

  shed_history_run_async (history, shed_command_tune_set (tune, STRV ("abc"), STRV ("GABc|")), NULL, on_ran, &waiting);
  wait_for (&waiting, 1);
  /* What was freed is taken, and there is no more. */
  fill = g_strdup_printf ("INSERT INTO meta (name, value) VALUES ('fill', printf ('%%.*c', %" G_GINT64_FORMAT ", 'x'))",
                          fixture_ask_int (f, "PRAGMA freelist_count") * fixture_ask_int (f, "PRAGMA page_size"));
  fixture_try_write (f, SHED_WRITE_LOCAL, 0, NULL, fill, &error);
  g_assert_no_error (error);
  limit_pages (f, fixture_ask_int (f, "PRAGMA page_count"));
  shed_history_undo_async (history, on_undo_failed, &waiting);
  wait_for (&waiting, 2);
  fixture_assert_answer (f, "SELECT length(abc) FROM tune", "5");
  g_assert_true (shed_history_can_undo (history));
  g_assert_false (shed_history_can_redo (history));

  limit_pages (f, 1000000);
  shed_history_undo_async (history, on_undone, &waiting);
  wait_for (&waiting, 3);
  g_assert_true (waiting.last_ok);
  fixture_assert_answer (f, "SELECT length(abc) FROM tune", "92160");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/history/runs-in-the-order-it-was-asked", test_history_runs_in_the_order_it_was_asked);
  g_test_add_func ("/history/forgets-redo-after-a-new-command", test_history_forgets_redo_after_a_new_command);
  g_test_add_func ("/history/a-toast-undoes-only-its-own-command", test_a_toast_undoes_only_its_own_command);
  g_test_add_func ("/history/what-changed-nothing-is-no-step", test_what_changed_nothing_is_no_step);
  g_test_add_func ("/history/leaves-what-another-process-wrote", test_leaves_what_another_process_wrote);
  g_test_add_func ("/history/what-was-done-before-an-error-can-be-taken-back",
                   test_what_was_done_before_an_error_can_be_taken_back);
  g_test_add_func ("/history/a-failed-undo-can-be-tried-again", test_a_failed_undo_can_be_tried_again);
  return g_test_run ();
}
