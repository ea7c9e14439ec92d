/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every screen, and how a person comes to it. Screens of one library follow each other in one window, in this order. */
#include "gallery-choices.h"
#include "gallery-sync.h"

#include <glib/gstdio.h>

#include "shed-about.h"
#include "shed-books-sidebar.h"
#include "shed-catalog-list.h"
#include "shed-catalog-page.h"
#include "shed-import-bar.h"
#include "shed-importer.h"
#include "shed-practice-page.h"
#include "shed-preferences-window.h"
#include "shed-rating-buttons.h"
#include "shed-repertoire-page.h"
#include "shed-store-private.h"
#include "shed-tune-page.h"
#include "shed-ui.h"
#include "shed-welcome.h"

#define TUNES_OF_A_LARGE_BOOK 5200

static void
act (UiFixture *ui, GType type, const char *action)
{
  g_autoptr (GVariant) target = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;

  g_action_parse_detailed_name (action, &name, &target, &error);
  g_assert_no_error (error);
  if (!gtk_widget_activate_action_variant (ui_wait_find (ui->window, type, NULL), name, target))
    g_error ("there is no %s", action);
}

static void
act_on_window (UiFixture *ui, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (ui->window), action, NULL);
}

static void
open_menu (UiFixture *ui, const char *name)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (ui_wait_find (ui->window, GTK_TYPE_MENU_BUTTON, name)));
}

static void
type_into (GtkWidget *entry, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

/* Dialogs take their own size where there is room; here there is none. */
static void
present (UiFixture *ui, GtkWidget *window)
{
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (ui->window));
  if (gallery_get_state () == GALLERY_NARROW)
    gtk_window_set_default_size (GTK_WINDOW (window), 360, 640);
  gtk_window_present (GTK_WINDOW (window));
}

/* Practice */

static void
show_practice (UiFixture *ui)
{
  shed_window_show_page (ui->window, "practice");
  ui_wait_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL);
}

static void
show_day_menu (UiFixture *ui)
{
  show_practice (ui);
  open_menu (ui, "day_button");
}

static void
show_rated (UiFixture *ui)
{
  show_practice (ui);
  ui_press (ui->window, GDK_KEY_3, 0);
  ui_wait_find (ui->window, GTK_TYPE_LABEL, "staged_label");
  ui_press (ui->window, GDK_KEY_1, 0);
}

static void
show_card (UiFixture *ui)
{
  show_practice (ui);
  g_object_set (ui_wait_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL), "view", "cards", NULL);
}

static void
show_card_back (UiFixture *ui)
{
  ui_press (ui->window, GDK_KEY_space, 0);
}

static gboolean
has_nothing_left_to_rate (gpointer data)
{
  UiFixture *ui = data;

  if (ui_find (ui->window, ADW_TYPE_STATUS_PAGE, "That Was the Last Card") != NULL)
    return TRUE;
  ui_press (ui->window, GDK_KEY_3, 0);
  return FALSE;
}

static void
show_last_card (UiFixture *ui)
{
  shed_store_set_state (ui->store, SHED_STORE_READY);
  show_card (ui);
  ui_wait_for (has_nothing_left_to_rate, ui, "the last card");
}

static void
show_done (UiFixture *ui)
{
  act (ui, SHED_TYPE_PRACTICE_PAGE, "practice.submit");
  ui_wait_find (ui->window, GTK_TYPE_LABEL, "Done for Today");
}

static void
show_rollover (UiFixture *ui)
{
  GtkWidget *page;

  show_practice (ui);
  g_object_set (ui_wait_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL), "view", "list", NULL);
  shed_window_show_page (ui->window, "catalog");
  shed_clock_set (ui->clock, UI_FIXTURE_NOW + UI_FIXTURE_DAY_MS, NULL);
  ui_wait_ms (50);
  show_practice (ui);
  page = ui_wait_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL);
  ui_wait_find (page, GTK_TYPE_LABEL, "rollover_label");
}

static void
show_day_again (UiFixture *ui)
{
  shed_clock_set (ui->clock, UI_FIXTURE_NOW, NULL);
  shed_window_show_page (ui->window, "catalog");
  ui_wait_ms (50);
  show_practice (ui);
}

/* Repertoire */

