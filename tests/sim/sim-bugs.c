/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Known bugs, put back on purpose: a simulator that does not find them finds nothing. */
#include "sim.h"

#include <string.h>

static const char *const bugs[] = { NULL };

void
sim_list_bugs (void)
{
  for (guint i = 0; bugs[i] != NULL; i++)
    g_print ("%s\n", bugs[i]);
}

gboolean
sim_set_bug (const char *name)
{
  for (guint i = 0; bugs[i] != NULL; i++)
    if (strcmp (bugs[i], name) == 0)
      {
        sim_bug = bugs[i];
        return TRUE;
      }
  return FALSE;
}
