/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must be there before the first widget: resources (registered by hand, because a static library's own constructors are
 * left out by the linker) and the icons and style of this project. */
#include "shed-ui.h"

#include <adwaita.h>

#include "shed-data-resources.h"
#include "shed-ui-resources.h"

/**
 * shed_ui_register_resources:
 *
 * Templates, icons and style; before the application's own start, which looks for the style there. May be called again.
 */
void
shed_ui_register_resources (void)
{
  static gsize done = 0;

  if (!g_once_init_enter (&done))
    return;
  shed_data_register_resource ();
  shed_ui_register_resource ();
  g_once_init_leave (&done, 1);
}

static void
load_style (GdkDisplay *display)
{
  g_autoptr (GtkCssProvider) style = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (style, SHED_RESOURCE_PATH "/style.css");
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

/**
 * shed_ui_init:
 *
 * May be called again. A #AdwApplication with the project's resource base path loads the style by itself; this serves windows
 * without one (tests) the same.
 */
void
shed_ui_init (void)
{
  static gsize done = 0;
  GdkDisplay *display;

  if (!g_once_init_enter (&done))
    return;
  shed_ui_register_resources ();
  adw_init ();
  display = gdk_display_get_default ();
  if (display != NULL)
    {
      gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display), SHED_RESOURCE_PATH "/icons");
      if (g_application_get_default () == NULL)
        load_style (display);
    }
  g_once_init_leave (&done, 1);
}

static void
parent_changed_cb (GtkWindow *window)
{
  GtkWindow *parent = gtk_window_get_transient_for (window);
  int parent_width = parent != NULL ? gtk_widget_get_width (GTK_WIDGET (parent)) : 0;
  int width, height;

  gtk_window_get_default_size (window, &width, &height);
  if (parent_width > 0 && width > parent_width)
    gtk_window_set_default_size (window, parent_width, height);
}

/**
 * shed_ui_fit_to_parent:
 * @window: one that will stand before another
 *
 * What is narrow is narrow for a reason, such as a small screen.
 */
void
shed_ui_fit_to_parent (GtkWindow *window)
{
  g_return_if_fail (GTK_IS_WINDOW (window));

  g_signal_connect (window, "notify::transient-for", G_CALLBACK (parent_changed_cb), NULL);
}
