/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One connection: what is asked of it, and a cache of prepared statements. It must never be used by two threads at once. */
#define G_LOG_DOMAIN "Woodshed-store"

#include "shed-db.h"

#include <gio/gio.h>
#include <string.h>

#include "shed-db-private.h"
#include "shed-uuid.h"

#define MAX_CACHED_STMTS 300

struct _ShedStmt
{
  ShedDb *db;
  sqlite3_stmt *handle;
  char *text;
  gboolean cached;
  gboolean borrowed;
};

static void
stmt_free (ShedStmt *stmt)
{
  sqlite3_finalize (stmt->handle);
  g_free (stmt->text);
  g_free (stmt);
}

void
shed_db_init_stmts (ShedDb *self)
{
  self->stmts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)stmt_free);
  self->stmts_by_address = g_hash_table_new (NULL, NULL);
}

sqlite3 *
shed_db_get_handle (ShedDb *self)
{
  return self->handle;
}

gboolean
shed_db_exec (ShedDb *self, const char *sql, GError **error)
{
  int rc = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);

  if (rc != SQLITE_OK)
    return shed_store_error_set_sqlite (error, self->handle, rc, "Cannot run a statement");
  return TRUE;
}

gint64
shed_db_get_n_changes (ShedDb *self)
{
  return sqlite3_changes64 (self->handle);
}

gint64
shed_db_now_ms (ShedDb *self)
{
  return shed_clock_now_ms (self->clock);
}

char *
shed_db_dup_time_zone (ShedDb *self)
{
  return shed_clock_dup_time_zone (self->clock);
}

char *
shed_db_new_id (ShedDb *self)
{
  return shed_uuid_new_v4 (self->random);
}

char *
shed_db_dup_device_id (ShedDb *self)
{
  return shed_db_dup_meta (self, "device");
}

gboolean
shed_db_query_int (ShedDb *self, const char *sql, gint64 fallback, gint64 *ret, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (self, sql, error);

  *ret = fallback;
  if (stmt == NULL)
    return FALSE;
  switch (shed_stmt_step (stmt, error))
    {
    case SHED_STEP_ROW:
      *ret = shed_stmt_get_int (stmt, 0);
      return TRUE;
    case SHED_STEP_DONE:
      return TRUE;
    case SHED_STEP_ERROR:
    default:
      return FALSE;
    }
}

char *
shed_db_dup_meta (ShedDb *self, const char *name)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (self, "SELECT value FROM meta WHERE name = :name", NULL);

  if (stmt == NULL)
    return NULL;
  shed_stmt_bind_text (stmt, ":name", name);
  return shed_stmt_step (stmt, NULL) == SHED_STEP_ROW ? shed_stmt_dup_text (stmt, 0) : NULL;
}

gboolean
shed_db_set_meta (ShedDb *self, const char *name, const char *value, GError **error)
{
  g_autoptr (ShedStmt) stmt = NULL;

  self->facts.known = FALSE;
  if (value == NULL)
    stmt = shed_db_borrow (self, "DELETE FROM meta WHERE name = :name", error);
  else
    stmt = shed_db_borrow (self,
                           "INSERT INTO meta (name, value) VALUES (:name, :value)"
                           " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                           error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":name", name);
  if (value != NULL)
    shed_stmt_bind_text (stmt, ":value", value);
  return shed_stmt_run (stmt, error);
}

/* Before the schema is changed, so that no old plan stays. */
void
shed_db_drop_stmts (ShedDb *self)
{
  g_hash_table_remove_all (self->stmts_by_address);
  g_hash_table_remove_all (self->stmts);
}

const ShedFacts *
shed_db_get_facts (ShedDb *self, GError **error)
{
  g_autoptr (ShedStmt) stmt = NULL;

  if (self->facts.known)
    return &self->facts;
  stmt = shed_db_borrow (
    self,
    "SELECT EXISTS (SELECT 1 FROM meta WHERE name = 'space'), EXISTS (SELECT 1 FROM book WHERE local_only = 1),"
    " EXISTS (SELECT 1 FROM meta WHERE name = 'find_behind')",
    error);
  if (stmt == NULL || shed_stmt_step (stmt, error) != SHED_STEP_ROW)
    return NULL;
  self->facts.has_account = shed_stmt_get_int (stmt, 0) != 0;
  self->facts.any_local_only = shed_stmt_get_int (stmt, 1) != 0;
  self->facts.find_behind = shed_stmt_get_int (stmt, 2) != 0;
  self->facts.known = TRUE;
  return &self->facts;
}

/* Statements */

ShedStmt *
shed_db_borrow (ShedDb *self, const char *sql, GError **error)
{
  ShedStmt *stmt = g_hash_table_lookup (self->stmts_by_address, sql);
  gboolean first;
  int rc;

  if (stmt == NULL || strcmp (stmt->text, sql) != 0)
    {
      stmt = g_hash_table_lookup (self->stmts, sql);
      if (stmt != NULL && g_hash_table_size (self->stmts_by_address) < 2 * MAX_CACHED_STMTS)
        g_hash_table_insert (self->stmts_by_address, (gpointer)sql, stmt);
    }
  first = stmt == NULL;
  if (stmt != NULL && !stmt->borrowed)
    {
      stmt->borrowed = TRUE;
      return stmt;
    }

  stmt = g_new0 (ShedStmt, 1);
  stmt->db = self;
  stmt->borrowed = TRUE;
  rc = sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt->handle, NULL);
  if (rc != SQLITE_OK)
    {
      shed_store_error_set_sqlite (error, self->handle, rc, "Cannot prepare a statement");
      stmt_free (stmt);
      return NULL;
    }
  if (first && g_hash_table_size (self->stmts) < MAX_CACHED_STMTS)
    {
      stmt->text = g_strdup (sql);
      stmt->cached = TRUE;
      g_hash_table_insert (self->stmts, stmt->text, stmt);
    }
  return stmt;
}

