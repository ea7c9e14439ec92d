/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See project-fixture.h. The model is called by the server's threads, one at a time. */
#include "project-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "../read-rows.h"
#include "../remove-tree.h"
#include "shed-command.h"
#include "shed-library.h"
#include "shed-sync-adopt.h"
#include "shed-tables.h"

#define BEGIN_MS G_GINT64_CONSTANT (1795262400000)

/* The project */

static char *
whole (const char *status, const char *type, const char *body)
{
  return g_strdup_printf ("HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n%s", status,
                          type != NULL ? type : "application/json; charset=utf-8", strlen (body), body);
}

static char *
session (Project *self)
{
  g_autofree char *body = NULL;

  self->n_tokens++;
  body = g_strdup_printf (
    "{\"access_token\":\"eyJhbGciOiJIUzI1NiJ9.eyJuIjoxfQ.token%u\",\"token_type\":\"bearer\",\"expires_in\":3600,"
    "\"refresh_token\":\"refresh%u\",\"user\":{\"id\":\"" PROJECT_USER "\",\"email\":\"a@example.org\"}}",
    self->n_tokens, self->n_tokens);
  return whole ("200 OK", NULL, body);
}

static char *
pull_args (const char *query)
{
  g_auto (GStrv) pairs = g_strsplit (query, "&", -1);
  GString *args = g_string_new ("{");

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      char *equals = strchr (pairs[i], '=');

      if (equals == NULL)
        continue;
      *equals = '\0';
      g_string_append_printf (args, "%s\"%s\":\"%s\"", args->len > 1 ? "," : "", pairs[i], equals + 1);
    }
  g_string_append_c (args, '}');
  return g_string_free (args, FALSE);
}

static char *
call (Project *self, const char *function, const char *args, gboolean is_pull)
{
  SimAnswer answer = { 0 };
  g_autofree char *status = NULL, *twisted = NULL;
  char *text;

  self->model->klass->call (self->model, PROJECT_USER, function, args, self->ms, &answer);
  status = g_strdup_printf ("%u %s", answer.status, answer.status == 200 ? "OK" : "refused");
  if (is_pull && answer.status == 200 && self->twist != NULL)
    twisted = self->twist (answer.body, self->twist_data);
  if (!is_pull && answer.status == 200)
    {
      /* The model has no clock of its own. */
      g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (self->ms / 1000);
      g_autofree char *time = g_date_time_format (now, "\"server_time\":\"%Y-%m-%dT%H:%M:%S+00:00\"");
      g_autoptr (GString) body = g_string_new (answer.body);

      g_string_replace (body, "\"server_time\":null", time, 1);
      twisted = g_string_free (g_steal_pointer (&body), FALSE);
    }
  if (answer.status != 200)
    twisted = g_strdup_printf ("{\"code\":\"%s\",\"details\":null,\"hint\":null,\"message\":\"said by the model\"}", answer.code);
  text = whole (status, NULL, twisted != NULL ? twisted : answer.body);
  g_free (answer.body);
  return text;
}

static char *
good_answer (Project *self, const char *path, const char *request)
{
  const char *body = strstr (request, "\r\n\r\n") + 4;

  if (g_str_has_prefix (path, "/auth/v1/token"))
    return session (self);
  if (g_str_has_prefix (path, "/auth/v1/"))
    return g_strdup ("HTTP/1.1 204 No Content\r\n\r\n");
  if (strstr (request, "\r\nAuthorization: ") == NULL)
    return whole ("401 Unauthorized", NULL, "{\"code\":\"42501\",\"message\":\"permission denied for function woodshed_pull\"}");
  if (g_str_has_prefix (path, "/rest/v1/rpc/woodshed_pull?"))
    {
      g_autofree char *args = pull_args (path + strlen ("/rest/v1/rpc/woodshed_pull?"));

      return call (self, "woodshed_pull", args, TRUE);
    }
  if (g_str_has_prefix (path, "/rest/v1/rpc/woodshed_") && g_str_has_prefix (body, "{\"req\":"))
    {
      g_autofree char *args = g_strndup (body + 7, strlen (body) - 8);

      return call (self, path + strlen ("/rest/v1/rpc/"), args, FALSE);
    }
  return whole ("404 Not Found", NULL, "{\"code\":\"PGRST202\",\"message\":\"Could not find the function\"}");
}

