/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Practice page over a real library on one Saturday: six tunes, of which one is due, two are overdue and three are new. */
#include "ui-fixture.h"

#include "shed-practice-cards.h"
#include "shed-practice-page.h"
#include "shed-practice-row.h"
#include "shed-rating-buttons.h"
#include "shed-tune-page.h"

#define ROW SHED_TYPE_PRACTICE_ROW

/* The row that keys mean. */
static const char *
focused_title (UiFixture *ui)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (ui->window));
  GtkWidget *row = focus != NULL ? ui_find (focus, ROW, NULL) : NULL;

  return row != NULL ? shed_queue_item_get (shed_practice_row_get_item (SHED_PRACTICE_ROW (row)))->title : NULL;
}

static gboolean
has_focused_row (gpointer ui)
{
  return focused_title (ui) != NULL;
}

static UiFixture *
open_day (void)
{
  UiFixture *ui = ui_fixture_new ();

  ui_fixture_add_repertoire (ui);
  ui_fixture_add_tunes (ui, 6);
  ui_fixture_rate (ui, 0, 3, 10, 10);
  ui_fixture_rate (ui, 1, 3, 10, 8);
  ui_fixture_rate (ui, 2, 3, 10, 6);
  ui_fixture_show (ui);
  ui_wait_find (ui->window, ROW, NULL);
  /* Keys mean the row with the focus: before there is one they mean nothing. */
  ui_wait_for (has_focused_row, ui, "a row to have the focus");
  return ui;
}

/* The row of a tune, by its title. */
static ShedPracticeRow *
row_of (UiFixture *ui, const char *title)
{
  return SHED_PRACTICE_ROW (gtk_widget_get_ancestor (ui_wait_find (ui_wait_find (ui->window, GTK_TYPE_LIST_VIEW, NULL),
                                                                   GTK_TYPE_LABEL, title), ROW));
}

static const ShedQueueItemData *
item_of (UiFixture *ui, const char *title)
{
  return shed_queue_item_get (shed_practice_row_get_item (row_of (ui, title)));
}

typedef struct
{
  UiFixture  *ui;
  const char *title;
  int         rating;
} Staged;

static gboolean
is_staged (gpointer data)
{
  Staged *staged = data;

  return item_of (staged->ui, staged->title)->staged_rating == staged->rating;
}

static void
wait_staged (UiFixture *ui, const char *title, int rating)
{
  Staged staged = { ui, title, rating };

  ui_wait_for (is_staged, &staged, title);
}

typedef struct
{
  UiFixture  *ui;
  const char *name;
} Gone;

static gboolean
is_gone (gpointer data)
{
  Gone *gone = data;

  return ui_find (gone->ui->window, G_TYPE_NONE, gone->name) == NULL;
}

static void
wait_gone (UiFixture *ui, const char *name)
{
  Gone gone = { ui, name };

  ui_wait_for (is_gone, &gone, name);
}

static void
test_the_day_is_said_and_the_buckets_have_headers (void)
{
  g_autoptr (UiFixture) ui = open_day ();

  ui_wait_find (ui->window, GTK_TYPE_LABEL, "Saturday 21 November");
  ui_wait_find (ui->window, GTK_TYPE_LABEL, "Due Today");
  ui_wait_find (ui->window, GTK_TYPE_LABEL, "Overdue");
  ui_wait_find (ui->window, GTK_TYPE_LABEL, "New");
  g_assert_cmpint (item_of (ui, "Tune 1")->bucket, ==, SHED_BUCKET_DUE);
  g_assert_nonnull (ui_find (row_of (ui, "Tune 2"), GTK_TYPE_LABEL, "overdue 2 d"));
  g_assert_nonnull (ui_find (row_of (ui, "Tune 4"), GTK_TYPE_LABEL, "new"));
  ui_shot (ui, "practice-list");
}

static void
test_a_row_has_the_focus_at_once (void)
{
  g_autoptr (UiFixture) ui = open_day ();

  g_assert_cmpstr (focused_title (ui), ==, "Tune 1");
}

