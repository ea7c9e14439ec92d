/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window that shows the Catalog, and ways to ask what it shows. */
#pragma once

#include "shed-books-sidebar.h"
#include "shed-catalog-list.h"
#include "shed-catalog-page.h"
#include "shed-importer.h"
#include "ui-fixture.h"

G_BEGIN_DECLS

typedef struct
{
  UiFixture         *ui;
  GtkWidget         *page;
  ShedCatalogList   *list;
  ShedTuneList      *model;
  ShedTuneSelection *selection;
  ShedBooksSidebar  *books;
  GtkEditable       *search;
  guint              wanted;
} CatalogStory;

/* With so many tunes and a repertoire; the first rows are read. */
CatalogStory     *catalog_story_new     (guint n_tunes);
void              catalog_story_free    (CatalogStory *story);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CatalogStory, catalog_story_free)

const char       *catalog_tune_id       (CatalogStory *story, guint n);
/* Until the list has so many rows. */
void              catalog_wait_rows     (CatalogStory *story, guint n);
/* Until what it shows first is read. */
void              catalog_wait_read     (CatalogStory *story);
/* One of the page's actions. */
void              catalog_act           (CatalogStory *story, const char *action);
GtkWidget        *catalog_wait_question (void);
void              catalog_answer        (const char *response);
ShedImportReport *catalog_wait_import   (CatalogStory *story);
/* The first widget of that type, on the screen or not. NULL: none. */
GtkWidget        *catalog_find          (GtkWidget *widget, GType type);

G_END_DECLS
