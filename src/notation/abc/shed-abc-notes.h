/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tune's first notes as intervals: text in which a person's few notes are found whatever the key.
 *
 * One letter an interval between neighbouring melody notes, counted in steps of the scale: `m` the same note, `n` a
 * step up, `l` a step down … `a` and `y` (12 steps) and beyond. Grace notes and rests are passed over, the highest
 * note of a chord counts, a tied note counts once; 16 notes make a word of 15 letters. When the tune starts with an
 * upbeat a second word begins at its first whole bar. So "D2FA dAFA" and "G2Bd gdBd" both begin "oopjko", and
 * typing the first of those notes in any key finds both tunes. */
#pragma once

#include "shed-abc-tune.h"

G_BEGIN_DECLS

/* Letters that stand for a tune's first eight notes: the prefix of the first word that `looks-like` compares. */
#define SHED_ABC_LOOKS_LIKE_LETTERS 7

char *shed_abc_dup_first_notes (const ShedAbcTune *tune);
char *shed_abc_dup_looks_like (const ShedAbcTune *tune);
char *shed_abc_dup_first_notes_query (const char *typed);

G_END_DECLS
