/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Misbehaviour to order. POST /__gateway takes {"rule":KIND,"match":TEXT,"count":N,…}; the next N requests (-1: all from now on)
 * whose path contains TEXT meet it. The kinds, and when they strike ("when":"request" before anything was done, "answer" after
 * it was done and perhaps committed):
 *   drop      the connection ends without an answer            answer, unless "when" says request
 *   delay     "ms" pass first                                  request
 *   status    "status", "headers", "body", "type"              request
 *   portal    200 and a page of HTML, as a Wi-Fi's sign-in     request
 *   html      502 and a page of HTML, as a proxy's             request
 *   half-open the connection stays, nothing comes any more     request; open sockets of the realtime service at once
 *   truncate  the length of the whole, then "bytes" of it      answer
 *   slow      "bytes" at a time, every "ms"                    answer
 * and, at once: reset (forget the rules), set ("token_seconds", "reuse_seconds", "timeout_ms"), sockets-drop (ends all sockets).
 * GET /__gateway says what was asked for how often, and how many rules and sockets there are. */
#include "gateway.h"

#include <string.h>

struct _GatewayRule {
  char       *kind, *match, *body, *type;
  JsonObject *headers; /* (nullable) */
  gint64      left, ms, bytes;
  guint       status;
  GatewayMoment moment;
};

static void
rule_clear (gpointer data)
{
  GatewayRule *rule = data;
  g_free (rule->kind);
  g_free (rule->match);
  g_free (rule->body);
  g_free (rule->type);
  g_clear_pointer (&rule->headers, json_object_unref);
}

void
gateway_rule_free (GatewayRule *rule)
{
  g_rc_box_release_full (rule, rule_clear);
}

GatewayRule *
gateway_rule_take (Gateway *gateway, const char *path, GatewayMoment moment)
{
  for (guint i = 0; i < gateway->rules->len; i++) {
    GatewayRule *rule = gateway->rules->pdata[i];
    if (rule->moment != moment || !strstr (path, rule->match))
      continue;
    g_rc_box_acquire (rule);
    if (rule->left > 0 && --rule->left == 0)
      g_ptr_array_remove_index (gateway->rules, i);
    return rule;
  }
  return NULL;
}

/* A connection taken from the server: bytes are written to it by hand, then it ends. */
typedef struct {
  GIOStream *stream;
  GBytes    *bytes;
  gsize      done, step;
  guint      ms;
} Raw;

static void
raw_free (Raw *raw)
{
  g_io_stream_close (raw->stream, NULL, NULL);
  g_object_unref (raw->stream);
  g_clear_pointer (&raw->bytes, g_bytes_unref);
  g_free (raw);
}

static gboolean
raw_step (gpointer data)
{
  Raw *raw = data;
  gsize length;
  const char *bytes = g_bytes_get_data (raw->bytes, &length);
  gsize n = MIN (raw->step, length - raw->done);
  if (n == 0 || !g_output_stream_write_all (g_io_stream_get_output_stream (raw->stream), bytes + raw->done, n, NULL, NULL, NULL))
    return G_SOURCE_REMOVE;
  raw->done += n;
  return G_SOURCE_CONTINUE;
}

static GIOStream *
steal (GatewayRequest *request)
{
  SoupServerMessage *message = g_steal_pointer (&request->message);
  g_clear_signal_handler (&request->finished_handler, message);
  return soup_server_message_steal_connection (message);
}

static void
raw_write (GatewayRequest *request, GBytes *bytes, gsize step, guint ms)
{
  Raw *raw = g_new0 (Raw, 1);
  raw->stream = steal (request);
  raw->bytes = bytes;
  raw->step = MAX (step, 1);
  raw->ms = ms;
  g_timeout_add_full (G_PRIORITY_DEFAULT, ms, raw_step, raw, (GDestroyNotify) raw_free);
}

static gboolean
let_go (gpointer stream)
{
  g_io_stream_close (stream, NULL, NULL);
  return G_SOURCE_REMOVE;
}

static void
half_open (GatewayRequest *request, gint64 ms)
{
  g_timeout_add_full (G_PRIORITY_DEFAULT, (guint) (ms > 0 ? ms : 120000), let_go, steal (request), g_object_unref);
}

