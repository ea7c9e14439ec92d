/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parser of lines of music: each sign becomes at most one symbol, each byte is looked at a bounded number of times, and
 * what is not understood is passed over with a remark. Rules: ABC standard 2.1, section 4. */
#define G_LOG_DOMAIN "Woodshed-notation"

#include "shed-abc-parser-private.h"

#include "shed-abc-decorations-private.h"

#include <string.h>

#define MAX_LENGTH_FIGURE 1024
#define MAX_STEP 63
#define MAX_SLURS 15
#define MAX_NAME 32 /* of a decoration */

typedef struct
{
  ShedAbcParser *parser;
  ShedAbcVoice *voice;
  const char *at;
  const char *end;
} Line;

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

static guint32
offset_of (const Line *line, const char *at)
{
  return at - line->parser->text;
}

static void
remark (Line *line, ShedAbcRemarkCode code, const char *from, gsize length, gboolean with_detail)
{
  shed_abc_parser_remark (line->parser, code, offset_of (line, from), length, with_detail ? from : NULL, length);
}

static void
end_symbol (Line *line, ShedAbcSymbol *symbol)
{
  symbol->length = MIN ((gsize) (offset_of (line, line->at) - symbol->offset), G_MAXUINT16);
}

static gboolean
is_note_letter (char c)
{
  return (c >= 'A' && c <= 'G') || (c >= 'a' && c <= 'g');
}

static guint
gcd (guint a, guint b)
{
  while (b != 0)
    {
      guint rest = a % b;

      a = b;
      b = rest;
    }
  return a;
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
      guint divisor = gcd (numerator, denominator);

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
  guint64 ticks = (guint64) symbol->numerator * SHED_ABC_TICKS;

  if (symbol->tuplet_p != 0)
    return ticks * symbol->tuplet_q / ((guint64) symbol->denominator * symbol->tuplet_p);
  /* Nearly always a power of two; a division for each note of a large book can be felt. */
  if (G_LIKELY ((symbol->denominator & (symbol->denominator - 1)) == 0))
    return ticks >> __builtin_ctz (symbol->denominator);
  return ticks / symbol->denominator;
}

/* 3, 3/2, /, //, /4: figures are bounded, 0 is read as 1. */
static void
parse_length (Line *line, guint *ret_numerator, guint *ret_denominator)
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
    remark (line, SHED_ABC_REMARK_BAD_LENGTH, from, line->at - from, TRUE);
  *ret_numerator = CLAMP (numerator, 1, MAX_LENGTH_FIGURE);
  *ret_denominator = denominator;
}

/* What sounds: the accidental before the note, else an earlier one of this letter in the bar, else a tie's, else the key's. */
static void
resolve_alter (Line *line, ShedAbcSymbol *note, int letter)
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
static ShedAbcSymbol *
parse_note (Line *line, guint32 flags)
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
  if (at >= line->end || !is_note_letter (*at))
    return NULL;

  note = add_symbol (line->parser, SHED_ABC_NOTE, offset_of (line, line->at));
  letter = letter_steps[(*at & 0x1f) - 1];
  step = letter + (*at >= 'a' ? 7 : 0) + 7 * line->voice->clef.octave;
  for (at++; at < line->end && (*at == '\'' || *at == ','); at++)
    step = CLAMP (step + (*at == '\'' ? 7 : -7), -1000, 1000);
  line->at = at;
  if (G_UNLIKELY (ABS (step) > MAX_STEP))
    {
      remark (line, SHED_ABC_REMARK_BAD_LENGTH, line->parser->text + note->offset, at - line->parser->text - note->offset,
              TRUE);
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
      parse_length (line, &numerator, &denominator);
      if (!set_length (note, (guint64) numerator * line->voice->unit_numerator,
                       (guint64) denominator * line->voice->unit_denominator))
        remark (line, SHED_ABC_REMARK_BAD_LENGTH, at, line->at - at, TRUE);
    }
  else
    {
      note->numerator = line->voice->unit_numerator;
      note->denominator = line->voice->unit_denominator;
    }
  line->parser->n_notes++;
  return note;
}

