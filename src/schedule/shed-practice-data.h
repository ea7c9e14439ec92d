/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the Practice view reads and writes, as functions of the store's threads. */
#pragma once

#include "shed-practice.h"

G_BEGIN_DECLS

/* A day as it is read. */
typedef struct
{
  /* asked for */
  char *repertoire_id;
  int wanted_day;           /* SHED_DAY_NONE: today */
  gboolean show_submitted;

  /* answered */
  int today;
  int day;
  int day_start_minutes;
  gint64 read_at;
  gboolean needs_queue;     /* none was made yet, and the day is not over */
  GPtrArray *rows;          /* ShedQueueItemData, in queue order */
  guint n_due, n_new, n_done, n_staged, minutes;
  int rollover_day;
  guint n_rollover;
  int next_day;
  guint n_next;
} ShedPracticeDay;

/* One rating to be staged: what was shown at a time, and what came of it. */
typedef struct
{
  char *repertoire_id;
  char *tune_id;
  int day;
  int rating;               /* 0: take off */
  int interval_days;
  gint64 due_at;            /* as shown at shown_at; afterwards as stored */
  gint64 shown_at;
} ShedPracticeStaging;

/* Up to n more tunes for a day. */
typedef struct
{
  char *repertoire_id;
  int day;
  guint n;
  GStrv tune_ids;
} ShedPracticeMore;

ShedPracticeDay     *shed_practice_day_data_new  (const char *repertoire_id, int wanted_day, gboolean show_submitted);
void                 shed_practice_day_data_free (ShedPracticeDay *self);
gboolean             shed_practice_read          (ShedDb *db, gpointer practice_day, GCancellable *cancellable, GError **error);
gboolean             shed_practice_make_queue    (ShedDb *db, gpointer practice_day, GCancellable *cancellable, GError **error);

ShedPracticeStaging *shed_practice_staging_new   (const char *repertoire_id, const char *tune_id, int day, int rating);
void                 shed_practice_staging_free  (ShedPracticeStaging *self);
gboolean             shed_practice_write_staging (ShedDb *db, gpointer staging, GCancellable *cancellable, GError **error);
gboolean
shed_practice_write_stagings (ShedDb *db, gpointer stagings /* GPtrArray */, GCancellable *cancellable, GError **error);
gboolean             shed_practice_write_discard (ShedDb *db, gpointer practice_day, GCancellable *cancellable, GError **error);
gboolean             shed_practice_write_move    (ShedDb *db, gpointer practice_day, GCancellable *cancellable, GError **error);

void                 shed_practice_more_free     (ShedPracticeMore *self);
gboolean             shed_practice_read_more     (ShedDb *db, gpointer more, GCancellable *cancellable, GError **error);

G_END_DECLS
