/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shipped SQL as the server of a simulation: every call is one transaction as PostgREST makes it, with the role and the
 * claims of a signed-in user. */
#include "sim-server.h"

#include <libpq-fe.h>
#include <string.h>

#include "shed-tables.h"

typedef struct {
  SimServer parent;
  PGconn *connection;
  GHashTable *prepared; /* text of a statement → its name */
} SimPostgres;

void
sim_answer_clear (SimAnswer *answer)
{
  g_clear_pointer (&answer->body, g_free);
}

static void
postgres_free (SimServer *server)
{
  SimPostgres *self = (SimPostgres *)server;

  PQfinish (self->connection);
  g_hash_table_unref (self->prepared);
  g_free (self);
}

static gboolean
run (SimPostgres *self, const char *sql)
{
  PGresult *result = PQexec (self->connection, sql);
  gboolean ok = PQresultStatus (result) == PGRES_COMMAND_OK || PQresultStatus (result) == PGRES_TUPLES_OK;

  if (!ok)
    g_warning ("%s: %s", sql, PQresultErrorMessage (result));
  PQclear (result);
  return ok;
}

static PGresult *
run_with (SimPostgres *self, const char *sql, int n, const char *const *values)
{
  char *name = g_hash_table_lookup (self->prepared, sql);

  /* Planning costs more than most of these do. */
  if (name == NULL)
    {
      PGresult *result;

      name = g_strdup_printf ("s%u", g_hash_table_size (self->prepared));
      result = PQprepare (self->connection, name, sql, n, NULL);
      if (PQresultStatus (result) != PGRES_COMMAND_OK)
        {
          g_free (name);
          return result;
        }
      PQclear (result);
      g_hash_table_insert (self->prepared, g_strdup (sql), name);
    }
  return PQexecPrepared (self->connection, name, n, values, NULL, NULL, 0);
}

static void
postgres_call (SimServer *server, const char *user, const char *function, const char *args, gint64 at_ms, SimAnswer *answer)
{
  SimPostgres *self = (SimPostgres *)server;
  g_autofree char *claims = g_strdup_printf ("{\"sub\":\"%s\",\"role\":\"authenticated\"}", user);
  g_autofree char *begin = NULL;
  const char *values[] = { args };
  const char *sql = strcmp (function, "woodshed_pull") == 0
                      ? "SELECT public.woodshed_pull (space := (a->>'space')::uuid, cursor := coalesce (a->>'cursor', '0'),"
                        " epoch := (a->>'epoch')::uuid, gc := a->>'gc', lim := coalesce ((a->>'lim')::int, 1000),"
                        " schema := coalesce ((a->>'schema')::int, 0)) FROM (SELECT $1::jsonb AS a) x"
                    : strcmp (function, "woodshed_push") == 0 ? "SELECT public.woodshed_push ($1::jsonb)"
                                                              : "SELECT public.woodshed_hello ($1::jsonb)";
  PGresult *result;

  memset (answer, 0, sizeof *answer);
  begin = g_strdup_printf ("BEGIN%s; SET LOCAL ROLE authenticated; SET LOCAL request.jwt.claims = '%s'",
                           strcmp (function, "woodshed_pull") == 0 ? " READ ONLY" : "", claims);
  run (self, begin);
  result = run_with (self, sql, 1, values);
  if (PQresultStatus (result) == PGRES_TUPLES_OK && PQntuples (result) == 1)
    {
      answer->status = 200;
      answer->body = g_strdup (PQgetvalue (result, 0, 0));
      run (self, "COMMIT");
    }
  else
    {
      const char *code = PQresultErrorField (result, PG_DIAG_SQLSTATE);

      g_strlcpy (answer->code, code != NULL ? code : "", sizeof answer->code);
      answer->status = g_str_has_prefix (answer->code, "PT") ? (guint) atoi (answer->code + 2) : 400;
      answer->body = g_strdup (PQresultErrorMessage (result));
      run (self, "ROLLBACK");
    }
  PQclear (result);
}

/* Looking and meddling, as a superuser */

static char *
dup_value (SimPostgres *self, const char *sql, const char *user)
{
  const char *values[] = { user };
  PGresult *result = run_with (self, sql, 1, values);
  char *text = NULL;

  if (PQresultStatus (result) != PGRES_TUPLES_OK)
    g_error ("%s: %s", sql, PQresultErrorMessage (result));
  if (PQntuples (result) > 0 && !PQgetisnull (result, 0, 0))
    text = g_strdup (PQgetvalue (result, 0, 0));
  PQclear (result);
  return text;
}

