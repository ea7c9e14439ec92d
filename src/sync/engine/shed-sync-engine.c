/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When to ask what. A state machine over five facts: what waits here, what the server may have, who is signed in, how the
 * last tries went, what time it is. It acts through its ports only, one thing at a time, and may be thrown away at any moment:
 * everything it must remember is in the library. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-engine.h"

#include <string.h>

#include "shed-bug.h"
#include "shed-sync-job-private.h"

#define DEBOUNCE_MS 1000
#define DEBOUNCE_MAX_MS 5000
#define POLL_MS (5 * 60 * 1000)
#define POLL_SAVING_MS (30 * 60 * 1000)
#define HELLO_MS (24 * 60 * 60 * 1000)
#define FRESH_MS (10 * 60 * 1000)
#define LOOK_MS (60 * 1000)     /* the list of computers is asked for no oftener by looking at it */
#define BACKOFF_BASE_MS 2000
#define BACKOFF_CAP_MS (15 * 60 * 1000)
#define RETRY_MIN_MS 1000
#define RETRY_MAX_MS (60 * 60 * 1000)
#define BY_HAND_MS 10000
#define MAX_GROUPS 500
#define MAX_ROWS 5000      /* of a page: about 2 MB, and what a server gives at most */
#define PART_ROWS 5000      /* of a first load, shown before the last page */
#define MAX_ROUNDS 8        /* of push and pull in one cycle, when somebody writes faster than that */
#define ALONE_WAIT_MS (60 * 60 * 1000)

struct _ShedSyncEngine {
  ShedSyncPorts  ports;
  gpointer       data;
  ShedSyncStatus status;
  ShedSyncFacts  facts;

  /* Under way: at most one of them. */
  guint64        request;        /* 0: none */
  ShedSyncCall   call;
  gboolean       job;
  guint64        last_request;

  /* The world. */
  gboolean       loaded, signed_in, suspended, automatic, saving, quitting;
  gboolean       update_needed;

  /* Wanted. */
  gboolean       want_hello, want_push, want_pull, want_apply, by_hand;
  gboolean       more_pages;     /* the last page said that another follows */
  ShedStageMode  want_mode;      /* NORMAL: none */
  char           want_reset[16];
  gint64         push_at, push_latest; /* debounce; 0: now */
  gint64         last_hello, last_by_hand, last_poll;
  guint          rounds, rows_since_part;
  gint64         head_hint;

  /* Pushing. */
  guint          max_groups, pushing;  /* groups in the request under way */
  guint          n_pushes;       /* since the last checkpoint or failure */
  guint          n_alone;        /* times that one group alone ran into the time limit */
  char           hold_code[16];

  gint64         not_before;     /* backoff */
};

static void decide (ShedSyncEngine *self);

static gint64
now (ShedSyncEngine *self)
{
  return self->ports.now (self->data);
}

/* Status */

static void
update_status (ShedSyncEngine *self)
{
  ShedSyncStatus old = self->status;
  ShedSyncStatus *status = &self->status;

  status->n_waiting = self->facts.n_unsent;
  status->n_held = self->facts.n_held;
  status->n_choices = self->facts.n_choices;
  status->n_staged = self->facts.n_staged;
  status->first_sync = self->facts.space != NULL && (self->facts.cursor == 0 || self->facts.mode == SHED_STAGE_RELOAD);
  status->next_try = self->not_before;
  if (self->update_needed)
    status->state = SHED_SYNC_UPDATE_NEEDED;
  else if (!self->signed_in)
    status->state = SHED_SYNC_SIGN_IN;
  else if (self->request != 0 || (self->job && (self->want_push || self->want_pull || self->want_apply || self->want_hello)))
    status->state = SHED_SYNC_SYNCING;
  else if (status->n_failures > 0 && status->trouble == SHED_SYNC_TROUBLE_OFFLINE)
    status->state = SHED_SYNC_OFFLINE;
  else if (status->n_failures > 0 && (status->trouble == SHED_SYNC_TROUBLE_PORTAL || status->trouble == SHED_SYNC_TROUBLE_TLS))
    status->state = SHED_SYNC_PORTAL;
  else if (status->n_failures > 0 && status->trouble == SHED_SYNC_TROUBLE_SIGN_IN)
    status->state = SHED_SYNC_SIGN_IN;
  else if (status->n_failures > 0)
    status->state = SHED_SYNC_SERVER_TROUBLE;
  else if (SHED_BUG ("up-to-date-too-soon") && self->loaded && self->facts.n_unsent == 0 && status->last_contact != 0)
    status->state = SHED_SYNC_UP_TO_DATE;
  else if (self->loaded && self->facts.n_unsent == 0 && self->facts.n_acked == 0 && self->facts.n_staged == 0 &&
           self->facts.n_held == 0 && !self->facts.staging && self->facts.knows_server && !self->want_pull && !self->want_push &&
           !self->want_apply && self->facts.mode == SHED_STAGE_NORMAL && self->head_hint <= self->facts.cursor &&
           status->last_contact != 0 && now (self) - status->last_contact < FRESH_MS && now (self) >= status->last_contact)
    status->state = SHED_SYNC_UP_TO_DATE;
  else
    status->state = SHED_SYNC_WAITING;
  if (memcmp (&old, status, sizeof old) != 0)
    self->ports.changed (self->data);
}

