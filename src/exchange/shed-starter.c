/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Updates of the starter book. It must never touch a value that a player changed: where it is not known what was shipped before
 * (the tune came from another computer), nothing is updated. */
#define G_LOG_DOMAIN "Woodshed-exchange"

#include "shed-starter.h"

#include <gio/gio.h>
#include <string.h>

#include "shed-id.h"
#include "shed-json-cursor.h"
#include "shed-json-writer.h"
#include "shed-starter-resources.h"
#include "shed-text.h"

#define NAME_MARK "%%woodshed-name"

/* Columns that follow the book; the source is fixed. */
static gboolean
is_followed (ShedImportColumn column)
{
  return column != SHED_IMPORT_SOURCE && column != SHED_IMPORT_TEMPO && column != SHED_IMPORT_BEST_TEMPO;
}

GBytes *
shed_starter_dup_book (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      shed_starter_data_register_resource ();
      g_once_init_leave (&once, 1);
    }
  return g_resources_lookup_data (SHED_STARTER_RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

char *
shed_starter_dup_name (const ShedAbcTune *tune)
{
  const char *text = shed_abc_tune_get_text (tune, NULL);
  const char *mark = strstr (text, NAME_MARK);

  if (mark != NULL && (mark == text || mark[-1] == '\n'))
    {
      g_autofree char *name = NULL;

      mark += strlen (NAME_MARK);
      name = g_strstrip (g_strndup (mark, strcspn (mark, "\n")));
      if (*name != '\0')
        return g_steal_pointer (&name);
    }
  return shed_fold (shed_abc_tune_get_title (tune) != NULL ? shed_abc_tune_get_title (tune) : "");
}

static char *
meta_name (const ShedImportRecord *record)
{
  return g_strconcat ("starter/", record->id, NULL);
}

static char *
shipped_to_json (const ShedImportRecord *record)
{
  g_autoptr (ShedJsonWriter) writer = shed_json_writer_new (FALSE);

  shed_json_begin_object (writer);
  for (guint i = 0; i < SHED_IMPORT_N_COLUMNS; i++)
    if (is_followed (i))
      shed_json_add_string (writer, shed_import_columns[i], record->values[i]);
  for (guint i = 0; record->aliases != NULL && i < record->aliases->len; i++)
    {
      g_autofree char *name = g_strdup_printf ("alias/%s", (const char *) record->aliases->pdata[i]);

      shed_json_add_bool (writer, name, TRUE);
    }
  shed_json_end_object (writer);
  return shed_json_writer_dup_text (writer);
}

/* Names to values, "" for null; NULL when the text is damaged. */
static GHashTable *
shipped_from_json (const char *json)
{
  g_autoptr (GHashTable) shipped = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  ShedJsonCursor cursor;
  gboolean is_first = TRUE, has_more;

  shed_json_cursor_init (&cursor, json, strlen (json));
  if (!shed_json_cursor_begin_object (&cursor, NULL))
    return NULL;
  while (shed_json_cursor_next (&cursor, is_first, &has_more, NULL))
    {
      g_autofree char *name = NULL;
      char *value;

      if (!has_more)
        return g_steal_pointer (&shipped);
      is_first = FALSE;
      name = shed_json_cursor_read_name (&cursor, NULL);
      if (name == NULL)
        return NULL;
      if (shed_json_cursor_peek (&cursor) == '"')
        value = shed_json_cursor_read_string (&cursor, NULL);
      else
        value = shed_json_cursor_skip (&cursor, NULL, NULL, NULL) ? g_strdup ("") : NULL;
      if (value == NULL)
        return NULL;
      g_hash_table_insert (shipped, g_steal_pointer (&name), value);
    }
  return NULL;
}

gboolean
shed_starter_remember (ShedDb *db, const ShedImportRecord *record, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "INSERT INTO meta (name, value) VALUES (:name, :value)"
                                                  " ON CONFLICT (name) DO UPDATE SET value = excluded.value", error);
  g_autofree char *name = meta_name (record);
  g_autofree char *value = shipped_to_json (record);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":name", name);
  shed_stmt_bind_text (stmt, ":value", value);
  return shed_stmt_run (stmt, error);
}

static gboolean
load_shipped (ShedDb *db, const ShedImportRecord *record, GHashTable **ret_shipped, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "SELECT value FROM meta WHERE name = :name", error);
  g_autofree char *name = meta_name (record);
  ShedStep step;

  *ret_shipped = NULL;
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":name", name);
  step = shed_stmt_step (stmt, error);
  if (step == SHED_STEP_ROW && shed_stmt_get_text (stmt, 0) != NULL)
    *ret_shipped = shipped_from_json (shed_stmt_get_text (stmt, 0));
  return step != SHED_STEP_ERROR;
}

