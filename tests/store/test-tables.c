/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table list and the frozen SQL say the same; limits are where the list says; views have the columns that screens
 * read. */
#include <string.h>

#include "shed-schema.h"
#include "shed-tables.h"
#include "store-fixture.h"

static const char *
sql_type (const ShedColumn *column)
{
  switch (column->type)
    {
    case SHED_COLUMN_INTEGER:
    case SHED_COLUMN_BOOLEAN:
    case SHED_COLUMN_TIME:
      return "INTEGER";
    case SHED_COLUMN_ID:
    case SHED_COLUMN_TEXT:
    case SHED_COLUMN_NAME:
    case SHED_COLUMN_DAY:
    case SHED_COLUMN_JSON:
    default:
      return "TEXT";
    }
}

static void
test_columns_are_as_the_list_says (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  guint n_tables;
  const ShedTable *tables = shed_tables_get (&n_tables);

  fixture_open (f);
  for (guint i = 0; i < n_tables; i++)
    {
      g_autoptr (GString) expected = g_string_new ("id TEXT 1 - 1\ncreated_at INTEGER 1 - 0");
      g_autofree char *sql = g_strdup_printf ("SELECT group_concat (name || ' ' || type || ' ' || \"notnull\" || ' ' "
                                              "|| coalesce (dflt_value, '-') || ' ' || pk,"
                                              " char (10)) FROM pragma_table_xinfo ('%s')",
                                              tables[i].name);
      g_autofree char *found = NULL;

      for (guint k = 0; k < tables[i].n_columns; k++)
        {
          const ShedColumn *column = &tables[i].columns[k];

          g_string_append_printf (expected, "\n%s %s %d %s 0", column->name, sql_type (column),
                                  column->required ? 1 : 0, column->fallback != NULL ? column->fallback : "-");
        }
      found = fixture_ask (f, sql);
      g_assert_cmpstr (found, ==, expected->str);
    }
  fixture_assert_answer (
    f,
    "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%STRICT%' AND name NOT LIKE 'tune_fts%'"
    " AND name NOT LIKE 'sqlite_%'",
    "0");
}

static void
test_foreign_keys_are_as_the_list_says_and_indexed (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  guint n_tables;
  const ShedTable *tables = shed_tables_get (&n_tables);

  fixture_open (f);
  for (guint i = 0; i < n_tables; i++)
    {
      guint n_references = 0;
      g_autofree char *count = g_strdup_printf ("SELECT count(*) FROM pragma_foreign_key_list ('%s')", tables[i].name);

      for (guint k = 0; k < tables[i].n_columns; k++)
        {
          const ShedColumn *column = &tables[i].columns[k];
          g_autofree char *key = NULL;
          g_autofree char *index = NULL;

          if (column->references == NULL)
            continue;
          n_references++;
          key = g_strdup_printf ("SELECT \"table\" || ' ' || \"to\" || ' ' || on_update || ' ' || on_delete FROM "
                                 "pragma_foreign_key_list ('%s') WHERE \"from\" = '%s'",
                                 tables[i].name, column->name);
          {
            g_autofree char *expected = g_strdup_printf ("%s id NO ACTION NO ACTION", column->references);

            fixture_assert_answer (f, key, expected);
          }
          index =
            g_strdup_printf ("SELECT count(*) > 0 FROM pragma_index_list ('%s') l JOIN pragma_index_info (l.name) x"
                             " WHERE x.seqno = 0 AND x.name = '%s'",
                             tables[i].name, column->name);
          fixture_assert_answer (f, index, "1");
          g_assert_true (shed_table_find (column->references) <= &tables[i]); /* parents first */
        }
      g_assert_cmpint (fixture_ask_int (f, count), ==, n_references);
    }
}

