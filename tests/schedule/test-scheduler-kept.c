/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The schedule is a fold over events, kept by the store while it writes: whatever the order, whoever takes back or looks. */
#include "shed-civil.h"
#include "shed-command.h"
#include "shed-fsrs.h"
#include "story.h"

#include <string.h>

#define DAY SHED_FSRS_DAY_MS

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schedule/merged-tune-inherits-events", test_merged_tune_inherits_events);
  g_test_add_func ("/schedule/a-deleted-repertoire-leaves-no-schedule", test_a_deleted_repertoire_leaves_no_schedule);
  g_test_add_func ("/schedule/fold-depends-only-on-the-set-of-events", test_fold_depends_only_on_the_set_of_events);
  g_test_add_func ("/schedule/undo-gives-every-schedule-back-to-the-last-bit",
                   test_undo_gives_every_schedule_back_to_the_last_bit);
  g_test_add_func ("/schedule/check-finds-what-the-events-do-not-say",
                   test_check_finds_a_schedule_that_is_not_what_the_events_say);
  g_test_add_func ("/schedule/a-new-version-derives-anew", test_opening_again_keeps_and_a_new_version_rebuilds);
  return g_test_run ();
}
