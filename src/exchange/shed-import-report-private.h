/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the importers fill the report. */
#pragma once

#include "shed-import-report.h"

G_BEGIN_DECLS

/* A remark with the texts copied; the rest is set by the caller, who must not keep it. (transfer none) */
ShedImportRemark *
shed_import_report_add (ShedImportReport *self, const char *file, guint line, const char *code, const char *text);
void              shed_import_report_add_book (ShedImportReport *self, const char *book_id);

G_END_DECLS
