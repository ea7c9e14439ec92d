/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keeps the local table `schedule` equal to the fold over practice_event: inside every writing transaction that touched
 * events, merged tunes or settings, the tunes concerned are replayed. The table is a cache: it is never synced, may be
 * thrown away at any time, and nothing else may write it.
 */
#define G_LOG_DOMAIN "Woodshed-schedule"

#include "shed-scheduler.h"

#include "shed-civil.h"
#include "shed-fold.h"
#include "shed-preview.h"
#include "shed-schedule-row.h"

#include <string.h>

/* Raise it when the same events give another schedule: every library is then derived anew once. */
#define DERIVER_VERSION 2

static const char *const derived_from[] = { "practice_event", "tune", "repertoire", "preference", "goal", NULL };

/* The pairs of a repertoire and a tune to be replayed, each with the settings of its repertoire. */
typedef struct
{
  ShedDb *db;
  GHashTable *settings; /* repertoire id → ShedScheduleSettings */
  GHashTable *done;     /* "repertoire tune" */
} Replay;

static Replay *
replay_new (ShedDb *db)
{
  Replay *self = g_new0 (Replay, 1);

  self->db = db;
  self->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) shed_schedule_settings_free);
  self->done = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

static void
replay_free (Replay *self)
{
  g_hash_table_unref (self->settings);
  g_hash_table_unref (self->done);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Replay, replay_free)

static const ShedScheduleSettings *
replay_settings (Replay     *self,
                 const char *repertoire_id,
                 GError    **error)
{
  ShedScheduleSettings *settings = g_hash_table_lookup (self->settings, repertoire_id);

  if (settings == NULL)
    {
      settings = shed_schedule_settings_load (self->db, repertoire_id, error);
      if (settings != NULL)
        g_hash_table_insert (self->settings, g_strdup (repertoire_id), settings);
    }
  return settings;
}

static gboolean
delete_rows (ShedDb     *db,
             const char *repertoire_id,
             const char *tune_id,
             GError    **error)
{
  g_autoptr (ShedStmt) stmt = NULL;

  /* Two texts, so that both are a search by the key. */
  stmt = shed_db_borrow (db,
                         tune_id == NULL ? "DELETE FROM schedule WHERE repertoire_id = :repertoire"
                                         : "DELETE FROM schedule WHERE repertoire_id = :repertoire AND tune_id = :tune",
                         error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":repertoire", repertoire_id);
  if (tune_id != NULL)
    shed_stmt_bind_text (stmt, ":tune", tune_id);
  return shed_stmt_run (stmt, error);
}

/* The parts that a tune's events speak of, the whole tune first. */
static GPtrArray *
list_parts (const ShedFoldEvents *events)
{
  GPtrArray *parts = g_ptr_array_new ();

  g_ptr_array_add (parts, (gpointer) "");
  for (guint i = 0; i < events->events->len; i++)
    {
      const char *part = g_array_index (events->events, ShedFoldEvent, i).part;

      if (!g_ptr_array_find_with_equal_func (parts, part, g_str_equal, NULL))
        g_ptr_array_add (parts, (gpointer) part);
    }
  return parts;
}

/* Replays one tune, once in this transaction. */
static gboolean
replay_tune (Replay     *self,
             const char *repertoire_id,
             const char *tune_id,
             GError    **error)
{
  const ShedScheduleSettings *settings;
  g_autoptr (ShedFoldEvents) events = NULL;
  g_autoptr (GPtrArray) parts = NULL;
  g_autofree char *key = g_strconcat (repertoire_id, " ", tune_id, NULL);

  if (g_hash_table_contains (self->done, key))
    return TRUE;
  g_hash_table_add (self->done, g_steal_pointer (&key));
  settings = replay_settings (self, repertoire_id, error);
  if (settings == NULL || !delete_rows (self->db, repertoire_id, tune_id, error))
    return FALSE;
  /* Events outlive their repertoire; nobody asks for their schedule then. */
  if (!settings->exists)
    return TRUE;
  events = shed_fold_events_load (self->db, repertoire_id, tune_id, error);
  if (events == NULL)
    return FALSE;
  parts = list_parts (events);
  for (guint i = 0; i < parts->len; i++)
    {
      ShedFold fold;

      shed_fold_run (events, parts->pdata[i], settings, &fold);
      if (fold.n_counting > 0
          && !shed_schedule_row_save (self->db, repertoire_id, tune_id, parts->pdata[i], &fold, settings, error))
        return FALSE;
    }
  return TRUE;
}

