/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Undo by what was replaced: of an updated row the columns that changed, before and after; of a deleted row all of it;
 * of an inserted one a hash, to see that it is still as it was made. Reverting takes back only what still stands, so
 * that nobody else's later word is lost, and never deletes a practice event: it voids it. Commands therefore need no
 * inverse of their own. */
#define G_LOG_DOMAIN "Woodshed-store"

#include "shed-journal.h"

#include <string.h>

#include "shed-civil.h"
#include "shed-outbox-private.h"

typedef enum
{
  ROW_INSERTED,
  ROW_UPDATED,
  ROW_DELETED
} RowKind;

typedef struct
{
  gint64 txn, k;
  const ShedTracked *table;
  RowKind kind;
  char *keys[SHED_MAX_KEYS];
  GBytes *before, *after;
  gint64 hash;
} JournalRow;

/* Values as bytes: column, type, length, text. Only ever read back by the process that wrote them. */

static void
pack (GByteArray *bytes, guint column, const ShedValue *value)
{
  guint8 head[2] = { column, value->type };
  guint64 length = value->type == SHED_VALUE_TEXT ? value->n_bytes : 0;

  g_byte_array_append (bytes, head, sizeof head);
  if (value->type == SHED_VALUE_TEXT)
    {
      g_byte_array_append (bytes, (const guint8 *)&length, sizeof length);
      g_byte_array_append (bytes, (const guint8 *)value->text, length);
    }
  else
    g_byte_array_append (bytes, (const guint8 *)&value->number, sizeof value->number);
}

static gboolean
unpack (const guint8 **p, const guint8 *end, guint *column, ShedValue *value)
{
  guint64 length;

  memset (value, 0, sizeof *value);
  if (end - *p < 10)
    return FALSE;
  *column = (*p)[0];
  value->type = (*p)[1];
  *p += 2;
  memcpy (&value->number, *p, 8);
  *p += 8;
  if (value->type == SHED_VALUE_TEXT)
    {
      length = (guint64)value->number;
      if ((guint64)(end - *p) < length)
        return FALSE;
      value->text = (char *)*p; /* borrowed: not NUL-terminated */
      value->n_bytes = length;
      *p += length;
    }
  return TRUE;
}

static GBytes *
pack_row (const ShedTracked *table, const ShedValue *values, guint64 columns)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (guint i = 0; i < table->n_columns; i++)
    if (columns & (G_GUINT64_CONSTANT (1) << i))
      pack (bytes, i, &values[i]);
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/* FNV-1a, 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/): tells one's own row from a changed one; no one attacks
 * it. */
static gint64
hash_row (const ShedTracked *table, const ShedValue *values)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (guint i = 0; i < table->n_columns; i++)
    {
      const ShedValue *value = &values[i];
      const guint8 *p = value->type == SHED_VALUE_TEXT ? (const guint8 *)value->text : (const guint8 *)&value->number;
      gsize n = value->type == SHED_VALUE_TEXT   ? value->n_bytes
                : value->type == SHED_VALUE_NULL ? 0
                                                 : sizeof value->number;

      hash = (hash ^ value->type) * G_GUINT64_CONSTANT (0x100000001b3);
      for (gsize k = 0; k < n; k++)
        hash = (hash ^ p[k]) * G_GUINT64_CONSTANT (0x100000001b3);
    }
  return (gint64)hash;
}

/* Recording */

gboolean
shed_journal_prepare (ShedDb *db, GError **error)
{
  return shed_db_exec (
    db,
    "PRAGMA temp.journal_mode = MEMORY;"
    "CREATE TEMP TABLE journal (journal INTEGER NOT NULL, txn INTEGER NOT NULL, k INTEGER NOT NULL, tbl INTEGER NOT "
    "NULL,"
    " kind INTEGER NOT NULL, key_1 TEXT, key_2 TEXT, key_3 TEXT, before BLOB, after BLOB, hash INTEGER,"
    " PRIMARY KEY (journal, txn, k)) WITHOUT ROWID;",
    error);
}

