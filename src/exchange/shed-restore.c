/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A backup back into a library, as a command: parents before children, some hundred rows a transaction. A row that points at
 * another of its own table (a void, a scan's thumbnail) waits for that one. It must never update or delete. */
#define G_LOG_DOMAIN "Woodshed-exchange"

#include "shed-restore-private.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "shed-backup.h"
#include "shed-import-source.h"
#include "shed-json-writer.h"
#include "shed-outbox.h"
#include "shed-thread.h"

#define STEP_MAX_OPS 400
#define STEP_MAX_BYTES (200 * 1024)
/* Where no group is made for an account, larger steps write the pages of the indexes less often. */
#define LARGE_FACTOR 8
/* From so many rows on the search index is refreshed once at the end. */
#define BULK_ROWS 500
/* A row of more than this fits into no group; only a made-up one can be so large. */
#define MAX_ROW_BYTES (280 * 1024)

typedef struct {
  const ShedTable *table;
  const char      *select; /* interned */
  const char      *insert;
  int              parent; /* column that points into the same table, or -1 */
} TablePlan;

typedef struct {
  ShedBackup        *backup;
  gboolean           is_dry_run;
  ShedCommand       *command; /* not owned; NULL in a dry run */
  GCancellable      *cancellable;
  TablePlan          plans[SHED_N_TABLES];
  guint              table, row;
  GArray            *ready;   /* ShedBackupRow whose parent has come */
  GHashTable        *waiting; /* id of the parent → GArray of ShedBackupRow */
  ShedRestoreResult  result, pending;
  gboolean           more;
  gboolean           is_bulk;
} Restore;

static void
array_unref (gpointer array)
{
  g_array_unref (array);
}

static TablePlan
plan_table (const ShedTable *table)
{
  g_autoptr (GString) select = g_string_new ("SELECT id");
  g_autoptr (GString) insert = g_string_new (NULL);
  g_autoptr (GString) values = g_string_new (":id, :created_at");
  TablePlan plan = { table, NULL, NULL, -1 };

  g_string_append_printf (insert, "INSERT INTO \"%s\" (id, created_at", table->name);
  for (guint i = 0; i < table->n_columns; i++)
    {
      const ShedColumn *column = &table->columns[i];

      g_string_append_printf (select, ", \"%s\"", column->name);
      g_string_append_printf (insert, ", \"%s\"", column->name);
      if (column->fallback != NULL)
        g_string_append_printf (values, ", coalesce(:%s, %s)", column->name, column->fallback);
      else
        g_string_append_printf (values, ", :%s", column->name);
      if (g_strcmp0 (column->references, table->name) == 0)
        plan.parent = (int) i;
    }
  g_string_append_printf (select, " FROM \"%s\" WHERE id = :id", table->name);
  g_string_append_printf (insert, ") VALUES (%s)", values->str);
  plan.select = g_intern_string (select->str);
  plan.insert = g_intern_string (insert->str);
  return plan;
}

/* Blanks and the order of names say nothing: two texts of one JSON value are one value. */
static gboolean
json_equals (const char *a, const char *b)
{
  g_autoptr (JsonNode) first = NULL;
  g_autoptr (JsonNode) second = NULL;

  if (g_strcmp0 (a, b) == 0)
    return TRUE;
  if (a == NULL || b == NULL)
    return FALSE;
  first = json_from_string (a, NULL);
  second = json_from_string (b, NULL);
  return first != NULL && second != NULL && json_node_equal (first, second);
}

static gboolean
value_equals (ShedStmt *stmt, int column, ShedColumnType type, const ShedBackupValue *value)
{
  switch (value->type)
    {
    case 'm':
      return TRUE;
    case 'i':
      return !shed_stmt_is_null (stmt, column) && shed_stmt_get_int (stmt, column) == value->number;
    case 't':
      if (type == SHED_COLUMN_JSON)
        return json_equals (shed_stmt_get_text (stmt, column), value->text);
      return g_strcmp0 (shed_stmt_get_text (stmt, column), value->text) == 0;
    default:
      return shed_stmt_is_null (stmt, column);
    }
}

typedef enum { ROW_ABSENT, ROW_EQUAL, ROW_DIFFERS } RowState;

static gboolean
compare_row (ShedDb *db, const TablePlan *plan, const ShedBackupFields *fields, RowState *state, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, plan->select, error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", fields->id);
  step = shed_stmt_step (stmt, error);
  *state = step == SHED_STEP_ROW ? ROW_EQUAL : ROW_ABSENT;
  for (guint i = 0; step == SHED_STEP_ROW && i < fields->n_values; i++)
    if (!value_equals (stmt, (int) i + 1, plan->table->columns[i].type, &fields->values[i]))
      *state = ROW_DIFFERS;
  return step != SHED_STEP_ERROR;
}

static gboolean
insert_row (ShedDb *db, const TablePlan *plan, const ShedBackupFields *fields, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, plan->insert, error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", fields->id);
  shed_stmt_bind_int (stmt, ":created_at", fields->created_at != 0 ? fields->created_at : shed_db_now_ms (db));
  for (guint i = 0; i < fields->n_values; i++)
    {
      g_autofree char *name = g_strconcat (":", plan->table->columns[i].name, NULL);

      if (fields->values[i].type == 'i')
        shed_stmt_bind_int (stmt, name, fields->values[i].number);
      else
        shed_stmt_bind_text (stmt, name, fields->values[i].text);
    }
  return shed_stmt_run (stmt, error);
}

/* Whether the row has to wait for another of its table; it is then remembered under that one's id. */
static gboolean
wait_for_parent (Restore *self, ShedDb *db, const TablePlan *plan, const ShedBackupRow *row, const ShedBackupFields *fields,
                 gboolean *waits, GError **error)
{
  const char *parent_id = plan->parent >= 0 ? fields->values[plan->parent].text : NULL;
  g_autoptr (ShedStmt) stmt = NULL;
  ShedStep step;
  GArray *rows;

  *waits = FALSE;
  if (parent_id == NULL)
    return TRUE;
  stmt = shed_db_borrow (db, plan->select, error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", parent_id);
  step = shed_stmt_step (stmt, error);
  if (step != SHED_STEP_DONE)
    return step == SHED_STEP_ROW;
  *waits = TRUE;
  rows = g_hash_table_lookup (self->waiting, parent_id);
  if (rows == NULL)
    {
      rows = g_array_new (FALSE, FALSE, sizeof (ShedBackupRow));
      g_hash_table_insert (self->waiting, g_strdup (parent_id), rows);
    }
  g_array_append_val (rows, *row);
  return TRUE;
}

static void
wake_children (Restore *self, const char *id)
{
  GArray *rows = g_hash_table_lookup (self->waiting, id);

  if (rows == NULL)
    return;
  g_array_append_vals (self->ready, rows->data, rows->len);
  g_hash_table_remove (self->waiting, id);
}

static void
count_row (Restore *self, const ShedTable *table, guint *counter, guint *tune_counter, guint n)
{
  *counter += n;
  if (g_str_equal (table->name, "tune"))
    *tune_counter += n;
}

/* *n_ops: 1 when something was written. */
static gboolean
put_row (Restore *self, ShedDb *db, const TablePlan *plan, const ShedBackupRow *row, guint *n_ops, GError **error)
{
  g_auto (ShedBackupFields) fields = { NULL, 0, NULL, 0 };
  g_autoptr (GError) cause = NULL;
  ShedRestoreResult *result = &self->pending;
  gboolean waits;
  RowState state;

  *n_ops = 0;
  if (row->n_bytes > MAX_ROW_BYTES || !shed_backup_row_read (row, plan->table, &fields))
    {
      count_row (self, plan->table, &result->refused, &result->tunes_refused, 1);
      return TRUE;
    }
  if (!compare_row (db, plan, &fields, &state, error))
    return FALSE;
  if (state != ROW_ABSENT)
    {
      count_row (self, plan->table, state == ROW_EQUAL ? &result->equal : &result->kept, &result->tunes_known, 1);
      return TRUE;
    }
  if (!self->is_dry_run)
    {
      if (!wait_for_parent (self, db, plan, row, &fields, &waits, error))
        return FALSE;
      if (waits)
        return TRUE;
      if (!insert_row (db, plan, &fields, &cause))
        {
          /* One impossible row is left out; a full disk is a matter of all. */
          if (!g_error_matches (cause, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID))
            {
              g_propagate_error (error, g_steal_pointer (&cause));
              return FALSE;
            }
          g_debug ("a row of %s cannot be restored: %s", plan->table->name, cause->message);
          count_row (self, plan->table, &result->refused, &result->tunes_refused, 1);
          return TRUE;
        }
      wake_children (self, fields.id);
    }
  *n_ops = 1;
  count_row (self, plan->table, &result->inserted, &result->tunes_inserted, 1);
  return TRUE;
}

/* The rows that wait for one that never came. */
static void
refuse_waiting (Restore *self, const ShedTable *table)
{
  GHashTableIter iter;
  gpointer rows;

  g_hash_table_iter_init (&iter, self->waiting);
  while (g_hash_table_iter_next (&iter, NULL, &rows))
    count_row (self, table, &self->pending.refused, &self->pending.tunes_refused, ((GArray *) rows)->len);
  g_hash_table_remove_all (self->waiting);
}

/* FALSE at the end of the backup. */
static gboolean
next_row (Restore *self, TablePlan **plan, ShedBackupRow *row)
{
  while (self->table < SHED_N_TABLES)
    {
      GArray *rows = self->backup->rows[self->table];

      *plan = &self->plans[self->table];
      if (self->ready->len > 0)
        {
          *row = g_array_index (self->ready, ShedBackupRow, self->ready->len - 1);
          g_array_set_size (self->ready, self->ready->len - 1);
          return TRUE;
        }
      if (self->row < rows->len)
        {
          *row = g_array_index (rows, ShedBackupRow, self->row++);
          return TRUE;
        }
      refuse_waiting (self, (*plan)->table);
      self->table++;
      self->row = 0;
    }
  return FALSE;
}

static gboolean
restore_step (ShedDb *db, gpointer data, gboolean *more, GCancellable *cancellable, GError **error)
{
  Restore *self = data;
  guint n_ops = 0;
  gsize n_bytes = 0;
  guint factor = self->is_bulk && !shed_outbox_has_account (db) ? LARGE_FACTOR : 1;

  *more = FALSE;
  self->result = self->pending; /* the last step is committed */
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  for (guint n_read = 0;
       n_read < 20 * STEP_MAX_OPS && n_ops < factor * STEP_MAX_OPS && n_bytes < factor * STEP_MAX_BYTES; n_read++)
    {
      TablePlan *plan;
      ShedBackupRow row;
      guint n_written;

      if (!next_row (self, &plan, &row))
        break;
      if (!put_row (self, db, plan, &row, &n_written, error))
        return FALSE;
      n_ops += n_written;
      n_bytes += n_written != 0 ? row.n_bytes : 0;
    }
  *more = self->table < SHED_N_TABLES;
  if (self->command != NULL)
    shed_command_set_count (self->command, self->pending.inserted);
  return TRUE;
}

static gboolean
dry_step (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Restore *self = data;

  return restore_step (db, self, &self->more, self->cancellable, error);
}

gboolean
shed_restore_bytes_under (ShedStore *store,
                          GBytes *backup,
                          gboolean dry_run,
                          ShedRestoreResult *result,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (ShedBackup) parsed = shed_backup_new (backup, error);
  const ShedTable *tables = shed_tables_get (NULL);
  g_autoptr (ShedCommand) command = NULL;
  Restore self = { 0 };
  gboolean ok = TRUE;

  if (parsed == NULL)
    return FALSE;
  self.backup = parsed;
  self.is_dry_run = dry_run;
  self.cancellable = cancellable;
  self.ready = g_array_new (FALSE, FALSE, sizeof (ShedBackupRow));
  self.waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, array_unref);
  for (guint i = 0; i < SHED_N_TABLES; i++)
    self.plans[i] = plan_table (&tables[i]);
  if (dry_run)
    {
      for (self.more = TRUE; ok && self.more;)
        ok = shed_store_read (store, dry_step, &self, error);
    }
  else
    {
      command = shed_command_new (SHED_COMMAND_RESTORE, NULL, restore_step, &self, NULL);
      self.command = command;
      self.is_bulk = parsed->n_rows > BULK_ROWS;
      shed_command_set_bulk (command, self.is_bulk);
      ok = shed_command_run (command, store, result->journal, cancellable, error);
    }
  if (ok)
    self.result = self.pending;
  self.result.journal = result->journal;
  *result = self.result;
  g_array_unref (self.ready);
  g_hash_table_unref (self.waiting);
  return ok;
}

gboolean
shed_restore_run_bytes (ShedStore *store,
                        GBytes *backup,
                        gboolean dry_run,
                        ShedRestoreResult *ret_result,
                        GCancellable *cancellable,
                        GError **error)
{
  ShedRestoreResult result = { 0 };
  gboolean ok;

  result.journal = dry_run ? 0 : shed_store_new_journal (store);
  ok = shed_restore_bytes_under (store, backup, dry_run, &result, cancellable, error);
  if (ret_result != NULL)
    *ret_result = result;
  return ok;
}

gboolean
shed_restore_run (ShedStore *store,
                  GFile *file,
                  gboolean dry_run,
                  ShedRestoreResult *ret_result,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GBytes) bytes = shed_import_source_load (file, cancellable, error);
  ShedImportFormat format;

  if (bytes == NULL || !shed_import_source_detect (bytes, NULL, &format, error))
    return FALSE;
  if (format != SHED_IMPORT_BACKUP)
    {
      g_set_error_literal (error, SHED_EXCHANGE_ERROR, SHED_EXCHANGE_ERROR_DAMAGED, "this is no Woodshed backup");
      return FALSE;
    }
  return shed_restore_run_bytes (store, bytes, dry_run, ret_result, cancellable, error);
}

