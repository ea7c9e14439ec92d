/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server forgot was deleted, longer ago than it keeps deletions. What waits for it here is sent all the same, and so
 * is, before it, what it hangs on: made anew by what is known of it here. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-parts-private.h"

#include <string.h>

#include "shed-sync-sql-private.h"
#include "shed-tables.h"

static gboolean
ends_deleted (ShedDb *db, const char *table, const char *id)
{
  g_autoptr (ShedStmt) stmt =
    shed_db_borrow (db,
                    "SELECT p.op = 'del' AND NOT EXISTS (SELECT 1 FROM outbox_op q JOIN outbox o ON o.n = q.grp"
                    "  WHERE q.tbl = :a AND q.id = :b AND o.state = 'acked')"
                    " FROM outbox_op p WHERE p.tbl = :a AND p.id = :b ORDER BY p.grp DESC, p.k DESC LIMIT 1",
                    NULL);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":a", table);
  shed_stmt_bind_text (stmt, ":b", id);
  return shed_stmt_step (stmt, NULL) == SHED_STEP_ROW && shed_stmt_get_int (stmt, 0) != 0;
}

/* A row as shadow has it ("": it does not), with what the server took of this computer since. */
static char *
with_acked (ShedDb *db, const char *table, const char *id, const char *json, GError **error)
{
  g_autoptr (ShedStmt) ops = shed_db_borrow (db,
                                             "SELECT p.op, p.new FROM outbox_op p JOIN outbox o ON o.n = p.grp WHERE p.tbl = :a"
                                             " AND p.id = :b AND o.state = 'acked' AND p.op <> 'del' ORDER BY p.grp, p.k",
                                             error);
  g_autofree char *now = g_strdup (json);
  ShedStep step;

  if (ops == NULL)
    return NULL;
  shed_stmt_bind_text (ops, ":a", table);
  shed_stmt_bind_text (ops, ":b", id);
  while ((step = shed_stmt_step (ops, error)) == SHED_STEP_ROW)
    {
      gboolean whole = strcmp (shed_stmt_get_text (ops, 0), "ins") == 0;
      char *next;

      if (!whole && *now == '\0')
        continue;
      next = whole ? shed_stmt_dup_text (ops, 1) : shed_sync_overlay (db, now, shed_stmt_get_text (ops, 1), error);
      if (next == NULL)
        return NULL;
      g_free (now);
      now = next;
    }
  return step == SHED_STEP_DONE ? g_steal_pointer (&now) : NULL;
}

/* Rows that the server forgot and that something waits for here: an edit makes the row anew, and a deletion has nothing left
 * to delete. */
