/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox group of a write (SYNC.md 3.2). The write set knows what every touched row was and is; from these two and
 * from whether shadow or outbox know the row follows the one operation it needs:
 *
 *   known, still shown         upd of the columns that differ, base = what they were
 *   known, gone or local-only  del, base = the whole row
 *   unknown, shown             ins of the whole row
 *   unknown, gone              nothing
 *
 * so insert and delete in one write leave nothing, and a tune moved out of a local-only book arrives whole with what
 * hangs on it. Without an account nothing is kept but first values. It must never see the network or the time of anyone
 * else. */
#define G_LOG_DOMAIN "Woodshed-store"

#include "shed-outbox.h"

#include <string.h>

#include "shed-bug.h"
#include "shed-outbox-private.h"
#include "shed-uuid.h"

#define JOIN_WITHIN_MS 60000
#define LONG_BASE_BYTES (32 * 1024) /* from here on the base of a text goes as its hash */

typedef enum
{
  OP_NONE,
  OP_INSERT,
  OP_UPDATE,
  OP_DELETE
} OpKind;

typedef struct
{
  const ShedTouch *touch;
  OpKind kind;
  gboolean from_file;
  gboolean clean_shadow;
  guint order; /* of touch */
} Op;

/* Account */

gboolean
shed_outbox_has_account (ShedDb *db)
{
  g_autofree char *space = shed_db_dup_meta (db, "space");

  return space != NULL;
}

gboolean
shed_outbox_set_account (ShedDb *db, const char *space_id, const char *device_id, GError **error)
{
  return shed_db_set_meta (db, "space", space_id, error) &&
         (device_id == NULL || shed_db_set_meta (db, "device", device_id, error));
}

gint64
shed_outbox_count (ShedDb *db)
{
  gint64 n;

  return shed_db_query_int (db, "SELECT count(*) FROM outbox WHERE state <> 'acked'", 0, &n, NULL) ? n : 0;
}

/* Size */

static gsize
measure_values (const ShedTouch *touch, const ShedValue *values)
{
  gsize n_bytes = 0;

  for (guint i = 0; i < touch->table->n_columns; i++)
    if (touch->changed & (G_GUINT64_CONSTANT (1) << i))
      n_bytes += strlen (touch->table->columns[i]) + 4 + shed_json_measure (&values[i]);
  return n_bytes;
}

gboolean
shed_outbox_measure (ShedWriteSet *set, GError **error)
{
  GPtrArray *touches = shed_write_set_get (set);
  guint n_ops = 0;
  gsize n_bytes = 0;

  for (guint i = 0; i < touches->len; i++)
    {
      const ShedTouch *touch = g_ptr_array_index (touches, i);

      if (touch->table->synced == NULL || touch->changed == 0)
        continue;
      n_ops++;
      n_bytes += strlen (touch->table->name) + 100;
      if (touch->existed)
        n_bytes += measure_values (touch, touch->before);
      if (touch->exists)
        n_bytes += measure_values (touch, touch->after);
    }
  if (n_ops <= SHED_GROUP_MAX_OPS && n_bytes <= SHED_GROUP_MAX_BYTES)
    return TRUE;
  g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_TOO_LARGE,
               "One write of %u operations and %" G_GSIZE_FORMAT " bytes: a caller has to split it", n_ops, n_bytes);
  return FALSE;
}

/* JSON of rows */

static gboolean
is_long_text (const ShedTracked *table, guint column, const ShedValue *value)
{
  return column > 0 && table->synced->columns[column - 1].merge_class == SHED_CLASS_TEXT &&
         value->type == SHED_VALUE_TEXT && value->n_bytes > LONG_BASE_BYTES;
}

static char *
object_of (const ShedTracked *table, const ShedValue *values, guint64 columns, gboolean hash_long_texts)
{
  g_autoptr (GString) json = g_string_new ("{");

  for (guint i = 0; i < table->n_columns; i++)
    {
      if (!(columns & (G_GUINT64_CONSTANT (1) << i)))
        continue;
      if (json->len > 1)
        g_string_append_c (json, ',');
      g_string_append_printf (json, "\"%s\":", table->columns[i]);
      if (hash_long_texts && is_long_text (table, i, &values[i]))
        {
          g_autofree char *hash =
            g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)values[i].text, values[i].n_bytes);

          g_string_append_printf (json, "{\"sha256\":\"%s\"}", hash);
        }
      else
        shed_json_append_value (json, &values[i]);
    }
  g_string_append_c (json, '}');
  return g_string_free (g_steal_pointer (&json), FALSE);
}

