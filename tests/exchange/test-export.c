/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes out comes back: ABC to the same tunes, JSON to the same library, and nothing of a player's is lost or overwritten. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "exchange-fixture.h"
#include "shed-id.h"
#include "shed-outbox.h"
#include "shed-tables.h"

/* Libraries made at random; fewer under valgrind, where each costs fifty times as much. */
static guint
n_rounds (void)
{
  const char *slow = g_getenv ("WOODSHED_TEST_SLOW");

  return slow != NULL && g_ascii_strtoull (slow, NULL, 10) >= 50 ? 2 : 6;
}

static ShedRestoreResult
restore_text (Library *library, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  ShedRestoreResult result = { 0 };

  shed_restore_run_bytes (library->store, bytes, FALSE, &result, NULL, &error);
  g_assert_no_error (error);
  return result;
}

#define TUNE_FACTS                                                                                                     \
  "SELECT group_concat(facts, char(10)) FROM (SELECT id || '|' || title || '|' || coalesce(kind, '') || '|' ||"        \
  " coalesce(meter, '') || '|' || coalesce(unit, '') || '|' || coalesce(key, '') || '|' || coalesce(structure, '') ||" \
  " '|' || inferred || '|' || coalesce((SELECT group_concat(text, '/') FROM"                                           \
  " (SELECT text FROM tune_alias WHERE tune_id = tune.id ORDER BY text)), '') AS facts FROM tune ORDER BY id)"

static void
test_abc_reads_back_to_the_same_tunes (void)
{
  for (guint64 seed = 1; seed <= n_rounds (); seed++)
    {
      g_autoptr (Library) library = library_new ();
      g_autoptr (Library) other = library_new ();
      g_autofree char *text = NULL;
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      g_autofree char *n_tunes = NULL;
      g_autoptr (ShedImportJob) again = NULL;
      g_autoptr (ShedImportJob) elsewhere = NULL;
      g_autofree char *unchanged = NULL;

      fill_library (library, seed, 120);
      text = export_text (library, SHED_EXPORT_ABC);
      n_tunes = fixture_ask (library, "SELECT count(*) FROM tune");
      unchanged = g_strdup_printf ("0 %s 0", n_tunes);
      again = import_text (library, "Random", text);
      assert_counts (again, unchanged);

      elsewhere = import_text (other, "Random", text);
      before = fixture_ask (library, TUNE_FACTS);
      after = fixture_ask (other, TUNE_FACTS);
      assert_same (after, before);
    }
}

#define TUNE_KEYS                                                                                                      \
  "SELECT group_concat(facts, char(10)) FROM (SELECT title || '|' || coalesce('key ' || key, 'no key') AS facts"       \
  " FROM tune ORDER BY title)"

/* No key, the key "none" and a key are three things, whatever the kept text said before and where there is no text. */
static void
test_abc_keeps_a_tune_without_a_key (void)
{
  for (guint64 seed = 61; seed < 61 + n_rounds (); seed++)
    {
      g_autoptr (Library) library = library_new ();
      g_autoptr (Library) other = library_new ();
      g_autoptr (Library) third = library_new ();
      g_autofree char *text = NULL;
      g_autofree char *second = NULL;
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      g_autofree char *facts = NULL;
      g_autofree char *again = NULL;
      g_autoptr (ShedImportJob) job = NULL;
      g_autoptr (ShedImportJob) more = NULL;

      fill_library (library, seed, 90);
      fixture_write (library, "UPDATE tune SET key = CASE substr(title, -1) WHEN '1' THEN NULL WHEN '2' THEN 'none'"
                              " WHEN '3' THEN 'G' WHEN '4' THEN NULL ELSE key END, abc = iif(title LIKE '%4', NULL, abc)");
      fixture_assert_answer (library, "SELECT count(*) > 18 FROM tune WHERE key IS NULL", "1");
      text = export_text (library, SHED_EXPORT_ABC);
      job = import_text (other, "Random", text);
      assert_counts (job, "90 0 0");
      before = fixture_ask (library, TUNE_KEYS);
      after = fixture_ask (other, TUNE_KEYS);
      assert_same (after, before);
      /* And from there on nothing moves any more. */
      second = export_text (other, SHED_EXPORT_ABC);
      more = import_text (third, "Random", second);
      facts = fixture_ask (other, TUNE_FACTS);
      again = fixture_ask (third, TUNE_FACTS);
      assert_same (again, facts);
    }
}

