/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Catalog: finding, choosing, adding, and that one undo takes each of it back. */
#include "catalog-story.h"

#include "shed-tune-page.h"

static void
test_a_search_shows_what_it_finds_at_once (void)
{
  g_autoptr (CatalogStory) story = catalog_story_new (12);

  gtk_editable_set_text (story->search, "tune 7");
  catalog_wait_rows (story, 1);
  ui_wait_find (story->page, GTK_TYPE_LABEL, "<b>Tune</b> <b>7</b>");
  ui_wait_find (story->page, GTK_TYPE_LABEL, "All Tunes · 1 tune found");
  ui_shot (story->ui, "catalog-search");
  g_assert_true (ui_press (story->ui->window, GDK_KEY_Escape, 0));
  catalog_wait_rows (story, 12);
}

static void
test_another_search_keeps_what_was_chosen (void)
{
  g_autoptr (CatalogStory) story = catalog_story_new (12);
  g_auto (GStrv) ids = NULL;

  gtk_editable_set_text (story->search, "tune 7");
  catalog_wait_rows (story, 1);
  catalog_wait_read (story);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (story->selection), 0, FALSE);
  gtk_editable_set_text (story->search, "tune 9");
  catalog_wait_rows (story, 1);
  catalog_wait_read (story);
  g_assert_false (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (story->selection), 0));
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (story->selection), 0, FALSE);

  ids = shed_tune_selection_dup_ids (story->selection);
  g_assert_cmpuint (g_strv_length (ids), ==, 2);
  g_assert_cmpstr (ids[0], ==, catalog_tune_id (story, 6));
  g_assert_cmpstr (ids[1], ==, catalog_tune_id (story, 8));
}

static void
test_arrow_keys_and_clicks_choose_nothing (void)
{
  g_autoptr (CatalogStory) story = catalog_story_new (3);

  g_assert_true (gtk_selection_model_select_item (GTK_SELECTION_MODEL (story->selection), 1, TRUE));
  g_assert_cmpuint (shed_tune_selection_get_n (story->selection), ==, 0);
}

static gboolean
all_are_chosen (gpointer data)
{
  return shed_tune_selection_get_n (((CatalogStory *) data)->selection) == 150;
}

static void
test_all_can_be_chosen_without_reading_all_rows (void)
{
  g_autoptr (CatalogStory) story = catalog_story_new (150);
  g_autoptr (ShedTuneRow) last = NULL;

  gtk_selection_model_select_all (GTK_SELECTION_MODEL (story->selection));
  ui_wait_for (all_are_chosen, story, "all to be chosen");
  ui_wait_find (story->page, GTK_TYPE_LABEL, "150 chosen");
  ui_wait_find (story->page, GTK_TYPE_LABEL, "Add 150 to Fiddle");
  g_assert_true (ui_press (story->ui->window, GDK_KEY_Escape, 0));
  g_assert_cmpuint (shed_tune_selection_get_n (story->selection), ==, 0);
}

static guint
n_in_repertoire (CatalogStory *story)
{
  ShedRepertoire *repertoire = shed_context_get_repertoire (story->ui->context);

  return repertoire != NULL ? shed_repertoire_get_n_tunes (repertoire) : 0;
}

static gboolean
repertoire_has_wanted (gpointer data)
{
  return n_in_repertoire (data) == ((CatalogStory *) data)->wanted;
}

static void
wait_repertoire (CatalogStory *story, guint n)
{
  story->wanted = n;
  ui_wait_for (repertoire_has_wanted, story, "so many tunes in the repertoire");
}

static void
test_adding_asks_once_and_one_undo_takes_all_back (gconstpointer data)
{
  const char *as = data;
  g_autoptr (CatalogStory) story = catalog_story_new (4);

  shed_tune_selection_set (story->selection, catalog_tune_id (story, 0), TRUE);
  shed_tune_selection_set (story->selection, catalog_tune_id (story, 2), TRUE);
  catalog_act (story, "catalog.add");
  catalog_answer (as);
  wait_repertoire (story, 2);
  g_assert_cmpuint (shed_tune_selection_get_n (story->selection), ==, 0);
  ui_shot (story->ui, "catalog-added");

  shed_context_undo (story->ui->context);
  wait_repertoire (story, 0);
}

