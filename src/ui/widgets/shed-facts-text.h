/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a tune is, in the musician's words: "E dorian", "reel · D", "session ready". Never ABC's spelling. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text to be freed; NULL when there is nothing to say. */
char *shed_facts_text_key        (const char *abc_key);                    /* "Edor" → "E dorian"; "D" → "D major" */
char *shed_facts_text_key_short  (const char *abc_key);                    /* "D" → "D": for lists */
char *shed_facts_text_kind       (const char *kind);                       /* translated when a list knows it */
char *shed_facts_text_goal       (const char *goal);
char *shed_facts_text_instrument (const char *instrument);                 /* with a capital */
char *shed_facts_text_line       (const char *kind, const char *abc_key);  /* "reel · D" */
/* The parts that are not empty, with " · " between. (null-terminated) */
char *shed_facts_text_join       (const char *first, ...) G_GNUC_NULL_TERMINATED;
/* Aliases of a row (joined by LF) as "also: A, B". */
char *shed_facts_text_also       (const char *aliases);

/* How a book is called in the window: "My Tunes" is translated while nobody gave it another name. */
const char *shed_facts_text_book (const char *book_id, const char *title);
/* A title that fits into the heading of a dialog. */
char *shed_facts_text_short_title (const char *title);

G_END_DECLS
