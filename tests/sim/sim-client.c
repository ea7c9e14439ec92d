/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One computer of a simulation: the store's own writer called without its thread, the engine on ports that do nothing by
 * themselves, a library in memory. */
#include "sim.h"

#include <string.h>

#include "shed-bug.h"
#include "shed-journal.h"
#include "shed-outbox-private.h"
#include "shed-schema.h"
#include "shed-store-open.h"
#include "shed-sync-job-private.h"
#include "sim-watch.h"
#include "shed-sync-job-run.h"

static ShedDb *template_db = NULL;

/* Ports */

static gint64
port_now (gpointer data)
{
  return shed_clock_now_ms (((SimClient *)data)->clock);
}

/* The computers were started with the world, a moment ago: a time to wait by may be small. */
#define BOOT_MS (SIM_BEGIN_MS - 1)

static gint64
port_steady (gpointer data)
{
  return ((SimClient *)data)->world->t - BOOT_MS;
}

static guint64
port_random (gpointer data)
{
  return shed_random_next (((SimClient *)data)->random);
}

/* A pull's query as the object that the server models take. */
static char *
args_of (SimClient *self, const ShedSyncRequest *request)
{
  /* Small pages, so that there are many of them, but not everywhere: they take time. */
  guint limit = self->world->beginning || self->world->seed % 3 == 0
                  ? 1000
                  : 1 + self->world->seed % (self->world->seed % 3 == 1 ? 11 : 29);

  g_autofree char *body = g_strndup (request->body, request->n_bytes);
  g_auto (GStrv) pairs = NULL;
  g_autoptr (GString) args = g_string_new ("{");

  if (request->call != SHED_SYNC_PULL)
    return g_strndup (body + strlen ("{\"req\":"), strlen (body) - strlen ("{\"req\":}"));
  pairs = g_strsplit (body, "&", -1);
  for (guint i = 0; pairs[i] != NULL; i++)
    {
      char *equals = strchr (pairs[i], '=');

      *equals = '\0';
      if (strcmp (pairs[i], "lim") == 0)
        {
          g_string_append_printf (args, ",\"lim\":\"%u\"", limit);
          continue;
        }
      g_string_append_printf (args, "%s\"%s\":\"%s\"", i > 0 ? "," : "", pairs[i], equals + 1);
    }
  g_string_append_c (args, '}');
  return g_string_free (g_steal_pointer (&args), FALSE);
}

static void
port_send (gpointer data, const ShedSyncRequest *request)
{
  SimClient *self = data;

  g_free (self->args);
  self->args = args_of (self, request);
  self->call = request->call;
  self->request_id = request->id;
  self->waiting = TRUE;
  sim_watch_sends (self->watch);
  if (request->call == SHED_SYNC_PUSH)
    sim_watch_ids (self->watch, self->args);
}

static void
remember_ghost (SimClient *self)
{
  char *ghost = g_strdup_printf ("%d%s", self->call, self->args);

  g_ptr_array_add (self->ghosts, ghost);
  if (self->ghosts->len > 8)
    g_ptr_array_remove_index (self->ghosts, 0);
}

static void
port_cancel (gpointer data, guint64 id)
{
  SimClient *self = data;

  if (self->waiting)
    remember_ghost (self);
  self->waiting = FALSE;
}

static void
port_timer (gpointer data, gint64 at)
{
  SimClient *self = data;

  /* What is told is a time; what the program sets is how long that is from now. */
  if (at != 0)
    at += SHED_BUG ("waits-by-the-clock") ? self->world->t - shed_clock_now_ms (self->clock) : BOOT_MS;
  self->timer = at;
}

static void
port_run (gpointer data, ShedSyncJob *job)
{
  ((SimClient *)data)->job = job;
}

static void
port_changed (gpointer data)
{
}

static void
new_engine (SimClient *self)
{
  ShedSyncPorts ports = { port_now, port_steady, port_random, port_send, port_cancel, port_timer, port_run, port_changed };

  self->engine = shed_sync_engine_new (&ports, self);
}

/* The library */

static ShedDb *
open_memory (ShedClock *clock, ShedRandom *random)
{
  g_autoptr (GError) error = NULL;
  ShedDb *db = shed_db_open (":memory:", SHED_DB_WRITER, clock, random, &error);

  if (db == NULL)
    g_error ("No library in memory: %s", error->message);
  shed_db_exec (db, "PRAGMA temp_store = MEMORY", NULL);
  return db;
}

