/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text conversions of the ABC library. What comes out is UTF-8 in NFC with LF and TAB as its only control characters,
 * whatever went in; nothing is taken from a line but trailing blanks and what cannot be text. */
#define G_LOG_DOMAIN "Woodshed-notation"

#include "shed-abc-text-private.h"

#include <string.h>

#include "shed-text.h"

static gboolean
is_control (guchar c)
{
  return (c < 0x20 && c != '\t') || c == 0x7f;
}

/* Whether @line is text as it stands; most are. */
static gboolean
is_plain (const char *line, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if ((guchar)line[i] >= 0x80 || is_control (line[i]))
      return FALSE;
  return TRUE;
}

static gsize
count_byte_order_marks (const char *line)
{
  gsize n = 0;

  while (g_str_has_prefix (line + 3 * n, "\xef\xbb\xbf"))
    n++;
  return n;
}

/**
 * shed_abc_text_append_line:
 * @text: what to append to
 * @line: bytes without their line end; may hold anything
 * @length: how many
 * @news: what had to be done is added here
 *
 * Appends a line as UTF-8 in NFC, without trailing blanks, and a LF.
 */
void
shed_abc_text_append_line (GString *text, const char *line, gsize length, ShedAbcTextNews *news)
{
  g_autofree char *converted = NULL;
  g_autofree char *clean = NULL;
  gboolean was_latin1 = FALSE;

  while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\t' || line[length - 1] == '\r'))
    length--;
  if (is_plain (line, length))
    {
      g_string_append_len (text, line, length);
      g_string_append_c (text, '\n');
      return;
    }

  for (gsize i = 0; i < length; i++)
    news->n_control_characters += is_control (line[i]);
  converted = shed_text_from_bytes ((const guint8 *)line, length, &was_latin1);
  news->was_latin1 |= was_latin1;
  clean = shed_text_clean (converted, -1);
  g_string_append (text, clean + 3 * count_byte_order_marks (clean));
  while (text->len > 0 && (text->str[text->len - 1] == ' ' || text->str[text->len - 1] == '\t'))
    g_string_truncate (text, text->len - 1);
  g_string_append_c (text, '\n');
}

/**
 * shed_abc_text_finish:
 * @text: lines of a tune
 * @limit: the most bytes to keep
 * @news: what had to be done is added here
 *
 * Cuts the text to @limit bytes, at the end of a line where there is one near, and takes the empty lines at both its
 * ends away. The last line keeps no LF.
 *
 * Returns: how many empty lines stood at the beginning
 */
guint
shed_abc_text_finish (GString *text, gsize limit, ShedAbcTextNews *news)
{
  guint n_empty;

  if (text->len > limit + 1)
    {
      const char *cut = text->str + limit;
      const char *line_end;

      while (cut > text->str && ((guchar)*cut & 0xc0) == 0x80)
        cut--;
      line_end = g_strrstr_len (text->str, cut - text->str, "\n");
      if (line_end != NULL && cut - line_end < 4096)
        cut = line_end;
      g_string_truncate (text, cut - text->str);
      news->was_cut = TRUE;
    }
  while (text->len > 0 && strchr ("\n \t", text->str[text->len - 1]) != NULL)
    g_string_truncate (text, text->len - 1);
  n_empty = strspn (text->str, "\n");
  g_string_erase (text, 0, n_empty);
  return n_empty;
}

static const struct
{
  char sign;
  const char *name;
  gunichar mark;
} accents[] = {
  { '`', "grave", 0x300 }, { '\'', "acute", 0x301 }, { '^', "circ", 0x302 }, { '~', "tilde", 0x303 },
  { '"', "uml", 0x308 },   { 'c', "cedil", 0x327 },  { ',', "", 0x327 },     { 'v', "caron", 0x30c },
  { 'u', "breve", 0x306 }, { 'H', "dblac", 0x30b },  { ';', "ogon", 0x328 }, { '=', "macr", 0x304 },
  { 'r', "ring", 0x30a },
};

static const struct
{
  char spelling[4];
  gunichar letter;
} digraphs[] = {
  { "AA", 0xc5 }, { "aa", 0xe5 }, { "AE", 0xc6 }, { "ae", 0xe6 }, { "OE", 0x152 }, { "oe", 0x153 }, { "ss", 0xdf },
  { "DH", 0xd0 }, { "dh", 0xf0 }, { "TH", 0xde }, { "th", 0xfe }, { "/O", 0xd8 },  { "/o", 0xf8 },
};

