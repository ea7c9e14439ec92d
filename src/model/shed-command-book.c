/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands about tune books. The mark "on this computer only" never changes on a row: a book with the other mark takes
 * its place. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-command-private.h"

#include <string.h>

#include "shed-id.h"

typedef struct {
  ShedTask  task;
  char     *book_id;
  char     *to_book_id; /* while tunes move: found by the first step */
  char     *field;
  char     *value;
  gboolean  local_only;
  gboolean  move_tunes;
} BookTask;

static const char * const edit_fields[] = { "title", "note", "rights", "position", NULL };

static void
book_task_free (gpointer data)
{
  BookTask *self = data;

  g_free (self->book_id);
  g_free (self->to_book_id);
  g_free (self->field);
  g_free (self->value);
  g_free (self);
}

static void
take_title (BookTask *self,
            ShedDb   *db)
{
  shed_command_take_subject (self->task.command,
                             shed_query_text (db, "SELECT title FROM book WHERE id = :a", self->book_id, NULL, NULL));
}

static char *
dup_last_position (ShedDb  *db,
                   GError **error)
{
  return shed_next_position (db, "SELECT position FROM book ORDER BY position DESC, id DESC LIMIT 1", NULL, NULL, error);
}

static gboolean
book_new_step (ShedDb        *db,
               gpointer       data,
               gboolean      *more,
               GCancellable  *cancellable,
               GError       **error)
{
  BookTask *self = data;
  const char *id = shed_command_id (self->task.command, db, 0);
  g_autofree char *position = NULL;
  g_autofree char *title = NULL;
  ShedCell cell;

  if (!shed_value_prepare ("book", "title", self->value, &cell, &title, error))
    return FALSE;
  position = dup_last_position (db, error);
  if (position == NULL ||
      !shed_write_insert (db, "book", id,
                          (ShedCell[]) { cell, SHED_CELL_TEXT ("origin", "own"), SHED_CELL_TEXT ("position", position),
                                         SHED_CELL_INT ("local_only", self->local_only), SHED_CELLS_END }, error))
    return FALSE;
  shed_command_take_result_id (self->task.command, g_strdup (id));
  return TRUE;
}

ShedCommand *
shed_command_book_new (const char *title,
                       gboolean    local_only)
{
  BookTask *self = g_new0 (BookTask, 1);

  self->value = g_strdup (title);
  self->local_only = !!local_only;
  return shed_task_make_command (&self->task, SHED_COMMAND_BOOK_NEW, title, book_new_step, book_task_free, FALSE);
}

static gboolean
book_set_step (ShedDb        *db,
               gpointer       data,
               gboolean      *more,
               GCancellable  *cancellable,
               GError       **error)
{
  BookTask *self = data;
  g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func (g_free);
  const char *fields[] = { self->field, NULL };
  const char *values[] = { self->value };
  g_autoptr(GArray) cells = shed_values_prepare ("book", edit_fields, fields, values, keep, error);
  gboolean changed;

  if (cells == NULL || !shed_require_row (db, "book", self->book_id, error) ||
      !shed_write_update (db, "book", self->book_id, (const ShedCell *) cells->data, &changed, error))
    return FALSE;
  take_title (self, db);
  shed_command_take_result_id (self->task.command, g_strdup (self->book_id));
  shed_command_set_count (self->task.command, changed ? 1 : 0);
  return TRUE;
}

ShedCommand *
shed_command_book_set (const char *book_id,
                       const char *field,
                       const char *value)
{
  BookTask *self = g_new0 (BookTask, 1);

  self->book_id = g_strdup (book_id);
  self->field = g_strdup (field);
  self->value = g_strdup (value);
  return shed_task_make_command (&self->task, SHED_COMMAND_BOOK_EDIT, NULL, book_set_step, book_task_free, FALSE);
}

