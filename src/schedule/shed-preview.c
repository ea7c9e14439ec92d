/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Previews: the formulas from the fold of the tune's events, then fuzz, load balance and easy days. What is shown here is
 * what a rating stores, so that a replay never has to do it again. It reads and never writes.
 */
#define G_LOG_DOMAIN "Woodshed-schedule"

#include "shed-preview.h"

#include "shed-balance.h"
#include "shed-civil.h"
#include "shed-sm2.h"

#define DAY_MINUTES 1440

static const char goal_sql[] =
  "SELECT coalesce (t.goal, r.default_goal) FROM repertoire r LEFT JOIN repertoire_tune t ON t.repertoire_id = r.id"
  " AND t.tune_id = :tune WHERE r.id = :repertoire";

static gboolean
load_goal (ShedDb     *db,
           const char *repertoire_id,
           const char *tune_id,
           char      **ret_goal,
           GError    **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, goal_sql, error);

  *ret_goal = NULL;
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":repertoire", repertoire_id);
  shed_stmt_bind_text (stmt, ":tune", tune_id);
  switch (shed_stmt_step (stmt, error))
    {
    case SHED_STEP_ROW:
      *ret_goal = shed_stmt_dup_text (stmt, 0);
      return TRUE;
    case SHED_STEP_DONE:
      return TRUE;
    case SHED_STEP_ERROR:
    default:
      return FALSE;
    }
}

/**
 * shed_preview_due:
 * @settings: the settings
 * @now_ms: the time of the rating, ms since 1970 UTC
 * @today: its practice day
 * @interval_days: days, 1 or more
 *
 * When an interval of whole days ends: so many times 24 hours later, as the formulas have it, but always on the practice
 * day that is so many days later. Where a clock was put forward or back in between, 24 hours could be a day too many or
 * too few.
 *
 * Returns: ms since 1970 UTC
 */
gint64
shed_preview_due (const ShedScheduleSettings *settings,
                  gint64                      now_ms,
                  int                         today,
                  int                         interval_days)
{
  gint64 due = now_ms + interval_days * SHED_FSRS_DAY_MS;
  gint64 start = shed_practice_day_start (today + interval_days, settings->time_zone, settings->day_start_minutes);
  gint64 end = shed_practice_day_end (today + interval_days, settings->time_zone, settings->day_start_minutes);

  return CLAMP (due, start, end - 1);
}

static void
card_to_schedule (const ShedFsrsCard *card,
                  const ShedFold     *fold,
                  gint64              now_ms,
                  int                 today,
                  int                 rating,
                  ShedSchedule       *ret)
{
  *ret = (ShedSchedule) {
    .state = card->state,
    .step = card->step,
    .stability = card->stability,
    .difficulty = card->difficulty,
    .interval_days = card->interval_days,
    .due_at = card->due_ms,
    .last_at = now_ms,
    .reps = fold->schedule.reps + 1,
    .lapses = card->lapses,
    .last_rating = rating,
    .last_day = today,
  };
}

static void
review_memory (const ShedScheduleSettings *settings,
               const ShedFsrsParams       *params,
               const ShedFold             *fold,
               gint64                      now_ms,
               int                         elapsed_days,
               ShedFsrsCard                after[4])
{
  if (settings->is_sm2)
    shed_sm2_preview (params->max_interval_days, &fold->memory, now_ms, after);
  else
    shed_fsrs_preview (params, &fold->memory, now_ms, elapsed_days, after);
}

