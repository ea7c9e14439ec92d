/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fold over a tune's events, the only source of its schedule. It depends on nothing but the set of events and the
 * settings: events are put into (answered_at, id) order and voids are resolved here, so that it does not matter in which
 * order they came to this computer. Memory comes from the formulas; the date from what the last rating says that the
 * player was shown and chose, until a `due` event says another. It must never read a clock, and never write.
 */
#define G_LOG_DOMAIN "Woodshed-schedule"

#include "shed-fold.h"

#include "shed-civil.h"
#include "shed-sm2.h"

#include <string.h>

#define DAY_MINUTES 1440

/* The events of a tune are its own and those of the tunes that were merged into it. */
static const char events_sql[] =
  "SELECT id, part, kind, rating, goal, answered_at, practice_day, interval_days, due_at, voids,"
  " submit_id IS NOT NULL FROM practice_event"
  " WHERE repertoire_id = :repertoire AND tune_id = :tune";
static const char merged_sql[] =
  "SELECT j.value FROM tune t, json_each (CASE WHEN json_valid (t.merged) THEN t.merged ELSE '[]' END) j"
  " WHERE t.id = :tune AND t.merged <> '[]' AND j.type = 'text'";

/**
 * shed_fold_events_new:
 *
 * Returns: (transfer full): no events yet
 */
ShedFoldEvents *
shed_fold_events_new (void)
{
  ShedFoldEvents *self = g_new0 (ShedFoldEvents, 1);

  self->events = g_array_new (FALSE, TRUE, sizeof (ShedFoldEvent));
  self->texts = g_string_chunk_new (256);
  return self;
}

void
shed_fold_events_free (ShedFoldEvents *self)
{
  g_array_unref (self->events);
  g_string_chunk_free (self->texts);
  g_free (self);
}

/**
 * shed_fold_events_add:
 * @self: the events
 * @id: its id
 * @part: (nullable): the part of the tune
 * @goal: (nullable): what it was practised for
 * @voids: (nullable): the event that it voids
 *
 * Adds an event. Its other fields are for the caller to fill; the pointer is good until the next call.
 *
 * Returns: (transfer none): the event
 */
ShedFoldEvent *
shed_fold_events_add (ShedFoldEvents *self,
                      const char     *id,
                      const char     *part,
                      const char     *goal,
                      const char     *voids)
{
  ShedFoldEvent *event;

  g_array_set_size (self->events, self->events->len + 1);
  event = &g_array_index (self->events, ShedFoldEvent, self->events->len - 1);
  g_strlcpy (event->id, id, sizeof event->id);
  g_strlcpy (event->voids, voids == NULL ? "" : voids, sizeof event->voids);
  event->part = part == NULL ? "" : g_string_chunk_insert_const (self->texts, part);
  event->goal = goal == NULL ? NULL : g_string_chunk_insert_const (self->texts, goal);
  event->interval_days = -1;
  event->practice_day = SHED_DAY_NONE;
  return event;
}

static int
compare_events (gconstpointer a,
                gconstpointer b)
{
  const ShedFoldEvent *x = a, *y = b;

  if (x->answered_at != y->answered_at)
    return x->answered_at < y->answered_at ? -1 : 1;
  return strcmp (x->id, y->id);
}

/* An event counts unless a counting void names it. Voids are decided from those that nothing names down to the ratings, so
 * that a void of a void of a void ends right. */
