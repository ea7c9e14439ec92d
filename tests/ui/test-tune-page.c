/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tune's page over a real library: what it shows of it, its verbs, and what happens to it elsewhere. */
#include "tune-story.h"

#include "shed-rating-buttons.h"
#include "shed-store-open.h"
#include "shed-tune-page.h"

static void
test_says_what_the_tune_is (void)
{
  g_autoptr (UiFixture) ui = tune_story_new ();
  GtkWidget *page = tune_story_open (ui);
  ShedScoreView *score = tune_story_wait_score (page);

  g_assert_nonnull (ui_find (page, GTK_TYPE_LABEL, "reel · E dorian · AABB · Trad."));
  g_assert_nonnull (ui_find (page, GTK_TYPE_LABEL, "also: Máire an Chodladh, Sleepy Maggie"));
  g_assert_nonnull (ui_wait_find (page, GTK_TYPE_LABEL, "Due in 5 days"));
  g_assert_nonnull (ui_wait_find (page, GTK_TYPE_LABEL, "guessed"));
  gtk_test_accessible_assert_property (score, GTK_ACCESSIBLE_PROPERTY_LABEL, "Score of “Drowsy Maggie”");
  gtk_test_accessible_assert_property (score, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "reel, E dorian, 4/4, parts A A B B, 12 bars written. "
                                       "It begins: E, B, E, high D, E, B, E, E.");
  ui_shot (ui, "tune-wide");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  ui_wait_ms (300);
  tune_story_wait_score (page);
  ui_shot (ui, "tune-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  ui_resize (ui, 360, 1400);
  ui_wait_ms (200);
  tune_story_wait_score (page);
  ui_shot (ui, "tune-narrow");
}

/* The history may know of it a little later than the page. */
static gboolean
takes_undo (gpointer data)
{
  return ui_press (((UiFixture *) data)->window, GDK_KEY_z, GDK_CONTROL_MASK);
}

static void
test_a_key_rates_once_with_what_was_shown (void)
{
  g_autoptr (UiFixture) ui = tune_story_new ();
  GtkWidget *page = tune_story_open (ui);
  g_autoptr (ShedStanding) before = tune_story_get_standing (ui);
  g_autoptr (ShedStanding) after = NULL;

  ui_wait_find (page, GTK_TYPE_LABEL, "Due in 5 days");
  g_assert_true (ui_press (ui->window, GDK_KEY_3, 0));
  tune_story_wait_reps (ui, 5);
  after = tune_story_get_standing (ui);
  g_assert_cmpint (after->here.schedule.last_rating, ==, 3);
  g_assert_cmpint (after->here.schedule.interval_days, ==, before->preview[2].interval_days);
  g_assert_cmpint (after->here.schedule.due_at, ==, before->preview[2].due_at);
  ui_wait_find (page, GTK_TYPE_LABEL, "5 ratings, last Good just now");
  ui_wait_for (takes_undo, ui, "that it can be undone");
  tune_story_wait_reps (ui, 4);
  ui_wait_find (page, GTK_TYPE_LABEL, "Due in 5 days");
}

static void
test_a_tune_that_is_not_in_can_be_added (void)
{
  g_autoptr (UiFixture) ui = tune_story_new ();
  GtkWidget *page;

  g_free (ui_fixture_run (ui, shed_command_remove_tunes (ui->repertoire_id, (const char *const[]) { tune_story_id (ui), NULL })));
  page = tune_story_open (ui);
  ui_wait_find (page, GTK_TYPE_LABEL, "Not in Fiddle");
  ui_shot (ui, "tune-absent");
  gtk_widget_activate_action (page, "tune.add", NULL);
  ui_wait_find (page, SHED_TYPE_RATING_BUTTONS, NULL);
}

static void
test_a_tune_deleted_elsewhere_says_so (void)
{
  g_autoptr (UiFixture) ui = tune_story_new ();
  GtkWidget *page = tune_story_open (ui);

  g_free (ui_fixture_run (ui, shed_command_tune_delete ((const char *const[]) { tune_story_id (ui), NULL })));
  ui_wait_find (page, ADW_TYPE_STATUS_PAGE, "This Tune Was Deleted");
  ui_shot (ui, "tune-gone");
}

static gboolean
page_is_left (gpointer data)
{
  return ui_find (((UiFixture *) data)->window, SHED_TYPE_TUNE_PAGE, NULL) == NULL;
}

static void
test_deleting_goes_back_and_undo_restores (void)
{
  g_autoptr (UiFixture) ui = tune_story_new ();
  GtkWidget *page = tune_story_open (ui);

  gtk_widget_activate_action (page, "tune.delete", NULL);
  ui_wait_for (page_is_left, ui, "the page to be left");
  g_assert_null (tune_story_get_tune (ui));
  shed_context_undo (ui->context);
  tune_story_wait_title (ui, "Drowsy Maggie");
}

static void
test_a_guess_is_confirmed_by_a_click (void)
{
  g_autoptr (UiFixture) ui = tune_story_new ();
  GtkWidget *page = tune_story_open (ui);

  g_signal_emit_by_name (ui_wait_find (page, GTK_TYPE_BUTTON, "That Is Right"), "clicked");
  while (ui_find (page, GTK_TYPE_LABEL, "guessed") != NULL)
    ui_wait_ms (20);
  {
    g_autoptr (ShedTune) tune = tune_story_get_tune (ui);

    g_assert_false (shed_tune_is_inferred (tune, "structure"));
    g_assert_cmpstr (shed_tune_get_field (tune, "structure"), ==, "AABB");
  }
}

static void
test_a_tag_is_added_and_removed (void)
{
  g_autoptr (UiFixture) ui = tune_story_new ();
  GtkWidget *page = tune_story_open (ui);
  GtkWidget *tags = ui_find (page, GTK_TYPE_ENTRY, "tag_entry");

  gtk_editable_set_text (GTK_EDITABLE (tags), "session");
  g_signal_emit_by_name (tags, "activate");
  g_signal_emit_by_name (ui_wait_find (page, GTK_TYPE_BUTTON, "Remove the tag “session”"), "clicked");
  while (ui_find (page, GTK_TYPE_BUTTON, "Remove the tag “session”") != NULL)
    ui_wait_ms (20);
}

static void
test_long_and_strange_titles_fit (void)
{
  static const char *const titles[] = { "الريح التي تهز الشعير", "🎻🎶 “Tune” <b>&amp;</b> 𝄞", "   x   " };
  g_autoptr (UiFixture) ui = tune_story_new ();
  GtkWidget *page = tune_story_open (ui);
  g_autofree char *longest = g_strnfill (490, 'W');

  for (guint i = 0; i <= G_N_ELEMENTS (titles); i++)
    {
      g_autofree char *shown = g_strstrip (g_strdup (i < G_N_ELEMENTS (titles) ? titles[i] : longest));

      g_free (ui_fixture_run (ui, shed_command_tune_set (tune_story_id (ui), (const char *const[]) { "title", NULL },
                                                         (const char *const[]) { shown, NULL })));
      ui_wait_find (page, GTK_TYPE_LABEL, shown);
    }
  ui_resize (ui, 360, 700);
  ui_shot (ui, "tune-long-title");
  tune_story_show_music (tune_story_edit (page));
  ui_wait_ms (300);
  ui_shot (ui, "tune-edit-narrow");
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (ui->window)), <=, 372);
}

