/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When one side went back in time. Nothing is deleted here because the server does not have it, except where the server says
 * that it forgot what was deleted long ago (shed-sync-forgotten.c); the outbox always stays. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-parts-private.h"

#include <string.h>

#include "shed-bug.h"
#include "shed-sync-sql-private.h"
#include "shed-tables.h"

#define MAX_NAMES (37 * 20) /* bytes of names this computer had before */
#define MAX_OPS 400
#define MAX_BYTES (400 * 1024)

/* Everything is being read anew already, and is to be again: the better reason stays. In a new history nothing may be deleted
 * because it is missing, whatever was asked for since. */
static ShedStageMode
stronger (ShedStageMode running, ShedStageMode wanted)
{
  if (running == SHED_STAGE_EPOCH || wanted == SHED_STAGE_EPOCH)
    return SHED_STAGE_EPOCH;
  return running == SHED_STAGE_GC || wanted == SHED_STAGE_GC ? SHED_STAGE_GC : wanted;
}

gboolean
shed_sync_reset (ShedDb *db, ShedSyncJob *job, GError **error)
{
  ShedStageMode running = shed_sync_get_meta (db, "stage_mode", SHED_STAGE_NORMAL);
  g_autofree char *epoch = shed_sync_dup_meta (db, "next_epoch");
  g_autofree char *gc = shed_sync_dup_meta (db, "next_gc");
  gint64 common = shed_sync_get_meta (db, "next_common", -1), known_common = shed_sync_get_meta (db, "common", -1);

  if (strcmp (job->reset, "token") == 0)
    {
      /* This file is a copy, or was put back from one, or the server was: from here on it is another computer. Which of
       * the two went back nobody can tell any more once the server has gone on, so everything is read anew, and what the
       * server lacks is put back. Ids of groups are random: what was sent already is known by them. */
      g_autofree char *device =
        SHED_BUG ("copied-profile-keeps-its-name") ? shed_sync_dup_meta (db, "device") : shed_db_new_id (db);

      g_autofree char *old = shed_sync_dup_meta (db, "device");
      g_autofree char *older = shed_sync_dup_meta (db, "devices_before");
      g_autofree char *names = g_strdup_printf ("%s %.*s", old != NULL ? old : "", MAX_NAMES, older != NULL ? older : "");

      return shed_sync_set_meta (db, "device", device, error) &&
             shed_sync_set_meta (db, "devices_before", names, error) && shed_sync_set_meta (db, "token", NULL, error) &&
             shed_sync_set_meta (db, "nonce", NULL, error) && shed_sync_set_meta (db, "next_epoch", NULL, error) &&
             shed_sync_set_meta (db, "next_common", NULL, error) && shed_db_exec (db, "DELETE FROM stage", error) &&
             shed_sync_set_meta_int (db, "stage_cursor", 0, error) &&
             shed_sync_set_meta_int (db, "stage_mode", SHED_STAGE_EPOCH, error) &&
             shed_sync_set_meta (db, "cursor", "0", error) &&
             shed_db_exec (db, "UPDATE outbox SET state = 'new', upto = NULL WHERE state IN ('sent', 'acked')", error);
    }
  if (!shed_db_exec (db, "DELETE FROM stage", error) || !shed_sync_set_meta_int (db, "stage_cursor", 0, error) ||
      !shed_sync_set_meta (db, "next_epoch", NULL, error) || !shed_sync_set_meta (db, "next_gc", NULL, error) ||
      !shed_sync_set_meta (db, "next_common", NULL, error) ||
      !shed_sync_set_meta_int (db, "stage_mode", stronger (running, job->mode), error))
    return FALSE;
  /* Whether the server forgot deletions meanwhile shows at the end by this. */
  if (running == SHED_STAGE_NORMAL && !shed_sync_set_meta_int (db, "reload_gc", shed_sync_get_meta (db, "gc", 0), error))
    return FALSE;
  if (gc != NULL && !shed_sync_set_meta (db, "gc", gc, error))
    return FALSE;
  if (SHED_BUG ("reload-forgets-outbox"))
    return shed_db_exec (db, "DELETE FROM outbox_op; DELETE FROM outbox", error);
  if (job->mode != SHED_STAGE_EPOCH)
    return TRUE;
  /* Up to here both histories are one. Of two changes of history in a row the earlier number counts. */
  if (common >= 0 && (known_common < 0 || common < known_common) && !shed_sync_set_meta_int (db, "common", common, error))
    return FALSE;
  if (SHED_BUG ("rollback-is-believed") && !shed_sync_set_meta_int (db, "stage_mode", SHED_STAGE_GC, error))
    return FALSE;
  if (SHED_BUG ("acked-is-lost-by-rollback"))
    return (epoch == NULL || shed_sync_set_meta (db, "epoch", epoch, error)) && shed_sync_set_meta (db, "cursor", "0", error);
  /* What was acknowledged in the old history may be lost in the new one: it is sent again, and known where it is not. */
  return (epoch == NULL || shed_sync_set_meta (db, "epoch", epoch, error)) && shed_sync_set_meta (db, "cursor", "0", error) &&
         shed_db_exec (db, "UPDATE outbox SET state = 'new', upto = NULL WHERE state IN ('sent', 'acked')", error);
}

