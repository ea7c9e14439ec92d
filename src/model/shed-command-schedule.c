/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that put tunes into a repertoire or give them a date: adding, "I know these", another date, put off. Each date is an
 * event of its own; the fold above makes the schedule of it. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-command-private.h"

#include <string.h>

#include "shed-civil.h"
#include "shed-id.h"

#define DEFAULT_SPREAD_DAYS 56
#define DEFAULT_MAX_A_DAY 5
/* Further than this nobody's reviews are looked at when new ones are spread. */
#define MAX_LOAD_DAYS 3660
#define BULK_TUNES 200

typedef struct {
  ShedTask  task;
  char     *repertoire_id;
  GStrv     tune_ids;
  gboolean  known;
  int       spread_days;
  int       max_a_day;
  int       civil_day;  /* of an override */
  gboolean  put_off;
  int      *days;       /* by tune: days from today, 0: none */
} ScheduleTask;

static void
schedule_task_free (gpointer data)
{
  ScheduleTask *self = data;

  g_free (self->repertoire_id);
  g_strfreev (self->tune_ids);
  g_free (self->days);
  g_free (self);
}

/* How many reviews each day has already; the first is tomorrow. */
static GArray *
load_reviews (ScheduleTask      *self,
              ShedDb            *db,
              const ShedMoment  *moment,
              GError           **error)
{
  g_autoptr(GArray) load = g_array_new (FALSE, TRUE, sizeof (int));
  g_autoptr(ShedStmt) stmt = shed_db_borrow (db,
                                             "SELECT due_at FROM schedule WHERE repertoire_id = :repertoire AND due_at >= :from"
                                             " AND part = ''", error);
  ShedStep step;

  if (stmt == NULL)
    return NULL;
  shed_stmt_bind_text (stmt, ":repertoire", self->repertoire_id);
  shed_stmt_bind_int (stmt, ":from", shed_moment_day_start (moment, moment->today + 1));
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      int day = shed_practice_day (shed_stmt_get_int (stmt, 0), moment->time_zone, moment->day_start_minutes) - moment->today - 1;

      if (day < 0 || day >= MAX_LOAD_DAYS)
        continue;
      if ((int) load->len <= day)
        g_array_set_size (load, day + 1);
      g_array_index (load, int, day)++;
    }
  return step == SHED_STEP_DONE ? g_steal_pointer (&load) : NULL;
}

/* Whether the command will do something to that tune: mark_known wants it in the repertoire, adding wants it not there. */
static gboolean
is_concerned (ScheduleTask  *self,
              ShedDb        *db,
              const char    *tune_id,
              gboolean       adding,
              gboolean      *concerned,
              GError       **error)
{
  g_autofree char *practised = adding ? shed_practised_id (db, tune_id, &(gboolean) { FALSE }, NULL, NULL) : g_strdup (tune_id);
  g_autofree char *pair = shed_id_repertoire_tune (self->repertoire_id, practised);
  gboolean exists;

  if (!shed_row_exists (db, "repertoire_tune", pair, &exists, error))
    return FALSE;
  *concerned = exists != adding;
  return TRUE;
}

/* First reviews of all tunes are planned at once, before the first of them is written. */
static gboolean
plan (ScheduleTask      *self,
      ShedDb            *db,
      const ShedMoment  *moment,
      gboolean           adding,
      GError           **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GArray) load = NULL;
  g_autofree int *spread = NULL;
  g_autofree guint *which = NULL;
  guint n_tunes = g_strv_length (self->tune_ids);
  guint n = 0;

  if (self->days != NULL)
    return TRUE;
  which = g_new0 (guint, n_tunes + 1);
  for (guint i = 0; i < n_tunes; i++)
    {
      gboolean concerned;

      if (!g_hash_table_add (seen, self->tune_ids[i]))
        continue;
      if (!is_concerned (self, db, self->tune_ids[i], adding, &concerned, error))
        return FALSE;
      if (concerned)
        which[n++] = i;
    }
  load = load_reviews (self, db, moment, error);
  if (load == NULL)
    return FALSE;
  spread = shed_spread_days (n, self->spread_days, self->max_a_day, load);
  self->days = g_new0 (int, n_tunes + 1);
  for (guint i = 0; i < n; i++)
    self->days[which[i]] = spread[i];
  return TRUE;
}

static gboolean
write_date (ScheduleTask      *self,
            ShedDb            *db,
            const ShedMoment  *moment,
            guint              n,
            const char        *tune_id,
            const char        *kind,
            int                day,
            GError           **error)
{
  return shed_write_event (db, moment, shed_command_id (self->task.command, db, n),
                           &(ShedEventRow) { .repertoire_id = self->repertoire_id, .tune_id = tune_id, .kind = kind,
                                             .has_interval = TRUE, .interval_days = MAX (day - moment->today, 0),
                                             .due_at = shed_moment_day_start (moment, day), .practice_day = moment->today },
                           error);
}

