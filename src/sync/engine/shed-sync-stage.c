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

static gboolean
stage_table (ShedDb *db, ShedSyncJob *job, const char *table, GError **error)
{
  g_autofree char *columns_path = g_strdup_printf ("$.tables.%s.columns", table);
  g_autofree char *rows_path = g_strdup_printf ("$.tables.%s.rows", table);
  g_autoptr (ShedStmt) columns = shed_db_borrow (db, "SELECT key, value FROM json_each (:a, :b)", error);
  g_autoptr (GString) object = g_string_new (NULL);
  g_autofree char *sql = NULL;
  int id = -1, rv = -1, deleted = -1;
  g_autoptr (ShedStmt) insert = NULL;
  ShedStep step;

  if (columns == NULL)
    return FALSE;
  shed_stmt_bind_text (columns, ":a", job->answer);
  shed_stmt_bind_text (columns, ":b", columns_path);
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
    " FROM json_each (:a, :b) r WHERE true"
    " ON CONFLICT (tbl, id) DO UPDATE SET rv = excluded.rv, deleted = excluded.deleted, json = excluded.json"
    " WHERE excluded.rv > stage.rv",
    table, id, rv, deleted, deleted, object->str);
  insert = shed_db_borrow (db, g_intern_string (sql), error);
  if (insert == NULL)
    return FALSE;
  shed_stmt_bind_text (insert, ":a", job->answer);
  shed_stmt_bind_text (insert, ":b", rows_path);
  if (!shed_stmt_run (insert, error))
    return FALSE;
  job->n_rows += shed_db_get_n_changes (db);
  return TRUE;
}

gboolean
shed_sync_stage_page (ShedDb *db, ShedSyncJob *job, GError **error)
{
  g_autofree char *reset = NULL;
  g_autofree char *epoch = NULL;
  g_autofree char *known_epoch = shed_sync_dup_meta (db, "epoch");
  g_autofree char *next = NULL;
  g_autofree char *head = NULL;
  g_autofree char *gc = NULL;
  g_autoptr (ShedStmt) tables = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  ShedStep step;
  gint64 from;

  job->bad_answer = !shed_sync_is_answer (db, job->answer);
  if (job->bad_answer)
    return TRUE;
  epoch = shed_sync_extract (db, job->answer, "$.epoch");
  reset = shed_sync_extract (db, job->answer, "$.reset");
  if (reset == NULL && epoch != NULL && known_epoch != NULL && strcmp (epoch, known_epoch) != 0)
    reset = g_strdup ("epoch");
  if (reset != NULL)
    {
      g_strlcpy (job->said_reset, reset, sizeof job->said_reset);
      gc = shed_sync_extract (db, job->answer, "$.gc");
      return shed_sync_set_meta (db, "next_epoch", epoch, error) && shed_sync_set_meta (db, "next_gc", gc, error);
    }
  next = shed_sync_extract (db, job->answer, "$.next");
  head = shed_sync_extract (db, job->answer, "$.head");
  /* The server once had more than that: it went back in time, and hello will say what that means. */
  if (head != NULL && g_ascii_strtoll (head, NULL, 10) < shed_sync_get_seen_head (db))
    {
      g_strlcpy (job->said_reset, "rewound", sizeof job->said_reset);
      return TRUE;
    }
  gc = shed_sync_extract (db, job->answer, "$.gc");
  from = shed_sync_get_meta (db, "stage_cursor", shed_sync_get_meta (db, "cursor", 0));
  if (next == NULL || gc == NULL || g_ascii_strtoll (next, NULL, 10) < from)
    {
      job->bad_answer = TRUE;
      return TRUE;
    }
  job->more = shed_sync_ask (db, "SELECT json_extract (:a, '$.more')", job->answer, 0) == 1;
  /* A page that says "more" and brings nothing would be asked for for ever. */
  if (job->more && g_ascii_strtoll (next, NULL, 10) == from)
    {
      job->bad_answer = TRUE;
      return TRUE;
    }
  tables = shed_db_borrow (db, "SELECT key FROM json_each (:a, '$.tables')", error);
  if (tables == NULL)
    return FALSE;
  shed_stmt_bind_text (tables, ":a", job->answer);
  while ((step = shed_stmt_step (tables, error)) == SHED_STEP_ROW)
    g_ptr_array_add (names, shed_stmt_dup_text (tables, 0));
  if (step != SHED_STEP_DONE)
    return FALSE;
  shed_stmt_reset (tables);
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);

      /* A table of a newer server is nothing this program could show; its rows come again after an update. */
      if (shed_table_find (name) == NULL || (SHED_BUG ("questions-not-pulled") && strcmp (name, "conflict") == 0))
        continue;
      if (!stage_table (db, job, name, error))
        return FALSE;
      if (job->bad_answer)
        {
          g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID, "A page of %s makes no sense", name);
          return FALSE;
        }
    }
  if (SHED_BUG ("cursor-before-apply") && !shed_sync_set_meta (db, "cursor", next, error))
    return FALSE;
  return shed_sync_set_meta (db, "stage_cursor", next, error) && shed_sync_set_meta (db, "gc", gc, error);
}
