/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chips over the table: each is a menu with counts; filters and search narrow each other; and what the page says
 * when it is empty. */
#include "repertoire-story.h"

static GtkWidget *
open_chip (Story *story, const char *name)
{
  GtkWidget *chip = ui_wait_find (story->page, SHED_TYPE_FILTER_CHIP, name);

  gtk_menu_button_popup (GTK_MENU_BUTTON (ui_find (chip, GTK_TYPE_MENU_BUTTON, NULL)));
  return chip;
}

static gboolean
is_closed (gpointer chip)
{
  return ui_find (chip, GTK_TYPE_LIST_BOX, NULL) == NULL;
}

/* Every row of the open menu, as "reel 3". */
static char *
dup_menu (GtkWidget *chip)
{
  GtkWidget *list = ui_wait_find (chip, GTK_TYPE_LIST_BOX, NULL);
  GString *text = g_string_new (NULL);

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      GtkWidget *name = gtk_widget_get_first_child (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row)));

      g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", gtk_label_get_label (GTK_LABEL (name)),
                              gtk_label_get_label (GTK_LABEL (gtk_widget_get_next_sibling (name))));
    }
  return g_string_free (text, FALSE);
}

static void
pick (GtkWidget *chip, const char *label)
{
  GtkWidget *name = ui_wait_find (ui_wait_find (chip, GTK_TYPE_LIST_BOX, NULL), GTK_TYPE_LABEL, label);

  gtk_widget_activate (gtk_widget_get_ancestor (name, GTK_TYPE_LIST_BOX_ROW));
  ui_wait_for (is_closed, chip, "the menu to close");
}

static void
test_a_chip_counts_and_filters (void)
{
  Story story;
  GtkWidget *chip;
  g_autofree char *menu = NULL;

  begin (&story, 9);
  chip = open_chip (&story, "kind_chip");
  ui_wait_find (ui_wait_find (chip, GTK_TYPE_LIST_BOX, NULL), GTK_TYPE_LABEL, "reel");
  menu = dup_menu (chip);
  g_assert_cmpstr (menu, ==, "All , hornpipe 3, jig 3, reel 3");
  pick (chip, "jig");
  wait_for (&story, 3, "Tune 1");
  g_assert_nonnull (ui_wait_find (story.page, GTK_TYPE_LABEL, "9 tunes, 3 shown"));
  gtk_widget_activate (ui_find (story.page, GTK_TYPE_BUTTON, "clear_button"));
  wait_for (&story, 9, NULL);
  end (&story);
}

static void
test_chips_and_search_narrow_each_other (void)
{
  Story story;
  GtkWidget *chip;
  g_autofree char *menu = NULL;

  begin (&story, 12);
  chip = open_chip (&story, "kind_chip");
  pick (chip, "reel");
  wait_for (&story, 4, NULL);
  /* The other chip counts over what is left. */
  chip = open_chip (&story, "key_chip");
  ui_wait_find (ui_wait_find (chip, GTK_TYPE_LIST_BOX, NULL), GTK_TYPE_LABEL, "G major");
  menu = dup_menu (chip);
  g_assert_nonnull (strstr (menu, "G major 1"));
  pick (chip, "G major");
  wait_for (&story, 1, "Tune 6");
  gtk_editable_set_text (GTK_EDITABLE (ui_find (story.page, GTK_TYPE_SEARCH_ENTRY, NULL)), "zzz");
  g_assert_nonnull (ui_wait_find (story.page, ADW_TYPE_STATUS_PAGE, NULL));
  wait_for (&story, 0, NULL);
  gtk_widget_activate_action (story.page, "repertoire.clear-filters", NULL);
  wait_for (&story, 12, NULL);
  end (&story);
}

typedef struct { const char *tune_id; } SetOf;

static gboolean
make_set (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  SetOf *of = data;
  g_autofree char *item =
    g_strdup_printf ("INSERT INTO tune_set_item (id, created_at, set_id, tune_id, position) VALUES"
                     " ('00000000-0000-4000-8000-000000000002', 1, '00000000-0000-4000-8000-000000000001', '%s', 'a')",
                     of->tune_id);

  return shed_db_exec (
           db,
           "INSERT INTO tune_set (id, created_at, name) VALUES ('00000000-0000-4000-8000-000000000001', 1, 'Friday')",
           error) &&
         shed_db_exec (db, item, error);
}

