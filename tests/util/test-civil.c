/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Civil days, practice days across changes of the clock, and RFC 3339. */
#include "shed-civil.h"

#define HOUR_MS G_GINT64_CONSTANT (3600000)

static gint64
instant (const char *text)
{
  gint64 ms = 0;

  if (!shed_time_parse_rfc3339 (text, &ms))
    g_error ("not a time: %s", text);
  return ms;
}

static void
test_every_day_reads_back (void)
{
  for (int day = shed_civil_from_ymd (1600, 1, 1); day <= shed_civil_from_ymd (2400, 12, 31); day++)
    {
      int year, month, day_of_month;
      GDate date;

      shed_civil_to_ymd (day, &year, &month, &day_of_month);
      g_assert_cmpint (shed_civil_from_ymd (year, month, day_of_month), ==, day);
      g_date_clear (&date, 1);
      g_date_set_dmy (&date, (GDateDay) day_of_month, (GDateMonth) month, (GDateYear) year);
      /* GDate counts from 1 January 1 as day 1. */
      g_assert_cmpint ((int) g_date_get_julian (&date) - 719163, ==, day);
      g_assert_cmpint ((int) g_date_get_weekday (&date), ==, shed_civil_weekday (day));
    }
}

static void
test_no_such_day (void)
{
  static const char * const wrong[] = {
    "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-4-3", "26-04-03", "2026-04-03 ",
    "2026/04/03", "", "0000-01-01", "-001-01-01", "2026-04-0x",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_cmpint (shed_civil_parse (wrong[i]), ==, SHED_DAY_NONE);
  g_assert_cmpint (shed_civil_parse (NULL), ==, SHED_DAY_NONE);
  g_assert_cmpint (shed_civil_parse ("1970-01-01"), ==, 0);
  g_assert_cmpint (shed_civil_parse ("2000-02-29"), ==, 11016);
}

static void
test_format_reads_back (void)
{
  static const char * const days[] = { "0001-01-01", "1969-12-31", "1970-01-01", "2000-02-29", "2100-12-31", "9999-12-31" };

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_autofree char *text = shed_civil_format (shed_civil_parse (days[i]));

      g_assert_cmpstr (text, ==, days[i]);
    }
}

typedef struct {
  const char *name, *zone, *day;
  int         day_start_minutes;
  const char *start, *end;
  double      hours;
} DayCase;

