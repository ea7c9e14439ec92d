/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A score in words, for who cannot see it: what it is, how it is built, and how it begins. */
#pragma once

#include "shed-abc-tune.h"

G_BEGIN_DECLS

/* Facts nullable. "reel, D major, 4/4, parts A A B B, 16 bars written. It begins: F sharp, A, high D, A." (transfer full) */
char *shed_score_text_describe (const ShedAbcTune *tune, const char *kind, const char *key, const char *meter,
                                const char *structure);

G_END_DECLS
