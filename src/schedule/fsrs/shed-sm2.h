/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SM-2, the older way to space reviews. */
#pragma once

#include "shed-fsrs.h"

G_BEGIN_DECLS

#define SHED_SM2_EASE_START 2.5
#define SHED_SM2_EASE_MIN 1.3

int    shed_sm2_quality   (int                 rating);
double shed_sm2_next_ease (double              ease,
                           int                 quality);
void   shed_sm2_review    (int                 max_interval_days,
                           const ShedFsrsCard *before,
                           gint64              now_ms,
                           int                 rating,
                           ShedFsrsCard       *after);
void   shed_sm2_preview   (int                 max_interval_days,
                           const ShedFsrsCard *before,
                           gint64              now_ms,
                           ShedFsrsCard        after[4]);

G_END_DECLS
