/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small texts a view keeps for itself in the library of this computer: a draft that must outlive a crash. Never synced,
 * never part of undo or of a backup. */
#pragma once

#include "shed-store.h"

G_BEGIN_DECLS

/* Text NULL forgets it. Durable once finished; writes arrive in the order they were asked for. */
void     shed_view_state_write_async  (ShedStore *store, const char *name, const char *text, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
gboolean shed_view_state_write_finish (ShedStore *store, GAsyncResult *result, GError **error);
/* NULL without error: there is none. (transfer full) (nullable) */
void shed_view_state_read_async (
  ShedStore *store, const char *name, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
char    *shed_view_state_read_finish  (ShedStore *store, GAsyncResult *result, GError **error);

G_END_DECLS
