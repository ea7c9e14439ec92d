/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens a library in whatever state its file is: missing, whole, older, newer, read-only, cut short, something else. It
 * must never write to a file before it knows that it is a library of this or an older version, and never replace one.
 */
#define G_LOG_DOMAIN "Woodshed-store"

#include "shed-store-open.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "shed-care-private.h"
#include "shed-journal.h"
#include "shed-schema.h"
#include "shed-store-private.h"
#include "shed-thread.h"

static void
opened_clear (ShedOpened *opened)
{
  g_clear_pointer (&opened->writer, shed_db_free);
  g_clear_pointer (&opened->clock, shed_clock_unref);
  g_clear_pointer (&opened->random, shed_random_unref);
  g_clear_pointer (&opened->path, g_free);
  g_clear_pointer (&opened->backups_folder, g_free);
  g_clear_pointer (&opened->reader_path, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ShedOpened, opened_clear)

/* The file began with SQLite's own words, so "not a database" means that its head is damaged. */
static void
call_it_corrupt (GError **error)
{
  if (error != NULL && g_error_matches (*error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_A_LIBRARY) &&
      strstr ((*error)->message, "SQLite") != NULL)
    (*error)->code = SHED_STORE_ERROR_CORRUPT;
}

/* Reads the version through a connection that cannot write, so that somebody else's database and the log of a newer
 * program are left alone. */
static gboolean
check_before_writing (ShedOpened *opened, gboolean ours, GError **error)
{
  g_autofree char *wal = g_strconcat (opened->path, "-wal", NULL);
  g_autoptr (ShedDb) db = NULL;
  GStatBuf info;
  int version;

  if (ours && (g_stat (wal, &info) != 0 || info.st_size == 0))
    return TRUE; /* the head of the file has said it all */
  db = shed_db_open (opened->path, SHED_DB_READER, opened->clock, opened->random, NULL);
  if (db == NULL)
    return TRUE; /* the writer will say why */
  if (!shed_schema_read_version (db, &version, error))
    return FALSE;
  return shed_schema_check_version (version, error);
}

/* Reading only */

static gboolean
copy_file (const char *from, const char *to, GError **error)
{
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (to);

  return g_file_copy (source, target, G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS, NULL, NULL, NULL,
                      error);
}

/* A file whose log nobody may replay where it lies, or whose schema is older, is read from a copy of our own. */
static gboolean
open_private_copy (ShedOpened *opened, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("woodshed-XXXXXX", error);
  g_autofree char *copy = NULL;
  g_autofree char *wal = g_strconcat (opened->path, "-wal", NULL);
  g_autofree char *copy_wal = NULL;
  g_autoptr (ShedDb) db = NULL;

  if (folder == NULL)
    return FALSE;
  copy = g_build_filename (folder, "library.db", NULL);
  copy_wal = g_strconcat (copy, "-wal", NULL);
  if (!copy_file (opened->path, copy, error) ||
      (g_file_test (wal, G_FILE_TEST_EXISTS) && !copy_file (wal, copy_wal, error)) ||
      (db = shed_db_open (copy, SHED_DB_WRITER, opened->clock, opened->random, error)) == NULL ||
      !shed_schema_migrate (db, NULL, error))
    {
      g_clear_pointer (&db, shed_db_free);
      shed_care_remove_private (copy);
      return FALSE;
    }
  opened->reader_mode = SHED_DB_READER;
  opened->reader_path = g_steal_pointer (&copy);
  return TRUE;
}

static gboolean
can_read_as_it_is (ShedOpened *opened, ShedDbMode mode, GError **error)
{
  g_autoptr (ShedDb) db = shed_db_open (opened->path, mode, opened->clock, opened->random, error);

  return db != NULL && shed_schema_is_current (db, error);
}

static gboolean
open_for_reading (ShedOpened *opened, GError **error)
{
  g_autofree char *wal = g_strconcat (opened->path, "-wal", NULL);
  GStatBuf info;
  gboolean has_log = g_stat (wal, &info) == 0 && info.st_size > 0;
  ShedDbMode modes[] = { SHED_DB_READER, SHED_DB_IMMUTABLE };

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autoptr (GError) local_error = NULL;

      if (modes[i] == SHED_DB_IMMUTABLE && has_log)
        continue; /* would show the library without its last changes */
      if (can_read_as_it_is (opened, modes[i], &local_error))
        {
          opened->reader_mode = modes[i];
          opened->reader_path = g_strdup (opened->path);
          return TRUE;
        }
      if (g_error_matches (local_error, SHED_STORE_ERROR, SHED_STORE_ERROR_NEWER_SCHEMA) ||
          g_error_matches (local_error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_A_LIBRARY) ||
          g_error_matches (local_error, SHED_STORE_ERROR, SHED_STORE_ERROR_CORRUPT))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
    }
  return open_private_copy (opened, error);
}

/* Opening */

static gboolean
can_be_written (const char *path, gboolean exists)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return access (folder, W_OK | X_OK) == 0 && (!exists || access (path, W_OK) == 0);
}

