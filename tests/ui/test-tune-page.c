/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tune's page over a real library: what it shows, its verbs, notes, history, and editing. */
#include "ui-fixture.h"

#include <string.h>

#include "shed-abc-editor.h"
#include "shed-history-line.h"
#include "shed-note-card.h"
#include "shed-rating-buttons.h"
#include "shed-score-view.h"
#include "shed-standing.h"
#include "shed-store-open.h"
#include "shed-tune-editor.h"
#include "shed-tune-history.h"
#include "shed-tune-page.h"
#include "shed-tune-practice.h"

static const char drowsy_maggie[] =
  "X:1\nT:Drowsy Maggie\nR:reel\nM:4/4\nL:1/8\nK:Edor\n"
  "|:E2BE dEBE|E2BE AFDF|E2BE dEBE|BABc dAFD:|\n"
  "|:d2fd c2ec|defg afge|d2fd c2ec|BABc dAFA|\n"
  "d2fd c2ec|defg afge|afge fdec|BABc dAFD:|\n";

/* A reel in the repertoire, rated four times, the last time three days ago; it comes back in five. */
static UiFixture *
open_library (void)
{
  UiFixture *ui = ui_fixture_new ();
  static const struct { int rating, days_ago, interval; } past[] = { { 1, 30, 0 }, { 3, 29, 3 }, { 2, 20, 6 }, { 3, 3, 8 } };
  char *id;

  ui_fixture_add_repertoire (ui);
  id = ui_fixture_run (
    ui, shed_command_tune_new (NULL,
                               (const char *const[]){ "title", "kind", "meter", "unit", "key", "structure", "composer",
                                                      "abc", "inferred", NULL },
                               (const char *const[]){ "Drowsy Maggie", "reel", "4/4", "1/8", "Edor", "AABB", "Trad.",
                                                      drowsy_maggie, "[\"structure\"]", NULL },
                               (const char *const[]){ "Máire an Chodladh", "Sleepy Maggie", NULL }));
  g_ptr_array_add (ui->tune_ids, id);
  g_free (ui_fixture_run (
    ui, shed_command_add_tunes (ui->repertoire_id, (const char *const[]){ id, NULL }, SHED_ADD_LEARNING, 56, 5)));
  for (guint i = 0; i < G_N_ELEMENTS (past); i++)
    ui_fixture_rate (ui, 0, past[i].rating, past[i].days_ago, past[i].interval);
  return ui;
}

static const char *
tune_id (UiFixture *ui)
{
  return g_ptr_array_index (ui->tune_ids, 0);
}

static gboolean
has_focus_inside (gpointer data)
{
  GtkRoot *root = gtk_widget_get_root (data);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, data);
}

static GtkWidget *
open_page (UiFixture *ui)
{
  GtkWidget *page;

  if (ui->window == NULL)
    {
      ui_fixture_show (ui);
      ui_wait_find (ui->window, ADW_TYPE_STATUS_PAGE, NULL); /* the practice page has settled: nothing is due */
    }
  shed_context_open_tune (ui->context, tune_id (ui));
  page = ui_wait_find (ui->window, SHED_TYPE_TUNE_PAGE, NULL);
  ui_wait_find (page, GTK_TYPE_LABEL, "Drowsy Maggie");
  ui_wait_for (has_focus_inside, page, "the focus in the page");
  return page;
}

static gboolean
score_is_there (gpointer data)
{
  ShedScoreView *score = SHED_SCORE_VIEW (data);

  return !shed_score_view_is_busy (score) &&
         (shed_score_view_get_texture (score) != NULL || shed_score_view_get_message (score) != NULL);
}

static ShedScoreView *
wait_score (GtkWidget *page)
{
  ShedScoreView *score = SHED_SCORE_VIEW (ui_wait_find (page, SHED_TYPE_SCORE_VIEW, NULL));

  ui_wait_for (score_is_there, score, "the score");
  return score;
}

/* How the tune stands in the library now. */
static gboolean
load_standing (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  gpointer *pair = data;
  UiFixture *ui = pair[0];

  pair[1] = shed_standing_load (db, ui->repertoire_id, tune_id (ui), error);
  return pair[1] != NULL;
}