gboolean
shed_sync_restore_add (ShedSyncRestore *self,
                       const char *table,
                       const char *id,
                       const char *op,
                       const char *base,
                       const char *new,
                       GError **error)
{
  gsize n_bytes = strlen (new) + (base != NULL ? strlen (base) : 0) + 100;
  g_autoptr (ShedStmt) stmt = NULL;

  if (self->n_ops == 0 || self->n_ops >= MAX_OPS || self->n_bytes + n_bytes > MAX_BYTES)
    {
      g_autofree char *mid = shed_db_new_id (self->db);

      self->group = self->n;
      self->n += self->upwards ? -1 : 1;
      self->n_ops = 0;
      self->n_bytes = 0;
      if (!shed_sync_run (
            self->db,
            "INSERT INTO outbox (n, mid, batch, seen, at) VALUES (:n, :a, 'restore', '0', unixepoch () * 1000)", mid,
            NULL, self->group, error) ||
          !shed_sync_run (self->db, "UPDATE outbox SET at = :n WHERE mid = :a", mid, NULL, self->now, error))
        return FALSE;
    }
  stmt = shed_db_borrow (self->db,
                         "INSERT INTO outbox_op (grp, k, tbl, id, op, base, new, from_file)"
                         " VALUES (:grp, :k, :tbl, :id, :op, :base, :new, 2)",
                         error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_int (stmt, ":grp", self->group);
  shed_stmt_bind_int (stmt, ":k", self->n_ops);
  shed_stmt_bind_text (stmt, ":tbl", table);
  shed_stmt_bind_text (stmt, ":id", id);
  shed_stmt_bind_text (stmt, ":op", op);
  shed_stmt_bind_text (stmt, ":base", base);
  shed_stmt_bind_text (stmt, ":new", new);
  self->n_ops++;
  self->n_bytes += n_bytes;
  return shed_stmt_run (stmt, error);
}

/* A row as shadow knows it: what it says itself, or, while the library equals it, the row of the library. Numbers of two
 * histories say nothing about each other: where the server told up to which number (:common) both are one, whatever was known
 * here by a higher number is lost there. Where it did not tell (-1), there is one history only. */
static const char *
known_row_sql (const ShedTable *table)
{
  g_autoptr (GString) sql = g_string_new ("SELECT h.id, coalesce (h.json, (SELECT json_object ('created_at', t.\"created_at\"");

  for (guint i = 0; i < table->n_columns; i++)
    g_string_append_printf (sql, ", '%s', t.\"%s\"", table->columns[i].name, table->columns[i].name);
  g_string_append_printf (sql,
                          ") FROM \"%s\" t WHERE t.id = h.id)), s.json, s.id IS NOT NULL, coalesce (s.deleted, 0),"
                          " :common >= 0, :common >= 0 AND s.rv > :common"
                          " FROM shadow h LEFT JOIN stage s ON s.tbl = h.tbl AND s.id = h.id"
                          " WHERE h.tbl = '%s' AND h.deleted = 0 AND (s.id IS NULL OR CASE WHEN :common >= 0 THEN h.rv > :common"
                          " ELSE s.rv < h.rv END) ORDER BY h.rv",
                          table->name, table->name);
  return g_intern_string (sql->str);
}

/* Of a row that equals the library, shadow keeps what it is (:a: which row) before an edit is laid over it. */
static const char *
keep_known_sql (const ShedTable *table)
{
  g_autoptr (GString) sql = g_string_new ("UPDATE shadow SET json = (SELECT json_object ('created_at', t.\"created_at\"");

  for (guint i = 0; i < table->n_columns; i++)
    g_string_append_printf (sql, ", '%s', t.\"%s\"", table->columns[i].name, table->columns[i].name);
  g_string_append_printf (
    sql, ") FROM \"%s\" t WHERE t.id = shadow.id) WHERE tbl = '%s' AND id = :a AND deleted = 0 AND json IS NULL",
    table->name, table->name);
  return g_intern_string (sql->str);
}

/* Columns of one field group go together, here as in the outbox. */
static const char *
difference_sql (const ShedTable *table)
{
  g_autoptr (GString) sql =
    g_string_new ("SELECT json_group_object (b.key, json_extract (:server, '$.' || b.key)), json_group_object (b.key, b.value)"
                  " FROM json_each (:known) b WHERE b.value IS NOT json_extract (:server, '$.' || b.key)");

  for (guint i = 0; i < table->n_columns; i++)
    for (guint k = 0; k < table->n_columns; k++)
      if (i != k && table->columns[i].group != NULL && g_strcmp0 (table->columns[i].group, table->columns[k].group) == 0)
        g_string_append_printf (sql, " OR (b.key = '%s' AND json_extract (:known, '$.%s') IS NOT json_extract (:server, '$.%s'))",
                                table->columns[i].name, table->columns[k].name, table->columns[k].name);
  return g_intern_string (sql->str);
}

/* Only what differs, both ways. */
static gboolean
difference (ShedDb *db, const ShedTable *table, const char *server, const char *known, char **base, char **set, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, difference_sql (table), error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":server", server);
  shed_stmt_bind_text (stmt, ":known", known);
  if (shed_stmt_step (stmt, error) != SHED_STEP_ROW)
    return FALSE;
  *base = shed_stmt_dup_text (stmt, 0);
  *set = shed_stmt_dup_text (stmt, 1);
  return TRUE;
}