/* Pairs of texts out of a statement, read whole before anything is written. */
static GPtrArray *
read_pairs (ShedStmt *stmt,
            GError  **error)
{
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (g_free);
  ShedStep step;

  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      g_ptr_array_add (pairs, shed_stmt_dup_text (stmt, 0));
      g_ptr_array_add (pairs, shed_stmt_dup_text (stmt, 1));
    }
  return step == SHED_STEP_DONE ? g_steal_pointer (&pairs) : NULL;
}

static gboolean
replay_pairs (Replay  *self,
              ShedStmt *stmt,
              GError  **error)
{
  g_autoptr (GPtrArray) pairs = read_pairs (stmt, error);

  if (pairs == NULL)
    return FALSE;
  for (guint i = 0; i < pairs->len; i += 2)
    if (!replay_tune (self, pairs->pdata[i], pairs->pdata[i + 1], error))
      return FALSE;
  return TRUE;
}

/* Every tune of a repertoire that has events, found by leaping from one to the next in the index; and those into which such a
 * tune was merged. */
static const char repertoire_pairs_sql[] =
  "WITH RECURSIVE leap (id) AS (SELECT (SELECT min (tune_id) FROM practice_event WHERE repertoire_id = :repertoire)"
  " UNION ALL SELECT (SELECT min (e.tune_id) FROM practice_event e WHERE e.repertoire_id = :repertoire AND e.tune_id > leap.id)"
  "  FROM leap WHERE leap.id IS NOT NULL)"
  " SELECT :repertoire, id FROM leap WHERE id IS NOT NULL"
  " UNION SELECT :repertoire, t.id FROM tune t CROSS JOIN"
  " json_each (CASE WHEN json_valid (t.merged) THEN t.merged ELSE '[]' END) j WHERE t.merged <> '[]' AND EXISTS"
  " (SELECT 1 FROM practice_event e WHERE e.repertoire_id = :repertoire AND e.tune_id = j.value)";

static gboolean
replay_repertoire (Replay     *self,
                   const char *repertoire_id,
                   GError    **error)
{
  const ShedScheduleSettings *settings = replay_settings (self, repertoire_id, error);
  g_autoptr (ShedStmt) stmt = NULL;
  g_autoptr (ShedStmt) save = NULL;
  g_autofree char *fingerprint = NULL, *name = NULL;

  if (settings == NULL || !delete_rows (self->db, repertoire_id, NULL, error))
    return FALSE;
  stmt = shed_db_borrow (self->db, repertoire_pairs_sql, error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":repertoire", repertoire_id);
  if (!replay_pairs (self, stmt, error))
    return FALSE;

  fingerprint = shed_schedule_settings_fingerprint (settings);
  name = g_strconcat ("schedule:", repertoire_id, NULL);
  save = shed_db_borrow (self->db, "INSERT INTO meta (name, value) VALUES (:name, :value)"
                         " ON CONFLICT (name) DO UPDATE SET value = excluded.value", error);
  if (save == NULL)
    return FALSE;
  shed_stmt_bind_text (save, ":name", name);
  shed_stmt_bind_text (save, ":value", fingerprint);
  return shed_stmt_run (save, error);
}

static gboolean
run_sql (ShedDb     *db,
         const char *sql,
         GError    **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, sql, error);

  return stmt != NULL && shed_stmt_run (stmt, error);
}

static GPtrArray *
list_repertoires (ShedDb  *db,
                  GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "SELECT r.id, coalesce (m.value, '') FROM repertoire r"
                                              " LEFT JOIN meta m ON m.name = 'schedule:' || r.id ORDER BY r.id", error);

  return stmt == NULL ? NULL : read_pairs (stmt, error);
}

