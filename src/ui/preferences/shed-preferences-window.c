/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preferences. Each control stands for one preference of DATA.md; what is changed is written half a second later, or when the
 * window closes, as one command a preference: so turning a spin button is one step to undo. */
#include "shed-preferences-window.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "shed-account-page.h"
#include "shed-days-off-row.h"
#include "shed-percent-spin.h"
#include "shed-preference-text.h"
#include "shed-preferences.h"
#include "shed-reschedule-question.h"
#include "shed-ui.h"

#define WRITE_DELAY_MS 500
#define N_WEEKDAYS 7

typedef enum { KIND_INT, KIND_SWITCH, KIND_STEPS, KIND_DAY_START, KIND_FRONT } ControlKind;

static const struct
{
  const char *preference;
  const char *widget;
  ControlKind kind;
} controls[] = {
  { "queue.max", "queue_max", KIND_INT },
  { "queue.min", "queue_min", KIND_INT },
  { "queue.new", "queue_new", KIND_INT },
  { "queue.overdue_window_days", "overdue_window", KIND_INT },
  { "fsrs.learning_steps", "learning_steps", KIND_STEPS },
  { "fsrs.relearning_steps", "relearning_steps", KIND_STEPS },
  { "fsrs.balance", "balance", KIND_SWITCH },
  { "fsrs.fuzz", "fuzz", KIND_SWITCH },
  { "day.start_minutes", "day_start", KIND_DAY_START },
  { "practice.flashcard_front", "flashcard_front", KIND_FRONT },
};

static const char *const easy_names[N_WEEKDAYS] = { "easy_0", "easy_1", "easy_2", "easy_3", "easy_4", "easy_5", "easy_6" };
static const double easy_shares[] = { 1.0, 0.5, 0.0 };
static const char *const schemes[] = { "system", "light", "dark" };

struct _ShedPreferencesWindow
{
  AdwPreferencesWindow parent_instance;

  ShedContext  *context;
  GCancellable *cancellable;
  gboolean      loading;
  guint         write_id;
  char         *repertoire_id;             /* whose retention is shown */
  gboolean      changed[G_N_ELEMENTS (controls)];
  gboolean      easy_changed, retention_changed, interval_changed;
  guint         n_days_off_writes;         /* on their way to the library */
  guint         days_off_edits;            /* so far: what was read before the last one is old */

  AdwPreferencesGroup *repertoire_group;
  AdwActionRow        *retention_row;
  GtkSpinButton       *retention;
  GtkSpinButton       *max_interval;
  AdwComboRow         *colour_scheme;
  ShedDaysOffRow      *days_off;
  ShedAccountPage     *account_page;
};

G_DEFINE_FINAL_TYPE (ShedPreferencesWindow, shed_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

static gpointer
child (ShedPreferencesWindow *self, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (self), SHED_TYPE_PREFERENCES_WINDOW, name);
}

static char *
control_to_json (ShedPreferencesWindow *self, guint i)
{
  gpointer widget = child (self, controls[i].widget);

  switch (controls[i].kind)
    {
    case KIND_INT:
      return g_strdup_printf ("%d", gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (widget)));
    case KIND_SWITCH:
      return g_strdup (gtk_switch_get_active (GTK_SWITCH (widget)) ? "true" : "false");
    case KIND_STEPS:
      return shed_preference_steps_from_text (gtk_editable_get_text (GTK_EDITABLE (widget)));
    case KIND_DAY_START:
      return g_strdup_printf ("%u", adw_combo_row_get_selected (ADW_COMBO_ROW (widget)) * 60);
    case KIND_FRONT:
      return g_strdup (adw_combo_row_get_selected (ADW_COMBO_ROW (widget)) == 1 ? "\"incipit\"" : "\"title\"");
    default:
      g_return_val_if_reached (NULL);
    }
}

static void
control_from_json (ShedPreferencesWindow *self, guint i, const char *json)
{
  gpointer widget = child (self, controls[i].widget);

  switch (controls[i].kind)
    {
    case KIND_INT:
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (widget), g_ascii_strtod (json, NULL));
      break;
    case KIND_SWITCH:
      gtk_switch_set_active (GTK_SWITCH (widget), g_str_equal (json, "true"));
      break;
    case KIND_STEPS:
      {
        g_autofree char *text = shed_preference_steps_to_text (json);

        gtk_editable_set_text (GTK_EDITABLE (widget), text);
        break;
      }
    case KIND_DAY_START:
      adw_combo_row_set_selected (ADW_COMBO_ROW (widget), (guint) CLAMP (g_ascii_strtod (json, NULL) / 60 + 0.5, 0, 12));
      break;
    case KIND_FRONT:
      adw_combo_row_set_selected (ADW_COMBO_ROW (widget), g_str_equal (json, "\"incipit\"") ? 1 : 0);
      break;
    default:
      g_return_if_reached ();
    }
}

