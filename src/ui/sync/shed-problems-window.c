/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row a change. Trying again only puts it back among what waits; the service sends it when it can. Discarding is a
 * command with undo. */
#include "shed-problems-window.h"

#include <glib/gi18n.h>
#include <string.h>

#include "shed-command-text.h"
#include "shed-error-text.h"
#include "shed-problem-text.h"
#include "shed-sync-row.h"
#include "shed-ui.h"

struct _ShedProblemsWindow
{
  AdwWindow parent_instance;

  ShedContext     *context;
  ShedProblemList *problems;
  GtkNativeDialog *chooser; /* nullable */

  AdwToastOverlay *toasts;
  GtkStack        *stack;
  GtkListBox      *list;
};

G_DEFINE_FINAL_TYPE (ShedProblemsWindow, shed_problems_window, ADW_TYPE_WINDOW)

static void
say (ShedProblemsWindow *self, const char *text, const char *button, const char *action)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);

  if (button != NULL)
    {
      adw_toast_set_button_label (toast, button);
      adw_toast_set_action_name (toast, action);
    }
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
say_error (ShedProblemsWindow *self, const GError *error)
{
  const char *what, *next_step;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  shed_error_text_get (error, &what, &next_step);
  say (self, what, NULL, NULL);
}

/* Try again */

static void
retried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedProblemsWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!shed_store_write_finish (SHED_STORE (source), result, &error))
    {
      say_error (self, error);
      return;
    }
  say (self, _("Waiting to be sent again"), NULL, NULL);
  /* Where there is a service, at once. */
  if (gtk_window_get_transient_for (GTK_WINDOW (self)) != NULL)
    gtk_widget_activate_action (GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self))), "win.sync-now", NULL);
}

static void
free_ids (gpointer ids)
{
  g_strfreev (ids);
}

/* Takes the list. */
static void
retry (ShedProblemsWindow *self, GStrv ids)
{
  shed_store_write_async (shed_context_get_store (self->context), SHED_WRITE_LOCAL, 0, NULL, shed_problem_retry, ids,
                          free_ids, NULL, retried_cb, g_object_ref (self));
}

static void
retry_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  g_strv_builder_add (ids, g_variant_get_string (parameter, NULL));
  retry (SHED_PROBLEMS_WINDOW (widget), g_strv_builder_end (ids));
}

static void
retry_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedProblemsWindow *self = SHED_PROBLEMS_WINDOW (widget);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->problems)); i++)
    {
      g_autoptr (ShedProblem) problem = g_list_model_get_item (G_LIST_MODEL (self->problems), i);

      g_strv_builder_add (ids, shed_problem_get_id (problem));
    }
  retry (self, g_strv_builder_end (ids));
}

/* Discard */

static void
discarded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedProblemsWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedCommand) command = shed_history_run_finish (SHED_HISTORY (source), result, &error);
  g_autofree char *text = command != NULL ? shed_command_text_dup_done (command) : NULL;

  if (command == NULL)
    say_error (self, error);
  else if (text != NULL)
    say (self, text, _("_Undo"), "problems.undo");
}

static void
discard_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedProblemsWindow *self = SHED_PROBLEMS_WINDOW (widget);
  const char *ids[] = { g_variant_get_string (parameter, NULL), NULL };

  shed_history_run_async (shed_context_get_history (self->context), shed_command_discard_problems (ids), NULL, discarded_cb,
                          g_object_ref (self));
}

static ShedCommand *
get_undo (ShedProblemsWindow *self)
{
  ShedCommand *command = shed_history_get_undo (shed_context_get_history (self->context));

  return command != NULL && shed_command_get_kind (command) == SHED_COMMAND_DISCARD ? command : NULL;
}

static void
update_undo (ShedProblemsWindow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "problems.undo", get_undo (self) != NULL);
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedProblemsWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!shed_history_undo_finish (SHED_HISTORY (source), result, &error) && error != NULL)
    say_error (self, error);
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedProblemsWindow *self = SHED_PROBLEMS_WINDOW (widget);

  if (get_undo (self) != NULL)
    shed_history_undo_async (shed_context_get_history (self->context), undone_cb, g_object_ref (self));
}

/* Open, save */

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedProblemsWindow *self = SHED_PROBLEMS_WINDOW (widget);

  shed_context_open_tune (self->context, g_variant_get_string (parameter, NULL));
  if (gtk_window_get_transient_for (GTK_WINDOW (self)) != NULL)
    gtk_window_present (gtk_window_get_transient_for (GTK_WINDOW (self)));
}

typedef struct
{
  ShedProblemsWindow *window;
  GFile              *file;
  char               *id;
  ShedProblemText     text;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_object_unref (saving->window);
  g_clear_object (&saving->file);
  g_free (saving->id);
  g_free (saving->text.json);
  g_free (saving);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    say (saving->window, _("A copy was saved"), NULL, NULL);
  else
    say_error (saving->window, error);
}

static void
text_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  g_autoptr (GError) error = NULL;

  if (!shed_store_read_finish (SHED_STORE (source), result, &error))
    {
      say_error (saving->window, error);
      return;
    }
  {
    GFile *file = saving->file;
    const char *json = saving->text.json;

    g_file_replace_contents_async (file, json, strlen (json), NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, NULL, saved_cb,
                                   g_steal_pointer (&saving));
  }
}

