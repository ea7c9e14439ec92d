/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parser of lines of music: each sign becomes at most one symbol, each byte is looked at a bounded number of times,
 * and what is not understood is passed over with a remark. Notes and bars have files of their own. Rules: ABC
 * standard 2.1, section 4. */
#define G_LOG_DOMAIN "Woodshed-notation"

#include "shed-abc-line-private.h"

#include "shed-abc-decorations-private.h"

#include <string.h>

#define MAX_SLURS 15
#define MAX_NAME 32 /* of a decoration */

static void parse_named_decoration (ShedAbcLine *line, gboolean in_chord);

static void
parse_quoted (ShedAbcLine *line)
{
  const char *from = line->at, *text = from + 1;
  const char *close = text;
  ShedAbcSymbol *symbol;
  gboolean is_annotation;

  while (close < line->end && (*close != '"' || close[-1] == '\\'))
    close++;
  if (close == line->end)
    {
      shed_abc_line_remark (line, SHED_ABC_REMARK_UNCLOSED, from, 1, TRUE);
      /* Without its end it is as long as a word: a line of notes must not vanish. */
      for (close = text; close < line->end && *close != ' ' && *close != '|';)
        close++;
      line->at = close;
    }
  else
    line->at = close + 1;
  is_annotation = text < close && strchr ("^_<>@", *text) != NULL;
  symbol = shed_abc_parser_add_symbol (line->parser, is_annotation ? SHED_ABC_ANNOTATION : SHED_ABC_CHORD_NAME,
                                       shed_abc_line_offset (line, from));
  symbol->text = shed_abc_parser_add_string (line->parser, text, close - text);
  shed_abc_line_end_symbol (line, symbol);
  if (symbol->text == 0)
    line->parser->n_symbols--;
}

static gboolean
is_chord_text (const char *text, gsize length)
{
  guint n_notes = 0;

  for (gsize i = 0; i < length; i++)
    if (shed_abc_is_note_letter (text[i]))
      n_notes++;
    else if (!g_ascii_isdigit (text[i]) && strchr ("^_=,'/", text[i]) == NULL)
      return FALSE;
  return n_notes > 1;
}

/* [CEG], or +CEG+ of older books; line->at is at the opening sign. */
static void
parse_chord (ShedAbcLine *line, char close)
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

      if (shed_abc_is_note_letter (c) || c == '^' || c == '_' || c == '=')
        {
          ShedAbcSymbol *note = shed_abc_line_note (line, flags);

          if (note == NULL)
            {
              line->at++;
              continue;
            }
          shed_abc_line_give_signs (line, note);
          flags = SHED_ABC_FLAG_CHORD;
          shed_abc_line_end_symbol (line, note);
        }
      else if (c == '-' && (int)parser->n_symbols > first)
        {
          parser->symbols[parser->n_symbols - 1].flags |= SHED_ABC_FLAG_TIE;
          line->at++;
        }
      else if (c == '!' || c == '+')
        parse_named_decoration (line, TRUE);
      else if (c == '"' && (int)parser->n_symbols == first)
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
          else if (c == ')' && (int)parser->n_symbols > first)
            parser->symbols[first].slur_ends = MIN (parser->symbols[first].slur_ends + 1, MAX_SLURS);
          else if ((guchar)c < 128)
            parser->signs |= parser->user_signs[(guchar)c];
          line->at++;
        }
    }
  if (line->at < line->end && *line->at == close)
    line->at++;
  else
    shed_abc_line_remark (line, SHED_ABC_REMARK_UNCLOSED, from, 1, TRUE);
  if ((int)parser->n_symbols == first)
    {
      parser->slur_starts = slurs_before;
      return;
    }
  if (line->at < line->end && (g_ascii_isdigit (*line->at) || *line->at == '/'))
    {
      shed_abc_line_length (line, &numerator, &denominator);
      shed_abc_line_scale (parser, first, parser->n_symbols - 1, numerator, denominator);
    }
  shed_abc_line_end_event (line, first);
  for (guint i = first; i < parser->n_symbols; i++)
    if ((parser->symbols[i].flags & SHED_ABC_FLAG_TIE) != 0)
      voice->tie = i;
}

