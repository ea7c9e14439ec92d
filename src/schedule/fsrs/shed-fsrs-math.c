/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exp, log, pow and rounding for the schedulers. The schedule is a fold that must give the same bits on every machine,
 * and equal the reference (ts-fsrs) to the last printed digit. The C library's own functions are better in the last
 * bit, but differ between libraries, versions and even processors (with and without fused multiply-add), so they must
 * never be used here.
 *
 * Correctly rounded functions would not do either. The reference's engine (V8, as in Node 18 and 20) evaluates the
 * approximations known as fdlibm's, and its pow and exp miss the correctly rounded value for one argument in ten. Over
 * random memories one rating in about 65,000 then ends in another eighth decimal, and every later rating of that tune
 * with it. So these approximations are taken as facts of the reference: which polynomial, its coefficients, where an
 * argument is reduced, in which order terms are added. Their source is fdlibm 5.3 (Sun Microsystems, 1993: e_exp,
 * e_log, e_pow) and the engine's two departures from it: exp (1) is e, and a divisor in pow. They are written anew
 * here, for positive bases and results that are normal numbers, which is all that the formulas need. Sun asks that
 * with these functions goes: "Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunSoft,
 * a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software is freely granted,
 * provided that this notice is preserved."
 */
#include "shed-fsrs-math.h"

#include <float.h>
#include <math.h>
#include <string.h>

#ifdef __FAST_MATH__
#error "The schedule must be computed with strict floating point arithmetic"
#endif
#if FLT_EVAL_METHOD != 0
#error "The schedule must be computed in plain double precision (on i386: -msse2 -mfpmath=sse)"
#endif

#define HIGH_WORD 0xffffffff00000000u
#define FRACTION_BITS 0x000fffffffffffffu
#define ONE_BITS 0x3ff0000000000000u /* those of 1.0 */

/* Where the reference goes from one way to another: it compares the upper 32 bits, so these have no lower ones. */
#define EXP_REDUCE_FROM 0x1.62e43p-2 /* about ½ ln 2 */
#define EXP_ONE_STEP_TO 0x1.0a2b2p0  /* about 1½ ln 2 */
#define EXP_TINY 0x1p-28
#define POW_REDUCE_FROM 0x1.00001p-1
#define LOG_SPLIT 0x1.6a09cp0 /* about √2 */
#define LOG_NEAR_TWO 0x1.ffffep0
#define LOG_FAR_FROM 0x1.6147ap0
#define LOG_FAR_TO 0x1.6b852p0
#define LOG2_SPLIT_MIDDLE 0x1.3988fp0 /* about √(3/2) */
#define LOG2_SPLIT_ABOVE 0x1.bb67ap0  /* about √3 */

#define LN2_HIGH 6.93147180369123816490e-01
#define LN2_LOW 1.90821492927058770002e-10
#define ONE_OVER_LN2 1.44269504088896338700e+00

static inline guint64
bits_of (double x)
{
  guint64 bits;

  memcpy (&bits, &x, sizeof bits);
  return bits;
}

static inline double
double_of (guint64 bits)
{
  double x;

  memcpy (&x, &bits, sizeof x);
  return x;
}

/* x = mantissa · 2 to the exponent, for a positive normal x; 1 ≤ mantissa < 2. */
static inline double
mantissa_of (double x)
{
  return double_of ((bits_of (x) & FRACTION_BITS) | ONE_BITS);
}

static inline int
exponent_of (double x)
{
  return (int) (bits_of (x) >> 52) - 1023;
}

/* x with the lower half of its fraction cleared, so that a product of two such numbers is exact. */
static inline double
head_of (double x)
{
  return double_of (bits_of (x) & HIGH_WORD);
}

/* x times 2 to the n, where neither is subnormal. */
static inline double
scale (double x,
       int    n)
{
  return double_of (bits_of (x) + ((guint64) (gint64) n << 52));
}

/* The polynomial under exp: z - z²·(P1 + z²·(P2 + …)), from the Remez fit of z·(exp z + 1) / (exp z - 1). */
static inline double
exp_kernel (double z)
{
  double z2 = z * z;

  return z - z2 * (1.66666666666666019037e-01
                   + z2 * (-2.77777777770155933842e-03
                           + z2 * (6.61375632143793436117e-05
                                   + z2 * (-1.65339022054652515390e-06 + z2 * 4.13813679705723846039e-08))));
}

/**
 * shed_fsrs_exp:
 * @x: an exponent
 *
 * e to the @x, the same bits everywhere. Arguments that over- or underflow give infinity and 0.
 *
 * Returns: the power
 */
