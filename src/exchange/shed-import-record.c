/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From ABC or a CSV row to the columns of a tune. Whatever a file says, the values fit the schema: texts are clipped to their
 * columns, numbers outside their bounds left out. What was guessed is named in `inferred`. */
#include "shed-import-record.h"

#include <string.h>

#include "shed-json-writer.h"
#include "shed-lists.h"
#include "shed-tables.h"
#include "shed-text.h"
#include "shed-uuid.h"

const char * const shed_import_columns[SHED_IMPORT_N_COLUMNS] = {
  "title", "composer", "kind", "meter", "unit", "key", "structure", "abc", "genre", "region", "artist", "year",
  "tempo_bpm", "best_bpm", "source", "source_url", "rights", "inferred",
};

gboolean
shed_import_column_is_number (ShedImportColumn column)
{
  return column == SHED_IMPORT_YEAR || column == SHED_IMPORT_TEMPO || column == SHED_IMPORT_BEST_TEMPO;
}

static const ShedColumn *
get_column (ShedImportColumn column)
{
  static gsize once = 0;
  static const ShedColumn *columns[SHED_IMPORT_N_COLUMNS];

  if (g_once_init_enter (&once))
    {
      const ShedTable *table = shed_table_find ("tune");

      for (guint i = 0; i < SHED_IMPORT_N_COLUMNS; i++)
        columns[i] = shed_table_find_column (table, shed_import_columns[i]);
      g_once_init_leave (&once, 1);
    }
  return columns[column];
}

static void
note_free (gpointer data)
{
  ShedImportNote *note = data;

  g_free (note->text);
  g_free (note);
}

static void
add_note (ShedImportRecord *self, const char *code, char *text /* (transfer full) */)
{
  ShedImportNote *note = g_new0 (ShedImportNote, 1);

  note->code = code;
  note->text = text;
  if (self->remarks == NULL)
    self->remarks = g_ptr_array_new_with_free_func (note_free);
  g_ptr_array_add (self->remarks, note);
}

void
shed_import_record_free (ShedImportRecord *self)
{
  if (self == NULL)
    return;
  g_free (self->content);
  g_free (self->id);
  for (guint i = 0; i < SHED_IMPORT_N_COLUMNS; i++)
    g_free (self->values[i]);
  g_clear_pointer (&self->aliases, g_ptr_array_unref);
  g_free (self->first_notes);
  g_free (self->looks_like);
  g_free (self->x);
  g_clear_pointer (&self->remarks, g_ptr_array_unref);
  g_free (self->refused_text);
  g_free (self);
}

static void
set_text (ShedImportRecord *self, ShedImportColumn column, const char *text)
{
  g_autofree char *clipped = NULL;

  if (text == NULL || *text == '\0')
    return;
  clipped = shed_column_clip (get_column (column), text);
  if (clipped != NULL && *clipped != '\0')
    self->values[column] = g_steal_pointer (&clipped);
}

static void
take_text (ShedImportRecord *self, ShedImportColumn column, char *text)
{
  set_text (self, column, text);
  g_free (text);
}

/* Digits within the bounds of the column. */
static void
set_number (ShedImportRecord *self, ShedImportColumn column, const char *text)
{
  guint64 number;
  g_autofree char *trimmed = text != NULL ? g_strstrip (g_strdup (text)) : NULL;

  if (trimmed != NULL && g_ascii_string_to_unsigned (trimmed, 10, 1, column == SHED_IMPORT_YEAR ? 9999 : 1000, &number, NULL))
    self->values[column] = g_strdup_printf ("%" G_GUINT64_FORMAT, number);
}

/* More names than anyone knows a tune by; all of them stay in its text. */
#define MAX_ALIASES 100

static void
add_alias (ShedImportRecord *self, GHashTable *folds, const char *text)
{
  static const ShedColumn *column = NULL;
  g_autofree char *alias = NULL;
  char *fold;

  if (g_once_init_enter (&column))
    g_once_init_leave (&column, shed_table_find_column (shed_table_find ("tune_alias"), "text"));
  alias = shed_column_clip (column, text);
  if (alias == NULL || (self->aliases != NULL && self->aliases->len >= MAX_ALIASES))
    return;
  fold = shed_fold (alias);
  if (!g_hash_table_add (folds, fold))
    return;
  if (self->aliases == NULL)
    self->aliases = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->aliases, g_steal_pointer (&alias));
}

/* A tune without a name gets one that can be found again. */
static void
ensure_title (ShedImportRecord *self, GPtrArray *guessed)
{
  g_autofree char *number = shed_text_truncate (self->x != NULL ? self->x : "", 40);

  if (self->values[SHED_IMPORT_TITLE] != NULL)
    return;
  self->values[SHED_IMPORT_TITLE] = *number != '\0' ? g_strdup_printf ("Untitled %s", number) : g_strdup ("Untitled");
  g_ptr_array_add (guessed, (gpointer) "title");
}

