/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Imports: what is taken, what is known again, what a player's hand keeps, and what bad input cannot do. */
#include <string.h>

#include "exchange-fixture.h"
#include "shed-id.h"
#include "shed-text.h"

#define KESH "X:1\nT:The Kesh\nR:jig\nM:6/8\nL:1/8\nK:G\n|:G3 GAB|A3 ABd|edd gdd|edB dBA:|\n\n"
#define MERRILY                                                                                                        \
  "X:2\nT:Merrily Kissed the Quaker\nT:The Quaker's Wife\nR:slide\nM:6/8\nL:1/8\nK:G\n|:GAB D2B|c2A BGE|GAB DEG|A3 AGE:|\n\n"
#define SPEAR "X:3\nT:The Silver Spear\nM:4/4\nL:1/8\nK:D\nA|FA (3AAA FABc|dcde fded|FA (3AAA FABc|dBAF ABde|\n\n"

static void
test_tunes_are_taken (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (ShedImportJob) job = import_text (library, "Session", KESH MERRILY SPEAR);

  assert_counts (job, "3 0 0");
  fixture_assert_answer (library, "SELECT title FROM book", "Session");
  fixture_assert_answer (library, "SELECT origin || source FROM book", "importtest.abc");
  fixture_assert_answer (library, "SELECT group_concat(title, '|') FROM (SELECT title FROM tune ORDER BY title)",
                         "Merrily Kissed the Quaker|The Kesh|The Silver Spear");
  fixture_assert_answer (library,
                         "SELECT kind || ' ' || meter || ' ' || unit || ' ' || key FROM tune WHERE title = 'The Kesh'",
                         "jig 6/8 1/8 G");
  fixture_assert_answer (library, "SELECT text FROM tune_alias", "The Quaker's Wife");
  fixture_assert_answer (library, "SELECT source FROM tune LIMIT 1", "test.abc");
}

static void
test_ids_are_of_book_and_content (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (ShedImportJob) job = import_text (library, "Session", KESH);
  g_autofree char *book_id = shed_id_imported_book ("session", FALSE);
  g_autofree char *tune_id =
    shed_id_imported_tune (book_id, "T:The Kesh\nR:jig\nM:6/8\nL:1/8\nK:G\n|:G3 GAB|A3 ABd|edd gdd|edB dBA:|");

  fixture_assert_answer (library, "SELECT id FROM book", book_id);
  fixture_assert_answer (library, "SELECT id FROM tune", tune_id);
  g_assert_cmpstr (shed_import_job_get_report (job)->book_id, ==, book_id);
}

static void
test_same_again_changes_nothing (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (ShedImportJob) first = import_text (library, "Session", KESH MERRILY SPEAR);
  g_autofree char *before = dump (library);
  g_autoptr (ShedImportJob) again = import_text (library, "SESSION", KESH MERRILY SPEAR);
  g_autoptr (ShedImportJob) other_form = import_text (
    library, "Session",
    "\xef\xbb\xbf"
    "X:9\r\n%%comment 1\r\nT:The Kesh\r\nR:jig\r\nM:6/8  \r\nL:1/8\r\nK:G\r\n|:G3 GAB|A3 ABd|edd gdd|edB dBA:|\r\n");
  g_autofree char *after = dump (library);

  assert_counts (again, "0 3 0");
  assert_counts (other_form, "0 1 0");
  assert_same (after, before);
  g_assert_null (shed_import_job_make_command (again));
}

static void
test_twice_in_one_file_is_unchanged (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (ShedImportJob) job = import_text (library, "Session", KESH SPEAR KESH);

  assert_counts (job, "2 1 0");
}

