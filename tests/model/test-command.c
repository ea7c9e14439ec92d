/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each command does to the library, told as stories: what is written, what is refused, and what stays. */
#include "model-fixture.h"

#include <string.h>

#include "shed-civil.h"
#include "shed-command-private.h"
#include "shed-id.h"
#include "shed-outbox.h"
#include "shed-preferences.h"
#include "shed-tune.h"

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
test_submit_commits_what_was_staged_once (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *tune = model_new_tune (f, "A");
  g_autofree char *other = model_new_tune (f, "B");
  g_autofree char *repertoire = model_run_for_id (f, shed_command_repertoire_new ("Fiddle", "fiddle"));
  int today = model_today (f);

  model_run (f, shed_command_add_tunes (repertoire, STRV (tune, other), SHED_ADD_LEARNING, 0, 0));
  model_stage (f, repertoire, tune, 3);
  model_stage (f, repertoire, other, 4);
  model_stage (f, repertoire, other, 0);
  g_assert_cmpuint (model_run (f, shed_command_submit (repertoire, today)), ==, 1);
  fixture_assert_answer (f, "SELECT group_concat(kind || rating || goal || time_zone || practice_day || day_start_minutes, ' ')"
                         " FROM practice_event", "rating3recallEurope/Dublin2026-11-20240");
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM staged_rating"), ==, 0);
  g_assert_cmpint (
    fixture_ask_int (f, "SELECT count(*) FROM practice_event WHERE submit_id IS NOT NULL AND device_id IS NOT NULL"),
    ==, 1);
  g_assert_cmpuint (model_run (f, shed_command_submit (repertoire, today)), ==, 0);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM practice_event"), ==, 1);
}

#define LATER(days) (FIXTURE_NOW + (days) * G_GINT64_CONSTANT (86400000))
static const ShedChosenRating good = { 3, 8, LATER (8) };
static const ShedChosenRating again = { 1, 0, FIXTURE_NOW + 600000 };

static void
test_tune_kept_here_is_copied_before_it_is_practised (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_run_for_id (f, shed_command_repertoire_new ("Fiddle", NULL));
  g_autofree char *book = NULL;
  g_auto(GStrv) local = model_new_local_book (f, "Kept here", 2, &book);
  g_autofree char *own = model_new_tune (f, "Own");
  g_autofree char *copy_id = shed_id_tune_copy (local[0]);
  g_autofree char *sql = NULL;
  g_autoptr(ShedCommand) command = NULL;
  g_auto(GStrv) copied = NULL;

  model_run (f, shed_command_add_tag (STRV (local[0]), "old ones"));
  command = shed_command_add_tunes (repertoire, STRV (local[0], own, local[0]), SHED_ADD_LEARNING, 0, 0);
  model_run (f, shed_command_ref (command));
  g_assert_cmpuint (shed_command_get_count (command), ==, 2);
  g_assert_cmpuint (shed_command_get_n_already (command), ==, 1);
  copied = shed_command_dup_copied (command);
  g_assert_cmpuint (g_strv_length (copied), ==, 2);
  g_assert_cmpstr (copied[0], ==, copy_id);
  g_assert_cmpstr (copied[1], ==, local[0]);
  sql = g_strdup_printf (
    "SELECT tune.title || '|' || book.title || '|' || (SELECT group_concat(text) FROM tune_alias WHERE tune_id ="
    " tune.id) || '|' || (SELECT count(*) FROM tune_tag WHERE tune_id = tune.id)"
    " FROM tune JOIN book ON book.id = book_id WHERE tune.id = '%s'",
    copy_id);
  fixture_assert_answer (f, sql, "Kept here 0|My tunes|Other name|1");
  /* On another day, or another computer, it is the same copy. */
  model_run (f, shed_command_remove_tunes (repertoire, STRV (copy_id)));
  g_assert_cmpuint (model_run (f, shed_command_add_tunes (repertoire, STRV (local[0]), SHED_ADD_LEARNING, 0, 0)), ==, 1);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM tune"), ==, 4);
  model_run (f, shed_command_rate (repertoire, local[0], &good, 0));
  fixture_assert_answer (f, "SELECT tune_id FROM practice_event", copy_id);
}

