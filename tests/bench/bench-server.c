/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server's functions cost, each figure the least of a few runs: time, and processor time of the server's process, which
 * says more on a busy machine; beside what the same number of plain inserts costs in the same minute. Run by
 * tests/server/with-postgres.sh --durable. */
#include <string.h>

#include "server-fixture.h"
#include "server-ops.h"

#define RUNS 3

static char *
groups (Server *s, const char *name, guint n, const char *format)
{
  GString *request = g_string_new (NULL);

  g_string_printf (request, "{'proto':1,'schema':1,'device':'#devicea','space':'%s','groups':[", s->user);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *key = g_strdup_printf ("%s%s%u", s->user, name, i);
      g_autofree char *mid = server_id (key);
      g_autofree char *nr = g_strdup_printf ("%u", i);
      g_autoptr (GString) ops = g_string_new (format);

      g_string_replace (ops, "@", nr, 0);
      g_string_append_printf (request, "%s{'mid':'%s','ops':[%s]}", i > 0 ? "," : "", mid, ops->str);
    }
  g_string_append (request, "]}");
  return g_string_free (request, FALSE);
}

static char *
one_group (Server *s, const char *name, guint n, const char *format)
{
  GString *request = g_string_new (NULL);
  g_autofree char *key = g_strconcat (s->user, name, NULL);
  g_autofree char *mid = server_id (key);

  g_string_printf (request, "{'proto':1,'schema':1,'device':'#devicea','space':'%s','groups':[{'mid':'%s','ops':[", s->user, mid);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *nr = g_strdup_printf ("%u", i);
      g_autoptr (GString) op = g_string_new (format);

      g_string_replace (op, "@", nr, 0);
      g_string_append_printf (request, "%s%s", i > 0 ? "," : "", op->str);
    }
  g_string_append (request, "]}]}");
  return g_string_free (request, FALSE);
}

typedef struct {
  double ms, cpu_ms;
} Took;

/* What the process behind a connection has run so far. */
static double
cpu_ms (PGconn *connection)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/schedstat", PQbackendPID (connection));
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? g_ascii_strtoull (text, NULL, 10) / 1e6 : 0;
}

static Took
begin (PGconn *connection)
{
  return (Took) { g_get_monotonic_time () / 1000.0, cpu_ms (connection) };
}

static Took
end (PGconn *connection, Took from)
{
  return (Took) { g_get_monotonic_time () / 1000.0 - from.ms, cpu_ms (connection) - from.cpu_ms };
}

static Took
least (Took a, Took b)
{
  return (Took) { MIN (a.ms, b.ms), MIN (a.cpu_ms, b.cpu_ms) };
}

static Took
push (Server *s, const char *request)
{
  Took from = begin (s->caller);

  if (server_call (s, "push", request) != 200 || strstr (s->last_answer, "rejected") != NULL)
    g_error ("%.300s", s->last_answer);
  return end (s->caller, from);
}

enum
{
  FLOOR,
  INSERTS,
  CLEAN,
  CONFLICTS,
  REPLAYS,
  ONE_OF_500,
  DELETE_500,
  REVIVE_500,
  SINGLE,
  PULL_1000,
  PULL_EMPTY,
  N_FIGURES
};

static const char *const names[] = { "500 plain inserts (floor)",
                                     "push 500 one-op groups, inserts",
                                     "push 500 one-op groups, clean updates",
                                     "push 500 one-op groups, conflicts",
                                     "push 500 one-op groups, replays",
                                     "push one group of 500 inserts",
                                     "push one group of 500 deletions",
                                     "push one edit that brings 500 back",
                                     "push one group of one op",
                                     "pull 1,000 rows",
                                     "pull nothing" };

