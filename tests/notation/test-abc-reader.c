/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "abc-fixture.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *book;
  const char *tunes;   /* "number title music-notes; …", ! before a refused one */
  const char *remarks; /* of all tunes, ";" between */
} BookCase;

#define TUNE(number, title) "X:" number "\nT:" title "\nM:4/4\nR:reel\nK:C\nC8|\n"

static const BookCase cases[] = {
  { "two tunes", TUNE ("1", "One") "\n" TUNE ("2", "Two"), "1 One 1; 2 Two 1", ";" },
  { "line ends of Windows",
    "X:1\r\nT:One\r\nM:4/4\r\nR:reel\r\nK:C\r\nC8|\r\n\r\nX:2\r\nT:Two\r\nM:4/4\r\nR:reel\r\nK:C\r\nC8|\r\n",
    "1 One 1; 2 Two 1", ";" },
  { "line ends of old Macintoshes", "X:1\rT:One\rM:4/4\rR:reel\rK:C\rC8|\r\rX:2\rT:Two\rM:4/4\rR:reel\rK:C\rC8|\r",
    "1 One 1; 2 Two 1", ";" },
  { "mixed line ends", "X:1\rT:One\nM:4/4\r\nR:reel\rK:C\nC8|\n\rX:2\nT:Two\rM:4/4\nR:reel\nK:C\nC8|\r",
    "1 One 1; 2 Two 1", ";" },
  { "byte order mark", "\xef\xbb\xbf" TUNE ("1", "One"), "1 One 1", "" },
  { "byte order marks inside", "\xef\xbb\xbf" TUNE ("1", "One") "\xef\xbb\xbf" TUNE ("2", "Two"), "1 One 1; 2 Two 1",
    ";" },
  { "no empty line between", TUNE ("1", "One") TUNE ("2", "Two"), "1 One 1; 2 Two 1", ";" },
  { "blanks in the empty line", TUNE ("1", "One") " \t \n" TUNE ("2", "Two"), "1 One 1; 2 Two 1", ";" },
  { "words between tunes",
    "Some words about the book.\n\n" TUNE ("1", "One") "\nAnd some | more words.\n\n" TUNE ("2", "Two"),
    "1 One 1; 2 Two 1", ";" },
  { "comments between tunes", "% a comment\n\n" TUNE ("1", "One") "\n%%newpage\n% C:no\n\n" TUNE ("2", "Two"),
    "1 One 1; 2 Two 1", ";" },
  { "empty line after the header", "X:1\nT:One\nM:4/4\nR:reel\nK:C\n\nC8|\n", "1 One 1", "empty-line@6:1" },
  { "empty line inside the header", "X:1\nT:One\n\nM:4/4\nR:reel\nK:C\nC8|\n", "1 One 1", "empty-line@3:1" },
  { "empty lines between parts", "X:1\nT:One\nM:4/4\nR:reel\nK:C\nC8|\n\n\nD8|\n\nP:B\nE8|\n", "1 One 3",
    "empty-line@7:1" },
  { "the number twice", TUNE ("7", "One") "\n" TUNE ("7", "Two"), "7 One 1; 7 Two 1", ";doubled-number" },
  { "two number fields in a row", "X:1\n" TUNE ("2", "Two"), "!1  0; 2 Two 1", "no-tune;" },
  { "a field without a number", TUNE ("", "One") "\n" TUNE ("x", "Two"), " One 1; x Two 1", "no-number;no-number" },
  { "no number field", "T:One\nM:4/4\nR:reel\nK:C\nC8|\n\n" TUNE ("2", "Two") "\nT:Three\nM:4/4\nR:reel\nK:C\nC8|\n",
    " One 1; 2 Two 1;  Three 1", "no-number;;no-number" },
  { "music and nothing else", "CDEF GABc|cdef g4|\n", "  13", "no-title no-key no-meter no-rhythm no-number" },
  { "no rhythm", "X:1\nT:One\nM:4/4\nK:C\nC8|\n", "1 One 1", "no-rhythm" },
  { "no title", "X:1\nM:4/4\nR:reel\nK:C\nC8|\n", "1  1", "no-title" },
  { "a title of blanks", "X:1\nT:  \t \nM:4/4\nR:reel\nK:C\nC8|\n", "1  1", "no-title" },
  { "no key", "X:1\nT:One\nM:4/4\nR:reel\nC8|D8|\n", "1 One 2", "no-key" },
  { "no meter", "X:1\nT:One\nR:reel\nK:C\nC8|\n", "1 One 1", "no-meter" },
  { "no music", "X:1\nT:One\nM:4/4\nR:reel\nK:C\n", "1 One 0", "no-music" },
  { "neither key nor music", "X:1\nT:One\n", "!1 One 0", "no-tune" },
  { "strange key", "X:1\nT:One\nM:4/4\nR:reel\nK:Hmajor\nC8|\n", "1 One 1", "bad-key@5:3" },
  { "strange meter and unit", "X:1\nT:One\nM:7/0\nL:1/7\nR:reel\nK:C\nC8|\n", "1 One 1", "bad-meter@3:3 bad-unit@4:3" },
  { "strange tempo", "X:1\nT:One\nM:4/4\nQ:quick\nR:reel\nK:C\nC8|\n", "1 One 1", "bad-tempo@4:3" },
  { "no bars", "X:1\nT:One\nM:none\nR:air\nK:C\nCDEF GABc CDEF GABc CDEF\n", "1 One 20", "missing-bars" },
  { "directives are told",
    "X:1\nT:One\n%%MIDI program 1\nM:4/4\nR:reel\nI:abc-include secret\nm:~n = n\nK:C\n%%postscript x\nC8|\n",
    "1 One 1", "unsupported@3:1 unsupported@6:3 unsupported@7:3 unsupported@9:1" },
  { "own marks are no remark", "X:1\nT:One\n%%woodshed-name one\nM:4/4\nR:reel\nK:C\n%%woodshed- x\nC8|\n", "1 One 1",
    "unsupported@7:1" },
  { "text blocks are no music", "X:1\nT:One\nM:4/4\nR:reel\nK:C\n%%begintext\nC8|D8|\n%%endtext\nC8|\n", "1 One 1",
    "unsupported@6:1" },
  { "comments are no music", "X:1\nT:One % the first\nM:4/4 % common\nR:reel\nK:C % no sharps\n% C8|\nC8| % end\n",
    "1 One 1", "" },
  { "per cent in a title", "X:1\nT:100% Wool\nM:4/4\nR:reel\nK:C\nC8|\n", "1 100% Wool 1", "" },
  { "Latin-1", "X:1\nT:Caf\xe9 \x93Ren\xe9\x94\nM:4/4\nR:reel\nK:C\nC8|\n\n" TUNE ("2", "Café"),
    "1 Café “René” 1; 2 Café 1", "latin-1;" },
  { "spellings of letters", "X:1\nT:Caf\\'e &Eacute;ire \\\"u \\u00f1 \\ss \\%\nM:4/4\nR:reel\nK:C\nC8|\n",
    "1 Café Éire ü ñ ß % 1", "" },
  { "decomposed letters", "X:1\nT:Cafe\xcc\x81 e&#769;\nM:4/4\nR:reel\nK:C\nC8|\n", "1 Café é 1", "" },
  { "cut in the middle", TUNE ("1", "One") "\nX:2\nT:Two\nM:4/4\nR:reel\nK:C\nC8|CDE", "1 One 1; 2 Two 4",
    ";truncated" },
  { "cut in the header", TUNE ("1", "One") "\nX:2\nT:Tw", "1 One 1; !2 Tw 0", ";no-tune truncated" },
  { "no last line end", "X:1\nT:One\nM:4/4\nR:reel\nK:C\nC8|", "1 One 1", "" },
  { "head of the book", "M:4/4\nR:reel\nL:1/16\n\nX:1\nT:One\nK:C\nC16|\n\nX:2\nT:Two\nL:1/8\nK:C\nC8|\n",
    "1 One 1; 2 Two 1", "inherited;inherited" },
  { "history goes on without a field", "X:1\nT:One\nM:4/4\nR:reel\nH:A long\nstory indeed\nK:C\nC8|\n", "1 One 1", "" },
  { "lines nobody knows", "X:1\nT:One\nhello\nM:4/4\nR:reel\nY:what\nK:C\nC8|\n", "1 One 1",
    "bad-field@3:1 bad-field@6:3" },
  { "a number behind a control character",
    "X:1\nT:One\nM:4/4\nR:reel\nK:C\nC8|\n\x01X:2\nD8|\n",
    "1 One 2",
    "control-characters" },
  { "a bad meter behind a good one",
    "X:1\nT:One\nM:4/4\nM:7/0\nR:reel\nK:C\nC8|C7|C8|C8|\n",
    "1 One 4",
    "bad-meter@4:3 short-bar@7:4" },
  { "a block that nothing closes",
    "X:1\nT:One\n%%begintext\nM:4/4\nR:reel\nK:C\nC8|\n",
    "1 One 1",
    "unsupported@3:1" },
  { "empty lines behind the number",
    "X:1\n\n\nT:One\nM:4/4\nR:reel\nK:C\nC8|?\n",
    "1 One 1",
    "bad-character@8:4" },
  { "empty", "", "", "" },
  { "only empty lines", "\n\n \r\n\r\n", "", "" },
  { "no ABC at all", "<html>\n<body>Hello</body>\n</html>\n", "", "" },
};

