/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in and out in the window: what was entered wrongly is named, the library goes along, and nothing that waits is lost. */
#include "sync-world.h"

#include <string.h>
#include <unistd.h>

#include "../read-rows.h"
#include "shed-account-page.h"
#include "shed-library.h"
#include "shed-sync-adopt.h"
#include "shed-sync-indicator.h"

static void
test_each_wrong_entry_is_named (void)
{
  static const struct
  {
    const char *url, *key, *said, *wrong;
  } entries[] = {
    { "ftp://fiddle", "", "This is not the address of a project.", "url" },
    { NULL, "sb_secret_abcdefghijklmnopqrstuvwxyz012345", "This is a secret key.", "key" },
    { NULL, "hello", "This is not a publishable key.", "key" },
    { NULL, "sb_publishable_aaaaaaaaaaaaaaaaaaaaaa_bbbbbbbb", "The project does not know this key.", "key" },
    { "http://127.0.0.1:9", NULL, "The project cannot be reached.", "url" },
    { NULL, NULL, "This project is ready for Woodshed.", NULL },
  };
  g_autoptr (World) world = world_new ();
  GtkWidget *page;

  world_show (world);
  page = world_show_account (world);
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      GtkLabel *label;

      account_type (page, "url", entries[i].url != NULL ? entries[i].url : gateway_url ());
      account_type (page, "key", entries[i].key != NULL ? entries[i].key : gateway_key ());
      label = GTK_LABEL (ui_wait_find (page, GTK_TYPE_LABEL, "project_text"));
      while (g_str_has_prefix (gtk_label_get_label (label), "Asking"))
        g_main_context_iteration (NULL, TRUE);
      if (!g_str_has_prefix (gtk_label_get_label (label), entries[i].said))
        g_error ("%u: said “%s”", i, gtk_label_get_label (label));
      for (guint k = 0; k < 2; k++)
        {
          const char *row = k == 0 ? "url" : "key";

          g_assert_true (gtk_widget_has_css_class (ui_find (page, ADW_TYPE_ENTRY_ROW, row), "error") ==
                         (g_strcmp0 (entries[i].wrong, row) == 0));
        }
    }
  /* Somebody else answers there: a page of a shop, or of a Wi-Fi. */
  gateway ("{\"rule\":\"portal\",\"match\":\"/\",\"count\":-1}");
  account_type (page, "url", "http://127.0.0.1:9");
  account_type (page, "url", gateway_url ());
  ui_wait_find (page, GTK_TYPE_LABEL,
                "There is no Supabase project at this address. Copy the address from your project’s settings.");
  gateway ("{\"rule\":\"reset\"}");
  /* A password that does not fit. */
  account_fill_form (page, ANNA, "something else");
  gtk_widget_activate (ui_wait_find (page, GTK_TYPE_BUTTON, "sign_in"));
  ui_wait_find (page, GTK_TYPE_LABEL, "person_text");
  g_assert_true (g_str_has_prefix (gtk_label_get_label (GTK_LABEL (ui_find (page, GTK_TYPE_LABEL, "person_text"))),
                                   "E-mail and password do not fit together."));
  /* Where it is mended. */
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (gtk_widget_get_root (page)),
                                         ui_find (page, ADW_TYPE_PASSWORD_ENTRY_ROW, "password")));
  g_assert_false (shed_account_exists (shed_sync_host_get_account (world->ui->sync)));
  g_assert_null (ui_find (world->ui->window, SHED_TYPE_SYNC_INDICATOR, NULL));
}

static void
test_signing_in_takes_the_library_along_with_its_pages_open (void)
{
  g_autoptr (World) world = world_new ();
  g_autofree char *list = NULL;
  GtkWidget *page, *practice;

  ui_fixture_add_repertoire (world->ui);
  ui_fixture_add_tunes (world->ui, 3);
  world_show (world);
  practice = adw_view_stack_get_visible_child (
    ADW_VIEW_STACK (gtk_widget_get_template_child (GTK_WIDGET (world->ui->window), SHED_TYPE_WINDOW, "stack")));
  practice = adw_bin_get_child (ADW_BIN (practice));
  g_assert_nonnull (practice);
  world_sign_in (world);
  g_assert_true (adw_bin_get_child (ADW_BIN (adw_view_stack_get_visible_child (ADW_VIEW_STACK (
                   gtk_widget_get_template_child (GTK_WIDGET (world->ui->window), SHED_TYPE_WINDOW, "stack"))))) ==
                 practice);
  page = ui_wait_find (world->preferences, SHED_TYPE_ACCOUNT_PAGE, NULL);
  g_assert_nonnull (ui_wait_find (page, ADW_TYPE_ACTION_ROW, ANNA));
  g_assert_null (ui_find (page, ADW_TYPE_ENTRY_ROW, "password"));
  g_assert_true (shed_account_get_kept (shed_sync_host_get_account (world->ui->sync)) ==
                 (g_getenv ("WOODSHED_TEST_KEYRING") != NULL));
  g_assert_nonnull (ui_wait_find (world->ui->window, SHED_TYPE_SYNC_INDICATOR, NULL));
  g_assert_cmpuint (shed_sync_host_get_view (world->ui->sync)->n_waiting, ==, 0);
  world_other_signs_in (world);
  list = world_other (world, 0, NULL, "list", NULL);
  g_assert_nonnull (strstr (list, "Tune 1"));
  g_assert_nonnull (strstr (list, "Tune 3"));
  world_assert_whole (world);
}

