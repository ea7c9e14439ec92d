/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screens of the catalog and its books. */
#include "gallery-hand.h"
#include "gallery-places.h"

#include "shed-books-sidebar.h"
#include "shed-catalog-list.h"
#include "shed-catalog-page.h"

static GtkWidget *
catalog (UiFixture *ui)
{
  shed_window_show_page (ui->window, "catalog");
  return ui_wait_find (ui->window, SHED_TYPE_CATALOG_PAGE, NULL);
}

void
gallery_show_catalog (UiFixture *ui)
{
  catalog (ui);
}

void
gallery_show_found (UiFixture *ui)
{
  gallery_type_into (ui_wait_find (catalog (ui), GTK_TYPE_SEARCH_ENTRY, NULL),
                     gallery_get_state () == GALLERY_LONG ? "road" : "miss");
}

void
gallery_show_nothing_found (UiFixture *ui)
{
  gallery_type_into (ui_wait_find (catalog (ui), GTK_TYPE_SEARCH_ENTRY, NULL),
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

GtkSelectionModel *
gallery_get_selection (UiFixture *ui)
{
  ui_wait_for (has_read_rows, ui->window, "tunes");
  return GTK_SELECTION_MODEL (
    shed_catalog_list_get_selection (SHED_CATALOG_LIST (ui_wait_find (ui->window, SHED_TYPE_CATALOG_LIST, NULL))));
}

static void
choose (UiFixture *ui, guint n)
{
  GtkSelectionModel *model;

  gallery_type_into (ui_wait_find (catalog (ui), GTK_TYPE_SEARCH_ENTRY, NULL), "");
  model = gallery_get_selection (ui);
  gtk_selection_model_unselect_all (model);
  for (guint i = 0; i < n; i++)
    gtk_selection_model_select_item (model, i, FALSE);
  ui_wait_find (ui->window, GTK_TYPE_LABEL, "chosen_label");
}

void
gallery_show_tunes_chosen (UiFixture *ui)
{
  choose (ui, 3);
}

void
gallery_show_chosen_menu (UiFixture *ui)
{
  choose (ui, 3);
  gallery_open_menu (ui, "More for the Chosen Tunes");
}

void
gallery_show_add (UiFixture *ui)
{
  choose (ui, 3);
  gallery_act (ui, SHED_TYPE_CATALOG_PAGE, "catalog.add");
}

void
gallery_show_add_one (UiFixture *ui)
{
  choose (ui, 1);
  gallery_act (ui, SHED_TYPE_CATALOG_PAGE, "catalog.add");
}

void
gallery_show_move (UiFixture *ui)
{
  choose (ui, 3);
  gallery_act (ui, SHED_TYPE_CATALOG_PAGE, "catalog.move");
}

void
gallery_show_merge (UiFixture *ui)
{
  choose (ui, 3);
  gallery_act (ui, SHED_TYPE_CATALOG_PAGE, "catalog.merge");
}

void
gallery_show_catalog_menu (UiFixture *ui)
{
  gtk_selection_model_unselect_all (gallery_get_selection (ui));
  catalog (ui);
  gallery_open_menu (ui, "menu_button");
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

void
gallery_show_books (UiFixture *ui)
{
  act_on_book (ui, NULL);
}

void
gallery_show_book_menu (UiFixture *ui)
{
  act_on_book (ui, "books.menu");
}

void
gallery_show_rename_book (UiFixture *ui)
{
  act_on_book (ui, "books.rename");
}

void
gallery_show_delete_book (UiFixture *ui)
{
  act_on_book (ui, "books.delete");
}

void
gallery_show_new_book (UiFixture *ui)
{
  act_on_book (ui, "books.new");
}

void
gallery_show_new_tune (UiFixture *ui)
{
  GtkWidget *sidebar = books (ui);
  GtkWidget *button = ui_find (ui->window, GTK_TYPE_TOGGLE_BUTTON, "books_button");

  shed_books_sidebar_set_book_id (SHED_BOOKS_SIDEBAR (sidebar), NULL);
  if (button != NULL)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), FALSE);
  gallery_act_on_window (ui, "win.new-tune");
}

static gboolean
shows_no_tunes (gpointer stack)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (stack), "empty") == 0;
}

/* After the list came: it says for itself what there is, and would do so again. */
void
gallery_show_failed (UiFixture *ui)
{
  GtkStack *stack = GTK_STACK (ui_wait_find (catalog (ui), GTK_TYPE_STACK, "stack"));

  ui_wait_for (shows_no_tunes, stack, "a catalog without tunes");
  gtk_stack_set_visible_child_name (stack, "failed");
}
