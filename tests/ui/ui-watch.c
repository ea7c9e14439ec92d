/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A source that comes first at every turn of the main loop. */
#include "ui-watch.h"

#include <time.h>

#define MANY_TIMES 4

static gint64
clock_us (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gboolean
turn_cb (gpointer data)
{
  UiWatch *watch = data;
  gint64 now_us = clock_us (CLOCK_THREAD_CPUTIME_ID);

  watch->n_turns++;
  watch->longest_us = MAX (watch->longest_us, now_us - watch->last_us);
  watch->last_us = now_us;
  return G_SOURCE_CONTINUE;
}

void
ui_watch_begin (UiWatch *watch)
{
  *watch = (UiWatch) { 0 };
  watch->last_us = clock_us (CLOCK_THREAD_CPUTIME_ID);
  watch->all_us = clock_us (CLOCK_PROCESS_CPUTIME_ID);
  watch->id = g_timeout_add_full (G_PRIORITY_HIGH, 4, turn_cb, watch, NULL);
}

void
ui_watch_end (UiWatch *watch, const char *what)
{
  turn_cb (watch);
  watch->all_us = clock_us (CLOCK_PROCESS_CPUTIME_ID) - watch->all_us;
  g_source_remove (watch->id);
  g_test_message ("%s: of %.0f ms the main loop was busy for %.1f ms at a time at most; it turned %u times", what,
                  watch->all_us / 1000.0, watch->longest_us / 1000.0, watch->n_turns);
}

void
ui_watch_assert_free (const UiWatch *watch)
{
  g_assert_cmpint (watch->longest_us * MANY_TIMES, <, watch->all_us);
  g_assert_cmpuint (watch->n_turns, >, 20);
}
