/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times in words. Weeks are said from 14 days on, months from 60, years from 730, rounded to the nearest: "in 2 weeks" is
 * nearer to how people speak than "in 15 days", and the exact day stands in the tooltip. */
#include "shed-time-text.h"

#include <glib/gi18n.h>

#include "shed-civil.h"

#define MINUTE_MS (G_GINT64_CONSTANT (60) * 1000)
#define DAYS_A_MONTH 30.44
#define DAYS_A_YEAR 365.25

static int
round_to_int (double value)
{
  return (int) (value + 0.5);
}

/* The zone asked for last is kept: GLib reads its file anew for each that nobody holds, which in a list is at every row.
 * Main thread only. */
static GTimeZone *
find_zone (const char *time_zone)
{
  static GTimeZone *kept;
  static char *kept_name;

  if (kept_name == NULL || !g_str_equal (kept_name, time_zone))
    {
      g_clear_pointer (&kept, g_time_zone_unref);
      g_free (kept_name);
      kept_name = g_strdup (time_zone);
      kept = g_time_zone_new_identifier (time_zone);
    }
  return kept;
}

static GDateTime *
local_time (gint64 ms, const char *time_zone)
{
  GTimeZone *zone = time_zone != NULL ? find_zone (time_zone) : NULL;
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (ms / 1000);

  if (utc == NULL)
    return NULL; /* outside the years 1 to 9999 */
  if (zone == NULL)
    return g_steal_pointer (&utc);
  return g_date_time_to_timezone (utc, zone);
}

static int
day_of (gint64 ms, const ShedTimeFrame *frame)
{
  return shed_practice_day (ms, frame->time_zone, frame->day_start_minutes);
}

static char *
in_days (int days)
{
  if (days < 14)
    return g_strdup_printf (ngettext ("in %d day", "in %d days", days), days);
  if (days < 60)
    {
      int weeks = round_to_int (days / 7.0);

      return g_strdup_printf (ngettext ("in %d week", "in %d weeks", weeks), weeks);
    }
  if (days < 730)
    {
      int months = round_to_int (days / DAYS_A_MONTH);

      return g_strdup_printf (ngettext ("in %d month", "in %d months", months), months);
    }
  else
    {
      int years = round_to_int (days / DAYS_A_YEAR);

      return g_strdup_printf (ngettext ("in %d year", "in %d years", years), years);
    }
}

static char *
days_ago (int days)
{
  if (days < 14)
    return g_strdup_printf (ngettext ("%d day ago", "%d days ago", days), days);
  if (days < 60)
    {
      int weeks = round_to_int (days / 7.0);

      return g_strdup_printf (ngettext ("%d week ago", "%d weeks ago", weeks), weeks);
    }
  if (days < 730)
    {
      int months = round_to_int (days / DAYS_A_MONTH);

      return g_strdup_printf (ngettext ("%d month ago", "%d months ago", months), months);
    }
  else
    {
      int years = round_to_int (days / DAYS_A_YEAR);

      return g_strdup_printf (ngettext ("%d year ago", "%d years ago", years), years);
    }
}

/**
 * shed_time_text_relative:
 * @at_ms: a time
 * @frame: from where it is looked at
 *
 * Returns: (transfer full): such as "in 3 days", "tomorrow", "today", "10 minutes ago", "3 weeks ago"
 */
char *
shed_time_text_relative (gint64 at_ms, const ShedTimeFrame *frame)
{
  int days = day_of (at_ms, frame) - day_of (frame->now_ms, frame);
  gint64 ahead = at_ms - frame->now_ms;

  if (ahead >= MINUTE_MS && ahead < 60 * MINUTE_MS)
    {
      int minutes = (int) ((ahead + MINUTE_MS / 2) / MINUTE_MS);

      return g_strdup_printf (ngettext ("in %d minute", "in %d minutes", minutes), minutes);
    }
  if (ahead > -MINUTE_MS && ahead < MINUTE_MS)
    return g_strdup (ahead > 0 ? _("now") : _("just now"));
  if (ahead < 0 && ahead > -60 * MINUTE_MS)
    {
      int minutes = (int) ((-ahead + MINUTE_MS / 2) / MINUTE_MS);

      return g_strdup_printf (ngettext ("%d minute ago", "%d minutes ago", minutes), minutes);
    }
  if (days == 0)
    return g_strdup (_("today"));
  if (days == 1)
    return g_strdup (_("tomorrow"));
  if (days == -1)
    return g_strdup (_("yesterday"));
  return days > 0 ? in_days (days) : days_ago (-days);
}

/**
 * shed_time_text_exact:
 * @at_ms: a time
 * @frame: from where it is looked at
 *
 * Returns: (transfer full): day and time of day, for a tooltip
 */
char *
shed_time_text_exact (gint64 at_ms, const ShedTimeFrame *frame)
{
  g_autoptr (GDateTime) at = local_time (at_ms, frame->time_zone);
  char *text;

  if (at == NULL)
    return g_strdup (_("far away"));
  /* Translators: a day with its time, see g_date_time_format(): "Saturday 21 November 2026, 09:12". */
  text = g_date_time_format (at, _("%A %-e %B %Y, %H:%M"));
  return text != NULL ? text : g_strdup ("");
}

/**
 * shed_time_text_day:
 * @civil_day: days since 1970-01-01
 * @frame: from where it is looked at
 *
 * Returns: (transfer full): "Saturday 21 November", with the year when it is another one
 */