static void
show_repertoire (UiFixture *ui)
{
  shed_window_show_page (ui->window, "repertoire");
  ui_wait_find (ui->window, SHED_TYPE_REPERTOIRE_PAGE, NULL);
}

static void
show_chip (UiFixture *ui)
{
  GtkWidget *chip;

  show_repertoire (ui);
  chip = ui_wait_find (ui->window, G_TYPE_NONE, "kind_chip");
  gtk_menu_button_popup (GTK_MENU_BUTTON (ui_wait_find (chip, GTK_TYPE_MENU_BUTTON, NULL)));
}

static void
show_columns (UiFixture *ui)
{
  show_repertoire (ui);
  open_menu (ui, "columns_button");
}

/* Some that stand together, as Shift would choose them. */
static void
show_repertoire_chosen (UiFixture *ui)
{
  GtkWidget *list;
  g_autoptr (GtkSelectionModel) model = NULL;

  show_repertoire (ui);
  list = ui_find (ui->window, GTK_TYPE_COLUMN_VIEW, "table");
  if (list == NULL)
    list = ui_wait_find (ui->window, GTK_TYPE_LIST_VIEW, "list");
  g_object_get (list, "model", &model, NULL);
  gtk_selection_model_select_range (model, 1, 3, FALSE);
  ui_wait_find (ui->window, GTK_TYPE_BUTTON, "pause_button");
}

static void
show_goals (UiFixture *ui)
{
  open_menu (ui, "goal_button");
}

static void
show_tags (UiFixture *ui)
{
  open_menu (ui, "tag_button");
}

static void
show_dates (UiFixture *ui)
{
  act (ui, SHED_TYPE_REPERTOIRE_PAGE, "repertoire.date");
}

static void
show_repertoire_nothing (UiFixture *ui)
{
  act (ui, SHED_TYPE_REPERTOIRE_PAGE, "repertoire.clear");
  type_into (ui_wait_find (ui_wait_find (ui->window, SHED_TYPE_REPERTOIRE_PAGE, NULL), GTK_TYPE_SEARCH_ENTRY, NULL), "xyzzy");
}

static void
show_repertoire_menu (UiFixture *ui)
{
  act (ui, SHED_TYPE_REPERTOIRE_PAGE, "repertoire.clear-filters");
  shed_window_show_page (ui->window, "practice");
  open_menu (ui, "repertoire_button");
}

static void
show_main_menu (UiFixture *ui)
{
  shed_window_show_page (ui->window, "practice");
  open_menu (ui, "Main Menu");
}

static void
show_new_repertoire (UiFixture *ui)
{
  act_on_window (ui, "win.new-repertoire");
}

static void
show_edit_repertoire (UiFixture *ui)
{
  act_on_window (ui, "win.edit-repertoire");
}

/* Catalog */

static GtkWidget *
catalog (UiFixture *ui)
{
  shed_window_show_page (ui->window, "catalog");
  return ui_wait_find (ui->window, SHED_TYPE_CATALOG_PAGE, NULL);
}

static void
show_catalog (UiFixture *ui)
{
  catalog (ui);
}

static void
show_found (UiFixture *ui)
{
  type_into (ui_wait_find (catalog (ui), GTK_TYPE_SEARCH_ENTRY, NULL), gallery_get_state () == GALLERY_LONG ? "road" : "miss");
}

static void
show_nothing_found (UiFixture *ui)
{
  type_into (ui_wait_find (catalog (ui), GTK_TYPE_SEARCH_ENTRY, NULL),
             gallery_get_state () == GALLERY_LONG
               ? "The Tune That Nobody in the Whole Valley Remembers the Name of Any More"
               : "xyz");
}

static gboolean
has_rows (gpointer data)
{
  GtkWidget *list = ui_find (data, SHED_TYPE_CATALOG_LIST, NULL);

  return list != NULL && g_list_model_get_n_items (G_LIST_MODEL (shed_catalog_list_get_model (SHED_CATALOG_LIST (list)))) > 4;
}

static gboolean
has_read_rows (gpointer data)
{
  GtkWidget *list = ui_find (data, SHED_TYPE_CATALOG_LIST, NULL);

  if (!has_rows (data))
    return FALSE;
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (ShedTuneRow) row =
        g_list_model_get_item (G_LIST_MODEL (shed_catalog_list_get_model (SHED_CATALOG_LIST (list))), i);

      if (row == NULL || !shed_tune_row_is_loaded (row))
        return FALSE;
    }
  return TRUE;
}

