/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "exchange-fixture.h"

#include <string.h>

#include "shed-first-notes.h"
#include "shed-tables.h"
#include "shed-text.h"
#include "shed-uuid.h"

Library *
library_new (void)
{
  Library *self = fixture_new ();

  fixture_open (self);
  shed_store_set_first_notes_func (self->store, shed_first_notes_of_abc);
  return self;
}

ShedImportJob *
import_bytes (Library *library, const char *book_title, const void *bytes, gsize n_bytes)
{
  g_autoptr (ShedImportJob) job = shed_import_job_new (library->store);
  g_autoptr (GBytes) text = g_bytes_new (bytes, n_bytes);
  g_autoptr (GError) error = NULL;

  shed_import_job_add_text (job, "test.abc", text);
  shed_import_job_set_book_title (job, book_title);
  shed_import_job_run (job, NULL, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&job);
}

ShedImportJob *
import_text (Library *library, const char *book_title, const char *text)
{
  return import_bytes (library, book_title, text, strlen (text));
}

char *
counts (ShedImportJob *job)
{
  ShedImportReport *report = shed_import_job_get_report (job);

  return g_strdup_printf ("%u %u %u", report->taken, report->unchanged, report->refused);
}

static gboolean
dump_tables (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  GString *text = data;
  guint n_tables;
  const ShedTable *tables = shed_tables_get (&n_tables);

  for (guint t = 0; t < n_tables; t++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT * FROM \"%s\" ORDER BY id", tables[t].name);
      g_autoptr (ShedStmt) stmt = shed_db_borrow (db, g_intern_string (sql), error);

      g_assert_nonnull (stmt);
      g_string_append_printf (text, "%s\n", tables[t].name);
      while (shed_stmt_step (stmt, error) == SHED_STEP_ROW)
        {
          for (int i = 0; i < shed_stmt_get_n_columns (stmt); i++)
            g_string_append_printf (text, " [%s]", shed_stmt_is_null (stmt, i) ? "\x01" : shed_stmt_get_text (stmt, i));
          g_string_append_c (text, '\n');
        }
    }
  return TRUE;
}

char *
dump (Library *library)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  shed_store_read (library->store, dump_tables, text, &error);
  g_assert_no_error (error);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
assert_same (const char *text, const char *expected)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_auto (GStrv) expected_lines = g_strsplit (expected, "\n", -1);

  for (guint i = 0; lines[i] != NULL && expected_lines[i] != NULL; i++)
    g_assert_cmpstr (lines[i], ==, expected_lines[i]);
  g_assert_cmpuint (g_strv_length (lines), ==, g_strv_length (expected_lines));
}

GFile *
library_file (Library *library, const char *name)
{
  return g_file_new_build_filename (library->folder, name, NULL);
}

char *
export_text (Library *library, ShedExportFormat format)
{
  g_autoptr (GFile) file = library_file (library, "export");
  ShedExportOptions options = { format, NULL, NULL };
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  shed_export_run (library->store, &options, file, NULL, NULL, &error);
  g_assert_no_error (error);
  g_file_load_contents (file, NULL, &text, NULL, NULL, &error);
  g_assert_no_error (error);
  return text;
}

char *
backup_text (Library *library)
{
  g_autofree char *text = export_text (library, SHED_EXPORT_JSON);
  char *tables = strstr (text, "\"tables\"");

  g_assert_nonnull (tables);
  return g_strdup (tables);
}

void
undo (Library *library, gint64 journal)
{
  g_autoptr (GError) error = NULL;
  guint n_left = 0;

  shed_store_revert (library->store, journal, shed_store_new_journal (library->store), &n_left, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_left, ==, 0);
}

static char *
random_title (ShedRandom *random)
{
  static const char *const words[] = {
    "The",
    "Silver",
    "Spear",
    "Höst",
    "de\xcc\x81",
    "O’Neill",
    "\xd7\xa0\xd7\x99\xd7\x92\xd7\x95\xd7\x9f",
    "\xf0\x9f\x8e\xbb",
    "B\xe2\x99\xad",
    "100%",
    "\"quoted\"",
    "back\\slash",
    "a;b",
    "c,d",
    "Łódź",
    "Иван",
    "Reel",
    "Jig",
    "No. 2",
    "<tag>",
  };
  GString *title = g_string_new (NULL);

  for (guint64 n = 1 + shed_random_next (random) % 4; n > 0; n--)
    g_string_append_printf (title, "%s%s", title->len > 0 ? " " : "", words[shed_random_next (random) % G_N_ELEMENTS (words)]);
  return g_string_free (title, FALSE);
}