char *
shed_time_text_day (int civil_day, const ShedTimeFrame *frame)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc ((gint64) civil_day * 86400);
  int year, this_year, month, day;
  char *text;

  if (at == NULL)
    return g_strdup (_("far away"));
  shed_civil_to_ymd (civil_day, &year, &month, &day);
  shed_civil_to_ymd (day_of (frame->now_ms, frame), &this_year, &month, &day);
  text = g_date_time_format (at, year == this_year ? /* Translators: see g_date_time_format(): "Saturday 21 November". */
                                                     _("%A %-e %B")
                                                   : _("%A %-e %B %Y"));
  return text != NULL ? text : g_strdup ("");
}

/**
 * shed_time_text_weekday:
 * @civil_day: days since 1970-01-01
 *
 * Returns: (transfer full): "Saturday"
 */
char *
shed_time_text_weekday (int civil_day)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc ((gint64) civil_day * 86400);
  char *text = at != NULL ? g_date_time_format (at, "%A") : NULL;

  return text != NULL ? text : g_strdup ("");
}

/**
 * shed_time_text_back:
 * @due_ms: when a tune comes back
 * @frame: from where it is looked at
 *
 * Returns: (transfer full): "back in 10 minutes", "back today", "back tomorrow", "back on 29 November"
 */
char *
shed_time_text_back (gint64 due_ms, const ShedTimeFrame *frame)
{
  int today = day_of (frame->now_ms, frame);
  int due = day_of (due_ms, frame);
  gint64 ahead = due_ms - frame->now_ms;
  int year, this_year, month, day;
  g_autoptr (GDateTime) at = NULL;
  g_autofree char *date = NULL;

  if (ahead > 0 && ahead < 60 * MINUTE_MS)
    {
      int minutes = (int) MAX (1, (ahead + MINUTE_MS / 2) / MINUTE_MS);

      return g_strdup_printf (ngettext ("back in %d minute", "back in %d minutes", minutes), minutes);
    }
  if (due <= today)
    return g_strdup (_("back today"));
  if (due == today + 1)
    return g_strdup (_("back tomorrow"));
  at = g_date_time_new_from_unix_utc ((gint64) due * 86400);
  if (at == NULL)
    return g_strdup (_("far away"));
  shed_civil_to_ymd (due, &year, &month, &day);
  shed_civil_to_ymd (today, &this_year, &month, &day);
  date = g_date_time_format (at, year == this_year ? /* Translators: see g_date_time_format(): "29 November". */ _("%-e %B")
                                                   : _("%-e %B %Y"));
  return g_strdup_printf (_("back on %s"), date != NULL ? date : "");
}

/**
 * shed_time_text_until:
 * @due_ms: when a tune comes back
 * @interval_days: 0 within the day, else after so many days
 * @frame: from where it is looked at
 *
 * Returns: (transfer full): the shortest words there are, for a button: "10 m", "3 h", "8 d", "4 mo", "2.5 y"
 */
char *
shed_time_text_until (gint64 due_ms, int interval_days, const ShedTimeFrame *frame)
{
  if (interval_days <= 0)
    {
      gint64 minutes = MAX (1, (due_ms - frame->now_ms + MINUTE_MS / 2) / MINUTE_MS);

      if (minutes < 60)
        return g_strdup_printf (C_("interval", "%d m"), (int) minutes);
      if (minutes < 24 * 60)
        return g_strdup_printf (C_("interval", "%d h"), (int) ((minutes + 30) / 60));
      interval_days = (int) ((minutes + 12 * 60) / (24 * 60));
    }
  if (interval_days < 100)
    return g_strdup_printf (C_("interval", "%d d"), interval_days);
  if (interval_days < 730)
    return g_strdup_printf (C_("interval", "%d mo"), round_to_int (interval_days / DAYS_A_MONTH));
  if (interval_days < 3653)
    return g_strdup_printf (C_("interval", "%.1f y"), interval_days / DAYS_A_YEAR);
  return g_strdup_printf (C_("interval", "%d y"), round_to_int (interval_days / DAYS_A_YEAR));
}

/**
 * shed_time_text_span:
 * @days: a length of time
 *
 * Returns: (transfer full): "less than a day", "12 days", "5 weeks", "3 months", "2 years"
 */
char *
shed_time_text_span (double days)
{
  int n;

  if (days < 0.95)
    return g_strdup (_("less than a day"));
  if (days < 21)
    {
      n = round_to_int (days);
      return g_strdup_printf (ngettext ("%d day", "%d days", n), n);
    }
  if (days < 60)
    {
      n = round_to_int (days / 7);
      return g_strdup_printf (ngettext ("%d week", "%d weeks", n), n);
    }
  if (days < 730)
    {
      n = round_to_int (days / DAYS_A_MONTH);
      return g_strdup_printf (ngettext ("%d month", "%d months", n), n);
    }
  n = round_to_int (MIN (days, 1e6) / DAYS_A_YEAR);
  return g_strdup_printf (ngettext ("%d year", "%d years", n), n);
}

/**
 * shed_time_text_minutes:
 * @minutes: practised
 *
 * Returns: (transfer full): "18 min", "1 h 05 min"
 */
char *
shed_time_text_minutes (guint minutes)
{
  if (minutes < 60)
    return g_strdup_printf (_("%u min"), minutes);
  return g_strdup_printf (_("%u h %02u min"), minutes / 60, minutes % 60);
}

/**
 * shed_time_days_overdue:
 * @due_ms: when a tune was due
 * @frame: from where it is looked at
 *
 * Returns: how many practice days ago that was; 0 when it is today or ahead
 */
int
shed_time_days_overdue (gint64 due_ms, const ShedTimeFrame *frame)
{
  return MAX (0, day_of (frame->now_ms, frame) - day_of (due_ms, frame));
}
