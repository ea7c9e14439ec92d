/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads how one tune stands in its repertoires, in one snapshot. It only reads: the schedule is kept by its deriver. */
#define G_LOG_DOMAIN "Woodshed-schedule"

#include "shed-standing.h"

#include <string.h>

#include "shed-preferences.h"
#include "shed-store-ask.h"

static void
place_clear (ShedPlace *place)
{
  g_free (place->repertoire_id);
  g_free (place->name);
  g_free (place->goal);
  g_free (place->stage);
  g_free (place->played_key);
}

static void
place_free (gpointer data)
{
  place_clear (data);
  g_free (data);
}

void
shed_standing_free (ShedStanding *self)
{
  if (self == NULL)
    return;
  place_clear (&self->here);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_free (self);
}

static void
place_copy (const ShedPlace *from, ShedPlace *to)
{
  *to = *from;
  to->repertoire_id = g_strdup (from->repertoire_id);
  to->name = g_strdup (from->name);
  to->goal = g_strdup (from->goal);
  to->stage = g_strdup (from->stage);
  to->played_key = g_strdup (from->played_key);
}

static gboolean
load_places (ShedStanding *self, ShedDb *db, const char *tune_id, GError **error)
{
  g_autoptr (ShedStmt) stmt =
    shed_db_borrow (db, "SELECT r.id, r.name, coalesce(rt.goal, r.default_goal), rt.stage, rt.key, rt.paused, r.archived"
                        " FROM repertoire_tune rt JOIN repertoire r ON r.id = rt.repertoire_id WHERE rt.tune_id = :tune"
                        " ORDER BY r.position, r.id", error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":tune", tune_id);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      ShedPlace *place = g_new0 (ShedPlace, 1);

      g_ptr_array_add (self->places, place);
      place->repertoire_id = shed_stmt_dup_text (stmt, 0);
      place->name = shed_stmt_dup_text (stmt, 1);
      place->goal = shed_stmt_dup_text (stmt, 2);
      place->stage = shed_stmt_dup_text (stmt, 3);
      place->played_key = shed_stmt_dup_text (stmt, 4);
      place->paused = shed_stmt_get_int (stmt, 5) != 0;
      place->archived = shed_stmt_get_int (stmt, 6) != 0;
    }
  if (step == SHED_STEP_ERROR)
    return FALSE;
  for (guint i = 0; i < self->places->len; i++)
    {
      ShedPlace *place = g_ptr_array_index (self->places, i);

      if (!shed_scheduler_get (db, place->repertoire_id, tune_id, &place->schedule, error))
        return FALSE;
      if (place->schedule.stability > 0 && place->schedule.last_at != 0)
        place->retrievability = shed_scheduler_retrievability (&place->schedule, self->today);
    }
  return TRUE;
}

static gboolean
read_number (ShedDb *db, const char *sql, const char *id, gint64 *number, gboolean *found, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, sql, error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", id);
  step = shed_stmt_step (stmt, error);
  *found = step == SHED_STEP_ROW;
  if (*found)
    *number = shed_stmt_get_int (stmt, 0);
  return step != SHED_STEP_ERROR;
}

/**
 * shed_standing_load:
 * @repertoire_id: (nullable): the repertoire that is shown
 * @tune_id: a tune; one that is not there stands nowhere
 *
 * Returns: (transfer full): how it stands now, or NULL with error
 */
ShedStanding *
shed_standing_load (ShedDb *db, const char *repertoire_id, const char *tune_id, GError **error)
{
  g_autoptr (ShedStanding) self = g_new0 (ShedStanding, 1);
  gint64 number = 0;
  gboolean found = FALSE;

  self->places = g_ptr_array_new_with_free_func (place_free);
  self->now_ms = shed_db_now_ms (db);
  self->today = shed_preference_today (db);
  if (!load_places (self, db, tune_id, error) ||
      !read_number (db, "SELECT b.local_only FROM tune t JOIN book b ON b.id = t.book_id WHERE t.id = :id", tune_id, &number,
                    &found, error))
    return NULL;
  self->is_local_only = found && number != 0;
  if (repertoire_id == NULL)
    return g_steal_pointer (&self);

  if (!read_number (db, "SELECT 1 FROM repertoire WHERE id = :id", repertoire_id, &number, &self->has_repertoire, error))
    return NULL;
  for (guint i = 0; i < self->places->len; i++)
    {
      ShedPlace *place = g_ptr_array_index (self->places, i);

      if (strcmp (place->repertoire_id, repertoire_id) != 0)
        continue;
      self->is_in = TRUE;
      place_copy (place, &self->here);
      if (!shed_scheduler_preview (db, repertoire_id, tune_id, self->now_ms, self->preview, error))
        return NULL;
    }
  return g_steal_pointer (&self);
}

typedef struct
{
  char *repertoire_id, *tune_id;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->repertoire_id);
  g_free (question->tune_id);
  g_free (question);
}

static gboolean
load_in_thread (ShedDb *db, gpointer data, GCancellable *cancellable, gpointer *answer, GError **error)
{
  const Question *question = data;

  *answer = shed_standing_load (db, question->repertoire_id, question->tune_id, error);
  return *answer != NULL;
}

void
shed_standing_load_async (ShedStore *store, const char *repertoire_id, const char *tune_id, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  Question *question;

  g_return_if_fail (SHED_IS_STORE (store));
  g_return_if_fail (tune_id != NULL);

  question = g_new0 (Question, 1);
  question->repertoire_id = g_strdup (repertoire_id);
  question->tune_id = g_strdup (tune_id);
  shed_store_ask_async (store, NULL, load_in_thread, question, question_free, (GDestroyNotify) shed_standing_free, cancellable,
                        callback, user_data);
}

ShedStanding *
shed_standing_load_finish (GAsyncResult *result, GError **error)
{
  return shed_store_ask_finish (result, error);
}
