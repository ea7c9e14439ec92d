/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lazy list of tunes: after every change it shows what a plain statement says, in that order, and tells of it exactly. */
#include <string.h>

#include "list-story.h"

static void
story_ask (ListStory *story, const ShedTuneQuery *query)
{
  guint before = story->settled;

  shed_tune_list_set_query (story->list, query);
  model_wait_until (story->settled > before);
}

static gboolean
all_loaded (ListStory *story)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (story->list)); i++)
    {
      g_autoptr(ShedTuneRow) row = g_list_model_get_item (G_LIST_MODEL (story->list), i);

      if (!shed_tune_row_is_loaded (row))
        return FALSE;
    }
  return TRUE;
}

/* Titles in order, joined by "|", as the list shows them when all rows are there. (transfer full) */
static char *
story_titles (ListStory *story)
{
  g_autoptr(GString) titles = g_string_new (NULL);

  model_wait_until (all_loaded (story));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (story->list)); i++)
    {
      g_autoptr(ShedTuneRow) row = g_list_model_get_item (G_LIST_MODEL (story->list), i);

      g_assert_true (row == story->mirror->pdata[i]);
      g_string_append_printf (titles, "%s%s", i > 0 ? "|" : "", shed_tune_row_get (row)->title);
    }
  return g_string_free (g_steal_pointer (&titles), FALSE);
}

#define story_assert_titles(story, expected) \
  G_STMT_START { g_autofree char *titles_ = story_titles (story); g_assert_cmpstr (titles_, ==, expected); } G_STMT_END

/* The same, once a change has arrived. */
static void
story_expect_titles (ListStory *story, const char *expected)
{
  gboolean late = FALSE;
  guint id = g_timeout_add (MODEL_PATIENCE_MS, model_late, &late);
  g_autofree char *titles = story_titles (story);

  while (!late && strcmp (titles, expected) != 0)
    {
      g_main_context_iteration (NULL, TRUE);
      g_free (titles);
      titles = story_titles (story);
    }
  g_assert_cmpstr (titles, ==, expected);
  if (!late)
    g_source_remove (id);
}

static void
new_tune (ListStory *story, const char *title, const char *kind, const char *alias)
{
  model_run (story->f, shed_command_tune_new (NULL, STRV ("title", "kind"), (const char * const[]) { title, kind },
                                              (const char * const[]) { alias, NULL }));
}

static void
test_rows_come_in_the_order_of_titles (void)
{
  g_autoptr(ListStory) story = list_story_new ();

  new_tune (story, "ébène", "air", NULL);
  new_tune (story, "Zebra", "reel", NULL);
  new_tune (story, "apple", "jig", NULL);
  story_ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY });
  story_assert_titles (story, "apple|ébène|Zebra");
  g_assert_cmpuint (shed_tune_list_get_total (story->list), ==, 3);
  story_ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY, .descending = TRUE });
  story_assert_titles (story, "Zebra|ébène|apple");
  story_ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY, .sort = SHED_SORT_KIND });
  story_assert_titles (story, "ébène|apple|Zebra");
}

static void
test_missing_values_stand_at_the_end_both_ways (void)
{
  g_autoptr(ListStory) story = list_story_new ();

  new_tune (story, "A", NULL, NULL);
  new_tune (story, "B", "reel", NULL);
  new_tune (story, "C", "jig", NULL);
  story_ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY, .sort = SHED_SORT_KIND });
  story_assert_titles (story, "C|B|A");
  story_ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY, .sort = SHED_SORT_KIND, .descending = TRUE });
  story_assert_titles (story, "B|C|A");
}

static void
test_a_change_is_told_as_narrowly_as_it_is (void)
{
  g_autoptr(ListStory) story = list_story_new ();
  g_autofree char *before = NULL;
  g_autoptr(ShedTuneRow) last = NULL;

  new_tune (story, "A", NULL, NULL);
  new_tune (story, "C", NULL, NULL);
  new_tune (story, "D", NULL, NULL);
  story_ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY });
  story_assert_titles (story, "A|C|D");
  last = g_list_model_get_item (G_LIST_MODEL (story->list), 2);
  new_tune (story, "B", NULL, NULL);
  story_expect_titles (story, "A|B|C|D");
  g_assert_cmpuint (story->last_position, ==, 1);
  g_assert_cmpuint (story->last_removed, ==, 0);
  g_assert_cmpuint (story->last_added, ==, 1);
  g_assert_true (story->mirror->pdata[3] == last);
}

