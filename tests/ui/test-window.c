/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window itself: what it shows of a library, how one moves about in it. */
#include "ui-fixture.h"

#include "shed-catalog-page.h"
#include "shed-page.h"
#include "shed-practice-page.h"
#include "shed-repertoire-page.h"
#include "shed-tune-page.h"

static void
test_only_the_page_in_view_is_built (void)
{
  g_autoptr (UiFixture) ui = ui_fixture_new ();
  AdwViewStack *stack;
  g_autoptr (GtkSelectionModel) pages = NULL;
  guint n_built = 0;

  ui_fixture_add_repertoire (ui);
  ui_fixture_show (ui);
  stack = ADW_VIEW_STACK (ui_wait_find (ui->window, ADW_TYPE_VIEW_STACK, NULL));
  pages = adw_view_stack_get_pages (stack);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pages)); i++)
    {
      g_autoptr (AdwViewStackPage) page = g_list_model_get_item (G_LIST_MODEL (pages), i);

      if (adw_bin_get_child (ADW_BIN (adw_view_stack_page_get_child (page))) != NULL)
        n_built++;
    }

  g_assert_cmpuint (n_built, ==, 1);
  g_assert_nonnull (ui_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL));
}

static void
test_a_page_asked_for_by_name_comes_into_view (void)
{
  g_autoptr (UiFixture) ui = ui_fixture_new ();

  ui_fixture_add_repertoire (ui);
  ui_fixture_show (ui);
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.show-page", "s", "catalog");
  ui_wait_find (ui->window, SHED_TYPE_CATALOG_PAGE, NULL);
  shed_context_show_page (ui->context, "repertoire");
  ui_wait_find (ui->window, SHED_TYPE_REPERTOIRE_PAGE, NULL);
}

static gboolean
tune_is_gone (gpointer data)
{
  return ui_find (data, SHED_TYPE_TUNE_PAGE, NULL) == NULL;
}

static void
test_escape_and_alt_left_leave_a_tune (void)
{
  g_autoptr (UiFixture) ui = ui_fixture_new ();

  ui_fixture_add_repertoire (ui);
  ui_fixture_add_tunes (ui, 1);
  ui_fixture_show (ui);

  shed_context_open_tune (ui->context, g_ptr_array_index (ui->tune_ids, 0));
  ui_wait_find (ui->window, SHED_TYPE_TUNE_PAGE, NULL);
  g_assert_true (ui_press (ui->window, GDK_KEY_Escape, 0));
  ui_wait_for (tune_is_gone, ui->window, "the tune to be left");

  shed_context_open_tune (ui->context, g_ptr_array_index (ui->tune_ids, 0));
  ui_wait_find (ui->window, SHED_TYPE_TUNE_PAGE, NULL);
  g_assert_true (ui_press (ui->window, GDK_KEY_Left, GDK_ALT_MASK));
  ui_wait_for (tune_is_gone, ui->window, "the tune to be left");
}

static void
test_the_chosen_repertoire_is_kept (void)
{
  g_autoptr (UiFixture) ui = ui_fixture_new ();
  g_autofree char *banjo = NULL;
  g_autofree char *kept = NULL;

  ui_fixture_add_repertoire (ui);
  banjo = ui_fixture_run (ui, shed_command_repertoire_new ("Tenor Banjo", "banjo"));
  ui_fixture_show (ui);
  g_assert_cmpstr (shed_context_get_repertoire_id (ui->context), ==, ui->repertoire_id);

  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.nth-repertoire", "i", 1);

  g_assert_cmpstr (shed_context_get_repertoire_id (ui->context), ==, banjo);
  kept = shed_settings_dup_string (ui->settings, "current-repertoire");
  g_assert_cmpstr (kept, ==, banjo);
  ui_wait_find (ui->window, GTK_TYPE_LABEL, "Tenor Banjo");
}

static const struct
{
  const char *name;
  int         code;
  const char *title;
  gboolean    salvage, restore, again;
} troubles[] = {
  { "a-newer-library", SHED_STORE_ERROR_NEWER_SCHEMA, "This library comes from a newer Woodshed", FALSE, TRUE, FALSE },
  { "a-damaged-library", SHED_STORE_ERROR_CORRUPT, "The library is damaged", TRUE, TRUE, FALSE },
  { "another-file", SHED_STORE_ERROR_NOT_A_LIBRARY, "This file is not a Woodshed library", FALSE, TRUE, TRUE },
  { "no-permission", SHED_STORE_ERROR_READ_ONLY, "The library can be read but not written", FALSE, FALSE, TRUE },
  { "a-busy-library", SHED_STORE_ERROR_BUSY, "Another program is using the library", FALSE, FALSE, TRUE },
};

