/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Undo is an exact inverse: of single cases told as stories, and of random writes over every synced table. */
#include <string.h>

#include "shed-outbox.h"
#include "shed-tables.h"
#include "store-fixture.h"

static gint64
write_journaled (Fixture *f, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 journal = shed_store_new_journal (f->store);

  fixture_try_write (f, SHED_WRITE_COMMAND, journal, NULL, sql, &error);
  g_assert_no_error (error);
  return journal;
}

static gint64
revert (Fixture *f, gint64 journal, guint expected_left)
{
  g_autoptr (GError) error = NULL;
  gint64 redo = shed_store_new_journal (f->store);
  guint n_left = 99;

  g_assert_true (shed_store_revert (f->store, journal, redo, &n_left, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_left, ==, expected_left);
  return redo;
}

/* Everything a person can see of all synced tables and staged ratings. Events count as the views count them: one that
 * is voided is as good as not there, and so is its void. */
static char *
picture (Fixture *f)
{
  g_autoptr (GString) all = g_string_new (NULL);
  guint n_tables;
  const ShedTable *tables = shed_tables_get (&n_tables);

  for (guint i = 0; i < n_tables; i++)
    {
      g_autoptr (GString) sql =
        g_string_new ("SELECT group_concat (line, char (10)) FROM (SELECT id || '|' || created_at");
      g_autofree char *answer = NULL;

      for (guint k = 0; k < tables[i].n_columns; k++)
        g_string_append_printf (sql, " || '|' || quote (\"%s\")", tables[i].columns[k].name);
      g_string_append_printf (sql, " AS line FROM \"%s\" AS t", tables[i].name);
      if (tables[i].append_only)
        g_string_append (sql, " WHERE kind <> 'void' AND id NOT IN (SELECT event_id FROM event_voided)");
      g_string_append (sql, " ORDER BY id)");
      answer = fixture_ask (f, sql->str);
      g_string_append_printf (all, "== %s\n%s\n", tables[i].name, answer);
    }
  {
    g_autofree char *staged = fixture_ask (
      f, "SELECT group_concat (line, char (10)) FROM (SELECT repertoire_id || practice_day || tune_id || rating"
         " || quote (interval_days) || quote (due_at) || quote (goal) || at AS line FROM staged_rating ORDER BY 1)");
    g_string_append (all, staged);
  }
  return g_string_free (g_steal_pointer (&all), FALSE);
}

static Fixture *
small_library (void)
{
  Fixture *f = fixture_new ();
  g_autofree char *book = sql_book (1, "My tunes", "own");
  g_autofree char *a = sql_tune (2, 1, "The Silver Spear");
  g_autofree char *b = sql_tune (3, 1, "Out on the Ocean");
  g_autofree char *r = sql_repertoire (4, "Fiddle");
  g_autofree char *all = g_strconcat (book, a, b, r, NULL);

  fixture_open (f);
  fixture_write (f, all);
  return f;
}

static void
test_an_edit_goes_back_and_comes_again (void)
{
  g_autoptr (Fixture) f = small_library ();
  gint64 journal = write_journaled (f, "UPDATE tune SET title = 'Spear', key = 'D' WHERE title LIKE '%Spear'");
  gint64 redo = revert (f, journal, 0);
  gint64 again;

  fixture_assert_answer (f, "SELECT title || coalesce (key, '-') FROM tune ORDER BY id", "The Silver Spear-");
  again = revert (f, redo, 0);
  fixture_assert_answer (f, "SELECT title || coalesce (key, '-') FROM tune ORDER BY id", "SpearD");
  revert (f, again, 0);
  fixture_assert_answer (f, "SELECT title || coalesce (key, '-') FROM tune ORDER BY id", "The Silver Spear-");
}

static void
test_a_later_value_is_left (void)
{
  g_autoptr (Fixture) f = small_library ();
  gint64 journal = write_journaled (f, "UPDATE tune SET title = 'Spear', composer = 'Trad' WHERE title LIKE '%Spear'");

  fixture_write (f, "UPDATE tune SET title = 'Another' WHERE title = 'Spear'");
  revert (f, journal, 1);
  fixture_assert_answer (f, "SELECT title || coalesce (composer, '-') FROM tune ORDER BY id", "Another-");
}

/* A command in several transactions may touch a row in each of them: the newest goes back first. */
static void
test_a_row_written_in_several_transactions_goes_back_whole (void)
{
  static const char *const steps[] = {
    "UPDATE tune SET title = 'One' WHERE title LIKE '%Spear'",
    "UPDATE tune SET title = 'Two' WHERE title = 'One'; UPDATE repertoire SET name = 'Flute'",
    "UPDATE tune SET title = 'Three' WHERE title = 'Two'; DELETE FROM repertoire",
  };
  g_autoptr (Fixture) f = small_library ();
  g_autofree char *before = picture (f), *after = NULL, *undone = NULL, *redone = NULL;
  gint64 journal = shed_store_new_journal (f->store);
  gint64 redo;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (GError) error = NULL;

      fixture_try_write (f, SHED_WRITE_COMMAND, journal, NULL, steps[i], &error);
      g_assert_no_error (error);
    }
  after = picture (f);
  redo = revert (f, journal, 0);
  undone = picture (f);
  g_assert_cmpstr (undone, ==, before);
  revert (f, redo, 0);
  redone = picture (f);
  g_assert_cmpstr (redone, ==, after);
}

