/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the Practice view reads and writes. Each function runs on a thread of the store inside a read or a write; none knows
 * of widgets or of the list model that shows the result.
 */
#define G_LOG_DOMAIN "Woodshed-schedule"

#include "shed-practice-data.h"

#include "shed-civil.h"
#include "shed-preferences.h"
#include "shed-preview.h"
#include "shed-queue-item-private.h"
#include "shed-queue-private.h"

#define HOUR_MS G_GINT64_CONSTANT (3600000)

ShedPracticeDay *
shed_practice_day_data_new (const char *repertoire_id, int wanted_day, gboolean show_submitted)
{
  ShedPracticeDay *self = g_new0 (ShedPracticeDay, 1);

  self->repertoire_id = g_strdup (repertoire_id);
  self->wanted_day = wanted_day;
  self->show_submitted = show_submitted;
  self->today = self->day = self->rollover_day = self->next_day = SHED_DAY_NONE;
  return self;
}

void
shed_practice_day_data_free (ShedPracticeDay *self)
{
  g_free (self->repertoire_id);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self);
}

static const char rows_sql[] =
  "SELECT id, tune_id, title, kind, key, meter, unit, abc, goal, bucket, state, due_at, stability, last_at, last_day, "
  "last_rating,"
  " staged_rating, staged_due_at, paused, conflicts, notes, done, stage FROM today_view"
  " WHERE repertoire_id = :repertoire AND practice_day = :day ORDER BY bucket, position, id";

/* Tunes that are gone, or left the repertoire before they were done, are no rows. */
static ShedQueueItemData *
read_row (ShedStmt *stmt, const char *day)
{
  gboolean done = shed_stmt_get_int (stmt, 21) != 0;
  ShedQueueItemData *data;

  if (shed_stmt_is_null (stmt, 2) || (shed_stmt_is_null (stmt, 22) && !done))
    return NULL;
  data = g_new0 (ShedQueueItemData, 1);
  data->id = shed_stmt_dup_text (stmt, 0);
  data->tune_id = shed_stmt_dup_text (stmt, 1);
  data->title = shed_stmt_dup_text (stmt, 2);
  data->kind = shed_stmt_dup_text (stmt, 3);
  data->key = shed_stmt_dup_text (stmt, 4);
  data->meter = shed_stmt_dup_text (stmt, 5);
  data->unit = shed_stmt_dup_text (stmt, 6);
  data->abc = shed_stmt_dup_text (stmt, 7);
  data->goal = shed_stmt_dup_text (stmt, 8);
  data->bucket = (ShedBucket) shed_stmt_get_int (stmt, 9);
  data->state = (int) shed_stmt_get_int (stmt, 10);
  data->due_at = shed_stmt_get_int (stmt, 11);
  data->stability = shed_stmt_get_double (stmt, 12);
  data->last_at = shed_stmt_get_int (stmt, 13);
  data->last_rating = (int) shed_stmt_get_int (stmt, 15);
  data->staged_rating = (int) shed_stmt_get_int (stmt, 16);
  data->staged_due_at = shed_stmt_get_int (stmt, 17);
  data->paused = shed_stmt_get_int (stmt, 18) != 0;
  data->n_conflicts = (guint) shed_stmt_get_int (stmt, 19);
  data->n_notes = (guint) shed_stmt_get_int (stmt, 20);
  data->done = done;
  if (done && g_strcmp0 (shed_stmt_get_text (stmt, 14), day) == 0)
    {
      data->done_rating = data->last_rating;
      data->done_due_at = data->due_at;
    }
  return data;
}

static gboolean
read_rows (ShedPracticeDay *self, ShedDb *db, const char *day, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, rows_sql, error);
  ShedStep step;

  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) shed_queue_item_data_free);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":repertoire", self->repertoire_id);
  shed_stmt_bind_text (stmt, ":day", day);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      ShedQueueItemData *data = read_row (stmt, day);

      if (data == NULL)
        continue;
      if (!data->done && !data->paused)
        {
          if (data->bucket == SHED_BUCKET_NEW)
            self->n_new++;
          else
            self->n_due++;
        }
      if (data->done && !self->show_submitted)
        shed_queue_item_data_free (data);
      else
        g_ptr_array_add (self->rows, data);
    }
  return step == SHED_STEP_DONE;
}

