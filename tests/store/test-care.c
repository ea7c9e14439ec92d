/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Libraries in every bad state, and that nothing is ever lost or wiped: other versions, damage, full disks, closed
 * folders, and copies. */
#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

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

static guint
count_files (const char *folder, const char *part)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    n += strstr (name, part) != NULL;
  return n;
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
  g_assert_cmpuint (count_files (f->backups, "schema-"), ==, 1);

  /* Nothing more to do the second time, and no second copy. */
  g_assert_true (shed_schema_migrate_with (db, steps, G_N_ELEMENTS (steps), f->backups, &error));
  g_assert_cmpuint (count_files (f->backups, "schema-"), ==, 1);
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
      g_assert_cmpuint (count_files (f->backups, "schema-"), ==, older < SHED_SCHEMA_VERSION ? 1 : 0);
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
      n_damaged = count_files (folder, "damaged-");
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
      g_assert_cmpuint (count_files (folder, "damaged-"), ==, n_damaged + 1);
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

/* Space and rights */

static void
test_a_full_disk_loses_nothing_and_recovers (void)
{
  g_autoptr (Fixture) f = fixture_new_with_tunes (10);
  g_autofree char *limit =
    g_strdup_printf ("PRAGMA max_page_count = %" G_GINT64_FORMAT, fixture_ask_int (f, "PRAGMA page_count"));
  const char *large = "UPDATE tune SET abc = printf ('%.*c', 20000, 'B')";
  g_autoptr (GError) error = NULL;

  fixture_try_write (f, SHED_WRITE_LOCAL, 0, NULL, limit, &error);
  g_assert_no_error (error);
  g_assert_false (fixture_try_write (f, 0, 0, NULL, large, &error));
  g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_DISK_FULL);
  g_assert_cmpint (shed_store_get_state (f->store), ==, SHED_STORE_DISK_FULL);
  fixture_assert_answer (f, "SELECT count(*) FROM tune WHERE length (abc) = 400", "10"); /* reading goes on */
  g_clear_error (&error);
  fixture_try_write (f, SHED_WRITE_LOCAL, 0, NULL, "PRAGMA max_page_count = 1000000", &error);
  g_assert_no_error (error);
  fixture_write (f, large); /* what was kept in memory is tried again */
  g_assert_cmpint (shed_store_get_state (f->store), ==, SHED_STORE_READY);
  fixture_assert_clean (f);
}

static void
test_a_write_that_the_system_refuses_is_a_full_disk (void)
{
  g_autoptr (Fixture) f = fixture_new_with_tunes (300);
  struct rlimit old, small;
  g_autoptr (GError) error = NULL;

  fixture_close (f);
  fixture_open (f);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  small = old;
  small.rlim_cur = 64 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  fixture_try_write (
    f, 0, 0, NULL, "UPDATE tune SET abc = printf ('%.*c', 900, 'B') WHERE id < '00000000-0000-4000-8000-000000000100'",
    &error);
  setrlimit (RLIMIT_FSIZE, &old);
  g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_DISK_FULL);
  g_assert_cmpint (shed_store_get_state (f->store), ==, SHED_STORE_DISK_FULL);
  fixture_assert_answer (f, "SELECT count(*) FROM tune WHERE length (abc) = 400", "300");
  fixture_write (f, "UPDATE tune SET abc = 'B' WHERE title = 'Tune 1'");
  g_assert_cmpint (shed_store_get_state (f->store), ==, SHED_STORE_READY);
  fixture_close (f);
  fixture_open (f);
  fixture_assert_clean (f);
}

static gint64 pretended_free_bytes = 1000 * 1000 * 1000;

static gint64
pretend_free_bytes (const char *path)
{
  return pretended_free_bytes;
}

static void
test_little_space_is_said (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  gint64 free_bytes;

  shed_store_set_free_bytes_func (pretend_free_bytes);
  fixture_open (f);
  fixture_write (f, "INSERT INTO tag (id, created_at, name) VALUES ('00000000-0000-4000-8000-000000000001', 1, 'x')");
  g_assert_cmpint (shed_store_get_state (f->store), ==, SHED_STORE_READY);
  pretended_free_bytes = 199 * 1000 * 1000;
  shed_store_look_at_space (f->store);
  g_assert_cmpint (shed_store_get_state (f->store), ==, SHED_STORE_LOW_SPACE);
  g_object_get (f->store, "free-bytes", &free_bytes, NULL);
  g_assert_cmpint (free_bytes, ==, pretended_free_bytes);
  fixture_write (f, "UPDATE tag SET name = 'y'"); /* still works */
  g_assert_cmpint (shed_store_get_state (f->store), ==, SHED_STORE_LOW_SPACE);
  pretended_free_bytes = 300 * 1000 * 1000;
  shed_store_look_at_space (f->store);
  g_assert_cmpint (shed_store_get_state (f->store), ==, SHED_STORE_READY);
  shed_store_set_free_bytes_func (NULL);
}

