/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The questions about several tunes of the catalog: into which book, and which one stays. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

/* As many as can be compared by eye. */
#define SHED_MERGE_MAX 20

void shed_tune_dialog_move  (ShedContext *context, GtkWindow *parent, const char * const *tune_ids, ShedBookList *books);
/* done: called with its data when they are joined. */
void shed_tune_dialog_merge (ShedContext *context, GtkWindow *parent, const char * const *tune_ids, GAsyncReadyCallback done,
                             gpointer user_data /* GObject */);

G_END_DECLS
