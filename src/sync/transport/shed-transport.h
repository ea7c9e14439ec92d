/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A player's project on the network: its functions called over HTTPS with libsoup. Main context only; never blocks. TLS is
 * never relaxed; plain HTTP goes to loopback only. It knows nothing of the library and holds no token longer than a call. */
#pragma once

#include <gio/gio.h>
#include "shed-sync-wire.h"

G_BEGIN_DECLS

#define SHED_TYPE_TRANSPORT (shed_transport_get_type ())
G_DECLARE_FINAL_TYPE (ShedTransport, shed_transport, SHED, TRANSPORT, GObject)

/* What is wrong with an address or a key, found without the network. NULL: nothing. Codes of SHED_TRANSPORT_ERROR. */
typedef enum {
  SHED_TRANSPORT_ERROR_ADDRESS,       /* not an https:// address (or http:// to loopback) */
  SHED_TRANSPORT_ERROR_KEY,           /* not a publishable or anon key; see also SECRET_KEY */
  SHED_TRANSPORT_ERROR_OFFLINE,
  SHED_TRANSPORT_ERROR_TLS,
  SHED_TRANSPORT_ERROR_PORTAL,
  SHED_TRANSPORT_ERROR_NOT_SUPABASE,  /* somebody answers, but not such a project */
  SHED_TRANSPORT_ERROR_KEY_REFUSED,
  SHED_TRANSPORT_ERROR_NO_FUNCTIONS,  /* the project lacks our SQL */
  SHED_TRANSPORT_ERROR_TOO_OLD,       /* the project's SQL is older than this program needs */
  SHED_TRANSPORT_ERROR_TOO_NEW,       /* this program is older than the project's SQL allows */
  SHED_TRANSPORT_ERROR_PASSWORD,      /* e-mail and password do not fit */
  SHED_TRANSPORT_ERROR_SESSION,       /* the session is gone: sign in again */
  SHED_TRANSPORT_ERROR_LIMIT,         /* 429: too many tries */
  SHED_TRANSPORT_ERROR_SERVER,
  SHED_TRANSPORT_ERROR_FAILED,
  SHED_TRANSPORT_ERROR_SECRET_KEY,    /* a secret key: it opens everything to whoever holds it, and is not taken */
} ShedTransportError;
#define SHED_TRANSPORT_ERROR (shed_transport_error_quark ())
GQuark         shed_transport_error_quark  (void);
gboolean       shed_transport_check_url    (const char *url, char **clean /* nullable, transfer full */, GError **error);
gboolean       shed_transport_check_key    (const char *key, GError **error);

ShedTransport *shed_transport_new          (const char *url, const char *key);
const char    *shed_transport_get_url      (ShedTransport *self);
const char    *shed_transport_get_key      (ShedTransport *self);
/* Ends what is under way and closes what is kept alive: after a sleep, or on another network, old connections are dead. */
void           shed_transport_drop_connections (ShedTransport *self);

/* One call of a function. The finish always gives an answer unless the task was cancelled; trouble says what went wrong.
 * No answer is waited for longer than 30 s without a byte. */
void            shed_transport_call_async  (ShedTransport *self, const ShedSyncRequest *request, const char *access_token,
                                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
typedef struct {
  ShedSyncAnswer answer;        /* answer.body points into bytes */
  GBytes        *bytes;
  gint64         server_ms;     /* from the Date header; 0: none */
} ShedTransportAnswer;
ShedTransportAnswer *shed_transport_call_finish (ShedTransport *self, GAsyncResult *result, GError **error);
void            shed_transport_answer_free (ShedTransportAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedTransportAnswer, shed_transport_answer_free)

/* Is this a project with our functions, does it take the key, does its SQL fit? Needs no account. */
void shed_transport_probe_async (ShedTransport *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean        shed_transport_probe_finish (ShedTransport *self, GAsyncResult *result, GError **error);

/* The same, asked as the one who is signed in: only then does the server say whether its SQL and this program fit. */
void            shed_transport_check_fit_async  (ShedTransport *self, const char *user_id, const char *access_token,
                                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean        shed_transport_check_fit_finish (ShedTransport *self, GAsyncResult *result, GError **error);

/* Auth (GoTrue). */
typedef struct {
  char  *user_id, *email;
  char  *access_token, *refresh_token;
  gint64 expires_at;            /* ms UTC by this computer's clock, from expires_in */
} ShedSession;
ShedSession    *shed_session_copy           (const ShedSession *session);
void            shed_session_free           (ShedSession *session); /* wipes the tokens */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedSession, shed_session_free)
void shed_transport_sign_in_async (ShedTransport *self,
                                   const char *email,
                                   const char *password,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
void            shed_transport_refresh_async  (ShedTransport *self, const char *refresh_token, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
ShedSession    *shed_transport_session_finish (ShedTransport *self, GAsyncResult *result, GError **error); /* of both */
void            shed_transport_sign_out_async (ShedTransport *self, const char *access_token, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
gboolean        shed_transport_sign_out_finish (ShedTransport *self, GAsyncResult *result, GError **error);

G_END_DECLS
