/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The transport against a server that does everything wrong that a network, a gate or a project can do. */
#include "wire-fixture.h"

#include <string.h>

#include "shed-http-private.h"
#include "shed-transport-private.h"

#define GOOD "{\"proto\":1,\"spaces\":[],\"end\":true}"
#define PULL "space=s&cursor=0"
#define PUSH "{\"req\":{\"proto\":1}}"

typedef struct {
  WireServer    *server;
  ShedTransport *transport;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  g_autofree char *url = NULL;

  f->server = wire_server_new (NULL);
  url = wire_server_url (f->server);
  f->transport = shed_transport_new (url, WIRE_KEY);
  g_assert_nonnull (f->transport);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  g_object_unref (f->transport);
  wire_server_free (f->server);
}

static void
expect (Fixture *f, ShedSyncCall call, ShedSyncTrouble trouble, guint status, const char *code)
{
  g_autoptr (ShedTransportAnswer) answer = wire_call (f->transport, call, call == SHED_SYNC_PULL ? PULL : PUSH, WIRE_JWT);

  g_assert_cmpint (answer->answer.trouble, ==, trouble);
  g_assert_cmpuint (answer->answer.status, ==, status);
  g_assert_cmpstr (answer->answer.code, ==, code);
  g_assert_true ((answer->answer.body != NULL) == (trouble == SHED_SYNC_TROUBLE_NONE));
}

static void
good (Fixture *f, gconstpointer data)
{
  g_autoptr (ShedTransportAnswer) answer = NULL;
  g_autofree char *request = NULL;

  wire_server_answer (f->server, "200 OK", "Date: Sat, 21 Nov 2026 12:00:00 GMT\r\n", GOOD);
  answer = wire_call (f->transport, SHED_SYNC_PUSH, PUSH, WIRE_JWT);
  g_assert_cmpint (answer->answer.trouble, ==, SHED_SYNC_TROUBLE_NONE);
  g_assert_cmpmem (answer->answer.body, answer->answer.n_bytes, GOOD, strlen (GOOD));
  g_assert_cmpint (answer->server_ms, ==, G_GINT64_CONSTANT (1795262400000));
  request = wire_server_request (f->server, 0);
  g_assert_true (g_str_has_prefix (request, "POST /rest/v1/rpc/woodshed_push HTTP/1.1\r\n"));
  g_assert_true (g_str_has_suffix (request, "\r\n\r\n" PUSH));
  g_assert_nonnull (strstr (request, "\r\napikey: " WIRE_KEY "\r\n"));
  g_assert_nonnull (strstr (request, "\r\nAuthorization: Bearer " WIRE_JWT "\r\n"));
  g_assert_nonnull (strstr (request, "\r\nContent-Type: application/json\r\n"));
  g_assert_nonnull (strstr (request, "gzip"));
}

static void
pull_is_a_get (Fixture *f, gconstpointer data)
{
  g_autofree char *request = NULL;

  wire_server_answer (f->server, "200 OK", NULL, GOOD);
  expect (f, SHED_SYNC_PULL, SHED_SYNC_TROUBLE_NONE, 200, "");
  request = wire_server_request (f->server, 0);
  g_assert_true (g_str_has_prefix (request, "GET /rest/v1/rpc/woodshed_pull?space=s&cursor=0 HTTP/1.1\r\n"));
}

static void
a_key_is_never_bearer (Fixture *f, gconstpointer data)
{
  static const char *const no_tokens[] = { WIRE_KEY, "sb_secret_x", "", "eyJhbGci\r\nX-Evil: 1.eyJ9.c2ln", NULL };

  wire_server_answer (f->server, "200 OK", NULL, GOOD);
  for (guint i = 0; i < G_N_ELEMENTS (no_tokens); i++)
    {
      g_autoptr (ShedTransportAnswer) answer = wire_call (f->transport, SHED_SYNC_PULL, PULL, no_tokens[i]);
      g_autofree char *request = wire_server_request (f->server, i);

      g_assert_null (strstr (request, "Authorization"));
      g_assert_null (strstr (request, "Evil"));
      g_assert_nonnull (strstr (request, "\r\napikey: " WIRE_KEY "\r\n"));
    }
}