static gboolean
record_touch (ShedDb *db, gint64 journal, gint64 txn, guint k, const ShedTouch *touch, GError **error)
{
  static const char *const key_names[] = { ":key_1", ":key_2", ":key_3" };
  g_autoptr (ShedStmt) stmt =
    shed_db_borrow (db,
                    "INSERT INTO temp.journal (journal, txn, k, tbl, kind, key_1, key_2, key_3, before, after, hash)"
                    " VALUES (:journal, :txn, :k, :tbl, :kind, :key_1, :key_2, :key_3, ?20, ?21, :hash)",
                    error);
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;
  RowKind kind = !touch->existed ? ROW_INSERTED : touch->exists ? ROW_UPDATED : ROW_DELETED;

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_int (stmt, ":journal", journal);
  shed_stmt_bind_int (stmt, ":txn", txn);
  shed_stmt_bind_int (stmt, ":k", k);
  shed_stmt_bind_int (stmt, ":tbl", touch->table - shed_tracked_get (NULL));
  shed_stmt_bind_int (stmt, ":kind", kind);
  for (guint i = 0; i < touch->table->n_keys; i++)
    shed_stmt_bind_text (stmt, key_names[i], touch->keys[i]);
  if (kind == ROW_INSERTED)
    shed_stmt_bind_int (stmt, ":hash", hash_row (touch->table, touch->after));
  else
    before = pack_row (touch->table, touch->before, touch->changed);
  if (kind == ROW_UPDATED)
    after = pack_row (touch->table, touch->after, touch->changed);
  if (before != NULL)
    sqlite3_bind_blob64 (shed_stmt_get_handle (stmt), 20, g_bytes_get_data (before, NULL), g_bytes_get_size (before),
                         SQLITE_STATIC);
  if (after != NULL)
    sqlite3_bind_blob64 (shed_stmt_get_handle (stmt), 21, g_bytes_get_data (after, NULL), g_bytes_get_size (after),
                         SQLITE_STATIC);
  return shed_stmt_run (stmt, error);
}

gboolean
shed_journal_record (ShedDb *db, gint64 journal, ShedWriteSet *set, GError **error)
{
  GPtrArray *touches = shed_write_set_get (set);
  gint64 txn = ++db->last_txn;

  for (guint i = 0; i < touches->len; i++)
    {
      const ShedTouch *touch = g_ptr_array_index (touches, i);

      if (touch->table->journaled && touch->changed != 0 && !record_touch (db, journal, txn, i, touch, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
shed_journal_forget (ShedDb *db, gint64 journal, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "DELETE FROM temp.journal WHERE journal = :journal", error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_int (stmt, ":journal", journal);
  return shed_stmt_run (stmt, error);
}

/* Reverting */

static void
journal_row_free (JournalRow *row)
{
  for (guint i = 0; i < row->table->n_keys; i++)
    g_free (row->keys[i]);
  g_clear_pointer (&row->before, g_bytes_unref);
  g_clear_pointer (&row->after, g_bytes_unref);
  g_free (row);
}

static GBytes *
dup_blob (ShedStmt *stmt, int column)
{
  sqlite3_stmt *handle = shed_stmt_get_handle (stmt);

  if (sqlite3_column_type (handle, column) == SQLITE_NULL)
    return NULL;
  return g_bytes_new (sqlite3_column_blob (handle, column), sqlite3_column_bytes (handle, column));
}

/* The newest transactions that fit into one together; at least one. */
static GPtrArray *
load_newest (ShedDb *db, gint64 journal, gboolean *more, GError **error)
{
  g_autoptr (ShedStmt) stmt =
    shed_db_borrow (db,
                    "SELECT k, txn, tbl, kind, key_1, key_2, key_3, before, after, hash FROM temp.journal"
                    " WHERE journal = :journal ORDER BY txn DESC, k DESC",
                    error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)journal_row_free);
  guint whole = 0; /* rows that belong to transactions read to their end */
  gsize n_bytes = 0;
  gint64 txn = 0;
  ShedStep step;

  *more = FALSE;
  if (stmt == NULL)
    return NULL;
  shed_stmt_bind_int (stmt, ":journal", journal);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      JournalRow *row;

      if (shed_stmt_get_int (stmt, 1) != txn)
        {
          whole = rows->len;
          txn = shed_stmt_get_int (stmt, 1);
        }
      /* A bulk write may be larger than a group: it goes back in parts, newest rows first. */
      if (whole == 0 && (rows->len >= SHED_GROUP_MAX_OPS - 20 || n_bytes > SHED_GROUP_MAX_BYTES * 3 / 4))
        {
          *more = TRUE;
          break;
        }
      if (whole > 0 && (rows->len >= SHED_GROUP_MAX_OPS || n_bytes > SHED_GROUP_MAX_BYTES / 2))
        {
          g_ptr_array_set_size (rows, whole);
          *more = TRUE;
          break;
        }
      row = g_new0 (JournalRow, 1);
      row->k = shed_stmt_get_int (stmt, 0);
      row->txn = txn;
      row->table = shed_tracked_get (NULL) + shed_stmt_get_int (stmt, 2);
      row->kind = shed_stmt_get_int (stmt, 3);
      for (guint i = 0; i < row->table->n_keys; i++)
        row->keys[i] = shed_stmt_dup_text (stmt, 4 + i);
      row->before = dup_blob (stmt, 7);
      row->after = dup_blob (stmt, 8);
      row->hash = shed_stmt_get_int (stmt, 9);
      n_bytes += 100 + (row->before != NULL ? 2 * g_bytes_get_size (row->before) : 0) +
                 (row->after != NULL ? g_bytes_get_size (row->after) : 0);
      g_ptr_array_add (rows, row);
    }
  return step != SHED_STEP_ERROR ? g_steal_pointer (&rows) : NULL;
}

/* Deleted rows come back parents first, then updates, then inserted rows go children first; newest transaction first.
 */
static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const JournalRow *x = *(JournalRow *const *)a;
  const JournalRow *y = *(JournalRow *const *)b;
  static const int phase[] = { [ROW_DELETED] = 0, [ROW_UPDATED] = 1, [ROW_INSERTED] = 2 };

  if (x->txn != y->txn)
    return x->txn > y->txn ? -1 : 1;
  if (x->kind != y->kind)
    return phase[x->kind] - phase[y->kind];
  if (x->table != y->table)
    return (x->table < y->table) == (x->kind != ROW_INSERTED) ? -1 : 1;
  return x->k > y->k ? -1 : 1;
}

/* The row as it is now; NULL without error when it is not there. */
static ShedValue *
read_now (ShedDb *db, const JournalRow *row, gboolean *failed, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, row->table->select_sql, error);
  ShedValue *values = NULL;
  ShedStep step;

  *failed = TRUE;
  if (stmt == NULL)
    return NULL;
  for (guint i = 0; i < row->table->n_keys; i++)
    sqlite3_bind_text (shed_stmt_get_handle (stmt), i + 1, row->keys[i], -1, SQLITE_STATIC);
  step = shed_stmt_step (stmt, error);
  *failed = step == SHED_STEP_ERROR;
  if (step != SHED_STEP_ROW)
    return NULL;
  values = g_new0 (ShedValue, row->table->n_columns);
  for (guint i = 0; i < row->table->n_columns; i++)
    shed_value_copy (&values[i], sqlite3_column_value (shed_stmt_get_handle (stmt), i));
  return values;
}

