/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a write leaves in the outbox (SYNC.md 3.2), rule by rule. */
#include <string.h>

#include "shed-outbox.h"
#include "store-fixture.h"

#define SPACE "11111111-1111-4111-8111-111111111111"

static gboolean
sign_in (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_assert_false (shed_outbox_has_account (db));
  return shed_outbox_set_account (db, SPACE, NULL, error) && shed_outbox_has_account (db);
}

/* A library with an account whose first rows the server has: a book, two tunes, a local-only book with one tune. */
static Fixture *
synced_library (void)
{
  Fixture *f = fixture_new ();
  g_autofree char *book = sql_book (1, "My tunes", "own");
  g_autofree char *a = sql_tune (2, 1, "The Silver Spear");
  g_autofree char *b = sql_tune (3, 1, "Out on the Ocean");
  g_autofree char *here = g_strdup_printf ("INSERT INTO book (id, created_at, title, origin, position, local_only)"
                                           " VALUES ('%s', 1, 'Here only', 'import', 'W', 1);",
                                           test_id (5));
  g_autofree char *c = sql_tune (6, 5, "Hidden");
  g_autofree char *all =
    g_strconcat (book, a, b, here, c,
                 "INSERT INTO shadow (tbl, id, rv) SELECT 'book', id, 1 FROM book WHERE local_only = 0"
                 " UNION ALL SELECT 'tune', t.id, 1 FROM tune t JOIN book b ON b.id = book_id WHERE local_only = 0;",
                 NULL);
  g_autoptr (GError) error = NULL;

  fixture_open (f);
  fixture_try_write (f, SHED_WRITE_APPLIER, 0, NULL, all, &error);
  g_assert_no_error (error);
  g_assert_true (shed_store_write (f->store, SHED_WRITE_LOCAL, 0, NULL, sign_in, NULL, &error));
  fixture_assert_answer (f, "SELECT count(*) FROM outbox", "0");
  return f;
}

/* All ops as text: op table base -> new; groups apart by "/". */
static char *
outbox (Fixture *f)
{
  return fixture_ask (f, "SELECT coalesce (group_concat (line, ' / '), '') FROM (SELECT group_concat (op || ' ' || tbl "
                         "|| ' ' || coalesce (base, '')"
                         " || '>' || coalesce (CASE op WHEN 'upd' THEN new ELSE '…' END, ''), ' ') AS line FROM "
                         "(SELECT * FROM outbox_op ORDER BY grp, k)"
                         " GROUP BY grp ORDER BY grp)");
}

#define assert_outbox(f, expected)                                                                                     \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_autofree char *outbox_ = outbox (f);                                                                             \
    g_assert_cmpstr (outbox_, ==, expected);                                                                           \
    fixture_assert_clean (f);                                                                                          \
  }                                                                                                                    \
  G_STMT_END

static void
test_an_update_carries_changed_columns_and_their_base (void)
{
  g_autoptr (Fixture) f = synced_library ();

  fixture_write (f, "UPDATE tune SET title = 'Spear', key = 'D', composer = composer WHERE title LIKE '%Spear'");
  assert_outbox (f, "upd tune {\"title\":\"The Silver Spear\",\"key\":null}>{\"title\":\"Spear\",\"key\":\"D\"}");
  fixture_assert_answer (f, "SELECT state || attempts || coalesce (batch, '-') FROM outbox", "new0-");
  fixture_assert_answer (f, "SELECT count(*) FROM outbox WHERE mid LIKE '________-____-7___-%'", "1");
}

static void
test_a_field_group_is_sent_whole (void)
{
  g_autoptr (Fixture) f = synced_library ();

  fixture_write (f, "UPDATE tune SET kind = 'reel', meter = '4/4', unit = '1/8' WHERE title LIKE '%Spear'");
  fixture_write (f, "DELETE FROM outbox_op; DELETE FROM outbox");
  fixture_write (f, "UPDATE tune SET meter = '2/2' WHERE title LIKE '%Spear'");
  fixture_assert_answer (f, "SELECT base || new FROM outbox_op",
                         "{\"kind\":\"reel\",\"meter\":\"4/4\",\"unit\":\"1/8\"}"
                         "{\"kind\":\"reel\",\"meter\":\"2/2\",\"unit\":\"1/8\"}");
}