static void
test_tunes_of_a_set_or_a_tag_or_a_goal_can_be_shown (void)
{
  Story story;
  UiFixture *ui = ui_fixture_new ();
  GtkWidget *chip;
  const char *one[2] = { NULL };
  g_autoptr (GError) error = NULL;
  SetOf of;

  ui_fixture_add_repertoire (ui);
  ui_fixture_add_tunes (ui, 5);
  of.tune_id = g_ptr_array_index (ui->tune_ids, 3);
  shed_store_write (ui->store, SHED_WRITE_COMMAND, 0, NULL, make_set, &of, &error);
  g_assert_no_error (error);
  one[0] = g_ptr_array_index (ui->tune_ids, 1);
  g_free (ui_fixture_run (ui, shed_command_add_tag (one, "slow session")));
  one[0] = g_ptr_array_index (ui->tune_ids, 4);
  g_free (ui_fixture_run (ui, shed_command_set_goal (ui->repertoire_id, one, "fluency")));
  open_story (&story, ui, GTK_TYPE_COLUMN_VIEW);
  wait_for (&story, 5, NULL);

  chip = open_chip (&story, "set_chip");
  pick (chip, "Friday");
  wait_for (&story, 1, "Tune 4");
  gtk_widget_activate_action (story.page, "repertoire.clear-filters", NULL);
  wait_for (&story, 5, NULL);
  chip = open_chip (&story, "tag_chip");
  pick (chip, "slow session");
  wait_for (&story, 1, "Tune 2");
  gtk_widget_activate_action (story.page, "repertoire.clear-filters", NULL);
  wait_for (&story, 5, NULL);
  chip = open_chip (&story, "goal_chip");
  pick (chip, "Fluency");
  wait_for (&story, 1, "Tune 5");
  end (&story);
}

static void
test_states_can_be_shown_by_name (void)
{
  Story story;
  UiFixture *ui = ui_fixture_new ();
  GtkWidget *chip;

  ui_fixture_add_repertoire (ui);
  ui_fixture_add_tunes (ui, 4);
  ui_fixture_rate (ui, 2, 3, 10, 3);
  open_story (&story, ui, GTK_TYPE_COLUMN_VIEW);
  wait_for (&story, 4, NULL);
  chip = open_chip (&story, "state_chip");
  pick (chip, "due");
  wait_for (&story, 1, "Tune 3");
  end (&story);
}

static void
test_an_empty_repertoire_leads_to_the_catalog (void)
{
  Story story;
  UiFixture *ui = ui_fixture_new ();

  ui_fixture_add_repertoire (ui);
  ui_fixture_show (ui);
  shed_window_show_page (ui->window, "repertoire");
  story.ui = ui;
  gtk_widget_activate (ui_wait_find (ui->window, GTK_TYPE_BUTTON, "_Add Tunes…"));
  ui_wait_find (ui->window, GTK_TYPE_BUTTON, "Take the _Starter Book");
  end (&story);
}

static gboolean
lists_key (GtkWidget *widget, const char *title)
{
  g_autofree char *value = NULL;

  if (GTK_IS_SHORTCUTS_SHORTCUT (widget))
    {
      g_object_get (widget, "title", &value, NULL);
      if (g_strcmp0 (value, title) == 0)
        return TRUE;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (lists_key (child, title))
      return TRUE;
  return FALSE;
}

static void
test_the_shortcuts_window_lists_the_keys (void)
{
  static const char *const titles[] = {
    "Tags", "Goal", "Choose a date", "Resume", "Remove from the repertoire", "Order and columns"
  };
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/woodshed_app/Woodshed/gtk/help-overlay.ui");
  GtkWidget *window = GTK_WIDGET (gtk_builder_get_object (builder, "help_overlay"));

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (!lists_key (window, titles[i]))
      g_error ("the shortcuts window does not list: %s", titles[i]);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);
  g_test_add_func ("/repertoire/a-chip-counts-and-filters", test_a_chip_counts_and_filters);
  g_test_add_func ("/repertoire/chips-and-search-narrow-each-other", test_chips_and_search_narrow_each_other);
  g_test_add_func ("/repertoire/tunes-of-a-set-or-a-tag-or-a-goal-can-be-shown",
                   test_tunes_of_a_set_or_a_tag_or_a_goal_can_be_shown);
  g_test_add_func ("/repertoire/states-can-be-shown-by-name", test_states_can_be_shown_by_name);
  g_test_add_func ("/repertoire/an-empty-repertoire-leads-to-the-catalog", test_an_empty_repertoire_leads_to_the_catalog);
  g_test_add_func ("/repertoire/the-shortcuts-window-lists-the-keys", test_the_shortcuts_window_lists_the_keys);
  return g_test_run ();
}
