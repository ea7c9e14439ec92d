/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See fault-vfs.h. A write that is not safe yet is kept with the bytes it replaced: the file as it was at its last sync is had by
 * taking all of them back, the file as it may be after a failure by making some of them again. */
#include "fault-vfs.h"

#include <glib/gstdio.h>
#include <string.h>

#define SECTOR 512

typedef struct {
  gint64  offset;
  GBytes *before, *after; /* of a cut (after NULL): what stood behind the new end */
  gint64  old_size;
} Change;

typedef struct {
  char      *path;
  GPtrArray *changes;
  gboolean   is_new;   /* its name may still be lost */
  GBytes    *ghost;    /* a file of that name that was deleted, and perhaps was not */
  char      *old_name; /* NULL: not renamed */
} FileState;

typedef struct {
  sqlite3_file  base;
  FileState    *state; /* NULL: a file for the moment only */
  sqlite3_file *real;
} File;

static sqlite3_vfs *real_vfs, vfs;
static sqlite3_io_methods methods;
static GMutex mutex;
static GHashTable *states;
static FaultKind armed, striking;
static guint left, count;
static gboolean struck, crashing;

/* When */

static gboolean
strikes (gboolean writes)
{
  gboolean now;

  g_mutex_lock (&mutex);
  count += armed != FAULT_POWER || writes;
  if (striking == FAULT_NONE && armed != FAULT_NONE && (armed != FAULT_POWER || writes) && left-- == 0)
    {
      struck = TRUE;
      striking = armed;
      armed = FAULT_NONE;
    }
  now = striking == FAULT_FULL ? writes : striking != FAULT_NONE;
  if (striking == FAULT_ONCE)
    striking = FAULT_NONE;
  g_mutex_unlock (&mutex);
  return now;
}

void
fault_vfs_arm (FaultKind kind, guint n)
{
  g_mutex_lock (&mutex);
  armed = kind;
  striking = FAULT_NONE;
  left = n;
  count = 0;
  struck = FALSE;
  g_mutex_unlock (&mutex);
}

void
fault_vfs_mend (void)
{
  g_mutex_lock (&mutex);
  armed = striking = FAULT_NONE;
  g_mutex_unlock (&mutex);
}

gboolean
fault_vfs_struck (void)
{
  gboolean yes;

  g_mutex_lock (&mutex);
  yes = struck;
  g_mutex_unlock (&mutex);
  return yes;
}

guint
fault_vfs_get_count (void)
{
  guint n;

  g_mutex_lock (&mutex);
  n = count;
  g_mutex_unlock (&mutex);
  return n;
}

/* What is not safe yet */

static void
change_free (gpointer data)
{
  Change *change = data;

  g_clear_pointer (&change->before, g_bytes_unref);
  g_clear_pointer (&change->after, g_bytes_unref);
  g_free (change);
}

static void
state_free (gpointer data)
{
  FileState *state = data;

  g_free (state->path);
  g_free (state->old_name);
  g_clear_pointer (&state->ghost, g_bytes_unref);
  g_ptr_array_unref (state->changes);
  g_free (state);
}

static FileState *
state_of (const char *path)
{
  FileState *state = g_hash_table_lookup (states, path);

  if (state == NULL)
    {
      state = g_new0 (FileState, 1);
      state->path = g_strdup (path);
      state->changes = g_ptr_array_new_with_free_func (change_free);
      g_hash_table_insert (states, state->path, state);
    }
  return state;
}

/* The bytes of a file from offset on, n at the most. */
static GBytes *
bytes_at (sqlite3_file *real, gint64 offset, gint64 n, gint64 size)
{
  g_autofree guint8 *bytes = NULL;

  n = CLAMP (size - offset, 0, n);
  if (n == 0)
    return g_bytes_new (NULL, 0);
  bytes = g_malloc0 ((gsize) n);
  real->pMethods->xRead (real, bytes, (int) n, offset);
  return g_bytes_new_take (g_steal_pointer (&bytes), (gsize) n);
}

