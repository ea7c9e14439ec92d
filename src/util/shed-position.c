/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Positions as text of the 62 letters and digits, in the order of their bytes. A position has a whole part and may have
 * a fraction. The whole part is a letter that tells how many digits follow it: a, b, … count up with 1, 2, … digits, Z,
 * Y, … count down; so adding at either end stays short. The fraction never ends with 0, so that there is always room
 * before it. Positions of another make (from another program's backup) are placed between as plain digits. It must
 * never fail: a list whose neighbours are equal gets a position after the first, and ties are broken by id. */
#include "shed-position.h"

#include <string.h>

#define BASE 62
static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

static int
digit_value (char c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'A' && c <= 'Z')
    return c - 'A' + 10;
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 36;
  return -1;
}

static gboolean
has_only_digits (const char *text)
{
  return *text != '\0' && strspn (text, digits) == strlen (text);
}

/* Length of the whole part with its letter, or 0 when the text has none. */
static gsize
whole_length (const char *text)
{
  gsize length;

  if (*text >= 'a' && *text <= 'z')
    length = (gsize)(*text - 'a') + 2;
  else if (*text >= 'A' && *text <= 'Z')
    length = (gsize)('Z' - *text) + 2;
  else
    return 0;
  return has_only_digits (text) && strlen (text) >= length ? length : 0;
}

/* The next whole number up (step 1) or down (step -1), or NULL at the end of all numbers. */
static char *
step_whole (const char *text, gsize length, int step)
{
  g_autofree char *whole = g_strndup (text, length);
  char head;

  for (gsize i = length - 1; i > 0; i--)
    {
      int value = digit_value (whole[i]) + step;

      if (value >= 0 && value < BASE)
        {
          whole[i] = digits[value];
          return g_steal_pointer (&whole);
        }
      whole[i] = step > 0 ? '0' : 'z';
    }
  if (step > 0)
    head = whole[0] == 'Z' ? 'a' : (char)(whole[0] + 1);
  else
    head = whole[0] == 'a' ? 'Z' : (char)(whole[0] - 1);
  if (!g_ascii_isalpha (head))
    return NULL;
  /* Up: …zz to a letter with another number of 0 digits; down: …00 to one of z digits. */
  {
    gsize n_digits = (head >= 'a' ? (gsize)(head - 'a') : (gsize)('Z' - head)) + 1;
    GString *result = g_string_new (NULL);

    g_string_append_c (result, head);
    for (gsize i = 0; i < n_digits; i++)
      g_string_append_c (result, step > 0 ? '0' : 'z');
    return g_string_free (result, FALSE);
  }
}

/* Digits strictly between two fractions; "" is 0 and NULL is 1. Needs before < after as numbers. */
static char *
between_digits (const char *before, const char *after)
{
  GString *result = g_string_new (NULL);

  for (gsize i = 0;; i++)
    {
      int low = *before != '\0' ? digit_value (*before) : 0;
      int high = after == NULL ? BASE : *after != '\0' ? digit_value (*after) : 0;

      if (*before != '\0')
        before++;
      if (high - low > 1)
        {
          g_string_append_c (result, digits[(low + high) / 2]);
          return g_string_free (result, FALSE);
        }
      g_string_append_c (result, digits[MAX (low, 0)]);
      if (high > low)
        after = NULL; /* anything above the rest of before will do */
      else if (after != NULL && *after != '\0')
        after++;
    }
}

static gboolean
is_all_zero (const char *text)
{
  return strspn (text, "0") == strlen (text);
}

static char *
between_ordered (const char *before, const char *after)
{
  gsize before_whole = whole_length (before), after_whole = whole_length (after);

  if (before_whole > 0 && after_whole > 0 && before[0] != after[0])
    {
      g_autofree char *next = step_whole (before, before_whole, 1);

      if (next != NULL && strcmp (before, next) < 0 && strcmp (next, after) < 0)
        return g_steal_pointer (&next);
    }
  return between_digits (before, after);
}

/**
 * shed_position_between:
 * @before: (nullable): the position ahead; %NULL: the start of the list
 * @after: (nullable): the position behind; %NULL: the end of the list
 *
 * Returns: (transfer full): a position that sorts between the two. Where nothing lies between them (they are equal or
 * in the wrong order), one after @before.
 */
char *
shed_position_between (const char *before, const char *after)
{
  gsize length;
  char *next;

  if (before != NULL && !has_only_digits (before))
    before = NULL;
  if (after != NULL && (!has_only_digits (after) || is_all_zero (after)))
    after = NULL;
  if (before != NULL && after != NULL)
    {
      /* "a" and "a0": a number like any other to the eye, but nothing sorts between. */
      if (strcmp (before, after) >= 0 || (g_str_has_prefix (after, before) && is_all_zero (after + strlen (before))))
        return g_strconcat (before, "V", NULL);
      return between_ordered (before, after);
    }
  if (before == NULL && after == NULL)
    return g_strdup ("a0");
  if (before != NULL)
    {
      length = whole_length (before);
      next = length > 0 ? step_whole (before, length, 1) : NULL;
      return next != NULL ? next : between_digits (before, NULL);
    }
  length = whole_length (after);
  next = length > 0 ? step_whole (after, length, -1) : NULL;
  return next != NULL ? next : between_digits ("", after);
}

static void
fill_between (GPtrArray *positions, guint first, guint n, const char *before, const char *after)
{
  guint middle = first + n / 2;

  if (n == 0)
    return;
  positions->pdata[middle] = shed_position_between (before, after);
  fill_between (positions, first, n / 2, before, positions->pdata[middle]);
  fill_between (positions, middle + 1, n - n / 2 - 1, positions->pdata[middle], after);
}

/**
 * shed_position_spread:
 * @before: (nullable):
 * @after: (nullable):
 * @n: how many
 *
 * Returns: (transfer full) (element-type utf8): positions in order, evenly between the two, so that all stay short.
 */
GPtrArray *
shed_position_spread (const char *before, const char *after, guint n)
{
  GPtrArray *positions = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_set_size (positions, (int)n);
  if (before != NULL && after != NULL)
    fill_between (positions, 0, n, before, after);
  else if (after != NULL)
    for (guint i = n; i > 0; i--)
      {
        positions->pdata[i - 1] = shed_position_between (NULL, after);
        after = positions->pdata[i - 1];
      }
  else
    for (guint i = 0; i < n; i++)
      {
        positions->pdata[i] = shed_position_between (before, NULL);
        before = positions->pdata[i];
      }
  return positions;
}

/**
 * shed_position_is_valid:
 * @text: (nullable):
 *
 * Returns: whether @text is a position as shed_position_between() makes them.
 */
gboolean
shed_position_is_valid (const char *text)
{
  gsize length;

  if (text == NULL)
    return FALSE;
  length = whole_length (text);
  return length > 0 && (text[length] == '\0' || text[strlen (text) - 1] != '0');
}
