/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands about repertoires and the tunes in them: what is played, with what goal, paused or not. Dates are the business of
 * shed-command-practice.c. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-command-private.h"

#include <string.h>

#include "shed-id.h"

typedef struct {
  ShedTask   task;
  char      *repertoire_id;
  GStrv      tune_ids;
  GStrv      fields;
  GPtrArray *values; /* nullable char* */
  char      *column; /* of repertoire_tune */
  char      *value;
} RepertoireTask;

static const char * const edit_fields[] = {
  "name", "instrument", "tuning", "clef", "genre", "scheduler", "retention_permille", "max_interval_days", "default_goal",
  "position", "archived", NULL
};

static void
repertoire_task_free (gpointer data)
{
  RepertoireTask *self = data;

  g_free (self->repertoire_id);
  g_strfreev (self->tune_ids);
  g_strfreev (self->fields);
  g_clear_pointer (&self->values, g_ptr_array_unref);
  g_free (self->column);
  g_free (self->value);
  g_free (self);
}

static void
take_name (RepertoireTask *self,
           ShedDb         *db)
{
  shed_command_take_subject (self->task.command,
                             shed_query_text (db, "SELECT name FROM repertoire WHERE id = :a", self->repertoire_id, NULL, NULL));
}

static gboolean
repertoire_new_step (ShedDb        *db,
                     gpointer       data,
                     gboolean      *more,
                     GCancellable  *cancellable,
                     GError       **error)
{
  RepertoireTask *self = data;
  const char *id = shed_command_id (self->task.command, db, 0);
  g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GArray) cells = shed_values_prepare ("repertoire", edit_fields, (const char * const *) self->fields,
                                                 (const char * const *) self->values->pdata, keep, error);
  g_autofree char *position = NULL;
  ShedCell cell;

  if (cells == NULL)
    return FALSE;
  position = shed_next_position (db, "SELECT position FROM repertoire ORDER BY position DESC, id DESC LIMIT 1", NULL,
                                 NULL, error);
  if (position == NULL)
    return FALSE;
  cell = (ShedCell) SHED_CELL_TEXT ("position", position);
  g_array_append_val (cells, cell);
  if (!shed_write_insert (db, "repertoire", id, (const ShedCell *) cells->data, error))
    return FALSE;
  shed_command_take_result_id (self->task.command, g_strdup (id));
  return TRUE;
}

static void
take_fields (RepertoireTask     *self,
             const char * const *fields,
             const char * const *values)
{
  self->fields = g_strdupv ((char **) fields);
  self->values = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; fields[i] != NULL; i++)
    g_ptr_array_add (self->values, g_strdup (values[i]));
}

ShedCommand *
shed_command_repertoire_new (const char *name,
                             const char *instrument)
{
  RepertoireTask *self = g_new0 (RepertoireTask, 1);

  take_fields (self, (const char * const[]) { "name", "instrument", NULL }, (const char * const[]) { name, instrument });
  return shed_task_make_command (&self->task, SHED_COMMAND_REPERTOIRE_NEW, name, repertoire_new_step,
                                 repertoire_task_free, FALSE);
}

static gboolean
repertoire_set_step (ShedDb        *db,
                     gpointer       data,
                     gboolean      *more,
                     GCancellable  *cancellable,
                     GError       **error)
{
  RepertoireTask *self = data;
  g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GArray) cells = shed_values_prepare ("repertoire", edit_fields, (const char * const *) self->fields,
                                                 (const char * const *) self->values->pdata, keep, error);
  gboolean changed = FALSE;

  if (cells == NULL || !shed_require_row (db, "repertoire", self->repertoire_id, error))
    return FALSE;
  if (cells->len > 0 &&
      !shed_write_update (db, "repertoire", self->repertoire_id, (const ShedCell *) cells->data, &changed, error))
    return FALSE;
  take_name (self, db);
  shed_command_take_result_id (self->task.command, g_strdup (self->repertoire_id));
  shed_command_set_count (self->task.command, changed ? 1 : 0);
  return TRUE;
}

