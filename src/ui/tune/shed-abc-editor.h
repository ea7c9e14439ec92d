/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ABC as it is written, with the score beside it: read again a moment after the last key, what is unusual marked in the
 * margin, under the text, and said in words below. It never changes the text or moves the caret by itself. */
#pragma once

#include "shed-abc-tune.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SHED_TYPE_ABC_EDITOR (shed_abc_editor_get_type ())
G_DECLARE_FINAL_TYPE (ShedAbcEditor, shed_abc_editor, SHED, ABC_EDITOR, GtkWidget)
/* signals: "changed": by a person, at each key; "parsed": the text was read again */

/* From the last key to the preview. */
#define SHED_ABC_EDITOR_DELAY_MS 150

char        *shed_abc_editor_dup_text         (ShedAbcEditor *self);
/* Replaces all: for what comes from the library, not while a person types. */
void         shed_abc_editor_set_text         (ShedAbcEditor *self, const char *text);
ShedAbcTune *shed_abc_editor_get_tune         (ShedAbcEditor *self); /* as read last; (transfer none) */
guint        shed_abc_editor_get_n_remarks    (ShedAbcEditor *self); /* that are shown */
void         shed_abc_editor_set_cache_folder (ShedAbcEditor *self, const char *folder);
void         shed_abc_editor_set_title        (ShedAbcEditor *self, const char *title);
GtkTextView *shed_abc_editor_get_view         (ShedAbcEditor *self);

G_END_DECLS
