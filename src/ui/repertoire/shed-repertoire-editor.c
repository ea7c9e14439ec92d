/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog that makes or edits a repertoire. It writes only when Save is pressed, and only what was changed. */
#include "shed-repertoire-editor.h"

#include <glib/gi18n.h>

#include "shed-lists.h"
#include "shed-name.h"
#include "shed-percent-spin.h"
#include "shed-text.h"
#include "shed-ui.h"

#define SHED_TYPE_REPERTOIRE_EDITOR (shed_repertoire_editor_get_type ())
G_DECLARE_FINAL_TYPE (ShedRepertoireEditor, shed_repertoire_editor, SHED, REPERTOIRE_EDITOR, AdwWindow)

#define DEFAULT_RETENTION_PERMILLE 900
#define DEFAULT_MAX_INTERVAL_DAYS 36500

struct _ShedRepertoireEditor
{
  AdwWindow parent_instance;

  ShedContext *context;
  char        *id; /* nullable: a new one */
  guint        n_instruments;

  GtkWidget     *save_button;
  GtkEditable   *name_row, *own_instrument_row, *tuning_row;
  AdwComboRow   *instrument_row, *scheduler_row, *goal_row;
  GtkSpinButton *retention_spin, *interval_spin;
  GtkWidget     *delete_group, *archive_button, *unarchive_button;
};

G_DEFINE_FINAL_TYPE (ShedRepertoireEditor, shed_repertoire_editor, ADW_TYPE_WINDOW)

static char *
dup_text (GtkEditable *row)
{
  char *clean = shed_text_clean_name (gtk_editable_get_text (row));

  return clean != NULL ? clean : g_strdup ("");
}

static gboolean
has_own_instrument (ShedRepertoireEditor *self)
{
  return adw_combo_row_get_selected (self->instrument_row) == self->n_instruments;
}

static char *
dup_instrument (ShedRepertoireEditor *self)
{
  guint selected = adw_combo_row_get_selected (self->instrument_row);

  return has_own_instrument (self) ? dup_text (self->own_instrument_row) : g_strdup (shed_instrument_list ()[selected]->id);
}

static void
changed_cb (ShedRepertoireEditor *self)
{
  g_autofree char *name = dup_text (self->name_row);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "editor.save", *name != '\0');
}

static void
activated_cb (ShedRepertoireEditor *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "editor.save", NULL);
}

/* A new repertoire is called as its instrument until a person says otherwise. */
static void
instrument_cb (ShedRepertoireEditor *self)
{
  g_autofree char *name = dup_text (self->name_row);
  gboolean is_name_of_one = *name == '\0';

  if (self->n_instruments == 0)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->own_instrument_row), has_own_instrument (self));
  for (guint i = 0; i < self->n_instruments; i++)
    is_name_of_one |= g_strcmp0 (_(shed_instrument_list ()[i]->name), name) == 0;
  if (self->id == NULL && is_name_of_one && !has_own_instrument (self))
    gtk_editable_set_text (self->name_row, _(shed_instrument_list ()[adw_combo_row_get_selected (self->instrument_row)]->name));
}

static const char *const fields[] = {
  "name", "instrument", "tuning", "scheduler", "retention_permille", "max_interval_days", "default_goal", NULL
};

/* What was chosen beside name and instrument is written once the repertoire is there. */
static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedCommand) command = shed_context_run_finish (SHED_CONTEXT (source), result);
  g_autoptr (GPtrArray) values = user_data;
  const char *id = command != NULL ? shed_command_get_result_id (command) : NULL;

  if (id == NULL)
    return;
  if (values->len > 0)
    shed_context_run (SHED_CONTEXT (source), shed_command_repertoire_set (id, fields, (const char * const *) values->pdata));
  shed_context_set_repertoire_id (SHED_CONTEXT (source), id);
}