static void
test_abc_has_the_edited_facts (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (Library) other = library_new ();
  g_autoptr (ShedImportJob) job = import_text (library, "B",
    "X:1\nT:The Kesh\nT:Old Name\nR:jig\nC:Nobody\nM:6/8\nL:1/8\nK:G\n|:G3 GAB|A3 ABd:|\n");
  g_autofree char *text = NULL;
  g_autoptr (ShedImportJob) back = NULL;

  fixture_write (library, "UPDATE tune SET title = 'Kesh Jig', kind = 'slide', composer = NULL, key = 'A', region = 'Ireland';"
                          "DELETE FROM tune_alias");
  fixture_write (
    library,
    "INSERT INTO tune_alias (id, created_at, tune_id, text) SELECT '00000000-0000-4000-8000-0000000000aa', 1, id,"
    " 'Kincora' FROM tune");
  text = export_text (library, SHED_EXPORT_ABC);
  back = import_text (other, "B", text);
  assert_counts (back, "1 0 0");
  fixture_assert_answer (
    other, "SELECT title || '/' || kind || '/' || key || '/' || region || '/' || (composer IS NULL) FROM tune",
    "Kesh Jig/slide/A/Ireland/1");
  fixture_assert_answer (other, "SELECT group_concat(text) FROM tune_alias", "Kincora");
}

static void
test_tune_without_abc_goes_out_and_back (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (Library) other = library_new ();
  g_autofree char *book = sql_book (1, "Mine", "own");
  g_autofree char *tune = sql_tune (2, 1, "Only a name");
  g_autofree char *text = NULL;
  g_autoptr (ShedImportJob) back = NULL;

  fixture_write (library, book);
  fixture_write (library, tune);
  text = export_text (library, SHED_EXPORT_ABC);
  back = import_text (other, "Mine", text);
  assert_counts (back, "1 0 0");
  fixture_assert_answer (other, "SELECT title FROM tune", "Only a name");
}

static void
test_tune_without_a_title_stays_the_same_tune (void)
{
  static const char book[] = "X:1\nT:One\nK:D\nDEFG|\n\nX:41\nK:G\nGABc|\n\nX:7\nM:3/4\nK:A\nABc|\n";
  g_autoptr (Library) library = library_new ();
  g_autoptr (Library) other = library_new ();
  g_autoptr (ShedImportJob) job = import_text (library, "Mine", book);
  g_autofree char *text = export_text (library, SHED_EXPORT_ABC);
  g_autoptr (ShedImportJob) again = import_text (library, "Mine", text);
  g_autoptr (ShedImportJob) elsewhere = import_text (other, "Mine", text);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *renamed = NULL;

  assert_counts (job, "3 0 0");
  assert_counts (again, "0 3 0");
  assert_counts (elsewhere, "3 0 0");
  before = fixture_ask (library, TUNE_FACTS);
  after = fixture_ask (other, TUNE_FACTS);
  assert_same (after, before);
  fixture_assert_answer (other, "SELECT group_concat(title, ', ') FROM (SELECT title FROM tune ORDER BY title)",
                         "One, Untitled 41, Untitled 7");
  /* A name that a person gave goes out. */
  fixture_write (library, "UPDATE tune SET title = 'Untitled 8', inferred = '[]' WHERE title = 'Untitled 7'");
  renamed = export_text (library, SHED_EXPORT_ABC);
  g_assert_nonnull (strstr (renamed, "\nT:Untitled 8\n"));
}

static void
test_chosen_tunes_only (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (ShedImportJob) job = NULL;
  g_autofree char *first = NULL;
  g_autofree char *abc = NULL;
  g_autoptr (GError) error = NULL;
  const char *ids[3] = { NULL, test_id (99), NULL };

  fill_library (library, 3, 20);
  first = fixture_ask (library, "SELECT id FROM tune ORDER BY id LIMIT 1");
  ids[0] = first;
  abc = shed_export_dup_abc (library->store, ids, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (abc, "X:1\n"));
  g_assert_null (strstr (abc, "X:2\n"));
}

