/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two programs with one library: they wait for each other, see what the other wrote, and neither hangs. */
#include <gio/gio.h>
#include <string.h>

#include "store-fixture.h"

#define N_FOREIGN 150

/* The other program: makes tags of its own, one write each. */
static int
be_the_other (const char *path, guint first)
{
  ShedStoreOptions options = { .path = path };
  g_autoptr (GError) error = NULL;
  Fixture f = { .store = shed_store_open (&options, &error) };

  g_assert_no_error (error);
  for (guint i = 0; i < N_FOREIGN; i++)
    {
      g_autofree char *sql =
        g_strdup_printf ("INSERT INTO tag (id, created_at, name) VALUES ('%s', 1, 'other %u')", test_id (first + i), i);

      fixture_write (&f, sql);
    }
  fixture_close (&f);
  return 0;
}

static GSubprocess *
start_other (Fixture *f, guint first)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *number = g_strdup_printf ("%u", first);
  g_autoptr (GError) error = NULL;
  GSubprocess *other = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, self, "--other", f->path, number, NULL);

  g_assert_no_error (error);
  return other;
}

static void
test_programs_writing_at_once_wait_for_each_other (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (GSubprocess) a = start_other (f, 10000);
  g_autoptr (GSubprocess) b = start_other (f, 20000); /* all three make the same new file */
  g_autoptr (GError) error = NULL;

  fixture_open (f);
  for (guint i = 0; i < N_FOREIGN; i++)
    {
      g_autofree char *sql =
        g_strdup_printf ("INSERT INTO tag (id, created_at, name) VALUES ('%s', 1, 'mine %u')", test_id (30000 + i), i);

      fixture_write (f, sql);
    }
  g_assert_true (g_subprocess_wait_check (a, NULL, &error));
  g_assert_true (g_subprocess_wait_check (b, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM tag"), ==, 3 * N_FOREIGN);
  fixture_assert_clean (f);
}

static void
on_changed (ShedStore *store, ShedChanges *changes, gpointer data)
{
  if (shed_changes_is_everything (changes))
    *(guint *)data += 1;
}

static void
test_a_commit_of_another_program_is_noticed (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (GSubprocess) other = NULL;
  guint n_everything = 0;

  fixture_open (f);
  fixture_write (f, "INSERT INTO tag (id, created_at, name) VALUES ('00000000-0000-4000-8000-000000000001', 1, 'x')");
  g_signal_connect (f->store, "changed", G_CALLBACK (on_changed), &n_everything);
  while (g_main_context_iteration (NULL, FALSE)) /* begins to watch */
    ;
  g_assert_cmpuint (n_everything, ==, 0);
  other = start_other (f, 10000);
  while (n_everything == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_subprocess_wait (other, NULL, NULL));
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM tag"), ==, 1 + N_FOREIGN);
}

static void
test_a_library_another_program_brought_up_is_left_alone (void)
{
  g_autoptr (Fixture) f = fixture_new_with_tunes (3);
  g_autoptr (GError) error = NULL;

  test_exec_raw (f->path, "PRAGMA user_version = 99");
  g_assert_false (fixture_try_write (f, 0, 0, NULL, "DELETE FROM tag", &error));
  g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NEWER_SCHEMA);
  fixture_assert_answer (f, "SELECT count(*) FROM tune", "3");
}

static gboolean
hold_the_lock (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  Fixture *f = data;
  sqlite3 *other;

  /* Another connection is refused while this one writes, and says busy instead of hanging. */
  g_assert_cmpint (sqlite3_open (f->path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_BUSY);
  g_assert_cmpint (sqlite3_exec (other, "SELECT count(*) FROM tune", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (other);
  return TRUE;
}

static void
test_readers_never_wait_for_the_writer (void)
{
  g_autoptr (Fixture) f = fixture_new_with_tunes (3);
  g_autoptr (GError) error = NULL;

  g_assert_true (shed_store_write (f->store, 0, 0, NULL, hold_the_lock, f, &error));
  g_assert_no_error (error);
}

static void
test_a_lock_kept_too_long_is_busy (void)
{
  g_autoptr (Fixture) f = fixture_new_with_tunes (3);
  g_autoptr (GError) error = NULL;
  sqlite3 *other;

  g_assert_cmpint (sqlite3_open (f->path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_false (fixture_try_write (f, 0, 0, NULL, "DELETE FROM tag", &error));
  g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_BUSY);
  sqlite3_exec (other, "ROLLBACK", NULL, NULL, NULL);
  sqlite3_close (other);
  fixture_write (f, "DELETE FROM tag");
}

int
main (int argc, char **argv)
{
  if (argc == 4 && strcmp (argv[1], "--other") == 0)
    return be_the_other (argv[2], g_ascii_strtoull (argv[3], NULL, 10));
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/shared/" name, func)
  ADD ("programs-writing-at-once-wait-for-each-other", test_programs_writing_at_once_wait_for_each_other);
  ADD ("a-commit-of-another-program-is-noticed", test_a_commit_of_another_program_is_noticed);
  ADD ("a-library-another-program-brought-up-is-left-alone", test_a_library_another_program_brought_up_is_left_alone);
  ADD ("readers-never-wait-for-the-writer", test_readers_never_wait_for_the_writer);
  ADD ("a-lock-kept-too-long-is-busy", test_a_lock_kept_too_long_is_busy);
  return g_test_run ();
}
