/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parser of one tune's text: header, fields and directives, and the tune made of what was found. It follows no directive
 * that could reach outside the text, and gives every text a tune, if need be an empty one. */
#define G_LOG_DOMAIN "Woodshed-notation"

#include "shed-abc-parser-private.h"

#include "shed-abc-decorations-private.h"

#include <string.h>

#define MAX_VALUES 2048
#define MAX_TITLE_CHARACTERS 500

/* Fields whose text is one of the tune's facts. */
#define FACT_FIELDS "ABCDFGHNORSTWZ"
/* Fields that a screen or the renderer wants in their place among the notes. */
#define PLACED_FIELDS "PQTwW"

static void
remark_clear (gpointer data)
{
  g_free (((ShedAbcRemark *) data)->detail);
}

void
shed_abc_parser_init (ShedAbcParser *self)
{
  memset (self, 0, sizeof *self);
  self->keys = g_array_new (FALSE, FALSE, sizeof (ShedAbcKey));
  self->clefs = g_array_new (FALSE, FALSE, sizeof (ShedAbcClef));
  self->values = g_array_new (FALSE, FALSE, sizeof (ShedAbcValue));
  self->remarks = g_array_new (FALSE, TRUE, sizeof (ShedAbcRemark));
  g_array_set_clear_func (self->remarks, remark_clear);
  self->strings = g_string_sized_new (1024);
  self->scratch = g_string_sized_new (256);
}

void
shed_abc_parser_clear (ShedAbcParser *self)
{
  g_free (self->symbols);
  g_array_unref (self->keys);
  g_array_unref (self->clefs);
  g_array_unref (self->values);
  g_array_unref (self->remarks);
  g_string_free (self->strings, TRUE);
  g_string_free (self->scratch, TRUE);
}

/* Notes a remark about @length bytes at @offset of the text; G_MAXUINT32: about the whole tune. */
void
shed_abc_parser_remark (ShedAbcParser *self,
                        ShedAbcRemarkCode code,
                        guint32 offset,
                        guint32 length,
                        const char *detail,
                        gssize detail_length)
{
  ShedAbcRemark remark = { 0 };

  if (self->remarks->len >= SHED_ABC_MAX_REMARKS - 1)
    {
      self->n_dropped_remarks++;
      return;
    }
  remark.code = code;
  remark.offset = offset;
  remark.length = length;
  if (detail != NULL)
    {
      gsize n = detail_length < 0 ? strlen (detail) : (gsize) detail_length;

      if (n > 80)
        for (n = 80; n > 0 && ((guchar) detail[n] & 0xc0) == 0x80;)
          n--;
      remark.detail = g_strndup (detail, n);
    }
  g_array_append_val (self->remarks, remark);
}

static void
remark_field (ShedAbcParser *self, ShedAbcRemarkCode code, const char *value, gsize length)
{
  shed_abc_parser_remark (self, code, value - self->text, length, value, length);
}

guint32
shed_abc_parser_add_string (ShedAbcParser *self, const char *value, gsize length)
{
  guint32 at = self->strings->len;

  shed_abc_text_append_decoded (self->strings, value, length);
  if (self->strings->len == at)
    return 0;
  g_string_append_c (self->strings, '\0');
  return at;
}

static guint32
add_raw_string (ShedAbcParser *self, const char *value, gsize length)
{
  guint32 at = self->strings->len;

  if (length == 0)
    return 0;
  g_string_append_len (self->strings, value, length);
  g_string_append_c (self->strings, '\0');
  return at;
}

/* ABC 2.1 "+:", and H: texts that go on without a field: more of the string that was added last. */
static void
extend_last_value (ShedAbcParser *self, const char *value, gsize length)
{
  ShedAbcValue *last;

  if (self->values->len == 0 || length == 0)
    return;
  last = &g_array_index (self->values, ShedAbcValue, self->values->len - 1);
  if (last->text == 0 || self->strings->str[self->strings->len - 1] != '\0')
    return;
  g_string_truncate (self->strings, self->strings->len - 1);
  g_string_append_c (self->strings, ' ');
  shed_abc_text_append_decoded (self->strings, value, length);
  g_string_append_c (self->strings, '\0');
}

