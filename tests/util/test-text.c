/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text at the door, and folds held fast: they are parts of ids, so a fold that changes would double people's tunes. */
#include "shed-text.h"

#include <string.h>

#include "shed-random.h"

typedef void (*FoldFunc) (const char *text, const char *fold);

static guint
for_each_frozen_fold (FoldFunc func)
{
  g_autofree char *contents = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_file_get_contents (g_test_get_filename (G_TEST_DIST, "folds.tsv", NULL), &contents, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (contents, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = NULL;
      g_autofree char *text = NULL;
      g_autofree char *fold = NULL;

      if (lines[i][0] == '\0' || g_str_has_prefix (lines[i], "%%"))
        continue;
      fields = g_strsplit (lines[i], "\t", -1);
      g_assert_cmpuint (g_strv_length (fields), ==, 2);
      text = g_strcompress (fields[0]);
      fold = g_strcompress (fields[1]);
      func (text, fold);
      n++;
    }
  return n;
}

static void
assert_fold (const char *text, const char *fold)
{
  g_autofree char *result = shed_fold (text);

  if (g_strcmp0 (result, fold) != 0)
    g_test_message ("fold of “%s”", text);
  g_assert_cmpstr (result, ==, fold);
}

static void
test_frozen_folds (void)
{
  g_assert_cmpuint (for_each_frozen_fold (assert_fold), ==, 500);
}

static void
assert_fold_of_forms (const char *text, const char *fold)
{
  g_autofree char *composed = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  g_autofree char *decomposed = g_utf8_normalize (text, -1, G_NORMALIZE_NFD);
  g_autofree char *padded = g_strdup_printf ("  %s\t", text);
  g_autofree char *again = shed_fold (fold);

  /* A text of signs only stands for itself, in which blanks count. */
  if (!g_str_equal (composed, fold))
    assert_fold (padded, fold);
  assert_fold (decomposed, fold);
  assert_fold (composed, fold);
  g_assert_cmpstr (again, ==, fold);
}

static void
test_folds_are_alike_for_all_forms (void)
{
  for_each_frozen_fold (assert_fold_of_forms);
}

/* The quick way for ASCII and the whole way must agree: a letter with an accent ahead takes the whole one. */
static void
test_ascii_shortcut_agrees (void)
{
  g_autoptr (ShedRandom) random = shed_random_new_seeded (4);

  for (guint i = 0; i < 20000; i++)
    {
      char text[12] = { 0 };
      g_autofree char *accented = NULL;
      g_autofree char *quick = NULL;
      g_autofree char *whole = NULL;

      for (guint64 n = shed_random_next (random) % 11; n > 0; n--)
        text[n - 1] = (char) (0x20 + shed_random_next (random) % 0x5f);
      accented = g_strconcat ("x", text, "\xc3\xa9x", NULL); /* é */
      whole = shed_fold (accented);
      g_free (accented);
      accented = g_strconcat ("x", text, "ex", NULL);
      quick = shed_fold (accented);
      g_assert_cmpstr (quick, ==, whole);
    }
}

typedef struct { const char *name, *text; gssize n_bytes; const char *clean; } CleanCase;

static const CleanCase clean_cases[] = {
  { "plain", "The Silver Spear", -1, "The Silver Spear" },
  { "keeps-lf-and-tab", "a\n\tb", -1, "a\n\tb" },
  { "line-ends", "a\r\nb\rc\n", -1, "a\nb\nc\n" },
  { "nul", "a\0b", 3, "ab" },
  { "controls", "a\x01\x1b[0m\x7f" "b", -1, "a[0mb" },
  { "c1-controls", "a\xc2\x85" "b", -1, "ab" },
  { "nfc", "e\xcc\x81", -1, "\xc3\xa9" },
  { "wrong-utf8", "caf\xe9!", -1, "caf\xef\xbf\xbd!" },
  { "cut-utf8", "caf\xc3", -1, "caf\xef\xbf\xbd" },
  { "lone-surrogate", "\xed\xa0\x80", -1, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
  { "emoji", "\xf0\x9f\x8e\xbb", -1, "\xf0\x9f\x8e\xbb" },
  { "empty", "", -1, "" },
};

static void
test_clean (gconstpointer data)
{
  const CleanCase *the_case = data;
  g_autofree char *clean = shed_text_clean (the_case->text, the_case->n_bytes);

  g_assert_cmpstr (clean, ==, the_case->clean);
}

static void
test_names (void)
{
  static const struct { const char *text, *name;
  } cases[] = {
    { "  The \t Silver\n Spear ", "The Silver Spear" },
    { "", NULL },
    { " \n\t\xc2\xa0\xe3\x80\x80 ", NULL },
    { "\xe2\x80\x8b\xe2\x80\x8f", NULL },
    { "\x01\x02", NULL },
    { NULL, NULL },
    { "\xd7\xa0\xd7\x99\xd7\x92\xd7\x95\xd7\x9f ", "\xd7\xa0\xd7\x99\xd7\x92\xd7\x95\xd7\x9f" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = shed_text_clean_name (cases[i].text);

      g_assert_cmpstr (name, ==, cases[i].name);
    }
}

static void
test_truncate (void)
{
  static const struct { const char *text; gsize max_bytes; const char *cut; } cases[] = {
    { "abc", 3, "abc" }, { "abc", 2, "ab" }, { "abc", 0, "" },
    { "\xc3\xa9\xc3\xa9", 3, "\xc3\xa9" },
    { "ae\xcc\x81" "b", 3, "a" },                                   /* e and its accent */
    { "a\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x8e\xa4", 9, "a" },    /* a singer: woman, joiner, microphone */
    { "e\xcc\x81", 2, "e" },                                        /* nothing else fits */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *cut = shed_text_truncate (cases[i].text, cases[i].max_bytes);

      g_assert_cmpstr (cut, ==, cases[i].cut);
    }
}

static void
test_bytes (void)
{
  static const struct { const char *bytes; gsize n_bytes; const char *text; gboolean was_latin1; } cases[] = {
    { "caf\xc3\xa9", 5, "caf\xc3\xa9", FALSE },
    { "caf\xe9", 4, "caf\xc3\xa9", TRUE },
    { "\x93Reel\x94 \x80", 8, "\xe2\x80\x9cReel\xe2\x80\x9d \xe2\x82\xac", TRUE },
    { "a\0b", 3, "ab", FALSE },
    { "\xc3\xa9t\xc3", 4, "\xc3\xa9t", FALSE },  /* UTF-8 that was cut */
    { "\x81", 1, "\xef\xbf\xbd", TRUE },
    { "", 0, "", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean was_latin1 = 2;
      g_autofree char *text = shed_text_from_bytes ((const guint8 *) cases[i].bytes, cases[i].n_bytes, &was_latin1);

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpint (was_latin1, ==, cases[i].was_latin1);
    }
}

/* Sorting the marks on one letter takes GLib the square of their number; half a million would take hours. */
static void
test_a_tower_of_marks_is_cut (void)
{
  g_autoptr (GString) tower = g_string_new ("o");
  g_autofree char *clean = NULL;
  g_autofree char *fold = NULL;

  for (guint i = 0; i < 250000; i++)
    g_string_append (tower, "\xcc\x81\xcc\xa3"); /* above, below: each pair wants sorting */
  clean = shed_text_clean (tower->str, (gssize) tower->len);
  fold = shed_fold (tower->str);
  g_assert_cmpuint (strlen (clean), <, 100);
  g_assert_cmpstr (fold, ==, "o");
}

static void
test_any_bytes_become_text (void)
{
  g_autoptr (ShedRandom) random = shed_random_new_seeded (8);

  for (guint i = 0; i < 5000; i++)
    {
      guint8 bytes[40];
      gsize n_bytes = shed_random_next (random) % sizeof bytes;
      g_autofree char *text = NULL;
      g_autofree char *clean = NULL;
      g_autofree char *again = NULL;
      g_autofree char *fold = NULL;

      shed_random_fill (random, bytes, sizeof bytes);
      text = shed_text_from_bytes (bytes, n_bytes, NULL);
      clean = shed_text_clean ((const char *) bytes, (gssize) n_bytes);
      again = shed_text_clean (clean, -1);
      fold = shed_fold (text);
      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_true (g_utf8_validate (clean, -1, NULL));
      g_assert_true (g_utf8_validate (fold, -1, NULL));
      g_assert_cmpstr (again, ==, clean);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fold/frozen", test_frozen_folds);
  g_test_add_func ("/fold/alike-for-all-forms", test_folds_are_alike_for_all_forms);
  g_test_add_func ("/fold/ascii-shortcut-agrees", test_ascii_shortcut_agrees);
  for (guint i = 0; i < G_N_ELEMENTS (clean_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/text/clean/", clean_cases[i].name, NULL);

      g_test_add_data_func (path, &clean_cases[i], test_clean);
    }
  g_test_add_func ("/text/names", test_names);
  g_test_add_func ("/text/truncate", test_truncate);
  g_test_add_func ("/text/bytes", test_bytes);
  g_test_add_func ("/text/a-tower-of-marks-is-cut", test_a_tower_of_marks_is_cut);
  g_test_add_func ("/text/any-bytes-become-text", test_any_bytes_become_text);
  return g_test_run ();
}