static void
test_csv_reads_back_with_ids (void)
{
  for (guint64 seed = 11; seed < 11 + n_rounds (); seed++)
    {
      g_autoptr (Library) library = library_new ();
      g_autoptr (Library) other = library_new ();
      g_autofree char *text = NULL;
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      g_autoptr (ShedImportJob) again = NULL;
      g_autoptr (ShedImportJob) elsewhere = NULL;

      fill_library (library, seed, 60);
      text = export_text (library, SHED_EXPORT_CSV);
      again = import_text (library, "Random", text);
      g_assert_cmpuint (shed_import_job_get_report (again)->taken, ==, 0);
      g_assert_cmpuint (shed_import_job_get_report (again)->refused, ==, 0);
      elsewhere = import_text (other, "Random", text);
      before = fixture_ask (library, TUNE_FACTS);
      after = fixture_ask (other, TUNE_FACTS);
      assert_same (after, before);
    }
}

static void
test_csv_is_rfc_4180 (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (ShedImportJob) job = import_text (library, "B", "X:1\nT:Say \"hi\", Joe\nM:4/4\nK:D\nd4 e4|\n");
  g_autofree char *id = fixture_ask (library, "SELECT id FROM tune");
  g_autofree char *text = export_text (library, SHED_EXPORT_CSV);
  g_autofree char *start = g_strdup_printf ("\r\n%s,\"Say \"\"hi\"\", Joe\",", id);

  g_assert_true (g_str_has_prefix (text, "id,title,composer,kind,"));
  g_assert_nonnull (strstr (text, start));
  g_assert_true (g_str_has_suffix (text, "\"\r\n"));
}

static void
test_backup_restores_the_same_library (void)
{
  for (guint64 seed = 21; seed < 21 + n_rounds (); seed++)
    {
      g_autoptr (Library) library = library_new ();
      g_autoptr (Library) empty = library_new ();
      g_autofree char *backup = NULL;
      g_autofree char *second = NULL;
      g_autofree char *third = NULL;
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      ShedRestoreResult result, again;

      fill_library (library, seed, 80);
      before = dump (library);
      backup = export_text (library, SHED_EXPORT_JSON);
      result = restore_text (empty, backup);
      after = dump (empty);
      assert_same (after, before);
      g_assert_cmpuint (result.inserted, >, 80);
      g_assert_cmpuint (result.equal + result.kept + result.refused, ==, 0);

      again = restore_text (empty, backup);
      g_assert_cmpuint (again.equal, ==, result.inserted);
      g_assert_cmpuint (again.inserted + again.kept + again.refused, ==, 0);

      second = backup_text (library);
      third = backup_text (empty);
      assert_same (third, second);
    }
}

static void
test_backup_is_what_it_says (void)
{
  g_autoptr (Library) library = library_new ();
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GList) names = NULL;
  JsonObject *document, *in_tables;
  guint n_tables;
  const ShedTable *tables = shed_tables_get (&n_tables);
  GList *name;

  fill_library (library, 5, 30);
  text = export_text (library, SHED_EXPORT_JSON);
  root = json_from_string (text, &error);
  g_assert_no_error (error);
  document = json_node_get_object (root);
  g_assert_cmpint (json_object_get_int_member (document, "woodshed"), ==, 1);
  g_assert_nonnull (json_object_get_string_member (document, "made"));
  in_tables = json_object_get_object_member (document, "tables");
  names = json_object_get_members (in_tables);
  name = names;
  for (guint t = 0; t < n_tables; t++, name = name->next)
    {
      JsonArray *rows = json_object_get_array_member (in_tables, tables[t].name);
      const char *last_id = "";

      g_assert_cmpstr (name->data, ==, tables[t].name); /* parents first */
      for (guint i = 0; i < json_array_get_length (rows); i++)
        {
          JsonObject *row = json_array_get_object_element (rows, i);

          g_assert_cmpuint (json_object_get_size (row), ==, tables[t].n_columns + 2);
          g_assert_cmpstr (json_object_get_string_member (row, "id"), >, last_id);
          last_id = json_object_get_string_member (row, "id");
        }
    }
}

