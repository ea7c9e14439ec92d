/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What commands do to tunes, books, repertoires and preferences, told as stories: what is written, what is refused, and what
 * stays. */
#include "model-fixture.h"
#include "shed-command-private.h"
#include "shed-id.h"
#include "shed-preferences.h"

static void
test_new_tune_makes_my_tunes (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *id = model_run_for_id (f, shed_command_tune_new (NULL, STRV ("title", "kind", "tempo_bpm"),
                                                                    STRV ("  The Silver  Spear ", "reel", "112"),
                                                                    STRV ("An tSleá Airgid", " ", "The Silver Spear")));
  g_autofree char *sql =
    g_strdup_printf ("SELECT tune.title || '|' || kind || '|' || tempo_bpm || '|' || book.title || '|' || origin"
                     " FROM tune JOIN book ON book.id = book_id WHERE tune.id = '%s'",
                     id);

  fixture_assert_answer (f, sql, "The Silver Spear|reel|112|My tunes|own");
  fixture_assert_answer (f, "SELECT group_concat(text) FROM tune_alias", "An tSleá Airgid");
}

static void
test_values_that_do_not_fit_are_refused_by_name (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *long_title = g_strnfill (501, 'x');
  g_autofree char *long_abc = g_strnfill (96 * 1024 + 1, 'x');

  model_assert_invalid (f, shed_command_tune_new (NULL, STRV ("title"), STRV ("   "), NULL), "title");
  model_assert_invalid (f, shed_command_tune_new (NULL, STRV ("kind"), STRV ("reel"), NULL), "title");
  model_assert_invalid (f, shed_command_tune_new (NULL, STRV ("title"), STRV (long_title), NULL), "title");
  model_assert_invalid (f, shed_command_tune_new (NULL, STRV ("title", "tempo_bpm"), STRV ("A", "fast"), NULL), "tempo_bpm");
  model_assert_invalid (f, shed_command_tune_new (NULL, STRV ("title", "abc"), STRV ("A", long_abc), NULL), "abc");
  model_assert_invalid (f, shed_command_tune_new (NULL, STRV ("title", "merged"), STRV ("A", "[]"), NULL), "merged");
  model_assert_invalid (f, shed_command_tune_new (NULL, STRV ("title", "title"), STRV ("A", "B"), NULL), "title");
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM tune"), ==, 0);
}

static void
test_edit_ends_a_guess (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *id = model_run_for_id (f, shed_command_tune_new (NULL, STRV ("title", "kind", "structure", "inferred"),
                                                                    STRV ("A", "jig", "AABB", "[\"kind\",\"structure\"]"), NULL));

  model_run (f, shed_command_tune_set (id, STRV ("kind"), STRV ("jig")));
  fixture_assert_answer (f, "SELECT inferred FROM tune", "[\"structure\"]");
  model_run (f, shed_command_tune_set (id, STRV ("structure", "composer"), (const char * const[]) { NULL, "Ed Reavy" }));
  fixture_assert_answer (f, "SELECT inferred || coalesce(structure, '-') || composer FROM tune", "[]-Ed Reavy");
}

static void
count_cb (guint *n)
{
  (*n)++;
}

/* There is no moment at which neither spelling is in the library. */
static void
test_an_alias_is_spelt_anew_in_one_transaction (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *id = NULL;
  guint n = 0;

  model_add_account (f);
  id = model_run_for_id (f, shed_command_tune_new (NULL, STRV ("title"), STRV ("A"), STRV ("An tSlea Airgid")));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_signal_connect_swapped (f->store, "changed", G_CALLBACK (count_cb), &n);
  model_run (f, shed_command_tune_set_aliases (id, STRV ("An tSleá Airgid")));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n, ==, 1);
  for (guint i = 0; i < 4; i++) /* to and fro, which takes the ids in turn */
    {
      const char *text = i % 2 == 0 ? "AN TSLEA AIRGID" : "An tSleá Airgid";

      g_assert_cmpuint (model_run (f, shed_command_tune_set_aliases (id, STRV (text))), ==, 1);
      fixture_assert_answer (f, "SELECT group_concat(text, '|') FROM tune_alias", text);
      g_assert_cmpuint (model_run (f, shed_command_tune_set_aliases (id, STRV (text))), ==, 0);
      model_assert_sound (f);
    }
}

