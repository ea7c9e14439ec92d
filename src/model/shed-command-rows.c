/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The few ways in which commands write a row, and the cleaning of values that people give. Texts of statements are put together
 * from the names of the table list only, never from what came from outside. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-command-private.h"

#include <string.h>

#include "shed-civil.h"
#include "shed-position.h"
#include "shed-text.h"
#include "shed-uuid.h"

#define WHOLE_NUMBER_MAX G_GINT64_CONSTANT (9007199254740992) /* 2^53: what JSON carries exactly */

static void
bind_cell (ShedStmt       *stmt,
           const ShedCell *cell)
{
  char name[64];

  g_snprintf (name, sizeof name, ":%s", cell->column);
  if (cell->type == 't')
    shed_stmt_bind_text (stmt, name, cell->text);
  else if (cell->type == 'n' || (cell->type == 'z' && cell->number == 0))
    shed_stmt_bind_null (stmt, name);
  else
    shed_stmt_bind_int (stmt, name, cell->number);
}

static ShedStmt *
borrow (ShedDb   *db,
        GString  *sql,
        GError  **error)
{
  return shed_db_borrow (db, g_intern_string (sql->str), error);
}

gboolean
shed_write_insert (ShedDb         *db,
                   const char     *table,
                   const char     *id,
                   const ShedCell *cells,
                   GError        **error)
{
  g_autoptr(GString) sql = g_string_new ("INSERT INTO ");
  g_autoptr(ShedStmt) stmt = NULL;

  g_string_append_printf (sql, "\"%s\" (id, created_at", table);
  for (const ShedCell *cell = cells; cell->column != NULL; cell++)
    g_string_append_printf (sql, ", \"%s\"", cell->column);
  g_string_append (sql, ") VALUES (:id, :created_at");
  for (const ShedCell *cell = cells; cell->column != NULL; cell++)
    g_string_append_printf (sql, ", :%s", cell->column);
  g_string_append_c (sql, ')');
  stmt = borrow (db, sql, error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", id);
  shed_stmt_bind_int (stmt, ":created_at", shed_db_now_ms (db));
  for (const ShedCell *cell = cells; cell->column != NULL; cell++)
    bind_cell (stmt, cell);
  return shed_stmt_run (stmt, error);
}

gboolean
shed_write_update (ShedDb         *db,
                   const char     *table,
                   const char     *id,
                   const ShedCell *cells,
                   gboolean       *changed,
                   GError        **error)
{
  g_autoptr(GString) sql = g_string_new ("UPDATE ");
  g_autoptr(ShedStmt) stmt = NULL;

  g_string_append_printf (sql, "\"%s\" SET ", table);
  for (const ShedCell *cell = cells; cell->column != NULL; cell++)
    g_string_append_printf (sql, "%s\"%s\" = :%s", cell == cells ? "" : ", ", cell->column, cell->column);
  g_string_append (sql, " WHERE id = :id AND (");
  for (const ShedCell *cell = cells; cell->column != NULL; cell++)
    g_string_append_printf (sql, "%s\"%s\" IS NOT :%s", cell == cells ? "" : " OR ", cell->column, cell->column);
  g_string_append_c (sql, ')');
  stmt = borrow (db, sql, error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", id);
  for (const ShedCell *cell = cells; cell->column != NULL; cell++)
    bind_cell (stmt, cell);
  if (!shed_stmt_run (stmt, error))
    return FALSE;
  if (changed != NULL)
    *changed = shed_db_get_n_changes (db) > 0;
  return TRUE;
}

gboolean
shed_write_delete (ShedDb      *db,
                   const char  *table,
                   const char  *id,
                   GError     **error)
{
  g_autoptr(GString) sql = g_string_new (NULL);
  g_autoptr(ShedStmt) stmt = NULL;

  g_string_printf (sql, "DELETE FROM \"%s\" WHERE id = :id", table);
  stmt = borrow (db, sql, error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", id);
  return shed_stmt_run (stmt, error);
}

gboolean
shed_write_copy (ShedDb         *db,
                 const char     *table_name,
                 const char     *from_id,
                 const char     *to_id,
                 const ShedCell *replaced,
                 gboolean       *copied,
                 GError        **error)
{
  const ShedTable *table = shed_table_find (table_name);
  g_autoptr(GString) sql = g_string_new ("INSERT INTO ");
  g_autoptr(ShedStmt) stmt = NULL;

  g_return_val_if_fail (table != NULL, FALSE);

  g_string_append_printf (sql, "\"%s\" (id, created_at", table_name);
  for (guint i = 0; i < table->n_columns; i++)
    g_string_append_printf (sql, ", \"%s\"", table->columns[i].name);
  g_string_append (sql, ") SELECT :id, :created_at");
  for (guint i = 0; i < table->n_columns; i++)
    {
      const ShedCell *cell = replaced;

      while (cell->column != NULL && strcmp (cell->column, table->columns[i].name) != 0)
        cell++;
      if (cell->column != NULL)
        g_string_append_printf (sql, ", :%s", cell->column);
      else
        g_string_append_printf (sql, ", \"%s\"", table->columns[i].name);
    }
  g_string_append_printf (sql, " FROM \"%s\" WHERE id = :from AND NOT EXISTS (SELECT 1 FROM \"%s\" WHERE id = :id)",
                          table_name, table_name);
  stmt = borrow (db, sql, error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", to_id);
  shed_stmt_bind_text (stmt, ":from", from_id);
  shed_stmt_bind_int (stmt, ":created_at", shed_db_now_ms (db));
  for (const ShedCell *cell = replaced; cell->column != NULL; cell++)
    bind_cell (stmt, cell);
  if (!shed_stmt_run (stmt, error))
    return FALSE;
  if (copied != NULL)
    *copied = shed_db_get_n_changes (db) > 0;
  return TRUE;
}

gboolean
shed_row_exists (ShedDb      *db,
                 const char  *table,
                 const char  *id,
                 gboolean    *exists,
                 GError     **error)
{
  g_autoptr(GString) sql = g_string_new (NULL);
  g_autoptr(ShedStmt) stmt = NULL;
  ShedStep step;

  g_string_printf (sql, "SELECT 1 FROM \"%s\" WHERE id = :id", table);
  stmt = borrow (db, sql, error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", id);
  step = shed_stmt_step (stmt, error);
  *exists = step == SHED_STEP_ROW;
  return step != SHED_STEP_ERROR;
}

gsize
shed_row_bytes (ShedDb     *db,
                const char *table_name,
                const char *id)
{
  const ShedTable *table = shed_table_find (table_name);
  g_autoptr(GString) sql = g_string_new ("SELECT 200");

  for (guint i = 0; i < table->n_columns; i++)
    g_string_append_printf (sql, " + coalesce(length(CAST(\"%s\" AS BLOB)), 0)", table->columns[i].name);
  g_string_append_printf (sql, " FROM \"%s\" WHERE id = :a", table_name);
  return shed_query_int (db, g_intern_string (sql->str), id, NULL, 200);
}

gboolean
shed_require_row (ShedDb      *db,
                  const char  *table,
                  const char  *id,
                  GError     **error)
{
  gboolean exists;

  if (!shed_row_exists (db, table, id, &exists, error))
    return FALSE;
  if (exists)
    return TRUE;
  g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_FOUND, "no such %s: %s", table, id);
  return FALSE;
}

static ShedStmt *
query (ShedDb      *db,
       const char  *sql,
       const char  *a,
       const char  *b,
       GError     **error)
{
  ShedStmt *stmt = shed_db_borrow (db, sql, error);

  if (stmt == NULL)
    return NULL;
  if (strstr (sql, ":a") != NULL)
    shed_stmt_bind_text (stmt, ":a", a);
  if (strstr (sql, ":b") != NULL)
    shed_stmt_bind_text (stmt, ":b", b);
  return stmt;
}

char *
shed_query_text (ShedDb      *db,
                 const char  *sql,
                 const char  *a,
                 const char  *b,
                 GError     **error)
{
  g_autoptr(ShedStmt) stmt = query (db, sql, a, b, error);

  if (stmt == NULL || shed_stmt_step (stmt, error) != SHED_STEP_ROW)
    return NULL;
  return shed_stmt_dup_text (stmt, 0);
}

gint64
shed_query_int (ShedDb     *db,
                const char *sql,
                const char *a,
                const char *b,
                gint64      otherwise)
{
  g_autoptr(ShedStmt) stmt = query (db, sql, a, b, NULL);

  if (stmt == NULL || shed_stmt_step (stmt, NULL) != SHED_STEP_ROW || shed_stmt_is_null (stmt, 0))
    return otherwise;
  return shed_stmt_get_int (stmt, 0);
}

GPtrArray *
shed_query_texts (ShedDb      *db,
                  const char  *sql,
                  const char  *a,
                  const char  *b,
                  GError     **error)
{
  g_autoptr(ShedStmt) stmt = query (db, sql, a, b, error);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  ShedStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    g_ptr_array_add (texts, shed_stmt_dup_text (stmt, 0));
  return step == SHED_STEP_DONE ? g_steal_pointer (&texts) : NULL;
}

char *
shed_next_position (ShedDb      *db,
                    const char  *sql,
                    const char  *a,
                    const char  *b,
                    GError     **error)
{
  g_autoptr(GError) query_error = NULL;
  g_autofree char *last = shed_query_text (db, sql, a, b, &query_error);

  if (query_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&query_error));
      return NULL;
    }
  /* A position that another program spoilt must not stop people from adding things. */
  if (last != NULL && !shed_position_is_valid (last))
    g_clear_pointer (&last, g_free);
  return shed_position_between (last, NULL);
}

static gboolean
refuse (GError     **error,
        const char  *column,
        const char  *why)
{
  g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID, "%s: %s", column, why);
  return FALSE;
}

static gboolean
prepare_number (const ShedColumn  *column,
                const char        *value,
                ShedCell          *cell,
                GError           **error)
{
  gint64 number;

  if (!g_ascii_string_to_signed (value, 10, -WHOLE_NUMBER_MAX, WHOLE_NUMBER_MAX, &number, NULL))
    return refuse (error, column->name, "not a whole number");
  if (column->type == SHED_COLUMN_BOOLEAN && number != 0 && number != 1)
    return refuse (error, column->name, "neither 0 nor 1");
  cell->type = 'i';
  cell->number = number;
  return TRUE;
}

static gboolean
is_blank (const char *text)
{
  for (const char *p = text; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

gboolean
shed_value_prepare (const char  *table,
                    const char  *column_name,
                    const char  *value,
                    ShedCell    *cell,
                    char       **keep,
                    GError     **error)
{
  const ShedColumn *column = shed_table_find_column (shed_table_find (table), column_name);
  g_autofree char *clean = NULL;

  *keep = NULL;
  if (column == NULL)
    return refuse (error, column_name, "no such field");
  *cell = (ShedCell) { .column = column->name, .type = 'n' };
  if (value != NULL && !g_utf8_validate (value, -1, NULL))
    return refuse (error, column_name, "not valid UTF-8");
  if (value != NULL)
    clean = column->type == SHED_COLUMN_TEXT ? shed_text_clean (value, -1) : shed_text_clean_name (value);
  if (is_blank (clean))
    {
      if (column->required)
        return refuse (error, column_name, "must not be empty");
      return TRUE;
    }
  switch (column->type)
    {
    case SHED_COLUMN_INTEGER:
    case SHED_COLUMN_BOOLEAN:
    case SHED_COLUMN_TIME:
      return prepare_number (column, clean, cell, error);
    case SHED_COLUMN_DAY:
      if (shed_civil_parse (clean) == SHED_DAY_NONE)
        return refuse (error, column_name, "not a day as YYYY-MM-DD");
      break;
    case SHED_COLUMN_ID:
      if (!shed_uuid_is_valid (clean))
        return refuse (error, column_name, "not an id");
      break;
    case SHED_COLUMN_NAME:
      if (g_utf8_strlen (clean, -1) > SHED_NAME_MAX_CHARACTERS)
        return refuse (error, column_name, "longer than 500 characters");
      break;
    case SHED_COLUMN_TEXT:
    case SHED_COLUMN_JSON:
    default:
      break;
    }
  if (column->max_bytes > 0 && strlen (clean) > column->max_bytes)
    return refuse (error, column_name, "too long");
  cell->type = 't';
  cell->text = *keep = g_steal_pointer (&clean);
  return TRUE;
}

GArray *
shed_values_prepare (const char          *table,
                     const char * const  *allowed,
                     const char * const  *fields,
                     const char * const  *values,
                     GPtrArray           *keep,
                     GError             **error)
{
  g_autoptr(GArray) cells = g_array_new (TRUE, TRUE, sizeof (ShedCell));

  for (guint i = 0; fields != NULL && fields[i] != NULL; i++)
    {
      ShedCell cell = { NULL };
      char *kept = NULL;

      if (!g_strv_contains (allowed, fields[i]))
        {
          refuse (error, fields[i], "no such field");
          return NULL;
        }
      for (guint k = 0; k < cells->len; k++)
        if (strcmp (g_array_index (cells, ShedCell, k).column, fields[i]) == 0)
          {
            refuse (error, fields[i], "given twice");
            return NULL;
          }
      if (!shed_value_prepare (table, fields[i], values[i], &cell, &kept, error))
        return NULL;
      if (kept != NULL)
        g_ptr_array_add (keep, kept);
      g_array_append_val (cells, cell);
    }
  return g_steal_pointer (&cells);
}