static gboolean
add_tunes_step (ShedDb        *db,
                gpointer       data,
                gboolean      *more,
                GCancellable  *cancellable,
                GError       **error)
{
  ScheduleTask *self = data;
  ShedBudget budget = SHED_BUDGET_INIT;
  g_auto(ShedMoment) moment = { 0 };
  guint next = shed_command_get_done (self->task.command);

  shed_moment_init (&moment, db);
  if (!shed_require_row (db, "repertoire", self->repertoire_id, error) ||
      (self->known && !plan (self, db, &moment, TRUE, error)))
    return FALSE;
  for (; self->tune_ids[next] != NULL; next++)
    {
      g_autofree char *tune_id = NULL;
      g_autofree char *pair = NULL;
      gboolean exists, fits;
      ShedBudget before = budget;

      /* The row and the event must fit beside a copy, so they are taken first. */
      if (!shed_budget_take (&budget, 2, 1500))
        break;
      tune_id = shed_resolve_tune (db, self->task.command, &budget, self->tune_ids[next], &fits, error);
      if (tune_id == NULL && !fits)
        break;
      if (tune_id == NULL)
        return FALSE;
      pair = shed_id_repertoire_tune (self->repertoire_id, tune_id);
      if (!shed_row_exists (db, "repertoire_tune", pair, &exists, error))
        return FALSE;
      if (exists)
        {
          budget = before;
          shed_command_add_already (self->task.command, 1);
          continue;
        }
      if (!shed_write_insert (db, "repertoire_tune", pair,
                              (ShedCell[]) { SHED_CELL_TEXT ("repertoire_id", self->repertoire_id),
                                             SHED_CELL_TEXT ("tune_id", tune_id),
                                             SHED_CELL_TEXT ("stage", self->known ? "known" : "learning"), SHED_CELLS_END },
                              error))
        return FALSE;
      if (self->known && !write_date (self, db, &moment, next, tune_id, "known", moment.today + MAX (self->days[next], 1), error))
        return FALSE;
      shed_command_add_count (self->task.command, 1);
    }
  shed_command_take_subject (self->task.command,
                             shed_query_text (db, "SELECT name FROM repertoire WHERE id = :a", self->repertoire_id, NULL, NULL));
  return shed_task_end_step (&self->task, (const char * const *) self->tune_ids, next, more);
}

static ScheduleTask *
schedule_task_new (const char         *repertoire_id,
                   const char * const *tune_ids)
{
  ScheduleTask *self = g_new0 (ScheduleTask, 1);

  self->repertoire_id = g_strdup (repertoire_id);
  self->tune_ids = g_strdupv ((char **) tune_ids);
  return self;
}

/**
 * shed_command_add_tunes:
 * @as: learning, or known
 * @spread_days: of known ones: over how many days the first reviews are spread; 0: eight weeks
 * @max_a_day: of known ones: at most so many a day, with those that are due already; 0: five
 *
 * The count says how many were added; shed_command_get_n_already() how many were there; shed_command_dup_copied() which
 * tunes of a book on this computer only were copied into "My tunes". NOT_FOUND for a tune or repertoire that is not
 * there.
 */
ShedCommand *
shed_command_add_tunes (const char         *repertoire_id,
                        const char * const *tune_ids,
                        ShedAddAs           as,
                        int                 spread_days,
                        int                 max_a_day)
{
  ScheduleTask *self = schedule_task_new (repertoire_id, tune_ids);
  ShedCommand *command;

  self->known = as == SHED_ADD_KNOWN;
  self->spread_days = spread_days > 0 ? spread_days : DEFAULT_SPREAD_DAYS;
  self->max_a_day = max_a_day > 0 ? max_a_day : DEFAULT_MAX_A_DAY;
  command = shed_task_make_command (&self->task, SHED_COMMAND_ADD_TUNES, NULL, add_tunes_step, schedule_task_free, TRUE);
  return command;
}

/* One tune is told by its name. */
static void
take_only_title (ScheduleTask *self,
                 ShedDb       *db)
{
  if (g_strv_length (self->tune_ids) == 1)
    shed_command_take_subject (self->task.command,
                               shed_query_text (db, "SELECT title FROM tune WHERE id = :a", self->tune_ids[0], NULL, NULL));
}

