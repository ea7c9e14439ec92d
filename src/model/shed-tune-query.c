/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statements of lists of tunes. They are put together from the constants of this file, never from what a person typed, and are
 * kept by the connection. A sort key is never NULL: what is missing goes to the end in both directions, ties by title and id. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-tune-query-private.h"

#include <string.h>

#include "shed-command-private.h"
#include "shed-find.h"
#include "shed-text.h"

/* A search with more hits than this is not sorted by match: the first hits are shown, and the next letter narrows them. */
#define MAX_RANKED SHED_FIRST_KEYS
#define CANCEL_INTERVAL 4096

static ShedNotesQueryFunc notes_query_func;

/**
 * shed_tune_list_set_notes_query_func:
 * @func: (nullable): gives the first notes, as the store indexes them, of notes that a person typed; NULL when it is no notes
 *
 * The notation floor knows how notes are written; it is told to the lists here, once, before the first search.
 */
void
shed_tune_list_set_notes_query_func (ShedNotesQueryFunc func)
{
  g_atomic_pointer_set (&notes_query_func, func);
}

ShedTuneQuery *
shed_tune_query_copy (const ShedTuneQuery *self)
{
  ShedTuneQuery *copy = g_new (ShedTuneQuery, 1);

  *copy = *self;
  copy->repertoire_id = g_strdup (self->repertoire_id);
  copy->book_id = g_strdup (self->book_id);
  copy->search = g_strdup (self->search);
  copy->kind = g_strdup (self->kind);
  copy->key = g_strdup (self->key);
  copy->tag_id = g_strdup (self->tag_id);
  copy->set_id = g_strdup (self->set_id);
  copy->goal = g_strdup (self->goal);
  return copy;
}

void
shed_tune_query_free (ShedTuneQuery *self)
{
  g_free ((char *) self->repertoire_id);
  g_free ((char *) self->book_id);
  g_free ((char *) self->search);
  g_free ((char *) self->kind);
  g_free ((char *) self->key);
  g_free ((char *) self->tag_id);
  g_free ((char *) self->set_id);
  g_free ((char *) self->goal);
  g_free (self);
}

/* "bed" is a word before it is three notes, "GAB" and "b2e" are notes; from four letters on it may be both. */
static gboolean
may_be_notes (const char *typed)
{
  guint n_letters = 0;
  gboolean has_marks = FALSE;

  for (const char *p = typed; *p != '\0'; p++)
    {
      n_letters += g_ascii_isalpha (*p);
      has_marks = has_marks || (p > typed && g_ascii_isupper (*p)) || (*p != ' ' && !g_ascii_isalpha (*p));
    }
  return n_letters >= 4 || (n_letters == 3 && has_marks);
}

ShedTuneSearch *
shed_tune_search_new (const char *text)
{
  g_autoptr(ShedTuneSearch) self = NULL;
  g_autofree char *clean = text != NULL ? shed_text_clean_name (text) : NULL;
  ShedNotesQueryFunc func = g_atomic_pointer_get (&notes_query_func);
  g_autofree char *notes = NULL;

  if (clean == NULL)
    return NULL;
  self = g_new0 (ShedTuneSearch, 1);
  self->folded = shed_fold (clean);
  self->words = g_strsplit (self->folded, " ", -1);
  self->match = shed_find_query (clean);
  notes = func != NULL && may_be_notes (clean) ? func (clean) : NULL;
  self->notes_match = notes != NULL ? shed_find_query_notes (notes) : NULL;
  if (self->match == NULL && self->notes_match == NULL)
    self->plain = g_steal_pointer (&clean);
  return g_steal_pointer (&self);
}

void
shed_tune_list_take_search_apart (const char *typed, char **ret_words, char **ret_notes, char **ret_plain)
{
  g_autoptr(ShedTuneSearch) search = shed_tune_search_new (typed);

  *ret_words = search != NULL ? g_steal_pointer (&search->match) : NULL;
  *ret_notes = search != NULL ? g_steal_pointer (&search->notes_match) : NULL;
  *ret_plain = search != NULL ? g_steal_pointer (&search->plain) : NULL;
}

void
shed_tune_search_free (ShedTuneSearch *self)
{
  g_free (self->folded);
  g_free (self->match);
  g_free (self->notes_match);
  g_free (self->plain);
  g_strfreev (self->words);
  g_free (self);
}

