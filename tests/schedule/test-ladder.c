/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ladders: up with 3 and 4, down with 1, stay with 2. */
#include "shed-ladder.h"

#define NOON G_GINT64_CONSTANT (1700000000000)
#define HOUR_MS G_GINT64_CONSTANT (3600000)

static const ShedLadder fluency = { 5, { 1440, 4320, 10080, 20160, 30240 } };
static const ShedLadder session_ready = { 5, { 720, 1440, 2880, 4320, 7200 } };

static double
rate (const ShedLadder *ladder,
      ShedFsrsCard     *card,
      int               rating)
{
  shed_ladder_review (ladder, card, NOON, rating, card);
  return (double) (card->due_ms - NOON) / SHED_FSRS_DAY_MS;
}

static void
test_good_and_easy_climb_hard_stays_again_steps_down (void)
{
  const ShedLadder *ladder = &fluency;
  ShedFsrsCard card = { 0 };

  g_assert_cmpfloat (rate (ladder, &card, SHED_RATING_GOOD), ==, 1);
  g_assert_cmpfloat (rate (ladder, &card, SHED_RATING_EASY), ==, 3);
  g_assert_cmpfloat (rate (ladder, &card, SHED_RATING_GOOD), ==, 7);
  g_assert_cmpfloat (rate (ladder, &card, SHED_RATING_HARD), ==, 7);
  g_assert_cmpfloat (rate (ladder, &card, SHED_RATING_AGAIN), ==, 3);
  g_assert_cmpuint (card.reps, ==, 5);
  g_assert_cmpint (card.interval_days, ==, 3);
}

static void
test_nobody_falls_off_either_end (void)
{
  const ShedLadder *ladder = &session_ready;
  ShedFsrsCard card = { 0 };

  for (int i = 0; i < 3; i++)
    g_assert_cmpfloat (rate (ladder, &card, SHED_RATING_AGAIN), ==, 0.5);
  g_assert_cmpint (card.interval_days, ==, 0);
  g_assert_cmpint (card.due_ms, ==, NOON + 12 * HOUR_MS);
  for (int i = 0; i < 9; i++)
    rate (ladder, &card, SHED_RATING_EASY);
  g_assert_cmpint (card.step, ==, 4);
  g_assert_cmpfloat (rate (ladder, &card, SHED_RATING_GOOD), ==, 5);
}

static void
test_memory_is_left_alone (void)
{
  const ShedLadder *ladder = &fluency;
  ShedFsrsCard card = { .stability = 12.5, .difficulty = 4.25, .lapses = 2, .state = SHED_FSRS_REVIEW };

  rate (ladder, &card, SHED_RATING_AGAIN);
  g_assert_cmpfloat (card.stability, ==, 12.5);
  g_assert_cmpfloat (card.difficulty, ==, 4.25);
  g_assert_cmpuint (card.lapses, ==, 2);
}

static void
test_previews_equal_reviews (void)
{
  const ShedLadder *ladder = &fluency;
  ShedFsrsCard before = { .step = 2, .state = SHED_FSRS_REVIEW };
  ShedFsrsCard after[4];

  shed_ladder_preview (ladder, &before, NOON, after);
  for (int rating = 1; rating <= 4; rating++)
    {
      ShedFsrsCard card = before;

      rate (ladder, &card, rating);
      g_assert_true (shed_fsrs_card_equal (&card, &after[rating - 1]));
    }
  g_assert_cmpint (after[0].interval_days, ==, 3);
  g_assert_cmpint (after[1].interval_days, ==, 7);
  g_assert_cmpint (after[2].interval_days, ==, 14);
  g_assert_cmpint (after[3].interval_days, ==, 14);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ladder/good-and-easy-climb-hard-stays-again-steps-down",
                   test_good_and_easy_climb_hard_stays_again_steps_down);
  g_test_add_func ("/ladder/nobody-falls-off-either-end", test_nobody_falls_off_either_end);
  g_test_add_func ("/ladder/memory-is-left-alone", test_memory_is_left_alone);
  g_test_add_func ("/ladder/previews-equal-reviews", test_previews_equal_reviews);
  return g_test_run ();
}
