/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What waits is short, the library is not: the operations are gone through, and each is asked which tune it is about. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-tune.h"

#include "shed-outbox.h"
#include "shed-tables.h"

typedef struct
{
  char             *tune_id;
  ShedSyncTuneState state;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_free (reading->tune_id);
  g_free (reading);
}

/* "this row is the tune, or hangs on it": by what the operation says, or by the row as it is here. */
static void
append_belongs (GString *sql, const char *row, const char *const *texts)
{
  const ShedTable *tables = shed_tables_get (NULL);

  g_string_append_printf (sql, "(%s.tbl = 'tune' AND %s.id = :tune", row, row);
  for (guint t = 0; t < SHED_N_TABLES; t++)
    if (shed_table_find_column (&tables[t], "tune_id") != NULL)
      {
        g_string_append_printf (
          sql, " OR %s.tbl = '%s' AND (EXISTS (SELECT 1 FROM \"%s\" x WHERE x.id = %s.id AND x.tune_id = :tune)", row,
          tables[t].name, tables[t].name, row);
        for (const char *const *text = texts; *text != NULL; text++)
          g_string_append_printf (sql, " OR json_extract (%s.%s, '$.tune_id') = :tune", row, *text);
        g_string_append_c (sql, ')');
      }
  g_string_append_c (sql, ')');
}

static const char *
state_sql (void)
{
  static const char *const of_operation[] = { "new", "base", NULL }, *const of_stage[] = { "json", NULL };
  g_autoptr (GString) sql = g_string_new (
    "SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM tune WHERE id = :tune)"
    " OR NOT EXISTS (SELECT 1 FROM meta WHERE name = 'space') THEN 0"
    " WHEN (SELECT b.local_only FROM tune t JOIN book b ON b.id = t.book_id WHERE t.id = :tune) THEN 1"
    " WHEN EXISTS (SELECT 1 FROM outbox_op p JOIN outbox o ON o.n = p.grp WHERE o.state = 'held' AND ");

  append_belongs (sql, "p", of_operation);
  g_string_append (sql, ") THEN 3 WHEN :adopting OR EXISTS (SELECT 1 FROM outbox_op p WHERE ");
  append_belongs (sql, "p", of_operation);
  g_string_append (sql, ") OR EXISTS (SELECT 1 FROM stage s WHERE ");
  append_belongs (sql, "s", of_stage);
  g_string_append (sql, ") THEN 2 WHEN NOT EXISTS (SELECT 1 FROM shadow WHERE tbl = 'tune' AND id = :tune) THEN 2 ELSE 4 END");
  return g_intern_string (sql->str);
}

static gboolean
read_cb (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Reading *reading = data;
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, state_sql (), error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":tune", reading->tune_id);
  shed_stmt_bind_int (stmt, ":adopting", shed_outbox_is_adopting (db));
  if (shed_stmt_step (stmt, error) != SHED_STEP_ROW)
    return FALSE;
  reading->state = (ShedSyncTuneState)shed_stmt_get_int (stmt, 0);
  return TRUE;
}

static void
read_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;

  if (shed_store_read_finish (SHED_STORE (source), result, &error))
    g_task_return_int (task, reading->state);
  else
    g_task_return_error (task, error);
}

void
shed_sync_tune_read_async (ShedStore *store, const char *tune_id, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;
  Reading *reading;

  g_return_if_fail (SHED_IS_STORE (store));
  g_return_if_fail (tune_id != NULL);

  task = g_task_new (store, cancellable, callback, user_data);
  reading = g_new0 (Reading, 1);
  reading->tune_id = g_strdup (tune_id);
  g_task_set_source_tag (task, shed_sync_tune_read_async);
  g_task_set_task_data (task, reading, reading_free);
  shed_store_read_async (store, read_cb, reading, NULL, cancellable, read_done_cb, task);
}

ShedSyncTuneState
shed_sync_tune_read_finish (ShedStore *store, GAsyncResult *result, GError **error)
{
  gssize state;

  g_return_val_if_fail (g_task_is_valid (result, store), SHED_SYNC_TUNE_UNKNOWN);

  state = g_task_propagate_int (G_TASK (result), error);
  return state < 0 ? SHED_SYNC_TUNE_UNKNOWN : (ShedSyncTuneState)state;
}
