/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Libraries in every bad state, and that nothing is ever lost or wiped: other versions, damage, and a search index that is
 * wrong. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "shed-schema.h"
#include "shed-store-open.h"
#include "shed-store-private.h"
#include "store-fixture.h"

static ShedStore *
try_open (Fixture *f, GError **error)
{
  ShedStoreOptions options = { .path = f->path, .backups_folder = f->backups, .clock = f->clock, .random = f->random };

  return shed_store_open (&options, error);
}

static void
assert_refused (Fixture *f, ShedStoreError code)
{
  g_autofree char *before = test_dup_hash (f->path);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedStore) store = try_open (f, &error);

  g_assert_null (store);
  g_assert_error (error, SHED_STORE_ERROR, (int)code);
  after = test_dup_hash (f->path);
  g_assert_cmpstr (before, ==, after);
}

/* Versions */

static void
test_a_newer_library_is_not_touched (void)
{
  g_autoptr (Fixture) f = fixture_new_with_tunes (3);

  fixture_close (f);
  test_exec_raw (f->path, "PRAGMA user_version = 99");
  assert_refused (f, SHED_STORE_ERROR_NEWER_SCHEMA);
}

static void
test_a_newer_version_in_the_log_is_seen (void)
{
  g_autoptr (Fixture) f = fixture_new_with_tunes (3);
  g_autofree char *wal = g_strconcat (f->path, "-wal", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  sqlite3 *db;

  fixture_close (f);
  /* Another program holds the file, so its log is not written back. */
  g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA user_version = 99; SELECT count(*) FROM tune", NULL, NULL, NULL), ==,
                   SQLITE_OK);
  before = test_dup_hash (wal);
  g_assert_null (try_open (f, &error));
  g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NEWER_SCHEMA);
  after = test_dup_hash (wal);
  g_assert_cmpstr (before, ==, after);
  sqlite3_close (db);
}

static ShedDb *
open_raw (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  ShedDb *db = shed_db_open (f->path, SHED_DB_WRITER, f->clock, f->random, &error);

  g_assert_no_error (error);
  return db;
}

static gint64
ask_raw (ShedDb *db, const char *sql)
{
  gint64 n;

  g_assert_true (shed_db_query_int (db, sql, -1, &n, NULL));
  return n;
}

static void
test_an_older_library_is_copied_and_brought_up (void)
{
  const char *steps[SHED_SCHEMA_VERSION + 1];
  g_autoptr (Fixture) f = fixture_new_with_tunes (3);
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedDb) db = NULL;

  for (guint i = 0; i < SHED_SCHEMA_VERSION; i++)
    steps[i] = "never run";
  steps[SHED_SCHEMA_VERSION] = "ALTER TABLE tag ADD COLUMN shape TEXT; UPDATE tune SET title = title || '!'";
  fixture_close (f);
  db = open_raw (f);
  g_assert_true (shed_schema_migrate_with (db, steps, G_N_ELEMENTS (steps), f->backups, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ask_raw (db, "PRAGMA user_version"), ==, G_N_ELEMENTS (steps));
  g_assert_cmpint (ask_raw (db, "SELECT count(*) FROM tune WHERE title LIKE '%!'"), ==, 3);
  g_assert_cmpint (
    ask_raw (db, "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND name = 'tag_touch_update'"), ==, 1);
  g_assert_cmpuint (test_count_files (f->backups, "schema-"), ==, 1);

  /* Nothing more to do the second time, and no second copy. */
  g_assert_true (shed_schema_migrate_with (db, steps, G_N_ELEMENTS (steps), f->backups, &error));
  g_assert_cmpuint (test_count_files (f->backups, "schema-"), ==, 1);
  g_clear_pointer (&db, shed_db_free);
  assert_refused (f, SHED_STORE_ERROR_NEWER_SCHEMA);
}

