/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "catalog-story.h"

GtkWidget *
catalog_find (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = catalog_find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
has_wanted (gpointer data)
{
  CatalogStory *story = data;

  return !shed_tune_list_is_loading (story->model) &&
         g_list_model_get_n_items (G_LIST_MODEL (story->model)) == story->wanted;
}

void
catalog_wait_rows (CatalogStory *story, guint n)
{
  story->wanted = n;
  ui_wait_for (has_wanted, story, "so many rows");
}

static gboolean
rows_are_read (gpointer data)
{
  CatalogStory *story = data;

  for (guint i = 0; i < MIN (g_list_model_get_n_items (G_LIST_MODEL (story->model)), 5); i++)
    {
      g_autoptr (ShedTuneRow) row = g_list_model_get_item (G_LIST_MODEL (story->model), i);

      if (!shed_tune_row_is_loaded (row))
        return FALSE;
    }
  return TRUE;
}

void
catalog_wait_read (CatalogStory *story)
{
  ui_wait_for (rows_are_read, story, "rows to be read");
}

CatalogStory *
catalog_story_new (guint n_tunes)
{
  CatalogStory *story = g_new0 (CatalogStory, 1);

  story->ui = ui_fixture_new ();
  if (n_tunes > 0)
    ui_fixture_add_tunes (story->ui, n_tunes);
  ui_fixture_add_repertoire (story->ui);
  ui_fixture_show (story->ui);
  shed_context_show_page (story->ui->context, "catalog");
  story->page = ui_wait_find (story->ui->window, SHED_TYPE_CATALOG_PAGE, NULL);
  story->list = SHED_CATALOG_LIST (catalog_find (story->page, SHED_TYPE_CATALOG_LIST));
  story->model = shed_catalog_list_get_model (story->list);
  story->selection = shed_catalog_list_get_selection (story->list);
  story->books = SHED_BOOKS_SIDEBAR (catalog_find (story->page, SHED_TYPE_BOOKS_SIDEBAR));
  story->search = GTK_EDITABLE (catalog_find (story->page, GTK_TYPE_SEARCH_ENTRY));
  catalog_wait_rows (story, n_tunes);
  catalog_wait_read (story);
  return story;
}

void
catalog_story_free (CatalogStory *story)
{
  ui_fixture_free (story->ui);
  g_free (story);
}

const char *
catalog_tune_id (CatalogStory *story, guint n)
{
  return g_ptr_array_index (story->ui->tune_ids, n);
}

void
catalog_act (CatalogStory *story, const char *action)
{
  g_assert_true (gtk_widget_activate_action (story->page, action, NULL));
}

static gboolean
is_asked (gpointer data)
{
  return ui_find_question () != NULL;
}

GtkWidget *
catalog_wait_question (void)
{
  ui_wait_for (is_asked, NULL, "a question");
  return ui_find_question ();
}

void
catalog_answer (const char *response)
{
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (catalog_wait_question ()), response);
}

static gboolean
import_is_done (gpointer data)
{
  return shed_importer_get_state (data) == SHED_IMPORTER_DONE;
}

ShedImportReport *
catalog_wait_import (CatalogStory *story)
{
  ShedImporter *importer = shed_importer_get (story->ui->context);

  ui_wait_for (import_is_done, importer, "the import");
  return shed_importer_get_report (importer);
}
