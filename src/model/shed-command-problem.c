/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done about a change that the server refused. Trying again sends what the library says now, under a new
 * id, because the old id is answered for ever. Discarding takes the change out of what waits and gives its rows back
 * what they would be without it, as an ordinary command: undo makes the change anew. A copy of what was discarded stays
 * in the library file (shed-command-discarded.c). */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-command-private.h"

#include <string.h>

#include "shed-json-writer.h"
#include "shed-problem-list.h"

#define WAITS "(SELECT state FROM outbox WHERE n = outbox_op.grp) IN ('new', 'held')"

static gboolean
run_with (ShedDb      *db,
          const char  *sql,
          const char  *a,
          gint64       n,
          GError     **error)
{
  g_autoptr(ShedStmt) stmt = shed_db_borrow (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  if (strstr (sql, ":a") != NULL)
    shed_stmt_bind_text (stmt, ":a", a);
  if (strstr (sql, ":n") != NULL)
    shed_stmt_bind_int (stmt, ":n", n);
  return shed_stmt_run (stmt, error);
}

typedef struct { char *table, *id, *op, *new; gint64 k; } Op;

static void
op_free (gpointer data)
{
  Op *op = data;

  g_free (op->table);
  g_free (op->id);
  g_free (op->op);
  g_free (op->new);
  g_free (op);
}

static GPtrArray *
read_ops (ShedDb      *db,
          gint64       group,
          GError     **error)
{
  g_autoptr(GPtrArray) ops = g_ptr_array_new_with_free_func (op_free);
  g_autoptr(ShedStmt) stmt = shed_db_borrow (db, "SELECT tbl, id, op, new, k FROM outbox_op WHERE grp = :n ORDER BY k", error);
  ShedStep step;

  if (stmt == NULL)
    return NULL;
  shed_stmt_bind_int (stmt, ":n", group);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      Op *op = g_new0 (Op, 1);

      op->table = shed_stmt_dup_text (stmt, 0);
      op->id = shed_stmt_dup_text (stmt, 1);
      op->op = shed_stmt_dup_text (stmt, 2);
      op->new = shed_stmt_dup_text (stmt, 3);
      op->k = shed_stmt_get_int (stmt, 4);
      g_ptr_array_add (ops, op);
    }
  return step == SHED_STEP_DONE ? g_steal_pointer (&ops) : NULL;
}

/* Trying again */

char *
shed_row_as_json (ShedDb           *db,
                  const ShedTable  *table,
                  const char       *id,
                  const char       *columns_of,
                  GError          **error)
{
  g_autoptr(GString) sql = g_string_new ("SELECT json_object ('created_at', created_at");
  g_autofree char *all = NULL;

  for (guint i = 0; i < table->n_columns; i++)
    g_string_append_printf (sql, ", '%s', \"%s\"", table->columns[i].name, table->columns[i].name);
  g_string_append_printf (sql, ") FROM \"%s\" WHERE id = :a", table->name);
  all = shed_query_text (db, g_intern_string (sql->str), id, NULL, error);
  if (all == NULL || columns_of == NULL)
    return g_steal_pointer (&all);
  return shed_query_text (
    db,
    "SELECT json_group_object (j.key, CASE WHEN j.key IN (SELECT key FROM json_each (:b)) THEN j.value END)"
    " FROM json_each (:a) j WHERE j.key IN (SELECT key FROM json_each (:b))",
    all, columns_of, error);
}

/* The edit that comes after on the same row started from what was refused; from here on it starts from what is sent now. */
static gboolean
take_over_base (ShedDb      *db,
                gint64       group,
                const Op    *op,
                const char  *now,
                GError     **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (
    db,
    "UPDATE outbox_op SET base = (SELECT json_group_object (b.key, CASE WHEN b.key IN (SELECT key FROM json_each (:now))"
    " THEN json_extract (:now, '$.' || b.key) ELSE b.value END) FROM json_each (outbox_op.base) b)"
    " WHERE tbl = :tbl AND id = :id AND op = 'upd' AND base IS NOT NULL"
    " AND grp = (SELECT min (q.grp) FROM outbox_op q JOIN outbox o ON o.n = q.grp"
    "  WHERE q.tbl = :tbl AND q.id = :id AND q.grp > :n AND o.state IN ('new', 'held'))"
    " AND NOT EXISTS (SELECT 1 FROM json_each (outbox_op.base) b WHERE b.type = 'object')",
    error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":now", now);
  shed_stmt_bind_text (stmt, ":tbl", op->table);
  shed_stmt_bind_text (stmt, ":id", op->id);
  shed_stmt_bind_int (stmt, ":n", group);
  return shed_stmt_run (stmt, error);
}

