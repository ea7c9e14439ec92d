/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls the three functions of a project. An answer counts only when it is JSON, whole, and says "proto" and "end": anybody
 * may sit between this computer and the project and answer something. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-transport.h"

#include <string.h>

#include "shed-transport-private.h"

struct _ShedTransport {
  GObject      parent_instance;
  char        *url, *key;
  SoupSession *session;
  guint        stall_ms;
};
G_DEFINE_FINAL_TYPE (ShedTransport, shed_transport, G_TYPE_OBJECT)

static void
shed_transport_finalize (GObject *object)
{
  ShedTransport *self = SHED_TRANSPORT (object);

  soup_session_abort (self->session);
  g_object_unref (self->session);
  g_free (self->url);
  g_free (self->key);
  G_OBJECT_CLASS (shed_transport_parent_class)->finalize (object);
}

static void
shed_transport_class_init (ShedTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = shed_transport_finalize;
}

static void
shed_transport_init (ShedTransport *self)
{
  self->stall_ms = SHED_HTTP_STALL_MS;
}

/**
 * shed_transport_new:
 * @url: an address that shed_transport_check_url() let pass
 * @key: a key that shed_transport_check_key() let pass
 *
 * Returns: (transfer full) (nullable): NULL when one of them would not pass
 */
ShedTransport *
shed_transport_new (const char *url, const char *key)
{
  g_autofree char *clean = NULL;
  g_autoptr (GUri) uri = NULL;
  ShedTransport *self;

  if (!shed_transport_check_url (url, &clean, NULL) || !shed_transport_check_key (key, NULL))
    return NULL;
  uri = g_uri_parse (clean, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL)
    return NULL;
  self = g_object_new (SHED_TYPE_TRANSPORT, NULL);
  self->url = g_steal_pointer (&clean);
  self->key = g_strdup (key);
  self->session = shed_http_session_new (shed_transport_is_loopback (uri));
  return self;
}

const char *
shed_transport_get_url (ShedTransport *self)
{
  g_return_val_if_fail (SHED_IS_TRANSPORT (self), NULL);
  return self->url;
}

const char *
shed_transport_get_key (ShedTransport *self)
{
  g_return_val_if_fail (SHED_IS_TRANSPORT (self), NULL);
  return self->key;
}

SoupSession *
shed_transport_get_session (ShedTransport *self)
{
  return self->session;
}

guint
shed_transport_get_stall_ms (ShedTransport *self)
{
  return self->stall_ms;
}

void
shed_transport_set_stall_ms (ShedTransport *self, guint stall_ms)
{
  self->stall_ms = stall_ms;
}

void
shed_transport_drop_connections (ShedTransport *self)
{
  g_return_if_fail (SHED_IS_TRANSPORT (self));
  soup_session_abort (self->session);
}

SoupMessage *
shed_transport_new_message (
  ShedTransport *self, const char *method, const char *path, const char *query, const char *access_token)
{
  g_autofree char *address = g_strconcat (self->url, path, query != NULL ? "?" : NULL, query, NULL);
  SoupMessage *message = soup_message_new (method, address);
  SoupMessageHeaders *headers;

  if (message == NULL)
    return NULL;
  headers = soup_message_get_request_headers (message);
  soup_message_headers_replace (headers, "apikey", self->key);
  soup_message_headers_replace (headers, "Accept", "application/json");
  if (access_token != NULL && shed_transport_is_jwt (access_token))
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", access_token, NULL);

      soup_message_headers_replace (headers, "Authorization", bearer);
    }
  return message;
}

/* Judging */

static gboolean
is_about_functions (const char *code)
{
  return strcmp (code, "PGRST202") == 0 || strcmp (code, "PGRST203") == 0 || strcmp (code, "PGRST106") == 0;
}

