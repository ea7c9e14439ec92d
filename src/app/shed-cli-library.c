/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verbs about the library as a whole: import, export, check, backup, restore, and those that need an account. */
#include <string.h>

#include "shed-cli-private.h"
#include "shed-export.h"
#include "shed-import.h"
#include "shed-library.h"
#include "shed-restore.h"

/* Answers that are made elsewhere as text. */
static void
answer_text (ShedCli *self, char *json /* (transfer full) */)
{
  if (self->json)
    g_print ("%s\n", json);
  g_free (json);
  self->json = FALSE; /* the answer is out */
}

ShedExit
shed_cli_import (ShedCli *self, GError **error)
{
  g_autoptr (ShedImportJob) job = shed_import_job_new (self->store);
  ShedImportReport *report;
  gboolean starter = shed_cli_has_option (self, "starter"), done;

  if (starter == (self->n_arguments > 0))
    return shed_cli_usage (error, "import FILE... [--book NAME] [--dry-run] | import --starter");
  for (guint i = 0; i < self->n_arguments; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_commandline_arg (self->arguments[i]);

      shed_import_job_add_file (job, file);
    }
  if (starter)
    shed_import_job_add_starter (job, NULL);
  shed_import_job_set_book_title (job, shed_cli_get_option (self, "book"));
  shed_import_job_set_dry_run (job, shed_cli_has_option (self, "dry-run"));
  shed_import_job_set_local_only (job, shed_cli_has_option (self, "local-only"));

  done = shed_import_job_run (job, NULL, error);
  report = shed_import_job_get_report (job);
  if (!self->json)
    {
      for (guint i = 0; i < report->remarks->len; i++)
        {
          const ShedImportRemark *remark = g_ptr_array_index (report->remarks, i);

          g_print ("%s:%u: %s%s%s%s\n", remark->file, remark->line, remark->is_refused ? "refused: " : "",
                   remark->title != NULL ? remark->title : "", remark->title != NULL ? ": " : "", remark->text);
        }
      g_print ("%u taken (%u with a remark), %u unchanged, %u refused%s\n", report->taken, report->remarked,
               report->unchanged, report->refused, report->is_dry_run ? "; nothing was written" : "");
    }
  if (!done)
    return SHED_EXIT_NO;
  answer_text (self, shed_import_report_to_json (report));
  return report->files_refused > 0 ? SHED_EXIT_NO : SHED_EXIT_DONE;
}

static gboolean
find_book_in_read (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  gpointer *job = data; /* title or id, the id found */

  job[1] = shed_cli_find_book (db, job[0], error);
  return job[1] != NULL;
}

static ShedExit
export_to (ShedCli *self, ShedExportFormat format, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  gpointer book[2] = { (gpointer)shed_cli_get_option (self, "book"), NULL };
  g_autofree char *book_id = NULL;
  ShedExportOptions options = { .format = format };
  ShedExportResult result = { 0 };

  if (book[0] != NULL && !shed_store_read (self->store, find_book_in_read, book, error))
    return SHED_EXIT_NO;
  options.book_id = book_id = book[1];

  if (!shed_export_run (self->store, &options, file, &result, NULL, error))
    return SHED_EXIT_NO;
  for (guint i = 0; i < result.n_tables; i++)
    if (result.tables[i].n_rows > 0)
      shed_cli_say (self, "%-18s %d", result.tables[i].table, (int)result.tables[i].n_rows);
  answer_text (self, shed_export_result_to_json (&result, file, format));
  return SHED_EXIT_DONE;
}

ShedExit
shed_cli_export (ShedCli *self, GError **error)
{
  ShedExportFormat format;

  if (self->n_arguments != 1 || !shed_export_format_from_string (shed_cli_get_option (self, "format"), &format))
    return shed_cli_usage (error, "export --format abc|csv|json FILE");
  if (format == SHED_EXPORT_JSON && shed_cli_has_option (self, "book"))
    return shed_cli_usage (error, "a backup is of everything: --book is for abc and csv");
  return export_to (self, format, self->arguments[0], error);
}

ShedExit
shed_cli_backup (ShedCli *self, GError **error)
{
  if (self->n_arguments != 1)
    return shed_cli_usage (error, "backup FILE");
  return export_to (self, SHED_EXPORT_JSON, self->arguments[0], error);
}

ShedExit
shed_cli_restore (ShedCli *self, GError **error)
{
  g_autoptr (GFile) file = NULL;
  ShedRestoreResult result = { 0 };

  if (self->n_arguments != 1)
    return shed_cli_usage (error, "restore FILE");
  file = g_file_new_for_commandline_arg (self->arguments[0]);
  if (!shed_restore_run (self->store, file, shed_cli_has_option (self, "dry-run"), &result, NULL, error))
    return SHED_EXIT_NO;
  shed_cli_say (self, "%u inserted, %u equal, %u kept as they are here, %u refused", result.inserted, result.equal,
                result.kept, result.refused);
  answer_text (self, shed_restore_result_to_json (&result));
  return SHED_EXIT_DONE;
}

ShedExit
shed_cli_check (ShedCli *self, GError **error)
{
  g_autoptr (ShedCheckReport) report = NULL;
  g_autoptr (GError) failure = NULL;
  gboolean ok;

  if (self->n_arguments > 0)
    return shed_cli_usage (error, "check takes no argument");
  self->store = shed_library_open (self->profile, NULL, NULL, &failure);
  if (self->store != NULL)
    report = shed_store_check (self->store, &failure);
  /* A library that cannot be opened for what stands in it is a fault found, not a check that failed. */
  if (report == NULL && !g_error_matches (failure, SHED_STORE_ERROR, SHED_STORE_ERROR_CORRUPT) &&
      !g_error_matches (failure, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_A_LIBRARY))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return SHED_EXIT_NO;
    }

  ok = report != NULL && report->faults->len == 0;
  shed_json_begin_object (self->out);
  shed_json_add_bool (self->out, "ok", ok);
  shed_json_name (self->out, "faults");
  shed_json_begin_array (self->out);
  if (report == NULL)
    shed_json_string (self->out, failure->message);
  for (guint i = 0; report != NULL && i < report->faults->len; i++)
    {
      shed_json_string (self->out, g_ptr_array_index (report->faults, i));
      shed_cli_say (self, "%s", (const char *)g_ptr_array_index (report->faults, i));
    }
  shed_json_end_array (self->out);
  shed_json_add_int (self->out, "tunes", report != NULL ? report->tunes : 0);
  shed_json_add_int (self->out, "events", report != NULL ? report->events : 0);
  shed_json_add_int (self->out, "outbox", report != NULL ? report->outbox : 0);
  shed_json_end_object (self->out);
  self->answered = TRUE;
  if (report == NULL)
    shed_cli_say (self, "%s", failure->message);
  else
    shed_cli_say (self, ok ? "Everything is whole: %d tunes, %d events." : "There are faults. %d tunes, %d events.",
                  (int)report->tunes, (int)report->events);
  return ok ? SHED_EXIT_DONE : SHED_EXIT_NO;
}