static void
test_two_updates_are_one_with_the_first_base (void)
{
  g_autoptr (Fixture) f = synced_library ();

  fixture_write (
    f, "UPDATE tune SET key = 'A' WHERE title LIKE '%Spear'; UPDATE tune SET key = 'B' WHERE title LIKE '%Spear'");
  assert_outbox (f, "upd tune {\"key\":null}>{\"key\":\"B\"}");
}

static void
test_what_ends_as_it_was_is_nothing (void)
{
  g_autoptr (Fixture) f = synced_library ();

  fixture_write (f, "UPDATE tune SET key = 'A'; UPDATE tune SET key = NULL");
  assert_outbox (f, "");
  fixture_assert_answer (f, "SELECT count(*) FROM outbox", "0");
}

static void
test_insert_and_update_are_an_insert (void)
{
  g_autoptr (Fixture) f = synced_library ();
  g_autofree char *tune = sql_tune (10, 1, "New");
  g_autofree char *sql = g_strconcat (tune, "UPDATE tune SET key = 'G' WHERE title = 'New'", NULL);

  fixture_write (f, sql);
  assert_outbox (f, "ins tune >…");
  fixture_assert_answer (
    f, "SELECT json_extract (new, '$.key') || json_extract (new, '$.merged') || (base IS NULL) FROM outbox_op", "G[]1");
  fixture_assert_answer (f, "SELECT json_type (new, '$.composer') FROM outbox_op",
                         "null"); /* explicit, never missing */
}

static void
test_insert_and_delete_are_nothing (void)
{
  g_autoptr (Fixture) f = synced_library ();
  g_autofree char *tune = sql_tune (10, 1, "New");
  g_autofree char *sql = g_strconcat (tune, "DELETE FROM tune WHERE title = 'New'", NULL);

  fixture_write (f, sql);
  assert_outbox (f, "");
}

static void
test_update_and_delete_are_a_delete_with_the_first_base (void)
{
  g_autoptr (Fixture) f = synced_library ();

  fixture_write (f, "UPDATE tune SET title = 'x' WHERE title LIKE '%Spear'; DELETE FROM tune WHERE title = 'x'");
  fixture_assert_answer (f, "SELECT op || json_extract (base, '$.title') || (new IS NULL) FROM outbox_op",
                         "delThe Silver Spear1");
  fixture_assert_clean (f);
}

static void
test_delete_and_insert_are_an_update (void)
{
  g_autoptr (Fixture) f = synced_library ();

  fixture_write (f, "CREATE TEMP TABLE kept AS SELECT * FROM tune WHERE title LIKE '%Spear'; DELETE FROM tune WHERE "
                    "title LIKE '%Spear';"
                    "UPDATE kept SET title = 'Back'; INSERT INTO tune SELECT * FROM kept; DROP TABLE kept");
  assert_outbox (f, "upd tune {\"title\":\"The Silver Spear\"}>{\"title\":\"Back\"}");
}

static void
test_a_deleted_row_of_an_earlier_group_comes_back_as_an_insert (void)
{
  g_autoptr (Fixture) f = synced_library ();
  g_autoptr (GError) error = NULL;
  gint64 journal = shed_store_new_journal (f->store);

  fixture_try_write (f, 0, journal, NULL, "DELETE FROM tune WHERE title LIKE '%Spear'", &error);
  g_assert_no_error (error);
  g_assert_true (shed_store_revert (f->store, journal, 0, NULL, &error));
  fixture_assert_answer (f, "SELECT group_concat (op || from_file) FROM outbox_op", "del0,ins0");
  fixture_assert_clean (f);
}

