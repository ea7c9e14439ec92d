/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of a tune's page: each is an action with a key or a menu item, and a command of the history. */
#include "shed-tune-page-private.h"

#include <glib/gi18n.h>

#include "shed-calendar-keys.h"
#include "shed-civil.h"
#include "shed-export-flow.h"
#include "shed-question.h"
#include "shed-tune-chooser.h"
#include "shed-view-state.h"

/* Defaults of "I know this": first reviews over eight weeks, at most five a day. */
#define KNOWN_SPREAD_DAYS 56
#define KNOWN_MAX_A_DAY 5

static const char *
repertoire_of (ShedTunePage *self)
{
  return shed_context_get_repertoire_id (self->context);
}

#define THIS_TUNE(self) ((const char *const[]) { (self)->tune_id, NULL })

void
shed_tune_page_update_actions (ShedTunePage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  ShedTuneEditor *editor = shed_tune_page_get_editor (self);
  gboolean there = self->tune != NULL && editor == NULL;
  gboolean in = there && self->standing != NULL && self->standing->is_in;
  gboolean out = there && self->standing != NULL && self->standing->has_repertoire && !self->standing->is_in;
  gboolean paused = in && self->standing->here.paused;
  gboolean is_new = in && self->standing->here.schedule.due_at == 0 && self->standing->here.schedule.last_at == 0;
  const struct { const char *name; gboolean enabled; } states[] = {
    { "tune.edit", there }, { "tune.rate", in }, { "tune.add", out }, { "tune.add-known", out }, { "tune.remove", in },
    { "tune.pause", in && !paused }, { "tune.resume", paused }, { "tune.put-off", in && !paused }, { "tune.set-date", in },
    { "tune.known", in }, { "tune.start-afresh", in && !is_new }, { "tune.merge", there }, { "tune.export", there },
    { "tune.copy-abc", there }, { "tune.delete", there }, { "tune.add-note", there }, { "tune.add-tag", there },
    { "tune.forget-draft", there }, { "tune.save", editor != NULL && shed_tune_editor_can_save (editor) },
    { "tune.discard", editor != NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    gtk_widget_action_set_enabled (widget, states[i].name, states[i].enabled);
}

/* What a rating brings is looked at again when it is given: the page may have been open for hours. */
typedef struct
{
  ShedContext *context;
  char *repertoire_id, *tune_id;
  int rating;
} Rating;

static void
rating_free (Rating *rating)
{
  g_object_unref (rating->context);
  g_free (rating->repertoire_id);
  g_free (rating->tune_id);
  g_free (rating);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rating, rating_free)

static void
preview_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Rating) rating = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedStanding) standing = shed_standing_load_finish (result, &error);
  const ShedSchedule *preview;

  if (standing == NULL)
    {
      shed_context_report (rating->context, error);
      return;
    }
  if (!standing->is_in)
    return; /* removed meanwhile: the page says so */
  preview = &standing->preview[rating->rating - 1];
  shed_context_run (rating->context, shed_command_rate (rating->repertoire_id, rating->tune_id,
                                                        &(ShedChosenRating) { .rating = rating->rating,
                                                                              .interval_days = preview->interval_days,
                                                                              .due_at = preview->due_at },
                                                        0));
}

static void
rate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedTunePage *self = SHED_TUNE_PAGE (widget);
  int value = g_variant_get_int32 (parameter);
  Rating *rating;

  if (value < 1 || value > 4)
    return;
  rating = g_new0 (Rating, 1);
  rating->context = g_object_ref (self->context);
  rating->repertoire_id = g_strdup (repertoire_of (self));
  rating->tune_id = g_strdup (self->tune_id);
  rating->rating = value;
  shed_standing_load_async (shed_context_get_store (self->context), rating->repertoire_id, rating->tune_id, NULL,
                            preview_loaded_cb, rating);
}

