/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shipped SQL as the server of a simulation: every call is one transaction as PostgREST makes it, with the role and the
 * claims of a signed-in user. */
#include "sim-server.h"

#include <libpq-fe.h>
#include <string.h>

typedef struct {
  SimServer parent;
  PGconn *connection;
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
  return PQexecParams (self->connection, sql, n, NULL, values, NULL, NULL, 0);
}

static void
postgres_call (SimServer *server, const char *user, const char *function, const char *args, gint64 at_ms, SimAnswer *answer)
{
  SimPostgres *self = (SimPostgres *)server;
  g_autofree char *claims = g_strdup_printf ("{\"sub\":\"%s\",\"role\":\"authenticated\"}", user);
  const char *values[] = { args };
  const char *claim_values[] = { claims };
  const char *sql = strcmp (function, "woodshed_pull") == 0
                      ? "SELECT public.woodshed_pull (space := (a->>'space')::uuid, cursor := coalesce (a->>'cursor', '0'),"
                        " epoch := (a->>'epoch')::uuid, gc := a->>'gc', lim := coalesce ((a->>'lim')::int, 1000),"
                        " schema := coalesce ((a->>'schema')::int, 0)) FROM (SELECT $1::jsonb AS a) x"
                    : strcmp (function, "woodshed_push") == 0 ? "SELECT public.woodshed_push ($1::jsonb)"
                                                              : "SELECT public.woodshed_hello ($1::jsonb)";
  PGresult *result;

  memset (answer, 0, sizeof *answer);
  run (self, strcmp (function, "woodshed_pull") == 0 ? "BEGIN READ ONLY" : "BEGIN");
  run (self, "SET LOCAL ROLE authenticated");
  PQclear (run_with (self, "SELECT set_config ('request.jwt.claims', $1, true)", 1, claim_values));
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

static const SimServerClass postgres_class = { .free = postgres_free, .call = postgres_call };

SimServer *
sim_server_new_postgres (const char *connection, ShedRandom *random, GError **error)
{
  SimPostgres *self = g_new0 (SimPostgres, 1);

  self->parent.klass = &postgres_class;
  self->connection = PQconnectdb (connection);
  if (PQstatus (self->connection) != CONNECTION_OK)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "No PostgreSQL: %s", PQerrorMessage (self->connection));
      postgres_free (&self->parent);
      return NULL;
    }
  return &self->parent;
}