static void
values_free (const ShedTracked *table, ShedValue *values)
{
  if (values == NULL)
    return;
  for (guint i = 0; i < table->n_columns; i++)
    shed_value_clear (&values[i]);
  g_free (values);
}

typedef enum
{
  OUTCOME_DONE,
  OUTCOME_LATER,
  OUTCOME_LEFT,
  OUTCOME_ERROR
} Outcome;

/* A foreign key may be satisfied once another row of the same transaction is back: then it is worth another try. */
static Outcome
run_or_later (ShedStmt *stmt, ShedDb *db, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (shed_stmt_run (stmt, &local_error))
    return OUTCOME_DONE;
  if (g_error_matches (local_error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID) &&
      !sqlite3_get_autocommit (shed_db_get_handle (db)))
    return OUTCOME_LATER;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return OUTCOME_ERROR;
}

static Outcome
bring_back (ShedDb *db, const JournalRow *row, const ShedValue *now, GError **error)
{
  g_autoptr (ShedStmt) stmt = NULL;
  const guint8 *p, *end;
  ShedValue value;
  guint column;
  gsize n;

  if (now != NULL)
    return OUTCOME_LEFT;
  stmt = shed_db_borrow (db, row->table->insert_sql, error);
  if (stmt == NULL)
    return OUTCOME_ERROR;
  for (guint i = 0; i < row->table->n_keys; i++)
    sqlite3_bind_text (shed_stmt_get_handle (stmt), i + 1, row->keys[i], -1, SQLITE_STATIC);
  p = g_bytes_get_data (row->before, &n);
  end = p + n;
  while (p < end && unpack (&p, end, &column, &value))
    shed_value_bind (&value, shed_stmt_get_handle (stmt), row->table->n_keys + column + 1);
  return run_or_later (stmt, db, error);
}

static const char *
group_of (const ShedTracked *table, guint column)
{
  return table->synced != NULL && column > 0 ? table->synced->columns[column - 1].group : NULL;
}

typedef struct
{
  ShedValue before[64], after[64];
  guint64 columns;
} Change;

