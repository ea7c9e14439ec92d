/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Repertoire view through the window: what is shown, in which order, and what its verbs do. */
#include "shed-filter-chip.h"
#include "shed-repertoire-page.h"
#include "shed-repertoire-table.h"
#include "ui-fixture.h"

typedef struct
{
  UiFixture *ui;
  GtkWidget *page;
  GListModel *tunes;
  guint wanted;
  const char *first;
} Story;

static gboolean
shows_wanted (gpointer data)
{
  Story *story = data;
  g_autoptr (ShedTuneRow) row = g_list_model_get_item (story->tunes, 0);

  if (g_list_model_get_n_items (story->tunes) != story->wanted)
    return FALSE;
  return story->first == NULL || (row != NULL && g_strcmp0 (shed_tune_row_get (row)->title, story->first) == 0);
}

static void
wait_for (Story *story, guint n, const char *first)
{
  story->wanted = n;
  story->first = first;
  ui_wait_for (shows_wanted, story, "the table to show what was asked for");
}

static void
begin (Story *story, guint n_tunes)
{
  GtkWidget *view;

  story->ui = ui_fixture_new ();
  ui_fixture_add_repertoire (story->ui);
  ui_fixture_add_tunes (story->ui, n_tunes);
  ui_fixture_show (story->ui);
  shed_window_show_page (story->ui->window, "repertoire");
  story->page = ui_wait_find (story->ui->window, SHED_TYPE_REPERTOIRE_PAGE, NULL);
  view = ui_wait_find (story->page, GTK_TYPE_COLUMN_VIEW, NULL);
  story->tunes = G_LIST_MODEL (gtk_column_view_get_model (GTK_COLUMN_VIEW (view)));
}

static void
end (Story *story)
{
  ui_fixture_free (story->ui);
}

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
test_header_sorts_both_ways_and_is_remembered (void)
{
  Story story;
  GtkColumnView *view;
  g_autoptr (GtkColumnViewColumn) title = NULL;
  g_autofree char *kept = NULL;

  begin (&story, 9);
  wait_for (&story, 9, NULL);
  view = GTK_COLUMN_VIEW (ui_find (story.page, GTK_TYPE_COLUMN_VIEW, NULL));
  title = g_list_model_get_item (gtk_column_view_get_columns (view), 0);
  gtk_column_view_sort_by_column (view, title, GTK_SORT_DESCENDING);
  wait_for (&story, 9, "Tune 9");
  gtk_column_view_sort_by_column (view, title, GTK_SORT_ASCENDING);
  wait_for (&story, 9, "Tune 1");
  kept = shed_settings_dup_string (story.ui->settings, "repertoire-sort-column");
  g_assert_cmpstr (kept, ==, "title");
  g_assert_false (shed_settings_get_boolean (story.ui->settings, "repertoire-sort-descending"));
  end (&story);
}

static void
test_chosen_tunes_are_removed_and_undo_brings_them_back (void)
{
  Story story;

  begin (&story, 5);
  wait_for (&story, 5, NULL);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (story.tunes), 0, FALSE);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (story.tunes), 2, FALSE);
  g_assert_nonnull (ui_wait_find (story.page, GTK_TYPE_LABEL, "2 chosen"));
  gtk_widget_activate_action (story.page, "repertoire.remove", NULL);
  wait_for (&story, 3, NULL);
  shed_context_undo (story.ui->context);
  wait_for (&story, 5, NULL);
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
  g_test_add_func ("/repertoire/header-sorts-both-ways-and-is-remembered", test_header_sorts_both_ways_and_is_remembered);
  g_test_add_func ("/repertoire/chosen-tunes-are-removed-and-undo-brings-them-back", test_chosen_tunes_are_removed_and_undo_brings_them_back);
  g_test_add_func ("/repertoire/paused-tunes-can-be-filtered", test_paused_tunes_can_be_filtered);
  return g_test_run ();
}
