/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The socket over which the project says that something changed. It is only a hint, so every doubt ends the socket and a new
 * one is made: after an answer that does not come within ten seconds (a line that died in a sleep shows nothing else), after a
 * refusal, after a close. The wait grows and is random, so that a thousand computers do not come back at once. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-realtime.h"

#include <string.h>

#include "shed-random.h"
#include "shed-realtime-frame.h"
#include "shed-realtime-private.h"
#include "shed-transport-private.h"

struct _ShedRealtime {
  GObject                  parent_instance;
  ShedTransport           *transport;
  ShedRandom              *random;
  char                    *topic, *token;
  SoupWebsocketConnection *socket;
  GCancellable            *connecting;
  guint                    heartbeat_ms, answer_ms, retry_min_ms, retry_max_ms;
  guint                    heartbeat_id, answer_id, retry_id;
  guint                    failures;
  guint64                  ref, join_ref, heartbeat_ref;
  gboolean                 running, joined, wants_token;
};
G_DEFINE_FINAL_TYPE (ShedRealtime, shed_realtime, G_TYPE_OBJECT)

enum { PROP_JOINED = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];
enum { HINT, NEED_TOKEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static void begin (ShedRealtime *self);

static void
set_joined (ShedRealtime *self, gboolean joined)
{
  if (self->joined == joined)
    return;
  self->joined = joined;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOINED]);
}

