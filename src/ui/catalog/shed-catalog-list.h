/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tunes to choose from: a list of rows with first bars, over a search in one book or in all. For the Catalog and the
 * first steps. */
#pragma once

#include "shed-context.h"
#include "shed-tune-selection.h"

G_BEGIN_DECLS

#define SHED_TYPE_CATALOG_LIST (shed_catalog_list_get_type ())
G_DECLARE_FINAL_TYPE (ShedCatalogList, shed_catalog_list, SHED, CATALOG_LIST, AdwBin)
/* property "has-ticks" (boolean): a click ticks a row instead of opening its tune
 * signals: "open" (string id, string title); "menu" (GtkWidget row, double x, double y): asked for on a chosen row;
 *   "settled": the answer to the last search is shown */

void               shed_catalog_list_set_context   (ShedCatalogList *self, ShedContext *context);
ShedTuneList      *shed_catalog_list_get_model     (ShedCatalogList *self);
ShedTuneSelection *shed_catalog_list_get_selection (ShedCatalogList *self);
void shed_catalog_list_find (ShedCatalogList *self, const char *book_id /* nullable */, const char *search);
/* The tune of the row that has the focus, else of the first one. FALSE: there is none, or it is not read yet. */
gboolean           shed_catalog_list_get_focused   (ShedCatalogList *self, char **ret_id, char **ret_title);
gboolean           shed_catalog_list_get_first     (ShedCatalogList *self, char **ret_id, char **ret_title);
/* Title of a tune whose row is on screen, or NULL. */
char              *shed_catalog_list_dup_title     (ShedCatalogList *self, const char *tune_id);
GtkWidget         *shed_catalog_list_get_focus_row (ShedCatalogList *self); /* (nullable) */
gboolean           shed_catalog_list_take_focus    (ShedCatalogList *self);
void               shed_catalog_list_to_top        (ShedCatalogList *self);

G_END_DECLS
