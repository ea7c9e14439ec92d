/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the transport share. */
#pragma once

#include "shed-http-private.h"
#include "shed-transport.h"

G_BEGIN_DECLS

gboolean shed_transport_is_loopback (GUri *uri);
gboolean shed_transport_is_jwt      (const char *text);
/* What an answer of a function is worth. */
ShedSyncTrouble shed_transport_judge (const ShedHttpReply *reply);
/* A trouble, as an error of SHED_TRANSPORT_ERROR. */
ShedTransportError shed_transport_error_of (const ShedHttpReply *reply, ShedSyncTrouble trouble);

SoupSession *shed_transport_get_session  (ShedTransport *self);
guint        shed_transport_get_stall_ms (ShedTransport *self);
void         shed_transport_set_stall_ms (ShedTransport *self, guint stall_ms); /* for tests */
/* @access_token: goes as bearer if it has the shape of a token; a key never does. */
SoupMessage *shed_transport_new_message (ShedTransport *self,
                                         const char *method,
                                         const char *path,
                                         const char *query /* nullable */,
                                         const char *access_token /* nullable */);

/* Reads the answer of a sign-in or a refresh. (transfer full) (nullable) */
ShedSession *shed_session_parse (const char *bytes, gsize n_bytes, gint64 now_ms);

G_END_DECLS
