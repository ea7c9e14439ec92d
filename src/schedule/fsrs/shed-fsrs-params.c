/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parameters of FSRS-6: defaults, limits, the way from older sets of weights, and what can be computed once for all
 * reviews. It never refuses a set: what is out of its limits is clipped, as ts-fsrs 5.4.2 does.
 */
#include "shed-fsrs.h"

#include "shed-fsrs-math.h"

#include <math.h>
#include <string.h>

#define FSRS_5_DECAY 0.5
#define W17_W18_CEILING 2.0
#define FIRST_STABILITY_MIN 0.1

/* FSRS-6 default weights, ts-fsrs 5.4.2 default_w. */
const double shed_fsrs_default_weights[SHED_FSRS_N_WEIGHTS] = {
  0.212,  1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001,  1.8722, 0.1666, 0.796,
  1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
};

/* ts-fsrs 5.4.2, CLAMP_PARAMETERS. */
static const struct
{
  double low, high;
} limits[SHED_FSRS_N_WEIGHTS] = {
  { 0.001, 100 }, { 0.001, 100 }, { 0.001, 100 },  { 0.001, 100 }, { 1, 10 },  { 0.001, 4 },
  { 0.001, 4 },   { 0.001, 0.75 }, { 0, 4.5 },     { 0, 0.8 },     { 0.001, 3.5 }, { 0.001, 5 },
  { 0.001, 0.25 }, { 0.001, 0.9 }, { 0, 4 },       { 0, 1 },       { 1, 6 },   { 0, W17_W18_CEILING },
  { 0, W17_W18_CEILING }, { 0.01, 0.8 }, { 0.1, 0.8 },
};

static double
clip_one (double weight,
          guint  index)
{
  return shed_fsrs_clamp (isnan (weight) ? 0 : weight, limits[index].low, limits[index].high);
}

/* So that several relearning steps in a row do not raise the stability above what it was before the lapse. */
static double
short_term_ceiling (const double *weights,
                    guint         n_relearning_steps)
{
  double w11 = clip_one (weights[11], 11);
  double w13 = clip_one (weights[13], 13);
  double w14 = clip_one (weights[14], 14);
  double value = -(shed_fsrs_log (w11) + shed_fsrs_log (shed_fsrs_pow (2, w13) - 1) + w14 * 0.3) / n_relearning_steps;

  return shed_fsrs_clamp (shed_fsrs_round_8 (sqrt (value > 0 ? value : 0)), 0.01, W17_W18_CEILING);
}

/**
 * shed_fsrs_clip_weights:
 * @weights: (array length=n_weights): the weights
 * @n_weights: 17, 19 or 21
 * @n_relearning_steps: number of relearning steps
 * @short_term: whether there are steps within a day
 * @clipped: (out caller-allocates) (array length=n_weights): the weights within their limits; may be @weights
 *
 * Brings every weight into its limits (ts-fsrs 5.4.2, clipParameters).
 */
void
shed_fsrs_clip_weights (const double *weights,
                        guint         n_weights,
                        guint         n_relearning_steps,
                        gboolean      short_term,
                        double       *clipped)
{
  double ceiling = W17_W18_CEILING;

  g_return_if_fail (n_weights <= SHED_FSRS_N_WEIGHTS);

  if (n_relearning_steps > 1 && n_weights > 14)
    ceiling = short_term_ceiling (weights, n_relearning_steps);
  for (guint i = 0; i < n_weights; i++)
    {
      double low = i == 19 && !short_term ? 0 : limits[i].low;
      double high = i == 17 || i == 18 ? ceiling : limits[i].high;

      clipped[i] = shed_fsrs_clamp (isnan (weights[i]) ? 0 : weights[i], low, high);
    }
}

/**
 * shed_fsrs_migrate_weights:
 * @weights: (array length=n_weights): the weights
 * @n_weights: 17 (FSRS-4.5), 19 (FSRS-5) or 21 (FSRS-6)
 * @n_relearning_steps: number of relearning steps
 * @short_term: whether there are steps within a day
 * @migrated: (out caller-allocates) (array fixed-size=21): the weights of FSRS-6
 *
 * Makes weights of FSRS-6 that schedule as the older ones did (ts-fsrs 5.4.2, migrateParameters).
 *
 * Returns: %FALSE when @n_weights is none of these; @migrated then holds the defaults
 */
gboolean
shed_fsrs_migrate_weights (const double *weights,
                           guint         n_weights,
                           guint         n_relearning_steps,
                           gboolean      short_term,
                           double       *migrated)
{
  double *w = migrated;

  if (n_weights != 17 && n_weights != 19 && n_weights != SHED_FSRS_N_WEIGHTS)
    {
      memcpy (w, shed_fsrs_default_weights, sizeof shed_fsrs_default_weights);
      return FALSE;
    }

  shed_fsrs_clip_weights (weights, n_weights, n_relearning_steps, short_term, w);
  if (n_weights == 17)
    {
      w[4] = shed_fsrs_round_8_exact (w[5] * 2 + w[4]);
      w[5] = shed_fsrs_round_8_exact (shed_fsrs_log (w[5] * 3 + 1) / 3);
      w[6] = shed_fsrs_round_8_exact (w[6] + 0.5);
      w[17] = w[18] = 0;
    }
  if (n_weights < SHED_FSRS_N_WEIGHTS)
    {
      w[19] = 0;
      w[20] = FSRS_5_DECAY;
    }
  return TRUE;
}