static void
give_signs (Line *line, ShedAbcSymbol *symbol)
{
  ShedAbcParser *parser = line->parser;

  symbol->signs = parser->signs;
  symbol->dynamic = parser->dynamic;
  symbol->finger = parser->finger;
  symbol->slur_starts = parser->slur_starts;
  parser->signs = 0;
  parser->dynamic = parser->finger = parser->slur_starts = 0;
}

static void
scale_event (ShedAbcParser *parser, int first, int last, guint numerator, guint denominator)
{
  for (int i = first; i <= last; i++)
    {
      ShedAbcSymbol *symbol = &parser->symbols[i];

      if (symbol->kind == SHED_ABC_NOTE || symbol->kind == SHED_ABC_REST)
        set_length (symbol, (guint64) symbol->numerator * numerator, (guint64) symbol->denominator * denominator);
    }
}

static void
add_time (Line *line, gint64 ticks)
{
  ShedAbcVoice *voice = line->voice;

  if (voice->in_overlay)
    voice->overlay_ticks += ticks;
  else
    voice->bar_ticks += ticks;
}

/* A note, chord or rest is complete: symbols @first to the last one. Broken rhythm and tuplets take hold of it. */
static void
end_event (Line *line, int first)
{
  ShedAbcParser *parser = line->parser;
  ShedAbcVoice *voice = line->voice;
  int last = parser->n_symbols - 1;
  ShedAbcSymbol *symbol = &parser->symbols[first];

  if (voice->broken != 0)
    {
      guint parts = 1u << ABS (voice->broken);

      scale_event (parser, first, last, voice->broken > 0 ? 1 : 2 * parts - 1, parts);
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

static void
end_tuplet (Line *line, gboolean is_complete)
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
static void
parse_tuplet (Line *line)
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
  end_tuplet (line, FALSE);
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
      remark (line, SHED_ABC_REMARK_BAD_TUPLET, from, line->at - from, TRUE);
      return;
    }
  voice->tuplet_p = figures[0];
  voice->tuplet_q = figures[1];
  voice->tuplet_left = figures[2];
  voice->tuplet_started = FALSE;
  voice->tuplet_offset = offset_of (line, from);
}

static void
parse_single_note (Line *line)
{
  int first = line->parser->n_symbols;
  ShedAbcSymbol *note = parse_note (line, line->voice->joined ? SHED_ABC_FLAG_JOINED : 0);

  if (note == NULL)
    {
      remark (line, SHED_ABC_REMARK_BAD_CHARACTER, line->at, 1, TRUE);
      line->at++;
      return;
    }
  give_signs (line, note);
  end_symbol (line, note);
  end_event (line, first);
}

static void
parse_rest (Line *line)
{
  ShedAbcParser *parser = line->parser;
  ShedAbcVoice *voice = line->voice;
  char letter = *line->at;
  int first = parser->n_symbols;
  ShedAbcSymbol *rest = add_symbol (parser, SHED_ABC_REST, offset_of (line, line->at));
  guint numerator, denominator;

  line->at++;
  parse_length (line, &numerator, &denominator);
  if (letter == 'x' || letter == 'X')
    rest->flags |= SHED_ABC_FLAG_INVISIBLE;
  if (letter == 'Z' || letter == 'X')
    {
      rest->flags |= SHED_ABC_FLAG_WHOLE_BARS;
      rest->index = numerator;
      voice->bar_has_rest = TRUE;
      set_length (rest, (guint64) numerator * MAX (1, voice->meter.numerator), voice->meter.denominator);
    }
  else
    set_length (rest, (guint64) numerator * voice->unit_numerator, (guint64) denominator * voice->unit_denominator);
  give_signs (line, rest);
  end_symbol (line, rest);
  end_event (line, first);
  voice->joined = FALSE;
}

