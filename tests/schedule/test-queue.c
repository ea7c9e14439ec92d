/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The daily queue: four buckets, caps, frozen for a practice day. Tunes are told as letter of the bucket and number: d due,
 * o overdue, n new, l long overdue. */
#include "shed-civil.h"
#include "shed-command.h"
#include "shed-fsrs.h"
#include "shed-id.h"
#include "story.h"

#define DAY SHED_FSRS_DAY_MS

#define assert_queue(story, day, expected) \
  G_STMT_START { g_autofree char *queue_ = story_queue (story, day); g_assert_cmpstr (queue_, ==, expected); } G_STMT_END

/* Practised once, long ago, and due so many days from now (below 0: overdue). */
static void
due_in_days (Story *story, guint tune, double days)
{
  gint64 now = story_now (story);

  shed_clock_set (story->fixture->clock, now - 400 * DAY, NULL);
  story_event (story, tune, "rating", SHED_RATING_GOOD, 1, now + (gint64) (days * DAY));
  shed_clock_set (story->fixture->clock, now, NULL);
}

static void
test_order_of_buckets (void)
{
  g_autoptr (Story) story = story_begin ();
  int today = story_today (story);

  story_add_tunes (story, 9);
  due_in_days (story, 0, 0.2);
  due_in_days (story, 1, 0.1);  /* due: soonest first */
  due_in_days (story, 2, -10);
  due_in_days (story, 3, -2);   /* overdue: newest first */
  due_in_days (story, 4, -60);
  due_in_days (story, 5, -30);  /* longer than 21 days */
  due_in_days (story, 6, 3);    /* not yet */
  g_assert_true (story_make_queue (story, today));
  assert_queue (story, today, "d1 d0 o3 o2 n7 n8 l5 l4");
}

static void
test_edges_of_the_buckets (void)
{
  g_autoptr (Story) story = story_begin ();
  int today = story_today (story);
  gint64 start = shed_practice_day_start (today, "Europe/Dublin", 240);
  gint64 end = shed_practice_day_end (today, "Europe/Dublin", 240);
  gint64 window = shed_practice_day_start (today - 21, "Europe/Dublin", 240);

  story_add_tunes (story, 6);
  story_event (story, 0, "due", 0, -1, end);
  story_event (story, 1, "due", 0, -1, end - 1);
  story_event (story, 2, "due", 0, -1, start);
  story_event (story, 3, "due", 0, -1, start - 1);
  story_event (story, 4, "due", 0, -1, window);
  story_event (story, 5, "due", 0, -1, window - 1);
  story_make_queue (story, today);
  assert_queue (story, today, "d2 d1 o3 o4 l5");
}

static void
test_caps (void)
{
  g_autoptr (Story) story = story_begin ();
  int today = story_today (story);

  story_add_tunes (story, 30);
  for (guint i = 0; i < 8; i++)
    due_in_days (story, i, 0.01 * i);
  story_make_queue (story, today);
  assert_queue (story, today, "d0 d1 d2 d3 d4 d5 d6 d7 n8 n9");

  story_prefer (story, "queue.max", "3");
  story_make_queue (story, today + 1);
  assert_queue (story, today + 1, "o7 o6 o5");
  story_prefer (story, "queue.max", "0");
  story_prefer (story, "queue.new", "7");
  story_make_queue (story, today + 2);
  assert_queue (story, today + 2, "o7 o6 o5 o4 o3 o2 o1 o0 n8 n9 n10 n11 n12 n13 n14");
  story_prefer (story, "queue.new", "0");
  story_make_queue (story, today + 3);
  assert_queue (story, today + 3, "o7 o6 o5 o4 o3 o2 o1 o0");
}

static void
test_minimum_pulls_from_the_future (void)
{
  g_autoptr (Story) story = story_begin ();
  int today = story_today (story);

  story_add_tunes (story, 4);
  due_in_days (story, 0, 9);
  due_in_days (story, 1, 0.1);
  due_in_days (story, 2, 3);
  due_in_days (story, 3, 5);
  story_prefer (story, "queue.min", "3");
  story_make_queue (story, today);
  assert_queue (story, today, "d1 d2 d3");
  story_prefer (story, "queue.max", "2");
  story_make_queue (story, today + 1);
  assert_queue (story, today + 1, "d2 o1");
}