static ShedStanding *
get_standing (UiFixture *ui)
{
  gpointer pair[] = { ui, NULL };
  g_autoptr (GError) error = NULL;

  shed_store_read (ui->store, load_standing, pair, &error);
  g_assert_no_error (error);
  return pair[1];
}

static gboolean
load_tune (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  gpointer *pair = data;

  pair[1] = shed_tune_load (db, tune_id (pair[0]), NULL);
  return TRUE;
}

/* NULL: not in the library. */
static ShedTune *
get_tune (UiFixture *ui)
{
  gpointer pair[] = { ui, NULL };

  shed_store_read (ui->store, load_tune, pair, NULL);
  return pair[1];
}

static void
test_says_what_the_tune_is (void)
{
  g_autoptr (UiFixture) ui = open_library ();
  GtkWidget *page = open_page (ui);
  ShedScoreView *score = wait_score (page);

  g_assert_nonnull (ui_find (page, GTK_TYPE_LABEL, "reel · E dorian · AABB · Trad."));
  g_assert_nonnull (ui_find (page, GTK_TYPE_LABEL, "also: Máire an Chodladh, Sleepy Maggie"));
  g_assert_nonnull (ui_wait_find (page, GTK_TYPE_LABEL, "Due in 5 days"));
  g_assert_nonnull (ui_wait_find (page, GTK_TYPE_LABEL, "guessed"));
  gtk_test_accessible_assert_property (score, GTK_ACCESSIBLE_PROPERTY_LABEL, "Score of “Drowsy Maggie”");
  gtk_test_accessible_assert_property (score, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "reel, E dorian, 4/4, parts A A B B, 12 bars written. "
                                       "It begins: E, B, E, high D, E, B, E, E.");
  ui_shot (ui, "tune-wide");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  ui_wait_ms (300);
  wait_score (page);
  ui_shot (ui, "tune-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  ui_resize (ui, 360, 1400);
  ui_wait_ms (200);
  wait_score (page);
  ui_shot (ui, "tune-narrow");
}


static GtkWidget *
editor_of (GtkWidget *page)
{
  return ui_wait_find (page, SHED_TYPE_TUNE_EDITOR, NULL);
}

static gboolean
standing_has_reps (gpointer data)
{
  gpointer *pair = data;
  g_autoptr (ShedStanding) standing = get_standing (pair[0]);

  return standing->here.schedule.reps == GPOINTER_TO_UINT (pair[1]);
}

static void
wait_reps (UiFixture *ui, guint reps)
{
  gpointer pair[] = { ui, GUINT_TO_POINTER (reps) };

  ui_wait_for (standing_has_reps, pair, "the number of ratings");
}

/* The history may know of it a little later than the page. */
static gboolean
takes_undo (gpointer data)
{
  return ui_press (((UiFixture *) data)->window, GDK_KEY_z, GDK_CONTROL_MASK);
}

static void
test_a_key_rates_once_with_what_was_shown (void)
{
  g_autoptr (UiFixture) ui = open_library ();
  GtkWidget *page = open_page (ui);
  g_autoptr (ShedStanding) before = get_standing (ui);
  g_autoptr (ShedStanding) after = NULL;

  ui_wait_find (page, GTK_TYPE_LABEL, "Due in 5 days");
  g_assert_true (ui_press (ui->window, GDK_KEY_3, 0));
  wait_reps (ui, 5);
  after = get_standing (ui);
  g_assert_cmpint (after->here.schedule.last_rating, ==, 3);
  g_assert_cmpint (after->here.schedule.interval_days, ==, before->preview[2].interval_days);
  g_assert_cmpint (after->here.schedule.due_at, ==, before->preview[2].due_at);
  ui_wait_find (page, GTK_TYPE_LABEL, "5 ratings, last Good just now");
  ui_wait_for (takes_undo, ui, "that it can be undone");
  wait_reps (ui, 4);
  ui_wait_find (page, GTK_TYPE_LABEL, "Due in 5 days");
}

static void
test_a_tune_that_is_not_in_can_be_added (void)
{
  g_autoptr (UiFixture) ui = open_library ();
  GtkWidget *page;

  g_free (ui_fixture_run (ui, shed_command_remove_tunes (ui->repertoire_id, (const char *const[]) { tune_id (ui), NULL })));
  page = open_page (ui);
  ui_wait_find (page, GTK_TYPE_LABEL, "Not in Fiddle");
  ui_shot (ui, "tune-absent");
  gtk_widget_activate_action (page, "tune.add", NULL);
  ui_wait_find (page, SHED_TYPE_RATING_BUTTONS, NULL);
}

static GtkWidget *
history_row (GtkWidget *page, guint index)
{
  GtkWidget *history = ui_wait_find (page, SHED_TYPE_TUNE_HISTORY, NULL);
  GtkWidget *list = ui_wait_find (history, GTK_TYPE_LIST_BOX, NULL);

  return GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), (int) index));
}

