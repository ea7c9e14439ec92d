/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Getting out of a damaged library what can be read, row by row, into a new one. Works on a private copy of the damaged
 * file and keeps the file itself as FILE.damaged-N: it must never make a damage worse, and never end with less than
 * there was. */
#define G_LOG_DOMAIN "Woodshed-store"

#include <string.h>

#include "shed-care-private.h"
#include "shed-find-private.h"
#include "shed-schema.h"
#include "shed-store.h"
#include "shed-write-set.h"

#define MAX_JUMPS 4000 /* over pages that cannot be read, a table */

typedef struct
{
  sqlite3 *damaged;
  ShedDb *fresh;
  guint n_rows;
} Salvage;

/* Tables of this computer that are worth carrying over. The rest is derived or belongs to a sync that will start again.
 */
static const char *const local_tables[] = {
  "staged_rating", "first_value", "shadow", "outbox", "outbox_op", "blob", "id_map", "view_state",
};

/* Columns that both the damaged and the fresh table have, as a list; NULL when the damaged schema has no such table. */
static char *
common_columns (Salvage *self, const char *table)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *sql = g_strdup_printf ("SELECT name FROM pragma_table_xinfo ('%s') WHERE hidden = 0", table);
  g_autoptr (ShedStmt) stmt = shed_db_borrow (self->fresh, sql, NULL);

  if (stmt == NULL)
    return NULL;
  while (shed_stmt_step (stmt, NULL) == SHED_STEP_ROW)
    {
      const char *name = shed_stmt_get_text (stmt, 0);

      if (sqlite3_table_column_metadata (self->damaged, "main", table, name, NULL, NULL, NULL, NULL, NULL) == SQLITE_OK)
        g_string_append_printf (names, "%s\"%s\"", names->len > 0 ? ", " : "", name);
    }
  return names->len > 0 ? g_string_free (g_steal_pointer (&names), FALSE) : NULL;
}

static gboolean
insert_row (Salvage *self, ShedStmt *insert, sqlite3_stmt *row, int first_column, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  sqlite3_stmt *handle = shed_stmt_get_handle (insert);

  for (int i = first_column; i < sqlite3_column_count (row); i++)
    sqlite3_bind_value (handle, i - first_column + 1, sqlite3_column_value (row, i));
  if (shed_stmt_run (insert, &local_error))
    {
      self->n_rows += sqlite3_changes (self->fresh->handle);
      return TRUE;
    }
  if (g_error_matches (local_error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID))
    return TRUE; /* a row of nonsense */
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* Reads a table by rowid; where a page cannot be read it goes on behind it, in growing jumps. */
static gboolean
salvage_rowid_table (Salvage *self, const char *table, const char *columns, ShedStmt *insert, GError **error)
{
  g_autofree char *sql =
    g_strdup_printf ("SELECT rowid, %s FROM \"%s\" NOT INDEXED WHERE rowid > ? ORDER BY rowid", columns, table);
  sqlite3_stmt *stmt = NULL;
  gint64 last = G_MININT64;
  gint64 jump = 1;
  guint n_jumps = 0;
  gboolean ok = TRUE;

  if (sqlite3_prepare_v2 (self->damaged, sql, -1, &stmt, NULL) != SQLITE_OK)
    return TRUE;
  sqlite3_bind_int64 (stmt, 1, last);
  while (ok)
    {
      int rc = sqlite3_step (stmt);

      /* In a damaged tree rows may come again that were there before, and for ever: that is no better than a bad page. */
      if (rc == SQLITE_ROW && sqlite3_column_int64 (stmt, 0) > last)
        {
          last = sqlite3_column_int64 (stmt, 0);
          jump = 1;
          ok = insert_row (self, insert, stmt, 1, error);
          continue;
        }
      if (rc == SQLITE_DONE || ++n_jumps > MAX_JUMPS || last > G_MAXINT64 - jump || jump > G_MAXINT32)
        break;
      last = MAX (last, 0) + jump;
      jump *= 2;
      sqlite3_reset (stmt);
      sqlite3_bind_int64 (stmt, 1, last);
    }
  sqlite3_finalize (stmt);
  return ok;
}

static gboolean
salvage_plain_table (Salvage *self, const char *table, const char *columns, ShedStmt *insert, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM \"%s\"", columns, table);
  sqlite3_stmt *stmt = NULL;
  gboolean ok = TRUE;

  if (sqlite3_prepare_v2 (self->damaged, sql, -1, &stmt, NULL) != SQLITE_OK)
    return TRUE;
  while (ok && sqlite3_step (stmt) == SQLITE_ROW)
    ok = insert_row (self, insert, stmt, 0, error);
  sqlite3_finalize (stmt);
  return ok;
}

