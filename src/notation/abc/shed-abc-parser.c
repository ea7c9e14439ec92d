/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parser of one tune's text: header, fields and directives, and the tune made of what was found. It follows no
 * directive that could reach outside the text, and gives every text a tune, if need be an empty one. */
#define G_LOG_DOMAIN "Woodshed-notation"

#include "shed-abc-parser-private.h"

#include <string.h>

static void
header_field (ShedAbcParser *self, char field, const char *value, gsize length)
{
  ShedAbcTune *tune = self->tune;
  ShedAbcMeter meter;

  if (field != 'T' && field != 'V')
    shed_abc_parser_add_value (self, field, value, length);
  switch (field)
    {
    case 'T':
      shed_abc_parser_add_value (self, field, value, length);
      break;
    case 'M':
      if (shed_abc_meter_parse (value, length, &meter))
        tune->meter = meter;
      else
        shed_abc_parser_remark_field (self, SHED_ABC_REMARK_BAD_METER, value, length);
      break;
    case 'L':
      if (!shed_abc_unit_parse (value, length, &tune->unit_numerator, &tune->unit_denominator))
        shed_abc_parser_remark_field (self, SHED_ABC_REMARK_BAD_UNIT, value, length);
      break;
    case 'Q':
      shed_abc_parser_tempo (self, value, length);
      break;
    case 'V':
      shed_abc_parser_voice (self, value, length, TRUE);
      break;
    case 'U':
      shed_abc_parser_user_sign (self, value, length);
      break;
    case 'I':
      self->break_at_dollar |=
        length >= 9 && g_ascii_strncasecmp (value, "linebreak", 9) == 0 && memchr (value, '$', length) != NULL;
      shed_abc_parser_remark_field (self, SHED_ABC_REMARK_UNSUPPORTED, value, length);
      break;
    case 'm':
      shed_abc_parser_remark_field (self, SHED_ABC_REMARK_UNSUPPORTED, value, length);
      break;
    case 'P':
    case 'r':
      break;
    default:
      if (strchr (SHED_ABC_FACT_FIELDS, field) == NULL)
        shed_abc_parser_remark_field (self, SHED_ABC_REMARK_BAD_FIELD, value, length);
    }
}

/* The facts are known: what is not said gets its usual value, and the first voice its start. */
static void
begin_body (ShedAbcParser *self)
{
  ShedAbcTune *tune = self->tune;

  if (tune->unit_denominator == 0)
    shed_abc_unit_default (&tune->meter, &tune->unit_numerator, &tune->unit_denominator);
  if (tune->tempo != 0 && tune->beat_numerator == 0)
    {
      tune->beat_numerator = tune->unit_numerator;
      tune->beat_denominator = tune->unit_denominator;
    }
  for (guint i = 0; i < self->n_voices; i++)
    shed_abc_parser_give_header (self, &self->voices[i]);
}

static void
directive (ShedAbcParser *self, const char *line, gsize length)
{
  gsize n = 2;

  while (n < length && (g_ascii_isalnum (line[n]) || line[n] == '-' || line[n] == '_'))
    n++;
  if (n == 2 || (n >= 5 && g_ascii_strncasecmp (line + 2, "abc", 3) == 0 && line[5] != '-'))
    return;
  if (g_ascii_strncasecmp (line, "%%abc-version", n) == 0 || g_ascii_strncasecmp (line, "%%abc-charset", n) == 0)
    return;
  /* Our own marks, as the name of a tune of the starter book: nothing that a player could mend. */
  if (n > 11 && g_ascii_strncasecmp (line, "%%woodshed-", 11) == 0)
    return;
  shed_abc_parser_remark_field (self, SHED_ABC_REMARK_UNSUPPORTED, line, length);
}

typedef struct
{
  gboolean in_body;
  ShedAbcBlock block;
  gboolean seen_empty;
  char last_field;
} LineState;

