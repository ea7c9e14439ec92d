/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Compare With Your Project" and "Load Everything Again" on the account page, with what they found. Both go on in the
 * background, and nothing that waits here is lost by either. */
#pragma once

#include "shed-context.h"
#include "shed-sync-compared.h"

G_BEGIN_DECLS

#define SHED_TYPE_COMPARE_GROUP (shed_compare_group_get_type ())
G_DECLARE_FINAL_TYPE (ShedCompareGroup, shed_compare_group, SHED, COMPARE_GROUP, AdwPreferencesGroup)

/* Once. */
void  shed_compare_group_set_context (ShedCompareGroup *self, ShedContext *context);

/* What was found, as a sentence; NULL: nothing was compared yet. */
char *shed_compare_text_dup (const ShedSyncCompared *compared, const ShedTimeFrame *frame);

G_END_DECLS