static void
test_an_edit_in_place_changes_the_row_and_no_position (void)
{
  g_autoptr(ListStory) story = list_story_new ();
  g_autofree char *id = NULL;
  guint changes;

  new_tune (story, "A", NULL, NULL);
  id = model_new_tune (story->f, "B");
  story_ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY });
  story_assert_titles (story, "A|B");
  changes = story->changes;
  model_run (story->f, shed_command_tune_set (id, STRV ("kind"), STRV ("polka")));
  model_wait_until (g_strcmp0 (shed_tune_row_get (story->mirror->pdata[1])->kind, "polka") == 0);
  g_assert_cmpuint (story->changes, ==, changes);
  g_assert_cmpuint (shed_tune_list_find (story->list, id), ==, 1);
}

static void
test_only_what_is_held_stays_in_memory (void)
{
  g_autoptr(ListStory) story = list_story_new ();
  g_autoptr(GString) sql = g_string_new (NULL);
  g_autofree char *book = sql_book (1, "Many", "import");
  GWeakRef first;

  g_string_append (sql, book);
  for (guint i = 0; i < 1600; i++)
    {
      g_autofree char *title = g_strdup_printf ("Tune %04u", i);
      g_autofree char *tune = sql_tune (10 + i, 1, title);

      g_string_append (sql, tune);
      if (i % 400 == 399)
        {
          fixture_write (story->f, sql->str);
          g_string_truncate (sql, 0);
        }
    }
  fixture_write (story->f, sql->str);
  list_story_let_go (story);
  story_ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY });
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (story->list)), ==, 1600);
  {
    g_autoptr(ShedTuneRow) row = g_list_model_get_item (G_LIST_MODEL (story->list), 0);

    g_weak_ref_init (&first, row);
  }
  for (guint i = 0; i < 1600; i += 50)
    {
      g_autoptr(ShedTuneRow) row = g_list_model_get_item (G_LIST_MODEL (story->list), i);
      g_autofree char *title = g_strdup_printf ("Tune %04u", i);

      model_wait_until (shed_tune_row_is_loaded (row));
      g_assert_cmpstr (shed_tune_row_get (row)->title, ==, title);
    }
  g_assert_null (g_weak_ref_get (&first));
  g_weak_ref_clear (&first);
}

static void
test_search_finds_whatever_the_spelling (void)
{
  g_autoptr(ListStory) story = list_story_new ();
  static const struct { const char *typed, *titles, *alias; } cases[] = {
    { "airgid", "The Silver Spear", "An tSleá Airgid" },
    { "AN TSLEA", "The Silver Spear", "An tSleá Airgid" },
    { "silv spea", "The Silver Spear", NULL },
    { "ebene", "Ébène", NULL },
    { "strasse", "Straße", NULL },
    { "שלום", "שיר שלום", NULL },
    { "مرحبا", "مرحبا", NULL },
    { "\"silver\" OR", "", NULL },
    { "silver* AND (", "", NULL },
    { "NEAR(silver spear)", "", NULL },
    { "title_fold:silver", "", NULL },
    { "silver'; DROP TABLE tune;--", "", NULL },
    { "-silver", "Silver Street|The Silver Spear", NULL },
    { "🎻", "🎻 Fiddle", NULL },
    { "***", "", NULL },
    { "%", "", NULL },
    { "s", "Silver Street|Straße|The Silver Spear", NULL },
    { "silver", "Silver Street|The Silver Spear", NULL },
  };

  new_tune (story, "The Silver Spear", "reel", "An tSleá Airgid");
  new_tune (story, "Silver Street", "jig", NULL);
  new_tune (story, "Ébène", NULL, NULL);
  new_tune (story, "Straße", NULL, NULL);
  new_tune (story, "שיר שלום", NULL, NULL);
  new_tune (story, "مرحبا", NULL, NULL);
  new_tune (story, "🎻 Fiddle", NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      story_ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY, .search = cases[i].typed });
      if (cases[i].titles[0] != '\0')
        story_assert_titles (story, cases[i].titles);
      else
        g_assert_cmpuint (story->mirror->len, ==, 0);
      if (cases[i].alias != NULL)
        g_assert_cmpstr (shed_tune_row_get (story->mirror->pdata[0])->matched_alias, ==, cases[i].alias);
      else if (story->mirror->len > 0 && cases[i].titles[0] != '\0')
        g_assert_null (shed_tune_row_get (story->mirror->pdata[0])->matched_alias);
      g_assert_cmpuint (shed_tune_list_get_total (story->list), ==, 7);
    }
  story_ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY, .search = "   " });
  g_assert_cmpuint (story->mirror->len, ==, 7);
}

