/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the derived table schedule. */
#pragma once

#include "shed-fold.h"

G_BEGIN_DECLS

#define SHED_SCHEDULE_COLUMNS \
  "state, step, stability, difficulty, interval_days, due_at, last_at, reps, lapses, last_rating, last_day"

void     shed_schedule_row_read   (ShedStmt                   *stmt,
                                   int                         first,
                                   ShedSchedule               *ret);
gboolean shed_schedule_row_load   (ShedDb                     *db,
                                   const char                 *repertoire_id,
                                   const char                 *tune_id,
                                   const char                 *part,
                                   ShedSchedule               *ret,
                                   GError                    **error);
gboolean shed_schedule_row_save   (ShedDb                     *db,
                                   const char                 *repertoire_id,
                                   const char                 *tune_id,
                                   const char                 *part,
                                   const ShedFold             *fold,
                                   const ShedScheduleSettings *settings,
                                   GError                    **error);
gboolean shed_schedule_row_append (ShedDb                     *db,
                                   const ShedScheduleSettings *settings,
                                   const char                 *event_id,
                                   gboolean                   *ret_done,
                                   GError                    **error);

G_END_DECLS
