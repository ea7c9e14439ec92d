/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times as people say them, from one fixed Saturday morning in Dublin. */
#include <locale.h>

#include "shed-civil.h"
#include "shed-time-text.h"

#define MINUTE G_GINT64_CONSTANT (60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* Saturday 21 November 2026, 09:12 in Dublin (winter: UTC). */
#define NOW (G_GINT64_CONSTANT (1795252320) * 1000)

static const ShedTimeFrame frame = { NOW, "Europe/Dublin", 240 };

static const struct
{
  const char *name;
  gint64      at;
  const char *text;
} relative_cases[] = {
  { "now", NOW, "just now" },
  { "half-a-minute-ahead-is-now", NOW + MINUTE / 2, "now" },
  { "ten-minutes-ahead", NOW + 10 * MINUTE, "in 10 minutes" },
  { "one-minute-ahead", NOW + MINUTE, "in 1 minute" },
  { "minutes-ago", NOW - 25 * MINUTE, "25 minutes ago" },
  { "later-today", NOW + 5 * HOUR, "today" },
  { "one-in-the-night-is-still-today", NOW + 16 * HOUR, "today" },
  { "five-in-the-morning-is-tomorrow", NOW + 20 * HOUR, "tomorrow" },
  { "three-in-the-last-night-was-yesterday", NOW - 6 * HOUR - 12 * MINUTE, "yesterday" },
  { "five-this-morning-is-today", NOW - 4 * HOUR, "today" },
  { "three-days", NOW + 3 * DAY, "in 3 days" },
  { "thirteen-days-are-days", NOW + 13 * DAY, "in 13 days" },
  { "fifteen-days-are-two-weeks", NOW + 15 * DAY, "in 2 weeks" },
  { "three-weeks-ago", NOW - 21 * DAY, "3 weeks ago" },
  { "two-months-ago", NOW - 60 * DAY, "2 months ago" },
  { "two-years", NOW + 731 * DAY, "in 2 years" },
};

static void
test_relative (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *text = shed_time_text_relative (relative_cases[i].at, &frame);

  g_assert_cmpstr (text, ==, relative_cases[i].text);
}

static const struct
{
  const char *name;
  gint64      due;
  int         interval_days;
  const char *text;
  const char *back;
} until_cases[] = {
  { "ten-minutes", NOW + 10 * MINUTE, 0, "10 m", "back in 10 minutes" },
  { "hours", NOW + 3 * HOUR, 0, "3 h", "back today" },
  { "eight-days", NOW + 8 * DAY, 8, "8 d", "back on 29 November" },
  { "tomorrow", NOW + DAY, 1, "1 d", "back tomorrow" },
  { "ninety-nine-days-are-days", NOW + 99 * DAY, 99, "99 d", "back on 28 February 2027" },
  { "four-months", NOW + 120 * DAY, 120, "4 mo", "back on 21 March 2027" },
  { "years-have-a-tenth", NOW + 900 * DAY, 900, "2.5 y", "back on 9 May 2029" },
  { "many-years-are-whole", NOW + 36500 * DAY, 36500, "100 y", "back on 28 October 2126" },
  { "a-due-time-that-is-past", NOW - DAY, 0, "1 m", "back today" },
};

static void
test_until (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *text = shed_time_text_until (until_cases[i].due, until_cases[i].interval_days, &frame);
  g_autofree char *back = shed_time_text_back (until_cases[i].due, &frame);

  g_assert_cmpstr (text, ==, until_cases[i].text);
  g_assert_cmpstr (back, ==, until_cases[i].back);
}

static void
test_overdue_counts_practice_days (void)
{
  g_assert_cmpint (shed_time_days_overdue (NOW - HOUR, &frame), ==, 0);
  g_assert_cmpint (shed_time_days_overdue (NOW + 3 * DAY, &frame), ==, 0);
  g_assert_cmpint (shed_time_days_overdue (NOW - 6 * HOUR - 12 * MINUTE, &frame), ==, 1);
  g_assert_cmpint (shed_time_days_overdue (NOW - 5 * DAY, &frame), ==, 5);
}

static void
test_exact_names_the_local_time (void)
{
  const ShedTimeFrame new_york = { NOW, "America/New_York", 240 };
  g_autofree char *here = shed_time_text_exact (NOW, &frame);
  g_autofree char *there = shed_time_text_exact (NOW, &new_york);

  g_assert_cmpstr (here, ==, "Saturday 21 November 2026, 09:12");
  g_assert_cmpstr (there, ==, "Saturday 21 November 2026, 04:12");
}

static void
test_day_has_its_year_when_another (void)
{
  g_autofree char *this_year = shed_time_text_day (shed_civil_from_ymd (2026, 11, 21), &frame);
  g_autofree char *next_year = shed_time_text_day (shed_civil_from_ymd (2027, 1, 2), &frame);

  g_assert_cmpstr (this_year, ==, "Saturday 21 November");
  g_assert_cmpstr (next_year, ==, "Saturday 2 January 2027");
}

static void
test_spans (void)
{
  static const struct { double days; const char *text; } cases[] = {
    { 0.2, "less than a day" }, { 1, "1 day" }, { 12.4, "12 days" }, { 35, "5 weeks" }, { 90, "3 months" }, { 800, "2 years" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = shed_time_text_span (cases[i].days);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_minutes (void)
{
  g_autofree char *minutes = shed_time_text_minutes (18);
  g_autofree char *hours = shed_time_text_minutes (65);

  g_assert_cmpstr (minutes, ==, "18 min");
  g_assert_cmpstr (hours, ==, "1 h 05 min");
}

/* A clock in 1970 or far in the future must not stop a list. */
static void
test_far_times_have_words (void)
{
  const ShedTimeFrame start = { 0, "UTC", 240 };
  const ShedTimeFrame late = { G_GINT64_CONSTANT (4102444800) * 1000, "UTC", 240 };
  const gint64 times[] = { 0, NOW, G_GINT64_CONSTANT (4102444800) * 1000, G_GINT64_CONSTANT (253402300000) * 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *a = shed_time_text_relative (times[i], &start);
      g_autofree char *b = shed_time_text_exact (times[i], &late);
      g_autofree char *c = shed_time_text_back (times[i], &start);

      g_assert_cmpstr (a, !=, "");
      g_assert_cmpstr (b, !=, "");
      g_assert_cmpstr (c, !=, "");
    }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (relative_cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/time-text/relative/%s", relative_cases[i].name);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_relative);
    }
  for (guint i = 0; i < G_N_ELEMENTS (until_cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/time-text/until/%s", until_cases[i].name);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_until);
    }
  g_test_add_func ("/time-text/overdue-counts-practice-days", test_overdue_counts_practice_days);
  g_test_add_func ("/time-text/exact-names-the-local-time", test_exact_names_the_local_time);
  g_test_add_func ("/time-text/day-has-its-year-when-another", test_day_has_its_year_when_another);
  g_test_add_func ("/time-text/spans", test_spans);
  g_test_add_func ("/time-text/minutes", test_minutes);
  g_test_add_func ("/time-text/far-times-have-words", test_far_times_have_words);

  return g_test_run ();
}
