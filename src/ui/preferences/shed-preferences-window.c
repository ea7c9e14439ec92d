/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shed-preferences-window.h"

struct _ShedPreferencesWindow
{
  AdwPreferencesWindow parent_instance;
};

G_DEFINE_FINAL_TYPE (ShedPreferencesWindow, shed_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

static void
shed_preferences_window_class_init (ShedPreferencesWindowClass *klass)
{
}

static void
shed_preferences_window_init (ShedPreferencesWindow *self)
{
}

GtkWidget *
shed_preferences_window_new (ShedContext *context)
{
  return g_object_new (SHED_TYPE_PREFERENCES_WINDOW, NULL);
}