static gboolean
refresh_op (ShedDb      *db,
            gint64       group,
            const Op    *op,
            GError     **error)
{
  const ShedTable *table = shed_table_find (op->table);
  g_autofree char *now = NULL;
  g_autoptr(ShedStmt) stmt = NULL;
  g_autoptr(GError) local_error = NULL;

  if (table == NULL || strcmp (op->op, "del") == 0 || op->new == NULL)
    return TRUE;
  now = shed_row_as_json (db, table, op->id, strcmp (op->op, "upd") == 0 ? op->new : NULL, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  /* A row that was deleted since: what waits after this deletes it there too. */
  if (now == NULL || strcmp (now, op->new) == 0)
    return TRUE;
  stmt = shed_db_borrow (db, "UPDATE outbox_op SET new = :new WHERE grp = :n AND k = :k", error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":new", now);
  shed_stmt_bind_int (stmt, ":n", group);
  shed_stmt_bind_int (stmt, ":k", op->k);
  return shed_stmt_run (stmt, error) && take_over_base (db, group, op, now, error);
}

/**
 * shed_problem_retry:
 * @ids: a GStrv: refused changes; others are left
 */
gboolean
shed_problem_retry (ShedDb        *db,
                    gpointer       ids,
                    GCancellable  *cancellable,
                    GError       **error)
{
  for (char **id = ids; *id != NULL; id++)
    {
      gint64 group = shed_query_int (db, "SELECT n FROM outbox WHERE mid = :a AND state = 'held'", *id, NULL, G_MININT64);
      g_autofree char *fresh = shed_db_new_id (db);
      g_autoptr(GPtrArray) ops = NULL;

      if (group == G_MININT64)
        continue;
      ops = read_ops (db, group, error);
      if (ops == NULL)
        return FALSE;
      for (guint i = 0; i < ops->len; i++)
        if (!refresh_op (db, group, ops->pdata[i], error))
          return FALSE;
      if (!run_with (db, "UPDATE outbox SET state = 'new', mid = :a, attempts = 0, last_error = NULL WHERE n = :n",
                     fresh, group, error))
        return FALSE;
    }
  shed_db_note_changed (db, "outbox");
  return TRUE;
}

/* As text */

static char *
group_as_json (ShedDb      *db,
               const char  *mid,
               gint64       discarded_at,
               GError     **error)
{
  g_autoptr(ShedStmt) head = shed_db_borrow (db, "SELECT at, last_error, attempts, n FROM outbox WHERE mid = :a", error);
  g_autoptr(ShedStmt) ops = shed_db_borrow (db, "SELECT op, tbl, id, base, new FROM outbox_op WHERE grp = :n ORDER BY k", error);
  g_autoptr(ShedJsonWriter) json = shed_json_writer_new (TRUE);
  ShedStep step;

  if (head == NULL || ops == NULL)
    return NULL;
  shed_stmt_bind_text (head, ":a", mid);
  step = shed_stmt_step (head, error);
  if (step == SHED_STEP_DONE)
    g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_FOUND, "no such change: %s", mid);
  if (step != SHED_STEP_ROW)
    return NULL;
  shed_json_begin_object (json);
  shed_json_add_int (json, "woodshed-change", 1);
  shed_json_add_string (json, "id", mid);
  shed_json_add_int (json, "made", shed_stmt_get_int (head, 0));
  shed_json_add_string (json, "refused", shed_stmt_get_text (head, 1));
  if (discarded_at != 0)
    shed_json_add_int (json, "discarded", discarded_at);
  shed_json_name (json, "operations");
  shed_json_begin_array (json);
  shed_stmt_bind_int (ops, ":n", shed_stmt_get_int (head, 3));
  while ((step = shed_stmt_step (ops, error)) == SHED_STEP_ROW)
    {
      static const char * const names[] = { "op", "table", "id" };

      shed_json_begin_object (json);
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        shed_json_add_string (json, names[i], shed_stmt_get_text (ops, i));
      for (guint i = 3; i < 5; i++)
        if (!shed_stmt_is_null (ops, i))
          {
            shed_json_name (json, i == 3 ? "before" : "after");
            shed_json_raw (json, shed_stmt_get_text (ops, i));
          }
      shed_json_end_object (json);
    }
  shed_json_end_array (json);
  shed_json_end_object (json);
  return step == SHED_STEP_DONE ? shed_json_writer_dup_text (json) : NULL;
}

gboolean
shed_problem_read_text (ShedDb        *db,
                        gpointer       problem_text,
                        GCancellable  *cancellable,
                        GError       **error)
{
  ShedProblemText *text = problem_text;

  text->json = group_as_json (db, text->id, 0, error);
  return text->json != NULL;
}

/* Discarding */

typedef struct { ShedTask task; GStrv ids; } DiscardTask;

static void
discard_task_free (gpointer data)
{
  DiscardTask *self = data;

  g_strfreev (self->ids);
  g_free (self);
}

