/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the computer says of network, sleep and power: hints for the sync service, nothing relies on any of them. Listens
 * only; it neither polls nor blocks, and a computer that says nothing is awake, at the mains and perhaps online. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SHED_TYPE_SYNC_WORLD (shed_sync_world_get_type ())
G_DECLARE_FINAL_TYPE (ShedSyncWorld, shed_sync_world, SHED, SYNC_WORLD, GObject)
/* signals: "network" (gboolean up), "portal" (gboolean wants to be signed in to), "sleep" (gboolean going), "saving"
 * (gboolean) */

ShedSyncWorld *shed_sync_world_new (void);
/* The network is said to answer with a page of its own until somebody signs in to it. */
gboolean       shed_sync_world_is_portal (ShedSyncWorld *self);

G_END_DECLS
