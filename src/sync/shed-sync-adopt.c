/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Giving an account its file. Three steps, each of them whole or not at all: the file without an account is told its space, the
 * profile is told which space is in use, the file gets its name. A kill between any two leaves a library that works, and the
 * next call goes on. It must never touch a row: what stood here is taken along by the engine, group by group. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-adopt.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "shed-outbox.h"
#include "shed-thread.h"

typedef struct {
  const char *space_id;
  char       *found;     /* the space that the file has */
} Claim;

static gboolean
claim_cb (ShedDb        *db,
          gpointer       data,
          GCancellable  *cancellable,
          GError       **error)
{
  Claim *claim = data;
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "SELECT value FROM meta WHERE name = 'space'", error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  step = shed_stmt_step (stmt, error);
  if (step == SHED_STEP_ERROR)
    return FALSE;
  if (step == SHED_STEP_ROW)
    {
      claim->found = shed_stmt_dup_text (stmt, 0);
      return TRUE;
    }
  claim->found = g_strdup (claim->space_id);
  return shed_outbox_set_account (db, claim->space_id, NULL, error) && shed_outbox_begin_adoption (db, error);
}

/* The space of a file, which is given this one when it has none. (transfer full) */
static char *
claim_file (const char  *path,
            const char  *space_id,
            GError     **error)
{
  ShedStoreOptions options = { .path = path };
  g_autoptr (ShedStore) store = shed_store_open (&options, error);
  Claim claim = { .space_id = space_id };
  gboolean ok;

  if (store == NULL)
    return NULL;
  ok = shed_store_write (store, SHED_WRITE_LOCAL, 0, NULL, claim_cb, &claim, error);
  shed_store_close (store);
  if (!ok)
    g_clear_pointer (&claim.found, g_free);
  return claim.found;
}

/* A log beside a closed library is another program's: its rows are not in the file yet. */
static gboolean
move_file (const char  *from,
           const char  *to,
           GError     **error)
{
  g_autofree char *log = g_strconcat (from, "-wal", NULL);
  g_autofree char *shared = g_strconcat (from, "-shm", NULL);

  if (g_file_test (log, G_FILE_TEST_EXISTS) || g_file_test (shared, G_FILE_TEST_EXISTS))
    {
      g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_BUSY, "another program has the library open");
      return FALSE;
    }
  if (g_rename (from, to) != 0)
    {
      g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_IO, "the library cannot be moved: %s", g_strerror (errno));
      return FALSE;
    }
  return TRUE;
}

/**
 * shed_sync_adopt:
 * @profile: whose library
 * @space_id: the personal space of the account
 * @error: SHED_STORE_ERROR
 *
 * Returns: whether the profile's library is now that of the space
 */
gboolean
shed_sync_adopt (ShedProfile  *profile,
                 const char   *space_id,
                 GError      **error)
{
  g_autofree char *local = NULL;
  g_autofree char *target = NULL;
  g_autofree char *space = NULL;

  g_return_val_if_fail (SHED_IS_PROFILE (profile), FALSE);
  g_return_val_if_fail (space_id != NULL, FALSE);

  local = shed_profile_dup_space_library (profile, NULL);
  target = shed_profile_dup_space_library (profile, space_id);
  if (target == NULL)
    {
      g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID, "not the id of a space");
      return FALSE;
    }
  if (g_file_test (target, G_FILE_TEST_EXISTS) || !g_file_test (local, G_FILE_TEST_EXISTS))
    {
      space = claim_file (target, space_id, error);
      return space != NULL && shed_profile_set_space (profile, space_id, error);
    }
  space = claim_file (local, space_id, error);
  if (space == NULL)
    return FALSE;
  if (g_strcmp0 (space, space_id) != 0)
    {
      /* Somebody else was signing in when this was cut off: the file is theirs. */
      g_autofree char *theirs = shed_profile_dup_space_library (profile, space);

      if (theirs == NULL || g_file_test (theirs, G_FILE_TEST_EXISTS))
        {
          g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_FAILED, "the library belongs to another account");
          return FALSE;
        }
      if (!move_file (local, theirs, error))
        return FALSE;
      g_free (space);
      space = claim_file (target, space_id, error);
      return space != NULL && shed_profile_set_space (profile, space_id, error);
    }
  return shed_profile_set_space (profile, space_id, error) && move_file (local, target, error);
}