/* Columns of one field group change together: where one of them differs all of them are sent, or the server would merge
 * a kind from here with a meter from there. */
static guint64
whole_groups (const ShedTracked *table, guint64 columns)
{
  guint64 all = columns;

  if (SHED_BUG ("field-group-torn"))
    return columns;

  for (guint i = 1; i < table->n_columns; i++)
    {
      const char *group = table->synced->columns[i - 1].group;

      if (group == NULL || !(columns & (G_GUINT64_CONSTANT (1) << i)))
        continue;
      for (guint k = 1; k < table->n_columns; k++)
        if (g_strcmp0 (table->synced->columns[k - 1].group, group) == 0)
          all |= G_GUINT64_CONSTANT (1) << k;
    }
  return all;
}

/* What is known of a row */

typedef enum
{
  ROW_UNKNOWN,
  ROW_ALIVE,
  ROW_DEAD
} Known;

/* *clean: shadow says that the server has the row just as it was shown before this write. */
static gboolean
ask_known (ShedDb *db, const ShedTouch *touch, Known *known, gboolean *clean, GError **error)
{
  g_autoptr (ShedStmt) stmt =
    shed_db_borrow (db,
                    "SELECT (SELECT op FROM outbox_op WHERE tbl = :tbl AND id = :id ORDER BY grp DESC LIMIT 1),"
                    " (SELECT 2 * deleted + (json IS NULL) FROM shadow WHERE tbl = :tbl AND id = :id)",
                    error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":tbl", touch->table->name);
  shed_stmt_bind_text (stmt, ":id", touch->keys[0]);
  if (shed_stmt_step (stmt, error) != SHED_STEP_ROW)
    return FALSE;
  if (!shed_stmt_is_null (stmt, 0))
    *known = g_strcmp0 (shed_stmt_get_text (stmt, 0), "del") == 0 ? ROW_DEAD : ROW_ALIVE;
  else if (!shed_stmt_is_null (stmt, 1))
    *known = shed_stmt_get_int (stmt, 1) >= 2 ? ROW_DEAD : ROW_ALIVE;
  else
    *known = ROW_UNKNOWN;
  *clean = !shed_stmt_is_null (stmt, 1) && shed_stmt_get_int (stmt, 1) == 1;
  return TRUE;
}

/* Evaluates an expression of the table list for one row of today; no row gives FALSE. */
static gboolean
ask_expression (ShedDb *db, const ShedTouch *touch, const char *sql, gboolean *answer, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, sql, error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", touch->keys[0]);
  step = shed_stmt_step (stmt, error);
  *answer = step == SHED_STEP_ROW && shed_stmt_get_int (stmt, 0) != 0;
  return step != SHED_STEP_ERROR;
}

static gboolean
ask_local_only (ShedDb *db, const ShedTouch *touch, gboolean *local_only, GError **error)
{
  *local_only = FALSE;
  return touch->table->local_only_sql == NULL ||
         ask_expression (db, touch, touch->table->local_only_sql, local_only, error);
}

static gboolean
ask_from_file (ShedDb *db, const ShedTouch *touch, gboolean *from_file, GError **error)
{
  *from_file = FALSE;
  return touch->table->from_file_sql == NULL ||
         ask_expression (db, touch, touch->table->from_file_sql, from_file, error);
}

/* Without an account */

