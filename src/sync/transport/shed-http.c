/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One exchange with libsoup. The body is read in pieces with a limit, and each sign of life (a byte out, a head, a byte in)
 * starts the thirty seconds anew: a slow line is not a dead one. Large bodies are looked at in a worker. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-http-private.h"

#include <string.h>

#include "shed-thread.h"

#define CHUNK (64 * 1024)
#define PEEK_HERE (128 * 1024) /* more than this is looked at in a worker: the main thread has frames to draw */
#define RETRY_MIN_MS (1000)
#define RETRY_MAX_MS (60 * 60 * 1000)

typedef struct {
  SoupMessage   *message;
  GCancellable  *own;           /* what libsoup sees: the caller's, or our patience */
  GCancellable  *callers;
  gulong         callers_id;
  guint          stall_id, total_id, stall_ms;
  gboolean       stalled, connected;
  GInputStream  *stream;
  GByteArray    *bytes;
  ShedHttpReply *reply;
} Exchange;

void
shed_http_reply_free (ShedHttpReply *reply)
{
  if (reply == NULL)
    return;
  g_clear_pointer (&reply->body, g_bytes_unref);
  g_free (reply);
}

static void
exchange_free (Exchange *x)
{
  g_clear_handle_id (&x->stall_id, g_source_remove);
  g_clear_handle_id (&x->total_id, g_source_remove);
  if (x->callers != NULL)
    g_cancellable_disconnect (x->callers, x->callers_id);
  g_clear_object (&x->callers);
  if (x->message != NULL)
    g_signal_handlers_disconnect_by_data (x->message, x);
  g_clear_object (&x->message);
  g_clear_object (&x->own);
  g_clear_object (&x->stream);
  g_clear_pointer (&x->bytes, g_byte_array_unref);
  g_clear_pointer (&x->reply, shed_http_reply_free);
  g_free (x);
}

static gboolean
on_patience_over (gpointer data)
{
  Exchange *x = data;

  /* Both sources end here; the other one must not outlive the exchange, which exchange_free() sees to. */
  if (g_source_get_id (g_main_current_source ()) == x->stall_id)
    x->stall_id = 0;
  else
    x->total_id = 0;
  x->stalled = TRUE;
  g_cancellable_cancel (x->own);
  return G_SOURCE_REMOVE;
}

static void
alive (Exchange *x)
{
  g_clear_handle_id (&x->stall_id, g_source_remove);
  if (!x->stalled)
    x->stall_id = g_timeout_add (x->stall_ms, on_patience_over, x);
}

/* Anything that making a connection brings: without it an older one is used. */
static void
on_network_event (SoupMessage *message, GSocketClientEvent event, GIOStream *stream, Exchange *x)
{
  x->connected = TRUE;
  alive (x);
}

static void
on_callers_cancelled (GCancellable *cancellable, gpointer own)
{
  g_cancellable_cancel (own);
}

/**
 * shed_http_parse_date:
 *
 * Returns: milliseconds since 1970 UTC of an HTTP date, 0 when there is none
 */
gint64
shed_http_parse_date (const char *value)
{
  g_autoptr (GDateTime) date = value != NULL ? soup_date_time_new_from_http_string (value) : NULL;
  gint64 ms = date != NULL ? g_date_time_to_unix (date) * 1000 : 0;

  return ms > 0 ? ms : 0;
}

/**
 * shed_http_parse_retry_after:
 * @now_ms: what the server's clock says, or this computer's
 *
 * Returns: how long to wait: between a second and an hour; 0 when nothing sensible is said
 */
gint64
shed_http_parse_retry_after (const char *value, gint64 now_ms)
{
  char *rest = NULL;
  guint64 seconds;
  gint64 date;

  if (value == NULL)
    return 0;
  while (*value == ' ')
    value++;
  if (g_ascii_isdigit (*value))
    {
      seconds = g_ascii_strtoull (value, &rest, 10);
      while (*rest == ' ')
        rest++;
      if (*rest == '\0')
        return (gint64) CLAMP (seconds, RETRY_MIN_MS / 1000, RETRY_MAX_MS / 1000) * 1000;
    }
  date = shed_http_parse_date (value);
  if (date == 0)
    return 0;
  return CLAMP (date - now_ms, RETRY_MIN_MS, RETRY_MAX_MS);
}

