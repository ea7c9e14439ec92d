/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a comparison that a person asked for finds. Both run on the writer's thread, in the transaction of the engine's
 * job that they stand before; the engine itself only reads everything again. */
#pragma once

#include "shed-store.h"

G_BEGIN_DECLS

/* In a transaction of its own, before anything of it happens: whoever ends the program may come first. */
gboolean shed_sync_compare_ask      (ShedDb *db, gboolean load, GError **error);
gboolean shed_sync_compare_is_asked (ShedDb *db, gboolean *asked, gboolean *load, GError **error);
/* Before the stage is emptied to be filled with everything. */
gboolean shed_sync_compare_begin (ShedDb *db, gboolean load, GError **error);
/* Before the stage, then whole, becomes what is shown. told: it was compared, and what was found is kept. */
gboolean shed_sync_compare_end   (ShedDb *db, gint64 now_ms, gboolean *told, GError **error);
gboolean shed_sync_compare_goes_on (ShedDb *db, gboolean *goes_on, gboolean *loads, guint *n_rows, GError **error);

G_END_DECLS