/* A tune of a book that stays on this computer is copied: then the copy is the one to look at. */
static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedTunePage) self = user_data;
  g_autoptr (ShedCommand) command = shed_context_run_finish (SHED_CONTEXT (source), result);
  g_auto (GStrv) copied = command != NULL ? shed_command_dup_copied (command) : NULL;

  if (copied != NULL && copied[0] != NULL && gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    shed_context_open_tune (SHED_CONTEXT (source), copied[0]);
}

static void
add_to_repertoire (ShedTunePage *self, ShedAddAs as)
{
  shed_context_run_async (self->context,
                          shed_command_add_tunes (repertoire_of (self), THIS_TUNE (self), as, KNOWN_SPREAD_DAYS, KNOWN_MAX_A_DAY),
                          NULL, added_cb, g_object_ref (self));
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  add_to_repertoire (SHED_TUNE_PAGE (widget), SHED_ADD_LEARNING);
}

static void
add_known_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  add_to_repertoire (SHED_TUNE_PAGE (widget), SHED_ADD_KNOWN);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedTunePage *self = SHED_TUNE_PAGE (widget);

  shed_context_run (self->context, shed_command_remove_tunes (repertoire_of (self), THIS_TUNE (self)));
}

static void
pause_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedTunePage *self = SHED_TUNE_PAGE (widget);

  shed_context_run (self->context,
                    shed_command_set_paused (repertoire_of (self), THIS_TUNE (self), g_str_equal (name, "tune.pause")));
}

/* P pauses and resumes. */
static void
toggle_pause_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedTunePage *self = SHED_TUNE_PAGE (widget);

  if (self->standing == NULL || !self->standing->is_in || shed_tune_page_get_editor (self) != NULL)
    return;
  gtk_widget_activate_action (widget, self->standing->here.paused ? "tune.resume" : "tune.pause", NULL);
}

static void
put_off_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedTunePage *self = SHED_TUNE_PAGE (widget);

  shed_context_run (self->context, shed_command_put_off (repertoire_of (self), THIS_TUNE (self)));
}

static void
known_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedTunePage *self = SHED_TUNE_PAGE (widget);

  shed_context_run (self->context,
                    shed_command_mark_known (repertoire_of (self), THIS_TUNE (self), KNOWN_SPREAD_DAYS, KNOWN_MAX_A_DAY));
}

static void
start_afresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedTunePage *self = SHED_TUNE_PAGE (widget);

  shed_context_run (self->context, shed_command_start_afresh (repertoire_of (self), self->tune_id));
}

static int
get_calendar_day (GtkCalendar *calendar)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (calendar);

  return shed_civil_from_ymd (g_date_time_get_year (date), g_date_time_get_month (date), g_date_time_get_day_of_month (date));
}