static void
test_ops_leave_parents_first_and_deletions_children_first (void)
{
  g_autoptr (Fixture) f = synced_library ();
  g_autofree char *tag =
    g_strdup_printf ("INSERT INTO tag (id, created_at, name) VALUES ('%s', 1, 'x');"
                     "INSERT INTO tune_tag (id, created_at, tune_id, tag_id) VALUES ('%s', 1, '%s', '%s');",
                     test_id (20), test_id (21), test_id (2), test_id (20));
  g_autofree char *tune = sql_tune (22, 1, "New");
  g_autofree char *first = g_strconcat (tag, tune, NULL);

  fixture_write (f, first);
  fixture_write (f, "DELETE FROM tune_tag; DELETE FROM tag; DELETE FROM tune WHERE title = 'New'; UPDATE book SET note "
                    "= 'x' WHERE local_only = 0");
  fixture_assert_answer (f, "SELECT group_concat (op || ' ' || tbl) FROM (SELECT * FROM outbox_op ORDER BY grp, k)",
                         "ins tune,ins tag,ins tune_tag,upd book,del tune_tag,del tag,del tune");
  fixture_assert_clean (f);
}

static void
test_local_only_books_stay_out (void)
{
  g_autoptr (Fixture) f = synced_library ();
  g_autofree char *tune = sql_tune (30, 5, "Hidden too");
  g_autofree char *alias = g_strdup_printf (
    "INSERT INTO tune_alias (id, created_at, tune_id, text) VALUES ('%s', 1, '%s', 'H');", test_id (31), test_id (30));
  g_autofree char *sql = g_strconcat (tune, alias, "UPDATE tune SET key = 'G' WHERE title = 'Hidden'", NULL);

  fixture_write (f, sql);
  fixture_write (f, "DELETE FROM tune_alias; DELETE FROM tune WHERE title = 'Hidden too'");
  assert_outbox (f, "");
}

static void
test_a_tune_moved_out_of_a_local_only_book_arrives_whole (void)
{
  g_autoptr (Fixture) f = synced_library ();
  g_autofree char *children =
    g_strdup_printf ("INSERT INTO tune_alias (id, created_at, tune_id, text) VALUES ('%s', 1, '%s', 'H');"
                     "INSERT INTO media (id, created_at, tune_id, kind, sha256, bytes, type, position) VALUES ('%s', "
                     "1, '%s', 'scan', 'x', 1, 'png', 'V');"
                     "INSERT INTO media_marker (id, created_at, media_id, kind, start_ms, position) VALUES ('%s', 1, "
                     "'%s', 'marker', 1, 'V');",
                     test_id (31), test_id (6), test_id (32), test_id (6), test_id (33), test_id (32));
  g_autofree char *out = g_strdup_printf ("UPDATE tune SET book_id = '%s' WHERE title = 'Hidden'", test_id (1));
  g_autofree char *back = g_strdup_printf ("UPDATE tune SET book_id = '%s' WHERE title = 'Hidden'", test_id (5));

  fixture_write (f, children);
  assert_outbox (f, "");
  fixture_write (f, out);
  assert_outbox (f, "ins tune >… ins tune_alias >… ins media >… ins media_marker >…");
  fixture_write (f, back);
  fixture_assert_answer (
    f, "SELECT group_concat (op || ' ' || tbl) FROM (SELECT * FROM outbox_op WHERE grp = 2 ORDER BY k)",
    "del media_marker,del media,del tune_alias,del tune");
  fixture_assert_clean (f);
}

static void
test_the_applier_records_nothing (void)
{
  g_autoptr (Fixture) f = synced_library ();
  g_autoptr (GError) error = NULL;

  fixture_try_write (f, SHED_WRITE_APPLIER, 0, NULL,
                     "UPDATE tune SET key = 'G'; UPDATE book SET origin = 'import' WHERE local_only = 0", &error);
  g_assert_no_error (error);
  assert_outbox (f, "");
}

