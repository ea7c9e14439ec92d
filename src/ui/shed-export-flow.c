/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for a file and writes it in the background. What was in the file before stays until the new one is whole. */
#include "shed-export-flow.h"

#include <glib/gi18n.h>

#include "shed-export.h"
#include "shed-thread.h"

#define MAX_FILE_NAME 80 /* characters of a title in the name of a file */

typedef struct
{
  ShedContext *context;
  GStrv        tune_ids; /* nullable */
  char        *book_id;  /* nullable */
  char        *format;
  GFile       *file;     /* nullable until chosen */
} Choice;

static void
choice_free (Choice *choice)
{
  g_object_unref (choice->context);
  g_strfreev (choice->tune_ids);
  g_free (choice->book_id);
  g_free (choice->format);
  g_clear_object (&choice->file);
  g_free (choice);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Choice, choice_free)

static Choice *
choice_new (ShedContext *context, const char * const *tune_ids, const char *book_id, const char *format)
{
  Choice *choice = g_new0 (Choice, 1);

  choice->context = g_object_ref (context);
  choice->tune_ids = g_strdupv ((char **) tune_ids);
  choice->book_id = g_strdup (book_id);
  choice->format = g_strdup (format);
  return choice;
}

static guint
count_tunes (const ShedExportResult *result)
{
  for (guint i = 0; i < result->n_tables; i++)
    if (g_strcmp0 (result->tables[i].table, "tune") == 0)
      return (guint) result->tables[i].n_rows;
  return 0;
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Choice) choice = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *base = NULL;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;
  ShedExportResult written = { 0 };
  guint n;

  if (!shed_export_run_finish (SHED_STORE (source), result, &written, &error))
    {
      shed_context_report (choice->context, error);
      return;
    }
  base = g_file_get_basename (choice->file);
  name = g_utf8_make_valid (base, -1);
  n = count_tunes (&written);
  /* Translators: the second is the name of a file. */
  text = g_strdup_printf (ngettext ("%'u tune written to “%s”", "%'u tunes written to “%s”", n), n, name);
  shed_context_toast (choice->context, text);
}

static void
write_file (Choice *choice)
{
  ShedStore *store = shed_context_get_store (choice->context);
  ShedExportOptions options = { .book_id = choice->book_id, .tune_ids = (const char * const *) choice->tune_ids };

  if (shed_export_format_from_string (choice->format, &options.format))
    shed_export_run_async (store, &options, choice->file, NULL, written_cb, choice);
  else
    choice_free (choice);
}

static void
file_chosen_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autoptr (Choice) choice = user_data;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      choice->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      write_file (g_steal_pointer (&choice));
    }
  g_object_unref (dialog);
}

static void
choose_file (GtkWindow *parent, const char *name, Choice *choice)
{
  GtkFileChooserNative *dialog =
    gtk_file_chooser_native_new (_("Export Tunes"), parent, GTK_FILE_CHOOSER_ACTION_SAVE, _("_Export"), _("_Cancel"));
  g_autofree char *safe = g_strdelimit (g_strdup (name), "/\\:*?\"<>|\n", '-');
  g_autofree char *file_name = g_strdup_printf ("%s.%s", safe, choice->format);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), file_name);
  g_signal_connect (dialog, "response", G_CALLBACK (file_chosen_cb), choice);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
shed_export_tunes (ShedContext *context, GtkWindow *parent, const char * const *tune_ids, const char *format)
{
  choose_file (parent, _("tunes"), choice_new (context, tune_ids, NULL, format));
}

/**
 * shed_export_tune:
 * @context: of the window
 * @parent: the window
 * @tune_id: the tune
 * @title: its title, which the file is to be called by
 */
void
shed_export_tune (ShedContext *context, GtkWindow *parent, const char *tune_id, const char *title)
{
  const char *tune_ids[] = { tune_id, NULL };
  g_autofree char *name = g_utf8_substring (title, 0, MIN (MAX_FILE_NAME, g_utf8_strlen (title, -1)));

  choose_file (parent, name, choice_new (context, tune_ids, NULL, "abc"));
}

void
shed_export_book (ShedContext *context, GtkWindow *parent, const char *book_id, const char *title, const char *format)
{
  choose_file (parent, title, choice_new (context, NULL, book_id, format));
}

void
shed_export_library (ShedContext *context, GtkWindow *parent, const char *format)
{
  choose_file (parent, _("woodshed"), choice_new (context, NULL, NULL, format));
}

/**
 * shed_export_to_file:
 * @context: of the window
 * @file: where to; replaced as a whole
 * @tune_ids: (nullable): these tunes only
 * @book_id: (nullable): this book only
 * @format: "abc", "csv" or "json"
 *
 * Writes in the background and says when it is done.
 */
void
shed_export_to_file (ShedContext *context, GFile *file, const char * const *tune_ids, const char *book_id, const char *format)
{
  Choice *choice = choice_new (context, tune_ids, book_id, format);

  choice->file = g_object_ref (file);
  write_file (choice);
}

/* Copying */

typedef struct
{
  ShedContext  *context;
  GdkClipboard *clipboard;
  GStrv         tune_ids;
  char         *abc;
} Copy;

static void
copy_free (Copy *copy)
{
  g_object_unref (copy->context);
  g_object_unref (copy->clipboard);
  g_strfreev (copy->tune_ids);
  g_free (copy->abc);
  g_free (copy);
}

static gboolean
copy_in_thread (gpointer source, gpointer data, GCancellable *cancellable, GError **error)
{
  Copy *copy = data;

  copy->abc = shed_export_dup_abc (source, (const char * const *) copy->tune_ids, error);
  return copy->abc != NULL;
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Copy *copy = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  guint n = g_strv_length (copy->tune_ids);

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      shed_context_report (copy->context, error);
      return;
    }
  gdk_clipboard_set_text (copy->clipboard, copy->abc);
  text = g_strdup_printf (ngettext ("%'u tune copied", "%'u tunes copied", n), n);
  shed_context_toast (copy->context, text);
}

/**
 * shed_export_copy:
 * @context: of the window
 * @widget: whose clipboard takes them
 * @tune_ids: tunes, in this order
 *
 * Copies tunes as ABC, and says when it is done.
 */
void
shed_export_copy (ShedContext *context, GtkWidget *widget, const char * const *tune_ids)
{
  g_autoptr (GTask) task = g_task_new (shed_context_get_store (context), NULL, copied_cb, NULL);
  Copy *copy = g_new0 (Copy, 1);

  copy->context = g_object_ref (context);
  copy->clipboard = g_object_ref (gtk_widget_get_clipboard (widget));
  copy->tune_ids = g_strdupv ((GStrv) tune_ids);
  g_task_set_source_tag (task, shed_export_copy);
  g_task_set_task_data (task, copy, (GDestroyNotify) copy_free);
  shed_thread_run (task, copy_in_thread);
}
