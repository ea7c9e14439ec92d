/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sync in the window: the real service, a real project behind the development gateway (GATEWAY_URL, GATEWAY_KEY), a
 * real keyring, and another computer of the same player, which is the command line (WOODSHED) on a profile of its own.
 */
#include "ui-fixture.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "shed-account-page.h"
#include "shed-catalog-list.h"
#include "shed-library.h"
#include "shed-outbox.h"
#include "shed-practice-row.h"
#include "shed-preferences-window.h"
#include "shed-repertoire-table.h"
#include "shed-sync-adopt.h"
#include "shed-sync-indicator.h"
#include "shed-tune-editor.h"
#include "shed-tune-page.h"

#define ANNA "anna@example.org"
#define ANNA_PASSWORD "fiddle-and-flute"
#define BRIAN "brian@example.org"
#define BRIAN_PASSWORD "bodhran-and-bones"

typedef struct
{
  UiFixture *ui;
  char      *other; /* profile of the other computer */
  GtkWidget *preferences;
} World;

static const char *
url (void)
{
  return g_getenv ("GATEWAY_URL");
}

static const char *
key (void)
{
  return g_getenv ("GATEWAY_KEY");
}

/* Time must go on where a service waits for it. */
static World *
world_new (void)
{
  World *world = g_new0 (World, 1);
  g_autoptr (GError) error = NULL;

  world->ui = ui_fixture_new ();
  shed_store_close (world->ui->store);
  g_clear_object (&world->ui->store);
  g_clear_pointer (&world->ui->clock, shed_clock_unref);
  world->ui->clock = shed_clock_new_system ();
  world->ui->store = shed_library_open (world->ui->profile, NULL, NULL, &error);
  g_assert_no_error (error);
  world->other = g_dir_make_tmp ("shed-other-XXXXXX", NULL);
  return world;
}

static void
world_show (World *world)
{
  ui_fixture_show (world->ui);
  shed_sync_host_open (world->ui->sync, world->ui->store);
}

static void
world_free (World *world)
{
  g_autofree char *line = g_strdup_printf ("rm -rf '%s'", world->other);

  if (world->preferences != NULL)
    gtk_window_destroy (GTK_WINDOW (world->preferences));
  if (world->ui->sync != NULL)
    shed_sync_host_close (world->ui->sync);
  ui_fixture_free (world->ui);
  g_assert_true (g_spawn_command_line_sync (line, NULL, NULL, NULL, NULL));
  g_free (world->other);
  g_free (world);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

/* The other computer: one verb, and what it printed. */
static char *
other (World *world, int status, const char *text, const char *verb, ...)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (GSubprocess) program = NULL;
  g_autoptr (GError) error = NULL;
  char *out = NULL;
  va_list more;

  g_ptr_array_add (words, (gpointer) g_getenv ("WOODSHED"));
  g_ptr_array_add (words, (gpointer) "--profile");
  g_ptr_array_add (words, world->other);
  va_start (more, verb);
  for (const char *word = verb; word != NULL; word = va_arg (more, const char *))
    g_ptr_array_add (words, (gpointer) word);
  va_end (more);
  g_ptr_array_add (words, (gpointer) "--json");
  g_ptr_array_add (words, NULL);
  program = g_subprocess_newv ((const char *const *)words->pdata,
                               G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (program, text, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  if (g_subprocess_get_exit_status (program) != status)
    g_error ("%s: status %d, not %d: %s", verb, g_subprocess_get_exit_status (program), status, out);
  return out;
}

static void
other_signs_in (World *world)
{
  g_free (other (world, 0, ANNA_PASSWORD "\n", "account", "sign-in", "--url", url (), "--key", key (), "--email", ANNA, NULL));
  g_free (other (world, 0, NULL, "sync", NULL));
}

/* The gateway misbehaves to order; it is another process, and may be waited for. */
static void
gateway (const char *body)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *request = g_strdup_printf (
    "POST /__gateway HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", strlen (body), body);
  char answer[64] = "";

  connection = g_socket_client_connect_to_uri (client, url (), 80, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                                            strlen (request), NULL, NULL, &error));
  g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)), answer, 12, NULL, NULL, &error);
  g_assert_true (g_str_has_suffix (answer, " 200") || g_str_has_suffix (answer, " 204"));
}

/* What the window shows */

typedef struct
{
  World      *world;
  const char *word;
} Expected;

static gboolean
has_word (gpointer data)
{
  Expected *expected = data;

  return shed_sync_view_is (shed_sync_host_get_view (expected->world->ui->sync), expected->word);
}