static GtkSelectionModel *
selection (UiFixture *ui)
{
  ui_wait_for (has_read_rows, ui->window, "tunes");
  return GTK_SELECTION_MODEL (
    shed_catalog_list_get_selection (SHED_CATALOG_LIST (ui_wait_find (ui->window, SHED_TYPE_CATALOG_LIST, NULL))));
}

static void
choose (UiFixture *ui, guint n)
{
  GtkSelectionModel *model;

  type_into (ui_wait_find (catalog (ui), GTK_TYPE_SEARCH_ENTRY, NULL), "");
  model = selection (ui);
  gtk_selection_model_unselect_all (model);
  for (guint i = 0; i < n; i++)
    gtk_selection_model_select_item (model, i, FALSE);
  ui_wait_find (ui->window, GTK_TYPE_LABEL, "chosen_label");
}

static void
show_chosen (UiFixture *ui)
{
  choose (ui, 3);
}

static void
show_chosen_menu (UiFixture *ui)
{
  choose (ui, 3);
  open_menu (ui, "More for the Chosen Tunes");
}

static void
show_add (UiFixture *ui)
{
  choose (ui, 3);
  act (ui, SHED_TYPE_CATALOG_PAGE, "catalog.add");
}

static void
show_add_one (UiFixture *ui)
{
  choose (ui, 1);
  act (ui, SHED_TYPE_CATALOG_PAGE, "catalog.add");
}

static void
show_move (UiFixture *ui)
{
  choose (ui, 3);
  act (ui, SHED_TYPE_CATALOG_PAGE, "catalog.move");
}

static void
show_merge (UiFixture *ui)
{
  choose (ui, 3);
  act (ui, SHED_TYPE_CATALOG_PAGE, "catalog.merge");
}

static void
show_catalog_menu (UiFixture *ui)
{
  gtk_selection_model_unselect_all (selection (ui));
  catalog (ui);
  open_menu (ui, "menu_button");
}

/* The books are behind a button where the window is narrow. */
static GtkWidget *
books (UiFixture *ui)
{
  GtkWidget *page = catalog (ui);
  GtkWidget *button = ui_find (page, GTK_TYPE_TOGGLE_BUTTON, "books_button");

  if (button != NULL)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  return ui_wait_find (page, SHED_TYPE_BOOKS_SIDEBAR, NULL);
}

static gboolean
choose_book (gpointer data)
{
  ShedBooksSidebar *sidebar = data;
  GListModel *list = G_LIST_MODEL (shed_books_sidebar_get_books (sidebar));
  g_autoptr (ShedBook) book = g_list_model_get_item (list, g_list_model_get_n_items (list) - 1);

  if (book == NULL)
    return FALSE;
  shed_books_sidebar_set_book_id (sidebar, shed_book_get_id (book));
  return TRUE;
}

static void
act_on_book (UiFixture *ui, const char *action)
{
  GtkWidget *sidebar = books (ui);

  ui_wait_for (choose_book, sidebar, "a book");
  ui_wait_ms (150);
  if (action != NULL)
    gtk_widget_activate_action (sidebar, action, NULL);
}

static void
show_books (UiFixture *ui)
{
  act_on_book (ui, NULL);
}

static void
show_book_menu (UiFixture *ui)
{
  act_on_book (ui, "books.menu");
}

static void
show_rename_book (UiFixture *ui)
{
  act_on_book (ui, "books.rename");
}

static void
show_delete_book (UiFixture *ui)
{
  act_on_book (ui, "books.delete");
}

static void
show_new_book (UiFixture *ui)
{
  act_on_book (ui, "books.new");
}

static void
show_new_tune (UiFixture *ui)
{
  GtkWidget *sidebar = books (ui);
  GtkWidget *button = ui_find (ui->window, GTK_TYPE_TOGGLE_BUTTON, "books_button");

  shed_books_sidebar_set_book_id (SHED_BOOKS_SIDEBAR (sidebar), NULL);
  if (button != NULL)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), FALSE);
  act_on_window (ui, "win.new-tune");
}

/* Imports: one that waits in the middle, held by a rule that derives nothing. */

static GMutex hold_lock;
static GCond hold_changed;
static gboolean is_held, may_go;
static guint n_steps;

