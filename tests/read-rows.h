/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a library holds, for tests: rows of one or two columns. */
#pragma once

#include "shed-store.h"

typedef struct {
  char *first, *second; /* NULL: no value; the second also where only one column was asked for */
} TestRow;

static inline void
test_row_free (gpointer data)
{
  TestRow *row = data;

  g_free (row->first);
  g_free (row->second);
  g_free (row);
}

typedef struct {
  const char *sql;
  GPtrArray  *rows;
} TestQuestion;

static inline gboolean
test_read_rows_in_thread (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  TestQuestion *question = data;
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, question->sql, error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      TestRow *row = g_new0 (TestRow, 1);

      row->first = shed_stmt_dup_text (stmt, 0);
      row->second = shed_stmt_get_n_columns (stmt) > 1 ? shed_stmt_dup_text (stmt, 1) : NULL;
      g_ptr_array_add (question->rows, row);
    }
  return step == SHED_STEP_DONE;
}

/* All rows, each a #TestRow; NULL with error. (transfer full) */
static inline GPtrArray *
test_read_rows (ShedStore *store, const char *sql, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (test_row_free);
  TestQuestion question = { sql, rows };

  return shed_store_read (store, test_read_rows_in_thread, &question, error) ? g_steal_pointer (&rows) : NULL;
}

/* The first column of every row → the second; a test fails where nothing can be read. (transfer full) */
static inline GHashTable *
test_read_table (ShedStore *store, const char *sql)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = test_read_rows (store, sql, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < rows->len; i++)
    {
      TestRow *row = rows->pdata[i];

      g_hash_table_insert (table, g_steal_pointer (&row->first), g_steal_pointer (&row->second));
    }
  return table;
}

/* The first value of the first row; the others stand for no value and for no row. Fails the test where nothing can be read.
 * (transfer full) (nullable) */
static inline char *
test_read_text (ShedStore *store, const char *sql, const char *for_null, const char *for_none)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = test_read_rows (store, sql, &error);
  TestRow *row;

  g_assert_no_error (error);
  if (rows->len == 0)
    return g_strdup (for_none);
  row = rows->pdata[0];
  return row->first != NULL ? g_steal_pointer (&row->first) : g_strdup (for_null);
}

/* The number that the first row is; a test fails where there is none. */
static inline gint64
test_read_number (ShedStore *store, const char *sql)
{
  g_autofree char *text = test_read_text (store, sql, NULL, NULL);

  g_assert_nonnull (text);
  return g_ascii_strtoll (text, NULL, 10);
}
