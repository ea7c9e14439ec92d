/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the library says of sync, without asking anybody. */
#pragma once

#include <gio/gio.h>

#include "shed-db.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean joined;   /* it is an account's library */
  gboolean adopting; /* and on its way there as a whole */
  guint    n_waiting, n_held, n_choices;
  guint    n_discarded; /* copies that are kept of discarded changes */
  gint64   last_sync; /* ms; 0: never */
} ShedSyncStanding;

/* A ShedStoreFunc: data is a ShedSyncStanding to fill. */
gboolean shed_sync_standing_read (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error);

G_END_DECLS
