/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields that change how the music is read: key, meter, unit length, tempo, voice, own signs. A field that is not
 * understood changes nothing. Rules: ABC standard 2.1, sections 3 and 7. */
#define G_LOG_DOMAIN "Woodshed-notation"

#include "shed-abc-parser-private.h"

#include "shed-abc-decorations-private.h"

#include <string.h>

/* Fields that a screen or the renderer wants in their place among the notes. */
#define PLACED_FIELDS "PQTwW"

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

/* 120, 1/4=120, "Allegro" 1/4=120, C=100, C3=40, 1/4 3/8=40. The text in quotes alone is a tempo without a figure. */
void
shed_abc_parser_tempo (ShedAbcParser *self, const char *value, gsize length)
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
      shed_abc_parser_remark_field (self, SHED_ABC_REMARK_BAD_TEMPO, value, length);
      return;
    }
  tune->tempo = bpm;
  tune->beat_numerator = numerator;
  tune->beat_denominator = denominator;
}

void
shed_abc_parser_user_sign (ShedAbcParser *self, const char *value, gsize length)
{
  const char *end = value + length;
  const char *equals = memchr (value, '=', length);
  char letter = length > 0 ? value[0] : 0;
  ShedAbcDecoration decoration;

  if (equals == NULL || !(g_ascii_isalpha (letter) || letter == '~'))
    {
      shed_abc_parser_remark_field (self, SHED_ABC_REMARK_BAD_FIELD, value, length);
      return;
    }
  do
    equals++;
  while (equals < end && (*equals == ' ' || *equals == '!' || *equals == '+'));
  while (end > equals && (end[-1] == ' ' || end[-1] == '!' || end[-1] == '+'))
    end--;
  if (equals < end && shed_abc_decoration_parse (equals, end - equals, &decoration))
    self->user_signs[(guchar)letter] = decoration.sign;
  else
    shed_abc_parser_remark_field (self, SHED_ABC_REMARK_UNSUPPORTED, value, length);
}

void
shed_abc_parser_init_voice (ShedAbcParser *self, ShedAbcVoice *voice)
{
  memset (voice, 0, sizeof *voice);
  voice->meter.denominator = 1;
  voice->unit_numerator = 1;
  voice->unit_denominator = 8;
  voice->began_at_border = TRUE;
  voice->first = voice->last = voice->tie = voice->last_note = -1;
}

void
shed_abc_parser_give_header (ShedAbcParser *self, ShedAbcVoice *voice)
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
guint
shed_abc_parser_voice (ShedAbcParser *self, const char *value, gsize length, gboolean in_header)
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
          shed_abc_parser_remark_field (self, SHED_ABC_REMARK_BAD_FIELD, value, length);
          return SHED_ABC_MAX_VOICES - 1;
        }
      else
        {
          shed_abc_parser_init_voice (self, &self->voices[voice]);
          if (!in_header)
            shed_abc_parser_give_header (self, &self->voices[voice]);
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
      shed_abc_parser_remark_field (self, SHED_ABC_REMARK_BAD_KEY, value, length);
      return;
    }
  /* "[K:clef=bass]" changes the clef only. */
  if (key.kind == SHED_ABC_KEY_NONE && key.explicit_mask == 0 && length > 0 &&
      g_ascii_strncasecmp (value, "none", 4) != 0)
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
      shed_abc_parser_remark_field (self, SHED_ABC_REMARK_BAD_METER, value, length);
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
      shed_abc_parser_remark_field (self, SHED_ABC_REMARK_BAD_UNIT, value, length);
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
      self->voice = shed_abc_parser_voice (self, value, length, FALSE);
      symbol = add_field_symbol (self, 'V', value, length);
      symbol->voice = self->voice;
      symbol->text = shed_abc_parser_add_string (self, value, length);
      return;
    case 'U':
      shed_abc_parser_user_sign (self, value, length);
      return;
    case 'I':
    case 'm':
    case 's':
      shed_abc_parser_remark_field (self, SHED_ABC_REMARK_UNSUPPORTED, value, length);
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
        shed_abc_parser_add_value (self, field, value, length);
    }
  else if (strchr (SHED_ABC_FACT_FIELDS, field) != NULL && !is_inline)
    shed_abc_parser_add_value (self, field, value, length);
  else
    shed_abc_parser_remark_field (self, SHED_ABC_REMARK_BAD_FIELD, value, length);
}