static void
test_removal_takes_what_is_open_and_leaves_what_was_done (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_run_for_id (f, shed_command_repertoire_new ("Fiddle", NULL));
  g_autofree char *done = model_new_tune (f, "Done");
  g_autofree char *open = model_new_tune (f, "Open");
  g_autofree char *sql = NULL;
  int today = model_today (f);

  model_run (f, shed_command_add_tunes (repertoire, STRV (done, open), SHED_ADD_LEARNING, 0, 0));
  for (int day = today - 1; day <= today + 1; day++)
    model_run (f, shed_command_queue_add (repertoire, day, STRV (done, open)));
  model_run (f, shed_command_rate (repertoire, done, &good, 0));
  model_stage (f, repertoire, open, 2);
  model_run (f, shed_command_remove_tunes (repertoire, STRV (done, open)));
  sql = g_strdup_printf ("SELECT group_concat(CASE tune_id WHEN '%s' THEN 'done ' ELSE 'open ' END || practice_day, ', ')"
                         " FROM (SELECT * FROM queue_item ORDER BY practice_day, tune_id = '%s')", done, open);
  fixture_assert_answer (f, sql, "done 2026-11-19, open 2026-11-19, done 2026-11-20");
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM staged_rating"), ==, 0);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM practice_event"), ==, 1);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM tune"), ==, 2);
}

static void
assert_spread (guint n, int spread_days, int max_a_day, const int *load, guint n_load, const int *expected)
{
  g_autoptr(GArray) array = g_array_new (FALSE, TRUE, sizeof (int));
  g_autofree int *days = NULL;

  g_array_append_vals (array, load, n_load);
  days = shed_spread_days (n, spread_days, max_a_day, array);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (days[i], ==, expected[i]);
}

static void
test_first_reviews_are_spread_evenly (void)
{
  assert_spread (4, 8, 5, NULL, 0, (const int[]) { 2, 4, 6, 8 });
  assert_spread (6, 3, 5, NULL, 0, (const int[]) { 1, 1, 2, 2, 3, 3 });
  /* Days that have reviews already get fewer. */
  assert_spread (4, 3, 5, (const int[]) { 2, 0, 1 }, 3, (const int[]) { 2, 2, 3, 3 });
  /* Too many for the days: more weeks. */
  assert_spread (5, 2, 2, NULL, 0, (const int[]) { 2, 4, 6, 8, 9 });
  /* A day that is full is passed over. */
  assert_spread (2, 2, 1, (const int[]) { 1, 0 }, 2, (const int[]) { 5, 9 });
  assert_spread (0, 56, 5, NULL, 0, NULL);
}

static void
test_known_tunes_come_in_the_next_weeks (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_run_for_id (f, shed_command_repertoire_new ("Fiddle", NULL));
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) tunes = NULL;

  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *id = model_new_tune (f, "T");

      g_strv_builder_add (builder, id);
    }
  tunes = g_strv_builder_end (builder);
  g_assert_cmpuint (
    model_run (f, shed_command_add_tunes (repertoire, (const char *const *)tunes, SHED_ADD_KNOWN, 10, 3)), ==, 30);
  fixture_assert_answer (
    f,
    "SELECT count(*) || ' ' || count(DISTINCT due_at) || ' ' || min(interval_days) || ' ' || max(interval_days)"
    " FROM practice_event WHERE kind = 'known' AND rating IS NULL",
    "30 10 1 10");
  fixture_assert_answer (f, "SELECT max(n) FROM (SELECT count(*) AS n FROM practice_event GROUP BY due_at)", "3");
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM repertoire_tune WHERE stage = 'known'"), ==, 30);
}

/* A part of a tune that is practised by itself is no review of its day. */
static void
test_parts_take_no_place_of_known_tunes (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_run_for_id (f, shed_command_repertoire_new ("Fiddle", NULL));
  g_autofree char *a = model_new_tune (f, "A");
  g_autofree char *b = model_new_tune (f, "B");
  g_autofree char *c = model_new_tune (f, "C");
  g_autofree char *other = model_new_tune (f, "Other");
  gint64 tomorrow = shed_practice_day_start (model_today (f) + 1, "Europe/Dublin", 240);

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *sql = g_strdup_printf (
        "INSERT INTO schedule (repertoire_id, tune_id, part, due_at) VALUES ('%s', '%s', '%s', %" G_GINT64_FORMAT ")",
        repertoire, other, i == 0 ? "B" : "", tomorrow);
      g_autoptr(GError) error = NULL;

      fixture_try_write (f, SHED_WRITE_LOCAL, 0, NULL, sql, &error);
      g_assert_no_error (error);
    }
  model_run (f, shed_command_add_tunes (repertoire, STRV (a, b, c), SHED_ADD_KNOWN, 2, 2));
  fixture_assert_answer (
    f, "SELECT group_concat(interval_days, ' ') FROM (SELECT interval_days FROM practice_event ORDER BY 1)", "1 2 2");
}

