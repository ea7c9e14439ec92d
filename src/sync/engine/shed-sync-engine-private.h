/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the engine share: what it knows and wants, and the few things that any part may set going. What comes next
 * is chosen in shed-sync-engine.c, what an answer or a job brought is taken up in shed-sync-engine-answers.c, and
 * shed-sync-engine-status.c says how it stands. */
#pragma once

#include "shed-bug.h"
#include "shed-sync-engine.h"
#include "shed-sync-job-private.h"

G_BEGIN_DECLS

#define FRESH_MS (10 * 60 * 1000)
#define MAX_GROUPS 500
#define MAX_ROUNDS 8        /* of push and pull in one cycle, when somebody writes faster than that */

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
  /* Steady times: a clock that is set back two days must not hold up an edit for as long. */
  gint64         push_at, push_latest; /* debounce; 0: now */
  gint64         last_hello, last_by_hand, last_poll, last_contact;
  guint          rounds, rows_since_part;
  gint64         head_hint;

  /* Pushing. */
  guint          max_groups, pushing;  /* groups in the request under way */
  guint          n_pushes;       /* since the last checkpoint or failure */
  guint          n_alone;        /* times that one group alone ran into the time limit */
  char           hold_code[16];

  gint64         not_before;     /* backoff, steady; 0: none */
};

/* Chooses what comes next, unless something is under way: to be called at the end of everything that happens. */
void   shed_sync_engine_decide        (ShedSyncEngine *self);
void   shed_sync_engine_run           (ShedSyncEngine *self, ShedSyncJob *job /* (transfer full) */);
void   shed_sync_engine_send          (ShedSyncEngine *self, ShedSyncCall call, char *body /* (transfer full) */, gsize n_bytes);

void   shed_sync_engine_update_status (ShedSyncEngine *self);
void   shed_sync_engine_fail          (ShedSyncEngine *self, ShedSyncTrouble trouble, const char *code, gint64 retry_after_ms);
void   shed_sync_engine_succeed       (ShedSyncEngine *self);

/* What a person is told, and what is kept. */
static inline gint64
shed_sync_engine_now (ShedSyncEngine *self)
{
  return self->ports.now (self->data);
}

/* What is waited by. */
static inline gint64
shed_sync_engine_steady (ShedSyncEngine *self)
{
  return SHED_BUG ("waits-by-the-clock") ? self->ports.now (self->data) : self->ports.steady (self->data);
}

G_END_DECLS