static void
test_book (gconstpointer data)
{
  const BookCase *row = data;
  g_autoptr (GPtrArray) tunes = abc_read_all (row->book, -1);
  g_autoptr (GString) found = g_string_new (NULL);
  g_autoptr (GString) remarks = g_string_new (NULL);

  for (guint i = 0; i < tunes->len; i++)
    {
      ShedAbcTune *tune = tunes->pdata[i];
      g_autofree char *said = abc_dup_remarks (tune, TRUE);

      g_string_append_printf (found, "%s%s%s %s %u", i > 0 ? "; " : "", shed_abc_tune_is_refused (tune) ? "!" : "",
                              shed_abc_tune_get_number (tune), shed_abc_tune_get_title (tune),
                              shed_abc_tune_get_n_notes (tune));
      g_string_append_printf (remarks, "%s%s", i > 0 ? ";" : "", said);
    }
  g_assert_cmpstr (found->str, ==, row->tunes);
  g_assert_cmpstr (remarks->str, ==, row->remarks);
}

static void
test_header (void)
{
  g_autoptr (ShedAbcTune) tune = shed_abc_tune_new_from_text (
    "X: 12 % a number\nT:The First\nT:The Second\nT:Ní Thríú\nC:A. Player\nC:B. Player\nR:slip jig\nM:9/8\nL:1/16\n"
    "Q:\"Lively\" 3/8=120\nS:a neighbour\nN:one\nN:two\nZ:typed here\nO:Clare\nH:long\n+:and short\nP:(AB)2\nK:E "
    "Dorian clef=bass\nW:words\n",
    -1);
  guint numerator, denominator;
  g_autofree char *composers = shed_abc_tune_dup_values (tune, 'C', "; ");
  g_autofree char *key = shed_abc_key_to_string (shed_abc_tune_get_key (tune));

  g_assert_cmpstr (shed_abc_tune_get_number (tune), ==, "12");
  g_assert_cmpuint (shed_abc_tune_get_n_values (tune, 'T'), ==, 3);
  g_assert_cmpstr (shed_abc_tune_get_title (tune), ==, "The First");
  g_assert_cmpstr (shed_abc_tune_get_value (tune, 'T', 2), ==, "Ní Thríú");
  g_assert_null (shed_abc_tune_get_value (tune, 'T', 3));
  g_assert_cmpstr (composers, ==, "A. Player; B. Player");
  g_assert_cmpstr (shed_abc_tune_get_value (tune, 'R', 0), ==, "slip jig");
  g_assert_cmpstr (shed_abc_tune_get_value (tune, 'H', 0), ==, "long and short");
  g_assert_cmpstr (shed_abc_tune_get_value (tune, 'W', 0), ==, "words");
  g_assert_cmpstr (key, ==, "Edor");
  g_assert_cmpint (shed_abc_tune_get_clef (tune)->kind, ==, SHED_ABC_CLEF_BASS);
  g_assert_cmpuint (shed_abc_tune_get_meter (tune)->numerator, ==, 9);
  shed_abc_tune_get_unit (tune, &numerator, &denominator);
  g_assert_cmpuint (denominator, ==, 16);
  g_assert_cmpuint (shed_abc_tune_get_tempo (tune, &numerator, &denominator), ==, 120);
  g_assert_cmpuint (numerator, ==, 3);
  g_assert_cmpuint (denominator, ==, 8);
}