static void
test_a_key_stages_a_rating_and_goes_on (void)
{
  g_autoptr (UiFixture) ui = open_day ();

  g_assert_true (ui_press (ui->window, GDK_KEY_3, 0));

  wait_staged (ui, "Tune 1", 3);
  g_assert_cmpstr (focused_title (ui), !=, "Tune 1");
  ui_wait_find (ui->window, GTK_TYPE_BUTTON, "_Submit 1");
  ui_wait_find (ui->window, GTK_TYPE_LABEL, "1 rated");
}

static void
test_a_button_stays_pressed_and_pressing_it_again_takes_it_off (void)
{
  g_autoptr (UiFixture) ui = open_day ();
  GtkWidget *good;

  good = gtk_widget_get_ancestor (ui_wait_find (row_of (ui, "Tune 1"), GTK_TYPE_LABEL, "Good"), GTK_TYPE_TOGGLE_BUTTON);
  g_signal_emit_by_name (good, "clicked");
  wait_staged (ui, "Tune 1", 3);
  good = gtk_widget_get_ancestor (ui_wait_find (row_of (ui, "Tune 1"), GTK_TYPE_LABEL, "Good"), GTK_TYPE_TOGGLE_BUTTON);
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (good)));
  gtk_test_accessible_assert_state (good, GTK_ACCESSIBLE_STATE_PRESSED, GTK_ACCESSIBLE_TRISTATE_TRUE);

  g_signal_emit_by_name (good, "clicked");
  wait_staged (ui, "Tune 1", 0);
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (good)));
}

static void
test_down_and_up_pass_over_headers (void)
{
  g_autoptr (UiFixture) ui = open_day ();

  for (int i = 0; i < 5; i++)
    {
      g_assert_true (ui_press (ui->window, GDK_KEY_Down, 0));
      g_assert_nonnull (focused_title (ui));
    }
  for (int i = 0; i < 5; i++)
    {
      g_assert_true (ui_press (ui->window, GDK_KEY_Up, 0));
      g_assert_nonnull (focused_title (ui));
    }
  g_assert_cmpstr (focused_title (ui), ==, "Tune 1");
}

static void
test_submit_takes_rated_tunes_off_the_day_and_undo_brings_them_back_rated (void)
{
  g_autoptr (UiFixture) ui = open_day ();

  ui_press (ui->window, GDK_KEY_3, 0);
  wait_staged (ui, "Tune 1", 3);
  g_assert_true (ui_press (ui->window, GDK_KEY_Return, GDK_CONTROL_MASK));
  ui_wait_find (ui->window, GTK_TYPE_LABEL, "1 rating submitted");
  wait_gone (ui, "Tune 1");
  wait_gone (ui, "_Submit 1");

  g_assert_true (ui_press (ui->window, GDK_KEY_z, GDK_CONTROL_MASK));
  wait_staged (ui, "Tune 1", 3);
}

static void
test_discard_takes_all_ratings_off (void)
{
  g_autoptr (UiFixture) ui = open_day ();

  ui_press (ui->window, GDK_KEY_3, 0);
  ui_press (ui->window, GDK_KEY_1, 0);
  ui_wait_find (ui->window, GTK_TYPE_BUTTON, "_Submit 2");
  gtk_widget_activate_action (ui_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL), "practice.discard", NULL);

  wait_staged (ui, "Tune 1", 0);
  wait_gone (ui, "_Submit 2");
}

static void
test_ratings_outlive_the_window (void)
{
  g_autoptr (UiFixture) ui = open_day ();

  ui_press (ui->window, GDK_KEY_2, 0);
  wait_staged (ui, "Tune 1", 2);
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&ui->window)));
  g_clear_object (&ui->context);
  ui_fixture_show (ui);

  wait_staged (ui, "Tune 1", 2);
}

static void
test_p_minus_and_k_take_a_tune_off_the_day (void)
{
  static const guint keys[] = { GDK_KEY_p, GDK_KEY_minus, GDK_KEY_k };
  static const char *const said[] = { "“Tune 1” paused", "“Tune 1” put off till tomorrow", "“Tune 1” marked as known" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (UiFixture) ui = open_day ();

      g_assert_true (ui_press (ui->window, keys[i], 0));
      ui_wait_find (ui->window, GTK_TYPE_LABEL, said[i]);
    }
}

