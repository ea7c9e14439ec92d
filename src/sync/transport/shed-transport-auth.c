/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in with e-mail and password, refreshing, signing out. A refresh token is good once: what comes back must be kept
 * before it is used, which is the account's part. Nothing of this is ever logged. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-transport.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "shed-json-writer.h"
#include "shed-transport-private.h"
#include "shed-uuid.h"

#define MAX_TOKEN 8192
#define DEFAULT_LIFE 3600

static void
wipe (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

ShedSession *
shed_session_copy (const ShedSession *session)
{
  ShedSession *copy = g_new0 (ShedSession, 1);

  copy->user_id = g_strdup (session->user_id);
  copy->email = g_strdup (session->email);
  copy->access_token = g_strdup (session->access_token);
  copy->refresh_token = g_strdup (session->refresh_token);
  copy->expires_at = session->expires_at;
  return copy;
}

void
shed_session_free (ShedSession *session)
{
  if (session == NULL)
    return;
  g_free (session->user_id);
  g_free (session->email);
  wipe (session->access_token);
  wipe (session->refresh_token);
  g_free (session);
}

/* (transfer none) (nullable) */
static const char *
string_of (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

/* A token goes into a header: nothing may stand in it that ends one. */
static gboolean
is_plain (const char *token)
{
  if (token == NULL || *token == '\0' || strlen (token) > MAX_TOKEN)
    return FALSE;
  for (const char *p = token; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      return FALSE;
  return TRUE;
}

/**
 * shed_session_parse:
 *
 * Returns: (transfer full) (nullable): the session that an answer hands out; NULL when it is none
 */
ShedSession *
shed_session_parse (const char *bytes, gsize n_bytes, gint64 now_ms)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (ShedSession) session = g_new0 (ShedSession, 1);
  JsonObject *object, *user;
  JsonNode *node;
  gint64 life = DEFAULT_LIFE;
  ShedPeek peek;

  shed_json_peek (bytes, n_bytes, &peek);
  if (peek.state != SHED_PEEK_WHOLE || !peek.is_object || !json_parser_load_from_data (parser, bytes, (gssize) n_bytes, NULL))
    return NULL;
  object = json_node_get_object (json_parser_get_root (parser));
  session->access_token = g_strdup (string_of (object, "access_token"));
  session->refresh_token = g_strdup (string_of (object, "refresh_token"));
  node = json_object_get_member (object, "user");
  user = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  if (user != NULL && string_of (user, "id") != NULL)
    session->user_id = g_ascii_strdown (string_of (user, "id"), -1);
  if (user != NULL)
    session->email = g_strdup (string_of (user, "email"));
  if (!shed_transport_is_jwt (session->access_token) || strlen (session->access_token) > MAX_TOKEN ||
      !is_plain (session->refresh_token) || session->user_id == NULL || !shed_uuid_is_valid (session->user_id))
    return NULL;
  node = json_object_get_member (object, "expires_in");
  if (node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 && json_node_get_int (node) > 0)
    life = MIN (json_node_get_int (node), 30 * 24 * 3600);
  session->expires_at = now_ms + life * 1000;
  return g_steal_pointer (&session);
}

typedef struct {
  gboolean refresh;
  gint64   asked_ms; /* the life of a token counts from before it was asked for */
} Ask;

static gboolean
says (const ShedHttpReply *reply, const char *word)
{
  return strcmp (reply->peek.error_code, word) == 0 || strcmp (reply->peek.code, word) == 0 ||
         strcmp (reply->peek.error, word) == 0;
}

/* Why no session came. */
static ShedTransportError
refusal (const ShedHttpReply *reply, gboolean refresh)
{
  static const char *const gone[] = { "refresh_token_not_found", "refresh_token_already_used", "session_not_found",
                                      "session_expired", "user_not_found", "user_banned", "invalid_grant" };
  ShedSyncTrouble trouble = shed_transport_judge (reply);

  if (trouble == SHED_SYNC_TROUBLE_OFFLINE || trouble == SHED_SYNC_TROUBLE_TLS || trouble == SHED_SYNC_TROUBLE_BUSY ||
      trouble == SHED_SYNC_TROUBLE_SERVER || trouble == SHED_SYNC_TROUBLE_TRUNCATED)
    return shed_transport_error_of (reply, trouble);
  if (!reply->json)
    return shed_transport_error_of (reply, SHED_SYNC_TROUBLE_PORTAL);
  if (says (reply, "over_request_rate_limit"))
    return SHED_TRANSPORT_ERROR_LIMIT;
  if (refresh)
    {
      for (guint i = 0; i < G_N_ELEMENTS (gone); i++)
        if (says (reply, gone[i]))
          return SHED_TRANSPORT_ERROR_SESSION;
    }
  else if (says (reply, "invalid_credentials") || says (reply, "invalid_grant") || says (reply, "email_not_confirmed") ||
           says (reply, "user_banned") || says (reply, "validation_failed"))
    return SHED_TRANSPORT_ERROR_PASSWORD;
  if (reply->status == 401)
    return SHED_TRANSPORT_ERROR_KEY_REFUSED;
  if (reply->status == 404)
    return SHED_TRANSPORT_ERROR_NOT_SUPABASE;
  return SHED_TRANSPORT_ERROR_FAILED;
}

static void
on_session (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Ask *ask = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedHttpReply) reply = shed_http_send_finish (result, &error);
  ShedSession *session = NULL;

  if (reply == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (reply->trouble == SHED_SYNC_TROUBLE_NONE && reply->status == 200 && reply->json)
    session = shed_session_parse (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body), ask->asked_ms);
  if (session != NULL)
    g_task_return_pointer (task, session, (GDestroyNotify) shed_session_free);
  else if (reply->trouble == SHED_SYNC_TROUBLE_NONE && reply->status == 200)
    g_task_return_new_error (task, SHED_TRANSPORT_ERROR, SHED_TRANSPORT_ERROR_NOT_SUPABASE, "an answer without a session");
  else
    g_task_return_new_error (task, SHED_TRANSPORT_ERROR, (gint) refusal (reply, ask->refresh), "no session");
}

static void
ask_for_session (ShedTransport *self, const char *query, ShedJsonWriter *json, gboolean refresh, GTask *task)
{
  g_autoptr (SoupMessage) message = shed_transport_new_message (self, "POST", "/auth/v1/token", query, NULL);
  char *text = shed_json_writer_dup_text (json);
  g_autoptr (GBytes) body = g_bytes_new_with_free_func (text, strlen (text), (GDestroyNotify) wipe, text);
  Ask *ask = g_new0 (Ask, 1);

  ask->refresh = refresh;
  ask->asked_ms = g_get_real_time () / 1000;
  g_task_set_task_data (task, ask, g_free);
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  shed_http_send_async (shed_transport_get_session (self), message, shed_transport_get_stall_ms (self),
                        g_task_get_cancellable (task), on_session, task);
}

void
shed_transport_sign_in_async (ShedTransport *self, const char *email, const char *password, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (ShedJsonWriter) json = shed_json_writer_new (FALSE);
  GTask *task;

  g_return_if_fail (SHED_IS_TRANSPORT (self));
  g_return_if_fail (email != NULL && password != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, shed_transport_sign_in_async);
  shed_json_begin_object (json);
  shed_json_add_string (json, "email", email);
  shed_json_add_string (json, "password", password);
  shed_json_end_object (json);
  ask_for_session (self, "grant_type=password", json, FALSE, task);
}

void
shed_transport_refresh_async (ShedTransport *self,
                              const char *refresh_token,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (ShedJsonWriter) json = shed_json_writer_new (FALSE);
  GTask *task;

  g_return_if_fail (SHED_IS_TRANSPORT (self));
  g_return_if_fail (refresh_token != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, shed_transport_refresh_async);
  shed_json_begin_object (json);
  shed_json_add_string (json, "refresh_token", refresh_token);
  shed_json_end_object (json);
  ask_for_session (self, "grant_type=refresh_token", json, TRUE, task);
}

ShedSession *
shed_transport_session_finish (ShedTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Signing out */

static void
on_signed_out (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedHttpReply) reply = shed_http_send_finish (result, &error);

  if (reply == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (reply->trouble == SHED_SYNC_TROUBLE_NONE &&
           (reply->status == 204 || reply->status == 200 ||
            (reply->json && (reply->status == 401 || reply->status == 403 || reply->status == 404))))
    g_task_return_boolean (task, TRUE); /* or the session was gone already */
  else
    g_task_return_new_error (task, SHED_TRANSPORT_ERROR, (gint) shed_transport_error_of (reply, shed_transport_judge (reply)),
                             "the server was not told");
}

/**
 * shed_transport_sign_out_async:
 *
 * Ends this computer's session on the server, and no other.
 */
void
shed_transport_sign_out_async (ShedTransport *self,
                               const char *access_token,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (SoupMessage) message = NULL;
  GTask *task;

  g_return_if_fail (SHED_IS_TRANSPORT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, shed_transport_sign_out_async);
  message = shed_transport_new_message (self, "POST", "/auth/v1/logout", "scope=local", access_token);
  shed_http_send_async (shed_transport_get_session (self), message, shed_transport_get_stall_ms (self), cancellable,
                        on_signed_out, task);
}

gboolean
shed_transport_sign_out_finish (ShedTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
