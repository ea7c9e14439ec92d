/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A JSON text read in order. Every byte is looked at before it is believed: the end of the text is never passed. */
#include "shed-json-cursor.h"

#include <string.h>

static gboolean
fail (ShedJsonCursor *self, const char *wanted, GError **error)
{
  guint line = 1;

  for (const char *at = self->start; at < self->at && at < self->end; at++)
    line += *at == '\n';
  g_set_error (error, SHED_EXCHANGE_ERROR, SHED_EXCHANGE_ERROR_DAMAGED, "line %u: %s", line, wanted);
  return FALSE;
}

void
shed_json_cursor_init (ShedJsonCursor *self, const char *text, gsize n_bytes)
{
  self->start = self->at = text;
  self->end = text + n_bytes;
  self->depth = 0;
  self->objects = 0;
}

/* Of the innermost open value. */
static char
closing_bracket (ShedJsonCursor *self)
{
  return self->depth > 0 && (self->objects >> (self->depth - 1) & 1) != 0 ? '}' : ']';
}

static void
skip_blanks (ShedJsonCursor *self)
{
  while (self->at < self->end && (*self->at == ' ' || *self->at == '\n' || *self->at == '\r' || *self->at == '\t'))
    self->at++;
}

char
shed_json_cursor_peek (ShedJsonCursor *self)
{
  skip_blanks (self);
  return self->at < self->end ? *self->at : '\0';
}

static gboolean
expect (ShedJsonCursor *self, char c, GError **error)
{
  char wanted[] = { c, ' ', 'e', 'x', 'p', 'e', 'c', 't', 'e', 'd', '\0' };

  if (shed_json_cursor_peek (self) != c)
    return fail (self, wanted, error);
  self->at++;
  return TRUE;
}

static gboolean
begin (ShedJsonCursor *self, char open, GError **error)
{
  if (self->depth >= SHED_JSON_MAX_DEPTH)
    return fail (self, "nested too deeply", error);
  if (!expect (self, open, error))
    return FALSE;
  self->objects &= ~(G_GUINT64_CONSTANT (1) << self->depth);
  if (open == '{')
    self->objects |= G_GUINT64_CONSTANT (1) << self->depth;
  self->depth++;
  return TRUE;
}

gboolean
shed_json_cursor_begin_object (ShedJsonCursor *self, GError **error)
{
  return begin (self, '{', error);
}

gboolean
shed_json_cursor_begin_array (ShedJsonCursor *self, GError **error)
{
  return begin (self, '[', error);
}

gboolean
shed_json_cursor_next (ShedJsonCursor *self, gboolean is_first, gboolean *has_more, GError **error)
{
  char c = shed_json_cursor_peek (self);

  *has_more = FALSE;
  if (c == '}' || c == ']')
    {
      if (c != closing_bracket (self))
        return fail (self, "wrong bracket", error);
      self->at++;
      self->depth--;
      return TRUE;
    }
  if (!is_first && !expect (self, ',', error))
    return FALSE;
  /* No comma before the end. */
  c = shed_json_cursor_peek (self);
  if (c == '}' || c == ']' || c == '\0')
    return fail (self, "value expected", error);
  *has_more = TRUE;
  return TRUE;
}

/* From the opening quote to after the closing one. */
static gboolean
scan_string (ShedJsonCursor *self, gboolean *has_escapes, GError **error)
{
  if (!expect (self, '"', error))
    return FALSE;
  *has_escapes = FALSE;
  for (; self->at < self->end && *self->at != '"'; self->at++)
    {
      if ((guint8) *self->at < 0x20)
        return fail (self, "control character in a string", error);
      if (*self->at != '\\')
        continue;
      *has_escapes = TRUE;
      self->at++;
      if (self->at >= self->end || strchr ("\"\\/bfnrtu", *self->at) == NULL || *self->at == '\0')
        return fail (self, "wrong escape in a string", error);
      if (*self->at != 'u')
        continue;
      for (guint i = 0; i < 4; i++)
        if (++self->at >= self->end || !g_ascii_isxdigit (*self->at))
          return fail (self, "wrong \\u in a string", error);
    }
  if (self->at >= self->end)
    return fail (self, "string not closed", error);
  self->at++;
  return TRUE;
}

static gunichar
hex4 (const char *digits)
{
  gunichar value = 0;

  for (guint i = 0; i < 4; i++)
    value = value * 16 + (gunichar) g_ascii_xdigit_value (digits[i]);
  return value;
}

/* Text between the quotes of a scanned string. */
static char *
decode (const char *from, const char *to)
{
  GString *text = g_string_sized_new (to - from);

  for (const char *at = from; at < to; at++)
    {
      static const char letters[] = "bfnrt", meanings[] = "\b\f\n\r\t";
      const char *letter;
      gunichar c;

      if (*at != '\\')
        {
          g_string_append_c (text, *at);
          continue;
        }
      at++;
      if (*at != 'u')
        {
          letter = strchr (letters, *at);
          g_string_append_c (text, letter != NULL ? meanings[letter - letters] : *at);
          continue;
        }
      c = hex4 (at + 1);
      at += 4;
      if (c >= 0xd800 && c < 0xdc00 && to - at > 6 && at[1] == '\\' && at[2] == 'u')
        {
          gunichar low = hex4 (at + 3);

          if (low >= 0xdc00 && low < 0xe000)
            {
              c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
              at += 6;
            }
        }
      if (c >= 0xd800 && c < 0xe000)
        c = 0xfffd; /* half of a pair */
      if (c != 0)
        g_string_append_unichar (text, c);
    }
  return g_string_free (text, FALSE);
}

