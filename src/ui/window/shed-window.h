/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one window: header bar, view switcher, the pages (each built when it is first shown), a tune as a page on top of them,
 * toasts, and what is shown instead of all that while the library is opened or cannot be. It never touches the library itself:
 * opening, restoring and salvaging are asked for by signal. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

#define SHED_TYPE_WINDOW (shed_window_get_type ())
G_DECLARE_FINAL_TYPE (ShedWindow, shed_window, SHED, WINDOW, AdwApplicationWindow)
/* property "context" (ShedContext, nullable)
 * signals: "reopen": open the library again; "salvage": save what is readable; "restore-copy" (string path) */

ShedWindow  *shed_window_new         (GtkApplication *application, ShedSettings *settings, ShedProfile *profile);
ShedContext *shed_window_get_context (ShedWindow *self);
/* NULL: closed, something is being done with the library. */
void         shed_window_set_context (ShedWindow *self, ShedContext *context);
/* The library could not be opened: said over the whole window, with what can be done. */
void         shed_window_set_trouble (ShedWindow *self, const GError *error);
void         shed_window_open_tune   (ShedWindow *self, const char *tune_id);
void         shed_window_show_page   (ShedWindow *self, const char *name);
void         shed_window_import      (ShedWindow *self, GListModel *files);
/* Words at the foot of the window, also without a library. */
void         shed_window_toast       (ShedWindow *self, const char *text);

G_END_DECLS
