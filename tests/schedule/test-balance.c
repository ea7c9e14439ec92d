/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Even load, easy days, days off, and moving dates to what the settings say now. */
#include "shed-balance.h"
#include "shed-civil.h"
#include "shed-fsrs.h"
#include "shed-reschedule.h"
#include "story.h"

#define DAY SHED_FSRS_DAY_MS

static void
test_nothing_moves_where_all_days_are_alike (void)
{
  const guint load[] = { 4, 4, 4, 4, 4 };
  const double share[] = { 1, 1, 1, 1, 1 };

  for (int days = 8; days <= 12; days++)
    g_assert_cmpint (shed_balance_pick (days, 8, 12, load, share), ==, days);
}

static void
test_the_emptiest_day_wins_and_of_equals_the_nearest (void)
{
  const guint load[] = { 0, 5, 9, 5, 0 };
  const double share[] = { 1, 1, 1, 1, 1 };

  g_assert_cmpint (shed_balance_pick (9, 8, 12, load, share), ==, 8);
  g_assert_cmpint (shed_balance_pick (11, 8, 12, load, share), ==, 12);
  g_assert_cmpint (shed_balance_pick (10, 8, 12, load, share), ==, 8);
}

static void
test_easy_days_get_their_share (void)
{
  const guint load[] = { 3, 3, 3 };
  const double half[] = { 1, 0.5, 1 }, none[] = { 0, 0, 1 }, all_off[] = { 0, 0, 0 };
  const guint full[] = { 8, 3, 8 };

  g_assert_cmpint (shed_balance_pick (9, 8, 10, load, half), ==, 8);
  g_assert_cmpint (shed_balance_pick (9, 8, 10, full, half), ==, 9);
  g_assert_cmpint (shed_balance_pick (8, 8, 10, load, none), ==, 10);
  g_assert_cmpint (shed_balance_pick (9, 8, 10, load, all_off), ==, 9);
}

static void
test_only_neighbours_within_reach_of_fuzz (void)
{
  int low, high;

  g_assert_false (shed_balance_range (1, 0, 36500, &low, &high));
  g_assert_false (shed_balance_range (2, 0, 36500, &low, &high));
  g_assert_true (shed_balance_range (10, 0, 36500, &low, &high));
  g_assert_cmpint (low, ==, 8);
  g_assert_cmpint (high, ==, 12);
  g_assert_true (shed_balance_range (1000, 0, 36500, &low, &high));
  g_assert_cmpint (low, ==, 993);
  g_assert_cmpint (high, ==, 1007);
  g_assert_true (shed_balance_range (365, 0, 365, &low, &high));
  g_assert_cmpint (high, ==, 365);
}

static guint
due_on (Story *story, int day)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM schedule WHERE due_at >= %" G_GINT64_FORMAT " AND due_at < %"
                                          G_GINT64_FORMAT, shed_practice_day_start (day, "Europe/Dublin", 240),
                                          shed_practice_day_end (day, "Europe/Dublin", 240));

  return (guint) fixture_ask_int (story->fixture, sql);
}

static void
test_tunes_learnt_on_one_day_spread (void)
{
  g_autoptr (Story) story = story_begin ();
  int today = story_today (story);

  story_add_tunes (story, 9);
  for (guint i = 0; i < 3; i++)
    story_rate (story, i, SHED_RATING_EASY);
  g_assert_cmpuint (due_on (story, today + 8), ==, 3);

  story_prefer (story, "fsrs.balance", "true");
  for (guint i = 3; i < 9; i++)
    story_rate (story, i, SHED_RATING_EASY);
  /* Eight days give six to ten. */
  g_assert_cmpuint (due_on (story, today + 8), ==, 3);
  for (int day = 6; day <= 10; day++)
    g_assert_cmpuint (due_on (story, today + day), >=, day == 8 ? 3 : 1);
  g_assert_cmpuint (due_on (story, today + 6) + due_on (story, today + 7) + due_on (story, today + 9) +
                      due_on (story, today + 10),
                    ==, 6);
}