/* Lets go of the socket without waiting for a word from the other side. */
static void
drop (ShedRealtime *self)
{
  g_clear_handle_id (&self->heartbeat_id, g_source_remove);
  g_clear_handle_id (&self->answer_id, g_source_remove);
  if (self->connecting != NULL)
    g_cancellable_cancel (self->connecting);
  g_clear_object (&self->connecting);
  if (self->socket != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->socket, self);
      if (soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_close (self->socket, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
      g_io_stream_close_async (soup_websocket_connection_get_io_stream (self->socket), G_PRIORITY_DEFAULT, NULL, NULL, NULL);
    }
  g_clear_object (&self->socket);
  self->join_ref = self->heartbeat_ref = 0;
  set_joined (self, FALSE);
}

static gboolean
on_retry (gpointer data)
{
  ShedRealtime *self = data;

  self->retry_id = 0;
  begin (self);
  return G_SOURCE_REMOVE;
}

static void
again_later (ShedRealtime *self)
{
  guint64 most;

  drop (self);
  if (!self->running || self->retry_id != 0)
    return;
  most = MIN ((guint64) self->retry_min_ms << MIN (self->failures, 20), self->retry_max_ms);
  self->failures++;
  self->retry_id = g_timeout_add ((guint) (shed_random_next (self->random) % (most + 1)), on_retry, self);
}

static gboolean
on_no_answer (gpointer data)
{
  ShedRealtime *self = data;

  self->answer_id = 0;
  g_debug ("the realtime socket does not answer");
  again_later (self);
  return G_SOURCE_REMOVE;
}

static void
await_answer (ShedRealtime *self)
{
  g_clear_handle_id (&self->answer_id, g_source_remove);
  self->answer_id = g_timeout_add (self->answer_ms, on_no_answer, self);
}

static void
send (ShedRealtime *self, char *text)
{
  if (self->socket != NULL && soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_text (self->socket, text);
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static gboolean
on_heartbeat (gpointer data)
{
  ShedRealtime *self = data;

  self->heartbeat_ref = ++self->ref;
  send (self, shed_frame_heartbeat (self->heartbeat_ref));
  await_answer (self);
  return G_SOURCE_CONTINUE;
}

static void
refused (ShedRealtime *self)
{
  gboolean ask = !self->wants_token;

  self->wants_token = TRUE;
  again_later (self);
  if (ask)
    g_signal_emit (self, signals[NEED_TOKEN], 0);
}

static void
on_message (SoupWebsocketConnection *socket, SoupWebsocketDataType type, GBytes *bytes, ShedRealtime *self)
{
  g_autoptr (ShedRealtime) hold = g_object_ref (self);
  ShedFrame frame;
  gsize n = 0;
  const char *text = g_bytes_get_data (bytes, &n);

  if (type != SOUP_WEBSOCKET_DATA_TEXT || text == NULL)
    return;
  shed_frame_read (text, n, self->topic, &frame);
  switch (frame.kind)
    {
    case SHED_FRAME_OK:
      if (frame.ref == 0 || (frame.ref != self->join_ref && frame.ref != self->heartbeat_ref))
        return;
      g_clear_handle_id (&self->answer_id, g_source_remove);
      if (frame.ref != self->join_ref || self->joined)
        return;
      self->failures = 0;
      self->wants_token = FALSE;
      set_joined (self, TRUE);
      /* Whatever was said while nobody listened. */
      g_signal_emit (self, signals[HINT], 0, G_GUINT64_CONSTANT (0));
      return;
    case SHED_FRAME_REFUSED:
      if (frame.ref == 0 || frame.ref == self->join_ref)
        refused (self);
      return;
    case SHED_FRAME_CLOSED:
      again_later (self);
      return;
    case SHED_FRAME_HINT:
      if (self->joined)
        g_signal_emit (self, signals[HINT], 0, frame.seq);
      return;
    case SHED_FRAME_OTHER:
    default:
      return;
    }
}

static void
on_closed (SoupWebsocketConnection *socket, ShedRealtime *self)
{
  again_later (self);
}

static void
on_socket_error (SoupWebsocketConnection *socket, GError *error, ShedRealtime *self)
{
  g_debug ("the realtime socket broke: %s %d", g_quark_to_string (error->domain), error->code);
}

static void
on_connected (GObject *session, GAsyncResult *result, gpointer data)
{
  g_autoptr (ShedRealtime) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SoupWebsocketConnection) socket = soup_session_websocket_connect_finish (SOUP_SESSION (session), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || !self->running || self->socket != NULL)
    return;
  g_clear_object (&self->connecting);
  if (socket == NULL)
    {
      g_debug ("no realtime socket: %s %d", g_quark_to_string (error->domain), error->code);
      again_later (self);
      return;
    }
  self->socket = g_steal_pointer (&socket);
  soup_websocket_connection_set_max_incoming_payload_size (self->socket, SHED_FRAME_MAX);
  g_signal_connect (self->socket, "message", G_CALLBACK (on_message), self);
  g_signal_connect (self->socket, "closed", G_CALLBACK (on_closed), self);
  g_signal_connect (self->socket, "error", G_CALLBACK (on_socket_error), self);
  self->join_ref = ++self->ref;
  send (self, shed_frame_join (self->topic, self->join_ref, self->token));
  self->heartbeat_id = g_timeout_add (self->heartbeat_ms, on_heartbeat, self);
  await_answer (self);
}

static void
begin (ShedRealtime *self)
{
  g_autoptr (SoupMessage) message = NULL;
  g_autofree char *query = NULL;

  if (!self->running || self->socket != NULL || self->connecting != NULL || self->retry_id != 0 || self->token == NULL ||
      self->wants_token)
    return;
  query = g_strdup_printf ("apikey=%s&vsn=1.0.0", shed_transport_get_key (self->transport));
  message = shed_transport_new_message (self->transport, "GET", "/realtime/v1/websocket", query, NULL);
  if (message == NULL)
    return;
  self->connecting = g_cancellable_new ();
  await_answer (self);
  soup_session_websocket_connect_async (shed_transport_get_session (self->transport), message, NULL, NULL, G_PRIORITY_DEFAULT,
                                        self->connecting, on_connected, g_object_ref (self));
}

static void
shed_realtime_dispose (GObject *object)
{
  shed_realtime_stop (SHED_REALTIME (object));
  G_OBJECT_CLASS (shed_realtime_parent_class)->dispose (object);
}

static void
wipe_token (ShedRealtime *self)
{
  if (self->token != NULL)
    explicit_bzero (self->token, strlen (self->token));
  g_clear_pointer (&self->token, g_free);
}

static void
shed_realtime_finalize (GObject *object)
{
  ShedRealtime *self = SHED_REALTIME (object);

  g_object_unref (self->transport);
  shed_random_unref (self->random);
  g_free (self->topic);
  wipe_token (self);
  G_OBJECT_CLASS (shed_realtime_parent_class)->finalize (object);
}

static void
shed_realtime_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_JOINED)
    g_value_set_boolean (value, SHED_REALTIME (object)->joined);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
shed_realtime_class_init (ShedRealtimeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = shed_realtime_dispose;
  object_class->finalize = shed_realtime_finalize;
  object_class->get_property = shed_realtime_get_property;
  properties[PROP_JOINED] = g_param_spec_boolean ("joined", NULL, NULL, FALSE,
                                                  G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[HINT] =
    g_signal_new ("hint", SHED_TYPE_REALTIME, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
  signals[NEED_TOKEN] = g_signal_new ("need-token", SHED_TYPE_REALTIME, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
shed_realtime_init (ShedRealtime *self)
{
  self->random = shed_random_new_system ();
  shed_realtime_set_times (self, 25 * 1000, 10 * 1000, 2 * 1000, 5 * 60 * 1000);
}

void
shed_realtime_set_times (ShedRealtime *self, guint heartbeat_ms, guint answer_ms, guint retry_min_ms, guint retry_max_ms)
{
  self->heartbeat_ms = heartbeat_ms;
  self->answer_ms = answer_ms;
  self->retry_min_ms = retry_min_ms;
  self->retry_max_ms = retry_max_ms;
}

ShedRealtime *
shed_realtime_new (ShedTransport *transport, const char *space_id)
{
  ShedRealtime *self;

  g_return_val_if_fail (SHED_IS_TRANSPORT (transport), NULL);
  g_return_val_if_fail (space_id != NULL, NULL);

  self = g_object_new (SHED_TYPE_REALTIME, NULL);
  self->transport = g_object_ref (transport);
  self->topic = g_strconcat ("realtime:woodshed:", space_id, NULL);
  return self;
}

/**
 * shed_realtime_set_token:
 *
 * The token that the channel is joined with. A new one is sent on while joined; after a refusal it lets the socket try again.
 */
void
shed_realtime_set_token (ShedRealtime *self, const char *access_token)
{
  g_return_if_fail (SHED_IS_REALTIME (self));

  if (g_strcmp0 (self->token, access_token) == 0)
    return;
  wipe_token (self);
  self->token = g_strdup (access_token);
  self->wants_token = FALSE;
  if (self->token == NULL)
    return;
  if (self->joined)
    send (self, shed_frame_token (self->topic, ++self->ref, self->join_ref, self->token));
  else
    begin (self);
}

void
shed_realtime_start (ShedRealtime *self)
{
  g_return_if_fail (SHED_IS_REALTIME (self));

  if (self->running)
    return;
  self->running = TRUE;
  self->failures = 0;
  begin (self);
}

void
shed_realtime_stop (ShedRealtime *self)
{
  g_return_if_fail (SHED_IS_REALTIME (self));

  self->running = FALSE;
  g_clear_handle_id (&self->retry_id, g_source_remove);
  drop (self);
}

gboolean
shed_realtime_is_joined (ShedRealtime *self)
{
  g_return_val_if_fail (SHED_IS_REALTIME (self), FALSE);
  return self->joined;
}
