/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a tune was sent, as the menus of its page and of its rows tell it. */
#include "sync-world.h"

#include "shed-catalog-list.h"
#include "shed-practice-row.h"
#include "shed-repertoire-table.h"
#include "shed-tune-page.h"

/* The line of the menu that speaks of sync. */
static gboolean
menu_says (World *world, const char *beginning)
{
  GtkWidget *page = ui_find (world->ui->window, SHED_TYPE_TUNE_PAGE, NULL);
  GtkWidget *button = page != NULL ? ui_find (page, GTK_TYPE_MENU_BUTTON, "menu_button") : NULL;
  GMenuModel *menu = button != NULL ? gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (button)) : NULL;
  g_autoptr (GMenuModel) section = NULL;
  g_autofree char *said = NULL;

  if (menu == NULL)
    return FALSE;
  section = g_menu_model_get_item_link (menu, g_menu_model_get_n_items (menu) - 1, G_MENU_LINK_SECTION);
  if (g_menu_model_get_n_items (section) == 0)
    return *beginning == '\0';
  g_menu_model_get_item_attribute (section, 0, G_MENU_ATTRIBUTE_LABEL, "s", &said);
  return *beginning != '\0' && g_str_has_prefix (said, beginning);
}

static gboolean
says_waiting (gpointer data)
{
  return menu_says (data, "Saved here, not sent yet");
}

static gboolean
says_in_step (gpointer data)
{
  return menu_says (data, "In step, checked ");
}

static void
test_the_menu_of_a_tune_tells_whether_it_was_sent (void)
{
  g_autoptr (World) world = world_new ();
  const char *id;

  ui_fixture_add_tunes (world->ui, 2);
  id = world->ui->tune_ids->pdata[0];
  world_show (world);
  shed_window_open_tune (world->ui->window, id);
  ui_wait_find (world->ui->window, GTK_TYPE_LABEL, "Tune 1");
  /* Without an account there is nothing to say. */
  g_assert_true (menu_says (world, ""));
  world_sign_in (world);
  gtk_window_destroy (GTK_WINDOW (world->preferences));
  ui_wait_for (says_in_step, world, "in step");
  shed_settings_set_boolean (world->ui->settings, "sync-automatically", FALSE);
  /* Another tune is another matter. */
  g_free (ui_fixture_run (world->ui,
                          shed_command_tune_set (world->ui->tune_ids->pdata[1], (const char *const[]){ "region", NULL },
                                                 (const char *const[]){ "Clare", NULL })));
  world_wait_word (world, "waiting");
  g_assert_true (says_in_step (world));
  g_free (ui_fixture_run (world->ui, shed_command_note_new (id, NULL, "Slower in the second part")));
  ui_wait_for (says_waiting, world, "not sent yet");
  gtk_menu_button_popup (GTK_MENU_BUTTON (ui_find (world->ui->window, GTK_TYPE_MENU_BUTTON, "menu_button")));
  ui_shot (world->ui, "tune-menu-not-sent");
  gtk_menu_button_popdown (GTK_MENU_BUTTON (ui_find (world->ui->window, GTK_TYPE_MENU_BUTTON, "menu_button")));
  shed_sync_host_sync_now (world->ui->sync);
  ui_wait_for (says_in_step, world, "in step again");
  g_assert_cmpuint (shed_sync_host_get_view (world->ui->sync)->n_waiting, ==, 0);
}

#define NOT_SENT "Saved here, not sent yet"

static void
close_menu (World *world)
{
  GtkWidget *menu = ui_find (world->ui->window, GTK_TYPE_POPOVER_MENU, NULL);

  g_assert_nonnull (menu);
  gtk_popover_popdown (GTK_POPOVER (menu));
  while (gtk_widget_get_mapped (menu))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_the_menus_of_rows_tell_it_too (void)
{
  g_autoptr (World) world = world_new ();
  GtkWidget *list, *row;
  ShedTuneSelection *selection;

  ui_fixture_add_repertoire (world->ui);
  ui_fixture_add_tunes (world->ui, 2);
  world_show (world);
  world_sign_in (world);
  gtk_window_destroy (GTK_WINDOW (world->preferences));
  shed_settings_set_boolean (world->ui->settings, "sync-automatically", FALSE);
  for (guint i = 0; i < 2; i++)
    g_free (ui_fixture_run (world->ui, shed_command_note_new (world->ui->tune_ids->pdata[i], NULL, "Slower")));
  world_wait_word (world, "waiting");

  shed_window_show_page (world->ui->window, "catalog");
  list = ui_wait_find (world->ui->window, SHED_TYPE_CATALOG_LIST, NULL);
  ui_wait_find (list, GTK_TYPE_LABEL, "Tune 1");
  selection = shed_catalog_list_get_selection (SHED_CATALOG_LIST (list));
  shed_tune_selection_set (selection, world->ui->tune_ids->pdata[0], TRUE);
  g_signal_emit_by_name (list, "menu", list, 40., 20.);
  ui_wait_find (world->ui->window, GTK_TYPE_LABEL, NOT_SENT);
  close_menu (world);
  /* Of several nothing is said. */
  shed_tune_selection_set (selection, world->ui->tune_ids->pdata[1], TRUE);
  g_signal_emit_by_name (list, "menu", list, 40., 20.);
  ui_wait_find (world->ui->window, GTK_TYPE_POPOVER_MENU, NULL);
  g_assert_null (ui_find (world->ui->window, GTK_TYPE_LABEL, NOT_SENT));
  close_menu (world);
  shed_tune_selection_clear (selection);

  shed_window_show_page (world->ui->window, "repertoire");
  list = ui_wait_find (world->ui->window, SHED_TYPE_REPERTOIRE_TABLE, NULL);
  ui_wait_find (list, GTK_TYPE_LABEL, "Tune 1");
  shed_repertoire_table_take_focus (SHED_REPERTOIRE_TABLE (list));
  g_signal_emit_by_name (list, "menu", list, 40., 60.);
  ui_wait_find (world->ui->window, GTK_TYPE_LABEL, NOT_SENT);
  close_menu (world);

  shed_window_show_page (world->ui->window, "practice");
  row = ui_wait_find (world->ui->window, SHED_TYPE_PRACTICE_ROW, NULL);
  gtk_menu_button_popup (GTK_MENU_BUTTON (ui_wait_find (row, GTK_TYPE_MENU_BUTTON, "menu_button")));
  ui_wait_find (row, GTK_TYPE_LABEL, NOT_SENT);
  shed_sync_host_sync_now (world->ui->sync);
  world_wait_word (world, "up-to-date");
  ui_wait_find (row, GTK_TYPE_LABEL, "In step, checked just now");
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);
  g_test_add_func ("/sync/the-menu-of-a-tune-tells-whether-it-was-sent", test_the_menu_of_a_tune_tells_whether_it_was_sent);
  g_test_add_func ("/sync/the-menus-of-rows-tell-it-too", test_the_menus_of_rows_tell_it_too);
  return g_test_run ();
}
