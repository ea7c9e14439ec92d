/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A backup inside an import. */
#pragma once

#include "shed-restore.h"

G_BEGIN_DECLS

/* As shed_restore_run_bytes(), under result->journal (0: none). */
gboolean shed_restore_bytes_under (ShedStore *store,
                                   GBytes *backup,
                                   gboolean dry_run,
                                   ShedRestoreResult *result,
                                   GCancellable *cancellable,
                                   GError **error);

G_END_DECLS