/* !name! or +name+, which waits for its note. In older books +CEG+ is a chord. */
static void
parse_named_decoration (ShedAbcLine *line, gboolean in_chord)
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
        shed_abc_line_remark (line, SHED_ABC_REMARK_BAD_CHARACTER, line->at, 1, TRUE);
      line->at++;
      return;
    }
  if (mark == '+' && !in_chord && !shed_abc_decoration_parse (name, length, &decoration) &&
      is_chord_text (name, length))
    {
      parse_chord (line, '+');
      return;
    }
  line->at = close + 1;
  if (!shed_abc_decoration_parse (name, length, &decoration))
    {
      shed_abc_line_remark (line, SHED_ABC_REMARK_BAD_DECORATION, name, length, TRUE);
      return;
    }
  parser->signs |= decoration.sign;
  if (decoration.dynamic != 0)
    parser->dynamic = decoration.dynamic;
  if (decoration.finger != 0)
    parser->finger = decoration.finger;
}

static void
parse_grace (ShedAbcLine *line)
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
      ShedAbcSymbol *note = shed_abc_line_note (line, flags);

      if (note == NULL)
        {
          line->at++;
          continue;
        }
      shed_abc_line_end_symbol (line, note);
      flags = (flags & ~SHED_ABC_FLAG_GRACE_START) | SHED_ABC_FLAG_JOINED;
    }
  if (line->at < line->end && *line->at == '}')
    line->at++;
  else
    shed_abc_line_remark (line, SHED_ABC_REMARK_UNCLOSED, from, 1, TRUE);
  if (parser->n_symbols > first)
    parser->symbols[parser->n_symbols - 1].flags |= SHED_ABC_FLAG_GRACE_END;
  line->voice->tie = tie;
}

/* [K:D] and the like; FALSE when it does not close on this line. */
static gboolean
parse_inline_field (ShedAbcLine *line)
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
parse_bracket (ShedAbcLine *line)
{
  const char *from = line->at;
  char next = from + 1 < line->end ? from[1] : 0;

  if (next == '|')
    shed_abc_line_bar (line);
  else if (g_ascii_isdigit (next))
    {
      line->at++;
      shed_abc_line_start_ending (line, from);
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
          shed_abc_line_start_ending (line, from);
          symbol = &line->parser->symbols[line->parser->n_symbols - 1];
          symbol->text = shed_abc_parser_add_string (line->parser, from + 2, close - from - 2);
        }
    }
  else if (next == ' ' || next == 0 || next == ':' || next == ']')
    {
      shed_abc_line_remark (line, SHED_ABC_REMARK_BAD_CHARACTER, from, 1, TRUE);
      line->at++;
    }
  else
    parse_chord (line, ']');
}

static void
parse_letter (ShedAbcLine *line)
{
  ShedAbcParser *parser = line->parser;
  char c = *line->at;

  if (c == 'z' || c == 'x' || c == 'Z' || c == 'X')
    {
      shed_abc_line_rest (line);
      return;
    }
  if (c == 'y')
    {
      ShedAbcSymbol *space = shed_abc_parser_add_symbol (parser, SHED_ABC_SPACE, shed_abc_line_offset (line, line->at));

      for (line->at++; line->at < line->end && g_ascii_isdigit (*line->at);)
        line->at++;
      shed_abc_line_end_symbol (line, space);
      line->voice->joined = FALSE;
      return;
    }
  if (parser->user_signs[(guchar)c] != 0)
    parser->signs |= parser->user_signs[(guchar)c];
  else
    shed_abc_line_remark (line, SHED_ABC_REMARK_BAD_CHARACTER, line->at, 1, TRUE);
  line->at++;
}

