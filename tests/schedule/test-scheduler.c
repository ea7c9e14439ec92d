/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The schedule is a fold over events, kept by the store while it writes. */
#include "shed-civil.h"
#include "shed-command.h"
#include "shed-fsrs.h"
#include "shed-preferences.h"
#include "story.h"

#include <string.h>

#define DAY SHED_FSRS_DAY_MS

static void
test_never_practised_is_all_zero (void)
{
  g_autoptr (Story) story = story_begin ();
  ShedSchedule schedule;

  story_add_tunes (story, 1);
  schedule = story_schedule (story, 0);
  g_assert_cmpint (schedule.state, ==, SHED_FSRS_NEW);
  g_assert_cmpint (schedule.due_at, ==, 0);
  g_assert_cmpint (schedule.last_day, ==, SHED_DAY_NONE);
  fixture_assert_answer (story->fixture, "SELECT count (*) FROM schedule", "0");
}

/* With fuzz and balance off the whole way from the preview through the event to the table gives what the formulas give. */
static void
test_ratings_over_days_equal_the_formulas (void)
{
  static const int ratings[] = { 3, 3, 3, 1, 3, 2, 4, 3 };
  g_autoptr (Story) story = story_begin ();
  ShedFsrsParams params;
  ShedFsrsCard card = { 0 };
  int last_day = 0;

  shed_fsrs_params_init (&params);
  story_add_tunes (story, 1);
  for (guint i = 0; i < G_N_ELEMENTS (ratings); i++)
    {
      int today = story_today (story);
      ShedSchedule schedule;

      shed_fsrs_review (&params, &card, story_now (story), i == 0 ? 0 : today - last_day, ratings[i], &card);
      story_rate (story, 0, ratings[i]);
      last_day = today;
      schedule = story_schedule (story, 0);
      g_assert_cmpfloat (schedule.stability, ==, card.stability);
      g_assert_cmpfloat (schedule.difficulty, ==, card.difficulty);
      g_assert_cmpint (schedule.state, ==, card.state);
      g_assert_cmpint (schedule.step, ==, card.step);
      g_assert_cmpint (schedule.interval_days, ==, card.interval_days);
      g_assert_cmpint (schedule.due_at, ==, card.due_ms);
      g_assert_cmpuint (schedule.reps, ==, card.reps);
      g_assert_cmpuint (schedule.lapses, ==, card.lapses);
      g_assert_cmpint (schedule.last_rating, ==, ratings[i]);
      g_assert_cmpint (schedule.last_day, ==, today);
      shed_clock_set (story->fixture->clock, card.due_ms + (i % 3) * DAY, NULL);
    }
}

static void
test_date_is_the_one_that_was_shown (void)
{
  g_autoptr (Story) story = story_begin ();
  gint64 shown;

  story_add_tunes (story, 1);
  shown = story_now (story) + 11 * DAY;
  story_event (story, 0, "rating", SHED_RATING_EASY, 11, shown);
  g_assert_cmpint (story_schedule (story, 0).due_at, ==, shown);
  g_assert_cmpint (story_schedule (story, 0).interval_days, ==, 11);

  /* Other weights change what is remembered, never a date that was chosen. */
  story_prefer (story, "fsrs.weights",
                "[\"0.5\",\"1.2\",\"2.3\",\"20\",\"6.4\",\"0.8\",\"3\",\"0.001\",\"1.9\",\"0.2\",\"0.8\",\"1.5\",\"0.06\","
                "\"0.26\",\"1.6\",\"0.6\",\"1.9\",\"0.5\",\"0.09\",\"0.07\",\"0.2\"]");
  g_assert_cmpfloat (story_schedule (story, 0).stability, ==, 20);
  g_assert_cmpint (story_schedule (story, 0).due_at, ==, shown);
}

static void
test_override_wins_until_the_next_rating (void)
{
  g_autoptr (Story) story = story_begin ();
  gint64 override, shown;
  ShedSchedule before, after;

  story_add_tunes (story, 1);
  story_rate (story, 0, SHED_RATING_EASY);
  before = story_schedule (story, 0);
  override = story_now (story) + 2 * DAY;
  story_event (story, 0, "due", 0, -1, override);
  after = story_schedule (story, 0);
  g_assert_cmpint (after.due_at, ==, override);
  g_assert_cmpfloat (after.stability, ==, before.stability);
  g_assert_cmpuint (after.reps, ==, 1);
  g_assert_cmpint (after.last_at, ==, before.last_at);

  shed_clock_set (story->fixture->clock, override, NULL);
  story_rate (story, 0, SHED_RATING_GOOD);
  shown = story_schedule (story, 0).due_at;
  g_assert_cmpint (shown, >, override);
}