static char *
notes_of_abc (const char *abc)
{
  return g_strdup (strstr (abc, "GABc") != NULL ? "nnn" : "ooo");
}

static char *
notes_typed (const char *typed)
{
  return strspn (typed, "ABCDEFGabcdefg ") == strlen (typed) && strlen (typed) >= 4 ? g_strdup ("nnn") : NULL;
}

static void
test_first_notes_find_a_tune (void)
{
  g_autoptr(ListStory) story = list_story_new ();

  shed_store_set_first_notes_func (story->f->store, notes_of_abc);
  shed_tune_list_set_notes_query_func (notes_typed);
  model_run (story->f, shed_command_tune_new (NULL, STRV ("title", "abc"), STRV ("Rising", "X:1\nK:G\nGABc"), NULL));
  model_run (story->f, shed_command_tune_new (NULL, STRV ("title", "abc"), STRV ("Leaping", "X:1\nK:G\nGBdg"), NULL));
  model_run (story->f, shed_command_tune_new (NULL, STRV ("title", "abc"), STRV ("Cabbage", "X:1\nK:G\nGBdg"), NULL));
  story_ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY, .search = "GABc" });
  story_assert_titles (story, "Rising");
  /* What may be both: names first. */
  story_ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY, .search = "cabbage" });
  story_assert_titles (story, "Cabbage|Rising");
  shed_tune_list_set_notes_query_func (NULL);
}

static void
test_filters_and_their_counts (void)
{
  g_autoptr(ListStory) story = list_story_new ();
  g_autofree char *repertoire = model_run_for_id (story->f, shed_command_repertoire_new ("Fiddle", "fiddle"));
  g_autofree char *a = model_run_for_id (
    story->f, shed_command_tune_new (NULL, STRV ("title", "kind", "key"), STRV ("A", "reel", "D"), NULL));
  g_autofree char *b = model_run_for_id (
    story->f, shed_command_tune_new (NULL, STRV ("title", "kind", "key"), STRV ("B", "jig", "D"), NULL));
  g_autofree char *c = model_run_for_id (
    story->f, shed_command_tune_new (NULL, STRV ("title", "kind", "key"), STRV ("C", "jig", "G"), NULL));
  g_autofree char *tag = model_run_for_id (story->f, shed_command_add_tag (STRV (b, c), "session"));

  model_run (story->f, shed_command_add_tunes (repertoire, STRV (a, b), SHED_ADD_LEARNING, 0, 0));
  model_run (story->f, shed_command_set_paused (repertoire, STRV (b), TRUE));
  story_ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY, .repertoire_id = repertoire, .only_repertoire = TRUE });
  story_assert_titles (story, "A|B");
  g_assert_true (shed_tune_row_get (story->mirror->pdata[1])->paused);
  g_assert_cmpstr (shed_tune_row_get (story->mirror->pdata[1])->tags, ==, "session");
  story_ask (story, &(ShedTuneQuery) { .state = SHED_STATE_PAUSED, .repertoire_id = repertoire, .only_repertoire = TRUE });
  story_assert_titles (story, "B");
  story_ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY, .tag_id = tag, .repertoire_id = repertoire });
  story_assert_titles (story, "B|C");
  g_assert_true (shed_tune_row_get (story->mirror->pdata[0])->in_repertoire);
  g_assert_false (shed_tune_row_get (story->mirror->pdata[1])->in_repertoire);
  story_ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY, .kind = "jig", .key = "D" });
  story_assert_titles (story, "B");
  story_ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY, .kind = "jig", .search = "c" });
  story_assert_titles (story, "C");
}

