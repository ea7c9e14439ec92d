/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is signed in, and where. The file holds what is no secret; whether there are tokens is known only when the keyring was
 * asked, and until then an account that was never signed out counts as signed in. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-account.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "shed-account-private.h"
#include "shed-json-writer.h"
#include "shed-uuid.h"

#define MAX_FILE (64 * 1024)
#define TELL_SERVER_MS 5000

enum { PROP_SIGNED_IN = 1, PROP_URL, PROP_KEY, PROP_EMAIL, PROP_USER_ID, PROP_KEPT, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ShedAccount, shed_account, G_TYPE_OBJECT)

static void
shed_account_finalize (GObject *object)
{
  ShedAccount *self = SHED_ACCOUNT (object);

  g_clear_object (&self->transport);
  g_clear_pointer (&self->session, shed_session_free);
  g_free (self->profile_name);
  g_free (self->file);
  g_free (self->lock);
  g_free (self->url);
  g_free (self->key);
  g_free (self->email);
  g_free (self->user_id);
  G_OBJECT_CLASS (shed_account_parent_class)->finalize (object);
}

static void
shed_account_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ShedAccount *self = SHED_ACCOUNT (object);

  switch (id)
    {
    case PROP_SIGNED_IN:
      g_value_set_boolean (value, self->signed_in);
      break;
    case PROP_URL:
      g_value_set_string (value, self->url);
      break;
    case PROP_KEY:
      g_value_set_string (value, self->key);
      break;
    case PROP_EMAIL:
      g_value_set_string (value, self->email);
      break;
    case PROP_USER_ID:
      g_value_set_string (value, self->user_id);
      break;
    case PROP_KEPT:
      g_value_set_boolean (value, self->kept);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
shed_account_class_init (ShedAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = shed_account_finalize;
  object_class->get_property = shed_account_get_property;
  properties[PROP_SIGNED_IN] = g_param_spec_boolean ("signed-in", NULL, NULL, FALSE, flags);
  properties[PROP_URL] = g_param_spec_string ("url", NULL, NULL, NULL, flags);
  properties[PROP_KEY] = g_param_spec_string ("key", NULL, NULL, NULL, flags);
  properties[PROP_EMAIL] = g_param_spec_string ("email", NULL, NULL, NULL, flags);
  properties[PROP_USER_ID] = g_param_spec_string ("user-id", NULL, NULL, NULL, flags);
  properties[PROP_KEPT] = g_param_spec_boolean ("kept", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
shed_account_init (ShedAccount *self)
{
}

/* The file */

static const char *
member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static void
set_who (ShedAccount *self, ShedTransport *transport, const char *email, const char *user_id)
{
  g_set_object (&self->transport, transport);
  g_free (self->url);
  g_free (self->key);
  g_free (self->email);
  g_free (self->user_id);
  self->url = transport != NULL ? g_strdup (shed_transport_get_url (transport)) : NULL;
  self->key = transport != NULL ? g_strdup (shed_transport_get_key (transport)) : NULL;
  self->email = g_strdup (email);
  self->user_id = g_strdup (user_id);
}

static void
read_file (ShedAccount *self)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (ShedTransport) transport = NULL;
  JsonObject *object;
  JsonNode *root;
  const char *user_id;
  gsize n = 0;

  if (!g_file_get_contents (self->file, &text, &n, NULL))
    return;
  if (n > MAX_FILE || !json_parser_load_from_data (parser, text, (gssize)n, NULL) ||
      (root = json_parser_get_root (parser)) == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_message ("the account's file cannot be read: it is taken for signed out");
      return;
    }
  object = json_node_get_object (root);
  user_id = member (object, "user_id");
  if (member (object, "url") != NULL && member (object, "key") != NULL)
    transport = shed_transport_new (member (object, "url"), member (object, "key"));
  if (transport == NULL || user_id == NULL || !shed_uuid_is_valid (user_id))
    {
      g_message ("the account's file cannot be read: it is taken for signed out");
      return;
    }
  set_who (self, transport, member (object, "email"), user_id);
  self->signed_in = self->kept = TRUE;
}

static void
write_file (ShedAccount *self,
            ShedTransport *transport,
            const ShedSession *session,
            const char *email,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (ShedJsonWriter) json = shed_json_writer_new (TRUE);
  g_autofree char *text = NULL;

  shed_json_begin_object (json);
  shed_json_add_string (json, "url", shed_transport_get_url (transport));
  shed_json_add_string (json, "key", shed_transport_get_key (transport));
  shed_json_add_string (json, "email", email);
  shed_json_add_string (json, "user_id", session->user_id);
  shed_json_end_object (json);
  text = shed_json_writer_dup_text (json);
  shed_account_file_write (task, self->file, text);
}

ShedAccount *
shed_account_new (ShedProfile *profile)
{
  ShedAccount *self = g_object_new (SHED_TYPE_ACCOUNT, NULL);
  g_autofree char *config = shed_profile_dup_config (profile);

  self->profile_name = g_strdup (shed_profile_is_default (profile) ? "default" : shed_profile_get_folder (profile));
  self->file = g_build_filename (config, "account.json", NULL);
  self->lock = g_build_filename (config, "account.lock", NULL);
  read_file (self);
  return self;
}

void
shed_account_fill_name (ShedAccount *self, ShedSecretName *name)
{
  name->profile = self->profile_name;
  name->url = self->url;
  name->user = self->user_id;
}

static void
notify_all (ShedAccount *self)
{
  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = 1; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
  g_object_thaw_notify (G_OBJECT (self));
}

void
shed_account_set_signed_in (ShedAccount *self, gboolean signed_in)
{
  if (self->signed_in == signed_in)
    return;
  self->signed_in = signed_in;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIGNED_IN]);
}