static void
test_edits_and_moves_are_kept (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (ShedImportJob) first = import_text (library, "Session", KESH MERRILY);
  g_autofree char *other_book = sql_book (7, "Other", "own");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (ShedImportJob) again = NULL;
  g_autofree char *move = g_strdup_printf ("UPDATE tune SET book_id = '%s' WHERE title LIKE 'Merrily%%'", test_id (7));

  fixture_write (library, other_book);
  fixture_write (library, "UPDATE tune SET title = 'Kesh Jig', abc = 'X:1' || char(10) || 'K:D' WHERE title = 'The Kesh'");
  fixture_write (library, move);
  fixture_write (library, "UPDATE book SET title = 'Tuesday' WHERE title = 'Session'");
  before = dump (library);
  again = import_text (library, "Session", KESH MERRILY); /* a renamed book is found by its id */
  after = dump (library);
  assert_counts (again, "0 2 0");
  assert_same (after, before);
}

static void
test_a_book_is_found_by_its_title_now (void)
{
  g_autoptr (Library) library = library_new ();
  g_autofree char *own = sql_book (7, "Été", "own");
  g_autoptr (ShedImportJob) job = NULL;

  fixture_write (library, own);
  job = import_text (library, "  ete ", KESH);
  fixture_assert_answer (library, "SELECT count(*) FROM book", "1");
  fixture_assert_answer (library, "SELECT book_id FROM tune", test_id (7));
}

static void
test_deleted_is_taken_again (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (ShedImportJob) first = import_text (library, "Session", KESH MERRILY);
  g_autoptr (ShedImportJob) again = NULL;
  g_autofree char *before = dump (library);
  g_autofree char *after = NULL;

  fixture_write (library, "DELETE FROM tune_alias; DELETE FROM tune WHERE title LIKE 'Merrily%'");
  again = import_text (library, "Session", KESH MERRILY);
  after = dump (library);
  assert_counts (again, "1 1 0");
  assert_same (after, before);
}

static void
test_merged_counts_as_unchanged (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (ShedImportJob) first = import_text (library, "Session", KESH MERRILY);
  g_autoptr (ShedImportJob) again = NULL;

  fixture_write (
    library,
    "UPDATE tune SET merged = '[\"' || (SELECT id FROM tune WHERE title = 'The Kesh') || '\"]' WHERE title LIKE 'Merrily%';"
    "DELETE FROM tune WHERE title = 'The Kesh'");
  again = import_text (library, "Session", KESH MERRILY);
  assert_counts (again, "0 2 0");
  fixture_assert_answer (library, "SELECT count(*) FROM tune", "1");
}

static void
test_changed_text_looks_like_the_old (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (ShedImportJob) first = import_text (library, "Session", KESH SPEAR);
  g_autofree char *old_id = fixture_ask (library, "SELECT id FROM tune WHERE title = 'The Kesh'");
  g_autoptr (ShedImportJob) again =
    import_text (library, "Session", "X:1\nT:The Kesh!\nR:jig\nM:6/8\nL:1/8\nK:A\n|:A3 ABc|B3 Bce|a3 a3|e3 e3:|\n");
  ShedImportReport *report = shed_import_job_get_report (again);
  gboolean found = FALSE;

  assert_counts (again, "1 0 0");
  g_assert_cmpuint (report->remarked, ==, 1);
  for (guint i = 0; i < report->remarks->len; i++)
    {
      ShedImportRemark *remark = report->remarks->pdata[i];

      if (!g_str_equal (remark->code, "looks-like"))
        continue;
      found = TRUE;
      g_assert_cmpstr (remark->like_id, ==, old_id);
      g_assert_cmpstr (remark->title, ==, "The Kesh!");
      g_assert_cmpuint (remark->line, ==, 1);
      g_assert_false (remark->is_refused);
    }
  g_assert_true (found);
}

static void
test_other_beginning_looks_like_nothing (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (ShedImportJob) first = import_text (library, "Session", KESH);
  g_autoptr (ShedImportJob) again =
    import_text (library, "Session", "X:1\nT:The Kesh\nR:jig\nM:6/8\nL:1/8\nK:G\n|:BGB dGB|A3 ABd|edd gdd|edB dBA:|\n");

  assert_counts (again, "1 0 0");
  g_assert_cmpuint (shed_import_job_get_report (again)->remarked, ==, 0);
}

