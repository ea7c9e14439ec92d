/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands about tunes of a book: new, edit, other names, delete, move, and joining two that are one. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-command-private.h"

#include <string.h>

#include "shed-civil.h"
#include "shed-id.h"
#include "shed-json-writer.h"
#include "shed-text.h"

#define MAX_ALIASES 200
#define ID_LENGTH   36
/* From here on the search index is refreshed once, at the end. */
#define BULK_TUNES  200

typedef struct {
  ShedTask   task;
  char      *tune_id; /* edited, or joined into */
  char      *book_id;
  GStrv      tune_ids;
  GStrv      fields;
  GPtrArray *values;  /* nullable char* */
  GStrv      aliases;
} TuneTask;

static const char * const new_fields[] = {
  "title", "composer", "kind", "meter", "unit", "key", "structure", "abc", "genre", "region", "artist", "year",
  "tempo_bpm", "best_bpm", "source", "source_url", "rights", "inferred", NULL
};
static const char * const edit_fields[] = {
  "title", "composer", "kind", "meter", "unit", "key", "structure", "abc", "genre", "region", "artist", "year",
  "tempo_bpm", "best_bpm", "source_url", "rights", NULL
};

static void
tune_task_free (gpointer data)
{
  TuneTask *self = data;

  g_free (self->tune_id);
  g_free (self->book_id);
  g_strfreev (self->tune_ids);
  g_strfreev (self->fields);
  g_clear_pointer (&self->values, g_ptr_array_unref);
  g_strfreev (self->aliases);
  g_free (self);
}

static void
take_fields (TuneTask           *self,
             const char * const *fields,
             const char * const *values)
{
  self->fields = g_strdupv ((char **) (fields != NULL ? fields : (const char * const[]) { NULL }));
  self->values = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; self->fields[i] != NULL; i++)
    g_ptr_array_add (self->values, g_strdup (values[i]));
}

static const char *
find_field (const char * const *fields,
            const char * const *values,
            const char         *name)
{
  for (guint i = 0; fields != NULL && fields[i] != NULL; i++)
    if (strcmp (fields[i], name) == 0)
      return values[i];
  return NULL;
}

/* The row among "id text" lines that has this name, however it is spelt; the one spelt so where there are several. */
static const char *
find_spelling (GPtrArray  *present,
               const char *tune_id,
               const char *id,
               const char *text)
{
  const char *found = NULL;

  for (guint i = 0; i < present->len; i++)
    {
      const char *row = present->pdata[i];
      g_autofree char *row_id = shed_id_tune_alias (tune_id, row + ID_LENGTH + 1);

      if (strcmp (row_id, id) != 0)
        continue;
      if (strcmp (row + ID_LENGTH + 1, text) == 0)
        return row;
      found = row;
    }
  return found;
}

/* The other names of a tune become these. Ids come from the folded text, so that one name is one row. */
static gboolean
write_aliases (ShedDb      *db,
               const char  *tune_id,
               const char  *title,
               GStrv        aliases,
               guint       *n_changed,
               GError     **error)
{
  g_autoptr(GHashTable) wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free); /* id → text */
  g_autoptr(GHashTable) kept_rows = g_hash_table_new (NULL, NULL);
  g_autoptr(GPtrArray) order = g_ptr_array_new ();
  g_autoptr (GPtrArray) present =
    shed_query_texts (db, "SELECT id || ' ' || text FROM tune_alias WHERE tune_id = :a", tune_id, NULL, error);

  if (present == NULL)
    return FALSE;
  for (guint i = 0; aliases[i] != NULL; i++)
    {
      ShedCell cell;
      char *kept = NULL;
      char *id;
      g_autofree char *trimmed = g_utf8_validate (aliases[i], -1, NULL) ? shed_text_clean_name (aliases[i]) : NULL;

      if (trimmed == NULL && g_utf8_validate (aliases[i], -1, NULL))
        continue;
      if (!shed_value_prepare ("tune_alias", "text", aliases[i], &cell, &kept, error))
        return FALSE;
      id = shed_id_tune_alias (tune_id, kept);
      if (g_strcmp0 (kept, title) == 0 || g_hash_table_contains (wanted, id))
        {
          g_free (id);
          g_free (kept);
          continue;
        }
      g_hash_table_insert (wanted, id, kept);
      g_ptr_array_add (order, id);
    }
  if (order->len > MAX_ALIASES)
    {
      g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID, "aliases: more than %d", MAX_ALIASES);
      return FALSE;
    }
  for (guint i = 0; i < order->len; i++)
    {
      const char *text = g_hash_table_lookup (wanted, order->pdata[i]);
      const char *row = find_spelling (present, tune_id, order->pdata[i], text);
      g_autofree char *id = NULL;
      gboolean taken;

      if (row != NULL && strcmp (row + ID_LENGTH + 1, text) == 0)
        {
          g_hash_table_add (kept_rows, (gpointer) row);
          continue;
        }
      /* Another spelling of the same name. The text of a row never changes, and the old spelling must not go before the new one
       * is there: so the new one is a row of its own, and both happen in this transaction. */
      if (!shed_row_exists (db, "tune_alias", order->pdata[i], &taken, error))
        return FALSE;
      id = taken ? shed_id_tune_alias_respelt (tune_id, text) : g_strdup (order->pdata[i]);
      if (!shed_write_insert (db, "tune_alias", id,
                              (ShedCell[]) { SHED_CELL_TEXT ("tune_id", tune_id), SHED_CELL_TEXT ("text", text), SHED_CELLS_END },
                              error))
        return FALSE;
      (*n_changed)++;
    }
  for (guint i = 0; i < present->len; i++)
    {
      g_autofree char *id = g_strndup (present->pdata[i], ID_LENGTH);

      if (g_hash_table_contains (kept_rows, present->pdata[i]))
        continue;
      if (!shed_write_delete (db, "tune_alias", id, error))
        return FALSE;
      (*n_changed)++;
    }
  return TRUE;
}

