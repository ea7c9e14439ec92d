/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The development gateway's program: its options, its server on loopback, and the way of a request through it. It finds its
 * PostgreSQL by PGHOST and the like (with-postgres.sh sets them), says in one line of JSON that it is ready, and serves until
 * SIGTERM. For development and tests only. */
#include "gateway.h"

#include <glib-unix.h>
#include <locale.h>
#include <string.h>

GatewayAnswer *
gateway_answer_new (guint status, const char *content_type, const char *body)
{
  GatewayAnswer *answer = g_new0 (GatewayAnswer, 1);
  answer->status = status;
  answer->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  if (content_type)
    soup_message_headers_replace (answer->headers, "Content-Type", content_type);
  if (body)
    answer->body = g_bytes_new (body, strlen (body));
  return answer;
}

void
gateway_answer_free (GatewayAnswer *answer)
{
  g_free (answer->reason);
  soup_message_headers_unref (answer->headers);
  g_clear_pointer (&answer->body, g_bytes_unref);
  g_free (answer);
}

void
gateway_request_free (GatewayRequest *request)
{
  if (request->message)
    g_clear_signal_handler (&request->finished_handler, request->message);
  g_clear_object (&request->message);
  g_free (request->method);
  g_free (request->path);
  g_free (request->authorization);
  g_clear_pointer (&request->query, g_hash_table_unref);
  g_clear_pointer (&request->body, g_bytes_unref);
  g_free (request);
}

static GBytes *
gzip (GBytes *bytes)
{
  g_autoptr (GConverter) converter = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 1));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, converter);
  gsize length;
  const void *data = g_bytes_get_data (bytes, &length);
  if (!g_output_stream_write_all (stream, data, length, NULL, NULL, NULL) || !g_output_stream_close (stream, NULL, NULL))
    return g_bytes_ref (bytes);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static void
compress (GatewayRequest *request, GatewayAnswer *answer)
{
  const char *accepted =
    soup_message_headers_get_list (soup_server_message_get_request_headers (request->message), "Accept-Encoding");
  if (!accepted || !strstr (accepted, "gzip") || !answer->body || g_bytes_get_size (answer->body) < 1024
      || soup_message_headers_get_one (answer->headers, "Content-Encoding"))
    return;
  g_autoptr (GBytes) plain = answer->body;
  answer->body = gzip (plain);
  soup_message_headers_replace (answer->headers, "Content-Encoding", "gzip");
  soup_message_headers_replace (answer->headers, "Vary", "Accept-Encoding");
}

