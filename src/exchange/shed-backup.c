/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading backups. Nothing is believed: a text that is not whole is refused before anything is written, and a value that does
 * not fit its column refuses its row. */
#include "shed-backup.h"

#include <string.h>

#include "shed-civil.h"
#include "shed-json-cursor.h"
#include "shed-text.h"
#include "shed-uuid.h"

static gboolean
fail (ShedExchangeError code, const char *text, GError **error)
{
  g_set_error_literal (error, SHED_EXCHANGE_ERROR, code, text);
  return FALSE;
}

static gboolean
index_rows (ShedBackup *self, ShedJsonCursor *cursor, const char *table_name, GError **error)
{
  const ShedTable *table = shed_table_find (table_name);
  GArray *rows = table != NULL ? self->rows[shed_table_get_index (table)] : NULL;
  gboolean is_first = TRUE, has_more;

  if (!shed_json_cursor_begin_array (cursor, error))
    return FALSE;
  for (;; is_first = FALSE)
    {
      ShedBackupRow row;

      if (!shed_json_cursor_next (cursor, is_first, &has_more, error))
        return FALSE;
      if (!has_more)
        return TRUE;
      if (shed_json_cursor_peek (cursor) != '{')
        return fail (SHED_EXCHANGE_ERROR_DAMAGED, "a row is no object", error);
      if (!shed_json_cursor_skip (cursor, &row.text, &row.n_bytes, error))
        return FALSE;
      if (rows == NULL)
        continue; /* a table that this program does not know yet */
      g_array_append_val (rows, row);
      self->n_rows++;
    }
}

static gboolean
index_tables (ShedBackup *self, ShedJsonCursor *cursor, GError **error)
{
  gboolean is_first = TRUE, has_more;

  if (!shed_json_cursor_begin_object (cursor, error))
    return FALSE;
  for (;; is_first = FALSE)
    {
      g_autofree char *name = NULL;

      if (!shed_json_cursor_next (cursor, is_first, &has_more, error))
        return FALSE;
      if (!has_more)
        return TRUE;
      name = shed_json_cursor_read_name (cursor, error);
      if (name == NULL || !index_rows (self, cursor, name, error))
        return FALSE;
    }
}

static gboolean
index_document (ShedBackup *self, GError **error)
{
  ShedJsonCursor cursor;
  gsize n_bytes;
  const char *text = g_bytes_get_data (self->bytes, &n_bytes);
  gboolean is_first = TRUE, has_more, has_tables = FALSE;
  gint64 version = 0;

  if (n_bytes >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    {
      text += 3;
      n_bytes -= 3;
    }
  shed_json_cursor_init (&cursor, text, n_bytes);
  if (!shed_json_cursor_begin_object (&cursor, error))
    return FALSE;
  for (;; is_first = FALSE)
    {
      g_autofree char *name = NULL;

      if (!shed_json_cursor_next (&cursor, is_first, &has_more, error))
        return FALSE;
      if (!has_more)
        break;
      name = shed_json_cursor_read_name (&cursor, error);
      if (name == NULL)
        return FALSE;
      if (g_str_equal (name, "woodshed"))
        {
          if (!shed_json_cursor_read_int (&cursor, &version, error))
            return FALSE;
          if (version > SHED_BACKUP_VERSION)
            return fail (SHED_EXCHANGE_ERROR_NEWER, "made by a newer Woodshed", error);
        }
      else if (g_str_equal (name, "tables") && !has_tables)
        {
          has_tables = TRUE;
          if (!index_tables (self, &cursor, error))
            return FALSE;
        }
      else if (!shed_json_cursor_skip (&cursor, NULL, NULL, error))
        return FALSE;
    }
  if (!shed_json_cursor_expect_end (&cursor, error))
    return FALSE;
  return (version == SHED_BACKUP_VERSION && has_tables) ||
         fail (SHED_EXCHANGE_ERROR_DAMAGED, "this is no Woodshed backup", error);
}

ShedBackup *
shed_backup_new (GBytes *bytes, GError **error)
{
  g_autoptr (ShedBackup) self = g_new0 (ShedBackup, 1);

  self->bytes = g_bytes_ref (bytes);
  for (guint i = 0; i < SHED_N_TABLES; i++)
    self->rows[i] = g_array_new (FALSE, FALSE, sizeof (ShedBackupRow));
  return index_document (self, error) ? g_steal_pointer (&self) : NULL;
}

void
shed_backup_free (ShedBackup *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < SHED_N_TABLES; i++)
    g_array_unref (self->rows[i]);
  g_bytes_unref (self->bytes);
  g_free (self);
}

static gboolean
take_text (ShedBackupValue *value, char *text)
{
  value->text = text;
  value->type = text != NULL ? 't' : 'n';
  return TRUE;
}