ShedSyncTrouble
shed_transport_judge (const ShedHttpReply *reply)
{
  const char *code = reply->json ? reply->peek.code : "";

  if (reply->trouble != SHED_SYNC_TROUBLE_NONE && reply->status < 300)
    return reply->trouble;
  if (reply->trouble == SHED_SYNC_TROUBLE_OFFLINE)
    return reply->trouble;
  switch (reply->status)
    {
    case 200:
      if (!reply->json || !reply->peek.is_object || reply->peek.proto == 0 || !reply->peek.end)
        return SHED_SYNC_TROUBLE_PORTAL;
      return reply->peek.proto == SHED_SYNC_PROTO ? SHED_SYNC_TROUBLE_NONE : SHED_SYNC_TROUBLE_UPDATE;
    case 407:
    case 511:
      return SHED_SYNC_TROUBLE_PORTAL;
    case 429:
    case 503:
      return SHED_SYNC_TROUBLE_BUSY;
    case 413:
      return SHED_SYNC_TROUBLE_REFUSED;
    default:
      break;
    }
  /* Half an answer is a broken line: neither somebody else's word nor the project's, of the session or of what was asked. */
  if (reply->trouble == SHED_SYNC_TROUBLE_TRUNCATED && reply->status >= 400 && reply->status < 500)
    return SHED_SYNC_TROUBLE_TRUNCATED;
  if (is_about_functions (code))
    return SHED_SYNC_TROUBLE_NOT_WOODSHED;
  if (reply->status >= 500)
    return g_str_has_prefix (code, "PGRST00") ? SHED_SYNC_TROUBLE_BUSY : SHED_SYNC_TROUBLE_SERVER;
  if (reply->status < 400 || !reply->json)
    return SHED_SYNC_TROUBLE_PORTAL;
  if (reply->status == 401)
    return SHED_SYNC_TROUBLE_SIGN_IN;
  if (strcmp (code, "PT409") == 0)
    return SHED_SYNC_TROUBLE_UPDATE;
  return SHED_SYNC_TROUBLE_REFUSED;
}

ShedTransportError
shed_transport_error_of (const ShedHttpReply *reply, ShedSyncTrouble trouble)
{
  switch (trouble)
    {
    case SHED_SYNC_TROUBLE_OFFLINE:
      return SHED_TRANSPORT_ERROR_OFFLINE;
    case SHED_SYNC_TROUBLE_TLS:
      return SHED_TRANSPORT_ERROR_TLS;
    case SHED_SYNC_TROUBLE_PORTAL:
      /* Who sends elsewhere, or says so, is a gate; any other page is just another site at this address. */
      return reply->status == 511 || reply->status == 407 || (reply->status >= 300 && reply->status < 400)
               ? SHED_TRANSPORT_ERROR_PORTAL
               : SHED_TRANSPORT_ERROR_NOT_SUPABASE;
    case SHED_SYNC_TROUBLE_BUSY:
      return reply->status == 429 ? SHED_TRANSPORT_ERROR_LIMIT : SHED_TRANSPORT_ERROR_SERVER;
    case SHED_SYNC_TROUBLE_NOT_WOODSHED:
      return SHED_TRANSPORT_ERROR_NO_FUNCTIONS;
    case SHED_SYNC_TROUBLE_UPDATE:
      return SHED_TRANSPORT_ERROR_TOO_OLD;
    case SHED_SYNC_TROUBLE_SIGN_IN:
      return SHED_TRANSPORT_ERROR_SESSION;
    case SHED_SYNC_TROUBLE_SERVER:
    case SHED_SYNC_TROUBLE_TRUNCATED:
      return SHED_TRANSPORT_ERROR_SERVER;
    default:
      return SHED_TRANSPORT_ERROR_FAILED;
    }
}

/* Calls */

void
shed_transport_answer_free (ShedTransportAnswer *answer)
{
  if (answer == NULL)
    return;
  g_clear_pointer (&answer->bytes, g_bytes_unref);
  g_free (answer);
}

typedef struct {
  guint64      id;
  SoupMessage *message;
  GBytes      *body; /* nullable */
  gboolean     again;
} Call;

