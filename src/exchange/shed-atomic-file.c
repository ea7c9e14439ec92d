/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole files or none. What was in the place before must outlive every failure: a full disk, a pulled plug, a cancel. */
#define G_LOG_DOMAIN "Woodshed-exchange"

#include "shed-atomic-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER_BYTES (256 * 1024)

struct _ShedAtomicFile {
  char    *path;
  char    *folder;
  char    *temporary; /* nullable: put in place or taken away */
  int      fd;
  GString *buffer;
};

static gboolean
fail (GError **error, const char *path, int number)
{
  ShedExchangeError code = number == ENOSPC || number == EDQUOT || number == EFBIG ? SHED_EXCHANGE_ERROR_DISK_FULL
                           : number == EISDIR                                      ? SHED_EXCHANGE_ERROR_FOLDER
                                                                                   : SHED_EXCHANGE_ERROR_NOT_WRITTEN;

  g_set_error (error, SHED_EXCHANGE_ERROR, code, "%s: %s", path, g_strerror (number));
  return FALSE;
}

/* Where a symbolic link points: the link stays and its target is replaced. */
static char *
resolve_link (const char *path)
{
  char *resolved = realpath (path, NULL);
  char *copy;

  if (resolved == NULL)
    return g_strdup (path);
  copy = g_strdup (resolved);
  free (resolved);
  return copy;
}

/**
 * shed_atomic_file_new:
 * @file: the place; only files with a path on this computer
 *
 * Returns: (transfer full): a file to write, or %NULL with error set when the place cannot take one.
 */
ShedAtomicFile *
shed_atomic_file_new (GFile *file, GError **error)
{
  g_autoptr (ShedAtomicFile) self = g_new0 (ShedAtomicFile, 1);
  g_autofree char *name = NULL;
  struct stat status;
  mode_t mode = 0666;

  self->fd = -1;
  if (g_file_peek_path (file) == NULL)
    {
      fail (error, "address", EOPNOTSUPP);
      return NULL;
    }
  self->path = resolve_link (g_file_peek_path (file));
  if (stat (self->path, &status) == 0)
    {
      if (S_ISDIR (status.st_mode))
        {
          fail (error, self->path, EISDIR);
          return NULL;
        }
      if (!S_ISREG (status.st_mode))
        {
          g_set_error (error, SHED_EXCHANGE_ERROR, SHED_EXCHANGE_ERROR_NOT_A_FILE, "%s is not a file", self->path);
          return NULL;
        }
      /* The new file is as secret as the old one. */
      mode = status.st_mode & 0777;
    }

  self->folder = g_path_get_dirname (self->path);
  name = g_path_get_basename (self->path);
  for (guint attempt = 0; attempt < 100 && self->fd < 0; attempt++)
    {
      g_free (self->temporary);
      self->temporary = g_strdup_printf ("%s/.%.200s.%08x", self->folder, name, g_random_int ());
      self->fd = g_open (self->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
      if (self->fd < 0 && errno != EEXIST)
        break;
    }
  if (self->fd < 0)
    {
      int number = errno;

      g_clear_pointer (&self->temporary, g_free);
      fail (error, self->path, number);
      return NULL;
    }
  self->buffer = g_string_sized_new (BUFFER_BYTES);
  return g_steal_pointer (&self);
}

static gboolean
write_all (ShedAtomicFile *self, const char *bytes, gsize n_bytes, GError **error)
{
  while (n_bytes > 0)
    {
      ssize_t n = write (self->fd, bytes, n_bytes);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return fail (error, self->path, n < 0 ? errno : EIO);
      bytes += n;
      n_bytes -= (gsize) n;
    }
  return TRUE;
}

static gboolean
flush (ShedAtomicFile *self, GError **error)
{
  if (!write_all (self, self->buffer->str, self->buffer->len, error))
    return FALSE;
  g_string_truncate (self->buffer, 0);
  return TRUE;
}

gboolean
shed_atomic_file_write (ShedAtomicFile *self, const char *bytes, gsize n_bytes, GError **error)
{
  g_return_val_if_fail (self->fd >= 0, FALSE);
  g_string_append_len (self->buffer, bytes, (gssize) n_bytes);
  return self->buffer->len < BUFFER_BYTES || flush (self, error);
}

gboolean
shed_atomic_file_commit (ShedAtomicFile *self, GError **error)
{
  int folder_fd;

  g_return_val_if_fail (self->fd >= 0, FALSE);
  if (!flush (self, error))
    return FALSE;
  if (fsync (self->fd) != 0)
    return fail (error, self->path, errno);
  if (close (g_steal_fd (&self->fd)) != 0)
    return fail (error, self->path, errno);
  if (g_rename (self->temporary, self->path) != 0)
    return fail (error, self->path, errno);
  g_clear_pointer (&self->temporary, g_free);

  /* The rename itself is in the folder. Some file systems cannot force folders; the file is good all the same. */
  folder_fd = g_open (self->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (folder_fd >= 0)
    {
      if (fsync (folder_fd) != 0)
        g_debug ("folder not forced to the disk: %s", g_strerror (errno));
      close (folder_fd);
    }
  return TRUE;
}

void
shed_atomic_file_free (ShedAtomicFile *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    close (self->fd);
  if (self->temporary != NULL)
    g_unlink (self->temporary);
  if (self->buffer != NULL)
    g_string_free (self->buffer, TRUE);
  g_free (self->temporary);
  g_free (self->folder);
  g_free (self->path);
  g_free (self);
}
