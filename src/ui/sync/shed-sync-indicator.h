/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sync indicator of the header bar: one icon, sometimes a small number, words for who does not see it, and a
 * popover that says the state as a sentence and offers what can be done. Hidden for a library that never had an
 * account. It only shows and offers. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

#define SHED_TYPE_SYNC_INDICATOR (shed_sync_indicator_get_type ())
G_DECLARE_FINAL_TYPE (ShedSyncIndicator, shed_sync_indicator, SHED, SYNC_INDICATOR, AdwBin)

void shed_sync_indicator_set_context (ShedSyncIndicator *self, ShedContext *context /* nullable */);
/* What the host's view does to it; for pictures and tests of every state. */
void shed_sync_indicator_show        (ShedSyncIndicator *self, const ShedSyncView *view, const ShedTimeFrame *frame);
/* Opens the popover. */
void shed_sync_indicator_popup       (ShedSyncIndicator *self);

G_END_DECLS