static void
wait_word (World *world, const char *word)
{
  Expected expected = { world, word };

  ui_wait_for (has_word, &expected, word);
}

static GtkWidget *
show_account (World *world)
{
  world->preferences = shed_preferences_window_new (world->ui->context);
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (world->preferences), "sync");
  gtk_window_set_transient_for (GTK_WINDOW (world->preferences), GTK_WINDOW (world->ui->window));
  gtk_window_present (GTK_WINDOW (world->preferences));
  g_object_add_weak_pointer (G_OBJECT (world->preferences), (gpointer *) &world->preferences);
  return ui_wait_find (world->preferences, SHED_TYPE_ACCOUNT_PAGE, NULL);
}

static void
type (GtkWidget *page, const char *row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (ui_wait_find (page, ADW_TYPE_ENTRY_ROW, row)), text);
}

static void
fill_form (GtkWidget *page, const char *email, const char *password)
{
  type (page, "url", url ());
  type (page, "key", key ());
  type (page, "email", email);
  type (page, "password", password);
}

static void
sign_in (World *world)
{
  GtkWidget *page = show_account (world);

  fill_form (page, ANNA, ANNA_PASSWORD);
  /* As by the Enter key: the focus is in the row that is about to be locked. A warning would end the test. */
  gtk_widget_grab_focus (ui_wait_find (page, ADW_TYPE_PASSWORD_ENTRY_ROW, "password"));
  g_signal_emit_by_name (ui_find (page, ADW_TYPE_PASSWORD_ENTRY_ROW, "password"), "entry-activated");
  wait_word (world, "up-to-date");
}

static void
assert_whole (World *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedCheckReport) report = shed_store_check (world->ui->store, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < report->faults->len; i++)
    g_printerr ("fault: %s\n", (char *) report->faults->pdata[i]);
  g_assert_cmpuint (report->faults->len, ==, 0);
}

/* Tests */

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
  page = show_account (world);
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      GtkLabel *label;

      type (page, "url", entries[i].url != NULL ? entries[i].url : url ());
      type (page, "key", entries[i].key != NULL ? entries[i].key : key ());
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
  type (page, "url", "http://127.0.0.1:9");
  type (page, "url", url ());
  ui_wait_find (page, GTK_TYPE_LABEL,
                "There is no Supabase project at this address. Copy the address from your project’s settings.");
  gateway ("{\"rule\":\"reset\"}");
  /* A password that does not fit. */
  fill_form (page, ANNA, "something else");
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
  sign_in (world);
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
  other_signs_in (world);
  list = other (world, 0, NULL, "list", NULL);
  g_assert_nonnull (strstr (list, "Tune 1"));
  g_assert_nonnull (strstr (list, "Tune 3"));
  assert_whole (world);
}

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
  sign_in (world);
  gtk_window_destroy (GTK_WINDOW (world->preferences));
  other_signs_in (world);
  shed_window_open_tune (world->ui->window, id);
  tune = ui_wait_find (world->ui->window, GTK_TYPE_LABEL, "Tune 1");
  g_assert_nonnull (tune);
  g_free (other (world, 0, NULL, "tune", "set", id, "title", "Over the Moor", NULL));
  g_free (other (world, 0, NULL, "sync", NULL));
  /* By itself: the socket brings the hint. */
  ui_wait_find (world->ui->window, GTK_TYPE_LABEL, "Over the Moor");
  g_assert_true (gtk_widget_activate_action (ui_wait_find (world->ui->window, SHED_TYPE_TUNE_PAGE, NULL), "tune.edit", NULL));
  editor = ui_wait_find (world->ui->window, SHED_TYPE_TUNE_EDITOR, NULL);
  gtk_editable_set_text (GTK_EDITABLE (ui_wait_find (editor, ADW_TYPE_ENTRY_ROW, "Composer")), "Nobody yet");
  g_free (other (world, 0, NULL, "tune", "set", id, "kind", "hornpipe", NULL));
  g_free (other (world, 0, NULL, "sync", NULL));
  ui_wait_for (has_word, &(Expected){ world, "up-to-date" }, "in step");
  shed_sync_host_sync_now (world->ui->sync);
  ui_wait_for (has_word, &(Expected){ world, "up-to-date" }, "in step");
  g_assert_true (ui_find (world->ui->window, SHED_TYPE_TUNE_EDITOR, NULL) == editor);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ui_find (editor, ADW_TYPE_ENTRY_ROW, "Composer"))), ==, "Nobody yet");
  assert_whole (world);
}

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
  sign_in (world);
  gtk_window_destroy (GTK_WINDOW (world->preferences));
  ui_wait_for (says_in_step, world, "in step");
  shed_settings_set_boolean (world->ui->settings, "sync-automatically", FALSE);
  /* Another tune is another matter. */
  g_free (ui_fixture_run (world->ui,
                          shed_command_tune_set (world->ui->tune_ids->pdata[1], (const char *const[]){ "region", NULL },
                                                 (const char *const[]){ "Clare", NULL })));
  wait_word (world, "waiting");
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
  sign_in (world);
  gtk_window_destroy (GTK_WINDOW (world->preferences));
  shed_settings_set_boolean (world->ui->settings, "sync-automatically", FALSE);
  for (guint i = 0; i < 2; i++)
    g_free (ui_fixture_run (world->ui, shed_command_note_new (world->ui->tune_ids->pdata[i], NULL, "Slower")));
  wait_word (world, "waiting");

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
  wait_word (world, "up-to-date");
  ui_wait_find (row, GTK_TYPE_LABEL, "In step, checked just now");
}

