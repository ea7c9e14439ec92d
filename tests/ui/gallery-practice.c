/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screens of practice. */
#include "gallery-hand.h"
#include "gallery-places.h"

#include "shed-practice-page.h"
#include "shed-store-private.h"

void
gallery_show_practice (UiFixture *ui)
{
  shed_window_show_page (ui->window, "practice");
  ui_wait_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL);
}

void
gallery_show_day_menu (UiFixture *ui)
{
  gallery_show_practice (ui);
  gallery_open_menu (ui, "day_button");
}

void
gallery_show_rated (UiFixture *ui)
{
  gallery_show_practice (ui);
  ui_press (ui->window, GDK_KEY_3, 0);
  ui_wait_find (ui->window, GTK_TYPE_LABEL, "staged_label");
  ui_press (ui->window, GDK_KEY_1, 0);
}

void
gallery_show_card (UiFixture *ui)
{
  gallery_show_practice (ui);
  g_object_set (ui_wait_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL), "view", "cards", NULL);
}

void
gallery_show_card_back (UiFixture *ui)
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

void
gallery_show_last_card (UiFixture *ui)
{
  shed_store_set_state (ui->store, SHED_STORE_READY);
  gallery_show_card (ui);
  ui_wait_for (has_nothing_left_to_rate, ui, "the last card");
}

void
gallery_show_done (UiFixture *ui)
{
  gallery_act (ui, SHED_TYPE_PRACTICE_PAGE, "practice.submit");
  ui_wait_find (ui->window, GTK_TYPE_LABEL, "Done for Today");
}

void
gallery_show_rollover (UiFixture *ui)
{
  GtkWidget *page;

  gallery_show_practice (ui);
  g_object_set (ui_wait_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL), "view", "list", NULL);
  shed_window_show_page (ui->window, "catalog");
  shed_clock_set (ui->clock, UI_FIXTURE_NOW + UI_FIXTURE_DAY_MS, NULL);
  ui_wait_ms (50);
  gallery_show_practice (ui);
  page = ui_wait_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL);
  ui_wait_find (page, GTK_TYPE_LABEL, "rollover_label");
}

void
gallery_show_day_again (UiFixture *ui)
{
  shed_clock_set (ui->clock, UI_FIXTURE_NOW, NULL);
  shed_window_show_page (ui->window, "catalog");
  ui_wait_ms (50);
  gallery_show_practice (ui);
}
