/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row a change. Trying again only puts it back among what waits; the service sends it when it can. Discarding is a
 * command with undo; the copy that it leaves stands below, can be brought back by another, and is removed only by hand. */
#include "shed-problems-window.h"

#include <glib/gi18n.h>

#include "shed-book-dialogs.h"
#include "shed-command-text.h"
#include "shed-error-text.h"
#include "shed-problem-save.h"
#include "shed-problem-text.h"
#include "shed-repertoire-editor.h"
#include "shed-sync-row.h"
#include "shed-ui.h"

struct _ShedProblemsWindow
{
  AdwWindow parent_instance;

  ShedContext     *context;
  ShedProblemList *problems;
  ShedProblemList *discarded;
  GHashTable      *removed;      /* id → text of copies that were removed here: for undo */
  char            *last_removed; /* nullable: what undo means */

  AdwToast        *toast; /* nullable, not owned: what was said last */
  AdwToastOverlay *toasts;
  GtkStack        *stack;
  GtkWidget       *held_box;
  GtkListBox      *list;
  GtkWidget       *discarded_box;
  GtkListBox      *discarded_list;
};

G_DEFINE_FINAL_TYPE (ShedProblemsWindow, shed_problems_window, ADW_TYPE_WINDOW)

static void
say (ShedProblemsWindow *self, const char *text, const char *button, const char *action, const char *target)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);

  if (button != NULL)
    {
      adw_toast_set_button_label (toast, button);
      adw_toast_set_action_name (toast, action);
      if (target != NULL)
        adw_toast_set_action_target (toast, "s", target);
    }
  /* At once: the one before it offers to undo what is no longer the last thing done. */
  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  g_set_weak_pointer (&self->toast, toast);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
say_error (ShedProblemsWindow *self, const GError *error)
{
  const char *what, *next_step;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  shed_error_text_get (error, &what, &next_step);
  say (self, what, NULL, NULL, NULL);
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
  say (self, _("Waiting to be sent again"), NULL, NULL, NULL);
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

static ShedCommand *
get_undo (ShedProblemsWindow *self)
{
  ShedCommand *command = shed_history_get_undo (shed_context_get_history (self->context));

  return command != NULL && (shed_command_get_kind (command) == SHED_COMMAND_DISCARD ||
                             shed_command_get_kind (command) == SHED_COMMAND_BRING_BACK)
           ? command
           : NULL;
}

static void
update_undo (ShedProblemsWindow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "problems.undo", self->last_removed != NULL || get_undo (self) != NULL);
}

/* What is done now is what undo means. */
static void
forget_removed (ShedProblemsWindow *self)
{
  g_clear_pointer (&self->last_removed, g_free);
  update_undo (self);
}

static void
command_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedProblemsWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedCommand) command = shed_history_run_finish (SHED_HISTORY (source), result, &error);
  g_autofree char *text = command != NULL ? shed_command_text_dup_done (command) : NULL;

  if (command == NULL)
    say_error (self, error);
  else if (text != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    say (self, text, _("_Undo"), "problems.undo", NULL);
  else if (text != NULL && self->context != NULL) /* closed meanwhile */
    shed_context_toast_action (self->context, text, _("_Undo"), "win.undo");
}

static void
discard_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedProblemsWindow *self = SHED_PROBLEMS_WINDOW (widget);
  const char *ids[] = { g_variant_get_string (parameter, NULL), NULL };

  forget_removed (self);
  shed_context_run_quietly_async (self->context, shed_command_discard_problems (ids), command_done_cb, g_object_ref (self));
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

  if (self->last_removed != NULL)
    {
      g_autofree char *id = g_strdup (self->last_removed);

      gtk_widget_activate_action (widget, "problems.keep", "s", id);
    }
  else if (get_undo (self) != NULL)
    shed_history_undo_async (shed_context_get_history (self->context), undone_cb, g_object_ref (self));
}

