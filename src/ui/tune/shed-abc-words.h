/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the ABC reader has to say while a tune is being written, in words: "Bar 3 has 9 eighths". (An import's report
 * has sentences of its own: those say what was done with a file.) */
#pragma once

#include "shed-abc-remark.h"

G_BEGIN_DECLS

/* (transfer full) */
char    *shed_abc_words_remark    (const ShedAbcRemark *remark);
/* Whether who writes wants to know: an unfinished tune is no fault. */
gboolean shed_abc_words_is_shown  (ShedAbcRemarkCode code);
/* A length in whole notes as people count it: 9/8 is "9 eighths". (transfer full) */
char    *shed_abc_words_length    (int numerator, int denominator);
/* Whether there is a sentence for a code: a test walks them all. */
gboolean shed_abc_words_has       (ShedAbcRemarkCode code);

G_END_DECLS