static void
copy_db (sqlite3 *from, sqlite3 *to)
{
  sqlite3_backup *backup = sqlite3_backup_init (to, "main", from, "main");

  if (backup == NULL || sqlite3_backup_step (backup, -1) != SQLITE_DONE)
    g_error ("A library could not be copied: %s", sqlite3_errmsg (to));
  sqlite3_backup_finish (backup);
}

static void
make_template (void)
{
  g_autoptr (ShedClock) clock = shed_clock_new_fixed (0, "UTC");
  g_autoptr (ShedRandom) random = shed_random_new_seeded (1);
  g_autoptr (GError) error = NULL;

  template_db = open_memory (clock, random);
  if (!shed_schema_migrate (template_db, NULL, &error))
    g_error ("No schema: %s", error->message);
}

/* Connections are used again: preparing their statements costs more than most simulations. */
static GPtrArray *idle = NULL;

static void
empty_exec (ShedDb *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedStmt) stmt = shed_db_borrow (db, sql, &error);

  if (stmt == NULL || !shed_stmt_run (stmt, &error))
    g_error ("%s: %s", sql, error->message);
}

static void
empty_library (ShedStore *store)
{
  static const char *const local[] = { "outbox_op",     "outbox",     "shadow",       "stage",
                                       "first_value",   "tune_find",  "event_voided", "schedule",
                                       "staged_rating", "view_state", "id_map",       "temp.journal" };
  guint n_tables;
  const ShedTable *tables = shed_tables_get (&n_tables);
  ShedDb *db = store->writer;

  empty_exec (db, "BEGIN");
  db->writer = SHED_WRITER_APPLIER;
  for (guint i = n_tables; i-- > 0;)
    {
      g_autofree char *sql = g_strdup_printf ("DELETE FROM \"%s\"", tables[i].name);

      empty_exec (db, sql);
    }
  db->writer = SHED_WRITER_NONE;
  empty_exec (db, "INSERT INTO tune_fts (tune_fts) VALUES ('delete-all')");
  for (guint i = 0; i < G_N_ELEMENTS (local); i++)
    {
      g_autofree char *sql = g_strdup_printf ("DELETE FROM %s", local[i]);

      empty_exec (db, sql);
    }
  empty_exec (db, "DELETE FROM meta WHERE name IN ('space', 'device', 'epoch', 'cursor', 'stage_cursor', 'token', 'nonce', 'gc',"
                  " 'next_gc', 'next_epoch', 'next_common', 'common', 'stage_mode', 'reload_gc', 'upload_mark', 'device_id',"
                  " 'devices_before') OR name GLOB 'merged/*'");
  empty_exec (db, "COMMIT");
  shed_write_set_clear (db->write_set);
  db->facts.known = FALSE;
  db->last_txn = 0;
}

static ShedStore *
take_store (ShedClock *clock, ShedRandom *random)
{
  ShedStore *store;
  g_autoptr (GError) error = NULL;

  if (idle != NULL && idle->len > 0)
    {
      store = g_ptr_array_steal_index (idle, idle->len - 1);
      shed_clock_unref (store->clock);
      shed_random_unref (store->random);
      shed_clock_unref (store->writer->clock);
      shed_random_unref (store->writer->random);
      store->clock = shed_clock_ref (clock);
      store->random = shed_random_ref (random);
      store->writer->clock = shed_clock_ref (clock);
      store->writer->random = shed_random_ref (random);
      store->last_journal = 0;
      return store;
    }
  if (template_db == NULL)
    make_template ();
  store = g_object_new (SHED_TYPE_STORE, NULL);
  store->path = g_strdup ("memory");
  store->reader_path = g_strdup ("memory");
  store->clock = shed_clock_ref (clock);
  store->random = shed_random_ref (random);
  store->context = g_main_context_new ();
  store->writer = open_memory (clock, random);
  copy_db (template_db->handle, store->writer->handle);
  if (!shed_journal_prepare (store->writer, &error))
    g_error ("No journal: %s", error->message);
  return store;
}

static void
give_back_store (ShedStore *store)
{
  if (idle == NULL)
    idle = g_ptr_array_new ();
  empty_library (store);
  while (g_main_context_iteration (store->context, FALSE))
    ;
  g_ptr_array_add (idle, store);
}

gboolean
sim_client_write (SimClient *self, ShedWriteFlags flags, gint64 journal, ShedStoreFunc func, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (shed_store_commit (self->store, flags, journal, NULL, func, data, NULL, &error))
    return TRUE;
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    sim_fail (self->world, "I2", "client %u: a write failed: %s", self->index, error->message);
  return FALSE;
}

