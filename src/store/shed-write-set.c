/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one transaction touched (see the header). Lives in memory: what a rolled back statement or savepoint left here
 * is harmless, because a row is only ever compared with what it is in the end. It must never write to the database. */
#define G_LOG_DOMAIN "Woodshed-store"

#include "shed-write-set.h"

#include <string.h>

struct _ShedWriteSet
{
  GPtrArray *touches;
  GHashTable *by_key; /* table and keys → ShedTouch */
  GString *scratch;
  GPtrArray *noted;   /* names of tables without triggers that were written */
};

/* Tracked tables */

static const char *staged_rating_columns[] = { "rating", "interval_days", "due_at", "goal", "at" };

static const ShedTracked local_tables[] = {
  { "staged_rating",
    NULL,
    3,
    { "repertoire_id", "practice_day", "tune_id" },
    2,
    G_N_ELEMENTS (staged_rating_columns),
    staged_rating_columns,
    TRUE },
  { "schedule", NULL, 1, { "tune_id" }, 0, 0, NULL, FALSE },
  { "view_state", NULL, 1, { "name" }, 0, 0, NULL, FALSE },
};

static void
append_names (GString *sql, const char *const *names, guint n, const char *format, const char *separator)
{
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append (sql, separator);
      g_string_append_printf (sql, format, names[i]);
    }
}

static void
make_statements (ShedTracked *table)
{
  g_autoptr (GString) where = g_string_new (" WHERE ");
  g_autoptr (GString) select = g_string_new ("SELECT ");
  g_autoptr (GString) insert = g_string_new ("INSERT INTO ");

  if (table->n_columns == 0)
    return;
  append_names (where, table->keys, table->n_keys, "\"%s\" = ?", " AND ");
  append_names (select, table->columns, table->n_columns, "\"%s\"", ", ");
  g_string_append_printf (select, " FROM \"%s\"%s", table->name, where->str);

  g_string_append_printf (insert, "\"%s\" (", table->name);
  append_names (insert, table->keys, table->n_keys, "\"%s\"", ", ");
  g_string_append (insert, ", ");
  append_names (insert, table->columns, table->n_columns, "\"%s\"", ", ");
  g_string_append (insert, ") VALUES (?");
  for (guint i = 1; i < table->n_keys + table->n_columns; i++)
    g_string_append (insert, ", ?");
  g_string_append_c (insert, ')');

  table->select_sql = g_string_free (g_steal_pointer (&select), FALSE);
  table->insert_sql = g_string_free (g_steal_pointer (&insert), FALSE);
  table->delete_sql = g_strdup_printf ("DELETE FROM \"%s\"%s", table->name, where->str);
}

/* The expression of the list with its {row} filled in. */
static char *
fill_expression (const ShedTable *table, const char *expression, const char *format)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *filled = NULL;

  if (expression == NULL)
    return NULL;
  parts = g_strsplit (expression, "{row}", -1);
  filled = g_strjoinv ("this_row", parts);
  return g_strdup_printf (format, filled, table->name);
}

static gpointer
make_tracked (gpointer unused)
{
  guint n_synced;
  const ShedTable *synced = shed_tables_get (&n_synced);
  ShedTracked *tracked = g_new0 (ShedTracked, n_synced + G_N_ELEMENTS (local_tables));

  for (guint i = 0; i < n_synced; i++)
    {
      ShedTracked *table = &tracked[i];

      table->name = synced[i].name;
      table->synced = &synced[i];
      table->n_keys = 1;
      table->keys[0] = "id";
      table->n_columns = synced[i].n_columns + 1;
      table->columns = g_new0 (const char *, table->n_columns);
      table->columns[0] = "created_at";
      for (guint k = 0; k < synced[i].n_columns; k++)
        table->columns[k + 1] = synced[i].columns[k].name;
      table->journaled = TRUE;
      table->local_only_sql = fill_expression (
        &synced[i], synced[i].book_path,
        "SELECT (SELECT local_only FROM book WHERE id = %s) FROM \"%s\" AS this_row WHERE this_row.id = :id");
      table->from_file_sql =
        fill_expression (&synced[i], synced[i].from_file, "SELECT %s FROM \"%s\" AS this_row WHERE this_row.id = :id");
      make_statements (table);
    }
  for (guint i = 0; i < G_N_ELEMENTS (local_tables); i++)
    {
      tracked[n_synced + i] = local_tables[i];
      make_statements (&tracked[n_synced + i]);
    }
  return tracked;
}

