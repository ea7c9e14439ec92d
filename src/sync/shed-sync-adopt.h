/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which file is the library of an account. The first account takes along what stood in the profile without one: that file gets
 * the account's space and its name. Another account is another file; rows of two never meet. Waiting; with the library closed. */
#pragma once

#include "shed-profile.h"
#include "shed-store.h"

G_BEGIN_DECLS

/* Afterwards shed_profile_dup_library() is the library of that space, and it knows its space. May be called again at any time, also
 * after a kill in the middle. Errors: SHED_STORE_ERROR; BUSY when another program has the library open. */
gboolean shed_sync_adopt (ShedProfile *profile, const char *space_id, GError **error);

G_END_DECLS
