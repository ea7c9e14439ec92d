/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which file is the library of an account. The first account takes along what stood in the profile without one: that file gets
 * the account's space and its name. Another account is another file; rows of two never meet. Waiting; with the library closed. */
#pragma once

#include "shed-profile.h"
#include "shed-store.h"

G_BEGIN_DECLS

/* Afterwards shed_profile_dup_library() is the library of that space, and it knows its space. May be called again at
 * any time, also after a kill in the middle. Errors: SHED_STORE_ERROR; BUSY when another program has the library open.
 */
gboolean shed_sync_adopt (ShedProfile *profile, const char *space_id, GError **error);

/* The same for a library that is open and stays open, so that nobody who works in it notices. Its file keeps its name until it is
 * next opened. OTHER: the account has a library of its own, and nothing was done; close this one and call shed_sync_adopt(). */
typedef enum { SHED_SYNC_ADOPT_FAILED, SHED_SYNC_ADOPT_DONE, SHED_SYNC_ADOPT_OTHER } ShedSyncAdoption;
void             shed_sync_adopt_open_async  (ShedStore *store, ShedProfile *profile, const char *space_id,
                                              GAsyncReadyCallback callback, gpointer user_data);
ShedSyncAdoption shed_sync_adopt_open_finish (GAsyncResult *result, GError **error);
/* Whether the profile's library is not yet that of the space, or has not its name: then shed_sync_adopt() before it is opened. */
gboolean         shed_sync_adopt_is_due      (ShedProfile *profile, const char *space_id);

G_END_DECLS
