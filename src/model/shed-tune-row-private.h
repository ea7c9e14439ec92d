/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the lazy list fills its rows. */
#pragma once

#include "shed-tune.h"

G_BEGIN_DECLS

ShedTuneRow     *shed_tune_row_new       (gint64 n);
/* Takes what was read; the row says so when it differs from what it showed. (transfer full) of data. The stamp is the list's: of
 * which state of the library this is. */
void             shed_tune_row_take      (ShedTuneRow *self, ShedTuneRowData *data, guint stamp);
guint            shed_tune_row_get_stamp (ShedTuneRow *self);
void             shed_tune_row_set_stamp (ShedTuneRow *self, guint stamp);
/* A row that has nothing of its own shows what source shows, and says so when that changes; NULL: nothing. */
void             shed_tune_row_follow     (ShedTuneRow *self, ShedTuneRow *source);
void             shed_tune_row_data_free (ShedTuneRowData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedTuneRowData, shed_tune_row_data_free)

G_END_DECLS
