/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notes, rests, lengths, ties, broken rhythm and tuplets: whatever takes time. A note is a symbol with its pitch worked
 * out and its length in whole notes; figures are bounded here. Rules: ABC standard 2.1, sections 4.1 to 4.5, 4.11
 * and 4.13. */
#define G_LOG_DOMAIN "Woodshed-notation"

#include "shed-abc-line-private.h"

#include <string.h>

#define MAX_LENGTH_FIGURE 1024
#define MAX_STEP 63

static const gint8 letter_steps[] = { 5, 6, 0, 1, 2, 3, 4 }; /* A B C D E F G */

static inline ShedAbcSymbol *
add_symbol (ShedAbcParser *self, ShedAbcSymbolKind kind, guint32 offset)
{
  ShedAbcSymbol *symbol;

  if (G_UNLIKELY (self->n_symbols == self->n_allocated))
    {
      self->n_allocated = MAX (1024, self->n_allocated * 2);
      self->symbols = g_renew (ShedAbcSymbol, self->symbols, self->n_allocated);
    }
  symbol = &self->symbols[self->n_symbols++];
  memset (symbol, 0, sizeof *symbol);
  symbol->kind = kind;
  symbol->offset = offset;
  symbol->denominator = 1;
  symbol->accidental = SHED_ABC_NO_ACCIDENTAL;
  symbol->voice = self->voice;
  return symbol;
}

ShedAbcSymbol *
shed_abc_parser_add_symbol (ShedAbcParser *self, ShedAbcSymbolKind kind, guint32 offset)
{
  return add_symbol (self, kind, offset);
}

/* Sets a length in lowest terms; FALSE when it had to be cut to what a symbol can hold. */
static gboolean
set_length (ShedAbcSymbol *symbol, guint64 numerator, guint64 denominator)
{
  gboolean fits = TRUE;

  while (((numerator | denominator) & 1) == 0 && numerator != 0)
    {
      numerator >>= 1;
      denominator >>= 1;
    }
  if ((denominator & (denominator - 1)) != 0)
    {
      guint divisor = shed_abc_gcd (numerator, denominator);

      numerator /= divisor;
      denominator /= divisor;
    }
  if (denominator > 32768)
    {
      numerator = MAX (1, numerator * 32768 / denominator);
      denominator = 32768;
      fits = FALSE;
    }
  if (numerator > G_MAXUINT16)
    {
      numerator = G_MAXUINT16;
      fits = FALSE;
    }
  symbol->numerator = numerator;
  symbol->denominator = denominator;
  return fits;
}

static guint64
ticks_of (const ShedAbcSymbol *symbol)
{
  guint64 ticks = (guint64)symbol->numerator * SHED_ABC_TICKS;

  if (symbol->tuplet_p != 0)
    return ticks * symbol->tuplet_q / ((guint64)symbol->denominator * symbol->tuplet_p);
  /* Nearly always a power of two; a division for each note of a large book can be felt. */
  if (G_LIKELY ((symbol->denominator & (symbol->denominator - 1)) == 0))
    return ticks >> __builtin_ctz (symbol->denominator);
  return ticks / symbol->denominator;
}

/* 3, 3/2, /, //, /4: figures are bounded, 0 is read as 1. */
void
shed_abc_line_length (ShedAbcLine *line, guint *ret_numerator, guint *ret_denominator)
{
  const char *from = line->at;
  guint numerator = 1, denominator = 1;
  gboolean bad = FALSE;

  if (line->at < line->end && g_ascii_isdigit (*line->at))
    {
      for (numerator = 0; line->at < line->end && g_ascii_isdigit (*line->at); line->at++)
        numerator = MIN (numerator * 10 + (*line->at - '0'), MAX_LENGTH_FIGURE + 1);
      bad = numerator == 0 || numerator > MAX_LENGTH_FIGURE;
    }
  while (line->at < line->end && *line->at == '/')
    {
      guint figure = 2;

      line->at++;
      if (line->at < line->end && g_ascii_isdigit (*line->at))
        for (figure = 0; line->at < line->end && g_ascii_isdigit (*line->at); line->at++)
          figure = MIN (figure * 10 + (*line->at - '0'), MAX_LENGTH_FIGURE + 1);
      bad |= figure == 0 || denominator * figure > MAX_LENGTH_FIGURE;
      denominator = CLAMP (denominator * figure, 1, MAX_LENGTH_FIGURE);
    }
  if (bad)
    shed_abc_line_remark (line, SHED_ABC_REMARK_BAD_LENGTH, from, line->at - from, TRUE);
  *ret_numerator = CLAMP (numerator, 1, MAX_LENGTH_FIGURE);
  *ret_denominator = denominator;
}

