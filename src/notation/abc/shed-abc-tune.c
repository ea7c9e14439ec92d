/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tune as read from ABC: its life and what can be asked of it. Nothing here changes a tune. */
#define G_LOG_DOMAIN "Woodshed-notation"

#include "shed-abc-tune-private.h"

#include "shed-abc-parser-private.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (ShedAbcTune, shed_abc_tune, shed_abc_tune_ref, shed_abc_tune_unref)

ShedAbcTune *
shed_abc_tune_alloc (void)
{
  ShedAbcTune *self = g_new0 (ShedAbcTune, 1);

  g_atomic_ref_count_init (&self->ref_count);
  return self;
}

/**
 * shed_abc_tune_ref:
 * @self: a tune
 *
 * Returns: (transfer full): the same tune
 */
ShedAbcTune *
shed_abc_tune_ref (ShedAbcTune *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * shed_abc_tune_unref:
 * @self: (transfer full): a tune
 */
void
shed_abc_tune_unref (ShedAbcTune *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  for (guint i = 0; i < self->n_remarks; i++)
    g_free (self->remarks[i].detail);
  g_free (self->remarks);
  g_free (self->text);
  g_free (self->own_content);
  g_free (self->number);
  g_free (self->symbols);
  g_free (self->strings);
  g_free (self->values);
  g_free (self->keys);
  g_free (self->clefs);
  g_free (self->voice_clefs);
  g_free (self);
}

/**
 * shed_abc_tune_is_refused:
 * @self: a tune
 *
 * Returns: whether the text holds no tune at all: neither `K:` nor a note
 */
gboolean
shed_abc_tune_is_refused (const ShedAbcTune *self)
{
  return self->refused;
}

/**
 * shed_abc_tune_get_text:
 * @self: a tune
 * @ret_length: (out) (optional): its bytes
 *
 * The tune's whole text as the `abc` column keeps it: UTF-8 in NFC, line ends LF, no trailing blanks, comments and
 * directives included, without the `X:` line, and with the fields it inherits from the book's head written in before
 * the title. Reading it again gives the same tune.
 *
 * Returns: (transfer none): the text, at most %SHED_ABC_MAX_TEXT bytes
 */
const char *
shed_abc_tune_get_text (const ShedAbcTune *self, gsize *ret_length)
{
  if (ret_length != NULL)
    *ret_length = self->text_length;
  return self->text;
}

/**
 * shed_abc_tune_get_content:
 * @self: a tune
 *
 * What makes the tune this tune and no other (SYNC.md 3.10): its text from the first `T:` on, without lines that start
 * with %.
 *
 * Returns: (transfer none): the content
 */
const char *
shed_abc_tune_get_content (const ShedAbcTune *self)
{
  return self->content;
}

/**
 * shed_abc_tune_get_body:
 * @self: a tune
 *
 * Returns: (transfer none): the tail of shed_abc_tune_get_text() after the `K:` line
 */
const char *
shed_abc_tune_get_body (const ShedAbcTune *self)
{
  return self->text + self->body;
}

/**
 * shed_abc_tune_get_first_line:
 * @self: a tune
 *
 * Returns: the line in the book where the tune begins, from 1
 */
guint
shed_abc_tune_get_first_line (const ShedAbcTune *self)
{
  return self->first_line;
}

/**
 * shed_abc_tune_has_number:
 * @self: a tune
 *
 * Returns: whether it begins with an `X:` field. Reports count those
 */
gboolean
shed_abc_tune_has_number (const ShedAbcTune *self)
{
  return self->number != NULL;
}

/**
 * shed_abc_tune_get_number:
 * @self: a tune
 *
 * Returns: (transfer none): what stands after `X:`, "" when there is none
 */
const char *
shed_abc_tune_get_number (const ShedAbcTune *self)
{
  return self->number != NULL ? self->number : "";
}

/**
 * shed_abc_tune_locate:
 * @self: a tune
 * @offset: in shed_abc_tune_get_text()
 * @ret_line: (out) (optional): the line in that text, from 1
 * @ret_column: (out) (optional): the column in characters, from 1
 */
void
shed_abc_tune_locate (const ShedAbcTune *self, guint offset, guint *ret_line, guint *ret_column)
{
  guint line = 1, line_start = 0;

  offset = MIN (offset, self->text_length);
  for (guint i = 0; i < offset; i++)
    if (self->text[i] == '\n')
      {
        line++;
        line_start = i + 1;
      }
  if (ret_line != NULL)
    *ret_line = line;
  if (ret_column != NULL)
    *ret_column = 1 + g_utf8_strlen (self->text + line_start, offset - line_start);
}

/**
 * shed_abc_tune_get_n_values:
 * @self: a tune
 * @field: a letter, such as 'N'
 *
 * Returns: how often the field stands in the tune with a text: all fields of the header, and `C:`, `N:`, `S:` and the
 * like behind it
 */
guint
shed_abc_tune_get_n_values (const ShedAbcTune *self, char field)
{
  guint n = 0;

  for (guint i = 0; i < self->n_values; i++)
    n += self->values[i].field == field;
  return n;
}

/**
 * shed_abc_tune_get_value:
 * @self: a tune
 * @field: a letter, such as 'N'
 * @index: which of them, from 0
 *
 * Returns: (transfer none) (nullable): the field's text on one line, ABC's spellings of letters decoded; NULL: no more
 */
const char *
shed_abc_tune_get_value (const ShedAbcTune *self, char field, guint index)
{
  for (guint i = 0; i < self->n_values; i++)
    if (self->values[i].field == field && index-- == 0)
      return self->strings + self->values[i].text;
  return NULL;
}

/**
 * shed_abc_tune_dup_values:
 * @self: a tune
 * @field: a letter
 * @separator: what to write between several
 *
 * Returns: (transfer full) (nullable): all texts of a field in one, NULL when there is none
 */
char *
shed_abc_tune_dup_values (const ShedAbcTune *self, char field, const char *separator)
{
  GString *joined = NULL;

  for (guint i = 0; i < self->n_values; i++)
    if (self->values[i].field == field)
      {
        if (joined == NULL)
          joined = g_string_new (NULL);
        else
          g_string_append (joined, separator);
        g_string_append (joined, self->strings + self->values[i].text);
      }
  return joined != NULL ? g_string_free (joined, FALSE) : NULL;
}

/**
 * shed_abc_tune_get_title:
 * @self: a tune
 *
 * Returns: (transfer none): the first title, "" when there is none
 */
const char *
shed_abc_tune_get_title (const ShedAbcTune *self)
{
  const char *title = shed_abc_tune_get_value (self, 'T', 0);

  return title != NULL ? title : "";
}

/**
 * shed_abc_tune_has_field:
 * @self: a tune
 * @field: a letter
 *
 * Returns: whether the field stands in the tune, with or without a text
 */
gboolean
shed_abc_tune_has_field (const ShedAbcTune *self, char field)
{
  return (self->fields_seen & shed_abc_field_bit (field)) != 0;
}

/**
 * shed_abc_tune_get_key:
 * @self: a tune
 *
 * Returns: (transfer none): the key it begins in
 */
const ShedAbcKey *
shed_abc_tune_get_key (const ShedAbcTune *self)
{
  return &self->key;
}

/**
 * shed_abc_tune_dup_key:
 * @self: a tune
 *
 * Says which key the text names. Without `K:`, with an empty one, or with one that speaks only of the clef, nobody said
 * what key it is: the music is read without sharps and flats, but that is not the key `none` that a person wrote.
 *
 * Returns: (transfer full) (nullable): its canonical spelling; NULL when the text names none that exists
 */
char *
shed_abc_tune_dup_key (const ShedAbcTune *self)
{
  const char *text = shed_abc_tune_get_value (self, 'K', 0);
  ShedAbcKey key;

  if (text == NULL || !shed_abc_key_parse (text, -1, &key, NULL))
    return NULL;
  if (key.kind == SHED_ABC_KEY_NONE && key.explicit_mask == 0 && g_ascii_strncasecmp (text, "none", 4) != 0)
    return NULL;
  return shed_abc_key_to_string (&key);
}

/**
 * shed_abc_tune_get_clef:
 * @self: a tune
 *
 * Returns: (transfer none): the clef it begins in
 */
const ShedAbcClef *
shed_abc_tune_get_clef (const ShedAbcTune *self)
{
  return &self->clef;
}

/**
 * shed_abc_tune_get_meter:
 * @self: a tune
 *
 * Returns: (transfer none): the meter it begins in; free when it says none
 */
const ShedAbcMeter *
shed_abc_tune_get_meter (const ShedAbcTune *self)
{
  return &self->meter;
}

/**
 * shed_abc_tune_get_unit:
 * @self: a tune
 * @ret_numerator: (out): of the unit length in whole notes
 * @ret_denominator: (out): see @ret_numerator
 *
 * The unit length, from `L:` or as the meter makes it.
 */
void
shed_abc_tune_get_unit (const ShedAbcTune *self, guint *ret_numerator, guint *ret_denominator)
{
  *ret_numerator = self->unit_numerator;
  *ret_denominator = self->unit_denominator;
}

/**
 * shed_abc_tune_get_tempo:
 * @self: a tune
 * @ret_numerator: (out) (optional): the beat in whole notes
 * @ret_denominator: (out) (optional): see @ret_numerator
 *
 * Returns: beats a minute, 0 when the tune does not say
 */
guint
shed_abc_tune_get_tempo (const ShedAbcTune *self, guint *ret_numerator, guint *ret_denominator)
{
  if (ret_numerator != NULL)
    *ret_numerator = self->beat_numerator;
  if (ret_denominator != NULL)
    *ret_denominator = MAX (1, self->beat_denominator);
  return self->tempo;
}

/**
 * shed_abc_tune_get_symbols:
 * @self: a tune
 * @ret_n_symbols: (out): how many
 *
 * Returns: (transfer none) (array length=ret_n_symbols): the music in the order of the text, all voices
 */
const ShedAbcSymbol *
shed_abc_tune_get_symbols (const ShedAbcTune *self, guint *ret_n_symbols)
{
  *ret_n_symbols = self->n_symbols;
  return self->symbols;
}

/**
 * shed_abc_tune_get_key_at:
 * @self: a tune
 * @index: of a symbol that is a `K` field
 *
 * Returns: (transfer none): the key that begins there
 */
const ShedAbcKey *
shed_abc_tune_get_key_at (const ShedAbcTune *self, guint index)
{
  return index < self->n_keys ? &self->keys[index] : &self->key;
}

/**
 * shed_abc_tune_get_clef_at:
 * @self: a tune
 * @index: of a symbol that is a `K` field
 *
 * Returns: (transfer none): the clef that holds from there on in the symbol's voice
 */
const ShedAbcClef *
shed_abc_tune_get_clef_at (const ShedAbcTune *self, guint index)
{
  return index < self->n_keys ? &self->clefs[index] : &self->clef;
}

/**
 * shed_abc_tune_get_voice_clef:
 * @self: a tune
 * @voice: number of a voice, 0 the first
 *
 * Returns: (transfer none): the clef the voice has after its last `V:` field
 */
const ShedAbcClef *
shed_abc_tune_get_voice_clef (const ShedAbcTune *self, guint voice)
{
  return voice < self->n_voices ? &self->voice_clefs[voice] : &self->clef;
}

/**
 * shed_abc_tune_get_string:
 * @self: a tune
 * @text: of a symbol
 *
 * Returns: (transfer none): the text, "" for 0
 */
const char *
shed_abc_tune_get_string (const ShedAbcTune *self, guint text)
{
  return self->strings + text;
}

guint
shed_abc_tune_get_n_voices (const ShedAbcTune *self)
{
  return self->n_voices;
}

/**
 * shed_abc_tune_get_n_notes:
 * @self: a tune
 *
 * Returns: how many notes stand in it, grace notes and all voices included
 */
guint
shed_abc_tune_get_n_notes (const ShedAbcTune *self)
{
  return self->n_notes;
}

/**
 * shed_abc_tune_get_duration:
 * @self: a tune
 * @ret_numerator: (out): in whole notes
 * @ret_denominator: (out): see @ret_numerator
 *
 * How long the first voice is as written, without playing repeats.
 *
 * Returns: FALSE when there are no notes
 */
gboolean
shed_abc_tune_get_duration (const ShedAbcTune *self, guint *ret_numerator, guint *ret_denominator)
{
  guint64 ticks = 0;
  guint a, b;

  for (guint i = 0; i < self->n_symbols; i++)
    if (self->symbols[i].voice == 0)
      {
        guint numerator, denominator;

        shed_abc_symbol_get_duration (&self->symbols[i], &numerator, &denominator);
        ticks += (guint64)numerator * SHED_ABC_TICKS / denominator;
      }
  ticks = MIN (ticks, (guint64)SHED_ABC_TICKS * 20000);
  a = ticks;
  b = SHED_ABC_TICKS;
  while (b != 0)
    {
      guint rest = a % b;

      a = b;
      b = rest;
    }
  *ret_numerator = ticks / a;
  *ret_denominator = SHED_ABC_TICKS / a;
  return self->n_notes > 0;
}

/**
 * shed_abc_tune_get_remarks:
 * @self: a tune
 * @ret_n_remarks: (out): how many, at most %SHED_ABC_MAX_REMARKS
 *
 * Returns: (transfer none) (array length=ret_n_remarks): what there was to say, in the order it was found
 */
const ShedAbcRemark *
shed_abc_tune_get_remarks (const ShedAbcTune *self, guint *ret_n_remarks)
{
  *ret_n_remarks = self->n_remarks;
  return self->remarks;
}

/**
 * shed_abc_tune_has_remark:
 * @self: a tune
 * @code: a code
 *
 * Returns: whether there is such a remark
 */
gboolean
shed_abc_tune_has_remark (const ShedAbcTune *self, ShedAbcRemarkCode code)
{
  for (guint i = 0; i < self->n_remarks; i++)
    if (self->remarks[i].code == code)
      return TRUE;
  return FALSE;
}