static void
remember (File *file, gint64 offset, const void *bytes, gint64 n)
{
  Change *change;
  sqlite3_int64 size = 0;

  if (file->state == NULL)
    return;
  change = g_new0 (Change, 1);
  file->real->pMethods->xFileSize (file->real, &size);
  change->offset = offset;
  change->old_size = size;
  change->before = bytes_at (file->real, offset, bytes != NULL ? n : size, size);
  change->after = bytes != NULL ? g_bytes_new (bytes, (gsize) n) : NULL;
  g_mutex_lock (&mutex);
  g_ptr_array_add (file->state->changes, change);
  g_mutex_unlock (&mutex);
}

static void
put (GByteArray *image, gint64 offset, const guint8 *bytes, gsize n)
{
  if (image->len < offset + n)
    {
      guint old = image->len;

      g_byte_array_set_size (image, (guint) (offset + n));
      memset (image->data + old, 0, image->len - old);
    }
  if (n > 0)
    memcpy (image->data + offset, bytes, n);
}

static void
make_again (GByteArray *image, const Change *change, GRand *dice, double share)
{
  gsize n = 0;
  const guint8 *bytes = change->after != NULL ? g_bytes_get_data (change->after, &n) : NULL;

  if (change->after == NULL)
    {
      if (g_rand_double (dice) < share && image->len > change->offset)
        g_byte_array_set_size (image, (guint) change->offset);
      return;
    }
  for (gsize at = 0; at < n;)
    {
      gsize piece = MIN (SECTOR - (gsize) (change->offset + (gint64) at) % SECTOR, n - at);
      double fate = g_rand_double (dice);

      if (fate < share)
        put (image, change->offset + (gint64) at, bytes + at, piece);
      else if (fate < share + (1 - share) / 8)
        put (image, change->offset + (gint64) at, bytes + at, (gsize) g_rand_int_range (dice, 0, (gint32) piece + 1)); /* torn */
      at += piece;
    }
}

static GByteArray *
read_file (const char *path)
{
  char *bytes = NULL;
  gsize n = 0;

  if (!g_file_get_contents (path, &bytes, &n, NULL))
    return NULL;
  return g_byte_array_new_take ((guint8 *) bytes, n);
}

static void
write_file (const char *path, const guint8 *bytes, gsize n)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, (const char *) bytes, (gssize) n, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

/* What is found of one file. */
static void
lose (FileState *state, GRand *dice)
{
  static const double shares[] = { 0, 0, 0.1, 0.5, 0.9, 1 };
  g_autoptr (GByteArray) image = read_file (state->path);
  double share = shares[g_rand_int_range (dice, 0, G_N_ELEMENTS (shares))];

  if (state->changes->len == 0 && !state->is_new && state->ghost == NULL && state->old_name == NULL)
    return;
  if (image != NULL)
    {
      for (guint i = state->changes->len; i-- > 0;)
        {
          Change *change = state->changes->pdata[i];
          gsize n;
          const guint8 *bytes = g_bytes_get_data (change->before, &n);

          put (image, change->offset, bytes, n);
          g_byte_array_set_size (image, (guint) change->old_size);
        }
      for (guint i = 0; i < state->changes->len; i++)
        make_again (image, state->changes->pdata[i], dice, share);
    }
  if (image == NULL || (state->is_new && g_rand_boolean (dice)))
    {
      /* The new name was lost; a deleted file of that name may be back. */
      g_remove (state->path);
      if (state->ghost != NULL && g_rand_boolean (dice))
        write_file (state->path, g_bytes_get_data (state->ghost, NULL), g_bytes_get_size (state->ghost));
      return;
    }
  if (state->changes->len > 0)
    write_file (state->path, image->data, image->len);
  if (state->old_name != NULL && g_rand_boolean (dice) && !g_file_test (state->old_name, G_FILE_TEST_EXISTS))
    g_assert_cmpint (g_rename (state->path, state->old_name), ==, 0);
}

guint
fault_vfs_crash (GRand *dice)
{
  GHashTableIter iter;
  gpointer state;
  guint n = 0;

  fault_vfs_mend ();
  crashing = TRUE;
  g_hash_table_iter_init (&iter, states);
  while (g_hash_table_iter_next (&iter, NULL, &state))
    {
      g_autofree char *shared = g_strconcat (((FileState *) state)->path, "-shm", NULL);

      n += ((FileState *) state)->changes->len;
      g_remove (shared); /* memory only */
      lose (state, dice);
    }
  g_hash_table_remove_all (states);
  crashing = FALSE;
  return n;
}