static GBytes *
handle (const char *request, WireAfter *after, gpointer data)
{
  Project *self = data;
  g_auto (GStrv) words = g_strsplit (request, " ", 3);
  g_autofree char *text = NULL;
  gsize n;

  g_mutex_lock (&self->mutex);
  self->n_requests++;
  if (strstr (words[1], "woodshed_push") != NULL)
    g_ptr_array_add (self->pushes, g_strdup (request));
  if (self->n_deaf > 0 && strstr (words[1], self->match) != NULL)
    {
      self->n_deaf--;
      *after = WIRE_RESET;
      g_mutex_unlock (&self->mutex);
      return g_bytes_new_static ("", 0);
    }
  /* What is broken off or replaced was done all the same, as where an answer is lost. */
  text = good_answer (self, words[1], request);
  if (self->instead != NULL && self->n_instead > 0 && strstr (words[1], self->match) != NULL)
    {
      g_free (text);
      text = g_strdup (self->instead);
      if (self->n_instead != G_MAXUINT)
        self->n_instead--;
    }
  n = strlen (text);
  *after = WIRE_KEEP;
  if (self->cut_at >= 0 && self->n_bytes + n > (gsize) self->cut_at)
    {
      n = (gsize) self->cut_at - self->n_bytes;
      *after = self->cut_how;
      self->cut_at = -1;
    }
  self->n_bytes += n;
  g_mutex_unlock (&self->mutex);
  return g_bytes_new (text, n);
}

Project *
project_new (void)
{
  g_autoptr (ShedRandom) random = shed_random_new_seeded (1);
  Project *self = g_new0 (Project, 1);

  g_mutex_init (&self->mutex);
  self->model = sim_server_new_model (random);
  self->pushes = g_ptr_array_new_with_free_func (g_free);
  self->cut_at = -1;
  self->ms = BEGIN_MS;
  self->wire = wire_server_new (NULL);
  self->url = wire_server_url (self->wire);
  wire_server_handle (self->wire, handle, self);
  return self;
}

void
project_free (Project *self)
{
  wire_server_free (self->wire);
  self->model->klass->free (self->model);
  g_mutex_clear (&self->mutex);
  g_ptr_array_unref (self->pushes);
  g_free (self->instead);
  g_free (self->url);
  g_free (self);
}

void
project_cut (Project *self, gssize at, WireAfter how)
{
  g_mutex_lock (&self->mutex);
  self->n_bytes = 0;
  self->cut_at = at;
  self->cut_how = how;
  g_mutex_unlock (&self->mutex);
}

gsize
project_get_bytes (Project *self)
{
  gsize n;

  g_mutex_lock (&self->mutex);
  n = self->n_bytes;
  g_mutex_unlock (&self->mutex);
  return n;
}

guint
project_get_tokens (Project *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);

  return self->n_tokens;
}

guint
project_get_pushes (Project *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);

  return self->pushes->len;
}

char *
project_dup_push (Project *self, guint nth)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);

  return g_strdup (self->pushes->pdata[nth]);
}

void
project_say (Project *self, const char *match, guint n, const char *status, const char *type, const char *body)
{
  g_mutex_lock (&self->mutex);
  g_free (self->instead);
  self->instead = whole (status, type, body);
  self->match = match;
  self->n_instead = n;
  g_mutex_unlock (&self->mutex);
}

void
project_lose (Project *self, const char *match, guint n)
{
  g_mutex_lock (&self->mutex);
  self->match = match;
  self->n_deaf = n;
  g_mutex_unlock (&self->mutex);
}

void
project_twist (Project *self, ProjectTwist twist, gpointer data)
{
  g_mutex_lock (&self->mutex);
  self->twist = twist;
  self->twist_data = data;
  g_mutex_unlock (&self->mutex);
}

void
project_mend (Project *self)
{
  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->instead, g_free);
  self->n_deaf = 0;
  self->twist = NULL;
  self->cut_at = -1;
  g_mutex_unlock (&self->mutex);
}

void
project_set_time (Project *self, gint64 ms)
{
  g_mutex_lock (&self->mutex);
  self->ms = ms;
  g_mutex_unlock (&self->mutex);
}

/* A computer */

static void
on_finished (ShedSyncService *service, gpointer data)
{
  ((Player *) data)->n_finished++;
}

Player *
player_new (Project *project, gint64 skew_ms)
{
  Player *self = g_new0 (Player, 1);

  self->project = project;
  self->folder =
    g_build_filename (access ("/dev/shm", W_OK) == 0 ? "/dev/shm" : g_get_tmp_dir (), "woodshed-service-XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp (self->folder));
  self->profile = shed_profile_new (self->folder);
  self->account = shed_account_new (self->profile);
  self->clock = shed_clock_new_fixed (BEGIN_MS + skew_ms, "Europe/Dublin");
  return self;
}

static void
on_stopped (GObject *source, GAsyncResult *result, gpointer data)
{
  shed_sync_service_stop_finish (SHED_SYNC_SERVICE (source), result);
  *(gboolean *) data = TRUE;
}

void
player_restart (Player *self)
{
  gboolean stopped = self->service == NULL;

  if (self->service != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->service, self);
      shed_sync_service_stop_async (self->service, on_stopped, &stopped);
    }
  while (!stopped)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&self->service);
  if (self->store != NULL)
    shed_store_close (self->store);
  g_clear_object (&self->store);
}

