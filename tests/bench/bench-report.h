/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line a figure: what was measured, its ratio to a floor measured in the same run, and the goal. Medians of several runs. */
#pragma once

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

/* A benchmark whose preparation fails measures nothing. Needs a GError *error beside it. */
#define must(done)                                                              \
  G_STMT_START                                                                  \
  {                                                                             \
    if (!(done))                                                                \
      g_error ("%s: %s", #done, error != NULL ? error->message : "failed");     \
  }                                                                             \
  G_STMT_END

static inline int
bench_compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static inline double
bench_median (double *values, guint n)
{
  qsort (values, n, sizeof *values, bench_compare);
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

static inline double
bench_percentile (double *values, guint n, double share)
{
  qsort (values, n, sizeof *values, bench_compare);
  return values[MIN (n - 1, (guint)(n * share))];
}

/* goal 0: none stated. The value is a ratio or a figure in unit; smaller is better. */
static inline void
bench_report (const char *name, double value, const char *unit, double goal, const char *detail)
{
  printf ("%-44s %10.3f %-8s", name, value, unit);
  if (goal > 0)
    printf (" goal ≤ %g: %s", goal, value <= goal ? "met" : "MISSED");
  printf ("%s%s%s\n", detail != NULL ? "   (" : "", detail != NULL ? detail : "", detail != NULL ? ")" : "");
  fflush (stdout);
}