static gboolean
read_previews (ShedPracticeDay *self, ShedDb *db, GCancellable *cancellable, GError **error)
{
  g_autoptr (ShedScheduleSettings) settings = NULL;

  if (self->rows->len == 0)
    return TRUE;
  settings = shed_schedule_settings_load (db, self->repertoire_id, error);
  if (settings == NULL)
    return FALSE;
  for (guint i = 0; i < self->rows->len; i++)
    {
      ShedQueueItemData *data = self->rows->pdata[i];
      ShedSchedule after[4];

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (data->done)
        continue;
      if (!shed_preview_tune (db, settings, data->tune_id, self->read_at, after, error))
        return FALSE;
      for (int k = 0; k < 4; k++)
        {
          data->preview[k].interval_days = after[k].interval_days;
          data->preview[k].due_at = after[k].due_at;
        }
    }
  return TRUE;
}

/* One statement about a repertoire and a day, answered by one row of numbers. */
static gboolean
ask (ShedPracticeDay *self, ShedDb *db, const char *day, const char *sql, gint64 *ret, int n, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":repertoire", self->repertoire_id);
  shed_stmt_bind_text (stmt, ":day", day);
  if (shed_stmt_step (stmt, error) != SHED_STEP_ROW)
    return FALSE;
  for (int i = 0; i < n; i++)
    ret[i] = shed_stmt_get_int (stmt, i);
  return TRUE;
}

/* Of the days with ratings that wait, the last one before today; failing that the first one after it, which a clock
 * that was wrong, or a flight to the west, may leave behind. */
static gboolean
read_rollover (ShedPracticeDay *self, ShedDb *db, GError **error)
{
  g_autofree char *today = shed_civil_format (self->today);
  g_autoptr (ShedStmt) stmt = NULL;
  ShedStep step;

  stmt = shed_db_borrow (db, "SELECT practice_day, count (*) FROM staged_rating WHERE repertoire_id = :repertoire"
                         " AND practice_day <> :today GROUP BY practice_day ORDER BY practice_day > :today,"
                         " CASE WHEN practice_day < :today THEN practice_day END DESC, practice_day LIMIT 1", error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":repertoire", self->repertoire_id);
  shed_stmt_bind_text (stmt, ":today", today);
  step = shed_stmt_step (stmt, error);
  if (step == SHED_STEP_ROW)
    {
      self->rollover_day = shed_civil_parse (shed_stmt_get_text (stmt, 0));
      self->n_rollover = (guint) shed_stmt_get_int (stmt, 1);
    }
  return step != SHED_STEP_ERROR;
}

/**
 * shed_practice_read:
 * @db: a connection
 * @practice_day: a #ShedPracticeDay
 * @cancellable: (nullable): for a day that nobody waits for any more
 * @error: return location
 *
 * Reads a day: its rows with previews, and the counts of the head.
 *
 * Returns: %FALSE with @error set
 */
gboolean
shed_practice_read (ShedDb *db, gpointer practice_day, GCancellable *cancellable, GError **error)
{
  ShedPracticeDay *self = practice_day;
  g_autofree char *zone = shed_db_dup_time_zone (db);
  g_autofree char *day = NULL;
  gint64 numbers[2];
  gboolean made;

  self->n_due = self->n_new = self->n_rollover = 0;
  self->rollover_day = SHED_DAY_NONE;
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  self->read_at = shed_db_now_ms (db);
  self->day_start_minutes = CLAMP (shed_preference_get_int (db, "day.start_minutes", NULL), 0, 1439);
  self->today = shed_practice_day (self->read_at, zone, self->day_start_minutes);
  self->day = self->wanted_day == SHED_DAY_NONE ? self->today : self->wanted_day;
  day = shed_civil_format (self->day);

  if (!shed_queue_is_made (db, self->repertoire_id, self->day, &made, error) || !read_rows (self, db, day, error)
      || !read_previews (self, db, cancellable, error) || !read_rollover (self, db, error)
      || !shed_queue_next_day (db, self->repertoire_id, self->day, &self->next_day, &self->n_next, error))
    return FALSE;
  self->needs_queue = !made && self->day >= self->today;

  if (!ask (self, db, day, "SELECT count (DISTINCT CASE WHEN kind = 'rating' THEN tune_id END), coalesce (sum (duration_ms), 0)"
            " FROM practice_event e WHERE repertoire_id = :repertoire AND practice_day = :day AND kind IN ('rating', 'time')"
            " AND NOT EXISTS (SELECT 1 FROM event_voided v WHERE v.event_id = e.id)", numbers, 2, error))
    return FALSE;
  self->n_done = (guint) numbers[0];
  self->minutes = (guint) (numbers[1] / 60000);
  if (!ask (self, db, day, "SELECT count (*) FROM staged_rating WHERE repertoire_id = :repertoire AND practice_day = :day",
            numbers, 1, error))
    return FALSE;
  self->n_staged = (guint) numbers[0];
  return TRUE;
}

