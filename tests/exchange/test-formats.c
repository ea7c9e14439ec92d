/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The formats by themselves: CSV, JSON read in order, files replaced whole, and telling what a file is. */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "shed-atomic-file.h"
#include "shed-csv.h"
#include "shed-import-source.h"
#include "shed-json-cursor.h"
#include "shed-random.h"

static GPtrArray *
read_first (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (ShedCsvReader) reader = shed_csv_reader_new (bytes);

  return shed_csv_reader_next (reader);
}

typedef struct { const char *name, *text; const char *fields[5]; } CsvCase;

static const CsvCase csv_cases[] = {
  { "plain", "a,b,c\r\n", { "a", "b", "c" } },
  { "no-line-end", "a,b", { "a", "b" } },
  { "quoted", "\"a,1\",\"say \"\"hi\"\"\",\"two\nlines\"\r\n", { "a,1", "say \"hi\"", "two\nlines" } },
  { "semicolons", "a;b;c,d\n", { "a", "b", "c,d" } },
  { "tabs", "a\tb\n", { "a", "b" } },
  { "byte-order-mark", "\xef\xbb\xbftitle,key\n", { "title", "key" } },
  { "empty-fields", ",a,\n", { "", "a", "" } },
  { "text-after-a-quote", "\"Kesh\" Jig,b\n", { "Kesh Jig", "b" } },
  { "quote-within", "5\" pipe,b\n", { "5\" pipe", "b" } },
  { "never-closed", "\"a,b\nc", { "a,b\nc" } },
  { "empty-lines-ahead", "\n , \n\na,b\n", { "a", "b" } },
  { "old-mac", "a,b\rc,d\r", { "a", "b" } },
};

static void
test_csv (gconstpointer data)
{
  const CsvCase *the_case = data;
  g_autoptr (GPtrArray) fields = read_first (the_case->text);
  guint n = 0;

  while (n < 5 && the_case->fields[n] != NULL)
    n++;
  g_assert_nonnull (fields);
  g_assert_cmpuint (fields->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpstr (fields->pdata[i], ==, the_case->fields[i]);
}

static void
test_csv_reads_what_it_wrote (void)
{
  g_autoptr (ShedRandom) random = shed_random_new_seeded (1);
  static const char letters[] = "ab,;\t\"\n\r x";

  for (guint round = 0; round < 2000; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GPtrArray) written = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (ShedCsvReader) reader = NULL;
      g_autoptr (GPtrArray) head = NULL;
      g_autoptr (GPtrArray) fields = NULL;
      const char *names[] = { "title", "b", "c", "d" };

      for (guint i = 0; i < 4; i++)
        {
          char *field = g_new0 (char, 12);

          for (guint64 n = shed_random_next (random) % 11; n > 0; n--)
            field[n - 1] = letters[shed_random_next (random) % (sizeof letters - 1)];
          g_ptr_array_add (written, field);
        }
      g_free (written->pdata[0]);
      written->pdata[0] = g_strdup ("x");
      shed_csv_append_record (text, names, 4);
      shed_csv_append_record (text, (const char * const *) written->pdata, 4);
      bytes = g_bytes_new (text->str, text->len);
      reader = shed_csv_reader_new (bytes);
      head = shed_csv_reader_next (reader);
      fields = shed_csv_reader_next (reader);
      g_assert_cmpuint (head->len, ==, 4);
      g_assert_cmpuint (fields->len, ==, 4);
      for (guint i = 0; i < 4; i++)
        g_assert_cmpstr (fields->pdata[i], ==, written->pdata[i]);
      g_assert_null (shed_csv_reader_next (reader));
    }
}

static gboolean
is_json (const char *text, gsize n_bytes)
{
  ShedJsonCursor cursor;
  g_autoptr (GError) error = NULL;
  gboolean ok;

  shed_json_cursor_init (&cursor, text, n_bytes);
  ok = shed_json_cursor_skip (&cursor, NULL, NULL, &error) && shed_json_cursor_expect_end (&cursor, &error);
  if (!ok)
    g_assert_error (error, SHED_EXCHANGE_ERROR, SHED_EXCHANGE_ERROR_DAMAGED);
  return ok;
}

