/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What GoTrue does: sign in with a password, refresh with rotation and its two exceptions, say who it is, sign out. The rules
 * stand in plain-auth.sql; this file puts them on the wire. Main thread: each is a statement or two on a local socket. */
#include "gateway.h"

#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGresult, PQclear)

static GatewayAnswer *
wrong (GatewayRequest *request, guint status, const char *code, const char *message)
{
  /* Clients that name a version of the interface get the newer shape. */
  const char *version =
    soup_message_headers_get_one (soup_server_message_get_request_headers (request->message), "X-Supabase-Api-Version");
  g_autofree char *c = gateway_json_string (code), *m = gateway_json_string (message);
  g_autofree char *body = version && strcmp (version, "2024-01-01") >= 0
                            ? g_strdup_printf ("{\"code\":%s,\"message\":%s}", c, m)
                            : g_strdup_printf ("{\"code\":%u,\"error_code\":%s,\"msg\":%s}", status, c, m);
  GatewayAnswer *answer = gateway_answer_new (status, "application/json", body);
  soup_message_headers_replace (answer->headers, "X-Sb-Error-Code", code);
  if (version)
    soup_message_headers_replace (answer->headers, "X-Supabase-Api-Version", "2024-01-01");
  return answer;
}

/* One jsonb value, or NULL when the database said no. */
static JsonObject *
ask (Gateway *gateway, const char *sql, int n, const char *const *values)
{
  g_autoptr (PGresult) result = PQexecParams (gateway->admin, sql, n, NULL, values, NULL, NULL, 0);
  if (PQresultStatus (result) != PGRES_TUPLES_OK || PQntuples (result) != 1 || PQgetisnull (result, 0, 0)) {
    if (PQresultStatus (result) != PGRES_TUPLES_OK)
      g_printerr ("gateway: %s", PQresultErrorMessage (result));
    return NULL;
  }
  g_autoptr (GBytes) bytes = g_bytes_new (PQgetvalue (result, 0, 0), (gsize) PQgetlength (result, 0, 0));
  return gateway_json_object (bytes);
}

static char *
member_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  return node ? json_to_string (node, FALSE) : g_strdup ("null");
}

static GatewayAnswer *
session_answer (GatewayRequest *request, JsonObject *session)
{
  Gateway *gateway = request->gateway;
  if (!session)
    return wrong (request, 500, "unexpected_failure", "Unexpected failure, please check server logs for more information");
  if (json_object_has_member (session, "status"))
    return wrong (request, (guint) gateway_json_int (session, "status", 500), gateway_json_member (session, "code"),
                  gateway_json_member (session, "message"));
  JsonObject *user = json_object_get_object_member (session, "user");
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *id = member_text (user, "id"), *email = member_text (user, "email");
  g_autofree char *session_id = member_text (session, "session"), *refresh = member_text (session, "token");
  g_autofree char *shown = member_text (session, "user");
  g_autofree char *claims = g_strdup_printf (
    "{\"iss\":\"woodshed-development-gateway\",\"sub\":%s,\"aud\":\"authenticated\",\"exp\":%" G_GINT64_FORMAT
    ",\"iat\":%" G_GINT64_FORMAT
    ",\"email\":%s,\"phone\":\"\",\"role\":\"authenticated\",\"aal\":\"aal1\",\"session_id\":%s,\"is_anonymous\":false}",
    id, now + gateway->token_seconds, now, email, session_id);
  g_autofree char *token = gateway_token_make (gateway->secret, claims);
  g_autofree char *body =
    g_strdup_printf ("{\"access_token\":\"%s\",\"token_type\":\"bearer\",\"expires_in\":%" G_GINT64_FORMAT
                     ",\"expires_at\":%" G_GINT64_FORMAT ",\"refresh_token\":%s,\"user\":%s,\"weak_password\":null}",
                     token, gateway->token_seconds, now + gateway->token_seconds, refresh, shown);
  return gateway_answer_new (200, "application/json", body);
}

static GatewayAnswer *
token (GatewayRequest *request)
{
  Gateway *gateway = request->gateway;
  const char *grant = request->query ? g_hash_table_lookup (request->query, "grant_type") : NULL;
  g_autoptr (JsonObject) body = gateway_json_object (request->body);
  if (!body)
    return wrong (request, 400, "bad_json", "Could not parse request body as JSON");
  g_autofree char *made = gateway_random_text (12);
  g_autoptr (JsonObject) session = NULL;
  if (g_strcmp0 (grant, "password") == 0) {
    const char *values[] = { gateway_json_member (body, "email"), gateway_json_member (body, "password"), made };
    session = ask (gateway, "select gateway.sign_in ($1, $2, $3)", 3, values);
  } else if (g_strcmp0 (grant, "refresh_token") == 0) {
    g_autofree char *reuse = g_strdup_printf ("%" G_GINT64_FORMAT, gateway->reuse_seconds * 1000);
    const char *values[] = { gateway_json_member (body, "refresh_token"), made, reuse };
    if (!values[0] || !*values[0])
      return wrong (request, 400, "validation_failed", "refresh_token required");
    session = ask (gateway, "select gateway.refresh ($1, $2, $3)", 3, values);
  } else {
    return wrong (request, 400, "invalid_credentials", "unsupported_grant_type");
  }
  return session_answer (request, session);
}

