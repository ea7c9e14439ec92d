/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One tune of the queue in the Practice list: first bars, title, facts, four ratings, a menu. It shows an item and tells what was
 * pressed; it changes nothing. */
#pragma once

#include "shed-context.h"
#include "shed-practice.h"
#include "shed-rating-buttons.h"

G_BEGIN_DECLS

#define SHED_TYPE_PRACTICE_ROW (shed_practice_row_get_type ())
G_DECLARE_FINAL_TYPE (ShedPracticeRow, shed_practice_row, SHED, PRACTICE_ROW, GtkWidget)
/* signals: "rated" (int): a rating was pressed; "menu-opened": the menu's verbs will mean this row */

GtkWidget     *shed_practice_row_new      (ShedContext *context);
void           shed_practice_row_set_item (ShedPracticeRow *self, ShedQueueItem *item /* nullable */);
ShedQueueItem *shed_practice_row_get_item (ShedPracticeRow *self);

/* The words of an item, also for the cards. (transfer full) */
char *shed_practice_text_facts       (const ShedQueueItemData *data, const ShedTimeFrame *frame); /* "reel · D · 3 weeks ago" */
char *shed_practice_text_description (const ShedQueueItemData *data,
                                      const ShedTimeFrame *frame); /* everything, for the tooltip */
/* The chip beside the title and the rating buttons, of an item. *chip_class: as it was set last, NULL at first. */
void  shed_practice_show_standing    (const ShedQueueItemData *data, const ShedTimeFrame *frame, GtkLabel *chip,
                                      const char **chip_class, ShedRatingButtons *ratings);

G_END_DECLS