static gboolean
keep_first_value (ShedDb *db, const ShedTouch *touch, guint column, GError **error)
{
  g_autoptr (ShedStmt) keep =
    shed_db_borrow (db,
                    "INSERT INTO first_value (tbl, id, col, value) VALUES (:tbl, :id, :col, :value)"
                    " ON CONFLICT DO NOTHING",
                    error);
  g_autoptr (ShedStmt) drop = shed_db_borrow (db,
                                              "DELETE FROM first_value WHERE tbl = :tbl AND id = :id AND col = :col"
                                              " AND value = :value",
                                              error);
  g_autoptr (GString) before = g_string_new (NULL);
  g_autoptr (GString) after = g_string_new (NULL);

  if (keep == NULL || drop == NULL)
    return FALSE;
  if (touch->existed)
    {
      shed_json_append_value (before, &touch->before[column]);
      shed_stmt_bind_text (keep, ":tbl", touch->table->name);
      shed_stmt_bind_text (keep, ":id", touch->keys[0]);
      shed_stmt_bind_text (keep, ":col", touch->table->columns[column]);
      shed_stmt_bind_text (keep, ":value", before->str);
      if (!shed_stmt_run (keep, error))
        return FALSE;
    }
  /* What is again as the file had it has no edit any more. */
  shed_json_append_value (after, &touch->after[column]);
  shed_stmt_bind_text (drop, ":tbl", touch->table->name);
  shed_stmt_bind_text (drop, ":id", touch->keys[0]);
  shed_stmt_bind_text (drop, ":col", touch->table->columns[column]);
  shed_stmt_bind_text (drop, ":value", after->str);
  return shed_stmt_run (drop, error);
}

static gboolean
keep_first_values (ShedDb *db, ShedWriteSet *set, GError **error)
{
  GPtrArray *touches = shed_write_set_get (set);

  for (guint i = 0; i < touches->len; i++)
    {
      const ShedTouch *touch = g_ptr_array_index (touches, i);
      gint64 any = 1;
      gboolean from_file;

      if (touch->table->synced == NULL || touch->table->synced->from_file == NULL || touch->changed == 0 ||
          !touch->exists)
        continue;
      /* A new row has first values only when a deletion of it is being undone. */
      if (!touch->existed && !shed_db_query_int (db, "SELECT EXISTS (SELECT 1 FROM first_value)", 0, &any, error))
        return FALSE;
      if (any == 0)
        continue;
      if (!ask_from_file (db, touch, &from_file, error))
        return FALSE;
      for (guint k = 0; from_file && k < touch->table->n_columns; k++)
        if ((touch->changed & (G_GUINT64_CONSTANT (1) << k)) != 0 && !keep_first_value (db, touch, k, error))
          return FALSE;
    }
  return TRUE;
}

/* Tunes that cross the border of a local-only book */

static gboolean
include_rows_of (ShedDb *db, ShedWriteSet *set, const ShedTracked *table, const char *tune_id, GError **error)
{
  const ShedTable *synced = table->synced;
  g_autofree char *sql = NULL;
  g_autoptr (ShedStmt) stmt = NULL;
  ShedStep step;

  if (shed_table_find_column (synced, "tune_id") != NULL)
    sql = g_strdup_printf ("SELECT id FROM \"%s\" WHERE tune_id = :tune", synced->name);
  else
    for (guint i = 0; i < synced->n_columns && sql == NULL; i++)
      {
        const ShedTable *parent =
          synced->columns[i].references != NULL ? shed_table_find (synced->columns[i].references) : NULL;

        if (parent != NULL && parent != synced && shed_table_find_column (parent, "tune_id") != NULL)
          sql = g_strdup_printf ("SELECT id FROM \"%s\" WHERE \"%s\" IN (SELECT id FROM \"%s\" WHERE tune_id = :tune)",
                                 synced->name, synced->columns[i].name, parent->name);
      }
  if (sql == NULL)
    return TRUE;
  stmt = shed_db_borrow (db, sql, error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":tune", tune_id);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    if (!shed_write_set_include (set, db, table, shed_stmt_get_text (stmt, 0), error))
      return FALSE;
  return step == SHED_STEP_DONE;
}