static void
test_columns_of_one_group_go_back_together (void)
{
  g_autoptr (Fixture) f = small_library ();
  gint64 journal = write_journaled (f, "UPDATE tune SET kind = 'reel', meter = '4/4', region = 'Clare'");

  fixture_write (f, "UPDATE tune SET meter = '6/8' WHERE title LIKE 'Out%'");
  revert (f, journal, 2);
  fixture_assert_answer (f,
                         "SELECT group_concat (coalesce (kind, '-') || coalesce (meter, '-') || coalesce (region, "
                         "'-')) FROM (SELECT * FROM tune ORDER BY id)",
                         "---,reel6/8-");
}

static void
test_a_deleted_tune_comes_back_with_its_children (void)
{
  g_autoptr (Fixture) f = small_library ();
  g_autofree char *child = g_strdup_printf (
    "INSERT INTO note (id, created_at, tune_id, text, position) VALUES ('%s', 1, '%s', 'low whistle', 'V')",
    test_id (10), test_id (2));
  g_autofree char *marker =
    g_strdup_printf ("INSERT INTO media (id, created_at, tune_id, kind, sha256, bytes, type, position) VALUES ('%s', "
                     "1, '%s', 'recording', 'x', 1, 'ogg', 'V');"
                     "INSERT INTO media (id, created_at, tune_id, parent_id, kind, sha256, bytes, type, position) "
                     "VALUES ('%s', 1, '%s', '%s', 'cover', 'x', 1, 'png', 'V');",
                     test_id (12), test_id (2), test_id (11), test_id (2), test_id (12));
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gint64 journal;

  fixture_write (f, child);
  fixture_write (f, marker);
  before = picture (f);
  journal = write_journaled (f, "DELETE FROM media WHERE parent_id IS NOT NULL; DELETE FROM media; DELETE FROM note; "
                                "DELETE FROM tune WHERE title LIKE '%Spear'");
  revert (f, journal, 0);
  after = picture (f);
  g_assert_cmpstr (before, ==, after);
}

static void
test_a_rating_is_voided_never_deleted (void)
{
  g_autoptr (Fixture) f = small_library ();
  g_autofree char *event = sql_event (20, 4, 2, 3);
  gint64 journal = write_journaled (f, event);
  gint64 redo = revert (f, journal, 0);

  fixture_assert_answer (f, "SELECT count(*) FROM practice_event", "2");
  fixture_assert_answer (f, "SELECT count(*) FROM event_voided", "1");
  fixture_assert_answer (f, "SELECT voids FROM practice_event WHERE kind = 'void'", test_id (20));
  fixture_assert_answer (f, "SELECT practice_day || time_zone FROM practice_event WHERE kind = 'void'",
                         "2026-11-20Europe/Dublin");
  for (guint i = 0; i < 5; i++)
    {
      redo = revert (f, redo, 0);
      fixture_assert_answer (
        f,
        "SELECT count(*) FROM practice_event WHERE kind = 'rating' AND id NOT IN (SELECT event_id FROM event_voided)",
        i % 2 == 0 ? "1" : "0");
    }
}

