/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rows of choices and problems are made of. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Words that wrap. */
GtkWidget *shed_sync_label_new (const char *text, const char *css_class);
/* A row that is no button itself: what can be done stands in it. */
GtkWidget *shed_sync_row_new   (GtkWidget *content);
/* Of a window that goes: the box forgets its model, which stops reading. box and *model are nullable. */
void       shed_sync_list_release (GtkListBox *box, GListModel **model, gpointer window);

G_END_DECLS
