/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server of the transport's tests. Each connection is a thread that reads one request after the other. */
#include "wire-fixture.h"

#include <string.h>
#include <sys/socket.h>

typedef struct {
  GBytes   *bytes;
  WireAfter after;
  gsize     piece;
  guint     pause_ms;
  gboolean  said;
} Saying;

struct _WireServer {
  GSocketService  *service;
  GTlsCertificate *certificate;
  GCancellable    *ended;
  GMutex           mutex;
  GQueue           sayings;
  WireHandler      handler; /* NULL: what was said in advance */
  gpointer         handler_data;
  GPtrArray       *requests;
  guint            connections, running;
  GCond            idle;
  guint16          port;
};

static void
saying_free (Saying *saying)
{
  g_bytes_unref (saying->bytes);
  g_free (saying);
}

/* (transfer full) (nullable): head and body of the next request */
static char *
read_request (GInputStream *in, GCancellable *ended)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gsize wanted = 0;

  while (TRUE)
    {
      char buffer[4096];
      const char *head_end = strstr (text->str, "\r\n\r\n");
      gssize n;

      if (head_end != NULL && wanted == 0)
        {
          g_autofree char *lower = g_ascii_strdown (text->str, head_end - text->str);
          const char *length = strstr (lower, "content-length:");

          wanted = (gsize) (head_end - text->str) + 4 + (length != NULL ? g_ascii_strtoull (length + 15, NULL, 10) : 0);
        }
      if (head_end != NULL && text->len >= wanted)
        return g_string_free (g_steal_pointer (&text), FALSE);
      n = g_input_stream_read (in, buffer, sizeof buffer, ended, NULL);
      if (n <= 0)
        return NULL;
      g_string_append_len (text, buffer, n);
    }
}

static Saying *
ask_handler (WireServer *self, const char *request)
{
  Saying *saying = g_new0 (Saying, 1);

  saying->after = WIRE_KEEP;
  saying->bytes = self->handler (request, &saying->after, self->handler_data);
  return saying;
}

static Saying *
next_saying (WireServer *self)
{
  Saying *saying = g_queue_peek_head (&self->sayings), *copy;

  if (saying != NULL && saying->said && g_queue_get_length (&self->sayings) > 1)
    {
      saying_free (g_queue_pop_head (&self->sayings));
      saying = g_queue_peek_head (&self->sayings);
    }
  if (saying == NULL)
    return NULL;
  saying->said = TRUE;
  copy = g_memdup2 (saying, sizeof *saying);
  g_bytes_ref (copy->bytes);
  return copy;
}

static void
serve (WireServer *self, GSocketConnection *connection, GIOStream *stream)
{
  GInputStream *in = g_io_stream_get_input_stream (stream);
  GOutputStream *out = g_io_stream_get_output_stream (stream);

  while (TRUE)
    {
      char *request = read_request (in, self->ended);
      Saying *saying = NULL;
      const char *bytes;
      gsize n, piece;
      WireAfter after;

      if (request == NULL)
        return;
      g_mutex_lock (&self->mutex);
      if (self->handler == NULL)
        {
          g_ptr_array_add (self->requests, request);
          saying = next_saying (self);
        }
      g_mutex_unlock (&self->mutex);
      if (self->handler != NULL)
        {
          saying = ask_handler (self, request);
          g_free (request);
        }
      if (saying == NULL)
        return;
      bytes = g_bytes_get_data (saying->bytes, &n);
      piece = saying->piece > 0 ? saying->piece : MAX (n, 1);
      for (gsize at = 0; at < n; at += piece)
        {
          if (!g_output_stream_write_all (out, bytes + at, MIN (piece, n - at), NULL, self->ended, NULL))
            break;
          if (saying->pause_ms > 0)
            g_usleep (saying->pause_ms * 1000);
        }
      after = saying->after;
      saying_free (saying);
      if (after == WIRE_STALL)
        while (!g_cancellable_is_cancelled (self->ended))
          g_usleep (5000);
      if (after == WIRE_RESET)
        {
          struct linger linger = { 1, 0 };

          setsockopt (g_socket_get_fd (g_socket_connection_get_socket (connection)), SOL_SOCKET, SO_LINGER, &linger,
                      sizeof linger);
          g_socket_close (g_socket_connection_get_socket (connection), NULL);
        }
      if (after != WIRE_KEEP)
        return;
    }
}

static gboolean
on_run (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  WireServer *self = data;

  g_mutex_lock (&self->mutex);
  self->connections++;
  self->running++;
  g_mutex_unlock (&self->mutex);
  if (self->certificate != NULL)
    {
      g_autoptr (GIOStream) tls = g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, NULL);

      if (g_tls_connection_handshake (G_TLS_CONNECTION (tls), self->ended, NULL))
        serve (self, connection, tls);
      g_io_stream_close (tls, NULL, NULL);
    }
  else
    serve (self, connection, G_IO_STREAM (connection));
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  g_mutex_lock (&self->mutex);
  self->running--;
  g_cond_signal (&self->idle);
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

