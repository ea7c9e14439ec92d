/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Changed weights or retention change future previews only. This is the command that changes dates: every learnt tune whose
 * interval is not one that the present settings could have given gets a `due` event. It leaves alone a date that the player
 * set, a tune that is still in its learning steps, and goals that follow a ladder. Running it twice moves nothing more.
 */
#define G_LOG_DOMAIN "Woodshed-schedule"

#include "shed-reschedule.h"

#include "shed-civil.h"
#include "shed-fold.h"
#include "shed-fsrs-fuzz.h"
#include "shed-preview.h"

#define MAX_EVENTS_A_STEP 400

typedef struct
{
  char *tune_id;
  int interval_days;
  gint64 due_at;
} Move;

static void
move_clear (gpointer data)
{
  g_free (((Move *) data)->tune_id);
}

static const char learnt_sql[] =
  "SELECT s.tune_id, s.stability, s.difficulty, s.reps, s.last_at, s.last_day, s.due_at, coalesce (t.goal, r.default_goal)"
  " FROM schedule s JOIN repertoire r ON r.id = s.repertoire_id"
  " JOIN repertoire_tune t ON t.repertoire_id = s.repertoire_id AND t.tune_id = s.tune_id"
  " WHERE s.repertoire_id = :repertoire AND s.part = '' AND s.state = 2 AND s.stability > 0 AND s.due_at IS NOT NULL"
  " AND s.last_day IS NOT NULL ORDER BY s.due_at, s.tune_id";

/* Where the present settings put a tune, if that is not where it is. */
static gboolean
find_move (const ShedScheduleSettings *settings,
           ShedStmt                   *row,
           Move                       *move)
{
  const ShedFsrsParams *params = &settings->params;
  double stability = shed_stmt_get_double (row, 1), difficulty = shed_stmt_get_double (row, 2);
  guint reps = (guint) shed_stmt_get_int (row, 3);
  gint64 last_at = shed_stmt_get_int (row, 4), due_at = shed_stmt_get_int (row, 6);
  int last_day = shed_civil_parse (shed_stmt_get_text (row, 5));
  int due_day = shed_practice_day (due_at, settings->time_zone, settings->day_start_minutes);
  int days = shed_fsrs_interval_from_stability (params, stability);
  int low = days, high = days;

  if (last_day == SHED_DAY_NONE)
    return FALSE;
  if (days >= 3)
    shed_fsrs_fuzz_range (days, 0, params->max_interval_days, &low, &high);
  if (due_day - last_day >= low && due_day - last_day <= high)
    return FALSE;
  /* The same spread as a rating would have got, and the same each time. */
  if (params->fuzz && days >= 3)
    days = (int) (shed_fsrs_fuzz_factor (last_at, reps, difficulty, stability) * (high - low + 1) + low);
  move->interval_days = days;
  move->due_at = last_at != 0 ? shed_preview_due (settings, last_at, last_day, days)
                              : shed_practice_day_start (last_day + days, settings->time_zone, settings->day_start_minutes);
  return TRUE;
}

/* Whether the date is one that the player set. */
static gboolean
is_fixed (ShedDb                     *db,
          const ShedScheduleSettings *settings,
          const char                 *tune_id,
          gboolean                   *ret,
          GError                    **error)
{
  g_autoptr (ShedFoldEvents) events = shed_fold_events_load (db, settings->repertoire_id, tune_id, error);
  ShedFold fold;

  if (events == NULL)
    return FALSE;
  shed_fold_run (events, "", settings, &fold);
  *ret = fold.is_fixed;
  return TRUE;
}

static GArray *
plan (ShedDb                     *db,
      const ShedScheduleSettings *settings,
      GError                    **error)
{
  g_autoptr (GArray) moves = g_array_new (FALSE, TRUE, sizeof (Move));
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, learnt_sql, error);
  ShedLadder space;
  ShedStep step = SHED_STEP_DONE;

  g_array_set_clear_func (moves, move_clear);
  if (stmt == NULL)
    return NULL;
  /* Intervals of SM-2 depend on its E-factors, not on settings. */
  if (settings->is_sm2)
    return g_steal_pointer (&moves);
  shed_stmt_bind_text (stmt, ":repertoire", settings->repertoire_id);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      Move move = { NULL };
      gboolean fixed;

      if (shed_schedule_settings_find_ladder (settings, shed_stmt_get_text (stmt, 7), &space, NULL) != NULL
          || !find_move (settings, stmt, &move))
        continue;
      if (!is_fixed (db, settings, shed_stmt_get_text (stmt, 0), &fixed, error))
        return NULL;
      if (fixed)
        continue;
      move.tune_id = shed_stmt_dup_text (stmt, 0);
      g_array_append_val (moves, move);
    }
  return step == SHED_STEP_DONE ? g_steal_pointer (&moves) : NULL;
}

