/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searching tunes: full text over folded titles and aliases, and over first notes. Search and join like this:
 *   SELECT f.n FROM tune_fts JOIN tune_find f ON f.n = tune_fts.rowid WHERE tune_fts MATCH :query
 * and leave ORDER BY rank to what is shown: ranking all hits of one letter is slow. */
#pragma once

#include "shed-store.h"

G_BEGIN_DECLS

/* A safe query for what a person types: every word must begin a word of the title or of an alias; quotes, operators
 * and other marks mean nothing. NULL when there is no word in it (then nothing should be filtered). (transfer full) */
char *shed_find_query (const char *text);
/* A query for tunes one of whose words of first notes begins with these (text as the store's first-notes function
 * gives it). NULL for none. (transfer full) */
char *shed_find_query_notes (const char *first_notes);

G_END_DECLS
