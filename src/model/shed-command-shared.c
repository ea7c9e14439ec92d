/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What commands of several subjects need: the moment of practice, copies of tunes that are on this computer only, deletion with
 * everything that hangs on a tune, practice events, and the spreading of first reviews. It must never compute a schedule. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-command-private.h"

#include <string.h>

#include "shed-civil.h"
#include "shed-id.h"
#include "shed-position.h"
#include "shed-preferences.h"

void
shed_moment_init (ShedMoment *self,
                  ShedDb     *db)
{
  self->now_ms = shed_db_now_ms (db);
  self->time_zone = shed_db_dup_time_zone (db);
  self->day_start_minutes = CLAMP (shed_preference_get_int (db, "day.start_minutes", NULL), 0, 1439);
  self->today = shed_practice_day (self->now_ms, self->time_zone, self->day_start_minutes);
  self->device_id = shed_db_dup_device_id (db);
}

void
shed_moment_clear (ShedMoment *self)
{
  g_clear_pointer (&self->time_zone, g_free);
  g_clear_pointer (&self->device_id, g_free);
}

gint64
shed_moment_day_start (const ShedMoment *self,
                       int               civil_day)
{
  return shed_practice_day_start (civil_day, self->time_zone, self->day_start_minutes);
}

gboolean
shed_ensure_my_tunes (ShedDb      *db,
                      ShedBudget  *budget,
                      GError     **error)
{
  g_autofree char *first = NULL;
  g_autofree char *position = NULL;
  gboolean exists;

  if (!shed_row_exists (db, "book", shed_id_my_tunes (), &exists, error))
    return FALSE;
  if (exists)
    return TRUE;
  shed_budget_take (budget, 1, 500);
  first = shed_query_text (db, "SELECT position FROM book ORDER BY position, id LIMIT 1", NULL, NULL, NULL);
  position = shed_position_between (NULL, first != NULL && shed_position_is_valid (first) ? first : NULL);
  return shed_write_insert (db, "book", shed_id_my_tunes (),
                            (ShedCell[]) { SHED_CELL_TEXT ("title", "My tunes"), SHED_CELL_TEXT ("origin", "own"),
                                           SHED_CELL_TEXT ("position", position), SHED_CELL_INT ("local_only", 0),
                                           SHED_CELLS_END },
                            error);
}

/* What goes along when a tune is copied. The constants take the old tune as :a. */
static const struct { const char *table; const char *sql; } copied_children[] = {
  { "tune_alias", "SELECT id FROM tune_alias WHERE tune_id = :a ORDER BY id" },
  { "note", "SELECT id FROM note WHERE tune_id = :a AND repertoire_id IS NULL ORDER BY position, id" },
  { "reference", "SELECT id FROM reference WHERE tune_id = :a ORDER BY position, id" },
  { "tune_tag", "SELECT id FROM tune_tag WHERE tune_id = :a ORDER BY id" },
};

static char *
dup_child_id (ShedDb      *db,
              const char  *table,
              const char  *tune_id,
              const char  *child_id,
              GError     **error)
{
  if (strcmp (table, "tune_alias") == 0)
    {
      g_autofree char *text = shed_query_text (db, "SELECT text FROM tune_alias WHERE id = :a", child_id, NULL, error);

      return text != NULL ? shed_id_tune_alias (tune_id, text) : NULL;
    }
  if (strcmp (table, "tune_tag") == 0)
    {
      g_autofree char *tag = shed_query_text (db, "SELECT tag_id FROM tune_tag WHERE id = :a", child_id, NULL, error);

      return tag != NULL ? shed_id_tune_tag (tune_id, tag) : NULL;
    }
  return shed_id_moved_row (table, tune_id, child_id);
}

static gboolean
copy_children (ShedDb      *db,
               const char  *from_id,
               const char  *to_id,
               GError     **error)
{
  const ShedCell replaced[] = { SHED_CELL_TEXT ("tune_id", to_id), SHED_CELLS_END };

  for (guint i = 0; i < G_N_ELEMENTS (copied_children); i++)
    {
      g_autoptr(GPtrArray) ids = shed_query_texts (db, copied_children[i].sql, from_id, NULL, error);

      if (ids == NULL)
        return FALSE;
      for (guint k = 0; k < ids->len; k++)
        {
          g_autofree char *id = dup_child_id (db, copied_children[i].table, to_id, ids->pdata[k], error);

          if (id == NULL || !shed_write_copy (db, copied_children[i].table, ids->pdata[k], id, replaced, NULL, error))
            return FALSE;
        }
    }
  return TRUE;
}