static void
resolve_voids (ShedFoldEvents *self)
{
  guint n = self->events->len;
  g_autoptr (GHashTable) by_id = NULL;
  g_autofree guint *n_open = NULL, *decided = NULL;
  g_autofree int *target = NULL;
  guint n_decided = 0, n_voids = 0;

  for (guint i = 0; i < n; i++)
    {
      ShedFoldEvent *event = &g_array_index (self->events, ShedFoldEvent, i);

      event->counts = TRUE;
      n_voids += event->kind == SHED_FOLD_VOID;
    }
  if (n_voids == 0)
    return;

  by_id = g_hash_table_new (g_str_hash, g_str_equal);
  n_open = g_new0 (guint, n);
  decided = g_new (guint, n);
  target = g_new (int, n);
  for (guint i = 0; i < n; i++)
    g_hash_table_insert (by_id, g_array_index (self->events, ShedFoldEvent, i).id, GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < n; i++)
    {
      ShedFoldEvent *event = &g_array_index (self->events, ShedFoldEvent, i);

      target[i] = -1;
      if (event->kind == SHED_FOLD_VOID)
        target[i] = (int) GPOINTER_TO_UINT (g_hash_table_lookup (by_id, event->voids)) - 1;
      if (target[i] >= 0)
        n_open[target[i]]++;
    }
  for (guint i = 0; i < n; i++)
    if (n_open[i] == 0)
      decided[n_decided++] = i;
  for (guint next = 0; next < n_decided; next++)
    {
      guint i = decided[next];

      if (target[i] < 0)
        continue;
      if (g_array_index (self->events, ShedFoldEvent, i).counts)
        g_array_index (self->events, ShedFoldEvent, target[i]).counts = FALSE;
      if (--n_open[target[i]] == 0)
        decided[n_decided++] = (guint) target[i];
    }
}

/**
 * shed_fold_events_settle:
 * @self: the events, all added
 *
 * Puts them into order and decides which of them count.
 */
void
shed_fold_events_settle (ShedFoldEvents *self)
{
  g_array_sort (self->events, compare_events);
  resolve_voids (self);
}

/**
 * shed_fold_kind_from_text:
 * @text: (nullable): what the kind column holds
 *
 * Returns: the kind
 */
ShedFoldKind
shed_fold_kind_from_text (const char *text)
{
  static const struct
  {
    const char *text;
    ShedFoldKind kind;
  } kinds[] = {
    { "rating", SHED_FOLD_RATING }, { "known", SHED_FOLD_KNOWN }, { "due", SHED_FOLD_DUE }, { "void", SHED_FOLD_VOID }
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (text, kinds[i].text) == 0)
      return kinds[i].kind;
  return SHED_FOLD_OTHER;
}

static gboolean
load_of (ShedFoldEvents *self,
         ShedDb         *db,
         const char     *repertoire_id,
         const char     *tune_id,
         GError        **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, events_sql, error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":repertoire", repertoire_id);
  shed_stmt_bind_text (stmt, ":tune", tune_id);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      ShedFoldKind kind = shed_fold_kind_from_text (shed_stmt_get_text (stmt, 2));
      ShedFoldEvent *event;
      const char *day;

      if (kind == SHED_FOLD_OTHER)
        continue;
      event = shed_fold_events_add (self, shed_stmt_get_text (stmt, 0), shed_stmt_get_text (stmt, 1),
                                    shed_stmt_get_text (stmt, 4), shed_stmt_get_text (stmt, 9));
      event->kind = kind;
      event->rating = (int) shed_stmt_get_int (stmt, 3);
      event->answered_at = shed_stmt_get_int (stmt, 5);
      day = shed_stmt_get_text (stmt, 6);
      event->practice_day = day == NULL ? SHED_DAY_NONE : shed_civil_parse (day);
      if (event->practice_day == SHED_DAY_NONE)
        event->practice_day = shed_civil_utc_day (event->answered_at);
      if (!shed_stmt_is_null (stmt, 7))
        event->interval_days = (int) CLAMP (shed_stmt_get_int (stmt, 7), 0, G_MAXINT);
      event->due_at = shed_stmt_get_int (stmt, 8);
      event->has_submit = shed_stmt_get_int (stmt, 10) != 0;
    }
  return step == SHED_STEP_DONE;
}

/**
 * shed_fold_events_load:
 * @db: a connection
 * @repertoire_id: a repertoire
 * @tune_id: a tune
 * @error: return location of a #ShedStoreError
 *
 * Reads the events of a tune, and of the tunes that were merged into it, of all its parts, and settles them.
 *
 * Returns: (transfer full) (nullable): the events
 */