typedef struct { GPtrArray *facets; GStrv ids; gboolean done; } Answer;

static void
on_facets (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;
  g_autoptr(GError) error = NULL;

  answer->facets = shed_tune_list_load_facets_finish (SHED_TUNE_LIST (source), result, &error);
  g_assert_no_error (error);
  answer->done = TRUE;
}

static void
on_ids (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;
  g_autoptr(GError) error = NULL;

  answer->ids = shed_tune_list_load_ids_finish (SHED_TUNE_LIST (source), result, &error);
  g_assert_no_error (error);
  answer->done = TRUE;
}

static char *
story_facets (ListStory *story, const char *column)
{
  Answer answer = { NULL };
  GString *text = g_string_new (NULL);

  shed_tune_list_load_facets_async (story->list, column, NULL, on_facets, &answer);
  model_wait_until (answer.done);
  for (guint i = 0; i < answer.facets->len; i++)
    {
      ShedFacet *facet = answer.facets->pdata[i];

      g_string_append_printf (text, "%s%s=%u", i > 0 ? " " : "", facet->label, facet->count);
    }
  g_ptr_array_unref (answer.facets);
  return g_string_free (text, FALSE);
}

static void
test_menus_count_under_the_other_filters (void)
{
  g_autoptr(ListStory) story = list_story_new ();
  g_autofree char *repertoire = model_new_repertoire (story->f);
  g_autofree char *a = model_run_for_id (
    story->f, shed_command_tune_new (NULL, STRV ("title", "kind", "key"), STRV ("A", "reel", "D"), NULL));
  g_autofree char *b = model_run_for_id (
    story->f, shed_command_tune_new (NULL, STRV ("title", "kind", "key"), STRV ("B", "jig", "D"), NULL));
  g_autofree char *c = model_run_for_id (
    story->f, shed_command_tune_new (NULL, STRV ("title", "kind", "key"), STRV ("C", "jig", "G"), NULL));
  static const struct { const char *column, *expected;
  } cases[] = {
    { "kind", "jig=1 reel=1" },    { "key", "D=1 G=1" },    { "tag", "session=1" },
    { "state", "new=1 paused=1" }, { "goal", "fluency=1" }, { "set", "" },
  };

  model_run (story->f, shed_command_add_tag (STRV (b, c), "session"));
  model_run (story->f, shed_command_add_tunes (repertoire, STRV (a, b, c), SHED_ADD_LEARNING, 0, 0));
  model_run (story->f, shed_command_set_goal (repertoire, STRV (a, b), "fluency"));
  model_run (story->f, shed_command_set_paused (repertoire, STRV (b), TRUE));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *facets = NULL;

      /* Its own filter does not narrow a menu; the other one does. */
      story_ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY, .repertoire_id = repertoire, .only_repertoire = TRUE,
                                           .key = strcmp (cases[i].column, "key") == 0 ? "G" : "D",
                                           .kind = strcmp (cases[i].column, "kind") == 0 ? NULL : "jig" });
      facets = story_facets (story, cases[i].column);
      g_assert_cmpstr (facets, ==, cases[i].expected);
    }
}

static void
test_all_ids_come_in_order (void)
{
  g_autoptr(ListStory) story = list_story_new ();
  g_autofree char *b = model_new_tune (story->f, "B");
  g_autofree char *a = model_new_tune (story->f, "A");
  Answer answer = { NULL };

  story_ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY });
  shed_tune_list_load_ids_async (story->list, NULL, on_ids, &answer);
  model_wait_until (answer.done);
  g_assert_cmpstr (answer.ids[0], ==, a);
  g_assert_cmpstr (answer.ids[1], ==, b);
  g_assert_null (answer.ids[2]);
  g_strfreev (answer.ids);
}

