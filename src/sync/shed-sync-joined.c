/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first answer to a question counts on every computer; a later one changes nothing on the server, and goes with its
 * group. Of a choice between two values nothing is lost by that, both stand in the question. A text joined by hand
 * stands nowhere else. Who answered first nobody says: where the row says something else once the answer is done with,
 * the text is kept, below the problems, from where it can be brought back. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-joined.h"

#include "shed-tables.h"

typedef struct
{
  gint64 group;
  char *mid, *table, *id, *column, *text, *copy;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *self = data;

  g_free (self->mid);
  g_free (self->table);
  g_free (self->id);
  g_free (self->column);
  g_free (self->text);
  g_free (self->copy);
  g_free (self);
}

GPtrArray *
shed_sync_joined_read (ShedDb *db, GError **error)
{
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func (answer_free);
  g_autoptr (ShedStmt) stmt = shed_db_borrow (
    db,
    "SELECT o.n, o.mid, p.tbl, p.id, j.key, j.value, json_object ('woodshed-change', 1, 'id', o.mid, 'made', o.at,"
    " 'operations', json_array (json_object ('op', 'upd', 'table', p.tbl, 'id', p.id, 'after', json (p.new))))"
    " FROM outbox o JOIN outbox_op c ON c.grp = o.n AND c.tbl = 'conflict' AND c.op = 'upd'"
    " JOIN outbox_op p ON p.grp = o.n AND p.tbl <> 'conflict' AND p.op = 'upd' JOIN json_each (p.new) j"
    " WHERE o.state = 'acked' AND json_extract (c.new, '$.state') = 'both' AND j.type = 'text'",
    error);
  ShedStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      const ShedTable *table = shed_table_find (shed_stmt_get_text (stmt, 2));
      const ShedColumn *column = table != NULL ? shed_table_find_column (table, shed_stmt_get_text (stmt, 4)) : NULL;
      Answer *answer;

      if (column == NULL || column->merge_class != SHED_CLASS_TEXT)
        continue;
      answer = g_new0 (Answer, 1);
      answer->group = shed_stmt_get_int (stmt, 0);
      answer->mid = shed_stmt_dup_text (stmt, 1);
      answer->table = g_strdup (table->name);
      answer->id = shed_stmt_dup_text (stmt, 3);
      answer->column = g_strdup (column->name);
      answer->text = shed_stmt_dup_text (stmt, 5);
      answer->copy = shed_stmt_dup_text (stmt, 6);
      g_ptr_array_add (answers, answer);
    }
  return step == SHED_STEP_DONE ? g_steal_pointer (&answers) : NULL;
}

static gboolean
is_lost (ShedDb *db, const Answer *answer, gboolean *lost, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT NOT EXISTS (SELECT 1 FROM outbox WHERE n = :n) AND NOT EXISTS"
                                          " (SELECT 1 FROM \"%s\" WHERE id = :id AND \"%s\" IS :text)",
                                          answer->table, answer->column);
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, g_intern_string (sql), error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_int (stmt, ":n", answer->group);
  shed_stmt_bind_text (stmt, ":id", answer->id);
  shed_stmt_bind_text (stmt, ":text", answer->text);
  if (shed_stmt_step (stmt, error) != SHED_STEP_ROW)
    return FALSE;
  *lost = shed_stmt_get_int (stmt, 0) != 0;
  return TRUE;
}

gboolean
shed_sync_joined_keep (ShedDb *db, GPtrArray *answers, gint64 now_ms, GError **error)
{
  for (guint i = 0; i < answers->len; i++)
    {
      const Answer *answer = answers->pdata[i];
      g_autoptr (ShedStmt) stmt = NULL;
      gboolean lost;

      if (!is_lost (db, answer, &lost, error))
        return FALSE;
      if (!lost)
        continue;
      stmt = shed_db_borrow (db,
                             "INSERT INTO meta (name, value) VALUES ('discarded/' || :mid,"
                             " json_set (:copy, '$.discarded', :now)) ON CONFLICT (name) DO NOTHING",
                             error);
      if (stmt == NULL)
        return FALSE;
      shed_stmt_bind_text (stmt, ":mid", answer->mid);
      shed_stmt_bind_text (stmt, ":copy", answer->copy);
      shed_stmt_bind_int (stmt, ":now", now_ms);
      shed_db_note_changed (db, "meta");
      if (!shed_stmt_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}
