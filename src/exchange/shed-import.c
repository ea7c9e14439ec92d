/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The import job: one command over all its files, whose steps read some tunes and write them in one transaction. Being killed or
 * cancelled between two steps leaves whole tunes; what a step wrote is in the report only once it is committed. It must never
 * hold more of a book than a step's tunes, and never let one bad tune or file stop the others. */
#define G_LOG_DOMAIN "Woodshed-exchange"

#include "shed-import.h"

#include "shed-first-notes.h"
#include "shed-import-reader.h"
#include "shed-import-report-private.h"
#include "shed-import-source.h"
#include "shed-import-target.h"
#include "shed-outbox.h"
#include "shed-restore-private.h"
#include "shed-starter.h"
#include "shed-thread.h"

/* From so much text on the search index is refreshed once at the end. */
#define BULK_BYTES (128 * 1024)
#define PROGRESS_INTERVAL_US 100000

typedef struct {
  GFile   *file;      /* nullable */
  GBytes  *bytes;     /* nullable: pasted, or the starter book */
  char    *name;      /* in the report */
  gboolean is_starter;
} Source;

struct _ShedImportJob {
  GObject           parent_instance;
  ShedStore        *store;
  GPtrArray        *sources;
  char             *book_title, *book_id;
  gboolean          local_only, is_dry_run;
  ShedImportReport *report;
  ShedCommand      *command;
  gint64            journal;
  gboolean          has_account;

  /* While running; of the worker and, while it waits, the writer's thread. */
  GCancellable     *cancellable;
  ShedImportTarget *target;
  Source           *source;      /* the present one */
  ShedImportReader *reader;
  guint64           n_bytes_before; /* of the sources that are done */
  ShedImportReport *pending;     /* of the running step */
  char             *report_name;

  GMutex            lock;        /* guards the three below */
  guint             n_tunes;
  guint64           n_bytes, n_bytes_total;
  GMainContext     *context;     /* for "progress" */
  gint64            last_progress_us;
};

enum { PROGRESS, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ShedImportJob, shed_import_job, G_TYPE_OBJECT)

static void
source_free (gpointer data)
{
  Source *source = data;

  g_clear_object (&source->file);
  g_clear_pointer (&source->bytes, g_bytes_unref);
  g_free (source->name);
  g_free (source);
}

ShedImportJob *
shed_import_job_new (ShedStore *store)
{
  ShedImportJob *self = g_object_new (SHED_TYPE_IMPORT_JOB, NULL);

  self->store = g_object_ref (store);
  return self;
}

static void
add_source (ShedImportJob *self, GFile *file, GBytes *bytes, char *name, gboolean is_starter)
{
  Source *source = g_new0 (Source, 1);

  source->file = file != NULL ? g_object_ref (file) : NULL;
  source->bytes = bytes;
  source->name = name;
  source->is_starter = is_starter;
  g_ptr_array_add (self->sources, source);
}

void
shed_import_job_add_file (ShedImportJob *self, GFile *file)
{
  g_autofree char *name = g_file_get_parse_name (file);

  add_source (self, file, NULL, g_utf8_make_valid (name, -1), FALSE);
}

void
shed_import_job_add_text (ShedImportJob *self, const char *name, GBytes *text)
{
  add_source (self, NULL, g_bytes_ref (text), g_strdup (name), FALSE);
}

void
shed_import_job_add_starter (ShedImportJob *self, GBytes *book)
{
  GBytes *bytes = book != NULL ? g_bytes_ref (book) : shed_starter_dup_book ();

  if (bytes == NULL)
    bytes = g_bytes_new_static ("", 0);
  add_source (self, NULL, bytes, g_strdup (SHED_STARTER_TITLE), TRUE);
}

void
shed_import_job_set_book_title (ShedImportJob *self, const char *title)
{
  g_free (self->book_title);
  self->book_title = g_strdup (title);
}

void
shed_import_job_set_book_id (ShedImportJob *self, const char *book_id)
{
  g_free (self->book_id);
  self->book_id = g_strdup (book_id);
}

void
shed_import_job_set_local_only (ShedImportJob *self, gboolean local_only)
{
  self->local_only = local_only;
}

void
shed_import_job_set_dry_run (ShedImportJob *self, gboolean dry_run)
{
  self->is_dry_run = dry_run;
}

/* "Session tunes.abc" makes the book "Session tunes". */
static char *
title_of_source (Source *source)
{
  g_autofree char *base = source->file != NULL ? g_file_get_basename (source->file) : g_strdup (source->name);
  g_autofree char *valid = g_utf8_make_valid (base, -1);
  char *dot = strrchr (valid, '.');

  if (source->file != NULL && dot != NULL && dot != valid)
    *dot = '\0';
  return g_steal_pointer (&valid);
}

