/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The questions about a tune book: its name, and what becomes of its tunes when it goes. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

void shed_book_dialog_rename (ShedContext *context, GtkWindow *parent, const char *book_id, const char *title);
/* made: with the context; the command's result is the book. */
void shed_book_dialog_new (ShedContext *context,
                           GtkWindow *parent,
                           GAsyncReadyCallback made,
                           gpointer user_data /* GObject, weak */);
void shed_book_dialog_delete (ShedContext *context, GtkWindow *parent, ShedBook *book);

G_END_DECLS
