/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Undo is an exact inverse of every command, redo of every undo, over libraries made at random; whatever is written
 * stays sound and fits the outbox. A constructor that is missing from the list of makers fails a test. */
#include <string.h>

#include "command-makers.h"

#define STEPS 130

/* Under valgrind a step costs fifty times as much, and every command has its turn once: no chance, and no second turn but for
 * one that found nothing to do. */
static gboolean
is_short (void)
{
  const char *slow = g_getenv ("WOODSHED_TEST_SLOW");

  return slow != NULL && g_ascii_strtoull (slow, NULL, 10) >= 50;
}

static void
test_no_constructor_is_missing_here (void)
{
  g_autofree char *text = NULL;
  g_autoptr(GRegex) regex = g_regex_new ("^ShedCommand +\\*shed_command_(\\w+)", G_REGEX_MULTILINE, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (g_getenv ("WOODSHED_COMMAND_HEADER"), &text, NULL, NULL));
  for (g_regex_match (regex, text, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *name = g_match_info_fetch (match, 1);
      gboolean found = strcmp (name, "ref") == 0 || strcmp (name, "new") == 0;

      for (guint i = 0; i < model_n_makers && !found; i++)
        found = strcmp (model_makers[i].name, name) == 0;
      g_test_message ("%s", name);
      g_assert_true (found);
      n++;
    }
  g_assert_cmpuint (n, >=, model_n_makers);
}

/* Rows of the tables that no command of today makes, so that what hangs on a tune is all there. */
static void
furnish (Fixture *f)
{
  g_autofree char *book = NULL;
  g_autofree char *repertoire = model_run_for_id (f, shed_command_repertoire_new ("Fiddle", "fiddle"));
  g_auto(GStrv) local = model_new_local_book (f, "Kept here", 3, &book);
  g_autofree char *import = sql_book (77, "Imported", "import");
  g_autoptr(GString) sql = g_string_new (import);

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *title = g_strdup_printf ("Imported %u", i);
      g_autofree char *tune = sql_tune (100 + i, 77, title);
      g_autofree char *set = g_strdup (test_id (200 + i));
      g_autofree char *id = g_strdup (test_id (100 + i));
      g_autofree char *media = g_strdup (test_id (300 + i));

      g_string_append (sql, tune);
      g_string_append_printf (sql, "INSERT INTO tune_set (id, created_at, name) VALUES ('%s', 1, 'Set');", set);
      g_string_append_printf (
        sql, "INSERT INTO tune_set_item (id, created_at, set_id, tune_id, position) VALUES ('%s', 1, '%s', '%s', 'a');",
        test_id (210 + i), set, id);
      g_string_append_printf (sql, "INSERT INTO setlist (id, created_at, name) VALUES ('%s', 1, 'List');", test_id (220 + i));
      g_string_append_printf (sql, "INSERT INTO setlist_item (id, created_at, setlist_id, tune_id, position) VALUES ('%s', 1,",
                              test_id (230 + i));
      g_string_append_printf (sql, " '%s', '%s', 'a');", test_id (220 + i), id);
      g_string_append_printf (
        sql,
        "INSERT INTO reference (id, created_at, tune_id, url, position) VALUES ('%s', 1, '%s', 'https://a.example', 'a');",
        test_id (240 + i), id);
      g_string_append_printf (sql, "INSERT INTO media (id, created_at, tune_id, kind, sha256, bytes, type, position)"
                              " VALUES ('%s', 1, '%s', 'recording', 'x', 1, 'audio/ogg', 'a');", media, id);
      g_string_append_printf (sql, "INSERT INTO media (id, created_at, tune_id, parent_id, kind, sha256, bytes, type, position)"
                              " VALUES ('%s', 1, '%s', '%s', 'cover', 'y', 1, 'image/png', 'a');", test_id (310 + i), id, media);
      g_string_append_printf (sql, "INSERT INTO media_marker (id, created_at, media_id, kind, start_ms, position)"
                              " VALUES ('%s', 1, '%s', 'marker', 5, 'a');", test_id (320 + i), media);
    }
  fixture_write (f, sql->str);
  model_run (f, shed_command_add_tunes (repertoire, (const char * const *) local, SHED_ADD_LEARNING, 0, 0));
  for (guint i = 0; i < 4; i++)
    model_run (f, shed_command_add_tunes (repertoire, STRV (test_id (100 + i)), SHED_ADD_KNOWN, 0, 0));
}