static void
connection_is_kept (Fixture *f, gconstpointer data)
{
  wire_server_answer (f->server, "200 OK", NULL, GOOD);
  for (guint i = 0; i < 5; i++)
    expect (f, SHED_SYNC_PUSH, SHED_SYNC_TROUBLE_NONE, 200, "");
  g_assert_cmpuint (wire_server_connections (f->server), ==, 1);
}

static void
dead_kept_connection (Fixture *f, gconstpointer data)
{
  g_autofree char *text = g_strdup_printf (
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", strlen (GOOD), GOOD);

  /* It says nothing of closing, and is gone when the next request comes. */
  wire_server_say (f->server, text, -1, WIRE_KEEP);
  wire_server_say (f->server, "", 0, WIRE_RESET);
  wire_server_say (f->server, text, -1, WIRE_KEEP);
  expect (f, SHED_SYNC_PUSH, SHED_SYNC_TROUBLE_NONE, 200, "");
  expect (f, SHED_SYNC_PUSH, SHED_SYNC_TROUBLE_NONE, 200, "");
  g_assert_cmpuint (wire_server_connections (f->server), ==, 2);
}

static void
say_gzip (Fixture *f, gsize cut, gsize spoil, gboolean honest_length)
{
  g_autoptr (GString) plain = g_string_new ("{\"proto\":1,\"x\":[");
  g_autoptr (GBytes) zipped = NULL;
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autofree char *head = NULL;
  gsize n;

  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (plain, "%u,", i * 7919u);
  g_string_append (plain, "0],\"end\":true}");
  zipped = wire_gzip (plain->str, (gssize) plain->len);
  n = g_bytes_get_size (zipped) - cut;
  head = g_strdup_printf (
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: %zu\r\n\r\n",
    honest_length ? n : n + cut);
  g_byte_array_append (all, (const guint8 *) head, (guint) strlen (head));
  g_byte_array_append (all, g_bytes_get_data (zipped, NULL), (guint) n);
  if (spoil > 0)
    memset (all->data + strlen (head) + spoil, 0x55, 64);
  wire_server_say (f->server, (const char *) all->data, all->len, WIRE_CLOSE);
}

static void
gzip (Fixture *f, gconstpointer data)
{
  say_gzip (f, 0, 0, TRUE);
  expect (f, SHED_SYNC_PULL, SHED_SYNC_TROUBLE_NONE, 200, "");
}

static void
gzip_cut (Fixture *f, gconstpointer data)
{
  say_gzip (f, 900, 0, TRUE);
  expect (f, SHED_SYNC_PULL, SHED_SYNC_TROUBLE_TRUNCATED, 200, "");
}

static void
gzip_spoilt (Fixture *f, gconstpointer data)
{
  say_gzip (f, 0, 2000, TRUE);
  expect (f, SHED_SYNC_PULL, SHED_SYNC_TROUBLE_TRUNCATED, 200, "");
}

static void
gzip_bomb (Fixture *f, gconstpointer data)
{
  g_autofree char *zeros = g_malloc (64 * 1024 * 1024), *head = NULL;
  g_autoptr (GBytes) zipped = NULL;
  g_autoptr (GByteArray) all = g_byte_array_new ();

  memset (zeros, ' ', 64 * 1024 * 1024);
  zipped = wire_gzip (zeros, 64 * 1024 * 1024);
  head = g_strdup_printf (
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: %zu\r\n\r\n",
    g_bytes_get_size (zipped));
  g_byte_array_append (all, (const guint8 *) head, (guint) strlen (head));
  g_byte_array_append (all, g_bytes_get_data (zipped, NULL), (guint) g_bytes_get_size (zipped));
  wire_server_say (f->server, (const char *) all->data, all->len, WIRE_CLOSE);
  expect (f, SHED_SYNC_PULL, SHED_SYNC_TROUBLE_SERVER, 200, "");
}

static void
large_answer (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) body = g_string_new ("{\"proto\":1,\"x\":\"");
  guint n = GPOINTER_TO_UINT (data);

  while (body->len < n - 14)
    g_string_append_c (body, 'a');
  g_string_append (body, "\",\"end\":true}");
  wire_server_answer (f->server, "200 OK", NULL, body->str);
  expect (f, SHED_SYNC_PULL, n <= SHED_SYNC_MAX_ANSWER ? SHED_SYNC_TROUBLE_NONE : SHED_SYNC_TROUBLE_SERVER, 200, "");
}

