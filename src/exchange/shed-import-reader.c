/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading ahead. The thread touches the source and the records it makes, nothing else; a batch that was handed over belongs to
 * whoever took it. */
#define G_LOG_DOMAIN "Woodshed-exchange"

#include "shed-import-reader.h"

#include <string.h>

#include "shed-csv.h"
#include "shed-id.h"
#include "shed-starter.h"
#include "shed-text.h"

#define MAX_WAITING 2
#define MAX_COLUMNS 500

struct _ShedImportReader {
  char             *book_id, *source;
  gboolean          is_starter;
  guint             max_ops;
  gsize             max_bytes;
  ShedAbcReader    *abc;
  ShedCsvReader    *csv;
  GPtrArray        *csv_names;
  ShedImportRecord *left_over; /* did not fit into the last batch */

  GThread          *thread;
  GMutex            lock;      /* guards the rest */
  GCond             changed;
  GQueue            batches;
  gboolean          is_at_end, is_stopped;
};

void
shed_import_batch_free (ShedImportBatch *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->records);
  g_free (self);
}

static ShedImportRecord *
read_record (ShedImportReader *self)
{
  g_autoptr (ShedAbcTune) tune = NULL;
  g_autoptr (GPtrArray) fields = NULL;
  ShedImportRecord *record;

  if (self->left_over != NULL)
    return g_steal_pointer (&self->left_over);
  if (self->csv != NULL)
    {
      fields = self->csv_names != NULL ? shed_csv_reader_next (self->csv) : NULL;
      record = fields != NULL ? shed_import_record_new_from_csv (self->csv_names, fields,
                                                                 shed_csv_reader_get_line (self->csv), self->source)
                              : NULL;
    }
  else
    {
      tune = shed_abc_reader_next (self->abc);
      record = tune != NULL ? shed_import_record_new_from_abc (tune, self->source) : NULL;
    }
  if (record == NULL || record->refused != NULL)
    return record;
  if (self->is_starter && tune != NULL)
    {
      g_autofree char *name = shed_starter_dup_name (tune);

      record->id = shed_id_starter_tune (name);
    }
  if (record->id == NULL)
    record->id = shed_id_imported_tune (self->book_id, record->content);
  g_clear_pointer (&record->content, g_free);
  return record;
}

static ShedImportBatch *
read_batch (ShedImportReader *self)
{
  g_autoptr (ShedImportBatch) batch = g_new0 (ShedImportBatch, 1);
  guint n_ops = 0;
  gsize n_bytes = 0;

  batch->records = g_ptr_array_new_with_free_func ((GDestroyNotify) shed_import_record_free);
  while (batch->records->len < self->max_ops)
    {
      g_autoptr (ShedImportRecord) record = read_record (self);

      if (record == NULL)
        break;
      n_ops += shed_import_record_get_n_ops (record);
      n_bytes += record->n_bytes;
      if (batch->records->len > 0 && (n_ops > self->max_ops || n_bytes > self->max_bytes))
        {
          self->left_over = g_steal_pointer (&record);
          break;
        }
      g_ptr_array_add (batch->records, g_steal_pointer (&record));
    }
  batch->position = self->abc != NULL ? shed_abc_reader_get_position (self->abc) : shed_csv_reader_get_position (self->csv);
  return batch->records->len > 0 ? g_steal_pointer (&batch) : NULL;
}

static gpointer
read_in_thread (gpointer data)
{
  ShedImportReader *self = data;

  for (;;)
    {
      ShedImportBatch *batch = read_batch (self);
      gboolean is_stopped;

      g_mutex_lock (&self->lock);
      if (batch != NULL)
        g_queue_push_tail (&self->batches, batch);
      else
        self->is_at_end = TRUE;
      g_cond_signal (&self->changed);
      while (self->batches.length >= MAX_WAITING && !self->is_stopped)
        g_cond_wait (&self->changed, &self->lock);
      is_stopped = self->is_stopped;
      g_mutex_unlock (&self->lock);
      if (batch == NULL || is_stopped)
        return NULL;
    }
}

/* The names of a table's columns, in lower case. */
static GPtrArray *
read_names (ShedCsvReader *csv)
{
  GPtrArray *names = shed_csv_reader_next (csv);

  if (names == NULL)
    return NULL;
  g_ptr_array_set_size (names, (int) MIN (names->len, MAX_COLUMNS));
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *name = shed_text_from_bytes (names->pdata[i], strlen (names->pdata[i]), NULL);

      g_free (names->pdata[i]);
      names->pdata[i] = g_utf8_strdown (g_strstrip (name), -1);
    }
  return names;
}

ShedImportReader *
shed_import_reader_new (GBytes *bytes, ShedImportFormat format, const char *book_id, const char *source, gboolean is_starter,
                        gboolean large_steps)
{
  ShedImportReader *self = g_new0 (ShedImportReader, 1);

  self->book_id = g_strdup (book_id);
  self->source = g_strdup (source);
  self->is_starter = is_starter;
  self->max_ops = SHED_IMPORT_MAX_OPS * (large_steps ? SHED_IMPORT_LARGE_FACTOR : 1);
  self->max_bytes = SHED_IMPORT_MAX_BATCH_BYTES * (large_steps ? SHED_IMPORT_LARGE_FACTOR : 1);
  if (format == SHED_IMPORT_CSV)
    {
      self->csv = shed_csv_reader_new (bytes);
      self->csv_names = read_names (self->csv);
    }
  else
    self->abc = shed_abc_reader_new (bytes);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_queue_init (&self->batches);
  self->thread = g_thread_new ("woodshed-import", read_in_thread, self);
  return self;
}

ShedImportBatch *
shed_import_reader_next (ShedImportReader *self)
{
  ShedImportBatch *batch;

  g_mutex_lock (&self->lock);
  while (self->batches.length == 0 && !self->is_at_end)
    g_cond_wait (&self->changed, &self->lock);
  batch = g_queue_pop_head (&self->batches);
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  return batch;
}

void
shed_import_reader_free (ShedImportReader *self)
{
  if (self == NULL)
    return;
  g_mutex_lock (&self->lock);
  self->is_stopped = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);

  g_queue_clear_full (&self->batches, (GDestroyNotify) shed_import_batch_free);
  g_clear_pointer (&self->left_over, shed_import_record_free);
  g_clear_pointer (&self->abc, shed_abc_reader_free);
  g_clear_pointer (&self->csv, shed_csv_reader_free);
  g_clear_pointer (&self->csv_names, g_ptr_array_unref);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->book_id);
  g_free (self->source);
  g_free (self);
}
