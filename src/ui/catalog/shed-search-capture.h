/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Typing anywhere on a page goes into its search. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void shed_search_capture (GtkWidget *page, GtkSearchEntry *search);

G_END_DECLS
