/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two halves of the lazy list know of each other. */
#pragma once

#include "shed-tune-list.h"

G_BEGIN_DECLS

ShedStore           *shed_tune_list_get_store (ShedTuneList *self);
const ShedTuneQuery *shed_tune_list_get_query (ShedTuneList *self); /* nullable */
GArray              *shed_tune_list_get_keys  (ShedTuneList *self); /* gint64, in order */
gint64               shed_tune_list_find_key  (ShedTuneList *self, const char *tune_id); /* among the rows that exist; -1 */

G_END_DECLS