static void
test_paused_and_wanted_tunes_stay_away (void)
{
  g_autoptr (Story) story = story_begin ();
  int today = story_today (story);

  story_add_tunes (story, 6);
  for (guint i = 0; i < 3; i++)
    due_in_days (story, i, 0);
  story_sql (story, "UPDATE repertoire_tune SET paused = 1 WHERE tune_id IN ('%s', '%s')", story_tune (0), story_tune (3));
  story_sql (story, "UPDATE repertoire_tune SET stage = 'wanted' WHERE tune_id IN ('%s', '%s')", story_tune (1), story_tune (4));
  story_make_queue (story, today);
  assert_queue (story, today, "d2 n5");
}

static void
test_known_tunes_do_not_queue_as_new (void)
{
  g_autoptr (Story) story = story_begin ();
  int today = story_today (story);

  story_add_tunes (story, 2);
  story_event (story, 0, "known", 0, 30, story_now (story) + 30 * DAY);
  story_make_queue (story, today);
  assert_queue (story, today, "n1");
}

static void
test_frozen_for_the_day (void)
{
  g_autoptr (Story) story = story_begin ();
  int today = story_today (story);

  story_add_tunes (story, 2);
  g_assert_true (story_make_queue (story, today));
  story_add_tunes (story, 2);
  due_in_days (story, 3, 0);
  story_sql (story, "UPDATE repertoire_tune SET paused = 1 WHERE tune_id = '%s'", story_tune (0));
  g_assert_false (story_make_queue (story, today));
  assert_queue (story, today, "n0 n1");

  /* Done is done: the day does not fill up again. */
  story_rate (story, 0, SHED_RATING_EASY);
  story_rate (story, 1, SHED_RATING_EASY);
  g_assert_false (story_make_queue (story, today));
  assert_queue (story, today, "n0 n1");
}

static void
test_an_empty_day_is_not_frozen (void)
{
  g_autoptr (Story) story = story_begin ();
  int today = story_today (story);

  g_assert_false (story_make_queue (story, today));
  story_add_tunes (story, 1);
  g_assert_true (story_make_queue (story, today));
  assert_queue (story, today, "n0");
}

static void
test_a_reset_day_is_made_anew_within_the_caps (void)
{
  g_autoptr (Story) story = story_begin ();
  int today = story_today (story);

  story_add_tunes (story, 12);
  story_prefer (story, "queue.max", "4");
  story_prefer (story, "queue.new", "4");
  story_make_queue (story, today);
  assert_queue (story, today, "n0 n1 n2 n3");
  story_rate (story, 0, SHED_RATING_EASY);
  due_in_days (story, 7, 0);
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (ShedCommand) reset = shed_command_queue_reset (test_id (STORY_REPERTOIRE), today);

    shed_command_run (reset, story->fixture->store, 0, NULL, &error);
    g_assert_no_error (error);
  }
  assert_queue (story, today, "n0");
  g_assert_true (story_make_queue (story, today));
  assert_queue (story, today, "d7 n0 n1 n2");
  g_assert_false (story_make_queue (story, today));
}

