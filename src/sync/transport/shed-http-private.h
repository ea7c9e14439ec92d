/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One exchange over HTTP: a message goes out, and either a whole body came back or the reason why none did. Nothing here
 * knows whose answer it is. */
#pragma once

#include <libsoup/soup.h>

#include "shed-json-peek.h"
#include "shed-sync-wire.h"

G_BEGIN_DECLS

#define SHED_HTTP_STALL_MS (30 * 1000)
#define SHED_HTTP_TOTAL_MS (30 * 60 * 1000) /* a server that gives a byte every 29 s does not hold us for ever */

typedef struct {
  ShedSyncTrouble trouble;      /* NONE: a whole answer came, whatever it says */
  guint           status;       /* 0: no head came */
  gboolean        json;         /* it says that it is JSON, and it is whole */
  ShedPeek        peek;
  GBytes         *body;
  gint64          retry_after_ms, server_ms;
  gboolean        on_dead_connection; /* one kept from earlier, on which nothing came back: worth another try at once */
  GTlsCertificateFlags tls_errors;
} ShedHttpReply;

void           shed_http_reply_free  (ShedHttpReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedHttpReply, shed_http_reply_free)

SoupSession   *shed_http_session_new (gboolean loopback);
/* The finish fails with G_IO_ERROR_CANCELLED only. */
void           shed_http_send_async  (SoupSession *session, SoupMessage *message, guint stall_ms, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
ShedHttpReply *shed_http_send_finish (GAsyncResult *result, GError **error);
/* Seconds or a date; 0: not said or nonsense. Otherwise between a second and an hour. */
gint64         shed_http_parse_retry_after (const char *value, gint64 now_ms);
gint64         shed_http_parse_date  (const char *value); /* ms UTC; 0: none */
ShedSyncTrouble shed_http_trouble_of (const GError *error);

G_END_DECLS
