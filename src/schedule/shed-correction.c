/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replays a tune's events up to one rating, with each of the four grades in its place. It only reads. */
#define G_LOG_DOMAIN "Woodshed-schedule"

#include "shed-correction.h"

#include <string.h>

#include "shed-fold.h"

gboolean
shed_correction_load (ShedDb *db, const char *repertoire_id, const char *tune_id, const char *event_id, ShedCorrection ret[4],
                      GError **error)
{
  g_autoptr (ShedFoldEvents) events = shed_fold_events_load (db, repertoire_id, tune_id, error);
  g_autoptr (ShedScheduleSettings) settings = NULL;
  ShedFoldEvent *event = NULL;
  guint index;

  if (events == NULL)
    return FALSE;
  settings = shed_schedule_settings_load (db, repertoire_id, error);
  if (settings == NULL)
    return FALSE;
  for (index = 0; index < events->events->len; index++)
    {
      event = &g_array_index (events->events, ShedFoldEvent, index);
      if (strcmp (event->id, event_id) == 0)
        break;
    }
  if (index == events->events->len || event->kind != SHED_FOLD_RATING)
    {
      g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_FOUND, "no such rating: %s", event_id);
      return FALSE;
    }
  g_array_set_size (events->events, index + 1);
  for (int rating = 1; rating <= 4; rating++)
    {
      ShedFold fold;

      event->rating = rating;
      event->interval_days = -1;
      event->due_at = 0;
      event->counts = TRUE;
      shed_fold_run (events, event->part, settings, &fold);
      ret[rating - 1].interval_days = fold.schedule.interval_days;
      ret[rating - 1].due_at = fold.schedule.due_at;
    }
  return TRUE;
}

typedef struct
{
  char *repertoire_id, *tune_id, *event_id;
  ShedCorrection corrections[4];
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  g_free (load->repertoire_id);
  g_free (load->tune_id);
  g_free (load->event_id);
  g_free (load);
}

static gboolean
load_in_thread (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Load *load = data;

  return shed_correction_load (db, load->repertoire_id, load->tune_id, load->event_id, load->corrections, error);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (shed_store_read_finish (SHED_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
shed_correction_load_async (ShedStore *store, const char *repertoire_id, const char *tune_id, const char *event_id,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  Load *load;

  g_return_if_fail (SHED_IS_STORE (store));

  load = g_new0 (Load, 1);
  load->repertoire_id = g_strdup (repertoire_id);
  load->tune_id = g_strdup (tune_id);
  load->event_id = g_strdup (event_id);
  task = g_task_new (store, cancellable, callback, user_data);
  g_task_set_source_tag (task, shed_correction_load_async);
  g_task_set_task_data (task, load, load_free);
  shed_store_read_async (store, load_in_thread, load, NULL, cancellable, on_read, task);
}

gboolean
shed_correction_load_finish (GAsyncResult *result, ShedCorrection ret[4], GError **error)
{
  Load *load = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  memcpy (ret, load->corrections, sizeof load->corrections);
  return TRUE;
}