static void
test_thinking_better_of_it_adds_nothing (void)
{
  g_autoptr (CatalogStory) story = catalog_story_new (2);

  shed_tune_selection_set (story->selection, catalog_tune_id (story, 0), TRUE);
  catalog_act (story, "catalog.add");
  catalog_answer ("cancel");
  ui_wait_ms (50);
  g_assert_cmpuint (n_in_repertoire (story), ==, 0);
  g_assert_cmpuint (shed_tune_selection_get_n (story->selection), ==, 1);
}

static void
test_nothing_found_offers_a_new_tune_of_that_name (void)
{
  g_autoptr (CatalogStory) story = catalog_story_new (2);

  gtk_editable_set_text (story->search, "Salt & <Pepper>");
  catalog_wait_rows (story, 0);
  ui_wait_find (story->page, GTK_TYPE_LABEL, "No tune called “Salt & <Pepper>”");
  ui_wait_find (story->page, GTK_TYPE_LABEL, "New Tune “Salt & <Pepper>”");
  ui_shot (story->ui, "catalog-nothing");
  catalog_act (story, "catalog.new-named");
  ui_wait_find (story->ui->window, SHED_TYPE_TUNE_PAGE, NULL);
  catalog_wait_rows (story, 1);
}

static void
test_deleting_needs_no_question_and_is_undone (void)
{
  g_autoptr (CatalogStory) story = catalog_story_new (5);

  shed_tune_selection_set (story->selection, catalog_tune_id (story, 1), TRUE);
  shed_tune_selection_set (story->selection, catalog_tune_id (story, 3), TRUE);
  catalog_act (story, "catalog.delete");
  catalog_wait_rows (story, 3);
  g_assert_null (ui_find_question ());
  shed_context_undo (story->ui->context);
  catalog_wait_rows (story, 5);
}

static gboolean
can_undo (gpointer data)
{
  return shed_history_can_undo (shed_context_get_history (((CatalogStory *) data)->ui->context));
}

static gboolean
focus_is_on_a_row (gpointer data)
{
  CatalogStory *story = data;
  GtkWidget *row = shed_catalog_list_get_focus_row (story->list);

  return row != NULL && gtk_widget_get_mapped (row);
}

static void
test_keys_on_a_row_are_about_the_row (void)
{
  g_autoptr (CatalogStory) story = catalog_story_new (3);

  g_assert_true (shed_catalog_list_take_focus (story->list));
  g_assert_nonnull (shed_catalog_list_get_focus_row (story->list));
  g_assert_true (ui_press (story->ui->window, GDK_KEY_Delete, 0));
  catalog_wait_rows (story, 2);
  ui_wait_for (can_undo, story, "the deletion to be a step of the history");
  ui_wait_for (focus_is_on_a_row, story, "the focus to move to a neighbour");
  g_assert_true (ui_press (story->ui->window, GDK_KEY_z, GDK_CONTROL_MASK));
  catalog_wait_rows (story, 3);
  g_assert_cmpstr (gtk_editable_get_text (story->search), ==, "");
}

static void
test_the_focus_does_not_vanish_with_the_last_row (void)
{
  g_autoptr (CatalogStory) story = catalog_story_new (1);
  GtkWidget *focus;

  g_assert_true (shed_catalog_list_take_focus (story->list));
  catalog_act (story, "catalog.delete");
  catalog_wait_rows (story, 0);
  ui_wait_find (story->page, ADW_TYPE_STATUS_PAGE, NULL);
  focus = gtk_window_get_focus (GTK_WINDOW (story->ui->window));
  g_assert_nonnull (focus);
  g_assert_true (gtk_widget_is_ancestor (focus, story->page));
}

