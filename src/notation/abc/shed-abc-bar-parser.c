/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bar lines, repeats and endings, and whether the bars between them are as long as the meter says. Repeats are noted,
 * never played. Rules: ABC standard 2.1, sections 4.8 to 4.10. */
#define G_LOG_DOMAIN "Woodshed-notation"

#include "shed-abc-line-private.h"

#include <string.h>

static char *
describe_time (guint64 ticks, guint denominator, guint *ret_numerator, guint *ret_denominator)
{
  static const char *const words[][2] = {
    { "whole note", "whole notes" }, { "half", "halves" },          { "quarter", "quarters" },
    { "eighth", "eighths" },         { "sixteenth", "sixteenths" },
  };
  guint numerator, divisor;

  if (ticks * denominator % SHED_ABC_TICKS == 0)
    {
      numerator = MIN (ticks * denominator / SHED_ABC_TICKS, 100000);
      *ret_numerator = numerator;
      *ret_denominator = denominator;
      for (guint i = 0; i < G_N_ELEMENTS (words); i++)
        if (denominator == 1u << i)
          return g_strdup_printf ("%u %s", numerator, words[i][numerator != 1]);
      return g_strdup_printf ("%u/%u", numerator, denominator);
    }
  ticks = MIN (ticks, (guint64)SHED_ABC_TICKS * 100);
  divisor = shed_abc_gcd (ticks, SHED_ABC_TICKS);
  *ret_numerator = ticks / divisor;
  *ret_denominator = SHED_ABC_TICKS / divisor;
  return g_strdup_printf ("%u/%u", *ret_numerator, *ret_denominator);
}

static void
remark_bar (ShedAbcParser *parser,
            ShedAbcVoice *voice,
            ShedAbcRemarkCode code,
            guint64 ticks,
            guint number,
            guint32 offset,
            guint32 length)
{
  guint numerator, denominator;
  g_autofree char *detail = describe_time (ticks, voice->meter.denominator, &numerator, &denominator);
  guint n_before = parser->remarks->len;

  shed_abc_parser_remark (parser, code, offset, length, detail, -1);
  if (parser->remarks->len > n_before)
    {
      ShedAbcRemark *added = &g_array_index (parser->remarks, ShedAbcRemark, n_before);

      added->number[0] = number;
      added->number[1] = numerator;
      added->number[2] = denominator;
    }
}

static void
flush_short_bar (ShedAbcParser *parser, ShedAbcVoice *voice)
{
  if (voice->short_ticks > 0)
    remark_bar (parser, voice, SHED_ABC_REMARK_SHORT_BAR, voice->short_ticks, voice->short_number, voice->short_offset,
                voice->short_length);
  voice->short_ticks = 0;
}

/* A part begins here: the bar before it may be short, and so may the one after. */
void
shed_abc_parser_border (ShedAbcParser *self)
{
  ShedAbcVoice *voice = &self->voices[self->voice];

  voice->began_at_border = TRUE;
  if (voice->bar_ticks == 0)
    voice->short_ticks = 0;
}

/* Is the bar that ends at line->at as long as the meter says? A short one is excused at a border, and two short ones
 * when they make one bar: the last of a part and the upbeat to the next. */
static void
check_bar (ShedAbcLine *line, gboolean at_border)
{
  ShedAbcVoice *voice = line->voice;
  guint64 wanted = (guint64)voice->meter.numerator * SHED_ABC_TICKS / voice->meter.denominator;
  gboolean is_short = voice->bar_ticks + 8 < wanted;
  guint32 end = shed_abc_line_offset (line, line->at);
  guint32 offset = MIN (voice->bar_offset, end);

  /* An upbeat is no bar of its own. */
  if (voice->bar_number > 0 || !is_short)
    voice->bar_number++;
  if (wanted == 0 || voice->bar_has_rest)
    return;

  if (voice->short_ticks > 0 && is_short && voice->short_ticks + voice->bar_ticks <= wanted + 8)
    {
      voice->short_ticks = 0;
      return;
    }
  flush_short_bar (line->parser, voice);
  if (voice->bar_ticks > wanted + 8)
    remark_bar (line->parser, voice, SHED_ABC_REMARK_LONG_BAR, voice->bar_ticks, voice->bar_number, offset,
                end - offset);
  else if (is_short && !at_border && !voice->began_at_border)
    {
      voice->short_ticks = voice->bar_ticks;
      voice->short_number = voice->bar_number;
      voice->short_offset = offset;
      voice->short_length = end - offset;
    }
}

/* A bar line that counts. */
void
shed_abc_line_end_bar (ShedAbcLine *line, gboolean at_border)
{
  ShedAbcVoice *voice = line->voice;

  shed_abc_line_end_tuplet (line, FALSE);
  if (voice->broken != 0)
    {
      shed_abc_parser_remark (line->parser, SHED_ABC_REMARK_LONELY_TIE, voice->broken_offset, 1, NULL, 0);
      voice->broken = 0;
    }
  if (voice->bar_ticks > 0)
    {
      check_bar (line, at_border);
      voice->began_at_border = at_border;
    }
  else if (at_border)
    shed_abc_parser_border (line->parser);
  voice->bar_ticks = voice->overlay_ticks = 0;
  voice->bar_has_rest = voice->in_overlay = FALSE;
  voice->bar_altered = 0;
  voice->first = voice->last = -1;
}

