/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The schema of a library. Steps go forward only, each in one transaction that also sets user_version, after a copy of
 * the file by the backup API. Triggers and views are no steps: their text follows from the table list, and a hash in
 * meta says whether the file has them already, so that an ordinary opening changes nothing. A newer file is never
 * touched. */
#define G_LOG_DOMAIN "Woodshed-store"

#include "shed-schema.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "shed-care-private.h"
#include "shed-store-resources.h"
#include "shed-uuid.h"
#include "shed-write-set.h"

#define RESOURCES "/io/github/woodshed_app/Woodshed/sql/"

static const char *const schema_steps[] = {
  /* 1 */ "0001-library.sql",
  /* 2 */ "0002-other-computer.sql",
};
G_STATIC_ASSERT (G_N_ELEMENTS (schema_steps) == SHED_SCHEMA_VERSION);

/* Generated SQL
 * ---------------------------------------------------------------------------------------------------------- */

static void
append_row (GString *sql, const ShedTracked *table, guint index, const char *row, gboolean with_values)
{
  g_string_append_printf (sql, "  SELECT shed_touch (%u", index);
  for (guint i = 0; i < table->n_keys; i++)
    g_string_append_printf (sql, ", %s.\"%s\"", row, table->keys[i]);
  for (guint i = 0; with_values && i < table->n_columns; i++)
    g_string_append_printf (sql, ", %s.\"%s\"", row, table->columns[i]);
  g_string_append (sql, ");\n");
}

static void
append_touch_triggers (GString *sql, const ShedTracked *table, guint index)
{
  static const char *const verbs[] = { "INSERT", "UPDATE", "DELETE" };
  static const char *const names[] = { "insert", "update", "delete" };

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      g_string_append_printf (sql, "CREATE TRIGGER \"%s_touch_%s\" AFTER %s ON \"%s\" BEGIN\n", table->name, names[i],
                              verbs[i], table->name);
      if (i > 0)
        append_row (sql, table, index, "OLD", TRUE);
      if (i == 0 || (i == 1 && table->synced == NULL)) /* the key of a synced row never changes */
        append_row (sql, table, index, "NEW", FALSE);
      g_string_append (sql, "END;\n");
    }
}

static void
append_guards (GString *sql, const ShedTable *table)
{
  g_autoptr (GString) columns = g_string_new ("\"id\", \"created_at\"");
  g_autoptr (GString) differs = g_string_new ("OLD.\"created_at\" IS NOT NEW.\"created_at\"");

  for (guint i = 0; i < table->n_columns; i++)
    if (table->columns[i].merge_class == SHED_CLASS_FIXED)
      {
        const char *name = table->columns[i].name;

        g_string_append_printf (columns, ", \"%s\"", name);
        g_string_append_printf (differs, " OR OLD.\"%s\" IS NOT NEW.\"%s\"", name, name);
      }
  g_string_append_printf (sql,
                          "CREATE TRIGGER \"%s_fixed\" BEFORE UPDATE OF %s ON \"%s\"\n"
                          "WHEN OLD.\"id\" IS NOT NEW.\"id\" OR (shed_writer () = 'command' AND (%s)) BEGIN\n"
                          "  SELECT RAISE (ABORT, '%s: a column that never changes');\nEND;\n",
                          table->name, columns->str, table->name, differs->str, table->name);
  if (!table->append_only)
    return;
  g_string_append_printf (
    sql,
    "CREATE TRIGGER \"%s_no_update\" BEFORE UPDATE ON \"%s\" WHEN shed_writer () = 'command' BEGIN\n"
    "  SELECT RAISE (ABORT, '%s: rows are never changed');\nEND;\n"
    "CREATE TRIGGER \"%s_no_delete\" BEFORE DELETE ON \"%s\" WHEN shed_writer () = 'command' BEGIN\n"
    "  SELECT RAISE (ABORT, '%s: rows are never deleted');\nEND;\n",
    table->name, table->name, table->name, table->name, table->name, table->name);
}

/* Registered by hand: a constructor in a static library may be left out by the linker. */
static gpointer
register_resource (gpointer unused)
{
  shed_store_sql_register_resource ();
  return NULL;
}

