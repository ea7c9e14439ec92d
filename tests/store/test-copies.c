/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies of the library: one a day, ten of them, and what is put back from them. */
#include <string.h>

#include "shed-store-private.h"
#include "store-fixture.h"

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
  g_assert_cmpuint (test_count_files (folder, "before-restore-1"), ==, 1);
  fixture_open (f);
  fixture_assert_answer (f, "SELECT count(*) FROM tune", "300");
  fixture_assert_answer (f, "PRAGMA journal_mode", "wal");
  fixture_assert_clean (f);
  fixture_close (f);

  /* Over a damaged library too. */
  g_assert_true (g_file_set_contents (
    f->path, "SQLite format 3 and then nonsense, again and again, to fill the head of the file with it all", -1, NULL));
  g_assert_true (shed_store_restore_copy (f->path, g_ptr_array_index (copies, 0), &error));
  g_assert_cmpuint (test_count_files (folder, "before-restore-2"), ==, 1);
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
  ADD ("a-copy-whose-search-index-is-damaged-can-be-restored",
       test_a_copy_whose_search_index_is_damaged_can_be_restored);
  ADD ("the-last-ten-daily-copies-are-kept", test_the_last_ten_daily_copies_are_kept);
  ADD ("an-empty-library-makes-no-copies", test_an_empty_library_makes_no_copies);
  ADD ("a-copy-is-restored-and-the-present-kept", test_a_copy_is_restored_and_the_present_kept);
  ADD ("a-bad-copy-is-not-restored", test_a_bad_copy_is_not_restored);
  return g_test_run ();
}