void
shed_account_set_kept (ShedAccount *self, gboolean kept)
{
  if (self->kept == kept)
    return;
  self->kept = kept;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEPT]);
}

void
shed_account_adopt (ShedAccount *self, ShedSession *session, gboolean kept)
{
  g_clear_pointer (&self->session, shed_session_free);
  self->session = session;
  shed_account_set_kept (self, kept);
  shed_account_set_signed_in (self, TRUE);
}

gboolean
shed_account_exists (ShedAccount *self)
{
  g_return_val_if_fail (SHED_IS_ACCOUNT (self), FALSE);
  return self->user_id != NULL;
}

gboolean
shed_account_is_signed_in (ShedAccount *self)
{
  g_return_val_if_fail (SHED_IS_ACCOUNT (self), FALSE);
  return self->signed_in;
}

const char *
shed_account_get_url (ShedAccount *self)
{
  g_return_val_if_fail (SHED_IS_ACCOUNT (self), NULL);
  return self->url;
}

const char *
shed_account_get_key (ShedAccount *self)
{
  g_return_val_if_fail (SHED_IS_ACCOUNT (self), NULL);
  return self->key;
}

const char *
shed_account_get_email (ShedAccount *self)
{
  g_return_val_if_fail (SHED_IS_ACCOUNT (self), NULL);
  return self->email;
}

const char *
shed_account_get_user_id (ShedAccount *self)
{
  g_return_val_if_fail (SHED_IS_ACCOUNT (self), NULL);
  return self->user_id;
}

gboolean
shed_account_get_kept (ShedAccount *self)
{
  g_return_val_if_fail (SHED_IS_ACCOUNT (self), FALSE);
  return self->kept;
}

ShedTransport *
shed_account_get_transport (ShedAccount *self)
{
  g_return_val_if_fail (SHED_IS_ACCOUNT (self), NULL);
  return self->transport;
}

/* Signing in */

typedef struct {
  ShedTransport *transport;
  char          *email, *password;
  ShedSession   *session;
  gboolean       kept;
} SignIn;

static void
sign_in_free (SignIn *s)
{
  g_clear_object (&s->transport);
  g_free (s->email);
  explicit_bzero (s->password, strlen (s->password));
  g_free (s->password);
  g_clear_pointer (&s->session, shed_session_free);
  g_free (s);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  ShedAccount *self = SHED_ACCOUNT (source);
  SignIn *s = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  self->generation++;
  set_who (self, s->transport, s->session->email != NULL ? s->session->email : s->email, s->session->user_id);
  g_clear_pointer (&self->session, shed_session_free);
  self->session = g_steal_pointer (&s->session);
  self->signed_in = TRUE;
  self->kept = s->kept;
  notify_all (self);
  g_task_return_boolean (task, TRUE);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  SignIn *s = g_task_get_task_data (task);

  s->kept = shed_secret_store_finish (result);
  write_file (g_task_get_source_object (task), s->transport, s->session, s->session->email != NULL ? s->session->email : s->email,
              on_written, task);
}