/* Each interval moves within its own range, and a better rating that came back later still does. */
static gboolean
balance (ShedDb                     *db,
         const ShedScheduleSettings *settings,
         const char                 *tune_id,
         const ShedFold             *fold,
         gint64                      now_ms,
         int                         today,
         int                         elapsed_days,
         ShedFsrsCard                cards[4],
         GError                    **error)
{
  ShedFsrsParams plain = settings->params;
  ShedFsrsCard unfuzzed[4];
  int before[4];

  plain.fuzz = FALSE;
  review_memory (settings, &plain, fold, now_ms, elapsed_days, unfuzzed);
  for (int i = 0; i < 4; i++)
    before[i] = cards[i].interval_days;
  for (int i = 0; i < 4; i++)
    {
      int low, high, least = 0;

      if (i > 0)
        least = cards[i - 1].interval_days + (before[i] > before[i - 1]);
      if (shed_balance_range (unfuzzed[i].interval_days, elapsed_days, plain.max_interval_days, &low, &high))
        {
          if (!shed_balance_move (db, settings, tune_id, today, MAX (low, least), high, &cards[i].interval_days, error))
            return FALSE;
        }
      cards[i].interval_days = MAX (cards[i].interval_days, least);
    }
  return TRUE;
}

/**
 * shed_preview_tune:
 * @db: a connection
 * @settings: the settings of the repertoire
 * @tune_id: the tune
 * @now_ms: the time at which it would be rated, ms since 1970 UTC
 * @ret: (out caller-allocates): the schedule after Again, Hard, Good and Easy
 * @error: return location of a #ShedStoreError
 *
 * Previews the four ratings of a whole tune.
 *
 * Returns: %FALSE with @error set
 */
gboolean
shed_preview_tune (ShedDb                     *db,
                   const ShedScheduleSettings *settings,
                   const char                 *tune_id,
                   gint64                      now_ms,
                   ShedSchedule                ret[4],
                   GError                    **error)
{
  g_autoptr (ShedFoldEvents) events = NULL;
  g_autofree char *goal = NULL;
  ShedFsrsCard cards[4];
  ShedFold fold;
  ShedLadder space;
  const ShedLadder *ladder;
  gboolean counts_recall;
  gboolean is_whole_days[4];
  int today, elapsed_days, rung;

  events = shed_fold_events_load (db, settings->repertoire_id, tune_id, error);
  if (events == NULL || !load_goal (db, settings->repertoire_id, tune_id, &goal, error))
    return FALSE;
  shed_fold_run (events, "", settings, &fold);
  today = shed_practice_day (now_ms, settings->time_zone, settings->day_start_minutes);
  elapsed_days = fold.has_memory ? MAX (today - fold.memory_day, 0) : 0;
  ladder = shed_schedule_settings_find_ladder (settings, goal, &space, &counts_recall);

  for (int i = 0; i < 4; i++)
    cards[i] = fold.memory;
  if (counts_recall)
    review_memory (settings, &settings->params, &fold, now_ms, elapsed_days, cards);
  /* A step may be of 36 hours: it ends when it ends. */
  for (int i = 0; i < 4; i++)
    is_whole_days[i] = cards[i].interval_days > 0 && (cards[i].due_ms - now_ms) % SHED_FSRS_DAY_MS == 0;
  if (ladder == NULL && settings->balance
      && !balance (db, settings, tune_id, &fold, now_ms, today, elapsed_days, cards, error))
    return FALSE;

  rung = g_strcmp0 (fold.rung_goal, goal) == 0 ? fold.rung : -1;
  for (int i = 0; i < 4; i++)
    {
      if (ladder != NULL)
        {
          int minutes;

          cards[i].step = shed_ladder_next_rung (ladder, rung, i + 1);
          cards[i].state = SHED_FSRS_REVIEW;
          minutes = ladder->minutes[cards[i].step];
          cards[i].interval_days = minutes / DAY_MINUTES;
          cards[i].due_ms = now_ms + (gint64) minutes * 60000;
          is_whole_days[i] = minutes > 0 && minutes % DAY_MINUTES == 0;
        }
      if (is_whole_days[i])
        cards[i].due_ms = shed_preview_due (settings, now_ms, today, cards[i].interval_days);
      card_to_schedule (&cards[i], &fold, now_ms, today, i + 1, &ret[i]);
    }
  return TRUE;
}
