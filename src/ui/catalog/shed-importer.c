/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A queue of imports over ShedImportJob. It never holds up the window: files are looked at, counted and taken on workers; what a
 * job wrote is one step of the history, so that one undo takes it back. */
#include "shed-importer.h"

#include <glib/gi18n.h>

#include "shed-error-text.h"
#include "shed-id.h"
#include "shed-import.h"
#include "shed-question.h"
#include "shed-remark-text.h"
#include "shed-thread.h"

/* Files below this together can hardly hold SHED_IMPORT_MANY_TUNES and are taken without being counted first. */
#define SMALL_BYTES (300 * 1024)

typedef struct
{
  GPtrArray *files; /* nullable: GFile */
  GBytes    *text;  /* nullable */
  gboolean   local_only;
  GtkWindow *parent; /* weak, nullable */
} Request;

struct _ShedImporter
{
  GObject parent_instance;

  ShedStore         *store;
  ShedHistory       *history;
  GQueue             requests; /* Request; the head is the running one */
  ShedImporterState  state;
  ShedImportJob     *job;         /* nullable: the running one, or the one that counts */
  GCancellable      *cancellable;
  ShedImportReport  *report;      /* nullable */
  ShedCommand       *command;     /* nullable: the last import that took something, as a step of the history */
  char              *trouble;     /* nullable: why it ended early, in words */
};

enum { CHANGED, DONE, SHOW, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ShedImporter, shed_importer, G_TYPE_OBJECT)

static void start_next (ShedImporter *self);

static void
request_free (Request *request)
{
  g_clear_pointer (&request->files, g_ptr_array_unref);
  g_clear_pointer (&request->text, g_bytes_unref);
  g_clear_weak_pointer (&request->parent);
  g_free (request);
}