const ShedTracked *
shed_tracked_get (guint *n_tables)
{
  static GOnce once = G_ONCE_INIT;

  g_once (&once, make_tracked, NULL);
  if (n_tables != NULL)
    *n_tables = SHED_N_TABLES + G_N_ELEMENTS (local_tables);
  return once.retval;
}

const ShedTracked *
shed_tracked_find (const char *name)
{
  guint n_tables;
  const ShedTracked *tracked = shed_tracked_get (&n_tables);

  for (guint i = 0; i < n_tables; i++)
    if (strcmp (tracked[i].name, name) == 0)
      return &tracked[i];
  return NULL;
}

/* The set */

static void
free_values (const ShedTracked *table, ShedValue **values)
{
  if (*values == NULL)
    return;
  for (guint i = 0; i < table->n_columns; i++)
    shed_value_clear (&(*values)[i]);
  g_clear_pointer (values, g_free);
}

static void
touch_free (ShedTouch *touch)
{
  for (guint i = 0; i < touch->table->n_keys; i++)
    g_free (touch->keys[i]);
  free_values (touch->table, &touch->before);
  free_values (touch->table, &touch->after);
  g_free (touch);
}

ShedWriteSet *
shed_write_set_new (void)
{
  ShedWriteSet *self = g_new0 (ShedWriteSet, 1);

  self->touches = g_ptr_array_new_with_free_func ((GDestroyNotify)touch_free);
  self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->scratch = g_string_new (NULL);
  self->noted = g_ptr_array_new ();
  return self;
}

void
shed_write_set_free (ShedWriteSet *self)
{
  g_hash_table_unref (self->by_key);
  g_ptr_array_unref (self->touches);
  g_ptr_array_unref (self->noted);
  g_string_free (self->scratch, TRUE);
  g_free (self);
}

void
shed_write_set_clear (ShedWriteSet *self)
{
  g_hash_table_remove_all (self->by_key);
  g_ptr_array_set_size (self->touches, 0);
  g_ptr_array_set_size (self->noted, 0);
}

void
shed_write_set_note (ShedWriteSet *self, const char *table)
{
  gpointer name = (gpointer)g_intern_string (table);

  if (!g_ptr_array_find (self->noted, name, NULL))
    g_ptr_array_add (self->noted, name);
}

GPtrArray *
shed_write_set_get (ShedWriteSet *self)
{
  return self->touches;
}

static ShedTouch *
add_touch (ShedWriteSet *self, const ShedTracked *table, const char *const *keys)
{
  ShedTouch *touch = g_new0 (ShedTouch, 1);

  touch->table = table;
  for (guint i = 0; i < table->n_keys; i++)
    touch->keys[i] = g_strdup (keys[i]);
  g_ptr_array_add (self->touches, touch);
  g_hash_table_insert (self->by_key, g_strdup (self->scratch->str), touch);
  return touch;
}

/* Looks a row up; leaves its composed key in the scratch text for add_touch(). */
static ShedTouch *
find_touch (ShedWriteSet *self, const ShedTracked *table, const char *const *keys)
{
  g_string_assign (self->scratch, table->name);
  for (guint i = 0; i < table->n_keys; i++)
    {
      g_string_append_c (self->scratch, '\x1f');
      g_string_append (self->scratch, keys[i]);
    }
  return g_hash_table_lookup (self->by_key, self->scratch->str);
}

