/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several repertoires: made, renamed, changed, archived and deleted in the editor, and brought back. */
#include "repertoire-story.h"

#define NAMES "SELECT name || ':' || coalesce(instrument, '') || ':' || archived FROM repertoire ORDER BY name"

static gboolean
is_there (gpointer data)
{
  g_autoptr (GListModel) windows = g_object_ref (gtk_window_get_toplevels ());
  GtkWidget **editor = data;

  *editor = NULL;
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (g_str_equal (G_OBJECT_TYPE_NAME (window), "ShedRepertoireEditor") && gtk_widget_get_mapped (window))
        *editor = window;
    }
  return *editor != NULL;
}

static gboolean
is_gone (gpointer data)
{
  return !is_there (data);
}

static GtkWidget *
open_editor (Story *story, const char *action)
{
  GtkWidget *editor;

  gtk_widget_activate_action (GTK_WIDGET (story->ui->window), action, NULL);
  ui_wait_for (is_there, &editor, "the editor");
  return editor;
}

static void
wait_closed (void)
{
  GtkWidget *editor;

  ui_wait_for (is_gone, &editor, "the editor to close");
}

static void
type (GtkWidget *editor, const char *row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (ui_wait_find (editor, GTK_TYPE_EDITABLE, row)), text);
}

static guint
place_of_instrument (GtkWidget *combo, const char *name)
{
  GListModel *model = adw_combo_row_get_model (ADW_COMBO_ROW (combo));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    if (g_strcmp0 (gtk_string_list_get_string (GTK_STRING_LIST (model), i), name) == 0)
      return i;
  g_assert_not_reached ();
}

static gboolean
current_is_called (gpointer data)
{
  gpointer *what = data;
  ShedRepertoire *repertoire = shed_context_get_repertoire (((Story *) what[0])->ui->context);

  return g_strcmp0 (repertoire != NULL ? shed_repertoire_get_name (repertoire) : NULL, what[1]) == 0;
}

static void
wait_current (Story *story, const char *name)
{
  gpointer what[] = { story, (gpointer) name };

  ui_wait_for (current_is_called, what, name != NULL ? name : "no repertoire");
}

static gboolean
has_two (gpointer data)
{
  return g_list_model_get_n_items (data) == 2;
}

static void
add_second (Story *story)
{
  g_free (ui_fixture_run (story->ui, shed_command_repertoire_new ("Whistle", "whistle")));
  ui_wait_for (has_two, shed_context_get_repertoires (story->ui->context), "both repertoires");
}

static void
test_a_new_repertoire_is_named_after_its_instrument_and_chosen (void)
{
  Story story;
  GtkWidget *editor, *combo;

  begin (&story, 2);
  editor = open_editor (&story, "win.new-repertoire");
  combo = ui_wait_find (editor, ADW_TYPE_COMBO_ROW, "instrument_row");
  adw_combo_row_set_selected (ADW_COMBO_ROW (combo), place_of_instrument (combo, "Flute"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ui_find (editor, GTK_TYPE_EDITABLE, "name_row"))), ==, "Flute");
  type (editor, "name_row", "Flute for Sessions");
  type (editor, "tuning_row", "E flat");
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find (editor, ADW_TYPE_COMBO_ROW, "scheduler_row")), 1);
  gtk_widget_activate_action (editor, "editor.save", NULL);
  wait_closed ();
  wait_library (
    &story,
    "SELECT name || ':' || instrument || ':' || tuning || ':' || scheduler FROM repertoire WHERE instrument = 'flute'",
    "Flute for Sessions:flute:E flat:sm2");
  wait_current (&story, "Flute for Sessions");
  /* It is empty, and says what to do about it. */
  ui_wait_find (story.page, GTK_TYPE_BUTTON, "_Add Tunes…");
  end (&story);
}