/**
 * shed_reschedule_count:
 * @db: a connection
 * @repertoire_id: a repertoire
 * @ret_n_move: (out): how many tunes would move
 * @ret_n_due_today: (out): how many of these would be due today or before
 * @error: return location of a #ShedStoreError
 *
 * What rescheduling would do now.
 *
 * Returns: %FALSE with @error set
 */
gboolean
shed_reschedule_count (ShedDb     *db,
                       const char *repertoire_id,
                       guint      *ret_n_move,
                       guint      *ret_n_due_today,
                       GError    **error)
{
  g_autoptr (ShedScheduleSettings) settings = shed_schedule_settings_load (db, repertoire_id, error);
  g_autoptr (GArray) moves = settings == NULL ? NULL : plan (db, settings, error);
  gint64 end;
  int today;

  if (moves == NULL)
    return FALSE;
  today = shed_practice_day (shed_db_now_ms (db), settings->time_zone, settings->day_start_minutes);
  end = shed_practice_day_end (today, settings->time_zone, settings->day_start_minutes);
  *ret_n_move = moves->len;
  *ret_n_due_today = 0;
  for (guint i = 0; i < moves->len; i++)
    *ret_n_due_today += g_array_index (moves, Move, i).due_at < end;
  return TRUE;
}

typedef struct
{
  ShedCommand *command; /* not owned */
  char *repertoire_id;
  char *submit_id;      /* what one rescheduling wrote; tells its events from dates that a person set */
  guint n_moved;
} Reschedule;

static void
reschedule_free (gpointer data)
{
  Reschedule *self = data;

  g_free (self->repertoire_id);
  g_free (self->submit_id);
  g_free (self);
}

static gboolean
write_move (const Reschedule           *self,
            ShedDb                     *db,
            const ShedScheduleSettings *settings,
            const Move                 *move,
            GError                    **error)
{
  gint64 now_ms = shed_db_now_ms (db);
  int today = shed_practice_day (now_ms, settings->time_zone, settings->day_start_minutes);
  g_autofree char *id = shed_db_new_id (db);
  g_autofree char *day = shed_civil_format (today);
  g_autoptr (ShedStmt) stmt = NULL;

  stmt = shed_db_borrow (db, "INSERT INTO practice_event (id, created_at, repertoire_id, tune_id, kind, answered_at, time_zone,"
                         " practice_day, day_start_minutes, interval_days, due_at, submit_id) VALUES (:id, :now, :repertoire,"
                         " :tune, 'due', :now, :zone, :day, :start, :interval, :due, :submit)", error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", id);
  shed_stmt_bind_int (stmt, ":now", now_ms);
  shed_stmt_bind_text (stmt, ":repertoire", self->repertoire_id);
  shed_stmt_bind_text (stmt, ":tune", move->tune_id);
  shed_stmt_bind_text (stmt, ":zone", settings->time_zone);
  shed_stmt_bind_text (stmt, ":day", day);
  shed_stmt_bind_int (stmt, ":start", settings->day_start_minutes);
  shed_stmt_bind_int (stmt, ":interval", move->interval_days);
  shed_stmt_bind_int (stmt, ":due", move->due_at);
  shed_stmt_bind_text (stmt, ":submit", self->submit_id);
  return shed_stmt_run (stmt, error);
}

/* What a step has moved is no longer in the plan of the next one, so that a step that failed can simply be run again. */
static gboolean
reschedule_step (ShedDb       *db,
                 gpointer      data,
                 gboolean     *more,
                 GCancellable *cancellable,
                 GError      **error)
{
  Reschedule *self = data;
  g_autoptr (ShedScheduleSettings) settings = shed_schedule_settings_load (db, self->repertoire_id, error);
  g_autoptr (GArray) moves = settings == NULL ? NULL : plan (db, settings, error);

  if (moves == NULL)
    return FALSE;
  if (self->submit_id == NULL)
    self->submit_id = shed_db_new_id (db);
  for (guint i = 0; i < MIN (moves->len, MAX_EVENTS_A_STEP); i++)
    if (!write_move (self, db, settings, &g_array_index (moves, Move, i), error))
      return FALSE;
  *more = moves->len > MAX_EVENTS_A_STEP;
  self->n_moved += MIN (moves->len, MAX_EVENTS_A_STEP);
  shed_command_set_count (self->command, self->n_moved);
  return TRUE;
}

/**
 * shed_command_reschedule:
 * @repertoire_id: a repertoire
 *
 * Moves every learnt tune to where the present settings put it.
 *
 * Returns: (transfer full): the command
 */
ShedCommand *
shed_command_reschedule (const char *repertoire_id)
{
  Reschedule *self = g_new0 (Reschedule, 1);

  self->repertoire_id = g_strdup (repertoire_id);
  self->command = shed_command_new (SHED_COMMAND_RESCHEDULE, NULL, reschedule_step, self, reschedule_free);
  return self->command;
}
