/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The realtime socket: open while the window is seen, changes are sent by themselves and somebody is signed in. A hint only says
 * that there is something to look for. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-service-private.h"

#ifdef SHED_WITH_REALTIME

void
shed_sync_service_show_token (ShedSyncService *self, const char *token)
{
  if (self->realtime == NULL || g_strcmp0 (self->realtime_token, token) == 0)
    return;
  g_free (self->realtime_token);
  self->realtime_token = g_strdup (token);
  shed_realtime_set_token (self->realtime, token);
}

static void
on_hint (ShedSyncService *self, guint64 seq)
{
  shed_sync_service_tell (self, SHED_SYNC_EVENT_HINT, seq);
}

static void
on_realtime_token (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ShedSyncService) self = data;
  char *token = shed_account_get_token_finish (SHED_ACCOUNT (source), result, NULL);

  if (token == NULL || self->realtime == NULL)
    {
      g_free (token);
      return;
    }
  g_free (self->realtime_token);
  self->realtime_token = token;
  shed_realtime_set_token (self->realtime, token);
  shed_realtime_start (self->realtime);
}

static void
on_need_token (ShedSyncService *self)
{
  shed_account_get_token_async (self->account, self->realtime_token, NULL, on_realtime_token, g_object_ref (self));
}

void
shed_sync_service_close_realtime (ShedSyncService *self)
{
  if (self->realtime == NULL)
    return;
  shed_realtime_stop (self->realtime);
  g_signal_handlers_disconnect_by_data (self->realtime, self);
  g_clear_object (&self->realtime);
  g_clear_pointer (&self->realtime_token, g_free);
}

void
shed_sync_service_look_after_realtime (ShedSyncService *self)
{
  gboolean wanted = self->started && !self->busy && !self->stopped && self->automatic && self->follow && self->visible &&
                    self->signed_in && shed_account_get_user_id (self->account) != NULL &&
                    shed_account_get_transport (self->account) != NULL;

  if (wanted == (self->realtime != NULL))
    return;
  if (!wanted)
    {
      shed_sync_service_close_realtime (self);
      return;
    }
  self->realtime = shed_realtime_new (shed_account_get_transport (self->account), shed_account_get_user_id (self->account));
  g_signal_connect_object (self->realtime, "hint", G_CALLBACK (on_hint), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->realtime, "need-token", G_CALLBACK (on_need_token), self, G_CONNECT_SWAPPED);
  on_need_token (self);
}

#else /* Hints only cost time when they are missing. */

void
shed_sync_service_show_token (ShedSyncService *self, const char *token)
{
}

void
shed_sync_service_close_realtime (ShedSyncService *self)
{
}

void
shed_sync_service_look_after_realtime (ShedSyncService *self)
{
}

#endif
