/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ladders of waits, for goals other than recall. */
#pragma once

#include "shed-fsrs.h"

G_BEGIN_DECLS

#define SHED_LADDER_MAX_RUNGS 32

/**
 * ShedLadder:
 * @n_rungs: number of rungs, at least 1
 * @minutes: the wait of each rung, minutes
 *
 * A goal's waits, usually rising.
 */
typedef struct
{
  guint n_rungs;
  int minutes[SHED_LADDER_MAX_RUNGS];
} ShedLadder;

int  shed_ladder_next_rung (const ShedLadder   *ladder,
                            int                 rung,
                            int                 rating);
void shed_ladder_review    (const ShedLadder   *ladder,
                            const ShedFsrsCard *before,
                            gint64              now_ms,
                            int                 rating,
                            ShedFsrsCard       *after);
void shed_ladder_preview   (const ShedLadder   *ladder,
                            const ShedFsrsCard *before,
                            gint64              now_ms,
                            ShedFsrsCard        after[4]);

G_END_DECLS