static void
chosen_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  Saving *saving = user_data;

  g_clear_object (&saving->window->chooser);
  if (response != GTK_RESPONSE_ACCEPT)
    {
      saving_free (saving);
      return;
    }
  saving->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  saving->text.id = saving->id;
  shed_store_read_async (shed_context_get_store (saving->window->context), shed_problem_read_text, &saving->text, NULL,
                         NULL, text_read_cb, saving);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedProblemsWindow *self = SHED_PROBLEMS_WINDOW (widget);
  Saving *saving;

  if (self->chooser != NULL)
    return;
  saving = g_new0 (Saving, 1);
  saving->window = g_object_ref (self);
  saving->id = g_variant_dup_string (parameter, NULL);
  self->chooser = GTK_NATIVE_DIALOG (
    gtk_file_chooser_native_new (_ ("Save a Copy"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), _("change.json"));
  g_signal_connect (self->chooser, "response", G_CALLBACK (chosen_cb), saving);
  gtk_native_dialog_show (self->chooser);
}

/* Rows */

static void
append_button (GtkFlowBox *box, const char *label, const char *action, const char *target, const char *what)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);
  GtkWidget *child = gtk_flow_box_child_new ();
  g_autofree char *spoken = NULL;
  g_autofree char *plain = g_strdup (label);

  for (char *from = plain, *to = plain; ; from++)
    {
      if (*from != '_')
        *to++ = *from;
      if (*from == '\0')
        break;
    }
  spoken = g_strdup_printf ("%s: %s", plain, what);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_widget_set_focusable (child, FALSE);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), button);
  gtk_flow_box_append (box, child);
}

static GtkWidget *
row_new (gpointer item, gpointer user_data)
{
  ShedProblem *problem = item;
  ShedProblemsWindow *self = user_data;
  ShedTimeFrame frame = shed_context_get_frame (self->context);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *buttons = gtk_flow_box_new ();
  g_autofree char *what = shed_problem_text_what (problem);
  g_autofree char *made = NULL;
  g_autofree char *made_text = NULL;
  gint64 made_at;
  gboolean has_practice;

  g_object_get (problem, "made-at", &made_at, "has-practice", &has_practice, NULL);
  made = shed_time_text_relative (made_at, &frame);
  made_text = g_strdup_printf (_("Changed here %s"), made);
  gtk_box_append (GTK_BOX (box), shed_sync_label_new (what, "heading"));
  gtk_box_append (GTK_BOX (box), shed_sync_label_new (shed_problem_text_why (shed_problem_get_code (problem)), NULL));
  gtk_box_append (GTK_BOX (box), shed_sync_label_new (made_text, "dim-label"));
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (buttons), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (buttons), 4);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (buttons), 6);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (buttons), 6);
  gtk_widget_set_margin_top (buttons, 6);
  append_button (GTK_FLOW_BOX (buttons), _("Try _Again"), "problems.retry", shed_problem_get_id (problem), what);
  if (shed_problem_get_tune_id (problem) != NULL)
    append_button (GTK_FLOW_BOX (buttons), _("_Open Tune"), "problems.open", shed_problem_get_tune_id (problem), what);
  append_button (GTK_FLOW_BOX (buttons), _("_Save a Copy…"), "problems.save", shed_problem_get_id (problem), what);
  /* Practice is kept for ever. */
  if (!has_practice)
    append_button (GTK_FLOW_BOX (buttons), _("_Discard"), "problems.discard", shed_problem_get_id (problem), what);
  gtk_box_append (GTK_BOX (box), buttons);
  return shed_sync_row_new (box);
}

static void
changed_cb (ShedProblemsWindow *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->problems));

  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "empty");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "problems.retry-all", n > 0);
}

static void
shed_problems_window_dispose (GObject *object)
{
  ShedProblemsWindow *self = SHED_PROBLEMS_WINDOW (object);

  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  if (self->problems != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->problems, self);
      g_object_run_dispose (G_OBJECT (self->problems));
    }
  g_clear_object (&self->problems);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (shed_problems_window_parent_class)->dispose (object);
}

static void
shed_problems_window_class_init (ShedProblemsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = shed_problems_window_dispose;

  gtk_widget_class_install_action (widget_class, "problems.retry", "s", retry_action);
  gtk_widget_class_install_action (widget_class, "problems.retry-all", NULL, retry_all_action);
  gtk_widget_class_install_action (widget_class, "problems.open", "s", open_action);
  gtk_widget_class_install_action (widget_class, "problems.save", "s", save_action);
  gtk_widget_class_install_action (widget_class, "problems.discard", "s", discard_action);
  gtk_widget_class_install_action (widget_class, "problems.undo", NULL, undo_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "problems.undo", NULL);

  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-problems-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedProblemsWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, ShedProblemsWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, ShedProblemsWindow, list);
}

static void
shed_problems_window_init (ShedProblemsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  shed_ui_fit_to_parent (GTK_WINDOW (self));
}

/**
 * shed_problems_window_new:
 * @context: of the window
 *
 * Returns: (transfer none): a window that follows the refused changes
 */
GtkWidget *
shed_problems_window_new (ShedContext *context)
{
  ShedProblemsWindow *self = g_object_new (SHED_TYPE_PROBLEMS_WINDOW, NULL);

  self->context = g_object_ref (context);
  self->problems = shed_problem_list_new (shed_context_get_store (context));
  g_signal_connect_object (self->problems, "items-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (shed_context_get_history (context), "notify", G_CALLBACK (update_undo), self, G_CONNECT_SWAPPED);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->problems), row_new, self, NULL);
  changed_cb (self);
  update_undo (self);
  return GTK_WIDGET (self);
}