static void
parse_tie (Line *line)
{
  ShedAbcParser *parser = line->parser;
  ShedAbcVoice *voice = line->voice;
  gboolean dotted = (parser->signs & SHED_ABC_SIGN_STACCATO) != 0 && line->at[-1] == '.';

  if (voice->last_note < 0)
    remark (line, SHED_ABC_REMARK_LONELY_TIE, line->at, 1, FALSE);
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

static void
parse_broken (Line *line)
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
      remark (line, SHED_ABC_REMARK_LONELY_TIE, from, line->at - from, FALSE);
      return;
    }
  parts = 1u << steps;
  add_time (line, -(gint64) ticks_of (&parser->symbols[voice->first]));
  scale_event (parser, voice->first, voice->last, sign == '>' ? 2 * parts - 1 : 1, parts);
  add_time (line, ticks_of (&parser->symbols[voice->first]));
  parser->symbols[voice->first].flags |= SHED_ABC_FLAG_BROKEN;
  voice->broken = sign == '>' ? (int) steps : -(int) steps;
  voice->broken_offset = offset_of (line, from);
}

static void
parse_quoted (Line *line)
{
  const char *from = line->at, *text = from + 1;
  const char *close = text;
  ShedAbcSymbol *symbol;
  gboolean is_annotation;

  while (close < line->end && (*close != '"' || close[-1] == '\\'))
    close++;
  if (close == line->end)
    {
      remark (line, SHED_ABC_REMARK_UNCLOSED, from, 1, TRUE);
      /* Without its end it is as long as a word: a line of notes must not vanish. */
      for (close = text; close < line->end && *close != ' ' && *close != '|';)
        close++;
      line->at = close;
    }
  else
    line->at = close + 1;
  is_annotation = text < close && strchr ("^_<>@", *text) != NULL;
  symbol = add_symbol (line->parser, is_annotation ? SHED_ABC_ANNOTATION : SHED_ABC_CHORD_NAME,
                                       offset_of (line, from));
  symbol->text = shed_abc_parser_add_string (line->parser, text, close - text);
  end_symbol (line, symbol);
  if (symbol->text == 0)
    line->parser->n_symbols--;
}

static gboolean
is_chord_text (const char *text, gsize length)
{
  guint n_notes = 0;

  for (gsize i = 0; i < length; i++)
    if (is_note_letter (text[i]))
      n_notes++;
    else if (!g_ascii_isdigit (text[i]) && strchr ("^_=,'/", text[i]) == NULL)
      return FALSE;
  return n_notes > 1;
}

static void parse_named_decoration (Line *line, gboolean in_chord);

/* [CEG], or +CEG+ of older books; line->at is at the opening sign. */
static void
parse_chord (Line *line, char close)
{
  ShedAbcParser *parser = line->parser;
  ShedAbcVoice *voice = line->voice;
  const char *from = line->at;
  int first = parser->n_symbols;
  guint32 flags = SHED_ABC_FLAG_CHORD_START | (voice->joined ? SHED_ABC_FLAG_JOINED : 0);
  guint8 slurs_before = parser->slur_starts;
  guint numerator = 1, denominator = 1;

  line->at++;
  while (line->at < line->end && *line->at != close && *line->at != '|')
    {
      char c = *line->at;

      if (is_note_letter (c) || c == '^' || c == '_' || c == '=')
        {
          ShedAbcSymbol *note = parse_note (line, flags);

          if (note == NULL)
            {
              line->at++;
              continue;
            }
          give_signs (line, note);
          flags = SHED_ABC_FLAG_CHORD;
          end_symbol (line, note);
        }
      else if (c == '-' && (int) parser->n_symbols > first)
        {
          parser->symbols[parser->n_symbols - 1].flags |= SHED_ABC_FLAG_TIE;
          line->at++;
        }
      else if (c == '!' || c == '+')
        parse_named_decoration (line, TRUE);
      else if (c == '"' && (int) parser->n_symbols == first)
        {
          parse_quoted (line);
          first = parser->n_symbols;
        }
      else if (c == '"')
        {
          const char *quote = memchr (line->at + 1, '"', line->end - line->at - 1);

          line->at = quote != NULL ? quote + 1 : line->end;
        }
      else
        {
          if (c == '(' && parser->slur_starts < MAX_SLURS)
            parser->slur_starts++;
          else if (c == ')' && (int) parser->n_symbols > first)
            parser->symbols[first].slur_ends = MIN (parser->symbols[first].slur_ends + 1, MAX_SLURS);
          else if ((guchar) c < 128)
            parser->signs |= parser->user_signs[(guchar) c];
          line->at++;
        }
    }
  if (line->at < line->end && *line->at == close)
    line->at++;
  else
    remark (line, SHED_ABC_REMARK_UNCLOSED, from, 1, TRUE);
  if ((int) parser->n_symbols == first)
    {
      parser->slur_starts = slurs_before;
      return;
    }
  if (line->at < line->end && (g_ascii_isdigit (*line->at) || *line->at == '/'))
    {
      parse_length (line, &numerator, &denominator);
      scale_event (parser, first, parser->n_symbols - 1, numerator, denominator);
    }
  end_event (line, first);
  for (guint i = first; i < parser->n_symbols; i++)
    if ((parser->symbols[i].flags & SHED_ABC_FLAG_TIE) != 0)
      voice->tie = i;
}

