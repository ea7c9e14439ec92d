/* SPDX-License-Identifier: GPL-3.0-or-later */
/* account: signing in and out without a window. The password comes on standard input only; nothing here prints a token
 * or a key. */
#include "shed-cli-private.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "shed-account.h"
#include "shed-sync-adopt.h"

#define PASSWORD_MAX 4096
#define FRESH_MS (10 * 60 * 1000)

typedef struct {
  GMainLoop *loop;
  gboolean   ok;
  GError    *error;
} Waiting;

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer data)
{
  Waiting *waiting = data;

  waiting->ok = shed_account_sign_in_finish (SHED_ACCOUNT (source), result, &waiting->error);
  g_main_loop_quit (waiting->loop);
}

static void
on_signed_out (GObject *source, GAsyncResult *result, gpointer data)
{
  Waiting *waiting = data;

  waiting->ok = shed_account_sign_out_finish (SHED_ACCOUNT (source), result, &waiting->error);
  g_main_loop_quit (waiting->loop);
}

static ShedExit
exit_of_error (const GError *error)
{
  if (error->domain != SHED_TRANSPORT_ERROR)
    return g_error_matches (error, SHED_STORE_ERROR, SHED_STORE_ERROR_BUSY) ? SHED_EXIT_BUSY : SHED_EXIT_NO;
  switch ((ShedTransportError)error->code)
    {
    case SHED_TRANSPORT_ERROR_ADDRESS:
    case SHED_TRANSPORT_ERROR_KEY:
    case SHED_TRANSPORT_ERROR_SECRET_KEY:
      return SHED_EXIT_USAGE;
    case SHED_TRANSPORT_ERROR_OFFLINE:
    case SHED_TRANSPORT_ERROR_TLS:
    case SHED_TRANSPORT_ERROR_PORTAL:
      return SHED_EXIT_OFFLINE;
    case SHED_TRANSPORT_ERROR_PASSWORD:
    case SHED_TRANSPORT_ERROR_SESSION:
      return SHED_EXIT_NO_ACCOUNT;
    default:
      return SHED_EXIT_NO;
    }
}

/* One line of standard input; what a person types there is not shown. NULL: there was none. (transfer full) */
static char *
read_password (void)
{
  struct termios old = { 0 };
  gboolean hidden = isatty (STDIN_FILENO) && tcgetattr (STDIN_FILENO, &old) == 0;
  char line[PASSWORD_MAX];
  char *password = NULL;

  if (hidden)
    {
      struct termios quiet = old;

      quiet.c_lflag &= ~(tcflag_t)ECHO;
      tcsetattr (STDIN_FILENO, TCSANOW, &quiet);
      g_printerr ("Password: ");
    }
  if (fgets (line, sizeof line, stdin) != NULL)
    {
      line[strcspn (line, "\r\n")] = '\0';
      if (line[0] != '\0' && g_utf8_validate (line, -1, NULL))
        password = g_strdup (line);
    }
  explicit_bzero (line, sizeof line);
  if (hidden)
    {
      tcsetattr (STDIN_FILENO, TCSANOW, &old);
      g_printerr ("\n");
    }
  return password;
}

