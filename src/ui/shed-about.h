/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the program is and who made it. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *shed_about_new (const char *version);

G_END_DECLS