static void
test_rating_is_for_the_tunes_goal_else_the_repertoires_else_recall (void)
{
  static const struct { const char *repertoire, *tune, *expected;
  } cases[] = {
    { NULL, NULL, "recall" },
    { "fluency", NULL, "fluency" },
    { "fluency", "session-ready", "session-ready" },
    { NULL, "fluency", "fluency" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(Fixture) f = model_fixture_new ();
      g_autofree char *repertoire = model_run_for_id (f, shed_command_repertoire_new ("Fiddle", NULL));
      g_autofree char *tune = model_new_tune (f, "A");

      model_run (f, shed_command_repertoire_set (repertoire, STRV ("default_goal"),
                                                 (const char *const[]){ cases[i].repertoire, NULL }));
      model_run (f, shed_command_add_tunes (repertoire, STRV (tune), SHED_ADD_LEARNING, 0, 0));
      model_run (f, shed_command_set_goal (repertoire, STRV (tune), cases[i].tune));
      model_run (f, shed_command_rate (repertoire, tune, &good, 0));
      fixture_assert_answer (f, "SELECT goal FROM practice_event", cases[i].expected);
      model_stage (f, repertoire, tune, 3);
      fixture_assert_answer (f, "SELECT goal FROM staged_rating", cases[i].expected);
    }
}

/* More events than fit in one transaction. */
static void
test_start_afresh_voids_a_long_history_whole (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_run_for_id (f, shed_command_repertoire_new ("Fiddle", NULL));
  g_autofree char *tune = model_new_tune (f, "A");
  gint64 journal = shed_store_new_journal (f->store), revert_journal = shed_store_new_journal (f->store);
  guint n_left;

  model_run (f, shed_command_add_tunes (repertoire, STRV (tune), SHED_ADD_LEARNING, 0, 0));
  for (guint batch = 0; batch < 5; batch++)
    {
      g_autoptr(GString) sql = g_string_new (NULL);

      for (guint i = 0; i < 180; i++)
        g_string_append_printf (
          sql,
          "INSERT INTO practice_event (id, created_at, repertoire_id, tune_id, kind, rating, answered_at,"
          " time_zone, practice_day, day_start_minutes) VALUES ('%s', 1, '%s', '%s', 'rating', 3, %u, 'UTC',"
          " '2026-11-20', 240);",
          test_id (5000 + batch * 180 + i), repertoire, tune, 1 + batch * 180 + i);
      fixture_write (f, sql->str);
    }
  model_run_journalled (f, shed_command_start_afresh (repertoire, tune), journal);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM event_voided"), ==, 900);
  model_assert_sound (f);
  g_assert_true (shed_store_revert (f->store, journal, revert_journal, &n_left, NULL));
  g_assert_cmpuint (n_left, ==, 0);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM practice_event WHERE kind = 'rating'"
                                    " AND id NOT IN (SELECT event_id FROM event_voided)"), ==, 900);
  model_assert_sound (f);
}

static void
test_a_date_set_to_today_joins_the_queue_of_today (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_run_for_id (f, shed_command_repertoire_new ("Fiddle", NULL));
  g_autofree char *queued = model_new_tune (f, "A");
  g_autofree char *tune = model_new_tune (f, "B");
  gint64 journal = shed_store_new_journal (f->store), revert_journal = shed_store_new_journal (f->store);
  guint n_left;

  model_run (f, shed_command_add_tunes (repertoire, STRV (queued, tune), SHED_ADD_LEARNING, 0, 0));
  /* While no queue was made, the one that will be made has it. */
  model_run (f, shed_command_override_date (repertoire, STRV (tune), model_today (f)));
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM queue_item"), ==, 0);

  model_run (f, shed_command_queue_add (repertoire, model_today (f), STRV (queued)));
  model_run_journalled (f, shed_command_override_date (repertoire, STRV (tune), model_today (f)), journal);
  fixture_assert_answer (
    f,
    "SELECT group_concat(title || bucket || added) FROM (SELECT * FROM queue_item JOIN tune ON tune.id = tune_id"
    " ORDER BY bucket)",
    "B1hand,A3hand");
  model_run (f, shed_command_override_date (repertoire, STRV (tune), model_today (f)));
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM queue_item"), ==, 2);
  g_assert_true (shed_store_revert (f->store, journal, revert_journal, &n_left, NULL));
  g_assert_cmpuint (n_left, ==, 0);
  fixture_assert_answer (f, "SELECT title FROM queue_item JOIN tune ON tune.id = tune_id", "A");
}

