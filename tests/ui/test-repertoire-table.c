/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of the Repertoire: its columns, their order, width and sorting over a restart; rows where there is no room
 * for columns. */
#include "repertoire-story.h"

static char *
dup_columns (Story *story)
{
  GListModel *model = gtk_column_view_get_columns (GTK_COLUMN_VIEW (story->view));
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (model, i);

      if (gtk_column_view_column_get_visible (column))
        g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", gtk_column_view_column_get_title (column));
    }
  return g_string_free (text, FALSE);
}

static GtkColumnViewColumn *
find_column (Story *story, const char *title)
{
  GListModel *model = gtk_column_view_get_columns (GTK_COLUMN_VIEW (story->view));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (model, i);

      if (g_str_equal (gtk_column_view_column_get_title (column), title))
        return column; /* the view keeps it */
    }
  g_assert_not_reached ();
}

#define assert_columns(story, wanted) \
  G_STMT_START { g_autofree char *shown = dup_columns (story); g_assert_cmpstr (shown, ==, wanted); } G_STMT_END

static void
test_columns_are_those_that_a_player_looks_for (void)
{
  Story story;

  begin (&story, 2);
  assert_columns (&story, "Title Incipit Kind Key State Due Last Goal Tags");
  gtk_widget_activate_action (story.page, "columns.stability", NULL);
  gtk_widget_activate_action (story.page, "columns.reps", NULL);
  gtk_widget_activate_action (story.page, "columns.lapses", NULL);
  gtk_widget_activate_action (story.page, "columns.added", NULL);
  gtk_widget_activate_action (story.page, "columns.tags", NULL);
  assert_columns (&story, "Title Incipit Kind Key State Due Last Goal Stability Reps Lapses Added");
  end (&story);
}

static void
test_every_header_has_the_menu_of_columns (void)
{
  Story story;
  GListModel *columns;

  begin (&story, 1);
  columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (story.view));
  g_assert_true (gtk_column_view_get_reorderable (GTK_COLUMN_VIEW (story.view)));
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      g_assert_nonnull (gtk_column_view_column_get_header_menu (column));
      g_assert_true (gtk_column_view_column_get_resizable (column));
    }
  end (&story);
}

static void
test_columns_are_found_again_after_a_restart (void)
{
  Story story;

  begin (&story, 3);
  gtk_widget_activate_action (story.page, "columns.reps", NULL);
  gtk_widget_activate_action (story.page, "columns.state", NULL);
  gtk_widget_activate_action (story.page, "columns.first", "s", "due");
  gtk_column_view_column_set_fixed_width (find_column (&story, "Key"), 155);
  gtk_column_view_column_set_fixed_width (find_column (&story, "Kind"), 133);
  gtk_widget_activate_action (story.page, "columns.kind", NULL);
  gtk_widget_activate_action (story.page, "columns.sort", "s", "due");
  gtk_widget_activate_action (story.page, "columns.descending", NULL);
  ui_fixture_close_window (story.ui);

  open_story (&story, story.ui, GTK_TYPE_COLUMN_VIEW);
  wait_for (&story, 3, NULL);
  assert_columns (&story, "Title Due Incipit Key Last Goal Tags Reps");
  g_assert_cmpint (gtk_column_view_column_get_fixed_width (find_column (&story, "Key")), ==, 155);
  gtk_widget_activate_action (story.page, "columns.kind", NULL);
  g_assert_cmpint (gtk_column_view_column_get_fixed_width (find_column (&story, "Kind")), ==, 133);
  {
    g_autofree char *column = shed_settings_dup_string (story.ui->settings, "repertoire-sort-column");

    g_assert_cmpstr (column, ==, "due");
    g_assert_true (shed_settings_get_boolean (story.ui->settings, "repertoire-sort-descending"));
  }
  gtk_widget_activate_action (story.page, "columns.usual", NULL);
  assert_columns (&story, "Title Incipit Kind Key State Due Last Goal Tags");
  end (&story);
}

static void
test_a_hidden_column_takes_no_room (void)
{
  Story story;

  begin (&story, 1);
  g_assert_cmpint (gtk_column_view_column_get_fixed_width (find_column (&story, "Added")), ==, 0);
  gtk_widget_activate_action (story.page, "columns.added", NULL);
  g_assert_cmpint (gtk_column_view_column_get_fixed_width (find_column (&story, "Added")), >, 40);
  gtk_widget_activate_action (story.page, "columns.added", NULL);
  g_assert_cmpint (gtk_column_view_column_get_fixed_width (find_column (&story, "Added")), ==, 0);
  end (&story);
}

