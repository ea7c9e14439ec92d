/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A context menu at a place. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void shed_menu_popup_at (GtkWidget *owner, GtkWidget **popover, GMenuModel *menu, GtkWidget *widget, double x, double y);

G_END_DECLS
