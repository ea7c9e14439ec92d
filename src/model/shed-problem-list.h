/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes made here that the server refused, and what can be done about one: try again with what is there now, or take
 * it back. They wait here, shown and kept, until a person decides; they hold up nothing else. */
#pragma once

#include "shed-rows.h"
#include "shed-store.h"

G_BEGIN_DECLS

#define SHED_TYPE_PROBLEM (shed_problem_get_type ())
G_DECLARE_FINAL_TYPE (ShedProblem, shed_problem, SHED, PROBLEM, GObject)
/* properties (read-only): "id", "code" (what the server said), "op" (ins, upd, del), "table", "row-id", "title"
 * (nullable), "tune-id" (a tune that can be opened, nullable), "fields" (changed columns with blanks between,
 * nullable), "made-at", "tried-at" (ms), "n-attempts", "n-ops" (uint), "has-practice" (it cannot be discarded),
 * "is-there" (of a discarded one: the library is as it would have it). Of a discarded one "tried-at" is when it was
 * discarded; 0: not known. */

const char *shed_problem_get_id      (ShedProblem *self);
const char *shed_problem_get_code    (ShedProblem *self); /* (nullable) */
const char *shed_problem_get_op      (ShedProblem *self);
const char *shed_problem_get_table   (ShedProblem *self);
const char *shed_problem_get_row_id  (ShedProblem *self);
const char *shed_problem_get_title   (ShedProblem *self); /* (nullable) */
const char *shed_problem_get_tune_id (ShedProblem *self); /* (nullable) */
const char *shed_problem_get_fields  (ShedProblem *self); /* (nullable) */

#define SHED_TYPE_PROBLEM_LIST (shed_problem_list_get_type ())
G_DECLARE_FINAL_TYPE (
  ShedProblemList, shed_problem_list, SHED, PROBLEM_LIST, ShedRows) /* GListModel of ShedProblem; property "loaded" */

ShedProblemList *shed_problem_list_new       (ShedStore *store);
ShedProblemList *shed_problem_list_new_discarded (ShedStore *store);
ShedProblem     *shed_problem_list_find      (ShedProblemList *self, const char *id); /* (transfer none) (nullable) */
gboolean         shed_problem_list_is_loaded (ShedProblemList *self);

/* ShedStoreFunc in a SHED_WRITE_LOCAL; data: GStrv of ids. They wait to be sent again, with what the library says now,
 * so that what a person mended since goes along. */
gboolean shed_problem_retry    (ShedDb *db, gpointer ids, GCancellable *cancellable, GError **error);
/* ShedStoreFunc for reading. All of a refused change as text that a person can keep and somebody else can read. */
typedef struct { const char *id; char *json; } ShedProblemText;
gboolean shed_problem_read_text (ShedDb *db, gpointer problem_text, GCancellable *cancellable, GError **error);
/* The same of a copy of a discarded one. Removing it (in a SHED_WRITE_LOCAL) leaves its text in the struct, with which
 * it can be kept after all. */
gboolean shed_discarded_read_text (ShedDb *db, gpointer problem_text, GCancellable *cancellable, GError **error);
gboolean shed_discarded_remove    (ShedDb *db, gpointer problem_text, GCancellable *cancellable, GError **error);
gboolean shed_discarded_keep      (ShedDb *db, gpointer problem_text, GCancellable *cancellable, GError **error);
gboolean shed_discarded_is_there  (ShedDb *db, const char *id, gboolean *there, GError **error);

G_END_DECLS
