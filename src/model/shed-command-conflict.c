/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers to the questions that the server asks when two computers changed one thing: ordinary commands, one group a
 * question, so that the first answer wins on every computer and undo asks again. "Mine" is the value of the computer
 * that the question names, "other" the one that is in use. Whatever is chosen, the value that was not stays in the
 * question's row. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-command-private.h"

#include <string.h>

#include "shed-id.h"
#include "shed-text.h"

typedef struct {
  ShedTask   task;
  GStrv      ids, answers;
  GPtrArray *texts;          /* char *, nullable: what a person made of a joined text */
} AnswerTask;

static void
answer_task_free (gpointer data)
{
  AnswerTask *self = data;

  g_strfreev (self->ids);
  g_strfreev (self->answers);
  g_ptr_array_unref (self->texts);
  g_free (self);
}

typedef struct {
  char            *table_name, *row_id, *group, *state, *mine, *theirs;
  const ShedTable *table;    /* NULL: one that this program does not know */
} Question;

static void
question_clear (Question *self)
{
  g_free (self->table_name);
  g_free (self->row_id);
  g_free (self->group);
  g_free (self->state);
  g_free (self->mine);
  g_free (self->theirs);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Question, question_clear)

static gboolean
read_question (ShedDb      *db,
               const char  *id,
               Question    *question,
               GError     **error)
{
  g_autoptr (ShedStmt) stmt =
    shed_db_borrow (db, "SELECT tbl, row_id, grp, state, mine, theirs FROM conflict WHERE id = :id", error);
  char **texts[] = { &question->table_name, &question->row_id, &question->group,
                     &question->state,      &question->mine,   &question->theirs };
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", id);
  step = shed_stmt_step (stmt, error);
  if (step == SHED_STEP_DONE)
    g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_FOUND, "no such choice: %s", id);
  if (step != SHED_STEP_ROW)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    *texts[i] = shed_stmt_dup_text (stmt, i);
  question->table = shed_table_find (question->table_name);
  return TRUE;
}

/* The values of a field group, {"column": value, …}, as cells; columns that this program does not know are left alone. */
static GArray *
read_cells (ShedDb           *db,
            const ShedTable  *table,
            const char       *json,
            GPtrArray        *keep,
            GError          **error)
{
  g_autoptr(GArray) cells = g_array_new (TRUE, TRUE, sizeof (ShedCell));
  g_autoptr(ShedStmt) stmt = shed_db_borrow (db, "SELECT key, type, value FROM json_each(coalesce(:json, '{}'))", error);
  ShedStep step;

  if (stmt == NULL)
    return NULL;
  shed_stmt_bind_text (stmt, ":json", json);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      const ShedColumn *column = shed_table_find_column (table, shed_stmt_get_text (stmt, 0));
      const char *type = shed_stmt_get_text (stmt, 1);
      ShedCell cell = { 0 };

      if (column == NULL || column->merge_class == SHED_CLASS_FIXED)
        continue;
      if (strcmp (type, "null") == 0)
        cell = (ShedCell) SHED_CELL_NULL (column->name);
      else if (strcmp (type, "integer") == 0 || strcmp (type, "true") == 0 || strcmp (type, "false") == 0)
        cell = (ShedCell) SHED_CELL_INT (column->name, shed_stmt_get_int (stmt, 2));
      else
        {
          char *text = shed_stmt_dup_text (stmt, 2);

          g_ptr_array_add (keep, text);
          cell = (ShedCell) SHED_CELL_TEXT (column->name, text);
        }
      g_array_append_val (cells, cell);
    }
  return step == SHED_STEP_ERROR ? NULL : g_steal_pointer (&cells);
}

static char *
read_text (ShedDb     *db,
           const char *json,
           const char *column)
{
  return shed_query_text (db, "SELECT json_extract(:a, '$.' || :b)", json, column, NULL);
}

static guint
count_lines (GStrv lines)
{
  return g_strv_length (lines);
}

/**
 * shed_conflict_join_texts:
 * @theirs: the text in use
 * @mine: the other computer's
 *
 * Lines that both begin and end with stand once; between them what is in use, then what the other has.
 *
 * Returns: (transfer full): both in one text
 */
