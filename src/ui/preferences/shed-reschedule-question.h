/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Reschedule Now?": how many tunes would move, asked before they do. */
#pragma once

#include <adwaita.h>

#include "shed-context.h"

G_BEGIN_DECLS

/* Over the window; says so there when nothing would move. */
void shed_reschedule_ask (ShedContext *context, AdwPreferencesWindow *window, const char *repertoire_id);

G_END_DECLS
