/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The merge of the shipped SQL on values made at random: texts and lists by its own functions as the model says it, counters and
 * best values through a push; a repeated request answers the same and changes nothing. */
#include "server-fixture.h"

#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>

#include "../sim/sim-props.h"
#include "../sim/sim-server.h"

#define N_CASES 4000

static char *
ask_merge (PGconn *connection, gboolean text, const char *base, const char *theirs, const char *mine, gboolean *settled)
{
  const char *const values[] = { base, theirs, mine };
  PGresult *result = PQexecParams (connection,
                                   text ? "select settled, result from woodshed.merge_lines ($1, $2, $3)"
                                        : "select true, woodshed.merge_set ($1, $2, $3)",
                                   3, NULL, values, NULL, NULL, 0);
  char *merged;

  g_assert_cmpint (PQresultStatus (result), ==, PGRES_TUPLES_OK);
  *settled = strcmp (PQgetvalue (result, 0, 0), "t") == 0;
  merged = PQgetisnull (result, 0, 1) ? NULL : g_strdup (PQgetvalue (result, 0, 1));
  PQclear (result);
  return merged;
}

/* A list's JSON may have blanks in it. */
static char *
compact (const char *list)
{
  g_autoptr (JsonNode) node = list != NULL ? json_from_string (list, NULL) : NULL;

  return node != NULL ? json_to_string (node, FALSE) : NULL;
}

static void
merges_are_those_of_the_model (gconstpointer data)
{
  const char *merge_class = data;
  gboolean text = strcmp (merge_class, "text") == 0;
  g_autoptr (Server) s = server_new ();
  g_autoptr (ShedRandom) random = shed_random_new_seeded (66);

  for (guint i = 0; i < N_CASES; i++)
    {
      g_autofree char *base = sim_make_value (random, merge_class);
      g_autofree char *theirs = sim_change_value (random, merge_class, base, 1);
      g_autofree char *mine = sim_change_value (random, merge_class, base, 2);
      g_autofree char *by_model = NULL;
      g_autofree char *by_server = NULL;
      gboolean settled, server_settled;

      if (strcmp (theirs, mine) == 0 || strcmp (theirs, base) == 0)
        continue; /* decided before these functions are asked */
      settled = sim_merge_field (merge_class, base, theirs, mine, &by_model);
      by_server = ask_merge (s->super, text, base, theirs, mine, &server_settled);
      if (!text)
        {
          g_autofree char *raw = g_steal_pointer (&by_server);

          by_server = compact (raw);
        }
      if (settled != server_settled || (settled && g_strcmp0 (by_model, by_server) != 0))
        g_test_message ("[%s] [%s] [%s]", base, theirs, mine);
      g_assert_cmpint (settled, ==, server_settled);
      if (settled)
        g_assert_cmpstr (by_model, ==, by_server);
    }
}

#define ROW "select coalesce (tempo_bpm, 0)::text from woodshed.tune where space_id = $space and id = '%s'"

/* As a tempo, which has its limits. */
static char *
tempo (char *value /* (transfer full) */)
{
  char *more = value != NULL ? g_strdup_printf ("%d", 100 + atoi (value)) : NULL;

  g_free (value);
  return more;
}

static char *
number (const char *value)
{
  return value != NULL ? g_strdup (value) : g_strdup ("null");
}

/* Two computers push what they made of the same base, each twice, in both orders. */
static void
numbers_are_those_of_the_model (gconstpointer data)
{
  const char *merge_class = data;
  g_autoptr (Server) s = server_new ();
  g_autoptr (ShedRandom) random = shed_random_new_seeded (33);
  g_autofree char *set_class =
    g_strdup_printf ("update woodshed.field set class = '%s' where tbl = 'tune' and name = 'tempo_bpm'", merge_class);

  server_exec (s->super, set_class);
  g_assert_cmpstr (
    server_push (
      s, "a", "{'op':'ins','tbl':'book','id':'#b1','set':{'created_at':1,'title':'B','origin':'own','position':'a'}}"),
    ==, "ok");
  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *small = sim_make_value (random, merge_class);
      g_autofree char *one = tempo (sim_change_value (random, merge_class, small, 1));
      g_autofree char *two = tempo (sim_change_value (random, merge_class, small, 2));
      g_autofree char *base = tempo (g_strdup (small));
      g_autofree char *expected = NULL;
      g_auto (GStrv) values = g_new0 (char *, 4);

      values[0] = number (base);
      values[1] = number (one);
      values[2] = number (two);
      if (strcmp (merge_class, "add") == 0 && (base == NULL || one == NULL || two == NULL))
        continue; /* less than nothing is no tempo */
      sim_merge_field (merge_class, base, one, two, &expected);
      for (guint order = 0; order < 2; order++)
        {
          g_autofree char *name = g_strdup_printf ("t%ux%u", i, order);
          g_autofree char *id = server_id (name);
          g_autofree char *insert = g_strdup_printf (
            "{'op':'ins','tbl':'tune','id':'#%s','set':{'created_at':1,'book_id':'#b1','title':'T','tempo_bpm':%s}}",
            name, values[0]);
          g_autofree char *got = NULL;

          g_assert_cmpstr (server_push (s, "a", insert), ==, "ok");
          for (guint k = 0; k < 2; k++)
            {
              guint who = k == order ? 1 : 2;
              g_autofree char *edit =
                g_strdup_printf ("{'op':'upd','tbl':'tune','id':'#%s','base':{'tempo_bpm':%s},'set':{'tempo_bpm':%s}}",
                                 name, values[0], values[who]);
              g_autofree char *mid = g_strdup_printf ("#m%ux%ux%u", i, order, k);
              g_autofree char *before = NULL;
              g_autofree char *after = NULL;

              if (strcmp (values[0], values[who]) == 0)
                continue; /* nothing was edited */
              g_assert_cmpstr (server_push_with (s, who == 1 ? "a" : "b", mid, "", edit), ==, "ok");
              before = server_value (s, ROW, id);
              g_assert_cmpstr (server_push_with (s, who == 1 ? "a" : "b", mid, "", edit), ==, "ok dup");
              after = server_value (s, ROW, id);
              g_assert_cmpstr (before, ==, after);
            }
          got = server_value (s, ROW, id);
          g_assert_cmpstr (got, ==, expected != NULL ? expected : "0");
        }
    }
  server_exec (s->super, "update woodshed.field set class = 'last' where tbl = 'tune' and name = 'tempo_bpm'");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/laws/texts-merge-as-the-model-says", "text", merges_are_those_of_the_model);
  g_test_add_data_func ("/laws/lists-merge-as-the-model-says", "set", merges_are_those_of_the_model);
  g_test_add_data_func ("/laws/counts-merge-as-the-model-says", "add", numbers_are_those_of_the_model);
  g_test_add_data_func ("/laws/best-values-merge-as-the-model-says", "max", numbers_are_those_of_the_model);
  return g_test_run ();
}