/* The longest text that fits goes in, one byte or character more does not. */
static void
test_limits_are_where_the_list_says (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autofree char *base = NULL;
  const ShedTable *tune = shed_table_find ("tune");

  fixture_open (f);
  {
    g_autofree char *book = sql_book (1, "B", "own");
    g_autofree char *row = sql_tune (2, 1, "T");

    base = g_strconcat (book, row, NULL);
  }
  fixture_write (f, base);
  for (guint k = 0; k < tune->n_columns; k++)
    {
      const ShedColumn *column = &tune->columns[k];
      gsize limit = column->type == SHED_COLUMN_NAME ? SHED_NAME_MAX_CHARACTERS : column->max_bytes;

      if (column->type != SHED_COLUMN_NAME && column->type != SHED_COLUMN_TEXT && column->type != SHED_COLUMN_JSON)
        continue;
      if (column->merge_class == SHED_CLASS_FIXED)
        continue;
      for (guint over = 0; over < 2; over++)
        {
          /* Names count in characters, texts in bytes: both tried with letters of two bytes. */
          gsize n =
            column->type == SHED_COLUMN_NAME ? limit + over : limit / 2 + over - (column->type == SHED_COLUMN_JSON);
          const char *quote = column->type == SHED_COLUMN_JSON ? "\"" : "";
          g_autofree char *sql = g_strdup_printf (
            "UPDATE tune SET \"%s\" = '%s' || replace (printf ('%%.*c', %" G_GSIZE_FORMAT ", 'x'), 'x', 'é') || '%s'",
            column->name, quote, n, quote);
          g_autoptr (GError) error = NULL;

          g_test_message ("%s", sql);
          g_assert_cmpint (fixture_try_write (f, 0, 0, NULL, sql, &error), ==, over == 0);
          if (over == 1)
            g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID);
        }
    }
}

static void
test_text_is_clipped_to_what_a_column_takes (void)
{
  const ShedColumn *title = shed_table_find_column (shed_table_find ("tune"), "title");
  const ShedColumn *url = shed_table_find_column (shed_table_find ("reference"), "url");
  g_autoptr (GString) emoji = g_string_new (NULL);
  g_autofree char *clipped = NULL;
  g_autofree char *blank = shed_column_clip (title, "  \t\n ");
  g_autofree char *spaced = shed_column_clip (title, "  The\n Silver   Spear\a ");
  g_autofree char *long_url = g_strnfill (5000, 'u');
  g_autofree char *short_url = shed_column_clip (url, long_url);

  for (guint i = 0; i < 10000; i++)
    g_string_append (emoji, "🎻");
  clipped = shed_column_clip (title, emoji->str);
  g_assert_cmpint (g_utf8_strlen (clipped, -1), ==, SHED_NAME_MAX_CHARACTERS);
  g_assert_null (blank);
  g_assert_cmpstr (spaced, ==, "The Silver Spear");
  g_assert_cmpuint (strlen (short_url), ==, url->max_bytes);
  g_assert_null (shed_column_clip (title, NULL));
}

static void
test_views_have_the_columns_that_screens_read (void)
{
  static const struct
  {
    const char *view, *columns;
  } views[] = {
    { "today_view", "id repertoire_id practice_day tune_id n title title_fold kind key played_key meter unit abc "
                    "bucket position added goal stage"
                    " state step due_at stability interval_days last_at last_day last_rating staged_rating "
                    "staged_interval_days staged_due_at paused conflicts"
                    " notes done" },
    { "repertoire_view", "id repertoire_id tune_id n title title_fold book_id composer kind key played_key meter unit "
                         "structure genre abc tempo_bpm"
                         " best_bpm aliases goal paused stage added_at state step stability difficulty due_at "
                         "interval_days reps lapses last_at last_day last_rating tags"
                         " sets conflicts notes" },
    { "catalog_view",
      "id n title title_fold book_id book origin local_only composer kind meter unit key structure abc genre region "
      "artist year"
      " tempo_bpm best_bpm source rights inferred created_at aliases tags repertoires conflicts notes" },
    { "repertoires_view", "id name instrument tuning clef genre scheduler retention_permille max_interval_days "
                          "default_goal position archived created_at"
                          " tunes due fresh" },
  };
  g_autoptr (Fixture) f = fixture_new ();

  fixture_open (f);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      g_autofree char *sql =
        g_strdup_printf ("SELECT group_concat (name, ' ') FROM pragma_table_info ('%s')", views[i].view);

      fixture_assert_answer (f, sql, views[i].columns);
    }
  fixture_assert_answer (f, "SELECT count(*) FROM sqlite_schema WHERE type = 'view'", "4");
}