/* What sounds: the accidental before the note, else an earlier one of this letter in the bar, else a tie's, else the
 * key's. */
static void
resolve_alter (ShedAbcLine *line, ShedAbcSymbol *note, int letter)
{
  ShedAbcVoice *voice = line->voice;

  if (note->accidental != SHED_ABC_NO_ACCIDENTAL)
    {
      note->alter = note->accidental;
      voice->bar_alter[letter] = note->accidental;
      voice->bar_altered |= 1 << letter;
    }
  else if ((voice->bar_altered & (1 << letter)) != 0)
    note->alter = voice->bar_alter[letter];
  else if (voice->tie >= 0 && line->parser->symbols[voice->tie].step == note->step)
    note->alter = line->parser->symbols[voice->tie].alter;
  else
    note->alter = voice->key.alter[letter];
}

/* Accidentals, letter, octave and length at line->at. NULL, and nothing taken, when there is no note. */
ShedAbcSymbol *
shed_abc_line_note (ShedAbcLine *line, guint32 flags)
{
  const char *at = line->at;
  int accidental = SHED_ABC_NO_ACCIDENTAL, letter, step;
  guint numerator, denominator;
  ShedAbcSymbol *note;

  for (; at < line->end && (*at == '^' || *at == '_' || *at == '='); at++)
    {
      int so_far = accidental == SHED_ABC_NO_ACCIDENTAL ? 0 : accidental;

      accidental = *at == '=' ? 0 : CLAMP (so_far + (*at == '^' ? 1 : -1), -2, 2);
    }
  if (accidental != SHED_ABC_NO_ACCIDENTAL)
    {
      /* Quarter tones: ^/ or ^1/2 or ^3/2. */
      const char *from = at;

      while (at < line->end && (g_ascii_isdigit (*at) || *at == '/') && at - from < 4)
        at++;
      if (at > from)
        {
          flags |= SHED_ABC_FLAG_QUARTER_TONE;
          accidental = *from == '3' ? accidental : 0;
        }
    }
  if (at >= line->end || !shed_abc_is_note_letter (*at))
    return NULL;

  note = add_symbol (line->parser, SHED_ABC_NOTE, shed_abc_line_offset (line, line->at));
  letter = letter_steps[(*at & 0x1f) - 1];
  step = letter + (*at >= 'a' ? 7 : 0) + 7 * line->voice->clef.octave;
  for (at++; at < line->end && (*at == '\'' || *at == ','); at++)
    step = CLAMP (step + (*at == '\'' ? 7 : -7), -1000, 1000);
  line->at = at;
  if (G_UNLIKELY (ABS (step) > MAX_STEP))
    {
      shed_abc_line_remark (line, SHED_ABC_REMARK_BAD_LENGTH, line->parser->text + note->offset,
                            at - line->parser->text - note->offset, TRUE);
      for (; step > MAX_STEP; step -= 7)
        ;
      for (; step < -MAX_STEP; step += 7)
        ;
    }
  note->step = step;
  note->accidental = accidental;
  note->flags = flags;
  resolve_alter (line, note, letter);

  if (at < line->end && (g_ascii_isdigit (*at) || *at == '/'))
    {
      shed_abc_line_length (line, &numerator, &denominator);
      if (!set_length (note, (guint64)numerator * line->voice->unit_numerator,
                       (guint64)denominator * line->voice->unit_denominator))
        shed_abc_line_remark (line, SHED_ABC_REMARK_BAD_LENGTH, at, line->at - at, TRUE);
    }
  else
    {
      note->numerator = line->voice->unit_numerator;
      note->denominator = line->voice->unit_denominator;
    }
  line->parser->n_notes++;
  return note;
}

void
shed_abc_line_give_signs (ShedAbcLine *line, ShedAbcSymbol *symbol)
{
  ShedAbcParser *parser = line->parser;

  symbol->signs = parser->signs;
  symbol->dynamic = parser->dynamic;
  symbol->finger = parser->finger;
  symbol->slur_starts = parser->slur_starts;
  parser->signs = 0;
  parser->dynamic = parser->finger = parser->slur_starts = 0;
}

