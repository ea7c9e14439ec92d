/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The seeded generator behind the fuzz of intervals. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

double shed_fsrs_alea        (const char *seed,
                              gsize       length);
double shed_fsrs_fuzz_factor (gint64      now_ms,
                              guint       reps,
                              double      difficulty,
                              double      stability);

G_END_DECLS
