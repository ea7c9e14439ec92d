/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Practice view: today's queue of the current repertoire, as a list and as cards. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

#define SHED_TYPE_PRACTICE_PAGE (shed_practice_page_get_type ())
G_DECLARE_FINAL_TYPE (ShedPracticePage, shed_practice_page, SHED, PRACTICE_PAGE, AdwBin)
/* property "context" (ShedContext, construct-only) */

GtkWidget *shed_practice_page_new (ShedContext *context);

G_END_DECLS
