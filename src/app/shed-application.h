/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The application: opens the library of a profile for its one window, and sees to its care (restore, salvage) when the
 * window asks for it. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SHED_TYPE_APPLICATION (shed_application_get_type ())
G_DECLARE_FINAL_TYPE (ShedApplication, shed_application, SHED, APPLICATION, AdwApplication)

/* profile_folder NULL: the default profile. */
ShedApplication *shed_application_new (const char *profile_folder);

/* Sees to the locale, then to a verb or the window. What main() calls. */
int shed_application_main (int argc, char **argv);

G_END_DECLS