static gboolean
given (const char *text)
{
  return text != NULL && *text != '\0';
}

static gboolean
has_filters (const ShedTuneQuery *query)
{
  return given (query->kind) || given (query->key) || given (query->tag_id) || given (query->set_id) || given (query->goal) ||
         query->state != SHED_STATE_ANY;
}

/* Tables and conditions; without: a filter that is left out (for its own menu). */
static void
append_from (GString              *sql,
             const ShedTuneQuery  *query,
             const ShedTuneSearch *search,
             const char           *without)
{
  const char *const join = query->only_repertoire ? "JOIN" : "LEFT JOIN";

  g_string_append (sql, " FROM tune_find AS f JOIN tune AS t ON t.id = f.tune_id ");
  g_string_append_printf (sql, "%s repertoire_tune AS rt ON rt.tune_id = f.tune_id AND rt.repertoire_id = :repertoire"
                          " LEFT JOIN schedule AS s ON s.repertoire_id = :repertoire AND s.tune_id = f.tune_id AND s.part = ''"
                          " WHERE 1", join);
  if (given (query->book_id))
    g_string_append (sql, " AND f.book_id = :book");
  if (given (query->kind) && g_strcmp0 (without, "kind") != 0)
    g_string_append (sql, " AND t.kind = :kind");
  if (given (query->key) && g_strcmp0 (without, "key") != 0)
    g_string_append (sql, " AND t.key = :key");
  if (given (query->goal) && g_strcmp0 (without, "goal") != 0)
    g_string_append (sql, " AND coalesce(rt.goal, (SELECT default_goal FROM repertoire WHERE id = :repertoire), 'recall') = :goal");
  if (given (query->tag_id) && g_strcmp0 (without, "tag") != 0)
    g_string_append (sql, " AND EXISTS (SELECT 1 FROM tune_tag WHERE tune_id = t.id AND tag_id = :tag)");
  if (given (query->set_id) && g_strcmp0 (without, "set") != 0)
    g_string_append (sql, " AND EXISTS (SELECT 1 FROM tune_set_item WHERE tune_id = t.id AND set_id = :set)");
  if (query->state != SHED_STATE_ANY && g_strcmp0 (without, "state") != 0)
    {
      if (query->state == SHED_STATE_PAUSED)
        g_string_append (sql, " AND rt.paused = 1");
      else if (query->state == SHED_STATE_DUE)
        g_string_append (sql, " AND rt.paused = 0 AND s.due_at < :due_before");
      else
        g_string_append (sql, " AND rt.id IS NOT NULL AND coalesce(s.state, 0) = :state");
    }
  if (search != NULL && search->plain != NULL)
    g_string_append (sql, " AND (instr(t.title, :plain) OR EXISTS (SELECT 1 FROM tune_alias WHERE tune_id = t.id AND instr(text, :plain)))");
  else if (search != NULL && search->match != NULL && search->notes_match != NULL)
    g_string_append (sql, " AND (f.n IN (SELECT rowid FROM tune_fts WHERE tune_fts MATCH :match)"
                     " OR f.n IN (SELECT rowid FROM tune_fts WHERE tune_fts MATCH :notes))");
  else if (search != NULL && search->match != NULL)
    g_string_append (sql, " AND f.n IN (SELECT rowid FROM tune_fts WHERE tune_fts MATCH :match)");
  else if (search != NULL)
    g_string_append (sql, " AND f.n IN (SELECT rowid FROM tune_fts WHERE tune_fts MATCH :notes)");
}

static void
bind_text_if (ShedStmt   *stmt,
              const char *sql,
              const char *name,
              const char *value)
{
  if (strstr (sql, name) != NULL)
    shed_stmt_bind_text (stmt, name, value);
}

