/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that write the practice log: ratings, their correction, submitting what was staged, and starting afresh. Events are
 * only ever added. What a rating means for the calendar is given, never computed here. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-command-private.h"

#include <string.h>

#include "shed-civil.h"
#include "shed-id.h"

typedef struct {
  ShedTask         task;
  char            *repertoire_id;
  char            *tune_id;
  char            *event_id;
  ShedChosenRating chosen;
  gint64           answered_at;
  int              practice_day;
  char            *submit_id;
} PracticeTask;

static void
practice_task_free (gpointer data)
{
  PracticeTask *self = data;

  g_free (self->repertoire_id);
  g_free (self->tune_id);
  g_free (self->event_id);
  g_free (self->submit_id);
  g_free (self);
}

static void
take_title (ShedCommand *command,
            ShedDb      *db,
            const char  *tune_id)
{
  shed_command_take_subject (command, shed_query_text (db, "SELECT title FROM tune WHERE id = :a", tune_id, NULL, NULL));
}

static gboolean
check_chosen (const ShedChosenRating  *chosen,
              GError                 **error)
{
  if (chosen->rating >= 1 && chosen->rating <= 4 && chosen->interval_days >= 0)
    return TRUE;
  g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID, "rating: neither again, hard, good nor easy");
  return FALSE;
}

/* What is practised for: the tune's goal there, else the repertoire's, else recall. (transfer full) */
static char *
dup_goal (ShedDb      *db,
          const char  *repertoire_id,
          const char  *tune_id,
          GError     **error)
{
  return shed_query_text (db,
                          "SELECT coalesce(repertoire_tune.goal, repertoire.default_goal, 'recall') FROM repertoire"
                          " LEFT JOIN repertoire_tune ON repertoire_tune.repertoire_id = repertoire.id"
                          " AND repertoire_tune.tune_id = :b WHERE repertoire.id = :a",
                          repertoire_id, tune_id, error);
}

static gboolean
require_in_repertoire (ShedDb      *db,
                       const char  *repertoire_id,
                       const char  *tune_id,
                       GError     **error)
{
  g_autofree char *pair = shed_id_repertoire_tune (repertoire_id, tune_id);
  gboolean exists;

  if (!shed_row_exists (db, "repertoire_tune", pair, &exists, error))
    return FALSE;
  if (exists)
    return TRUE;
  g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_FOUND, "the tune is not in that repertoire: %s", tune_id);
  return FALSE;
}

static gboolean
rate_step (ShedDb        *db,
           gpointer       data,
           gboolean      *more,
           GCancellable  *cancellable,
           GError       **error)
{
  PracticeTask *self = data;
  ShedBudget budget = SHED_BUDGET_INIT;
  g_auto(ShedMoment) moment = { 0 };
  g_autofree char *tune_id = NULL;
  g_autofree char *goal = NULL;
  const char *id = shed_command_id (self->task.command, db, 0);
  gint64 answered_at;
  gboolean fits;

  if (!check_chosen (&self->chosen, error))
    return FALSE;
  shed_moment_init (&moment, db);
  answered_at = self->answered_at != 0 ? self->answered_at : moment.now_ms;
  tune_id = shed_resolve_tune_in (db, self->task.command, &budget, self->repertoire_id, self->tune_id, &fits, error);
  if (tune_id == NULL)
    return FALSE;
  goal = dup_goal (db, self->repertoire_id, tune_id, error);
  if (goal == NULL)
    return FALSE;
  take_title (self->task.command, db, tune_id);
  shed_command_take_result_id (self->task.command, g_strdup (id));
  return shed_write_event (db, &moment, id,
                           &(ShedEventRow) { .repertoire_id = self->repertoire_id, .tune_id = tune_id, .kind = "rating",
                                             .rating = self->chosen.rating, .goal = goal, .has_interval = TRUE,
                                             .interval_days = self->chosen.interval_days, .due_at = self->chosen.due_at,
                                             .answered_at = answered_at,
                                             .practice_day = shed_practice_day (answered_at, moment.time_zone,
                                                                                moment.day_start_minutes) },
                           error);
}

/**
 * shed_command_rate:
 * @chosen: what the player was shown and chose
 * @answered_at: ms since 1970 UTC; 0: now
 *
 * One committed rating; the result id is the event's. NOT_FOUND when the tune is not in the repertoire.
 */
ShedCommand *
shed_command_rate (const char             *repertoire_id,
                   const char             *tune_id,
                   const ShedChosenRating *chosen,
                   gint64                  answered_at)
{
  PracticeTask *self = g_new0 (PracticeTask, 1);

  self->repertoire_id = g_strdup (repertoire_id);
  self->tune_id = g_strdup (tune_id);
  self->chosen = *chosen;
  self->answered_at = answered_at;
  return shed_task_make_command (&self->task, SHED_COMMAND_RATE, NULL, rate_step, practice_task_free, FALSE);
}

