/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a tune stands in every repertoire that holds it, and what another rating of the past would have brought. */
#include "shed-correction.h"
#include "shed-standing.h"
#include "story.h"

#define OTHER 3

typedef struct
{
  guint tune;
  gboolean without_repertoire;
  ShedStanding *standing;
} Question;

static gboolean
read_standing (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;

  question->standing = shed_standing_load (db, question->without_repertoire ? NULL : test_id (STORY_REPERTOIRE),
                                           story_tune (question->tune), error);
  return question->standing != NULL;
}

static ShedStanding *
ask_standing (Story *story, guint tune, gboolean without_repertoire)
{
  Question question = { tune, without_repertoire, NULL };
  g_autoptr (GError) error = NULL;

  shed_store_read (story->fixture->store, read_standing, &question, &error);
  g_assert_no_error (error);
  return question.standing;
}

static void
test_every_repertoire_that_holds_it_is_named (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autoptr (ShedStanding) standing = NULL;
  g_autoptr (ShedStanding) nowhere = NULL;
  const ShedPlace *other;

  story_add_tunes (story, 2);
  story_sql (story, "INSERT INTO repertoire (id, created_at, name, position, scheduler, default_goal) SELECT '%s', 1, 'Other',"
                    " 'zz', scheduler, default_goal FROM repertoire", test_id (OTHER));
  story_sql (story, "INSERT INTO repertoire_tune (id, created_at, repertoire_id, tune_id, goal, paused, key) VALUES"
                    " ('%s', 1, '%s', '%s', 'fluency', 1, 'G')", test_id (900), test_id (OTHER), story_tune (0));
  story_rate (story, 0, 3);

  standing = ask_standing (story, 0, FALSE);
  g_assert_true (standing->has_repertoire);
  g_assert_true (standing->is_in);
  g_assert_false (standing->is_local_only);
  g_assert_cmpuint (standing->places->len, ==, 2);
  g_assert_cmpstr (standing->here.repertoire_id, ==, test_id (STORY_REPERTOIRE));
  g_assert_cmpint (standing->here.schedule.reps, ==, 1);
  g_assert_cmpfloat (standing->here.retrievability, >, 0.9);
  other = g_ptr_array_index (standing->places, 1);
  g_assert_cmpstr (other->name, ==, "Other");
  g_assert_cmpstr (other->goal, ==, "fluency");
  g_assert_cmpstr (other->played_key, ==, "G");
  g_assert_true (other->paused);
  g_assert_cmpint (other->schedule.reps, ==, 0); /* practised here, not there */
  g_assert_cmpfloat (other->retrievability, ==, 0);

  nowhere = ask_standing (story, 77, FALSE);
  g_assert_true (nowhere->has_repertoire);
  g_assert_false (nowhere->is_in);
  g_assert_cmpuint (nowhere->places->len, ==, 0);
}

static void
test_previews_are_those_of_a_rating_now (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autoptr (ShedStanding) standing = NULL;
  g_autoptr (ShedStanding) without = NULL;
  ShedSchedule previews[4];

  story_add_tunes (story, 1);
  story_rate (story, 0, 4);
  story_set_time (story, "2026-12-01T10:00:00Z", "Europe/Dublin");
  story_preview (story, 0, previews);
  standing = ask_standing (story, 0, FALSE);
  for (int i = 0; i < 4; i++)
    g_assert_true (story_is_equal (&standing->preview[i], &previews[i]));
  without = ask_standing (story, 0, TRUE);
  g_assert_false (without->has_repertoire);
  g_assert_false (without->is_in);
  g_assert_cmpuint (without->places->len, ==, 1);
}

typedef struct
{
  guint tune, event;
  ShedCorrection corrections[4];
} Past;

static gboolean
read_correction (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Past *past = data;

  return shed_correction_load (db, test_id (STORY_REPERTOIRE), story_tune (past->tune), story_event_id (past->event),
                               past->corrections, error);
}

/* What came after that rating plays no part in it. */
static void
test_correction_is_what_was_on_offer_then (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autoptr (GError) error = NULL;
  ShedSchedule offered[4];
  Past past = { 0 };

  story_add_tunes (story, 1);
  story_rate (story, 0, 4);
  story_set_time (story, "2026-11-28T10:00:00Z", "Europe/Dublin");
  story_preview (story, 0, offered);
  past.event = story_rate (story, 0, 2);
  story_set_time (story, "2026-12-20T10:00:00Z", "Europe/Dublin");
  story_rate (story, 0, 1);

  shed_store_read (story->fixture->store, read_correction, &past, &error);
  g_assert_no_error (error);
  for (int i = 0; i < 4; i++)
    {
      g_assert_cmpint (past.corrections[i].interval_days, ==, offered[i].interval_days);
      g_assert_cmpint (past.corrections[i].due_at, ==, offered[i].due_at);
    }
  g_assert_cmpint (past.corrections[3].due_at, >, past.corrections[0].due_at);
}

static void
test_only_ratings_of_that_tune_are_corrected (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autoptr (GError) error = NULL;
  Past past = { 1, 0, { { 0, 0 } } };

  story_add_tunes (story, 2);
  past.event = story_rate (story, 0, 3);
  g_assert_false (shed_store_read (story->fixture->store, read_correction, &past, &error));
  g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  past.tune = 0;
  past.event = story_void (story, 0, past.event);
  g_assert_false (shed_store_read (story->fixture->store, read_correction, &past, &error));
  g_assert_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/standing/every-repertoire-that-holds-it-is-named", test_every_repertoire_that_holds_it_is_named);
  g_test_add_func ("/standing/previews-are-those-of-a-rating-now", test_previews_are_those_of_a_rating_now);
  g_test_add_func ("/correction/is-what-was-on-offer-then", test_correction_is_what_was_on_offer_then);
  g_test_add_func ("/correction/only-ratings-of-that-tune", test_only_ratings_of_that_tune_are_corrected);
  return g_test_run ();
}