WireServer *
wire_server_new (GTlsCertificate *certificate)
{
  WireServer *self = g_new0 (WireServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  GSocketAddress *got = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->mutex);
  g_cond_init (&self->idle);
  g_mutex_lock (&self->mutex); /* a thread that serves may be an older one than this server */
  g_queue_init (&self->sayings);
  self->requests = g_ptr_array_new_with_free_func (g_free);
  self->ended = g_cancellable_new ();
  self->certificate = certificate != NULL ? g_object_ref (certificate) : NULL;
  self->service = g_threaded_socket_service_new (16);
  g_signal_connect (self->service, "run", G_CALLBACK (on_run), self);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &got, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  g_object_unref (got);
  g_mutex_unlock (&self->mutex);
  g_socket_service_start (self->service);
  return self;
}

void
wire_server_free (WireServer *self)
{
  g_cancellable_cancel (self->ended);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_mutex_lock (&self->mutex);
  while (self->running > 0)
    g_cond_wait (&self->idle, &self->mutex);
  g_mutex_unlock (&self->mutex);
  g_object_unref (self->service);
  g_clear_object (&self->certificate);
  g_object_unref (self->ended);
  g_queue_clear_full (&self->sayings, (GDestroyNotify) saying_free);
  g_ptr_array_unref (self->requests);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->idle);
  g_free (self);
}

guint16
wire_server_port (WireServer *self)
{
  return self->port;
}

char *
wire_server_url (WireServer *self)
{
  return g_strdup_printf ("%s://127.0.0.1:%u", self->certificate != NULL ? "https" : "http", self->port);
}

static void
say (WireServer *self, const char *bytes, gsize n, WireAfter after, gsize piece, guint pause_ms)
{
  Saying *saying = g_new0 (Saying, 1);

  saying->bytes = g_bytes_new (bytes, n);
  saying->after = after;
  saying->piece = piece;
  saying->pause_ms = pause_ms;
  g_mutex_lock (&self->mutex);
  g_queue_push_tail (&self->sayings, saying);
  g_mutex_unlock (&self->mutex);
}

void
wire_server_say (WireServer *self, const char *bytes, gssize n, WireAfter after)
{
  say (self, bytes, n < 0 ? strlen (bytes) : (gsize) n, after, 0, 0);
}

void
wire_server_say_slowly (WireServer *self, const char *bytes, gsize piece, guint pause_ms)
{
  say (self, bytes, strlen (bytes), WIRE_CLOSE, piece, pause_ms);
}

void
wire_server_answer (WireServer *self, const char *status, const char *headers, const char *body)
{
  g_autofree char *text =
    g_strdup_printf ("HTTP/1.1 %s\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: %zu\r\n%s\r\n%s",
                     status, strlen (body), headers != NULL ? headers : "", body);

  wire_server_say (self, text, -1, WIRE_KEEP);
}

void
wire_server_handle (WireServer *self, WireHandler handler, gpointer data)
{
  g_mutex_lock (&self->mutex);
  self->handler = handler;
  self->handler_data = data;
  g_mutex_unlock (&self->mutex);
}

guint
wire_server_count (WireServer *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = self->requests->len;
  g_mutex_unlock (&self->mutex);
  return n;
}

guint
wire_server_connections (WireServer *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = self->connections;
  g_mutex_unlock (&self->mutex);
  return n;
}

char *
wire_server_request (WireServer *self, guint index)
{
  char *text;

  g_mutex_lock (&self->mutex);
  g_assert_cmpuint (index, <, self->requests->len);
  text = g_strdup (self->requests->pdata[index]);
  g_mutex_unlock (&self->mutex);
  return text;
}

void
wire_take (GObject *source, GAsyncResult *result, gpointer to)
{
  *(GAsyncResult **) to = g_object_ref (result);
}

GAsyncResult *
wire_wait (GAsyncResult **result)
{
  gint64 limit = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (*result == NULL && g_get_monotonic_time () < limit)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (*result);
  return *result;
}

ShedTransportAnswer *
wire_call (ShedTransport *transport, ShedSyncCall call, const char *body, const char *token)
{
  ShedSyncRequest request = { 7, call, (char *) body, strlen (body), (char *) "space" };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ShedTransportAnswer *answer;

  shed_transport_call_async (transport, &request, token, NULL, wire_take, &result);
  wire_wait (&result);
  answer = shed_transport_call_finish (transport, result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (answer);
  g_assert_cmpuint (answer->answer.id, ==, 7);
  return answer;
}

GBytes *
wire_gzip (const char *text, gssize n)
{
  g_autoptr (GConverter) gzip = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) out = g_converter_output_stream_new (memory, gzip);

  g_assert_true (g_output_stream_write_all (out, text, n < 0 ? strlen (text) : (gsize) n, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (out, NULL, NULL));
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}