static ShedStmt *
borrow_bound (ShedDb                *db,
              const char            *sql,
              const ShedTuneQuery   *query,
              const ShedTuneSearch  *search,
              GError               **error)
{
  const char *text = g_intern_string (sql);
  ShedStmt *stmt = shed_db_borrow (db, text, error);

  if (stmt == NULL)
    return NULL;
  bind_text_if (stmt, text, ":repertoire", query->repertoire_id);
  bind_text_if (stmt, text, ":book", query->book_id);
  bind_text_if (stmt, text, ":kind", query->kind);
  bind_text_if (stmt, text, ":key", query->key);
  bind_text_if (stmt, text, ":goal", query->goal);
  bind_text_if (stmt, text, ":tag", query->tag_id);
  bind_text_if (stmt, text, ":set", query->set_id);
  if (strstr (text, ":state") != NULL)
    shed_stmt_bind_int (stmt, ":state", query->state);
  if (strstr (text, ":due_before") != NULL)
    shed_stmt_bind_int (stmt, ":due_before", query->due_before);
  if (search != NULL)
    {
      bind_text_if (stmt, text, ":match", search->match);
      bind_text_if (stmt, text, ":notes", search->notes_match);
      bind_text_if (stmt, text, ":plain", search->plain);
    }
  return stmt;
}

#define TAGS_SQL \
  "(SELECT group_concat(name, char(10)) FROM (SELECT name FROM tune_tag JOIN tag ON tag.id = tag_id WHERE tune_tag.tune_id = t.id" \
  " ORDER BY name))"

static void
append_order (GString             *sql,
              const ShedTuneQuery *query)
{
  static const struct { const char *missing, *value; } orders[] = {
    [SHED_SORT_TITLE] = { NULL, NULL },
    [SHED_SORT_KIND] = { "t.kind IS NULL", "t.kind" },
    [SHED_SORT_KEY] = { "t.key IS NULL", "t.key" },
    [SHED_SORT_STATE] = { "rt.id IS NULL", "coalesce(rt.paused, 0) * 10 + coalesce(s.state, 0)" },
    [SHED_SORT_DUE] = { "s.due_at IS NULL", "s.due_at" },
    [SHED_SORT_LAST] = { "s.last_at IS NULL", "s.last_at" },
    [SHED_SORT_GOAL] = { "rt.goal IS NULL", "rt.goal" },
    [SHED_SORT_TAGS] = { TAGS_SQL " IS NULL", TAGS_SQL },
    [SHED_SORT_STABILITY] = { "s.stability IS NULL", "s.stability" },
    [SHED_SORT_REPS] = { "rt.id IS NULL", "coalesce(s.reps, 0)" },
    [SHED_SORT_LAPSES] = { "rt.id IS NULL", "coalesce(s.lapses, 0)" },
    [SHED_SORT_ADDED] = { "rt.id IS NULL", "coalesce(rt.created_at, t.created_at)" },
  };
  const char *direction = query->descending ? " DESC" : "";

  if (query->sort == SHED_SORT_TITLE || query->sort >= G_N_ELEMENTS (orders))
    g_string_append_printf (sql, " ORDER BY f.title_fold%s, f.tune_id%s", direction, direction);
  else
    g_string_append_printf (sql, " ORDER BY %s, %s%s, f.title_fold, f.tune_id", orders[query->sort].missing,
                            orders[query->sort].value, direction);
}

/* limit 0: all. *complete: there are no more. */
static gboolean
step_keys (ShedStmt      *stmt,
           guint          limit,
           GArray        *keys,
           gboolean      *complete,
           GCancellable  *cancellable,
           GError       **error)
{
  ShedStep step;

  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      gint64 n = shed_stmt_get_int (stmt, 0);

      if (limit > 0 && keys->len == limit)
        {
          *complete = FALSE;
          return TRUE;
        }
      g_array_append_val (keys, n);
      if (keys->len % CANCEL_INTERVAL == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
    }
  return step == SHED_STEP_DONE;
}

/* Searching the catalog: titles that begin with what was typed come first, in their order, from the index of titles. */
#define BEGINNING_SQL "SELECT n FROM tune_find WHERE title_fold >= :text AND title_fold < :text || char(1114111)"
#define BEGINNING_ORDER " ORDER BY title_fold, tune_id"

typedef struct { gint64 n; char *title; gboolean in_title; } Hit;

static void
hit_clear (gpointer data)
{
  g_free (((Hit *) data)->title);
}

static int
compare_hits (gconstpointer a,
              gconstpointer b)
{
  const Hit *first = a;
  const Hit *second = b;
  int by_title;

  if (first->in_title != second->in_title)
    return first->in_title ? -1 : 1;
  by_title = strcmp (first->title, second->title);
  return by_title != 0 ? by_title : (first->n > second->n) - (first->n < second->n);
}

