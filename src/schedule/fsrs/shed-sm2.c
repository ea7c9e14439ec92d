/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The SM-2 algorithm of P. A. Wozniak, "Optimization of learning" (1990), section 3.2: intervals of 1 and 6 days, then
 * the last one times the item's E-factor, rounded up; the E-factor changes with the quality of each answer and is at
 * least 1.3. It must not know of memory states: what it keeps lies in the fields of #ShedFsrsCard named here.
 *
 * In the card: `difficulty` is the E-factor (2.5 before the first rating), `step` the number of good answers in a row
 * (which I(n) comes next), `stability` the interval in days. Step 7 of the algorithm (what went badly is repeated on the
 * same day until it goes well) is the player's: a tune can be rated again on its day.
 */
#include "shed-sm2.h"

#include "shed-fsrs-math.h"

#include <math.h>

/**
 * shed_sm2_quality:
 * @rating: a #ShedRating
 *
 * The quality of an answer on Wozniak's scale: Again is 1 (wrong; the answer was recognised), Hard 3 (with serious
 * difficulty), Good 4 (after hesitation), Easy 5 (perfect).
 *
 * Returns: 0 to 5
 */
int
shed_sm2_quality (int rating)
{
  static const int quality[] = { 1, 3, 4, 5 };

  g_return_val_if_fail (rating >= SHED_RATING_AGAIN && rating <= SHED_RATING_EASY, 0);

  return quality[rating - 1];
}

/**
 * shed_sm2_next_ease:
 * @ease: the E-factor before
 * @quality: 0 to 5
 *
 * EF' = EF + (0.1 - (5 - q)·(0.08 + (5 - q)·0.02)), at least 1.3; unchanged where the answer was wrong (step 6).
 *
 * Returns: the E-factor after
 */
double
shed_sm2_next_ease (double ease,
                    int    quality)
{
  double next;

  if (quality < 3)
    return ease;
  next = shed_fsrs_round_8 (ease + (0.1 - (5 - quality) * (0.08 + (5 - quality) * 0.02)));
  return next > SHED_SM2_EASE_MIN ? next : SHED_SM2_EASE_MIN;
}

/**
 * shed_sm2_review:
 * @max_interval_days: no interval is longer
 * @before: the card before the rating; all zero for a tune never rated
 * @now_ms: the time of the rating, ms since 1970 UTC
 * @rating: a #ShedRating
 * @after: (out caller-allocates): the card after the rating; may be @before
 *
 * What one rating does. The E-factor is modified first (step 5), so that the next interval already uses it.
 */
void
shed_sm2_review (int                 max_interval_days,
                 const ShedFsrsCard *before,
                 gint64              now_ms,
                 int                 rating,
                 ShedFsrsCard       *after)
{
  ShedFsrsCard card = *before;
  int quality;
  double days;

  g_return_if_fail (rating >= SHED_RATING_AGAIN && rating <= SHED_RATING_EASY);

  quality = shed_sm2_quality (rating);
  if (!(card.difficulty > 0))
    card.difficulty = SHED_SM2_EASE_START;
  card.difficulty = shed_sm2_next_ease (card.difficulty, quality);

  if (quality < 3)
    {
      if (card.state == SHED_FSRS_REVIEW)
        card.lapses++;
      card.state = card.state == SHED_FSRS_NEW || card.state == SHED_FSRS_LEARNING ? SHED_FSRS_LEARNING
                                                                                    : SHED_FSRS_RELEARNING;
      card.step = 0;
      days = 1;
    }
  else
    {
      days = card.step == 0 ? 1 : card.step == 1 ? 6 : ceil (shed_fsrs_round_8 (card.interval_days * card.difficulty));
      card.state = SHED_FSRS_REVIEW;
      card.step++;
    }

  card.interval_days = days < MAX (max_interval_days, 1) ? (int) days : MAX (max_interval_days, 1);
  card.stability = card.interval_days;
  card.reps++;
  card.last_ms = now_ms;
  card.due_ms = now_ms + card.interval_days * SHED_FSRS_DAY_MS;
  *after = card;
}

/**
 * shed_sm2_preview:
 * @max_interval_days: no interval is longer
 * @before: the card before the rating
 * @now_ms: the time of the rating, ms since 1970 UTC
 * @after: (out caller-allocates): the card after Again, Hard, Good and Easy
 *
 * What each of the four ratings would do.
 */
void
shed_sm2_preview (int                 max_interval_days,
                  const ShedFsrsCard *before,
                  gint64              now_ms,
                  ShedFsrsCard        after[4])
{
  for (int rating = SHED_RATING_AGAIN; rating <= SHED_RATING_EASY; rating++)
    shed_sm2_review (max_interval_days, before, now_ms, rating, &after[rating - 1]);
}