typedef struct
{
  const char *name;
  guint bpm, numerator, denominator;
} TempoCase;

static const TempoCase tempo_cases[] = {
  { "120", 120, 1, 8 },
  { "1/4=100", 100, 1, 4 },
  { "C=90", 90, 1, 8 },
  { "3/8=50 \"Jig time\"", 50, 3, 8 },
  { "1/4 3/8 1/4 3/8=40", 40, 10, 8 },
  { "\"Allegro\"", 0, 0, 1 },
  { "1/4=9999", 0, 0, 1 },
  { "1/4=-5", 0, 0, 1 },
  { "", 0, 0, 1 },
};

static void
test_tempo (gconstpointer data)
{
  const TempoCase *row = data;
  g_autofree char *text = g_strdup_printf ("M:4/4\nQ:%s\nK:C\nC", row->name);
  g_autoptr (ShedAbcTune) tune = shed_abc_tune_new_from_text (text, -1);
  guint numerator, denominator;

  g_assert_cmpuint (shed_abc_tune_get_tempo (tune, &numerator, &denominator), ==, row->bpm);
  g_assert_cmpuint (numerator, ==, row->numerator);
  g_assert_cmpuint (denominator, ==, row->denominator);
}

typedef struct
{
  const char *name;
  const char *book;
  const char *content;
  const char *text; /* NULL: the same */
} ContentCase;

