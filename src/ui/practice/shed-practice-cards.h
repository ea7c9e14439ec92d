/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Today's queue as flashcards: the title (or the first bars) in front, the music behind; Space turns, arrows move. It
 * shows items and tells what was pressed; the page rates. */
#pragma once

#include "shed-context.h"
#include "shed-practice.h"

G_BEGIN_DECLS

#define SHED_TYPE_PRACTICE_CARDS (shed_practice_cards_get_type ())
G_DECLARE_FINAL_TYPE (ShedPracticeCards, shed_practice_cards, SHED, PRACTICE_CARDS, AdwBin)
/* signal "rated" (int): of the card in view */

void           shed_practice_cards_set_up      (ShedPracticeCards *self, ShedContext *context, ShedPractice *practice);
ShedQueueItem *shed_practice_cards_get_item    (ShedPracticeCards *self); /* (nullable): the end is in view */
void           shed_practice_cards_show_item   (ShedPracticeCards *self, ShedQueueItem *item /* nullable: the first not rated */);
void           shed_practice_cards_move        (ShedPracticeCards *self, int by);
/* Turns the card. FALSE: there is none. */
gboolean       shed_practice_cards_flip        (ShedPracticeCards *self);
gboolean       shed_practice_cards_is_flipped  (ShedPracticeCards *self);

G_END_DECLS