static void
test_voided_override_gives_the_date_back (void)
{
  g_autoptr (Story) story = story_begin ();
  ShedSchedule before, after;
  guint override;

  story_add_tunes (story, 1);
  story_rate (story, 0, SHED_RATING_EASY);
  before = story_schedule (story, 0);
  shed_clock_set (story->fixture->clock, story_now (story) + 1000, NULL);
  override = story_event (story, 0, "due", 0, -1, story_now (story) + DAY);
  story_void (story, 0, override);
  after = story_schedule (story, 0);
  g_assert_true (story_is_equal (&before, &after));
}

static void
test_voids_may_be_voided (void)
{
  g_autoptr (Story) story = story_begin ();
  ShedSchedule with, without, again, none;
  guint rating, undo, redo;

  story_add_tunes (story, 1);
  story_rate (story, 0, SHED_RATING_GOOD);
  without = story_schedule (story, 0);
  shed_clock_set (story->fixture->clock, story_now (story) + 3 * DAY, NULL);
  rating = story_rate (story, 0, SHED_RATING_GOOD);
  with = story_schedule (story, 0);

  undo = story_void (story, 0, rating);
  again = story_schedule (story, 0);
  g_assert_true (story_is_equal (&again, &without));
  redo = story_void (story, 0, undo);
  again = story_schedule (story, 0);
  g_assert_true (story_is_equal (&again, &with));
  story_void (story, 0, redo);
  again = story_schedule (story, 0);
  g_assert_true (story_is_equal (&again, &without));

  /* Starting afresh voids everything: as if never practised. */
  story_void (story, 0, 0);
  none = story_schedule (story, 0);
  g_assert_cmpuint (none.reps, ==, 0);
  g_assert_cmpint (none.due_at, ==, 0);
  fixture_assert_answer (story->fixture, "SELECT count (*) FROM schedule", "0");
}

/* A void that two others name is decided when both are, not when the first of them is. Made by three computers that
 * undid and redid the same thing. */
static void
test_a_void_that_two_others_name_waits_for_both (void)
{
  g_autoptr (Story) story = story_begin ();
  guint rating, x, a, b, c;

  story_add_tunes (story, 1);
  rating = story_rate (story, 0, SHED_RATING_GOOD);
  x = story_void (story, 0, rating);
  a = story_void (story, 0, x);
  b = story_void (story, 0, x);
  story_void (story, 0, a);     /* a does not count */
  c = story_void (story, 0, b);
  g_assert_cmpuint (story_schedule (story, 0).reps, ==, 0);
  story_void (story, 0, c);     /* so b does, and x does not */
  g_assert_cmpuint (story_schedule (story, 0).reps, ==, 1);
  story_assert_sound (story);
}

static void
test_known_is_no_new_tune (void)
{
  g_autoptr (Story) story = story_begin ();
  ShedSchedule schedule, shown[4];
  gint64 first_review;

  story_add_tunes (story, 1);
  first_review = story_now (story) + 40 * DAY;
  story_event (story, 0, "known", 0, 40, first_review);
  schedule = story_schedule (story, 0);
  g_assert_cmpint (schedule.state, ==, SHED_FSRS_REVIEW);
  g_assert_cmpint (schedule.due_at, ==, first_review);
  g_assert_cmpint (schedule.interval_days, ==, 40);
  g_assert_cmpfloat (schedule.stability, ==, shed_fsrs_default_weights[3]);
  g_assert_cmpuint (schedule.reps, ==, 0);
  g_assert_cmpint (schedule.last_at, ==, 0);

  shed_clock_set (story->fixture->clock, first_review, NULL);
  story_preview (story, 0, shown);
  g_assert_cmpint (shown[SHED_RATING_GOOD - 1].interval_days, >, 40);
}

static void
test_known_never_weakens_a_memory (void)
{
  g_autoptr (Story) story = story_begin ();
  double stability, difficulty;

  story_add_tunes (story, 1);
  story_rate (story, 0, SHED_RATING_AGAIN);
  shed_clock_set (story->fixture->clock, story_now (story) + DAY, NULL);
  for (int i = 0; i < 4; i++)
    {
      story_rate (story, 0, i == 3 ? SHED_RATING_HARD : SHED_RATING_EASY);
      shed_clock_set (story->fixture->clock, story_schedule (story, 0).due_at, NULL);
    }
  stability = story_schedule (story, 0).stability;
  difficulty = story_schedule (story, 0).difficulty;
  g_assert_cmpfloat (difficulty, >, 1); /* what a first Easy would give */
  story_event (story, 0, "known", 0, 30, story_now (story) + 30 * DAY);
  g_assert_cmpfloat (story_schedule (story, 0).stability, ==, stability);
  g_assert_cmpfloat (story_schedule (story, 0).difficulty, ==, difficulty);
}

