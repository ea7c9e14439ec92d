/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands about notes, tags and the preferences that follow the player. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-command-private.h"

#include <string.h>

#include "shed-id.h"
#include "shed-preferences.h"
#include "shed-text.h"

typedef struct {
  ShedTask task;
  char    *note_id;
  char    *tune_id;
  char    *repertoire_id;
  char    *tag_id;
  char    *name;
  char    *text;
  GStrv    tune_ids;
} NoteTask;

static void
note_task_free (gpointer data)
{
  NoteTask *self = data;

  g_free (self->note_id);
  g_free (self->tune_id);
  g_free (self->repertoire_id);
  g_free (self->tag_id);
  g_free (self->name);
  g_free (self->text);
  g_strfreev (self->tune_ids);
  g_free (self);
}

static gboolean
note_new_step (ShedDb        *db,
               gpointer       data,
               gboolean      *more,
               GCancellable  *cancellable,
               GError       **error)
{
  NoteTask *self = data;
  const char *id = shed_command_id (self->task.command, db, 0);
  g_autofree char *position = NULL;
  g_autofree char *text = NULL;
  ShedCell cell;

  if (!shed_value_prepare ("note", "text", self->text, &cell, &text, error) ||
      !shed_require_row (db, "tune", self->tune_id, error) ||
      (self->repertoire_id != NULL && !shed_require_row (db, "repertoire", self->repertoire_id, error)))
    return FALSE;
  position = shed_next_position (db, "SELECT position FROM note WHERE tune_id = :a ORDER BY position DESC, id DESC LIMIT 1",
                                 self->tune_id, NULL, error);
  if (position == NULL ||
      !shed_write_insert (db, "note", id,
                          (ShedCell[]) { SHED_CELL_TEXT ("tune_id", self->tune_id),
                                         SHED_CELL_TEXT ("repertoire_id", self->repertoire_id), cell,
                                         SHED_CELL_TEXT ("position", position), SHED_CELLS_END }, error))
    return FALSE;
  shed_command_take_subject (self->task.command,
                             shed_query_text (db, "SELECT title FROM tune WHERE id = :a", self->tune_id, NULL, NULL));
  shed_command_take_result_id (self->task.command, g_strdup (id));
  return TRUE;
}

ShedCommand *
shed_command_note_new (const char *tune_id,
                       const char *repertoire_id,
                       const char *text)
{
  NoteTask *self = g_new0 (NoteTask, 1);

  self->tune_id = g_strdup (tune_id);
  self->repertoire_id = g_strdup (repertoire_id);
  self->text = g_strdup (text);
  return shed_task_make_command (&self->task, SHED_COMMAND_NOTE_NEW, NULL, note_new_step, note_task_free, FALSE);
}

static void
take_title (NoteTask *self,
            ShedDb   *db)
{
  shed_command_take_subject (self->task.command,
                             shed_query_text (db, "SELECT title FROM tune JOIN note ON note.tune_id = tune.id WHERE note.id = :a",
                                              self->note_id, NULL, NULL));
}

static gboolean
note_set_step (ShedDb        *db,
               gpointer       data,
               gboolean      *more,
               GCancellable  *cancellable,
               GError       **error)
{
  NoteTask *self = data;
  g_autofree char *text = NULL;
  ShedCell cells[] = { SHED_CELLS_END, SHED_CELLS_END };
  gboolean changed;

  if (!shed_value_prepare ("note", "text", self->text, &cells[0], &text, error) ||
      !shed_require_row (db, "note", self->note_id, error) ||
      !shed_write_update (db, "note", self->note_id, cells, &changed, error))
    return FALSE;
  take_title (self, db);
  shed_command_take_result_id (self->task.command, g_strdup (self->note_id));
  shed_command_set_count (self->task.command, changed ? 1 : 0);
  return TRUE;
}

