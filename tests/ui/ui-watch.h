/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the main loop keeps turning while something large is done. It counts processor time, of its thread and of the
 * whole program: a loaded machine changes neither. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint  id;
  guint  n_turns;
  gint64 last_us, longest_us, all_us;
} UiWatch;

void ui_watch_begin       (UiWatch *watch);
/* Told with --verbose. */
void ui_watch_end         (UiWatch *watch, const char *what);
/* After the end: that what was done took several times as long as the longest that the main loop was busy with any one thing. */
void ui_watch_assert_free (const UiWatch *watch);

G_END_DECLS