/**
 * shed_fsrs_params_init:
 * @params: (out caller-allocates): the parameters
 *
 * The defaults of ts-fsrs 5.4.2: default weights, retention 0.9, at most 36,500 days, no fuzz, steps of 1 and 10
 * minutes, relearning 10 minutes. They are prepared.
 */
void
shed_fsrs_params_init (ShedFsrsParams *params)
{
  *params = (ShedFsrsParams) {
    .retention = 0.9,
    .max_interval_days = 36500,
    .short_term = TRUE,
    .n_learning_steps = 2,
    .n_relearning_steps = 1,
    .learning_steps_minutes = { 1, 10 },
    .relearning_steps_minutes = { 10 },
  };
  memcpy (params->weights, shed_fsrs_default_weights, sizeof params->weights);
  shed_fsrs_params_prepare (params);
}

/**
 * shed_fsrs_params_set_weights:
 * @params: the parameters; steps and short term must be set already
 * @weights: (array length=n_weights): the weights
 * @n_weights: 17, 19 or 21
 *
 * Takes a set of weights of any version, migrated and clipped. Call shed_fsrs_params_prepare() afterwards.
 *
 * Returns: %FALSE when @n_weights is none of these; the weights are then the defaults
 */
gboolean
shed_fsrs_params_set_weights (ShedFsrsParams *params,
                              const double   *weights,
                              guint           n_weights)
{
  return shed_fsrs_migrate_weights (weights, n_weights, params->n_relearning_steps, params->short_term,
                                    params->weights);
}

/**
 * shed_fsrs_params_prepare:
 * @params: the parameters
 *
 * Clips the weights, corrects what cannot be (a retention outside 0…1 becomes 0.9, a maximum below a day one day, a
 * number of steps above %SHED_FSRS_MAX_STEPS that one), and computes what all reviews share. Must be called after any
 * change and before the first review.
 */
void
shed_fsrs_params_prepare (ShedFsrsParams *params)
{
  double *w = params->weights;

  if (!(params->retention > 0 && params->retention <= 1))
    params->retention = 0.9;
  params->max_interval_days = MAX (params->max_interval_days, 1);
  params->n_learning_steps = MIN (params->n_learning_steps, SHED_FSRS_MAX_STEPS);
  params->n_relearning_steps = MIN (params->n_relearning_steps, SHED_FSRS_MAX_STEPS);
  shed_fsrs_clip_weights (w, SHED_FSRS_N_WEIGHTS, params->n_relearning_steps, params->short_term, w);

  /* computeDecayFactor and calculate_interval_modifier */
  params->decay = -w[20];
  params->factor = shed_fsrs_round_8 (shed_fsrs_exp (shed_fsrs_pow (params->decay, -1) * shed_fsrs_log (0.9)) - 1);
  params->interval_modifier
      = shed_fsrs_round_8 ((shed_fsrs_pow (params->retention, 1 / params->decay) - 1) / params->factor);

  for (int rating = SHED_RATING_AGAIN; rating <= SHED_RATING_EASY; rating++)
    {
      double first = w[rating - 1];

      params->first_stability[rating] = first > FIRST_STABILITY_MIN ? first : FIRST_STABILITY_MIN;
      params->first_difficulty[rating] = shed_fsrs_round_8 (w[4] - shed_fsrs_exp ((rating - 1) * w[5]) + 1);
      params->short_scale[rating] = shed_fsrs_exp (w[17] * (rating - 3 + w[18]));
    }
  params->recall_scale = shed_fsrs_exp (w[8]);
  params->forget_divisor = params->short_term ? shed_fsrs_exp (w[17] * w[18]) : 1;
}

/**
 * shed_fsrs_step_from_text:
 * @text: a step such as "10m", "1h" or "2d"
 * @ret_minutes: (out): the wait in minutes
 *
 * Reads a learning step as people and ts-fsrs write it.
 *
 * Returns: whether it is one
 */
gboolean
shed_fsrs_step_from_text (const char *text,
                          int        *ret_minutes)
{
  gint64 count = 0, unit;
  const char *c = text;

  for (; g_ascii_isdigit (*c) && count <= G_MAXINT; c++)
    count = count * 10 + g_ascii_digit_value (*c);
  if (c == text)
    return FALSE;
  switch (*c)
    {
    case 'm': unit = 1; break;
    case 'h': unit = 60; break;
    case 'd': unit = 1440; break;
    default: return FALSE;
    }
  if (c[1] != '\0' || count * unit > G_MAXINT)
    return FALSE;
  *ret_minutes = (int) (count * unit);
  return TRUE;
}
