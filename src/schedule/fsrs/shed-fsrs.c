/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * FSRS-6 as ts-fsrs 5.4.2 computes it, to the last digit: every value assigned is rounded to eight decimals, steps are
 * kept, and each of the four intervals knows its neighbours. Pure: the same parameters, card, time and rating give the
 * same bits on every machine. It reads no clock, draws no random number, knows no day boundary (the caller says how many
 * days have passed) and must never gain a parameter that is not in #ShedFsrsParams.
 *
 * Names in comments are those of the functions of ts-fsrs 5.4.2 that define the formula.
 */
#include "shed-fsrs.h"

#include "shed-fsrs-fuzz.h"
#include "shed-fsrs-math.h"

#define MINUTE_MS 60000
#define DAY_MINUTES 1440
#define FUZZ_FROM_DAYS 2.5

#define BIT(rating) (1u << (rating))
#define ALL_RATINGS (BIT (1) | BIT (2) | BIT (3) | BIT (4))

/* One moment of rating: what the four outcomes share. */
typedef struct
{
  const ShedFsrsParams *params;
  const ShedFsrsCard *before;
  gint64 now_ms;
  int elapsed_days;
  double stability[5]; /* after, by rating; only those asked for */
  double fuzz_factor;  /* below 0 until the first interval needs it */
} Moment;

static inline double
clamp_stability (double stability)
{
  return shed_fsrs_clamp (stability, SHED_FSRS_STABILITY_MIN, SHED_FSRS_STABILITY_MAX);
}

static inline double
curve (double decay,
       double factor,
       double elapsed_days,
       double stability)
{
  return shed_fsrs_round_8 (shed_fsrs_pow (1 + factor * elapsed_days / stability, decay));
}

/* next_forget_stability, and the upper limit that next_state sets: a lapse never raises the stability. */
static double
forget_stability (const ShedFsrsParams *params,
                  double                d,
                  double                s,
                  double                r)
{
  const double *w = params->weights;
  double after_lapse, most;

  after_lapse = shed_fsrs_round_8 (clamp_stability (w[11] * shed_fsrs_pow (d, -w[12])
                                                    * (shed_fsrs_pow (s + 1, w[13]) - 1)
                                                    * shed_fsrs_exp ((1 - r) * w[14])));
  most = shed_fsrs_round_8 (s / params->forget_divisor);
  return shed_fsrs_clamp (most, SHED_FSRS_STABILITY_MIN, after_lapse);
}

/* next_state for all ratings of a mask at once: the costly powers are the same for Hard, Good and Easy. */
static void
next_stabilities (const ShedFsrsParams *params,
                  double                d,
                  double                s,
                  int                   elapsed_days,
                  guint                 mask,
                  double               *after)
{
  const double *w = params->weights;
  double r;

  if (elapsed_days == 0 && params->short_term)
    {
      /* next_short_term_stability */
      double saturation = shed_fsrs_pow (s, -w[19]);

      for (int rating = SHED_RATING_AGAIN; rating <= SHED_RATING_EASY; rating++)
        if (mask & BIT (rating))
          {
            double increase = saturation * params->short_scale[rating];

            if (rating >= SHED_RATING_HARD && increase < 1)
              increase = 1;
            after[rating] = shed_fsrs_round_8 (clamp_stability (s * increase));
          }
      return;
    }

  r = curve (params->decay, params->factor, elapsed_days, s);
  if (mask & BIT (SHED_RATING_AGAIN))
    after[SHED_RATING_AGAIN] = forget_stability (params, d, s, r);
  if (mask & ~BIT (SHED_RATING_AGAIN))
    {
      /* next_recall_stability */
      double increase = params->recall_scale * (11 - d) * shed_fsrs_pow (s, -w[9])
                        * (shed_fsrs_exp ((1 - r) * w[10]) - 1);

      for (int rating = SHED_RATING_HARD; rating <= SHED_RATING_EASY; rating++)
        if (mask & BIT (rating))
          {
            double share = rating == SHED_RATING_HARD ? w[15] : rating == SHED_RATING_EASY ? w[16] : 1;

            after[rating] = shed_fsrs_round_8 (clamp_stability (s * (1 + increase * share)));
          }
    }
}

/* apply_fuzz: where in its range the interval falls. */
static int
fuzzed (Moment *moment,
        int     interval_days)
{
  int low, high;

  if (!moment->params->fuzz || interval_days < FUZZ_FROM_DAYS)
    return interval_days;
  if (moment->fuzz_factor < 0)
    moment->fuzz_factor = shed_fsrs_fuzz_factor (moment->now_ms, moment->before->reps + 1, moment->before->difficulty,
                                                 moment->before->stability);
  shed_fsrs_fuzz_range (interval_days, moment->elapsed_days, moment->params->max_interval_days, &low, &high);
  /* Both parts are positive, so that cutting off is rounding down. */
  return (int) (moment->fuzz_factor * (high - low + 1) + low);
}