static void
respell (Fixture *f)
{
  g_autofree char *id =
    model_run_for_id (f, shed_command_tune_new (NULL, STRV ("title"), STRV ("A"), STRV ("An tSlea Airgid", "B")));
  gint64 journal = shed_store_new_journal (f->store);
  guint n_left;

  model_run_journalled (f, shed_command_tune_set_aliases (id, STRV ("B", "An tSleá Airgid")), journal);
  fixture_assert_answer (f, "SELECT group_concat(text) FROM (SELECT text FROM tune_alias ORDER BY text)", "An tSleá Airgid,B");
  model_assert_sound (f);
  g_assert_true (shed_store_revert (f->store, journal, 0, &n_left, NULL));
  fixture_assert_answer (f, "SELECT group_concat(text) FROM (SELECT text FROM tune_alias ORDER BY text)", "An tSlea Airgid,B");
  model_assert_sound (f);
  g_assert_cmpuint (model_run (f, shed_command_tune_set_aliases (id, STRV ("An tSlea Airgid", "B"))), ==, 0);
}

static void
test_alias_can_be_spelt_anew (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autoptr(Fixture) with_account = model_fixture_new ();

  respell (f);
  model_add_account (with_account);
  respell (with_account);
}

static void
test_merging_keeps_everything_but_the_second_title (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_new_repertoire (f);
  g_autofree char *into = model_new_tune (f, "The Silver Spear");
  g_autofree char *from =
    model_run_for_id (f, shed_command_tune_new (NULL, STRV ("title", "best_bpm"), STRV ("Silver Spear", "120"),
                                                STRV ("An tSleá Airgid", "The silver spear")));
  g_autofree char *merged = g_strdup_printf ("[\"%s\"]", from);
  g_autofree char *wanted = g_strconcat (into, "fluency", NULL);

  model_run (f, shed_command_add_tunes (repertoire, STRV (from), SHED_ADD_LEARNING, 0, 0));
  model_run (f, shed_command_set_goal (repertoire, STRV (from), "fluency"));
  model_run (f, shed_command_rate (repertoire, from, &model_good, 0));
  model_run (f, shed_command_queue_add (repertoire, model_today (f) + 1, STRV (from)));
  model_run (f, shed_command_note_new (from, NULL, "Bowing"));
  model_run (f, shed_command_add_tag (STRV (from), "session"));
  g_assert_cmpuint (model_run (f, shed_command_tune_merge (into, STRV (from, into, test_id (1)))), ==, 1);
  fixture_assert_answer (f, "SELECT merged FROM tune", merged);
  g_assert_cmpint (fixture_ask_int (f, "SELECT best_bpm FROM tune"), ==, 120);
  fixture_assert_answer (f, "SELECT group_concat(text, '|') FROM (SELECT text FROM tune_alias ORDER BY text)",
                         "An tSleá Airgid|Silver Spear|The silver spear");
  fixture_assert_answer (f, "SELECT tune_id || goal FROM repertoire_tune", wanted);
  fixture_assert_answer (f, "SELECT tune_id FROM queue_item", into);
  fixture_assert_answer (f, "SELECT tune_id FROM note", into);
  fixture_assert_answer (f, "SELECT tune_id FROM tune_tag", into);
  fixture_assert_answer (f, "SELECT tune_id FROM practice_event", from);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM tune"), ==, 1);
  model_assert_sound (f);
}