/* What a column would be without the discarded change: as the last of the operations that stay says, or else the
 * server. *known FALSE: nobody says. */
static gboolean
fold_column (ShedDb            *db,
             const Op          *op,
             const ShedColumn  *column,
             ShedCell          *cell,
             GPtrArray         *keep,
             gboolean          *known,
             GError           **error)
{
  g_autoptr(ShedStmt) stmt = shed_db_borrow (db,
    "SELECT json_type (v, :path), json_extract (v, :path) FROM ("
    " SELECT 0 AS rank, -1 AS k, coalesce (json, '{}') AS v FROM shadow WHERE tbl = :tbl AND id = :id AND deleted = 0"
    " UNION ALL SELECT 1 + grp, k, new FROM outbox_op WHERE tbl = :tbl AND id = :id AND new IS NOT NULL)"
    " WHERE json_type (v, :path) IS NOT NULL ORDER BY rank DESC, k DESC LIMIT 1", error);
  g_autofree char *path = g_strdup_printf ("$.%s", column->name);
  const char *type;
  ShedStep step;

  *known = FALSE;
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":path", path);
  shed_stmt_bind_text (stmt, ":tbl", op->table);
  shed_stmt_bind_text (stmt, ":id", op->id);
  step = shed_stmt_step (stmt, error);
  if (step != SHED_STEP_ROW)
    return step == SHED_STEP_DONE;
  *known = TRUE;
  type = shed_stmt_get_text (stmt, 0);
  if (strcmp (type, "null") == 0)
    *cell = (ShedCell) SHED_CELL_NULL (column->name);
  else if (strcmp (type, "text") != 0 && strcmp (type, "object") != 0 && strcmp (type, "array") != 0)
    *cell = (ShedCell) SHED_CELL_INT (column->name, shed_stmt_get_int (stmt, 1));
  else
    {
      char *text = shed_stmt_dup_text (stmt, 1);

      g_ptr_array_add (keep, text);
      *cell = (ShedCell) SHED_CELL_TEXT (column->name, text);
    }
  return TRUE;
}

static gboolean
says_column (ShedDb      *db,
             const char  *json,
             const char  *column)
{
  return shed_query_int (db, "SELECT json_type (:a, '$.' || :b) IS NOT NULL", json, column, 0) != 0;
}

gboolean
shed_can_point (ShedDb            *db,
                const ShedColumn  *column,
                const ShedCell    *cell,
                GError           **error)
{
  gboolean there = TRUE;

  if (column->references != NULL && cell->text != NULL && !shed_row_exists (db, column->references, cell->text, &there, error))
    return FALSE;
  if (!there)
    g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID, "what it hung on is deleted: %s", column->references);
  return there;
}

/* The row gets back what it would be without the change; other edits of it stay. */
static gboolean
put_back (ShedDb           *db,
          const Op         *op,
          const ShedTable  *table,
          GError          **error)
{
  g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GArray) cells = g_array_new (TRUE, TRUE, sizeof (ShedCell));
  gboolean exists, deleted = strcmp (op->op, "del") == 0;

  if (!shed_row_exists (db, op->table, op->id, &exists, error))
    return FALSE;
  if (exists == deleted)
    return TRUE; /* somebody was there before us */
  for (guint i = 0; i < table->n_columns; i++)
    {
      const ShedColumn *column = &table->columns[i];
      ShedCell cell = { 0 };
      gboolean known;

      if (!deleted && (column->merge_class == SHED_CLASS_FIXED || !says_column (db, op->new, column->name)))
        continue;
      if (!fold_column (db, op, column, &cell, keep, &known, error))
        return FALSE;
      if (!known)
        continue;
      if (!shed_can_point (db, column, &cell, error))
        return FALSE;
      g_array_append_val (cells, cell);
    }
  if (cells->len == 0)
    return TRUE;
  return deleted ? shed_write_insert (db, op->table, op->id, (const ShedCell *) cells->data, error)
                 : shed_write_update (db, op->table, op->id, (const ShedCell *) cells->data, NULL, error);
}

/* What waits for a row that nobody has any more has nothing to say. */
static gboolean
drop_ops_without_rows (ShedDb  *db,
                       GError **error)
{
  guint n_tables;
  const ShedTable *tables = shed_tables_get (&n_tables);

  for (guint t = 0; t < n_tables; t++)
    {
      g_autofree char *sql = g_strdup_printf (
        "DELETE FROM outbox_op WHERE tbl = '%s' AND " WAITS
        " AND NOT EXISTS (SELECT 1 FROM \"%s\" WHERE id = outbox_op.id)"
        " AND NOT EXISTS (SELECT 1 FROM shadow h WHERE h.tbl = outbox_op.tbl AND h.id = outbox_op.id AND h.deleted = 0)"
        " AND NOT EXISTS (SELECT 1 FROM outbox_op q JOIN outbox o ON o.n = q.grp WHERE q.tbl = outbox_op.tbl"
        " AND q.id = outbox_op.id"
        "  AND o.state IN ('sent', 'acked'))",
        tables[t].name, tables[t].name);

      if (!run_with (db, g_intern_string (sql), NULL, 0, error))
        return FALSE;
    }
  return run_with (
    db,
    "DELETE FROM outbox WHERE state IN ('new', 'held') AND NOT EXISTS (SELECT 1 FROM outbox_op WHERE grp = outbox.n)",
    NULL, 0, error);
}

