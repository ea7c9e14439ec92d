/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands about the frozen queue of a day: putting tunes on it by hand, and clearing what is not done. The queue itself is made
 * by the schedule floor. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-command-private.h"

#include <string.h>

#include "shed-civil.h"
#include "shed-id.h"
#include "shed-preferences.h"

/* DATA.md, queue_item.bucket. */
enum { BUCKET_DUE = 1, BUCKET_OVERDUE, BUCKET_NEW, BUCKET_LONG_OVERDUE };

typedef struct {
  ShedTask task;
  char    *repertoire_id;
  int      practice_day;
  GStrv    tune_ids;
} QueueTask;

static void
queue_task_free (gpointer data)
{
  QueueTask *self = data;

  g_free (self->repertoire_id);
  g_strfreev (self->tune_ids);
  g_free (self);
}

static int
find_bucket (QueueTask        *self,
             ShedDb           *db,
             const ShedMoment *moment,
             const char       *tune_id)
{
  gint64 due_at = shed_query_int (db, "SELECT due_at FROM schedule WHERE repertoire_id = :a AND tune_id = :b AND part = ''",
                                  self->repertoire_id, tune_id, 0);
  int late;

  if (due_at == 0)
    return BUCKET_NEW;
  late = self->practice_day - shed_practice_day (due_at, moment->time_zone, moment->day_start_minutes);
  if (late <= 0)
    return BUCKET_DUE;
  return late <= shed_preference_get_int (db, "queue.overdue_window_days", self->repertoire_id) ? BUCKET_OVERDUE
                                                                                              : BUCKET_LONG_OVERDUE;
}

static char *
dup_position (ShedDb      *db,
              const char  *repertoire_id,
              const char  *day,
              int          bucket,
              GError     **error)
{
  static const char * const sql[] = {
    [BUCKET_DUE] = "SELECT position FROM queue_item WHERE repertoire_id = :a AND practice_day = :b AND bucket = 1"
                   " ORDER BY position DESC LIMIT 1",
    [BUCKET_OVERDUE] = "SELECT position FROM queue_item WHERE repertoire_id = :a AND practice_day = :b AND bucket = 2"
                       " ORDER BY position DESC LIMIT 1",
    [BUCKET_NEW] = "SELECT position FROM queue_item WHERE repertoire_id = :a AND practice_day = :b AND bucket = 3"
                   " ORDER BY position DESC LIMIT 1",
    [BUCKET_LONG_OVERDUE] = "SELECT position FROM queue_item WHERE repertoire_id = :a AND practice_day = :b AND bucket = 4"
                            " ORDER BY position DESC LIMIT 1",
  };

  return shed_next_position (db, sql[bucket], repertoire_id, day, error);
}

static gboolean
insert_item (ShedDb      *db,
             const char  *id,
             const char  *repertoire_id,
             const char  *tune_id,
             const char  *day,
             int          bucket,
             GError     **error)
{
  g_autofree char *position = dup_position (db, repertoire_id, day, bucket, error);

  return position != NULL &&
         shed_write_insert (db, "queue_item", id,
                            (ShedCell[]) { SHED_CELL_TEXT ("repertoire_id", repertoire_id), SHED_CELL_TEXT ("tune_id", tune_id),
                                           SHED_CELL_TEXT ("practice_day", day), SHED_CELL_INT ("bucket", bucket),
                                           SHED_CELL_TEXT ("position", position), SHED_CELL_TEXT ("added", "hand"),
                                           SHED_CELLS_END },
                            error);
}

gboolean
shed_queue_put_due (ShedDb      *db,
                    const char  *repertoire_id,
                    const char  *tune_id,
                    int          practice_day,
                    GError     **error)
{
  g_autofree char *day = shed_civil_format (practice_day);
  g_autofree char *id = shed_id_queue_item (repertoire_id, practice_day, tune_id);
  gboolean exists;

  if (!shed_row_exists (db, "queue_item", id, &exists, error))
    return FALSE;
  if (exists || shed_query_int (db,
                                "SELECT EXISTS (SELECT 1 FROM meta WHERE name = 'queue:' || :a AND value = :b)"
                                " OR EXISTS (SELECT 1 FROM queue_item WHERE repertoire_id = :a AND practice_day = :b)",
                                repertoire_id, day, 0) == 0)
    return TRUE;
  return insert_item (db, id, repertoire_id, tune_id, day, BUCKET_DUE, error);
}

