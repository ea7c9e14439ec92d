/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Full scores: abcm2ps as a fenced subprocess makes SVG from text our own writer made; cached by content hash; drawn by librsvg. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SHED_SCORE_ERROR (shed_score_error_quark ())
GQuark shed_score_error_quark (void);
typedef enum { SHED_SCORE_ERROR_NO_RENDERER, SHED_SCORE_ERROR_NO_MUSIC, SHED_SCORE_ERROR_FAILED, SHED_SCORE_ERROR_TIMED_OUT, SHED_SCORE_ERROR_TOO_LARGE } ShedScoreError;

/* SVG of a tune's score (pages joined below each other as several documents). width_px: the space there is at scale 1.
 * cache_folder nullable. Never runs on the main thread. Result: GPtrArray of GBytes, one SVG a system group/page. */
void       shed_score_render_async  (const char *abc, int width_px, const char *cache_folder, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *shed_score_render_finish (GAsyncResult *result, GError **error);
GPtrArray *shed_score_render        (const char *abc, int width_px, const char *cache_folder, GCancellable *cancellable, GError **error);
/* Words for a screen reader: title, kind, key, meter, parts, the notes of the first bars. (transfer full) English msgids are in ui. */

G_END_DECLS
