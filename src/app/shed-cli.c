/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of the command line. */
#include "shed-cli.h"

/**
 * shed_cli_run:
 * @argc: as main() has it
 * @argv: as main() has it; not changed
 * @handled: (out): whether it was a verb (or a wrong one, which has been said)
 *
 * Returns: the exit status, when @handled
 */
int
shed_cli_run (int argc, char **argv, gboolean *handled)
{
  *handled = FALSE;
  return 0;
}
