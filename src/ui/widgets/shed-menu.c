/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A context menu at a place of a list that its page owns. */
#include "shed-menu.h"

/**
 * shed_menu_popup_at:
 * @owner: the page, which unparents the popover when it is disposed
 * @popover: (inout): where the owner keeps it; made at the first time
 * @menu: what is in it
 * @widget: a widget inside @owner
 * @x: of the press in @widget
 * @y: of the press in @widget
 */
void
shed_menu_popup_at (GtkWidget *owner, GtkWidget **popover, GMenuModel *menu, GtkWidget *widget, double x, double y)
{
  graphene_point_t point;

  if (!gtk_widget_compute_point (widget, owner, &GRAPHENE_POINT_INIT ((float) x, (float) y), &point))
    return;
  if (*popover == NULL)
    {
      *popover = gtk_popover_menu_new_from_model (menu);
      gtk_popover_set_has_arrow (GTK_POPOVER (*popover), FALSE);
      gtk_widget_set_halign (*popover, GTK_ALIGN_START);
      gtk_widget_set_parent (*popover, owner);
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (*popover), &(GdkRectangle) { (int) point.x, (int) point.y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (*popover));
}