static void
test_undo_of_a_submit_brings_back_what_was_staged (void)
{
  g_autoptr (Fixture) f = small_library ();
  g_autofree char *stage = g_strdup_printf ("INSERT INTO staged_rating (repertoire_id, practice_day, tune_id, rating, "
                                            "at) VALUES ('%s', '2026-11-20', '%s', 3, 1)",
                                            test_id (4), test_id (2));
  g_autofree char *event = sql_event (20, 4, 2, 3);
  g_autofree char *submit = g_strconcat (event, "DELETE FROM staged_rating", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gint64 journal;
  g_autoptr (GError) error = NULL;

  fixture_try_write (f, SHED_WRITE_LOCAL, 0, NULL, stage, &error);
  g_assert_no_error (error);
  before = picture (f);
  journal = write_journaled (f, submit);
  fixture_assert_answer (f, "SELECT count(*) FROM staged_rating", "0");
  revert (f, journal, 0);
  after = picture (f);
  g_assert_cmpstr (before, ==, after);
}

static void
test_a_batch_of_many_writes_goes_back_whole (void)
{
  g_autoptr (Fixture) f = small_library ();
  g_autofree char *before = picture (f);
  g_autofree char *after = NULL;
  gint64 journal = shed_store_new_journal (f->store);
  gint64 redo;

  for (guint t = 0; t < 5; t++)
    {
      g_autoptr (GString) sql = g_string_new (NULL);
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < 300; i++)
        {
          g_autofree char *tune = sql_tune (1000 + t * 300 + i, 1, "Many");

          g_string_append (sql, tune);
        }
      fixture_try_write (f, SHED_WRITE_BULK, journal, "batch", sql->str, &error);
      g_assert_no_error (error);
    }
  redo = revert (f, journal, 0);
  after = picture (f);
  g_assert_cmpstr (before, ==, after);
  revert (f, redo, 0);
  fixture_assert_answer (f, "SELECT count(*) FROM tune", "1502");
}

static void
test_an_inserted_row_somebody_edited_is_left (void)
{
  g_autoptr (Fixture) f = small_library ();
  g_autofree char *sql = sql_tune (30, 1, "Fresh");
  gint64 journal = write_journaled (f, sql);

  fixture_write (f, "UPDATE tune SET key = 'G' WHERE title = 'Fresh'");
  revert (f, journal, 1);
  fixture_assert_answer (f, "SELECT count(*) FROM tune", "3");
}

static void
test_an_inserted_row_others_hang_on_is_left (void)
{
  g_autoptr (Fixture) f = small_library ();
  g_autofree char *sql = sql_tune (30, 1, "Fresh");
  g_autofree char *note =
    g_strdup_printf ("INSERT INTO note (id, created_at, tune_id, text, position) VALUES ('%s', 1, '%s', 'x', 'V')",
                     test_id (31), test_id (30));
  gint64 journal = write_journaled (f, sql);

  fixture_write (f, note);
  revert (f, journal, 1);
  fixture_assert_answer (f, "SELECT count(*) FROM tune", "3");
}

static void
test_a_forgotten_journal_reverts_nothing (void)
{
  g_autoptr (Fixture) f = small_library ();
  gint64 journal = write_journaled (f, "UPDATE tune SET key = 'G'");

  shed_store_forget_journal (f->store, journal);
  revert (f, journal, 0);
  fixture_assert_answer (f, "SELECT count(*) FROM tune WHERE key = 'G'", "2");
}

/* Random writes */

typedef struct
{
  GRand *rand;
  guint next_id;
} Chaos;

static char *
some_id (Fixture *f, Chaos *chaos, const char *table)
{
  g_autofree char *sql =
    g_strdup_printf ("SELECT id FROM \"%s\" ORDER BY id LIMIT 1 OFFSET (SELECT %u %% max (1, count(*)) FROM \"%s\")",
                     table, (guint)g_rand_int_range (chaos->rand, 0, 10000), table);

  return fixture_ask (f, sql);
}