void
shed_stmt_release (ShedStmt *stmt)
{
  if (stmt == NULL)
    return;
  if (!stmt->cached)
    {
      stmt_free (stmt);
      return;
    }
  sqlite3_reset (stmt->handle);
  sqlite3_clear_bindings (stmt->handle);
  stmt->borrowed = FALSE;
}

sqlite3_stmt *
shed_stmt_get_handle (ShedStmt *stmt)
{
  return stmt->handle;
}

static int
find_parameter (ShedStmt *stmt, const char *name)
{
  int index = sqlite3_bind_parameter_index (stmt->handle, name);

  if (index == 0)
    g_critical ("No parameter %s in: %s", name, sqlite3_sql (stmt->handle));
  return index;
}

void
shed_stmt_bind_text (ShedStmt *stmt, const char *name, const char *value)
{
  int index = find_parameter (stmt, name);

  if (index > 0)
    sqlite3_bind_text (stmt->handle, index, value, -1, SQLITE_TRANSIENT);
}

void
shed_stmt_bind_int (ShedStmt *stmt, const char *name, gint64 value)
{
  int index = find_parameter (stmt, name);

  if (index > 0)
    sqlite3_bind_int64 (stmt->handle, index, value);
}

void
shed_stmt_bind_double (ShedStmt *stmt, const char *name, double value)
{
  int index = find_parameter (stmt, name);

  if (index > 0)
    sqlite3_bind_double (stmt->handle, index, value);
}

void
shed_stmt_bind_null (ShedStmt *stmt, const char *name)
{
  int index = find_parameter (stmt, name);

  if (index > 0)
    sqlite3_bind_null (stmt->handle, index);
}

ShedStep
shed_stmt_step (ShedStmt *stmt, GError **error)
{
  int rc = sqlite3_step (stmt->handle);

  if (rc == SQLITE_ROW)
    return SHED_STEP_ROW;
  if (rc == SQLITE_DONE)
    return SHED_STEP_DONE;
  if (sqlite3_extended_errcode (stmt->db->handle) == SQLITE_CORRUPT_VTAB)
    stmt->db->find_broken = TRUE;
  shed_store_error_set_sqlite (error, stmt->db->handle, rc, "A statement failed");
  return SHED_STEP_ERROR;
}

gboolean
shed_stmt_run (ShedStmt *stmt, GError **error)
{
  ShedStep step;

  do
    step = shed_stmt_step (stmt, error);
  while (step == SHED_STEP_ROW);
  sqlite3_reset (stmt->handle);
  return step == SHED_STEP_DONE;
}

void
shed_stmt_reset (ShedStmt *stmt)
{
  sqlite3_reset (stmt->handle);
}

int
shed_stmt_get_n_columns (ShedStmt *stmt)
{
  return sqlite3_column_count (stmt->handle);
}

const char *
shed_stmt_get_text (ShedStmt *stmt, int column)
{
  return (const char *)sqlite3_column_text (stmt->handle, column);
}

char *
shed_stmt_dup_text (ShedStmt *stmt, int column)
{
  return g_strdup (shed_stmt_get_text (stmt, column));
}

gint64
shed_stmt_get_int (ShedStmt *stmt, int column)
{
  return sqlite3_column_int64 (stmt->handle, column);
}

double
shed_stmt_get_double (ShedStmt *stmt, int column)
{
  return sqlite3_column_double (stmt->handle, column);
}

gboolean
shed_stmt_is_null (ShedStmt *stmt, int column)
{
  return sqlite3_column_type (stmt->handle, column) == SQLITE_NULL;
}