static void
test_trouble_is_said_over_the_whole_window (gconstpointer data)
{
  const guint i = GPOINTER_TO_UINT (data);
  g_autoptr (UiFixture) ui = ui_fixture_new ();
  g_autoptr (GError) error = g_error_new_literal (SHED_STORE_ERROR, troubles[i].code, "for the log");

  ui_fixture_show (ui);
  shed_window_set_trouble (ui->window, error);

  ui_wait_find (ui->window, ADW_TYPE_STATUS_PAGE, troubles[i].title);
  g_assert_true ((ui_find (ui->window, GTK_TYPE_BUTTON, "trouble_salvage") != NULL) == troubles[i].salvage);
  g_assert_true ((ui_find (ui->window, GTK_TYPE_BUTTON, "trouble_restore") != NULL) == troubles[i].restore);
  g_assert_true ((ui_find (ui->window, GTK_TYPE_BUTTON, "trouble_again") != NULL) == troubles[i].again);
  g_assert_null (ui_find (ui->window, ADW_TYPE_VIEW_STACK, NULL));
}

static void
reopen_cb (guint *n)
{
  (*n)++;
}

static void
test_try_again_asks_to_open_the_library (void)
{
  g_autoptr (UiFixture) ui = ui_fixture_new ();
  g_autoptr (GError) error = g_error_new_literal (SHED_STORE_ERROR, SHED_STORE_ERROR_BUSY, "for the log");
  guint n = 0;

  ui_fixture_show (ui);
  g_signal_connect_swapped (ui->window, "reopen", G_CALLBACK (reopen_cb), &n);
  shed_window_set_trouble (ui->window, error);
  g_signal_emit_by_name (ui_wait_find (ui->window, GTK_TYPE_BUTTON, "trouble_again"), "clicked");

  g_assert_cmpuint (n, ==, 1);
}

static void
test_undo_is_offered_after_a_command_and_takes_it_back (void)
{
  g_autoptr (UiFixture) ui = ui_fixture_new ();
  GtkWidget *toast;

  ui_fixture_add_repertoire (ui);
  ui_fixture_add_tunes (ui, 2);
  ui_fixture_show (ui);
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (ui->window), "undo"));

  shed_context_run (ui->context,
                    shed_command_remove_tunes (ui->repertoire_id,
                                               (const char *const[]) { g_ptr_array_index (ui->tune_ids, 0), NULL }));
  toast = ui_wait_find (ui->window, GTK_TYPE_LABEL, "1 tune removed from Fiddle");
  g_assert_nonnull (toast);
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (ui->window), "undo"));

  g_assert_true (ui_press (ui->window, GDK_KEY_z, GDK_CONTROL_MASK));
  ui_wait_find (ui->window, GTK_TYPE_LABEL, "Undone: remove tunes from Fiddle");
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (ui->window), "redo"));
}

static void
count_toast_cb (guint *n)
{
  (*n)++;
}

static void
test_one_full_disk_is_said_once (void)
{
  g_autoptr (UiFixture) ui = ui_fixture_new ();
  g_autoptr (GError) full = g_error_new_literal (SHED_STORE_ERROR, SHED_STORE_ERROR_DISK_FULL, "for the log");
  g_autoptr (GError) gone = g_error_new_literal (SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_FOUND, "for the log");
  g_autoptr (GError) stopped = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "for the log");
  guint n = 0;

  ui_fixture_show (ui);
  g_signal_connect_swapped (ui->context, "toast", G_CALLBACK (count_toast_cb), &n);
  for (int i = 0; i < 3; i++)
    shed_context_report (ui->context, full);
  g_assert_cmpuint (n, ==, 1);
  shed_context_report (ui->context, gone);
  g_assert_cmpuint (n, ==, 2);
  shed_context_report (ui->context, stopped);
  g_assert_cmpuint (n, ==, 2);
}

static void
test_who_has_no_repertoire_is_asked_what_they_play (void)
{
  g_autoptr (UiFixture) ui = ui_fixture_new ();

  ui_fixture_show (ui);

  ui_wait_find (ui->window, ADW_TYPE_STATUS_PAGE, "What Do You Play?");
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (ui->window), "edit-repertoire"));
}

