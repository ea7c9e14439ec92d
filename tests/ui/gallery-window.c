/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screens around the pages: preferences, help, what is said of the library, the first steps. */
#include "gallery-hand.h"
#include "gallery-places.h"

#include <glib/gstdio.h>

#include "shed-about.h"
#include "shed-practice-page.h"
#include "shed-preferences-window.h"
#include "shed-store-private.h"
#include "shed-ui.h"
#include "shed-welcome.h"

void
gallery_show_main_menu (UiFixture *ui)
{
  shed_window_show_page (ui->window, "practice");
  gallery_open_menu (ui, "Main Menu");
}

static void
show_preferences_page (UiFixture *ui, const char *page)
{
  GtkWidget *window = shed_preferences_window_new (ui->context);

  shed_window_show_page (ui->window, "practice");
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (window), page);
  gallery_present (ui, window);
}

void
gallery_show_preferences_scheduling (UiFixture *ui)
{
  show_preferences_page (ui, "scheduling");
}

void
gallery_show_preferences_general (UiFixture *ui)
{
  show_preferences_page (ui, "general");
}

void
gallery_show_reschedule (UiFixture *ui)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  show_preferences_page (ui, "scheduling");
  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (toplevels, i);

      if (SHED_IS_PREFERENCES_WINDOW (window))
        {
          ui_wait_ms (300);
          gtk_widget_activate_action (window, "preferences.reschedule", NULL);
          return;
        }
    }
}

void
gallery_show_shortcuts (UiFixture *ui)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (SHED_RESOURCE_PATH "/gtk/help-overlay.ui");

  gallery_present (ui, GTK_WIDGET (gtk_builder_get_object (builder, "help_overlay")));
  ui_wait_ms (300);
}

void
gallery_show_about (UiFixture *ui)
{
  gallery_present (ui, shed_about_new ("1.0"));
}

/* Copies as the store makes them, each a day older than the one before. */
static void
make_copies (UiFixture *ui)
{
  g_autofree char *folder = shed_profile_dup_backups (ui->profile);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_mkdir_with_parents (folder, 0700);
  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  for (int i = 1; i <= 4; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/copy-%d.db", folder, i);
      g_autofree char *text = g_strnfill ((gsize) (1500000 - i * 40000), 'x');
      g_autoptr (GFile) file = g_file_new_for_path (path);

      g_assert_true (g_file_set_contents (path, text, -1, NULL));
      g_file_set_attribute_uint64 (file, G_FILE_ATTRIBUTE_TIME_MODIFIED,
                                   (guint64)((UI_FIXTURE_NOW - i * UI_FIXTURE_DAY_MS) / 1000), G_FILE_QUERY_INFO_NONE,
                                   NULL, NULL);
    }
}

void
gallery_show_restore (UiFixture *ui)
{
  make_copies (ui);
  gallery_act_on_window (ui, "win.restore-copy");
}

void
gallery_show_restore_none (UiFixture *ui)
{
  g_autofree char *folder = shed_profile_dup_backups (ui->profile);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  gallery_act_on_window (ui, "win.restore-copy");
}

static void
show_state (UiFixture *ui, ShedStoreState state)
{
  shed_window_show_page (ui->window, "practice");
  shed_store_set_state (ui->store, state);
}

void
gallery_show_low_space (UiFixture *ui)
{
  show_state (ui, SHED_STORE_LOW_SPACE);
}

void
gallery_show_disk_full (UiFixture *ui)
{
  show_state (ui, SHED_STORE_DISK_FULL);
}

void
gallery_show_read_only (UiFixture *ui)
{
  show_state (ui, SHED_STORE_READ_ONLY);
}

void
gallery_show_damaged (UiFixture *ui)
{
  show_state (ui, SHED_STORE_CORRUPT);
}

/* Asked for again and again, since nothing can be written. */
void
gallery_show_unsaved (UiFixture *ui)
{
  show_state (ui, SHED_STORE_DISK_FULL);
  shed_context_set_ratings (ui->context, 2, 0);
  gtk_window_close (GTK_WINDOW (ui->window));
}

static void
show_trouble (UiFixture *ui, ShedStoreError code)
{
  g_autoptr (GError) error = g_error_new_literal (SHED_STORE_ERROR, (int) code, "for the picture");

  shed_window_set_trouble (ui->window, error);
}

void
gallery_show_trouble_damaged (UiFixture *ui)
{
  show_trouble (ui, SHED_STORE_ERROR_CORRUPT);
}

void
gallery_show_salvage (UiFixture *ui)
{
  show_trouble (ui, SHED_STORE_ERROR_CORRUPT);
  gallery_act_on_window (ui, "win.salvage");
}

void
gallery_show_trouble_newer (UiFixture *ui)
{
  show_trouble (ui, SHED_STORE_ERROR_NEWER_SCHEMA);
}

void
gallery_show_trouble_full (UiFixture *ui)
{
  show_trouble (ui, SHED_STORE_ERROR_DISK_FULL);
}

void
gallery_show_trouble_read_only (UiFixture *ui)
{
  show_trouble (ui, SHED_STORE_ERROR_READ_ONLY);
}

void
gallery_show_trouble_other_file (UiFixture *ui)
{
  show_trouble (ui, SHED_STORE_ERROR_NOT_A_LIBRARY);
}

void
gallery_show_source (UiFixture *ui)
{
  GtkWidget *label = ui_wait_find (ui->window, GTK_TYPE_LABEL, "Flute");

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (gtk_widget_get_ancestor (label, GTK_TYPE_TOGGLE_BUTTON)), TRUE);
  gallery_act (ui, SHED_TYPE_WELCOME, "welcome.next");
}

/* More than the tunes that were there before. */
static gboolean
has_starter_book (gpointer model)
{
  return g_list_model_get_n_items (model) > 20;
}

void
gallery_show_ticks (UiFixture *ui)
{
  GtkSelectionModel *model;

  /* Names are all that this state is for: the steps before have no picture in it. */
  if (gallery_get_state () == GALLERY_LONG)
    gallery_show_source (ui);
  adw_action_row_activate (ADW_ACTION_ROW (ui_wait_find (ui->window, ADW_TYPE_ACTION_ROW, "starter_row")));
  model = gallery_get_selection (ui);
  ui_wait_for (has_starter_book, model, "the tunes of the starter book");
  gtk_selection_model_select_item (model, 0, FALSE);
  gtk_selection_model_select_item (model, 2, FALSE);
}

void
gallery_show_end_of_first_steps (UiFixture *ui)
{
  gallery_act (ui, SHED_TYPE_WELCOME, "welcome.learning");
  ui_wait_ms (200);
  gallery_act (ui, SHED_TYPE_WELCOME, "welcome.skip");
  ui_wait_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL);
}
