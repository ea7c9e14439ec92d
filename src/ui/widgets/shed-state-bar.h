/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A quiet bar that says how the library's file stands: little space, full disk, read-only, damaged. Nothing while all is well. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

#define SHED_TYPE_STATE_BAR (shed_state_bar_get_type ())
G_DECLARE_FINAL_TYPE (ShedStateBar, shed_state_bar, SHED, STATE_BAR, AdwBin)
/* property "context" (ShedContext, nullable) */

void shed_state_bar_set_context (ShedStateBar *self, ShedContext *context);

G_END_DECLS