/* In a command's write: the queue of the day that was read. */
gboolean
shed_practice_make_queue (ShedDb *db, gpointer practice_day, GCancellable *cancellable, GError **error)
{
  ShedPracticeDay *self = practice_day;

  return shed_queue_ensure (db, self->repertoire_id, self->day, NULL, error);
}

ShedPracticeStaging *
shed_practice_staging_new (const char *repertoire_id, const char *tune_id, int day, int rating)
{
  ShedPracticeStaging *self = g_new0 (ShedPracticeStaging, 1);

  self->repertoire_id = g_strdup (repertoire_id);
  self->tune_id = g_strdup (tune_id);
  self->day = day;
  self->rating = rating;
  return self;
}

void
shed_practice_staging_free (ShedPracticeStaging *self)
{
  g_free (self->repertoire_id);
  g_free (self->tune_id);
  g_free (self);
}

/* The interval counts from the rating, not from when it was first shown. */
static gboolean
move_due (ShedPracticeStaging *self, ShedDb *db, GError **error)
{
  gint64 now_ms = shed_db_now_ms (db);
  gint64 whole_days = self->shown_at + self->interval_days * SHED_FSRS_DAY_MS;
  g_autoptr (ShedScheduleSettings) settings = NULL;

  if (self->interval_days == 0 || ABS (self->due_at - whole_days) > 2 * HOUR_MS)
    {
      self->due_at += now_ms - self->shown_at;
      self->shown_at = now_ms;
      return TRUE;
    }
  settings = shed_schedule_settings_load (db, self->repertoire_id, error);
  if (settings == NULL)
    return FALSE;
  self->due_at = shed_preview_due (settings, now_ms, shed_practice_day (now_ms, settings->time_zone, settings->day_start_minutes),
                                   self->interval_days);
  self->shown_at = now_ms;
  return TRUE;
}

/* In a local write: keeps a rating that is chosen and not submitted. */
gboolean
shed_practice_write_staging (ShedDb *db, gpointer staging, GCancellable *cancellable, GError **error)
{
  ShedPracticeStaging *self = staging;
  ShedStagedRating staged;

  if (self->rating != 0 && !move_due (self, db, error))
    return FALSE;
  staged = (ShedStagedRating) {
    .repertoire_id = self->repertoire_id,
    .practice_day = self->day,
    .tune_id = self->tune_id,
    .chosen = { .rating = self->rating, .interval_days = self->interval_days, .due_at = self->due_at },
  };
  return shed_staged_rating_write (db, &staged, cancellable, error);
}

gboolean
shed_practice_write_stagings (ShedDb *db, gpointer stagings, GCancellable *cancellable, GError **error)
{
  GPtrArray *list = stagings;

  for (guint i = 0; i < list->len; i++)
    if (!shed_practice_write_staging (db, list->pdata[i], cancellable, error))
      return FALSE;
  return TRUE;
}

/* In a local write: takes off everything staged of a day. */
gboolean
shed_practice_write_discard (ShedDb *db, gpointer practice_day, GCancellable *cancellable, GError **error)
{
  ShedPracticeDay *self = practice_day;
  g_autofree char *day = shed_civil_format (self->wanted_day);
  g_autoptr (ShedStmt) stmt = NULL;

  stmt = shed_db_borrow (db, "DELETE FROM staged_rating WHERE repertoire_id = :repertoire AND practice_day = :day", error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":repertoire", self->repertoire_id);
  shed_stmt_bind_text (stmt, ":day", day);
  return shed_stmt_run (stmt, error);
}

