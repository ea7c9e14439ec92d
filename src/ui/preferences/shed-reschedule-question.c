/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts on a reader thread, then asks. Nothing is asked over a window that has gone. */
#include "shed-reschedule-question.h"

#include <glib/gi18n.h>

#include "shed-question.h"
#include "shed-reschedule.h"

typedef struct
{
  ShedContext          *context;
  AdwPreferencesWindow *window;
  char                 *repertoire_id;
  guint                 n_move, n_due_today;
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->context);
  g_object_unref (question->window);
  g_free (question->repertoire_id);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static gboolean
count_in_read (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;

  return shed_reschedule_count (db, question->repertoire_id, &question->n_move, &question->n_due_today, error);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, Question *question)
{
  if (g_str_equal (response, "reschedule"))
    shed_context_run (question->context, shed_command_reschedule (question->repertoire_id));
}

static void
closure_free (gpointer question, GClosure *closure)
{
  question_free (question);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *moves = NULL;
  g_autofree char *due = NULL;
  g_autofree char *body = NULL;
  guint n_move = question->n_move, n_due = question->n_due_today;
  GtkWidget *dialog;

  if (!gtk_widget_get_mapped (GTK_WIDGET (question->window)))
    return;
  if (!shed_store_read_finish (SHED_STORE (source), result, &error))
    {
      shed_context_report (question->context, error);
      return;
    }
  if (n_move == 0)
    {
      adw_preferences_window_add_toast (question->window, adw_toast_new (_("Every tune is where it should be.")));
      return;
    }
  moves = g_strdup_printf (ngettext ("%u tune moves.", "%u tunes move.", n_move), n_move);
  due = g_strdup_printf (ngettext ("%u is due today then.", "%u are due today then.", n_due), n_due);
  body = g_strdup_printf ("%s %s", moves, due);
  dialog = shed_question_new (GTK_WINDOW (question->window), _("Reschedule Now?"), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "reschedule", _("_Reschedule"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "reschedule", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "reschedule");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  /* With its library the window goes, and then nothing is left to answer. */
  gtk_window_set_destroy_with_parent (GTK_WINDOW (dialog), TRUE);
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), g_steal_pointer (&question), closure_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * shed_reschedule_ask:
 * @context: of the window
 * @window: over which it is asked
 * @repertoire_id: whose tunes
 */
void
shed_reschedule_ask (ShedContext *context, AdwPreferencesWindow *window, const char *repertoire_id)
{
  Question *question = g_new0 (Question, 1);

  question->context = g_object_ref (context);
  question->window = g_object_ref (window);
  question->repertoire_id = g_strdup (repertoire_id);
  shed_store_read_async (shed_context_get_store (context), count_in_read, question, NULL, NULL, counted_cb, question);
}
