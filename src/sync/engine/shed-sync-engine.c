/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When to ask what. A state machine over five facts: what waits here, what the server may have, who is signed in, how the
 * last tries went, what time it is. It acts through its ports only, one thing at a time, and may be thrown away at any moment:
 * everything it must remember is in the library. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-engine-private.h"

#include <string.h>

#include "shed-bug.h"

#define DEBOUNCE_MS 1000
#define DEBOUNCE_MAX_MS 5000
#define POLL_MS (5 * 60 * 1000)
#define POLL_SAVING_MS (30 * 60 * 1000)
#define HELLO_MS (24 * 60 * 60 * 1000)
#define LOOK_MS (60 * 1000)     /* the list of computers is asked for no oftener by looking at it */
#define BY_HAND_MS 10000
#define MAX_ROWS 5000      /* of a page: about 2 MB, and what a server gives at most */

/* Acting */

void
shed_sync_engine_run (ShedSyncEngine *self, ShedSyncJob *job)
{
  job->now = shed_sync_engine_now (self);
  self->job = TRUE;
  shed_sync_engine_update_status (self);
  self->ports.run (self->data, job);
}

void
shed_sync_engine_send (ShedSyncEngine *self, ShedSyncCall call, char *body /* (transfer full) */, gsize n_bytes)
{
  ShedSyncRequest request = {
    .id = ++self->last_request, .call = call, .body = body, .n_bytes = n_bytes, .space = self->facts.space
  };

  self->request = request.id;
  self->call = call;
  shed_sync_engine_update_status (self);
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

  shed_sync_engine_send (self, SHED_SYNC_PULL, query, strlen (query));
}

static void
give_up_request (ShedSyncEngine *self)
{
  if (self->request == 0)
    return;
  self->ports.cancel (self->data, self->request);
  self->request = 0;
}

static void
set_timer (ShedSyncEngine *self)
{
  gint64 at = 0;
  gint64 poll = (self->saving ? POLL_SAVING_MS : POLL_MS);
  gint64 t = shed_sync_engine_steady (self);

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
  if (self->status.state == SHED_SYNC_UP_TO_DATE && (at == 0 || at > self->last_contact + FRESH_MS))
    at = self->last_contact + FRESH_MS;
  self->ports.timer (self->data, at == 0 ? 0 : MAX (at, t + 1));
}

/* The one place that chooses what comes next. */
void
shed_sync_engine_decide (ShedSyncEngine *self)
{
  gint64 t = shed_sync_engine_steady (self);

  if (self->request != 0 || self->job || self->suspended)
    {
      shed_sync_engine_update_status (self);
      return;
    }
  if (!self->loaded && (self->not_before <= t || self->by_hand))
    {
      shed_sync_engine_run (self, shed_sync_job_new (SHED_JOB_LOAD));
      return;
    }
  if (!self->loaded || self->facts.space == NULL || !self->signed_in || self->update_needed ||
      (!self->automatic && !self->by_hand && !self->quitting) || (self->not_before > t && !self->by_hand))
    {
      shed_sync_engine_update_status (self);
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
      shed_sync_engine_run (self, job);
      return;
    }
  if (self->hold_code[0] != '\0')
    {
      ShedSyncJob *job = shed_sync_job_new (SHED_JOB_HOLD);

      g_strlcpy (job->code, self->hold_code, sizeof job->code);
      self->hold_code[0] = '\0';
      shed_sync_engine_run (self, job);
      return;
    }
  if (self->want_hello || !self->facts.knows_server || t - self->last_hello > HELLO_MS)
    {
      self->want_hello = TRUE;
      shed_sync_engine_run (self, shed_sync_job_new (SHED_JOB_HELLO));
      return;
    }
  if (self->facts.adopting)
    {
      shed_sync_engine_run (self, shed_sync_job_new (SHED_JOB_ADOPT));
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
      shed_sync_engine_run (self, job);
      return;
    }
  if (self->quitting)
    {
      shed_sync_engine_update_status (self);
      self->ports.timer (self->data, 0);
      return;
    }
  if (self->want_apply)
    {
      ShedSyncJob *job = shed_sync_job_new (SHED_JOB_APPLY);

      /* Not want_pull: a push or a hint in between asks for another pull, and the stage is whole all the same. */
      job->partial = self->more_pages && !SHED_BUG ("checkpoint-in-part");
      self->rows_since_part = 0;
      shed_sync_engine_run (self, job);
      return;
    }
  if (self->want_pull)
    {
      self->last_poll = t;
      send_pull (self);
      return;
    }
  shed_sync_engine_update_status (self);
  set_timer (self);
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

  t = shed_sync_engine_steady (self);
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
          shed_sync_engine_run (self, shed_sync_job_new (SHED_JOB_COUNT));
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
      if (self->last_by_hand == 0 || t - self->last_by_hand >= BY_HAND_MS)
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
  shed_sync_engine_decide (self);
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
  gint64 t = shed_sync_engine_steady (self);

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