/* next_interval */
static int
interval_of (Moment *moment,
             int     rating)
{
  return fuzzed (moment, shed_fsrs_interval_from_stability (moment->params, moment->stability[rating]));
}

static void
set_interval (const Moment *moment,
              int           interval_days,
              ShedFsrsCard *after)
{
  after->state = SHED_FSRS_REVIEW;
  after->step = 0;
  after->interval_days = interval_days;
  after->due_ms = moment->now_ms + interval_days * SHED_FSRS_DAY_MS;
}

/* BasicLearningStepsStrategy: minutes until a step's end, or 0 where the steps say nothing. */
static int
step_minutes (const Moment *moment,
              int           rating,
              int          *ret_next_step)
{
  const ShedFsrsParams *params = moment->params;
  int state = moment->before->state;
  gboolean forgotten = state == SHED_FSRS_REVIEW || state == SHED_FSRS_RELEARNING;
  const int *steps = forgotten ? params->relearning_steps_minutes : params->learning_steps_minutes;
  int n_steps = (int) (forgotten ? params->n_relearning_steps : params->n_learning_steps);
  int step = MAX (moment->before->step, 0);

  *ret_next_step = 0;
  if (step >= n_steps)
    return 0;
  if (state == SHED_FSRS_REVIEW)
    return rating == SHED_RATING_AGAIN ? steps[step] : 0;

  switch (rating)
    {
    case SHED_RATING_AGAIN:
      return steps[0];
    case SHED_RATING_HARD:
      *ret_next_step = step;
      return (int) shed_fsrs_round (n_steps == 1 ? steps[0] * 1.5 : ((double) steps[0] + steps[1]) / 2);
    case SHED_RATING_GOOD:
      if (step + 1 >= n_steps || steps[step + 1] == 0)
        return 0;
      *ret_next_step = step + 1;
      return steps[step + 1];
    default:
      return 0;
    }
}

/* applyLearningSteps: within the day the tune stays in its steps, else it graduates. */
static void
apply_steps (Moment       *moment,
             int           rating,
             int           to_state,
             ShedFsrsCard *after)
{
  int next_step;
  int minutes = step_minutes (moment, rating, &next_step);

  if (minutes == 0)
    {
      set_interval (moment, interval_of (moment, rating), after);
      return;
    }
  after->state = minutes < DAY_MINUTES ? to_state : SHED_FSRS_REVIEW;
  after->step = next_step;
  after->interval_days = minutes / DAY_MINUTES;
  after->due_ms = moment->now_ms + (gint64) minutes * MINUTE_MS;
}

/* BasicScheduler, next_interval: Hard never above Good, each at least a day apart. */
static int
review_interval (Moment *moment,
                 int     rating)
{
  int hard = interval_of (moment, SHED_RATING_HARD);
  int good = interval_of (moment, SHED_RATING_GOOD);

  hard = MIN (hard, good);
  if (rating == SHED_RATING_HARD)
    return hard;
  good = MAX (good, hard + 1);
  if (rating == SHED_RATING_GOOD)
    return good;
  return MAX (interval_of (moment, SHED_RATING_EASY), good + 1);
}

/* LongTermScheduler, next_interval: the same, Again included. */
static int
long_term_interval (Moment *moment,
                    int     rating)
{
  int hard = interval_of (moment, SHED_RATING_HARD);
  int again = MIN (interval_of (moment, SHED_RATING_AGAIN), hard);
  int good, easy;

  if (rating == SHED_RATING_AGAIN)
    return again;
  hard = MAX (hard, again + 1);
  if (rating == SHED_RATING_HARD)
    return hard;
  good = MAX (interval_of (moment, SHED_RATING_GOOD), hard + 1);
  if (rating == SHED_RATING_GOOD)
    return good;
  easy = interval_of (moment, SHED_RATING_EASY);
  return MAX (easy, good + 1);
}

/* Which outcomes' stabilities the interval of a rating depends on. */
static guint
needed_stabilities (const Moment *moment,
                    int           rating)
{
  if (!moment->params->short_term)
    return rating == SHED_RATING_AGAIN ? BIT (1) | BIT (2) : BIT (rating) | BIT (1) | BIT (2) | (rating > 2 ? BIT (3) : 0);
  if (moment->before->state == SHED_FSRS_REVIEW && rating != SHED_RATING_AGAIN)
    return BIT (rating) | BIT (2) | BIT (3);
  return BIT (rating);
}

static void
moment_init (Moment               *moment,
             const ShedFsrsParams *params,
             const ShedFsrsCard   *before,
             gint64                now_ms,
             int                   elapsed_days)
{
  moment->params = params;
  moment->before = before;
  moment->now_ms = now_ms;
  moment->elapsed_days = before->state == SHED_FSRS_NEW ? 0 : MAX (elapsed_days, 0);
  moment->fuzz_factor = -1;
}

