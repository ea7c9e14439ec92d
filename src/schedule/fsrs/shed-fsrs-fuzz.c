/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzz spreads tunes that were learnt on one day. It is no chance: the generator (Johannes Baagøe's Alea with his hash
 * Mash, 2010, as ts-fsrs 5.4.2 uses it) is seeded with the text "now_reps_difficulty·stability", so that the same review
 * gets the same interval on every computer. Never add a source of real randomness here.
 */
#include "shed-fsrs-fuzz.h"

#include "shed-fsrs-number.h"

#define TWO_TO_32 4294967296.0
#define TWO_TO_MINUS_32 2.3283064365386963e-10

#define MASH_START 4022871197.0

static inline double
mash (double *n,
      const char *text,
      gsize length)
{
  double state = *n;

  for (gsize i = 0; i < length; i++)
    {
      double h;

      state += (guchar) text[i];
      h = 0.02519603282416938 * state;
      state = (guint32) (guint64) h;
      h -= state;
      h *= state;
      state = (guint32) (guint64) h;
      h -= state;
      state += h * TWO_TO_32;
    }
  *n = state;
  return (guint32) (guint64) state * TWO_TO_MINUS_32;
}

/**
 * shed_fsrs_alea:
 * @seed: the seed, ASCII
 * @length: its length in bytes
 *
 * The first number that the generator gives for a seed.
 *
 * Returns: a number from 0 to below 1
 */
double
shed_fsrs_alea (const char *seed,
                gsize       length)
{
  double n = MASH_START, word, t;

  /* Three words are started from one space each, then the seed is taken from each. The first number depends on the
   * first word alone, so the seed need not be hashed for the other two. */
  word = mash (&n, " ", 1);
  mash (&n, "  ", 2);
  word -= mash (&n, seed, length);
  if (word < 0)
    word += 1;
  t = 2091639 * word + TWO_TO_MINUS_32;
  return t - (gint32) t;
}

/**
 * shed_fsrs_fuzz_factor:
 * @now_ms: the time of the review, ms since 1970 UTC
 * @reps: how many reviews there are with this one
 * @difficulty: before the review
 * @stability: before the review, days
 *
 * Where in its range a fuzzed interval falls.
 *
 * Returns: a number from 0 to below 1
 */
double
shed_fsrs_fuzz_factor (gint64 now_ms,
                       guint  reps,
                       double difficulty,
                       double stability)
{
  char seed[3 * SHED_FSRS_NUMBER_SIZE];
  gsize length;

  length = shed_fsrs_format_int (now_ms, seed);
  seed[length++] = '_';
  length += shed_fsrs_format_int (reps, seed + length);
  seed[length++] = '_';
  length += shed_fsrs_format_double (difficulty * stability, seed + length);
  return shed_fsrs_alea (seed, length);
}
