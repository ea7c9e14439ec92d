/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a group of operations does to the rows of a space: SYNC.md 3.6, once more and in C, so that the SQL has something
 * to be compared with. */
#include "sim-model.h"

#include <stdlib.h>
#include <string.h>

#include "shed-bug.h"
static void
object_clear (SimObject *object)
{
  for (guint i = 0; i < SIM_MAX_COLUMNS; i++)
    g_free (object->values[i]);
  memset (object, 0, sizeof *object);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SimObject, object_clear)

static gboolean
reject (SimModel *self, const char *code)
{
  g_strlcpy (self->code, code, sizeof self->code);
  return FALSE;
}

static char *
text_of (const ShedTable *table, guint i, JsonNode *node)
{
  GType type = json_node_get_value_type (node);

  if (JSON_NODE_HOLDS_NULL (node))
    return NULL;
  if (type == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "1" : "0");
  if (type == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return g_strdup (json_node_get_string (node));
}

static gboolean
read_object (SimModel *self, const ShedTable *table, JsonObject *op, const char *name, SimObject *out)
{
  JsonNode *node = json_object_get_member (op, name);
  g_autoptr (GList) members = NULL;

  memset (out, 0, sizeof *out);
  out->is_null = node == NULL || JSON_NODE_HOLDS_NULL (node);
  if (out->is_null)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return reject (self, "PT422");
  members = json_object_get_members (json_node_get_object (node));
  for (GList *l = members; l != NULL; l = l->next)
    {
      JsonNode *value = json_object_get_member (json_node_get_object (node), l->data);
      guint i = 0;

      while (i < sim_n_columns (table) && strcmp (sim_column_name (table, i), l->data) != 0)
        i++;
      if (i == sim_n_columns (table))
        return reject (self, "PT422");
      out->has[i] = TRUE;
      if (JSON_NODE_HOLDS_OBJECT (value))
        {
          out->hashed[i] = TRUE;
          out->values[i] = g_strdup (json_object_get_string_member_with_default (json_node_get_object (value), "sha256", NULL));
        }
      else
        out->values[i] = text_of (table, i, value);
    }
  return TRUE;
}

/* As jsonb writes it: shorter names first, then by bytes. */
static int
compare_columns (gconstpointer a, gconstpointer b, gpointer table)
{
  const char *x = sim_column_name (table, *(const guint *)a), *y = sim_column_name (table, *(const guint *)b);

  return strlen (x) != strlen (y) ? (strlen (x) < strlen (y) ? -1 : 1) : strcmp (x, y);
}

static char *
object_text (const ShedTable *table, char *const *values, const gboolean *has)
{
  GString *json = g_string_new ("{");
  guint order[SIM_MAX_COLUMNS], n = 0;

  for (guint i = 0; i < sim_n_columns (table); i++)
    if (has[i])
      order[n++] = i;
  g_qsort_with_data (order, n, sizeof *order, compare_columns, (gpointer)table);
  for (guint k = 0; k < n; k++)
    {
      g_string_append_printf (json, "%s\"%s\": ", k > 0 ? ", " : "", sim_column_name (table, order[k]));
      sim_append_value (json, table, order[k], values[order[k]]);
    }
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

static gboolean
equals_base (const SimRow *row, const SimObject *base, guint i)
{
  if (base->hashed[i])
    {
      g_autofree char *hash =
        row->values[i] != NULL ? g_compute_checksum_for_string (G_CHECKSUM_SHA256, row->values[i], -1) : NULL;

      return g_strcmp0 (hash, base->values[i]) == 0;
    }
  return g_strcmp0 (row->values[i], base->values[i]) == 0;
}

/* Coming back */

static int
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* Rows that went together come back together, table by table in the list's order, and then what they hang on: in the order
 * of the server's, because a row that is written again afterwards leaves a gap where its first number was. */
static void
revive (SimModel *self, const char *table, const char *id)
{
  g_autoptr (GPtrArray) tables = g_ptr_array_new ();
  g_autoptr (GPtrArray) wanted = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (tables, (gpointer)shed_table_find (table));
  g_ptr_array_add (wanted, g_strdup (id));
  for (guint at = 0; at < wanted->len; at++)
    {
      const ShedTable *its = g_ptr_array_index (tables, at);
      SimRow *first = sim_model_find (self, its->name, g_ptr_array_index (wanted, at));
      g_autofree char *gone_by = NULL;

      if (first == NULL || !first->deleted)
        continue;
      gone_by = g_strdup (first->deleted_by);
      for (guint t = 0; t < SHED_N_TABLES; t++)
        {
          const ShedTable *about = &shed_tables_get (NULL)[t];
          g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
          GHashTableIter iter;
          gpointer value;

          g_hash_table_iter_init (&iter, self->space->rows);
          while (g_hash_table_iter_next (&iter, NULL, &value))
            {
              SimRow *other = value;

              if (other->table == about && other->deleted &&
                  (gone_by != NULL ? g_strcmp0 (other->deleted_by, gone_by) == 0 : other == first))
                g_ptr_array_add (ids, g_strdup (other->id));
            }
          g_ptr_array_sort (ids, by_text);
          for (guint i = 0; i < ids->len; i++)
            {
              SimRow *row = sim_model_find (self, about->name, g_ptr_array_index (ids, i));

              sim_model_touch (self, row);
              row->deleted = FALSE;
              g_clear_pointer (&row->deleted_by, g_free);
              if (row->written != NULL)
                g_hash_table_remove (row->written, "-");
            }
          for (guint c = 1; c < sim_n_columns (about) && !SHED_BUG ("parent-stays-deleted"); c++)
            for (guint i = 0; i < ids->len && sim_column (about, c)->references != NULL; i++)
              {
                SimRow *row = sim_model_find (self, about->name, g_ptr_array_index (ids, i));

                if (row->values[c] == NULL)
                  continue;
                g_ptr_array_add (tables, (gpointer)shed_table_find (sim_column (about, c)->references));
                g_ptr_array_add (wanted, g_strdup (row->values[c]));
              }
        }
    }
}

static SimRow *
root_of (SimModel *self, SimRow *row)
{
  gboolean moved = TRUE;

  while (moved)
    {
      moved = FALSE;
      for (guint i = 1; i < sim_n_columns (row->table) && !moved; i++)
        {
          const char *parent = sim_column (row->table, i)->references;
          SimRow *above = parent != NULL && row->values[i] != NULL ? sim_model_find (self, parent, row->values[i]) : NULL;

          if (above != NULL && above->deleted && above != row)
            {
              row = above;
              moved = TRUE;
            }
        }
    }
  return row;
}

static gboolean
has_ask (const ShedTable *table)
{
  for (guint i = 0; i < table->n_columns; i++)
    if (table->columns[i].merge_class == SHED_CLASS_ASK)
      return TRUE;
  return FALSE;
}

static gboolean
revive_for (SimModel *self, const char *table, const char *id, const char *mine)
{
  SimRow *row = sim_model_find (self, table, id);
  SimRow *root, about;
  g_autoptr (GHashTable) dead = NULL;

  if (row == NULL || !row->deleted)
    return FALSE;
  root = root_of (self, row);
  dead = sim_written_copy (root->written);
  revive (self, table, id);
  if (!has_ask (root->table))
    return FALSE;
  about = *root;
  about.written = dead;
  return sim_model_ask (self, root->table, root->id, "*", &about, NULL, root == row ? mine : "{}", NULL);
}

/* Merging */

static const char *
class_word (ShedMergeClass merge_class)
{
  static const char *const words[] = { "ask", "last", "text", "set", "max", "add", "fixed" };

  return words[merge_class];
}

static gboolean
merge_row (SimModel *self, SimRow *row, const SimObject *base, const SimObject *set)
{
  const ShedTable *table = row->table;
  gboolean asked = FALSE, put = FALSE;
  g_autoptr (GPtrArray) written = g_ptr_array_new ();
  g_auto (SimObject) out = { 0 };

  for (guint i = 1; i < sim_n_columns (table); i++)
    {
      const char *group = SHED_BUG ("field-group-merged-apart") ? sim_column_name (table, i) : sim_group_of (table, i);
      gboolean cols[SIM_MAX_COLUMNS] = { 0 }, said[SIM_MAX_COLUMNS] = { 0 }, based[SIM_MAX_COLUMNS] = { 0 };
      gboolean first = TRUE, any = FALSE, all_equal = TRUE, as_base = TRUE;
      ShedMergeClass merge_class = sim_column (table, i)->merge_class;
      g_autofree char *result = NULL;

      for (guint k = 1; k < sim_n_columns (table); k++)
        if (SHED_BUG ("field-group-merged-apart") ? k == i : strcmp (sim_group_of (table, k), group) == 0)
          {
            first = first && k >= i;
            cols[k] = TRUE;
            said[k] = set->has[k];
            based[k] = base->has[k];
            any = any || set->has[k];
            all_equal = all_equal && set->has[k] && g_strcmp0 (row->values[k], set->values[k]) == 0;
            as_base = as_base && base->has[k] && equals_base (row, base, k);
          }
      if (!first || !any || (all_equal && merge_class != SHED_CLASS_ADD) || merge_class == SHED_CLASS_FIXED)
        continue;
      if (as_base || merge_class == SHED_CLASS_LAST || (SHED_BUG ("last-write-wins") && merge_class == SHED_CLASS_ASK))
        {
          for (guint k = 1; k < sim_n_columns (table); k++)
            if (said[k])
              {
                out.has[k] = TRUE;
                out.values[k] = g_strdup (set->values[k]);
              }
        }
      else if (merge_class != SHED_CLASS_ASK &&
               !(merge_class == SHED_CLASS_TEXT && (base->hashed[i] || !base->has[i])) &&
               sim_column (table, i)->group == NULL &&
               sim_merge_field (class_word (merge_class), base->has[i] ? base->values[i] : NULL, row->values[i],
                                set->values[i], &result) &&
               /* Two texts that fit may be one that does not: a person has to shorten it. */
               (merge_class != SHED_CLASS_TEXT || strlen (result) <= sim_column (table, i)->max_bytes))
        {
          out.has[i] = TRUE;
          out.values[i] = g_steal_pointer (&result);
        }
      else
        {
          g_autofree char *old = NULL;
          g_autofree char *mine = object_text (table, set->values, said);
          g_autofree char *theirs = object_text (table, row->values, cols);

          if (base->hashed[i])
            old = g_strdup_printf ("{\"%s\": {\"sha256\": \"%s\"}}", sim_column_name (table, i), base->values[i]);
          else
            old = object_text (table, base->values, based);
          asked = sim_model_ask (self, table, row->id, group, row, old, mine, theirs) || asked;
          continue;
        }
      put = TRUE;
      if (merge_class == SHED_CLASS_ASK || merge_class == SHED_CLASS_TEXT)
        g_ptr_array_add (written, (gpointer)group);
      if (self->seen >= 0)
        sim_model_close_questions (self, table->name, row->id, group, self->seen);
    }
  if (!put)
    return asked;
  sim_model_touch (self, row);
  for (guint k = 1; k < sim_n_columns (table); k++)
    if (out.has[k])
      sim_model_set (row, k, out.values[k]);
  for (guint k = 0; k < written->len; k++)
    sim_model_note_writer (self, row, g_ptr_array_index (written, k));
  return asked;
}

/* Operations */

static char *
fallback_of (const ShedTable *table, guint i)
{
  const ShedColumn *column = sim_column (table, i);

  if (column == NULL || column->fallback == NULL)
    return NULL;
  if (column->fallback[0] == '\'')
    return g_strndup (column->fallback + 1, strlen (column->fallback) - 2);
  return g_strdup (column->fallback);
}

static gboolean
insert (SimModel *self, const ShedTable *table, const char *id, gboolean restore, gboolean was_dead, const SimObject *base,
        const SimObject *mine, gboolean *asked, gboolean *skip)
{
  SimRow *row = sim_model_find (self, table->name, id);
  gboolean same = !base->is_null;

  if (row == NULL)
    {
      if (strcmp (table->name, "conflict") == 0)
        return reject (self, "PT422");
      row = sim_model_add (self, table, id);
      sim_model_note_writer (self, row, "");
      for (guint i = 0; i < sim_n_columns (table); i++)
        row->values[i] = mine->has[i] ? g_strdup (mine->values[i]) : fallback_of (table, i);
      for (guint i = 0; i < table->n_columns; i++)
        if (table->columns[i].required && row->values[i + 1] == NULL)
          return reject (self, "23502");
      return TRUE;
    }
  for (guint i = 0; i < sim_n_columns (table); i++)
    same = same && mine->has[i] == base->has[i] && !base->hashed[i] && g_strcmp0 (mine->values[i], base->values[i]) == 0;
  if (row->deleted || was_dead)
    {
      if (restore || same)
        {
          *skip = TRUE;
          return TRUE;
        }
      revive (self, table->name, id);
      sim_model_touch (self, row);
      /* What was written before does not count any more. */
      if (row->written != NULL)
        g_hash_table_remove_all (row->written);
      sim_model_note_writer (self, row, "");
      for (guint i = 0; i < sim_n_columns (table); i++)
        if (mine->has[i])
          sim_model_set (row, i, mine->values[i]);
      return TRUE;
    }
  {
    g_auto (SimObject) from = { 0 };
    g_auto (SimObject) changed = { 0 };
    gboolean differs[SIM_MAX_COLUMNS] = { 0 };

    for (guint i = 0; i < sim_n_columns (table); i++)
      {
        if (!mine->has[i])
          continue;
        from.has[i] = TRUE;
        from.hashed[i] = base->hashed[i];
        from.values[i] = base->has[i] && base->values[i] != NULL ? g_strdup (base->values[i])
                         : base->has[i]                          ? NULL
                                                                 : fallback_of (table, i);
        differs[i] = base->hashed[i] || g_strcmp0 (from.values[i], mine->values[i]) != 0;
      }
    for (guint i = 0; i < sim_n_columns (table); i++)
      for (guint k = 0; k < sim_n_columns (table); k++)
        if (mine->has[i] && mine->has[k] && differs[k] && !changed.has[i] &&
            strcmp (sim_group_of (table, i), sim_group_of (table, k)) == 0)
          {
            changed.has[i] = TRUE;
            changed.values[i] = g_strdup (mine->values[i]);
          }
    *asked = merge_row (self, row, &from, &changed) || *asked;
  }
  return TRUE;
}

typedef struct
{
  JsonObject *op;
  const ShedTable *table;
  const char *kind, *id;
  gboolean was_dead; /* before the group: a row that comes back takes along what went with it */
} Op;

static gboolean
put_op (SimModel *self, const Op *o, gboolean *asked)
{
  g_auto (SimObject) base = { 0 };
  g_auto (SimObject) mine = { 0 };
  SimRow *row = sim_model_find (self, o->table->name, o->id);
  gboolean skip = FALSE;

  if (!read_object (self, o->table, o->op, "base", &base) || !read_object (self, o->table, o->op, "set", &mine))
    return FALSE;
  if (strcmp (o->kind, "ins") == 0)
    {
      if (!insert (self, o->table, o->id, json_object_get_boolean_member_with_default (o->op, "restore", FALSE),
                   o->was_dead, &base, &mine, asked, &skip))
        return FALSE;
      if (skip)
        return TRUE;
    }
  else
    {
      if (row == NULL)
        return reject (self, "23503");
      if (strcmp (o->table->name, "conflict") == 0)
        for (guint i = 0; i < sim_n_columns (o->table); i++)
          if (strcmp (sim_column_name (o->table, i), "state") != 0)
            mine.has[i] = FALSE;
      if (row->deleted && SHED_BUG ("deletion-wins"))
        return TRUE;
      if (row->deleted)
        {
          g_autofree char *text = object_text (o->table, mine.values, mine.has);

          *asked = revive_for (self, o->table->name, o->id, text) || *asked;
        }
      *asked = merge_row (self, row, &base, &mine) || *asked;
    }
  row = sim_model_find (self, o->table->name, o->id);
  for (guint i = 1; !row->deleted && i < sim_n_columns (o->table); i++)
    if (sim_column (o->table, i)->references != NULL && row->values[i] != NULL)
      *asked = revive_for (self, sim_column (o->table, i)->references, row->values[i], NULL) || *asked;
  if (strcmp (o->table->name, "practice_event") == 0 && strcmp (o->kind, "ins") == 0 &&
      g_strcmp0 (mine.values[sim_column_index (o->table, "kind")], "rating") == 0)
    {
      const char *tune = mine.values[sim_column_index (o->table, "tune_id")],
                 *repertoire = mine.values[sim_column_index (o->table, "repertoire_id")];
      g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
      const ShedTable *link = shed_table_find ("repertoire_tune");
      GHashTableIter iter;
      gpointer value;

      *asked = revive_for (self, "tune", tune, NULL) || *asked;
      *asked = revive_for (self, "repertoire", repertoire, NULL) || *asked;
      g_hash_table_iter_init (&iter, self->space->rows);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        {
          SimRow *other = value;

          if (other->table == link && other->deleted && g_strcmp0 (other->values[sim_column_index (link, "tune_id")], tune) == 0 &&
              g_strcmp0 (other->values[sim_column_index (link, "repertoire_id")], repertoire) == 0)
            g_ptr_array_add (ids, g_strdup (other->id));
        }
      g_ptr_array_sort (ids, by_text);
      for (guint i = 0; i < ids->len; i++)
        revive (self, "repertoire_tune", g_ptr_array_index (ids, i));
    }
  return TRUE;
}

static gboolean
is_deleted_here (GArray *ops, const char *table, const char *id)
{
  for (guint i = 0; i < ops->len; i++)
    {
      const Op *o = &g_array_index (ops, Op, i);

      if (strcmp (o->kind, "del") == 0 && strcmp (o->table->name, table) == 0 && strcmp (o->id, id) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Somebody edited it since, or something hangs on it that does not go with it. */
static gboolean
offends (SimModel *self, SimRow *row, const SimObject *base, GArray *ops)
{
  GHashTableIter iter;
  gpointer value;

  for (guint i = 0; i < sim_n_columns (row->table); i++)
    if (base->has[i] && (i == 0 || sim_column (row->table, i)->merge_class != SHED_CLASS_LAST) && !equals_base (row, base, i))
      return TRUE;
  g_hash_table_iter_init (&iter, self->space->rows);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      SimRow *child = value;

      if (child->deleted)
        continue;
      for (guint i = 1; i < sim_n_columns (child->table); i++)
        if (g_strcmp0 (sim_column (child->table, i)->references, row->table->name) == 0 &&
            g_strcmp0 (child->values[i], row->id) == 0 && !is_deleted_here (ops, child->table->name, child->id))
          return TRUE;
    }
  return FALSE;
}

static SimRow *
top_of_deletion (SimModel *self, SimRow *row, GArray *ops)
{
  gboolean moved = TRUE;

  while (moved)
    {
      moved = FALSE;
      for (guint i = 1; i < sim_n_columns (row->table) && !moved; i++)
        {
          const char *parent = sim_column (row->table, i)->references;

          if (parent == NULL || row->values[i] == NULL || !is_deleted_here (ops, parent, row->values[i]))
            continue;
          if (strcmp (parent, row->table->name) == 0 && strcmp (row->values[i], row->id) == 0)
            continue;
          row = sim_model_find (self, parent, row->values[i]);
          moved = TRUE;
        }
    }
  return row;
}

const char *
sim_model_apply_group (SimModel *self, JsonObject *group)
{
  JsonNode *list = json_object_get_member (group, "ops");
  g_autoptr (GArray) ops = g_array_new (FALSE, TRUE, sizeof (Op));
  g_autoptr (GHashTable) rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean asked = FALSE;

  self->code[0] = '\0';
  if (list == NULL || !JSON_NODE_HOLDS_ARRAY (list))
    return reject (self, "PT422"), NULL;
  for (guint i = 0; i < json_array_get_length (json_node_get_array (list)); i++)
    {
      JsonNode *node = json_array_get_element (json_node_get_array (list), i);
      Op o = { 0 };

      if (!JSON_NODE_HOLDS_OBJECT (node))
        return reject (self, "PT422"), NULL;
      o.op = json_node_get_object (node);
      o.kind = json_object_get_string_member_with_default (o.op, "op", "");
      o.id = json_object_get_string_member_with_default (o.op, "id", "");
      o.table = shed_table_find (json_object_get_string_member_with_default (o.op, "tbl", ""));
      if (o.table == NULL || (strcmp (o.kind, "ins") != 0 && strcmp (o.kind, "upd") != 0 && strcmp (o.kind, "del") != 0))
        return reject (self, "PT422"), NULL;
      if (!g_hash_table_add (rows, g_strdup_printf ("%s %s", o.table->name, o.id)))
        return reject (self, "PT422"), NULL;
      o.was_dead = sim_model_find (self, o.table->name, o.id) != NULL && sim_model_find (self, o.table->name, o.id)->deleted;
      g_array_append_val (ops, o);
    }
  for (guint i = 0; i < ops->len; i++)
    {
      const Op *o = &g_array_index (ops, Op, i);
      g_auto (SimObject) base = { 0 };
      JsonObject *set = json_object_has_member (o->op, "set") ? json_object_get_object_member (o->op, "set") : NULL;
      SimRow *row;

      if (strcmp (o->table->name, "conflict") != 0 || strcmp (o->kind, "upd") != 0 || set == NULL ||
          !json_object_has_member (set, "state"))
        continue;
      row = sim_model_find (self, "conflict", o->id);
      if (row == NULL)
        return reject (self, "23503"), NULL;
      if (!read_object (self, o->table, o->op, "base", &base))
        return NULL;
      if (g_strcmp0 (SIM_VALUE (row, "state"), base.values[sim_column_index (o->table, "state")]) != 0 || row->deleted)
        return "superseded";
    }
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < ops->len; i++)
      {
        const Op *o = &g_array_index (ops, Op, i);

        if (strcmp (o->kind, "del") != 0 && (strcmp (o->table->name, "conflict") == 0) == (pass == 0) &&
            !put_op (self, o, &asked))
          return NULL;
      }
  for (guint i = 0; i < ops->len; i++)
    {
      const Op *o = &g_array_index (ops, Op, i);
      g_auto (SimObject) base = { 0 };
      SimRow *row;

      if (strcmp (o->kind, "del") != 0)
        continue;
      if (strcmp (o->table->name, "practice_event") == 0 || strcmp (o->table->name, "conflict") == 0)
        return reject (self, "PT422"), NULL;
      row = sim_model_find (self, o->table->name, o->id);
      if (row == NULL || row->deleted)
        continue;
      if (!read_object (self, o->table, o->op, "base", &base))
        return NULL;
      if (!SHED_BUG ("blind-deletion") && offends (self, row, &base, ops))
        {
          SimRow *root = top_of_deletion (self, row, ops);
          gboolean all[SIM_MAX_COLUMNS];
          g_autofree char *theirs = NULL;

          for (guint k = 0; k < SIM_MAX_COLUMNS; k++)
            all[k] = TRUE;
          theirs = object_text (root->table, root->values, all);
          sim_model_ask (self, root->table, root->id, "*", root, NULL, NULL, theirs);
          return "conflict";
        }
    }
  for (guint i = 0; i < ops->len; i++)
    {
      const Op *o = &g_array_index (ops, Op, i);
      SimRow *row = strcmp (o->kind, "del") == 0 ? sim_model_find (self, o->table->name, o->id) : NULL;

      if (row == NULL || row->deleted)
        continue;
      sim_model_touch (self, row);
      row->deleted = TRUE;
      row->deleted_by = g_strdup (self->mid);
      sim_model_note_writer (self, row, "-");
      sim_model_close_questions (self, row->table->name, row->id, NULL, -1);
    }
  return asked ? "conflict" : "ok";
}
