/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The realtime socket against a websocket server in the same loop that joins, refuses, falls silent and closes. */
#include <libsoup/soup.h>
#include <string.h>

#include "shed-realtime-frame.h"
#include "shed-realtime-private.h"
#include "wire-fixture.h"

#define SPACE "0a5c1f0e-3c1d-4a53-9b62-0f5a1e7d9c11"
#define TOPIC "realtime:woodshed:" SPACE

typedef enum { JOIN, REFUSE_FIRST, SILENT, DEAF_AFTER_JOIN } Mood;

typedef struct {
  SoupServer              *server;
  SoupWebsocketConnection *socket;
  ShedTransport           *transport;
  ShedRealtime            *realtime;
  GPtrArray               *frames, *sockets;
  Mood                     mood;
  guint                    connections, hints, needs;
  guint64                  last_seq;
  char                    *query;
} Fixture;

static gboolean
tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

#define WAIT_FOR(condition) \
  G_STMT_START \
    { \
      gint64 limit_ = g_get_monotonic_time () + 20 * G_USEC_PER_SEC; \
      guint tick_ = g_timeout_add (20, tick, NULL); \
      while (!(condition) && g_get_monotonic_time () < limit_) \
        g_main_context_iteration (NULL, TRUE); \
      g_source_remove (tick_); \
      g_assert_true (condition); \
    } \
  G_STMT_END

static void
reply (Fixture *f, const char *frame, const char *status)
{
  const char *ref = strstr (frame, "\"ref\":\"") + 7;
  const char *topic = strstr (frame, "\"topic\":\"") + 9;
  g_autofree char *text = g_strdup_printf (
    "{\"ref\":\"%.*s\",\"topic\":\"%.*s\",\"event\":\"phx_reply\",\"payload\":{\"status\":\"%s\",\"response\":{}}}",
    (int)strcspn (ref, "\""), ref, (int)strcspn (topic, "\""), topic, status);

  soup_websocket_connection_send_text (f->socket, text);
}

static void
on_frame (SoupWebsocketConnection *socket, SoupWebsocketDataType type, GBytes *bytes, Fixture *f)
{
  char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  g_ptr_array_add (f->frames, text);
  if (f->mood == SILENT)
    return;
  if (strstr (text, "\"phx_join\"") != NULL)
    {
      gboolean no = f->mood == REFUSE_FIRST && f->connections == 1;

      reply (f, text, no ? "error" : "ok");
    }
  else if (strstr (text, "\"heartbeat\"") != NULL && f->mood != DEAF_AFTER_JOIN)
    reply (f, text, "ok");
}

static void
on_socket (SoupServer *server, SoupServerMessage *message, const char *path, SoupWebsocketConnection *socket, gpointer data)
{
  Fixture *f = data;

  g_free (f->query);
  f->query = g_strdup (g_uri_get_query (soup_server_message_get_uri (message)));
  f->connections++;
  g_set_object (&f->socket, socket);
  g_ptr_array_add (f->sockets, g_object_ref (socket));
  g_signal_connect (socket, "message", G_CALLBACK (on_frame), f);
}

static void
on_hint (ShedRealtime *realtime, guint64 seq, Fixture *f)
{
  f->hints++;
  f->last_seq = seq;
}

static void
on_need (ShedRealtime *realtime, Fixture *f)
{
  f->needs++;
}

