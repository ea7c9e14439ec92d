/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Joining tunes that are one: what hangs on the others goes over to the one that stays, then they are deleted. Practice events
 * are never touched: the one that stays remembers the ids of the others, and folds count their events as its own. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-command-private.h"

#include <string.h>

#include "shed-civil.h"
#include "shed-id.h"
#include "shed-json-writer.h"

typedef struct {
  ShedTask task;
  char    *into_id;
  GStrv    tune_ids;
} MergeTask;

static void
merge_task_free (gpointer data)
{
  MergeTask *self = data;

  g_free (self->into_id);
  g_strfreev (self->tune_ids);
  g_free (self);
}

typedef struct {
  ShedDb      *db;
  ShedBudget  *budget;
  ShedMoment  *moment;
  const char  *from_id;
  const char  *into_id;
  gboolean     spent; /* the budget: go on in the next transaction */
} Merge;

/* One row of a child table again under the tune that stays, unless it is there already. */
static gboolean
copy_row (Merge       *merge,
          const char  *table,
          const char  *row_id,
          const char  *new_id,
          const char  *column,
          const char  *value,
          GError     **error)
{
  ShedCell replaced[] = { SHED_CELL_TEXT (column, value), SHED_CELLS_END, SHED_CELLS_END };
  gboolean exists;

  if (strcmp (column, "tune_id") != 0)
    replaced[1] = (ShedCell) SHED_CELL_TEXT ("tune_id", merge->into_id);
  if (!shed_row_exists (merge->db, table, new_id, &exists, error))
    return FALSE;
  if (exists)
    return TRUE;
  if (!shed_budget_take (merge->budget, 1, shed_row_bytes (merge->db, table, row_id)))
    {
      merge->spent = TRUE;
      return TRUE;
    }
  return shed_write_copy (merge->db, table, row_id, new_id, replaced, NULL, error);
}

/* The titles and other names of a tune become other names of the one that stays. */
static gboolean
merge_names (Merge   *merge,
             GError **error)
{
  g_autoptr(GPtrArray) names = NULL;
  g_autoptr (GPtrArray) present =
    shed_query_texts (merge->db, "SELECT text FROM tune_alias WHERE tune_id = :a", merge->into_id, NULL, error);
  g_autofree char *title = shed_query_text (merge->db, "SELECT title FROM tune WHERE id = :a", merge->into_id, NULL, error);

  names = shed_query_texts (merge->db,
                            "SELECT title FROM tune WHERE id = :a UNION ALL SELECT text FROM tune_alias WHERE tune_id = :a",
                            merge->from_id, NULL, error);
  if (title == NULL || names == NULL || present == NULL)
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *id = shed_id_tune_alias (merge->into_id, names->pdata[i]);
      gboolean exists;

      if (!shed_row_exists (merge->db, "tune_alias", id, &exists, error))
        return FALSE;
      for (guint k = 0; k < present->len && !exists; k++) /* one that was spelt anew has another id */
        {
          g_autofree char *other = shed_id_tune_alias (merge->into_id, present->pdata[k]);

          exists = strcmp (other, id) == 0;
        }
      if (exists || g_strcmp0 (names->pdata[i], title) == 0)
        continue;
      if (!shed_budget_take (merge->budget, 1, 500))
        {
          merge->spent = TRUE;
          return TRUE;
        }
      if (!shed_write_insert (merge->db, "tune_alias", id,
                              (ShedCell[]) { SHED_CELL_TEXT ("tune_id", merge->into_id),
                                             SHED_CELL_TEXT ("text", names->pdata[i]), SHED_CELLS_END }, error))
        return FALSE;
    }
  return TRUE;
}