static void
append_value (Fixture *f, Chaos *chaos, GString *sql, const ShedTable *table, const ShedColumn *column)
{
  g_autofree char *parent = column->references != NULL ? some_id (f, chaos, column->references) : NULL;
  int n = g_rand_int_range (chaos->rand, 0, 6);

  if (strcmp (column->name, "voids") == 0)
    g_string_append (sql, "NULL");
  else if (parent != NULL && (column->required || n > 2))
    g_string_append_printf (sql, "'%s'", parent);
  else if (column->references != NULL || (!column->required && n == 0))
    g_string_append (sql, "NULL");
  else if (column->type == SHED_COLUMN_ID)
    g_string_append_printf (sql, "'%s'", test_id (2 + n % 2));
  else if (strcmp (column->name, "kind") == 0 && table->append_only)
    g_string_append (sql, "'rating'");
  else if (column->check != NULL && g_str_has_prefix (column->check, "IN ("))
    {
      g_auto (GStrv) words = g_strsplit_set (column->check, "'", -1);
      guint n_words = g_strv_length (words) / 2;

      g_string_append_printf (sql, "'%s'", words[1 + 2 * g_rand_int_range (chaos->rand, 0, n_words)]);
    }
  else if (column->type == SHED_COLUMN_DAY)
    g_string_append_printf (sql, "'2026-11-2%d'", n);
  else if (column->type == SHED_COLUMN_BOOLEAN)
    g_string_append_printf (sql, "%d", n % 2);
  else if (column->type == SHED_COLUMN_JSON)
    g_string_append_printf (sql, "'[\"%d\"]'", n);
  else if (column->type == SHED_COLUMN_INTEGER || column->type == SHED_COLUMN_TIME)
    g_string_append_printf (sql, "%d",
                            strcmp (column->name, "retention_permille") == 0 ? 800 + n
                            : strcmp (column->name, "speed_permille") == 0   ? 900 + n
                            : strcmp (column->name, "end_ms") == 0           ? 100 + n
                                                                             : 1 + n % 3);
  else
    g_string_append_printf (sql, "'word %d %s'", n,
                            column->type == SHED_COLUMN_TEXT && n == 5 ? "long\n\"quoted\" \\ é" : "é");
}

/* One random statement; many are refused by a key or a check, which is as it should be. */
static char *
random_statement (Fixture *f, Chaos *chaos)
{
  guint n_tables;
  const ShedTable *tables = shed_tables_get (&n_tables);
  const ShedTable *table = &tables[g_rand_int_range (chaos->rand, 0, n_tables)];
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autofree char *id = some_id (f, chaos, table->name);
  int what = g_rand_int_range (chaos->rand, 0, 10);

  if (id == NULL || what < 5)
    {
      g_string_printf (sql, "INSERT INTO \"%s\" (id, created_at", table->name);
      for (guint k = 0; k < table->n_columns; k++)
        g_string_append_printf (sql, ", \"%s\"", table->columns[k].name);
      g_string_append_printf (sql, ") VALUES ('%s', %d", test_id (chaos->next_id++),
                              g_rand_int_range (chaos->rand, 1, 100));
      for (guint k = 0; k < table->n_columns; k++)
        {
          g_string_append (sql, ", ");
          append_value (f, chaos, sql, table, &table->columns[k]);
        }
      g_string_append (sql, ")");
    }
  else if (what < 8)
    {
      const ShedColumn *column = &table->columns[g_rand_int_range (chaos->rand, 0, table->n_columns)];

      g_string_printf (sql, "UPDATE \"%s\" SET \"%s\" = ", table->name, column->name);
      append_value (f, chaos, sql, table, column);
      g_string_append_printf (sql, " WHERE id = '%s'", id);
    }
  else
    g_string_printf (sql, "DELETE FROM \"%s\" WHERE id = '%s'", table->name, id);
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

typedef struct
{
  GPtrArray *statements;
  guint n_done;
} Program;

/* Statements that fail are rolled back by themselves; the others stay. */
static gboolean
run_program (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Program *program = data;

  for (guint i = 0; i < program->statements->len; i++)
    if (shed_db_exec (db, g_ptr_array_index (program->statements, i), NULL))
      program->n_done++;
  return TRUE;
}

static void
run_chaos (guint32 seed, gboolean with_account)
{
  g_autoptr (Fixture) f = small_library ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  Chaos chaos = { rand, 100 };
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) journals = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) redos = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint n_writes = 12, n_done = 0;

  if (with_account)
    {
      g_autoptr (GError) error = NULL;

      fixture_try_write (
        f, SHED_WRITE_APPLIER, 0, NULL,
        "INSERT INTO meta (name, value) VALUES ('space', 'x');"
        "INSERT INTO shadow (tbl, id, rv) SELECT 'book', id, 1 FROM book UNION ALL SELECT 'tune', id, 1 FROM tune"
        " UNION ALL SELECT 'repertoire', id, 1 FROM repertoire",
        &error);
      g_assert_no_error (error);
    }
  g_ptr_array_add (pictures, picture (f));
  for (guint w = 0; w < n_writes; w++)
    {
      g_autoptr (GPtrArray) statements = g_ptr_array_new_with_free_func (g_free);
      Program program = { statements, 0 };
      g_autoptr (GError) error = NULL;
      gint64 journal = shed_store_new_journal (f->store);

      for (int i = g_rand_int_range (rand, 1, 12); i > 0; i--)
        g_ptr_array_add (statements, random_statement (f, &chaos));
      g_assert_true (shed_store_write (f->store, SHED_WRITE_COMMAND, journal, NULL, run_program, &program, &error));
      n_done += program.n_done;
      g_array_append_val (journals, journal);
      g_ptr_array_add (pictures, picture (f));
    }
  g_assert_cmpuint (n_done, >, n_writes);

  for (guint w = n_writes; w > 0; w--)
    {
      gint64 redo = revert (f, g_array_index (journals, gint64, w - 1), 0);
      g_autofree char *now = picture (f);

      g_assert_cmpstr (now, ==, g_ptr_array_index (pictures, w - 1));
      g_array_append_val (redos, redo);
    }
  for (guint w = 0; w < n_writes; w++)
    {
      g_autofree char *now = NULL;

      revert (f, g_array_index (redos, gint64, n_writes - 1 - w), 0);
      now = picture (f);
      g_assert_cmpstr (now, ==, g_ptr_array_index (pictures, w + 1));
    }
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (ShedCheckReport) report = shed_store_check (f->store, &error);

    g_assert_no_error (error);
    for (guint i = 0; i < report->faults->len; i++)
      g_test_message ("seed %u: %s", seed, (char *)g_ptr_array_index (report->faults, i));
    g_assert_cmpuint (report->faults->len, ==, 0);
  }
}

