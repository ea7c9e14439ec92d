/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Repertoires as objects and as a list in the player's order. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-repertoire.h"

#include "shed-command-private.h"
#include "shed-fields-private.h"
#include "shed-preferences.h"
#include "shed-rows-private.h"

struct _ShedRepertoire {
  GObject  parent_instance;
  char    *id, *name, *instrument, *tuning, *clef, *genre, *scheduler, *default_goal;
  int      retention_permille, max_interval_days;
  gboolean archived;
  guint    n_tunes, n_due, n_new;
};
G_DEFINE_FINAL_TYPE (ShedRepertoire, shed_repertoire, G_TYPE_OBJECT)

#define FIELD(name, type, member) { name, SHED_FIELD_##type, G_STRUCT_OFFSET (ShedRepertoire, member) }
static const ShedField fields[] = {
  FIELD ("id", STRING, id), FIELD ("name", STRING, name), FIELD ("instrument", STRING, instrument),
  FIELD ("tuning", STRING, tuning), FIELD ("clef", STRING, clef), FIELD ("genre", STRING, genre),
  FIELD ("scheduler", STRING, scheduler), FIELD ("default-goal", STRING, default_goal),
  FIELD ("retention-permille", INT, retention_permille), FIELD ("max-interval-days", INT, max_interval_days),
  FIELD ("archived", BOOLEAN, archived), FIELD ("n-tunes", UINT, n_tunes), FIELD ("n-due", UINT, n_due),
  FIELD ("n-new", UINT, n_new),
};

static void
shed_repertoire_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  shed_fields_get (object, fields, G_N_ELEMENTS (fields), prop_id, value, pspec);
}

static void
shed_repertoire_finalize (GObject *object)
{
  shed_fields_clear (object, fields, G_N_ELEMENTS (fields));
  G_OBJECT_CLASS (shed_repertoire_parent_class)->finalize (object);
}

static void
shed_repertoire_class_init (ShedRepertoireClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = shed_repertoire_get_property;
  G_OBJECT_CLASS (klass)->finalize = shed_repertoire_finalize;
  shed_fields_install (G_OBJECT_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
shed_repertoire_init (ShedRepertoire *self)
{
}

const char *
shed_repertoire_get_id (ShedRepertoire *self)
{
  g_return_val_if_fail (SHED_IS_REPERTOIRE (self), NULL);

  return self->id;
}

const char *
shed_repertoire_get_name (ShedRepertoire *self)
{
  g_return_val_if_fail (SHED_IS_REPERTOIRE (self), NULL);

  return self->name;
}

const char *
shed_repertoire_get_instrument (ShedRepertoire *self)
{
  g_return_val_if_fail (SHED_IS_REPERTOIRE (self), NULL);

  return self->instrument;
}

guint
shed_repertoire_get_n_tunes (ShedRepertoire *self)
{
  g_return_val_if_fail (SHED_IS_REPERTOIRE (self), 0);

  return self->n_tunes;
}

guint
shed_repertoire_get_n_due (ShedRepertoire *self)
{
  g_return_val_if_fail (SHED_IS_REPERTOIRE (self), 0);

  return self->n_due;
}

guint
shed_repertoire_get_n_new (ShedRepertoire *self)
{
  g_return_val_if_fail (SHED_IS_REPERTOIRE (self), 0);

  return self->n_new;
}

/* Due: on or before the end of today; new: never practised. What is paused is neither. */
#define REPERTOIRES_SQL \
  "SELECT id, name, instrument, tuning, clef, genre, scheduler, default_goal, retention_permille, max_interval_days, archived," \
  " (SELECT count(*) FROM repertoire_tune WHERE repertoire_id = repertoire.id)," \
  " (SELECT count(*) FROM schedule JOIN repertoire_tune USING (repertoire_id, tune_id) WHERE repertoire_id = repertoire.id" \
  " AND part = '' AND due_at < :end AND paused = 0)," \
  " (SELECT count(*) FROM repertoire_tune LEFT JOIN schedule ON schedule.repertoire_id = repertoire_tune.repertoire_id" \
  " AND schedule.tune_id = repertoire_tune.tune_id AND part = '' WHERE repertoire_tune.repertoire_id = repertoire.id" \
  " AND due_at IS NULL AND paused = 0)" \
  " FROM repertoire ORDER BY position, id"

static GPtrArray *
load_repertoires (ShedDb      *db,
                  const char  *first_key,
                  const char  *second_key,
                  GError     **error)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(ShedStmt) stmt = shed_db_borrow (db, REPERTOIRES_SQL, error);
  g_auto(ShedMoment) moment = { 0 };
  ShedStep step;

  if (stmt == NULL)
    return NULL;
  shed_moment_init (&moment, db);
  shed_stmt_bind_int (stmt, ":end", shed_moment_day_start (&moment, moment.today + 1));
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      ShedRepertoire *item = g_object_new (SHED_TYPE_REPERTOIRE, NULL);
      char **const texts[] = { &item->id, &item->name, &item->instrument, &item->tuning, &item->clef, &item->genre,
                               &item->scheduler, &item->default_goal };

      for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
        *texts[i] = shed_stmt_dup_text (stmt, (int) i);
      item->retention_permille = shed_stmt_get_int (stmt, 8);
      item->max_interval_days = shed_stmt_get_int (stmt, 9);
      item->archived = shed_stmt_get_int (stmt, 10) != 0;
      item->n_tunes = shed_stmt_get_int (stmt, 11);
      item->n_due = shed_stmt_get_int (stmt, 12);
      item->n_new = shed_stmt_get_int (stmt, 13);
      g_ptr_array_add (items, item);
    }
  return step == SHED_STEP_DONE ? g_steal_pointer (&items) : NULL;
}