/* Every released version is opened as its program left it. */
static void
test_each_older_version_is_brought_up (void)
{
  for (guint older = 1; older <= SHED_SCHEMA_VERSION; older++)
    {
      g_autoptr (Fixture) f = fixture_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (g_free);
      g_autofree char *folder = g_path_get_dirname (f->path);
      g_autofree char *book = sql_book (1, "My tunes", "own");
      g_autofree char *tune = sql_tune (2, 1, "The Silver Spear");
      ShedDb *db;

      for (guint version = 1; version <= older; version++)
        g_ptr_array_add (steps, shed_schema_dup_step (version));
      g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
      db = open_raw (f);
      g_assert_true (shed_schema_migrate_with (db, (const char *const *)steps->pdata, older, NULL, &error));
      db->writer = SHED_WRITER_APPLIER;
      g_assert_true (shed_db_exec (db, book, &error));
      g_assert_true (shed_db_exec (db, tune, &error));
      db->writer = SHED_WRITER_NONE;
      shed_db_free (db);

      fixture_open (f);
      fixture_assert_answer (f, "SELECT title FROM tune", "The Silver Spear");
      fixture_write (f, "UPDATE tune SET title = 'Miss McLeod'");
      g_assert_cmpint (fixture_ask_int (f, "PRAGMA user_version"), ==, SHED_SCHEMA_VERSION);
      g_assert_cmpuint (test_count_files (f->backups, "schema-"), ==, older < SHED_SCHEMA_VERSION ? 1 : 0);
      fixture_assert_clean (f);
    }
}

static void
test_a_failed_step_leaves_the_older_library (void)
{
  const char *steps[SHED_SCHEMA_VERSION + 1];
  g_autoptr (Fixture) f = fixture_new_with_tunes (3);
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedDb) db = NULL;

  for (guint i = 0; i < SHED_SCHEMA_VERSION; i++)
    steps[i] = "never run";
  steps[SHED_SCHEMA_VERSION] = "ALTER TABLE tag ADD COLUMN shape TEXT; DELETE FROM nowhere";
  fixture_close (f);
  db = open_raw (f);
  g_assert_false (shed_schema_migrate_with (db, steps, G_N_ELEMENTS (steps), f->backups, &error));
  g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_FAILED);
  g_assert_cmpint (ask_raw (db, "PRAGMA user_version"), ==, SHED_SCHEMA_VERSION);
  g_assert_cmpint (ask_raw (db, "SELECT count(*) FROM pragma_table_info ('tag') WHERE name = 'shape'"), ==, 0);
  g_clear_pointer (&db, shed_db_free);
  fixture_open (f); /* the program of that version goes on with it */
  fixture_assert_answer (f, "SELECT count(*) FROM tune", "3");
  fixture_assert_clean (f);
}

/* Not a library, damaged */

static void
make_folder (Fixture *f)
{
  g_autofree char *folder = g_path_get_dirname (f->path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
}

static void
test_something_else_is_no_library (void)
{
  static const char *const others[] = { "X:1\nT:The Silver Spear\nK:D\n", "x", "SQLite format 2" };
  g_autoptr (Fixture) f = fixture_new ();

  make_folder (f);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_assert_true (g_file_set_contents (f->path, others[i], -1, NULL));
      assert_refused (f, SHED_STORE_ERROR_NOT_A_LIBRARY);
    }
  g_unlink (f->path);
  test_exec_raw (f->path, "CREATE TABLE tune (title); PRAGMA user_version = 1");
  assert_refused (f, SHED_STORE_ERROR_NOT_A_LIBRARY);
}

