/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives out tokens and refreshes them. A refresh token that is shown twice ends the session for all, so: one refresh at a
 * time in this program (who comes meanwhile waits for the same), one at a time on this computer (a lock file), the keyring
 * is read again under the lock, for another program may have been quicker, and what the server hands out is kept before it
 * is used. A refresh that began is never broken off. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-account-private.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define GOOD_FOR_MS (5 * 60 * 1000)
#define BETTER_THAN_NONE_MS (30 * 1000)
#define LOCK_EVERY_MS 50
#define LOCK_TRIES 900 /* 45 s: longer than a refresh that gets no answer */

typedef struct {
  ShedAccount *account;
  char        *refused;   /* nullable */
  guint        generation, tries;
  int          lock_fd;
  ShedSession *stored;    /* what the keyring has; nullable */
  ShedSession *shown;     /* whose refresh token is shown to the server */
  ShedSession *fresh;     /* what came back */
} Refresh;

static void
refresh_free (Refresh *r)
{
  if (r->lock_fd >= 0)
    close (r->lock_fd);
  g_clear_pointer (&r->stored, shed_session_free);
  g_clear_pointer (&r->shown, shed_session_free);
  g_clear_pointer (&r->fresh, shed_session_free);
  g_free (r->refused);
  g_object_unref (r->account);
  g_free (r);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Refresh, refresh_free)

static gint64
now_ms (void)
{
  return g_get_real_time () / 1000;
}

gboolean
shed_account_is_good (const ShedSession *session, const char *refused)
{
  return session != NULL && session->expires_at - now_ms () >= GOOD_FOR_MS && g_strcmp0 (session->access_token, refused) != 0;
}

/* The end of a refresh: everybody who waits gets the token, or the reason why there is none. */
static void
finish (Refresh *refresh, ShedTransportError code, const char *why)
{
  g_autoptr (Refresh) r = refresh;
  g_autoptr (ShedAccount) self = g_object_ref (r->account);
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  if (why == NULL && self->session == NULL)
    {
      code = SHED_TRANSPORT_ERROR_SESSION;
      why = "signed out";
    }
  if (r->lock_fd >= 0)
    close (r->lock_fd);
  r->lock_fd = -1;
  for (guint i = 0; i < waiting->len; i++)
    if (why == NULL)
      g_task_return_pointer (waiting->pdata[i], g_strdup (self->session->access_token), g_free);
    else
      g_task_return_new_error (waiting->pdata[i], SHED_TRANSPORT_ERROR, (gint) code, "%s", why);
}

static void
gone (Refresh *r)
{
  shed_account_set_signed_in (r->account, FALSE);
  g_clear_pointer (&r->account->session, shed_session_free);
  finish (r, SHED_TRANSPORT_ERROR_SESSION, "the session is gone");
}

static void
on_marked (GObject *source, GAsyncResult *result, gpointer data)
{
  Refresh *r = data;

  shed_account_mark_over_finish (result);
  if (r->generation == r->account->generation)
    gone (r);
  else
    finish (r, 0, NULL);
}

static void show (Refresh *r, ShedSession *session);

static void
on_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  Refresh *r = data;
  gboolean kept = shed_secret_store_finish (result);

  if (r->generation == r->account->generation)
    shed_account_adopt (r->account, g_steal_pointer (&r->fresh), kept);
  finish (r, 0, NULL);
}

