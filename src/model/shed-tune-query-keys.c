/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of a list's rows in their order. A sort key is never NULL: what is missing goes to the end in both
 * directions, ties by title and id. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-tune-query-private.h"

#include <string.h>

#include "shed-command-private.h"

/* A search with more hits than this is not sorted by match: the first hits are shown, and the next letter narrows them.
 */
#define MAX_RANKED SHED_FIRST_KEYS
#define CANCEL_INTERVAL 4096

static void
append_order (GString *sql, const ShedTuneQuery *query)
{
  static const struct
  {
    const char *missing, *value;
  } orders[] = {
    [SHED_SORT_TITLE] = { NULL, NULL },
    [SHED_SORT_KIND] = { "t.kind IS NULL", "t.kind" },
    [SHED_SORT_KEY] = { "t.key IS NULL", "t.key" },
    [SHED_SORT_STATE] = { "rt.id IS NULL", "coalesce(rt.paused, 0) * 10 + coalesce(s.state, 0)" },
    [SHED_SORT_DUE] = { "s.due_at IS NULL", "s.due_at" },
    [SHED_SORT_LAST] = { "s.last_at IS NULL", "s.last_at" },
    [SHED_SORT_GOAL] = { "rt.goal IS NULL", "rt.goal" },
    [SHED_SORT_TAGS] = { SHED_TAGS_SQL " IS NULL", SHED_TAGS_SQL },
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
step_keys (ShedStmt *stmt, guint limit, GArray *keys, gboolean *complete, GCancellable *cancellable, GError **error)
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

typedef struct
{
  gint64 n;
  char *title;
  gboolean in_title;
} Hit;

static void
hit_clear (gpointer data)
{
  g_free (((Hit *)data)->title);
}

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const Hit *first = a;
  const Hit *second = b;
  int by_title;

  if (first->in_title != second->in_title)
    return first->in_title ? -1 : 1;
  by_title = strcmp (first->title, second->title);
  return by_title != 0 ? by_title : (first->n > second->n) - (first->n < second->n);
}

/* Few hits: words in the title before words in another name, by title. */
static gboolean
rank_hits (ShedDb *db, const ShedTuneSearch *search, GArray *keys, guint from, GError **error)
{
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (Hit));
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "SELECT title_fold FROM tune_find WHERE n = :n", error);

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
      hit.in_title = shed_tune_search_words_begin (hit.title, search->words);
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
append_new (ShedStmt *stmt, GArray *keys, GHashTable *seen, guint limit, GCancellable *cancellable, GError **error)
{
  ShedStep step = SHED_STEP_DONE;

  while ((limit == 0 || keys->len < limit) && (step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      gint64 n = shed_stmt_get_int (stmt, 0);

      if (!g_hash_table_add (seen, GSIZE_TO_POINTER ((gsize)n)))
        continue;
      g_array_append_val (keys, n);
      if (keys->len % CANCEL_INTERVAL == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
    }
  return step != SHED_STEP_ERROR;
}

static gboolean
search_catalog (ShedDb *db,
                const ShedTuneQuery *query,
                const ShedTuneSearch *search,
                gboolean first_only,
                GArray *keys,
                gboolean *complete,
                GCancellable *cancellable,
                GError **error)
{
  const gboolean in_book = shed_tune_query_gives (query->book_id);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (ShedStmt) beginning = NULL;
  g_autoptr (ShedStmt) match = NULL;
  g_autoptr (ShedStmt) notes = NULL;
  guint n_beginning;

  if (search->match != NULL)
    {
      beginning = shed_db_borrow (
        db, in_book ? BEGINNING_SQL " AND book_id = :book" BEGINNING_ORDER : BEGINNING_SQL BEGINNING_ORDER, error);
      match = shed_tune_query_borrow (db,
                                      in_book ? "SELECT f.n FROM tune_fts JOIN tune_find AS f ON f.n = tune_fts.rowid"
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
      notes = shed_tune_query_borrow (db,
                                      in_book ? "SELECT f.n FROM tune_fts JOIN tune_find AS f ON f.n = tune_fts.rowid"
                                                " WHERE tune_fts MATCH :notes AND f.book_id = :book"
                                              : "SELECT rowid FROM tune_fts WHERE tune_fts MATCH :notes",
                                      query, search, error);
      if (notes == NULL || !append_new (notes, keys, seen, 0, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
shed_tune_query_load_keys (ShedDb *db,
                           const ShedTuneQuery *query,
                           const ShedTuneSearch *search,
                           gboolean first_only,
                           GArray *keys,
                           gboolean *complete,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (ShedStmt) stmt = NULL;

  *complete = TRUE;
  if (search != NULL && search->plain == NULL && !query->only_repertoire && !shed_tune_query_has_filters (query))
    return search_catalog (db, query, search, first_only, keys, complete, cancellable, error);

  if (search == NULL && !query->only_repertoire && !shed_tune_query_has_filters (query) &&
      query->sort == SHED_SORT_TITLE)
    {
      /* The order of titles is an index: no table is touched, and the first keys come at once. */
      g_string_append_printf (sql, "SELECT f.n FROM tune_find AS f%s",
                              shed_tune_query_gives (query->book_id) ? " WHERE f.book_id = :book" : "");
    }
  else
    {
      first_only = FALSE;
      g_string_append (sql, "SELECT f.n");
      shed_tune_query_append_from (sql, query, search, NULL);
    }
  append_order (sql, query);
  stmt = shed_tune_query_borrow (db, sql->str, query, search, error);
  return stmt != NULL && step_keys (stmt, first_only ? SHED_FIRST_KEYS : 0, keys, complete, cancellable, error);
}

gboolean
shed_tune_query_is_plain (const ShedTuneQuery *query, const ShedTuneSearch *search)
{
  return search == NULL && !shed_tune_query_has_filters (query);
}

guint
shed_tune_query_load_total (ShedDb *db, const ShedTuneQuery *query)
{
  if (query->only_repertoire)
    return shed_query_int (db, "SELECT count(*) FROM repertoire_tune WHERE repertoire_id = :a", query->repertoire_id,
                           NULL, 0);
  if (shed_tune_query_gives (query->book_id))
    return shed_query_int (db, "SELECT count(*) FROM tune_find WHERE book_id = :a", query->book_id, NULL, 0);
  return shed_query_int (db, "SELECT count(*) FROM tune_find", NULL, NULL, 0);
}
