/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the repertoire's table shares with the files of its cells, its sorting and its columns. */
#pragma once

#include "shed-repertoire-cell.h"
#include "shed-repertoire-table.h"
#include "shed-seen-rows.h"

G_BEGIN_DECLS

struct _ShedRepertoireTable
{
  GtkWidget parent_instance;

  ShedContext        *context;
  ShedTuneSelection  *selection;
  GtkColumnViewColumn *column[SHED_N_COLUMNS]; /* owned by the view */
  GtkListItemFactory *factory[SHED_N_COLUMNS];
  int                 kept_width[SHED_N_COLUMNS]; /* of a column while it is hidden */
  ShedSeenRows       *cells, *narrow_rows;
  GSimpleActionGroup *actions;
  GMenu              *menu, *shown_menu, *sort_menu, *first_menu;
  int                 sort_column;
  gboolean            descending, restoring;
  int                 recorded;   /* column whose sorter was called */
  gboolean            narrow;
  int                 width;          /* of the whole */
  gboolean            title_is_fixed; /* by a person; else it has what the other columns leave */
  gboolean            fitting;
  guint               narrow_id, save_id, fit_id;

  GtkStack      *stack;
  GtkColumnView *table;
  GtkListView   *list;
};

/* Cells. */
void                shed_repertoire_table_make_rows     (ShedRepertoireTable *self);
GtkListItemFactory *shed_repertoire_table_new_factory   (ShedSeenRows *rows, ShedRepertoireColumn column);
void                shed_repertoire_table_menu_of_focus (GtkWidget *widget, const char *name, GVariant *parameter);

/* Sorting. */
void shed_repertoire_table_add_sorter       (ShedRepertoireTable *self, int column);
void shed_repertoire_table_restore_sort     (ShedRepertoireTable *self);
void shed_repertoire_table_sorter_changed   (ShedRepertoireTable *self);
void shed_repertoire_table_add_sort_actions (ShedRepertoireTable *self);

/* Columns as they were left. */
void shed_repertoire_table_restore_columns    (ShedRepertoireTable *self);
void shed_repertoire_table_fit_soon           (ShedRepertoireTable *self);
void shed_repertoire_table_save_soon          (ShedRepertoireTable *self);
void shed_repertoire_table_save_now           (ShedRepertoireTable *self);
void shed_repertoire_table_add_column_actions (ShedRepertoireTable *self);

G_END_DECLS
