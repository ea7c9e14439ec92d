/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verbs about tunes and their notes: list, tune, note. */
#include <string.h>

#include "shed-abc.h"
#include "shed-cli-private.h"
#include "shed-import-record.h"
#include "shed-store-error.h"
#include "shed-tables.h"
#include "shed-text.h"
#include "shed-tune-list.h"
#include "shed-tune.h"

/* ---- list ---- */

#define LIST_SELECT                                                                                                    \
  "SELECT t.id, t.title, t.kind, t.key, t.meter, t.book_id,"                                                           \
  " (SELECT group_concat(text, char(10)) FROM (SELECT text FROM tune_alias WHERE tune_id = t.id ORDER BY text, id))"   \
  " FROM tune_find f JOIN tune t ON t.id = f.tune_id WHERE (:book IS NULL OR t.book_id = :book)"
#define LIST_WORDS "f.n IN (SELECT rowid FROM tune_fts WHERE tune_fts MATCH :words)"
#define LIST_NOTES "f.n IN (SELECT rowid FROM tune_fts WHERE tune_fts MATCH :notes)"
#define LIST_PLAIN                                                                                                     \
  "(instr(t.title, :plain) OR EXISTS (SELECT 1 FROM tune_alias WHERE tune_id = t.id AND instr(text, :plain)))"
#define LIST_ORDER " ORDER BY f.title_fold, t.id LIMIT :limit"

static void
add_text_list (ShedJsonWriter *out, const char *name, const char *joined)
{
  g_auto (GStrv) parts = g_strsplit (joined != NULL ? joined : "", "\n", -1);

  shed_json_name (out, name);
  shed_json_begin_array (out);
  for (guint i = 0; parts[i] != NULL; i++)
    if (parts[i][0] != '\0')
      shed_json_string (out, parts[i]);
  shed_json_end_array (out);
}

typedef struct
{
  ShedCli *cli;
  const char *search, *book;
  gint64 limit;
} ListJob;

static gboolean
list_in_read (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ListJob *job = data;
  g_autofree char *words = NULL, *notes = NULL, *plain = NULL;
  g_autofree char *book = NULL;
  g_autoptr (ShedStmt) stmt = NULL;
  ShedStep step;

  if (job->search != NULL)
    shed_tune_list_take_search_apart (job->search, &words, &notes, &plain);

  shed_json_begin_array (job->cli->out);
  if (job->book != NULL && (book = shed_cli_find_book (db, job->book, error)) == NULL)
    return FALSE;
  /* Who looks for nothing but blanks finds nothing. */
  if (job->search == NULL || words != NULL || notes != NULL || plain != NULL)
    {
      stmt = shed_db_borrow (db,
                             words != NULL && notes != NULL ? LIST_SELECT " AND (" LIST_WORDS " OR " LIST_NOTES
                                                                          ")" LIST_ORDER
                             : words != NULL ? LIST_SELECT " AND " LIST_WORDS LIST_ORDER
                             : notes != NULL ? LIST_SELECT " AND " LIST_NOTES LIST_ORDER
                             : plain != NULL ? LIST_SELECT " AND " LIST_PLAIN LIST_ORDER
                                             : LIST_SELECT LIST_ORDER,
                             error);
      if (stmt == NULL)
        return FALSE;
      shed_stmt_bind_int (stmt, ":limit", job->limit);
      shed_stmt_bind_text (stmt, ":book", book);
      if (words != NULL)
        shed_stmt_bind_text (stmt, ":words", words);
      if (notes != NULL)
        shed_stmt_bind_text (stmt, ":notes", notes);
      if (plain != NULL)
        shed_stmt_bind_text (stmt, ":plain", plain);
      while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
        {
          static const char *const names[] = { "id", "title", "kind", "key", "meter", "book" };

          shed_json_begin_object (job->cli->out);
          for (guint i = 0; i < G_N_ELEMENTS (names); i++)
            shed_json_add_string (job->cli->out, names[i], shed_stmt_get_text (stmt, i));
          add_text_list (job->cli->out, "aliases", shed_stmt_get_text (stmt, 6));
          shed_json_end_object (job->cli->out);
          shed_cli_say (
            job->cli, "%s  %s%s%s%s%s", shed_stmt_get_text (stmt, 0), shed_stmt_get_text (stmt, 1),
            shed_stmt_is_null (stmt, 2) ? "" : "  ", shed_stmt_is_null (stmt, 2) ? "" : shed_stmt_get_text (stmt, 2),
            shed_stmt_is_null (stmt, 3) ? "" : "  ", shed_stmt_is_null (stmt, 3) ? "" : shed_stmt_get_text (stmt, 3));
        }
      if (step == SHED_STEP_ERROR)
        return FALSE;
    }
  shed_json_end_array (job->cli->out);
  return TRUE;
}