/* Repertoires whose settings say something else than when they were last replayed, and those that are gone. */
static gboolean
replay_changed_settings (Replay   *self,
                         gboolean  all,
                         GError  **error)
{
  g_autoptr (GPtrArray) repertoires = list_repertoires (self->db, error);

  if (repertoires == NULL)
    return FALSE;
  for (guint i = 0; i < repertoires->len; i += 2)
    {
      const char *id = repertoires->pdata[i];
      const ShedScheduleSettings *settings = replay_settings (self, id, error);
      g_autofree char *fingerprint = NULL;

      if (settings == NULL)
        return FALSE;
      fingerprint = shed_schedule_settings_fingerprint (settings);
      if ((all || strcmp (fingerprint, repertoires->pdata[i + 1]) != 0) && !replay_repertoire (self, id, error))
        return FALSE;
    }
  return run_sql (self->db, "DELETE FROM schedule WHERE repertoire_id NOT IN (SELECT id FROM repertoire)", error)
         && run_sql (self->db, "DELETE FROM meta WHERE name LIKE 'schedule:%' AND substr (name, 10) NOT IN"
                     " (SELECT id FROM repertoire)", error);
}

/* The tune of each event, and that of the event it voids; and where that tune is no more, the one it was merged into. */
static const char event_pairs_sql[] =
  "SELECT repertoire_id, tune_id, voids IS NOT NULL FROM practice_event WHERE id = :id"
  " UNION SELECT t.repertoire_id, t.tune_id, 1 FROM practice_event e JOIN practice_event t ON t.id = e.voids WHERE e.id = :id"
  " UNION SELECT e.repertoire_id, t.id, 1 FROM practice_event e CROSS JOIN tune t WHERE e.id = :id AND t.merged <> '[]'"
  " AND NOT EXISTS (SELECT 1 FROM tune own WHERE own.id = e.tune_id) AND instr (t.merged, e.tune_id) > 0";

/* What changed about a tune: one event was added, or something that asks for a replay. */
typedef struct
{
  char *repertoire_id;
  char *tune_id;
  char *event_id; /* NULL: replay */
} Touched;

static void
touched_free (Touched *self)
{
  g_free (self->repertoire_id);
  g_free (self->tune_id);
  g_free (self->event_id);
  g_free (self);
}

static gboolean
collect_touched (Replay     *self,
                 GHashTable *ids,
                 GHashTable *touched,
                 GError    **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (self->db, event_pairs_sql, error);
  GHashTableIter iter;
  gpointer id;

  if (stmt == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      ShedStep step;

      shed_stmt_bind_text (stmt, ":id", id);
      while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
        {
          g_autofree char *key = g_strconcat (shed_stmt_get_text (stmt, 0), " ", shed_stmt_get_text (stmt, 1), NULL);
          Touched *one = g_hash_table_lookup (touched, key);

          if (one != NULL)
            {
              g_clear_pointer (&one->event_id, g_free);
              continue;
            }
          one = g_new0 (Touched, 1);
          one->repertoire_id = shed_stmt_dup_text (stmt, 0);
          one->tune_id = shed_stmt_dup_text (stmt, 1);
          one->event_id = shed_stmt_get_int (stmt, 2) != 0 ? NULL : g_strdup (id);
          g_hash_table_insert (touched, g_steal_pointer (&key), one);
        }
      if (step != SHED_STEP_DONE)
        return FALSE;
      shed_stmt_reset (stmt);
    }
  return TRUE;
}

static gboolean
replay_events (Replay     *self,
               GHashTable *ids,
               GError    **error)
{
  g_autoptr (GHashTable) touched
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) touched_free);
  GHashTableIter iter;
  const char *key;
  Touched *one;

  if (!collect_touched (self, ids, touched, error))
    return FALSE;
  g_hash_table_iter_init (&iter, touched);
  while (g_hash_table_iter_next (&iter, (gpointer *) &key, (gpointer *) &one))
    {
      gboolean done = FALSE;

      if (one->event_id != NULL && !g_hash_table_contains (self->done, key))
        {
          const ShedScheduleSettings *settings = replay_settings (self, one->repertoire_id, error);

          if (settings == NULL || !shed_schedule_row_append (self->db, settings, one->event_id, &done, error))
            return FALSE;
        }
      if (!done && !replay_tune (self, one->repertoire_id, one->tune_id, error))
        return FALSE;
    }
  return TRUE;
}

