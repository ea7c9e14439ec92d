/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bar at the foot of the Repertoire while tunes are chosen. It says how many, and offers what can be done with them
 * by the actions "repertoire.…" of the page around it; tags, goals and dates are asked for here. Words beside the icons
 * where there is room. */
#pragma once

#include "shed-context.h"
#include "shed-tune-selection.h"

G_BEGIN_DECLS

#define SHED_TYPE_REPERTOIRE_BAR (shed_repertoire_bar_get_type ())
G_DECLARE_FINAL_TYPE (ShedRepertoireBar, shed_repertoire_bar, SHED, REPERTOIRE_BAR, GtkWidget)

void shed_repertoire_bar_set_context (ShedRepertoireBar *self,
                                      ShedContext *context,
                                      ShedTuneSelection *selection,
                                      GMenuModel *more);
/* Ask for a tag, a goal, a date. */
void shed_repertoire_bar_ask_tag     (ShedRepertoireBar *self);
void shed_repertoire_bar_ask_goal    (ShedRepertoireBar *self);
void shed_repertoire_bar_ask_date    (ShedRepertoireBar *self);

G_END_DECLS
