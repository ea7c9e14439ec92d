/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies a person can go back to: one a day, the last ten kept, and putting one back. The library that is replaced is
 * always kept beside it first, and another process that has it open sees the old or the new one, never half of each. */
#define G_LOG_DOMAIN "Woodshed-store"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "shed-care-private.h"
#include "shed-civil.h"
#include "shed-schema.h"
#include "shed-store-private.h"

#define COPIES_KEPT 10
#define RESTORE_TRIES 250 /* of 20 ms: as long as the busy timeout */

/* "local.2026-11-21.db" of "local.db": the part around the day. */
static void
split_name (const char *path, char **head, char **tail)
{
  g_autofree char *base = g_path_get_basename (path);
  gboolean has_ending = g_str_has_suffix (base, ".db");

  *head = has_ending ? g_strndup (base, strlen (base) - 2) : g_strconcat (base, ".", NULL);
  *tail = g_strdup (".db");
}

static char *
dup_copy_path (ShedStore *self, int day)
{
  g_autofree char *head = NULL;
  g_autofree char *tail = NULL;
  g_autofree char *text = shed_civil_format (day);
  g_autofree char *name = NULL;

  split_name (self->path, &head, &tail);
  name = g_strconcat (head, text, tail, NULL);
  return g_build_filename (self->backups_folder, name, NULL);
}

static gboolean
is_copy_name (const char *name, const char *head, const char *tail)
{
  g_autofree char *day = NULL;

  if (!g_str_has_prefix (name, head) || strlen (name) != strlen (head) + 10 + strlen (tail) ||
      !g_str_has_suffix (name, tail))
    return FALSE;
  day = g_strndup (name + strlen (head), 10);
  return shed_civil_parse (day) != SHED_DAY_NONE;
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  return -strcmp (*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
shed_copies_list (const char *path, const char *backups_folder)
{
  g_autoptr (GPtrArray) copies = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *head = NULL;
  g_autofree char *tail = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (backups_folder != NULL)
    dir = g_dir_open (backups_folder, 0, NULL);
  split_name (path, &head, &tail);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (is_copy_name (name, head, tail))
      g_ptr_array_add (copies, g_build_filename (backups_folder, name, NULL));
  g_ptr_array_sort (copies, compare_newest_first);
  return g_steal_pointer (&copies);
}

GPtrArray *
shed_store_list_copies (ShedStore *self)
{
  g_return_val_if_fail (SHED_IS_STORE (self), NULL);
  return shed_copies_list (self->path, self->backups_folder);
}

static gint64
modified_at (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 ? (gint64)info.st_mtime : 0;
}

static int
compare_oldest_made_first (gconstpointer a, gconstpointer b)
{
  gint64 x = modified_at (*(const char *const *)a), y = modified_at (*(const char *const *)b);

  return x != y ? (x < y ? -1 : 1) : -compare_newest_first (a, b);
}

/* By when they were made, not by the day in their names: a clock that once stood in 2100 must not push out today's
 * copy. */
static void
remove_oldest (ShedStore *self, const char *just_made)
{
  g_autoptr (GPtrArray) copies = shed_store_list_copies (self);
  guint n = copies->len;

  g_ptr_array_sort (copies, compare_oldest_made_first);
  for (guint i = 0; i < copies->len && n > COPIES_KEPT; i++)
    {
      const char *path = g_ptr_array_index (copies, i);

      if (strcmp (path, just_made) != 0 && g_unlink (path) == 0)
        n--;
    }
}

static gboolean
is_worth_keeping (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return shed_db_query_int (db,
                            "SELECT EXISTS (SELECT 1 FROM tune) OR EXISTS (SELECT 1 FROM practice_event)"
                            " OR EXISTS (SELECT 1 FROM repertoire)",
                            0, data, error);
}

gboolean
shed_store_make_daily_copy (ShedStore *self, GError **error)
{
  g_autofree char *zone = NULL;
  g_autofree char *path = NULL;
  gint64 worth_keeping;

  g_return_val_if_fail (SHED_IS_STORE (self), FALSE);

  if (self->backups_folder == NULL)
    return TRUE;
  zone = shed_clock_dup_time_zone (self->clock);
  path = dup_copy_path (self, shed_practice_day (shed_clock_now_ms (self->clock), zone, 0));
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  /* Ten empty days must not push out the last full copy. */
  if (!shed_store_read (self, is_worth_keeping, &worth_keeping, error))
    return FALSE;
  if (worth_keeping == 0)
    return TRUE;
  if (!shed_store_copy_to (self, path, error))
    return FALSE;
  remove_oldest (self, path);
  return TRUE;
}

/* Restoring */

/* A copy that is whole and that this program understands. */
static ShedDb *
open_copy (const char *path, ShedClock *clock, ShedRandom *random, GError **error)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ShedDb) db = NULL;
  gboolean exists, ours;
  int version;

  if (!shed_schema_probe (path, &exists, &ours, error))
    return NULL;
  if (!exists)
    {
      g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_FOUND, "There is no such copy");
      return NULL;
    }
  db = shed_db_open (path, SHED_DB_READER, clock, random, error);
  if (db == NULL || !shed_schema_read_version (db, &version, error) || !shed_schema_check_version (version, error))
    return NULL;
  if (!shed_care_list_damage (db, "PRAGMA quick_check (2)", faults, error))
    return NULL;
  if (version == 0 || faults->len > 0)
    {
      g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_CORRUPT, "The copy is damaged");
      return NULL;
    }
  return g_steal_pointer (&db);
}

