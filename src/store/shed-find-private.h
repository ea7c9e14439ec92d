/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeping what the store itself derives inside a write: the search index, and which events are voided. */
#pragma once

#include "shed-store.h"
#include "shed-write-set.h"

G_BEGIN_DECLS

/* Follows the touched tunes and aliases. bulk: the full-text index is left behind and marked so in meta. */
gboolean
shed_find_update (ShedDb *db, GPtrArray *touches, gboolean bulk, ShedFirstNotesFunc first_notes, GError **error);
gboolean shed_find_is_behind (ShedDb *db);
gboolean shed_find_mark_behind (ShedDb *db, GError **error);
/* Makes the index whole again after a bulk. Inside a transaction. */
gboolean shed_find_rebuild (ShedDb *db, ShedFirstNotesFunc first_notes, GError **error);
gboolean shed_find_check (ShedDb *db, GPtrArray *faults, GError **error);

gboolean shed_voids_update (ShedDb *db, GPtrArray *touches, GError **error);
gboolean shed_voids_rebuild (ShedDb *db, GError **error);
gboolean shed_voids_check (ShedDb *db, GPtrArray *faults, GError **error);

G_END_DECLS