/* Each row: what is said, and what it must be taken for. */
typedef struct {
  const char     *name, *status, *headers, *body;
  ShedSyncTrouble trouble;
  const char     *code;
  gint64          retry_ms;
  gboolean        html;
} Case;

static const Case cases[] = {
  { "portal-html-200", "200 OK", "", "<html>Welcome to the hotel</html>", SHED_SYNC_TROUBLE_PORTAL, "", 0, TRUE },
  { "portal-json-said-to-be-html", "200 OK", "", GOOD, SHED_SYNC_TROUBLE_PORTAL, "", 0, TRUE },
  { "portal-html-said-to-be-json", "200 OK", "", "<html></html>", SHED_SYNC_TROUBLE_PORTAL, "", 0, FALSE },
  { "portal-redirect", "302 Found", "Location: http://192.0.2.1/login\r\n", "", SHED_SYNC_TROUBLE_PORTAL, "", 0, TRUE },
  { "portal-511", "511 Network Authentication Required", "", "<html></html>", SHED_SYNC_TROUBLE_PORTAL, "", 0, TRUE },
  { "portal-proxy-407", "407 Proxy Authentication Required", "Proxy-Authenticate: Basic realm=\"x\"\r\n", "",
    SHED_SYNC_TROUBLE_PORTAL, "", 0, TRUE },
  { "portal-html-403", "403 Forbidden", "", "<html>blocked</html>", SHED_SYNC_TROUBLE_PORTAL, "", 0, TRUE },
  { "portal-204", "204 No Content", "", "", SHED_SYNC_TROUBLE_PORTAL, "", 0, TRUE },
  { "json-of-somebody-else", "200 OK", "", "{\"ok\":true}", SHED_SYNC_TROUBLE_PORTAL, "", 0, FALSE },
  { "json-array", "200 OK", "", "[{\"proto\":1,\"end\":true}]", SHED_SYNC_TROUBLE_PORTAL, "", 0, FALSE },
  { "no-end", "200 OK", "", "{\"proto\":1}", SHED_SYNC_TROUBLE_PORTAL, "", 0, FALSE },
  { "end-in-a-depth-does-not-count", "200 OK", "", "{\"proto\":1,\"x\":{\"end\":true}}", SHED_SYNC_TROUBLE_PORTAL, "",
    0, FALSE },
  { "no-proto", "200 OK", "", "{\"end\":true}", SHED_SYNC_TROUBLE_PORTAL, "", 0, FALSE },
  { "newer-proto", "200 OK", "", "{\"proto\":2,\"end\":true}", SHED_SYNC_TROUBLE_UPDATE, "", 0, FALSE },
  { "body-cut-with-its-length", "200 OK", "", "{\"proto\":1,\"tables\":{\"tune\":[1,2", SHED_SYNC_TROUBLE_TRUNCATED, "",
    0, FALSE },
  { "body-empty", "200 OK", "", "", SHED_SYNC_TROUBLE_TRUNCATED, "", 0, FALSE },
  { "expired-token", "401 Unauthorized", "",
    "{\"code\":\"PGRST303\",\"details\":null,\"hint\":null,\"message\":\"JWT expired\"}", SHED_SYNC_TROUBLE_SIGN_IN,
    "PGRST303", 0, FALSE },
  { "not-signed-in", "401 Unauthorized", "", "{\"code\":\"PT401\",\"message\":\"not signed in\"}",
    SHED_SYNC_TROUBLE_SIGN_IN, "PT401", 0, FALSE },
  { "401-with-a-question-is-not-answered", "401 Unauthorized", "WWW-Authenticate: Basic realm=\"x\"\r\n",
    "{\"message\":\"No API key found\"}", SHED_SYNC_TROUBLE_SIGN_IN, "", 0, FALSE },
  { "no-functions", "404 Not Found", "", "{\"code\":\"PGRST202\",\"message\":\"Could not find the function\"}",
    SHED_SYNC_TROUBLE_NOT_WOODSHED, "PGRST202", 0, FALSE },
  { "two-functions", "300 Multiple Choices", "", "{\"code\":\"PGRST203\",\"message\":\"Could not choose\"}",
    SHED_SYNC_TROUBLE_NOT_WOODSHED, "PGRST203", 0, FALSE },
  { "not-a-member", "404 Not Found", "", "{\"code\":\"PT404\",\"message\":\"no such space\"}",
    SHED_SYNC_TROUBLE_REFUSED, "PT404", 0, FALSE },
  { "viewer", "403 Forbidden", "", "{\"code\":\"PT403\",\"message\":\"viewer\"}", SHED_SYNC_TROUBLE_REFUSED, "PT403", 0,
    FALSE },
  { "too-new-for-the-server", "409 newer than this server", "", "{\"code\":\"PT409\",\"message\":\"newer\"}",
    SHED_SYNC_TROUBLE_UPDATE, "PT409", 0, FALSE },
  { "bad-json", "400 Bad Request", "", "{\"code\":\"PGRST102\",\"message\":\"Empty or invalid json\"}",
    SHED_SYNC_TROUBLE_REFUSED, "PGRST102", 0, FALSE },
  { "bad-text", "400 Bad Request", "", "{\"code\":\"22P05\",\"message\":\"unsupported Unicode escape sequence\"}",
    SHED_SYNC_TROUBLE_REFUSED, "22P05", 0, FALSE },
  { "too-large", "413 too large", "", "{\"code\":\"PT413\",\"message\":\"too large\"}", SHED_SYNC_TROUBLE_REFUSED,
    "PT413", 0, FALSE },
  { "too-large-for-a-gate", "413 Payload Too Large", "", "<html></html>", SHED_SYNC_TROUBLE_REFUSED, "", 0, TRUE },
  { "rate-limit-seconds", "429 Too Many Requests", "Retry-After: 7\r\n", "{\"message\":\"slow\"}",
    SHED_SYNC_TROUBLE_BUSY, "", 7000, FALSE },
  { "rate-limit-date", "429 Too Many Requests",
    "Date: Sat, 21 Nov 2026 12:00:00 GMT\r\nRetry-After: Sat, 21 Nov 2026 12:00:30 GMT\r\n", "{}",
    SHED_SYNC_TROUBLE_BUSY, "", 30000, FALSE },
  { "rate-limit-absurd", "429 Too Many Requests", "Retry-After: 99999999999999999999999\r\n", "{}",
    SHED_SYNC_TROUBLE_BUSY, "", 3600000, FALSE },
  { "rate-limit-nothing", "429 Too Many Requests", "", "{}", SHED_SYNC_TROUBLE_BUSY, "", 0, FALSE },
  { "busy", "503 busy", "", "{\"code\":\"PT503\",\"message\":\"busy\"}", SHED_SYNC_TROUBLE_BUSY, "PT503", 0, FALSE },
  { "maintenance-page", "503 Service Unavailable", "Retry-After: 0\r\n", "<html></html>", SHED_SYNC_TROUBLE_BUSY, "",
    1000, TRUE },
  { "no-database-connection", "504 Gateway Timeout", "", "{\"code\":\"PGRST003\",\"message\":\"Timed out\"}",
    SHED_SYNC_TROUBLE_BUSY, "PGRST003", 0, FALSE },
  { "statement-timeout", "500 Internal Server Error", "", "{\"code\":\"57014\",\"message\":\"canceling statement\"}",
    SHED_SYNC_TROUBLE_SERVER, "57014", 0, FALSE },
  { "bad-gateway-page", "502 Bad Gateway", "", "<html></html>", SHED_SYNC_TROUBLE_SERVER, "", 0, TRUE },
  { "code-with-strange-letters-is-not-taken", "400 Bad Request", "", "{\"code\":\"\\u0041 <b>\"}",
    SHED_SYNC_TROUBLE_REFUSED, "", 0, FALSE },
  { "code-too-long-is-not-taken", "400 Bad Request", "",
    "{\"code\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}", SHED_SYNC_TROUBLE_REFUSED, "", 0, FALSE },
};

