/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The copies that are kept of discarded changes (in meta, as the text of the change). One can be brought back, which is
 * an ordinary edit of what the library says now, with undo; the copy stays until a person removes it. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-command-private.h"

#include <string.h>

#include "shed-problem-list.h"

#define COPY "(SELECT value FROM meta WHERE name = 'discarded/' || :a AND json_valid (value))"

typedef struct { char *op, *table, *id, *after; } CopiedOp;

static void
copied_op_free (gpointer data)
{
  CopiedOp *op = data;

  g_free (op->op);
  g_free (op->table);
  g_free (op->id);
  g_free (op->after);
  g_free (op);
}

/* What this Woodshed does not know is left out: a copy outlives the program that made it. */
static GPtrArray *
read_copy (ShedDb *db, const char *id, GError **error)
{
  g_autoptr (GPtrArray) ops = g_ptr_array_new_with_free_func (copied_op_free);
  g_autoptr (ShedStmt) stmt = shed_db_borrow (
    db,
    "SELECT json_extract (j.value, '$.op'), json_extract (j.value, '$.table'), json_extract (j.value, '$.id'),"
    " json_extract (j.value, '$.after') FROM json_each (" COPY ", '$.operations') j ORDER BY j.key",
    error);
  ShedStep step;

  if (stmt == NULL)
    return NULL;
  shed_stmt_bind_text (stmt, ":a", id);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      CopiedOp *op;

      if (shed_stmt_is_null (stmt, 0) || shed_stmt_is_null (stmt, 1) || shed_stmt_is_null (stmt, 2) ||
          shed_table_find (shed_stmt_get_text (stmt, 1)) == NULL)
        continue;
      op = g_new0 (CopiedOp, 1);
      op->op = shed_stmt_dup_text (stmt, 0);
      op->table = shed_stmt_dup_text (stmt, 1);
      op->id = shed_stmt_dup_text (stmt, 2);
      op->after = shed_stmt_dup_text (stmt, 3);
      g_ptr_array_add (ops, op);
    }
  return step == SHED_STEP_DONE ? g_steal_pointer (&ops) : NULL;
}

static gboolean
op_is_there (ShedDb *db, const CopiedOp *op, gboolean *there, GError **error)
{
  g_autofree char *row = NULL;
  g_autoptr (GError) local_error = NULL;

  if (!shed_row_exists (db, op->table, op->id, there, error))
    return FALSE;
  if (strcmp (op->op, "del") == 0)
    *there = !*there;
  if (!*there || strcmp (op->op, "upd") != 0 || op->after == NULL)
    return TRUE;
  row = shed_row_as_json (db, shed_table_find (op->table), op->id, NULL, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  *there = row != NULL && shed_query_int (db,
                                          "SELECT NOT EXISTS (SELECT 1 FROM json_each (:a) a JOIN json_each (:b) r"
                                          " ON r.key = a.key WHERE a.value IS NOT r.value)",
                                          op->after, row, 0) != 0;
  return TRUE;
}

/* Whether the library is as the change would have it: nothing is left to bring back. */
gboolean
shed_discarded_is_there (ShedDb *db, const char *id, gboolean *there, GError **error)
{
  g_autoptr (GPtrArray) ops = read_copy (db, id, error);

  if (ops == NULL)
    return FALSE;
  *there = TRUE;
  for (guint i = 0; i < ops->len && *there; i++)
    if (!op_is_there (db, ops->pdata[i], there, error))
      return FALSE;
  return TRUE;
}

/* The copy itself */

/**
 * shed_discarded_read_text:
 * @db: a connection that reads
 * @problem_text: (type ShedProblemText): its id; gets the text
 * @cancellable: not looked at
 * @error: NOT_FOUND when there is no such copy
 */
gboolean
shed_discarded_read_text (ShedDb *db, gpointer problem_text, GCancellable *cancellable, GError **error)
{
  ShedProblemText *text = problem_text;
  g_autoptr (GError) local_error = NULL;

  text->json = shed_query_text (db, "SELECT value FROM meta WHERE name = 'discarded/' || :a", text->id, NULL, &local_error);
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else if (text->json == NULL)
    g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_FOUND, "no such copy: %s", text->id);
  return text->json != NULL;
}

/**
 * shed_discarded_remove:
 * @db: in a write
 * @problem_text: (type ShedProblemText): its id; gets the text, with which it can be kept after all
 * @cancellable: not looked at
 * @error: NOT_FOUND when there is no such copy
 */
gboolean
shed_discarded_remove (ShedDb *db, gpointer problem_text, GCancellable *cancellable, GError **error)
{
  ShedProblemText *text = problem_text;
  g_autoptr (ShedStmt) stmt = NULL;

  if (!shed_discarded_read_text (db, text, cancellable, error))
    return FALSE;
  stmt = shed_db_borrow (db, "DELETE FROM meta WHERE name = 'discarded/' || :a", error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":a", text->id);
  shed_db_note_changed (db, "meta");
  return shed_stmt_run (stmt, error);
}

/**
 * shed_discarded_keep:
 * @db: in a write
 * @problem_text: (type ShedProblemText): id and text of a copy that was removed
 * @cancellable: not looked at
 * @error: when it could not be written
 */
gboolean
shed_discarded_keep (ShedDb *db, gpointer problem_text, GCancellable *cancellable, GError **error)
{
  ShedProblemText *text = problem_text;
  g_autoptr (ShedStmt) stmt = shed_db_borrow (
    db, "INSERT INTO meta (name, value) VALUES ('discarded/' || :a, :b) ON CONFLICT (name) DO NOTHING", error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":a", text->id);
  shed_stmt_bind_text (stmt, ":b", text->json);
  shed_db_note_changed (db, "meta");
  return shed_stmt_run (stmt, error);
}