static void
run (Took best[N_FIGURES])
{
  g_autoptr (Server) s = server_new ();
  Took took[N_FIGURES], from;
  g_autofree char *floor = g_strdup_printf (
    "insert into woodshed.tag (space_id, id, created_at, name) select '%s', gen_random_uuid (), 1, 'x' || g from"
    " generate_series (1, 500) g",
    s->user);
  g_autofree char *book = one_group (s, "book", 1, BOOK);
  g_autofree char *inserts = groups (s, "inserts", 500, TUNE ("t@", ",'key':'G','abc':'K:G\\nGABc dedB|dedB dedB|'"));
  g_autofree char *clean = groups (s, "clean", 500, UPD ("tune", "t@", "'key':'G'", "'key':'A'"));
  g_autofree char *conflicts = groups (s, "conflicts", 500, UPD ("tune", "t@", "'key':'G'", "'key':'D'"));
  g_autofree char *one = one_group (s, "one", 500, TUNE ("u@", ",'key':'G','abc':'K:G\\nGABc dedB|dedB dedB|'"));
  g_autofree char *del = one_group (s, "del", 500, DEL ("tune", "u@", "'title':'The Otter','key':'G'"));
  g_autofree char *edit = one_group (s, "edit", 1, UPD ("tune", "u7", "'title':'The Otter'", "'title':'Otter'"));

  from = begin (s->super);
  server_exec (s->super, floor);
  took[FLOOR] = end (s->super, from);
  push (s, book);
  took[INSERTS] = push (s, inserts);
  took[CLEAN] = push (s, clean);
  took[CONFLICTS] = push (s, conflicts);
  took[REPLAYS] = push (s, clean);
  took[ONE_OF_500] = push (s, one);
  took[DELETE_500] = push (s, del);
  took[REVIVE_500] = push (s, edit);
  took[SINGLE] = (Took) { 1e9, 1e9 };
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("single%u", i);
      g_autofree char *value = g_strdup_printf (UPD ("tune", "t1", "'genre':null", "'genre':'%u'"), i);
      g_autofree char *single = one_group (s, name, 1, value);

      took[SINGLE] = least (took[SINGLE], push (s, single));
    }
  server_pull (s, "");
  from = begin (s->caller);
  g_assert_cmpuint (server_pull (s, ""), ==, 200);
  took[PULL_1000] = end (s->caller, from);
  g_assert_cmpuint (server_pull (s, "cursor := (select max (seq)::text from generate_series (1, 0) seq)"), ==, 200);
  {
    g_autofree char *head =
      server_value (s, "select 'cursor := ''' || max (seq) || '''' from woodshed.feed where space_id = $space");

    from = begin (s->caller);
    g_assert_cmpuint (server_pull (s, head), ==, 200);
    took[PULL_EMPTY] = end (s->caller, from);
  }
  for (guint i = 0; i < N_FIGURES; i++)
    best[i] = least (best[i], took[i]);
}

int
main (void)
{
  Took best[N_FIGURES];
  g_autoptr (Server) s = server_new ();
  g_autofree char *bulk = g_strdup_printf (
    "insert into woodshed.tag (space_id, id, created_at, name) select '%s', gen_random_uuid (), 1, 'x' || g from"
    " generate_series (1, 100000) g",
    s->user);
  gint64 from;
  guint n_pages = 0;
  gsize n_bytes = 0;

  for (guint i = 0; i < N_FIGURES; i++)
    best[i] = (Took) { 1e9, 1e9 };
  for (guint i = 0; i < RUNS; i++)
    run (best);
  for (guint i = 0; i < N_FIGURES; i++)
    g_print ("%-40s %8.1f ms %8.1f ms of processor time, %5.2f x floor\n", names[i], best[i].ms, best[i].cpu_ms,
             best[i].cpu_ms / best[FLOOR].cpu_ms);

  from = g_get_monotonic_time ();
  server_exec (s->super, bulk);
  g_print ("%-40s %8.1f ms\n", "bulk of 100,000 rows", (g_get_monotonic_time () - from) / 1000.0);
  from = g_get_monotonic_time ();
  for (g_autofree char *arguments = g_strdup (""); n_pages < 200; n_pages++)
    {
      const char *next;

      g_assert_cmpuint (server_pull (s, arguments), ==, 200);
      n_bytes += strlen (s->last_answer);
      if (strstr (s->last_answer, "\"more\":false") != NULL)
        break;
      next = strstr (s->last_answer, "\"next\":\"") + 8;
      g_free (arguments);
      arguments = g_strdup_printf ("cursor := '%.*s'", (int) strcspn (next, "\""), next);
    }
  g_print ("%-40s %8.1f ms (%u pages, %.1f MB)\n", "first pull of 100,000 rows",
           (g_get_monotonic_time () - from) / 1000.0, n_pages + 1, n_bytes / 1e6);
  return 0;
}
