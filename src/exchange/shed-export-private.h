/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the writers of the three formats share. */
#pragma once

#include "shed-export.h"
#include "shed-json-writer.h"

G_BEGIN_DECLS

typedef struct {
  const ShedExportOptions *options;
  ShedStore               *store;
  ShedJsonSink             sink;
  gpointer                 sink_data;
  GCancellable            *cancellable;
  ShedExportResult         result;
} ShedExportJob;

gboolean shed_export_write_abc    (ShedExportJob *job, ShedDb *db, GError **error);
gboolean shed_export_write_csv    (ShedExportJob *job, ShedDb *db, GError **error);
gboolean shed_export_write_backup (ShedExportJob *job, ShedDb *db, GError **error);

/* Gives the text away and empties it; FALSE also when the job was cancelled. */
gboolean shed_export_put   (ShedExportJob *job, GString *text, GError **error);
void     shed_export_count (ShedExportJob *job, const char *table, gint64 n_rows);

/* Calls for each tune that is wanted, in the order it is wanted. */
typedef gboolean (*ShedExportTuneFunc) (ShedExportJob *job, ShedDb *db, const char *tune_id, gpointer data, GError **error);
gboolean shed_export_foreach_tune (ShedExportJob *job, ShedDb *db, ShedExportTuneFunc func, gpointer data, GError **error);

G_END_DECLS