static gboolean
hold (ShedDb *db, ShedChanges *changes, gboolean everything, gpointer data, GError **error)
{
  g_mutex_lock (&hold_lock);
  if (!everything && ++n_steps == 1)
    {
      is_held = TRUE;
      while (!may_go)
        g_cond_wait (&hold_changed, &hold_lock);
    }
  g_mutex_unlock (&hold_lock);
  return TRUE;
}

static gboolean
import_is_held (gpointer data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&hold_lock);

  return is_held;
}

static char *
dup_large_book (guint n_tunes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 1; i <= n_tunes; i++)
    g_string_append_printf (
      text, "X:%u\nT:Tune of the Large Book, No. %u\nR:reel\nM:4/4\nL:1/8\nK:D\n|:A2FA dAFA|B2GB dBGB:|\n\n", i, i);
  return g_string_free (text, FALSE);
}

static void
show_importing (UiFixture *ui)
{
  static const char *const tables[] = { "tune", NULL };
  ShedImporter *importer = shed_importer_get (ui->context);
  g_autofree char *text = dup_large_book (6000);
  g_autoptr (GError) error = NULL;

  catalog (ui);
  shed_store_add_deriver (ui->store, "gallery-hold", 1, tables, hold, NULL, NULL, &error);
  g_assert_no_error (error);
  shed_importer_add_text (importer, "", text);
  ui_wait_for (import_is_held, NULL, "an import under way");
  g_signal_emit_by_name (importer, "changed");
}

static gboolean
import_is_done (gpointer data)
{
  return shed_importer_get_state (data) == SHED_IMPORTER_DONE;
}

static void
show_cancelled_import (UiFixture *ui)
{
  ShedImporter *importer = shed_importer_get (ui->context);

  shed_importer_cancel (importer);
  g_mutex_lock (&hold_lock);
  may_go = TRUE;
  g_cond_signal (&hold_changed);
  g_mutex_unlock (&hold_lock);
  ui_wait_for (import_is_done, importer, "the import to stop");
}

static void
show_imported (UiFixture *ui)
{
  ShedImporter *importer = shed_importer_get (ui->context);
  g_autofree char *text = gallery_dup_poor_book ();

  shed_importer_dismiss (importer);
  shed_context_undo (ui->context);
  catalog (ui);
  shed_importer_add_text (importer, "", text);
  ui_wait_for (import_is_done, importer, "the import");
}

static void
show_report (UiFixture *ui)
{
  act (ui, SHED_TYPE_IMPORT_BAR, "import.report");
}

static void
show_large_question (UiFixture *ui)
{
  ShedImporter *importer = shed_importer_get (ui->context);
  g_autofree char *text = dup_large_book (TUNES_OF_A_LARGE_BOOK);
  g_autofree char *path = g_build_filename (ui->folder, "Tunes of the Valley.abc", NULL);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  shed_importer_dismiss (importer);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_list_store_append (files, file);
  shed_importer_add_files (importer, GTK_WINDOW (ui->window), G_LIST_MODEL (files));
  while (shed_importer_get_state (importer) != SHED_IMPORTER_ASKING)
    ui_wait_ms (20);
}

/* Tune page */

static void
show_tune (UiFixture *ui)
{
  shed_importer_cancel (shed_importer_get (ui->context));
  shed_window_open_tune (ui->window, g_ptr_array_index (ui->tune_ids, 2));
  ui_wait_find (ui->window, GTK_TYPE_BUTTON, "edit_button");
}

static void
show_tune_menu (UiFixture *ui)
{
  show_tune (ui);
  open_menu (ui, "menu_button");
}

static void
show_tune_date (UiFixture *ui)
{
  show_tune (ui);
  /* Only when it is known how the tune stands can a day be set. */
  ui_wait_find (ui_wait_find (ui->window, SHED_TYPE_TUNE_PAGE, NULL), SHED_TYPE_RATING_BUTTONS, NULL);
  act (ui, SHED_TYPE_TUNE_PAGE, "tune.set-date");
}

static void
show_tune_merge (UiFixture *ui)
{
  show_tune (ui);
  act (ui, SHED_TYPE_TUNE_PAGE, "tune.merge");
}

static void
show_tune_edit (UiFixture *ui)
{
  show_tune (ui);
  act (ui, SHED_TYPE_TUNE_PAGE, "tune.edit");
}