static void
call_free (Call *call)
{
  g_object_unref (call->message);
  g_clear_pointer (&call->body, g_bytes_unref);
  g_free (call);
}

static void on_called (GObject *session, GAsyncResult *result, gpointer data);

static void
send_call (ShedTransport *self, GTask *task)
{
  Call *call = g_task_get_task_data (task);

  if (call->body != NULL)
    soup_message_set_request_body_from_bytes (call->message, "application/json", call->body);
  shed_http_send_async (self->session, call->message, self->stall_ms, g_task_get_cancellable (task), on_called,
                        g_object_ref (task));
}

static void
on_called (GObject *session, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Call *call = g_task_get_task_data (task);
  ShedTransportAnswer *given;
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedHttpReply) reply = shed_http_send_finish (result, &error);

  if (reply == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (reply->on_dead_connection && reply->trouble == SHED_SYNC_TROUBLE_OFFLINE && !call->again)
    {
      call->again = TRUE;
      soup_message_add_flags (call->message, SOUP_MESSAGE_NEW_CONNECTION);
      send_call (g_task_get_source_object (task), task);
      return;
    }
  given = g_new0 (ShedTransportAnswer, 1);
  given->answer.id = call->id;
  given->answer.trouble = shed_transport_judge (reply);
  given->answer.status = reply->status;
  given->answer.retry_after_ms = reply->retry_after_ms;
  given->server_ms = reply->server_ms;
  if (given->answer.trouble != SHED_SYNC_TROUBLE_NONE && reply->json)
    g_strlcpy (given->answer.code, reply->peek.code, sizeof given->answer.code);
  if (given->answer.trouble == SHED_SYNC_TROUBLE_NONE)
    {
      given->bytes = g_steal_pointer (&reply->body);
      given->answer.body = g_bytes_get_data (given->bytes, &given->answer.n_bytes);
    }
  else
    g_debug ("a call failed: trouble %d, status %u, code %s", given->answer.trouble, given->answer.status, given->answer.code);
  g_task_return_pointer (task, given, (GDestroyNotify) shed_transport_answer_free);
}

/**
 * shed_transport_call_async:
 * @request: copied as far as needed
 * @access_token: (nullable): nothing else than a token goes as bearer
 *
 * Pushes may go twice over a connection that turns out to be dead: the server knows what it has seen.
 */
void
shed_transport_call_async (ShedTransport *self,
                           const ShedSyncRequest *request,
                           const char *access_token,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  static const char *const paths[] = {
    [SHED_SYNC_HELLO] = "/rest/v1/rpc/woodshed_hello",
    [SHED_SYNC_PUSH] = "/rest/v1/rpc/woodshed_push",
    [SHED_SYNC_PULL] = "/rest/v1/rpc/woodshed_pull",
  };
  g_autoptr (GTask) task = NULL;
  g_autoptr (SoupMessage) message = NULL;
  Call *call;
  gboolean get;

  g_return_if_fail (SHED_IS_TRANSPORT (self));
  g_return_if_fail (request != NULL && request->call <= SHED_SYNC_PULL);

  get = request->call == SHED_SYNC_PULL;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, shed_transport_call_async);
  message = shed_transport_new_message (self, get ? "GET" : "POST", paths[request->call], get ? request->body : NULL,
                                        access_token);
  if (message == NULL)
    {
      g_task_return_new_error (task, SHED_TRANSPORT_ERROR, SHED_TRANSPORT_ERROR_ADDRESS, "not an address");
      return;
    }
  call = g_new0 (Call, 1);
  call->id = request->id;
  call->message = g_steal_pointer (&message);
  /* A post of ours may go twice, so it may use a connection that is kept; libsoup would open a new one for each. */
  soup_message_add_flags (call->message, SOUP_MESSAGE_IDEMPOTENT);
  if (!get)
    call->body = g_bytes_new (request->body, request->n_bytes);
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  send_call (self, task);
}

ShedTransportAnswer *
shed_transport_call_finish (ShedTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