static void
show_easy_days (ShedPreferencesWindow *self, const char *json)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint day = 0; day < N_WEEKDAYS; day++)
    {
      double share = array != NULL && day < json_array_get_length (array) ? json_array_get_double_element (array, day) : 1;
      guint nearest = share > 0.75 ? 0 : share > 0.25 ? 1 : 2;

      adw_combo_row_set_selected (ADW_COMBO_ROW (child (self, easy_names[day])), nearest);
    }
}

static char *
easy_days_to_json (ShedPreferencesWindow *self)
{
  GString *json = g_string_new ("[");

  for (guint day = 0; day < N_WEEKDAYS; day++)
    {
      guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (child (self, easy_names[day])));
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      g_ascii_formatd (number, sizeof number, "%.3g", easy_shares[MIN (selected, G_N_ELEMENTS (easy_shares) - 1)]);
      g_string_append_printf (json, "%s%s", day > 0 ? "," : "", number);
    }
  g_string_append_c (json, ']');
  return g_string_free (json, FALSE);
}

static void
explain_retention (ShedPreferencesWindow *self)
{
  g_autofree char *text = shed_preference_explain_retention (gtk_spin_button_get_value_as_int (self->retention));

  adw_action_row_set_subtitle (self->retention_row, text);
}

static void
write_preference (ShedPreferencesWindow *self, const char *name, const char *json)
{
  shed_context_run (self->context, shed_command_set_preference (name, json));
}

static void read_days_off (ShedPreferencesWindow *self);

static void
days_off_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedPreferencesWindow) self = user_data;
  g_autoptr (ShedCommand) command = shed_context_run_finish (SHED_CONTEXT (source), result);

  self->n_days_off_writes--;
  read_days_off (self);
}

/* A day off is a step of its own, written at once. */
static void
days_off_changed_cb (ShedPreferencesWindow *self)
{
  g_autofree char *json = shed_days_off_row_dup_json (self->days_off);

  self->n_days_off_writes++;
  self->days_off_edits++;
  shed_context_run_async (self->context, shed_command_set_preference ("queue.days_off", json), NULL, days_off_written_cb,
                          g_object_ref (self));
}

typedef struct
{
  ShedPreferencesWindow *self;
  guint                  edits;
} DaysOffReading;

static void
days_off_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree DaysOffReading *reading = user_data;
  g_autoptr (ShedPreferencesWindow) self = reading->self;
  g_autoptr (GHashTable) preferences = shed_preferences_load_finish (result, NULL);
  ShedTimeFrame frame;

  if (preferences == NULL || self->context == NULL || self->n_days_off_writes > 0 || reading->edits != self->days_off_edits)
    return;
  frame = shed_context_get_frame (self->context);
  shed_days_off_row_set_json (self->days_off, g_hash_table_lookup (preferences, "queue.days_off"), &frame);
}

/* As the library has them; not while an edit of them is on its way, since the next edit is made from what is shown. */
static void
read_days_off (ShedPreferencesWindow *self)
{
  DaysOffReading *reading;

  if (self->context == NULL || self->n_days_off_writes > 0)
    return;
  reading = g_new0 (DaysOffReading, 1);
  reading->self = g_object_ref (self);
  reading->edits = self->days_off_edits;
  shed_preferences_load_async (shed_context_get_store (self->context), self->cancellable, days_off_read_cb, reading);
}

/* Undo, another program, another computer. */
static void
store_changed_cb (ShedPreferencesWindow *self, const ShedChanges *changes)
{
  if (shed_changes_has_table (changes, "preference"))
    read_days_off (self);
}

/* What was changed is written first: the question is about that. */
static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedPreferencesWindow) self = user_data;
  g_autoptr (ShedCommand) command = shed_context_run_finish (SHED_CONTEXT (source), result);

  if (command != NULL && self->context != NULL)
    shed_reschedule_ask (self->context, ADW_PREFERENCES_WINDOW (self), self->repertoire_id);
}

static ShedCommand *
new_repertoire_command (ShedPreferencesWindow *self)
{
  g_autofree char *retention = g_strdup_printf ("%d", gtk_spin_button_get_value_as_int (self->retention) * 10);
  g_autofree char *interval = g_strdup_printf ("%d", gtk_spin_button_get_value_as_int (self->max_interval));

  self->retention_changed = self->interval_changed = FALSE;
  return shed_command_repertoire_set (self->repertoire_id,
                                      (const char *const[]) { "retention_permille", "max_interval_days", NULL },
                                      (const char *const[]) { retention, interval, NULL });
}

static void
write_repertoire (ShedPreferencesWindow *self)
{
  if (self->repertoire_id != NULL && (self->retention_changed || self->interval_changed))
    shed_context_run (self->context, new_repertoire_command (self));
}

