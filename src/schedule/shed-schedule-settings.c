/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads everything that a repertoire's schedule depends on besides its events. A stored value that makes no sense counts
 * as absent: a strange preference must never keep a player from practising. It must never write.
 */
#define G_LOG_DOMAIN "Woodshed-schedule"

#include "shed-schedule-settings.h"

#include "shed-civil.h"
#include "shed-fsrs-number.h"
#include "shed-lists.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define MAX_DAYS_OFF 4000

typedef struct
{
  ShedLadder ladder; /* without rungs: follows recall */
  gboolean counts_recall;
} OwnGoal;

/* The list that a preference or a column holds, or NULL. */
static JsonNode *
parse_list (const char *json)
{
  g_autoptr (JsonNode) node = json == NULL ? NULL : json_from_string (json, NULL);

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return NULL;
  return g_steal_pointer (&node);
}

/* All preferences in one go: every committed rating needs a dozen of them, and asking for each would cost more than the
 * replay. The rule is that of shed_preference_dup(). */
static GHashTable *
read_preferences (ShedDb  *db,
                  GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "SELECT name, value FROM preference ORDER BY id DESC", error);
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  ShedStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    g_hash_table_replace (values, shed_stmt_dup_text (stmt, 0), shed_stmt_dup_text (stmt, 1));
  return step == SHED_STEP_DONE ? g_steal_pointer (&values) : NULL;
}

typedef gboolean (*ReadValue) (ShedScheduleSettings *self, const char *json, gpointer target);

/* The repertoire's own value, else the player's; one that cannot be read counts as absent. Where there is neither, what is
 * there already stays: the defaults of shed_preference_get_default(), which a test holds equal. */
static void
take (ShedScheduleSettings *self,
      GHashTable           *values,
      const char           *name,
      ReadValue             read,
      gpointer              target)
{
  g_autofree char *own = NULL;
  const char *value;

  if (g_hash_table_size (values) == 0)
    return;
  own = g_strconcat ("repertoire/", self->repertoire_id, "/", name, NULL);
  value = g_hash_table_lookup (values, own);
  if (value != NULL && read (self, value, target))
    return;
  value = g_hash_table_lookup (values, name);
  if (value != NULL)
    read (self, value, target);
}

static gboolean
read_boolean (ShedScheduleSettings *self,
              const char           *json,
              gpointer              target)
{
  gboolean *value = target;

  if (strcmp (json, "true") != 0 && strcmp (json, "false") != 0)
    return FALSE;
  *value = json[0] == 't';
  return TRUE;
}

static gboolean
read_day_start (ShedScheduleSettings *self,
                const char           *json,
                gpointer              target)
{
  gint64 minutes;

  if (!g_ascii_string_to_signed (json, 10, G_MININT, G_MAXINT, &minutes, NULL))
    return FALSE;
  *(int *) target = (int) CLAMP (minutes, 0, 1439);
  return TRUE;
}

/* Numbers may be texts too, so that none loses a digit on its way through other programs. */
static gboolean
number_at (JsonArray *array,
           guint      index,
           double    *ret)
{
  JsonNode *node = json_array_get_element (array, index);
  GType type = json_node_get_value_type (node);
  const char *text;
  char *end;

  if (type == G_TYPE_STRING)
    {
      text = json_node_get_string (node);
      *ret = g_ascii_strtod (text, &end);
      return end != text && *end == '\0' && isfinite (*ret);
    }
  *ret = json_node_get_double (node);
  return (type == G_TYPE_DOUBLE || type == G_TYPE_INT64) && isfinite (*ret);
}

static gboolean
read_weights (ShedScheduleSettings *self,
              const char           *json,
              gpointer              target)
{
  g_autoptr (JsonNode) node = parse_list (json);
  double weights[SHED_FSRS_N_WEIGHTS];
  JsonArray *array;
  guint n;

  if (node == NULL)
    return FALSE;
  array = json_node_get_array (node);
  n = json_array_get_length (array);
  if (n != 17 && n != 19 && n != SHED_FSRS_N_WEIGHTS)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!number_at (array, i, &weights[i]))
      return FALSE;
  return shed_fsrs_params_set_weights (&self->params, weights, n);
}

static gboolean
read_steps (const char *json,
            int        *minutes,
            guint      *n_minutes)
{
  g_autoptr (JsonNode) node = parse_list (json);
  int steps[SHED_FSRS_MAX_STEPS];
  JsonArray *array;
  guint n;

  if (node == NULL)
    return FALSE;
  array = json_node_get_array (node);
  n = json_array_get_length (array);
  if (n > SHED_FSRS_MAX_STEPS)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      JsonNode *step = json_array_get_element (array, i);

      if (json_node_get_value_type (step) != G_TYPE_STRING
          || !shed_fsrs_step_from_text (json_node_get_string (step), &steps[i]))
        return FALSE;
    }
  memcpy (minutes, steps, n * sizeof *steps);
  *n_minutes = n;
  return TRUE;
}

