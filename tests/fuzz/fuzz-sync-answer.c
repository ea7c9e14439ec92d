/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feeds any bytes to everything that reads an answer of a project: the look at its JSON, the sign-in, and the jobs that take a
 * hello, a push or a page into a library with an edit of its own waiting. The first byte chooses the call. Whatever comes, the
 * library stays whole, and no answer that is not ours moves anything. */
#include "fuzz.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shed-outbox.h"
#include "shed-store.h"
#include "shed-sync-job-private.h"
#include "shed-sync-job-run.h"
#include "shed-transport-private.h"

#define SPACE "0a5c1f0e-3c1d-4a53-9b62-0f5a1e7d9c11"
#define TUNE "7a5c1f0e-3c1d-4a53-9b62-0f5a1e7d9c17"
#define BOOK "7a5c1f0e-3c1d-4a53-9b62-0f5a1e7d9c16"

static ShedStore *store;
static char *folder;

static gboolean
prepare (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return shed_outbox_set_account (db, SPACE, NULL, error);
}

static gboolean
write_tune (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return shed_db_exec (db,
                       "INSERT INTO book (id, created_at, title, origin, position) VALUES ('" BOOK
                       "', 1, 'Mine', 'own', 'V');"
                       "INSERT INTO tune (id, book_id, created_at, title) VALUES ('" TUNE "', '" BOOK "', 1, 'Mine')",
                       error);
}

static void
clean_up (void)
{
  static const char *const names[] = { "x.db", "x.db-wal", "x.db-shm" };

  shed_store_close (store);
  g_clear_object (&store);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_remove (path);
    }
  g_rmdir (folder);
  g_free (folder);
}

static void
open_library (void)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  ShedStoreOptions options = { 0 };

  folder = g_build_filename (access ("/dev/shm", W_OK) == 0 ? "/dev/shm" : g_get_tmp_dir (), "woodshed-fuzz-XXXXXX", NULL);
  if (g_mkdtemp (folder) == NULL)
    abort ();
  path = g_build_filename (folder, "x.db", NULL);
  options.path = path;
  store = shed_store_open (&options, &error);
  if (store == NULL || !shed_store_write (store, SHED_WRITE_LOCAL, 0, NULL, prepare, NULL, &error) ||
      !shed_store_write (store, SHED_WRITE_COMMAND, 0, NULL, write_tune, NULL, &error))
    g_error ("%s", error->message);
  atexit (clean_up);
}

static gint64
ask (ShedDb *db, const char *sql)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, sql, NULL);

  return stmt != NULL && shed_stmt_step (stmt, NULL) == SHED_STEP_ROW ? shed_stmt_get_int (stmt, 0) : -1;
}

typedef struct {
  ShedSyncJobKind kind;
  char           *answer;
  gsize           n;
} Given;

/* Takes the answer, looks, and undoes it: each input meets the same library. */
static gboolean
take (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Given *given = data;
  ShedSyncJob *job = shed_sync_job_new (given->kind);
  g_autoptr (GError) cause = NULL;
  gint64 cursor = ask (db, "SELECT coalesce (max (CAST (value AS INTEGER)), 0) FROM meta WHERE name = 'cursor'");

  job->answer = g_strndup (given->answer, given->n);
  job->n_answer = given->n;
  job->now = 1795262400000;
  if (shed_sync_job_run (db, job, NULL, &cause) && !job->bad_answer)
    {
      ShedPeek peek;

      shed_json_peek (given->answer, strlen (given->answer), &peek);
      if (!peek.is_object || peek.proto != 1 || !peek.end)
        abort (); /* somebody else's */
      if (given->kind == SHED_JOB_STAGE)
        {
          ShedSyncJob *apply = shed_sync_job_new (SHED_JOB_APPLY);

          if (shed_sync_job_run (db, apply, NULL, NULL) && ask (db, "SELECT count(*) FROM pragma_foreign_key_check") != 0)
            abort ();
          shed_sync_job_free (apply);
        }
      else if (cursor != ask (db, "SELECT coalesce (max (CAST (value AS INTEGER)), 0) FROM meta WHERE name = 'cursor'"))
        abort (); /* only a page moves the cursor */
      if (ask (db, "SELECT count(*) FROM outbox") < 1 || ask (db, "SELECT count(*) FROM tune WHERE id = '" TUNE "'") != 1)
        abort (); /* the edit that waits */
    }
  shed_sync_job_free (job);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "undo");
  return FALSE;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const ShedSyncJobKind kinds[] = { SHED_JOB_STAGE, SHED_JOB_PUSHED, SHED_JOB_WELCOME };
  ShedPeek peek;

  if (size < 1)
    return 0;
  if (store == NULL)
    open_library ();
  shed_json_peek ((const char *) data + 1, size - 1, &peek);
  if (data[0] % 4 == 3)
    {
      g_autoptr (ShedSession) session = shed_session_parse ((const char *) data + 1, size - 1, 1795262400000);

      if (session != NULL && (!shed_transport_is_jwt (session->access_token) || session->refresh_token == NULL ||
                              session->user_id == NULL))
        abort ();
    }
  else
    {
      g_autofree char *text = g_strndup ((const char *) data + 1, size - 1);
      Given given = { kinds[data[0] % 4], text, strlen (text) };

      shed_store_write (store, SHED_WRITE_APPLIER, 0, NULL, take, &given, NULL);
    }
  return 0;
}
