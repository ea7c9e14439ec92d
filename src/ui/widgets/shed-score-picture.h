/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One painted score: made by a worker, immutable, counted; the last few are kept, so that a tune seen a moment ago is there in
 * the next frame. */
#pragma once

#include <gtk/gtk.h>

#include "shed-score.h"

G_BEGIN_DECLS

/* What a picture is of. */
typedef struct
{
  const char *abc;
  int         page_width;  /* of the music, px at scale 1 */
  int         pixel_width; /* of the picture, device pixels */
  ShedInk     ink;
} ShedScoreWish;

typedef struct
{
  gatomicrefcount ref_count;
  ShedScoreWish   wish;          /* owns its text */
  GBytes         *svg;
  double          width, height; /* of the page, px at scale 1 */
  GdkTexture     *texture;
} ShedScorePicture;

ShedScorePicture *shed_score_picture_ref         (ShedScorePicture *picture);
void              shed_score_picture_unref       (ShedScorePicture *picture);
gboolean          shed_score_picture_fits        (const ShedScorePicture *picture, const ShedScoreWish *wish);
gboolean          shed_score_picture_has_ink     (const ShedScorePicture *picture, const ShedInk *ink);
/* One made before; main thread only. (transfer none) (nullable) */
ShedScorePicture *shed_score_picture_find_recent (const ShedScoreWish *wish);
void              shed_score_picture_keep        (ShedScorePicture *picture);
/* Another picture of the same page saves the rendering. */
void              shed_score_picture_make_async  (GObject *source, const ShedScoreWish *wish, ShedScorePicture *another,
                                                  const char *cache_folder, GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer user_data);
ShedScorePicture *shed_score_picture_make_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedScorePicture, shed_score_picture_unref)

G_END_DECLS