static gboolean
read_text (ShedJsonCursor *cursor, const ShedColumn *column, ShedBackupValue *value)
{
  g_autofree char *text = shed_json_cursor_read_string (cursor, NULL);

  if (text == NULL)
    return FALSE;
  switch (column->type)
    {
    case SHED_COLUMN_ID:
      return shed_uuid_is_valid (text) && take_text (value, g_steal_pointer (&text));
    case SHED_COLUMN_DAY:
      return shed_civil_parse (text) != SHED_DAY_NONE && take_text (value, g_steal_pointer (&text));
    case SHED_COLUMN_TEXT:
    case SHED_COLUMN_NAME:
      return take_text (value, shed_column_clip (column, text));
    case SHED_COLUMN_INTEGER:
    case SHED_COLUMN_BOOLEAN:
    case SHED_COLUMN_TIME:
    case SHED_COLUMN_JSON:
    default:
      return FALSE;
    }
}

/* JSON columns stand in the backup as the JSON that they hold, letter by letter. */
static gboolean
read_json (ShedJsonCursor *cursor, ShedBackupValue *value)
{
  const char *span;
  gsize n_span;

  return shed_json_cursor_skip (cursor, &span, &n_span, NULL) && take_text (value, shed_text_clean (span, (gssize) n_span));
}

static gboolean
read_value (ShedJsonCursor *cursor, const ShedColumn *column, ShedBackupValue *value)
{
  char c = shed_json_cursor_peek (cursor);

  value->type = 'n';
  if (c == 'n' && column->type != SHED_COLUMN_JSON)
    return shed_json_cursor_read_word (cursor, "null", NULL);
  if (column->type == SHED_COLUMN_JSON)
    {
      if (c == 'n' && !column->required)
        return shed_json_cursor_read_word (cursor, "null", NULL);
      return read_json (cursor, value);
    }
  if (c == '"')
    return read_text (cursor, column, value);
  if (column->type != SHED_COLUMN_INTEGER && column->type != SHED_COLUMN_BOOLEAN && column->type != SHED_COLUMN_TIME)
    return FALSE;
  value->type = 'i';
  value->number = c == 't';
  if (c == 't' || c == 'f')
    return column->type == SHED_COLUMN_BOOLEAN && shed_json_cursor_read_word (cursor, c == 't' ? "true" : "false", NULL);
  return shed_json_cursor_read_int (cursor, &value->number, NULL);
}

static gboolean
read_field (ShedJsonCursor *cursor, const ShedTable *table, ShedBackupFields *fields)
{
  g_autofree char *name = shed_json_cursor_read_name (cursor, NULL);
  const ShedColumn *column;
  ShedBackupValue *value;

  if (name == NULL)
    return FALSE;
  if (g_str_equal (name, "id"))
    {
      g_free (fields->id);
      fields->id = shed_json_cursor_read_string (cursor, NULL);
      return shed_uuid_is_valid (fields->id);
    }
  if (g_str_equal (name, "created_at"))
    return shed_json_cursor_read_int (cursor, &fields->created_at, NULL);
  column = shed_table_find_column (table, name);
  if (column == NULL)
    return shed_json_cursor_skip (cursor, NULL, NULL, NULL);
  value = &fields->values[column - table->columns];
  g_clear_pointer (&value->text, g_free);
  return read_value (cursor, column, value);
}

gboolean
shed_backup_row_read (const ShedBackupRow *row, const ShedTable *table, ShedBackupFields *ret_fields)
{
  g_auto (ShedBackupFields) fields = { NULL, 0, NULL, 0 };
  ShedJsonCursor cursor;
  gboolean is_first = TRUE, has_more;

  fields.n_values = table->n_columns;
  fields.values = g_new0 (ShedBackupValue, table->n_columns);
  for (guint i = 0; i < table->n_columns; i++)
    fields.values[i].type = 'm';
  shed_json_cursor_init (&cursor, row->text, row->n_bytes);
  if (!shed_json_cursor_begin_object (&cursor, NULL))
    return FALSE;
  for (;; is_first = FALSE)
    {
      if (!shed_json_cursor_next (&cursor, is_first, &has_more, NULL))
        return FALSE;
      if (!has_more)
        break;
      if (!read_field (&cursor, table, &fields))
        return FALSE;
    }
  if (fields.id == NULL)
    return FALSE;
  *ret_fields = fields;
  fields = (ShedBackupFields) { NULL, 0, NULL, 0 };
  return TRUE;
}

void
shed_backup_fields_clear (ShedBackupFields *self)
{
  for (guint i = 0; i < self->n_values; i++)
    g_free (self->values[i].text);
  g_clear_pointer (&self->values, g_free);
  g_clear_pointer (&self->id, g_free);
  self->n_values = 0;
}
