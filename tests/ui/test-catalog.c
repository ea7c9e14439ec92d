/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Catalog: finding, choosing, adding, importing, and that one undo takes each of it back. */
#include "ui-fixture.h"

#include <glib/gstdio.h>

#include "shed-books-sidebar.h"
#include "shed-catalog-list.h"
#include "shed-catalog-page.h"
#include "shed-export-flow.h"
#include "shed-id.h"
#include "shed-import-flow.h"
#include "shed-importer.h"
#include "shed-page.h"
#include "shed-tune-page.h"

typedef struct
{
  UiFixture         *ui;
  GtkWidget         *page;
  ShedCatalogList   *list;
  ShedTuneList      *model;
  ShedTuneSelection *selection;
  ShedBooksSidebar  *books;
  GtkEditable       *search;
  guint              wanted;
} Story;

static GtkWidget *
find_by_type (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_by_type (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
has_wanted (gpointer data)
{
  Story *story = data;

  return !shed_tune_list_is_loading (story->model) &&
         g_list_model_get_n_items (G_LIST_MODEL (story->model)) == story->wanted;
}

static void
wait_rows (Story *story, guint n)
{
  story->wanted = n;
  ui_wait_for (has_wanted, story, "so many rows");
}

static gboolean
rows_are_read (gpointer data)
{
  Story *story = data;

  for (guint i = 0; i < MIN (g_list_model_get_n_items (G_LIST_MODEL (story->model)), 5); i++)
    {
      g_autoptr (ShedTuneRow) row = g_list_model_get_item (G_LIST_MODEL (story->model), i);

      if (!shed_tune_row_is_loaded (row))
        return FALSE;
    }
  return TRUE;
}

static Story *
story_begin (guint n_tunes)
{
  Story *story = g_new0 (Story, 1);

  story->ui = ui_fixture_new ();
  if (n_tunes > 0)
    ui_fixture_add_tunes (story->ui, n_tunes);
  ui_fixture_add_repertoire (story->ui);
  ui_fixture_show (story->ui);
  shed_context_show_page (story->ui->context, "catalog");
  story->page = ui_wait_find (story->ui->window, SHED_TYPE_CATALOG_PAGE, NULL);
  story->list = SHED_CATALOG_LIST (find_by_type (story->page, SHED_TYPE_CATALOG_LIST));
  story->model = shed_catalog_list_get_model (story->list);
  story->selection = shed_catalog_list_get_selection (story->list);
  story->books = SHED_BOOKS_SIDEBAR (find_by_type (story->page, SHED_TYPE_BOOKS_SIDEBAR));
  story->search = GTK_EDITABLE (find_by_type (story->page, GTK_TYPE_SEARCH_ENTRY));
  wait_rows (story, n_tunes);
  ui_wait_for (rows_are_read, story, "rows to be read");
  return story;
}

static void
story_end (Story *story)
{
  ui_fixture_free (story->ui);
  g_free (story);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Story, story_end)

static const char *
tune_id (Story *story, guint n)
{
  return g_ptr_array_index (story->ui->tune_ids, n);
}

static void
act (Story *story, const char *action)
{
  g_assert_true (gtk_widget_activate_action (story->page, action, NULL));
}

static GtkWidget *
find_dialog (void)
{
  g_autoptr (GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_mapped (window))
        return window;
    }
  return NULL;
}

static gboolean
dialog_is_there (gpointer data)
{
  return find_dialog () != NULL;
}

static void
answer (const char *response)
{
  GtkWidget *dialog;

  ui_wait_for (dialog_is_there, NULL, "a question");
  dialog = find_dialog ();
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
}

static gboolean
import_is_done (gpointer data)
{
  return shed_importer_get_state (data) == SHED_IMPORTER_DONE;
}

/* The word that it was taken back comes beside the rows. */
static gboolean
import_is_dismissed (gpointer data)
{
  return shed_importer_get_state (data) == SHED_IMPORTER_IDLE;
}

static ShedImportReport *
wait_import (Story *story)
{
  ShedImporter *importer = shed_importer_get (story->ui->context);

  ui_wait_for (import_is_done, importer, "the import");
  return shed_importer_get_report (importer);
}

static void
test_a_search_shows_what_it_finds_at_once (void)
{
  g_autoptr (Story) story = story_begin (12);

  gtk_editable_set_text (story->search, "tune 7");
  wait_rows (story, 1);
  ui_wait_find (story->page, GTK_TYPE_LABEL, "<b>Tune</b> <b>7</b>");
  ui_wait_find (story->page, GTK_TYPE_LABEL, "All Tunes · 1 tune found");
  ui_shot (story->ui, "catalog-search");
  g_assert_true (ui_press (story->ui->window, GDK_KEY_Escape, 0));
  wait_rows (story, 12);
}

static void
test_another_search_keeps_what_was_chosen (void)
{
  g_autoptr (Story) story = story_begin (12);
  g_auto (GStrv) ids = NULL;

  gtk_editable_set_text (story->search, "tune 7");
  wait_rows (story, 1);
  ui_wait_for (rows_are_read, story, "the row");
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (story->selection), 0, FALSE);
  gtk_editable_set_text (story->search, "tune 9");
  wait_rows (story, 1);
  ui_wait_for (rows_are_read, story, "the row");
  g_assert_false (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (story->selection), 0));
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (story->selection), 0, FALSE);

  ids = shed_tune_selection_dup_ids (story->selection);
  g_assert_cmpuint (g_strv_length (ids), ==, 2);
  g_assert_cmpstr (ids[0], ==, tune_id (story, 6));
  g_assert_cmpstr (ids[1], ==, tune_id (story, 8));
}

