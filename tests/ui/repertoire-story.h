/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the Repertoire view share: a window that shows it, and ways to ask what it shows. */
#pragma once

#include "../read-rows.h"
#include "shed-filter-chip.h"
#include "shed-repertoire-page.h"
#include "shed-repertoire-table.h"
#include "ui-fixture.h"

typedef struct
{
  UiFixture *ui;
  GtkWidget *page;
  GtkWidget *view; /* the table, or the rows of the narrow list */
  GListModel *tunes;
  guint wanted;
  const char *first;
} Story;

G_GNUC_UNUSED static gboolean
shows_wanted (gpointer data)
{
  Story *story = data;
  g_autoptr (ShedTuneRow) row = g_list_model_get_item (story->tunes, 0);

  if (g_list_model_get_n_items (story->tunes) != story->wanted)
    return FALSE;
  return story->first == NULL || (row != NULL && g_strcmp0 (shed_tune_row_get (row)->title, story->first) == 0);
}

/* Until so many tunes are shown, and that one first (NULL: any). */
G_GNUC_UNUSED static void
wait_for (Story *story, guint n, const char *first)
{
  story->wanted = n;
  story->first = first;
  ui_wait_for (shows_wanted, story, "the table to show what was asked for");
}

/* Shows the Repertoire of a fixture that is filled already. */
G_GNUC_UNUSED static void
open_story (Story *story, UiFixture *ui, GType view_type)
{
  g_autoptr (GtkSelectionModel) model = NULL;

  story->ui = ui;
  ui_fixture_show (ui);
  shed_window_show_page (ui->window, "repertoire");
  story->page = ui_wait_find (ui->window, SHED_TYPE_REPERTOIRE_PAGE, NULL);
  story->view = ui_wait_find (story->page, view_type, NULL);
  g_object_get (story->view, "model", &model, NULL);
  story->tunes = G_LIST_MODEL (model); /* the view keeps it */
}

G_GNUC_UNUSED static void
begin (Story *story, guint n_tunes)
{
  UiFixture *ui = ui_fixture_new ();

  ui_fixture_add_repertoire (ui);
  ui_fixture_add_tunes (ui, n_tunes);
  open_story (story, ui, GTK_TYPE_COLUMN_VIEW);
  wait_for (story, n_tunes, NULL);
}

G_GNUC_UNUSED static void
end (Story *story)
{
  ui_fixture_free (story->ui);
}

G_GNUC_UNUSED static void
choose (Story *story, guint position)
{
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (story->tunes), position, FALSE);
}

/* What the library says, as one text: rows joined by "|", columns by ",". */
G_GNUC_UNUSED static char *
ask_library (Story *story, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = test_read_rows (story->ui->store, sql, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < rows->len; i++)
    {
      const TestRow *row = rows->pdata[i];

      g_string_append_printf (text, "%s%s", text->len > 0 ? "|" : "", row->first != NULL ? row->first : "-");
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

typedef struct { Story *story; const char *sql, *wanted; } Expectation;

G_GNUC_UNUSED static gboolean
library_says (gpointer data)
{
  Expectation *expectation = data;
  g_autofree char *text = ask_library (expectation->story, expectation->sql);

  return g_str_equal (text, expectation->wanted);
}

G_GNUC_UNUSED static void
wait_library (Story *story, const char *sql, const char *wanted)
{
  Expectation expectation = { story, sql, wanted };

  ui_wait_for (library_says, &expectation, sql);
}