/* The deepest widget that needs more than there is: where to look when it does not fit. */
static void
print_widest (GtkWidget *widget, int depth)
{
  int minimum;

  if (!gtk_widget_should_layout (widget))
    return;
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  if (minimum <= 330)
    return;
  g_printerr ("%*s%s %d px\n", depth, "", G_OBJECT_TYPE_NAME (widget), minimum);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    print_widest (child, depth + 1);
}

static void
test_the_window_fits_a_phone (void)
{
  g_autoptr (UiFixture) ui = ui_fixture_new ();
  int minimum;

  ui_fixture_add_repertoire (ui);
  ui_fixture_add_tunes (ui, 3);
  ui_fixture_show (ui);
  for (int i = 0; i < 3; i++)
    {
      const char *const names[] = { "practice", "repertoire", "catalog" };

      shed_context_show_page (ui->context, names[i]);
      ui_wait_ms (50);
      gtk_widget_measure (GTK_WIDGET (ui->window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      if (minimum > 360)
        {
          print_widest (gtk_widget_get_first_child (GTK_WIDGET (ui->window)), 0);
          g_error ("%s needs %d px", names[i], minimum);
        }
    }
}

static gboolean
narrow_name_is_whole (gpointer data)
{
  UiFixture *ui = data;
  GtkWidget *label = ui_find (ui->window, GTK_TYPE_LABEL, "Fiddle");

  return gtk_widget_get_width (GTK_WIDGET (ui->window)) < 400 && label != NULL && gtk_widget_get_width (label) > 0 &&
         !pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (label)));
}

static gboolean
name_has_room (gpointer data)
{
  return gtk_widget_get_width (data) > 40;
}

static void
test_a_narrow_window_names_the_repertoire (void)
{
  g_autoptr (UiFixture) ui = ui_fixture_new ();
  GtkWidget *label, *button;
  g_autofree char *concertina = NULL;
  const char *text;

  ui_fixture_add_repertoire (ui);
  concertina = ui_fixture_run (ui, shed_command_repertoire_new ("Anglo Concertina of the Thursday Session", "concertina"));
  shed_settings_set_int (ui->settings, "window-width", 360);
  shed_settings_set_int (ui->settings, "window-height", 640);
  ui_fixture_show (ui);

  ui_wait_for (narrow_name_is_whole, ui, "the name in a narrow window");
  g_assert_nonnull (ui_find (ui->window, ADW_TYPE_VIEW_SWITCHER_BAR, NULL));

  /* A long name is cut, but some of it is there, and the whole of it in the tooltip. */
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.repertoire", "s", concertina);
  label = ui_wait_find (ui->window, GTK_TYPE_LABEL, "Anglo Concertina of the Thursday Session");
  ui_wait_for (name_has_room, label, "room for some of a long name");
  button = gtk_widget_get_ancestor (label, GTK_TYPE_MENU_BUTTON);
  text = gtk_widget_get_tooltip_text (button);
  g_assert_true (g_str_has_prefix (text, "Anglo Concertina of the Thursday Session\n"));
  ui_shot (ui, "window-narrow-long-name");
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);

  g_test_add_func ("/window/only-the-page-in-view-is-built", test_only_the_page_in_view_is_built);
  g_test_add_func ("/window/a-page-asked-for-by-name-comes-into-view", test_a_page_asked_for_by_name_comes_into_view);
  g_test_add_func ("/window/escape-and-alt-left-leave-a-tune", test_escape_and_alt_left_leave_a_tune);
  g_test_add_func ("/window/the-chosen-repertoire-is-kept", test_the_chosen_repertoire_is_kept);
  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++)
    {
      g_autofree char *name = g_strdup_printf ("/window/trouble-is-said-over-the-whole-window/%s", troubles[i].name);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_trouble_is_said_over_the_whole_window);
    }
  g_test_add_func ("/window/try-again-asks-to-open-the-library", test_try_again_asks_to_open_the_library);
  g_test_add_func ("/window/undo-is-offered-after-a-command-and-takes-it-back",
                   test_undo_is_offered_after_a_command_and_takes_it_back);
  g_test_add_func ("/window/one-full-disk-is-said-once", test_one_full_disk_is_said_once);
  g_test_add_func ("/window/who-has-no-repertoire-is-asked-what-they-play",
                   test_who_has_no_repertoire_is_asked_what_they_play);
  g_test_add_func ("/window/a-narrow-window-names-the-repertoire", test_a_narrow_window_names_the_repertoire);
  g_test_add_func ("/window/the-window-fits-a-phone", test_the_window_fits_a_phone);

  return g_test_run ();
}