ShedExit
shed_cli_list (ShedCli *self, GError **error)
{
  ListJob job = { self, shed_cli_get_option (self, "search"), shed_cli_get_option (self, "book"), -1 };
  const char *limit = shed_cli_get_option (self, "limit");
  guint64 number;

  if (self->n_arguments > 0)
    return shed_cli_usage (error, "“list” takes options only");
  if (limit != NULL)
    {
      if (!g_ascii_string_to_unsigned (limit, 10, 0, G_MAXINT32, &number, NULL))
        return shed_cli_usage (error, "--limit needs a whole number");
      job.limit = number;
    }
  return shed_store_read (self->store, list_in_read, &job, error) ? SHED_EXIT_DONE : SHED_EXIT_NO;
}

/* ---- tune ---- */

static gboolean
load_in_read (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  const char **job = data;

  if (!shed_cli_require_tune (db, job[0], error))
    return FALSE;
  job[1] = (gpointer)shed_tune_load (db, job[0], error);
  return job[1] != NULL;
}

static void
add_strings (ShedJsonWriter *out, const char *name, const char *const *strings)
{
  shed_json_name (out, name);
  shed_json_begin_array (out);
  for (guint i = 0; strings != NULL && strings[i] != NULL; i++)
    shed_json_string (out, strings[i]);
  shed_json_end_array (out);
}

static ShedExit
show_tune (ShedCli *self, const char *id, GError **error)
{
  static const char *const fields[] = { "title", "composer", "kind",   "meter",  "unit", "key",       "structure",
                                        "abc",   "genre",    "region", "artist", "year", "tempo_bpm", "best_bpm" };
  gpointer job[2] = { (gpointer)id, NULL };
  g_autoptr (ShedTune) tune = NULL;
  const ShedTable *table = shed_table_find ("tune");
  guint conflicts = 0;

  if (!shed_store_read (self->store, load_in_read, job, error))
    return SHED_EXIT_NO;
  tune = job[1];
  g_object_get (tune, "conflicts", &conflicts, NULL);
  shed_json_begin_object (self->out);
  shed_json_add_string (self->out, "id", shed_tune_get_id (tune));
  shed_json_add_string (self->out, "book", shed_tune_get_field (tune, "book_id"));
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const char *value = shed_tune_get_field (tune, fields[i]);
      const ShedColumn *column = shed_table_find_column (table, fields[i]);

      if (value != NULL && column != NULL && column->type == SHED_COLUMN_INTEGER)
        shed_json_add_int (self->out, fields[i], g_ascii_strtoll (value, NULL, 10));
      else
        shed_json_add_string (self->out, fields[i], value);
      if (value != NULL)
        shed_cli_say (self, "%-10s %s", fields[i], value);
    }
  add_strings (self->out, "aliases", shed_tune_get_aliases (tune));
  add_strings (self->out, "tags", shed_tune_get_tags (tune));
  add_strings (self->out, "repertoires", shed_tune_get_repertoires (tune));
  shed_json_add_int (self->out, "conflicts", conflicts);
  shed_json_end_object (self->out);
  return SHED_EXIT_DONE;
}

static gboolean
find_book_in_read (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  gpointer *job = data; /* title or id, the id found */

  job[1] = shed_cli_find_book (db, job[0], error);
  return job[1] != NULL;
}

