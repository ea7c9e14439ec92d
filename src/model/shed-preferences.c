/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The preferences that follow the player, with their defaults (DATA.md, "Preferences"). A stored value that is not of
 * the default's kind counts as absent: a value from a newer program or a slip of another computer must not stop
 * practice. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-preferences.h"

#include <string.h>

#include "shed-civil.h"
#include "shed-command-private.h"
#include "shed-uuid.h"

static const struct { const char *name; const char *fallback; const char *json_type; } preferences[] = {
  { "fsrs.weights", NULL, "array" }, /* absent: those of the formula */
  { "fsrs.learning_steps", "[\"1m\",\"10m\"]", "array" },
  { "fsrs.relearning_steps", "[\"10m\"]", "array" },
  { "fsrs.fuzz", "true", "boolean" },
  { "fsrs.balance", "true", "boolean" },
  { "queue.min", "0", "integer" },
  { "queue.max", "10", "integer" },
  { "queue.new", "5", "integer" },
  { "queue.overdue_window_days", "21", "integer" },
  { "queue.easy_days", "[1,1,1,1,1,1,1]", "array" },
  { "queue.days_off", "[]", "array" },
  { "day.start_minutes", "240", "integer" },
  { "practice.flashcard_front", "\"title\"", "text" },
  { "profile.name", "\"\"", "text" },
};

#define REPERTOIRE_PREFIX "repertoire/"
#define UUID_LENGTH 36

static int
find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (preferences); i++)
    if (strcmp (preferences[i].name, name) == 0)
      return (int) i;
  return -1;
}

/* "queue.max" of "repertoire/ID/queue.max". */
static const char *
plain_name (const char *name)
{
  g_autofree char *id = NULL;

  if (!g_str_has_prefix (name, REPERTOIRE_PREFIX) || strlen (name) <= strlen (REPERTOIRE_PREFIX) + UUID_LENGTH + 1)
    return name;
  id = g_strndup (name + strlen (REPERTOIRE_PREFIX), UUID_LENGTH);
  if (!shed_uuid_is_valid (id) || name[strlen (REPERTOIRE_PREFIX) + UUID_LENGTH] != '/')
    return name;
  return name + strlen (REPERTOIRE_PREFIX) + UUID_LENGTH + 1;
}

gboolean
shed_preference_is_name (const char *name)
{
  return find (plain_name (name)) >= 0;
}

gboolean
shed_preference_accepts (ShedDb     *db,
                         const char *name,
                         const char *json_value)
{
  int index = find (plain_name (name));
  g_autofree char *type = NULL;

  if (index < 0 || !g_utf8_validate (json_value, -1, NULL))
    return FALSE;
  type = shed_query_text (db, "SELECT CASE WHEN json_valid(:a) THEN json_type(:a) END", json_value, NULL, NULL);
  if (type == NULL)
    return FALSE;
  if (strcmp (preferences[index].json_type, "boolean") == 0)
    return strcmp (type, "true") == 0 || strcmp (type, "false") == 0;
  return strcmp (type, preferences[index].json_type) == 0;
}

const char *
shed_preference_get_default (const char *name)
{
  int index;

  g_return_val_if_fail (name != NULL, NULL);

  index = find (name);
  return index >= 0 ? preferences[index].fallback : NULL;
}

const char * const *
shed_preference_list_names (void)
{
  static const char *names[G_N_ELEMENTS (preferences) + 1];
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      for (guint i = 0; i < G_N_ELEMENTS (preferences); i++)
        names[i] = preferences[i].name;
      g_once_init_leave (&once, 1);
    }
  return names;
}

static char *
dup_stored (ShedDb     *db,
            const char *name)
{
  g_autofree char *value =
    shed_query_text (db, "SELECT value FROM preference WHERE name = :a ORDER BY id LIMIT 1", name, NULL, NULL);

  return value != NULL && shed_preference_accepts (db, name, value) ? g_steal_pointer (&value) : NULL;
}

char *
shed_preference_dup (ShedDb     *db,
                     const char *name,
                     const char *repertoire_id)
{
  char *value = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  if (find (name) < 0)
    return NULL;
  if (repertoire_id != NULL)
    {
      g_autofree char *own = g_strconcat (REPERTOIRE_PREFIX, repertoire_id, "/", name, NULL);

      value = dup_stored (db, own);
    }
  if (value == NULL)
    value = dup_stored (db, name);
  return value != NULL ? value : g_strdup (shed_preference_get_default (name));
}

/* Whole numbers within what an int holds; 0 for anything else. */
int
shed_preference_get_int (ShedDb     *db,
                         const char *name,
                         const char *repertoire_id)
{
  g_autofree char *value = shed_preference_dup (db, name, repertoire_id);
  gint64 number = value != NULL ? g_ascii_strtoll (value, NULL, 10) : 0;

  return (int) CLAMP (number, G_MININT, G_MAXINT);
}

gboolean
shed_preference_get_bool (ShedDb     *db,
                          const char *name,
                          const char *repertoire_id)
{
  g_autofree char *value = shed_preference_dup (db, name, repertoire_id);

  return value != NULL && strstr (value, "true") != NULL;
}

static gboolean
load_all (ShedDb        *db,
          gpointer       data,
          GCancellable  *cancellable,
          GError       **error)
{
  GHashTable *values = data;
  g_autoptr(ShedStmt) stmt = shed_db_borrow (db, "SELECT name, value FROM preference ORDER BY id DESC", error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (preferences); i++)
    if (preferences[i].fallback != NULL)
      g_hash_table_insert (values, g_strdup (preferences[i].name), g_strdup (preferences[i].fallback));
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    if (shed_preference_accepts (db, shed_stmt_get_text (stmt, 0), shed_stmt_get_text (stmt, 1)))
      g_hash_table_insert (values, shed_stmt_dup_text (stmt, 0), shed_stmt_dup_text (stmt, 1));
  return step == SHED_STEP_DONE;
}

static void
on_all_loaded (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;

  if (!shed_store_read_finish (SHED_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_hash_table_ref (g_task_get_task_data (task)), (GDestroyNotify) g_hash_table_unref);
}

/**
 * shed_preferences_load_async:
 *
 * Reads all preferences, defaults included; a repertoire's own ones under "repertoire/ID/NAME".
 */
void
shed_preferences_load_async (ShedStore           *store,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);
  GHashTable *values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  g_task_set_source_tag (task, shed_preferences_load_async);
  g_task_set_task_data (task, values, (GDestroyNotify) g_hash_table_unref);
  shed_store_read_async (store, load_all, g_hash_table_ref (values), (GDestroyNotify) g_hash_table_unref, cancellable,
                         on_all_loaded, task);
}

GHashTable *
shed_preferences_load_finish (GAsyncResult  *result,
                              GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

int
shed_preference_today (ShedDb *db)
{
  g_autofree char *time_zone = shed_db_dup_time_zone (db);

  return shed_practice_day (shed_db_now_ms (db), time_zone,
                            CLAMP (shed_preference_get_int (db, "day.start_minutes", NULL), 0, 1439));
}
