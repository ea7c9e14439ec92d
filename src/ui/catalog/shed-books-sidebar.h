/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tune books at the left of the Catalog, with how many tunes each holds, and what can be done with one. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

#define SHED_TYPE_BOOKS_SIDEBAR (shed_books_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (ShedBooksSidebar, shed_books_sidebar, SHED, BOOKS_SIDEBAR, AdwBin)
/* property "book-id" (string, nullable: all); signal "chosen": a person chose one, also the same again */

void          shed_books_sidebar_set_context (ShedBooksSidebar *self, ShedContext *context);
ShedBookList *shed_books_sidebar_get_books   (ShedBooksSidebar *self);
const char   *shed_books_sidebar_get_book_id (ShedBooksSidebar *self); /* (nullable) */
void          shed_books_sidebar_set_book_id (ShedBooksSidebar *self, const char *book_id);
char         *shed_books_sidebar_dup_title   (ShedBooksSidebar *self); /* of the chosen book, or "All Tunes" */
/* How a book is called in the window: "My Tunes" is translated. */
char         *shed_book_dup_shown_title      (ShedBook *book);

G_END_DECLS