/* Offsets and dates as the tz database (2025b) and the governments' notices give them. */
static const DayCase day_cases[] = {
  { "berlin-spring", "Europe/Berlin", "2026-03-29", 0, "2026-03-29T00:00+01:00", "2026-03-30T00:00+02:00", 23 },
  { "berlin-spring-at-4", "Europe/Berlin", "2026-03-28", 240, "2026-03-28T04:00+01:00", "2026-03-29T04:00+02:00", 23 },
  { "berlin-start-in-the-gap", "Europe/Berlin", "2026-03-29", 150, "2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00",
    23.5 },
  { "berlin-autumn", "Europe/Berlin", "2026-10-25", 0, "2026-10-25T00:00+02:00", "2026-10-26T00:00+01:00", 25 },
  { "berlin-autumn-at-4", "Europe/Berlin", "2026-10-24", 240, "2026-10-24T04:00+02:00", "2026-10-25T04:00+01:00", 25 },
  { "berlin-start-that-comes-twice", "Europe/Berlin", "2026-10-25", 150, "2026-10-25T02:30+02:00",
    "2026-10-26T02:30+01:00", 25 },
  { "new-york-spring", "America/New_York", "2026-03-08", 0, "2026-03-08T00:00-05:00", "2026-03-09T00:00-04:00", 23 },
  { "new-york-autumn-at-4", "America/New_York", "2026-10-31", 240, "2026-10-31T04:00-04:00", "2026-11-01T04:00-05:00",
    25 },
  { "lord-howe-half-hour-spring", "Australia/Lord_Howe", "2026-10-04", 0, "2026-10-04T00:00+10:30",
    "2026-10-05T00:00+11:00", 23.5 },
  { "lord-howe-half-hour-autumn", "Australia/Lord_Howe", "2026-04-05", 0, "2026-04-05T00:00+11:00",
    "2026-04-06T00:00+10:30", 24.5 },
  { "apia-before-the-skipped-day", "Pacific/Apia", "2011-12-29", 0, "2011-12-29T00:00-10:00", "2011-12-31T00:00+14:00",
    24 },
  { "apia-skipped-day-has-no-length", "Pacific/Apia", "2011-12-30", 0, "2011-12-31T00:00+14:00",
    "2011-12-31T00:00+14:00", 0 },
  { "apia-skipped-day-at-4", "Pacific/Apia", "2011-12-30", 240, "2011-12-31T00:00+14:00", "2011-12-31T04:00+14:00", 4 },
  { "casablanca-into-ramadan", "Africa/Casablanca", "2026-02-15", 0, "2026-02-15T00:00+01:00", "2026-02-16T00:00+00:00",
    25 },
  { "casablanca-out-of-ramadan", "Africa/Casablanca", "2026-03-22", 0, "2026-03-22T00:00+00:00",
    "2026-03-23T00:00+01:00", 23 },
  { "sao-paulo-no-midnight", "America/Sao_Paulo", "2018-11-04", 0, "2018-11-04T01:00-02:00", "2018-11-05T00:00-02:00",
    23 },
  { "sao-paulo-clock-back-at-midnight", "America/Sao_Paulo", "2018-02-17", 0, "2018-02-17T00:00-02:00",
    "2018-02-18T00:00-03:00", 25 },
  { "havana-midnight-twice", "America/Havana", "2025-11-02", 0, "2025-11-02T00:00-04:00", "2025-11-03T00:00-05:00",
    25 },
  { "kathmandu-1985", "Asia/Kathmandu", "1986-01-01", 0, "1986-01-01T00:15+05:45", "1986-01-02T00:00+05:45", 23.75 },
  { "first-day-of-1970", "Europe/Berlin", "1970-01-01", 240, "1970-01-01T04:00+01:00", "1970-01-02T04:00+01:00", 24 },
  { "summer-of-2100", "Europe/Berlin", "2100-07-01", 240, "2100-07-01T04:00+02:00", "2100-07-02T04:00+02:00", 24 },
  { "spring-of-2100", "America/New_York", "2100-03-14", 0, "2100-03-14T00:00-05:00", "2100-03-15T00:00-04:00", 23 },
  { "last-day-of-2100", "Pacific/Auckland", "2100-12-31", 240, "2100-12-31T04:00+13:00", "2101-01-01T04:00+13:00", 24 },
  { "unknown-zone-is-utc", "Moon/Tranquility", "2026-11-21", 240, "2026-11-21T04:00Z", "2026-11-22T04:00Z", 24 },
  { "path-is-no-zone", "../../etc/localtime", "2026-11-21", 0, "2026-11-21T00:00Z", "2026-11-22T00:00Z", 24 },
};

static void
test_practice_day (gconstpointer data)
{
  const DayCase *the_case = data;
  int day = shed_civil_parse (the_case->day);
  gint64 start = shed_practice_day_start (day, the_case->zone, the_case->day_start_minutes);
  gint64 end = shed_practice_day_end (day, the_case->zone, the_case->day_start_minutes);

  g_assert_cmpint (start, ==, instant (the_case->start));
  g_assert_cmpint (end, ==, instant (the_case->end));
  g_assert_cmpint (end - start, ==, (gint64) (the_case->hours * 3600000));
  g_assert_cmpint (shed_practice_day (end, the_case->zone, the_case->day_start_minutes), >, day);
  if (start == end)
    return;
  g_assert_cmpint (shed_practice_day (start, the_case->zone, the_case->day_start_minutes), ==, day);
  g_assert_cmpint (shed_practice_day (end - 1, the_case->zone, the_case->day_start_minutes), ==, day);
  g_assert_cmpint (shed_practice_day (start - 1, the_case->zone, the_case->day_start_minutes), <, day);
}

/* Whatever the clocks do, a later instant never has an earlier day, and starts and days agree. */
static void
test_days_never_go_back (void)
{
  static const char * const zones[] = {
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "America/Havana",
    "America/Sao_Paulo", "Pacific/Kwajalein", "Asia/Pyongyang", "Antarctica/Troll", "Europe/Dublin", "Asia/Tehran",
  };
  static const int day_starts[] = { 0, 150, 240, 1439 };

  for (guint z = 0; z < G_N_ELEMENTS (zones); z++)
    for (guint s = 0; s < G_N_ELEMENTS (day_starts); s++)
      {
        int last = shed_practice_day (0, zones[z], day_starts[s]);

        for (gint64 ms = 0; ms < instant ("2100-12-31T00:00Z"); ms += 13 * HOUR_MS + 1234567)
          {
            int day = shed_practice_day (ms, zones[z], day_starts[s]);

            g_assert_cmpint (day, >=, last);
            g_assert_cmpint (shed_practice_day_start (day, zones[z], day_starts[s]), <=, ms);
            g_assert_cmpint (shed_practice_day_end (day, zones[z], day_starts[s]), >, ms);
            last = day;
          }
      }
}

