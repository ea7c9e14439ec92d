/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feeds any bytes to the CSV reader as a table of tunes, and what it reads to the columns of a tune: each value must fit. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "shed-csv.h"
#include "shed-import-record.h"
#include "shed-import-source.h"
#include "shed-tables.h"

static void
check_value (const ShedTable *table, const char *column_name, const char *value)
{
  const ShedColumn *column = shed_table_find_column (table, column_name);

  if (value == NULL || column->max_bytes == 0)
    return;
  if (!g_utf8_validate (value, -1, NULL) || *value == '\0' || strlen (value) > column->max_bytes)
    abort ();
}

static void
check_record (const ShedImportRecord *record)
{
  if (record->refused != NULL)
    return;
  if (record->values[SHED_IMPORT_TITLE] == NULL || record->content == NULL || record->n_bytes == 0)
    abort ();
  for (guint i = 0; i < SHED_IMPORT_N_COLUMNS; i++)
    check_value (shed_table_find ("tune"), shed_import_columns[i], record->values[i]);
  for (guint i = 0; record->aliases != NULL && i < record->aliases->len; i++)
    check_value (shed_table_find ("tune_alias"), "text", record->aliases->pdata[i]);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (ShedCsvReader) reader = shed_csv_reader_new (bytes);
  g_autoptr (GPtrArray) names = shed_csv_reader_next (reader);
  gsize position = 0;
  ShedImportFormat format;

  shed_import_source_detect (bytes, NULL, &format, NULL);
  while (names != NULL)
    {
      g_autoptr (GPtrArray) fields = shed_csv_reader_next (reader);
      g_autoptr (ShedImportRecord) record = NULL;

      if (fields == NULL)
        break;
      if (shed_csv_reader_get_position (reader) <= position && position > 0)
        abort (); /* it must come to an end */
      position = shed_csv_reader_get_position (reader);
      record = shed_import_record_new_from_csv (names, fields, shed_csv_reader_get_line (reader), "fuzz");
      check_record (record);
    }
  return 0;
}