static void
test_late_answers_are_dropped (void)
{
  g_autoptr(ListStory) story = list_story_new ();

  new_tune (story, "Alpha", NULL, NULL);
  new_tune (story, "Beta", NULL, NULL);
  new_tune (story, "Gamma", NULL, NULL);
  for (guint i = 0; i < 50; i++)
    shed_tune_list_set_query (story->list, &(ShedTuneQuery) { .state = SHED_STATE_ANY, .search = i % 2 == 0 ? "alp" : "be" });
  story_ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY, .search = "gam" });
  story_assert_titles (story, "Gamma");
}

static void
test_another_process_is_noticed (void)
{
  g_autoptr(ListStory) story = list_story_new ();
  ShedStoreOptions options = { .path = story->f->path, .clock = story->f->clock, .random = story->f->random };
  g_autoptr(GError) error = NULL;
  g_autoptr(ShedStore) other = NULL;
  g_autoptr(ShedCommand) command = NULL;

  new_tune (story, "A", NULL, NULL);
  story_ask (story, &(ShedTuneQuery) { .state = SHED_STATE_ANY });
  story_assert_titles (story, "A");
  other = shed_store_open (&options, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *title = g_strdup_printf ("B%u", i);

      g_clear_pointer (&command, shed_command_unref);
      command = shed_command_tune_new (NULL, STRV ("title"), STRV (title), NULL);
      shed_command_run (command, other, 0, NULL, &error);
      g_assert_no_error (error);
    }
  story_expect_titles (story, "A|B0|B1|B2|B3|B4");
  shed_store_close (other);
}

/* What the list must show, by a plain statement over the tables. */
static const struct { ShedTuneQuery query; const char *sql;
} views[] = {
  { { .state = SHED_STATE_ANY },
    "SELECT tune.id FROM tune JOIN tune_find ON tune_id = tune.id ORDER BY title_fold, tune.id" },
  { { .state = SHED_STATE_ANY, .sort = SHED_SORT_KIND, .descending = TRUE },
    "SELECT tune.id FROM tune JOIN tune_find ON tune_id = tune.id ORDER BY kind IS NULL, kind DESC, title_fold, tune.id" },
  { { .state = SHED_STATE_ANY, .kind = "reel" },
    "SELECT tune.id FROM tune JOIN tune_find ON tune_id = tune.id WHERE kind = 'reel' ORDER BY title_fold, tune.id" },
  { { .state = SHED_STATE_ANY, .only_repertoire = TRUE, .sort = SHED_SORT_ADDED },
    "SELECT rt.tune_id FROM repertoire_tune AS rt JOIN tune_find USING (tune_id) ORDER BY rt.created_at, title_fold,"
    " rt.tune_id" },
  { { .state = SHED_STATE_PAUSED, .only_repertoire = TRUE },
    "SELECT rt.tune_id FROM repertoire_tune AS rt JOIN tune_find USING (tune_id) WHERE paused ORDER BY title_fold, rt.tune_id" },
};

static void
assert_same_as_sql (ListStory *story, const char *sql)
{
  g_autofree char *joined =
    g_strdup_printf ("SELECT coalesce(group_concat(id, ' '), '') FROM (SELECT tune_id AS id FROM tune_find WHERE 0"
                     " UNION ALL SELECT * FROM (%s))",
                     sql);
  g_autofree char *expected = fixture_ask (story->f, joined);
  gboolean late = FALSE;
  guint id = g_timeout_add (MODEL_PATIENCE_MS, model_late, &late);

  for (;;)
    {
      g_autoptr(GString) shown = g_string_new (NULL);
      gboolean loaded = TRUE;

      for (guint i = 0; i < story->mirror->len; i++)
        {
          const char *tune_id = shed_tune_row_get (story->mirror->pdata[i])->id;

          loaded = loaded && tune_id != NULL;
          g_string_append_printf (shown, "%s%s", i > 0 ? " " : "", tune_id != NULL ? tune_id : "?");
        }
      if (loaded && strcmp (shown->str, expected) == 0)
        break;
      if (late)
        g_assert_cmpstr (shown->str, ==, expected);
      g_main_context_iteration (NULL, TRUE);
    }
  if (!late)
    g_source_remove (id);
}