static void
test_arrow_keys_and_clicks_choose_nothing (void)
{
  g_autoptr (Story) story = story_begin (3);

  g_assert_true (gtk_selection_model_select_item (GTK_SELECTION_MODEL (story->selection), 1, TRUE));
  g_assert_cmpuint (shed_tune_selection_get_n (story->selection), ==, 0);
}

static gboolean
all_are_chosen (gpointer data)
{
  return shed_tune_selection_get_n (((Story *) data)->selection) == 150;
}

static void
test_all_can_be_chosen_without_reading_all_rows (void)
{
  g_autoptr (Story) story = story_begin (150);
  g_autoptr (ShedTuneRow) last = NULL;

  gtk_selection_model_select_all (GTK_SELECTION_MODEL (story->selection));
  ui_wait_for (all_are_chosen, story, "all to be chosen");
  ui_wait_find (story->page, GTK_TYPE_LABEL, "150 chosen");
  ui_wait_find (story->page, GTK_TYPE_LABEL, "Add 150 to Fiddle");
  g_assert_true (ui_press (story->ui->window, GDK_KEY_Escape, 0));
  g_assert_cmpuint (shed_tune_selection_get_n (story->selection), ==, 0);
}

static guint
n_in_repertoire (Story *story)
{
  ShedRepertoire *repertoire = shed_context_get_repertoire (story->ui->context);

  return repertoire != NULL ? shed_repertoire_get_n_tunes (repertoire) : 0;
}

static gboolean
repertoire_has_wanted (gpointer data)
{
  return n_in_repertoire (data) == ((Story *) data)->wanted;
}

static void
wait_repertoire (Story *story, guint n)
{
  story->wanted = n;
  ui_wait_for (repertoire_has_wanted, story, "so many tunes in the repertoire");
}

static void
test_adding_asks_once_and_one_undo_takes_all_back (gconstpointer data)
{
  const char *as = data;
  g_autoptr (Story) story = story_begin (4);

  shed_tune_selection_set (story->selection, tune_id (story, 0), TRUE);
  shed_tune_selection_set (story->selection, tune_id (story, 2), TRUE);
  act (story, "catalog.add");
  answer (as);
  wait_repertoire (story, 2);
  g_assert_cmpuint (shed_tune_selection_get_n (story->selection), ==, 0);
  ui_shot (story->ui, "catalog-added");

  shed_context_undo (story->ui->context);
  wait_repertoire (story, 0);
}

static void
test_thinking_better_of_it_adds_nothing (void)
{
  g_autoptr (Story) story = story_begin (2);

  shed_tune_selection_set (story->selection, tune_id (story, 0), TRUE);
  act (story, "catalog.add");
  answer ("cancel");
  ui_wait_ms (50);
  g_assert_cmpuint (n_in_repertoire (story), ==, 0);
  g_assert_cmpuint (shed_tune_selection_get_n (story->selection), ==, 1);
}

static void
test_nothing_found_offers_a_new_tune_of_that_name (void)
{
  g_autoptr (Story) story = story_begin (2);

  gtk_editable_set_text (story->search, "Salt & <Pepper>");
  wait_rows (story, 0);
  ui_wait_find (story->page, GTK_TYPE_LABEL, "No tune called “Salt & <Pepper>”");
  ui_wait_find (story->page, GTK_TYPE_LABEL, "New Tune “Salt & <Pepper>”");
  ui_shot (story->ui, "catalog-nothing");
  act (story, "catalog.new-named");
  ui_wait_find (story->ui->window, SHED_TYPE_TUNE_PAGE, NULL);
  wait_rows (story, 1);
}

