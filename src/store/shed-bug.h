/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Known bugs, put back on purpose. The simulator (tests/sim) compiles store and engine a second time with SHED_SYNC_BUGS and
 * must find each of them; in the program the question is a constant and leaves nothing behind. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#ifdef SHED_SYNC_BUGS
gboolean shed_bug (const char *name);
#define SHED_BUG(name) shed_bug (name)
#else
#define SHED_BUG(name) FALSE
#endif

G_END_DECLS