static gboolean
put_back (ShedSyncRestore *self, const ShedTable *table, GError **error)
{
  g_autoptr (ShedStmt) rows = shed_db_borrow (self->db, known_row_sql (table), error);
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  ShedStep step;

  if (rows == NULL)
    return FALSE;
  shed_stmt_bind_int (rows, ":common", SHED_BUG ("histories-compared") ? -1 : shed_sync_get_meta (self->db, "common", -1));
  while ((step = shed_stmt_step (rows, error)) == SHED_STEP_ROW)
    {
      char **row = g_new0 (char *, 6);

      row[0] = shed_stmt_dup_text (rows, 0);
      row[1] = g_strdup (shed_stmt_is_null (rows, 1) ? "" : shed_stmt_get_text (rows, 1));
      row[2] = g_strdup (shed_stmt_is_null (rows, 2) ? "" : shed_stmt_get_text (rows, 2));
      row[3] = g_strdup (shed_stmt_get_int (rows, 3) != 0 ? (shed_stmt_get_int (rows, 4) != 0 ? "dead" : "there") : "missing");
      row[4] = g_strdup (shed_stmt_get_int (rows, 6) != 0 ? "changed" : shed_stmt_get_int (rows, 5) != 0 ? "old" : "");
      g_ptr_array_add (held, row);
    }
  if (step != SHED_STEP_DONE)
    return FALSE;
  shed_stmt_reset (rows);
  for (guint i = 0; i < held->len; i++)
    {
      char **row = g_ptr_array_index (held, i);
      g_autofree char *base = NULL;
      g_autofree char *set = NULL;

      if (*row[1] == '\0')
        continue;
      if (strcmp (row[3], "missing") != 0 && !shed_sync_run (self->db, keep_known_sql (table), row[0], NULL, 0, error))
        return FALSE;
      if (strcmp (row[3], "there") == 0)
        {
          if (!difference (self->db, table, row[2], row[1], &base, &set, error))
            return FALSE;
          /* Somebody changed it in the new history without having seen what is known here: nobody saw both, so that where
           * they differ a person is asked. There is no value that both began with. */
          if (strcmp (row[4], "changed") == 0)
            {
              g_free (base);
              base = g_strdup ("{}");
            }
          if (strcmp (set, "{}") != 0 && !shed_sync_restore_add (self, table->name, row[0], "upd", base, set, error))
            return FALSE;
        }
      else if (strcmp (row[3], "dead") == 0 && *row[4] != '\0')
        {
          /* An edit of what was deleted brings it back, and asks whether it shall stay. */
          if (!shed_sync_restore_add (self, table->name, row[0], "upd", "{}", row[1], error))
            return FALSE;
        }
      else if (!shed_sync_restore_add (self, table->name, row[0], "ins", NULL, row[1], error))
        return FALSE;
      /* What was known there is now only waiting here. */
      if (strcmp (row[3], "missing") == 0 &&
          !shed_sync_run (self->db, "DELETE FROM shadow WHERE tbl = :a AND id = :b", table->name, row[0], 0, error))
        return FALSE;
    }
  return TRUE;
}