/* Open, edit, save */

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedProblemsWindow *self = SHED_PROBLEMS_WINDOW (widget);

  shed_context_open_tune (self->context, g_variant_get_string (parameter, NULL));
  if (gtk_window_get_transient_for (GTK_WINDOW (self)) != NULL)
    gtk_window_present (gtk_window_get_transient_for (GTK_WINDOW (self)));
}

/* What can be corrected elsewhere than on a tune's page; NULL: nothing of this change. */
static const char *
edit_label (ShedProblem *problem)
{
  gboolean has_row;

  g_object_get (problem, "has-row", &has_row, NULL);
  if (!has_row)
    return NULL;
  if (g_str_equal (shed_problem_get_table (problem), "repertoire"))
    return _("_Edit Repertoire…");
  if (g_str_equal (shed_problem_get_table (problem), "book"))
    return _("Re_name Tune Book…");
  return _("_Preferences…");
}

static void
edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedProblemsWindow *self = SHED_PROBLEMS_WINDOW (widget);
  ShedProblem *problem = shed_problem_list_find (self->problems, g_variant_get_string (parameter, NULL));
  const char *table = problem != NULL && edit_label (problem) != NULL ? shed_problem_get_table (problem) : "";
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  if (g_str_equal (table, "repertoire"))
    shed_repertoire_editor_present (self->context, GTK_WINDOW (self), shed_problem_get_row_id (problem));
  else if (g_str_equal (table, "book"))
    shed_book_dialog_rename (self->context, GTK_WINDOW (self), shed_problem_get_row_id (problem),
                             shed_problem_get_title (problem));
  else if (g_str_equal (table, "preference") && parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.preferences", NULL);
}

static void
saved_cb (GtkWindow *window, const GError *error)
{
  if (error == NULL)
    say (SHED_PROBLEMS_WINDOW (window), _("A copy was saved"), NULL, NULL, NULL);
  else
    say_error (SHED_PROBLEMS_WINDOW (window), error);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  shed_problem_save (GTK_WINDOW (widget), shed_context_get_store (SHED_PROBLEMS_WINDOW (widget)->context),
                     g_str_equal (name, "problems.save") ? shed_problem_read_text : shed_discarded_read_text,
                     g_variant_get_string (parameter, NULL), saved_cb);
}

/* Copies of what was discarded */

static void
bring_back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedProblemsWindow *self = SHED_PROBLEMS_WINDOW (widget);
  const char *ids[] = { g_variant_get_string (parameter, NULL), NULL };

  forget_removed (self);
  shed_context_run_quietly_async (self->context, shed_command_bring_back (ids), command_done_cb, g_object_ref (self));
}

typedef struct
{
  ShedProblemsWindow *window;
  char               *id;
  ShedProblemText     text;
} Copy;

static void
copy_free (gpointer data)
{
  Copy *copy = data;

  g_object_unref (copy->window);
  g_free (copy->id);
  g_free (copy->text.json);
  g_free (copy);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Copy, copy_free)

static Copy *
copy_new (ShedProblemsWindow *self, const char *id)
{
  Copy *copy = g_new0 (Copy, 1);

  copy->window = g_object_ref (self);
  copy->id = g_strdup (id);
  copy->text.id = copy->id;
  return copy;
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Copy) copy = user_data;
  g_autoptr (GError) error = NULL;

  if (!shed_store_write_finish (SHED_STORE (source), result, &error))
    say_error (copy->window, error);
}