static void
set_inferred (ShedImportRecord *self, GPtrArray *guessed)
{
  g_autoptr (ShedJsonWriter) writer = shed_json_writer_new (FALSE);

  shed_json_begin_array (writer);
  for (guint i = 0; i < guessed->len; i++)
    shed_json_string (writer, guessed->pdata[i]);
  shed_json_end_array (writer);
  self->values[SHED_IMPORT_INFERRED] = shed_json_writer_dup_text (writer);
}

/* As JSON, where some letters take two. */
static gsize
measure_text (const char *text)
{
  gsize n_bytes = 0;

  for (; text != NULL && *text != '\0'; text++)
    n_bytes += *text == '"' || *text == '\\' || *text == '\n' || *text == '\t' ? 2 : 1;
  return n_bytes;
}

static void
measure (ShedImportRecord *self)
{
  self->n_bytes = 620; /* names of the columns, ids, time */
  for (guint i = 0; i < SHED_IMPORT_N_COLUMNS; i++)
    self->n_bytes += measure_text (self->values[i]);
  for (guint i = 0; self->aliases != NULL && i < self->aliases->len; i++)
    self->n_bytes += 240 + measure_text (self->aliases->pdata[i]);
}

guint
shed_import_record_get_n_ops (const ShedImportRecord *self)
{
  return 1 + (self->aliases != NULL ? self->aliases->len : 0);
}

/**
 * shed_import_looks_like_key:
 * @title: title of a tune
 * @first_notes: (nullable): its first notes as intervals
 *
 * Returns: (transfer full) (nullable): what two tunes share when one may be an altered copy of the other; %NULL when there are
 *   too few notes to tell
 */
char *
shed_import_looks_like_key (const char *title, const char *first_notes)
{
  g_autofree char *fold = NULL;

  if (first_notes == NULL || strcspn (first_notes, " ") < SHED_ABC_LOOKS_LIKE_LETTERS)
    return NULL;
  fold = shed_fold (title);
  return g_strdup_printf ("%s\x1f%.*s", fold, SHED_ABC_LOOKS_LIKE_LETTERS, first_notes);
}

/* Only a sentence about rights is one: Z: mostly names who typed the tune. */
static char *
find_rights (const ShedAbcTune *tune)
{
  for (guint i = 0; i < shed_abc_tune_get_n_values (tune, 'Z'); i++)
    {
      const char *value = shed_abc_tune_get_value (tune, 'Z', i);

      if (g_ascii_strncasecmp (value, "abc-copyright", strlen ("abc-copyright")) == 0)
        return g_strdup (value + strlen ("abc-copyright"));
      if (strstr (value, "opyright") != NULL || strstr (value, "\xc2\xa9") != NULL)
        return g_strdup (value);
    }
  return NULL;
}

static void
note_remarks (ShedImportRecord *self, const ShedAbcTune *tune)
{
  guint n_remarks;
  const ShedAbcRemark *remarks = shed_abc_tune_get_remarks (tune, &n_remarks);
  guint64 told = 0; /* one of each code: the first says where */

  G_STATIC_ASSERT (SHED_ABC_N_REMARK_CODES <= 64);
  for (guint i = 0; i < n_remarks; i++)
    {
      guint64 bit = G_GUINT64_CONSTANT (1) << remarks[i].code;

      if ((told & bit) != 0 || !shed_abc_remark_is_worth_telling (remarks[i].code))
        continue;
      told |= bit;
      add_note (self, shed_abc_remark_code_to_string (remarks[i].code), shed_abc_remark_dup_text (&remarks[i]));
    }
}