ShedFoldEvents *
shed_fold_events_load (ShedDb     *db,
                       const char *repertoire_id,
                       const char *tune_id,
                       GError    **error)
{
  g_autoptr (ShedFoldEvents) self = shed_fold_events_new ();
  g_autoptr (ShedStmt) merged = shed_db_borrow (db, merged_sql, error);
  g_autoptr (GHashTable) seen = NULL;
  ShedStep step;

  if (merged == NULL || !load_of (self, db, repertoire_id, tune_id, error))
    return NULL;
  shed_stmt_bind_text (merged, ":tune", tune_id);
  while ((step = shed_stmt_step (merged, error)) == SHED_STEP_ROW)
    {
      const char *other = shed_stmt_get_text (merged, 0);

      if (seen == NULL)
        seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      if (strcmp (other, tune_id) == 0 || !g_hash_table_add (seen, g_strdup (other)))
        continue;
      if (!load_of (self, db, repertoire_id, other, error))
        return NULL;
    }
  if (step != SHED_STEP_DONE)
    return NULL;
  shed_fold_events_settle (self);
  return g_steal_pointer (&self);
}

static void
rate_memory (ShedFold                   *fold,
             const ShedScheduleSettings *settings,
             const ShedFsrsParams       *params,
             const ShedFoldEvent        *event)
{
  int elapsed_days = fold->has_memory ? MAX (event->practice_day - fold->memory_day, 0) : 0;

  if (settings->is_sm2)
    shed_sm2_review (params->max_interval_days, &fold->memory, event->answered_at, event->rating, &fold->memory);
  else
    shed_fsrs_review (params, &fold->memory, event->answered_at, elapsed_days, event->rating, &fold->memory);
  fold->has_memory = TRUE;
  fold->memory_day = event->practice_day;
}

static void
show_memory (ShedFold *fold)
{
  ShedSchedule *schedule = &fold->schedule;

  schedule->stability = fold->memory.stability;
  schedule->difficulty = fold->memory.difficulty;
  schedule->lapses = fold->memory.lapses;
}

/* A date stored with the event is what the player was shown and chose; one that is missing comes from the formulas. */
static void
set_due (ShedSchedule        *schedule,
         const ShedFoldEvent *event,
         int                  interval_days,
         gint64               due_at)
{
  schedule->interval_days = event->interval_days >= 0 ? event->interval_days : interval_days;
  schedule->due_at = event->due_at != 0 ? event->due_at : due_at;
}

static void
fold_rating (ShedFold                   *fold,
             const ShedScheduleSettings *settings,
             const ShedFsrsParams       *params,
             const ShedFoldEvent        *event)
{
  ShedSchedule *schedule = &fold->schedule;
  ShedLadder space;
  gboolean counts_recall;
  const ShedLadder *ladder = shed_schedule_settings_find_ladder (settings, event->goal, &space, &counts_recall);

  if (event->rating < SHED_RATING_AGAIN || event->rating > SHED_RATING_EASY)
    return;
  if (counts_recall)
    rate_memory (fold, settings, params, event);
  show_memory (fold);
  if (ladder != NULL)
    {
      int minutes;

      if (g_strcmp0 (fold->rung_goal, event->goal) != 0)
        fold->rung = -1;
      fold->rung = shed_ladder_next_rung (ladder, fold->rung, event->rating);
      fold->rung_goal = event->goal;
      minutes = ladder->minutes[fold->rung];
      schedule->state = SHED_FSRS_REVIEW;
      schedule->step = fold->rung;
      set_due (schedule, event, minutes / DAY_MINUTES, event->answered_at + (gint64) minutes * 60000);
    }
  else
    {
      schedule->state = fold->memory.state;
      schedule->step = fold->memory.step;
      set_due (schedule, event, fold->memory.interval_days, fold->memory.due_ms);
    }
  schedule->reps++;
  schedule->last_at = event->answered_at;
  schedule->last_rating = event->rating;
  schedule->last_day = event->practice_day;
}