char *
shed_practised_id (ShedDb      *db,
                   const char  *tune_id,
                   gboolean    *exists,
                   char       **copied_from,
                   GError     **error)
{
  g_autofree char *id = g_strdup (tune_id);

  /* A copy may itself have been moved to a book on this computer only; then it is copied in its turn. */
  for (;;)
    {
      char *copy_id;
      gint64 local_only;

      local_only = shed_query_int (
        db, "SELECT book.local_only FROM tune JOIN book ON book.id = tune.book_id WHERE tune.id = :a", id, NULL, -1);
      *exists = local_only >= 0;
      if (local_only < 0 && copied_from != NULL && *copied_from == NULL)
        {
          g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_FOUND, "no such tune: %s", tune_id);
          return NULL;
        }
      if (local_only <= 0)
        return g_steal_pointer (&id);
      copy_id = shed_id_tune_copy (id);
      if (copied_from != NULL)
        {
          g_free (*copied_from);
          *copied_from = g_steal_pointer (&id);
        }
      g_free (id);
      id = copy_id;
    }
}

char *
shed_resolve_tune (ShedDb       *db,
                   ShedCommand  *command,
                   ShedBudget   *budget,
                   const char   *tune_id,
                   gboolean     *fits,
                   GError      **error)
{
  g_autofree char *copy_id = NULL;
  g_autofree char *from_id = NULL;
  gboolean exists;
  guint n_rows = 2; /* the tune, and My tunes */
  gsize n_bytes;

  *fits = TRUE;
  copy_id = shed_practised_id (db, tune_id, &exists, &from_id, error);
  if (copy_id == NULL || exists)
    return g_steal_pointer (&copy_id);

  n_bytes = shed_row_bytes (db, "tune", from_id);
  for (guint i = 0; i < G_N_ELEMENTS (copied_children); i++)
    {
      g_autoptr(GPtrArray) ids = shed_query_texts (db, copied_children[i].sql, from_id, NULL, error);

      if (ids == NULL)
        return NULL;
      n_rows += ids->len;
      for (guint k = 0; k < ids->len; k++)
        n_bytes += shed_row_bytes (db, copied_children[i].table, ids->pdata[k]);
    }
  if (!shed_budget_take (budget, n_rows, n_bytes))
    {
      *fits = FALSE;
      return NULL;
    }
  if (!shed_ensure_my_tunes (db, budget, error) ||
      !shed_write_copy (db, "tune", from_id, copy_id,
                        (ShedCell[]) { SHED_CELL_TEXT ("book_id", shed_id_my_tunes ()), SHED_CELLS_END }, NULL, error) ||
      !copy_children (db, from_id, copy_id, error))
    return NULL;
  if (command != NULL)
    shed_command_add_copied (command, copy_id, tune_id);
  return g_steal_pointer (&copy_id);
}

/* As shed_resolve_tune(), but a tune that stands in the repertoire is taken as it is. */
char *
shed_resolve_tune_in (ShedDb       *db,
                      ShedCommand  *command,
                      ShedBudget   *budget,
                      const char   *repertoire_id,
                      const char   *tune_id,
                      gboolean     *fits,
                      GError      **error)
{
  g_autofree char *pair = shed_id_repertoire_tune (repertoire_id, tune_id);
  g_autofree char *practised = NULL;
  gboolean exists;

  *fits = TRUE;
  if (!shed_row_exists (db, "repertoire_tune", pair, &exists, error))
    return NULL;
  if (exists)
    return g_strdup (tune_id);
  practised = shed_resolve_tune (db, command, budget, tune_id, fits, error);
  if (practised == NULL)
    return NULL;
  g_free (pair);
  pair = shed_id_repertoire_tune (repertoire_id, practised);
  if (!shed_row_exists (db, "repertoire_tune", pair, &exists, error))
    return NULL;
  if (exists)
    return g_steal_pointer (&practised);
  g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_FOUND, "the tune is not in that repertoire: %s", tune_id);
  return NULL;
}

