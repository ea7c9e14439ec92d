/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a hand does in the pictures: verbs, menus, words, dialogs. */
#include "gallery-hand.h"

void
gallery_act (UiFixture *ui, GType type, const char *action)
{
  g_autoptr (GVariant) target = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;

  g_action_parse_detailed_name (action, &name, &target, &error);
  g_assert_no_error (error);
  if (!gtk_widget_activate_action_variant (ui_wait_find (ui->window, type, NULL), name, target))
    g_error ("there is no %s", action);
}

void
gallery_act_on_window (UiFixture *ui, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (ui->window), action, NULL);
}

void
gallery_open_menu (UiFixture *ui, const char *name)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (ui_wait_find (ui->window, GTK_TYPE_MENU_BUTTON, name)));
}

void
gallery_type_into (GtkWidget *entry, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

/* Dialogs take their own size where there is room; here there is none. */
void
gallery_present (UiFixture *ui, GtkWidget *window)
{
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (ui->window));
  if (gallery_get_state () == GALLERY_NARROW)
    gtk_window_set_default_size (GTK_WINDOW (window), 360, 640);
  gtk_window_present (GTK_WINDOW (window));
}
