/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Importing tune books: a made-up one of 50,000 tunes and, when given, real ones (bench-import [--small] BOOK.abc...),
 * and how large the library's file is then. The floor is the least that must happen, measured in the same run: the book
 * is read, and title, aliases and text go into one table of a bare SQLite file in one transaction, with a full-text
 * index over the titles. */
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <time.h>

#include "../remove-tree.h"
#include "bench-report.h"
#include "shed-abc.h"
#include "shed-export.h"
#include "shed-import.h"
#include "shed-library.h"
#include "shed-random.h"
#include "shed-restore.h"
#include "shed-text.h"

#define N_TUNES 50000
#define N_ROUNDS 5

static double
cpu_s (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double
now_s (void)
{
  return (double)g_get_monotonic_time () / G_USEC_PER_SEC;
}

static GBytes *
make_book (guint n_tunes)
{
  static const char *const words[] = { "Silver",  "Maid",  "Reel",     "Lark",    "Morning", "Road", "Humours",
                                       "Rambles", "Kitty", "Ballroom", "Green",   "Hill",    "Old",  "Geese",
                                       "Bog",     "Fair",  "Gap",      "Fiddler", "Piper",   "Rose" };
  static const char *const kinds[] = { "reel", "jig", "hornpipe", "polka", "waltz" }, *const keys[] = { "D", "G",
                                                                                                        "Edor", "Am",
                                                                                                        "A" };
  static const char notes[] = "DEFGABcdefgab";
  g_autoptr(ShedRandom) random = shed_random_new_seeded (2026);
  GString *book = g_string_new ("%abc-2.1\n\n");
  gsize length;

  for (guint i = 1; i <= n_tunes; i++)
    {
      const char *a = words[shed_random_next (random) % G_N_ELEMENTS (words)],
                 *b = words[shed_random_next (random) % G_N_ELEMENTS (words)];

      g_string_append_printf (book, "X:%u\nT:The %s %s %u\n", i, a, b, i / 2);
      if (i % 2 == 0)
        g_string_append_printf (book, "T:%s of %s\n", b, a);
      g_string_append_printf (book, "R:%s\nM:4/4\nL:1/8\nK:%s\n", kinds[i % 5], keys[i / 5 % 5]);
      for (guint bar = 0; bar < 16; bar++)
        {
          for (guint note = 0; note < 8; note++)
            g_string_append_c (book, notes[shed_random_next (random) % (sizeof notes - 1)]);
          g_string_append (book, bar % 4 == 3 ? "|\n" : "|");
        }
      g_string_append_c (book, '\n');
    }
  length = book->len;
  return g_bytes_new_take (g_string_free (book, FALSE), length);
}

static double
measure_floor (const char *folder, GBytes *bytes, GError *error)
{
  g_autofree char *path = g_build_filename (folder, "floor.db", NULL);
  g_autoptr(ShedAbcReader) reader = NULL;
  ShedAbcTune *tune;
  sqlite3 *db;
  sqlite3_stmt *insert;
  double begin = now_s ();
  int n = 0;

  g_unlink (path);
  must (sqlite3_open (path, &db) == SQLITE_OK);
  must (
    sqlite3_exec (
      db,
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE tune (n INTEGER PRIMARY KEY, title, aliases, abc);"
      "CREATE VIRTUAL TABLE find USING fts5 (title, content='tune', content_rowid='n'); BEGIN",
      NULL, NULL, NULL) == SQLITE_OK);
  must (sqlite3_prepare_v2 (db, "INSERT INTO tune VALUES (?, ?, ?, ?)", -1, &insert, NULL) == SQLITE_OK);
  reader = shed_abc_reader_new (bytes);
  while ((tune = shed_abc_reader_next (reader)) != NULL)
    {
      const char *title = shed_abc_tune_get_title (tune);
      g_autofree char *fold = shed_fold (title != NULL ? title : "");
      g_autofree char *aliases = shed_abc_tune_dup_values (tune, 'T', "\n");

      sqlite3_bind_int (insert, 1, ++n);
      sqlite3_bind_text (insert, 2, fold, -1, SQLITE_STATIC);
      sqlite3_bind_text (insert, 3, aliases, -1, SQLITE_STATIC);
      sqlite3_bind_text (insert, 4, shed_abc_tune_get_text (tune, NULL), -1, SQLITE_STATIC);
      must (sqlite3_step (insert) == SQLITE_DONE);
      sqlite3_reset (insert);
      shed_abc_tune_unref (tune);
    }
  sqlite3_finalize (insert);
  must (sqlite3_exec (db, "INSERT INTO find (find) VALUES ('rebuild'); COMMIT", NULL, NULL, NULL) == SQLITE_OK);
  sqlite3_close (db);
  return now_s () - begin;
}

static ShedStore *
open_library (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(ShedProfile) profile = NULL;
  g_autoptr(GError) error = NULL;
  ShedStore *store;

  test_remove_tree (path);
  profile = shed_profile_new (path);
  store = shed_library_open (profile, NULL, NULL, &error);
  must (store != NULL);
  return store;
}

typedef struct { double seconds, cpu; guint taken, unchanged, refused; } Figures;

static Figures
measure_import (ShedStore *store, GBytes *bytes)
{
  g_autoptr(ShedImportJob) job = shed_import_job_new (store);
  g_autoptr(GError) error = NULL;
  double begin = now_s (), begin_cpu = cpu_s ();
  ShedImportReport *report;

  shed_import_job_add_text (job, "bench", bytes);
  must (shed_import_job_run (job, NULL, &error));
  report = shed_import_job_get_report (job);
  return (Figures) { now_s () - begin, cpu_s () - begin_cpu, report->taken, report->unchanged, report->refused };
}

static gint64
size_of (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 ? info.st_size : 0;
}

static gboolean
measure_content (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  static const char *const tables[] = { "tune", "tune_alias" };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *columns_sql =
        g_strdup_printf ("SELECT group_concat ('ifnull (length (CAST (\"' || name || '\" AS BLOB)), 0)', ' + ')"
                         " FROM pragma_table_info ('%s')",
                         tables[i]);
      g_autoptr(ShedStmt) columns = shed_db_borrow (db, columns_sql, error);
      g_autofree char *sql = NULL;
      g_autoptr(ShedStmt) sum = NULL;

      if (columns == NULL || shed_stmt_step (columns, error) != SHED_STEP_ROW)
        return FALSE;
      sql = g_strdup_printf ("SELECT sum (%s) FROM %s", shed_stmt_get_text (columns, 0), tables[i]);
      sum = shed_db_borrow (db, sql, error);
      if (sum == NULL || shed_stmt_step (sum, error) != SHED_STEP_ROW)
        return FALSE;
      *(gint64 *) data += shed_stmt_get_int (sum, 0);
    }
  return TRUE;
}