static void
test_a_foreign_writer_cannot_write (void)
{
  g_autoptr (Fixture) f = synced_library ();
  static const char *const writes[] = { "UPDATE tune SET key = 'G'", "DELETE FROM tune",
                                        "INSERT INTO tag VALUES ('a', 1, 'b', NULL)" };
  sqlite3 *foreign;

  g_assert_cmpint (sqlite3_open (f->path, &foreign), ==, SQLITE_OK);
  for (guint i = 0; i < G_N_ELEMENTS (writes); i++)
    {
      g_assert_cmpint (sqlite3_exec (foreign, writes[i], NULL, NULL, NULL), ==, SQLITE_ERROR);
      g_assert_nonnull (strstr (sqlite3_errmsg (foreign), "no such function: shed_"));
    }
  g_assert_cmpint (sqlite3_exec (foreign, "SELECT title FROM tune", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (foreign);
}

static void
test_keystrokes_within_a_minute_are_one_group (void)
{
  g_autoptr (Fixture) f = synced_library ();

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *sql = g_strdup_printf ("UPDATE tune SET title = 'Spear %u' WHERE id = '%s'", i, test_id (2));

      shed_clock_set (f->clock, FIXTURE_NOW + i * 500, NULL);
      fixture_write (f, sql);
    }
  assert_outbox (f, "upd tune {\"title\":\"The Silver Spear\"}>{\"title\":\"Spear 99\"}");
  shed_clock_set (f->clock, FIXTURE_NOW + 61000, NULL);
  fixture_write (f, "UPDATE tune SET title = 'Later' WHERE title LIKE 'Spear%'");
  fixture_assert_answer (f, "SELECT count(*) FROM outbox", "2");
  fixture_write (f, "UPDATE tune SET key = 'G' WHERE title = 'Later'"); /* another field */
  fixture_assert_answer (f, "SELECT count(*) FROM outbox", "3");
  fixture_assert_clean (f);
}

static void
test_edits_joined_back_to_nothing_leave_no_group (void)
{
  g_autoptr (Fixture) f = synced_library ();

  fixture_write (f, "UPDATE tune SET title = 'S' WHERE title LIKE '%Spear'");
  fixture_write (f, "UPDATE tune SET title = 'The Silver Spear' WHERE title = 'S'");
  assert_outbox (f, "");
  fixture_assert_answer (f, "SELECT count(*) FROM outbox", "0");
}

static void
test_a_sent_group_is_never_joined (void)
{
  g_autoptr (Fixture) f = synced_library ();
  g_autoptr (GError) error = NULL;

  fixture_write (f, "UPDATE tune SET title = 'S' WHERE title LIKE '%Spear'");
  fixture_try_write (f, SHED_WRITE_LOCAL, 0, NULL, "UPDATE outbox SET state = 'sent', attempts = 1", &error);
  g_assert_no_error (error);
  fixture_write (f, "UPDATE tune SET title = 'T' WHERE title = 'S'");
  assert_outbox (
    f, "upd tune {\"title\":\"The Silver Spear\"}>{\"title\":\"S\"} / upd tune {\"title\":\"S\"}>{\"title\":\"T\"}");
}

static void
test_the_first_edit_of_a_clean_row_fills_its_shadow (void)
{
  g_autoptr (Fixture) f = synced_library ();

  fixture_write (f, "UPDATE tune SET title = 'S' WHERE title LIKE '%Spear'");
  fixture_write (f, "UPDATE tune SET key = 'G' WHERE title = 'S'");
  fixture_assert_answer (f,
                         "SELECT group_concat (coalesce (json_extract (json, '$.title') || coalesce (json_extract "
                         "(json, '$.key'), '-'), 'clean'))"
                         " FROM (SELECT * FROM shadow WHERE tbl = 'tune' ORDER BY id)",
                         "The Silver Spear-,clean");
}

static void
test_a_long_base_goes_as_its_hash (void)
{
  g_autoptr (Fixture) f = synced_library ();

  fixture_write (f, "UPDATE tune SET abc = printf ('%.*c', 40000, 'A') WHERE title LIKE '%Spear'");
  fixture_write (f, "UPDATE tune SET abc = 'short' WHERE title LIKE '%Spear' AND 1");
  fixture_assert_answer (f, "SELECT count(*) FROM outbox", "1"); /* joined: the base is the short one of before */
  shed_clock_set (f->clock, FIXTURE_NOW + 100000, NULL);
  fixture_write (f, "UPDATE tune SET abc = printf ('%.*c', 40000, 'A') WHERE title LIKE '%Spear'");
  shed_clock_set (f->clock, FIXTURE_NOW + 200000, NULL);
  fixture_write (f, "UPDATE tune SET abc = 'B' WHERE title LIKE '%Spear'");
  fixture_assert_answer (f, "SELECT json_extract (base, '$.abc.sha256') FROM outbox_op ORDER BY grp DESC LIMIT 1",
                         "923fa761b0be86094d913d636e40466f9eef4d339412998a24a8616379e0c352");
}

static void
test_a_group_over_the_limit_fails_whole (void)
{
  g_autoptr (Fixture) f = synced_library ();
  g_autoptr (GString) many = g_string_new (NULL);
  g_autoptr (GString) large = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 501; i++)
    {
      g_autofree char *tune = sql_tune (1000 + i, 1, "Many");

      g_string_append (many, tune);
    }
  g_assert_false (fixture_try_write (f, 0, 0, NULL, many->str, &error));
  g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_TOO_LARGE);
  g_clear_error (&error);
  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *tune = sql_tune (1000 + i, 1, "Large");

      g_string_append (large, tune);
    }
  g_string_append (large, "UPDATE tune SET abc = printf ('%.*c', 98000, 'A') WHERE title = 'Large'");
  g_assert_false (fixture_try_write (f, 0, 0, NULL, large->str, &error));
  g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_TOO_LARGE);
  fixture_assert_answer (f, "SELECT count(*) FROM tune", "3");
  assert_outbox (f, "");
}

