/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tune with everything the tune page shows of it, read as a whole; and rows of lists, which hold only what a row shows. */
#pragma once

#include "shed-store.h"

G_BEGIN_DECLS

#define SHED_TYPE_TUNE (shed_tune_get_type ())
G_DECLARE_FINAL_TYPE (ShedTune, shed_tune, SHED, TUNE, GObject)
/* Read-only properties named as the columns of DATA.md ("title", "composer", "kind", "meter", "unit", "key", "structure", "abc",
 * "genre", "region", "artist", "year", "tempo-bpm", "best-bpm", "source", "source-url", "rights", "book-id"), and "id",
 * "book-title", "aliases", "tags", "inferred", "repertoires" (GStrv), "conflicts" (uint). */

/* NULL with NOT_FOUND. Blocking: call inside a read. */
ShedTune   *shed_tune_load          (ShedDb *db, const char *tune_id, GError **error);
void shed_tune_load_async (
  ShedStore *store, const char *tune_id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ShedTune   *shed_tune_load_finish   (GAsyncResult *result, GError **error);
const char *shed_tune_get_id        (ShedTune *self);
const char *shed_tune_get_title     (ShedTune *self);
const char *shed_tune_get_field (ShedTune *self,
                                 const char *column); /* text of any column, NULL when empty or no such column */
const char * const *shed_tune_get_aliases (ShedTune *self);
const char * const *shed_tune_get_tags (ShedTune *self);      /* names */
const char * const *shed_tune_get_tag_ids (ShedTune *self);
const char * const *shed_tune_get_repertoires (ShedTune *self); /* ids */
gboolean    shed_tune_is_inferred   (ShedTune *self, const char *column);

/* One row of a catalog or repertoire list. In a lazy list it is made empty and filled in place ("loaded" notifies). */
#define SHED_TYPE_TUNE_ROW (shed_tune_row_get_type ())
G_DECLARE_FINAL_TYPE (ShedTuneRow, shed_tune_row, SHED, TUNE_ROW, GObject)
typedef struct {
  char *id, *title, *aliases /* joined by LF */, *matched_alias /* the alias that matched a search */, *kind, *key,
    *meter, *unit, *abc, *book_id, *book_title;
  guint    n_repertoires;
  gboolean in_repertoire; /* in the current one */
  /* of the current repertoire, when in it */
  char    *goal, *stage, *tags /* joined by LF */, *repertoire_key;
  int      state; /* 0 new 1 learning 2 review 3 relearning */
  gboolean paused;
  gint64   due_at, last_at, added_at; /* 0: none */
  int      last_rating, interval_days;
  double   stability, difficulty;
  guint    reps, lapses;
  guint    n_conflicts, n_notes;
} ShedTuneRowData;
const ShedTuneRowData *shed_tune_row_get (ShedTuneRow *self); /* never NULL; id NULL while not loaded */
gint64                 shed_tune_row_get_n (ShedTuneRow *self); /* key in the list (tune_find.n) */
gboolean               shed_tune_row_is_loaded (ShedTuneRow *self);
/* signal "loaded": first filled or changed. Properties "loaded", "title", "id". */

G_END_DECLS