static gboolean
read_learning_steps (ShedScheduleSettings *self,
                     const char           *json,
                     gpointer              target)
{
  return read_steps (json, self->params.learning_steps_minutes, &self->params.n_learning_steps);
}

static gboolean
read_relearning_steps (ShedScheduleSettings *self,
                       const char           *json,
                       gpointer              target)
{
  return read_steps (json, self->params.relearning_steps_minutes, &self->params.n_relearning_steps);
}

static gboolean
read_easy_days (ShedScheduleSettings *self,
                const char           *json,
                gpointer              target)
{
  g_autoptr (JsonNode) node = parse_list (json);
  double share[7];

  if (node == NULL || json_array_get_length (json_node_get_array (node)) != 7)
    return FALSE;
  for (guint i = 0; i < 7; i++)
    if (!number_at (json_node_get_array (node), i, &share[i]) || share[i] < 0 || share[i] > 100)
      return FALSE;
  memcpy (self->day_share, share, sizeof share);
  return TRUE;
}

static gboolean
read_days_off (ShedScheduleSettings *self,
               const char           *json,
               gpointer              target)
{
  g_autoptr (JsonNode) node = parse_list (json);
  JsonArray *array;

  if (node == NULL)
    return FALSE;
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array) && i < MAX_DAYS_OFF; i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      int day = SHED_DAY_NONE;

      if (json_node_get_value_type (element) == G_TYPE_STRING)
        day = shed_civil_parse (json_node_get_string (element));
      if (day != SHED_DAY_NONE)
        g_array_append_val (self->days_off, day);
    }
  return TRUE;
}

static void
ladder_from_json (ShedLadder *ladder,
                  const char *json)
{
  g_autoptr (JsonNode) node = parse_list (json);
  JsonArray *array;
  double minutes;

  ladder->n_rungs = 0;
  if (node == NULL)
    return;
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array) && ladder->n_rungs < SHED_LADDER_MAX_RUNGS; i++)
    if (number_at (array, i, &minutes) && minutes >= 0 && minutes <= G_MAXINT)
      ladder->minutes[ladder->n_rungs++] = (int) minutes;
}

static gboolean
read_goals (ShedScheduleSettings *self,
            ShedDb               *db,
            GError              **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "SELECT id, ladder_minutes, counts_recall FROM goal", error);
  ShedStep step;

  self->own_goals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (stmt == NULL)
    return FALSE;
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      OwnGoal *goal = g_new0 (OwnGoal, 1);

      ladder_from_json (&goal->ladder, shed_stmt_get_text (stmt, 1));
      goal->counts_recall = shed_stmt_get_int (stmt, 2) != 0;
      g_hash_table_replace (self->own_goals, shed_stmt_dup_text (stmt, 0), goal);
    }
  return step == SHED_STEP_DONE;
}

static gboolean
read_repertoire (ShedScheduleSettings *self,
                 ShedDb               *db,
                 GError              **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "SELECT scheduler, retention_permille, max_interval_days, default_goal"
                                              " FROM repertoire WHERE id = :id", error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", self->repertoire_id);
  switch (shed_stmt_step (stmt, error))
    {
    case SHED_STEP_ROW:
      self->exists = TRUE;
      self->is_sm2 = g_strcmp0 (shed_stmt_get_text (stmt, 0), "sm2") == 0;
      self->params.retention = CLAMP (shed_stmt_get_int (stmt, 1), 1, 1000) / 1000.0;
      self->params.max_interval_days = (int) CLAMP (shed_stmt_get_int (stmt, 2), 1, 36500);
      self->default_goal = shed_stmt_dup_text (stmt, 3);
      return TRUE;
    case SHED_STEP_DONE:
      return TRUE;
    case SHED_STEP_ERROR:
    default:
      return FALSE;
    }
}

/**
 * shed_schedule_settings_load:
 * @db: a connection
 * @repertoire_id: a repertoire; of one that is not there, the player's own defaults
 * @error: return location of a #ShedStoreError
 *
 * Reads the settings as they are now.
 *
 * Returns: (transfer full) (nullable): the settings
 */
ShedScheduleSettings *
shed_schedule_settings_load (ShedDb     *db,
                             const char *repertoire_id,
                             GError    **error)
{
  g_autoptr (ShedScheduleSettings) self = g_new0 (ShedScheduleSettings, 1);
  g_autoptr (GHashTable) values = NULL;

  self->repertoire_id = g_strdup (repertoire_id);
  self->days_off = g_array_new (FALSE, FALSE, sizeof (int));
  for (int i = 0; i < 7; i++)
    self->day_share[i] = 1;
  shed_fsrs_params_init (&self->params);
  self->params.fuzz = TRUE;
  self->balance = TRUE;
  if (!read_repertoire (self, db, error) || !read_goals (self, db, error))
    return NULL;
  values = read_preferences (db, error);
  if (values == NULL)
    return NULL;
  take (self, values, "fsrs.learning_steps", read_learning_steps, NULL);
  take (self, values, "fsrs.relearning_steps", read_relearning_steps, NULL);
  take (self, values, "fsrs.weights", read_weights, NULL);
  take (self, values, "fsrs.fuzz", read_boolean, &self->params.fuzz);
  take (self, values, "fsrs.balance", read_boolean, &self->balance);
  take (self, values, "queue.easy_days", read_easy_days, NULL);
  take (self, values, "queue.days_off", read_days_off, NULL);
  shed_fsrs_params_prepare (&self->params);
  self->plain_params = self->params;
  self->plain_params.fuzz = FALSE;
  /* One day for all repertoires: shed_preference_today(). */
  self->day_start_minutes = 240;
  if (g_hash_table_lookup (values, "day.start_minutes") != NULL)
    read_day_start (self, g_hash_table_lookup (values, "day.start_minutes"), &self->day_start_minutes);
  self->time_zone = shed_db_dup_time_zone (db);
  return g_steal_pointer (&self);
}

