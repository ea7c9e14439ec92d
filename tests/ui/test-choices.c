/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The windows of choices, problems and what was chosen: live, with undo, by keyboard, and said to who cannot see. */
#include <string.h>

#include "choices-story.h"
#include "shed-choice-card.h"
#include "shed-choices-window.h"
#include "shed-problems-window.h"
#include "shed-problem-text.h"
#include "shed-sync-history-window.h"

static UiFixture *
library (guint n_tunes)
{
  UiFixture *ui = ui_fixture_new ();

  ui_fixture_add_repertoire (ui);
  ui_fixture_add_tunes (ui, n_tunes);
  ui_fixture_show (ui);
  return ui;
}

static const char *
tune (UiFixture *ui, guint i)
{
  return ui->tune_ids->pdata[i];
}

static gboolean
is_mapped (gpointer window)
{
  return gtk_widget_get_mapped (window);
}

static GtkWidget *
open_window (UiFixture *ui, GtkWidget *window)
{
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (ui->window));
  gtk_window_present (GTK_WINDOW (window));
  ui_wait_for (is_mapped, window, "the window");
  return window;
}

static gboolean
has_none (gpointer root)
{
  return ui_find (root, ADW_TYPE_STATUS_PAGE, NULL) != NULL;
}

typedef struct { gpointer root; GType type; const char *name; } Gone;

static gboolean
is_gone (gpointer data)
{
  Gone *gone = data;

  return ui_find (gone->root, gone->type, gone->name) == NULL;
}

typedef struct { UiFixture *ui; const char *sql, *answer; } Fact;

static gboolean
holds (gpointer data)
{
  Fact *fact = data;
  g_autofree char *found = story_ask (fact->ui, fact->sql);

  return strcmp (found, fact->answer) == 0;
}

static void
wait_fact (UiFixture *ui, const char *sql, const char *answer)
{
  Fact fact = { ui, sql, answer };

  ui_wait_for (holds, &fact, sql);
}

static void
use (GtkWidget *window)
{
  g_assert_true (gtk_widget_activate_action (window, "choices.use", NULL));
}

static gboolean
can_undo (gpointer ui)
{
  return shed_history_can_undo (shed_context_get_history (((UiFixture *) ui)->context));
}

/* What is shown may be ahead of the history by a turn of the main loop. */
static void
undo (UiFixture *ui, GtkWidget *window, const char *action)
{
  ui_wait_for (can_undo, ui, "something to undo");
  g_assert_true (gtk_widget_activate_action (window, action, NULL));
}

