/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands before the closing of the window while something a person did is nowhere but in it. */
#pragma once

#include <gtk/gtk.h>
#include "shed-context.h"

G_BEGIN_DECLS

#define SHED_TYPE_CLOSE_GUARD (shed_close_guard_get_type ())
G_DECLARE_FINAL_TYPE (ShedCloseGuard, shed_close_guard, SHED, CLOSE_GUARD, GObject)

ShedCloseGuard *shed_close_guard_new         (GtkWindow *window);
void            shed_close_guard_set_context (ShedCloseGuard *self, ShedContext *context);
gboolean        shed_close_guard_may_close   (ShedCloseGuard *self);

G_END_DECLS