static void
test_a_name_of_blanks_cannot_be_saved (void)
{
  Story story;
  GtkWidget *editor;

  begin (&story, 1);
  editor = open_editor (&story, "win.edit-repertoire");
  type (editor, "name_row", "   ");
  g_assert_false (gtk_widget_get_sensitive (ui_find (editor, GTK_TYPE_BUTTON, "save_button")));
  gtk_widget_activate_action (editor, "window.close", NULL);
  wait_closed ();
  wait_library (&story, NAMES, "Fiddle:fiddle:0");
  end (&story);
}

static void
test_what_is_changed_is_kept_and_undone (void)
{
  static const char sql[] =
    "SELECT name || ':' || retention_permille || ':' || max_interval_days || ':' || default_goal FROM repertoire";
  Story story;
  GtkWidget *editor;

  begin (&story, 1);
  editor = open_editor (&story, "win.edit-repertoire");
  type (editor, "name_row", "My Fiddle");
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (ui_wait_find (editor, GTK_TYPE_SPIN_BUTTON, "retention_spin")), 85);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (ui_wait_find (editor, GTK_TYPE_SPIN_BUTTON, "interval_spin")), 365);
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find (editor, ADW_TYPE_COMBO_ROW, "goal_row")), 2);
  gtk_widget_activate_action (editor, "editor.save", NULL);
  wait_closed ();
  wait_library (&story, sql, "My Fiddle:850:365:fluency");
  wait_current (&story, "My Fiddle");

  /* The editor shows what is kept. */
  editor = open_editor (&story, "win.edit-repertoire");
  g_assert_cmpint (
    gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (ui_find (editor, GTK_TYPE_SPIN_BUTTON, "retention_spin"))), ==,
    85);
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (ui_find (editor, ADW_TYPE_COMBO_ROW, "goal_row"))), ==, 2);
  gtk_widget_activate_action (editor, "window.close", NULL);
  wait_closed ();
  shed_context_undo (story.ui->context);
  wait_current (&story, "Fiddle");
  end (&story);
}

static void
test_an_instrument_of_ones_own_keeps_its_name (void)
{
  Story story;
  GtkWidget *editor, *combo;

  begin (&story, 1);
  editor = open_editor (&story, "win.edit-repertoire");
  combo = ui_wait_find (editor, ADW_TYPE_COMBO_ROW, "instrument_row");
  adw_combo_row_set_selected (ADW_COMBO_ROW (combo), place_of_instrument (combo, "Another…"));
  type (editor, "own_instrument_row", "Nyckelharpa");
  gtk_widget_activate_action (editor, "editor.save", NULL);
  wait_closed ();
  wait_library (&story, NAMES, "Fiddle:Nyckelharpa:0");
  end (&story);
}

static void
test_archiving_goes_to_the_next_and_can_be_undone (void)
{
  Story story;
  GtkWidget *editor;

  begin (&story, 3);
  add_second (&story);
  wait_library (&story, NAMES, "Fiddle:fiddle:0|Whistle:whistle:0");
  editor = open_editor (&story, "win.edit-repertoire");
  gtk_widget_activate_action (editor, "editor.archive", NULL);
  wait_closed ();
  wait_library (&story, NAMES, "Fiddle:fiddle:1|Whistle:whistle:0");
  wait_current (&story, "Whistle");
  ui_wait_find (story.ui->window, GTK_TYPE_LABEL, "Repertoire “Fiddle” archived");
  gtk_widget_activate (ui_wait_find (story.ui->window, GTK_TYPE_BUTTON, "_Undo"));
  wait_library (&story, NAMES, "Fiddle:fiddle:0|Whistle:whistle:0");
  end (&story);
}

static gboolean
current_is_archived (gpointer data)
{
  gboolean archived;

  g_object_get (shed_context_get_repertoire (((Story *) data)->ui->context), "archived", &archived, NULL);
  return archived;
}