ShedCommand *
shed_command_note_set (const char *note_id,
                       const char *text)
{
  NoteTask *self = g_new0 (NoteTask, 1);

  self->note_id = g_strdup (note_id);
  self->text = g_strdup (text);
  return shed_task_make_command (&self->task, SHED_COMMAND_NOTE_EDIT, NULL, note_set_step, note_task_free, FALSE);
}

static gboolean
note_delete_step (ShedDb        *db,
                  gpointer       data,
                  gboolean      *more,
                  GCancellable  *cancellable,
                  GError       **error)
{
  NoteTask *self = data;

  if (!shed_require_row (db, "note", self->note_id, error))
    return FALSE;
  take_title (self, db);
  return shed_write_delete (db, "note", self->note_id, error);
}

ShedCommand *
shed_command_note_delete (const char *note_id)
{
  NoteTask *self = g_new0 (NoteTask, 1);

  self->note_id = g_strdup (note_id);
  return shed_task_make_command (&self->task, SHED_COMMAND_NOTE_DELETE, NULL, note_delete_step, note_task_free, FALSE);
}

/* Tags are few: names are folded here, as SQLite folds ASCII only. NULL without error: there is none of that name. */
static char *
find_tag (ShedDb      *db,
          const char  *name,
          GError     **error)
{
  g_autofree char *folded = shed_fold (name);
  g_autoptr(ShedStmt) stmt = shed_db_borrow (db, "SELECT id, name FROM tag ORDER BY created_at, id", error);

  if (stmt == NULL)
    return NULL;
  while (shed_stmt_step (stmt, error) == SHED_STEP_ROW)
    {
      g_autofree char *other = shed_fold (shed_stmt_get_text (stmt, 1));

      if (strcmp (folded, other) == 0)
        return shed_stmt_dup_text (stmt, 0);
    }
  return NULL;
}

static gboolean
add_tag_step (ShedDb        *db,
              gpointer       data,
              gboolean      *more,
              GCancellable  *cancellable,
              GError       **error)
{
  NoteTask *self = data;
  ShedBudget budget = SHED_BUDGET_INIT;
  guint next = shed_command_get_done (self->task.command);
  g_autoptr(GError) find_error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *tag_id = NULL;
  ShedCell cell;

  if (!shed_value_prepare ("tag", "name", self->name, &cell, &name, error))
    return FALSE;
  tag_id = find_tag (db, name, &find_error);
  if (find_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&find_error));
      return FALSE;
    }
  if (tag_id == NULL)
    {
      tag_id = g_strdup (shed_command_id (self->task.command, db, 0));
      shed_budget_take (&budget, 1, 1000);
      if (!shed_write_insert (db, "tag", tag_id, (ShedCell[]) { cell, SHED_CELLS_END }, error))
        return FALSE;
    }
  for (; self->tune_ids[next] != NULL; next++)
    {
      g_autofree char *id = shed_id_tune_tag (self->tune_ids[next], tag_id);
      gboolean exists, has_tune;

      if (!shed_row_exists (db, "tune_tag", id, &exists, error) ||
          !shed_row_exists (db, "tune", self->tune_ids[next], &has_tune, error))
        return FALSE;
      if (exists || !has_tune)
        continue;
      if (!shed_budget_take (&budget, 1, 300))
        break;
      if (!shed_write_insert (db, "tune_tag", id,
                              (ShedCell[]) { SHED_CELL_TEXT ("tune_id", self->tune_ids[next]), SHED_CELL_TEXT ("tag_id", tag_id),
                                             SHED_CELLS_END }, error))
        return FALSE;
      shed_command_add_count (self->task.command, 1);
    }
  shed_command_take_result_id (self->task.command, g_steal_pointer (&tag_id));
  return shed_task_end_step (&self->task, (const char * const *) self->tune_ids, next, more);
}

/**
 * shed_command_add_tag:
 * @tag_name: the tag of that folded name is taken, or made when there is none
 *
 * The result id is the tag's.
 */
