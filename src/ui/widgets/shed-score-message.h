/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands on the sheet when there is no score: the first bars, if they can be read, and why. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *shed_score_message_new (const char *what, const char *next_step, const char *abc, const char *title);

G_END_DECLS
