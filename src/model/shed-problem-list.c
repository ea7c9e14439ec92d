/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes that the server refused, and copies of those that were discarded, as objects and as lists, oldest first. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-problem-list.h"

#include <string.h>

#include "shed-command-private.h"
#include "shed-fields-private.h"
#include "shed-rows-private.h"

struct _ShedProblem {
  GObject parent_instance;
  char   *id, *code, *op, *table, *row_id, *title, *tune_id, *fields;
  gint64  made_at, tried_at;
  guint   n_attempts, n_ops;
  gboolean has_practice, is_there, has_row;
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
  FIELD ("is-there", BOOLEAN, is_there),
  FIELD ("has-row", BOOLEAN, has_row),
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
GETTER (row_id, row_id)
GETTER (title, title)
GETTER (tune_id, tune_id)
GETTER (fields, fields)

/* The groups and their operations: those that are held, or the copies of the discarded. */
#define HELD_SQL                                                                                                     \
  "WITH o (n, mid, code, at, last_try, attempts) AS (SELECT n, mid, last_error, at, coalesce (last_try, 0), attempts" \
  "  FROM outbox WHERE state = 'held'),"                                                                             \
  " ops (grp, k, op, tbl, id, base, new) AS (SELECT p.grp, p.k, p.op, p.tbl, p.id, p.base, p.new"                    \
  "  FROM outbox_op p JOIN o ON o.n = p.grp) "
#define DISCARDED_SQL                                                                                                \
  "WITH m (n, text) AS (SELECT substr (name, 11), value FROM meta"                                                   \
  "  WHERE name > 'discarded/' AND name < 'discarded0' AND json_valid (value)),"                                     \
  " o (n, mid, code, at, last_try, attempts) AS (SELECT n, n, json_extract (text, '$.refused'),"                     \
  "  coalesce (json_extract (text, '$.made'), 0), coalesce (json_extract (text, '$.discarded'), 0), 0 FROM m),"      \
  " ops (grp, k, op, tbl, id, base, new) AS (SELECT m.n, j.key, json_extract (j.value, '$.op'),"                     \
  "  json_extract (j.value, '$.table'), json_extract (j.value, '$.id'), json_extract (j.value, '$.before'),"         \
  "  json_extract (j.value, '$.after') FROM m, json_each (m.text, '$.operations') j"                                 \
  "  WHERE json_type (j.value, '$.op') = 'text' AND json_type (j.value, '$.table') = 'text') "

/* What a group is about: the first thing that it makes or changes, or else the last that it deletes, because there
 * children go first. The name comes from the library, or, where the row is gone, from what the group says. */
#define PROBLEMS_SQL                                                                                                 \
  "SELECT o.mid, o.code, p.op, p.tbl, p.id,"                                                                         \
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
  " o.at, o.last_try, o.attempts, (SELECT count(*) FROM ops q WHERE q.grp = o.n),"                                   \
  " EXISTS (SELECT 1 FROM ops q WHERE q.grp = o.n AND q.tbl = 'practice_event'),"                                    \
  " CASE p.tbl WHEN 'book' THEN EXISTS (SELECT 1 FROM book WHERE id = p.id)"                                         \
  " WHEN 'repertoire' THEN EXISTS (SELECT 1 FROM repertoire WHERE id = p.id) ELSE p.tbl = 'preference' END"          \
  " FROM o JOIN ops p ON p.grp = o.n AND p.k = coalesce ("                                                           \
  "  (SELECT min (k) FROM ops WHERE grp = o.n AND op <> 'del'),"                                                     \
  " (SELECT max (k) FROM ops WHERE grp = o.n))"                                                                      \
  " JOIN (SELECT q.grp AS grp, q.k AS k, CASE q.tbl WHEN 'tune' THEN q.id"                                           \
  "  WHEN 'note' THEN coalesce (json_extract (q.new, '$.tune_id'), (SELECT tune_id FROM note WHERE id = q.id))"      \
  "  WHEN 'reference' THEN coalesce (json_extract (q.new, '$.tune_id'),"                                             \
  " (SELECT tune_id FROM reference WHERE id = q.id))"                                                                \
  "  WHEN 'repertoire_tune' THEN coalesce (json_extract (q.new, '$.tune_id'),"                                       \
  " (SELECT tune_id FROM repertoire_tune WHERE id = q.id))"                                                          \
  "  ELSE coalesce (json_extract (q.new, '$.tune_id'), json_extract (q.base, '$.tune_id')) END AS tune_id"           \
  " FROM ops q) t"                                                                                                   \
  " ON t.grp = p.grp AND t.k = p.k ORDER BY o.n LIMIT 1000"

static GPtrArray *
load (ShedDb      *db,
      const char  *sql,
      GError     **error)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(ShedStmt) stmt = shed_db_borrow (db, sql, error);
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
      item->has_row = shed_stmt_get_int (stmt, 13) != 0;
      g_ptr_array_add (items, item);
    }
  return step == SHED_STEP_DONE ? g_steal_pointer (&items) : NULL;
}

static GPtrArray *
load_problems (ShedDb      *db,
               const char  *first_key,
               const char  *second_key,
               GError     **error)
{
  return load (db, HELD_SQL PROBLEMS_SQL, error);
}

static GPtrArray *
load_discarded (ShedDb      *db,
                const char  *first_key,
                const char  *second_key,
                GError     **error)
{
  g_autoptr(GPtrArray) items = load (db, DISCARDED_SQL PROBLEMS_SQL, error);

  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      ShedProblem *item = items->pdata[i];

      if (!shed_discarded_is_there (db, item->id, &item->is_there, error))
        return NULL;
    }
  return g_steal_pointer (&items);
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

/**
 * shed_problem_list_new_discarded:
 * @store: the library
 *
 * Returns: (transfer full): the copies of discarded changes; empty until "loaded"
 */
ShedProblemList *
shed_problem_list_new_discarded (ShedStore *store)
{
  /* What a change was about may be any table. */
  static const char *tables[64];
  static ShedRowsKind kind = { 0, tables, load_discarded, get_id, take_over };
  guint n_tables;
  const ShedTable *all = shed_tables_get (&n_tables);

  g_return_val_if_fail (SHED_IS_STORE (store), NULL);
  g_assert (n_tables + 2 <= G_N_ELEMENTS (tables));

  for (guint i = 0; i < n_tables; i++)
    tables[i] = all[i].name;
  tables[n_tables] = "meta";
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
