/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each command does to the library, told as stories: what is written, what is refused, and what stays. */
#include "model-fixture.h"

#include <string.h>

#include "shed-civil.h"
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
  g_autofree char *sql = g_strdup_printf ("SELECT tune.title || '|' || kind || '|' || tempo_bpm || '|' || book.title || '|' || origin"
                                          " FROM tune JOIN book ON book.id = book_id WHERE tune.id = '%s'", id);

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
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM practice_event WHERE submit_id IS NOT NULL AND device_id IS NOT NULL"), ==, 1);
  g_assert_cmpuint (model_run (f, shed_command_submit (repertoire, today)), ==, 0);
  g_assert_cmpint (fixture_ask_int (f, "SELECT count(*) FROM practice_event"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/command/new-tune-makes-my-tunes", test_new_tune_makes_my_tunes);
  g_test_add_func ("/command/values-that-do-not-fit-are-refused-by-name", test_values_that_do_not_fit_are_refused_by_name);
  g_test_add_func ("/command/edit-ends-a-guess", test_edit_ends_a_guess);
  g_test_add_func ("/command/submit-commits-what-was-staged-once", test_submit_commits_what_was_staged_once);
  return g_test_run ();
}