static const struct
{
  const char *name;
  gunichar letter;
} entities[] = {
  { "amp", '&' },      { "quot", '"' },     { "apos", '\'' },   { "lt", '<' },       { "gt", '>' },
  { "nbsp", ' ' },     { "copy", 0xa9 },    { "szlig", 0xdf },  { "AElig", 0xc6 },   { "aelig", 0xe6 },
  { "OElig", 0x152 },  { "oelig", 0x153 },  { "Oslash", 0xd8 }, { "oslash", 0xf8 },  { "ETH", 0xd0 },
  { "eth", 0xf0 },     { "THORN", 0xde },   { "thorn", 0xfe },  { "rsquo", 0x2019 }, { "lsquo", 0x2018 },
  { "ndash", 0x2013 }, { "mdash", 0x2014 },
};

static gboolean
is_allowed (gunichar c)
{
  return c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0) && g_unichar_validate (c);
}

static gboolean
append_accented (GString *text, char letter, gunichar mark)
{
  gunichar composed;

  if (!g_ascii_isalpha (letter) || !g_unichar_compose (letter, mark, &composed))
    return FALSE;
  g_string_append_unichar (text, composed);
  return TRUE;
}

/* A backslash and what it spells; bytes taken, 0: it spells nothing. */
static gsize
decode_backslash (GString *text, const char *at, gsize length)
{
  if (length >= 6 && at[1] == 'u')
    {
      gunichar c = 0;
      gsize i;

      for (i = 2; i < 6 && g_ascii_isxdigit (at[i]); i++)
        c = c * 16 + g_ascii_xdigit_value (at[i]);
      if (i == 6 && is_allowed (c))
        {
          g_string_append_unichar (text, c);
          return 6;
        }
    }
  if (length >= 3)
    {
      for (guint i = 0; i < G_N_ELEMENTS (digraphs); i++)
        if (memcmp (digraphs[i].spelling, at + 1, 2) == 0)
          {
            g_string_append_unichar (text, digraphs[i].letter);
            return 3;
          }
      for (guint i = 0; i < G_N_ELEMENTS (accents); i++)
        if (accents[i].sign == at[1] && append_accented (text, at[2], accents[i].mark))
          return 3;
    }
  if (length >= 2 && (at[1] == '\\' || at[1] == '&' || at[1] == '%' || at[1] == '$'))
    {
      g_string_append_c (text, at[1]);
      return 2;
    }
  return 0;
}

static gsize
decode_entity (GString *text, const char *at, gsize length)
{
  const char *end = memchr (at, ';', MIN (length, 12));
  gsize n;
  char name[12];

  if (end == NULL || end - at < 3)
    return 0;
  n = end - at - 1;
  memcpy (name, at + 1, n);
  name[n] = '\0';
  if (name[0] == '#')
    {
      gboolean is_hex = name[1] == 'x' || name[1] == 'X';
      guint64 c = g_ascii_strtoull (name + (is_hex ? 2 : 1), NULL, is_hex ? 16 : 10);

      if (c > 0x10ffff || !is_allowed (c))
        return 0;
      g_string_append_unichar (text, c);
      return n + 2;
    }
  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    if (strcmp (entities[i].name, name) == 0)
      {
        g_string_append_unichar (text, entities[i].letter);
        return n + 2;
      }
  for (guint i = 0; i < G_N_ELEMENTS (accents); i++)
    if (accents[i].name[0] != '\0' && strcmp (accents[i].name, name + 1) == 0 &&
        append_accented (text, name[0], accents[i].mark))
      return n + 2;
  return 0;
}

/**
 * shed_abc_text_append_decoded:
 * @text: what to append to
 * @value: UTF-8, a text string of ABC
 * @length: its bytes
 *
 * Appends the text with ABC's spellings of letters (`\'e`, `&eacute;`, `\u00e9`) turned into the letters, on one line
 * and with runs of blanks as one.
 */
void
shed_abc_text_append_decoded (GString *text, const char *value, gsize length)
{
  gsize start = text->len;
  gboolean decoded = FALSE;

  for (gsize i = 0; i < length;)
    {
      gsize taken = 0;

      if (value[i] == '\\')
        taken = decode_backslash (text, value + i, length - i);
      else if (value[i] == '&')
        taken = decode_entity (text, value + i, length - i);
      if (taken > 0)
        {
          i += taken;
          decoded = TRUE;
          continue;
        }
      if (value[i] == ' ' || value[i] == '\t')
        {
          if (text->len > start && text->str[text->len - 1] != ' ')
            g_string_append_c (text, ' ');
        }
      else
        g_string_append_c (text, value[i]);
      i++;
    }
  if (decoded)
    {
      /* "e&#769;" is two characters that NFC makes one. */
      g_autofree char *clean = shed_text_clean (text->str + start, text->len - start);

      g_string_truncate (text, start);
      g_string_append (text, clean);
    }
  while (text->len > start && text->str[text->len - 1] == ' ')
    g_string_truncate (text, text->len - 1);
}

