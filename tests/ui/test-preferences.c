/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preferences over a real library: what is chosen is in the library, as one step that can be taken back. */
#include "ui-fixture.h"

#include "shed-days-off-row.h"
#include "shed-preferences-window.h"
#include "shed-preferences.h"

typedef struct
{
  UiFixture  *ui;
  const char *name;
  char       *value;   /* as the library has it */
  gboolean    arrived;
  const char *wanted;  /* NULL: nothing chosen */
} Wanted;

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Wanted *wanted = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) values = shed_preferences_load_finish (result, &error);

  g_assert_no_error (error);
  g_free (wanted->value);
  wanted->value = g_strdup (g_hash_table_lookup (values, wanted->name));
  wanted->arrived = TRUE;
}

static gboolean
is_as_wanted (gpointer data)
{
  Wanted *wanted = data;

  wanted->arrived = FALSE;
  shed_preferences_load_async (wanted->ui->store, NULL, loaded_cb, wanted);
  while (!wanted->arrived)
    g_main_context_iteration (NULL, TRUE);
  return g_strcmp0 (wanted->value, wanted->wanted) == 0;
}

static void
wait_preference (UiFixture *ui, const char *name, const char *value)
{
  Wanted wanted = { .ui = ui, .name = name, .wanted = value };

  ui_wait_for (is_as_wanted, &wanted, value != NULL ? value : "nothing chosen");
  g_free (wanted.value);
}

static GtkWidget *
open_preferences (UiFixture *ui)
{
  GtkWidget *window = shed_preferences_window_new (ui->context);

  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (ui->window));
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static gboolean
is_sensitive (gpointer widget)
{
  return gtk_widget_get_sensitive (widget);
}

static ShedDaysOffRow *
days_off_of (GtkWidget *window)
{
  GtkWidget *row = ui_wait_find (window, SHED_TYPE_DAYS_OFF_ROW, NULL);

  ui_wait_for (is_sensitive, row, "the preferences to be read");
  return SHED_DAYS_OFF_ROW (row);
}

/* A day in the calendar, how many, the button. */
static void
take_off (ShedDaysOffRow *row, int year, int month, int day, int n)
{
  g_autoptr (GDateTime) date = g_date_time_new_local (year, month, day, 12, 0, 0);
  GtkWidget *widget = GTK_WIDGET (row);
  const GType type = SHED_TYPE_DAYS_OFF_ROW;

  gtk_calendar_select_day (GTK_CALENDAR (gtk_widget_get_template_child (widget, type, "calendar")), date);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (gtk_widget_get_template_child (widget, type, "length")), n);
  g_signal_emit_by_name (gtk_widget_get_template_child (widget, type, "take_off"), "clicked");
}

static gboolean
row_is_gone (gpointer row)
{
  return ui_find (row, ADW_TYPE_ACTION_ROW, "24 December 2026") == NULL;
}

static void
test_days_off_follow_what_is_changed_elsewhere (void)
{
  g_autoptr (UiFixture) ui = ui_fixture_new ();
  GtkWidget *window;
  ShedDaysOffRow *row;

  ui_fixture_add_repertoire (ui);
  ui_fixture_show (ui);
  window = open_preferences (ui);
  row = days_off_of (window);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);

  take_off (row, 2026, 12, 24, 1);
  wait_preference (ui, "queue.days_off", "[\"2026-12-24\"]");
  ui_wait_find (row, ADW_TYPE_ACTION_ROW, "24 December 2026");
  shed_context_undo (ui->context);
  ui_wait_for (row_is_gone, row, "the day that was taken back to go");

  g_free (ui_fixture_run (ui, shed_command_set_preference ("queue.days_off", "[\"2027-03-17\"]")));
  ui_wait_find (row, ADW_TYPE_ACTION_ROW, "17 March 2027");
  /* The next choice is made from what is in the library now. */
  take_off (row, 2027, 3, 19, 1);
  wait_preference (ui, "queue.days_off", "[\"2027-03-17\",\"2027-03-19\"]");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_days_off_are_chosen_shown_together_and_removed (void)
{
  g_autoptr (UiFixture) ui = ui_fixture_new ();
  GtkWidget *window;
  ShedDaysOffRow *row;

  ui_fixture_add_repertoire (ui);
  ui_fixture_show (ui);
  window = open_preferences (ui);
  row = days_off_of (window);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);

  take_off (row, 2026, 12, 24, 3);
  wait_preference (ui, "queue.days_off", "[\"2026-12-24\",\"2026-12-25\",\"2026-12-26\"]");
  ui_wait_find (row, ADW_TYPE_ACTION_ROW, "24 December 2026 – 26 December 2026");
  take_off (row, 2026, 12, 27, 1);
  ui_wait_find (row, ADW_TYPE_ACTION_ROW, "24 December 2026 – 27 December 2026");
  take_off (row, 2027, 3, 17, 1);
  wait_preference (ui, "queue.days_off",
                   "[\"2026-12-24\",\"2026-12-25\",\"2026-12-26\",\"2026-12-27\",\"2027-03-17\"]");

  g_signal_emit_by_name (ui_wait_find (row, GTK_TYPE_BUTTON, "Remove 24 December 2026 – 27 December 2026"), "clicked");
  wait_preference (ui, "queue.days_off", "[\"2027-03-17\"]");
  shed_context_undo (ui->context);
  wait_preference (ui, "queue.days_off",
                   "[\"2026-12-24\",\"2026-12-25\",\"2026-12-26\",\"2026-12-27\",\"2027-03-17\"]");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_days_off_that_are_over_are_kept_but_not_shown (void)
{
  g_autoptr (UiFixture) ui = ui_fixture_new ();
  GtkWidget *window;
  ShedDaysOffRow *row;

  ui_fixture_add_repertoire (ui);
  g_free (ui_fixture_run (ui, shed_command_set_preference ("queue.days_off",
                                                           "[\"2026-11-20\",\"2026-11-22\",\"x\",\"2026-11-22\"]")));
  ui_fixture_show (ui);
  window = open_preferences (ui);
  row = days_off_of (window);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  ui_wait_find (row, ADW_TYPE_ACTION_ROW, "22 November 2026");
  g_assert_null (ui_find (row, ADW_TYPE_ACTION_ROW, "20 November 2026"));

  take_off (row, 2026, 11, 25, 1);
  wait_preference (ui, "queue.days_off", "[\"2026-11-20\",\"2026-11-22\",\"2026-11-25\"]");
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);

  g_test_add_func ("/preferences/days-off-follow-what-is-changed-elsewhere", test_days_off_follow_what_is_changed_elsewhere);
  g_test_add_func ("/preferences/days-off-are-chosen-shown-together-and-removed",
                   test_days_off_are_chosen_shown_together_and_removed);
  g_test_add_func ("/preferences/days-off-that-are-over-are-kept-but-not-shown",
                   test_days_off_that_are_over_are_kept_but_not_shown);

  return g_test_run ();
}