/* A calendar tells nobody who cannot see it which day is chosen. */
static void
calendar_changed_cb (GtkCalendar *calendar, GParamSpec *pspec, GtkWidget *chosen)
{
  ShedTimeFrame frame = shed_context_get_frame (g_object_get_data (G_OBJECT (chosen), "context"));
  g_autofree char *day = shed_time_text_day (get_calendar_day (calendar), &frame);
  g_autofree char *text = g_strdup_printf (_("Due on %s"), day);

  gtk_label_set_label (GTK_LABEL (chosen), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (calendar), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
date_response_cb (ShedTunePage *self, const char *response, AdwMessageDialog *dialog)
{
  int day;

  if (!g_str_equal (response, "set"))
    return;
  day = get_calendar_day (GTK_CALENDAR (gtk_widget_get_first_child (adw_message_dialog_get_extra_child (dialog))));
  if (day != SHED_DAY_NONE)
    shed_context_run (self->context, shed_command_override_date (repertoire_of (self), THIS_TUNE (self), day));
}

static void
set_date_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedTunePage *self = SHED_TUNE_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  ShedTimeFrame frame = shed_context_get_frame (self->context);
  gint64 due_at = self->standing->here.schedule.due_at;
  int day = due_at != 0 ? shed_practice_day (due_at, frame.time_zone, frame.day_start_minutes)
                        : shed_context_get_today (self->context);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *calendar = gtk_calendar_new ();
  GtkWidget *chosen = gtk_label_new (NULL);
  GtkWidget *dialog = shed_question_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, _("Next Practice"),
                                         _("The day holds until the next rating."));
  const char *const parts[] = { "notify::day", "notify::month", "notify::year" };
  g_autoptr (GDateTime) shown = NULL;
  int year, month, day_of_month;

  shed_civil_to_ymd (day, &year, &month, &day_of_month);
  shown = g_date_time_new_local (year, month, day_of_month, 12, 0, 0);
  if (shown != NULL)
    gtk_calendar_select_day (GTK_CALENDAR (calendar), shown);
  gtk_accessible_update_property (GTK_ACCESSIBLE (calendar), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Next Practice"), -1);
  shed_calendar_choose_by_keys (GTK_CALENDAR (calendar));
  g_object_set_data_full (G_OBJECT (chosen), "context", g_object_ref (self->context), g_object_unref);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_signal_connect_object (calendar, parts[i], G_CALLBACK (calendar_changed_cb), chosen, 0);
  calendar_changed_cb (GTK_CALENDAR (calendar), NULL, chosen);
  gtk_label_set_wrap (GTK_LABEL (chosen), TRUE);
  gtk_label_set_justify (GTK_LABEL (chosen), GTK_JUSTIFY_CENTER);
  gtk_box_append (GTK_BOX (box), calendar);
  gtk_box_append (GTK_BOX (box), chosen);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), box);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "set", _("_Set Date"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "set", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "set");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (date_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_set_focus (GTK_WINDOW (dialog), calendar);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
merge_chosen_cb (ShedTunePage *self, const char *id)
{
  shed_context_run (self->context, shed_command_tune_merge (self->tune_id, (const char *const[]) { id, NULL }));
}

static void
merge_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedTunePage *self = SHED_TUNE_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *chooser = shed_tune_chooser_new (self->context, self->tune_id, shed_tune_get_title (self->tune));

  g_signal_connect_object (chooser, "chosen", G_CALLBACK (merge_chosen_cb), self, G_CONNECT_SWAPPED);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (chooser), GTK_WINDOW (root));
  gtk_window_present (GTK_WINDOW (chooser));
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedTunePage *self = SHED_TUNE_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  shed_export_tune (self->context, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, self->tune_id,
                    shed_tune_get_title (self->tune));
}

static void
copy_abc_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedTunePage *self = SHED_TUNE_PAGE (widget);

  shed_export_copy (self->context, widget, THIS_TUNE (self));
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedTunePage) self = user_data;
  g_autoptr (ShedCommand) command = shed_context_run_finish (SHED_CONTEXT (source), result);

  if (command == NULL)
    self->leaving = FALSE;
  else if (gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedTunePage *self = SHED_TUNE_PAGE (widget);

  self->leaving = TRUE;
  shed_context_run_async (self->context, shed_command_tune_delete (THIS_TUNE (self)), NULL, deleted_cb, g_object_ref (self));
}

static void
edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  shed_tune_page_edit (SHED_TUNE_PAGE (widget));
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedTuneEditor *editor = shed_tune_page_get_editor (SHED_TUNE_PAGE (widget));

  if (editor != NULL)
    shed_tune_editor_save (editor);
}

static void
discard_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedTunePage *self = SHED_TUNE_PAGE (widget);
  ShedTuneEditor *editor = shed_tune_page_get_editor (self);

  if (editor == NULL)
    return;
  shed_tune_editor_discard (editor);
  g_clear_pointer (&self->draft, g_free);
  shed_tune_page_stop_editing (self);
}

