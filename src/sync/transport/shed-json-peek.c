/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A strict reader of JSON's grammar that keeps nothing but the flags and codes at the top. Whoever wants more may parse the
 * bytes afterwards: they are known to be whole, valid UTF-8 and shallow. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-json-peek.h"

#include <string.h>

typedef struct {
  const char *p, *end;
  gboolean    cut;
  ShedPeek   *peek;
} Scan;

typedef struct {
  const char *start;
  gsize       n;
} Span;

static void
skip_blanks (Scan *s)
{
  while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\n' || *s->p == '\r'))
    s->p++;
}

/* What comes next, 0 at the end (a NUL within is no JSON either, but is not "cut"). */
static char
next (Scan *s)
{
  skip_blanks (s);
  if (s->p >= s->end)
    {
      s->cut = TRUE;
      return 0;
    }
  return *s->p;
}

static gboolean
scan_string (Scan *s, Span *span)
{
  s->p++;
  span->start = s->p;
  while (s->p < s->end)
    {
      guchar c = (guchar) *s->p;

      if (c == '"')
        {
          span->n = (gsize) (s->p - span->start);
          s->p++;
          return TRUE;
        }
      if (c < 0x20)
        return FALSE;
      if (c == '\\')
        {
          s->p++;
          if (s->p >= s->end)
            break;
          if (*s->p == 'u')
            {
              for (guint i = 0; i < 4; i++)
                {
                  if (++s->p >= s->end)
                    {
                      s->cut = TRUE;
                      return FALSE;
                    }
                  if (!g_ascii_isxdigit (*s->p))
                    return FALSE;
                }
            }
          else if (*s->p == '\0' || strchr ("\"\\/bfnrt", *s->p) == NULL)
            return FALSE;
        }
      s->p++;
    }
  s->cut = TRUE;
  return FALSE;
}

static gboolean
scan_digits (Scan *s)
{
  const char *start = s->p;

  while (s->p < s->end && g_ascii_isdigit (*s->p))
    s->p++;
  if (s->p == start && s->p >= s->end)
    s->cut = TRUE;
  return s->p > start;
}

static gboolean
scan_number (Scan *s)
{
  if (*s->p == '-')
    s->p++;
  if (s->p < s->end && *s->p == '0')
    s->p++;
  else if (!scan_digits (s))
    return FALSE;
  if (s->p < s->end && *s->p == '.')
    {
      s->p++;
      if (!scan_digits (s))
        return FALSE;
    }
  if (s->p < s->end && (*s->p == 'e' || *s->p == 'E'))
    {
      s->p++;
      if (s->p < s->end && (*s->p == '+' || *s->p == '-'))
        s->p++;
      if (!scan_digits (s))
        return FALSE;
    }
  return TRUE;
}

static gboolean
scan_word (Scan *s, const char *word)
{
  gsize n = strlen (word), there = (gsize) (s->end - s->p);

  if (there < n)
    {
      s->cut = memcmp (s->p, word, there) == 0;
      return FALSE;
    }
  if (memcmp (s->p, word, n) != 0)
    return FALSE;
  s->p += n;
  return TRUE;
}

static gboolean
is (const Span *name, const char *word)
{
  return name->n == strlen (word) && memcmp (name->start, word, name->n) == 0;
}

/* Codes are plain words: anything else is not taken. */
static void
take_code (const Span *value, char *to, gsize n_to)
{
  const char *from = value->start;
  gsize n = value->n;

  to[0] = '\0';
  if (n >= 2 && *from == '"')
    {
      from++;
      n -= 2;
    }
  if (n >= n_to)
    return;
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isalnum (from[i]) && from[i] != '_' && from[i] != '-')
      return;
  memcpy (to, from, n);
  to[n] = '\0';
}

static void
take_member (ShedPeek *peek, const Span *name, const Span *value)
{
  if (is (name, "proto"))
    peek->proto = value->n > 0 && value->n < 10 && g_ascii_isdigit (*value->start) ? g_ascii_strtoll (value->start, NULL, 10) : 0;
  else if (is (name, "end"))
    peek->end = is (value, "true");
  else if (is (name, "code"))
    take_code (value, peek->code, sizeof peek->code);
  else if (is (name, "error_code"))
    take_code (value, peek->error_code, sizeof peek->error_code);
  else if (is (name, "error"))
    take_code (value, peek->error, sizeof peek->error);
}

static gboolean scan_value (Scan *s, guint depth);

static gboolean
scan_object (Scan *s, guint depth)
{
  s->p++;
  if (next (s) == '}')
    {
      s->p++;
      return TRUE;
    }
  while (TRUE)
    {
      Span name, value;
      char c;

      if (next (s) != '"' || !scan_string (s, &name) || next (s) != ':')
        return FALSE;
      s->p++;
      next (s);
      value.start = s->p;
      if (!scan_value (s, depth + 1))
        return FALSE;
      value.n = (gsize) (s->p - value.start);
      if (depth == 0)
        take_member (s->peek, &name, &value);
      c = next (s);
      if (c != ',' && c != '}')
        return FALSE;
      s->p++;
      if (c == '}')
        return TRUE;
    }
}

static gboolean
scan_array (Scan *s, guint depth)
{
  s->p++;
  if (next (s) == ']')
    {
      s->p++;
      return TRUE;
    }
  while (TRUE)
    {
      char c;

      if (!scan_value (s, depth + 1))
        return FALSE;
      c = next (s);
      if (c != ',' && c != ']')
        return FALSE;
      s->p++;
      if (c == ']')
        return TRUE;
    }
}

static gboolean
scan_value (Scan *s, guint depth)
{
  Span span;
  char c = next (s);

  if (depth >= SHED_PEEK_MAX_DEPTH)
    return FALSE;
  switch (c)
    {
    case '{':
      return scan_object (s, depth);
    case '[':
      return scan_array (s, depth);
    case '"':
      return scan_string (s, &span);
    case 't':
      return scan_word (s, "true");
    case 'f':
      return scan_word (s, "false");
    case 'n':
      return scan_word (s, "null");
    default:
      return (c == '-' || g_ascii_isdigit (c)) && scan_number (s);
    }
}

/**
 * shed_json_peek:
 * @peek: (out caller-allocates): filled
 *
 * Reads @bytes once. When the state is not %SHED_PEEK_WHOLE the members seen so far mean nothing.
 */
void
shed_json_peek (const char *bytes, gsize n_bytes, ShedPeek *peek)
{
  Scan s = { bytes, bytes + n_bytes, FALSE, peek };

  memset (peek, 0, sizeof *peek);
  if (n_bytes == 0)
    {
      peek->state = SHED_PEEK_CUT;
      return;
    }
  peek->is_object = next (&s) == '{';
  if (!scan_value (&s, 0))
    {
      peek->state = s.cut ? SHED_PEEK_CUT : SHED_PEEK_NOT_JSON;
      return;
    }
  skip_blanks (&s);
  peek->state = s.p == s.end && g_utf8_validate (bytes, (gssize) n_bytes, NULL) ? SHED_PEEK_WHOLE : SHED_PEEK_NOT_JSON;
}
