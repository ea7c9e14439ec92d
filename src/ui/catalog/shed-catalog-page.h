/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Catalog view: every tune in every tune book on this computer. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

#define SHED_TYPE_CATALOG_PAGE (shed_catalog_page_get_type ())
G_DECLARE_FINAL_TYPE (ShedCatalogPage, shed_catalog_page, SHED, CATALOG_PAGE, AdwBin)
/* property "context" (ShedContext, construct-only) */

GtkWidget *shed_catalog_page_new (ShedContext *context);

G_END_DECLS
