/* SPDX-License-Identifier: GPL-3.0-or-later */
/* That no table of the list is forgotten: one row of each, written, changed and deleted, with an account, without one,
 * and hanging on a book that stays on this computer. */
#include "shed-outbox.h"
#include "shed-tables.h"
#include "store-fixture.h"

#define SPACE "11111111-1111-4111-8111-111111111111"
#define PREFIX "00000000-0000-4000-8000-0000000000"

/* A row of each table; %d is 1 for the book that stays here. Ids end in the table's place in this list. */
static const struct
{
  const char *table, *columns, *values;
  const char *change;     /* NULL: nothing of it may be changed */
  gboolean hangs_on_book; /* stays here when the book does; events and queue items hang on no tune (a tune of such a
                             book is copied before it is practised) */
} rows[] = {
  { "book", "title, origin, position, local_only", "'Book', 'own', 'V', %d", "title = 'Other'", TRUE },
  { "tune", "book_id, title", "'" PREFIX "01', 'Tune'", "title = 'Other'", TRUE },
  { "tune_alias", "tune_id, text", "'" PREFIX "02', 'Alias'", "language = 'ga'", TRUE },
  { "repertoire", "name, position", "'Fiddle', 'V'", "name = 'Flute'", FALSE },
  { "repertoire_tune", "repertoire_id, tune_id", "'" PREFIX "04', '" PREFIX "02'", "paused = 1", TRUE },
  { "practice_event", "repertoire_id, tune_id, kind, rating, answered_at, time_zone, practice_day, day_start_minutes",
    "'" PREFIX "04', '" PREFIX "02', 'rating', 3, 1, 'UTC', '2026-11-20', 240", NULL, FALSE },
  { "queue_item", "repertoire_id, tune_id, practice_day, bucket, position",
    "'" PREFIX "04', '" PREFIX "02', '2026-11-20', 1, 'V'", "position = 'W'", FALSE },
  { "note", "tune_id, text, position", "'" PREFIX "02', 'Note', 'V'", "text = 'Other'", TRUE },
  { "reference", "tune_id, url, position", "'" PREFIX "02', 'https://example.org', 'V'", "title = 'Other'", TRUE },
  { "tag", "name", "'Tag'", "name = 'Other'", FALSE },
  { "tune_tag", "tune_id, tag_id", "'" PREFIX "02', '" PREFIX "10'", NULL, TRUE },
  { "tune_set", "name", "'Set'", "name = 'Other'", FALSE },
  { "tune_set_item", "set_id, tune_id, position", "'" PREFIX "12', '" PREFIX "02', 'V'", "position = 'W'", TRUE },
  { "setlist", "name", "'List'", "name = 'Other'", FALSE },
  { "setlist_item", "setlist_id, tune_id, position", "'" PREFIX "14', '" PREFIX "02', 'V'", "position = 'W'", TRUE },
  { "goal", "name", "'Goal'", "name = 'Other'", FALSE },
  { "media", "tune_id, kind, sha256, bytes, type, position", "'" PREFIX "02', 'take', 'ab', 1, 'audio/ogg', 'V'",
    "rating = 3", TRUE },
  { "media_marker", "media_id, kind, start_ms, position", "'" PREFIX "17', 'marker', 5, 'V'", "name = 'B part'", TRUE },
  { "preference", "name, value", "'queue.max', '10'", "value = '5'", FALSE },
  { "conflict", "tbl, row_id, grp, tune_id", "'tune', '" PREFIX "02', 'title', '" PREFIX "02'", "state = 'mine'",
    FALSE },
};

static gboolean
sign_in (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return shed_outbox_set_account (db, SPACE, NULL, error);
}

static Fixture *
library (gboolean account)
{
  Fixture *f = fixture_new ();
  g_autoptr (GError) error = NULL;

  fixture_open (f);
  if (account && !shed_store_write (f->store, SHED_WRITE_LOCAL, 0, NULL, sign_in, NULL, &error))
    g_error ("%s", error->message);
  return f;
}

static void
insert (Fixture *f, guint i, gboolean local_only)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_append_printf (sql, "INSERT INTO \"%s\" (id, created_at, %s) VALUES ('" PREFIX "%02u', 1, ", rows[i].table,
                          rows[i].columns, i + 1);
  if (i == 0)
    g_string_append_printf (sql, "'Book', 'own', 'V', %d)", local_only);
  else
    g_string_append_printf (sql, "%s)", rows[i].values);
  fixture_write (f, sql->str);
}

static void
change (Fixture *f, guint i)
{
  g_autofree char *sql =
    rows[i].change != NULL ? g_strdup_printf ("UPDATE \"%s\" SET %s", rows[i].table, rows[i].change) : NULL;

  if (sql != NULL)
    fixture_write (f, sql);
}

static void
delete_row (Fixture *f, guint i)
{
  g_autofree char *sql = g_strdup_printf ("DELETE FROM \"%s\"", rows[i].table);

  if (g_strcmp0 (rows[i].table, "practice_event") != 0) /* events stay */
    fixture_write (f, sql);
}