void
player_free (Player *self)
{
  player_restart (self);
  g_object_unref (self->account);
  g_object_unref (self->profile);
  shed_clock_unref (self->clock);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  test_remove_tree (self->folder);
  g_free (self->folder);
  g_free (self);
}

static void
wait_for (Player *self, guint n_finished)
{
  gint64 limit = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (self->n_finished < n_finished && g_get_monotonic_time () < limit)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (self->n_finished, >=, n_finished);
}

gboolean
player_go_on (Player *self, GError **error)
{
  guint n = self->n_finished;

  self->store = shed_library_open (self->profile, self->clock, NULL, error);
  if (self->store == NULL)
    return FALSE;
  self->service = shed_sync_service_new (self->store, self->account, self->profile);
  g_object_set (self->service, "listening", self->listening, "follow", FALSE, NULL);
  g_signal_connect (self->service, "finished", G_CALLBACK (on_finished), self);
  shed_sync_service_start (self->service);
  g_assert_false (shed_sync_service_is_busy (self->service));
  wait_for (self, n + 1);
  return TRUE;
}

gboolean
player_sign_in (Player *self, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  shed_account_sign_in_async (self->account, self->project->url, WIRE_KEY, "a@example.org", "word", NULL, wire_take, &result);
  wire_wait (&result);
  if (!shed_account_sign_in_finish (self->account, result, error) ||
      !shed_sync_adopt (self->profile, shed_account_get_user_id (self->account), error))
    return FALSE;
  return player_go_on (self, error);
}

char *
player_write (Player *self, const char *title)
{
  static const char *const fields[] = { "title", NULL };
  const char *values[] = { title, NULL };
  g_autoptr (ShedCommand) command = shed_command_tune_new (NULL, fields, values, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (shed_command_run (command, self->store, 0, NULL, &error));
  g_assert_no_error (error);
  return g_strdup (shed_command_get_result_id (command));
}

void
player_rename (Player *self, const char *id, const char *title)
{
  static const char *const fields[] = { "title", NULL };
  const char *values[] = { title, NULL };
  g_autoptr (ShedCommand) command = shed_command_tune_set (id, fields, values);
  g_autoptr (GError) error = NULL;

  g_assert_true (shed_command_run (command, self->store, 0, NULL, &error));
  g_assert_no_error (error);
}

static gboolean
is_at_work (Player *self)
{
  return player_status (self)->state == SHED_SYNC_SYNCING;
}

const char *
player_sync (Player *self)
{
  gint64 limit = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  guint n;

  while (g_main_context_iteration (NULL, FALSE) || (is_at_work (self) && g_get_monotonic_time () < limit))
    ;
  shed_clock_set (self->clock, shed_clock_now_ms (self->clock) + 11000, NULL);
  n = self->n_finished;
  shed_sync_service_sync_now (self->service);
  wait_for (self, n + 1);
  while (is_at_work (self) && g_get_monotonic_time () < limit)
    g_main_context_iteration (NULL, TRUE);
  return shed_sync_service_get_word (self->service);
}

void
player_wait_a_day (Player *self)
{
  shed_clock_set (self->clock, shed_clock_now_ms (self->clock) + G_GINT64_CONSTANT (25) * 3600 * 1000, NULL);
}

const ShedSyncStatus *
player_status (Player *self)
{
  return shed_sync_service_get_status (self->service);
}

char *
player_ask (Player *self, const char *sql)
{
  return test_read_text (self->store, sql, NULL, NULL);
}

void
player_check (Player *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedCheckReport) report = shed_store_check (self->store, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < report->faults->len; i++)
    g_error ("fault: %s", (char *) report->faults->pdata[i]);
}

void
players_agree (Player **players, guint n)
{
  static const char sql[] = "SELECT group_concat (id || title, char (10)) FROM (SELECT id, title FROM tune ORDER BY id)";
  Player *fresh = player_new (players[0]->project, 0);
  g_autofree char *wanted = NULL;
  g_autoptr (GError) error = NULL;

  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < n; i++)
      g_assert_cmpstr (player_sync (players[i]), ==, "up-to-date");
  g_assert_true (player_sign_in (fresh, &error));
  g_assert_cmpstr (player_sync (fresh), ==, "up-to-date");
  wanted = player_ask (fresh, sql);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *shown = player_ask (players[i], sql),
                      *waiting = player_ask (players[i], "SELECT count(*) FROM outbox WHERE state <> 'acked'");

      player_check (players[i]);
      g_assert_cmpstr (shown, ==, wanted);
      g_assert_cmpstr (waiting, ==, "0");
    }
  player_free (fresh);
}
