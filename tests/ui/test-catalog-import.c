/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes into the Catalog and goes out of it: books, pasted music, backups, and the report of each. */
#include "catalog-story.h"

#include "shed-export-flow.h"
#include "shed-id.h"
#include "shed-import-flow.h"

static const char three_tunes[] =
  "X:1\nT:The First\nR:reel\nM:4/4\nL:1/8\nK:D\nDEFG ABcd|\n\n"
  "X:2\nT:The Second\nR:jig\nM:6/8\nL:1/8\nK:G\nGAB cde f|\n\n"
  "X:3\nR:jig\nM:6/8\nL:1/8\nK:G\nGAB cde|\n";

/* The word that it was taken back comes beside the rows. */
static gboolean
import_is_dismissed (gpointer data)
{
  return shed_importer_get_state (data) == SHED_IMPORTER_IDLE;
}

static void
test_an_import_reports_and_one_undo_takes_it_back (void)
{
  g_autoptr (CatalogStory) story = catalog_story_new (0);
  g_autofree char *path = g_build_filename (story->ui->folder, "Session tunes.abc", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  ShedImportReport *report;

  ui_wait_find (story->page, ADW_TYPE_STATUS_PAGE, "No Tunes Yet");
  ui_shot (story->ui, "catalog-empty");
  g_assert_true (g_file_set_contents (path, three_tunes, -1, NULL));
  g_list_store_append (files, file);
  shed_import_files (story->ui->context, GTK_WINDOW (story->ui->window), G_LIST_MODEL (files));
  report = catalog_wait_import (story);
  g_assert_cmpuint (report->taken, ==, 3);
  g_assert_cmpuint (report->remarked, ==, 2);
  catalog_wait_rows (story, 3);
  ui_wait_find (story->page, GTK_TYPE_LABEL, "3 tunes taken, 2 with a remark");
  ui_shot (story->ui, "catalog-imported");
  shed_importer_show (shed_importer_get (story->ui->context));
  g_assert_cmpstr (shed_books_sidebar_get_book_id (story->books), ==, report->book_id);
  ui_wait_find (story->page, GTK_TYPE_LABEL, "Session tunes · 3 tunes");

  shed_context_undo (story->ui->context);
  catalog_wait_rows (story, 0);
  ui_wait_for (import_is_dismissed, shed_importer_get (story->ui->context), "the word of the import gone");
}

static void
keep_first_cb (ShedHistory *history, ShedCommand *command, ShedCommand **first)
{
  if (*first == NULL)
    *first = shed_command_ref (command);
}

/* The word that the first is undone may come when the later one is through. */
static void
test_an_import_undone_leaves_the_report_of_a_later_one (void)
{
  g_autoptr (CatalogStory) story = catalog_story_new (0);
  ShedImporter *importer = shed_importer_get (story->ui->context);
  ShedHistory *history = shed_context_get_history (story->ui->context);
  g_autoptr (ShedCommand) first = NULL;
  gulong handler = g_signal_connect (history, "ran", G_CALLBACK (keep_first_cb), &first);

  shed_importer_add_text (importer, "", three_tunes);
  catalog_wait_import (story);
  shed_importer_dismiss (importer);
  shed_importer_add_text (importer, "", "X:9\nT:Alone\nM:4/4\nK:D\nDEFG ABcd|\n");
  catalog_wait_import (story);
  g_signal_handler_disconnect (history, handler);
  g_assert_nonnull (first);
  g_signal_emit_by_name (history, "undone", first, 0);
  g_assert_cmpint (shed_importer_get_state (importer), ==, SHED_IMPORTER_DONE);
  ui_wait_find (story->page, GTK_TYPE_LABEL, "1 tune taken, 1 with a remark");
}

static void
test_what_cannot_be_read_says_why (void)
{
  g_autoptr (CatalogStory) story = catalog_story_new (0);
  g_autofree char *path = g_build_filename (story->ui->folder, "nothing.abc", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_list_store_append (files, file);
  shed_import_files (story->ui->context, GTK_WINDOW (story->ui->window), G_LIST_MODEL (files));
  g_assert_cmpuint (catalog_wait_import (story)->taken, ==, 0);
  ui_wait_find (story->page, GTK_TYPE_LABEL, "nothing.abc: The file is empty. Nothing was changed. Choose another one.");
}

static void
test_a_large_book_asks_where_it_is_to_be (gconstpointer data)
{
  const char *response = data;
  g_autoptr (CatalogStory) story = catalog_story_new (0);
  g_autofree char *path = g_build_filename (story->ui->folder, "large.abc", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GString) text = g_string_new (NULL);
  ShedBook *book;
  gboolean local_only;

  for (int i = 0; i < 5000; i++)
    g_string_append_printf (text, "X:%d\nT:Number %d\nR:reel\nM:4/4\nL:1/8\nK:D\nDEFG ABcd|edcB A4|\n\n", i, i);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  g_list_store_append (files, file);
  shed_import_files (story->ui->context, GTK_WINDOW (story->ui->window), G_LIST_MODEL (files));
  catalog_answer (response);
  if (g_str_equal (response, "cancel"))
    {
      g_assert_cmpint (shed_importer_get_state (shed_importer_get (story->ui->context)), ==, SHED_IMPORTER_IDLE);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (story->model)), ==, 0);
      return;
    }
  g_assert_cmpuint (catalog_wait_import (story)->taken, ==, 5000);
  catalog_wait_rows (story, 5000);
  book = shed_book_list_find (shed_books_sidebar_get_books (story->books), catalog_wait_import (story)->book_id);
  g_assert_nonnull (book);
  g_object_get (book, "local-only", &local_only, NULL);
  g_assert_true (local_only);
}

