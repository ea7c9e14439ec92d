/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions to a lazy list of tunes beside its rows: all ids, the place of one tune, and the counts of its filters' menus. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-command-private.h"
#include "shed-tune-list-private.h"
#include "shed-tune-query-private.h"

typedef struct
{
  GArray *keys;
  GStrvBuilder *ids;
  ShedTuneQuery *query;
  ShedTuneSearch *search;
  char *column;
  GPtrArray *facets;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_clear_pointer (&question->keys, g_array_unref);
  g_clear_pointer (&question->ids, g_strv_builder_unref);
  g_clear_pointer (&question->query, shed_tune_query_free);
  g_clear_pointer (&question->search, shed_tune_search_free);
  g_clear_pointer (&question->facets, g_ptr_array_unref);
  g_free (question->column);
  g_free (question);
}

static gboolean
read_ids_in_thread (ShedDb        *db,
                    gpointer       data,
                    GCancellable  *cancellable,
                    GError       **error)
{
  Question *question = data;
  g_autoptr(ShedStmt) stmt = shed_db_borrow (db, "SELECT tune_id FROM tune_find WHERE n = :n", error);

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < question->keys->len; i++)
    {
      ShedStep step;

      shed_stmt_bind_int (stmt, ":n", g_array_index (question->keys, gint64, i));
      step = shed_stmt_step (stmt, error);
      if (step == SHED_STEP_ERROR)
        return FALSE;
      if (step == SHED_STEP_ROW)
        g_strv_builder_add (question->ids, shed_stmt_get_text (stmt, 0));
      shed_stmt_reset (stmt);
    }
  return TRUE;
}

static void
on_ids_read (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;

  if (shed_store_read_finish (SHED_STORE (source), result, &error))
    g_task_return_pointer (task, g_strv_builder_end (question->ids), (GDestroyNotify) g_strfreev);
  else
    g_task_return_error (task, error);
}

void
shed_tune_list_load_ids_async (ShedTuneList        *self,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  GTask *task;
  Question *question;

  g_return_if_fail (SHED_IS_TUNE_LIST (self));

  question = g_new0 (Question, 1);
  question->keys = g_array_copy (shed_tune_list_get_keys (self));
  question->ids = g_strv_builder_new ();
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, shed_tune_list_load_ids_async);
  g_task_set_task_data (task, question, question_free);
  shed_store_read_async (shed_tune_list_get_store (self), read_ids_in_thread, question, NULL, cancellable, on_ids_read, task);
}

GStrv
shed_tune_list_load_ids_finish (ShedTuneList  *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct { const char *tune_id; gint64 n; } Place;

static gboolean
read_place (ShedDb        *db,
            gpointer       data,
            GCancellable  *cancellable,
            GError       **error)
{
  Place *place = data;

  place->n = shed_query_int (db, "SELECT n FROM tune_find WHERE tune_id = :a", place->tune_id, NULL, -1);
  return TRUE;
}

/**
 * shed_tune_list_find:
 *
 * Looks among the rows that exist first; for another tune it makes one point look-up in the library, waiting.
 *
 * Returns: position, or G_MAXUINT
 */
guint
shed_tune_list_find (ShedTuneList *self,
                     const char   *tune_id)
{
  Place place = { tune_id, -1 };
  GArray *keys;

  g_return_val_if_fail (SHED_IS_TUNE_LIST (self), G_MAXUINT);
  g_return_val_if_fail (tune_id != NULL, G_MAXUINT);

  place.n = shed_tune_list_find_key (self, tune_id);
  if (place.n < 0 && (!shed_store_read (shed_tune_list_get_store (self), read_place, &place, NULL) || place.n < 0))
    return G_MAXUINT;
  keys = shed_tune_list_get_keys (self);
  for (guint i = 0; i < keys->len; i++)
    if (g_array_index (keys, gint64, i) == place.n)
      return i;
  return G_MAXUINT;
}

static gboolean
read_facets_in_thread (ShedDb        *db,
                       gpointer       data,
                       GCancellable  *cancellable,
                       GError       **error)
{
  Question *question = data;

  question->facets = shed_tune_query_load_facets (db, question->query, question->search, question->column, error);
  return question->facets != NULL;
}

static void
on_facets_read (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;

  if (shed_store_read_finish (SHED_STORE (source), result, &error))
    g_task_return_pointer (task, g_steal_pointer (&question->facets), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * shed_tune_list_load_facets_async:
 * @column: "kind", "key", "tag", "state", "goal" or "set"
 *
 * Counts over what the query's other filters leave. Values are what the query takes: text as stored, an id for tag and set, a
 * #ShedStateFilter as a number for state.
 */
void
shed_tune_list_load_facets_async (ShedTuneList        *self,
                                  const char          *column,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  GTask *task;
  Question *question;

  g_return_if_fail (SHED_IS_TUNE_LIST (self));
  g_return_if_fail (column != NULL);
  g_return_if_fail (shed_tune_list_get_query (self) != NULL);

  question = g_new0 (Question, 1);
  question->query = shed_tune_query_copy (shed_tune_list_get_query (self));
  question->search = shed_tune_search_new (shed_tune_list_get_query (self)->search);
  question->column = g_strdup (column);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, shed_tune_list_load_facets_async);
  g_task_set_task_data (task, question, question_free);
  shed_store_read_async (shed_tune_list_get_store (self), read_facets_in_thread, question, NULL, cancellable,
                         on_facets_read, task);
}

GPtrArray *
shed_tune_list_load_facets_finish (ShedTuneList  *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
