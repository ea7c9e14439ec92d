/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small things that every part of a job needs: meta, short statements, and reading JSON with SQLite. They know nothing of
 * jobs. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-sql-private.h"

#include <string.h>

#include "shed-bug.h"

static void
bind_if_named (ShedStmt *stmt, const char *sql, const char *name, const char *value)
{
  if (strstr (sql, name) != NULL)
    shed_stmt_bind_text (stmt, name, value);
}

gboolean
shed_sync_run (ShedDb *db, const char *sql, const char *a, const char *b, gint64 n, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  bind_if_named (stmt, sql, ":a", a);
  bind_if_named (stmt, sql, ":b", b);
  if (strstr (sql, ":n") != NULL)
    shed_stmt_bind_int (stmt, ":n", n);
  return shed_stmt_run (stmt, error);
}

gint64
shed_sync_ask (ShedDb *db, const char *sql, const char *a, gint64 fallback)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, sql, NULL);

  if (stmt == NULL)
    return fallback;
  bind_if_named (stmt, sql, ":a", a);
  if (shed_stmt_step (stmt, NULL) != SHED_STEP_ROW || shed_stmt_is_null (stmt, 0))
    return fallback;
  return shed_stmt_get_int (stmt, 0);
}

char *
shed_sync_dup_meta (ShedDb *db, const char *name)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "SELECT value FROM meta WHERE name = :a", NULL);

  if (stmt == NULL)
    return NULL;
  shed_stmt_bind_text (stmt, ":a", name);
  return shed_stmt_step (stmt, NULL) == SHED_STEP_ROW ? shed_stmt_dup_text (stmt, 0) : NULL;
}

gint64
shed_sync_get_meta (ShedDb *db, const char *name, gint64 fallback)
{
  g_autofree char *text = shed_sync_dup_meta (db, name);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : fallback;
}

gboolean
shed_sync_set_meta (ShedDb *db, const char *name, const char *value, GError **error)
{
  if (value == NULL)
    return shed_sync_run (db, "DELETE FROM meta WHERE name = :a", name, NULL, 0, error);
  return shed_sync_run (db,
                        "INSERT INTO meta (name, value) VALUES (:a, :b)"
                        " ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value IS NOT excluded.value",
                        name, value, 0, error);
}

gboolean
shed_sync_set_meta_int (ShedDb *db, const char *name, gint64 value, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  return shed_sync_set_meta (db, name, text, error);
}

gint64
shed_sync_get_seen_head (ShedDb *db)
{
  gint64 seen = MAX (shed_sync_get_meta (db, "cursor", 0), shed_sync_get_meta (db, "stage_cursor", 0));

  if (SHED_BUG ("rewound-unnoticed"))
    return shed_sync_get_meta (db, "cursor", 0);
  return MAX (seen, shed_sync_ask (db, "SELECT max (CAST (upto AS INTEGER)) FROM outbox WHERE state = 'acked'", NULL, 0));
}

void
shed_sync_head_clear (ShedSyncHead *head)
{
  g_free (head->epoch);
  g_free (head->reset);
  g_free (head->next);
  g_free (head->head);
  g_free (head->gc);
  g_free (head->time);
  memset (head, 0, sizeof *head);
}

/* One statement, in which the text is taken apart once: it may be a page of a thousand rows. */
gboolean
shed_sync_head_read (ShedSyncHead *head, ShedDb *db, const char *answer)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (
    db,
    "SELECT json_extract (:a, '$.proto') = 1 AND json_type (:a, '$.end') = 'true', json_extract (:a, '$.epoch'),"
    " json_extract (:a, '$.reset'), json_extract (:a, '$.next'), json_extract (:a, '$.head'), json_extract (:a, '$.gc'),"
    " json_extract (:a, '$.server_time'), json_extract (:a, '$.more')",
    NULL);

  memset (head, 0, sizeof *head);
  if (stmt == NULL || answer == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":a", answer);
  /* What broke off is no JSON, what somebody else says has neither mark. */
  if (shed_stmt_step (stmt, NULL) != SHED_STEP_ROW || shed_stmt_get_int (stmt, 0) != 1)
    return FALSE;
  head->epoch = shed_stmt_dup_text (stmt, 1);
  head->reset = shed_stmt_dup_text (stmt, 2);
  head->next = shed_stmt_dup_text (stmt, 3);
  head->head = shed_stmt_dup_text (stmt, 4);
  head->gc = shed_stmt_dup_text (stmt, 5);
  head->time = shed_stmt_dup_text (stmt, 6);
  head->more = shed_stmt_get_int (stmt, 7) == 1;
  return TRUE;
}

char *
shed_sync_extract (ShedDb *db, const char *json, const char *path)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "SELECT json_extract (:a, :b)", NULL);

  if (stmt == NULL)
    return NULL;
  shed_stmt_bind_text (stmt, ":a", json);
  shed_stmt_bind_text (stmt, ":b", path);
  if (shed_stmt_step (stmt, NULL) != SHED_STEP_ROW || shed_stmt_is_null (stmt, 0))
    return NULL;
  return shed_stmt_dup_text (stmt, 0);
}

/* json_patch would drop what an edit set to null, so columns are set one by one. */
char *
shed_sync_overlay (ShedDb *db, const char *now, const char *new, GError **error)
{
  g_autoptr (ShedStmt) merge = shed_db_borrow (
    db,
    "SELECT json_group_object (key, json (value)) FROM (SELECT a.key, coalesce ("
    " (SELECT CASE WHEN b.type IN ('object', 'array') THEN b.value WHEN b.type = 'true' THEN 'true'"
    "   WHEN b.type = 'false' THEN 'false' ELSE json_quote (b.value) END FROM json_each (:new) b WHERE b.key = a.key),"
    " CASE WHEN a.type IN ('object', 'array') THEN a.value WHEN a.type = 'true' THEN 'true'"
    "   WHEN a.type = 'false' THEN 'false' ELSE json_quote (a.value) END) AS value FROM json_each (:now) a"
    " UNION ALL SELECT b.key, CASE WHEN b.type IN ('object', 'array') THEN b.value WHEN b.type = 'true' THEN 'true'"
    "   WHEN b.type = 'false' THEN 'false' ELSE json_quote (b.value) END FROM json_each (:new) b"
    "  WHERE b.key NOT IN (SELECT key FROM json_each (:now)))",
    error);

  if (merge == NULL)
    return NULL;
  shed_stmt_bind_text (merge, ":now", now);
  shed_stmt_bind_text (merge, ":new", new);
  return shed_stmt_step (merge, error) == SHED_STEP_ROW ? shed_stmt_dup_text (merge, 0) : NULL;
}