void
gateway_answer (GatewayRequest *request, GatewayAnswer *given)
{
  g_autoptr (GatewayAnswer) answer = given;
  if (!request->message) {
    /* Whoever asked has gone. */
    gateway_request_free (request);
    return;
  }
  compress (request, answer);
  soup_message_headers_replace (answer->headers, "X-Woodshed-Gateway", GATEWAY_NOTICE);
  if (!g_str_has_prefix (request->path, "/__gateway")) {
    g_autoptr (GatewayRule) rule = gateway_rule_take (request->gateway, request->path, GATEWAY_ANSWERED);
    if (rule && gateway_rule_answer (rule, request, g_steal_pointer (&answer)))
      return;
  }
  if (answer->hang)
    return; /* paused for good: freed when the other side goes */
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (request->message);
  SoupMessageHeadersIter iter;
  const char *name, *value;
  soup_message_headers_iter_init (&iter, answer->headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    soup_message_headers_replace (headers, name, value);
  soup_server_message_set_status (request->message, answer->status, answer->reason);
  if (answer->body)
    soup_message_body_append_bytes (soup_server_message_get_response_body (request->message), answer->body);
  g_autoptr (SoupServerMessage) message = g_object_ref (request->message);
  gateway_request_free (request);
  soup_server_message_unpause (message);
}

/* What the hosted gateway says to whoever brings no key of the project. */
static GatewayAnswer *
check_key (GatewayRequest *request)
{
  Gateway *gateway = request->gateway;
  const char *key = soup_message_headers_get_one (soup_server_message_get_request_headers (request->message), "apikey");
  if (!key && request->query)
    key = g_hash_table_lookup (request->query, "apikey");
  if (!key)
    return gateway_answer_new (401, "application/json; charset=utf-8", "{\"message\":\"No API key found in request\",\"hint\":"
                               "\"No `apikey` request header or url param was found.\"}");
  if (!g_str_equal (key, gateway->publishable_key) && !g_str_equal (key, gateway->anon_key))
    return gateway_answer_new (401, "application/json; charset=utf-8", "{\"message\":\"Invalid API key\",\"hint\":"
                               "\"Double check your Supabase `anon` or `service_role` API key.\"}");
  return NULL;
}

static void
go_on (GatewayRequest *request)
{
  if (!request->message) {
    gateway_request_free (request);
    return;
  }
  GatewayAnswer *refused = check_key (request);
  if (refused)
    gateway_answer (request, refused);
  else if (g_bytes_get_size (request->body) > request->gateway->max_body)
    gateway_answer (request, gateway_answer_new (413, "application/json; charset=utf-8",
                                                 "{\"message\":\"Request size limit exceeded\"}"));
  else if (g_str_has_prefix (request->path, "/rest/v1/rpc/"))
    gateway_rest (request, request->path + strlen ("/rest/v1/rpc/"));
  else if (g_str_has_prefix (request->path, "/auth/v1/"))
    gateway_auth (request, request->path + strlen ("/auth/v1/"));
  else if (g_str_has_prefix (request->path, "/rest/v1"))
    gateway_answer (request, gateway_rest_error (404, "PGRST205", "The development gateway serves functions only", NULL, NULL));
  else
    gateway_answer (request, gateway_answer_new (404, "application/json; charset=utf-8",
                                                 "{\"message\":\"no Route matched with those values\"}"));
}

static void
gone (SoupServerMessage *message, gpointer data)
{
  GatewayRequest *request = data;
  request->finished_handler = 0;
  g_clear_object (&request->message);
}

static void
arrived (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Gateway *gateway = data;
  GatewayRequest *request = g_new0 (GatewayRequest, 1);
  request->gateway = gateway;
  request->message = g_object_ref (message);
  request->method = g_strdup (soup_server_message_get_method (message));
  request->path = g_strdup (path);
  request->query = query ? g_hash_table_ref (query) : NULL;
  request->body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  const char *bearer = soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Authorization");
  if (bearer && g_ascii_strncasecmp (bearer, "Bearer", 6) == 0)
    request->authorization = g_strstrip (g_strdup (bearer + 6));
  request->finished_handler = g_signal_connect (message, "finished", G_CALLBACK (gone), request);
  soup_server_message_pause (message);

  if (g_str_has_prefix (path, "/__gateway")) {
    gateway_rules_request (request);
    return;
  }
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (gateway->seen, path));
  g_hash_table_replace (gateway->seen, g_strdup (path), GUINT_TO_POINTER (count + 1));
  g_autoptr (GatewayRule) rule = gateway_rule_take (gateway, path, GATEWAY_ARRIVED);
  if (rule && gateway_rule_arrived (rule, request, go_on))
    return;
  go_on (request);
}

/* Keys and secret are kept beside the accounts, so that data that is kept goes on to work. */
static char *
setting (Gateway *gateway, const char *name, const char *otherwise)
{
  const char *values[] = { name, otherwise };
  PGresult *result = PQexecParams (gateway->admin,
                                   "with made as (insert into gateway.setting values ($1, $2) on conflict do nothing) "
                                   "select coalesce ((select value from gateway.setting where name = $1), $2)",
                                   2, NULL, values, NULL, NULL, 0);
  char *value = PQresultStatus (result) == PGRES_TUPLES_OK ? g_strdup (PQgetvalue (result, 0, 0)) : NULL;
  PQclear (result);
  return value;
}

static gboolean
make_keys (Gateway *gateway)
{
  g_autofree char *secret = gateway_random_text (40), *end = gateway_random_text (22);
  g_autofree char *publishable = g_strconcat ("sb_publishable_", end, NULL);
  gateway->secret = setting (gateway, "secret", secret);
  gateway->publishable_key = setting (gateway, "publishable_key", publishable);
  if (!gateway->secret || !gateway->publishable_key)
    return FALSE;
  gateway->anon_key = gateway_token_make (
    gateway->secret, "{\"iss\":\"woodshed-development-gateway\",\"role\":\"anon\",\"exp\":4102444800}");
  return TRUE;
}