gboolean
shed_event_counts (ShedDb      *db,
                   const char  *event_id,
                   gboolean    *counts,
                   GError     **error)
{
  g_autoptr(ShedStmt) stmt = shed_db_borrow (db, "SELECT 1 FROM event_voided WHERE event_id = :id", error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", event_id);
  step = shed_stmt_step (stmt, error);
  *counts = step == SHED_STEP_DONE;
  return step != SHED_STEP_ERROR;
}

gboolean
shed_tune_is_done (ShedDb      *db,
                   const char  *repertoire_id,
                   const char  *tune_id,
                   const char  *day_text,
                   gboolean    *done,
                   GError     **error)
{
  g_autoptr(ShedStmt) stmt = NULL;
  ShedStep step;

  /* Tunes that were joined into this one count as this one. */
  stmt = shed_db_borrow (db,
                         "SELECT 1 FROM practice_event WHERE repertoire_id = :repertoire AND practice_day = :day"
                         " AND tune_id IN (SELECT :tune UNION ALL SELECT value FROM json_each("
                         "coalesce((SELECT merged FROM tune WHERE id = :tune), '[]')))"
                         " AND kind = 'rating' AND NOT EXISTS (SELECT 1 FROM event_voided WHERE event_id = practice_event.id)",
                         error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":repertoire", repertoire_id);
  shed_stmt_bind_text (stmt, ":day", day_text);
  shed_stmt_bind_text (stmt, ":tune", tune_id);
  step = shed_stmt_step (stmt, error);
  *done = step == SHED_STEP_ROW;
  return step != SHED_STEP_ERROR;
}

gboolean
shed_delete_open_items (ShedDb      *db,
                        ShedBudget  *budget,
                        const char  *repertoire_id,
                        const char  *tune_id,
                        int          first_day,
                        int          last_day,
                        gboolean    *all_gone,
                        GError     **error)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_free); /* id, repertoire, day, id … */
  g_autofree char *first = shed_civil_format (first_day);
  g_autofree char *last = last_day == SHED_DAY_NONE ? NULL : shed_civil_format (last_day);
  g_autoptr(ShedStmt) staged = NULL;
  ShedStep step;

  *all_gone = TRUE;
  {
    g_autoptr(ShedStmt) stmt = shed_db_borrow (db,
                                               "SELECT id, repertoire_id, practice_day FROM queue_item WHERE tune_id = :tune"
                                               " AND (:repertoire IS NULL OR repertoire_id = :repertoire)"
                                               " AND practice_day >= :first AND (:last IS NULL OR practice_day <= :last)",
                                               error);

    if (stmt == NULL)
      return FALSE;
    shed_stmt_bind_text (stmt, ":repertoire", repertoire_id);
    shed_stmt_bind_text (stmt, ":tune", tune_id);
    shed_stmt_bind_text (stmt, ":first", first);
    shed_stmt_bind_text (stmt, ":last", last);
    while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
      for (int column = 0; column < 3; column++)
        g_ptr_array_add (items, shed_stmt_dup_text (stmt, column));
    if (step == SHED_STEP_ERROR)
      return FALSE;
  }
  for (guint i = 0; i < items->len; i += 3)
    {
      gboolean done;

      if (!shed_tune_is_done (db, items->pdata[i + 1], tune_id, items->pdata[i + 2], &done, error))
        return FALSE;
      if (done)
        continue;
      if (!shed_budget_take (budget, 1, 400))
        {
          *all_gone = FALSE;
          return TRUE;
        }
      if (!shed_write_delete (db, "queue_item", items->pdata[i], error))
        return FALSE;
    }
  /* Without a last day the tune leaves: what was staged on earlier days goes too. */
  staged = shed_db_borrow (db,
                           "DELETE FROM staged_rating WHERE (:repertoire IS NULL OR repertoire_id = :repertoire)"
                           " AND tune_id = :tune AND (:last IS NULL OR practice_day BETWEEN :first AND :last)",
                           error);
  if (staged == NULL)
    return FALSE;
  shed_stmt_bind_text (staged, ":repertoire", repertoire_id);
  shed_stmt_bind_text (staged, ":tune", tune_id);
  shed_stmt_bind_text (staged, ":first", first);
  shed_stmt_bind_text (staged, ":last", last);
  return shed_stmt_run (staged, error);
}

