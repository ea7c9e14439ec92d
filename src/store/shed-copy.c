/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies by SQLite's backup API, which sees one moment of the library whoever writes meanwhile. A copy is never half there. */
#define G_LOG_DOMAIN "Woodshed-store"

#include "shed-care-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

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

static void
remove_with_companions (const char *path)
{
  g_autofree char *journal = g_strconcat (path, "-journal", NULL);
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autofree char *shm = g_strconcat (path, "-shm", NULL);

  g_unlink (path);
  g_unlink (journal);
  g_unlink (wal);
  g_unlink (shm);
}

gboolean
shed_care_copy (ShedDb *db, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *part = g_strdup_printf ("%s.%d.part", path, (int) getpid ());

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return shed_store_error_set_errno (error, errno, "Cannot make the folder for the copy");
  remove_with_companions (part);
  if (!copy_pages (db->handle, part, error) || !sync_path (part, error))
    {
      remove_with_companions (part);
      return FALSE;
    }
  if (g_rename (part, path) != 0)
    {
      shed_store_error_set_errno (error, errno, "Cannot name the copy");
      remove_with_companions (part);
      return FALSE;
    }
  return sync_path (folder, error);
}

gboolean
shed_care_copy_before_migration (ShedDb *db, const char *backups_folder, int version, GError **error)
{
  g_autofree char *base = g_path_get_basename (db->path);
  g_autofree char *name = g_strdup_printf ("%s.schema-%d-%" G_GINT64_FORMAT ".db", base, version, shed_db_now_ms (db) / 1000);
  g_autofree char *path = g_build_filename (backups_folder, name, NULL);

  return shed_care_copy (db, path, error);
}
