/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts the application, nothing else. */
#include "shed-application.h"

int
main (int argc, char **argv)
{
  return shed_application_main (argc, argv);
}
