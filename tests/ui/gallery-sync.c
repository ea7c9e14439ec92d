/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every state of the indicator with its popover open: the view is given, everything behind it is the window's own. */
#include "gallery-sync.h"

#include <glib/gstdio.h>

#include "shed-preferences-window.h"
#include "shed-sync-indicator.h"

#define MINUTE (60 * 1000)

static void
show (UiFixture *ui, ShedSyncView view)
{
  GtkWidget *indicator;
  ShedTimeFrame frame = shed_context_get_frame (ui->context);

  shed_window_show_page (ui->window, "practice");
  indicator = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (ui->window), SHED_TYPE_WINDOW, "sync_indicator"));
  view.joined = view.automatic = TRUE;
  if (view.checked_at == 0)
    view.checked_at = frame.now_ms - 2 * MINUTE;
  /* The library of the picture has no account: it is not looked at. */
  shed_sync_indicator_set_context (SHED_SYNC_INDICATOR (indicator), NULL);
  shed_sync_indicator_show (SHED_SYNC_INDICATOR (indicator), &view, &frame);
  shed_sync_indicator_popup (SHED_SYNC_INDICATOR (indicator));
}

void
gallery_show_sync_in_step (UiFixture *ui)
{
  show (ui, (ShedSyncView){ .word = "up-to-date" });
}

void
gallery_show_sync_waiting (UiFixture *ui)
{
  show (ui, (ShedSyncView){ .word = "waiting", .n_waiting = 3 });
}

void
gallery_show_sync_loading (UiFixture *ui)
{
  show (ui, (ShedSyncView){ .word = "syncing", .first = TRUE, .n_loaded = 3000 });
}

void
gallery_show_sync_comparing (UiFixture *ui)
{
  show (ui, (ShedSyncView){ .word = "syncing", .comparing = TRUE, .n_loaded = 3000 });
}

void
gallery_show_sync_offline (UiFixture *ui)
{
  show (ui, (ShedSyncView){ .word = "offline", .n_waiting = 3 });
}

void
gallery_show_sync_portal (UiFixture *ui)
{
  show (ui, (ShedSyncView){ .word = "portal", .n_waiting = 1, .trouble = SHED_SYNC_TROUBLE_PORTAL });
}

void
gallery_show_sync_sign_in (UiFixture *ui)
{
  show (ui, (ShedSyncView){ .word = "sign-in", .n_waiting = 12 });
}

void
gallery_show_sync_trouble (UiFixture *ui)
{
  show (ui, (ShedSyncView){ .word = "server-trouble", .n_waiting = 2, .trouble = SHED_SYNC_TROUBLE_NOT_WOODSHED });
}

void
gallery_show_sync_update (UiFixture *ui)
{
  show (ui, (ShedSyncView){ .word = "update-needed", .n_waiting = 2 });
}

void
gallery_show_sync_choices (UiFixture *ui)
{
  show (ui, (ShedSyncView){ .word = "choices", .n_choices = 2 });
}

void
gallery_show_sync_problems (UiFixture *ui)
{
  show (ui, (ShedSyncView){ .word = "problems", .n_choices = 2, .n_problems = 1 });
}

void
gallery_show_sync_busy (UiFixture *ui)
{
  show (ui, (ShedSyncView){ .word = "busy" });
}

void
gallery_show_sync_out (UiFixture *ui)
{
  show (ui, (ShedSyncView){ .word = "no-account", .n_waiting = 3 });
}

/* The page of Preferences */

static GtkWidget *
show_preferences (UiFixture *ui, ShedContext *context)
{
  GtkWidget *window = shed_preferences_window_new (context);

  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (window), "sync");
  if (gallery_get_state () == GALLERY_NARROW)
    gtk_window_set_default_size (GTK_WINDOW (window), 360, 600);
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (ui->window));
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

void
gallery_show_account_none (UiFixture *ui)
{
  show_preferences (ui, ui->context);
}

void
gallery_show_account_wrong (UiFixture *ui)
{
  GtkWidget *window = show_preferences (ui, ui->context);

  gtk_editable_set_text (GTK_EDITABLE (ui_wait_find (window, ADW_TYPE_ENTRY_ROW, "url")), "https://fiddle.supabase.co");
  gtk_editable_set_text (GTK_EDITABLE (ui_wait_find (window, ADW_TYPE_ENTRY_ROW, "key")),
                         "sb_secret_abcdefghijklmnopqrstuvwxyz012345");
  ui_wait_find (window, GTK_TYPE_LABEL, "project_text");
}