static void
test_json_takes_json_only (void)
{
  static const char * const good[] = {
    "{}", "[]", " [ 1 , -2.5e+10 , 0 , \"x\\u00e9\\n\" , null , true , false ] ", "{\"a\":{\"b\":[[],{}]}}", "\"\"", "0",
  };
  static const char * const wrong[] = {
    "", "{", "[", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "[1 2]", "01", "1.", "-", "+1", "tru", "nul",
    "\"", "\"\\x\"", "\"\\u12\"", "\"a\nb\"", "[}", "{]", "[1]]", "{} x", "NaN", "'a'", "[1,[2,{\"a\":[3}]]",
  };
  g_autofree char *deep = g_strnfill (SHED_JSON_MAX_DEPTH + 1, '[');
  g_autofree char *bottomless = g_strnfill (1000000, '[');

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (is_json (good[i], strlen (good[i])));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    if (is_json (wrong[i], strlen (wrong[i])))
      g_error ("taken for JSON: %s", wrong[i]);
  g_assert_false (is_json (deep, strlen (deep)));
  g_assert_false (is_json (bottomless, strlen (bottomless)));
}

static void
test_json_cut_anywhere_is_damaged (void)
{
  static const char whole[] =
    "{\"woodshed\":1,\"tables\":{\"tune\":[{\"id\":\"a\\u00e9\\\\\",\"n\":-12.5e3,\"x\":[true,null]}]}}";

  for (gsize n = 0; n < strlen (whole); n++)
    {
      g_autofree char *exact = g_memdup2 (whole, n + 1); /* so that a sanitizer sees a step too far */

      g_assert_false (is_json (exact, n));
    }
  g_assert_true (is_json (whole, strlen (whole)));
}

