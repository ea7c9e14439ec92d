/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sync in the running program: the account of the profile, the service for the library that is open, and what is known
 * of both, for the indicator and the pages. It outlives a library: closing and opening one stops and starts the
 * service. It shows nothing. */
#pragma once

#include "shed-settings.h"
#include "shed-sync-service.h"
#include "shed-sync-view.h"

G_BEGIN_DECLS

#define SHED_TYPE_SYNC_HOST (shed_sync_host_get_type ())
G_DECLARE_FINAL_TYPE (ShedSyncHost, shed_sync_host, SHED, SYNC_HOST, GObject)
/* signal "changed": the view is another, or the account, or a look at the project came to its end
 * signal "switch" (string space id): the account has another library; close this one, shed_sync_adopt(), open that one */

ShedSyncHost       *shed_sync_host_new         (ShedProfile *profile, ShedSettings *settings);
ShedAccount        *shed_sync_host_get_account (ShedSyncHost *self);
ShedSyncService    *shed_sync_host_get_service (ShedSyncHost *self); /* (nullable): only while it runs */
const ShedSyncView *shed_sync_host_get_view    (ShedSyncHost *self);

/* The library was opened: from now on it is kept in step, when there is an account. */
void                shed_sync_host_open        (ShedSyncHost *self, ShedStore *store);
/* It is about to be closed. At once: nothing is lost by it. */
void                shed_sync_host_close       (ShedSyncHost *self);
/* The same, but what waits is sent first if that takes no longer than two seconds. */
void                shed_sync_host_finish_async  (ShedSyncHost *self, GAsyncReadyCallback callback, gpointer user_data);
void                shed_sync_host_finish_finish (ShedSyncHost *self, GAsyncResult *result);

/* A window is on the screen; it has the focus. */
void                shed_sync_host_set_window  (ShedSyncHost *self, gboolean visible, gboolean focused);
void                shed_sync_host_sync_now    (ShedSyncHost *self);
void                shed_sync_host_compare     (ShedSyncHost *self); /* everything here with the project */
void                shed_sync_host_load_again  (ShedSyncHost *self); /* everything from it; what waits here stays */

/* Signs in and takes the open library along, or asks for the account's own by "switch". Errors: those of
 * shed_account_sign_in_async() and SHED_STORE_ERROR. */
void                shed_sync_host_sign_in_async   (ShedSyncHost *self, const char *url, const char *key, const char *email,
                                                    const char *password, GCancellable *cancellable, GAsyncReadyCallback callback,
                                                    gpointer user_data);
gboolean            shed_sync_host_sign_in_finish  (ShedSyncHost *self, GAsyncResult *result, GError **error);
/* The library stays, and so does all that waits in it. */
void                shed_sync_host_sign_out_async  (ShedSyncHost *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean            shed_sync_host_sign_out_finish (ShedSyncHost *self, GAsyncResult *result, GError **error);

G_END_DECLS
