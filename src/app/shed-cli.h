/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of the command line. They run before and without GTK, GSettings, a display or a session bus. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Runs the verb in argv, if there is one. *handled FALSE: there is none, the window shall be started. Returns the exit
 * status. */
int shed_cli_run (int argc, char **argv, gboolean *handled);

G_END_DECLS