static gboolean
emit_progress (gpointer data)
{
  g_signal_emit (data, signals[PROGRESS], 0);
  return G_SOURCE_REMOVE;
}

static void
tell_progress (ShedImportJob *self, guint n_tunes, guint64 n_bytes)
{
  gint64 now_us = g_get_monotonic_time ();

  g_mutex_lock (&self->lock);
  self->n_tunes = n_tunes;
  self->n_bytes = n_bytes;
  g_mutex_unlock (&self->lock);
  if (self->context == NULL || now_us - self->last_progress_us < PROGRESS_INTERVAL_US)
    return;
  self->last_progress_us = now_us;
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT_IDLE, emit_progress, g_object_ref (self), g_object_unref);
}

static void
report_file (ShedImportJob *self, const GError *cause)
{
  const char *code = cause->domain == SHED_EXCHANGE_ERROR ? shed_exchange_error_get_word (cause->code) : "unreadable";

  shed_import_report_add (self->report, self->source->name, 0, code, cause->message)->is_refused = TRUE;
  self->report->files_refused++;
}

static ShedImportRemark *
add_remark (ShedImportJob *self, ShedImportRecord *record, const char *code, const char *text)
{
  ShedImportRemark *remark = shed_import_report_add (self->pending, self->source->name, record->line, code, text);

  remark->x = g_strdup (record->x);
  remark->title = g_strdup (record->values[SHED_IMPORT_TITLE]);
  return remark;
}

static void
count_taken (ShedImportJob *self, ShedImportRecord *record, const char *like_id)
{
  self->pending->taken++;
  for (guint i = 0; record->remarks != NULL && i < record->remarks->len; i++)
    {
      ShedImportNote *note = record->remarks->pdata[i];

      add_remark (self, record, note->code, note->text)->tune_id = g_strdup (record->id);
    }
  if (like_id != NULL)
    {
      ShedImportRemark *remark = add_remark (self, record, "looks-like", "a tune of this title with the same beginning is there");

      remark->tune_id = g_strdup (record->id);
      remark->like_id = g_strdup (like_id);
    }
  if (record->remarks != NULL || like_id != NULL)
    self->pending->remarked++;
}

static gboolean
put_record (ShedImportJob *self, ShedDb *db, ShedImportRecord *record, GError **error)
{
  g_autofree char *like_id = NULL;
  g_autofree char *reason = NULL;
  ShedImportOutcome outcome;

  if (record->refused != NULL)
    {
      self->pending->refused++;
      add_remark (self, record, record->refused, record->refused_text)->is_refused = TRUE;
      return TRUE;
    }
  if (!shed_import_target_put (self->target, db, record, &outcome, &like_id, &reason, error))
    return FALSE;
  switch (outcome)
    {
    case SHED_IMPORT_TAKEN:
      count_taken (self, record, like_id);
      break;
    case SHED_IMPORT_UPDATED:
      self->pending->updated++;
      self->pending->unchanged++;
      break;
    case SHED_IMPORT_IMPOSSIBLE:
      self->pending->refused++;
      add_remark (self, record, "refused-by-library", reason)->is_refused = TRUE;
      break;
    case SHED_IMPORT_UNCHANGED:
    default:
      self->pending->unchanged++;
      break;
    }
  return TRUE;
}

/* What the last step reported counts now that it is committed. */
static void
settle_pending (ShedImportJob *self)
{
  g_autoptr (ShedImportReport) pending = g_steal_pointer (&self->pending);

  if (pending == NULL)
    return;
  self->report->taken += pending->taken;
  self->report->unchanged += pending->unchanged;
  self->report->remarked += pending->remarked;
  self->report->refused += pending->refused;
  self->report->updated += pending->updated;
  for (guint i = 0; i < pending->remarks->len; i++)
    {
      ShedImportRemark *remark = pending->remarks->pdata[i];

      remark->file = g_string_chunk_insert_const (self->report->strings, remark->file);
      remark->code = g_string_chunk_insert_const (self->report->strings, remark->code);
    }
  g_ptr_array_extend_and_steal (self->report->remarks, g_steal_pointer (&pending->remarks));
  pending->remarks = g_ptr_array_new ();
}