ShedCommand *
shed_command_repertoire_set (const char         *repertoire_id,
                             const char * const *fields,
                             const char * const *values)
{
  RepertoireTask *self = g_new0 (RepertoireTask, 1);

  self->repertoire_id = g_strdup (repertoire_id);
  take_fields (self, fields, values);
  return shed_task_make_command (&self->task, SHED_COMMAND_REPERTOIRE_EDIT, NULL, repertoire_set_step,
                                 repertoire_task_free, FALSE);
}

/* What hangs on a repertoire, from the end of the table list; events stay. At most one transaction's worth each. */
static const struct { const char *table; const char *sql; } deleted_children[] = {
  { "preference", "SELECT id FROM preference WHERE name GLOB 'repertoire/' || :a || '/*' LIMIT 480" },
  { "note", "SELECT id FROM note WHERE repertoire_id = :a LIMIT 480" },
  { "queue_item", "SELECT id FROM queue_item WHERE repertoire_id = :a LIMIT 480" },
  { "repertoire_tune", "SELECT id FROM repertoire_tune WHERE repertoire_id = :a LIMIT 480" },
};

static gboolean
repertoire_delete_step (ShedDb        *db,
                        gpointer       data,
                        gboolean      *more,
                        GCancellable  *cancellable,
                        GError       **error)
{
  RepertoireTask *self = data;
  ShedBudget budget = SHED_BUDGET_INIT;
  g_autoptr(ShedStmt) staged = NULL;

  if (!shed_require_row (db, "repertoire", self->repertoire_id, error))
    return FALSE;
  take_name (self, db);
  *more = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (deleted_children); i++)
    {
      g_autoptr(GPtrArray) ids = shed_query_texts (db, deleted_children[i].sql, self->repertoire_id, NULL, error);

      if (ids == NULL)
        return FALSE;
      for (guint k = 0; k < ids->len; k++)
        {
          if (!shed_budget_take (&budget, 1, shed_row_bytes (db, deleted_children[i].table, ids->pdata[k])))
            return TRUE;
          if (!shed_write_delete (db, deleted_children[i].table, ids->pdata[k], error))
            return FALSE;
        }
      if (ids->len == SHED_STEP_MAX_OPS)
        return TRUE;
    }
  if (!shed_budget_take (&budget, 1, 1000))
    return TRUE;
  staged = shed_db_borrow (db, "DELETE FROM staged_rating WHERE repertoire_id = :repertoire", error);
  if (staged == NULL)
    return FALSE;
  shed_stmt_bind_text (staged, ":repertoire", self->repertoire_id);
  *more = FALSE;
  return shed_stmt_run (staged, error) && shed_write_delete (db, "repertoire", self->repertoire_id, error);
}

/**
 * shed_command_repertoire_delete:
 *
 * Deletes a repertoire with the places of its tunes, its queues, notes and preferences. The tunes and the practice events stay.
 */
ShedCommand *
shed_command_repertoire_delete (const char *repertoire_id)
{
  RepertoireTask *self = g_new0 (RepertoireTask, 1);

  self->repertoire_id = g_strdup (repertoire_id);
  return shed_task_make_command (&self->task, SHED_COMMAND_REPERTOIRE_DELETE, NULL, repertoire_delete_step, repertoire_task_free,
                                 TRUE);
}

static gboolean
remove_tunes_step (ShedDb        *db,
                   gpointer       data,
                   gboolean      *more,
                   GCancellable  *cancellable,
                   GError       **error)
{
  RepertoireTask *self = data;
  ShedBudget budget = SHED_BUDGET_INIT;
  g_auto(ShedMoment) moment = { 0 };
  guint next = shed_command_get_done (self->task.command);

  shed_moment_init (&moment, db);
  for (; self->tune_ids[next] != NULL; next++)
    {
      g_autofree char *id = shed_id_repertoire_tune (self->repertoire_id, self->tune_ids[next]);
      gboolean exists, all_gone;

      if (!shed_row_exists (db, "repertoire_tune", id, &exists, error))
        return FALSE;
      if (!exists)
        continue;
      if (!shed_delete_open_items (db, &budget, self->repertoire_id, self->tune_ids[next], moment.today, SHED_DAY_NONE, &all_gone,
                                   error))
        return FALSE;
      if (!all_gone || !shed_budget_take (&budget, 1, 400))
        break;
      if (!shed_write_delete (db, "repertoire_tune", id, error))
        return FALSE;
      shed_command_add_count (self->task.command, 1);
    }
  take_name (self, db);
  return shed_task_end_step (&self->task, (const char * const *) self->tune_ids, next, more);
}

