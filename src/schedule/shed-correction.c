/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replays a tune's events up to one rating, with each of the four grades in its place. It only reads. */
#define G_LOG_DOMAIN "Woodshed-schedule"

#include "shed-correction.h"

#include <string.h>

#include "shed-fold.h"
#include "shed-store-ask.h"

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
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->repertoire_id);
  g_free (question->tune_id);
  g_free (question->event_id);
  g_free (question);
}

static gboolean
load_in_thread (ShedDb *db, gpointer data, GCancellable *cancellable, gpointer *answer, GError **error)
{
  const Question *question = data;
  g_autofree ShedCorrection *corrections = g_new0 (ShedCorrection, 4);

  if (!shed_correction_load (db, question->repertoire_id, question->tune_id, question->event_id, corrections, error))
    return FALSE;
  *answer = g_steal_pointer (&corrections);
  return TRUE;
}

void
shed_correction_load_async (ShedStore *store, const char *repertoire_id, const char *tune_id, const char *event_id,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Question *question;

  g_return_if_fail (SHED_IS_STORE (store));

  question = g_new0 (Question, 1);
  question->repertoire_id = g_strdup (repertoire_id);
  question->tune_id = g_strdup (tune_id);
  question->event_id = g_strdup (event_id);
  shed_store_ask_async (store, NULL, load_in_thread, question, question_free, g_free, cancellable, callback, user_data);
}

gboolean
shed_correction_load_finish (GAsyncResult *result, ShedCorrection ret[4], GError **error)
{
  g_autofree ShedCorrection *corrections = shed_store_ask_finish (result, error);

  if (corrections == NULL)
    return FALSE;
  memcpy (ret, corrections, 4 * sizeof *corrections);
  return TRUE;
}