/* Acting */

static void
run_job (ShedSyncEngine *self, ShedSyncJob *job)
{
  job->now = now (self);
  self->job = TRUE;
  update_status (self);
  self->ports.run (self->data, job);
}

static void
send (ShedSyncEngine *self, ShedSyncCall call, char *body /* (transfer full) */, gsize n_bytes)
{
  ShedSyncRequest request = {
    .id = ++self->last_request, .call = call, .body = body, .n_bytes = n_bytes, .space = self->facts.space
  };

  self->request = request.id;
  self->call = call;
  update_status (self);
  self->ports.send (self->data, &request);
  g_free (body);
}

static void
send_pull (ShedSyncEngine *self)
{
  gint64 cursor = self->facts.staging ? self->facts.stage_cursor : self->facts.cursor;
  g_autofree char *epoch = self->facts.epoch != NULL ? g_strdup_printf ("&epoch=%s", self->facts.epoch) : g_strdup ("");
  char *query = g_strdup_printf ("space=%s&cursor=%" G_GINT64_FORMAT "%s&gc=%" G_GINT64_FORMAT "&lim=%d&schema=%d",
                                 self->facts.space, cursor, epoch, self->facts.gc, MAX_ROWS, SHED_SYNC_SCHEMA);

  send (self, SHED_SYNC_PULL, query, strlen (query));
}

static void
give_up_request (ShedSyncEngine *self)
{
  if (self->request == 0)
    return;
  self->ports.cancel (self->data, self->request);
  self->request = 0;
}

/* What went wrong decides when the next try is. Nothing is ever dropped for it. */
static void
fail (ShedSyncEngine *self, ShedSyncTrouble trouble, const char *code, gint64 retry_after_ms)
{
  gint64 limit = BACKOFF_BASE_MS;

  self->status.trouble = trouble;
  g_strlcpy (self->status.code, code != NULL ? code : "", sizeof self->status.code);
  self->status.n_failures++;
  for (guint i = 1; i < self->status.n_failures && limit < BACKOFF_CAP_MS; i++)
    limit *= 2;
  limit = MIN (limit, BACKOFF_CAP_MS);
  if (retry_after_ms > 0 && !SHED_BUG ("retry-after-ignored"))
    self->not_before = now (self) + CLAMP (retry_after_ms, RETRY_MIN_MS, RETRY_MAX_MS);
  else
    self->not_before = now (self) + 1 + (gint64) (self->ports.random (self->data) % (guint64) limit);
  self->by_hand = FALSE;
  self->rounds = 0;
  self->n_pushes = 0;
  if (trouble == SHED_SYNC_TROUBLE_SIGN_IN)
    self->signed_in = FALSE;
  if (SHED_BUG ("busy-is-final") && trouble == SHED_SYNC_TROUBLE_BUSY && self->call == SHED_SYNC_PUSH)
    g_strlcpy (self->hold_code, "503", sizeof self->hold_code);
  if (trouble == SHED_SYNC_TROUBLE_UPDATE)
    self->update_needed = TRUE;
}

static void
succeed (ShedSyncEngine *self)
{
  self->status.n_failures = 0;
  self->status.trouble = SHED_SYNC_TROUBLE_NONE;
  self->status.code[0] = '\0';
  self->status.last_contact = now (self);
  self->not_before = 0;
}