gboolean
shed_sync_adopt_is_due (ShedProfile *profile,
                        const char  *space_id)
{
  g_autofree char *shown = NULL;
  g_autofree char *target = NULL;

  g_return_val_if_fail (SHED_IS_PROFILE (profile), FALSE);

  shown = shed_profile_dup_library (profile);
  target = shed_profile_dup_space_library (profile, space_id);
  return target != NULL && g_strcmp0 (shown, target) != 0;
}

typedef struct {
  ShedStore       *store;
  ShedProfile     *profile;
  char            *space_id;
  ShedSyncAdoption adoption;
} Adopting;

static void
adopting_free (Adopting *adopting)
{
  g_object_unref (adopting->store);
  g_object_unref (adopting->profile);
  g_free (adopting->space_id);
  g_free (adopting);
}

static gboolean
find_space_cb (ShedDb        *db,
               gpointer       data,
               GCancellable  *cancellable,
               GError       **error)
{
  char **space = data;
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "SELECT value FROM meta WHERE name = 'space'", error);
  ShedStep step = stmt != NULL ? shed_stmt_step (stmt, error) : SHED_STEP_ERROR;

  if (step == SHED_STEP_ROW)
    *space = shed_stmt_dup_text (stmt, 0);
  return step != SHED_STEP_ERROR;
}

static gboolean
adopt_open_in_thread (gpointer       source,
                      gpointer       data,
                      GCancellable  *cancellable,
                      GError       **error)
{
  Adopting *adopting = data;
  Claim claim = { .space_id = adopting->space_id };
  g_autofree char *space = NULL;
  g_autofree char *target = shed_profile_dup_space_library (adopting->profile, adopting->space_id);
  GError *failure = NULL;

  if (target == NULL)
    g_set_error_literal (&failure, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID, "not the id of a space");
  else if (shed_store_read (adopting->store, find_space_cb, &space, &failure) && space == NULL &&
           !g_file_test (target, G_FILE_TEST_EXISTS) &&
           shed_store_write (adopting->store, SHED_WRITE_LOCAL, 0, NULL, claim_cb, &claim, &failure))
    space = claim.found;
  if (failure != NULL || (g_strcmp0 (space, adopting->space_id) == 0 &&
                          !shed_profile_set_space (adopting->profile, adopting->space_id, &failure)))
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  adopting->adoption = g_strcmp0 (space, adopting->space_id) == 0 ? SHED_SYNC_ADOPT_DONE : SHED_SYNC_ADOPT_OTHER;
  return TRUE;
}

/**
 * shed_sync_adopt_open_async:
 * @store: the open library of the profile
 * @profile: whose library
 * @space_id: the personal space of the account
 * @callback: when it is done
 * @user_data: for it
 */
void
shed_sync_adopt_open_async (ShedStore           *store,
                            ShedProfile         *profile,
                            const char          *space_id,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Adopting *adopting;

  g_return_if_fail (SHED_IS_STORE (store));
  g_return_if_fail (SHED_IS_PROFILE (profile));

  task = g_task_new (NULL, NULL, callback, user_data);
  adopting = g_new0 (Adopting, 1);
  adopting->store = g_object_ref (store);
  adopting->profile = g_object_ref (profile);
  adopting->space_id = g_strdup (space_id);
  g_task_set_source_tag (task, shed_sync_adopt_open_async);
  g_task_set_task_data (task, adopting, (GDestroyNotify)adopting_free);
  shed_thread_run (task, adopt_open_in_thread);
}

ShedSyncAdoption
shed_sync_adopt_open_finish (GAsyncResult  *result,
                             GError       **error)
{
  Adopting *adopting;

  g_return_val_if_fail (g_task_is_valid (result, NULL), SHED_SYNC_ADOPT_FAILED);

  adopting = g_task_get_task_data (G_TASK (result));
  return g_task_propagate_boolean (G_TASK (result), error) ? adopting->adoption : SHED_SYNC_ADOPT_FAILED;
}