/* The answer as it would have stood on the wire. */
static GBytes *
on_the_wire (GatewayAnswer *answer, gsize cut)
{
  gsize length = 0;
  const char *body = answer->body ? g_bytes_get_data (answer->body, &length) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_printf (text, "HTTP/1.1 %u %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n", answer->status,
                   answer->reason ? answer->reason : soup_status_get_phrase (answer->status), length);
  SoupMessageHeadersIter iter;
  const char *name, *value;
  soup_message_headers_iter_init (&iter, answer->headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    if (g_ascii_strcasecmp (name, "Content-Length") != 0)
      g_string_append_printf (text, "%s: %s\r\n", name, value);
  g_string_append (text, "\r\n");
  if (body)
    g_string_append_len (text, body, (gssize) MIN (cut, length));
  return g_string_free_to_bytes (g_steal_pointer (&text));
}

static GatewayAnswer *
instead (GatewayRule *rule)
{
  if (g_str_equal (rule->kind, "portal"))
    return gateway_answer_new (200, "text/html; charset=utf-8", "<html><head><title>Welcome to our Wi-Fi</title></head>"
                               "<body><form action=\"/sign-in\">Please agree to our terms.</form></body></html>\n");
  if (g_str_equal (rule->kind, "html"))
    return gateway_answer_new (502, "text/html; charset=utf-8", "<html><head><title>502 Bad Gateway</title></head>"
                               "<body><center><h1>502 Bad Gateway</h1></center></body></html>\n");
  GatewayAnswer *answer = gateway_answer_new (rule->status, rule->type ? rule->type : "application/json; charset=utf-8",
                                              rule->body ? rule->body : "{\"message\":\"ordered\"}");
  if (rule->headers) {
    g_autoptr (GList) names = json_object_get_members (rule->headers);
    for (GList *n = names; n; n = n->next) {
      const char *value = gateway_json_member (rule->headers, n->data);
      if (value)
        soup_message_headers_replace (answer->headers, n->data, value);
    }
  }
  return answer;
}

typedef struct {
  GatewayRequest *request;
  GatewayAnswer  *answer; /* (nullable) */
  void (*go_on) (GatewayRequest *request);
} Later;

static gboolean
later (gpointer data)
{
  Later *it = data;
  if (it->answer)
    gateway_answer (it->request, it->answer);
  else
    it->go_on (it->request);
  return G_SOURCE_REMOVE;
}

static void
wait_then (gint64 ms, GatewayRequest *request, GatewayAnswer *answer, void (*go_on) (GatewayRequest *request))
{
  Later *it = g_new0 (Later, 1);
  it->request = request;
  it->answer = answer;
  it->go_on = go_on;
  g_timeout_add_full (G_PRIORITY_DEFAULT, (guint) CLAMP (ms, 0, 600000), later, it, g_free);
}

gboolean
gateway_rule_arrived (GatewayRule *rule, GatewayRequest *request, void (*go_on) (GatewayRequest *request))
{
  if (g_str_equal (rule->kind, "delay")) {
    wait_then (rule->ms, request, NULL, go_on);
    return TRUE;
  }
  if (g_str_equal (rule->kind, "drop")) {
    raw_write (request, g_bytes_new (NULL, 0), 1, 0);
    gateway_request_free (request);
    return TRUE;
  }
  if (g_str_equal (rule->kind, "half-open")) {
    half_open (request, rule->ms);
    gateway_request_free (request);
    return TRUE;
  }
  gateway_answer (request, instead (rule));
  return TRUE;
}

gboolean
gateway_rule_answer (GatewayRule *rule, GatewayRequest *request, GatewayAnswer *given)
{
  g_autoptr (GatewayAnswer) answer = given;
  gsize length = answer->body ? g_bytes_get_size (answer->body) : 0;
  if (g_str_equal (rule->kind, "drop")) {
    raw_write (request, g_bytes_new (NULL, 0), 1, 0);
  } else if (g_str_equal (rule->kind, "truncate")) {
    gsize cut = rule->bytes >= 0 ? (gsize) rule->bytes : length / 2;
    raw_write (request, on_the_wire (answer, cut), G_MAXSIZE, 0);
  } else if (g_str_equal (rule->kind, "slow")) {
    raw_write (request, on_the_wire (answer, length), rule->bytes > 0 ? (gsize) rule->bytes : 64, (guint) MAX (rule->ms, 1));
  } else if (g_str_equal (rule->kind, "half-open")) {
    half_open (request, rule->ms);
  } else if (g_str_equal (rule->kind, "delay")) {
    wait_then (rule->ms, request, g_steal_pointer (&answer), NULL);
    return TRUE;
  } else {
    gateway_answer (request, instead (rule));
    return TRUE;
  }
  gateway_request_free (request);
  return TRUE;
}

static char *
state (Gateway *gateway)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  GHashTableIter iter;
  gpointer path, count;
  g_hash_table_iter_init (&iter, gateway->seen);
  while (g_hash_table_iter_next (&iter, &path, &count)) {
    g_autofree char *name = gateway_json_string (path);
    g_string_append_printf (seen, "%s%s:%u", seen->len ? "," : "", name, GPOINTER_TO_UINT (count));
  }
  return g_strdup_printf ("{\"notice\":\"" GATEWAY_NOTICE "\",\"seen\":{%s},\"rules\":%u,\"sockets\":%u}", seen->str,
                          gateway->rules->len, gateway->sockets->len);
}