/* Many when asked for ("-m slow"), few under a tool that makes everything slow. */
static guint32
n_seeds (void)
{
  return g_test_slow () ? 300 : g_getenv ("WOODSHED_TEST_SLOW") != NULL ? 4 : 15;
}

static void
test_random_writes_undone_and_redone (void)
{
  for (guint32 seed = 1; seed <= n_seeds (); seed++)
    {
      g_test_message ("seed %u", seed);
      run_chaos (seed, FALSE);
    }
}

static void
test_random_writes_keep_the_law_of_the_outbox (void)
{
  for (guint32 seed = 1001; seed <= 1000 + n_seeds (); seed++)
    {
      g_test_message ("seed %u", seed);
      run_chaos (seed, TRUE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/undo/an-edit-goes-back-and-comes-again", test_an_edit_goes_back_and_comes_again);
  g_test_add_func ("/undo/a-later-value-is-left", test_a_later_value_is_left);
  g_test_add_func ("/undo/a-row-written-in-several-transactions-goes-back-whole",
                   test_a_row_written_in_several_transactions_goes_back_whole);
  g_test_add_func ("/undo/columns-of-one-group-go-back-together", test_columns_of_one_group_go_back_together);
  g_test_add_func ("/undo/a-deleted-tune-comes-back-with-its-children",
                   test_a_deleted_tune_comes_back_with_its_children);
  g_test_add_func ("/undo/a-rating-is-voided-never-deleted", test_a_rating_is_voided_never_deleted);
  g_test_add_func ("/undo/undo-of-a-submit-brings-back-what-was-staged",
                   test_undo_of_a_submit_brings_back_what_was_staged);
  g_test_add_func ("/undo/a-batch-of-many-writes-goes-back-whole", test_a_batch_of_many_writes_goes_back_whole);
  g_test_add_func ("/undo/an-inserted-row-somebody-edited-is-left", test_an_inserted_row_somebody_edited_is_left);
  g_test_add_func ("/undo/an-inserted-row-others-hang-on-is-left", test_an_inserted_row_others_hang_on_is_left);
  g_test_add_func ("/undo/a-forgotten-journal-reverts-nothing", test_a_forgotten_journal_reverts_nothing);
  g_test_add_func ("/undo/random-writes-undone-and-redone", test_random_writes_undone_and_redone);
  g_test_add_func ("/undo/random-writes-keep-the-law-of-the-outbox", test_random_writes_keep_the_law_of_the_outbox);
  return g_test_run ();
}