static void
set_timer (ShedSyncEngine *self)
{
  gint64 at = 0;
  gint64 poll = (self->saving ? POLL_SAVING_MS : POLL_MS);
  gint64 t = now (self);

  if (!self->loaded && !self->suspended && self->not_before > t)
    {
      /* The library could not be read: it may be another moment's trouble. */
      self->ports.timer (self->data, self->not_before);
      return;
    }
  if (!self->loaded || self->suspended || self->update_needed || !self->signed_in || self->facts.space == NULL)
    {
      self->ports.timer (self->data, 0);
      return;
    }
  if (self->not_before > t && (self->want_hello || self->want_push || self->want_pull || self->want_apply))
    at = self->not_before;
  else if (self->want_push && self->push_at > t)
    at = self->push_at;
  if (self->automatic && (at == 0 || at > self->last_poll + poll))
    at = MAX (self->last_poll + poll, self->not_before);
  /* "Up to date" must not outlive ten minutes without a word from the server. */
  if (self->status.state == SHED_SYNC_UP_TO_DATE && (at == 0 || at > self->status.last_contact + FRESH_MS))
    at = self->status.last_contact + FRESH_MS;
  self->ports.timer (self->data, at == 0 ? 0 : MAX (at, t + 1));
}

static void
cycle_done (ShedSyncEngine *self)
{
  self->by_hand = FALSE;
  self->rounds = 0;
  self->status.last_sync = now (self);
}

/* The one place that chooses what comes next. */
static void
decide (ShedSyncEngine *self)
{
  gint64 t = now (self);

  if (self->request != 0 || self->job || self->suspended)
    {
      update_status (self);
      return;
    }
  if (!self->loaded && (self->not_before <= t || self->by_hand))
    {
      run_job (self, shed_sync_job_new (SHED_JOB_LOAD));
      return;
    }
  if (!self->loaded || self->facts.space == NULL || !self->signed_in || self->update_needed ||
      (!self->automatic && !self->by_hand && !self->quitting) || (self->not_before > t && !self->by_hand))
    {
      update_status (self);
      set_timer (self);
      return;
    }
  if (self->want_reset[0] != '\0')
    {
      ShedSyncJob *job = shed_sync_job_new (SHED_JOB_RESET);

      g_strlcpy (job->reset, self->want_reset, sizeof job->reset);
      job->mode = self->want_mode;
      self->want_reset[0] = '\0';
      self->want_mode = SHED_STAGE_NORMAL;
      run_job (self, job);
      return;
    }
  if (self->hold_code[0] != '\0')
    {
      ShedSyncJob *job = shed_sync_job_new (SHED_JOB_HOLD);

      g_strlcpy (job->code, self->hold_code, sizeof job->code);
      self->hold_code[0] = '\0';
      run_job (self, job);
      return;
    }
  if (self->want_hello || !self->facts.knows_server || t - self->last_hello > HELLO_MS)
    {
      self->want_hello = TRUE;
      run_job (self, shed_sync_job_new (SHED_JOB_HELLO));
      return;
    }
  if (self->facts.adopting)
    {
      run_job (self, shed_sync_job_new (SHED_JOB_ADOPT));
      return;
    }
  /* In a new history, or where the server forgot deletions, its state is learnt first: what waits is pushed on top of it. */
  if (self->facts.n_unsent == 0 || self->facts.mode == SHED_STAGE_GC ||
      (self->facts.mode == SHED_STAGE_EPOCH && !SHED_BUG ("push-into-unknown-history")))
    self->want_push = FALSE;
  /* Who writes faster than answers come would otherwise never see what others wrote. */
  if (self->want_push && (self->push_at <= t || self->by_hand || self->quitting) &&
      (self->n_pushes < MAX_ROUNDS || self->quitting || !(self->want_apply || self->want_pull)))
    {
      ShedSyncJob *job = shed_sync_job_new (SHED_JOB_PUSH);

      job->max_groups = self->max_groups;
      run_job (self, job);
      return;
    }
  if (self->quitting)
    {
      update_status (self);
      self->ports.timer (self->data, 0);
      return;
    }
  if (self->want_apply)
    {
      ShedSyncJob *job = shed_sync_job_new (SHED_JOB_APPLY);

      /* Not want_pull: a push or a hint in between asks for another pull, and the stage is whole all the same. */
      job->partial = self->more_pages && !SHED_BUG ("checkpoint-in-part");
      self->rows_since_part = 0;
      run_job (self, job);
      return;
    }
  if (self->want_pull)
    {
      self->last_poll = t;
      send_pull (self);
      return;
    }
  update_status (self);
  set_timer (self);
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
      fail (self, SHED_SYNC_TROUBLE_SERVER, answer->code, ALONE_WAIT_MS);
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
        fail (self, answer->trouble, answer->code, answer->retry_after_ms);
      decide (self);
      return;
    }
  job = shed_sync_job_new (kinds[self->call]);
  job->answer = g_strndup (answer->body, answer->n_bytes);
  job->n_answer = answer->n_bytes;
  run_job (self, job);
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
      fail (self, SHED_SYNC_TROUBLE_PORTAL, NULL, 0);
      return;
    }
  succeed (self);
  if (job->server_ms != 0)
    self->status.clock_ahead_ms = now (self) - job->server_ms;
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
        self->last_hello = now (self);
      self->want_pull = TRUE;
      return;
    }
  self->want_hello = FALSE;
  self->last_hello = now (self);
  self->want_pull = TRUE;
}