static void
unpack_change (const JournalRow *row, Change *change)
{
  GBytes *sides[] = { row->before, row->after };
  ShedValue *targets[] = { change->before, change->after };

  change->columns = 0;
  for (guint i = 0; i < 2; i++)
    {
      gsize n;
      const guint8 *p = g_bytes_get_data (sides[i], &n);
      const guint8 *end = p + n;
      ShedValue value;
      guint column;

      while (p < end && unpack (&p, end, &column, &value))
        {
          targets[i][column] = value;
          change->columns |= G_GUINT64_CONSTANT (1) << column;
        }
    }
}

static Outcome
put_back (ShedDb *db, const JournalRow *row, const ShedValue *now, guint *n_left, GError **error)
{
  g_autofree Change *change = g_new0 (Change, 1);
  g_autoptr (GString) sql = NULL;
  g_autoptr (ShedStmt) stmt = NULL;
  guint64 still = 0;
  guint n_columns = 0, n_kept = 0;
  int index = 1;
  Outcome outcome;

  if (now == NULL)
    return OUTCOME_LEFT;
  unpack_change (row, change);
  for (guint i = 0; i < row->table->n_columns; i++)
    if ((change->columns & (G_GUINT64_CONSTANT (1) << i)) != 0 && shed_value_equal (&now[i], &change->after[i]))
      still |= G_GUINT64_CONSTANT (1) << i;
  /* Columns of one group change together or not at all. */
  for (guint i = 0; i < row->table->n_columns; i++)
    for (guint k = 0; k < row->table->n_columns; k++)
      if (group_of (row->table, i) != NULL && g_strcmp0 (group_of (row->table, i), group_of (row->table, k)) == 0 &&
          (change->columns & ~still & (G_GUINT64_CONSTANT (1) << k)) != 0)
        still &= ~(G_GUINT64_CONSTANT (1) << i);

  sql = g_string_new (NULL);
  g_string_printf (sql, "UPDATE \"%s\" SET ", row->table->name);
  for (guint i = 0; i < row->table->n_columns; i++)
    if (still & (G_GUINT64_CONSTANT (1) << i))
      g_string_append_printf (sql, "%s\"%s\" = ?", n_columns++ > 0 ? ", " : "", row->table->columns[i]);
    else if (change->columns & (G_GUINT64_CONSTANT (1) << i))
      n_kept++;
  if (n_columns == 0)
    {
      *n_left += n_kept;
      return OUTCOME_DONE;
    }
  for (guint i = 0; i < row->table->n_keys; i++)
    g_string_append_printf (sql, "%s\"%s\" = ?", i > 0 ? " AND " : " WHERE ", row->table->keys[i]);
  stmt = shed_db_borrow (db, sql->str, error);
  if (stmt == NULL)
    return OUTCOME_ERROR;
  for (guint i = 0; i < row->table->n_columns; i++)
    if (still & (G_GUINT64_CONSTANT (1) << i))
      shed_value_bind (&change->before[i], shed_stmt_get_handle (stmt), index++);
  for (guint i = 0; i < row->table->n_keys; i++)
    sqlite3_bind_text (shed_stmt_get_handle (stmt), index++, row->keys[i], -1, SQLITE_STATIC);
  outcome = run_or_later (stmt, db, error);
  if (outcome == OUTCOME_DONE)
    *n_left += n_kept;
  return outcome;
}

static Outcome
void_event (ShedDb *db, const JournalRow *row, const ShedValue *now, GError **error)
{
  g_autoptr (ShedStmt) stmt = NULL;
  g_autofree char *id = shed_db_new_id (db);
  g_autofree char *device = shed_db_dup_device_id (db);
  g_autofree char *zone = shed_db_dup_time_zone (db);
  g_autofree char *day = NULL;
  gint64 now_ms = shed_db_now_ms (db);
  guint day_start_column =
    shed_table_find_column (row->table->synced, "day_start_minutes") - row->table->synced->columns + 1;

  if (now == NULL)
    return OUTCOME_LEFT;
  day = shed_civil_format (shed_practice_day (now_ms, zone, now[day_start_column].number));
  stmt = shed_db_borrow (
    db,
    "INSERT INTO practice_event (id, created_at, repertoire_id, tune_id, part, kind, answered_at, time_zone, "
    "practice_day,"
    "   day_start_minutes, voids, device_id)"
    " SELECT :id, :now, repertoire_id, tune_id, part, 'void', :now, :zone, :day, day_start_minutes, id, :device"
    " FROM practice_event WHERE id = :voids",
    error);
  if (stmt == NULL)
    return OUTCOME_ERROR;
  shed_stmt_bind_text (stmt, ":id", id);
  shed_stmt_bind_int (stmt, ":now", now_ms);
  shed_stmt_bind_text (stmt, ":zone", zone);
  shed_stmt_bind_text (stmt, ":day", day);
  shed_stmt_bind_text (stmt, ":device", device);
  shed_stmt_bind_text (stmt, ":voids", row->keys[0]);
  return shed_stmt_run (stmt, error) ? OUTCOME_DONE : OUTCOME_ERROR;
}

