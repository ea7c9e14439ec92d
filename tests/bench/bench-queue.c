/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Today's queue for a repertoire of 2,000 tunes with 200,000 events behind it. The floor is a bare scan of the
 * schedule's rows of that repertoire in the same transaction: a queue that looked at the events would take a hundred
 * times that. */
#include <glib/gstdio.h>

#include "bench-report.h"
#include "shed-civil.h"
#include "shed-command.h"
#include "shed-library.h"
#include "shed-scheduler.h"

#define N_TUNES 2000
#define N_EVENTS 100
#define TUNES_A_WRITE 4
#define N_ROUNDS 15
#define BOOK "00000000-0000-4000-8000-00000000000b"
#define TUNE_ID "printf('00000000-0000-4000-8000-1%011x', i)"

typedef struct
{
  const char *repertoire;
  int first_tune, today;
} Filling;

/* Some tunes with their place in the repertoire and a hundred ratings each, ending between a month ago and next month. */
static gboolean
fill (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  static const char *const texts[] = {
    "INSERT OR IGNORE INTO book (id, created_at, title, origin, position) VALUES ('" BOOK "', 1, 'Bench', 'own', 'a')",
    "WITH RECURSIVE n (i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :first + :count)"
    " INSERT INTO tune (id, created_at, book_id, title) SELECT " TUNE_ID ", 1, '" BOOK "', 'Tune ' || i FROM n",
    "WITH RECURSIVE n (i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :first + :count)"
    " INSERT INTO repertoire_tune (id, created_at, repertoire_id, tune_id)"
    " SELECT printf('00000000-0000-4000-8000-2%011x', i), 1, :repertoire, " TUNE_ID " FROM n",
    "WITH RECURSIVE n (i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :first + :count),"
    " e (k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM e WHERE k + 1 < :events),"
    " t (i, k, day) AS (SELECT i, k, :today - 30 - (:events - k) * 7 - i % 60 FROM n, e)"
    " INSERT INTO practice_event (id, created_at, repertoire_id, tune_id, kind, rating, answered_at, time_zone,"
    " practice_day, day_start_minutes,"
    "  interval_days, due_at)"
    " SELECT printf('00000000-0000-4000-8000-3%06x%05x', i, k), 1, :repertoire, " TUNE_ID
    ", 'rating', 1 + (i * 7 + k * 13) % 4,"
    "  day * 86400000 + 43200000, 'UTC', date(day * 86400, 'unixepoch'), 240, 7 + i % 53, (day + 7 + i % 53) * 86400000 FROM t",
  };
  Filling *job = data;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(ShedStmt) stmt = shed_db_borrow (db, texts[i], error);

      if (stmt == NULL)
        return FALSE;
      if (i > 0)
        {
          shed_stmt_bind_int (stmt, ":first", job->first_tune);
          shed_stmt_bind_int (stmt, ":count", TUNES_A_WRITE);
        }
      if (i > 1)
        shed_stmt_bind_text (stmt, ":repertoire", job->repertoire);
      if (i == 3)
        {
          shed_stmt_bind_int (stmt, ":events", N_EVENTS);
          shed_stmt_bind_int (stmt, ":today", job->today);
        }
      if (!shed_stmt_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}

typedef struct
{
  const char *repertoire;
  int day;
  double ms, floor_ms;
  guint n_scanned;
} Round;

static gboolean
make_queue (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Round *round = data;
  g_autoptr(ShedStmt) scan = NULL;
  gboolean made;
  gint64 begin = g_get_monotonic_time ();

  if (!shed_queue_ensure (db, round->repertoire, round->day, &made, error))
    return FALSE;
  round->ms = (g_get_monotonic_time () - begin) / 1000.;
  if (!made)
    g_error ("the queue of that day was there already");

  begin = g_get_monotonic_time ();
  scan = shed_db_borrow (db, "SELECT tune_id, state, due_at FROM schedule WHERE repertoire_id = :repertoire", error);
  if (scan == NULL)
    return FALSE;
  shed_stmt_bind_text (scan, ":repertoire", round->repertoire);
  for (round->n_scanned = 0; shed_stmt_step (scan, error) == SHED_STEP_ROW; round->n_scanned++)
    ;
  round->floor_ms = (g_get_monotonic_time () - begin) / 1000.;
  return TRUE;
}

int
main (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("woodshed-bench-XXXXXX", &error);
  g_autoptr(ShedProfile) profile = shed_profile_new (folder);
  g_autoptr(ShedStore) store = shed_library_open (profile, NULL, NULL, &error);
  g_autoptr(ShedCommand) repertoire = shed_command_repertoire_new ("Fiddle", NULL);
  double ms[N_ROUNDS], ratios[N_ROUNDS];
  Filling filling = { .today = (int)(g_get_real_time () / G_USEC_PER_SEC / 86400) };
  gint64 begin;

  must (store != NULL);
  must (shed_command_run (repertoire, store, 0, NULL, &error));
  filling.repertoire = shed_command_get_result_id (repertoire);
  begin = g_get_monotonic_time ();
  for (; filling.first_tune < N_TUNES; filling.first_tune += TUNES_A_WRITE)
    must (shed_store_write (store, SHED_WRITE_COMMAND, 0, NULL, fill, &filling, &error));
  bench_report ("queue: writing and replaying 200,000 events", (g_get_monotonic_time () - begin) / 1e6, "s", 0, NULL);

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      Round round = { .repertoire = filling.repertoire, .day = filling.today + i };

      must (shed_store_write (store, SHED_WRITE_COMMAND, 0, NULL, make_queue, &round, &error));
      if (round.n_scanned != N_TUNES)
        g_error ("%u of %d tunes have a schedule", round.n_scanned, N_TUNES);
      ms[i] = round.ms;
      ratios[i] = round.ms / round.floor_ms;
    }
  bench_report ("queue: made for 2,000 tunes, 200,000 events", bench_median (ms, N_ROUNDS), "ms", 3, NULL);
  bench_report ("queue: against a bare scan of the schedule", bench_median (ratios, N_ROUNDS), "×", 0, NULL);
  shed_store_close (store);
  return 0;
}
