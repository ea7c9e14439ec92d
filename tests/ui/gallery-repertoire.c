/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screens of the repertoire. */
#include "gallery-hand.h"
#include "gallery-places.h"

#include "shed-repertoire-page.h"

void
gallery_show_repertoire (UiFixture *ui)
{
  shed_window_show_page (ui->window, "repertoire");
  ui_wait_find (ui->window, SHED_TYPE_REPERTOIRE_PAGE, NULL);
}

void
gallery_show_chip (UiFixture *ui)
{
  GtkWidget *chip;

  gallery_show_repertoire (ui);
  chip = ui_wait_find (ui->window, G_TYPE_NONE, "kind_chip");
  gtk_menu_button_popup (GTK_MENU_BUTTON (ui_wait_find (chip, GTK_TYPE_MENU_BUTTON, NULL)));
}

void
gallery_show_columns (UiFixture *ui)
{
  gallery_show_repertoire (ui);
  gallery_open_menu (ui, "columns_button");
}

/* Some that stand together, as Shift would choose them. */
void
gallery_show_repertoire_chosen (UiFixture *ui)
{
  GtkWidget *list;
  g_autoptr (GtkSelectionModel) model = NULL;

  gallery_show_repertoire (ui);
  list = ui_find (ui->window, GTK_TYPE_COLUMN_VIEW, "table");
  if (list == NULL)
    list = ui_wait_find (ui->window, GTK_TYPE_LIST_VIEW, "list");
  g_object_get (list, "model", &model, NULL);
  gtk_selection_model_select_range (model, 1, 3, FALSE);
  ui_wait_find (ui->window, GTK_TYPE_BUTTON, "pause_button");
}

void
gallery_show_goals (UiFixture *ui)
{
  gallery_open_menu (ui, "goal_button");
}

void
gallery_show_tags (UiFixture *ui)
{
  gallery_open_menu (ui, "tag_button");
}

void
gallery_show_dates (UiFixture *ui)
{
  gallery_act (ui, SHED_TYPE_REPERTOIRE_PAGE, "repertoire.date");
}

void
gallery_show_repertoire_nothing (UiFixture *ui)
{
  gallery_act (ui, SHED_TYPE_REPERTOIRE_PAGE, "repertoire.clear");
  gallery_type_into (ui_wait_find (ui_wait_find (ui->window, SHED_TYPE_REPERTOIRE_PAGE, NULL), GTK_TYPE_SEARCH_ENTRY, NULL),
                     "xyzzy");
}

void
gallery_show_repertoire_menu (UiFixture *ui)
{
  gallery_act (ui, SHED_TYPE_REPERTOIRE_PAGE, "repertoire.clear-filters");
  shed_window_show_page (ui->window, "practice");
  gallery_open_menu (ui, "repertoire_button");
}

void
gallery_show_new_repertoire (UiFixture *ui)
{
  gallery_act_on_window (ui, "win.new-repertoire");
}

void
gallery_show_edit_repertoire (UiFixture *ui)
{
  gallery_act_on_window (ui, "win.edit-repertoire");
}
