/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names as people and broken files write them - endless ones, from right to left, made of pictures, piled up with
 * accents - in every place that says a name, in a window as narrow as a telephone: nothing grows wider than the window.
 */
#include "ui-fixture.h"

#include "shed-catalog-list.h"
#include "shed-catalog-page.h"
#include "shed-practice-page.h"
#include "shed-repertoire-page.h"
#include "shed-text.h"
#include "shed-tune-page.h"

#define NARROW 360
#define MENU 600 /* may stand out over the window; of the widest letters */
#define LONGEST 500 /* letters of a name that the library takes */

static const struct
{
  const char *test, *part;
  guint       n;
} names[] = {
  { "right-to-left", "שלום עליכם ‎(Reel)‎ ", 20 },
  { "pictures", "🎻👩‍🎤🏴󠁧󠁢󠁳󠁣󠁴󠁿", 30 },
  { "one-endless-word", "W", LONGEST },
  { "endless-words", "The Road to ", 41 },
  { "piled-accents", "ế̸̢͛̍̕", 60 },
  { "a-line-break-and-markup", "<b>Tom &amp; Jerry\n", 15 },
  { "a-script-without-a-font", "𓀀𓂀𓃰ꦲꦏ𐎠", 40 },
};

typedef struct
{
  UiFixture *ui;
  char      *name;
  char      *other_id; /* not in the repertoire */
  char      *book_id;
} Story;

static char *
new_tune (Story *story, const char *title)
{
  return ui_fixture_run (
    story->ui, shed_command_tune_new (
                 story->book_id, (const char *const[]){ "title", "kind", "meter", "key", "abc", NULL },
                 (const char *const[]){ title, "reel", "4/4", "D", "X:1\nT:x\nM:4/4\nK:D\nDEFG ABcd|\n", NULL }, NULL));
}

static Story *
story_begin (guint i)
{
  Story *story = g_new0 (Story, 1);
  g_autoptr (GString) name = g_string_new (NULL);
  UiFixture *ui = ui_fixture_new ();

  for (guint j = 0; j < names[i].n; j++)
    g_string_append (name, names[i].part);
  story->ui = ui;
  story->name = shed_text_clean_name (name->str); /* as the library keeps it */
  story->book_id = ui_fixture_run (ui, shed_command_book_new (story->name, FALSE));
  ui->repertoire_id = ui_fixture_run (ui, shed_command_repertoire_new (story->name, "fiddle"));
  for (guint j = 0; j < 3; j++)
    g_ptr_array_add (ui->tune_ids, new_tune (story, story->name));
  g_free (ui_fixture_run (ui, shed_command_add_tunes (ui->repertoire_id, (const char *const[]) { ui->tune_ids->pdata[0],
                                                                                                  ui->tune_ids->pdata[1], NULL },
                                                      SHED_ADD_LEARNING, 56, 5)));
  for (guint j = 0; j < 2; j++)
    ui_fixture_rate (ui, j, 3, 3, 2);
  shed_settings_set_int (ui->settings, "window-width", NARROW);
  shed_settings_set_int (ui->settings, "window-height", 720);
  ui_fixture_show (ui);
  return story;
}

static void
story_end (Story *story)
{
  ui_fixture_free (story->ui);
  g_free (story->name);
  g_free (story->other_id);
  g_free (story->book_id);
  g_free (story);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Story, story_end)

/* Menus are surfaces of their own. */
static void
check_popovers (GtkWidget *widget, const char *where)
{
  int minimum;

  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_POPOVER (widget))
    {
      gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      g_test_message ("%s: a menu of %d", where, minimum);
      g_assert_cmpint (minimum, <=, MENU);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    check_popovers (child, where);
}

/* What a failure leaves in the log: from the window to what needs so much room. */
static void
tell_widest (GtkWidget *widget)
{
  while (widget != NULL)
    {
      GtkWidget *widest = NULL;
      int minimum, most = 0;

      for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
        {
          if (!gtk_widget_get_child_visible (child) || !gtk_widget_get_visible (child) || GTK_IS_NATIVE (child))
            continue;
          gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
          if (minimum > most)
            {
              most = minimum;
              widest = child;
            }
        }
      if (widest != NULL)
        g_printerr ("%d: %s %s\n", most, G_OBJECT_TYPE_NAME (widest), gtk_buildable_get_buildable_id (GTK_BUILDABLE (widest)));
      widget = widest;
    }
}

static void
check (Story *story, const char *where)
{
  g_autoptr (GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

  gtk_test_widget_wait_for_draw (GTK_WIDGET (story->ui->window));
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
      int minimum;

      if (!gtk_widget_get_mapped (window))
        continue;
      /* Without the frame, which displays without shadows draw. */
      gtk_widget_measure (gtk_widget_get_first_child (window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      g_test_message ("%s: %s of %d, at least %d", where, G_OBJECT_TYPE_NAME (window), gtk_widget_get_width (window), minimum);
      if (minimum > NARROW)
        tell_widest (window);
      g_assert_cmpint (minimum, <=, NARROW);
      check_popovers (window, where);
    }
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (story->ui->window)), <=, NARROW);
  ui_shot (story->ui, where);
}

