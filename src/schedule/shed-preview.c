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

/* No row: never practised. The events of a tune need not be read where the row says that it is whole (see is_whole() of
 * the row). */
static const char start_sql[] =
  "SELECT coalesce (t.goal, r.default_goal), s.tune_id IS NULL OR s.replayed_to IS NOT NULL, s.state, s.step, s.stability,"
  " s.difficulty, s.reps, s.lapses, s.last_day FROM repertoire r"
  " LEFT JOIN repertoire_tune t ON t.repertoire_id = r.id AND t.tune_id = :tune"
  " LEFT JOIN schedule s ON s.repertoire_id = r.id AND s.tune_id = :tune AND s.part = '' WHERE r.id = :repertoire";

/* What a preview starts from. */
typedef struct
{
  char *goal;
  gboolean is_whole; /* the row alone says all; else the events must be read */
  ShedFsrsCard memory;
  gboolean has_memory;
  int memory_day;
  guint reps;
  int rung;
  char *rung_goal;
} Start;

static void
start_clear (Start *self)
{
  g_free (self->goal);
  g_free (self->rung_goal);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Start, start_clear)

static gboolean
read_start (Start      *self,
            ShedDb     *db,
            const char *repertoire_id,
            const char *tune_id,
            GError    **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, start_sql, error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":repertoire", repertoire_id);
  shed_stmt_bind_text (stmt, ":tune", tune_id);
  step = shed_stmt_step (stmt, error);
  if (step != SHED_STEP_ROW)
    return step == SHED_STEP_DONE;
  self->goal = shed_stmt_dup_text (stmt, 0);
  self->is_whole = shed_stmt_get_int (stmt, 1) != 0;
  self->memory.state = (int) shed_stmt_get_int (stmt, 2);
  self->memory.step = (int) shed_stmt_get_int (stmt, 3);
  self->memory.stability = shed_stmt_get_double (stmt, 4);
  self->memory.difficulty = shed_stmt_get_double (stmt, 5);
  self->memory.reps = self->reps = (guint) shed_stmt_get_int (stmt, 6);
  self->memory.lapses = (guint) shed_stmt_get_int (stmt, 7);
  if (!shed_stmt_is_null (stmt, 8))
    {
      self->memory_day = shed_civil_parse (shed_stmt_get_text (stmt, 8));
      self->has_memory = self->memory_day != SHED_DAY_NONE;
    }
  return TRUE;
}

static gboolean
read_events (Start                      *self,
             ShedDb                     *db,
             const ShedScheduleSettings *settings,
             const char                 *tune_id,
             GError                    **error)
{
  g_autoptr (ShedFoldEvents) events = shed_fold_events_load (db, settings->repertoire_id, tune_id, error);
  ShedFold fold;

  if (events == NULL)
    return FALSE;
  shed_fold_run (events, "", settings, &fold);
  self->memory = fold.memory;
  self->has_memory = fold.has_memory;
  self->memory_day = fold.memory_day;
  self->reps = fold.schedule.reps;
  self->rung = fold.rung;
  self->rung_goal = g_strdup (fold.rung_goal);
  return TRUE;
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
                  const Start        *start,
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
    .reps = start->reps + 1,
    .lapses = card->lapses,
    .last_rating = rating,
    .last_day = today,
  };
}

static void
review_memory (const ShedScheduleSettings *settings,
               const ShedFsrsParams       *params,
               const Start                *start,
               gint64                      now_ms,
               int                         elapsed_days,
               ShedFsrsCard                after[4])
{
  if (settings->is_sm2)
    shed_sm2_preview (params->max_interval_days, &start->memory, now_ms, after);
  else
    shed_fsrs_preview (params, &start->memory, now_ms, elapsed_days, after);
}

/* Each interval moves within its own range, and a better rating that came back later still does. */
static gboolean
balance (ShedDb                     *db,
         const ShedScheduleSettings *settings,
         const char                 *tune_id,
         const Start                *start,
         gint64                      now_ms,
         int                         today,
         int                         elapsed_days,
         ShedFsrsCard                cards[4],
         GError                    **error)
{
  ShedFsrsCard unfuzzed[4];
  int before[4];

  review_memory (settings, &settings->plain_params, start, now_ms, elapsed_days, unfuzzed);
  for (int i = 0; i < 4; i++)
    before[i] = cards[i].interval_days;
  for (int i = 0; i < 4; i++)
    {
      int low, high, least = 0;

      if (i > 0)
        least = cards[i - 1].interval_days + (before[i] > before[i - 1]);
      if (shed_balance_range (unfuzzed[i].interval_days, elapsed_days, settings->params.max_interval_days, &low, &high))
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
  g_auto (Start) start = { .rung = -1 };
  ShedFsrsCard cards[4];
  ShedLadder space;
  const ShedLadder *ladder;
  gboolean counts_recall;
  gboolean ends_on_a_day[4];
  int today, elapsed_days, rung;

  if (!read_start (&start, db, settings->repertoire_id, tune_id, error)
      || (!start.is_whole && !read_events (&start, db, settings, tune_id, error)))
    return FALSE;
  today = shed_practice_day (now_ms, settings->time_zone, settings->day_start_minutes);
  elapsed_days = start.has_memory ? MAX (today - start.memory_day, 0) : 0;
  ladder = shed_schedule_settings_find_ladder (settings, start.goal, &space, &counts_recall);

  for (int i = 0; i < 4; i++)
    cards[i] = start.memory;
  if (counts_recall)
    review_memory (settings, &settings->params, &start, now_ms, elapsed_days, cards);
  /* A step may be of 36 hours: it ends when it ends. */
  for (int i = 0; i < 4; i++)
    ends_on_a_day[i] = cards[i].interval_days > 0 && (cards[i].due_ms - now_ms) % SHED_FSRS_DAY_MS == 0;
  if (ladder == NULL && settings->balance
      && !balance (db, settings, tune_id, &start, now_ms, today, elapsed_days, cards, error))
    return FALSE;

  rung = g_strcmp0 (start.rung_goal, start.goal) == 0 ? start.rung : -1;
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
          ends_on_a_day[i] = minutes > 0 && minutes % DAY_MINUTES == 0;
        }
      if (ends_on_a_day[i])
        cards[i].due_ms = shed_preview_due (settings, now_ms, today, cards[i].interval_days);
      card_to_schedule (&cards[i], &start, now_ms, today, i + 1, &ret[i]);
    }
  return TRUE;
}
