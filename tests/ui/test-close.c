/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window is closed while something a person did is nowhere but in it. */
#include "ui-fixture.h"

#include "../read-rows.h"
#include "shed-practice-row.h"

#define NO_ROOM \
  "CREATE TEMP TRIGGER no_room BEFORE INSERT ON main.staged_rating BEGIN SELECT RAISE (ABORT, 'no room'); END"
#define ROOM "DROP TRIGGER no_room"

/* The window of the test that runs; NULL when it has closed. */
static gpointer open_window;

static gboolean
run_sql (ShedDb *db, gpointer sql, GCancellable *cancellable, GError **error)
{
  return shed_db_exec (db, sql, error);
}

static void
sql (UiFixture *ui, const char *statement)
{
  g_autoptr (GError) error = NULL;

  shed_store_write (ui->store, SHED_WRITE_LOCAL, 0, NULL, run_sql, (gpointer) statement, &error);
  g_assert_no_error (error);
}

static UiFixture *
open_day (void)
{
  UiFixture *ui = ui_fixture_new ();

  ui_fixture_add_repertoire (ui);
  ui_fixture_add_tunes (ui, 2);
  ui_fixture_show (ui);
  g_set_weak_pointer (&open_window, ui->window);
  ui_wait_find (ui->window, SHED_TYPE_PRACTICE_ROW, NULL);
  return ui;
}

static gboolean
has_focus (gpointer ui)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (((UiFixture *) ui)->window));

  return focus != NULL && ui_find (focus, SHED_TYPE_PRACTICE_ROW, NULL) != NULL;
}

static gboolean
has_unsaved (gpointer ui)
{
  return shed_context_get_n_unsaved (((UiFixture *) ui)->context) > 0;
}

static void
rate_without_room (UiFixture *ui)
{
  ui_wait_for (has_focus, ui, "a row to have the focus");
  sql (ui, NO_ROOM);
  g_assert_true (ui_press (ui->window, GDK_KEY_3, 0));
  ui_wait_for (has_unsaved, ui, "a rating that could not be written");
}

static gboolean
is_asked (gpointer data)
{
  return ui_find_question () != NULL;
}

static gboolean
is_not_asked (gpointer data)
{
  return ui_find_question () == NULL;
}

static void
answer (const char *button)
{
  GtkWidget *found = ui_wait_find (ui_find_question (), GTK_TYPE_BUTTON, button);

  g_signal_emit_by_name (found, "clicked");
}

static gboolean
is_closed (gpointer data)
{
  return open_window == NULL;
}

static void
wait_closed (UiFixture *ui)
{
  ui_wait_for (is_closed, NULL, "the window to close");
  ui->window = NULL;
  g_clear_object (&ui->context);
}

static gint64
n_ratings (UiFixture *ui)
{
  return test_read_number (ui->store, "SELECT count(*) FROM staged_rating WHERE rating = 3");
}

static void
test_a_rating_that_has_no_room_holds_the_window_until_it_is_written (void)
{
  g_autoptr (UiFixture) ui = open_day ();

  rate_without_room (ui);
  gtk_window_close (GTK_WINDOW (ui->window));
  ui_wait_for (is_asked, NULL, "the question");
  g_assert_nonnull (ui_find (ui_find_question (), GTK_TYPE_LABEL, "1 Change Is Not Saved"));
  answer ("_Keep Open");
  ui_wait_for (is_not_asked, NULL, "the question to go");
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (ui->window)));
  g_assert_cmpuint (shed_context_get_n_unsaved (ui->context), ==, 1);

  /* Another try that has no room either asks again. */
  gtk_window_close (GTK_WINDOW (ui->window));
  ui_wait_for (is_asked, NULL, "the question");
  answer ("_Try Again");
  ui_wait_for (is_not_asked, NULL, "the question to go");
  ui_wait_for (is_asked, NULL, "the question again");
  g_assert_cmpint (n_ratings (ui), ==, 0);

  sql (ui, ROOM);
  answer ("_Try Again");
  wait_closed (ui);
  g_assert_cmpint (n_ratings (ui), ==, 1);
}

static void
test_where_there_is_room_again_closing_writes_and_asks_nothing (void)
{
  g_autoptr (UiFixture) ui = open_day ();

  rate_without_room (ui);
  sql (ui, ROOM);
  gtk_window_close (GTK_WINDOW (ui->window));
  wait_closed (ui);
  g_assert_null (ui_find_question ());
  g_assert_cmpint (n_ratings (ui), ==, 1);
}

static void
test_a_rating_on_its_way_is_waited_for (void)
{
  g_autoptr (UiFixture) ui = open_day ();

  ui_wait_for (has_focus, ui, "a row to have the focus");
  sql (ui, NO_ROOM);
  g_assert_true (ui_press (ui->window, GDK_KEY_3, 0));
  gtk_window_close (GTK_WINDOW (ui->window));
  ui_wait_for (is_asked, NULL, "the question");
  answer ("_Close and Lose It");
  wait_closed (ui);
  g_assert_cmpint (n_ratings (ui), ==, 0);
}

static void
test_nothing_unsaved_closes_at_once (void)
{
  g_autoptr (UiFixture) ui = open_day ();

  gtk_window_close (GTK_WINDOW (ui->window));
  wait_closed (ui);
  g_assert_null (ui_find_question ());
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);

  g_test_add_func ("/close/a-rating-that-has-no-room-holds-the-window-until-it-is-written",
                   test_a_rating_that_has_no_room_holds_the_window_until_it_is_written);
  g_test_add_func ("/close/where-there-is-room-again-closing-writes-and-asks-nothing",
                   test_where_there_is_room_again_closing_writes_and_asks_nothing);
  g_test_add_func ("/close/a-rating-on-its-way-is-waited-for", test_a_rating_on_its_way_is_waited_for);
  g_test_add_func ("/close/nothing-unsaved-closes-at-once", test_nothing_unsaved_closes_at_once);

  return g_test_run ();
}
