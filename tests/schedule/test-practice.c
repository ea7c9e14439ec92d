/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The practice day as the window sees it: staging, submitting, undoing, and the days that change under it. */
#include "shed-civil.h"
#include "shed-fsrs.h"
#include "shed-id.h"
#include "shed-practice.h"
#include "story.h"

#include <stdlib.h>

#define DAY SHED_FSRS_DAY_MS

typedef struct
{
  Story *story;
  ShedHistory *history;
  ShedPractice *practice;
  guint n_settled;
  guint n_failed;
} Window;

static gboolean
on_timeout (gpointer data)
{
  g_test_fail_printf ("Nothing came within 20 seconds");
  abort ();
  return G_SOURCE_REMOVE;
}

static void
wait_for (gboolean (*is_true) (Window *, gpointer), Window *window, gpointer data)
{
  guint timeout = g_timeout_add_seconds (20, on_timeout, NULL);

  while (!is_true (window, data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
}

static gboolean
get_boolean (gpointer object, const char *name)
{
  gboolean value;

  g_object_get (object, name, &value, NULL);
  return value;
}

static guint
count (Window *window, const char *name)
{
  guint value;

  g_object_get (window->practice, name, &value, NULL);
  return value;
}

static gboolean
is_idle (Window *window, gpointer data)
{
  return !get_boolean (window->practice, "loading") && window->n_settled > 0 && !get_boolean (window->history, "busy")
         && !g_main_context_pending (NULL);
}

static void
settle (Window *window)
{
  wait_for (is_idle, window, NULL);
}

static Window *
window_open (Story *story)
{
  Window *self = g_new0 (Window, 1);

  self->story = story;
  self->history = shed_history_new (story->fixture->store);
  self->practice = shed_practice_new (self->history);
  g_signal_connect_swapped (self->practice, "settled", G_CALLBACK (g_atomic_int_inc), &self->n_settled);
  g_signal_connect_swapped (self->practice, "failed", G_CALLBACK (g_atomic_int_inc), &self->n_failed);
  shed_practice_set_repertoire (self->practice, test_id (STORY_REPERTOIRE));
  settle (self);
  return self;
}

static void
window_close (Window *self)
{
  settle (self);
  g_clear_object (&self->practice);
  g_clear_object (&self->history);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Window, window_close)

static ShedQueueItem *
find (Window *window, guint tune)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (window->practice)); i++)
    {
      g_autoptr (ShedQueueItem) item = g_list_model_get_item (G_LIST_MODEL (window->practice), i);

      if (g_str_equal (shed_queue_item_get (item)->tune_id, story_tune (tune)))
        return item;
    }
  return NULL;
}

static int
staged (Window *window, guint tune)
{
  return shed_queue_item_get (find (window, tune))->staged_rating;
}

typedef struct
{
  const char *name;
  guint value;
} WantedCount;

static gboolean
has_count (Window *window, gpointer data)
{
  WantedCount *wanted = data;

  return count (window, wanted->name) == wanted->value;
}

/* Writes tell of themselves later; this is how long to wait. */
static void
wait_for_count (Window *window, const char *name, guint value)
{
  wait_for (has_count, window, &(WantedCount) { name, value });
  settle (window);
}

static gboolean
has_rows (Window *window, gpointer data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (window->practice)) == GPOINTER_TO_UINT (data);
}

static gboolean
is_rollover_of (Window *window, gpointer data)
{
  int day;

  g_object_get (window->practice, "rollover-day", &day, NULL);
  return day == GPOINTER_TO_INT (data);
}

typedef struct
{
  guint tune;
  int rating;
} Wanted;

static gboolean
is_staged (Window *window, gpointer data)
{
  Wanted *wanted = data;

  return staged (window, wanted->tune) == wanted->rating;
}

