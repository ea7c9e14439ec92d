/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that is replaced as a whole: written beside its place, forced to the disk, then put there by one rename. */
#pragma once

#include <gio/gio.h>

#include "shed-exchange-error.h"

G_BEGIN_DECLS

typedef struct _ShedAtomicFile ShedAtomicFile;

/* Errors of all: SHED_EXCHANGE_ERROR FOLDER, NOT_A_FILE, DISK_FULL, NOT_WRITTEN. */
ShedAtomicFile *shed_atomic_file_new    (GFile *file, GError **error);
gboolean        shed_atomic_file_write  (ShedAtomicFile *self, const char *bytes, gsize n_bytes, GError **error);
/* Puts it in place. Without it freeing leaves everything as it was. */
gboolean        shed_atomic_file_commit (ShedAtomicFile *self, GError **error);
void            shed_atomic_file_free   (ShedAtomicFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedAtomicFile, shed_atomic_file_free)

G_END_DECLS