/* What hangs on a tune, from the end of the table list to its beginning; the constants take the tune as :a. A recording
 * goes after what was made from it. */
static const struct { const char *table; const char *sql; } deleted_children[] = {
  { "media_marker",
    "SELECT media_marker.id FROM media JOIN media_marker ON media_marker.media_id = media.id WHERE media.tune_id = :a" },
  { "media",
    "WITH RECURSIVE tree(id, depth) AS (SELECT id, 0 FROM media WHERE tune_id = :a AND parent_id IS NULL"
    " UNION ALL SELECT media.id, depth + 1 FROM tree JOIN media ON media.parent_id = tree.id WHERE depth < 16)"
    " SELECT id FROM tree ORDER BY depth DESC, id" },
  { "media", "SELECT id FROM media WHERE tune_id = :a" },
  { "setlist_item", "SELECT id FROM setlist_item WHERE tune_id = :a" },
  { "tune_set_item", "SELECT id FROM tune_set_item WHERE tune_id = :a" },
  { "tune_tag", "SELECT id FROM tune_tag WHERE tune_id = :a" },
  { "reference", "SELECT id FROM reference WHERE tune_id = :a" },
  { "note", "SELECT id FROM note WHERE tune_id = :a" },
  { NULL, NULL }, /* here the open queue items and staged ratings */
  { "repertoire_tune", "SELECT id FROM repertoire_tune WHERE tune_id = :a" },
  { "tune_alias", "SELECT id FROM tune_alias WHERE tune_id = :a" },
  { "tune", "SELECT id FROM tune WHERE id = :a" },
};

gboolean
shed_delete_tune (ShedDb      *db,
                  ShedBudget  *budget,
                  const char  *tune_id,
                  int          today,
                  gboolean    *gone,
                  GError     **error)
{
  *gone = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (deleted_children); i++)
    {
      g_autoptr(GPtrArray) ids = NULL;

      if (deleted_children[i].table == NULL)
        {
          gboolean all_gone;

          if (!shed_delete_open_items (db, budget, NULL, tune_id, today, SHED_DAY_NONE, &all_gone, error))
            return FALSE;
          if (!all_gone)
            return TRUE;
          continue;
        }
      ids = shed_query_texts (db, deleted_children[i].sql, tune_id, NULL, error);
      if (ids == NULL)
        return FALSE;
      for (guint k = 0; k < ids->len; k++)
        {
          if (!shed_budget_take (budget, 1, shed_row_bytes (db, deleted_children[i].table, ids->pdata[k])))
            return TRUE;
          if (!shed_write_delete (db, deleted_children[i].table, ids->pdata[k], error))
            return FALSE;
        }
    }
  *gone = TRUE;
  return TRUE;
}

/* Aliases, notes, references, tags and media, as the outbox will list them. */
#define N_CHILDREN_SQL \
  "SELECT (SELECT count(*) FROM tune_alias WHERE tune_id = :a) + (SELECT count(*) FROM note WHERE tune_id = :a)" \
  " + (SELECT count(*) FROM reference WHERE tune_id = :a) + (SELECT count(*) FROM tune_tag WHERE tune_id = :a)" \
  " + (SELECT count(*) FROM media WHERE tune_id = :a) + (SELECT count(*) FROM repertoire_tune WHERE tune_id = :a)" \
  " + (SELECT count(*) FROM tune_set_item WHERE tune_id = :a) + (SELECT count(*) FROM setlist_item WHERE tune_id = :a)" \
  " + (SELECT count(*) FROM media JOIN media_marker ON media_marker.media_id = media.id WHERE media.tune_id = :a)"