static void
test_ladder_goal_leaves_memory_alone (void)
{
  g_autoptr (Story) story = story_begin ();
  ShedSchedule schedule, shown[4];

  story_add_tunes (story, 1);
  story_sql (story, "UPDATE repertoire_tune SET goal = 'fluency'");
  story_rate (story, 0, SHED_RATING_GOOD);
  story_rate (story, 0, SHED_RATING_GOOD);
  schedule = story_schedule (story, 0);
  g_assert_cmpint (schedule.interval_days, ==, 3);
  g_assert_cmpint (schedule.step, ==, 1);
  g_assert_cmpint (schedule.state, ==, SHED_FSRS_REVIEW);
  g_assert_cmpfloat (schedule.stability, ==, 0);
  story_preview (story, 0, shown);
  g_assert_cmpint (shown[0].interval_days, ==, 1);
  g_assert_cmpint (shown[1].interval_days, ==, 3);
  g_assert_cmpint (shown[2].interval_days, ==, 7);
  g_assert_cmpint (shown[3].interval_days, ==, 7);

  /* Back to recall: the first rating of a memory that has none yet. */
  story_sql (story, "UPDATE repertoire_tune SET goal = NULL");
  story_rate (story, 0, SHED_RATING_GOOD);
  schedule = story_schedule (story, 0);
  g_assert_cmpint (schedule.state, ==, SHED_FSRS_LEARNING);
  g_assert_cmpfloat (schedule.stability, ==, shed_fsrs_default_weights[2]);
  g_assert_cmpuint (schedule.reps, ==, 3);
}

static void
test_another_goal_begins_at_its_lowest_rung (void)
{
  g_autoptr (Story) story = story_begin ();

  story_add_tunes (story, 1);
  story_sql (story, "UPDATE repertoire_tune SET goal = 'fluency'");
  for (int i = 0; i < 3; i++)
    story_rate (story, 0, SHED_RATING_GOOD);
  g_assert_cmpint (story_schedule (story, 0).step, ==, 2);
  story_sql (story, "UPDATE repertoire_tune SET goal = 'session-ready'");
  story_rate (story, 0, SHED_RATING_GOOD);
  g_assert_cmpint (story_schedule (story, 0).step, ==, 0);
  g_assert_cmpint (story_schedule (story, 0).due_at, ==, story_now (story) + DAY / 2);
  story_rate (story, 0, SHED_RATING_GOOD);
  g_assert_cmpint (story_schedule (story, 0).step, ==, 1);
  /* And back: the rung of before is not remembered. */
  story_sql (story, "UPDATE repertoire_tune SET goal = 'fluency'");
  story_rate (story, 0, SHED_RATING_GOOD);
  g_assert_cmpint (story_schedule (story, 0).step, ==, 0);
}

static void
test_own_goal_may_count_as_recall (void)
{
  g_autoptr (Story) story = story_begin ();
  ShedSchedule schedule;

  story_add_tunes (story, 1);
  story_sql (story, "INSERT INTO goal (id, created_at, name, ladder_minutes, counts_recall)"
             " VALUES ('%s', 1, 'Gig', '[60,2880]', 1)", test_id (50));
  story_sql (story, "UPDATE repertoire SET default_goal = '%s'", test_id (50));
  story_rate (story, 0, SHED_RATING_GOOD);
  schedule = story_schedule (story, 0);
  g_assert_cmpint (schedule.interval_days, ==, 0);
  g_assert_cmpint (schedule.due_at, ==, story_now (story) + 60 * 60000);
  g_assert_cmpfloat (schedule.stability, ==, shed_fsrs_default_weights[2]);

  /* It is a setting: taking it back replays. */
  story_sql (story, "UPDATE goal SET counts_recall = 0");
  g_assert_cmpfloat (story_schedule (story, 0).stability, ==, 0);
}

static void
test_sm2_repertoire_follows_sm2 (void)
{
  static const int days[] = { 1, 6, 15, 38 };
  g_autoptr (Story) story = story_begin ();

  story_sql (story, "UPDATE repertoire SET scheduler = 'sm2'");
  story_add_tunes (story, 1);
  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      story_rate (story, 0, SHED_RATING_GOOD);
      g_assert_cmpint (story_schedule (story, 0).interval_days, ==, days[i]);
      shed_clock_set (story->fixture->clock, story_schedule (story, 0).due_at, NULL);
    }
  /* The other scheduler gives the same events another memory and the same date. */
  {
    gint64 due = story_schedule (story, 0).due_at;

    story_sql (story, "UPDATE repertoire SET scheduler = 'fsrs'");
    g_assert_cmpint (story_schedule (story, 0).due_at, ==, due);
    g_assert_cmpfloat (story_schedule (story, 0).stability, >, 38);
  }
}

