/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first steps: three pages, each of which can be skipped, ending on Practice. */
#include "ui-fixture.h"

#include "shed-catalog-list.h"
#include "shed-practice-page.h"
#include "shed-welcome.h"

static UiFixture *
first_run_new (void)
{
  UiFixture *ui = ui_fixture_new ();

  shed_settings_set_boolean (ui->settings, "first-run-done", FALSE);
  ui_fixture_show (ui);
  ui_wait_find (ui->window, SHED_TYPE_WELCOME, NULL);
  return ui;
}

static void
act (UiFixture *ui, const char *action)
{
  g_assert_true (gtk_widget_activate_action (ui_wait_find (ui->window, SHED_TYPE_WELCOME, NULL), action, NULL));
}

static void
choose_instrument (UiFixture *ui, const char *name)
{
  GtkWidget *label = ui_wait_find (ui->window, GTK_TYPE_LABEL, name);
  GtkWidget *tile = gtk_widget_get_ancestor (label, GTK_TYPE_TOGGLE_BUTTON);

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (tile), TRUE);
  act (ui, "welcome.next");
}

static void
choose_row (UiFixture *ui, const char *title)
{
  adw_action_row_activate (ADW_ACTION_ROW (ui_wait_find (ui->window, ADW_TYPE_ACTION_ROW, title)));
}

static guint
n_repertoires (UiFixture *ui)
{
  return g_list_model_get_n_items (G_LIST_MODEL (shed_context_get_repertoires (ui->context)));
}

static gboolean
has_starter_rows (gpointer data)
{
  ShedTuneList *model = shed_catalog_list_get_model (data);
  g_autoptr (ShedTuneRow) row = g_list_model_get_item (G_LIST_MODEL (model), 1);

  return row != NULL && shed_tune_row_is_loaded (row);
}

static gboolean
repertoire_holds_three (gpointer data)
{
  UiFixture *ui = data;
  ShedRepertoire *repertoire = shed_context_get_repertoire (ui->context);

  return repertoire != NULL && shed_repertoire_get_n_tunes (repertoire) == 3;
}

static void
tick (ShedCatalogList *list, guint position)
{
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (shed_catalog_list_get_selection (list)), position, FALSE);
}

static void
test_three_steps_end_on_practice_with_something_to_do (void)
{
  g_autoptr (UiFixture) ui = first_run_new ();
  ShedCatalogList *list;

  ui_shot (ui, "welcome-instrument");
  choose_instrument (ui, "Flute");
  ui_shot (ui, "welcome-source");
  choose_row (ui, "Starter Book");
  list = SHED_CATALOG_LIST (ui_wait_find (ui->window, SHED_TYPE_CATALOG_LIST, NULL));
  ui_wait_for (has_starter_rows, list, "the starter book");
  tick (list, 0);
  act (ui, "welcome.known");
  tick (list, 1);
  tick (list, 2);
  ui_shot (ui, "welcome-tunes");
  act (ui, "welcome.learning");
  ui_wait_for (repertoire_holds_three, ui, "three tunes in the repertoire");
  g_assert_cmpstr (shed_repertoire_get_name (shed_context_get_repertoire (ui->context)), ==, "Flute");
  g_assert_cmpstr (shed_repertoire_get_instrument (shed_context_get_repertoire (ui->context)), ==, "flute");

  act (ui, "welcome.skip");
  ui_wait_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL);
  ui_wait_find (ui->window, GTK_TYPE_LIST_VIEW, NULL);
  g_assert_true (shed_settings_get_boolean (ui->settings, "first-run-done"));
  ui_shot (ui, "welcome-ends");
}

static gboolean
practice_has_rows (gpointer data)
{
  GtkWidget *list = ui_find (data, GTK_TYPE_LIST_VIEW, NULL);

  return list != NULL && g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list)))) > 0;
}

static void
test_who_knows_all_has_something_to_do_too (void)
{
  g_autoptr (UiFixture) ui = first_run_new ();
  ShedCatalogList *list;

  choose_instrument (ui, "Fiddle");
  choose_row (ui, "Starter Book");
  list = SHED_CATALOG_LIST (ui_wait_find (ui->window, SHED_TYPE_CATALOG_LIST, NULL));
  ui_wait_for (has_starter_rows, list, "the starter book");
  tick (list, 0);
  tick (list, 1);
  act (ui, "welcome.known");
  act (ui, "welcome.skip");
  ui_wait_for (practice_has_rows, ui_wait_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL), "something to practise");
}

