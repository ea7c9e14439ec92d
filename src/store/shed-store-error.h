/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can go wrong with a library on disk. Codes below, words for people above (ui/shed-error-text.c has a row for
 * each). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SHED_STORE_ERROR (shed_store_error_quark ())
GQuark shed_store_error_quark (void);

typedef enum
{
  SHED_STORE_ERROR_FAILED,    /* anything SQLite says that has no row of its own */
  SHED_STORE_ERROR_NOT_FOUND, /* no such row */
  SHED_STORE_ERROR_INVALID,   /* a value the schema refuses: CHECK, NOT NULL, type, foreign key */
  SHED_STORE_ERROR_BUSY,      /* another process kept the lock for longer than 5 s */
  SHED_STORE_ERROR_DISK_FULL,
  SHED_STORE_ERROR_READ_ONLY, /* folder or file cannot be written */
  SHED_STORE_ERROR_CORRUPT,
  SHED_STORE_ERROR_NOT_A_LIBRARY, /* the file is something else */
  SHED_STORE_ERROR_NEWER_SCHEMA,  /* made by a newer Woodshed; nothing was touched */
  SHED_STORE_ERROR_IO,
  SHED_STORE_ERROR_TOO_LARGE, /* a group over 500 operations or 512 KiB: a bug of the caller */
} ShedStoreError;
#define SHED_STORE_N_ERRORS (SHED_STORE_ERROR_TOO_LARGE + 1)

G_END_DECLS