static void
test_parts_have_schedules_of_their_own (void)
{
  g_autoptr (Story) story = story_begin ();
  ShedSchedule whole;

  story_add_tunes (story, 1);
  story_rate (story, 0, SHED_RATING_GOOD);
  whole = story_schedule (story, 0);
  story_sql (
    story,
    "INSERT INTO practice_event (id, created_at, repertoire_id, tune_id, part, kind, rating, answered_at, time_zone,"
    " practice_day, day_start_minutes) VALUES ('%s', 1, '%s', '%s', 'B', 'rating', 1, %" G_GINT64_FORMAT ", 'UTC',"
    " '2026-11-20', 240)",
    test_id (70), test_id (STORY_REPERTOIRE), story_tune (0), story_now (story) + 1);
  g_assert_cmpuint (story_schedule (story, 0).reps, ==, whole.reps);
  fixture_assert_answer (
    story->fixture, "SELECT group_concat (part || last_rating) FROM (SELECT * FROM schedule ORDER BY part)", "3,B1");
}

static void
test_merged_tune_inherits_events (void)
{
  g_autoptr (Story) story = story_begin ();
  ShedSchedule other;

  story_add_tunes (story, 2);
  story_rate (story, 1, SHED_RATING_EASY);
  other = story_schedule (story, 1);
  g_assert_cmpuint (story_schedule (story, 0).reps, ==, 0);

  story_sql (story,
             "DELETE FROM repertoire_tune WHERE tune_id = '%s'; DELETE FROM tune WHERE id = '%s';"
             " UPDATE tune SET merged = '[\"%s\"]' WHERE id = '%s'",
             story_tune (1), story_tune (1), story_tune (1), story_tune (0));
  g_assert_cmpfloat (story_schedule (story, 0).stability, ==, other.stability);

  /* An event of the tune that is gone arrives late, from another computer. */
  shed_clock_set (story->fixture->clock, other.due_at, NULL);
  story_event (story, 1, "rating", SHED_RATING_GOOD, 30, other.due_at + 30 * DAY);
  g_assert_cmpuint (story_schedule (story, 0).reps, ==, 2);
  g_assert_cmpint (story_schedule (story, 0).due_at, ==, other.due_at + 30 * DAY);

  story_sql (story, "UPDATE tune SET merged = '[]' WHERE id = '%s'", story_tune (0));
  g_assert_cmpuint (story_schedule (story, 0).reps, ==, 0);
}

static void
test_a_deleted_repertoire_leaves_no_schedule (void)
{
  g_autoptr (Story) story = story_begin ();

  story_add_tunes (story, 1);
  story_rate (story, 0, SHED_RATING_EASY);
  story_sql (story, "DELETE FROM repertoire_tune; DELETE FROM repertoire;");
  fixture_assert_answer (story->fixture, "SELECT count (*) FROM schedule", "0");
  {
    g_autofree char *repertoire = sql_repertoire (STORY_REPERTOIRE, "Fiddle");

    fixture_write (story->fixture, repertoire);
  }
  g_assert_cmpuint (story_schedule (story, 0).reps, ==, 1);
}

static void
test_strange_preferences_count_as_absent (void)
{
  static const char *const strange[] = { "[]", "[1,2,3]", "{\"a\":1}", "\"x\"", "[\"a\",\"b\"]", "[[[[]]]]", "[null]", "7" };
  g_autoptr (Story) story = story_begin ();
  ShedSchedule usual[4], shown[4];

  story_add_tunes (story, 1);
  story_preview (story, 0, usual);
  for (guint i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      story_prefer (story, "fsrs.weights", strange[i]);
      story_prefer (story, "queue.easy_days", strange[i]);
      story_prefer (story, "queue.days_off", strange[i]);
      if (i > 0)
        story_prefer (story, "fsrs.learning_steps", strange[i]);
      story_preview (story, 0, shown);
      for (int k = 0; k < 4; k++)
        g_assert_true (story_is_equal (&usual[k], &shown[k]));
    }
}

static void
test_absent_preferences_are_the_defaults (void)
{
  g_autoptr (Story) story = story_begin ();
  const char *const *names = shed_preference_list_names ();
  ShedSchedule absent[4], written[4];
  g_autofree char *before = NULL, *after = NULL;

  story_add_tunes (story, 1);
  story_rate (story, 0, SHED_RATING_EASY);
  story_sql (story, "DELETE FROM preference");
  shed_clock_set (story->fixture->clock, story_now (story) + 9 * DAY, NULL);
  story_preview (story, 0, absent);
  before = fixture_ask (story->fixture, "SELECT value FROM meta WHERE name LIKE 'schedule:%'");
  for (guint i = 0; names[i] != NULL; i++)
    if (shed_preference_get_default (names[i]) != NULL)
      story_prefer (story, names[i], shed_preference_get_default (names[i]));
  story_preview (story, 0, written);
  after = fixture_ask (story->fixture, "SELECT value FROM meta WHERE name LIKE 'schedule:%'");
  g_assert_cmpstr (before, ==, after);
  for (int i = 0; i < 4; i++)
    g_assert_true (story_is_equal (&absent[i], &written[i]));
  /* Fuzz is among the defaults: without it the intervals are others. */
  story_prefer (story, "fsrs.fuzz", "false");
  story_preview (story, 0, written);
  g_assert_false (story_is_equal (&absent[3], &written[3]) && story_is_equal (&absent[2], &written[2])
                  && story_is_equal (&absent[1], &written[1]));
}