void
shed_abc_line_scale (ShedAbcParser *parser, int first, int last, guint numerator, guint denominator)
{
  for (int i = first; i <= last; i++)
    {
      ShedAbcSymbol *symbol = &parser->symbols[i];

      if (symbol->kind == SHED_ABC_NOTE || symbol->kind == SHED_ABC_REST)
        set_length (symbol, (guint64)symbol->numerator * numerator, (guint64)symbol->denominator * denominator);
    }
}

static void
add_time (ShedAbcLine *line, gint64 ticks)
{
  ShedAbcVoice *voice = line->voice;

  if (voice->in_overlay)
    voice->overlay_ticks += ticks;
  else
    voice->bar_ticks += ticks;
}

/* A note, chord or rest is complete: symbols @first to the last one. Broken rhythm and tuplets take hold of it. */
void
shed_abc_line_end_event (ShedAbcLine *line, int first)
{
  ShedAbcParser *parser = line->parser;
  ShedAbcVoice *voice = line->voice;
  int last = parser->n_symbols - 1;
  ShedAbcSymbol *symbol = &parser->symbols[first];

  if (voice->broken != 0)
    {
      guint parts = 1u << ABS (voice->broken);

      shed_abc_line_scale (parser, first, last, voice->broken > 0 ? 1 : 2 * parts - 1, parts);
      voice->broken = 0;
    }
  if (voice->tuplet_left > 0)
    {
      for (int i = first; i <= last; i++)
        {
          parser->symbols[i].tuplet_p = voice->tuplet_p;
          parser->symbols[i].tuplet_q = voice->tuplet_q;
        }
      if (!voice->tuplet_started)
        symbol->flags |= SHED_ABC_FLAG_TUPLET_START;
      voice->tuplet_started = TRUE;
      if (--voice->tuplet_left == 0)
        symbol->flags |= SHED_ABC_FLAG_TUPLET_END;
    }
  if (voice->in_overlay)
    for (int i = first; i <= last; i++)
      parser->symbols[i].flags |= SHED_ABC_FLAG_OVERLAY;
  voice->first = first;
  voice->last = last;
  if (symbol->kind == SHED_ABC_NOTE)
    voice->last_note = first;
  voice->tie = -1;
  voice->joined = TRUE;
  add_time (line, ticks_of (symbol));
}

void
shed_abc_line_end_tuplet (ShedAbcLine *line, gboolean is_complete)
{
  ShedAbcVoice *voice = line->voice;

  if (voice->tuplet_left == 0)
    return;
  if (!is_complete)
    shed_abc_parser_remark (line->parser, SHED_ABC_REMARK_BAD_TUPLET, voice->tuplet_offset, 2, NULL, 0);
  if (voice->tuplet_started && voice->first >= 0)
    line->parser->symbols[voice->first].flags |= SHED_ABC_FLAG_TUPLET_END;
  voice->tuplet_left = 0;
}

/* (3  (3:2  (3:2:4  (3::4 */
void
shed_abc_line_tuplet (ShedAbcLine *line)
{
  ShedAbcVoice *voice = line->voice;
  const char *from = line->at;
  guint figures[3] = { 0, 0, 0 };
  gboolean is_compound = voice->meter.numerator % 3 == 0 && voice->meter.numerator > 3 && voice->meter.denominator >= 8;

  line->at++;
  for (guint i = 0; i < 3; i++)
    {
      for (; line->at < line->end && g_ascii_isdigit (*line->at); line->at++)
        figures[i] = MIN (figures[i] * 10 + (*line->at - '0'), 1000);
      if (line->at >= line->end || *line->at != ':' || i == 2)
        break;
      /* "(3:|": the colon belongs to a bar line. */
      if (line->at + 1 < line->end && (line->at[1] == '|' || (line->at[1] == ':' && i == 1)))
        break;
      line->at++;
    }
  shed_abc_line_end_tuplet (line, FALSE);
  if (figures[1] == 0)
    switch (figures[0])
      {
      case 2:
      case 4:
      case 8:
        figures[1] = 3;
        break;
      case 3:
      case 6:
        figures[1] = 2;
        break;
      default:
        figures[1] = is_compound ? 3 : 2;
      }
  if (figures[2] == 0)
    figures[2] = figures[0];
  if (figures[0] < 2 || figures[0] > 64 || figures[1] > 64 || figures[2] > 64)
    {
      shed_abc_line_remark (line, SHED_ABC_REMARK_BAD_TUPLET, from, line->at - from, TRUE);
      return;
    }
  voice->tuplet_p = figures[0];
  voice->tuplet_q = figures[1];
  voice->tuplet_left = figures[2];
  voice->tuplet_started = FALSE;
  voice->tuplet_offset = shed_abc_line_offset (line, from);
}