double
shed_fsrs_exp (double x)
{
  double magnitude = fabs (x);
  double high = 0, low = 0, c;
  int k = 0;

  if (G_UNLIKELY (isnan (x) || x > 709.0 || x < -708.0))
    return x > 709.0 ? G_MAXDOUBLE * 2 : x < -708.0 ? 0 : x;

  if (magnitude >= EXP_REDUCE_FROM)
    {
      if (magnitude < EXP_ONE_STEP_TO)
        {
          if (x == 1.0)
            return G_E;
          k = x < 0 ? -1 : 1;
          high = x - k * LN2_HIGH;
          low = k * LN2_LOW;
        }
      else
        {
          k = (int) (ONE_OVER_LN2 * x + (x < 0 ? -0.5 : 0.5));
          high = x - k * LN2_HIGH;
          low = k * LN2_LOW;
        }
      x = high - low;
    }
  else if (magnitude < EXP_TINY)
    {
      return 1.0 + x;
    }

  c = exp_kernel (x);
  if (k == 0)
    return 1.0 - ((x * c) / (c - 2.0) - x);
  return (1.0 - ((low - (x * c) / (2.0 - c)) - high)) * scale (1.0, k);
}

/**
 * shed_fsrs_log:
 * @x: a positive number
 *
 * The natural logarithm, the same bits everywhere.
 *
 * Returns: the logarithm; minus infinity for 0, NaN below
 */
double
shed_fsrs_log (double x)
{
  double mantissa, f, s, s2, s4, odd, even, r, half_square;
  int k, is_above;

  if (G_UNLIKELY (!(x > 0) || x < DBL_MIN || x > DBL_MAX))
    return log (x);

  /* x = 2ᵏ (1 + f); above √2 the next power of two is nearer */
  mantissa = mantissa_of (x);
  is_above = mantissa >= LOG_SPLIT;
  k = exponent_of (x) + is_above;
  f = scale (mantissa, -is_above) - 1.0;

  if (head_of (mantissa) == 1.0 || mantissa >= LOG_NEAR_TWO) /* two terms of the series are enough */
    {
      if (f == 0)
        return k == 0 ? 0 : k * LN2_HIGH + k * LN2_LOW;
      r = f * f * (0.5 - 0.33333333333333333 * f);
      return k == 0 ? f - r : k * LN2_HIGH - ((r - k * LN2_LOW) - f);
    }

  s = f / (2.0 + f);
  s2 = s * s;
  s4 = s2 * s2;
  even = s4 * (3.999999999940941908e-01 + s4 * (2.222219843214978396e-01 + s4 * 1.531383769920937332e-01));
  odd = s2 * (6.666666666666735130e-01
              + s4 * (2.857142874366239149e-01 + s4 * (1.818357216161805012e-01 + s4 * 1.479819860511658591e-01)));
  r = odd + even;
  if (mantissa >= LOG_FAR_FROM && mantissa < LOG_FAR_TO) /* where |f| is large, ½ f² is kept apart */
    {
      half_square = 0.5 * f * f;
      if (k == 0)
        return f - (half_square - s * (half_square + r));
      return k * LN2_HIGH - ((half_square - (s * (half_square + r) + k * LN2_LOW)) - f);
    }
  if (k == 0)
    return f - s * (f - r);
  return k * LN2_HIGH - ((s * (f - r) - k * LN2_LOW) - f);
}

/* log₂ of a positive normal x as a sum of two numbers, the first with at most 21 bits. */
static inline void
log2_in_two (double  x,
             double *ret_head,
             double *ret_tail)
{
  static const double break_point[] = { 1.0, 1.5 };
  static const double log2_head[] = { 0.0, 5.84962487220764160156e-01 };
  static const double log2_tail[] = { 0.0, 1.35003920212974897128e-08 };
  double mantissa = mantissa_of (x);
  int n = exponent_of (x);
  double ax, u, v, s, s_head, s_tail, t_head, t_tail, s2, r, p_head, p_tail, z_head, z_tail;
  int k, is_above;

  /* From √(3/2) to √3 about 1½, above √3 about 2, else about 1. Where a number falls cannot be guessed: no branches. */
  is_above = mantissa >= LOG2_SPLIT_ABOVE;
  k = (mantissa >= LOG2_SPLIT_MIDDLE) & !is_above;
  n += is_above;
  ax = scale (mantissa, -is_above);

  /* s = (x - b) / (x + b) in two parts, then the series of log ((1 + s) / (1 - s)) */
  u = ax - break_point[k];
  v = 1.0 / (ax + break_point[k]);
  s = u * v;
  s_head = head_of (s);
  t_head = head_of (head_of (ax) + break_point[k]);
  t_tail = ax - (t_head - break_point[k]);
  s_tail = v * ((u - s_head * t_head) - s_head * t_tail);
  s2 = s * s;
  r = s2 * s2
      * (5.99999999999994648725e-01
         + s2 * (4.28571428578550184252e-01
                 + s2 * (3.33333329818377432918e-01
                         + s2 * (2.72728123808534006489e-01
                                 + s2 * (2.30660745775561754067e-01 + s2 * 2.06975017800338417784e-01)))));
  r += s_tail * (s_head + s);
  s2 = s_head * s_head;
  t_head = head_of (3.0 + s2 + r);
  t_tail = r - ((t_head - 3.0) - s2);
  u = s_head * t_head;
  v = s_tail * t_head + t_tail * s;
  p_head = head_of (u + v);
  p_tail = v - (p_head - u);
  /* 2 / (3 ln 2) in two parts makes it a logarithm to the base 2 */
  z_head = 9.61796700954437255859e-01 * p_head;
  z_tail = -7.02846165095275826516e-09 * p_head + p_tail * 9.61796693925975554329e-01 + log2_tail[k];
  *ret_head = head_of (((z_head + z_tail) + log2_head[k]) + n);
  *ret_tail = z_tail - (((*ret_head - n) - log2_head[k]) - z_head);
}

