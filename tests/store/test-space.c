/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A full disk and a folder that is closed: nothing is lost, reading goes on, and what could not be written is said. */
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "shed-store-open.h"
#include "shed-store-private.h"
#include "store-fixture.h"

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/care/" name, func)
  ADD ("a-full-disk-loses-nothing-and-recovers", test_a_full_disk_loses_nothing_and_recovers);
  ADD ("a-write-that-the-system-refuses-is-a-full-disk", test_a_write_that_the_system_refuses_is_a_full_disk);
  ADD ("little-space-is-said", test_little_space_is_said);
  ADD ("a-library-nobody-may-write-is-read", test_a_library_nobody_may_write_is_read);
  ADD ("a-log-nobody-may-replay-is-read-too", test_a_log_nobody_may_replay_is_read_too);
  return g_test_run ();
}
