/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each dialog ends in one command. The tunes to be joined are read first, so that a person sees which is which. */
#include "shed-tune-dialogs.h"

#include <glib/gi18n.h>

#include "shed-books-sidebar.h"
#include "shed-facts-text.h"
#include "shed-id.h"
#include "shed-incipit-view.h"
#include "shed-question.h"
#include "shed-text.h"
#include "shed-tune.h"

typedef struct
{
  ShedContext        *context;
  GtkWindow          *parent; /* weak */
  GStrv               tune_ids;
  GPtrArray          *books;  /* ids; of a move */
  GPtrArray          *tunes;  /* ShedTune; of a merge */
  GPtrArray          *checks; /* GtkCheckButton, not owned, beside @tunes */
  AdwComboRow        *combo;  /* weak; of a move; with @entry in its dialog */
  GtkEditable        *entry;
  GAsyncReadyCallback done;
  GObject            *user_data; /* owned, nullable */
} Question;

static Question *
question_new (ShedContext *context, GtkWindow *parent, const char * const *tune_ids)
{
  Question *question = g_new0 (Question, 1);

  question->context = g_object_ref (context);
  g_set_weak_pointer (&question->parent, parent);
  question->tune_ids = g_strdupv ((char **) tune_ids);
  question->books = g_ptr_array_new_with_free_func (g_free);
  question->tunes = g_ptr_array_new_with_free_func (g_object_unref);
  question->checks = g_ptr_array_new ();
  return question;
}

static void
question_free (Question *question)
{
  g_object_unref (question->context);
  g_clear_weak_pointer (&question->parent);
  g_strfreev (question->tune_ids);
  g_ptr_array_unref (question->books);
  g_ptr_array_unref (question->tunes);
  g_ptr_array_unref (question->checks);
  g_clear_weak_pointer (&question->combo);
  g_clear_weak_pointer (&question->entry);
  g_clear_object (&question->user_data);
  g_free (question);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void
question_closure_free (gpointer data, GClosure *closure)
{
  question_free (data);
}

static void
book_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  g_autoptr (ShedCommand) command = shed_context_run_finish (SHED_CONTEXT (source), result);

  if (command != NULL)
    shed_context_run (question->context, shed_command_tune_move ((const char * const *) question->tune_ids,
                                                                 shed_command_get_result_id (command)));
}

static void
move_answered_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Question *question = user_data;
  g_autofree char *name = NULL;
  guint chosen;

  if (!g_str_equal (response, "move") || question->combo == NULL)
    return;
  chosen = adw_combo_row_get_selected (question->combo);
  if (chosen < question->books->len)
    {
      shed_context_run (question->context, shed_command_tune_move ((const char * const *) question->tune_ids,
                                                                   question->books->pdata[chosen]));
      return;
    }
  name = shed_text_clean_name (gtk_editable_get_text (question->entry));
  if (name != NULL)
    shed_context_run_async (question->context, shed_command_book_new (name, FALSE), NULL, book_made_cb,
                            question_new (question->context, NULL, (const char * const *) question->tune_ids));
}

/* The last choice is a book that is not there yet. */
static void
move_changed_cb (Question *question)
{
  GtkRoot *dialog = question->combo != NULL ? gtk_widget_get_root (GTK_WIDGET (question->combo)) : NULL;
  g_autofree char *name = NULL;
  gboolean is_new;

  if (dialog == NULL || question->entry == NULL)
    return;
  is_new = adw_combo_row_get_selected (question->combo) >= question->books->len;
  name = shed_text_clean_name (gtk_editable_get_text (question->entry));
  gtk_widget_set_visible (GTK_WIDGET (question->entry), is_new);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "move", !is_new || name != NULL);
}

static void
add_book_choice (Question *question, GtkStringList *titles, const char *id, const char *title)
{
  gtk_string_list_append (titles, title);
  g_ptr_array_add (question->books, g_strdup (id));
}

/**
 * shed_tune_dialog_move:
 * @context: of the window
 * @parent: the window
 * @tune_ids: which tunes
 * @books: where they can go; My Tunes and a new one are offered besides
 */
void
shed_tune_dialog_move (ShedContext *context, GtkWindow *parent, const char * const *tune_ids, ShedBookList *books)
{
  guint n = g_strv_length ((char **) tune_ids);
  Question *question = question_new (context, parent, tune_ids);
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  g_autofree char *heading = g_strdup_printf (ngettext ("Move %'u Tune", "Move %'u Tunes", n), n);
  GtkWidget *dialog = shed_question_new (parent, heading, NULL);
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row = adw_combo_row_new ();
  GtkWidget *entry = adw_entry_row_new ();

  if (shed_book_list_find (books, shed_id_my_tunes ()) == NULL)
    add_book_choice (question, titles, shed_id_my_tunes (), _("My Tunes"));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (books)); i++)
    {
      g_autoptr (ShedBook) book = g_list_model_get_item (G_LIST_MODEL (books), i);
      g_autofree char *title = shed_book_dup_shown_title (book);

      add_book_choice (question, titles, shed_book_get_id (book), title);
    }
  gtk_string_list_append (titles, _("New Tune Book…"));
  g_set_weak_pointer (&question->combo, ADW_COMBO_ROW (row));
  g_set_weak_pointer (&question->entry, GTK_EDITABLE (entry));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Tune Book"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), _("Name"));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (entry), TRUE);
  adw_combo_row_set_model (question->combo, G_LIST_MODEL (titles));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), entry);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), group);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "move", _("_Move"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "move", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "move");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (move_changed_cb), question);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (move_changed_cb), question);
  g_signal_connect_data (dialog, "response", G_CALLBACK (move_answered_cb), question, question_closure_free, 0);
  move_changed_cb (question);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
