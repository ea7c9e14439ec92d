/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A search as the lists of tunes use it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The words a person typed, ready to be looked for. */
typedef struct {
  char  *folded;
  char  *match;       /* for the full-text index; NULL: no words */
  char  *notes_match; /* the same for first notes; NULL: these are no notes */
  char  *plain;       /* as typed, when there is neither: signs, a picture; looked for inside titles */
  GStrv  words;       /* folded */
} ShedTuneSearch;
ShedTuneSearch *shed_tune_search_new  (const char *text); /* NULL when there is nothing to look for */
void            shed_tune_search_free (ShedTuneSearch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedTuneSearch, shed_tune_search_free)
/* Every word begins a word of the folded text. */
gboolean        shed_tune_search_words_begin (const char *folded, GStrv words);

G_END_DECLS