/* Writes the copy's pages into the library as one transaction, which other processes see as any other commit. */
static gboolean
write_into (ShedDb *library, ShedDb *copy, GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (library->handle, "main", copy->handle, "main");
  int rc = SQLITE_ERROR;

  if (backup == NULL)
    return shed_store_error_set_sqlite (error, library->handle, sqlite3_errcode (library->handle),
                                        "Cannot begin restoring");
  for (guint i = 0; i < RESTORE_TRIES; i++)
    {
      rc = sqlite3_backup_step (backup, -1);
      if ((rc & 0xff) != SQLITE_BUSY && (rc & 0xff) != SQLITE_LOCKED)
        break;
      g_usleep (20 * 1000);
    }
  sqlite3_backup_finish (backup);
  if (rc == SQLITE_DONE)
    return TRUE;
  return shed_store_error_set_sqlite (error, library->handle, rc, "Cannot restore the copy");
}

static gboolean
replace_library (const char *path, ShedDb *copy, ShedClock *clock, ShedRandom *random, GError **error)
{
  g_autofree char *kept = shed_care_free_name (path, "before-restore");
  g_autoptr (ShedDb) library = shed_db_open (path, SHED_DB_WRITER, clock, random, NULL);
  int version;

  if (library != NULL && shed_schema_read_version (library, &version, NULL))
    return shed_care_copy (library, kept, error) && write_into (library, copy, error);
  g_clear_pointer (&library, shed_db_free);
  return shed_care_keep (path, kept, error) && shed_care_copy (copy, path, error);
}

gboolean
shed_store_restore_copy (const char *library_path, const char *copy_path, GError **error)
{
  g_autoptr (ShedClock) clock = shed_clock_new_system ();
  g_autoptr (ShedRandom) random = shed_random_new_system ();
  g_autoptr (ShedDb) copy = NULL;

  g_return_val_if_fail (library_path != NULL, FALSE);
  g_return_val_if_fail (copy_path != NULL, FALSE);

  copy = open_copy (copy_path, clock, random, error);
  if (copy == NULL)
    return FALSE;
  if (!g_file_test (library_path, G_FILE_TEST_EXISTS))
    return shed_care_copy (copy, library_path, error);
  return replace_library (library_path, copy, clock, random, error);
}
