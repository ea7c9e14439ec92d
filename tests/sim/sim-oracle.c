/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each person saw when they wrote: for every field the edges from the value on the screen to the value written, taken
 * from what is shown before and after a write and from nothing else, so that neither engine nor server has a word in it.
 * A value may go only where somebody who had seen it led it: along the edges every value must come to the one that stands
 * at the end, to a question, or to a deletion. All edges are kept: one value may have many successors. */
#include "sim.h"

#include <string.h>

#define DEAD "\001dead"
#define BORN "\001born"

typedef struct
{
  char *table, *id, *group;
  ShedMergeClass merge_class;
  GHashTable *edges;  /* value → GPtrArray of values */
  GPtrArray *written; /* values, in order */
  char *row;          /* of a practice event: as it was made */
} Cell;

static void
cell_free (gpointer data)
{
  Cell *cell = data;

  g_free (cell->table);
  g_free (cell->id);
  g_free (cell->group);
  g_free (cell->row);
  g_hash_table_unref (cell->edges);
  g_ptr_array_unref (cell->written);
  g_free (cell);
}

void
sim_oracle_free_cells (SimWorld *world)
{
  g_clear_pointer (&world->cells, g_hash_table_unref);
  g_clear_pointer (&world->forgiven, g_hash_table_unref);
  g_clear_pointer (&world->dismissed, g_hash_table_unref);
}

static Cell *
cell_of (SimWorld *world, const char *table, const char *id, const char *group, ShedMergeClass merge_class)
{
  g_autofree char *key = g_strdup_printf ("%s %s %s", table, id, group);
  Cell *cell;

  if (world->cells == NULL)
    {
      world->cells = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, cell_free);
      world->forgiven = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    }
  cell = g_hash_table_lookup (world->cells, key);
  if (cell != NULL)
    return cell;
  cell = g_new0 (Cell, 1);
  cell->table = g_strdup (table);
  cell->id = g_strdup (id);
  cell->group = g_strdup (group);
  cell->merge_class = merge_class;
  cell->edges = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  cell->written = g_ptr_array_new_with_free_func (g_free);
  g_hash_table_insert (world->cells, g_steal_pointer (&key), cell);
  return cell;
}

static void
add_edge (Cell *cell, const char *from, const char *to)
{
  GPtrArray *list = g_hash_table_lookup (cell->edges, from);

  if (list == NULL)
    {
      list = g_ptr_array_new_with_free_func (g_free);
      g_hash_table_insert (cell->edges, g_strdup (from), list);
    }
  for (guint i = 0; i < list->len; i++)
    if (strcmp (g_ptr_array_index (list, i), to) == 0)
      return;
  g_ptr_array_add (list, g_strdup (to));
}

static void
add_written (Cell *cell, const char *value)
{
  g_ptr_array_add (cell->written, g_strdup (value));
}

