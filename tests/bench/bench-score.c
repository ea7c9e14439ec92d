/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture of a score as the tune page makes it, from the folder that keeps what abcm2ps gave, beside librsvg
 * reading and drawing the same document, and an incipit. Processor time of this thread, so that a busy machine does not
 * count. bench-score */
#include <glib/gstdio.h>
#include <librsvg/rsvg.h>
#include <time.h>

#include "bench-report.h"
#include "shed-incipit.h"
#include "shed-score.h"

#define N_ROUNDS 15
#define PAGE_WIDTH 760

static const char tune[] =
  "X:1\nT:Bench\nR:reel\nM:4/4\nL:1/8\nK:D\n"
  "|:A2FA dAFA|B2GB dBGB|A2FA dAFA|gfed cABc|d2fd Adfd|B2GB dBGB|ABde fdAF|1 EDEF D4:|2 EDEF D3e||\n"
  "|:f2af bfaf|gfed cdeg|f2af bfaf|gfed c2ec|d2fd Adfd|(3Bcd AB dBGB|ABde fdAF|1 EDEF D3e:|2 EDEF D4||\n";

static double
thread_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1000. + now.tv_nsec / 1e6;
}

static double
measure_floor (GBytes *svg)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (svg);
  double begin = thread_ms (), width = 0, height = 0;
  g_autoptr (GError) error = NULL;
  RsvgHandle *handle = rsvg_handle_new_from_stream_sync (stream, NULL, RSVG_HANDLE_FLAGS_NONE, NULL, &error);
  cairo_surface_t *surface;
  cairo_t *cr;

  must (handle != NULL && rsvg_handle_get_intrinsic_size_in_pixels (handle, &width, &height));
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) width, (int) height);
  cr = cairo_create (surface);
  must (rsvg_handle_render_document (handle, cr, &(RsvgRectangle) { 0, 0, width, height }, &error));
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  g_object_unref (handle);
  return thread_ms () - begin;
}

static double
measure_kept (const char *folder)
{
  double begin = thread_ms (), width, height;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) svg = shed_score_render (tune, PAGE_WIDTH, folder, NULL, &error);
  cairo_surface_t *surface;

  must (svg != NULL);
  surface = shed_score_paint (svg, PAGE_WIDTH, &(ShedInk) { 0.2, 0.2, 0.2, 1 }, &width, &height, &error);
  must (surface != NULL);
  cairo_surface_destroy (surface);
  return thread_ms () - begin;
}

static double
measure_incipit (void)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 230, 44);
  cairo_t *cr = cairo_create (surface);
  const ShedInk ink = { 0.2, 0.2, 0.2, 1 };
  double begin = thread_ms ();
  ShedIncipit *incipit = shed_incipit_new (tune, 4);
  double ms;

  shed_incipit_draw (incipit, cr, 230, 44, &ink, &ink);
  ms = thread_ms () - begin;
  shed_incipit_unref (incipit);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return ms;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("woodshed-bench-XXXXXX", &error);
  g_autofree char *scores = NULL;
  g_autofree char *detail = NULL;
  g_autoptr (GBytes) svg = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;
  double kept[N_ROUNDS], floors[N_ROUNDS], ratios[N_ROUNDS], incipits[N_ROUNDS];

  must (folder != NULL);
  svg = shed_score_render (tune, PAGE_WIDTH, folder, NULL, &error);
  must (svg != NULL);
  measure_floor (svg); /* fonts are read once */
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      floors[i] = measure_floor (svg);
      kept[i] = measure_kept (folder);
      ratios[i] = kept[i] / floors[i];
      incipits[i] = measure_incipit ();
    }
  detail = g_strdup_printf ("librsvg alone %.1f ms", bench_median (floors, N_ROUNDS));
  bench_report ("score from the cache", bench_median (kept, N_ROUNDS), "ms", 16.7, detail);
  bench_report ("score from the cache against librsvg", bench_median (ratios, N_ROUNDS), "×", 0, NULL);
  bench_report ("incipit laid out and drawn", bench_median (incipits, N_ROUNDS), "ms", 0.3, NULL);

  scores = g_build_filename (folder, "scores", NULL);
  dir = g_dir_open (scores, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (scores, name, NULL);

      g_unlink (path);
    }
  g_rmdir (scores);
  g_rmdir (folder);
  return 0;
}
