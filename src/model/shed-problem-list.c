/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes that the server refused, as objects and as a list, oldest first. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-problem-list.h"

#include <string.h>

#include "shed-fields-private.h"
#include "shed-rows-private.h"

struct _ShedProblem {
  GObject parent_instance;
  char   *id, *code, *op, *table, *row_id, *title, *tune_id, *fields;
  gint64  made_at, tried_at;
  guint   n_attempts, n_ops;
  gboolean has_practice;
};
G_DEFINE_FINAL_TYPE (ShedProblem, shed_problem, G_TYPE_OBJECT)

#define FIELD(name, type, member) { name, SHED_FIELD_##type, G_STRUCT_OFFSET (ShedProblem, member) }
static const ShedField fields[] = {
  FIELD ("id", STRING, id),
  FIELD ("code", STRING, code),
  FIELD ("op", STRING, op),
  FIELD ("table", STRING, table),
  FIELD ("row-id", STRING, row_id),
  FIELD ("title", STRING, title),
  FIELD ("tune-id", STRING, tune_id),
  FIELD ("fields", STRING, fields),
  FIELD ("made-at", INT64, made_at),
  FIELD ("tried-at", INT64, tried_at),
  FIELD ("n-attempts", UINT, n_attempts),
  FIELD ("n-ops", UINT, n_ops),
  FIELD ("has-practice", BOOLEAN, has_practice),
};

static void
shed_problem_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  shed_fields_get (object, fields, G_N_ELEMENTS (fields), prop_id, value, pspec);
}

static void
shed_problem_finalize (GObject *object)
{
  shed_fields_clear (object, fields, G_N_ELEMENTS (fields));
  G_OBJECT_CLASS (shed_problem_parent_class)->finalize (object);
}

static void
shed_problem_class_init (ShedProblemClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = shed_problem_get_property;
  G_OBJECT_CLASS (klass)->finalize = shed_problem_finalize;
  shed_fields_install (G_OBJECT_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
shed_problem_init (ShedProblem *self)
{
}

#define GETTER(name, member)                                                                                          \
  const char *shed_problem_get_##name (ShedProblem *self)                                                             \
  {                                                                                                                   \
    g_return_val_if_fail (SHED_IS_PROBLEM (self), NULL);                                                              \
    return self->member;                                                                                              \
  }
GETTER (id, id)
GETTER (code, code)
GETTER (op, op)
GETTER (table, table)
GETTER (title, title)
GETTER (tune_id, tune_id)
GETTER (fields, fields)

/* What a group is about: the first thing that it makes or changes, or else the last that it deletes, because there
 * children go first. The name comes from the library, or, where the row is gone, from what the group says. */
#define PROBLEMS_SQL                                                                                                 \
  "SELECT o.mid, o.last_error, p.op, p.tbl, p.id,"                                                                   \
  " CASE p.tbl WHEN 'book' THEN coalesce ((SELECT title FROM book WHERE id = p.id),"                                 \
  " json_extract (p.new, '$.title'), json_extract (p.base, '$.title'))"                                              \
  " WHEN 'repertoire' THEN coalesce ((SELECT name FROM repertoire WHERE id = p.id), json_extract (p.new, '$.name')," \
  " json_extract (p.base, '$.name'))"                                                                                \
  " WHEN 'tag' THEN coalesce ((SELECT name FROM tag WHERE id = p.id), json_extract (p.new, '$.name'),"               \
  " json_extract (p.base, '$.name'))"                                                                                \
  " WHEN 'preference' THEN coalesce ((SELECT name FROM preference WHERE id = p.id), json_extract (p.new, '$.name'))" \
  " ELSE coalesce ((SELECT title FROM tune WHERE id = t.tune_id), json_extract (p.new, '$.title'),"                  \
  " json_extract (p.base, '$.title')) END,"                                                                          \
  " CASE WHEN EXISTS (SELECT 1 FROM tune WHERE id = t.tune_id) THEN t.tune_id END,"                                  \
  " (SELECT group_concat (key, ' ') FROM json_each (p.new) WHERE p.op = 'upd'),"                                     \
  " o.at, coalesce (o.last_try, 0), o.attempts, (SELECT count(*) FROM outbox_op q WHERE q.grp = o.n),"               \
  " EXISTS (SELECT 1 FROM outbox_op q WHERE q.grp = o.n AND q.tbl = 'practice_event')"                               \
  " FROM outbox o JOIN outbox_op p ON p.grp = o.n AND p.k = coalesce ("                                              \
  "  (SELECT min (k) FROM outbox_op WHERE grp = o.n AND op <> 'del'),"                                               \
  " (SELECT max (k) FROM outbox_op WHERE grp = o.n))"                                                                \
  " JOIN (SELECT q.grp AS grp, q.k AS k, CASE q.tbl WHEN 'tune' THEN q.id"                                           \
  "  WHEN 'note' THEN coalesce (json_extract (q.new, '$.tune_id'), (SELECT tune_id FROM note WHERE id = q.id))"      \
  "  WHEN 'reference' THEN coalesce (json_extract (q.new, '$.tune_id'),"                                             \
  " (SELECT tune_id FROM reference WHERE id = q.id))"                                                                \
  "  WHEN 'repertoire_tune' THEN coalesce (json_extract (q.new, '$.tune_id'),"                                       \
  " (SELECT tune_id FROM repertoire_tune WHERE id = q.id))"                                                          \
  "  ELSE coalesce (json_extract (q.new, '$.tune_id'), json_extract (q.base, '$.tune_id')) END AS tune_id"           \
  " FROM outbox_op q) t"                                                                                             \
  " ON t.grp = p.grp AND t.k = p.k WHERE o.state = 'held' ORDER BY o.n LIMIT 1000"

static GPtrArray *
load_problems (ShedDb      *db,
               const char  *first_key,
               const char  *second_key,
               GError     **error)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(ShedStmt) stmt = shed_db_borrow (db, PROBLEMS_SQL, error);
  ShedStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      ShedProblem *item = g_object_new (SHED_TYPE_PROBLEM, NULL);
      char **const texts[] = { &item->id,     &item->code,  &item->op,      &item->table,
                               &item->row_id, &item->title, &item->tune_id, &item->fields };

      for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
        *texts[i] = shed_stmt_dup_text (stmt, (int) i);
      item->made_at = shed_stmt_get_int (stmt, 8);
      item->tried_at = shed_stmt_get_int (stmt, 9);
      item->n_attempts = shed_stmt_get_int (stmt, 10);
      item->n_ops = shed_stmt_get_int (stmt, 11);
      item->has_practice = shed_stmt_get_int (stmt, 12) != 0;
      g_ptr_array_add (items, item);
    }
  return step == SHED_STEP_DONE ? g_steal_pointer (&items) : NULL;
}