static void
parse_line (ShedAbcParser *self, LineState *state, const char *line, gsize length)
{
  char field;
  const char *value;
  gsize value_length;

  if (shed_abc_block_takes_line (&state->block, line, length))
    return;
  if (length > 0 && line[0] == '%')
    {
      if (length > 2 && line[1] == '%')
        directive (self, line, length);
      return;
    }
  if (length == 0)
    {
      if (!state->seen_empty)
        shed_abc_parser_remark (self, SHED_ABC_REMARK_EMPTY_LINE, line - self->text, 0, NULL, 0);
      state->seen_empty = TRUE;
      return;
    }

  field = shed_abc_line_get_field (line, length);
  if (field == 0)
    {
      if (!state->in_body && shed_abc_line_looks_like_music (line, length))
        {
          state->in_body = TRUE;
          self->tune->body = line - self->text;
          begin_body (self);
        }
      if (state->in_body)
        shed_abc_parser_music_line (self, line, length);
      else if (state->last_field == 'H')
        shed_abc_parser_extend_last_value (self, line, length);
      else
        shed_abc_parser_remark_field (self, SHED_ABC_REMARK_BAD_FIELD, line, length);
      return;
    }

  value = line + 2;
  value_length = length - 2;
  while (value_length > 0 && (*value == ' ' || *value == '\t'))
    {
      value++;
      value_length--;
    }
  value_length = shed_abc_text_without_comment (value, value_length);
  while (value_length > 0 && (value[value_length - 1] == ' ' || value[value_length - 1] == '\t'))
    value_length--;

  if (field == '+')
    {
      if (strchr (SHED_ABC_FACT_FIELDS, state->last_field) != NULL && state->last_field != 0)
        shed_abc_parser_extend_last_value (self, value, value_length);
      return;
    }
  state->last_field = field;
  self->tune->fields_seen |= shed_abc_field_bit (field);
  if (state->in_body)
    shed_abc_parser_field (self, field, value, value_length, FALSE);
  else if (field == 'K')
    {
      if (!shed_abc_key_parse (value, value_length, &self->tune->key, &self->tune->clef))
        shed_abc_parser_remark_field (self, SHED_ABC_REMARK_BAD_KEY, value, value_length);
      shed_abc_parser_add_value (self, field, value, value_length);
      state->in_body = TRUE;
      self->tune->body = MIN ((gsize)(line - self->text) + length + 1, self->text_length);
      begin_body (self);
    }
  else
    header_field (self, field, value, value_length);
}

static void
remark_what_is_missing (ShedAbcParser *self)
{
  const ShedAbcTune *tune = self->tune;
  gboolean has_key = (tune->fields_seen & shed_abc_field_bit ('K')) != 0;
  gboolean has_title = FALSE, has_bar = FALSE;

  if (!has_key && self->n_notes == 0)
    {
      self->tune->refused = TRUE;
      shed_abc_parser_remark (self, SHED_ABC_REMARK_NO_TUNE, G_MAXUINT32, 0, NULL, 0);
      return;
    }
  for (guint i = 0; i < self->values->len && !has_title; i++)
    has_title = g_array_index (self->values, ShedAbcValue, i).field == 'T';
  if (!has_title)
    shed_abc_parser_remark (self, SHED_ABC_REMARK_NO_TITLE, G_MAXUINT32, 0, NULL, 0);
  if (!has_key)
    shed_abc_parser_remark (self, SHED_ABC_REMARK_NO_KEY, G_MAXUINT32, 0, NULL, 0);
  if ((tune->fields_seen & shed_abc_field_bit ('M')) == 0)
    shed_abc_parser_remark (self, SHED_ABC_REMARK_NO_METER, G_MAXUINT32, 0, NULL, 0);
  if ((tune->fields_seen & shed_abc_field_bit ('R')) == 0)
    shed_abc_parser_remark (self, SHED_ABC_REMARK_NO_RHYTHM, G_MAXUINT32, 0, NULL, 0);
  if (self->n_notes == 0)
    shed_abc_parser_remark (self, SHED_ABC_REMARK_NO_MUSIC, G_MAXUINT32, 0, NULL, 0);
  if (self->n_notes > 16)
    {
      for (guint i = 0; i < self->n_symbols && !has_bar; i++)
        has_bar = self->symbols[i].kind == SHED_ABC_BAR;
      if (!has_bar)
        shed_abc_parser_remark (self, SHED_ABC_REMARK_MISSING_BARS, G_MAXUINT32, 0, NULL, 0);
    }
}

static void
find_content (ShedAbcTune *tune)
{
  const char *title = strncmp (tune->text, "T:", 2) == 0 ? tune->text : strstr (tune->text, "\nT:");
  const char *start = title == NULL ? tune->text : *title == '\n' ? title + 1 : title;
  GString *content;

  if (*start != '%' && strstr (start, "\n%") == NULL)
    {
      tune->content = start;
      return;
    }
  content = g_string_sized_new (tune->text_length);
  for (const char *line = start, *next; *line != '\0'; line = next)
    {
      const char *line_end = strchrnul (line, '\n');

      next = *line_end == '\0' ? line_end : line_end + 1;
      if (*line != '%')
        g_string_append_len (content, line, next - line);
    }
  while (content->len > 0 && content->str[content->len - 1] == '\n')
    g_string_truncate (content, content->len - 1);
  tune->content = tune->own_content = g_string_free (content, FALSE);
}

