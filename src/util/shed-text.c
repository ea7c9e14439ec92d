/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text on its way into the library, and folding. Folds are parts of ids: what shed_fold() gives for a text must never
 * change (tests/data/folds.tsv holds it fast). Nothing here may take longer than a text's length warrants. */
#include "shed-text.h"

#include <string.h>

/* GLib sorts the marks on a letter by insertion, which a hostile run of them makes quadratic. Unicode's Stream-Safe
 * Text Format (UAX 15) says that no language puts more than this on one letter. */
#define MAX_MARKS 30

static gboolean
is_plain_ascii (const char *text, gsize n_bytes)
{
  for (gsize i = 0; i < n_bytes; i++)
    if ((guint8)text[i] >= 0x7f || ((guint8)text[i] < 0x20 && text[i] != '\n' && text[i] != '\t'))
      return FALSE;
  return TRUE;
}

/* Valid UTF-8 in: drops marks beyond MAX_MARKS in a row and, when asked, control characters. */
static char *
drop_unwanted (const char *text, gboolean drop_controls)
{
  GString *result = g_string_sized_new (strlen (text) + 1);
  guint n_marks = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (drop_controls && c == '\r')
        {
          /* CR LF and a lone CR are both a line's end. */
          if (at[1] != '\n')
            g_string_append_c (result, '\n');
          continue;
        }
      if (drop_controls && g_unichar_iscntrl (c) && c != '\n' && c != '\t')
        continue;
      n_marks = c >= 0x300 && g_unichar_combining_class (c) != 0 ? n_marks + 1 : 0;
      if (n_marks <= MAX_MARKS)
        g_string_append_len (result, at, g_utf8_next_char (at) - at);
    }
  return g_string_free (result, FALSE);
}

static char *
drop_nul (const char *text, gsize n_bytes, gsize *ret_n_bytes)
{
  char *result = g_malloc (n_bytes + 1);
  gsize n = 0;

  for (gsize i = 0; i < n_bytes; i++)
    if (text[i] != '\0')
      result[n++] = text[i];
  result[n] = '\0';
  *ret_n_bytes = n;
  return result;
}

/**
 * shed_text_clean:
 * @text: (array length=n_bytes): bytes
 * @n_bytes: their number, or -1 when @text ends with NUL
 *
 * Returns: (transfer full): NFC text without NUL and control characters other than LF and TAB.
 */
char *
shed_text_clean (const char *text, gssize n_bytes)
{
  gsize length = n_bytes < 0 ? strlen (text) : (gsize)n_bytes;
  g_autofree char *without_nul = NULL;
  g_autofree char *valid = NULL;
  g_autofree char *wanted = NULL;

  if (is_plain_ascii (text, length))
    return g_strndup (text, length);
  without_nul = drop_nul (text, length, &length);
  valid = g_utf8_make_valid (without_nul, (gssize)length);
  wanted = drop_unwanted (valid, TRUE);
  return g_utf8_normalize (wanted, -1, G_NORMALIZE_NFC);
}

/**
 * shed_text_clean_name:
 * @text: (nullable): NUL-terminated bytes
 *
 * Returns: (transfer full) (nullable): the text on one line, or %NULL when nothing in it can be seen.
 */
char *
shed_text_clean_name (const char *text)
{
  g_autofree char *clean = NULL;
  g_autoptr (GString) name = g_string_new (NULL);
  gboolean blank_waits = FALSE, can_be_seen = FALSE;

  if (text == NULL)
    return NULL;
  clean = shed_text_clean (text, -1);
  for (const char *at = clean; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isspace (c))
        {
          blank_waits = name->len > 0;
          continue;
        }
      if (blank_waits)
        g_string_append_c (name, ' ');
      blank_waits = FALSE;
      can_be_seen = can_be_seen || g_unichar_type (c) != G_UNICODE_FORMAT;
      g_string_append_len (name, at, g_utf8_next_char (at) - at);
    }
  return can_be_seen ? g_string_free (g_steal_pointer (&name), FALSE) : NULL;
}

/* Whether a cut between these two would leave half of what a reader takes for one character. */
static gboolean
belong_together (gunichar left, gunichar right)
{
  return left == 0x200d || right == 0x200d          /* zero-width joiner */
         || g_unichar_ismark (right)                /* accents, vowel signs, variation selectors */
         || (right >= 0x1f3fb && right <= 0x1f3ff); /* skin tones */
}

/**
 * shed_text_truncate:
 * @text: UTF-8
 * @max_bytes: greatest length of the result
 *
 * Returns: (transfer full): the start of @text.
 */
char *
shed_text_truncate (const char *text, gsize max_bytes)
{
  const char *hard_cut, *cut;

  if (strlen (text) <= max_bytes)
    return g_strdup (text);
  hard_cut = text + max_bytes;
  while (hard_cut > text && ((guint8)*hard_cut & 0xc0) == 0x80)
    hard_cut--;
  cut = hard_cut;
  for (guint n_steps = 0; n_steps < 2 * MAX_MARKS && cut > text; n_steps++)
    {
      const char *before = g_utf8_prev_char (cut);

      if (!belong_together (g_utf8_get_char (before), g_utf8_get_char (cut)))
        return g_strndup (text, cut - text);
      cut = before;
    }
  return g_strndup (text, hard_cut - text);
}

