/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A library made up for measuring: tunes in one book and one repertoire, with a past, so that there is a queue today. */
#pragma once

#include "shed-library.h"

G_BEGIN_DECLS

#define BENCH_BOOK "00000000-0000-4000-8000-00000000000b"

/* Fills an open library; the repertoire holds the first n_learned of the tunes, each with some ratings behind it. */
void  bench_library_fill  (ShedStore *store, guint n_tunes, guint n_learned);
/* Proportional and resident memory of a process in kB, from the kernel's own sums. FALSE: not to be read. */
gboolean bench_read_memory (int pid, gint64 *ret_pss, gint64 *ret_rss);

G_END_DECLS