static void
reschedule_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ShedPreferencesWindow *self = SHED_PREFERENCES_WINDOW (widget);

  if (self->repertoire_id == NULL)
    return;
  if (self->retention_changed || self->interval_changed)
    shed_context_run_async (self->context, new_repertoire_command (self), NULL, written_cb, g_object_ref (self));
  else
    shed_reschedule_ask (self->context, ADW_PREFERENCES_WINDOW (self), self->repertoire_id);
}

static void
write_changes (ShedPreferencesWindow *self)
{
  g_clear_handle_id (&self->write_id, g_source_remove);
  for (guint i = 0; i < G_N_ELEMENTS (controls); i++)
    {
      g_autofree char *json = NULL;

      if (!self->changed[i])
        continue;
      self->changed[i] = FALSE;
      json = control_to_json (self, i);
      if (json != NULL)
        write_preference (self, controls[i].preference, json);
    }
  if (self->easy_changed)
    {
      g_autofree char *json = easy_days_to_json (self);

      self->easy_changed = FALSE;
      write_preference (self, "queue.easy_days", json);
    }
  write_repertoire (self);
}

static gboolean
write_cb (gpointer user_data)
{
  ShedPreferencesWindow *self = user_data;

  self->write_id = 0;
  write_changes (self);
  return G_SOURCE_REMOVE;
}

static void
write_soon (ShedPreferencesWindow *self)
{
  g_clear_handle_id (&self->write_id, g_source_remove);
  self->write_id = g_timeout_add (WRITE_DELAY_MS, write_cb, self);
}

static void
control_changed_cb (ShedPreferencesWindow *self, GParamSpec *pspec, GtkWidget *widget)
{
  if (self->loading)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (controls); i++)
    if (child (self, controls[i].widget) == widget)
      self->changed[i] = TRUE;
  for (guint day = 0; day < N_WEEKDAYS; day++)
    if (child (self, easy_names[day]) == widget)
      self->easy_changed = TRUE;
  write_soon (self);
}

static void
steps_applied_cb (ShedPreferencesWindow *self, GtkWidget *row)
{
  g_autofree char *json = shed_preference_steps_from_text (gtk_editable_get_text (GTK_EDITABLE (row)));

  if (json == NULL)
    {
      gtk_widget_add_css_class (row, "error");
      adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self),
                                        adw_toast_new (_("Write steps as “1m 10m”, “2h” or “1d”.")));
      return;
    }
  gtk_widget_remove_css_class (row, "error");
  control_changed_cb (self, NULL, row);
}

static void
retention_changed_cb (ShedPreferencesWindow *self)
{
  explain_retention (self);
  if (self->loading)
    return;
  self->retention_changed = TRUE;
  write_soon (self);
}

static void
interval_changed_cb (ShedPreferencesWindow *self)
{
  if (self->loading)
    return;
  self->interval_changed = TRUE;
  write_soon (self);
}

static void
scheme_changed_cb (ShedPreferencesWindow *self)
{
  guint selected = adw_combo_row_get_selected (self->colour_scheme);

  if (!self->loading && selected < G_N_ELEMENTS (schemes))
    shed_settings_set_string (shed_context_get_settings (self->context), "colour-scheme", schemes[selected]);
}

static void
show_repertoire (ShedPreferencesWindow *self)
{
  ShedRepertoire *repertoire = shed_context_get_repertoire (self->context);
  int retention, max_interval;

  gtk_widget_set_visible (GTK_WIDGET (self->repertoire_group), repertoire != NULL);
  if (repertoire == NULL)
    return;
  self->repertoire_id = g_strdup (shed_repertoire_get_id (repertoire));
  g_object_get (repertoire, "retention-permille", &retention, "max-interval-days", &max_interval, NULL);
  adw_preferences_group_set_title (self->repertoire_group, shed_repertoire_get_name (repertoire));
  gtk_spin_button_set_value (self->retention, retention > 0 ? (retention + 5) / 10 : 90);
  gtk_spin_button_set_value (self->max_interval, max_interval > 0 ? max_interval : 36500);
  explain_retention (self);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ShedPreferencesWindow *self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) preferences = shed_preferences_load_finish (result, &error);
  const char *easy_days;
  ShedTimeFrame frame;

  if (preferences == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_message ("Preferences were not read: %s", error->message);
      return;
    }
  self = SHED_PREFERENCES_WINDOW (user_data);
  self->loading = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (controls); i++)
    {
      const char *json = g_hash_table_lookup (preferences, controls[i].preference);

      if (json == NULL)
        json = shed_preference_get_default (controls[i].preference);
      if (json != NULL)
        control_from_json (self, i, json);
    }
  easy_days = g_hash_table_lookup (preferences, "queue.easy_days");
  show_easy_days (self, easy_days != NULL ? easy_days : "[]");
  frame = shed_context_get_frame (self->context);
  shed_days_off_row_set_json (self->days_off, g_hash_table_lookup (preferences, "queue.days_off"), &frame);
  self->loading = FALSE;
}

