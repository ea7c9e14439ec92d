/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came back: an answer of the server becomes a job, a job's outcome becomes what is wanted next. Which of that is done
 * first is not chosen here. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-engine-private.h"

#include <string.h>

#include "shed-bug.h"

#define PART_ROWS 5000      /* of a first load, shown before the last page */
#define ALONE_WAIT_MS (60 * 60 * 1000)

static void
cycle_done (ShedSyncEngine *self)
{
  self->by_hand = FALSE;
  self->rounds = 0;
  self->status.last_sync = shed_sync_engine_now (self);
}

/* Answers */

static gboolean
halves (const ShedSyncAnswer *answer)
{
  static const char *const codes[] = { "57014", "22P02", "22P05", "PGRST102", "PT413", "PT422" };

  if (answer->status == 413)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (strcmp (answer->code, codes[i]) == 0)
      return TRUE;
  return FALSE;
}

/* A push that the server could not take as a whole: fewer groups, down to one, which is then set aside. */
static gboolean
push_refused (ShedSyncEngine *self, const ShedSyncAnswer *answer)
{
  if (SHED_BUG ("signed-out-drops-push") && self->call == SHED_SYNC_PUSH && answer->trouble == SHED_SYNC_TROUBLE_SIGN_IN)
    {
      g_strlcpy (self->hold_code, "401", sizeof self->hold_code);
      return TRUE;
    }
  if (self->call != SHED_SYNC_PUSH || !halves (answer))
    return FALSE;
  if (self->pushing > 1)
    {
      self->max_groups = MAX (self->pushing / 2, 1);
      return TRUE;
    }
  if (strcmp (answer->code, "57014") == 0 && ++self->n_alone < 3)
    {
      shed_sync_engine_fail (self, SHED_SYNC_TROUBLE_SERVER, answer->code, ALONE_WAIT_MS);
      return TRUE;
    }
  self->n_alone = 0;
  self->max_groups = MAX_GROUPS;
  g_strlcpy (self->hold_code, answer->code[0] != '\0' ? answer->code : "PT413", sizeof self->hold_code);
  return TRUE;
}

void
shed_sync_engine_answer (ShedSyncEngine *self, const ShedSyncAnswer *answer)
{
  static const ShedSyncJobKind kinds[] = {
    [SHED_SYNC_HELLO] = SHED_JOB_WELCOME, [SHED_SYNC_PUSH] = SHED_JOB_PUSHED, [SHED_SYNC_PULL] = SHED_JOB_STAGE
  };
  ShedSyncJob *job;

  g_return_if_fail (self != NULL);
  g_return_if_fail (answer != NULL);

  if (self->request == 0 || answer->id != self->request)
    return;
  self->request = 0;
  if (answer->trouble != SHED_SYNC_TROUBLE_NONE)
    {
      if (!push_refused (self, answer))
        shed_sync_engine_fail (self, answer->trouble, answer->code, answer->retry_after_ms);
      shed_sync_engine_decide (self);
      return;
    }
  job = shed_sync_job_new (kinds[self->call]);
  job->answer = g_strndup (answer->body, answer->n_bytes);
  job->n_answer = answer->n_bytes;
  shed_sync_engine_run (self, job);
}

/* Jobs */

static void
take_facts (ShedSyncEngine *self, ShedSyncJob *job)
{
  shed_sync_facts_clear (&self->facts);
  self->facts = job->facts;
  memset (&job->facts, 0, sizeof job->facts);
}

static void
take_reset (ShedSyncEngine *self, const char *reset)
{
  if (strcmp (reset, "schema") == 0)
    {
      self->update_needed = TRUE;
      return;
    }
  g_strlcpy (self->want_reset, reset, sizeof self->want_reset);
  self->want_mode = strcmp (reset, "gc") == 0 ? SHED_STAGE_GC : SHED_STAGE_EPOCH;
}

static void
loaded (ShedSyncEngine *self)
{
  self->loaded = TRUE;
  self->want_hello = TRUE;
  self->want_pull = TRUE;
  self->want_push = self->facts.n_unsent > 0;
  self->push_at = 0;
}

static void
welcomed (ShedSyncEngine *self, ShedSyncJob *job)
{
  if (job->bad_answer)
    {
      shed_sync_engine_fail (self, SHED_SYNC_TROUBLE_PORTAL, NULL, 0);
      return;
    }
  shed_sync_engine_succeed (self);
  if (job->server_ms != 0)
    self->status.clock_ahead_ms = shed_sync_engine_now (self) - job->server_ms;
  if (job->update_needed)
    {
      self->update_needed = TRUE;
      return;
    }
  if (job->said_reset[0] != '\0')
    {
      /* "rewound" is said before the new epoch was learnt; the reset takes what hello told. */
      take_reset (self, job->said_reset);
      self->want_hello = strcmp (job->said_reset, "token") == 0;
      if (strcmp (job->said_reset, "gc") == 0)
        self->last_hello = shed_sync_engine_steady (self);
      self->want_pull = TRUE;
      return;
    }
  self->want_hello = FALSE;
  self->last_hello = shed_sync_engine_steady (self);
  self->want_pull = TRUE;
}