/* A copy that was removed while this window is open comes back as it was. */
static void
keep_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedProblemsWindow *self = SHED_PROBLEMS_WINDOW (widget);
  const char *id = g_variant_get_string (parameter, NULL), *json = g_hash_table_lookup (self->removed, id);
  Copy *copy;

  if (json == NULL)
    return;
  copy = copy_new (self, id);
  copy->text.json = g_strdup (json);
  if (g_strcmp0 (self->last_removed, id) == 0)
    forget_removed (self);
  shed_store_write_async (shed_context_get_store (self->context), SHED_WRITE_LOCAL, 0, NULL, shed_discarded_keep,
                          &copy->text, NULL, NULL, kept_cb, copy);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Copy) copy = user_data;
  ShedProblemsWindow *self = copy->window;
  g_autoptr (GError) error = NULL;

  if (!shed_store_write_finish (SHED_STORE (source), result, &error))
    {
      say_error (self, error);
      return;
    }
  g_hash_table_replace (self->removed, g_strdup (copy->id), g_steal_pointer (&copy->text.json));
  g_free (self->last_removed);
  self->last_removed = g_strdup (copy->id);
  update_undo (self);
  say (self, _("Copy removed"), _("_Undo"), "problems.keep", copy->id);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedProblemsWindow *self = SHED_PROBLEMS_WINDOW (widget);
  Copy *copy = copy_new (self, g_variant_get_string (parameter, NULL));

  shed_store_write_async (shed_context_get_store (self->context), SHED_WRITE_LOCAL, 0, NULL, shed_discarded_remove,
                          &copy->text, NULL, NULL, removed_cb, copy);
}

/* Rows */

static GtkWidget *
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
  return child;
}

static GtkFlowBox *
buttons_new (void)
{
  GtkFlowBox *buttons = GTK_FLOW_BOX (gtk_flow_box_new ());

  gtk_flow_box_set_selection_mode (buttons, GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (buttons, 4);
  gtk_flow_box_set_column_spacing (buttons, 6);
  gtk_flow_box_set_row_spacing (buttons, 6);
  gtk_widget_set_margin_top (GTK_WIDGET (buttons), 6);
  return buttons;
}

static GtkWidget *
row_new (gpointer item, gpointer user_data)
{
  ShedProblem *problem = item;
  ShedProblemsWindow *self = user_data;
  ShedTimeFrame frame = shed_context_get_frame (self->context);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkFlowBox *buttons = buttons_new ();
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
  append_button (buttons, _("Try _Again"), "problems.retry", shed_problem_get_id (problem), what);
  if (shed_problem_get_tune_id (problem) != NULL)
    append_button (buttons, _("_Open Tune"), "problems.open", shed_problem_get_tune_id (problem), what);
  else if (edit_label (problem) != NULL)
    append_button (buttons, edit_label (problem), "problems.edit", shed_problem_get_id (problem), what);
  append_button (buttons, _("_Save a Copy…"), "problems.save", shed_problem_get_id (problem), what);
  /* Practice is kept for ever. */
  if (!has_practice)
    append_button (buttons, _("_Discard"), "problems.discard", shed_problem_get_id (problem), what);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (buttons));
  return shed_sync_row_new (box);
}

static GtkWidget *
discarded_row_new (gpointer item, gpointer user_data)
{
  ShedProblem *problem = item;
  ShedProblemsWindow *self = user_data;
  ShedTimeFrame frame = shed_context_get_frame (self->context);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkFlowBox *buttons = buttons_new ();
  g_autofree char *what = shed_problem_text_what (problem);
  g_autofree char *when = NULL;
  g_autofree char *text = NULL;
  GtkWidget *there, *bring;
  gint64 made_at, discarded_at;

  g_object_get (problem, "made-at", &made_at, "tried-at", &discarded_at, NULL);
  when = shed_time_text_relative (discarded_at != 0 ? discarded_at : made_at, &frame);
  text = g_strdup_printf (discarded_at != 0 ? _("Discarded %s") : _("Changed here %s"), when);
  gtk_box_append (GTK_BOX (box), shed_sync_label_new (what, "heading"));
  gtk_box_append (GTK_BOX (box), shed_sync_label_new (text, "dim-label"));
  there = shed_sync_label_new (_("The library is as this change would have it."), NULL);
  gtk_box_append (GTK_BOX (box), there);
  bring = append_button (buttons, _("_Bring Back"), "problems.bring-back", shed_problem_get_id (problem), what);
  g_object_bind_property (problem, "is-there", there, "visible", G_BINDING_SYNC_CREATE);
  g_object_bind_property (problem, "is-there", bring, "visible", G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
  append_button (buttons, _("_Save a Copy…"), "problems.save-discarded", shed_problem_get_id (problem), what);
  append_button (buttons, _("_Remove"), "problems.remove", shed_problem_get_id (problem), what);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (buttons));
  return shed_sync_row_new (box);
}

