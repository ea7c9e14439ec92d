/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the window's classes, templates, icons and style known. Once, after gtk_init() and before the first widget. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SHED_RESOURCE_PATH "/io/github/woodshed_app/Woodshed"
/* Where the templates are: gtk_widget_class_set_template_from_resource (klass, SHED_UI_PATH "shed-thing.ui"). */
#define SHED_UI_PATH SHED_RESOURCE_PATH "/ui/"

void shed_ui_register_resources (void);
void shed_ui_init (void);
/* For a window that stands before another: it opens no wider than that one. Call it when the template has been made. */
void shed_ui_fit_to_parent (GtkWindow *window);

G_END_DECLS
