/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * FSRS reviews a second, with and without fuzz, and how long the memory of a whole repertoire (2,000 tunes with 100 events
 * each) takes to replay. Prints one JSON object; fsrs-bench.mjs does the same work with ts-fsrs and compares, also the
 * check sums, so that both are known to have done the same. A run here measures the formulas alone: no file is read.
 */
#include "shed-fsrs.h"

#include <stdio.h>

#define N_TUNES 2000
#define N_EVENTS 100
#define N_RUNS 7
#define START_MS G_GINT64_CONSTANT (1700000000000)

/* The same small generator stands in fsrs-bench.mjs (constants of Numerical Recipes). */
static guint32
next_random (guint32 *state)
{
  *state = *state * 1664525u + 1013904223u;
  return *state >> 16;
}

static double
run_once (gboolean fuzz,
          gint64  *ret_sum)
{
  ShedFsrsParams params;
  guint32 random = 1;
  gint64 begin, sum = 0;

  shed_fsrs_params_init (&params);
  params.fuzz = fuzz;
  params.max_interval_days = 365;
  shed_fsrs_params_prepare (&params);

  begin = g_get_monotonic_time ();
  for (int tune = 0; tune < N_TUNES; tune++)
    {
      ShedFsrsCard card = { 0 };
      gint64 now_ms = START_MS + tune * 60000;

      for (int event = 0; event < N_EVENTS; event++)
        {
          guint32 chance = next_random (&random) % 100;
          int rating = chance < 8 ? 1 : chance < 20 ? 2 : chance < 85 ? 3 : 4;
          int days = event == 0 ? 0 : (int) (now_ms / SHED_FSRS_DAY_MS - card.last_ms / SHED_FSRS_DAY_MS);

          shed_fsrs_review (&params, &card, now_ms, days, rating, &card);
          now_ms = card.due_ms + (gint64) (next_random (&random) % 3) * SHED_FSRS_DAY_MS;
        }
      sum += card.due_ms % 1000000007;
    }
  *ret_sum = sum;
  return (g_get_monotonic_time () - begin) / 1000.0;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median_ms (gboolean fuzz,
           gint64  *ret_sum)
{
  double ms[N_RUNS];

  for (int i = 0; i < N_RUNS; i++)
    ms[i] = run_once (fuzz, ret_sum);
  qsort (ms, N_RUNS, sizeof *ms, compare);
  return ms[N_RUNS / 2];
}

int
main (void)
{
  gint64 sum, fuzz_sum;
  double ms = median_ms (FALSE, &sum);
  double fuzz_ms = median_ms (TRUE, &fuzz_sum);

  printf ("{\"reviews\":%d,\"runs\":%d,\"replay_ms\":%.1f,\"reviews_per_second\":%.0f,\"fuzz_reviews_per_second\":%.0f,"
          "\"sum\":%" G_GINT64_FORMAT ",\"fuzz_sum\":%" G_GINT64_FORMAT "}\n",
          N_TUNES * N_EVENTS, N_RUNS, ms, N_TUNES * N_EVENTS / ms * 1000, N_TUNES * N_EVENTS / fuzz_ms * 1000, sum,
          fuzz_sum);
  return 0;
}
