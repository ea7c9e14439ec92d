/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where one tune stands, with everything that hangs on it: waiting here, refused, or the same on both sides as far as
 * is known. */
#pragma once

#include "shed-store.h"

G_BEGIN_DECLS

typedef enum
{
  SHED_SYNC_TUNE_UNKNOWN,    /* no such tune, no account, or nothing was ever heard of the project */
  SHED_SYNC_TUNE_LOCAL_ONLY, /* in a book that stays on this computer */
  SHED_SYNC_TUNE_WAITING,    /* something of it was not sent, or came and is not shown yet */
  SHED_SYNC_TUNE_REFUSED,    /* something of it could not be sent */
  SHED_SYNC_TUNE_SENT,       /* nothing of it waits on either side, as of the last look at the project */
} ShedSyncTuneState;

/* The id of a tune. On a worker. */
void              shed_sync_tune_read_async  (ShedStore *store, const char *tune_id, GCancellable *cancellable,
                                              GAsyncReadyCallback callback, gpointer user_data);
/* UNKNOWN when it failed. */
ShedSyncTuneState shed_sync_tune_read_finish (ShedStore *store, GAsyncResult *result, GError **error);

G_END_DECLS