static void
test_ends_of_time_hold (void)
{
  g_assert_cmpint (shed_civil_utc_day (-1), ==, -1);
  g_assert_cmpint (shed_civil_utc_day (G_MAXINT64), ==, shed_civil_from_ymd (9999, 12, 31));
  g_assert_cmpint (shed_civil_utc_day (G_MININT64), ==, shed_civil_from_ymd (1, 1, 1));
  g_assert_cmpint (shed_practice_day (G_MAXINT64, "Europe/Berlin", 240), >, shed_civil_from_ymd (9999, 1, 1));
  g_assert_cmpint (shed_practice_day (G_MININT64, "Europe/Berlin", 240), <, shed_civil_from_ymd (2, 1, 1));
}

static void
test_rfc3339_reads_back (void)
{
  static const struct { const char *zone, *text; } cases[] = {
    { "Europe/Berlin", "2026-11-21T10:25:00+01:00" },
    { "Europe/Berlin", "2026-10-25T02:30:00+02:00" },
    { "Europe/Berlin", "2026-10-25T02:30:00+01:00" },
    { "America/St_Johns", "2026-07-01T23:59:59.999-02:30" },
    { "UTC", "1970-01-01T00:00:00Z" },
    { "Nowhere", "2100-12-31T23:59:59Z" },
    { "Asia/Kathmandu", "2026-01-01T00:00:00.001+05:45" },
    { "Africa/Monrovia", "1971-06-01T12:00:00-00:44" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = shed_time_format_rfc3339 (instant (cases[i].text), cases[i].zone);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_rfc3339_forms (void)
{
  static const char * const wrong[] = {
    "", "2026-11-21", "2026-11-21T10", "2026-11-21T10:25", "2026-11-21T10:25:00", "2026-11-21T25:00Z", "2026-11-21T10:60Z",
    "2026-11-21T10:25:61Z", "2026-11-21T10:25+0100", "2026-11-21T10:25Zx", "2026-02-30T10:25Z", "2026-11-21T10:25:00.Z",
  };
  gint64 untouched = 42;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (shed_time_parse_rfc3339 (wrong[i], &untouched));
  g_assert_false (shed_time_parse_rfc3339 (NULL, &untouched));
  g_assert_cmpint (untouched, ==, 42);
  g_assert_cmpint (instant ("2026-11-21T10:25Z"), ==, instant ("2026-11-21 11:25:00.0+01:00"));
  g_assert_cmpint (instant ("1970-01-01T00:00:01.2345Z"), ==, 1234);
  g_assert_cmpint (instant ("1969-12-31T23:59:59.999Z"), ==, -1);
}

static gpointer
ask_many_zones (gpointer data)
{
  for (int i = 0; i < 2000; i++)
    {
      g_autofree char *made_up = g_strdup_printf ("Made/Up%d", (GPOINTER_TO_INT (data) * 7 + i) % 150);

      g_assert_cmpint (shed_practice_day (HOUR_MS * 5, made_up, 240), ==, 0);
      g_assert_cmpint (shed_practice_day (HOUR_MS * 22, "Europe/Berlin", 240), ==, 0);
      g_assert_cmpint (shed_practice_day (HOUR_MS * 22, "Asia/Tokyo", 240), ==, 1);
    }
  return NULL;
}

static void
test_threads_share_zones (void)
{
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("zones", ask_many_zones, GUINT_TO_POINTER (i));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/civil/every-day-reads-back", test_every_day_reads_back);
  g_test_add_func ("/civil/no-such-day", test_no_such_day);
  g_test_add_func ("/civil/format-reads-back", test_format_reads_back);
  for (guint i = 0; i < G_N_ELEMENTS (day_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/practice-day/", day_cases[i].name, NULL);

      g_test_add_data_func (path, &day_cases[i], test_practice_day);
    }
  g_test_add_func ("/practice-day/never-goes-back", test_days_never_go_back);
  g_test_add_func ("/practice-day/ends-of-time-hold", test_ends_of_time_hold);
  g_test_add_func ("/practice-day/threads-share-zones", test_threads_share_zones);
  g_test_add_func ("/rfc3339/reads-back", test_rfc3339_reads_back);
  g_test_add_func ("/rfc3339/forms", test_rfc3339_forms);
  return g_test_run ();
}
