/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small dialogs; each ends in one command. */
#include "shed-book-dialogs.h"

#include <glib/gi18n.h>

#include "shed-books-sidebar.h"
#include "shed-facts-text.h"
#include "shed-id.h"
#include "shed-name.h"
#include "shed-question.h"
#include "shed-text.h"

typedef struct
{
  ShedContext        *context;
  char               *book_id; /* nullable: a new one */
  GtkEditable        *entry;   /* nullable; of the dialog */
  GAsyncReadyCallback made;
  gpointer            user_data;
} Question;

static Question *
question_new (ShedContext *context, const char *book_id)
{
  Question *question = g_new0 (Question, 1);

  question->context = g_object_ref (context);
  question->book_id = g_strdup (book_id);
  return question;
}

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->context);
  g_free (question->book_id);
  if (question->user_data != NULL)
    g_object_remove_weak_pointer (question->user_data, &question->user_data);
  g_free (question);
}

static void
name_changed_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  g_autofree char *name = shed_text_clean_name (gtk_editable_get_text (entry));

  adw_message_dialog_set_response_enabled (dialog, "keep", name != NULL);
}

static void
named_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Question *question = user_data;
  g_autofree char *name = shed_text_clean_name (gtk_editable_get_text (question->entry));

  if (!g_str_equal (response, "keep") || name == NULL)
    return;
  if (question->book_id != NULL)
    shed_context_run (question->context, shed_command_book_set (question->book_id, "title", name));
  else
    shed_context_run_async (question->context, shed_command_book_new (name, FALSE), NULL,
                            question->user_data != NULL ? question->made : NULL, question->user_data);
}

static void
ask_name (GtkWindow *parent, const char *heading, const char *verb, const char *name, Question *question)
{
  GtkWidget *dialog = shed_question_new (parent, heading, NULL);
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Name"));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), group);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "keep", verb, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "keep", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  question->entry = GTK_EDITABLE (row);
  shed_name_limit_entry (question->entry);
  g_signal_connect (row, "changed", G_CALLBACK (name_changed_cb), dialog);
  gtk_editable_set_text (GTK_EDITABLE (row), name != NULL ? name : "");
  name_changed_cb (GTK_EDITABLE (row), ADW_MESSAGE_DIALOG (dialog));
  g_signal_connect_data (dialog, "response", G_CALLBACK (named_cb), question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (row);
}

/**
 * shed_book_dialog_rename:
 * @context: of the window
 * @parent: the window
 * @book_id: which one
 * @title: its name until now
 */
void
shed_book_dialog_rename (ShedContext *context, GtkWindow *parent, const char *book_id, const char *title)
{
  ask_name (parent, _("Rename Tune Book"), _("_Rename"), title, question_new (context, book_id));
}

/**
 * shed_book_dialog_new:
 * @context: of the window
 * @parent: the window
 * @made: called with @context when there is one
 * @user_data: a #GObject for @made; it is not called when that is gone
 */
void
shed_book_dialog_new (ShedContext *context, GtkWindow *parent, GAsyncReadyCallback made, gpointer user_data)
{
  Question *question = question_new (context, NULL);

  question->made = made;
  g_set_weak_pointer (&question->user_data, user_data);
  ask_name (parent, _("New Tune Book"), _("C_reate"), NULL, question);
}

static void
deleted_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Question *question = user_data;

  if (g_str_equal (response, "move") || g_str_equal (response, "delete"))
    shed_context_run (question->context,
                      shed_command_book_delete (question->book_id, g_str_equal (response, "move")));
}

/**
 * shed_book_dialog_delete:
 * @context: of the window
 * @parent: the window
 * @book: which one
 *
 * A book that is shown as empty goes at once, and tunes that it holds all the same move to "My tunes"; for others it is
 * asked what becomes of the tunes.
 */
void
shed_book_dialog_delete (ShedContext *context, GtkWindow *parent, ShedBook *book)
{
  g_autofree char *title = shed_book_dup_shown_title (book);
  g_autofree char *shown = shed_facts_text_short_title (title);
  g_autofree char *heading = g_strdup_printf (_("Delete “%s”?"), shown);
  g_autofree char *body = NULL;
  GtkWidget *dialog;
  guint n_tunes;

  g_object_get (book, "n-tunes", &n_tunes, NULL);
  if (n_tunes == 0)
    {
      /* What came into it since it was shown stays. */
      shed_context_run (context, shed_command_book_delete (shed_book_get_id (book), TRUE));
      return;
    }
  body = g_strdup_printf (
    ngettext ("It holds %'u tune. It can move to My Tunes, or be deleted too; then it leaves the repertoires as well.",
              "It holds %'u tunes. They can move to My Tunes, or be deleted too; then they leave the repertoires as well.",
              n_tunes), n_tunes);
  dialog = shed_question_new (parent, heading, body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "delete",
                                    ngettext ("_Delete Tune Too", "_Delete Tunes Too", n_tunes), "move",
                                    ngettext ("_Move Tune to My Tunes", "_Move Tunes to My Tunes", n_tunes), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (deleted_cb), question_new (context, shed_book_get_id (book)),
                         question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
