/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The score on its sheet: sharp at every zoom, and words where there is none. Also the words of the ABC reader's remarks. */
#include "ui-fixture.h"

#include "shed-abc-words.h"
#include "shed-score-view.h"

static const char music[] = "X:1\nT:Try\nM:4/4\nL:1/8\nK:G\nGABc d2B2|c2A2 G4|\n";

typedef struct
{
  GtkWidget     *window;
  ShedScoreView *score;
  int            height; /* at the usual size */
} Sheet;

static gboolean
is_mapped (gpointer data)
{
  return gtk_widget_get_mapped (data);
}

static gboolean
is_settled (gpointer data)
{
  return !shed_score_view_is_busy (data) &&
         (shed_score_view_get_texture (data) != NULL || shed_score_view_get_message (data) != NULL);
}

static void
sheet_open (Sheet *self, const char *abc)
{
  self->window = gtk_window_new ();
  self->score = SHED_SCORE_VIEW (shed_score_view_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->score), GTK_ALIGN_START);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->score));
  gtk_window_set_default_size (GTK_WINDOW (self->window), 700, 500);
  shed_score_view_set_abc (self->score, abc);
  gtk_window_present (GTK_WINDOW (self->window));
  ui_wait_for (is_mapped, self->score, "the sheet");
  ui_wait_for (is_settled, self->score, "the score");
}

static void
sheet_close (Sheet *self)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
}

static void
test_the_picture_has_a_device_pixel_for_each (void)
{
  Sheet sheet;

  sheet_open (&sheet, music);
  g_assert_cmpint (gdk_texture_get_width (shed_score_view_get_texture (sheet.score)), ==,
                   gtk_widget_get_width (GTK_WIDGET (sheet.score)) * gtk_widget_get_scale_factor (GTK_WIDGET (sheet.score)));
  sheet_close (&sheet);
}

static gboolean
is_taller (gpointer data)
{
  Sheet *sheet = data;

  return is_settled (sheet->score) && gtk_widget_get_height (GTK_WIDGET (sheet->score)) > sheet->height * 3 / 2;
}

static void
test_zooming_makes_notes_larger_and_no_wider (void)
{
  Sheet sheet;
  int width;

  sheet_open (&sheet, music);
  width = gtk_widget_get_width (GTK_WIDGET (sheet.score));
  ui_wait_ms (100);
  sheet.height = gtk_widget_get_height (GTK_WIDGET (sheet.score));
  shed_score_view_set_zoom (sheet.score, 2.5);
  ui_wait_for (is_taller, &sheet, "the larger score");
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (sheet.score)), ==, width);
  g_assert_cmpint (gdk_texture_get_width (shed_score_view_get_texture (sheet.score)), ==,
                   width * gtk_widget_get_scale_factor (GTK_WIDGET (sheet.score)));
  shed_score_view_set_zoom (sheet.score, 100);
  g_assert_cmpfloat (shed_score_view_get_zoom (sheet.score), ==, SHED_SCORE_MAX_ZOOM);
  sheet_close (&sheet);
}

static void
test_a_tune_without_notes_says_so (void)
{
  Sheet sheet;

  sheet_open (&sheet, "X:1\nT:Only a title\nK:D\n");
  g_assert_null (shed_score_view_get_texture (sheet.score));
  g_assert_cmpstr (shed_score_view_get_message (sheet.score), ==,
                   "This tune has no notes yet. Edit it to write or paste its ABC.");
  sheet_close (&sheet);
}

static void
test_what_was_seen_is_there_at_once (void)
{
  Sheet sheet;
  GdkTexture *seen;

  sheet_open (&sheet, music);
  seen = g_object_ref (shed_score_view_get_texture (sheet.score));
  shed_score_view_set_abc (sheet.score, "X:1\nT:Other\nL:1/8\nK:D\nDEFG A4|\n");
  ui_wait_for (is_settled, sheet.score, "the other score");
  g_assert_true (shed_score_view_get_texture (sheet.score) != seen);
  shed_score_view_set_abc (sheet.score, music);
  g_assert_false (shed_score_view_is_busy (sheet.score));
  g_assert_true (shed_score_view_get_texture (sheet.score) == seen);
  g_object_unref (seen);
  sheet_close (&sheet);
}

static void
test_each_remark_has_words (void)
{
  for (int code = 0; code < SHED_ABC_N_REMARK_CODES; code++)
    {
      ShedAbcRemark remark = { .code = (guint16) code, .number = { 3, 9, 8 }, .detail = (char *) "x" };
      g_autofree char *text = shed_abc_words_remark (&remark);

      if (!shed_abc_words_has (code))
        g_error ("no words for %s", shed_abc_remark_code_to_string (code));
      g_assert_true (*text != '\0');
    }
  {
    ShedAbcRemark remark = { .code = SHED_ABC_REMARK_LONG_BAR, .number = { 3, 9, 8 } };
    g_autofree char *text = shed_abc_words_remark (&remark);

    g_assert_cmpstr (text, ==, "Bar 3 has 9 eighths");
  }
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);
  g_test_add_func ("/score-view/the-picture-has-a-device-pixel-for-each", test_the_picture_has_a_device_pixel_for_each);
  g_test_add_func ("/score-view/zooming-makes-notes-larger-and-no-wider", test_zooming_makes_notes_larger_and_no_wider);
  g_test_add_func ("/score-view/a-tune-without-notes-says-so", test_a_tune_without_notes_says_so);
  g_test_add_func ("/score-view/what-was-seen-is-there-at-once", test_what_was_seen_is_there_at_once);
  g_test_add_func ("/abc-words/each-remark-has-words", test_each_remark_has_words);
  return g_test_run ();
}