static gboolean
make_forgotten_anew (ShedDb *db, GError **error)
{
  g_autoptr (ShedStmt) rows = shed_db_borrow (
    db,
    "SELECT p.tbl, p.id, CASE WHEN h.deleted = 0 THEN h.json END, p.grp, p.k, p.op, p.new FROM outbox_op p"
    " JOIN outbox o ON o.n = p.grp LEFT JOIN shadow h ON h.tbl = p.tbl AND h.id = p.id WHERE o.state <> 'acked'"
    " AND ((h.deleted = 0 AND h.json IS NOT NULL) OR (coalesce (h.deleted, 1) = 1 AND EXISTS (SELECT 1 FROM outbox_op q"
    "  JOIN outbox r ON r.n = q.grp WHERE q.tbl = p.tbl AND q.id = p.id AND q.op = 'ins' AND r.state = 'acked')))"
    " AND NOT EXISTS (SELECT 1 FROM stage s WHERE s.tbl = p.tbl AND s.id = p.id)"
    " AND NOT EXISTS (SELECT 1 FROM outbox_op q JOIN outbox r ON r.n = q.grp WHERE q.tbl = p.tbl AND q.id = p.id"
    "  AND r.state <> 'acked' AND (q.grp < p.grp OR (q.grp = p.grp AND q.k < p.k)))",
    error);
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  ShedStep step;

  if (rows == NULL)
    return FALSE;
  while ((step = shed_stmt_step (rows, error)) == SHED_STEP_ROW)
    {
      char **row = g_new0 (char *, 8);

      for (int i = 0; i < 7; i++)
        row[i] = g_strdup (shed_stmt_is_null (rows, i) ? "" : shed_stmt_get_text (rows, i));
      g_ptr_array_add (held, row);
    }
  if (step != SHED_STEP_DONE)
    return FALSE;
  shed_stmt_reset (rows);
  for (guint i = 0; i < held->len; i++)
    {
      char **row = g_ptr_array_index (held, i);

      /* Edited and then deleted here as well, or an answer to a question that is gone: there is nothing left to say. */
      if (strcmp (row[0], "conflict") == 0 || ends_deleted (db, row[0], row[1]))
        {
          if (!shed_sync_run (db, "DELETE FROM outbox_op WHERE tbl = :a AND id = :b", row[0], row[1], 0, error))
            return FALSE;
        }
      else if (strcmp (row[5], "upd") == 0)
        {
          g_autofree char *known = with_acked (db, row[0], row[1], row[2], error);
          g_autofree char *whole = NULL;
          g_autofree char *place = g_strdup_printf (
            "UPDATE outbox_op SET op = 'ins', base = NULL, new = :a WHERE grp = %s AND k = %s", row[3], row[4]);

          if (known == NULL)
            return FALSE;
          if (*known == '\0')
            continue;
          whole = shed_sync_overlay (db, known, row[6], error);
          if (whole == NULL || !shed_sync_run (db, place, whole, NULL, 0, error))
            return FALSE;
        }
      if (!shed_sync_run (db, "UPDATE shadow SET deleted = 1, json = NULL WHERE tbl = :a AND id = :b", row[0], row[1], 0, error))
        return FALSE;
    }
  return shed_db_exec (db, "DELETE FROM outbox WHERE NOT EXISTS (SELECT 1 FROM outbox_op p WHERE p.grp = outbox.n)", error);
}

/* Rows of a table that the server forgot, on which a row hangs that waits here: what the library has of them. What
 * hangs on them may itself be deleted here since: it is sent all the same, first made and then deleted, so that the
 * queue is asked as well. */
static const char *
forgotten_parents_sql (const ShedTable *table, const ShedTable *child, const char *column)
{
  g_autoptr (GString) sql = g_string_new ("SELECT t.id, json_object ('created_at', t.\"created_at\"");

  for (guint i = 0; i < table->n_columns; i++)
    g_string_append_printf (sql, ", '%s', t.\"%s\"", table->columns[i].name, table->columns[i].name);
  g_string_append_printf (
    sql,
    ") FROM \"%s\" t WHERE t.id IN (SELECT x.\"%s\" FROM outbox_op p JOIN outbox o ON o.n = p.grp JOIN \"%s\" x ON x.id = p.id"
    "  WHERE p.tbl = '%s' AND p.op <> 'del' AND o.state <> 'acked'"
    "  UNION SELECT json_extract (p.new, '$.%s') FROM outbox_op p JOIN outbox o ON o.n = p.grp"
    "  WHERE p.tbl = '%s' AND p.op <> 'del' AND o.state <> 'acked')"
    " AND NOT EXISTS (SELECT 1 FROM stage s WHERE s.tbl = '%s' AND s.id = t.id)"
    " AND NOT EXISTS (SELECT 1 FROM outbox_op q JOIN outbox r ON r.n = q.grp WHERE q.tbl = '%s' AND q.id = t.id"
    "  AND r.state <> 'acked')",
    table->name, column, child->name, child->name, column, child->name, table->name, table->name);
  return g_intern_string (sql->str);
}

/* A note to a tune that was deleted and forgotten there: as with a tune that is only deleted, what is new keeps what it hangs
 * on. The tune is made anew, by what is known of it here, and so is what the tune hangs on. */
