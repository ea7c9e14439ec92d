/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Known bugs, put back on purpose: each with the seeds among which the simulator must find it. A simulator that does not find
 * them finds nothing. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  guint64 first;    /* seed */
  guint n_seeds;    /* its budget */
  const char *what; /* it does wrong */
} SimBug;

extern const SimBug sim_bugs[]; /* ends with a name of NULL */

/* NULL: none. FALSE: there is no such bug. */
gboolean sim_set_bug (const char *name);
const SimBug *sim_get_bug (void);

G_END_DECLS