static GtkWidget *
find_dialog (Story *story)
{
  g_autoptr (GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (window != GTK_WIDGET (story->ui->window) && gtk_widget_get_mapped (window))
        return window;
    }
  return NULL;
}

static gboolean
has_dialog (gpointer data)
{
  return find_dialog (data) != NULL;
}

static void
check_dialog (Story *story, const char *where)
{
  ui_wait_for (has_dialog, story, where);
  check (story, where);
  gtk_window_destroy (GTK_WINDOW (find_dialog (story)));
}

static void
check_menu (Story *story, const char *button)
{
  GtkMenuButton *menu = GTK_MENU_BUTTON (ui_wait_find (story->ui->window, GTK_TYPE_MENU_BUTTON, button));

  gtk_menu_button_popup (menu);
  ui_wait_for ((UiCondition) gtk_widget_get_mapped, gtk_menu_button_get_popover (menu), button);
  check (story, button);
  gtk_menu_button_popdown (menu);
}

static void
act (Story *story, GType type, const char *action)
{
  g_assert_true (gtk_widget_activate_action (ui_wait_find (story->ui->window, type, NULL), action, NULL));
}

static void
visit_practice (Story *story)
{
  UiFixture *ui = story->ui;
  GtkWidget *page = ui_wait_find (ui->window, SHED_TYPE_PRACTICE_PAGE, NULL);

  ui_wait_find (page, GTK_TYPE_LABEL, story->name);
  check (story, "practice");
  ui_press (ui->window, GDK_KEY_3, 0);
  ui_wait_find (ui->window, GTK_TYPE_LABEL, "staged_label");
  check (story, "practice-rated");
  g_object_set (page, "view", "cards", NULL);
  check (story, "practice-card");
  ui_press (ui->window, GDK_KEY_space, 0);
  check (story, "practice-card-back");
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.edit-repertoire", NULL);
  check_dialog (story, "repertoire-editor");
  check_menu (story, "repertoire_button");
}

static void
visit_repertoire (Story *story)
{
  GtkWidget *list;
  g_autoptr (GtkSelectionModel) model = NULL;

  shed_window_show_page (story->ui->window, "repertoire");
  list = ui_wait_find (ui_wait_find (story->ui->window, SHED_TYPE_REPERTOIRE_PAGE, NULL), GTK_TYPE_LIST_VIEW, "list");
  ui_wait_find (list, GTK_TYPE_LABEL, story->name);
  check (story, "repertoire");
  g_object_get (list, "model", &model, NULL);
  gtk_selection_model_select_range (model, 0, 1, FALSE);
  ui_wait_find (story->ui->window, GTK_TYPE_BUTTON, "pause_button");
  check (story, "repertoire-chosen");
  /* What is said about it names it, with a button beside. */
  act (story, SHED_TYPE_REPERTOIRE_PAGE, "repertoire.pause");
  ui_wait_find (story->ui->window, GTK_TYPE_BUTTON, "_Undo");
  check (story, "repertoire-paused");
}

static gboolean
has_fewer_rows (gpointer data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (shed_catalog_list_get_model (data))) < 3;
}

static gboolean
has_rows (gpointer data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (shed_catalog_list_get_model (data))) == 3;
}

static void
visit_catalog (Story *story)
{
  UiFixture *ui = story->ui;
  g_autofree char *escaped = g_markup_escape_text (story->name, -1);
  GtkWidget *page, *list;
  GtkSelectionModel *selection;

  shed_window_show_page (ui->window, "catalog");
  page = ui_wait_find (ui->window, SHED_TYPE_CATALOG_PAGE, NULL);
  list = ui_wait_find (page, SHED_TYPE_CATALOG_LIST, NULL);
  ui_wait_for (has_rows, list, "the tunes");
  ui_wait_find (list, GTK_TYPE_LABEL, escaped); /* what was found is marked in it */
  check (story, "catalog");
  selection = GTK_SELECTION_MODEL (shed_catalog_list_get_selection (SHED_CATALOG_LIST (list)));
  gtk_selection_model_select_all (selection);
  ui_wait_find (page, GTK_TYPE_LABEL, "chosen_label");
  check (story, "catalog-chosen");
  act (story, SHED_TYPE_CATALOG_PAGE, "catalog.add");
  check_dialog (story, "add-to-repertoire");
  act (story, SHED_TYPE_CATALOG_PAGE, "catalog.move");
  check_dialog (story, "move");
  act (story, SHED_TYPE_CATALOG_PAGE, "catalog.merge");
  check_dialog (story, "merge");
  act (story, SHED_TYPE_CATALOG_PAGE, "catalog.books");
  check (story, "books");
  act (story, SHED_TYPE_CATALOG_PAGE, "catalog.books");
  gtk_editable_set_text (GTK_EDITABLE (ui_wait_find (page, GTK_TYPE_SEARCH_ENTRY, NULL)), "no such tune");
  gtk_editable_set_text (GTK_EDITABLE (ui_wait_find (page, GTK_TYPE_SEARCH_ENTRY, NULL)), "");
  ui_wait_for (has_rows, list, "the tunes");
  gtk_selection_model_select_item (selection, 0, TRUE);
  act (story, SHED_TYPE_CATALOG_PAGE, "catalog.delete");
  /* What was said of the repertoire may still stand there with a button of the same name; without the tune being gone it would
   * go, and come back, while its page is looked at. */
  ui_wait_for (has_fewer_rows, list, "the deletion");
  ui_wait_find (ui->window, GTK_TYPE_BUTTON, "_Undo");
  check (story, "catalog-deleted");
  shed_context_undo (ui->context);
  ui_wait_for (has_rows, list, "the deleted tune");
}

