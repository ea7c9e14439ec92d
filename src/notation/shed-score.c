/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes and paints full scores. What the renderer reads is written from the parsed music alone; what it gives is kept
 * under a hash of that text. It must never hand a stranger's text to another program, nor work on the main thread. */
#include "shed-score.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <librsvg/rsvg.h>
#include <glib/gstdio.h>

#include "shed-abc.h"
#include "shed-score-fence.h"
#include "shed-thread.h"

#define RENDERER "abcm2ps"
#define MAX_MS 3000
#define MAX_CACHED_FILES 4000
#define MAX_PIXELS (64 * 1024 * 1024)

/* Older librsvg defines no cleanup for its handle, newer ones do: a name of our own serves both. */
typedef RsvgHandle ScoreHandle;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScoreHandle, g_object_unref)

/* Our own formatting, before the tune; the tune brings none. */
static char *
dup_renderer_text (const char *abc, int width, GError **error)
{
  g_autoptr (ShedAbcTune) tune = shed_abc_tune_new_from_text (abc, -1);
  g_autofree char *safe = NULL;

  if (tune == NULL || shed_abc_tune_get_n_notes (tune) == 0)
    {
      g_set_error_literal (error, SHED_SCORE_ERROR, SHED_SCORE_ERROR_NO_MUSIC, "there is no note in the tune");
      return NULL;
    }
  safe = shed_abc_dup_safe_text (tune, SHED_ABC_SAFE_NO_TITLE, 0);
  return g_strdup_printf (
    "%%%%pagewidth %dpt\n%%%%leftmargin 6pt\n%%%%rightmargin 6pt\n%%%%topmargin 4pt\n%%%%botmargin 4pt\n"
    "%%%%topspace 0\n%%%%titlespace 0\n%%%%musicspace 6pt\n%%%%staffsep 42pt\n%%%%stretchlast 0.6\n"
    "%%%%gchordfont Sans 11\n%%%%partsfont Sans-Bold 13\n%%%%tempofont Sans-Bold 11\n\n%s\n",
    CLAMP (width, 200, 4000), safe);
}

static char *
dup_cache_path (const char *cache_folder, const char *text)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  g_autofree char *name = g_strconcat (hash, ".svg", NULL);

  return g_build_filename (cache_folder, "scores", name, NULL);
}

static gboolean
is_whole_svg (const char *bytes, gsize n_bytes)
{
  return n_bytes > 32 && g_strstr_len (bytes, 512, "<svg") != NULL &&
         g_strrstr_len (bytes + n_bytes - MIN (n_bytes, 64u), MIN (n_bytes, 64u), "</svg>") != NULL;
}

static GBytes *
read_cache (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize n_bytes;

  if (!g_file_get_contents (path, &bytes, &n_bytes, NULL) || !is_whole_svg (bytes, n_bytes))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&bytes), n_bytes);
}

/* The cache is small change: when it has grown too large the whole of it goes. */
static void
trim_cache (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  if (n <= MAX_CACHED_FILES)
    return;
  g_dir_rewind (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_str_has_suffix (name, ".svg"))
        g_unlink (path);
    }
}

/* A cache that cannot be written is no reason to show no score. */
static void
write_cache (const char *path, GBytes *svg)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;
  gsize n_bytes;
  const char *bytes = g_bytes_get_data (svg, &n_bytes);

  if (g_mkdir_with_parents (folder, 0700) != 0 || !g_file_set_contents (path, bytes, n_bytes, &error))
    g_debug ("score not kept: %s", error != NULL ? error->message : g_strerror (errno));
  else if (path[strlen (folder) + 1] == '0' && path[strlen (folder) + 2] == '0')
    trim_cache (folder);
}

/**
 * shed_score_render:
 * @abc: text of one tune; whatever it says, only its music is rendered
 * @width: of the page, in px at scale 1
 * @cache_folder: (nullable): where pictures are kept between starts
 * @cancellable: (nullable): stops and kills the renderer
 * @error: %SHED_SCORE_ERROR, or cancelled
 *
 * Waits for the renderer, at most three seconds.
 *
 * Returns: (transfer full) (nullable): an SVG document
 */