static gboolean
tune_new_step (ShedDb        *db,
               gpointer       data,
               gboolean      *more,
               GCancellable  *cancellable,
               GError       **error)
{
  TuneTask *self = data;
  ShedBudget budget = SHED_BUDGET_INIT;
  g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GArray) cells = NULL;
  const char *id = shed_command_id (self->task.command, db, 0);
  const char *book_id = self->book_id != NULL ? self->book_id : shed_id_my_tunes ();
  const char *title = NULL;
  guint n_aliases = 0;
  ShedCell book = SHED_CELL_TEXT ("book_id", book_id);

  cells = shed_values_prepare ("tune", new_fields, (const char * const *) self->fields,
                               (const char * const *) self->values->pdata, keep, error);
  if (cells == NULL)
    return FALSE;
  for (guint i = 0; i < cells->len; i++)
    if (strcmp (g_array_index (cells, ShedCell, i).column, "title") == 0)
      title = g_array_index (cells, ShedCell, i).text;
  if (title == NULL)
    {
      g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID, "title: must not be empty");
      return FALSE;
    }
  if (strcmp (book_id, shed_id_my_tunes ()) == 0 && !shed_ensure_my_tunes (db, &budget, error))
    return FALSE;
  if (!shed_require_row (db, "book", book_id, error))
    return FALSE;
  g_array_append_val (cells, book);
  if (!shed_write_insert (db, "tune", id, (const ShedCell *) cells->data, error) ||
      !write_aliases (db, id, title, self->aliases, &n_aliases, error))
    return FALSE;
  shed_command_take_result_id (self->task.command, g_strdup (id));
  shed_command_set_count (self->task.command, 1);
  return TRUE;
}

/**
 * shed_command_tune_new:
 * @book_id: (nullable): the book, or NULL for "My tunes"
 * @fields: (nullable): names of columns; "title" must be among them
 * @values: (nullable): their values as text
 * @aliases: (nullable): other names
 *
 * Running it sets INVALID for a value that does not fit and NOT_FOUND for a book that is not there; the result id is the tune's.
 */
ShedCommand *
shed_command_tune_new (const char         *book_id,
                       const char * const *fields,
                       const char * const *values,
                       const char * const *aliases)
{
  TuneTask *self = g_new0 (TuneTask, 1);

  self->book_id = g_strdup (book_id);
  self->aliases = g_strdupv ((char **) (aliases != NULL ? aliases : (const char * const[]) { NULL }));
  take_fields (self, fields, values);
  return shed_task_make_command (&self->task, SHED_COMMAND_TUNE_NEW, find_field (fields, values, "title"), tune_new_step,
                                 tune_task_free, FALSE);
}

/* The names of columns that stay guesses once those of fields are written, as JSON. NULL: nothing changes, or error is set. */
static char *
left_inferred (ShedDb      *db,
               const char  *tune_id,
               GStrv        fields,
               GError     **error)
{
  g_autoptr(ShedJsonWriter) writer = shed_json_writer_new (FALSE);
  g_autoptr(GPtrArray) names = NULL;
  gboolean changed = FALSE;

  names = shed_query_texts (db, "SELECT value FROM tune, json_each(inferred) WHERE tune.id = :a", tune_id, NULL, error);
  if (names == NULL)
    return NULL;
  shed_json_begin_array (writer);
  for (guint i = 0; i < names->len; i++)
    if (g_strv_contains ((const char * const *) fields, names->pdata[i]))
      changed = TRUE;
    else
      shed_json_string (writer, names->pdata[i]);
  shed_json_end_array (writer);
  return changed ? shed_json_writer_dup_text (writer) : NULL;
}

