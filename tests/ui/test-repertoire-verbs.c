/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done with tunes of a repertoire: choosing, and the verbs of the bar, the menu and the keys. */
#include "repertoire-story.h"
#include "shed-civil.h"

#define PAUSED "SELECT count(*) FROM repertoire_tune WHERE paused = 1"
#define TAGS                                                                                                           \
  "SELECT t.title || ':' || tag.name FROM tune_tag JOIN tag ON tag.id = tag_id JOIN tune t ON t.id = tune_id ORDER BY 1"

static gboolean
has_word (gpointer data)
{
  gpointer *what = data;

  return ui_find (what[0], G_TYPE_NONE, what[1]) != NULL;
}

static void
wait_word (gpointer root, const char *word)
{
  gpointer what[] = { root, (gpointer) word };

  ui_wait_for (has_word, what, word);
}

static gboolean
is_away (gpointer widget)
{
  return !gtk_widget_get_mapped (widget);
}

/* A window must not go while something hangs on it that holds the pointer. */
static void
put_away (GtkWidget *within)
{
  GtkWidget *popover = gtk_widget_get_ancestor (within, GTK_TYPE_POPOVER);

  gtk_popover_popdown (GTK_POPOVER (popover));
  ui_wait_for (is_away, popover, "the popover to be away");
}

static gboolean
focus_is_in_view (gpointer data)
{
  Story *story = data;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (story->ui->window));

  return focus != NULL && gtk_widget_is_ancestor (focus, story->view);
}

static void
test_chosen_tunes_are_removed_and_undo_brings_them_back (void)
{
  Story story;

  begin (&story, 5);
  choose (&story, 0);
  choose (&story, 2);
  wait_word (story.page, "2 chosen");
  gtk_widget_activate_action (story.page, "repertoire.remove", NULL);
  wait_for (&story, 3, NULL);
  wait_word (story.ui->window, "2 tunes removed from Fiddle");
  gtk_widget_activate (ui_wait_find (story.ui->window, GTK_TYPE_BUTTON, "_Undo"));
  wait_for (&story, 5, NULL);
  end (&story);
}

static void
test_control_a_chooses_all_and_escape_nothing (void)
{
  Story story;

  begin (&story, 7);
  ui_wait_for (focus_is_in_view, &story, "the table to have the focus");
  g_assert_true (ui_press (story.ui->window, GDK_KEY_a, GDK_CONTROL_MASK));
  wait_word (story.page, "7 chosen");
  ui_press (story.ui->window, GDK_KEY_Escape, 0);
  g_assert_false (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (story.tunes), 0));
  end (&story);
}

static void
test_a_stretch_is_chosen_as_by_shift_or_a_rubber_band (void)
{
  Story story;
  g_autoptr (GtkBitset) band = gtk_bitset_new_range (3, 2);
  g_autoptr (GtkBitset) mask = gtk_bitset_new_range (0, 7);

  begin (&story, 7);
  g_assert_true (gtk_column_view_get_enable_rubberband (GTK_COLUMN_VIEW (story.view)));
  gtk_selection_model_select_range (GTK_SELECTION_MODEL (story.tunes), 1, 4, TRUE);
  wait_word (story.page, "4 chosen");
  gtk_selection_model_set_selection (GTK_SELECTION_MODEL (story.tunes), band, mask);
  wait_word (story.page, "2 chosen");
  g_assert_true (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (story.tunes), 3));
  g_assert_false (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (story.tunes), 1));
  end (&story);
}

static void
test_pause_becomes_resume_when_all_are_paused (void)
{
  Story story;
  GtkWidget *button;

  begin (&story, 4);
  choose (&story, 1);
  choose (&story, 2);
  button = ui_wait_find (story.page, GTK_TYPE_BUTTON, "pause_button");
  gtk_widget_activate (button);
  wait_library (&story, PAUSED, "2");
  wait_word (story.page, "Resume (Ctrl+Shift+P)");
  choose (&story, 3);
  wait_word (story.page, "Pause (Ctrl+P)");
  gtk_selection_model_unselect_item (GTK_SELECTION_MODEL (story.tunes), 3);
  wait_word (story.page, "Resume (Ctrl+Shift+P)");
  gtk_widget_activate (button);
  wait_library (&story, PAUSED, "0");
  end (&story);
}

static void
test_practise_today_puts_tunes_on_the_list_of_today (void)
{
  Story story;

  begin (&story, 30);
  choose (&story, 28);
  choose (&story, 29);
  gtk_widget_activate_action (story.page, "repertoire.practise", NULL);
  wait_library (&story, "SELECT count(*) FROM queue_item WHERE added = 'hand' AND practice_day = '2026-11-21'", "2");
  end (&story);
}

