/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small things that every part of the development gateway needs: JSON members that may be anything, and signed tokens. */
#include "gateway.h"

#include <string.h>

char *
gateway_json_string (const char *text)
{
  if (!text)
    return g_strdup ("null");
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_VALUE);
  json_node_set_string (node, text);
  return json_to_string (node, FALSE);
}

JsonObject *
gateway_json_object (GBytes *bytes)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  gsize length = 0;
  const char *text = bytes ? g_bytes_get_data (bytes, &length) : NULL;
  if (!text || !json_parser_load_from_data (parser, text, (gssize) length, NULL))
    return NULL;
  JsonNode *root = json_parser_get_root (parser);
  return root && JSON_NODE_HOLDS_OBJECT (root) ? json_object_ref (json_node_get_object (root)) : NULL;
}

const char *
gateway_json_member (JsonObject *object, const char *name)
{
  JsonNode *node = object ? json_object_get_member (object, name) : NULL;
  if (!node || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

gint64
gateway_json_int (JsonObject *object, const char *name, gint64 otherwise)
{
  JsonNode *node = object ? json_object_get_member (object, name) : NULL;
  if (!node || !JSON_NODE_HOLDS_VALUE (node))
    return otherwise;
  return json_node_get_int (node);
}

static char *
base64url (const guint8 *data, gsize length)
{
  char *text = g_base64_encode (data, length);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

static guint8 *
base64url_decode (const char *text, gsize *length)
{
  if (strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != strlen (text))
    return NULL;
  g_autoptr (GString) padded = g_string_new (text);
  g_strdelimit (padded->str, "-", '+');
  g_strdelimit (padded->str, "_", '/');
  while (padded->len % 4)
    g_string_append_c (padded, '=');
  return g_base64_decode (padded->str, length);
}

static char *
sign (const char *secret, const char *text)
{
  guint8 digest[32];
  gsize length = sizeof digest;
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *) secret, strlen (secret));
  g_hmac_update (hmac, (const guchar *) text, -1);
  g_hmac_get_digest (hmac, digest, &length);
  return base64url (digest, length);
}

char *
gateway_token_make (const char *secret, const char *claims)
{
  static const char head[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
  g_autofree char *first = base64url ((const guint8 *) head, strlen (head));
  g_autofree char *second = base64url ((const guint8 *) claims, strlen (claims));
  g_autofree char *both = g_strconcat (first, ".", second, NULL);
  g_autofree char *third = sign (secret, both);
  return g_strconcat (both, ".", third, NULL);
}

GatewayToken
gateway_token_read (const char *secret, const char *token, JsonObject **claims, char **claims_text, guint *n_parts)
{
  if (!token || !*token)
    return GATEWAY_TOKEN_EMPTY;
  g_auto (GStrv) parts = g_strsplit (token, ".", -1);
  guint n = g_strv_length (parts);
  if (n_parts)
    *n_parts = n;
  if (n != 3)
    return GATEWAY_TOKEN_PARTS;
  g_autofree char *both = g_strconcat (parts[0], ".", parts[1], NULL);
  g_autofree char *right = sign (secret, both);
  if (strcmp (right, parts[2]) != 0)
    return GATEWAY_TOKEN_FORGED;
  gsize length = 0;
  guint8 *text = base64url_decode (parts[1], &length);
  if (!text)
    return GATEWAY_TOKEN_FORGED;
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, length);
  g_autoptr (JsonObject) object = gateway_json_object (bytes);
  if (!object)
    return GATEWAY_TOKEN_FORGED;
  /* PostgREST allows clocks to differ by half a minute; a token of ours is made and read by one clock. */
  if (gateway_json_int (object, "exp", G_MAXINT64) <= g_get_real_time () / G_USEC_PER_SEC)
    return GATEWAY_TOKEN_EXPIRED;
  if (claims_text)
    *claims_text = g_strndup ((const char *) text, length);
  if (claims)
    *claims = g_steal_pointer (&object);
  return GATEWAY_TOKEN_GOOD;
}

char *
gateway_random_text (guint length)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
  g_autoptr (GFile) file = g_file_new_for_path ("/dev/urandom");
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, NULL);
  g_autofree guint8 *bytes = g_malloc (length);
  if (!stream || !g_input_stream_read_all (G_INPUT_STREAM (stream), bytes, length, NULL, NULL, NULL))
    g_error ("no random numbers");
  char *text = g_malloc (length + 1);
  for (guint i = 0; i < length; i++)
    text[i] = letters[bytes[i] % 36];
  text[length] = '\0';
  return text;
}
