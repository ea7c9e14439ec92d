/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Again, Hard, Good, Easy: four buttons with what each would bring under its word. The chosen one stays pressed;
 * pressing it again takes it off. It shows a rating and tells what was pressed; whoever owns the rating sets it. */
#pragma once

#include <gtk/gtk.h>
#include "shed-time-text.h"

G_BEGIN_DECLS

#define SHED_TYPE_RATING_BUTTONS (shed_rating_buttons_get_type ())
G_DECLARE_FINAL_TYPE (ShedRatingButtons, shed_rating_buttons, SHED, RATING_BUTTONS, GtkWidget)
/* properties: "rating" (int 0–4; 0: none), "large" (boolean: for cards, with key caps)
 * signal "rated" (int 1–4): pressed by a person; the same as "rating" means: take it off */

typedef struct { int interval_days; gint64 due_at; } ShedRatingPreview;

GtkWidget *shed_rating_buttons_new          (void);
void       shed_rating_buttons_set_rating   (ShedRatingButtons *self, int rating);
int        shed_rating_buttons_get_rating   (ShedRatingButtons *self);
/* What each rating would bring (index 0: Again). NULL: not known yet. */
void       shed_rating_buttons_set_previews (ShedRatingButtons *self, const ShedRatingPreview *previews /* 4, nullable */,
                                             const ShedTimeFrame *frame);
/* "Good"; of 1–4. Translated, (transfer none). */
const char *shed_rating_get_name            (int rating);
/* "rating-good": style class; "shed-rating-good-symbolic": icon. */
const char *shed_rating_get_css_class       (int rating);
const char *shed_rating_get_icon_name       (int rating);

G_END_DECLS