static void
save_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ShedRepertoireEditor *self = SHED_REPERTOIRE_EDITOR (widget);
  g_autofree char *name = dup_text (self->name_row);
  g_autofree char *instrument = dup_instrument (self);
  g_autofree char *tuning = dup_text (self->tuning_row);
  g_autofree char *retention = g_strdup_printf ("%d", gtk_spin_button_get_value_as_int (self->retention_spin) * 10);
  g_autofree char *interval = g_strdup_printf ("%d", gtk_spin_button_get_value_as_int (self->interval_spin));
  const char *scheduler = adw_combo_row_get_selected (self->scheduler_row) == 1 ? "sm2" : "fsrs";
  const char *values[] = { name,
                           *instrument != '\0' ? instrument : NULL,
                           *tuning != '\0' ? tuning : NULL,
                           scheduler,
                           retention,
                           interval,
                           shed_goal_list ()[adw_combo_row_get_selected (self->goal_row)]->id,
                           NULL };

  if (*name == '\0')
    return;
  if (self->id == NULL)
    {
      GPtrArray *kept = g_ptr_array_new_with_free_func (g_free);
      gboolean plain = values[2] == NULL && g_str_equal (scheduler, "fsrs") && adw_combo_row_get_selected (self->goal_row) == 0 &&
                       gtk_spin_button_get_value_as_int (self->retention_spin) * 10 == DEFAULT_RETENTION_PERMILLE &&
                       gtk_spin_button_get_value_as_int (self->interval_spin) == DEFAULT_MAX_INTERVAL_DAYS;

      for (guint i = 0; !plain && i < G_N_ELEMENTS (values); i++)
        g_ptr_array_add (kept, g_strdup (values[i]));
      shed_context_run_async (self->context, shed_command_repertoire_new (name, values[1]), NULL, made_cb, kept);
    }
  else
    shed_context_run (self->context, shed_command_repertoire_set (self->id, fields, values));
  gtk_window_destroy (GTK_WINDOW (self));
}

/* The next repertoire that is in use, when the one on the screen goes out of it. */
static void
leave (ShedRepertoireEditor *self)
{
  GListModel *repertoires = G_LIST_MODEL (shed_context_get_repertoires (self->context));

  if (g_strcmp0 (self->id, shed_context_get_repertoire_id (self->context)) != 0)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (repertoires); i++)
    {
      g_autoptr (ShedRepertoire) repertoire = g_list_model_get_item (repertoires, i);
      gboolean archived;

      g_object_get (repertoire, "archived", &archived, NULL);
      if (archived || g_strcmp0 (shed_repertoire_get_id (repertoire), self->id) == 0)
        continue;
      shed_context_set_repertoire_id (self->context, shed_repertoire_get_id (repertoire));
      return;
    }
}

/* Nothing is asked: the list can be brought back whole, and the tunes and what was practised stay anyway. */
static void
delete_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ShedRepertoireEditor *self = SHED_REPERTOIRE_EDITOR (widget);

  leave (self);
  shed_context_run (self->context, shed_command_repertoire_delete (self->id));
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
archived_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedCommand) command = shed_context_run_finish (SHED_CONTEXT (source), result);
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (command == NULL)
    return;
  name = shed_name_dup_short (shed_command_get_subject (command));
  text = g_strdup_printf (
    GPOINTER_TO_INT (user_data) ? _ ("Repertoire “%s” archived") : _ ("Repertoire “%s” is in use again"), name);
  shed_context_toast_action (SHED_CONTEXT (source), text, _("_Undo"), "win.undo");
}

static void
archive_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  static const char *const archived[] = { "archived", NULL };
  ShedRepertoireEditor *self = SHED_REPERTOIRE_EDITOR (widget);
  gboolean archive = g_str_equal (action_name, "editor.archive");

  if (archive)
    leave (self);
  shed_context_run_async (
    self->context, shed_command_repertoire_set (self->id, archived, (const char *[]){ archive ? "1" : "0", NULL }),
    NULL, archived_cb, GINT_TO_POINTER (archive));
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
fill_lists (ShedRepertoireEditor *self)
{
  g_autoptr (GtkStringList) instruments = gtk_string_list_new (NULL), goals = gtk_string_list_new (NULL);
  guint n = 0;

  for (const ShedInstrument *const *instrument = shed_instrument_list (); *instrument != NULL; instrument++, n++)
    gtk_string_list_append (instruments, _((*instrument)->name));
  gtk_string_list_append (instruments, _("Another…"));
  for (const ShedGoal *const *goal = shed_goal_list (); *goal != NULL; goal++)
    gtk_string_list_append (goals, _((*goal)->name));
  adw_combo_row_set_model (self->instrument_row, G_LIST_MODEL (instruments));
  adw_combo_row_set_model (self->goal_row, G_LIST_MODEL (goals));
  self->n_instruments = n;
}

