/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Meters, unit lengths and the time of single symbols. Rules: ABC standard 2.1, sections 3.1.6 and 3.1.7. No figure in
 * a text is trusted: all are bounded here. */
#define G_LOG_DOMAIN "Woodshed-notation"

#include "shed-abc-music.h"

#include <string.h>

#define MAX_FIGURE 128

static const char *
skip_blanks (const char *at, const char *end)
{
  while (at < end && (*at == ' ' || *at == '\t'))
    at++;
  return at;
}

static const char *
parse_figure (const char *at, const char *end, guint *ret_value)
{
  guint value = 0;

  for (; at < end && g_ascii_isdigit (*at); at++)
    value = MIN (value * 10 + (*at - '0'), G_MAXUINT16);
  *ret_value = value;
  return at;
}

static gboolean
is_word (const char *at, const char *end, const char *word)
{
  gsize n = strlen (word);

  return (gsize)(end - at) == n && g_ascii_strncasecmp (at, word, n) == 0;
}

/**
 * shed_abc_meter_parse:
 * @text: what stands after `M:`, without a comment; need not end in NUL
 * @length: bytes of @text, -1: up to NUL
 * @ret_meter: (out): the meter; free when the text is not understood
 *
 * Reads `6/8`, `C`, `C|`, `3+2/8`, `(2+3+2)/8`, `none` and the empty text.
 *
 * Returns: FALSE when the text is no meter
 */
gboolean
shed_abc_meter_parse (const char *text, gssize length, ShedAbcMeter *ret_meter)
{
  const char *at = text, *end = text + (length < 0 ? strlen (text) : (gsize)length);
  guint sum = 0, figure;
  gboolean in_brackets = FALSE;

  memset (ret_meter, 0, sizeof *ret_meter);
  ret_meter->denominator = 1;
  at = skip_blanks (at, end);
  while (end > at && (end[-1] == ' ' || end[-1] == '\t'))
    end--;
  if (at == end || is_word (at, end, "none") || is_word (at, end, "free"))
    return TRUE;

  if (is_word (at, end, "C") || is_word (at, end, "C|"))
    {
      gboolean cut = end - at == 2;

      ret_meter->kind = cut ? SHED_ABC_METER_CUT : SHED_ABC_METER_COMMON;
      ret_meter->n_parts = 1;
      ret_meter->numerator = ret_meter->parts[0] = cut ? 2 : 4;
      ret_meter->denominator = cut ? 2 : 4;
      return TRUE;
    }

  if (*at == '(')
    {
      in_brackets = TRUE;
      at++;
    }
  for (;;)
    {
      at = parse_figure (skip_blanks (at, end), end, &figure);
      if (figure == 0 || figure > MAX_FIGURE || ret_meter->n_parts == G_N_ELEMENTS (ret_meter->parts))
        goto bad;
      ret_meter->parts[ret_meter->n_parts++] = figure;
      sum += figure;
      at = skip_blanks (at, end);
      if (at < end && *at == '+')
        {
          at++;
          continue;
        }
      break;
    }
  if (in_brackets && at < end && *at == ')')
    at = skip_blanks (at + 1, end);
  if (at == end || *at != '/')
    goto bad;
  at = parse_figure (skip_blanks (at + 1, end), end, &figure);
  if (figure == 0 || figure > MAX_FIGURE || sum > MAX_FIGURE || skip_blanks (at, end) != end)
    goto bad;

  ret_meter->kind = SHED_ABC_METER_PLAIN;
  ret_meter->numerator = sum;
  ret_meter->denominator = figure;
  return TRUE;

bad:
  memset (ret_meter, 0, sizeof *ret_meter);
  ret_meter->denominator = 1;
  return FALSE;
}

/**
 * shed_abc_meter_to_string:
 * @meter: a meter
 *
 * Returns: (transfer full): in figures: `6/8`, `3+2/8`; `4/4` for C, `2/2` for C|, `none` for a free one
 */
char *
shed_abc_meter_to_string (const ShedAbcMeter *meter)
{
  GString *string;

  if (meter->numerator == 0)
    return g_strdup ("none");
  string = g_string_sized_new (16);
  for (guint i = 0; i < meter->n_parts; i++)
    g_string_append_printf (string, "%s%u", i > 0 ? "+" : "", meter->parts[i]);
  g_string_append_printf (string, "/%u", meter->denominator);
  return g_string_free (string, FALSE);
}