static RepertoireTask *
repertoire_task_new (const char         *repertoire_id,
                     const char * const *tune_ids)
{
  RepertoireTask *self = g_new0 (RepertoireTask, 1);

  self->repertoire_id = g_strdup (repertoire_id);
  self->tune_ids = g_strdupv ((char **) tune_ids);
  return self;
}

/**
 * shed_command_remove_tunes:
 *
 * Takes tunes out of a repertoire, with their open queue items of today and later and their ratings not yet submitted. Events,
 * and the tunes themselves, stay.
 */
ShedCommand *
shed_command_remove_tunes (const char         *repertoire_id,
                           const char * const *tune_ids)
{
  RepertoireTask *self = repertoire_task_new (repertoire_id, tune_ids);

  return shed_task_make_command (&self->task, SHED_COMMAND_REMOVE_TUNES, NULL, remove_tunes_step, repertoire_task_free, TRUE);
}

static gboolean
set_column_step (ShedDb        *db,
                 gpointer       data,
                 gboolean      *more,
                 GCancellable  *cancellable,
                 GError       **error)
{
  RepertoireTask *self = data;
  ShedBudget budget = SHED_BUDGET_INIT;
  guint next = shed_command_get_done (self->task.command);
  g_autofree char *keep = NULL;
  ShedCell cells[] = { SHED_CELLS_END, SHED_CELLS_END };

  if (!shed_value_prepare ("repertoire_tune", self->column, self->value, &cells[0], &keep, error))
    return FALSE;
  for (; self->tune_ids[next] != NULL; next++)
    {
      g_autofree char *id = shed_id_repertoire_tune (self->repertoire_id, self->tune_ids[next]);
      gboolean changed;

      if (!shed_budget_take (&budget, 1, 1000))
        break;
      if (!shed_write_update (db, "repertoire_tune", id, cells, &changed, error))
        return FALSE;
      shed_command_add_count (self->task.command, changed ? 1 : 0);
    }
  if (next == 1 && self->tune_ids[next] == NULL)
    shed_command_take_subject (self->task.command,
                               shed_query_text (db, "SELECT title FROM tune WHERE id = :a", self->tune_ids[0], NULL, NULL));
  return shed_task_end_step (&self->task, (const char * const *) self->tune_ids, next, more);
}

static ShedCommand *
set_column (ShedCommandKind     kind,
            const char         *repertoire_id,
            const char * const *tune_ids,
            const char         *column,
            const char         *value)
{
  RepertoireTask *self = repertoire_task_new (repertoire_id, tune_ids);

  self->column = g_strdup (column);
  self->value = g_strdup (value);
  return shed_task_make_command (&self->task, kind, NULL, set_column_step, repertoire_task_free, TRUE);
}

ShedCommand *
shed_command_set_paused (const char         *repertoire_id,
                         const char * const *tune_ids,
                         gboolean            paused)
{
  return set_column (paused ? SHED_COMMAND_PAUSE : SHED_COMMAND_RESUME, repertoire_id, tune_ids, "paused", paused ? "1" : "0");
}

/* goal: a built-in name or the id of an own goal; NULL: the repertoire's. */
ShedCommand *
shed_command_set_goal (const char         *repertoire_id,
                       const char * const *tune_ids,
                       const char         *goal)
{
  return set_column (SHED_COMMAND_GOAL, repertoire_id, tune_ids, "goal", goal);
}

ShedCommand *
shed_command_set_stage (const char         *repertoire_id,
                        const char * const *tune_ids,
                        const char         *stage)
{
  return set_column (SHED_COMMAND_STAGE, repertoire_id, tune_ids, "stage", stage);
}

/* The key it is played in when that is another than written; NULL: as written. */
ShedCommand *
shed_command_set_played_key (const char         *repertoire_id,
                             const char * const *tune_ids,
                             const char         *key)
{
  return set_column (SHED_COMMAND_PLAYED_KEY, repertoire_id, tune_ids, "key", key);
}
