/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the service share: one for requests, one for jobs and what a person asked of them, one for hints;
 * when something is to happen, and the rest, is in shed-sync-service.c. */
#pragma once

#include "shed-realtime.h"
#include "shed-sync-service.h"
#include "shed-sync-world.h"

G_BEGIN_DECLS

typedef struct _ShedSyncSending ShedSyncSending;

struct _ShedSyncService {
  GObject         parent_instance;
  ShedStore      *store;
  ShedAccount    *account;
  ShedProfile    *profile;
  ShedSyncEngine *engine;
  ShedSyncWorld  *world;           /* NULL: not listened to */
  ShedRealtime   *realtime;        /* NULL: closed */
  char           *realtime_token;
  ShedSyncSending *sending;        /* NULL: no request under way (not owned) */
  GSource        *timer, *lock_timer, *stop_timer;
  guint           changed_id;
  GTask          *stop_task;
  int             lock;            /* -1: not held */
  char           *device_name;
  gboolean        automatic, follow, visible, active, listening;
  gboolean        started, busy, stopped, signed_in, asleep;
  gboolean        token_does;      /* the project took one since the start */
  gboolean        comparing, reloading; /* a person asked, and it is not done */
  gboolean        asked_library;   /* whether one goes on that was begun before the start */
  guint           pulled_before;   /* rows that came before that */
  guint           staged_before;   /* rows of it that came before the start */
  gint64          left_at;         /* when the window lost the focus; 0: it has it */
  gint64          seen_sync, kept_sync, seen_try; /* each failure sets another time for the next try */
};

/* shed-sync-service.c; those that take a gpointer are ports of the engine */
gint64 shed_sync_service_now     (gpointer self);
void   shed_sync_service_changed (gpointer self); /* "changed" follows, once for many */
void   shed_sync_service_tell    (ShedSyncService *self, ShedSyncEvent event, gint64 value);
void   shed_sync_service_look    (ShedSyncService *self); /* after each call of the engine */

/* shed-sync-service-requests.c */
void   shed_sync_service_send         (gpointer self, const ShedSyncRequest *request);
void   shed_sync_service_cancel       (gpointer self, guint64 request_id);
void   shed_sync_service_drop_request (ShedSyncService *self);

/* shed-sync-service-jobs.c */
void   shed_sync_service_run (gpointer self, ShedSyncJob *job);

/* shed-sync-service-realtime.c: open while there is reason to follow at once */
void   shed_sync_service_look_after_realtime (ShedSyncService *self);
void   shed_sync_service_close_realtime      (ShedSyncService *self);
void   shed_sync_service_show_token          (ShedSyncService *self, const char *token); /* a fresher one */

G_END_DECLS