/* A tune that was merged with others, or is so no longer: wherever it, or one of these, has events. A pair may come twice and
 * is replayed once: a plain UNION makes a table for each tune that is asked about. */
static const char tune_pairs_sql[] =
  "SELECT r.id, :id FROM repertoire r WHERE EXISTS (SELECT 1 FROM schedule s WHERE s.repertoire_id = r.id AND s.tune_id = :id)"
  " UNION ALL SELECT r.id, t.id FROM tune t CROSS JOIN"
  " json_each (CASE WHEN json_valid (t.merged) THEN t.merged ELSE '[]' END) j CROSS JOIN repertoire r"
  " WHERE t.id = :id AND t.merged <> '[]' AND EXISTS"
  " (SELECT 1 FROM practice_event e WHERE e.repertoire_id = r.id AND e.tune_id = j.value)";

/* Without any, no tune need be asked about: a library that is filled from a book or a server would ask about all of its own. */
static const char any_pairs_sql[] = "SELECT EXISTS (SELECT 1 FROM repertoire) AND (EXISTS (SELECT 1 FROM schedule)"
                                    " OR EXISTS (SELECT 1 FROM practice_event))";

static gboolean
ask_any_pairs (ShedDb *db, gboolean *any, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, any_pairs_sql, error);

  if (stmt == NULL || shed_stmt_step (stmt, error) != SHED_STEP_ROW)
    return FALSE;
  *any = shed_stmt_get_int (stmt, 0) != 0;
  return TRUE;
}

static gboolean
replay_ids (Replay     *self,
            GHashTable *ids,
            const char *sql,
            GError    **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (self->db, sql, error);
  GHashTableIter iter;
  gpointer id;

  if (stmt == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      shed_stmt_bind_text (stmt, ":id", id);
      if (!replay_pairs (self, stmt, error))
        return FALSE;
      shed_stmt_reset (stmt);
    }
  return TRUE;
}

static gboolean
derive (ShedDb      *db,
        ShedChanges *changes,
        gboolean     everything,
        gpointer     data,
        GError     **error)
{
  g_autoptr (Replay) replay = replay_new (db);
  GHashTable *ids;
  gboolean any;

  if (everything || shed_changes_is_everything (changes))
    return run_sql (db, "DELETE FROM schedule", error) && replay_changed_settings (replay, TRUE, error);

  if ((shed_changes_has_table (changes, "repertoire") || shed_changes_has_table (changes, "preference")
       || shed_changes_has_table (changes, "goal"))
      && !replay_changed_settings (replay, FALSE, error))
    return FALSE;
  ids = shed_changes_get_ids (changes, "practice_event");
  if (ids != NULL && !replay_events (replay, ids, error))
    return FALSE;
  ids = shed_changes_get_ids (changes, "tune");
  if (ids == NULL)
    return TRUE;
  return ask_any_pairs (db, &any, error) && (!any || replay_ids (replay, ids, tune_pairs_sql, error));
}

static gboolean
is_equal (const ShedSchedule *a,
          const ShedSchedule *b)
{
  return a->state == b->state && a->step == b->step && a->stability == b->stability && a->difficulty == b->difficulty
         && a->interval_days == b->interval_days && a->due_at == b->due_at && a->last_at == b->last_at && a->reps == b->reps
         && a->lapses == b->lapses && a->last_rating == b->last_rating && a->last_day == b->last_day;
}

static const char all_pairs_sql[] =
  "SELECT DISTINCT e.repertoire_id, e.tune_id FROM practice_event e JOIN repertoire r ON r.id = e.repertoire_id"
  " UNION SELECT repertoire_id, tune_id FROM schedule";