static void
test_views_answer (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autofree char *book = sql_book (1, "My tunes", "own");
  g_autofree char *a = sql_tune (2, 1, "The Silver Spear");
  g_autofree char *b = sql_tune (3, 1, "Out on the Ocean");
  g_autofree char *r = sql_repertoire (4, "Fiddle");
  g_autofree char *rows =
    g_strdup_printf ("INSERT INTO repertoire_tune (id, created_at, repertoire_id, tune_id) VALUES ('%s', 7, '%s', "
                     "'%s'), ('%s', 8, '%s', '%s');"
                     "INSERT INTO queue_item (id, created_at, repertoire_id, tune_id, practice_day, bucket, position) "
                     "VALUES ('%s', 1, '%s', '%s', '2026-11-20', 3, 'V');"
                     "INSERT INTO tag (id, created_at, name) VALUES ('%s', 1, 'session');"
                     "INSERT INTO tune_tag (id, created_at, tune_id, tag_id) VALUES ('%s', 1, '%s', '%s');",
                     test_id (10), test_id (4), test_id (2), test_id (11), test_id (4), test_id (3), test_id (12),
                     test_id (4), test_id (2), test_id (13), test_id (14), test_id (2), test_id (13));
  g_autofree char *all = g_strconcat (book, a, b, r, rows, NULL);
  g_autofree char *schedule = g_strdup_printf (
    "INSERT INTO schedule (repertoire_id, tune_id, state, due_at, reps) VALUES ('%s', '%s', 2, %" G_GINT64_FORMAT
    ", 1)",
    test_id (4), test_id (3), FIXTURE_NOW + 18 * 3600 * 1000 - 1);
  g_autofree char *event = sql_event (20, 4, 2, 3);
  g_autofree char *void_event =
    g_strdup_printf ("INSERT INTO practice_event (id, created_at, repertoire_id, tune_id, kind, voids, answered_at, "
                     "time_zone, practice_day, day_start_minutes)"
                     " VALUES ('%s', 1, '%s', '%s', 'void', '%s', 2, 'UTC', '2026-11-21', 240)",
                     test_id (21), test_id (4), test_id (2), test_id (20));
  g_autoptr (GError) error = NULL;

  fixture_open (f);
  fixture_write (f, all);
  fixture_try_write (f, SHED_WRITE_LOCAL, 0, NULL, schedule, &error);
  g_assert_no_error (error);
  /* Ten in the morning: the practice day ends at four tomorrow, eighteen hours from now. */
  fixture_assert_answer (f, "SELECT name || tunes || due || fresh FROM repertoires_view", "Fiddle211");
  shed_clock_set (f->clock, FIXTURE_NOW - 24 * 3600 * 1000, NULL);
  fixture_assert_answer (f, "SELECT name || tunes || due || fresh FROM repertoires_view", "Fiddle201");
  fixture_assert_answer (f, "SELECT title || tags || state || added_at FROM repertoire_view WHERE tags IS NOT NULL",
                         "The Silver Spearsession07");
  fixture_assert_answer (
    f, "SELECT group_concat (title || book || repertoires) FROM (SELECT * FROM catalog_view ORDER BY title_fold)",
    "Out on the OceanMy tunes1,The Silver SpearMy tunes1");
  fixture_assert_answer (f, "SELECT title || bucket || done || state FROM today_view", "The Silver Spear300");
  fixture_write (f, event);
  fixture_assert_answer (f, "SELECT done FROM today_view", "1");
  fixture_write (f, void_event);
  fixture_assert_answer (f, "SELECT done FROM today_view", "0");
}

static void
test_an_ordinary_opening_changes_no_schema (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  gint64 version;
  g_autoptr (GError) error = NULL;

  fixture_open (f);
  version = fixture_ask_int (f, "PRAGMA schema_version");
  fixture_close (f);
  fixture_open (f);
  g_assert_cmpint (fixture_ask_int (f, "PRAGMA schema_version"), ==, version);

  /* What another version generated is made anew. */
  fixture_try_write (f, SHED_WRITE_LOCAL, 0, NULL,
                     "UPDATE meta SET value = 'x' WHERE name = 'generated'; DROP VIEW today_view", &error);
  g_assert_no_error (error);
  fixture_close (f);
  fixture_open (f);
  fixture_assert_answer (f, "SELECT count(*) FROM today_view", "0");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tables/columns-are-as-the-list-says", test_columns_are_as_the_list_says);
  g_test_add_func ("/tables/foreign-keys-are-as-the-list-says-and-indexed",
                   test_foreign_keys_are_as_the_list_says_and_indexed);
  g_test_add_func ("/tables/limits-are-where-the-list-says", test_limits_are_where_the_list_says);
  g_test_add_func ("/tables/text-is-clipped-to-what-a-column-takes", test_text_is_clipped_to_what_a_column_takes);
  g_test_add_func ("/tables/views-have-the-columns-that-screens-read", test_views_have_the_columns_that_screens_read);
  g_test_add_func ("/tables/views-answer", test_views_answer);
  g_test_add_func ("/tables/an-ordinary-opening-changes-no-schema", test_an_ordinary_opening_changes_no_schema);
  return g_test_run ();
}
