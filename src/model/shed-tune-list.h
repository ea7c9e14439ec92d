/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tunes as a lazy list model: one ordered array of integer keys made by a reader thread, rows fetched by windows of
 * keys when they are asked for. get_item never touches the disk. Changes refresh what is loaded in place and emit the
 * narrowest items-changed. */
#pragma once

#include "shed-tune.h"

G_BEGIN_DECLS

typedef enum {
  SHED_SORT_TITLE, SHED_SORT_KIND, SHED_SORT_KEY, SHED_SORT_STATE, SHED_SORT_DUE, SHED_SORT_LAST, SHED_SORT_GOAL, SHED_SORT_TAGS,
  SHED_SORT_STABILITY, SHED_SORT_REPS, SHED_SORT_LAPSES, SHED_SORT_ADDED,
} ShedTuneSort;

typedef enum
{
  SHED_STATE_ANY = -1,
  SHED_STATE_NEW,
  SHED_STATE_LEARNING,
  SHED_STATE_REVIEW,
  SHED_STATE_RELEARNING,
  SHED_STATE_PAUSED,
  SHED_STATE_DUE
} ShedStateFilter;

/* NULL or empty text: no filter. */
typedef struct {
  const char     *repertoire_id; /* rows' repertoire facts come from here */
  gboolean        only_repertoire; /* TRUE: the Repertoire view; FALSE: the catalog */
  const char     *book_id;
  const char     *search;        /* as typed */
  const char     *kind, *key, *tag_id, *set_id, *goal;
  ShedStateFilter state;
  gint64          due_before;    /* end of the practice day, for SHED_STATE_DUE */
  ShedTuneSort    sort;          /* ignored while searching in the catalog: best match first */
  gboolean        descending;
} ShedTuneQuery;

#define SHED_TYPE_TUNE_LIST (shed_tune_list_get_type ())
G_DECLARE_FINAL_TYPE (ShedTuneList, shed_tune_list, SHED, TUNE_LIST, GObject) /* GListModel of ShedTuneRow */
/* properties: "loading" (boolean), "total" (uint: without search and filters), "error-message"; signal "settled": an
 * answer has been shown */

ShedTuneList *shed_tune_list_new       (ShedStore *store);
void shed_tune_list_set_query (ShedTuneList *self,
                               const ShedTuneQuery *query); /* copied; asks at once, drops late answers */
guint         shed_tune_list_get_total (ShedTuneList *self);
gboolean      shed_tune_list_is_loading (ShedTuneList *self);
/* Which question the rows that are shown answer: another number, another question. ret_partial: only its first rows are
 * there yet. */
guint         shed_tune_list_get_answer (ShedTuneList *self, gboolean *ret_partial);
/* Ids of all rows in order, also those not loaded. */
void shed_tune_list_load_ids_async (ShedTuneList *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
GStrv         shed_tune_list_load_ids_finish (ShedTuneList *self, GAsyncResult *result, GError **error);
/* Position of a tune, or GTK's invalid position (G_MAXUINT). */
guint         shed_tune_list_find (ShedTuneList *self, const char *tune_id);

/* What a chip's menu offers, with counts: for column kind, key, tag, state, goal, set. */
typedef struct { char *value; char *label; guint count; } ShedFacet;
void       shed_facet_free (ShedFacet *facet);
void shed_tune_list_load_facets_async (
  ShedTuneList *self, const char *column, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *shed_tune_list_load_facets_finish (ShedTuneList *self, GAsyncResult *result, GError **error); /* ShedFacet */

/* How notes that a person types ("GAB cde") are looked for: gives first notes as the store's index holds them, or NULL
 * when the text is no notes. Told by an upper floor once, before the first search. */
typedef char *(*ShedNotesQueryFunc) (const char *typed);
void       shed_tune_list_set_notes_query_func (ShedNotesQueryFunc func);
/* A search as the lists understand it, for who asks the library without one: FTS5 queries for words and for first notes, else the
 * text that a title or alias must contain. All (transfer full) (nullable); none of them: there is nothing to look for. */
void       shed_tune_list_take_search_apart (const char *typed, char **ret_words, char **ret_notes, char **ret_plain);

G_END_DECLS