static void
revert (Fixture *f, gint64 journal, gint64 revert_journal)
{
  g_autoptr(GError) error = NULL;
  guint n_left = 99;

  shed_store_revert (f->store, journal, revert_journal, &n_left, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_left, ==, 0);
}

static void
assert_same_dump (const char *name, const char *what, const char *expected, const char *got)
{
  g_auto(GStrv) a = NULL;
  g_auto(GStrv) b = NULL;

  if (strcmp (expected, got) == 0)
    return;
  a = g_strsplit (expected, "\n", -1);
  b = g_strsplit (got, "\n", -1);
  for (guint i = 0; a[i] != NULL; i++)
    if (!g_strv_contains ((const char * const *) b, a[i]))
      g_test_message ("lost: %s", a[i]);
  for (guint i = 0; b[i] != NULL; i++)
    if (!g_strv_contains ((const char * const *) a, b[i]))
      g_test_message ("too much: %s", b[i]);
  g_error ("%s: %s is not exact", name, what);
}

static void
run_every_command (gboolean with_account)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree guint *ran = g_new0 (guint, model_n_makers);
  guint n_never = 0;

  if (with_account)
    model_add_account (f);
  furnish (f);
  for (guint step = 0; step < STEPS; step++)
    {
      /* Every command has its turn; those that destroy much come less often. */
      guint i = step < model_n_makers || is_short () ? step % model_n_makers : (guint) g_test_rand_int_range (0, model_n_makers);
      g_autofree char *before = NULL, *after = NULL, *undone = NULL, *redone = NULL, *again = NULL;
      gint64 journals[4];
      ShedCommand *command;

      if (is_short () && ran[i] > 0)
        continue;
      shed_clock_set (f->clock, FIXTURE_NOW + step * G_GINT64_CONSTANT (7200000), NULL);
      command = model_makers[i].make (f);
      if (command == NULL)
        continue;
      for (guint k = 0; k < G_N_ELEMENTS (journals); k++)
        journals[k] = shed_store_new_journal (f->store);
      before = model_dump (f);
      model_run_journalled (f, command, journals[0]);
      after = model_dump (f);
      ran[i] += strcmp (before, after) != 0;
      model_assert_sound (f);
      revert (f, journals[0], journals[1]);
      undone = model_dump (f);
      assert_same_dump (model_makers[i].name, "undo", before, undone);
      model_assert_sound (f);
      revert (f, journals[1], journals[2]);
      redone = model_dump (f);
      assert_same_dump (model_makers[i].name, "redo", after, redone);
      model_assert_sound (f);
      revert (f, journals[2], journals[3]);
      again = model_dump (f);
      assert_same_dump (model_makers[i].name, "second undo", before, again);
      model_assert_sound (f);
      /* On the first round nothing is left destroyed, so that every command finds something to do. */
      if (step < model_n_makers ? strstr (model_makers[i].name, "delete") == NULL : g_test_rand_int_range (0, 3) > 0)
        {
          revert (f, journals[3], 0);
          model_assert_sound (f);
        }
    }
  /* A story in which most commands find nothing to do would prove nothing. */
  for (guint i = 0; i < model_n_makers; i++)
    n_never += ran[i] == 0;
  g_assert_cmpuint (n_never, <=, 6);
}

static void
test_undo_is_an_exact_inverse (void)
{
  run_every_command (FALSE);
}

static void
test_undo_is_an_exact_inverse_with_an_account (void)
{
  run_every_command (TRUE);
}

static guint
fill_book (Fixture *f, guint book, guint n)
{
  g_autofree char *first = sql_book (book, "Many", "import");
  g_autoptr(GString) sql = g_string_new (first);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *title = g_strdup_printf ("Tune %04u", i);
      g_autofree char *tune = sql_tune (1000 + i, book, title);

      g_string_append (sql, tune);
      if (i % 200 == 199 || i == n - 1)
        {
          fixture_write (f, sql->str);
          g_string_truncate (sql, 0);
        }
    }
  return n;
}

