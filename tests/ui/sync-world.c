/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "sync-world.h"

#include <string.h>

#include "../remove-tree.h"
#include "shed-account-page.h"
#include "shed-library.h"
#include "shed-preferences-window.h"

const char *
gateway_url (void)
{
  return g_getenv ("GATEWAY_URL");
}

const char *
gateway_key (void)
{
  return g_getenv ("GATEWAY_KEY");
}

/* Time must go on where a service waits for it. */
World *
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

void
world_show (World *world)
{
  ui_fixture_show (world->ui);
  shed_sync_host_open (world->ui->sync, world->ui->store);
}

void
world_free (World *world)
{
  if (world->preferences != NULL)
    gtk_window_destroy (GTK_WINDOW (world->preferences));
  if (world->ui->sync != NULL)
    shed_sync_host_close (world->ui->sync);
  ui_fixture_free (world->ui);
  test_remove_tree (world->other);
  g_free (world->other);
  g_free (world);
}

/* The other computer: one verb, and what it printed. */
char *
world_other (World *world, int status, const char *text, const char *verb, ...)
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

void
world_other_signs_in (World *world)
{
  g_free (world_other (world, 0, ANNA_PASSWORD "\n", "account", "sign-in", "--url", gateway_url (), "--key", gateway_key (),
                       "--email", ANNA, NULL));
  g_free (world_other (world, 0, NULL, "sync", NULL));
}

/* The gateway misbehaves to order; it is another process, and may be waited for. */
void
gateway (const char *body)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *request = g_strdup_printf (
    "POST /__gateway HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", strlen (body), body);
  char answer[64] = "";

  connection = g_socket_client_connect_to_uri (client, gateway_url (), 80, NULL, &error);
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

void
world_wait_word (World *world, const char *word)
{
  Expected expected = { world, word };

  ui_wait_for (has_word, &expected, word);
}

GtkWidget *
world_show_account (World *world)
{
  world->preferences = shed_preferences_window_new (world->ui->context);
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (world->preferences), "sync");
  gtk_window_set_transient_for (GTK_WINDOW (world->preferences), GTK_WINDOW (world->ui->window));
  gtk_window_present (GTK_WINDOW (world->preferences));
  g_object_add_weak_pointer (G_OBJECT (world->preferences), (gpointer *) &world->preferences);
  return ui_wait_find (world->preferences, SHED_TYPE_ACCOUNT_PAGE, NULL);
}

void
account_type (GtkWidget *page, const char *row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (ui_wait_find (page, ADW_TYPE_ENTRY_ROW, row)), text);
}

void
account_fill_form (GtkWidget *page, const char *email, const char *password)
{
  account_type (page, "url", gateway_url ());
  account_type (page, "key", gateway_key ());
  account_type (page, "email", email);
  account_type (page, "password", password);
}

void
world_sign_in (World *world)
{
  GtkWidget *page = world_show_account (world);

  account_fill_form (page, ANNA, ANNA_PASSWORD);
  /* As by the Enter key: the focus is in the row that is about to be locked. A warning would end the test. */
  gtk_widget_grab_focus (ui_wait_find (page, ADW_TYPE_PASSWORD_ENTRY_ROW, "password"));
  g_signal_emit_by_name (ui_find (page, ADW_TYPE_PASSWORD_ENTRY_ROW, "password"), "entry-activated");
  world_wait_word (world, "up-to-date");
}

void
world_assert_whole (World *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedCheckReport) report = shed_store_check (world->ui->store, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < report->faults->len; i++)
    g_printerr ("fault: %s\n", (char *) report->faults->pdata[i]);
  g_assert_cmpuint (report->faults->len, ==, 0);
}