/* Voids an event that counts. */
static gboolean
write_void (ShedDb            *db,
            const ShedMoment  *moment,
            const char        *id,
            const char        *event_id,
            GError           **error)
{
  g_autofree char *repertoire_id = shed_query_text (db, "SELECT repertoire_id FROM practice_event WHERE id = :a", event_id, NULL,
                                                    error);
  g_autofree char *tune_id = shed_query_text (db, "SELECT tune_id FROM practice_event WHERE id = :a", event_id, NULL, error);

  if (repertoire_id == NULL || tune_id == NULL)
    return FALSE;
  return shed_write_event (db, moment, id,
                           &(ShedEventRow) { .repertoire_id = repertoire_id, .tune_id = tune_id, .kind = "void",
                                             .voids = event_id, .practice_day = SHED_DAY_NONE },
                           error);
}

static gboolean
void_step (ShedDb        *db,
           gpointer       data,
           gboolean      *more,
           GCancellable  *cancellable,
           GError       **error)
{
  PracticeTask *self = data;
  g_auto(ShedMoment) moment = { 0 };
  g_autofree char *tune_id = NULL;
  gboolean counts;

  if (!shed_require_row (db, "practice_event", self->event_id, error) ||
      !shed_event_counts (db, self->event_id, &counts, error))
    return FALSE;
  shed_command_set_count (self->task.command, counts ? 1 : 0);
  tune_id = shed_query_text (db, "SELECT tune_id FROM practice_event WHERE id = :a", self->event_id, NULL, NULL);
  take_title (self->task.command, db, tune_id);
  if (!counts)
    return TRUE;
  shed_moment_init (&moment, db);
  shed_command_take_result_id (self->task.command, g_strdup (shed_command_id (self->task.command, db, 0)));
  return write_void (db, &moment, shed_command_id (self->task.command, db, 0), self->event_id, error);
}

/**
 * shed_command_void_event:
 *
 * Adds an event by which the other one no longer counts. A void may be voided: then what it named counts again.
 */
ShedCommand *
shed_command_void_event (const char *event_id)
{
  PracticeTask *self = g_new0 (PracticeTask, 1);

  self->event_id = g_strdup (event_id);
  return shed_task_make_command (&self->task, SHED_COMMAND_VOID, NULL, void_step, practice_task_free, FALSE);
}

static gboolean
replace_rating_step (ShedDb        *db,
                     gpointer       data,
                     gboolean      *more,
                     GCancellable  *cancellable,
                     GError       **error)
{
  PracticeTask *self = data;
  g_auto(ShedMoment) moment = { 0 };
  const char *id = shed_command_id (self->task.command, db, 1);
  g_autofree char *kind = NULL;
  g_autofree char *tune_id = NULL;
  gboolean counts, copied;

  if (!check_chosen (&self->chosen, error) || !shed_require_row (db, "practice_event", self->event_id, error) ||
      !shed_event_counts (db, self->event_id, &counts, error))
    return FALSE;
  kind = shed_query_text (db, "SELECT kind FROM practice_event WHERE id = :a", self->event_id, NULL, NULL);
  if (!counts || g_strcmp0 (kind, "rating") != 0)
    {
      g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID, "only a rating that counts can be replaced");
      return FALSE;
    }
  shed_moment_init (&moment, db);
  tune_id = shed_query_text (db, "SELECT tune_id FROM practice_event WHERE id = :a", self->event_id, NULL, NULL);
  take_title (self->task.command, db, tune_id);
  shed_command_take_result_id (self->task.command, g_strdup (id));
  /* Everything else stays as it was then, so that the fold sees it in the same place. */
  return write_void (db, &moment, shed_command_id (self->task.command, db, 0), self->event_id, error) &&
         shed_write_copy (db, "practice_event", self->event_id, id,
                          (ShedCell[]) { SHED_CELL_INT ("rating", self->chosen.rating),
                                         SHED_CELL_INT ("interval_days", self->chosen.interval_days),
                                         SHED_CELL_INT_OR_NULL ("due_at", self->chosen.due_at),
                                         SHED_CELL_TEXT ("device_id", moment.device_id), SHED_CELLS_END },
                          &copied, error);
}

/**
 * shed_command_replace_rating:
 *
 * Voids a rating and adds one of the same moment and practice day with another grade. INVALID unless it is a rating that counts.
 */
ShedCommand *
shed_command_replace_rating (const char             *event_id,
                             const ShedChosenRating *chosen)
{
  PracticeTask *self = g_new0 (PracticeTask, 1);

  self->event_id = g_strdup (event_id);
  self->chosen = *chosen;
  return shed_task_make_command (&self->task, SHED_COMMAND_REPLACE_RATING, NULL, replace_rating_step, practice_task_free, FALSE);
}