static gboolean
shed_preferences_window_close_request (GtkWindow *window)
{
  write_changes (SHED_PREFERENCES_WINDOW (window));
  return GTK_WINDOW_CLASS (shed_preferences_window_parent_class)->close_request (window);
}

static void
shed_preferences_window_dispose (GObject *object)
{
  ShedPreferencesWindow *self = SHED_PREFERENCES_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->write_id, g_source_remove);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->context);
  g_clear_pointer (&self->repertoire_id, g_free);

  G_OBJECT_CLASS (shed_preferences_window_parent_class)->dispose (object);
}

static void
shed_preferences_window_class_init (ShedPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = shed_preferences_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = shed_preferences_window_close_request;

  gtk_widget_class_install_action (widget_class, "preferences.reschedule", NULL, reschedule_action);
  g_type_ensure (SHED_TYPE_DAYS_OFF_ROW);
  g_type_ensure (SHED_TYPE_ACCOUNT_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, SHED_UI_PATH "shed-preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ShedPreferencesWindow, repertoire_group);
  gtk_widget_class_bind_template_child (widget_class, ShedPreferencesWindow, retention_row);
  gtk_widget_class_bind_template_child (widget_class, ShedPreferencesWindow, retention);
  gtk_widget_class_bind_template_child (widget_class, ShedPreferencesWindow, max_interval);
  gtk_widget_class_bind_template_child (widget_class, ShedPreferencesWindow, colour_scheme);
  gtk_widget_class_bind_template_child (widget_class, ShedPreferencesWindow, days_off);
  gtk_widget_class_bind_template_child (widget_class, ShedPreferencesWindow, account_page);
  gtk_widget_class_bind_template_callback (widget_class, days_off_changed_cb);
  for (guint i = 0; i < G_N_ELEMENTS (controls); i++)
    gtk_widget_class_bind_template_child_full (widget_class, controls[i].widget, FALSE, 0);
  for (guint day = 0; day < N_WEEKDAYS; day++)
    gtk_widget_class_bind_template_child_full (widget_class, easy_names[day], FALSE, 0);
}

static void
watch_controls (ShedPreferencesWindow *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (controls); i++)
    {
      gpointer widget = child (self, controls[i].widget);

      if (controls[i].kind == KIND_STEPS)
        g_signal_connect_object (widget, "apply", G_CALLBACK (steps_applied_cb), self, G_CONNECT_SWAPPED);
      else
        g_signal_connect_object (widget,
                                 controls[i].kind == KIND_INT      ? "notify::value"
                                 : controls[i].kind == KIND_SWITCH ? "notify::active"
                                                                   : "notify::selected",
                                 G_CALLBACK (control_changed_cb), self, G_CONNECT_SWAPPED);
    }
  for (guint day = 0; day < N_WEEKDAYS; day++)
    g_signal_connect_object (child (self, easy_names[day]), "notify::selected", G_CALLBACK (control_changed_cb), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (self->retention, "value-changed", G_CALLBACK (retention_changed_cb), self, G_CONNECT_SWAPPED);
  shed_percent_spin_setup (self->retention);
  g_signal_connect_object (self->max_interval, "value-changed", G_CALLBACK (interval_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->colour_scheme, "notify::selected", G_CALLBACK (scheme_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
shed_preferences_window_init (ShedPreferencesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  shed_ui_fit_to_parent (GTK_WINDOW (self));
  self->cancellable = g_cancellable_new ();
  watch_controls (self);
}

/**
 * shed_preferences_window_new:
 * @context: of the window
 *
 * Returns: (transfer none): the window; set its parent and present it
 */
GtkWidget *
shed_preferences_window_new (ShedContext *context)
{
  ShedPreferencesWindow *self = g_object_new (SHED_TYPE_PREFERENCES_WINDOW, NULL);
  g_autofree char *scheme = shed_settings_dup_string (shed_context_get_settings (context), "colour-scheme");

  self->context = g_object_ref (context);
  self->loading = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_str_equal (scheme, schemes[i]))
      adw_combo_row_set_selected (self->colour_scheme, i);
  show_repertoire (self);
  self->loading = FALSE;
  if (shed_context_get_sync (context) != NULL)
    shed_account_page_set_context (self->account_page, context);
  else
    adw_preferences_window_remove (ADW_PREFERENCES_WINDOW (self), ADW_PREFERENCES_PAGE (self->account_page));
  shed_preferences_load_async (shed_context_get_store (context), self->cancellable, loaded_cb, self);
  g_signal_connect_object (shed_context_get_store (context), "changed", G_CALLBACK (store_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