static void
pushed (ShedSyncEngine *self, ShedSyncJob *job)
{
  if (job->bad_answer)
    {
      shed_sync_engine_fail (self, SHED_SYNC_TROUBLE_PORTAL, NULL, 0);
      return;
    }
  shed_sync_engine_succeed (self);
  if (job->said_reset[0] != '\0')
    {
      /* Only hello hands out a new epoch and token. */
      if (strcmp (job->said_reset, "schema") == 0)
        self->update_needed = TRUE;
      else
        self->want_hello = TRUE;
      return;
    }
  self->n_alone = 0;
  self->n_pushes++;
  self->max_groups = MIN (self->max_groups * 2, MAX_GROUPS);
  self->status.pushed += job->n_groups;
  self->want_pull = TRUE;
  self->push_at = 0;
  self->want_push = self->facts.n_unsent > 0;
}

static void
staged (ShedSyncEngine *self, ShedSyncJob *job)
{
  if (job->bad_answer)
    {
      shed_sync_engine_fail (self, SHED_SYNC_TROUBLE_PORTAL, NULL, 0);
      return;
    }
  shed_sync_engine_succeed (self);
  if (job->said_reset[0] != '\0')
    {
      if (strcmp (job->said_reset, "gc") == 0)
        take_reset (self, job->said_reset);
      else
        self->want_hello = TRUE;
      return;
    }
  self->status.pulled += job->n_rows;
  self->rows_since_part += job->n_rows;
  self->want_pull = job->more;
  self->more_pages = job->more;
  /* A first load shows what it has every so often; otherwise a checkpoint is whole or not at all. */
  self->want_apply = !job->more || SHED_BUG ("checkpoint-in-part") ||
                     (self->facts.cursor == 0 && self->facts.mode == SHED_STAGE_NORMAL && self->facts.n_acked == 0 &&
                      self->facts.n_unsent == 0 && self->rows_since_part >= PART_ROWS);
}

static void
applied (ShedSyncEngine *self, ShedSyncJob *job)
{
  self->want_apply = FALSE;
  self->n_pushes = 0;
  if (job->said_reset[0] != '\0')
    {
      take_reset (self, job->said_reset);
      self->want_pull = TRUE;
      return;
    }
  if (self->want_pull)
    return;
  if (self->head_hint <= self->facts.cursor)
    self->head_hint = 0;
  /* Somebody wrote meanwhile, or rows wait for what has not been sent: another round, but not for ever. */
  if ((self->facts.n_unsent > 0 && (self->facts.n_staged > 0 || self->push_at <= shed_sync_engine_steady (self))) ||
      self->facts.n_ripe > 0)
    {
      if (++self->rounds < MAX_ROUNDS && self->facts.n_unsent > 0)
        {
          self->want_push = TRUE;
          return;
        }
    }
  cycle_done (self);
}

void
shed_sync_engine_job_done (ShedSyncEngine *self, ShedSyncJob *job, const GError *error)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (job != NULL);

  self->job = FALSE;
  if (error != NULL)
    {
      if (job->kind == SHED_JOB_APPLY)
        self->want_apply = TRUE;
      if (job->kind == SHED_JOB_STAGE)
        self->want_pull = TRUE;
      if (job->kind == SHED_JOB_RESET)
        {
          g_strlcpy (self->want_reset, job->reset, sizeof self->want_reset);
          self->want_mode = job->mode;
        }
      shed_sync_engine_fail (self,
                             g_error_matches (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID) ? SHED_SYNC_TROUBLE_SERVER
                                                                                                 : SHED_SYNC_TROUBLE_LIBRARY,
                             NULL, 0);
      shed_sync_job_free (job);
      shed_sync_engine_decide (self);
      return;
    }
  take_facts (self, job);
  switch (job->kind)
    {
    case SHED_JOB_LOAD:
      loaded (self);
      break;
    case SHED_JOB_HELLO:
      if (job->body != NULL)
        {
          shed_sync_engine_send (self, SHED_SYNC_HELLO, g_steal_pointer (&job->body), job->n_body);
          shed_sync_job_free (job);
          return;
        }
      self->want_hello = FALSE;
      break;
    case SHED_JOB_PUSH:
      if (job->body != NULL)
        {
          self->pushing = job->n_groups;
          shed_sync_engine_send (self, SHED_SYNC_PUSH, g_steal_pointer (&job->body), job->n_body);
          shed_sync_job_free (job);
          return;
        }
      self->want_push = FALSE;
      break;
    case SHED_JOB_WELCOME:
      welcomed (self, job);
      break;
    case SHED_JOB_PUSHED:
      pushed (self, job);
      break;
    case SHED_JOB_HOLD:
      self->want_push = self->facts.n_unsent > 0;
      break;
    case SHED_JOB_STAGE:
      staged (self, job);
      break;
    case SHED_JOB_APPLY:
      applied (self, job);
      break;
    case SHED_JOB_RESET:
      /* The stage is empty again: a page that came before says nothing any more. */
      self->want_apply = FALSE;
      self->more_pages = FALSE;
      self->want_pull = TRUE;
      self->want_push = self->facts.n_unsent > 0;
      if (strcmp (job->reset, "token") == 0 || strcmp (job->reset, "epoch") == 0 || strcmp (job->reset, "rewound") == 0)
        self->want_hello = TRUE;
      break;
    case SHED_JOB_ADOPT:
      self->want_push = TRUE;
      self->push_at = 0;
      break;
    case SHED_JOB_COUNT:
      break;
    }
  shed_sync_job_free (job);
  shed_sync_engine_decide (self);
}