static void
stage (Window *window, guint tune, int rating)
{
  Wanted wanted = { tune, staged (window, tune) == rating ? 0 : rating };

  shed_practice_stage (window->practice, find (window, tune), rating);
  wait_for (is_staged, window, &wanted);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static gboolean
has_come (Window *window, gpointer data)
{
  return *(GAsyncResult **) data != NULL;
}

static void
submit (Window *window)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  shed_practice_submit_async (window->practice, on_done, &result);
  wait_for (has_come, window, &result);
  shed_practice_submit_finish (window->practice, result, &error);
  g_assert_no_error (error);
  settle (window);
}

static void
undo (Window *window)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  shed_history_undo_async (window->history, on_done, &result);
  wait_for (has_come, window, &result);
  g_assert_true (shed_history_undo_finish (window->history, result, &error));
  g_assert_no_error (error);
  settle (window);
}

static guint
n_rows (Window *window)
{
  return g_list_model_get_n_items (G_LIST_MODEL (window->practice));
}

static void
test_opening_makes_todays_queue_with_previews (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autoptr (Window) window = NULL;
  ShedSchedule shown[4];

  story_add_tunes (story, 7);
  window = window_open (story);
  g_assert_cmpuint (n_rows (window), ==, 5);
  g_assert_cmpuint (count (window, "n-new"), ==, 5);
  g_assert_cmpuint (count (window, "n-due"), ==, 0);
  g_assert_cmpint (shed_practice_get_day (window->practice), ==, story_today (story));
  story_preview (story, 0, shown);
  for (int i = 0; i < 4; i++)
    {
      g_assert_cmpint (shed_queue_item_get (find (window, 0))->preview[i].interval_days, ==, shown[i].interval_days);
      g_assert_cmpint (shed_queue_item_get (find (window, 0))->preview[i].due_at, ==, shown[i].due_at);
    }
}

static void
test_rate_submit_undo (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autoptr (Window) window = NULL;
  gint64 promised;

  story_add_tunes (story, 3);
  window = window_open (story);
  stage (window, 0, SHED_RATING_EASY);
  stage (window, 1, SHED_RATING_GOOD);
  stage (window, 1, SHED_RATING_AGAIN); /* changed */
  stage (window, 2, SHED_RATING_GOOD);
  stage (window, 2, SHED_RATING_GOOD);  /* taken off */
  g_assert_cmpuint (count (window, "n-staged"), ==, 2);
  g_assert_cmpuint (n_rows (window), ==, 3);
  promised = shed_queue_item_get (find (window, 0))->staged_due_at;

  submit (window);
  wait_for (has_rows, window, GUINT_TO_POINTER (1));
  settle (window);
  g_assert_cmpuint (count (window, "n-staged"), ==, 0);
  g_assert_cmpuint (count (window, "n-done"), ==, 2);
  g_assert_cmpuint (count (window, "n-new"), ==, 1);
  g_assert_cmpint (story_schedule (story, 0).due_at, ==, promised);
  g_assert_cmpint (story_schedule (story, 0).last_rating, ==, SHED_RATING_EASY);
  g_assert_cmpint (story_schedule (story, 1).last_rating, ==, SHED_RATING_AGAIN);

  g_object_set (window->practice, "show-submitted", TRUE, NULL);
  settle (window);
  g_assert_cmpuint (n_rows (window), ==, 3);
  g_assert_true (shed_queue_item_get (find (window, 0))->done);
  g_assert_cmpint (shed_queue_item_get (find (window, 0))->done_rating, ==, SHED_RATING_EASY);
  g_assert_cmpint (shed_queue_item_get (find (window, 0))->done_due_at, ==, promised);

  undo (window);
  wait_for_count (window, "n-done", 0);
  g_assert_cmpint (staged (window, 0), ==, SHED_RATING_EASY);
  g_assert_cmpint (staged (window, 1), ==, SHED_RATING_AGAIN);
  g_assert_cmpuint (count (window, "n-staged"), ==, 2);
  g_assert_cmpuint (count (window, "n-done"), ==, 0);
  g_assert_cmpuint (story_schedule (story, 0).reps, ==, 0);
  story_assert_sound (story);
}

