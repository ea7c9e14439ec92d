/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be said of an address and a key before anybody is asked. People paste what they see: the page of the dashboard,
 * an address with a path, a key of the wrong kind. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include "shed-transport.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "shed-json-peek.h"
#include "shed-transport-private.h"

G_DEFINE_QUARK (shed-transport-error-quark, shed_transport_error)

#define MAX_URL 500
#define MAX_KEY 2000

gboolean
shed_transport_is_loopback (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  g_autoptr (GInetAddress) address = NULL;

  if (host == NULL)
    return FALSE;
  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;
  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

static gboolean
bad_address (GError **error, const char *why)
{
  g_set_error_literal (error, SHED_TRANSPORT_ERROR, SHED_TRANSPORT_ERROR_ADDRESS, why);
  return FALSE;
}

/* A project's page in the hosted dashboard names the project. */
static char *
from_dashboard (const char *text)
{
  static const char prefix[] = "https://supabase.com/dashboard/project/";
  gsize n;

  if (!g_str_has_prefix (text, prefix))
    return NULL;
  text += strlen (prefix);
  n = strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789");
  if (n == 0 || (text[n] != '\0' && text[n] != '/' && text[n] != '?'))
    return NULL;
  return g_strdup_printf ("https://%.*s.supabase.co", (int) n, text);
}

/**
 * shed_transport_check_url:
 * @url: what a person typed or pasted
 * @clean: (out) (optional) (transfer full): the address as it is used, without a slash at its end
 *
 * Returns: whether it is the address of a project: https, or http to this computer
 */
gboolean
shed_transport_check_url (const char *url, char **clean, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (url != NULL ? url : ""));
  g_autofree char *dashboard = NULL, *host = NULL;
  g_autoptr (GUri) uri = NULL;
  GString *made;
  const char *path;
  int default_port;
  gsize n;

  if (clean != NULL)
    *clean = NULL;
  if (*text == '\0' || strlen (text) > MAX_URL)
    return bad_address (error, "no address");
  for (const char *p = text; *p != '\0'; p++)
    if ((guchar) *p <= 0x20 || *p == 0x7f)
      return bad_address (error, "there are blanks in the address");
  dashboard = from_dashboard (text);
  if (dashboard != NULL)
    {
      g_free (text);
      text = g_steal_pointer (&dashboard);
    }
  if (strstr (text, "://") == NULL)
    {
      char *with = g_strconcat ("https://", text, NULL);

      g_free (text);
      text = with;
    }
  uri = g_uri_parse (text, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED_PATH | G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return bad_address (error, "this is not an address");
  if (g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    return bad_address (error, "the address holds more than an address: leave out user, password and what follows a ? or #");
  if (strpbrk (g_uri_get_host (uri), " %<>\"'\\^`{|}") != NULL)
    return bad_address (error, "this is not the address of a computer");
  if (strcmp (g_uri_get_scheme (uri), "https") != 0 &&
      !(strcmp (g_uri_get_scheme (uri), "http") == 0 && shed_transport_is_loopback (uri)))
    return bad_address (error, "the address must begin with https://");

  path = g_uri_get_path (uri);
  n = strlen (path);
  while (n > 0 && path[n - 1] == '/')
    n--;
  if (n >= 8 && (strncmp (path + n - 8, "/rest/v1", 8) == 0 || strncmp (path + n - 8, "/auth/v1", 8) == 0))
    n -= 8;
  while (n > 0 && path[n - 1] == '/')
    n--;
  if (clean == NULL)
    return TRUE;
  host = g_ascii_strdown (g_uri_get_host (uri), -1);
  default_port = strcmp (g_uri_get_scheme (uri), "https") == 0 ? 443 : 80;
  made = g_string_new (NULL);
  g_string_append_printf (made, strchr (host, ':') != NULL ? "%s://[%s]" : "%s://%s", g_uri_get_scheme (uri), host);
  if (g_uri_get_port (uri) > 0 && g_uri_get_port (uri) != default_port)
    g_string_append_printf (made, ":%d", g_uri_get_port (uri));
  g_string_append_len (made, path, (gssize) n);
  *clean = g_string_free (made, FALSE);
  return TRUE;
}

static gboolean
is_word (const char *text, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '-' && text[i] != '_')
      return FALSE;
  return n > 0;
}

/**
 * shed_transport_is_jwt:
 *
 * Returns: whether @text has the shape of a JSON web token. Only such a thing is ever sent as bearer.
 */
gboolean
shed_transport_is_jwt (const char *text)
{
  const char *one, *two;

  if (text == NULL || !g_str_has_prefix (text, "eyJ"))
    return FALSE;
  one = strchr (text, '.');
  two = one != NULL ? strchr (one + 1, '.') : NULL;
  return two != NULL && is_word (text, (gsize) (one - text)) && is_word (one + 1, (gsize) (two - one - 1)) &&
         is_word (two + 1, strlen (two + 1));
}

/* (transfer full) (nullable): the word that a token says of whom it is for */
static char *
dup_role (const char *jwt)
{
  const char *start = strchr (jwt, '.') + 1;
  g_autoptr (GString) coded = g_string_new_len (start, strchr (start, '.') - start);
  g_autofree guchar *text = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  ShedPeek peek;
  JsonNode *role;
  gsize n = 0;

  g_string_replace (coded, "-", "+", 0);
  g_string_replace (coded, "_", "/", 0);
  while (coded->len % 4 != 0)
    g_string_append_c (coded, '=');
  text = g_base64_decode (coded->str, &n);
  shed_json_peek ((const char *) text, n, &peek);
  if (peek.state != SHED_PEEK_WHOLE || !peek.is_object ||
      !json_parser_load_from_data (parser, (const char *)text, (gssize)n, NULL))
    return NULL;
  role = json_object_get_member (json_node_get_object (json_parser_get_root (parser)), "role");
  return role != NULL && json_node_get_value_type (role) == G_TYPE_STRING ? json_node_dup_string (role) : NULL;
}

/**
 * shed_transport_check_key:
 *
 * Returns: whether @key is a publishable key, or the older anon key. A secret one is refused with its own code: who holds
 *   it reads and writes everything of the project.
 */
gboolean
shed_transport_check_key (const char *key, GError **error)
{
  static const char publishable[] = "sb_publishable_";
  g_autofree char *role = NULL;

  if (key == NULL || *key == '\0' || strlen (key) > MAX_KEY)
    {
      g_set_error_literal (error, SHED_TRANSPORT_ERROR, SHED_TRANSPORT_ERROR_KEY, "no key");
      return FALSE;
    }
  if (g_str_has_prefix (key, publishable) && is_word (key + strlen (publishable), strlen (key + strlen (publishable))))
    return TRUE;
  if (shed_transport_is_jwt (key))
    role = dup_role (key);
  if (g_strcmp0 (role, "anon") == 0)
    return TRUE;
  if (g_str_has_prefix (key, "sb_secret_") || g_str_has_prefix (key, "sbp_") || g_strcmp0 (role, "service_role") == 0 ||
      g_strcmp0 (role, "supabase_admin") == 0)
    g_set_error_literal (error, SHED_TRANSPORT_ERROR, SHED_TRANSPORT_ERROR_SECRET_KEY, "a secret key");
  else
    g_set_error_literal (error, SHED_TRANSPORT_ERROR, SHED_TRANSPORT_ERROR_KEY, "not a publishable key");
  return FALSE;
}
