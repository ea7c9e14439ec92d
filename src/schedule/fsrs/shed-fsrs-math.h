/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The few functions of real numbers that the schedulers use, with one answer on every machine. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

double shed_fsrs_exp (double x);
double shed_fsrs_log (double x);
double shed_fsrs_pow (double x,
                      double y);
double shed_fsrs_round (double x);
double shed_fsrs_round_8 (double x);
double shed_fsrs_round_8_exact (double x);

static inline double
shed_fsrs_clamp (double x,
                 double low,
                 double high)
{
  double raised = x > low ? x : low;

  return raised < high ? raised : high;
}

G_END_DECLS
