/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The shortest decimal text that reads back as the same double, in the notation of ECMAScript's Number::toString: the
 * seed of the fuzz contains such a text, and the vectors are compared in it. Trying printf with 15, 16 and 17 digits
 * would cost more than the rest of a review; so the common range is done in exact 128-bit integers. Never depends on
 * the locale.
 */
#include "shed-fsrs-number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct
{
  guint64 digits; /* without trailing zeros; 0 only for zero */
  int point;      /* the value is 0.DIGITS times ten to the point */
} Decimal;

static const guint64 power_of_ten[] = {
  G_GUINT64_CONSTANT (1),
  G_GUINT64_CONSTANT (10),
  G_GUINT64_CONSTANT (100),
  G_GUINT64_CONSTANT (1000),
  G_GUINT64_CONSTANT (10000),
  G_GUINT64_CONSTANT (100000),
  G_GUINT64_CONSTANT (1000000),
  G_GUINT64_CONSTANT (10000000),
  G_GUINT64_CONSTANT (100000000),
  G_GUINT64_CONSTANT (1000000000),
  G_GUINT64_CONSTANT (10000000000),
  G_GUINT64_CONSTANT (100000000000),
  G_GUINT64_CONSTANT (1000000000000),
  G_GUINT64_CONSTANT (10000000000000),
  G_GUINT64_CONSTANT (100000000000000),
  G_GUINT64_CONSTANT (1000000000000000),
  G_GUINT64_CONSTANT (10000000000000000),
  G_GUINT64_CONSTANT (100000000000000000),
  G_GUINT64_CONSTANT (1000000000000000000),
  G_GUINT64_CONSTANT (10000000000000000000),
};

static guint
count_digits (guint64 n)
{
  guint count = 1;

  while (count < G_N_ELEMENTS (power_of_ten) && n >= power_of_ten[count])
    count++;
  return count;
}

/* Without trailing zeros: digits whose last is worth ten to the minus decimals. */
static Decimal
decimal_new (guint64 digits,
             int     decimals)
{
  int point = (int) count_digits (digits) - decimals;

  while (digits % 10 == 0)
    digits /= 10;
  return (Decimal) { digits, point };
}

#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 Wide;

/*
 * Positive x from 10⁻⁶ to below 10¹⁵. x is fraction · 2^-shift; it and the two middles to its neighbours, times a power
 * of ten that leaves 17 digits before the point, are exact in 128 bits. Every number between the middles reads back as
 * x (the middles themselves when the fraction is even), so the one with the most trailing zeros that is nearest to x is
 * the answer.
 */
static gboolean
shortest_in_integers (double   x,
                      Decimal *ret)
{
  guint64 bits, fraction, low, high, middle, unit;
  Wide exact, half, below, above, mask, rest;
  int shift, decimals, dropped;
  gboolean is_even;

  memcpy (&bits, &x, sizeof bits);
  fraction = (bits & G_GUINT64_CONSTANT (0xfffffffffffff)) | G_GUINT64_CONSTANT (0x10000000000000);
  shift = 1075 - (int) (bits >> 52);
  /* Below a power of two the neighbour is nearer: seldom, so left to the slow way. */
  if (shift < 0 || fraction == G_GUINT64_CONSTANT (0x10000000000000))
    return FALSE;
  is_even = (fraction & 1) == 0;

  decimals = 17;
  if (x >= 1)
    decimals -= (int) count_digits ((guint64) x);
  else
    for (double scaled = x * 10; scaled < 1; scaled *= 10)
      decimals++;
  half = decimals < 20 ? power_of_ten[decimals] : (Wide) power_of_ten[19] * power_of_ten[decimals - 19];
  exact = half * (fraction * 2);
  shift++;

  mask = ((Wide) 1 << shift) - 1;
  below = exact - half;
  above = exact + half;
  low = (guint64) (below >> shift);
  if ((below & mask) != 0 || !is_even)
    low++;
  high = (guint64) (above >> shift);
  if ((above & mask) == 0 && !is_even)
    high--;
  middle = (guint64) (exact >> shift);
  rest = exact & mask;
  if (low > high)
    return FALSE;

  for (dropped = 0, unit = 1; dropped < 17; dropped++, unit *= 10)
    {
      guint64 next = unit * 10;

      if (high / next * next < low)
        break;
    }

  if (dropped == 0)
    {
      if (rest > mask / 2 + 1 || (rest == mask / 2 + 1 && (middle & 1) != 0))
        middle++;
    }
  else
    {
      guint64 remainder = middle % unit;

      middle -= remainder;
      if (remainder > unit / 2 || (remainder == unit / 2 && (rest != 0 || (middle / unit & 1) != 0)))
        middle += unit;
    }
  if (middle < low)
    middle += unit;
  else if (middle > high)
    middle -= unit;
  *ret = decimal_new (middle, decimals);
  return TRUE;
}
#endif