/* One transaction: the tunes of one batch. */
static gboolean
import_step (ShedDb *db, gpointer data, gboolean *more, GCancellable *cancellable, GError **error)
{
  ShedImportJob *self = data;
  g_autoptr (ShedImportBatch) batch = NULL;

  *more = FALSE;
  settle_pending (self);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  batch = shed_import_reader_next (self->reader);
  if (batch == NULL)
    return TRUE;
  *more = TRUE;
  self->pending = shed_import_report_new ();
  for (guint i = 0; i < batch->records->len; i++)
    if (!put_record (self, db, batch->records->pdata[i], error))
      return FALSE;
  if (self->command != NULL)
    shed_command_set_count (self->command, self->report->taken + self->pending->taken);
  tell_progress (self, self->report->taken + self->report->unchanged + self->report->refused
                       + self->pending->taken + self->pending->unchanged + self->pending->refused,
                 self->n_bytes_before + batch->position);
  return TRUE;
}

static gboolean
choose_book (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ShedImportJob *self = data;
  g_autofree char *title = NULL;

  self->has_account = shed_outbox_has_account (db);
  if (self->source->is_starter)
    return shed_import_target_set_starter (self->target, db, SHED_STARTER_TITLE, error);
  title = self->book_title != NULL ? g_strdup (self->book_title) : title_of_source (self->source);
  return shed_import_target_set_book (self->target, db, self->book_id, title, self->report_name, self->local_only, error);
}

typedef struct { ShedImportJob *self; gboolean more; } DryStep;

static gboolean
dry_step (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  DryStep *dry = data;

  return import_step (db, dry->self, &dry->more, dry->self->cancellable, error);
}

static gboolean
run_steps (ShedImportJob *self, gsize n_bytes, GError **error)
{
  DryStep dry = { self, TRUE };
  gboolean ok = TRUE;

  if (!self->is_dry_run)
    {
      g_clear_pointer (&self->command, shed_command_unref);
      self->command = shed_command_new (SHED_COMMAND_IMPORT, self->sources->len == 1 ? self->report_name : NULL,
                                        import_step, self, NULL);
      shed_command_set_bulk (self->command, n_bytes > BULK_BYTES);
      return shed_command_run (self->command, self->store, self->journal, self->cancellable, error);
    }
  while (ok && dry.more)
    ok = shed_store_read (self->store, dry_step, &dry, error);
  return ok;
}

static gboolean
import_tunes (ShedImportJob *self, GBytes *bytes, ShedImportFormat format, GError **error)
{
  guint n_before = self->report->taken + self->report->unchanged;
  gboolean ok;

  if (!shed_store_read (self->store, choose_book, self, error))
    return FALSE;
  self->reader = shed_import_reader_new (bytes, format, shed_import_target_get_book_id (self->target), self->report_name,
                                         self->source->is_starter,
                                         !self->has_account && g_bytes_get_size (bytes) > BULK_BYTES);
  ok = run_steps (self, g_bytes_get_size (bytes), error);
  g_clear_pointer (&self->reader, shed_import_reader_free);
  shed_first_notes_forget ();
  if (ok)
    {
      settle_pending (self);
      /* Without a tune no book was made. */
      if (self->report->taken + self->report->unchanged > n_before)
        shed_import_report_add_book (self->report, shed_import_target_get_book_id (self->target));
    }
  return ok;
}

static gboolean
import_backup (ShedImportJob *self, GBytes *bytes, GError **error)
{
  ShedRestoreResult result = { 0 };
  g_autoptr (GError) cause = NULL;

  result.journal = self->journal;
  if (!shed_restore_bytes_under (self->store, bytes, self->is_dry_run, &result, self->cancellable, &cause))
    {
      if (cause->domain != SHED_EXCHANGE_ERROR)
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return FALSE;
        }
      report_file (self, cause);
      return TRUE;
    }
  self->report->taken += result.tunes_inserted;
  self->report->unchanged += result.tunes_known;
  self->report->refused += result.tunes_refused;
  self->report->rows += result.inserted;
  if (self->command == NULL)
    self->command = shed_restore_make_command (&result);
  return TRUE;
}

static gboolean
import_source (ShedImportJob *self, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) cause = NULL;
  ShedImportFormat format;
  gboolean ok;

  bytes = self->source->bytes != NULL ? shed_import_source_decode (self->source->bytes)
                                      : shed_import_source_load (self->source->file, self->cancellable, &cause);
  if (bytes == NULL || !shed_import_source_detect (bytes, self->source->name, &format, &cause))
    {
      if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return FALSE;
        }
      report_file (self, cause);
      return TRUE;
    }

  g_free (self->report_name);
  self->report_name = self->source->file != NULL ? g_file_get_basename (self->source->file) : g_strdup (self->source->name);
  ok = format == SHED_IMPORT_BACKUP ? import_backup (self, bytes, error) : import_tunes (self, bytes, format, error);
  self->n_bytes_before += g_bytes_get_size (bytes);
  return ok;
}