static void
test_interval_counts_from_the_rating (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autoptr (Window) window = NULL;

  story_add_tunes (story, 1);
  window = window_open (story);
  shed_clock_set (story->fixture->clock, story_now (story) + 3 * 3600000, NULL);
  stage (window, 0, SHED_RATING_EASY);
  submit (window);
  g_assert_cmpint (story_schedule (story, 0).due_at, ==, story_now (story) + 8 * DAY);
  g_assert_cmpint (story_schedule (story, 0).last_at, ==, story_now (story));
}

/* A step of 36 hours is no interval of whole days: it stays 36 hours, however late it is chosen. */
static void
test_a_long_step_counts_from_the_rating (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autoptr (Window) window = NULL;

  story_add_tunes (story, 1);
  story_prefer (story, "fsrs.learning_steps", "[\"36h\"]");
  window = window_open (story);
  shed_clock_set (story->fixture->clock, story_now (story) + 3 * 3600000, NULL);
  stage (window, 0, SHED_RATING_AGAIN);
  submit (window);
  g_assert_cmpint (story_schedule (story, 0).due_at, ==, story_now (story) + 36 * 3600000);
}

static void
test_staged_ratings_survive_closing (void)
{
  g_autoptr (Story) story = story_begin ();

  story_add_tunes (story, 2);
  {
    g_autoptr (Window) window = window_open (story);

    stage (window, 1, SHED_RATING_HARD);
  }
  {
    g_autoptr (Window) window = window_open (story);

    g_assert_cmpint (staged (window, 1), ==, SHED_RATING_HARD);
    g_assert_cmpuint (count (window, "n-staged"), ==, 1);
    shed_practice_discard (window->practice);
    wait_for (is_staged, window, &(Wanted) { 1, 0 });
    settle (window);
    g_assert_cmpuint (count (window, "n-staged"), ==, 0);
  }
  fixture_assert_answer (story->fixture, "SELECT count (*) FROM staged_rating", "0");
}