void
shed_schedule_settings_free (ShedScheduleSettings *self)
{
  g_free (self->repertoire_id);
  g_free (self->default_goal);
  g_free (self->time_zone);
  g_clear_pointer (&self->days_off, g_array_unref);
  g_clear_pointer (&self->own_goals, g_hash_table_unref);
  g_free (self);
}

/**
 * shed_schedule_settings_find_ladder:
 * @self: the settings
 * @goal: (nullable): what a goal column holds
 * @space: (out caller-allocates): room for a ladder
 * @ret_counts_recall: (out) (optional): whether practising for it is recall too
 *
 * The ladder of a goal.
 *
 * Returns: (transfer none) (nullable): @space or a ladder of @self; %NULL for goals that follow recall
 */
const ShedLadder *
shed_schedule_settings_find_ladder (const ShedScheduleSettings *self,
                                    const char                 *goal,
                                    ShedLadder                 *space,
                                    gboolean                   *ret_counts_recall)
{
  const OwnGoal *own;
  const ShedGoal *built_in;

  if (ret_counts_recall != NULL)
    *ret_counts_recall = TRUE;
  /* By far the most events; need not be looked up. */
  if (goal == NULL || strcmp (goal, "recall") == 0)
    return NULL;
  own = g_hash_table_lookup (self->own_goals, goal);
  if (own != NULL)
    {
      if (own->ladder.n_rungs == 0)
        return NULL;
      if (ret_counts_recall != NULL)
        *ret_counts_recall = own->counts_recall;
      return &own->ladder;
    }
  built_in = shed_goal_lookup (goal);
  if (built_in == NULL || built_in->ladder_minutes == NULL || built_in->n_rungs == 0)
    return NULL;
  if (ret_counts_recall != NULL)
    *ret_counts_recall = FALSE;
  space->n_rungs = MIN (built_in->n_rungs, SHED_LADDER_MAX_RUNGS);
  for (guint i = 0; i < space->n_rungs; i++)
    space->minutes[i] = (int) built_in->ladder_minutes[i];
  return space;
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * shed_schedule_settings_fingerprint:
 * @self: the settings
 *
 * A text that changes exactly when a replay of the same events could give something else: scheduler, weights, steps,
 * retention and maximum (for events that say no due time of their own), and the ladders. Not fuzz, balance or days: these
 * act once, when a rating is previewed.
 *
 * Returns: (transfer full): the fingerprint
 */
char *
shed_schedule_settings_fingerprint (const ShedScheduleSettings *self)
{
  g_autoptr (GString) text = g_string_new (self->is_sm2 ? "sm2" : "fsrs");
  g_autoptr (GPtrArray) goals = g_ptr_array_new_with_free_func (g_free);
  const ShedFsrsParams *params = &self->params;
  char number[SHED_FSRS_NUMBER_SIZE];
  GHashTableIter iter;
  const char *id;
  const OwnGoal *goal;

  for (guint i = 0; i < SHED_FSRS_N_WEIGHTS; i++)
    {
      shed_fsrs_format_double (params->weights[i], number);
      g_string_append_printf (text, " %s", number);
    }
  shed_fsrs_format_double (params->retention, number);
  g_string_append_printf (text, " r%s m%d", number, params->max_interval_days);
  for (guint i = 0; i < params->n_learning_steps; i++)
    g_string_append_printf (text, " l%d", params->learning_steps_minutes[i]);
  for (guint i = 0; i < params->n_relearning_steps; i++)
    g_string_append_printf (text, " f%d", params->relearning_steps_minutes[i]);

  g_hash_table_iter_init (&iter, self->own_goals);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, (gpointer *) &goal))
    {
      GString *line = g_string_new (id);

      g_string_append_c (line, goal->counts_recall ? '+' : '-');
      for (guint i = 0; i < goal->ladder.n_rungs; i++)
        g_string_append_printf (line, " %d", goal->ladder.minutes[i]);
      g_ptr_array_add (goals, g_string_free (line, FALSE));
    }
  g_ptr_array_sort (goals, compare_texts);
  for (guint i = 0; i < goals->len; i++)
    g_string_append_printf (text, "\n%s", (const char *) goals->pdata[i]);
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, (gssize) text->len);
}