static void
test_merging_asks_which_one_stays (void)
{
  g_autoptr (CatalogStory) story = catalog_story_new (3);

  shed_tune_selection_set (story->selection, catalog_tune_id (story, 2), TRUE);
  shed_tune_selection_set (story->selection, catalog_tune_id (story, 0), TRUE);
  catalog_act (story, "catalog.merge");
  catalog_answer ("merge");
  catalog_wait_rows (story, 2);
  /* The first chosen one stays; the other's name finds it. */
  gtk_editable_set_text (story->search, "tune 1");
  catalog_wait_rows (story, 1);
  ui_wait_find (story->page, GTK_TYPE_LABEL, "also: <b>Tune</b> <b>1</b>");

  gtk_editable_set_text (story->search, "");
  shed_context_undo (story->ui->context);
  catalog_wait_rows (story, 3);
}

static void
check_names (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget))
    {
      const char *icon = GTK_IS_BUTTON (widget) ? gtk_button_get_icon_name (GTK_BUTTON (widget))
                                                : gtk_menu_button_get_icon_name (GTK_MENU_BUTTON (widget));

      if (icon != NULL && gtk_widget_get_tooltip_text (widget) == NULL && !GTK_IS_TEXT (gtk_widget_get_parent (widget)))
        g_error ("a button with nothing but “%s” has no words", icon);
      if (icon != NULL)
        g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_POPOVER (child) && !GTK_IS_MENU_BUTTON (widget))
      check_names (child);
}

static void
test_each_button_without_words_has_a_name (void)
{
  g_autoptr (CatalogStory) story = catalog_story_new (2);

  check_names (story->page);
}

static void
test_the_catalog_fits_a_phone (void)
{
  g_autoptr (CatalogStory) story = catalog_story_new (3);
  int minimum;

  shed_tune_selection_set (story->selection, catalog_tune_id (story, 0), TRUE);
  ui_wait_ms (50);
  gtk_widget_measure (GTK_WIDGET (story->ui->window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);

  g_test_add_func ("/catalog/a-search-shows-what-it-finds-at-once", test_a_search_shows_what_it_finds_at_once);
  g_test_add_func ("/catalog/another-search-keeps-what-was-chosen", test_another_search_keeps_what_was_chosen);
  g_test_add_func ("/catalog/arrow-keys-and-clicks-choose-nothing", test_arrow_keys_and_clicks_choose_nothing);
  g_test_add_func ("/catalog/all-can-be-chosen-without-reading-all-rows", test_all_can_be_chosen_without_reading_all_rows);
  g_test_add_data_func ("/catalog/adding-asks-once-and-one-undo-takes-all-back/learning", "learning",
                        test_adding_asks_once_and_one_undo_takes_all_back);
  g_test_add_data_func ("/catalog/adding-asks-once-and-one-undo-takes-all-back/known", "known",
                        test_adding_asks_once_and_one_undo_takes_all_back);
  g_test_add_func ("/catalog/thinking-better-of-it-adds-nothing", test_thinking_better_of_it_adds_nothing);
  g_test_add_func ("/catalog/nothing-found-offers-a-new-tune-of-that-name", test_nothing_found_offers_a_new_tune_of_that_name);
  g_test_add_func ("/catalog/deleting-needs-no-question-and-is-undone", test_deleting_needs_no_question_and_is_undone);
  g_test_add_func ("/catalog/keys-on-a-row-are-about-the-row", test_keys_on_a_row_are_about_the_row);
  g_test_add_func ("/catalog/the-focus-does-not-vanish-with-the-last-row", test_the_focus_does_not_vanish_with_the_last_row);
  g_test_add_func ("/catalog/merging-asks-which-one-stays", test_merging_asks_which_one_stays);
  g_test_add_func ("/catalog/each-button-without-words-has-a-name", test_each_button_without_words_has_a_name);
  g_test_add_func ("/catalog/the-catalog-fits-a-phone", test_the_catalog_fits_a_phone);

  return g_test_run ();
}