static gboolean
discard_one (DiscardTask  *self,
             ShedDb       *db,
             const char   *mid,
             gboolean     *found,
             GError      **error)
{
  gint64 group = shed_query_int (db, "SELECT n FROM outbox WHERE mid = :a AND state = 'held'", mid, NULL, G_MININT64);
  g_autoptr(GPtrArray) ops = NULL;
  g_autofree char *copy = NULL;
  g_autofree char *name = g_strdup_printf ("discarded/%s", mid);
  g_autoptr(ShedStmt) kept = NULL;
  g_auto(ShedMoment) moment = { 0 };

  *found = group != G_MININT64;
  if (!*found)
    return TRUE;
  if (
    shed_query_int (
      db,
      "SELECT EXISTS (SELECT 1 FROM outbox o JOIN outbox_op p ON p.grp = o.n WHERE o.mid = :a AND p.tbl = 'practice_event')",
      mid, NULL, 0) != 0)
    {
      g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID, "practice is kept for ever");
      return FALSE;
    }
  ops = read_ops (db, group, error);
  copy = ops != NULL ? group_as_json (db, mid, shed_db_now_ms (db), error) : NULL;
  kept = copy != NULL
           ? shed_db_borrow (db, "INSERT INTO meta (name, value) VALUES (:a, :b) ON CONFLICT (name) DO NOTHING", error)
           : NULL;
  if (kept == NULL)
    return FALSE;
  shed_stmt_bind_text (kept, ":a", name);
  shed_stmt_bind_text (kept, ":b", copy);
  if (!shed_stmt_run (kept, error) || !run_with (db, "DELETE FROM outbox_op WHERE grp = :n", NULL, group, error) ||
      !run_with (db, "DELETE FROM outbox WHERE n = :n", NULL, group, error))
    return FALSE;
  shed_moment_init (&moment, db);
  for (guint i = ops->len; i-- > 0;)
    {
      const Op *op = ops->pdata[i];
      const ShedTable *table = shed_table_find (op->table);
      gboolean ok, gone = TRUE;

      if (table == NULL)
        continue;
      if (strcmp (op->op, "ins") == 0 &&
          shed_query_int (db, "SELECT EXISTS (SELECT 1 FROM shadow WHERE tbl = :a AND id = :b AND deleted = 0)",
                          op->table, op->id, 0) == 0)
        {
          ShedBudget budget = SHED_BUDGET_INIT;

          ok = shed_delete_tree (db, &budget, table, op->id, moment.today, &gone, error);
          if (ok && !gone)
            {
              g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_TOO_LARGE, "too much hangs on %s", op->table);
              ok = FALSE;
            }
        }
      else
        ok = put_back (db, op, table, error);
      if (!ok)
        return FALSE;
    }
  return drop_ops_without_rows (db, error);
}

static gboolean
discard_step (ShedDb        *db,
              gpointer       data,
              gboolean      *more,
              GCancellable  *cancellable,
              GError       **error)
{
  DiscardTask *self = data;
  guint n = shed_command_get_done (self->task.command);
  gboolean found;

  shed_command_add_count (self->task.command, 0);
  if (self->ids[n] == NULL)
    return TRUE;
  if (!discard_one (self, db, self->ids[n], &found, error))
    return FALSE;
  if (found)
    shed_command_add_count (self->task.command, 1);
  else
    shed_command_add_already (self->task.command, 1);
  shed_db_note_changed (db, "outbox");
  shed_db_note_changed (db, "meta"); /* the copy */
  shed_command_set_done (self->task.command, ++n);
  *more = self->ids[n] != NULL;
  return TRUE;
}

/**
 * shed_command_discard_problems:
 * @problem_ids: (array zero-terminated=1): changes that the server refused
 *
 * Takes them back, one transaction each and one undo for all. What hangs on something that was made goes with it.
 * Practice is never taken back so, nor what would hang on something that was deleted since (INVALID).
 */
ShedCommand *
shed_command_discard_problems (const char * const *problem_ids)
{
  DiscardTask *self = g_new0 (DiscardTask, 1);

  self->ids = g_strdupv ((char **) problem_ids);
  return shed_task_make_command (&self->task, SHED_COMMAND_DISCARD, NULL, discard_step, discard_task_free, TRUE);
}
