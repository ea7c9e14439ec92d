/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See fault-computer.h. The engine's ports only note what is wanted; fault_computer_sync() does it, one thing after the other. */
#include "fault-computer.h"

#include <glib/gstdio.h>
#include <string.h>

#include "../read-rows.h"
#include "../remove-tree.h"
#include "fault-vfs.h"
#include "shed-command.h"
#include "shed-library.h"
#include "shed-sync-adopt.h"
#include "shed-sync-job-run.h"
#include "shed-tables.h"

#define DAY_MS (24 * 3600 * 1000)
#define BEGIN_MS G_GINT64_CONSTANT (1795262400000)

static gint64 sim_ms = BEGIN_MS; /* one time for all computers and the server */

static gboolean
dump_all (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  GString *text = data;
  guint n_tables;
  const ShedTable *tables = shed_tables_get (&n_tables);

  for (guint i = 0; i < n_tables; i++)
    {
      g_autoptr (GString) sql = g_string_new (NULL);
      g_autoptr (ShedStmt) stmt = NULL;

      g_string_append_printf (sql, "SELECT '%s' || char (31) || id", tables[i].name);
      if (strcmp (tables[i].name, "conflict") != 0)
        g_string_append (sql, " || char (31) || created_at");
      for (guint k = 0; k < tables[i].n_columns; k++)
        g_string_append_printf (sql, " || char (31) || coalesce (CAST (\"%s\" AS TEXT), '~')", tables[i].columns[k].name);
      g_string_append_printf (sql, " FROM \"%s\" ORDER BY id", tables[i].name);
      stmt = shed_db_borrow (db, sql->str, error);
      if (stmt == NULL)
        return FALSE;
      while (shed_stmt_step (stmt, error) == SHED_STEP_ROW)
        g_string_append_printf (text, "%s\n", shed_stmt_get_text (stmt, 0));
    }
  return TRUE;
}

char *
fault_computer_dump (FaultComputer *self)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (shed_store_read (self->store, dump_all, text, &error));
  g_assert_no_error (error);
  return g_string_free (text, FALSE);
}

/* Ports */

static gint64
port_now (gpointer data)
{
  return sim_ms;
}

static guint64
port_random (gpointer data)
{
  return shed_random_next (((FaultComputer *) data)->random);
}

static void
port_send (gpointer data, const ShedSyncRequest *request)
{
  static const char *const functions[] = { "woodshed_hello", "woodshed_push", "woodshed_pull" };
  FaultComputer *self = data;
  g_autofree char *body = g_strndup (request->body, request->n_bytes);

  g_free (self->function);
  g_free (self->args);
  self->function = g_strdup (functions[request->call]);
  self->request_id = request->id;
  if (request->call != SHED_SYNC_PULL)
    self->args = g_strndup (body + strlen ("{\"req\":"), strlen (body) - strlen ("{\"req\":}"));
  else
    {
      g_auto (GStrv) pairs = g_strsplit (body, "&", -1);
      GString *args = g_string_new ("{");

      for (guint i = 0; pairs[i] != NULL; i++)
        {
          char *equals = strchr (pairs[i], '=');

          *equals = '\0';
          g_string_append_printf (args, "%s\"%s\":\"%s\"", i > 0 ? "," : "", pairs[i],
                                  strcmp (pairs[i], "lim") == 0 ? "7" : equals + 1);
        }
      g_string_append_c (args, '}');
      self->args = g_string_free (args, FALSE);
    }
}

static void
port_cancel (gpointer data, guint64 id)
{
  FaultComputer *self = data;

  g_clear_pointer (&self->function, g_free);
}

static void
port_timer (gpointer data, gint64 at)
{
  ((FaultComputer *) data)->timer = at;
}

static void
port_run (gpointer data, ShedSyncJob *job)
{
  ((FaultComputer *) data)->job = job;
}

static void
port_changed (gpointer data)
{
}

/* Running */