static void
cut_title (ShedAbcParser *self, guint32 text, const char *value, gsize length)
{
  char *title = self->strings->str + text;

  if (self->strings->len - text <= MAX_TITLE_CHARACTERS || g_utf8_strlen (title, -1) <= MAX_TITLE_CHARACTERS)
    return;
  g_string_truncate (self->strings, g_utf8_offset_to_pointer (title, MAX_TITLE_CHARACTERS) - self->strings->str);
  g_string_append_c (self->strings, '\0');
  shed_abc_parser_remark (self, SHED_ABC_REMARK_LONG_TITLE, value - self->text, length, NULL, 0);
}

static void
add_value (ShedAbcParser *self, char field, const char *value, gsize length)
{
  ShedAbcValue added = { field, 0 };

  if (self->values->len >= MAX_VALUES)
    return;
  added.text = shed_abc_parser_add_string (self, value, length);
  if (added.text == 0)
    return;
  if (field == 'T')
    cut_title (self, added.text, value, length);
  g_array_append_val (self->values, added);
}

/* 120, 1/4=120, "Allegro" 1/4=120, C=100, C3=40, 1/4 3/8=40. The text in quotes alone is a tempo without a figure. */
static void
parse_tempo (ShedAbcParser *self, const char *value, gsize length)
{
  ShedAbcTune *tune = self->tune;
  const char *at = value, *end = value + length;
  guint numerator = 0, denominator = 1, bpm = 0;
  gboolean understood = length > 0;

  while (at < end && understood)
    {
      guint figure = 0, lower = 0;

      if (*at == '"')
        {
          const char *quote = memchr (at + 1, '"', end - at - 1);

          at = quote != NULL ? quote + 1 : end;
          continue;
        }
      if (*at == ' ' || *at == '\t' || *at == '=' || *at == 'C')
        {
          at++; /* C stands for the unit length, as no beat at all does */
          continue;
        }
      if (!g_ascii_isdigit (*at))
        {
          understood = FALSE;
          break;
        }
      for (; at < end && g_ascii_isdigit (*at); at++)
        figure = MIN (figure * 10 + (*at - '0'), 10000);
      if (at < end && *at == '/')
        for (at++; at < end && g_ascii_isdigit (*at); at++)
          lower = MIN (lower * 10 + (*at - '0'), 10000);
      if (lower > 0 && lower <= 512 && (lower & (lower - 1)) == 0 && figure <= 64)
        {
          guint common = MAX (denominator, lower);

          numerator = MIN (numerator * (common / denominator) + figure * (common / lower), 65536);
          denominator = common;
        }
      else if (lower == 0)
        bpm = figure;
      else
        understood = FALSE;
    }
  if (!understood || bpm > 1000 || numerator > 4096)
    {
      remark_field (self, SHED_ABC_REMARK_BAD_TEMPO, value, length);
      return;
    }
  tune->tempo = bpm;
  tune->beat_numerator = numerator;
  tune->beat_denominator = denominator;
}

static void
set_user_sign (ShedAbcParser *self, const char *value, gsize length)
{
  const char *end = value + length;
  const char *equals = memchr (value, '=', length);
  char letter = length > 0 ? value[0] : 0;
  ShedAbcDecoration decoration;

  if (equals == NULL || !(g_ascii_isalpha (letter) || letter == '~'))
    {
      remark_field (self, SHED_ABC_REMARK_BAD_FIELD, value, length);
      return;
    }
  do
    equals++;
  while (equals < end && (*equals == ' ' || *equals == '!' || *equals == '+'));
  while (end > equals && (end[-1] == ' ' || end[-1] == '!' || end[-1] == '+'))
    end--;
  if (equals < end && shed_abc_decoration_parse (equals, end - equals, &decoration))
    self->user_signs[(guchar) letter] = decoration.sign;
  else
    remark_field (self, SHED_ABC_REMARK_UNSUPPORTED, value, length);
}

static void
init_voice (ShedAbcParser *self, ShedAbcVoice *voice)
{
  memset (voice, 0, sizeof *voice);
  voice->meter.denominator = 1;
  voice->unit_numerator = 1;
  voice->unit_denominator = 8;
  voice->began_at_border = TRUE;
  voice->first = voice->last = voice->tie = voice->last_note = -1;
}

