/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows of the derived table `schedule`, and the short way to keep one: an event that comes after everything that a row stands
 * for is added to it without reading the others. Where there is any doubt the short way says so and the tune is replayed; it
 * must never give another row than a replay would.
 */
#define G_LOG_DOMAIN "Woodshed-schedule"

#include "shed-schedule-row.h"

#include "shed-civil.h"

#include <string.h>

/* The columns of SHED_SHED_SCHEDULE_COLUMNS from a place in the row on. */
void
shed_schedule_row_read (ShedStmt     *stmt,
                        int           first,
                        ShedSchedule *ret)
{
  const char *day = shed_stmt_get_text (stmt, first + 10);

  *ret = (ShedSchedule) {
    .state = (int) shed_stmt_get_int (stmt, first),
    .step = (int) shed_stmt_get_int (stmt, first + 1),
    .stability = shed_stmt_get_double (stmt, first + 2),
    .difficulty = shed_stmt_get_double (stmt, first + 3),
    .interval_days = (int) shed_stmt_get_int (stmt, first + 4),
    .due_at = shed_stmt_get_int (stmt, first + 5),
    .last_at = shed_stmt_get_int (stmt, first + 6),
    .reps = (guint) shed_stmt_get_int (stmt, first + 7),
    .lapses = (guint) shed_stmt_get_int (stmt, first + 8),
    .last_rating = (int) shed_stmt_get_int (stmt, first + 9),
    .last_day = day == NULL ? SHED_DAY_NONE : shed_civil_parse (day),
  };
}

gboolean
shed_schedule_row_load (ShedDb       *db,
          const char   *repertoire_id,
          const char   *tune_id,
          const char   *part,
          ShedSchedule *ret,
          GError      **error)
{
  g_autoptr (ShedStmt) stmt =
    shed_db_borrow (db,
                    "SELECT " SHED_SCHEDULE_COLUMNS " FROM schedule WHERE repertoire_id = :repertoire"
                    " AND tune_id = :tune AND part = :part",
                    error);

  *ret = (ShedSchedule) { .last_day = SHED_DAY_NONE };
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":repertoire", repertoire_id);
  shed_stmt_bind_text (stmt, ":tune", tune_id);
  shed_stmt_bind_text (stmt, ":part", part);
  switch (shed_stmt_step (stmt, error))
    {
    case SHED_STEP_ROW:
      shed_schedule_row_read (stmt, 0, ret);
      return TRUE;
    case SHED_STEP_DONE:
      return TRUE;
    case SHED_STEP_ERROR:
    default:
      return FALSE;
    }
}

static void
bind_int_or_null (ShedStmt   *stmt,
                  const char *name,
                  gint64      value)
{
  if (value == 0)
    shed_stmt_bind_null (stmt, name);
  else
    shed_stmt_bind_int (stmt, name, value);
}

static void
bind_double_or_null (ShedStmt   *stmt,
                     const char *name,
                     double      value)
{
  if (value == 0)
    shed_stmt_bind_null (stmt, name);
  else
    shed_stmt_bind_double (stmt, name, value);
}

/* Whether the row alone says all that the next rating needs, so that a preview need not read the events: the whole memory is
 * shown in it, no ladder was climbed, and no interval of SM-2 is hidden behind one that was chosen. */
static gboolean
is_whole (const ShedFold             *fold,
          const ShedScheduleSettings *settings)
{
  const ShedSchedule *schedule = &fold->schedule;
  const ShedFsrsCard *memory = &fold->memory;

  return !settings->is_sm2 && fold->rung_goal == NULL && memory->state == schedule->state && memory->step == schedule->step
         && memory->reps == schedule->reps && memory->stability == schedule->stability
         && memory->difficulty == schedule->difficulty && memory->lapses == schedule->lapses
         && (fold->has_memory ? fold->memory_day == schedule->last_day : schedule->last_day == SHED_DAY_NONE);
}

/* Makes or replaces the row of a tune, or of a part of it. */
gboolean
shed_schedule_row_save (ShedDb         *db,
          const char     *repertoire_id,
          const char     *tune_id,
          const char     *part,
          const ShedFold *fold,
          const ShedScheduleSettings *settings,
          GError        **error)
{
  const ShedSchedule *schedule = &fold->schedule;
  g_autofree char *day = schedule->last_day == SHED_DAY_NONE ? NULL : shed_civil_format (schedule->last_day);
  g_autoptr (ShedStmt) stmt = NULL;

  stmt = shed_db_borrow (db, "INSERT INTO schedule (repertoire_id, tune_id, part, state, step, stability, difficulty, due_at,"
                         " interval_days, reps, lapses, last_at, last_day, last_rating, replayed_to)"
                         " VALUES (:repertoire, :tune, :part, :state, :step, :stability, :difficulty, :due, :interval, :reps,"
                         " :lapses, :last_at, :last_day, :last_rating, :to) ON CONFLICT DO UPDATE SET state = excluded.state,"
                         " step = excluded.step, stability = excluded.stability, difficulty = excluded.difficulty,"
                         " due_at = excluded.due_at, interval_days = excluded.interval_days, reps = excluded.reps,"
                         " lapses = excluded.lapses, last_at = excluded.last_at, last_day = excluded.last_day,"
                         " last_rating = excluded.last_rating, replayed_to = excluded.replayed_to", error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":repertoire", repertoire_id);
  shed_stmt_bind_text (stmt, ":tune", tune_id);
  shed_stmt_bind_text (stmt, ":part", part);
  shed_stmt_bind_int (stmt, ":state", schedule->state);
  shed_stmt_bind_int (stmt, ":step", schedule->step);
  bind_double_or_null (stmt, ":stability", schedule->stability);
  bind_double_or_null (stmt, ":difficulty", schedule->difficulty);
  bind_int_or_null (stmt, ":due", schedule->due_at);
  shed_stmt_bind_int (stmt, ":interval", schedule->interval_days);
  shed_stmt_bind_int (stmt, ":reps", schedule->reps);
  shed_stmt_bind_int (stmt, ":lapses", schedule->lapses);
  bind_int_or_null (stmt, ":last_at", schedule->last_at);
  shed_stmt_bind_text (stmt, ":last_day", day);
  bind_int_or_null (stmt, ":last_rating", schedule->last_rating);
  shed_stmt_bind_text (stmt, ":to", is_whole (fold, settings) ? fold->last_id : NULL);
  return shed_stmt_run (stmt, error);
}