static void
parse_dot (ShedAbcLine *line)
{
  if (line->at + 1 < line->end && line->at[1] == '|')
    {
      shed_abc_line_bar (line);
      return;
    }
  line->parser->signs |= line->parser->user_signs['.'];
  line->at++;
}

static void
parse_round_bracket (ShedAbcLine *line)
{
  ShedAbcParser *parser = line->parser;
  ShedAbcVoice *voice = line->voice;

  if (*line->at == '(' && line->at + 1 < line->end && g_ascii_isdigit (line->at[1]))
    {
      shed_abc_line_tuplet (line);
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
parse_other (ShedAbcLine *line)
{
  const char *next = line->at + 1;

  while (next < line->end && ((guchar)*next & 0xc0) == 0x80)
    next++;
  shed_abc_line_remark (line, SHED_ABC_REMARK_BAD_CHARACTER, line->at, next - line->at, TRUE);
  line->at = next;
}

static void
parse_sign (ShedAbcLine *line)
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
      shed_abc_line_bar (line);
      break;
    case '[':
      parse_bracket (line);
      break;
    case '^':
    case '_':
    case '=':
      shed_abc_line_single_note (line);
      break;
    case '-':
      shed_abc_line_tie (line);
      break;
    case '(':
    case ')':
      parse_round_bracket (line);
      break;
    case '>':
    case '<':
      shed_abc_line_broken (line);
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
        shed_abc_parser_add_symbol (line->parser, SHED_ABC_LINE_BREAK, shed_abc_line_offset (line, line->at));
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
  ShedAbcLine line = { self, &self->voices[self->voice], text, end_of_music (text, length) };
  guint n_before = self->n_symbols;
  gboolean continues;

  while (line.end > line.at && (line.end[-1] == ' ' || line.end[-1] == '\t'))
    line.end--;
  continues = line.end > line.at && line.end[-1] == '\\';
  line.voice->joined = FALSE;
  if (line.voice->bar_ticks == 0)
    line.voice->bar_offset = shed_abc_line_offset (&line, text);

  while (line.at < line.end)
    {
      if (shed_abc_is_note_letter (*line.at))
        shed_abc_line_single_note (&line);
      else if (g_ascii_isalpha (*line.at))
        parse_letter (&line);
      else
        parse_sign (&line);
    }
  if (!continues && !self->break_at_dollar && self->n_symbols > n_before)
    {
      ShedAbcSymbol *line_break =
        shed_abc_parser_add_symbol (self, SHED_ABC_LINE_BREAK, shed_abc_line_offset (&line, line.end));

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
    { '.', SHED_ABC_SIGN_STACCATO },      { '~', SHED_ABC_SIGN_ROLL },     { 'T', SHED_ABC_SIGN_TRILL },
    { 'H', SHED_ABC_SIGN_FERMATA },       { 'L', SHED_ABC_SIGN_ACCENT },   { 'M', SHED_ABC_SIGN_LOWER_MORDENT },
    { 'P', SHED_ABC_SIGN_UPPER_MORDENT }, { 'O', SHED_ABC_SIGN_CODA },     { 'S', SHED_ABC_SIGN_SEGNO },
    { 'u', SHED_ABC_SIGN_UP_BOW },        { 'v', SHED_ABC_SIGN_DOWN_BOW },
  };

  memset (self->user_signs, 0, sizeof self->user_signs);
  for (guint i = 0; i < G_N_ELEMENTS (built_in); i++)
    self->user_signs[(guchar)built_in[i].letter] = built_in[i].sign;
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
      ShedAbcLine line = { self, &self->voices[self->voice], self->text + self->text_length,
                           self->text + self->text_length };

      shed_abc_line_end_bar (&line, TRUE);
      /* A last bar that is short has given its rest to the upbeat. */
      self->voices[self->voice].short_ticks = 0;
    }
}