/* The load of a day is what others will ask of the player: not the tune itself, nothing paused, and also what is only staged. */
static void
test_the_load_is_what_others_ask (void)
{
  g_autoptr (Story) story = story_begin ();
  gint64 in_eight_days = story_now (story) + 8 * SHED_FSRS_DAY_MS;
  g_autofree char *staged = NULL;
  g_autoptr (GError) error = NULL;
  ShedSchedule shown[4];

  story_add_tunes (story, 2);
  story_prefer (story, "fsrs.balance", "true");
  story_event (story, 0, "due", 0, -1, in_eight_days);
  story_preview (story, 0, shown);
  g_assert_cmpint (shown[3].interval_days, ==, 8);

  story_event (story, 1, "due", 0, -1, in_eight_days);
  story_preview (story, 0, shown);
  g_assert_cmpint (shown[3].interval_days, ==, 7);
  story_sql (story, "UPDATE repertoire_tune SET paused = 1 WHERE tune_id = '%s'", story_tune (1));
  story_preview (story, 0, shown);
  g_assert_cmpint (shown[3].interval_days, ==, 8);

  staged = g_strdup_printf (
    "INSERT INTO staged_rating (repertoire_id, practice_day, tune_id, rating, interval_days, due_at, goal, at)"
    " VALUES ('%s', '2026-11-20', '%s', 4, 8, %" G_GINT64_FORMAT ", 'recall', 1)",
    test_id (STORY_REPERTOIRE), story_tune (1), in_eight_days);
  fixture_try_write (story->fixture, SHED_WRITE_LOCAL, 0, NULL, staged, &error);
  g_assert_no_error (error);
  story_preview (story, 0, shown);
  g_assert_cmpint (shown[3].interval_days, ==, 7);
}

static void
test_no_tune_comes_back_on_a_day_off (void)
{
  g_autoptr (Story) story = story_begin ();
  int today = story_today (story);
  g_autofree char *day = shed_civil_format (today + 8);
  g_autofree char *days_off = g_strdup_printf ("[\"%s\"]", day);
  ShedSchedule shown[4];

  story_add_tunes (story, 1);
  story_prefer (story, "fsrs.balance", "true");
  story_preview (story, 0, shown);
  g_assert_cmpint (shown[3].interval_days, ==, 8);
  story_prefer (story, "queue.days_off", days_off);
  story_preview (story, 0, shown);
  g_assert_cmpint (shown[3].interval_days, ==, 7);
  g_assert_cmpint (shed_practice_day (shown[3].due_at, "Europe/Dublin", 240), ==, today + 7);

  story_prefer (story, "queue.days_off", "[]");
  /* Today is a Friday: in eight days it is Saturday. */
  story_prefer (story, "queue.easy_days", "[1,1,1,1,0,0,1]");
  story_preview (story, 0, shown);
  g_assert_cmpint (shown[3].interval_days, ==, 9);
}

/* Whatever the calendar looks like, a better rating never comes back sooner, and an interval stays in reach. */
static void
test_balance_keeps_the_order_of_ratings (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  story_add_tunes (story, 40);
  story_prefer (story, "fsrs.balance", "true");
  story_prefer (story, "fsrs.fuzz", "true");
  story_prefer (story, "queue.easy_days", "[1,0.2,1,0,1,0.5,1]");
  for (int i = 0; i < 150; i++)
    {
      guint tune = (guint) g_rand_int_range (rand, 0, 40);
      ShedSchedule shown[4];

      shed_clock_set (story->fixture->clock, story_now (story) + g_rand_int_range (rand, 0, 3) * DAY, NULL);
      story_preview (story, tune, shown);
      for (int k = 0; k < 3; k++)
        {
          g_assert_cmpint (shown[k].interval_days, <=, shown[k + 1].interval_days);
          g_assert_cmpint (shown[k].due_at, <=, shown[k + 1].due_at);
        }
      story_rate (story, tune, g_rand_int_range (rand, 2, 5));
    }
  story_assert_sound (story);
}

static gboolean
do_count (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  guint *counts = data;

  return shed_reschedule_count (db, test_id (STORY_REPERTOIRE), &counts[0], &counts[1], error);
}

static void
assert_would_move (Story *story, guint n_move, guint n_due_today)
{
  guint counts[2];
  g_autoptr (GError) error = NULL;

  shed_store_read (story->fixture->store, do_count, counts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counts[0], ==, n_move);
  g_assert_cmpuint (counts[1], ==, n_due_today);
}

