/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog that makes or edits a repertoire. */
#include "shed-repertoire-editor.h"

/**
 * shed_repertoire_editor_present:
 * @context: of the window
 * @parent: the window
 * @repertoire_id: (nullable): which; NULL: a new one
 */
void
shed_repertoire_editor_present (ShedContext *context, GtkWindow *parent, const char *repertoire_id)
{
}