/* Moves tunes of the book, in use or not, as many as the budget allows. *left FALSE: there is none any more. */
static gboolean
move_tunes (BookTask    *self,
            ShedDb      *db,
            ShedBudget  *budget,
            const char  *select_sql,
            const char  *to_book_id,
            gboolean     over_border,
            gboolean    *left,
            GError     **error)
{
  g_autoptr(GPtrArray) ids = shed_query_texts (db, select_sql, self->book_id, NULL, error);

  *left = FALSE;
  if (ids == NULL)
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    {
      if (!shed_take_move (db, budget, ids->pdata[i], over_border))
        {
          *left = TRUE;
          return TRUE;
        }
      if (!shed_write_update (db, "tune", ids->pdata[i],
                              (ShedCell[]) { SHED_CELL_TEXT ("book_id", to_book_id), SHED_CELLS_END }, NULL, error))
        return FALSE;
      shed_command_add_count (self->task.command, 1);
    }
  /* The statements give at most one transaction's worth. */
  *left = ids->len == SHED_STEP_MAX_OPS;
  return TRUE;
}

G_STATIC_ASSERT (SHED_STEP_MAX_OPS == 480);
#define TUNES_SQL "SELECT id FROM tune WHERE book_id = :a LIMIT 480"
#define USED_TUNES_SQL \
  "SELECT id FROM tune WHERE book_id = :a AND (EXISTS (SELECT 1 FROM repertoire_tune WHERE tune_id = tune.id)" \
  " OR EXISTS (SELECT 1 FROM tune_set_item WHERE tune_id = tune.id)" \
  " OR EXISTS (SELECT 1 FROM setlist_item WHERE tune_id = tune.id)) LIMIT 480"

static gboolean
book_delete_step (ShedDb        *db,
                  gpointer       data,
                  gboolean      *more,
                  GCancellable  *cancellable,
                  GError       **error)
{
  BookTask *self = data;
  ShedBudget budget = SHED_BUDGET_INIT;
  g_auto(ShedMoment) moment = { 0 };
  gint64 local_only = shed_query_int (db, "SELECT local_only FROM book WHERE id = :a", self->book_id, NULL, -1);
  gboolean left = FALSE;

  if (local_only < 0)
    return shed_require_row (db, "book", self->book_id, error);
  if (self->move_tunes && strcmp (self->book_id, shed_id_my_tunes ()) == 0)
    {
      g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID, "book: My tunes cannot move into itself");
      return FALSE;
    }
  take_title (self, db);
  shed_moment_init (&moment, db);
  if (self->move_tunes)
    {
      /* An empty book needs no "My tunes". */
      if (shed_query_int (db, "SELECT 1 FROM tune WHERE book_id = :a LIMIT 1", self->book_id, NULL, 0) != 0 &&
          (!shed_ensure_my_tunes (db, &budget, error) ||
           !move_tunes (self, db, &budget, TUNES_SQL, shed_id_my_tunes (), local_only != 0, &left, error)))
        return FALSE;
    }
  else
    {
      g_autoptr(GPtrArray) ids = shed_query_texts (db, TUNES_SQL, self->book_id, NULL, error);

      if (ids == NULL)
        return FALSE;
      for (guint i = 0; !left && i < ids->len; i++)
        {
          gboolean gone;

          if (!shed_delete_tune (db, &budget, ids->pdata[i], moment.today, &gone, error))
            return FALSE;
          left = !gone;
          shed_command_add_count (self->task.command, gone ? 1 : 0);
        }
      left = left || ids->len == SHED_STEP_MAX_OPS;
    }
  left = left || !shed_budget_take (&budget, 1, shed_row_bytes (db, "book", self->book_id));
  *more = left;
  /* An empty book is also something that can be undone. */
  shed_command_set_done (self->task.command, 1);
  if (left)
    shed_command_set_bulk (self->task.command, TRUE);
  return left || shed_write_delete (db, "book", self->book_id, error);
}