static void
test_deleting_needs_no_question_and_is_undone (void)
{
  g_autoptr (Story) story = story_begin (5);

  shed_tune_selection_set (story->selection, tune_id (story, 1), TRUE);
  shed_tune_selection_set (story->selection, tune_id (story, 3), TRUE);
  act (story, "catalog.delete");
  wait_rows (story, 3);
  g_assert_null (find_dialog ());
  shed_context_undo (story->ui->context);
  wait_rows (story, 5);
}

static gboolean
can_undo (gpointer data)
{
  return shed_history_can_undo (shed_context_get_history (((Story *) data)->ui->context));
}

static gboolean
focus_is_on_a_row (gpointer data)
{
  Story *story = data;
  GtkWidget *row = shed_catalog_list_get_focus_row (story->list);

  return row != NULL && gtk_widget_get_mapped (row);
}

static void
test_keys_on_a_row_are_about_the_row (void)
{
  g_autoptr (Story) story = story_begin (3);

  g_assert_true (shed_catalog_list_take_focus (story->list));
  g_assert_nonnull (shed_catalog_list_get_focus_row (story->list));
  g_assert_true (ui_press (story->ui->window, GDK_KEY_Delete, 0));
  wait_rows (story, 2);
  ui_wait_for (can_undo, story, "the deletion to be a step of the history");
  ui_wait_for (focus_is_on_a_row, story, "the focus to move to a neighbour");
  g_assert_true (ui_press (story->ui->window, GDK_KEY_z, GDK_CONTROL_MASK));
  wait_rows (story, 3);
  g_assert_cmpstr (gtk_editable_get_text (story->search), ==, "");
}

static void
test_the_focus_does_not_vanish_with_the_last_row (void)
{
  g_autoptr (Story) story = story_begin (1);
  GtkWidget *focus;

  g_assert_true (shed_catalog_list_take_focus (story->list));
  act (story, "catalog.delete");
  wait_rows (story, 0);
  ui_wait_find (story->page, ADW_TYPE_STATUS_PAGE, NULL);
  focus = gtk_window_get_focus (GTK_WINDOW (story->ui->window));
  g_assert_nonnull (focus);
  g_assert_true (gtk_widget_is_ancestor (focus, story->page));
}

static void
test_merging_asks_which_one_stays (void)
{
  g_autoptr (Story) story = story_begin (3);

  shed_tune_selection_set (story->selection, tune_id (story, 2), TRUE);
  shed_tune_selection_set (story->selection, tune_id (story, 0), TRUE);
  act (story, "catalog.merge");
  answer ("merge");
  wait_rows (story, 2);
  /* The first chosen one stays; the other's name finds it. */
  gtk_editable_set_text (story->search, "tune 1");
  wait_rows (story, 1);
  ui_wait_find (story->page, GTK_TYPE_LABEL, "also: <b>Tune</b> <b>1</b>");

  gtk_editable_set_text (story->search, "");
  shed_context_undo (story->ui->context);
  wait_rows (story, 3);
}

static void
test_a_tune_moves_to_another_book (void)
{
  g_autoptr (Story) story = story_begin (3);
  g_autofree char *book = ui_fixture_run (story->ui, shed_command_book_new ("Session", FALSE));
  const char *const ids[] = { tune_id (story, 0), NULL };

  shed_context_run (story->ui->context, shed_command_tune_move (ids, book));
  shed_books_sidebar_set_book_id (story->books, book);
  wait_rows (story, 1);
  shed_context_undo (story->ui->context);
  wait_rows (story, 0);
  ui_wait_find (story->page, GTK_TYPE_LABEL, "This Tune Book Is Empty");
}

