/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes imported tunes. It inserts and never updates: what a player edited, moved or merged stays as it is. (The starter
 * book's newer texts are the one exception, and live in shed-starter.c.) */
#define G_LOG_DOMAIN "Woodshed-exchange"

#include "shed-import-target.h"

#include "shed-exchange-error.h"
#include "shed-first-notes.h"
#include "shed-id.h"
#include "shed-json-cursor.h"
#include "shed-position.h"
#include "shed-starter.h"
#include "shed-text.h"
#include "shed-uuid.h"

struct _ShedImportTarget {
  gboolean    is_dry_run;
  gboolean    is_starter;
  char       *book_id;
  char       *book_title;
  char       *book_source;
  gboolean    book_is_local;
  gboolean    book_is_there;
  GHashTable *merged;  /* ids of tunes that were joined into others; NULL: not looked up yet */
  GHashTable *looks;   /* folded title and first notes → id; NULL: not looked up yet */
  GHashTable *dry_ids; /* what a dry run would have written */
};

ShedImportTarget *
shed_import_target_new (gboolean dry_run)
{
  ShedImportTarget *self = g_new0 (ShedImportTarget, 1);

  self->is_dry_run = dry_run;
  self->dry_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
shed_import_target_free (ShedImportTarget *self)
{
  if (self == NULL)
    return;
  g_free (self->book_id);
  g_free (self->book_title);
  g_free (self->book_source);
  g_clear_pointer (&self->merged, g_hash_table_unref);
  g_clear_pointer (&self->looks, g_hash_table_unref);
  g_hash_table_unref (self->dry_ids);
  g_free (self);
}

const char *
shed_import_target_get_book_id (ShedImportTarget *self)
{
  return self->book_id;
}

static gboolean
row_exists (ShedDb *db, const char *sql, const char *id, gboolean *exists, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, sql, error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", id);
  step = shed_stmt_step (stmt, error);
  *exists = step == SHED_STEP_ROW;
  return step != SHED_STEP_ERROR;
}

#define BOOK_EXISTS "SELECT 1 FROM book WHERE id = :id"
#define TUNE_EXISTS "SELECT 1 FROM tune WHERE id = :id"

/* A book of that title, whatever it was called when it was made. Only a book that stays here will do for tunes that are to. */
static gboolean
find_titled_book (ShedDb *db, const char *title, gboolean local_only, char **ret_id, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "SELECT id, title, local_only FROM book ORDER BY position, id", error);
  g_autofree char *fold = shed_fold (title);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      g_autofree char *book_fold = shed_fold (shed_stmt_get_text (stmt, 1));

      if (!g_str_equal (fold, book_fold) || (local_only && shed_stmt_get_int (stmt, 2) == 0))
        continue;
      *ret_id = shed_stmt_dup_text (stmt, 0);
      return TRUE;
    }
  return step != SHED_STEP_ERROR;
}

gboolean
shed_import_target_set_book (ShedImportTarget *self, ShedDb *db, const char *book_id, const char *title, const char *source,
                             gboolean local_only, GError **error)
{
  g_autofree char *name = NULL;

  self->is_starter = FALSE;
  g_clear_pointer (&self->book_id, g_free);
  if (book_id != NULL)
    {
      if (!row_exists (db, BOOK_EXISTS, book_id, &self->book_is_there, error))
        return FALSE;
      if (!self->book_is_there && !g_str_equal (book_id, shed_id_my_tunes ()))
        {
          g_set_error (error, SHED_EXCHANGE_ERROR, SHED_EXCHANGE_ERROR_NO_SUCH_BOOK, "no book %s", book_id);
          return FALSE;
        }
      self->book_id = g_strdup (book_id);
      return TRUE;
    }
  name = shed_text_clean_name (title);
  if (name == NULL)
    name = g_strdup ("Import");
  if (!find_titled_book (db, name, local_only, &self->book_id, error))
    return FALSE;
  self->book_is_there = self->book_id != NULL;
  if (self->book_id == NULL)
    {
      self->book_id = shed_id_imported_book (name, local_only);
      if (!row_exists (db, BOOK_EXISTS, self->book_id, &self->book_is_there, error))
        return FALSE;
    }
  g_free (self->book_title);
  self->book_title = g_steal_pointer (&name);
  g_free (self->book_source);
  self->book_source = g_strdup (source);
  self->book_is_local = local_only;
  return TRUE;
}

gboolean
shed_import_target_set_starter (ShedImportTarget *self, ShedDb *db, const char *title, GError **error)
{
  g_free (self->book_id);
  self->book_id = g_strdup (shed_id_starter_book ());
  g_free (self->book_title);
  self->book_title = g_strdup (title);
  g_clear_pointer (&self->book_source, g_free);
  self->book_is_local = FALSE;
  self->is_starter = TRUE;
  return row_exists (db, BOOK_EXISTS, self->book_id, &self->book_is_there, error);
}

