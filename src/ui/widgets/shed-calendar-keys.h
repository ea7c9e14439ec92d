/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calendars in which the arrow keys choose. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void shed_calendar_choose_by_keys (GtkCalendar *calendar);

G_END_DECLS
