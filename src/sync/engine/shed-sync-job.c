/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs: made by the engine, run by whoever owns the library's writing thread, each in one transaction. Here what all of them
 * share: the facts they report, meta, small statements. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-job-private.h"

#include <string.h>

#include "shed-outbox.h"

ShedSyncJob *
shed_sync_job_new (ShedSyncJobKind kind)
{
  ShedSyncJob *self = g_new0 (ShedSyncJob, 1);

  self->kind = kind;
  return self;
}

void
shed_sync_facts_clear (ShedSyncFacts *facts)
{
  g_free (facts->space);
  g_free (facts->device);
  g_free (facts->epoch);
  memset (facts, 0, sizeof *facts);
}

void
shed_sync_job_set_names (ShedSyncJob *self, const char *device_name, const char *app)
{
  g_return_if_fail (self != NULL);

  g_free (self->name);
  g_free (self->app);
  self->name = g_strdup (device_name);
  self->app = g_strdup (app);
}

void
shed_sync_job_free (ShedSyncJob *self)
{
  if (self == NULL)
    return;
  shed_sync_facts_clear (&self->facts);
  g_free (self->answer);
  g_free (self->body);
  g_free (self->name);
  g_free (self->app);
  g_free (self);
}

ShedWriteFlags
shed_sync_job_get_flags (const ShedSyncJob *self)
{
  return self->kind == SHED_JOB_APPLY ? SHED_WRITE_APPLIER : SHED_WRITE_LOCAL;
}

const char *
shed_sync_job_get_name (const ShedSyncJob *self)
{
  static const char *const names[] = { "load",   "count", "adopt", "hello", "welcome", "push",
                                       "pushed", "hold",  "stage", "apply", "reset" };

  return names[self->kind];
}

/* Small statements */

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

  return MAX (seen, shed_sync_ask (db, "SELECT max (CAST (upto AS INTEGER)) FROM outbox WHERE state = 'acked'", NULL, 0));
}

gboolean
shed_sync_is_answer (ShedDb *db, const char *answer)
{
  /* What broke off is no JSON, what somebody else says has neither mark. */
  if (answer == NULL || shed_sync_ask (db, "SELECT json_valid (:a)", answer, 0) != 1)
    return FALSE;
  return shed_sync_ask (db, "SELECT json_type (:a) = 'object' AND json_extract (:a, '$.proto') = 1"
                            " AND json_extract (:a, '$.end') = 1 AND json_type (:a, '$.end') = 'true'", answer, 0) == 1;
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

/* Facts */

gboolean
shed_sync_read_facts (ShedDb *db, ShedSyncJob *job, GError **error)
{
  ShedSyncFacts *facts = &job->facts;
  g_autoptr (ShedStmt) stmt = NULL;

  shed_sync_facts_clear (facts);
  facts->space = shed_sync_dup_meta (db, "space");
  facts->device = shed_sync_dup_meta (db, "device");
  facts->epoch = shed_sync_dup_meta (db, "epoch");
  facts->cursor = shed_sync_get_meta (db, "cursor", 0);
  facts->gc = shed_sync_get_meta (db, "gc", 0);
  facts->stage_cursor = shed_sync_get_meta (db, "stage_cursor", -1);
  facts->staging = facts->stage_cursor >= 0;
  facts->mode = shed_sync_get_meta (db, "stage_mode", SHED_STAGE_NORMAL);
  facts->adopting = shed_outbox_is_adopting (db);
  facts->knows_server = facts->epoch != NULL;
  stmt = shed_db_borrow (db,
                         "SELECT coalesce (sum (state IN ('new', 'sent')), 0), coalesce (sum (state = 'acked'), 0),"
                         " coalesce (sum (state = 'held'), 0), coalesce (min (CASE WHEN state IN ('new', 'sent') THEN at END), 0),"
                         " coalesce (sum (state = 'acked' AND CAST (upto AS INTEGER) <= :cursor), 0),"
                         " (SELECT count(*) FROM conflict WHERE state = 'open'), (SELECT count(*) FROM stage) FROM outbox",
                         error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_int (stmt, ":cursor", facts->cursor);
  if (shed_stmt_step (stmt, error) != SHED_STEP_ROW)
    return FALSE;
  facts->n_unsent = shed_stmt_get_int (stmt, 0);
  facts->n_acked = shed_stmt_get_int (stmt, 1);
  facts->n_held = shed_stmt_get_int (stmt, 2);
  facts->oldest_unsent = shed_stmt_get_int (stmt, 3);
  facts->n_ripe = shed_stmt_get_int (stmt, 4);
  facts->n_choices = shed_stmt_get_int (stmt, 5);
  facts->n_staged = shed_stmt_get_int (stmt, 6);
  return TRUE;
}

gboolean
shed_sync_job_run (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ShedSyncJob *self = data;
  gboolean ok = FALSE;

  switch (self->kind)
    {
    case SHED_JOB_LOAD:
      /* Whether a request of an earlier life arrived nobody knows: it is made again, with the same ids. */
      ok = shed_sync_run (db, "UPDATE outbox SET state = 'new' WHERE state = 'sent'", NULL, NULL, 0, error);
      break;
    case SHED_JOB_COUNT:
      ok = TRUE;
      break;
    case SHED_JOB_ADOPT:
      ok = shed_outbox_adopt_step (db, &self->more, error);
      break;
    case SHED_JOB_HELLO:
      ok = shed_sync_make_hello (db, self, error);
      break;
    case SHED_JOB_WELCOME:
      ok = shed_sync_take_hello (db, self, error);
      break;
    case SHED_JOB_PUSH:
      ok = shed_sync_make_push (db, self, error);
      break;
    case SHED_JOB_PUSHED:
      ok = shed_sync_take_push (db, self, error);
      break;
    case SHED_JOB_HOLD:
      ok = shed_sync_hold (db, self, error);
      break;
    case SHED_JOB_STAGE:
      ok = shed_sync_stage_page (db, self, error);
      break;
    case SHED_JOB_APPLY:
      ok = shed_sync_apply (db, self, error);
      break;
    case SHED_JOB_RESET:
      ok = shed_sync_reset (db, self, error);
      break;
    }
  return ok && shed_sync_read_facts (db, self, error);
}
