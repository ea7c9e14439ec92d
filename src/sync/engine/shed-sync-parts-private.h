/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a job, one file each; shed-sync-job-run.c chooses among them. */
#pragma once

#include "shed-sync-job-private.h"

G_BEGIN_DECLS

gboolean shed_sync_make_hello  (ShedDb *db, ShedSyncJob *job, GError **error);
gboolean shed_sync_take_hello  (ShedDb *db, ShedSyncJob *job, GError **error);
gboolean shed_sync_make_push   (ShedDb *db, ShedSyncJob *job, GError **error);
gboolean shed_sync_take_push   (ShedDb *db, ShedSyncJob *job, GError **error);
gboolean shed_sync_hold        (ShedDb *db, ShedSyncJob *job, GError **error);
gboolean shed_sync_stage_page  (ShedDb *db, ShedSyncJob *job, GError **error);
gboolean shed_sync_apply       (ShedDb *db, ShedSyncJob *job, GError **error);
gboolean shed_sync_reset       (ShedDb *db, ShedSyncJob *job, GError **error);
/* Before the apply of an EPOCH or GC stage: what the server lacks. */
gboolean shed_sync_reconcile   (ShedDb *db, ShedStageMode mode, gint64 now, GError **error);

/* Groups that put back what the server lost go before everything that waits: what waits was made on top of them. */
typedef struct {
  ShedDb *db;
  gint64 now, n;         /* of the next group */
  gboolean upwards;      /* what comes later is needed by what came before */
  gint64 group;
  guint n_ops;
  gsize n_bytes;
} ShedSyncRestore;

gboolean shed_sync_restore_add (ShedSyncRestore *self, const char *table, const char *id, const char *op,
                                const char *base, const char *new, GError **error);
/* What a GC stage lacks: the server forgot it (shed-sync-forgotten.c). */
gboolean shed_sync_settle_forgotten (ShedSyncRestore *restore, GError **error);
/* Before the apply of a checkpoint up to cursor: the server took a row that was made here, says nothing of it, and something
 * waits for it. It was deleted and forgotten in an earlier life of the same request, whose answer was lost, so that this
 * shows only now: everything has to be read anew (as GC) while it is still known here what the row was. */
gboolean shed_sync_lacks_acked_row (ShedDb *db, gint64 cursor);

/* Before any apply of a whole checkpoint: what the server made of edits here and elsewhere. */
gboolean shed_sync_note_merged (ShedDb *db, gint64 now, GError **error);

G_END_DECLS