static void
one_case (Fixture *f, gconstpointer data)
{
  const Case *c = data;
  g_autoptr (ShedTransportAnswer) answer = NULL;
  g_autofree char *text = g_strdup_printf ("HTTP/1.1 %s\r\nContent-Type: %s\r\n%s%s%zu\r\n\r\n%s", c->status,
                                           c->html ? "text/html" : "application/json; charset=utf-8", c->headers,
                                           "Content-Length: ", strlen (c->body), c->body);

  wire_server_say (f->server, text, -1, WIRE_CLOSE);
  answer = wire_call (f->transport, SHED_SYNC_PUSH, PUSH, WIRE_JWT);
  g_assert_cmpint (answer->answer.trouble, ==, c->trouble);
  g_assert_cmpstr (answer->answer.code, ==, c->code);
  g_assert_cmpint (answer->answer.retry_after_ms, ==, c->retry_ms);
  g_assert_cmpuint (wire_server_count (f->server), ==, 1); /* asked once, followed nobody */
}

static void
raw_case (Fixture *f, const char *bytes, WireAfter after, ShedSyncTrouble trouble, guint status)
{
  wire_server_say (f->server, bytes, -1, after);
  shed_transport_set_stall_ms (f->transport, 300);
  expect (f, SHED_SYNC_PULL, trouble, status, "");
}

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

