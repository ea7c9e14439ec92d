/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The daily queue. It is made once for a practice day and then frozen: what becomes due later, or is added later, does not
 * push itself in. It is filled from four buckets in their order, and reads the derived table `schedule`, never the events.
 * It must not throw anything away: items are only added here.
 */
#define G_LOG_DOMAIN "Woodshed-schedule"

#include "shed-queue-private.h"

#include "shed-civil.h"
#include "shed-id.h"
#include "shed-position.h"
#include "shed-preferences.h"

#include <string.h>

typedef struct
{
  char *tune_id;
  ShedBucket bucket;
} Pick;

typedef struct
{
  ShedDb *db;
  const char *repertoire_id;
  int day;
  char *day_text;
  char *time_zone;
  int day_start_minutes;
  gint64 start; /* of the day */
  gint64 end;
  GHashTable *taken; /* tunes that are on the queue */
  GArray *picks;
} Queue;

/* Tunes that are practised at all, with when they are due; never one that was rated on this very day. */
#define CANDIDATES \
  " FROM schedule s JOIN repertoire_tune t ON t.repertoire_id = s.repertoire_id AND t.tune_id = s.tune_id" \
  " WHERE s.repertoire_id = :repertoire AND s.part = '' AND t.paused = 0 AND t.stage <> 'wanted'" \
  " AND (s.last_day IS NULL OR s.last_day <> :day)"

static const char due_sql[] =
  "SELECT s.tune_id" CANDIDATES " AND s.due_at >= :from AND s.due_at < :to ORDER BY s.due_at, s.tune_id";
static const char overdue_sql[] =
  "SELECT s.tune_id" CANDIDATES " AND s.due_at >= :from AND s.due_at < :to ORDER BY s.due_at DESC, s.tune_id";
/* In the order in which they were added. */
static const char new_sql[] =
  "SELECT t.tune_id FROM repertoire_tune t LEFT JOIN schedule s ON s.repertoire_id = t.repertoire_id AND s.tune_id = t.tune_id"
  " AND s.part = '' WHERE t.repertoire_id = :repertoire AND t.paused = 0 AND t.stage <> 'wanted' AND s.due_at IS NULL"
  " AND (s.last_day IS NULL OR s.last_day <> :day) ORDER BY t.created_at, t.tune_id";

/* What is due after a day: everything later, what was due by its end and is not on its queue, and what was practised on
 * it and is due again by its end (learning steps). */
#define CANDIDATES_OF_NEXT_DAY \
  " FROM schedule s JOIN repertoire_tune t ON t.repertoire_id = s.repertoire_id AND t.tune_id = s.tune_id" \
  " WHERE s.repertoire_id = :repertoire AND s.part = '' AND t.paused = 0 AND t.stage <> 'wanted' AND s.due_at < :to" \
  " AND (s.due_at >= :end OR s.last_day = :day OR NOT EXISTS (SELECT 1 FROM queue_item q" \
  "  WHERE q.repertoire_id = s.repertoire_id AND q.practice_day = :day AND q.tune_id = s.tune_id))"

static void
pick_clear (gpointer pick)
{
  g_free (((Pick *) pick)->tune_id);
}

static void
queue_init (Queue      *self,
            ShedDb     *db,
            const char *repertoire_id,
            int         day)
{
  *self = (Queue) { .db = db, .repertoire_id = repertoire_id, .day = day };
  self->day_text = shed_civil_format (day);
  self->time_zone = shed_db_dup_time_zone (db);
  self->day_start_minutes = CLAMP (shed_preference_get_int (db, "day.start_minutes", NULL), 0, 1439);
  self->start = shed_practice_day_start (day, self->time_zone, self->day_start_minutes);
  self->end = shed_practice_day_end (day, self->time_zone, self->day_start_minutes);
  self->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->picks = g_array_new (FALSE, FALSE, sizeof (Pick));
  g_array_set_clear_func (self->picks, pick_clear);
}