/* Its log would be thrown away with the first look at it. */
static void
test_an_emptied_library_is_not_made_anew (void)
{
  g_autoptr (Fixture) f = fixture_new_with_tunes (3);
  g_autofree char *wal = g_strconcat (f->path, "-wal", NULL);
  g_autofree char *copy = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (shed_store_make_daily_copy (f->store, &error));
  g_assert_no_error (error);
  {
    g_autoptr (GPtrArray) copies = shed_store_list_copies (f->store);

    g_assert_cmpuint (copies->len, ==, 1);
    copy = g_strdup (copies->pdata[0]);
  }
  fixture_close (f);
  g_assert_true (g_file_set_contents (f->path, "", 0, NULL));
  assert_refused (f, SHED_STORE_ERROR_CORRUPT);
  g_assert_true (shed_store_restore_copy (f->path, copy, &error));
  g_assert_no_error (error);
  fixture_open (f);
  fixture_assert_answer (f, "SELECT count(*) FROM tune", "3");
  fixture_close (f);

  g_unlink (copy);
  g_assert_true (g_file_set_contents (f->path, "", 0, NULL));
  g_assert_true (g_file_set_contents (wal, "what is left", -1, NULL));
  assert_refused (f, SHED_STORE_ERROR_CORRUPT);
  g_assert_true (g_file_test (wal, G_FILE_TEST_EXISTS));
}

static void
test_an_empty_file_becomes_a_library (void)
{
  g_autoptr (Fixture) f = fixture_new ();

  make_folder (f);
  g_assert_true (g_file_set_contents (f->path, "", 0, NULL));
  fixture_open (f);
  fixture_assert_answer (f, "SELECT count(*) FROM tune", "0");
}

static void
test_a_file_cut_short_is_told_and_salvaged (void)
{
  g_autoptr (Fixture) f = fixture_new_with_tunes (1000);
  g_autofree char *folder = g_path_get_dirname (f->path);
  g_autofree char *whole = NULL;
  gsize n_bytes;
  guint n_most = 0;

  fixture_close (f);
  g_assert_true (g_file_get_contents (f->path, &whole, &n_bytes, NULL));
  for (guint part = 1; part < 10; part++)
    {
      gsize length = n_bytes * part / 10;
      g_autoptr (GError) error = NULL;
      guint n_rows = 0, n_damaged;

      g_assert_true (g_file_set_contents (f->path, whole, length, NULL));
      assert_refused (f, SHED_STORE_ERROR_CORRUPT);
      n_damaged = test_count_files (folder, "damaged-");
      if (!shed_store_salvage (f->path, &n_rows, NULL, &error))
        {
          g_autofree char *left = test_dup_hash (f->path);
          g_autofree char *expected = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)whole, length);

          g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_CORRUPT);
          g_assert_cmpstr (left, ==, expected); /* nothing could be read: nothing was done */
          continue;
        }
      n_most = MAX (n_most, n_rows);
      g_test_message ("%u tenths: %u rows", part, n_rows);
      g_assert_cmpuint (test_count_files (folder, "damaged-"), ==, n_damaged + 1);
      fixture_open (f);
      fixture_assert_clean (f);
      fixture_close (f);
    }
  g_assert_cmpuint (n_most, >, 500);
}

/* Whatever bytes are wrong: no crash, an answer to everything, and a salvaged library without fault. */
static void
test_random_damage_is_survived (void)
{
  static const char *const writes[] = {
    "UPDATE tune SET title = 'y' || title", "DELETE FROM tune WHERE title LIKE '%1%'",
    "INSERT INTO tag (id, created_at, name) VALUES ('00000000-0000-4000-8000-0000000000aa', 1, 'x')"
  };
  g_autoptr (Fixture) f = fixture_new_with_tunes (150);
  g_autoptr (GRand) rand = g_rand_new_with_seed (2026);
  g_autofree char *whole = NULL;
  gsize n_bytes;
  guint n_salvaged = 0;

  fixture_close (f);
  g_assert_true (g_file_get_contents (f->path, &whole, &n_bytes, NULL));
  for (guint round = 0; round < (g_test_slow () ? 200 : g_getenv ("WOODSHED_TEST_SLOW") != NULL ? 5 : 12); round++)
    {
      g_autofree char *bad = g_memdup2 (whole, n_bytes);
      g_autoptr (GError) error = NULL;

      for (int i = g_rand_int_range (rand, 1, 30); i > 0; i--)
        {
          gsize page = g_rand_int_range (rand, 0, n_bytes / 4096) * 4096;

          bad[page + (page == 0 ? 100 : 0) + g_rand_int_range (rand, 0, g_rand_boolean (rand) ? 60 : 3900)] ^=
            1 << g_rand_int_range (rand, 0, 8);
        }
      g_assert_true (g_file_set_contents (f->path, bad, n_bytes, NULL));
      f->store = try_open (f, NULL);
      if (f->store != NULL)
        {
          g_autoptr (ShedCheckReport) report = shed_store_check (f->store, NULL);

          for (guint i = 0; i < G_N_ELEMENTS (writes); i++)
            {
              gint64 journal = shed_store_new_journal (f->store);

              if (fixture_try_write (f, 0, journal, NULL, writes[i], NULL))
                shed_store_revert (f->store, journal, 0, NULL, NULL);
            }
          fixture_close (f);
        }
      if (!shed_store_salvage (f->path, NULL, NULL, &error))
        continue;
      n_salvaged++;
      fixture_open (f);
      shed_store_set_first_notes_func (f->store, NULL);
      fixture_assert_clean (f);
      fixture_close (f);
    }
  g_assert_cmpuint (n_salvaged, >, 2);
}

