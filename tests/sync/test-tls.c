/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TLS is never relaxed: an unknown authority, another name, an old certificate and a server that speaks no TLS are refused
 * before a byte of the request is sent. Certificates are made anew by openssl. */
#include <glib/gstdio.h>
#include <libsoup/soup.h>

#include "shed-transport-private.h"
#include "wire-fixture.h"

#define GOOD "{\"proto\":1,\"end\":true}"

static char *folder;

static void
run (const char *command)
{
  g_autofree char *line = g_strdup_printf ("sh -c 'cd %s && { %s; } >log 2>&1'", folder, command);
  int status = 0;

  g_assert_true (g_spawn_command_line_sync (line, NULL, NULL, &status, NULL));
  g_assert_true (g_spawn_check_wait_status (status, NULL));
}

static GTlsCertificate *
certificate (const char *name)
{
  g_autofree char *pem = g_strdup_printf ("%s/%s.pem", folder, name), *key = g_strdup_printf ("%s/key.pem", folder);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *made = g_tls_certificate_new_from_files (pem, key, &error);

  g_assert_no_error (error);
  return made;
}

static void
expect (const char *name, gboolean known_authority, ShedSyncTrouble trouble)
{
  g_autoptr (GTlsCertificate) cert = name != NULL ? certificate (name) : NULL;
  g_autoptr (WireServer) server = wire_server_new (cert);
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u", wire_server_port (server));
  g_autoptr (ShedTransport) transport = shed_transport_new (url, WIRE_KEY);
  g_autoptr (ShedTransportAnswer) answer = NULL;

  wire_server_answer (server, "200 OK", NULL, GOOD);
  if (known_authority)
    {
      g_autofree char *ca = g_build_filename (folder, "ca.pem", NULL);
      g_autoptr (GTlsDatabase) database = g_tls_file_database_new (ca, NULL);

      g_assert_nonnull (database);
      soup_session_set_tls_database (shed_transport_get_session (transport), database);
    }
  answer = wire_call (transport, SHED_SYNC_PULL, "space=s", WIRE_JWT);
  g_assert_cmpint (answer->answer.trouble, ==, trouble);
  if (name != NULL)
    g_assert_cmpuint (wire_server_count (server), ==, trouble == SHED_SYNC_TROUBLE_NONE ? 1 : 0);
}

static void
good (void)
{
  expect ("good", TRUE, SHED_SYNC_TROUBLE_NONE);
}

static void
unknown_authority (void)
{
  expect ("good", FALSE, SHED_SYNC_TROUBLE_TLS);
}

static void
other_name (void)
{
  expect ("other", TRUE, SHED_SYNC_TROUBLE_TLS);
}

static void
expired (void)
{
  expect ("expired", TRUE, SHED_SYNC_TROUBLE_TLS);
}

/* A gate that answers plain HTTP where TLS belongs. */
static void
no_tls_at_all (void)
{
  g_autoptr (WireServer) server = wire_server_new (NULL);
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u", wire_server_port (server));
  g_autoptr (ShedTransport) transport = shed_transport_new (url, WIRE_KEY);
  g_autoptr (ShedTransportAnswer) answer = NULL;
  ShedSyncTrouble trouble;

  shed_transport_set_stall_ms (transport, 500);
  answer = wire_call (transport, SHED_SYNC_PULL, "space=s", WIRE_JWT);
  trouble = answer->answer.trouble;
  g_assert_true (trouble == SHED_SYNC_TROUBLE_TLS || trouble == SHED_SYNC_TROUBLE_OFFLINE);
  g_assert_cmpuint (wire_server_count (server), ==, 0);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("shed-tls-XXXXXX", NULL);
  run ("openssl req -x509 -newkey rsa:2048 -nodes -keyout ca-key.pem -out ca.pem -subj /CN=test-authority -days 3650 && "
       "openssl req -newkey rsa:2048 -nodes -keyout key.pem -out req.pem -subj /CN=test && "
       "echo subjectAltName=IP:127.0.0.1 >ip && echo subjectAltName=DNS:other.example.org >dns && "
       "openssl x509 -req -in req.pem -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 3650 -extfile ip -out good.pem && "
       "openssl x509 -req -in req.pem -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 3650 -extfile dns -out other.pem && "
       "openssl x509 -req -in req.pem -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days -1 -extfile ip -out expired.pem");
  g_test_add_func ("/transport/tls/good", good);
  g_test_add_func ("/transport/tls/unknown-authority", unknown_authority);
  g_test_add_func ("/transport/tls/other-name", other_name);
  g_test_add_func ("/transport/tls/expired", expired);
  g_test_add_func ("/transport/tls/no-tls-at-all", no_tls_at_all);
  status = g_test_run ();
  run ("rm -f *.pem ip dns *.srl");
  {
    g_autofree char *log = g_build_filename (folder, "log", NULL);

    g_unlink (log);
    g_rmdir (folder);
  }
  g_free (folder);
  return status;
}
