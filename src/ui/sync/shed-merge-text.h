/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was merged without a question, in a musician's words. */
#pragma once

#include "shed-merge-list.h"

G_BEGIN_DECLS

char *shed_merge_text_what (ShedMergeNote *merge); /* "Tune “The Silver Spear”": what it is about */
char *shed_merge_text_how  (ShedMergeNote *merge); /* a line for each computer, and for what was joined */

G_END_DECLS