char *
shed_conflict_join_texts (const char *theirs,
                          const char *mine)
{
  g_auto(GStrv) a = g_strsplit (theirs != NULL ? theirs : "", "\n", -1);
  g_auto(GStrv) b = g_strsplit (mine != NULL ? mine : "", "\n", -1);
  guint n_a = count_lines (a), n_b = count_lines (b);
  guint head = 0, tail = 0;
  g_autoptr(GPtrArray) lines = g_ptr_array_new ();

  while (head < MIN (n_a, n_b) && strcmp (a[head], b[head]) == 0)
    head++;
  while (tail < MIN (n_a, n_b) - head && strcmp (a[n_a - 1 - tail], b[n_b - 1 - tail]) == 0)
    tail++;
  for (guint i = 0; i < n_a - tail; i++)
    g_ptr_array_add (lines, a[i]);
  for (guint i = head; i < n_b - tail; i++)
    g_ptr_array_add (lines, b[i]);
  for (guint i = n_a - tail; i < n_a; i++)
    g_ptr_array_add (lines, a[i]);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

/**
 * shed_conflict_can_keep_both:
 * @table: the table that a question is about
 * @group: its field group
 *
 * Returns: whether "both" is an answer to it
 */
gboolean
shed_conflict_can_keep_both (const char *table,
                             const char *group)
{
  const ShedTable *found = shed_table_find (table);
  const ShedColumn *column = found != NULL ? shed_table_find_column (found, group) : NULL;
  static const char * const tune_groups[] = { "title", "kind", "meter", "unit", "key", "structure", "composer", NULL };

  if (column != NULL && column->merge_class == SHED_CLASS_TEXT)
    return TRUE;
  return strcmp (table, "tune") == 0 &&
         (g_strv_contains (tune_groups, group) || (column == NULL && strstr (group, "meter") != NULL));
}

static gboolean
write_state (ShedDb      *db,
             const char  *id,
             const char  *state,
             GError     **error)
{
  return shed_write_update (db, "conflict", id, (ShedCell[]) { SHED_CELL_TEXT ("state", state), SHED_CELLS_END }, NULL, error);
}

static gboolean
write_cells (ShedDb          *db,
             const Question  *question,
             GArray          *cells,
             GError         **error)
{
  gboolean exists;

  if (!shed_row_exists (db, question->table_name, question->row_id, &exists, error))
    return FALSE;
  if (!exists || cells->len == 0)
    return TRUE;
  return shed_write_update (db, question->table_name, question->row_id, (const ShedCell *) cells->data, NULL, error);
}

static gboolean
take_mine (ShedDb          *db,
           const Question  *question,
           GError         **error)
{
  g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GArray) cells = read_cells (db, question->table, question->mine, keep, error);

  return cells != NULL && write_cells (db, question, cells, error);
}

static gboolean
add_alias (ShedDb      *db,
           const char  *tune_id,
           const char  *title,
           GError     **error)
{
  g_autofree char *text = title != NULL ? shed_text_clean_name (title) : NULL;
  g_autofree char *id = NULL;
  gboolean exists;

  if (text == NULL)
    return TRUE;
  id = shed_id_tune_alias (tune_id, text);
  if (!shed_row_exists (db, "tune_alias", id, &exists, error))
    return FALSE;
  return exists ||
         shed_write_insert (
           db, "tune_alias", id,
           (ShedCell[]){ SHED_CELL_TEXT ("tune_id", tune_id), SHED_CELL_TEXT ("text", text), SHED_CELLS_END }, error);
}

