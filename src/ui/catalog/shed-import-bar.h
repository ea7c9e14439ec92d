/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bar in the Catalog: how far an import is, and then what came of it. Nothing while there is none. */
#pragma once

#include "shed-importer.h"

G_BEGIN_DECLS

#define SHED_TYPE_IMPORT_BAR (shed_import_bar_get_type ())
G_DECLARE_FINAL_TYPE (ShedImportBar, shed_import_bar, SHED, IMPORT_BAR, AdwBin)

void shed_import_bar_set_context (ShedImportBar *self, ShedContext *context, gboolean can_show);

G_END_DECLS