/**
 * shed_http_trouble_of:
 *
 * Returns: what kind of trouble an error of libsoup or GIO is, before any byte of a body. Half a head and something that is no
 *   HTTP at all look alike here, and neither is a gate to sign in to.
 */
ShedSyncTrouble
shed_http_trouble_of (const GError *error)
{
  if (error->domain == G_TLS_ERROR)
    return error->code == G_TLS_ERROR_EOF ? SHED_SYNC_TROUBLE_OFFLINE : SHED_SYNC_TROUBLE_TLS;
  if (g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING) ||
      g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_ENCODING))
    return SHED_SYNC_TROUBLE_TRUNCATED;
  return SHED_SYNC_TROUBLE_OFFLINE;
}

static gboolean
was_cancelled (Exchange *x, GTask *task)
{
  if (x->callers == NULL || !g_cancellable_is_cancelled (x->callers))
    return FALSE;
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Stopped");
  return TRUE;
}

static void
give (GTask *task)
{
  Exchange *x = g_task_get_task_data (task);

  g_clear_handle_id (&x->stall_id, g_source_remove);
  g_clear_handle_id (&x->total_id, g_source_remove);
  if (!was_cancelled (x, task))
    g_task_return_pointer (task, g_steal_pointer (&x->reply), (GDestroyNotify) shed_http_reply_free);
}

static void
give_trouble (GTask *task, ShedSyncTrouble trouble)
{
  Exchange *x = g_task_get_task_data (task);

  x->reply->on_dead_connection = !x->stalled && x->reply->status == 0 && !x->connected;
  x->reply->trouble = x->stalled ? SHED_SYNC_TROUBLE_OFFLINE : trouble;
  x->reply->tls_errors = soup_message_get_tls_peer_certificate_errors (x->message);
  give (task);
}

static void
peek (ShedHttpReply *reply)
{
  gsize n = 0;
  const char *text = g_bytes_get_data (reply->body, &n);

  shed_json_peek (text != NULL ? text : "", n, &reply->peek);
}

static gboolean
peek_in_worker (gpointer source, gpointer reply, GCancellable *cancellable, GError **error)
{
  peek (reply);
  return TRUE;
}

static void
peeked (GTask *task)
{
  Exchange *x = g_task_get_task_data (task);

  if (x->reply->json && x->reply->peek.state == SHED_PEEK_CUT)
    x->reply->trouble = SHED_SYNC_TROUBLE_TRUNCATED;
  x->reply->json = x->reply->json && x->reply->peek.state == SHED_PEEK_WHOLE;
  give (task);
}

static void
on_peeked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;

  peeked (task);
}

/* A head that broke off at the end of a line is taken for a whole one: nothing follows it, though it announces no empty body. */
static gboolean
is_half_a_head (Exchange *x)
{
  return g_bytes_get_size (x->reply->body) == 0 && x->reply->status != SOUP_STATUS_NO_CONTENT &&
         soup_message_headers_get_encoding (soup_message_get_response_headers (x->message)) != SOUP_ENCODING_CONTENT_LENGTH;
}

static void
body_read (GTask *task)
{
  Exchange *x = g_task_get_task_data (task);

  x->reply->body = g_byte_array_free_to_bytes (g_steal_pointer (&x->bytes));
  if (is_half_a_head (x))
    x->reply->trouble = SHED_SYNC_TROUBLE_TRUNCATED;
  g_clear_handle_id (&x->stall_id, g_source_remove);
  if (g_bytes_get_size (x->reply->body) <= PEEK_HERE)
    {
      peek (x->reply);
      peeked (task);
    }
  else
    {
      g_autoptr (GTask) worker = g_task_new (NULL, NULL, on_peeked, g_object_ref (task));

      g_task_set_task_data (worker, x->reply, NULL); /* lives as long as the task that on_peeked() holds */
      shed_thread_run (worker, peek_in_worker);
    }
}