static void
test_enter_opens_the_tune_and_escape_comes_back_to_its_row (void)
{
  g_autoptr (UiFixture) ui = open_day ();

  ui_press (ui->window, GDK_KEY_Down, 0);
  g_assert_cmpstr (focused_title (ui), ==, "Tune 2");
  g_assert_true (ui_press (ui->window, GDK_KEY_Return, 0));
  ui_wait_find (ui->window, SHED_TYPE_TUNE_PAGE, NULL);
  ui_press (ui->window, GDK_KEY_Escape, 0);
  ui_wait_find (ui->window, ROW, NULL);
  ui_wait_ms (50);

  g_assert_cmpstr (focused_title (ui), ==, "Tune 2");
}

static void
rate_all (UiFixture *ui)
{
  for (int i = 1; i <= 6; i++)
    {
      g_autofree char *label = g_strdup_printf ("_Submit %d", i);

      g_assert_true (ui_press (ui->window, GDK_KEY_3, 0));
      ui_wait_find (ui->window, GTK_TYPE_BUTTON, label);
    }
  ui_press (ui->window, GDK_KEY_Return, GDK_CONTROL_MASK);
}

static void
test_a_day_that_is_done_says_so_and_offers_more (void)
{
  g_autoptr (UiFixture) ui = open_day ();

  rate_all (ui);
  ui_wait_find (ui->window, ADW_TYPE_STATUS_PAGE, "Done for Today");
  ui_wait_find (ui->window, GTK_TYPE_LABEL, "You practised 6 tunes. Tomorrow: 3 tunes.");
  ui_wait_find (ui->window, GTK_TYPE_BUTTON, "_Five More");
  ui_shot (ui, "practice-done");
}

static void
test_what_is_submitted_can_be_shown (void)
{
  g_autoptr (UiFixture) ui = open_day ();

  ui_press (ui->window, GDK_KEY_3, 0);
  wait_staged (ui, "Tune 1", 3);
  ui_press (ui->window, GDK_KEY_Return, GDK_CONTROL_MASK);
  wait_gone (ui, "Tune 1");
  gtk_widget_activate_action (ui_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL), "practice.show-submitted", NULL);

  g_assert_true (item_of (ui, "Tune 1")->done);
}

static void
test_an_empty_repertoire_leads_to_the_catalog (void)
{
  g_autoptr (UiFixture) ui = ui_fixture_new ();

  ui_fixture_add_repertoire (ui);
  ui_fixture_show (ui);

  ui_wait_find (ui->window, ADW_TYPE_STATUS_PAGE, "No Tunes Yet");
  ui_wait_find (ui->window, GTK_TYPE_BUTTON, "_Choose Tunes");
}

static gboolean
card_is_flipped (gpointer data)
{
  return shed_practice_cards_is_flipped (data);
}

static void
test_space_turns_a_card_and_a_key_brings_the_next (void)
{
  g_autoptr (UiFixture) ui = open_day ();
  ShedPracticeCards *cards;

  g_assert_true (ui_press (ui->window, GDK_KEY_l, GDK_CONTROL_MASK));
  cards = SHED_PRACTICE_CARDS (ui_wait_find (ui->window, SHED_TYPE_PRACTICE_CARDS, NULL));
  g_assert_cmpstr (shed_queue_item_get (shed_practice_cards_get_item (cards))->title, ==, "Tune 1");
  g_assert_true (ui_press (ui->window, GDK_KEY_space, 0));
  ui_wait_for (card_is_flipped, cards, "the card to turn");
  ui_shot (ui, "practice-card-back");

  g_assert_true (ui_press (ui->window, GDK_KEY_4, 0));
  g_assert_cmpstr (shed_queue_item_get (shed_practice_cards_get_item (cards))->title, !=, "Tune 1");
  g_assert_false (shed_practice_cards_is_flipped (cards));

  g_assert_true (ui_press (ui->window, GDK_KEY_Left, 0));
  g_assert_cmpstr (shed_queue_item_get (shed_practice_cards_get_item (cards))->title, ==, "Tune 1");
  g_assert_true (ui_press (ui->window, GDK_KEY_Escape, 0));
  ui_wait_find (ui->window, ROW, NULL);
}