/* After the last book; "My tunes" before the first. */
static char *
next_book_position (ShedDb *db, gboolean first, GError **error)
{
  g_autoptr (ShedStmt) stmt =
    shed_db_borrow (db, first ? "SELECT min(position) FROM book" : "SELECT max(position) FROM book", error);
  const char *neighbour;

  if (stmt == NULL || shed_stmt_step (stmt, error) == SHED_STEP_ERROR)
    return NULL;
  neighbour = shed_stmt_get_text (stmt, 0);
  return first ? shed_position_between (NULL, neighbour) : shed_position_between (neighbour, NULL);
}

static gboolean
ensure_book (ShedImportTarget *self, ShedDb *db, GError **error)
{
  gboolean is_my_tunes = g_str_equal (self->book_id, shed_id_my_tunes ());
  g_autoptr (ShedStmt) stmt = NULL;
  g_autofree char *position = NULL;

  if (self->is_dry_run)
    return TRUE;
  /* Looked up each time: between two transactions another process may have deleted it. */
  if (!row_exists (db, BOOK_EXISTS, self->book_id, &self->book_is_there, error))
    return FALSE;
  if (self->book_is_there)
    return TRUE;
  position = next_book_position (db, is_my_tunes, error);
  stmt = position != NULL ? shed_db_borrow (db,
                                            "INSERT INTO book (id, created_at, title, origin, source, position, local_only)"
                                            " VALUES (:id, :now, :title, :origin, :source, :position, :local)", error)
                          : NULL;
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", self->book_id);
  shed_stmt_bind_int (stmt, ":now", shed_db_now_ms (db));
  shed_stmt_bind_text (stmt, ":title", is_my_tunes ? "My tunes" : self->book_title != NULL ? self->book_title : "Import");
  shed_stmt_bind_text (stmt, ":origin", is_my_tunes ? "own" : self->is_starter ? "starter" : "import");
  shed_stmt_bind_text (stmt, ":source", is_my_tunes ? NULL : self->book_source);
  shed_stmt_bind_text (stmt, ":position", position);
  shed_stmt_bind_int (stmt, ":local", self->book_is_local);
  return shed_stmt_run (stmt, error);
}

static gboolean
add_ids_of_list (GHashTable *ids, const char *json)
{
  ShedJsonCursor cursor;
  gboolean is_first = TRUE, has_more;

  shed_json_cursor_init (&cursor, json, strlen (json));
  if (!shed_json_cursor_begin_array (&cursor, NULL))
    return FALSE;
  while (shed_json_cursor_next (&cursor, is_first, &has_more, NULL) && has_more)
    {
      char *id = shed_json_cursor_read_string (&cursor, NULL);

      if (id == NULL)
        return FALSE;
      g_hash_table_add (ids, id);
      is_first = FALSE;
    }
  return TRUE;
}

static gboolean
load_merged (ShedImportTarget *self, ShedDb *db, GError **error)
{
  g_autoptr (ShedStmt) stmt = NULL;
  g_autoptr (GHashTable) merged = NULL;
  ShedStep step;

  if (self->merged != NULL)
    return TRUE;
  stmt = shed_db_borrow (db, "SELECT merged FROM tune WHERE merged <> '[]'", error);
  if (stmt == NULL)
    return FALSE;
  merged = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    if (!add_ids_of_list (merged, shed_stmt_get_text (stmt, 0)))
      g_debug ("a list of merged tunes is no list");
  self->merged = step == SHED_STEP_DONE ? g_steal_pointer (&merged) : NULL;
  return step == SHED_STEP_DONE;
}

static gboolean
load_looks (ShedImportTarget *self, ShedDb *db, GError **error)
{
  g_autoptr (ShedStmt) stmt = NULL;
  g_autoptr (GHashTable) looks = NULL;
  ShedStep step;

  if (self->looks != NULL)
    return TRUE;
  stmt = shed_db_borrow (
    db,
    "SELECT tune.id, tune.title, tune_find.first_notes FROM tune_find JOIN tune ON tune.id = tune_find.tune_id"
    " WHERE tune_find.first_notes <> ''",
    error);
  if (stmt == NULL)
    return FALSE;
  looks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      char *key = shed_import_looks_like_key (shed_stmt_get_text (stmt, 1), shed_stmt_get_text (stmt, 2));

      if (key != NULL)
        g_hash_table_insert (looks, key, shed_stmt_dup_text (stmt, 0));
    }
  self->looks = step == SHED_STEP_DONE ? g_steal_pointer (&looks) : NULL;
  return step == SHED_STEP_DONE;
}