static char *
pick (ListStory *story, const char *sql)
{
  g_autofree char *some = g_strdup_printf ("SELECT id FROM (%s) ORDER BY abs(random()) LIMIT 1", sql);

  return fixture_ask (story->f, some);
}

static void
test_whatever_happens_it_shows_what_sql_says (void)
{
  static const char * const kinds[] = { "reel", "jig", "air", NULL };

  for (guint view = 0; view < G_N_ELEMENTS (views); view++)
    {
      g_autoptr(ListStory) story = list_story_new ();
      g_autofree char *repertoire = model_run_for_id (story->f, shed_command_repertoire_new ("R", NULL));
      ShedTuneQuery query = views[view].query;

      query.repertoire_id = repertoire;
      for (guint i = 0; i < 8; i++)
        new_tune (story, i % 2 ? "Twin" : "Other", kinds[i % 4], NULL);
      story_ask (story, &query);
      for (guint step = 0; step < 40; step++)
        {
          g_autofree char *tune = pick (story, "SELECT id FROM tune");
          g_autofree char *in = pick (story, "SELECT tune_id AS id FROM repertoire_tune");
          g_autofree char *title = g_strdup_printf ("%c%d", 'a' + g_test_rand_int_range (0, 26), g_test_rand_int_range (0, 9));
          int what = g_test_rand_int_range (0, 8);

          shed_clock_set (story->f->clock, FIXTURE_NOW + step * 1000, NULL);
          if (what < 2 || tune == NULL)
            new_tune (story, title, kinds[g_test_rand_int_range (0, 4)], NULL);
          else if (what == 2)
            model_run (story->f, shed_command_tune_set (tune, STRV ("title"), STRV (title)));
          else if (what == 3)
            model_run (story->f, shed_command_tune_set (tune, STRV ("kind"), STRV (kinds[g_test_rand_int_range (0, 3)])));
          else if (what == 4)
            model_run (story->f, shed_command_tune_delete (STRV (tune)));
          else if (what == 5)
            model_run (story->f, shed_command_add_tunes (repertoire, STRV (tune), SHED_ADD_LEARNING, 0, 0));
          else if (what == 6 && in != NULL)
            model_run (story->f, shed_command_set_paused (repertoire, STRV (in), g_test_rand_int_range (0, 2)));
          else if (in != NULL)
            model_run (story->f, shed_command_remove_tunes (repertoire, STRV (in)));
          if (step % 4 == 3)
            assert_same_as_sql (story, views[view].sql);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tune-list/rows-come-in-the-order-of-titles", test_rows_come_in_the_order_of_titles);
  g_test_add_func ("/tune-list/missing-values-stand-at-the-end-both-ways", test_missing_values_stand_at_the_end_both_ways);
  g_test_add_func ("/tune-list/a-change-is-told-as-narrowly-as-it-is", test_a_change_is_told_as_narrowly_as_it_is);
  g_test_add_func ("/tune-list/an-edit-in-place-changes-the-row-and-no-position",
                   test_an_edit_in_place_changes_the_row_and_no_position);
  g_test_add_func ("/tune-list/only-what-is-held-stays-in-memory", test_only_what_is_held_stays_in_memory);
  g_test_add_func ("/tune-list/search-finds-whatever-the-spelling", test_search_finds_whatever_the_spelling);
  g_test_add_func ("/tune-list/first-notes-find-a-tune", test_first_notes_find_a_tune);
  g_test_add_func ("/tune-list/filters-narrow-the-rows", test_filters_and_their_counts);
  g_test_add_func ("/tune-list/menus-count-under-the-other-filters", test_menus_count_under_the_other_filters);
  g_test_add_func ("/tune-list/all-ids-come-in-order", test_all_ids_come_in_order);
  g_test_add_func ("/tune-list/late-answers-are-dropped", test_late_answers_are_dropped);
  g_test_add_func ("/tune-list/another-process-is-noticed", test_another_process_is_noticed);
  g_test_add_func ("/tune-list/whatever-happens-it-shows-what-sql-says", test_whatever_happens_it_shows_what_sql_says);
  return g_test_run ();
}
