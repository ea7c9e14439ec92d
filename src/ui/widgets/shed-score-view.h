/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A full score on its sheet. Rendered and painted by a worker at the exact device scale, in the text colour; while a
 * sharper picture is made the last one stays. Zooming sets the music larger and breaks its lines anew: nothing has to
 * be scrolled sideways. When there is no score it says why. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SHED_TYPE_SCORE_VIEW (shed_score_view_get_type ())
G_DECLARE_FINAL_TYPE (ShedScoreView, shed_score_view, SHED, SCORE_VIEW, GtkWidget)
/* properties: "abc", "title", "description" (string, nullable: the text alternative), "cache-folder" (string,
 * nullable), "zoom" (double), "busy" (boolean, read-only), "message" (string, read-only, nullable: why there is no
 * score) actions: "score.zoom-in", "score.zoom-out", "score.zoom-reset" (Ctrl+plus, Ctrl+minus, Ctrl+0) */

#define SHED_SCORE_MIN_ZOOM 0.5
#define SHED_SCORE_MAX_ZOOM 4.0

GtkWidget  *shed_score_view_new              (void);
void        shed_score_view_set_abc          (ShedScoreView *self, const char *abc);
void        shed_score_view_set_title        (ShedScoreView *self, const char *title);
/* The music in words, for screen readers: see shed_score_text_describe(). */
void        shed_score_view_set_description  (ShedScoreView *self, const char *description);
/* Where pictures are kept between starts. */
void        shed_score_view_set_cache_folder (ShedScoreView *self, const char *folder);
double      shed_score_view_get_zoom         (ShedScoreView *self);
void        shed_score_view_set_zoom         (ShedScoreView *self, double zoom);
/* One step larger (1), smaller (-1), or as it was (0). */
void        shed_score_view_step_zoom        (ShedScoreView *self, int step);
gboolean    shed_score_view_is_busy          (ShedScoreView *self);
const char *shed_score_view_get_message      (ShedScoreView *self);
/* Device pixels of the picture in view; NULL while there is none. */
GdkTexture *shed_score_view_get_texture      (ShedScoreView *self);

G_END_DECLS
