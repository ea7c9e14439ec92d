/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question as a card: both values side by side, what differs marked, who wrote each and when; nothing preselected. */
#pragma once

#include <adwaita.h>
#include "shed-choice-text.h"

G_BEGIN_DECLS

#define SHED_TYPE_CHOICE_CARD (shed_choice_card_get_type ())
G_DECLARE_FINAL_TYPE (ShedChoiceCard, shed_choice_card, SHED, CHOICE_CARD, GtkWidget)
/* signal "picked": another answer, or none */

GtkWidget     *shed_choice_card_new         (ShedChoice *choice, const ShedTimeFrame *frame);
ShedChoice    *shed_choice_card_get_choice  (ShedChoiceCard *self);
/* SHED_CHOICE_N_SIDES: none yet. */
ShedChoiceSide shed_choice_card_get_picked  (ShedChoiceCard *self);
void           shed_choice_card_pick        (ShedChoiceCard *self, ShedChoiceSide side);
/* What a person made of two texts, when both are kept. (transfer full) (nullable) */
char          *shed_choice_card_dup_text    (ShedChoiceCard *self);

G_END_DECLS
