/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Books and texts that are far too large, in the window: each is answered in words, nothing is lost, the main loop
 * keeps turning. */
#include "ui-fixture.h"

#include "../read-rows.h"
#include "shed-catalog-page.h"
#include "shed-import-bar.h"
#include "shed-import-flow.h"
#include "shed-importer.h"
#include "ui-watch.h"

#define MEGABYTE (1024 * 1024)
#define N_FEW 300
#define N_LARGE 50000

typedef struct
{
  UiFixture    *ui;
  ShedImporter *importer;
  gint64        n_tunes; /* asked for by a condition */
  guint         min_length;
} Story;

static Story *
story_begin (void)
{
  Story *story = g_new0 (Story, 1);

  story->ui = ui_fixture_new ();
  ui_fixture_add_repertoire (story->ui);
  ui_fixture_add_tunes (story->ui, 3);
  ui_fixture_show (story->ui);
  shed_context_show_page (story->ui->context, "catalog");
  ui_wait_find (story->ui->window, GTK_TYPE_LABEL, "All Tunes · 3 tunes");
  story->importer = shed_importer_get (story->ui->context);
  return story;
}

static void
story_end (Story *story)
{
  ui_fixture_free (story->ui);
  g_free (story);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Story, story_end)

static gboolean
import_is_done (gpointer data)
{
  return shed_importer_get_state (((Story *) data)->importer) == SHED_IMPORTER_DONE;
}

static gint64
n_tunes (Story *story)
{
  return test_read_number (story->ui->store, "SELECT count(*) FROM tune");
}

static gboolean
has_so_many (gpointer data)
{
  Story *story = data;

  return n_tunes (story) == story->n_tunes;
}

static void
wait_tunes (Story *story, gint64 n)
{
  story->n_tunes = n;
  ui_wait_for (has_so_many, story, "so many tunes");
}

/* A piece at a time: the test needs little memory itself. */
static GFile *
write_large (Story *story, const char *name, const char *head, const char *piece, guint n_megabytes)
{
  g_autofree char *path = g_build_filename (story->ui->folder, name, NULL);
  GFile *file = g_file_new_for_path (path);
  g_autoptr (GString) part = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileOutputStream) stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, &error);

  g_assert_no_error (error);
  while (part->len < MEGABYTE)
    g_string_append (part, piece);
  g_output_stream_write_all (G_OUTPUT_STREAM (stream), head, strlen (head), NULL, NULL, &error);
  for (guint i = 0; i < n_megabytes; i++)
    g_output_stream_write_all (G_OUTPUT_STREAM (stream), part->str, part->len, NULL, NULL, &error);
  g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, &error);
  g_assert_no_error (error);
  return file;
}

static void
import_file (Story *story, GFile *file)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  g_list_store_append (files, file);
  shed_window_import (story->ui->window, G_LIST_MODEL (files));
}

static void
check_answer (Story *story, const char *answer)
{
  g_autofree char *said = shed_importer_dup_text (story->importer);

  g_assert_cmpstr (said, ==, answer);
  ui_wait_find (ui_wait_find (story->ui->window, SHED_TYPE_IMPORT_BAR, NULL), GTK_TYPE_LABEL, answer);
}

#define TUNE_HEAD "X:1\nT:Endless\nR:reel\nM:4/4\nL:1/8\nK:D\n"

static const struct
{
  const char *name, *head, *piece, *answer;
  gint64      n_taken;
} giants[] = {
  { "lines", TUNE_HEAD, "|:DEFG ABcd|e2d2 c2B2:|\n", "1 tune taken, 1 with a remark", 1 },
  { "one-line", TUNE_HEAD, "DEFG ABcd|", "1 tune taken, 1 with a remark", 1 },
  { "title", "X:1\nR:reel\nM:4/4\nK:D\nT:", "Endless ", "1 tune taken, 1 with a remark", 1 },
  { "prose", "", "It was a dark night and nobody played.\n",
    "huge.abc: There is no tune in the file. Nothing was changed. In a tune book each tune begins with a line “X:”.",
    0 },
  { "bytes", "\177ELF", "\001\002\003\004\377\376",
    "huge.abc: The file is not text. Choose a tune book in ABC, a CSV table or a backup.", 0 },
};

static void
test_a_hundred_megabytes (gconstpointer data)
{
  const guint i = GPOINTER_TO_UINT (data);
  g_autoptr (Story) story = story_begin ();
  g_autoptr (GFile) file = write_large (story, "huge.abc", giants[i].head, giants[i].piece, 100);
  UiWatch watch;

  ui_watch_begin (&watch);
  import_file (story, file);
  ui_wait_for (import_is_done, story, "the import");
  ui_watch_end (&watch, giants[i].name);
  check_answer (story, giants[i].answer);
  wait_tunes (story, 3 + giants[i].n_taken);
  if (giants[i].n_taken > 0)
    shed_context_undo (story->ui->context);
  wait_tunes (story, 3);
}

/* Where the main loop would do what workers do, this takes hundreds of milliseconds. */
static void
test_a_huge_text_is_pasted (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autoptr (GString) text = g_string_new (TUNE_HEAD);
  UiWatch watch;

  while (text->len < 50 * MEGABYTE)
    g_string_append (text, "|:DEFG ABcd|\"Émile\"e2d2 c2B2:|\n");
  ui_watch_begin (&watch);
  g_assert_true (shed_import_text (story->ui->context, GTK_WINDOW (story->ui->window), text->str));
  ui_wait_for (import_is_done, story, "the import");
  ui_watch_end (&watch, "a huge text");
  check_answer (story, "1 tune taken, 1 with a remark");
  wait_tunes (story, 4);
  shed_context_undo (story->ui->context);
  wait_tunes (story, 3);
}

