/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a person does to a practice day: staging, discarding, submitting, more tunes, and what to do with ratings that wait
 * from an earlier day. Writes run on the store's threads and what is shown follows them. It must never lose a rating: one
 * that could not be written stays on screen and is written again before a submit.
 */
#define G_LOG_DOMAIN "Woodshed-schedule"

#include "shed-practice-private.h"

#include "shed-civil.h"
#include "shed-practice-data.h"
#include "shed-queue-item-private.h"

/* A rating on its way to the disk. */
typedef struct
{
  ShedPractice *practice;
  ShedQueueItem *item;
  ShedPracticeStaging *staging; /* writing it counts its due date anew */
  ShedPracticeStaging *first;   /* as it was pressed */
} Staging;

static void
staging_free (Staging *self)
{
  g_object_unref (self->practice);
  g_object_unref (self->item);
  shed_practice_staging_free (self->staging);
  shed_practice_staging_free (self->first);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Staging, staging_free)

/* Shows a rating as staged, or none. */
static void
show_staged (ShedPractice *self, ShedQueueItem *item, int rating, gint64 due_at)
{
  ShedQueueItemData *data = shed_queue_item_edit (item);
  int before = data->staged_rating;

  data->staged_rating = rating;
  data->staged_due_at = rating == 0 ? 0 : due_at;
  shed_queue_item_changed (item);
  if (!g_ptr_array_find (self->items, item, NULL))
    return;
  if (before == 0 && rating != 0)
    shed_practice_set_n_staged (self, self->n_staged + 1);
  else if (before != 0 && rating == 0)
    shed_practice_set_n_staged (self, self->n_staged > 0 ? self->n_staged - 1 : 0);
}

static void
on_staged (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Staging) staging = data;
  g_autoptr (GError) error = NULL;
  gboolean saved = shed_store_write_finish (SHED_STORE (source), result, &error);

  if (staging->practice->store == NULL)
    return;
  if (saved)
    shed_practice_forget_unsaved (staging->practice, staging->first);
  /* A later press of a key is on its way; it says what is shown. */
  if (shed_queue_item_get_wanted (staging->item) == staging->staging->rating)
    {
      shed_queue_item_set_unsaved (staging->item, !saved);
      if (!saved)
        shed_practice_keep_unsaved (staging->practice, staging->first);
      show_staged (staging->practice, staging->item, staging->staging->rating, staging->staging->due_at);
    }
  shed_practice_set_n_writing (staging->practice, staging->practice->n_writing - 1);
  if (!saved)
    shed_practice_report (staging->practice, error);
  /* A list that was read before the write, and shown after the key was pressed, does not know of it. */
  else if (staging->practice->is_loading || !g_ptr_array_find (staging->practice->items, staging->item, NULL))
    shed_practice_start_loading (staging->practice);
}

static ShedPracticeStaging *
staging_of (ShedPractice *self, ShedQueueItem *item, int rating)
{
  const ShedQueueItemData *data = shed_queue_item_get (item);
  ShedPracticeStaging *staging = shed_practice_staging_new (self->repertoire_id, data->tune_id, self->day, rating);

  staging->shown_at = self->read_at;
  if (rating != 0)
    {
      staging->interval_days = data->preview[rating - 1].interval_days;
      staging->due_at = data->preview[rating - 1].due_at;
    }
  return staging;
}

/**
 * shed_practice_stage:
 * @self: a practice day
 * @item: one of its items
 * @rating: 1 to 4; the one that is staged already takes it off
 *
 * Chooses a rating. It is shown once it is on disk.
 */
void
shed_practice_stage (ShedPractice *self, ShedQueueItem *item, int rating)
{
  Staging *staging;

  g_return_if_fail (SHED_IS_PRACTICE (self));
  g_return_if_fail (SHED_IS_QUEUE_ITEM (item));
  g_return_if_fail (rating >= 1 && rating <= 4);

  if (self->day == SHED_DAY_NONE || shed_queue_item_get (item)->done)
    return;
  if (shed_queue_item_get_wanted (item) == rating)
    rating = 0;
  shed_queue_item_set_wanted (item, rating);
  staging = g_new0 (Staging, 1);
  staging->practice = g_object_ref (self);
  staging->item = g_object_ref (item);
  staging->staging = staging_of (self, item, rating);
  staging->first = shed_practice_staging_copy (staging->staging);
  shed_practice_set_n_writing (self, self->n_writing + 1);
  shed_store_write_async (self->store, SHED_WRITE_LOCAL, 0, NULL, shed_practice_write_staging, staging->staging, NULL, NULL,
                          on_staged, staging);
}