static void
test_who_skips_gets_nothing_that_was_not_asked_for (void)
{
  g_autoptr (UiFixture) ui = first_run_new ();

  act (ui, "welcome.skip");
  ui_wait_find (ui->window, ADW_TYPE_ACTION_ROW, "Start Empty");
  act (ui, "welcome.skip");
  ui_wait_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL);
  g_assert_cmpuint (n_repertoires (ui), ==, 0);
  g_assert_true (shed_settings_get_boolean (ui->settings, "first-run-done"));
}

static gboolean
is_renamed (gpointer data)
{
  ShedRepertoire *repertoire = shed_context_get_repertoire (((UiFixture *) data)->context);

  return repertoire != NULL && g_str_equal (shed_repertoire_get_name (repertoire), "Harp");
}

static gboolean
has_repertoire (gpointer data)
{
  return shed_context_get_repertoire (((UiFixture *) data)->context) != NULL;
}

static void
test_going_back_leaves_one_repertoire (void)
{
  g_autoptr (UiFixture) ui = first_run_new ();

  choose_instrument (ui, "Flute");
  choose_row (ui, "Starter Book");
  ui_wait_for (has_repertoire, ui, "the repertoire");
  g_assert_true (ui_press (ui->window, GDK_KEY_Left, GDK_ALT_MASK));
  g_assert_true (ui_press (ui->window, GDK_KEY_Left, GDK_ALT_MASK));
  choose_instrument (ui, "Harp");
  choose_row (ui, "Start Empty");
  ui_wait_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL);
  ui_wait_for (is_renamed, ui, "the new name");
  g_assert_cmpuint (n_repertoires (ui), ==, 1);
}

static gboolean
is_whistle_again (gpointer data)
{
  ShedRepertoire *repertoire = shed_context_get_repertoire (((UiFixture *) data)->context);

  return repertoire != NULL && g_str_equal (shed_repertoire_get_name (repertoire), "Whistle") &&
         g_strcmp0 (shed_repertoire_get_instrument (repertoire), "whistle") == 0;
}

/* Back before the repertoire was made, and then back to what was chosen first. */
static void
test_a_mind_that_changes_at_once_is_heeded (void)
{
  g_autoptr (UiFixture) ui = first_run_new ();

  choose_instrument (ui, "Whistle");
  choose_row (ui, "Starter Book");
  g_assert_true (ui_press (ui->window, GDK_KEY_Left, GDK_ALT_MASK));
  g_assert_true (ui_press (ui->window, GDK_KEY_Left, GDK_ALT_MASK));
  choose_instrument (ui, "Harp");
  choose_row (ui, "Starter Book");
  ui_wait_for (is_renamed, ui, "the new name");
  g_assert_true (ui_press (ui->window, GDK_KEY_Left, GDK_ALT_MASK));
  g_assert_true (ui_press (ui->window, GDK_KEY_Left, GDK_ALT_MASK));
  choose_instrument (ui, "Whistle");
  choose_row (ui, "Start Empty");
  ui_wait_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL);
  ui_wait_for (is_whistle_again, ui, "the first name again");
  g_assert_cmpuint (n_repertoires (ui), ==, 1);
}

static void
test_an_instrument_of_ones_own_words_names_the_repertoire (void)
{
  g_autoptr (UiFixture) ui = first_run_new ();
  GtkWidget *label = ui_wait_find (ui->window, GTK_TYPE_LABEL, "Another Instrument");
  GtkWidget *entry;

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (gtk_widget_get_ancestor (label, GTK_TYPE_TOGGLE_BUTTON)), TRUE);
  entry = ui_wait_find (ui->window, ADW_TYPE_ENTRY_ROW, NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "  Hurdy-gurdy ");
  act (ui, "welcome.next");
  choose_row (ui, "Start Empty");
  ui_wait_for (has_repertoire, ui, "the repertoire");
  g_assert_cmpstr (shed_repertoire_get_name (shed_context_get_repertoire (ui->context)), ==, "Hurdy-gurdy");
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);

  g_test_add_func ("/welcome/three-steps-end-on-practice-with-something-to-do",
                   test_three_steps_end_on_practice_with_something_to_do);
  g_test_add_func ("/welcome/who-knows-all-has-something-to-do-too", test_who_knows_all_has_something_to_do_too);
  g_test_add_func ("/welcome/who-skips-gets-nothing-that-was-not-asked-for",
                   test_who_skips_gets_nothing_that_was_not_asked_for);
  g_test_add_func ("/welcome/going-back-leaves-one-repertoire", test_going_back_leaves_one_repertoire);
  g_test_add_func ("/welcome/a-mind-that-changes-at-once-is-heeded", test_a_mind_that_changes_at_once_is_heeded);
  g_test_add_func ("/welcome/an-instrument-of-ones-own-words-names-the-repertoire",
                   test_an_instrument_of_ones_own_words_names_the_repertoire);

  return g_test_run ();
}
