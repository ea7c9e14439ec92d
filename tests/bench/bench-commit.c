/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person's change costs to be durable: a command with outbox, journal, derivers and change signal against one
 * row written by bare SQLite with the same settings, in the same folder, in turn. */
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <time.h>

#include "bench-report.h"
#include "shed-command.h"
#include "shed-library.h"
#include "shed-outbox.h"

#define N_ROUNDS 9
#define N_WRITES 100

static gint64
cpu_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gboolean
set_account (ShedDb *db, gpointer unused, GCancellable *cancellable, GError **error)
{
  return shed_outbox_set_account (db, "8c9f2d8e-3a43-4b3c-8a55-111111111111", "8c9f2d8e-3a43-4b3c-8a55-222222222222", error);
}

static sqlite3 *
open_bare (const char *folder, GError *error)
{
  g_autofree char *path = g_build_filename (folder, "bare.db", NULL);
  sqlite3 *db = NULL;

  must (sqlite3_open (path, &db) == SQLITE_OK);
  must (sqlite3_exec (db,
                      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                      "CREATE TABLE tune (id TEXT PRIMARY KEY, title TEXT, tempo INTEGER) STRICT, WITHOUT ROWID;"
                      "INSERT INTO tune VALUES ('8c9f2d8e-3a43-4b3c-8a55-333333333333', 'The Silver Spear', 0)",
                      NULL, NULL, NULL) == SQLITE_OK);
  return db;
}

int
main (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("woodshed-bench-XXXXXX", &error);
  g_autoptr(ShedProfile) profile = shed_profile_new (folder);
  g_autoptr(ShedStore) store = shed_library_open (profile, NULL, NULL, &error);
  g_autoptr(ShedCommand) made = NULL;
  static const char *const title[] = { "title", NULL }, *const silver[] = { "The Silver Spear", NULL },
                           *const tempo[] = { "tempo_bpm", NULL };
  double ratios[N_ROUNDS], cpu[N_ROUNDS], bare_cpu[N_ROUNDS], own_cpu[N_ROUNDS], ours_ms[N_ROUNDS], bare_ms[N_ROUNDS];
  sqlite3 *bare;
  sqlite3_stmt *update;
  int number = 0;
  g_autofree char *detail = NULL;

  must (store != NULL);
  must (shed_store_write (store, SHED_WRITE_LOCAL, 0, NULL, set_account, NULL, &error));
  made = shed_command_tune_new (NULL, title, silver, NULL);
  must (shed_command_run (made, store, 0, NULL, &error));
  bare = open_bare (folder, error);
  sqlite3_prepare_v2 (bare, "UPDATE tune SET tempo = ? WHERE id = '8c9f2d8e-3a43-4b3c-8a55-333333333333'", -1, &update, NULL);

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      gint64 begin, begin_cpu;

      begin = g_get_monotonic_time ();
      begin_cpu = cpu_us ();
      for (guint i = 0; i < N_WRITES; i++)
        {
          sqlite3_bind_int (update, 1, ++number);
          must (sqlite3_step (update) == SQLITE_DONE);
          sqlite3_reset (update);
        }
      bare_cpu[round] = (cpu_us () - begin_cpu) / (double)N_WRITES;
      bare_ms[round] = (g_get_monotonic_time () - begin) / 1000. / N_WRITES;

      begin = g_get_monotonic_time ();
      begin_cpu = cpu_us ();
      for (guint i = 0; i < N_WRITES; i++)
        {
          char text[16];
          const char *const values[] = { text, NULL };
          g_autoptr(ShedCommand) set = NULL;

          g_snprintf (text, sizeof text, "%d", 40 + ++number % 200);
          set = shed_command_tune_set (shed_command_get_result_id (made), tempo, values);
          must (shed_command_run (set, store, 1, NULL, &error));
        }
      cpu[round] = (cpu_us () - begin_cpu) / (double)N_WRITES;
      ours_ms[round] = (g_get_monotonic_time () - begin) / 1000. / N_WRITES;
      own_cpu[round] = cpu[round] - bare_cpu[round];
      ratios[round] = ours_ms[round] / bare_ms[round];
    }
  detail = g_strdup_printf ("bare %.2f ms, ours %.2f ms", bench_median (bare_ms, N_ROUNDS), bench_median (ours_ms, N_ROUNDS));
  bench_report ("commit: command against bare row", bench_median (ratios, N_ROUNDS), "×", 1.15, detail);
  g_free (detail);
  detail = g_strdup_printf ("a command %.0f µs, a bare row %.0f µs, the kernel's writing included", bench_median (cpu, N_ROUNDS),
                            bench_median (bare_cpu, N_ROUNDS));
  bench_report ("commit: processor time beside a bare row's", bench_median (own_cpu, N_ROUNDS), "µs", 40, detail);
  sqlite3_finalize (update);
  sqlite3_close (bare);
  shed_store_close (store);
  return 0;
}