static void
visit_tune (Story *story)
{
  UiFixture *ui = story->ui;

  shed_window_open_tune (ui->window, ui->tune_ids->pdata[0]);
  ui_wait_find (ui_wait_find (ui->window, SHED_TYPE_TUNE_PAGE, NULL), GTK_TYPE_LABEL, story->name);
  /* What can be done with the tune in its repertoire is known once that was read. */
  ui_wait_find (ui->window, GTK_TYPE_LABEL, "Overdue by 1 day");
  check (story, "tune");
  act (story, SHED_TYPE_TUNE_PAGE, "tune.set-date");
  check_dialog (story, "tune-date");
  act (story, SHED_TYPE_TUNE_PAGE, "tune.merge");
  check_dialog (story, "tune-merge");
  act (story, SHED_TYPE_TUNE_PAGE, "tune.edit");
  ui_wait_find (ui->window, ADW_TYPE_ENTRY_ROW, NULL);
  check (story, "tune-edit");
}

static void
test_nothing_grows_wider (gconstpointer data)
{
  g_autoptr (Story) story = story_begin (GPOINTER_TO_UINT (data));

  visit_practice (story);
  visit_repertoire (story);
  visit_catalog (story);
  visit_tune (story);
}

/* What would be refused when the dialog is gone, and with it what was typed, cannot be typed. */
static void
test_a_name_too_long_cannot_be_typed (gconstpointer data)
{
  const char *action = data;
  g_autoptr (Story) story = story_begin (0);
  g_autofree char *endless = g_strnfill (10000, 'W');
  GtkEditable *entry;

  gtk_widget_activate_action (GTK_WIDGET (story->ui->window), action, NULL);
  ui_wait_for (has_dialog, story, action);
  entry = GTK_EDITABLE (ui_wait_find (find_dialog (story), ADW_TYPE_ENTRY_ROW, NULL));
  gtk_editable_set_text (entry, endless);
  g_assert_cmpuint (strlen (gtk_editable_get_text (entry)), ==, LONGEST);
  check_dialog (story, action);
}

static void
test_blanks_alone_are_no_name (gconstpointer data)
{
  const char *action = data;
  g_autoptr (Story) story = story_begin (0);
  GtkWidget *dialog, *button;

  gtk_widget_activate_action (GTK_WIDGET (story->ui->window), action, NULL);
  ui_wait_for (has_dialog, story, action);
  dialog = find_dialog (story);
  gtk_editable_set_text (GTK_EDITABLE (ui_wait_find (dialog, ADW_TYPE_ENTRY_ROW, NULL)), " \u00a0\t\u2003 \u200b ");
  if (ADW_IS_MESSAGE_DIALOG (dialog))
    g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "make"));
  else
    {
      button = ui_wait_find (dialog, GTK_TYPE_BUTTON, "save_button");
      g_assert_false (gtk_widget_get_sensitive (button));
    }
  gtk_window_destroy (GTK_WINDOW (dialog));
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);
  /* As GNOME has it. */
  g_object_set (gtk_settings_get_default (), "gtk-decoration-layout", "appmenu:close", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = g_strdup_printf ("/odd-names/nothing-grows-wider-than-the-window/%s", names[i].test);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_nothing_grows_wider);
    }

  g_test_add_data_func ("/odd-names/a-name-too-long-cannot-be-typed/repertoire", "win.edit-repertoire",
                        test_a_name_too_long_cannot_be_typed);
  g_test_add_data_func ("/odd-names/a-name-too-long-cannot-be-typed/tune", "win.new-tune", test_a_name_too_long_cannot_be_typed);
  g_test_add_data_func ("/odd-names/blanks-alone-are-no-name/repertoire", "win.edit-repertoire", test_blanks_alone_are_no_name);
  g_test_add_data_func ("/odd-names/blanks-alone-are-no-name/tune", "win.new-tune", test_blanks_alone_are_no_name);

  return g_test_run ();
}
