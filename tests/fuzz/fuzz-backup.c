/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feeds any bytes to the reader of backups. What it takes for a backup must be JSON to another reader too, and every value of a
 * row that it accepts must be one of its column. */
#include "fuzz.h"

#include <json-glib/json-glib.h>
#include <stdlib.h>

#include "shed-backup.h"
#include "shed-uuid.h"

static void
check_fields (const ShedTable *table, const ShedBackupFields *fields)
{
  if (!shed_uuid_is_valid (fields->id) || fields->n_values != table->n_columns)
    abort ();
  for (guint i = 0; i < fields->n_values; i++)
    {
      const ShedBackupValue *value = &fields->values[i];

      if ((value->type == 't') != (value->text != NULL) || (value->text != NULL && !g_utf8_validate (value->text, -1, NULL)))
        abort ();
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (ShedBackup) backup = shed_backup_new (bytes, NULL);
  const ShedTable *tables = shed_tables_get (NULL);

  if (backup == NULL)
    return 0;
  for (guint t = 0; t < SHED_N_TABLES; t++)
    for (guint i = 0; i < backup->rows[t]->len; i++)
      {
        g_auto (ShedBackupFields) fields = { NULL, 0, NULL, 0 };

        if (shed_backup_row_read (&g_array_index (backup->rows[t], ShedBackupRow, i), &tables[t], &fields))
          check_fields (&tables[t], &fields);
      }
  /* The other reader refuses halves of pairs, for which ours takes U+FFFD. */
  if (g_utf8_validate ((const char *)data, (gssize)size, NULL) &&
      g_strstr_len ((const char *)data, (gssize)size, "\\u") == NULL)
    {
      g_autoptr (JsonParser) parser = json_parser_new ();

      if (!json_parser_load_from_data (parser, (const char *) data, (gssize) size, NULL))
        abort ();
    }
  return 0;
}