static gboolean
mark_known_step (ShedDb        *db,
                 gpointer       data,
                 gboolean      *more,
                 GCancellable  *cancellable,
                 GError       **error)
{
  ScheduleTask *self = data;
  ShedBudget budget = SHED_BUDGET_INIT;
  g_auto(ShedMoment) moment = { 0 };
  guint next = shed_command_get_done (self->task.command);

  shed_moment_init (&moment, db);
  if (!plan (self, db, &moment, FALSE, error))
    return FALSE;
  for (; self->tune_ids[next] != NULL; next++)
    {
      g_autofree char *pair = shed_id_repertoire_tune (self->repertoire_id, self->tune_ids[next]);
      gboolean all_gone;

      if (self->days[next] == 0)
        continue;
      if (!shed_budget_take (&budget, 3, 2000))
        break;
      if (!shed_delete_open_items (db, &budget, self->repertoire_id, self->tune_ids[next], moment.today, moment.today,
                                   &all_gone, error) ||
          !shed_write_update (db, "repertoire_tune", pair,
                              (ShedCell[]){ SHED_CELL_TEXT ("stage", "known"), SHED_CELLS_END }, NULL, error) ||
          !write_date (self, db, &moment, next, self->tune_ids[next], "known", moment.today + self->days[next], error))
        return FALSE;
      shed_command_add_count (self->task.command, 1);
    }
  take_only_title (self, db);
  return shed_task_end_step (&self->task, (const char * const *) self->tune_ids, next, more);
}

/**
 * shed_command_mark_known:
 *
 * "I know it": a known event each, first reviews spread as in shed_command_add_tunes(); the tunes leave today's queue.
 */
ShedCommand *
shed_command_mark_known (const char         *repertoire_id,
                         const char * const *tune_ids,
                         int                 spread_days,
                         int                 max_a_day)
{
  ScheduleTask *self = schedule_task_new (repertoire_id, tune_ids);

  self->spread_days = spread_days > 0 ? spread_days : DEFAULT_SPREAD_DAYS;
  self->max_a_day = max_a_day > 0 ? max_a_day : DEFAULT_MAX_A_DAY;
  return shed_task_make_command (&self->task, SHED_COMMAND_KNOWN, NULL, mark_known_step, schedule_task_free, TRUE);
}

static gboolean
override_step (ShedDb        *db,
               gpointer       data,
               gboolean      *more,
               GCancellable  *cancellable,
               GError       **error)
{
  ScheduleTask *self = data;
  ShedBudget budget = SHED_BUDGET_INIT;
  g_auto(ShedMoment) moment = { 0 };
  guint next = shed_command_get_done (self->task.command);
  int day;

  shed_moment_init (&moment, db);
  day = self->put_off ? moment.today + 1 : self->civil_day;
  for (; self->tune_ids[next] != NULL; next++)
    {
      gboolean concerned, all_gone;

      if (!is_concerned (self, db, self->tune_ids[next], FALSE, &concerned, error))
        return FALSE;
      if (!concerned)
        continue;
      if (!shed_budget_take (&budget, 3, 2000))
        break;
      /* What is for later is not for today. */
      if (day > moment.today && !shed_delete_open_items (db, &budget, self->repertoire_id, self->tune_ids[next],
                                                         moment.today, MIN (day - 1, moment.today), &all_gone, error))
        return FALSE;
      /* The queue of today is frozen, but who sets the date to today means today. */
      if (!write_date (self, db, &moment, next, self->tune_ids[next], "due", day, error) ||
          (day == moment.today && !shed_queue_put_due (db, self->repertoire_id, self->tune_ids[next], day, error)))
        return FALSE;
      shed_command_add_count (self->task.command, 1);
    }
  take_only_title (self, db);
  return shed_task_end_step (&self->task, (const char * const *) self->tune_ids, next, more);
}

/**
 * shed_command_override_date:
 * @civil_day: practice day at whose start they are due
 *
 * A due event each; it wins until the next rating. A day after today also takes the tunes out of today's queue, and today puts
 * them on it when it was made already.
 */
ShedCommand *
shed_command_override_date (const char         *repertoire_id,
                            const char * const *tune_ids,
                            int                 civil_day)
{
  ScheduleTask *self = schedule_task_new (repertoire_id, tune_ids);

  self->civil_day = civil_day;
  return shed_task_make_command (&self->task, SHED_COMMAND_OVERRIDE_DATE, NULL, override_step, schedule_task_free, TRUE);
}

/* Due at the start of the next practice day, and out of today's queue. */
ShedCommand *
shed_command_put_off (const char         *repertoire_id,
                      const char * const *tune_ids)
{
  ScheduleTask *self = schedule_task_new (repertoire_id, tune_ids);

  self->put_off = TRUE;
  return shed_task_make_command (&self->task, SHED_COMMAND_PUT_OFF, NULL, override_step, schedule_task_free, TRUE);
}