void
fault_vfs_forget (void)
{
  fault_vfs_mend ();
  g_hash_table_remove_all (states);
}

void
fault_vfs_renamed (const char *from, const char *to)
{
  FileState *old, *state;

  if (states == NULL || crashing || !g_str_has_suffix (to, ".db"))
    return;
  g_mutex_lock (&mutex);
  old = state_of (from);
  state = state_of (to);
  g_free (state->old_name);
  state->old_name = g_strdup (from);
  state->is_new = FALSE;
  for (guint i = 0; i < old->changes->len; i++)
    g_ptr_array_add (state->changes, g_steal_pointer (&old->changes->pdata[i]));
  g_hash_table_remove (states, from);
  g_mutex_unlock (&mutex);
}

/* A sync of a log also makes safe the names in its folder: SQLite syncs the folder of a log it has just made. */
static void
names_are_safe (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  gsize n = strlen (folder);
  GHashTableIter iter;
  gpointer other;

  g_hash_table_iter_init (&iter, states);
  while (g_hash_table_iter_next (&iter, NULL, &other))
    {
      FileState *state = other;

      if (strncmp (state->path, folder, n) != 0 || state->path[n] != '/')
        continue;
      state->is_new = FALSE;
      g_clear_pointer (&state->ghost, g_bytes_unref);
      g_clear_pointer (&state->old_name, g_free);
    }
}

/* The methods of a file */

static int
x_close (sqlite3_file *base)
{
  File *file = (File *) base;
  int rc = file->real->pMethods != NULL ? file->real->pMethods->xClose (file->real) : SQLITE_OK;

  g_free (file->real);
  file->real = NULL;
  return rc;
}

static int
x_read (sqlite3_file *base, void *bytes, int n, sqlite3_int64 offset)
{
  File *file = (File *) base;

  return strikes (FALSE) ? SQLITE_IOERR_READ : file->real->pMethods->xRead (file->real, bytes, n, offset);
}

static int
x_write (sqlite3_file *base, const void *bytes, int n, sqlite3_int64 offset)
{
  File *file = (File *) base;

  if (strikes (TRUE))
    {
      /* What was just being written may be there in part. */
      if (striking == FAULT_POWER && file->state != NULL && struck)
        {
          remember (file, offset, bytes, n);
          file->real->pMethods->xWrite (file->real, bytes, n, offset);
          struck = TRUE;
        }
      return striking == FAULT_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    }
  remember (file, offset, bytes, n);
  return file->real->pMethods->xWrite (file->real, bytes, n, offset);
}

static int
x_truncate (sqlite3_file *base, sqlite3_int64 size)
{
  File *file = (File *) base;

  if (strikes (TRUE))
    return SQLITE_IOERR_TRUNCATE;
  remember (file, size, NULL, 0);
  return file->real->pMethods->xTruncate (file->real, size);
}

static int
x_sync (sqlite3_file *base, int flags)
{
  File *file = (File *) base;

  if (strikes (TRUE))
    return SQLITE_IOERR_FSYNC;
  if (file->state == NULL)
    return SQLITE_OK;
  g_mutex_lock (&mutex);
  g_ptr_array_set_size (file->state->changes, 0);
  if (!g_str_has_suffix (file->state->path, ".db"))
    names_are_safe (file->state->path);
  g_mutex_unlock (&mutex);
  return SQLITE_OK;
}

static int
x_file_size (sqlite3_file *base, sqlite3_int64 *size)
{
  File *file = (File *) base;

  return strikes (FALSE) ? SQLITE_IOERR_FSTAT : file->real->pMethods->xFileSize (file->real, size);
}

static int
x_lock (sqlite3_file *base, int lock)
{
  File *file = (File *) base;

  return file->real->pMethods->xLock (file->real, lock);
}

static int
x_unlock (sqlite3_file *base, int lock)
{
  File *file = (File *) base;

  return file->real->pMethods->xUnlock (file->real, lock);
}

static int
x_check_reserved (sqlite3_file *base, int *is)
{
  File *file = (File *) base;

  return file->real->pMethods->xCheckReservedLock (file->real, is);
}

static int
x_file_control (sqlite3_file *base, int op, void *argument)
{
  File *file = (File *) base;

  return file->real->pMethods->xFileControl (file->real, op, argument);
}