/* !name! or +name+, which waits for its note. In older books +CEG+ is a chord. */
static void
parse_named_decoration (Line *line, gboolean in_chord)
{
  ShedAbcParser *parser = line->parser;
  char mark = *line->at;
  const char *name = line->at + 1;
  const char *close = memchr (name, mark, MIN (line->end - name, MAX_NAME));
  gsize length = close != NULL ? close - name : 0;
  ShedAbcDecoration decoration;

  /* Older books write a single ! to end a line of the score. */
  if (length == 0 || memchr (name, '|', length) != NULL || *name == ' ')
    {
      if (mark == '+')
        remark (line, SHED_ABC_REMARK_BAD_CHARACTER, line->at, 1, TRUE);
      line->at++;
      return;
    }
  if (mark == '+' && !in_chord && !shed_abc_decoration_parse (name, length, &decoration) && is_chord_text (name, length))
    {
      parse_chord (line, '+');
      return;
    }
  line->at = close + 1;
  if (!shed_abc_decoration_parse (name, length, &decoration))
    {
      remark (line, SHED_ABC_REMARK_BAD_DECORATION, name, length, TRUE);
      return;
    }
  parser->signs |= decoration.sign;
  if (decoration.dynamic != 0)
    parser->dynamic = decoration.dynamic;
  if (decoration.finger != 0)
    parser->finger = decoration.finger;
}

static void
parse_grace (Line *line)
{
  ShedAbcParser *parser = line->parser;
  const char *from = line->at;
  guint first = parser->n_symbols;
  guint32 flags = SHED_ABC_FLAG_GRACE | SHED_ABC_FLAG_GRACE_START;
  int tie = line->voice->tie;

  line->at++;
  if (line->at < line->end && *line->at == '/')
    {
      flags |= SHED_ABC_FLAG_ACCIACCATURA;
      line->at++;
    }
  while (line->at < line->end && *line->at != '}' && *line->at != '|')
    {
      ShedAbcSymbol *note = parse_note (line, flags);

      if (note == NULL)
        {
          line->at++;
          continue;
        }
      end_symbol (line, note);
      flags = (flags & ~SHED_ABC_FLAG_GRACE_START) | SHED_ABC_FLAG_JOINED;
    }
  if (line->at < line->end && *line->at == '}')
    line->at++;
  else
    remark (line, SHED_ABC_REMARK_UNCLOSED, from, 1, TRUE);
  if (parser->n_symbols > first)
    parser->symbols[parser->n_symbols - 1].flags |= SHED_ABC_FLAG_GRACE_END;
  line->voice->tie = tie;
}

