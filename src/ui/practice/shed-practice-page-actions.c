/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of the Practice page: each is an action with a key or a menu item, and a command of the history or
 * of the day. */
#include "shed-practice-page-private.h"

#include "shed-civil.h"

#define MORE_TUNES 5
/* Defaults of "I know these": first reviews over eight weeks, at most five a day. */
#define KNOWN_SPREAD_DAYS 56
#define KNOWN_MAX_A_DAY 5

static void
rate_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (widget);
  ShedQueueItem *item = shed_practice_page_current_item (self);

  if (item != NULL)
    shed_practice_page_rate (self, item, g_variant_get_int32 (parameter), TRUE);
}

static void
open_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (widget);
  ShedQueueItem *item = shed_practice_page_current_item (self);

  if (item != NULL)
    shed_context_open_tune (self->context, shed_queue_item_get (item)->tune_id);
}

static void
pause_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (widget);
  ShedQueueItem *item = shed_practice_page_current_item (self);
  const ShedQueueItemData *data = item != NULL ? shed_queue_item_get (item) : NULL;

  if (data != NULL)
    shed_context_run (self->context,
                      shed_command_set_paused (shed_context_get_repertoire_id (self->context),
                                               (const char *const[]) { data->tune_id, NULL }, !data->paused));
}

static void
put_off_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (widget);
  ShedQueueItem *item = shed_practice_page_current_item (self);

  if (item != NULL)
    shed_context_run (self->context,
                      shed_command_put_off (shed_context_get_repertoire_id (self->context),
                                            (const char *const[]) { shed_queue_item_get (item)->tune_id, NULL }));
}

static void
known_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (widget);
  ShedQueueItem *item = shed_practice_page_current_item (self);

  if (item != NULL)
    shed_context_run (self->context,
                      shed_command_mark_known (shed_context_get_repertoire_id (self->context),
                                               (const char *const[]) { shed_queue_item_get (item)->tune_id, NULL },
                                               KNOWN_SPREAD_DAYS, KNOWN_MAX_A_DAY));
}

static void
start_afresh_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (widget);
  ShedQueueItem *item = shed_practice_page_current_item (self);

  if (item != NULL)
    shed_context_run (self->context, shed_command_start_afresh (shed_context_get_repertoire_id (self->context),
                                                                shed_queue_item_get (item)->tune_id));
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedPracticePage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!shed_practice_submit_finish (SHED_PRACTICE (source), result, &error) && self->context != NULL)
    shed_context_report (self->context, error);
}

static void
submit_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (widget);

  shed_practice_submit_async (self->practice, submitted_cb, g_object_ref (self));
}

static void
discard_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  shed_practice_discard (SHED_PRACTICE_PAGE (widget)->practice);
}

static void
add_more_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  shed_practice_add_more (SHED_PRACTICE_PAGE (widget)->practice, MORE_TUNES);
}

static void
day_reset_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShedPracticePage) self = user_data;
  g_autoptr (ShedCommand) command = shed_context_run_finish (SHED_CONTEXT (source), result);

  if (command != NULL && self->context != NULL)
    shed_practice_reload (self->practice);
}

static void
reset_day_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (widget);
  const char *repertoire_id = shed_context_get_repertoire_id (self->context);
  int day = shed_practice_get_day (self->practice);

  if (repertoire_id == NULL)
    return;
  if (day == SHED_DAY_NONE)
    day = shed_practice_get_today (self->practice);
  shed_context_run_async (self->context, shed_command_queue_reset (repertoire_id, day), NULL, day_reset_cb,
                          g_object_ref (self));
}

static void
set_day (ShedPracticePage *self, int day)
{
  self->settled = FALSE;
  shed_practice_set_day (self->practice, day);
  gtk_popover_popdown (self->day_popover);
}

static void
today_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  set_day (SHED_PRACTICE_PAGE (widget), SHED_DAY_NONE);
}

static void
day_selected_cb (ShedPracticePage *self)
{
  g_autoptr (GDateTime) date = NULL;
  int day;

  if (self->setting_calendar)
    return;
  date = gtk_calendar_get_date (self->calendar);
  day = shed_civil_from_ymd (g_date_time_get_year (date), g_date_time_get_month (date),
                             g_date_time_get_day_of_month (date));
  set_day (self, day == shed_practice_get_today (self->practice) ? SHED_DAY_NONE : day);
}

static void
submit_rollover_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  shed_practice_submit_rollover (SHED_PRACTICE_PAGE (widget)->practice);
}

static void
move_rollover_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  shed_practice_move_rollover (SHED_PRACTICE_PAGE (widget)->practice);
}

static void
toggle_view_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ShedPracticePage *self = SHED_PRACTICE_PAGE (widget);

  g_object_set (self, "view", g_str_equal (self->view, "cards") ? "list" : "cards", NULL);
}

static void
add_key (GtkWidgetClass *widget_class, guint keyval, guint keypad, GdkModifierType state, const char *action)
{
  gtk_widget_class_add_binding_action (widget_class, keyval, state, action, NULL);
  if (keypad != 0)
    gtk_widget_class_add_binding_action (widget_class, keypad, state, action, NULL);
}

void
shed_practice_page_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "practice.rate", "i", rate_action);
  gtk_widget_class_install_action (widget_class, "practice.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "practice.pause", NULL, pause_action);
  gtk_widget_class_install_action (widget_class, "practice.put-off", NULL, put_off_action);
  gtk_widget_class_install_action (widget_class, "practice.known", NULL, known_action);
  gtk_widget_class_install_action (widget_class, "practice.start-afresh", NULL, start_afresh_action);
  gtk_widget_class_install_action (widget_class, "practice.submit", NULL, submit_action);
  gtk_widget_class_install_action (widget_class, "practice.discard", NULL, discard_action);
  gtk_widget_class_install_action (widget_class, "practice.add-more", NULL, add_more_action);
  gtk_widget_class_install_action (widget_class, "practice.reset-day", NULL, reset_day_action);
  gtk_widget_class_install_action (widget_class, "practice.today", NULL, today_action);
  gtk_widget_class_install_action (widget_class, "practice.submit-rollover", NULL, submit_rollover_action);
  gtk_widget_class_install_action (widget_class, "practice.move-rollover", NULL, move_rollover_action);
  gtk_widget_class_install_action (widget_class, "practice.toggle-view", NULL, toggle_view_action);
  gtk_widget_class_install_property_action (widget_class, "practice.view", "view");
  gtk_widget_class_install_property_action (widget_class, "practice.show-submitted", "show-submitted");

  for (int rating = 1; rating <= 4; rating++)
    {
      gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0 + (guint) rating, 0, "practice.rate", "i", rating);
      gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_0 + (guint) rating, 0, "practice.rate", "i",
                                           rating);
    }
  add_key (widget_class, GDK_KEY_p, 0, 0, "practice.pause");
  add_key (widget_class, GDK_KEY_minus, GDK_KEY_KP_Subtract, 0, "practice.put-off");
  add_key (widget_class, GDK_KEY_k, 0, 0, "practice.known");
  add_key (widget_class, GDK_KEY_Return, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, "practice.submit");
  add_key (widget_class, GDK_KEY_plus, GDK_KEY_KP_Add, GDK_CONTROL_MASK, "practice.add-more");
  add_key (widget_class, GDK_KEY_l, 0, GDK_CONTROL_MASK, "practice.toggle-view");
  /* In the cards; the list activates its rows by itself. */
  add_key (widget_class, GDK_KEY_Return, GDK_KEY_KP_Enter, 0, "practice.open");

  gtk_widget_class_bind_template_callback (widget_class, day_selected_cb);
}
