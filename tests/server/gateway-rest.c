/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What PostgREST does for a call of a function: the token decides the role, the body's keys the function, the function's
 * volatility the transaction, and every error becomes the status and body that PostgREST gives it (compared with recorded
 * answers in test-recorded). Each call runs in a thread of its own: a function may take its eight seconds. */
#include "gateway.h"

#include <string.h>

typedef struct {
  const char *secret; /* of the gateway, which outlives every call */
  char       *function, *method, *path, *authorization, *headers;
  gboolean    only_key; /* what stood behind "Bearer" was the publishable key */
  gint64      timeout_ms;
  char       *query;    /* arguments of a GET, as an object of strings (nullable) */
  GBytes     *body;
} Call;

static GMutex pool_lock;
static GQueue pool = G_QUEUE_INIT;

static void
call_free (Call *call)
{
  g_free (call->function);
  g_free (call->method);
  g_free (call->path);
  g_free (call->authorization);
  g_free (call->headers);
  g_free (call->query);
  g_clear_pointer (&call->body, g_bytes_unref);
  g_free (call);
}

GatewayAnswer *
gateway_rest_error (guint status, const char *code, const char *message, const char *details, const char *hint)
{
  g_autofree char *c = gateway_json_string (code), *m = gateway_json_string (message);
  g_autofree char *d = gateway_json_string (details), *h = gateway_json_string (hint);
  g_autofree char *body = g_strdup_printf ("{\"code\":%s,\"details\":%s,\"hint\":%s,\"message\":%s}", c, d, h, m);
  g_autofree char *proxy = g_strdup_printf ("PostgREST; error=%s", code);
  GatewayAnswer *answer = gateway_answer_new (status, "application/json; charset=utf-8", body);
  soup_message_headers_replace (answer->headers, "Proxy-Status", proxy);
  if (status == 401)
    soup_message_headers_replace (answer->headers, "WWW-Authenticate", "Bearer");
  if (status == 503)
    soup_message_headers_replace (answer->headers, "Retry-After", "0");
  return answer;
}

static GatewayAnswer *
token_error (const char *code, const char *message, const char *details)
{
  GatewayAnswer *answer = gateway_rest_error (401, code, message, details, NULL);
  g_autofree char *shown = g_strdup_printf ("Bearer error=\"invalid_token\", error_description=\"%s\"", message);
  soup_message_headers_replace (answer->headers, "WWW-Authenticate", shown);
  return answer;
}

static guint
status_of (const char *code, gboolean anonymous)
{
  static const struct { const char *code; guint status; } known[] = {
    { "23503", 409 }, { "23505", 409 }, { "25006", 405 }, { "21000", 500 }, { "42883", 404 }, { "42P01", 404 }, { "42P17", 500 },
    { "P0001", 400 }, { "53400", 500 }, { "57P01", 503 }, { "08", 503 }, { "09", 500 }, { "0L", 403 }, { "0P", 403 },
    { "25", 500 }, { "28", 403 }, { "2D", 500 }, { "38", 500 }, { "39", 500 }, { "3B", 500 }, { "40", 500 }, { "53", 503 },
    { "54", 500 }, { "55", 500 }, { "57", 500 }, { "58", 500 }, { "F0", 500 }, { "HV", 500 }, { "P0", 500 }, { "XX", 500 },
  };
  if (g_str_equal (code, "42501"))
    return anonymous ? 401 : 403;
  if (strlen (code) == 5 && g_str_has_prefix (code, "PT") && strspn (code + 2, "0123456789") == 3)
    return (guint) g_ascii_strtoull (code + 2, NULL, 10);
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_has_prefix (code, known[i].code))
      return known[i].status;
  return 400;
}

static GatewayAnswer *
database_error (PGresult *result, gboolean anonymous)
{
  const char *code = PQresultErrorField (result, PG_DIAG_SQLSTATE),
             *message = PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY);
  if (!code)
    return gateway_rest_error (503, "PGRST001", "Database client error. Retrying the connection.", NULL, NULL);
  GatewayAnswer *answer =
    gateway_rest_error (status_of (code, anonymous), code, message, PQresultErrorField (result, PG_DIAG_MESSAGE_DETAIL),
                        PQresultErrorField (result, PG_DIAG_MESSAGE_HINT));
  /* The message stands in the status line, so it must be one line of ASCII. */
  if (g_str_has_prefix (code, "PT") && message && g_str_is_ascii (message) && !strpbrk (message, "\r\n"))
    answer->reason = g_strdup (message);
  /* Recorded: a transaction that could not be serialized gets no answer at all. */
  answer->hang = g_str_equal (code, "40001") || g_str_equal (code, "40P01");
  return answer;
}

