/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits a tune: facts as entry rows, its ABC with the score beside it. Nothing is written to the tune before Save,
 * which is one step of the history; what is not saved is kept as a draft in the library, over a crash too, until it is
 * saved or discarded. */
#pragma once

#include "shed-context.h"
#include "shed-tune.h"

G_BEGIN_DECLS

#define SHED_TYPE_TUNE_EDITOR (shed_tune_editor_get_type ())
G_DECLARE_FINAL_TYPE (ShedTuneEditor, shed_tune_editor, SHED, TUNE_EDITOR, GtkWidget)
/* properties: "dirty" (boolean: something is not saved), "can-save" (boolean: and could be)
 * signal "saved" (string id): done; the id is another one when the tune had been deleted and was made anew */

GtkWidget *shed_tune_editor_new       (ShedContext *context, ShedTune *tune, const char *draft /* nullable */);
gboolean   shed_tune_editor_is_dirty  (ShedTuneEditor *self);
gboolean   shed_tune_editor_can_save  (ShedTuneEditor *self);
void       shed_tune_editor_save      (ShedTuneEditor *self);
/* Forgets what was typed and its draft. */
void       shed_tune_editor_discard   (ShedTuneEditor *self);
/* The tune was changed elsewhere (NULL: deleted). What was typed stays. */
void       shed_tune_editor_refresh   (ShedTuneEditor *self, ShedTune *tune);

/* Name of the draft in the library's view state. (transfer full) */
char      *shed_tune_editor_dup_draft_name (const char *tune_id);

G_END_DECLS