static void
show_tune_music (UiFixture *ui)
{
  gtk_stack_set_visible_child_name (GTK_STACK (gtk_widget_get_ancestor (
    ui_wait_find (ui->window, ADW_TYPE_ENTRY_ROW, NULL), GTK_TYPE_STACK)), "music");
}

/* Windows of the whole program */

static void
show_preferences_page (UiFixture *ui, const char *page)
{
  GtkWidget *window = shed_preferences_window_new (ui->context);

  shed_window_show_page (ui->window, "practice");
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (window), page);
  present (ui, window);
}

static void
show_preferences_scheduling (UiFixture *ui)
{
  show_preferences_page (ui, "scheduling");
}

static void
show_preferences_general (UiFixture *ui)
{
  show_preferences_page (ui, "general");
}

static void
show_reschedule (UiFixture *ui)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  show_preferences_page (ui, "scheduling");
  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (toplevels, i);

      if (SHED_IS_PREFERENCES_WINDOW (window))
        {
          ui_wait_ms (300);
          gtk_widget_activate_action (window, "preferences.reschedule", NULL);
          return;
        }
    }
}

/* GTK 4.8 measures the page numbers of every shortcuts window with style padding that is wider than they are, and warns
 * of it once. */
static void
show_shortcuts (UiFixture *ui)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (SHED_RESOURCE_PATH "/gtk/help-overlay.ui");

  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);

  present (ui, GTK_WIDGET (gtk_builder_get_object (builder, "help_overlay")));
  ui_wait_ms (300);
  g_log_set_always_fatal (fatal);
}

static void
show_about (UiFixture *ui)
{
  present (ui, shed_about_new ("1.0"));
}

/* Copies as the store makes them, each a day older than the one before. */
static void
make_copies (UiFixture *ui)
{
  g_autofree char *folder = shed_profile_dup_backups (ui->profile);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_mkdir_with_parents (folder, 0700);
  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  for (int i = 1; i <= 4; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/copy-%d.db", folder, i);
      g_autofree char *text = g_strnfill ((gsize) (1500000 - i * 40000), 'x');
      g_autoptr (GFile) file = g_file_new_for_path (path);

      g_assert_true (g_file_set_contents (path, text, -1, NULL));
      g_file_set_attribute_uint64 (file, G_FILE_ATTRIBUTE_TIME_MODIFIED,
                                   (guint64)((UI_FIXTURE_NOW - i * UI_FIXTURE_DAY_MS) / 1000), G_FILE_QUERY_INFO_NONE,
                                   NULL, NULL);
    }
}

static void
show_restore (UiFixture *ui)
{
  make_copies (ui);
  act_on_window (ui, "win.restore-copy");
}

static void
show_restore_none (UiFixture *ui)
{
  g_autofree char *folder = shed_profile_dup_backups (ui->profile);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  act_on_window (ui, "win.restore-copy");
}

/* States of the library */

static void
show_state (UiFixture *ui, ShedStoreState state)
{
  shed_window_show_page (ui->window, "practice");
  shed_store_set_state (ui->store, state);
}

static void
show_low_space (UiFixture *ui)
{
  show_state (ui, SHED_STORE_LOW_SPACE);
}

static void
show_disk_full (UiFixture *ui)
{
  show_state (ui, SHED_STORE_DISK_FULL);
}

static void
show_read_only (UiFixture *ui)
{
  show_state (ui, SHED_STORE_READ_ONLY);
}

static void
show_damaged (UiFixture *ui)
{
  show_state (ui, SHED_STORE_CORRUPT);
}

static void
show_trouble (UiFixture *ui, ShedStoreError code)
{
  g_autoptr (GError) error = g_error_new_literal (SHED_STORE_ERROR, (int) code, "for the picture");

  shed_window_set_trouble (ui->window, error);
}

static void
show_trouble_damaged (UiFixture *ui)
{
  show_trouble (ui, SHED_STORE_ERROR_CORRUPT);
}

static void
show_salvage (UiFixture *ui)
{
  show_trouble (ui, SHED_STORE_ERROR_CORRUPT);
  act_on_window (ui, "win.salvage");
}

static void
show_trouble_newer (UiFixture *ui)
{
  show_trouble (ui, SHED_STORE_ERROR_NEWER_SCHEMA);
}

