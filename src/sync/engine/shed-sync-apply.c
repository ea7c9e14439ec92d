/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stage becomes what is shown, in one transaction: groups whose outcome the cursor has reached leave the outbox, shadow
 * takes the server's rows, and every row concerned becomes what shadow and the remaining outbox fold to. So no pull can
 * overwrite an edit that still waits.
 *
 * Foreign keys hold at every commit. The server's rows agree with each other; what can disagree is an edit that waits: a note
 * made here to a tune that was deleted there, or a tune deleted here that got a note there. Such a row of the server stays
 * in the stage until the edit was sent and answered, and a group whose leaving would bare such a row stays a little longer.
 * In the first load, when more pages follow, the same rule applies the part of the stage whose parents are there. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-parts-private.h"

#include <string.h>

#include "shed-bug.h"
#include "shed-sync-sql-private.h"
#include "shed-tables.h"

/* Statements are made once for each table and stay for the life of the program: their texts are the keys of the connection's
 * cache. */
typedef struct {
  const ShedTable *table;
  const char *choose;        /* rows of the stage that nothing waits for and whose parents are there → temp.sync_now */
  const char *upsert_now;    /* those rows, from the stage */
  const char *put;           /* one row from JSON (:json) */
  const char *has_parents;   /* of one row in JSON (:json): 1 or 0 */
  const char *has_child;     /* does a row hang on :id? */
  const char *delete;        /* :id */
  gboolean hangs_on_itself;
} Sql;

static const char *
take_interned (char *text)
{
  const char *interned = g_intern_string (text);

  g_free (text);
  return interned;
}

static void
append_values (GString *sql, const ShedTable *table, const char *json)
{
  g_string_append_printf (sql, "json_extract (%s, '$.created_at')", json);
  for (guint i = 0; i < table->n_columns; i++)
    {
      const ShedColumn *column = &table->columns[i];

      if (column->fallback != NULL)
        g_string_append_printf (sql, ", coalesce (json_extract (%s, '$.%s'), %s)", json, column->name, column->fallback);
      else
        g_string_append_printf (sql, ", json_extract (%s, '$.%s')", json, column->name);
    }
}

static void
append_upsert (GString *sql, const ShedTable *table, const char *id, const char *json, const char *from)
{
  g_string_append_printf (sql, "INSERT INTO \"%s\" (\"id\", \"created_at\"", table->name);
  for (guint i = 0; i < table->n_columns; i++)
    g_string_append_printf (sql, ", \"%s\"", table->columns[i].name);
  g_string_append_printf (sql, ") SELECT %s, ", id);
  append_values (sql, table, json);
  g_string_append_printf (sql, " %s ON CONFLICT (\"id\") DO UPDATE SET \"created_at\" = excluded.\"created_at\"", from);
  for (guint i = 0; i < table->n_columns; i++)
    g_string_append_printf (sql, ", \"%s\" = excluded.\"%s\"", table->columns[i].name, table->columns[i].name);
}

/* "and every parent is there", of a row in JSON. */
static void
append_parents (GString *sql, const ShedTable *table, const char *json, const char *id)
{
  for (guint i = 0; i < table->n_columns; i++)
    if (table->columns[i].references != NULL)
      g_string_append_printf (sql,
                              " AND (json_extract (%s, '$.%s') IS NULL OR json_extract (%s, '$.%s') = %s"
                              " OR EXISTS (SELECT 1 FROM \"%s\" WHERE id = json_extract (%s, '$.%s')))",
                              json, table->columns[i].name, json, table->columns[i].name, id, table->columns[i].references, json,
                              table->columns[i].name);
}

#define NOTHING_WAITS(row)                                                                                            \
  "NOT EXISTS (SELECT 1 FROM outbox_op p WHERE p.tbl = " row ".tbl AND p.id = " row                                    \
  ".id AND p.grp NOT IN (SELECT grp FROM temp.sync_drop))"