static gboolean
include_moved_children (ShedDb *db, ShedWriteSet *set, GError **error)
{
  guint n_tables;
  const ShedTracked *tables = shed_tracked_get (&n_tables);
  const ShedTracked *tune = shed_tracked_find ("tune");
  guint book_column = shed_table_find_column (tune->synced, "book_id") - tune->synced->columns + 1;
  guint n_touches = shed_write_set_get (set)->len;

  for (guint i = 0; i < n_touches; i++)
    {
      const ShedTouch *touch = g_ptr_array_index (shed_write_set_get (set), i);
      gboolean local_only, clean;
      Known known;

      if (touch->table != tune || !touch->existed || !touch->exists ||
          !(touch->changed & (G_GUINT64_CONSTANT (1) << book_column)))
        continue;
      if (!ask_known (db, touch, &known, &clean, error) || !ask_local_only (db, touch, &local_only, error))
        return FALSE;
      if ((known == ROW_ALIVE) == !local_only)
        continue;
      for (guint k = 0; k < n_tables; k++)
        if (tables[k].synced != NULL && tables[k].synced->book_path != NULL && !tables[k].synced->append_only &&
            &tables[k] != tune && !include_rows_of (db, set, &tables[k], touch->keys[0], error))
          return FALSE;
    }
  return TRUE;
}

/* The group */

static gboolean
decide (ShedDb *db, const ShedTouch *touch, gboolean any_local_only, Op *op, GError **error)
{
  gboolean local_only = FALSE;
  Known known;

  op->kind = OP_NONE;
  op->touch = touch;
  if (!ask_known (db, touch, &known, &op->clean_shadow, error))
    return FALSE;
  if (touch->exists && any_local_only && !ask_local_only (db, touch, &local_only, error))
    return FALSE;
  if (touch->exists && !local_only)
    {
      if (known == ROW_ALIVE)
        op->kind = touch->existed && touch->changed != 0 ? OP_UPDATE : OP_NONE;
      else
        op->kind = OP_INSERT;
      if (op->kind == OP_INSERT && known == ROW_UNKNOWN && !ask_from_file (db, touch, &op->from_file, error))
        return FALSE;
    }
  else if (known == ROW_ALIVE)
    op->kind = OP_DELETE;
  return TRUE;
}

/* Parents first; deletions at the end, children first. */
static int
compare_ops (gconstpointer a, gconstpointer b)
{
  const Op *x = a, *y = b;
  gboolean x_deletes = x->kind == OP_DELETE, y_deletes = y->kind == OP_DELETE;

  if (x_deletes != y_deletes)
    return x_deletes ? 1 : -1;
  if (x->touch->table != y->touch->table)
    return (x->touch->table < y->touch->table) != x_deletes ? -1 : 1;
  return x->order < y->order ? -1 : 1;
}

/* The first op on a clean row keeps what the server said of it. */
static gboolean
fill_shadow (ShedDb *db, const Op *op, GError **error)
{
  g_autoptr (ShedStmt) stmt = NULL;
  g_autofree char *json = NULL;

  if (op->kind == OP_INSERT || !op->touch->existed || !op->clean_shadow || SHED_BUG ("shadow-not-kept"))
    return TRUE;
  json = object_of (op->touch->table, op->touch->before, G_MAXUINT64, FALSE);
  stmt = shed_db_borrow (db, "UPDATE shadow SET json = :json WHERE tbl = :tbl AND id = :id", error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":json", json);
  shed_stmt_bind_text (stmt, ":tbl", op->touch->table->name);
  shed_stmt_bind_text (stmt, ":id", op->touch->keys[0]);
  return shed_stmt_run (stmt, error);
}

static gboolean
write_op (ShedDb *db, gint64 group, guint k, const Op *op, GError **error)
{
  static const char *const words[] = { [OP_INSERT] = "ins", [OP_UPDATE] = "upd", [OP_DELETE] = "del" };
  const ShedTouch *touch = op->touch;
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db,
                                              "INSERT INTO outbox_op (grp, k, tbl, id, op, base, new, from_file)"
                                              " VALUES (:grp, :k, :tbl, :id, :op, :base, :new, :from_file)",
                                              error);
  g_autofree char *base = NULL;
  g_autofree char *new = NULL;
  guint64 columns = op->kind == OP_UPDATE ? whole_groups (touch->table, touch->changed) : G_MAXUINT64;

  if (stmt == NULL)
    return FALSE;
  if (op->kind != OP_INSERT)
    base =
      object_of (touch->table, SHED_BUG ("base-after-edit") && op->kind == OP_UPDATE ? touch->after : touch->before,
                 columns, TRUE);
  if (op->kind != OP_DELETE)
    new = object_of (touch->table, touch->after, columns, FALSE);
  shed_stmt_bind_int (stmt, ":grp", group);
  shed_stmt_bind_int (stmt, ":k", k);
  shed_stmt_bind_text (stmt, ":tbl", touch->table->name);
  shed_stmt_bind_text (stmt, ":id", touch->keys[0]);
  shed_stmt_bind_text (stmt, ":op", words[op->kind]);
  shed_stmt_bind_text (stmt, ":base", base);
  shed_stmt_bind_text (stmt, ":new", new);
  shed_stmt_bind_int (stmt, ":from_file", op->from_file);
  return shed_stmt_run (stmt, error) && fill_shadow (db, op, error);
}

