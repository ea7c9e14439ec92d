/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What commands do to what is practised: ratings, dates, first reviews and the queue, told as stories. */
#include "model-fixture.h"
#include "shed-civil.h"
#include "shed-command-private.h"
#include "shed-id.h"

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

static const ShedChosenRating again = { 1, 0, FIXTURE_NOW + 600000 };

static void
test_tune_kept_here_is_copied_before_it_is_practised (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_new_repertoire (f);
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
  model_run (f, shed_command_rate (repertoire, local[0], &model_good, 0));
  fixture_assert_answer (f, "SELECT tune_id FROM practice_event", copy_id);
}

static void
test_removal_takes_what_is_open_and_leaves_what_was_done (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_new_repertoire (f);
  g_autofree char *done = model_new_tune (f, "Done");
  g_autofree char *open = model_new_tune (f, "Open");
  g_autofree char *sql = NULL;
  int today = model_today (f);

  model_run (f, shed_command_add_tunes (repertoire, STRV (done, open), SHED_ADD_LEARNING, 0, 0));
  for (int day = today - 1; day <= today + 1; day++)
    model_run (f, shed_command_queue_add (repertoire, day, STRV (done, open)));
  model_run (f, shed_command_rate (repertoire, done, &model_good, 0));
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
  g_autofree char *repertoire = model_new_repertoire (f);
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
  g_autofree char *repertoire = model_new_repertoire (f);
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
      g_autofree char *repertoire = model_new_repertoire (f);
      g_autofree char *tune = model_new_tune (f, "A");

      model_run (f, shed_command_repertoire_set (repertoire, STRV ("default_goal"),
                                                 (const char *const[]){ cases[i].repertoire, NULL }));
      model_run (f, shed_command_add_tunes (repertoire, STRV (tune), SHED_ADD_LEARNING, 0, 0));
      model_run (f, shed_command_set_goal (repertoire, STRV (tune), cases[i].tune));
      model_run (f, shed_command_rate (repertoire, tune, &model_good, 0));
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
  g_autofree char *repertoire = model_new_repertoire (f);
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
  g_autofree char *repertoire = model_new_repertoire (f);
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
  g_autofree char *repertoire = model_new_repertoire (f);
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
  g_autofree char *repertoire = model_new_repertoire (f);
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
  g_autofree char *repertoire = model_new_repertoire (f);
  g_autofree char *tune = model_new_tune (f, "A");
  gint64 journal = shed_store_new_journal (f->store), revert_journal = shed_store_new_journal (f->store);
  guint n_left;

  model_run (f, shed_command_add_tunes (repertoire, STRV (tune), SHED_ADD_KNOWN, 0, 0));
  for (guint i = 0; i < 4; i++)
    model_run (f, shed_command_rate (repertoire, tune, &model_good, MODEL_LATER (i)));
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
  g_autofree char *repertoire = model_new_repertoire (f);
  g_autofree char *tune = model_new_tune (f, "A");
  g_autofree char *first = NULL, *second = NULL;

  model_run (f, shed_command_add_tunes (repertoire, STRV (tune), SHED_ADD_LEARNING, 0, 0));
  first = model_run_for_id (f, shed_command_rate (repertoire, tune, &model_good, 0));
  shed_clock_set (f->clock, MODEL_LATER (3), "America/New_York");
  second = model_run_for_id (f, shed_command_replace_rating (first, &again));
  fixture_assert_answer (
    f,
    "SELECT group_concat(rating || ' ' || practice_day || ' ' || time_zone || ' ' || (answered_at = 1795168800000), ', ')"
    " FROM (SELECT * FROM practice_event WHERE kind = 'rating' ORDER BY rating)",
    "1 2026-11-20 Europe/Dublin 1, 3 2026-11-20 Europe/Dublin 1");
  fixture_assert_answer (f, "SELECT event_id FROM event_voided", first);
  model_assert_invalid (f, shed_command_replace_rating (first, &model_good), "only a rating that counts");
  model_assert_not_found (f, shed_command_replace_rating (test_id (1), &model_good));
  /* Voiding twice does nothing the second time. */
  g_assert_cmpuint (model_run (f, shed_command_void_event (second)), ==, 1);
  g_assert_cmpuint (model_run (f, shed_command_void_event (second)), ==, 0);
}

static void
test_rating_wants_a_tune_of_the_repertoire (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_new_repertoire (f);
  g_autofree char *tune = model_new_tune (f, "A");
  ShedChosenRating none = { 0 };

  model_assert_not_found (f, shed_command_rate (repertoire, tune, &model_good, 0));
  model_assert_not_found (f, shed_command_rate (repertoire, test_id (1), &model_good, 0));
  model_assert_not_found (f, shed_command_add_tunes (test_id (1), STRV (tune), SHED_ADD_LEARNING, 0, 0));
  model_assert_not_found (f, shed_command_add_tunes (repertoire, STRV (test_id (1)), SHED_ADD_LEARNING, 0, 0));
  model_run (f, shed_command_add_tunes (repertoire, STRV (tune), SHED_ADD_LEARNING, 0, 0));
  model_assert_invalid (f, shed_command_rate (repertoire, tune, &none, 0), "rating");
  model_run (f, shed_command_set_goal (repertoire, STRV (tune), "fluency"));
  /* At two in the morning it is still yesterday's practice. */
  model_run (f, shed_command_rate (repertoire, tune, &model_good, FIXTURE_NOW - 8 * G_GINT64_CONSTANT (3600000)));
  fixture_assert_answer (f, "SELECT goal || ' ' || practice_day FROM practice_event", "fluency 2026-11-19");
}

static void
test_queue_by_hand (void)
{
  g_autoptr(Fixture) f = model_fixture_new ();
  g_autofree char *repertoire = model_new_repertoire (f);
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
  model_run (f, shed_command_rate (repertoire, done, &model_good, 0));
  model_stage (f, repertoire, staged, 4);
  g_assert_cmpuint (model_run (f, shed_command_queue_reset (repertoire, today)), ==, 1);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM queue_item"), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
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
  g_test_add_func ("/command/queue-by-hand", test_queue_by_hand);
  return g_test_run ();
}
