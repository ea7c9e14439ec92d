/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SM-2 against figures worked out by hand from Wozniak's description. */
#include "shed-sm2.h"

#define NOON G_GINT64_CONSTANT (1700000000000)
#define NO_LIMIT 36500

static int
rate (ShedFsrsCard *card,
      int           rating)
{
  shed_sm2_review (NO_LIMIT, card, NOON, rating, card);
  return card->interval_days;
}

static void
test_intervals_are_1_6_then_times_ease (void)
{
  ShedFsrsCard card = { 0 };

  g_assert_cmpint (rate (&card, SHED_RATING_GOOD), ==, 1);
  g_assert_cmpint (rate (&card, SHED_RATING_GOOD), ==, 6);
  g_assert_cmpint (rate (&card, SHED_RATING_GOOD), ==, 15);  /* 6 · 2.5 */
  g_assert_cmpint (rate (&card, SHED_RATING_GOOD), ==, 38);  /* 37.5, rounded up */
  g_assert_cmpint (rate (&card, SHED_RATING_GOOD), ==, 95);
  g_assert_cmpfloat (card.difficulty, ==, 2.5);
  g_assert_cmpuint (card.reps, ==, 5);
  g_assert_cmpint (card.due_ms, ==, NOON + 95 * SHED_FSRS_DAY_MS);
  g_assert_cmpint (card.last_ms, ==, NOON);
}

static void
test_quality_moves_the_ease (void)
{
  g_assert_cmpfloat (shed_sm2_next_ease (2.5, 5), ==, 2.6);
  g_assert_cmpfloat (shed_sm2_next_ease (2.5, 4), ==, 2.5);
  g_assert_cmpfloat (shed_sm2_next_ease (2.5, 3), ==, 2.36);
  g_assert_cmpfloat (shed_sm2_next_ease (1.35, 3), ==, 1.3);
}

static void
test_wrong_answer_starts_anew_and_keeps_the_ease (void)
{
  ShedFsrsCard card = { 0 };

  rate (&card, SHED_RATING_EASY);
  rate (&card, SHED_RATING_EASY);
  rate (&card, SHED_RATING_EASY);
  g_assert_cmpfloat (card.difficulty, ==, 2.8);
  g_assert_cmpint (card.interval_days, ==, 17); /* 6 · 2.8 = 16.8 */

  g_assert_cmpint (rate (&card, SHED_RATING_AGAIN), ==, 1);
  g_assert_cmpfloat (card.difficulty, ==, 2.8);
  g_assert_cmpuint (card.lapses, ==, 1);
  g_assert_cmpint (card.state, ==, SHED_FSRS_RELEARNING);
  g_assert_cmpint (rate (&card, SHED_RATING_GOOD), ==, 1);
  g_assert_cmpint (rate (&card, SHED_RATING_GOOD), ==, 6);
  g_assert_cmpint (card.state, ==, SHED_FSRS_REVIEW);
}

static void
test_only_what_was_known_can_lapse (void)
{
  ShedFsrsCard card = { 0 };

  rate (&card, SHED_RATING_AGAIN);
  g_assert_cmpint (card.state, ==, SHED_FSRS_LEARNING);
  rate (&card, SHED_RATING_AGAIN);
  g_assert_cmpuint (card.lapses, ==, 0);
  rate (&card, SHED_RATING_GOOD);
  rate (&card, SHED_RATING_AGAIN);
  g_assert_cmpuint (card.lapses, ==, 1);
  rate (&card, SHED_RATING_AGAIN);
  g_assert_cmpuint (card.lapses, ==, 1);
}

static void
test_whole_products_are_not_rounded_up (void)
{
  ShedFsrsCard card = { .state = SHED_FSRS_REVIEW, .step = 3, .interval_days = 5, .difficulty = 2.2 };

  /* 5 · 2.2 is 11.000000000000002 in doubles */
  g_assert_cmpint (rate (&card, SHED_RATING_GOOD), ==, 11);
}

static void
test_hard_counts_as_remembered (void)
{
  ShedFsrsCard card = { 0 };

  g_assert_cmpint (rate (&card, SHED_RATING_HARD), ==, 1);
  g_assert_cmpint (rate (&card, SHED_RATING_HARD), ==, 6);
  g_assert_cmpfloat (card.difficulty, ==, 2.22);
  g_assert_cmpuint (card.lapses, ==, 0);
}

static void
test_interval_never_passes_the_maximum (void)
{
  ShedFsrsCard card = { .state = SHED_FSRS_REVIEW, .step = 9, .interval_days = 300, .difficulty = 2.5 };

  shed_sm2_review (365, &card, NOON, SHED_RATING_EASY, &card);
  g_assert_cmpint (card.interval_days, ==, 365);
}

static void
test_previews_are_ordered_and_equal_reviews (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (6);

  for (int history = 0; history < 200; history++)
    {
      ShedFsrsCard card = { 0 };

      for (int step = 0; step < 20; step++)
        {
          int rating = g_rand_int_range (rand, 1, 5);
          ShedFsrsCard after[4];

          shed_sm2_preview (NO_LIMIT, &card, NOON, after);
          for (int i = 0; i < 3; i++)
            g_assert_cmpint (after[i].interval_days, <=, after[i + 1].interval_days);
          rate (&card, rating);
          g_assert_true (shed_fsrs_card_equal (&card, &after[rating - 1]));
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sm2/intervals-are-1-6-then-times-ease", test_intervals_are_1_6_then_times_ease);
  g_test_add_func ("/sm2/quality-moves-the-ease", test_quality_moves_the_ease);
  g_test_add_func ("/sm2/wrong-answer-starts-anew-and-keeps-the-ease", test_wrong_answer_starts_anew_and_keeps_the_ease);
  g_test_add_func ("/sm2/only-what-was-known-can-lapse", test_only_what_was_known_can_lapse);
  g_test_add_func ("/sm2/whole-products-are-not-rounded-up", test_whole_products_are_not_rounded_up);
  g_test_add_func ("/sm2/hard-counts-as-remembered", test_hard_counts_as_remembered);
  g_test_add_func ("/sm2/interval-never-passes-the-maximum", test_interval_never_passes_the_maximum);
  g_test_add_func ("/sm2/previews-are-ordered-and-equal-reviews", test_previews_are_ordered_and_equal_reviews);
  return g_test_run ();
}