static gboolean
tune_set_step (ShedDb        *db,
               gpointer       data,
               gboolean      *more,
               GCancellable  *cancellable,
               GError       **error)
{
  TuneTask *self = data;
  g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GArray) cells = NULL;
  g_autoptr(GError) inferred_error = NULL;
  g_autofree char *left = NULL;
  g_autofree char *title = NULL;
  gboolean changed = FALSE;
  guint n_aliases = 0;

  cells = shed_values_prepare ("tune", edit_fields, (const char * const *) self->fields,
                               (const char * const *) self->values->pdata, keep, error);
  if (cells == NULL || !shed_require_row (db, "tune", self->tune_id, error))
    return FALSE;
  /* What a person wrote, even the same again, is no longer a guess. */
  left = left_inferred (db, self->tune_id, self->fields, &inferred_error);
  if (inferred_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&inferred_error));
      return FALSE;
    }
  if (left != NULL)
    {
      ShedCell cell = SHED_CELL_TEXT ("inferred", left);

      g_array_append_val (cells, cell);
    }
  if (cells->len > 0 && !shed_write_update (db, "tune", self->tune_id, (const ShedCell *) cells->data, &changed, error))
    return FALSE;
  title = shed_query_text (db, "SELECT title FROM tune WHERE id = :a", self->tune_id, NULL, NULL);
  if (self->aliases != NULL && !write_aliases (db, self->tune_id, title, self->aliases, &n_aliases, error))
    return FALSE;
  shed_command_take_subject (self->task.command, g_steal_pointer (&title));
  shed_command_take_result_id (self->task.command, g_strdup (self->tune_id));
  shed_command_set_count (self->task.command, changed || n_aliases > 0 ? 1 : 0);
  return TRUE;
}

ShedCommand *
shed_command_tune_set (const char         *tune_id,
                       const char * const *fields,
                       const char * const *values)
{
  TuneTask *self = g_new0 (TuneTask, 1);

  self->tune_id = g_strdup (tune_id);
  take_fields (self, fields, values);
  return shed_task_make_command (&self->task, SHED_COMMAND_TUNE_EDIT, NULL, tune_set_step, tune_task_free, FALSE);
}

/**
 * shed_command_tune_edit:
 * @tune_id: the tune
 * @fields: names of columns that were edited
 * @values: their values as text, NULL empties
 * @aliases: (nullable): all other names the tune shall have, or NULL to leave them
 *
 * Facts and other names as one step: what an editor saves.
 */
ShedCommand *
shed_command_tune_edit (const char         *tune_id,
                        const char * const *fields,
                        const char * const *values,
                        const char * const *aliases)
{
  TuneTask *self = g_new0 (TuneTask, 1);

  self->tune_id = g_strdup (tune_id);
  self->aliases = g_strdupv ((char **) aliases);
  take_fields (self, fields, values);
  return shed_task_make_command (&self->task, SHED_COMMAND_TUNE_EDIT, NULL, tune_set_step, tune_task_free, FALSE);
}

static gboolean
set_aliases_step (ShedDb        *db,
                  gpointer       data,
                  gboolean      *more,
                  GCancellable  *cancellable,
                  GError       **error)
{
  TuneTask *self = data;
  g_autofree char *title = NULL;
  guint n_changed = 0;

  if (!shed_require_row (db, "tune", self->tune_id, error))
    return FALSE;
  title = shed_query_text (db, "SELECT title FROM tune WHERE id = :a", self->tune_id, NULL, NULL);
  if (!write_aliases (db, self->tune_id, title, self->aliases, &n_changed, error))
    return FALSE;
  shed_command_take_subject (self->task.command, g_steal_pointer (&title));
  shed_command_set_count (self->task.command, n_changed > 0 ? 1 : 0);
  return TRUE;
}

ShedCommand *
shed_command_tune_set_aliases (const char         *tune_id,
                               const char * const *aliases)
{
  TuneTask *self = g_new0 (TuneTask, 1);

  self->tune_id = g_strdup (tune_id);
  self->aliases = g_strdupv ((char **) (aliases != NULL ? aliases : (const char * const[]) { NULL }));
  return shed_task_make_command (&self->task, SHED_COMMAND_ALIAS_EDIT, NULL, set_aliases_step, tune_task_free, FALSE);
}

