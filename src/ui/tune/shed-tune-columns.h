/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The four blocks of a tune's page: practice, score, details, history, in this order for the keyboard. Where there is
 * room the score with the history under it stands at the start and the others beside them; else all stand in one
 * column, practice first. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SHED_TYPE_TUNE_COLUMNS (shed_tune_columns_get_type ())
G_DECLARE_FINAL_TYPE (ShedTuneColumns, shed_tune_columns, SHED, TUNE_COLUMNS, GtkWidget)
/* properties: "break-width" (int: one column below it), "side-width" (int), "spacing" (int) */

G_END_DECLS
