/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a list of tunes asks, as a part of a statement: tables and conditions. Statements are put together from
 * constants, never from what a person typed, and are kept by the connection. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-tune-query-private.h"

#include <string.h>

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
  g_free ((char *)self->repertoire_id);
  g_free ((char *)self->book_id);
  g_free ((char *)self->search);
  g_free ((char *)self->kind);
  g_free ((char *)self->key);
  g_free ((char *)self->tag_id);
  g_free ((char *)self->set_id);
  g_free ((char *)self->goal);
  g_free (self);
}

gboolean
shed_tune_query_has_filters (const ShedTuneQuery *query)
{
  return shed_tune_query_gives (query->kind) || shed_tune_query_gives (query->key) ||
         shed_tune_query_gives (query->tag_id) || shed_tune_query_gives (query->set_id) ||
         shed_tune_query_gives (query->goal) || query->state != SHED_STATE_ANY;
}

/* Tables and conditions; without: a filter that is left out (for its own menu). */
void
shed_tune_query_append_from (GString *sql,
                             const ShedTuneQuery *query,
                             const ShedTuneSearch *search,
                             const char *without)
{
  const char *const join = query->only_repertoire ? "JOIN" : "LEFT JOIN";

  g_string_append (sql, " FROM tune_find AS f JOIN tune AS t ON t.id = f.tune_id ");
  g_string_append_printf (
    sql,
    "%s repertoire_tune AS rt ON rt.tune_id = f.tune_id AND rt.repertoire_id = :repertoire"
    " LEFT JOIN schedule AS s ON s.repertoire_id = :repertoire AND s.tune_id = f.tune_id AND s.part = ''"
    " WHERE 1",
    join);
  if (shed_tune_query_gives (query->book_id))
    g_string_append (sql, " AND f.book_id = :book");
  if (shed_tune_query_gives (query->kind) && g_strcmp0 (without, "kind") != 0)
    g_string_append (sql, " AND t.kind = :kind");
  if (shed_tune_query_gives (query->key) && g_strcmp0 (without, "key") != 0)
    g_string_append (sql, " AND t.key = :key");
  if (shed_tune_query_gives (query->goal) && g_strcmp0 (without, "goal") != 0)
    g_string_append (
      sql, " AND coalesce(rt.goal, (SELECT default_goal FROM repertoire WHERE id = :repertoire), 'recall') = :goal");
  if (shed_tune_query_gives (query->tag_id) && g_strcmp0 (without, "tag") != 0)
    g_string_append (sql, " AND EXISTS (SELECT 1 FROM tune_tag WHERE tune_id = t.id AND tag_id = :tag)");
  if (shed_tune_query_gives (query->set_id) && g_strcmp0 (without, "set") != 0)
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
    g_string_append (sql, " AND (instr(t.title, :plain) OR EXISTS (SELECT 1 FROM tune_alias WHERE tune_id = t.id AND "
                          "instr(text, :plain)))");
  else if (search != NULL && search->match != NULL && search->notes_match != NULL)
    g_string_append (sql, " AND (f.n IN (SELECT rowid FROM tune_fts WHERE tune_fts MATCH :match)"
                          " OR f.n IN (SELECT rowid FROM tune_fts WHERE tune_fts MATCH :notes))");
  else if (search != NULL && search->match != NULL)
    g_string_append (sql, " AND f.n IN (SELECT rowid FROM tune_fts WHERE tune_fts MATCH :match)");
  else if (search != NULL)
    g_string_append (sql, " AND f.n IN (SELECT rowid FROM tune_fts WHERE tune_fts MATCH :notes)");
}

static void
bind_text_if (ShedStmt *stmt, const char *sql, const char *name, const char *value)
{
  if (strstr (sql, name) != NULL)
    shed_stmt_bind_text (stmt, name, value);
}

ShedStmt *
shed_tune_query_borrow (
  ShedDb *db, const char *sql, const ShedTuneQuery *query, const ShedTuneSearch *search, GError **error)
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
