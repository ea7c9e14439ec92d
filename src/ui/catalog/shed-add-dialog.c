/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three hundred tunes that somebody has played for years must not stand as new ones for months: so it is asked, and nothing is
 * remembered, because the next ones may be new. */
#include "shed-add-dialog.h"

#include <glib/gi18n.h>

#include "shed-facts-text.h"
#include "shed-question.h"

typedef struct
{
  ShedContext        *context;
  char               *repertoire_id;
  GStrv               tune_ids;
  GAsyncReadyCallback added;
  gpointer            user_data;
  GDestroyNotify      free_user_data;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->context);
  g_free (question->repertoire_id);
  g_strfreev (question->tune_ids);
  if (question->free_user_data != NULL)
    question->free_user_data (question->user_data);
  g_free (question);
}

static void
answered_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Question *question = user_data;
  ShedAddAs as = g_str_equal (response, "known") ? SHED_ADD_KNOWN : SHED_ADD_LEARNING;

  if (!g_str_equal (response, "known") && !g_str_equal (response, "learning"))
    return;
  question->free_user_data = NULL; /* goes to the callback */
  shed_context_run_async (question->context,
                          shed_command_add_tunes (question->repertoire_id, (const char * const *) question->tune_ids, as,
                                                  SHED_KNOWN_SPREAD_DAYS, SHED_KNOWN_MAX_A_DAY),
                          NULL, question->added, question->user_data);
}

/**
 * shed_add_dialog_present:
 * @context: of the window; the tunes go to its current repertoire
 * @parent: the window
 * @tune_ids: which tunes
 * @title: (nullable): of the tune when it is a single one
 * @added: (nullable): called with the context when they are in the repertoire, or when that failed and was said; ends with
 *   shed_context_run_finish()
 * @user_data: for @added
 * @free_user_data: (nullable): when @added will not be called
 */
void
shed_add_dialog_present (ShedContext *context, GtkWindow *parent, const char * const *tune_ids, const char *title,
                         GAsyncReadyCallback added, gpointer user_data, GDestroyNotify free_user_data)
{
  ShedRepertoire *repertoire = shed_context_get_repertoire (context);
  guint n = g_strv_length ((char **) tune_ids);
  Question *question;
  GtkWidget *dialog;
  g_autofree char *heading = NULL;
  g_autofree char *shown = title != NULL ? shed_facts_text_short_title (title) : NULL;

  if (repertoire == NULL || n == 0)
    {
      if (free_user_data != NULL)
        free_user_data (user_data);
      return;
    }
  question = g_new0 (Question, 1);
  question->context = g_object_ref (context);
  question->repertoire_id = g_strdup (shed_repertoire_get_id (repertoire));
  question->tune_ids = g_strdupv ((char **) tune_ids);
  question->added = added;
  question->user_data = user_data;
  question->free_user_data = free_user_data;

  if (n == 1 && title != NULL)
    /* Translators: the first is the title of a tune, the second the name of a repertoire. */
    heading = g_strdup_printf (_("Add “%s” to %s?"), shown, shed_repertoire_get_name (repertoire));
  else
    heading = g_strdup_printf (ngettext ("Add %'u Tune to %s?", "Add %'u Tunes to %s?", n), n,
                               shed_repertoire_get_name (repertoire));
  dialog = shed_question_new (
    parent, heading,
    n == 1
      ? _ (
          "A tune that you are learning comes up as a new one. One that you know comes up for a first review within eight weeks.")
      : _ (
          "Tunes that you are learning come up as new ones, a few each day. For those that you know, the first reviews are "
          "spread over eight weeks."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "known",
                                    n == 1 ? _("I _Know It") : _("I _Know These"), "learning", _("_Learning"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "learning", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "learning");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered_cb), question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