typedef struct
{
  ShedPractice *practice;
  char *repertoire_id;
  int day;
} Discard;

static void
discard_free (Discard *self)
{
  g_object_unref (self->practice);
  g_free (self->repertoire_id);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Discard, discard_free)

static void
on_discarded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Discard) discard = data;
  ShedPractice *self = discard->practice;
  g_autoptr (GError) error = NULL;
  gboolean done = shed_store_write_finish (SHED_STORE (source), result, &error);

  if (!done)
    shed_practice_report (self, error);
  else
    shed_practice_forget_unsaved_day (self, discard->repertoire_id, discard->day);
  if (done && self->store != NULL && self->day == discard->day &&
      g_strcmp0 (self->repertoire_id, discard->repertoire_id) == 0)
    for (guint i = 0; i < self->items->len; i++)
      {
        ShedQueueItem *item = self->items->pdata[i];

        shed_queue_item_set_wanted (item, 0);
        shed_queue_item_set_unsaved (item, FALSE);
        if (shed_queue_item_get (item)->staged_rating != 0)
          show_staged (self, item, 0, 0);
      }
  shed_practice_start_loading (self);
}

/**
 * shed_practice_discard:
 * @self: a practice day
 *
 * Takes off everything that is staged on the day shown.
 */
void
shed_practice_discard (ShedPractice *self)
{
  Discard *discard;

  g_return_if_fail (SHED_IS_PRACTICE (self));

  if (self->repertoire_id == NULL || self->day == SHED_DAY_NONE)
    return;
  discard = g_new0 (Discard, 1);
  discard->practice = g_object_ref (self);
  discard->repertoire_id = g_strdup (self->repertoire_id);
  discard->day = self->day;
  shed_store_write_async (self->store, SHED_WRITE_LOCAL, 0, NULL, shed_practice_write_discard,
                          shed_practice_day_data_new (self->repertoire_id, self->day, FALSE),
                          (GDestroyNotify) shed_practice_day_data_free, NULL, on_discarded, discard);
}

typedef struct
{
  ShedPractice *practice;
  GPtrArray *stagings; /* ShedPracticeStaging */
} Retry;

static void
retry_free (Retry *self)
{
  g_object_unref (self->practice);
  g_ptr_array_unref (self->stagings);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Retry, retry_free)

static void
on_retried (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Retry) retry = data;
  g_autoptr (GError) error = NULL;

  if (shed_store_write_finish (SHED_STORE (source), result, &error))
    shed_practice_unsaved_written (retry->practice, retry->stagings);
  else
    shed_practice_report (retry->practice, error);
  shed_practice_set_n_writing (retry->practice, retry->practice->n_writing - 1);
  shed_practice_start_loading (retry->practice);
}

/**
 * shed_practice_retry:
 * @self: a practice day
 *
 * There may be space again: writes the ratings that could not be written, of any day, and reads the day again.
 */
void
shed_practice_retry (ShedPractice *self)
{
  g_autoptr (Retry) retry = NULL;

  g_return_if_fail (SHED_IS_PRACTICE (self));

  retry = g_new0 (Retry, 1);
  retry->practice = g_object_ref (self);
  retry->stagings = shed_practice_dup_unsaved (self);
  if (self->store == NULL || retry->stagings->len == 0)
    {
      shed_practice_start_loading (self);
      return;
    }
  shed_practice_set_n_writing (self, self->n_writing + 1);
  shed_store_write_async (self->store, SHED_WRITE_LOCAL, 0, NULL, shed_practice_write_stagings, retry->stagings, NULL, NULL,
                          on_retried, retry);
  g_steal_pointer (&retry);
}

/* Submitting: what could not be written before, then the command. */
typedef struct
{
  char *repertoire_id;
  int day;
  GPtrArray *stagings; /* ShedPracticeStaging: what could not be written before */
} Submit;

static void
submit_free (Submit *self)
{
  g_free (self->repertoire_id);
  g_ptr_array_unref (self->stagings);
  g_free (self);
}

