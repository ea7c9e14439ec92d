/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The windows about sync as actions of the main window: "choices", "problems", "sync-history". Each opens once; asked
 * for again it comes to the front. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

/* The window must have a property "context" (ShedContext, nullable). */
void shed_sync_windows_add_actions (GtkApplicationWindow *window);
/* Those of them that are open go: the library is being closed. */
void shed_sync_windows_close       (GtkWindow *window);
/* The questions of one tune. */
void shed_sync_windows_show_choices (GtkWindow *window, ShedContext *context, const char *subject);

G_END_DECLS