static void
test_a_batch_is_named_on_its_groups (void)
{
  g_autoptr (Fixture) f = synced_library ();
  g_autoptr (GError) error = NULL;

  fixture_try_write (f, 0, 0, "b1", "UPDATE tune SET key = 'A'", &error);
  fixture_try_write (f, 0, 0, "b1", "UPDATE tune SET key = 'B'", &error);
  g_assert_no_error (error);
  fixture_assert_answer (f, "SELECT group_concat (batch) FROM outbox", "b1,b1");
}

/* Without an account */

static Fixture *
library_without_account (void)
{
  Fixture *f = fixture_new ();
  g_autofree char *own = sql_book (1, "My tunes", "own");
  g_autofree char *a = sql_tune (2, 1, "Mine");
  g_autofree char *book = sql_book (3, "O''Neill", "import");
  g_autofree char *b = sql_tune (4, 3, "Theirs");
  g_autofree char *all = g_strconcat (own, a, book, b, NULL);

  fixture_open (f);
  fixture_write (f, all);
  return f;
}

static void
test_without_an_account_nothing_accumulates (void)
{
  g_autoptr (Fixture) f = library_without_account ();

  fixture_write (f, "UPDATE tune SET title = 'x' WHERE title = 'Mine'");
  fixture_write (f, "DELETE FROM tune WHERE title = 'x'");
  fixture_assert_answer (
    f,
    "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM outbox_op) + (SELECT count(*) FROM shadow)"
    " + (SELECT count(*) FROM first_value)",
    "0");
  fixture_assert_clean (f);
}