static void
test_goal_of_the_chosen_is_set_and_goes_back_to_the_usual (void)
{
  Story story;

  begin (&story, 3);
  choose (&story, 0);
  choose (&story, 1);
  gtk_widget_activate_action (story.page, "repertoire.goal", "s", "fluency");
  wait_library (&story, "SELECT count(*) FROM repertoire_tune WHERE goal = 'fluency'", "2");
  gtk_widget_activate_action (story.page, "repertoire.goal", "s", "");
  wait_library (&story, "SELECT count(*) FROM repertoire_tune WHERE goal IS NOT NULL", "0");
  end (&story);
}

static GtkCheckButton *
check_of (GtkWidget *row)
{
  return GTK_CHECK_BUTTON (ui_find (row, GTK_TYPE_CHECK_BUTTON, NULL));
}

static GtkWidget *
row_of_tag (Story *story, const char *name)
{
  GtkWidget *list = ui_wait_find (story->page, GTK_TYPE_LIST_BOX, "list_box");

  return gtk_widget_get_ancestor (ui_wait_find (list, GTK_TYPE_LABEL, name), GTK_TYPE_LIST_BOX_ROW);
}

static gboolean
is_checked (gpointer data)
{
  return gtk_check_button_get_active (check_of (data));
}

static gboolean
is_half_checked (gpointer data)
{
  return gtk_check_button_get_inconsistent (check_of (data));
}

static gboolean
is_unchecked (gpointer data)
{
  return !is_checked (data) && !is_half_checked (data);
}

static void
test_tags_are_given_and_taken_in_one_place (void)
{
  Story story;
  GtkWidget *entry, *row;

  begin (&story, 3);
  choose (&story, 0);
  gtk_widget_activate_action (story.page, "repertoire.tag", NULL);
  entry = ui_wait_find (story.page, GTK_TYPE_ENTRY, "entry");
  gtk_editable_set_text (GTK_EDITABLE (entry), "  session ");
  g_signal_emit_by_name (entry, "activate");
  wait_library (&story, TAGS, "Tune 1:session");

  /* Two are chosen, one has it: a dash; pressed once: all; pressed again: none. */
  choose (&story, 1);
  gtk_widget_activate_action (story.page, "repertoire.tag", NULL);
  row = row_of_tag (&story, "session");
  ui_wait_for (is_half_checked, row, "the mark of a tag that some have");
  gtk_widget_activate (row);
  wait_library (&story, TAGS, "Tune 1:session|Tune 2:session");
  ui_wait_for (is_checked, row, "the mark of a tag that all have");
  ui_shot (story.ui, "repertoire-tags");
  gtk_widget_activate (row);
  wait_library (&story, TAGS, "");
  ui_wait_for (is_unchecked, row, "no mark");
  shed_context_undo (story.ui->context);
  wait_library (&story, TAGS, "Tune 1:session|Tune 2:session");
  put_away (row);
  end (&story);
}

static void
test_typing_narrows_the_tags (void)
{
  Story story;
  GtkWidget *entry;
  const char *one[2] = { NULL };

  begin (&story, 2);
  one[0] = g_ptr_array_index (story.ui->tune_ids, 0);
  g_free (ui_fixture_run (story.ui, shed_command_add_tag (one, "Session")));
  g_free (ui_fixture_run (story.ui, shed_command_add_tag (one, "wedding")));
  choose (&story, 0);
  gtk_widget_activate_action (story.page, "repertoire.tag", NULL);
  row_of_tag (&story, "Session");
  row_of_tag (&story, "wedding");
  entry = ui_wait_find (story.page, GTK_TYPE_ENTRY, "entry");
  gtk_editable_set_text (GTK_EDITABLE (entry), "SESS");
  entry = gtk_widget_get_ancestor (entry, GTK_TYPE_POPOVER);
  g_assert_nonnull (ui_find (entry, GTK_TYPE_LABEL, "Session"));
  g_assert_null (ui_find (entry, GTK_TYPE_LABEL, "wedding"));
  put_away (entry);
  end (&story);
}