static void
test_a_library_nobody_may_write_is_read (void)
{
  g_autoptr (Fixture) f = fixture_new_with_tunes (10);
  g_autofree char *folder = g_path_get_dirname (f->path);
  g_autoptr (GError) error = NULL;
  gboolean root = geteuid () == 0;

  fixture_close (f);
  g_assert_cmpint (g_chmod (f->folder, 0755), ==, 0);
  g_assert_cmpint (g_chmod (f->path, 0444), ==, 0);
  g_assert_cmpint (g_chmod (folder, 0555), ==, 0);
  if (root) /* whom nothing is closed to */
    g_assert_cmpint (setresuid (65534, 65534, 0), ==, 0);
  fixture_open (f);
  g_assert_cmpint (shed_store_get_state (f->store), ==, SHED_STORE_READ_ONLY);
  fixture_assert_answer (f, "SELECT count(*) FROM tune", "10");
  g_assert_false (fixture_try_write (f, 0, 0, NULL, "DELETE FROM tune", &error));
  g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_READ_ONLY);
  fixture_close (f);
  if (root)
    g_assert_cmpint (setresuid (0, 0, 0), ==, 0);
  g_chmod (folder, 0755);
  g_chmod (f->path, 0644);
  fixture_open (f);
  g_assert_cmpint (shed_store_get_state (f->store), ==, SHED_STORE_READY);
}

static void
test_a_log_nobody_may_replay_is_read_too (void)
{
  g_autoptr (Fixture) f = fixture_new_with_tunes (10);
  g_autofree char *folder = g_path_get_dirname (f->path);
  g_autofree char *copy = g_build_filename (f->folder, "left", "local.db", NULL);
  g_autofree char *copy_folder = g_path_get_dirname (copy);
  g_autofree char *wal = g_strconcat (f->path, "-wal", NULL);
  g_autofree char *copy_wal = g_strconcat (copy, "-wal", NULL);
  g_autofree char *contents = NULL;
  g_autofree char *log = NULL;
  gsize n, n_log;
  gboolean root = geteuid () == 0;

  /* As a kill leaves it: a file with its last changes in the log only. */
  g_assert_true (g_file_get_contents (f->path, &contents, &n, NULL));
  g_assert_true (g_file_get_contents (wal, &log, &n_log, NULL));
  g_assert_cmpuint (n_log, >, 0);
  fixture_close (f);
  g_assert_cmpint (g_mkdir (copy_folder, 0755), ==, 0);
  g_assert_true (g_file_set_contents (copy, contents, n, NULL));
  g_assert_true (g_file_set_contents (copy_wal, log, n_log, NULL));
  g_chmod (f->folder, 0755);
  g_chmod (copy, 0444);
  g_chmod (copy_wal, 0444);
  g_chmod (copy_folder, 0555);
  if (root)
    g_assert_cmpint (setresuid (65534, 65534, 0), ==, 0);
  {
    ShedStoreOptions options = { .path = copy, .clock = f->clock, .random = f->random };
    g_autoptr (GError) error = NULL;

    f->store = shed_store_open (&options, &error);
    g_assert_no_error (error);
    g_assert_cmpint (shed_store_get_state (f->store), ==, SHED_STORE_READ_ONLY);
    fixture_assert_answer (f, "SELECT count(*) FROM tune", "10");
    fixture_close (f);
  }
  if (root)
    g_assert_cmpint (setresuid (0, 0, 0), ==, 0);
  g_chmod (copy_folder, 0755);
}

/* Copies */

static void
test_the_last_ten_daily_copies_are_kept (void)
{
  g_autoptr (Fixture) f = fixture_new_with_tunes (3);
  g_autoptr (GPtrArray) copies = NULL;
  g_autoptr (GError) error = NULL;

  for (guint day = 0; day < 13; day++)
    {
      shed_clock_set (f->clock, FIXTURE_NOW + day * G_GINT64_CONSTANT (86400000), NULL);
      g_assert_true (shed_store_make_daily_copy (f->store, &error));
      g_assert_true (shed_store_make_daily_copy (f->store, &error)); /* once a day */
    }
  copies = shed_store_list_copies (f->store);
  g_assert_cmpuint (copies->len, ==, 10);
  g_assert_true (g_str_has_suffix (g_ptr_array_index (copies, 0), "local.2026-12-02.db"));
  g_assert_true (g_str_has_suffix (g_ptr_array_index (copies, 9), "local.2026-11-23.db"));
}