static void
test_a_rating_of_the_past_is_replaced (void)
{
  g_autoptr (UiFixture) ui = open_library ();
  GtkWidget *page, *row, *ratings;
  g_autoptr (ShedStanding) after = NULL;
  double before;

  {
    g_autoptr (ShedStanding) standing = get_standing (ui);

    before = standing->here.schedule.stability;
  }
  page = open_page (ui);
  row = history_row (page, 0);
  gtk_widget_activate (row);
  ratings = ui_wait_find (row, SHED_TYPE_RATING_BUTTONS, NULL);
  ui_wait_ms (200);
  ui_shot (ui, "tune-history-popover");
  g_signal_emit_by_name (ratings, "rated", 1);
  wait_reps (ui, 4);
  ui_wait_find (page, GTK_TYPE_LABEL, "4 ratings, last Again 3 days ago");
  after = get_standing (ui);
  g_assert_cmpint (after->here.schedule.last_rating, ==, 1);
  g_assert_cmpfloat (after->here.schedule.stability, <, before);
  g_assert_cmpint (after->here.schedule.last_at, ==, UI_FIXTURE_NOW - 3 * UI_FIXTURE_DAY_MS);
  g_assert_nonnull (ui_wait_find (page, GTK_TYPE_BUTTON, "Show 1 _Taken Back"));
}