static gboolean
salvage_table (Salvage *self, const char *table, gboolean has_rowid, GError **error)
{
  g_autofree char *columns = common_columns (self, table);
  g_autofree char *sql = NULL;
  g_autoptr (GString) marks = g_string_new (NULL);
  g_autoptr (ShedStmt) insert = NULL;

  if (columns == NULL)
    return TRUE;
  for (const char *p = columns; *p != '\0'; p++)
    if (p == columns || *p == ',')
      g_string_append (marks, marks->len > 0 ? ", ?" : "?");
  sql = g_strdup_printf ("INSERT OR IGNORE INTO \"%s\" (%s) VALUES (%s)", table, columns, marks->str);
  insert = shed_db_borrow (self->fresh, sql, error);
  if (insert == NULL)
    return FALSE;
  return has_rowid ? salvage_rowid_table (self, table, columns, insert, error)
                   : salvage_plain_table (self, table, columns, insert, error);
}

/* What the lost rows leave hanging: tunes of a lost book get one, children of a lost tune have nothing to say. */
static gboolean
mend_references (ShedDb *db, GError **error)
{
  guint n_tables;
  const ShedTable *tables = shed_tables_get (&n_tables);

  if (!shed_db_exec (
        db,
        "INSERT INTO book (id, created_at, title, origin, position)"
        " SELECT DISTINCT book_id, 0, 'Rescued tunes', 'own', 'z' FROM tune WHERE book_id NOT IN (SELECT id FROM book)",
        error))
    return FALSE;
  for (guint i = 0; i < n_tables; i++)
    for (guint k = 0; k < tables[i].n_columns; k++)
      {
        const ShedColumn *column = &tables[i].columns[k];
        g_autofree char *sql = NULL;

        if (column->references == NULL)
          continue;
        if (column->required)
          sql = g_strdup_printf ("DELETE FROM \"%s\" WHERE \"%s\" NOT IN (SELECT id FROM \"%s\")", tables[i].name,
                                 column->name, column->references);
        else if (!tables[i].append_only && tables[i].check == NULL)
          sql = g_strdup_printf ("UPDATE \"%s\" SET \"%s\" = NULL WHERE \"%s\" NOT IN (SELECT id FROM \"%s\")",
                                 tables[i].name, column->name, column->name, column->references);
        else
          sql =
            g_strdup_printf ("DELETE FROM \"%s\" WHERE \"%s\" IS NOT NULL AND \"%s\" NOT IN (SELECT id FROM \"%s\")",
                             tables[i].name, column->name, column->name, column->references);
        if (!shed_db_exec (db, sql, error))
          return FALSE;
      }
  return TRUE;
}

/* What is not derived: that is made anew. */
static gboolean
salvage_meta (Salvage *self, GError **error)
{
  /* Not by the index of names: that may be damaged, too. */
  static const char sql[] = "SELECT name, value FROM meta WHERE +name IN ('space', 'device', 'devices_before', 'epoch',"
                            " 'common', 'gc', 'cursor', 'schema')"
                            " OR +name GLOB 'discarded/*' OR +name GLOB 'merged/*'";
  sqlite3_stmt *stmt = NULL;
  gboolean ok = TRUE;

  if (sqlite3_prepare_v2 (self->damaged, sql, -1, &stmt, NULL) != SQLITE_OK)
    return TRUE;
  while (ok && sqlite3_step (stmt) == SQLITE_ROW)
    if (sqlite3_column_text (stmt, 0) != NULL && sqlite3_column_text (stmt, 1) != NULL)
      ok = shed_db_set_meta (self->fresh, (const char *)sqlite3_column_text (stmt, 0),
                             (const char *)sqlite3_column_text (stmt, 1), error);
  sqlite3_finalize (stmt);
  return ok;
}