static void
measure_sources (ShedImportJob *self)
{
  guint64 total = 0;

  for (guint i = 0; i < self->sources->len; i++)
    {
      Source *source = self->sources->pdata[i];
      g_autoptr (GFileInfo) info = NULL;

      if (source->bytes != NULL)
        total += g_bytes_get_size (source->bytes);
      else
        info = g_file_query_info (source->file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, self->cancellable, NULL);
      if (info != NULL)
        total += (guint64) g_file_info_get_size (info);
    }
  g_mutex_lock (&self->lock);
  self->n_bytes_total = total;
  g_mutex_unlock (&self->lock);
}

gboolean
shed_import_job_run (ShedImportJob *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) cause = NULL;
  gboolean ok = TRUE;

  g_return_val_if_fail (SHED_IS_IMPORT_JOB (self), FALSE);
  g_return_val_if_fail (self->target == NULL, FALSE);
  g_set_object (&self->cancellable, cancellable);
  self->target = shed_import_target_new (self->is_dry_run);
  self->report->is_dry_run = self->is_dry_run;
  if (!self->is_dry_run)
    self->journal = shed_store_new_journal (self->store);
  measure_sources (self);
  for (guint i = 0; ok && i < self->sources->len; i++)
    {
      self->source = self->sources->pdata[i];
      ok = import_source (self, &cause);
    }
  /* A step that failed was rolled back; what it would have reported did not happen. */
  g_clear_pointer (&self->pending, shed_import_report_unref);
  if (ok)
    return TRUE;
  self->report->was_cancelled = g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  if (self->report->taken > 0 && shed_import_target_get_book_id (self->target) != NULL)
    shed_import_report_add_book (self->report, shed_import_target_get_book_id (self->target));
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

static gboolean
run_in_thread (gpointer source, gpointer data, GCancellable *cancellable, GError **error)
{
  return shed_import_job_run (source, cancellable, error);
}

void
shed_import_job_run_async (ShedImportJob *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, shed_import_job_run_async);
  /* The answer comes when the running transaction has ended, not while it still writes. */
  g_task_set_check_cancellable (task, FALSE);
  self->context = g_main_context_ref_thread_default ();
  shed_thread_run (task, run_in_thread);
}

gboolean
shed_import_job_run_finish (ShedImportJob *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
shed_import_job_get_progress (ShedImportJob *self, guint *n_tunes, guint64 *n_bytes, guint64 *n_bytes_total)
{
  g_mutex_lock (&self->lock);
  if (n_tunes != NULL)
    *n_tunes = self->n_tunes;
  if (n_bytes != NULL)
    *n_bytes = MIN (self->n_bytes, self->n_bytes_total);
  if (n_bytes_total != NULL)
    *n_bytes_total = self->n_bytes_total;
  g_mutex_unlock (&self->lock);
}

ShedImportReport *
shed_import_job_get_report (ShedImportJob *self)
{
  return self->report;
}

gint64
shed_import_job_get_journal (ShedImportJob *self)
{
  return self->journal;
}

ShedCommand *
shed_import_job_make_command (ShedImportJob *self)
{
  if (self->command == NULL || (self->report->taken == 0 && self->report->updated == 0 && self->report->rows == 0))
    return NULL;
  return shed_command_ref (self->command);
}

static void
shed_import_job_finalize (GObject *object)
{
  ShedImportJob *self = SHED_IMPORT_JOB (object);

  g_clear_object (&self->store);
  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->sources);
  g_free (self->book_title);
  g_free (self->book_id);
  g_free (self->report_name);
  shed_import_report_unref (self->report);
  g_clear_pointer (&self->command, shed_command_unref);
  g_clear_pointer (&self->target, shed_import_target_free);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (shed_import_job_parent_class)->finalize (object);
}

static void
shed_import_job_class_init (ShedImportJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = shed_import_job_finalize;

  /**
   * ShedImportJob::progress:
   *
   * Some more tunes are read; shed_import_job_get_progress() says how far it is.
   */
  signals[PROGRESS] = g_signal_new ("progress", SHED_TYPE_IMPORT_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
shed_import_job_init (ShedImportJob *self)
{
  self->sources = g_ptr_array_new_with_free_func (source_free);
  self->report = shed_import_report_new ();
  g_mutex_init (&self->lock);
}
