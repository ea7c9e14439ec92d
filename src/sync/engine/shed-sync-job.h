/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the engine has the library do: one transaction each. The host hands shed_sync_job_run() (shed-sync-job-run.h) and the
 * job to shed_store_write() with the job's flags (SHED_WRITE_APPLIER or SHED_WRITE_LOCAL) and brings the job back. A job that
 * is cut off by a kill has not happened at all; a job run again after one that happened does no harm. */
#pragma once

#include "shed-store.h"

G_BEGIN_DECLS

typedef struct _ShedSyncJob ShedSyncJob;

ShedWriteFlags shed_sync_job_get_flags (const ShedSyncJob *self);
const char    *shed_sync_job_get_name  (const ShedSyncJob *self); /* for the log and for faults: "build-push", "apply" … */
/* How this computer is called, and the program's version: said at a hello. */
void           shed_sync_job_set_names (ShedSyncJob *self, const char *device_name, const char *app);
void           shed_sync_job_free      (ShedSyncJob *self);

G_END_DECLS
