/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the account page tells of computers and project, and does with them: forgetting one, comparing, loading again. */
#include "sync-world.h"

#include <string.h>

#include "../read-rows.h"
#include "shed-account-page.h"

/* Computers of earlier tests are on the list, too. */
static guint
count_forgettable (GtkWidget *widget)
{
  guint n = GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), "Forget") == 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += count_forgettable (child);
  return n;
}

typedef struct
{
  GtkWidget *page;
  guint      n;
} Listed;

static gboolean
has_so_many (gpointer data)
{
  Listed *listed = data;

  return count_forgettable (listed->page) == listed->n;
}

static gboolean
is_decided_there (gpointer data)
{
  return test_read_number (((World *) data)->ui->store, "SELECT count(*) FROM meta WHERE name GLOB 'forget/*'") == 0;
}

static void
test_a_computer_is_forgotten_and_back_when_it_syncs (void)
{
  g_autoptr (World) world = world_new ();
  Listed without = { 0 }, with = { 0 };

  ui_fixture_add_tunes (world->ui, 1);
  shed_settings_set_string (world->ui->settings, "device-name", "Studio PC");
  world_show (world);
  world_sign_in (world);
  with.page = without.page = ui_wait_find (world->preferences, SHED_TYPE_ACCOUNT_PAGE, NULL);
  ui_wait_find (without.page, ADW_TYPE_ACTION_ROW, "Studio PC");
  without.n = count_forgettable (without.page);
  with.n = without.n + 1;
  world_other_signs_in (world);
  shed_sync_service_send_devices (shed_sync_host_get_service (world->ui->sync));
  ui_wait_for (has_so_many, &with, "the other computer");
  /* It was seen last, so it is the first of the others. */
  gtk_widget_activate (ui_wait_find (with.page, GTK_TYPE_BUTTON, "Forget"));
  ui_wait_for (has_so_many, &without, "the row to go");
  gtk_widget_activate (ui_wait_find (world->preferences, GTK_TYPE_BUTTON, "Undo"));
  ui_wait_for (has_so_many, &with, "the row to come back");
  gtk_widget_activate (ui_wait_find (with.page, GTK_TYPE_BUTTON, "Forget"));
  ui_wait_for (has_so_many, &without, "the row to go again");
  ui_wait_for (is_decided_there, world, "the project to know");
  /* It writes, syncs, and nothing of it is lost. */
  g_free (world_other (world, 0, NULL, "tune", "set", world->ui->tune_ids->pdata[0], "title", "Written While Forgotten", NULL));
  g_free (world_other (world, 0, NULL, "sync", NULL));
  shed_window_open_tune (world->ui->window, world->ui->tune_ids->pdata[0]);
  ui_wait_find (world->ui->window, GTK_TYPE_LABEL, "Written While Forgotten");
  shed_sync_service_send_devices (shed_sync_host_get_service (world->ui->sync));
  ui_wait_for (has_so_many, &with, "the other computer to be back");
  world_assert_whole (world);
}

static gboolean
spoil_cb (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return shed_db_exec (db, "UPDATE tune SET composer = 'Nobody of that name' WHERE id = (SELECT min (id) FROM tune)", error);
}

static void
wait_found (World *world, const char *beginning)
{
  for (gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC; g_get_monotonic_time () < end;)
    {
      GtkWidget *row = ui_find (world->preferences, ADW_TYPE_ACTION_ROW, "Compare With Your Project");
      const char *said = row != NULL ? adw_action_row_get_subtitle (ADW_ACTION_ROW (row)) : NULL;

      if (said != NULL && g_str_has_prefix (said, beginning))
        return;
      g_main_context_iteration (NULL, TRUE);
    }
  g_error ("waited in vain for “%s”", beginning);
}

static gboolean
is_sensitive (gpointer data)
{
  return gtk_widget_is_sensitive (data);
}

static void
press_when_it_can_be (World *world, const char *label)
{
  GtkWidget *button = ui_wait_find (world->preferences, GTK_TYPE_BUTTON, label);

  ui_wait_for (is_sensitive, button, label);
  gtk_widget_activate (button);
}

static void
test_comparing_tells_and_mends_and_loading_again_loses_nothing (void)
{
  g_autoptr (World) world = world_new ();
  g_autofree char *list = NULL;
  g_autoptr (GError) error = NULL;

  ui_fixture_add_tunes (world->ui, 3);
  world_show (world);
  world_sign_in (world);
  press_when_it_can_be (world, "_Compare");
  wait_found (world, "Everything is the same on both: ");
  g_assert_true (shed_store_write (world->ui->store, SHED_WRITE_APPLIER, 0, NULL, spoil_cb, NULL, &error));
  g_assert_no_error (error);
  press_when_it_can_be (world, "_Compare");
  wait_found (world, "1 tune differed and was put right. ");
  /* What waits here goes along. */
  shed_settings_set_boolean (world->ui->settings, "sync-automatically", FALSE);
  g_free (ui_fixture_run (world->ui, shed_command_tune_new (NULL, (const char *const[]) { "title", NULL },
                                                            (const char *const[]) { "Still Here", NULL }, NULL)));
  world_wait_word (world, "waiting");
  press_when_it_can_be (world, "_Load Again");
  world_wait_word (world, "up-to-date");
  world_other_signs_in (world);
  list = world_other (world, 0, NULL, "list", NULL);
  g_assert_nonnull (strstr (list, "Still Here"));
  g_assert_null (strstr (list, "Nobody of that name"));
  world_assert_whole (world);
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);
  g_test_add_func ("/sync/a-computer-is-forgotten-and-back-when-it-syncs", test_a_computer_is_forgotten_and_back_when_it_syncs);
  g_test_add_func ("/sync/comparing-tells-and-mends-and-loading-again-loses-nothing",
                   test_comparing_tells_and_mends_and_loading_again_loses_nothing);
  return g_test_run ();
}