static void
place_remarks (ShedAbcTune *tune)
{
  guint offset = 0, line = 0, line_start = 0;

  for (guint i = 0; i < tune->n_remarks; i++)
    {
      ShedAbcRemark *remark = &tune->remarks[i];

      if (remark->offset == G_MAXUINT32)
        {
          remark->line = tune->first_line;
          continue;
        }
      if (remark->offset < offset)
        offset = line = line_start = 0;
      for (; offset < remark->offset && offset < tune->text_length; offset++)
        if (tune->text[offset] == '\n')
          {
            line++;
            line_start = offset + 1;
          }
      remark->line = MAX ((int)tune->first_line, tune->text_line + (int)line);
      remark->column = MIN (G_MAXUINT16, 1 + g_utf8_strlen (tune->text + line_start, offset - line_start));
    }
}

/* Steals what is finished from the parser's buffers into the tune. Remarks may still be added before. */
void
shed_abc_parser_finish (ShedAbcParser *self, ShedAbcTune *tune)
{
  if (self->n_dropped_remarks > 0)
    {
      ShedAbcRemark more = { .code = SHED_ABC_REMARK_MORE, .offset = G_MAXUINT32 };

      more.number[0] = MIN (self->n_dropped_remarks, G_MAXINT32);
      g_array_append_val (self->remarks, more);
    }
  tune->n_remarks = self->remarks->len;
  if (tune->n_remarks > 0)
    {
      tune->remarks = g_memdup2 (self->remarks->data, tune->n_remarks * sizeof (ShedAbcRemark));
      /* Their details belong to the tune now. */
      memset (self->remarks->data, 0, tune->n_remarks * sizeof (ShedAbcRemark));
      g_array_set_size (self->remarks, 0);
    }
  place_remarks (tune);
  self->tune = NULL;
}

/**
 * shed_abc_parser_parse:
 * @self: the parser
 * @text: (transfer none): the tune's text as of shed_abc_text_finish()
 * @first_line: line of the tune in the book
 * @text_line: line in the book of the text's first line
 * @number: (transfer full) (nullable): what stands after X:
 *
 * Reads a tune. The caller may add remarks, then calls shed_abc_parser_finish().
 *
 * Returns: (transfer full): the tune
 */
ShedAbcTune *
shed_abc_parser_parse (ShedAbcParser *self, GString *text, guint first_line, int text_line, char *number)
{
  ShedAbcTune *tune = shed_abc_tune_alloc ();
  LineState state = { 0 };

  tune->text = g_strndup (text->str, text->len);
  tune->text_length = text->len;
  tune->first_line = first_line;
  tune->text_line = text_line;
  tune->number = number;
  tune->body = text->len;
  tune->meter.denominator = 1;
  shed_abc_key_init (&tune->key, SHED_ABC_KEY_NONE);

  self->tune = tune;
  self->text = tune->text;
  self->text_length = tune->text_length;
  self->n_symbols = self->n_notes = self->n_bars = self->n_dropped_remarks = 0;
  g_array_set_size (self->keys, 0);
  g_array_set_size (self->clefs, 0);
  g_array_set_size (self->values, 0);
  g_array_set_size (self->remarks, 0);
  g_string_truncate (self->strings, 0);
  g_string_append_c (self->strings, '\0');
  self->n_voices = 1;
  self->voice = 0;
  shed_abc_parser_init_voice (self, &self->voices[0]);
  shed_abc_parser_begin_music (self);

  for (const char *line = tune->text, *end = line + tune->text_length; line < end;)
    {
      const char *line_end = memchr (line, '\n', end - line);

      if (line_end == NULL)
        line_end = end;
      parse_line (self, &state, line, line_end - line);
      line = line_end + 1;
    }
  if (!state.in_body)
    begin_body (self);
  shed_abc_parser_end_music (self);
  remark_what_is_missing (self);

  find_content (tune);
  tune->n_symbols = self->n_symbols;
  tune->symbols = g_memdup2 (self->symbols, self->n_symbols * sizeof (ShedAbcSymbol));
  tune->n_notes = self->n_notes;
  tune->n_voices = self->n_voices;
  tune->strings = g_memdup2 (self->strings->str, self->strings->len);
  tune->n_values = self->values->len;
  tune->values = g_memdup2 (self->values->data, self->values->len * sizeof (ShedAbcValue));
  tune->n_keys = self->keys->len;
  tune->keys = g_memdup2 (self->keys->data, self->keys->len * sizeof (ShedAbcKey));
  tune->clefs = g_memdup2 (self->clefs->data, self->clefs->len * sizeof (ShedAbcClef));
  tune->voice_clefs = g_new (ShedAbcClef, self->n_voices);
  for (guint i = 0; i < self->n_voices; i++)
    tune->voice_clefs[i] = self->voices[i].first_clef;
  return tune;
}