/* TRUE when all columns belong to one field: one column, or one group of columns. */
static gboolean
is_one_field (const ShedTouch *touch, guint64 columns)
{
  const char *group = NULL;
  guint n_columns = 0;

  for (guint i = 1; i < touch->table->n_columns; i++)
    if (columns & (G_GUINT64_CONSTANT (1) << i))
      {
        const char *own = touch->table->synced->columns[i - 1].group;

        if (n_columns++ > 0 && (own == NULL || g_strcmp0 (own, group) != 0))
          return FALSE;
        group = own;
      }
  return n_columns > 0;
}

/* Names of the columns in an object that object_of() made, in its order. By hand, because asking SQLite costs a person's
 * every second keystroke more than the row itself. */
static char *
names_in (const char *json)
{
  g_autoptr (GString) names = g_string_new (NULL);
  gboolean is_name = FALSE;
  guint depth = 0;

  for (const char *p = json; *p != '\0'; p++)
    {
      const char *start = p + 1;

      if (*p == '{')
        depth++;
      else if (*p == '}')
        depth--;
      if (*p == '{' || *p == ',')
        is_name = depth == 1;
      if (*p != '"')
        continue;
      for (p = start; *p != '"' && *p != '\0'; p++)
        if (*p == '\\' && p[1] != '\0')
          p++;
      if (*p == '\0')
        break;
      if (is_name)
        {
          g_string_append_len (names, start, p - start);
          g_string_append_c (names, ',');
        }
      is_name = FALSE;
    }
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static gboolean
run_on_group (ShedDb *db, const char *sql, gint64 group, const char *new, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_int (stmt, ":grp", group);
  if (new != NULL)
    shed_stmt_bind_text (stmt, ":new", new);
  return shed_stmt_run (stmt, error);
}

/* A hundred keystrokes in a title are one edit: the newest group, never tried, of the same field within a minute takes
 * it in. */
static gboolean
try_to_join (ShedDb *db, const Op *op, gint64 now_ms, gboolean *joined, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (
    db,
    SHED_BUG ("join-into-sent")
      ? "SELECT o.n, p.base FROM outbox o JOIN outbox_op p ON p.grp = o.n WHERE o.n = (SELECT max (n) FROM outbox)"
        " AND o.at BETWEEN :since AND :now AND p.tbl = :tbl AND p.id = :id AND p.op = 'upd'"
        " AND (SELECT count(*) FROM outbox_op q WHERE q.grp = o.n) = 1"
      :
    "SELECT o.n, p.base FROM outbox o JOIN outbox_op p ON p.grp = o.n"
    " WHERE o.n = (SELECT max (n) FROM outbox) AND o.state = 'new' AND o.attempts = 0 AND o.batch IS NULL AND o.at "
    "BETWEEN :since AND :now"
    "   AND o.seen IS (SELECT value FROM meta WHERE name = 'cursor')"
    "   AND p.tbl = :tbl AND p.id = :id AND p.op = 'upd' AND (SELECT count(*) FROM outbox_op q WHERE q.grp = o.n) = 1",
    error);
  g_autofree char *old_base = NULL;
  g_autofree char *base = NULL;
  g_autofree char *new = NULL;
  g_autofree char *old_names = NULL;
  g_autofree char *names = NULL;
  gint64 group;
  guint64 columns = whole_groups (op->touch->table, op->touch->changed);
  ShedStep step;

  *joined = FALSE;
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_int (stmt, ":since", now_ms - JOIN_WITHIN_MS);
  shed_stmt_bind_int (stmt, ":now", now_ms);
  shed_stmt_bind_text (stmt, ":tbl", op->touch->table->name);
  shed_stmt_bind_text (stmt, ":id", op->touch->keys[0]);
  step = shed_stmt_step (stmt, error);
  if (step != SHED_STEP_ROW)
    return step == SHED_STEP_DONE;
  group = shed_stmt_get_int (stmt, 0);
  old_base = shed_stmt_dup_text (stmt, 1);
  shed_stmt_reset (stmt);
  if (old_base == NULL)
    return TRUE; /* only in a damaged file */

  base = object_of (op->touch->table, op->touch->before, columns, TRUE);
  old_names = names_in (old_base);
  names = names_in (base);
  if (strcmp (old_names, names) != 0)
    return TRUE;
  *joined = TRUE;
  new = object_of (op->touch->table, op->touch->after, columns, FALSE);
  if (g_strcmp0 (old_base, new) != 0)
    return run_on_group (db, "UPDATE outbox_op SET new = :new WHERE grp = :grp", group, new, error);
  return run_on_group (db, "DELETE FROM outbox_op WHERE grp = :grp", group, NULL, error) &&
         run_on_group (db, "DELETE FROM outbox WHERE n = :grp", group, NULL, error);
}

static gboolean
write_group (ShedDb *db, GArray *ops, const char *batch, gint64 now_ms, GError **error)
{
  g_autoptr (ShedStmt) stmt =
    shed_db_borrow (db,
                    "INSERT INTO outbox (mid, batch, seen, at)"
                    " VALUES (:mid, :batch, (SELECT value FROM meta WHERE name = 'cursor'), :at)",
                    error);
  g_autofree char *mid = shed_uuid_new_v7 (db->random, now_ms);
  gint64 group;

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":mid", mid);
  shed_stmt_bind_text (stmt, ":batch", batch);
  shed_stmt_bind_int (stmt, ":at", now_ms);
  if (!shed_stmt_run (stmt, error))
    return FALSE;
  group = sqlite3_last_insert_rowid (db->handle);
  for (guint i = 0; i < ops->len; i++)
    if (!write_op (db, group, i, &g_array_index (ops, Op, i), error))
      return FALSE;
  return TRUE;
}

