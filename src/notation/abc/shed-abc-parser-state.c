/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a parser keeps while it reads one tune: its buffers, what it found, and what there is to remark. Below the parsers of
 * fields, notes, bars and lines. */
#define G_LOG_DOMAIN "Woodshed-notation"

#include "shed-abc-parser-private.h"

#include <string.h>

#define MAX_VALUES 2048
#define MAX_TITLE_CHARACTERS 500

static void
remark_clear (gpointer data)
{
  g_free (((ShedAbcRemark *)data)->detail);
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
shed_abc_parser_remark (
  ShedAbcParser *self, ShedAbcRemarkCode code, guint32 offset, guint32 length, const char *detail, gssize detail_length)
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
      gsize n = detail_length < 0 ? strlen (detail) : (gsize)detail_length;

      if (n > 80)
        for (n = 80; n > 0 && ((guchar)detail[n] & 0xc0) == 0x80;)
          n--;
      remark.detail = g_strndup (detail, n);
    }
  g_array_append_val (self->remarks, remark);
}

void
shed_abc_parser_remark_field (ShedAbcParser *self, ShedAbcRemarkCode code, const char *value, gsize length)
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

/* ABC 2.1 "+:", and H: texts that go on without a field: more of the string that was added last. */
void
shed_abc_parser_extend_last_value (ShedAbcParser *self, const char *value, gsize length)
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

void
shed_abc_parser_add_value (ShedAbcParser *self, char field, const char *value, gsize length)
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