static const ContentCase content_cases[] = {
  { "begins at the title", "X:1\nM:4/4\nT:One\nK:C\nC8|\n\n", "T:One\nK:C\nC8|", "M:4/4\nT:One\nK:C\nC8|" },
  { "without a title begins behind the number", "X:1\nM:4/4\nK:C\nC8|\n", "M:4/4\nK:C\nC8|", NULL },
  { "has no line that starts with per cent", "X:1\nT:One\n%%MIDI x\nK:C\n% remark\nC8| % kept\n%\n",
    "T:One\nK:C\nC8| % kept", "T:One\n%%MIDI x\nK:C\n% remark\nC8| % kept\n%" },
  { "has no trailing blanks and other line ends", "X:1\r\nT:One  \r\nK:C\t\r\nC8|  \r\n \r\n", "T:One\nK:C\nC8|",
    NULL },
  { "is UTF-8", "X:1\nT:Caf\xe9 Ren\xe9\nK:C\nC8|\n", "T:Caf\xc3\xa9 Ren\xc3\xa9\nK:C\nC8|", NULL },
  { "composes letters", "X:1\nT:Cafe\xcc\x81\nK:C\nC8|\n", "T:Caf\xc3\xa9\nK:C\nC8|", NULL },
  { "keeps spellings as they are", "X:1\nT:Caf\\'e\nK:C\nC8|\n", "T:Caf\\'e\nK:C\nC8|", NULL },
  { "keeps empty lines inside", "X:1\nT:One\nK:C\n\nC8|\n", "T:One\nK:C\n\nC8|", NULL },
  { "inherits before the title", "L:1/4\n\nX:1\nT:One\nK:C\nC8|\n", "T:One\nK:C\nC8|", "L:1/4\nT:One\nK:C\nC8|" },
};

static void
test_content (gconstpointer data)
{
  const ContentCase *row = data;
  g_autoptr (GPtrArray) tunes = abc_read_all (row->book, -1);
  g_autoptr (ShedAbcTune) again = NULL;
  const char *text;

  g_assert_cmpuint (tunes->len, ==, 1);
  g_assert_cmpstr (shed_abc_tune_get_content (tunes->pdata[0]), ==, row->content);
  text = shed_abc_tune_get_text (tunes->pdata[0], NULL);
  g_assert_cmpstr (text, ==, row->text != NULL ? row->text : row->content);
  /* What the library keeps gives the same tune again. */
  again = shed_abc_tune_new_from_text (text, -1);
  g_assert_cmpstr (shed_abc_tune_get_text (again, NULL), ==, text);
  if (row->text == NULL || strstr (row->content, "T:") == row->content)
    g_assert_cmpstr (shed_abc_tune_get_content (again), ==, row->content);
}

static void
test_lines_are_the_book_s (void)
{
  g_autoptr (GPtrArray) tunes =
    abc_read_all ("L:1/8\n\n\nX:1\nT:One\nM:4/4\nR:r\nK:C\nC8|C?8|\n\nX:2\nT:Two\nM:4/4\nK:C\nC8|h\n", -1);
  g_autofree char *first = abc_dup_remarks (tunes->pdata[0], FALSE);
  g_autofree char *second = abc_dup_remarks (tunes->pdata[1], FALSE);

  g_assert_cmpuint (shed_abc_tune_get_first_line (tunes->pdata[0]), ==, 4);
  g_assert_cmpuint (shed_abc_tune_get_first_line (tunes->pdata[1]), ==, 11);
  g_assert_cmpstr (first, ==, "bad-character@9:5 bad-character@9:6");
  g_assert_cmpstr (second, ==, "bad-character@15:4");
}