static void
queue_clear (Queue *self)
{
  g_free (self->day_text);
  g_free (self->time_zone);
  g_clear_pointer (&self->taken, g_hash_table_unref);
  g_clear_pointer (&self->picks, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Queue, queue_clear)

static gint64
days_before (const Queue *self,
             int          days)
{
  return shed_practice_day_start (self->day - days, self->time_zone, self->day_start_minutes);
}

/* Picks up to n tunes of a statement that are not picked yet. */
static gboolean
pick (Queue      *self,
      const char *sql,
      gint64      from,
      gint64      to,
      ShedBucket  bucket,
      guint       n,
      GError    **error)
{
  g_autoptr (ShedStmt) stmt = NULL;
  ShedStep step = SHED_STEP_DONE;

  if (n == 0)
    return TRUE;
  stmt = shed_db_borrow (self->db, sql, error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":repertoire", self->repertoire_id);
  shed_stmt_bind_text (stmt, ":day", self->day_text);
  if (sql != new_sql)
    {
      shed_stmt_bind_int (stmt, ":from", from);
      shed_stmt_bind_int (stmt, ":to", to);
    }
  while (n > 0 && (step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      Pick item = { NULL, bucket };

      if (!g_hash_table_add (self->taken, shed_stmt_dup_text (stmt, 0)))
        continue;
      item.tune_id = shed_stmt_dup_text (stmt, 0);
      g_array_append_val (self->picks, item);
      n--;
    }
  return step != SHED_STEP_ERROR;
}

/* What is on the queue already: it counts against the caps and is not picked again. */
static gboolean
take_present (Queue   *self,
              guint   *ret_n,
              guint   *ret_n_new,
              GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (self->db, "SELECT tune_id, bucket FROM queue_item"
                                              " WHERE repertoire_id = :repertoire AND practice_day = :day", error);
  ShedStep step;

  *ret_n = *ret_n_new = 0;
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":repertoire", self->repertoire_id);
  shed_stmt_bind_text (stmt, ":day", self->day_text);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      g_hash_table_add (self->taken, shed_stmt_dup_text (stmt, 0));
      (*ret_n)++;
      *ret_n_new += shed_stmt_get_int (stmt, 1) == SHED_BUCKET_NEW;
    }
  return step == SHED_STEP_DONE;
}

static guint
cap_left (guint cap,
          guint used)
{
  return cap > used ? cap - used : 0;
}

static guint
preference (const Queue *self,
            const char  *name)
{
  return (guint) CLAMP (shed_preference_get_int (self->db, name, self->repertoire_id), 0, 100000);
}

static gboolean
fill (Queue   *self,
      GError **error)
{
  guint max, min, max_new, window, n, n_new;
  gint64 window_start;

  if (!take_present (self, &n, &n_new, error))
    return FALSE;
  max = preference (self, "queue.max");
  min = preference (self, "queue.min");
  max_new = preference (self, "queue.new");
  window = preference (self, "queue.overdue_window_days");
  if (max == 0)
    max = G_MAXUINT;
  window_start = days_before (self, (int) window);

  if (!pick (self, due_sql, self->start, self->end, SHED_BUCKET_DUE, cap_left (max, n + self->picks->len), error)
      || !pick (self, overdue_sql, window_start, self->start, SHED_BUCKET_OVERDUE, cap_left (max, n + self->picks->len), error)
      || !pick (self, new_sql, 0, 0, SHED_BUCKET_NEW,
                MIN (cap_left (max, n + self->picks->len), cap_left (max_new, n_new)), error)
      || !pick (self, overdue_sql, G_MININT64, window_start, SHED_BUCKET_LONG_OVERDUE,
                cap_left (max, n + self->picks->len), error))
    return FALSE;
  /* Fewer than the player wants at least: the soonest of the days to come. */
  return pick (self, due_sql, self->end, G_MAXINT64, SHED_BUCKET_DUE,
               MIN (cap_left (min, n + self->picks->len), cap_left (max, n + self->picks->len)), error);
}

/* Behind what is on the queue. Positions only order items within a bucket. */
static gboolean
last_position (const Queue *self,
               char       **ret,
               GError     **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (self->db, "SELECT max (position) FROM queue_item"
                                              " WHERE repertoire_id = :repertoire AND practice_day = :day", error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":repertoire", self->repertoire_id);
  shed_stmt_bind_text (stmt, ":day", self->day_text);
  if (shed_stmt_step (stmt, error) != SHED_STEP_ROW)
    return FALSE;
  *ret = shed_stmt_dup_text (stmt, 0);
  return TRUE;
}

