/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sync while the window is open: changes from elsewhere, no network, sleep, another program, and the last try at the end. */
#include "sync-world.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "../fake-logind.h"
#include "shed-sync-indicator.h"
#include "shed-tune-editor.h"
#include "shed-tune-page.h"

static void
test_what_another_computer_changed_appears_and_an_edit_stays (void)
{
  g_autoptr (World) world = world_new ();
  const char *id;
  GtkWidget *tune, *editor;

  ui_fixture_add_repertoire (world->ui);
  ui_fixture_add_tunes (world->ui, 2);
  id = world->ui->tune_ids->pdata[0];
  world_show (world);
  world_sign_in (world);
  gtk_window_destroy (GTK_WINDOW (world->preferences));
  world_other_signs_in (world);
  shed_window_open_tune (world->ui->window, id);
  tune = ui_wait_find (world->ui->window, GTK_TYPE_LABEL, "Tune 1");
  g_assert_nonnull (tune);
  g_free (world_other (world, 0, NULL, "tune", "set", id, "title", "Over the Moor", NULL));
  g_free (world_other (world, 0, NULL, "sync", NULL));
  /* By itself: the socket brings the hint. */
  ui_wait_find (world->ui->window, GTK_TYPE_LABEL, "Over the Moor");
  g_assert_true (gtk_widget_activate_action (ui_wait_find (world->ui->window, SHED_TYPE_TUNE_PAGE, NULL), "tune.edit", NULL));
  editor = ui_wait_find (world->ui->window, SHED_TYPE_TUNE_EDITOR, NULL);
  gtk_editable_set_text (GTK_EDITABLE (ui_wait_find (editor, ADW_TYPE_ENTRY_ROW, "Composer")), "Nobody yet");
  g_free (world_other (world, 0, NULL, "tune", "set", id, "kind", "hornpipe", NULL));
  g_free (world_other (world, 0, NULL, "sync", NULL));
  world_wait_word (world, "up-to-date");
  shed_sync_host_sync_now (world->ui->sync);
  world_wait_word (world, "up-to-date");
  g_assert_true (ui_find (world->ui->window, SHED_TYPE_TUNE_EDITOR, NULL) == editor);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ui_find (editor, ADW_TYPE_ENTRY_ROW, "Composer"))), ==, "Nobody yet");
  world_assert_whole (world);
}

static void
test_offline_is_said_and_goes_on_by_a_key (void)
{
  g_autoptr (World) world = world_new ();
  g_autofree char *list = NULL;

  world_show (world);
  world_sign_in (world);
  gateway ("{\"rule\":\"drop\",\"match\":\"/rest/\",\"when\":\"request\",\"count\":-1}");
  ui_fixture_add_tunes (world->ui, 1);
  world_wait_word (world, "offline");
  g_assert_cmpuint (shed_sync_host_get_view (world->ui->sync)->n_waiting, >, 0);
  g_assert_nonnull (ui_wait_find (ui_wait_find (world->ui->window, SHED_TYPE_SYNC_INDICATOR, NULL), GTK_TYPE_LABEL, "count"));
  gateway ("{\"rule\":\"reset\"}");
  g_action_group_activate_action (G_ACTION_GROUP (world->ui->window), "sync-now", NULL);
  world_wait_word (world, "up-to-date");
  g_assert_cmpuint (shed_sync_host_get_view (world->ui->sync)->n_waiting, ==, 0);
  world_assert_whole (world);
}

/* logind is a name on a bus of this test's session. */

static void
slept_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *name,
          GVariant *parameters, gpointer data)
{
  ++*(guint *) data;
}

