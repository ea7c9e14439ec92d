/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exports: one snapshot of the library, written row by row into a file that takes its place at the end. It must never write to
 * the library, and never leave half a file. */
#define G_LOG_DOMAIN "Woodshed-exchange"

#include "shed-export.h"

#include <string.h>

#include "shed-atomic-file.h"
#include "shed-export-private.h"
#include "shed-json-writer.h"
#include "shed-thread.h"

static const char * const format_names[] = { "abc", "csv", "json" };

gboolean
shed_export_format_from_string (const char *name, ShedExportFormat *ret_format)
{
  for (guint i = 0; i < G_N_ELEMENTS (format_names); i++)
    if (g_strcmp0 (name, format_names[i]) == 0)
      {
        *ret_format = (ShedExportFormat) i;
        return TRUE;
      }
  return FALSE;
}

const char *
shed_export_format_to_string (ShedExportFormat format)
{
  return format_names[format];
}

static gboolean
write_to_file (const char *bytes, gsize n_bytes, gpointer data, GError **error)
{
  return shed_atomic_file_write (data, bytes, n_bytes, error);
}

static gboolean
write_to_text (const char *bytes, gsize n_bytes, gpointer data, GError **error)
{
  g_string_append_len (data, bytes, (gssize) n_bytes);
  return TRUE;
}

static gboolean
export_snapshot (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ShedExportJob *job = data;

  switch (job->options->format)
    {
    case SHED_EXPORT_ABC:
      return shed_export_write_abc (job, db, error);
    case SHED_EXPORT_CSV:
      return shed_export_write_csv (job, db, error);
    case SHED_EXPORT_JSON:
      return shed_export_write_backup (job, db, error);
    default:
      g_return_val_if_reached (FALSE);
    }
}

gboolean
shed_export_run (ShedStore *store, const ShedExportOptions *options, GFile *file, ShedExportResult *ret_result,
                 GCancellable *cancellable, GError **error)
{
  g_autoptr (ShedAtomicFile) target = shed_atomic_file_new (file, error);
  ShedExportJob job = {
    .options = options, .store = store, .sink = write_to_file, .sink_data = target, .cancellable = cancellable
  };

  if (target == NULL || !shed_store_read (store, export_snapshot, &job, error) || !shed_atomic_file_commit (target, error))
    return FALSE;
  if (ret_result != NULL)
    *ret_result = job.result;
  return TRUE;
}

char *
shed_export_dup_abc (ShedStore *store, const char * const *tune_ids, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  ShedExportOptions options = { SHED_EXPORT_ABC, NULL, tune_ids };
  ShedExportJob job = { .options = &options, .store = store, .sink = write_to_text, .sink_data = text };

  if (!shed_store_read (store, export_snapshot, &job, error))
    return NULL;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
shed_export_result_to_json (const ShedExportResult *self, GFile *file, ShedExportFormat format)
{
  g_autoptr (ShedJsonWriter) writer = shed_json_writer_new (FALSE);
  g_autofree char *name = g_file_get_parse_name (file);

  shed_json_begin_object (writer);
  shed_json_add_string (writer, "file", name);
  shed_json_add_string (writer, "format", shed_export_format_to_string (format));
  shed_json_name (writer, "rows");
  shed_json_begin_object (writer);
  for (guint i = 0; i < self->n_tables; i++)
    shed_json_add_int (writer, self->tables[i].table, self->tables[i].n_rows);
  shed_json_end_object (writer);
  shed_json_end_object (writer);
  return shed_json_writer_dup_text (writer);
}

typedef struct {
  ShedExportOptions options;
  char             *book_id;
  GStrv             tune_ids;
  GFile            *file;
  ShedExportResult  result;
} AsyncExport;

static void
async_export_free (gpointer data)
{
  AsyncExport *async = data;

  g_free (async->book_id);
  g_strfreev (async->tune_ids);
  g_object_unref (async->file);
  g_free (async);
}

static gboolean
run_in_thread (gpointer source, gpointer data, GCancellable *cancellable, GError **error)
{
  AsyncExport *async = data;

  return shed_export_run (source, &async->options, async->file, &async->result, cancellable, error);
}

void
shed_export_run_async (ShedStore *store, const ShedExportOptions *options, GFile *file, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  AsyncExport *async = g_new0 (AsyncExport, 1);

  async->book_id = g_strdup (options->book_id);
  async->tune_ids = g_strdupv ((GStrv) options->tune_ids);
  async->options = (ShedExportOptions) { options->format, async->book_id, (const char * const *) async->tune_ids };
  async->file = g_object_ref (file);
  g_task_set_source_tag (task, shed_export_run_async);
  g_task_set_task_data (task, async, async_export_free);
  shed_thread_run (task, run_in_thread);
}

gboolean
shed_export_run_finish (ShedStore *store, GAsyncResult *result, ShedExportResult *ret_result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);
  if (ret_result != NULL)
    *ret_result = ((AsyncExport *) g_task_get_task_data (G_TASK (result)))->result;
  return g_task_propagate_boolean (G_TASK (result), error);
}