void
shed_abc_line_single_note (ShedAbcLine *line)
{
  int first = line->parser->n_symbols;
  ShedAbcSymbol *note = shed_abc_line_note (line, line->voice->joined ? SHED_ABC_FLAG_JOINED : 0);

  if (note == NULL)
    {
      shed_abc_line_remark (line, SHED_ABC_REMARK_BAD_CHARACTER, line->at, 1, TRUE);
      line->at++;
      return;
    }
  shed_abc_line_give_signs (line, note);
  shed_abc_line_end_symbol (line, note);
  shed_abc_line_end_event (line, first);
}

void
shed_abc_line_rest (ShedAbcLine *line)
{
  ShedAbcParser *parser = line->parser;
  ShedAbcVoice *voice = line->voice;
  char letter = *line->at;
  int first = parser->n_symbols;
  ShedAbcSymbol *rest = add_symbol (parser, SHED_ABC_REST, shed_abc_line_offset (line, line->at));
  guint numerator, denominator;

  line->at++;
  shed_abc_line_length (line, &numerator, &denominator);
  if (letter == 'x' || letter == 'X')
    rest->flags |= SHED_ABC_FLAG_INVISIBLE;
  if (letter == 'Z' || letter == 'X')
    {
      rest->flags |= SHED_ABC_FLAG_WHOLE_BARS;
      rest->index = numerator;
      voice->bar_has_rest = TRUE;
      set_length (rest, (guint64)numerator * MAX (1, voice->meter.numerator), voice->meter.denominator);
    }
  else
    set_length (rest, (guint64)numerator * voice->unit_numerator, (guint64)denominator * voice->unit_denominator);
  shed_abc_line_give_signs (line, rest);
  shed_abc_line_end_symbol (line, rest);
  shed_abc_line_end_event (line, first);
  voice->joined = FALSE;
}

void
shed_abc_line_tie (ShedAbcLine *line)
{
  ShedAbcParser *parser = line->parser;
  ShedAbcVoice *voice = line->voice;
  gboolean dotted = (parser->signs & SHED_ABC_SIGN_STACCATO) != 0 && line->at[-1] == '.';

  if (voice->last_note < 0)
    shed_abc_line_remark (line, SHED_ABC_REMARK_LONELY_TIE, line->at, 1, FALSE);
  else
    {
      int last = voice->last_note == voice->first ? voice->last : voice->last_note;

      for (int i = voice->last_note; i <= last; i++)
        if (parser->symbols[i].kind == SHED_ABC_NOTE)
          parser->symbols[i].flags |= SHED_ABC_FLAG_TIE | (dotted ? SHED_ABC_FLAG_DOTTED_TIE : 0);
      voice->tie = voice->last_note;
    }
  if (dotted)
    parser->signs &= ~SHED_ABC_SIGN_STACCATO;
  line->at++;
}

void
shed_abc_line_broken (ShedAbcLine *line)
{
  ShedAbcParser *parser = line->parser;
  ShedAbcVoice *voice = line->voice;
  const char *from = line->at;
  char sign = *from;
  guint steps = 0, parts;

  for (; line->at < line->end && *line->at == sign; line->at++)
    steps++;
  if (voice->first < 0 || voice->broken != 0 || steps > 3)
    {
      shed_abc_line_remark (line, SHED_ABC_REMARK_LONELY_TIE, from, line->at - from, FALSE);
      return;
    }
  parts = 1u << steps;
  add_time (line, -(gint64)ticks_of (&parser->symbols[voice->first]));
  shed_abc_line_scale (parser, voice->first, voice->last, sign == '>' ? 2 * parts - 1 : 1, parts);
  add_time (line, ticks_of (&parser->symbols[voice->first]));
  parser->symbols[voice->first].flags |= SHED_ABC_FLAG_BROKEN;
  voice->broken = sign == '>' ? (int)steps : -(int)steps;
  voice->broken_offset = shed_abc_line_offset (line, from);
}
