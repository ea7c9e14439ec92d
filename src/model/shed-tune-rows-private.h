/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a lazy list that exist (shed-tune-list.c), by their keys. */
#pragma once

#include "shed-tune.h"

G_BEGIN_DECLS

#define SHED_TYPE_TUNE_ROWS (shed_tune_rows_get_type ())
G_DECLARE_FINAL_TYPE (ShedTuneRows, shed_tune_rows, SHED, TUNE_ROWS, GObject)

ShedTuneRows *shed_tune_rows_new        (ShedStore *store);
/* For which repertoire and search; all rows are stale when it is another than before. */
void          shed_tune_rows_set_view   (ShedTuneRows *self, const char *repertoire_id, const char *search);
ShedTuneRow  *shed_tune_rows_ensure     (ShedTuneRows *self, gint64 n); /* (transfer full) */
/* Asks for the window around a position of the keys (gint64) if the row there is missing or stale and not on its way. */
void          shed_tune_rows_ask        (ShedTuneRows *self, GArray *keys, guint position);
/* From now on every row that exists is stale; what nobody holds is let go. ids: only these tunes changed (NULL: any). */
void          shed_tune_rows_make_stale (ShedTuneRows *self, GHashTable *ids);
/* What somebody holds is read again, in place. */
void          shed_tune_rows_read_stale (ShedTuneRows *self);
/* Takes what came with the keys (ShedTuneRowData, left NULL), unless it is older than that generation. */
void          shed_tune_rows_take       (ShedTuneRows *self, GArray *keys, GPtrArray *data, guint generation);
guint         shed_tune_rows_get_generation (ShedTuneRows *self);
gint64        shed_tune_rows_find_key   (ShedTuneRows *self, const char *tune_id); /* -1 when there is no row of it */

G_END_DECLS
