/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "store-fixture.h"

#include <gio/gio.h>
#include <string.h>

#include "../read-rows.h"
#include "../remove-tree.h"

Fixture *
fixture_new (void)
{
  Fixture *self = g_new0 (Fixture, 1);
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("woodshed-test-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "spaces", "local.db", NULL);
  self->backups = g_build_filename (self->folder, "backups", NULL);
  self->clock = shed_clock_new_fixed (FIXTURE_NOW, "Europe/Dublin");
  self->random = shed_random_new_seeded (2026);
  return self;
}

void
fixture_free (Fixture *self)
{
  fixture_close (self);
  test_remove_tree (self->folder);
  g_clear_pointer (&self->clock, shed_clock_unref);
  g_clear_pointer (&self->random, shed_random_unref);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->backups);
  g_free (self);
}

void
fixture_open (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  ShedStoreOptions options = {
    .path = self->path, .backups_folder = self->backups, .clock = self->clock, .random = self->random
  };

  self->store = shed_store_open (&options, &error);
  g_assert_no_error (error);
  g_assert_nonnull (self->store);
}

void
fixture_close (Fixture *self)
{
  if (self->store != NULL)
    shed_store_close (self->store);
  g_clear_object (&self->store);
}

static gboolean
exec_sql (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return shed_db_exec (db, data, error);
}

gboolean
fixture_try_write (
  Fixture *self, ShedWriteFlags flags, gint64 journal, const char *batch, const char *sql, GError **error)
{
  return shed_store_write (self->store, flags, journal, batch, exec_sql, (gpointer)sql, error);
}

void
fixture_write (Fixture *self, const char *sql)
{
  g_autoptr (GError) error = NULL;

  fixture_try_write (self, SHED_WRITE_COMMAND, 0, NULL, sql, &error);
  g_assert_no_error (error);
}

char *
fixture_ask (Fixture *self, const char *sql)
{
  return test_read_text (self->store, sql, "", NULL);
}

gint64
fixture_ask_int (Fixture *self, const char *sql)
{
  g_autofree char *answer = fixture_ask (self, sql);

  g_assert_nonnull (answer);
  return g_ascii_strtoll (answer, NULL, 10);
}

const char *
test_id (guint n)
{
  static GHashTable *ids;
  static GMutex lock;
  char *id;

  g_mutex_lock (&lock);
  if (ids == NULL)
    ids = g_hash_table_new (NULL, NULL);
  id = g_hash_table_lookup (ids, GUINT_TO_POINTER (n + 1));
  if (id == NULL)
    {
      g_autofree char *text = g_strdup_printf ("00000000-0000-4000-8000-%012x", n);

      id = (char *)g_intern_string (text);
      g_hash_table_insert (ids, GUINT_TO_POINTER (n + 1), id);
    }
  g_mutex_unlock (&lock);
  return id;
}

char *
sql_book (guint n, const char *title, const char *origin)
{
  return g_strdup_printf (
    "INSERT INTO book (id, created_at, title, origin, position) VALUES ('%s', 1, '%s', '%s', 'V');", test_id (n), title,
    origin);
}

char *
sql_tune (guint n, guint book, const char *title)
{
  return g_strdup_printf ("INSERT INTO tune (id, created_at, book_id, title) VALUES ('%s', 1, '%s', '%s');",
                          test_id (n), test_id (book), title);
}

char *
sql_repertoire (guint n, const char *name)
{
  return g_strdup_printf ("INSERT INTO repertoire (id, created_at, name, position) VALUES ('%s', 1, '%s', 'V');",
                          test_id (n), name);
}

char *
sql_event (guint n, guint repertoire, guint tune, int rating)
{
  return g_strdup_printf (
    "INSERT INTO practice_event (id, created_at, repertoire_id, tune_id, kind, rating, answered_at, time_zone,"
    " practice_day, day_start_minutes) VALUES ('%s', 1, '%s', '%s', 'rating', %d, 1, 'UTC', '2026-11-20', 240);",
    test_id (n), test_id (repertoire), test_id (tune), rating);
}

Fixture *
fixture_new_with_tunes (guint n_tunes)
{
  Fixture *f = fixture_new ();
  g_autofree char *book = sql_book (1, "My tunes", "own");
  g_autofree char *repertoire = sql_repertoire (2, "Fiddle");
  g_autofree char *event = sql_event (3, 2, 100, 3);
  g_autofree char *first = g_strconcat (book, repertoire, event, NULL);

  fixture_open (f);
  fixture_write (f, first);
  for (guint done = 0; done < n_tunes; done += 200)
    {
      g_autoptr (GString) sql = g_string_new (NULL);

      for (guint i = done; i < MIN (done + 200, n_tunes); i++)
        {
          g_autofree char *title = g_strdup_printf ("Tune %u", i);
          g_autofree char *tune = sql_tune (100 + i, 1, title);

          g_string_append (sql, tune);
        }
      g_string_append (sql, "UPDATE tune SET abc = printf ('%.*c', 400, 'A') WHERE abc IS NULL");
      fixture_write (f, sql->str);
    }
  return f;
}

void
fixture_assert_clean (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedCheckReport) report = shed_store_check (f->store, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < report->faults->len; i++)
    g_test_message ("%s", (char *)g_ptr_array_index (report->faults, i));
  g_assert_cmpuint (report->faults->len, ==, 0);
}

void
test_exec_raw (const char *path, const char *sql)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

gint64
test_ask_raw (const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  gint64 answer;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  answer = sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  return answer;
}

void
test_damage_pages (const char *path, const gint64 *pages, gsize n_pages)
{
  gint64 size = test_ask_raw (path, "PRAGMA page_size");
  g_autofree char *whole = NULL;
  gsize n_bytes;

  g_assert_true (g_file_get_contents (path, &whole, &n_bytes, NULL));
  for (gsize i = 0; i < n_pages; i++)
    {
      g_assert_cmpint (pages[i], >, 0);
      g_assert_cmpint (pages[i] * size, <=, n_bytes);
      memset (whole + (pages[i] - 1) * size, 0xa5, (gsize)size);
    }
  g_assert_true (g_file_set_contents (path, whole, (gssize)n_bytes, NULL));
}

guint
test_count_files (const char *folder, const char *part)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    n += strstr (name, part) != NULL;
  return n;
}

char *
test_dup_hash (const char *path)
{
  g_autofree char *contents = NULL;
  gsize n;

  if (!g_file_get_contents (path, &contents, &n, NULL))
    return g_strdup ("no file");
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)contents, n);
}