static void
test_a_rating_is_taken_back_and_shown_on_demand (void)
{
  g_autoptr (UiFixture) ui = open_library ();
  GtkWidget *page = open_page (ui);
  GtkWidget *row = history_row (page, 0);
  GtkWidget *toggle;

  gtk_widget_activate (row);
  g_signal_emit_by_name (ui_wait_find (row, GTK_TYPE_BUTTON, "_Take Back"), "clicked");
  wait_reps (ui, 3);
  toggle = ui_wait_find (page, GTK_TYPE_TOGGLE_BUTTON, "Show 1 _Taken Back");
  g_assert_null (ui_find (page, GTK_TYPE_LABEL, "taken back"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (toggle), TRUE);
  ui_wait_find (page, GTK_TYPE_LABEL, "taken back");
  ui_shot (ui, "tune-history-voided");
}

static void
type (GtkWidget *text_view, const char *text)
{
  gtk_text_buffer_insert_at_cursor (gtk_text_view_get_buffer (GTK_TEXT_VIEW (text_view)), text, -1);
}

static guint
count_notes (UiFixture *ui)
{
  g_autoptr (GListModel) notes = shed_note_list_new (ui->store, tune_id (ui));

  ui_wait_ms (150);
  return g_list_model_get_n_items (notes);
}

static gboolean
card_is_saved (gpointer data)
{
  return shed_note_card_get_id (data) != NULL && !shed_note_card_is_dirty (data);
}

static void
test_a_note_saves_itself (void)
{
  g_autoptr (UiFixture) ui = open_library ();
  GtkWidget *page = open_page (ui);
  GtkWidget *card;

  g_assert_true (ui_press (ui->window, GDK_KEY_n, 0));
  card = ui_wait_find (page, SHED_TYPE_NOTE_CARD, NULL);
  type (ui_find (card, GTK_TYPE_TEXT_VIEW, NULL), "Watch the B part: the roll on d.");
  ui_wait_for (card_is_saved, card, "the note to be saved");
  g_assert_cmpuint (count_notes (ui), ==, 1);
  type (ui_find (card, GTK_TYPE_TEXT_VIEW, NULL), " Slower.");
  ui_wait_for (card_is_saved, card, "the note to be saved again");
  g_assert_cmpuint (count_notes (ui), ==, 1);
  g_assert_true (ui_find (page, SHED_TYPE_NOTE_CARD, NULL) == card);
  ui_shot (ui, "tune-note");
}

static void
test_a_note_being_typed_outlives_the_page (void)
{
  g_autoptr (UiFixture) ui = open_library ();
  GtkWidget *page = open_page (ui);
  GtkWidget *card;

  gtk_widget_activate_action (page, "tune.add-note", NULL);
  card = ui_wait_find (page, SHED_TYPE_NOTE_CARD, NULL);
  type (ui_find (card, GTK_TYPE_TEXT_VIEW, NULL), "half a thou");
  gtk_widget_activate_action (page, "win.back", NULL);
  ui_wait_ms (300);
  g_assert_cmpuint (count_notes (ui), ==, 1);
}

static void
test_a_note_written_elsewhere_appears (void)
{
  g_autoptr (UiFixture) ui = open_library ();
  GtkWidget *page = open_page (ui);
  GtkWidget *card;

  gtk_widget_activate_action (page, "tune.add-note", NULL);
  card = ui_wait_find (page, SHED_TYPE_NOTE_CARD, NULL);
  type (ui_find (card, GTK_TYPE_TEXT_VIEW, NULL), "mine");
  g_free (ui_fixture_run (ui, shed_command_note_new (tune_id (ui), NULL, "theirs")));
  ui_wait_for (card_is_saved, card, "the note to be saved");
  g_assert_cmpuint (count_notes (ui), ==, 2);
  g_assert_nonnull (gtk_widget_get_next_sibling (card) != NULL ? gtk_widget_get_next_sibling (card)
                                                               : gtk_widget_get_prev_sibling (card));
}

static gboolean
tune_has_title (gpointer data)
{
  gpointer *pair = data;
  g_autoptr (ShedTune) tune = get_tune (pair[0]);

  return tune != NULL && g_str_equal (shed_tune_get_title (tune), pair[1]);
}

static void
wait_title (UiFixture *ui, const char *title)
{
  gpointer pair[] = { ui, (gpointer) title };

  ui_wait_for (tune_has_title, pair, title);
}

static GtkWidget *
entry (GtkWidget *editor, const char *title)
{
  return ui_wait_find (editor, ADW_TYPE_ENTRY_ROW, title);
}

static void
show_music (GtkWidget *editor)
{
  GtkWidget *stack = ui_find (editor, GTK_TYPE_STACK, "stack");

  gtk_stack_set_visible_child_name (GTK_STACK (stack), "music");
  ui_wait_ms (50);
}

static void
test_editing_is_one_step (void)
{
  g_autoptr (UiFixture) ui = open_library ();
  GtkWidget *page = open_page (ui);
  GtkWidget *editor;
  g_autoptr (ShedTune) saved = NULL;

  g_assert_true (ui_press (ui->window, GDK_KEY_e, GDK_CONTROL_MASK));
  editor = editor_of (page);
  ui_shot (ui, "tune-edit-facts");
  g_assert_false (shed_tune_editor_is_dirty (SHED_TUNE_EDITOR (editor)));
  gtk_editable_set_text (GTK_EDITABLE (entry (editor, "Title")), "Drowsy Margaret");
  gtk_editable_set_text (GTK_EDITABLE (entry (editor, "Key")), "E minor");
  gtk_editable_set_text (GTK_EDITABLE (entry (editor, "Kind")), "Hornpipes");
  g_assert_true (shed_tune_editor_can_save (SHED_TUNE_EDITOR (editor)));
  g_assert_true (ui_press (ui->window, GDK_KEY_s, GDK_CONTROL_MASK));
  wait_title (ui, "Drowsy Margaret");
  ui_wait_find (page, GTK_TYPE_LABEL, "hornpipe · E minor · AABB · Trad.");
  saved = get_tune (ui);
  g_assert_cmpstr (shed_tune_get_field (saved, "key"), ==, "Em");
  g_assert_cmpstr (shed_tune_get_field (saved, "kind"), ==, "hornpipe");
  g_assert_true (shed_tune_is_inferred (saved, "structure"));
  shed_context_undo (ui->context);
  wait_title (ui, "Drowsy Maggie");
  ui_wait_find (page, GTK_TYPE_LABEL, "reel · E dorian · AABB · Trad.");
}

static void
test_what_cannot_be_kept_cannot_be_saved (void)
{
  g_autoptr (UiFixture) ui = open_library ();
  GtkWidget *page = open_page (ui);
  GtkWidget *editor;

  gtk_widget_activate_action (page, "tune.edit", NULL);
  editor = editor_of (page);
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
  g_autoptr (UiFixture) ui = open_library ();
  GtkWidget *page = open_page (ui);
  GtkWidget *editor;
  ShedAbcEditor *abc;
  GtkTextBuffer *buffer;
  GtkTextIter at;
  int offset;

  gtk_widget_activate_action (page, "tune.edit", NULL);
  editor = editor_of (page);
  show_music (editor);
  abc = SHED_ABC_EDITOR (ui_wait_find (editor, SHED_TYPE_ABC_EDITOR, NULL));
  wait_score (editor);
  g_assert_cmpuint (shed_abc_editor_get_n_remarks (abc), ==, 0);
  ui_shot (ui, "tune-edit-music");
  buffer = gtk_text_view_get_buffer (shed_abc_editor_get_view (abc));
  gtk_text_buffer_get_iter_at_line_offset (buffer, &at, 6, 25); /* after "AFDF" of the second bar… */
  gtk_text_buffer_get_iter_at_line_offset (buffer, &at, 6, 29); /* …in the third */
  gtk_text_buffer_place_cursor (buffer, &at);
  type (GTK_WIDGET (shed_abc_editor_get_view (abc)), "A");
  gtk_text_buffer_get_iter_at_mark (buffer, &at, gtk_text_buffer_get_insert (buffer));
  offset = gtk_text_iter_get_offset (&at);
  ui_wait_for (has_remarks, abc, "a remark");
  g_assert_nonnull (ui_wait_find (editor, GTK_TYPE_LABEL, "Bar 3 has 9 eighths"));
  gtk_text_buffer_get_iter_at_mark (buffer, &at, gtk_text_buffer_get_insert (buffer));
  g_assert_cmpint (gtk_text_iter_get_offset (&at), ==, offset);
  wait_score (editor);
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
  g_autoptr (UiFixture) ui = open_library ();
  GtkWidget *page = open_page (ui);
  GtkWidget *editor;
  ShedAbcEditor *abc;
  GtkTextBuffer *buffer;
  GtkTextIter start, end;

  gtk_widget_activate_action (page, "tune.edit", NULL);
  editor = editor_of (page);
  gtk_editable_set_text (GTK_EDITABLE (entry (editor, "Kind")), "jig");
  show_music (editor);
  abc = SHED_ABC_EDITOR (ui_wait_find (editor, SHED_TYPE_ABC_EDITOR, NULL));
  buffer = gtk_text_view_get_buffer (shed_abc_editor_get_view (abc));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_delete (buffer, &start, &end);
  type (GTK_WIDGET (shed_abc_editor_get_view (abc)), "X:1\nT:Drowsy Maggie\nR:polka\nM:2/4\nL:1/8\nK:Ador\nA2 A2|\n");
  ui_wait_ms (SHED_ABC_EDITOR_DELAY_MS + 150);
  gtk_stack_set_visible_child_name (GTK_STACK (ui_find (editor, GTK_TYPE_STACK, "stack")), "facts");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry (editor, "Key"))), ==, "A dorian");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry (editor, "Meter"))), ==, "2/4");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry (editor, "Kind"))), ==, "jig");
}