static void
show_trouble_full (UiFixture *ui)
{
  show_trouble (ui, SHED_STORE_ERROR_DISK_FULL);
}

static void
show_trouble_read_only (UiFixture *ui)
{
  show_trouble (ui, SHED_STORE_ERROR_READ_ONLY);
}

static void
show_trouble_other_file (UiFixture *ui)
{
  show_trouble (ui, SHED_STORE_ERROR_NOT_A_LIBRARY);
}

static void
show_failed (UiFixture *ui)
{
  gtk_stack_set_visible_child_name (GTK_STACK (ui_wait_find (catalog (ui), GTK_TYPE_STACK, "stack")), "failed");
}

/* First steps */

static void
show_source (UiFixture *ui)
{
  GtkWidget *label = ui_wait_find (ui->window, GTK_TYPE_LABEL, "Flute");

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (gtk_widget_get_ancestor (label, GTK_TYPE_TOGGLE_BUTTON)), TRUE);
  act (ui, SHED_TYPE_WELCOME, "welcome.next");
}

static void
show_ticks (UiFixture *ui)
{
  GtkSelectionModel *model;

  adw_action_row_activate (ADW_ACTION_ROW (ui_wait_find (ui->window, ADW_TYPE_ACTION_ROW, "starter_row")));
  model = selection (ui);
  gtk_selection_model_select_item (model, 0, FALSE);
  gtk_selection_model_select_item (model, 2, FALSE);
}

static void
show_end_of_first_steps (UiFixture *ui)
{
  act (ui, SHED_TYPE_WELCOME, "welcome.learning");
  ui_wait_ms (200);
  act (ui, SHED_TYPE_WELCOME, "welcome.skip");
  ui_wait_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL);
}