gboolean
shed_take_move (ShedDb     *db,
                ShedBudget *budget,
                const char *tune_id,
                gboolean    over_border)
{
  guint n_children;
  gsize n_bytes;

  if (!over_border)
    return shed_budget_take (budget, 1, 200);
  n_children = shed_query_int (db, N_CHILDREN_SQL, tune_id, NULL, 0);
  n_bytes = shed_row_bytes (db, "tune", tune_id) + 300 * n_children;
  n_bytes += shed_query_int (db, "SELECT sum(length(CAST(text AS BLOB))) FROM note WHERE tune_id = :a", tune_id, NULL, 0);
  n_bytes += shed_query_int (db, "SELECT sum(length(CAST(url AS BLOB)) + coalesce(length(CAST(comment AS BLOB)), 0))"
                             " FROM reference WHERE tune_id = :a", tune_id, NULL, 0);
  return shed_budget_take (budget, 1 + n_children, n_bytes);
}

gboolean
shed_write_event (ShedDb             *db,
                  const ShedMoment   *moment,
                  const char         *id,
                  const ShedEventRow *row,
                  GError            **error)
{
  g_autofree char *day = shed_civil_format (row->practice_day == SHED_DAY_NONE || row->practice_day == 0 ? moment->today
                                                                                                         : row->practice_day);
  ShedCell interval = SHED_CELL_NULL ("interval_days");

  if (row->has_interval)
    interval = (ShedCell) SHED_CELL_INT ("interval_days", row->interval_days);
  return shed_write_insert (
    db, "practice_event", id,
    (ShedCell[]){ SHED_CELL_TEXT ("repertoire_id", row->repertoire_id), SHED_CELL_TEXT ("tune_id", row->tune_id),
                  SHED_CELL_TEXT ("kind", row->kind), SHED_CELL_INT_OR_NULL ("rating", row->rating),
                  SHED_CELL_TEXT ("goal", row->goal),
                  SHED_CELL_INT ("answered_at", row->answered_at != 0 ? row->answered_at : moment->now_ms),
                  SHED_CELL_TEXT ("time_zone", moment->time_zone), SHED_CELL_TEXT ("practice_day", day),
                  SHED_CELL_INT ("day_start_minutes", moment->day_start_minutes), interval,
                  SHED_CELL_INT_OR_NULL ("due_at", row->due_at), SHED_CELL_TEXT ("voids", row->voids),
                  SHED_CELL_TEXT ("submit_id", row->submit_id), SHED_CELL_TEXT ("device_id", moment->device_id),
                  SHED_CELLS_END },
    error);
}

/* Levels are filled one after the other, as water fills an uneven ground: first the days with nothing due, then those
 * with one … The level that is not needed in full is filled at even distances. */
int *
shed_spread_days (guint   n,
                  int     spread_days,
                  int     max_a_day,
                  GArray *load)
{
  int *days = g_new (int, n);
  guint n_left = n;
  guint n_days = MAX (spread_days, 1);
  guint filled = 0;
  g_autofree guint *given = NULL;

  max_a_day = MAX (max_a_day, 1);
  /* As many weeks more as are needed for all. */
  for (;;)
    {
      guint room = 0;

      if (load->len < n_days)
        g_array_set_size (load, n_days);
      for (guint i = 0; i < n_days; i++)
        room += MAX (max_a_day - g_array_index (load, int, i), 0);
      if (room >= n)
        break;
      n_days += 7;
    }
  given = g_new0 (guint, n_days);
  for (int level = 1; n_left > 0 && level <= max_a_day; level++)
    {
      guint n_open = 0;
      guint seen = 0;

      for (guint i = 0; i < n_days; i++)
        n_open += g_array_index (load, int, i) + (int) given[i] < level;
      for (guint i = 0, take = MIN (n_left, n_open); i < n_days && n_open > 0; i++)
        {
          if (g_array_index (load, int, i) + (int) given[i] >= level)
            continue;
          /* Every day when all are needed; else those where the even distance steps over a whole number. */
          if ((guint64) (seen + 1) * take / n_open > (guint64) seen * take / n_open)
            {
              given[i]++;
              n_left--;
            }
          seen++;
        }
    }
  for (guint i = 0; i < n_days; i++)
    for (guint k = 0; k < given[i] && filled < n; k++)
      days[filled++] = (int) i + 1;
  return days;
}
