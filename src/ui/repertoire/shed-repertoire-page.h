/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Repertoire view: the tunes one plays on one instrument. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

#define SHED_TYPE_REPERTOIRE_PAGE (shed_repertoire_page_get_type ())
G_DECLARE_FINAL_TYPE (ShedRepertoirePage, shed_repertoire_page, SHED, REPERTOIRE_PAGE, AdwBin)
/* property "context" (ShedContext, construct-only) */

GtkWidget *shed_repertoire_page_new (ShedContext *context);

G_END_DECLS