const GalleryScreen gallery_screens[] = {
  { "practice", GALLERY_FILLED, GALLERY_TITLES, show_practice },
  { "practice-day-menu", GALLERY_FILLED, GALLERY_LOOKS, show_day_menu },
  { "practice-rated", GALLERY_FILLED, GALLERY_TITLES, show_rated },
  { "practice-rollover", GALLERY_FILLED, GALLERY_LOOKS, show_rollover },
  { "practice-again", GALLERY_FILLED, GALLERY_LOOKS, show_day_again },
  { "practice-card", GALLERY_FILLED, GALLERY_TITLES, show_card },
  { "practice-card-back", GALLERY_FILLED, GALLERY_TITLES, show_card_back },
  { "repertoire", GALLERY_FILLED, GALLERY_TITLES, show_repertoire },
  { "repertoire-chip", GALLERY_FILLED, GALLERY_LOOKS, show_chip },
  { "repertoire-columns", GALLERY_FILLED, GALLERY_LIGHT | GALLERY_RTL, show_columns },
  { "repertoire-chosen", GALLERY_FILLED, GALLERY_TITLES, show_repertoire_chosen },
  { "repertoire-goals", GALLERY_FILLED, GALLERY_LIGHT | GALLERY_DARK, show_goals },
  { "repertoire-tags", GALLERY_FILLED, GALLERY_LIGHT | GALLERY_DARK, show_tags },
  { "repertoire-date", GALLERY_FILLED, GALLERY_LIGHT | GALLERY_DARK, show_dates },
  { "repertoire-nothing-found", GALLERY_FILLED, GALLERY_LOOKS, show_repertoire_nothing },
  { "repertoire-menu", GALLERY_FILLED, GALLERY_TITLES, show_repertoire_menu },
  { "main-menu", GALLERY_FILLED, GALLERY_LOOKS, show_main_menu },
  { "repertoire-new", GALLERY_FILLED, GALLERY_LOOKS, show_new_repertoire },
  { "repertoire-edit", GALLERY_FILLED, GALLERY_TITLES, show_edit_repertoire },
  { "catalog", GALLERY_FILLED, GALLERY_TITLES, show_catalog },
  { "catalog-found", GALLERY_FILLED, GALLERY_TITLES, show_found },
  { "catalog-nothing-found", GALLERY_FILLED, GALLERY_TITLES, show_nothing_found },
  { "catalog-chosen", GALLERY_FILLED, GALLERY_TITLES, show_chosen },
  { "catalog-chosen-menu", GALLERY_FILLED, GALLERY_LIGHT | GALLERY_DARK, show_chosen_menu },
  { "add-to-repertoire", GALLERY_FILLED, GALLERY_TITLES, show_add },
  { "add-one", GALLERY_FILLED, GALLERY_TITLES, show_add_one },
  { "move-tunes", GALLERY_FILLED, GALLERY_TITLES, show_move },
  { "merge-tunes", GALLERY_FILLED, GALLERY_TITLES, show_merge },
  { "catalog-menu", GALLERY_FILLED, GALLERY_LOOKS, show_catalog_menu },
  { "books", GALLERY_FILLED, GALLERY_TITLES, show_books },
  { "book-menu", GALLERY_FILLED, GALLERY_LOOKS, show_book_menu },
  { "book-rename", GALLERY_FILLED, GALLERY_TITLES, show_rename_book },
  { "book-delete", GALLERY_FILLED, GALLERY_LOOKS, show_delete_book },
  { "book-new", GALLERY_FILLED, GALLERY_LOOKS, show_new_book },
  { "tune-new", GALLERY_FILLED, GALLERY_LOOKS, show_new_tune },
  { "tune", GALLERY_FILLED, GALLERY_TITLES, show_tune },
  { "tune-menu", GALLERY_FILLED, GALLERY_LOOKS, show_tune_menu },
  { "tune-date", GALLERY_FILLED, GALLERY_LOOKS, show_tune_date },
  { "tune-merge", GALLERY_FILLED, GALLERY_TITLES, show_tune_merge },
  { "tune-edit", GALLERY_FILLED, GALLERY_TITLES, show_tune_edit },
  { "tune-edit-music", GALLERY_FILLED, GALLERY_TITLES, show_tune_music },
  { "preferences-scheduling", GALLERY_FILLED, GALLERY_TITLES, show_preferences_scheduling },
  { "preferences-general", GALLERY_FILLED, GALLERY_LOOKS, show_preferences_general },
  { "preferences-reschedule", GALLERY_FILLED, GALLERY_LOOKS, show_reschedule },
  { "shortcuts", GALLERY_FILLED, GALLERY_LOOKS, show_shortcuts },
  { "about", GALLERY_FILLED, GALLERY_LOOKS, show_about },
  { "sync-in-step", GALLERY_FILLED, GALLERY_LOOKS, gallery_show_sync_in_step },
  { "sync-waiting", GALLERY_FILLED, GALLERY_LOOKS, gallery_show_sync_waiting },
  { "sync-loading", GALLERY_FILLED, GALLERY_LOOKS, gallery_show_sync_loading },
  { "sync-offline", GALLERY_FILLED, GALLERY_LOOKS, gallery_show_sync_offline },
  { "sync-portal", GALLERY_FILLED, GALLERY_LOOKS, gallery_show_sync_portal },
  { "sync-sign-in", GALLERY_FILLED, GALLERY_LOOKS, gallery_show_sync_sign_in },
  { "sync-trouble", GALLERY_FILLED, GALLERY_LOOKS, gallery_show_sync_trouble },
  { "sync-update-needed", GALLERY_FILLED, GALLERY_LOOKS, gallery_show_sync_update },
  { "sync-choices", GALLERY_FILLED, GALLERY_LOOKS, gallery_show_sync_choices },
  { "sync-problems", GALLERY_FILLED, GALLERY_LOOKS, gallery_show_sync_problems },
  { "sync-busy", GALLERY_FILLED, GALLERY_LOOKS, gallery_show_sync_busy },
  { "sync-signed-out", GALLERY_FILLED, GALLERY_LOOKS, gallery_show_sync_out },
  { "account-none", GALLERY_FILLED, GALLERY_LOOKS, gallery_show_account_none },
  { "account-wrong", GALLERY_FILLED, GALLERY_LOOKS, gallery_show_account_wrong },
  { "account", GALLERY_FILLED, GALLERY_LOOKS, gallery_show_account },
  { "account-sign-out", GALLERY_FILLED, GALLERY_LOOKS, gallery_show_account_out },
  { "account-computers", GALLERY_FILLED, GALLERY_LOOKS, gallery_show_account_devices },
  { "account-older-project", GALLERY_FILLED, GALLERY_LOOKS, gallery_show_account_older },
  { "restore", GALLERY_FILLED, GALLERY_LOOKS, show_restore },
  { "importing", GALLERY_FILLED, GALLERY_LOOKS, show_importing },
  { "import-cancelled", GALLERY_FILLED, GALLERY_LOOKS, show_cancelled_import },
  { "imported", GALLERY_FILLED, GALLERY_LOOKS, show_imported },
  { "import-report", GALLERY_FILLED, GALLERY_LOOKS, show_report },
  { "import-large", GALLERY_FILLED, GALLERY_LOOKS, show_large_question },
  { "bar-low-space", GALLERY_FILLED, GALLERY_LOOKS, show_low_space },
  { "bar-disk-full", GALLERY_FILLED, GALLERY_LOOKS, show_disk_full },
  { "bar-read-only", GALLERY_FILLED, GALLERY_LOOKS, show_read_only },
  { "bar-damaged", GALLERY_FILLED, GALLERY_LOOKS, show_damaged },
  { "practice-last-card", GALLERY_FILLED, GALLERY_LOOKS, show_last_card },
  { "practice-done", GALLERY_FILLED, GALLERY_LOOKS, show_done },
  { "choices-none", GALLERY_FILLED, GALLERY_LOOKS, gallery_show_no_choices },
  { "problems-none", GALLERY_FILLED, GALLERY_LOOKS, gallery_show_no_problems },
  { "chosen-none", GALLERY_FILLED, GALLERY_LOOKS, gallery_show_nothing_chosen },
  { "choices", GALLERY_FILLED, GALLERY_TITLES, gallery_show_choices },
  { "choices-picked", GALLERY_FILLED, GALLERY_TITLES, gallery_show_choices_picked },
  { "choices-music", GALLERY_FILLED, GALLERY_TITLES, gallery_show_choices_music },
  { "choices-deletion", GALLERY_FILLED, GALLERY_TITLES, gallery_show_choices_deletion },
  { "problems", GALLERY_FILLED, GALLERY_TITLES, gallery_show_problems },
  { "chosen", GALLERY_FILLED, GALLERY_TITLES, gallery_show_chosen },

  { "practice-no-tunes", GALLERY_BARE, GALLERY_LOOKS | GALLERY_EMPTY, show_practice },
  { "repertoire-no-tunes", GALLERY_BARE, GALLERY_LOOKS | GALLERY_EMPTY, show_repertoire },
  { "restore-none", GALLERY_BARE, GALLERY_EMPTY, show_restore_none },
  { "catalog-failed", GALLERY_BARE, GALLERY_LIGHT | GALLERY_NARROW, show_failed },

  { "practice", GALLERY_NOTHING, GALLERY_EMPTY, show_practice },
  { "repertoire", GALLERY_NOTHING, GALLERY_EMPTY, show_repertoire },
  { "catalog", GALLERY_NOTHING, GALLERY_EMPTY, show_catalog },
  { "no-repertoire", GALLERY_NOTHING, GALLERY_LOOKS, show_practice },
  { "no-tunes", GALLERY_NOTHING, GALLERY_LOOKS, show_catalog },

  { "welcome-instrument", GALLERY_FIRST_RUN, GALLERY_LOOKS | GALLERY_EMPTY, NULL },
  { "welcome-source", GALLERY_FIRST_RUN, GALLERY_LOOKS, show_source },
  { "welcome-tunes", GALLERY_FIRST_RUN, GALLERY_LOOKS, show_ticks },
  { "welcome-end", GALLERY_FIRST_RUN, GALLERY_LOOKS, show_end_of_first_steps },

  { "trouble-damaged", GALLERY_TROUBLE, GALLERY_LOOKS, show_trouble_damaged },
  { "trouble-salvage", GALLERY_TROUBLE, GALLERY_LOOKS, show_salvage },
  { "trouble-newer", GALLERY_TROUBLE, GALLERY_LOOKS, show_trouble_newer },
  { "trouble-disk-full", GALLERY_TROUBLE, GALLERY_LOOKS, show_trouble_full },
  { "trouble-read-only", GALLERY_TROUBLE, GALLERY_LOOKS, show_trouble_read_only },
  { "trouble-other-file", GALLERY_TROUBLE, GALLERY_LOOKS, show_trouble_other_file },
};

const guint gallery_n_screens = G_N_ELEMENTS (gallery_screens);