static void
on_submitted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedCommand) command = shed_history_run_finish (SHED_HISTORY (source), result, &error);

  shed_practice_start_loading (g_task_get_source_object (task));
  if (command == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
run_submit (GTask *task)
{
  ShedPractice *self = g_task_get_source_object (task);
  Submit *submit = g_task_get_task_data (task);

  shed_history_run_async (self->history, shed_command_submit (submit->repertoire_id, submit->day), NULL, on_submitted,
                          g_object_ref (task));
}

static void
on_unsaved_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Submit *submit = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!shed_store_write_finish (SHED_STORE (source), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  shed_practice_unsaved_written (g_task_get_source_object (task), submit->stagings);
  run_submit (task);
}

/**
 * shed_practice_submit_async:
 * @self: a practice day
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Commits everything that is staged on the day shown, as one step of the history.
 */
void
shed_practice_submit_async (ShedPractice *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Submit *submit;

  g_return_if_fail (SHED_IS_PRACTICE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, shed_practice_submit_async);
  if (self->repertoire_id == NULL || self->day == SHED_DAY_NONE)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  submit = g_new0 (Submit, 1);
  submit->repertoire_id = g_strdup (self->repertoire_id);
  submit->day = self->day;
  submit->stagings = shed_practice_dup_unsaved (self);
  g_task_set_task_data (task, submit, (GDestroyNotify) submit_free);

  if (submit->stagings->len == 0)
    {
      run_submit (task);
      return;
    }
  shed_store_write_async (self->store, SHED_WRITE_LOCAL, 0, NULL, shed_practice_write_stagings, submit->stagings, NULL, NULL,
                          on_unsaved_written, g_steal_pointer (&task));
}

gboolean
shed_practice_submit_finish (ShedPractice *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_command_run (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ShedPractice) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedCommand) command = shed_history_run_finish (SHED_HISTORY (source), result, &error);

  if (command == NULL)
   shed_practice_report (self, error);
  shed_practice_start_loading (self);
}

typedef struct
{
  ShedPractice *practice;
  ShedPracticeMore *more;
} AddMore;

static void
on_more_read (GObject *source, GAsyncResult *result, gpointer data)
{
  AddMore *add = data;
  g_autoptr (ShedPractice) self = add->practice;
  ShedPracticeMore *more = add->more;
  g_autoptr (GError) error = NULL;

  if (!shed_store_read_finish (SHED_STORE (source), result, &error))
   shed_practice_report (self, error);
  else if (more->tune_ids[0] == NULL)
    shed_practice_report_no_more (self);
  else if (self->history != NULL)
    shed_history_run_async (self->history,
                            shed_command_queue_add (more->repertoire_id, more->day, (const char *const *) more->tune_ids), NULL,
                            on_command_run, g_object_ref (self));
  shed_practice_more_free (more);
  g_free (add);
}

/**
 * shed_practice_add_more:
 * @self: a practice day
 * @n: how many
 *
 * Puts up to @n more tunes on the day that is shown.
 */
void
shed_practice_add_more (ShedPractice *self, guint n)
{
  AddMore *add;

  g_return_if_fail (SHED_IS_PRACTICE (self));

  if (self->repertoire_id == NULL || self->day == SHED_DAY_NONE)
    return;
  add = g_new0 (AddMore, 1);
  add->practice = g_object_ref (self);
  add->more = g_new0 (ShedPracticeMore, 1);
  add->more->repertoire_id = g_strdup (self->repertoire_id);
  add->more->day = self->day;
  add->more->n = n;
  shed_store_read_async (self->store, shed_practice_read_more, add->more, NULL, NULL, on_more_read, add);
}

/**
 * shed_practice_submit_rollover:
 * @self: a practice day
 *
 * Commits the ratings that wait on an earlier day, as that day's.
 */
void
shed_practice_submit_rollover (ShedPractice *self)
{
  g_return_if_fail (SHED_IS_PRACTICE (self));

  if (self->repertoire_id == NULL || self->rollover_day == SHED_DAY_NONE)
    return;
  shed_history_run_async (self->history, shed_command_submit (self->repertoire_id, self->rollover_day), NULL, on_command_run,
                          g_object_ref (self));
}

static void
on_moved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ShedPractice) self = data;
  g_autoptr (GError) error = NULL;

  if (!shed_store_write_finish (SHED_STORE (source), result, &error))
   shed_practice_report (self, error);
  shed_practice_start_loading (self);
}

/**
 * shed_practice_move_rollover:
 * @self: a practice day
 *
 * Makes the ratings that wait on an earlier day today's.
 */
void
shed_practice_move_rollover (ShedPractice *self)
{
  ShedPracticeDay *move;

  g_return_if_fail (SHED_IS_PRACTICE (self));

  if (self->repertoire_id == NULL || self->rollover_day == SHED_DAY_NONE || self->today == SHED_DAY_NONE)
    return;
  move = shed_practice_day_data_new (self->repertoire_id, SHED_DAY_NONE, FALSE);
  move->today = self->today;
  move->rollover_day = self->rollover_day;
  shed_store_write_async (self->store, SHED_WRITE_COMMAND, 0, NULL, shed_practice_write_move, move,
                          (GDestroyNotify) shed_practice_day_data_free, NULL, on_moved, g_object_ref (self));
}
