/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the realtime service does: Phoenix frames of both serializers (1.0.0 objects, 2.0.0 arrays) over a websocket, private
 * broadcast channels that the shipped policy lets in, heartbeats, new tokens. The messages themselves are PostgreSQL's
 * notifications, sent by the shipped trigger through plain-realtime.sql. */
#include "gateway.h"

#include <glib-unix.h>
#include <string.h>

#define PATH "/realtime/v1/websocket"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGresult, PQclear)

typedef struct {
  Gateway                 *gateway;
  SoupWebsocketConnection *connection;
  GHashTable              *channels; /* topic → Channel */
  gboolean                 arrays;   /* serializer 2.0.0 */
  gboolean                 deaf;     /* half open */
} Socket;

typedef struct {
  Socket  *socket;
  char    *topic, *join_ref; /* join_ref as JSON */
  gboolean private;
  guint    expiry;
} Channel;

static void
channel_free (Channel *channel)
{
  g_clear_handle_id (&channel->expiry, g_source_remove);
  g_free (channel->topic);
  g_free (channel->join_ref);
  g_free (channel);
}

static void
send_frame (Socket *socket, const char *join_ref, const char *ref, const char *topic, const char *event, const char *payload)
{
  if (socket->deaf || soup_websocket_connection_get_state (socket->connection) != SOUP_WEBSOCKET_STATE_OPEN)
    return;
  g_autofree char *t = gateway_json_string (topic);
  g_autofree char *text =
    socket->arrays ? g_strdup_printf ("[%s,%s,%s,\"%s\",%s]", join_ref, ref, t, event, payload)
                   : g_strdup_printf ("{\"join_ref\":%s,\"ref\":%s,\"topic\":%s,\"event\":\"%s\",\"payload\":%s}",
                                      join_ref, ref, t, event, payload);
  soup_websocket_connection_send_text (socket->connection, text);
}

static void
reply (Socket *socket, const char *join_ref, const char *ref, const char *topic, const char *status, const char *response)
{
  g_autofree char *payload = g_strdup_printf ("{\"status\":\"%s\",\"response\":%s}", status, response);
  send_frame (socket, join_ref, ref, topic, "phx_reply", payload);
}

/* The token's time is over: the service says so and closes the channel, not the socket. */
static void
close_channel (Channel *channel, const char *message)
{
  Socket *socket = channel->socket;
  g_autofree char *m = gateway_json_string (message), *c = gateway_json_string (channel->topic + strlen ("realtime:"));
  g_autofree char *payload =
    g_strdup_printf ("{\"status\":\"error\",\"extension\":\"system\",\"message\":%s,\"channel\":%s}", m, c);
  send_frame (socket, channel->join_ref, "null", channel->topic, "system", payload);
  send_frame (socket, channel->join_ref, channel->join_ref, channel->topic, "phx_close", "{}");
  g_hash_table_remove (socket->channels, channel->topic);
}

static gboolean
expired (gpointer data)
{
  Channel *channel = data;
  channel->expiry = 0;
  close_channel (channel, "Token has expired 0 seconds ago");
  return G_SOURCE_REMOVE;
}

static void
expire_at (Channel *channel, gint64 seconds)
{
  g_clear_handle_id (&channel->expiry, g_source_remove);
  gint64 left = seconds - g_get_real_time () / G_USEC_PER_SEC;
  if (left < G_MAXINT / 1000)
    channel->expiry = g_timeout_add ((guint) MAX (left, 0) * 1000, expired, channel);
}

/* May these claims listen to this topic? The policies on realtime.messages say so, as on a hosted project. */
static gboolean
may_listen (Gateway *gateway, const char *topic, const char *claims, const char *role)
{
  PGconn *db = gateway->admin;
  gboolean may = FALSE;
  PQclear (PQexec (db, "begin"));
  const char *message[] = { topic };
  PQclear (PQexecParams (db, "insert into realtime.messages (topic, extension, private) values ($1, 'broadcast', true)",
                         1, NULL, message, NULL, NULL, 0));
  const char *values[] = { topic, claims, role };
  g_autoptr (PGresult) set =
    PQexecParams (db,
                  "select set_config ('realtime.topic', $1, true), set_config ('request.jwt.claims', $2, true), "
                  "set_config ('role', $3, true)",
                  3, NULL, values, NULL, NULL, 0);
  if (PQresultStatus (set) == PGRES_TUPLES_OK) {
      g_autoptr (PGresult) seen =
        PQexecParams (db, "select 1 from realtime.messages where topic = $1 and extension = 'broadcast' limit 1", 1,
                      NULL, message, NULL, NULL, 0);
      may = PQresultStatus (seen) == PGRES_TUPLES_OK && PQntuples (seen) == 1;
  }
  PQclear (PQexec (db, "rollback"));
  return may;
}