PGconn *
gateway_rest_connect (const char *user)
{
  const char *const names[] = { "user", "application_name", "client_encoding", NULL };
  const char *const values[] = { user, "woodshed-gateway", "UTF8", NULL };
  return PQconnectdbParams (names, values, 0);
}

static PGconn *
take_connection (void)
{
  g_mutex_lock (&pool_lock);
  PGconn *db = g_queue_pop_tail (&pool);
  g_mutex_unlock (&pool_lock);
  return db ? db : gateway_rest_connect ("authenticator");
}

static void
give_connection (PGconn *db)
{
  if (PQstatus (db) != CONNECTION_OK || PQtransactionStatus (db) != PQTRANS_IDLE) {
    PQfinish (db);
    return;
  }
  g_mutex_lock (&pool_lock);
  g_queue_push_tail (&pool, db);
  g_mutex_unlock (&pool_lock);
}

void
gateway_rest_cleanup (void)
{
  g_queue_clear_full (&pool, (GDestroyNotify) PQfinish);
}

static PGresult *
run (PGconn *db, const char *sql, int n, const char *const *values)
{
  return PQexecParams (db, sql, n, NULL, values, NULL, NULL, 0);
}

static gboolean
succeeded (PGresult *result)
{
  ExecStatusType status = PQresultStatus (result);
  return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGresult, PQclear)

/* The function with this name whose arguments are these keys, all without default among them; else an answer that says so. */
static GatewayAnswer *
find_function (PGconn *db, Call *call, const char *keys, const char *sorted, char **sql, gboolean *reads_only)
{
  static const char find[] =
    "with f as (select p.oid, p.proname, p.provolatile, p.prorettype, "
    "  coalesce (p.proargnames[1:p.pronargs], '{}') as names, p.proargtypes, p.pronargs - p.pronargdefaults as needed "
    "  from pg_catalog.pg_proc p where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and p.proname = $1) "
    "select f.provolatile <> 'v', f.prorettype = 'void'::regtype, "
    "  format ('select %s from json_to_record ($1::json) as a (%s), lateral (select public.%I (%s) as v) r', "
    "    case when f.prorettype = 'void'::regtype then 'null' else 'coalesce (to_json (r.v)::text, ''null'')' end, "
    "    coalesce ((select string_agg (format ('%I %s', n, format_type (f.proargtypes[i - 1], null)), ', ') "
    "      from unnest (f.names) with ordinality u (n, i) where n = any ($2::text[])), '_ text'), "
    "    f.proname, (select string_agg (format ('%I := a.%I', n, n), ', ') from unnest (f.names) u (n)"
    " where n = any ($2::text[]))) from f where $2::text[] <@ f.names and f.names[1:f.needed] <@ $2::text[]";
  const char *values[] = { call->function, keys };
  g_autoptr (PGresult) result = run (db, find, 2, values);
  if (!succeeded (result))
    return database_error (result, FALSE);
  if (PQntuples (result) != 1) {
    g_autofree char *with = *sorted ? g_strdup_printf (" with parameter%s %s", strchr (sorted, ',') ? "s" : "", sorted)
                                    : g_strdup (" without parameters");
    g_autofree char *details =
      g_strdup_printf ("Searched for the function public.%s%s or with a single unnamed json/jsonb parameter, "
                       "but no matches were found in the schema cache.",
                       call->function, with);
    g_autofree char *message = g_strdup_printf ("Could not find the function public.%s%s%s%s in the schema cache", call->function,
                                                *sorted ? "(" : "", sorted, *sorted ? ")" : " without parameters");
    return gateway_rest_error (404, "PGRST202", message, details, NULL);
  }
  *reads_only = PQgetvalue (result, 0, 0)[0] == 't';
  *sql = g_strdup (PQgetvalue (result, 0, 2));
  return NULL;
}

