/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions to a lazy list of tunes beside its rows: all ids, the place of one tune, and the counts of its filters' menus. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-command-private.h"
#include "shed-store-ask.h"
#include "shed-tune-list-private.h"
#include "shed-tune-query-private.h"

typedef struct
{
  GArray *keys;
  ShedTuneQuery *query;
  ShedTuneSearch *search;
  char *column;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_clear_pointer (&question->keys, g_array_unref);
  g_clear_pointer (&question->query, shed_tune_query_free);
  g_clear_pointer (&question->search, shed_tune_search_free);
  g_free (question->column);
  g_free (question);
}

static gboolean
read_ids_in_thread (ShedDb        *db,
                    gpointer       data,
                    GCancellable  *cancellable,
                    gpointer      *answer,
                    GError       **error)
{
  const Question *question = data;
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new ();
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
        g_strv_builder_add (ids, shed_stmt_get_text (stmt, 0));
      shed_stmt_reset (stmt);
    }
  *answer = g_strv_builder_end (ids);
  return TRUE;
}

void
shed_tune_list_load_ids_async (ShedTuneList        *self,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  Question *question;

  g_return_if_fail (SHED_IS_TUNE_LIST (self));

  question = g_new0 (Question, 1);
  question->keys = g_array_copy (shed_tune_list_get_keys (self));
  shed_store_ask_async (shed_tune_list_get_store (self), self, read_ids_in_thread, question, question_free,
                        (GDestroyNotify) g_strfreev, cancellable, callback, user_data);
}

GStrv
shed_tune_list_load_ids_finish (ShedTuneList  *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return shed_store_ask_finish (result, error);
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
                       gpointer      *answer,
                       GError       **error)
{
  const Question *question = data;

  *answer = shed_tune_query_load_facets (db, question->query, question->search, question->column, error);
  return *answer != NULL;
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
  Question *question;

  g_return_if_fail (SHED_IS_TUNE_LIST (self));
  g_return_if_fail (column != NULL);
  g_return_if_fail (shed_tune_list_get_query (self) != NULL);

  question = g_new0 (Question, 1);
  question->query = shed_tune_query_copy (shed_tune_list_get_query (self));
  question->search = shed_tune_search_new (shed_tune_list_get_query (self)->search);
  question->column = g_strdup (column);
  shed_store_ask_async (shed_tune_list_get_store (self), self, read_facets_in_thread, question, question_free,
                        (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

GPtrArray *
shed_tune_list_load_facets_finish (ShedTuneList  *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return shed_store_ask_finish (result, error);
}