static void
test_offline_is_said_and_goes_on_by_a_key (void)
{
  g_autoptr (World) world = world_new ();
  g_autofree char *list = NULL;

  world_show (world);
  sign_in (world);
  gateway ("{\"rule\":\"drop\",\"match\":\"/rest/\",\"when\":\"request\",\"count\":-1}");
  ui_fixture_add_tunes (world->ui, 1);
  wait_word (world, "offline");
  g_assert_cmpuint (shed_sync_host_get_view (world->ui->sync)->n_waiting, >, 0);
  g_assert_nonnull (ui_wait_find (ui_wait_find (world->ui->window, SHED_TYPE_SYNC_INDICATOR, NULL), GTK_TYPE_LABEL, "count"));
  gateway ("{\"rule\":\"reset\"}");
  g_action_group_activate_action (G_ACTION_GROUP (world->ui->window), "sync-now", NULL);
  wait_word (world, "up-to-date");
  g_assert_cmpuint (shed_sync_host_get_view (world->ui->sync)->n_waiting, ==, 0);
  assert_whole (world);
}

static gboolean
has_dialog (gpointer data)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (toplevels, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        *(GtkWidget **) data = window;
    }
  return *(GtkWidget **) data != NULL;
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
  g_autoptr (GError) error = NULL;

  g_assert_true (g_dbus_connection_emit_signal (logind, NULL, "/org/freedesktop/login1", "org.freedesktop.login1.Manager",
                                                "PrepareForSleep", g_variant_new ("(b)", going), &error));
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
  g_autoptr (GDBusConnection) logind = NULL;
  g_autoptr (GVariant) owned = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  guint n_heard = 0, subscription;

  g_assert_no_error (error);
  logind = g_dbus_connection_new_for_address_sync (
    g_getenv ("DBUS_SYSTEM_BUS_ADDRESS"),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, &error);
  g_assert_no_error (error);
  owned = g_dbus_connection_call_sync (logind, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                       "RequestName", g_variant_new ("(su)", "org.freedesktop.login1", 0),
                                       G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  world_show (world);
  sign_in (world);
  other_signs_in (world);
  subscription = g_dbus_connection_signal_subscribe (system, "org.freedesktop.login1", "org.freedesktop.login1.Manager",
                                                     "PrepareForSleep", "/org/freedesktop/login1", NULL,
                                                     G_DBUS_SIGNAL_FLAGS_NONE, slept_cb, &n_heard, NULL);

  say_sleep (logind, TRUE, &n_heard);
  g_free (ui_fixture_run (world->ui, shed_command_tune_new (NULL, (const char *const[]) { "title", NULL },
                                                            (const char *const[]) { "Half Asleep", NULL }, NULL)));
  wait_word (world, "waiting");
  g_action_group_activate_action (G_ACTION_GROUP (world->ui->window), "sync-now", NULL);
  g_assert_cmpint (shed_sync_service_get_status (shed_sync_host_get_service (world->ui->sync))->state, !=, SHED_SYNC_SYNCING);
  g_free (other (world, 0, NULL, "sync", NULL));
  before = other (world, 0, NULL, "list", NULL);
  g_assert_null (strstr (before, "Half Asleep"));
  g_assert_cmpuint (shed_sync_host_get_view (world->ui->sync)->n_waiting, >, 0);
  g_assert_true (shed_sync_view_is (shed_sync_host_get_view (world->ui->sync), "waiting"));

  say_sleep (logind, FALSE, &n_heard);
  wait_word (world, "up-to-date");
  g_free (other (world, 0, NULL, "sync", NULL));
  after = other (world, 0, NULL, "list", NULL);
  g_assert_nonnull (strstr (after, "Half Asleep"));
  g_dbus_connection_signal_unsubscribe (system, subscription);
  assert_whole (world);
}

