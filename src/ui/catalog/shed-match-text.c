/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search looks at folded words ("slea" finds "An tSleá"), so the piece of the written word that a typed word stands for is
 * found by folding ever longer beginnings of it. It must never change a letter of the name. */
#include "shed-match-text.h"

#include "shed-text.h"

/* A word as long as that is no word; nobody searches for its middle. */
#define MAX_WORD_BYTES 200

static gboolean
is_word_character (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_ismark (c) || c == '#' || c == 0x266F || c == 0x266D || c == '+' || c == '&';
}

/* How many bytes of the word fold to something that begins with what was typed; 0: it does not. */
static gsize
matched_bytes (const char *word, gsize length, const char * const *typed)
{
  g_autofree char *copy = NULL;
  g_autofree char *whole = NULL;
  gsize longest = 0;

  if (length > MAX_WORD_BYTES)
    return 0;
  copy = g_strndup (word, length);
  whole = shed_fold (copy);
  for (guint i = 0; typed[i] != NULL; i++)
    {
      const char *end = copy;

      if (*typed[i] == '\0' || !g_str_has_prefix (whole, typed[i]))
        continue;
      while (*end != '\0')
        {
          g_autofree char *beginning = NULL;
          g_autofree char *folded = NULL;

          end = g_utf8_next_char (end);
          while (*end != '\0' && g_unichar_ismark (g_utf8_get_char (end)))
            end = g_utf8_next_char (end);
          beginning = g_strndup (copy, (gsize) (end - copy));
          folded = shed_fold (beginning);
          if (g_str_has_prefix (folded, typed[i]))
            break;
        }
      longest = MAX (longest, (gsize) (end - copy));
    }
  return longest;
}

static void
append_escaped (GString *markup, const char *text, gsize length)
{
  g_autofree char *escaped = g_markup_escape_text (text, (gssize) length);

  g_string_append (markup, escaped);
}

/**
 * shed_match_text_markup:
 * @text: a title or another name, UTF-8
 * @search: (nullable): as typed
 *
 * Returns: (transfer full): Pango markup of @text: the beginnings of words that a typed word stands for are bold
 */
char *
shed_match_text_markup (const char *text, const char *search)
{
  g_autofree char *folded = search != NULL ? shed_fold (search) : NULL;
  g_auto (GStrv) typed = g_strsplit (folded != NULL ? folded : "", " ", -1);
  GString *markup = g_string_new (NULL);
  const char *p = text;

  while (*p != '\0')
    {
      const char *word = p;
      gsize bold;

      while (*p != '\0' && !is_word_character (g_utf8_get_char (p)))
        p = g_utf8_next_char (p);
      append_escaped (markup, word, (gsize) (p - word));
      word = p;
      while (*p != '\0' && is_word_character (g_utf8_get_char (p)))
        p = g_utf8_next_char (p);
      bold = p > word ? matched_bytes (word, (gsize) (p - word), (const char * const *) typed) : 0;
      if (bold > 0)
        {
          g_string_append (markup, "<b>");
          append_escaped (markup, word, bold);
          g_string_append (markup, "</b>");
        }
      append_escaped (markup, word + bold, (gsize) (p - word) - bold);
    }
  return g_string_free (markup, FALSE);
}
