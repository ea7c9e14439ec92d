/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a tune stands in a repertoire, in words: when it is due and how strong it is. Pure functions. */
#pragma once

#include "shed-standing.h"
#include "shed-time-text.h"

G_BEGIN_DECLS

/* Text to be freed. */
char *shed_standing_text_due      (const ShedPlace *place, const ShedTimeFrame *frame); /* "Due in 3 days", "Paused", "New" */
char *shed_standing_text_strength (const ShedPlace *place);  /* "strong · keeps for 5 weeks"; NULL while new */
char *shed_standing_text_recall   (const ShedPlace *place);  /* "chance to remember it today: 93 %"; NULL while new */
char *shed_standing_text_past (const ShedPlace *place,
                               const ShedTimeFrame *frame); /* "12 ratings, the last one Good 3 weeks ago" */
/* "due", "overdue", "new", "" : style class of the chip. */
const char *shed_standing_text_get_css_class (const ShedPlace *place, const ShedTimeFrame *frame);

G_END_DECLS
