/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync: one whole sync without a window, through the same service; and what the verbs about sync share. */
#include "shed-cli-private.h"

#include <string.h>

#include "shed-account.h"
#include "shed-library.h"
#include "shed-sync-adopt.h"
#include "shed-sync-service.h"

#define SYNC_SECONDS 1800 /* one whole sync never takes longer; a script must not hang for ever */
#define BUSY_TRIES 4 /* the server says "later": so often in one run */

/* Shared */

ShedExit
shed_cli_no_account (GError **error)
{
  g_set_error_literal (error, SHED_CLI_ERROR, SHED_CLI_ERROR_NO_ACCOUNT,
                       "there is no account: this library stays on this computer");
  return SHED_EXIT_NO_ACCOUNT;
}

gboolean
shed_cli_open_standing (ShedCli *self, ShedSyncStanding *standing, GError **error)
{
  self->store = shed_library_open (self->profile, NULL, NULL, error);
  return self->store != NULL && shed_store_read (self->store, shed_sync_standing_read, standing, error);
}

void
shed_cli_add_local_time (ShedCli *self, const char *name, gint64 ms)
{
  g_autofree char *zone = shed_clock_dup_time_zone (shed_store_get_clock (self->store));

  shed_cli_add_time (self, name, ms, zone);
}

const char *
shed_cli_trouble_text (ShedSyncTrouble trouble)
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

ShedExit
shed_cli_exit_of_word (const char *word)
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
    return shed_cli_no_account (error);
  /* Signing in may have been cut off between the tokens and the library. */
  if (!shed_sync_adopt (self->profile, shed_account_get_user_id (account), error))
    return g_error_matches (*error, SHED_STORE_ERROR, SHED_STORE_ERROR_BUSY) ? SHED_EXIT_BUSY : SHED_EXIT_NO;
  if (!shed_cli_open_standing (self, &standing, error))
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
      shed_json_add_string (self->out, "text", shed_cli_trouble_text (status->trouble));
      shed_json_end_object (self->out);
    }
  shed_json_end_array (self->out);
  shed_cli_add_local_time (self, "at", shed_clock_now_ms (shed_store_get_clock (self->store)));
  shed_json_end_object (self->out);
  self->answered = TRUE;
  shed_cli_say (self, "%s: %u sent, %u received, %u wait, %u choices, %u problems", word, status->pushed, status->pulled,
                status->n_waiting, status->n_choices, status->n_held);
  if (status->n_failures > 0)
    g_printerr ("woodshed: %s\n", shed_cli_trouble_text (status->trouble));
  shed_sync_service_stop_async (service, on_stopped, loop);
  g_main_loop_run (loop);
  return status->n_held > 0 && shed_cli_exit_of_word (word) == SHED_EXIT_DONE ? SHED_EXIT_PROBLEMS : shed_cli_exit_of_word (word);
}
