/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be said of several tunes together, before something is done with them: how many of them are paused, and
 * which tags how many of them have. */
#pragma once

#include "shed-tune-list.h"

G_BEGIN_DECLS

typedef struct {
  guint      n, n_paused; /* of the tunes that are in the repertoire */
  GPtrArray *tags;        /* ShedFacet of every tag there is: id, name, how many of the tunes have it; by name */
} ShedChosen;

void        shed_chosen_free        (ShedChosen *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedChosen, shed_chosen_free)

void shed_chosen_load_async (ShedStore *store,
                             const char *repertoire_id,
                             const char *const *tune_ids,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
ShedChosen *shed_chosen_load_finish (GAsyncResult *result, GError **error); /* (transfer full) */

G_END_DECLS
