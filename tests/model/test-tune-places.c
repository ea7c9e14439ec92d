/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of tunes by place: another question puts other tunes into the same rows, a change of the library moves rows
 * with their tunes, and either way a view that only follows items-changed shows what the list says. */
#include "list-story.h"

/* Every place shows the tune that the list has there, and it is the row that items-changed told of. */
static gboolean
shows_the_list (ListStory *story)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (story->list));

  if (g_list_model_get_n_items (G_LIST_MODEL (story->places)) != n || story->mirror->len != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(ShedTuneRow) theirs = g_list_model_get_item (G_LIST_MODEL (story->list), i);
      g_autoptr(ShedTuneRow) row = g_list_model_get_item (G_LIST_MODEL (story->places), i);

      if (row != story->mirror->pdata[i] || !shed_tune_row_is_loaded (row) ||
          g_strcmp0 (shed_tune_row_get (row)->id, shed_tune_row_get (theirs)->id) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
wait_until_shown (ListStory *story, guint n)
{
  model_wait_until (story->mirror->len == n && shows_the_list (story));
}

static void
ask (ListStory *story, const ShedTuneQuery *query, guint n)
{
  guint before = story->settled;

  shed_tune_list_set_query (story->list, query);
  while (story->settled == before)
    g_main_context_iteration (NULL, TRUE);
  wait_until_shown (story, n);
}

static char *
new_tune (ListStory *story, const char *title)
{
  return model_run_for_id (story->f, shed_command_tune_new (NULL, STRV ("title"), STRV (title), NULL));
}

static void
new_tunes (ListStory *story, const char *titles)
{
  g_auto (GStrv) all = g_strsplit (titles, "|", -1);

  for (guint i = 0; all[i] != NULL; i++)
    g_free (new_tune (story, all[i]));
}

static void
assert_title (ListStory *story, guint position, const char *title)
{
  g_assert_cmpstr (shed_tune_row_get (story->mirror->pdata[position])->title, ==, title);
}

static void
test_another_question_keeps_the_rows (void)
{
  g_autoptr(ListStory) story = list_story_new_places ();
  ShedTuneRow *first, *second;

  new_tunes (story, "Apple|Bread|Cheese|Cherry");
  ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY }, 4);
  first = story->mirror->pdata[0];
  second = story->mirror->pdata[1];
  ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY, .search = "che" }, 2);
  g_assert_true (story->mirror->pdata[0] == first && story->mirror->pdata[1] == second);
  assert_title (story, 0, "Cheese");
  assert_title (story, 1, "Cherry");
  g_assert_cmpuint (story->last_position, ==, 2);
  g_assert_cmpuint (story->last_removed, ==, 2);
  g_assert_cmpuint (story->last_added, ==, 0);
}

static void
test_as_many_other_tunes_change_no_place (void)
{
  g_autoptr(ListStory) story = list_story_new_places ();
  guint changes;

  new_tunes (story, "Apple|Bread|Cheese");
  ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY }, 3);
  changes = story->changes;
  ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY, .descending = TRUE }, 3);
  g_assert_cmpuint (story->changes, ==, changes);
  assert_title (story, 0, "Cheese");
  assert_title (story, 2, "Apple");
}

static void
test_a_change_moves_rows_with_their_tunes (void)
{
  g_autoptr(ListStory) story = list_story_new_places ();
  g_autofree char *b = NULL;
  ShedTuneRow *c;

  new_tunes (story, "A|C");
  ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY }, 2);
  c = story->mirror->pdata[1];
  b = new_tune (story, "B");
  wait_until_shown (story, 3);
  g_assert_true (story->mirror->pdata[2] == c);
  g_assert_cmpuint (story->last_position, ==, 1);
  g_assert_cmpuint (story->last_removed, ==, 0);
  /* It moves past the end. */
  model_run (story->f, shed_command_tune_set (b, STRV ("title"), STRV ("Z")));
  while (g_strcmp0 (shed_tune_row_get (story->mirror->pdata[1])->title, "C") != 0)
    g_main_context_iteration (NULL, TRUE);
  wait_until_shown (story, 3);
  assert_title (story, 2, "Z");
}

/* The length stays what it was until the whole answer is there: a view need not make its rows anew for a moment. */
static void
test_a_long_answer_keeps_the_length_until_it_is_whole (void)
{
  g_autoptr(ListStory) story = list_story_new_places ();
  guint least = G_MAXUINT, changes;

  for (guint i = 0; i < 450; i++)
    {
      g_autofree char *title = g_strdup_printf ("Tune %03u", i);

      g_free (new_tune (story, title));
    }
  ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY }, 450);
  changes = story->changes;
  shed_tune_list_set_query (story->list, &(ShedTuneQuery) { .state = SHED_STATE_ANY, .descending = TRUE });
  while (shed_tune_list_is_loading (story->list))
    {
      g_main_context_iteration (NULL, TRUE);
      least = MIN (least, g_list_model_get_n_items (G_LIST_MODEL (story->places)));
    }
  g_assert_cmpuint (least, ==, 450);
  g_assert_cmpuint (story->changes, ==, changes);
  wait_until_shown (story, 450);
  assert_title (story, 449, "Tune 000");
}

static void
test_whatever_is_asked_it_shows_the_list (void)
{
  static const char *const searches[] = { NULL, "a", "b", "tw", "nothing", "" };
  g_autoptr(ListStory) story = list_story_new_places ();
  g_autofree char *n = NULL;

  new_tunes (story, "Twin a|Twin b|Other a|Other b|Bare|Twist|Ab|Ba");
  for (guint step = 0; step < 60; step++)
    {
      g_autofree char *tune = fixture_ask (story->f, "SELECT id FROM tune ORDER BY abs(random()) LIMIT 1");
      g_autofree char *title = g_strdup_printf ("%c%d", 'a' + g_test_rand_int_range (0, 26), g_test_rand_int_range (0, 9));
      int what = g_test_rand_int_range (0, 6);

      if (what == 0 || tune == NULL)
        new_tunes (story, title);
      else if (what == 1)
        model_run (story->f, shed_command_tune_set (tune, STRV ("title"), STRV (title)));
      else if (what == 2)
        model_run (story->f, shed_command_tune_delete (STRV (tune)));
      else
        shed_tune_list_set_query (story->list, &(ShedTuneQuery) { .state = SHED_STATE_ANY, .descending = what == 3,
                                                                  .search = searches[g_test_rand_int_range (0, 6)] });
      for (int i = g_test_rand_int_range (0, 8); i > 0; i--)
        g_main_context_iteration (NULL, FALSE);
    }
  n = fixture_ask (story->f, "SELECT count(*) FROM tune");
  ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY },
       (guint) g_ascii_strtoull (n, NULL, 10));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tune-places/another-question-keeps-the-rows", test_another_question_keeps_the_rows);
  g_test_add_func ("/tune-places/as-many-other-tunes-change-no-place", test_as_many_other_tunes_change_no_place);
  g_test_add_func ("/tune-places/a-change-moves-rows-with-their-tunes", test_a_change_moves_rows_with_their_tunes);
  g_test_add_func ("/tune-places/a-long-answer-keeps-the-length-until-it-is-whole",
                   test_a_long_answer_keeps_the_length_until_it_is_whole);
  g_test_add_func ("/tune-places/whatever-is-asked-it-shows-the-list", test_whatever_is_asked_it_shows_the_list);
  return g_test_run ();
}
