/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens in the Secret Service. A failure has no error of its own: whoever asks goes on with what is in memory, and the
 * window says that it will not outlive the program. Contents are never logged. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-account-secret.h"

#include <json-glib/json-glib.h>
#include <libsecret/secret.h>
#include <string.h>

#include "shed-json-writer.h"

#define PATIENCE_MS 2000
#define STORE_PATIENCE_MS 5000 /* a keyring waits for the disk; a new token must not be given up for that */

static const SecretSchema schema = {
  "io.github.woodshed_app.Woodshed.Account",
  SECRET_SCHEMA_NONE,
  {
    { "profile", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "url", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "user", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

typedef struct {
  GCancellable *cancellable;
  guint         timer;
} Patience;

static void
patience_free (Patience *patience)
{
  g_clear_handle_id (&patience->timer, g_source_remove);
  g_object_unref (patience->cancellable);
  g_free (patience);
}

static gboolean
on_patience_over (gpointer data)
{
  Patience *patience = data;

  patience->timer = 0;
  g_debug ("the keyring does not answer");
  g_cancellable_cancel (patience->cancellable);
  return G_SOURCE_REMOVE;
}

static GTask *
new_task (guint patience_ms, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Patience *patience = g_new0 (Patience, 1);

  patience->cancellable = g_cancellable_new ();
  patience->timer = g_timeout_add (patience_ms, on_patience_over, patience);
  g_task_set_task_data (task, patience, (GDestroyNotify) patience_free);
  return task;
}

static GCancellable *
patience_of (GTask *task)
{
  return ((Patience *) g_task_get_task_data (task))->cancellable;
}

static const char *
member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static ShedSession *
parse (const char *text)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (ShedSession) session = g_new0 (ShedSession, 1);
  JsonNode *root, *node;
  JsonObject *object;

  if (!json_parser_load_from_data (parser, text, -1, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  object = json_node_get_object (root);
  session->user_id = g_strdup (member (object, "user_id"));
  session->email = g_strdup (member (object, "email"));
  session->access_token = g_strdup (member (object, "access_token"));
  session->refresh_token = g_strdup (member (object, "refresh_token"));
  node = json_object_get_member (object, "expires_at");
  if (node != NULL && json_node_get_value_type (node) == G_TYPE_INT64)
    session->expires_at = json_node_get_int (node);
  if (session->user_id == NULL || session->access_token == NULL || session->refresh_token == NULL)
    return NULL;
  return g_steal_pointer (&session);
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  char *text = secret_password_lookup_nonpageable_finish (result, &error);
  ShedSession *session = text != NULL ? parse (text) : NULL;

  if (error != NULL)
    g_debug ("no keyring: %s %d", g_quark_to_string (error->domain), error->code);
  if (text != NULL)
    secret_password_free (text);
  g_task_return_pointer (task, session, (GDestroyNotify) shed_session_free);
}

void
shed_secret_lookup_async (const ShedSecretName *name, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = new_task (PATIENCE_MS, callback, user_data);

  secret_password_lookup (&schema, patience_of (task), on_looked_up, task, "profile", name->profile, "url", name->url, "user",
                          name->user, NULL);
}

ShedSession *
shed_secret_lookup_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  gboolean stored = secret_password_store_finish (result, &error);

  if (error != NULL)
    g_debug ("not kept: %s %d", g_quark_to_string (error->domain), error->code);
  g_task_return_boolean (task, stored);
}

void
shed_secret_store_async (const ShedSecretName *name, const ShedSession *session, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = new_task (STORE_PATIENCE_MS, callback, user_data);
  g_autoptr (ShedJsonWriter) json = shed_json_writer_new (FALSE);
  char *text;

  shed_json_begin_object (json);
  shed_json_add_string (json, "user_id", session->user_id);
  shed_json_add_string (json, "email", session->email);
  shed_json_add_string (json, "access_token", session->access_token);
  shed_json_add_string (json, "refresh_token", session->refresh_token);
  shed_json_add_int (json, "expires_at", session->expires_at);
  shed_json_end_object (json);
  text = shed_json_writer_dup_text (json);
  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, "Woodshed", text, patience_of (task), on_stored, task, "profile",
                         name->profile, "url", name->url, "user", name->user, NULL);
  explicit_bzero (text, strlen (text));
  g_free (text);
}

gboolean
shed_secret_store_finish (GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;

  g_task_return_boolean (task, secret_password_clear_finish (result, NULL));
}

void
shed_secret_clear_async (const ShedSecretName *name, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = new_task (PATIENCE_MS, callback, user_data);

  secret_password_clear (&schema, patience_of (task), on_cleared, task, "profile", name->profile, "url", name->url,
                         "user", name->user, NULL);
}

void
shed_secret_clear_finish (GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}