static gboolean
insert_tune (ShedImportTarget *self, ShedDb *db, const ShedImportRecord *record, GError **error)
{
  static const char * const names[SHED_IMPORT_N_COLUMNS] = {
    ":title", ":composer", ":kind", ":meter", ":unit", ":key", ":structure", ":abc", ":genre", ":region", ":artist", ":year",
    ":tempo_bpm", ":best_bpm", ":source", ":source_url", ":rights", ":inferred",
  };
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db,
    "INSERT INTO tune (id, created_at, book_id, title, composer, kind, meter, unit, key, structure, abc, genre, region, artist,"
    " year, tempo_bpm, best_bpm, source, source_url, rights, inferred) VALUES (:id, :now, :book, :title, :composer, :kind,"
    " :meter, :unit, :key, :structure, :abc, :genre, :region, :artist, :year, :tempo_bpm, :best_bpm, :source, :source_url,"
    " :rights, :inferred)", error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", record->id);
  shed_stmt_bind_int (stmt, ":now", shed_db_now_ms (db));
  shed_stmt_bind_text (stmt, ":book", self->book_id);
  for (guint i = 0; i < SHED_IMPORT_N_COLUMNS; i++)
    if (record->values[i] != NULL && shed_import_column_is_number (i))
      shed_stmt_bind_int (stmt, names[i], g_ascii_strtoll (record->values[i], NULL, 10));
    else
      shed_stmt_bind_text (stmt, names[i], record->values[i]);
  return shed_stmt_run (stmt, error);
}

static gboolean
insert_aliases (ShedDb *db, const ShedImportRecord *record, GError **error)
{
  for (guint i = 0; record->aliases != NULL && i < record->aliases->len; i++)
    {
      g_autoptr (ShedStmt) stmt = shed_db_borrow (
        db, "INSERT INTO tune_alias (id, created_at, tune_id, text) VALUES (:id, :now, :tune, :text)", error);
      g_autofree char *id = shed_id_tune_alias (record->id, record->aliases->pdata[i]);

      if (stmt == NULL)
        return FALSE;
      shed_stmt_bind_text (stmt, ":id", id);
      shed_stmt_bind_int (stmt, ":now", shed_db_now_ms (db));
      shed_stmt_bind_text (stmt, ":tune", record->id);
      shed_stmt_bind_text (stmt, ":text", record->aliases->pdata[i]);
      if (!shed_stmt_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
shed_import_target_put (ShedImportTarget *self, ShedDb *db, ShedImportRecord *record, ShedImportOutcome *outcome, char **like_id,
                        char **reason, GError **error)
{
  g_autoptr (GError) cause = NULL;
  const char *like;
  gboolean exists;

  *like_id = *reason = NULL;
  *outcome = SHED_IMPORT_UNCHANGED;
  if (!load_merged (self, db, error) || !row_exists (db, TUNE_EXISTS, record->id, &exists, error))
    return FALSE;
  if (exists && self->is_starter && !self->is_dry_run)
    {
      gboolean updated;

      if (!shed_starter_update (db, record, &updated, error))
        return FALSE;
      *outcome = updated ? SHED_IMPORT_UPDATED : SHED_IMPORT_UNCHANGED;
      return TRUE;
    }
  if (exists || g_hash_table_contains (self->merged, record->id) || g_hash_table_contains (self->dry_ids, record->id))
    return TRUE;

  if (!load_looks (self, db, error) || !ensure_book (self, db, error))
    return FALSE;
  if (!self->is_dry_run && (!insert_tune (self, db, record, &cause) || !insert_aliases (db, record, &cause)))
    {
      /* One impossible tune is left out; a full disk is a matter of all. */
      if (!g_error_matches (cause, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID))
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return FALSE;
        }
      *outcome = SHED_IMPORT_IMPOSSIBLE;
      *reason = g_strdup (cause->message);
      return TRUE;
    }
  if (self->is_starter && !self->is_dry_run && !shed_starter_remember (db, record, error))
    return FALSE;
  *outcome = SHED_IMPORT_TAKEN;
  if (record->first_notes != NULL && !self->is_dry_run)
    shed_first_notes_remember (record->values[SHED_IMPORT_ABC_TEXT], record->first_notes);
  if (self->is_dry_run)
    g_hash_table_add (self->dry_ids, g_strdup (record->id));
  if (record->looks_like == NULL)
    return TRUE;
  like = g_hash_table_lookup (self->looks, record->looks_like);
  if (like != NULL)
    *like_id = g_strdup (like);
  else
    g_hash_table_insert (self->looks, g_strdup (record->looks_like), g_strdup (record->id));
  return TRUE;
}