/* A second tune with the value that was in use; its names and tags go along. */
static gboolean
copy_tune (AnswerTask      *self,
           ShedDb          *db,
           guint            n,
           const Question  *question,
           GError         **error)
{
  const char *copy_id = shed_command_id (self->task.command, db, n);
  g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GArray) cells = read_cells (db, question->table, question->theirs, keep, error);
  ShedCell merged = SHED_CELL_TEXT ("merged", "[]"); /* their practice is counted once */
  static const char * const children[][2] = {
    { "tune_alias", "SELECT id FROM tune_alias WHERE tune_id = :a ORDER BY id" },
    { "tune_tag", "SELECT id FROM tune_tag WHERE tune_id = :a ORDER BY id" },
  };

  if (cells == NULL)
    return FALSE;
  g_array_append_val (cells, merged);
  if (!shed_write_copy (db, "tune", question->row_id, copy_id, (const ShedCell *) cells->data, NULL, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      g_autoptr(GPtrArray) ids = shed_query_texts (db, children[i][1], question->row_id, NULL, error);

      if (ids == NULL)
        return FALSE;
      for (guint k = 0; k < ids->len; k++)
        {
          g_autofree char *key = shed_query_text (
            db, i == 0 ? "SELECT text FROM tune_alias WHERE id = :a" : "SELECT tag_id FROM tune_tag WHERE id = :a",
            ids->pdata[k], NULL, error);
          g_autofree char *id = key == NULL ? NULL : i == 0 ? shed_id_tune_alias (copy_id, key) : shed_id_tune_tag (copy_id, key);

          if (id == NULL || !shed_write_copy (db, children[i][0], ids->pdata[k], id,
                                              (ShedCell[]) { SHED_CELL_TEXT ("tune_id", copy_id), SHED_CELLS_END }, NULL, error))
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
take_both (AnswerTask      *self,
           ShedDb          *db,
           guint            n,
           const Question  *question,
           GError         **error)
{
  const ShedColumn *column = shed_table_find_column (question->table, question->group);
  gboolean exists;

  if (!shed_conflict_can_keep_both (question->table_name, question->group))
    {
      g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID, "both: not for %s", question->group);
      return FALSE;
    }
  if (!shed_row_exists (db, question->table_name, question->row_id, &exists, error))
    return FALSE;
  if (!exists)
    return TRUE;
  if (column != NULL && column->merge_class == SHED_CLASS_TEXT)
    {
      g_autofree char *theirs = read_text (db, question->theirs, column->name);
      g_autofree char *mine = read_text (db, question->mine, column->name);
      g_autofree char *joined =
        self->texts->pdata[n] != NULL ? g_strdup (self->texts->pdata[n]) : shed_conflict_join_texts (theirs, mine);
      g_autofree char *kept = NULL;
      ShedCell cells[] = { { 0 }, SHED_CELLS_END };

      return shed_value_prepare (question->table_name, column->name, joined, &cells[0], &kept, error) &&
             shed_write_update (db, question->table_name, question->row_id, cells, NULL, error);
    }
  if (strcmp (question->group, "title") == 0)
    {
      g_autofree char *theirs = read_text (db, question->theirs, "title");

      return take_mine (db, question, error) && add_alias (db, question->row_id, theirs, error);
    }
  return copy_tune (self, db, n, question, error) && take_mine (db, question, error);
}

static gboolean
delete_tree (ShedDb           *db,
             ShedBudget       *budget,
             const ShedTable  *table,
             const char       *id,
             int               today,
             guint             depth,
             gboolean         *gone,
             GError          **error)
{
  const ShedTable *tables;
  guint n_tables;
  gboolean exists;

  *gone = TRUE;
  if (!shed_row_exists (db, table->name, id, &exists, error))
    return FALSE;
  if (!exists)
    return TRUE;
  if (strcmp (table->name, "tune") == 0)
    return shed_delete_tune (db, budget, id, today, gone, error);
  tables = shed_tables_get (&n_tables);
  for (guint t = n_tables; t-- > 0 && depth < 8;)
    for (guint c = 0; c < tables[t].n_columns; c++)
      {
        g_autofree char *sql = NULL;
        g_autoptr(GPtrArray) ids = NULL;

        if (g_strcmp0 (tables[t].columns[c].references, table->name) != 0)
          continue;
        sql = g_strdup_printf ("SELECT id FROM \"%s\" WHERE \"%s\" = :a ORDER BY id", tables[t].name, tables[t].columns[c].name);
        ids = shed_query_texts (db, g_intern_string (sql), id, NULL, error);
        if (ids == NULL)
          return FALSE;
        for (guint i = 0; i < ids->len; i++)
          {
            if (strcmp (table->name, "book") == 0)
              {
                /* Tunes outlive their book. */
                ShedCell my_tunes[] = { SHED_CELL_TEXT ("book_id", shed_id_my_tunes ()), SHED_CELLS_END };

                if (!shed_budget_take (budget, 1, 200))
                  {
                    *gone = FALSE;
                    return TRUE;
                  }
                if (!shed_ensure_my_tunes (db, budget, error) ||
                    !shed_write_update (db, "tune", ids->pdata[i], my_tunes, NULL, error))
                  return FALSE;
                continue;
              }
            if (!delete_tree (db, budget, &tables[t], ids->pdata[i], today, depth + 1, gone, error))
              return FALSE;
            if (!*gone)
              return TRUE;
          }
      }
  if (!shed_budget_take (budget, 1, shed_row_bytes (db, table->name, id)))
    {
      *gone = FALSE;
      return TRUE;
    }
  return shed_write_delete (db, table->name, id, error);
}

gboolean
shed_delete_tree (ShedDb           *db,
                  ShedBudget       *budget,
                  const ShedTable  *table,
                  const char       *id,
                  int               today,
                  gboolean         *gone,
                  GError          **error)
{
  return delete_tree (db, budget, table, id, today, 0, gone, error);
}

static gboolean
answer_one (AnswerTask  *self,
            ShedDb      *db,
            guint        n,
            gboolean    *finished,
            GError     **error)
{
  const char *answer = self->answers[n];
  g_auto(Question) question = { 0 };
  gboolean ok;

  *finished = TRUE;
  if (!read_question (db, self->ids[n], &question, error))
    return FALSE;
  if (strcmp (answer, "open") == 0 && strcmp (question.state, "open") != 0)
    {
      shed_command_add_count (self->task.command, 1);
      return write_state (db, self->ids[n], "open", error);
    }
  if (strcmp (question.state, "open") != 0 || strcmp (answer, "open") == 0)
    {
      shed_command_add_already (self->task.command, 1);
      return TRUE;
    }
  if (question.table == NULL && strcmp (answer, "other") != 0)
    {
      g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID, "unknown table: %s", question.table_name);
      return FALSE;
    }
  if (strcmp (answer, "other") == 0)
    ok = TRUE;
  else if (strcmp (answer, "mine") == 0 && strcmp (question.group, "*") == 0)
    {
      g_auto(ShedMoment) moment = { 0 };
      ShedBudget budget = SHED_BUDGET_INIT;

      shed_moment_init (&moment, db);
      shed_budget_take (&budget, 1, 300); /* the answer itself */
      ok = shed_delete_tree (db, &budget, question.table, question.row_id, moment.today, finished, error);
    }
  else if (strcmp (answer, "mine") == 0)
    ok = take_mine (db, &question, error);
  else if (strcmp (answer, "both") == 0)
    ok = take_both (self, db, n, &question, error);
  else
    {
      g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID, "no such answer: %s", answer);
      return FALSE;
    }
  if (!ok || !*finished)
    return ok;
  shed_command_add_count (self->task.command, 1);
  return write_state (db, self->ids[n], answer, error);
}