gboolean
shed_write_set_touch (ShedWriteSet *self, int n_args, sqlite3_value **args)
{
  guint n_tables;
  const ShedTracked *tables = shed_tracked_get (&n_tables);
  gint64 index = n_args > 0 ? sqlite3_value_int64 (args[0]) : -1;
  const ShedTracked *table;
  const char *keys[SHED_MAX_KEYS];
  ShedTouch *touch;
  guint n_values;

  if (index < 0 || index >= n_tables)
    return FALSE;
  table = &tables[index];
  if ((guint)n_args < 1 + table->n_keys)
    return FALSE;
  n_values = n_args - 1 - table->n_keys;
  if (n_values != 0 && n_values != table->n_columns)
    return FALSE;
  for (guint i = 0; i < table->n_keys; i++)
    {
      keys[i] = (const char *)sqlite3_value_text (args[1 + i]);
      if (keys[i] == NULL)
        return FALSE;
    }
  if (find_touch (self, table, keys) != NULL)
    return TRUE;

  touch = add_touch (self, table, keys);
  if (n_values > 0)
    {
      touch->existed = TRUE;
      touch->before = g_new0 (ShedValue, n_values);
      for (guint i = 0; i < n_values; i++)
        shed_value_copy (&touch->before[i], args[1 + table->n_keys + i]);
    }
  return TRUE;
}

static gboolean
read_row (ShedDb *db, const ShedTracked *table, char *const *keys, ShedValue **ret_values, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, table->select_sql, error);
  ShedStep step;

  *ret_values = NULL;
  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < table->n_keys; i++)
    sqlite3_bind_text (shed_stmt_get_handle (stmt), i + 1, keys[i], -1, SQLITE_STATIC);
  step = shed_stmt_step (stmt, error);
  if (step == SHED_STEP_ROW)
    {
      *ret_values = g_new0 (ShedValue, table->n_columns);
      for (guint i = 0; i < table->n_columns; i++)
        shed_value_copy (&(*ret_values)[i], sqlite3_column_value (shed_stmt_get_handle (stmt), i));
    }
  return step != SHED_STEP_ERROR;
}

gboolean
shed_write_set_settle (ShedWriteSet *self, ShedDb *db, GError **error)
{
  for (guint i = 0; i < self->touches->len; i++)
    {
      ShedTouch *touch = g_ptr_array_index (self->touches, i);
      const ShedTracked *table = touch->table;

      touch->changed = 0;
      if (table->n_columns == 0)
        continue;
      free_values (table, &touch->after);
      if (!read_row (db, table, touch->keys, &touch->after, error))
        return FALSE;
      touch->exists = touch->after != NULL;
      if (touch->existed != touch->exists)
        touch->changed = G_MAXUINT64;
      else if (touch->existed)
        for (guint k = 0; k < table->n_columns; k++)
          if (!shed_value_equal (&touch->before[k], &touch->after[k]))
            touch->changed |= G_GUINT64_CONSTANT (1) << k;
    }
  return TRUE;
}

gboolean
shed_write_set_include (ShedWriteSet *self, ShedDb *db, const ShedTracked *table, const char *id, GError **error)
{
  ShedTouch *touch;

  if (find_touch (self, table, &id) != NULL)
    return TRUE;
  touch = add_touch (self, table, &id);
  if (!read_row (db, table, touch->keys, &touch->before, error) ||
      !read_row (db, table, touch->keys, &touch->after, error))
    return FALSE;
  touch->existed = touch->exists = touch->before != NULL;
  return TRUE;
}

gboolean
shed_touch_is_changed (const ShedTouch *touch)
{
  return touch->table->n_columns == 0 || touch->changed != 0;
}

ShedChanges *
shed_write_set_dup_changes (ShedWriteSet *self)
{
  g_autoptr (ShedChanges) changes = NULL;

  for (guint i = 0; i < self->touches->len; i++)
    {
      const ShedTouch *touch = g_ptr_array_index (self->touches, i);

      if (!shed_touch_is_changed (touch))
        continue;
      if (changes == NULL)
        changes = shed_changes_new ();
      shed_changes_add (changes, touch->table->name, touch->keys[touch->table->changed_key]);
    }
  for (guint i = 0; i < self->noted->len; i++)
    {
      if (changes == NULL)
        changes = shed_changes_new ();
      shed_changes_add (changes, g_ptr_array_index (self->noted, i), "");
    }
  return g_steal_pointer (&changes);
}

void
shed_db_note_changed (ShedDb *self, const char *table)
{
  if (self->write_set != NULL)
    shed_write_set_note (self->write_set, table);
}
