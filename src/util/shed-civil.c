/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Civil days, practice days and RFC 3339 texts. Pure but for the zone tables; it must never ask what time it is now. */
#include "shed-civil.h"

#include <string.h>

#include "shed-zone-private.h"

#define DAY_MS G_GINT64_CONSTANT (86400000)
/* Years 1 to 9999, the ones that a text of four digits can name. */
#define FIRST_DAY (-719162)
#define LAST_DAY 2932896

static gint64
floor_div (gint64 value, gint64 by)
{
  return value / by - (value % by < 0);
}

/**
 * shed_civil_from_ymd:
 * @year: 1 to 9999
 *
 * The count of days is Howard Hinnant's "chrono-compatible low-level date algorithms": years begin in March, so that
 * the leap day is the last.
 *
 * Returns: days since 1970-01-01, or %SHED_DAY_NONE when the calendar has no such day.
 */
int
shed_civil_from_ymd (int year, int month, int day)
{
  int era, year_of_era, day_of_year;

  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31 ||
      !g_date_valid_dmy ((GDateDay)day, (GDateMonth)month, (GDateYear)year))
    return SHED_DAY_NONE;
  year -= month <= 2;
  era = year / 400; /* year is 0 or more here */
  year_of_era = year - era * 400;
  day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

/**
 * shed_civil_to_ymd:
 * @civil_day: days since 1970-01-01; held within years 1 to 9999
 * @year: (out) (optional):
 * @month: (out) (optional):
 * @day: (out) (optional):
 */
void
shed_civil_to_ymd (int civil_day, int *year, int *month, int *day)
{
  int shifted = CLAMP (civil_day, FIRST_DAY, LAST_DAY) + 719468;
  int era = shifted / 146097;
  int day_of_era = shifted - era * 146097;
  int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int month_from_march = (5 * day_of_year + 2) / 153;
  int the_month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;

  if (year != NULL)
    *year = year_of_era + era * 400 + (the_month <= 2);
  if (month != NULL)
    *month = the_month;
  if (day != NULL)
    *day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
}

/* Reads exactly n_digits digits and moves on. */
static gboolean
read_digits (const char **text, int n_digits, int *ret_value)
{
  int value = 0;

  for (int i = 0; i < n_digits; i++)
    {
      if (!g_ascii_isdigit ((*text)[i]))
        return FALSE;
      value = value * 10 + ((*text)[i] - '0');
    }
  *text += n_digits;
  *ret_value = value;
  return TRUE;
}

static gboolean
read_char (const char **text, char expected)
{
  if (**text != expected)
    return FALSE;
  (*text)++;
  return TRUE;
}

static int
read_day (const char **text)
{
  int year, month, day;

  if (!read_digits (text, 4, &year) || !read_char (text, '-') || !read_digits (text, 2, &month) ||
      !read_char (text, '-') || !read_digits (text, 2, &day))
    return SHED_DAY_NONE;
  return shed_civil_from_ymd (year, month, day);
}

/**
 * shed_civil_parse:
 * @text: (nullable): exactly "YYYY-MM-DD"
 *
 * Returns: the civil day, or %SHED_DAY_NONE.
 */
int
shed_civil_parse (const char *text)
{
  int day;

  if (text == NULL)
    return SHED_DAY_NONE;
  day = read_day (&text);
  return *text == '\0' ? day : SHED_DAY_NONE;
}

char *
shed_civil_format (int civil_day)
{
  int year, month, day;

  shed_civil_to_ymd (civil_day, &year, &month, &day);
  return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
}

int
shed_civil_weekday (int civil_day)
{
  /* 1970-01-01 was a Thursday. */
  return (int)(((gint64)civil_day + 3) - floor_div ((gint64)civil_day + 3, 7) * 7) + 1;
}

int
shed_civil_utc_day (gint64 ms)
{
  return (int)CLAMP (floor_div (ms, DAY_MS), FIRST_DAY, LAST_DAY);
}

/**
 * shed_practice_day_start:
 * @civil_day: days since 1970-01-01
 * @time_zone: (nullable): an IANA name; unknown: UTC
 * @day_start_minutes: minutes after local midnight at which the day begins
 *
 * The first instant at which the clock on the wall shows that time or a later one. Where clocks jump over it, the day
 * begins at the jump; where they show it twice, at the first time. A day that a zone left out has no length of its own.
 *
 * Returns: milliseconds since 1970 UTC.
 */
gint64
shed_practice_day_start (int civil_day, const char *time_zone, int day_start_minutes)
{
  g_autoptr (ShedZone) zone = shed_zone_get (time_zone);

  return shed_zone_first_at (zone, (gint64)civil_day * 86400 + day_start_minutes * 60) * 1000;
}

gint64
shed_practice_day_end (int civil_day, const char *time_zone, int day_start_minutes)
{
  return shed_practice_day_start (civil_day + 1, time_zone, day_start_minutes);
}

/**
 * shed_practice_day:
 * @ms: an instant, milliseconds since 1970 UTC
 * @time_zone: (nullable): an IANA name; unknown: UTC
 * @day_start_minutes: minutes after local midnight at which the day begins
 *
 * Returns: the last day that has begun by then; so it never goes back while time goes on, whatever the clocks do.
 */
