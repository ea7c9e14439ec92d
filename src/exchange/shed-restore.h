/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts a backup back: rows that are not there are inserted as a person's own edits, rows that differ are kept as they are.
 * Nothing is ever deleted or overwritten, and a backup that is not whole brings nothing. */
#pragma once

#include <gio/gio.h>

#include "shed-command.h"
#include "shed-exchange-error.h"
#include "shed-store.h"

G_BEGIN_DECLS

/**
 * ShedRestoreResult:
 * @inserted: rows that were not there
 * @equal: rows that were there with the same values
 * @kept: rows that were there with other values, and stay so
 * @refused: rows that the library cannot hold (what they belong to is neither there nor in the backup, or a value is impossible)
 * @tunes_inserted: of @inserted those of the table "tune"
 * @tunes_known: tunes among @equal and @kept
 * @tunes_refused: of @refused those of the table "tune"
 * @journal: number of the undo journal
 */
typedef struct {
  guint  inserted, equal, kept, refused;
  guint  tunes_inserted, tunes_known, tunes_refused;
  gint64 journal;
} ShedRestoreResult;

/* Waiting; on any thread but the window's. Errors: SHED_STORE_ERROR, SHED_EXCHANGE_ERROR, G_IO_ERROR_CANCELLED; whole
 * transactions that were written before stay, and restoring again goes on from there. */
gboolean shed_restore_run (ShedStore *store,
                           GFile *file,
                           gboolean dry_run,
                           ShedRestoreResult *ret_result,
                           GCancellable *cancellable,
                           GError **error);
gboolean shed_restore_run_bytes (ShedStore *store,
                                 GBytes *backup,
                                 gboolean dry_run,
                                 ShedRestoreResult *ret_result,
                                 GCancellable *cancellable,
                                 GError **error);
void shed_restore_run_async (
  ShedStore *store, GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean     shed_restore_run_finish (ShedStore *store, GAsyncResult *result, ShedRestoreResult *ret_result, GError **error);
/* For shed_history_push(); NULL when nothing was inserted. (transfer full) */
ShedCommand *shed_restore_make_command (const ShedRestoreResult *result);
/* The JSON of DATA.md, "restore". (transfer full) */
char        *shed_restore_result_to_json (const ShedRestoreResult *result);

G_END_DECLS
