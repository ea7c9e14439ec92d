/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Catalog's tune books: tunes move between them, and a book goes without a tune. */
#include "catalog-story.h"

#include "shed-id.h"

static void
test_a_tune_moves_to_another_book (void)
{
  g_autoptr (CatalogStory) story = catalog_story_new (3);
  g_autofree char *book = ui_fixture_run (story->ui, shed_command_book_new ("Session", FALSE));
  const char *const ids[] = { catalog_tune_id (story, 0), NULL };

  shed_context_run (story->ui->context, shed_command_tune_move (ids, book));
  shed_books_sidebar_set_book_id (story->books, book);
  catalog_wait_rows (story, 1);
  shed_context_undo (story->ui->context);
  catalog_wait_rows (story, 0);
  ui_wait_find (story->page, GTK_TYPE_LABEL, "This Tune Book Is Empty");
}

static void
test_tunes_can_move_to_a_book_that_is_made_for_them (void)
{
  g_autoptr (CatalogStory) story = catalog_story_new (3);
  GtkWidget *question, *combo, *entry;

  shed_tune_selection_set (story->selection, catalog_tune_id (story, 1), TRUE);
  catalog_act (story, "catalog.move");
  question = catalog_wait_question ();
  combo = catalog_find (question, ADW_TYPE_COMBO_ROW);
  entry = catalog_find (question, ADW_TYPE_ENTRY_ROW);
  adw_combo_row_set_selected (ADW_COMBO_ROW (combo), 1);
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (question), "move"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "Sunday session");
  catalog_answer ("move");
  ui_wait_find (story->books, GTK_TYPE_LABEL, "Sunday session");
  ui_wait_find (story->books, GTK_TYPE_LABEL, "1");
}

static gboolean
shows_all (gpointer data)
{
  return shed_books_sidebar_get_book_id (data) == NULL;
}

/* The list of books is read beside that of the tunes. NULL: it does not show the chosen one yet. */
static ShedBook *
chosen_book (CatalogStory *story)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (
    GTK_LIST_BOX (catalog_find (GTK_WIDGET (story->books), GTK_TYPE_LIST_BOX)));
  ShedBook *book = row != NULL ? g_object_get_data (G_OBJECT (row), "book") : NULL;

  if (book == NULL || g_strcmp0 (shed_book_get_id (book), shed_books_sidebar_get_book_id (story->books)) != 0)
    return NULL;
  return book;
}

static gboolean
book_is_chosen (gpointer data)
{
  return chosen_book (data) != NULL;
}

static gboolean
chosen_book_holds_two (gpointer data)
{
  ShedBook *book = chosen_book (data);
  guint n_tunes = 0;

  if (book != NULL)
    g_object_get (book, "n-tunes", &n_tunes, NULL);
  return n_tunes == 2;
}

static void
test_a_book_goes_and_its_tunes_stay_when_asked (void)
{
  g_autoptr (CatalogStory) story = catalog_story_new (3);
  g_autofree char *book = ui_fixture_run (story->ui, shed_command_book_new ("Session", FALSE));
  const char *const ids[] = { catalog_tune_id (story, 0), catalog_tune_id (story, 1), NULL };

  shed_context_run (story->ui->context, shed_command_tune_move (ids, book));
  shed_books_sidebar_set_book_id (story->books, book);
  catalog_wait_rows (story, 2);
  ui_wait_for (chosen_book_holds_two, story, "the book with both tunes among the books");
  gtk_widget_activate_action (GTK_WIDGET (story->books), "books.delete", NULL);
  ui_shot (story->ui, "catalog-delete-book");
  catalog_answer ("move");
  ui_wait_for (shows_all, story->books, "all tunes to be shown in place of the book");
  catalog_wait_rows (story, 3);
  shed_books_sidebar_set_book_id (story->books, shed_id_my_tunes ());
  catalog_wait_rows (story, 3);
}

/* The tunes come into the book after it was last looked at. */
static void
test_a_book_that_only_looks_empty_takes_no_tune_along (void)
{
  g_autoptr (CatalogStory) story = catalog_story_new (3);
  g_autofree char *book = ui_fixture_run (story->ui, shed_command_book_new ("Session", FALSE));
  const char *const ids[] = { catalog_tune_id (story, 0), catalog_tune_id (story, 1), NULL };

  shed_books_sidebar_set_book_id (story->books, book);
  ui_wait_for (book_is_chosen, story, "the book among the books");
  catalog_wait_rows (story, 0);
  shed_context_run (story->ui->context, shed_command_tune_move (ids, book));
  gtk_widget_activate_action (GTK_WIDGET (story->books), "books.delete", NULL);
  ui_wait_for (shows_all, story->books, "all tunes to be shown in place of the book");
  catalog_wait_rows (story, 3);
  g_assert_null (ui_find_question ());
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);

  g_test_add_func ("/catalog/a-tune-moves-to-another-book", test_a_tune_moves_to_another_book);
  g_test_add_func ("/catalog/tunes-can-move-to-a-book-that-is-made-for-them",
                   test_tunes_can_move_to_a_book_that_is_made_for_them);
  g_test_add_func ("/catalog/a-book-goes-and-its-tunes-stay-when-asked", test_a_book_goes_and_its_tunes_stay_when_asked);
  g_test_add_func ("/catalog/a-book-that-only-looks-empty-takes-no-tune-along",
                   test_a_book_that_only_looks_empty_takes_no_tune_along);

  return g_test_run ();
}
