/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a tune's events add up to: ratings, dates, voids and goals, under the preferences that hold. */
#include "shed-civil.h"
#include "shed-fsrs.h"
#include "shed-preferences.h"
#include "story.h"

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
  g_test_add_func ("/schedule/strange-preferences-count-as-absent", test_strange_preferences_count_as_absent);
  g_test_add_func ("/schedule/absent-preferences-are-the-defaults", test_absent_preferences_are_the_defaults);
  g_test_add_func ("/schedule/a-repertoires-own-preference-wins", test_a_repertoires_own_preference_wins);
  return g_test_run ();
}