/* Bringing back */

typedef struct { ShedTask task; GStrv ids; } BringTask;

static void
bring_task_free (gpointer data)
{
  BringTask *self = data;

  g_strfreev (self->ids);
  g_free (self);
}

/* The values that a change gave, as far as the table has such columns. */
static GArray *
read_cells (ShedDb *db, const CopiedOp *op, GPtrArray *keep, GError **error)
{
  const ShedTable *table = shed_table_find (op->table);
  gboolean edit = strcmp (op->op, "upd") == 0;
  g_autoptr (GArray) cells = g_array_new (TRUE, TRUE, sizeof (ShedCell));

  for (guint i = 0; op->after != NULL && i < table->n_columns; i++)
    {
      const ShedColumn *column = &table->columns[i];
      g_autoptr (ShedStmt) stmt = NULL;
      const char *type;
      ShedCell cell;
      ShedStep step;

      if (edit && column->merge_class == SHED_CLASS_FIXED)
        continue;
      stmt = shed_db_borrow (db, "SELECT type, value FROM json_each (:json) WHERE key = :column", error);
      if (stmt == NULL)
        return NULL;
      shed_stmt_bind_text (stmt, ":json", op->after);
      shed_stmt_bind_text (stmt, ":column", column->name);
      step = shed_stmt_step (stmt, error);
      if (step == SHED_STEP_DONE)
        continue;
      if (step != SHED_STEP_ROW)
        return NULL;
      type = shed_stmt_get_text (stmt, 0);
      if (strcmp (type, "null") == 0)
        cell = (ShedCell) SHED_CELL_NULL (column->name);
      else if (strcmp (type, "integer") == 0 || strcmp (type, "true") == 0 || strcmp (type, "false") == 0)
        cell = (ShedCell) SHED_CELL_INT (column->name, shed_stmt_get_int (stmt, 1));
      else
        {
          char *text = shed_stmt_dup_text (stmt, 1);

          g_ptr_array_add (keep, text);
          cell = (ShedCell) SHED_CELL_TEXT (column->name, text);
        }
      if (!shed_can_point (db, column, &cell, error))
        return NULL;
      g_array_append_val (cells, cell);
    }
  return g_steal_pointer (&cells);
}

static gboolean
bring_op (ShedDb *db, ShedBudget *budget, const CopiedOp *op, int today, GError **error)
{
  g_autoptr (GPtrArray) keep = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) cells = NULL;
  gboolean there, gone;

  if (strcmp (op->table, "practice_event") == 0)
    {
      g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID, "practice is never written anew");
      return FALSE;
    }
  if (!op_is_there (db, op, &there, error))
    return FALSE;
  if (there)
    return TRUE;
  if (strcmp (op->op, "del") == 0)
    {
      if (!shed_delete_tree (db, budget, shed_table_find (op->table), op->id, today, &gone, error))
        return FALSE;
      if (!gone)
        g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_TOO_LARGE, "too much hangs on %s", op->table);
      return gone;
    }
  cells = read_cells (db, op, keep, error);
  if (cells == NULL)
    return FALSE;
  if (strcmp (op->op, "ins") == 0)
    return shed_write_insert (db, op->table, op->id, (const ShedCell *) cells->data, error);
  return shed_require_row (db, op->table, op->id, error) &&
         (cells->len == 0 || shed_write_update (db, op->table, op->id, (const ShedCell *) cells->data, NULL, error));
}

static gboolean
bring_one (ShedDb *db, const char *id, gboolean *done, GError **error)
{
  g_autoptr (GPtrArray) ops = read_copy (db, id, error);
  g_auto (ShedMoment) moment = { 0 };
  ShedBudget budget = SHED_BUDGET_INIT;
  gboolean there;

  if (ops == NULL || !shed_discarded_is_there (db, id, &there, error))
    return FALSE;
  *done = ops->len > 0 && !there;
  if (!*done)
    return TRUE;
  shed_moment_init (&moment, db);
  for (guint i = 0; i < ops->len; i++)
    if (!bring_op (db, &budget, ops->pdata[i], moment.today, error))
      return FALSE;
  return TRUE;
}

static gboolean
bring_step (ShedDb *db, gpointer data, gboolean *more, GCancellable *cancellable, GError **error)
{
  BringTask *self = data;
  guint n = shed_command_get_done (self->task.command);
  gboolean done;

  shed_command_add_count (self->task.command, 0);
  if (self->ids[n] == NULL)
    return TRUE;
  if (!bring_one (db, self->ids[n], &done, error))
    return FALSE;
  if (done)
    shed_command_add_count (self->task.command, 1);
  else
    shed_command_add_already (self->task.command, 1);
  shed_command_set_done (self->task.command, ++n);
  *more = self->ids[n] != NULL;
  return TRUE;
}

/**
 * shed_command_bring_back:
 * @problem_ids: (array zero-terminated=1): discarded changes of which a copy is kept
 *
 * Makes them anew, one transaction each and one undo for all. A change of something that is deleted since is NOT_FOUND,
 * one that would hang on something deleted is INVALID.
 */
ShedCommand *
shed_command_bring_back (const char *const *problem_ids)
{
  BringTask *self = g_new0 (BringTask, 1);

  self->ids = g_strdupv ((char **) problem_ids);
  return shed_task_make_command (&self->task, SHED_COMMAND_BRING_BACK, NULL, bring_step, bring_task_free, TRUE);
}
