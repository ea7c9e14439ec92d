/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The n-th call of the disk fails, for n = 1, 2, 3 … until a whole story of sync (opening, writing, signing in with
 * what stands there, sending, receiving) ends without one; then the n-th statement. Once, for good, and for want of
 * space. Whatever it is: the program does not fall over, says "not saved" of what is not saved, and when the disk works
 * again everything goes on from where it was. WOODSHED_SWEEP: how many places of each kind (16 unless said), "all", or
 * "@n" and "@n-m" for the one that a failure named, and for a part.
 */
#include <string.h>

#include "fault-computer.h"
#include "fault-vfs.h"
#include "shed-store-error.h"

typedef struct {
  const char *name;
  FaultKind   kind; /* NONE: a statement is stopped */
} Sweep;

/* Statements */

static gint statements, stop_at = -1, stopping;

static int
on_progress (void *data)
{
  return g_atomic_int_compare_and_exchange (&stopping, 1, 0);
}

/* Between two statements of a write FTS5 keeps one open: what sqlite3_interrupt() began would not end before the
 * connection does, which stops even ROLLBACK, and which nothing in the program ever asks for. */
static gboolean
fts_is_reading (sqlite3 *db)
{
  for (sqlite3_stmt *stmt = sqlite3_next_stmt (db, NULL); stmt != NULL; stmt = sqlite3_next_stmt (db, stmt))
    if (sqlite3_sql (stmt) == NULL && sqlite3_stmt_busy (stmt))
      return TRUE;
  return FALSE;
}

static int
on_statement (unsigned type, void *data, void *stmt, void *text)
{
  if (g_atomic_int_add (&statements, 1) != g_atomic_int_get (&stop_at))
    return 0;
  if (fts_is_reading (data))
    {
      /* As the program stops a reading; it meets the statement after this one. */
      g_atomic_int_set (&stopping, 1);
      sqlite3_progress_handler (data, 1, on_progress, NULL);
    }
  else
    sqlite3_interrupt (data);
  return 0;
}

static int
on_connection (sqlite3 *db, const char **message, const struct sqlite3_api_routines *api)
{
  return sqlite3_trace_v2 (db, SQLITE_TRACE_STMT, on_statement, db);
}

static void
arm (const Sweep *sweep, guint n)
{
  g_atomic_int_set (&statements, 0);
  g_atomic_int_set (&stop_at, sweep->kind == FAULT_NONE ? (gint) n : -1);
  fault_vfs_arm (sweep->kind, n);
}

static guint
mend (const Sweep *sweep)
{
  guint n = sweep->kind == FAULT_NONE ? (guint) g_atomic_int_get (&statements) : fault_vfs_get_count ();

  g_atomic_int_set (&stop_at, -1);
  g_atomic_int_set (&stopping, 0);
  fault_vfs_mend ();
  return n;
}

/* What may be said of a disk that fails. */
static void
assert_clear (const GError *error)
{
  if (error == NULL)
    return;
  if (error->domain == SHED_STORE_ERROR)
    {
      g_assert_cmpint (error->code, !=, SHED_STORE_ERROR_TOO_LARGE);
      g_assert_cmpint (error->code, !=, SHED_STORE_ERROR_NEWER_SCHEMA);
      g_assert_cmpint (error->code, !=, SHED_STORE_ERROR_INVALID);
      return;
    }
  g_assert_true (error->domain == G_IO_ERROR || error->domain == G_FILE_ERROR);
}

static gboolean
said (GError **error)
{
  assert_clear (*error);
  g_clear_error (error);
  return FALSE;
}

/* As much of it as the disk lets happen. */
static void
story (FaultComputer *self)
{
  g_autoptr (GError) error = NULL;

  if (!fault_computer_start (self, &error) && !said (&error))
    return;
  for (guint i = 0; i < 2; i++)
    if (!fault_computer_write (self, &error))
      said (&error);
  if (!fault_computer_sign_in (self, &error) && !said (&error))
    return;
  fault_computer_sync (self, 2);
  for (guint i = 0; i < 2; i++)
    if (!fault_computer_write (self, &error))
      said (&error);
  fault_computer_sync (self, 2);
  /* Either everything is there, or it says that it is not. */
  if (shed_sync_engine_get_status (self->engine)->state == SHED_SYNC_UP_TO_DATE)
    g_assert_cmpuint (shed_sync_engine_get_status (self->engine)->n_waiting, ==, 0);
}