static void
test_behind_the_last_card_ratings_can_be_submitted (void)
{
  g_autoptr (UiFixture) ui = open_day ();
  ShedPracticeCards *cards;

  ui_press (ui->window, GDK_KEY_l, GDK_CONTROL_MASK);
  cards = SHED_PRACTICE_CARDS (ui_wait_find (ui->window, SHED_TYPE_PRACTICE_CARDS, NULL));
  for (int i = 0; i < 6; i++)
    g_assert_true (ui_press (ui->window, GDK_KEY_3, 0));
  ui_wait_find (ui->window, ADW_TYPE_STATUS_PAGE, "That Was the Last Card");
  ui_wait_find (ui->window, GTK_TYPE_BUTTON, "_Submit 6 Ratings");
  g_assert_null (shed_practice_cards_get_item (cards));
}

static void
test_a_new_day_keeps_the_ratings_of_the_last_one_waiting (void)
{
  g_autoptr (UiFixture) ui = open_day ();

  ui_press (ui->window, GDK_KEY_3, 0);
  wait_staged (ui, "Tune 1", 3);
  shed_clock_set (ui->clock, UI_FIXTURE_NOW + UI_FIXTURE_DAY_MS, NULL);
  gtk_widget_set_visible (ui_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL), FALSE);
  ui_wait_ms (20);
  shed_context_show_page (ui->context, "catalog");
  ui_wait_ms (20);
  shed_context_show_page (ui->context, "practice");
  gtk_widget_set_visible (gtk_widget_get_first_child (adw_view_stack_get_visible_child (ADW_VIEW_STACK (
                            ui_find (ui->window, ADW_TYPE_VIEW_STACK, NULL)))), TRUE);

  ui_wait_find (ui->window, GTK_TYPE_LABEL, "It is Sunday now. 1 rating from Saturday waits.");
  ui_shot (ui, "practice-rollover");
  gtk_widget_activate_action (ui_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL), "practice.submit-rollover", NULL);
  wait_gone (ui, "It is Sunday now. 1 rating from Saturday waits.");
}

static void
test_another_repertoire_shows_its_own_day (void)
{
  g_autoptr (UiFixture) ui = open_day ();
  g_autofree char *banjo = ui_fixture_run (ui, shed_command_repertoire_new ("Tenor Banjo", "banjo"));

  shed_context_set_repertoire_id (ui->context, banjo);

  ui_wait_find (ui->window, ADW_TYPE_STATUS_PAGE, "No Tunes Yet");
}

static void
test_another_day_is_chosen_in_the_calendar (void)
{
  g_autoptr (UiFixture) ui = open_day ();
  GtkWidget *page = ui_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL);
  GtkCalendar *calendar = GTK_CALENDAR (gtk_widget_get_template_child (page, SHED_TYPE_PRACTICE_PAGE, "calendar"));
  g_autoptr (GDateTime) sunday = g_date_time_new_local (2026, 11, 22, 12, 0, 0);

  gtk_calendar_select_day (calendar, sunday);
  ui_wait_find (page, GTK_TYPE_LABEL, "Sunday 22 November");
  ui_wait_find (page, GTK_TYPE_MENU_BUTTON, "22 Nov");
  gtk_widget_activate_action (page, "practice.today", NULL);
  ui_wait_find (page, GTK_TYPE_LABEL, "Saturday 21 November");
  ui_wait_find (page, GTK_TYPE_MENU_BUTTON, "Today");
}

static void
test_more_are_pulled_from_the_days_to_come_and_none_is_said_where_none_waits (void)
{
  g_autoptr (UiFixture) ui = ui_fixture_new ();
  static const char none[] = "All tunes of this repertoire are on this day already";

  ui_fixture_add_repertoire (ui);
  ui_fixture_add_tunes (ui, 2);
  ui_fixture_rate (ui, 0, 3, 5, 20);
  ui_fixture_rate (ui, 1, 3, 5, 30);
  ui_fixture_show (ui);
  ui_wait_find (ui->window, ADW_TYPE_STATUS_PAGE, "Nothing Due Today");
  g_assert_nonnull (ui_find (ui->window, GTK_TYPE_LABEL, "nothing due"));
  g_signal_emit_by_name (ui_wait_find (ui->window, GTK_TYPE_BUTTON, "_Practise Ahead"), "clicked");
  ui_wait_find (ui->window, ROW, NULL);
  ui_wait_find (ui->window, GTK_TYPE_LABEL, "Tune 2");
  g_assert_null (ui_find (ui->window, GTK_TYPE_LABEL, none));

  gtk_widget_activate_action (ui_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL), "practice.add-more", NULL);
  ui_wait_find (ui->window, GTK_TYPE_LABEL, none);
}

