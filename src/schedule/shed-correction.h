/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each of the four ratings would have brought, had it been given in place of a rating of the past. */
#pragma once

#include "shed-scheduler.h"

G_BEGIN_DECLS

typedef struct { int interval_days; gint64 due_at; } ShedCorrection;

/* Index 0: Again … 3: Easy. As the formulas have it, without load balance: that acts once, when a rating is given.
 * NOT_FOUND when there is no such event of that tune in that repertoire. Blocking: call inside a read. */
gboolean shed_correction_load        (ShedDb *db, const char *repertoire_id, const char *tune_id, const char *event_id,
                                      ShedCorrection ret[4], GError **error);
void     shed_correction_load_async  (ShedStore *store, const char *repertoire_id, const char *tune_id, const char *event_id,
                                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean shed_correction_load_finish (GAsyncResult *result, ShedCorrection ret[4], GError **error);

G_END_DECLS