/* Every word begins a word of the text. */
static gboolean
words_begin (const char *folded,
             GStrv       words)
{
  for (guint i = 0; words[i] != NULL; i++)
    {
      gsize length = strlen (words[i]);
      gboolean found = length == 0;

      for (const char *p = folded; !found && p != NULL && *p != '\0'; p = strchr (p, ' '))
        {
          if (*p == ' ')
            p++;
          found = strncmp (p, words[i], length) == 0;
        }
      if (!found)
        return FALSE;
    }
  return TRUE;
}

/* Few hits: words in the title before words in another name, by title. */
static gboolean
rank_hits (ShedDb                *db,
           const ShedTuneSearch  *search,
           GArray                *keys,
           guint                  from,
           GError               **error)
{
  g_autoptr(GArray) hits = g_array_new (FALSE, FALSE, sizeof (Hit));
  g_autoptr(ShedStmt) stmt = shed_db_borrow (db, "SELECT title_fold FROM tune_find WHERE n = :n", error);

  if (stmt == NULL)
    return FALSE;
  g_array_set_clear_func (hits, hit_clear);
  for (guint i = from; i < keys->len; i++)
    {
      Hit hit = { .n = g_array_index (keys, gint64, i) };

      shed_stmt_bind_int (stmt, ":n", hit.n);
      if (shed_stmt_step (stmt, error) == SHED_STEP_ERROR)
        return FALSE;
      hit.title = g_strdup (shed_stmt_get_text (stmt, 0));
      if (hit.title == NULL)
        hit.title = g_strdup ("");
      hit.in_title = words_begin (hit.title, search->words);
      g_array_append_val (hits, hit);
      shed_stmt_reset (stmt);
    }
  g_array_sort (hits, compare_hits);
  for (guint i = 0; i < hits->len; i++)
    g_array_index (keys, gint64, from + i) = g_array_index (hits, Hit, i).n;
  return TRUE;
}