/**
 * shed_abc_meter_canonical:
 * @text: a meter as ABC has it
 *
 * Returns: (transfer full) (nullable): the meter in figures, NULL when it is empty or none
 */
char *
shed_abc_meter_canonical (const char *text)
{
  ShedAbcMeter meter;

  if (text == NULL || text[strspn (text, " \t")] == '\0' || !shed_abc_meter_parse (text, -1, &meter))
    return NULL;
  return shed_abc_meter_to_string (&meter);
}

/**
 * shed_abc_unit_parse:
 * @text: what stands after `L:`; need not end in NUL
 * @length: bytes of @text, -1: up to NUL
 * @ret_numerator: (out): in whole notes
 * @ret_denominator: (out): a power of two up to 512, in lowest terms
 *
 * Returns: FALSE, and nothing set, when the text is no unit length
 */
gboolean
shed_abc_unit_parse (const char *text, gssize length, guint *ret_numerator, guint *ret_denominator)
{
  const char *at = text, *end = text + (length < 0 ? strlen (text) : (gsize)length);
  guint numerator, denominator = 1;

  at = parse_figure (skip_blanks (at, end), end, &numerator);
  at = skip_blanks (at, end);
  if (at < end && *at == '/')
    at = skip_blanks (parse_figure (skip_blanks (at + 1, end), end, &denominator), end);
  if (at != end || numerator == 0 || numerator > 4 || denominator == 0 || denominator > 512 ||
      (denominator & (denominator - 1)) != 0)
    return FALSE;
  while (numerator % 2 == 0 && denominator % 2 == 0)
    {
      numerator /= 2;
      denominator /= 2;
    }
  *ret_numerator = numerator;
  *ret_denominator = denominator;
  return TRUE;
}

/**
 * shed_abc_unit_default:
 * @meter: a meter
 * @ret_numerator: (out): in whole notes
 * @ret_denominator: (out): see @ret_numerator
 *
 * The unit length of a tune without `L:`: a sixteenth in meters shorter than 3/4, else (and in free meters) an eighth.
 */
void
shed_abc_unit_default (const ShedAbcMeter *meter, guint *ret_numerator, guint *ret_denominator)
{
  *ret_numerator = 1;
  *ret_denominator = meter->numerator != 0 && 4u * meter->numerator < 3u * meter->denominator ? 16 : 8;
}

/**
 * shed_abc_symbol_has_time:
 * @symbol: a symbol
 *
 * Returns: whether time passes with it: notes and rests but for grace notes, further notes of a chord and overlays
 */
gboolean
shed_abc_symbol_has_time (const ShedAbcSymbol *symbol)
{
  return (symbol->kind == SHED_ABC_NOTE || symbol->kind == SHED_ABC_REST) &&
         (symbol->flags & (SHED_ABC_FLAG_GRACE | SHED_ABC_FLAG_CHORD | SHED_ABC_FLAG_OVERLAY)) == 0;
}

/**
 * shed_abc_symbol_get_duration:
 * @symbol: a symbol
 * @ret_numerator: (out): in whole notes; 0 when no time passes with it
 * @ret_denominator: (out): never 0
 *
 * How long a symbol sounds: its written length, shortened or stretched by the tuplet it stands in.
 */
void
shed_abc_symbol_get_duration (const ShedAbcSymbol *symbol, guint *ret_numerator, guint *ret_denominator)
{
  guint numerator = 0, denominator = 1, a, b;

  if (shed_abc_symbol_has_time (symbol) && symbol->denominator != 0)
    {
      numerator = symbol->numerator;
      denominator = symbol->denominator;
      if (symbol->tuplet_p != 0)
        {
          numerator *= symbol->tuplet_q;
          denominator *= symbol->tuplet_p;
        }
    }
  for (a = numerator, b = denominator; b != 0;)
    {
      guint rest = a % b;

      a = b;
      b = rest;
    }
  *ret_numerator = numerator / a;
  *ret_denominator = denominator / a;
}

/**
 * shed_abc_symbol_get_midi:
 * @symbol: a note
 *
 * Returns: its pitch as a MIDI number, 60 for middle C, within 0 … 127; `transpose=` is not counted
 */
int
shed_abc_symbol_get_midi (const ShedAbcSymbol *symbol)
{
  static const guint8 semitones[7] = { 0, 2, 4, 5, 7, 9, 11 };
  int octave = symbol->step >= 0 ? symbol->step / 7 : -((6 - symbol->step) / 7);

  return CLAMP (60 + 12 * octave + semitones[symbol->step - 7 * octave] + symbol->alter, 0, 127);
}
