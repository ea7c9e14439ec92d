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

gboolean
shed_sync_facts_read (ShedSyncFacts *facts, ShedDb *db, GError **error)
{
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
