/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verbs about repertoires and practice: repertoire, queue, rate. */
#include <string.h>

#include "shed-civil.h"
#include "shed-cli-private.h"
#include "shed-preferences.h"
#include "shed-scheduler.h"
#include "shed-tune.h"

/* The repertoire that was named, else the only one (that holds the tune, when one is given). USAGE names the
 * candidates. */
static char *
choose_repertoire (ShedDb *db, const char *name, const char *tune_id, gboolean *ambiguous, GError **error)
{
  g_autoptr (ShedStmt) stmt = NULL;
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *id = NULL;
  ShedStep step;
  guint n = 0;

  *ambiguous = FALSE;
  if (name != NULL)
    return shed_cli_find_repertoire (db, name, error);
  stmt = shed_db_borrow (db,
                         tune_id != NULL ? "SELECT r.id, r.name FROM repertoire r JOIN repertoire_tune rt ON "
                                           "rt.repertoire_id = r.id WHERE rt.tune_id = :tune ORDER BY r.position, r.id"
                                         : "SELECT id, name FROM repertoire WHERE archived = 0 ORDER BY position, id",
                         error);
  if (stmt == NULL)
    return NULL;
  if (tune_id != NULL)
    shed_stmt_bind_text (stmt, ":tune", tune_id);
  for (; (step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW; n++)
    {
      if (n == 0)
        id = shed_stmt_dup_text (stmt, 0);
      g_string_append_printf (names, "%s“%s” (%s)", n > 0 ? ", " : "", shed_stmt_get_text (stmt, 1),
                              shed_stmt_get_text (stmt, 0));
    }
  if (step == SHED_STEP_ERROR)
    return NULL;
  if (n == 1)
    return g_steal_pointer (&id);
  if (n == 0)
    g_set_error_literal (error, SHED_CLI_ERROR, SHED_CLI_ERROR_NO_SUCH_REPERTOIRE,
                         tune_id != NULL ? "no repertoire holds this tune"
                                         : "there is no repertoire yet; “woodshed repertoire create NAME” makes one");
  else
    {
      *ambiguous = TRUE;
      g_set_error (error, SHED_CLI_ERROR, SHED_CLI_ERROR_AMBIGUOUS, "say which one by --repertoire: %s", names->str);
    }
  return NULL;
}

/* ---- repertoire ---- */

static gboolean
read_repertoires (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  struct
  {
    ShedCli *cli;
    const char *id;
  } *job = data;
  g_autoptr (ShedStmt) stmt = shed_db_borrow (
    db,
    "SELECT r.id, r.name, r.instrument, (SELECT count(*) FROM repertoire_tune WHERE repertoire_id = r.id),"
    " (SELECT count(*) FROM schedule s JOIN repertoire_tune rt ON rt.repertoire_id = s.repertoire_id AND rt.tune_id = "
    "s.tune_id"
    "  WHERE s.repertoire_id = r.id AND s.part = '' AND NOT rt.paused AND s.due_at <= :end)"
    " FROM repertoire r WHERE :id IS NULL OR r.id = :id ORDER BY r.position, r.id",
    error);
  g_autofree char *zone = shed_db_dup_time_zone (db);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", job->id);
  shed_stmt_bind_int (
    stmt, ":end",
    shed_practice_day_end (shed_preference_today (db), zone, shed_preference_get_int (db, "day.start_minutes", NULL)) -
      1);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      shed_json_begin_object (job->cli->out);
      shed_json_add_string (job->cli->out, "id", shed_stmt_get_text (stmt, 0));
      shed_json_add_string (job->cli->out, "name", shed_stmt_get_text (stmt, 1));
      shed_json_add_string (job->cli->out, "instrument", shed_stmt_get_text (stmt, 2));
      shed_json_add_int (job->cli->out, "tunes", shed_stmt_get_int (stmt, 3));
      shed_json_add_int (job->cli->out, "due", shed_stmt_get_int (stmt, 4));
      shed_json_end_object (job->cli->out);
      shed_cli_say (job->cli, "%s  %s  %d tunes, %d due", shed_stmt_get_text (stmt, 0), shed_stmt_get_text (stmt, 1),
                    (int)shed_stmt_get_int (stmt, 3), (int)shed_stmt_get_int (stmt, 4));
    }
  return step == SHED_STEP_DONE;
}