static const Sql *
sql_of (guint index)
{
  static Sql all[SHED_N_TABLES];
  static gsize made = 0;

  if (g_once_init_enter (&made))
    {
      const ShedTable *tables = shed_tables_get (NULL);

      for (guint t = 0; t < SHED_N_TABLES; t++)
        {
          const ShedTable *table = &tables[t];
          g_autoptr (GString) choose = g_string_new (NULL);
          g_autoptr (GString) upsert = g_string_new (NULL);
          g_autoptr (GString) put = g_string_new (NULL);
          g_autoptr (GString) parents = g_string_new ("SELECT 1");
          g_autoptr (GString) child = g_string_new ("SELECT 0");

          g_string_append_printf (choose,
                                  "INSERT OR IGNORE INTO temp.sync_now (id) SELECT s.id FROM stage s WHERE s.tbl = '%s'"
                                  " AND s.deleted = 0 AND " NOTHING_WAITS ("s"),
                                  table->name);
          append_parents (choose, table, "s.json", "s.id");
          append_upsert (upsert, table, "s.id", "s.json",
                         take_interned (g_strdup_printf (
                           "FROM temp.sync_now n JOIN stage s ON s.tbl = '%s' AND s.id = n.id WHERE true", table->name)));
          append_upsert (put, table, ":id", ":json", "WHERE true");
          g_string_append (parents, " WHERE true");
          append_parents (parents, table, ":json", ":id");
          for (guint c = 0; c < SHED_N_TABLES; c++)
            for (guint i = 0; i < tables[c].n_columns; i++)
              if (g_strcmp0 (tables[c].columns[i].references, table->name) == 0)
                g_string_append_printf (child, " OR EXISTS (SELECT 1 FROM \"%s\" WHERE \"%s\" = :id AND %s)", tables[c].name,
                                        tables[c].columns[i].name, c == t ? "id <> :id" : "true");
          for (guint i = 0; i < table->n_columns; i++)
            all[t].hangs_on_itself = all[t].hangs_on_itself || g_strcmp0 (table->columns[i].references, table->name) == 0;
          all[t].table = table;
          all[t].choose = g_intern_string (choose->str);
          all[t].upsert_now = g_intern_string (upsert->str);
          all[t].put = g_intern_string (put->str);
          all[t].has_parents = g_intern_string (parents->str);
          all[t].has_child = g_intern_string (child->str);
          all[t].delete = take_interned (g_strdup_printf ("DELETE FROM \"%s\" WHERE id = :id", table->name));
        }
      g_once_init_leave (&made, 1);
    }
  return &all[index];
}

static gboolean
run_on_row (ShedDb *db, const char *sql, const char *table, const char *id, const char *json, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  if (strstr (sql, ":tbl") != NULL)
    shed_stmt_bind_text (stmt, ":tbl", table);
  if (strstr (sql, ":id") != NULL)
    shed_stmt_bind_text (stmt, ":id", id);
  if (strstr (sql, ":json") != NULL)
    shed_stmt_bind_text (stmt, ":json", json);
  return shed_stmt_run (stmt, error);
}

static gboolean
ask_on_row (ShedDb *db, const char *sql, const char *id, const char *json, gboolean *answer, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, sql, error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  if (strstr (sql, ":id") != NULL)
    shed_stmt_bind_text (stmt, ":id", id);
  if (strstr (sql, ":json") != NULL)
    shed_stmt_bind_text (stmt, ":json", json);
  step = shed_stmt_step (stmt, error);
  *answer = step == SHED_STEP_ROW && shed_stmt_get_int (stmt, 0) != 0;
  return step != SHED_STEP_ERROR;
}

/* What shadow and the operations that stay fold to: the row as JSON, or NULL for none. */
static gboolean
fold (ShedDb *db, const char *table, const char *id, const char *server /* nullable */, char **row, guint *n_ops, GError **error)
{
  g_autoptr (ShedStmt) ops =
    shed_db_borrow (db,
                    "SELECT op, new FROM outbox_op WHERE tbl = :tbl AND id = :id AND grp NOT IN (SELECT grp FROM temp.sync_drop)"
                    " ORDER BY grp, k",
                    error);
  g_autofree char *now = g_strdup (server);
  ShedStep step;

  *n_ops = 0;
  if (ops == NULL)
    return FALSE;
  shed_stmt_bind_text (ops, ":tbl", table);
  shed_stmt_bind_text (ops, ":id", id);
  while ((step = shed_stmt_step (ops, error)) == SHED_STEP_ROW)
    {
      const char *op = shed_stmt_get_text (ops, 0);
      const char *new = shed_stmt_get_text (ops, 1);

      (*n_ops)++;
      if (SHED_BUG ("pull-overwrites-edit"))
        continue;
      if (strcmp (op, "del") == 0)
        g_clear_pointer (&now, g_free);
      else if (strcmp (op, "ins") == 0)
        {
          g_free (now);
          now = g_strdup (new);
        }
      else if (now != NULL)
        {
          char *merged = shed_sync_overlay (db, now, new, error);

          if (merged == NULL)
            return FALSE;
          g_free (now);
          now = merged;
        }
    }
  if (step != SHED_STEP_DONE)
    return FALSE;
  *row = g_steal_pointer (&now);
  return TRUE;
}

