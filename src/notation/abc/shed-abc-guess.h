/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guesses what a tune leaves unsaid: its kind and its structure. A guess says that it is one. */
#pragma once

#include "shed-abc-tune.h"

G_BEGIN_DECLS

/**
 * ShedAbcKindLookup:
 * @words: one to three lower-case words without accents, such as "reel", "slip jig", "jigs"
 * @user_data: as given to shed_abc_guess_kinds
 *
 * Returns: (transfer none) (nullable): the kind's proper name in the built-in list ("slip jig"), or NULL if it is none
 */
typedef const char *(*ShedAbcKindLookup) (const char *words, gpointer user_data);

/**
 * ShedAbcGuess:
 * @title: the first title without a kind hung on it ("The Silver Spear -- Reel" gives "The Silver Spear"); (nullable)
 * @kind: its proper name; the R: field as it stands when the list does not know it; NULL: unknown
 * @structure: such as AABB; NULL: unknown
 * @kind_inferred: @kind is not from R:
 * @structure_inferred: @structure is not from a P: field in the header
 * @title_changed: @title differs from the first T:
 */
typedef struct
{
  char *title;
  char *kind;
  char *structure;
  gboolean kind_inferred;
  gboolean structure_inferred;
  gboolean title_changed;
} ShedAbcGuess;

void shed_abc_guess (const ShedAbcTune *tune, ShedAbcKindLookup lookup, gpointer user_data, ShedAbcGuess *ret_guess);
void shed_abc_guess_clear (ShedAbcGuess *guess);
const char *shed_abc_kind_lookup (const char *words, gpointer unused);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ShedAbcGuess, shed_abc_guess_clear)

G_END_DECLS
