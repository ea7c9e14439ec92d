/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Repertoire view through the window: what is shown, in which order, and what its verbs do. */
#include "repertoire-story.h"

static void
test_every_tune_is_shown_and_search_narrows (void)
{
  Story story;

  begin (&story, 12);
  wait_for (&story, 12, NULL);
  gtk_editable_set_text (GTK_EDITABLE (ui_wait_find (story.page, GTK_TYPE_SEARCH_ENTRY, NULL)), "tune 7");
  wait_for (&story, 1, "Tune 7");
  g_assert_nonnull (ui_find (story.page, GTK_TYPE_LABEL, "12 tunes, 1 shown"));
  gtk_widget_activate_action (story.page, "repertoire.clear-filters", NULL);
  wait_for (&story, 12, NULL);
  end (&story);
}

static void
test_down_from_the_search_goes_to_what_was_found (void)
{
  Story story;
  GtkWidget *search, *focus;

  begin (&story, 12);
  wait_for (&story, 12, NULL);
  search = ui_wait_find (story.page, GTK_TYPE_SEARCH_ENTRY, NULL);
  gtk_editable_set_text (GTK_EDITABLE (search), "tune 7");
  wait_for (&story, 1, "Tune 7");
  gtk_widget_grab_focus (search);
  g_assert_true (ui_press (story.ui->window, GDK_KEY_Down, 0));
  focus = gtk_root_get_focus (GTK_ROOT (story.ui->window));
  g_assert_nonnull (focus);
  g_assert_nonnull (gtk_widget_get_ancestor (focus, SHED_TYPE_REPERTOIRE_TABLE));
  end (&story);
}

static gboolean
is_filtered (gpointer data)
{
  return shows_wanted (data);
}

static void
test_paused_tunes_can_be_filtered (void)
{
  Story story;
  ShedFilterChip *chip;

  begin (&story, 4);
  wait_for (&story, 4, NULL);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (story.tunes), 1, FALSE);
  gtk_widget_activate_action (story.page, "repertoire.pause", NULL);
  chip = SHED_FILTER_CHIP (ui_wait_find (story.page, SHED_TYPE_FILTER_CHIP, "state_chip"));
  shed_filter_chip_set_value (chip, "4" /* SHED_STATE_PAUSED */, "paused");
  g_signal_emit_by_name (chip, "changed");
  story.wanted = 1;
  story.first = NULL;
  ui_wait_for (is_filtered, &story, "only the paused tune");
  end (&story);
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);
  g_test_add_func ("/repertoire/every-tune-is-shown-and-search-narrows", test_every_tune_is_shown_and_search_narrows);
  g_test_add_func ("/repertoire/down-from-the-search-goes-to-what-was-found", test_down_from_the_search_goes_to_what_was_found);
  g_test_add_func ("/repertoire/paused-tunes-can-be-filtered", test_paused_tunes_can_be_filtered);
  return g_test_run ();
}