static gboolean
salvage_everything (Salvage *self, GError **error)
{
  guint n_tables;
  const ShedTable *tables = shed_tables_get (&n_tables);

  if (!salvage_meta (self, error))
    return FALSE;
  for (guint i = 0; i < n_tables; i++)
    {
      if (!salvage_table (self, tables[i].name, TRUE, error))
        return FALSE;
      shed_write_set_clear (self->fresh->write_set); /* nobody undoes this, and it may be large */
    }
  for (guint i = 0; i < G_N_ELEMENTS (local_tables); i++)
    if (!salvage_table (self, local_tables[i], FALSE, error))
      return FALSE;
  /* The search index needs the first-notes function: it is made at the next opening. */
  return mend_references (self->fresh, error) && shed_salvage_outbox (self->fresh, error) &&
         shed_voids_rebuild (self->fresh, error) && shed_find_mark_behind (self->fresh, error);
}

static gboolean
fill_fresh (const char *damaged_path, const char *fresh_path, guint *n_rows, GError **error)
{
  g_autoptr (ShedClock) clock = shed_clock_new_system ();
  g_autoptr (ShedRandom) random = shed_random_new_system ();
  g_autoptr (ShedDb) fresh = shed_db_open (fresh_path, SHED_DB_WRITER, clock, random, error);
  Salvage salvage = { .fresh = fresh };
  gboolean ok;
  int rc;

  if (fresh == NULL || !shed_schema_migrate (fresh, NULL, error))
    return FALSE;
  rc = sqlite3_open_v2 (damaged_path, &salvage.damaged, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
  /* Reads a file that is shorter than its head says, and as many tables as its list of them still names; indexes are
   * not asked. */
  if (rc == SQLITE_OK)
    rc = sqlite3_exec (salvage.damaged, "PRAGMA writable_schema = ON; SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL,
                       NULL);
  if (rc != SQLITE_OK)
    {
      shed_store_error_set_sqlite (error, salvage.damaged, rc, "Nothing of the damaged library can be read");
      sqlite3_close (salvage.damaged);
      return FALSE;
    }
  fresh->writer = SHED_WRITER_APPLIER;
  ok = shed_db_exec (fresh, "PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE", error) &&
       salvage_everything (&salvage, error) && shed_db_exec (fresh, "COMMIT", error);
  fresh->writer = SHED_WRITER_NONE;
  sqlite3_close (salvage.damaged);
  *n_rows = salvage.n_rows;
  return ok && shed_db_exec (fresh, "PRAGMA wal_checkpoint (TRUNCATE)", error);
}

gboolean
shed_store_salvage (const char *library_path, guint *n_rows, GError **error)
{
  g_autofree char *work = g_strconcat (library_path, ".salvage-work", NULL);
  g_autofree char *fresh = g_strconcat (library_path, ".salvaged", NULL);
  g_autofree char *kept = NULL;
  guint n_salvaged = 0;
  gboolean ok;

  g_return_val_if_fail (library_path != NULL, FALSE);

  shed_care_remove (work);
  shed_care_remove (fresh);
  ok = shed_care_copy_files (library_path, work, error) && fill_fresh (work, fresh, &n_salvaged, error);
  shed_care_remove (work);
  if (ok && n_salvaged == 0)
    {
      g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_CORRUPT,
                           "Nothing of the damaged library can be read");
      ok = FALSE;
    }
  kept = shed_care_free_name (library_path, "damaged");
  ok = ok && shed_care_keep (library_path, kept, error) && shed_care_put (fresh, library_path, error);
  if (!ok)
    shed_care_remove (fresh);
  if (n_rows != NULL)
    *n_rows = n_salvaged;
  return ok;
}