/* The one tune of a file, read as an import reads it; a text without X: is a tune too. (transfer full) (nullable) */
static ShedImportRecord *
read_abc_file (const char *path, GError **error)
{
  g_autoptr (GBytes) book = NULL;
  g_autoptr (ShedAbcReader) reader = NULL;
  g_autoptr (ShedAbcTune) tune = NULL, second = NULL;
  char *contents;
  gsize length;

  if (!g_file_get_contents (path, &contents, &length, error))
    return NULL;
  book = g_bytes_new_take (contents, length);
  reader = shed_abc_reader_new (book);
  tune = shed_abc_reader_next (reader);
  if (tune != NULL)
    second = shed_abc_reader_next (reader);
  if (tune == NULL || (shed_abc_tune_is_refused (tune) && !shed_abc_tune_has_number (tune)))
    {
      g_autofree char *text = shed_text_from_bytes ((const guint8 *)contents, length, NULL);

      g_clear_pointer (&tune, shed_abc_tune_unref);
      tune = shed_abc_tune_new_from_text (text, -1);
    }
  if (second != NULL)
    g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID,
                         "abc: more than one tune; “woodshed import” takes a book");
  else if (shed_abc_tune_is_refused (tune))
    g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID, "abc: neither a key nor music");
  else if (shed_abc_tune_has_remark (tune, SHED_ABC_REMARK_TOO_LONG))
    g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID, "abc: too long");
  else
    return shed_import_record_new_from_abc (tune, NULL);
  return NULL;
}

/* What was guessed, without what the call says itself. (transfer full) */
static char *
left_guesses (ShedCli *self, const char *inferred)
{
  static const char *const guessed[] = { "kind", "structure" };
  g_autoptr (ShedJsonWriter) out = shed_json_writer_new (FALSE);

  shed_json_begin_array (out);
  for (guint i = 0; i < G_N_ELEMENTS (guessed); i++)
    if (inferred != NULL && strstr (inferred, guessed[i]) != NULL && !shed_cli_has_option (self, guessed[i]))
      shed_json_string (out, guessed[i]);
  shed_json_end_array (out);
  return shed_json_writer_dup_text (out);
}

static ShedExit
new_tune (ShedCli *self, GError **error)
{
  const char *fields[SHED_IMPORT_N_COLUMNS + 1] = { NULL }, *values[SHED_IMPORT_N_COLUMNS + 1] = { NULL };
  g_autofree char *book = NULL, *inferred = NULL;
  g_autoptr (ShedImportRecord) record = NULL;
  g_autoptr (GPtrArray) aliases = g_ptr_array_new ();
  g_autoptr (ShedCommand) command = NULL;
  guint n = 0;

  if (shed_cli_get_option (self, "title") == NULL)
    return shed_cli_usage (error, "a new tune needs a --title");
  if (shed_cli_get_option (self, "abc") != NULL)
    {
      record = read_abc_file (shed_cli_get_option (self, "abc"), error);
      if (record == NULL)
        return SHED_EXIT_NO;
      inferred = left_guesses (self, record->values[SHED_IMPORT_INFERRED]);
      /* The file's own name is another name of the tune, unless it was made up for want of one. */
      if (strstr (record->values[SHED_IMPORT_INFERRED], "\"title\"") == NULL)
        g_ptr_array_add (aliases, record->values[SHED_IMPORT_TITLE]);
      for (guint i = 0; record->aliases != NULL && i < record->aliases->len; i++)
        g_ptr_array_add (aliases, record->aliases->pdata[i]);
    }
  g_ptr_array_add (aliases, NULL);
  /* What the call says goes before what stands in the file. */
  for (guint i = 0; i < SHED_IMPORT_N_COLUMNS; i++)
    {
      const char *value = i == SHED_IMPORT_ABC_TEXT ? NULL : shed_cli_get_option (self, shed_import_columns[i]);

      if (value == NULL)
        value = i == SHED_IMPORT_INFERRED ? inferred : record != NULL ? record->values[i] : NULL;
      if (value == NULL)
        continue;
      fields[n] = shed_import_columns[i];
      values[n++] = value;
    }
  if (shed_cli_get_option (self, "book") != NULL)
    {
      gpointer job[2] = { (gpointer)shed_cli_get_option (self, "book"), NULL };

      if (!shed_store_read (self->store, find_book_in_read, job, error))
        return SHED_EXIT_NO;
      book = job[1];
    }
  command = shed_command_tune_new (book, fields, values, (const char *const *)aliases->pdata);
  if (!shed_cli_run_command (self, command, error))
    return SHED_EXIT_NO;
  return show_tune (self, shed_command_get_result_id (command), error);
}