static gint64
nearly_full (const char *path)
{
  return 100 * 1024 * 1024;
}

/* The page covers the window's own bar. */
static void
test_trouble_with_the_library_is_said_here_too (void)
{
  g_autoptr (UiFixture) ui = tune_story_new ();
  GtkWidget *page = tune_story_open (ui);

  g_assert_null (ui_find (page, GTK_TYPE_LABEL, "Little space is left on the disk. Everything is saved so far."));
  shed_store_set_free_bytes_func (nearly_full);
  shed_store_look_at_space (ui->store);
  ui_wait_find (page, GTK_TYPE_LABEL, "Little space is left on the disk. Everything is saved so far.");
  shed_store_set_free_bytes_func (NULL);
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);
  g_test_add_func ("/tune-page/says-what-the-tune-is", test_says_what_the_tune_is);
  g_test_add_func ("/tune-page/a-key-rates-once-with-what-was-shown", test_a_key_rates_once_with_what_was_shown);
  g_test_add_func ("/tune-page/a-tune-that-is-not-in-can-be-added", test_a_tune_that_is_not_in_can_be_added);
  g_test_add_func ("/tune-page/a-tune-deleted-elsewhere-says-so", test_a_tune_deleted_elsewhere_says_so);
  g_test_add_func ("/tune-page/deleting-goes-back-and-undo-restores", test_deleting_goes_back_and_undo_restores);
  g_test_add_func ("/tune-page/a-guess-is-confirmed-by-a-click", test_a_guess_is_confirmed_by_a_click);
  g_test_add_func ("/tune-page/a-tag-is-added-and-removed", test_a_tag_is_added_and_removed);
  g_test_add_func ("/tune-page/trouble-with-the-library-is-said-here-too", test_trouble_with_the_library_is_said_here_too);
  g_test_add_func ("/tune-page/long-and-strange-titles-fit", test_long_and_strange_titles_fit);
  return g_test_run ();
}
