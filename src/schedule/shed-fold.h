/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fold: what a tune's events add up to. */
#pragma once

#include "shed-schedule-settings.h"
#include "shed-scheduler.h"

G_BEGIN_DECLS

typedef enum
{
  SHED_FOLD_OTHER, /* time, note: no part of the schedule */
  SHED_FOLD_RATING,
  SHED_FOLD_KNOWN,
  SHED_FOLD_DUE,
  SHED_FOLD_VOID,
} ShedFoldKind;

#define SHED_FOLD_ID_SIZE 40

typedef struct
{
  char id[SHED_FOLD_ID_SIZE];
  char voids[SHED_FOLD_ID_SIZE]; /* "" when it names none */
  const char *part;              /* "" for the whole tune */
  const char *goal;              /* nullable */
  gint64 answered_at;
  gint64 due_at;                 /* 0: none stored */
  int practice_day;
  int interval_days;             /* -1: none stored */
  int rating;
  ShedFoldKind kind;
  gboolean has_submit;           /* it is one of several that were written together */
  gboolean counts;
} ShedFoldEvent;

/* The events of one tune in one repertoire, the merged ones included, in the order of the fold. */
typedef struct
{
  GArray *events; /* ShedFoldEvent */
  GStringChunk *texts;
} ShedFoldEvents;

typedef struct
{
  ShedSchedule schedule;
  ShedFsrsCard memory;   /* as the formulas have it, whatever date was chosen or set */
  gboolean has_memory;
  int memory_day;        /* practice day of the last event that memory is counted from */
  gboolean is_fixed;     /* the date is one that a person set */
  int rung;              /* -1: on no ladder */
  const char *rung_goal; /* of which goal; text of the events */
  char last_id[SHED_FOLD_ID_SIZE];
  guint n_counting;
} ShedFold;

ShedFoldEvents *shed_fold_events_new     (void);
void            shed_fold_events_free    (ShedFoldEvents             *self);
ShedFoldEvent  *shed_fold_events_add     (ShedFoldEvents             *self,
                                          const char                 *id,
                                          const char                 *part,
                                          const char                 *goal,
                                          const char                 *voids);
void            shed_fold_events_settle  (ShedFoldEvents             *self);
ShedFoldEvents *shed_fold_events_load    (ShedDb                     *db,
                                          const char                 *repertoire_id,
                                          const char                 *tune_id,
                                          GError                    **error);
ShedFoldKind    shed_fold_kind_from_text (const char                 *text);
void            shed_fold_begin          (ShedFold                   *fold);
void            shed_fold_add            (ShedFold                   *fold,
                                          const ShedScheduleSettings *settings,
                                          const ShedFoldEvent        *event);
void            shed_fold_run            (const ShedFoldEvents       *events,
                                          const char                 *part,
                                          const ShedScheduleSettings *settings,
                                          ShedFold                   *ret);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedFoldEvents, shed_fold_events_free)

G_END_DECLS