static void
test_header_sorts_both_ways_and_the_menu_says_so (void)
{
  Story story;
  GtkColumnView *view;
  GtkColumnViewColumn *title;
  g_autofree char *kept = NULL;

  begin (&story, 9);
  view = GTK_COLUMN_VIEW (story.view);
  title = find_column (&story, "Title");
  gtk_column_view_sort_by_column (view, title, GTK_SORT_DESCENDING);
  wait_for (&story, 9, "Tune 9");
  gtk_column_view_sort_by_column (view, title, GTK_SORT_ASCENDING);
  wait_for (&story, 9, "Tune 1");
  kept = shed_settings_dup_string (story.ui->settings, "repertoire-sort-column");
  g_assert_cmpstr (kept, ==, "title");
  g_assert_false (shed_settings_get_boolean (story.ui->settings, "repertoire-sort-descending"));
  gtk_widget_activate_action (story.page, "columns.descending", NULL);
  wait_for (&story, 9, "Tune 9");
  gtk_widget_activate_action (story.page, "columns.sort", "s", "kind");
  wait_for (&story, 9, "Tune 2"); /* the first hornpipe */
  end (&story);
}

static void
test_due_tunes_stand_first_when_sorted_by_due (void)
{
  Story story;
  UiFixture *ui = ui_fixture_new ();

  ui_fixture_add_repertoire (ui);
  ui_fixture_add_tunes (ui, 4);
  ui_fixture_rate (ui, 2, 3, 10, 3);
  ui_fixture_rate (ui, 1, 3, 2, 30);
  open_story (&story, ui, GTK_TYPE_COLUMN_VIEW);
  wait_for (&story, 4, "Tune 3");
  ui_wait_find (story.page, GTK_TYPE_LABEL, "overdue 7 d");
  ui_wait_find (story.page, GTK_TYPE_LABEL, "2 days ago");
  end (&story);
}

static gboolean
due_stands_at_the_end (gpointer data)
{
  GtkWidget **labels = data; /* the list, a title, a date */
  graphene_rect_t title, due;

  return gtk_widget_compute_bounds (labels[1], labels[0], &title) && gtk_widget_compute_bounds (labels[2], labels[0], &due) &&
         due.origin.x > title.origin.x && due.origin.x + due.size.width <= (float) gtk_widget_get_width (labels[0]);
}

/* Under 600 px: title, facts, and when it is due at the end. */
static void
test_a_narrow_window_has_rows (void)
{
  Story story;
  UiFixture *ui = ui_fixture_new ();
  GtkWidget *labels[3];

  shed_settings_set_int (ui->settings, "window-width", 360);
  shed_settings_set_int (ui->settings, "window-height", 640);
  ui_fixture_add_repertoire (ui);
  ui_fixture_add_tunes (ui, 5);
  ui_fixture_rate (ui, 0, 3, 10, 3);
  open_story (&story, ui, GTK_TYPE_LIST_VIEW);
  story.view = ui_wait_find (story.page, GTK_TYPE_LIST_VIEW, "list"); /* a table has a list in it, too */
  wait_for (&story, 5, "Tune 1");
  labels[0] = story.view;
  labels[1] = ui_wait_find (story.view, GTK_TYPE_LABEL, "Tune 1");
  labels[2] = ui_wait_find (story.view, GTK_TYPE_LABEL, "overdue 7 d");
  g_assert_nonnull (ui_wait_find (story.view, GTK_TYPE_LABEL, "jig · E dorian"));
  ui_wait_for (due_stands_at_the_end, labels, "the date at the end of its row");
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (ui->window)), <=, 360);

  /* The bar has room there too, and the window grows no wider for it. */
  choose (&story, 0);
  choose (&story, 1);
  ui_wait_find (story.page, GTK_TYPE_LABEL, "2");
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (ui->window)), <=, 360);
  ui_shot (ui, "repertoire-narrow-rows");
  end (&story);
}

static void
test_rows_and_buttons_have_names (void)
{
  Story story;

  begin (&story, 2);
  choose (&story, 0);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (ui_wait_find (story.page, GTK_TYPE_BUTTON, "pause_button")),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Pause the chosen tunes");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (story.view), GTK_ACCESSIBLE_PROPERTY_LABEL, "Tunes of the repertoire");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (ui_find (story.page, GTK_TYPE_MENU_BUTTON, "columns_button")),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Order and columns");
  end (&story);
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);
  g_test_add_func ("/repertoire/columns-are-those-that-a-player-looks-for", test_columns_are_those_that_a_player_looks_for);
  g_test_add_func ("/repertoire/every-header-has-the-menu-of-columns", test_every_header_has_the_menu_of_columns);
  g_test_add_func ("/repertoire/columns-are-found-again-after-a-restart", test_columns_are_found_again_after_a_restart);
  g_test_add_func ("/repertoire/a-hidden-column-takes-no-room", test_a_hidden_column_takes_no_room);
  g_test_add_func ("/repertoire/header-sorts-both-ways-and-the-menu-says-so", test_header_sorts_both_ways_and_the_menu_says_so);
  g_test_add_func ("/repertoire/due-tunes-stand-first-when-sorted-by-due", test_due_tunes_stand_first_when_sorted_by_due);
  g_test_add_func ("/repertoire/a-narrow-window-has-rows", test_a_narrow_window_has_rows);
  g_test_add_func ("/repertoire/rows-and-buttons-have-names", test_rows_and_buttons_have_names);
  return g_test_run ();
}