/* The event, the row of its tune, and the last event that this row stands for. Nothing when the event is of a part, or void, or
 * of a tune that is gone and may live on in another. */
static const char append_sql[] =
  "SELECT e.kind, e.rating, e.goal, e.answered_at, e.practice_day, e.interval_days, e.due_at, e.submit_id IS NOT NULL,"
  " e.repertoire_id, e.tune_id, s.tune_id, s.replayed_to, l.answered_at, s.state, s.step, s.stability, s.difficulty,"
  " s.interval_days, s.due_at, s.last_at, s.reps, s.lapses, s.last_rating, s.last_day FROM practice_event e"
  " LEFT JOIN schedule s ON s.repertoire_id = e.repertoire_id AND s.tune_id = e.tune_id AND s.part = ''"
  " LEFT JOIN practice_event l ON l.id = s.replayed_to WHERE e.id = :id AND e.part IS NULL"
  " AND EXISTS (SELECT 1 FROM tune t WHERE t.id = e.tune_id) AND NOT EXISTS (SELECT 1 FROM practice_event v WHERE "
  "v.voids = e.id)";

static void
fold_from_row (ShedStmt *stmt,
               ShedFold *fold)
{
  ShedSchedule *schedule = &fold->schedule;

  shed_fold_begin (fold);
  if (shed_stmt_is_null (stmt, 10))
    return;
  shed_schedule_row_read (stmt, 13, schedule);
  fold->memory.stability = schedule->stability;
  fold->memory.difficulty = schedule->difficulty;
  fold->memory.state = schedule->state;
  fold->memory.step = schedule->step;
  fold->memory.reps = schedule->reps;
  fold->memory.lapses = schedule->lapses;
  fold->has_memory = schedule->last_day != SHED_DAY_NONE;
  fold->memory_day = schedule->last_day;
  fold->n_counting = 1;
}

/**
 * shed_schedule_row_append:
 * @db: the writer's connection
 * @settings: the settings of the event's repertoire
 * @event_id: an event that was just inserted, the only one of its tune in this transaction
 * @ret_done: (out): whether the row now stands for it too
 * @error: return location of a #ShedStoreError
 *
 * Adds an event to the row of its tune where that is all that a replay would do.
 *
 * Returns: %FALSE with @error set
 */
gboolean
shed_schedule_row_append (ShedDb                     *db,
                          const ShedScheduleSettings *settings,
                          const char                 *event_id,
                          gboolean                   *ret_done,
                          GError                    **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, append_sql, error);
  ShedFoldEvent event = { .part = "", .interval_days = -1, .counts = TRUE };
  ShedLadder space;
  ShedFold fold;
  ShedStep step;

  *ret_done = FALSE;
  if (stmt == NULL)
    return FALSE;
  if (settings->is_sm2 || !settings->exists)
    return TRUE;
  shed_stmt_bind_text (stmt, ":id", event_id);
  step = shed_stmt_step (stmt, error);
  if (step != SHED_STEP_ROW)
    return step == SHED_STEP_DONE;

  event.kind = shed_fold_kind_from_text (shed_stmt_get_text (stmt, 0));
  event.rating = (int) shed_stmt_get_int (stmt, 1);
  event.goal = shed_stmt_get_text (stmt, 2);
  event.answered_at = shed_stmt_get_int (stmt, 3);
  event.practice_day = shed_civil_parse (shed_stmt_get_text (stmt, 4));
  if (!shed_stmt_is_null (stmt, 5))
    event.interval_days = (int) CLAMP (shed_stmt_get_int (stmt, 5), 0, G_MAXINT);
  event.due_at = shed_stmt_get_int (stmt, 6);
  event.has_submit = shed_stmt_get_int (stmt, 7) != 0;
  g_strlcpy (event.id, event_id, sizeof event.id);

  if (event.kind == SHED_FOLD_OTHER)
    {
      *ret_done = TRUE;
      return TRUE;
    }
  if (event.kind == SHED_FOLD_VOID || event.practice_day == SHED_DAY_NONE
      || shed_schedule_settings_find_ladder (settings, event.goal, &space, NULL) != NULL)
    return TRUE;
  if (!shed_stmt_is_null (stmt, 10))
    {
      gint64 last_at = shed_stmt_get_int (stmt, 12);

      if (shed_stmt_is_null (stmt, 11) || shed_stmt_is_null (stmt, 12) || event.answered_at < last_at
          || (event.answered_at == last_at && strcmp (event.id, shed_stmt_get_text (stmt, 11)) <= 0))
        return TRUE;
    }

  fold_from_row (stmt, &fold);
  shed_fold_add (&fold, settings, &event);
  *ret_done = TRUE;
  return shed_schedule_row_save (db, shed_stmt_get_text (stmt, 8), shed_stmt_get_text (stmt, 9), "", &fold, settings, error);
}
