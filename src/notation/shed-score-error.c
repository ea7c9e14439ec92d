/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The errors of scores, for those who draw one and for the fence beneath them. */
#include "shed-score-error.h"

G_DEFINE_QUARK (shed - score - error - quark, shed_score_error)
