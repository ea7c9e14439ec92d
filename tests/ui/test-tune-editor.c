/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Editing a tune on its page: one step in the history, nothing that was typed is lost, and what cannot be kept is said. */
#include "tune-story.h"

#include <string.h>

#include "shed-abc-editor.h"
#include "shed-tune-editor.h"

static GtkWidget *
entry (GtkWidget *editor, const char *title)
{
  return ui_wait_find (editor, ADW_TYPE_ENTRY_ROW, title);
}

static void
test_editing_is_one_step (void)
{
  g_autoptr (UiFixture) ui = tune_story_new ();
  GtkWidget *page = tune_story_open (ui);
  GtkWidget *editor;
  g_autoptr (ShedTune) saved = NULL;

  g_assert_true (ui_press (ui->window, GDK_KEY_e, GDK_CONTROL_MASK));
  editor = tune_story_find_editor (page);
  ui_shot (ui, "tune-edit-facts");
  g_assert_false (shed_tune_editor_is_dirty (SHED_TUNE_EDITOR (editor)));
  gtk_editable_set_text (GTK_EDITABLE (entry (editor, "Title")), "Drowsy Margaret");
  gtk_editable_set_text (GTK_EDITABLE (entry (editor, "Key")), "E minor");
  gtk_editable_set_text (GTK_EDITABLE (entry (editor, "Kind")), "Hornpipes");
  g_assert_true (shed_tune_editor_can_save (SHED_TUNE_EDITOR (editor)));
  g_assert_true (ui_press (ui->window, GDK_KEY_s, GDK_CONTROL_MASK));
  tune_story_wait_title (ui, "Drowsy Margaret");
  ui_wait_find (page, GTK_TYPE_LABEL, "hornpipe · E minor · AABB · Trad.");
  saved = tune_story_get_tune (ui);
  g_assert_cmpstr (shed_tune_get_field (saved, "key"), ==, "Em");
  g_assert_cmpstr (shed_tune_get_field (saved, "kind"), ==, "hornpipe");
  g_assert_true (shed_tune_is_inferred (saved, "structure"));
  shed_context_undo (ui->context);
  tune_story_wait_title (ui, "Drowsy Maggie");
  ui_wait_find (page, GTK_TYPE_LABEL, "reel · E dorian · AABB · Trad.");
}

static void
test_what_cannot_be_kept_cannot_be_saved (void)
{
  g_autoptr (UiFixture) ui = tune_story_new ();
  GtkWidget *page = tune_story_open (ui);
  GtkWidget *editor = tune_story_edit (page);

  gtk_editable_set_text (GTK_EDITABLE (entry (editor, "Meter")), "six eight");
  g_assert_true (shed_tune_editor_is_dirty (SHED_TUNE_EDITOR (editor)));
  g_assert_false (shed_tune_editor_can_save (SHED_TUNE_EDITOR (editor)));
  g_assert_nonnull (entry (editor, "Meter: A meter such as 6/8"));
  gtk_editable_set_text (GTK_EDITABLE (entry (editor, "Meter: A meter such as 6/8")), "6/8");
  g_assert_true (shed_tune_editor_can_save (SHED_TUNE_EDITOR (editor)));
}

static gboolean
has_remarks (gpointer data)
{
  return shed_abc_editor_get_n_remarks (data) > 0;
}

static gboolean
has_no_remarks (gpointer data)
{
  return shed_abc_editor_get_n_remarks (data) == 0;
}

static void
test_a_long_bar_is_said_in_words_and_the_caret_stays (void)
{
  g_autoptr (UiFixture) ui = tune_story_new ();
  GtkWidget *page = tune_story_open (ui);
  GtkWidget *editor = tune_story_edit (page);
  ShedAbcEditor *abc;
  GtkTextBuffer *buffer;
  GtkTextIter at;
  int offset;

  tune_story_show_music (editor);
  abc = SHED_ABC_EDITOR (ui_wait_find (editor, SHED_TYPE_ABC_EDITOR, NULL));
  tune_story_wait_score (editor);
  g_assert_cmpuint (shed_abc_editor_get_n_remarks (abc), ==, 0);
  ui_shot (ui, "tune-edit-music");
  buffer = gtk_text_view_get_buffer (shed_abc_editor_get_view (abc));
  gtk_text_buffer_get_iter_at_line_offset (buffer, &at, 6, 25); /* after "AFDF" of the second bar… */
  gtk_text_buffer_get_iter_at_line_offset (buffer, &at, 6, 29); /* …in the third */
  gtk_text_buffer_place_cursor (buffer, &at);
  tune_story_type (GTK_WIDGET (shed_abc_editor_get_view (abc)), "A");
  gtk_text_buffer_get_iter_at_mark (buffer, &at, gtk_text_buffer_get_insert (buffer));
  offset = gtk_text_iter_get_offset (&at);
  ui_wait_for (has_remarks, abc, "a remark");
  g_assert_nonnull (ui_wait_find (editor, GTK_TYPE_LABEL, "Bar 3 has 9 eighths"));
  gtk_text_buffer_get_iter_at_mark (buffer, &at, gtk_text_buffer_get_insert (buffer));
  g_assert_cmpint (gtk_text_iter_get_offset (&at), ==, offset);
  tune_story_wait_score (editor);
  ui_shot (ui, "tune-edit-remark");
  gtk_text_iter_backward_char (&at);
  {
    GtkTextIter end = at;

    gtk_text_iter_forward_char (&end);
    gtk_text_buffer_delete (buffer, &at, &end);
  }
  ui_wait_for (has_no_remarks, abc, "no remark");
}