static gboolean
open_for_writing (ShedOpened *opened, gboolean exists, gboolean ours, GError **error)
{
  if (exists && !check_before_writing (opened, ours, error))
    return FALSE;
  opened->writer = shed_db_open (opened->path, SHED_DB_WRITER, opened->clock, opened->random, error);
  if (opened->writer == NULL || !shed_schema_migrate (opened->writer, opened->backups_folder, error) ||
      !shed_journal_prepare (opened->writer, error))
    {
      g_clear_pointer (&opened->writer, shed_db_free);
      return FALSE;
    }
  opened->reader_mode = SHED_DB_READER;
  opened->reader_path = g_strdup (opened->path);
  return TRUE;
}

/* A file of no bytes is a library that is about to be made; where a log or a copy of it is there, it was one. SQLite would make
 * it anew and throw the log away, and the player would find an empty library without a word. */
static gboolean
was_emptied (ShedOpened *opened)
{
  g_autofree char *wal = g_strconcat (opened->path, "-wal", NULL);
  g_autoptr (GPtrArray) copies = shed_copies_list (opened->path, opened->backups_folder);
  GStatBuf info;

  return g_stat (opened->path, &info) == 0 && (copies->len > 0 || (g_stat (wal, &info) == 0 && info.st_size > 0));
}

static gboolean
open_file (ShedOpened *opened, gboolean read_only, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (opened->path);
  g_autoptr (GError) local_error = NULL;
  gboolean exists, ours;

  if (!read_only && g_mkdir_with_parents (folder, 0700) != 0)
    return shed_store_error_set_errno (error, errno, "Cannot make the library's folder");
  if (!shed_schema_probe (opened->path, &exists, &ours, error))
    return FALSE;
  if (!exists && was_emptied (opened))
    {
      g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_CORRUPT, "The library's file was emptied");
      return FALSE;
    }
  if (!exists && (read_only || !can_be_written (opened->path, exists)))
    {
      g_set_error_literal (error, SHED_STORE_ERROR, read_only ? SHED_STORE_ERROR_NOT_FOUND : SHED_STORE_ERROR_READ_ONLY,
                           "There is no library, and none can be made");
      return FALSE;
    }
  if (!read_only && can_be_written (opened->path, exists))
    {
      if (open_for_writing (opened, exists, ours, &local_error))
        return TRUE;
      if (!exists || !g_error_matches (local_error, SHED_STORE_ERROR, SHED_STORE_ERROR_READ_ONLY))
        {
          call_it_corrupt (&local_error);
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
    }
  if (open_for_reading (opened, error))
    return TRUE;
  call_it_corrupt (error);
  return FALSE;
}

static ShedStore *
open_in_context (const ShedStoreOptions *options, GMainContext *context, GError **error)
{
  g_auto (ShedOpened) opened = { 0 };
  ShedStore *store;

  opened.path = g_canonicalize_filename (options->path, NULL);
  opened.backups_folder = g_strdup (options->backups_folder);
  opened.clock = options->clock != NULL ? shed_clock_ref (options->clock) : shed_clock_new_system ();
  opened.random = options->random != NULL ? shed_random_ref (options->random) : shed_random_new_system ();
  if (!open_file (&opened, options->read_only, error))
    return NULL;
  store = shed_store_new_opened (&opened, context);
  opened.writer = NULL; /* the store's now */
  return store;
}

ShedStore *
shed_store_open (const ShedStoreOptions *options, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  g_return_val_if_fail (options != NULL && options->path != NULL, NULL);

  return open_in_context (options, context, error);
}

typedef struct
{
  ShedStoreOptions options;
  GMainContext *context;
  ShedStore *store;
} OpenJob;

static void
open_job_free (OpenJob *job)
{
  g_free ((char *)job->options.path);
  g_free ((char *)job->options.backups_folder);
  g_clear_pointer (&job->options.clock, shed_clock_unref);
  g_clear_pointer (&job->options.random, shed_random_unref);
  g_main_context_unref (job->context);
  g_clear_object (&job->store);
  g_free (job);
}

static gboolean
open_in_thread (gpointer source, gpointer data, GCancellable *cancellable, GError **error)
{
  OpenJob *job = data;

  job->store = open_in_context (&job->options, job->context, error);
  return job->store != NULL;
}

void
shed_store_open_async (const ShedStoreOptions *options,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  OpenJob *job = g_new0 (OpenJob, 1);

  g_return_if_fail (options != NULL && options->path != NULL);

  g_task_set_source_tag (task, shed_store_open_async);
  job->options = *options;
  job->options.path = g_strdup (options->path);
  job->options.backups_folder = g_strdup (options->backups_folder);
  if (options->clock != NULL)
    shed_clock_ref (options->clock);
  if (options->random != NULL)
    shed_random_ref (options->random);
  job->context = g_main_context_ref_thread_default ();
  g_task_set_task_data (task, job, (GDestroyNotify)open_job_free);
  shed_thread_run (task, open_in_thread);
}

ShedStore *
shed_store_open_finish (GAsyncResult *result, GError **error)
{
  OpenJob *job;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  job = g_task_get_task_data (G_TASK (result));
  return g_task_propagate_boolean (G_TASK (result), error) ? g_steal_pointer (&job->store) : NULL;
}