static void
give_header_to_voice (ShedAbcParser *self, ShedAbcVoice *voice)
{
  const ShedAbcTune *tune = self->tune;
  static const ShedAbcClef unset = { 0 };

  voice->key = tune->key;
  voice->meter = tune->meter;
  voice->unit_numerator = tune->unit_numerator;
  voice->unit_denominator = tune->unit_denominator;
  if (memcmp (&voice->clef, &unset, sizeof unset) == 0)
    voice->clef = voice->first_clef = tune->clef;
}

/* The voice of a V: field, made when it is new. */
static guint
find_voice (ShedAbcParser *self, const char *value, gsize length, gboolean in_header)
{
  gsize n = 0;
  char name[sizeof self->voices[0].name] = "";
  guint voice;

  while (n < length && value[n] != ' ' && value[n] != '\t')
    n++;
  memcpy (name, value, MIN (n, sizeof name - 1));
  /* Music before the first V: is the first voice's. */
  if (self->voices[0].name[0] == '\0' && self->n_notes > 0)
    strcpy (self->voices[0].name, "1");
  for (voice = 0; voice < self->n_voices; voice++)
    if (strcmp (self->voices[voice].name, name) == 0)
      break;
  if (voice == self->n_voices)
    {
      if (self->n_voices == 1 && self->voices[0].name[0] == '\0')
        voice = 0;
      else if (self->n_voices == SHED_ABC_MAX_VOICES)
        {
          remark_field (self, SHED_ABC_REMARK_BAD_FIELD, value, length);
          return SHED_ABC_MAX_VOICES - 1;
        }
      else
        {
          init_voice (self, &self->voices[voice]);
          if (!in_header)
            give_header_to_voice (self, &self->voices[voice]);
          self->n_voices++;
        }
      memcpy (self->voices[voice].name, name, sizeof name);
    }
  shed_abc_clef_parse (value + n, length - n, &self->voices[voice].clef);
  self->voices[voice].first_clef = self->voices[voice].clef;
  return voice;
}

static ShedAbcSymbol *
add_field_symbol (ShedAbcParser *self, char field, const char *value, gsize length)
{
  ShedAbcSymbol *symbol = shed_abc_parser_add_symbol (self, SHED_ABC_FIELD, value - self->text);

  symbol->field = field;
  symbol->length = MIN (length, G_MAXUINT16);
  return symbol;
}

static void
change_key (ShedAbcParser *self, const char *value, gsize length)
{
  ShedAbcVoice *voice = &self->voices[self->voice];
  ShedAbcKey key;
  ShedAbcSymbol *symbol;

  if (!shed_abc_key_parse (value, length, &key, &voice->clef))
    {
      remark_field (self, SHED_ABC_REMARK_BAD_KEY, value, length);
      return;
    }
  /* "[K:clef=bass]" changes the clef only. */
  if (key.kind == SHED_ABC_KEY_NONE && key.explicit_mask == 0 && length > 0 && g_ascii_strncasecmp (value, "none", 4) != 0)
    key = voice->key;
  voice->key = key;
  voice->bar_altered = 0;
  symbol = add_field_symbol (self, 'K', value, length);
  symbol->index = MIN (self->keys->len, G_MAXUINT16);
  g_array_append_val (self->keys, key);
  g_array_append_val (self->clefs, voice->clef);
}

static void
change_meter (ShedAbcParser *self, const char *value, gsize length)
{
  ShedAbcVoice *voice = &self->voices[self->voice];
  ShedAbcMeter meter;
  ShedAbcSymbol *symbol;

  if (!shed_abc_meter_parse (value, length, &meter))
    {
      remark_field (self, SHED_ABC_REMARK_BAD_METER, value, length);
      return;
    }
  voice->meter = meter;
  symbol = add_field_symbol (self, 'M', value, length);
  symbol->numerator = meter.numerator;
  symbol->denominator = meter.denominator;
  symbol->index = meter.kind;
}

static void
change_unit (ShedAbcParser *self, const char *value, gsize length)
{
  ShedAbcVoice *voice = &self->voices[self->voice];
  ShedAbcSymbol *symbol;

  if (!shed_abc_unit_parse (value, length, &voice->unit_numerator, &voice->unit_denominator))
    {
      remark_field (self, SHED_ABC_REMARK_BAD_UNIT, value, length);
      return;
    }
  symbol = add_field_symbol (self, 'L', value, length);
  symbol->numerator = voice->unit_numerator;
  symbol->denominator = voice->unit_denominator;
}

