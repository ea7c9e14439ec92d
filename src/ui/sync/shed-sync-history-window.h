/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was chosen in the last thirty days, on any computer, with the value that was not: it can be asked again. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

#define SHED_TYPE_SYNC_HISTORY_WINDOW (shed_sync_history_window_get_type ())
G_DECLARE_FINAL_TYPE (ShedSyncHistoryWindow, shed_sync_history_window, SHED, SYNC_HISTORY_WINDOW, AdwWindow)

GtkWidget *shed_sync_history_window_new (ShedContext *context);

G_END_DECLS