/* Why not, or NULL; until is when the token ends. */
static char *
check (Socket *socket, const char *token, const char *topic, gboolean private, gint64 *until)
{
  Gateway *gateway = socket->gateway;
  g_autoptr (JsonObject) claims = NULL;
  g_autofree char *text = NULL;
  *until = G_MAXINT64;
  if (token && !g_str_equal (token, gateway->publishable_key)) {
    GatewayToken state = gateway_token_read (gateway->secret, token, &claims, &text, NULL);
    if (state == GATEWAY_TOKEN_EXPIRED)
      return g_strdup ("InvalidJWTToken: Token has expired 0 seconds ago");
    if (state != GATEWAY_TOKEN_GOOD)
      return g_strdup ("MalformedJWT: The token provided is not a valid JWT");
    *until = gateway_json_int (claims, "exp", G_MAXINT64);
  }
  const char *role = claims ? gateway_json_member (claims, "role") : NULL;
  if (private && !may_listen (gateway, topic + strlen ("realtime:"), text ? text : "{\"role\":\"anon\"}", role ? role : "anon"))
    return g_strdup_printf ("Unauthorized: You do not have permissions to read from this Channel topic: %s",
                            topic + strlen ("realtime:"));
  return NULL;
}

static gboolean
member_bool (JsonObject *object, const char *name)
{
  JsonNode *node = object ? json_object_get_member (object, name) : NULL;
  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_boolean (node);
}

static void
join (Socket *socket, const char *join_ref, const char *ref, const char *topic, JsonObject *payload)
{
  JsonNode *node = payload ? json_object_get_member (payload, "config") : NULL;
  JsonObject *config = node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  gboolean private = member_bool (config, "private");
  gint64 until;
  g_autofree char *reason = g_str_has_prefix (topic, "realtime:")
                              ? check (socket, gateway_json_member (payload, "access_token"), topic, private, &until)
                              : g_strdup ("unmatched topic");
  if (reason) {
    g_autofree char *r = gateway_json_string (reason);
    g_autofree char *response = g_strdup_printf ("{\"reason\":%s}", r);
    reply (socket, join_ref, ref, topic, "error", response);
    return;
  }
  Channel *channel = g_new0 (Channel, 1);
  channel->socket = socket;
  channel->topic = g_strdup (topic);
  channel->join_ref = g_strdup (join_ref);
  channel->private = private;
  g_hash_table_replace (socket->channels, channel->topic, channel);
  expire_at (channel, until);
  reply (socket, join_ref, ref, topic, "ok", "{\"postgres_changes\":[]}");
  send_frame (socket, join_ref, "null", topic, "presence_state", "{}");
}

static void
frame (Socket *socket, const char *join_ref, const char *ref, const char *topic, const char *event, JsonObject *payload)
{
  Channel *channel = g_hash_table_lookup (socket->channels, topic);
  if (g_str_equal (event, "phx_join")) {
    join (socket, g_str_equal (join_ref, "null") ? ref : join_ref, ref, topic, payload);
  } else if (g_str_equal (topic, "phoenix")) {
    reply (socket, "null", ref, topic, "ok", "{}");
  } else if (!channel) {
    reply (socket, join_ref, ref, topic, "error", "{\"reason\":\"unmatched topic\"}");
  } else if (g_str_equal (event, "phx_leave")) {
    g_autofree char *joined = g_strdup (channel->join_ref);
    reply (socket, joined, ref, topic, "ok", "{}");
    send_frame (socket, joined, joined, topic, "phx_close", "{}");
    g_hash_table_remove (socket->channels, topic);
  } else if (g_str_equal (event, "access_token")) {
    gint64 until;
    g_autofree char *reason = check (socket, gateway_json_member (payload, "access_token"), topic, channel->private, &until);
    if (reason)
      close_channel (channel, reason);
    else
      expire_at (channel, until);
  }
}

static char *
json_of (JsonNode *node)
{
  return node ? json_to_string (node, FALSE) : g_strdup ("null");
}

static const char *
text_of (JsonNode *node)
{
  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

static void
got_message (SoupWebsocketConnection *connection, SoupWebsocketDataType type, GBytes *message, gpointer data)
{
  Socket *socket = data;
  g_autoptr (JsonParser) parser = json_parser_new ();
  gsize length;
  const char *text = g_bytes_get_data (message, &length);
  if (socket->deaf || type != SOUP_WEBSOCKET_DATA_TEXT || !json_parser_load_from_data (parser, text, (gssize) length, NULL))
    return;
  JsonNode *root = json_parser_get_root (parser), *part[5] = { NULL };
  static const char *const names[] = { "join_ref", "ref", "topic", "event", "payload" };
  if (!root)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (part); i++) {
    if (socket->arrays && JSON_NODE_HOLDS_ARRAY (root) && json_array_get_length (json_node_get_array (root)) == 5)
      part[i] = json_array_get_element (json_node_get_array (root), i);
    else if (!socket->arrays && JSON_NODE_HOLDS_OBJECT (root))
      part[i] = json_object_get_member (json_node_get_object (root), names[i]);
  }
  const char *topic = text_of (part[2]), *event = text_of (part[3]);
  if (!topic || !event)
    return;
  g_autofree char *join_ref = json_of (part[0]), *ref = json_of (part[1]);
  frame (socket, join_ref, ref, topic, event,
         part[4] && JSON_NODE_HOLDS_OBJECT (part[4]) ? json_node_get_object (part[4]) : NULL);
}