/* "I know it" counts as a first Easy that asks for no learning steps, and never makes a memory weaker. It is no rating:
 * the number of them and the day last practised stay. */
static void
fold_known (ShedFold                   *fold,
            const ShedScheduleSettings *settings,
            const ShedFsrsParams       *params,
            const ShedFoldEvent        *event)
{
  ShedFsrsCard *memory = &fold->memory;
  ShedSchedule *schedule = &fold->schedule;
  ShedFsrsCard easy = { 0 };

  if (settings->is_sm2)
    {
      shed_sm2_review (params->max_interval_days, &easy, event->answered_at, SHED_RATING_EASY, &easy);
      if (memory->step < easy.step)
        {
          memory->step = easy.step;
          memory->interval_days = easy.interval_days;
        }
    }
  else
    {
      shed_fsrs_review (params, &easy, event->answered_at, 0, SHED_RATING_EASY, &easy);
      memory->step = 0;
    }
  memory->stability = MAX (memory->stability, easy.stability);
  if (memory->difficulty == 0)
    memory->difficulty = easy.difficulty;
  memory->state = SHED_FSRS_REVIEW;
  memory->last_ms = event->answered_at;
  fold->has_memory = TRUE;
  fold->memory_day = event->practice_day;

  show_memory (fold);
  schedule->state = SHED_FSRS_REVIEW;
  schedule->step = memory->step;
  schedule->last_day = event->practice_day;
  set_due (schedule, event, easy.interval_days, easy.due_ms);
}

/**
 * shed_fold_begin:
 * @fold: (out caller-allocates): the fold of no events
 */
void
shed_fold_begin (ShedFold *fold)
{
  *fold = (ShedFold) { .schedule.last_day = SHED_DAY_NONE, .rung = -1 };
}

/**
 * shed_fold_add:
 * @fold: the fold of all events before
 * @settings: the settings of the repertoire
 * @event: the next event that counts
 *
 * Adds an event. Fuzz does not act here: it did when the rating was previewed, and what it made is stored with the rating.
 */
void
shed_fold_add (ShedFold                   *fold,
               const ShedScheduleSettings *settings,
               const ShedFoldEvent        *event)
{
  fold->n_counting++;
  memcpy (fold->last_id, event->id, sizeof fold->last_id);
  switch (event->kind)
    {
    case SHED_FOLD_RATING:
      fold_rating (fold, settings, &settings->plain_params, event);
      fold->is_fixed = FALSE;
      break;
    case SHED_FOLD_KNOWN:
      fold_known (fold, settings, &settings->plain_params, event);
      fold->is_fixed = FALSE;
      break;
    case SHED_FOLD_DUE:
      if (event->due_at == 0)
        break;
      set_due (&fold->schedule, event, fold->schedule.interval_days, 0);
      /* A rescheduling writes its dates under one submit id. */
      fold->is_fixed = !event->has_submit;
      break;
    case SHED_FOLD_VOID:
    case SHED_FOLD_OTHER:
    default:
      break;
    }
}

/**
 * shed_fold_run:
 * @events: settled events
 * @part: which part of the tune; "" for the whole
 * @settings: the settings of the repertoire
 * @ret: (out caller-allocates): what they add up to; its texts live as long as @events
 *
 * Replays the events that count.
 */
void
shed_fold_run (const ShedFoldEvents       *events,
               const char                 *part,
               const ShedScheduleSettings *settings,
               ShedFold                   *ret)
{
  shed_fold_begin (ret);
  for (guint i = 0; i < events->events->len; i++)
    {
      const ShedFoldEvent *event = &g_array_index (events->events, ShedFoldEvent, i);

      if (event->counts && event->kind != SHED_FOLD_VOID && strcmp (event->part, part) == 0)
        shed_fold_add (ret, settings, event);
    }
}
