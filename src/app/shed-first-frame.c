/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at each painted frame until there is one with a tune of the queue in it. It must cost nothing when nobody measures. */
#include "shed-first-frame.h"

#include <time.h>

#include "shed-practice-row.h"

#define VARIABLE "WOODSHED_FIRST_FRAME"

static gboolean
shows_queue (GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  if (SHED_IS_PRACTICE_ROW (widget))
    return shed_practice_row_get_item (SHED_PRACTICE_ROW (widget)) != NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (shows_queue (child))
      return TRUE;
  return FALSE;
}

static void
painted_cb (GtkWidget *window, GdkFrameClock *frames)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 processor_us = (gint64) clock () * G_USEC_PER_SEC / CLOCKS_PER_SEC;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  if (!shows_queue (window))
    return;
  line = g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", now_us, processor_us);
  if (!g_file_set_contents (g_getenv (VARIABLE), line, -1, &error))
    g_message ("The first frame was not noted: %s", error->message);
  g_signal_handlers_disconnect_by_func (frames, painted_cb, window);
}

static void
realized_cb (GtkWidget *window)
{
  g_signal_connect_object (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (painted_cb), window,
                           G_CONNECT_SWAPPED);
}

/**
 * shed_first_frame_watch:
 * @window: not shown yet
 *
 * Notes the time of the first frame with today's queue in it where WOODSHED_FIRST_FRAME says.
 */
void
shed_first_frame_watch (GtkWindow *window)
{
  if (g_getenv (VARIABLE) != NULL)
    g_signal_connect (window, "realize", G_CALLBACK (realized_cb), NULL);
}
