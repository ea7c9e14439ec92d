/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How it stands: what the last tries came to, when the next may be, and what of it a person is told. "Up to date" is the one
 * word that must never be said too soon. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-engine-private.h"

#include <string.h>

#include "shed-bug.h"

#define BACKOFF_BASE_MS 2000
#define BACKOFF_CAP_MS (15 * 60 * 1000)
#define RETRY_MIN_MS 1000
#define RETRY_MAX_MS (60 * 60 * 1000)

void
shed_sync_engine_update_status (ShedSyncEngine *self)
{
  ShedSyncStatus old = self->status;
  ShedSyncStatus *status = &self->status;
  gint64 t = shed_sync_engine_steady (self);
  gint64 next_try = self->not_before != 0 ? shed_sync_engine_now (self) + self->not_before - t : 0;

  status->loaded = self->loaded;
  status->n_waiting = self->facts.n_unsent;
  status->n_held = self->facts.n_held;
  status->n_choices = self->facts.n_choices;
  status->n_staged = self->facts.n_staged;
  status->first_sync = self->facts.space != NULL && (self->facts.cursor == 0 || self->facts.mode == SHED_STAGE_RELOAD);
  /* Each failure tells its own; between them only a clock that was set makes it another. */
  if (next_try == 0 || ABS (next_try - status->next_try) > 1000)
    status->next_try = next_try;
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
           status->last_contact != 0 && t - self->last_contact < FRESH_MS)
    status->state = SHED_SYNC_UP_TO_DATE;
  else
    status->state = SHED_SYNC_WAITING;
  if (memcmp (&old, status, sizeof old) != 0)
    self->ports.changed (self->data);
}

/* What went wrong decides when the next try is. Nothing is ever dropped for it. */
void
shed_sync_engine_fail (ShedSyncEngine *self, ShedSyncTrouble trouble, const char *code, gint64 retry_after_ms)
{
  gint64 limit = BACKOFF_BASE_MS, wait;

  self->status.trouble = trouble;
  g_strlcpy (self->status.code, code != NULL ? code : "", sizeof self->status.code);
  self->status.n_failures++;
  for (guint i = 1; i < self->status.n_failures && limit < BACKOFF_CAP_MS; i++)
    limit *= 2;
  limit = MIN (limit, BACKOFF_CAP_MS);
  if (retry_after_ms > 0 && !SHED_BUG ("retry-after-ignored"))
    wait = CLAMP (retry_after_ms, RETRY_MIN_MS, RETRY_MAX_MS);
  else
    wait = 1 + (gint64) (self->ports.random (self->data) % (guint64) limit);
  self->not_before = shed_sync_engine_steady (self) + wait;
  self->status.next_try = shed_sync_engine_now (self) + wait;
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

void
shed_sync_engine_succeed (ShedSyncEngine *self)
{
  self->status.n_failures = 0;
  self->status.trouble = SHED_SYNC_TROUBLE_NONE;
  self->status.code[0] = '\0';
  self->status.last_contact = shed_sync_engine_now (self);
  self->last_contact = shed_sync_engine_steady (self);
  self->not_before = 0;
}
