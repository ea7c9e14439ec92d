/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions as objects and as a list: those that wait by the title of what they are about, those that were answered newest
 * first. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-choice-list.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "shed-command.h"
#include "shed-fields-private.h"
#include "shed-rows-private.h"
#include "shed-tables.h"
#include "shed-text.h"

struct _ShedChoice {
  GObject  parent_instance;
  char    *id, *table, *row_id, *group, *state, *base, *mine, *theirs, *mine_device, *other_device, *tune_id, *title, *abc;
  gboolean mine_here, other_here, has_row;
  gint64   mine_at, other_at, asked_at;
  char    *sort_key;
};
G_DEFINE_FINAL_TYPE (ShedChoice, shed_choice, G_TYPE_OBJECT)

#define FIELD(name, type, member) { name, SHED_FIELD_##type, G_STRUCT_OFFSET (ShedChoice, member) }
static const ShedField fields[] = {
  FIELD ("id", STRING, id), FIELD ("table", STRING, table), FIELD ("row-id", STRING, row_id), FIELD ("group", STRING, group),
  FIELD ("state", STRING, state), FIELD ("base", STRING, base), FIELD ("mine", STRING, mine), FIELD ("theirs", STRING, theirs),
  FIELD ("mine-device", STRING, mine_device), FIELD ("other-device", STRING, other_device), FIELD ("tune-id", STRING, tune_id),
  FIELD ("title", STRING, title), FIELD ("abc", STRING, abc), FIELD ("mine-here", BOOLEAN, mine_here),
  FIELD ("other-here", BOOLEAN, other_here), FIELD ("has-row", BOOLEAN, has_row), FIELD ("mine-at", INT64, mine_at),
  FIELD ("other-at", INT64, other_at), FIELD ("asked-at", INT64, asked_at),
};

static void
shed_choice_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  shed_fields_get (object, fields, G_N_ELEMENTS (fields), prop_id, value, pspec);
}

static void
shed_choice_finalize (GObject *object)
{
  shed_fields_clear (object, fields, G_N_ELEMENTS (fields));
  g_free (SHED_CHOICE (object)->sort_key);
  G_OBJECT_CLASS (shed_choice_parent_class)->finalize (object);
}

static void
shed_choice_class_init (ShedChoiceClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = shed_choice_get_property;
  G_OBJECT_CLASS (klass)->finalize = shed_choice_finalize;
  shed_fields_install (G_OBJECT_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
shed_choice_init (ShedChoice *self)
{
}

#define GETTER(name, member)                                                                                          \
  const char *shed_choice_get_##name (ShedChoice *self)                                                               \
  {                                                                                                                   \
    g_return_val_if_fail (SHED_IS_CHOICE (self), NULL);                                                               \
    return self->member;                                                                                              \
  }
GETTER (id, id)
GETTER (table, table)
GETTER (group, group)
GETTER (state, state)
GETTER (title, title)
GETTER (tune_id, tune_id)
GETTER (abc, abc)
GETTER (base, base)
GETTER (mine, mine)
GETTER (theirs, theirs)

const char *
shed_choice_get_subject (ShedChoice *self)
{
  g_return_val_if_fail (SHED_IS_CHOICE (self), NULL);

  return self->tune_id != NULL ? self->tune_id : self->row_id;
}

gboolean
shed_choice_is_deletion (ShedChoice *self)
{
  g_return_val_if_fail (SHED_IS_CHOICE (self), FALSE);

  return strcmp (self->group, "*") == 0;
}

gboolean
shed_choice_mine_deleted (ShedChoice *self)
{
  return shed_choice_is_deletion (self) && self->mine == NULL && self->theirs != NULL;
}

gboolean
shed_choice_is_text (ShedChoice *self)
{
  const ShedTable *table = shed_table_find (self->table);
  const ShedColumn *column = table != NULL ? shed_table_find_column (table, self->group) : NULL;

  return column != NULL && column->merge_class == SHED_CLASS_TEXT;
}

gboolean
shed_choice_can_keep_both (ShedChoice *self)
{
  g_return_val_if_fail (SHED_IS_CHOICE (self), FALSE);

  return self->has_row && shed_conflict_can_keep_both (self->table, self->group);
}

/**
 * shed_choice_dup_value:
 * @self: a question
 * @json: (nullable): one of its values
 * @column: a column of its field group
 *
 * Returns: (transfer full) (nullable): what it says of the column; NULL for nothing
 */
char *
shed_choice_dup_value (ShedChoice *self,
                       const char *json,
                       const char *column)
{
  g_autoptr(JsonNode) node = json != NULL ? json_from_string (json, NULL) : NULL;
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *value = object != NULL ? json_object_get_member (object, column) : NULL;

  if (value == NULL || !JSON_NODE_HOLDS_VALUE (value))
    return NULL; /* also where a text is only named by its hash */
  if (json_node_get_value_type (value) == G_TYPE_STRING)
    return json_node_dup_string (value);
  if (json_node_get_value_type (value) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (value) ? "1" : "0");
  return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (value));
}

GStrv
shed_choice_dup_columns (ShedChoice *self)
{
  const ShedTable *table = shed_table_find (self->table);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; table != NULL && i < table->n_columns; i++)
    if (g_strcmp0 (table->columns[i].group != NULL ? table->columns[i].group : table->columns[i].name, self->group) == 0)
      g_strv_builder_add (builder, table->columns[i].name);
  return g_strv_builder_end (builder);
}

