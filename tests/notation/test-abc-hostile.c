/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Books that mean harm, or that nobody looked at. There is nothing to assert about time: what is not linear in the
 * book's size does not end before the test's own time limit. */
#include "abc-fixture.h"

#include <string.h>

#define MEGABYTE (1024 * 1024)

/* Sanitizers and valgrind are slow enough with less. */
static gsize
large (gsize megabytes)
{
  return (g_getenv ("WOODSHED_TEST_SLOW") != NULL ? MAX (1, megabytes / 25) : megabytes) * MEGABYTE;
}

typedef struct
{
  const char *name;
  const char *head;
  const char *pattern; /* repeated up to the size */
  gsize megabytes;
  const char *tail;
  guint n_tunes; /* G_MAXUINT: not asked */
  guint n_refused;
  const char *remarks; /* of the last tune, worth telling and without places; NULL: not asked */
} HostileCase;

static const HostileCase cases[] = {
  { "one line of letters", "", "C", 100, "", 0, 0, NULL },
  { "one line of music", "X:1\nT:t\nM:4/4\nK:C\n", "CDEF|", 100, "\nX:2\nT:u\nK:C\nC|\n", 2, 0, "" },
  { "one title", "X:1\nT:", "title ", 100, "\nM:4/4\nK:C\nC8|\n", 1, 0, "long-title@2:3 too-long" },
  { "one tune of many lines", "X:1\nT:t\nK:C\n", "CDEF|\n", 100, "X:2\nT:u\nK:C\nC|\n", 2, 0, "" },
  { "empty lines", "X:1\nT:t\nK:C\nC|\n", "\n", 50, "D|\nX:2\nT:u\nK:C\nC|\n", 2, 0, "" },
  { "empty lines of old Macintoshes", "X:1\rT:t\rK:C\rC|\r", "\r", 50, "D|\rX:2\rT:u\rK:C\rC|\r", 2, 0, "" },
  { "one line without end and many carriage returns", "X:1\nT:t\nK:C\n", "C|\r", 50, "", 1, 0, NULL },
  { "comments behind an empty line", "X:1\nT:t\nK:C\nC|\n\n", "%\n", 20, "D|\nX:2\nT:u\nK:C\nC|\n", 2, 0, "" },
  { "empty lines and comments in turn", "X:1\nT:t\nK:C\nC|\n", "\n%\n", 20, "D|\nX:2\nT:u\nK:C\nC|\n", 2, 0, "" },
  { "zeros", "", "\x01", 50, "", 0, 0, NULL },
  { "numbers and nothing else", "", "X:1\n", 1, "", G_MAXUINT, G_MAXUINT, NULL },
  { "groups without a tune", "", "T:t\nwords\n\n", 10, "X:2\nT:u\nK:C\nC|\n", 1, 0, "" },
  { "titles without a tune", "", "T:t\n", 10, "\nX:2\nT:u\nK:C\nC|\n", 1, 0, "" },
  { "a head without end", "", "C:someone\n", 10, "\nX:2\nT:u\nK:C\nC|\n", 1, 0, "" },
  { "blocks that nothing closes", "X:1\nT:t\nK:C\n", "%%begintext\n", 10, "X:2\nT:u\nK:C\nC|\n", 2, 0, "" },
  { "marks on one letter", "X:1\nT:a", "\xcc\x81", 1, "\nK:C\nC|\n", 1, 0, NULL },
  { "bytes of Latin-1", "X:1\nT:", "\xe9", 10, "\nM:4/4\nK:C\nC8|\n", 1, 0, "long-title@2:3 latin-1 too-long" },
  { "brackets", "X:1\nT:t\nK:C\n", "([{(", 1, "", 1, 0, NULL },
  { "slurs", "X:1\nT:t\nK:C\n", "(C", 1, "", 1, 0, NULL },
  { "tuplets", "X:1\nT:t\nK:C\n", "(9C", 1, "", 1, 0, NULL },
  { "repeats", "X:1\nT:t\nK:C\nC", "|:::", 1, "", 1, 0, NULL },
  { "broken rhythm", "X:1\nT:t\nK:C\n", "C>", 1, "", 1, 0, NULL },
  { "slashes", "X:1\nT:t\nK:C\nC", "/", 1, "", 1, 0, NULL },
  { "figures", "X:1\nT:t\nK:C\nC", "9", 1, "", 1, 0, NULL },
  { "octaves", "X:1\nT:t\nK:C\nC", ",", 1, "", 1, 0, NULL },
  { "voices", "X:1\nT:t\nK:C\n", "[V:1][V:2][V:a]C", 1, "", 1, 0, NULL },
  { "keys", "X:1\nT:t\nK:C\n", "[K:D]C", 1, "", 1, 0, NULL },
  { "quotation marks", "X:1\nT:t\nK:C\nC", "\"", 1, "", 1, 0, NULL },
  { "decorations", "X:1\nT:t\nK:C\n", "!x", 1, "C", 1, 0, NULL },
  { "chords that do not close", "X:1\nT:t\nK:C\n", "[C\n", 1, "", 1, 0, NULL },
  { "parts in brackets", "X:1\nT:t\nP:", "(A9)9", 1, "\nK:C\nC|\n", 1, 0, NULL },
};