static const char *
dump_sql (void)
{
  static char *made = NULL;
  guint n_tables;
  const ShedTable *tables = shed_tables_get (&n_tables);
  GString *sql;

  if (made != NULL)
    return made;
  sql = g_string_new ("SELECT (SELECT greatest ((SELECT max (seq) FROM woodshed.feed WHERE space_id = $1::uuid),"
                      " (SELECT gc_seq FROM woodshed.clock WHERE space_id = $1::uuid), 0))::text || E'\\n'");
  for (guint t = 0; t < n_tables; t++)
    {
      g_string_append_printf (sql, " || coalesce ((SELECT string_agg ('%s' || E'\\x1f' || id", tables[t].name);
      if (strcmp (tables[t].name, "conflict") != 0)
        g_string_append (sql, " || E'\\x1f' || created_at");
      for (guint i = 0; i < tables[t].n_columns; i++)
        g_string_append_printf (sql, " || E'\\x1f' || coalesce (\"%s\"%s::text, '~')", tables[t].columns[i].name,
                                tables[t].columns[i].type == SHED_COLUMN_BOOLEAN ? "::int" : "");
      g_string_append_printf (
        sql, " || E'\\n', '' ORDER BY id) FROM woodshed.\"%s\" WHERE space_id = $1::uuid AND NOT deleted), '')",
        tables[t].name);
    }
  made = g_string_free (sql, FALSE);
  return made;
}

static char *
postgres_dump (SimServer *server, const char *user)
{
  char *text = dup_value ((SimPostgres *)server, dump_sql (), user);

  return text != NULL ? text : g_strdup ("0\n");
}

/* Which rows have numbers beyond @after, a line each: table, id, number. (transfer full) */
char *
sim_server_postgres_numbers (SimServer *server, const char *user, gint64 after)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, after);
  const char *values[] = { user, number };
  const char *sql = "SELECT coalesce (string_agg (tbl || ' ' || row_id || ' ' || seq, E'\\n'), '') FROM woodshed.feed"
                    " WHERE space_id = $1::uuid AND seq > $2::bigint";
  PGresult *result = run_with ((SimPostgres *)server, sql, 2, values);
  char *text;

  if (PQresultStatus (result) != PGRES_TUPLES_OK)
    g_error ("%s: %s", sql, PQresultErrorMessage (result));
  text = g_strdup (PQgetvalue (result, 0, 0));
  PQclear (result);
  return text;
}

static gboolean
postgres_console (SimServer *server, const char *user, const char *table, const char *id, const char *column, const char *value)
{
  SimPostgres *self = (SimPostgres *)server;
  g_autofree char *sql = g_strdup_printf (
    "UPDATE woodshed.\"%s\" SET \"%s\" = ($3::jsonb) #>> '{}' WHERE space_id = $1 AND id = $2", table, column);
  const char *values[] = { user, id, value };
  PGresult *result = run_with (self, sql, 3, values);
  gboolean ok = PQresultStatus (result) == PGRES_COMMAND_OK;

  PQclear (result);
  return ok;
}

/* By space: everything but the registry. */
static const char *const own_tables[] = { "feed", "mutation", "device", "dead_letter", "clock" };
static const char *const own_tables_list[] = { "feed", "mutation", "device", "dead_letter", "clock", NULL };

static char **
all_tables (void)
{
  guint n_tables;
  const ShedTable *tables = shed_tables_get (&n_tables);
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < n_tables; i++)
    g_ptr_array_add (names, (gpointer)tables[i].name);
  for (guint i = 0; i < G_N_ELEMENTS (own_tables); i++)
    g_ptr_array_add (names, (gpointer)own_tables[i]);
  g_ptr_array_add (names, NULL);
  return (char **)g_ptr_array_free (names, FALSE);
}

static gpointer
postgres_snapshot (SimServer *server, const char *user)
{
  SimPostgres *self = (SimPostgres *)server;
  g_autofree char **names = all_tables ();
  GPtrArray *snapshot = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (snapshot, g_strdup (user));
  g_ptr_array_add (
    snapshot,
    dup_value (
      self,
      "SELECT last_value::text || CASE WHEN is_called THEN '' ELSE ', false' END FROM woodshed.seq WHERE $1 <> ''",
      user));
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *sql = g_strdup_printf (
        "SELECT coalesce (jsonb_agg (to_jsonb (t)), '[]') FROM woodshed.\"%s\" t WHERE space_id = $1::uuid", names[i]);

      g_ptr_array_add (snapshot, dup_value (self, sql, user));
    }
  return snapshot;
}

