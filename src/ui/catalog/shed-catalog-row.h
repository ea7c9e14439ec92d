/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tune in the catalog: its first bars, its name and the other name that was searched for, its facts, and at the end
 * the way into the current repertoire. */
#pragma once

#include <gtk/gtk.h>
#include "shed-tune.h"

G_BEGIN_DECLS

#define SHED_TYPE_CATALOG_ROW (shed_catalog_row_get_type ())
G_DECLARE_FINAL_TYPE (ShedCatalogRow, shed_catalog_row, SHED, CATALOG_ROW, GtkWidget)

/* What all rows of a page have in common. */
typedef struct {
  const char *search;          /* nullable: as typed; what it found is bold */
  const char *repertoire_name; /* nullable: there is none to add to */
  gboolean    shows_book;
  gboolean    has_ticks;       /* a tick at the end in place of the way into the repertoire */
} ShedCatalogRowStyle;

GtkWidget   *shed_catalog_row_new     (void);
void         shed_catalog_row_bind    (ShedCatalogRow *self, ShedTuneRow *row);
ShedTuneRow *shed_catalog_row_get_row (ShedCatalogRow *self); /* (nullable) */
void         shed_catalog_row_show    (ShedCatalogRow *self, const ShedCatalogRowStyle *style);
void         shed_catalog_row_set_ticked (ShedCatalogRow *self, gboolean ticked);

G_END_DECLS
