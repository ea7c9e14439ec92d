/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tunes as ABC and CSV. An ABC text is written as it came but for the facts that were changed in the library since, so that
 * reading it back gives the same tunes with the same ids. */
#define G_LOG_DOMAIN "Woodshed-exchange"

#include <string.h>

#include "shed-abc.h"
#include "shed-csv.h"
#include "shed-export-private.h"
#include "shed-import-record.h"
#include "shed-json-cursor.h"
#include "shed-text.h"

#define CHUNK_BYTES (128 * 1024)

gboolean
shed_export_foreach_tune (ShedExportJob *job, ShedDb *db, ShedExportTuneFunc func, gpointer data, GError **error)
{
  g_autoptr (ShedStmt) stmt = NULL;
  ShedStep step;

  if (job->options->tune_ids != NULL)
    {
      for (const char * const *id = job->options->tune_ids; *id != NULL; id++)
        if (!func (job, db, *id, data, error))
          return FALSE;
      return TRUE;
    }
  stmt = shed_db_borrow (db,
    "SELECT tune.id FROM tune JOIN book ON book.id = tune.book_id LEFT JOIN tune_find ON tune_find.tune_id = tune.id"
    " WHERE :book IS NULL OR tune.book_id = :book"
    " ORDER BY book.position, book.id, coalesce(tune_find.title_fold, tune.title), tune.id", error);
  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":book", job->options->book_id);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    if (!func (job, db, shed_stmt_get_text (stmt, 0), data, error))
      return FALSE;
  return step == SHED_STEP_DONE;
}

/* A tune as the library holds it; *found FALSE when it is gone. */
typedef struct {
  char      *values[SHED_IMPORT_N_COLUMNS];
  char      *book_title;
  GPtrArray *aliases; /* NULL-terminated */
} Tune;

