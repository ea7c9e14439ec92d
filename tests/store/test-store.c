/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening, writing, reading and being told. */
#include <string.h>

#include "store-fixture.h"

static void
test_a_new_library_is_made (void)
{
  g_autoptr (Fixture) f = fixture_new ();

  fixture_open (f);
  g_assert_cmpint (shed_store_get_state (f->store), ==, SHED_STORE_READY);
  fixture_assert_answer (f, "SELECT count(*) FROM tune", "0");
  fixture_assert_answer (f, "PRAGMA journal_mode", "wal");
  fixture_assert_answer (f, "PRAGMA foreign_keys", "1");
}

static void
test_what_was_written_is_there_after_reopening (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autofree char *book = sql_book (1, "My tunes", "own");

  fixture_open (f);
  fixture_write (f, book);
  fixture_close (f);
  fixture_open (f);
  fixture_assert_answer (f, "SELECT title FROM book", "My tunes");
}

static gboolean
write_then_fail (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_assert_true (shed_db_exec (db, data, NULL));
  g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_FOUND, "no");
  return FALSE;
}

static void
test_a_failed_write_leaves_nothing (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autofree char *book = sql_book (1, "My tunes", "own");
  g_autoptr (GError) error = NULL;

  fixture_open (f);
  g_assert_false (shed_store_write (f->store, 0, 0, NULL, write_then_fail, book, &error));
  g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_FOUND);
  fixture_assert_answer (f, "SELECT count(*) FROM book", "0");
  fixture_write (f, book);
  fixture_assert_answer (f, "SELECT count(*) FROM book", "1");
}

typedef struct
{
  GMainLoop *loop;
  ShedChanges *last;
  guint n;
} Heard;

static void
heard_clear (Heard *heard)
{
  if (heard->last != NULL)
    g_boxed_free (SHED_TYPE_CHANGES, heard->last);
  heard->last = NULL;
}

static void
on_changed_keep_last (ShedStore *store, ShedChanges *changes, gpointer data)
{
  Heard *heard = data;

  heard->n++;
  heard_clear (heard);
  heard->last = g_boxed_copy (SHED_TYPE_CHANGES, changes);
}

static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_one_signal_a_commit_names_table_and_ids (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autofree char *book = sql_book (1, "My tunes", "own");
  g_autofree char *tune = sql_tune (2, 1, "The Silver Spear");
  g_autofree char *both = g_strconcat (book, tune, NULL);
  Heard heard = { 0 };

  fixture_open (f);
  g_signal_connect (f->store, "changed", G_CALLBACK (on_changed_keep_last), &heard);
  fixture_write (f, both);
  g_assert_cmpuint (heard.n, ==, 0); /* not on the writer's thread */
  drain ();
  g_assert_cmpuint (heard.n, ==, 1);
  g_assert_false (shed_changes_is_everything (heard.last));
  g_assert_true (shed_changes_has_table (heard.last, "tune"));
  g_assert_false (shed_changes_has_table (heard.last, "note"));
  g_assert_cmpuint (g_hash_table_size (shed_changes_get_ids (heard.last, "book")), ==, 1);
  g_assert_true (g_hash_table_contains (shed_changes_get_ids (heard.last, "tune"), test_id (2)));

  /* Writing what is there already is no change. */
  fixture_write (f, "UPDATE tune SET title = title");
  drain ();
  g_assert_cmpuint (heard.n, ==, 1);
  heard_clear (&heard);
}