static void
test_a_date_set_to_today_joins_a_queue_that_was_made_empty (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_run_for_id (f, shed_command_repertoire_new ("Fiddle", NULL));
  g_autofree char *tune = model_new_tune (f, "A");
  g_autofree char *today = shed_civil_format (model_today (f));
  g_autofree char *made = g_strdup_printf ("INSERT INTO meta (name, value) VALUES ('queue:%s', '%s')", repertoire, today);

  model_run (f, shed_command_add_tunes (repertoire, STRV (tune), SHED_ADD_KNOWN, 0, 0));
  fixture_write (f, made);
  model_run (f, shed_command_override_date (repertoire, STRV (tune), model_today (f)));
  fixture_assert_answer (f, "SELECT bucket || added FROM queue_item", "1hand");
}

static void
test_put_off_is_due_when_the_next_practice_day_begins (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_run_for_id (f, shed_command_repertoire_new ("Fiddle", NULL));
  g_autofree char *tune = model_new_tune (f, "A");
  g_autofree char *due = NULL;

  /* The night in which the clocks go back in Dublin: the practice day has 25 hours. */
  shed_clock_set (f->clock, G_GINT64_CONSTANT (1792846800000), NULL); /* 2026-10-24T13:00:00Z */
  model_run (f, shed_command_add_tunes (repertoire, STRV (tune), SHED_ADD_LEARNING, 0, 0));
  model_run (f, shed_command_queue_add (repertoire, model_today (f), STRV (tune)));
  model_run (f, shed_command_queue_add (repertoire, model_today (f) + 1, STRV (tune)));
  model_stage (f, repertoire, tune, 3);
  model_run (f, shed_command_put_off (repertoire, STRV (tune)));
  fixture_assert_answer (f, "SELECT kind || ' ' || practice_day || ' ' || interval_days FROM practice_event", "due 2026-10-24 1");
  due = shed_time_format_rfc3339 (fixture_ask_int (f, "SELECT due_at FROM practice_event"), "Europe/Dublin");
  g_assert_cmpstr (due, ==, "2026-10-25T04:00:00Z");
  fixture_assert_answer (f, "SELECT group_concat(practice_day) FROM queue_item", "2026-10-25");
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM staged_rating"), ==, 0);
}

static void
test_start_afresh_voids_every_rating_and_date (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_run_for_id (f, shed_command_repertoire_new ("Fiddle", NULL));
  g_autofree char *tune = model_new_tune (f, "A");
  gint64 journal = shed_store_new_journal (f->store), revert_journal = shed_store_new_journal (f->store);
  guint n_left;

  model_run (f, shed_command_add_tunes (repertoire, STRV (tune), SHED_ADD_KNOWN, 0, 0));
  for (guint i = 0; i < 4; i++)
    model_run (f, shed_command_rate (repertoire, tune, &good, LATER (i)));
  model_run (f, shed_command_override_date (repertoire, STRV (tune), model_today (f) + 3));
  model_run_journalled (f, shed_command_start_afresh (repertoire, tune), journal);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM event_voided"), ==, 6);
  fixture_assert_answer (f, "SELECT stage FROM repertoire_tune", "learning");
  g_assert_true (shed_store_revert (f->store, journal, revert_journal, &n_left, NULL));
  g_assert_cmpuint (n_left, ==, 0);
  g_assert_cmpint (
    fixture_ask_int (
      f, "SELECT count(*) FROM practice_event WHERE kind <> 'void' AND id IN (SELECT event_id FROM event_voided)"),
    ==, 0);
  fixture_assert_answer (f, "SELECT stage FROM repertoire_tune", "known");
}