static void
answer_request (FaultComputer *self)
{
  g_autofree char *function = g_steal_pointer (&self->function);
  SimAnswer said = { 0 };
  ShedSyncAnswer answer = { .id = self->request_id };

  self->server->klass->call (self->server, FAULT_USER, function, self->args, sim_ms, &said);
  if (self->lose_answer)
    answer.trouble = SHED_SYNC_TROUBLE_OFFLINE;
  else
    {
      answer.status = said.status;
      answer.body = said.body;
      answer.n_bytes = strlen (said.body);
      g_strlcpy (answer.code, said.code, sizeof answer.code);
      if (said.status != 200)
        answer.trouble = said.status == 503 ? SHED_SYNC_TROUBLE_BUSY : SHED_SYNC_TROUBLE_REFUSED;
    }
  self->lose_answer = FALSE;
  shed_sync_engine_answer (self->engine, &answer);
  g_free (said.body);
}

static void
run_job (FaultComputer *self)
{
  ShedSyncJob *job = g_steal_pointer (&self->job);
  g_autoptr (GError) error = NULL;

  shed_store_write (self->store, shed_sync_job_get_flags (job), 0, NULL, shed_sync_job_run, job, &error);
  shed_sync_engine_job_done (self->engine, job, error);
}

void
fault_computer_wait (FaultComputer *self, guint patience)
{
  const ShedSyncStatus *status = shed_sync_engine_get_status (self->engine);
  guint before = status->n_failures, most = before + patience; /* those of earlier are not to be waited for again */

  for (guint n = 0; n < 20000; n++)
    {
      if (status->n_failures < before)
        most = patience;
      before = status->n_failures;
      if (self->job != NULL)
        run_job (self);
      else if (self->function != NULL)
        answer_request (self);
      else if (status->state == SHED_SYNC_UP_TO_DATE || status->n_failures > most || self->timer == 0)
        return;
      else
        {
          sim_ms = MAX (sim_ms, self->timer);
          self->timer = 0;
          shed_sync_engine_event (self->engine, SHED_SYNC_EVENT_TIMER, 0);
        }
      shed_clock_set (self->clock, sim_ms, NULL);
    }
  g_error ("sync goes on for ever");
}

void
fault_computer_sync (FaultComputer *self, guint patience)
{
  shed_sync_engine_event (self->engine, SHED_SYNC_EVENT_SYNC_NOW, 0);
  fault_computer_wait (self, patience);
}

gboolean
fault_computer_start (FaultComputer *self, GError **error)
{
  static const ShedSyncPorts ports = { port_now,    port_now,   port_random, port_send,
                                       port_cancel, port_timer, port_run,    port_changed };

  sim_ms += 60 * 1000;
  shed_clock_set (self->clock, sim_ms, NULL);
  if (self->signed_in && !shed_sync_adopt (self->profile, FAULT_USER, error))
    return FALSE;
  self->store = shed_library_open (self->profile, self->clock, self->random, error);
  if (self->store == NULL)
    return FALSE;
  self->engine = shed_sync_engine_new (&ports, self);
  self->timer = 0;
  shed_sync_engine_event (self->engine, SHED_SYNC_EVENT_START, 0);
  if (self->signed_in)
    shed_sync_engine_event (self->engine, SHED_SYNC_EVENT_SIGNED_IN, 0);
  return TRUE;
}