static void
test_book_changes_its_mark_and_keeps_what_is_practised (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_new_repertoire (f);
  g_autofree char *book = sql_book (1, "Session Tunes", "import");
  g_autofree char *a = sql_tune (2, 1, "Used");
  g_autofree char *b = sql_tune (3, 1, "Not used");
  g_autofree char *there = NULL, *back = NULL;
  g_autofree char *twin = shed_id_imported_book ("session  tunes", TRUE);
  g_autofree char *home = shed_id_imported_book ("Session Tunes", FALSE);

  fixture_write (f, book);
  fixture_write (f, a);
  fixture_write (f, b);
  model_run (f, shed_command_add_tunes (repertoire, STRV (test_id (2)), SHED_ADD_LEARNING, 0, 0));
  there = model_run_for_id (f, shed_command_book_set_local_only (test_id (1), TRUE));
  g_assert_cmpstr (there, ==, twin);
  fixture_assert_answer (f, "SELECT group_concat(tune.title || ' in ' || book.title || ' ' || local_only, ', ') FROM"
                         " (SELECT * FROM tune ORDER BY title DESC) AS tune JOIN book ON book.id = book_id",
                         "Used in My tunes 0, Not used in Session Tunes 1");
  back = model_run_for_id (f, shed_command_book_set_local_only (there, FALSE));
  g_assert_cmpstr (back, ==, home);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM book WHERE local_only"), ==, 0);
  model_assert_invalid (f, shed_command_book_set_local_only (shed_id_my_tunes (), TRUE), "local_only");
  model_assert_sound (f);
}

static void
test_tune_in_use_stays_out_of_a_book_kept_here (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_new_repertoire (f);
  g_autofree char *used = model_new_tune (f, "Used");
  g_autofree char *other = model_new_tune (f, "Other");
  g_autofree char *book = model_run_for_id (f, shed_command_book_new ("Here", TRUE));

  model_run (f, shed_command_add_tunes (repertoire, STRV (used), SHED_ADD_LEARNING, 0, 0));
  g_assert_cmpuint (model_run (f, shed_command_tune_move (STRV (used, other), book)), ==, 1);
  model_assert_invalid (f, shed_command_tune_merge (other, STRV (used)), "book_id");
  fixture_assert_answer (f, "SELECT tune.title FROM tune JOIN book ON book.id = book_id WHERE local_only", "Other");
}

static void
test_deleted_repertoire_leaves_tunes_and_events (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_new_repertoire (f);
  g_autofree char *tune = model_new_tune (f, "A");
  g_autofree char *name = g_strconcat ("repertoire/", repertoire, "/queue.max", NULL);

  model_run (f, shed_command_add_tunes (repertoire, STRV (tune), SHED_ADD_LEARNING, 0, 0));
  model_run (f, shed_command_rate (repertoire, tune, &model_good, 0));
  model_run (f, shed_command_note_new (tune, repertoire, "For the fiddle"));
  model_run (f, shed_command_note_new (tune, NULL, "For all"));
  model_run (f, shed_command_queue_add (repertoire, model_today (f), STRV (tune)));
  model_run (f, shed_command_set_preference (name, "7"));
  model_stage (f, repertoire, tune, 3);
  model_run (f, shed_command_repertoire_delete (repertoire));
  fixture_assert_answer (
    f,
    "SELECT (SELECT count(*) FROM repertoire) || (SELECT count(*) FROM repertoire_tune) || (SELECT count(*) FROM"
    " queue_item) || (SELECT count(*) FROM staged_rating) || (SELECT count(*) FROM preference) || (SELECT count(*) FROM"
    " practice_event) || (SELECT count(*) FROM tune) || (SELECT group_concat(text) FROM note)",
    "0000011For all");
  model_assert_not_found (f, shed_command_repertoire_delete (repertoire));
}

static gboolean
read_preferences (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  const char *repertoire = data;

  g_assert_cmpint (shed_preference_get_int (db, "queue.max", NULL), ==, 12);
  g_assert_cmpint (shed_preference_get_int (db, "queue.max", repertoire), ==, 7);
  g_assert_cmpint (shed_preference_get_int (db, "queue.new", repertoire), ==, 5);
  g_assert_true (shed_preference_get_bool (db, "fsrs.fuzz", NULL));
  g_assert_null (shed_preference_dup (db, "fsrs.weights", NULL));
  g_assert_null (shed_preference_dup (db, "no.such", NULL));
  return TRUE;
}

