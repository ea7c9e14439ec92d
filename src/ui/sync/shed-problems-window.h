/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Problems: changes that the server refused. Each says what it was and why, and can be tried again, mended, saved as a copy or
 * discarded. Nothing goes by itself. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

#define SHED_TYPE_PROBLEMS_WINDOW (shed_problems_window_get_type ())
G_DECLARE_FINAL_TYPE (ShedProblemsWindow, shed_problems_window, SHED, PROBLEMS_WINDOW, AdwWindow)

GtkWidget *shed_problems_window_new (ShedContext *context);

G_END_DECLS
