/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays children out in columns of one width where each has room for its words, else one below the other. It decides by the
 * width it is given and the size of the letters, so nothing needs to know whether a window is narrow. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SHED_TYPE_COLUMNS_LAYOUT (shed_columns_layout_get_type ())
G_DECLARE_FINAL_TYPE (ShedColumnsLayout, shed_columns_layout, SHED, COLUMNS_LAYOUT, GtkLayoutManager)

GtkLayoutManager *shed_columns_layout_new (guint letters);

G_END_DECLS
