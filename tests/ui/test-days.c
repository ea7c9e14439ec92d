/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forty tunes practised through the window for ten days: each day's list is rated and submitted, and afterwards every tune stands
 * where the formulas (themselves held by the reference vectors) say, computed here from nothing but the ratings. */
#include "shed-fsrs.h"
#include "shed-practice-page.h"
#include "shed-practice-row.h"
#include "shed-scheduler.h"
#include "ui-fixture.h"

#define N_TUNES 40
#define N_DAYS 10

typedef struct
{
  ShedFsrsCard card;
  int last_day; /* -1: never */
} Reference;

typedef struct
{
  UiFixture *ui;
  const char *title;
  int rating;
  guint n;
} Wait;


static GtkSelectionModel *
rows (UiFixture *ui)
{
  GtkWidget *list = ui_find (ui_wait_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL), GTK_TYPE_LIST_VIEW, NULL);

  return list != NULL ? gtk_list_view_get_model (GTK_LIST_VIEW (list)) : NULL;
}

static guint
count (UiFixture *ui, gboolean staged)
{
  GtkSelectionModel *model = rows (ui);
  guint n = 0;

  for (guint i = 0; model != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (model)); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (model), i);

      if (SHED_IS_QUEUE_ITEM (item) && !shed_queue_item_get (SHED_QUEUE_ITEM (item))->done)
        n += (shed_queue_item_get (SHED_QUEUE_ITEM (item))->staged_rating != 0) == staged;
    }
  return n;
}

static gboolean
has_open_rows (gpointer data)
{
  return count (data, FALSE) > 0;
}

static gboolean
has_staged (gpointer data)
{
  Wait *wait = data;

  return count (wait->ui, TRUE) == wait->n;
}

static gboolean
is_submitted (gpointer data)
{
  return ui_find (((Wait *)data)->ui->window, GTK_TYPE_LABEL, "Done for Today") != NULL;
}

/* Selects the first tune that is not rated yet and rates it by the page's verb, as its keys and buttons do. Gives the
 * tune's number. */
static guint
rate_next (UiFixture *ui, int rating)
{
  GtkSelectionModel *model = rows (ui);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (model)); i++)
    {
      g_autoptr (GObject) row = g_list_model_get_item (G_LIST_MODEL (model), i);
      const ShedQueueItemData *data = SHED_IS_QUEUE_ITEM (row) ? shed_queue_item_get (SHED_QUEUE_ITEM (row)) : NULL;
      guint tune;

      if (data == NULL || data->done || data->staged_rating != 0)
        continue;
      for (tune = 0; tune < N_TUNES && !g_str_equal (g_ptr_array_index (ui->tune_ids, tune), data->tune_id); tune++)
        ;
      gtk_selection_model_select_item (model, i, TRUE);
      g_assert_true (
        gtk_widget_activate_action (ui_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL), "practice.rate", "i", rating));
      return tune;
    }
  g_assert_not_reached ();
}

typedef struct
{
  UiFixture *ui;
  Reference *reference;
} Comparison;

static gboolean
compare (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Comparison *job = data;

  for (guint i = 0; i < N_TUNES; i++)
    {
      const ShedFsrsCard *card = &job->reference[i].card;
      ShedSchedule schedule;

      if (!shed_scheduler_get (db, job->ui->repertoire_id, g_ptr_array_index (job->ui->tune_ids, i), &schedule, error))
        return FALSE;
      g_assert_cmpint (schedule.due_at, ==, card->due_ms);
      g_assert_cmpfloat (schedule.stability, ==, card->stability);
      g_assert_cmpfloat (schedule.difficulty, ==, card->difficulty);
      g_assert_cmpint (schedule.state, ==, card->state);
      g_assert_cmpuint (schedule.reps, ==, card->reps);
      g_assert_cmpuint (schedule.lapses, ==, card->lapses);
    }
  return TRUE;
}

static void
prefer (UiFixture *ui, const char *name, const char *value)
{
  g_free (ui_fixture_run (ui, shed_command_set_preference (name, value)));
}

static void
test_ten_days_end_where_the_formulas_say (void)
{
  g_autoptr (UiFixture) ui = ui_fixture_new ();
  g_autoptr (GRand) chance = g_rand_new_with_seed (10);
  g_autoptr (GError) error = NULL;
  Reference reference[N_TUNES];
  ShedFsrsParams params;
  guint n_rated = 0;

  shed_fsrs_params_init (&params);
  params.fuzz = FALSE;
  shed_fsrs_params_prepare (&params);
  for (guint i = 0; i < N_TUNES; i++)
    reference[i] = (Reference) { { 0 }, -1 };
  ui_fixture_add_repertoire (ui);
  ui_fixture_add_tunes (ui, N_TUNES);
  prefer (ui, "fsrs.fuzz", "false");
  prefer (ui, "fsrs.balance", "false");
  prefer (ui, "queue.new", "8");
  prefer (ui, "queue.max", "0");
  ui_fixture_show (ui);

  for (int day = 0; day < N_DAYS; day++)
    {
      Wait wait = { .ui = ui };
      gint64 now = UI_FIXTURE_NOW + day * UI_FIXTURE_DAY_MS;

      shed_clock_set (ui->clock, now, NULL);
      shed_window_show_page (ui->window, "catalog");
      shed_window_show_page (ui->window, "practice");
      ui_wait_for (has_open_rows, ui, "the list of the next day");
      for (wait.n = 1; count (ui, FALSE) > 0; wait.n++)
        {
          int rating = 1 + g_rand_int_range (chance, 0, 4);
          guint tune = rate_next (ui, rating);
          Reference *at = &reference[tune];

          g_assert_cmpuint (tune, <, N_TUNES);
          ui_wait_for (has_staged, &wait, "the rating to be staged");
          shed_fsrs_review (&params, &at->card, now, at->last_day < 0 ? 0 : day - at->last_day, rating, &at->card);
          at->last_day = day;
          n_rated++;
        }
      g_assert_true (gtk_widget_activate_action (ui_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL), "practice.submit", NULL));
      ui_wait_for (is_submitted, &wait, "the day to be done");
      shed_store_read (ui->store, compare, &(Comparison) { ui, reference }, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpuint (n_rated, >, 2 * N_TUNES);
  g_test_message ("%u ratings in %d days", n_rated, N_DAYS);
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);
  g_test_add_func ("/days/ten-days-end-where-the-formulas-say", test_ten_days_end_where_the_formulas_say);
  return g_test_run ();
}