static gint64
count_ops (Fixture *f, guint i, const char *op)
{
  g_autofree char *sql =
    g_strdup_printf ("SELECT count(*) FROM outbox_op WHERE tbl = '%s' AND op = '%s'", rows[i].table, op);

  return fixture_ask_int (f, sql);
}

/* What was written so far counts as sent, so that nothing is joined with it. */
static void
send_all (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (fixture_try_write (f, SHED_WRITE_LOCAL, 0, NULL, "UPDATE outbox SET state = 'sent'", &error));
  g_assert_no_error (error);
}

static void
test_the_rows_here_are_those_of_the_list (void)
{
  guint n;
  const ShedTable *tables = shed_tables_get (&n);

  g_assert_cmpuint (G_N_ELEMENTS (rows), ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_nonnull (shed_table_find (rows[i].table));
  for (guint i = 0; i < n; i++)
    {
      guint found = 0;

      for (guint k = 0; k < n; k++)
        found += g_strcmp0 (tables[i].name, rows[k].table) == 0;
      g_assert_cmpuint (found, ==, 1);
    }
}

static void
test_every_table_is_recorded (void)
{
  g_autoptr (Fixture) f = library (TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].table);
      insert (f, i, FALSE);
      g_assert_cmpint (count_ops (f, i, "ins"), ==, 1);
    }
  fixture_assert_clean (f);
  send_all (f);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].table);
      change (f, i);
      g_assert_cmpint (count_ops (f, i, "upd"), ==, rows[i].change != NULL);
    }
  fixture_assert_clean (f);
  send_all (f);
  for (guint i = G_N_ELEMENTS (rows); i-- > 0;)
    {
      g_test_message ("%s", rows[i].table);
      delete_row (f, i);
      g_assert_cmpint (count_ops (f, i, "del"), ==, g_strcmp0 (rows[i].table, "practice_event") != 0);
    }
  fixture_assert_clean (f);
}

static void
test_what_hangs_on_a_local_only_book_stays_out (void)
{
  g_autoptr (Fixture) f = library (TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].table);
      insert (f, i, TRUE);
      change (f, i);
      g_assert_cmpint (count_ops (f, i, "ins") + count_ops (f, i, "upd") > 0, ==, !rows[i].hangs_on_book);
    }
  fixture_assert_clean (f);
  for (guint i = G_N_ELEMENTS (rows); i-- > 0;)
    if (rows[i].hangs_on_book)
      {
        g_test_message ("%s", rows[i].table);
        delete_row (f, i);
        g_assert_cmpint (count_ops (f, i, "del"), ==, 0);
      }
  fixture_assert_clean (f);
}

static void
test_without_an_account_no_table_accumulates (void)
{
  g_autoptr (Fixture) f = library (FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      insert (f, i, FALSE);
      change (f, i);
    }
  for (guint i = G_N_ELEMENTS (rows); i-- > 0;)
    delete_row (f, i);
  fixture_assert_answer (f,
                         "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM outbox_op)"
                         " + (SELECT count(*) FROM shadow)",
                         "0");
}

/* An outbox that grew row by row over several writes still says what the first one found. */
static void
test_a_value_that_comes_back_over_several_groups_keeps_the_law (void)
{
  g_autoptr (Fixture) f = library (TRUE);

  insert (f, 0, FALSE);
  insert (f, 1, FALSE);
  send_all (f);
  fixture_write (f, "UPDATE tune SET key = 'A'");
  send_all (f);
  fixture_write (f, "UPDATE tune SET key = 'D'");
  send_all (f);
  fixture_write (f, "UPDATE tune SET key = NULL");
  fixture_assert_answer (
    f,
    "SELECT group_concat (coalesce (json_extract (base, '$.key'), '-') || '>'"
    " || coalesce (json_extract (new, '$.key'), '-')) FROM (SELECT * FROM outbox_op WHERE op = 'upd' ORDER BY grp)",
    "->A,A>D,D>-");
  fixture_assert_clean (f);
  send_all (f);
  fixture_write (f, "DELETE FROM tune");
  fixture_assert_clean (f);
  insert (f, 1, FALSE);
  fixture_write (f, "UPDATE tune SET title = 'Again'; DELETE FROM tune; DELETE FROM book");
  fixture_assert_clean (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/outbox-tables/" name, func)
  ADD ("the-rows-here-are-those-of-the-list", test_the_rows_here_are_those_of_the_list);
  ADD ("every-table-is-recorded", test_every_table_is_recorded);
  ADD ("what-hangs-on-a-local-only-book-stays-out", test_what_hangs_on_a_local_only_book_stays_out);
  ADD ("without-an-account-no-table-accumulates", test_without_an_account_no_table_accumulates);
  ADD ("a-value-that-comes-back-over-several-groups-keeps-the-law",
       test_a_value_that_comes_back_over_several_groups_keeps_the_law);
  return g_test_run ();
}
