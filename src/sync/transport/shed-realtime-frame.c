/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A frame comes from the network: it is looked at before it is parsed, and whatever does not fit is nothing. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-realtime-frame.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "shed-json-peek.h"
#include "shed-json-writer.h"

static const char *
string_of (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static JsonObject *
object_of (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static guint64
number_of (const char *text)
{
  guint64 n = 0;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &n, NULL) ? n : 0;
}

void
shed_frame_read (const char *bytes, gsize n_bytes, const char *topic, ShedFrame *frame)
{
  g_autoptr (JsonParser) parser = NULL;
  JsonObject *object, *payload;
  const char *event, *status, *of;
  ShedPeek peek;

  memset (frame, 0, sizeof *frame);
  if (n_bytes > SHED_FRAME_MAX)
    return;
  shed_json_peek (bytes, n_bytes, &peek);
  parser = json_parser_new ();
  if (peek.state != SHED_PEEK_WHOLE || !peek.is_object || !json_parser_load_from_data (parser, bytes, (gssize) n_bytes, NULL))
    return;
  object = json_node_get_object (json_parser_get_root (parser));
  event = string_of (object, "event");
  of = string_of (object, "topic");
  payload = object_of (object, "payload");
  frame->ref = number_of (string_of (object, "ref"));
  if (event == NULL || of == NULL || (strcmp (of, topic) != 0 && strcmp (of, "phoenix") != 0))
    return;
  status = string_of (payload, "status");
  if (strcmp (event, "phx_reply") == 0)
    frame->kind = g_strcmp0 (status, "ok") == 0 ? SHED_FRAME_OK : SHED_FRAME_REFUSED;
  else if (strcmp (event, "system") == 0)
    frame->kind = g_strcmp0 (status, "error") == 0 ? SHED_FRAME_REFUSED : SHED_FRAME_OTHER;
  else if (strcmp (event, "phx_close") == 0 || strcmp (event, "phx_error") == 0)
    frame->kind = SHED_FRAME_CLOSED;
  else if (strcmp (event, "broadcast") == 0 && g_strcmp0 (string_of (payload, "event"), "change") == 0)
    {
      frame->kind = SHED_FRAME_HINT;
      frame->seq = number_of (string_of (object_of (payload, "payload"), "seq"));
    }
  /* An answer has a ref; the service's own words must not be taken for one. */
  if (strcmp (event, "phx_reply") != 0)
    frame->ref = 0;
}

static ShedJsonWriter *
begin (const char *topic, const char *event, guint64 ref, guint64 join_ref)
{
  ShedJsonWriter *json = shed_json_writer_new (FALSE);
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, ref);

  shed_json_begin_object (json);
  shed_json_add_string (json, "topic", topic);
  shed_json_add_string (json, "event", event);
  shed_json_add_string (json, "ref", text);
  if (join_ref != 0)
    {
      g_autofree char *join_text = g_strdup_printf ("%" G_GUINT64_FORMAT, join_ref);

      shed_json_add_string (json, "join_ref", join_text);
    }
  shed_json_name (json, "payload");
  shed_json_begin_object (json);
  return json;
}

static char *
end (ShedJsonWriter *json)
{
  char *text;

  shed_json_end_object (json);
  shed_json_end_object (json);
  text = shed_json_writer_dup_text (json);
  shed_json_writer_free (json);
  return text;
}

char *
shed_frame_join (const char *topic, guint64 ref, const char *access_token)
{
  ShedJsonWriter *json = begin (topic, "phx_join", ref, ref);

  shed_json_name (json, "config");
  shed_json_raw (
    json,
    "{\"broadcast\":{\"ack\":false,\"self\":false},\"presence\":{\"key\":\"\"},\"postgres_changes\":[],\"private\":true}");
  if (access_token != NULL)
    shed_json_add_string (json, "access_token", access_token);
  return end (json);
}

char *
shed_frame_token (const char *topic, guint64 ref, guint64 join_ref, const char *access_token)
{
  ShedJsonWriter *json = begin (topic, "access_token", ref, join_ref);

  shed_json_add_string (json, "access_token", access_token);
  return end (json);
}

char *
shed_frame_heartbeat (guint64 ref)
{
  return end (begin ("phoenix", "heartbeat", ref, 0));
}