typedef struct {
  ShedDb *db;
  gint64 cursor;      /* after this checkpoint */
  gboolean again;     /* a group may not leave yet: begin anew without it */
  guint n_rows;
  gboolean concerned[SHED_N_TABLES]; /* the stage or a leaving group has rows of it */
} Apply;

/* A row whose groups were to leave cannot be shown yet: they stay, and everything begins anew. */
static gboolean
keep_groups_of (Apply *self, const char *table, const char *id, GError **error)
{
  g_autoptr (ShedStmt) stmt =
    shed_db_borrow (self->db,
                    "INSERT OR IGNORE INTO temp.sync_keep (grp) SELECT grp FROM outbox_op WHERE tbl = :tbl AND id = :id"
                    " AND grp IN (SELECT grp FROM temp.sync_drop)",
                    error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":tbl", table);
  shed_stmt_bind_text (stmt, ":id", id);
  if (!shed_stmt_run (stmt, error))
    return FALSE;
  self->again = TRUE;
  return TRUE;
}

static gboolean
set_shadow (Apply *self, const char *table, const char *id, gboolean keep_json, GError **error)
{
  g_autoptr (ShedStmt) stmt =
    shed_db_borrow (self->db,
                    "INSERT INTO shadow (tbl, id, rv, deleted, json)"
                    " SELECT tbl, id, rv, deleted, CASE WHEN :keep THEN json END FROM stage WHERE tbl = :tbl AND id = :id"
                    " ON CONFLICT (tbl, id) DO UPDATE SET rv = excluded.rv, deleted = excluded.deleted, json = excluded.json",
                    error);

  if (stmt == NULL)
    return FALSE;
  if (SHED_BUG ("shadow-not-updated"))
    return shed_sync_run (self->db, "DELETE FROM stage WHERE tbl = :a AND id = :b", table, id, 0, error);
  shed_stmt_bind_int (stmt, ":keep", keep_json);
  shed_stmt_bind_text (stmt, ":tbl", table);
  shed_stmt_bind_text (stmt, ":id", id);
  return shed_stmt_run (stmt, error) &&
         run_on_row (self->db, "DELETE FROM stage WHERE tbl = :tbl AND id = :id", table, id, NULL, error);
}

#define MANY 100

/* The rows of temp.sync_now out of the stage. Mostly they are all of its table there, and often all of the stage: SQLite gives
 * back the pages of a table that is emptied without looking for their rows. */
static gboolean
clear_taken (ShedDb *db, const char *table, gint64 n, GError **error)
{
  if (n >= MANY && shed_sync_ask (db, "SELECT count(*) FROM stage WHERE tbl = :a", table, -1) == n)
    {
      if (shed_sync_ask (db, "SELECT EXISTS (SELECT 1 FROM stage WHERE tbl <> :a)", table, 1) == 0)
        return shed_sync_run (db, "DELETE FROM stage", NULL, NULL, 0, error);
      return shed_sync_run (db, "DELETE FROM stage WHERE tbl = :a", table, NULL, 0, error);
    }
  return shed_sync_run (db, "DELETE FROM stage WHERE tbl = :a AND id IN (SELECT id FROM temp.sync_now)", table, NULL, 0, error);
}

