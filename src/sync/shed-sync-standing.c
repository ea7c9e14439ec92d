/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question to the library; the verbs and the window tell the same of it. */
#include "shed-sync-standing.h"

#include "shed-outbox.h"

/**
 * shed_sync_standing_read:
 * @db: a connection that reads
 * @data: (type ShedSyncStanding): what is filled
 * @cancellable: (nullable): not looked at, it takes no time
 * @error: when the library could not be read
 *
 * Returns: whether it was read
 */
gboolean
shed_sync_standing_read (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ShedSyncStanding *standing = data;
  g_autoptr (ShedStmt) stmt = shed_db_borrow (
    db,
    "SELECT EXISTS (SELECT 1 FROM meta WHERE name = 'space'),"
    " (SELECT count(*) FROM outbox WHERE state IN ('new', 'sent')),"
    " (SELECT count(*) FROM outbox WHERE state = 'held'), (SELECT count(*) FROM conflict WHERE state = 'open'),"
    " coalesce ((SELECT CAST (value AS INTEGER) FROM meta WHERE name = 'last_sync'), 0),"
    " (SELECT count(*) FROM meta WHERE name > 'discarded/' AND name < 'discarded0')",
    error);

  if (stmt == NULL || shed_stmt_step (stmt, error) != SHED_STEP_ROW)
    return FALSE;
  standing->joined = shed_stmt_get_int (stmt, 0) != 0;
  standing->n_waiting = (guint) shed_stmt_get_int (stmt, 1);
  standing->n_held = (guint) shed_stmt_get_int (stmt, 2);
  standing->n_choices = (guint) shed_stmt_get_int (stmt, 3);
  standing->last_sync = shed_stmt_get_int (stmt, 4);
  standing->n_discarded = (guint) shed_stmt_get_int (stmt, 5);
  standing->adopting = shed_outbox_is_adopting (db);
  return TRUE;
}
