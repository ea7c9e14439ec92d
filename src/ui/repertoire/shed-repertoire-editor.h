/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog that makes or edits a repertoire: name, instrument, tuning, goal, retention. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

/* repertoire_id NULL: a new one, which becomes the current one when it is made. */
void shed_repertoire_editor_present (ShedContext *context, GtkWindow *parent, const char *repertoire_id);

G_END_DECLS