/**
 * shed_abc_text_append_encoded:
 * @text: what to append to
 * @value: UTF-8
 *
 * Appends a text so that shed_abc_text_append_decoded() gives it back: signs that would start a spelling or a comment
 * get a backslash, line ends become blanks.
 */
void
shed_abc_text_append_encoded (GString *text, const char *value)
{
  for (const char *at = value; *at != '\0'; at++)
    {
      if (*at == '\n' || *at == '\t' || *at == '\r')
        {
          g_string_append_c (text, ' ');
          continue;
        }
      if (*at == '\\' || *at == '%' || (*at == '&' && memchr (at, ';', strnlen (at, 12)) != NULL))
        g_string_append_c (text, '\\');
      g_string_append_c (text, *at);
    }
}

/**
 * shed_abc_text_without_comment:
 * @line: a field's text
 * @length: its bytes
 *
 * Returns: how many of them stand before a comment: a % after a blank or at the beginning, not spelt `\%`. A per cent
 * sign in a title ("100% Proof") is none
 */
gsize
shed_abc_text_without_comment (const char *line, gsize length)
{
  for (const char *at = line; (at = memchr (at, '%', length - (at - line))) != NULL; at++)
    if (at == line || at[-1] == ' ' || at[-1] == '\t')
      return at - line;
  return length;
}

char
shed_abc_line_get_field (const char *line, gsize length)
{
  if (length < 2 || line[1] != ':' || !(g_ascii_isalpha (line[0]) || line[0] == '+'))
    return 0;
  /* A note and a repeat at the start of a line: "A:|", "d::". */
  if (length > 2 && (line[2] == '|' || line[2] == ':') && strchr ("ABCDEFGabcdefgzxy", line[0]) != NULL)
    return 0;
  return line[0];
}

gboolean
shed_abc_line_is_empty (const char *line, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
      return FALSE;
  return TRUE;
}

/**
 * shed_abc_line_looks_like_music:
 * @line: a line that is neither empty nor a field nor a comment
 * @length: its bytes
 *
 * Tells music from words by the look of a line: a bar line, and hardly a letter that is no note, outside quotation
 * marks.
 *
 * Returns: whether it is probably music
 */
gboolean
shed_abc_line_looks_like_music (const char *line, gsize length)
{
  gsize n_notes = 0, n_other = 0, n_bars = 0;
  gboolean quoted = FALSE, decorated = FALSE;

  length = MIN (length, 4096);
  for (gsize i = 0; i < length; i++)
    {
      char c = line[i];

      if (c == '"')
        quoted = !quoted;
      else if (c == '!')
        decorated = !decorated;
      else if (quoted || decorated)
        continue;
      else if (c == '|')
        n_bars++;
      else if (strchr ("ABCDEFGabcdefgzx", c) != NULL && c != '\0')
        n_notes++;
      else if (g_ascii_isalpha (c) || (guchar)c >= 0x80)
        n_other++;
    }
  return n_bars > 0 && n_notes > 0 && n_other * 4 <= n_notes + 3;
}

/**
 * shed_abc_block_takes_line:
 * @block: (inout): where the lines before it left off
 * @line: the next line of a tune's text, which ends in NUL
 * @length: its bytes
 *
 * Returns: whether the line stands inside a block or closes one. A block that nothing closes is none: one careless line
 * must not swallow a tune
 */
gboolean
shed_abc_block_takes_line (ShedAbcBlock *block, const char *line, gsize length)
{
  gboolean was_inside = block->is_inside;

  if (length < 5 || line[0] != '%' || line[1] != '%')
    return was_inside;
  if (was_inside)
    block->is_inside = strncmp (line + 2, "end", 3) != 0;
  else if (length >= 7 && g_ascii_strncasecmp (line + 2, "begin", 5) == 0 && !block->has_no_end)
    {
      block->is_inside = strstr (line, "\n%%end") != NULL;
      block->has_no_end = !block->is_inside;
    }
  return was_inside;
}
