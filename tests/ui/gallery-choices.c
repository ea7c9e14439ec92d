/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choices, problems and what was chosen. These come last of their library, because its tunes bear the marks of them
 * afterwards. */
#include "gallery-choices.h"

#include "choices-story.h"
#include "shed-choice-card.h"
#include "shed-choices-window.h"
#include "shed-problems-window.h"
#include "shed-sync-history-window.h"

static GtkWidget *
show (UiFixture *ui, GtkWidget *window)
{
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (ui->window));
  if (gallery_get_state () == GALLERY_NARROW)
    gtk_window_set_default_size (GTK_WINDOW (window), 360, 640);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

void
gallery_show_no_choices (UiFixture *ui)
{
  shed_window_show_page (ui->window, "practice");
  ui_wait_find (show (ui, shed_choices_window_new (ui->context)), ADW_TYPE_STATUS_PAGE, NULL);
}

void
gallery_show_no_problems (UiFixture *ui)
{
  ui_wait_find (show (ui, shed_problems_window_new (ui->context)), ADW_TYPE_STATUS_PAGE, NULL);
}

void
gallery_show_nothing_chosen (UiFixture *ui)
{
  ui_wait_find (show (ui, shed_sync_history_window_new (ui->context)), ADW_TYPE_STATUS_PAGE, NULL);
}

static GtkWidget *
show_choices (UiFixture *ui, guint n)
{
  g_autofree char *tune = NULL;
  g_autofree char *sql = g_strdup_printf ("SELECT tune_id FROM conflict WHERE id = '" STORY_CHOICE "%02u'", n);
  GtkWidget *window = show (ui, shed_choices_window_new (ui->context));

  tune = story_ask (ui, sql);
  shed_choices_window_show_subject (SHED_CHOICES_WINDOW (window), tune);
  ui_wait_find (window, SHED_TYPE_CHOICE_CARD, NULL);
  return window;
}

void
gallery_show_choices (UiFixture *ui)
{
  g_autofree char *n = story_ask (ui, "SELECT count(*) FROM conflict");

  if (g_str_equal (n, "0"))
    story_everything (ui);
  show_choices (ui, 1);
}

void
gallery_show_choices_picked (UiFixture *ui)
{
  GtkWidget *window = show_choices (ui, 1);

  shed_choice_card_pick (SHED_CHOICE_CARD (ui_wait_find (window, SHED_TYPE_CHOICE_CARD, NULL)), SHED_CHOICE_BOTH);
}

void
gallery_show_choices_music (UiFixture *ui)
{
  show_choices (ui, 3);
}

void
gallery_show_choices_deletion (UiFixture *ui)
{
  GtkWidget *window = show_choices (ui, 5);
  GtkWidget *card = ui_wait_find (window, SHED_TYPE_CHOICE_CARD, NULL);

  while ((card = gtk_widget_get_next_sibling (card)) != NULL)
    shed_choice_card_pick (SHED_CHOICE_CARD (card), SHED_CHOICE_BOTH);
}

void
gallery_show_problems (UiFixture *ui)
{
  ui_wait_find (show (ui, shed_problems_window_new (ui->context)), GTK_TYPE_BUTTON, "Try _Again");
}

void
gallery_show_discarded (UiFixture *ui)
{
  GtkWidget *window;

  /* Whatever the tune of the story has by now: something that is not so without the change. */
  story_server_says (ui, "UPDATE outbox_op SET new = json_object ('composer', 'Anon') WHERE grp = 1001");
  window = show (ui, shed_problems_window_new (ui->context));
  ui_wait_find (window, GTK_TYPE_BUTTON, "Try _Again");
  gtk_widget_activate_action (window, "problems.discard", "s", STORY_PROBLEM "01");
  ui_wait_find (window, GTK_TYPE_BUTTON, "_Remove");
}

void
gallery_show_chosen (UiFixture *ui)
{
  story_server_says (
    ui,
    "UPDATE conflict SET state = CASE WHEN id LIKE '%%1' THEN 'both' WHEN id LIKE '%%2' THEN 'mine' ELSE 'other' END");
  ui_wait_find (show (ui, shed_sync_history_window_new (ui->context)), GTK_TYPE_BUTTON, NULL);
}

void
gallery_show_merged (UiFixture *ui)
{
  story_merged (ui);
  ui_wait_find (show (ui, shed_sync_history_window_new (ui->context)), GTK_TYPE_LABEL, "Merged Without a Question");
}