static gboolean
make_parents_anew (ShedSyncRestore *self, GError **error)
{
  const ShedTable *tables = shed_tables_get (NULL);
  gboolean more = TRUE;

  self->upwards = TRUE;
  while (more)
    {
      more = FALSE;
      for (guint t = SHED_N_TABLES; t-- > 0;)
        for (guint i = 0; i < tables[t].n_columns; i++)
          {
            const char *to = tables[t].columns[i].references;
            const ShedTable *parent = to != NULL ? shed_table_find (to) : NULL;
            g_autoptr (ShedStmt) rows = NULL;
            g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func (g_free);
            ShedStep step;

            if (parent == NULL)
              continue;
            rows = shed_db_borrow (self->db, forgotten_parents_sql (parent, &tables[t], tables[t].columns[i].name), error);
            if (rows == NULL)
              return FALSE;
            while ((step = shed_stmt_step (rows, error)) == SHED_STEP_ROW)
              {
                g_ptr_array_add (held, shed_stmt_dup_text (rows, 0));
                g_ptr_array_add (held, shed_stmt_dup_text (rows, 1));
              }
            if (step != SHED_STEP_DONE)
              return FALSE;
            shed_stmt_reset (rows);
            for (guint k = 0; k < held->len; k += 2)
              {
                const char *id = g_ptr_array_index (held, k);

                if (!shed_sync_restore_add (self, parent->name, id, "ins", NULL, g_ptr_array_index (held, k + 1), error) ||
                    !shed_sync_run (self->db, "DELETE FROM shadow WHERE tbl = :a AND id = :b", parent->name, id, 0, error))
                  return FALSE;
                more = TRUE;
              }
          }
    }
  return TRUE;
}

/* Rows that were made and deleted here, unsent, on a row that nobody has any more: neither the server, nor the library,
 * nor the queue. */
static const char *
made_in_vain_sql (const ShedTable *table, const ShedColumn *column)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_append_printf (
    sql,
    "SELECT p.id FROM outbox_op p JOIN outbox o ON o.n = p.grp WHERE p.tbl = '%s' AND p.op = 'ins' AND o.state <> 'acked'"
    " AND json_extract (p.new, '$.%s') IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM \"%s\" t WHERE t.id = json_extract (p.new, '$.%s'))"
    " AND NOT EXISTS (SELECT 1 FROM stage s WHERE s.tbl = '%s' AND s.id = json_extract (p.new, '$.%s'))"
    " AND NOT EXISTS (SELECT 1 FROM outbox_op q WHERE q.tbl = '%s' AND q.id = json_extract (p.new, '$.%s') AND q.op <> 'del')"
    " AND NOT EXISTS (SELECT 1 FROM shadow h WHERE h.tbl = p.tbl AND h.id = p.id AND h.deleted = 0)"
    " AND NOT EXISTS (SELECT 1 FROM stage s WHERE s.tbl = p.tbl AND s.id = p.id)",
    table->name, column->name, column->references, column->name, column->references, column->name, column->references,
    column->name);
  return g_intern_string (sql->str);
}

/* A note to a tune, and then the tune deleted with its notes, here as it was there: the server would refuse the note
 * for want of the tune, and a person would be told of a refusal of what they had themselves deleted. What hangs on such
 * a row goes after it, until nothing more does. */
static gboolean
drop_made_in_vain (ShedDb *db, GError **error)
{
  const ShedTable *tables = shed_tables_get (NULL);
  gboolean more = TRUE;

  while (more)
    {
      more = FALSE;
      for (guint t = 0; t < SHED_N_TABLES; t++)
        for (guint i = 0; i < tables[t].n_columns; i++)
          {
            g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
            g_autoptr (ShedStmt) rows = NULL;
            ShedStep step;

            if (tables[t].columns[i].references == NULL)
              continue;
            rows = shed_db_borrow (db, made_in_vain_sql (&tables[t], &tables[t].columns[i]), error);
            if (rows == NULL)
              return FALSE;
            while ((step = shed_stmt_step (rows, error)) == SHED_STEP_ROW)
              g_ptr_array_add (ids, shed_stmt_dup_text (rows, 0));
            if (step != SHED_STEP_DONE)
              return FALSE;
            shed_stmt_reset (rows);
            for (guint k = 0; k < ids->len; k++)
              {
                const char *id = g_ptr_array_index (ids, k);

                if (!ends_deleted (db, tables[t].name, id))
                  continue;
                if (!shed_sync_run (db, "DELETE FROM outbox_op WHERE tbl = :a AND id = :b", tables[t].name, id, 0,
                                    error))
                  return FALSE;
                more = TRUE;
              }
          }
    }
  return shed_db_exec (db, "DELETE FROM outbox WHERE NOT EXISTS (SELECT 1 FROM outbox_op p WHERE p.grp = outbox.n)",
                       error);
}

