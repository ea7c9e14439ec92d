/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For measuring the start: WOODSHED_FIRST_FRAME names a file. As soon as a frame with tunes of today's queue is painted, one line
 * goes there: microseconds of the monotonic clock, then of the program's processor time. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Before the window is shown. Does nothing when nobody measures. */
void shed_first_frame_watch (GtkWindow *window);

G_END_DECLS
