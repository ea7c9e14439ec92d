/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server's model keeps: columns and values, rows that can be taken back, and the space they are in. */
#include "sim-model.h"

#include <string.h>

#include "shed-bug.h"

/* Columns */

guint
sim_n_columns (const ShedTable *table)
{
  return table->n_columns + 1;
}

const ShedColumn *
sim_column (const ShedTable *table, guint i)
{
  return i == 0 ? NULL : &table->columns[i - 1];
}

const char *
sim_column_name (const ShedTable *table, guint i)
{
  return i == 0 ? "created_at" : table->columns[i - 1].name;
}

guint
sim_column_index (const ShedTable *table, const char *name)
{
  for (guint i = 0; i < sim_n_columns (table); i++)
    if (strcmp (sim_column_name (table, i), name) == 0)
      return i;
  return 0;
}

const char *
sim_group_of (const ShedTable *table, guint i)
{
  return i > 0 && table->columns[i - 1].group != NULL ? table->columns[i - 1].group : sim_column_name (table, i);
}

void
sim_append_string (GString *json, const char *text)
{
  g_string_append_c (json, '"');
  for (; *text != '\0'; text++)
    switch (*text)
      {
      case '"':
      case '\\':
        g_string_append_printf (json, "\\%c", *text);
        break;
      case '\n':
        g_string_append (json, "\\n");
        break;
      case '\t':
        g_string_append (json, "\\t");
        break;
      default:
        g_string_append_c (json, *text);
      }
  g_string_append_c (json, '"');
}

void
sim_append_value (GString *json, const ShedTable *table, guint i, const char *value)
{
  ShedColumnType type = i == 0 ? SHED_COLUMN_TIME : table->columns[i - 1].type;

  if (value == NULL)
    g_string_append (json, "null");
  else if (type == SHED_COLUMN_BOOLEAN)
    g_string_append (json, strcmp (value, "1") == 0 ? "true" : "false");
  else if (type == SHED_COLUMN_INTEGER || type == SHED_COLUMN_TIME)
    g_string_append (json, value);
  else
    sim_append_string (json, value);
}

/* Rows */

static void
writer_free (gpointer data)
{
  SimWriter *writer = data;

  g_free (writer->device);
  g_free (writer);
}

GHashTable *
sim_written_copy (GHashTable *written)
{
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, writer_free);
  GHashTableIter iter;
  gpointer key, value;

  if (written == NULL)
    return copy;
  g_hash_table_iter_init (&iter, written);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const SimWriter *writer = value;
      SimWriter *other = g_new0 (SimWriter, 1);

      other->device = g_strdup (writer->device);
      other->at = writer->at;
      g_hash_table_insert (copy, g_strdup (key), other);
    }
  return copy;
}

void
sim_row_free (gpointer data)
{
  SimRow *row = data;

  for (guint i = 0; i < SIM_MAX_COLUMNS; i++)
    g_free (row->values[i]);
  g_free (row->id);
  g_free (row->deleted_by);
  g_clear_pointer (&row->written, g_hash_table_unref);
  g_free (row);
}

static SimRow *
row_copy (const SimRow *row)
{
  SimRow *copy = g_memdup2 (row, sizeof *row);

  for (guint i = 0; i < SIM_MAX_COLUMNS; i++)
    copy->values[i] = g_strdup (row->values[i]);
  copy->id = g_strdup (row->id);
  copy->deleted_by = g_strdup (row->deleted_by);
  copy->written = row->written != NULL ? sim_written_copy (row->written) : NULL;
  return copy;
}

char *
sim_row_key (const char *table, const char *id)
{
  return g_strdup_printf ("%s %s", table, id);
}

SimRow *
sim_model_find (SimModel *self, const char *table, const char *id)
{
  g_autofree char *key = sim_row_key (table, id);

  return g_hash_table_lookup (self->space->rows, key);
}

static gint64
next_number (SimModel *self, SimRow *row)
{
  if (SHED_BUG ("feed-by-time"))
    return self->space->seq = self->at;
  self->space->seq++;
  /* A number that is taken early and committed late: a poller passes it. */
  if (SHED_BUG ("late-commit") && self->space->seq % 3 == 0)
    self->space->late = self->space->seq;
  return self->space->seq;
}

