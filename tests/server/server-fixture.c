/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connections, calls as PostgREST makes them, groups written short. */
#include "server-fixture.h"
#include "server-ops.h"

#include <stdlib.h>
#include <string.h>

static void
no_notice (void *data, const PGresult *result)
{
}

PGconn *
server_connect (void)
{
  PGconn *connection = PQconnectdb ("");

  if (PQstatus (connection) != CONNECTION_OK)
    g_error ("No PostgreSQL (run this under with-postgres.sh): %s", PQerrorMessage (connection));
  PQsetNoticeReceiver (connection, no_notice, NULL);
  return connection;
}

void
server_exec (PGconn *connection, const char *sql)
{
  PGresult *result = PQexec (connection, sql);
  ExecStatusType status = PQresultStatus (result);

  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    g_error ("%s: %s", sql, PQresultErrorMessage (result));
  PQclear (result);
}

char *
server_id (const char *name)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, name, -1);

  return g_strdup_printf ("%.8s-%.4s-4%.3s-8%.3s-%.12s", hash, hash + 8, hash + 12, hash + 15, hash + 18);
}

char *
server_json (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    if (*p == '\'')
      g_string_append_c (out, '"');
    else if (*p == '#' && g_ascii_islower (p[1]))
      {
        gsize n = 1;
        g_autofree char *name = NULL;
        g_autofree char *id = NULL;

        while (g_ascii_isalnum (p[n]))
          n++;
        name = g_strndup (p + 1, n - 1);
        id = server_id (name);
        g_string_append (out, id);
        p += n - 1;
      }
    else
      g_string_append_c (out, *p);
  return g_string_free (out, FALSE);
}

char *
server_value (Server *self, const char *sql, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *space = g_strdup_printf ("'%s'::uuid", self->user);
  g_autoptr (GString) query = NULL;
  PGresult *result;
  char *value;
  va_list args;

  va_start (args, sql);
  text = g_strdup_vprintf (sql, args);
  va_end (args);
  query = g_string_new (text);
  g_string_replace (query, "$space", space, 0);
  for (char *at = strchr (query->str, '#'); at != NULL; at = strchr (at + 1, '#'))
    if (g_ascii_islower (at[1]))
      {
        gsize start = at - query->str, n = 1;
        g_autofree char *name = NULL;
        g_autofree char *id = NULL;

        while (g_ascii_isalnum (at[n]))
          n++;
        name = g_strndup (at + 1, n - 1);
        id = server_id (name);
        g_string_erase (query, start, n);
        g_string_insert (query, start, id);
        at = query->str + start;
      }
  result = PQexec (self->super, query->str);
  if (PQresultStatus (result) != PGRES_TUPLES_OK && PQresultStatus (result) != PGRES_COMMAND_OK)
    g_error ("%s: %s", query->str, PQresultErrorMessage (result));
  value = g_strdup (PQntuples (result) > 0 ? PQgetvalue (result, 0, 0) : "");
  PQclear (result);
  return value;
}

guint
server_call_as (Server *self, PGconn *connection, const char *role, const char *claims, const char *sql, const char *argument)
{
  g_autofree char *set_role = g_strdup_printf ("SET LOCAL ROLE %s", role);
  const char *claim_values[] = { claims };
  const char *values[] = { argument };
  guint status = 200;
  PGresult *result;

  server_exec (connection, "BEGIN");
  server_exec (connection, set_role);
  if (claims != NULL)
    PQclear (PQexecParams (connection, "SELECT set_config ('request.jwt.claims', $1, true)", 1, NULL, claim_values,
                           NULL, NULL, 0));
  result = PQexecParams (connection, sql, argument != NULL, NULL, values, NULL, NULL, 0);
  g_free (self->last_answer);
  g_free (self->last_code);
  if (PQresultStatus (result) == PGRES_TUPLES_OK || PQresultStatus (result) == PGRES_COMMAND_OK)
    {
      self->last_answer = g_strdup (PQntuples (result) > 0 && PQnfields (result) > 0 ? PQgetvalue (result, 0, 0) : "");
      self->last_code = g_strdup ("");
      PQclear (result);
      result = PQexec (connection, "COMMIT");
      if (PQresultStatus (result) != PGRES_COMMAND_OK)
        {
          g_free (self->last_code);
          self->last_code = g_strdup (PQresultErrorField (result, PG_DIAG_SQLSTATE));
          status = 400;
        }
    }
  else
    {
      const char *code = PQresultErrorField (result, PG_DIAG_SQLSTATE);

      self->last_answer = g_strdup (PQresultErrorMessage (result));
      self->last_code = g_strdup (code != NULL ? code : "");
      status = g_str_has_prefix (self->last_code, "PT") ? (guint) atoi (self->last_code + 2) : 400;
      server_exec (connection, "ROLLBACK");
    }
  PQclear (result);
  return status;
}