/* Rows that nothing waits for, all of a table at once. */
static gboolean
take_clean_rows (Apply *self, const Sql *sql, GError **error)
{
  const char *name = sql->table->name;
  ShedDb *db = self->db;
  gint64 n;

  do
    {
      if (!shed_sync_run (db, "DELETE FROM temp.sync_now", NULL, NULL, 0, error) ||
          !shed_sync_run (db, sql->choose, NULL, NULL, 0, error))
        return FALSE;
      n = shed_db_get_n_changes (db);
      if (n == 0)
        break;
      if (!shed_sync_run (db, sql->upsert_now, NULL, NULL, 0, error) ||
          !shed_sync_run (db,
                          "INSERT INTO shadow (tbl, id, rv, deleted, json) SELECT s.tbl, s.id, s.rv, 0, NULL FROM temp.sync_now n"
                          " JOIN stage s ON s.tbl = :a AND s.id = n.id WHERE true"
                          " ON CONFLICT (tbl, id) DO UPDATE SET rv = excluded.rv, deleted = 0, json = NULL",
                          name, NULL, 0, error) ||
          !clear_taken (db, name, n, error))
        return FALSE;
      self->n_rows += n;
    }
  while (sql->hangs_on_itself); /* what came now may be what another row of the table waited for */
  return TRUE;
}

/* Ids with their JSON and whether they are deleted, read before anything is written. */
typedef struct {
  char *id, *json;
  gboolean deleted, staged, done;
} Row;

static void
row_clear (gpointer data)
{
  Row *row = data;

  g_free (row->id);
  g_free (row->json);
}

static GArray *
read_rows (Apply *self, const char *sql, const char *table, GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_autoptr (ShedStmt) stmt = shed_db_borrow (self->db, sql, error);
  ShedStep step;

  g_array_set_clear_func (rows, row_clear);
  if (stmt == NULL)
    return NULL;
  shed_stmt_bind_text (stmt, ":tbl", table);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      Row row = { shed_stmt_dup_text (stmt, 0), shed_stmt_dup_text (stmt, 1), shed_stmt_get_int (stmt, 2) != 0,
                  shed_stmt_get_int (stmt, 3) != 0, FALSE };

      g_array_append_val (rows, row);
    }
  return step == SHED_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

static gboolean
first_op_is_edit (ShedDb *db, const char *table, const char *id)
{
  g_autoptr (ShedStmt) stmt =
    shed_db_borrow (db,
                    "SELECT op FROM outbox_op WHERE tbl = :tbl AND id = :id AND grp NOT IN (SELECT grp FROM temp.sync_drop)"
                    " ORDER BY grp, k LIMIT 1",
                    NULL);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":tbl", table);
  shed_stmt_bind_text (stmt, ":id", id);
  return shed_stmt_step (stmt, NULL) == SHED_STEP_ROW && g_strcmp0 (shed_stmt_get_text (stmt, 0), "upd") == 0;
}

/* A row whose place shadow keeps while the stage has its deletion. An edit may have been laid over it just now. */
static gboolean
show_with_edits (Apply *self, const Sql *sql, const char *id, GError **error)
{
  const char *name = sql->table->name;
  g_autoptr (ShedStmt) stmt = shed_db_borrow (
    self->db, "SELECT json FROM shadow WHERE tbl = :tbl AND id = :id AND deleted = 0 AND json IS NOT NULL", error);
  g_autofree char *known = NULL;
  g_autofree char *json = NULL;
  ShedStep step;
  gboolean has_parents;
  guint n_ops;

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":tbl", name);
  shed_stmt_bind_text (stmt, ":id", id);
  step = shed_stmt_step (stmt, error);
  if (step != SHED_STEP_ROW)
    return step == SHED_STEP_DONE;
  known = shed_stmt_dup_text (stmt, 0);
  shed_stmt_reset (stmt);
  if (!fold (self->db, name, id, known, &json, &n_ops, error))
    return FALSE;
  if (json == NULL)
    return TRUE;
  if (!ask_on_row (self->db, sql->has_parents, id, json, &has_parents, error))
    return FALSE;
  return !has_parents || run_on_row (self->db, sql->put, name, id, json, error);
}

#define WAITING_ROWS                                                                                                   \
  "SELECT s.id, s.json, s.deleted, 1 FROM stage s WHERE s.tbl = :tbl AND EXISTS (SELECT 1 FROM outbox_op p WHERE"      \
  " p.tbl = s.tbl AND p.id = s.id AND p.grp NOT IN (SELECT grp FROM temp.sync_drop))"
#define LEAVING_ROWS                                                                                                   \
  "SELECT DISTINCT d.id, h.json, coalesce (h.deleted, 1), 0 FROM outbox_op d LEFT JOIN shadow h ON h.tbl = d.tbl"      \
  " AND h.id = d.id WHERE d.tbl = :tbl AND d.grp IN (SELECT grp FROM temp.sync_drop) AND NOT EXISTS"                   \
  " (SELECT 1 FROM stage s WHERE s.tbl = d.tbl AND s.id = d.id) AND (h.id IS NULL OR h.deleted = 1 OR h.json IS NOT NULL)"

