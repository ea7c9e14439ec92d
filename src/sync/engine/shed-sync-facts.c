/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the library knows of where sync stands: read at the end of every job, so that the engine decides on what is there. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-facts-private.h"

#include <string.h>

#include "shed-outbox.h"
#include "shed-sync-sql-private.h"

void
shed_sync_facts_clear (ShedSyncFacts *facts)
{
  g_free (facts->space);
  g_free (facts->device);
  g_free (facts->epoch);
  memset (facts, 0, sizeof *facts);
}

/* All of them in one reading: jobs are many and small. */
static void
take_meta (ShedSyncFacts *facts, const char *name, const char *value)
{
  if (name == NULL || value == NULL)
    return;
  if (strcmp (name, "space") == 0)
    facts->space = g_strdup (value);
  else if (strcmp (name, "device") == 0)
    facts->device = g_strdup (value);
  else if (strcmp (name, "epoch") == 0)
    facts->epoch = g_strdup (value);
  else if (strcmp (name, "cursor") == 0)
    facts->cursor = g_ascii_strtoll (value, NULL, 10);
  else if (strcmp (name, "gc") == 0)
    facts->gc = g_ascii_strtoll (value, NULL, 10);
  else if (strcmp (name, "stage_cursor") == 0)
    facts->stage_cursor = g_ascii_strtoll (value, NULL, 10);
  else if (strcmp (name, "stage_mode") == 0)
    facts->mode = g_ascii_strtoll (value, NULL, 10);
}

gboolean
shed_sync_facts_read (ShedSyncFacts *facts, ShedDb *db, GError **error)
{
  g_autoptr (ShedStmt) stmt = NULL;
  g_autoptr (ShedStmt) meta = NULL;
  ShedStep step;

  shed_sync_facts_clear (facts);
  facts->stage_cursor = -1;
  meta = shed_db_borrow (db, "SELECT name, value FROM meta", error);
  if (meta == NULL)
    return FALSE;
  while ((step = shed_stmt_step (meta, error)) == SHED_STEP_ROW)
    take_meta (facts, shed_stmt_get_text (meta, 0), shed_stmt_get_text (meta, 1));
  if (step != SHED_STEP_DONE)
    return FALSE;
  facts->staging = facts->stage_cursor >= 0;
  facts->adopting = shed_outbox_is_adopting (db);
  facts->knows_server = facts->epoch != NULL;
  stmt = shed_db_borrow (
    db,
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
