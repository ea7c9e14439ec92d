/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The schedule of a library: replay of events into the local table schedule, previews, the daily queue. Works inside reads and
 * writes of the store; the formulas are in fsrs/. */
#pragma once

#include "shed-store.h"

G_BEGIN_DECLS

/* Registers the deriver that keeps "schedule" equal to the fold over practice_event, and its check. Once after opening. */
gboolean shed_scheduler_install (ShedStore *store, GError **error);

typedef struct {
  int    state, step;              /* as ts-fsrs: 0 new 1 learning 2 review 3 relearning */
  double stability, difficulty;
  int    interval_days;
  gint64 due_at, last_at;          /* ms UTC; 0: none */
  guint  reps, lapses;
  int    last_rating;
  int    last_day;                 /* practice day of the last rating, SHED_DAY_NONE */
} ShedSchedule;
/* The cached schedule; all zero for a tune never practised. FALSE only with error. */
gboolean shed_scheduler_get      (ShedDb *db, const char *repertoire_id, const char *tune_id, ShedSchedule *ret, GError **error);
/* What each rating (index 0: Again … 3: Easy) would bring at now_ms, load balance, easy days and fuzz applied. */
gboolean shed_scheduler_preview (
  ShedDb *db, const char *repertoire_id, const char *tune_id, gint64 now_ms, ShedSchedule ret[4], GError **error);
/* The state after the last event, as if replayed from nothing: for check and tests. */
gboolean shed_scheduler_replay   (ShedDb *db, const char *repertoire_id, const char *tune_id, ShedSchedule *ret, GError **error);
double shed_scheduler_retrievability (const ShedSchedule *schedule,
                                      int practice_day); /* 0…1; FSRS default decay unless weights say otherwise */

typedef enum { SHED_BUCKET_DUE = 1, SHED_BUCKET_OVERDUE, SHED_BUCKET_NEW, SHED_BUCKET_LONG_OVERDUE } ShedBucket;
/* Inside a write (SHED_WRITE_COMMAND): makes the frozen queue of a repertoire and day if there is none yet; *made says so. */
gboolean shed_queue_ensure       (ShedDb *db, const char *repertoire_id, int practice_day, gboolean *made, GError **error);
/* Up to n more tunes for that day: overdue first, then the soonest of the future, then new. (transfer full) GStrv of ids */
GStrv    shed_queue_suggest_more (ShedDb *db, const char *repertoire_id, int practice_day, guint n, GError **error);
/* For an empty day: the next practice day with something due, and how many. SHED_DAY_NONE when none. */
gboolean shed_queue_next_day (
  ShedDb *db, const char *repertoire_id, int after_day, int *ret_day, guint *ret_count, GError **error);

G_END_DECLS