void
fault_computer_stop (FaultComputer *self)
{
  if (self->job != NULL)
    shed_sync_job_free (g_steal_pointer (&self->job));
  g_clear_pointer (&self->function, g_free);
  g_clear_pointer (&self->engine, shed_sync_engine_free);
  if (self->store != NULL)
    shed_store_close (self->store);
  g_clear_object (&self->store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

gboolean
fault_computer_sign_in (FaultComputer *self, GError **error)
{
  fault_computer_stop (self);
  self->signed_in = TRUE;
  return fault_computer_start (self, error);
}

/* Writing */

static gboolean
run_command (FaultComputer *self, ShedCommand *command, GError **error)
{
  return shed_command_run (command, self->store, 0, NULL, error);
}

static gboolean
new_tune (FaultComputer *self, const char *title, GError **error)
{
  static const char *const fields[] = { "title", "abc", NULL };
  /* Long enough for some pages of the file. */
  g_autofree char *abc = g_strnfill (g_rand_int_range (self->dice, 20, 6000), 'A');
  g_autofree char *text = g_strconcat ("X:1\nT:x\nK:D\n", abc, "|\n", NULL);
  const char *values[] = { title, text, NULL };
  g_autoptr (ShedCommand) command = shed_command_tune_new (NULL, fields, values, NULL);

  self->unsure_new = TRUE;
  if (!run_command (self, command, error))
    return FALSE;
  self->unsure_new = FALSE;
  g_hash_table_insert (self->titles, g_strdup (shed_command_get_result_id (command)), g_strdup (title));
  return TRUE;
}

static gboolean
set_title (FaultComputer *self, const char *title, GError **error)
{
  static const char *const fields[] = { "title", NULL };
  const char *values[] = { title, NULL };
  g_autofree char **ids = (char **) g_hash_table_get_keys_as_array (self->titles, NULL);
  const char *id = ids[g_rand_int_range (self->dice, 0, (gint32) g_hash_table_size (self->titles))];
  g_autoptr (ShedCommand) command = shed_command_tune_set (id, fields, values);

  self->unsure_id = g_strdup (id);
  self->unsure_title = g_strdup (title);
  if (!run_command (self, command, error))
    return FALSE;
  g_hash_table_insert (self->titles, g_strdup (id), g_strdup (title));
  g_clear_pointer (&self->unsure_id, g_free);
  g_clear_pointer (&self->unsure_title, g_free);
  return TRUE;
}

static gboolean
rate (FaultComputer *self, GError **error)
{
  ShedChosenRating chosen = { 3, 2, sim_ms + 2 * DAY_MS };
  g_autoptr (ShedCommand) command = NULL;

  if (self->repertoire == NULL)
    {
      g_autofree char **ids = (char **) g_hash_table_get_keys_as_array (self->titles, NULL);
      g_autoptr (ShedCommand) repertoire = shed_command_repertoire_new ("Fiddle", NULL);
      g_autoptr (ShedCommand) add = NULL;

      if (!run_command (self, repertoire, error))
        return FALSE;
      add = shed_command_add_tunes (shed_command_get_result_id (repertoire), (const char *[]){ ids[0], NULL },
                                    SHED_ADD_LEARNING, 0, 0);
      if (!run_command (self, add, error))
        return FALSE;
      self->repertoire = g_strdup (shed_command_get_result_id (repertoire));
      self->rated = g_strdup (ids[0]);
    }
  command = shed_command_rate (self->repertoire, self->rated, &chosen, sim_ms);
  if (!run_command (self, command, error))
    return FALSE;
  g_hash_table_add (self->events, g_strdup (shed_command_get_result_id (command)));
  return TRUE;
}

gboolean
fault_computer_write (FaultComputer *self, GError **error)
{
  g_autofree char *title = g_strdup_printf ("%s %u", self->folder, g_rand_int (self->dice)); /* nobody else's */
  guint what = (guint) g_rand_int_range (self->dice, 0, 3);
  gboolean ok;

  sim_ms += 1000;
  shed_clock_set (self->clock, sim_ms, NULL);
  ok = what == 0 || g_hash_table_size (self->titles) == 0 ? new_tune (self, title, error)
       : what == 1                                        ? set_title (self, title, error)
                                                          : rate (self, error);
  if (ok)
    shed_sync_engine_event (self->engine, SHED_SYNC_EVENT_LOCAL_COMMIT, 0);
  return ok;
}

/* Looking */

void
fault_computer_check (FaultComputer *self)
{
  g_autoptr (GHashTable) tunes = test_read_table (self->store, "SELECT id, title FROM tune");
  g_autoptr (GHashTable) events = test_read_table (self->store, "SELECT id FROM practice_event WHERE kind = 'rating'");
  g_autoptr (ShedCheckReport) report = NULL;
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer id, title;

  report = shed_store_check (self->store, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < report->faults->len; i++)
    g_error ("fault: %s", (char *) report->faults->pdata[i]);
  g_hash_table_iter_init (&iter, self->titles);
  while (g_hash_table_iter_next (&iter, &id, &title))
    {
      const char *now = g_hash_table_lookup (tunes, id);

      if (g_strcmp0 (now, title) == 0)
        continue;
      if (g_strcmp0 (id, self->unsure_id) != 0 || g_strcmp0 (now, self->unsure_title) != 0)
        g_error ("lost: %s is %s, not %s", (char *) id, now, (char *) title);
    }
  if (self->unsure_id != NULL)
    g_hash_table_insert (self->titles, g_strdup (self->unsure_id), g_strdup (g_hash_table_lookup (tunes, self->unsure_id)));
  g_clear_pointer (&self->unsure_id, g_free);
  g_clear_pointer (&self->unsure_title, g_free);
  g_hash_table_iter_init (&iter, self->events);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!g_hash_table_contains (events, id))
      g_error ("lost: practice event %s", (char *) id);
  g_hash_table_iter_init (&iter, tunes);
  g_hash_table_iter_init (&iter, tunes);
  while (self->unsure_new && g_hash_table_iter_next (&iter, &id, &title))
    if (!g_hash_table_contains (self->titles, id) && g_str_has_prefix (title, self->folder))
      {
        g_hash_table_insert (self->titles, g_strdup (id), g_strdup (title));
        self->unsure_new = FALSE;
      }
  self->unsure_new = FALSE;
}

static void
assert_lines (const char *name, const char *shown, const char *wanted)
{
  g_auto (GStrv) a = g_strsplit (shown, "\n", -1), b = g_strsplit (wanted, "\n", -1);

  for (guint i = 0; a[i] != NULL || b[i] != NULL; i++)
    if (g_strcmp0 (a[i], b[i]) != 0)
      g_error ("%s shows %s, the server has %s", name, g_strdelimit (a[i] != NULL ? a[i] : g_strdup ("nothing"), "\x1f", '|'),
               b[i] != NULL ? g_strdelimit (b[i], "\x1f", '|') : "nothing");
}

void
fault_assert_same (SimServer *server, FaultComputer **computers, guint n)
{
  FaultComputer *fresh = fault_computer_new (server, 999);
  g_autoptr (GError) error = NULL;
  g_autofree char *all = NULL;
  const char *wanted;

  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < n; i++)
      fault_computer_sync (computers[i], 3);
  g_assert_true (fault_computer_start (fresh, &error));
  g_assert_true (fault_computer_sign_in (fresh, &error));
  fault_computer_sync (fresh, 3);
  /* The new one brought the books that every library begins with. */
  for (guint i = 0; i < n; i++)
    fault_computer_sync (computers[i], 3);
  all = server->klass->dump (server, FAULT_USER);
  wanted = strchr (all, '\n') + 1;
  for (guint i = 0; i <= n; i++)
    {
      FaultComputer *computer = i < n ? computers[i] : fresh;
      g_autofree char *shown = fault_computer_dump (computer), *name = g_strdup_printf ("computer %u", i);

      g_assert_cmpint (shed_sync_engine_get_status (computer->engine)->state, ==, SHED_SYNC_UP_TO_DATE);
      fault_computer_check (computer);
      assert_lines (name, shown, wanted);
    }
  fault_computer_free (fresh);
}

FaultComputer *
fault_computer_new (SimServer *server, guint32 seed)
{
  const char *memory = g_access ("/dev/shm", W_OK) == 0 ? "/dev/shm" : g_get_tmp_dir ();
  FaultComputer *self = g_new0 (FaultComputer, 1);
  g_autoptr (GError) error = NULL;

  self->folder = g_build_filename (memory, "woodshed-faults-XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp (self->folder));
  self->profile = shed_profile_new (self->folder);
  self->clock = shed_clock_new_fixed (sim_ms, "Europe/Dublin");
  self->random = shed_random_new_seeded (seed);
  self->dice = g_rand_new_with_seed (seed);
  self->server = server;
  self->titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->events = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
fault_computer_free (FaultComputer *self)
{
  fault_computer_stop (self);
  test_remove_tree (self->folder);
  g_free (self->folder);
  g_object_unref (self->profile);
  shed_clock_unref (self->clock);
  shed_random_unref (self->random);
  g_rand_free (self->dice);
  g_free (self->args);
  g_hash_table_unref (self->titles);
  g_hash_table_unref (self->events);
  g_free (self->unsure_id);
  g_free (self->unsure_title);
  g_free (self->repertoire);
  g_free (self->rated);
  g_free (self);
}