static gboolean
is_asked (gpointer data)
{
  return ui_find_question () != NULL;
}

static void
test_signing_out_says_and_keeps_what_waits (void)
{
  g_autoptr (World) world = world_new ();
  GtkWidget *page, *dialog;

  world_show (world);
  world_sign_in (world);
  shed_settings_set_boolean (world->ui->settings, "sync-automatically", FALSE);
  ui_fixture_add_tunes (world->ui, 1);
  world_wait_word (world, "waiting");
  page = ui_wait_find (world->preferences, SHED_TYPE_ACCOUNT_PAGE, NULL);
  gtk_widget_activate (ui_wait_find (page, GTK_TYPE_BUTTON, "sign_out"));
  ui_wait_for (is_asked, NULL, "the question");
  dialog = ui_find_question ();
  g_assert_true (g_str_has_prefix (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)),
                                   "1 change has not reached your project yet."));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "sign-out");
  world_wait_word (world, "no-account");
  g_assert_cmpuint (shed_sync_host_get_view (world->ui->sync)->n_waiting, ==, 1);
  g_assert_nonnull (ui_wait_find (world->ui->window, SHED_TYPE_SYNC_INDICATOR, NULL));
  /* The same player again: it goes on, and the form knows the project. */
  shed_settings_set_boolean (world->ui->settings, "sync-automatically", TRUE);
  account_type (page, "password", ANNA_PASSWORD);
  gtk_widget_activate (ui_wait_find (page, GTK_TYPE_BUTTON, "sign_in"));
  world_wait_word (world, "up-to-date");
  world_assert_whole (world);
}

static void
switch_cb (ShedSyncHost *host, const char *space, char **wanted)
{
  g_free (*wanted);
  *wanted = g_strdup (space);
}

static gboolean
is_set (gpointer data)
{
  return *(char **) data != NULL;
}

static void
test_another_player_never_meets_this_library (void)
{
  g_autoptr (World) world = world_new ();
  g_autofree char *wanted = NULL;
  g_autofree char *anna = NULL;
  GtkWidget *page;

  world_show (world);
  world_sign_in (world);
  anna = g_strdup (shed_account_get_user_id (shed_sync_host_get_account (world->ui->sync)));
  g_signal_connect (world->ui->sync, "switch", G_CALLBACK (switch_cb), &wanted);
  shed_sync_host_sign_out_async (world->ui->sync, NULL, NULL);
  world_wait_word (world, "no-account");
  page = ui_wait_find (world->preferences, SHED_TYPE_ACCOUNT_PAGE, NULL);
  account_fill_form (page, BRIAN, BRIAN_PASSWORD);
  gtk_widget_activate (ui_wait_find (page, GTK_TYPE_BUTTON, "sign_in"));
  ui_wait_for (is_set, &wanted, "the other library to be asked for");
  g_assert_cmpstr (wanted, !=, anna);
  g_assert_null (shed_sync_host_get_service (world->ui->sync));
}

