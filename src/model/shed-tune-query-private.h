/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a list of tunes asks the library: the keys of its rows in order, the rows of a few keys, and the counts of its filters. All of
 * it runs on a reader's thread inside one snapshot. */
#pragma once

#include "shed-tune-list.h"

G_BEGIN_DECLS

/* So many keys of a long list are read and shown before the others. */
#define SHED_FIRST_KEYS 200

ShedTuneQuery *shed_tune_query_copy (const ShedTuneQuery *self);
void           shed_tune_query_free (ShedTuneQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedTuneQuery, shed_tune_query_free)

/* The words a person typed, ready to be looked for. */
typedef struct {
  char  *folded;
  char  *match;       /* for the full-text index; NULL: no words */
  char  *notes_match; /* the same for first notes; NULL: these are no notes */
  char  *plain;       /* as typed, when there is neither: signs, a picture; looked for inside titles */
  GStrv  words;       /* folded */
} ShedTuneSearch;
ShedTuneSearch *shed_tune_search_new  (const char *text); /* NULL when there is nothing to look for */
void            shed_tune_search_free (ShedTuneSearch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedTuneSearch, shed_tune_search_free)

/* Keys (gint64) in order, appended to keys. first_only: where the order is an index it stops after the first ones, and *complete says
 * that there may be more. Stops with CANCELLED. */
gboolean shed_tune_query_load_keys  (ShedDb *db, const ShedTuneQuery *query, const ShedTuneSearch *search, gboolean first_only, GArray *keys,
                                     gboolean *complete, GCancellable *cancellable, GError **error);
/* Nothing narrows it: its keys are the total. */
gboolean shed_tune_query_is_plain   (const ShedTuneQuery *query, const ShedTuneSearch *search);
guint    shed_tune_query_load_total (ShedDb *db, const ShedTuneQuery *query);
/* Rows of keys: ShedTuneRowData in the order of the keys, NULL for one that is gone. */
gboolean shed_tune_query_load_rows  (ShedDb *db, const char *repertoire_id, const ShedTuneSearch *search, const gint64 *keys, guint n_keys,
                                     GPtrArray *rows, GError **error);
GPtrArray *shed_tune_query_load_facets (ShedDb *db, const ShedTuneQuery *query, const ShedTuneSearch *search, const char *column,
                                        GError **error);

G_END_DECLS