static void
test_guesses_are_marked (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (ShedImportJob) job = import_text (
    library, "Session", "X:1\nT:The Kesh -- Jig\nM:6/8\nL:1/8\nK:G\n|:G3 GAB|A3 ABd:|\n|:edd gdd|edB dBA:|\n");

  fixture_assert_answer (library, "SELECT title || '/' || kind FROM tune", "The Kesh/jig");
  fixture_assert_answer (library, "SELECT EXISTS (SELECT 1 FROM tune, json_each(inferred) WHERE json_each.value = 'kind')", "1");
  assert_counts (job, "1 0 0");
}

static void
test_dry_run_reports_the_same_and_writes_nothing (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (ShedImportJob) first = import_text (library, "Session", KESH);
  g_autofree char *before = dump (library);
  g_autofree char *after = NULL;
  g_autoptr (ShedImportJob) dry = shed_import_job_new (library->store);
  g_autoptr (ShedImportJob) wet = NULL;
  g_autoptr (GBytes) text = g_bytes_new_static (KESH MERRILY SPEAR MERRILY, strlen (KESH MERRILY SPEAR MERRILY));
  g_autofree char *dry_counts = NULL;
  g_autoptr (GError) error = NULL;

  shed_import_job_add_text (dry, "test.abc", text);
  shed_import_job_set_book_title (dry, "Session");
  shed_import_job_set_dry_run (dry, TRUE);
  shed_import_job_run (dry, NULL, &error);
  g_assert_no_error (error);
  after = dump (library);
  assert_same (after, before);
  g_assert_cmpint (shed_import_job_get_journal (dry), ==, 0);
  g_assert_true (shed_import_job_get_report (dry)->is_dry_run);
  wet = import_text (library, "Session", KESH MERRILY SPEAR MERRILY);
  dry_counts = counts (dry);
  assert_counts (wet, dry_counts);
  g_assert_cmpstr (dry_counts, ==, "2 2 0");
}

static void
test_undo_is_exact (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (ShedImportJob) first = import_text (library, "Session", KESH);
  g_autofree char *before = dump (library);
  g_autofree char *imported = NULL;
  g_autofree char *after = NULL;
  g_autofree char *redone = NULL;
  g_autoptr (GString) book = g_string_new (NULL);
  g_autoptr (ShedImportJob) large = NULL;
  g_autoptr (ShedCommand) command = NULL;
  g_autoptr (GError) error = NULL;
  gint64 undo_journal;

  for (guint i = 0; i < 1500; i++)
    g_string_append_printf (book, "X:%u\nT:Tune %u\nT:Other name %u\nM:6/8\nL:1/8\nK:G\nG3 GAB|A3 ABd|\n\n", i, i, i);
  large = import_text (library, "Large", book->str);
  assert_counts (large, "1500 0 0");
  command = shed_import_job_make_command (large);
  g_assert_cmpint (shed_command_get_kind (command), ==, SHED_COMMAND_IMPORT);
  g_assert_cmpuint (shed_command_get_count (command), ==, 1500);
  imported = dump (library);
  undo_journal = shed_store_new_journal (library->store);
  shed_store_revert (library->store, shed_import_job_get_journal (large), undo_journal, NULL, &error);
  g_assert_no_error (error);
  after = dump (library);
  assert_same (after, before);
  undo (library, undo_journal);
  redone = dump (library);
  assert_same (redone, imported);
}

static void
cancel_at_progress (ShedImportJob *job, gpointer cancellable)
{
  guint n_tunes;

  shed_import_job_get_progress (job, &n_tunes, NULL, NULL);
  if (n_tunes > 500)
    g_cancellable_cancel (cancellable);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_set_object ((GAsyncResult **) data, result);
}

