/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What waits to be sent. Filled by triggers inside the writing transaction (SYNC.md 3.2); this file only reads and
 * closes groups. */
#pragma once

#include "shed-store.h"

G_BEGIN_DECLS

gboolean shed_outbox_has_account (ShedDb *db);
/* Sets the space of the file, as signing in does: from then on writes are recorded. */
gboolean shed_outbox_set_account (ShedDb *db, const char *space_id, const char *device_id, GError **error);
gint64 shed_outbox_count (ShedDb *db);

G_END_DECLS