static void
test_restore_keeps_what_differs (void)
{
  g_autoptr (Library) library = library_new ();
  g_autofree char *backup = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  ShedRestoreResult result;

  fill_library (library, 31, 40);
  backup = export_text (library, SHED_EXPORT_JSON);
  fixture_write (library, "UPDATE tune SET title = 'Mine now' WHERE id = (SELECT min(id) FROM tune)");
  fixture_write (library, "UPDATE repertoire SET name = 'Another name'");
  fixture_write (library, "DELETE FROM note");
  before = dump (library);
  result = restore_text (library, backup);
  after = dump (library);
  g_assert_cmpuint (result.kept, ==, 2);
  g_assert_cmpuint (result.inserted, ==, 1);
  g_assert_nonnull (strstr (after, "Mine now"));
  undo (library, result.journal);
  g_free (after);
  after = dump (library);
  assert_same (after, before);
}

/* A backup that another program laid out anew is the same backup. */
static void
test_restore_knows_json_by_its_value (void)
{
  g_autoptr (Library) library = library_new ();
  g_autofree char *backup = NULL;
  ShedRestoreResult result;

  fill_library (library, 31, 10);
  fixture_write (library, "UPDATE tune SET inferred = '[\"kind\",\"structure\"]'");
  fixture_write (library, "INSERT INTO preference (id, created_at, name, value) VALUES"
                          " ('00000000-0000-4000-8000-00000000abcd', 1, 'x.object', '{\"a\":1,\"b\":[1,2]}')");
  backup = export_text (library, SHED_EXPORT_JSON);
  fixture_write (library, "UPDATE tune SET inferred = '[ \"kind\", \"structure\" ]'");
  fixture_write (library, "UPDATE preference SET value = '{ \"b\": [1, 2], \"a\": 1 }' WHERE name = 'x.object'");
  result = restore_text (library, backup);
  g_assert_cmpuint (result.kept, ==, 0);
  g_assert_cmpuint (result.inserted, ==, 0);
  g_assert_cmpuint (result.equal, >, 10);
  fixture_write (library, "UPDATE preference SET value = '{\"b\":[2,1],\"a\":1}' WHERE name = 'x.object'");
  result = restore_text (library, backup);
  g_assert_cmpuint (result.kept, ==, 1);
}

static void
test_restore_into_another_library (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (Library) other = library_new ();
  g_autofree char *backup = NULL;
  g_autofree char *n_before = NULL;
  ShedRestoreResult result;

  fill_library (library, 41, 30);
  fill_library (other, 42, 30);
  backup = export_text (library, SHED_EXPORT_JSON);
  result = restore_text (other, backup);
  /* Both have the book, which has the id of its title; everything else is new. */
  g_assert_cmpuint (result.equal + result.kept, ==, 1);
  g_assert_cmpuint (result.refused, ==, 0);
  fixture_assert_answer (other, "SELECT count(*) FROM repertoire", "2");
}

static void
test_restore_from_an_older_backup (void)
{
  g_autoptr (Library) library = library_new ();
  ShedRestoreResult result = restore_text (
    library,
    "{\"made\":\"2025\",\"woodshed\":1,\"extra\":[1,{}],\"tables\":{\"unknown\":[{\"id\":5}],"
    "\"book\":[{\"id\":\"00000000-0000-4000-8000-000000000001\",\"title\":\"B\",\"origin\":\"own\",\"position\":\"a0\","
    "\"future\":[]}],"
    "\"tune\":[{\"id\":\"00000000-0000-4000-8000-000000000002\",\"book_id\":\"00000000-0000-4000-8000-000000000001\","
    "\"title\":\"T\"}]}}");

  g_assert_cmpuint (result.inserted, ==, 2);
  fixture_assert_answer (library, "SELECT local_only || inferred FROM book, tune", "0[]");
}

typedef struct { const char *name, *rows; guint inserted, refused; } RowCase;