int
shed_practice_day (gint64 ms, const char *time_zone, int day_start_minutes)
{
  g_autoptr (ShedZone) zone = shed_zone_get (time_zone);
  gint64 utc_s = CLAMP (floor_div (ms, 1000), (gint64)FIRST_DAY * 86400, (gint64)LAST_DAY * 86400);
  gint64 local_s = utc_s + shed_zone_get_offset (zone, utc_s) - day_start_minutes * 60;
  int day = (int)floor_div (local_s, 86400);

  /* Clocks that were put back show an earlier day again. */
  while (shed_zone_first_at (zone, ((gint64)day + 1) * 86400 + day_start_minutes * 60) <= utc_s)
    day++;
  return day;
}

/**
 * shed_time_format_rfc3339:
 * @ms: milliseconds since 1970 UTC; held within years 1 to 9999
 * @time_zone: (nullable): an IANA name; unknown: UTC
 *
 * Returns: (transfer full): such as "2026-11-21T10:25:00+01:00"; UTC is "Z".
 */
char *
shed_time_format_rfc3339 (gint64 ms, const char *time_zone)
{
  g_autoptr (ShedZone) zone = shed_zone_get (time_zone);
  gint64 held_ms = CLAMP (ms, (FIRST_DAY + 1) * DAY_MS, LAST_DAY * DAY_MS);
  gint64 utc_s = floor_div (held_ms, 1000);
  int fraction_ms = (int)(held_ms - utc_s * 1000);
  /* RFC 3339 knows whole minutes only; Liberia had seconds until 1972. */
  int offset_minutes = (int)floor_div (shed_zone_get_offset (zone, utc_s) + 30, 60);
  gint64 local_s = utc_s + (gint64)offset_minutes * 60;
  g_autofree char *day = shed_civil_format ((int)floor_div (local_s, 86400));
  int second = (int)(local_s - floor_div (local_s, 86400) * 86400);
  g_autofree char *fraction = fraction_ms != 0 ? g_strdup_printf (".%03d", fraction_ms) : g_strdup ("");
  g_autofree char *offset = NULL;

  if (offset_minutes == 0)
    offset = g_strdup ("Z");
  else
    offset = g_strdup_printf ("%c%02d:%02d", offset_minutes < 0 ? '-' : '+', ABS (offset_minutes) / 60,
                              ABS (offset_minutes) % 60);
  return g_strdup_printf ("%sT%02d:%02d:%02d%s%s", day, second / 3600, second / 60 % 60, second % 60, fraction, offset);
}

/* ".5", ".123456": milliseconds, the rest is cut. */
static gboolean
read_fraction (const char **text, int *ret_ms)
{
  int ms = 0, weight = 100;

  if (!g_ascii_isdigit (**text))
    return FALSE;
  for (; g_ascii_isdigit (**text); (*text)++, weight /= 10)
    ms += (**text - '0') * weight;
  *ret_ms = ms;
  return TRUE;
}

static gboolean
read_offset (const char **text, int *ret_minutes)
{
  int sign, hours, minutes;

  if (**text == 'Z' || **text == 'z')
    {
      (*text)++;
      *ret_minutes = 0;
      return TRUE;
    }
  if (**text != '+' && **text != '-')
    return FALSE;
  sign = **text == '-' ? -1 : 1;
  (*text)++;
  if (!read_digits (text, 2, &hours) || !read_char (text, ':') || !read_digits (text, 2, &minutes) || hours > 23 ||
      minutes > 59)
    return FALSE;
  *ret_minutes = sign * (hours * 60 + minutes);
  return TRUE;
}

/**
 * shed_time_parse_rfc3339:
 * @text: (nullable): date, "T" or a blank, time with or without seconds and fraction, and "Z" or an offset
 * @ret_ms: (out): milliseconds since 1970 UTC; untouched on failure
 *
 * Returns: %FALSE when the text is anything else.
 */
gboolean
shed_time_parse_rfc3339 (const char *text, gint64 *ret_ms)
{
  int day, hour, minute, second = 0, ms = 0, offset_minutes;

  if (text == NULL)
    return FALSE;
  day = read_day (&text);
  if (day == SHED_DAY_NONE || (*text != 'T' && *text != 't' && *text != ' '))
    return FALSE;
  text++;
  if (!read_digits (&text, 2, &hour) || !read_char (&text, ':') || !read_digits (&text, 2, &minute))
    return FALSE;
  if (read_char (&text, ':'))
    {
      if (!read_digits (&text, 2, &second))
        return FALSE;
      if (read_char (&text, '.') && !read_fraction (&text, &ms))
        return FALSE;
    }
  if (!read_offset (&text, &offset_minutes) || *text != '\0' || hour > 23 || minute > 59 || second > 60)
    return FALSE;
  *ret_ms = day * DAY_MS + ((hour * 60 + minute - offset_minutes) * 60 + second) * G_GINT64_CONSTANT (1000) + ms;
  return TRUE;
}
