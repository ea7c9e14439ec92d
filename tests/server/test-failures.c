/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Failures of tests/sync/failures.md that only a real PostgreSQL can show and that no other test of the server asks for. */
#include "server-fixture.h"
#include "server-ops.h"

#include <stdlib.h>
#include <string.h>


/* A push in a transaction that is not yet at its end. */
static void
begin_push (PGconn *connection, Server *s, const char *request)
{
  g_autofree char *json = server_json (request);
  g_autofree char *text = PQescapeLiteral (connection, json, strlen (json));
  g_autofree char *sql =
    g_strdup_printf ("begin; set local role authenticated; select set_config ('request.jwt.claims', '{\"sub\":\"%s\","
                     "\"role\":\"authenticated\",\"exp\":4102444800}', true); select public.woodshed_push (%s::jsonb)",
                     s->user, text);

  g_assert_cmpint (PQsendQuery (connection, sql), ==, 1);
}

static char *
end_push (PGconn *connection)
{
  PGresult *result;
  char *answer = NULL;

  while ((result = PQgetResult (connection)) != NULL)
    {
      if (PQresultStatus (result) == PGRES_FATAL_ERROR)
        g_error ("%s", PQresultErrorMessage (result));
      if (PQntuples (result) > 0)
        {
          g_free (answer);
          answer = g_strdup (PQgetvalue (result, 0, 0));
        }
      PQclear (result);
    }
  server_exec (connection, "commit");
  return answer;
}

/* 3: a proxy sends it once more before the first one was answered. */
static void
same_push_while_the_first_still_runs (void)
{
  g_autoptr (Server) s = server_new ();
  PGconn *one = server_connect (), *two = server_connect ();
  g_autofree char *request = g_strdup_printf (
    "{'proto':1,'schema':1,'device':'#devicea','space':'%s','groups':[{'mid':'#m1','at':'2026-11-21T09:12:03+01:00',"
    "'seen':'','ops':[" BOOK "]}]}",
    s->user);
  g_autofree char *waiting = g_strdup_printf (
    "select count(*)::text from pg_stat_activity where pid = %d and wait_event_type = 'Lock'", PQbackendPID (two));
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  PGresult *result;

  begin_push (one, s, request);
  /* Answered, not yet committed. */
  for (guint i = 0; i < 4; i++)
    {
      result = PQgetResult (one);
      if (i == 3)
        first = g_strdup (PQgetvalue (result, 0, 0));
      PQclear (result);
    }
  g_assert_null (PQgetResult (one));
  begin_push (two, s, request);
  for (gboolean waits = FALSE; !waits;)
    {
      g_autofree char *n = server_value (s, "%s", waiting);

      waits = strcmp (n, "1") == 0;
      g_assert_cmpint (PQstatus (two), ==, CONNECTION_OK);
      if (!waits)
        g_thread_yield ();
    }
  server_exec (one, "commit");
  second = end_push (two);
  g_assert_nonnull (strstr (first, "\"ok\""));
  g_assert_null (strstr (first, "dup"));
  g_assert_nonnull (strstr (second, "\"dup\""));
  server_assert (s, "1", "select count(*)::text from woodshed.book where space_id = $space");
  server_assert (s, "1", "select count(*)::text from woodshed.mutation where space_id = $space");
  PQfinish (one);
  PQfinish (two);
}

/* 32 */
static void
names_may_be_alike (void)
{
  g_autoptr (Server) s = server_new ();

  PUSH ("a", "ok", INS ("tag", "g1", "'name':'Reels'"));
  PUSH ("b", "ok", INS ("tag", "g2", "'name':'reels'"));
  PUSH ("b", "ok", UPD ("tag", "g2", "'name':'reels'", "'name':'Reels'"));
  server_assert (s, "2", "select count(*)::text from woodshed.tag where space_id = $space and name = 'Reels' and not deleted");
}

/* 43 */
static void
missing_is_the_default_and_null_is_nothing (void)
{
  g_autoptr (Server) s = server_new ();

  PUSH ("a", "ok", INS ("repertoire", "r1", "'name':'Fiddle','position':'a'"));
  server_assert (s, "false", "select archived::text from woodshed.repertoire where space_id = $space and id = '#r1'");
  PUSH ("a", "rejected 23502", INS ("repertoire", "r2", "'name':null,'position':'a'"));
  PUSH ("a", "ok", BOOK "," TUNE ("t1", ",'composer':'Trad.'"));
  PUSH ("a", "ok", UPD ("tune", "t1", "'composer':'Trad.'", "'composer':null"));
  server_assert (s, "", "select composer from woodshed.tune where space_id = $space and id = '#t1'");
  PUSH ("a", "ok", UPD ("tune", "t1", "'title':'The Otter'", "'title':'Otter'"));
  server_assert (s, "", "select composer from woodshed.tune where space_id = $space and id = '#t1'");
}

/* 42: what a foreign key of a computer refuses the server refuses too. */
static void
child_without_its_parent_is_rejected (void)
{
  g_autoptr (Server) s = server_new ();

  PUSH ("a", "rejected 23503", NOTE ("n1", "t9", "Lost"));
  PUSH ("a", "ok", BOOK "," TUNE ("t1", "") "," NOTE ("n1", "t1", "Found"));
  server_assert (s, "1", "select count(*)::text from woodshed.note where space_id = $space");
}

/* 45, 47: text is made the same here and compared byte by byte there. */
static void
letters_are_compared_as_they_are (void)
{
  g_autoptr (Server) s = server_new ();

  PUSH ("a", "ok", INS ("tag", "g1", "'name':'Caf\xc3\xa9'"));
  PUSH ("b", "conflict", UPD ("tag", "g1", "'name':'Cafe\xcc\x81'", "'name':'Caf\xc3\x89'"));
  server_assert (s, "Caf\xc3\xa9", "select name from woodshed.tag where space_id = $space");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define RULE(name) g_test_add_func ("/failures/" #name, name)
  RULE (same_push_while_the_first_still_runs);
  RULE (names_may_be_alike);
  RULE (missing_is_the_default_and_null_is_nothing);
  RULE (child_without_its_parent_is_rejected);
  RULE (letters_are_compared_as_they_are);
  return g_test_run ();
}