/* What is to be put back when the group is rejected: a copy, or for a new row one without a number. */
SimRow *
sim_model_add (SimModel *self, const ShedTable *table, const char *id)
{
  SimRow *row = g_new0 (SimRow, 1);
  SimRow *nothing = g_new0 (SimRow, 1);

  row->table = nothing->table = table;
  row->id = g_strdup (id);
  nothing->id = g_strdup (id);
  nothing->rv = -1;
  g_ptr_array_add (self->undo, nothing);
  row->rv = next_number (self, row);
  row->at = self->at;
  g_hash_table_insert (self->space->rows, sim_row_key (table->name, id), row);
  return row;
}

void
sim_model_touch (SimModel *self, SimRow *row)
{
  g_ptr_array_add (self->undo, row_copy (row));
  row->rv = next_number (self, row);
  row->at = self->at;
}

void
sim_model_set (SimRow *row, guint column, const char *value)
{
  char *old = row->values[column];

  row->values[column] = g_strdup (value);
  g_free (old);
}

void
sim_model_take_back (SimModel *self)
{
  while (self->undo->len > 0)
    {
      SimRow *row = g_ptr_array_steal_index (self->undo, self->undo->len - 1);

      if (row->rv < 0)
        {
          g_autofree char *key = sim_row_key (row->table->name, row->id);

          g_hash_table_remove (self->space->rows, key);
          sim_row_free (row);
        }
      else
        g_hash_table_insert (self->space->rows, sim_row_key (row->table->name, row->id), row);
    }
}

/* Every reference of what the group touched leads to a row, be it a tombstone. */
gboolean
sim_model_references_hold (SimModel *self)
{
  for (guint i = 0; i < self->undo->len; i++)
    {
      const SimRow *touched = g_ptr_array_index (self->undo, i);
      const SimRow *row = sim_model_find (self, touched->table->name, touched->id);

      for (guint k = 1; k < sim_n_columns (row->table); k++)
        if (sim_column (row->table, k)->references != NULL && row->values[k] != NULL &&
            sim_model_find (self, sim_column (row->table, k)->references, row->values[k]) == NULL)
          return FALSE;
    }
  return TRUE;
}

/* Spaces */

static void
mutation_free (gpointer data)
{
  SimMutation *mutation = data;

  g_free (mutation->hash);
  g_free (mutation->result);
  g_free (mutation);
}

static void
device_free (gpointer data)
{
  SimDevice *device = data;

  g_free (device->name);
  g_free (device->app);
  g_free (device->token);
  g_free (device->previous_token);
  g_free (device->nonce);
  g_free (device);
}

SimSpace *
sim_space_new (void)
{
  SimSpace *space = g_new0 (SimSpace, 1);

  space->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, sim_row_free);
  space->mutations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, mutation_free);
  space->devices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, device_free);
  return space;
}

void
sim_space_free (gpointer data)
{
  SimSpace *space = data;

  g_hash_table_unref (space->rows);
  g_hash_table_unref (space->mutations);
  g_hash_table_unref (space->devices);
  g_free (space->epoch);
  g_free (space->epoch_before);
  g_free (space);
}

SimSpace *
sim_space_copy (SimSpace *space)
{
  SimSpace *copy = sim_space_new ();
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, space->rows);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy->rows, g_strdup (key), row_copy (value));
  g_hash_table_iter_init (&iter, space->mutations);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      SimMutation *mutation = g_memdup2 (value, sizeof (SimMutation));

      mutation->hash = g_strdup (mutation->hash);
      mutation->result = g_strdup (mutation->result);
      g_hash_table_insert (copy->mutations, g_strdup (key), mutation);
    }
  g_hash_table_iter_init (&iter, space->devices);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      SimDevice *device = g_memdup2 (value, sizeof (SimDevice));

      device->name = g_strdup (device->name);
      device->app = g_strdup (device->app);
      device->token = g_strdup (device->token);
      device->previous_token = g_strdup (device->previous_token);
      device->nonce = g_strdup (device->nonce);
      g_hash_table_insert (copy->devices, g_strdup (key), device);
    }
  copy->epoch = g_strdup (space->epoch);
  copy->epoch_at = space->epoch_at;
  copy->epoch_before = g_strdup (space->epoch_before);
  copy->epoch_from = space->epoch_from;
  copy->gc = space->gc;
  copy->gc_at = space->gc_at;
  copy->seq = space->seq;
  return copy;
}