static void
test_replaced_rating_stands_where_the_other_stood (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_run_for_id (f, shed_command_repertoire_new ("Fiddle", NULL));
  g_autofree char *tune = model_new_tune (f, "A");
  g_autofree char *first = NULL, *second = NULL;

  model_run (f, shed_command_add_tunes (repertoire, STRV (tune), SHED_ADD_LEARNING, 0, 0));
  first = model_run_for_id (f, shed_command_rate (repertoire, tune, &good, 0));
  shed_clock_set (f->clock, LATER (3), "America/New_York");
  second = model_run_for_id (f, shed_command_replace_rating (first, &again));
  fixture_assert_answer (
    f,
    "SELECT group_concat(rating || ' ' || practice_day || ' ' || time_zone || ' ' || (answered_at = 1795168800000), ', ')"
    " FROM (SELECT * FROM practice_event WHERE kind = 'rating' ORDER BY rating)",
    "1 2026-11-20 Europe/Dublin 1, 3 2026-11-20 Europe/Dublin 1");
  fixture_assert_answer (f, "SELECT event_id FROM event_voided", first);
  model_assert_invalid (f, shed_command_replace_rating (first, &good), "only a rating that counts");
  model_assert_not_found (f, shed_command_replace_rating (test_id (1), &good));
  /* Voiding twice does nothing the second time. */
  g_assert_cmpuint (model_run (f, shed_command_void_event (second)), ==, 1);
  g_assert_cmpuint (model_run (f, shed_command_void_event (second)), ==, 0);
}

static void
test_rating_wants_a_tune_of_the_repertoire (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_run_for_id (f, shed_command_repertoire_new ("Fiddle", NULL));
  g_autofree char *tune = model_new_tune (f, "A");
  ShedChosenRating none = { 0 };

  model_assert_not_found (f, shed_command_rate (repertoire, tune, &good, 0));
  model_assert_not_found (f, shed_command_rate (repertoire, test_id (1), &good, 0));
  model_assert_not_found (f, shed_command_add_tunes (test_id (1), STRV (tune), SHED_ADD_LEARNING, 0, 0));
  model_assert_not_found (f, shed_command_add_tunes (repertoire, STRV (test_id (1)), SHED_ADD_LEARNING, 0, 0));
  model_run (f, shed_command_add_tunes (repertoire, STRV (tune), SHED_ADD_LEARNING, 0, 0));
  model_assert_invalid (f, shed_command_rate (repertoire, tune, &none, 0), "rating");
  model_run (f, shed_command_set_goal (repertoire, STRV (tune), "fluency"));
  /* At two in the morning it is still yesterday's practice. */
  model_run (f, shed_command_rate (repertoire, tune, &good, FIXTURE_NOW - 8 * G_GINT64_CONSTANT (3600000)));
  fixture_assert_answer (f, "SELECT goal || ' ' || practice_day FROM practice_event", "fluency 2026-11-19");
}

static void
test_merging_keeps_everything_but_the_second_title (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_run_for_id (f, shed_command_repertoire_new ("Fiddle", NULL));
  g_autofree char *into = model_new_tune (f, "The Silver Spear");
  g_autofree char *from =
    model_run_for_id (f, shed_command_tune_new (NULL, STRV ("title", "best_bpm"), STRV ("Silver Spear", "120"),
                                                STRV ("An tSleá Airgid", "The silver spear")));
  g_autofree char *merged = g_strdup_printf ("[\"%s\"]", from);
  g_autofree char *wanted = g_strconcat (into, "fluency", NULL);

  model_run (f, shed_command_add_tunes (repertoire, STRV (from), SHED_ADD_LEARNING, 0, 0));
  model_run (f, shed_command_set_goal (repertoire, STRV (from), "fluency"));
  model_run (f, shed_command_rate (repertoire, from, &good, 0));
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
  g_autofree char *repertoire = model_run_for_id (f, shed_command_repertoire_new ("Fiddle", NULL));
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
  g_autofree char *repertoire = model_run_for_id (f, shed_command_repertoire_new ("Fiddle", NULL));
  g_autofree char *used = model_new_tune (f, "Used");
  g_autofree char *other = model_new_tune (f, "Other");
  g_autofree char *book = model_run_for_id (f, shed_command_book_new ("Here", TRUE));

  model_run (f, shed_command_add_tunes (repertoire, STRV (used), SHED_ADD_LEARNING, 0, 0));
  g_assert_cmpuint (model_run (f, shed_command_tune_move (STRV (used, other), book)), ==, 1);
  model_assert_invalid (f, shed_command_tune_merge (other, STRV (used)), "book_id");
  fixture_assert_answer (f, "SELECT tune.title FROM tune JOIN book ON book.id = book_id WHERE local_only", "Other");
}

