/* SPDX-License-Identifier: GPL-3.0-or-later */
/* account, sync, outbox, conflicts, resolve: sync without a window, through the same service. Passwords come on
 * standard input only; nothing here prints a token or a key. */
#include "shed-cli-private.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "shed-account.h"
#include "shed-library.h"
#include "shed-sync-adopt.h"
#include "shed-sync-service.h"
#include "shed-sync-standing.h"

#define PASSWORD_MAX 4096
#define SYNC_SECONDS 1800         /* one whole sync never takes longer; a script must not hang for ever */
#define BUSY_TRIES 4              /* the server says "later": so often in one run */
#define FRESH_MS (10 * 60 * 1000)

static ShedExit
no_account (GError **error)
{
  g_set_error_literal (error, SHED_CLI_ERROR, SHED_CLI_ERROR_NO_ACCOUNT,
                       "there is no account: this library stays on this computer");
  return SHED_EXIT_NO_ACCOUNT;
}

/* Account */

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

  if (url == NULL || key == NULL || email == NULL || self->n_arguments != 1)
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

static gboolean
open_library (ShedCli *self, ShedSyncStanding *standing, GError **error)
{
  self->store = shed_library_open (self->profile, NULL, NULL, error);
  return self->store != NULL && shed_store_read (self->store, shed_sync_standing_read, standing, error);
}

static void
add_time (ShedCli *self, const char *name, gint64 ms)
{
  g_autofree char *zone = shed_clock_dup_time_zone (shed_store_get_clock (self->store));

  shed_cli_add_time (self, name, ms, zone);
}

