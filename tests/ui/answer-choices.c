/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens a profile's library in the window and answers every question that waits, as a person would: answer-choices
 * PROFILE mine|other. */
#include "shed-choice-card.h"
#include "shed-choices-window.h"
#include "ui-fixture.h"

static gboolean
is_mapped (gpointer window)
{
  return gtk_widget_get_mapped (window);
}

static gboolean
is_empty (gpointer window)
{
  return ui_find (window, ADW_TYPE_STATUS_PAGE, "Nothing to Choose") != NULL;
}

typedef struct { GtkWidget *window, *card; } Going;

static gboolean
is_answered (gpointer data)
{
  Going *going = data;

  return is_empty (going->window) || ui_find (going->window, SHED_TYPE_CHOICE_CARD, NULL) != going->card;
}

int
main (int argc, char **argv)
{
  g_autoptr (UiFixture) ui = NULL;
  GtkWidget *window;
  ShedChoiceSide side;

  if (argc < 3)
    return 2;
  side = g_str_equal (argv[2], "mine") ? SHED_CHOICE_MINE : SHED_CHOICE_OTHER;
  {
    int n = 1;

    ui_fixture_init (&n, &argv);
  }
  ui = ui_fixture_open (argv[1]);
  ui_fixture_show (ui);
  window = shed_choices_window_new (ui->context);
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (ui->window));
  gtk_window_present (GTK_WINDOW (window));
  ui_wait_for (is_mapped, window, "the window");
  ui_wait_find (window, SHED_TYPE_CHOICE_CARD, NULL);
  while (!is_empty (window))
    {
      Going going = { window, ui_wait_find (window, SHED_TYPE_CHOICE_CARD, NULL) };

      for (GtkWidget *card = going.card; card != NULL; card = gtk_widget_get_next_sibling (card))
        shed_choice_card_pick (SHED_CHOICE_CARD (card), side);
      g_assert_true (gtk_widget_activate_action (window, "choices.use", NULL));
      ui_wait_for (is_answered, &going, "the answer");
    }
  gtk_window_destroy (GTK_WINDOW (window));
  return 0;
}
