/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the Practice page says of its day: the date and the counts, what is rated and not submitted, what waits
 * from yesterday, and what an empty day has to say. */
#include "shed-practice-page-private.h"

#include <glib/gi18n.h>

#include "shed-civil.h"
#include "shed-time-text.h"

guint
shed_practice_page_get_count (ShedPracticePage *self, const char *property)
{
  guint count = 0;

  g_object_get (self->practice, property, &count, NULL);
  return count;
}

int
shed_practice_page_get_day_number (ShedPracticePage *self, const char *property)
{
  int day = SHED_DAY_NONE;

  g_object_get (self->practice, property, &day, NULL);
  return day;
}

/* A day is chosen once and kept. Where nothing can be kept, that nothing was chosen does not mean that nothing is due. */
static gboolean
cannot_choose (ShedPracticePage *self)
{
  return shed_store_get_state (shed_context_get_store (self->context)) == SHED_STORE_READ_ONLY &&
         shed_practice_page_get_count (self, "n-done") == 0;
}

void
shed_practice_page_update_head (ShedPracticePage *self)
{
  ShedTimeFrame frame = shed_context_get_frame (self->context);
  int day = shed_practice_get_day (self->practice);
  int today = shed_practice_get_today (self->practice);
  guint n_due = shed_practice_page_get_count (self, "n-due");
  guint n_new = shed_practice_page_get_count (self, "n-new");
  guint n_done = shed_practice_page_get_count (self, "n-done");
  guint minutes = shed_practice_page_get_count (self, "minutes");
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *date = NULL;
  g_autofree char *counts = NULL;
  int year, month, day_of_month;
  g_autoptr (GDateTime) shown = NULL;

  if (day == SHED_DAY_NONE)
    day = today;
  if (day == SHED_DAY_NONE)
    return;
  date = shed_time_text_day (day, &frame);
  gtk_label_set_label (self->date_label, date);

  /* Translators: parts of the head of the day, as "8 due · 3 new · 4 done · 18 min". */
  if (n_due > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u due", "%u due", n_due), n_due));
  else if (n_new + n_done == 0 && !cannot_choose (self))
    g_ptr_array_add (parts, g_strdup (_("nothing due")));
  if (n_new > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u new", "%u new", n_new), n_new));
  if (n_done > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u done", "%u done", n_done), n_done));
  if (minutes > 0)
    g_ptr_array_add (parts, shed_time_text_minutes (minutes));
  g_ptr_array_add (parts, NULL);
  counts = g_strjoinv (" · ", (char **) parts->pdata);
  gtk_label_set_label (self->counts_label, counts);

  if (day == today)
    gtk_menu_button_set_label (self->day_button, _("Today"));
  else
    {
      g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc ((gint64) day * 86400);
      /* Translators: a day on a button, see g_date_time_format(): "22 Nov". */
      g_autofree char *label = at != NULL ? g_date_time_format (at, _("%-e %b")) : NULL;

      gtk_menu_button_set_label (self->day_button, label != NULL ? label : "");
    }
  shed_civil_to_ymd (day, &year, &month, &day_of_month);
  shown = g_date_time_new_local (year, month, day_of_month, 12, 0, 0);
  if (shown != NULL)
    {
      self->setting_calendar = TRUE;
      gtk_calendar_select_day (self->calendar, shown);
      self->setting_calendar = FALSE;
    }
}

void
shed_practice_page_update_staged (ShedPracticePage *self)
{
  guint n = shed_practice_page_get_count (self, "n-staged");
  g_autofree char *rated = g_strdup_printf (ngettext ("%u rated", "%u rated", n), n);
  g_autofree char *submit = g_strdup_printf (_("_Submit %u"), n);

  if (n > 0)
    {
      gtk_label_set_label (self->staged_label, rated);
      gtk_button_set_label (self->submit_button, submit);
      gtk_button_set_use_underline (self->submit_button, TRUE);
    }
  gtk_revealer_set_reveal_child (self->staged_revealer, n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "practice.submit", n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "practice.discard", n > 0);
}

void
shed_practice_page_update_rollover (ShedPracticePage *self)
{
  int day = shed_practice_page_get_day_number (self, "rollover-day");
  guint n = shed_practice_page_get_count (self, "n-rollover");
  int today = shed_practice_get_today (self->practice);

  if (day == SHED_DAY_NONE || n == 0 || today == SHED_DAY_NONE)
    {
      gtk_info_bar_set_revealed (GTK_INFO_BAR (self->rollover_bar), FALSE);
      return;
    }
  else
    {
      ShedTimeFrame frame = shed_context_get_frame (self->context);
      gboolean near = ABS (today - day) < 7;
      g_autofree char *now_name = shed_time_text_weekday (today);
      g_autofree char *then_name = near ? shed_time_text_weekday (day) : shed_time_text_day (day, &frame);
      /* Translators: "It is Sunday now. 3 ratings from Saturday wait." */
      g_autofree char *text = g_strdup_printf (ngettext ("It is %s now. %u rating from %s waits.",
                                                         "It is %s now. %u ratings from %s wait.", n),
                                               now_name, n, then_name);
      g_autofree char *submit = g_strdup_printf (_("_Submit as %s"), then_name);

      gtk_label_set_label (self->rollover_label, text);
      gtk_button_set_label (self->rollover_submit, submit);
      gtk_button_set_use_underline (self->rollover_submit, TRUE);
      gtk_info_bar_set_revealed (GTK_INFO_BAR (self->rollover_bar), TRUE);
    }
}

static void
describe_unchosen_day (ShedPracticePage *self)
{
  adw_status_page_set_title (self->done, _("The Day Could Not Be Prepared"));
  adw_status_page_set_description (
    self->done, _ ("Which tunes are due is kept in the library, which cannot be written. All your tunes are "
                   "in the repertoire."));
  gtk_widget_set_visible (GTK_WIDGET (self->done_more), FALSE);
}

/* What an empty day says: what was done, and when there is something again. */
void
shed_practice_page_describe_empty_day (ShedPracticePage *self)
{
  ShedTimeFrame frame = shed_context_get_frame (self->context);
  guint n_done = shed_practice_page_get_count (self, "n-done");
  guint minutes = shed_practice_page_get_count (self, "minutes");
  guint n_next = shed_practice_page_get_count (self, "n-next");
  int next_day = shed_practice_page_get_day_number (self, "next-day");
  int today = shed_practice_get_today (self->practice);
  int day = shed_practice_get_day (self->practice);
  gboolean is_today = day == SHED_DAY_NONE || day == today;
  GString *text;

  if (cannot_choose (self))
    {
      describe_unchosen_day (self);
      return;
    }
  text = g_string_new (NULL);
  if (n_done > 0)
    {
      g_autofree char *spent = minutes > 0 ? shed_time_text_minutes (minutes) : NULL;

      if (spent != NULL)
        /* Translators: "You practised 6 tunes in 18 min." */
        g_string_append_printf (text, ngettext ("You practised %u tune in %s.", "You practised %u tunes in %s.", n_done), n_done,
                                spent);
      else
        g_string_append_printf (text, ngettext ("You practised %u tune.", "You practised %u tunes.", n_done), n_done);
    }
  if (next_day != SHED_DAY_NONE && n_next > 0)
    {
      g_autofree char *name = next_day == today + 1 ? g_strdup (_("Tomorrow"))
                              : next_day - today < 7 ? shed_time_text_weekday (next_day)
                                                     : shed_time_text_day (next_day, &frame);

      if (text->len > 0)
        g_string_append_c (text, ' ');
      /* Translators: "Tomorrow: 6 tunes." */
      g_string_append_printf (text, ngettext ("%s: %u tune.", "%s: %u tunes.", n_next), name, n_next);
    }
  adw_status_page_set_title (self->done, n_done > 0 ? (is_today ? _("Done for Today") : _("Done for That Day"))
                                                    : (is_today ? _("Nothing Due Today") : _("Nothing Due That Day")));
  adw_status_page_set_description (self->done, text->len > 0 ? text->str : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->done_more), TRUE);
  gtk_button_set_label (self->done_more, n_done > 0 ? _("_Five More") : _("_Practise Ahead"));
  gtk_button_set_use_underline (self->done_more, TRUE);
  g_string_free (text, TRUE);
}