/* The events that make a schedule; time and notes stay, they were really spent and written. */
#define COUNTING_EVENTS_SQL \
  "SELECT id FROM practice_event WHERE repertoire_id = :a AND kind IN ('rating', 'known', 'due')" \
  " AND tune_id IN (SELECT :b UNION ALL SELECT value FROM json_each(coalesce((SELECT merged FROM tune WHERE id = :b), '[]')))" \
  " AND NOT EXISTS (SELECT 1 FROM event_voided WHERE event_id = practice_event.id) ORDER BY answered_at, id LIMIT 400"
#define MAX_VOIDS_A_STEP 400

static gboolean
start_afresh_step (ShedDb        *db,
                   gpointer       data,
                   gboolean      *more,
                   GCancellable  *cancellable,
                   GError       **error)
{
  PracticeTask *self = data;
  g_auto(ShedMoment) moment = { 0 };
  g_autoptr(GPtrArray) events = NULL;
  g_autofree char *pair = shed_id_repertoire_tune (self->repertoire_id, self->tune_id);
  guint done = shed_command_get_done (self->task.command);
  gboolean changed = FALSE;

  events = shed_query_texts (db, COUNTING_EVENTS_SQL, self->repertoire_id, self->tune_id, error);
  if (events == NULL)
    return FALSE;
  shed_moment_init (&moment, db);
  for (guint i = 0; i < events->len; i++)
    if (!write_void (db, &moment, shed_command_id (self->task.command, db, done + i), events->pdata[i], error))
      return FALSE;
  if (!shed_write_update (db, "repertoire_tune", pair, (ShedCell[]) { SHED_CELL_TEXT ("stage", "learning"), SHED_CELLS_END },
                          &changed, error))
    return FALSE;
  take_title (self->task.command, db, self->tune_id);
  shed_command_add_count (self->task.command, events->len + (changed ? 1 : 0));
  shed_command_set_done (self->task.command, done + events->len);
  *more = events->len == MAX_VOIDS_A_STEP;
  return TRUE;
}

/**
 * shed_command_start_afresh:
 *
 * Voids every rating, known and due event of a tune in a repertoire, so that it is new again.
 */
ShedCommand *
shed_command_start_afresh (const char *repertoire_id,
                           const char *tune_id)
{
  PracticeTask *self = g_new0 (PracticeTask, 1);

  self->repertoire_id = g_strdup (repertoire_id);
  self->tune_id = g_strdup (tune_id);
  return shed_task_make_command (&self->task, SHED_COMMAND_START_AFRESH, NULL, start_afresh_step, practice_task_free, TRUE);
}

typedef struct { char *tune_id, *goal; int rating, interval_days; gint64 due_at, at; } Staged;

static void
staged_free (gpointer data)
{
  Staged *self = data;

  g_free (self->tune_id);
  g_free (self->goal);
  g_free (self);
}

#define MAX_SUBMITTED_A_STEP 400

static GPtrArray *
load_staged (PracticeTask  *self,
             ShedDb        *db,
             const char    *day,
             GError       **error)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (staged_free);
  g_autoptr (ShedStmt) stmt =
    shed_db_borrow (db,
                    "SELECT tune_id, goal, rating, interval_days, due_at, at FROM staged_rating"
                    " WHERE repertoire_id = :repertoire AND practice_day = :day ORDER BY at, tune_id LIMIT 400",
                    error);
  ShedStep step;

  if (stmt == NULL)
    return NULL;
  shed_stmt_bind_text (stmt, ":repertoire", self->repertoire_id);
  shed_stmt_bind_text (stmt, ":day", day);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      Staged *row = g_new0 (Staged, 1);

      row->tune_id = shed_stmt_dup_text (stmt, 0);
      row->goal = shed_stmt_dup_text (stmt, 1);
      row->rating = shed_stmt_get_int (stmt, 2);
      row->interval_days = shed_stmt_get_int (stmt, 3);
      row->due_at = shed_stmt_get_int (stmt, 4);
      row->at = shed_stmt_get_int (stmt, 5);
      g_ptr_array_add (rows, row);
    }
  return step == SHED_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

