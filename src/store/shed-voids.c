/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which events do not count: an event counts unless a void that itself counts names it. Kept in event_voided inside the
 * write that adds events, so that views need no recursion. The order in which events arrive makes no difference. */
#define G_LOG_DOMAIN "Woodshed-store"

#include "shed-find-private.h"

#define MAX_STEPS 100000 /* only a ring of voids, which no command can make, is longer */

static gboolean
run_for (ShedDb *db, const char *sql, const char *event_id, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", event_id);
  return shed_stmt_run (stmt, error);
}

/* Looks at one event again and at what it voids, as long as something turns over. */
static gboolean
follow (ShedDb *db, const char *event_id, gboolean always_target, GError **error)
{
  g_autofree char *id = g_strdup (event_id);

  for (guint step = 0; id != NULL && step < MAX_STEPS; step++)
    {
      g_autoptr (ShedStmt) stmt =
        shed_db_borrow (db,
                        "SELECT EXISTS (SELECT 1 FROM practice_event v WHERE v.voids = :id"
                        "   AND NOT EXISTS (SELECT 1 FROM event_voided x WHERE x.event_id = v.id)),"
                        " EXISTS (SELECT 1 FROM event_voided x WHERE x.event_id = :id),"
                        " (SELECT voids FROM practice_event WHERE id = :id)",
                        error);
      gboolean wanted, present;
      g_autofree char *target = NULL;

      if (stmt == NULL)
        return FALSE;
      shed_stmt_bind_text (stmt, ":id", id);
      if (shed_stmt_step (stmt, error) != SHED_STEP_ROW)
        return FALSE;
      wanted = shed_stmt_get_int (stmt, 0) != 0;
      present = shed_stmt_get_int (stmt, 1) != 0;
      target = shed_stmt_dup_text (stmt, 2);
      if (wanted != present && !run_for (db,
                                         wanted ? "INSERT INTO event_voided (event_id) VALUES (:id)"
                                                : "DELETE FROM event_voided WHERE event_id = :id",
                                         id, error))
        return FALSE;
      if (wanted == present && !(always_target && step == 0))
        return TRUE;
      g_free (id);
      id = g_steal_pointer (&target);
    }
  return TRUE;
}

gboolean
shed_voids_update (ShedDb *db, GPtrArray *touches, GError **error)
{
  static gsize ready = 0;
  static const ShedTracked *event;
  static guint voids_column;

  if (g_once_init_enter (&ready))
    {
      event = shed_tracked_find ("practice_event");
      voids_column = shed_table_find_column (event->synced, "voids") - event->synced->columns + 1;
      g_once_init_leave (&ready, 1);
    }
  for (guint i = 0; i < touches->len; i++)
    {
      const ShedTouch *touch = g_ptr_array_index (touches, i);

      if (touch->table != event || touch->changed == 0)
        continue;
      /* An applier may bring a void before what it voids, or take an event away: look at both ends. */
      if (!follow (db, touch->keys[0], TRUE, error))
        return FALSE;
      if (touch->existed && touch->before[voids_column].type == SHED_VALUE_TEXT &&
          !follow (db, touch->before[voids_column].text, FALSE, error))
        return FALSE;
      if (!touch->exists && !run_for (db, "DELETE FROM event_voided WHERE event_id = :id", touch->keys[0], error))
        return FALSE;
    }
  return TRUE;
}

gboolean
shed_voids_rebuild (ShedDb *db, GError **error)
{
  g_autoptr (ShedStmt) stmt = NULL;
  ShedStep step;

  if (!shed_db_exec (db, "DELETE FROM event_voided", error) ||
      (stmt = shed_db_borrow (db, "SELECT id FROM practice_event WHERE voids IS NOT NULL", error)) == NULL)
    return FALSE;
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    if (!follow (db, shed_stmt_get_text (stmt, 0), TRUE, error))
      return FALSE;
  return step == SHED_STEP_DONE;
}

gboolean
shed_voids_check (ShedDb *db, GPtrArray *faults, GError **error)
{
  gint64 n_wrong;

  if (!shed_db_query_int (
        db,
        "SELECT count(*) FROM practice_event e WHERE EXISTS (SELECT 1 FROM practice_event v WHERE v.voids = e.id"
        "   AND NOT EXISTS (SELECT 1 FROM event_voided x WHERE x.event_id = v.id))"
        " <> EXISTS (SELECT 1 FROM event_voided y WHERE y.event_id = e.id)",
        0, &n_wrong, error))
    return FALSE;
  if (n_wrong > 0)
    g_ptr_array_add (faults, g_strdup_printf ("voided events: %" G_GINT64_FORMAT " wrong", n_wrong));
  return TRUE;
}
