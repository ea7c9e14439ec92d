/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Undo and redo over the commands since start. Runs commands one after the other, off the main thread; what is shown changes
 * through the store's change signal, after the commit. */
#pragma once

#include "shed-command.h"

G_BEGIN_DECLS

#define SHED_TYPE_HISTORY (shed_history_get_type ())
G_DECLARE_FINAL_TYPE (ShedHistory, shed_history, SHED, HISTORY, GObject)
/* properties: "can-undo", "can-redo", "busy" (boolean, read-only)
 * signals: "ran" (ShedCommand), "undone" (ShedCommand, guint n_left), "redone" (ShedCommand, guint n_left) */

ShedHistory *shed_history_new           (ShedStore *store);
ShedStore   *shed_history_get_store     (ShedHistory *self);
void         shed_history_run_async     (ShedHistory *self, ShedCommand *command /* (transfer full) */, GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer user_data);
/* The command, to ask for its result. (transfer full) */
ShedCommand *shed_history_run_finish    (ShedHistory *self, GAsyncResult *result, GError **error);
/* A command that was run elsewhere under a journal number of this store (an import job) enters the history. */
void         shed_history_push          (ShedHistory *self, ShedCommand *command /* (transfer full) */, gint64 journal);
void         shed_history_undo_async    (ShedHistory *self, GAsyncReadyCallback callback, gpointer user_data);
void         shed_history_redo_async    (ShedHistory *self, GAsyncReadyCallback callback, gpointer user_data);
/* FALSE without error: nothing to undo. */
gboolean     shed_history_undo_finish   (ShedHistory *self, GAsyncResult *result, GError **error);
gboolean     shed_history_redo_finish   (ShedHistory *self, GAsyncResult *result, GError **error);
gboolean     shed_history_can_undo      (ShedHistory *self);
gboolean     shed_history_can_redo      (ShedHistory *self);
ShedCommand *shed_history_get_undo      (ShedHistory *self); /* (transfer none) (nullable) */
ShedCommand *shed_history_get_redo      (ShedHistory *self);
/* Undo of this very command if it is still the last (for a toast's button); otherwise nothing. */
void shed_history_undo_command_async (ShedHistory *self,
                                      ShedCommand *command,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);

G_END_DECLS