static void
test_tunes_can_move_to_a_book_that_is_made_for_them (void)
{
  g_autoptr (Story) story = story_begin (3);
  GtkWidget *combo, *entry;

  shed_tune_selection_set (story->selection, tune_id (story, 1), TRUE);
  act (story, "catalog.move");
  ui_wait_for (dialog_is_there, NULL, "a question");
  combo = find_by_type (find_dialog (), ADW_TYPE_COMBO_ROW);
  entry = find_by_type (find_dialog (), ADW_TYPE_ENTRY_ROW);
  adw_combo_row_set_selected (ADW_COMBO_ROW (combo), 1);
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (find_dialog ()), "move"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "Sunday session");
  answer ("move");
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
chosen_book (Story *story)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (
    GTK_LIST_BOX (find_by_type (GTK_WIDGET (story->books), GTK_TYPE_LIST_BOX)));
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
  g_autoptr (Story) story = story_begin (3);
  g_autofree char *book = ui_fixture_run (story->ui, shed_command_book_new ("Session", FALSE));
  const char *const ids[] = { tune_id (story, 0), tune_id (story, 1), NULL };

  shed_context_run (story->ui->context, shed_command_tune_move (ids, book));
  shed_books_sidebar_set_book_id (story->books, book);
  wait_rows (story, 2);
  ui_wait_for (chosen_book_holds_two, story, "the book with both tunes among the books");
  gtk_widget_activate_action (GTK_WIDGET (story->books), "books.delete", NULL);
  ui_shot (story->ui, "catalog-delete-book");
  answer ("move");
  ui_wait_for (shows_all, story->books, "all tunes to be shown in place of the book");
  wait_rows (story, 3);
  shed_books_sidebar_set_book_id (story->books, shed_id_my_tunes ());
  wait_rows (story, 3);
}

/* The tunes come into the book after it was last looked at. */
static void
test_a_book_that_only_looks_empty_takes_no_tune_along (void)
{
  g_autoptr (Story) story = story_begin (3);
  g_autofree char *book = ui_fixture_run (story->ui, shed_command_book_new ("Session", FALSE));
  const char *const ids[] = { tune_id (story, 0), tune_id (story, 1), NULL };

  shed_books_sidebar_set_book_id (story->books, book);
  ui_wait_for (book_is_chosen, story, "the book among the books");
  wait_rows (story, 0);
  shed_context_run (story->ui->context, shed_command_tune_move (ids, book));
  gtk_widget_activate_action (GTK_WIDGET (story->books), "books.delete", NULL);
  ui_wait_for (shows_all, story->books, "all tunes to be shown in place of the book");
  wait_rows (story, 3);
  g_assert_false (dialog_is_there (NULL));
}

static const char three_tunes[] =
  "X:1\nT:The First\nR:reel\nM:4/4\nL:1/8\nK:D\nDEFG ABcd|\n\n"
  "X:2\nT:The Second\nR:jig\nM:6/8\nL:1/8\nK:G\nGAB cde f|\n\n"
  "X:3\nR:jig\nM:6/8\nL:1/8\nK:G\nGAB cde|\n";

static void
test_an_import_reports_and_one_undo_takes_it_back (void)
{
  g_autoptr (Story) story = story_begin (0);
  g_autofree char *path = g_build_filename (story->ui->folder, "Session tunes.abc", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  ShedImportReport *report;

  ui_wait_find (story->page, ADW_TYPE_STATUS_PAGE, "No Tunes Yet");
  ui_shot (story->ui, "catalog-empty");
  g_assert_true (g_file_set_contents (path, three_tunes, -1, NULL));
  g_list_store_append (files, file);
  shed_import_files (story->ui->context, GTK_WINDOW (story->ui->window), G_LIST_MODEL (files));
  report = wait_import (story);
  g_assert_cmpuint (report->taken, ==, 3);
  g_assert_cmpuint (report->remarked, ==, 2);
  wait_rows (story, 3);
  ui_wait_find (story->page, GTK_TYPE_LABEL, "3 tunes taken, 2 with a remark");
  ui_shot (story->ui, "catalog-imported");
  shed_importer_show (shed_importer_get (story->ui->context));
  g_assert_cmpstr (shed_books_sidebar_get_book_id (story->books), ==, report->book_id);
  ui_wait_find (story->page, GTK_TYPE_LABEL, "Session tunes · 3 tunes");

  shed_context_undo (story->ui->context);
  wait_rows (story, 0);
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
  g_autoptr (Story) story = story_begin (0);
  ShedImporter *importer = shed_importer_get (story->ui->context);
  ShedHistory *history = shed_context_get_history (story->ui->context);
  g_autoptr (ShedCommand) first = NULL;
  gulong handler = g_signal_connect (history, "ran", G_CALLBACK (keep_first_cb), &first);

  shed_importer_add_text (importer, "", three_tunes);
  wait_import (story);
  shed_importer_dismiss (importer);
  shed_importer_add_text (importer, "", "X:9\nT:Alone\nM:4/4\nK:D\nDEFG ABcd|\n");
  wait_import (story);
  g_signal_handler_disconnect (history, handler);
  g_assert_nonnull (first);
  g_signal_emit_by_name (history, "undone", first, 0);
  g_assert_cmpint (shed_importer_get_state (importer), ==, SHED_IMPORTER_DONE);
  ui_wait_find (story->page, GTK_TYPE_LABEL, "1 tune taken, 1 with a remark");
}

static void
test_what_cannot_be_read_says_why (void)
{
  g_autoptr (Story) story = story_begin (0);
  g_autofree char *path = g_build_filename (story->ui->folder, "nothing.abc", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_list_store_append (files, file);
  shed_import_files (story->ui->context, GTK_WINDOW (story->ui->window), G_LIST_MODEL (files));
  g_assert_cmpuint (wait_import (story)->taken, ==, 0);
  ui_wait_find (story->page, GTK_TYPE_LABEL, "nothing.abc: The file is empty. Nothing was changed. Choose another one.");
}

static void
test_a_large_book_asks_where_it_is_to_be (gconstpointer data)
{
  const char *response = data;
  g_autoptr (Story) story = story_begin (0);
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
  answer (response);
  if (g_str_equal (response, "cancel"))
    {
      g_assert_cmpint (shed_importer_get_state (shed_importer_get (story->ui->context)), ==, SHED_IMPORTER_IDLE);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (story->model)), ==, 0);
      return;
    }
  g_assert_cmpuint (wait_import (story)->taken, ==, 5000);
  wait_rows (story, 5000);
  book = shed_book_list_find (shed_books_sidebar_get_books (story->books), wait_import (story)->book_id);
  g_assert_nonnull (book);
  g_object_get (book, "local-only", &local_only, NULL);
  g_assert_true (local_only);
}