static gboolean
insert_staged (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (ShedStmt) stmt =
    shed_db_borrow (db,
                    "INSERT OR REPLACE INTO staged_rating (repertoire_id, practice_day, tune_id, rating, at)"
                    " VALUES (:r, '2026-11-20', :t, 3, 1)",
                    error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":r", test_id (7));
  shed_stmt_bind_text (stmt, ":t", test_id (8));
  return shed_stmt_run (stmt, error);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  Heard *heard = data;

  g_assert_true (shed_store_write_finish (SHED_STORE (source), result, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (heard->n, ==, 1); /* listeners know before the one who asked */
  g_main_loop_quit (heard->loop);
}

static void
test_the_signal_comes_before_the_answer (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Heard heard = { .loop = loop };

  fixture_open (f);
  g_signal_connect (f->store, "changed", G_CALLBACK (on_changed_keep_last), &heard);
  shed_store_write_async (f->store, SHED_WRITE_LOCAL, 0, NULL, insert_staged, NULL, NULL, NULL, on_written, &heard);
  g_main_loop_run (loop);
  g_assert_true (g_hash_table_contains (shed_changes_get_ids (heard.last, "staged_rating"), test_id (8)));
  heard_clear (&heard);
}

static void
test_a_local_write_may_not_touch_synced_tables (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autofree char *book = sql_book (1, "My tunes", "own");
  g_autoptr (GError) error = NULL;

  fixture_open (f);
  g_assert_false (fixture_try_write (f, SHED_WRITE_LOCAL, 0, NULL, book, &error));
  g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_FAILED);
  fixture_assert_answer (f, "SELECT count(*) FROM book", "0");
}

static void
test_values_the_schema_refuses_are_invalid (void)
{
  static const char *const bad[] = {
    "INSERT INTO tag (id, created_at, name) VALUES ('not an id', 1, 'x')",
    "INSERT INTO tag (id, created_at, name) VALUES ('00000000-0000-4000-8000-000000000001', 1, '')",
    "INSERT INTO tag (id, created_at, name) VALUES ('00000000-0000-4000-8000-000000000001', 1, ' x')",
    "INSERT INTO tag (id, created_at, name) VALUES ('00000000-0000-4000-8000-000000000001', 1, 'a' || char (7))",
    "INSERT INTO tag (id, created_at, name) VALUES ('00000000-0000-4000-8000-000000000001', 1, 'a' || char (0) || 'b')",
    "INSERT INTO tag (id, created_at, name) VALUES ('00000000-0000-4000-8000-000000000001', 1, CAST (x'c3' AS TEXT))",
    "INSERT INTO tag (id, created_at, name) VALUES ('00000000-0000-4000-8000-000000000001', 1, printf ('%.*c', 501, "
    "'x'))",
    "INSERT INTO tag (id, created_at, name) VALUES ('00000000-0000-4000-8000-000000000001', 'soon', 'x')",
    "INSERT INTO goal (id, created_at, name, ladder_minutes) VALUES ('00000000-0000-4000-8000-000000000001', 1, 'x', "
    "'[1,')",
    "INSERT INTO tune_tag (id, created_at, tune_id, tag_id) VALUES ('00000000-0000-4000-8000-000000000001', 1,"
    " '00000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000003')",
  };
  g_autoptr (Fixture) f = fixture_new ();

  fixture_open (f);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_false (fixture_try_write (f, 0, 0, NULL, bad[i], &error));
      g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID);
    }
  fixture_assert_answer (f, "SELECT count(*) FROM tag", "0");
}

static void
test_fixed_columns_and_events_are_never_changed (void)
{
  static const char *const bad[] = {
    "UPDATE book SET origin = 'import'",
    "UPDATE book SET created_at = 2",
    "UPDATE book SET id = '00000000-0000-4000-8000-0000000000ff'",
    "UPDATE practice_event SET rating = 4",
    "DELETE FROM practice_event",
    "INSERT OR REPLACE INTO practice_event SELECT * FROM practice_event",
  };
  g_autoptr (Fixture) f = fixture_new ();
  g_autofree char *book = sql_book (1, "My tunes", "own");
  g_autofree char *event = sql_event (2, 3, 4, 3);

  fixture_open (f);
  fixture_write (f, book);
  fixture_write (f, event);
  fixture_write (f, "UPDATE book SET origin = 'own', title = 'Mine'"); /* named but not changed */
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_false (fixture_try_write (f, 0, 0, NULL, bad[i], &error));
      g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID);
    }
  fixture_assert_answer (f, "SELECT rating FROM practice_event", "3");
  fixture_assert_answer (f, "SELECT title FROM book", "Mine");
}

typedef struct
{
  const char *sql;
  guint n_everything;
} Derived;

static gboolean
derive (ShedDb *db, ShedChanges *changes, gboolean everything, gpointer data, GError **error)
{
  Derived *derived = data;

  derived->n_everything += everything;
  return shed_db_exec (db, derived->sql, error);
}

