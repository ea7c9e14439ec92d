/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The account: signing in and out, tokens that are refreshed once however many ask, in this program and beside it, kept
 * before they are used. Runs with a real keyring (an own session bus) and, for half of it, without any. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "shed-account-private.h"
#include "wire-fixture.h"

#define USER "0a5c1f0e-3c1d-4a53-9b62-0f5a1e7d9c11"
#define OTHER "1a5c1f0e-3c1d-4a53-9b62-0f5a1e7d9c12"

typedef struct {
  WireServer  *server;
  ShedProfile *profile;
  ShedAccount *account;
  char        *folder, *url;
} Fixture;

static gboolean has_keyring;

static void
setup (Fixture *f, gconstpointer data)
{
  f->server = wire_server_new (NULL);
  f->url = wire_server_url (f->server);
  f->folder = g_dir_make_tmp ("shed-account-XXXXXX", NULL);
  f->profile = shed_profile_new (f->folder);
  f->account = shed_account_new (f->profile);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  static const char *const names[] = { "config/account.json", "config/account.lock", "config/account.over", "config" };

  g_clear_object (&f->account);
  g_object_unref (f->profile);
  wire_server_free (f->server);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (f->folder, names[i], NULL);

      g_remove (path);
    }
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_free (f->folder);
  g_free (f->url);
}

static char *
access_of (guint n)
{
  return g_strdup_printf ("eyJhbGciOiJIUzI1NiJ9.eyJuIjoxfQ.token%u", n);
}

static void
say_session (Fixture *f, guint n, int expires_in, const char *user)
{
  g_autofree char *body = g_strdup_printf (
    "{\"access_token\":\"eyJhbGciOiJIUzI1NiJ9.eyJuIjoxfQ.token%u\",\"token_type\":\"bearer\","
    "\"expires_in\":%d,\"refresh_token\":\"refresh%u\",\"user\":{\"id\":\"%s\",\"email\":\"a@example.org\"}}",
    n, expires_in, n, user);

  wire_server_answer (f->server, "200 OK", NULL, body);
}

static void
say_probe (Fixture *f)
{
  wire_server_answer (f->server, "401 Unauthorized", NULL,
                      "{\"code\":\"42501\",\"message\":\"permission denied for function woodshed_pull\"}");
}

static void
say_fit (Fixture *f)
{
  wire_server_answer (f->server, "404 no such space", NULL, "{\"code\":\"PT404\",\"message\":\"no such space\"}");
}

static gboolean
sign_in_with (Fixture *f, const char *key, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  shed_account_sign_in_async (f->account, f->url, key, " a@example.org", "word", NULL, wire_take, &result);
  wire_wait (&result);
  return shed_account_sign_in_finish (f->account, result, error);
}

static void
sign_in (Fixture *f, int expires_in)
{
  g_autoptr (GError) error = NULL;

  say_probe (f);
  say_session (f, 1, expires_in, USER);
  say_fit (f);
  g_assert_true (sign_in_with (f, " " WIRE_KEY "\n", &error));
  g_assert_no_error (error);
}

static char *
token (ShedAccount *account, const char *refused, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  shed_account_get_token_async (account, refused, NULL, wire_take, &result);
  wire_wait (&result);
  return shed_account_get_token_finish (account, result, error);
}

static void
expect_token (ShedAccount *account, const char *refused, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *got = token (account, refused, &error), *wanted = access_of (n);

  g_assert_no_error (error);
  g_assert_cmpstr (got, ==, wanted);
}

static void
expect_no_token (ShedAccount *account, const char *refused, ShedTransportError code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *got = token (account, refused, &error);

  g_assert_error (error, SHED_TRANSPORT_ERROR, (int) code);
  g_assert_null (got);
}

