/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts over a set of tunes. The ids go to the library as one JSON list, so that two thousand tunes are two statements. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-chosen.h"

#include "shed-json-writer.h"
#include "shed-store-ask.h"

typedef struct { char *repertoire_id, *ids; } Question;

void
shed_chosen_free (ShedChosen *self)
{
  g_clear_pointer (&self->tags, g_ptr_array_unref);
  g_free (self);
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->repertoire_id);
  g_free (question->ids);
  g_free (question);
}

static char *
list_as_json (const char * const *ids)
{
  g_autoptr(ShedJsonWriter) writer = shed_json_writer_new (FALSE);

  shed_json_begin_array (writer);
  for (guint i = 0; ids[i] != NULL; i++)
    shed_json_string (writer, ids[i]);
  shed_json_end_array (writer);
  return shed_json_writer_dup_text (writer);
}

static gboolean
read_in_thread (ShedDb        *db,
                gpointer       data,
                GCancellable  *cancellable,
                gpointer      *answer,
                GError       **error)
{
  const Question *question = data;
  g_autoptr(ShedChosen) chosen = g_new0 (ShedChosen, 1);
  g_autoptr(ShedStmt) counts = NULL;
  g_autoptr(ShedStmt) tags = NULL;
  ShedStep step;

  chosen->tags = g_ptr_array_new_with_free_func ((GDestroyNotify) shed_facet_free);
  counts = shed_db_borrow (db, "SELECT count(*), coalesce(sum(paused), 0) FROM repertoire_tune"
                               " WHERE repertoire_id = :repertoire AND tune_id IN (SELECT value FROM json_each(:ids))", error);
  if (counts == NULL)
    return FALSE;
  shed_stmt_bind_text (counts, ":repertoire", question->repertoire_id);
  shed_stmt_bind_text (counts, ":ids", question->ids);
  if (shed_stmt_step (counts, error) != SHED_STEP_ROW)
    return FALSE;
  chosen->n = (guint) shed_stmt_get_int (counts, 0);
  chosen->n_paused = (guint) shed_stmt_get_int (counts, 1);

  tags = shed_db_borrow (db, "SELECT tag.id, tag.name, count(tune_tag.id) FROM tag LEFT JOIN tune_tag ON tune_tag.tag_id = tag.id"
                             " AND tune_tag.tune_id IN (SELECT value FROM json_each(:ids))"
                             " GROUP BY tag.id ORDER BY tag.name, tag.id", error);
  if (tags == NULL)
    return FALSE;
  shed_stmt_bind_text (tags, ":ids", question->ids);
  while ((step = shed_stmt_step (tags, error)) == SHED_STEP_ROW)
    {
      ShedFacet *tag = g_new0 (ShedFacet, 1);

      *tag = (ShedFacet) { shed_stmt_dup_text (tags, 0), shed_stmt_dup_text (tags, 1), (guint) shed_stmt_get_int (tags, 2) };
      g_ptr_array_add (chosen->tags, tag);
    }
  if (step != SHED_STEP_DONE)
    return FALSE;
  *answer = g_steal_pointer (&chosen);
  return TRUE;
}

/**
 * shed_chosen_load_async:
 * @store: the library
 * @repertoire_id: in which the tunes are looked at
 * @tune_ids: the tunes
 * @cancellable: (nullable): to be told when nobody wants to know any more
 * @callback: called with the store; ends with shed_chosen_load_finish()
 * @user_data: for @callback
 */
void
shed_chosen_load_async (ShedStore           *store,
                        const char          *repertoire_id,
                        const char * const  *tune_ids,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  Question *question;

  g_return_if_fail (SHED_IS_STORE (store));
  g_return_if_fail (repertoire_id != NULL && tune_ids != NULL);

  question = g_new0 (Question, 1);
  question->repertoire_id = g_strdup (repertoire_id);
  question->ids = list_as_json (tune_ids);
  shed_store_ask_async (store, NULL, read_in_thread, question, question_free, (GDestroyNotify) shed_chosen_free, cancellable,
                        callback, user_data);
}

ShedChosen *
shed_chosen_load_finish (GAsyncResult  *result,
                         GError       **error)
{
  return shed_store_ask_finish (result, error);
}