static ShedExit
create_repertoire (ShedCli *self, GError **error)
{
  g_autoptr (ShedCommand) command =
    shed_command_repertoire_new (self->arguments[1], shed_cli_get_option (self, "instrument"));
  struct
  {
    ShedCli *cli;
    const char *id;
  } job = { self, NULL };

  if (!shed_cli_run_command (self, command, error))
    return SHED_EXIT_NO;
  job.id = shed_command_get_result_id (command);
  return shed_store_read (self->store, read_repertoires, &job, error) ? SHED_EXIT_DONE : SHED_EXIT_NO;
}

typedef struct
{
  ShedCli *cli;
  char *repertoire_id;
  GPtrArray *tunes; /* char* */
} AddJob;

static gboolean
collect_tunes (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  AddJob *job = data;
  const char *book = shed_cli_get_option (job->cli, "book");

  job->repertoire_id = shed_cli_find_repertoire (db, job->cli->arguments[1], error);
  if (job->repertoire_id == NULL)
    return FALSE;
  for (guint i = 2; i < job->cli->n_arguments; i++)
    {
      if (!shed_cli_require_tune (db, job->cli->arguments[i], error))
        return FALSE;
      g_ptr_array_add (job->tunes, g_strdup (job->cli->arguments[i]));
    }
  if (book != NULL)
    {
      g_autofree char *book_id = shed_cli_find_book (db, book, error);
      g_autoptr (ShedStmt) stmt =
        book_id != NULL ? shed_db_borrow (db, "SELECT id FROM tune WHERE book_id = :book ORDER BY id", error) : NULL;
      ShedStep step;

      if (stmt == NULL)
        return FALSE;
      shed_stmt_bind_text (stmt, ":book", book_id);
      while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
        g_ptr_array_add (job->tunes, shed_stmt_dup_text (stmt, 0));
      if (step == SHED_STEP_ERROR)
        return FALSE;
    }
  g_ptr_array_add (job->tunes, NULL);
  return TRUE;
}

static ShedExit
add_to_repertoire (ShedCli *self, GError **error)
{
  g_autoptr (GPtrArray) tunes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ShedCommand) command = NULL;
  AddJob job = { self, NULL, tunes };
  g_autofree char *repertoire_id = NULL;
  gboolean collected = shed_store_read (self->store, collect_tunes, &job, error);
  g_auto (GStrv) copied = NULL;

  repertoire_id = job.repertoire_id;
  if (!collected)
    return SHED_EXIT_NO;
  command = shed_command_add_tunes (repertoire_id, (const char *const *)tunes->pdata,
                                    shed_cli_has_option (self, "known") ? SHED_ADD_KNOWN : SHED_ADD_LEARNING, 0, 0);
  if (!shed_cli_run_command (self, command, error))
    return SHED_EXIT_NO;
  copied = shed_command_dup_copied (command);
  shed_json_begin_object (self->out);
  shed_json_add_string (self->out, "repertoire", repertoire_id);
  shed_json_add_int (self->out, "added", shed_command_get_count (command));
  shed_json_add_int (self->out, "already", shed_command_get_n_already (command));
  shed_json_name (self->out, "copied");
  shed_json_begin_array (self->out);
  for (guint i = 0; copied != NULL && copied[i] != NULL && copied[i + 1] != NULL; i += 2)
    {
      shed_json_begin_object (self->out);
      shed_json_add_string (self->out, "tune", copied[i]);
      shed_json_add_string (self->out, "from", copied[i + 1]);
      shed_json_end_object (self->out);
    }
  shed_json_end_array (self->out);
  shed_json_end_object (self->out);
  shed_cli_say (self, "%u added, %u were there already", shed_command_get_count (command),
                shed_command_get_n_already (command));
  return SHED_EXIT_DONE;
}

ShedExit
shed_cli_repertoire (ShedCli *self, GError **error)
{
  const char *what = self->n_arguments > 0 ? self->arguments[0] : "";
  struct
  {
    ShedCli *cli;
    const char *id;
  } job = { self, NULL };
  gboolean has_instrument = shed_cli_has_option (self, "instrument");
  gboolean is_for_add = shed_cli_has_option (self, "book") || shed_cli_has_option (self, "known");

  if (strcmp (what, "create") == 0 && self->n_arguments == 2 && !is_for_add)
    return create_repertoire (self, error);
  if (strcmp (what, "add") == 0 && !has_instrument &&
      (self->n_arguments > 2 || (self->n_arguments == 2 && shed_cli_get_option (self, "book") != NULL)))
    return add_to_repertoire (self, error);
  if (strcmp (what, "list") == 0 && self->n_arguments == 1 && !is_for_add && !has_instrument)
    {
      shed_json_begin_array (self->out);
      if (!shed_store_read (self->store, read_repertoires, &job, error))
        return SHED_EXIT_NO;
      shed_json_end_array (self->out);
      return SHED_EXIT_DONE;
    }
  return shed_cli_usage (error,
                         "repertoire create NAME | add NAME-OR-ID TUNE-ID... | add NAME-OR-ID --book BOOK | list");
}

