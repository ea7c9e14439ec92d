/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request of the engine at a time: a token that is fresh enough, the call, and its answer; a token that was refused on the
 * way is renewed once and the same body sent again. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-sync-service-private.h"

#include <string.h>

/* One request under way. */
struct _ShedSyncSending {
  ShedSyncService *service;
  ShedSyncRequest  request;
  GCancellable    *cancellable;
  char            *token;
  gboolean         again;          /* the token was refused once and asked for anew */
  ShedTransportAnswer *called;     /* NULL: none yet */
};

static void
sending_free (ShedSyncSending *sending)
{
  g_free (sending->request.body);
  g_free (sending->request.space);
  g_free (sending->token);
  g_clear_pointer (&sending->called, shed_transport_answer_free);
  g_object_unref (sending->cancellable);
  g_object_unref (sending->service);
  g_free (sending);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedSyncSending, sending_free)

/* FALSE: nobody waits for this one any more. */
static gboolean
is_wanted (ShedSyncSending *sending)
{
  return sending->service->sending == sending && !sending->service->stopped;
}

static void
answer (ShedSyncSending *sending, const ShedSyncAnswer *given)
{
  ShedSyncService *self = sending->service;
  ShedSyncAnswer own = *given;

  if (!is_wanted (sending))
    return;
  self->sending = NULL;
  own.id = sending->request.id;
  shed_sync_engine_answer (self->engine, &own);
  shed_sync_service_look (self);
}

static ShedSyncTrouble
trouble_of (const GError *error)
{
  if (error->domain != SHED_TRANSPORT_ERROR)
    return SHED_SYNC_TROUBLE_OFFLINE;
  switch ((ShedTransportError)error->code)
    {
    case SHED_TRANSPORT_ERROR_TLS:
      return SHED_SYNC_TROUBLE_TLS;
    case SHED_TRANSPORT_ERROR_PORTAL:
      return SHED_SYNC_TROUBLE_PORTAL;
    case SHED_TRANSPORT_ERROR_SESSION:
    case SHED_TRANSPORT_ERROR_PASSWORD:
      return SHED_SYNC_TROUBLE_SIGN_IN;
    case SHED_TRANSPORT_ERROR_LIMIT:
      return SHED_SYNC_TROUBLE_BUSY;
    case SHED_TRANSPORT_ERROR_OFFLINE:
      return SHED_SYNC_TROUBLE_OFFLINE;
    default:
      return SHED_SYNC_TROUBLE_SERVER;
    }
}

static void on_token (GObject *source, GAsyncResult *result, gpointer data);

static void
on_judged (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ShedSyncSending) sending = data;

  shed_account_judge_finish (SHED_ACCOUNT (source), result);
  answer (sending, &sending->called->answer);
  /* After it: the engine is told why, and not only that nobody is signed in. */
  if (sending->called->answer.trouble == SHED_SYNC_TROUBLE_SIGN_IN)
    shed_account_refused (SHED_ACCOUNT (source), sending->token);
}

/* The token is looked at before anything else: who hears what is wrong with the rest had one that does. */
static gboolean
is_let_in (const ShedSyncAnswer *given)
{
  return given->trouble == SHED_SYNC_TROUBLE_NONE || (given->trouble != SHED_SYNC_TROUBLE_SIGN_IN && given->code[0] != '\0');
}

static void
on_called (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ShedSyncSending) sending = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedTransportAnswer) called = shed_transport_call_finish (SHED_TRANSPORT (source), result, &error);

  if (!is_wanted (sending))
    return;
  if (called == NULL)
    {
      answer (sending, &(ShedSyncAnswer){ .trouble = SHED_SYNC_TROUBLE_OFFLINE });
      return;
    }
  /* A token that ran out on the way: another one, and the same body once more. */
  if (called->answer.trouble == SHED_SYNC_TROUBLE_SIGN_IN && !sending->again)
    {
      ShedSyncSending *same = g_steal_pointer (&sending);
      g_autofree char *refused = g_steal_pointer (&same->token);

      same->again = TRUE;
      shed_account_get_token_async (same->service->account, refused, same->cancellable, on_token, same);
      return;
    }
  /* A token that was made a moment ago, and it is refused; or the first that does: the next program shall know. */
  if (called->answer.trouble == SHED_SYNC_TROUBLE_SIGN_IN ||
      (is_let_in (&called->answer) && !sending->service->token_does))
    {
      gboolean refused = called->answer.trouble == SHED_SYNC_TROUBLE_SIGN_IN;
      ShedSyncSending *same = g_steal_pointer (&sending);

      same->service->token_does = !refused;
      same->called = g_steal_pointer (&called);
      shed_account_judge_async (same->service->account, same->token, refused, on_judged, same);
      return;
    }
  answer (sending, &called->answer);
}

static void
on_token (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ShedSyncSending) sending = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = shed_account_get_token_finish (SHED_ACCOUNT (source), result, &error);
  ShedTransport *transport = shed_account_get_transport (SHED_ACCOUNT (source));
  ShedSyncService *self = sending->service;
  ShedSyncSending *same;

  if (!is_wanted (sending))
    return;
  if (token == NULL || transport == NULL)
    {
      answer (sending, &(ShedSyncAnswer){ .trouble = error != NULL ? trouble_of (error) : SHED_SYNC_TROUBLE_SIGN_IN });
      return;
    }
  shed_sync_service_show_token (self, token);
  same = g_steal_pointer (&sending);
  g_free (same->token);
  same->token = g_steal_pointer (&token);
  shed_transport_call_async (transport, &same->request, same->token, same->cancellable, on_called, same);
}

void
shed_sync_service_send (gpointer data, const ShedSyncRequest *request)
{
  ShedSyncService *self = data;
  ShedSyncSending *sending = g_new0 (ShedSyncSending, 1);

  sending->service = g_object_ref (self);
  sending->request = *request;
  sending->request.body = g_malloc (request->n_bytes + 1);
  memcpy (sending->request.body, request->body, request->n_bytes);
  sending->request.body[request->n_bytes] = '\0';
  sending->request.space = g_strdup (request->space);
  sending->cancellable = g_cancellable_new ();
  self->sending = sending;
  shed_account_get_token_async (self->account, NULL, sending->cancellable, on_token, sending);
}

void
shed_sync_service_cancel (gpointer data, guint64 request_id)
{
  ShedSyncService *self = data;

  if (self->sending == NULL || self->sending->request.id != request_id)
    return;
  g_cancellable_cancel (self->sending->cancellable);
  self->sending = NULL;
}

/* What is under way is not waited for. */
void
shed_sync_service_drop_request (ShedSyncService *self)
{
  if (self->sending != NULL)
    g_cancellable_cancel (self->sending->cancellable);
  self->sending = NULL;
}
