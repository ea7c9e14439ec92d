/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One tune as a page of the window: score, practice, facts, notes, history. It brings its own header bar. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

#define SHED_TYPE_TUNE_PAGE (shed_tune_page_get_type ())
G_DECLARE_FINAL_TYPE (ShedTunePage, shed_tune_page, SHED, TUNE_PAGE, AdwBin)
/* properties: "context" (ShedContext), "tune-id" (string), both construct-only */

GtkWidget *shed_tune_page_new (ShedContext *context, const char *tune_id);
const char *shed_tune_page_get_tune_id (ShedTunePage *self);

G_END_DECLS