static void
pushed (ShedSyncEngine *self, ShedSyncJob *job)
{
  if (job->bad_answer)
    {
      fail (self, SHED_SYNC_TROUBLE_PORTAL, NULL, 0);
      return;
    }
  succeed (self);
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
      fail (self, SHED_SYNC_TROUBLE_PORTAL, NULL, 0);
      return;
    }
  succeed (self);
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
  if (self->want_pull)
    return;
  if (self->head_hint <= self->facts.cursor)
    self->head_hint = 0;
  /* Somebody wrote meanwhile, or rows wait for what has not been sent: another round, but not for ever. */
  if ((self->facts.n_unsent > 0 && (self->facts.n_staged > 0 || self->push_at <= now (self))) || self->facts.n_ripe > 0)
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
      fail (self,
            g_error_matches (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID) ? SHED_SYNC_TROUBLE_SERVER
                                                                                : SHED_SYNC_TROUBLE_LIBRARY,
            NULL, 0);
      shed_sync_job_free (job);
      decide (self);
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
          send (self, SHED_SYNC_HELLO, g_steal_pointer (&job->body), job->n_body);
          shed_sync_job_free (job);
          return;
        }
      self->want_hello = FALSE;
      break;
    case SHED_JOB_PUSH:
      if (job->body != NULL)
        {
          self->pushing = job->n_groups;
          send (self, SHED_SYNC_PUSH, g_steal_pointer (&job->body), job->n_body);
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
  decide (self);
}

/* Events */

static void
want_all (ShedSyncEngine *self)
{
  self->want_pull = TRUE;
  self->want_push = TRUE;
  self->push_at = 0;
}