static void
test_an_archived_repertoire_is_found_and_used_again (void)
{
  static const char *const archived[] = { "archived", NULL }, *const yes[] = { "1", NULL };
  Story story;
  GtkWidget *editor;

  begin (&story, 2);
  add_second (&story);
  g_free (ui_fixture_run (story.ui, shed_command_repertoire_set (story.ui->repertoire_id, archived, yes)));
  gtk_widget_activate_action (GTK_WIDGET (story.ui->window), "win.repertoire", "s", story.ui->repertoire_id);
  wait_current (&story, "Fiddle");
  ui_wait_for (current_is_archived, &story, "the repertoire to be archived");
  editor = open_editor (&story, "win.edit-repertoire");
  g_assert_null (ui_find (editor, ADW_TYPE_ACTION_ROW, "archive_button"));
  g_assert_nonnull (ui_find (editor, ADW_TYPE_ACTION_ROW, "unarchive_button"));
  gtk_widget_activate_action (editor, "editor.unarchive", NULL);
  wait_closed ();
  wait_library (&story, NAMES, "Fiddle:fiddle:0|Whistle:whistle:0");
  end (&story);
}

static void
test_deleting_keeps_tunes_and_practice_and_can_be_undone (void)
{
  Story story;
  GtkWidget *editor;

  begin (&story, 3);
  ui_fixture_rate (story.ui, 0, 3, 4, 2);
  add_second (&story);
  wait_library (&story, NAMES, "Fiddle:fiddle:0|Whistle:whistle:0");
  editor = open_editor (&story, "win.edit-repertoire");
  gtk_widget_activate_action (editor, "editor.delete", NULL);
  wait_closed ();
  wait_library (&story, NAMES, "Whistle:whistle:0");
  wait_library (&story, "SELECT (SELECT count(*) FROM tune) || ':' || (SELECT count(*) FROM practice_event)", "3:1");
  wait_current (&story, "Whistle");
  ui_wait_find (story.ui->window, GTK_TYPE_LABEL, "Repertoire “Fiddle” deleted");
  gtk_widget_activate (ui_wait_find (story.ui->window, GTK_TYPE_BUTTON, "_Undo"));
  wait_library (&story, NAMES, "Fiddle:fiddle:0|Whistle:whistle:0");
  wait_library (&story, "SELECT count(*) FROM repertoire_tune", "3");
  end (&story);
}

static void
test_another_repertoire_shows_its_own_tunes (void)
{
  Story story;
  g_autofree char *second = NULL;
  const char *one[2] = { NULL };

  begin (&story, 4);
  second = ui_fixture_run (story.ui, shed_command_repertoire_new ("Whistle", "whistle"));
  one[0] = g_ptr_array_index (story.ui->tune_ids, 2);
  g_free (ui_fixture_run (story.ui, shed_command_add_tunes (second, one, SHED_ADD_KNOWN, 56, 5)));
  choose (&story, 0);
  gtk_widget_activate_action (GTK_WIDGET (story.ui->window), "win.repertoire", "s", second);
  wait_for (&story, 1, "Tune 3");
  /* What was chosen in the other one is chosen no more. */
  g_assert_false (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (story.tunes), 0));
  end (&story);
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);
  g_test_add_func ("/repertoires/a-new-one-is-named-after-its-instrument-and-chosen",
                   test_a_new_repertoire_is_named_after_its_instrument_and_chosen);
  g_test_add_func ("/repertoires/a-name-of-blanks-cannot-be-saved", test_a_name_of_blanks_cannot_be_saved);
  g_test_add_func ("/repertoires/what-is-changed-is-kept-and-undone", test_what_is_changed_is_kept_and_undone);
  g_test_add_func ("/repertoires/an-instrument-of-ones-own-keeps-its-name", test_an_instrument_of_ones_own_keeps_its_name);
  g_test_add_func ("/repertoires/archiving-goes-to-the-next-and-can-be-undone",
                   test_archiving_goes_to_the_next_and_can_be_undone);
  g_test_add_func ("/repertoires/an-archived-one-is-found-and-used-again", test_an_archived_repertoire_is_found_and_used_again);
  g_test_add_func ("/repertoires/deleting-keeps-tunes-and-practice-and-can-be-undone",
                   test_deleting_keeps_tunes_and_practice_and_can_be_undone);
  g_test_add_func ("/repertoires/another-shows-its-own-tunes", test_another_repertoire_shows_its_own_tunes);
  return g_test_run ();
}