static void
postgres_restore (SimServer *server, const char *user, gpointer data)
{
  SimPostgres *self = (SimPostgres *)server;
  GPtrArray *snapshot = data;
  g_autofree char **names = all_tables ();
  g_autofree char *sequence = g_strdup_printf ("SELECT setval ('woodshed.seq', %s)", (char *)g_ptr_array_index (snapshot, 1));
  const char *owner = g_ptr_array_index (snapshot, 0);

  /* Another user begins where this one stood: their first hello makes the space. */
  if (strcmp (owner, user) != 0)
    {
      SimAnswer answer;

      postgres_call (
        server, user, "woodshed_hello",
        "{\"proto\":1,\"schema\":1,\"device\":\"00000000-0000-4000-8000-000000000001\",\"name\":\"\",\"app\":\"\",\"nonce\":"
        "\"00000000-0000-4000-8000-000000000002\",\"spaces\":[]}",
        0, &answer);
      if (answer.status != 200)
        g_error ("No space for a user: %s", answer.body);
      sim_answer_clear (&answer);
    }
  run (self, "BEGIN");
  run (self, "SET LOCAL session_replication_role = replica");
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *remove = g_strdup_printf ("DELETE FROM woodshed.\"%s\" WHERE space_id = $1", names[i]);
      g_autofree char *put = g_strdup_printf (
        "INSERT INTO woodshed.\"%s\" SELECT * FROM jsonb_populate_recordset (null::woodshed.\"%s\", $1::jsonb)",
        names[i], names[i]);
      const char *values[] = { user };
      g_autoptr (GString) text = g_string_new (g_ptr_array_index (snapshot, i + 2));
      const char *rows[] = { text->str };
      PGresult *result;

      if (strcmp (owner, user) != 0)
        {
          g_string_replace (text, owner, user, 0);
          rows[0] = text->str;
        }
      /* What their hello left is all that they have. */
      if (strcmp (owner, user) == 0 || g_strv_contains (own_tables_list, names[i]))
        PQclear (run_with (self, remove, 1, values));
      if (strcmp (text->str, "[]") == 0)
        continue;
      result = run_with (self, put, 1, rows);
      if (PQresultStatus (result) != PGRES_COMMAND_OK)
        g_error ("%s: %s", put, PQresultErrorMessage (result));
      PQclear (result);
    }
  run (self, "COMMIT");
  run (self, sequence);
}

static void
postgres_free_snapshot (SimServer *server, gpointer snapshot)
{
  g_ptr_array_unref (snapshot);
}

static void
postgres_collect (SimServer *server, const char *user, gint64 before_ms)
{
  SimPostgres *self = (SimPostgres *)server;
  const char *values[] = { user };
  PGresult *result;

  /* The server's own clock is the real one: everything deleted so far is old. */
  run (self, "BEGIN");
  result = run_with (
    self, "SELECT set_config ('woodshed.space', $1, true), set_config ('woodshed.role', 'owner', true)", 1, values);
  PQclear (result);
  /* Tombstones only: an answer is kept so long that no request comes after it. */
  PQclear (run_with (self, "UPDATE woodshed.mutation SET at = 'infinity' WHERE space_id = $1::uuid", 1, values));
  result = run_with (self, "SELECT woodshed.collect ($1::uuid, now () + interval '1 hour')", 1, values);
  if (PQresultStatus (result) != PGRES_TUPLES_OK)
    g_error ("collect: %s", PQresultErrorMessage (result));
  PQclear (result);
  run (self, "COMMIT");
}

void
sim_server_postgres_begin (SimServer *server)
{
  run ((SimPostgres *)server, "SELECT setval ('woodshed.seq', 1, false)");
}

static const SimServerClass postgres_class = {
  .free = postgres_free,
  .call = postgres_call,
  .console = postgres_console,
  .dump = postgres_dump,
  .snapshot = postgres_snapshot,
  .restore = postgres_restore,
  .free_snapshot = postgres_free_snapshot,
  .collect = postgres_collect,
};

SimServer *
sim_server_new_postgres (const char *connection, ShedRandom *random, GError **error)
{
  SimPostgres *self = g_new0 (SimPostgres, 1);

  self->parent.klass = &postgres_class;
  self->prepared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->connection = PQconnectdb (connection);
  if (PQstatus (self->connection) != CONNECTION_OK)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "No PostgreSQL: %s", PQerrorMessage (self->connection));
      postgres_free (&self->parent);
      return NULL;
    }
  return &self->parent;
}