/* Questions that the server lost with its history: what this computer had wanted, be it under a name that it had before, is
 * asked for once more. A group each, because a group may speak of a row once only. */
static gboolean
ask_again (ShedSyncRestore *self, GError **error)
{
  g_autoptr (ShedStmt) rows = shed_db_borrow (
    self->db,
    "SELECT tbl, row_id, base, mine FROM conflict WHERE state = 'open' AND grp <> '*' AND base IS NOT NULL AND mine IS NOT NULL"
    " AND (device_id = (SELECT value FROM meta WHERE name = 'device')"
    "  OR instr ((SELECT value FROM meta WHERE name = 'devices_before'), device_id) > 0)"
    " AND id NOT IN (SELECT id FROM stage WHERE tbl = 'conflict') ORDER BY created_at, id",
    error);
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  ShedStep step;

  if (rows == NULL)
    return FALSE;
  while ((step = shed_stmt_step (rows, error)) == SHED_STEP_ROW)
    {
      char **row = g_new0 (char *, 5);

      for (int i = 0; i < 4; i++)
        row[i] = shed_stmt_dup_text (rows, i);
      g_ptr_array_add (held, row);
    }
  if (step != SHED_STEP_DONE)
    return FALSE;
  shed_stmt_reset (rows);
  for (guint i = 0; i < held->len; i++)
    {
      char **row = g_ptr_array_index (held, i);
      const ShedTable *table = shed_table_find (row[0]);

      if (table == NULL)
        continue;
      self->n_ops = 0;
      if (!shed_sync_run (self->db, keep_known_sql (table), row[1], NULL, 0, error) ||
          !shed_sync_restore_add (self, row[0], row[1], "upd", row[2], row[3], error))
        return FALSE;
    }
  self->n_ops = 0;
  return shed_db_exec (self->db,
                       "INSERT OR IGNORE INTO stage (tbl, id, rv, deleted, json)"
                       " SELECT h.tbl, h.id, 0, 1, NULL FROM shadow h WHERE h.tbl = 'conflict' AND h.deleted = 0"
                       "  AND NOT EXISTS (SELECT 1 FROM stage s WHERE s.tbl = h.tbl AND s.id = h.id)",
                       error);
}

/* An answer to a question that the server lost with its history: what it made of the row is sent, the answer has nobody to
 * go to. */
static gboolean
drop_answers (ShedDb *db, GError **error)
{
  return shed_db_exec (db,
                       "DELETE FROM outbox_op WHERE tbl = 'conflict' AND NOT EXISTS"
                       " (SELECT 1 FROM stage s WHERE s.tbl = 'conflict' AND s.id = outbox_op.id AND s.deleted = 0);"
                       "DELETE FROM outbox WHERE NOT EXISTS (SELECT 1 FROM outbox_op p WHERE p.grp = outbox.n)",
                       error);
}

gboolean
shed_sync_reconcile (ShedDb *db, ShedStageMode mode, gint64 now, GError **error)
{
  const ShedTable *tables = shed_tables_get (NULL);
  ShedSyncRestore restore = { .db = db, .now = now };

  /* A row that is missing though nobody asked for it to be deleted: the server forgot its deletion if it forgot any since,
   * and otherwise lost the row. */
  if (mode == SHED_STAGE_RELOAD || mode == SHED_STAGE_VERIFY)
    mode = shed_sync_get_meta (db, "reload_gc", 0) != shed_sync_get_meta (db, "gc", 0) ? SHED_STAGE_GC : SHED_STAGE_EPOCH;
  if (mode == SHED_STAGE_EPOCH)
    {
      restore.n = shed_sync_ask (db, "SELECT min (n) FROM outbox", NULL, 1) - 1000000;
      for (guint t = 0; t < SHED_N_TABLES; t++)
        if (strcmp (tables[t].name, "conflict") != 0 && !put_back (&restore, &tables[t], error))
          return FALSE;
      if (!ask_again (&restore, error) || !drop_answers (db, error))
        return FALSE;
    }
  if (mode == SHED_STAGE_GC && !SHED_BUG ("forgotten-rows-stay"))
    {
      /* What the server forgot was deleted; what waits for it here stays, and is sent. */
      restore.n = shed_sync_ask (db, "SELECT min (n) FROM outbox", NULL, 1) - 1000000;
      if (!shed_sync_settle_forgotten (&restore, error))
        return FALSE;
    }
  /* All numbers are taken anew: in a new history they may be lower, and after a reload they are the same. Deletions that the
   * server knows nothing of are no exception: what comes back there has a lower number too. */
  return shed_db_exec (db, "UPDATE shadow SET rv = -1", error);
}