static void
set_facts (ShedImportRecord *self, const ShedAbcTune *tune, const char *source)
{
  g_auto (ShedAbcGuess) guess = { 0 };
  g_autoptr (GPtrArray) guessed = g_ptr_array_new ();
  g_autoptr (GHashTable) folds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *meter = shed_abc_tune_get_value (tune, 'M', 0);
  g_autofree char *rights = find_rights (tune);

  shed_abc_guess (tune, shed_kind_lookup_id, NULL, &guess);
  set_text (self, SHED_IMPORT_TITLE, guess.title);
  ensure_title (self, guessed);
  take_text (self, SHED_IMPORT_COMPOSER, shed_abc_tune_dup_values (tune, 'C', ", "));
  set_text (self, SHED_IMPORT_KIND, guess.kind);
  if (guess.kind != NULL && guess.kind_inferred)
    g_ptr_array_add (guessed, (gpointer) "kind");
  if (meter != NULL)
    take_text (self, SHED_IMPORT_METER, shed_abc_meter_canonical (meter));
  set_text (self, SHED_IMPORT_UNIT, shed_abc_tune_get_value (tune, 'L', 0));
  take_text (self, SHED_IMPORT_KEY, shed_abc_tune_dup_key (tune));
  set_text (self, SHED_IMPORT_STRUCTURE, guess.structure);
  if (guess.structure != NULL && guess.structure_inferred)
    g_ptr_array_add (guessed, (gpointer) "structure");
  set_text (self, SHED_IMPORT_ABC_TEXT, shed_abc_tune_get_text (tune, NULL));
  take_text (self, SHED_IMPORT_GENRE, shed_abc_tune_dup_values (tune, 'G', ", "));
  take_text (self, SHED_IMPORT_REGION, shed_abc_tune_dup_values (tune, 'O', ", "));
  take_text (self, SHED_IMPORT_SOURCE, shed_abc_tune_dup_values (tune, 'S', ", "));
  if (self->values[SHED_IMPORT_SOURCE] == NULL)
    set_text (self, SHED_IMPORT_SOURCE, source);
  set_text (self, SHED_IMPORT_SOURCE_URL, shed_abc_tune_get_value (tune, 'F', 0));
  set_text (self, SHED_IMPORT_RIGHTS, rights);
  set_inferred (self, guessed);

  g_hash_table_add (folds, shed_fold (self->values[SHED_IMPORT_TITLE]));
  for (guint i = 1; i < shed_abc_tune_get_n_values (tune, 'T'); i++)
    add_alias (self, folds, shed_abc_tune_get_value (tune, 'T', i));

  self->first_notes = shed_abc_dup_first_notes (tune);
  self->looks_like = shed_import_looks_like_key (self->values[SHED_IMPORT_TITLE], self->first_notes);
}

ShedImportRecord *
shed_import_record_new_from_abc (const ShedAbcTune *tune, const char *source)
{
  ShedImportRecord *self = g_new0 (ShedImportRecord, 1);

  self->line = shed_abc_tune_get_first_line (tune);
  if (shed_abc_tune_has_number (tune))
    self->x = g_strdup (shed_abc_tune_get_number (tune));
  self->content = g_strdup (shed_abc_tune_get_content (tune));
  if (shed_abc_tune_is_refused (tune))
    {
      self->refused = shed_abc_remark_code_to_string (SHED_ABC_REMARK_NO_TUNE);
      self->refused_text = g_strdup ("neither a key nor music");
      set_text (self, SHED_IMPORT_TITLE, shed_abc_tune_get_title (tune));
      return self;
    }
  note_remarks (self, tune);
  set_facts (self, tune, source);
  measure (self);
  return self;
}

static const char *
find_field (GPtrArray *names, GPtrArray *fields, const char * const *accepted)
{
  for (; *accepted != NULL; accepted++)
    for (guint i = 0; i < MIN (names->len, fields->len); i++)
      if (g_str_equal (names->pdata[i], *accepted) && *(const char *) fields->pdata[i] != '\0')
        return fields->pdata[i];
  return NULL;
}

/* The words under which other programs' tables have the same. */
static const char * const csv_names[SHED_IMPORT_N_COLUMNS][6] = {
  [SHED_IMPORT_TITLE] = { "title", "name", "tune", NULL },
  [SHED_IMPORT_COMPOSER] = { "composer", NULL },
  [SHED_IMPORT_KIND] = { "kind", "type", "rhythm", "style", NULL },
  [SHED_IMPORT_METER] = { "meter", "metre", "time signature", NULL },
  [SHED_IMPORT_UNIT] = { "unit", NULL },
  [SHED_IMPORT_KEY] = { "key", "mode", NULL },
  [SHED_IMPORT_STRUCTURE] = { "structure", "form", NULL },
  [SHED_IMPORT_ABC_TEXT] = { "abc", NULL },
  [SHED_IMPORT_GENRE] = { "genre", NULL },
  [SHED_IMPORT_REGION] = { "region", "origin", NULL },
  [SHED_IMPORT_ARTIST] = { "artist", NULL },
  [SHED_IMPORT_YEAR] = { "year", NULL },
  [SHED_IMPORT_TEMPO] = { "tempo_bpm", "tempo", NULL },
  [SHED_IMPORT_BEST_TEMPO] = { "best_bpm", NULL },
  [SHED_IMPORT_SOURCE] = { "source", NULL },
  [SHED_IMPORT_SOURCE_URL] = { "source_url", "url", NULL },
  [SHED_IMPORT_RIGHTS] = { "rights", NULL },
  [SHED_IMPORT_INFERRED] = { "inferred", NULL },
};

/* Names of columns that a guess filled, as our own export has them: one a line. */
static void
collect_guessed (GPtrArray *guessed, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    for (guint c = 0; c < SHED_IMPORT_INFERRED; c++)
      if (g_str_equal (g_strstrip (lines[i]), shed_import_columns[c]))
        g_ptr_array_add (guessed, (gpointer) shed_import_columns[c]);
}