/* The file, everything in it and nothing waiting beside it, against the bytes of the values that its tunes consist of. */
static void
report_file_size (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, "library", NULL);
  g_autoptr(ShedProfile) profile = shed_profile_new (path);
  g_autofree char *file = shed_profile_dup_library (profile);
  g_autofree char *title = g_strdup_printf ("file against content: %s", name);
  g_autofree char *size_title = g_strdup_printf ("file: %s", name);
  g_autofree char *detail = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(ShedStore) store = shed_library_open (profile, NULL, NULL, &error);
  gint64 content = 0;

  must (store != NULL);
  must (shed_store_read (store, measure_content, &content, &error));
  shed_store_close (store);
  detail = g_strdup_printf ("%.1f MB, content %.1f MB", size_of (file) / 1e6, content / 1e6);
  bench_report (title, (double) size_of (file) / content, "×", 2.5, detail);
  bench_report (size_title, size_of (file) / 1e6, "MB", 120, NULL);
}

static void
report_back_and_forth (const char *folder, ShedStore *store, const char *name)
{
  static const ShedExportFormat formats[] = { SHED_EXPORT_ABC, SHED_EXPORT_CSV, SHED_EXPORT_JSON };
  g_autoptr(GFile) file = g_file_new_build_filename (folder, "out", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(ShedStore) empty = NULL;
  double begin;

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      ShedExportOptions options = { formats[i], NULL, NULL };
      g_autofree char *title = g_strdup_printf ("export %s: %s", shed_export_format_to_string (formats[i]), name);

      begin = now_s ();
      must (shed_export_run (store, &options, file, NULL, NULL, &error));
      bench_report (title, now_s () - begin, "s", 0, NULL);
    }
  empty = open_library (folder, "empty");
  begin = now_s ();
  must (shed_restore_run (empty, file, FALSE, NULL, NULL, &error));
  bench_report ("restore into an empty library", now_s () - begin, "s", 0, name);
  shed_store_close (empty);
}