static void
cut_before_its_length (Fixture *f, gconstpointer data)
{
  raw_case (f, HEAD "Content-Length: 5000\r\n\r\n" GOOD, WIRE_CLOSE, SHED_SYNC_TROUBLE_TRUNCATED, 200);
}

static void
chunks_end_early (Fixture *f, gconstpointer data)
{
  raw_case (f, HEAD "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"pro\r\n", WIRE_CLOSE, SHED_SYNC_TROUBLE_TRUNCATED, 200);
}

static void
chunks_end_at_a_json_boundary (Fixture *f, gconstpointer data)
{
  /* Whole to every reader of JSON, but "end" was in the chunk that never came. */
  raw_case (f, HEAD "Connection: close\r\n\r\n{\"proto\":1,\"tables\":{}}", WIRE_CLOSE, SHED_SYNC_TROUBLE_PORTAL, 200);
}

static void
no_length_and_cut (Fixture *f, gconstpointer data)
{
  raw_case (f, HEAD "Connection: close\r\n\r\n{\"proto\":1,\"tables\":{", WIRE_CLOSE, SHED_SYNC_TROUBLE_TRUNCATED, 200);
}

static void
reset_in_the_body (Fixture *f, gconstpointer data)
{
  raw_case (f, HEAD "Content-Length: 5000\r\n\r\n{\"proto\"", WIRE_RESET, SHED_SYNC_TROUBLE_TRUNCATED, 200);
}

static void
reset_before_the_head (Fixture *f, gconstpointer data)
{
  raw_case (f, "", WIRE_RESET, SHED_SYNC_TROUBLE_OFFLINE, 0);
}

static void
closed_without_a_word (Fixture *f, gconstpointer data)
{
  raw_case (f, "", WIRE_CLOSE, SHED_SYNC_TROUBLE_OFFLINE, 0);
}

static void
not_http (Fixture *f, gconstpointer data)
{
  raw_case (f, "SSH-2.0-OpenSSH_9.2\r\n\r\n", WIRE_CLOSE, SHED_SYNC_TROUBLE_TRUNCATED, 0);
}

/* A head that ends in its middle is a line that broke, whatever its half looks like: neither a gate to sign in to, nor the
 * project's word that the session is over. */
static void
broken_anywhere (Fixture *f, const char *text, WireAfter after)
{
  gsize n_bytes = strrchr (text, '}') - text + 1; /* what ends chunks may be missing */

  for (gsize n = 0; n < n_bytes; n++)
    {
      g_autoptr (ShedTransportAnswer) answer = NULL;

      wire_server_say (f->server, text, (gssize) n, after);
      answer = wire_call (f->transport, SHED_SYNC_PULL, PULL, WIRE_JWT);
      g_assert_true (answer->answer.trouble == SHED_SYNC_TROUBLE_OFFLINE ||
                     answer->answer.trouble == SHED_SYNC_TROUBLE_TRUNCATED);
    }
}

static const char *const whole_answers[] = {
  "HTTP/1.1 200 OK\r\nDate: Sat, 21 Nov 2026 12:00:00 GMT\r\nContent-Type: application/json\r\nContent-Length: 22\r\n\r\n"
  "{\"proto\":1,\"end\":true}",
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json; charset=utf-8\r\n\r\n"
  "16\r\n{\"proto\":1,\"end\":true}\r\n0\r\n\r\n",
  "HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{\"code\":\"PT401\"}",
  "HTTP/1.1 404 Not Found\r\nContent-Length: 19\r\nContent-Type: application/json\r\n\r\n{\"code\":\"PGRST202\"}",
};

static void
closed_anywhere (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (whole_answers); i++)
    broken_anywhere (f, whole_answers[i], WIRE_CLOSE);
}

