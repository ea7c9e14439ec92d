/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screens of one tune. */
#include "gallery-hand.h"
#include "gallery-places.h"

#include "shed-importer.h"
#include "shed-rating-buttons.h"
#include "shed-tune-page.h"

void
gallery_show_tune (UiFixture *ui)
{
  shed_importer_cancel (shed_importer_get (ui->context));
  shed_window_open_tune (ui->window, g_ptr_array_index (ui->tune_ids, 2));
  ui_wait_find (ui->window, GTK_TYPE_BUTTON, "edit_button");
}

void
gallery_show_tune_menu (UiFixture *ui)
{
  gallery_show_tune (ui);
  gallery_open_menu (ui, "menu_button");
}

/* With what is known of its way to the other computers. */
void
gallery_show_tune_menu_waiting (UiFixture *ui)
{
  gallery_know (ui, "INSERT OR REPLACE INTO meta (name, value) VALUES ('space', '018f3c1e-7b2a-4c3d-8e4f-5a6b7c8d9e0f')");
  gallery_show_tune_menu (ui);
}

void
gallery_show_tune_date (UiFixture *ui)
{
  gallery_show_tune (ui);
  /* Only when it is known how the tune stands can a day be set. */
  ui_wait_find (ui_wait_find (ui->window, SHED_TYPE_TUNE_PAGE, NULL), SHED_TYPE_RATING_BUTTONS, NULL);
  gallery_act (ui, SHED_TYPE_TUNE_PAGE, "tune.set-date");
}

void
gallery_show_tune_merge (UiFixture *ui)
{
  gallery_show_tune (ui);
  gallery_act (ui, SHED_TYPE_TUNE_PAGE, "tune.merge");
}

void
gallery_show_tune_edit (UiFixture *ui)
{
  gallery_show_tune (ui);
  gallery_act (ui, SHED_TYPE_TUNE_PAGE, "tune.edit");
}

void
gallery_show_tune_music (UiFixture *ui)
{
  gtk_stack_set_visible_child_name (GTK_STACK (gtk_widget_get_ancestor (
    ui_wait_find (ui->window, ADW_TYPE_ENTRY_ROW, NULL), GTK_TYPE_STACK)), "music");
}