char *
sim_oracle_dump (SimWorld *world)
{
  g_autoptr (GList) keys = world->cells != NULL ? g_list_sort (g_hash_table_get_keys (world->cells), (GCompareFunc)strcmp) : NULL;
  GString *text = g_string_new (NULL);

  for (GList *l = keys; l != NULL; l = l->next)
    {
      Cell *cell = g_hash_table_lookup (world->cells, l->data);
      g_autoptr (GList) from = g_list_sort (g_hash_table_get_keys (cell->edges), (GCompareFunc)strcmp);

      g_string_append_printf (text, "%s:", (char *)l->data);
      for (guint i = 0; i < cell->written->len; i++)
        g_string_append_printf (text, " %s", (char *)g_ptr_array_index (cell->written, i));
      for (GList *f = from; f != NULL; f = f->next)
        {
          GPtrArray *to = g_hash_table_lookup (cell->edges, f->data);

          for (guint i = 0; i < to->len; i++)
            g_string_append_printf (text, " %s>%s", (char *)f->data, (char *)g_ptr_array_index (to, i));
        }
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

/* Looking */

typedef struct
{
  const ShedTable *table;
  char *id;
  char **values; /* by column; NULL text: NULL */
  char *created_at;
} Seen;

static void
seen_free (gpointer data)
{
  Seen *seen = data;

  for (guint i = 0; i < seen->table->n_columns; i++)
    g_free (seen->values[i]);
  g_free (seen->values);
  g_free (seen->id);
  g_free (seen->created_at);
  g_free (seen);
}

GHashTable *
sim_oracle_look (SimClient *client)
{
  guint n_tables;
  const ShedTable *tables = shed_tables_get (&n_tables);
  GHashTable *rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, seen_free);

  for (guint t = 0; t < n_tables; t++)
    {
      static const char *texts[SHED_N_TABLES];
      g_autoptr (ShedStmt) stmt = NULL;

      if (texts[t] == NULL)
        texts[t] = g_strdup_printf ("SELECT * FROM \"%s\"", tables[t].name);
      stmt = shed_db_borrow (client->db, texts[t], NULL);
      while (shed_stmt_step (stmt, NULL) == SHED_STEP_ROW)
        {
          Seen *seen = g_new0 (Seen, 1);

          seen->table = &tables[t];
          seen->id = shed_stmt_dup_text (stmt, 0);
          seen->created_at = shed_stmt_dup_text (stmt, 1);
          seen->values = g_new0 (char *, tables[t].n_columns + 1);
          for (guint i = 0; i < tables[t].n_columns; i++)
            seen->values[i] = shed_stmt_dup_text (stmt, i + 2);
          g_hash_table_insert (rows, g_strdup_printf ("%s %s", tables[t].name, seen->id), seen);
        }
    }
  return rows;
}

static const char *
group_of (const ShedColumn *column)
{
  return column->group != NULL ? column->group : column->name;
}

/* A field group as one text; NULL when column i is not the first of its group. */
static char *
group_value (const Seen *seen, guint i)
{
  const ShedTable *table = seen->table;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint k = 0; k < table->n_columns; k++)
    if (strcmp (group_of (&table->columns[k]), group_of (&table->columns[i])) == 0)
      {
        if (k < i)
          return NULL;
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\x1f" : "", seen->values[k] != NULL ? seen->values[k] : "~");
      }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The parts that a list or a text is made of. */
static char **
parts_of (ShedMergeClass merge_class, const char *value)
{
  g_autoptr (GString) clean = NULL;

  if (merge_class == SHED_CLASS_TEXT)
    return g_strsplit (value, "\n", -1);
  clean = g_string_new (value);
  g_string_replace (clean, "[", "", 0);
  g_string_replace (clean, "]", "", 0);
  g_string_replace (clean, "\"", "", 0);
  return g_strsplit (clean->str, ",", -1);
}

static void
note_parts (Cell *cell, const char *old, const char *new)
{
  g_auto (GStrv) before = parts_of (cell->merge_class, old != NULL ? old : "");
  g_auto (GStrv) after = parts_of (cell->merge_class, new != NULL ? new : "");

  for (guint i = 0; after[i] != NULL; i++)
    if (*after[i] != '\0' && strcmp (after[i], "~") != 0 && !g_strv_contains ((const char *const *)before, after[i]))
      add_written (cell, after[i]);
  for (guint i = 0; before[i] != NULL; i++)
    if (*before[i] != '\0' && !g_strv_contains ((const char *const *)after, before[i]))
      add_edge (cell, before[i], DEAD);
}

static void
note_cell (SimWorld *world, const Seen *old, const Seen *new, guint i)
{
  const Seen *seen = new != NULL ? new : old;
  const ShedColumn *column = &seen->table->columns[i];
  g_autofree char *before = old != NULL ? group_value (old, i) : NULL;
  g_autofree char *after = new != NULL ? group_value (new, i) : NULL;
  Cell *cell;

  if (before == NULL && after == NULL)
    return;
  if (g_strcmp0 (before, after) == 0)
    return;
  cell = cell_of (world, seen->table->name, seen->id, group_of (column), column->merge_class);
  if (column->merge_class == SHED_CLASS_TEXT || column->merge_class == SHED_CLASS_SET)
    {
      note_parts (cell, before, after);
      return;
    }
  if (after != NULL)
    add_written (cell, after);
  if (before != NULL)
    add_edge (cell, before, after != NULL ? after : DEAD);
}

/* A question that a person answered: who chose what was in use had seen what else was wanted, and let it go. As a rule the
 * question keeps it; but a server that is put back loses the question too, and then there is nobody left to ask. An answer
 * that is taken back lets nothing go. */
static void
note_answer (SimWorld *world, const Seen *new)
{
  g_autofree char *key = NULL;
  const ShedTable *table = new->table;
  const char *state = NULL;

  for (guint i = 0; i < table->n_columns; i++)
    if (strcmp (table->columns[i].name, "state") == 0)
      state = new->values[i];
  /* tbl, row_id, grp, base, mine, theirs */
  key = g_strdup_printf ("%s %s %s dismissed %s", new->values[0], new->values[1], new->values[2], new->id);
  if (world->dismissed == NULL)
    world->dismissed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (g_strcmp0 (state, "other") == 0 && new->values[4] != NULL)
    g_hash_table_insert (world->dismissed, g_steal_pointer (&key), g_strdup (new->values[4]));
  else
    g_hash_table_remove (world->dismissed, key);
}

static gboolean
is_same (const Seen *a, const Seen *b)
{
  for (guint i = 0; i < a->table->n_columns; i++)
    if (g_strcmp0 (a->values[i], b->values[i]) != 0)
      return FALSE;
  return TRUE;
}

void
sim_oracle_note (SimClient *client, GHashTable *before, GHashTable *after)
{
  SimWorld *world = client->world;
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const Seen *new = value;
      const Seen *old = g_hash_table_lookup (before, key);

      if (strcmp (new->table->name, "conflict") == 0)
        {
          if (old != NULL)
            note_answer (world, new);
          continue;
        }
      if (old != NULL && is_same (old, new))
        continue;
      if (old == NULL)
        {
          Cell *cell = cell_of (world, new->table->name, new->id, "*", SHED_CLASS_ASK);

          add_written (cell, BORN);
          if (strcmp (new->table->name, "practice_event") == 0 && cell->row == NULL)
            cell->row = g_strjoinv ("\x1f", new->values);
        }
      for (guint i = 0; i < new->table->n_columns; i++)
        note_cell (world, old, new, i);
    }
  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const Seen *old = value;

      if (g_hash_table_contains (after, key) || strcmp (old->table->name, "conflict") == 0)
        continue;
      add_edge (cell_of (world, old->table->name, old->id, "*", SHED_CLASS_ASK), BORN, DEAD);
      for (guint i = 0; i < old->table->n_columns; i++)
        note_cell (world, old, NULL, i);
    }
}