static void
test_facts_follow_the_abc_until_they_are_set_by_hand (void)
{
  g_autoptr (UiFixture) ui = tune_story_new ();
  GtkWidget *page = tune_story_open (ui);
  GtkWidget *editor = tune_story_edit (page);
  ShedAbcEditor *abc;
  GtkTextBuffer *buffer;
  GtkTextIter start, end;

  gtk_editable_set_text (GTK_EDITABLE (entry (editor, "Kind")), "jig");
  tune_story_show_music (editor);
  abc = SHED_ABC_EDITOR (ui_wait_find (editor, SHED_TYPE_ABC_EDITOR, NULL));
  buffer = gtk_text_view_get_buffer (shed_abc_editor_get_view (abc));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_delete (buffer, &start, &end);
  tune_story_type (GTK_WIDGET (shed_abc_editor_get_view (abc)), "X:1\nT:Drowsy Maggie\nR:polka\nM:2/4\nL:1/8\nK:Ador\nA2 A2|\n");
  ui_wait_ms (SHED_ABC_EDITOR_DELAY_MS + 150);
  gtk_stack_set_visible_child_name (GTK_STACK (ui_find (editor, GTK_TYPE_STACK, "stack")), "facts");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry (editor, "Key"))), ==, "A dorian");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry (editor, "Meter"))), ==, "2/4");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry (editor, "Kind"))), ==, "jig");
}

static void
test_what_was_not_saved_outlives_the_window (void)
{
  g_autoptr (UiFixture) ui = tune_story_new ();
  GtkWidget *page = tune_story_open (ui);
  GtkWidget *editor = tune_story_edit (page);

  gtk_editable_set_text (GTK_EDITABLE (entry (editor, "Composer")), "Unknown");
  ui_wait_ms (100); /* the draft is on its way, not yet written */
  gtk_window_destroy (GTK_WINDOW (ui->window));
  g_clear_object (&ui->context);
  ui->window = NULL;
  ui_wait_ms (100);

  page = tune_story_open (ui);
  ui_wait_find (page, GTK_TYPE_LABEL, "Changes you had not saved are kept.");
  ui_shot (ui, "tune-draft");
  editor = tune_story_edit (page);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry (editor, "Composer"))), ==, "Unknown");
  g_assert_true (shed_tune_editor_can_save (SHED_TUNE_EDITOR (editor)));
  gtk_widget_activate_action (page, "tune.save", NULL);
  ui_wait_find (page, GTK_TYPE_LABEL, "reel · E dorian · AABB · Unknown");
  g_assert_null (ui_find (page, GTK_TYPE_LABEL, "Changes you had not saved are kept."));
}

static void
test_a_change_elsewhere_does_not_touch_what_is_typed (void)
{
  g_autoptr (UiFixture) ui = tune_story_new ();
  GtkWidget *page = tune_story_open (ui);
  GtkWidget *editor = tune_story_edit (page);
  g_autoptr (ShedTune) saved = NULL;

  gtk_editable_set_text (GTK_EDITABLE (entry (editor, "Composer")), "Me");
  g_free (ui_fixture_run (ui, shed_command_tune_set (tune_story_id (ui), (const char *const[]) { "composer", "region", NULL },
                                                     (const char *const[]) { "Somebody", "Kerry", NULL })));
  ui_wait_find (editor, GTK_TYPE_LABEL, "This tune was changed elsewhere meanwhile. What you typed is kept here.");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry (editor, "Composer"))), ==, "Me");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry (editor, "Region"))), ==, "Kerry");
  gtk_widget_activate_action (page, "tune.save", NULL);
  ui_wait_find (page, GTK_TYPE_LABEL, "reel · E dorian · AABB · Me");
  saved = tune_story_get_tune (ui);
  g_assert_cmpstr (shed_tune_get_field (saved, "region"), ==, "Kerry");
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);
  g_test_add_func ("/tune-page/editing-is-one-step", test_editing_is_one_step);
  g_test_add_func ("/tune-page/what-cannot-be-kept-cannot-be-saved", test_what_cannot_be_kept_cannot_be_saved);
  g_test_add_func ("/tune-page/a-long-bar-is-said-in-words-and-the-caret-stays",
                   test_a_long_bar_is_said_in_words_and_the_caret_stays);
  g_test_add_func ("/tune-page/facts-follow-the-abc-until-they-are-set-by-hand",
                   test_facts_follow_the_abc_until_they_are_set_by_hand);
  g_test_add_func ("/tune-page/what-was-not-saved-outlives-the-window", test_what_was_not_saved_outlives_the_window);
  g_test_add_func ("/tune-page/a-change-elsewhere-does-not-touch-what-is-typed",
                   test_a_change_elsewhere_does_not_touch_what_is_typed);
  return g_test_run ();
}