/**
 * shed_command_book_delete:
 * @move_tunes: TRUE: its tunes go to "My tunes"; FALSE: they are deleted with everything that hangs on them
 *
 * The count says how many tunes were moved or deleted.
 */
ShedCommand *
shed_command_book_delete (const char *book_id,
                          gboolean    move_tunes_first)
{
  BookTask *self = g_new0 (BookTask, 1);

  self->book_id = g_strdup (book_id);
  self->move_tunes = move_tunes_first;
  return shed_task_make_command (&self->task, SHED_COMMAND_BOOK_DELETE, NULL, book_delete_step, book_task_free, TRUE);
}

/* The book with the other mark: of the same origin and, when it was imported, with the id that an import would give it. */
static gboolean
find_twin (BookTask  *self,
           ShedDb    *db,
           GError   **error)
{
  g_autofree char *origin = shed_query_text (db, "SELECT origin FROM book WHERE id = :a", self->book_id, NULL, NULL);
  g_autofree char *title = shed_query_text (db, "SELECT title FROM book WHERE id = :a", self->book_id, NULL, NULL);

  g_clear_pointer (&self->to_book_id, g_free);
  self->to_book_id = g_strcmp0 (origin, "import") == 0 ? shed_id_imported_book (title, self->local_only)
                                                       : g_strdup (shed_command_id (self->task.command, db, 0));
  return shed_write_copy (db, "book", self->book_id, self->to_book_id,
                          (ShedCell[]) { SHED_CELL_INT ("local_only", self->local_only), SHED_CELLS_END }, NULL, error);
}

static gboolean
book_local_only_step (ShedDb        *db,
                      gpointer       data,
                      gboolean      *more,
                      GCancellable  *cancellable,
                      GError       **error)
{
  BookTask *self = data;
  ShedBudget budget = SHED_BUDGET_INIT;
  gint64 local_only = shed_query_int (db, "SELECT local_only FROM book WHERE id = :a", self->book_id, NULL, -1);
  gboolean left = FALSE;

  if (local_only < 0)
    return shed_require_row (db, "book", self->book_id, error);
  take_title (self, db);
  if (local_only == self->local_only)
    {
      shed_command_set_count (self->task.command, 0);
      return TRUE;
    }
  if (strcmp (self->book_id, shed_id_my_tunes ()) == 0 || strcmp (self->book_id, shed_id_starter_book ()) == 0)
    {
      g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID,
                           "local_only: My tunes and the starter book are on every computer");
      return FALSE;
    }
  shed_budget_take (&budget, 2, 2 * shed_row_bytes (db, "book", self->book_id));
  if (!find_twin (self, db, error))
    return FALSE;
  /* What is practised stays on every computer. */
  if (self->local_only &&
      (!shed_ensure_my_tunes (db, &budget, error) ||
       !move_tunes (self, db, &budget, USED_TUNES_SQL, shed_id_my_tunes (), FALSE, &left, error)))
    return FALSE;
  if (!left && !move_tunes (self, db, &budget, TUNES_SQL, self->to_book_id, TRUE, &left, error))
    return FALSE;
  shed_command_take_result_id (self->task.command, g_strdup (self->to_book_id));
  *more = left;
  if (left)
    shed_command_set_bulk (self->task.command, TRUE);
  return left || shed_write_delete (db, "book", self->book_id, error);
}

/**
 * shed_command_book_set_local_only:
 *
 * Gives the book the other mark: its tunes move to a book that has it (the result id), the old one goes. Towards "on this
 * computer only" the tunes in use move to "My tunes". INVALID for "My tunes" and the starter book.
 */
ShedCommand *
shed_command_book_set_local_only (const char *book_id,
                                  gboolean    local_only)
{
  BookTask *self = g_new0 (BookTask, 1);

  self->book_id = g_strdup (book_id);
  self->local_only = !!local_only;
  return shed_task_make_command (&self->task, SHED_COMMAND_BOOK_LOCAL_ONLY, NULL, book_local_only_step, book_task_free, TRUE);
}
