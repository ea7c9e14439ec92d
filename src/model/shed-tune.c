/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tune with everything the tune page shows of it, read as a whole in one snapshot. It never changes: a page that wants to be
 * fresh loads it again when the store says that it changed. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-tune.h"

#include <string.h>

#include "shed-command-private.h"
#include "shed-fields-private.h"
#include "shed-store-ask.h"

struct _ShedTune {
  GObject  parent_instance;
  char    *id, *book_id, *book_title;
  char    *title, *composer, *kind, *meter, *unit, *key, *structure, *abc, *genre, *region, *artist;
  char    *source, *source_url, *rights;
  char    *year_text, *tempo_text, *best_text; /* the same as numbers below */
  int      year, tempo_bpm, best_bpm;          /* 0: none */
  GStrv    aliases, tags, tag_ids, inferred, repertoires;
  guint    n_conflicts;
};
G_DEFINE_FINAL_TYPE (ShedTune, shed_tune, G_TYPE_OBJECT)

#define FIELD(name, type, member) { name, SHED_FIELD_##type, G_STRUCT_OFFSET (ShedTune, member) }
static const ShedField fields[] = {
  FIELD ("id", STRING, id), FIELD ("book-id", STRING, book_id), FIELD ("book-title", STRING, book_title),
  FIELD ("title", STRING, title), FIELD ("composer", STRING, composer), FIELD ("kind", STRING, kind),
  FIELD ("meter", STRING, meter), FIELD ("unit", STRING, unit), FIELD ("key", STRING, key),
  FIELD ("structure", STRING, structure), FIELD ("abc", STRING, abc), FIELD ("genre", STRING, genre),
  FIELD ("region", STRING, region), FIELD ("artist", STRING, artist), FIELD ("source", STRING, source),
  FIELD ("source-url", STRING, source_url), FIELD ("rights", STRING, rights), FIELD ("year", INT, year),
  FIELD ("tempo-bpm", INT, tempo_bpm), FIELD ("best-bpm", INT, best_bpm), FIELD ("aliases", STRV, aliases),
  FIELD ("tags", STRV, tags), FIELD ("inferred", STRV, inferred), FIELD ("repertoires", STRV, repertoires),
  FIELD ("conflicts", UINT, n_conflicts),
};

/* The columns of the statement, in order: where each is kept. */
static const struct { const char *column; gsize offset; } columns[] = {
  { "id", G_STRUCT_OFFSET (ShedTune, id) }, { "book_id", G_STRUCT_OFFSET (ShedTune, book_id) },
  { "title", G_STRUCT_OFFSET (ShedTune, title) }, { "composer", G_STRUCT_OFFSET (ShedTune, composer) },
  { "kind", G_STRUCT_OFFSET (ShedTune, kind) }, { "meter", G_STRUCT_OFFSET (ShedTune, meter) },
  { "unit", G_STRUCT_OFFSET (ShedTune, unit) }, { "key", G_STRUCT_OFFSET (ShedTune, key) },
  { "structure", G_STRUCT_OFFSET (ShedTune, structure) }, { "abc", G_STRUCT_OFFSET (ShedTune, abc) },
  { "genre", G_STRUCT_OFFSET (ShedTune, genre) }, { "region", G_STRUCT_OFFSET (ShedTune, region) },
  { "artist", G_STRUCT_OFFSET (ShedTune, artist) }, { "year", G_STRUCT_OFFSET (ShedTune, year_text) },
  { "tempo_bpm", G_STRUCT_OFFSET (ShedTune, tempo_text) }, { "best_bpm", G_STRUCT_OFFSET (ShedTune, best_text) },
  { "source", G_STRUCT_OFFSET (ShedTune, source) }, { "source_url", G_STRUCT_OFFSET (ShedTune, source_url) },
  { "rights", G_STRUCT_OFFSET (ShedTune, rights) },
};
#define TUNE_SQL                                                                                                       \
  "SELECT tune.id, book_id, tune.title, composer, kind, meter, unit, key, structure, abc, genre, region, artist, "     \
  "year, tempo_bpm,"                                                                                                   \
  " best_bpm, tune.source, source_url, tune.rights, book.title FROM tune JOIN book ON book.id = tune.book_id WHERE "   \
  "tune.id = :id"

static void
shed_tune_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  shed_fields_get (object, fields, G_N_ELEMENTS (fields), prop_id, value, pspec);
}

static void
shed_tune_finalize (GObject *object)
{
  ShedTune *self = SHED_TUNE (object);

  shed_fields_clear (self, fields, G_N_ELEMENTS (fields));
  g_free (self->year_text);
  g_free (self->tempo_text);
  g_free (self->best_text);
  g_strfreev (self->tag_ids);
  G_OBJECT_CLASS (shed_tune_parent_class)->finalize (object);
}