static void
setup (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;
  GSList *uris;

  f->server = soup_server_new (NULL, NULL);
  f->frames = g_ptr_array_new_with_free_func (g_free);
  f->sockets = g_ptr_array_new_with_free_func (g_object_unref);
  soup_server_add_websocket_handler (f->server, "/realtime/v1/websocket", NULL, NULL, on_socket, f, NULL);
  soup_server_listen_local (f->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (f->server);
  url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  f->transport = shed_transport_new (url, WIRE_KEY);
  f->realtime = shed_realtime_new (f->transport, SPACE);
  shed_realtime_set_times (f->realtime, 25000, 10000, 1, 20);
  g_signal_connect (f->realtime, "hint", G_CALLBACK (on_hint), f);
  g_signal_connect (f->realtime, "need-token", G_CALLBACK (on_need), f);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  shed_realtime_stop (f->realtime);
  g_object_unref (f->realtime);
  g_object_unref (f->transport);
  for (guint i = 0; i < f->sockets->len; i++)
    {
      g_signal_handlers_disconnect_by_data (f->sockets->pdata[i], f);
      WAIT_FOR (soup_websocket_connection_get_state (f->sockets->pdata[i]) == SOUP_WEBSOCKET_STATE_CLOSED);
    }
  g_ptr_array_unref (f->sockets);
  g_clear_object (&f->socket);
  soup_server_disconnect (f->server);
  g_object_unref (f->server);
  g_ptr_array_unref (f->frames);
  g_free (f->query);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
joins_and_hints (Fixture *f, gconstpointer data)
{
  const char *join;

  shed_realtime_start (f->realtime);
  shed_realtime_set_token (f->realtime, WIRE_JWT);
  WAIT_FOR (shed_realtime_is_joined (f->realtime));
  g_assert_cmpstr (f->query, ==, "apikey=" WIRE_KEY "&vsn=1.0.0");
  join = f->frames->pdata[0];
  g_assert_nonnull (strstr (join, "\"topic\":\"" TOPIC "\""));
  g_assert_nonnull (strstr (join, "\"private\":true"));
  g_assert_nonnull (strstr (join, "\"access_token\":\"" WIRE_JWT "\""));
  g_assert_cmpuint (f->hints, ==, 1); /* what was missed before */
  g_assert_cmpuint (f->last_seq, ==, 0);
  soup_websocket_connection_send_text (f->socket, "not json");
  soup_websocket_connection_send_text (
    f->socket, "{\"topic\":\"realtime:woodshed:other\",\"event\":\"broadcast\",\"payload\":{\"event\":\"change\"}}");
  soup_websocket_connection_send_text (
    f->socket, "{\"topic\":\"" TOPIC "\",\"event\":\"broadcast\",\"ref\":null,\"payload\":{\"type\":\"broadcast\","
               "\"event\":\"change\",\"payload\":{\"space\":\"" SPACE "\",\"seq\":\"831\"}}}");
  WAIT_FOR (f->hints == 2);
  g_assert_cmpuint (f->last_seq, ==, 831);
}

static void
no_token_no_socket (Fixture *f, gconstpointer data)
{
  shed_realtime_start (f->realtime);
  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (f->connections, ==, 0);
}

static void
new_token_is_sent_on (Fixture *f, gconstpointer data)
{
  shed_realtime_set_token (f->realtime, WIRE_JWT);
  shed_realtime_start (f->realtime);
  WAIT_FOR (shed_realtime_is_joined (f->realtime));
  shed_realtime_set_token (f->realtime, WIRE_JWT "2");
  WAIT_FOR (f->frames->len == 2);
  g_assert_nonnull (strstr (f->frames->pdata[1], "\"event\":\"access_token\""));
  g_assert_nonnull (strstr (f->frames->pdata[1], "\"access_token\":\"" WIRE_JWT "2\""));
  g_assert_true (shed_realtime_is_joined (f->realtime));
  g_assert_cmpuint (f->connections, ==, 1);
}

static void
refused_asks_for_another_token (Fixture *f, gconstpointer data)
{
  f->mood = REFUSE_FIRST;
  shed_realtime_set_token (f->realtime, WIRE_JWT);
  shed_realtime_start (f->realtime);
  WAIT_FOR (f->needs == 1);
  g_assert_false (shed_realtime_is_joined (f->realtime));
  shed_realtime_set_token (f->realtime, WIRE_JWT "2");
  WAIT_FOR (shed_realtime_is_joined (f->realtime));
  g_assert_cmpuint (f->needs, ==, 1);
}

static void
no_answer_ends_the_socket (Fixture *f, gconstpointer data)
{
  f->mood = SILENT;
  shed_realtime_set_times (f->realtime, 25000, 100, 1, 20);
  shed_realtime_set_token (f->realtime, WIRE_JWT);
  shed_realtime_start (f->realtime);
  WAIT_FOR (f->connections >= 3);
  g_assert_false (shed_realtime_is_joined (f->realtime));
}

static void
half_open_is_noticed (Fixture *f, gconstpointer data)
{
  f->mood = DEAF_AFTER_JOIN;
  shed_realtime_set_times (f->realtime, 200, 100, 1, 20);
  shed_realtime_set_token (f->realtime, WIRE_JWT);
  shed_realtime_start (f->realtime);
  WAIT_FOR (f->connections >= 2 && shed_realtime_is_joined (f->realtime));
  g_assert_cmpuint (f->hints, >=, 2); /* again one for what was missed */
}

static void
closed_comes_back (Fixture *f, gconstpointer data)
{
  shed_realtime_set_token (f->realtime, WIRE_JWT);
  shed_realtime_start (f->realtime);
  WAIT_FOR (shed_realtime_is_joined (f->realtime));
  soup_websocket_connection_close (f->socket, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
  WAIT_FOR (f->connections == 2 && shed_realtime_is_joined (f->realtime));
}

static void
stopped_stays_away (Fixture *f, gconstpointer data)
{
  shed_realtime_set_token (f->realtime, WIRE_JWT);
  shed_realtime_start (f->realtime);
  WAIT_FOR (shed_realtime_is_joined (f->realtime));
  shed_realtime_stop (f->realtime);
  g_assert_false (shed_realtime_is_joined (f->realtime));
  for (guint i = 0; i < 20; i++)
    {
      g_usleep (5000);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  g_assert_cmpuint (f->connections, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(name, run) g_test_add ("/realtime/" name, Fixture, NULL, setup, run, teardown)
  TEST ("joins-and-hints", joins_and_hints);
  TEST ("no-token-no-socket", no_token_no_socket);
  TEST ("new-token-is-sent-on", new_token_is_sent_on);
  TEST ("refused-asks-for-another-token", refused_asks_for_another_token);
  TEST ("no-answer-ends-the-socket", no_answer_ends_the_socket);
  TEST ("half-open-is-noticed", half_open_is_noticed);
  TEST ("closed-comes-back", closed_comes_back);
  TEST ("stopped-stays-away", stopped_stays_away);
  return g_test_run ();
}
