/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in a cell of the repertoire's table, and in a row of it where there is no room for a table: the list of
 * columns, the widget of each, and how a tune is put into it. */
#pragma once

#include "shed-context.h"
#include "shed-tune-list.h"

G_BEGIN_DECLS

typedef enum
{
  SHED_COLUMN_TITLE,
  SHED_COLUMN_INCIPIT,
  SHED_COLUMN_KIND,
  SHED_COLUMN_KEY,
  SHED_COLUMN_STATE,
  SHED_COLUMN_DUE,
  SHED_COLUMN_LAST,
  SHED_COLUMN_GOAL,
  SHED_COLUMN_TAGS,
  SHED_COLUMN_STABILITY,
  SHED_COLUMN_REPS,
  SHED_COLUMN_LAPSES,
  SHED_COLUMN_ADDED,
  SHED_N_COLUMNS,
  SHED_COLUMN_ROW /* the whole row of the narrow list */
} ShedRepertoireColumn;

typedef struct
{
  const char *name, *title; /* the title is not translated yet */
  int sort; /* -1: cannot be sorted */
  int width; /* -1: what is left */
  gboolean visible, numeric;
} ShedColumnSpec;

const ShedColumnSpec *shed_repertoire_column_get  (ShedRepertoireColumn column);
int                   shed_repertoire_column_find (const char *name); /* -1: none of that name */

/* "learning"; of ShedTuneRowData.state, or SHED_STATE_PAUSED and SHED_STATE_DUE. Translated (transfer none). */
const char           *shed_repertoire_state_text  (int state);

GtkWidget            *shed_repertoire_cell_new    (ShedRepertoireColumn column); /* (transfer floating) */
void                  shed_repertoire_cell_show   (GtkWidget *widget, ShedRepertoireColumn column, const ShedTuneRowData *data,
                                                   ShedContext *context);
char *shed_repertoire_cell_dup_tooltip (ShedRepertoireColumn column, const ShedTuneRowData *data, ShedContext *context);

G_END_DECLS
