/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking a library for one thing: it is read on a reader's thread, and what was made of it is handed to whoever asked. */
#pragma once

#include "shed-store.h"

G_BEGIN_DECLS

/* Reads in one snapshot and puts what it made at *answer, which stays NULL where nothing is an answer, too. On FALSE, with
 * error set, it leaves nothing there. */
typedef gboolean (*ShedStoreAskFunc) (
  ShedDb *db, gpointer question, GCancellable *cancellable, gpointer *answer, GError **error);

/* source: who is told to the callback, or NULL: the store. Question and answer end on the thread that asked, whatever becomes
 * of them. */
void shed_store_ask_async (ShedStore *self,
                           gpointer source,
                           ShedStoreAskFunc ask,
                           gpointer question,
                           GDestroyNotify free_question,
                           GDestroyNotify free_answer,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
/* (transfer full) (nullable); NULL without error is an answer. */
gpointer shed_store_ask_finish (GAsyncResult *result, GError **error);

G_END_DECLS