static void
test_queue_by_hand (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_run_for_id (f, shed_command_repertoire_new ("Fiddle", NULL));
  g_autofree char *done = model_new_tune (f, "Done");
  g_autofree char *staged = model_new_tune (f, "Staged");
  g_autofree char *open = model_new_tune (f, "Open");
  g_autofree char *other = model_new_tune (f, "Not in it");
  int today = model_today (f);

  model_run (f, shed_command_add_tunes (repertoire, STRV (done, staged, open), SHED_ADD_LEARNING, 0, 0));
  g_assert_cmpuint (model_run (f, shed_command_queue_add (repertoire, today, STRV (done, staged, open, done))), ==, 3);
  fixture_assert_answer (f, "SELECT group_concat(bucket || added) FROM queue_item", "3hand,3hand,3hand");
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(DISTINCT position) FROM queue_item"), ==, 3);
  model_assert_not_found (f, shed_command_queue_add (repertoire, today, STRV (other)));
  model_run (f, shed_command_rate (repertoire, done, &good, 0));
  model_stage (f, repertoire, staged, 4);
  g_assert_cmpuint (model_run (f, shed_command_queue_reset (repertoire, today)), ==, 1);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM queue_item"), ==, 2);
}

static void
test_deleted_repertoire_leaves_tunes_and_events (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_run_for_id (f, shed_command_repertoire_new ("Fiddle", NULL));
  g_autofree char *tune = model_new_tune (f, "A");
  g_autofree char *name = g_strconcat ("repertoire/", repertoire, "/queue.max", NULL);

  model_run (f, shed_command_add_tunes (repertoire, STRV (tune), SHED_ADD_LEARNING, 0, 0));
  model_run (f, shed_command_rate (repertoire, tune, &good, 0));
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
  g_autofree char *repertoire = model_run_for_id (f, shed_command_repertoire_new ("Fiddle", NULL));
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
  g_test_add_func ("/command/submit-commits-what-was-staged-once", test_submit_commits_what_was_staged_once);
  g_test_add_func ("/command/tune-kept-here-is-copied-before-it-is-practised",
                   test_tune_kept_here_is_copied_before_it_is_practised);
  g_test_add_func ("/command/removal-takes-what-is-open-and-leaves-what-was-done",
                   test_removal_takes_what_is_open_and_leaves_what_was_done);
  g_test_add_func ("/command/first-reviews-are-spread-evenly", test_first_reviews_are_spread_evenly);
  g_test_add_func ("/command/known-tunes-come-in-the-next-weeks", test_known_tunes_come_in_the_next_weeks);
  g_test_add_func ("/command/parts-take-no-place-of-known-tunes", test_parts_take_no_place_of_known_tunes);
  g_test_add_func ("/command/rating-is-for-the-tunes-goal-else-the-repertoires-else-recall",
                   test_rating_is_for_the_tunes_goal_else_the_repertoires_else_recall);
  g_test_add_func ("/command/start-afresh-voids-a-long-history-whole", test_start_afresh_voids_a_long_history_whole);
  g_test_add_func ("/command/put-off-is-due-when-the-next-practice-day-begins",
                   test_put_off_is_due_when_the_next_practice_day_begins);
  g_test_add_func ("/command/a-date-set-to-today-joins-a-queue-that-was-made-empty",
                   test_a_date_set_to_today_joins_a_queue_that_was_made_empty);
  g_test_add_func ("/command/a-date-set-to-today-joins-the-queue-of-today", test_a_date_set_to_today_joins_the_queue_of_today);
  g_test_add_func ("/command/start-afresh-voids-every-rating-and-date", test_start_afresh_voids_every_rating_and_date);
  g_test_add_func ("/command/replaced-rating-stands-where-the-other-stood", test_replaced_rating_stands_where_the_other_stood);
  g_test_add_func ("/command/rating-wants-a-tune-of-the-repertoire", test_rating_wants_a_tune_of_the_repertoire);
  g_test_add_func ("/command/merging-keeps-everything-but-the-second-title", test_merging_keeps_everything_but_the_second_title);
  g_test_add_func ("/command/book-changes-its-mark-and-keeps-what-is-practised",
                   test_book_changes_its_mark_and_keeps_what_is_practised);
  g_test_add_func ("/command/tune-in-use-stays-out-of-a-book-kept-here", test_tune_in_use_stays_out_of_a_book_kept_here);
  g_test_add_func ("/command/queue-by-hand", test_queue_by_hand);
  g_test_add_func ("/command/deleted-repertoire-leaves-tunes-and-events", test_deleted_repertoire_leaves_tunes_and_events);
  g_test_add_func ("/command/preferences-are-of-their-kind-and-the-repertoire-wins",
                   test_preferences_are_of_their_kind_and_the_repertoire_wins);
  g_test_add_func ("/command/failed-command-goes-on-where-it-stopped", test_failed_command_goes_on_where_it_stopped);
  return g_test_run ();
}
