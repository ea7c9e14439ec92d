/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs: made by the engine, run by whoever owns the library's writing thread, each in one transaction. Here what
 * goes in and out of one; what it does is in shed-sync-job-run.c and the files of the parts. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-job-private.h"

ShedSyncJob *
shed_sync_job_new (ShedSyncJobKind kind)
{
  ShedSyncJob *self = g_new0 (ShedSyncJob, 1);

  self->kind = kind;
  return self;
}

void
shed_sync_job_set_names (ShedSyncJob *self, const char *device_name, const char *app)
{
  g_return_if_fail (self != NULL);

  g_free (self->name);
  g_free (self->app);
  self->name = g_strdup (device_name);
  self->app = g_strdup (app);
}

void
shed_sync_job_free (ShedSyncJob *self)
{
  if (self == NULL)
    return;
  shed_sync_facts_clear (&self->facts);
  g_free (self->answer);
  g_free (self->body);
  g_free (self->name);
  g_free (self->app);
  g_free (self);
}

ShedWriteFlags
shed_sync_job_get_flags (const ShedSyncJob *self)
{
  return self->kind == SHED_JOB_APPLY ? SHED_WRITE_APPLIER : SHED_WRITE_LOCAL;
}

const char *
shed_sync_job_get_name (const ShedSyncJob *self)
{
  static const char *const names[] = { "load",   "count", "adopt", "hello", "welcome", "push",
                                       "pushed", "hold",  "stage", "apply", "reset" };

  return names[self->kind];
}