/* A field among the music; @value is trimmed and without a comment. */
void
shed_abc_parser_field (ShedAbcParser *self, char field, const char *value, gsize length, gboolean is_inline)
{
  ShedAbcSymbol *symbol;

  switch (field)
    {
    case 'K':
      change_key (self, value, length);
      if (!is_inline)
        shed_abc_parser_border (self);
      return;
    case 'M':
      change_meter (self, value, length);
      shed_abc_parser_border (self);
      return;
    case 'L':
      change_unit (self, value, length);
      return;
    case 'V':
      self->voice = find_voice (self, value, length, FALSE);
      symbol = add_field_symbol (self, 'V', value, length);
      symbol->voice = self->voice;
      symbol->text = shed_abc_parser_add_string (self, value, length);
      return;
    case 'U':
      set_user_sign (self, value, length);
      return;
    case 'I':
    case 'm':
    case 's':
      remark_field (self, SHED_ABC_REMARK_UNSUPPORTED, value, length);
      return;
    case 'r':
      return;
    default:
      break;
    }

  if (strchr (PLACED_FIELDS, field) != NULL)
    {
      symbol = add_field_symbol (self, field, value, length);
      symbol->text = field == 'w' || field == 'W' ? add_raw_string (self, value, length)
                                                  : shed_abc_parser_add_string (self, value, length);
      if (field == 'P' || field == 'T')
        shed_abc_parser_border (self);
      if (field == 'W')
        add_value (self, field, value, length);
    }
  else if (strchr (FACT_FIELDS, field) != NULL && !is_inline)
    add_value (self, field, value, length);
  else
    remark_field (self, SHED_ABC_REMARK_BAD_FIELD, value, length);
}

static void
header_field (ShedAbcParser *self, char field, const char *value, gsize length)
{
  ShedAbcTune *tune = self->tune;
  ShedAbcMeter meter;

  if (field != 'T' && field != 'V')
    add_value (self, field, value, length);
  switch (field)
    {
    case 'T':
      add_value (self, field, value, length);
      break;
    case 'M':
      if (shed_abc_meter_parse (value, length, &meter))
        tune->meter = meter;
      else
        remark_field (self, SHED_ABC_REMARK_BAD_METER, value, length);
      break;
    case 'L':
      if (!shed_abc_unit_parse (value, length, &tune->unit_numerator, &tune->unit_denominator))
        remark_field (self, SHED_ABC_REMARK_BAD_UNIT, value, length);
      break;
    case 'Q':
      parse_tempo (self, value, length);
      break;
    case 'V':
      find_voice (self, value, length, TRUE);
      break;
    case 'U':
      set_user_sign (self, value, length);
      break;
    case 'I':
      self->break_at_dollar |= length >= 9 && g_ascii_strncasecmp (value, "linebreak", 9) == 0 &&
                               memchr (value, '$', length) != NULL;
      remark_field (self, SHED_ABC_REMARK_UNSUPPORTED, value, length);
      break;
    case 'm':
      remark_field (self, SHED_ABC_REMARK_UNSUPPORTED, value, length);
      break;
    case 'P':
    case 'r':
      break;
    default:
      if (strchr (FACT_FIELDS, field) == NULL)
        remark_field (self, SHED_ABC_REMARK_BAD_FIELD, value, length);
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
    give_header_to_voice (self, &self->voices[i]);
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
  remark_field (self, SHED_ABC_REMARK_UNSUPPORTED, line, length);
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
        extend_last_value (self, line, length);
      else
        remark_field (self, SHED_ABC_REMARK_BAD_FIELD, line, length);
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
      if (strchr (FACT_FIELDS, state->last_field) != NULL && state->last_field != 0)
        extend_last_value (self, value, value_length);
      return;
    }
  state->last_field = field;
  self->tune->fields_seen |= shed_abc_field_bit (field);
  if (state->in_body)
    shed_abc_parser_field (self, field, value, value_length, FALSE);
  else if (field == 'K')
    {
      if (!shed_abc_key_parse (value, value_length, &self->tune->key, &self->tune->clef))
        remark_field (self, SHED_ABC_REMARK_BAD_KEY, value, value_length);
      add_value (self, field, value, value_length);
      state->in_body = TRUE;
      self->tune->body = MIN ((gsize) (line - self->text) + length + 1, self->text_length);
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
      remark->line = MAX ((int) tune->first_line, tune->text_line + (int) line);
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
  init_voice (self, &self->voices[0]);
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
