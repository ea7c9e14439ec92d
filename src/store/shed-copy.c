/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies by SQLite's backup API, which sees one moment of the library whoever writes meanwhile. A copy is never half
 * there. */
#define G_LOG_DOMAIN "Woodshed-store"

#include "shed-care-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

static const char *const endings[] = { "", "-wal", "-journal", "-shm" };

static gboolean
sync_path (const char *path, GError **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gboolean ok;

  if (fd < 0)
    return shed_store_error_set_errno (error, errno, "Cannot open the copy");
  ok = fsync (fd) == 0 || errno == EINVAL; /* some file systems do not sync folders */
  if (!ok)
    shed_store_error_set_errno (error, errno, "Cannot write the copy out");
  close (fd);
  return ok;
}

gboolean
shed_care_keep (const char *path, const char *kept_path, GError **error)
{
  g_autofree char *shm = g_strconcat (path, "-shm", NULL);

  /* A second link costs nothing; where the file system has none it is a copy. */
  if (link (path, kept_path) != 0 && !shed_care_copy_files (path, kept_path, error))
    return FALSE;
  for (guint i = 1; i <= 2; i++)
    {
      g_autofree char *from = g_strconcat (path, endings[i], NULL);
      g_autofree char *to = g_strconcat (kept_path, endings[i], NULL);

      if (g_rename (from, to) != 0 && errno != ENOENT)
        return shed_store_error_set_errno (error, errno, "Cannot put the library aside");
    }
  g_unlink (shm);
  return TRUE;
}

gboolean
shed_care_put (const char *path, const char *library_path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (library_path);

  if (!sync_path (path, error))
    return FALSE;
  if (g_rename (path, library_path) != 0)
    return shed_store_error_set_errno (error, errno, "Cannot put the library in place");
  return sync_path (folder, error);
}

static gboolean
copy_pages (sqlite3 *source, const char *path, GError **error)
{
  sqlite3 *target = NULL;
  sqlite3_backup *backup;
  int rc = sqlite3_open_v2 (path, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);

  if (rc != SQLITE_OK)
    {
      shed_store_error_set_sqlite (error, target, rc, "Cannot make the copy");
      sqlite3_close (target);
      return FALSE;
    }
  backup = sqlite3_backup_init (target, "main", source, "main");
  if (backup == NULL)
    {
      shed_store_error_set_sqlite (error, target, sqlite3_errcode (target), "Cannot begin the copy");
      sqlite3_close (target);
      return FALSE;
    }
  /* All pages in one step: one snapshot, and readers and writers of a WAL file do not wait for it. */
  sqlite3_backup_step (backup, -1);
  rc = sqlite3_backup_finish (backup);
  if (rc != SQLITE_OK)
    shed_store_error_set_sqlite (error, target, rc, "Cannot copy the library");
  /* The copy is one file, readable from a read-only place too. */
  else if ((rc = sqlite3_exec (target, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL)) != SQLITE_OK)
    shed_store_error_set_sqlite (error, target, rc, "Cannot finish the copy");
  sqlite3_close (target);
  return rc == SQLITE_OK;
}

void
shed_care_remove (const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *file = g_strconcat (path, endings[i], NULL);

      g_unlink (file);
    }
}

void
shed_care_remove_private (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  shed_care_remove (path);
  g_rmdir (folder);
}

char *
shed_care_free_name (const char *path, const char *word)
{
  for (guint i = 1;; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s.%s-%u", path, word, i);

      if (!g_file_test (name, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&name);
    }
}

gboolean
shed_care_copy_files (const char *path, const char *new_path, GError **error)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *from = g_strconcat (path, endings[i], NULL);
      g_autofree char *to = g_strconcat (new_path, endings[i], NULL);
      g_autoptr (GFile) source = g_file_new_for_path (from);
      g_autoptr (GFile) target = g_file_new_for_path (to);
      g_autoptr (GError) local_error = NULL;

      if (g_file_copy (source, target, G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS, NULL, NULL, NULL,
                       &local_error))
        continue;
      if (i > 0 && g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        continue;
      g_set_error (error, SHED_STORE_ERROR,
                   g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NO_SPACE) ? SHED_STORE_ERROR_DISK_FULL
                                                                                  : SHED_STORE_ERROR_IO,
                   "Cannot copy the library: %s", local_error->message);
      return FALSE;
    }
  return TRUE;
}

gboolean
shed_care_copy (ShedDb *db, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *part = g_strdup_printf ("%s.%d.part", path, (int)getpid ());

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return shed_store_error_set_errno (error, errno, "Cannot make the folder for the copy");
  shed_care_remove (part);
  if (!copy_pages (db->handle, part, error) || !sync_path (part, error))
    {
      shed_care_remove (part);
      return FALSE;
    }
  if (g_rename (part, path) != 0)
    {
      shed_store_error_set_errno (error, errno, "Cannot name the copy");
      shed_care_remove (part);
      return FALSE;
    }
  return sync_path (folder, error);
}

gboolean
shed_care_copy_before_migration (ShedDb *db, const char *backups_folder, int version, GError **error)
{
  g_autofree char *base = g_path_get_basename (db->path);
  g_autofree char *name =
    g_strdup_printf ("%s.schema-%d-%" G_GINT64_FORMAT ".db", base, version, shed_db_now_ms (db) / 1000);
  g_autofree char *path = g_build_filename (backups_folder, name, NULL);

  return shed_care_copy (db, path, error);
}
