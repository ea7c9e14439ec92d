/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is this a project of ours? Asked without an account: nobody but a signed-in user may call the functions, so the refusal
 * itself shows that they are there, and the lack of them has a code of its own. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-transport.h"

#include <string.h>

#include "shed-transport-private.h"

#define PATH "/rest/v1/rpc/woodshed_pull"
#define NOBODY "00000000-0000-0000-0000-000000000000"

static void
fail (GTask *task, ShedTransportError code, const char *why)
{
  g_task_return_new_error (task, SHED_TRANSPORT_ERROR, (gint) code, "%s", why);
}

static void
on_probed (GObject *session, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedHttpReply) reply = shed_http_send_finish (result, &error);
  ShedSyncTrouble trouble;
  const char *code;

  if (reply == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  trouble = shed_transport_judge (reply);
  code = reply->json ? reply->peek.code : "";
  switch (trouble)
    {
    case SHED_SYNC_TROUBLE_NONE:
      g_task_return_boolean (task, TRUE);
      return;
    case SHED_SYNC_TROUBLE_SIGN_IN:
      /* 42501: the function is there and not for strangers. PT401 and "no token" say as much. Anything else refuses the key. */
      if (strcmp (code, "42501") == 0 || strcmp (code, "PT401") == 0 || strcmp (code, "PGRST302") == 0)
        g_task_return_boolean (task, TRUE);
      else
        fail (task, SHED_TRANSPORT_ERROR_KEY_REFUSED, "the key is not this project's");
      return;
    case SHED_SYNC_TROUBLE_REFUSED:
      if (strcmp (code, "42501") == 0)
        g_task_return_boolean (task, TRUE);
      else if (reply->status == 403)
        fail (task, SHED_TRANSPORT_ERROR_KEY_REFUSED, "the key is not this project's");
      else
        fail (task, SHED_TRANSPORT_ERROR_NOT_SUPABASE, "an answer that such a project does not give");
      return;
    case SHED_SYNC_TROUBLE_TRUNCATED:
      /* Whoever gives an address for the first time has rather mistaken it than met a line that broke in the head. */
      fail (task, reply->status == 0 ? SHED_TRANSPORT_ERROR_NOT_SUPABASE : shed_transport_error_of (reply, trouble),
            "no whole answer");
      return;
    default:
      fail (task, shed_transport_error_of (reply, trouble), "no good answer");
      return;
    }
}

void
shed_transport_probe_async (ShedTransport *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (SoupMessage) message = NULL;
  g_autofree char *query = g_strdup_printf ("space=%s&cursor=0&lim=1&schema=%d", NOBODY, SHED_SYNC_SCHEMA);
  GTask *task;

  g_return_if_fail (SHED_IS_TRANSPORT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, shed_transport_probe_async);
  message = shed_transport_new_message (self, "GET", PATH, query, NULL);
  shed_http_send_async (shed_transport_get_session (self), message, shed_transport_get_stall_ms (self), cancellable,
                        on_probed, task);
}

gboolean
shed_transport_probe_finish (ShedTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Fit */

static void
on_fit (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedHttpReply) reply = shed_http_send_finish (result, &error);
  ShedSyncTrouble trouble;
  const char *body;
  gsize n = 0;

  if (reply == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  trouble = shed_transport_judge (reply);
  if (trouble == SHED_SYNC_TROUBLE_NONE)
    {
      body = g_bytes_get_data (reply->body, &n);
      if (n < 4096 && g_strstr_len (body, (gssize)n, "\"reset\"") != NULL &&
          g_strstr_len (body, (gssize)n, "\"schema\"") != NULL)
        fail (task, SHED_TRANSPORT_ERROR_TOO_NEW, "the project wants a newer program");
      else
        g_task_return_boolean (task, TRUE);
    }
  else if (trouble == SHED_SYNC_TROUBLE_REFUSED && strcmp (reply->peek.code, "PT404") == 0)
    g_task_return_boolean (task, TRUE); /* never said hello here */
  else
    fail (task, shed_transport_error_of (reply, trouble), "no good answer");
}

/**
 * shed_transport_check_fit_async:
 * @user_id: whose personal space is asked for
 *
 * Reads one row at most. TOO_OLD: the project's SQL is; TOO_NEW: it is newer than this program knows.
 */
void
shed_transport_check_fit_async (ShedTransport *self, const char *user_id, const char *access_token, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (SoupMessage) message = NULL;
  g_autofree char *query = g_strdup_printf ("space=%s&cursor=0&lim=1&schema=%d", user_id, SHED_SYNC_SCHEMA);
  GTask *task;

  g_return_if_fail (SHED_IS_TRANSPORT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, shed_transport_check_fit_async);
  message = shed_transport_new_message (self, "GET", PATH, query, access_token);
  shed_http_send_async (shed_transport_get_session (self), message, shed_transport_get_stall_ms (self), cancellable,
                        on_fit, task);
}

gboolean
shed_transport_check_fit_finish (ShedTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