/* Windows-1252 where it differs from Latin-1; 0 where it has nothing. */
static const gunichar windows_1252[32] = {
  0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
  0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
  0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

static char *
from_windows_1252 (const char *bytes, gsize n_bytes)
{
  GString *text = g_string_sized_new (n_bytes + n_bytes / 8 + 1);

  for (gsize i = 0; i < n_bytes; i++)
    {
      guint8 byte = (guint8)bytes[i];

      if (byte < 0x80)
        g_string_append_c (text, (char)byte);
      else if (byte < 0xa0)
        g_string_append_unichar (text, windows_1252[byte - 0x80] != 0 ? windows_1252[byte - 0x80] : 0xfffd);
      else
        g_string_append_unichar (text, byte);
    }
  return g_string_free (text, FALSE);
}

static gboolean
has_high_byte (const char *text, gsize n_bytes)
{
  for (gsize i = 0; i < n_bytes; i++)
    if ((guint8)text[i] >= 0x80)
      return TRUE;
  return FALSE;
}

/**
 * shed_text_from_bytes:
 * @bytes: (array length=n_bytes): what a file holds
 * @was_latin1: (out) (optional): whether it was not UTF-8
 *
 * A text that is UTF-8 but for a last character that was cut off loses only that.
 *
 * Returns: (transfer full): valid UTF-8 without NUL, not yet normalised.
 */
char *
shed_text_from_bytes (const guint8 *bytes, gsize n_bytes, gboolean *was_latin1)
{
  gsize length;
  g_autofree char *text = drop_nul ((const char *)bytes, n_bytes, &length);
  const char *end;

  if (was_latin1 != NULL)
    *was_latin1 = FALSE;
  if (g_utf8_validate (text, (gssize)length, &end))
    return g_steal_pointer (&text);
  if (g_utf8_get_char_validated (end, (gssize)(length - (end - text))) == (gunichar)-2 &&
      has_high_byte (text, end - text))
    return g_strndup (text, end - text);
  if (was_latin1 != NULL)
    *was_latin1 = TRUE;
  return from_windows_1252 (text, length);
}

/* Letters that decompose into nothing simpler but are typed without. */
static const char *
spell_out (gunichar c)
{
  switch (c)
    {
    case 0x00f8:
      return "o";
    case 0x0142:
      return "l";
    case 0x0111:
      return "d";
    case 0x00df:
      return "ss";
    case 0x00e6:
      return "ae";
    case 0x0153:
      return "oe";
    case 0x00fe:
      return "th";
    case 0x0131:
      return "i";
    default:
      return NULL;
    }
}

static gboolean
is_kept_sign (gunichar c)
{
  return c == '#' || c == 0x266f || c == 0x266d || c == '+' || c == '&';
}

/* Letters and digits as they are, the rest to single blanks within. */
static char *
squeeze (const char *text)
{
  GString *result = g_string_sized_new (strlen (text) + 1);
  gboolean blank_waits = FALSE;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isspace (c) || (g_unichar_ispunct (c) && !is_kept_sign (c)))
        {
          blank_waits = result->len > 0;
          continue;
        }
      if (blank_waits)
        g_string_append_c (result, ' ');
      blank_waits = FALSE;
      g_string_append_len (result, at, g_utf8_next_char (at) - at);
    }
  return g_string_free (result, FALSE);
}

/* The same as below for the text that most titles are. */
static char *
fold_ascii (const char *text, gsize n_bytes)
{
  GString *result = g_string_sized_new (n_bytes + 1);
  gboolean blank_waits = FALSE;

  for (gsize i = 0; i < n_bytes; i++)
    {
      if (text[i] == ' ' || text[i] == '\n' || text[i] == '\t' ||
          (g_ascii_ispunct (text[i]) && !is_kept_sign ((gunichar)text[i])))
        {
          blank_waits = result->len > 0;
          continue;
        }
      if (blank_waits)
        g_string_append_c (result, ' ');
      blank_waits = FALSE;
      g_string_append_c (result, g_ascii_tolower (text[i]));
    }
  return g_string_free (result, FALSE);
}

static char *
fold_unicode (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *wanted = drop_unwanted (valid, FALSE);
  g_autofree char *decomposed = g_utf8_normalize (wanted, -1, G_NORMALIZE_NFKD);
  g_autoptr (GString) bare = g_string_sized_new (strlen (decomposed) + 1);
  g_autofree char *lower = NULL;
  g_autoptr (GString) spelt = NULL;
  g_autofree char *composed = NULL;

  for (const char *at = decomposed; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c < 0x300 || c > 0x36f)
        g_string_append_unichar (bare, c);
    }
  lower = g_utf8_casefold (bare->str, (gssize)bare->len);
  spelt = g_string_sized_new (strlen (lower) + 1);
  for (const char *at = lower; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      const char *plain = spell_out (c);

      if (plain != NULL)
        g_string_append (spelt, plain);
      else
        g_string_append_unichar (spelt, c);
    }
  composed = g_utf8_normalize (spelt->str, (gssize)spelt->len, G_NORMALIZE_NFKC);
  return squeeze (composed);
}

/**
 * shed_fold:
 * @text: UTF-8
 *
 * Returns: (transfer full): the text as search and natural ids compare it (SYNC.md 3.10).
 */
char *
shed_fold (const char *text)
{
  gsize length = strlen (text);
  g_autofree char *folded = is_plain_ascii (text, length) ? fold_ascii (text, length) : fold_unicode (text);

  if (*folded != '\0')
    return g_steal_pointer (&folded);
  return shed_text_clean (text, -1);
}
