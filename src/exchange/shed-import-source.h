/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file or pasted text before it is read: its bytes, held so that nobody can pull them away, and what format they are. */
#pragma once

#include <gio/gio.h>

#include "shed-exchange-error.h"

G_BEGIN_DECLS

typedef enum { SHED_IMPORT_ABC, SHED_IMPORT_CSV, SHED_IMPORT_BACKUP } ShedImportFormat;

/* The whole content. Up to 16 MiB in memory; larger files are copied into one without a name and mapped from there, so
 * that memory does not grow with them and a file that is cut short while it is read cannot crash the program. UTF-16 is
 * turned into UTF-8. Errors: SHED_EXCHANGE_ERROR, G_IO_ERROR_CANCELLED. (transfer full) */
GBytes  *shed_import_source_load   (GFile *file, GCancellable *cancellable, GError **error);
/* FALSE with EMPTY, BINARY or NO_TUNES. name: (nullable) a file name, for its extension only. */
gboolean shed_import_source_detect (GBytes *bytes, const char *name, ShedImportFormat *ret_format, GError **error);
/* Bytes that are UTF-16 by their first two, as UTF-8; else the same. (transfer full) */
GBytes  *shed_import_source_decode (GBytes *bytes);

G_END_DECLS
