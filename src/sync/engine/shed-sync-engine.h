/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sync engine: decides what to ask the server and when, and what its answers mean for the library. Pure: events go in,
 * actions come out through ports; no main loop, clock, socket or source of randomness inside, so that a simulation drives
 * the very code that a player runs. One engine belongs to one space (one library file); one thread drives it.
 *
 * The engine itself never touches the database: what has to be read or written there is a job (shed-sync-job.h), which the
 * host runs on the library's writing thread, in one transaction, and then reports with shed_sync_engine_job_done(). Only
 * one request and one job are ever under way. It must never drop a write, never let one bad group hold up others, and
 * never move the cursor on an acknowledgement (the cursor moves in the job that applies pulled rows).
 *
 * A cycle: (token) → hello when due → push until nothing new waits → pull pages into the stage until the server has no more →
 * apply the stage as one checkpoint → idle. */
#pragma once

#include <glib.h>
#include "shed-sync-job.h"
#include "shed-sync-wire.h"

G_BEGIN_DECLS

typedef struct _ShedSyncEngine ShedSyncEngine;

/* What happened outside. */
typedef enum {
  SHED_SYNC_EVENT_START,          /* the library was opened, or an account came */
  SHED_SYNC_EVENT_LOCAL_COMMIT,   /* a person's change was committed: 1 s later it is sent, 5 s at the most */
  SHED_SYNC_EVENT_HINT,           /* the server said that something changed; value: its seq, 0 when not said */
  SHED_SYNC_EVENT_NETWORK_UP,     /* a hint only: nothing relies on it */
  SHED_SYNC_EVENT_NETWORK_DOWN,
  SHED_SYNC_EVENT_RESUME,         /* the computer woke, or the window got the focus after a while */
  SHED_SYNC_EVENT_SUSPEND,        /* the running request is given up; nothing is sent until RESUME */
  SHED_SYNC_EVENT_SYNC_NOW,       /* a person asks: skips the waiting, once in ten seconds */
  SHED_SYNC_EVENT_TIMER,          /* the time set by the timer port has come */
  SHED_SYNC_EVENT_SIGNED_IN,      /* there are tokens again */
  SHED_SYNC_EVENT_SIGNED_OUT,     /* the session is gone: nothing is sent, nothing is lost */
  SHED_SYNC_EVENT_POWER_SAVING,   /* value: 1 on battery or a metered network (polls each 30 minutes instead of 5) */
  SHED_SYNC_EVENT_AUTOMATIC,      /* value: 0 = only when a person asks */
  SHED_SYNC_EVENT_QUIT,           /* push what waits, start nothing else */
  SHED_SYNC_EVENT_RELOAD,         /* "Load everything again": into the stage, the outbox stays */
  SHED_SYNC_EVENT_VERIFY,         /* "Compare with the server" */
  SHED_SYNC_EVENT_GREET,          /* the list of computers is looked at; value: 1 = it was changed here, and is sent at once */
} ShedSyncEvent;

/* The state words of the command line (DATA.md) are made of this, in this order of importance from the end. */
typedef enum {
  SHED_SYNC_UP_TO_DATE,   /* outbox, stage and problems empty, cursor = head at the last contact, that less than 10 minutes ago */
  SHED_SYNC_WAITING,      /* changes wait here, or the last contact is too long ago */
  SHED_SYNC_SYNCING,
  SHED_SYNC_OFFLINE,
  SHED_SYNC_PORTAL,       /* something on the way answers in the server's place */
  SHED_SYNC_SIGN_IN,
  SHED_SYNC_SERVER_TROUBLE,
  SHED_SYNC_UPDATE_NEEDED,
} ShedSyncState;

typedef struct {
  ShedSyncState state;
  gboolean loaded;          /* the library was asked; until then the four that follow say nothing */
  guint   n_waiting;        /* groups not acknowledged, held ones not among them */
  guint   n_held;           /* the problems list */
  guint   n_choices;        /* open conflicts */
  guint   n_staged;         /* rows pulled and not yet shown */
  gint64  last_contact;     /* ms UTC of the last good answer; 0: never */
  gint64  last_sync;        /* ms UTC when a cycle last came to its end; 0: never */
  gint64  next_try;         /* ms UTC, as the clock is now; 0: when something happens */
  guint   n_failures;       /* in a row; from 3 on the window says so */
  guint   pushed, pulled;   /* groups and rows of the running or last cycle */
  gint64  clock_ahead_ms;   /* this computer's clock minus the server's at the last hello */
  gboolean first_sync;      /* not everything was loaded yet */
  ShedSyncTrouble trouble;  /* what the last failure was (shed-sync-wire.h) */
  char    code[16];         /* its SQLSTATE or PGRST code, "" when it had none */
} ShedSyncStatus;

/* How the engine acts. data is the host's. None of them may call back into the engine. */
typedef struct {
  gint64  (*now)     (gpointer data);                                  /* ms UTC: what is told and kept */
  gint64  (*steady)  (gpointer data);                                  /* ms that only go forwards, whatever the clock is set to: waits */
  guint64 (*random)  (gpointer data);
  void    (*send)    (gpointer data, const ShedSyncRequest *request);  /* answered by shed_sync_engine_answer() */
  void    (*cancel)  (gpointer data, guint64 request_id);              /* its answer, should one come, is ignored */
  void    (*timer)   (gpointer data, gint64 at_ms);                    /* steady; replaces the one before; 0: none */
  void    (*run)     (gpointer data, ShedSyncJob *job);                /* (transfer full): back in shed_sync_engine_job_done() */
  void    (*changed) (gpointer data);                                  /* the status is another */
} ShedSyncPorts;

ShedSyncEngine       *shed_sync_engine_new        (const ShedSyncPorts *ports, gpointer data);
void                  shed_sync_engine_free       (ShedSyncEngine *self);
void                  shed_sync_engine_event      (ShedSyncEngine *self, ShedSyncEvent event, gint64 value);
/* An answer to an older request than the one under way is ignored. */
void                  shed_sync_engine_answer     (ShedSyncEngine *self, const ShedSyncAnswer *answer);
/* error: the transaction was rolled back and nothing of the job happened. Takes the job. */
void                  shed_sync_engine_job_done   (ShedSyncEngine *self, ShedSyncJob *job, const GError *error);
const ShedSyncStatus *shed_sync_engine_get_status (ShedSyncEngine *self);
/* TRUE when nothing is under way: no request, no job. */
gboolean              shed_sync_engine_is_idle    (ShedSyncEngine *self);

#ifdef SHED_SYNC_BUGS
char                 *shed_sync_engine_dump       (ShedSyncEngine *self); /* for the simulator */
#endif

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedSyncEngine, shed_sync_engine_free)

G_END_DECLS