static void
test_json_strings (void)
{
  static const struct { const char *json, *text;
  } cases[] = {
    { "\"a\\\"b\\\\c\\/d\\n\\t\"", "a\"b\\c/d\n\t" },
    { "\"\\u00e9\\u20ac\"", "\xc3\xa9\xe2\x82\xac" },
    { "\"\\ud83c\\udfbb\"", "\xf0\x9f\x8e\xbb" },
    { "\"\\ud83c\"", "\xef\xbf\xbd" },
    { "\"\\udfbb\\ud83c\"", "\xef\xbf\xbd\xef\xbf\xbd" },
    { "\"a\\u0000b\"", "ab" },
    { "\"\xc3\xa9\"", "\xc3\xa9" },
    { "\"\xe9\"", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ShedJsonCursor cursor;
      g_autofree char *text = NULL;

      shed_json_cursor_init (&cursor, cases[i].json, strlen (cases[i].json));
      text = shed_json_cursor_read_string (&cursor, NULL);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_json_numbers (void)
{
  static const struct { const char *json; gboolean ok; gint64 value; } cases[] = {
    { "0", TRUE, 0 }, { "-9223372036854775808", TRUE, G_MININT64 }, { "9223372036854775807", TRUE, G_MAXINT64 },
    { "9223372036854775808", FALSE, 0 }, { "1.5", FALSE, 0 }, { "1e3", FALSE, 0 }, { "\"1\"", FALSE, 0 }, { "", FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ShedJsonCursor cursor;
      gint64 value = 0;

      shed_json_cursor_init (&cursor, cases[i].json, strlen (cases[i].json));
      g_assert_cmpint (shed_json_cursor_read_int (&cursor, &value, NULL), ==, cases[i].ok);
      g_assert_cmpint (value, ==, cases[i].value);
    }
}

typedef struct { char *folder, *path; GFile *file; } Place;

static void
place_init (Place *place)
{
  place->folder = g_dir_make_tmp ("woodshed-exchange-XXXXXX", NULL);
  place->path = g_build_filename (place->folder, "out.txt", NULL);
  place->file = g_file_new_for_path (place->path);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
place_clear (Place *place)
{
  g_autoptr (GDir) dir = g_dir_open (place->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (place->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (place->folder);
  g_object_unref (place->file);
  g_free (place->path);
  g_free (place->folder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static void
assert_text (const char *path, const char *text)
{
  g_autofree char *contents = NULL;

  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, text);
}

static void
test_file_is_replaced_at_commit_only (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (ShedAtomicFile) kept = NULL;
  ShedAtomicFile *dropped;

  place_init (&place);
  g_assert_true (g_file_set_contents (place.path, "old", -1, NULL));
  dropped = shed_atomic_file_new (place.file, NULL);
  g_assert_true (shed_atomic_file_write (dropped, "half", 4, NULL));
  assert_text (place.path, "old");
  shed_atomic_file_free (dropped);
  assert_text (place.path, "old");
  g_assert_cmpuint (count_files (place.folder), ==, 1);

  kept = shed_atomic_file_new (place.file, NULL);
  g_assert_true (shed_atomic_file_write (kept, "new", 3, NULL));
  g_assert_true (shed_atomic_file_commit (kept, NULL));
  assert_text (place.path, "new");
  g_assert_cmpuint (count_files (place.folder), ==, 1);
}

static void
test_file_keeps_link_and_mode (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *target = NULL;
  g_autoptr (ShedAtomicFile) file = NULL;
  struct stat status;

  place_init (&place);
  target = g_build_filename (place.folder, "target.txt", NULL);
  g_assert_true (g_file_set_contents (target, "old", -1, NULL));
  g_assert_cmpint (g_chmod (target, 0600), ==, 0);
  g_assert_cmpint (symlink (target, place.path), ==, 0);
  file = shed_atomic_file_new (place.file, NULL);
  g_assert_true (shed_atomic_file_write (file, "new", 3, NULL));
  g_assert_true (shed_atomic_file_commit (file, NULL));
  assert_text (target, "new");
  g_assert_true (g_file_test (place.path, G_FILE_TEST_IS_SYMLINK));
  g_assert_cmpint (stat (target, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
}

static void
test_file_that_cannot_be (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (GFile) folder = NULL;
  g_autoptr (GFile) nowhere = NULL;
  g_autoptr (GFile) device = g_file_new_for_path ("/dev/null");
  g_autoptr (GError) error = NULL;

  place_init (&place);
  folder = g_file_new_for_path (place.folder);
  nowhere = g_file_new_build_filename (place.folder, "no", "such", "folder.abc", NULL);
  g_assert_null (shed_atomic_file_new (folder, &error));
  g_assert_error (error, SHED_EXCHANGE_ERROR, SHED_EXCHANGE_ERROR_FOLDER);
  g_clear_error (&error);
  g_assert_null (shed_atomic_file_new (nowhere, &error));
  g_assert_error (error, SHED_EXCHANGE_ERROR, SHED_EXCHANGE_ERROR_NOT_WRITTEN);
  g_clear_error (&error);
  g_assert_null (shed_atomic_file_new (device, &error));
  g_assert_error (error, SHED_EXCHANGE_ERROR, SHED_EXCHANGE_ERROR_NOT_A_FILE);
}

/* A limit on the size of files fails writes as a full disk does. */
static void
test_full_disk_keeps_the_old_file (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *much = g_malloc0 (1 << 20);
  struct rlimit before, small;
  ShedAtomicFile *file;
  gboolean ok = TRUE;

  place_init (&place);
  g_assert_true (g_file_set_contents (place.path, "old", -1, NULL));
  file = shed_atomic_file_new (place.file, NULL);
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &before);
  small = before;
  small.rlim_cur = 700000;
  setrlimit (RLIMIT_FSIZE, &small);
  ok = shed_atomic_file_write (file, much, 1 << 20, &error);
  setrlimit (RLIMIT_FSIZE, &before);
  g_assert_false (ok);
  g_assert_error (error, SHED_EXCHANGE_ERROR, SHED_EXCHANGE_ERROR_DISK_FULL);
  shed_atomic_file_free (file);
  assert_text (place.path, "old");
  g_assert_cmpuint (count_files (place.folder), ==, 1);
}

typedef struct { const char *name, *bytes; gssize n_bytes; const char *file_name; int format; int error; } KindCase;

#define BYTES(text) text, sizeof (text) - 1

static const KindCase kind_cases[] = {
  { "abc", "X:1\nT:A\nK:D\nD|\n", -1, "a.abc", SHED_IMPORT_ABC, -1 },
  { "abc-with-a-head", "%abc-2.1\r\nO:Ireland\r\n\r\nX: 1\r\nK:D\r\n", -1, NULL, SHED_IMPORT_ABC, -1 },
  { "abc-without-number", "T:A\nK:D\nD|\n", -1, NULL, SHED_IMPORT_ABC, -1 },
  { "abc-with-nul", BYTES ("X:1\nT:A\0\0\0\0\nK:D\n"), NULL, SHED_IMPORT_ABC, -1 },
  { "csv-by-name", "a,b\n", -1, "A.CSV", SHED_IMPORT_CSV, -1 },
  { "csv-by-head", "\"Title\";Key\r\nKesh;G\r\n", -1, NULL, SHED_IMPORT_CSV, -1 },
  { "backup", " {\"woodshed\":1}", -1, "x.abc", SHED_IMPORT_BACKUP, -1 },
  { "empty", "", -1, "x.abc", -1, SHED_EXCHANGE_ERROR_EMPTY },
  { "blanks", " \n\r\n\t", -1, "x.csv", -1, SHED_EXCHANGE_ERROR_EMPTY },
  { "archive", "PK\x03\x04rest", -1, "x.abc", -1, SHED_EXCHANGE_ERROR_BINARY },
  { "picture", BYTES ("\x89PNG\r\n\x1a\n\0\0\0"), "x.abc", -1, SHED_EXCHANGE_ERROR_BINARY },
  { "zeros", BYTES ("\0\0\0\0\0\0\0\0"), "x.abc", -1, SHED_EXCHANGE_ERROR_BINARY },
  { "prose", "Dear Joe,\nhere are no tunes.\n", -1, "x.txt", -1, SHED_EXCHANGE_ERROR_NO_TUNES },
};

static void
test_kind (gconstpointer data)
{
  const KindCase *the_case = data;
  g_autoptr (GBytes) bytes =
    g_bytes_new (the_case->bytes, the_case->n_bytes < 0 ? strlen (the_case->bytes) : (gsize)the_case->n_bytes);
  g_autoptr (GError) error = NULL;
  ShedImportFormat format;
  gboolean ok = shed_import_source_detect (bytes, the_case->file_name, &format, &error);

  g_assert_cmpint (ok, ==, the_case->error < 0);
  if (ok)
    g_assert_cmpint ((int) format, ==, the_case->format);
  else
    g_assert_error (error, SHED_EXCHANGE_ERROR, the_case->error);
}

static void
test_utf16_is_decoded (void)
{
  static const char little[] = "\xff\xfeX\0:\0\xe9\0", big[] = "\xfe\xff\0X\0:\0\xe9";
  g_autoptr (GBytes) from_little = g_bytes_new_static (little, 8);
  g_autoptr (GBytes) from_big = g_bytes_new_static (big, 8);
  g_autoptr (GBytes) one = shed_import_source_decode (from_little);
  g_autoptr (GBytes) two = shed_import_source_decode (from_big);

  g_assert_cmpmem (g_bytes_get_data (one, NULL), g_bytes_get_size (one), "X:\xc3\xa9", 4);
  g_assert_cmpmem (g_bytes_get_data (two, NULL), g_bytes_get_size (two), "X:\xc3\xa9", 4);
}

static void
assert_not_loaded (const char *path, ShedExchangeError code)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_assert_null (shed_import_source_load (file, NULL, &error));
  g_assert_error (error, SHED_EXCHANGE_ERROR, (int) code);
}

static void
test_only_files_are_opened (void)
{
  g_auto (Place) place = { 0 };
  g_autofree char *fifo = NULL;

  place_init (&place);
  fifo = g_build_filename (place.folder, "fifo", NULL);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  assert_not_loaded (place.folder, SHED_EXCHANGE_ERROR_FOLDER);
  assert_not_loaded (place.path, SHED_EXCHANGE_ERROR_UNREADABLE);
  assert_not_loaded ("/dev/zero", SHED_EXCHANGE_ERROR_NOT_A_FILE);
  assert_not_loaded (fifo, SHED_EXCHANGE_ERROR_NOT_A_FILE);
}

/* Over the limit of what is held in memory, the content comes from a copy: cutting the file short changes nothing. */
static void
test_large_file_survives_being_cut (void)
{
  g_auto (Place) place = { 0 };
  const gsize n_bytes = 20 * 1024 * 1024;
  g_autofree char *content = g_malloc (n_bytes);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  place_init (&place);
  for (gsize i = 0; i < n_bytes; i++)
    content[i] = (char) ('a' + i * 7 % 23);
  g_assert_true (g_file_set_contents (place.path, content, (gssize) n_bytes, NULL));
  bytes = shed_import_source_load (place.file, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (truncate (place.path, 10), ==, 0);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), content, n_bytes);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (csv_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/csv/", csv_cases[i].name, NULL);

      g_test_add_data_func (path, &csv_cases[i], test_csv);
    }
  g_test_add_func ("/csv/reads-what-it-wrote", test_csv_reads_what_it_wrote);
  g_test_add_func ("/json-cursor/takes-json-only", test_json_takes_json_only);
  g_test_add_func ("/json-cursor/cut-anywhere-is-damaged", test_json_cut_anywhere_is_damaged);
  g_test_add_func ("/json-cursor/strings", test_json_strings);
  g_test_add_func ("/json-cursor/numbers", test_json_numbers);
  g_test_add_func ("/atomic-file/replaced-at-commit-only", test_file_is_replaced_at_commit_only);
  g_test_add_func ("/atomic-file/keeps-link-and-mode", test_file_keeps_link_and_mode);
  g_test_add_func ("/atomic-file/that-cannot-be", test_file_that_cannot_be);
  g_test_add_func ("/atomic-file/full-disk-keeps-the-old-file", test_full_disk_keeps_the_old_file);
  for (guint i = 0; i < G_N_ELEMENTS (kind_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/import-source/", kind_cases[i].name, NULL);

      g_test_add_data_func (path, &kind_cases[i], test_kind);
    }
  g_test_add_func ("/import-source/utf16-is-decoded", test_utf16_is_decoded);
  g_test_add_func ("/import-source/only-files-are-opened", test_only_files_are_opened);
  g_test_add_func ("/import-source/large-file-survives-being-cut", test_large_file_survives_being_cut);
  return g_test_run ();
}