static void
show_repertoire (ShedRepertoireEditor *self, ShedRepertoire *repertoire)
{
  g_autofree char *name = NULL;
  g_autofree char *instrument = NULL;
  g_autofree char *tuning = NULL;
  g_autofree char *scheduler = NULL;
  g_autofree char *goal = NULL;
  const ShedInstrument *known;
  int retention, interval;
  gboolean archived;

  g_object_get (repertoire, "name", &name, "instrument", &instrument, "tuning", &tuning, "scheduler", &scheduler,
                "default-goal", &goal, "retention-permille", &retention, "max-interval-days", &interval, "archived",
                &archived, NULL);
  gtk_widget_set_visible (self->archive_button, !archived);
  gtk_widget_set_visible (self->unarchive_button, archived);
  known = shed_instrument_lookup (instrument);
  for (guint i = 0; known != NULL && i < self->n_instruments; i++)
    if (shed_instrument_list ()[i] == known)
      adw_combo_row_set_selected (self->instrument_row, i);
  if (known == NULL)
    {
      adw_combo_row_set_selected (self->instrument_row, self->n_instruments);
      gtk_editable_set_text (self->own_instrument_row, instrument != NULL ? instrument : "");
    }
  for (guint i = 0; shed_goal_list ()[i] != NULL; i++)
    if (shed_goal_list ()[i] == shed_goal_lookup (goal))
      adw_combo_row_set_selected (self->goal_row, i);
  gtk_editable_set_text (self->name_row, name != NULL ? name : "");
  gtk_editable_set_text (self->tuning_row, tuning != NULL ? tuning : "");
  adw_combo_row_set_selected (self->scheduler_row, g_strcmp0 (scheduler, "sm2") == 0 ? 1 : 0);
  gtk_spin_button_set_value (self->retention_spin, (retention > 0 ? retention : DEFAULT_RETENTION_PERMILLE) / 10.);
  gtk_spin_button_set_value (self->interval_spin, interval > 0 ? interval : DEFAULT_MAX_INTERVAL_DAYS);
}

static void
shed_repertoire_editor_dispose (GObject *object)
{
  ShedRepertoireEditor *self = SHED_REPERTOIRE_EDITOR (object);

  g_clear_object (&self->context);
  g_clear_pointer (&self->id, g_free);

  G_OBJECT_CLASS (shed_repertoire_editor_parent_class)->dispose (object);
}

static void
shed_repertoire_editor_class_init (ShedRepertoireEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = shed_repertoire_editor_dispose;
  gtk_widget_class_install_action (widget_class, "editor.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "editor.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "editor.archive", NULL, archive_action);
  gtk_widget_class_install_action (widget_class, "editor.unarchive", NULL, archive_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "editor.save", NULL);

  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-repertoire-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireEditor, save_button);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireEditor, name_row);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireEditor, own_instrument_row);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireEditor, tuning_row);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireEditor, instrument_row);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireEditor, scheduler_row);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireEditor, goal_row);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireEditor, retention_spin);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireEditor, interval_spin);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireEditor, delete_group);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireEditor, archive_button);
  gtk_widget_class_bind_template_child (widget_class, ShedRepertoireEditor, unarchive_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, instrument_cb);
}

static void
shed_repertoire_editor_init (ShedRepertoireEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  shed_ui_fit_to_parent (GTK_WINDOW (self));
  shed_percent_spin_setup (self->retention_spin);
  shed_name_limit_entry (self->name_row);
  shed_name_limit_entry (self->own_instrument_row);
  shed_name_limit_entry (self->tuning_row);
}

/**
 * shed_repertoire_editor_present:
 * @context: of the window
 * @parent: the window
 * @repertoire_id: (nullable): which; NULL: a new one
 */
void
shed_repertoire_editor_present (ShedContext *context, GtkWindow *parent, const char *repertoire_id)
{
  ShedRepertoire *repertoire =
    repertoire_id != NULL ? shed_repertoire_list_find (shed_context_get_repertoires (context), repertoire_id) : NULL;
  ShedRepertoireEditor *self = g_object_new (SHED_TYPE_REPERTOIRE_EDITOR, "transient-for", parent, NULL);

  self->context = g_object_ref (context);
  self->id = repertoire != NULL ? g_strdup (repertoire_id) : NULL;
  fill_lists (self);
  gtk_window_set_title (GTK_WINDOW (self), repertoire != NULL ? _("Edit Repertoire") : _("New Repertoire"));
  gtk_button_set_label (GTK_BUTTON (self->save_button), repertoire != NULL ? _("_Save") : _("_Create"));
  gtk_widget_set_visible (self->delete_group, repertoire != NULL);
  if (repertoire != NULL)
    show_repertoire (self, repertoire);
  else
    instrument_cb (self);
  changed_cb (self);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
}