static gboolean
require_tune_in_read (ShedDb *db, gpointer id, GCancellable *cancellable, GError **error)
{
  return shed_cli_require_tune (db, id, error);
}

/* Into another book, by its title or id. */
static ShedExit
move_tune (ShedCli *self, const char *id, const char *book, GError **error)
{
  const char *ids[] = { id, NULL };
  gpointer job[2] = { (gpointer)book, NULL };
  g_autofree char *book_id = NULL;
  g_autoptr (ShedCommand) command = NULL;
  g_autoptr (ShedTune) tune = NULL;
  gpointer look[2] = { (gpointer)id, NULL };

  if (!shed_store_read (self->store, require_tune_in_read, (gpointer)id, error) ||
      !shed_store_read (self->store, find_book_in_read, job, error))
    return SHED_EXIT_NO;
  book_id = job[1];
  command = shed_command_tune_move (ids, book_id);
  if (!shed_cli_run_command (self, command, error) || !shed_store_read (self->store, load_in_read, look, error))
    return SHED_EXIT_NO;
  tune = look[1];
  if (g_strcmp0 (shed_tune_get_field (tune, "book_id"), book_id) != 0)
    {
      g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID,
                           "book_id: a tune in a repertoire or set does not move into a book that is on this computer only");
      return SHED_EXIT_NO;
    }
  return show_tune (self, id, error);
}

static ShedExit
set_tune (ShedCli *self, GError **error)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new (), values = g_ptr_array_new ();
  g_autoptr (ShedCommand) command = NULL;
  const char *id;

  if (self->n_arguments < 4 || self->n_arguments % 2 != 0)
    return shed_cli_usage (error, "tune set ID FIELD VALUE [FIELD VALUE...]");
  id = self->arguments[1];
  for (guint i = 2; i < self->n_arguments; i += 2)
    {
      const ShedColumn *column = shed_table_find_column (shed_table_find ("tune"), self->arguments[i]);

      if (column == NULL)
        return shed_cli_usage (error, "a tune has no field “%s”", self->arguments[i]);
      /* What a file brought, and what the program itself keeps: which columns were guessed, which tunes were joined. */
      if (column->merge_class == SHED_CLASS_FIXED || column->merge_class == SHED_CLASS_SET)
        return shed_cli_usage (error, "“%s” is not set by hand", column->name);
      if (strcmp (column->name, "book_id") == 0 && self->n_arguments != 4)
        return shed_cli_usage (error, "a tune moves by itself: tune set ID book_id BOOK");
      g_ptr_array_add (fields, self->arguments[i]);
      g_ptr_array_add (values, self->arguments[i + 1][0] != '\0' ? self->arguments[i + 1] : NULL);
    }
  if (strcmp (self->arguments[2], "book_id") == 0)
    return move_tune (self, id, self->arguments[3], error);
  g_ptr_array_add (fields, NULL);
  g_ptr_array_add (values, NULL);
  if (!shed_store_read (self->store, require_tune_in_read, (gpointer)id, error))
    return SHED_EXIT_NO;
  command = shed_command_tune_set (id, (const char *const *)fields->pdata, (const char *const *)values->pdata);
  if (!shed_cli_run_command (self, command, error))
    return SHED_EXIT_NO;
  return show_tune (self, id, error);
}

static ShedExit
delete_tune (ShedCli *self, const char *id, GError **error)
{
  const char *ids[] = { id, NULL };
  g_autoptr (ShedCommand) command = NULL;

  if (!shed_store_read (self->store, require_tune_in_read, (gpointer)id, error))
    return SHED_EXIT_NO;
  command = shed_command_tune_delete (ids);
  if (!shed_cli_run_command (self, command, error))
    return SHED_EXIT_NO;
  shed_json_begin_object (self->out);
  shed_json_add_string (self->out, "id", id);
  shed_json_add_bool (self->out, "deleted", TRUE);
  shed_json_end_object (self->out);
  shed_cli_say (self, "deleted");
  return SHED_EXIT_DONE;
}