static void
test_preferences_are_of_their_kind_and_the_repertoire_wins (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_new_repertoire (f);
  g_autofree char *name = g_strconcat ("repertoire/", repertoire, "/queue.max", NULL);

  model_run (f, shed_command_set_preference ("queue.max", "12"));
  model_run (f, shed_command_set_preference (name, "7"));
  model_assert_invalid (f, shed_command_set_preference ("queue.max", "\"many\""), "queue.max");
  model_assert_invalid (f, shed_command_set_preference ("queue.max", "[1"), "queue.max");
  model_assert_invalid (f, shed_command_set_preference ("queue.most", "1"), "no such preference");
  model_assert_invalid (f, shed_command_set_preference ("repertoire/x/queue.max", "1"), "no such preference");
  /* What another computer spoilt counts as absent. */
  fixture_write (
    f,
    "INSERT INTO preference (id, created_at, name, value) VALUES ('00000000-0000-4000-8000-000000000001', 1,"
    " 'queue.new', '\"x\"')");
  g_assert_true (shed_store_read (f->store, read_preferences, repertoire, NULL));
  g_assert_cmpuint (model_run (f, shed_command_set_preference ("queue.max", NULL)), ==, 1);
  g_assert_cmpuint (model_run (f, shed_command_set_preference ("queue.max", NULL)), ==, 0);
}

typedef struct { ShedCommand *command; guint n_runs; gboolean fail_at_second; } Halting;

static gboolean
halting_step (ShedDb *db, gpointer data, gboolean *more, GCancellable *cancellable, GError **error)
{
  Halting *halting = data;
  guint done = shed_command_get_done (halting->command);
  g_autofree char *name = g_strdup_printf ("%u", done);

  halting->n_runs++;
  if (!shed_write_insert (db, "tag", shed_command_id (halting->command, db, done),
                          (ShedCell[]) { SHED_CELL_TEXT ("name", name), SHED_CELLS_END }, error))
    return FALSE;
  shed_command_add_count (halting->command, 1);
  shed_command_set_done (halting->command, done + 1);
  *more = done < 2;
  if (done == 1 && halting->fail_at_second)
    {
      g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_DISK_FULL, "full");
      return FALSE;
    }
  return TRUE;
}

static void
test_failed_command_goes_on_where_it_stopped (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  Halting halting = { .fail_at_second = TRUE };
  g_autoptr(ShedCommand) command = shed_command_new (SHED_COMMAND_TAG, NULL, halting_step, &halting, NULL);
  g_autoptr(GError) error = NULL;

  halting.command = command;
  g_assert_false (shed_command_run (command, f->store, 0, NULL, &error));
  g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_DISK_FULL);
  g_assert_true (shed_command_is_started (command));
  g_assert_cmpuint (shed_command_get_count (command), ==, 1);
  halting.fail_at_second = FALSE;
  g_assert_true (shed_command_run (command, f->store, 0, NULL, NULL));
  g_assert_cmpuint (shed_command_get_count (command), ==, 3);
  g_assert_cmpuint (halting.n_runs, ==, 4);
  fixture_assert_answer (f, "SELECT group_concat(name) FROM (SELECT name FROM tag ORDER BY name)", "0,1,2");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/command/new-tune-makes-my-tunes", test_new_tune_makes_my_tunes);
  g_test_add_func ("/command/values-that-do-not-fit-are-refused-by-name", test_values_that_do_not_fit_are_refused_by_name);
  g_test_add_func ("/command/edit-ends-a-guess", test_edit_ends_a_guess);
  g_test_add_func ("/command/alias-can-be-spelt-anew", test_alias_can_be_spelt_anew);
  g_test_add_func ("/command/an-alias-is-spelt-anew-in-one-transaction", test_an_alias_is_spelt_anew_in_one_transaction);
  g_test_add_func ("/command/merging-keeps-everything-but-the-second-title", test_merging_keeps_everything_but_the_second_title);
  g_test_add_func ("/command/book-changes-its-mark-and-keeps-what-is-practised",
                   test_book_changes_its_mark_and_keeps_what_is_practised);
  g_test_add_func ("/command/tune-in-use-stays-out-of-a-book-kept-here", test_tune_in_use_stays_out_of_a_book_kept_here);
  g_test_add_func ("/command/deleted-repertoire-leaves-tunes-and-events", test_deleted_repertoire_leaves_tunes_and_events);
  g_test_add_func ("/command/preferences-are-of-their-kind-and-the-repertoire-wins",
                   test_preferences_are_of_their_kind_and_the_repertoire_wins);
  g_test_add_func ("/command/failed-command-goes-on-where-it-stopped", test_failed_command_goes_on_where_it_stopped);
  return g_test_run ();
}