static void
test_derivers_run_inside_the_write (void)
{
  static const char *const tables[] = { "tag", NULL };
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (GError) error = NULL;
  Derived derived = { .sql = "INSERT OR REPLACE INTO view_state (name, value) SELECT 'tags', count(*) FROM tag" };

  fixture_open (f);
  g_assert_true (shed_store_add_deriver (f->store, "tags", 1, tables, derive, &derived, NULL, &error));
  g_assert_cmpuint (derived.n_everything, ==, 1);
  fixture_write (f, "INSERT INTO tag (id, created_at, name) VALUES ('00000000-0000-4000-8000-000000000001', 1, 'x')");
  fixture_assert_answer (f, "SELECT value FROM view_state WHERE name = 'tags'", "1");

  /* Again at the next opening only when its version is another one. */
  fixture_close (f);
  fixture_open (f);
  g_assert_true (shed_store_add_deriver (f->store, "tags", 1, tables, derive, &derived, NULL, &error));
  g_assert_cmpuint (derived.n_everything, ==, 1);
  fixture_close (f);
  fixture_open (f);
  g_assert_true (shed_store_add_deriver (f->store, "tags", 2, tables, derive, &derived, NULL, &error));
  g_assert_cmpuint (derived.n_everything, ==, 2);

  derived.sql = "INSERT INTO nowhere VALUES (1)";
  g_assert_false (fixture_try_write (f, 0, 0, NULL, "DELETE FROM tag", &error));
  g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_FAILED);
  fixture_assert_answer (f, "SELECT count(*) FROM tag", "1");
}

static void
test_a_statement_can_be_borrowed_twice (void)
{
  g_autoptr (Fixture) f = fixture_new ();

  fixture_open (f);
  fixture_write (f, "INSERT INTO tag (id, created_at, name) VALUES ('00000000-0000-4000-8000-000000000001', 1, 'x')");
  for (guint i = 0; i < 3; i++)
    fixture_assert_answer (f, "SELECT (SELECT count(*) FROM tag) || '/' || (SELECT count(*) FROM tune)", "1/0");
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  ShedStore **ret = data;

  *ret = shed_store_open_finish (result, &error);
  g_assert_no_error (error);
}

static void
test_opening_can_be_asynchronous (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  ShedStoreOptions options = { .path = f->path, .clock = f->clock, .random = f->random };
  Heard heard = { 0 };

  shed_store_open_async (&options, NULL, on_opened, &f->store);
  while (f->store == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_signal_connect (f->store, "changed", G_CALLBACK (on_changed_keep_last), &heard);
  fixture_write (f, "INSERT INTO tag (id, created_at, name) VALUES ('00000000-0000-4000-8000-000000000001', 1, 'x')");
  while (heard.n == 0)
    g_main_context_iteration (NULL, TRUE);
  heard_clear (&heard);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/a-new-library-is-made", test_a_new_library_is_made);
  g_test_add_func ("/store/what-was-written-is-there-after-reopening", test_what_was_written_is_there_after_reopening);
  g_test_add_func ("/store/a-failed-write-leaves-nothing", test_a_failed_write_leaves_nothing);
  g_test_add_func ("/store/one-signal-a-commit-names-table-and-ids", test_one_signal_a_commit_names_table_and_ids);
  g_test_add_func ("/store/the-signal-comes-before-the-answer", test_the_signal_comes_before_the_answer);
  g_test_add_func ("/store/a-local-write-may-not-touch-synced-tables", test_a_local_write_may_not_touch_synced_tables);
  g_test_add_func ("/store/values-the-schema-refuses-are-invalid", test_values_the_schema_refuses_are_invalid);
  g_test_add_func ("/store/fixed-columns-and-events-are-never-changed",
                   test_fixed_columns_and_events_are_never_changed);
  g_test_add_func ("/store/derivers-run-inside-the-write", test_derivers_run_inside_the_write);
  g_test_add_func ("/store/a-statement-can-be-borrowed-twice", test_a_statement_can_be_borrowed_twice);
  g_test_add_func ("/store/opening-can-be-asynchronous", test_opening_can_be_asynchronous);
  return g_test_run ();
}