/* What was refused because what it speaks of was not there is asked again, now that it is: under a new id, because the
 * server keeps its answers. */
static gboolean
ask_held_again (ShedDb *db, GError **error)
{
  g_autoptr (ShedStmt) rows =
    shed_db_borrow (db, "SELECT mid FROM outbox WHERE state = 'held' AND last_error = '23503' ORDER BY n", error);
  g_autoptr (GPtrArray) mids = g_ptr_array_new_with_free_func (g_free);
  ShedStep step;

  if (rows == NULL)
    return FALSE;
  while ((step = shed_stmt_step (rows, error)) == SHED_STEP_ROW)
    g_ptr_array_add (mids, shed_stmt_dup_text (rows, 0));
  if (step != SHED_STEP_DONE)
    return FALSE;
  shed_stmt_reset (rows);
  for (guint i = 0; i < mids->len; i++)
    {
      g_autofree char *fresh = shed_db_new_id (db);

      if (!shed_sync_run (db, "UPDATE outbox SET mid = :b, state = 'new', last_error = NULL WHERE mid = :a",
                          g_ptr_array_index (mids, i), fresh, 0, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
shed_sync_settle_forgotten (ShedSyncRestore *restore, GError **error)
{
  ShedDb *db = restore->db;

  return make_forgotten_anew (db, error) && make_parents_anew (restore, error) && drop_made_in_vain (db, error) &&
         ask_held_again (db, error) &&
         shed_db_exec (
           db,
           "INSERT OR IGNORE INTO stage (tbl, id, rv, deleted, json)"
           " SELECT h.tbl, h.id, 0, 1, NULL FROM shadow h WHERE h.deleted = 0"
           "  AND NOT EXISTS (SELECT 1 FROM stage s WHERE s.tbl = h.tbl AND s.id = h.id)"
           "  AND NOT EXISTS (SELECT 1 FROM outbox_op p JOIN outbox o ON o.n = p.grp WHERE p.tbl = h.tbl AND p.id = h.id"
           "   AND o.state <> 'acked');"
           "DELETE FROM shadow WHERE deleted = 1 AND NOT EXISTS"
           " (SELECT 1 FROM stage s WHERE s.tbl = shadow.tbl AND s.id = shadow.id)",
           error);
}

gboolean
shed_sync_lacks_acked_row (ShedDb *db, gint64 cursor)
{
  g_autofree char *upto = g_strdup_printf ("%" G_GINT64_FORMAT, cursor);

  return shed_sync_ask (db,
                        "SELECT EXISTS (SELECT 1 FROM outbox o JOIN outbox_op p ON p.grp = o.n AND p.op = 'ins'"
                        " WHERE o.state = 'acked' AND CAST (o.upto AS INTEGER) <= CAST (:a AS INTEGER)"
                        " AND NOT EXISTS (SELECT 1 FROM shadow h WHERE h.tbl = p.tbl AND h.id = p.id)"
                        " AND NOT EXISTS (SELECT 1 FROM stage s WHERE s.tbl = p.tbl AND s.id = p.id)"
                        " AND (EXISTS (SELECT 1 FROM outbox w WHERE w.state = 'held' AND w.last_error = '23503')"
                        "  OR EXISTS (SELECT 1 FROM outbox_op q JOIN outbox w ON w.n = q.grp"
                        "   WHERE q.tbl = p.tbl AND q.id = p.id AND w.state <> 'acked')))",
                        upto, 0) != 0;
}