ShedExit
shed_cli_tune (ShedCli *self, GError **error)
{
  const char *what = self->n_arguments > 0 ? self->arguments[0] : "";

  if (strcmp (what, "new") == 0 && self->n_arguments == 1)
    return new_tune (self, error);
  /* What only a new tune takes would be passed over in silence. */
  if (g_hash_table_size (self->options) > 0)
    return shed_cli_usage (error, "options are for “tune new --title TEXT”");
  if (strcmp (what, "show") == 0 && self->n_arguments == 2)
    return show_tune (self, self->arguments[1], error);
  if (strcmp (what, "set") == 0)
    return set_tune (self, error);
  if (strcmp (what, "delete") == 0 && self->n_arguments == 2)
    return delete_tune (self, self->arguments[1], error);
  return shed_cli_usage (error, "tune new --title TEXT | show ID | set ID FIELD VALUE... | delete ID");
}

/* ---- note ---- */

static void
add_note (ShedCli *self, const char *id, const char *tune, const char *text)
{
  shed_json_begin_object (self->out);
  shed_json_add_string (self->out, "id", id);
  shed_json_add_string (self->out, "tune", tune);
  shed_json_add_string (self->out, "text", text);
  shed_json_end_object (self->out);
  shed_cli_say (self, "%s  %s", id, text);
}

typedef struct
{
  ShedCli *cli;
  const char *tune_id, *note_id;
} NoteJob;

static gboolean
read_notes (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  NoteJob *job = data;
  g_autoptr (ShedStmt) stmt = NULL;
  ShedStep step;
  guint n = 0;

  if (job->tune_id != NULL && !shed_cli_require_tune (db, job->tune_id, error))
    return FALSE;
  stmt = shed_db_borrow (db,
                         job->tune_id != NULL
                           ? "SELECT id, tune_id, text FROM note WHERE tune_id = :id ORDER BY position, id"
                           : "SELECT id, tune_id, text FROM note WHERE id = :id",
                         error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", job->tune_id != NULL ? job->tune_id : job->note_id);
  for (; (step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW; n++)
    add_note (job->cli, shed_stmt_get_text (stmt, 0), shed_stmt_get_text (stmt, 1), shed_stmt_get_text (stmt, 2));
  if (step == SHED_STEP_DONE && n == 0 && job->note_id != NULL)
    {
      g_set_error (error, SHED_CLI_ERROR, SHED_CLI_ERROR_NO_SUCH_NOTE, "there is no note %s", job->note_id);
      return FALSE;
    }
  return step == SHED_STEP_DONE;
}

ShedExit
shed_cli_note (ShedCli *self, GError **error)
{
  const char *what = self->n_arguments > 0 ? self->arguments[0] : "";
  g_autoptr (ShedCommand) command = NULL;
  NoteJob job = { self, NULL, NULL };

  if (strcmp (what, "list") == 0 && self->n_arguments == 2)
    {
      job.tune_id = self->arguments[1];
      shed_json_begin_array (self->out);
      if (!shed_store_read (self->store, read_notes, &job, error))
        return SHED_EXIT_NO;
      shed_json_end_array (self->out);
      return SHED_EXIT_DONE;
    }
  if (self->n_arguments != 3 || (strcmp (what, "add") != 0 && strcmp (what, "set") != 0))
    return shed_cli_usage (error, "note add TUNE-ID TEXT | list TUNE-ID | set NOTE-ID TEXT");
  if (what[0] == 'a')
    {
      if (!shed_store_read (self->store, require_tune_in_read, self->arguments[1], error))
        return SHED_EXIT_NO;
      command = shed_command_note_new (self->arguments[1], NULL, self->arguments[2]);
    }
  else
    command = shed_command_note_set (self->arguments[1], self->arguments[2]);
  if (!shed_cli_run_command (self, command, error))
    {
      if (what[0] == 's' && error != NULL && g_error_matches (*error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_FOUND))
        {
          g_clear_error (error);
          g_set_error (error, SHED_CLI_ERROR, SHED_CLI_ERROR_NO_SUCH_NOTE, "there is no note %s", self->arguments[1]);
        }
      return SHED_EXIT_NO;
    }
  job.note_id = what[0] == 'a' ? shed_command_get_result_id (command) : self->arguments[1];
  return shed_store_read (self->store, read_notes, &job, error) ? SHED_EXIT_DONE : SHED_EXIT_NO;
}
