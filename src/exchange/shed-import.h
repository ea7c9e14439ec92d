/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes tune books (ABC, CSV), Woodshed backups and the starter book into a library.
 *
 *   g_autoptr (ShedImportJob) job = shed_import_job_new (store);
 *   shed_import_job_add_file (job, file);            // as often as wanted; the format is found in the content
 *   shed_import_job_set_book_title (job, "Session"); // else each file makes a book of its name
 *   if (!shed_import_job_run (job, cancellable, &error)) … // the library could not be written, or it was cancelled
 *   report = shed_import_job_get_report (job);       // also after a failure: what had been done by then
 *
 * The window calls _run_async, shows "progress" and at the end enters the job into its history with
 * shed_history_push (history, shed_import_job_make_command (job), shed_import_job_get_journal (job)): one undo takes it back.
 * Running a job again makes no duplicates and changes nothing that a player edited. It never writes outside the library. */
#pragma once

#include <gio/gio.h>

#include "shed-command.h"
#include "shed-exchange-error.h"
#include "shed-import-report.h"
#include "shed-store.h"

G_BEGIN_DECLS

#define SHED_IMPORT_MAX_BYTES (G_GUINT64_CONSTANT (1) << 30)
/* From so many tunes on the window asks whether the book should stay on this computer (a dry run counts them). */
#define SHED_IMPORT_MANY_TUNES 5000

#define SHED_TYPE_IMPORT_JOB (shed_import_job_get_type ())
G_DECLARE_FINAL_TYPE (ShedImportJob, shed_import_job, SHED, IMPORT_JOB, GObject)
/* signal "progress": on the main context of shed_import_job_run_async(), at most ten times a second. */

ShedImportJob *shed_import_job_new            (ShedStore *store);
/* Sources, in order. Files are looked at when the job runs. name: what the report calls the text; its book when no
 * title is set. */
void           shed_import_job_add_file       (ShedImportJob *self, GFile *file);
void           shed_import_job_add_text       (ShedImportJob *self, const char *name, GBytes *text);
/* The starter book (its text, NULL: the one that ships): tunes keep their ids when a corrected text is shipped, and
 * what still equals the text shipped before is brought up to date. */
void           shed_import_job_add_starter    (ShedImportJob *self, GBytes *book);

/* Options; all before running. */
void shed_import_job_set_book_title (ShedImportJob *self,
                                     const char *title); /* NULL: the file's name without extension */
void           shed_import_job_set_book_id    (ShedImportJob *self, const char *book_id); /* wins over the title */
void           shed_import_job_set_local_only (ShedImportJob *self, gboolean local_only); /* a new book stays on this computer */
void           shed_import_job_set_dry_run    (ShedImportJob *self, gboolean dry_run);    /* writes nothing, reports the same */

/* Waiting; for the command line, tests and worker threads. FALSE: SHED_STORE_ERROR, SHED_EXCHANGE_ERROR_NO_SUCH_BOOK or
 * G_IO_ERROR_CANCELLED; tunes written before that stay, whole. Files that cannot be read are no error: see the report. */
gboolean       shed_import_job_run            (ShedImportJob *self, GCancellable *cancellable, GError **error);
void shed_import_job_run_async (ShedImportJob *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean       shed_import_job_run_finish     (ShedImportJob *self, GAsyncResult *result, GError **error);

/* How far it is; from any thread. n_bytes_total is 0 until the files were looked at. */
void           shed_import_job_get_progress   (ShedImportJob *self, guint *n_tunes, guint64 *n_bytes, guint64 *n_bytes_total);
/* After running (transfer none); never NULL. */
ShedImportReport *shed_import_job_get_report  (ShedImportJob *self);
/* Number of the undo journal that holds all it wrote; 0 before running and after a dry run. */
gint64         shed_import_job_get_journal    (ShedImportJob *self);
/* What it did as an entry of the history; NULL when nothing was written. (transfer full) */
ShedCommand   *shed_import_job_make_command   (ShedImportJob *self);

G_END_DECLS