/* How many calls there were. */
static guint
once (const Sweep *sweep, guint n, gboolean again)
{
  g_autoptr (ShedRandom) random = shed_random_new_seeded (1);
  SimServer *server = sim_server_new_model (random);
  FaultComputer *self = fault_computer_new (server, 7), *other = fault_computer_new (server, 8);
  FaultComputer *all[] = { self, other };
  g_autoptr (GError) error = NULL;
  guint count;
  gboolean anew;

  g_assert_true (fault_computer_start (other, &error));
  g_assert_true (fault_computer_sign_in (other, &error));
  for (guint i = 0; i < 3; i++)
    g_assert_true (fault_computer_write (other, &error));
  fault_computer_sync (other, 3);
  fault_computer_stop (other);

  arm (sweep, n);
  story (self);
  count = mend (sweep);
  anew = !again || self->store == NULL;
  if (anew)
    {
      /* The program is started anew. */
      fault_computer_stop (self);
      if (!fault_computer_start (self, &error))
        g_error ("%s %u: the library does not open: %s", sweep->name, n, error->message);
    }
  fault_computer_check (self);
  if (!self->signed_in)
    g_assert_true (fault_computer_sign_in (self, &error));
  /* Or it goes on as it is, and by itself. */
  if (anew)
    fault_computer_sync (self, 3);
  else
    fault_computer_wait (self, 3);
  if (shed_sync_engine_get_status (self->engine)->state != SHED_SYNC_UP_TO_DATE)
    g_error ("%s %u: sync does not go on: state %d, trouble %d", sweep->name, n,
             shed_sync_engine_get_status (self->engine)->state, shed_sync_engine_get_status (self->engine)->trouble);
  g_assert_true (fault_computer_start (other, &error));
  fault_assert_same (server, all, 2);
  fault_computer_free (self);
  fault_computer_free (other);
  fault_vfs_forget ();
  server->klass->free (server);
  return count;
}

static void
run (gconstpointer data)
{
  const Sweep *sweep = data;
  const char *text = g_getenv ("WOODSHED_SWEEP");
  guint all = once (sweep, G_MAXINT, FALSE);
  guint places = g_strcmp0 (text, "all") == 0     ? all
                 : text != NULL                    ? (guint) g_ascii_strtoull (text, NULL, 10)
                 : g_getenv ("WOODSHED_TEST_SLOW") ? 3
                                                   : 16;
  double step = MAX (1, (double) all / places);
  guint n_done = 0;

  if (text != NULL && text[0] == '@')
    {
      char *end;
      guint place = (guint) g_ascii_strtoull (text + 1, &end, 10);
      guint last = end[0] == '-' ? (guint) g_ascii_strtoull (end + 1, NULL, 10) : place;

      for (; place <= MIN (last, all - 1); place++)
        {
          once (sweep, place, FALSE);
          once (sweep, place, TRUE);
          n_done++;
        }
      g_test_message ("%s: %u places of %u", sweep->name, n_done, all);
      return;
    }
  for (double n = 0; n < all; n += step)
    {
      gboolean whole = places == all;

      /* Of a few places every other one goes on without a restart; of all of them each does both. */
      if (whole || n_done % 2 == 0)
        once (sweep, (guint) n, FALSE);
      if (whole || n_done % 2 != 0)
        once (sweep, (guint) n, TRUE);
      n_done++;
    }
  g_test_message ("%s: %u places of %u", sweep->name, n_done, all);
  g_assert_cmpuint (all, >, 100);
}

/* However often it was tried in vain, and with nobody who presses anything. */
static void
test_many_tries (void)
{
  const Sweep sweep = { "many tries", FAULT_FOR_GOOD };
  g_autoptr (ShedRandom) random = shed_random_new_seeded (1);
  SimServer *server = sim_server_new_model (random);
  FaultComputer *self = fault_computer_new (server, 7);
  g_autoptr (GError) error = NULL;

  g_assert_true (fault_computer_start (self, &error));
  g_assert_true (fault_computer_write (self, &error));
  g_assert_true (fault_computer_sign_in (self, &error));
  arm (&sweep, 0);
  fault_computer_sync (self, 11);
  g_assert_cmpuint (shed_sync_engine_get_status (self->engine)->n_failures, ==, 12);
  g_assert_cmpint (shed_sync_engine_get_status (self->engine)->trouble, ==, SHED_SYNC_TROUBLE_LIBRARY);
  mend (&sweep);
  fault_computer_wait (self, 0);
  g_assert_cmpint (shed_sync_engine_get_status (self->engine)->state, ==, SHED_SYNC_UP_TO_DATE);
  fault_assert_same (server, &self, 1);
  fault_computer_free (self);
  fault_vfs_forget ();
  server->klass->free (server);
}

int
main (int argc, char **argv)
{
  static const Sweep sweeps[] = {
    { "disk-call-fails-once", FAULT_ONCE }, { "disk-fails-for-good", FAULT_FOR_GOOD }, { "disk-is-full", FAULT_FULL },
    { "statement-is-stopped", FAULT_NONE },
  };

  g_test_init (&argc, &argv, NULL);
  fault_vfs_install ();
  sqlite3_auto_extension ((void (*) (void)) on_connection);
  for (guint i = 0; i < G_N_ELEMENTS (sweeps); i++)
    {
      g_autofree char *path = g_strdup_printf ("/sweep/nothing-is-lost-and-sync-goes-on-when/%s", sweeps[i].name);

      g_test_add_data_func (path, &sweeps[i], run);
    }
  g_test_add_func ("/sweep/sync-goes-on-by-itself-however-long-the-disk-failed", test_many_tries);
  return g_test_run ();
}