static void
tune_clear (Tune *self)
{
  for (guint i = 0; i < SHED_IMPORT_N_COLUMNS; i++)
    g_free (self->values[i]);
  g_free (self->book_title);
  g_clear_pointer (&self->aliases, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Tune, tune_clear)

static gboolean
load_tune (ShedDb *db, const char *id, Tune *tune, gboolean *found, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db,
                                              "SELECT tune.title, composer, kind, meter, unit, key, structure, abc, "
                                              "genre, region, artist, year, tempo_bpm, best_bpm,"
                                              " tune.source, source_url, tune.rights, inferred, book.title FROM tune "
                                              "JOIN book ON book.id = book_id WHERE tune.id = :id",
                                              error);
  g_autoptr (ShedStmt) aliases =
    shed_db_borrow (db, "SELECT text FROM tune_alias WHERE tune_id = :id ORDER BY created_at, id", error);
  ShedStep step;

  if (stmt == NULL || aliases == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", id);
  step = shed_stmt_step (stmt, error);
  *found = step == SHED_STEP_ROW;
  if (step != SHED_STEP_ROW)
    return step == SHED_STEP_DONE;
  for (int i = 0; i < SHED_IMPORT_N_COLUMNS; i++)
    tune->values[i] = shed_stmt_dup_text (stmt, i);
  tune->book_title = shed_stmt_dup_text (stmt, SHED_IMPORT_N_COLUMNS);

  tune->aliases = g_ptr_array_new_with_free_func (g_free);
  shed_stmt_bind_text (aliases, ":id", id);
  while ((step = shed_stmt_step (aliases, error)) == SHED_STEP_ROW)
    g_ptr_array_add (tune->aliases, shed_stmt_dup_text (aliases, 0));
  g_ptr_array_add (tune->aliases, NULL);
  return step == SHED_STEP_DONE;
}

static gboolean
has_name (const GPtrArray *names, const char *name)
{
  for (guint i = 0; names != NULL && i < names->len && names->pdata[i] != NULL; i++)
    if (g_str_equal (names->pdata[i], name))
      return TRUE;
  return FALSE;
}

/* Whatever order the rows have, the names are the same. */
static gboolean
same_names (const GPtrArray *of_library, const GPtrArray *of_text)
{
  guint n_of_text = of_text != NULL ? of_text->len : 0;

  if (of_library->len - 1 != n_of_text)
    return FALSE;
  for (guint i = 0; i < n_of_text; i++)
    if (!has_name (of_library, of_text->pdata[i]))
      return FALSE;
  return TRUE;
}

/* NULL: the text says this already. "": it says what is no longer so. */
static const char *
changed_fact (const Tune *tune, const ShedImportRecord *of_text, ShedImportColumn column)
{
  if (g_strcmp0 (tune->values[column], of_text != NULL ? of_text->values[column] : NULL) == 0)
    return NULL;
  return tune->values[column] != NULL ? tune->values[column] : "";
}

typedef struct { GString *text; guint n_tunes; } Writing;

/* A text without a title stays without: the name that was made for it from its number would become a title of its own,
 * and the tune another one. Returns the number, which makes the same name again; 0: it has a title. */
static guint64
find_untitled_number (const Tune *tune, const ShedImportRecord *of_text)
{
  guint64 number;

  if (of_text == NULL || of_text->values[SHED_IMPORT_INFERRED] == NULL || tune->values[SHED_IMPORT_INFERRED] == NULL ||
      strstr (of_text->values[SHED_IMPORT_INFERRED], "\"title\"") == NULL ||
      strstr (tune->values[SHED_IMPORT_INFERRED], "\"title\"") == NULL ||
      !g_str_has_prefix (tune->values[SHED_IMPORT_TITLE], "Untitled ") ||
      !g_ascii_string_to_unsigned (tune->values[SHED_IMPORT_TITLE] + strlen ("Untitled "), 10, 1, G_MAXUINT32, &number,
                                   NULL))
    return 0;
  return number;
}

static gboolean
write_abc_tune (ShedExportJob *job, ShedDb *db, const char *id, gpointer data, GError **error)
{
  Writing *writing = data;
  g_auto (Tune) tune = { { NULL }, NULL, NULL };
  g_autoptr (ShedImportRecord) of_text = NULL;
  ShedAbcRecord record = { 0 };
  guint64 untitled_number;
  gboolean found;

  if (!load_tune (db, id, &tune, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  if (tune.values[SHED_IMPORT_ABC_TEXT] != NULL)
    {
      g_autoptr (ShedAbcTune) parsed = shed_abc_tune_new_from_text (tune.values[SHED_IMPORT_ABC_TEXT], -1);

      of_text = shed_import_record_new_from_abc (parsed, NULL);
    }
  record.title = changed_fact (&tune, of_text, SHED_IMPORT_TITLE);
  record.composer = changed_fact (&tune, of_text, SHED_IMPORT_COMPOSER);
  record.kind = changed_fact (&tune, of_text, SHED_IMPORT_KIND);
  record.meter = changed_fact (&tune, of_text, SHED_IMPORT_METER);
  record.unit = changed_fact (&tune, of_text, SHED_IMPORT_UNIT);
  record.key = changed_fact (&tune, of_text, SHED_IMPORT_KEY);
  record.structure = changed_fact (&tune, of_text, SHED_IMPORT_STRUCTURE);
  record.genre = changed_fact (&tune, of_text, SHED_IMPORT_GENRE);
  record.region = changed_fact (&tune, of_text, SHED_IMPORT_REGION);
  record.url = changed_fact (&tune, of_text, SHED_IMPORT_SOURCE_URL);
  if (!same_names (tune.aliases, of_text != NULL ? of_text->aliases : NULL))
    record.aliases = (const char * const *) tune.aliases->pdata;
  writing->n_tunes++;
  untitled_number = record.aliases == NULL ? find_untitled_number (&tune, of_text) : 0;
  if (untitled_number != 0)
    record.title = NULL;
  shed_abc_append_tune (writing->text, untitled_number != 0 ? (guint) untitled_number : writing->n_tunes,
                        tune.values[SHED_IMPORT_ABC_TEXT] != NULL ? tune.values[SHED_IMPORT_ABC_TEXT] : "", &record);
  return writing->text->len < CHUNK_BYTES || shed_export_put (job, writing->text, error);
}

gboolean
shed_export_write_abc (ShedExportJob *job, ShedDb *db, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Writing writing = { text, 0 };

  shed_abc_append_book_head (text);
  if (!shed_export_foreach_tune (job, db, write_abc_tune, &writing, error) || !shed_export_put (job, text, error))
    return FALSE;
  shed_export_count (job, "tune", writing.n_tunes);
  return TRUE;
}

/* What stands in a CSV row after the tune's own columns, for one repertoire. The order is that of the query below. */
static const char * const repertoire_names[] = {
  "repertoire", "instrument", "stage", "goal", "paused", "played_in", "state", "due", "interval_days", "stability", "difficulty",
  "reps", "lapses", "last_practised", "last_rating",
};
#define N_REPERTOIRE G_N_ELEMENTS (repertoire_names)
/* id, the columns but the text, the text's neighbours: aliases, tags, book; then the text, so that tables stay readable. */
#define N_FIELDS (1 + SHED_IMPORT_N_COLUMNS + 3 + N_REPERTOIRE)

/* A JSON list of texts as one line each. */
static char *
lines_of_list (const char *json)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  ShedJsonCursor cursor;
  gboolean is_first = TRUE, has_more;

  shed_json_cursor_init (&cursor, json != NULL ? json : "", json != NULL ? strlen (json) : 0);
  if (!shed_json_cursor_begin_array (&cursor, NULL))
    return g_strdup ("");
  while (shed_json_cursor_next (&cursor, is_first, &has_more, NULL) && has_more)
    {
      g_autofree char *item = shed_json_cursor_read_string (&cursor, NULL);

      if (item == NULL)
        break;
      g_string_append_printf (lines, "%s%s", is_first ? "" : "\n", item);
      is_first = FALSE;
    }
  return g_string_free (g_steal_pointer (&lines), FALSE);
}

static char *
load_lines (ShedDb *db, const char *sql, const char *id, GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, sql, error);
  g_autoptr (GString) lines = g_string_new (NULL);
  ShedStep step;

  if (stmt == NULL)
    return NULL;
  shed_stmt_bind_text (stmt, ":id", id);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    g_string_append_printf (lines, "%s%s", lines->len > 0 ? "\n" : "", shed_stmt_get_text (stmt, 0));
  return step == SHED_STEP_DONE ? g_string_free (g_steal_pointer (&lines), FALSE) : NULL;
}

#define REPERTOIRES_OF_TUNE                                                                                            \
  "SELECT repertoire.name, repertoire.instrument, rt.stage, rt.goal, rt.paused, rt.key,"                               \
  " CASE s.state WHEN 1 THEN 'learning' WHEN 2 THEN 'review' WHEN 3 THEN 'relearning' ELSE 'new' END,"                 \
  " strftime('%Y-%m-%dT%H:%M:%SZ', s.due_at / 1000, 'unixepoch'), s.interval_days, printf('%.8g', s.stability),"       \
  " printf('%.8g', s.difficulty), s.reps, s.lapses, strftime('%Y-%m-%dT%H:%M:%SZ', s.last_at / 1000, 'unixepoch'), "   \
  "s.last_rating"                                                                                                      \
  " FROM repertoire_tune rt JOIN repertoire ON repertoire.id = rt.repertoire_id"                                       \
  " LEFT JOIN schedule s ON s.repertoire_id = rt.repertoire_id AND s.tune_id = rt.tune_id AND s.part = ''"             \
  " WHERE rt.tune_id = :id ORDER BY repertoire.position, repertoire.id"

static gboolean
write_csv_tune (ShedExportJob *job, ShedDb *db, const char *id, gpointer data, GError **error)
{
  Writing *writing = data;
  g_auto (Tune) tune = { { NULL }, NULL, NULL };
  g_autofree char *aliases = NULL;
  g_autofree char *tags = NULL;
  g_autofree char *inferred = NULL;
  g_autoptr (ShedStmt) stmt = NULL;
  const char *fields[N_FIELDS] = { NULL };
  guint n = 0;
  gboolean found, is_written = FALSE;
  ShedStep step;

  if (!load_tune (db, id, &tune, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  aliases = g_strjoinv ("\n", (GStrv) tune.aliases->pdata);
  tags = load_lines (
    db, "SELECT tag.name FROM tune_tag JOIN tag ON tag.id = tag_id WHERE tune_id = :id ORDER BY tag.name, tag.id", id,
    error);
  stmt = shed_db_borrow (db, REPERTOIRES_OF_TUNE, error);
  if (tags == NULL || stmt == NULL)
    return FALSE;
  inferred = lines_of_list (tune.values[SHED_IMPORT_INFERRED]);

  fields[n++] = id;
  for (guint i = 0; i < SHED_IMPORT_N_COLUMNS; i++)
    if (i != SHED_IMPORT_ABC_TEXT)
      fields[n++] = i == SHED_IMPORT_INFERRED ? inferred : tune.values[i];
  fields[n++] = aliases;
  fields[n++] = tags;
  fields[n++] = tune.book_title;
  shed_stmt_bind_text (stmt, ":id", id);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      for (guint i = 0; i < N_REPERTOIRE; i++)
        fields[n + i] = shed_stmt_get_text (stmt, (int) i);
      fields[n + N_REPERTOIRE] = tune.values[SHED_IMPORT_ABC_TEXT];
      shed_csv_append_record (writing->text, fields, N_FIELDS);
      is_written = TRUE;
    }
  if (step == SHED_STEP_ERROR)
    return FALSE;
  if (!is_written)
    {
      fields[n + N_REPERTOIRE] = tune.values[SHED_IMPORT_ABC_TEXT];
      shed_csv_append_record (writing->text, fields, N_FIELDS);
    }
  writing->n_tunes++;
  return writing->text->len < CHUNK_BYTES || shed_export_put (job, writing->text, error);
}

static void
write_csv_head (GString *text)
{
  const char *names[N_FIELDS];
  guint n = 0;

  names[n++] = "id";
  for (guint i = 0; i < SHED_IMPORT_N_COLUMNS; i++)
    if (i != SHED_IMPORT_ABC_TEXT)
      names[n++] = shed_import_columns[i];
  names[n++] = "aliases";
  names[n++] = "tags";
  names[n++] = "book";
  for (guint i = 0; i < N_REPERTOIRE; i++)
    names[n++] = repertoire_names[i];
  names[n++] = shed_import_columns[SHED_IMPORT_ABC_TEXT];
  shed_csv_append_record (text, names, n);
}

gboolean
shed_export_write_csv (ShedExportJob *job, ShedDb *db, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Writing writing = { text, 0 };

  write_csv_head (text);
  if (!shed_export_foreach_tune (job, db, write_csv_tune, &writing, error) || !shed_export_put (job, text, error))
    return FALSE;
  shed_export_count (job, "tune", writing.n_tunes);
  return TRUE;
}
