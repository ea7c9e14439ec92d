/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computers that come at the same time: waiting for the lock of a space has an end, and with many writers at once nobody who
 * reads misses a row or sees half of a group. */
#include <string.h>

#include "server-fixture.h"
#include "server-ops.h"

/* Waiting ------------------------------------------------------------------------------------------------------------------- */

static void
waiting_for_the_lock_ends_in_busy (void)
{
  g_autoptr (Server) s = server_new ();
  PGconn *other = server_connect ();
  g_autofree char *lock = g_strdup_printf ("begin; select woodshed.lock ('%s')", s->user);
  gint64 from;

  server_exec (other, lock);
  from = g_get_monotonic_time ();
  PUSH ("a", "503 PT503", BOOK);
  g_assert_cmpint (g_get_monotonic_time () - from, <, 30 * G_USEC_PER_SEC);
  /* Reading waits for nobody. */
  g_assert_cmpuint (server_pull (s, ""), ==, 200);
  server_exec (other, "rollback");
  PUSH ("a", "ok", BOOK);
  PQfinish (other);
}

static void
time_limit_of_a_statement_goes_out (void)
{
  g_autoptr (Server) s = server_new ();
  PGconn *other = server_connect ();
  g_autofree char *lock = g_strdup_printf ("begin; select woodshed.lock ('%s')", s->user);

  server_exec (other, lock);
  server_exec (s->caller, "set statement_timeout = '300ms'");
  PUSH ("a", "400 57014", BOOK);
  server_exec (other, "rollback");
  PQfinish (other);
}

/* Many at once -------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  Server *s;
  guint nr;
  int *left;
} Pusher;

#define PUSHERS 3
#define GROUPS 150
#define SHARED_TUNES 12

/* Each group touches two rows at once with the same word, and now and then adds one. */
static gpointer
push_much (gpointer data)
{
  Pusher *p = data;
  Server own = { .super = server_connect (), .caller = server_connect (), .user = p->s->user };

  for (guint i = 0; i < GROUPS; i++)
    {
      g_autofree char *name = g_strdup_printf ("group %u %u", p->nr, i);
      g_autofree char *mid = server_id (name);
      g_autofree char *ops = g_strdup_printf (
        UPD ("tune", "t0", "'genre':null", "'genre':'%u-%u'") "," UPD (
          "tune", "t1", "'genre':null", "'genre':'%u-%u'") "," UPD ("tune", "t%u", "'region':null",
                                                                    "'region':'%u-%u'") "," TUNE ("u%ux%u", ""),
        p->nr, i, p->nr, i, 2 + i % (SHARED_TUNES - 2), p->nr, i, p->nr, i);
      const char *answer;

      for (guint tries = 0; tries < 20; tries++)
        {
          g_autofree char *request = g_strdup_printf (
            "{'proto':1,'schema':1,'device':'#devicea','space':'%s','groups':[{'mid':'%s','ops':[%s]}]}", own.user, mid,
            ops);
          guint status = server_call (&own, "push", request);

          answer = own.last_answer;
          if (status == 200)
            break;
          g_assert_cmpuint (status, ==, 503);
        }
      g_assert_nonnull (strstr (answer, "\"s\": \"ok\""));
    }
  PQfinish (own.super);
  PQfinish (own.caller);
  g_free (own.last_answer);
  g_free (own.last_code);
  g_atomic_int_add (p->left, -1);
  return NULL;
}

static void
poll_once (Server *s, char **cursor, GHashTable *held, guint *n_stale, gboolean *more)
{
  g_autofree char *sql = g_strdup_printf (
    "select r ->> 0, r ->> -1, a ->> 'next', a ->> 'more' from "
    "(select public.woodshed_pull ('%s', '%s', lim => 50)::jsonb as a offset 0) p left join"
    " lateral jsonb_each (a -> 'tables') t on true left join lateral jsonb_array_elements (t.value -> 'rows') r on true",
    s->user, *cursor);
  g_autofree char *claims = g_strdup_printf ("{\"sub\":\"%s\"}", s->user);
  const char *values[] = { claims };
  PGresult *result;

  server_exec (s->caller, "begin read only; set local role authenticated");
  PQclear (PQexecParams (s->caller, "select set_config ('request.jwt.claims', $1, true)", 1, NULL, values, NULL, NULL, 0));
  result = PQexec (s->caller, sql);
  g_assert_cmpint (PQresultStatus (result), ==, PGRES_TUPLES_OK);
  for (int i = 0; i < PQntuples (result); i++)
    {
      gint64 rv = g_ascii_strtoll (PQgetvalue (result, i, 1), NULL, 10);
      gint64 before = GPOINTER_TO_SIZE (g_hash_table_lookup (held, PQgetvalue (result, i, 0)));

      if (PQgetisnull (result, i, 0))
        continue;
      *n_stale += rv < before;
      g_hash_table_insert (held, g_strdup (PQgetvalue (result, i, 0)), GSIZE_TO_POINTER (rv));
    }
  g_free (*cursor);
  *cursor = g_strdup (PQgetvalue (result, 0, 2));
  *more = strcmp (PQgetvalue (result, 0, 3), "t") == 0 || strcmp (PQgetvalue (result, 0, 3), "true") == 0;
  PQclear (result);
  server_exec (s->caller, "commit");
}