/**
 * shed_fsrs_pow:
 * @x: the base, positive
 * @y: the exponent
 *
 * @x to the @y, the same bits everywhere. What the formulas never ask (a base that is not positive and normal, results
 * out of the range of normal numbers) is passed on to the C library.
 *
 * Returns: the power
 */
double
shed_fsrs_pow (double x,
               double y)
{
  double log_head, log_tail, y_head, p_head, p_tail, z, t, u, v, w, c, r;
  int n;

  if (y == 0 || x == 1.0)
    return 1.0;
  if (y == 1.0)
    return x;
  if (y == -1.0)
    return 1.0 / x;
  if (y == 2.0)
    return x * x;
  if (G_UNLIKELY (!(x >= DBL_MIN && x <= DBL_MAX) || !(fabs (y) < 1e9)))
    return pow (x, y);
  if (y == 0.5)
    return sqrt (x);

  log2_in_two (x, &log_head, &log_tail);
  y_head = head_of (y);
  p_tail = (y - y_head) * log_head + y * log_tail;
  p_head = y_head * log_head;
  z = p_tail + p_head;
  if (G_UNLIKELY (!(fabs (z) < 1021)))
    return pow (x, y);

  /* 2 to the z: the nearest whole number apart (none up to a half), then the rest */
  n = (int) (fabs (z) + 0.5) & -(fabs (z) >= POW_REDUCE_FROM);
  n = z < 0 ? -n : n;
  p_head -= n;
  t = head_of (p_tail + p_head);
  u = t * 6.93147182464599609375e-01;
  v = (p_tail - (t - p_head)) * 6.93147180559945286227e-01 + t * -1.90465429995776804525e-09;
  z = u + v;
  w = v - (z - u);
  c = exp_kernel (z);
  r = (z * c) / ((c - 2.0) - (w + z * w)); /* fdlibm subtracts the last term from the quotient; the engine here */
  return scale (1.0 - (r - z), n);
}

/**
 * shed_fsrs_round:
 * @x: a number below 2⁶² in size
 *
 * The nearest whole number, halves up, as Math.round() of ECMAScript.
 *
 * Returns: the whole number
 */
double
shed_fsrs_round (double x)
{
  double down;

  if (G_UNLIKELY (!(fabs (x) < 4.5e15)))
    return x;
  down = (double) (gint64) x;
  if (G_UNLIKELY (down > x))
    down -= 1.0;
  return down + (x - down >= 0.5); /* no branch: it would be guessed wrong half of the time */
}

/**
 * shed_fsrs_round_8:
 * @x: a number
 *
 * @x to eight decimals, the way every assigned value of the reference is rounded (roundTo).
 *
 * Returns: the rounded number
 */
double
shed_fsrs_round_8 (double x)
{
  return shed_fsrs_round (x * 1e8) / 1e8;
}

/**
 * shed_fsrs_round_8_exact:
 * @x: a number
 *
 * @x to eight decimals as Number.toFixed(8) does: by its exact value, not by a product that was rounded already. Slow.
 *
 * Returns: the rounded number
 */
double
shed_fsrs_round_8_exact (double x)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE + 300];

  /* Only a multiple of 1/512 can lie exactly between two; there the product is exact and printf would round to even. */
  if (fabs (x) < 1e6 && x * 512 == shed_fsrs_round (x * 512))
    return shed_fsrs_round_8 (x);
  return g_ascii_strtod (g_ascii_formatd (text, sizeof text, "%.8f", x), NULL);
}
