/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page of the feed goes into the stage, straight from the bytes of the answer: SQLite takes the JSON apart, no tree is
 * built. Column names come from the page; those this program does not know are kept with the row. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-parts-private.h"

#include <string.h>

#include "shed-bug.h"
#include "shed-sync-sql-private.h"
#include "shed-tables.h"

static gboolean
is_plain_name (const char *name)
{
  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '_')
      return FALSE;
  return *name != '\0' && strlen (name) < 64;
}

/* part: what the page says of one table, as JSON. */
static gboolean
stage_table (ShedDb *db, ShedSyncJob *job, const char *table, const char *part, GError **error)
{
  g_autoptr (ShedStmt) columns = shed_db_borrow (db, "SELECT key, value FROM json_each (:a, '$.columns')", error);
  g_autoptr (GString) object = g_string_new (NULL);
  g_autofree char *sql = NULL;
  int id = -1, rv = -1, deleted = -1;
  g_autoptr (ShedStmt) insert = NULL;
  ShedStep step;

  if (columns == NULL)
    return FALSE;
  shed_stmt_bind_text (columns, ":a", part);
  while ((step = shed_stmt_step (columns, error)) == SHED_STEP_ROW)
    {
      int index = shed_stmt_get_int (columns, 0);
      const char *name = shed_stmt_get_text (columns, 1);

      if (name == NULL || !is_plain_name (name))
        {
          job->bad_answer = TRUE;
          return TRUE;
        }
      if (strcmp (name, "id") == 0)
        id = index;
      else if (strcmp (name, "rv") == 0)
        rv = index;
      else if (strcmp (name, "deleted") == 0)
        deleted = index;
      else
        g_string_append_printf (object, "%s'%s', r.value -> %d", object->len > 0 ? ", " : "", name, index);
    }
  if (step != SHED_STEP_DONE)
    return FALSE;
  if (id < 0 || rv < 0 || deleted < 0)
    {
      job->bad_answer = TRUE;
      return TRUE;
    }
  /* An older answer that comes late changes nothing: only a higher number takes a row's place. */
  sql = g_strdup_printf (
    "INSERT INTO stage (tbl, id, rv, deleted, json)"
    " SELECT '%s', r.value ->> %d, CAST (r.value ->> %d AS INTEGER), r.value ->> %d,"
    "  CASE WHEN r.value ->> %d THEN NULL ELSE json_object (%s) END"
    " FROM json_each (:a, '$.rows') r WHERE true"
    " ON CONFLICT (tbl, id) DO UPDATE SET rv = excluded.rv, deleted = excluded.deleted, json = excluded.json"
    " WHERE excluded.rv > stage.rv",
    table, id, rv, deleted, deleted, object->str);
  insert = shed_db_borrow (db, g_intern_string (sql), error);
  if (insert == NULL)
    return FALSE;
  shed_stmt_bind_text (insert, ":a", part);
  if (!shed_stmt_run (insert, error))
    return FALSE;
  job->n_rows += shed_db_get_n_changes (db);
  return TRUE;
}

gboolean
shed_sync_stage_page (ShedDb *db, ShedSyncJob *job, GError **error)
{
  g_auto (ShedSyncHead) head = { 0 };
  g_autofree char *known_epoch = shed_sync_dup_meta (db, "epoch");
  g_autoptr (ShedStmt) tables = NULL;
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free); /* name and JSON by turns */
  ShedStep step;
  gint64 from;

  job->bad_answer = !shed_sync_head_read (&head, db, job->answer);
  if (job->bad_answer)
    return TRUE;
  if (head.reset == NULL && head.epoch != NULL && known_epoch != NULL && strcmp (head.epoch, known_epoch) != 0)
    head.reset = g_strdup ("epoch");
  if (head.reset != NULL)
    {
      g_strlcpy (job->said_reset, head.reset, sizeof job->said_reset);
      return shed_sync_set_meta (db, "next_epoch", head.epoch, error) && shed_sync_set_meta (db, "next_gc", head.gc, error);
    }
  /* The server once had more than that: it went back in time, and hello will say what that means. */
  if (head.head != NULL && g_ascii_strtoll (head.head, NULL, 10) < shed_sync_get_seen_head (db))
    {
      g_strlcpy (job->said_reset, "rewound", sizeof job->said_reset);
      return TRUE;
    }
  from = shed_sync_get_meta (db, "stage_cursor", shed_sync_get_meta (db, "cursor", 0));
  if (head.next == NULL || head.gc == NULL || g_ascii_strtoll (head.next, NULL, 10) < from)
    {
      job->bad_answer = TRUE;
      return TRUE;
    }
  job->more = head.more;
  /* A page that says "more" and brings nothing would be asked for for ever. */
  if (job->more && g_ascii_strtoll (head.next, NULL, 10) == from)
    {
      job->bad_answer = TRUE;
      return TRUE;
    }
  tables = shed_db_borrow (db, "SELECT key, value FROM json_each (:a, '$.tables')", error);
  if (tables == NULL)
    return FALSE;
  shed_stmt_bind_text (tables, ":a", job->answer);
  while ((step = shed_stmt_step (tables, error)) == SHED_STEP_ROW)
    {
      g_ptr_array_add (parts, shed_stmt_dup_text (tables, 0));
      g_ptr_array_add (parts, shed_stmt_dup_text (tables, 1));
    }
  if (step != SHED_STEP_DONE)
    return FALSE;
  shed_stmt_reset (tables);
  for (guint i = 0; i < parts->len; i += 2)
    {
      const char *name = g_ptr_array_index (parts, i);

      /* A table of a newer server is nothing this program could show; its rows come again after an update. */
      if (shed_table_find (name) == NULL || (SHED_BUG ("questions-not-pulled") && strcmp (name, "conflict") == 0))
        continue;
      if (!stage_table (db, job, name, g_ptr_array_index (parts, i + 1), error))
        return FALSE;
      if (job->bad_answer)
        {
          g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID, "A page of %s makes no sense", name);
          return FALSE;
        }
    }
  if (SHED_BUG ("cursor-before-apply") && !shed_sync_set_meta (db, "cursor", head.next, error))
    return FALSE;
  return shed_sync_set_meta (db, "stage_cursor", head.next, error) && shed_sync_set_meta (db, "gc", head.gc, error);
}