/* Rows whose ids come from what they join. The constants give the other end of each row of the tune :a. */
static gboolean
merge_pairs (Merge       *merge,
             const char  *table,
             const char  *sql,
             const char  *column,
             GError     **error)
{
  g_autoptr(GPtrArray) others = shed_query_texts (merge->db, sql, merge->from_id, NULL, error);

  if (others == NULL)
    return FALSE;
  for (guint i = 0; !merge->spent && i < others->len; i++)
    {
      gboolean is_tag = strcmp (table, "tune_tag") == 0;
      g_autofree char *from = is_tag ? shed_id_tune_tag (merge->from_id, others->pdata[i])
                                     : shed_id_repertoire_tune (others->pdata[i], merge->from_id);
      g_autofree char *into = is_tag ? shed_id_tune_tag (merge->into_id, others->pdata[i])
                                     : shed_id_repertoire_tune (others->pdata[i], merge->into_id);

      if (!copy_row (merge, table, from, into, column, others->pdata[i], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
merge_queue (Merge   *merge,
             GError **error)
{
  g_autofree char *today = shed_civil_format (merge->moment->today);
  g_autoptr(GPtrArray) items = shed_query_texts (merge->db, "SELECT id FROM queue_item WHERE tune_id = :a AND practice_day >= :b",
                                                 merge->from_id, today, error);

  if (items == NULL)
    return FALSE;
  for (guint i = 0; !merge->spent && i < items->len; i++)
    {
      g_autofree char *repertoire_id = shed_query_text (merge->db, "SELECT repertoire_id FROM queue_item WHERE id = :a",
                                                        items->pdata[i], NULL, error);
      g_autofree char *day = shed_query_text (merge->db, "SELECT practice_day FROM queue_item WHERE id = :a",
                                              items->pdata[i], NULL, error);
      g_autofree char *id = NULL;

      if (repertoire_id == NULL || day == NULL)
        return FALSE;
      id = shed_id_queue_item (repertoire_id, shed_civil_parse (day), merge->into_id);
      if (!copy_row (merge, "queue_item", items->pdata[i], id, "tune_id", merge->into_id, error))
        return FALSE;
    }
  return TRUE;
}

/* Rows with ids of their own. */
static const struct { const char *table; const char *sql; } moved_children[] = {
  { "note", "SELECT id FROM note WHERE tune_id = :a ORDER BY position, id" },
  { "reference", "SELECT id FROM reference WHERE tune_id = :a ORDER BY position, id" },
  { "tune_set_item", "SELECT id FROM tune_set_item WHERE tune_id = :a ORDER BY position, id" },
};

static gboolean
merge_media (Merge   *merge,
             GError **error)
{
  g_autoptr(GPtrArray) media = NULL;

  /* A recording before what was made from it. */
  media = shed_query_texts (
    merge->db,
    "WITH RECURSIVE tree(id, depth) AS (SELECT id, 0 FROM media WHERE tune_id = :a AND parent_id IS NULL"
    " UNION ALL SELECT media.id, depth + 1 FROM tree JOIN media ON media.parent_id = tree.id WHERE depth < 16)"
    " SELECT id FROM tree ORDER BY depth, id",
    merge->from_id, NULL, error);
  if (media == NULL)
    return FALSE;
  for (guint i = 0; !merge->spent && i < media->len; i++)
    {
      g_autofree char *id = shed_id_moved_row ("media", merge->into_id, media->pdata[i]);
      g_autofree char *parent =
        shed_query_text (merge->db, "SELECT parent_id FROM media WHERE id = :a", media->pdata[i], NULL, NULL);
      g_autofree char *new_parent = parent != NULL ? shed_id_moved_row ("media", merge->into_id, parent) : NULL;
      g_autoptr(GPtrArray) markers = NULL;

      if (!copy_row (merge, "media", media->pdata[i], id, "parent_id", new_parent, error))
        return FALSE;
      markers = shed_query_texts (merge->db, "SELECT id FROM media_marker WHERE media_id = :a", media->pdata[i], NULL, error);
      if (markers == NULL)
        return FALSE;
      for (guint k = 0; !merge->spent && k < markers->len; k++)
        {
          g_autofree char *marker = shed_id_moved_row ("media_marker", id, markers->pdata[k]);
          gboolean exists;

          if (!shed_row_exists (merge->db, "media_marker", marker, &exists, error))
            return FALSE;
          if (exists)
            continue;
          if (!shed_budget_take (merge->budget, 1, 300))
            merge->spent = TRUE;
          else if (!shed_write_copy (merge->db, "media_marker", markers->pdata[k], marker,
                                     (ShedCell[]) { SHED_CELL_TEXT ("media_id", id), SHED_CELLS_END }, NULL, error))
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
merge_setlists (Merge   *merge,
                GError **error)
{
  g_autoptr (GPtrArray) items =
    shed_query_texts (merge->db, "SELECT id FROM setlist_item WHERE tune_id = :a", merge->from_id, NULL, error);

  if (items == NULL)
    return FALSE;
  for (guint i = 0; i < items->len; i++)
    {
      if (!shed_budget_take (merge->budget, 1, 200))
        {
          merge->spent = TRUE;
          return TRUE;
        }
      if (!shed_write_update (merge->db, "setlist_item", items->pdata[i],
                              (ShedCell[]) { SHED_CELL_TEXT ("tune_id", merge->into_id), SHED_CELLS_END }, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
merge_staged (Merge   *merge,
              GError **error)
{
  g_autoptr(ShedStmt) stmt = shed_db_borrow (merge->db,
                                             "UPDATE OR IGNORE staged_rating SET tune_id = :into WHERE tune_id = :from", error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":into", merge->into_id);
  shed_stmt_bind_text (stmt, ":from", merge->from_id);
  return shed_stmt_run (stmt, error);
}

/* The one that stays remembers whom it took in; its best tempo is the best of both. */
static gboolean
merge_facts (Merge   *merge,
             GError **error)
{
  g_autoptr(ShedJsonWriter) writer = shed_json_writer_new (FALSE);
  g_autoptr(GPtrArray) ids = NULL;
  g_autofree char *merged = NULL;
  gint64 best_bpm;

  ids = shed_query_texts (merge->db,
                          "SELECT value FROM tune, json_each(merged) WHERE tune.id = :a"
                          " UNION SELECT :b UNION SELECT value FROM tune, json_each(merged) WHERE tune.id = :b ORDER BY 1",
                          merge->into_id, merge->from_id, error);
  if (ids == NULL)
    return FALSE;
  shed_json_begin_array (writer);
  for (guint i = 0; i < ids->len; i++)
    shed_json_string (writer, ids->pdata[i]);
  shed_json_end_array (writer);
  merged = shed_json_writer_dup_text (writer);
  best_bpm = shed_query_int (merge->db, "SELECT max(coalesce(best_bpm, 0)) FROM tune WHERE id IN (:a, :b)",
                             merge->into_id, merge->from_id, 0);
  shed_budget_take (merge->budget, 1, strlen (merged) * 2);
  return shed_write_update (merge->db, "tune", merge->into_id,
                            (ShedCell[]) { SHED_CELL_TEXT ("merged", merged), SHED_CELL_INT_OR_NULL ("best_bpm", best_bpm),
                                           SHED_CELLS_END }, NULL, error);
}

/* Everything can be run again: what went over is passed over. */
static gboolean
merge_one (Merge     *merge,
           gboolean  *gone,
           GError   **error)
{
  *gone = FALSE;
  if (!merge_names (merge, error))
    return FALSE;
  if (!merge->spent && !merge_pairs (merge, "repertoire_tune", "SELECT repertoire_id FROM repertoire_tune WHERE tune_id = :a",
                                     "repertoire_id", error))
    return FALSE;
  if (!merge->spent && !merge_queue (merge, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (moved_children); i++)
    {
      g_autoptr(GPtrArray) ids = shed_query_texts (merge->db, moved_children[i].sql, merge->from_id, NULL, error);

      if (ids == NULL)
        return FALSE;
      for (guint k = 0; !merge->spent && k < ids->len; k++)
        {
          g_autofree char *id = shed_id_moved_row (moved_children[i].table, merge->into_id, ids->pdata[k]);

          if (!copy_row (merge, moved_children[i].table, ids->pdata[k], id, "tune_id", merge->into_id, error))
            return FALSE;
        }
    }
  if (!merge->spent && !merge_pairs (merge, "tune_tag", "SELECT tag_id FROM tune_tag WHERE tune_id = :a", "tag_id", error))
    return FALSE;
  if (!merge->spent && !merge_media (merge, error))
    return FALSE;
  if (!merge->spent && !merge_setlists (merge, error))
    return FALSE;
  if (merge->spent)
    return TRUE;
  return merge_staged (merge, error) && merge_facts (merge, error) &&
         shed_delete_tune (merge->db, merge->budget, merge->from_id, merge->moment->today, gone, error);
}

/* What is practised is on every computer: a tune that stays on this one cannot take it in. */
static gboolean
can_take_in (ShedDb     *db,
             MergeTask  *self,
             GError    **error)
{
  if (!shed_query_int (db, "SELECT book.local_only FROM tune JOIN book ON book.id = tune.book_id WHERE tune.id = :a",
                       self->into_id, NULL, 0))
    return TRUE;
  for (guint i = 0; self->tune_ids[i] != NULL; i++)
    if (shed_query_int (db, SHED_TUNE_IN_USE_SQL, self->tune_ids[i], NULL, 0))
      {
        g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID,
                             "book_id: a tune of a book on this computer only cannot take in one that is practised");
        return FALSE;
      }
  return TRUE;
}

static gboolean
merge_step (ShedDb        *db,
            gpointer       data,
            gboolean      *more,
            GCancellable  *cancellable,
            GError       **error)
{
  MergeTask *self = data;
  ShedBudget budget = SHED_BUDGET_INIT;
  g_auto(ShedMoment) moment = { 0 };
  guint next = shed_command_get_done (self->task.command);

  shed_moment_init (&moment, db);
  if (!shed_require_row (db, "tune", self->into_id, error) || !can_take_in (db, self, error))
    return FALSE;
  for (; self->tune_ids[next] != NULL; next++)
    {
      Merge merge = { db, &budget, &moment, self->tune_ids[next], self->into_id, FALSE };
      gboolean exists, gone;

      if (strcmp (merge.from_id, merge.into_id) == 0)
        continue;
      if (!shed_row_exists (db, "tune", merge.from_id, &exists, error))
        return FALSE;
      if (!exists)
        continue;
      if (!merge_one (&merge, &gone, error))
        return FALSE;
      if (!gone)
        break;
      shed_command_add_count (self->task.command, 1);
    }
  shed_command_take_subject (self->task.command,
                             shed_query_text (db, "SELECT title FROM tune WHERE id = :a", self->into_id, NULL, NULL));
  shed_command_take_result_id (self->task.command, g_strdup (self->into_id));
  return shed_task_end_step (&self->task, (const char * const *) self->tune_ids, next, more);
}

/**
 * shed_command_tune_merge:
 * @into_tune_id: the tune that stays
 * @tune_ids: tunes that are the same one; their names, notes, references, tags, recordings and places in repertoires, sets and
 *   set lists go over to it
 */
ShedCommand *
shed_command_tune_merge (const char         *into_tune_id,
                         const char * const *tune_ids)
{
  MergeTask *self = g_new0 (MergeTask, 1);

  self->into_id = g_strdup (into_tune_id);
  self->tune_ids = g_strdupv ((char **) tune_ids);
  return shed_task_make_command (&self->task, SHED_COMMAND_TUNE_MERGE, NULL, merge_step, merge_task_free, TRUE);
}
