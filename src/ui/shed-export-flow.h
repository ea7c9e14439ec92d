/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways out of the library: chosen tunes, a book, or everything, into a file that a person chooses, or
 * to the clipboard. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

/* format: "abc", "csv", and for the library "json". */
void shed_export_tunes   (ShedContext *context, GtkWindow *parent, const char * const *tune_ids, const char *format);
/* One tune as ABC; the file is called by its title. */
void shed_export_tune    (ShedContext *context, GtkWindow *parent, const char *tune_id, const char *title);
void shed_export_book    (ShedContext *context, GtkWindow *parent, const char *book_id, const char *title, const char *format);
void shed_export_library (ShedContext *context, GtkWindow *parent, const char *format);
/* The same without asking where. */
void shed_export_to_file (
  ShedContext *context, GFile *file, const char *const *tune_ids, const char *book_id, const char *format);
/* Onto the clipboard of a widget, as ABC. */
void shed_export_copy    (ShedContext *context, GtkWidget *widget, const char * const *tune_ids);

G_END_DECLS