static char *
random_abc (ShedRandom *random, guint number)
{
  /* The last: without the line. */
  static const char * const keys[] = { "K:D\n",    "K:Edor\n",         "K:Gm\n",          "K:HP\n",
                                       "K:none\n", "K:A mixolydian\n", "K:C clef=bass\n", "K:none clef=bass\n",
                                       "K:\n",     "K:clef=bass\n",    "" };
  static const char *const extras[] = { "R:reel\n",     "M:6/8\n",     "L:1/8\n",     "C:Trad.\n",  "O:Ireland\n",
                                        "S:somebody\n", "Z:someone\n", "Q:1/4=120\n", "N:a note\n", "P:AB\n" };
  GString *abc = g_string_new (NULL);
  g_autofree char *title = random_title (random);

  g_string_append_printf (abc, "X:%u\nT:%s %u\n", number, title, number);
  if (shed_random_next (random) % 3 == 0)
    {
      g_autofree char *alias = random_title (random);

      g_string_append_printf (abc, "T:%s\n", alias);
    }
  for (guint i = 0; i < G_N_ELEMENTS (extras); i++)
    if (shed_random_next (random) % 3 == 0)
      g_string_append (abc, extras[i]);
  g_string_append (abc, keys[shed_random_next (random) % G_N_ELEMENTS (keys)]);
  for (guint64 line = 1 + shed_random_next (random) % 3; line > 0; line--)
    {
      for (guint bar = 0; bar < 4; bar++)
        {
          for (guint note = 0; note < 6; note++)
            g_string_append_c (abc, "ABcdefgDEFG"[shed_random_next (random) % 11]);
          g_string_append_c (abc, '|');
        }
      g_string_append_c (abc, '\n');
    }
  g_string_append_c (abc, '\n');
  return g_string_free (abc, FALSE);
}

/* A random value that the column takes, as SQL; NULL: leave it to its default. */
static char *
random_value (ShedRandom *random, const ShedColumn *column)
{
  g_autofree char *raw = random_title (random);
  g_autofree char *title = shed_text_clean_name (raw); /* what is in a library is NFC */

  if (!column->required && shed_random_next (random) % 2 == 0)
    return NULL;
  switch (column->type)
    {
    case SHED_COLUMN_NAME:
      return sqlite3_mprintf ("%Q", title);
    case SHED_COLUMN_TEXT:
      if (column->check != NULL)
        return NULL;
      return sqlite3_mprintf ("'line one' || char(10) || %Q", title);
    case SHED_COLUMN_BOOLEAN:
      return sqlite3_mprintf ("%d", (int) (shed_random_next (random) % 2));
    case SHED_COLUMN_TIME:
      return sqlite3_mprintf ("%lld", (gint64) (shed_random_next (random) % G_GUINT64_CONSTANT (4000000000000)));
    case SHED_COLUMN_JSON:
      return sqlite3_mprintf ("'[ 1, \"two\" , {\"k\":null} ]'");
    case SHED_COLUMN_ID:
    case SHED_COLUMN_DAY:
    case SHED_COLUMN_INTEGER:
    default:
      return NULL;
    }
}

static void
insert_row (Library *library,
            ShedRandom *random,
            const char *table_name,
            guint id,
            const char *fixed_columns,
            const char *fixed_values)
{
  const ShedTable *table = shed_table_find (table_name);
  g_autoptr (GString) names = g_string_new ("id, created_at");
  g_autoptr (GString) values = g_string_new (NULL);
  g_autofree char *sql = NULL;

  g_string_append_printf (values, "'%s', %u", test_id (id), 1000 + id);
  if (fixed_columns != NULL)
    {
      g_string_append_printf (names, ", %s", fixed_columns);
      g_string_append_printf (values, ", %s", fixed_values);
    }
  for (guint i = 0; i < table->n_columns; i++)
    {
      g_autofree char *quoted = g_strdup_printf ("\"%s\"", table->columns[i].name);
      char *value;

      if (fixed_columns != NULL && strstr (fixed_columns, quoted) != NULL)
        continue;
      value = random_value (random, &table->columns[i]);
      if (value == NULL)
        continue;
      g_string_append_printf (names, ", %s", quoted);
      g_string_append_printf (values, ", %s", value);
      sqlite3_free (value);
    }
  sql = g_strdup_printf ("INSERT INTO \"%s\" (%s) VALUES (%s)", table_name, names->str, values->str);
  fixture_write (library, sql);
}