static void
test_what_was_not_saved_outlives_the_window (void)
{
  g_autoptr (UiFixture) ui = open_library ();
  GtkWidget *page = open_page (ui);
  GtkWidget *editor;

  gtk_widget_activate_action (page, "tune.edit", NULL);
  editor = editor_of (page);
  gtk_editable_set_text (GTK_EDITABLE (entry (editor, "Composer")), "Unknown");
  ui_wait_ms (100); /* the draft is on its way, not yet written */
  gtk_window_destroy (GTK_WINDOW (ui->window));
  g_clear_object (&ui->context);
  ui->window = NULL;
  ui_wait_ms (100);

  page = open_page (ui);
  ui_wait_find (page, GTK_TYPE_LABEL, "Changes you had not saved are kept.");
  ui_shot (ui, "tune-draft");
  gtk_widget_activate_action (page, "tune.edit", NULL);
  editor = editor_of (page);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry (editor, "Composer"))), ==, "Unknown");
  g_assert_true (shed_tune_editor_can_save (SHED_TUNE_EDITOR (editor)));
  gtk_widget_activate_action (page, "tune.save", NULL);
  ui_wait_find (page, GTK_TYPE_LABEL, "reel · E dorian · AABB · Unknown");
  g_assert_null (ui_find (page, GTK_TYPE_LABEL, "Changes you had not saved are kept."));
}