static void
on_chunk (GObject *stream, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Exchange *x = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) chunk = g_input_stream_read_bytes_finish (G_INPUT_STREAM (stream), result, &error);

  if (chunk == NULL)
    {
      g_debug ("an answer broke off: %s %d", g_quark_to_string (error->domain), error->code);
      give_trouble (task, SHED_SYNC_TROUBLE_TRUNCATED);
      return;
    }
  if (g_bytes_get_size (chunk) == 0)
    {
      body_read (task);
      return;
    }
  alive (x);
  if (x->bytes->len + g_bytes_get_size (chunk) > SHED_SYNC_MAX_ANSWER)
    {
      g_cancellable_cancel (x->own);
      give_trouble (task, SHED_SYNC_TROUBLE_SERVER);
      return;
    }
  g_byte_array_append (x->bytes, g_bytes_get_data (chunk, NULL), (guint) g_bytes_get_size (chunk));
  g_input_stream_read_bytes_async (x->stream, CHUNK, G_PRIORITY_DEFAULT, x->own, on_chunk, g_steal_pointer (&task));
}

static gboolean
says_json (SoupMessageHeaders *headers)
{
  const char *type = soup_message_headers_get_content_type (headers, NULL);

  return type != NULL && (g_ascii_strcasecmp (type, "application/json") == 0 ||
                          (g_ascii_strncasecmp (type, "application/", 12) == 0 && g_str_has_suffix (type, "+json")));
}

static void
on_sent (GObject *session, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Exchange *x = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  SoupMessageHeaders *headers;

  x->stream = soup_session_send_finish (SOUP_SESSION (session), result, &error);
  if (x->stream == NULL)
    {
      g_debug ("no answer: %s %d", g_quark_to_string (error->domain), error->code);
      give_trouble (task, shed_http_trouble_of (error));
      return;
    }
  alive (x);
  headers = soup_message_get_response_headers (x->message);
  x->reply->status = soup_message_get_status (x->message);
  x->reply->json = says_json (headers);
  x->reply->server_ms = shed_http_parse_date (soup_message_headers_get_one (headers, "Date"));
  x->reply->retry_after_ms = shed_http_parse_retry_after (soup_message_headers_get_one (headers, "Retry-After"),
                                                          x->reply->server_ms != 0 ? x->reply->server_ms
                                                                                   : g_get_real_time () / 1000);
  g_input_stream_read_bytes_async (x->stream, CHUNK, G_PRIORITY_DEFAULT, x->own, on_chunk, g_steal_pointer (&task));
}

/**
 * shed_http_session_new:
 * @loopback: a project on this computer: no proxy is asked
 *
 * Returns: (transfer full): a session that keeps connections alive, takes gzip, follows nobody elsewhere and answers no
 *   question for a password
 */
SoupSession *
shed_http_session_new (gboolean loopback)
{
  SoupSession *session = soup_session_new_with_options ("user-agent", "Woodshed", "timeout", 0, "idle-timeout", 60, NULL);

  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  if (soup_session_get_feature (session, SOUP_TYPE_CONTENT_DECODER) == NULL)
    soup_session_add_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  if (loopback)
    soup_session_set_proxy_resolver (session, NULL);
  return session;
}

void
shed_http_send_async (SoupSession *session, SoupMessage *message, guint stall_ms, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (session, cancellable, callback, user_data);
  Exchange *x = g_new0 (Exchange, 1);

  g_task_set_task_data (task, x, (GDestroyNotify) exchange_free);
  g_task_set_check_cancellable (task, FALSE);
  x->message = g_object_ref (message);
  x->own = g_cancellable_new ();
  x->stall_ms = stall_ms;
  x->bytes = g_byte_array_new ();
  x->reply = g_new0 (ShedHttpReply, 1);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  g_signal_connect_swapped (message, "wrote-body-data", G_CALLBACK (alive), x);
  g_signal_connect (message, "network-event", G_CALLBACK (on_network_event), x);
  g_signal_connect_swapped (message, "got-headers", G_CALLBACK (alive), x);
  if (cancellable != NULL)
    {
      x->callers = g_object_ref (cancellable);
      x->callers_id =
        g_cancellable_connect (cancellable, G_CALLBACK (on_callers_cancelled), g_object_ref (x->own), g_object_unref);
    }
  alive (x);
  x->total_id = g_timeout_add (SHED_HTTP_TOTAL_MS, on_patience_over, x);
  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, x->own, on_sent, task);
}

ShedHttpReply *
shed_http_send_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