static gboolean
tune_delete_step (ShedDb        *db,
                  gpointer       data,
                  gboolean      *more,
                  GCancellable  *cancellable,
                  GError       **error)
{
  TuneTask *self = data;
  ShedBudget budget = SHED_BUDGET_INIT;
  g_auto(ShedMoment) moment = { 0 };
  guint next = shed_command_get_done (self->task.command);

  shed_moment_init (&moment, db);
  if (next == 0 && g_strv_length (self->tune_ids) == 1)
    shed_command_take_subject (self->task.command,
                               shed_query_text (db, "SELECT title FROM tune WHERE id = :a", self->tune_ids[0], NULL, NULL));
  for (; self->tune_ids[next] != NULL; next++)
    {
      gboolean exists, gone;

      if (!shed_row_exists (db, "tune", self->tune_ids[next], &exists, error))
        return FALSE;
      if (!exists)
        continue;
      if (!shed_delete_tune (db, &budget, self->tune_ids[next], moment.today, &gone, error))
        return FALSE;
      if (!gone)
        break;
      shed_command_add_count (self->task.command, 1);
    }
  shed_command_set_done (self->task.command, next);
  *more = self->tune_ids[next] != NULL;
  shed_command_add_count (self->task.command, 0);
  return TRUE;
}

/**
 * shed_command_tune_delete:
 * @tune_ids: tunes; what is no longer there is passed over
 *
 * Deletes the tunes with everything that hangs on them. Practice events stay.
 */
ShedCommand *
shed_command_tune_delete (const char * const *tune_ids)
{
  TuneTask *self = g_new0 (TuneTask, 1);
  ShedCommand *command;

  self->tune_ids = g_strdupv ((char **) tune_ids);
  command = shed_task_make_command (&self->task, SHED_COMMAND_TUNE_DELETE, NULL, tune_delete_step, tune_task_free, TRUE);
  shed_command_set_bulk (command, g_strv_length (self->tune_ids) > BULK_TUNES);
  return command;
}

static gboolean
tune_move_step (ShedDb        *db,
                gpointer       data,
                gboolean      *more,
                GCancellable  *cancellable,
                GError       **error)
{
  TuneTask *self = data;
  ShedBudget budget = SHED_BUDGET_INIT;
  const char *book_id = self->book_id != NULL ? self->book_id : shed_id_my_tunes ();
  guint next = shed_command_get_done (self->task.command);
  gint64 to_local;

  if (strcmp (book_id, shed_id_my_tunes ()) == 0 && !shed_ensure_my_tunes (db, &budget, error))
    return FALSE;
  if (!shed_require_row (db, "book", book_id, error))
    return FALSE;
  to_local = shed_query_int (db, "SELECT local_only FROM book WHERE id = :a", book_id, NULL, 0);
  for (; self->tune_ids[next] != NULL; next++)
    {
      const char *tune_id = self->tune_ids[next];
      gint64 from_local = shed_query_int (
        db, "SELECT local_only FROM book JOIN tune ON tune.book_id = book.id WHERE tune.id = :a", tune_id, NULL, -1);
      gboolean moved;

      if (from_local < 0 || (to_local && shed_query_int (db, SHED_TUNE_IN_USE_SQL, tune_id, NULL, 0)))
        continue;
      if (!shed_take_move (db, &budget, tune_id, from_local != to_local))
        break;
      if (!shed_write_update (db, "tune", tune_id, (ShedCell[]) { SHED_CELL_TEXT ("book_id", book_id), SHED_CELLS_END },
                              &moved, error))
        return FALSE;
      shed_command_add_count (self->task.command, moved ? 1 : 0);
    }
  return shed_task_end_step (&self->task, (const char * const *) self->tune_ids, next, more);
}

/**
 * shed_command_tune_move:
 * @tune_ids: tunes
 * @book_id: (nullable): where to, or NULL for "My tunes"
 *
 * Tunes in use (in a repertoire, set or set list) are not moved into a book that is on this computer only; the count says how
 * many were moved.
 */
ShedCommand *
shed_command_tune_move (const char * const *tune_ids,
                        const char         *book_id)
{
  TuneTask *self = g_new0 (TuneTask, 1);

  self->tune_ids = g_strdupv ((char **) tune_ids);
  self->book_id = g_strdup (book_id);
  return shed_task_make_command (&self->task, SHED_COMMAND_TUNE_MOVE, NULL, tune_move_step, tune_task_free, TRUE);
}