/* This computer is about to be put back from a copy: what it wrote since may be lost with it, where it had not been sent. */
void
sim_oracle_forgive (SimClient *client)
{
  SimWorld *world = client->world;
  GHashTableIter iter;
  gpointer value;

  if (world->cells == NULL)
    return;
  for (guint64 n = client->backup_token + 1; n <= world->n_tokens; n++)
    g_hash_table_add (world->forgiven, g_strdup_printf ("w%" G_GUINT64_FORMAT ".", n));
  g_hash_table_iter_init (&iter, world->cells);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (strcmp (((Cell *)value)->group, "*") == 0)
      {
        g_autofree char *before = NULL;
        g_autofree char *sql =
          g_strdup_printf ("SELECT 1 FROM \"%s\" WHERE id = '%s'", ((Cell *)value)->table, ((Cell *)value)->id);
        sqlite3_stmt *stmt = NULL;

        if (sqlite3_prepare_v2 (client->backup, sql, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step (stmt) != SQLITE_ROW)
          g_hash_table_add (world->forgiven, g_strdup (((Cell *)value)->id));
        sqlite3_finalize (stmt);
      }
}

void
sim_oracle_forgive_ids (SimWorld *world, const char *ids)
{
  g_auto (GStrv) parts = g_strsplit (ids != NULL ? ids : "", ",", -1);

  for (guint i = 0; world->forgiven != NULL && parts[i] != NULL; i++)
    g_hash_table_add (world->forgiven, g_strdup (parts[i]));
}

void
sim_oracle_forgive_text (SimWorld *world, const char *text)
{
  for (const char *p = text; world->forgiven != NULL && p != NULL && (p = strchr (p, 'w')) != NULL; p++)
    {
      const char *end = p + 1;

      while (g_ascii_isdigit (*end))
        end++;
      if (end > p + 1 && *end == '.')
        {
          g_autofree char *token = g_strndup (p, end + 1 - p);

          g_hash_table_add (world->forgiven, g_strdup_printf ("held %s", token));
          g_hash_table_add (world->forgiven, g_steal_pointer (&token));
        }
    }
}

/* Judging */

static gboolean
reaches (SimWorld *world, Cell *cell, const char *from, const char *final, const char *questions)
{
  g_autoptr (GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) queue = g_ptr_array_new ();

  g_ptr_array_add (queue, (gpointer)from);
  while (queue->len > 0)
    {
      const char *value = g_ptr_array_steal_index (queue, queue->len - 1);
      GPtrArray *next;

      if (!g_hash_table_add (done, (gpointer)value))
        continue;
      if (strcmp (value, DEAD) == 0 || g_strcmp0 (value, final) == 0)
        return TRUE;
      if (strchr (value, '.') != NULL)
        {
          g_auto (GStrv) parts = g_strsplit (value, "\x1f", -1);

          for (guint i = 0; parts[i] != NULL; i++)
            {
              g_autofree char *held = g_strdup_printf ("held %s", parts[i]);

              /* Replaced by somebody who had seen it; what replaced it is in a question, or waits for a person. */
              if (strchr (parts[i], '.') != NULL &&
                  (strstr (questions, parts[i]) != NULL || g_hash_table_contains (world->forgiven, held)))
                return TRUE;
            }
        }
      next = g_hash_table_lookup (cell->edges, value);
      for (guint i = 0; next != NULL && i < next->len; i++)
        g_ptr_array_add (queue, g_ptr_array_index (next, i));
    }
  return FALSE;
}

static gboolean
is_forgiven (SimWorld *world, const char *value)
{
  g_auto (GStrv) parts = g_strsplit (value, "\x1f", -1);

  if (g_hash_table_contains (world->forgiven, value))
    return TRUE;
  for (guint i = 0; parts[i] != NULL; i++)
    if (g_hash_table_contains (world->forgiven, parts[i]))
      return TRUE;
  return FALSE;
}

/* A person chose another value, knowing this one. */
static gboolean
is_dismissed (SimWorld *world, const Cell *cell, const char *value)
{
  g_autofree char *prefix = g_strdup_printf ("%s %s %s dismissed ", cell->table, cell->id, cell->group);
  g_auto (GStrv) parts = g_strsplit (value, "\x1f", -1);
  GHashTableIter iter;
  gpointer key, wanted;

  if (world->dismissed == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, world->dismissed);
  while (g_hash_table_iter_next (&iter, &key, &wanted))
    for (guint i = 0; g_str_has_prefix (key, prefix) && parts[i] != NULL; i++)
      if (strchr (parts[i], '.') != NULL && strstr (wanted, parts[i]) != NULL)
        return TRUE;
  return FALSE;
}

static void
judge_cell (SimWorld *world, Cell *cell, GHashTable *rows, const char *questions)
{
  g_autofree char *key = g_strdup_printf ("%s %s", cell->table, cell->id);
  g_autofree char *final = NULL;
  const Seen *seen = g_hash_table_lookup (rows, key);

  if (strcmp (cell->group, "*") == 0)
    {
      gboolean append_only = strcmp (cell->table, "practice_event") == 0;

      if (seen != NULL && cell->row != NULL)
        {
          g_autofree char *now = g_strjoinv ("\x1f", seen->values);

          if (strcmp (now, cell->row) != 0)
            sim_fail (world, "I10", "%s %s is not as it was made", cell->table, cell->id);
        }
      if (cell->written->len == 0 || seen != NULL || g_hash_table_contains (world->forgiven, cell->id))
        return;
      if (append_only || !g_hash_table_contains (cell->edges, BORN))
        sim_fail (world, append_only ? "I10" : "I6", "%s %s is gone though nobody deleted it", cell->table, cell->id);
      return;
    }
  if (cell->merge_class == SHED_CLASS_LAST || cell->merge_class == SHED_CLASS_FIXED || cell->merge_class == SHED_CLASS_MAX)
    return;
  for (guint i = 0; seen != NULL && i < seen->table->n_columns; i++)
    if (strcmp (group_of (&seen->table->columns[i]), cell->group) == 0 && final == NULL)
      final = group_value (seen, i);
  for (guint i = 0; i < cell->written->len; i++)
    {
      const char *value = g_ptr_array_index (cell->written, i);

      if (strchr (value, '.') == NULL || is_forgiven (world, value) || is_dismissed (world, cell, value))
        continue;
      if (cell->merge_class == SHED_CLASS_TEXT || cell->merge_class == SHED_CLASS_SET)
        {
          if ((final != NULL && strstr (final, value) != NULL) || g_hash_table_contains (cell->edges, value) ||
              strstr (questions, value) != NULL)
            continue;
        }
      else if (reaches (world, cell, value, final, questions))
        continue;
      /* Where the row went away by a deletion that nobody objected to, all of it went. */
      sim_fail (world, "I7", "silent loss of %s (%s %s %s; there is %s)", value, cell->table, cell->id, cell->group,
                final != NULL ? final : "nothing");
      return;
    }
}

void
sim_oracle_check (SimWorld *world, SimClient *judge)
{
  g_autoptr (GHashTable) rows = sim_oracle_look (judge);
  g_autoptr (GString) questions = g_string_new (NULL);
  g_autoptr (GList) cells = NULL;
  GHashTableIter iter;
  gpointer value;

  if (world->cells == NULL)
    return;
  g_hash_table_iter_init (&iter, rows);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Seen *seen = value;

      if (strcmp (seen->table->name, "conflict") != 0)
        continue;
      for (guint i = 3; i < 6; i++)
        g_string_append_printf (questions, "%s\n", seen->values[i] != NULL ? seen->values[i] : "");
    }
  cells = g_list_sort (g_hash_table_get_keys (world->cells), (GCompareFunc)strcmp);
  for (GList *l = cells; l != NULL && world->violation == NULL; l = l->next)
    judge_cell (world, g_hash_table_lookup (world->cells, l->data), rows, questions->str);
}