/* Rows with edits that stay, and rows of groups that leave: one by one. dead: only those that fold to nothing. */
static gboolean
take_folded_rows (Apply *self, const Sql *sql, gboolean dead, GError **error)
{
  const char *name = sql->table->name;
  ShedDb *db = self->db;

  for (guint pass = 0; pass < 2; pass++)
    {
      g_autoptr (GArray) rows = read_rows (self, pass == 0 ? WAITING_ROWS : LEAVING_ROWS, name, error);
      /* A row may hang on one of its own table that comes after it: only what is left when nothing moves any more waits. */
      gboolean last = !sql->hangs_on_itself, moved;

      if (rows == NULL)
        return FALSE;
      for (gboolean more = TRUE; more;)
        {
          moved = FALSE;
          for (guint i = 0; i < rows->len; i++)
            {
              Row *row = &g_array_index (rows, Row, i);
              g_autofree char *json = NULL;
              gboolean yes;
              guint n_ops;

              if (row->done)
                continue;
              if (!fold (db, name, row->id, row->deleted ? NULL : row->json, &json, &n_ops, error))
                return FALSE;
              if ((json == NULL) != dead)
                continue;
              /* Deleted there, edited here: the edit wins once it was sent. Until then the row stays as it was, with
               * its edits. */
              if (row->staged && row->deleted && n_ops > 0 && first_op_is_edit (db, name, row->id) &&
                  !SHED_BUG ("deletion-hides-edit"))
                {
                  if (!show_with_edits (self, sql, row->id, error))
                    return FALSE;
                  continue;
                }
              if (!ask_on_row (db, json != NULL ? sql->has_parents : sql->has_child, row->id, json, &yes, error))
                return FALSE;
              if (yes == (json == NULL))
                {
                  if (!last)
                    continue;
                  /* It has to wait: in the stage, or with its groups. */
                  if (!row->staged && !keep_groups_of (self, name, row->id, error))
                    return FALSE;
                  continue;
                }
              if (SHED_BUG ("replace-instead-of-update") && json != NULL &&
                  !run_on_row (db, sql->delete, name, row->id, NULL, error))
                return FALSE;
              if (json != NULL ? !run_on_row (db, sql->put, name, row->id, json, error)
                               : !run_on_row (db, sql->delete, name, row->id, NULL, error))
                return FALSE;
              if (row->staged && !set_shadow (self, name, row->id, n_ops > 0, error))
                return FALSE;
              if (!row->staged && n_ops == 0 &&
                  !run_on_row (db, "UPDATE shadow SET json = NULL WHERE tbl = :tbl AND id = :id", name, row->id, NULL, error))
                return FALSE;
              self->n_rows++;
              moved = row->done = TRUE;
            }
          more = !last;
          last = last || !moved;
        }
    }
  return TRUE;
}

/* Tombstones that nothing waits for. */
static gboolean
bury_rows (Apply *self, const Sql *sql, GError **error)
{
  g_autoptr (GArray) rows = read_rows (
    self,
    "SELECT s.id, NULL, 1, 1 FROM stage s WHERE s.tbl = :tbl AND s.deleted = 1 AND NOT EXISTS (SELECT 1 FROM outbox_op p WHERE"
    " p.tbl = s.tbl AND p.id = s.id AND p.grp NOT IN (SELECT grp FROM temp.sync_drop)) ORDER BY s.rv",
    sql->table->name, error);
  guint n_left;

  if (rows == NULL)
    return FALSE;
  do
    {
      n_left = rows->len;
      for (guint i = rows->len; i-- > 0;)
        {
          const Row *row = &g_array_index (rows, Row, i);
          gboolean has_child;

          if (!ask_on_row (self->db, sql->has_child, row->id, NULL, &has_child, error))
            return FALSE;
          if (has_child)
            continue;
          if (!run_on_row (self->db, sql->delete, sql->table->name, row->id, NULL, error) ||
              !set_shadow (self, sql->table->name, row->id, FALSE, error))
            return FALSE;
          self->n_rows++;
          g_array_remove_index_fast (rows, i);
        }
    }
  while (rows->len > 0 && rows->len < n_left); /* a row may hang on one of its own table */
  return TRUE;
}

