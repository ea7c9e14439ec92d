/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was noted and rated, on the page of its tune: notes save themselves, ratings are replaced and taken back. */
#include "tune-story.h"

#include "shed-note-card.h"
#include "shed-rating-buttons.h"
#include "shed-tune-history.h"

static GtkWidget *
history_row (GtkWidget *page, guint index)
{
  GtkWidget *history = ui_wait_find (page, SHED_TYPE_TUNE_HISTORY, NULL);
  GtkWidget *list = ui_wait_find (history, GTK_TYPE_LIST_BOX, NULL);

  return GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), (int) index));
}

static void
test_a_rating_of_the_past_is_replaced (void)
{
  g_autoptr (UiFixture) ui = tune_story_new ();
  GtkWidget *page, *row, *ratings;
  g_autoptr (ShedStanding) after = NULL;
  double before;

  {
    g_autoptr (ShedStanding) standing = tune_story_get_standing (ui);

    before = standing->here.schedule.stability;
  }
  page = tune_story_open (ui);
  row = history_row (page, 0);
  gtk_widget_activate (row);
  ratings = ui_wait_find (row, SHED_TYPE_RATING_BUTTONS, NULL);
  ui_wait_ms (200);
  ui_shot (ui, "tune-history-popover");
  g_signal_emit_by_name (ratings, "rated", 1);
  tune_story_wait_reps (ui, 4);
  ui_wait_find (page, GTK_TYPE_LABEL, "4 ratings, last Again 3 days ago");
  after = tune_story_get_standing (ui);
  g_assert_cmpint (after->here.schedule.last_rating, ==, 1);
  g_assert_cmpfloat (after->here.schedule.stability, <, before);
  g_assert_cmpint (after->here.schedule.last_at, ==, UI_FIXTURE_NOW - 3 * UI_FIXTURE_DAY_MS);
  g_assert_nonnull (ui_wait_find (page, GTK_TYPE_BUTTON, "Show 1 _Taken Back"));
}

static void
test_a_rating_is_taken_back_and_shown_on_demand (void)
{
  g_autoptr (UiFixture) ui = tune_story_new ();
  GtkWidget *page = tune_story_open (ui);
  GtkWidget *row = history_row (page, 0);
  GtkWidget *toggle;

  gtk_widget_activate (row);
  g_signal_emit_by_name (ui_wait_find (row, GTK_TYPE_BUTTON, "_Take Back"), "clicked");
  tune_story_wait_reps (ui, 3);
  toggle = ui_wait_find (page, GTK_TYPE_TOGGLE_BUTTON, "Show 1 _Taken Back");
  g_assert_null (ui_find (page, GTK_TYPE_LABEL, "taken back"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (toggle), TRUE);
  ui_wait_find (page, GTK_TYPE_LABEL, "taken back");
  ui_shot (ui, "tune-history-voided");
}

static guint
count_notes (UiFixture *ui)
{
  g_autoptr (GListModel) notes = shed_note_list_new (ui->store, tune_story_id (ui));

  ui_wait_ms (150);
  return g_list_model_get_n_items (notes);
}

static gboolean
card_is_saved (gpointer data)
{
  return shed_note_card_get_id (data) != NULL && !shed_note_card_is_dirty (data);
}

static GtkWidget *
add_note (GtkWidget *page, const char *text)
{
  GtkWidget *card;

  gtk_widget_activate_action (page, "tune.add-note", NULL);
  card = ui_wait_find (page, SHED_TYPE_NOTE_CARD, NULL);
  tune_story_type (ui_find (card, GTK_TYPE_TEXT_VIEW, NULL), text);
  return card;
}

static void
test_a_note_saves_itself (void)
{
  g_autoptr (UiFixture) ui = tune_story_new ();
  GtkWidget *page = tune_story_open (ui);
  GtkWidget *card;

  g_assert_true (ui_press (ui->window, GDK_KEY_n, 0));
  card = ui_wait_find (page, SHED_TYPE_NOTE_CARD, NULL);
  tune_story_type (ui_find (card, GTK_TYPE_TEXT_VIEW, NULL), "Watch the B part: the roll on d.");
  ui_wait_for (card_is_saved, card, "the note to be saved");
  g_assert_cmpuint (count_notes (ui), ==, 1);
  tune_story_type (ui_find (card, GTK_TYPE_TEXT_VIEW, NULL), " Slower.");
  ui_wait_for (card_is_saved, card, "the note to be saved again");
  g_assert_cmpuint (count_notes (ui), ==, 1);
  g_assert_true (ui_find (page, SHED_TYPE_NOTE_CARD, NULL) == card);
  ui_shot (ui, "tune-note");
}

static void
test_a_note_being_typed_outlives_the_page (void)
{
  g_autoptr (UiFixture) ui = tune_story_new ();
  GtkWidget *page = tune_story_open (ui);

  add_note (page, "half a thou");
  gtk_widget_activate_action (page, "win.back", NULL);
  ui_wait_ms (300);
  g_assert_cmpuint (count_notes (ui), ==, 1);
}

static void
test_a_note_written_elsewhere_appears (void)
{
  g_autoptr (UiFixture) ui = tune_story_new ();
  GtkWidget *page = tune_story_open (ui);
  GtkWidget *card = add_note (page, "mine");

  g_free (ui_fixture_run (ui, shed_command_note_new (tune_story_id (ui), NULL, "theirs")));
  ui_wait_for (card_is_saved, card, "the note to be saved");
  g_assert_cmpuint (count_notes (ui), ==, 2);
  g_assert_nonnull (gtk_widget_get_next_sibling (card) != NULL ? gtk_widget_get_next_sibling (card)
                                                               : gtk_widget_get_prev_sibling (card));
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);
  g_test_add_func ("/tune-page/a-rating-of-the-past-is-replaced", test_a_rating_of_the_past_is_replaced);
  g_test_add_func ("/tune-page/a-rating-is-taken-back-and-shown-on-demand", test_a_rating_is_taken_back_and_shown_on_demand);
  g_test_add_func ("/tune-page/a-note-saves-itself", test_a_note_saves_itself);
  g_test_add_func ("/tune-page/a-note-being-typed-outlives-the-page", test_a_note_being_typed_outlives_the_page);
  g_test_add_func ("/tune-page/a-note-written-elsewhere-appears", test_a_note_written_elsewhere_appears);
  return g_test_run ();
}