static gboolean
is_first (const Moment *moment)
{
  return moment->before->difficulty == 0 && moment->before->stability == 0;
}

static void
fill_stabilities (Moment *moment,
                  guint   mask)
{
  if (is_first (moment))
    for (int rating = SHED_RATING_AGAIN; rating <= SHED_RATING_EASY; rating++)
      moment->stability[rating] = moment->params->first_stability[rating];
  else
    next_stabilities (moment->params, shed_fsrs_clamp (moment->before->difficulty, 1, 10),
                      clamp_stability (moment->before->stability), moment->elapsed_days, mask, moment->stability);
}

static void
outcome (Moment       *moment,
         int           rating,
         ShedFsrsCard *after)
{
  const ShedFsrsParams *params = moment->params;
  int state = moment->before->state;

  *after = *moment->before;
  after->reps++;
  after->last_ms = moment->now_ms;
  after->stability = moment->stability[rating];
  after->difficulty = is_first (moment)
                          ? shed_fsrs_clamp (params->first_difficulty[rating], 1, 10)
                          : shed_fsrs_next_difficulty (params, shed_fsrs_clamp (moment->before->difficulty, 1, 10), rating);

  if (!params->short_term)
    {
      set_interval (moment, long_term_interval (moment, rating), after);
      if (rating == SHED_RATING_AGAIN && state != SHED_FSRS_NEW)
        after->lapses++;
    }
  else if (state != SHED_FSRS_REVIEW)
    {
      apply_steps (moment, rating, state == SHED_FSRS_NEW ? SHED_FSRS_LEARNING : state, after);
    }
  else if (rating == SHED_RATING_AGAIN)
    {
      apply_steps (moment, rating, SHED_FSRS_RELEARNING, after);
      after->lapses++;
    }
  else
    {
      set_interval (moment, review_interval (moment, rating), after);
    }
}

/**
 * shed_fsrs_card_equal:
 * @a: a card
 * @b: a card
 *
 * Returns: whether all fields are equal, to the last bit
 */
gboolean
shed_fsrs_card_equal (const ShedFsrsCard *a,
                      const ShedFsrsCard *b)
{
  return a->stability == b->stability && a->difficulty == b->difficulty && a->state == b->state && a->step == b->step
         && a->reps == b->reps && a->lapses == b->lapses && a->interval_days == b->interval_days
         && a->due_ms == b->due_ms && a->last_ms == b->last_ms;
}

/**
 * shed_fsrs_review:
 * @params: prepared parameters
 * @before: the card before the rating; all zero for a tune never rated
 * @now_ms: the time of the rating, ms since 1970 UTC
 * @elapsed_days: days since the last rating as the caller counts days; below 0 counts as 0, and it is not looked at for
 *   a new card
 * @rating: a #ShedRating
 * @after: (out caller-allocates): the card after the rating; may be @before
 *
 * What one rating does.
 */
void
shed_fsrs_review (const ShedFsrsParams *params,
                  const ShedFsrsCard   *before,
                  gint64                now_ms,
                  int                   elapsed_days,
                  int                   rating,
                  ShedFsrsCard         *after)
{
  ShedFsrsCard card = *before;
  Moment moment;

  g_return_if_fail (rating >= SHED_RATING_AGAIN && rating <= SHED_RATING_EASY);

  moment_init (&moment, params, &card, now_ms, elapsed_days);
  fill_stabilities (&moment, needed_stabilities (&moment, rating));
  outcome (&moment, rating, after);
}

/**
 * shed_fsrs_preview:
 * @params: prepared parameters
 * @before: the card before the rating
 * @now_ms: the time of the rating, ms since 1970 UTC
 * @elapsed_days: days since the last rating, as in shed_fsrs_review()
 * @after: (out caller-allocates): the card after Again, Hard, Good and Easy; must not overlap @before
 *
 * What each of the four ratings would do: the same as four reviews, at the price of about one.
 */
void
shed_fsrs_preview (const ShedFsrsParams *params,
                   const ShedFsrsCard   *before,
                   gint64                now_ms,
                   int                   elapsed_days,
                   ShedFsrsCard          after[4])
{
  Moment moment;

  moment_init (&moment, params, before, now_ms, elapsed_days);
  fill_stabilities (&moment, ALL_RATINGS);
  for (int rating = SHED_RATING_AGAIN; rating <= SHED_RATING_EASY; rating++)
    outcome (&moment, rating, &after[rating - 1]);
}

/**
 * shed_fsrs_retrievability:
 * @params: prepared parameters
 * @card: a card
 * @elapsed_days: days since its last rating; below 0 counts as 0
 *
 * How likely the tune is still known (get_retrievability).
 *
 * Returns: a probability, 0 for a card never rated
 */