/* What makes a row without ABC the same row at the next import. */
static char *
content_of_values (ShedImportRecord *self)
{
  static const char letters[] = { 'T', 'C', 'R', 'M', 'L', 'K', 'P' };
  GString *content = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    if (self->values[i] != NULL)
      g_string_append_printf (content, "%s%c:%s", content->len > 0 ? "\n" : "", letters[i], self->values[i]);
  return g_string_free (content, FALSE);
}

/* Practice is a log of what happened, and a table holds only what came of it: such columns are said to be left out, not
 * passed over in silence. */
static void
note_left_out (ShedImportRecord *self, GPtrArray *names, GPtrArray *fields)
{
  static const char * const tags[] = { "tags", "tag", NULL };
  static const char * const practice[] = { "repertoire", "due", "stability", "last_practised", "last practised", NULL };
  gboolean has_tags = find_field (names, fields, tags) != NULL, has_practice = find_field (names, fields, practice) != NULL;

  if (has_tags || has_practice)
    add_note (self, "left-out", g_strdup_printf ("%s not taken from a table; a backup brings everything back",
                                                 has_tags && has_practice ? "tags and practice are"
                                                 : has_tags               ? "tags are"
                                                                          : "practice is"));
}

ShedImportRecord *
shed_import_record_new_from_csv (GPtrArray *names, GPtrArray *raw_fields, guint line, const char *source)
{
  static const char * const id_names[] = { "id", NULL }, * const alias_names[] = { "aliases", "alias", "other names", NULL };
  static const char * const own_names[] = { "best_bpm", NULL };
  ShedImportRecord *self = g_new0 (ShedImportRecord, 1);
  g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) guessed = g_ptr_array_new ();
  g_autoptr (GHashTable) folds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (ShedAbcTune) tune = NULL;
  const char *id, *aliases;
  gboolean is_own;
  g_auto (GStrv) alias_list = NULL;

  self->line = line;
  for (guint i = 0; i < raw_fields->len; i++)
    g_ptr_array_add (fields, shed_text_from_bytes (raw_fields->pdata[i], strlen (raw_fields->pdata[i]), NULL));

  for (guint i = 0; i < SHED_IMPORT_INFERRED; i++)
    {
      const char *text = find_field (names, fields, csv_names[i]);

      if (shed_import_column_is_number (i))
        set_number (self, i, text);
      else
        set_text (self, i, text);
    }
  if (self->values[SHED_IMPORT_ABC_TEXT] != NULL)
    {
      g_autoptr (ShedImportRecord) from_abc = NULL;

      tune = shed_abc_tune_new_from_text (self->values[SHED_IMPORT_ABC_TEXT], -1);
      from_abc = shed_import_record_new_from_abc (tune, NULL);
      /* A table without these columns gets them from the music. */
      for (guint i = 0; i < SHED_IMPORT_ABC_TEXT && from_abc->refused == NULL; i++)
        if (self->values[i] == NULL && find_field (names, names, csv_names[i]) == NULL)
          self->values[i] = g_steal_pointer (&from_abc->values[i]);
      self->first_notes = g_steal_pointer (&from_abc->first_notes);
      if (self->values[SHED_IMPORT_TITLE] != NULL)
        self->looks_like = shed_import_looks_like_key (self->values[SHED_IMPORT_TITLE], self->first_notes);
      self->content = g_strdup (from_abc->content);
    }
  if (self->values[SHED_IMPORT_TITLE] == NULL)
    {
      self->refused = "no-title";
      self->refused_text = g_strdup ("no title in this row");
      return self;
    }
  if (self->content == NULL || *self->content == '\0')
    {
      g_free (self->content);
      self->content = content_of_values (self);
    }
  if (self->values[SHED_IMPORT_SOURCE] == NULL)
    set_text (self, SHED_IMPORT_SOURCE, source);
  collect_guessed (guessed, find_field (names, fields, csv_names[SHED_IMPORT_INFERRED]));
  set_inferred (self, guessed);

  g_hash_table_add (folds, shed_fold (self->values[SHED_IMPORT_TITLE]));
  aliases = find_field (names, fields, alias_names);
  /* Our own tables have one name a line; in others' they may stand in a row. */
  is_own = find_field (names, names, own_names) != NULL;
  alias_list = g_strsplit (aliases != NULL ? aliases : "",
                           is_own || (aliases != NULL && strchr (aliases, '\n') != NULL) ? "\n" : ";", -1);
  for (guint i = 0; alias_list[i] != NULL; i++)
    add_alias (self, folds, alias_list[i]);

  note_left_out (self, names, fields);
  id = find_field (names, fields, id_names);
  if (shed_uuid_is_valid (id))
    self->id = g_strdup (id);
  measure (self);
  return self;
}
