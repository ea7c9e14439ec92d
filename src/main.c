/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts the application, nothing else. */
#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "shed-application.h"

int
main (int argc, char **argv)
{
#ifdef __GLIBC__
  /* Otherwise every thread that allocates keeps a heap of its own: 2.4 MB more when the first window stands. */
  mallopt (M_ARENA_MAX, 2);
#endif
  return shed_application_main (argc, argv);
}
