/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Imports one after the other, in the background: a window has one, and the Catalog shows what it does. */
#pragma once

#include "shed-context.h"
#include "shed-import-report.h"

G_BEGIN_DECLS

typedef enum {
  SHED_IMPORTER_IDLE,
  SHED_IMPORTER_LOOKING, /* counts the tunes of a large file */
  SHED_IMPORTER_ASKING,  /* waits for a person's answer */
  SHED_IMPORTER_RUNNING,
  SHED_IMPORTER_DONE,    /* the report waits to be seen */
} ShedImporterState;

#define SHED_TYPE_IMPORTER (shed_importer_get_type ())
G_DECLARE_FINAL_TYPE (ShedImporter, shed_importer, SHED, IMPORTER, GObject)
/* signals: "changed": state, progress or report; "done": a report has come; "show" (string): the book (or "") to be shown */

/* The one of that window. (transfer none) */
ShedImporter     *shed_importer_get          (ShedContext *context);

/* parent: for the question that large books bring. */
void              shed_importer_add_files    (ShedImporter *self, GtkWindow *parent, GListModel *files);
void              shed_importer_add_text     (ShedImporter *self, const char *head, const char *text);
void              shed_importer_add_starter  (ShedImporter *self);
void              shed_importer_cancel       (ShedImporter *self);
/* The report has been seen. */
void              shed_importer_dismiss      (ShedImporter *self);
/* Asks the catalog to show what came. */
void              shed_importer_show         (ShedImporter *self);

ShedImporterState shed_importer_get_state    (ShedImporter *self);
gboolean          shed_importer_is_busy      (ShedImporter *self);
double            shed_importer_get_fraction (ShedImporter *self); /* 0 to 1 */
char             *shed_importer_dup_text     (ShedImporter *self); /* what it does, or what came of it */
ShedImportReport *shed_importer_get_report   (ShedImporter *self); /* (nullable) (transfer none) */

G_END_DECLS