/* ---- queue ---- */

typedef struct
{
  ShedCli *cli;
  const char *name;
  int day;
  char *repertoire_id;
  gboolean ambiguous;
} QueueJob;

static gboolean
ensure_queue (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  QueueJob *job = data;
  gboolean made;

  g_clear_pointer (&job->repertoire_id, g_free);
  job->repertoire_id = choose_repertoire (db, job->name, NULL, &job->ambiguous, error);
  if (job->repertoire_id == NULL)
    return FALSE;
  if (job->day == SHED_DAY_NONE)
    job->day = shed_preference_today (db);
  /* What was not decided on a day that is over is not decided afterwards. */
  if (job->day < shed_preference_today (db))
    return TRUE;
  return shed_queue_ensure (db, job->repertoire_id, job->day, &made, error);
}

static gboolean
read_queue (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  static const char *const buckets[] = { "", "due", "overdue", "new", "long-overdue" };
  QueueJob *job = data;
  g_autofree char *day = shed_civil_format (job->day);
  g_autoptr (ShedStmt) stmt =
    shed_db_borrow (db,
                    "SELECT id, tune_id, title, bucket, position, done FROM today_view"
                    " WHERE repertoire_id = :repertoire AND practice_day = :day ORDER BY bucket, position, id",
                    error);
  ShedJsonWriter *out = job->cli->out;
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":repertoire", job->repertoire_id);
  shed_stmt_bind_text (stmt, ":day", day);
  shed_json_begin_object (out);
  shed_json_add_string (out, "day", day);
  shed_json_add_string (out, "repertoire", job->repertoire_id);
  shed_json_name (out, "items");
  shed_json_begin_array (out);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      const char *bucket = buckets[CLAMP (shed_stmt_get_int (stmt, 3), 0, 4)];
      gboolean done = shed_stmt_get_int (stmt, 5) != 0;

      shed_json_begin_object (out);
      shed_json_add_string (out, "id", shed_stmt_get_text (stmt, 0));
      shed_json_add_string (out, "tune", shed_stmt_get_text (stmt, 1));
      shed_json_add_string (out, "title", shed_stmt_get_text (stmt, 2));
      shed_json_add_string (out, "bucket", bucket);
      shed_json_add_string (out, "position", shed_stmt_get_text (stmt, 4));
      shed_json_add_bool (out, "done", done);
      shed_json_end_object (out);
      shed_cli_say (job->cli, "%s %-12s  %s  %s", done ? "✓" : "·", bucket, shed_stmt_get_text (stmt, 1),
                    shed_stmt_is_null (stmt, 2) ? "(deleted tune)" : shed_stmt_get_text (stmt, 2));
    }
  shed_json_end_array (out);
  shed_json_end_object (out);
  return step == SHED_STEP_DONE;
}

static gboolean
require_tunes_in_read (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  char **ids = data;

  for (; *ids != NULL; ids++)
    if (!shed_cli_require_tune (db, *ids, error))
      return FALSE;
  return TRUE;
}

ShedExit
shed_cli_queue (ShedCli *self, GError **error)
{
  QueueJob job = { self, shed_cli_get_option (self, "repertoire"), SHED_DAY_NONE, NULL, FALSE };
  const char *day = shed_cli_get_option (self, "day");
  gboolean add = shed_cli_has_option (self, "add"), done;

  if (add != (self->n_arguments > 0))
    return shed_cli_usage (error, "queue [--repertoire NAME] [--day YYYY-MM-DD] [--add TUNE-ID...]");
  if (day != NULL && (job.day = shed_civil_parse (day)) == SHED_DAY_NONE)
    return shed_cli_usage (error, "“%s” is no day; write it as 2026-11-21", day);
  if (add && !shed_store_read (self->store, require_tunes_in_read, self->arguments, error))
    return SHED_EXIT_NO;

  done = shed_store_write (self->store, SHED_WRITE_COMMAND, 0, NULL, ensure_queue, &job, error);
  if (done && add)
    {
      g_autoptr (ShedCommand) command =
        shed_command_queue_add (job.repertoire_id, job.day, (const char *const *)self->arguments);

      done = shed_cli_run_command (self, command, error);
    }
  if (done)
    done = shed_store_read (self->store, read_queue, &job, error);
  g_free (job.repertoire_id);
  return done ? SHED_EXIT_DONE : job.ambiguous ? SHED_EXIT_USAGE : SHED_EXIT_NO;
}