GBytes *
shed_score_render (const char *abc, int width, const char *cache_folder, GCancellable *cancellable, GError **error)
{
  static const char *const arguments[] = { RENDERER, "-S", "-q", "-g", "-O", "-", "-", NULL };
  g_autofree char *text = dup_renderer_text (abc, width, error);
  g_autofree char *path = NULL;
  g_autoptr (GBytes) svg = NULL;

  if (text == NULL)
    return NULL;
  path = cache_folder != NULL ? dup_cache_path (cache_folder, text) : NULL;
  if (path != NULL && (svg = read_cache (path)) != NULL)
    return g_steal_pointer (&svg);

  svg = shed_score_fence_run (arguments, text, strlen (text), SHED_SCORE_MAX_BYTES, MAX_MS, cancellable, error);
  if (svg == NULL)
    return NULL;
  if (!is_whole_svg (g_bytes_get_data (svg, NULL), g_bytes_get_size (svg)))
    {
      g_set_error_literal (error, SHED_SCORE_ERROR, SHED_SCORE_ERROR_FAILED,
                           "the renderer's answer is no whole picture");
      return NULL;
    }
  if (path != NULL)
    write_cache (path, svg);
  return g_steal_pointer (&svg);
}

typedef struct
{
  char *abc, *cache_folder;
  int width;
  GBytes *svg;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->abc);
  g_free (job->cache_folder);
  g_clear_pointer (&job->svg, g_bytes_unref);
  g_free (job);
}

static gboolean
render_in_thread (gpointer source, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->svg = shed_score_render (job->abc, job->width, job->cache_folder, cancellable, error);
  return job->svg != NULL;
}

/**
 * shed_score_render_async:
 *
 * As shed_score_render(), on a worker thread.
 */
void
shed_score_render_async (const char *abc,
                         int width,
                         const char *cache_folder,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->abc = g_strdup (abc);
  job->cache_folder = g_strdup (cache_folder);
  job->width = width;
  g_task_set_source_tag (task, shed_score_render_async);
  g_task_set_task_data (task, job, job_free);
  shed_thread_run (task, render_in_thread);
}

GBytes *
shed_score_render_finish (GAsyncResult *result, GError **error)
{
  Job *job = g_task_get_task_data (G_TASK (result));

  return g_task_propagate_boolean (G_TASK (result), error) ? g_steal_pointer (&job->svg) : NULL;
}

static RsvgHandle *
load (GBytes *svg, double *ret_width, double *ret_height, GError **error)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (svg);
  g_autoptr (ScoreHandle) handle = rsvg_handle_new_from_stream_sync (stream, NULL, RSVG_HANDLE_FLAGS_NONE, NULL, error);

  if (handle == NULL)
    return NULL;
  if (!rsvg_handle_get_intrinsic_size_in_pixels (handle, ret_width, ret_height) || *ret_width <= 0 || *ret_height <= 0)
    {
      g_set_error_literal (error, SHED_SCORE_ERROR, SHED_SCORE_ERROR_FAILED, "the picture has no size");
      return NULL;
    }
  return g_steal_pointer (&handle);
}

/**
 * shed_score_paint:
 * @svg: a picture of shed_score_render()
 * @pixel_width: device pixels of the whole width; reduced where the picture would take more than 64 million pixels
 * @ink: the colour of everything in it
 * @ret_width: (out): px at scale 1
 * @ret_height: (out): px at scale 1
 * @error: what librsvg says
 *
 * Size and picture in one, because reading the document is half of the work.
 *
 * Returns: (transfer full) (nullable): an ARGB32 image surface
 */
cairo_surface_t *
shed_score_paint (GBytes *svg, int pixel_width, const ShedInk *ink, double *ret_width, double *ret_height, GError **error)
{
  g_autoptr (ScoreHandle) handle = load (svg, ret_width, ret_height, error);
  g_autofree char *style = NULL;
  char part[3][G_ASCII_DTOSTR_BUF_SIZE];
  double width, height, scale;
  cairo_surface_t *surface;
  cairo_t *cr;
  gboolean drawn;

  if (handle == NULL)
    return NULL;
  width = *ret_width;
  height = *ret_height;
  scale = pixel_width / width;
  g_ascii_formatd (part[0], sizeof part[0], "%.0f", ink->red * 255);
  g_ascii_formatd (part[1], sizeof part[1], "%.0f", ink->green * 255);
  g_ascii_formatd (part[2], sizeof part[2], "%.0f", ink->blue * 255);
  style = g_strdup_printf ("svg { color: rgb(%s,%s,%s) !important; }", part[0], part[1], part[2]);
  if (!rsvg_handle_set_stylesheet (handle, (const guint8 *)style, strlen (style), error))
    return NULL;

  if (width * scale * height * scale > MAX_PIXELS)
    scale = sqrt (MAX_PIXELS / (width * height));
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, MAX (1, (int)(width * scale + 0.5)),
                                        MAX (1, (int)(height * scale + 0.5)));
  cr = cairo_create (surface);
  drawn = rsvg_handle_render_document (handle, cr, &(RsvgRectangle){ 0, 0, width * scale, height * scale }, error);
  cairo_destroy (cr);
  if (!drawn)
    {
      cairo_surface_destroy (surface);
      return NULL;
    }
  return surface;
}