static char *
claims_of (Server *self)
{
  return g_strdup_printf ("{\"sub\":\"%s\",\"role\":\"authenticated\",\"exp\":4102444800}", self->user);
}

guint
server_call (Server *self, const char *function, const char *request)
{
  g_autofree char *claims = claims_of (self);
  g_autofree char *json = server_json (request);
  g_autofree char *sql = g_strdup_printf ("SELECT public.woodshed_%s ($1::jsonb)", function);

  return server_call_as (self, self->caller, "authenticated", claims, sql, json);
}

guint
server_pull (Server *self, const char *arguments)
{
  g_autofree char *claims = claims_of (self);
  g_autofree char *sql = g_strdup_printf ("SELECT public.woodshed_pull (space := '%s'%s%s)", self->user,
                                          *arguments != '\0' ? ", " : "", arguments);

  return server_call_as (self, self->caller, "authenticated", claims, sql, NULL);
}

const char *
server_push_with (Server *self, const char *device, const char *mid, const char *seen, const char *ops)
{
  static char said[64];
  g_autofree char *request = g_strdup_printf ("{'proto':1,'schema':1,'device':'#device%s','space':'%s','groups':[{'mid':'%s',"
                                              "'at':'2026-11-21T09:12:03+01:00','seen':'%s','ops':[%s]}]}",
                                              device, self->user, mid, seen, ops);
  guint status = server_call (self, "push", request);
  g_autofree char *sql = NULL;
  g_autofree char *literal = NULL;
  g_autofree char *value = NULL;

  if (status != 200)
    {
      g_snprintf (said, sizeof said, "%u %s", status, self->last_code);
      return said;
    }
  literal = PQescapeLiteral (self->super, self->last_answer, strlen (self->last_answer));
  sql = g_strdup_printf (
    "select concat_ws (' ', coalesce (r ->> 's', 'reset ' || (a ->> 'reset')), r ->> 'code', case when r ? 'superseded' then"
    " 'superseded' end, case when r ? 'dup' then 'dup' end) from (select %s::jsonb as a, %s::jsonb #> '{results,0}' as r) x",
    literal, literal);
  /* PQescapeLiteral's memory is malloc's, as g_free's is. */
  value = server_value (self, "%s", sql);
  g_strlcpy (said, value, sizeof said);
  return said;
}

const char *
server_push (Server *self, const char *device, const char *ops)
{
  g_autofree char *name = g_strdup_printf ("%s%u", self->user, self->n_groups++);
  g_autofree char *mid = server_id (name);

  return server_push_with (self, device, mid, "", ops);
}

Server *
server_new (void)
{
  Server *self = g_new0 (Server, 1);

  self->super = server_connect ();
  self->caller = server_connect ();
  self->user = g_uuid_string_random ();
  g_assert_cmpuint (
    server_call (self, "hello", "{'proto':1,'schema':1,'device':'#devicea','name':'Studio PC','nonce':'#n1'}"), ==,
    200);
  g_assert_cmpuint (
    server_call (self, "hello", "{'proto':1,'schema':1,'device':'#deviceb','name':'Laptop','nonce':'#n1'}"), ==, 200);
  return self;
}

void
server_free (Server *self)
{
  PQfinish (self->super);
  PQfinish (self->caller);
  g_free (self->user);
  g_free (self->last_answer);
  g_free (self->last_code);
  g_free (self);
}

Server *
server_new_with_tune (const char *more)
{
  Server *s = server_new ();
  g_autofree char *ops = g_strdup_printf (
    BOOK "," OP ("ins", "tune", "t1", ",'set':{'created_at':1,'book_id':'#b1','title':'The Otter'%s}"), more);

  g_assert_cmpstr (server_push (s, "a", ops), ==, "ok");
  return s;
}