static void
test_a_large_command_is_one_batch_and_one_undo (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *before = NULL, *undone = NULL;
  gint64 journal, revert_journal;

  model_add_account (f);
  fill_book (f, 5, 1300);
  before = model_dump (f);
  journal = shed_store_new_journal (f->store);
  revert_journal = shed_store_new_journal (f->store);
  g_assert_cmpuint (model_run_journalled (f, shed_command_book_delete (test_id (5), FALSE), journal), ==, 1300);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM tune"), ==, 0);
  model_assert_sound (f);
  revert (f, journal, revert_journal);
  undone = model_dump (f);
  assert_same_dump ("book_delete", "undo", before, undone);
  model_assert_sound (f);
}

static void
test_large_texts_are_split_by_size (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *abc = g_strnfill (90 * 1024, 'a');
  g_autofree char *repertoire = NULL;
  g_autofree char *book = NULL;
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) ids = NULL;

  model_add_account (f);
  repertoire = model_run_for_id (f, shed_command_repertoire_new ("R", NULL));
  book = model_run_for_id (f, shed_command_book_new ("Local", TRUE));
  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *id = model_run_for_id (f, shed_command_tune_new (book, STRV ("title", "abc"), STRV ("Long", abc), NULL));

      g_strv_builder_add (builder, id);
    }
  ids = g_strv_builder_end (builder);
  g_assert_cmpuint (
    model_run (f, shed_command_add_tunes (repertoire, (const char *const *)ids, SHED_ADD_LEARNING, 0, 0)), ==, 12);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM outbox"), >, 3);
  model_assert_sound (f);
  model_run (f, shed_command_book_set_local_only (book, FALSE));
  model_assert_sound (f);
}

static void
test_undo_of_a_submit_leaves_what_was_rated_and_staged_since (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_new_repertoire (f);
  g_autofree char *a = model_new_tune (f, "A");
  g_autofree char *b = model_new_tune (f, "B");
  gint64 journal = shed_store_new_journal (f->store), redo = shed_store_new_journal (f->store);
  g_autoptr(GError) error = NULL;
  guint n_left;

  model_run (f, shed_command_add_tunes (repertoire, STRV (a, b), SHED_ADD_LEARNING, 0, 0));
  model_stage (f, repertoire, a, 3);
  model_run_journalled (f, shed_command_submit (repertoire, model_today (f)), journal);
  model_run (f, shed_command_rate (repertoire, b, &model_good, 0));
  model_stage (f, repertoire, a, 1); /* the player thought again before undoing */
  g_assert_true (shed_store_revert (f->store, journal, redo, &n_left, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_left, ==, 1);
  fixture_assert_answer (
    f,
    "SELECT group_concat(tune.title) FROM practice_event JOIN tune ON tune.id = tune_id WHERE practice_event.kind ="
    " 'rating' AND practice_event.id NOT IN (SELECT event_id FROM event_voided)",
    "B");
  fixture_assert_answer (f, "SELECT group_concat(rating) FROM staged_rating", "1");
  model_assert_sound (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/undo/no-constructor-is-missing-here", test_no_constructor_is_missing_here);
  g_test_add_func ("/undo/is-an-exact-inverse-of-every-command", test_undo_is_an_exact_inverse);
  g_test_add_func ("/undo/is-an-exact-inverse-with-an-account", test_undo_is_an_exact_inverse_with_an_account);
  g_test_add_func ("/undo/a-large-command-is-one-batch-and-one-undo", test_a_large_command_is_one_batch_and_one_undo);
  g_test_add_func ("/undo/large-texts-are-split-by-size", test_large_texts_are_split_by_size);
  g_test_add_func ("/undo/of-a-submit-leaves-what-was-rated-and-staged-since",
                   test_undo_of_a_submit_leaves_what_was_rated_and_staged_since);
  return g_test_run ();
}
