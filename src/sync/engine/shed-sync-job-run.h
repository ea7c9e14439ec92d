/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the host of an engine hands to shed_store_write(), with the job and the job's flags. */
#pragma once

#include "shed-sync-job.h"

G_BEGIN_DECLS

/* A ShedStoreFunc; data: the job. */
gboolean shed_sync_job_run (ShedDb *db, gpointer job, GCancellable *cancellable, GError **error);

G_END_DECLS