static void
on_refreshed (GObject *source, GAsyncResult *result, gpointer data)
{
  Refresh *r = data;
  ShedAccount *self = r->account;
  g_autoptr (GError) error = NULL;
  ShedSecretName name;

  r->fresh = shed_transport_session_finish (SHED_TRANSPORT (source), result, &error);
  if (r->generation != self->generation)
    {
      finish (r, 0, NULL); /* somebody signed in or out meanwhile: that counts */
      return;
    }
  if (r->fresh != NULL && strcmp (r->fresh->user_id, self->user_id) == 0)
    {
      shed_account_fill_name (self, &name);
      shed_secret_store_async (&name, r->fresh, on_kept, r);
      return;
    }
  if (r->fresh != NULL || g_error_matches (error, SHED_TRANSPORT_ERROR, SHED_TRANSPORT_ERROR_SESSION))
    {
      g_clear_pointer (&r->fresh, shed_session_free);
      /* What is in memory only may be older than what another program has kept since. */
      if (r->stored != NULL && strcmp (r->stored->refresh_token, r->shown->refresh_token) != 0)
        show (r, g_steal_pointer (&r->stored));
      else
        shed_account_mark_over_async (self, r->shown, on_marked, r);
      return;
    }
  if (r->shown->expires_at - now_ms () > BETTER_THAN_NONE_MS && g_strcmp0 (r->shown->access_token, r->refused) != 0)
    {
      if (self->session == NULL)
        shed_account_adopt (self, shed_session_copy (r->shown), self->kept);
      finish (r, 0, NULL);
      return;
    }
  finish (r, error->domain == SHED_TRANSPORT_ERROR ? (ShedTransportError)error->code : SHED_TRANSPORT_ERROR_FAILED,
          "no new token");
}

static void
show (Refresh *r, ShedSession *session)
{
  g_clear_pointer (&r->shown, shed_session_free);
  r->shown = session;
  shed_transport_refresh_async (r->account->transport, session->refresh_token, NULL, on_refreshed, r);
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer data)
{
  Refresh *r = data;
  ShedAccount *self = r->account;
  gboolean memory_only;

  r->stored = shed_secret_lookup_finish (result);
  if (r->generation != self->generation)
    {
      finish (r, 0, NULL);
      return;
    }
  if (r->stored != NULL && strcmp (r->stored->user_id, self->user_id) != 0)
    g_clear_pointer (&r->stored, shed_session_free);
  memory_only = self->session != NULL && (!self->kept || r->stored == NULL);
  if (!memory_only && shed_account_is_good (r->stored, r->refused))
    {
      shed_account_adopt (self, g_steal_pointer (&r->stored), TRUE);
      finish (r, 0, NULL);
    }
  else if (memory_only)
    show (r, shed_session_copy (self->session));
  else if (r->stored != NULL)
    show (r, shed_session_copy (r->stored));
  else
    gone (r);
}

static gboolean
try_lock (gpointer data)
{
  Refresh *r = data;
  ShedSecretName name;

  if (r->generation != r->account->generation)
    {
      finish (r, 0, NULL);
      return G_SOURCE_REMOVE;
    }
  if (r->lock_fd >= 0 && flock (r->lock_fd, LOCK_EX | LOCK_NB) != 0)
    {
      if (++r->tries < LOCK_TRIES)
        return G_SOURCE_CONTINUE;
      finish (r, SHED_TRANSPORT_ERROR_FAILED, "another program holds the account");
      return G_SOURCE_REMOVE;
    }
  shed_account_fill_name (r->account, &name);
  shed_secret_lookup_async (&name, on_looked_up, r);
  return G_SOURCE_REMOVE;
}

/**
 * shed_account_get_token_async:
 * @refused: (nullable): a token that the server has just refused: another one is wanted
 */
void
shed_account_get_token_async (ShedAccount *self, const char *refused, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task;
  Refresh *r;

  g_return_if_fail (SHED_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, shed_account_get_token_async);
  if (self->user_id == NULL)
    {
      g_task_return_new_error (task, SHED_TRANSPORT_ERROR, SHED_TRANSPORT_ERROR_SESSION, "nobody is signed in");
      g_object_unref (task);
      return;
    }
  if (shed_account_is_good (self->session, refused))
    {
      g_task_return_pointer (task, g_strdup (self->session->access_token), g_free);
      g_object_unref (task);
      return;
    }
  if (self->waiting != NULL)
    {
      g_ptr_array_add (self->waiting, task);
      return;
    }
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->waiting, task);
  r = g_new0 (Refresh, 1);
  r->account = g_object_ref (self);
  r->refused = g_strdup (refused);
  r->generation = self->generation;
  /* Where no lock can be made (a folder that only reads) there is no second program that writes either. */
  r->lock_fd = open (self->lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (try_lock (r) == G_SOURCE_CONTINUE)
    g_timeout_add (LOCK_EVERY_MS, try_lock, r);
}

char *
shed_account_get_token_finish (ShedAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
