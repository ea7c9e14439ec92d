/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arrow keys of a GtkCalendar move a frame that Space makes the chosen day; who then presses Enter has the day of before.
 * Where a day is only looked at until a button is pressed, the arrows themselves choose it, into the next months too. */
#include "shed-calendar-keys.h"

static gboolean
pressed_cb (GtkCalendar *calendar, guint key, guint code, GdkModifierType modifiers)
{
  const int forwards = gtk_widget_get_direction (GTK_WIDGET (calendar)) == GTK_TEXT_DIR_RTL ? -1 : 1;
  g_autoptr (GDateTime) date = NULL;
  g_autoptr (GDateTime) other = NULL;
  int days = 0, months = 0;

  if ((modifiers & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      days = -forwards;
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      days = forwards;
      break;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      days = -7;
      break;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      days = 7;
      break;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      months = -1;
      break;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      months = 1;
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  date = gtk_calendar_get_date (calendar);
  other = months != 0 ? g_date_time_add_months (date, months) : g_date_time_add_days (date, days);
  if (other != NULL)
    gtk_calendar_select_day (calendar, other);
  return GDK_EVENT_STOP;
}

/**
 * shed_calendar_choose_by_keys:
 * @calendar: one whose day is not acted on at once
 *
 * Arrow keys choose the next day or week, Page Up and Page Down the next month.
 */
void
shed_calendar_choose_by_keys (GtkCalendar *calendar)
{
  GtkEventController *keys;

  g_return_if_fail (GTK_IS_CALENDAR (calendar));

  keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (pressed_cb), calendar);
  gtk_widget_add_controller (GTK_WIDGET (calendar), keys);
}
