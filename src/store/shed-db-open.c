/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A connection from its opening, with everything that SQLite leaves to chance said outright, to its closing. */
#define G_LOG_DOMAIN "Woodshed-store"

#include <gio/gio.h>

#include "shed-db-private.h"
#include "shed-write-set.h"

#define BUSY_TIMEOUT_MS 5000

/* Lets a cancelled read stop in the middle; writes have no cancellable here and always end whole. */
static int
progress_cb (gpointer data)
{
  ShedDb *self = data;

  return self->cancellable != NULL && g_cancellable_is_cancelled (self->cancellable);
}

/* Going over to WAL needs the file alone for a moment and does not wait by itself when another process opens it too. */
static gboolean
set_wal_mode (ShedDb *self, GError **error)
{
  int rc = SQLITE_OK;

  for (guint i = 0; i < BUSY_TIMEOUT_MS / 20; i++)
    {
      rc = sqlite3_exec (self->handle, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
      if ((rc & 0xff) != SQLITE_BUSY && (rc & 0xff) != SQLITE_LOCKED)
        break;
      g_usleep (20 * 1000);
    }
  if (rc != SQLITE_OK)
    return shed_store_error_set_sqlite (error, self->handle, rc, "Cannot use the write-ahead log");
  return TRUE;
}

/* No memory map: a file cut short under a map kills the program instead of giving an error that can be told. */
#define COMMON_PRAGMAS                                                                                                 \
  "PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON; PRAGMA mmap_size = 0;"       \
  "PRAGMA cell_size_check = ON;"

/* Counting every allocation under a lock costs a tenth of a commit. Refused, and harmless, when another library was
 * here first. */
static gpointer
configure_sqlite (gpointer unused)
{
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
  return NULL;
}

ShedDb *
shed_db_open (const char *path, ShedDbMode mode, ShedClock *clock, ShedRandom *random, GError **error)
{
  g_autoptr (ShedDb) self = g_new0 (ShedDb, 1);
  g_autofree char *uri = NULL;
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  static GOnce configured = G_ONCE_INIT;
  int rc;

  g_once (&configured, configure_sqlite, NULL);
  self->path = g_strdup (path);
  self->clock = shed_clock_ref (clock);
  self->random = shed_random_ref (random);
  shed_db_init_stmts (self);

  if (mode == SHED_DB_IMMUTABLE)
    {
      g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);

      uri = g_strdup_printf ("file:%s?immutable=1", escaped);
      flags |= SQLITE_OPEN_URI;
    }
  flags |= mode == SHED_DB_WRITER ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  rc = sqlite3_open_v2 (uri != NULL ? uri : path, &self->handle, flags, NULL);
  if (rc != SQLITE_OK)
    {
      shed_store_error_set_sqlite (error, self->handle, rc, "Cannot open the library");
      return NULL;
    }
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, mode != SHED_DB_WRITER, NULL);
  if (!shed_functions_register (self, error) || !shed_db_exec (self, COMMON_PRAGMAS, error))
    return NULL;

  if (mode == SHED_DB_WRITER)
    {
      self->write_set = shed_write_set_new ();
      if (!set_wal_mode (self, error) ||
          !shed_db_exec (self,
                         "PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA temp_store = FILE;"
                         "PRAGMA journal_size_limit = 4194304;",
                         error))
        return NULL;
    }
  else
    {
      sqlite3_progress_handler (self->handle, 2000, progress_cb, self);
      if (!shed_db_exec (self, "PRAGMA query_only = ON; PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY;", error))
        return NULL;
    }
  return g_steal_pointer (&self);
}

void
shed_db_free (ShedDb *self)
{
  g_clear_pointer (&self->stmts_by_address, g_hash_table_unref);
  g_clear_pointer (&self->stmts, g_hash_table_unref);
  if (self->handle != NULL)
    {
      int rc = sqlite3_close (self->handle);

      if (rc != SQLITE_OK)
        g_critical ("A connection was closed while a statement was borrowed");
    }
  g_clear_pointer (&self->write_set, shed_write_set_free);
  g_clear_pointer (&self->clock, shed_clock_unref);
  g_clear_pointer (&self->random, shed_random_unref);
  g_free (self->path);
  g_free (self);
}