/* The project ended the session, or takes no token however new: the page asks for the password, and work goes on meanwhile. */
static void
test_where_no_token_does_signing_in_again_sends_what_waits (void)
{
  g_autoptr (World) world = world_new ();
  g_autofree char *there = NULL;
  GtkWidget *page;
  gint64 first;

  world_show (world);
  ui_fixture_add_tunes (world->ui, 1);
  world_sign_in (world);
  first = test_read_number (world->ui->store, "SELECT count(*) FROM tune");
  page = ui_wait_find (world->preferences, SHED_TYPE_ACCOUNT_PAGE, NULL);
  for (guint ended = 0; ended < 2; ended++)
    {
      g_assert_null (ui_find (page, ADW_TYPE_ENTRY_ROW, "password"));
      gateway ("{\"rule\":\"status\",\"match\":\"/rest/\",\"status\":401,\"count\":-1,"
               "\"body\":\"{\\\"code\\\":\\\"PGRST301\\\",\\\"message\\\":\\\"JWT expired\\\"}\"}");
      if (ended)
        gateway ("{\"rule\":\"status\",\"match\":\"auth/v1/token\",\"status\":400,\"count\":-1,"
                 "\"body\":\"{\\\"code\\\":400,\\\"error_code\\\":\\\"session_not_found\\\",\\\"msg\\\":\\\"gone\\\"}\"}");
      ui_fixture_add_tunes (world->ui, 1);
      world_wait_word (world, "sign-in");
      ui_wait_find (page, ADW_TYPE_ENTRY_ROW, "password");
      ui_fixture_add_tunes (world->ui, 1);
      world_wait_word (world, "sign-in");
      g_assert_cmpint (test_read_number (world->ui->store, "SELECT count(*) FROM tune"), ==, first + 2 + 2 * ended);
      world_assert_whole (world);
      gateway ("{\"rule\":\"reset\"}");
      account_type (page, "password", ANNA_PASSWORD);
      gtk_widget_activate (ui_wait_find (page, GTK_TYPE_BUTTON, "sign_in"));
      /* The word is not said before all was sent. */
      world_wait_word (world, "up-to-date");
      g_assert_cmpint (test_read_number (world->ui->store, "SELECT count(*) FROM outbox WHERE state <> 'acked'"), ==, 0);
    }
  world_other_signs_in (world);
  g_free (world_other (world, 0, NULL, "sync", NULL));
  there = world_other (world, 0, NULL, "list", NULL);
  for (guint i = 1; i <= 5; i++)
    {
      g_autofree char *title = g_strdup_printf ("\"Tune %u\"", i);

      if (strstr (there, title) == NULL)
        g_error ("%s is not there: %s", title, there);
    }
  world_assert_whole (world);
}

/* Killed between the account and its library, and between that and its name. */
static void
test_a_signing_in_that_was_cut_off_is_brought_to_its_end (void)
{
  g_autoptr (World) world = world_new ();
  g_autofree char *space = NULL;
  g_autofree char *config = shed_profile_dup_config (world->ui->profile);
  g_autofree char *file = g_build_filename (config, "space", NULL);
  g_autofree char *library = NULL;
  g_autofree char *named = NULL;
  g_autoptr (GError) error = NULL;

  ui_fixture_add_tunes (world->ui, 2);
  world_show (world);
  world_sign_in (world);
  space = g_strdup (shed_account_get_user_id (shed_sync_host_get_account (world->ui->sync)));
  named = shed_profile_dup_space_library (world->ui->profile, space);
  g_assert_true (shed_sync_adopt_is_due (world->ui->profile, space)); /* open, it keeps its name */
  /* As if the profile had not been told. */
  shed_sync_host_close (world->ui->sync);
  g_assert_cmpint (unlink (file), ==, 0);
  shed_sync_host_open (world->ui->sync, world->ui->store);
  world_wait_word (world, "up-to-date");
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
  /* The next start gives it its name, and nothing is sent twice. */
  gtk_window_destroy (GTK_WINDOW (world->preferences));
  shed_sync_host_close (world->ui->sync);
  ui_fixture_close_window (world->ui);
  shed_store_close (world->ui->store);
  g_clear_object (&world->ui->store);
  g_assert_true (shed_sync_adopt (world->ui->profile, space, &error));
  g_assert_no_error (error);
  g_assert_false (shed_sync_adopt_is_due (world->ui->profile, space));
  library = shed_profile_dup_library (world->ui->profile);
  g_assert_cmpstr (library, ==, named);
  world->ui->store = shed_library_open (world->ui->profile, NULL, NULL, &error);
  g_assert_no_error (error);
  world_show (world);
  world_wait_word (world, "up-to-date");
  world_assert_whole (world);
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);
  g_test_add_func ("/sync/each-wrong-entry-is-named", test_each_wrong_entry_is_named);
  g_test_add_func ("/sync/signing-in-takes-the-library-along-with-its-pages-open",
                   test_signing_in_takes_the_library_along_with_its_pages_open);
  g_test_add_func ("/sync/signing-out-says-and-keeps-what-waits", test_signing_out_says_and_keeps_what_waits);
  g_test_add_func ("/sync/another-player-never-meets-this-library", test_another_player_never_meets_this_library);
  g_test_add_func ("/sync/where-no-token-does-signing-in-again-sends-what-waits",
                   test_where_no_token_does_signing_in_again_sends_what_waits);
  g_test_add_func ("/sync/a-signing-in-that-was-cut-off-is-brought-to-its-end",
                   test_a_signing_in_that_was_cut_off_is_brought_to_its_end);
  return g_test_run ();
}