static void
finalize (gpointer stmt)
{
  sqlite3_finalize (stmt);
}

/* Statements of the simulation itself, by text, one cache a connection: '%s' and a number outside of quotes are bound, other
 * directives become part of the text. */
static sqlite3_stmt *
prepare (SimClient *self, const char *format, va_list args)
{
  GHashTable *cache = g_object_get_data (G_OBJECT (self->store), "sim-statements");
  char sql[4096];
  gsize n = 0;
  struct
  {
    const char *text;
    gint64 number;
  } values[24];
  int n_values = 0;
  gboolean quoted = FALSE;
  sqlite3_stmt *stmt;

  if (cache == NULL)
    {
      cache = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, finalize);
      g_object_set_data_full (G_OBJECT (self->store), "sim-statements", cache, (GDestroyNotify)g_hash_table_unref);
    }
  for (const char *p = format; *p != '\0'; p++)
    {
      g_assert (n < sizeof sql - 200 && n_values < 24);
      if (!quoted && strncmp (p, "'%s'", 4) == 0)
        {
          values[n_values++].text = va_arg (args, const char *);
          sql[n++] = '?';
          p += 3;
        }
      else if (*p != '%')
        {
          quoted ^= *p == '\'';
          sql[n++] = *p;
        }
      else if (*++p == '%')
        sql[n++] = '%';
      else if (*p == 's')
        n += g_strlcpy (sql + n, va_arg (args, const char *), sizeof sql - n);
      else if (*p == 'c')
        sql[n++] = (char)va_arg (args, int);
      else
        {
          gint64 number;

          if (*p == 'l')
            {
              p++;
              number = va_arg (args, long);
            }
          else
            number = va_arg (args, guint);
          if (quoted)
            n += g_snprintf (sql + n, sizeof sql - n, "%" G_GINT64_FORMAT, number);
          else
            {
              values[n_values].text = NULL;
              values[n_values++].number = number;
              sql[n++] = '?';
            }
        }
    }
  sql[n] = '\0';
  stmt = g_hash_table_lookup (cache, sql);
  if (stmt == NULL)
    {
      if (sqlite3_prepare_v3 (self->db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) != SQLITE_OK)
        g_error ("%s: %s", sql, sqlite3_errmsg (self->db->handle));
      g_hash_table_insert (cache, g_strdup (sql), stmt);
    }
  for (int i = 0; i < n_values; i++)
    if (values[i].text != NULL)
      sqlite3_bind_text (stmt, i + 1, values[i].text, -1, SQLITE_TRANSIENT);
    else
      sqlite3_bind_int64 (stmt, i + 1, values[i].number);
  return stmt;
}

gboolean
sim_client_exec (SimClient *self, const char *format, ...)
{
  sqlite3_stmt *stmt;
  va_list args;
  int rc;

  va_start (args, format);
  stmt = prepare (self, format, args);
  va_end (args);
  rc = sqlite3_step (stmt);
  if (rc != SQLITE_DONE && rc != SQLITE_ROW)
    sim_fail (self->world, "I2", "client %u: %s: %s", self->index, sqlite3_sql (stmt), sqlite3_errmsg (self->db->handle));
  sqlite3_reset (stmt);
  return rc == SQLITE_DONE || rc == SQLITE_ROW;
}

char *
sim_client_ask (SimClient *self, const char *format, ...)
{
  sqlite3_stmt *stmt;
  char *answer = NULL;
  va_list args;

  va_start (args, format);
  stmt = prepare (self, format, args);
  va_end (args);
  if (sqlite3_step (stmt) == SQLITE_ROW)
    answer = g_strdup ((const char *)sqlite3_column_text (stmt, 0));
  sqlite3_reset (stmt);
  return answer;
}

/* Rows as text, one a line: table, id, columns; the server's dump has the same form. */
const char *
sim_dump_sql (const ShedTable *table)
{
  static GHashTable *made = NULL;
  GString *sql;

  if (made == NULL)
    made = g_hash_table_new (NULL, NULL);
  if (g_hash_table_contains (made, table))
    return g_hash_table_lookup (made, table);
  sql = g_string_new (NULL);
  g_string_append_printf (sql, "SELECT '%s' || char (31) || id", table->name);
  if (strcmp (table->name, "conflict") != 0)
    g_string_append (sql, " || char (31) || created_at");
  for (guint i = 0; i < table->n_columns; i++)
    g_string_append_printf (sql, " || char (31) || coalesce (CAST (\"%s\" AS TEXT), '~')", table->columns[i].name);
  g_string_append_printf (sql, " FROM \"%s\" ORDER BY id", table->name);
  g_hash_table_insert (made, (gpointer)table, g_string_free (sql, FALSE));
  return g_hash_table_lookup (made, table);
}