void
fill_library (Library *library, guint64 seed, guint n_tunes)
{
  g_autoptr (ShedRandom) random = shed_random_new_seeded (seed);
  g_autoptr (GString) book = g_string_new (NULL);
  g_autoptr (ShedImportJob) job = NULL;
  guint id = (guint) (seed * 10000);
  guint repertoire = ++id, tag = ++id, set = ++id, list = ++id, event = ++id, media = ++id;

  for (guint i = 0; i < n_tunes; i++)
    {
      g_autofree char *abc = random_abc (random, i + 1);

      g_string_append (book, abc);
    }
  job = import_text (library, "Random", book->str);
  insert_row (library, random, "repertoire", repertoire,
              "\"scheduler\",\"retention_permille\",\"max_interval_days\",\"position\"", "'fsrs', 900, 365, 'a0'");
  insert_row (library, random, "tag", tag, NULL, NULL);
  insert_row (library, random, "tune_set", set, NULL, NULL);
  insert_row (library, random, "setlist", list, "\"day\"", "'2026-11-21'");
  insert_row (library, random, "goal", ++id, "\"ladder_minutes\"", "'[1440,4320]'");
  insert_row (library, random, "preference", ++id, "\"name\",\"value\"", "'queue.max', '10'");
  {
    g_autofree char *tune = fixture_ask (library, "SELECT id FROM tune ORDER BY id LIMIT 1");
    g_autofree char *other = fixture_ask (library, "SELECT id FROM tune ORDER BY id DESC LIMIT 1");
    struct { const char *table; guint id; const char *columns; char *values;
    } rows[] = {
      { "repertoire_tune", ++id, "\"repertoire_id\",\"tune_id\",\"stage\"",
        g_strdup_printf ("'%s', '%s', 'known'", test_id (repertoire), tune) },
      /* The void comes before the event it names when rows are sorted by id. */
      { "practice_event", event + 500,
        "\"repertoire_id\",\"tune_id\",\"kind\",\"rating\",\"answered_at\",\"time_zone\",\"practice_day\","
        "\"day_start_minutes\",\"interval_days\",\"due_at\"",
        g_strdup_printf ("'%s', '%s', 'rating', 3, 5000, 'Europe/Dublin', '2026-11-20', 240, 1, 99999",
                         test_id (repertoire), tune) },
      { "practice_event", event,
        "\"repertoire_id\",\"tune_id\",\"kind\",\"answered_at\",\"time_zone\",\"practice_day\",\"day_start_minutes\",\"voids\"",
        g_strdup_printf ("'%s', '%s', 'void', 6000, 'Europe/Dublin', '2026-11-20', 240, '%s'", test_id (repertoire),
                         tune, test_id (event + 500)) },
      { "queue_item", ++id, "\"repertoire_id\",\"tune_id\",\"practice_day\",\"bucket\",\"position\",\"added\"",
        g_strdup_printf ("'%s', '%s', '2026-11-21', 2, 'a1', 'hand'", test_id (repertoire), tune) },
      { "note", ++id, "\"tune_id\",\"repertoire_id\",\"position\"", g_strdup_printf ("'%s', NULL, 'a0'", tune) },
      { "reference", ++id, "\"tune_id\",\"url\",\"kind\",\"position\"",
        g_strdup_printf ("'%s', 'https://example.org/', 'video', 'a0'", tune) },
      { "tune_tag", ++id, "\"tune_id\",\"tag_id\"", g_strdup_printf ("'%s', '%s'", tune, test_id (tag)) },
      { "tune_set_item", ++id, "\"set_id\",\"tune_id\",\"position\",\"times_through\"",
        g_strdup_printf ("'%s', '%s', 'a0', 3", test_id (set), tune) },
      { "tune_set_item", ++id, "\"set_id\",\"tune_id\",\"position\"",
        g_strdup_printf ("'%s', '%s', 'a1'", test_id (set), other) },
      { "setlist_item", ++id, "\"setlist_id\",\"set_id\",\"tune_id\",\"text\",\"position\"",
        g_strdup_printf ("'%s', '%s', NULL, NULL, 'a0'", test_id (list), test_id (set)) },
      /* A thumbnail before the scan it belongs to. */
      { "media", media + 500, "\"tune_id\",\"parent_id\",\"kind\",\"sha256\",\"bytes\",\"type\",\"position\"",
        g_strdup_printf ("'%s', NULL, 'scan', '0000', 12, 'image/png', 'a0'", tune) },
      { "media", media, "\"tune_id\",\"parent_id\",\"kind\",\"sha256\",\"bytes\",\"type\",\"position\"",
        g_strdup_printf ("'%s', '%s', 'thumbnail', '0001', 5, 'image/png', 'a1'", tune, test_id (media + 500)) },
      { "media_marker", ++id, "\"media_id\",\"kind\",\"start_ms\",\"end_ms\",\"position\"",
        g_strdup_printf ("'%s', 'loop', 10, 20, 'a0'", test_id (media + 500)) },
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
      {
        insert_row (library, random, rows[i].table, rows[i].id, rows[i].columns, rows[i].values);
        g_free (rows[i].values);
      }
  }
}
