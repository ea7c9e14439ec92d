/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an import did, in words for people. */
#pragma once

#include "shed-import-report.h"

G_BEGIN_DECLS

char    *shed_remark_text_sentence (const ShedImportRemark *remark);
char    *shed_remark_text_place    (const ShedImportRemark *remark);
char    *shed_remark_text_summary  (const ShedImportReport *report);
/* Whether there is a sentence of its own for a code. */
gboolean shed_remark_text_has      (const char *code);

G_END_DECLS