static void
reset_anywhere (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (whole_answers); i++)
    broken_anywhere (f, whole_answers[i], WIRE_RESET);
}

static void
silent_before_the_head (Fixture *f, gconstpointer data)
{
  raw_case (f, "", WIRE_STALL, SHED_SYNC_TROUBLE_OFFLINE, 0);
}

static void
silent_in_the_body (Fixture *f, gconstpointer data)
{
  raw_case (f, HEAD "Content-Length: 5000\r\n\r\n{\"proto\"", WIRE_STALL, SHED_SYNC_TROUBLE_OFFLINE, 200);
}

static void
slow_is_not_dead (Fixture *f, gconstpointer data)
{
  gint64 start = g_get_monotonic_time ();

  wire_server_say_slowly (f->server, HEAD "Connection: close\r\n\r\n" GOOD, 10, 60);
  shed_transport_set_stall_ms (f->transport, 400);
  expect (f, SHED_SYNC_PULL, SHED_SYNC_TROUBLE_NONE, 200, "");
  g_assert_cmpint (g_get_monotonic_time () - start, >, 400 * 1000); /* longer than the stall limit in all */
}

static void
nobody_listens (Fixture *f, gconstpointer data)
{
  g_autoptr (WireServer) other = wire_server_new (NULL);
  g_autofree char *url = wire_server_url (other);
  g_autoptr (ShedTransport) transport = shed_transport_new (url, WIRE_KEY);
  g_autoptr (ShedTransportAnswer) answer = NULL;

  wire_server_free (g_steal_pointer (&other));
  answer = wire_call (transport, SHED_SYNC_HELLO, PUSH, WIRE_JWT);
  g_assert_cmpint (answer->answer.trouble, ==, SHED_SYNC_TROUBLE_OFFLINE);
}