/* Appends the keys of one statement that are not yet there; at most limit (0: all). */
static gboolean
append_new (ShedStmt      *stmt,
            GArray        *keys,
            GHashTable    *seen,
            guint          limit,
            GCancellable  *cancellable,
            GError       **error)
{
  ShedStep step = SHED_STEP_DONE;

  while ((limit == 0 || keys->len < limit) && (step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      gint64 n = shed_stmt_get_int (stmt, 0);

      if (!g_hash_table_add (seen, GSIZE_TO_POINTER ((gsize) n)))
        continue;
      g_array_append_val (keys, n);
      if (keys->len % CANCEL_INTERVAL == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
    }
  return step != SHED_STEP_ERROR;
}

static gboolean
search_catalog (ShedDb                *db,
                const ShedTuneQuery   *query,
                const ShedTuneSearch  *search,
                gboolean               first_only,
                GArray                *keys,
                gboolean              *complete,
                GCancellable          *cancellable,
                GError               **error)
{
  const gboolean in_book = given (query->book_id);
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr(ShedStmt) beginning = NULL;
  g_autoptr(ShedStmt) match = NULL;
  g_autoptr(ShedStmt) notes = NULL;
  guint n_beginning;

  if (search->match != NULL)
    {
      beginning = shed_db_borrow (db, in_book ? BEGINNING_SQL " AND book_id = :book" BEGINNING_ORDER : BEGINNING_SQL BEGINNING_ORDER, error);
      match = borrow_bound (db, in_book ? "SELECT f.n FROM tune_fts JOIN tune_find AS f ON f.n = tune_fts.rowid"
                                          " WHERE tune_fts MATCH :match AND f.book_id = :book"
                                        : "SELECT rowid FROM tune_fts WHERE tune_fts MATCH :match",
                            query, search, error);
      if (beginning == NULL || match == NULL)
        return FALSE;
      shed_stmt_bind_text (beginning, ":text", search->folded);
      if (in_book)
        shed_stmt_bind_text (beginning, ":book", query->book_id);
      if (!append_new (beginning, keys, seen, SHED_FIRST_KEYS, cancellable, error))
        return FALSE;
      n_beginning = keys->len;
      if (n_beginning < SHED_FIRST_KEYS)
        {
          if (!append_new (match, keys, seen, MAX_RANKED + 1, cancellable, error))
            return FALSE;
          if (keys->len <= MAX_RANKED && !rank_hits (db, search, keys, n_beginning, error))
            return FALSE;
        }
      if (keys->len >= SHED_FIRST_KEYS)
        {
          if (first_only)
            {
              *complete = FALSE;
              return TRUE;
            }
          if (n_beginning >= SHED_FIRST_KEYS && !append_new (beginning, keys, seen, 0, cancellable, error))
            return FALSE;
          if (!append_new (match, keys, seen, 0, cancellable, error))
            return FALSE;
        }
    }
  if (search->notes_match != NULL)
    {
      notes = borrow_bound (db, in_book ? "SELECT f.n FROM tune_fts JOIN tune_find AS f ON f.n = tune_fts.rowid"
                                          " WHERE tune_fts MATCH :notes AND f.book_id = :book"
                                        : "SELECT rowid FROM tune_fts WHERE tune_fts MATCH :notes",
                            query, search, error);
      if (notes == NULL || !append_new (notes, keys, seen, 0, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
shed_tune_query_load_keys (ShedDb                *db,
                           const ShedTuneQuery   *query,
                           const ShedTuneSearch  *search,
                           gboolean               first_only,
                           GArray                *keys,
                           gboolean              *complete,
                           GCancellable          *cancellable,
                           GError               **error)
{
  g_autoptr(GString) sql = g_string_new (NULL);
  g_autoptr(ShedStmt) stmt = NULL;

  *complete = TRUE;
  if (search != NULL && search->plain == NULL && !query->only_repertoire && !has_filters (query))
    return search_catalog (db, query, search, first_only, keys, complete, cancellable, error);

  if (search == NULL && !query->only_repertoire && !has_filters (query) && query->sort == SHED_SORT_TITLE)
    {
      /* The order of titles is an index: no table is touched, and the first keys come at once. */
      g_string_append_printf (sql, "SELECT f.n FROM tune_find AS f%s", given (query->book_id) ? " WHERE f.book_id = :book" : "");
    }
  else
    {
      first_only = FALSE;
      g_string_append (sql, "SELECT f.n");
      append_from (sql, query, search, NULL);
    }
  append_order (sql, query);
  stmt = borrow_bound (db, sql->str, query, search, error);
  return stmt != NULL && step_keys (stmt, first_only ? SHED_FIRST_KEYS : 0, keys, complete, cancellable, error);
}

gboolean
shed_tune_query_is_plain (const ShedTuneQuery  *query,
                          const ShedTuneSearch *search)
{
  return search == NULL && !has_filters (query);
}

guint
shed_tune_query_load_total (ShedDb              *db,
                            const ShedTuneQuery *query)
{
  if (query->only_repertoire)
    return shed_query_int (db, "SELECT count(*) FROM repertoire_tune WHERE repertoire_id = :a", query->repertoire_id, NULL, 0);
  if (given (query->book_id))
    return shed_query_int (db, "SELECT count(*) FROM tune_find WHERE book_id = :a", query->book_id, NULL, 0);
  return shed_query_int (db, "SELECT count(*) FROM tune_find", NULL, NULL, 0);
}

/* Of long texts the beginning is enough for the first bars. */
#define ROWS_SQL \
  "SELECT t.id, t.title, (SELECT group_concat(text, char(10)) FROM tune_alias WHERE tune_id = t.id), t.kind, t.key, t.meter, t.unit," \
  " substr(t.abc, 1, 4000), t.book_id, b.title, rt.goal, rt.stage, " TAGS_SQL ", rt.key," \
  " (SELECT count(*) FROM repertoire_tune WHERE tune_id = t.id), rt.id IS NOT NULL, s.state, rt.paused, s.due_at, s.last_at," \
  " rt.created_at, s.last_rating, s.interval_days, s.reps, s.lapses," \
  " (SELECT count(*) FROM conflict WHERE tune_id = t.id AND state = 'open'), (SELECT count(*) FROM note WHERE tune_id = t.id)," \
  " s.stability, s.difficulty" \
  " FROM tune_find AS f JOIN tune AS t ON t.id = f.tune_id JOIN book AS b ON b.id = t.book_id" \
  " LEFT JOIN repertoire_tune AS rt ON rt.repertoire_id = :repertoire AND rt.tune_id = t.id" \
  " LEFT JOIN schedule AS s ON rt.id IS NOT NULL AND s.repertoire_id = :repertoire AND s.tune_id = t.id AND s.part = ''" \
  " WHERE f.n = :n"

static char *
find_matched_alias (const ShedTuneRowData *row,
                    const ShedTuneSearch  *search)
{
  g_autofree char *title = shed_fold (row->title);
  g_auto(GStrv) aliases = NULL;

  if (row->aliases == NULL || search->match == NULL || words_begin (title, search->words))
    return NULL;
  aliases = g_strsplit (row->aliases, "\n", -1);
  for (guint i = 0; aliases[i] != NULL; i++)
    {
      g_autofree char *folded = shed_fold (aliases[i]);

      if (words_begin (folded, search->words))
        return g_strdup (aliases[i]);
    }
  return NULL;
}

static ShedTuneRowData *
row_of (ShedStmt             *stmt,
        const ShedTuneSearch *search)
{
  ShedTuneRowData *row = g_new0 (ShedTuneRowData, 1);
  char **const texts[] = { &row->id, &row->title, &row->aliases, &row->kind, &row->key, &row->meter, &row->unit, &row->abc,
                           &row->book_id, &row->book_title, &row->goal, &row->stage, &row->tags, &row->repertoire_key };
  int column = 0;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    *texts[i] = shed_stmt_dup_text (stmt, column++);
  row->n_repertoires = shed_stmt_get_int (stmt, column++);
  row->in_repertoire = shed_stmt_get_int (stmt, column++) != 0;
  row->state = shed_stmt_get_int (stmt, column++);
  row->paused = shed_stmt_get_int (stmt, column++) != 0;
  row->due_at = shed_stmt_get_int (stmt, column++);
  row->last_at = shed_stmt_get_int (stmt, column++);
  row->added_at = shed_stmt_get_int (stmt, column++);
  row->last_rating = shed_stmt_get_int (stmt, column++);
  row->interval_days = shed_stmt_get_int (stmt, column++);
  row->reps = shed_stmt_get_int (stmt, column++);
  row->lapses = shed_stmt_get_int (stmt, column++);
  row->n_conflicts = shed_stmt_get_int (stmt, column++);
  row->n_notes = shed_stmt_get_int (stmt, column++);
  row->stability = shed_stmt_get_double (stmt, column++);
  row->difficulty = shed_stmt_get_double (stmt, column++);
  if (search != NULL)
    row->matched_alias = find_matched_alias (row, search);
  return row;
}

gboolean
shed_tune_query_load_rows (ShedDb                *db,
                           const char            *repertoire_id,
                           const ShedTuneSearch  *search,
                           const gint64          *keys,
                           guint                  n_keys,
                           GPtrArray             *rows,
                           GError               **error)
{
  g_autoptr(ShedStmt) stmt = shed_db_borrow (db, ROWS_SQL, error);

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < n_keys; i++)
    {
      ShedStep step;

      shed_stmt_bind_text (stmt, ":repertoire", repertoire_id);
      shed_stmt_bind_int (stmt, ":n", keys[i]);
      step = shed_stmt_step (stmt, error);
      if (step == SHED_STEP_ERROR)
        return FALSE;
      g_ptr_array_add (rows, step == SHED_STEP_ROW ? row_of (stmt, search) : NULL);
      shed_stmt_reset (stmt);
    }
  return TRUE;
}

void
shed_facet_free (ShedFacet *facet)
{
  g_free (facet->value);
  g_free (facet->label);
  g_free (facet);
}

static void
add_facet (GPtrArray  *facets,
           const char *value,
           const char *label,
           guint       count)
{
  ShedFacet *facet = g_new0 (ShedFacet, 1);

  facet->value = g_strdup (value);
  facet->label = g_strdup (label);
  facet->count = count;
  g_ptr_array_add (facets, facet);
}

/* Value, label, count of each column's menu. */
static const struct { const char *column, *select, *where, *group, *join; } facet_columns[] = {
  { "kind", "SELECT t.kind, t.kind, count(*)", " AND t.kind IS NOT NULL", " GROUP BY t.kind ORDER BY 1" },
  { "key", "SELECT t.key, t.key, count(*)", " AND t.key IS NOT NULL", " GROUP BY t.key ORDER BY 1" },
  { "goal", "SELECT coalesce(rt.goal, (SELECT default_goal FROM repertoire WHERE id = :repertoire), 'recall') AS value,"
    " coalesce((SELECT name FROM goal WHERE id = coalesce(rt.goal, (SELECT default_goal FROM repertoire WHERE id = :repertoire))),"
    " rt.goal, (SELECT default_goal FROM repertoire WHERE id = :repertoire), 'recall'), count(*)",
    " AND rt.id IS NOT NULL", " GROUP BY value ORDER BY 2" },
  { "tag", "SELECT tag.id, tag.name, count(*)", NULL, " GROUP BY tag.id ORDER BY tag.name, tag.id",
    ") AS shown JOIN tune_tag ON tune_tag.tune_id = shown.id JOIN tag ON tag.id = tag_id" },
  { "set", "SELECT tune_set.id, tune_set.name, count(DISTINCT shown.id)", NULL,
    " GROUP BY tune_set.id ORDER BY tune_set.name, tune_set.id",
    ") AS shown JOIN tune_set_item ON tune_set_item.tune_id = shown.id JOIN tune_set ON tune_set.id = set_id" },
};

static GPtrArray *
load_states (ShedDb                *db,
             const ShedTuneQuery   *query,
             const ShedTuneSearch  *search,
             GError               **error)
{
  static const char * const labels[] = { "new", "learning", "review", "relearning", "paused", "due" };
  g_autoptr(GPtrArray) facets = g_ptr_array_new_with_free_func ((GDestroyNotify) shed_facet_free);
  g_autoptr(GString) sql = g_string_new ("SELECT coalesce(sum(coalesce(s.state, 0) = 0), 0), coalesce(sum(s.state = 1), 0),"
                                         " coalesce(sum(s.state = 2), 0), coalesce(sum(s.state = 3), 0), coalesce(sum(rt.paused), 0),"
                                         " coalesce(sum(rt.paused = 0 AND s.due_at < :due_before), 0)");
  g_autoptr(ShedStmt) stmt = NULL;

  append_from (sql, query, search, "state");
  g_string_append (sql, " AND rt.id IS NOT NULL");
  stmt = borrow_bound (db, sql->str, query, search, error);
  if (stmt == NULL || shed_stmt_step (stmt, error) != SHED_STEP_ROW)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      guint count = shed_stmt_get_int (stmt, (int) i);
      char value[16];

      g_snprintf (value, sizeof value, "%u", i);
      if (count > 0)
        add_facet (facets, value, labels[i], count);
    }
  return g_steal_pointer (&facets);
}

GPtrArray *
shed_tune_query_load_facets (ShedDb                *db,
                             const ShedTuneQuery   *query,
                             const ShedTuneSearch  *search,
                             const char            *column,
                             GError               **error)
{
  g_autoptr(GPtrArray) facets = g_ptr_array_new_with_free_func ((GDestroyNotify) shed_facet_free);
  g_autoptr(GString) sql = g_string_new (NULL);
  g_autoptr(ShedStmt) stmt = NULL;
  ShedStep step;
  guint i = 0;

  if (strcmp (column, "state") == 0)
    return load_states (db, query, search, error);
  while (i < G_N_ELEMENTS (facet_columns) && strcmp (facet_columns[i].column, column) != 0)
    i++;
  if (i == G_N_ELEMENTS (facet_columns))
    {
      g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID, "%s: there is no menu of it", column);
      return NULL;
    }
  g_string_append (sql, facet_columns[i].select);
  if (facet_columns[i].where != NULL)
    {
      append_from (sql, query, search, column);
      g_string_append (sql, facet_columns[i].where);
    }
  else
    {
      /* The tunes first, then what they are in. */
      g_string_append (sql, " FROM (SELECT f.tune_id AS id");
      append_from (sql, query, search, column);
      g_string_append (sql, facet_columns[i].join);
    }
  g_string_append (sql, facet_columns[i].group);
  stmt = borrow_bound (db, sql->str, query, search, error);
  if (stmt == NULL)
    return NULL;
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    add_facet (facets, shed_stmt_get_text (stmt, 0), shed_stmt_get_text (stmt, 1), shed_stmt_get_int (stmt, 2));
  return step == SHED_STEP_DONE ? g_steal_pointer (&facets) : NULL;
}