/* ---- rate ---- */

typedef struct
{
  const char *tune_id, *name;
  int rating;
  gint64 at;
  char *repertoire_id;
  gboolean ambiguous;
  ShedChosenRating chosen;
  ShedSchedule after;
  char *time_zone;
} RateJob;

static gboolean
preview_rating (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  RateJob *job = data;
  ShedSchedule previews[4];

  if (!shed_cli_require_tune (db, job->tune_id, error))
    return FALSE;
  job->repertoire_id = choose_repertoire (db, job->name, job->tune_id, &job->ambiguous, error);
  if (job->repertoire_id == NULL)
    return FALSE;
  if (job->at == 0)
    job->at = shed_db_now_ms (db);
  if (!shed_scheduler_preview (db, job->repertoire_id, job->tune_id, job->at, previews, error))
    return FALSE;
  job->chosen =
    (ShedChosenRating){ job->rating, previews[job->rating - 1].interval_days, previews[job->rating - 1].due_at };
  return TRUE;
}

static gboolean
read_schedule (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  RateJob *job = data;

  job->time_zone = shed_db_dup_time_zone (db);
  return shed_scheduler_get (db, job->repertoire_id, job->tune_id, &job->after, error);
}

static void
answer_rating (ShedCli *self, const RateJob *job, const char *event_id)
{
  static const char *const states[] = { "new", "learning", "review", "relearning" };
  const ShedSchedule *after = &job->after;
  g_autofree char *due = after->due_at != 0 ? shed_time_format_rfc3339 (after->due_at, job->time_zone) : NULL;

  shed_json_begin_object (self->out);
  shed_json_add_string (self->out, "event", event_id);
  shed_json_add_string (self->out, "tune", job->tune_id);
  shed_json_add_int (self->out, "rating", job->rating);
  shed_json_add_string (self->out, "state", states[CLAMP (after->state, 0, 3)]);
  shed_json_add_int (self->out, "step", after->step);
  shed_json_name (self->out, "stability");
  shed_json_double (self->out, after->stability);
  shed_json_name (self->out, "difficulty");
  shed_json_double (self->out, after->difficulty);
  shed_json_add_int (self->out, "interval_days", after->interval_days);
  shed_cli_add_time (self, "due", after->due_at, job->time_zone);
  shed_json_add_int (self->out, "reps", after->reps);
  shed_json_add_int (self->out, "lapses", after->lapses);
  shed_json_end_object (self->out);
  shed_cli_say (self, "due %s", due != NULL ? due : "never");
}

ShedExit
shed_cli_rate (ShedCli *self, GError **error)
{
  static const char *const words[] = { "again", "hard", "good", "easy" };
  const char *at = shed_cli_get_option (self, "at");
  RateJob job = { .name = shed_cli_get_option (self, "repertoire") };
  gboolean done = FALSE;

  if (self->n_arguments != 2)
    return shed_cli_usage (error, "rate TUNE-ID again|hard|good|easy [--repertoire NAME] [--at TIME]");
  job.tune_id = self->arguments[0];
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (self->arguments[1], words[i]) == 0)
      job.rating = i + 1;
  if (job.rating == 0)
    return shed_cli_usage (error, "“%s” is no rating; again, hard, good and easy are", self->arguments[1]);
  if (at != NULL && !shed_time_parse_rfc3339 (at, &job.at))
    return shed_cli_usage (error, "“%s” is no time; write it as 2026-11-21T10:15:00+01:00", at);

  if (shed_store_read (self->store, preview_rating, &job, error))
    {
      g_autoptr (ShedCommand) command = shed_command_rate (job.repertoire_id, job.tune_id, &job.chosen, job.at);

      done = shed_cli_run_command (self, command, error) && shed_store_read (self->store, read_schedule, &job, error);
      if (done)
        answer_rating (self, &job, shed_command_get_result_id (command));
    }
  g_free (job.repertoire_id);
  g_free (job.time_zone);
  return done ? SHED_EXIT_DONE : job.ambiguous ? SHED_EXIT_USAGE : SHED_EXIT_NO;
}