static gboolean
tune_2_is_new (gpointer ui)
{
  return item_of (ui, "Tune 2")->last_at == 0;
}

static gboolean
tune_2_has_a_past (gpointer ui)
{
  return !tune_2_is_new (ui);
}

static void
test_starting_afresh_makes_a_tune_new_and_undo_brings_its_past_back (void)
{
  g_autoptr (UiFixture) ui = open_day ();
  GtkWidget *page = ui_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL);

  ui_press (ui->window, GDK_KEY_Down, 0);
  g_assert_cmpstr (focused_title (ui), ==, "Tune 2");
  g_assert_cmpint (item_of (ui, "Tune 2")->last_at, >, 0);
  gtk_widget_activate_action (page, "practice.start-afresh", NULL);
  ui_wait_find (ui->window, GTK_TYPE_BUTTON, "_Undo");
  ui_wait_for (tune_2_is_new, ui, "the past to be gone");
  g_assert_true (ui_press (ui->window, GDK_KEY_z, GDK_CONTROL_MASK));
  ui_wait_for (tune_2_has_a_past, ui, "the past to be back");
}

static void
test_the_bar_of_a_new_day_has_room_at_360_px (void)
{
  static const char sentence[] = "It is Sunday now. 1 rating from Saturday waits.";
  g_autoptr (UiFixture) ui = open_day ();
  GtkWidget *label;

  ui_press (ui->window, GDK_KEY_3, 0);
  wait_staged (ui, "Tune 1", 3);
  ui_resize (ui, 360, 720);
  shed_clock_set (ui->clock, UI_FIXTURE_NOW + UI_FIXTURE_DAY_MS, NULL);
  shed_context_show_page (ui->context, "catalog");
  ui_wait_ms (20);
  shed_context_show_page (ui->context, "practice");

  label = ui_wait_find (ui->window, GTK_TYPE_LABEL, sentence);
  ui_wait_ms (300); /* the bar slides in */
  g_assert_cmpint (gtk_widget_get_width (label), >, 250);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (ui->window)), <=, 372);
  ui_shot (ui, "practice-rollover-narrow");
}

static gboolean
is_bound (GtkWidget *widget, guint keyval, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;
      for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (controller)); j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);
          GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

          if (GTK_IS_KEYVAL_TRIGGER (trigger) && gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == keyval &&
              gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)) == state)
            return TRUE;
        }
    }
  return FALSE;
}