static void
test_a_change_elsewhere_does_not_touch_what_is_typed (void)
{
  g_autoptr (UiFixture) ui = open_library ();
  GtkWidget *page = open_page (ui);
  GtkWidget *editor;
  g_autoptr (ShedTune) saved = NULL;

  gtk_widget_activate_action (page, "tune.edit", NULL);
  editor = editor_of (page);
  gtk_editable_set_text (GTK_EDITABLE (entry (editor, "Composer")), "Me");
  g_free (ui_fixture_run (ui, shed_command_tune_set (tune_id (ui), (const char *const[]) { "composer", "region", NULL },
                                                     (const char *const[]) { "Somebody", "Kerry", NULL })));
  ui_wait_find (editor, GTK_TYPE_LABEL, "This tune was changed elsewhere meanwhile. What you typed is kept here.");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry (editor, "Composer"))), ==, "Me");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry (editor, "Region"))), ==, "Kerry");
  gtk_widget_activate_action (page, "tune.save", NULL);
  ui_wait_find (page, GTK_TYPE_LABEL, "reel · E dorian · AABB · Me");
  saved = get_tune (ui);
  g_assert_cmpstr (shed_tune_get_field (saved, "region"), ==, "Kerry");
}

static void
test_a_tune_deleted_elsewhere_says_so (void)
{
  g_autoptr (UiFixture) ui = open_library ();
  GtkWidget *page = open_page (ui);

  g_free (ui_fixture_run (ui, shed_command_tune_delete ((const char *const[]) { tune_id (ui), NULL })));
  ui_wait_find (page, ADW_TYPE_STATUS_PAGE, "This Tune Was Deleted");
  ui_shot (ui, "tune-gone");
}

static gboolean
page_is_left (gpointer data)
{
  return ui_find (((UiFixture *) data)->window, SHED_TYPE_TUNE_PAGE, NULL) == NULL;
}

static void
test_deleting_goes_back_and_undo_restores (void)
{
  g_autoptr (UiFixture) ui = open_library ();
  GtkWidget *page = open_page (ui);

  gtk_widget_activate_action (page, "tune.delete", NULL);
  ui_wait_for (page_is_left, ui, "the page to be left");
  g_assert_null (get_tune (ui));
  shed_context_undo (ui->context);
  wait_title (ui, "Drowsy Maggie");
}

static void
test_a_guess_is_confirmed_by_a_click (void)
{
  g_autoptr (UiFixture) ui = open_library ();
  GtkWidget *page = open_page (ui);

  g_signal_emit_by_name (ui_wait_find (page, GTK_TYPE_BUTTON, "That Is Right"), "clicked");
  while (ui_find (page, GTK_TYPE_LABEL, "guessed") != NULL)
    ui_wait_ms (20);
  {
    g_autoptr (ShedTune) tune = get_tune (ui);

    g_assert_false (shed_tune_is_inferred (tune, "structure"));
    g_assert_cmpstr (shed_tune_get_field (tune, "structure"), ==, "AABB");
  }
}

static void
test_a_tag_is_added_and_removed (void)
{
  g_autoptr (UiFixture) ui = open_library ();
  GtkWidget *page = open_page (ui);
  GtkWidget *tags = ui_find (page, GTK_TYPE_ENTRY, "tag_entry");

  gtk_editable_set_text (GTK_EDITABLE (tags), "session");
  g_signal_emit_by_name (tags, "activate");
  g_signal_emit_by_name (ui_wait_find (page, GTK_TYPE_BUTTON, "Remove the tag “session”"), "clicked");
  while (ui_find (page, GTK_TYPE_BUTTON, "Remove the tag “session”") != NULL)
    ui_wait_ms (20);
}