static void
many_writers_and_a_reader_miss_nothing (void)
{
  g_autoptr (Server) s = server_new ();
  g_autoptr (GString) ops = g_string_new (BOOK);
  g_autoptr (GHashTable) held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *cursor = g_strdup ("0");
  GThread *threads[PUSHERS];
  Pusher pushers[PUSHERS];
  int left = PUSHERS;
  guint n_polls = 0, n_stale = 0, n_halves = 0, n_missing = 0;
  gboolean more = TRUE;
  PGresult *result;

  for (guint i = 0; i < SHARED_TUNES; i++)
    g_string_append_printf (ops, "," TUNE ("t%u", ""), i);
  PUSH ("a", "ok", ops->str);
  for (guint i = 0; i < PUSHERS; i++)
    {
      pushers[i] = (Pusher){ .s = s, .nr = i, .left = &left };
      threads[i] = g_thread_new ("pusher", push_much, &pushers[i]);
    }
  while (g_atomic_int_get (&left) > 0 || more)
    {
      poll_once (s, &cursor, held, &n_stale, &more);
      n_polls++;
      if (n_polls % 20 == 0)
        {
          /* Whole answers show whole groups. */
          g_autofree char *zero = NULL;
          g_autofree char *one = NULL;
          g_autofree char *t0 = server_id ("t0");
          g_autofree char *t1 = server_id ("t1");
          char *literal;

          g_assert_cmpuint (server_pull (s, "lim := 5000"), ==, 200);
          literal = PQescapeLiteral (s->super, s->last_answer, strlen (s->last_answer));
          zero = server_value (
            s, "select r ->> 11 from jsonb_array_elements (%s::jsonb #> '{tables,tune,rows}') r where r ->> 0 = '%s'",
            literal, t0);
          one = server_value (
            s, "select r ->> 11 from jsonb_array_elements (%s::jsonb #> '{tables,tune,rows}') r where r ->> 0 = '%s'",
            literal, t1);
          PQfreemem (literal);
          n_halves += strcmp (zero, one) != 0;
        }
    }
  for (guint i = 0; i < PUSHERS; i++)
    g_thread_join (threads[i]);
  do
    poll_once (s, &cursor, held, &n_stale, &more);
  while (more);

  result = PQexec (s->super, "select row_id, seq from woodshed.feed");
  PQclear (result);
  {
    g_autofree char *sql = g_strdup_printf ("select row_id, seq from woodshed.feed where space_id = '%s'", s->user);

    result = PQexec (s->super, sql);
  }
  for (int i = 0; i < PQntuples (result); i++)
    n_missing += g_ascii_strtoll (PQgetvalue (result, i, 1), NULL, 10) !=
                 (gint64) GPOINTER_TO_SIZE (g_hash_table_lookup (held, PQgetvalue (result, i, 0)));
  g_test_message ("%d pushers, %u groups, %u polls of 50 rows: %u missing, %u stale, %u halves of a group; %d rows",
                  PUSHERS, PUSHERS * GROUPS, n_polls, n_missing, n_stale, n_halves, PQntuples (result));
  g_assert_cmpuint (PQntuples (result), ==, 1 + SHARED_TUNES + PUSHERS * GROUPS);
  PQclear (result);
  g_assert_cmpuint (n_missing, ==, 0);
  g_assert_cmpuint (n_stale, ==, 0);
  g_assert_cmpuint (n_halves, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define RULE(name) g_test_add_func ("/concurrency/" #name, name)
  RULE (waiting_for_the_lock_ends_in_busy);
  RULE (time_limit_of_a_statement_goes_out);
  RULE (many_writers_and_a_reader_miss_nothing);
  return g_test_run ();
}
