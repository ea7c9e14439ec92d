/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The about window: libadwaita's, with the facts of this program. */
#include "shed-about.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/**
 * shed_about_new:
 * @version: of the program
 *
 * Returns: (transfer none): the window; set its parent and present it
 */
GtkWidget *
shed_about_new (const char *version)
{
  return g_object_new (ADW_TYPE_ABOUT_WINDOW,
                       "application-name", "Woodshed",
                       "application-icon", "io.github.woodshed_app.Woodshed",
                       "version", version,
                       "comments", _("A practice companion for people who carry a repertoire of tunes."),
                       "license-type", GTK_LICENSE_GPL_3_0,
                       "developer-name", _("The Woodshed contributors"),
                       "translator-credits", _("translator-credits"),
                       NULL);
}