char *
sim_client_dump (SimClient *self)
{
  guint n_tables;
  const ShedTable *tables = shed_tables_get (&n_tables);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_tables; i++)
    {
      g_autoptr (ShedStmt) stmt = shed_db_borrow (self->db, sim_dump_sql (&tables[i]), NULL);

      while (shed_stmt_step (stmt, NULL) == SHED_STEP_ROW)
        g_string_append_printf (text, "%s\n", shed_stmt_get_text (stmt, 0));
    }
  return g_string_free (text, FALSE);
}

/* Jobs */

typedef struct
{
  ShedSyncJob *job;
  gboolean cut;
} Cut;

static gboolean
run_and_cut (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Cut *cut = data;

  if (!shed_sync_job_run (db, cut->job, cancellable, error))
    return FALSE;
  if (!cut->cut)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "killed");
  return FALSE;
}

void
sim_client_run_jobs (SimClient *self)
{
  guint n = 0;

  while (self->job != NULL && self->world->violation == NULL)
    {
      ShedSyncJob *job = g_steal_pointer (&self->job);
      Cut cut = { job, self->kill_job };
      g_autoptr (GError) error = NULL;
      const char *name = shed_sync_job_get_name (job);
      gboolean is_apply = strcmp (name, "apply") == 0;
      gboolean ok;

      if (++n > 1000)
        {
          sim_fail (self->world, "I16", "client %u runs jobs for ever: %s", self->index, name);
          shed_sync_job_free (job);
          return;
        }
      ok = shed_store_commit (self->store, shed_sync_job_get_flags (job), 0, NULL, run_and_cut, &cut, NULL, &error);
      sim_say (self->world, "  %u: job %s%s%s%s", self->index, name, ok ? "" : " FAILED: ", ok ? "" : error->message,
               cut.cut ? " (kill)" : "");
      if (cut.cut)
        {
          self->kill_job = FALSE;
          shed_sync_job_free (job);
          sim_client_reboot (self);
          continue;
        }
      if (!ok)
        sim_fail (self->world, "I2", "client %u: job %s failed: %s", self->index, name, error->message);
      shed_sync_engine_job_done (self->engine, job, ok ? NULL : error);
      if (is_apply)
        sim_check_client (self, TRUE);
    }
}

void
sim_client_event (SimClient *self, ShedSyncEvent event, gint64 value)
{
  if (event != SHED_SYNC_EVENT_LOCAL_COMMIT && event != SHED_SYNC_EVENT_TIMER && event != SHED_SYNC_EVENT_HINT)
    sim_watch_may_send (self->watch);
  shed_sync_engine_event (self->engine, event, value);
  sim_client_run_jobs (self);
}

static void
end_engine (SimClient *self)
{
  if (self->waiting)
    remember_ghost (self);
  self->waiting = FALSE;
  if (self->job != NULL)
    shed_sync_job_free (g_steal_pointer (&self->job));
  g_clear_pointer (&self->engine, shed_sync_engine_free);
  self->timer = 0;
}

void
sim_client_reboot (SimClient *self)
{
  end_engine (self);
  new_engine (self);
  sim_watch_may_send (self->watch);
  self->suspended = FALSE;
  g_array_set_size (self->journals, 0);
  shed_sync_engine_event (self->engine, SHED_SYNC_EVENT_START, 0);
  sim_client_run_jobs (self);
  if (self->signed_in)
    shed_sync_engine_event (self->engine, SHED_SYNC_EVENT_SIGNED_IN, 0);
  sim_client_run_jobs (self);
}

static gboolean
set_account (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  SimClient *self = data;

  return shed_outbox_set_account (db, self->world->user, NULL, error) && shed_outbox_begin_adoption (db, error);
}

void
sim_client_sign_in (SimClient *self)
{
  if (!shed_outbox_has_account (self->db))
    sim_client_write (self, SHED_WRITE_LOCAL, 0, set_account, self);
  self->signed_in = TRUE;
  sim_client_event (self, SHED_SYNC_EVENT_SIGNED_IN, 0);
}