static const char *
get_id (gpointer item)
{
  return SHED_REPERTOIRE (item)->id;
}

static void
take_over (gpointer item,
           gpointer fresh)
{
  shed_fields_take_over (item, fresh, fields, G_N_ELEMENTS (fields));
}

struct _ShedRepertoireList {
  ShedRows parent_instance;
};
G_DEFINE_FINAL_TYPE (ShedRepertoireList, shed_repertoire_list, SHED_TYPE_ROWS)

static void
shed_repertoire_list_class_init (ShedRepertoireListClass *klass)
{
}

static void
shed_repertoire_list_init (ShedRepertoireList *self)
{
}

/**
 * shed_repertoire_list_new:
 *
 * Returns: (transfer full): all repertoires, archived ones too, in the player's order; empty until "loaded"
 */
ShedRepertoireList *
shed_repertoire_list_new (ShedStore *store)
{
  static const char * const tables[] = { "repertoire", "repertoire_tune", "practice_event", "preference", NULL };
  static ShedRowsKind kind = { 0, tables, load_repertoires, get_id, take_over };

  g_return_val_if_fail (SHED_IS_STORE (store), NULL);

  kind.item_type = SHED_TYPE_REPERTOIRE;
  return shed_rows_new (SHED_TYPE_REPERTOIRE_LIST, store, &kind, NULL, NULL);
}

ShedRepertoire *
shed_repertoire_list_find (ShedRepertoireList *self,
                           const char         *id)
{
  g_return_val_if_fail (SHED_IS_REPERTOIRE_LIST (self), NULL);

  return shed_rows_find (SHED_ROWS (self), id);
}

gboolean
shed_repertoire_list_is_loaded (ShedRepertoireList *self)
{
  g_return_val_if_fail (SHED_IS_REPERTOIRE_LIST (self), FALSE);

  return shed_rows_is_loaded (SHED_ROWS (self));
}

/* Counts again: a new day has begun. */
void
shed_repertoire_list_reload (ShedRepertoireList *self)
{
  g_return_if_fail (SHED_IS_REPERTOIRE_LIST (self));

  shed_rows_reload (SHED_ROWS (self));
}
