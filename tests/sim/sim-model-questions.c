/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions of the server's model, and whom they name: who wrote what stands in a row. */
#include "sim-model.h"

#include <string.h>

#include "shed-bug.h"

static void
set_conflict (SimRow *row, const char *name, const char *value)
{
  sim_model_set (row, sim_column_index (row->table, name), value);
}

static int
by_rv (gconstpointer a, gconstpointer b)
{
  const SimRow *x = *(SimRow *const *)a, *y = *(SimRow *const *)b;

  return x->rv < y->rv ? -1 : x->rv > y->rv;
}

static GPtrArray *
open_questions (SimModel *self, const char *table, const char *id, const char *group)
{
  GPtrArray *rows = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->space->rows);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      SimRow *row = value;

      if (strcmp (row->table->name, "conflict") == 0 && !row->deleted && strcmp (SIM_VALUE (row, "tbl"), table) == 0 &&
          strcmp (SIM_VALUE (row, "row_id"), id) == 0 && (group == NULL || strcmp (SIM_VALUE (row, "grp"), group) == 0) &&
          g_strcmp0 (SIM_VALUE (row, "state"), "open") == 0)
        g_ptr_array_add (rows, row);
    }
  g_ptr_array_sort (rows, by_rv);
  return rows;
}

void
sim_model_close_questions (SimModel *self, const char *table, const char *id, const char *group, gint64 seen)
{
  g_autoptr (GPtrArray) rows = open_questions (self, table, id, group);

  for (guint i = 0; i < rows->len; i++)
    {
      SimRow *row = g_ptr_array_index (rows, i);

      if (seen >= 0 && row->rv > seen)
        continue;
      sim_model_touch (self, row);
      set_conflict (row, "state", "other");
    }
}

static gint64
client_ms (SimModel *self)
{
  g_autoptr (GDateTime) when = self->client_at != NULL ? g_date_time_new_from_iso8601 (self->client_at, NULL) : NULL;

  return when != NULL ? g_date_time_to_unix (when) * 1000 : -1;
}

static gboolean
is_asked_about (const ShedTable *table)
{
  for (guint i = 0; i < table->n_columns; i++)
    if (table->columns[i].merge_class == SHED_CLASS_ASK || table->columns[i].merge_class == SHED_CLASS_TEXT)
      return TRUE;
  return FALSE;
}

/* The row was touched before. */
void
sim_model_note_writer (SimModel *self, SimRow *row, const char *group)
{
  SimWriter *writer;
  GHashTable *mine;

  if (!is_asked_about (row->table))
    return;
  if (row->written == NULL)
    row->written = sim_written_copy (NULL);
  mine = row->written;
  writer = g_new0 (SimWriter, 1);
  writer->device = g_strdup (self->device);
  writer->at = client_ms (self);
  g_hash_table_insert (mine, g_strdup (group), writer);
}

/* Who wrote what stands in a field group; in a whole row (*): who deleted it, or else the latest of all. */
static const SimWriter *
writer_of (const SimRow *row, const char *group)
{
  const SimWriter *found = NULL;
  const char *found_key = NULL;
  GHashTableIter iter;
  gpointer key, value;

  if (row == NULL || row->written == NULL)
    return NULL;
  if (strcmp (group, "*") != 0)
    {
      found = g_hash_table_lookup (row->written, group);
      return found != NULL ? found : g_hash_table_lookup (row->written, "");
    }
  found = g_hash_table_lookup (row->written, "-");
  if (found != NULL)
    return found;
  g_hash_table_iter_init (&iter, row->written);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const SimWriter *writer = value;

      /* An edit came after the row itself, whatever the clocks say. */
      if (found != NULL && (*(const char *)key == '\0') != (*found_key == '\0'))
        {
          if (*(const char *)key == '\0')
            continue;
        }
      else if (found != NULL && (writer->at < found->at || (writer->at == found->at && strcmp (key, found_key) >= 0)))
        continue;

      found = writer;
      found_key = key;
    }
  return found;
}

gboolean
sim_model_ask (SimModel *self,
     const ShedTable *table,
     const char *id,
     const char *group,
     const SimRow *about,
     const char *base,
     const char *mine,
     const char *theirs)
{
  g_autoptr (GPtrArray) open = open_questions (self, table->name, id, group);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *name = g_strjoin ("\x1f", self->mid, table->name, id, group, NULL);
  g_autofree char *new_id = NULL;
  guint8 digest[32];
  gsize n_digest = sizeof digest;
  gint64 at = client_ms (self);
  const SimWriter *writer = writer_of (about, group);
  SimDevice *device;
  SimRow *row;

  for (guint i = 0; i < open->len; i++)
    {
      row = g_ptr_array_index (open, i);
      if (strcmp (group, "*") == 0)
        return TRUE;
      if (g_strcmp0 (SIM_VALUE (row, "device_id"), self->device) != 0 || g_strcmp0 (SIM_VALUE (row, "mine"), base) != 0)
        continue;
      sim_model_touch (self, row);
      if (g_strcmp0 (mine, SIM_VALUE (row, "base")) == 0 || g_strcmp0 (mine, theirs) == 0)
        {
          set_conflict (row, "mine", mine);
          set_conflict (row, "state", "other");
          return FALSE;
        }
      set_conflict (row, "mine", mine);
      return TRUE;
    }
  g_checksum_update (sum, (const guchar *)name, -1);
  g_checksum_get_digest (sum, digest, &n_digest);
  digest[6] = (digest[6] & 15) | 128;
  digest[8] = (digest[8] & 63) | 128;
  new_id = g_strdup_printf ("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", digest[0],
                            digest[1], digest[2], digest[3], digest[4], digest[5], digest[6], digest[7], digest[8],
                            digest[9], digest[10], digest[11], digest[12], digest[13], digest[14], digest[15]);
  if (sim_model_find (self, "conflict", new_id) != NULL || SHED_BUG ("question-lost"))
    return TRUE;
  row = sim_model_add (self, shed_table_find ("conflict"), new_id);
  device = g_hash_table_lookup (self->space->devices, self->device);
  row->values[0] = g_strdup_printf ("%" G_GINT64_FORMAT, self->at);
  set_conflict (row, "tbl", table->name);
  set_conflict (row, "row_id", id);
  set_conflict (row, "grp", group);
  set_conflict (row, "base", base);
  set_conflict (row, "mine", mine);
  set_conflict (row, "theirs", theirs);
  set_conflict (row, "device_id", self->device);
  set_conflict (row, "device_name", device != NULL ? device->name : NULL);
  if (at >= 0)
    {
      g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, at);

      set_conflict (row, "client_at", text);
    }
  /* What hangs on a row may have kept it, by nobody who wrote the row. */
  if (writer != NULL && strcmp (group, "*") == 0 && theirs != NULL && g_strcmp0 (writer->device, self->device) == 0)
    writer = NULL;
  if (writer != NULL)
    {
      g_autofree char *text = writer->at >= 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, writer->at) : NULL;

      device = writer->device != NULL ? g_hash_table_lookup (self->space->devices, writer->device) : NULL;
      set_conflict (row, "other_device_id", writer->device);
      set_conflict (row, "other_device_name", device != NULL ? device->name : NULL);
      set_conflict (row, "other_at", text);
    }
  if (strcmp (table->name, "tune") == 0)
    set_conflict (row, "tune_id", id);
  else if (shed_table_find_column (table, "tune_id") != NULL && about != NULL)
    set_conflict (row, "tune_id", about->values[sim_column_index (table, "tune_id")]);
  set_conflict (row, "state", "open");
  return TRUE;
}
