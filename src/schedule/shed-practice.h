/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One repertoire's practice day as the Practice view shows it: a list model of queue items with previews and staged ratings,
 * the counts of the head, and the verbs. Loads and writes off the main thread; rows keep their place until reload. */
#pragma once

#include "shed-history.h"
#include "shed-scheduler.h"

G_BEGIN_DECLS

#define SHED_TYPE_QUEUE_ITEM (shed_queue_item_get_type ())
G_DECLARE_FINAL_TYPE (ShedQueueItem, shed_queue_item, SHED, QUEUE_ITEM, GObject)
typedef struct {
  char      *id, *tune_id, *title, *kind, *key, *meter, *unit, *abc, *goal;
  ShedBucket bucket;
  int        state;
  double     stability;
  gint64     due_at, last_at;      /* 0: none */
  int        last_rating;
  gboolean   paused, done;         /* done: a counting rating of this day is there */
  int        done_rating;          /* the day's last submitted rating, 0 */
  gint64     done_due_at;
  int        staged_rating;        /* 0: none */
  gint64     staged_due_at;
  guint      n_notes, n_conflicts;
  struct { int interval_days; gint64 due_at; } preview[4];
} ShedQueueItemData;
const ShedQueueItemData *shed_queue_item_get (ShedQueueItem *self);
/* properties "staged-rating" (int), "done" (boolean), "title", "tune-id"; signal "changed" after any change in place */

#define SHED_TYPE_PRACTICE (shed_practice_get_type ())
G_DECLARE_FINAL_TYPE (ShedPractice, shed_practice, SHED, PRACTICE, GObject) /* GListModel of ShedQueueItem, in queue order */
/* properties: "repertoire-id" (string), "day" (int; SHED_DAY_NONE follows today), "today" (int), "loading" (boolean),
 *   "n-due", "n-new", "n-done", "n-staged", "minutes" (uint), "show-submitted" (boolean: done rows stay in the list),
 *   "rollover-day" (int: an earlier day with staged ratings that wait, SHED_DAY_NONE), "n-rollover" (uint),
 *   "next-day" (int), "n-next" (uint): what to say when the list is empty
 *   "n-unsaved" (uint): ratings, of whichever day and repertoire, that could not be written and are kept in memory
 *   "n-writing" (uint): writes of ratings that have no answer yet
 * signals: "settled": an answer has been shown; "day-changed": today became another day */
ShedPractice *shed_practice_new (ShedHistory *history);
void     shed_practice_set_repertoire (ShedPractice *self, const char *repertoire_id);
void     shed_practice_set_day        (ShedPractice *self, int civil_day);
int      shed_practice_get_day        (ShedPractice *self);
int      shed_practice_get_today      (ShedPractice *self);
void     shed_practice_reload         (ShedPractice *self);
void     shed_practice_retry          (ShedPractice *self);                    /* also writes what could not be written */
/* Staged at once on screen after it is durable; the same rating again takes it off. */
void     shed_practice_stage          (ShedPractice *self, ShedQueueItem *item, int rating);
void     shed_practice_discard        (ShedPractice *self);                    /* all staged of the day */
void     shed_practice_submit_async   (ShedPractice *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean shed_practice_submit_finish  (ShedPractice *self, GAsyncResult *result, GError **error);
void     shed_practice_add_more       (ShedPractice *self, guint n);
void     shed_practice_submit_rollover (ShedPractice *self);                   /* as the earlier day */
void     shed_practice_move_rollover  (ShedPractice *self);                    /* the waiting ratings become today's */
void shed_practice_check_day (ShedPractice *self); /* call on focus and by timer: has the day changed? */
/* signal "no-more": more tunes were asked for, and every tune of the repertoire is on the day already */
/* signal "failed" (GError): a write that did not happen; what was staged is kept in memory and shown */

G_END_DECLS