static void
test_a_date_is_chosen_for_several (void)
{
  Story story;
  GtkWidget *calendar;
  g_autoptr (GDateTime) tomorrow = NULL, date = g_date_time_new_local (2026, 12, 24, 12, 0, 0);

  begin (&story, 3);
  choose (&story, 0);
  choose (&story, 2);
  gtk_widget_activate_action (story.page, "repertoire.date", NULL);
  calendar = ui_wait_find (story.page, GTK_TYPE_CALENDAR, NULL);
  tomorrow = gtk_calendar_get_date (GTK_CALENDAR (calendar));
  g_assert_cmpint (g_date_time_get_day_of_month (tomorrow), ==, 22);
  g_assert_cmpint (g_date_time_get_month (tomorrow), ==, 11);
  gtk_calendar_select_day (GTK_CALENDAR (calendar), date);
  gtk_widget_activate (ui_find (story.page, GTK_TYPE_BUTTON, "date_button"));
  ui_wait_for (is_away, calendar, "the calendar to be away");
  /* Midnight and the hour at which the player's day begins, in Dublin. */
  wait_library (&story, "SELECT DISTINCT strftime('%Y-%m-%d', due_at / 1000, 'unixepoch') || ' ' || count(*) FROM practice_event"
                        " WHERE kind = 'due'", "2026-12-24 2");
  end (&story);
}

/* With nothing chosen a key acts on the tune that has the focus. */
static void
test_keys_act_on_the_focused_tune (void)
{
  Story story;

  begin (&story, 4);
  ui_wait_for (focus_is_in_view, &story, "the table to have the focus");
  g_assert_true (ui_press (story.ui->window, GDK_KEY_p, GDK_CONTROL_MASK));
  wait_library (&story, PAUSED, "1");
  g_assert_true (ui_press (story.ui->window, GDK_KEY_p, GDK_CONTROL_MASK | GDK_SHIFT_MASK));
  wait_library (&story, PAUSED, "0");
  g_assert_true (ui_press (story.ui->window, GDK_KEY_Delete, 0));
  wait_for (&story, 3, NULL);
  end (&story);
}

static void
test_tag_key_chooses_the_focused_tune_and_asks (void)
{
  Story story;
  GtkWidget *entry;

  begin (&story, 2);
  ui_wait_for (focus_is_in_view, &story, "the table to have the focus");
  g_assert_true (ui_press (story.ui->window, GDK_KEY_t, GDK_CONTROL_MASK));
  entry = ui_wait_find (story.page, GTK_TYPE_ENTRY, "entry");
  wait_word (story.page, "1 chosen");
  put_away (entry);
  end (&story);
}

static void
test_known_and_put_off_are_events (void)
{
  Story story;

  begin (&story, 3);
  choose (&story, 0);
  gtk_widget_activate_action (story.page, "repertoire.known", NULL);
  wait_library (&story, "SELECT count(*) FROM practice_event WHERE kind = 'known'", "1");
  gtk_widget_activate_action (story.page, "repertoire.clear", NULL);
  choose (&story, 1);
  gtk_widget_activate_action (story.page, "repertoire.put-off", NULL);
  wait_library (&story, "SELECT count(*) FROM practice_event WHERE kind = 'due'", "1");
  end (&story);
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);
  g_test_add_func ("/repertoire/chosen-tunes-are-removed-and-undo-brings-them-back",
                   test_chosen_tunes_are_removed_and_undo_brings_them_back);
  g_test_add_func ("/repertoire/control-a-chooses-all-and-escape-nothing", test_control_a_chooses_all_and_escape_nothing);
  g_test_add_func ("/repertoire/a-stretch-is-chosen-as-by-shift-or-a-rubber-band",
                   test_a_stretch_is_chosen_as_by_shift_or_a_rubber_band);
  g_test_add_func ("/repertoire/pause-becomes-resume-when-all-are-paused", test_pause_becomes_resume_when_all_are_paused);
  g_test_add_func ("/repertoire/practise-today-puts-tunes-on-the-list-of-today",
                   test_practise_today_puts_tunes_on_the_list_of_today);
  g_test_add_func ("/repertoire/goal-of-the-chosen-is-set-and-goes-back-to-the-usual",
                   test_goal_of_the_chosen_is_set_and_goes_back_to_the_usual);
  g_test_add_func ("/repertoire/tags-are-given-and-taken-in-one-place", test_tags_are_given_and_taken_in_one_place);
  g_test_add_func ("/repertoire/typing-narrows-the-tags", test_typing_narrows_the_tags);
  g_test_add_func ("/repertoire/a-date-is-chosen-for-several", test_a_date_is_chosen_for_several);
  g_test_add_func ("/repertoire/keys-act-on-the-focused-tune", test_keys_act_on_the_focused_tune);
  g_test_add_func ("/repertoire/tag-key-chooses-the-focused-tune-and-asks", test_tag_key_chooses_the_focused_tune_and_asks);
  g_test_add_func ("/repertoire/known-and-put-off-are-events", test_known_and_put_off_are_events);
  return g_test_run ();
}