static GBytes *
make_book (const HostileCase *row)
{
  gsize head = strlen (row->head), pattern = strlen (row->pattern), tail = strlen (row->tail);
  gsize n = large (row->megabytes) / pattern;
  char *book = g_malloc (head + n * pattern + tail);

  memcpy (book, row->head, head);
  for (gsize i = 0; i < n; i++)
    memcpy (book + head + i * pattern, row->pattern, pattern);
  memcpy (book + head + n * pattern, row->tail, tail);
  return g_bytes_new_take (book, head + n * pattern + tail);
}

/* Reads a book, doing with each tune what an import and a window would do. */
static void
test_hostile (gconstpointer data)
{
  const HostileCase *row = data;
  g_autoptr (GBytes) book = make_book (row);
  g_autoptr (ShedAbcReader) reader = shed_abc_reader_new (book);
  g_autoptr (ShedAbcTune) last = NULL;
  ShedAbcTune *tune;
  guint n_tunes = 0, n_refused = 0;

  while ((tune = shed_abc_reader_next (reader)) != NULL)
    {
      g_auto (ShedAbcGuess) guess = { 0 };
      g_autofree char *notes = shed_abc_dup_first_notes (tune);
      g_autofree char *safe = shed_abc_dup_safe_text (tune, 0, 0);
      gsize length;
      guint n_remarks;

      shed_abc_guess (tune, NULL, NULL, &guess);
      shed_abc_tune_get_text (tune, &length);
      shed_abc_tune_get_remarks (tune, &n_remarks);
      g_assert_cmpuint (length, <=, SHED_ABC_MAX_TEXT);
      g_assert_cmpuint (n_remarks, <=, SHED_ABC_MAX_REMARKS);
      g_assert_cmpuint (strlen (shed_abc_tune_get_title (tune)), <=, 500 * 4);
      if (safe != NULL)
        g_assert_cmpuint (strlen (safe), <=, 40 * SHED_ABC_MAX_TEXT);
      n_tunes++;
      n_refused += shed_abc_tune_is_refused (tune);
      g_clear_pointer (&last, shed_abc_tune_unref);
      last = tune;
    }
  g_assert_cmpuint (shed_abc_reader_get_position (reader), ==, shed_abc_reader_get_length (reader));
  if (row->n_tunes == G_MAXUINT)
    {
      g_assert_cmpuint (n_tunes, ==, n_refused);
      g_assert_cmpuint (n_tunes, ==, shed_abc_reader_get_n_numbers (reader));
      return;
    }
  g_assert_cmpuint (n_tunes, ==, row->n_tunes);
  g_assert_cmpuint (n_refused, ==, row->n_refused);
  if (row->remarks != NULL)
    {
      g_autofree char *remarks = abc_dup_remarks (last, FALSE);

      g_assert_cmpstr (remarks, ==, row->remarks);
    }
}

static void
test_random_bytes (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  gsize length = large (25) / 8;
  guint8 *book = g_malloc (length);
  g_autoptr (GPtrArray) tunes = NULL;

  for (gsize i = 0; i < length; i++)
    book[i] = g_rand_int (random) >> 12;
  tunes = abc_read_all ((const char *)book, length);
  for (guint i = 0; i < tunes->len; i++)
    g_assert_true (g_utf8_validate (shed_abc_tune_get_text (tunes->pdata[i], NULL), -1, NULL));
  g_free (book);
}

/* What is cut is told, and what is left is a tune that reads the same again. */
static void
test_a_tune_too_long_is_cut_and_told (void)
{
  g_autoptr (GString) book = g_string_new ("X:1\nT:Long\nR:reel\nM:4/4\nL:1/8\nK:C\n");
  g_autoptr (GPtrArray) tunes = NULL;
  g_autoptr (ShedAbcTune) again = NULL;
  const char *text;

  for (guint i = 0; i < 20000; i++)
    g_string_append (book, "CDEF GABc|\n");
  tunes = abc_read_all (book->str, book->len);
  g_assert_cmpuint (tunes->len, ==, 1);
  g_assert_true (shed_abc_tune_has_remark (tunes->pdata[0], SHED_ABC_REMARK_TOO_LONG));
  text = shed_abc_tune_get_text (tunes->pdata[0], NULL);
  g_assert_true (g_str_has_suffix (text, "CDEF GABc|"));
  again = shed_abc_tune_new_from_text (text, -1);
  g_assert_cmpstr (shed_abc_tune_get_text (again, NULL), ==, text);
  g_assert_cmpuint (shed_abc_tune_get_n_notes (again), ==, shed_abc_tune_get_n_notes (tunes->pdata[0]));
  g_assert_false (shed_abc_tune_has_remark (again, SHED_ABC_REMARK_TOO_LONG));
}