static gboolean
queue_add_step (ShedDb        *db,
                gpointer       data,
                gboolean      *more,
                GCancellable  *cancellable,
                GError       **error)
{
  QueueTask *self = data;
  ShedBudget budget = SHED_BUDGET_INIT;
  g_auto(ShedMoment) moment = { 0 };
  g_autofree char *day = shed_civil_format (self->practice_day);
  guint next = shed_command_get_done (self->task.command);

  shed_moment_init (&moment, db);
  if (!shed_require_row (db, "repertoire", self->repertoire_id, error))
    return FALSE;
  for (; self->tune_ids[next] != NULL; next++)
    {
      g_autofree char *tune_id = NULL;
      g_autofree char *id = NULL;
      gboolean exists, fits;
      int bucket;

      if (!shed_budget_take (&budget, 1, 500))
        break;
      tune_id = shed_resolve_tune_in (db, self->task.command, &budget, self->repertoire_id, self->tune_ids[next], &fits, error);
      if (tune_id == NULL && !fits)
        break;
      if (tune_id == NULL)
        return FALSE;
      id = shed_id_queue_item (self->repertoire_id, self->practice_day, tune_id);
      if (!shed_row_exists (db, "queue_item", id, &exists, error))
        return FALSE;
      if (exists)
        {
          shed_command_add_already (self->task.command, 1);
          continue;
        }
      bucket = find_bucket (self, db, &moment, tune_id);
      if (!insert_item (db, id, self->repertoire_id, tune_id, day, bucket, error))
        return FALSE;
      shed_command_add_count (self->task.command, 1);
    }
  return shed_task_end_step (&self->task, (const char * const *) self->tune_ids, next, more);
}

/**
 * shed_command_queue_add:
 *
 * Puts tunes of the repertoire on the queue of a day, each at the end of its bucket. NOT_FOUND for a tune that is not in the
 * repertoire.
 */
ShedCommand *
shed_command_queue_add (const char         *repertoire_id,
                        int                 practice_day,
                        const char * const *tune_ids)
{
  QueueTask *self = g_new0 (QueueTask, 1);

  self->repertoire_id = g_strdup (repertoire_id);
  self->practice_day = practice_day;
  self->tune_ids = g_strdupv ((char **) tune_ids);
  return shed_task_make_command (&self->task, SHED_COMMAND_QUEUE_ADD, NULL, queue_add_step, queue_task_free, TRUE);
}

/* Not done, and no rating waits to be submitted. */
#define OPEN_ITEMS_SQL \
  "SELECT id, tune_id FROM queue_item WHERE repertoire_id = :repertoire AND practice_day = :day AND NOT EXISTS" \
  " (SELECT 1 FROM staged_rating WHERE staged_rating.repertoire_id = queue_item.repertoire_id" \
  " AND staged_rating.practice_day = queue_item.practice_day AND staged_rating.tune_id = queue_item.tune_id)"

/* Tells the schedule floor a day that was reset from one of which nothing is left to do: the next look makes its queue anew. */
static gboolean
mark_reset (QueueTask   *self,
            ShedDb      *db,
            const char  *day,
            GError     **error)
{
  g_autoptr(ShedStmt) stmt = shed_db_borrow (db, "INSERT INTO meta (name, value) VALUES ('queue-reset:' || :repertoire, :day)"
                                             " ON CONFLICT (name) DO UPDATE SET value = excluded.value", error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":repertoire", self->repertoire_id);
  shed_stmt_bind_text (stmt, ":day", day);
  return shed_stmt_run (stmt, error);
}

static gboolean
queue_reset_step (ShedDb        *db,
                  gpointer       data,
                  gboolean      *more,
                  GCancellable  *cancellable,
                  GError       **error)
{
  QueueTask *self = data;
  ShedBudget budget = SHED_BUDGET_INIT;
  g_autofree char *day = shed_civil_format (self->practice_day);
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_free);
  ShedStep step;

  {
    g_autoptr(ShedStmt) stmt = shed_db_borrow (db, OPEN_ITEMS_SQL, error);

    if (stmt == NULL)
      return FALSE;
    shed_stmt_bind_text (stmt, ":repertoire", self->repertoire_id);
    shed_stmt_bind_text (stmt, ":day", day);
    while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
      {
        g_ptr_array_add (items, shed_stmt_dup_text (stmt, 0));
        g_ptr_array_add (items, shed_stmt_dup_text (stmt, 1));
      }
    if (step == SHED_STEP_ERROR)
      return FALSE;
  }
  for (guint i = 0; i < items->len; i += 2)
    {
      gboolean done;

      if (!shed_tune_is_done (db, self->repertoire_id, items->pdata[i + 1], day, &done, error))
        return FALSE;
      if (done)
        continue;
      if (!shed_budget_take (&budget, 1, 400))
        {
          *more = TRUE;
          break;
        }
      if (!shed_write_delete (db, "queue_item", items->pdata[i], error))
        return FALSE;
      shed_command_add_count (self->task.command, 1);
    }
  shed_command_add_count (self->task.command, 0);
  return mark_reset (self, db, day, error);
}

/**
 * shed_command_queue_reset:
 *
 * Takes everything off the queue of a day that is neither done nor rated; the next look makes the queue anew.
 */
ShedCommand *
shed_command_queue_reset (const char *repertoire_id,
                          int         practice_day)
{
  QueueTask *self = g_new0 (QueueTask, 1);

  self->repertoire_id = g_strdup (repertoire_id);
  self->practice_day = practice_day;
  return shed_task_make_command (&self->task, SHED_COMMAND_QUEUE_RESET, NULL, queue_reset_step, queue_task_free, TRUE);
}