void
shed_sync_engine_event (ShedSyncEngine *self, ShedSyncEvent event, gint64 value)
{
  gint64 t;

  g_return_if_fail (self != NULL);

  t = now (self);
  switch (event)
    {
    case SHED_SYNC_EVENT_START:
      want_all (self);
      break;
    case SHED_SYNC_EVENT_LOCAL_COMMIT:
      self->push_latest = self->want_push && self->push_at > t ? self->push_latest : t + DEBOUNCE_MAX_MS;
      self->push_at = MIN (t + DEBOUNCE_MS, self->push_latest);
      self->want_push = TRUE;
      if (!self->job && self->request == 0 && self->loaded)
        {
          run_job (self, shed_sync_job_new (SHED_JOB_COUNT));
          return;
        }
      self->facts.n_unsent++;
      break;
    case SHED_SYNC_EVENT_HINT:
      if (value != 0 && value <= self->facts.cursor)
        return;
      self->head_hint = MAX (self->head_hint, value);
      self->want_pull = TRUE;
      break;
    case SHED_SYNC_EVENT_NETWORK_UP:
      self->not_before = self->status.n_failures > 0 && self->status.trouble == SHED_SYNC_TROUBLE_OFFLINE ? 0 : self->not_before;
      want_all (self);
      break;
    case SHED_SYNC_EVENT_NETWORK_DOWN:
      break;
    case SHED_SYNC_EVENT_SUSPEND:
      give_up_request (self);
      self->suspended = TRUE;
      break;
    case SHED_SYNC_EVENT_RESUME:
      self->suspended = FALSE;
      self->want_hello = TRUE;
      self->not_before = 0;
      want_all (self);
      break;
    case SHED_SYNC_EVENT_SYNC_NOW:
      if (self->last_by_hand == 0 || t - self->last_by_hand >= BY_HAND_MS || t < self->last_by_hand)
        {
          self->by_hand = TRUE;
          self->last_by_hand = t;
        }
      self->status.pushed = self->status.pulled = 0;
      want_all (self);
      break;
    case SHED_SYNC_EVENT_TIMER:
      if (self->automatic && t - self->last_poll >= (self->saving ? POLL_SAVING_MS : POLL_MS))
        self->want_pull = TRUE;
      break;
    case SHED_SYNC_EVENT_SIGNED_IN:
      self->signed_in = TRUE;
      self->not_before = 0;
      self->status.n_failures = 0;
      self->status.trouble = SHED_SYNC_TROUBLE_NONE;
      self->loaded = FALSE; /* the library may have a space now */
      want_all (self);
      break;
    case SHED_SYNC_EVENT_SIGNED_OUT:
      give_up_request (self);
      self->signed_in = FALSE;
      break;
    case SHED_SYNC_EVENT_POWER_SAVING:
      self->saving = value != 0;
      break;
    case SHED_SYNC_EVENT_AUTOMATIC:
      self->automatic = value != 0;
      break;
    case SHED_SYNC_EVENT_QUIT:
      self->quitting = TRUE;
      if (self->call == SHED_SYNC_PULL)
        give_up_request (self);
      self->want_push = self->facts.n_unsent > 0;
      break;
    case SHED_SYNC_EVENT_RELOAD:
    case SHED_SYNC_EVENT_VERIFY:
      g_strlcpy (self->want_reset, "reload", sizeof self->want_reset);
      self->want_mode = event == SHED_SYNC_EVENT_RELOAD ? SHED_STAGE_RELOAD : SHED_STAGE_VERIFY;
      self->by_hand = TRUE;
      want_all (self);
      break;
    case SHED_SYNC_EVENT_GREET:
      if (value == 0 && (!self->automatic || t - self->last_hello < LOOK_MS))
        return;
      self->want_hello = TRUE;
      self->by_hand = self->by_hand || value != 0;
      break;
    }
  decide (self);
}

ShedSyncEngine *
shed_sync_engine_new (const ShedSyncPorts *ports, gpointer data)
{
  ShedSyncEngine *self = g_new0 (ShedSyncEngine, 1);

  self->ports = *ports;
  self->data = data;
  self->max_groups = MAX_GROUPS;
  self->automatic = TRUE;
  return self;
}

void
shed_sync_engine_free (ShedSyncEngine *self)
{
  if (self == NULL)
    return;
  shed_sync_facts_clear (&self->facts);
  g_free (self);
}

const ShedSyncStatus *
shed_sync_engine_get_status (ShedSyncEngine *self)
{
  return &self->status;
}

gboolean
shed_sync_engine_is_idle (ShedSyncEngine *self)
{
  return self->request == 0 && !self->job;
}

#ifdef SHED_SYNC_BUGS
/* Everything that decides what it will do, for a search that must know whether it has been here before. Times as what is left. */
char *
shed_sync_engine_dump (ShedSyncEngine *self)
{
  gint64 t = now (self);

  return g_strdup_printf ("%d %d %d%d%d%d%d%d%d %d%d%d%d%d%d %d %s %d %d %d %u %u %u %u %u %u %s %d %u",
                          self->request != 0, self->call, self->job, self->loaded, self->signed_in, self->suspended,
                          self->automatic, self->saving, self->quitting, self->want_hello, self->want_push,
                          self->want_pull, self->want_apply, self->by_hand, self->more_pages, self->want_mode,
                          self->want_reset, self->push_at > t, t - self->last_hello > HELLO_MS,
                          self->last_by_hand == 0 || t - self->last_by_hand >= BY_HAND_MS, self->rounds,
                          self->rows_since_part, self->max_groups, self->pushing, self->n_pushes, self->n_alone,
                          self->hold_code, self->not_before > t, self->status.n_failures);
}
#endif