static void
shed_tune_class_init (ShedTuneClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = shed_tune_get_property;
  G_OBJECT_CLASS (klass)->finalize = shed_tune_finalize;
  shed_fields_install (G_OBJECT_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
shed_tune_init (ShedTune *self)
{
}

static gboolean
load_list (ShedDb      *db,
           const char  *sql,
           const char  *tune_id,
           GStrv       *ret,
           GError     **error)
{
  g_autoptr(GPtrArray) texts = shed_query_texts (db, sql, tune_id, NULL, error);

  if (texts == NULL)
    return FALSE;
  g_ptr_array_add (texts, NULL);
  g_ptr_array_set_free_func (texts, NULL);
  *ret = (GStrv) g_ptr_array_free (g_steal_pointer (&texts), FALSE);
  return TRUE;
}

static int
number_of (const char *text)
{
  return text != NULL ? (int) g_ascii_strtoll (text, NULL, 10) : 0;
}

/**
 * shed_tune_load:
 *
 * Returns: (transfer full): the tune, or NULL with NOT_FOUND
 */
ShedTune *
shed_tune_load (ShedDb      *db,
                const char  *tune_id,
                GError     **error)
{
  g_autoptr(ShedTune) self = NULL;
  g_autoptr(ShedStmt) stmt = NULL;
  ShedStep step;

  g_return_val_if_fail (tune_id != NULL, NULL);

  stmt = shed_db_borrow (db, TUNE_SQL, error);
  if (stmt == NULL)
    return NULL;
  shed_stmt_bind_text (stmt, ":id", tune_id);
  step = shed_stmt_step (stmt, error);
  if (step == SHED_STEP_DONE)
    g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_FOUND, "no such tune: %s", tune_id);
  if (step != SHED_STEP_ROW)
    return NULL;

  self = g_object_new (SHED_TYPE_TUNE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    *(char **) G_STRUCT_MEMBER_P (self, columns[i].offset) = shed_stmt_dup_text (stmt, (int) i);
  self->book_title = shed_stmt_dup_text (stmt, G_N_ELEMENTS (columns));
  self->year = number_of (self->year_text);
  self->tempo_bpm = number_of (self->tempo_text);
  self->best_bpm = number_of (self->best_text);
  if (!load_list (db, "SELECT text FROM tune_alias WHERE tune_id = :a ORDER BY created_at, rowid", tune_id,
                  &self->aliases, error) ||
      !load_list (db,
                  "SELECT name FROM tag JOIN tune_tag ON tune_tag.tag_id = tag.id WHERE tune_tag.tune_id = :a ORDER BY "
                  "name, tag.id",
                  tune_id, &self->tags, error) ||
      !load_list (db,
                  "SELECT tag.id FROM tag JOIN tune_tag ON tune_tag.tag_id = tag.id WHERE tune_tag.tune_id = :a ORDER "
                  "BY name, tag.id",
                  tune_id, &self->tag_ids, error) ||
      !load_list (db, "SELECT value FROM tune, json_each(inferred) WHERE tune.id = :a", tune_id, &self->inferred,
                  error) ||
      !load_list (
        db,
        "SELECT repertoire.id FROM repertoire JOIN repertoire_tune ON repertoire_tune.repertoire_id = repertoire.id"
        " WHERE repertoire_tune.tune_id = :a ORDER BY position, repertoire.id",
        tune_id, &self->repertoires, error))
    return NULL;
  self->n_conflicts =
    shed_query_int (db, "SELECT count(*) FROM conflict WHERE tune_id = :a AND state = 'open'", tune_id, NULL, 0);
  return g_steal_pointer (&self);
}

static gboolean
load_in_thread (ShedDb        *db,
                gpointer       tune_id,
                GCancellable  *cancellable,
                gpointer      *answer,
                GError       **error)
{
  *answer = shed_tune_load (db, tune_id, error);
  return *answer != NULL;
}

void
shed_tune_load_async (ShedStore           *store,
                      const char          *tune_id,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_return_if_fail (SHED_IS_STORE (store));
  g_return_if_fail (tune_id != NULL);

  shed_store_ask_async (store, NULL, load_in_thread, g_strdup (tune_id), g_free, g_object_unref, cancellable, callback,
                        user_data);
}

ShedTune *
shed_tune_load_finish (GAsyncResult  *result,
                       GError       **error)
{
  return shed_store_ask_finish (result, error);
}

const char *
shed_tune_get_id (ShedTune *self)
{
  g_return_val_if_fail (SHED_IS_TUNE (self), NULL);

  return self->id;
}

const char *
shed_tune_get_title (ShedTune *self)
{
  g_return_val_if_fail (SHED_IS_TUNE (self), NULL);

  return self->title;
}

const char *
shed_tune_get_field (ShedTune   *self,
                     const char *column)
{
  g_return_val_if_fail (SHED_IS_TUNE (self), NULL);
  g_return_val_if_fail (column != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (strcmp (columns[i].column, column) == 0)
      return *(char **) G_STRUCT_MEMBER_P (self, columns[i].offset);
  return NULL;
}

const char * const *
shed_tune_get_aliases (ShedTune *self)
{
  g_return_val_if_fail (SHED_IS_TUNE (self), NULL);

  return (const char * const *) self->aliases;
}

const char * const *
shed_tune_get_tags (ShedTune *self)
{
  g_return_val_if_fail (SHED_IS_TUNE (self), NULL);

  return (const char * const *) self->tags;
}

const char * const *
shed_tune_get_tag_ids (ShedTune *self)
{
  g_return_val_if_fail (SHED_IS_TUNE (self), NULL);

  return (const char * const *) self->tag_ids;
}

const char * const *
shed_tune_get_repertoires (ShedTune *self)
{
  g_return_val_if_fail (SHED_IS_TUNE (self), NULL);

  return (const char * const *) self->repertoires;
}

gboolean
shed_tune_is_inferred (ShedTune   *self,
                       const char *column)
{
  g_return_val_if_fail (SHED_IS_TUNE (self), FALSE);
  g_return_val_if_fail (column != NULL, FALSE);

  return g_strv_contains ((const char * const *) self->inferred, column);
}
