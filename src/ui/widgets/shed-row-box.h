/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A box that lays its children out as ShedRowLayout does: lead, text, tail, end. For templates. */
#pragma once

#include "shed-row-layout.h"

G_BEGIN_DECLS

#define SHED_TYPE_ROW_BOX (shed_row_box_get_type ())
G_DECLARE_FINAL_TYPE (ShedRowBox, shed_row_box, SHED, ROW_BOX, GtkWidget)

GtkWidget *shed_row_box_new (void);

G_END_DECLS
