/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choices: what two computers said of one thing, tunes at the left with counts, a card a field at the right. Nothing is
 * preselected, nothing has to be answered now; every answer has its undo. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

#define SHED_TYPE_CHOICES_WINDOW (shed_choices_window_get_type ())
G_DECLARE_FINAL_TYPE (ShedChoicesWindow, shed_choices_window, SHED, CHOICES_WINDOW, AdwWindow)

GtkWidget *shed_choices_window_new (ShedContext *context);
/* The questions of one tune (or other thing) come into view. */
void       shed_choices_window_show_subject (ShedChoicesWindow *self, const char *subject);

G_END_DECLS