static gboolean
submit_step (ShedDb        *db,
             gpointer       data,
             gboolean      *more,
             GCancellable  *cancellable,
             GError       **error)
{
  PracticeTask *self = data;
  g_auto(ShedMoment) moment = { 0 };
  g_autofree char *day = shed_civil_format (self->practice_day);
  g_autoptr(GPtrArray) rows = load_staged (self, db, day, error);
  g_autoptr(ShedStmt) unstage = NULL;
  guint done = shed_command_get_done (self->task.command);
  const char *submit_id = shed_command_id (self->task.command, db, 0);

  if (rows == NULL)
    return FALSE;
  unstage = shed_db_borrow (db, "DELETE FROM staged_rating WHERE repertoire_id = :repertoire AND practice_day = :day"
                            " AND tune_id = :tune", error);
  if (unstage == NULL)
    return FALSE;
  shed_moment_init (&moment, db);
  for (guint i = 0; i < rows->len; i++)
    {
      Staged *row = rows->pdata[i];

      if (!shed_write_event (db, &moment, shed_command_id (self->task.command, db, 1 + done + i),
                             &(ShedEventRow) { .repertoire_id = self->repertoire_id, .tune_id = row->tune_id, .kind = "rating",
                                               .rating = row->rating, .goal = row->goal, .has_interval = TRUE,
                                               .interval_days = row->interval_days, .due_at = row->due_at,
                                               .answered_at = row->at, .practice_day = self->practice_day,
                                               .submit_id = submit_id },
                             error))
        return FALSE;
      shed_stmt_bind_text (unstage, ":repertoire", self->repertoire_id);
      shed_stmt_bind_text (unstage, ":day", day);
      shed_stmt_bind_text (unstage, ":tune", row->tune_id);
      if (!shed_stmt_run (unstage, error))
        return FALSE;
    }
  shed_command_add_count (self->task.command, rows->len);
  shed_command_set_done (self->task.command, done + rows->len);
  shed_command_take_result_id (self->task.command, g_strdup (submit_id));
  shed_command_take_subject (self->task.command,
                             shed_query_text (db, "SELECT name FROM repertoire WHERE id = :a", self->repertoire_id, NULL, NULL));
  *more = rows->len == MAX_SUBMITTED_A_STEP;
  return TRUE;
}

/**
 * shed_command_submit:
 * @practice_day: civil day
 *
 * Makes an event of every staged rating of that repertoire and day; they share the result id as their submit_id. Undo voids them
 * and stages them again.
 */
ShedCommand *
shed_command_submit (const char *repertoire_id,
                     int         practice_day)
{
  PracticeTask *self = g_new0 (PracticeTask, 1);

  self->repertoire_id = g_strdup (repertoire_id);
  self->practice_day = practice_day;
  return shed_task_make_command (&self->task, SHED_COMMAND_SUBMIT, NULL, submit_step, practice_task_free, TRUE);
}

/**
 * shed_staged_rating_write:
 * @staged_rating: a #ShedStagedRating; rating 0 takes it off
 *
 * For a SHED_WRITE_LOCAL write. Keeps a rating that is chosen and not yet submitted.
 */
gboolean
shed_staged_rating_write (ShedDb        *db,
                          gpointer       staged_rating,
                          GCancellable  *cancellable,
                          GError       **error)
{
  const ShedStagedRating *staged = staged_rating;
  g_autofree char *day = shed_civil_format (staged->practice_day);
  g_autofree char *goal = NULL;
  g_autoptr(ShedStmt) stmt = NULL;

  if (staged->chosen.rating == 0)
    {
      stmt = shed_db_borrow (db, "DELETE FROM staged_rating WHERE repertoire_id = :repertoire AND practice_day = :day"
                             " AND tune_id = :tune", error);
      if (stmt == NULL)
        return FALSE;
      shed_stmt_bind_text (stmt, ":repertoire", staged->repertoire_id);
      shed_stmt_bind_text (stmt, ":day", day);
      shed_stmt_bind_text (stmt, ":tune", staged->tune_id);
      return shed_stmt_run (stmt, error);
    }
  if (!check_chosen (&staged->chosen, error) || !require_in_repertoire (db, staged->repertoire_id, staged->tune_id, error))
    return FALSE;
  goal = dup_goal (db, staged->repertoire_id, staged->tune_id, error);
  if (goal == NULL)
    return FALSE;
  stmt = shed_db_borrow (
    db,
    "INSERT INTO staged_rating (repertoire_id, practice_day, tune_id, rating, interval_days, due_at, goal, at)"
    " VALUES (:repertoire, :day, :tune, :rating, :interval, :due, :goal, :at)"
    " ON CONFLICT (repertoire_id, practice_day, tune_id) DO UPDATE SET rating = excluded.rating,"
    " interval_days = excluded.interval_days, due_at = excluded.due_at, goal = excluded.goal, at = excluded.at",
    error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":repertoire", staged->repertoire_id);
  shed_stmt_bind_text (stmt, ":day", day);
  shed_stmt_bind_text (stmt, ":tune", staged->tune_id);
  shed_stmt_bind_int (stmt, ":rating", staged->chosen.rating);
  shed_stmt_bind_int (stmt, ":interval", staged->chosen.interval_days);
  shed_stmt_bind_int (stmt, ":due", staged->chosen.due_at);
  shed_stmt_bind_text (stmt, ":goal", goal);
  shed_stmt_bind_int (stmt, ":at", shed_db_now_ms (db));
  return shed_stmt_run (stmt, error);
}