/* A row that had to stay in the stage keeps what it is shown as, and with it the groups that made it so. */
static gboolean
keep_groups_of_waiting (Apply *self, const Sql *sql, GError **error)
{
  g_autoptr (GArray) rows =
    read_rows (self,
               "SELECT s.id, NULL, 0, 1 FROM stage s WHERE s.tbl = :tbl AND EXISTS (SELECT 1 FROM outbox_op p"
               " WHERE p.tbl = s.tbl AND p.id = s.id AND p.grp IN (SELECT grp FROM temp.sync_drop))",
               sql->table->name, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!keep_groups_of (self, sql->table->name, g_array_index (rows, Row, i).id, error))
      return FALSE;
  return TRUE;
}

static const char *
staged_tables_sql (void)
{
  static const char *made = NULL;

  if (g_once_init_enter (&made))
    {
      g_autoptr (GString) sql = g_string_new ("SELECT ");

      for (guint t = 0; t < SHED_N_TABLES; t++)
        g_string_append_printf (sql, "%sEXISTS (SELECT 1 FROM stage WHERE tbl = '%s')", t > 0 ? ", " : "",
                                sql_of (t)->table->name);
      g_once_init_leave (&made, g_intern_string (sql->str));
    }
  return made;
}

/* Most checkpoints speak of one table or two, and of the others nothing has to be asked. */
static gboolean
find_concerned_tables (Apply *self, GError **error)
{
  g_autoptr (ShedStmt) staged = shed_db_borrow (self->db, staged_tables_sql (), error);
  g_autoptr (ShedStmt) leaving = shed_db_borrow (
    self->db, "SELECT DISTINCT p.tbl FROM temp.sync_drop d JOIN outbox_op p ON p.grp = d.grp", error);
  ShedStep step;

  if (staged == NULL || leaving == NULL || shed_stmt_step (staged, error) != SHED_STEP_ROW)
    return FALSE;
  for (guint t = 0; t < SHED_N_TABLES; t++)
    self->concerned[t] = shed_stmt_get_int (staged, t) != 0;
  while ((step = shed_stmt_step (leaving, error)) == SHED_STEP_ROW)
    {
      const ShedTable *table = shed_table_find (shed_stmt_get_text (leaving, 0));

      if (table != NULL)
        self->concerned[table - shed_tables_get (NULL)] = TRUE;
    }
  return step == SHED_STEP_DONE;
}

static gboolean
try_once (Apply *self, gboolean partial, GError **error)
{
  ShedDb *db = self->db;

  self->again = FALSE;
  self->n_rows = 0;
  if (!shed_sync_run (db, "DELETE FROM temp.sync_drop", NULL, NULL, 0, error))
    return FALSE;
  if (!partial && !shed_sync_run (db,
                                  "INSERT INTO temp.sync_drop (grp) SELECT n FROM outbox WHERE state = 'acked'"
                                  " AND CAST (upto AS INTEGER) <= :n AND n NOT IN (SELECT grp FROM temp.sync_keep)",
                                  NULL, NULL, self->cursor, error))
    return FALSE;
  /* What is not newer than what is known came twice, or late. */
  if (!shed_sync_run (db,
                      "DELETE FROM stage WHERE EXISTS (SELECT 1 FROM shadow h WHERE h.tbl = stage.tbl AND h.id = stage.id"
                      " AND h.rv >= stage.rv)",
                      NULL, NULL, 0, error) ||
      !find_concerned_tables (self, error))
    return FALSE;
  for (guint t = 0; t < SHED_N_TABLES && !self->again; t++)
    {
      guint n_before;

      if (!self->concerned[t])
        continue;
      if (!take_clean_rows (self, sql_of (t), error))
        return FALSE;
      n_before = self->n_rows;
      if (!take_folded_rows (self, sql_of (t), FALSE, error) ||
          (self->n_rows != n_before && sql_of (t)->hangs_on_itself && !take_clean_rows (self, sql_of (t), error)))
        return FALSE;
    }
  if (SHED_BUG ("deletions-not-shown"))
    return shed_db_exec (db, "DELETE FROM stage WHERE deleted = 1", error);
  for (guint t = SHED_N_TABLES; t-- > 0 && !self->again;)
    if (self->concerned[t] && (!take_folded_rows (self, sql_of (t), TRUE, error) || !bury_rows (self, sql_of (t), error)))
      return FALSE;
  for (guint t = 0; t < SHED_N_TABLES && !self->again; t++)
    if (self->concerned[t] && !keep_groups_of_waiting (self, sql_of (t), error))
      return FALSE;
  return TRUE;
}

