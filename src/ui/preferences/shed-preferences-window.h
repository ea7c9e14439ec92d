/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preferences: how practice is planned, when a day begins, light or dark. What follows the player goes through commands, what is
 * of this computer into its settings. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

#define SHED_TYPE_PREFERENCES_WINDOW (shed_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (ShedPreferencesWindow, shed_preferences_window, SHED, PREFERENCES_WINDOW, AdwPreferencesWindow)

GtkWidget *shed_preferences_window_new (ShedContext *context);

G_END_DECLS