static GPtrArray *
list_waiting (ShedPracticeDay *self, ShedDb *db, const char *from, const char *to, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) shed_practice_staging_free);
  g_autoptr (ShedStmt) stmt = NULL;
  ShedStep step;

  stmt = shed_db_borrow (
    db,
    "SELECT tune_id, rating FROM staged_rating g WHERE repertoire_id = :repertoire AND practice_day = :from"
    " AND EXISTS (SELECT 1 FROM repertoire_tune t WHERE t.repertoire_id = g.repertoire_id AND t.tune_id = g.tune_id)"
    " AND NOT EXISTS (SELECT 1 FROM staged_rating h WHERE h.repertoire_id = g.repertoire_id"
    "  AND h.practice_day = :to AND h.tune_id = g.tune_id) ORDER BY at, tune_id",
    error);
  if (stmt == NULL)
    return NULL;
  shed_stmt_bind_text (stmt, ":repertoire", self->repertoire_id);
  shed_stmt_bind_text (stmt, ":from", from);
  shed_stmt_bind_text (stmt, ":to", to);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    g_ptr_array_add (list, shed_practice_staging_new (self->repertoire_id, shed_stmt_get_text (stmt, 0), self->today,
                                                      (int) shed_stmt_get_int (stmt, 1)));
  return step == SHED_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

/*
 * In a command's write: ratings that waited on an earlier day become today's. They count from now, so what they bring is
 * computed anew; their tunes stand on today's queue, where they are seen. A tune that was rated today as well keeps both.
 */
gboolean
shed_practice_write_move (ShedDb *db, gpointer practice_day, GCancellable *cancellable, GError **error)
{
  ShedPracticeDay *self = practice_day;
  g_autofree char *from = shed_civil_format (self->rollover_day);
  g_autofree char *to = shed_civil_format (self->today);
  g_autoptr (GPtrArray) list = list_waiting (self, db, from, to, error);
  g_autoptr (ShedScheduleSettings) settings = NULL;
  g_autoptr (ShedStmt) remove = NULL;

  if (list == NULL)
    return FALSE;
  settings = shed_schedule_settings_load (db, self->repertoire_id, error);
  if (settings == NULL)
    return FALSE;
  remove = shed_db_borrow (db, "DELETE FROM staged_rating WHERE repertoire_id = :repertoire AND practice_day = :from"
                           " AND tune_id = :tune", error);
  if (remove == NULL || !shed_queue_ensure (db, self->repertoire_id, self->today, NULL, error))
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    {
      ShedPracticeStaging *staging = list->pdata[i];
      ShedSchedule after[4];

      shed_stmt_bind_text (remove, ":repertoire", self->repertoire_id);
      shed_stmt_bind_text (remove, ":from", from);
      shed_stmt_bind_text (remove, ":tune", staging->tune_id);
      staging->shown_at = shed_db_now_ms (db);
      if (!shed_stmt_run (remove, error)
          || !shed_preview_tune (db, settings, staging->tune_id, staging->shown_at, after, error))
        return FALSE;
      staging->interval_days = after[staging->rating - 1].interval_days;
      staging->due_at = after[staging->rating - 1].due_at;
      if (!shed_practice_write_staging (db, staging, cancellable, error)
          || !shed_queue_put (db, self->repertoire_id, self->today, staging->tune_id, SHED_BUCKET_DUE, error))
        return FALSE;
    }
  return TRUE;
}

void
shed_practice_more_free (ShedPracticeMore *self)
{
  g_free (self->repertoire_id);
  g_strfreev (self->tune_ids);
  g_free (self);
}

gboolean
shed_practice_read_more (ShedDb *db, gpointer more, GCancellable *cancellable, GError **error)
{
  ShedPracticeMore *self = more;

  self->tune_ids = shed_queue_suggest_more (db, self->repertoire_id, self->day, self->n, error);
  return self->tune_ids != NULL;
}