static void
socket_free (Socket *socket)
{
  g_signal_handlers_disconnect_by_data (socket->connection, socket);
  g_object_unref (socket->connection);
  g_hash_table_unref (socket->channels);
  g_free (socket);
}

static void
closed (SoupWebsocketConnection *connection, gpointer data)
{
  Socket *socket = data;
  g_ptr_array_remove_fast (socket->gateway->sockets, socket);
  socket_free (socket);
}

static void
connected (SoupServer *server, SoupServerMessage *message, const char *path, SoupWebsocketConnection *connection, gpointer data)
{
  Gateway *gateway = data;
  Socket *socket = g_new0 (Socket, 1);
  g_autoptr (GHashTable) query = NULL;
  const char *text = g_uri_get_query (soup_server_message_get_uri (message));
  if (text)
    query = soup_form_decode (text);
  socket->gateway = gateway;
  socket->connection = g_object_ref (connection);
  socket->channels = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) channel_free);
  socket->arrays = query && g_strcmp0 (g_hash_table_lookup (query, "vsn"), "2.0.0") == 0;
  g_ptr_array_add (gateway->sockets, socket);
  g_signal_connect (connection, "message", G_CALLBACK (got_message), socket);
  g_signal_connect (connection, "closed", G_CALLBACK (closed), socket);
}

/* Before the handshake: a socket needs a key of the project too, and rules are for it as well. */
static void
knocks (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Gateway *gateway = data;
  const char *key = query ? g_hash_table_lookup (query, "apikey") : NULL;
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (gateway->seen, path));
  g_hash_table_replace (gateway->seen, g_strdup (path), GUINT_TO_POINTER (count + 1));
  g_autoptr (GatewayRule) rule = gateway_rule_take (gateway, path, GATEWAY_ARRIVED);
  if (!rule)
    rule = gateway_rule_take (gateway, path, GATEWAY_ANSWERED);
  if (rule)
    soup_server_message_set_status (message, 503, NULL);
  else if (!key || (!g_str_equal (key, gateway->publishable_key) && !g_str_equal (key, gateway->anon_key)))
    soup_server_message_set_status (message, 401, NULL);
}

static void
pass_on (Gateway *gateway, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (JsonObject) object = gateway_json_object (bytes);
  const char *name = gateway_json_member (object, "topic"), *event = gateway_json_member (object, "event");
  if (!name || !event)
    return;
  g_autofree char *topic = g_strconcat ("realtime:", name, NULL), *e = gateway_json_string (event), *id = g_uuid_string_random ();
  g_autofree char *content = json_of (json_object_get_member (object, "payload"));
  g_autofree char *payload =
    g_strdup_printf ("{\"type\":\"broadcast\",\"event\":%s,\"payload\":%s,\"meta\":{\"id\":\"%s\"}}", e, content, id);
  for (guint i = 0; i < gateway->sockets->len; i++) {
    Socket *socket = gateway->sockets->pdata[i];
    Channel *channel = g_hash_table_lookup (socket->channels, topic);
    if (channel && channel->private == member_bool (object, "private"))
      send_frame (socket, "null", "null", topic, "broadcast", payload);
  }
}

static gboolean
notified (gint fd, GIOCondition condition, gpointer data)
{
  Gateway *gateway = data;
  if (!PQconsumeInput (gateway->hints)) {
    g_printerr ("gateway: the database has gone\n");
    gateway->hints_watch = 0;
    g_main_loop_quit (gateway->loop);
    return G_SOURCE_REMOVE;
  }
  PGnotify *notify;
  while ((notify = PQnotifies (gateway->hints))) {
    pass_on (gateway, notify->extra);
    PQfreemem (notify);
  }
  return G_SOURCE_CONTINUE;
}

void
gateway_realtime_add (Gateway *gateway)
{
  PQclear (PQexec (gateway->hints, "listen woodshed_gateway"));
  gateway->hints_watch = g_unix_fd_add (PQsocket (gateway->hints), G_IO_IN | G_IO_HUP, notified, gateway);
  soup_server_add_early_handler (gateway->server, PATH, knocks, gateway, NULL);
  soup_server_add_websocket_handler (gateway->server, PATH, NULL, NULL, connected, gateway, NULL);
}

void
gateway_realtime_deafen (Gateway *gateway, gboolean drop)
{
  for (guint i = gateway->sockets->len; i-- > 0;) {
    Socket *socket = gateway->sockets->pdata[i];
    if (drop)
      soup_websocket_connection_close (socket->connection, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
    else
      socket->deaf = TRUE;
  }
}

void
gateway_realtime_close (Gateway *gateway)
{
  g_clear_handle_id (&gateway->hints_watch, g_source_remove);
  for (guint i = 0; i < gateway->sockets->len; i++)
    socket_free (gateway->sockets->pdata[i]);
  g_ptr_array_set_size (gateway->sockets, 0);
}