static void
test_signing_out_says_and_keeps_what_waits (void)
{
  g_autoptr (World) world = world_new ();
  GtkWidget *page, *dialog = NULL;

  world_show (world);
  sign_in (world);
  shed_settings_set_boolean (world->ui->settings, "sync-automatically", FALSE);
  ui_fixture_add_tunes (world->ui, 1);
  wait_word (world, "waiting");
  page = ui_wait_find (world->preferences, SHED_TYPE_ACCOUNT_PAGE, NULL);
  gtk_widget_activate (ui_wait_find (page, GTK_TYPE_BUTTON, "sign_out"));
  ui_wait_for (has_dialog, &dialog, "the question");
  g_assert_nonnull (dialog);
  g_assert_true (g_str_has_prefix (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)),
                                   "1 change has not reached your project yet."));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "sign-out");
  wait_word (world, "no-account");
  g_assert_cmpuint (shed_sync_host_get_view (world->ui->sync)->n_waiting, ==, 1);
  g_assert_nonnull (ui_wait_find (world->ui->window, SHED_TYPE_SYNC_INDICATOR, NULL));
  /* The same player again: it goes on, and the form knows the project. */
  shed_settings_set_boolean (world->ui->settings, "sync-automatically", TRUE);
  type (page, "password", ANNA_PASSWORD);
  gtk_widget_activate (ui_wait_find (page, GTK_TYPE_BUTTON, "sign_in"));
  wait_word (world, "up-to-date");
  assert_whole (world);
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
  sign_in (world);
  anna = g_strdup (shed_account_get_user_id (shed_sync_host_get_account (world->ui->sync)));
  g_signal_connect (world->ui->sync, "switch", G_CALLBACK (switch_cb), &wanted);
  shed_sync_host_sign_out_async (world->ui->sync, NULL, NULL);
  wait_word (world, "no-account");
  page = ui_wait_find (world->preferences, SHED_TYPE_ACCOUNT_PAGE, NULL);
  fill_form (page, BRIAN, BRIAN_PASSWORD);
  gtk_widget_activate (ui_wait_find (page, GTK_TYPE_BUTTON, "sign_in"));
  ui_wait_for (is_set, &wanted, "the other library to be asked for");
  g_assert_cmpstr (wanted, !=, anna);
  g_assert_null (shed_sync_host_get_service (world->ui->sync));
}

static void
test_another_program_that_syncs_is_waited_for_calmly (void)
{
  g_autoptr (World) world = world_new ();
  g_autofree char *path = shed_profile_dup_sync_lock (world->ui->profile);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (flock (fd, LOCK_EX | LOCK_NB), ==, 0);
  world_show (world);
  fill_form (show_account (world), ANNA, ANNA_PASSWORD);
  gtk_widget_activate (ui_wait_find (world->preferences, GTK_TYPE_BUTTON, "sign_in"));
  wait_word (world, "busy");
  /* What is done here is kept, and counted. */
  ui_fixture_add_tunes (world->ui, 1);
  ui_wait_find (world->preferences, ADW_TYPE_ACTION_ROW, "Another Woodshed is syncing this library");
  close (fd);
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
  sign_in (world);
  space = g_strdup (shed_account_get_user_id (shed_sync_host_get_account (world->ui->sync)));
  named = shed_profile_dup_space_library (world->ui->profile, space);
  g_assert_true (shed_sync_adopt_is_due (world->ui->profile, space)); /* open, it keeps its name */
  /* As if the profile had not been told. */
  shed_sync_host_close (world->ui->sync);
  g_assert_cmpint (unlink (file), ==, 0);
  shed_sync_host_open (world->ui->sync, world->ui->store);
  wait_word (world, "up-to-date");
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
  wait_word (world, "up-to-date");
  assert_whole (world);
}

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
count_decisions_cb (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "SELECT count(*) FROM meta WHERE name GLOB 'forget/*'", error);

  if (stmt == NULL || shed_stmt_step (stmt, error) != SHED_STEP_ROW)
    return FALSE;
  *(gint64 *) data = shed_stmt_get_int (stmt, 0);
  return TRUE;
}

static gboolean
is_decided_there (gpointer data)
{
  gint64 n = -1;

  g_assert_true (shed_store_read (((World *) data)->ui->store, count_decisions_cb, &n, NULL));
  return n == 0;
}