merge_answered_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (GPtrArray) others = g_ptr_array_new ();
  const char *into = NULL;

  if (!g_str_equal (response, "merge"))
    return;
  for (guint i = 0; i < question->tunes->len; i++)
    {
      const char *id = shed_tune_get_id (question->tunes->pdata[i]);

      if (gtk_check_button_get_active (question->checks->pdata[i]))
        into = id;
      else
        g_ptr_array_add (others, (char *) id);
    }
  g_ptr_array_add (others, NULL);
  if (into != NULL && others->len > 1)
    shed_context_run_async (question->context, shed_command_tune_merge (into, (const char * const *) others->pdata), NULL,
                            question->done, g_steal_pointer (&question->user_data));
}

static GtkWidget *
label_new (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
merge_row_new (Question *question, ShedTune *tune)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *incipit = shed_incipit_view_new ();
  g_autofree char *line = shed_facts_text_line (shed_tune_get_field (tune, "kind"), shed_tune_get_field (tune, "key"));
  g_autofree char *book = NULL, *book_id = NULL;
  g_autofree char *facts = NULL;

  g_object_get (tune, "book-title", &book, "book-id", &book_id, NULL);
  facts = shed_facts_text_join (line != NULL ? line : "", book != NULL ? shed_facts_text_book (book_id, book) : "", NULL);
  shed_incipit_view_set_tune (SHED_INCIPIT_VIEW (incipit), shed_tune_get_field (tune, "abc"), shed_tune_get_title (tune));
  gtk_box_append (GTK_BOX (box), label_new (shed_tune_get_title (tune), "heading"));
  gtk_box_append (GTK_BOX (box), label_new (facts != NULL ? facts : "", "dim-label"));
  gtk_box_append (GTK_BOX (box), incipit);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_set_margin_start (box, 6);

  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), box);
  if (question->checks->len > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), question->checks->pdata[0]);
  else
    gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  gtk_widget_set_margin_top (check, 6);
  gtk_widget_set_margin_bottom (check, 6);
  gtk_widget_set_margin_start (check, 6);
  gtk_widget_set_margin_end (check, 9);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, shed_tune_get_title (tune), -1);
  g_ptr_array_add (question->checks, check);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), check);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  return row;
}

static void
ask_which_stays (Question *question)
{
  GtkWidget *dialog = shed_question_new (
    question->parent, _("Which One Stays?"),
    _("The others become other names of it. Their practice, notes, tags and places in repertoires join it."));
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_margin_top (list, 3);
  gtk_widget_set_margin_bottom (list, 3);
  gtk_widget_set_margin_start (list, 3);
  gtk_widget_set_margin_end (list, 3);
  for (guint i = 0; i < question->tunes->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (list), merge_row_new (question, question->tunes->pdata[i]));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 400);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), scrolled);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "merge", _("_Merge"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "merge", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "merge");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (merge_answered_cb), question, question_closure_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
read_tunes (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;

  for (guint i = 0; question->tune_ids[i] != NULL; i++)
    {
      g_autoptr (GError) cause = NULL;
      ShedTune *tune = shed_tune_load (db, question->tune_ids[i], &cause);

      if (tune != NULL)
        g_ptr_array_add (question->tunes, tune);
      else if (!g_error_matches (cause, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return FALSE;
        }
    }
  return TRUE;
}

static void
tunes_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  g_autoptr (GError) error = NULL;

  if (!shed_store_read_finish (SHED_STORE (source), result, &error))
    shed_context_report (question->context, error);
  else if (question->tunes->len > 1 && question->parent != NULL)
    ask_which_stays (g_steal_pointer (&question));
}

/**
 * shed_tune_dialog_merge:
 * @context: of the window
 * @parent: the window
 * @tune_ids: two to %SHED_MERGE_MAX tunes that are one
 * @done: (nullable): called with @context when it is done
 * @user_data: (transfer none): a #GObject, given to @done with a reference of its own
 */
void
shed_tune_dialog_merge (ShedContext *context, GtkWindow *parent, const char * const *tune_ids, GAsyncReadyCallback done,
                        gpointer user_data)
{
  Question *question = question_new (context, parent, tune_ids);

  question->done = done;
  question->user_data = user_data != NULL ? g_object_ref (user_data) : NULL;
  shed_store_read_async (shed_context_get_store (context), read_tunes, question, NULL, NULL, tunes_read_cb, question);
}