static void
test_pasted_abc_becomes_a_tune_of_mine (gconstpointer data)
{
  g_autoptr (Story) story = story_begin (0);

  g_assert_true (shed_import_text (story->ui->context, GTK_WINDOW (story->ui->window), data));
  g_assert_cmpuint (wait_import (story)->taken, ==, 1);
  g_assert_cmpstr (wait_import (story)->book_id, ==, shed_id_my_tunes ());
  wait_rows (story, 1);
  gtk_editable_set_text (story->search, "pasted");
  wait_rows (story, 1);
}

static void
test_words_are_not_taken_for_abc (void)
{
  static const char *const words[] = { "", "The Silver Spear",
                                       "Dear Anna,\nTalk: see you\nK: ", "https://example.org/x?K:1\n", "K:" };
  g_autoptr (Story) story = story_begin (0);

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
  g_autoptr (Story) story = story_begin (4);
  g_autofree char *path = g_build_filename (story->ui->folder, "out.abc", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  const char *const ids[] = { tune_id (story, 2), tune_id (story, 0), NULL };
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
  g_autoptr (Story) story = story_begin (2);
  g_autofree char *path = g_build_filename (story->ui->folder, "backup.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  shed_export_to_file (story->ui->context, file, NULL, NULL, "json");
  ui_wait_for (file_is_there, file, "the backup");
  shed_tune_selection_set (story->selection, tune_id (story, 0), TRUE);
  act (story, "catalog.delete");
  wait_rows (story, 1);
  g_list_store_append (files, file);
  shed_import_files (story->ui->context, GTK_WINDOW (story->ui->window), G_LIST_MODEL (files));
  wait_import (story);
  wait_rows (story, 2);
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
  g_autoptr (Story) story = story_begin (2);

  check_names (story->page);
}

static void
test_the_catalog_fits_a_phone (void)
{
  g_autoptr (Story) story = story_begin (3);
  int minimum;

  shed_tune_selection_set (story->selection, tune_id (story, 0), TRUE);
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
  g_test_add_func ("/catalog/a-tune-moves-to-another-book", test_a_tune_moves_to_another_book);
  g_test_add_func ("/catalog/tunes-can-move-to-a-book-that-is-made-for-them",
                   test_tunes_can_move_to_a_book_that_is_made_for_them);
  g_test_add_func ("/catalog/a-book-goes-and-its-tunes-stay-when-asked", test_a_book_goes_and_its_tunes_stay_when_asked);
  g_test_add_func ("/catalog/a-book-that-only-looks-empty-takes-no-tune-along",
                   test_a_book_that_only_looks_empty_takes_no_tune_along);
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
  g_test_add_func ("/catalog/each-button-without-words-has-a-name", test_each_button_without_words_has_a_name);
  g_test_add_func ("/catalog/the-catalog-fits-a-phone", test_the_catalog_fits_a_phone);

  return g_test_run ();
}
