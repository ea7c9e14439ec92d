/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Offers known words under an entry while it is typed into: Down and Up walk, Enter takes, Escape closes. What is typed is never
 * changed by itself. Works for any editable: entries and entry rows. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _ShedCompletion ShedCompletion;

/* Free it before the entry goes. */
ShedCompletion *shed_completion_new         (GtkEditable *entry);
void            shed_completion_free        (ShedCompletion *self);
void            shed_completion_set_choices (ShedCompletion *self, const char *const *choices);

G_END_DECLS