static void
test_an_empty_library_makes_no_copies (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (GPtrArray) copies = NULL;
  g_autoptr (GError) error = NULL;

  fixture_open (f);
  g_assert_true (shed_store_make_daily_copy (f->store, &error));
  copies = shed_store_list_copies (f->store);
  g_assert_cmpuint (copies->len, ==, 0);
}

static void
test_a_copy_is_restored_and_the_present_kept (void)
{
  g_autoptr (Fixture) f = fixture_new_with_tunes (300);
  g_autofree char *folder = g_path_get_dirname (f->path);
  g_autoptr (GPtrArray) copies = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (shed_store_make_daily_copy (f->store, &error));
  copies = shed_store_list_copies (f->store);
  g_assert_cmpuint (copies->len, ==, 1);
  fixture_write (f, "DELETE FROM tune WHERE title LIKE 'Tune 2%'");
  fixture_close (f);
  g_assert_true (shed_store_restore_copy (f->path, g_ptr_array_index (copies, 0), &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (folder, "before-restore-1"), ==, 1);
  fixture_open (f);
  fixture_assert_answer (f, "SELECT count(*) FROM tune", "300");
  fixture_assert_answer (f, "PRAGMA journal_mode", "wal");
  fixture_assert_clean (f);
  fixture_close (f);

  /* Over a damaged library too. */
  g_assert_true (g_file_set_contents (
    f->path, "SQLite format 3 and then nonsense, again and again, to fill the head of the file with it all", -1, NULL));
  g_assert_true (shed_store_restore_copy (f->path, g_ptr_array_index (copies, 0), &error));
  g_assert_cmpuint (count_files (folder, "before-restore-2"), ==, 1);
  fixture_open (f);
  fixture_assert_answer (f, "SELECT count(*) FROM tune", "300");
}

/* The index is made anew from the tunes, so nothing of the copy is lost. */
static void
test_a_copy_whose_search_index_is_damaged_can_be_restored (void)
{
  g_autoptr (Fixture) f = fixture_new_with_tunes (50);
  g_autofree char *path = g_build_filename (f->folder, "copy.db", NULL);
  g_autoptr (ShedCheckReport) report = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (shed_store_copy_to (f->store, path, &error));
  fixture_close (f);
  test_exec_raw (path, "UPDATE tune_fts_data SET block = zeroblob (length (block)) WHERE id > 10");
  g_assert_true (shed_store_restore_copy (f->path, path, &error));
  g_assert_no_error (error);
  fixture_open (f);
  report = shed_store_check (f->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->faults->len, ==, 1);
  fixture_assert_answer (f, "SELECT count(*) FROM tune_fts WHERE tune_fts MATCH 'tune'", "50");
  fixture_assert_clean (f);
}

static void
test_a_bad_copy_is_not_restored (void)
{
  g_autoptr (Fixture) f = fixture_new_with_tunes (30);
  g_autofree char *bad = g_build_filename (f->folder, "bad.db", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *whole = NULL;
  gsize n;

  g_assert_true (shed_store_copy_to (f->store, bad, &error));
  fixture_close (f);
  before = test_dup_hash (f->path);
  g_assert_true (g_file_get_contents (bad, &whole, &n, NULL));
  memset (whole + n / 2, 0xa5, 8192);
  g_assert_true (g_file_set_contents (bad, whole, n, NULL));
  g_assert_false (shed_store_restore_copy (f->path, bad, &error));
  g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (bad, "no copy", -1, NULL));
  g_assert_false (shed_store_restore_copy (f->path, bad, &error));
  g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_A_LIBRARY);
  after = test_dup_hash (f->path);
  g_assert_cmpstr (before, ==, after);
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
  ADD ("a-copy-whose-search-index-is-damaged-can-be-restored",
       test_a_copy_whose_search_index_is_damaged_can_be_restored);
  ADD ("a-full-disk-loses-nothing-and-recovers", test_a_full_disk_loses_nothing_and_recovers);
  ADD ("a-write-that-the-system-refuses-is-a-full-disk", test_a_write_that_the_system_refuses_is_a_full_disk);
  ADD ("little-space-is-said", test_little_space_is_said);
  ADD ("a-library-nobody-may-write-is-read", test_a_library_nobody_may_write_is_read);
  ADD ("a-log-nobody-may-replay-is-read-too", test_a_log_nobody_may_replay_is_read_too);
  ADD ("the-last-ten-daily-copies-are-kept", test_the_last_ten_daily_copies_are_kept);
  ADD ("an-empty-library-makes-no-copies", test_an_empty_library_makes_no_copies);
  ADD ("a-copy-is-restored-and-the-present-kept", test_a_copy_is_restored_and_the_present_kept);
  ADD ("a-bad-copy-is-not-restored", test_a_bad_copy_is_not_restored);
  return g_test_run ();
}
