/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Getting out of a damaged library what can be read, row by row, into a new one. Works on a private copy of the damaged
 * file and keeps the file itself as FILE.damaged-N: it must never make a damage worse, and never end with less than
 * there was. */
#define G_LOG_DOMAIN "Woodshed-store"

#include <string.h>

#include "shed-care-private.h"
#include "shed-find-private.h"
#include "shed-salvage-walk.h"
#include "shed-schema.h"
#include "shed-store.h"
#include "shed-write-set.h"

typedef struct
{
  sqlite3 *damaged;
  ShedDb *fresh;
  ShedStmt *insert; /* of the table that is being read */
  guint n_rows;
  gboolean all; /* nothing was found that could not be had */
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
insert_row (sqlite3_stmt *row, int first_column, gboolean again, gpointer data, GError **error)
{
  Salvage *self = data;
  g_autoptr (GError) local_error = NULL;
  sqlite3_stmt *handle = shed_stmt_get_handle (self->insert);

  for (int i = first_column; i < sqlite3_column_count (row); i++)
    sqlite3_bind_value (handle, i - first_column + 1, sqlite3_column_value (row, i));
  if (shed_stmt_run (self->insert, &local_error))
    {
      int n = sqlite3_changes (self->fresh->handle);

      self->n_rows += n;
      if (n == 0 && !again)
        self->all = FALSE; /* a row of nonsense */
      return TRUE;
    }
  if (g_error_matches (local_error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID))
    {
      self->all = FALSE;
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* (transfer full): the columns by which the rows of a table are ordered in the file. */
static char **
dup_keys (Salvage *self, const char *table)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autofree char *sql = g_strdup_printf ("SELECT name FROM pragma_table_xinfo ('%s') WHERE pk > 0 AND"
                                          " (SELECT wr FROM pragma_table_list ('%s')) ORDER BY pk",
                                          table, table);
  g_autoptr (ShedStmt) stmt = shed_db_borrow (self->fresh, sql, NULL);
  guint n = 0;

  while (stmt != NULL && shed_stmt_step (stmt, NULL) == SHED_STEP_ROW)
    {
      g_strv_builder_add (names, shed_stmt_get_text (stmt, 0));
      n++;
    }
  if (n == 0)
    g_strv_builder_add (names, "rowid");
  return g_strv_builder_end (names);
}

static gboolean
walk_table (Salvage *self, const char *table, const char *columns, ShedSalvageRow func, GError **error)
{
  g_auto (GStrv) keys = dup_keys (self, table);
  g_autoptr (GPtrArray) tables = g_ptr_array_new ();
  ShedSalvageWalk walk = { self->damaged, table, columns, (const char *const *)keys, NULL, func, self };
  guint n_tables;
  const ShedTable *synced = shed_tables_get (&n_tables);
  gboolean all;

  for (guint i = 0; i < n_tables; i++)
    g_ptr_array_add (tables, (char *)synced[i].name);
  g_ptr_array_add (tables, NULL);
  if (strcmp (keys[0], "tbl") == 0)
    walk.beginnings = (const char *const *)tables->pdata;
  if (!shed_salvage_walk (&walk, &all, error))
    return FALSE;
  self->all = self->all && all;
  return TRUE;
}

static gboolean
salvage_table (Salvage *self, const char *table, GError **error)
{
  g_autofree char *columns = common_columns (self, table);
  g_autofree char *sql = NULL;
  g_autoptr (GString) marks = g_string_new (NULL);
  g_autoptr (ShedStmt) insert = NULL;

  if (columns == NULL)
    {
      self->all = FALSE;
      return TRUE;
    }
  for (const char *p = columns; *p != '\0'; p++)
    if (p == columns || *p == ',')
      g_string_append (marks, marks->len > 0 ? ", ?" : "?");
  sql = g_strdup_printf ("INSERT OR IGNORE INTO \"%s\" (%s) VALUES (%s)", table, columns, marks->str);
  insert = shed_db_borrow (self->fresh, sql, error);
  if (insert == NULL)
    return FALSE;
  self->insert = insert;
  return walk_table (self, table, columns, insert_row, error);
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
keep_meta (sqlite3_stmt *row, int first_column, gboolean again, gpointer data, GError **error)
{
  static const char *const kept[] = { "space", "device", "devices_before", "epoch", "common",
                                      "gc",    "cursor", "schema",         NULL };
  Salvage *self = data;
  const char *name = (const char *)sqlite3_column_text (row, first_column);
  const char *value = (const char *)sqlite3_column_text (row, first_column + 1);

  if (name == NULL || value == NULL ||
      (!g_strv_contains (kept, name) && !g_str_has_prefix (name, "discarded/") && !g_str_has_prefix (name, "merged/")))
    return TRUE;
  return shed_db_set_meta (self->fresh, name, value, error);
}

static gboolean
salvage_everything (Salvage *self, GError **error)
{
  guint n_tables;
  const ShedTable *tables = shed_tables_get (&n_tables);
  gint64 n_changes;

  if (!walk_table (self, "meta", "name, value", keep_meta, error))
    return FALSE;
  for (guint i = 0; i < n_tables; i++)
    {
      if (!salvage_table (self, tables[i].name, error))
        return FALSE;
      shed_write_set_clear (self->fresh->write_set); /* nobody undoes this, and it may be large */
    }
  for (guint i = 0; i < G_N_ELEMENTS (local_tables); i++)
    if (!salvage_table (self, local_tables[i], error))
      return FALSE;
  n_changes = sqlite3_total_changes64 (self->fresh->handle);
  if (!mend_references (self->fresh, error))
    return FALSE;
  self->all = self->all && sqlite3_total_changes64 (self->fresh->handle) == n_changes;
  /* The search index needs the first-notes function: it is made at the next opening. */
  return shed_salvage_outbox (self->fresh, error) &&
         shed_voids_rebuild (self->fresh, error) && shed_find_mark_behind (self->fresh, error);
}

static gboolean
fill_fresh (const char *damaged_path, const char *fresh_path, guint *n_rows, gboolean *all, GError **error)
{
  g_autoptr (ShedClock) clock = shed_clock_new_system ();
  g_autoptr (ShedRandom) random = shed_random_new_system ();
  g_autoptr (ShedDb) fresh = shed_db_open (fresh_path, SHED_DB_WRITER, clock, random, error);
  Salvage salvage = { .fresh = fresh, .all = TRUE };
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
  *all = salvage.all;
  return ok && shed_db_exec (fresh, "PRAGMA wal_checkpoint (TRUNCATE)", error);
}

gboolean
shed_store_salvage (const char *library_path, guint *n_rows, gboolean *all, GError **error)
{
  g_autofree char *work = g_strconcat (library_path, ".salvage-work", NULL);
  g_autofree char *fresh = g_strconcat (library_path, ".salvaged", NULL);
  g_autofree char *kept = NULL;
  guint n_salvaged = 0;
  gboolean ok, had_all = FALSE;

  g_return_val_if_fail (library_path != NULL, FALSE);

  shed_care_remove (work);
  shed_care_remove (fresh);
  ok = shed_care_copy_files (library_path, work, error) && fill_fresh (work, fresh, &n_salvaged, &had_all, error);
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
  if (all != NULL)
    *all = had_all;
  return ok;
}