/* 1   1,3   1-3   1-3,5 : bits of the endings named; nothing is taken when there is no figure. */
static guint16
parse_endings (ShedAbcLine *line)
{
  guint endings = 0, from = 0;

  while (line->at < line->end && g_ascii_isdigit (*line->at))
    {
      guint figure = 0;

      for (; line->at < line->end && g_ascii_isdigit (*line->at); line->at++)
        figure = MIN (figure * 10 + (*line->at - '0'), 17);
      if (figure >= 1 && figure <= 16)
        for (guint i = from > 0 && from <= figure ? from : figure; i <= figure; i++)
          endings |= 1u << (i - 1);
      from = 0;
      if (line->at + 1 < line->end && (*line->at == ',' || *line->at == '-') && g_ascii_isdigit (line->at[1]))
        {
          from = *line->at == '-' ? figure : 0;
          line->at++;
        }
      else
        break;
    }
  return endings;
}

void
shed_abc_line_start_ending (ShedAbcLine *line, const char *from)
{
  ShedAbcParser *parser = line->parser;
  ShedAbcSymbol *bar = parser->n_symbols > 0 ? &parser->symbols[parser->n_symbols - 1] : NULL;
  guint16 endings = parse_endings (line);

  if (bar == NULL || bar->kind != SHED_ABC_BAR || bar->endings != 0 || bar->text != 0 || bar->voice != parser->voice)
    bar = shed_abc_parser_add_symbol (parser, SHED_ABC_BAR, shed_abc_line_offset (line, from));
  bar->endings = endings;
  shed_abc_line_end_symbol (line, bar);
  line->voice->began_at_border = TRUE;
}

static ShedAbcBar
classify_bar (guint colons_before, guint colons_after, guint pipes, gboolean opens, gboolean closes)
{
  if (pipes == 0 && !opens)
    {
      if (closes)
        return SHED_ABC_BAR_REPEAT_END;
      return colons_before > 1 ? SHED_ABC_BAR_REPEAT_BOTH : SHED_ABC_BAR_NONE;
    }
  if (colons_before > 0 && colons_after > 0)
    return SHED_ABC_BAR_REPEAT_BOTH;
  if (colons_before > 0)
    return SHED_ABC_BAR_REPEAT_END;
  if (colons_after > 0)
    return SHED_ABC_BAR_REPEAT_START;
  if (opens && closes)
    return SHED_ABC_BAR_INVISIBLE;
  if (opens)
    return SHED_ABC_BAR_INITIAL;
  if (closes)
    return SHED_ABC_BAR_FINAL;
  return pipes > 1 ? SHED_ABC_BAR_DOUBLE : SHED_ABC_BAR_SINGLE;
}

void
shed_abc_line_bar (ShedAbcLine *line)
{
  ShedAbcParser *parser = line->parser;
  const char *from = line->at, *at = from;
  guint colons_before = 0, colons_after = 0, pipes = 0;
  gboolean opens = FALSE, closes = FALSE, is_dotted = *at == '.';
  ShedAbcBar kind;
  ShedAbcSymbol *bar;

  for (at += is_dotted; at < line->end; at++)
    {
      if (*at == ':' && pipes == 0 && !opens)
        colons_before++;
      else if (*at == ':')
        colons_after++;
      else if (*at == '|' && colons_after == 0)
        pipes++;
      else if (*at == '|' && colons_before == 0)
        {
          /* Books close a tune with "|:|" and write "|::|" between parts. */
          colons_before = 1;
          colons_after = colons_after > 1;
          pipes++;
        }
      else if (*at == '[' && at + 1 < line->end && at[1] == '|' && pipes == 0 && !opens)
        opens = TRUE;
      else if (*at == ']' && (pipes > 0 || colons_before > 0) && !closes)
        closes = TRUE;
      else
        break;
    }
  kind = classify_bar (colons_before, colons_after, pipes, opens, closes);
  /* ":A2AB" at the beginning of a line: the stroke was forgotten. */
  if (kind == SHED_ABC_BAR_NONE && colons_before == 1 && (from == parser->text || from[-1] == '\n'))
    kind = SHED_ABC_BAR_REPEAT_START;
  line->at = at;
  if (kind == SHED_ABC_BAR_NONE)
    {
      shed_abc_line_remark (line, SHED_ABC_REMARK_BAD_CHARACTER, from, 1, TRUE);
      return;
    }
  if (is_dotted && kind == SHED_ABC_BAR_SINGLE)
    kind = SHED_ABC_BAR_DOTTED;

  if (kind != SHED_ABC_BAR_DOTTED && kind != SHED_ABC_BAR_INVISIBLE)
    {
      gboolean at_border = kind != SHED_ABC_BAR_SINGLE;

      /* "|1", "| [1" and "|[K:D" … : what stands behind it may make it a border too. */
      for (const char *next = at; next < line->end && !at_border && strchr (" [", *next) != NULL; next++)
        at_border = next + 1 < line->end && *next == '[' && (g_ascii_isdigit (next[1]) || next[1] == '"');
      at_border |= at < line->end && g_ascii_isdigit (*at);
      shed_abc_line_end_bar (line, at_border);
    }
  bar = shed_abc_parser_add_symbol (parser, SHED_ABC_BAR, shed_abc_line_offset (line, from));
  bar->bar = kind;
  if (kind == SHED_ABC_BAR_REPEAT_BOTH && pipes == 0)
    bar->repeats = 2;
  else if (colons_before > 0 || colons_after > 0)
    bar->repeats = MIN (MAX (colons_before, colons_after) + 1, 99);
  if (line->at < line->end && g_ascii_isdigit (*line->at))
    bar->endings = parse_endings (line);
  shed_abc_line_end_symbol (line, bar);
  bar->signs = parser->signs & ~(is_dotted ? SHED_ABC_SIGN_STACCATO : 0);
  parser->signs = 0;
  parser->n_bars++;
  line->voice->joined = FALSE;
  line->voice->bar_offset = shed_abc_line_offset (line, line->at);
}