static void
test_cancel_leaves_whole_tunes (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (GString) book = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (ShedImportJob) job = shed_import_job_new (library->store);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ShedImportReport *report = shed_import_job_get_report (job);
  g_autofree char *n_rows = NULL;

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (book, "X:%u\nT:Tune %u\nT:Other name %u\nM:6/8\nL:1/8\nK:G\nG3 GAB|A3 ABd|\n\n", i, i, i);
  bytes = g_bytes_new (book->str, book->len);
  shed_import_job_add_text (job, "test.abc", bytes);
  g_signal_connect (job, "progress", G_CALLBACK (cancel_at_progress), cancellable);
  shed_import_job_run_async (job, cancellable, on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (shed_import_job_run_finish (job, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (report->was_cancelled);
  g_assert_cmpuint (report->taken, >, 0);
  g_assert_cmpuint (report->taken, <, 20000);
  n_rows = g_strdup_printf ("%u", report->taken);
  fixture_assert_answer (library, "SELECT count(*) FROM tune", n_rows);
  fixture_assert_answer (library, "SELECT count(*) FROM tune_alias", n_rows);
  fixture_assert_answer (library, "SELECT count(*) FROM tune_find", n_rows);

  /* The same again finishes it, and the first part can be undone. */
  undo (library, shed_import_job_get_journal (job));
  fixture_assert_answer (library, "SELECT count(*) FROM tune", "0");
}

typedef struct { const char *name; const char *bytes; gssize n_bytes; const char *expected, *code; } BadCase;

#define BYTES(text) text, sizeof (text) - 1

static const BadCase bad_cases[] = {
  { "empty", "", -1, "0 0 0", "empty" },
  { "blanks", " \r\n \n", -1, "0 0 0", "empty" },
  { "binary", BYTES ("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "0 0 0", "binary" },
  { "prose", "Dear Joe,\nno tunes here.\n", -1, "0 0 0", "no-tunes" },
  { "latin-1", "X:1\nT:Caf\xe9\nR:waltz\nM:3/4\nK:D\nd2 e2 f2|g6|\n", -1, "1 0 0", "latin-1" },
  { "nul-in-the-text", BYTES ("X:1\nT:Ke\0sh\nR:jig\nM:6/8\nK:D\nd3 e3|\n"), "1 0 0", "control-characters" },
  { "odd-number-without-title",
    "X:5\x88\x88\x88\x88\x88\x88\x88\x88\x88\x88\x88\x88\x88\x88\x88\x88\x88\x88\x88\x88\x88\x88\x88\x88\nM:4/4\nK:G\nG4 G4|\n",
    -1, "1 0 0", "no-title" },
  { "number-only", "X:1\n\nX:2\nT:The Kesh\nR:jig\nM:6/8\nK:G\nG3 GAB|\n", -1, "1 0 1", "no-tune" },
  { "truncated-backup", "{\"woodshed\":1,\"made\":\"x\",\"tables\":{\"book\":[{\"id\":", -1, "0 0 0", "damaged" },
  { "newer-backup", "{\"woodshed\":2,\"tables\":{}}", -1, "0 0 0", "newer-backup" },
  { "other-json", "{\"name\":\"x\"}", -1, "0 0 0", "damaged" },
  { "csv-with-tags", "title,tags,due\r\nThe Kesh,session,2026-11-21\r\nKesh,,\r\n", -1, "2 0 0", "left-out" },
  { "csv-row-without-title", "title,key\r\n,D\r\nKesh,G\r\n", -1, "1 0 1", "no-title" },
};

static void
test_bad_input (gconstpointer data)
{
  const BadCase *the_case = data;
  g_autoptr (Library) library = library_new ();
  g_autoptr (ShedImportJob) job = import_bytes (
    library, "Bad", the_case->bytes, the_case->n_bytes < 0 ? strlen (the_case->bytes) : (gsize)the_case->n_bytes);
  ShedImportReport *report = shed_import_job_get_report (job);
  gboolean found = FALSE;

  assert_counts (job, the_case->expected);
  for (guint i = 0; i < report->remarks->len; i++)
    found = found || g_str_equal (((ShedImportRemark *) report->remarks->pdata[i])->code, the_case->code);
  g_assert_true (found);
  if (report->taken == 0)
    g_assert_null (report->book_id);
  if (report->taken == 0)
    fixture_assert_answer (library, "SELECT count(*) FROM book", "0");
}

static void
test_line_ends_and_encodings_give_the_same_ids (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (ShedImportJob) utf8 = import_text (library, "B", "X:1\nT:Caf\xc3\xa9 waltz\nM:3/4\nK:D\nd2 e2 f2|\n");
  g_autoptr (ShedImportJob) latin1 = import_text (library, "B", "X:1\nT:Caf\xe9 waltz\nM:3/4\nK:D\nd2 e2 f2|\n");
  g_autoptr (ShedImportJob) decomposed =
    import_text (library, "B", "X:1\r\nT:Cafe\xcc\x81 waltz\r\nM:3/4\r\nK:D\r\nd2 e2 f2|\r\n");
  g_autoptr (ShedImportJob) mac = import_text (library, "B", "X:1\rT:Caf\xc3\xa9 waltz\rM:3/4\rK:D\rd2 e2 f2|\r");
  g_autoptr (ShedImportJob) marked = import_text (library, "B", "\xef\xbb\xbfX:1\nT:Caf\xc3\xa9 waltz\nM:3/4\nK:D\nd2 e2 f2|\n");

  assert_counts (utf8, "1 0 0");
  assert_counts (marked, "0 1 0");
  assert_counts (latin1, "0 1 0");
  assert_counts (decomposed, "0 1 0");
  assert_counts (mac, "0 1 0");
}

static void
test_cut_anywhere_gives_a_report (void)
{
  g_autoptr (Library) library = library_new ();
  static const char whole[] = KESH MERRILY SPEAR;

  for (gsize n = 0; n < strlen (whole); n += 3)
    {
      g_autofree char *book = g_strdup_printf ("Cut %" G_GSIZE_FORMAT, n);
      g_autoptr (ShedImportJob) job = import_bytes (library, book, whole, n);
      ShedImportReport *report = shed_import_job_get_report (job);

      g_assert_cmpuint (report->taken + report->unchanged + report->refused + report->files_refused, >, 0);
    }
}

static void
test_long_and_odd_titles (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (GString) book = g_string_new ("X:1\nT:");
  g_autoptr (ShedImportJob) job = NULL;

  for (guint i = 0; i < 10000; i++)
    g_string_append (book, "\xc3\xa9");
  g_string_append (
    book,
    "\nM:4/4\nK:D\nd4 e4|\n\nX:2\nT:   \nM:4/4\nK:D\nd4 f4|\n\nX:3\nT:\xd7\xa0\xd7\x99 \xf0\x9f\x8e\xbb\nM:4/4\nK:D\nd4 g4|\n");
  for (guint i = 0; i < 3000; i++)
    g_string_append_printf (book, "%sT:Name %u\n", i == 0 ? "\nX:4\n" : "", i);
  g_string_append (book, "M:4/4\nK:D\nd4 a4|\n");
  job = import_text (library, "Odd", book->str);
  assert_counts (job, "4 0 0");
  fixture_assert_answer (library, "SELECT max(length(title)) FROM tune", "500");
  fixture_assert_answer (library, "SELECT count(*) FROM tune WHERE title LIKE 'Untitled%'", "1");
  fixture_assert_answer (library, "SELECT count(*) FROM tune_alias", "100");
}

static void
test_files_make_books_of_their_names (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (GFile) one = library_file (library, "Tuesday session.abc");
  g_autoptr (GFile) two = library_file (library, "list.csv");
  g_autoptr (GFile) folder = g_file_new_for_path (library->folder);
  g_autoptr (GFile) missing = library_file (library, "missing.abc");
  g_autoptr (ShedImportJob) job = shed_import_job_new (library->store);
  g_autoptr (GError) error = NULL;
  ShedImportReport *report;
  g_autofree char *json = NULL;

  g_assert_true (g_file_set_contents (g_file_peek_path (one), KESH, -1, NULL));
  g_assert_true (g_file_set_contents (g_file_peek_path (two),
                                      "Name;Type;Key;Aliases\r\nThe Butterfly;slip jig;Em;Skidoo; \r\n", -1, NULL));
  shed_import_job_add_file (job, one);
  shed_import_job_add_file (job, folder);
  shed_import_job_add_file (job, two);
  shed_import_job_add_file (job, missing);
  shed_import_job_run (job, NULL, &error);
  g_assert_no_error (error);
  report = shed_import_job_get_report (job);
  assert_counts (job, "2 0 0");
  g_assert_cmpuint (report->files_refused, ==, 2);
  g_assert_cmpuint (report->book_ids->len, ==, 2);
  g_assert_cmpstr (((ShedImportRemark *) report->remarks->pdata[0])->code, ==, "folder");
  g_assert_cmpstr (((ShedImportRemark *) report->remarks->pdata[1])->code, ==, "unreadable");
  fixture_assert_answer (library, "SELECT group_concat(title, '|') FROM (SELECT title FROM book ORDER BY position)",
                         "Tuesday session|list");
  fixture_assert_answer (library, "SELECT title || kind || key FROM tune WHERE title LIKE '%Butterfly'",
                         "The Butterflyslip jigEm");
  json = shed_import_report_to_json (report);
  g_assert_true (g_str_has_prefix (json, "{\"taken\":2,\"unchanged\":0,\"remarked\":0,\"refused\":0,\"book\":\""));
}

static void
test_local_only_book (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (ShedImportJob) first = import_text (library, "Session", KESH);
  g_autoptr (ShedImportJob) job = shed_import_job_new (library->store);
  g_autoptr (GBytes) text = g_bytes_new_static (KESH, strlen (KESH));
  g_autofree char *id = shed_id_imported_book ("Session", TRUE);
  g_autoptr (GError) error = NULL;

  shed_import_job_add_text (job, "Session", text);
  shed_import_job_set_local_only (job, TRUE);
  shed_import_job_run (job, NULL, &error);
  g_assert_no_error (error);
  assert_counts (job, "1 0 0");
  fixture_assert_answer (library, "SELECT id FROM book WHERE local_only = 1", id);
}

static void
test_book_that_is_not_there (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (ShedImportJob) job = shed_import_job_new (library->store);
  g_autoptr (ShedImportJob) mine = shed_import_job_new (library->store);
  g_autoptr (GBytes) text = g_bytes_new_static (KESH, strlen (KESH));
  g_autoptr (GError) error = NULL;

  shed_import_job_add_text (job, "x", text);
  shed_import_job_set_book_id (job, test_id (99));
  g_assert_false (shed_import_job_run (job, NULL, &error));
  g_assert_error (error, SHED_EXCHANGE_ERROR, SHED_EXCHANGE_ERROR_NO_SUCH_BOOK);
  g_clear_error (&error);

  /* "My tunes" is made when it is wanted. */
  shed_import_job_add_text (mine, "x", text);
  shed_import_job_set_book_id (mine, shed_id_my_tunes ());
  shed_import_job_run (mine, NULL, &error);
  g_assert_no_error (error);
  fixture_assert_answer (library, "SELECT origin || title FROM book", "ownMy tunes");
}

/* The starter book */
#define STARTER_1 \
  "X:1\nT:Drowsy Magie\n%%woodshed-name drowsy\nR:reel\nM:4/4\nL:1/8\nK:Edor\nE2BE dEBE|\n\n" \
  "X:2\nT:The Kesh\n%%woodshed-name kesh\nR:jig\nM:6/8\nL:1/8\nK:G\nG3 GAB|\n\n"
#define STARTER_2 \
  "X:1\nT:Drowsy Maggie\nT:Sleepy Maggie\n%%woodshed-name drowsy\nR:reel\nM:4/4\nL:1/8\nK:Edor\nE2BE dEBE|E2BE AFDF|\n\n" \
  "X:2\nT:The Kesh\n%%woodshed-name kesh\nR:jig\nM:6/8\nL:1/8\nK:A\nA3 ABc|\n\n" \
  "X:3\nT:The Butterfly\n%%woodshed-name butterfly\nR:slip jig\nM:9/8\nL:1/8\nK:Em\nB2E G2E F3|\n\n"

static ShedImportJob *
import_starter (Library *library, const char *text)
{
  g_autoptr (ShedImportJob) job = shed_import_job_new (library->store);
  g_autoptr (GBytes) bytes = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
  g_autoptr (GError) error = NULL;

  shed_import_job_add_starter (job, bytes);
  shed_import_job_run (job, NULL, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&job);
}

static void
test_starter_updates_what_is_untouched (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (ShedImportJob) first = import_starter (library, STARTER_1);
  g_autofree char *id = shed_id_starter_tune ("kesh");
  g_autofree char *key_of_kesh = g_strdup_printf ("SELECT title || key FROM tune WHERE id = '%s'", id);
  g_autoptr (ShedImportJob) second = NULL;
  g_autoptr (ShedImportJob) third = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  assert_counts (first, "2 0 0");
  fixture_assert_answer (library, "SELECT id FROM book WHERE origin = 'starter'", shed_id_starter_book ());
  /* The player gives one tune another key and another title. */
  fixture_write (library, "UPDATE tune SET title = 'Kesh Jig', key = 'D' WHERE title = 'The Kesh'");
  second = import_starter (library, STARTER_2);
  assert_counts (second, "1 2 0");
  g_assert_cmpuint (shed_import_job_get_report (second)->updated, ==, 2);
  fixture_assert_answer (library, key_of_kesh, "Kesh JigD");
  fixture_assert_answer (library, "SELECT title FROM tune WHERE title LIKE 'Drowsy%'", "Drowsy Maggie");
  fixture_assert_answer (library, "SELECT abc LIKE '%AFDF%' FROM tune WHERE title LIKE 'Drowsy%'", "1");
  fixture_assert_answer (library, "SELECT abc LIKE '%A3 ABc%' FROM tune WHERE title = 'Kesh Jig'", "1");
  fixture_assert_answer (library, "SELECT text FROM tune_alias", "Sleepy Maggie");

  /* Nothing new: nothing happens; a name that the player took away stays away. */
  fixture_write (library, "DELETE FROM tune_alias");
  before = dump (library);
  third = import_starter (library, STARTER_2);
  after = dump (library);
  assert_same (after, before);
  g_assert_cmpuint (shed_import_job_get_report (third)->updated, ==, 0);
}

static void
test_starter_on_trial_writes_nothing (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (ShedImportJob) first = import_starter (library, STARTER_1);
  g_autoptr (ShedImportJob) trial = shed_import_job_new (library->store);
  g_autoptr (GBytes) bytes = g_bytes_new_static (STARTER_2, strlen (STARTER_2));
  g_autofree char *before = dump (library), *after = NULL;
  g_autofree char *shipped = fixture_ask (library, "SELECT group_concat (name || value) FROM meta WHERE name LIKE 'starter/%'");
  g_autoptr (GError) error = NULL;

  shed_import_job_add_starter (trial, bytes);
  shed_import_job_set_dry_run (trial, TRUE);
  shed_import_job_run (trial, NULL, &error);
  g_assert_no_error (error);
  after = dump (library);
  assert_same (after, before);
  fixture_assert_answer (library, "SELECT group_concat (name || value) FROM meta WHERE name LIKE 'starter/%'", shipped);
}

static void
test_starter_leaves_what_it_does_not_know (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (ShedImportJob) first = import_starter (library, STARTER_1);
  g_autofree char *before = dump (library);
  g_autofree char *after = NULL;
  g_autoptr (ShedImportJob) second = NULL;

  /* As on a computer that got the tunes from another one: what was shipped is not known here. */
  fixture_write (library, "DELETE FROM meta WHERE name LIKE 'starter/%'");
  second = import_starter (library, STARTER_1);
  after = dump (library);
  assert_same (after, before);
  fixture_write (library, "DELETE FROM meta WHERE name LIKE 'starter/%'");
  g_clear_object (&second);
  second = import_starter (library, STARTER_2);
  fixture_assert_answer (library, "SELECT count(*) FROM tune WHERE title = 'Drowsy Magie'", "1");
}

static void
test_shipped_starter_book_is_taken (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (ShedImportJob) job = import_starter (library, NULL);
  ShedImportReport *report = shed_import_job_get_report (job);

  g_assert_cmpuint (report->taken, >=, 40);
  g_assert_cmpuint (report->refused, ==, 0);
  g_assert_cmpuint (report->remarked, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import/tunes-are-taken", test_tunes_are_taken);
  g_test_add_func ("/import/ids-are-of-book-and-content", test_ids_are_of_book_and_content);
  g_test_add_func ("/import/same-again-changes-nothing", test_same_again_changes_nothing);
  g_test_add_func ("/import/twice-in-one-file-is-unchanged", test_twice_in_one_file_is_unchanged);
  g_test_add_func ("/import/edits-and-moves-are-kept", test_edits_and_moves_are_kept);
  g_test_add_func ("/import/a-book-is-found-by-its-title-now", test_a_book_is_found_by_its_title_now);
  g_test_add_func ("/import/deleted-is-taken-again", test_deleted_is_taken_again);
  g_test_add_func ("/import/merged-counts-as-unchanged", test_merged_counts_as_unchanged);
  g_test_add_func ("/import/changed-text-looks-like-the-old", test_changed_text_looks_like_the_old);
  g_test_add_func ("/import/other-beginning-looks-like-nothing", test_other_beginning_looks_like_nothing);
  g_test_add_func ("/import/guesses-are-marked", test_guesses_are_marked);
  g_test_add_func ("/import/dry-run-reports-the-same-and-writes-nothing", test_dry_run_reports_the_same_and_writes_nothing);
  g_test_add_func ("/import/undo-is-exact", test_undo_is_exact);
  g_test_add_func ("/import/cancel-leaves-whole-tunes", test_cancel_leaves_whole_tunes);
  for (guint i = 0; i < G_N_ELEMENTS (bad_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/import/bad/", bad_cases[i].name, NULL);

      g_test_add_data_func (path, &bad_cases[i], test_bad_input);
    }
  g_test_add_func ("/import/line-ends-and-encodings-give-the-same-ids", test_line_ends_and_encodings_give_the_same_ids);
  g_test_add_func ("/import/cut-anywhere-gives-a-report", test_cut_anywhere_gives_a_report);
  g_test_add_func ("/import/long-and-odd-titles", test_long_and_odd_titles);
  g_test_add_func ("/import/files-make-books-of-their-names", test_files_make_books_of_their_names);
  g_test_add_func ("/import/local-only-book", test_local_only_book);
  g_test_add_func ("/import/book-that-is-not-there", test_book_that_is_not_there);
  g_test_add_func ("/starter/updates-what-is-untouched", test_starter_updates_what_is_untouched);
  g_test_add_func ("/starter/on-trial-writes-nothing", test_starter_on_trial_writes_nothing);
  g_test_add_func ("/starter/leaves-what-it-does-not-know", test_starter_leaves_what_it_does_not_know);
  g_test_add_func ("/starter/shipped-book-is-taken", test_shipped_starter_book_is_taken);
  return g_test_run ();
}