static void
changed_cb (ShedProblemsWindow *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->problems));
  guint n_discarded = g_list_model_get_n_items (G_LIST_MODEL (self->discarded));

  gtk_stack_set_visible_child_name (self->stack, n + n_discarded > 0 ? "list" : "empty");
  gtk_widget_set_visible (self->held_box, n > 0);
  gtk_widget_set_visible (self->discarded_box, n_discarded > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "problems.retry-all", n > 0);
}

static void
shed_problems_window_dispose (GObject *object)
{
  ShedProblemsWindow *self = SHED_PROBLEMS_WINDOW (object);

  shed_sync_list_release (self->list, (GListModel **) &self->problems, self);
  shed_sync_list_release (self->discarded_list, (GListModel **) &self->discarded, self);
  g_clear_weak_pointer (&self->toast);
  g_clear_pointer (&self->removed, g_hash_table_unref);
  g_clear_pointer (&self->last_removed, g_free);
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
  gtk_widget_class_install_action (widget_class, "problems.edit", "s", edit_action);
  gtk_widget_class_install_action (widget_class, "problems.save", "s", save_action);
  gtk_widget_class_install_action (widget_class, "problems.discard", "s", discard_action);
  gtk_widget_class_install_action (widget_class, "problems.bring-back", "s", bring_back_action);
  gtk_widget_class_install_action (widget_class, "problems.save-discarded", "s", save_action);
  gtk_widget_class_install_action (widget_class, "problems.remove", "s", remove_action);
  gtk_widget_class_install_action (widget_class, "problems.keep", "s", keep_action);
  gtk_widget_class_install_action (widget_class, "problems.undo", NULL, undo_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "problems.undo", NULL);

  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-problems-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedProblemsWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, ShedProblemsWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, ShedProblemsWindow, list);
  gtk_widget_class_bind_template_child (widget_class, ShedProblemsWindow, held_box);
  gtk_widget_class_bind_template_child (widget_class, ShedProblemsWindow, discarded_box);
  gtk_widget_class_bind_template_child (widget_class, ShedProblemsWindow, discarded_list);
}

static void
shed_problems_window_init (ShedProblemsWindow *self)
{
  self->removed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  shed_ui_fit_to_parent (GTK_WINDOW (self));
}

/**
 * shed_problems_window_new:
 * @context: of the window
 *
 * Returns: (transfer none): a window that follows the refused changes, and copies of those that were discarded
 */
GtkWidget *
shed_problems_window_new (ShedContext *context)
{
  ShedProblemsWindow *self = g_object_new (SHED_TYPE_PROBLEMS_WINDOW, NULL);

  self->context = g_object_ref (context);
  self->problems = shed_problem_list_new (shed_context_get_store (context));
  self->discarded = shed_problem_list_new_discarded (shed_context_get_store (context));
  g_signal_connect_object (self->problems, "items-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->discarded, "items-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (shed_context_get_history (context), "notify", G_CALLBACK (update_undo), self, G_CONNECT_SWAPPED);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->problems), row_new, self, NULL);
  gtk_list_box_bind_model (self->discarded_list, G_LIST_MODEL (self->discarded), discarded_row_new, self, NULL);
  changed_cb (self);
  update_undo (self);
  return GTK_WIDGET (self);
}
