/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether this computer still holds tokens that are worth something, told without the network: the keyring has them, and the
 * server has not said that they are over. The latter is remembered as a digest of the token beside the account's file: new tokens
 * are another digest, so that what is remembered need not be taken back, whichever program signs in meanwhile; where the
 * project takes the same tokens again it goes. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-account-private.h"

/* What there is to remember of a session, and where. */
static void
fill_mark (ShedAccount *self, const ShedSession *session, char **path, char **digest)
{
  g_autofree char *folder = g_path_get_dirname (self->file);

  *path = g_build_filename (folder, "account.over", NULL);
  *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, session->refresh_token, -1);
}

/* Remembering that a session is over */

void
shed_account_mark_over_async (ShedAccount *self, const ShedSession *session, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *path = NULL;
  g_autofree char *digest = NULL;

  fill_mark (self, session, &path, &digest);
  shed_account_file_write (task, path, digest);
}

void
shed_account_mark_over_finish (GAsyncResult *result)
{
  if (!g_task_propagate_boolean (G_TASK (result), NULL))
    g_debug ("that the session is over could not be written down");
}

/**
 * shed_account_judge_async:
 * @token: that was shown to the project
 * @refused: whether it was refused although it was good by its time, or had just been renewed; else it did
 *
 * What the project thinks of the tokens is remembered for the next program; it is written down when the callback comes.
 */
void
shed_account_judge_async (ShedAccount *self, const char *token, gboolean refused, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *path = NULL;
  g_autofree char *digest = NULL;

  g_return_if_fail (SHED_IS_ACCOUNT (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, shed_account_judge_async);
  if (self->session == NULL || g_strcmp0 (self->session->access_token, token) != 0)
    {
      g_task_return_boolean (task, TRUE); /* others meanwhile */
      return;
    }
  fill_mark (self, self->session, &path, &digest);
  if (refused)
    shed_account_file_write (task, path, digest);
  else
    shed_account_file_remove (task, path);
}

void
shed_account_judge_finish (ShedAccount *self, GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));
  shed_account_mark_over_finish (result);
}

/**
 * shed_account_refused:
 * @token: that the project took no more, however new
 *
 * Nobody is signed in until somebody signs in again, or another program starts.
 */
void
shed_account_refused (ShedAccount *self, const char *token)
{
  g_return_if_fail (SHED_IS_ACCOUNT (self));

  if (self->session != NULL && g_strcmp0 (self->session->access_token, token) == 0)
    shed_account_set_signed_in (self, FALSE);
}

/* Looking */

typedef struct {
  guint generation;
  gboolean kept;
} Look;

static void
end_look (GTask *task, gboolean tokens)
{
  ShedAccount *self = g_task_get_source_object (task);
  Look *look = g_task_get_task_data (task);

  /* Somebody signed in, signed out or got a token meanwhile: that counts. */
  if (look->generation == self->generation && self->session == NULL)
    {
      shed_account_set_kept (self, look->kept);
      shed_account_set_signed_in (self, tokens);
    }
  g_task_return_boolean (task, self->signed_in);
  g_object_unref (task);
}

static void
on_mark_read (GObject *source, GAsyncResult *result, gpointer data)
{
  end_look (data, !g_task_propagate_boolean (G_TASK (result), NULL));
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  ShedAccount *self = g_task_get_source_object (task);
  Look *look = g_task_get_task_data (task);
  g_autoptr (ShedSession) stored = shed_secret_lookup_finish (result);
  g_autoptr (GTask) reading = NULL;
  g_autofree char *path = NULL;
  g_autofree char *digest = NULL;

  look->kept = stored != NULL && g_strcmp0 (stored->user_id, self->user_id) == 0;
  if (!look->kept)
    {
      end_look (task, FALSE);
      return;
    }
  reading = g_task_new (self, NULL, on_mark_read, task);
  fill_mark (self, stored, &path, &digest);
  shed_account_file_compare (reading, path, digest);
}

/**
 * shed_account_look_async:
 *
 * Asks the keyring whether there are tokens, and no server. A keyring that does not answer is as if there were none: after two
 * seconds at most there is an answer.
 */
void
shed_account_look_async (ShedAccount *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  Look *look;
  ShedSecretName name;

  g_return_if_fail (SHED_IS_ACCOUNT (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, shed_account_look_async);
  if (self->user_id == NULL || self->session != NULL)
    {
      g_task_return_boolean (task, self->signed_in);
      g_object_unref (task);
      return;
    }
  look = g_new0 (Look, 1);
  look->generation = self->generation;
  g_task_set_task_data (task, look, g_free);
  shed_account_fill_name (self, &name);
  shed_secret_lookup_async (&name, on_looked_up, task);
}

/**
 * shed_account_look_finish:
 *
 * Returns: whether there are tokens, which "signed-in" and "kept" tell from now on too
 */
gboolean
shed_account_look_finish (ShedAccount *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), NULL);
}
