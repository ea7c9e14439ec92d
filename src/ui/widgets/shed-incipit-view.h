/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first bars of a tune, drawn: the face of a tune wherever it is shown. Ink in the text colour, stave at 40 % of
 * it, 44 px high. Layouts are kept for the tunes seen last, so that scrolling back costs nothing. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SHED_TYPE_INCIPIT_VIEW (shed_incipit_view_get_type ())
G_DECLARE_FINAL_TYPE (ShedIncipitView, shed_incipit_view, SHED, INCIPIT_VIEW, GtkWidget)
/* properties: "abc" (string, nullable), "title" (string, for screen readers), "bars" (uint, 4), "line-height" (int, 44 px) */

GtkWidget  *shed_incipit_view_new       (void);
void        shed_incipit_view_set_abc   (ShedIncipitView *self, const char *abc);
void        shed_incipit_view_set_title (ShedIncipitView *self, const char *title);
/* Both at once, as a list row binds. */
void        shed_incipit_view_set_tune  (ShedIncipitView *self, const char *abc, const char *title);
gboolean    shed_incipit_view_has_music (ShedIncipitView *self);

G_END_DECLS