static char *
describe_time (guint64 ticks, guint denominator, guint *ret_numerator, guint *ret_denominator)
{
  static const char *const words[][2] = {
    { "whole note", "whole notes" }, { "half", "halves" }, { "quarter", "quarters" }, { "eighth", "eighths" },
    { "sixteenth", "sixteenths" },
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
  ticks = MIN (ticks, (guint64) SHED_ABC_TICKS * 100);
  divisor = gcd (ticks, SHED_ABC_TICKS);
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

/* Is the bar that ends at line->at as long as the meter says? A short one is excused at a border, and two short ones when they
 * make one bar: the last of a part and the upbeat to the next. */
static void
check_bar (Line *line, gboolean at_border)
{
  ShedAbcVoice *voice = line->voice;
  guint64 wanted = (guint64) voice->meter.numerator * SHED_ABC_TICKS / voice->meter.denominator;
  gboolean is_short = voice->bar_ticks + 8 < wanted;
  guint32 end = offset_of (line, line->at);
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
    remark_bar (line->parser, voice, SHED_ABC_REMARK_LONG_BAR, voice->bar_ticks, voice->bar_number, offset, end - offset);
  else if (is_short && !at_border && !voice->began_at_border)
    {
      voice->short_ticks = voice->bar_ticks;
      voice->short_number = voice->bar_number;
      voice->short_offset = offset;
      voice->short_length = end - offset;
    }
}

/* A bar line that counts. */
static void
end_bar (Line *line, gboolean at_border)
{
  ShedAbcVoice *voice = line->voice;

  end_tuplet (line, FALSE);
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
parse_endings (Line *line)
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

static void
start_ending (Line *line, const char *from)
{
  ShedAbcParser *parser = line->parser;
  ShedAbcSymbol *bar = parser->n_symbols > 0 ? &parser->symbols[parser->n_symbols - 1] : NULL;
  guint16 endings = parse_endings (line);

  if (bar == NULL || bar->kind != SHED_ABC_BAR || bar->endings != 0 || bar->text != 0 || bar->voice != parser->voice)
    bar = add_symbol (parser, SHED_ABC_BAR, offset_of (line, from));
  bar->endings = endings;
  end_symbol (line, bar);
  line->voice->began_at_border = TRUE;
}

static ShedAbcBar
classify_bar (guint colons_before, guint colons_after, guint pipes, gboolean opens, gboolean closes)
{
  if (pipes == 0 && !opens)
    return colons_before > 1 ? SHED_ABC_BAR_REPEAT_BOTH : SHED_ABC_BAR_NONE;
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

static void
parse_bar (Line *line)
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
      else if (*at == ']' && pipes > 0 && !closes)
        closes = TRUE;
      else
        break;
    }
  kind = classify_bar (colons_before, colons_after, pipes, opens, closes);
  line->at = at;
  if (kind == SHED_ABC_BAR_NONE)
    {
      remark (line, SHED_ABC_REMARK_BAD_CHARACTER, from, 1, TRUE);
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
      end_bar (line, at_border);
    }
  bar = add_symbol (parser, SHED_ABC_BAR, offset_of (line, from));
  bar->bar = kind;
  if (kind == SHED_ABC_BAR_REPEAT_BOTH && pipes == 0)
    bar->repeats = 2;
  else if (colons_before > 0 || colons_after > 0)
    bar->repeats = MIN (MAX (colons_before, colons_after) + 1, 99);
  if (line->at < line->end && g_ascii_isdigit (*line->at))
    bar->endings = parse_endings (line);
  end_symbol (line, bar);
  bar->signs = parser->signs & ~(is_dotted ? SHED_ABC_SIGN_STACCATO : 0);
  parser->signs = 0;
  parser->n_bars++;
  line->voice->joined = FALSE;
  line->voice->bar_offset = offset_of (line, line->at);
}

/* [K:D] and the like; FALSE when it does not close on this line. */
static gboolean
parse_inline_field (Line *line)
{
  const char *value = line->at + 3;
  const char *close = memchr (value, ']', line->end - value);
  const char *value_end = close;
  char field = line->at[1];

  if (close == NULL)
    return FALSE;
  while (value < value_end && *value == ' ')
    value++;
  while (value_end > value && value_end[-1] == ' ')
    value_end--;
  line->at = close + 1;
  shed_abc_parser_field (line->parser, field, value, value_end - value, TRUE);
  line->voice = &line->parser->voices[line->parser->voice];
  line->voice->joined = FALSE;
  return TRUE;
}

static void
parse_bracket (Line *line)
{
  const char *from = line->at;
  char next = from + 1 < line->end ? from[1] : 0;

  if (next == '|')
    parse_bar (line);
  else if (g_ascii_isdigit (next))
    {
      line->at++;
      start_ending (line, from);
    }
  else if (g_ascii_isalpha (next) && from + 2 < line->end && from[2] == ':' && parse_inline_field (line))
    ;
  else if (next == '"')
    {
      const char *close = memchr (from + 2, '"', line->end - from - 2);
      const char *bracket = close != NULL ? memchr (close, ']', line->end - close) : NULL;
      const char *bar = close != NULL ? memchr (close, '|', line->end - close) : NULL;

      if (close == NULL || (bracket != NULL && (bar == NULL || bracket < bar)))
        parse_chord (line, ']');
      else
        {
          ShedAbcSymbol *symbol;

          line->at = close + 1;
          start_ending (line, from);
          symbol = &line->parser->symbols[line->parser->n_symbols - 1];
          symbol->text = shed_abc_parser_add_string (line->parser, from + 2, close - from - 2);
        }
    }
  else if (next == ' ' || next == 0 || next == ':' || next == ']')
    {
      remark (line, SHED_ABC_REMARK_BAD_CHARACTER, from, 1, TRUE);
      line->at++;
    }
  else
    parse_chord (line, ']');
}

static void
parse_letter (Line *line)
{
  ShedAbcParser *parser = line->parser;
  char c = *line->at;

  if (c == 'z' || c == 'x' || c == 'Z' || c == 'X')
    {
      parse_rest (line);
      return;
    }
  if (c == 'y')
    {
      ShedAbcSymbol *space = add_symbol (parser, SHED_ABC_SPACE, offset_of (line, line->at));

      for (line->at++; line->at < line->end && g_ascii_isdigit (*line->at);)
        line->at++;
      end_symbol (line, space);
      line->voice->joined = FALSE;
      return;
    }
  if (parser->user_signs[(guchar) c] != 0)
    parser->signs |= parser->user_signs[(guchar) c];
  else
    remark (line, SHED_ABC_REMARK_BAD_CHARACTER, line->at, 1, TRUE);
  line->at++;
}

static void
parse_dot (Line *line)
{
  if (line->at + 1 < line->end && line->at[1] == '|')
    {
      parse_bar (line);
      return;
    }
  line->parser->signs |= line->parser->user_signs['.'];
  line->at++;
}

static void
parse_round_bracket (Line *line)
{
  ShedAbcParser *parser = line->parser;
  ShedAbcVoice *voice = line->voice;

  if (*line->at == '(' && line->at + 1 < line->end && g_ascii_isdigit (line->at[1]))
    {
      parse_tuplet (line);
      return;
    }
  if (*line->at == '(')
    {
      if (line->at > parser->text && line->at[-1] == '.')
        parser->signs &= ~SHED_ABC_SIGN_STACCATO;
      parser->slur_starts = MIN (parser->slur_starts + 1, MAX_SLURS);
    }
  else if (voice->last_note >= 0)
    {
      ShedAbcSymbol *note = &parser->symbols[voice->last_note];

      note->slur_ends = MIN (note->slur_ends + 1, MAX_SLURS);
    }
  line->at++;
}

static void
parse_other (Line *line)
{
  const char *next = line->at + 1;

  while (next < line->end && ((guchar) *next & 0xc0) == 0x80)
    next++;
  remark (line, SHED_ABC_REMARK_BAD_CHARACTER, line->at, next - line->at, TRUE);
  line->at = next;
}

static void
parse_sign (Line *line)
{
  switch (*line->at)
    {
    case ' ':
    case '\t':
      line->voice->joined = FALSE;
      line->at++;
      break;
    case '|':
    case ':':
      parse_bar (line);
      break;
    case '[':
      parse_bracket (line);
      break;
    case '^':
    case '_':
    case '=':
      parse_single_note (line);
      break;
    case '-':
      parse_tie (line);
      break;
    case '(':
    case ')':
      parse_round_bracket (line);
      break;
    case '>':
    case '<':
      parse_broken (line);
      break;
    case '{':
      parse_grace (line);
      break;
    case '"':
      parse_quoted (line);
      break;
    case '!':
    case '+':
      parse_named_decoration (line, FALSE);
      break;
    case '.':
      parse_dot (line);
      break;
    case '~':
      line->parser->signs |= line->parser->user_signs['~'];
      line->at++;
      break;
    case '&':
      line->voice->in_overlay = TRUE;
      line->voice->bar_altered = 0;
      line->at++;
      break;
    case '$':
      if (line->parser->break_at_dollar)
        add_symbol (line->parser, SHED_ABC_LINE_BREAK, offset_of (line, line->at));
      line->at++;
      break;
    case '`':
    case '*':
    case '\\':
      line->at++;
      break;
    default:
      parse_other (line);
    }
}

/* The end of the music in a line: before a comment that is not inside quotation marks. */
static const char *
end_of_music (const char *line, gsize length)
{
  const char *comment = memchr (line, '%', length);
  gboolean quoted = FALSE;

  if (comment == NULL)
    return line + length;
  for (const char *at = line; at < line + length; at++)
    {
      if (*at == '"')
        quoted = !quoted;
      else if (*at == '%' && !quoted && (at == line || at[-1] != '\\'))
        return at;
    }
  return line + length;
}

void
shed_abc_parser_music_line (ShedAbcParser *self, const char *text, gsize length)
{
  Line line = { self, &self->voices[self->voice], text, end_of_music (text, length) };
  guint n_before = self->n_symbols;
  gboolean continues;

  while (line.end > line.at && (line.end[-1] == ' ' || line.end[-1] == '\t'))
    line.end--;
  continues = line.end > line.at && line.end[-1] == '\\';
  line.voice->joined = FALSE;
  if (line.voice->bar_ticks == 0)
    line.voice->bar_offset = offset_of (&line, text);

  while (line.at < line.end)
    {
      if (is_note_letter (*line.at))
        parse_single_note (&line);
      else if (g_ascii_isalpha (*line.at))
        parse_letter (&line);
      else
        parse_sign (&line);
    }
  if (!continues && !self->break_at_dollar && self->n_symbols > n_before)
    {
      ShedAbcSymbol *line_break = add_symbol (self, SHED_ABC_LINE_BREAK, offset_of (&line, line.end));

      line_break->length = 0;
    }
}

void
shed_abc_parser_begin_music (ShedAbcParser *self)
{
  static const struct
  {
    char letter;
    ShedAbcSigns sign;
  } built_in[] = {
    { '.', SHED_ABC_SIGN_STACCATO },      { '~', SHED_ABC_SIGN_ROLL },  { 'T', SHED_ABC_SIGN_TRILL },
    { 'H', SHED_ABC_SIGN_FERMATA },       { 'L', SHED_ABC_SIGN_ACCENT }, { 'M', SHED_ABC_SIGN_LOWER_MORDENT },
    { 'P', SHED_ABC_SIGN_UPPER_MORDENT }, { 'O', SHED_ABC_SIGN_CODA },  { 'S', SHED_ABC_SIGN_SEGNO },
    { 'u', SHED_ABC_SIGN_UP_BOW },        { 'v', SHED_ABC_SIGN_DOWN_BOW },
  };

  memset (self->user_signs, 0, sizeof self->user_signs);
  for (guint i = 0; i < G_N_ELEMENTS (built_in); i++)
    self->user_signs[(guchar) built_in[i].letter] = built_in[i].sign;
  self->signs = 0;
  self->dynamic = self->finger = self->slur_starts = 0;
  self->break_at_dollar = FALSE;
}

/* What is still open at the end of the text is closed. */
void
shed_abc_parser_end_music (ShedAbcParser *self)
{
  for (self->voice = 0; self->voice < self->n_voices; self->voice++)
    {
      Line line = { self, &self->voices[self->voice], self->text + self->text_length, self->text + self->text_length };

      end_bar (&line, TRUE);
      /* A last bar that is short has given its rest to the upbeat. */
      self->voices[self->voice].short_ticks = 0;
    }
}
