/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An even daily load: within the days that fuzz could have chosen anyway, a tune comes back on the one with the least to
 * do, counted against how much of a normal day the player wants it to be. It acts once, when a rating is previewed; what
 * it chose is stored with the rating. It must not depend on anything but the calendar it is given.
 */
#define G_LOG_DOMAIN "Woodshed-schedule"

#include "shed-balance.h"

#include "shed-civil.h"

static const char load_sql[] =
  "SELECT (SELECT count (*) FROM schedule s JOIN repertoire_tune t ON t.repertoire_id = s.repertoire_id AND t.tune_id = s.tune_id"
  "  WHERE s.repertoire_id = :repertoire AND s.due_at >= :start AND s.due_at < :end AND s.part = '' AND s.tune_id <> :tune"
  "  AND t.paused = 0)"
  " + (SELECT count (*) FROM staged_rating g WHERE g.repertoire_id = :repertoire AND g.tune_id <> :tune"
  "  AND g.due_at >= :start AND g.due_at < :end)";

/**
 * shed_balance_pick:
 * @interval_days: the interval that was computed
 * @low_days: the shortest that may be taken
 * @high_days: the longest
 * @load: (array): how many are due after @low_days, @low_days + 1 …
 * @share: (array): how much of a normal day each of these is to be; 0: none
 *
 * The interval with the least load for its share; of equals the one nearest to @interval_days, then the shorter. Where all
 * are to have none, and where @interval_days is outside, nothing moves.
 *
 * Returns: the interval, days
 */
int
shed_balance_pick (int           interval_days,
                   int           low_days,
                   int           high_days,
                   const guint  *load,
                   const double *share)
{
  int best = interval_days;
  double best_cost = 0;
  gboolean found = FALSE;

  if (interval_days < low_days || interval_days > high_days)
    return interval_days;
  for (int days = low_days; days <= high_days; days++)
    {
      double cost;

      if (!(share[days - low_days] > 0))
        continue;
      cost = (load[days - low_days] + 1) / share[days - low_days];
      if (!found || cost < best_cost
          || (cost == best_cost && ABS (days - interval_days) < ABS (best - interval_days)))
        {
          best = days;
          best_cost = cost;
        }
      found = TRUE;
    }
  return best;
}

/**
 * shed_balance_range:
 * @interval_days: the interval without fuzz
 * @elapsed_days: days since the last rating
 * @max_interval_days: the longest interval there is
 * @ret_low_days: (out): the shortest that may be taken for it
 * @ret_high_days: (out): the longest
 *
 * The range of fuzz, at most a week to either side.
 *
 * Returns: %FALSE for intervals too short to be moved
 */
gboolean
shed_balance_range (int  interval_days,
                    int  elapsed_days,
                    int  max_interval_days,
                    int *ret_low_days,
                    int *ret_high_days)
{
  int low, high;

  *ret_low_days = *ret_high_days = interval_days;
  if (interval_days < 3)
    return FALSE;
  shed_fsrs_fuzz_range (interval_days, elapsed_days, max_interval_days, &low, &high);
  *ret_low_days = MAX (low, interval_days - SHED_BALANCE_REACH_DAYS);
  *ret_high_days = MIN (high, interval_days + SHED_BALANCE_REACH_DAYS);
  return *ret_low_days < *ret_high_days;
}

/**
 * shed_balance_share:
 * @settings: the settings
 * @civil_day: a day
 *
 * Returns: how much of a normal day it is to be; 0 on a day off
 */
double
shed_balance_share (const ShedScheduleSettings *settings,
                    int                         civil_day)
{
  for (guint i = 0; i < settings->days_off->len; i++)
    if (g_array_index (settings->days_off, int, i) == civil_day)
      return 0;
  return settings->day_share[shed_civil_weekday (civil_day) - 1];
}

/**
 * shed_balance_move:
 * @db: a connection
 * @settings: the settings of the repertoire
 * @tune_id: the tune, which does not count itself
 * @today: the practice day
 * @low_days: the shortest interval that may be taken
 * @high_days: the longest
 * @interval_days: (inout): the interval
 * @error: return location of a #ShedStoreError
 *
 * Moves an interval to the day with the least to do.
 *
 * Returns: %FALSE with @error set
 */
gboolean
shed_balance_move (ShedDb                     *db,
                   const ShedScheduleSettings *settings,
                   const char                 *tune_id,
                   int                         today,
                   int                         low_days,
                   int                         high_days,
                   int                        *interval_days,
                   GError                    **error)
{
  guint load[2 * SHED_BALANCE_REACH_DAYS + 1];
  double share[2 * SHED_BALANCE_REACH_DAYS + 1];
  g_autoptr (ShedStmt) stmt = NULL;
  gint64 start;

  if (low_days >= high_days || high_days - low_days >= (int) G_N_ELEMENTS (load))
    return TRUE;
  stmt = shed_db_borrow (db, load_sql, error);
  if (stmt == NULL)
    return FALSE;
  start = shed_practice_day_start (today + low_days, settings->time_zone, settings->day_start_minutes);
  for (int days = low_days; days <= high_days; days++)
    {
      gint64 end = shed_practice_day_end (today + days, settings->time_zone, settings->day_start_minutes);

      shed_stmt_bind_text (stmt, ":repertoire", settings->repertoire_id);
      shed_stmt_bind_text (stmt, ":tune", tune_id);
      shed_stmt_bind_int (stmt, ":start", start);
      shed_stmt_bind_int (stmt, ":end", end);
      if (shed_stmt_step (stmt, error) != SHED_STEP_ROW)
        return FALSE;
      load[days - low_days] = (guint) shed_stmt_get_int (stmt, 0);
      shed_stmt_reset (stmt);
      share[days - low_days] = shed_balance_share (settings, today + days);
      start = end;
    }
  *interval_days = shed_balance_pick (*interval_days, low_days, high_days, load, share);
  return TRUE;
}