ShedSyncHost *
gallery_new_account (UiFixture *ui)
{
  g_autofree char *config = shed_profile_dup_config (ui->profile);
  g_autofree char *file = g_build_filename (config, "account.json", NULL);
  ShedSyncHost *sync;

  g_assert_true (g_file_set_contents (
    file,
    "{\"url\":\"https://fiddle.supabase.co\",\"key\":\"sb_publishable_abcdefghijklmnopqrstuvwxyz\","
    "\"email\":\"anna@example.org\",\"user_id\":\"018f3c1e-7b2a-4c3d-8e4f-5a6b7c8d9e0f\"}",
    -1, NULL));
  sync = shed_sync_host_new (ui->profile, ui->settings);
  g_remove (file);
  return sync;
}

static void
show_account (UiFixture *ui)
{
  g_autoptr (ShedSyncHost) sync = gallery_new_account (ui);
  g_autoptr (ShedContext) context = NULL;

  context = shed_context_new (ui->store, ui->settings, ui->profile);
  shed_context_set_sync (context, sync);
  show_preferences (ui, context);
}

/* Library facts that only a project could have told. */
static gboolean
keep_facts (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return shed_db_exec (db, data, error);
}

void
gallery_know (UiFixture *ui, const char *sql)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (shed_store_write (ui->store, SHED_WRITE_LOCAL, 0, NULL, keep_facts, (gpointer) sql, &error));
  g_assert_no_error (error);
}

#define DEVICE(n, name, seen)                                                                                          \
  "{\"device\":\"00000000-0000-4000-8000-00000000000" n "\",\"name\":\"" name "\",\"app\":\"0.3.0\",\"seen\":\"" seen "\"}"

static void
know_devices (UiFixture *ui)
{
  static const char devices[] =
    "INSERT OR REPLACE INTO meta (name, value) VALUES ('device', '00000000-0000-4000-8000-000000000001'), ('devices', '["
    DEVICE ("1", "Studio PC", "2026-11-21T08:10:00.000Z") ","
    DEVICE ("2", "Kitchen laptop", "2026-11-20T21:40:00.000Z") ","
    DEVICE ("3", "The old laptop that travels in the fiddle case to every session from Doolin to Tulla and back again",
            "2026-10-03T10:00:00.000Z") ","
    DEVICE ("4", "", "2025-01-03T10:00:00.000Z") "]')";

  gallery_know (ui, devices);
}

void
gallery_show_account (UiFixture *ui)
{
  show_account (ui);
}

static gboolean
has_size (gpointer data)
{
  return gtk_adjustment_get_page_size (data) > 1;
}

/* The page grows while its rows come. */
static void
scroll_to (GtkWidget *row)
{
  GtkScrolledWindow *scrolled = GTK_SCROLLED_WINDOW (gtk_widget_get_ancestor (row, GTK_TYPE_SCROLLED_WINDOW));
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (scrolled);
  double y;

  ui_wait_for (has_size, adjustment, "the page to have its size");
  ui_wait_ms (200);
  gtk_widget_translate_coordinates (row, gtk_widget_get_first_child (GTK_WIDGET (scrolled)), 0, 0, NULL, &y);
  gtk_adjustment_set_value (adjustment,
                            gtk_adjustment_get_value (adjustment) + y - gtk_adjustment_get_page_size (adjustment) / 2);
}

/* A row of the page, with the page scrolled to it. */
static void
show_row (const char *title)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (toplevels, i);

      if (!SHED_IS_PREFERENCES_WINDOW (window))
        continue;
      scroll_to (ui_wait_find (window, ADW_TYPE_ACTION_ROW, title));
      return;
    }
}

void
gallery_show_account_devices (UiFixture *ui)
{
  know_devices (ui);
  show_account (ui);
  show_row ("A computer without a name");
}

/* What was found the last time. */
void
gallery_show_account_same (UiFixture *ui)
{
  gallery_know (ui, "INSERT OR REPLACE INTO meta (name, value) VALUES ('compared',"
            " '{\"at\":1795254600000,\"loaded\":false,\"rows\":2345,\"differed\":{}}')");
  show_account (ui);
  show_row ("Load Everything Again");
}

void
gallery_show_account_differed (UiFixture *ui)
{
  gallery_know (ui, "INSERT OR REPLACE INTO meta (name, value) VALUES ('compared',"
                    " '{\"at\":1795254600000,\"loaded\":true,\"rows\":2345,"
            "\"differed\":{\"tune\":2,\"repertoire_tune\":3,\"practice_event\":12,\"note\":1}}')");
  show_account (ui);
  show_row ("Load Everything Again");
}

void
gallery_show_account_older (UiFixture *ui)
{
  gallery_know (ui, "INSERT OR REPLACE INTO meta (name, value) VALUES ('devices', 'null')");
  show_account (ui);
  show_row ("Your project does not tell which computers there are");
}

void
gallery_show_account_out (UiFixture *ui)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  show_account (ui);
  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (toplevels, i);
      GtkWidget *button = SHED_IS_PREFERENCES_WINDOW (window) ? ui_wait_find (window, GTK_TYPE_BUTTON, "sign_out") : NULL;

      if (button != NULL)
        {
          gtk_widget_activate (button);
          return;
        }
    }
}