static void
bench_book (const char *folder, const char *name, GBytes *bytes, double goal_s)
{
  double seconds[N_ROUNDS], cpu[N_ROUNDS], ratios[N_ROUNDS], floors[N_ROUNDS], again[N_ROUNDS];
  g_autofree char *title = g_strdup_printf ("import: %s", name);
  g_autofree char *ratio_title = g_strdup_printf ("import against floor: %s", name);
  g_autofree char *again_title = g_strdup_printf ("the same again: %s", name);
  g_autofree char *detail = NULL;
  g_autofree char *floor_detail = NULL;
  g_autoptr(GError) error = NULL;
  Figures figures = { 0 };

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr(ShedStore) store = open_library (folder, "library");

      floors[round] = measure_floor (folder, bytes, error);
      figures = measure_import (store, bytes);
      seconds[round] = figures.seconds;
      cpu[round] = figures.cpu;
      ratios[round] = figures.seconds / floors[round];
      again[round] = measure_import (store, bytes).seconds;
      if (round + 1 == N_ROUNDS)
        report_back_and_forth (folder, store, name);
      shed_store_close (store);
      if (round + 1 == N_ROUNDS)
        report_file_size (folder, name);
    }
  detail = g_strdup_printf ("%u taken, %u unchanged, %u refused; %.2f s of processor time", figures.taken,
                            figures.unchanged, figures.refused, bench_median (cpu, N_ROUNDS));
  floor_detail = g_strdup_printf ("floor %.3f s", bench_median (floors, N_ROUNDS));
  bench_report (title, bench_median (seconds, N_ROUNDS), "s", goal_s, detail);
  bench_report (ratio_title, bench_median (ratios, N_ROUNDS), "×", 0, floor_detail);
  bench_report (again_title, bench_median (again, N_ROUNDS), "s", 0, NULL);
}

int
main (int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("woodshed-bench-XXXXXX", &error);
  gboolean is_small = argc > 1 && strcmp (argv[1], "--small") == 0;
  guint n_tunes;

  must (folder != NULL);
  for (int i = 1 + is_small; i < argc; i++)
    {
      g_autofree char *name = g_path_get_basename (argv[i]);
      g_autofree char *text = NULL;
      g_autoptr(GBytes) bytes = NULL;
      gsize length;

      must (g_file_get_contents (argv[i], &text, &length, &error));
      bytes = g_bytes_new_take (g_steal_pointer (&text), length);
      bench_book (folder, name, bytes, 0);
    }
  n_tunes = is_small ? 2000 : N_TUNES;
  {
    g_autofree char *name = g_strdup_printf ("%u made-up tunes", n_tunes);
    g_autoptr(GBytes) bytes = make_book (n_tunes);

    bench_book (folder, name, bytes, n_tunes == N_TUNES ? 3 : 0);
  }
  test_remove_tree (folder);
  return 0;
}
