/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "tune-story.h"

#include "shed-score-view.h"
#include "shed-tune-editor.h"
#include "shed-tune-page.h"

static const char drowsy_maggie[] =
  "X:1\nT:Drowsy Maggie\nR:reel\nM:4/4\nL:1/8\nK:Edor\n"
  "|:E2BE dEBE|E2BE AFDF|E2BE dEBE|BABc dAFD:|\n"
  "|:d2fd c2ec|defg afge|d2fd c2ec|BABc dAFA|\n"
  "d2fd c2ec|defg afge|afge fdec|BABc dAFD:|\n";

/* A reel in the repertoire, rated four times, the last time three days ago; it comes back in five. */
UiFixture *
tune_story_new (void)
{
  UiFixture *ui = ui_fixture_new ();
  static const struct { int rating, days_ago, interval; } past[] = { { 1, 30, 0 }, { 3, 29, 3 }, { 2, 20, 6 }, { 3, 3, 8 } };
  char *id;

  ui_fixture_add_repertoire (ui);
  id = ui_fixture_run (
    ui, shed_command_tune_new (NULL,
                               (const char *const[]){ "title", "kind", "meter", "unit", "key", "structure", "composer",
                                                      "abc", "inferred", NULL },
                               (const char *const[]){ "Drowsy Maggie", "reel", "4/4", "1/8", "Edor", "AABB", "Trad.",
                                                      drowsy_maggie, "[\"structure\"]", NULL },
                               (const char *const[]){ "Máire an Chodladh", "Sleepy Maggie", NULL }));
  g_ptr_array_add (ui->tune_ids, id);
  g_free (ui_fixture_run (
    ui, shed_command_add_tunes (ui->repertoire_id, (const char *const[]){ id, NULL }, SHED_ADD_LEARNING, 56, 5)));
  for (guint i = 0; i < G_N_ELEMENTS (past); i++)
    ui_fixture_rate (ui, 0, past[i].rating, past[i].days_ago, past[i].interval);
  return ui;
}

const char *
tune_story_id (UiFixture *ui)
{
  return g_ptr_array_index (ui->tune_ids, 0);
}

static gboolean
has_focus_inside (gpointer data)
{
  GtkRoot *root = gtk_widget_get_root (data);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, data);
}

GtkWidget *
tune_story_open (UiFixture *ui)
{
  GtkWidget *page;

  if (ui->window == NULL)
    {
      ui_fixture_show (ui);
      ui_wait_find (ui->window, ADW_TYPE_STATUS_PAGE, NULL); /* the practice page has settled: nothing is due */
    }
  shed_context_open_tune (ui->context, tune_story_id (ui));
  page = ui_wait_find (ui->window, SHED_TYPE_TUNE_PAGE, NULL);
  ui_wait_find (page, GTK_TYPE_LABEL, "Drowsy Maggie");
  ui_wait_for (has_focus_inside, page, "the focus in the page");
  return page;
}

static gboolean
score_is_there (gpointer data)
{
  ShedScoreView *score = SHED_SCORE_VIEW (data);

  return !shed_score_view_is_busy (score) &&
         (shed_score_view_get_texture (score) != NULL || shed_score_view_get_message (score) != NULL);
}

ShedScoreView *
tune_story_wait_score (GtkWidget *page)
{
  ShedScoreView *score = SHED_SCORE_VIEW (ui_wait_find (page, SHED_TYPE_SCORE_VIEW, NULL));

  ui_wait_for (score_is_there, score, "the score");
  return score;
}

/* How the tune stands in the library now. */
static gboolean
load_standing (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  gpointer *pair = data;
  UiFixture *ui = pair[0];

  pair[1] = shed_standing_load (db, ui->repertoire_id, tune_story_id (ui), error);
  return pair[1] != NULL;
}

ShedStanding *
tune_story_get_standing (UiFixture *ui)
{
  gpointer pair[] = { ui, NULL };
  g_autoptr (GError) error = NULL;

  shed_store_read (ui->store, load_standing, pair, &error);
  g_assert_no_error (error);
  return pair[1];
}

static gboolean
load_tune (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  gpointer *pair = data;

  pair[1] = shed_tune_load (db, tune_story_id (pair[0]), NULL);
  return TRUE;
}

/* NULL: not in the library. */
ShedTune *
tune_story_get_tune (UiFixture *ui)
{
  gpointer pair[] = { ui, NULL };

  shed_store_read (ui->store, load_tune, pair, NULL);
  return pair[1];
}

GtkWidget *
tune_story_find_editor (GtkWidget *page)
{
  return ui_wait_find (page, SHED_TYPE_TUNE_EDITOR, NULL);
}

GtkWidget *
tune_story_edit (GtkWidget *page)
{
  gtk_widget_activate_action (page, "tune.edit", NULL);
  return tune_story_find_editor (page);
}

static gboolean
standing_has_reps (gpointer data)
{
  gpointer *pair = data;
  g_autoptr (ShedStanding) standing = tune_story_get_standing (pair[0]);

  return standing->here.schedule.reps == GPOINTER_TO_UINT (pair[1]);
}

void
tune_story_wait_reps (UiFixture *ui, guint reps)
{
  gpointer pair[] = { ui, GUINT_TO_POINTER (reps) };

  ui_wait_for (standing_has_reps, pair, "the number of ratings");
}

void
tune_story_type (GtkWidget *text_view, const char *text)
{
  gtk_text_buffer_insert_at_cursor (gtk_text_view_get_buffer (GTK_TEXT_VIEW (text_view)), text, -1);
}

static gboolean
tune_has_title (gpointer data)
{
  gpointer *pair = data;
  g_autoptr (ShedTune) tune = tune_story_get_tune (pair[0]);

  return tune != NULL && g_str_equal (shed_tune_get_title (tune), pair[1]);
}

void
tune_story_wait_title (UiFixture *ui, const char *title)
{
  gpointer pair[] = { ui, (gpointer) title };

  ui_wait_for (tune_has_title, pair, title);
}

void
tune_story_show_music (GtkWidget *editor)
{
  GtkWidget *stack = ui_find (editor, GTK_TYPE_STACK, "stack");

  gtk_stack_set_visible_child_name (GTK_STACK (stack), "music");
  ui_wait_ms (50);
}