static void
test_a_repertoires_own_preference_wins (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autofree char *own = g_strdup_printf ("repertoire/%s/fsrs.learning_steps", test_id (STORY_REPERTOIRE));
  ShedSchedule shown[4];

  story_add_tunes (story, 1);
  story_prefer (story, "fsrs.learning_steps", "[\"5m\"]");
  story_preview (story, 0, shown);
  g_assert_cmpint (shown[0].due_at, ==, story_now (story) + 5 * 60000);
  story_prefer (story, own, "[\"20m\"]");
  story_preview (story, 0, shown);
  g_assert_cmpint (shown[0].due_at, ==, story_now (story) + 20 * 60000);
  story_prefer (story, own, "\"nonsense\"");
  story_preview (story, 0, shown);
  g_assert_cmpint (shown[0].due_at, ==, story_now (story) + 5 * 60000);
}

/* Events that were made on two computers arrive in any order; what they add up to is the same. */
static void
test_fold_depends_only_on_the_set_of_events (void)
{
  enum { N_EVENTS = 24, N_ORDERS = 12 };
  static const char *const goals[] = { "NULL", "'recall'", "NULL", "'fluency'", "'recall'" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);
  ShedSchedule first = { 0 };

  for (int order = 0; order < N_ORDERS; order++)
    {
      g_autoptr (Story) story = story_begin ();
      g_autoptr (GRand) content = g_rand_new_with_seed (5);
      char *sql[N_EVENTS];
      gint64 at = story_now (story);
      ShedSchedule schedule;

      story_add_tunes (story, 1);
      for (int i = 0; i < N_EVENTS; i++)
        {
          int what = g_rand_int_range (content, 0, 10);
          g_autofree char *day = NULL;
          const char *kind = what < 6 ? "rating" : what == 6 ? "due" : what == 7 ? "known" : i > 3 ? "void" : "note";
          g_autofree char *voids = strcmp (kind, "void") == 0
                                       ? g_strdup_printf ("'%s'", story_event_id ((guint) g_rand_int_range (content, 0, i)))
                                       : g_strdup ("NULL");

          /* Some at the very same time: then the id decides. */
          at += g_rand_int_range (content, 0, 3) * DAY;
          day = shed_civil_format (shed_practice_day (at, "Europe/Dublin", 240));
          sql[i] = g_strdup_printf (
            "INSERT INTO practice_event (id, created_at, repertoire_id, tune_id, kind, rating, goal, answered_at,"
            " time_zone, practice_day, day_start_minutes, interval_days, due_at, voids)"
            " VALUES ('%s', 1, '%s', '%s', '%s', %d, %s, %" G_GINT64_FORMAT ", 'Europe/Dublin', '%s', 240, %d,"
            " %" G_GINT64_FORMAT ", %s)",
            story_event_id ((guint)i), test_id (STORY_REPERTOIRE), story_tune (0), kind,
            g_rand_int_range (content, 1, 5), goals[g_rand_int_range (content, 0, (int)G_N_ELEMENTS (goals))], at, day,
            i, at + i * DAY, voids);
        }
      /* Shuffled; a void still comes after the event it names, as the foreign key has it. */
      {
        gboolean done[N_EVENTS] = { FALSE };
        int n_left = N_EVENTS;

        while (n_left > 0)
          {
            int i = g_rand_int_range (rand, 0, N_EVENTS);
            g_autoptr (GError) error = NULL;

            if (done[i])
              continue;
            if (fixture_try_write (story->fixture, SHED_WRITE_COMMAND, 0, NULL, sql[i], &error))
              {
                done[i] = TRUE;
                n_left--;
                /* At every moment the cached row is what a replay gives. */
                story_schedule (story, 0);
              }
            else
              {
                g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID);
              }
          }
      }
      for (int i = 0; i < N_EVENTS; i++)
        g_free (sql[i]);
      schedule = story_schedule (story, 0);
      if (order == 0)
        first = schedule;
      g_assert_cmpuint (first.reps, >, 3);
      g_assert_true (story_is_equal (&first, &schedule));
      story_assert_sound (story);
    }
}