static void
signs_in (Fixture *f, gconstpointer data)
{
  g_autofree char *file = g_build_filename (f->folder, "config/account.json", NULL), *text = NULL, *request = NULL;
  GStatBuf status;

  g_assert_false (shed_account_exists (f->account));
  g_assert_false (shed_account_is_signed_in (f->account));
  sign_in (f, 3600);
  g_assert_true (shed_account_exists (f->account));
  g_assert_true (shed_account_is_signed_in (f->account));
  g_assert_true (shed_account_get_kept (f->account) == has_keyring);
  g_assert_cmpstr (shed_account_get_user_id (f->account), ==, USER);
  g_assert_cmpstr (shed_account_get_email (f->account), ==, "a@example.org");
  g_assert_cmpstr (shed_account_get_url (f->account), ==, f->url);
  g_assert_cmpstr (shed_account_get_key (f->account), ==, WIRE_KEY);
  g_assert_nonnull (shed_account_get_transport (f->account));
  expect_token (f->account, NULL, 1);
  g_assert_cmpuint (wire_server_count (f->server), ==, 3);
  request = wire_server_request (f->server, 1);
  g_assert_true (g_str_has_prefix (request, "POST /auth/v1/token?grant_type=password HTTP/1.1\r\n"));
  g_assert_true (g_str_has_suffix (request, "{\"email\":\"a@example.org\",\"password\":\"word\"}"));
  g_assert_null (strstr (request, "Authorization"));
  /* No token is in the file, and nobody else reads it. */
  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
  g_assert_null (strstr (text, "token"));
  g_assert_null (strstr (text, "refresh1"));
  g_assert_null (strstr (text, "word"));
  g_assert_cmpint (g_stat (file, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
}

static void
refuses (Fixture *f, gconstpointer data)
{
  static const struct {
    const char        *probe_status, *probe, *status, *body;
    ShedTransportError code;
  } rows[] = {
    { "404 Not Found", "{\"code\":\"PGRST202\",\"message\":\"\"}", NULL, NULL, SHED_TRANSPORT_ERROR_NO_FUNCTIONS },
    { "401 Unauthorized", "{\"message\":\"Invalid API key\"}", NULL, NULL, SHED_TRANSPORT_ERROR_KEY_REFUSED },
    { "200 OK", "<html></html>", NULL, NULL, SHED_TRANSPORT_ERROR_NOT_SUPABASE },
    { "302 Found", "", NULL, NULL, SHED_TRANSPORT_ERROR_PORTAL },
    { "500 Internal Server Error", "{}", NULL, NULL, SHED_TRANSPORT_ERROR_SERVER },
    { "401 Unauthorized", "{\"code\":\"42501\"}", "400 Bad Request",
      "{\"code\":400,\"error_code\":\"invalid_credentials\",\"msg\":\"Invalid\"}", SHED_TRANSPORT_ERROR_PASSWORD },
    { "401 Unauthorized", "{\"code\":\"42501\"}", "400 Bad Request",
      "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid\"}", SHED_TRANSPORT_ERROR_PASSWORD },
    { "401 Unauthorized", "{\"code\":\"42501\"}", "429 Too Many Requests",
      "{\"code\":429,\"error_code\":\"over_request_rate_limit\"}", SHED_TRANSPORT_ERROR_LIMIT },
    { "401 Unauthorized", "{\"code\":\"42501\"}", "200 OK", "{\"access_token\":\"x\"}",
      SHED_TRANSPORT_ERROR_NOT_SUPABASE },
    { "401 Unauthorized", "{\"code\":\"42501\"}", "502 Bad Gateway", "<html></html>", SHED_TRANSPORT_ERROR_SERVER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      Fixture g = { 0 };

      setup (&g, NULL);
      wire_server_answer (g.server, rows[i].probe_status, NULL, rows[i].probe);
      if (rows[i].status != NULL)
        wire_server_answer (g.server, rows[i].status, NULL, rows[i].body);
      g_assert_false (sign_in_with (&g, WIRE_KEY, &error));
      g_assert_error (error, SHED_TRANSPORT_ERROR, (int) rows[i].code);
      g_assert_false (shed_account_exists (g.account));
      teardown (&g, NULL);
    }
}

static void
a_secret_key_never_leaves (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sign_in_with (f, "sb_secret_abc", &error));
  g_assert_error (error, SHED_TRANSPORT_ERROR, SHED_TRANSPORT_ERROR_SECRET_KEY);
  g_assert_cmpuint (wire_server_connections (f->server), ==, 0);
}

static void
an_old_project_or_an_old_program (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  say_probe (f);
  say_session (f, 1, 3600, USER);
  wire_server_answer (f->server, "409 newer than this server", NULL, "{\"code\":\"PT409\",\"message\":\"newer\"}");
  g_assert_false (sign_in_with (f, WIRE_KEY, &error));
  g_assert_error (error, SHED_TRANSPORT_ERROR, SHED_TRANSPORT_ERROR_TOO_OLD);
  g_clear_error (&error);
  g_assert_false (shed_account_exists (f->account));
  wire_server_free (f->server);
  f->server = wire_server_new (NULL);
  g_free (f->url);
  f->url = wire_server_url (f->server);
  say_probe (f);
  say_session (f, 1, 3600, USER);
  wire_server_answer (f->server, "200 OK", NULL, "{\"proto\":1,\"reset\":\"schema\",\"end\":true}");
  g_assert_false (sign_in_with (f, WIRE_KEY, &error));
  g_assert_error (error, SHED_TRANSPORT_ERROR, SHED_TRANSPORT_ERROR_TOO_NEW);
}

static void
refreshed_before_it_ends (Fixture *f, gconstpointer data)
{
  g_autofree char *request = NULL;

  sign_in (f, 200); /* less than five minutes */
  say_session (f, 2, 3600, USER);
  say_session (f, 3, 3600, USER);
  expect_token (f->account, NULL, 2);
  expect_token (f->account, NULL, 2);
  g_assert_cmpuint (wire_server_count (f->server), ==, 4);
  request = wire_server_request (f->server, 3);
  g_assert_true (g_str_has_prefix (request, "POST /auth/v1/token?grant_type=refresh_token HTTP/1.1\r\n"));
  g_assert_true (g_str_has_suffix (request, "{\"refresh_token\":\"refresh1\"}"));
}

static void
refreshed_when_refused (Fixture *f, gconstpointer data)
{
  g_autofree char *first = access_of (1);

  sign_in (f, 3600);
  say_session (f, 2, 3600, USER);
  expect_token (f->account, first, 2);
  expect_token (f->account, first, 2); /* said late: it is another one already */
  g_assert_cmpuint (wire_server_count (f->server), ==, 4);
}

static void
many_ask_one_refresh (Fixture *f, gconstpointer data)
{
  GAsyncResult *results[20] = { NULL };
  g_autofree char *wanted = access_of (2);

  sign_in (f, 200);
  say_session (f, 2, 3600, USER);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    shed_account_get_token_async (f->account, NULL, NULL, wire_take, &results[i]);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *got = shed_account_get_token_finish (f->account, wire_wait (&results[i]), NULL);

      g_assert_cmpstr (got, ==, wanted);
      g_object_unref (results[i]);
    }
  g_assert_cmpuint (wire_server_count (f->server), ==, 4);
}

static void
lost_answer_shows_the_same_token_again (Fixture *f, gconstpointer data)
{
  g_autofree char *one = NULL, *two = NULL;

  sign_in (f, 10);
  wire_server_say (f->server, "", 0, WIRE_CLOSE);
  say_session (f, 3, 3600, USER);
  expect_no_token (f->account, NULL, SHED_TRANSPORT_ERROR_OFFLINE);
  g_assert_true (shed_account_is_signed_in (f->account));
  expect_token (f->account, NULL, 3);
  one = wire_server_request (f->server, 3);
  two = wire_server_request (f->server, 4);
  g_assert_true (g_str_has_suffix (one, "{\"refresh_token\":\"refresh1\"}"));
  g_assert_true (g_str_has_suffix (two, "{\"refresh_token\":\"refresh1\"}"));
}

static void
a_short_token_is_better_than_none (Fixture *f, gconstpointer data)
{
  sign_in (f, 200);
  wire_server_answer (f->server, "503 Service Unavailable", NULL, "{}");
  expect_token (f->account, NULL, 1);
  g_assert_true (shed_account_is_signed_in (f->account));
}

static void
session_gone_deletes_nothing (Fixture *f, gconstpointer data)
{
  g_autofree char *file = g_build_filename (f->folder, "config/account.json", NULL);

  sign_in (f, 200);
  wire_server_answer (f->server, "400 Bad Request", NULL,
                      "{\"code\":400,\"error_code\":\"refresh_token_already_used\",\"msg\":\"Used\"}");
  expect_no_token (f->account, NULL, SHED_TRANSPORT_ERROR_SESSION);
  g_assert_false (shed_account_is_signed_in (f->account));
  g_assert_true (shed_account_exists (f->account));
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
  /* Signing in again is all that is needed. */
  sign_in (f, 3600);
  g_assert_true (shed_account_is_signed_in (f->account));
}

static void
somebody_elses_session_is_not_taken (Fixture *f, gconstpointer data)
{
  sign_in (f, 10);
  say_session (f, 9, 3600, OTHER);
  expect_no_token (f->account, NULL, SHED_TRANSPORT_ERROR_SESSION);
  g_assert_cmpstr (shed_account_get_user_id (f->account), ==, USER);
}

static void
signs_out (Fixture *f, gconstpointer data)
{
  g_autofree char *file = g_build_filename (f->folder, "config/account.json", NULL), *request = NULL, *bearer = NULL,
                  *access = access_of (1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ShedAccount) again = NULL;

  sign_in (f, 3600);
  wire_server_say (f->server, "HTTP/1.1 204 No Content\r\n\r\n", -1, WIRE_KEEP);
  wire_server_say (f->server, "HTTP/1.1 204 No Content\r\n\r\n", -1, WIRE_KEEP);
  shed_account_sign_out_async (f->account, NULL, wire_take, &result);
  g_assert_false (shed_account_exists (f->account)); /* here at once */
  expect_no_token (f->account, NULL, SHED_TRANSPORT_ERROR_SESSION);
  wire_wait (&result);
  g_assert_true (shed_account_sign_out_finish (f->account, result, NULL));
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
  request = wire_server_request (f->server, 3);
  bearer = g_strdup_printf ("\r\nAuthorization: Bearer %s\r\n", access);
  g_assert_true (g_str_has_prefix (request, "POST /auth/v1/logout?scope=local HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (request, bearer));
  again = shed_account_new (f->profile);
  g_assert_false (shed_account_exists (again));
}

static void
outlives_the_program (Fixture *f, gconstpointer data)
{
  g_autoptr (ShedAccount) again = NULL;

  sign_in (f, 3600);
  again = shed_account_new (f->profile);
  g_assert_true (shed_account_exists (again));
  g_assert_cmpstr (shed_account_get_user_id (again), ==, USER);
  if (has_keyring)
    {
      expect_token (again, NULL, 1);
      g_assert_true (shed_account_is_signed_in (again));
    }
  else
    {
      expect_no_token (again, NULL, SHED_TRANSPORT_ERROR_SESSION);
      g_assert_false (shed_account_is_signed_in (again));
      g_assert_true (shed_account_exists (again));
    }
  g_assert_cmpuint (wire_server_count (f->server), ==, 3);
}

static void
damaged_file_is_signed_out (Fixture *f, gconstpointer data)
{
  static const char *const texts[] = {
    "",
    "{",
    "[]",
    "{\"url\":1}",
    "{\"url\":\"http://example.org\",\"key\":\"" WIRE_KEY "\",\"user_id\":\"" USER "\"}",
    "{\"url\":\"https://example.org\",\"key\":\"sb_secret_x\",\"user_id\":\"" USER "\"}",
    "{\"url\":\"https://example.org\",\"key\":\"" WIRE_KEY "\",\"user_id\":\"../x\"}"
  };
  g_autofree char *file = g_build_filename (f->folder, "config/account.json", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (ShedAccount) account = NULL;

      g_assert_true (g_file_set_contents (file, texts[i], -1, NULL));
      account = shed_account_new (f->profile);
      g_assert_false (shed_account_exists (account));
    }
}

/* Two programs, played by two objects: the second waits for the lock, then finds what the first has kept. */
static void
two_programs_one_refresh (Fixture *f, gconstpointer data)
{
  g_autoptr (ShedAccount) other = NULL;
  g_autoptr (GAsyncResult) one = NULL, two = NULL;
  g_autofree char *a = NULL, *b = NULL, *wanted = access_of (2);

  if (!has_keyring)
    {
      g_test_skip ("no keyring here");
      return;
    }
  sign_in (f, 200);
  other = shed_account_new (f->profile);
  say_session (f, 2, 3600, USER);
  say_session (f, 3, 3600, USER);
  shed_account_get_token_async (f->account, NULL, NULL, wire_take, &one);
  shed_account_get_token_async (other, NULL, NULL, wire_take, &two);
  a = shed_account_get_token_finish (f->account, wire_wait (&one), NULL);
  b = shed_account_get_token_finish (other, wire_wait (&two), NULL);
  g_assert_cmpstr (a, ==, wanted);
  g_assert_cmpstr (b, ==, wanted);
  g_assert_cmpuint (wire_server_count (f->server), ==, 4);
}

/* A program that holds the lock lets nobody refresh, and its end, however it ends, lets the next one. */
static gboolean
let_go (gpointer fd)
{
  close (GPOINTER_TO_INT (fd));
  return G_SOURCE_REMOVE;
}

static void
waits_for_the_lock (Fixture *f, gconstpointer data)
{
  g_autofree char *lock = g_build_filename (f->folder, "config/account.lock", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *got = NULL, *wanted = access_of (2);
  int fd;

  sign_in (f, 200);
  say_session (f, 2, 3600, USER);
  fd = open (lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  g_assert_cmpint (flock (fd, LOCK_EX), ==, 0);
  g_timeout_add (200, let_go, GINT_TO_POINTER (fd));
  shed_account_get_token_async (f->account, NULL, NULL, wire_take, &result);
  g_usleep (100 * 1000);
  g_assert_cmpuint (wire_server_count (f->server), ==, 3);
  got = shed_account_get_token_finish (f->account, wire_wait (&result), NULL);
  g_assert_cmpstr (got, ==, wanted);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Fixture *, gconstpointer);
  } tests[] = {
    { "signs-in", signs_in },
    { "refuses", refuses },
    { "a-secret-key-never-leaves", a_secret_key_never_leaves },
    { "an-old-project-or-an-old-program", an_old_project_or_an_old_program },
    { "refreshed-before-it-ends", refreshed_before_it_ends },
    { "refreshed-when-refused", refreshed_when_refused },
    { "many-ask-one-refresh", many_ask_one_refresh },
    { "lost-answer-shows-the-same-token-again", lost_answer_shows_the_same_token_again },
    { "a-short-token-is-better-than-none", a_short_token_is_better_than_none },
    { "session-gone-deletes-nothing", session_gone_deletes_nothing },
    { "somebody-elses-session-is-not-taken", somebody_elses_session_is_not_taken },
    { "signs-out", signs_out },
    { "outlives-the-program", outlives_the_program },
    { "damaged-file-is-signed-out", damaged_file_is_signed_out },
    { "two-programs-one-refresh", two_programs_one_refresh },
    { "waits-for-the-lock", waits_for_the_lock },
  };

  g_test_init (&argc, &argv, NULL);
  has_keyring = g_strcmp0 (g_getenv ("WOODSHED_TEST_KEYRING"), "1") == 0;
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/account/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, setup, tests[i].run, teardown);
    }
  return g_test_run ();
}