/* Schedule = replay of events: a fault for every tune of which it is not true. */
static gboolean
check (ShedDb    *db,
       GPtrArray *faults,
       gpointer   data,
       GError   **error)
{
  g_autoptr (Replay) replay = replay_new (db);
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, all_pairs_sql, error);
  g_autoptr (GPtrArray) pairs = stmt == NULL ? NULL : read_pairs (stmt, error);

  if (pairs == NULL)
    return FALSE;
  for (guint i = 0; i < pairs->len; i += 2)
    {
      const char *repertoire_id = pairs->pdata[i], *tune_id = pairs->pdata[i + 1];
      const ShedScheduleSettings *settings = replay_settings (replay, repertoire_id, error);
      g_autoptr (ShedFoldEvents) events = NULL;
      g_autoptr (GPtrArray) parts = NULL;

      if (settings == NULL)
        return FALSE;
      events = shed_fold_events_load (db, repertoire_id, tune_id, error);
      if (events == NULL)
        return FALSE;
      parts = list_parts (events);
      for (guint k = 0; k < parts->len; k++)
        {
          ShedSchedule cached;
          ShedFold fold;

          shed_fold_run (events, parts->pdata[k], settings, &fold);
          if (!settings->exists)
            fold.schedule = (ShedSchedule) { .last_day = SHED_DAY_NONE };
          if (!shed_schedule_row_load (db, repertoire_id, tune_id, parts->pdata[k], &cached, error))
            return FALSE;
          if (!is_equal (&fold.schedule, &cached))
            g_ptr_array_add (faults, g_strdup_printf ("schedule: tune %s in repertoire %s%s%s is not what its events say",
                                                      tune_id, repertoire_id, *(char *) parts->pdata[k] == '\0' ? "" : ", part ",
                                                      (char *) parts->pdata[k]));
        }
    }
  return TRUE;
}

/**
 * shed_scheduler_install:
 * @store: a library, just opened
 * @error: return location of a #ShedStoreError
 *
 * Makes the store keep the schedules. Call once, before the first write.
 *
 * Returns: %FALSE with @error set
 */
gboolean
shed_scheduler_install (ShedStore *store,
                        GError   **error)
{
  shed_store_add_check (store, check, NULL);
  return shed_store_add_deriver (store, "schedule", DERIVER_VERSION, derived_from, derive, NULL, NULL, error);
}

gboolean
shed_scheduler_get (ShedDb       *db,
                    const char   *repertoire_id,
                    const char   *tune_id,
                    ShedSchedule *ret,
                    GError      **error)
{
  return shed_schedule_row_load (db, repertoire_id, tune_id, "", ret, error);
}

gboolean
shed_scheduler_preview (ShedDb       *db,
                        const char   *repertoire_id,
                        const char   *tune_id,
                        gint64        now_ms,
                        ShedSchedule  ret[4],
                        GError      **error)
{
  g_autoptr (ShedScheduleSettings) settings = shed_schedule_settings_load (db, repertoire_id, error);

  return settings != NULL && shed_preview_tune (db, settings, tune_id, now_ms, ret, error);
}

gboolean
shed_scheduler_replay (ShedDb       *db,
                       const char   *repertoire_id,
                       const char   *tune_id,
                       ShedSchedule *ret,
                       GError      **error)
{
  g_autoptr (ShedScheduleSettings) settings = shed_schedule_settings_load (db, repertoire_id, error);
  g_autoptr (ShedFoldEvents) events = NULL;
  ShedFold fold;

  if (settings == NULL)
    return FALSE;
  events = shed_fold_events_load (db, repertoire_id, tune_id, error);
  if (events == NULL)
    return FALSE;
  shed_fold_run (events, "", settings, &fold);
  *ret = fold.schedule;
  return TRUE;
}

double
shed_scheduler_retrievability (const ShedSchedule *schedule,
                               int                 practice_day)
{
  if (schedule->state == SHED_FSRS_NEW || !(schedule->stability > 0) || schedule->last_day == SHED_DAY_NONE)
    return 0;
  return shed_fsrs_forgetting_curve (shed_fsrs_default_weights[SHED_FSRS_N_WEIGHTS - 1],
                                     MAX (practice_day - schedule->last_day, 0), schedule->stability);
}
