/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be wrong with a file that comes in or goes out. Codes below, words for people above. An import never fails as a
 * whole for one of these: it reports them file by file, with shed_exchange_error_get_word() as the code. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SHED_EXCHANGE_ERROR (shed_exchange_error_quark ())
GQuark shed_exchange_error_quark (void);

typedef enum {
  SHED_EXCHANGE_ERROR_UNREADABLE,   /* not there, no permission, or the disk failed while reading */
  SHED_EXCHANGE_ERROR_FOLDER,       /* a folder where a file was wanted */
  SHED_EXCHANGE_ERROR_NOT_A_FILE,   /* a device, pipe or socket */
  SHED_EXCHANGE_ERROR_EMPTY,        /* nothing in it, or blanks only */
  SHED_EXCHANGE_ERROR_BINARY,       /* a picture, archive, program … */
  SHED_EXCHANGE_ERROR_NO_TUNES,     /* a text without a tune */
  SHED_EXCHANGE_ERROR_TOO_LARGE,    /* over SHED_IMPORT_MAX_BYTES */
  SHED_EXCHANGE_ERROR_DAMAGED,      /* a backup that is cut off or changed; nothing of it was taken */
  SHED_EXCHANGE_ERROR_NEWER,        /* a backup made by a newer Woodshed; nothing of it was taken */
  SHED_EXCHANGE_ERROR_NOT_WRITTEN,  /* the file could not be written; what was there before is still there */
  SHED_EXCHANGE_ERROR_DISK_FULL,    /* the same, for want of space */
  SHED_EXCHANGE_ERROR_NO_SUCH_BOOK, /* the book that was asked for is not there */
} ShedExchangeError;
#define SHED_EXCHANGE_N_ERRORS (SHED_EXCHANGE_ERROR_NO_SUCH_BOOK + 1)

/* The code in a report: "unreadable", "folder", "not-a-file", "empty" … (transfer none) */
const char *shed_exchange_error_get_word (ShedExchangeError code);

G_END_DECLS
