/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a few keys. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-tune-query-private.h"

#include "shed-text.h"

/* Of long texts the beginning is enough for the first bars. */
#define ROWS_SQL                                                                                                       \
  "SELECT t.id, t.title, (SELECT group_concat(text, char(10)) FROM tune_alias WHERE tune_id = t.id), t.kind, t.key, "  \
  "t.meter, t.unit,"                                                                                                   \
  " substr(t.abc, 1, 4000), t.book_id, b.title, rt.goal, rt.stage, " SHED_TAGS_SQL ", rt.key,"                         \
  " (SELECT count(*) FROM repertoire_tune WHERE tune_id = t.id), rt.id IS NOT NULL, s.state, rt.paused, s.due_at, "    \
  "s.last_at,"                                                                                                         \
  " rt.created_at, s.last_rating, s.interval_days, s.reps, s.lapses,"                                                  \
  " (SELECT count(*) FROM conflict WHERE tune_id = t.id AND state = 'open'), (SELECT count(*) FROM note WHERE "        \
  "tune_id = t.id),"                                                                                                   \
  " s.stability, s.difficulty"                                                                                         \
  " FROM tune_find AS f JOIN tune AS t ON t.id = f.tune_id JOIN book AS b ON b.id = t.book_id"                         \
  " LEFT JOIN repertoire_tune AS rt ON rt.repertoire_id = :repertoire AND rt.tune_id = t.id"                           \
  " LEFT JOIN schedule AS s ON rt.id IS NOT NULL AND s.repertoire_id = :repertoire AND s.tune_id = t.id AND s.part = " \
  "''"                                                                                                                 \
  " WHERE f.n = :n"

static char *
find_matched_alias (const ShedTuneRowData *row, const ShedTuneSearch *search)
{
  g_autofree char *title = shed_fold (row->title);
  g_auto (GStrv) aliases = NULL;

  if (row->aliases == NULL || search->match == NULL || shed_tune_search_words_begin (title, search->words))
    return NULL;
  aliases = g_strsplit (row->aliases, "\n", -1);
  for (guint i = 0; aliases[i] != NULL; i++)
    {
      g_autofree char *folded = shed_fold (aliases[i]);

      if (shed_tune_search_words_begin (folded, search->words))
        return g_strdup (aliases[i]);
    }
  return NULL;
}

static ShedTuneRowData *
row_of (ShedStmt *stmt, const ShedTuneSearch *search)
{
  ShedTuneRowData *row = g_new0 (ShedTuneRowData, 1);
  char **const texts[] = { &row->id,    &row->title, &row->aliases, &row->kind,          &row->key,
                           &row->meter, &row->unit,  &row->abc,     &row->book_id,       &row->book_title,
                           &row->goal,  &row->stage, &row->tags,    &row->repertoire_key };
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
shed_tune_query_load_rows (ShedDb *db,
                           const char *repertoire_id,
                           const ShedTuneSearch *search,
                           const gint64 *keys,
                           guint n_keys,
                           GPtrArray *rows,
                           GError **error)
{
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, ROWS_SQL, error);

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