static ShedExit
sign_out (ShedCli *self, GError **error)
{
  g_autoptr (ShedAccount) account = shed_account_new (self->profile);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Waiting waiting = { .loop = loop };
  ShedSyncStanding standing = { 0 };

  if (!shed_account_exists (account))
    return no_account (error);
  if (!open_library (self, &standing, error))
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
  ShedExit status = no_account (&error);

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

static const char *trouble_text (ShedSyncTrouble trouble);

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
  if (!open_library (self, &standing, error))
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
  add_time (self, "last_sync", standing.last_sync);
  if (!waiting.ok)
    add_error (self, "sign-in", trouble_text (SHED_SYNC_TROUBLE_SIGN_IN));
  shed_json_end_object (self->out);
  self->answered = TRUE;
  shed_cli_say (self, "%s: %s, %d changes wait", shed_account_get_email (account), word, (int)standing.n_waiting);
  if (waiting.ok)
    return SHED_EXIT_DONE;
  g_printerr ("woodshed: %s\n", trouble_text (SHED_SYNC_TROUBLE_SIGN_IN));
  return SHED_EXIT_NO_ACCOUNT;
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

/* Sync */

typedef struct {
  GMainLoop *loop;
  guint      n_busy;
  gboolean   late;
} Run;

static void
on_finished (ShedSyncService *service, gpointer data)
{
  Run *run = data;
  const ShedSyncStatus *status = shed_sync_service_get_status (service);

  if (status->state == SHED_SYNC_SYNCING)
    return;
  if (status->n_failures > 0 && status->trouble == SHED_SYNC_TROUBLE_BUSY && ++run->n_busy < BUSY_TRIES)
    return;
  g_main_loop_quit (run->loop);
}

static gboolean
on_late (gpointer data)
{
  Run *run = data;

  run->late = TRUE;
  g_main_loop_quit (run->loop);
  return G_SOURCE_REMOVE;
}

static void
on_stopped (GObject *source, GAsyncResult *result, gpointer data)
{
  shed_sync_service_stop_finish (SHED_SYNC_SERVICE (source), result);
  g_main_loop_quit (data);
}

static const char *
trouble_text (ShedSyncTrouble trouble)
{
  switch (trouble)
    {
    case SHED_SYNC_TROUBLE_OFFLINE:
      return "the project cannot be reached";
    case SHED_SYNC_TROUBLE_PORTAL:
      return "something on the way answers instead of the project";
    case SHED_SYNC_TROUBLE_TLS:
      return "the connection is not safe";
    case SHED_SYNC_TROUBLE_TRUNCATED:
      return "the answer broke off";
    case SHED_SYNC_TROUBLE_SIGN_IN:
      return "sign in again";
    case SHED_SYNC_TROUBLE_BUSY:
      return "the project is busy";
    case SHED_SYNC_TROUBLE_NOT_WOODSHED:
      return "the project is not set up for Woodshed";
    case SHED_SYNC_TROUBLE_UPDATE:
      return "Woodshed, or the project, needs an update";
    case SHED_SYNC_TROUBLE_LIBRARY:
      return "the library on this computer could not be written";
    case SHED_SYNC_TROUBLE_REFUSED:
    case SHED_SYNC_TROUBLE_SERVER:
    case SHED_SYNC_TROUBLE_NONE:
    default:
      return "the project has trouble";
    }
}

static const char *
trouble_code (const ShedSyncStatus *status)
{
  static const char *const codes[] = {
    [SHED_SYNC_TROUBLE_NONE] = "server-trouble",   [SHED_SYNC_TROUBLE_OFFLINE] = "offline",
    [SHED_SYNC_TROUBLE_PORTAL] = "portal",         [SHED_SYNC_TROUBLE_TLS] = "tls",
    [SHED_SYNC_TROUBLE_TRUNCATED] = "truncated",   [SHED_SYNC_TROUBLE_SIGN_IN] = "sign-in",
    [SHED_SYNC_TROUBLE_REFUSED] = "refused",       [SHED_SYNC_TROUBLE_BUSY] = "server-busy",
    [SHED_SYNC_TROUBLE_SERVER] = "server-trouble", [SHED_SYNC_TROUBLE_NOT_WOODSHED] = "no-functions",
    [SHED_SYNC_TROUBLE_UPDATE] = "update-needed",  [SHED_SYNC_TROUBLE_LIBRARY] = "library",
  };

  return status->code[0] != '\0' ? status->code : codes[status->trouble];
}

static ShedExit
exit_of_word (const char *word)
{
  static const struct {
    const char *word;
    ShedExit    status;
  } statuses[] = {
    { "up-to-date", SHED_EXIT_DONE }, { "choices", SHED_EXIT_CHOICES },     { "problems", SHED_EXIT_PROBLEMS },
    { "offline", SHED_EXIT_OFFLINE }, { "portal", SHED_EXIT_OFFLINE },      { "sign-in", SHED_EXIT_NO_ACCOUNT },
    { "busy", SHED_EXIT_BUSY },       { "no-account", SHED_EXIT_NO_ACCOUNT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (strcmp (statuses[i].word, word) == 0)
      return statuses[i].status;
  return SHED_EXIT_NO;
}

ShedExit
shed_cli_sync (ShedCli *self, GError **error)
{
  g_autoptr (ShedAccount) account = NULL;
  g_autoptr (ShedSyncService) service = NULL;
  g_autoptr (GMainLoop) loop = NULL;
  const ShedSyncStatus *status;
  const char *word;
  ShedSyncStanding standing = { 0 };
  Run run = { 0 };
  guint late;

  if (self->n_arguments > 0 || g_hash_table_size (self->options) > 1)
    return shed_cli_usage (error, "sync [--verify | --reload]");
  account = shed_account_new (self->profile);
  if (!shed_account_exists (account) || shed_account_get_user_id (account) == NULL)
    return no_account (error);
  /* Signing in may have been cut off between the tokens and the library. */
  if (!shed_sync_adopt (self->profile, shed_account_get_user_id (account), error))
    return g_error_matches (*error, SHED_STORE_ERROR, SHED_STORE_ERROR_BUSY) ? SHED_EXIT_BUSY : SHED_EXIT_NO;
  if (!open_library (self, &standing, error))
    return SHED_EXIT_NO;
  loop = g_main_loop_new (NULL, FALSE);
  run.loop = loop;
  service = shed_sync_service_new (self->store, account, self->profile);
  g_object_set (service, "listening", FALSE, "follow", FALSE, NULL);
  g_signal_connect (service, "finished", G_CALLBACK (on_finished), &run);
  late = g_timeout_add_seconds (SYNC_SECONDS, on_late, &run);
  shed_sync_service_start (service);
  if (!shed_sync_service_is_busy (service))
    {
      if (shed_cli_has_option (self, "reload"))
        shed_sync_service_reload (service);
      else if (shed_cli_has_option (self, "verify"))
        shed_sync_service_verify (service);
      g_main_loop_run (loop);
    }
  if (!run.late)
    g_source_remove (late);
  g_signal_handlers_disconnect_by_data (service, &run);
  status = shed_sync_service_get_status (service);
  word = shed_sync_service_get_word (service);
  shed_json_begin_object (self->out);
  shed_json_add_string (self->out, "state", word);
  shed_json_add_int (self->out, "pushed", status->pushed);
  shed_json_add_int (self->out, "pulled", status->pulled);
  shed_json_add_int (self->out, "waiting", status->n_waiting);
  shed_json_add_int (self->out, "choices", status->n_choices);
  shed_json_add_int (self->out, "problems", status->n_held);
  shed_json_name (self->out, "errors");
  shed_json_begin_array (self->out);
  if (status->n_failures > 0)
    {
      shed_json_begin_object (self->out);
      shed_json_add_string (self->out, "code", trouble_code (status));
      shed_json_add_string (self->out, "text", trouble_text (status->trouble));
      shed_json_end_object (self->out);
    }
  shed_json_end_array (self->out);
  add_time (self, "at", shed_clock_now_ms (shed_store_get_clock (self->store)));
  shed_json_end_object (self->out);
  self->answered = TRUE;
  shed_cli_say (self, "%s: %u sent, %u received, %u wait, %u choices, %u problems", word, status->pushed, status->pulled,
                status->n_waiting, status->n_choices, status->n_held);
  if (status->n_failures > 0)
    g_printerr ("woodshed: %s\n", trouble_text (status->trouble));
  shed_sync_service_stop_async (service, on_stopped, loop);
  g_main_loop_run (loop);
  return status->n_held > 0 && exit_of_word (word) == SHED_EXIT_DONE ? SHED_EXIT_PROBLEMS : exit_of_word (word);
}

/* What waits */

static gboolean
list_outbox (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ShedCli *self = data;
  g_autofree char *zone = shed_db_dup_time_zone (db);
  g_autoptr (ShedStmt) stmt = shed_db_borrow (
    db,
    "SELECT o.mid, coalesce ((SELECT p.op || ' ' || p.tbl || CASE WHEN count(*) > 1 THEN ' +' || (count(*) - 1) ELSE '' END"
    " FROM outbox_op p WHERE p.grp = o.n), ''), o.at, o.state, o.attempts, o.last_error"
    " FROM outbox o WHERE o.state <> 'acked' ORDER BY o.n",
    error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  shed_json_begin_array (self->out);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      shed_json_begin_object (self->out);
      shed_json_add_string (self->out, "group", shed_stmt_get_text (stmt, 0));
      shed_json_add_string (self->out, "what", shed_stmt_get_text (stmt, 1));
      shed_cli_add_time (self, "since", shed_stmt_get_int (stmt, 2), zone);
      shed_json_add_string (self->out, "state", shed_stmt_get_text (stmt, 3));
      shed_json_add_int (self->out, "attempts", shed_stmt_get_int (stmt, 4));
      shed_json_add_string (self->out, "last_error", shed_stmt_get_text (stmt, 5));
      shed_json_end_object (self->out);
      shed_cli_say (self, "%s  %s  %s", shed_stmt_get_text (stmt, 0), shed_stmt_get_text (stmt, 3), shed_stmt_get_text (stmt, 1));
    }
  shed_json_end_array (self->out);
  return step == SHED_STEP_DONE;
}

/* A field group with one column is its value, one with several the object. */
static void
add_value (ShedCli *self, const char *name, const char *json)
{
  shed_json_name (self->out, name);
  if (json != NULL)
    shed_json_raw (self->out, json);
  else
    shed_json_null (self->out);
}

static char *
dup_value (ShedDb *db, const char *json)
{
  g_autoptr (ShedStmt) stmt = NULL;

  if (json == NULL)
    return NULL;
  stmt = shed_db_borrow (db, "SELECT CASE WHEN (SELECT count(*) FROM json_each (:json)) = 1 THEN"
                             " (SELECT json_quote (json_extract (:json, fullkey)) FROM json_each (:json)) ELSE :json END", NULL);
  if (stmt == NULL)
    return NULL;
  shed_stmt_bind_text (stmt, ":json", json);
  return shed_stmt_step (stmt, NULL) == SHED_STEP_ROW ? shed_stmt_dup_text (stmt, 0) : NULL;
}

static gboolean
list_conflicts (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ShedCli *self = data;
  g_autofree char *zone = shed_db_dup_time_zone (db);
  g_autoptr (ShedStmt) stmt = shed_db_borrow (
    db,
    "SELECT c.id, c.tbl, c.row_id, c.tune_id, t.title, c.grp, c.state, c.mine, c.client_at, c.device_name, c.theirs,"
    " c.base, c.created_at, c.other_device_name, c.other_at FROM conflict c LEFT JOIN tune t ON t.id = c.tune_id"
    " WHERE c.state = 'open'"
    " ORDER BY c.created_at, c.id",
    error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  shed_json_begin_array (self->out);
  while ((step = shed_stmt_step (stmt, error)) == SHED_STEP_ROW)
    {
      static const char *const names[] = { "id", "tbl", "row", "tune", "title", "field", "state" };
      g_autofree char *mine = dup_value (db, shed_stmt_get_text (stmt, 7));
      g_autofree char *theirs = dup_value (db, shed_stmt_get_text (stmt, 10));
      g_autofree char *base = dup_value (db, shed_stmt_get_text (stmt, 11));

      shed_json_begin_object (self->out);
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        shed_json_add_string (self->out, names[i], shed_stmt_get_text (stmt, i));
      shed_json_name (self->out, "mine");
      shed_json_begin_object (self->out);
      add_value (self, "value", mine);
      shed_cli_add_time (self, "at", shed_stmt_get_int (stmt, 8), zone);
      shed_json_add_string (self->out, "device", shed_stmt_get_text (stmt, 9));
      shed_json_end_object (self->out);
      shed_json_name (self->out, "other");
      shed_json_begin_object (self->out);
      add_value (self, "value", theirs);
      shed_cli_add_time (self, "at", shed_stmt_get_int (stmt, shed_stmt_is_null (stmt, 14) ? 12 : 14), zone);
      shed_json_add_string (self->out, "device", shed_stmt_get_text (stmt, 13));
      shed_json_end_object (self->out);
      add_value (self, "base", base);
      shed_json_end_object (self->out);
      shed_cli_say (self, "%s  %s  %s: %s | %s", shed_stmt_get_text (stmt, 0),
                    shed_stmt_get_text (stmt, 4) != NULL ? shed_stmt_get_text (stmt, 4) : shed_stmt_get_text (stmt, 1),
                    shed_stmt_get_text (stmt, 5), mine != NULL ? mine : "deleted", theirs != NULL ? theirs : "null");
    }
  shed_json_end_array (self->out);
  return step == SHED_STEP_DONE;
}

/* Looking makes no library. */
static gboolean
has_space (ShedCli *self)
{
  g_autofree char *space = shed_profile_dup_space (self->profile);

  return space != NULL;
}

static ShedExit
list (ShedCli *self, ShedStoreFunc func, GError **error)
{
  ShedSyncStanding standing = { 0 };

  if (self->n_arguments > 0)
    return shed_cli_usage (error, "%s takes no argument", self->verb);
  if (!has_space (self))
    return no_account (error);
  if (!open_library (self, &standing, error))
    return SHED_EXIT_NO;
  if (!standing.joined)
    return no_account (error);
  return shed_store_read (self->store, func, self, error) ? SHED_EXIT_DONE : SHED_EXIT_NO;
}

ShedExit
shed_cli_outbox (ShedCli *self, GError **error)
{
  return list (self, list_outbox, error);
}

ShedExit
shed_cli_conflicts (ShedCli *self, GError **error)
{
  return list (self, list_conflicts, error);
}

typedef struct {
  const char *id;
  char       *state, *value;
} Answered;

static gboolean
read_answered (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Answered *answered = data;
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, "SELECT state, CASE state WHEN 'other' THEN theirs ELSE mine END FROM conflict"
                                                  " WHERE id = :id", error);
  ShedStep step;

  if (stmt == NULL)
    return FALSE;
  shed_stmt_bind_text (stmt, ":id", answered->id);
  step = shed_stmt_step (stmt, error);
  if (step == SHED_STEP_DONE)
    g_set_error (error, SHED_STORE_ERROR, SHED_STORE_ERROR_NOT_FOUND, "no such choice: %s", answered->id);
  if (step != SHED_STEP_ROW)
    return FALSE;
  answered->state = shed_stmt_dup_text (stmt, 0);
  answered->value = dup_value (db, shed_stmt_get_text (stmt, 1));
  return TRUE;
}

ShedExit
shed_cli_resolve (ShedCli *self, GError **error)
{
  static const char *const answers[] = { "mine", "other", "both", NULL };
  ShedSyncStanding standing = { 0 };
  Answered before = { 0 }, answered = { 0 };
  g_autoptr (ShedCommand) command = NULL;
  ShedExit status = SHED_EXIT_NO;

  if (self->n_arguments != 2 || !g_strv_contains (answers, self->arguments[1]))
    return shed_cli_usage (error, "resolve ID mine|other|both");
  if (!has_space (self))
    return no_account (error);
  if (!open_library (self, &standing, error))
    return SHED_EXIT_NO;
  if (!standing.joined)
    return no_account (error);
  before.id = answered.id = self->arguments[0];
  command = shed_command_answer_conflicts ((const char *const[]){ self->arguments[0], NULL },
                                           (const char *const[]){ self->arguments[1], NULL }, NULL);
  if (shed_store_read (self->store, read_answered, &before, error))
    {
      if (strcmp (before.state, "open") != 0)
        g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_INVALID, "this choice was made already");
      else if (shed_cli_run_command (self, command, error) && shed_store_read (self->store, read_answered, &answered, error))
        {
          shed_json_begin_object (self->out);
          shed_json_add_string (self->out, "id", answered.id);
          shed_json_add_string (self->out, "state", answered.state);
          add_value (self, "value", answered.value);
          shed_json_end_object (self->out);
          shed_cli_say (self, "%s", answered.state);
          status = SHED_EXIT_DONE;
        }
    }
  g_free (before.state);
  g_free (before.value);
  g_free (answered.state);
  g_free (answered.value);
  return status;
}