static char *
dump_schedules (Story *story)
{
  return fixture_ask (
    story->fixture,
    "SELECT coalesce (group_concat (row, char (10)), 'none') FROM (SELECT tune_id || ' ' || part"
    " || ' ' || state || ' ' || step || ' ' || printf ('%!.17g %!.17g', stability, difficulty) || ' ' || due_at"
    " || ' ' || coalesce (interval_days, '-') || ' ' || reps || ' ' || lapses || ' ' || coalesce (last_at, '-')"
    " || ' ' || coalesce (last_rating, '-') || ' ' || coalesce (last_day, '-') AS row FROM schedule"
    " ORDER BY repertoire_id, tune_id, part)");
}

/* What the schedule floor derives goes back, and comes again, with what it was derived from. */
static void
test_undo_gives_every_schedule_back_to_the_last_bit (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autofree char *first = g_strdup (story_tune (0)), *second = g_strdup (story_tune (1));
  const char *tunes[] = { first, second, NULL }, *merged[] = { second, NULL };
  const char *fields[] = { "scheduler", "max_interval_days", NULL }, *values[] = { "sm2", "4", NULL };
  ShedChosenRating again = { SHED_RATING_AGAIN, 0, story_now (story) + 60000 };
  g_autofree char *repertoire = g_strdup (test_id (STORY_REPERTOIRE));
  g_autofree char *event = NULL;
  int today = story_today (story);

  story_add_tunes (story, 2);
  story_rate (story, 0, SHED_RATING_GOOD);
  story_rate (story, 1, SHED_RATING_EASY);
  shed_clock_set (story->fixture->clock, story_now (story) + 9 * DAY, NULL);
  event = g_strdup (story_event_id (story_rate (story, 0, SHED_RATING_HARD)));
  {
    ShedCommand *commands[] = {
      shed_command_rate (repertoire, first, &again, 0),
      shed_command_void_event (event),
      shed_command_replace_rating (event, &again),
      shed_command_put_off (repertoire, tunes),
      shed_command_override_date (repertoire, tunes, today + 30),
      shed_command_mark_known (repertoire, tunes, 14, 2),
      shed_command_start_afresh (repertoire, first),
      shed_command_repertoire_set (repertoire, fields, values),
      shed_command_set_preference ("fsrs.learning_steps", "[\"2m\",\"2d\"]"),
      shed_command_tune_merge (first, merged),
      shed_command_tune_delete (tunes),
      shed_command_repertoire_delete (repertoire),
    };
    guint n_that_moved = 0;

    for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
      {
        g_autoptr (ShedCommand) command = commands[i];
        g_autoptr (GError) error = NULL;
        g_autofree char *before = dump_schedules (story), *after = NULL, *undone = NULL, *redone = NULL, *undone_again = NULL;
        gint64 journals[4];
        guint n_left;

        for (guint k = 0; k < G_N_ELEMENTS (journals); k++)
          journals[k] = shed_store_new_journal (story->fixture->store);
        shed_command_run (command, story->fixture->store, journals[0], NULL, &error);
        g_assert_no_error (error);
        after = dump_schedules (story);
        n_that_moved += strcmp (before, after) != 0;
        story_assert_sound (story);
        for (guint k = 0; k < 3; k++)
          {
            shed_store_revert (story->fixture->store, journals[k], journals[k + 1], &n_left, &error);
            g_assert_no_error (error);
            g_assert_cmpuint (n_left, ==, 0);
            story_assert_sound (story);
            *(k == 0 ? &undone : k == 1 ? &redone : &undone_again) = dump_schedules (story);
          }
        g_assert_cmpstr (undone, ==, before);
        g_assert_cmpstr (redone, ==, after);
        g_assert_cmpstr (undone_again, ==, before);
      }
    g_assert_cmpuint (n_that_moved, >=, 9);
  }
}