#define BOOK "\"book\":[{\"id\":\"00000000-0000-4000-8000-000000000001\",\"title\":\"B\",\"origin\":\"own\",\"position\":\"a0\"}]"
#define TUNE_HEAD "{\"id\":\"00000000-0000-4000-8000-000000000002\",\"book_id\":\"00000000-0000-4000-8000-000000000001\""

static const RowCase row_cases[] = {
  { "no-parent", "\"tune\":[" TUNE_HEAD ",\"title\":\"T\"}]", 0, 1 },
  { "no-title", BOOK ",\"tune\":[" TUNE_HEAD "}]", 1, 1 },
  { "title-is-a-number", BOOK ",\"tune\":[" TUNE_HEAD ",\"title\":5}]", 1, 1 },
  { "year-is-a-text", BOOK ",\"tune\":[" TUNE_HEAD ",\"title\":\"T\",\"year\":\"1900\"}]", 1, 1 },
  { "year-out-of-bounds", BOOK ",\"tune\":[" TUNE_HEAD ",\"title\":\"T\",\"year\":99999}]", 1, 1 },
  { "no-id", BOOK ",\"tune\":[{\"title\":\"T\"}]", 1, 1 },
  { "odd-id", BOOK ",\"tune\":[{\"id\":\"x'; DROP TABLE tune\",\"title\":\"T\"}]", 1, 1 },
  { "control-characters-are-taken-out",
    BOOK ",\"tune\":[" TUNE_HEAD ",\"title\":\"T\\u0001\\u0000\\u001b\",\"merged\":[\"\\u0007\"]}]", 2, 0 },
  { "two-of-one-id", BOOK ",\"tune\":[" TUNE_HEAD ",\"title\":\"T\"}," TUNE_HEAD ",\"title\":\"U\"}]", 2, 0 },
  { "own-parent",
    BOOK
    ",\"tune\":[" TUNE_HEAD ",\"title\":\"T\"}],\"media\":[{\"id\":\"00000000-0000-4000-8000-000000000003\","
    "\"tune_id\":\"00000000-0000-4000-8000-000000000002\",\"parent_id\":\"00000000-0000-4000-8000-000000000003\","
    "\"kind\":\"scan\",\"sha256\":\"0\",\"bytes\":1,\"type\":\"image/png\",\"position\":\"a0\"}]",
    2, 1 },
};

static void
test_row_that_cannot_be (gconstpointer data)
{
  const RowCase *the_case = data;
  g_autoptr (Library) library = library_new ();
  g_autofree char *text = g_strdup_printf ("{\"woodshed\":1,\"tables\":{%s}}", the_case->rows);
  ShedRestoreResult result = restore_text (library, text);

  g_assert_cmpuint (result.inserted, ==, the_case->inserted);
  g_assert_cmpuint (result.refused, ==, the_case->refused);
}

static void
test_wrong_brackets_bring_nothing (void)
{
  static const char text[] = "{\"woodshed\":1,\"tables\":{\"book\":[{\"id\":\"x\"}},\"tune\":[]}}";
  g_autoptr (Library) library = library_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;

  g_assert_false (shed_restore_run_bytes (library->store, bytes, FALSE, NULL, NULL, &error));
  g_assert_error (error, SHED_EXCHANGE_ERROR, SHED_EXCHANGE_ERROR_DAMAGED);
}

static void
test_cut_backup_brings_nothing (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (Library) empty = library_new ();
  g_autofree char *backup = NULL;
  g_autofree char *nothing = dump (empty);
  g_autofree char *after = NULL;
  gsize length;

  fill_library (library, 51, 5);
  backup = export_text (library, SHED_EXPORT_JSON);
  length = strlen (backup);
  for (gsize n = 1; n + 3 < length; n += 97)
    {
      g_autoptr (GBytes) cut = g_bytes_new (backup, n);
      g_autoptr (GError) error = NULL;

      g_assert_false (shed_restore_run_bytes (empty->store, cut, FALSE, NULL, NULL, &error));
      g_assert_error (error, SHED_EXCHANGE_ERROR, SHED_EXCHANGE_ERROR_DAMAGED);
    }
  after = dump (empty);
  assert_same (after, nothing);
}