static void
forget_draft_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ShedTunePage *self = SHED_TUNE_PAGE (widget);
  g_autofree char *draft_name = shed_tune_editor_dup_draft_name (self->tune_id);

  g_clear_pointer (&self->draft, g_free);
  gtk_info_bar_set_revealed (self->draft_bar, FALSE);
  shed_view_state_write_async (shed_context_get_store (self->context), draft_name, NULL, NULL, NULL, NULL);
}

static void
add_note_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  shed_tune_notes_add (SHED_TUNE_PAGE (widget)->notes);
}

static void
add_tag_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  shed_tune_details_start_tag (SHED_TUNE_PAGE (widget)->details);
}

static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  shed_score_view_step_zoom (SHED_TUNE_PAGE (widget)->score,
                             g_str_equal (name, "tune.zoom-in") ? 1 : g_str_equal (name, "tune.zoom-out") ? -1 : 0);
}

void
shed_tune_page_install_actions (GtkWidgetClass *widget_class)
{
  static const struct { const char *name; const char *type; GtkWidgetActionActivateFunc activate; } actions[] = {
    { "tune.edit", NULL, edit_action }, { "tune.save", NULL, save_action }, { "tune.discard", NULL, discard_action },
    { "tune.forget-draft", NULL, forget_draft_action }, { "tune.rate", "i", rate_action }, { "tune.add", NULL, add_action },
    { "tune.add-known", NULL, add_known_action }, { "tune.remove", NULL, remove_action }, { "tune.pause", NULL, pause_action },
    { "tune.resume", NULL, pause_action }, { "tune.toggle-pause", NULL, toggle_pause_action },
    { "tune.put-off", NULL, put_off_action }, { "tune.set-date", NULL, set_date_action }, { "tune.known", NULL, known_action },
    { "tune.start-afresh", NULL, start_afresh_action }, { "tune.merge", NULL, merge_action },
    { "tune.export", NULL, export_action }, { "tune.copy-abc", NULL, copy_abc_action }, { "tune.delete", NULL, delete_action },
    { "tune.add-note", NULL, add_note_action }, { "tune.add-tag", NULL, add_tag_action }, { "tune.zoom-in", NULL, zoom_action },
    { "tune.zoom-out", NULL, zoom_action }, { "tune.zoom-reset", NULL, zoom_action },
  };
  static const struct { guint key; GdkModifierType modifiers; const char *action; } keys[] = {
    { GDK_KEY_e, GDK_CONTROL_MASK, "tune.edit" }, { GDK_KEY_s, GDK_CONTROL_MASK, "tune.save" },
    { GDK_KEY_p, 0, "tune.toggle-pause" }, { GDK_KEY_minus, 0, "tune.put-off" }, { GDK_KEY_k, 0, "tune.known" },
    { GDK_KEY_n, 0, "tune.add-note" }, { GDK_KEY_t, 0, "tune.add-tag" }, { GDK_KEY_Delete, GDK_CONTROL_MASK, "tune.delete" },
    { GDK_KEY_plus, GDK_CONTROL_MASK, "tune.zoom-in" }, { GDK_KEY_equal, GDK_CONTROL_MASK, "tune.zoom-in" },
    { GDK_KEY_KP_Add, GDK_CONTROL_MASK, "tune.zoom-in" }, { GDK_KEY_minus, GDK_CONTROL_MASK, "tune.zoom-out" },
    { GDK_KEY_KP_Subtract, GDK_CONTROL_MASK, "tune.zoom-out" }, { GDK_KEY_0, GDK_CONTROL_MASK, "tune.zoom-reset" },
    { GDK_KEY_KP_0, GDK_CONTROL_MASK, "tune.zoom-reset" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type, actions[i].activate);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].key, keys[i].modifiers, keys[i].action, NULL);
  for (int i = 1; i <= 4; i++)
    {
      gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0 + i, 0, "tune.rate", "i", i);
      gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_0 + i, 0, "tune.rate", "i", i);
    }
}