static gboolean
insert_item (const Queue *self,
             const char  *tune_id,
             ShedBucket   bucket,
             const char  *position,
             const char  *added,
             GError     **error)
{
  g_autofree char *id = shed_id_queue_item (self->repertoire_id, self->day, tune_id);
  g_autoptr (ShedStmt) stmt = NULL;

  stmt =
    shed_db_borrow (self->db,
                    "INSERT INTO queue_item (id, created_at, repertoire_id, tune_id, practice_day, bucket, position,"
                    " added) VALUES (:id, :now, :repertoire, :tune, :day, :bucket, :position, :added)",
                    error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", id);
  shed_stmt_bind_int (stmt, ":now", shed_db_now_ms (self->db));
  shed_stmt_bind_text (stmt, ":repertoire", self->repertoire_id);
  shed_stmt_bind_text (stmt, ":tune", tune_id);
  shed_stmt_bind_text (stmt, ":day", self->day_text);
  shed_stmt_bind_int (stmt, ":bucket", bucket);
  shed_stmt_bind_text (stmt, ":position", position);
  shed_stmt_bind_text (stmt, ":added", added);
  return shed_stmt_run (stmt, error);
}

static gboolean
insert_picks (Queue   *self,
              GError **error)
{
  g_autofree char *behind = NULL;
  g_autoptr (GPtrArray) positions = NULL;

  if (!last_position (self, &behind, error))
    return FALSE;
  positions = shed_position_spread (behind, NULL, self->picks->len);
  for (guint i = 0; i < self->picks->len; i++)
    {
      const Pick *item = &g_array_index (self->picks, Pick, i);

      if (!insert_item (self, item->tune_id, item->bucket, positions->pdata[i], "auto", error))
        return FALSE;
    }
  return TRUE;
}

/* The queue of a day was made here, or on another computer, and the player has not reset it since. What was put off or removed
 * from it meanwhile leaves no gap to be filled. The mark of a reset is written by the command. */
static gboolean
is_frozen (const Queue *self,
           gboolean    *ret,
           GError     **error)
{
  g_autoptr (ShedStmt) stmt = NULL;

  stmt =
    shed_db_borrow (self->db,
                    "SELECT (EXISTS (SELECT 1 FROM meta WHERE name = 'queue:' || :repertoire AND value = :day)"
                    " OR EXISTS (SELECT 1 FROM queue_item WHERE repertoire_id = :repertoire AND practice_day = :day"
                    "  AND added = 'auto'))"
                    " AND NOT EXISTS (SELECT 1 FROM meta WHERE name = 'queue-reset:' || :repertoire AND value = :day)",
                    error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":repertoire", self->repertoire_id);
  shed_stmt_bind_text (stmt, ":day", self->day_text);
  if (shed_stmt_step (stmt, error) != SHED_STEP_ROW)
    return FALSE;
  *ret = shed_stmt_get_int (stmt, 0) != 0;
  return TRUE;
}

static gboolean
mark_made (const Queue *self,
           GError     **error)
{
  g_autoptr (ShedStmt) mark = shed_db_borrow (self->db, "INSERT INTO meta (name, value) VALUES ('queue:' || :repertoire, :day)"
                                              " ON CONFLICT (name) DO UPDATE SET value = excluded.value", error);
  g_autoptr (ShedStmt) forget = shed_db_borrow (self->db, "DELETE FROM meta WHERE name = 'queue-reset:' || :repertoire", error);

  if (mark == NULL || forget == NULL)
    return FALSE;
  shed_stmt_bind_text (mark, ":repertoire", self->repertoire_id);
  shed_stmt_bind_text (mark, ":day", self->day_text);
  shed_stmt_bind_text (forget, ":repertoire", self->repertoire_id);
  return shed_stmt_run (mark, error) && shed_stmt_run (forget, error);
}

/**
 * shed_queue_is_made:
 * @db: a connection
 * @repertoire_id: a repertoire
 * @practice_day: a civil day
 * @made: (out): whether the queue of that day was made
 * @error: return location of a #ShedStoreError
 *
 * Whether shed_queue_ensure() would leave the day as it is.
 *
 * Returns: %FALSE with @error set
 */
gboolean
shed_queue_is_made (ShedDb     *db,
                    const char *repertoire_id,
                    int         practice_day,
                    gboolean   *made,
                    GError    **error)
{
  g_auto (Queue) queue;

  queue_init (&queue, db, repertoire_id, practice_day);
  return is_frozen (&queue, made, error);
}

gboolean
shed_queue_put (ShedDb     *db,
                const char *repertoire_id,
                int         practice_day,
                const char *tune_id,
                ShedBucket  bucket,
                GError    **error)
{
  g_auto (Queue) queue;
  g_autofree char *behind = NULL, *position = NULL;
  guint n, n_new;

  queue_init (&queue, db, repertoire_id, practice_day);
  if (!take_present (&queue, &n, &n_new, error))
    return FALSE;
  if (g_hash_table_contains (queue.taken, tune_id))
    return TRUE;
  if (!last_position (&queue, &behind, error))
    return FALSE;
  position = shed_position_between (behind, NULL);
  return insert_item (&queue, tune_id, bucket, position, "hand", error);
}

/**
 * shed_queue_ensure:
 * @db: the writer's connection, inside a command
 * @repertoire_id: a repertoire
 * @practice_day: a civil day
 * @made: (out): whether the queue was made now
 * @error: return location of a #ShedStoreError
 *
 * Makes the queue of a practice day if there is none yet. A queue that would be empty is not frozen: what is added to the
 * repertoire on that day is still practised on it.
 *
 * Returns: %FALSE with @error set
 */
gboolean
shed_queue_ensure (ShedDb     *db,
                   const char *repertoire_id,
                   int         practice_day,
                   gboolean   *made,
                   GError    **error)
{
  g_auto (Queue) queue;
  gboolean frozen;

  queue_init (&queue, db, repertoire_id, practice_day);
  if (made != NULL)
    *made = FALSE;
  if (!is_frozen (&queue, &frozen, error))
    return FALSE;
  if (frozen)
    return TRUE;
  if (!fill (&queue, error))
    return FALSE;
  if (queue.picks->len == 0)
    return TRUE;
  if (made != NULL)
    *made = TRUE;
  return insert_picks (&queue, error) && mark_made (&queue, error);
}

/**
 * shed_queue_suggest_more:
 * @db: a connection
 * @repertoire_id: a repertoire
 * @practice_day: a civil day
 * @n: how many
 * @error: return location of a #ShedStoreError
 *
 * What to practise when the queue is done: overdue tunes first, then the soonest of the days to come, then new ones.
 *
 * Returns: (transfer full) (nullable): up to @n ids of tunes that are not on that day's queue
 */
GStrv
shed_queue_suggest_more (ShedDb     *db,
                         const char *repertoire_id,
                         int         practice_day,
                         guint       n,
                         GError    **error)
{
  g_auto (Queue) queue;
  guint n_present, n_new;
  GPtrArray *ids;

  queue_init (&queue, db, repertoire_id, practice_day);
  if (!take_present (&queue, &n_present, &n_new, error)
      || !pick (&queue, due_sql, queue.start, queue.end, SHED_BUCKET_DUE, n, error)
      || !pick (&queue, overdue_sql, G_MININT64, queue.start, SHED_BUCKET_OVERDUE, cap_left (n, queue.picks->len), error)
      || !pick (&queue, due_sql, queue.end, G_MAXINT64, SHED_BUCKET_DUE, cap_left (n, queue.picks->len), error)
      || !pick (&queue, new_sql, 0, 0, SHED_BUCKET_NEW, cap_left (n, queue.picks->len), error))
    return NULL;
  ids = g_ptr_array_new ();
  for (guint i = 0; i < queue.picks->len; i++)
    g_ptr_array_add (ids, g_steal_pointer (&g_array_index (queue.picks, Pick, i).tune_id));
  g_ptr_array_add (ids, NULL);
  return (GStrv) g_ptr_array_free (ids, FALSE);
}

/**
 * shed_queue_next_day:
 * @db: a connection
 * @repertoire_id: a repertoire
 * @after_day: a civil day
 * @ret_day: (out): the next practice day with something due, or %SHED_DAY_NONE
 * @ret_count: (out): how many tunes are due by its end, without those on the queue of @after_day
 * @error: return location of a #ShedStoreError
 *
 * What to say when a day is empty or done.
 *
 * Returns: %FALSE with @error set
 */
gboolean
shed_queue_next_day (ShedDb     *db,
                     const char *repertoire_id,
                     int         after_day,
                     int        *ret_day,
                     guint      *ret_count,
                     GError    **error)
{
  g_auto (Queue) queue;
  g_autoptr (ShedStmt) stmt = NULL;
  gint64 soonest, end;

  *ret_day = SHED_DAY_NONE;
  *ret_count = 0;
  queue_init (&queue, db, repertoire_id, after_day);
  stmt = shed_db_borrow (db, "SELECT min (s.due_at)" CANDIDATES_OF_NEXT_DAY, error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":repertoire", repertoire_id);
  shed_stmt_bind_text (stmt, ":day", queue.day_text);
  shed_stmt_bind_int (stmt, ":end", queue.end);
  shed_stmt_bind_int (stmt, ":to", G_MAXINT64);
  if (shed_stmt_step (stmt, error) != SHED_STEP_ROW)
    return FALSE;
  if (shed_stmt_is_null (stmt, 0))
    return TRUE;
  soonest = MAX (shed_stmt_get_int (stmt, 0), queue.end);
  *ret_day = shed_practice_day (soonest, queue.time_zone, queue.day_start_minutes);
  end = shed_practice_day_end (*ret_day, queue.time_zone, queue.day_start_minutes);

  g_clear_pointer (&stmt, shed_stmt_release);
  stmt = shed_db_borrow (db, "SELECT count (*)" CANDIDATES_OF_NEXT_DAY, error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":repertoire", repertoire_id);
  shed_stmt_bind_text (stmt, ":day", queue.day_text);
  shed_stmt_bind_int (stmt, ":end", queue.end);
  shed_stmt_bind_int (stmt, ":to", end);
  if (shed_stmt_step (stmt, error) != SHED_STEP_ROW)
    return FALSE;
  *ret_count = (guint) shed_stmt_get_int (stmt, 0);
  return TRUE;
}
