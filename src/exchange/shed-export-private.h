/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the writers of the three formats share. */
#pragma once

#include "shed-export-job-private.h"

G_BEGIN_DECLS

gboolean shed_export_write_abc    (ShedExportJob *job, ShedDb *db, GError **error);
gboolean shed_export_write_csv    (ShedExportJob *job, ShedDb *db, GError **error);
gboolean shed_export_write_backup (ShedExportJob *job, ShedDb *db, GError **error);

/* Calls for each tune that is wanted, in the order it is wanted. */
typedef gboolean (*ShedExportTuneFunc) (ShedExportJob *job, ShedDb *db, const char *tune_id, gpointer data, GError **error);
gboolean shed_export_foreach_tune (ShedExportJob *job, ShedDb *db, ShedExportTuneFunc func, gpointer data, GError **error);

G_END_DECLS