static void
on_fit (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  ShedAccount *self = g_task_get_source_object (task);
  SignIn *s = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  ShedSecretName name = { self->profile_name, (char *) shed_transport_get_url (s->transport), s->session->user_id };

  if (!shed_transport_check_fit_finish (s->transport, result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }
  shed_secret_store_async (&name, s->session, on_stored, task);
}

static void
on_session (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  SignIn *s = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  s->session = shed_transport_session_finish (s->transport, result, &error);
  if (s->session == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }
  shed_transport_check_fit_async (s->transport, s->session->user_id, s->session->access_token,
                                  g_task_get_cancellable (task), on_fit, task);
}

static void
on_probed (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  SignIn *s = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!shed_transport_probe_finish (s->transport, result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }
  shed_transport_sign_in_async (s->transport, s->email, s->password, g_task_get_cancellable (task), on_session, task);
}

void
shed_account_sign_in_async (ShedAccount *self, const char *url, const char *key, const char *email, const char *password,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *clean = NULL, *stripped = NULL;
  GError *error = NULL;
  SignIn *s;

  g_return_if_fail (SHED_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, shed_account_sign_in_async);
  stripped = g_strstrip (g_strdup (key != NULL ? key : ""));
  if (!shed_transport_check_url (url, &clean, &error) || !shed_transport_check_key (stripped, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  s = g_new0 (SignIn, 1);
  s->transport = shed_transport_new (clean, stripped);
  s->email = g_strstrip (g_strdup (email != NULL ? email : ""));
  s->password = g_strdup (password != NULL ? password : "");
  g_task_set_task_data (task, s, (GDestroyNotify) sign_in_free);
  if (s->transport == NULL || *s->email == '\0' || *s->password == '\0')
    {
      g_task_return_new_error (task, SHED_TRANSPORT_ERROR,
                               s->transport == NULL ? SHED_TRANSPORT_ERROR_ADDRESS : SHED_TRANSPORT_ERROR_PASSWORD,
                               "something is missing");
      return;
    }
  shed_transport_probe_async (s->transport, cancellable, on_probed, g_steal_pointer (&task));
}

gboolean
shed_account_sign_in_finish (ShedAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Signing out */

typedef struct {
  ShedTransport *transport;
  ShedSession   *session; /* nullable */
  char          *url, *user_id;
  GCancellable  *patience;
  guint          timer;
} SignOut;

static void
sign_out_free (SignOut *s)
{
  g_clear_handle_id (&s->timer, g_source_remove);
  g_clear_object (&s->patience);
  g_clear_object (&s->transport);
  g_clear_pointer (&s->session, shed_session_free);
  g_free (s->url);
  g_free (s->user_id);
  g_free (s);
}

static gboolean
on_told_long_enough (gpointer data)
{
  SignOut *s = data;

  s->timer = 0;
  g_cancellable_cancel (s->patience);
  return G_SOURCE_REMOVE;
}

static void
on_told (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;

  if (!shed_transport_sign_out_finish (SHED_TRANSPORT (source), result, &error))
    g_debug ("the server was not told of signing out");
  g_task_return_boolean (task, TRUE);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  SignOut *s = g_task_get_task_data (task);

  shed_secret_clear_finish (result);
  if (s->session == NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  s->timer = g_timeout_add (TELL_SERVER_MS, on_told_long_enough, s);
  shed_transport_sign_out_async (s->transport, s->session->access_token, s->patience, on_told, task);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  ShedAccount *self = g_task_get_source_object (task);
  SignOut *s = g_task_get_task_data (task);
  g_autoptr (ShedSession) stored = shed_secret_lookup_finish (result);
  ShedSecretName name = { self->profile_name, s->url, s->user_id };

  if (s->session == NULL)
    s->session = g_steal_pointer (&stored);
  shed_secret_clear_async (&name, on_cleared, task);
}

void
shed_account_sign_out_async (ShedAccount *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  SignOut *s;
  ShedSecretName name;

  g_return_if_fail (SHED_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, shed_account_sign_out_async);
  if (self->user_id == NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  s = g_new0 (SignOut, 1);
  s->transport = g_object_ref (self->transport);
  s->session = g_steal_pointer (&self->session);
  s->url = g_strdup (self->url);
  s->user_id = g_strdup (self->user_id);
  s->patience = g_cancellable_new ();
  g_task_set_task_data (task, s, (GDestroyNotify) sign_out_free);
  /* Here at once, and first: whatever the network does, this program is signed out. */
  g_unlink (self->file);
  self->generation++;
  set_who (self, NULL, NULL, NULL);
  self->signed_in = self->kept = FALSE;
  notify_all (self);
  name = (ShedSecretName) { self->profile_name, s->url, s->user_id };
  shed_secret_lookup_async (&name, on_found, task);
}

gboolean
shed_account_sign_out_finish (ShedAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