static int
x_sector_size (sqlite3_file *base)
{
  File *file = (File *) base;

  return file->real->pMethods->xSectorSize (file->real);
}

static int
x_characteristics (sqlite3_file *base)
{
  File *file = (File *) base;

  return file->real->pMethods->xDeviceCharacteristics (file->real);
}

static int
x_shm_map (sqlite3_file *base, int page, int size, int extend, void volatile **address)
{
  File *file = (File *) base;

  if (strikes (FALSE))
    return SQLITE_IOERR_SHMMAP;
  return file->real->pMethods->xShmMap (file->real, page, size, extend, address);
}

static int
x_shm_lock (sqlite3_file *base, int offset, int n, int flags)
{
  File *file = (File *) base;

  return file->real->pMethods->xShmLock (file->real, offset, n, flags);
}

static void
x_shm_barrier (sqlite3_file *base)
{
  File *file = (File *) base;

  file->real->pMethods->xShmBarrier (file->real);
}

static int
x_shm_unmap (sqlite3_file *base, int remove)
{
  File *file = (File *) base;

  return file->real->pMethods->xShmUnmap (file->real, remove);
}

/* The methods of the disk */

static int
x_open (sqlite3_vfs *self, const char *path, sqlite3_file *base, int flags, int *out_flags)
{
  File *file = (File *) base;
  gboolean lasting = path != NULL && (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
  gboolean was_there = path != NULL && g_file_test (path, G_FILE_TEST_EXISTS);
  int rc;

  memset (file, 0, sizeof *file);
  if (strikes (FALSE))
    return SQLITE_CANTOPEN;
  file->real = g_malloc0 ((gsize) real_vfs->szOsFile);
  rc = real_vfs->xOpen (real_vfs, path, file->real, flags, out_flags);
  if (rc != SQLITE_OK)
    {
      if (file->real->pMethods != NULL)
        file->real->pMethods->xClose (file->real);
      g_clear_pointer (&file->real, g_free);
      return rc;
    }
  if (lasting)
    {
      g_mutex_lock (&mutex);
      file->state = state_of (path);
      if (!was_there)
        file->state->is_new = TRUE;
      g_mutex_unlock (&mutex);
    }
  base->pMethods = &methods;
  return SQLITE_OK;
}

static int
x_delete (sqlite3_vfs *self, const char *path, int sync_folder)
{
  FileState *state;
  g_autoptr (GByteArray) image = NULL;

  if (strikes (TRUE))
    return SQLITE_IOERR_DELETE;
  image = read_file (path);
  g_mutex_lock (&mutex);
  state = state_of (path);
  g_ptr_array_set_size (state->changes, 0);
  if (sync_folder)
    names_are_safe (path);
  else if (image != NULL && !state->is_new && state->ghost == NULL)
    state->ghost = g_bytes_new (image->data, image->len);
  g_mutex_unlock (&mutex);
  return real_vfs->xDelete (real_vfs, path, 0);
}

static int
x_access (sqlite3_vfs *self, const char *path, int flags, int *result)
{
  return strikes (FALSE) ? SQLITE_IOERR_ACCESS : real_vfs->xAccess (real_vfs, path, flags, result);
}

void
fault_vfs_install (void)
{
  if (real_vfs != NULL)
    return;
  real_vfs = sqlite3_vfs_find (NULL);
  states = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, state_free);
  methods = (sqlite3_io_methods){ 2,
                                  x_close,
                                  x_read,
                                  x_write,
                                  x_truncate,
                                  x_sync,
                                  x_file_size,
                                  x_lock,
                                  x_unlock,
                                  x_check_reserved,
                                  x_file_control,
                                  x_sector_size,
                                  x_characteristics,
                                  x_shm_map,
                                  x_shm_lock,
                                  x_shm_barrier,
                                  x_shm_unmap,
                                  NULL,
                                  NULL };
  vfs = *real_vfs;
  vfs.pNext = NULL;
  vfs.zName = "faults";
  vfs.szOsFile = sizeof (File);
  vfs.xOpen = x_open;
  vfs.xDelete = x_delete;
  vfs.xAccess = x_access;
  sqlite3_vfs_register (&vfs, 1);
}
