/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The counts of a list's filters: what each would leave. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-tune-query-private.h"

#include <string.h>

void
shed_facet_free (ShedFacet *facet)
{
  g_free (facet->value);
  g_free (facet->label);
  g_free (facet);
}

static void
add_facet (GPtrArray *facets, const char *value, const char *label, guint count)
{
  ShedFacet *facet = g_new0 (ShedFacet, 1);

  facet->value = g_strdup (value);
  facet->label = g_strdup (label);
  facet->count = count;
  g_ptr_array_add (facets, facet);
}

/* Value, label, count of each column's menu. */
static const struct
{
  const char *column, *select, *where, *group, *join;
} facet_columns[] = {
  { "kind", "SELECT t.kind, t.kind, count(*)", " AND t.kind IS NOT NULL", " GROUP BY t.kind ORDER BY 1" },
  { "key", "SELECT t.key, t.key, count(*)", " AND t.key IS NOT NULL", " GROUP BY t.key ORDER BY 1" },
  { "goal",
    "SELECT coalesce(rt.goal, (SELECT default_goal FROM repertoire WHERE id = :repertoire), 'recall') AS value,"
    " coalesce((SELECT name FROM goal WHERE id = coalesce(rt.goal, (SELECT default_goal FROM repertoire WHERE id = "
    ":repertoire))),"
    " rt.goal, (SELECT default_goal FROM repertoire WHERE id = :repertoire), 'recall'), count(*)",
    " AND rt.id IS NOT NULL", " GROUP BY value ORDER BY 2" },
  { "tag", "SELECT tag.id, tag.name, count(*)", NULL, " GROUP BY tag.id ORDER BY tag.name, tag.id",
    ") AS shown JOIN tune_tag ON tune_tag.tune_id = shown.id JOIN tag ON tag.id = tag_id" },
  { "set", "SELECT tune_set.id, tune_set.name, count(DISTINCT shown.id)", NULL,
    " GROUP BY tune_set.id ORDER BY tune_set.name, tune_set.id",
    ") AS shown JOIN tune_set_item ON tune_set_item.tune_id = shown.id JOIN tune_set ON tune_set.id = set_id" },
};

static GPtrArray *
load_states (ShedDb *db, const ShedTuneQuery *query, const ShedTuneSearch *search, GError **error)
{
  static const char *const labels[] = { "new", "learning", "review", "relearning", "paused", "due" };
  g_autoptr (GPtrArray) facets = g_ptr_array_new_with_free_func ((GDestroyNotify)shed_facet_free);
  g_autoptr (GString) sql =
    g_string_new ("SELECT coalesce(sum(coalesce(s.state, 0) = 0), 0), coalesce(sum(s.state = 1), 0),"
                  " coalesce(sum(s.state = 2), 0), coalesce(sum(s.state = 3), 0), coalesce(sum(rt.paused), 0),"
                  " coalesce(sum(rt.paused = 0 AND s.due_at < :due_before), 0)");
  g_autoptr (ShedStmt) stmt = NULL;

  shed_tune_query_append_from (sql, query, search, "state");
  g_string_append (sql, " AND rt.id IS NOT NULL");
  stmt = shed_tune_query_borrow (db, sql->str, query, search, error);
  if (stmt == NULL || shed_stmt_step (stmt, error) != SHED_STEP_ROW)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      guint count = shed_stmt_get_int (stmt, (int)i);
      char value[16];

      g_snprintf (value, sizeof value, "%u", i);
      if (count > 0)
        add_facet (facets, value, labels[i], count);
    }
  return g_steal_pointer (&facets);
}

GPtrArray *
shed_tune_query_load_facets (
  ShedDb *db, const ShedTuneQuery *query, const ShedTuneSearch *search, const char *column, GError **error)
{
  g_autoptr (GPtrArray) facets = g_ptr_array_new_with_free_func ((GDestroyNotify)shed_facet_free);
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (ShedStmt) stmt = NULL;
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
      shed_tune_query_append_from (sql, query, search, column);
      g_string_append (sql, facet_columns[i].where);
    }
  else
    {
      /* The tunes first, then what they are in. */
      g_string_append (sql, " FROM (SELECT f.tune_id AS id");
      shed_tune_query_append_from (sql, query, search, column);
      g_string_append (sql, facet_columns[i].join);
    }
  g_string_append (sql, facet_columns[i].group);
  stmt = shed_tune_query_borrow (db, sql->str, query, search, error);
  if (stmt == NULL)
    return NULL;
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    add_facet (facets, shed_stmt_get_text (stmt, 0), shed_stmt_get_text (stmt, 1), shed_stmt_get_int (stmt, 2));
  return step == SHED_STEP_DONE ? g_steal_pointer (&facets) : NULL;
}
