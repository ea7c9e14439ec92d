/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was found when everything was last compared with the project, or loaded again: kept in the library. */
#pragma once

#include "shed-store.h"

G_BEGIN_DECLS

typedef struct
{
  const char *table; /* of the table list */
  guint       n;
} ShedSyncDifference;

typedef struct
{
  gint64   at_ms;      /* 0: never */
  gboolean loaded;     /* by "Load everything again" */
  gboolean is_known;   /* what differed could be told: the project's own history was the same all the time */
  guint    n_rows;     /* that the project holds */
  guint    n_differed; /* and were put right */
  GArray  *differed;   /* ShedSyncDifference, by table */
} ShedSyncCompared;

void              shed_sync_compared_read_async  (ShedStore *store, GCancellable *cancellable, GAsyncReadyCallback callback,
                                                  gpointer user_data);
ShedSyncCompared *shed_sync_compared_read_finish (ShedStore *store, GAsyncResult *result, GError **error);
void              shed_sync_compared_free        (ShedSyncCompared *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedSyncCompared, shed_sync_compared_free)

G_END_DECLS