static void
set_state (ShedImporter *self, ShedImporterState state)
{
  self->state = state;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
drop_request (ShedImporter *self)
{
  Request *request = g_queue_pop_head (&self->requests);

  if (request != NULL)
    request_free (request);
}

static void
progress_cb (ShedImporter *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static ShedImportJob *
job_new (ShedImporter *self, Request *request, gboolean dry_run)
{
  ShedImportJob *job = shed_import_job_new (self->store);

  if (request->text != NULL)
    {
      shed_import_job_add_text (job, _("pasted text"), request->text);
      shed_import_job_set_book_id (job, shed_id_my_tunes ());
    }
  else if (request->files != NULL)
    for (guint i = 0; i < request->files->len; i++)
      shed_import_job_add_file (job, request->files->pdata[i]);
  else
    shed_import_job_add_starter (job, NULL);
  shed_import_job_set_local_only (job, request->local_only);
  shed_import_job_set_dry_run (job, dry_run);
  g_signal_connect_object (job, "progress", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
  return job;
}

static void
take_job (ShedImporter *self, ShedImportJob *job)
{
  g_clear_object (&self->job);
  self->job = job;
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedImporter) self = user_data;
  ShedImportJob *job = SHED_IMPORT_JOB (source);
  g_autoptr (GError) error = NULL;
  gboolean ok = shed_import_job_run_finish (job, result, &error);
  ShedCommand *command = shed_import_job_make_command (job);

  g_clear_pointer (&self->report, shed_import_report_unref);
  g_clear_pointer (&self->trouble, g_free);
  self->report = shed_import_report_ref (shed_import_job_get_report (job));
  if (!ok && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_warning ("an import ended early: %s", error->message);
      self->trouble = shed_error_text_dup (error);
    }
  if (command != NULL)
    {
      g_clear_pointer (&self->command, shed_command_unref);
      self->command = shed_command_ref (command);
      shed_history_push (self->history, command, shed_import_job_get_journal (job));
    }
  drop_request (self);
  g_clear_object (&self->job);
  set_state (self, SHED_IMPORTER_DONE);
  g_signal_emit (self, signals[DONE], 0);
  start_next (self);
}

static void
run_request (ShedImporter *self)
{
  take_job (self, job_new (self, g_queue_peek_head (&self->requests), FALSE));
  set_state (self, SHED_IMPORTER_RUNNING);
  shed_import_job_run_async (self->job, self->cancellable, ran_cb, g_object_ref (self));
}

static void
give_up_request (ShedImporter *self)
{
  drop_request (self);
  g_clear_object (&self->job);
  set_state (self, SHED_IMPORTER_IDLE);
  start_next (self);
}

static void
answered_cb (ShedImporter *self, const char *response)
{
  Request *request = g_queue_peek_head (&self->requests);

  if (self->state != SHED_IMPORTER_ASKING || request == NULL)
    return;
  if (!g_str_equal (response, "here") && !g_str_equal (response, "everywhere"))
    {
      give_up_request (self);
      return;
    }
  request->local_only = g_str_equal (response, "here");
  run_request (self);
}

static void
ask_where (ShedImporter *self, guint n_tunes)
{
  Request *request = g_queue_peek_head (&self->requests);
  GtkWidget *dialog;
  g_autofree char *heading = g_strdup_printf (ngettext ("Take %'u Tune?", "Take %'u Tunes?", n_tunes), n_tunes);

  dialog = shed_question_new (
    request->parent, heading,
    _("So large a book can stay on this computer only. You find and open its tunes as any other; those that you add to a "
      "repertoire are copied to My Tunes and go with you."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "everywhere", _("On _All My Computers"),
                                    "here", _("On _This Computer Only"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "here", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "here");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  set_state (self, SHED_IMPORTER_ASKING);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedImporter) self = user_data;
  g_autoptr (GError) error = NULL;
  ShedImportReport *report;
  gboolean ok = shed_import_job_run_finish (SHED_IMPORT_JOB (source), result, &error);

  if (g_queue_is_empty (&self->requests) || (!ok && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    {
      give_up_request (self);
      return;
    }
  /* Another failure says itself when the tunes are really taken. */
  report = shed_import_job_get_report (SHED_IMPORT_JOB (source));
  if (error == NULL && report->rows == 0 && report->taken >= SHED_IMPORT_MANY_TUNES)
    ask_where (self, report->taken);
  else
    run_request (self);
}

static void
count_request (ShedImporter *self)
{
  take_job (self, job_new (self, g_queue_peek_head (&self->requests), TRUE));
  set_state (self, SHED_IMPORTER_LOOKING);
  shed_import_job_run_async (self->job, self->cancellable, counted_cb, g_object_ref (self));
}

/* Whether they are large. */
static gboolean
measure_in_thread (gpointer source, gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray *files = data;
  goffset n_bytes = 0;

  for (guint i = 0; i < files->len && n_bytes < SMALL_BYTES; i++)
    {
      g_autoptr (GFileInfo) info =
        g_file_query_info (files->pdata[i], G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, cancellable, NULL);

      if (info != NULL)
        n_bytes += g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_STANDARD_SIZE);
    }
  return n_bytes >= SMALL_BYTES;
}

static void
measured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ShedImporter *self = SHED_IMPORTER (source);
  gboolean is_large = g_task_propagate_boolean (G_TASK (result), NULL);

  if (g_queue_is_empty (&self->requests) || g_cancellable_is_cancelled (self->cancellable))
    give_up_request (self);
  else if (is_large)
    count_request (self);
  else
    run_request (self);
}

static void
start_next (ShedImporter *self)
{
  Request *request = g_queue_peek_head (&self->requests);
  g_autoptr (GTask) task = NULL;

  if (request == NULL || shed_importer_is_busy (self))
    return;
  if (request->files == NULL)
    {
      run_request (self);
      return;
    }
  take_job (self, NULL);
  set_state (self, SHED_IMPORTER_LOOKING);
  task = g_task_new (self, self->cancellable, measured_cb, NULL);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_ptr_array_ref (request->files), (GDestroyNotify) g_ptr_array_unref);
  shed_thread_run (task, measure_in_thread);
}

static void
add_request (ShedImporter *self, Request *request)
{
  g_queue_push_tail (&self->requests, request);
  start_next (self);
}

/* What was taken back is no news any more; an earlier import taken back leaves the news of a later one. */
static void
undone_cb (ShedImporter *self, ShedCommand *command)
{
  if (command == self->command)
    shed_importer_dismiss (self);
}

static void
shed_importer_dispose (GObject *object)
{
  ShedImporter *self = SHED_IMPORTER (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_queue_clear_full (&self->requests, (GDestroyNotify) request_free);
  g_clear_object (&self->job);

  G_OBJECT_CLASS (shed_importer_parent_class)->dispose (object);
}

static void
shed_importer_finalize (GObject *object)
{
  ShedImporter *self = SHED_IMPORTER (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->store);
  g_clear_object (&self->history);
  g_clear_pointer (&self->report, shed_import_report_unref);
  g_clear_pointer (&self->command, shed_command_unref);
  g_free (self->trouble);

  G_OBJECT_CLASS (shed_importer_parent_class)->finalize (object);
}

static void
shed_importer_class_init (ShedImporterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = shed_importer_dispose;
  object_class->finalize = shed_importer_finalize;

  signals[CHANGED] = g_signal_new ("changed", SHED_TYPE_IMPORTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[DONE] = g_signal_new ("done", SHED_TYPE_IMPORTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SHOW] = g_signal_new ("show", SHED_TYPE_IMPORTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                G_TYPE_STRING);
}

static void
shed_importer_init (ShedImporter *self)
{
  g_queue_init (&self->requests);
}

/* A job that still runs keeps the object until it has stopped. */
static void
end_importer (gpointer data)
{
  g_object_run_dispose (data);
  g_object_unref (data);
}

/**
 * shed_importer_get:
 * @context: of a window
 *
 * Returns: (transfer none): the importer of that window; made when first asked for, ended with the context
 */
ShedImporter *
shed_importer_get (ShedContext *context)
{
  ShedImporter *self;

  g_return_val_if_fail (SHED_IS_CONTEXT (context), NULL);

  self = g_object_get_data (G_OBJECT (context), "shed-importer");
  if (self != NULL)
    return self;
  self = g_object_new (SHED_TYPE_IMPORTER, NULL);
  self->store = g_object_ref (shed_context_get_store (context));
  self->history = g_object_ref (shed_context_get_history (context));
  g_signal_connect_object (self->history, "undone", G_CALLBACK (undone_cb), self, G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (context), "shed-importer", self, end_importer);
  return self;
}

/**
 * shed_importer_add_files:
 * @self: the importer
 * @parent: (nullable): the window, for the question that a large book brings
 * @files: #GFile objects; tune books, tables and backups
 */
void
shed_importer_add_files (ShedImporter *self, GtkWindow *parent, GListModel *files)
{
  guint n = g_list_model_get_n_items (files);
  Request *request;

  g_return_if_fail (SHED_IS_IMPORTER (self));

  if (n == 0)
    return;
  request = g_new0 (Request, 1);
  request->files = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (request->files, g_list_model_get_item (files, i));
  g_set_weak_pointer (&request->parent, parent);
  add_request (self, request);
}

/**
 * shed_importer_add_text:
 * @self: the importer
 * @head: what is put before it
 * @text: ABC, not yet cleaned; goes to My Tunes
 */
void
shed_importer_add_text (ShedImporter *self, const char *head, const char *text)
{
  Request *request = g_new0 (Request, 1);
  char *whole;

  g_return_if_fail (SHED_IS_IMPORTER (self));

  whole = g_strconcat (head, text, NULL);
  request->text = g_bytes_new_take (whole, strlen (whole));
  add_request (self, request);
}

void
shed_importer_add_starter (ShedImporter *self)
{
  g_return_if_fail (SHED_IS_IMPORTER (self));
  add_request (self, g_new0 (Request, 1));
}

/**
 * shed_importer_cancel:
 * @self: the importer
 *
 * Stops the running import between two tunes. What was taken is kept, and can be undone.
 */
void
shed_importer_cancel (ShedImporter *self)
{
  g_return_if_fail (SHED_IS_IMPORTER (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

void
shed_importer_dismiss (ShedImporter *self)
{
  g_return_if_fail (SHED_IS_IMPORTER (self));

  if (self->state == SHED_IMPORTER_DONE)
    set_state (self, SHED_IMPORTER_IDLE);
}

void
shed_importer_show (ShedImporter *self)
{
  const char *book = "";

  g_return_if_fail (SHED_IS_IMPORTER (self));

  if (self->report != NULL && self->report->book_id != NULL && self->report->book_ids->len <= 1)
    book = self->report->book_id;
  g_signal_emit (self, signals[SHOW], 0, book);
}

ShedImporterState
shed_importer_get_state (ShedImporter *self)
{
  g_return_val_if_fail (SHED_IS_IMPORTER (self), SHED_IMPORTER_IDLE);
  return self->state;
}

gboolean
shed_importer_is_busy (ShedImporter *self)
{
  g_return_val_if_fail (SHED_IS_IMPORTER (self), FALSE);
  return self->state != SHED_IMPORTER_IDLE && self->state != SHED_IMPORTER_DONE;
}

double
shed_importer_get_fraction (ShedImporter *self)
{
  guint n_tunes;
  guint64 n_bytes, n_total;

  g_return_val_if_fail (SHED_IS_IMPORTER (self), 0);

  if (self->job == NULL)
    return 0;
  shed_import_job_get_progress (self->job, &n_tunes, &n_bytes, &n_total);
  return n_total > 0 ? CLAMP ((double) n_bytes / (double) n_total, 0, 1) : 0;
}

/**
 * shed_importer_dup_text:
 * @self: the importer
 *
 * Returns: (transfer full): one line about what it does, or what came of it
 */
char *
shed_importer_dup_text (ShedImporter *self)
{
  guint n_tunes = 0;
  guint64 n_bytes, n_total;

  g_return_val_if_fail (SHED_IS_IMPORTER (self), NULL);

  switch (self->state)
    {
    case SHED_IMPORTER_LOOKING:
    case SHED_IMPORTER_ASKING:
      return g_strdup (_("Looking through the tunes…"));
    case SHED_IMPORTER_RUNNING:
      shed_import_job_get_progress (self->job, &n_tunes, &n_bytes, &n_total);
      if (n_tunes == 0)
        return g_strdup (_("Taking tunes…"));
      return g_strdup_printf (ngettext ("Taking tunes… %'u so far", "Taking tunes… %'u so far", n_tunes), n_tunes);
    case SHED_IMPORTER_DONE:
      {
        g_autofree char *summary = shed_remark_text_summary (self->report);

        return self->trouble != NULL ? g_strdup_printf ("%s · %s", self->trouble, summary) : g_steal_pointer (&summary);
      }
    case SHED_IMPORTER_IDLE:
    default:
      return g_strdup ("");
    }
}

ShedImportReport *
shed_importer_get_report (ShedImporter *self)
{
  g_return_val_if_fail (SHED_IS_IMPORTER (self), NULL);
  return self->report;
}
