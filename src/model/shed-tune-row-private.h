/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the lazy list fills its rows. */
#pragma once

#include "shed-tune.h"

G_BEGIN_DECLS

ShedTuneRow     *shed_tune_row_new       (gint64 n);
/* Takes what was read; the row says so when it differs from what it showed. (transfer full) of data */
void             shed_tune_row_take      (ShedTuneRow *self, ShedTuneRowData *data);
void             shed_tune_row_data_free (ShedTuneRowData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedTuneRowData, shed_tune_row_data_free)

G_END_DECLS
