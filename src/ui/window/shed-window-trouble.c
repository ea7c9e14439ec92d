/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window says when the library cannot be opened, and what can be done then. */
#include "shed-window-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "shed-error-text.h"
#include "shed-question.h"
#include "shed-restore-dialog.h"

static void
retry_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ShedWindow *self = user_data;

  if (self->context != NULL)
    shed_context_retry (self->context);
  else
    g_signal_emit_by_name (self, "reopen");
}

static void
salvage_response_cb (ShedWindow *self, const char *response)
{
  if (g_str_equal (response, "salvage"))
    g_signal_emit_by_name (self, "salvage");
}

static void
salvage_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ShedWindow *self = user_data;
  GtkWidget *dialog = shed_question_new (
    GTK_WINDOW (self), _("Save What Is Readable?"),
    _("Everything that can still be read goes into a new library. The damaged file is kept beside it. An automatic backup "
      "may hold more."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "salvage", _("_Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "salvage", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (salvage_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
restore_chosen_cb (ShedWindow *self, const char *path)
{
  g_signal_emit_by_name (self, "restore-copy", path);
}

static void
restore_copy_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ShedWindow *self = user_data;
  GtkWidget *dialog = shed_restore_dialog_new (self->profile);

  g_signal_connect_object (dialog, "chosen", G_CALLBACK (restore_chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (dialog));
}

static const GActionEntry actions[] = {
  { .name = "retry", .activate = retry_action },
  { .name = "salvage", .activate = salvage_action },
  { .name = "restore-copy", .activate = restore_copy_action },
};

void
shed_window_add_trouble_actions (ShedWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}

void
shed_window_show_trouble (ShedWindow *self, const GError *error)
{
  const char *what, *next_step;
  g_autofree char *title = NULL;
  gboolean corrupt = g_error_matches (error, SHED_STORE_ERROR, SHED_STORE_ERROR_CORRUPT);
  gboolean newer = g_error_matches (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NEWER_SCHEMA);

  g_clear_handle_id (&self->spinner_id, g_source_remove);
  gtk_spinner_stop (self->loading_spinner);

  shed_error_text_get (error, &what, &next_step);
  title = g_strdup (what);
  if (g_str_has_suffix (title, ".")) /* a sentence elsewhere, here a heading */
    title[strlen (title) - 1] = '\0';
  adw_status_page_set_title (self->trouble, title);
  adw_status_page_set_description (self->trouble, next_step);
  adw_status_page_set_icon_name (self->trouble, newer ? "software-update-available-symbolic" : "dialog-warning-symbolic");
  gtk_widget_set_visible (self->trouble_salvage, corrupt);
  gtk_widget_set_visible (self->trouble_restore,
                          corrupt || newer || g_error_matches (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_A_LIBRARY));
  gtk_widget_set_visible (self->trouble_again, !corrupt && !newer);
  gtk_stack_set_visible_child_name (self->root_stack, "trouble");
}