/* New ones of the day count against the cap of new ones, those that are done and those that were put there by hand. */
static void
test_new_ones_of_the_day_count_against_their_cap (void)
{
  g_autoptr (Story) story = story_begin ();
  int today = story_today (story);
  const char *tunes[] = { story_tune (9), NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedCommand) add = shed_command_queue_add (test_id (STORY_REPERTOIRE), today, tunes);
  g_autoptr (ShedCommand) reset = shed_command_queue_reset (test_id (STORY_REPERTOIRE), today);

  story_add_tunes (story, 12);
  story_prefer (story, "queue.new", "3");
  shed_command_run (add, story->fixture->store, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (story_make_queue (story, today));
  assert_queue (story, today, "n9 n0 n1");
  story_rate (story, 9, SHED_RATING_EASY);
  shed_command_run (reset, story->fixture->store, 0, NULL, &error);
  g_assert_no_error (error);
  assert_queue (story, today, "n9");
  g_assert_true (story_make_queue (story, today));
  assert_queue (story, today, "n9 n0 n1");
}

static void
test_what_is_put_off_is_not_replaced (void)
{
  g_autoptr (Story) story = story_begin ();
  int today = story_today (story);

  story_add_tunes (story, 12);
  story_prefer (story, "queue.max", "3");
  story_make_queue (story, today);
  assert_queue (story, today, "n0 n1 n2");
  story_rate (story, 0, SHED_RATING_EASY);
  {
    const char *tunes[] = { story_tune (1), story_tune (2), NULL };
    g_autoptr (GError) error = NULL;
    g_autoptr (ShedCommand) put_off = shed_command_put_off (test_id (STORY_REPERTOIRE), tunes);

    shed_command_run (put_off, story->fixture->store, 0, NULL, &error);
    g_assert_no_error (error);
  }
  g_assert_false (story_make_queue (story, today));
  assert_queue (story, today, "n0");
  story_make_queue (story, today + 1);
  assert_queue (story, today + 1, "d1 d2 n3");
}

static void
test_another_computers_queue_counts (void)
{
  g_autoptr (Story) story = story_begin ();
  int today = story_today (story);
  g_autofree char *day = shed_civil_format (today);

  story_add_tunes (story, 3);
  story_sql (story, "INSERT INTO queue_item (id, created_at, repertoire_id, tune_id, practice_day, bucket, position)"
             " VALUES ('%s', 1, '%s', '%s', '%s', 3, 'V')", test_id (60), test_id (STORY_REPERTOIRE), story_tune (2), day);
  g_assert_false (story_make_queue (story, today));
  assert_queue (story, today, "n2");
}

static void
test_added_by_hand_does_not_freeze (void)
{
  g_autoptr (Story) story = story_begin ();
  int today = story_today (story);
  g_autofree char *day = shed_civil_format (today);

  story_add_tunes (story, 3);
  story_sql (story,
             "INSERT INTO queue_item (id, created_at, repertoire_id, tune_id, practice_day, bucket, position, added)"
             " VALUES ('%s', 1, '%s', '%s', '%s', 3, 'V', 'hand')",
             test_id (60), test_id (STORY_REPERTOIRE), story_tune (2), day);
  g_assert_true (story_make_queue (story, today));
  assert_queue (story, today, "n2 n0 n1");
}

static void
test_rated_today_is_not_queued_today (void)
{
  g_autoptr (Story) story = story_begin ();
  int today = story_today (story);

  story_add_tunes (story, 2);
  story_rate (story, 0, SHED_RATING_AGAIN); /* due again in a minute */
  story_make_queue (story, today);
  assert_queue (story, today, "n1");
  story_make_queue (story, today + 1);
  assert_queue (story, today + 1, "o0 n1");
}

/* The same queue whatever the day's length, and each tune on the day its due time falls on. */
static void
check_days_around (const char *first_noon, const char *zone, gint64 hours_of_changed_day)
{
  g_autoptr (Story) story = story_begin ();
  int first;

  story_set_time (story, first_noon, zone);
  first = story_today (story);
  story_add_tunes (story, 6);
  /* The first and the last millisecond of the three days around the change. */
  for (int i = 0; i < 3; i++)
    {
      gint64 start = shed_practice_day_start (first + i, zone, 240), end = shed_practice_day_end (first + i, zone, 240);

      if (i == 1)
        g_assert_cmpint (end - start, ==, hours_of_changed_day * 3600000);
      story_event (story, (guint) i * 2, "due", 0, -1, start);
      story_event (story, (guint) i * 2 + 1, "due", 0, -1, end - 1);
    }
  story_make_queue (story, first);
  assert_queue (story, first, "d0 d1");
  story_make_queue (story, first + 1);
  assert_queue (story, first + 1, "d2 d3 o1 o0");
  story_make_queue (story, first + 2);
  assert_queue (story, first + 2, "d4 d5 o3 o2 o1 o0");
}

static void
test_days_of_23_and_25_hours (void)
{
  /* The practice day that holds the change is the civil day before it: the clocks change before four in the morning. */
  check_days_around ("2026-03-27T12:00:00Z", "Europe/Dublin", 23);
  check_days_around ("2026-10-23T12:00:00Z", "Europe/Dublin", 25);
  check_days_around ("2026-03-06T17:00:00Z", "America/New_York", 23);
  check_days_around ("2026-10-30T17:00:00Z", "America/New_York", 25);
}

static void
test_midnight_is_still_today (void)
{
  g_autoptr (Story) story = story_begin ();
  int today;

  story_set_time (story, "2026-11-20T23:30:00Z", "Europe/Dublin");
  today = story_today (story);
  story_add_tunes (story, 1);
  g_assert_true (story_make_queue (story, today));
  story_set_time (story, "2026-11-21T03:59:59Z", "Europe/Dublin");
  g_assert_cmpint (story_today (story), ==, today);
  g_assert_false (story_make_queue (story, story_today (story)));
  story_set_time (story, "2026-11-21T04:00:00Z", "Europe/Dublin");
  g_assert_cmpint (story_today (story), ==, today + 1);
  g_assert_true (story_make_queue (story, story_today (story)));
}

static void
test_travel_and_a_clock_set_back_find_the_queue_of_their_day (void)
{
  g_autoptr (Story) story = story_begin ();
  int today;

  story_set_time (story, "2026-11-21T00:00:00Z", "Asia/Tokyo");
  today = story_today (story);
  story_add_tunes (story, 2);
  g_assert_true (story_make_queue (story, today));
  /* West over the date line it is yesterday again: that day gets a queue of its own, once. */
  story_set_time (story, "2026-11-21T08:00:00Z", "Pacific/Honolulu");
  g_assert_cmpint (story_today (story), ==, today - 1);
  g_assert_true (story_make_queue (story, today - 1));
  story_set_time (story, "2026-11-21T20:00:00Z", "Pacific/Honolulu");
  g_assert_false (story_make_queue (story, story_today (story)));
  /* A clock set back by a week and mended again changes nothing on the days that were made. */
  story_set_time (story, "2026-11-14T20:00:00Z", "Pacific/Honolulu");
  story_make_queue (story, story_today (story));
  g_assert_false (story_make_queue (story, today));
  assert_queue (story, today, "n0 n1");
}

/* What the other computer put on its queue of the same day: a tune in the middle of ours, with the id that we would
 * have given it. */
static void
item_arrives (Story *story, guint tune, int day, int bucket, const char *position)
{
  g_autofree char *text = shed_civil_format (day);
  g_autofree char *id = shed_id_queue_item (test_id (STORY_REPERTOIRE), day, story_tune (tune));

  story_sql (story, "INSERT INTO queue_item (id, created_at, repertoire_id, tune_id, practice_day, bucket, position)"
             " VALUES ('%s', 1, '%s', '%s', '%s', %d, '%s') ON CONFLICT (id) DO UPDATE SET position = excluded.position",
             id, test_id (STORY_REPERTOIRE), story_tune (tune), text, bucket, position);
}

static void
test_queues_of_two_computers_unite (void)
{
  g_autoptr (Story) story = story_begin ();
  int today = story_today (story);

  story_add_tunes (story, 12);
  due_in_days (story, 7, 0);
  due_in_days (story, 8, -3);
  story_prefer (story, "queue.max", "3");
  story_make_queue (story, today);
  assert_queue (story, today, "d7 o8 n0");
  /* The cap was each computer's own: nothing falls off, and nothing is added to fill up. */
  item_arrives (story, 8, today, SHED_BUCKET_OVERDUE, "a");
  item_arrives (story, 3, today, SHED_BUCKET_NEW, "!");
  item_arrives (story, 4, today, SHED_BUCKET_NEW, "~");
  item_arrives (story, 9, today, SHED_BUCKET_DUE, "~");
  g_assert_false (story_make_queue (story, today));
  assert_queue (story, today, "d7 d9 o8 n3 n0 n4");
  /* Of equal positions the id decides. */
  story_sql (story, "UPDATE queue_item SET position = 'm' WHERE bucket = 3");
  {
    g_autofree char *by_id = fixture_ask (story->fixture, "SELECT group_concat (tune_id) FROM (SELECT tune_id FROM queue_item"
                                          " WHERE bucket = 3 ORDER BY id)");
    g_autofree char *shown = fixture_ask (story->fixture, "SELECT group_concat (tune_id) FROM (SELECT tune_id FROM today_view"
                                          " WHERE bucket = 3 ORDER BY bucket, position, id)");

    g_assert_cmpstr (shown, ==, by_id);
  }
}

static void
test_events_from_elsewhere_leave_it_as_it_is (void)
{
  g_autoptr (Story) story = story_begin ();
  int today = story_today (story);

  story_add_tunes (story, 8);
  story_make_queue (story, today);
  assert_queue (story, today, "n0 n1 n2 n3 n4");
  due_in_days (story, 6, 0);
  due_in_days (story, 7, -2);
  due_in_days (story, 1, 30);
  story_event (story, 2, "rating", SHED_RATING_GOOD, 4, story_now (story) + 4 * DAY);
  g_assert_false (story_make_queue (story, today));
  assert_queue (story, today, "n0 n1 n2 n3 n4");
  fixture_assert_answer (story->fixture, "SELECT count (*) FROM today_view WHERE done", "1");
}

typedef struct
{
  const char *repertoire_id;
  int day;
  gboolean made;
} Making;

static gboolean
do_ensure (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Making *making = data;

  return shed_queue_ensure (db, making->repertoire_id, making->day, &making->made, error);
}

static void
test_each_repertoire_has_a_queue_of_its_own (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autofree char *other = g_strdup (test_id (90)), *row = sql_repertoire (90, "Flute");
  int today = story_today (story);
  Making making = { other, today, FALSE };
  g_autoptr (GError) error = NULL;

  story_add_tunes (story, 7);
  fixture_write (story->fixture, row);
  for (guint i = 0; i < 7; i++)
    {
      g_autofree char *pair = shed_id_repertoire_tune (other, story_tune (i));

      story_sql (story, "INSERT INTO repertoire_tune (id, created_at, repertoire_id, tune_id) VALUES ('%s', %u, '%s', '%s')",
                 pair, 7 - i, other, story_tune (i));
    }
  story_sql (story, "INSERT INTO preference (id, created_at, name, value) VALUES ('%s', 1, 'repertoire/%s/queue.new', '2')",
             test_id (91), other);
  due_in_days (story, 1, 0);
  g_assert_true (story_make_queue (story, today));
  shed_store_write (story->fixture->store, SHED_WRITE_COMMAND, 0, NULL, do_ensure, &making, &error);
  g_assert_no_error (error);
  g_assert_true (making.made);
  fixture_assert_answer (story->fixture, "SELECT group_concat (n || bucket, ' ') FROM (SELECT (SELECT count (*) FROM tune t"
                         " WHERE t.id < q.tune_id) AS n, bucket FROM queue_item q WHERE repertoire_id <>"
                         " (SELECT id FROM repertoire WHERE name = 'Fiddle') ORDER BY bucket, position, id)", "63 53");
  /* Practised on the fiddle is not practised on the flute. */
  story_rate (story, 6, SHED_RATING_EASY);
  fixture_assert_answer (story->fixture, "SELECT count (*) FROM today_view WHERE done", "0");
  story_rate (story, 0, SHED_RATING_EASY);
  fixture_assert_answer (story->fixture, "SELECT count (*) FROM today_view WHERE done", "1");
}

static void
test_what_leaves_the_repertoire_is_not_replaced (void)
{
  g_autoptr (Story) story = story_begin ();
  int today = story_today (story);
  const char *tunes[] = { story_tune (1), NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedCommand) remove = NULL;

  story_add_tunes (story, 9);
  story_make_queue (story, today);
  remove = shed_command_remove_tunes (test_id (STORY_REPERTOIRE), tunes);
  shed_command_run (remove, story->fixture->store, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (story_make_queue (story, today));
  assert_queue (story, today, "n0 n2 n3 n4");
}

static void
test_the_day_start_hour_decides_what_is_due (void)
{
  g_autoptr (Story) story = story_begin ();
  int today = story_today (story);
  gint64 late;

  g_assert_true (shed_time_parse_rfc3339 ("2026-11-21T01:00:00Z", &late));
  story_add_tunes (story, 1);
  story_event (story, 0, "due", 0, -1, late);
  story_prefer (story, "day.start_minutes", "0");
  g_assert_false (story_make_queue (story, today));
  story_prefer (story, "day.start_minutes", "240");
  g_assert_true (story_make_queue (story, today));
  assert_queue (story, today, "d0");
}

/* A clock that says 1970, or 2100, makes a day like any other; when it is right again, its day is as it was. */
static void
test_the_ends_of_time_are_days_like_any_other (void)
{
  static const char *const times[] = { "1970-01-01T12:00:00Z", "1969-12-31T12:00:00Z", "2100-02-28T23:00:00Z",
                                       "2100-12-31T23:59:59Z" };
  g_autoptr (Story) story = story_begin ();
  int today = story_today (story);

  story_add_tunes (story, 3);
  due_in_days (story, 0, 0);
  story_make_queue (story, today);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *queue = NULL;
      int day;

      story_set_time (story, times[i], "Europe/Dublin");
      day = story_today (story);
      g_assert_true (story_make_queue (story, day));
      g_assert_false (story_make_queue (story, day));
      queue = story_queue (story, day);
      g_assert_cmpstr (queue, ==, i < 2 ? "n1 n2" : "n1 n2 l0");
    }
  g_assert_false (story_make_queue (story, today));
  assert_queue (story, today, "d0 n1 n2");
  story_assert_sound (story);
}

typedef struct
{
  int day;
  guint n;
  char *words;
  int next_day;
  guint next_count;
} Question;

static gboolean
do_suggest (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;
  g_auto (GStrv) ids = shed_queue_suggest_more (db, test_id (STORY_REPERTOIRE), question->day, question->n, error);
  g_autoptr (GString) words = g_string_new (NULL);

  if (ids == NULL)
    return FALSE;
  for (guint i = 0; ids[i] != NULL; i++)
    for (guint tune = 0; tune < 20; tune++)
      if (g_str_equal (ids[i], story_tune (tune)))
        g_string_append_printf (words, "%s%u", words->len > 0 ? " " : "", tune);
  question->words = g_strdup (words->str);
  return shed_queue_next_day (db, test_id (STORY_REPERTOIRE), question->day, &question->next_day, &question->next_count, error);
}

static Question
ask (Story *story, int day, guint n)
{
  Question question = { day, n, NULL, SHED_DAY_NONE, 0 };
  g_autoptr (GError) error = NULL;

  shed_store_read (story->fixture->store, do_suggest, &question, &error);
  g_assert_no_error (error);
  return question;
}

static void
test_more_is_overdue_then_soonest_then_new (void)
{
  g_autoptr (Story) story = story_begin ();
  int today = story_today (story);
  Question question;

  story_add_tunes (story, 7);
  due_in_days (story, 0, 5);
  due_in_days (story, 1, 2);
  due_in_days (story, 2, -40);
  due_in_days (story, 3, -4);
  due_in_days (story, 4, 0);
  story_prefer (story, "queue.max", "1");
  story_make_queue (story, today);
  assert_queue (story, today, "d4");
  question = ask (story, today, 20);
  g_assert_cmpstr (question.words, ==, "3 2 1 0 5 6");
  g_free (question.words);
  question = ask (story, today, 3);
  g_assert_cmpstr (question.words, ==, "3 2 1");
  g_free (question.words);
}

static void
test_next_day_is_the_next_with_something_due (void)
{
  g_autoptr (Story) story = story_begin ();
  int today = story_today (story);
  Question question;

  story_add_tunes (story, 5);
  question = ask (story, today, 0);
  g_assert_cmpint (question.next_day, ==, SHED_DAY_NONE);
  g_free (question.words);

  due_in_days (story, 0, 4);
  due_in_days (story, 1, 4.1);
  due_in_days (story, 2, 6);
  question = ask (story, today, 0);
  g_assert_cmpint (question.next_day, ==, today + 4);
  g_assert_cmpuint (question.next_count, ==, 2);
  g_free (question.words);

  /* What today's queue had no room for is due tomorrow. */
  due_in_days (story, 3, 0);
  due_in_days (story, 4, -1);
  story_prefer (story, "queue.max", "1");
  story_make_queue (story, today);
  question = ask (story, today, 0);
  g_assert_cmpint (question.next_day, ==, today + 1);
  g_assert_cmpuint (question.next_count, ==, 1);
  g_free (question.words);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/queue/order-of-buckets", test_order_of_buckets);
  g_test_add_func ("/queue/edges-of-the-buckets", test_edges_of_the_buckets);
  g_test_add_func ("/queue/caps", test_caps);
  g_test_add_func ("/queue/minimum-pulls-from-the-future", test_minimum_pulls_from_the_future);
  g_test_add_func ("/queue/paused-and-wanted-tunes-stay-away", test_paused_and_wanted_tunes_stay_away);
  g_test_add_func ("/queue/known-tunes-do-not-queue-as-new", test_known_tunes_do_not_queue_as_new);
  g_test_add_func ("/queue/frozen-for-the-day", test_frozen_for_the_day);
  g_test_add_func ("/queue/an-empty-day-is-not-frozen", test_an_empty_day_is_not_frozen);
  g_test_add_func ("/queue/a-reset-day-is-made-anew-within-the-caps", test_a_reset_day_is_made_anew_within_the_caps);
  g_test_add_func ("/queue/new-ones-of-the-day-count-against-their-cap", test_new_ones_of_the_day_count_against_their_cap);
  g_test_add_func ("/queue/what-is-put-off-is-not-replaced", test_what_is_put_off_is_not_replaced);
  g_test_add_func ("/queue/another-computers-queue-counts", test_another_computers_queue_counts);
  g_test_add_func ("/queue/added-by-hand-does-not-freeze", test_added_by_hand_does_not_freeze);
  g_test_add_func ("/queue/rated-today-is-not-queued-today", test_rated_today_is_not_queued_today);
  g_test_add_func ("/queue/days-of-23-and-25-hours", test_days_of_23_and_25_hours);
  g_test_add_func ("/queue/midnight-is-still-today", test_midnight_is_still_today);
  g_test_add_func ("/queue/travel-and-a-clock-set-back", test_travel_and_a_clock_set_back_find_the_queue_of_their_day);
  g_test_add_func ("/queue/queues-of-two-computers-unite", test_queues_of_two_computers_unite);
  g_test_add_func ("/queue/events-from-elsewhere-leave-it-as-it-is", test_events_from_elsewhere_leave_it_as_it_is);
  g_test_add_func ("/queue/each-repertoire-has-a-queue-of-its-own", test_each_repertoire_has_a_queue_of_its_own);
  g_test_add_func ("/queue/what-leaves-the-repertoire-is-not-replaced", test_what_leaves_the_repertoire_is_not_replaced);
  g_test_add_func ("/queue/the-day-start-hour-decides-what-is-due", test_the_day_start_hour_decides_what_is_due);
  g_test_add_func ("/queue/the-ends-of-time-are-days-like-any-other", test_the_ends_of_time_are_days_like_any_other);
  g_test_add_func ("/queue/more-is-overdue-then-soonest-then-new", test_more_is_overdue_then_soonest_then_new);
  g_test_add_func ("/queue/next-day-is-the-next-with-something-due", test_next_day_is_the_next_with_something_due);
  return g_test_run ();
}
