/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays out a tune's row: in one line where there is room (lead, text, tail, end), else stacked: the lead over the whole
 * width, the text with the end beside it, the tail over the whole width. It decides by the width it is given, so a list
 * needs no state for "narrow". Children are taken in their order: lead, text, tail, end; hidden ones take no room. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SHED_TYPE_ROW_LAYOUT (shed_row_layout_get_type ())
G_DECLARE_FINAL_TYPE (ShedRowLayout, shed_row_layout, SHED, ROW_LAYOUT, GtkLayoutManager)
/* properties: "lead-width" (int, px in one line), "break-width" (int: stacked below it), "spacing" (int) */

GtkLayoutManager *shed_row_layout_new         (void);
double            shed_row_layout_letter_size (GtkWidget *widget);

G_END_DECLS