static void
test_import_takes_a_backup (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (Library) other = library_new ();
  g_autofree char *backup = NULL;
  g_autoptr (ShedImportJob) dry = shed_import_job_new (other->store);
  g_autoptr (ShedImportJob) job = NULL;
  g_autoptr (ShedImportJob) again = NULL;
  g_autoptr (ShedCommand) command = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  fill_library (library, 61, 25);
  backup = export_text (library, SHED_EXPORT_JSON);
  bytes = g_bytes_new (backup, strlen (backup));
  shed_import_job_add_text (dry, "backup.json", bytes);
  shed_import_job_set_dry_run (dry, TRUE);
  g_assert_true (shed_import_job_run (dry, NULL, &error));
  assert_counts (dry, "25 0 0");
  fixture_assert_answer (other, "SELECT count(*) FROM tune", "0");
  job = import_text (other, NULL, backup);
  assert_counts (job, "25 0 0");
  command = shed_import_job_make_command (job);
  g_assert_cmpint (shed_command_get_kind (command), ==, SHED_COMMAND_RESTORE);
  again = import_text (other, NULL, backup);
  assert_counts (again, "0 25 0");
}

/* With an account every restored row waits to be sent, in groups that fit. */
static void
test_restore_fills_the_outbox (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (Library) other = library_new ();
  g_autofree char *backup = NULL;
  ShedRestoreResult result;

  fill_library (library, 71, 900);
  backup = export_text (library, SHED_EXPORT_JSON);
  fixture_write (other, "INSERT INTO meta (name, value) VALUES ('space', '00000000-0000-4000-8000-0000000000ff')");
  result = restore_text (other, backup);
  g_assert_cmpint (fixture_ask_int (other, "SELECT count(*) FROM outbox_op"), ==, result.inserted);
  g_assert_cmpint (fixture_ask_int (other, "SELECT count(*) FROM outbox"), >=, 2);
  fixture_assert_answer (other, "SELECT count(DISTINCT batch) FROM outbox", "1");
}

static void
test_import_fills_the_outbox (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (GString) book = g_string_new (NULL);
  g_autofree char *long_line = g_strnfill (60000, 'g');
  g_autoptr (ShedImportJob) job = NULL;

  fixture_write (library, "INSERT INTO meta (name, value) VALUES ('space', '00000000-0000-4000-8000-0000000000ff')");
  for (guint i = 0; i < 900; i++)
    g_string_append_printf (book, "X:%u\nT:Tune %u\nT:Alias %u\nM:6/8\nK:G\nG3 GAB|\n\n", i, i, i);
  /* Texts so long that few fit into a group. */
  for (guint i = 0; i < 20; i++)
    g_string_append_printf (book, "X:%u\nT:Long %u\nM:6/8\nK:G\n%.*s|\n\n", i + 1000, i, 60000, long_line);
  job = import_text (library, "Session", book->str);
  assert_counts (job, "920 0 0");
  g_assert_cmpint (fixture_ask_int (library, "SELECT count(*) FROM outbox_op"), ==, 900 * 2 + 20 + 1);
  fixture_assert_answer (library, "SELECT count(DISTINCT batch) FROM outbox", "1");
}

static void
test_local_only_stays_out_of_the_outbox (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (ShedImportJob) job = shed_import_job_new (library->store);
  static const char abc[] = "X:1\nT:A\nT:B\nM:6/8\nK:G\nG3 GAB|\n";
  g_autoptr (GBytes) text = g_bytes_new_static (abc, strlen (abc));
  g_autoptr (GError) error = NULL;

  fixture_write (library, "INSERT INTO meta (name, value) VALUES ('space', '00000000-0000-4000-8000-0000000000ff')");
  shed_import_job_add_text (job, "Large", text);
  shed_import_job_set_local_only (job, TRUE);
  shed_import_job_run (job, NULL, &error);
  g_assert_no_error (error);
  fixture_assert_answer (library, "SELECT count(*) FROM outbox_op", "0");
}

