/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a library for use. Whoever opens one any other way gets a store whose schedule and search by notes stand still, so
 * nobody but tests of the store does. */
#define G_LOG_DOMAIN "Woodshed-exchange"

#include "shed-library.h"

#include "shed-abc-notes.h"
#include "shed-first-notes.h"
#include "shed-scheduler.h"
#include "shed-thread.h"
#include "shed-tune-list.h"

static gboolean
install (ShedStore *store, GError **error)
{
  g_autoptr (GError) cause = NULL;
  ShedStoreState state;

  shed_store_set_first_notes_func (store, shed_first_notes_of_abc);
  shed_tune_list_set_notes_query_func (shed_abc_dup_first_notes_query);
  if (shed_scheduler_install (store, &cause))
    return TRUE;
  /* What can only be read keeps the schedule it has: a full disk or a damaged file must not hide a player's tunes. */
  state = shed_store_get_state (store);
  if (state == SHED_STORE_READ_ONLY || state == SHED_STORE_DISK_FULL || state == SHED_STORE_CORRUPT)
    {
      g_message ("the schedule is not kept up to date: %s", cause->message);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

/**
 * shed_library_open:
 * @profile: whose library
 * @clock: (nullable): %NULL for the system's
 * @random: (nullable): %NULL for the kernel's
 *
 * Waiting; for the command line, tests and worker threads. Errors: %SHED_STORE_ERROR.
 *
 * Returns: (transfer full): the library, made when there was none
 */
ShedStore *
shed_library_open (ShedProfile *profile, ShedClock *clock, ShedRandom *random, GError **error)
{
  g_autofree char *path = shed_profile_dup_library (profile);
  g_autofree char *backups = shed_profile_dup_backups (profile);
  ShedStoreOptions options = { .path = path, .backups_folder = backups, .clock = clock, .random = random };
  g_autoptr (ShedStore) store = shed_store_open (&options, error);

  if (store == NULL || !install (store, error))
    return NULL;
  return g_steal_pointer (&store);
}

static gboolean
install_in_thread (gpointer source, gpointer data, GCancellable *cancellable, GError **error)
{
  return install (data, error);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  ShedStore *store = shed_store_open_finish (result, &error);

  if (store == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  /* Replaying events after an update can take a while. */
  g_task_set_task_data (task, store, g_object_unref);
  shed_thread_run (task, install_in_thread);
}

void
shed_library_open_async (ShedProfile *profile, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autofree char *path = shed_profile_dup_library (profile);
  g_autofree char *backups = shed_profile_dup_backups (profile);
  ShedStoreOptions options = { .path = path, .backups_folder = backups };
  GTask *task = g_task_new (profile, cancellable, callback, user_data);

  g_task_set_source_tag (task, shed_library_open_async);
  shed_store_open_async (&options, cancellable, on_opened, task);
}

ShedStore *
shed_library_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  return g_task_propagate_boolean (G_TASK (result), error) ? g_object_ref (g_task_get_task_data (G_TASK (result))) : NULL;
}
