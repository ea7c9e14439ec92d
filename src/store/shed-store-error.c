/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From SQLite's answers to the store's error codes. Messages are for the log: they must never hold a value out of a
 * row. */
#define G_LOG_DOMAIN "Woodshed-store"

#include "shed-store-error.h"

#include <errno.h>
#include <gio/gio.h>

#include "shed-db-private.h"

G_DEFINE_QUARK (shed - store - error - quark, shed_store_error)

static ShedStoreError
code_from_errno (int saved_errno)
{
  switch (saved_errno)
    {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return SHED_STORE_ERROR_DISK_FULL;
    case EACCES:
    case EPERM:
    case EROFS:
      return SHED_STORE_ERROR_READ_ONLY;
    case ENOENT:
      return SHED_STORE_ERROR_NOT_FOUND;
    default:
      return SHED_STORE_ERROR_IO;
    }
}

/* Whether the system had no room. SQLite asks for errno when it leaves the statement, and what ran on the way may have
 * changed it; each open file remembers its own, the log where changes go first among them. */
static gboolean
is_full (sqlite3 *handle)
{
  int candidates[] = { sqlite3_system_errno (handle), 0, 0 };
  sqlite3_file *log = NULL;

  sqlite3_file_control (handle, "main", SQLITE_FCNTL_LAST_ERRNO, &candidates[1]);
  if (sqlite3_file_control (handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK && log != NULL &&
      log->pMethods != NULL)
    log->pMethods->xFileControl (log, SQLITE_FCNTL_LAST_ERRNO, &candidates[2]);
  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    if (candidates[i] != 0 && code_from_errno (candidates[i]) == SHED_STORE_ERROR_DISK_FULL)
      return TRUE;
  return FALSE;
}

static ShedStoreError
code_from_sqlite (sqlite3 *handle, int rc)
{
  switch (rc & 0xff)
    {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return SHED_STORE_ERROR_BUSY;
    case SQLITE_FULL:
      return SHED_STORE_ERROR_DISK_FULL;
    case SQLITE_READONLY:
      return SHED_STORE_ERROR_READ_ONLY;
    case SQLITE_PERM:
      return SHED_STORE_ERROR_READ_ONLY;
    case SQLITE_CORRUPT:
      if (rc == SQLITE_CORRUPT_VTAB) /* the full-text index only: it is derived and will be made anew */
        return SHED_STORE_ERROR_FAILED;
      return SHED_STORE_ERROR_CORRUPT;
    case SQLITE_NOTADB:
      return SHED_STORE_ERROR_NOT_A_LIBRARY;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
      return SHED_STORE_ERROR_INVALID;
    case SQLITE_IOERR:
      /* A full quota or a file size limit comes as an I/O error with its errno behind it. */
      return handle != NULL && is_full (handle) ? SHED_STORE_ERROR_DISK_FULL : SHED_STORE_ERROR_IO;
    case SQLITE_CANTOPEN:
      {
        ShedStoreError code = handle != NULL ? code_from_errno (sqlite3_system_errno (handle)) : SHED_STORE_ERROR_IO;

        return code == SHED_STORE_ERROR_NOT_FOUND ? SHED_STORE_ERROR_IO : code;
      }
    default:
      return SHED_STORE_ERROR_FAILED;
    }
}

gboolean
shed_store_error_set_sqlite (GError **error, sqlite3 *handle, int rc, const char *what)
{
  int extended = handle != NULL ? sqlite3_extended_errcode (handle) : rc;

  if ((extended & 0xff) != (rc & 0xff))
    extended = rc;
  if ((rc & 0xff) == SQLITE_INTERRUPT)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The reading was cancelled");
  else
    g_set_error (error, SHED_STORE_ERROR, code_from_sqlite (handle, extended), "%s: %s (SQLite %d)", what,
                 handle != NULL ? sqlite3_errmsg (handle) : sqlite3_errstr (rc), extended);
  return FALSE;
}

gboolean
shed_store_error_set_errno (GError **error, int saved_errno, const char *what)
{
  g_set_error (error, SHED_STORE_ERROR, code_from_errno (saved_errno), "%s: %s", what, g_strerror (saved_errno));
  return FALSE;
}