static void
test_check_finds_a_schedule_that_is_not_what_the_events_say (void)
{
  static const char *const wrong[] = {
    "UPDATE schedule SET due_at = due_at + 1",
    "UPDATE schedule SET stability = stability + 0.00000001",
    "DELETE FROM schedule",
    "INSERT INTO schedule (repertoire_id, tune_id, reps) SELECT repertoire_id, 'ghost', 1 FROM schedule",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (Story) story = story_begin ();
      g_autoptr (GError) error = NULL;
      g_autoptr (ShedCheckReport) report = NULL;

      story_add_tunes (story, 1);
      story_rate (story, 0, SHED_RATING_EASY);
      story_assert_sound (story);
      fixture_try_write (story->fixture, SHED_WRITE_LOCAL, 0, NULL, wrong[i], &error);
      g_assert_no_error (error);
      report = shed_store_check (story->fixture->store, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (report->faults->len, ==, 1);
      g_assert_true (g_str_has_prefix (report->faults->pdata[0], "schedule: "));
    }
}

static void
test_opening_again_keeps_and_a_new_version_rebuilds (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autoptr (GError) error = NULL;
  ShedSchedule before, after;

  story_add_tunes (story, 1);
  story_rate (story, 0, SHED_RATING_EASY);
  before = story_schedule (story, 0);
  /* As if an older program had derived it. */
  fixture_try_write (story->fixture, SHED_WRITE_LOCAL, 0, NULL,
                     "DELETE FROM schedule; UPDATE meta SET value = '0' WHERE name = 'deriver:schedule'", &error);
  g_assert_no_error (error);
  g_assert_cmpint (
    fixture_ask_int (story->fixture, "SELECT changes () + count (*) FROM meta WHERE name = 'deriver:schedule'"), >=, 1);
  fixture_close (story->fixture);
  fixture_open (story->fixture);
  shed_scheduler_install (story->fixture->store, &error);
  g_assert_no_error (error);
  after = story_schedule (story, 0);
  g_assert_true (story_is_equal (&before, &after));
}

static void
test_clock_set_back_loses_nothing_and_never_counts_days_below_none (void)
{
  g_autoptr (Story) story = story_begin ();
  ShedSchedule schedule, shown[4];

  story_add_tunes (story, 1);
  story_rate (story, 0, SHED_RATING_EASY);
  story_set_time (story, "1970-01-02T10:00:00Z", "Europe/Dublin");
  story_preview (story, 0, shown);
  for (int i = 0; i < 4; i++)
    {
      g_assert_cmpfloat (shown[i].stability, >, 0);
      g_assert_cmpint (shown[i].due_at, >=, story_now (story));
    }
  story_rate (story, 0, SHED_RATING_GOOD);
  schedule = story_schedule (story, 0);
  g_assert_cmpuint (schedule.reps, ==, 2);
  story_set_time (story, "2100-06-01T10:00:00Z", "Europe/Dublin");
  story_rate (story, 0, SHED_RATING_GOOD);
  g_assert_cmpuint (story_schedule (story, 0).reps, ==, 3);
  g_assert_cmpint (story_schedule (story, 0).due_at, >, story_now (story));
}

static void
test_days_are_practice_days (void)
{
  g_autoptr (Story) story = story_begin ();
  ShedFsrsParams params;
  ShedFsrsCard card = { 0 };

  shed_fsrs_params_init (&params);
  story_add_tunes (story, 2);
  /* Twenty to midnight and one in the morning are one practice day; five in the morning is the next. */
  story_set_time (story, "2026-11-20T23:40:00Z", "Europe/Dublin");
  story_rate (story, 0, SHED_RATING_EASY);
  story_rate (story, 1, SHED_RATING_EASY);
  story_set_time (story, "2026-11-21T01:00:00Z", "Europe/Dublin");
  story_rate (story, 0, SHED_RATING_GOOD);
  story_set_time (story, "2026-11-21T05:00:00Z", "Europe/Dublin");
  story_rate (story, 1, SHED_RATING_GOOD);

  shed_fsrs_review (&params, &card, 1, 0, SHED_RATING_EASY, &card);
  g_assert_cmpfloat (story_schedule (story, 0).stability, ==,
                     shed_fsrs_next_stability (&params, card.difficulty, card.stability, 0, SHED_RATING_GOOD));
  g_assert_cmpfloat (story_schedule (story, 1).stability, ==,
                     shed_fsrs_next_stability (&params, card.difficulty, card.stability, 1, SHED_RATING_GOOD));
}

/* An interval of n days ends on the nth practice day from now, whatever the clocks do in between. */
static void
check_due_days (const char *now, const char *zone)
{
  g_autoptr (Story) story = story_begin ();

  story_add_tunes (story, 8);
  story_set_time (story, now, zone);
  for (guint tune = 0; tune < 8; tune++)
    {
      ShedSchedule shown[4];

      story_prefer (story, "fsrs.learning_steps", tune < 4 ? "[]" : "[\"2d\",\"2d\"]");
      story_preview (story, tune, shown);
      for (int i = 0; i < 4; i++)
        {
          g_assert_cmpint (shown[i].interval_days, >=, 1);
          g_assert_cmpint (shed_practice_day (shown[i].due_at, zone, 240), ==, story_today (story) + shown[i].interval_days);
        }
      story_rate (story, tune, 1 + (int) tune % 4);
    }
}

static void
test_due_day_across_clock_changes (void)
{
  /* Dublin: forward on 2026-03-29 at 01:00 UTC, back on 2026-10-25 at 01:00 UTC. New York: 03-08 and 11-01. */
  check_due_days ("2026-03-28T03:30:00Z", "Europe/Dublin");
  check_due_days ("2026-03-28T12:00:00Z", "Europe/Dublin");
  check_due_days ("2026-03-29T00:30:00Z", "Europe/Dublin");
  check_due_days ("2026-10-24T03:30:00Z", "Europe/Dublin");
  check_due_days ("2026-10-25T02:45:00Z", "Europe/Dublin");
  check_due_days ("2026-10-25T04:00:00Z", "Europe/Dublin");
  check_due_days ("2026-03-07T08:30:00Z", "America/New_York");
  check_due_days ("2026-10-31T07:30:00Z", "America/New_York");
  check_due_days ("2026-10-03T14:40:00Z", "Australia/Lord_Howe");
}

static void
test_travel_counts_the_days_that_were_lived (void)
{
  g_autoptr (Story) story = story_begin ();
  int first, second;

  story_add_tunes (story, 1);
  /* Rated in Tokyo on the 21st, then half an hour of clock later in Honolulu, where it is still the 20th. */
  story_set_time (story, "2026-11-21T00:00:00Z", "Asia/Tokyo");
  first = story_today (story);
  story_rate (story, 0, SHED_RATING_EASY);
  story_set_time (story, "2026-11-21T00:30:00Z", "Pacific/Honolulu");
  second = story_today (story);
  g_assert_cmpint (second, ==, first - 1);
  story_rate (story, 0, SHED_RATING_GOOD);
  g_assert_cmpuint (story_schedule (story, 0).reps, ==, 2);
  g_assert_cmpint (story_schedule (story, 0).last_day, ==, second);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schedule/never-practised-is-all-zero", test_never_practised_is_all_zero);
  g_test_add_func ("/schedule/ratings-over-days-equal-the-formulas", test_ratings_over_days_equal_the_formulas);
  g_test_add_func ("/schedule/date-is-the-one-that-was-shown", test_date_is_the_one_that_was_shown);
  g_test_add_func ("/schedule/override-wins-until-the-next-rating", test_override_wins_until_the_next_rating);
  g_test_add_func ("/schedule/voided-override-gives-the-date-back", test_voided_override_gives_the_date_back);
  g_test_add_func ("/schedule/voids-may-be-voided", test_voids_may_be_voided);
  g_test_add_func ("/schedule/a-void-that-two-others-name-waits-for-both", test_a_void_that_two_others_name_waits_for_both);
  g_test_add_func ("/schedule/known-is-no-new-tune", test_known_is_no_new_tune);
  g_test_add_func ("/schedule/known-never-weakens-a-memory", test_known_never_weakens_a_memory);
  g_test_add_func ("/schedule/ladder-goal-leaves-memory-alone", test_ladder_goal_leaves_memory_alone);
  g_test_add_func ("/schedule/another-goal-begins-at-its-lowest-rung", test_another_goal_begins_at_its_lowest_rung);
  g_test_add_func ("/schedule/own-goal-may-count-as-recall", test_own_goal_may_count_as_recall);
  g_test_add_func ("/schedule/sm2-repertoire-follows-sm2", test_sm2_repertoire_follows_sm2);
  g_test_add_func ("/schedule/parts-have-schedules-of-their-own", test_parts_have_schedules_of_their_own);
  g_test_add_func ("/schedule/merged-tune-inherits-events", test_merged_tune_inherits_events);
  g_test_add_func ("/schedule/a-deleted-repertoire-leaves-no-schedule", test_a_deleted_repertoire_leaves_no_schedule);
  g_test_add_func ("/schedule/strange-preferences-count-as-absent", test_strange_preferences_count_as_absent);
  g_test_add_func ("/schedule/absent-preferences-are-the-defaults", test_absent_preferences_are_the_defaults);
  g_test_add_func ("/schedule/a-repertoires-own-preference-wins", test_a_repertoires_own_preference_wins);
  g_test_add_func ("/schedule/fold-depends-only-on-the-set-of-events", test_fold_depends_only_on_the_set_of_events);
  g_test_add_func ("/schedule/undo-gives-every-schedule-back-to-the-last-bit",
                   test_undo_gives_every_schedule_back_to_the_last_bit);
  g_test_add_func ("/schedule/check-finds-what-the-events-do-not-say",
                   test_check_finds_a_schedule_that_is_not_what_the_events_say);
  g_test_add_func ("/schedule/a-new-version-derives-anew", test_opening_again_keeps_and_a_new_version_rebuilds);
  g_test_add_func ("/schedule/clock-set-back-loses-nothing", test_clock_set_back_loses_nothing_and_never_counts_days_below_none);
  g_test_add_func ("/schedule/days-are-practice-days", test_days_are_practice_days);
  g_test_add_func ("/schedule/due-day-across-clock-changes", test_due_day_across_clock_changes);
  g_test_add_func ("/schedule/travel-counts-the-days-that-were-lived", test_travel_counts_the_days_that_were_lived);
  return g_test_run ();
}
