/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each of the four ratings would bring, for callers that preview many tunes of one repertoire. */
#pragma once

#include "shed-fold.h"

G_BEGIN_DECLS

gboolean shed_preview_tune (ShedDb                     *db,
                            const ShedScheduleSettings *settings,
                            const char                 *tune_id,
                            gint64                      now_ms,
                            ShedSchedule                ret[4],
                            GError                    **error);
gint64   shed_preview_due  (const ShedScheduleSettings *settings,
                            gint64                      now_ms,
                            int                         today,
                            int                         interval_days);

G_END_DECLS