static gboolean
load_present (ShedDb *db, const char *id, char *values[SHED_IMPORT_N_COLUMNS], GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db,
    "SELECT title, composer, kind, meter, unit, key, structure, abc, genre, region, artist, year, tempo_bpm, best_bpm, source,"
    " source_url, rights, inferred FROM tune WHERE id = :id", error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", id);
  if (shed_stmt_step (stmt, error) != SHED_STEP_ROW)
    return FALSE;
  for (int i = 0; i < SHED_IMPORT_N_COLUMNS; i++)
    values[i] = shed_stmt_dup_text (stmt, i);
  return TRUE;
}

static gboolean
still_shipped (GHashTable *shipped, char **present, ShedImportColumn column)
{
  const char *value = g_hash_table_lookup (shipped, shed_import_columns[column]);

  return g_strcmp0 (value != NULL ? value : "", present[column] != NULL ? present[column] : "") == 0;
}

/* Kind, meter and unit are one fact: they follow together or not at all. */
static gboolean
may_follow (GHashTable *shipped, char **present, ShedImportColumn column)
{
  if (!is_followed (column))
    return FALSE;
  if (column >= SHED_IMPORT_KIND && column <= SHED_IMPORT_UNIT)
    return still_shipped (shipped, present, SHED_IMPORT_KIND) && still_shipped (shipped, present, SHED_IMPORT_METER)
           && still_shipped (shipped, present, SHED_IMPORT_UNIT);
  return still_shipped (shipped, present, column);
}

static gboolean
write_values (ShedDb *db, const char *id, const char * const *values, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db,
    "UPDATE tune SET title = :title, composer = :composer, kind = :kind, meter = :meter, unit = :unit, key = :key,"
    " structure = :structure, abc = :abc, genre = :genre, region = :region, artist = :artist, year = :year,"
    " source_url = :source_url, rights = :rights, inferred = :inferred WHERE id = :id", error);

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", id);
  for (guint i = 0; i < SHED_IMPORT_N_COLUMNS; i++)
    {
      g_autofree char *name = g_strconcat (":", shed_import_columns[i], NULL);

      if (!is_followed (i))
        continue;
      if (shed_import_column_is_number (i) && values[i] != NULL)
        shed_stmt_bind_int (stmt, name, g_ascii_strtoll (values[i], NULL, 10));
      else
        shed_stmt_bind_text (stmt, name, values[i]);
    }
  return shed_stmt_run (stmt, error);
}

/* Names that are new in the book; one that the player took away stays away. */
static gboolean
add_new_aliases (ShedDb *db, const ShedImportRecord *record, GHashTable *shipped, gboolean *added, GError **error)
{
  for (guint i = 0; record->aliases != NULL && i < record->aliases->len; i++)
    {
      const char *alias = record->aliases->pdata[i];
      g_autofree char *name = g_strdup_printf ("alias/%s", alias);
      g_autofree char *id = shed_id_tune_alias (record->id, alias);
      g_autoptr (ShedStmt) stmt = NULL;

      if (g_hash_table_contains (shipped, name))
        continue;
      stmt = shed_db_borrow (db, "INSERT INTO tune_alias (id, created_at, tune_id, text) SELECT :id, :now, :tune, :text"
                                 " WHERE NOT EXISTS (SELECT 1 FROM tune_alias WHERE id = :id)", error);
      if (stmt == NULL)
        return FALSE;
      shed_stmt_bind_text (stmt, ":id", id);
      shed_stmt_bind_int (stmt, ":now", shed_db_now_ms (db));
      shed_stmt_bind_text (stmt, ":tune", record->id);
      shed_stmt_bind_text (stmt, ":text", alias);
      if (!shed_stmt_run (stmt, error))
        return FALSE;
      *added = TRUE;
    }
  return TRUE;
}

gboolean
shed_starter_update (ShedDb *db, const ShedImportRecord *record, gboolean *updated, GError **error)
{
  g_autoptr (GHashTable) shipped = NULL;
  char *present[SHED_IMPORT_N_COLUMNS] = { NULL };
  const char *values[SHED_IMPORT_N_COLUMNS] = { NULL };
  gboolean ok = TRUE;

  *updated = FALSE;
  if (!load_shipped (db, record, &shipped, error))
    return FALSE;
  if (shipped == NULL)
    return TRUE;
  if (!load_present (db, record->id, present, error))
    ok = FALSE;
  for (guint i = 0; ok && i < SHED_IMPORT_N_COLUMNS; i++)
    {
      values[i] = may_follow (shipped, present, i) ? record->values[i] : present[i];
      *updated = *updated || g_strcmp0 (values[i], present[i]) != 0;
    }
  ok = ok && (!*updated || write_values (db, record->id, values, error)) && add_new_aliases (db, record, shipped, updated, error)
       && shed_starter_remember (db, record, error);
  for (guint i = 0; i < SHED_IMPORT_N_COLUMNS; i++)
    g_free (present[i]);
  return ok;
}