static GatewayAnswer *
sign_up (GatewayRequest *request)
{
  g_autoptr (JsonObject) body = gateway_json_object (request->body);
  if (!body)
    return wrong (request, 400, "bad_json", "Could not parse request body as JSON");
  g_autofree char *made = gateway_random_text (12);
  const char *values[] = { gateway_json_member (body, "email"), gateway_json_member (body, "password"), made };
  g_autoptr (JsonObject) session = ask (request->gateway, "select gateway.sign_up ($1, $2, $3)", 3, values);
  return session_answer (request, session);
}

gboolean
gateway_auth_sign_up (Gateway *gateway, const char *email, const char *password)
{
  g_autofree char *made = gateway_random_text (12);
  const char *values[] = { email, password, made };
  g_autoptr (JsonObject) session = ask (gateway, "select gateway.sign_up ($1, $2, $3)", 3, values);
  /* One that is there already (the data was kept) will do. */
  return session && (!json_object_has_member (session, "status") ||
                     g_strcmp0 (gateway_json_member (session, "code"), "user_already_exists") == 0);
}

/* Whose token this is. NULL: claims are set. */
static GatewayAnswer *
need_user (GatewayRequest *request, JsonObject **claims)
{
  if (!request->authorization || !*request->authorization)
    return wrong (request, 401, "no_authorization", "This endpoint requires a valid Bearer token");
  switch (gateway_token_read (request->gateway->secret, request->authorization, claims, NULL, NULL)) {
    case GATEWAY_TOKEN_GOOD:
      break;
    case GATEWAY_TOKEN_EXPIRED:
      return wrong (request, 403, "bad_jwt",
                    "invalid JWT: unable to parse or verify signature, token has invalid claims: token is expired");
    case GATEWAY_TOKEN_EMPTY:
    case GATEWAY_TOKEN_PARTS:
    case GATEWAY_TOKEN_FORGED:
    default:
      return wrong (request, 403, "bad_jwt", "invalid JWT: unable to parse or verify signature, token is malformed");
  }
  const char *session = gateway_json_member (*claims, "session_id");
  if (!gateway_json_member (*claims, "sub"))
    return wrong (request, 403, "bad_jwt", "invalid claim: missing sub claim");
  g_autoptr (JsonObject) found = ask (request->gateway, "select '{}'::jsonb from gateway.session where id = $1", 1, &session);
  return found ? NULL : wrong (request, 403, "session_not_found", "Session from session_id claim in JWT does not exist");
}

static GatewayAnswer *
user (GatewayRequest *request)
{
  g_autoptr (JsonObject) claims = NULL;
  GatewayAnswer *answer = need_user (request, &claims);
  if (answer)
    return answer;
  const char *id = gateway_json_member (claims, "sub");
  g_autoptr (JsonObject) shown = ask (request->gateway, "select gateway.shown ($1)", 1, &id);
  if (!shown)
    return wrong (request, 403, "user_not_found", "User from sub claim in JWT does not exist");
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), shown);
  g_autofree char *body = json_to_string (node, FALSE);
  return gateway_answer_new (200, "application/json", body);
}

static GatewayAnswer *
sign_out (GatewayRequest *request)
{
  g_autoptr (JsonObject) claims = NULL;
  GatewayAnswer *answer = need_user (request, &claims);
  if (answer)
    return answer;
  const char *scope = request->query ? g_hash_table_lookup (request->query, "scope") : NULL;
  const char *values[] = { gateway_json_member (claims, "sub"), gateway_json_member (claims, "session_id"),
                           scope ? scope : "global" };
  PQclear (PQexecParams (request->gateway->admin, "select gateway.sign_out ($1, $2, $3)", 3, NULL, values, NULL, NULL, 0));
  return gateway_answer_new (204, NULL, NULL);
}

void
gateway_auth (GatewayRequest *request, const char *endpoint)
{
  static const struct { const char *method, *endpoint; GatewayAnswer *(*answer) (GatewayRequest *request); } known[] = {
    { "POST", "token", token }, { "POST", "signup", sign_up }, { "GET", "user", user }, { "POST", "logout", sign_out },
  };
  gboolean there = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].endpoint, endpoint)) {
      there = TRUE;
      if (g_str_equal (known[i].method, request->method)) {
        gateway_answer (request, known[i].answer (request));
        return;
      }
    }
  if (g_str_equal (endpoint, "health") && g_str_equal (request->method, "GET"))
    gateway_answer (request, gateway_answer_new (200, "application/json",
                                                 "{\"version\":\"v2.180.0\",\"name\":\"GoTrue\",\"description\":"
                                                 "\"GoTrue is a user registration and authentication API\"}"));
  else if (g_str_equal (endpoint, "settings") && g_str_equal (request->method, "GET"))
    gateway_answer (
      request, gateway_answer_new (200, "application/json",
                                   "{\"external\":{\"email\":true,\"phone\":false,"
                                   "\"anonymous_users\":false},\"disable_signup\":false,\"mailer_autoconfirm\":true,"
                                   "\"phone_autoconfirm\":false,\"sms_provider\":\"\",\"saml_enabled\":false}"));
  else if (there)
    gateway_answer (request, gateway_answer_new (405, NULL, NULL));
  else
    gateway_answer (request, gateway_answer_new (404, "text/plain", "404 page not found\n"));
}
