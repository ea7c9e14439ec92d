/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An export while it runs: below the writers of the formats. */
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

/* Gives the text away and empties it; FALSE also when the job was cancelled. */
gboolean shed_export_put   (ShedExportJob *job, GString *text, GError **error);
void     shed_export_count (ShedExportJob *job, const char *table, gint64 n_rows);

G_END_DECLS
