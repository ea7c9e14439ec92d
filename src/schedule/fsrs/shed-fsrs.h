/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FSRS-6: what a rating does to the memory of a tune, and when it is due again. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SHED_FSRS_N_WEIGHTS 21
#define SHED_FSRS_MAX_STEPS 32
#define SHED_FSRS_DAY_MS (G_GINT64_CONSTANT (86400000))

#define SHED_FSRS_STABILITY_MIN 0.001
#define SHED_FSRS_STABILITY_MAX 36500.0

typedef enum
{
  SHED_FSRS_NEW = 0,
  SHED_FSRS_LEARNING = 1,
  SHED_FSRS_REVIEW = 2,
  SHED_FSRS_RELEARNING = 3,
} ShedFsrsState;

typedef enum
{
  SHED_RATING_AGAIN = 1,
  SHED_RATING_HARD = 2,
  SHED_RATING_GOOD = 3,
  SHED_RATING_EASY = 4,
} ShedRating;

/**
 * ShedFsrsParams:
 * @weights: w0 to w20
 * @retention: desired probability of recall when a tune is due, above 0 to 1
 * @max_interval_days: no interval is longer, 1 or more
 * @fuzz: whether intervals from 2.5 days on are spread
 * @short_term: whether there are steps within a day; else every interval is of whole days (the "long-term scheduler")
 * @n_learning_steps: number of learning steps
 * @n_relearning_steps: number of relearning steps
 * @learning_steps_minutes: waits of a new tune, minutes
 * @relearning_steps_minutes: waits of a forgotten tune, minutes
 *
 * What the player can set. Fill it by shed_fsrs_params_init(), change fields, then call shed_fsrs_params_prepare():
 * the private fields are computed there.
 */
typedef struct
{
  double weights[SHED_FSRS_N_WEIGHTS];
  double retention;
  int max_interval_days;
  gboolean fuzz;
  gboolean short_term;
  guint n_learning_steps;
  guint n_relearning_steps;
  int learning_steps_minutes[SHED_FSRS_MAX_STEPS];
  int relearning_steps_minutes[SHED_FSRS_MAX_STEPS];

  /*< private >*/
  double decay;
  double factor;
  double interval_modifier;
  double first_stability[5];  /* by rating */
  double first_difficulty[5]; /* by rating, not yet clamped to 1…10 */
  double recall_scale;        /* exp (w8) */
  double short_scale[5];      /* exp (w17 · (rating - 3 + w18)), by rating */
  double forget_divisor;      /* exp (w17 · w18), or 1 without short term */
} ShedFsrsParams;

/**
 * ShedFsrsCard:
 * @stability: days until recall falls to 90 %
 * @difficulty: 1 to 10
 * @state: a #ShedFsrsState
 * @step: the learning or relearning step kept
 * @reps: number of ratings
 * @lapses: how often it was forgotten after it had been learnt
 * @interval_days: whole days until due; 0 when due within the day
 * @due_ms: when it is due, ms since 1970 UTC
 * @last_ms: the last rating, ms since 1970 UTC
 *
 * The schedule of one tune. All zero is a tune never rated. SM-2 and the ladders keep their own in the same record.
 */
typedef struct
{
  double stability;
  double difficulty;
  int state;
  int step;
  guint reps;
  guint lapses;
  int interval_days;
  gint64 due_ms;
  gint64 last_ms;
} ShedFsrsCard;

extern const double shed_fsrs_default_weights[SHED_FSRS_N_WEIGHTS];

void     shed_fsrs_params_init            (ShedFsrsParams       *params);
gboolean shed_fsrs_params_set_weights     (ShedFsrsParams       *params,
                                           const double         *weights,
                                           guint                 n_weights);
void     shed_fsrs_params_prepare         (ShedFsrsParams       *params);
gboolean shed_fsrs_step_from_text         (const char           *text,
                                           int                  *ret_minutes);

void     shed_fsrs_clip_weights           (const double         *weights,
                                           guint                 n_weights,
                                           guint                 n_relearning_steps,
                                           gboolean              short_term,
                                           double               *clipped);
gboolean shed_fsrs_migrate_weights        (const double         *weights,
                                           guint                 n_weights,
                                           guint                 n_relearning_steps,
                                           gboolean              short_term,
                                           double               *migrated);

gboolean shed_fsrs_card_equal             (const ShedFsrsCard   *a,
                                           const ShedFsrsCard   *b);
void     shed_fsrs_review                 (const ShedFsrsParams *params,
                                           const ShedFsrsCard   *before,
                                           gint64                now_ms,
                                           int                   elapsed_days,
                                           int                   rating,
                                           ShedFsrsCard         *after);
void     shed_fsrs_preview                (const ShedFsrsParams *params,
                                           const ShedFsrsCard   *before,
                                           gint64                now_ms,
                                           int                   elapsed_days,
                                           ShedFsrsCard          after[4]);
double   shed_fsrs_retrievability         (const ShedFsrsParams *params,
                                           const ShedFsrsCard   *card,
                                           int                   elapsed_days);

double   shed_fsrs_forgetting_curve       (double                decay_weight,
                                           double                elapsed_days,
                                           double                stability);
double   shed_fsrs_next_difficulty        (const ShedFsrsParams *params,
                                           double                difficulty,
                                           int                   rating);
double   shed_fsrs_next_stability         (const ShedFsrsParams *params,
                                           double                difficulty,
                                           double                stability,
                                           int                   elapsed_days,
                                           int                   rating);
int      shed_fsrs_interval_from_stability (const ShedFsrsParams *params,
                                            double                stability);
void     shed_fsrs_fuzz_range             (int                   interval_days,
                                           int                   elapsed_days,
                                           int                   max_interval_days,
                                           int                  *ret_low_days,
                                           int                  *ret_high_days);

G_END_DECLS
