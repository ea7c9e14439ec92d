/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills libraries for the benchmarks. Rows go in as a bulk write, as an import's do; only the names and notes are made up. */
#include "bench-library.h"

#include <string.h>

#include "bench-report.h"
#include "bench-title.h"
#include "shed-command.h"

#define WRITE_TUNES 1000
#define RATINGS 5
#define TUNE_ID "printf('00000000-0000-4000-8000-1%011x', i)"

typedef struct
{
  guint first, count, n_learned;
  const char *repertoire;
  int today;
} Filling;

static char *
make_abc (guint i, const char *title, const char *kind, const char *key)
{
  static const char notes[] = "DEFGABcdefgab";
  GString *abc = g_string_new (NULL);
  guint32 random = i * 2654435761u + 1;

  g_string_append_printf (abc, "X:%u\nT:%s\nR:%s\nM:4/4\nL:1/8\nK:%s\n", i + 1, title, kind, key);
  for (guint bar = 0; bar < 16; bar++)
    {
      for (guint note = 0; note < 8; note++)
        {
          random = random * 1664525u + 1013904223u;
          g_string_append_c (abc, notes[(random >> 16) % (sizeof notes - 1)]);
        }
      g_string_append (abc, bar % 4 == 3 ? "|\n" : "|");
    }
  return g_string_free (abc, FALSE);
}

static gboolean
fill_tunes (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  static const char *const kinds[] = { "reel", "jig", "hornpipe", "polka", "waltz" }, *const keys[] = { "D", "G",
                                                                                                        "Edor", "Am",
                                                                                                        "A" };
  Filling *job = data;
  g_autoptr (ShedStmt) tune = shed_db_borrow (
    db,
    "INSERT INTO tune (id, created_at, book_id, title, kind, meter, unit, key, abc)"
    " VALUES (printf('00000000-0000-4000-8000-1%011x', :i), 1, '" BENCH_BOOK "', :title, :kind, '4/4', '1/8', :key, :abc)",
    error);

  if (tune == NULL || !shed_db_exec (db,
                                     "INSERT OR IGNORE INTO book (id, created_at, title, origin, position, local_only)"
                                     " VALUES ('" BENCH_BOOK "', 1, 'Bench', 'import', 'a', 0)",
                                     error))
    return FALSE;
  for (guint i = job->first; i < job->first + job->count; i++)
    {
      const char *kind = kinds[i % G_N_ELEMENTS (kinds)], *key = keys[i / 5 % G_N_ELEMENTS (keys)];
      g_autofree char *title = bench_title (i);
      g_autofree char *abc = make_abc (i, title, kind, key);

      shed_stmt_bind_int (tune, ":i", i);
      shed_stmt_bind_text (tune, ":title", title);
      shed_stmt_bind_text (tune, ":kind", kind);
      shed_stmt_bind_text (tune, ":key", key);
      shed_stmt_bind_text (tune, ":abc", abc);
      if (!shed_stmt_run (tune, error))
        return FALSE;
    }
  return TRUE;
}

/* Places in the repertoire, and ratings whose last says when the tune comes back: most in the next weeks, some today. */
static gboolean
fill_practice (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  static const char *const texts[] = {
    "WITH RECURSIVE n (i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :first + :count)"
    " INSERT INTO repertoire_tune (id, created_at, repertoire_id, tune_id)"
    " SELECT printf('00000000-0000-4000-8000-2%011x', i), 1, :repertoire, " TUNE_ID " FROM n",
    "WITH RECURSIVE n (i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :first + :count),"
    " e (k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM e WHERE k + 1 < :ratings),"
    " t (i, k, day) AS (SELECT i, k, :today - 2 - (:ratings - k) * 7 - i % 60 FROM n, e)"
    " INSERT INTO practice_event (id, created_at, repertoire_id, tune_id, kind, rating, answered_at, time_zone, practice_day,"
    "  day_start_minutes, interval_days, due_at)"
    " SELECT printf('00000000-0000-4000-8000-3%06x%05x', i, k), 1, :repertoire, " TUNE_ID ", 'rating', 1 + (i * 7 + k * 13) % 4,"
    "  day * 86400000 + 43200000, 'UTC', date(day * 86400, 'unixepoch'), 240, 7 + i % 53, (day + 7 + i % 53) * 86400000 FROM t",
  };
  Filling *job = data;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (ShedStmt) stmt = shed_db_borrow (db, texts[i], error);

      if (stmt == NULL)
        return FALSE;
      shed_stmt_bind_int (stmt, ":first", job->first);
      shed_stmt_bind_int (stmt, ":count", job->count);
      shed_stmt_bind_text (stmt, ":repertoire", job->repertoire);
      if (i > 0)
        {
          shed_stmt_bind_int (stmt, ":ratings", RATINGS);
          shed_stmt_bind_int (stmt, ":today", job->today);
        }
      if (!shed_stmt_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}

void
bench_library_fill (ShedStore *store, guint n_tunes, guint n_learned)
{
  g_autoptr (ShedCommand) repertoire = shed_command_repertoire_new ("Fiddle", "fiddle");
  g_autoptr (GError) error = NULL;
  Filling job = { .today = (int) (g_get_real_time () / G_USEC_PER_SEC / 86400) };

  must (shed_command_run (repertoire, store, 0, NULL, &error));
  job.repertoire = shed_command_get_result_id (repertoire);
  for (job.first = 0; job.first < n_tunes; job.first += WRITE_TUNES)
    {
      job.count = MIN (WRITE_TUNES, n_tunes - job.first);
      must (shed_store_write (store, SHED_WRITE_BULK, 0, NULL, fill_tunes, &job, &error));
    }
  for (job.first = 0; job.first < n_learned; job.first += WRITE_TUNES)
    {
      job.count = MIN (WRITE_TUNES, n_learned - job.first);
      must (shed_store_write (store, SHED_WRITE_BULK, 0, NULL, fill_practice, &job, &error));
    }
  must (shed_store_end_bulk (store, &error));
}

static gint64
find_kb (const char *text, const char *name)
{
  const char *line = strstr (text, name);

  return line != NULL ? g_ascii_strtoll (line + strlen (name), NULL, 10) : 0;
}

gboolean
bench_read_memory (int pid, gint64 *ret_pss, gint64 *ret_rss)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/smaps_rollup", pid);
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  *ret_pss = find_kb (text, "\nPss:");
  *ret_rss = find_kb (text, "\nRss:");
  return *ret_rss > 0;
}