static gboolean
add_rule (Gateway *gateway, JsonObject *object)
{
  static const char *const kinds[] = { "drop", "delay", "status", "portal", "html", "half-open", "truncate", "slow", NULL };
  const char *kind = gateway_json_member (object, "rule"), *match = gateway_json_member (object, "match");
  const char *when = gateway_json_member (object, "when");
  if (g_strcmp0 (kind, "reset") == 0) {
    g_ptr_array_set_size (gateway->rules, 0);
    return TRUE;
  }
  if (g_strcmp0 (kind, "sockets-drop") == 0) {
    gateway_realtime_deafen (gateway, TRUE);
    return TRUE;
  }
  if (g_strcmp0 (kind, "set") == 0) {
    gateway->token_seconds = gateway_json_int (object, "token_seconds", gateway->token_seconds);
    gateway->reuse_seconds = gateway_json_int (object, "reuse_seconds", gateway->reuse_seconds);
    gateway->timeout_ms = gateway_json_int (object, "timeout_ms", gateway->timeout_ms);
    return TRUE;
  }
  if (!kind || !g_strv_contains (kinds, kind))
    return FALSE;
  if (g_str_equal (kind, "half-open") && match && strstr (match, "realtime")) {
    gateway_realtime_deafen (gateway, FALSE);
    return TRUE;
  }
  GatewayRule *rule = g_rc_box_new0 (GatewayRule);
  rule->kind = g_strdup (kind);
  rule->match = g_strdup (match ? match : "");
  rule->body = g_strdup (gateway_json_member (object, "body"));
  rule->type = g_strdup (gateway_json_member (object, "type"));
  rule->left = gateway_json_int (object, "count", 1);
  rule->ms = gateway_json_int (object, "ms", 100);
  if (g_str_equal (kind, "half-open"))
    rule->ms = gateway_json_int (object, "ms", 0);
  rule->bytes = gateway_json_int (object, "bytes", -1);
  rule->status = (guint) CLAMP (gateway_json_int (object, "status", 500), 200, 599);
  JsonNode *headers = json_object_get_member (object, "headers");
  if (headers && JSON_NODE_HOLDS_OBJECT (headers))
    rule->headers = json_object_ref (json_node_get_object (headers));
  gboolean answer = g_str_equal (kind, "truncate") || g_str_equal (kind, "slow") || g_strcmp0 (when, "answer") == 0
                    || (g_str_equal (kind, "drop") && g_strcmp0 (when, "request") != 0);
  rule->moment = answer ? GATEWAY_ANSWERED : GATEWAY_ARRIVED;
  g_ptr_array_add (gateway->rules, rule);
  return TRUE;
}

void
gateway_rules_request (GatewayRequest *request)
{
  Gateway *gateway = request->gateway;
  g_autoptr (JsonObject) object = gateway_json_object (request->body);
  if (g_str_equal (request->method, "POST") && (!object || !add_rule (gateway, object))) {
    gateway_answer (request, gateway_answer_new (400, "application/json", "{\"message\":\"no such rule\"}"));
    return;
  }
  g_autofree char *body = state (gateway);
  gateway_answer (request, gateway_answer_new (200, "application/json", body));
}