static gboolean
end (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

static char *
ready_line (Gateway *gateway, char **accounts)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GSList *uris = soup_server_get_uris (gateway->server);
  int port = uris ? g_uri_get_port (uris->data) : 0;
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_string_printf (text,
                   "{\"url\":\"http://127.0.0.1:%d\",\"key\":\"%s\",\"anon_key\":\"%s\",\"notice\":\"" GATEWAY_NOTICE
                   "\",\"accounts\":[",
                   port, gateway->publishable_key, gateway->anon_key);
  for (guint i = 0; accounts && accounts[i]; i++) {
    g_auto (GStrv) parts = g_strsplit (accounts[i], ":", 2);
    g_autofree char *email = gateway_json_string (parts[0]), *password = gateway_json_string (parts[1]);
    g_string_append_printf (text, "%s{\"email\":%s,\"password\":%s}", i ? "," : "", email, password);
  }
  g_string_append (text, "]}");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  Gateway gateway = { .token_seconds = 3600, .reuse_seconds = 10, .timeout_ms = 8000, .max_body = 10 * 1024 * 1024 };
  g_auto (GStrv) accounts = NULL;
  int port = 0;
  const GOptionEntry options[] = {
    { "port", 'p', 0, G_OPTION_ARG_INT, &port, "Port on loopback; 0: a free one", "N" },
    { "account", 'a', 0, G_OPTION_ARG_STRING_ARRAY, &accounts, "An account to make", "EMAIL:PASSWORD" },
    { "token-seconds", 0, 0, G_OPTION_ARG_INT64, &gateway.token_seconds, "How long an access token lives", "N" },
    { "reuse-seconds", 0, 0, G_OPTION_ARG_INT64, &gateway.reuse_seconds, "How long a used refresh token is taken again", "N" },
    { "timeout-ms", 0, 0, G_OPTION_ARG_INT64, &gateway.timeout_ms, "Statement timeout of a signed-in player", "N" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("- answers as a hosted project does; " GATEWAY_NOTICE);
  g_option_context_add_main_entries (context, options, NULL);
  g_autoptr (GError) error = NULL;
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("gateway: %s\n", error->message);
    return 2;
  }
  for (guint i = 0; accounts && accounts[i]; i++)
    if (!strchr (accounts[i], ':')) {
      g_printerr ("gateway: an account is EMAIL:PASSWORD\n");
      return 2;
    }

  int status = 1;
  gateway.rules = g_ptr_array_new_with_free_func ((GDestroyNotify) gateway_rule_free);
  gateway.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gateway.sockets = g_ptr_array_new ();
  gateway.loop = g_main_loop_new (NULL, FALSE);
  gateway.server = soup_server_new ("server-header", "woodshed-development-gateway ", NULL);
  gateway.admin = gateway_rest_connect (NULL);
  gateway.hints = gateway_rest_connect (NULL);
  gboolean ready = PQstatus (gateway.admin) == CONNECTION_OK && PQstatus (gateway.hints) == CONNECTION_OK && make_keys (&gateway);
  if (!ready)
    g_printerr ("gateway: no database: %s", PQerrorMessage (gateway.admin));
  for (guint i = 0; ready && accounts && accounts[i]; i++) {
    g_auto (GStrv) parts = g_strsplit (accounts[i], ":", 2);
    ready = gateway_auth_sign_up (&gateway, parts[0], parts[1]);
    if (!ready)
      g_printerr ("gateway: account %u could not be made\n", i + 1);
  }
  if (ready) {
    soup_server_add_handler (gateway.server, NULL, arrived, &gateway, NULL);
    gateway_realtime_add (&gateway);
    ready = soup_server_listen_local (gateway.server, (guint) port, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
    if (!ready)
      g_printerr ("gateway: %s\n", error->message);
  }
  if (ready) {
    guint term = g_unix_signal_add (SIGTERM, end, gateway.loop), interrupt = g_unix_signal_add (SIGINT, end, gateway.loop);
    g_autofree char *line = ready_line (&gateway, accounts);
    g_print ("%s\n", line);
    g_main_loop_run (gateway.loop);
    g_source_remove (term);
    g_source_remove (interrupt);
    status = 0;
  }
  gateway_realtime_close (&gateway);
  soup_server_disconnect (gateway.server);
  g_clear_object (&gateway.server);
  gateway_rest_cleanup ();
  PQfinish (gateway.admin);
  PQfinish (gateway.hints);
  g_main_loop_unref (gateway.loop);
  g_ptr_array_unref (gateway.rules);
  g_ptr_array_unref (gateway.sockets);
  g_hash_table_unref (gateway.seen);
  g_free (gateway.secret);
  g_free (gateway.publishable_key);
  g_free (gateway.anon_key);
  return status;
}