char *
shed_json_cursor_read_string (ShedJsonCursor *self, GError **error)
{
  gboolean has_escapes;
  const char *from;

  skip_blanks (self);
  from = self->at + 1;
  if (!scan_string (self, &has_escapes, error))
    return NULL;
  if (!g_utf8_validate (from, self->at - 1 - from, NULL))
    {
      fail (self, "not UTF-8", error);
      return NULL;
    }
  return has_escapes ? decode (from, self->at - 1) : g_strndup (from, self->at - 1 - from);
}

char *
shed_json_cursor_read_name (ShedJsonCursor *self, GError **error)
{
  g_autofree char *name = shed_json_cursor_read_string (self, error);

  if (name == NULL || !expect (self, ':', error))
    return NULL;
  return g_steal_pointer (&name);
}

static gboolean
scan_digits (ShedJsonCursor *self, GError **error)
{
  if (self->at >= self->end || !g_ascii_isdigit (*self->at))
    return fail (self, "digit expected", error);
  while (self->at < self->end && g_ascii_isdigit (*self->at))
    self->at++;
  return TRUE;
}

static gboolean
scan_number (ShedJsonCursor *self, gboolean *is_whole, GError **error)
{
  *is_whole = TRUE;
  if (*self->at == '-')
    self->at++;
  if (self->at < self->end && *self->at == '0')
    self->at++;
  else if (!scan_digits (self, error))
    return FALSE;
  if (self->at < self->end && *self->at == '.')
    {
      *is_whole = FALSE;
      self->at++;
      if (!scan_digits (self, error))
        return FALSE;
    }
  if (self->at < self->end && (*self->at == 'e' || *self->at == 'E'))
    {
      *is_whole = FALSE;
      self->at++;
      if (self->at < self->end && (*self->at == '+' || *self->at == '-'))
        self->at++;
      if (!scan_digits (self, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
shed_json_cursor_read_int (ShedJsonCursor *self, gint64 *ret_value, GError **error)
{
  char c = shed_json_cursor_peek (self);
  const char *from = self->at;
  g_autofree char *digits = NULL;
  gboolean is_whole;

  if (c != '-' && !g_ascii_isdigit (c))
    return fail (self, "number expected", error);
  if (!scan_number (self, &is_whole, error))
    return FALSE;
  digits = g_strndup (from, self->at - from);
  if (!is_whole || !g_ascii_string_to_signed (digits, 10, G_MININT64, G_MAXINT64, ret_value, NULL))
    return fail (self, "whole number expected", error);
  return TRUE;
}

gboolean
shed_json_cursor_read_word (ShedJsonCursor *self, const char *word, GError **error)
{
  gsize length = strlen (word);

  skip_blanks (self);
  if ((gsize) (self->end - self->at) < length || strncmp (self->at, word, length) != 0)
    return fail (self, "value expected", error);
  self->at += length;
  return TRUE;
}

/* One value, containers only opened: they are walked in skip(). */
static gboolean
skip_scalar (ShedJsonCursor *self, char c, GError **error)
{
  gboolean ignored;

  switch (c)
    {
    case '"':
      return scan_string (self, &ignored, error);
    case 't':
      return shed_json_cursor_read_word (self, "true", error);
    case 'f':
      return shed_json_cursor_read_word (self, "false", error);
    case 'n':
      return shed_json_cursor_read_word (self, "null", error);
    default:
      if (c == '-' || g_ascii_isdigit (c))
        return scan_number (self, &ignored, error);
      return fail (self, "value expected", error);
    }
}

gboolean
shed_json_cursor_skip (ShedJsonCursor *self, const char **span, gsize *n_span, GError **error)
{
  guint outer_depth = self->depth;
  const char *from;
  gboolean is_first = FALSE;

  shed_json_cursor_peek (self);
  from = self->at;
  for (;;)
    {
      char c = shed_json_cursor_peek (self);

      if (c == '{' || c == '[')
        {
          if (!begin (self, c, error))
            return FALSE;
          is_first = TRUE;
        }
      else
        {
          if (!skip_scalar (self, c, error))
            return FALSE;
          is_first = FALSE;
        }
      /* Leave what ends here, then go to the next value. */
      while (self->depth > outer_depth)
        {
          char closing = closing_bracket (self);
          gboolean has_more;

          if (!shed_json_cursor_next (self, is_first, &has_more, error))
            return FALSE;
          is_first = FALSE;
          if (!has_more)
            continue;
          if (closing == ']')
            break;
          if (!scan_string (self, &has_more, error) || !expect (self, ':', error))
            return FALSE;
          break;
        }
      if (self->depth == outer_depth)
        break;
    }
  if (span != NULL)
    {
      *span = from;
      *n_span = self->at - from;
    }
  return TRUE;
}

gboolean
shed_json_cursor_expect_end (ShedJsonCursor *self, GError **error)
{
  if (shed_json_cursor_peek (self) != '\0' || self->at < self->end)
    return fail (self, "text after the end", error);
  return TRUE;
}