static void
cancelled (Fixture *f, gconstpointer data)
{
  ShedSyncRequest request = { 1, SHED_SYNC_PULL, (char *) PULL, strlen (PULL), (char *) "s" };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  wire_server_say (f->server, "", 0, WIRE_STALL);
  shed_transport_call_async (f->transport, &request, WIRE_JWT, cancellable, wire_take, &result);
  while (wire_server_count (f->server) == 0)
    g_main_context_iteration (NULL, FALSE);
  g_cancellable_cancel (cancellable);
  wire_wait (&result);
  g_assert_null (shed_transport_call_finish (f->transport, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
connections_dropped (Fixture *f, gconstpointer data)
{
  ShedSyncRequest request = { 1, SHED_SYNC_PULL, (char *) PULL, strlen (PULL), (char *) "s" };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedTransportAnswer) answer = NULL;

  wire_server_say (f->server, "", 0, WIRE_STALL);
  wire_server_answer (f->server, "200 OK", NULL, GOOD);
  shed_transport_call_async (f->transport, &request, WIRE_JWT, NULL, wire_take, &result);
  while (wire_server_count (f->server) == 0)
    g_main_context_iteration (NULL, FALSE);
  shed_transport_drop_connections (f->transport);
  wire_wait (&result);
  answer = shed_transport_call_finish (f->transport, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (answer->answer.trouble, ==, SHED_SYNC_TROUBLE_OFFLINE);
  expect (f, SHED_SYNC_PULL, SHED_SYNC_TROUBLE_NONE, 200, "");
}

static void
retry_after (void)
{
  gint64 now = G_GINT64_CONSTANT (1795262400000); /* 2026-11-21 12:00 UTC */
  static const struct {
    const char *text;
    gint64      ms;
  } rows[] = {
    { NULL, 0 },
    { "", 0 },
    { "soon", 0 },
    { "-5", 0 },
    { "1.5", 0 },
    { "12x", 0 },
    { "0", 1000 },
    { " 3 ", 3000 },
    { "3600", 3600000 },
    { "3601", 3600000 },
    { "18446744073709551617", 3600000 },
    { "Sat, 21 Nov 2026 11:00:00 GMT", 1000 },
    { "Sat, 21 Nov 2026 12:01:00 GMT", 60000 },
    { "Sat, 21 Nov 9999 12:01:00 GMT", 3600000 },
    { "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (shed_http_parse_retry_after (rows[i].text, now), ==, rows[i].ms);
}

static void
addresses (void)
{
  static const struct {
    const char *text, *clean;
  } rows[] = {
    { "https://abc.supabase.co", "https://abc.supabase.co" },
    { "  https://ABC.supabase.co/ \n", "https://abc.supabase.co" },
    { "abc.supabase.co", "https://abc.supabase.co" },
    { "https://abc.supabase.co/rest/v1/", "https://abc.supabase.co" },
    { "https://supabase.com/dashboard/project/abcdefghij/settings/api", "https://abcdefghij.supabase.co" },
    { "https://example.org:8443/sb", "https://example.org:8443/sb" },
    { "http://127.0.0.1:54321", "http://127.0.0.1:54321" },
    { "http://localhost:54321/", "http://localhost:54321" },
    { "http://[::1]:54321/", "http://[::1]:54321" },
    { "http://abc.supabase.co", NULL },
    { "http://127.0.0.1.example.org", NULL },
    { "http://192.168.1.5:54321", NULL },
    { "http://localhost.example.org", NULL },
    { "postgresql://postgres:secret@db.abc.supabase.co:5432/postgres", NULL },
    { "https://user:word@abc.supabase.co", NULL },
    { "https://abc.supabase.co/?apikey=x", NULL },
    { "https://abc.supabase.co/#x", NULL },
    { "ftp://abc.supabase.co", NULL },
    { "https://", NULL },
    { "https://a b", NULL },
    { "https://a.example.org\n\n/", NULL },
    { "https://a.example.org/a b", NULL },
    { "", NULL },
    { NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *clean = NULL;
      g_autoptr (GError) error = NULL;
      gboolean ok = shed_transport_check_url (rows[i].text, &clean, &error);

      g_assert_cmpstr (clean, ==, rows[i].clean);
      g_assert_true (ok == (rows[i].clean != NULL));
      if (!ok)
        g_assert_error (error, SHED_TRANSPORT_ERROR, SHED_TRANSPORT_ERROR_ADDRESS);
      g_assert_true (error == NULL || strstr (error->message, "secret") == NULL);
    }
}

static char *
jwt_of (const char *payload)
{
  g_autofree char *coded = g_base64_encode ((const guchar *) payload, strlen (payload));

  for (char *p = coded; *p != '\0'; p++)
    *p = *p == '+' ? '-' : *p == '/' ? '_' : *p == '=' ? '\0' : *p;
  return g_strconcat ("eyJhbGciOiJIUzI1NiJ9.", coded, ".c2ln", NULL);
}

static void
keys (void)
{
  g_autofree char *anon = jwt_of ("{\"iss\":\"supabase\",\"role\":\"anon\"}");
  g_autofree char *service = jwt_of ("{\"iss\":\"supabase\",\"role\":\"service_role\"}");
  g_autofree char *user = jwt_of ("{\"role\":\"authenticated\"}");
  g_autofree char *odd = jwt_of ("{\"role\":[\"anon\"]}");
  const struct {
    const char *key;
    int         code; /* -1: taken */
  } rows[] = {
    { "sb_publishable_abc-DEF_123", -1 },
    { anon, -1 },
    { "sb_secret_abc", SHED_TRANSPORT_ERROR_SECRET_KEY },
    { "sbp_0123456789abcdef", SHED_TRANSPORT_ERROR_SECRET_KEY },
    { service, SHED_TRANSPORT_ERROR_SECRET_KEY },
    { user, SHED_TRANSPORT_ERROR_KEY },
    { odd, SHED_TRANSPORT_ERROR_KEY },
    { "sb_publishable_", SHED_TRANSPORT_ERROR_KEY },
    { "sb_publishable_a\r\nX: y", SHED_TRANSPORT_ERROR_KEY },
    { "password", SHED_TRANSPORT_ERROR_KEY },
    { "", SHED_TRANSPORT_ERROR_KEY },
    { NULL, SHED_TRANSPORT_ERROR_KEY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (shed_transport_check_key (rows[i].key, &error) == (rows[i].code < 0));
      if (rows[i].code >= 0)
        g_assert_error (error, SHED_TRANSPORT_ERROR, rows[i].code);
      g_assert_true ((rows[i].code < 0) == (error == NULL));
    }
}

static void
peeks (void)
{
  static const struct {
    const char   *text;
    ShedPeekState state;
  } rows[] = {
    { "{}", SHED_PEEK_WHOLE },
    { " [1,-0.5e+3,\"\\u00e9\",true,false,null,{\"a\":[]}] ", SHED_PEEK_WHOLE },
    { "", SHED_PEEK_CUT },
    { "{\"a\"", SHED_PEEK_CUT },
    { "{\"a\":", SHED_PEEK_CUT },
    { "[1", SHED_PEEK_CUT },
    { "tru", SHED_PEEK_CUT },
    { "\"\\u00", SHED_PEEK_CUT },
    { "{} x", SHED_PEEK_NOT_JSON },
    { "{a:1}", SHED_PEEK_NOT_JSON },
    { "[1,]", SHED_PEEK_NOT_JSON },
    { "01", SHED_PEEK_NOT_JSON },
    { "\"\\x\"", SHED_PEEK_NOT_JSON },
    { "\"\n\"", SHED_PEEK_NOT_JSON },
    { "\"\xff\"", SHED_PEEK_NOT_JSON },
    { "<html>", SHED_PEEK_NOT_JSON },
    { "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", SHED_PEEK_NOT_JSON },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ShedPeek peek;

      shed_json_peek (rows[i].text, strlen (rows[i].text), &peek);
      g_assert_cmpint (peek.state, ==, rows[i].state);
    }
}

/* Every beginning of a good answer is cut, none of them whole. */
static void
every_beginning_is_cut (void)
{
  static const char text[] = "{\"proto\":1,\"a\":[1.5,\"x\\\"\\u00e9\",null,true,false,{}],\"end\":true}";

  for (gsize n = 0; n < strlen (text); n++)
    {
      ShedPeek peek;

      shed_json_peek (text, n, &peek);
      g_assert_cmpint (peek.state, ==, SHED_PEEK_CUT);
    }
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Fixture *, gconstpointer);
    guint data;
  } tests[] = {
    { "good-answer", good }, { "pull-is-a-get", pull_is_a_get }, { "a-key-is-never-bearer", a_key_is_never_bearer },
    { "connection-is-kept", connection_is_kept }, { "dead-kept-connection", dead_kept_connection },
    { "gzip", gzip }, { "gzip-cut", gzip_cut }, { "gzip-spoilt", gzip_spoilt }, { "gzip-bomb", gzip_bomb },
    { "four-megabytes", large_answer, 4 * 1024 * 1024 }, { "more-than-eight-megabytes", large_answer, 9 * 1024 * 1024 },
    { "closed-anywhere", closed_anywhere }, { "reset-anywhere", reset_anywhere },
    { "cut-before-its-length", cut_before_its_length }, { "chunks-end-early", chunks_end_early },
    { "chunks-end-at-a-json-boundary", chunks_end_at_a_json_boundary }, { "no-length-and-cut", no_length_and_cut },
    { "reset-in-the-body", reset_in_the_body }, { "reset-before-the-head", reset_before_the_head },
    { "closed-without-a-word", closed_without_a_word }, { "not-http", not_http },
    { "silent-before-the-head", silent_before_the_head }, { "silent-in-the-body", silent_in_the_body },
    { "slow-is-not-dead", slow_is_not_dead }, { "nobody-listens", nobody_listens }, { "cancelled", cancelled },
    { "connections-dropped", connections_dropped },
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transport/addresses", addresses);
  g_test_add_func ("/transport/keys", keys);
  g_test_add_func ("/transport/retry-after", retry_after);
  g_test_add_func ("/transport/json/peek", peeks);
  g_test_add_func ("/transport/json/every-beginning-is-cut", every_beginning_is_cut);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/transport/call/", tests[i].name, NULL);

      g_test_add (path, Fixture, GUINT_TO_POINTER (tests[i].data), setup, tests[i].run, teardown);
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/transport/answer/", cases[i].name, NULL);

      g_test_add (path, Fixture, &cases[i], setup, one_case, teardown);
    }
  return g_test_run ();
}