/* The keys of the body, as an array for PostgreSQL and as text for people. */
static GatewayAnswer *
read_keys (PGconn *db, const char *body, char **keys, char **sorted)
{
  static const char read[] = "select coalesce (array_agg (k), '{}'), coalesce (string_agg (k, ', ' order by k), '') "
                             "from json_object_keys ($1::json) k";
  g_autoptr (PGresult) result = run (db, read, 1, &body);
  if (succeeded (result)) {
    *keys = g_strdup (PQgetvalue (result, 0, 0));
    *sorted = g_strdup (PQgetvalue (result, 0, 1));
    return NULL;
  }
  if (g_strcmp0 (PQresultErrorField (result, PG_DIAG_SQLSTATE), "22P05") == 0)
    return database_error (result, FALSE);
  return gateway_rest_error (400, "PGRST102", *body == '[' ? "All object keys must match" : "Empty or invalid json", NULL, NULL);
}

/* What the function itself said of the answer's status and headers. */
static void
apply_settings (GatewayAnswer *answer, const char *headers, const char *status)
{
  if (status && *status)
    answer->status = (guint) g_ascii_strtoull (status, NULL, 10);
  if (!headers || !*headers)
    return;
  g_autoptr (JsonParser) parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, headers, -1, NULL) || !JSON_NODE_HOLDS_ARRAY (json_parser_get_root (parser)))
    return;
  g_autoptr (GList) elements = json_array_get_elements (json_node_get_array (json_parser_get_root (parser)));
  for (GList *e = elements; e; e = e->next) {
    if (!JSON_NODE_HOLDS_OBJECT (e->data))
      continue;
    g_autoptr (GList) names = json_object_get_members (json_node_get_object (e->data));
    for (GList *n = names; n; n = n->next) {
      const char *value = gateway_json_member (json_node_get_object (e->data), n->data);
      if (value)
        soup_message_headers_replace (answer->headers, n->data, value);
    }
  }
}

static GatewayAnswer *
call_in (PGconn *db, Call *call)
{
  g_autofree char *claims = NULL;
  g_autoptr (JsonObject) object = NULL;
  if (call->authorization && !call->only_key) {
    guint n = 0;
    switch (gateway_token_read (call->secret, call->authorization, &object, &claims, &n)) {
      case GATEWAY_TOKEN_EMPTY: return token_error ("PGRST301", "Empty JWT is sent in Authorization header", NULL);
      case GATEWAY_TOKEN_PARTS: {
        g_autofree char *message = g_strdup_printf ("Expected 3 parts in JWT; got %u", n);
        return token_error ("PGRST301", message, NULL);
      }
      case GATEWAY_TOKEN_FORGED:
        return token_error ("PGRST301", "No suitable key or wrong key type", "None of the keys was able to decode the JWT");
      case GATEWAY_TOKEN_EXPIRED: return token_error ("PGRST303", "JWT expired", NULL);
      case GATEWAY_TOKEN_GOOD: break;
      default: g_assert_not_reached ();
    }
  }
  const char *role = object ? gateway_json_member (object, "role") : NULL;
  if (!role)
    role = "anon";
  gboolean anonymous = g_str_equal (role, "anon");
  if (!g_str_equal (call->method, "POST") && !g_str_equal (call->method, "GET") && !g_str_equal (call->method, "HEAD")) {
    g_autofree char *message = g_strdup_printf ("Cannot use the %s method on RPC", call->method);
    return gateway_rest_error (405, "PGRST101", message, NULL, NULL);
  }

  gsize length = 0;
  const char *data = call->body ? g_bytes_get_data (call->body, &length) : NULL;
  g_autofree char *body = call->query ? g_strdup (call->query) : length ? g_strndup (data, length) : g_strdup ("{}");
  if (strlen (body) < (call->query ? 0 : length) || !g_utf8_validate (body, -1, NULL))
    return gateway_rest_error (400, "PGRST102", "Empty or invalid json", NULL, NULL);
  g_autofree char *keys = NULL, *sorted = NULL, *sql = NULL;
  gboolean reads_only = FALSE;
  GatewayAnswer *answer = read_keys (db, body, &keys, &sorted);
  if (!answer)
    answer = find_function (db, call, keys, sorted, &sql, &reads_only);
  if (answer)
    return answer;

  PQclear (PQexec (db, reads_only || !g_str_equal (call->method, "POST") ? "begin isolation level read committed read only"
                                                                         : "begin isolation level read committed read write"));
  static const char prepare[] =
    "select set_config ('search_path', 'public', true), set_config ('role', $1, true),"
    " set_config ('request.jwt.claims', $2, true), "
    "set_config ('request.method', $3, true), set_config ('request.path', $4, true), set_config ('request.headers', $5, true), "
    "set_config ('request.cookies', '{}', true), set_config ('statement_timeout', $6, true)";
  g_autofree char *timeout = g_strdup_printf ("%" G_GINT64_FORMAT, anonymous ? MIN (call->timeout_ms, 3000) : call->timeout_ms);
  const char *settings[] = { role, claims ? claims : "{\"role\":\"anon\"}", call->method, call->path, call->headers, timeout };
  g_autoptr (PGresult) prepared = run (db, prepare, 6, settings);
  if (!succeeded (prepared)) {
    answer = database_error (prepared, anonymous);
    if (answer->status == 400) {
      /* A role that is not there. */
      answer->status = 401;
      soup_message_headers_replace (answer->headers, "WWW-Authenticate", "Bearer");
    }
  } else {
    const char *values[] = { body };
    g_autoptr (PGresult) result = run (db, sql, 1, values);
    if (!succeeded (result)) {
      answer = database_error (result, anonymous);
    } else if (PQntuples (result) == 1) {
      gboolean nothing = PQgetisnull (result, 0, 0);
      answer = gateway_answer_new (nothing ? 204 : 200, nothing ? NULL : "application/json; charset=utf-8",
                                   nothing ? NULL : PQgetvalue (result, 0, 0));
      soup_message_headers_replace (answer->headers, "Content-Range", "0-0/*");
      if (!nothing)
        soup_message_headers_replace (answer->headers, "Content-Profile", "public");
      g_autoptr (PGresult) said = PQexec (db, "select nullif (current_setting ('response.headers', true), ''), "
                                              "nullif (current_setting ('response.status', true), '')");
      if (succeeded (said))
        apply_settings (answer, PQgetisnull (said, 0, 0) ? NULL : PQgetvalue (said, 0, 0),
                        PQgetisnull (said, 0, 1) ? NULL : PQgetvalue (said, 0, 1));
      g_autoptr (PGresult) commit = PQexec (db, "commit");
      /* Deferred constraints speak up only now. */
      if (!succeeded (commit)) {
        gateway_answer_free (answer);
        answer = database_error (commit, anonymous);
      }
    } else {
      answer = gateway_rest_error (500, "XX000", "not one value", NULL, NULL);
    }
  }
  if (PQtransactionStatus (db) != PQTRANS_IDLE)
    PQclear (PQexec (db, "rollback"));
  return answer;
}

