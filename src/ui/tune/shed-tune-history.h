/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tune's practice in one repertoire: a time line, a list, and the way to correct a rating: take it back or put another in its
 * place. What was taken back is kept and can be shown. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

#define SHED_TYPE_TUNE_HISTORY (shed_tune_history_get_type ())
G_DECLARE_FINAL_TYPE (ShedTuneHistory, shed_tune_history, SHED, TUNE_HISTORY, GtkWidget)
/* property "show-voided" (boolean) */

/* repertoire_id nullable: the practice of all repertoires. */
void shed_tune_history_set_tune (ShedTuneHistory *self, ShedContext *context, const char *repertoire_id, const char *tune_id);

G_END_DECLS
