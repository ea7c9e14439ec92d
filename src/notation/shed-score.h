/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Full scores: abcm2ps as a fenced subprocess makes an SVG from text that our own writer made; kept in a cache by
 * content; painted by librsvg. Everything here takes milliseconds: the _async calls work on a thread, the others are
 * for threads and tests. */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "shed-incipit.h" /* ShedInk */
#include "shed-score-error.h"

G_BEGIN_DECLS

#define SHED_SCORE_MAX_BYTES (4 * 1024 * 1024)

/* One SVG document, black on nothing (painting colours it). width: of the page in px at scale 1. cache_folder nullable.
 */
GBytes *
shed_score_render (const char *abc, int width, const char *cache_folder, GCancellable *cancellable, GError **error);
void shed_score_render_async (const char *abc,
                              int width,
                              const char *cache_folder,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GBytes *shed_score_render_finish (GAsyncResult *result, GError **error);

/* An ARGB32 picture of it, so many device pixels wide, in one colour; and its size in px at scale 1. (transfer full) */
cairo_surface_t *
shed_score_paint (GBytes *svg, int pixel_width, const ShedInk *ink, double *ret_width, double *ret_height, GError **error);

G_END_DECLS