static void
nothing_is_preselected (void)
{
  g_autoptr (UiFixture) ui = library (1);
  GtkWidget *window, *card;

  story_ask_about (ui, 1, tune (ui, 0), "title", "'A'", "title || ' of the North'");
  window = open_window (ui, shed_choices_window_new (ui->context));
  card = ui_wait_find (window, SHED_TYPE_CHOICE_CARD, NULL);
  g_assert_cmpint (shed_choice_card_get_picked (SHED_CHOICE_CARD (card)), ==, SHED_CHOICE_N_SIDES);
  g_assert_false (gtk_widget_get_sensitive (ui_wait_find (window, GTK_TYPE_BUTTON, "_Use These")));
  g_assert_nonnull (ui_find (card, GTK_TYPE_LABEL, "Tune 1 of the North"));
  g_assert_nonnull (ui_find (card, GTK_TYPE_LABEL, "Kitchen laptop"));
  g_assert_nonnull (ui_find (card, GTK_TYPE_LABEL, "This Computer"));
  /* That computer's clock is not to be trusted, and it says so. */
  g_assert_nonnull (ui_find (card, GTK_TYPE_LABEL, "today, 12:12 (its clock is 3 hours ahead)"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
answer_writes_and_undo_asks_again (void)
{
  g_autoptr (UiFixture) ui = library (1);
  GtkWidget *window;

  story_ask_about (ui, 1, tune (ui, 0), "title", "'A'", "title || ' of the North'");
  window = open_window (ui, shed_choices_window_new (ui->context));
  shed_choice_card_pick (SHED_CHOICE_CARD (ui_wait_find (window, SHED_TYPE_CHOICE_CARD, NULL)), SHED_CHOICE_BOTH);
  g_assert_nonnull (ui_wait_find (window, GTK_TYPE_LABEL, "Then: “Tune 1 of the North”, also called “Tune 1”"));
  use (window);
  ui_wait_for (has_none, window, "no choice left");
  wait_fact (ui, "SELECT title || '|' || (SELECT text FROM tune_alias) FROM tune", "Tune 1 of the North|Tune 1");
  undo (ui, window, "choices.undo");
  ui_wait_find (window, SHED_TYPE_CHOICE_CARD, NULL);
  wait_fact (ui, "SELECT title || '|' || (SELECT count(*) FROM tune_alias) FROM tune", "Tune 1|0");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
unanswered_fields_stay (void)
{
  g_autoptr (UiFixture) ui = library (1);
  GtkWidget *window;
  Gone gone;

  story_ask_about (ui, 1, tune (ui, 0), "title", "'A'", "title || ' of the North'");
  story_ask_about (ui, 2, tune (ui, 0), "key", "'D'", "'Edor'");
  window = open_window (ui, shed_choices_window_new (ui->context));
  ui_wait_find (window, GTK_TYPE_LABEL, "E dorian");
  shed_choice_card_pick (SHED_CHOICE_CARD (ui_wait_find (window, SHED_TYPE_CHOICE_CARD, NULL)), SHED_CHOICE_OTHER);
  use (window);
  gone = (Gone) { window, GTK_TYPE_LABEL, "Tune 1 of the North" };
  ui_wait_for (is_gone, &gone, "the answered card");
  ui_wait_find (window, GTK_TYPE_LABEL, "E dorian");
  wait_fact (ui, "SELECT group_concat (state, ' ') FROM (SELECT state FROM conflict ORDER BY id)", "other open");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
texts_are_joined_and_edited (void)
{
  g_autoptr (UiFixture) ui = library (1);
  GtkWidget *window, *card, *view;

  story_ask_about (ui, 1, tune (ui, 0), "abc", "'X'", "'K:D' || char (10) || 'dfe'");
  window = open_window (ui, shed_choices_window_new (ui->context));
  card = ui_wait_find (window, SHED_TYPE_CHOICE_CARD, NULL);
  g_assert_null (ui_find (card, GTK_TYPE_TEXT_VIEW, NULL));
  /* What it was before is there for whoever asks. */
  g_assert_null (ui_find (card, GTK_TYPE_LABEL, "X"));
  gtk_expander_set_expanded (GTK_EXPANDER (ui_wait_find (card, GTK_TYPE_EXPANDER, NULL)), TRUE);
  ui_wait_find (card, GTK_TYPE_LABEL, "X");
  shed_choice_card_pick (SHED_CHOICE_CARD (card), SHED_CHOICE_BOTH);
  view = ui_wait_find (card, GTK_TYPE_TEXT_VIEW, NULL);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "K:D\ndef", -1);
  use (window);
  wait_fact (ui, "SELECT abc FROM tune", "K:D\ndef");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
assert_offers_for_all (GtkWidget *window, const char *label)
{
  GMenuModel *menu =
    gtk_menu_button_get_menu_model (
      GTK_MENU_BUTTON (gtk_widget_get_template_child (window, SHED_TYPE_CHOICES_WINDOW, "all_button")));

  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autofree char *said = NULL;

      if (g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_LABEL, "s", &said) && g_str_equal (said, label))
        return;
    }
  g_error ("“%s” is not offered", label);
}

/* Of all that waits what one computer said; one undo brings all of it back. */
static void
one_computer_for_all_is_one_undo (void)
{
  g_autoptr (UiFixture) ui = library (3);
  GtkWidget *window;

  for (guint i = 0; i < 3; i++)
    story_ask_about (ui, 1 + i, tune (ui, i), "title", "'A'", "title || ' of the North'");
  window = open_window (ui, shed_choices_window_new (ui->context));
  ui_wait_find (window, SHED_TYPE_CHOICE_CARD, NULL);
  assert_offers_for_all (window, "Kitchen laptop for All (3)");
  g_assert_true (gtk_widget_activate_action (window, "choices.all", "s", "Kitchen laptop"));
  ui_wait_for (has_none, window, "no choice left");
  wait_fact (ui, "SELECT count(*) FROM tune WHERE title LIKE '% of the North'", "3");
  undo (ui, window, "choices.undo");
  wait_fact (ui, "SELECT count(*) FROM tune WHERE title LIKE '% of the North'", "0");
  wait_fact (ui, "SELECT count(*) FROM conflict WHERE state = 'open'", "3");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
answered_elsewhere_disappears_with_a_word (void)
{
  g_autoptr (UiFixture) ui = library (1);
  GtkWidget *window;

  story_ask_about (ui, 1, tune (ui, 0), "title", "'A'", "title || ' of the North'");
  window = open_window (ui, shed_choices_window_new (ui->context));
  ui_wait_find (window, SHED_TYPE_CHOICE_CARD, NULL);
  story_server_says (ui, "UPDATE conflict SET state = 'mine'");
  ui_wait_for (has_none, window, "no choice left");
  ui_wait_find (window, GTK_TYPE_LABEL, "Answered on another computer meanwhile");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What was picked and not used yet is not lost by news about other tunes. */
static void
news_leave_what_was_picked (void)
{
  g_autoptr (UiFixture) ui = library (2);
  GtkWidget *window, *card;

  story_ask_about (ui, 1, tune (ui, 0), "title", "'A'", "title || ' of the North'");
  window = open_window (ui, shed_choices_window_new (ui->context));
  card = ui_wait_find (window, SHED_TYPE_CHOICE_CARD, NULL);
  shed_choice_card_pick (SHED_CHOICE_CARD (card), SHED_CHOICE_MINE);
  story_ask_about (ui, 2, tune (ui, 1), "title", "'A'", "title || ' of the South'");
  ui_wait_find (window, GTK_TYPE_LIST_BOX_ROW, NULL);
  ui_wait_find (window, GTK_TYPE_LABEL, "Tune 2");
  g_assert_true (ui_find (window, SHED_TYPE_CHOICE_CARD, NULL) == card);
  g_assert_cmpint (shed_choice_card_get_picked (SHED_CHOICE_CARD (card)), ==, SHED_CHOICE_MINE);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
deletion_asks_delete_or_keep (void)
{
  g_autoptr (UiFixture) ui = library (1);
  GtkWidget *window, *card;

  story_server_says (
    ui, "INSERT INTO conflict (id, created_at, tbl, row_id, grp, theirs, device_id, device_name, client_at, tune_id)"
        " SELECT '" STORY_CHOICE
        "01', 1, 'tune', id, '*', json_object ('title', title), 'dededede-0000-4000-8000-000000000001',"
        " 'Kitchen laptop', 1000, id FROM tune");
  window = open_window (ui, shed_choices_window_new (ui->context));
  card = ui_wait_find (window, SHED_TYPE_CHOICE_CARD, NULL);
  g_assert_nonnull (ui_find (card, GTK_TYPE_LABEL, "Delete"));
  g_assert_nonnull (ui_find (card, GTK_TYPE_LABEL, "Keep"));
  shed_choice_card_pick (SHED_CHOICE_CARD (card), SHED_CHOICE_MINE);
  use (window);
  wait_fact (ui, "SELECT count(*) FROM tune", "0");
  undo (ui, window, "choices.undo");
  wait_fact (ui, "SELECT count(*) FROM tune", "1");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
changed_words_are_told (void)
{
  g_autofree char *words = shed_choice_text_changed_words ("The Silver Spears of Cork", "The Silver Spear of Cork");
  g_autofree char *none = shed_choice_text_changed_words ("The Silver Spear", "The Silver Spear");
  g_autoptr (PangoAttrList) marks = shed_choice_text_mark ("The Silver Spears of Cork", "The Silver Spear of Cork");
  g_autofree char *text = pango_attr_list_to_string (marks);

  g_assert_cmpstr (words, ==, "Spears");
  g_assert_null (none);
  g_assert_nonnull (strstr (text, "11 17 weight bold"));
  g_assert_nonnull (strstr (text, "11 17 underline single"));
}

static void
problem_says_what_why_and_what_helps (void)
{
  g_autoptr (UiFixture) ui = library (1);
  GtkWidget *window;

  story_refuse (ui, 1, tune (ui, 0), "23514");
  window = open_window (ui, shed_problems_window_new (ui->context));
  ui_wait_find (window, GTK_TYPE_LABEL, "Edited: tune “Tune 1” (composer)");
  g_assert_nonnull (ui_find (window, GTK_TYPE_LABEL, shed_problem_text_why ("23514")));
  g_assert_nonnull (ui_find (window, GTK_TYPE_BUTTON, "Try _Again"));
  g_assert_nonnull (ui_find (window, GTK_TYPE_BUTTON, "_Open Tune"));
  g_assert_nonnull (ui_find (window, GTK_TYPE_BUTTON, "_Save a Copy…"));
  g_assert_cmpstr (shed_problem_text_why ("no such code"), !=, "");
  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
shows_title (gpointer data)
{
  Gone *asked = data;
  g_autoptr (GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (window != asked->root && gtk_widget_get_mapped (window) && g_type_is_a (G_OBJECT_TYPE (window), asked->type) &&
          ui_find (window, GTK_TYPE_LABEL, asked->name) != NULL)
        {
          gtk_window_destroy (GTK_WINDOW (window));
          return TRUE;
        }
    }
  return FALSE;
}

/* A name that is too long for the project is shortened from here, whatever has it. */
static void
refused_names_are_corrected_from_the_list (void)
{
  g_autoptr (UiFixture) ui = library (1);
  g_autofree char *book = ui_fixture_run (ui, shed_command_book_new ("Session", FALSE));
  GtkWidget *window;
  Gone editor, question;

  story_refuse_row (ui, 1, "repertoire", "name", shed_context_get_repertoire_id (ui->context), "23514");
  story_refuse_row (ui, 2, "book", "title", book, "23514");
  window = open_window (ui, shed_problems_window_new (ui->context));
  ui_wait_find (window, GTK_TYPE_BUTTON, "_Edit Repertoire…");
  ui_wait_find (window, GTK_TYPE_BUTTON, "Re_name Tune Book…");
  g_assert_true (gtk_widget_activate_action (window, "problems.edit", "s", STORY_PROBLEM "01"));
  editor = (Gone) { window, ADW_TYPE_WINDOW, "Edit Repertoire" };
  ui_wait_for (shows_title, &editor, "the repertoire's editor");
  g_assert_true (gtk_widget_activate_action (window, "problems.edit", "s", STORY_PROBLEM "02"));
  question = (Gone) { window, ADW_TYPE_MESSAGE_DIALOG, "Rename Tune Book" };
  ui_wait_for (shows_title, &question, "the question for a name");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
trying_again_puts_it_among_what_waits (void)
{
  g_autoptr (UiFixture) ui = library (1);
  GtkWidget *window;

  story_refuse (ui, 1, tune (ui, 0), "23514");
  window = open_window (ui, shed_problems_window_new (ui->context));
  ui_wait_find (window, GTK_TYPE_BUTTON, "Try _Again");
  g_assert_true (gtk_widget_activate_action (window, "problems.retry-all", NULL));
  ui_wait_for (has_none, window, "no problem left");
  wait_fact (ui, "SELECT state FROM outbox", "new");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
discarding_is_undone (void)
{
  g_autoptr (UiFixture) ui = library (1);
  GtkWidget *window;
  Gone gone;

  story_server_says (ui, "UPDATE tune SET composer = 'Anon'");
  story_refuse (ui, 1, tune (ui, 0), "23514");
  window = open_window (ui, shed_problems_window_new (ui->context));
  ui_wait_find (window, GTK_TYPE_BUTTON, "_Discard");
  g_assert_true (gtk_widget_activate_action (window, "problems.discard", "s", STORY_PROBLEM "01"));
  ui_wait_find (window, GTK_TYPE_BUTTON, "_Bring Back");
  gone = (Gone) { window, GTK_TYPE_BUTTON, "Try _Again" };
  ui_wait_for (is_gone, &gone, "no problem left");
  wait_fact (ui, "SELECT coalesce (composer, '-') FROM tune", "-");
  undo (ui, window, "problems.undo");
  wait_fact (ui, "SELECT coalesce (composer, '-') FROM tune", "Anon");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
what_was_done_is_said_once_and_where_it_was_done (void)
{
  g_autoptr (UiFixture) ui = library (1);
  Gone gone;
  GtkWidget *window;
  guint n_in_main = 0;

  story_server_says (ui, "UPDATE tune SET composer = 'Anon'");
  story_refuse (ui, 1, tune (ui, 0), "23514");
  window = open_window (ui, shed_problems_window_new (ui->context));
  g_signal_connect_swapped (ui->context, "toast", G_CALLBACK (count_cb), &n_in_main);
  ui_wait_find (window, GTK_TYPE_BUTTON, "_Discard");
  g_assert_true (gtk_widget_activate_action (window, "problems.discard", "s", STORY_PROBLEM "01"));
  ui_wait_find (window, GTK_TYPE_LABEL, "1 change discarded");
  ui_wait_find (window, GTK_TYPE_BUTTON, "_Bring Back");
  g_assert_cmpuint (n_in_main, ==, 0);

  /* The window whose words they were is gone: undone and said in the main one. */
  gone = (Gone) { ui->window, GTK_TYPE_LABEL, "Undone: discard changes" };
  g_assert_true (is_gone (&gone));
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.undo", NULL));
  wait_fact (ui, "SELECT coalesce (composer, '-') FROM tune", "Anon");
  ui_wait_find (ui->window, GTK_TYPE_LABEL, "Undone: discard changes");
  g_assert_cmpuint (n_in_main, ==, 1);
}

static GtkWidget *
discard (UiFixture *ui)
{
  GtkWidget *window;

  story_server_says (ui, "UPDATE tune SET composer = 'Anon'");
  story_refuse (ui, 1, tune (ui, 0), "23514");
  window = open_window (ui, shed_problems_window_new (ui->context));
  ui_wait_find (window, GTK_TYPE_BUTTON, "_Discard");
  g_assert_true (gtk_widget_activate_action (window, "problems.discard", "s", STORY_PROBLEM "01"));
  ui_wait_find (window, GTK_TYPE_BUTTON, "_Bring Back");
  wait_fact (ui, "SELECT coalesce (composer, '-') FROM tune", "-");
  return window;
}

static void
copy_of_a_discarded_change_is_brought_back_and_undone (void)
{
  g_autoptr (UiFixture) ui = library (1);
  GtkWidget *window = discard (ui);
  Gone gone = { window, GTK_TYPE_BUTTON, "_Bring Back" };

  g_assert_nonnull (ui_find (window, GTK_TYPE_LABEL, "Edited: tune “Tune 1” (composer)"));
  g_assert_true (gtk_widget_activate_action (window, "problems.bring-back", "s", STORY_PROBLEM "01"));
  wait_fact (ui, "SELECT coalesce (composer, '-') FROM tune", "Anon");
  ui_wait_find (window, GTK_TYPE_LABEL, "The library is as this change would have it.");
  ui_wait_for (is_gone, &gone, "nothing to bring back");
  undo (ui, window, "problems.undo");
  wait_fact (ui, "SELECT coalesce (composer, '-') FROM tune", "-");
  ui_wait_find (window, GTK_TYPE_BUTTON, "_Bring Back");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
removed_copy_comes_back_with_undo (void)
{
  g_autoptr (UiFixture) ui = library (1);
  GtkWidget *window = discard (ui);

  g_assert_true (gtk_widget_activate_action (window, "problems.remove", "s", STORY_PROBLEM "01"));
  ui_wait_for (has_none, window, "no copy left");
  ui_wait_find (window, GTK_TYPE_LABEL, "Copy removed");
  wait_fact (ui, "SELECT count(*) FROM meta WHERE name LIKE 'discarded/%'", "0");
  g_assert_true (gtk_widget_activate_action (window, "problems.undo", NULL));
  ui_wait_find (window, GTK_TYPE_BUTTON, "_Bring Back");
  wait_fact (ui, "SELECT count(*) FROM meta WHERE name LIKE 'discarded/%'", "1");
  /* The discarding is what undo means now. */
  undo (ui, window, "problems.undo");
  wait_fact (ui, "SELECT coalesce (composer, '-') FROM tune", "Anon");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
what_was_chosen_can_be_asked_again (void)
{
  g_autoptr (UiFixture) ui = library (1);
  GtkWidget *window;

  story_ask_about (ui, 1, tune (ui, 0), "title", "'A'", "title || ' of the North'");
  story_server_says (ui, "UPDATE conflict SET state = 'other'");
  window = open_window (ui, shed_sync_history_window_new (ui->context));
  ui_wait_find (window, GTK_TYPE_LABEL, "Not chosen: Tune 1 of the North");
  g_assert_true (gtk_widget_activate_action (window, "history.again", "s", STORY_CHOICE "01"));
  wait_fact (ui, "SELECT state FROM conflict", "open");
  ui_wait_for (has_none, window, "nothing chosen");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
merges_without_a_question_are_told (void)
{
  g_autoptr (UiFixture) ui = library (2);
  GtkWidget *window = open_window (ui, shed_sync_history_window_new (ui->context));

  story_merged (ui);
  ui_wait_find (window, GTK_TYPE_LABEL, "Merged Without a Question");
  ui_wait_find (window, GTK_TYPE_LABEL,
                "From this computer: title\nFrom another computer: composer, key\nJoined from both: music");
  g_assert_nonnull (ui_find (window, GTK_TYPE_LABEL, "Tune 1"));
  g_assert_nonnull (
    ui_find (window, GTK_TYPE_LABEL, "It was deleted, and edited or brought back on another computer. It is kept."));
  /* Nothing was chosen. */
  g_assert_null (ui_find (window, GTK_TYPE_LABEL, "Chosen"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
windows_open_once_by_action (void)
{
  g_autoptr (UiFixture) ui = library (1);
  static const char *const names[] = { "win.choices", "win.problems", "win.sync-history" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    for (guint k = 0; k < 2; k++)
      g_assert_true (gtk_widget_activate_action (GTK_WIDGET (ui->window), names[i], NULL));
  {
    g_autoptr (GList) all = gtk_window_list_toplevels ();
    guint n = 0;

    for (GList *l = all; l != NULL; l = l->next)
      n += gtk_window_get_transient_for (l->data) == GTK_WINDOW (ui->window);
    g_assert_cmpuint (n, ==, 3);
  }
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);
#define RULE(folder, name) g_test_add_func ("/" folder "/" #name, name)
  RULE ("choices", nothing_is_preselected);
  RULE ("choices", answer_writes_and_undo_asks_again);
  RULE ("choices", unanswered_fields_stay);
  RULE ("choices", texts_are_joined_and_edited);
  RULE ("choices", one_computer_for_all_is_one_undo);
  RULE ("choices", answered_elsewhere_disappears_with_a_word);
  RULE ("choices", news_leave_what_was_picked);
  RULE ("choices", deletion_asks_delete_or_keep);
  RULE ("choices", changed_words_are_told);
  RULE ("problems", problem_says_what_why_and_what_helps);
  RULE ("problems", refused_names_are_corrected_from_the_list);
  RULE ("problems", trying_again_puts_it_among_what_waits);
  RULE ("problems", discarding_is_undone);
  RULE ("problems", what_was_done_is_said_once_and_where_it_was_done);
  RULE ("problems", copy_of_a_discarded_change_is_brought_back_and_undone);
  RULE ("problems", removed_copy_comes_back_with_undo);
  RULE ("sync-history", what_was_chosen_can_be_asked_again);
  RULE ("sync-history", merges_without_a_question_are_told);
  RULE ("sync-history", windows_open_once_by_action);
  return g_test_run ();
}