/* The value of digits times ten to the exponent, as the C library reads it. */
static double
read_back (guint64 digits,
           int     exponent)
{
  char text[2 * SHED_FSRS_NUMBER_SIZE];

  g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT "e%d", digits, exponent);
  return g_ascii_strtod (text, NULL);
}

static Decimal
shortest_by_trying (double x)
{
  char format[8], text[SHED_FSRS_NUMBER_SIZE];
  guint64 digits = 0;
  int exponent = 0;

  for (int precision = 0; precision < 17; precision++)
    {
      g_snprintf (format, sizeof format, "%%.%de", precision);
      g_ascii_formatd (text, sizeof text, format, x);
      digits = 0;
      for (const char *c = text; *c != 'e'; c++)
        if (g_ascii_isdigit (*c))
          digits = digits * 10 + (guint64) (*c - '0');
      exponent = (int) g_ascii_strtoll (strchr (text, 'e') + 1, NULL, 10) - precision;
      if (read_back (digits, exponent) == x)
        break;
      /* Above a power of two there is twice the room of below it: the farther number may be the one that fits. */
      if (read_back (digits + 1, exponent) == x)
        {
          digits++;
          break;
        }
    }
  return decimal_new (digits, -exponent);
}

static char *
put_digits (char   *end,
            guint64 digits,
            guint   count)
{
  for (guint i = count; i > 0; i--, digits /= 10)
    end[i - 1] = (char) ('0' + digits % 10);
  return end + count;
}

static char *
put_zeros (char *end,
           int   count)
{
  for (int i = 0; i < count; i++)
    *end++ = '0';
  return end;
}

/**
 * shed_fsrs_format_int:
 * @x: a whole number
 * @buffer: (out caller-allocates): room for %SHED_FSRS_NUMBER_SIZE bytes
 *
 * Writes @x in decimal, with a NUL.
 *
 * Returns: the length of the text
 */
guint
shed_fsrs_format_int (gint64 x,
                      char  *buffer)
{
  guint64 size = x < 0 ? 0 - (guint64) x : (guint64) x;
  char *end = buffer;

  if (x < 0)
    *end++ = '-';
  end = put_digits (end, size, count_digits (size));
  *end = '\0';
  return (guint) (end - buffer);
}

/**
 * shed_fsrs_format_double:
 * @x: a number
 * @buffer: (out caller-allocates): room for %SHED_FSRS_NUMBER_SIZE bytes
 *
 * Writes the shortest text that reads back as @x, as String (x) of ECMAScript does, with a NUL.
 *
 * Returns: the length of the text
 */
guint
shed_fsrs_format_double (double x,
                         char  *buffer)
{
  char *end = buffer;
  Decimal decimal;
  int count;

  if (G_UNLIKELY (!isfinite (x)))
    {
      const char *word = isnan (x) ? "NaN" : x > 0 ? "Infinity" : "-Infinity";

      g_strlcpy (buffer, word, SHED_FSRS_NUMBER_SIZE);
      return (guint) strlen (word);
    }
  if (x < 0)
    {
      *end++ = '-';
      x = -x;
    }
  if (x < 1e15 && x == (double) (gint64) x)
    return (guint) (end - buffer) + shed_fsrs_format_int ((gint64) x, end);

#ifdef __SIZEOF_INT128__
  if (!(x >= 1e-6 && x < 1e15 && shortest_in_integers (x, &decimal)))
#endif
    decimal = shortest_by_trying (x);

  count = (int) count_digits (decimal.digits);
  if (decimal.point > 21 || decimal.point < -5)
    {
      end = put_digits (end, decimal.digits, (guint) count);
      if (count > 1)
        {
          char *first = end - count;

          memmove (first + 2, first + 1, (gsize) count - 1);
          first[1] = '.';
          end++;
        }
      end += sprintf (end, "e%+d", decimal.point - 1);
    }
  else if (decimal.point <= 0)
    {
      *end++ = '0';
      *end++ = '.';
      end = put_zeros (end, -decimal.point);
      end = put_digits (end, decimal.digits, (guint) count);
    }
  else if (decimal.point >= count)
    {
      end = put_digits (end, decimal.digits, (guint) count);
      end = put_zeros (end, decimal.point - count);
    }
  else
    {
      guint64 unit = power_of_ten[count - decimal.point];

      end = put_digits (end, decimal.digits / unit, (guint) decimal.point);
      *end++ = '.';
      end = put_digits (end, decimal.digits % unit, (guint) (count - decimal.point));
    }
  *end = '\0';
  return (guint) (end - buffer);
}