typedef struct { GFile *file; ShedRestoreResult result; } AsyncRestore;

static void
async_restore_free (gpointer data)
{
  AsyncRestore *async = data;

  g_object_unref (async->file);
  g_free (async);
}

static gboolean
run_in_thread (gpointer source, gpointer data, GCancellable *cancellable, GError **error)
{
  AsyncRestore *async = data;

  return shed_restore_run (source, async->file, FALSE, &async->result, cancellable, error);
}

void
shed_restore_run_async (
  ShedStore *store, GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  AsyncRestore *async = g_new0 (AsyncRestore, 1);

  async->file = g_object_ref (file);
  g_task_set_source_tag (task, shed_restore_run_async);
  /* The answer comes when the running transaction has ended, not while it still writes. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, async, async_restore_free);
  shed_thread_run (task, run_in_thread);
}

gboolean
shed_restore_run_finish (ShedStore *store, GAsyncResult *result, ShedRestoreResult *ret_result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);
  if (ret_result != NULL)
    *ret_result = ((AsyncRestore *) g_task_get_task_data (G_TASK (result)))->result;
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Undo and redo go through the journal; the command only says what was done. */
static gboolean
nothing_to_do (ShedDb *db, gpointer data, gboolean *more, GCancellable *cancellable, GError **error)
{
  *more = FALSE;
  return TRUE;
}

ShedCommand *
shed_restore_make_command (const ShedRestoreResult *result)
{
  return result->inserted > 0 ? shed_command_new (SHED_COMMAND_RESTORE, NULL, nothing_to_do, NULL, NULL) : NULL;
}

char *
shed_restore_result_to_json (const ShedRestoreResult *result)
{
  g_autoptr (ShedJsonWriter) writer = shed_json_writer_new (FALSE);

  shed_json_begin_object (writer);
  shed_json_add_int (writer, "inserted", result->inserted);
  shed_json_add_int (writer, "equal", result->equal);
  shed_json_add_int (writer, "kept", result->kept);
  shed_json_add_int (writer, "refused", result->refused);
  shed_json_end_object (writer);
  return shed_json_writer_dup_text (writer);
}