/* The network */

static const char *const functions[] = { "woodshed_hello", "woodshed_push", "woodshed_pull" };

void
sim_client_call (SimClient *self, SimAnswer *answer)
{
  SimWorld *world = self->world;

  sim_say (world, "  %u: %s %s", self->index, functions[self->call], self->args);
  world->server->klass->call (world->server, world->user, functions[self->call], self->args, world->t, answer);
  sim_say (world, "     -> %u %s %s", answer->status, answer->code, answer->body);
  {
    g_autofree char *differs = sim_server_take_difference (world->server);

    if (differs != NULL)
      sim_fail (world, "model", "%s", g_strdelimit (differs, "\x1f", '|'));
  }
}

void
sim_client_answer (SimClient *self, const SimAnswer *answer, ShedSyncTrouble trouble, gint64 retry_after_ms)
{
  ShedSyncAnswer out = { .id = self->request_id, .trouble = trouble, .retry_after_ms = retry_after_ms };

  if (answer != NULL)
    {
      out.status = answer->status;
      out.body = answer->body;
      out.n_bytes = strlen (answer->body);
      g_strlcpy (out.code, answer->code, sizeof out.code);
      if (trouble == SHED_SYNC_TROUBLE_NONE && answer->status != 200)
        out.trouble = answer->status == 503 ? SHED_SYNC_TROUBLE_BUSY : SHED_SYNC_TROUBLE_REFUSED;
      if (trouble == SHED_SYNC_TROUBLE_NONE && answer->status == 200)
        {
          const char *head = strstr (answer->body, "\"head\"");

          self->heard_at = self->world->t;

          if (head != NULL && (head = strchr (head + 6, '"')) != NULL)
            self->head = g_ascii_strtoll (head + 1, NULL, 10);
        }
    }
  self->waiting = FALSE;
  if (out.trouble == SHED_SYNC_TROUBLE_BUSY)
    sim_watch_asked_to_wait (self->watch, retry_after_ms);
  shed_sync_engine_answer (self->engine, &out);
  sim_client_run_jobs (self);
}

/* Copies */

void
sim_client_back_up (SimClient *self)
{
  if (self->backup == NULL &&
      sqlite3_open_v2 (":memory:", &self->backup, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK)
    g_error ("No memory for a copy");
  copy_db (self->db->handle, self->backup);
  self->has_backup = TRUE;
  self->backup_token = self->world->n_tokens;
}

void
sim_client_put_back (SimClient *self)
{
  end_engine (self);
  sim_causal_forget (self);
  copy_db (self->backup, self->db->handle);
  self->db->facts.known = FALSE;
  self->cursor = 0;
  self->checked = -1;
  new_engine (self);
  g_array_set_size (self->journals, 0);
  sim_watch_count_poison (self->watch);
  self->signed_in = shed_outbox_has_account (self->db);
  sim_client_reboot (self);
}

void
sim_client_start (SimClient *self, SimWorld *world, guint index)
{
  memset (self, 0, sizeof *self);
  self->world = world;
  self->index = index;
  self->in_use = TRUE;
  self->checked = -1;
  self->clock = shed_clock_new_fixed (world->t, "UTC");
  self->random = shed_random_new_seeded (world->seed * 16 + index);
  self->store = take_store (self->clock, self->random);
  self->db = self->store->writer;
  {
    g_autofree char *device = shed_db_new_id (self->db);

    sim_client_exec (
      self,
      "INSERT INTO meta (name, value) VALUES ('device', '%s') ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      device);
  }
  self->watch = sim_watch_new (self);
  self->ghosts = g_ptr_array_new_with_free_func (g_free);
  self->journals = g_array_new (FALSE, FALSE, sizeof (gint64));
  new_engine (self);
}

void
sim_client_stop (SimClient *self)
{
  end_engine (self);
  sim_causal_forget (self);
  give_back_store (self->store);
  sim_watch_free (self->watch);
  if (self->backup != NULL)
    sqlite3_close (self->backup);
  g_clear_pointer (&self->args, g_free);
  g_clear_pointer (&self->epoch, g_free);
  g_clear_pointer (&self->device, g_free);
  g_ptr_array_unref (self->ghosts);
  g_array_unref (self->journals);
  g_clear_pointer (&self->clock, shed_clock_unref);
  g_clear_pointer (&self->random, shed_random_unref);
  self->in_use = FALSE;
}
