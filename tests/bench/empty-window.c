/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The floor of the start: an empty window of libadwaita, of the size of ours, that notes its first painted frame in the
 * same way. */
#include <adwaita.h>
#include <time.h>

static void
painted_cb (GtkWidget *window, GdkFrameClock *frames)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 processor_us = (gint64) clock () * G_USEC_PER_SEC / CLOCKS_PER_SEC;
  g_autofree char *line = g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", now_us, processor_us);

  g_file_set_contents (g_getenv ("WOODSHED_FIRST_FRAME"), line, -1, NULL);
  g_signal_handlers_disconnect_by_func (frames, painted_cb, window);
}

static void
realized_cb (GtkWidget *window)
{
  g_signal_connect_object (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (painted_cb), window,
                           G_CONNECT_SWAPPED);
}

static void
activate_cb (GtkApplication *application)
{
  GtkWidget *window = adw_application_window_new (application);

  gtk_window_set_default_size (GTK_WINDOW (window), 1080, 760);
  if (g_getenv ("WOODSHED_FIRST_FRAME") != NULL)
    g_signal_connect (window, "realize", G_CALLBACK (realized_cb), NULL);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_autoptr (AdwApplication) application =
    adw_application_new ("io.github.woodshed_app.EmptyWindow", G_APPLICATION_DEFAULT_FLAGS);

  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
