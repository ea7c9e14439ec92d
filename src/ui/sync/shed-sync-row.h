/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rows of choices and problems are made of. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Words that wrap. */
GtkWidget *shed_sync_label_new (const char *text, const char *css_class);
/* A row that is no button itself: what can be done stands in it. */
GtkWidget *shed_sync_row_new   (GtkWidget *content);

G_END_DECLS
