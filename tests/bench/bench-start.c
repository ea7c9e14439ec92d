/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the start of the program to the first frame with today's queue of 2,000 tunes, against an empty window in turn: time,
 * processor time and memory; then the memory of the whole program with 50,000 tunes. Needs a display.
 *   bench-start WOODSHED EMPTY-WINDOW [--small] */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "../remove-tree.h"
#include "bench-library.h"
#include "bench-report.h"

#define MAX_ROUNDS 11
#define WAIT_US (60 * G_USEC_PER_SEC)

typedef struct
{
  double ms, cpu_ms, pss_mb, rss_mb;
} Start;

static gboolean
read_mark (const char *path, gint64 *ret_at_us, gint64 *ret_cpu_us)
{
  g_autofree char *text = NULL;
  char *rest;

  if (!g_file_get_contents (path, &text, NULL, NULL) || strchr (text, '\n') == NULL)
    return FALSE;
  *ret_at_us = g_ascii_strtoll (text, &rest, 10);
  *ret_cpu_us = g_ascii_strtoll (rest, NULL, 10);
  return TRUE;
}

static Start
measure (char **argv, const char *mark)
{
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), "WOODSHED_FIRST_FRAME", mark, TRUE);
  g_autoptr (GError) error = NULL;
  Start start = { 0 };
  gint64 begin, at_us, cpu_us, pss, rss;
  GPid pid;

  g_remove (mark);
  begin = g_get_monotonic_time ();
  must (g_spawn_async (NULL, argv, environment, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error));
  while (!read_mark (mark, &at_us, &cpu_us))
    {
      if (g_get_monotonic_time () > begin + WAIT_US || waitpid (pid, NULL, WNOHANG) != 0)
        g_error ("%s has painted nothing", argv[0]);
      g_usleep (5000);
    }
  must (bench_read_memory (pid, &pss, &rss));
  kill (pid, SIGTERM);
  waitpid (pid, NULL, 0);
  start.ms = (at_us - begin) / 1000.;
  start.cpu_ms = cpu_us / 1000.;
  start.pss_mb = pss / 1024.;
  start.rss_mb = rss / 1024.;
  return start;
}

static double
report_ratio (const char *name, const double *ours, const double *floors, guint n, const char *unit, double goal)
{
  double ratios[MAX_ROUNDS], a[MAX_ROUNDS], b[MAX_ROUNDS];
  g_autofree char *detail = NULL;

  for (guint i = 0; i < n; i++)
    {
      a[i] = ours[i];
      b[i] = floors[i];
      ratios[i] = ours[i] / floors[i];
    }
  detail = g_strdup_printf ("%.1f %s, empty window %.1f %s", bench_median (a, n), unit, bench_median (b, n), unit);
  bench_report (name, bench_median (ratios, n), "×", goal, detail);
  return bench_median (a, n);
}

static void
fill_profile (const char *folder, guint n_tunes, guint n_learned)
{
  g_autoptr (ShedProfile) profile = shed_profile_new (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedStore) store = shed_library_open (profile, NULL, NULL, &error);

  must (store != NULL);
  bench_library_fill (store, n_tunes, n_learned);
  shed_store_close (store);
}

int
main (int argc, char **argv)
{
  gboolean small = argc > 3 && strcmp (argv[3], "--small") == 0;
  guint n_rounds = small ? 3 : MAX_ROUNDS, n_large = small ? 5000 : 50000;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("woodshed-bench-XXXXXX", &error);
  g_autofree char *mark = NULL;
  g_autofree char *ordinary = NULL;
  g_autofree char *large = NULL;
  g_autofree char *name = NULL;
  g_autofree char *detail = NULL;
  double ms[2][MAX_ROUNDS], cpu[2][MAX_ROUNDS], pss[2][MAX_ROUNDS], rss[2][MAX_ROUNDS], large_pss[MAX_ROUNDS],
    large_ms[MAX_ROUNDS];
  double ordinary_pss, ordinary_ms;

  if (argc < 3)
    g_error ("usage: bench-start WOODSHED EMPTY-WINDOW [--small]");
  must (folder != NULL);
  mark = g_build_filename (folder, "mark", NULL);
  ordinary = g_build_filename (folder, "ordinary", NULL);
  large = g_build_filename (folder, "large", NULL);
  fill_profile (ordinary, 2000, 2000);
  fill_profile (large, n_large, 2000);

  {
    char *ours[] = { argv[1], "--profile", ordinary, NULL }, *ours_large[] = { argv[1], "--profile", large, NULL };
    char *empty[] = { argv[2], NULL };

    /* Warm: files are in memory, and the queue of the day has been made. */
    measure (empty, mark);
    measure (ours, mark);
    measure (ours_large, mark);
    for (guint i = 0; i < n_rounds; i++)
      {
        Start floor = measure (empty, mark), start = measure (ours, mark), big = measure (ours_large, mark);

        ms[0][i] = start.ms, ms[1][i] = floor.ms;
        cpu[0][i] = start.cpu_ms, cpu[1][i] = floor.cpu_ms;
        pss[0][i] = start.pss_mb, pss[1][i] = floor.pss_mb;
        rss[0][i] = start.rss_mb, rss[1][i] = floor.rss_mb;
        large_pss[i] = big.pss_mb;
        large_ms[i] = big.ms;
      }
  }
  ordinary_ms = report_ratio ("start to today's queue, 2,000 tunes", ms[0], ms[1], n_rounds, "ms", 1.8);
  report_ratio ("start: processor time", cpu[0], cpu[1], n_rounds, "ms", 0);
  ordinary_pss = report_ratio ("start: memory (PSS)", pss[0], pss[1], n_rounds, "MB", 1.4);
  report_ratio ("start: memory (RSS)", rss[0], rss[1], n_rounds, "MB", 1.4);
  name = g_strdup_printf ("start with %u tunes against 2,000", n_large);
  detail = g_strdup_printf ("%.1f ms", bench_median (large_ms, n_rounds));
  bench_report (name, bench_median (large_ms, n_rounds) / ordinary_ms, "×", 0, detail);
  g_free (g_steal_pointer (&name));
  name = g_strdup_printf ("memory (PSS) with %u tunes", n_large);
  g_free (g_steal_pointer (&detail));
  detail = g_strdup_printf ("%.2f × that with 2,000", bench_median (large_pss, n_rounds) / ordinary_pss);
  bench_report (name, bench_median (large_pss, n_rounds), "MB", 0, detail);
  test_remove_tree (folder);
  return 0;
}
