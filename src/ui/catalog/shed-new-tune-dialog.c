/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog of a new tune. Only a title is needed. */
#include "shed-new-tune-dialog.h"

#include <glib/gi18n.h>

#include "shed-abc-key.h"
#include "shed-lists.h"
#include "shed-name.h"
#include "shed-question.h"
#include "shed-text.h"
#include "shed-ui.h"

struct _ShedNewTuneDialog
{
  AdwMessageDialog parent_instance;

  ShedContext *context;

  GtkEditable *title;
  AdwComboRow *kind;
  GtkEditable *key;
};

G_DEFINE_FINAL_TYPE (ShedNewTuneDialog, shed_new_tune_dialog, ADW_TYPE_MESSAGE_DIALOG)

/* FALSE: what is written is no key. */
static gboolean
get_key (ShedNewTuneDialog *self, char **ret_key)
{
  g_autofree char *text = shed_text_clean_name (gtk_editable_get_text (self->key));
  ShedAbcKey key;

  *ret_key = NULL;
  if (text == NULL)
    return TRUE;
  if (!shed_abc_key_parse (text, -1, &key, NULL))
    return FALSE;
  *ret_key = shed_abc_key_to_string (&key);
  return TRUE;
}

static void
changed_cb (ShedNewTuneDialog *self)
{
  g_autofree char *title = shed_text_clean_name (gtk_editable_get_text (self->title));
  g_autofree char *key = NULL;
  gboolean key_is_good = get_key (self, &key);

  if (key_is_good)
    gtk_widget_remove_css_class (GTK_WIDGET (self->key), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->key), "error");
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "make", title != NULL && key_is_good);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ShedContext *context = SHED_CONTEXT (source);
  g_autoptr (ShedCommand) command = shed_context_run_finish (context, result);

  if (command != NULL && shed_command_get_result_id (command) != NULL)
    shed_context_open_tune (context, shed_command_get_result_id (command));
}

/**
 * shed_new_tune_make:
 * @context: of the window
 * @title: how it is called
 * @kind: (nullable): a kind
 * @key: (nullable): a key in ABC's spelling
 *
 * Makes a tune in My Tunes and opens it.
 */
void
shed_new_tune_make (ShedContext *context, const char *title, const char *kind, const char *key)
{
  const char *fields[4] = { "title", NULL };
  const char *values[4] = { title, NULL };
  guint n = 1;

  if (kind != NULL)
    fields[n] = "kind", values[n++] = kind;
  if (key != NULL)
    fields[n] = "key", values[n++] = key;
  shed_context_run_async (context, shed_command_tune_new (NULL, fields, values, NULL), NULL, made_cb, NULL);
}

static void
shed_new_tune_dialog_response (AdwMessageDialog *dialog, const char *response)
{
  ShedNewTuneDialog *self = SHED_NEW_TUNE_DIALOG (dialog);
  g_autofree char *title = NULL;
  g_autofree char *key = NULL;
  guint kind = adw_combo_row_get_selected (self->kind);

  if (!g_str_equal (response, "make"))
    return;
  title = shed_text_clean_name (gtk_editable_get_text (self->title));
  if (title == NULL || !get_key (self, &key))
    return;
  /* The first is "no kind". */
  shed_new_tune_make (self->context, title,
                      kind > 0 && kind != GTK_INVALID_LIST_POSITION ? shed_kind_list ()[kind - 1]->id : NULL, key);
}

static void
shed_new_tune_dialog_dispose (GObject *object)
{
  g_clear_object (&SHED_NEW_TUNE_DIALOG (object)->context);

  G_OBJECT_CLASS (shed_new_tune_dialog_parent_class)->dispose (object);
}

static void
shed_new_tune_dialog_class_init (ShedNewTuneDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = shed_new_tune_dialog_dispose;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = shed_new_tune_dialog_response;

  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-new-tune-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedNewTuneDialog, title);
  gtk_widget_class_bind_template_child (widget_class, ShedNewTuneDialog, kind);
  gtk_widget_class_bind_template_child (widget_class, ShedNewTuneDialog, key);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
shed_new_tune_dialog_init (ShedNewTuneDialog *self)
{
  g_autoptr (GtkStringList) kinds = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  shed_question_settle (ADW_MESSAGE_DIALOG (self));
  shed_name_limit_entry (self->title);
  gtk_string_list_append (kinds, _("not said"));
  for (const ShedKind * const *kind = shed_kind_list (); *kind != NULL; kind++)
    gtk_string_list_append (kinds, _((*kind)->name));
  adw_combo_row_set_model (self->kind, G_LIST_MODEL (kinds));
}

/**
 * shed_new_tune_dialog_present:
 * @context: of the window
 * @parent: the window
 */
void
shed_new_tune_dialog_present (ShedContext *context, GtkWindow *parent)
{
  ShedNewTuneDialog *self = g_object_new (SHED_TYPE_NEW_TUNE_DIALOG, "transient-for", parent, NULL);

  self->context = g_object_ref (context);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->title));
}