/* A row that is gone is called as the question has it. */
#define NAME_OF(table, column) \
  "coalesce ((SELECT \"" column "\" FROM \"" table "\" WHERE id = c.row_id)," \
  " json_extract (c.theirs, '$." column "'), json_extract (c.mine, '$." column "'))"
#define CHOICES_SQL \
  "SELECT c.id, c.tbl, c.row_id, c.grp, c.state, c.base, c.mine, c.theirs, c.device_name, c.other_device_name, c.tune_id," \
  " CASE c.tbl WHEN 'book' THEN " NAME_OF ("book", "title") " WHEN 'repertoire' THEN " NAME_OF ("repertoire", "name") \
  " WHEN 'tag' THEN " NAME_OF ("tag", "name") " WHEN 'tune_set' THEN " NAME_OF ("tune_set", "name") \
  " WHEN 'setlist' THEN " NAME_OF ("setlist", "name") " WHEN 'goal' THEN " NAME_OF ("goal", "name") \
  " ELSE coalesce (t.title, json_extract (c.theirs, '$.title'), json_extract (c.mine, '$.title')) END," \
  " t.abc, c.device_id IS (SELECT value FROM meta WHERE name = 'device')," \
  " c.other_device_id IS (SELECT value FROM meta WHERE name = 'device') AND c.other_device_id IS NOT NULL," \
  " CASE c.tbl WHEN 'tune' THEN EXISTS (SELECT 1 FROM tune WHERE id = c.row_id)" \
  " WHEN 'note' THEN EXISTS (SELECT 1 FROM note WHERE id = c.row_id)" \
  " WHEN 'book' THEN EXISTS (SELECT 1 FROM book WHERE id = c.row_id)" \
  " WHEN 'repertoire' THEN EXISTS (SELECT 1 FROM repertoire WHERE id = c.row_id)" \
  " WHEN 'reference' THEN EXISTS (SELECT 1 FROM reference WHERE id = c.row_id)" \
  " WHEN 'tag' THEN EXISTS (SELECT 1 FROM tag WHERE id = c.row_id)" \
  " WHEN 'tune_set' THEN EXISTS (SELECT 1 FROM tune_set WHERE id = c.row_id)" \
  " WHEN 'setlist' THEN EXISTS (SELECT 1 FROM setlist WHERE id = c.row_id)" \
  " WHEN 'goal' THEN EXISTS (SELECT 1 FROM goal WHERE id = c.row_id)" \
  " WHEN 'media' THEN EXISTS (SELECT 1 FROM media WHERE id = c.row_id)" \
  " ELSE 0 END, coalesce (c.client_at, 0), coalesce (c.other_at, 0), c.created_at" \
  " FROM conflict c LEFT JOIN tune t ON t.id = c.tune_id"

#define ANSWERED_MS (30 * G_GINT64_CONSTANT (86400000))

static int
compare_choices (gconstpointer a,
                 gconstpointer b)
{
  const ShedChoice *first = *(ShedChoice * const *) a;
  const ShedChoice *second = *(ShedChoice * const *) b;
  int by_key = strcmp (first->sort_key, second->sort_key);

  if (by_key == 0 && first->asked_at != second->asked_at)
    by_key = first->asked_at < second->asked_at ? -1 : 1;
  return by_key != 0 ? by_key : strcmp (first->id, second->id);
}

