/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a list of tunes asks the library: the keys of its rows in order, the rows of a few keys, and the counts of its
 * filters. All of it runs on a reader's thread inside one snapshot. */
#pragma once

#include "shed-tune-list.h"
#include "shed-tune-search-private.h"

G_BEGIN_DECLS

/* So many keys of a long list are read and shown before the others. */
#define SHED_FIRST_KEYS 200

ShedTuneQuery *shed_tune_query_copy (const ShedTuneQuery *self);
void           shed_tune_query_free (ShedTuneQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedTuneQuery, shed_tune_query_free)

/* Between the parts: the tags of tune t as lines. */
#define SHED_TAGS_SQL                                                                                                     \
  "(SELECT group_concat(name, char(10)) FROM (SELECT name FROM tune_tag JOIN tag ON tag.id = tag_id"                      \
  " WHERE tune_tag.tune_id = t.id ORDER BY name))"

static inline gboolean
shed_tune_query_gives (const char *text)
{
  return text != NULL && *text != '\0';
}

gboolean  shed_tune_query_has_filters (const ShedTuneQuery *query);
/* Tables and conditions; without: a filter that is left out (for its own menu). */
void shed_tune_query_append_from (GString *sql,
                                  const ShedTuneQuery *query,
                                  const ShedTuneSearch *search,
                                  const char *without);
/* A statement with everything bound that it names. */
ShedStmt *shed_tune_query_borrow      (ShedDb *db, const char *sql, const ShedTuneQuery *query, const ShedTuneSearch *search,
                                       GError **error);

/* Keys (gint64) in order, appended to keys. first_only: where the order is an index it stops after the first ones, and
 * *complete says that there may be more. Stops with CANCELLED. */
gboolean shed_tune_query_load_keys (ShedDb *db,
                                    const ShedTuneQuery *query,
                                    const ShedTuneSearch *search,
                                    gboolean first_only,
                                    GArray *keys,
                                    gboolean *complete,
                                    GCancellable *cancellable,
                                    GError **error);
/* Nothing narrows it: its keys are the total. */
gboolean shed_tune_query_is_plain   (const ShedTuneQuery *query, const ShedTuneSearch *search);
guint    shed_tune_query_load_total (ShedDb *db, const ShedTuneQuery *query);
/* Rows of keys: ShedTuneRowData in the order of the keys, NULL for one that is gone. */
gboolean shed_tune_query_load_rows (ShedDb *db,
                                    const char *repertoire_id,
                                    const ShedTuneSearch *search,
                                    const gint64 *keys,
                                    guint n_keys,
                                    GPtrArray *rows,
                                    GError **error);
GPtrArray *shed_tune_query_load_facets (ShedDb *db, const ShedTuneQuery *query, const ShedTuneSearch *search, const char *column,
                                        GError **error);

G_END_DECLS
