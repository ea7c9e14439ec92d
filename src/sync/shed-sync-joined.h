/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two texts that a person joined by hand, where another computer's answer came first and counts: what was written is
 * kept as a discarded change. Both run on the writer's thread, in the transaction of the engine's job. */
#pragma once

#include "shed-store.h"

G_BEGIN_DECLS

/* Before a checkpoint is applied. (transfer full) (nullable): the answers that were sent */
GPtrArray *shed_sync_joined_read (ShedDb *db, GError **error);
/* After it: copies of those that are done with and whose text is not what is shown. */
gboolean shed_sync_joined_keep (ShedDb *db, GPtrArray *answers, gint64 now_ms, GError **error);

G_END_DECLS
