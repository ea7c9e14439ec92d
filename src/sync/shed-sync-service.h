/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps one library in step with the player's project: drives the engine from the GLib main loop, with the account's tokens,
 * the transport, the realtime socket and what the computer says of network, sleep, battery. The window and "woodshed sync"
 * use the same service. Main context only; never blocks. One process at a time syncs an account (the profile's sync.lock). */
#pragma once

#include "shed-account.h"
#include "shed-store.h"
#include "shed-sync-engine.h"

G_BEGIN_DECLS

#define SHED_TYPE_SYNC_SERVICE (shed_sync_service_get_type ())
G_DECLARE_FINAL_TYPE (ShedSyncService, shed_sync_service, SHED, SYNC_SERVICE, GObject)
/* signal "changed": the status is another (at most once a main loop turn)
 * signal "finished": a cycle came to its end, well or badly
 * properties (writable): "automatic", "follow" (realtime), "visible" (a window is on the screen: the socket is open
 * only then), "active" (it has the focus: coming back after a while is a reason to look), "listening" (to network,
 * sleep and power; before the start), "device-name" */

ShedSyncService      *shed_sync_service_new        (ShedStore *store, ShedAccount *account, ShedProfile *profile);
void                  shed_sync_service_start      (ShedSyncService *self);
/* Tries for two seconds at the most to send what waits, then calls back; does not hold up anything else. */
void                  shed_sync_service_stop_async  (ShedSyncService *self, GAsyncReadyCallback callback, gpointer user_data);
void                  shed_sync_service_stop_finish (ShedSyncService *self, GAsyncResult *result);
void                  shed_sync_service_sync_now   (ShedSyncService *self);
void                  shed_sync_service_reload     (ShedSyncService *self); /* "Load everything again" */
void                  shed_sync_service_verify     (ShedSyncService *self); /* "Compare with the server" */
/* Whether one of the two is under way: which, and how many rows came so far. */
gboolean              shed_sync_service_get_comparing (ShedSyncService *self, gboolean *loads, guint *n_rows);
/* Somebody looks at the list of computers (shed-sync-devices.h): it is asked for anew when it is not fresh. */
void                  shed_sync_service_look_at_devices (ShedSyncService *self);
/* The list was changed here: tells the project. */
void                  shed_sync_service_send_devices    (ShedSyncService *self);

const ShedSyncStatus *shed_sync_service_get_status (ShedSyncService *self);
/* Another process syncs this account. */
gboolean              shed_sync_service_is_busy    (ShedSyncService *self);
/* It failed, and the computer says that its network wants to be signed in to: a hint on the reason, never a failure of its
 * own. */
gboolean              shed_sync_service_meets_portal (ShedSyncService *self);
/* The state word of DATA.md: "up-to-date", "waiting", … "no-account". */
const char           *shed_sync_service_get_word   (ShedSyncService *self);

G_END_DECLS
