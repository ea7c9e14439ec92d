/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a job: chooses the part, and reads the facts as they are afterwards. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-job-run.h"

#include "shed-bug.h"
#include "shed-outbox.h"
#include "shed-sync-parts-private.h"
#include "shed-sync-sql-private.h"

gboolean
shed_sync_job_run (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ShedSyncJob *self = data;
  gboolean ok = FALSE;

  switch (self->kind)
    {
    case SHED_JOB_LOAD:
      /* Whether a request of an earlier life arrived nobody knows: it is made again, with the same ids. */
      ok = SHED_BUG ("sent-is-never-tried-again") ||
           shed_sync_run (db, "UPDATE outbox SET state = 'new' WHERE state = 'sent'", NULL, NULL, 0, error);
      if (SHED_BUG ("cursor-before-apply"))
        ok = shed_db_exec (db, "DELETE FROM stage; DELETE FROM meta WHERE name = 'stage_cursor'", error);
      break;
    case SHED_JOB_COUNT:
      ok = TRUE;
      break;
    case SHED_JOB_ADOPT:
      ok = shed_outbox_adopt_step (db, &self->more, error);
      break;
    case SHED_JOB_HELLO:
      ok = shed_sync_make_hello (db, self, error);
      break;
    case SHED_JOB_WELCOME:
      ok = shed_sync_take_hello (db, self, error);
      break;
    case SHED_JOB_PUSH:
      ok = shed_sync_make_push (db, self, error);
      break;
    case SHED_JOB_PUSHED:
      ok = shed_sync_take_push (db, self, error);
      break;
    case SHED_JOB_HOLD:
      ok = shed_sync_hold (db, self, error);
      break;
    case SHED_JOB_STAGE:
      ok = shed_sync_stage_page (db, self, error);
      break;
    case SHED_JOB_APPLY:
      ok = shed_sync_apply (db, self, error);
      break;
    case SHED_JOB_RESET:
      ok = shed_sync_reset (db, self, error);
      break;
    }
  return ok && shed_sync_facts_read (&self->facts, db, error);
}
