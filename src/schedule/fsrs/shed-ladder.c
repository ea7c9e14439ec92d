/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Goals other than recall wait by a ladder: Good and Easy climb a rung, Again steps one down, Hard stays, and the rung
 * one then stands on says how long to wait. A ladder must never change what is known of the memory of a tune.
 *
 * In the card: `step` is the rung (0 is the lowest); stability and difficulty are left alone.
 */
#include "shed-ladder.h"

#define MINUTE_MS 60000
#define DAY_MINUTES 1440

/**
 * shed_ladder_next_rung:
 * @ladder: a ladder
 * @rung: the rung before, -1 for a tune that is not on the ladder yet
 * @rating: a #ShedRating
 *
 * Where a rating leads. The first rating, whatever it is, leads to the lowest rung: one must stand on a ladder before
 * one can climb it.
 *
 * Returns: the rung after
 */
int
shed_ladder_next_rung (const ShedLadder *ladder,
                       int               rung,
                       int               rating)
{
  int next = MAX (rung, -1);

  g_return_val_if_fail (rating >= SHED_RATING_AGAIN && rating <= SHED_RATING_EASY, 0);

  if (rating >= SHED_RATING_GOOD)
    next++;
  else if (rating == SHED_RATING_AGAIN)
    next--;
  return CLAMP (next, 0, (int) ladder->n_rungs - 1);
}

/**
 * shed_ladder_review:
 * @ladder: a ladder
 * @before: the card before the rating; state new for a tune that is not on the ladder yet
 * @now_ms: the time of the rating, ms since 1970 UTC
 * @rating: a #ShedRating
 * @after: (out caller-allocates): the card after the rating; may be @before
 *
 * What one rating does.
 */
void
shed_ladder_review (const ShedLadder   *ladder,
                    const ShedFsrsCard *before,
                    gint64              now_ms,
                    int                 rating,
                    ShedFsrsCard       *after)
{
  ShedFsrsCard card = *before;
  int minutes;

  g_return_if_fail (ladder->n_rungs > 0);

  card.step = shed_ladder_next_rung (ladder, card.state == SHED_FSRS_NEW ? -1 : card.step, rating);
  card.state = SHED_FSRS_REVIEW;
  card.reps++;
  minutes = MAX (ladder->minutes[card.step], 0);
  card.interval_days = minutes / DAY_MINUTES;
  card.last_ms = now_ms;
  card.due_ms = now_ms + (gint64) minutes * MINUTE_MS;
  *after = card;
}

/**
 * shed_ladder_preview:
 * @ladder: a ladder
 * @before: the card before the rating
 * @now_ms: the time of the rating, ms since 1970 UTC
 * @after: (out caller-allocates): the card after Again, Hard, Good and Easy
 *
 * What each of the four ratings would do.
 */
void
shed_ladder_preview (const ShedLadder   *ladder,
                     const ShedFsrsCard *before,
                     gint64              now_ms,
                     ShedFsrsCard        after[4])
{
  for (int rating = SHED_RATING_AGAIN; rating <= SHED_RATING_EASY; rating++)
    shed_ladder_review (ladder, before, now_ms, rating, &after[rating - 1]);
}
