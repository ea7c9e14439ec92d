/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server on loopback that says exactly the bytes it was told to, well or badly, and keeps what it was asked. Blocking
 * reads and writes in threads of its own, so the client under test has the main loop for itself. */
#pragma once

#include "shed-transport.h"

G_BEGIN_DECLS

typedef enum {
  WIRE_CLOSE, /* close after the bytes */
  WIRE_KEEP,  /* and wait for the next request */
  WIRE_STALL, /* say no more, keep it open until the server ends */
  WIRE_RESET, /* end with a reset instead of a close */
} WireAfter;

typedef struct _WireServer WireServer;

WireServer *wire_server_new      (GTlsCertificate *certificate /* nullable */);
void        wire_server_free     (WireServer *self);
guint16     wire_server_port     (WireServer *self);
char       *wire_server_url      (WireServer *self);
/* What the next request gets; the last said is said again. */
void        wire_server_say      (WireServer *self, const char *bytes, gssize n, WireAfter after);
void        wire_server_say_slowly (WireServer *self, const char *bytes, gsize piece, guint pause_ms);
/* A whole answer with a Content-Length. */
void        wire_server_answer   (WireServer *self, const char *status, const char *headers, const char *body);
/* Every request (head and body) gets what the handler says; it is called by the server's threads, NULL-terminated text
 * in, bytes out. */
typedef GBytes *(*WireHandler) (const char *request, WireAfter *after, gpointer data);
void        wire_server_handle   (WireServer *self, WireHandler handler, gpointer data);
guint       wire_server_count    (WireServer *self);
guint       wire_server_connections (WireServer *self);
char       *wire_server_request  (WireServer *self, guint index); /* head and body */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WireServer, wire_server_free)

#define WIRE_KEY "sb_publishable_test-key_1"
#define WIRE_JWT "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYXV0aGVudGljYXRlZCJ9.c2lnbmF0dXJl"

ShedTransportAnswer *wire_call   (ShedTransport *transport, ShedSyncCall call, const char *body, const char *token);
/* Waits in the main loop for a result. */
GAsyncResult *wire_wait          (GAsyncResult **result);
void        wire_take            (GObject *source, GAsyncResult *result, gpointer to);
GBytes     *wire_gzip            (const char *text, gssize n);

G_END_DECLS