static void
test_progress_ends_at_the_end (void)
{
  g_autoptr (GBytes) book =
    g_bytes_new_static (TUNE ("1", "One") "\n" TUNE ("2", "Two"), strlen (TUNE ("1", "One") "\n" TUNE ("2", "Two")));
  g_autoptr (ShedAbcReader) reader = shed_abc_reader_new (book);
  g_autoptr (ShedAbcTune) first = shed_abc_reader_next (reader);
  gsize position = shed_abc_reader_get_position (reader);
  g_autoptr (ShedAbcTune) second = shed_abc_reader_next (reader);

  g_assert_nonnull (first);
  g_assert_nonnull (second);
  g_assert_cmpuint (position, >, 0);
  g_assert_cmpuint (position, <, shed_abc_reader_get_length (reader));
  g_assert_null (shed_abc_reader_next (reader));
  g_assert_null (shed_abc_reader_next (reader));
  g_assert_cmpuint (shed_abc_reader_get_position (reader), ==, shed_abc_reader_get_length (reader));
  g_assert_cmpuint (shed_abc_reader_get_n_numbers (reader), ==, 2);
}

static void
test_utf_16 (void)
{
  gsize length;
  g_autofree char *book = g_convert (TUNE ("1", "Café"), -1, "UTF-16", "UTF-8", NULL, &length, NULL);
  g_autoptr (GPtrArray) tunes = abc_read_all (book, length);

  g_assert_cmpuint (tunes->len, ==, 1);
  g_assert_cmpstr (shed_abc_tune_get_title (tunes->pdata[0]), ==, "Café");
}

static void
test_text_of_the_editor_is_one_tune (void)
{
  g_autoptr (ShedAbcTune) tune =
    shed_abc_tune_new_from_text ("\n\nX:1\nT:One\nK:C\nC8|\n\nwords\n\nD8|\nX:2\nT:Two\nK:C\nE8|\n", -1);

  g_assert_cmpuint (shed_abc_tune_get_n_values (tune, 'T'), ==, 1);
  g_assert_cmpuint (shed_abc_tune_get_first_line (tune), ==, 3);
  g_assert_true (shed_abc_tune_has_remark (tune, SHED_ABC_REMARK_BAD_FIELD));
  g_assert_null (strstr (shed_abc_tune_get_text (tune, NULL), "Two"));
}

static void
test_nothing_is_a_refused_tune (void)
{
  g_autoptr (ShedAbcTune) tune = shed_abc_tune_new_from_text ("", -1);
  guint n_symbols;

  g_assert_true (shed_abc_tune_is_refused (tune));
  g_assert_cmpstr (shed_abc_tune_get_title (tune), ==, "");
  g_assert_cmpstr (shed_abc_tune_get_text (tune, NULL), ==, "");
  g_assert_cmpstr (shed_abc_tune_get_content (tune), ==, "");
  g_assert_cmpstr (shed_abc_tune_get_body (tune), ==, "");
  shed_abc_tune_get_symbols (tune, &n_symbols);
  g_assert_cmpuint (n_symbols, ==, 0);
}

static void
test_every_code_has_its_word (void)
{
  g_autoptr (GHashTable) words = g_hash_table_new (g_str_hash, g_str_equal);

  for (int code = 0; code < SHED_ABC_N_REMARK_CODES; code++)
    {
      ShedAbcRemark remark = { .code = code, .detail = (char *)"x" };
      g_autofree char *text = shed_abc_remark_dup_text (&remark);

      g_assert_nonnull (shed_abc_remark_code_to_string (code));
      g_assert_true (g_hash_table_add (words, (char *)shed_abc_remark_code_to_string (code)));
      g_assert_cmpstr (text, !=, "");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  add_cases ("/abc/book", cases, test_book);
  add_cases ("/abc/tempo", tempo_cases, test_tempo);
  add_cases ("/abc/content", content_cases, test_content);
  g_test_add_func ("/abc/header", test_header);
  g_test_add_func ("/abc/lines-are-the-book-s", test_lines_are_the_book_s);
  g_test_add_func ("/abc/progress-ends-at-the-end", test_progress_ends_at_the_end);
  g_test_add_func ("/abc/utf-16-is-read", test_utf_16);
  g_test_add_func ("/abc/text-of-the-editor-is-one-tune", test_text_of_the_editor_is_one_tune);
  g_test_add_func ("/abc/nothing-is-a-refused-tune", test_nothing_is_a_refused_tune);
  g_test_add_func ("/abc/every-code-has-its-own-word", test_every_code_has_its_word);
  return g_test_run ();
}
