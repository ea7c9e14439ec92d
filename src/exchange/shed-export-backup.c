/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The backup: every synced table of the table list, parents first, rows by id, columns as they are. A table or column added to
 * the list is in the backup without a line here. */
#define G_LOG_DOMAIN "Woodshed-exchange"

#include <string.h>

#include "shed-backup.h"
#include "shed-civil.h"
#include "shed-export-private.h"
#include "shed-json-cursor.h"
#include "shed-tables.h"

static gboolean
is_json (const char *text)
{
  ShedJsonCursor cursor;

  shed_json_cursor_init (&cursor, text, strlen (text));
  return shed_json_cursor_skip (&cursor, NULL, NULL, NULL) && shed_json_cursor_expect_end (&cursor, NULL);
}

static void
write_value (ShedJsonWriter *writer, const ShedColumn *column, ShedStmt *stmt, int i)
{
  const char *text;

  if (shed_stmt_is_null (stmt, i))
    {
      shed_json_null (writer);
      return;
    }
  switch (column->type)
    {
    case SHED_COLUMN_BOOLEAN:
      shed_json_bool (writer, shed_stmt_get_int (stmt, i) != 0);
      break;
    case SHED_COLUMN_INTEGER:
    case SHED_COLUMN_TIME:
      shed_json_int (writer, shed_stmt_get_int (stmt, i));
      break;
    case SHED_COLUMN_JSON:
      text = shed_stmt_get_text (stmt, i);
      if (is_json (text))
        shed_json_raw (writer, text);
      else
        shed_json_null (writer);
      break;
    case SHED_COLUMN_ID:
    case SHED_COLUMN_TEXT:
    case SHED_COLUMN_NAME:
    case SHED_COLUMN_DAY:
    default:
      shed_json_string (writer, shed_stmt_get_text (stmt, i));
      break;
    }
}

static gboolean
write_table (ShedExportJob *job, ShedJsonWriter *writer, ShedDb *db, const ShedTable *table, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT id, created_at");
  g_autoptr (ShedStmt) stmt = NULL;
  gint64 n_rows = 0;
  ShedStep step;

  for (guint i = 0; i < table->n_columns; i++)
    g_string_append_printf (sql, ", \"%s\"", table->columns[i].name);
  g_string_append_printf (sql, " FROM \"%s\" ORDER BY id", table->name);
  stmt = shed_db_borrow (db, g_intern_string (sql->str), error);
  if (stmt == NULL)
    return FALSE;
  shed_json_name (writer, table->name);
  shed_json_begin_array (writer);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      shed_json_begin_object (writer);
      shed_json_add_string (writer, "id", shed_stmt_get_text (stmt, 0));
      shed_json_add_int (writer, "created_at", shed_stmt_get_int (stmt, 1));
      for (guint i = 0; i < table->n_columns; i++)
        {
          shed_json_name (writer, table->columns[i].name);
          write_value (writer, &table->columns[i], stmt, (int) i + 2);
        }
      shed_json_end_object (writer);
      if (++n_rows % 256 == 0 && g_cancellable_set_error_if_cancelled (job->cancellable, error))
        return FALSE;
    }
  shed_json_end_array (writer);
  shed_export_count (job, table->name, n_rows);
  return step == SHED_STEP_DONE;
}

gboolean
shed_export_write_backup (ShedExportJob *job, ShedDb *db, GError **error)
{
  g_autoptr (ShedJsonWriter) writer = shed_json_writer_new_for_sink (TRUE, job->sink, job->sink_data);
  g_autofree char *time_zone = shed_db_dup_time_zone (db);
  g_autofree char *made = shed_time_format_rfc3339 (shed_db_now_ms (db), time_zone);
  guint n_tables;
  const ShedTable *tables = shed_tables_get (&n_tables);

  shed_json_begin_object (writer);
  shed_json_add_int (writer, "woodshed", SHED_BACKUP_VERSION);
  shed_json_add_string (writer, "made", made);
  shed_json_name (writer, "tables");
  shed_json_begin_object (writer);
  for (guint i = 0; i < n_tables; i++)
    if (!write_table (job, writer, db, &tables[i], error))
      return FALSE;
  shed_json_end_object (writer);
  shed_json_end_object (writer);
  return shed_json_writer_finish (writer, error) && job->sink ("\n", 1, job->sink_data, error)
         && !g_cancellable_set_error_if_cancelled (job->cancellable, error);
}
