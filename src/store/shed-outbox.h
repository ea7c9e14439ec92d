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
/* Signing in for the first time also takes along what stands in the library: begun in the same write as
 * shed_outbox_set_account(), then steps are due until *more is FALSE (in local writes; a mark in meta resumes them after a
 * kill). */
gboolean shed_outbox_begin_adoption (ShedDb *db, GError **error);
gboolean shed_outbox_is_adopting (ShedDb *db);
gboolean shed_outbox_adopt_step  (ShedDb *db, gboolean *more, GError **error);

G_END_DECLS