static void
test_a_computer_is_forgotten_and_back_when_it_syncs (void)
{
  g_autoptr (World) world = world_new ();
  Listed without = { 0 }, with = { 0 };

  ui_fixture_add_tunes (world->ui, 1);
  shed_settings_set_string (world->ui->settings, "device-name", "Studio PC");
  world_show (world);
  sign_in (world);
  with.page = without.page = ui_wait_find (world->preferences, SHED_TYPE_ACCOUNT_PAGE, NULL);
  ui_wait_find (without.page, ADW_TYPE_ACTION_ROW, "Studio PC");
  without.n = count_forgettable (without.page);
  with.n = without.n + 1;
  other_signs_in (world);
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
  g_free (other (world, 0, NULL, "tune", "set", world->ui->tune_ids->pdata[0], "title", "Written While Forgotten", NULL));
  g_free (other (world, 0, NULL, "sync", NULL));
  shed_window_open_tune (world->ui->window, world->ui->tune_ids->pdata[0]);
  ui_wait_find (world->ui->window, GTK_TYPE_LABEL, "Written While Forgotten");
  shed_sync_service_send_devices (shed_sync_host_get_service (world->ui->sync));
  ui_wait_for (has_so_many, &with, "the other computer to be back");
  assert_whole (world);
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
  sign_in (world);
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
  wait_word (world, "waiting");
  press_when_it_can_be (world, "_Load Again");
  wait_word (world, "up-to-date");
  other_signs_in (world);
  list = other (world, 0, NULL, "list", NULL);
  g_assert_nonnull (strstr (list, "Still Here"));
  g_assert_null (strstr (list, "Nobody of that name"));
  assert_whole (world);
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
  sign_in (world);
  gtk_window_destroy (GTK_WINDOW (world->preferences));
  g_free (ui_fixture_run (world->ui, shed_command_tune_new (NULL, (const char *const[]) { "title", NULL },
                                                            (const char *const[]) { "The Last Minute", NULL }, NULL)));
  wait_word (world, "waiting");
  shed_sync_host_finish_async (world->ui->sync, finished_cb, &finished);
  ui_wait_for (is_finished, &finished, "the last try");
  g_assert_null (shed_sync_host_get_service (world->ui->sync));
  other_signs_in (world);
  list = other (world, 0, NULL, "list", NULL);
  g_assert_nonnull (strstr (list, "The Last Minute"));
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);
  g_test_add_func ("/sync/each-wrong-entry-is-named", test_each_wrong_entry_is_named);
  g_test_add_func ("/sync/signing-in-takes-the-library-along-with-its-pages-open",
                   test_signing_in_takes_the_library_along_with_its_pages_open);
  g_test_add_func ("/sync/what-another-computer-changed-appears-and-an-edit-stays",
                   test_what_another_computer_changed_appears_and_an_edit_stays);
  g_test_add_func ("/sync/the-menu-of-a-tune-tells-whether-it-was-sent", test_the_menu_of_a_tune_tells_whether_it_was_sent);
  g_test_add_func ("/sync/the-menus-of-rows-tell-it-too", test_the_menus_of_rows_tell_it_too);
  g_test_add_func ("/sync/offline-is-said-and-goes-on-by-a-key", test_offline_is_said_and_goes_on_by_a_key);
  g_test_add_func ("/sync/asleep-it-asks-nothing-and-awake-at-once", test_asleep_it_asks_nothing_and_awake_at_once);
  g_test_add_func ("/sync/signing-out-says-and-keeps-what-waits", test_signing_out_says_and_keeps_what_waits);
  g_test_add_func ("/sync/another-player-never-meets-this-library", test_another_player_never_meets_this_library);
  g_test_add_func ("/sync/another-program-that-syncs-is-waited-for-calmly", test_another_program_that_syncs_is_waited_for_calmly);
  g_test_add_func ("/sync/a-signing-in-that-was-cut-off-is-brought-to-its-end",
                   test_a_signing_in_that_was_cut_off_is_brought_to_its_end);
  g_test_add_func ("/sync/closing-sends-what-waits", test_closing_sends_what_waits);
  g_test_add_func ("/sync/a-computer-is-forgotten-and-back-when-it-syncs", test_a_computer_is_forgotten_and_back_when_it_syncs);
  g_test_add_func ("/sync/comparing-tells-and-mends-and-loading-again-loses-nothing",
                   test_comparing_tells_and_mends_and_loading_again_loses_nothing);
  return g_test_run ();
}