static const char *
get_id (gpointer item)
{
  return SHED_PROBLEM (item)->id;
}

static void
take_over (gpointer item,
           gpointer fresh)
{
  shed_fields_take_over (item, fresh, fields, G_N_ELEMENTS (fields));
}

struct _ShedProblemList {
  ShedRows parent_instance;
};
G_DEFINE_FINAL_TYPE (ShedProblemList, shed_problem_list, SHED_TYPE_ROWS)

static void
shed_problem_list_class_init (ShedProblemListClass *klass)
{
}

static void
shed_problem_list_init (ShedProblemList *self)
{
}

/**
 * shed_problem_list_new:
 * @store: the library
 *
 * Returns: (transfer full): all refused changes; empty until "loaded"
 */
ShedProblemList *
shed_problem_list_new (ShedStore *store)
{
  static const char * const tables[] = { "outbox", "tune", "book", "repertoire", "tag", NULL };
  static ShedRowsKind kind = { 0, tables, load_problems, get_id, take_over };

  g_return_val_if_fail (SHED_IS_STORE (store), NULL);

  kind.item_type = SHED_TYPE_PROBLEM;
  return shed_rows_new (SHED_TYPE_PROBLEM_LIST, store, &kind, NULL, NULL);
}

ShedProblem *
shed_problem_list_find (ShedProblemList *self,
                 const char *id)
{
  g_return_val_if_fail (SHED_IS_PROBLEM_LIST (self), NULL);

  return shed_rows_find (SHED_ROWS (self), id);
}

gboolean
shed_problem_list_is_loaded (ShedProblemList *self)
{
  g_return_val_if_fail (SHED_IS_PROBLEM_LIST (self), FALSE);

  return shed_rows_is_loaded (SHED_ROWS (self));
}
