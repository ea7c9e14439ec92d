/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first run: three pages, each of which can be skipped. Emits "done" when the person has come to the end or skipped it. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

#define SHED_TYPE_WELCOME (shed_welcome_get_type ())
G_DECLARE_FINAL_TYPE (ShedWelcome, shed_welcome, SHED, WELCOME, AdwBin)
/* property "context" (ShedContext, construct-only); signal "done" */

GtkWidget *shed_welcome_new (ShedContext *context);

G_END_DECLS
