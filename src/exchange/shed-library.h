/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens the library of a profile with everything that keeps its derived tables: what the window, the command line and
 * tests use. */
#pragma once

#include "shed-profile.h"
#include "shed-store.h"

G_BEGIN_DECLS

ShedStore *shed_library_open (ShedProfile *profile,
                              ShedClock *clock /* nullable */,
                              ShedRandom *random /* nullable */,
                              GError **error);
void shed_library_open_async (ShedProfile *profile,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
ShedStore *shed_library_open_finish (GAsyncResult *result, GError **error);

G_END_DECLS