double
shed_fsrs_retrievability (const ShedFsrsParams *params,
                          const ShedFsrsCard   *card,
                          int                   elapsed_days)
{
  if (card->state == SHED_FSRS_NEW || !(card->stability > 0))
    return 0;
  return curve (params->decay, params->factor, MAX (elapsed_days, 0), card->stability);
}

/**
 * shed_fsrs_forgetting_curve:
 * @decay_weight: w20, positive
 * @elapsed_days: days since the last rating
 * @stability: days until recall falls to 90 %
 *
 * R = (1 + factor · t / S) ^ decay (forgetting_curve), for callers without parameters; shed_fsrs_retrievability() does
 * not compute the factor each time.
 *
 * Returns: a probability
 */
double
shed_fsrs_forgetting_curve (double decay_weight,
                            double elapsed_days,
                            double stability)
{
  double factor = shed_fsrs_round_8 (shed_fsrs_exp (shed_fsrs_pow (-decay_weight, -1) * shed_fsrs_log (0.9)) - 1);

  return curve (-decay_weight, factor, elapsed_days, stability);
}

/**
 * shed_fsrs_next_difficulty:
 * @params: prepared parameters
 * @difficulty: 1 to 10
 * @rating: a #ShedRating
 *
 * Difficulty after a rating that is not the first (next_difficulty, linear_damping, mean_reversion).
 *
 * Returns: 1 to 10
 */
double
shed_fsrs_next_difficulty (const ShedFsrsParams *params,
                           double                difficulty,
                           int                   rating)
{
  const double *w = params->weights;
  double change = -w[6] * (rating - 3);
  double next = difficulty + shed_fsrs_round_8 (change * (10 - difficulty) / 9);

  return shed_fsrs_clamp (shed_fsrs_round_8 (w[7] * params->first_difficulty[SHED_RATING_EASY] + (1 - w[7]) * next),
                          1, 10);
}

/**
 * shed_fsrs_next_stability:
 * @params: prepared parameters
 * @difficulty: before the rating, 1 to 10
 * @stability: before the rating, days
 * @elapsed_days: days since the last rating, 0 or more
 * @rating: a #ShedRating
 *
 * Stability after a rating that is not the first (next_state).
 *
 * Returns: days
 */
double
shed_fsrs_next_stability (const ShedFsrsParams *params,
                          double                difficulty,
                          double                stability,
                          int                   elapsed_days,
                          int                   rating)
{
  double after[5];

  g_return_val_if_fail (rating >= SHED_RATING_AGAIN && rating <= SHED_RATING_EASY, stability);

  next_stabilities (params, difficulty, stability, MAX (elapsed_days, 0), BIT (rating), after);
  return after[rating];
}

/**
 * shed_fsrs_interval_from_stability:
 * @params: prepared parameters
 * @stability: days
 *
 * After how many days recall has fallen to the desired retention (next_interval without fuzz).
 *
 * Returns: 1 to the maximum interval
 */
int
shed_fsrs_interval_from_stability (const ShedFsrsParams *params,
                                   double                stability)
{
  double days = shed_fsrs_round (stability * params->interval_modifier);

  if (days < 1)
    days = 1;
  return days < params->max_interval_days ? (int) days : params->max_interval_days;
}

/**
 * shed_fsrs_fuzz_range:
 * @interval_days: the interval
 * @elapsed_days: days since the last rating
 * @max_interval_days: the maximum interval
 * @ret_low_days: (out): the shortest interval that fuzz may make of it
 * @ret_high_days: (out): the longest
 *
 * One day to either side, and 15 % of what lies between 2.5 and 7 days, 10 % between 7 and 20, 5 % above
 * (get_fuzz_range).
 */
void
shed_fsrs_fuzz_range (int  interval_days,
                      int  elapsed_days,
                      int  max_interval_days,
                      int *ret_low_days,
                      int *ret_high_days)
{
  static const struct
  {
    double start, end, factor;
  } ranges[] = { { 2.5, 7, 0.15 }, { 7, 20, 0.1 }, { 20, G_MAXDOUBLE, 0.05 } };
  double interval = interval_days, delta = 1;
  int low, high;

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      double within = (interval < ranges[i].end ? interval : ranges[i].end) - ranges[i].start;

      delta += ranges[i].factor * (within > 0 ? within : 0);
    }
  interval_days = MIN (interval_days, max_interval_days);
  interval = interval_days;
  low = MAX (2, (int) shed_fsrs_round (interval - delta));
  high = MIN ((int) shed_fsrs_round (interval + delta), max_interval_days);
  if (interval_days > elapsed_days)
    low = MAX (low, elapsed_days + 1);
  *ret_low_days = MIN (low, high);
  *ret_high_days = high;
}
