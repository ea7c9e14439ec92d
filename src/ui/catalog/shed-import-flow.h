/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways into the library for tunes: a file chooser, files dropped on the window, ABC that was pasted; and a new tune. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

/* Asks for files. */
void shed_import_choose (ShedContext *context, GtkWindow *parent);
/* Asks for files and gives them on; nothing when the person thought better of it. */
typedef void (*ShedImportChosen) (ShedContext *context, GtkWindow *parent, GListModel *files, GObject *target);
void shed_import_choose_for (ShedContext *context, GtkWindow *parent, ShedImportChosen chosen, GObject *target);
/* Files (GFile) that were dropped or given on the command line. */
void shed_import_files  (ShedContext *context, GtkWindow *parent, GListModel *files);
/* ABC that was pasted or dropped as text. FALSE: it does not look like ABC, nothing was done. */
gboolean shed_import_text (ShedContext *context, GtkWindow *parent, const char *text);
/* What is on the clipboard: as tunes when it is ABC, else into the entry. */
void shed_import_paste_into (ShedContext *context, GtkEditable *editable);
/* Makes a tune of that title (NULL: asks for it) and opens it. */
void shed_import_new_tune (ShedContext *context, GtkWindow *parent, const char *title);

G_END_DECLS