static void
test_long_and_strange_titles_fit (void)
{
  static const char *const titles[] = { "الريح التي تهز الشعير", "🎻🎶 “Tune” <b>&amp;</b> 𝄞", "   x   " };
  g_autoptr (UiFixture) ui = open_library ();
  GtkWidget *page = open_page (ui);
  g_autofree char *longest = g_strnfill (490, 'W');

  for (guint i = 0; i <= G_N_ELEMENTS (titles); i++)
    {
      g_autofree char *shown = g_strstrip (g_strdup (i < G_N_ELEMENTS (titles) ? titles[i] : longest));

      g_free (ui_fixture_run (ui, shed_command_tune_set (tune_id (ui), (const char *const[]) { "title", NULL },
                                                         (const char *const[]) { shown, NULL })));
      ui_wait_find (page, GTK_TYPE_LABEL, shown);
    }
  ui_resize (ui, 360, 700);
  ui_shot (ui, "tune-long-title");
  gtk_widget_activate_action (page, "tune.edit", NULL);
  show_music (editor_of (page));
  ui_wait_ms (300);
  ui_shot (ui, "tune-edit-narrow");
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (ui->window)), <=, 372);
}

static gint64
nearly_full (const char *path)
{
  return 100 * 1024 * 1024;
}

/* The page covers the window's own bar. */
static void
test_trouble_with_the_library_is_said_here_too (void)
{
  g_autoptr (UiFixture) ui = open_library ();
  GtkWidget *page = open_page (ui);

  g_assert_null (ui_find (page, GTK_TYPE_LABEL, "Little space is left on the disk. Everything is saved so far."));
  shed_store_set_free_bytes_func (nearly_full);
  shed_store_look_at_space (ui->store);
  ui_wait_find (page, GTK_TYPE_LABEL, "Little space is left on the disk. Everything is saved so far.");
  shed_store_set_free_bytes_func (NULL);
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);
  g_test_add_func ("/tune-page/says-what-the-tune-is", test_says_what_the_tune_is);
  g_test_add_func ("/tune-page/a-key-rates-once-with-what-was-shown", test_a_key_rates_once_with_what_was_shown);
  g_test_add_func ("/tune-page/a-tune-that-is-not-in-can-be-added", test_a_tune_that_is_not_in_can_be_added);
  g_test_add_func ("/tune-page/a-rating-of-the-past-is-replaced", test_a_rating_of_the_past_is_replaced);
  g_test_add_func ("/tune-page/a-rating-is-taken-back-and-shown-on-demand", test_a_rating_is_taken_back_and_shown_on_demand);
  g_test_add_func ("/tune-page/a-note-saves-itself", test_a_note_saves_itself);
  g_test_add_func ("/tune-page/a-note-being-typed-outlives-the-page", test_a_note_being_typed_outlives_the_page);
  g_test_add_func ("/tune-page/a-note-written-elsewhere-appears", test_a_note_written_elsewhere_appears);
  g_test_add_func ("/tune-page/editing-is-one-step", test_editing_is_one_step);
  g_test_add_func ("/tune-page/what-cannot-be-kept-cannot-be-saved", test_what_cannot_be_kept_cannot_be_saved);
  g_test_add_func ("/tune-page/a-long-bar-is-said-in-words-and-the-caret-stays",
                   test_a_long_bar_is_said_in_words_and_the_caret_stays);
  g_test_add_func ("/tune-page/facts-follow-the-abc-until-they-are-set-by-hand",
                   test_facts_follow_the_abc_until_they_are_set_by_hand);
  g_test_add_func ("/tune-page/what-was-not-saved-outlives-the-window", test_what_was_not_saved_outlives_the_window);
  g_test_add_func ("/tune-page/a-change-elsewhere-does-not-touch-what-is-typed",
                   test_a_change_elsewhere_does_not_touch_what_is_typed);
  g_test_add_func ("/tune-page/a-tune-deleted-elsewhere-says-so", test_a_tune_deleted_elsewhere_says_so);
  g_test_add_func ("/tune-page/deleting-goes-back-and-undo-restores", test_deleting_goes_back_and_undo_restores);
  g_test_add_func ("/tune-page/a-guess-is-confirmed-by-a-click", test_a_guess_is_confirmed_by_a_click);
  g_test_add_func ("/tune-page/a-tag-is-added-and-removed", test_a_tag_is_added_and_removed);
  g_test_add_func ("/tune-page/trouble-with-the-library-is-said-here-too", test_trouble_with_the_library_is_said_here_too);
  g_test_add_func ("/tune-page/long-and-strange-titles-fit", test_long_and_strange_titles_fit);
  return g_test_run ();
}