static gboolean
search_has_text (gpointer search)
{
  return *gtk_editable_get_text (search) != '\0';
}

/* What is no ABC is searched for, as far as a title can be long. */
static void
test_huge_prose_is_pasted_into_the_search (void)
{
  g_autoptr (Story) story = story_begin ();
  GtkWidget *search = ui_wait_find (story->ui->window, GTK_TYPE_SEARCH_ENTRY, NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  while (text->len < 20 * MEGABYTE)
    g_string_append (text, "It was a dark night, and nobody played: שלום.\n");
  gdk_clipboard_set_text (gtk_widget_get_clipboard (search), text->str);
  g_assert_false (shed_import_text (story->ui->context, NULL, text->str));
  gtk_widget_grab_focus (search);
  g_assert_true (ui_press (story->ui->window, GDK_KEY_v, GDK_CONTROL_MASK));
  ui_wait_for (search_has_text, search, "the words in the search");
  g_assert_cmpuint (strlen (gtk_editable_get_text (GTK_EDITABLE (search))), <=, 1000);
  ui_wait_find (story->ui->window, GTK_TYPE_LABEL, "nothing_label");
  ui_shot (story->ui, "search-for-prose");
  wait_tunes (story, 3);
}

static GFile *
write_book (Story *story, const char *name, guint n_tunes)
{
  g_autofree char *path = g_build_filename (story->ui->folder, name, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i <= n_tunes; i++)
    g_string_append_printf (text, "X:%u\nT:%s %u\nR:reel\nM:4/4\nL:1/8\nK:D\nDEFG ABcd|%c2 e4 %c2|\n\n", i, name, i, 'A' + i % 7,
                            'A' + i / 7 % 7);
  g_file_set_contents (path, text->str, (gssize) text->len, &error);
  g_assert_no_error (error);
  return g_file_new_for_path (path);
}

static gboolean
has_dialog (gpointer data)
{
  return ui_find_question () != NULL;
}

static gboolean
is_half_way (gpointer data)
{
  Story *story = data;

  return shed_importer_get_state (story->importer) == SHED_IMPORTER_RUNNING && shed_importer_get_fraction (story->importer) > 0.5;
}

static void
import_large_book (Story *story, GFile *book)
{
  import_file (story, book);
  ui_wait_for (has_dialog, story, "the question where the book is to be");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (ui_find_question ()), "here");
  gtk_window_destroy (GTK_WINDOW (ui_find_question ()));
}

static void
test_a_large_book_is_stopped_half_way (void)
{
  g_autoptr (Story) story = story_begin ();
  g_autoptr (GFile) few = write_book (story, "few.abc", N_FEW);
  g_autoptr (GFile) book = write_book (story, "large.abc", N_LARGE);
  g_autofree char *stopped = NULL;
  g_autofree char *rest = NULL;
  GtkWidget *bar, *progress, *cancel;
  guint n_taken;
  UiWatch watch;

  /* The list makes its rows once, whatever comes into them. */
  import_file (story, few);
  ui_wait_for (import_is_done, story, "a small book");
  check_answer (story, "300 tunes taken");
  ui_wait_find (story->ui->window, GTK_TYPE_LABEL, "All Tunes · 303 tunes");
  for (guint i = 0; i < 5; i++)
    gtk_test_widget_wait_for_draw (GTK_WIDGET (story->ui->window));

  ui_watch_begin (&watch);
  import_large_book (story, book);
  bar = ui_wait_find (story->ui->window, SHED_TYPE_IMPORT_BAR, NULL);
  progress = ui_wait_find (bar, GTK_TYPE_PROGRESS_BAR, NULL);
  cancel = ui_wait_find (bar, GTK_TYPE_BUTTON, "_Cancel");
  ui_wait_for (is_half_way, story, "half of the book");
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (progress)), >, 0);
  g_signal_emit_by_name (cancel, "clicked");
  ui_wait_for (import_is_done, story, "the import to stop");
  ui_watch_end (&watch, "half of a large book");
  ui_watch_assert_free (&watch);

  /* What is in the library is what is said, and not all. */
  n_taken = shed_importer_get_report (story->importer)->taken;
  g_assert_cmpuint (n_taken, >, 0);
  g_assert_cmpuint (n_taken, <, N_LARGE);
  g_assert_cmpint (n_tunes (story), ==, 3 + N_FEW + n_taken);
  stopped = g_strdup_printf ("%'u tunes taken · stopped before the end", n_taken);
  check_answer (story, stopped);

  /* A second time takes the rest, and nothing twice. */
  ui_watch_begin (&watch);
  import_large_book (story, book);
  ui_wait_for (import_is_done, story, "the rest of the book");
  ui_watch_end (&watch, "the rest");
  ui_watch_assert_free (&watch);
  rest = g_strdup_printf ("%'u tunes taken · %'u tunes were here already", N_LARGE - n_taken, n_taken);
  check_answer (story, rest);
  g_assert_cmpint (n_tunes (story), ==, 3 + N_FEW + N_LARGE);
  ui_wait_find (story->ui->window, GTK_TYPE_LABEL, "All Tunes · 50303 tunes");
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);

  for (guint i = 0; i < G_N_ELEMENTS (giants); i++)
    {
      g_autofree char *name = g_strdup_printf ("/large-input/a-file-of-a-hundred-megabytes-is-answered/%s", giants[i].name);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_a_hundred_megabytes);
    }

  g_test_add_func ("/large-input/a-huge-text-is-pasted", test_a_huge_text_is_pasted);
  g_test_add_func ("/large-input/huge-prose-is-pasted-into-the-search", test_huge_prose_is_pasted_into_the_search);
  g_test_add_func ("/large-input/a-large-book-is-stopped-half-way", test_a_large_book_is_stopped_half_way);

  return g_test_run ();
}
