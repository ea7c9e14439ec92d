/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is no tune book, and books made to harm, opened in the window: each is answered in words, the window stays free,
 * and what was in the library stays as it was. How long the main loop was busy at most is told with --verbose:
 * processor time of its thread. */
#include "ui-fixture.h"

#include "../read-rows.h"
#include "shed-import-bar.h"
#include "shed-import-report-window.h"
#include "shed-importer.h"
#include "shed-remark-text.h"
#include "ui-watch.h"

typedef struct
{
  GtkListView *list;
  guint        n;
} Shown;

static void
add_repeated (GString *text, const char *part, guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append (text, part);
}

static const char head[] = "X:1\nT:Hostile\nR:reel\nM:4/4\nL:1/8\nK:D\n";

static void
make_nothing (GString *text)
{
}

static void
make_binary (GString *text)
{
  for (guint i = 0; i < 200000; i++)
    g_string_append_c (text, (char) (i * 167 + i / 251));
}

static void
make_prose (GString *text)
{
  add_repeated (text, "It was a dark night and nobody played.\n", 5000);
}

static void
make_truncated (GString *text)
{
  g_string_append (text, head);
  g_string_append (text, "|:DEFG \"Am");
}

static void
make_nested (GString *text)
{
  g_string_append (text, head);
  add_repeated (text, "{[(", 100000);
  add_repeated (text, "|:", 100000);
}

static void
make_repeats (GString *text)
{
  g_string_append (text, head);
  add_repeated (text, "|: A2 B2 :|1 c4 :|99 d4 ::", 20000);
}

static void
make_includes (GString *text)
{
  g_string_append (text, "%%abc-include /etc/passwd\nI:abc-include /etc/passwd\n");
  g_string_append (text, head);
  g_string_append (text, "%%format /etc/passwd\n%%EPS /etc/passwd\n%%ps quit\nDEFG ABcd|\n");
}

static void
make_numbers (GString *text)
{
  g_string_append (text, "X:99999999999999999999999\nT:Hostile\nM:999999999/0\nL:1/99999999999\nQ:1/0=999999999999\nK:D\n"
                         "A99999999999999999999/0 (99999999:9999999:9999999ABC z999999999 Z999999999 |\n");
}

static void
make_zeros (GString *text)
{
  g_string_append (text, head);
  g_string_append (text, "DEFG A");
  g_string_append_len (text, "\0\0\0", 3);
  g_string_append (text, "Bcd|\n");
}

static void
make_long_title (GString *text)
{
  g_string_append (text, "X:1\nT:");
  add_repeated (text, "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xf0\x9f\x8e\xbb ", 2000);
  g_string_append (text, "\nM:4/4\nK:D\nDEFG ABcd|\n");
}

static void
make_many (GString *text)
{
  for (guint i = 1; i <= 3000; i++)
    g_string_append_printf (text, "X:%u\nT:Many %u\nM:4/4\nK:D\nDEFG ABcd|%c2 e4|\n\n", i, i, 'A' + i % 7);
}

static const struct
{
  const char *name;
  void      (*make) (GString *text);
  const char *refused; /* the word of the file's remark; NULL: its tunes are taken */
  guint       taken;
} cases[] = {
  { "an-empty-file", make_nothing, "empty", 0 },
  { "a-binary-file", make_binary, "binary", 0 },
  { "a-text-without-tunes", make_prose, "no-tunes", 0 },
  { "a-book-that-was-cut-off", make_truncated, NULL, 1 },
  { "deep-nesting", make_nested, NULL, 1 },
  { "endless-repeats", make_repeats, NULL, 1 },
  { "includes", make_includes, NULL, 1 },
  { "huge-numbers", make_numbers, NULL, 1 },
  { "zeros", make_zeros, NULL, 1 },
  { "a-title-of-ten-thousand-signs", make_long_title, NULL, 1 },
  { "thousands-of-remarks", make_many, NULL, 3000 },
};

static gboolean
import_is_done (gpointer data)
{
  return shed_importer_get_state (data) == SHED_IMPORTER_DONE;
}

static gboolean
has_three_tunes (gpointer store)
{
  return test_read_number (store, "SELECT count(*) FROM tune") == 3;
}

/* All of them: what shows rows a few at a time must come to an end. */
static gboolean
shows_every_remark (gpointer data)
{
  const Shown *shown = data;

  return g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (shown->list))) == shown->n;
}

static void
test_bad_input (gconstpointer data)
{
  const guint i = GPOINTER_TO_UINT (data);
  g_autoptr (UiFixture) ui = ui_fixture_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autofree char *path = g_build_filename (ui->folder, "bad.abc", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;
  ShedImporter *importer;
  ShedImportReport *report;
  GtkWidget *window;
  Shown shown;
  UiWatch watch;

  cases[i].make (text);
  g_file_set_contents (path, text->str, (gssize) text->len, &error);
  g_assert_no_error (error);
  g_list_store_append (files, file);
  ui_fixture_add_repertoire (ui);
  ui_fixture_add_tunes (ui, 3);
  ui_fixture_show (ui);
  importer = shed_importer_get (ui->context);

  ui_watch_begin (&watch);
  shed_window_import (ui->window, G_LIST_MODEL (files));
  ui_wait_for (import_is_done, importer, "the import");
  ui_watch_end (&watch, cases[i].name);
  report = shed_importer_get_report (importer);
  g_assert_cmpuint (report->taken, ==, cases[i].taken);
  said = shed_importer_dup_text (importer);
  ui_wait_find (ui_wait_find (ui->window, SHED_TYPE_IMPORT_BAR, NULL), GTK_TYPE_LABEL, said);
  if (cases[i].refused != NULL)
    {
      g_assert_cmpuint (report->files_refused, ==, 1);
      g_assert_cmpstr (((ShedImportRemark *) report->remarks->pdata[0])->code, ==, cases[i].refused);
    }
  for (guint j = 0; j < report->remarks->len; j++)
    g_assert_true (shed_remark_text_has (((ShedImportRemark *) report->remarks->pdata[j])->code));

  ui_watch_begin (&watch);
  window = shed_import_report_window_new (ui->context, report);
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (ui->window));
  gtk_window_present (GTK_WINDOW (window));
  shown.list = GTK_LIST_VIEW (ui_wait_find (window, GTK_TYPE_LIST_VIEW, NULL));
  shown.n = report->remarks->len;
  ui_wait_for (shows_every_remark, &shown, "every remark");
  ui_watch_end (&watch, "its report");
  gtk_window_destroy (GTK_WINDOW (window));
  ui_shot (ui, cases[i].name);

  /* What was there is there, and one undo takes away what came. */
  if (report->taken > 0)
    shed_context_undo (ui->context);
  ui_wait_for (has_three_tunes, ui->store, "the tunes that were there before, and no others");
}

int
main (int argc, char **argv)
{
  ui_fixture_init (&argc, &argv);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/bad-input/is-answered-in-words/%s", cases[i].name);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_bad_input);
    }

  return g_test_run ();
}