static void
wipe (char *text)
{
  if (text == NULL)
    return;
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
add_account (ShedCli *self, ShedAccount *account)
{
  shed_json_add_string (self->out, "user", shed_account_get_user_id (account));
  shed_json_add_string (self->out, "email", shed_account_get_email (account));
  shed_json_add_string (self->out, "url", shed_account_get_url (account));
  shed_json_add_bool (self->out, "kept", shed_account_get_kept (account));
}

static ShedExit
sign_in (ShedCli *self, GError **error)
{
  const char *url = shed_cli_get_option (self, "url"), *key = shed_cli_get_option (self, "key");
  const char *email = shed_cli_get_option (self, "email");
  g_autoptr (ShedAccount) account = NULL;
  g_autoptr (GMainLoop) loop = NULL;
  Waiting waiting = { 0 };
  char *password;

  if (url == NULL || key == NULL || email == NULL || *email == '\0' || self->n_arguments != 1)
    return shed_cli_usage (error, "account sign-in --url URL --key KEY --email MAIL   (password on standard input)");
  if (!shed_transport_check_url (url, NULL, error) || !shed_transport_check_key (key, error))
    return SHED_EXIT_USAGE;
  password = read_password ();
  if (password == NULL)
    return shed_cli_usage (error, "the password is read from standard input, and there was none");
  account = shed_account_new (self->profile);
  loop = g_main_loop_new (NULL, FALSE);
  waiting.loop = loop;
  shed_account_sign_in_async (account, url, key, email, password, NULL, on_signed_in, &waiting);
  g_main_loop_run (loop);
  wipe (password);
  if (!waiting.ok)
    {
      ShedExit status = exit_of_error (waiting.error);

      g_propagate_error (error, waiting.error);
      return status;
    }
  if (!shed_sync_adopt (self->profile, shed_account_get_user_id (account), &waiting.error))
    {
      ShedExit status = exit_of_error (waiting.error);

      g_propagate_error (error, waiting.error);
      return status;
    }
  shed_json_begin_object (self->out);
  add_account (self, account);
  shed_json_end_object (self->out);
  self->answered = TRUE;
  shed_cli_say (self, "Signed in as %s.", shed_account_get_email (account));
  if (shed_account_get_kept (account))
    return SHED_EXIT_DONE;
  g_printerr ("woodshed: no keyring keeps the secret: sign in again next time\n");
  return SHED_EXIT_SECRET_NOT_KEPT;
}

static ShedExit
sign_out (ShedCli *self, GError **error)
{
  g_autoptr (ShedAccount) account = shed_account_new (self->profile);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Waiting waiting = { .loop = loop };
  ShedSyncStanding standing = { 0 };

  if (!shed_account_exists (account))
    return shed_cli_no_account (error);
  if (!shed_cli_open_standing (self, &standing, error))
    return SHED_EXIT_NO;
  shed_account_sign_out_async (account, NULL, on_signed_out, &waiting);
  g_main_loop_run (loop);
  if (!waiting.ok)
    {
      g_propagate_error (error, waiting.error);
      return SHED_EXIT_NO;
    }
  shed_json_begin_object (self->out);
  shed_json_add_int (self->out, "pending", standing.n_waiting + standing.n_held);
  shed_json_end_object (self->out);
  shed_cli_say (self, "Signed out. Everything stays here; %d changes wait.", (int) (standing.n_waiting + standing.n_held));
  return SHED_EXIT_DONE;
}

static void
add_error (ShedCli *self, const char *code, const char *text)
{
  shed_json_name (self->out, "error");
  shed_json_begin_object (self->out);
  shed_json_add_string (self->out, "code", code);
  shed_json_add_string (self->out, "text", text);
  shed_json_end_object (self->out);
}

/* "There is none" is an answer to this question, and a failure for a script that needs one. */
static ShedExit
status_without_account (ShedCli *self)
{
  g_autoptr (GError) error = NULL;
  ShedExit status = shed_cli_no_account (&error);

  shed_json_begin_object (self->out);
  shed_json_name (self->out, "account");
  shed_json_null (self->out);
  shed_json_add_string (self->out, "state", "no-account");
  shed_json_name (self->out, "last_sync");
  shed_json_null (self->out);
  add_error (self, "no-account", error->message);
  shed_json_end_object (self->out);
  self->answered = TRUE;
  g_printerr ("woodshed: %s\n", error->message);
  return status;
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  Waiting *waiting = data;

  waiting->ok = shed_account_look_finish (SHED_ACCOUNT (source), result);
  g_main_loop_quit (waiting->loop);
}

/* Told from what is on this computer, without the network: signing in comes before all else, as with `sync`. */
static ShedExit
account_status (ShedCli *self, GError **error)
{
  g_autoptr (ShedAccount) account = shed_account_new (self->profile);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Waiting waiting = { .loop = loop };
  ShedSyncStanding standing = { 0 };
  const char *word;
  gint64 age;

  if (!shed_account_exists (account))
    return status_without_account (self);
  if (!shed_cli_open_standing (self, &standing, error))
    return SHED_EXIT_NO;
  shed_account_look_async (account, on_looked, &waiting);
  g_main_loop_run (loop);
  age = shed_clock_now_ms (shed_store_get_clock (self->store)) - standing.last_sync;
  word = !waiting.ok                                                                       ? "sign-in"
         : standing.n_held > 0                                                               ? "problems"
         : standing.n_choices > 0                                                          ? "choices"
         : standing.n_waiting > 0 || standing.last_sync == 0 || age < 0 || age >= FRESH_MS ? "waiting"
                                                                                           : "up-to-date";
  shed_json_begin_object (self->out);
  shed_json_name (self->out, "account");
  shed_json_begin_object (self->out);
  add_account (self, account);
  shed_json_end_object (self->out);
  shed_json_add_string (self->out, "state", word);
  shed_cli_add_local_time (self, "last_sync", standing.last_sync);
  if (!waiting.ok)
    add_error (self, "sign-in", shed_cli_trouble_text (SHED_SYNC_TROUBLE_SIGN_IN));
  shed_json_end_object (self->out);
  self->answered = TRUE;
  shed_cli_say (self, "%s: %s, %d changes wait", shed_account_get_email (account), word, (int)standing.n_waiting);
  if (!waiting.ok)
    g_printerr ("woodshed: %s\n", shed_cli_trouble_text (SHED_SYNC_TROUBLE_SIGN_IN));
  /* That something waits here is no failure of having looked. */
  return strcmp (word, "waiting") == 0 ? SHED_EXIT_DONE : shed_cli_exit_of_word (word);
}

ShedExit
shed_cli_account (ShedCli *self, GError **error)
{
  const char *what = self->n_arguments == 1 ? self->arguments[0] : "";

  if (strcmp (what, "sign-in") == 0)
    return sign_in (self, error);
  if (g_hash_table_size (self->options) == 0 && strcmp (what, "sign-out") == 0)
    return sign_out (self, error);
  if (g_hash_table_size (self->options) == 0 && strcmp (what, "status") == 0)
    return account_status (self, error);
  return shed_cli_usage (error, "account sign-in --url URL --key KEY --email MAIL | account sign-out | account status");
}