static void
test_the_first_value_of_a_row_from_a_file_is_kept (void)
{
  g_autoptr (Fixture) f = library_without_account ();

  fixture_write (f, "UPDATE tune SET title = 'A', key = 'G'");
  fixture_write (f, "UPDATE tune SET title = 'B'");
  fixture_assert_answer (
    f, "SELECT group_concat (id || col || value) FROM (SELECT * FROM first_value ORDER BY col)",
    "00000000-0000-4000-8000-000000000004keynull,00000000-0000-4000-8000-000000000004title\"Theirs\"");
  fixture_write (f, "UPDATE tune SET title = 'Theirs'"); /* no edit any more */
  fixture_assert_answer (f, "SELECT group_concat (col) FROM first_value", "key");
}

static void
test_undoing_a_deletion_keeps_first_values (void)
{
  g_autoptr (Fixture) f = library_without_account ();
  g_autoptr (GError) error = NULL;
  gint64 journal = shed_store_new_journal (f->store);

  fixture_write (f, "UPDATE tune SET title = 'A' WHERE title = 'Theirs'");
  fixture_try_write (f, 0, journal, NULL, "DELETE FROM tune WHERE title = 'A'", &error);
  g_assert_true (shed_store_revert (f->store, journal, 0, NULL, &error));
  fixture_assert_answer (f, "SELECT col || value FROM first_value", "title\"Theirs\"");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/outbox/" name, func)
  ADD ("a-field-group-is-sent-whole", test_a_field_group_is_sent_whole);
  ADD ("an-update-carries-changed-columns-and-their-base", test_an_update_carries_changed_columns_and_their_base);
  ADD ("two-updates-are-one-with-the-first-base", test_two_updates_are_one_with_the_first_base);
  ADD ("what-ends-as-it-was-is-nothing", test_what_ends_as_it_was_is_nothing);
  ADD ("insert-and-update-are-an-insert", test_insert_and_update_are_an_insert);
  ADD ("insert-and-delete-are-nothing", test_insert_and_delete_are_nothing);
  ADD ("update-and-delete-are-a-delete-with-the-first-base", test_update_and_delete_are_a_delete_with_the_first_base);
  ADD ("delete-and-insert-are-an-update", test_delete_and_insert_are_an_update);
  ADD ("a-deleted-row-of-an-earlier-group-comes-back-as-an-insert",
       test_a_deleted_row_of_an_earlier_group_comes_back_as_an_insert);
  ADD ("ops-leave-parents-first-and-deletions-children-first",
       test_ops_leave_parents_first_and_deletions_children_first);
  ADD ("local-only-books-stay-out", test_local_only_books_stay_out);
  ADD ("a-tune-moved-out-of-a-local-only-book-arrives-whole", test_a_tune_moved_out_of_a_local_only_book_arrives_whole);
  ADD ("the-applier-records-nothing", test_the_applier_records_nothing);
  ADD ("a-foreign-writer-cannot-write", test_a_foreign_writer_cannot_write);
  ADD ("keystrokes-within-a-minute-are-one-group", test_keystrokes_within_a_minute_are_one_group);
  ADD ("edits-joined-back-to-nothing-leave-no-group", test_edits_joined_back_to_nothing_leave_no_group);
  ADD ("a-sent-group-is-never-joined", test_a_sent_group_is_never_joined);
  ADD ("the-first-edit-of-a-clean-row-fills-its-shadow", test_the_first_edit_of_a_clean_row_fills_its_shadow);
  ADD ("a-long-base-goes-as-its-hash", test_a_long_base_goes_as_its_hash);
  ADD ("a-group-over-the-limit-fails-whole", test_a_group_over_the_limit_fails_whole);
  ADD ("a-batch-is-named-on-its-groups", test_a_batch_is_named_on_its_groups);
  ADD ("without-an-account-nothing-accumulates", test_without_an_account_nothing_accumulates);
  ADD ("the-first-value-of-a-row-from-a-file-is-kept", test_the_first_value_of_a_row_from_a_file_is_kept);
  ADD ("undoing-a-deletion-keeps-first-values", test_undoing_a_deletion_keeps_first_values);
  return g_test_run ();
}