static void
test_reschedule_moves_what_the_settings_say_and_undo_brings_it_back (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedCommand) command = NULL;
  ShedSchedule before[4];
  gint64 journal;
  gint64 by_hand;

  story_add_tunes (story, 4);
  for (guint i = 0; i < 3; i++)
    story_rate (story, i, SHED_RATING_EASY);
  story_rate (story, 3, SHED_RATING_GOOD); /* in its learning steps */
  by_hand = story_now (story) + 50 * DAY;
  story_event (story, 2, "due", 0, -1, by_hand);
  for (guint i = 0; i < 4; i++)
    before[i] = story_schedule (story, i);
  shed_clock_set (story->fixture->clock, story_now (story) + 3 * DAY, NULL);
  assert_would_move (story, 0, 0);

  /* Retention 0.97 makes two days of eight. */
  story_sql (story, "UPDATE repertoire SET retention_permille = 970");
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (story_schedule (story, i).due_at, ==, before[i].due_at);
  assert_would_move (story, 2, 2);

  command = shed_command_reschedule (test_id (STORY_REPERTOIRE));
  journal = shed_store_new_journal (story->fixture->store);
  shed_command_run (command, story->fixture->store, journal, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (shed_command_get_count (command), ==, 2);
  g_assert_cmpint (story_schedule (story, 0).due_at, ==, before[0].last_at + 2 * DAY);
  g_assert_cmpint (story_schedule (story, 0).interval_days, ==, 2);
  g_assert_cmpfloat (story_schedule (story, 0).stability, ==, before[0].stability);
  g_assert_cmpint (story_schedule (story, 2).due_at, ==, by_hand);
  g_assert_cmpint (story_schedule (story, 3).due_at, ==, before[3].due_at);
  assert_would_move (story, 0, 0);
  story_assert_sound (story);

  /* What was rescheduled can be rescheduled again. */
  story_sql (story, "UPDATE repertoire SET retention_permille = 900");
  assert_would_move (story, 2, 0);
  story_sql (story, "UPDATE repertoire SET retention_permille = 970");

  shed_store_revert (story->fixture->store, journal, shed_store_new_journal (story->fixture->store), NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 4; i++)
    {
      ShedSchedule after = story_schedule (story, i);

      g_assert_true (story_is_equal (&before[i], &after));
    }
}

static void
test_reschedule_of_many_takes_several_transactions (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedCommand) command = shed_command_reschedule (test_id (STORY_REPERTOIRE));

  story_add_tunes (story, 225);
  story_add_tunes (story, 225);
  story_prefer (story, "fsrs.fuzz", "true");
  story_sql (
    story,
    "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 449)"
    " INSERT INTO practice_event (id, created_at, repertoire_id, tune_id, kind, rating, answered_at, time_zone, practice_day,"
    " day_start_minutes, interval_days, due_at) SELECT printf ('00000000-0000-4000-8000-%%012x', 300000 + i), 1, '%s',"
    " printf ('00000000-0000-4000-8000-%%012x', 1000 + i), 'rating', 4, %" G_GINT64_FORMAT
    ", 'Europe/Dublin', '2026-11-20',"
    " 240, 100, %" G_GINT64_FORMAT " FROM n",
    test_id (STORY_REPERTOIRE), story_now (story), story_now (story) + 100 * DAY);
  assert_would_move (story, 450, 0);
  shed_command_run (command, story->fixture->store, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (shed_command_get_count (command), ==, 450);
  assert_would_move (story, 0, 0);
  story_assert_sound (story);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/balance/nothing-moves-where-all-days-are-alike", test_nothing_moves_where_all_days_are_alike);
  g_test_add_func ("/balance/the-emptiest-day-wins", test_the_emptiest_day_wins_and_of_equals_the_nearest);
  g_test_add_func ("/balance/easy-days-get-their-share", test_easy_days_get_their_share);
  g_test_add_func ("/balance/only-neighbours-within-reach-of-fuzz", test_only_neighbours_within_reach_of_fuzz);
  g_test_add_func ("/balance/tunes-learnt-on-one-day-spread", test_tunes_learnt_on_one_day_spread);
  g_test_add_func ("/balance/the-load-is-what-others-ask", test_the_load_is_what_others_ask);
  g_test_add_func ("/balance/no-tune-comes-back-on-a-day-off", test_no_tune_comes_back_on_a_day_off);
  g_test_add_func ("/balance/keeps-the-order-of-ratings", test_balance_keeps_the_order_of_ratings);
  g_test_add_func ("/reschedule/moves-what-the-settings-say-and-undo-brings-it-back",
                   test_reschedule_moves_what_the_settings_say_and_undo_brings_it_back);
  g_test_add_func ("/reschedule/many-take-several-transactions", test_reschedule_of_many_takes_several_transactions);
  return g_test_run ();
}