static gboolean
answer_step (ShedDb        *db,
             gpointer       data,
             gboolean      *more,
             GCancellable  *cancellable,
             GError       **error)
{
  AnswerTask *self = data;
  guint n = shed_command_get_done (self->task.command);
  gboolean finished;

  shed_command_add_count (self->task.command, 0);
  if (self->ids[n] == NULL)
    return TRUE;
  if (!answer_one (self, db, n, &finished, error))
    return FALSE;
  if (finished)
    shed_command_set_done (self->task.command, ++n);
  *more = self->ids[n] != NULL;
  return TRUE;
}

/**
 * shed_command_answer_conflicts:
 * @conflict_ids: (array zero-terminated=1): questions
 * @answers: (array zero-terminated=1): "mine", "other" or "both" for each; "open" asks again what was answered
 * @texts: (nullable): for each, what a person made of a joined text; or NULL
 *
 * One group a question, one undo for all. A question that was answered meanwhile is left (shed_command_get_n_already()). For one
 * about a deletion (group "*") mine deletes, with what hangs on the row, and other keeps. Both joins texts, makes a title's other
 * value another name of the tune, and for other facts of a tune makes a second tune with the other value.
 */
ShedCommand *
shed_command_answer_conflicts (const char * const *conflict_ids,
                               const char * const *answers,
                               const char * const *texts)
{
  AnswerTask *self = g_new0 (AnswerTask, 1);

  self->ids = g_strdupv ((char **) conflict_ids);
  self->answers = g_strdupv ((char **) answers);
  self->texts = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; self->ids[i] != NULL; i++)
    g_ptr_array_add (self->texts, g_strdup (texts != NULL ? texts[i] : NULL));
  g_ptr_array_add (self->texts, NULL);
  return shed_task_make_command (&self->task, SHED_COMMAND_ANSWER, NULL, answer_step, answer_task_free, TRUE);
}
