/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Practice days: clocks that are set back or change for the summer, and players who travel. */
#include "shed-civil.h"
#include "shed-fsrs.h"
#include "story.h"

static void
test_clock_set_back_loses_nothing_and_never_counts_days_below_none (void)
{
  g_autoptr (Story) story = story_begin ();
  ShedSchedule schedule, shown[4];

  story_add_tunes (story, 1);
  story_rate (story, 0, SHED_RATING_EASY);
  story_set_time (story, "1970-01-02T10:00:00Z", "Europe/Dublin");
  story_preview (story, 0, shown);
  for (int i = 0; i < 4; i++)
    {
      g_assert_cmpfloat (shown[i].stability, >, 0);
      g_assert_cmpint (shown[i].due_at, >=, story_now (story));
    }
  story_rate (story, 0, SHED_RATING_GOOD);
  schedule = story_schedule (story, 0);
  g_assert_cmpuint (schedule.reps, ==, 2);
  story_set_time (story, "2100-06-01T10:00:00Z", "Europe/Dublin");
  story_rate (story, 0, SHED_RATING_GOOD);
  g_assert_cmpuint (story_schedule (story, 0).reps, ==, 3);
  g_assert_cmpint (story_schedule (story, 0).due_at, >, story_now (story));
}

static void
test_days_are_practice_days (void)
{
  g_autoptr (Story) story = story_begin ();
  ShedFsrsParams params;
  ShedFsrsCard card = { 0 };

  shed_fsrs_params_init (&params);
  story_add_tunes (story, 2);
  /* Twenty to midnight and one in the morning are one practice day; five in the morning is the next. */
  story_set_time (story, "2026-11-20T23:40:00Z", "Europe/Dublin");
  story_rate (story, 0, SHED_RATING_EASY);
  story_rate (story, 1, SHED_RATING_EASY);
  story_set_time (story, "2026-11-21T01:00:00Z", "Europe/Dublin");
  story_rate (story, 0, SHED_RATING_GOOD);
  story_set_time (story, "2026-11-21T05:00:00Z", "Europe/Dublin");
  story_rate (story, 1, SHED_RATING_GOOD);

  shed_fsrs_review (&params, &card, 1, 0, SHED_RATING_EASY, &card);
  g_assert_cmpfloat (story_schedule (story, 0).stability, ==,
                     shed_fsrs_next_stability (&params, card.difficulty, card.stability, 0, SHED_RATING_GOOD));
  g_assert_cmpfloat (story_schedule (story, 1).stability, ==,
                     shed_fsrs_next_stability (&params, card.difficulty, card.stability, 1, SHED_RATING_GOOD));
}

/* An interval of n days ends on the nth practice day from now, whatever the clocks do in between. */
static void
check_due_days (const char *now, const char *zone)
{
  g_autoptr (Story) story = story_begin ();

  story_add_tunes (story, 8);
  story_set_time (story, now, zone);
  for (guint tune = 0; tune < 8; tune++)
    {
      ShedSchedule shown[4];

      story_prefer (story, "fsrs.learning_steps", tune < 4 ? "[]" : "[\"2d\",\"2d\"]");
      story_preview (story, tune, shown);
      for (int i = 0; i < 4; i++)
        {
          g_assert_cmpint (shown[i].interval_days, >=, 1);
          g_assert_cmpint (shed_practice_day (shown[i].due_at, zone, 240), ==, story_today (story) + shown[i].interval_days);
        }
      story_rate (story, tune, 1 + (int) tune % 4);
    }
}

static void
test_due_day_across_clock_changes (void)
{
  /* Dublin: forward on 2026-03-29 at 01:00 UTC, back on 2026-10-25 at 01:00 UTC. New York: 03-08 and 11-01. */
  check_due_days ("2026-03-28T03:30:00Z", "Europe/Dublin");
  check_due_days ("2026-03-28T12:00:00Z", "Europe/Dublin");
  check_due_days ("2026-03-29T00:30:00Z", "Europe/Dublin");
  check_due_days ("2026-10-24T03:30:00Z", "Europe/Dublin");
  check_due_days ("2026-10-25T02:45:00Z", "Europe/Dublin");
  check_due_days ("2026-10-25T04:00:00Z", "Europe/Dublin");
  check_due_days ("2026-03-07T08:30:00Z", "America/New_York");
  check_due_days ("2026-10-31T07:30:00Z", "America/New_York");
  check_due_days ("2026-10-03T14:40:00Z", "Australia/Lord_Howe");
}

static void
test_travel_counts_the_days_that_were_lived (void)
{
  g_autoptr (Story) story = story_begin ();
  int first, second;

  story_add_tunes (story, 1);
  /* Rated in Tokyo on the 21st, then half an hour of clock later in Honolulu, where it is still the 20th. */
  story_set_time (story, "2026-11-21T00:00:00Z", "Asia/Tokyo");
  first = story_today (story);
  story_rate (story, 0, SHED_RATING_EASY);
  story_set_time (story, "2026-11-21T00:30:00Z", "Pacific/Honolulu");
  second = story_today (story);
  g_assert_cmpint (second, ==, first - 1);
  story_rate (story, 0, SHED_RATING_GOOD);
  g_assert_cmpuint (story_schedule (story, 0).reps, ==, 2);
  g_assert_cmpint (story_schedule (story, 0).last_day, ==, second);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schedule/clock-set-back-loses-nothing", test_clock_set_back_loses_nothing_and_never_counts_days_below_none);
  g_test_add_func ("/schedule/days-are-practice-days", test_days_are_practice_days);
  g_test_add_func ("/schedule/due-day-across-clock-changes", test_due_day_across_clock_changes);
  g_test_add_func ("/schedule/travel-counts-the-days-that-were-lived", test_travel_counts_the_days_that_were_lived);
  return g_test_run ();
}
