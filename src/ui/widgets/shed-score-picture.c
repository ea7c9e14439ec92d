/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Renders and paints scores in a worker. It must never give a picture of one text for another. */
#include "shed-score-picture.h"

#include <math.h>

#include "shed-recent.h"
#include "shed-thread.h"

#define MAX_PICTURES 8

ShedScorePicture *
shed_score_picture_ref (ShedScorePicture *picture)
{
  g_atomic_ref_count_inc (&picture->ref_count);
  return picture;
}

void
shed_score_picture_unref (ShedScorePicture *picture)
{
  if (!g_atomic_ref_count_dec (&picture->ref_count))
    return;
  g_free ((char *) picture->wish.abc);
  g_clear_pointer (&picture->svg, g_bytes_unref);
  g_clear_object (&picture->texture);
  g_free (picture);
}

gboolean
shed_score_picture_has_ink (const ShedScorePicture *picture, const ShedInk *ink)
{
  const ShedInk *own = &picture->wish.ink;

  return fabs (own->red - ink->red) < 0.004 && fabs (own->green - ink->green) < 0.004 && fabs (own->blue - ink->blue) < 0.004;
}

gboolean
shed_score_picture_fits (const ShedScorePicture *picture, const ShedScoreWish *wish)
{
  return picture->wish.page_width == wish->page_width && picture->wish.pixel_width == wish->pixel_width &&
         shed_score_picture_has_ink (picture, &wish->ink) && g_strcmp0 (picture->wish.abc, wish->abc) == 0;
}

static ShedRecent *
get_recent (void)
{
  static ShedRecent *recent;

  if (recent == NULL)
    recent = shed_recent_new (MAX_PICTURES, (GDestroyNotify) shed_score_picture_unref);
  return recent;
}

/* Colours in the steps that a screen has. */
static char *
dup_key (const ShedScoreWish *wish)
{
  return g_strdup_printf ("%d %d %.0f %.0f %.0f\n%s", wish->page_width, wish->pixel_width, wish->ink.red * 255,
                          wish->ink.green * 255, wish->ink.blue * 255, wish->abc);
}

ShedScorePicture *
shed_score_picture_find_recent (const ShedScoreWish *wish)
{
  g_autofree char *key = dup_key (wish);
  gpointer picture;

  shed_recent_lookup (get_recent (), key, &picture);
  return picture;
}

void
shed_score_picture_keep (ShedScorePicture *picture)
{
  g_autofree char *key = dup_key (&picture->wish);

  shed_recent_keep (get_recent (), key, shed_score_picture_ref (picture));
}

/* The worker. */
typedef struct
{
  ShedScoreWish     wish; /* owns its text */
  char             *cache_folder;
  GBytes           *svg;  /* nullable: to be made */
  ShedScorePicture *made;
} Job;

static void
job_free (Job *job)
{
  g_free ((char *) job->wish.abc);
  g_free (job->cache_folder);
  g_clear_pointer (&job->svg, g_bytes_unref);
  g_clear_pointer (&job->made, shed_score_picture_unref);
  g_free (job);
}

static void
surface_free (gpointer surface)
{
  cairo_surface_destroy (surface);
}

static GdkTexture *
texture_from_surface (cairo_surface_t *surface)
{
  int stride = cairo_image_surface_get_stride (surface);
  int height = cairo_image_surface_get_height (surface);
  g_autoptr (GBytes) bytes = NULL;

  cairo_surface_flush (surface);
  bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface), (gsize) stride * height, surface_free, surface);
  return gdk_memory_texture_new (cairo_image_surface_get_width (surface), height, GDK_MEMORY_DEFAULT, bytes, stride);
}

static gboolean
paint_in_thread (gpointer source, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  g_autoptr (ShedScorePicture) picture = g_new0 (ShedScorePicture, 1);
  cairo_surface_t *surface;

  g_atomic_ref_count_init (&picture->ref_count);
  picture->wish = job->wish;
  picture->wish.abc = g_strdup (job->wish.abc);
  if (job->svg != NULL)
    picture->svg = g_bytes_ref (job->svg);
  else
    picture->svg = shed_score_render (job->wish.abc, job->wish.page_width, job->cache_folder, cancellable, error);
  if (picture->svg == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  surface = shed_score_paint (picture->svg, job->wish.pixel_width, &job->wish.ink, &picture->width, &picture->height, error);
  if (surface == NULL)
    return FALSE;
  picture->texture = texture_from_surface (surface);
  job->made = g_steal_pointer (&picture);
  return TRUE;
}

/**
 * shed_score_picture_make_async:
 * @source: for whom, in the callback
 * @wish: what it is to be
 * @another: (nullable): a picture that is there; when it is of the same page only the painting is done
 * @cache_folder: (nullable): where pictures are kept between starts
 * @cancellable: ends the worker
 * @callback: when it is done
 * @user_data: for @callback
 */
void
shed_score_picture_make_async (GObject *source,
                               const ShedScoreWish *wish,
                               ShedScorePicture *another,
                               const char *cache_folder,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->wish = *wish;
  job->wish.abc = g_strdup (wish->abc);
  job->cache_folder = g_strdup (cache_folder);
  if (another != NULL && another->wish.page_width == wish->page_width && g_strcmp0 (another->wish.abc, wish->abc) == 0)
    job->svg = g_bytes_ref (another->svg);
  g_task_set_source_tag (task, shed_score_picture_make_async);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  shed_thread_run (task, paint_in_thread);
}

/**
 * shed_score_picture_make_finish:
 * @result: of the callback
 * @error: why there is none (%SHED_SCORE_ERROR, or it was cancelled)
 *
 * Returns: (transfer full) (nullable): the picture
 */
ShedScorePicture *
shed_score_picture_make_finish (GAsyncResult *result, GError **error)
{
  Job *job = g_task_get_task_data (G_TASK (result));

  return g_task_propagate_boolean (G_TASK (result), error) ? g_steal_pointer (&job->made) : NULL;
}