static ShedChoice *
read_choice (ShedStmt *stmt)
{
  ShedChoice *item = g_object_new (SHED_TYPE_CHOICE, NULL);
  char **const texts[] = { &item->id, &item->table, &item->row_id, &item->group, &item->state, &item->base,
                           &item->mine, &item->theirs, &item->mine_device, &item->other_device, &item->tune_id,
                           &item->title, &item->abc };
  int column = 0;

  for (; column < (int) G_N_ELEMENTS (texts); column++)
    *texts[column] = shed_stmt_dup_text (stmt, column);
  item->mine_here = shed_stmt_get_int (stmt, column++) != 0;
  item->other_here = shed_stmt_get_int (stmt, column++) != 0;
  item->has_row = shed_stmt_get_int (stmt, column++) != 0;
  item->mine_at = shed_stmt_get_int (stmt, column++);
  item->other_at = shed_stmt_get_int (stmt, column++);
  item->asked_at = shed_stmt_get_int (stmt, column);
  return item;
}

static GPtrArray *
load_choices (ShedDb      *db,
              const char  *which,
              const char  *unused,
              GError     **error)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean answered = strcmp (which, "answered") == 0;
  g_autoptr(ShedStmt) stmt = shed_db_borrow (db, answered ? CHOICES_SQL " WHERE c.state <> 'open' AND c.created_at >= :since"
                                                            " ORDER BY c.created_at DESC, c.id LIMIT 500"
                                                          : CHOICES_SQL " WHERE c.state = 'open'", error);
  ShedStep step;

  if (stmt == NULL)
    return NULL;
  if (answered)
    shed_stmt_bind_int (stmt, ":since", shed_db_now_ms (db) - ANSWERED_MS);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      ShedChoice *item = read_choice (stmt);
      g_autofree char *folded = item->title != NULL ? shed_fold (item->title) : NULL;

      /* All of one thing stand together. */
      item->sort_key = g_strdup_printf ("%s\n%s", folded != NULL ? folded : "", shed_choice_get_subject (item));
      g_ptr_array_add (items, item);
    }
  if (!answered)
    g_ptr_array_sort (items, compare_choices);
  return step == SHED_STEP_DONE ? g_steal_pointer (&items) : NULL;
}

static const char *
get_id (gpointer item)
{
  return SHED_CHOICE (item)->id;
}

static void
take_over (gpointer item,
           gpointer fresh)
{
  shed_fields_take_over (item, fresh, fields, G_N_ELEMENTS (fields));
}

struct _ShedChoiceList {
  ShedRows parent_instance;
};
G_DEFINE_FINAL_TYPE (ShedChoiceList, shed_choice_list, SHED_TYPE_ROWS)

static void
shed_choice_list_class_init (ShedChoiceListClass *klass)
{
}

static void
shed_choice_list_init (ShedChoiceList *self)
{
}

/**
 * shed_choice_list_new:
 * @store: the library
 * @which: those that wait, or those that were answered
 *
 * Returns: (transfer full): the questions; empty until "loaded"
 */
ShedChoiceList *
shed_choice_list_new (ShedStore   *store,
                      ShedChoices  which)
{
  static const char * const tables[] = { "conflict", "tune", "book", "repertoire", "tag", "tune_set", "setlist",
                                         "goal", "note", "reference", "media", NULL };
  static ShedRowsKind kind = { 0, tables, load_choices, get_id, take_over };

  g_return_val_if_fail (SHED_IS_STORE (store), NULL);

  kind.item_type = SHED_TYPE_CHOICE;
  return shed_rows_new (SHED_TYPE_CHOICE_LIST, store, &kind, which == SHED_CHOICES_OPEN ? "open" : "answered", NULL);
}

ShedChoice *
shed_choice_list_find (ShedChoiceList *self,
                 const char *id)
{
  g_return_val_if_fail (SHED_IS_CHOICE_LIST (self), NULL);

  return shed_rows_find (SHED_ROWS (self), id);
}

gboolean
shed_choice_list_is_loaded (ShedChoiceList *self)
{
  g_return_val_if_fail (SHED_IS_CHOICE_LIST (self), FALSE);

  return shed_rows_is_loaded (SHED_ROWS (self));
}