static char *
dup_resource (const char *name)
{
  static GOnce once = G_ONCE_INIT;
  g_autofree char *path = g_strconcat (RESOURCES, name, NULL);
  g_autoptr (GBytes) bytes = NULL;
  gsize n_bytes;
  const char *text;

  g_once (&once, register_resource, NULL);
  bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  if (bytes == NULL)
    {
      g_critical ("No resource %s", path);
      return g_strdup ("");
    }
  text = g_bytes_get_data (bytes, &n_bytes);
  return g_strndup (text, n_bytes);
}

char *
shed_schema_dup_generated (void)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autofree char *views = dup_resource ("views.sql");
  guint n_tables;
  const ShedTracked *tables = shed_tracked_get (&n_tables);

  for (guint i = 0; i < n_tables; i++)
    {
      append_touch_triggers (sql, &tables[i], i);
      if (tables[i].synced != NULL)
        append_guards (sql, tables[i].synced);
    }
  g_string_append (sql, views);
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

static gboolean
drop_generated (ShedDb *db, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  {
    g_autoptr (ShedStmt) stmt =
      shed_db_borrow (db, "SELECT type, name FROM sqlite_schema WHERE type IN ('trigger', 'view')", error);
    ShedStep step;

    if (stmt == NULL)
      return FALSE;
    while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
      {
        char *drop = sqlite3_mprintf ("DROP %s \"%w\";", shed_stmt_get_text (stmt, 0), shed_stmt_get_text (stmt, 1));

        g_string_append (sql, drop);
        sqlite3_free (drop);
      }
    if (step == SHED_STEP_ERROR)
      return FALSE;
  }
  shed_db_drop_stmts (db);
  return shed_db_exec (db, sql->str, error);
}

/* TRUE when the file has what the list says. */
static gboolean
has_generated (ShedDb *db, const char *hash)
{
  g_autofree char *found = shed_db_dup_meta (db, "generated");

  return g_strcmp0 (found, hash) == 0;
}

static gboolean
refresh_generated (ShedDb *db, GError **error)
{
  g_autofree char *sql = shed_schema_dup_generated ();
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, sql, -1);

  if (has_generated (db, hash))
    return TRUE;
  if (!shed_db_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  db->writer = SHED_WRITER_APPLIER;
  if ((has_generated (db, hash) || /* another process was quicker */
       (drop_generated (db, error) && shed_db_exec (db, sql, error) &&
        shed_db_set_meta (db, "generated", hash, error))) &&
      shed_db_exec (db, "COMMIT", error))
    {
      db->writer = SHED_WRITER_NONE;
      shed_write_set_clear (db->write_set);
      return TRUE;
    }
  db->writer = SHED_WRITER_NONE;
  shed_db_exec (db, "ROLLBACK", NULL);
  return FALSE;
}

/* A number in the head of a database file (https://www.sqlite.org/fileformat2.html): 60 user_version, 68
 * application_id. */
static guint32
head_number (const guint8 *bytes)
{
  return (guint32)bytes[0] << 24 | (guint32)bytes[1] << 16 | (guint32)bytes[2] << 8 | bytes[3];
}

/* Steps */

static gboolean
check_not_newer (int version, guint known, GError **error)
{
  if (version <= (int)known)
    return TRUE;
  g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NEWER_SCHEMA,
               "The library has schema %d, this program knows %u", version, known);
  return FALSE;
}

gboolean
shed_schema_probe (const char *path, gboolean *exists, gboolean *ours, GError **error)
{
  guint8 head[100] = { 0 };
  FILE *stream = g_fopen (path, "rbe");
  gsize n_bytes;

  *exists = *ours = FALSE;
  if (stream == NULL)
    return errno == ENOENT ? TRUE : shed_store_error_set_errno (error, errno, "Cannot read the library");
  n_bytes = fread (head, 1, sizeof head, stream);
  if (n_bytes == 0 && ferror (stream))
    {
      int saved_errno = errno;

      fclose (stream);
      return shed_store_error_set_errno (error, saved_errno, "Cannot read the library");
    }
  fclose (stream);
  if (n_bytes == 0)
    return TRUE;
  *exists = TRUE;
  if (memcmp (head, "SQLite format 3", MIN (n_bytes, 16)) != 0)
    {
      g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_A_LIBRARY, "The file is no database");
      return FALSE;
    }
  if (n_bytes < sizeof head)
    {
      g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_CORRUPT, "The file ends within its head");
      return FALSE;
    }
  *ours = head_number (head + 68) == SHED_APPLICATION_ID;
  return !*ours || check_not_newer (head_number (head + 60), SHED_SCHEMA_VERSION, error);
}