static void
test_pasted_abc_becomes_a_tune_of_mine (gconstpointer data)
{
  g_autoptr (CatalogStory) story = catalog_story_new (0);

  g_assert_true (shed_import_text (story->ui->context, GTK_WINDOW (story->ui->window), data));
  g_assert_cmpuint (catalog_wait_import (story)->taken, ==, 1);
  g_assert_cmpstr (catalog_wait_import (story)->book_id, ==, shed_id_my_tunes ());
  catalog_wait_rows (story, 1);
  gtk_editable_set_text (story->search, "pasted");
  catalog_wait_rows (story, 1);
}

static void
test_words_are_not_taken_for_abc (void)
{
  static const char *const words[] = { "", "The Silver Spear",
                                       "Dear Anna,\nTalk: see you\nK: ", "https://example.org/x?K:1\n", "K:" };
  g_autoptr (CatalogStory) story = catalog_story_new (0);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_false (shed_import_text (story->ui->context, NULL, words[i]));
  g_assert_cmpint (shed_importer_get_state (shed_importer_get (story->ui->context)), ==, SHED_IMPORTER_IDLE);
}

static gboolean
file_is_there (gpointer data)
{
  return g_file_query_exists (data, NULL);
}

static void
test_chosen_tunes_are_written_in_the_order_they_were_chosen (void)
{
  g_autoptr (CatalogStory) story = catalog_story_new (4);
  g_autofree char *path = g_build_filename (story->ui->folder, "out.abc", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  const char *const ids[] = { catalog_tune_id (story, 2), catalog_tune_id (story, 0), NULL };
  g_autofree char *text = NULL;
  char *first, *second;

  shed_export_to_file (story->ui->context, file, ids, NULL, "abc");
  ui_wait_for (file_is_there, file, "the file");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  first = strstr (text, "T:Tune 3");
  second = strstr (text, "T:Tune 1");
  g_assert_nonnull (first);
  g_assert_nonnull (second);
  g_assert_true (first < second);
  g_assert_null (strstr (text, "T:Tune 2"));
}

static void
test_a_backup_comes_back_as_an_import (void)
{
  g_autoptr (CatalogStory) story = catalog_story_new (2);
  g_autofree char *path = g_build_filename (story->ui->folder, "backup.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  shed_export_to_file (story->ui->context, file, NULL, NULL, "json");
  ui_wait_for (file_is_there, file, "the backup");
  shed_tune_selection_set (story->selection, catalog_tune_id (story, 0), TRUE);
  catalog_act (story, "catalog.delete");
  catalog_wait_rows (story, 1);
  g_list_store_append (files, file);
  shed_import_files (story->ui->context, GTK_WINDOW (story->ui->window), G_LIST_MODEL (files));
  catalog_wait_import (story);
  catalog_wait_rows (story, 2);
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);

  g_test_add_func ("/catalog/an-import-reports-and-one-undo-takes-it-back", test_an_import_reports_and_one_undo_takes_it_back);
  g_test_add_func ("/catalog/an-import-undone-leaves-the-report-of-a-later-one",
                   test_an_import_undone_leaves_the_report_of_a_later_one);
  g_test_add_func ("/catalog/what-cannot-be-read-says-why", test_what_cannot_be_read_says_why);
  g_test_add_data_func ("/catalog/a-large-book-asks-where-it-is-to-be/here", "here", test_a_large_book_asks_where_it_is_to_be);
  g_test_add_data_func ("/catalog/a-large-book-asks-where-it-is-to-be/cancel", "cancel",
                        test_a_large_book_asks_where_it_is_to_be);
  g_test_add_data_func ("/catalog/pasted-abc-becomes-a-tune-of-mine/with-a-number",
                        "X:7\nT:Pasted\nM:4/4\nK:D\nDEFG ABcd|\n", test_pasted_abc_becomes_a_tune_of_mine);
  g_test_add_data_func ("/catalog/pasted-abc-becomes-a-tune-of-mine/without-a-number",
                        "\r\nT:Pasted\r\nM:4/4\r\nK:D\r\nDEFG ABcd|\r\n", test_pasted_abc_becomes_a_tune_of_mine);
  g_test_add_func ("/catalog/words-are-not-taken-for-abc", test_words_are_not_taken_for_abc);
  g_test_add_func ("/catalog/chosen-tunes-are-written-in-the-order-they-were-chosen",
                   test_chosen_tunes_are_written_in_the_order_they_were_chosen);
  g_test_add_func ("/catalog/a-backup-comes-back-as-an-import", test_a_backup_comes_back_as_an_import);

  return g_test_run ();
}