gboolean
shed_sync_apply (ShedDb *db, ShedSyncJob *job, GError **error)
{
  Apply self = { .db = db };
  ShedStageMode mode = shed_sync_get_meta (db, "stage_mode", SHED_STAGE_NORMAL);
  gint64 stage_cursor = shed_sync_get_meta (db, "stage_cursor", -1);

  /* What the server lacks is known only once all of it was read. */
  if (job->partial && mode != SHED_STAGE_NORMAL)
    return TRUE;
  self.cursor = stage_cursor >= 0 ? stage_cursor : shed_sync_get_meta (db, "cursor", 0);
  if (!job->partial && mode == SHED_STAGE_NORMAL && shed_sync_lacks_acked_row (db, self.cursor))
    {
      g_strlcpy (job->said_reset, "gc", sizeof job->said_reset);
      return TRUE;
    }
  if (shed_sync_ask (db, "SELECT count(*) FROM sqlite_temp_schema WHERE name IN ('sync_drop', 'sync_keep', 'sync_now')",
                     NULL, 0) < 3 &&
      !shed_db_exec (db,
                     "CREATE TEMP TABLE IF NOT EXISTS sync_drop (grp INTEGER PRIMARY KEY);"
                     "CREATE TEMP TABLE IF NOT EXISTS sync_keep (grp INTEGER PRIMARY KEY);"
                     "CREATE TEMP TABLE IF NOT EXISTS sync_now (id TEXT PRIMARY KEY) WITHOUT ROWID",
                     error))
    return FALSE;
  if (!shed_sync_run (db, "DELETE FROM temp.sync_keep", NULL, NULL, 0, error))
    return FALSE;
  if (!job->partial && mode != SHED_STAGE_NORMAL && !shed_sync_reconcile (db, mode, job->now, error))
    return FALSE;
  if (!job->partial && mode == SHED_STAGE_NORMAL && shed_sync_get_meta (db, "cursor", 0) > 0 &&
      !shed_sync_note_merged (db, job->now, error))
    return FALSE;
  for (;;)
    {
      gint64 n_kept;

      if (!shed_sync_run (db, "SAVEPOINT sync_apply", NULL, NULL, 0, error) || !try_once (&self, job->partial, error))
        return FALSE;
      if (!self.again)
        break;
      /* Going back would also forget which groups stay: their numbers are taken along. */
      {
        g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (gint64));
        g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "SELECT grp FROM temp.sync_keep", error);

        if (stmt == NULL)
          return FALSE;
        while (shed_stmt_step (stmt, error) == SHED_STEP_ROW)
          {
            n_kept = shed_stmt_get_int (stmt, 0);
            g_array_append_val (kept, n_kept);
          }
        shed_stmt_reset (stmt);
        if (!shed_db_exec (db, "ROLLBACK TO sync_apply; RELEASE sync_apply", error))
          return FALSE;
        for (guint i = 0; i < kept->len; i++)
          if (!shed_sync_run (db, "INSERT OR IGNORE INTO temp.sync_keep (grp) VALUES (:n)", NULL, NULL,
                              g_array_index (kept, gint64, i), error))
            return FALSE;
      }
    }
  if (!shed_sync_run (db, "DELETE FROM outbox_op WHERE grp IN (SELECT grp FROM temp.sync_drop)", NULL, NULL, 0, error) ||
      !shed_sync_run (db, "DELETE FROM outbox WHERE n IN (SELECT grp FROM temp.sync_drop)", NULL, NULL, 0, error) ||
      !shed_sync_run (db, "RELEASE sync_apply", NULL, NULL, 0, error))
    return FALSE;
  job->n_rows = self.n_rows;
  if (job->partial)
    return TRUE;
  return shed_sync_set_meta_int (db, "cursor", self.cursor, error) && shed_sync_set_meta (db, "stage_cursor", NULL, error) &&
         shed_sync_set_meta (db, "stage_mode", NULL, error) && shed_sync_set_meta (db, "reload_gc", NULL, error) &&
         shed_sync_set_meta (db, "common", NULL, error);
}