static Outcome
take_away (ShedDb *db, const JournalRow *row, const ShedValue *now, GError **error)
{
  g_autoptr (ShedStmt) stmt = NULL;

  if (row->table->synced != NULL && row->table->synced->append_only)
    return void_event (db, row, now, error);
  if (now == NULL || hash_row (row->table, now) != row->hash)
    return OUTCOME_LEFT;
  stmt = shed_db_borrow (db, row->table->delete_sql, error);
  if (stmt == NULL)
    return OUTCOME_ERROR;
  for (guint i = 0; i < row->table->n_keys; i++)
    sqlite3_bind_text (shed_stmt_get_handle (stmt), i + 1, row->keys[i], -1, SQLITE_STATIC);
  return run_or_later (stmt, db, error);
}

static Outcome
revert_row (ShedDb *db, const JournalRow *row, guint *n_left, GError **error)
{
  gboolean failed;
  ShedValue *now = read_now (db, row, &failed, error);
  Outcome outcome;

  if (failed)
    return OUTCOME_ERROR;
  switch (row->kind)
    {
    case ROW_DELETED:
      outcome = bring_back (db, row, now, error);
      break;
    case ROW_UPDATED:
      outcome = put_back (db, row, now, n_left, error);
      break;
    case ROW_INSERTED:
    default:
      outcome = take_away (db, row, now, error);
    }
  values_free (row->table, now);
  return outcome;
}

/* Rows of one transaction from first to last; what a foreign key refuses is tried again while anything moves. */
static gboolean
revert_transaction (ShedDb *db, GPtrArray *rows, guint first, guint last, guint *n_left, GError **error)
{
  g_autoptr (GPtrArray) todo = g_ptr_array_new ();
  gboolean moved = TRUE;

  for (guint i = first; i < last; i++)
    g_ptr_array_add (todo, g_ptr_array_index (rows, i));
  while (moved && todo->len > 0)
    {
      g_autoptr (GPtrArray) later = g_ptr_array_new ();

      moved = FALSE;
      for (guint i = 0; i < todo->len; i++)
        switch (revert_row (db, g_ptr_array_index (todo, i), n_left, error))
          {
          case OUTCOME_DONE:
            moved = TRUE;
            break;
          case OUTCOME_LATER:
            g_ptr_array_add (later, g_ptr_array_index (todo, i));
            break;
          case OUTCOME_LEFT:
            (*n_left)++;
            break;
          case OUTCOME_ERROR:
          default:
            return FALSE;
          }
      g_ptr_array_unref (todo);
      todo = g_steal_pointer (&later);
    }
  *n_left += todo->len;
  return TRUE;
}

gboolean
shed_journal_revert_step (ShedDb *db, gint64 journal, gboolean *more, guint *n_left, GError **error)
{
  g_autoptr (GPtrArray) rows = load_newest (db, journal, more, error);
  g_autoptr (ShedStmt) stmt = NULL;
  gint64 oldest = G_MAXINT64, first_k = 0;

  if (rows == NULL)
    return FALSE;
  if (rows->len > 0)
    first_k = ((JournalRow *)g_ptr_array_index (rows, rows->len - 1))->k;
  g_ptr_array_sort (rows, compare_rows);
  for (guint first = 0, last; first < rows->len; first = last)
    {
      const JournalRow *row = g_ptr_array_index (rows, first);

      for (last = first; last < rows->len && ((JournalRow *)g_ptr_array_index (rows, last))->txn == row->txn; last++)
        oldest = row->txn;
      if (!revert_transaction (db, rows, first, last, n_left, error))
        return FALSE;
    }
  /* In the same transaction: what is reverted is no longer in the journal, even when the next step fails. */
  stmt =
    shed_db_borrow (db, "DELETE FROM temp.journal WHERE journal = :journal AND (txn, k) >= (:oldest, :first_k)", error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_int (stmt, ":journal", journal);
  shed_stmt_bind_int (stmt, ":first_k", first_k);
  shed_stmt_bind_int (stmt, ":oldest", oldest);
  return shed_stmt_run (stmt, error);
}