gboolean
shed_schema_read_version (ShedDb *db, int *ret_version, GError **error)
{
  gint64 version, application, n_tables;

  if (!shed_db_query_int (db, "PRAGMA user_version", 0, &version, error) ||
      !shed_db_query_int (db, "PRAGMA application_id", 0, &application, error) ||
      !shed_db_query_int (db, "SELECT count (*) FROM sqlite_schema", 0, &n_tables, error))
    return FALSE;
  if (application != SHED_APPLICATION_ID && (application != 0 || version != 0 || n_tables != 0))
    {
      g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_A_LIBRARY,
                           "The database is not one of Woodshed");
      return FALSE;
    }
  *ret_version = version;
  return TRUE;
}

gboolean
shed_schema_check_version (int version, GError **error)
{
  return check_not_newer (version, SHED_SCHEMA_VERSION, error);
}

gboolean
shed_schema_is_current (ShedDb *db, GError **error)
{
  g_autofree char *sql = shed_schema_dup_generated ();
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, sql, -1);
  int version;

  if (!shed_schema_read_version (db, &version, error) || !shed_schema_check_version (version, error))
    return FALSE;
  if (version == SHED_SCHEMA_VERSION && has_generated (db, hash))
    return TRUE;
  g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_FAILED, "The library is from an older Woodshed");
  return FALSE;
}

static gboolean
run_step (ShedDb *db, const char *sql, guint version, gboolean is_new, GError **error)
{
  g_autofree char *finish =
    g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %u; COMMIT;", SHED_APPLICATION_ID, version);
  int found;

  if (!shed_db_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  db->writer = SHED_WRITER_APPLIER;
  /* Another process may have taken this very step while we waited for the lock. */
  if (!shed_schema_read_version (db, &found, error))
    goto failed;
  if (found >= (int)version)
    {
      db->writer = SHED_WRITER_NONE;
      return shed_db_exec (db, "ROLLBACK", error);
    }
  if (!drop_generated (db, error) || !shed_db_exec (db, sql, error) || !shed_db_set_meta (db, "generated", NULL, error))
    goto failed;
  if (version == 1)
    {
      g_autofree char *device = shed_uuid_new_v4 (db->random);

      if (!shed_db_set_meta (db, "device", device, error))
        goto failed;
    }
  if (!shed_db_exec (db, finish, error))
    goto failed;
  db->writer = SHED_WRITER_NONE;
  shed_write_set_clear (db->write_set);
  if (is_new)
    g_debug ("A new library was made up to schema %u", version);
  else
    g_message ("The library is at schema %u", version);
  return TRUE;

failed:
  db->writer = SHED_WRITER_NONE;
  shed_write_set_clear (db->write_set);
  shed_db_exec (db, "ROLLBACK", NULL);
  return FALSE;
}

gboolean
shed_schema_migrate_with (
  ShedDb *db, const char *const *steps, guint n_steps, const char *backups_folder, GError **error)
{
  int version;

  if (!shed_schema_read_version (db, &version, error) || !check_not_newer (version, n_steps, error))
    return FALSE;
  if (version > 0 && version < (int)n_steps && backups_folder != NULL &&
      !shed_care_copy_before_migration (db, backups_folder, version, error))
    return FALSE;
  for (guint i = version; i < n_steps; i++)
    if (!run_step (db, steps[i], i + 1, version == 0, error))
      return FALSE;
  return refresh_generated (db, error);
}

char *
shed_schema_dup_step (guint version)
{
  g_return_val_if_fail (version >= 1 && version <= SHED_SCHEMA_VERSION, NULL);

  return dup_resource (schema_steps[version - 1]);
}

gboolean
shed_schema_migrate (ShedDb *db, const char *backups_folder, GError **error)
{
  g_auto (GStrv) steps = g_new0 (char *, SHED_SCHEMA_VERSION + 1);
  int version;

  if (!shed_schema_read_version (db, &version, error) || !check_not_newer (version, SHED_SCHEMA_VERSION, error))
    return FALSE;
  if (version == SHED_SCHEMA_VERSION)
    return refresh_generated (db, error);
  for (guint i = 0; i < SHED_SCHEMA_VERSION; i++)
    steps[i] = shed_schema_dup_step (i + 1);
  return shed_schema_migrate_with (db, (const char *const *)steps, SHED_SCHEMA_VERSION, backups_folder, error);
}
