/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a tune's menu says of sync, as a line that cannot be chosen: "Saved here, not sent yet", or "In step, checked 2 minutes
 * ago". Nothing without an account. */
#pragma once

#include "shed-context.h"
#include "shed-sync-tune.h"

G_BEGIN_DECLS

#define SHED_TYPE_TUNE_SYNC (shed_tune_sync_get_type ())
G_DECLARE_FINAL_TYPE (ShedTuneSync, shed_tune_sync, SHED, TUNE_SYNC, GObject)

/* Keeps a section of its own at the end of @menu. action: the name of an action that is never enabled. */
ShedTuneSync *shed_tune_sync_new    (ShedContext *context, const char *tune_id, GMenu *menu, const char *action);
/* A menu that rows share: a copy of @menu with that section, for the tune that it was opened for. */
ShedTuneSync *shed_tune_sync_new_for_rows (ShedContext *context, GMenuModel *menu, const char *action);
GMenuModel   *shed_tune_sync_get_menu (ShedTuneSync *self);
void          shed_tune_sync_set_tune (ShedTuneSync *self, const char *tune_id); /* NULL: none, or several */
/* The time in it goes on. */
void          shed_tune_sync_update (ShedTuneSync *self);

/* NULL: nothing to say. */
char         *shed_tune_sync_text_dup (ShedSyncTuneState state, const ShedSyncView *view, const ShedTimeFrame *frame);

G_END_DECLS
