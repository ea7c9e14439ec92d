/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The project's realtime socket: one private broadcast channel "woodshed:<space>", over which the server says that something
 * changed. A hint only: nothing is lost when none comes. Phoenix frames (serializer 1.0.0), heartbeat every 25 s, an answer
 * within 10 s or the socket counts as dead; connects again with full jitter. Main context only. */
#pragma once

#include "shed-transport.h"

G_BEGIN_DECLS

#define SHED_TYPE_REALTIME (shed_realtime_get_type ())
G_DECLARE_FINAL_TYPE (ShedRealtime, shed_realtime, SHED, REALTIME, GObject)
/* signals: "hint" (guint64 seq, 0 when not said); "need-token" (the server refused the token: set another)
 * property: "joined" (boolean, read-only) */

ShedRealtime *shed_realtime_new       (ShedTransport *transport, const char *space_id);
void          shed_realtime_set_token (ShedRealtime *self, const char *access_token); /* also while joined: sent on */
void          shed_realtime_start     (ShedRealtime *self);
void          shed_realtime_stop      (ShedRealtime *self);
gboolean      shed_realtime_is_joined (ShedRealtime *self);

G_END_DECLS
