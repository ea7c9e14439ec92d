/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tunes of a repertoire: a table where there is room, rows where there is not. Columns can be sorted, hidden, moved
 * and resized, and are found again as they were left. */
#pragma once

#include "shed-context.h"
#include "shed-tune-list.h"
#include "shed-tune-selection.h"

G_BEGIN_DECLS

#define SHED_TYPE_REPERTOIRE_TABLE (shed_repertoire_table_get_type ())
G_DECLARE_FINAL_TYPE (ShedRepertoireTable, shed_repertoire_table, SHED, REPERTOIRE_TABLE, GtkWidget)
/* signals: "open" (string id): a tune was activated
 *          "menu" (GtkWidget, double x, double y): a menu is wanted there, for the selection
 *          "sort-changed": ask again with shed_repertoire_table_get_sort() */

void shed_repertoire_table_set_context (ShedRepertoireTable *self, ShedContext *context, ShedTuneSelection *selection);
ShedTuneSort       shed_repertoire_table_get_sort      (ShedRepertoireTable *self, gboolean *ret_descending);
/* Columns that can be hidden, with stateful actions "columns.NAME"; the group must be inserted by the caller. */
GMenuModel        *shed_repertoire_table_get_menu      (ShedRepertoireTable *self);
GActionGroup      *shed_repertoire_table_get_actions   (ShedRepertoireTable *self);
gboolean           shed_repertoire_table_is_narrow     (ShedRepertoireTable *self);
/* The tune whose row has the focus. (transfer full) (nullable) */
char              *shed_repertoire_table_dup_focused   (ShedRepertoireTable *self);
void               shed_repertoire_table_take_focus    (ShedRepertoireTable *self);

G_END_DECLS