static void
call_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  PGconn *db = take_connection ();
  GatewayAnswer *answer = PQstatus (db) == CONNECTION_OK
                            ? call_in (db, data)
                            : gateway_rest_error (503, "PGRST000",
                                                  "Database connection error. Retrying the "
                                                  "connection.",
                                                  NULL, NULL);
  give_connection (db);
  g_task_return_pointer (task, answer, (GDestroyNotify) gateway_answer_free);
}

static void
called (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gateway_answer (user_data, g_task_propagate_pointer (G_TASK (result), NULL));
}

static char *
object_of (GHashTable *table)
{
  GString *text = g_string_new ("{");
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    /* The key may stand in the address; it is no argument. */
    if (g_str_equal (name, "apikey"))
      continue;
    g_autofree char *n = gateway_json_string (name), *v = gateway_json_string (value);
    g_string_append_printf (text, "%s%s:%s", text->len > 1 ? "," : "", n, v);
  }
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

void
gateway_rest (GatewayRequest *request, const char *function)
{
  Gateway *gateway = request->gateway;
  Call *call = g_new0 (Call, 1);
  call->secret = gateway->secret;
  call->function = g_strdup (function);
  call->method = g_strdup (request->method);
  call->path = g_strdup (request->path);
  call->authorization = g_strdup (request->authorization);
  call->only_key = g_strcmp0 (request->authorization, gateway->publishable_key) == 0;
  call->timeout_ms = gateway->timeout_ms;
  call->body = g_bytes_ref (request->body);
  if (!g_str_equal (call->method, "POST")) {
    g_autoptr (GHashTable) none = g_hash_table_new (g_str_hash, g_str_equal);
    call->query = object_of (request->query ? request->query : none);
  }
  g_autoptr (GHashTable) headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  SoupMessageHeadersIter iter;
  const char *name, *value;
  soup_message_headers_iter_init (&iter, soup_server_message_get_request_headers (request->message));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    if (g_ascii_strcasecmp (name, "apikey") != 0)
      g_hash_table_replace (headers, g_ascii_strdown (name, -1), g_utf8_make_valid (value, -1));
  call->headers = object_of (headers);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, called, request);
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  g_task_run_in_thread (task, call_thread);
}