ShedCommand *
shed_command_add_tag (const char * const *tune_ids,
                      const char         *tag_name)
{
  NoteTask *self = g_new0 (NoteTask, 1);

  self->tune_ids = g_strdupv ((char **) tune_ids);
  self->name = g_strdup (tag_name);
  return shed_task_make_command (&self->task, SHED_COMMAND_TAG, tag_name, add_tag_step, note_task_free, TRUE);
}

static gboolean
remove_tag_step (ShedDb        *db,
                 gpointer       data,
                 gboolean      *more,
                 GCancellable  *cancellable,
                 GError       **error)
{
  NoteTask *self = data;
  ShedBudget budget = SHED_BUDGET_INIT;
  guint next = shed_command_get_done (self->task.command);

  for (; self->tune_ids[next] != NULL; next++)
    {
      g_autofree char *id = shed_id_tune_tag (self->tune_ids[next], self->tag_id);
      gboolean exists;

      if (!shed_row_exists (db, "tune_tag", id, &exists, error))
        return FALSE;
      if (!exists)
        continue;
      if (!shed_budget_take (&budget, 1, 300))
        break;
      if (!shed_write_delete (db, "tune_tag", id, error))
        return FALSE;
      shed_command_add_count (self->task.command, 1);
    }
  shed_command_take_subject (self->task.command,
                             shed_query_text (db, "SELECT name FROM tag WHERE id = :a", self->tag_id, NULL, NULL));
  return shed_task_end_step (&self->task, (const char * const *) self->tune_ids, next, more);
}

ShedCommand *
shed_command_remove_tag (const char * const *tune_ids,
                         const char         *tag_id)
{
  NoteTask *self = g_new0 (NoteTask, 1);

  self->tune_ids = g_strdupv ((char **) tune_ids);
  self->tag_id = g_strdup (tag_id);
  return shed_task_make_command (&self->task, SHED_COMMAND_UNTAG, NULL, remove_tag_step, note_task_free, TRUE);
}

static gboolean
set_preference_step (ShedDb        *db,
                     gpointer       data,
                     gboolean      *more,
                     GCancellable  *cancellable,
                     GError       **error)
{
  NoteTask *self = data;
  g_autofree char *id = shed_id_preference (self->name);
  g_autofree char *keep = NULL;
  ShedCell cell;
  gboolean exists, changed = TRUE;

  if (!shed_preference_is_name (self->name))
    {
      g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID, "no such preference: %s", self->name);
      return FALSE;
    }
  if (!shed_row_exists (db, "preference", id, &exists, error))
    return FALSE;
  if (self->text == NULL)
    {
      shed_command_set_count (self->task.command, exists ? 1 : 0);
      return !exists || shed_write_delete (db, "preference", id, error);
    }
  if (!shed_preference_accepts (db, self->name, self->text))
    {
      g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID, "%s: not a value for it", self->name);
      return FALSE;
    }
  if (!shed_value_prepare ("preference", "value", self->text, &cell, &keep, error))
    return FALSE;
  if (exists ? !shed_write_update (db, "preference", id, (ShedCell[]){ cell, SHED_CELLS_END }, &changed, error)
             : !shed_write_insert (db, "preference", id,
                                   (ShedCell[]){ SHED_CELL_TEXT ("name", self->name), cell, SHED_CELLS_END }, error))
    return FALSE;
  shed_command_set_count (self->task.command, changed ? 1 : 0);
  return TRUE;
}

/**
 * shed_command_set_preference:
 * @name: a name of shed_preference_list_names(), or "repertoire/ID/NAME" for one repertoire's own value
 * @json_value: (nullable): the value as JSON of the default's kind; NULL: back to the default
 */
ShedCommand *
shed_command_set_preference (const char *name,
                             const char *json_value)
{
  NoteTask *self = g_new0 (NoteTask, 1);

  self->name = g_strdup (name);
  self->text = g_strdup (json_value);
  return shed_task_make_command (&self->task, SHED_COMMAND_PREFERENCE, name, set_preference_step, note_task_free, FALSE);
}
