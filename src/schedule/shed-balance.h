/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Load balance: which of some neighbouring days a tune comes back on. */
#pragma once

#include "shed-schedule-settings.h"

G_BEGIN_DECLS

#define SHED_BALANCE_REACH_DAYS 7

int      shed_balance_pick  (int                          interval_days,
                             int                          low_days,
                             int                          high_days,
                             const guint                 *load,
                             const double                *share);
gboolean shed_balance_range (int                          interval_days,
                             int                          elapsed_days,
                             int                          max_interval_days,
                             int                         *ret_low_days,
                             int                         *ret_high_days);
double   shed_balance_share (const ShedScheduleSettings  *settings,
                             int                          civil_day);
gboolean shed_balance_move  (ShedDb                      *db,
                             const ShedScheduleSettings  *settings,
                             const char                  *tune_id,
                             int                          today,
                             int                          low_days,
                             int                          high_days,
                             int                         *interval_days,
                             GError                     **error);

G_END_DECLS