static void
test_a_damaged_page_costs_only_its_rows (void)
{
  g_autoptr (Fixture) f = fixture_new_with_tunes (1000);
  g_autoptr (GError) error = NULL;
  gint64 page;
  guint n_rows = 0;

  page = fixture_ask_int (
    f, "SELECT pageno FROM dbstat WHERE name = 'tune' AND pagetype = 'leaf' ORDER BY pageno LIMIT 1 OFFSET 20");
  fixture_close (f);
  test_damage_pages (f->path, &page, 1);

  fixture_open (f); /* the page is not looked at */
  {
    g_autoptr (ShedCheckReport) report = shed_store_check (f->store, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (report->faults->len, >, 0);
    g_assert_cmpint (shed_store_get_state (f->store), ==, SHED_STORE_CORRUPT);
  }
  fixture_close (f);
  g_assert_true (shed_store_salvage (f->path, &n_rows, NULL, &error));
  g_assert_no_error (error);
  fixture_open (f);
  shed_store_set_first_notes_func (f->store, NULL); /* makes the search index */
  fixture_assert_clean (f);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM tune"), >=, 980);
  fixture_assert_answer (f, "SELECT rating FROM practice_event", "3");
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM tune_fts WHERE tune_fts MATCH 'tune'"), ==,
                   fixture_ask_int (f, "SELECT count(*) FROM tune"));
}

static void
test_tunes_of_a_lost_book_are_rescued (void)
{
  g_autoptr (Fixture) f = fixture_new_with_tunes (10);
  g_autoptr (GError) error = NULL;

  fixture_close (f);
  {
    g_autoptr (ShedDb) db = open_raw (f);

    db->writer = SHED_WRITER_APPLIER;
    g_assert_true (shed_db_exec (db, "PRAGMA foreign_keys = OFF; DELETE FROM book", &error));
    db->writer = SHED_WRITER_NONE;
    g_assert_true (shed_db_exec (db, "INSERT INTO meta (name, value) VALUES ('discarded/1', 'a copy')", &error));
  }
  g_assert_true (shed_store_salvage (f->path, NULL, NULL, &error));
  g_assert_no_error (error);
  fixture_open (f);
  fixture_assert_clean (f);
  fixture_assert_answer (f, "SELECT count(*) || book.title FROM tune JOIN book ON book.id = book_id",
                         "10Rescued tunes");
  fixture_assert_answer (f, "SELECT value FROM meta WHERE name = 'discarded/1'", "a copy");
  fixture_assert_answer (f, "SELECT count(*) FROM meta WHERE name = 'token'", "0"); /* there is no project */
}

static gboolean
search (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  gint64 n;

  return shed_db_query_int (db, "SELECT count(*) FROM tune_fts WHERE tune_fts MATCH 'tune'", 0, &n, error);
}