static void
test_failed_export_keeps_the_old_file (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFile) nowhere = NULL;
  ShedExportOptions options = { SHED_EXPORT_JSON, NULL, NULL };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;

  fill_library (library, 81, 50);
  file = library_file (library, "backup.json");
  g_assert_true (g_file_set_contents (g_file_peek_path (file), "precious", -1, NULL));
  g_cancellable_cancel (cancellable);
  g_assert_false (shed_export_run (library->store, &options, file, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (g_file_get_contents (g_file_peek_path (file), &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "precious");
  g_clear_error (&error);
  nowhere = library_file (library, "no/such/folder/x.abc");
  g_assert_false (shed_export_run (library->store, &options, nowhere, NULL, NULL, &error));
  g_assert_error (error, SHED_EXCHANGE_ERROR, SHED_EXCHANGE_ERROR_NOT_WRITTEN);
}

static void
test_results_as_json (void)
{
  g_autoptr (Library) library = library_new ();
  g_autoptr (GFile) file = g_file_new_for_path ("/tmp/x.abc");
  ShedExportResult exported = { 2, { { "book", 1 }, { "tune", 3 } } };
  ShedRestoreResult restored = { .inserted = 1, .equal = 2, .kept = 3, .refused = 4 };
  g_autofree char *export_json = shed_export_result_to_json (&exported, file, SHED_EXPORT_ABC);
  g_autofree char *restore_json = shed_restore_result_to_json (&restored);

  g_assert_cmpstr (export_json, ==, "{\"file\":\"/tmp/x.abc\",\"format\":\"abc\",\"rows\":{\"book\":1,\"tune\":3}}");
  g_assert_cmpstr (restore_json, ==, "{\"inserted\":1,\"equal\":2,\"kept\":3,\"refused\":4}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/export/abc-reads-back-to-the-same-tunes", test_abc_reads_back_to_the_same_tunes);
  g_test_add_func ("/export/abc-keeps-a-tune-without-a-key", test_abc_keeps_a_tune_without_a_key);
  g_test_add_func ("/export/abc-has-the-edited-facts", test_abc_has_the_edited_facts);
  g_test_add_func ("/export/tune-without-abc-goes-out-and-back", test_tune_without_abc_goes_out_and_back);
  g_test_add_func ("/export/chosen-tunes-only", test_chosen_tunes_only);
  g_test_add_func ("/export/tune-without-a-title-stays-the-same-tune", test_tune_without_a_title_stays_the_same_tune);
  g_test_add_func ("/export/csv-reads-back-with-ids", test_csv_reads_back_with_ids);
  g_test_add_func ("/export/csv-is-rfc-4180", test_csv_is_rfc_4180);
  g_test_add_func ("/export/failed-export-keeps-the-old-file", test_failed_export_keeps_the_old_file);
  g_test_add_func ("/export/results-as-json", test_results_as_json);
  g_test_add_func ("/backup/restores-the-same-library", test_backup_restores_the_same_library);
  g_test_add_func ("/backup/is-what-it-says", test_backup_is_what_it_says);
  g_test_add_func ("/restore/keeps-what-differs", test_restore_keeps_what_differs);
  g_test_add_func ("/restore/json-is-known-by-its-value", test_restore_knows_json_by_its_value);
  g_test_add_func ("/restore/into-another-library", test_restore_into_another_library);
  g_test_add_func ("/restore/from-an-older-backup", test_restore_from_an_older_backup);
  for (guint i = 0; i < G_N_ELEMENTS (row_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/restore/row/", row_cases[i].name, NULL);

      g_test_add_data_func (path, &row_cases[i], test_row_that_cannot_be);
    }
  g_test_add_func ("/restore/cut-backup-brings-nothing", test_cut_backup_brings_nothing);
  g_test_add_func ("/restore/wrong-brackets-bring-nothing", test_wrong_brackets_bring_nothing);
  g_test_add_func ("/restore/fills-the-outbox", test_restore_fills_the_outbox);
  g_test_add_func ("/import/takes-a-backup", test_import_takes_a_backup);
  g_test_add_func ("/import/fills-the-outbox", test_import_fills_the_outbox);
  g_test_add_func ("/import/local-only-stays-out-of-the-outbox", test_local_only_stays_out_of_the_outbox);
  return g_test_run ();
}