gboolean
shed_outbox_close (ShedDb *db, ShedWriteSet *set, const char *batch, GError **error)
{
  g_autoptr (GArray) ops = NULL;
  GPtrArray *touches = shed_write_set_get (set);
  const ShedFacts *facts = shed_db_get_facts (db, error);
  gint64 now_ms;
  gboolean joined = FALSE;

  if (facts == NULL)
    return FALSE;
  if (!facts->has_account)
    return keep_first_values (db, set, error);
  if (!include_moved_children (db, set, error))
    return FALSE;

  ops = g_array_new (FALSE, FALSE, sizeof (Op));
  for (guint i = 0; i < touches->len; i++)
    {
      const ShedTouch *touch = g_ptr_array_index (touches, i);
      Op op = { .order = i };

      if (touch->table->synced == NULL)
        continue;
      if (!decide (db, touch, facts->any_local_only, &op, error))
        return FALSE;
      if (op.kind != OP_NONE)
        g_array_append_val (ops, op);
    }
  if (ops->len == 0)
    return TRUE;
  if (ops->len > SHED_GROUP_MAX_OPS)
    {
      g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_TOO_LARGE,
                   "A move of %u operations: a caller has to split it", ops->len);
      return FALSE;
    }
  g_array_sort (ops, compare_ops);
  now_ms = shed_db_now_ms (db);
  if (ops->len == 1 && batch == NULL)
    {
      const Op *op = &g_array_index (ops, Op, 0);

      if (op->kind == OP_UPDATE && is_one_field (op->touch, op->touch->changed) &&
          !try_to_join (db, op, now_ms, &joined, error))
        return FALSE;
    }
  return joined || write_group (db, ops, batch, now_ms, error);
}