static void
test_a_damaged_search_index_keeps_nobody_from_writing (void)
{
  g_autoptr (Fixture) f = fixture_new_with_tunes (50);
  g_autoptr (GError) error = NULL;

  fixture_close (f);
  test_exec_raw (f->path, "DELETE FROM tune_fts_data WHERE id > 10");
  fixture_open (f);
  fixture_write (f, "UPDATE tune SET title = 'The Silver Spear' WHERE title = 'Tune 7'");
  g_assert_false (shed_store_read (f->store, search, NULL, &error)); /* comes upon it */
  g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_FAILED);
  fixture_write (f, "UPDATE book SET note = 'x'"); /* in the queue behind the mending */
  g_assert_cmpint (shed_store_get_state (f->store), ==, SHED_STORE_READY);
  fixture_assert_answer (f, "SELECT count(*) FROM tune_fts WHERE tune_fts MATCH 'spear'", "1");
  fixture_assert_answer (f, "SELECT count(*) FROM tune_fts WHERE tune_fts MATCH 'tune'", "49");
  fixture_assert_clean (f);
}

static void
test_check_finds_a_damaged_search_index_and_mends_it (void)
{
  g_autoptr (Fixture) f = fixture_new_with_tunes (50);
  g_autoptr (ShedCheckReport) report = NULL;
  g_autoptr (GError) error = NULL;

  fixture_close (f);
  test_exec_raw (f->path, "UPDATE tune_fts_data SET block = zeroblob (length (block)) WHERE id > 10");
  fixture_open (f);
  report = shed_store_check (f->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->faults->len, ==, 1);
  fixture_assert_answer (f, "SELECT count(*) FROM tune_fts WHERE tune_fts MATCH 'tune'", "50");
  fixture_assert_clean (f);
}

/* Enough small writes that FTS5 merges its segments again and again, each looked at through a connection that has
 * looked before. */
static void
test_check_finds_no_fault_in_a_search_index_that_changed_since_it_last_looked (void)
{
  g_autoptr (Fixture) f = fixture_new_with_tunes (1);

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *sql = g_strdup_printf ("UPDATE tune SET title = 'Title %u'", i);

      fixture_write (f, sql);
      fixture_assert_clean (f);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/care/" name, func)
  ADD ("a-newer-library-is-not-touched", test_a_newer_library_is_not_touched);
  ADD ("a-newer-version-in-the-log-is-seen", test_a_newer_version_in_the_log_is_seen);
  ADD ("an-older-library-is-copied-and-brought-up", test_an_older_library_is_copied_and_brought_up);
  ADD ("each-older-version-is-brought-up", test_each_older_version_is_brought_up);
  ADD ("a-failed-step-leaves-the-older-library", test_a_failed_step_leaves_the_older_library);
  ADD ("something-else-is-no-library", test_something_else_is_no_library);
  ADD ("an-emptied-library-is-not-made-anew", test_an_emptied_library_is_not_made_anew);
  ADD ("an-empty-file-becomes-a-library", test_an_empty_file_becomes_a_library);
  ADD ("a-file-cut-short-is-told-and-salvaged", test_a_file_cut_short_is_told_and_salvaged);
  ADD ("random-damage-is-survived", test_random_damage_is_survived);
  ADD ("a-damaged-page-costs-only-its-rows", test_a_damaged_page_costs_only_its_rows);
  ADD ("tunes-of-a-lost-book-are-rescued", test_tunes_of_a_lost_book_are_rescued);
  ADD ("a-damaged-search-index-keeps-nobody-from-writing", test_a_damaged_search_index_keeps_nobody_from_writing);
  ADD ("check-finds-a-damaged-search-index-and-mends-it", test_check_finds_a_damaged_search_index_and_mends_it);
  ADD ("check-finds-no-fault-in-a-search-index-that-changed-since-it-last-looked",
       test_check_finds_no_fault_in_a_search_index_that_changed_since_it_last_looked);
  return g_test_run ();
}