/* Also where a line ends just where the text does. */
static void
test_a_cut_is_told_wherever_it_falls (void)
{
  static const char line[] = "CDEF GABc|\n";

  for (guint i = 0; i < strlen (line); i++)
    {
      g_autoptr (GString) book = g_string_new ("X:1\nT:Long");
      g_autoptr (GPtrArray) tunes = NULL;

      for (guint j = 0; j < i; j++)
        g_string_append_c (book, 'g');
      g_string_append (book, "\nR:reel\nM:4/4\nL:1/8\nK:C\n");
      for (guint j = 0; j < 20000; j++)
        g_string_append (book, line);
      tunes = abc_read_all (book->str, book->len);
      g_assert_cmpuint (tunes->len, ==, 1);
      g_assert_true (shed_abc_tune_has_remark (tunes->pdata[0], SHED_ABC_REMARK_TOO_LONG));
    }
}

static void
test_a_title_too_long_is_cut_and_told (void)
{
  g_autoptr (GString) text = g_string_new ("T:");
  g_autoptr (ShedAbcTune) tune = NULL;

  for (guint i = 0; i < 10000; i++)
    g_string_append (text, "é");
  g_string_append (text, "\nK:C\nC|");
  tune = shed_abc_tune_new_from_text (text->str, text->len);
  g_assert_cmpint (g_utf8_strlen (shed_abc_tune_get_title (tune), -1), ==, 500);
  g_assert_true (shed_abc_tune_has_remark (tune, SHED_ABC_REMARK_LONG_TITLE));
}

static void
test_nul_is_left_out_and_told (void)
{
  static const char book[] = "X:1\nT:O\0ne\nM:4/4\nR:r\nK:C\nC8\0|\n";
  g_autoptr (GPtrArray) tunes = abc_read_all (book, sizeof book - 1);

  g_assert_cmpuint (tunes->len, ==, 1);
  g_assert_cmpstr (shed_abc_tune_get_title (tunes->pdata[0]), ==, "One");
  g_assert_cmpstr (shed_abc_tune_get_body (tunes->pdata[0]), ==, "C8|");
  g_assert_true (shed_abc_tune_has_remark (tunes->pdata[0], SHED_ABC_REMARK_CONTROL_CHARACTERS));
}

static void
test_remarks_are_bounded_and_counted (void)
{
  g_autoptr (GString) text = g_string_new ("T:t\nM:4/4\nR:r\nK:C\nC8|");
  g_autoptr (ShedAbcTune) tune = NULL;
  const ShedAbcRemark *remarks;
  guint n_remarks;

  for (guint i = 0; i < 1000; i++)
    g_string_append_c (text, '?');
  tune = shed_abc_tune_new_from_text (text->str, text->len);
  remarks = shed_abc_tune_get_remarks (tune, &n_remarks);
  g_assert_cmpuint (n_remarks, ==, SHED_ABC_MAX_REMARKS);
  g_assert_cmpint (remarks[n_remarks - 1].code, ==, SHED_ABC_REMARK_MORE);
  g_assert_cmpint (remarks[n_remarks - 1].number[0], ==, 1000 - (SHED_ABC_MAX_REMARKS - 1));
}

/* The book ends at any byte: no reading beyond it, and every X: field that is there is accounted for. */
static void
test_cut_at_every_byte (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  g_autofree char *tune = abc_dup_random (random);
  g_autofree char *book = g_strdup_printf ("X:1\n%s\n\nX:2\n%s\n", tune, tune);
  gsize length = strlen (book), second = strstr (book, "X:2") - book;

  for (gsize cut = 0; cut <= length; cut++)
    {
      /* A block of exactly this size, so that sanitizers see one byte too many. */
      char *piece = g_memdup2 (book, cut);
      g_autoptr (GBytes) bytes = g_bytes_new_take (piece, cut);
      g_autoptr (ShedAbcReader) reader = shed_abc_reader_new (bytes);
      ShedAbcTune *read;
      guint n_tunes = 0;

      while ((read = shed_abc_reader_next (reader)) != NULL)
        {
          n_tunes++;
          shed_abc_tune_unref (read);
        }
      g_assert_cmpuint (n_tunes, ==, shed_abc_reader_get_n_numbers (reader));
      g_assert_cmpuint (n_tunes, ==, cut < 2 ? 0 : cut < second + 2 ? 1 : 2);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  add_cases ("/abc/hostile", cases, test_hostile);
  g_test_add_func ("/abc/random-bytes-are-no-tunes-to-fear", test_random_bytes);
  g_test_add_func ("/abc/a-tune-too-long-is-cut-and-told", test_a_tune_too_long_is_cut_and_told);
  g_test_add_func ("/abc/a-cut-is-told-wherever-it-falls", test_a_cut_is_told_wherever_it_falls);
  g_test_add_func ("/abc/a-title-too-long-is-cut-and-told", test_a_title_too_long_is_cut_and_told);
  g_test_add_func ("/abc/nul-is-left-out-and-told", test_nul_is_left_out_and_told);
  g_test_add_func ("/abc/remarks-are-bounded-and-counted", test_remarks_are_bounded_and_counted);
  g_test_add_func ("/abc/a-book-cut-at-any-byte-accounts-for-its-numbers", test_cut_at_every_byte);
  return g_test_run ();
}
