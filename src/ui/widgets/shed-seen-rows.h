/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GTK keeps some two hundred rows of a list, of which a dozen are in sight. Here each item of the list is a
 * ShedSeenPlace, which gets its content when it is first in sight, and shows a tune only while it is in sight. */
#pragma once

#include <gtk/gtk.h>
#include "shed-tune.h"

G_BEGIN_DECLS

#define SHED_TYPE_SEEN_ROWS (shed_seen_rows_get_type ())
G_DECLARE_FINAL_TYPE (ShedSeenRows, shed_seen_rows, SHED, SEEN_ROWS, GObject)

#define SHED_TYPE_SEEN_PLACE (shed_seen_place_get_type ())
G_DECLARE_FINAL_TYPE (ShedSeenPlace, shed_seen_place, SHED, SEEN_PLACE, GtkWidget)

/* A new content for the kind of place (a column). (transfer floating) */
typedef GtkWidget *(*ShedSeenMake) (int kind, gpointer data);
/* Lets the content show the tune; @row NULL: it is of no tune now, and out of sight. */
typedef void       (*ShedSeenShow) (GtkWidget *content, int kind, ShedTuneRow *row, gpointer data);

/* view: the GtkListView or GtkColumnView; it must outlive shed_seen_rows_close(). */
ShedSeenRows *shed_seen_rows_new     (GtkWidget *view, int usual_height, ShedSeenMake make, ShedSeenShow show, gpointer data);
void          shed_seen_rows_close   (ShedSeenRows *self); /* neither function is called any more */
void          shed_seen_rows_changed (ShedSeenRows *self); /* all that is in sight is shown anew with the next frame */
void          shed_seen_rows_foreach (ShedSeenRows *self, GFunc func, gpointer data); /* over the contents; some are of no tune */

/* The child of a list item; bound to the item from bind to unbind. */
GtkWidget    *shed_seen_place_new         (ShedSeenRows *rows, int kind);
void          shed_seen_place_bind        (ShedSeenPlace *self, GtkListItem *item /* nullable */);
GtkWidget    *shed_seen_place_show_now    (ShedSeenPlace *self); /* (nullable) */

G_END_DECLS
