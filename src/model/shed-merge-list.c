/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The notes that sync leaves in meta as merged/…, with the names of what they speak of. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-merge-list.h"

#include "shed-fields-private.h"
#include "shed-rows-private.h"
#include "shed-tables.h"

struct _ShedMergeNote {
  GObject  parent_instance;
  char    *id, *table, *title, *tune_id, *here, *there, *both;
  gboolean is_back;
  gint64   merged_at;
};
G_DEFINE_FINAL_TYPE (ShedMergeNote, shed_merge_note, G_TYPE_OBJECT)

#define FIELD(name, type, member) { name, SHED_FIELD_##type, G_STRUCT_OFFSET (ShedMergeNote, member) }
static const ShedField fields[] = {
  FIELD ("id", STRING, id),
  FIELD ("table", STRING, table),
  FIELD ("title", STRING, title),
  FIELD ("tune-id", STRING, tune_id),
  FIELD ("here", STRING, here),
  FIELD ("there", STRING, there),
  FIELD ("both", STRING, both),
  FIELD ("is-back", BOOLEAN, is_back),
  FIELD ("merged-at", INT64, merged_at),
};

static void
shed_merge_note_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  shed_fields_get (object, fields, G_N_ELEMENTS (fields), prop_id, value, pspec);
}

static void
shed_merge_note_finalize (GObject *object)
{
  shed_fields_clear (object, fields, G_N_ELEMENTS (fields));
  G_OBJECT_CLASS (shed_merge_note_parent_class)->finalize (object);
}

static void
shed_merge_note_class_init (ShedMergeNoteClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = shed_merge_note_get_property;
  G_OBJECT_CLASS (klass)->finalize = shed_merge_note_finalize;
  shed_fields_install (G_OBJECT_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
shed_merge_note_init (ShedMergeNote *self)
{
}

/* A thing that is gone since has no name here and is left out. */
#define MERGES_SQL                                                                                                   \
  "WITH m (name, at, tbl, id, here, there, mixed, back) AS (SELECT name, json_extract (value, '$.at'),"              \
  "  json_extract (value, '$.table'), json_extract (value, '$.id'), json_extract (value, '$.here'),"                 \
  "  json_extract (value, '$.there'), json_extract (value, '$.mixed'), coalesce (json_extract (value, '$.back'), 0)" \
  "  FROM meta WHERE name > 'merged/' AND name < 'merged0' AND json_valid (value)),"                                 \
  " t AS (SELECT m.*, CASE tbl WHEN 'tune' THEN id WHEN 'tune_alias' THEN (SELECT tune_id FROM tune_alias WHERE id = m.id)" \
  "  WHEN 'note' THEN (SELECT tune_id FROM note WHERE id = m.id)"                                                    \
  "  WHEN 'reference' THEN (SELECT tune_id FROM reference WHERE id = m.id)"                                          \
  "  WHEN 'repertoire_tune' THEN (SELECT tune_id FROM repertoire_tune WHERE id = m.id) END AS tune_id FROM m)"       \
  " SELECT * FROM (SELECT t.name, t.tbl, CASE t.tbl WHEN 'book' THEN (SELECT title FROM book WHERE id = t.id)"       \
  "  WHEN 'repertoire' THEN (SELECT name FROM repertoire WHERE id = t.id)"                                           \
  "  WHEN 'tag' THEN (SELECT name FROM tag WHERE id = t.id)"                                                         \
  "  WHEN 'tune_set' THEN (SELECT name FROM tune_set WHERE id = t.id)"                                               \
  "  WHEN 'setlist' THEN (SELECT name FROM setlist WHERE id = t.id)"                                                 \
  "  WHEN 'goal' THEN (SELECT name FROM goal WHERE id = t.id)"                                                       \
  "  WHEN 'media' THEN (SELECT title FROM media WHERE id = t.id)"                                                    \
  "  ELSE (SELECT title FROM tune WHERE id = t.tune_id) END AS title, t.tune_id, t.here, t.there, t.mixed, t.back, t.at" \
  "  FROM t) WHERE title IS NOT NULL ORDER BY at DESC, name LIMIT 500"

static void
append (char **list, const char *name)
{
  char *longer = *list != NULL ? g_strjoin (" ", *list, name, NULL) : g_strdup (name);

  g_free (*list);
  *list = longer;
}

/* What came back other than it was edited here was joined, or the other computer's counts; where that was asked, the
 * question speaks for itself. */
static void
sort_mixed (ShedMergeNote *self, const char *mixed)
{
  const ShedTable *table = shed_table_find (self->table);
  g_auto (GStrv) names = g_strsplit (mixed != NULL ? mixed : "", " ", -1);

  for (guint i = 0; table != NULL && names[i] != NULL; i++)
    {
      const ShedColumn *column = shed_table_find_column (table, names[i]);

      if (column == NULL || column->merge_class == SHED_CLASS_ASK || column->merge_class == SHED_CLASS_FIXED)
        continue;
      append (column->merge_class == SHED_CLASS_TEXT || column->merge_class == SHED_CLASS_SET ? &self->both : &self->there,
              names[i]);
    }
}

static GPtrArray *
load_merges (ShedDb *db, const char *first_key, const char *second_key, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, MERGES_SQL, error);
  ShedStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      g_autoptr (ShedMergeNote) item = g_object_new (SHED_TYPE_MERGE_NOTE, NULL);

      item->id = shed_stmt_dup_text (stmt, 0);
      item->table = shed_stmt_dup_text (stmt, 1);
      item->title = shed_stmt_dup_text (stmt, 2);
      item->tune_id = shed_stmt_dup_text (stmt, 3);
      item->here = shed_stmt_dup_text (stmt, 4);
      item->there = shed_stmt_dup_text (stmt, 5);
      sort_mixed (item, shed_stmt_get_text (stmt, 6));
      item->is_back = shed_stmt_get_int (stmt, 7) != 0;
      item->merged_at = shed_stmt_get_int (stmt, 8);
      if (item->is_back || item->both != NULL || (item->here != NULL && item->there != NULL))
        g_ptr_array_add (items, g_steal_pointer (&item));
    }
  return step == SHED_STEP_DONE ? g_steal_pointer (&items) : NULL;
}

static const char *
get_id (gpointer item)
{
  return SHED_MERGE_NOTE (item)->id;
}

static void
take_over (gpointer item, gpointer fresh)
{
  shed_fields_take_over (item, fresh, fields, G_N_ELEMENTS (fields));
}

struct _ShedMergeList {
  ShedRows parent_instance;
};
G_DEFINE_FINAL_TYPE (ShedMergeList, shed_merge_list, SHED_TYPE_ROWS)

static void
shed_merge_list_class_init (ShedMergeListClass *klass)
{
}

static void
shed_merge_list_init (ShedMergeList *self)
{
}

/**
 * shed_merge_list_new:
 * @store: the library
 *
 * Returns: (transfer full): what was merged in the last thirty days; empty until "loaded"
 */
ShedMergeList *
shed_merge_list_new (ShedStore *store)
{
  static const char *const tables[] = { "meta", "tune", "book", "repertoire", "tag", NULL };
  static ShedRowsKind kind = { 0, tables, load_merges, get_id, take_over };

  g_return_val_if_fail (SHED_IS_STORE (store), NULL);

  kind.item_type = SHED_TYPE_MERGE_NOTE;
  return shed_rows_new (SHED_TYPE_MERGE_LIST, store, &kind, NULL, NULL);
}