/* Counts the shortcuts below that are listed, and asserts that the widget has each of their keys. */
static guint
check_listed (GtkWidget *listed, GtkWidget *widget)
{
  guint n = 0;

  if (GTK_IS_SHORTCUTS_SHORTCUT (listed))
    {
      g_autofree char *accelerator = NULL;
      g_auto (GStrv) ends = NULL;

      g_object_get (listed, "accelerator", &accelerator, NULL);
      ends = g_strsplit (accelerator, "...", 2);
      for (guint i = 0; ends[i] != NULL; i++)
        {
          guint keyval;
          GdkModifierType state;

          g_assert_true (gtk_accelerator_parse (ends[i], &keyval, &state));
          if (keyval != GDK_KEY_Escape && !is_bound (widget, keyval, state)) /* Escape is the window's */
            g_error ("%s is listed but not bound", ends[i]);
        }
      return 1;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (listed); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += check_listed (child, widget);
  return n;
}

static GtkWidget *
find_group (GtkWidget *widget, const char *title)
{
  if (GTK_IS_SHORTCUTS_GROUP (widget))
    {
      g_autofree char *own = NULL;

      g_object_get (widget, "title", &own, NULL);
      return g_strcmp0 (own, title) == 0 ? widget : NULL;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_group (child, title);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
test_every_key_that_is_listed_is_bound (void)
{
  g_autoptr (UiFixture) ui = open_day ();
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/woodshed_app/Woodshed/gtk/help-overlay.ui");
  GtkWidget *overlay = GTK_WIDGET (gtk_builder_get_object (builder, "help_overlay"));
  GtkWidget *page = ui_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL);
  GtkWidget *cards = GTK_WIDGET (gtk_widget_get_template_child (page, SHED_TYPE_PRACTICE_PAGE, "cards"));

  g_assert_cmpuint (check_listed (find_group (overlay, "Practice"), page), >=, 10);
  g_assert_cmpuint (check_listed (find_group (overlay, "Cards"), cards), >=, 3);
  shed_context_open_tune (ui->context, g_ptr_array_index (ui->tune_ids, 0));
  page = ui_wait_find (ui->window, SHED_TYPE_TUNE_PAGE, NULL);
  g_assert_cmpuint (check_listed (find_group (overlay, "Tune"), page), >=, 12);
  gtk_window_destroy (GTK_WINDOW (overlay));
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);

  g_test_add_func ("/practice/the-day-is-said-and-the-buckets-have-headers",
                   test_the_day_is_said_and_the_buckets_have_headers);
  g_test_add_func ("/practice/a-row-has-the-focus-at-once", test_a_row_has_the_focus_at_once);
  g_test_add_func ("/practice/a-key-stages-a-rating-and-goes-on", test_a_key_stages_a_rating_and_goes_on);
  g_test_add_func ("/practice/a-button-stays-pressed-and-pressing-it-again-takes-it-off",
                   test_a_button_stays_pressed_and_pressing_it_again_takes_it_off);
  g_test_add_func ("/practice/down-and-up-pass-over-headers", test_down_and_up_pass_over_headers);
  g_test_add_func ("/practice/submit-takes-rated-tunes-off-the-day-and-undo-brings-them-back-rated",
                   test_submit_takes_rated_tunes_off_the_day_and_undo_brings_them_back_rated);
  g_test_add_func ("/practice/discard-takes-all-ratings-off", test_discard_takes_all_ratings_off);
  g_test_add_func ("/practice/ratings-outlive-the-window", test_ratings_outlive_the_window);
  g_test_add_func ("/practice/p-minus-and-k-take-a-tune-off-the-day", test_p_minus_and_k_take_a_tune_off_the_day);
  g_test_add_func ("/practice/enter-opens-the-tune-and-escape-comes-back-to-its-row",
                   test_enter_opens_the_tune_and_escape_comes_back_to_its_row);
  g_test_add_func ("/practice/a-day-that-is-done-says-so-and-offers-more", test_a_day_that_is_done_says_so_and_offers_more);
  g_test_add_func ("/practice/what-is-submitted-can-be-shown", test_what_is_submitted_can_be_shown);
  g_test_add_func ("/practice/an-empty-repertoire-leads-to-the-catalog", test_an_empty_repertoire_leads_to_the_catalog);
  g_test_add_func ("/practice/space-turns-a-card-and-a-key-brings-the-next", test_space_turns_a_card_and_a_key_brings_the_next);
  g_test_add_func ("/practice/behind-the-last-card-ratings-can-be-submitted",
                   test_behind_the_last_card_ratings_can_be_submitted);
  g_test_add_func ("/practice/a-new-day-keeps-the-ratings-of-the-last-one-waiting",
                   test_a_new_day_keeps_the_ratings_of_the_last_one_waiting);
  g_test_add_func ("/practice/another-repertoire-shows-its-own-day", test_another_repertoire_shows_its_own_day);
  g_test_add_func ("/practice/another-day-is-chosen-in-the-calendar", test_another_day_is_chosen_in_the_calendar);
  g_test_add_func ("/practice/more-are-pulled-from-the-days-to-come-and-none-is-said-where-none-waits",
                   test_more_are_pulled_from_the_days_to_come_and_none_is_said_where_none_waits);
  g_test_add_func ("/practice/starting-afresh-makes-a-tune-new-and-undo-brings-its-past-back",
                   test_starting_afresh_makes_a_tune_new_and_undo_brings_its_past_back);
  g_test_add_func ("/practice/the-bar-of-a-new-day-has-room-at-360-px", test_the_bar_of_a_new_day_has_room_at_360_px);
  g_test_add_func ("/practice/every-key-that-is-listed-is-bound", test_every_key_that_is_listed_is_bound);

  return g_test_run ();
}