static void
test_rows_keep_their_place_and_identity (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autoptr (Window) window = NULL;
  ShedQueueItem *first, *last;

  story_add_tunes (story, 4);
  window = window_open (story);
  first = find (window, 0);
  last = find (window, 3);
  stage (window, 1, SHED_RATING_GOOD);
  story_sql (story, "UPDATE tune SET title = 'Renamed' WHERE id = '%s'", story_tune (3));
  while (!g_str_equal (shed_queue_item_get (last)->title, "Renamed"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (find (window, 0) == first);
  g_assert_true (find (window, 3) == last);
  g_assert_cmpstr (shed_queue_item_get (last)->title, ==, "Renamed");
  submit (window);
  g_assert_true (find (window, 0) == first);
  g_assert_null (find (window, 1));
  g_assert_true (find (window, 3) == last);
}

static void
test_a_new_day_keeps_what_waits (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autoptr (Window) window = NULL;
  int first = story_today (story), rollover;
  guint n_day_changes = 0;

  story_add_tunes (story, 8);
  window = window_open (story);
  g_signal_connect_swapped (window->practice, "day-changed", G_CALLBACK (g_atomic_int_inc), &n_day_changes);
  stage (window, 0, SHED_RATING_GOOD);
  stage (window, 1, SHED_RATING_EASY);
  shed_practice_check_day (window->practice);
  settle (window);
  g_assert_cmpuint (n_day_changes, ==, 0);

  shed_clock_set (story->fixture->clock, story_now (story) + DAY, NULL);
  shed_practice_check_day (window->practice);
  settle (window);
  g_assert_cmpuint (n_day_changes, ==, 1);
  g_assert_cmpint (shed_practice_get_day (window->practice), ==, first + 1);
  g_object_get (window->practice, "rollover-day", &rollover, NULL);
  g_assert_cmpint (rollover, ==, first);
  g_assert_cmpuint (count (window, "n-rollover"), ==, 2);
  g_assert_cmpuint (count (window, "n-staged"), ==, 0);

  shed_practice_submit_rollover (window->practice);
  wait_for_count (window, "n-rollover", 0);
  g_assert_cmpint (story_schedule (story, 0).last_day, ==, first);
  g_assert_cmpint (story_schedule (story, 1).last_day, ==, first);
}

/* A clock that ran ahead while ratings were staged leaves them on a day that is far away: they are offered, never lost. */
static void
test_what_waits_on_a_later_day_is_offered_too (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autoptr (Window) window = NULL;
  int real_day = story_today (story), wrong_day, rollover;
  gint64 real_time = story_now (story);

  story_add_tunes (story, 8);
  shed_clock_set (story->fixture->clock, real_time + 27000 * DAY, NULL);
  wrong_day = story_today (story);
  window = window_open (story);
  stage (window, 0, SHED_RATING_GOOD);
  shed_clock_set (story->fixture->clock, real_time + DAY, NULL);
  shed_practice_check_day (window->practice);
  settle (window);
  g_assert_cmpint (shed_practice_get_day (window->practice), ==, real_day + 1);
  g_object_get (window->practice, "rollover-day", &rollover, NULL);
  g_assert_cmpint (rollover, ==, wrong_day);

  /* What waits on an earlier day comes first. */
  stage (window, 1, SHED_RATING_GOOD);
  shed_clock_set (story->fixture->clock, real_time + 2 * DAY, NULL);
  shed_practice_check_day (window->practice);
  settle (window);
  g_object_get (window->practice, "rollover-day", &rollover, NULL);
  g_assert_cmpint (rollover, ==, real_day + 1);
  shed_practice_submit_rollover (window->practice);
  wait_for (is_rollover_of, window, GINT_TO_POINTER (wrong_day));
  shed_practice_move_rollover (window->practice);
  wait_for_count (window, "n-rollover", 0);
  g_assert_cmpint (staged (window, 0), ==, SHED_RATING_GOOD);
  submit (window);
  g_assert_cmpint (story_schedule (story, 0).last_day, ==, real_day + 2);
}

static void
test_what_waits_can_become_todays (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autoptr (Window) window = NULL;
  int first = story_today (story);

  story_add_tunes (story, 12);
  window = window_open (story);
  stage (window, 4, SHED_RATING_EASY);
  /* Next day's queue has no room for it. */
  story_prefer (story, "queue.max", "2");
  shed_clock_set (story->fixture->clock, story_now (story) + DAY, NULL);
  shed_practice_check_day (window->practice);
  settle (window);
  g_assert_null (find (window, 4));

  shed_practice_move_rollover (window->practice);
  wait_for_count (window, "n-rollover", 0);
  g_assert_cmpuint (count (window, "n-staged"), ==, 1);
  g_assert_cmpint (staged (window, 4), ==, SHED_RATING_EASY);
  g_assert_cmpint (shed_queue_item_get (find (window, 4))->staged_due_at, ==, story_now (story) + 8 * DAY);
  submit (window);
  g_assert_cmpint (story_schedule (story, 4).last_day, ==, first + 1);
}

static void
test_add_more (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autoptr (Window) window = NULL;

  story_add_tunes (story, 9);
  window = window_open (story);
  g_assert_cmpuint (n_rows (window), ==, 5);
  shed_practice_add_more (window->practice, 3);
  wait_for (has_rows, window, GUINT_TO_POINTER (8));
  g_assert_nonnull (find (window, 7));
  g_assert_null (find (window, 8));
  settle (window);
  undo (window);
  wait_for (has_rows, window, GUINT_TO_POINTER (5));
}

static void
test_another_day_can_be_looked_at (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autoptr (Window) window = NULL;
  int today = story_today (story);

  story_add_tunes (story, 1);
  story_event (story, 0, "due", 0, -1, story_now (story) + 4 * DAY);
  window = window_open (story);
  g_assert_cmpuint (n_rows (window), ==, 0);
  {
    int next;

    g_object_get (window->practice, "next-day", &next, NULL);
    g_assert_cmpint (next, ==, today + 4);
    g_assert_cmpuint (count (window, "n-next"), ==, 1);
  }
  shed_practice_set_day (window->practice, today + 4);
  settle (window);
  g_assert_cmpuint (n_rows (window), ==, 1);
  /* A day that is over gets no queue any more. */
  shed_practice_set_day (window->practice, today - 3);
  settle (window);
  g_assert_cmpuint (n_rows (window), ==, 0);
  fixture_assert_answer (story->fixture, "SELECT count (DISTINCT practice_day) FROM queue_item", "1");
  shed_practice_set_day (window->practice, SHED_DAY_NONE);
  settle (window);
  g_assert_cmpint (shed_practice_get_day (window->practice), ==, today);
}

static void
test_minutes_are_those_of_the_day (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autoptr (Window) window = NULL;

  story_add_tunes (story, 1);
  story_sql (
    story,
    "INSERT INTO practice_event (id, created_at, repertoire_id, tune_id, kind, answered_at, time_zone, practice_day,"
    " day_start_minutes, duration_ms) VALUES ('%s', 1, '%s', '%s', 'time', 5, 'UTC', '2026-11-20', 240, 1100000),"
    " ('%s', 1, '%s', '%s', 'time', 5, 'UTC', '2026-11-19', 240, 9900000)",
    test_id (80), test_id (STORY_REPERTOIRE), story_tune (0), test_id (81), test_id (STORY_REPERTOIRE), story_tune (0));
  window = window_open (story);
  g_assert_cmpuint (count (window, "minutes"), ==, 18);
}

static void
test_what_was_rated_elsewhere_is_done_here (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autoptr (Window) window = NULL;

  story_add_tunes (story, 2);
  window = window_open (story);
  story_rate (story, 0, SHED_RATING_GOOD);
  wait_for_count (window, "n-done", 1);
  g_assert_null (find (window, 0));
}

static void
test_a_rating_that_cannot_be_written_stays_and_is_submitted_later (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autoptr (Window) window = NULL;
  g_autoptr (GError) error = NULL;

  story_add_tunes (story, 1);
  window = window_open (story);
  fixture_try_write (story->fixture, SHED_WRITE_LOCAL, 0, NULL, "CREATE TEMP TRIGGER no_room BEFORE INSERT ON main.staged_rating"
                     " BEGIN SELECT RAISE (ABORT, 'no room'); END", &error);
  g_assert_no_error (error);
  shed_practice_stage (window->practice, find (window, 0), SHED_RATING_EASY);
  wait_for (is_staged, window, &(Wanted) { 0, SHED_RATING_EASY });
  g_assert_cmpuint (window->n_failed, ==, 1);
  g_assert_cmpuint (count (window, "n-staged"), ==, 1);
  shed_practice_reload (window->practice);
  settle (window);
  g_assert_cmpint (staged (window, 0), ==, SHED_RATING_EASY);
  g_assert_cmpuint (count (window, "n-staged"), ==, 1);

  fixture_try_write (story->fixture, SHED_WRITE_LOCAL, 0, NULL, "DROP TRIGGER no_room", &error);
  g_assert_no_error (error);
  submit (window);
  g_assert_cmpint (story_schedule (story, 0).last_rating, ==, SHED_RATING_EASY);
  g_assert_cmpuint (count (window, "n-staged"), ==, 0);
}

/* Looking at another day or repertoire throws the rows away; what could not be written must not go with them. */
static void
test_a_rating_that_cannot_be_written_outlives_its_row (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autoptr (Window) window = NULL;
  g_autoptr (GError) error = NULL;

  story_add_tunes (story, 2);
  window = window_open (story);
  fixture_try_write (story->fixture, SHED_WRITE_LOCAL, 0, NULL, "CREATE TEMP TRIGGER no_room BEFORE INSERT ON main.staged_rating"
                     " BEGIN SELECT RAISE (ABORT, 'no room'); END", &error);
  g_assert_no_error (error);
  shed_practice_stage (window->practice, find (window, 0), SHED_RATING_EASY);
  g_assert_cmpuint (count (window, "n-writing"), ==, 1);
  wait_for (is_staged, window, &(Wanted) { 0, SHED_RATING_EASY });
  g_assert_cmpuint (count (window, "n-unsaved"), ==, 1);
  g_assert_cmpuint (count (window, "n-writing"), ==, 0);

  shed_practice_set_day (window->practice, shed_practice_get_today (window->practice) + 1);
  settle (window);
  shed_practice_set_repertoire (window->practice, NULL);
  settle (window);
  g_assert_cmpuint (count (window, "n-unsaved"), ==, 1);
  shed_practice_set_repertoire (window->practice, test_id (STORY_REPERTOIRE));
  settle (window);
  g_assert_cmpint (staged (window, 0), ==, SHED_RATING_EASY);
  g_assert_cmpint (staged (window, 1), ==, 0);
  g_assert_cmpuint (count (window, "n-staged"), ==, 1);

  shed_practice_retry (window->practice);
  settle (window);
  g_assert_cmpuint (count (window, "n-unsaved"), ==, 1);
  shed_practice_set_repertoire (window->practice, NULL);
  fixture_try_write (story->fixture, SHED_WRITE_LOCAL, 0, NULL, "DROP TRIGGER no_room", &error);
  g_assert_no_error (error);
  /* Whatever is shown when there is room again. */
  shed_practice_retry (window->practice);
  wait_for_count (window, "n-unsaved", 0);
  shed_practice_set_repertoire (window->practice, test_id (STORY_REPERTOIRE));
  settle (window);
  submit (window);
  g_assert_cmpint (story_schedule (story, 0).last_rating, ==, SHED_RATING_EASY);
}

static void
test_no_repertoire_shows_nothing (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autoptr (Window) window = NULL;

  story_add_tunes (story, 2);
  window = window_open (story);
  g_assert_cmpuint (n_rows (window), ==, 2);
  shed_practice_set_repertoire (window->practice, NULL);
  g_assert_cmpuint (n_rows (window), ==, 0);
  settle (window);
  g_assert_cmpuint (count (window, "n-new"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/opening-makes-todays-queue-with-previews", test_opening_makes_todays_queue_with_previews);
  g_test_add_func ("/practice/rate-submit-undo", test_rate_submit_undo);
  g_test_add_func ("/practice/interval-counts-from-the-rating", test_interval_counts_from_the_rating);
  g_test_add_func ("/practice/a-long-step-counts-from-the-rating", test_a_long_step_counts_from_the_rating);
  g_test_add_func ("/practice/staged-ratings-survive-closing", test_staged_ratings_survive_closing);
  g_test_add_func ("/practice/rows-keep-their-place-and-identity", test_rows_keep_their_place_and_identity);
  g_test_add_func ("/practice/a-new-day-keeps-what-waits", test_a_new_day_keeps_what_waits);
  g_test_add_func ("/practice/what-waits-on-a-later-day-is-offered-too", test_what_waits_on_a_later_day_is_offered_too);
  g_test_add_func ("/practice/what-waits-can-become-todays", test_what_waits_can_become_todays);
  g_test_add_func ("/practice/add-more", test_add_more);
  g_test_add_func ("/practice/another-day-can-be-looked-at", test_another_day_can_be_looked_at);
  g_test_add_func ("/practice/minutes-are-those-of-the-day", test_minutes_are_those_of_the_day);
  g_test_add_func ("/practice/what-was-rated-elsewhere-is-done-here", test_what_was_rated_elsewhere_is_done_here);
  g_test_add_func ("/practice/a-rating-that-cannot-be-written-stays",
                   test_a_rating_that_cannot_be_written_stays_and_is_submitted_later);
  g_test_add_func ("/practice/a-rating-that-cannot-be-written-outlives-its-row",
                   test_a_rating_that_cannot_be_written_outlives_its_row);
  g_test_add_func ("/practice/no-repertoire-shows-nothing", test_no_repertoire_shows_nothing);
  return g_test_run ();
}
