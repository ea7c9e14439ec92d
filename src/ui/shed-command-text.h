/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands in words: what has just been done (for a toast with Undo), and what it is called (for undo itself). */
#pragma once

#include "shed-command.h"

G_BEGIN_DECLS

/* "3 tunes removed"; NULL for a change that shows itself and needs no word. (transfer full) (nullable) */
char *shed_command_text_dup_done  (ShedCommand *command);
/* "Remove 3 Tunes": always there. (transfer full) */
char *shed_command_text_dup_label (ShedCommand *command);
/* The same from the parts, for tests. */
char *shed_command_text_done      (ShedCommandKind kind, const char *subject, guint count);
char *shed_command_text_label     (ShedCommandKind kind, const char *subject, guint count);

G_END_DECLS
