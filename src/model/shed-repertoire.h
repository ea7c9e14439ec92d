/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Repertoires and tune books as small list models that keep themselves fresh, and the notes and events of one tune. */
#pragma once

#include "shed-rows.h"
#include "shed-store.h"

G_BEGIN_DECLS

#define SHED_TYPE_REPERTOIRE (shed_repertoire_get_type ())
G_DECLARE_FINAL_TYPE (ShedRepertoire, shed_repertoire, SHED, REPERTOIRE, GObject)
/* properties: id, name, instrument, tuning, clef, genre, scheduler, default-goal (string), retention-permille,
 * max-interval-days (int), archived (boolean), n-tunes, n-due, n-new (uint) */
const char *shed_repertoire_get_id   (ShedRepertoire *self);
const char *shed_repertoire_get_name (ShedRepertoire *self);
const char *shed_repertoire_get_instrument (ShedRepertoire *self);
guint       shed_repertoire_get_n_tunes (ShedRepertoire *self);
guint       shed_repertoire_get_n_due (ShedRepertoire *self); /* today */
guint       shed_repertoire_get_n_new (ShedRepertoire *self);

#define SHED_TYPE_REPERTOIRE_LIST (shed_repertoire_list_get_type ())
G_DECLARE_FINAL_TYPE (ShedRepertoireList, shed_repertoire_list, SHED, REPERTOIRE_LIST, ShedRows) /* GListModel, by position */
ShedRepertoireList *shed_repertoire_list_new  (ShedStore *store);
ShedRepertoire     *shed_repertoire_list_find (ShedRepertoireList *self, const char *id); /* (transfer none) */
gboolean            shed_repertoire_list_is_loaded (ShedRepertoireList *self); /* property "loaded" */
void                shed_repertoire_list_reload (ShedRepertoireList *self); /* counts again: a new day has begun */

#define SHED_TYPE_BOOK (shed_book_get_type ())
G_DECLARE_FINAL_TYPE (ShedBook, shed_book, SHED, BOOK, GObject)
/* properties: id, title, origin, source, rights, note (string), local-only (boolean), n-tunes (uint) */
const char *shed_book_get_id    (ShedBook *self);
const char *shed_book_get_title (ShedBook *self);

#define SHED_TYPE_BOOK_LIST (shed_book_list_get_type ())
G_DECLARE_FINAL_TYPE (ShedBookList, shed_book_list, SHED, BOOK_LIST, ShedRows) /* My tunes, Starter, imported by title */
ShedBookList *shed_book_list_new (ShedStore *store);
ShedBook     *shed_book_list_find (ShedBookList *self, const char *id); /* (transfer none) */
gboolean      shed_book_list_is_loaded (ShedBookList *self); /* property "loaded" */

/* Practice history of a tune in a repertoire (NULL: all), oldest first, with the events of tunes joined into it. Voids
 * are not in it: what they name does not count. */
#define SHED_TYPE_EVENT (shed_event_get_type ())
G_DECLARE_FINAL_TYPE (ShedEvent, shed_event, SHED, EVENT, GObject)
/* properties: id, kind, repertoire-id, tune-id, submit-id (string), rating, interval-days, duration-ms, tempo-bpm (int),
 * answered-at, due-at (int64), practice-day (int: civil day), counts (boolean: not voided) */
GListModel *shed_event_list_new (ShedStore *store, const char *repertoire_id, const char *tune_id);

#define SHED_TYPE_NOTE (shed_note_get_type ())
G_DECLARE_FINAL_TYPE (ShedNote, shed_note, SHED, NOTE, GObject)
/* properties: id, text, repertoire-id (string), favourite (boolean), created-at (int64) */
GListModel *shed_note_list_new (ShedStore *store, const char *tune_id);

G_END_DECLS