static void
say_sleep (GDBusConnection *logind, gboolean going, guint *n_heard)
{
  guint n = *n_heard;

  test_logind_say_sleep (logind, going);
  while (*n_heard == n)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_asleep_it_asks_nothing_and_awake_at_once (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) system = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, &error);
  g_autoptr (GDBusConnection) logind = test_logind_new (g_getenv ("DBUS_SYSTEM_BUS_ADDRESS"));
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  guint n_heard = 0, subscription;

  g_assert_no_error (error);
  world_show (world);
  world_sign_in (world);
  world_other_signs_in (world);
  subscription = g_dbus_connection_signal_subscribe (system, "org.freedesktop.login1", "org.freedesktop.login1.Manager",
                                                     "PrepareForSleep", "/org/freedesktop/login1", NULL,
                                                     G_DBUS_SIGNAL_FLAGS_NONE, slept_cb, &n_heard, NULL);

  say_sleep (logind, TRUE, &n_heard);
  g_free (ui_fixture_run (world->ui, shed_command_tune_new (NULL, (const char *const[]) { "title", NULL },
                                                            (const char *const[]) { "Half Asleep", NULL }, NULL)));
  world_wait_word (world, "waiting");
  g_action_group_activate_action (G_ACTION_GROUP (world->ui->window), "sync-now", NULL);
  g_assert_cmpint (shed_sync_service_get_status (shed_sync_host_get_service (world->ui->sync))->state, !=, SHED_SYNC_SYNCING);
  g_free (world_other (world, 0, NULL, "sync", NULL));
  before = world_other (world, 0, NULL, "list", NULL);
  g_assert_null (strstr (before, "Half Asleep"));
  g_assert_cmpuint (shed_sync_host_get_view (world->ui->sync)->n_waiting, >, 0);
  g_assert_true (shed_sync_view_is (shed_sync_host_get_view (world->ui->sync), "waiting"));

  say_sleep (logind, FALSE, &n_heard);
  world_wait_word (world, "up-to-date");
  g_free (world_other (world, 0, NULL, "sync", NULL));
  after = world_other (world, 0, NULL, "list", NULL);
  g_assert_nonnull (strstr (after, "Half Asleep"));
  g_dbus_connection_signal_unsubscribe (system, subscription);
  world_assert_whole (world);
}

static void
test_another_program_that_syncs_is_waited_for_calmly (void)
{
  g_autoptr (World) world = world_new ();
  g_autofree char *path = shed_profile_dup_sync_lock (world->ui->profile);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (flock (fd, LOCK_EX | LOCK_NB), ==, 0);
  world_show (world);
  account_fill_form (world_show_account (world), ANNA, ANNA_PASSWORD);
  gtk_widget_activate (ui_wait_find (world->preferences, GTK_TYPE_BUTTON, "sign_in"));
  world_wait_word (world, "busy");
  /* What is done here is kept, and counted. */
  ui_fixture_add_tunes (world->ui, 1);
  ui_wait_find (world->preferences, ADW_TYPE_ACTION_ROW, "Another Woodshed is syncing this library");
  close (fd);
}

static gboolean
is_finished (gpointer data)
{
  return *(gboolean *) data;
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  shed_sync_host_finish_finish (SHED_SYNC_HOST (source), result);
  *(gboolean *) data = TRUE;
}

static void
test_closing_sends_what_waits (void)
{
  g_autoptr (World) world = world_new ();
  g_autofree char *list = NULL;
  gboolean finished = FALSE;

  world_show (world);
  world_sign_in (world);
  gtk_window_destroy (GTK_WINDOW (world->preferences));
  g_free (ui_fixture_run (world->ui, shed_command_tune_new (NULL, (const char *const[]) { "title", NULL },
                                                            (const char *const[]) { "The Last Minute", NULL }, NULL)));
  world_wait_word (world, "waiting");
  shed_sync_host_finish_async (world->ui->sync, finished_cb, &finished);
  ui_wait_for (is_finished, &finished, "the last try");
  g_assert_null (shed_sync_host_get_service (world->ui->sync));
  world_other_signs_in (world);
  list = world_other (world, 0, NULL, "list", NULL);
  g_assert_nonnull (strstr (list, "The Last Minute"));
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);
  g_test_add_func ("/sync/what-another-computer-changed-appears-and-an-edit-stays",
                   test_what_another_computer_changed_appears_and_an_edit_stays);
  g_test_add_func ("/sync/offline-is-said-and-goes-on-by-a-key", test_offline_is_said_and_goes_on_by_a_key);
  g_test_add_func ("/sync/asleep-it-asks-nothing-and-awake-at-once", test_asleep_it_asks_nothing_and_awake_at_once);
  g_test_add_func ("/sync/another-program-that-syncs-is-waited-for-calmly", test_another_program_that_syncs_is_waited_for_calmly);
  g_test_add_func ("/sync/closing-sends-what-waits", test_closing_sends_what_waits);
  return g_test_run ();
}
