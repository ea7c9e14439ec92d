/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simulator's command line: seeds or one scenario against the server's model, the shipped SQL or both; a violation is
 * shrunk to the fewest operations that still show it.
 *
 *   run --seeds N [--first S] [-j N] | --seed S | --scenario FILE   [--server model|postgres|both] [--bug NAME] [--verbose]
 *   run --bug NAME               (the seeds of its budget)
 *   run --check-scenarios FOLDER
 *   run --list-bugs
 *   run --check-bugs K/N         (every N-th bug from the K-th on: each must be found within its budget, and not without it)
 *
 * Exit 0: no violation; 1: one; 2: wrong call. The last line is "seeds N ops N violations N hash H". */
#include "sim.h"

#include "sim-bugs.h"
#include "sim-props.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shed-uuid.h"

static SimServer *server = NULL;
static gboolean verbose = FALSE;

#define MAX_JOBS 64
#define TWICE 50 /* every so many seeds one is run twice */

typedef struct
{
  guint64 n_seeds, n_ops, n_violations, hash;
} Tally;

static struct
{
  gboolean stop;
  Tally of[MAX_JOBS];
} *tally; /* shared by the processes */

typedef struct
{
  char *invariant, *violation, *hash;
} Verdict;

/* Of a scenario: what must be in the end, and the known bug that it shows. */
static GPtrArray *expected = NULL;
static char *shows = NULL;

static void
verdict_clear (Verdict *verdict)
{
  g_clear_pointer (&verdict->invariant, g_free);
  g_clear_pointer (&verdict->violation, g_free);
  g_clear_pointer (&verdict->hash, g_free);
}

static gboolean
simulate (guint64 seed, guint n_clients, const SimOp *ops, guint n_ops, gboolean tell, Verdict *verdict)
{
  SimWorld world = { .server = server, .seed = seed, .n_clients = n_clients,
                     .expected = expected != NULL ? (char *const *)expected->pdata : NULL };
  g_autoptr (ShedRandom) random = shed_random_new_system ();

  world.user = shed_uuid_new_v4 (random);
  world.log = tell ? g_string_new (NULL) : NULL;
  sim_world_run (&world, ops, n_ops);
  {
    g_autoptr (ShedRandom) cases = shed_random_new_seeded (seed);

    for (guint i = 0; i < 50 && world.violation == NULL; i++)
      {
        g_autofree char *broken = sim_try_merge (cases);

        if (broken != NULL)
          sim_fail (&world, "merge", "%s", broken);
      }
  }
  if (tell)
    {
      g_print ("%s", world.log->str);
      g_string_free (world.log, TRUE);
    }
  verdict->invariant = world.invariant;
  verdict->violation = world.violation;
  verdict->hash = g_strndup (g_checksum_get_string (world.hash), 16);
  g_checksum_free (world.hash);
  g_free (world.user);
  return verdict->violation == NULL;
}

/* I17: the same once more. */
static void
repeat (guint64 seed, guint n_clients, const SimOp *ops, guint n_ops, Verdict *verdict)
{
  Verdict again = { 0 };

  simulate (seed, n_clients, ops, n_ops, FALSE, &again);
  if (strcmp (again.hash, verdict->hash) != 0)
    {
      verdict->invariant = g_strdup ("I17");
      verdict->violation = g_strdup_printf ("the same seed twice: first %.16s, then %.16s", verdict->hash, again.hash);
    }
  verdict_clear (&again);
}

/* Delta debugging: the smallest part of the list that still breaks the same invariant. */
static guint
shrink (guint64 seed, guint n_clients, SimOp *ops, guint n, const char *invariant)
{
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  for (guint size = MAX (n / 2, 1);; size = size / 2)
    {
      gboolean again = TRUE;

      while (again && g_get_monotonic_time () < until)
        {
          again = FALSE;
          for (guint at = 0; at < n && g_get_monotonic_time () < until;)
            {
              SimOp fewer[SIM_MAX_OPS];
              guint cut = MIN (size, n - at);
              Verdict verdict = { 0 };

              memcpy (fewer, ops, at * sizeof *ops);
              memcpy (fewer + at, ops + at + cut, (n - at - cut) * sizeof *ops);
              if (!simulate (seed, n_clients, fewer, n - cut, FALSE, &verdict) && strcmp (verdict.invariant, invariant) == 0)
                {
                  n -= cut;
                  memcpy (ops, fewer, n * sizeof *ops);
                  again = TRUE;
                }
              else
                at += cut;
              verdict_clear (&verdict);
            }
        }
      if (size <= 1)
        return n;
    }
}

static void
report (guint64 seed, guint n_clients, SimOp *ops, guint n, const Verdict *verdict)
{
  Verdict last = { 0 };

  g_print ("seed %" G_GUINT64_FORMAT " violates %s: %s\n", seed, verdict->invariant, verdict->violation);
  n = shrink (seed, n_clients, ops, n, verdict->invariant);
  simulate (seed, n_clients, ops, n, verbose, &last);
  g_print ("shrunk to %u operations: %s: %s\n", n, last.invariant, last.violation);
  g_print ("clients %u\nseed %" G_GUINT64_FORMAT "\n", n_clients, seed);
  for (guint i = 0; i < n; i++)
    g_print ("%s %u %u %u\n", sim_op_name (ops[i].op), ops[i].client, ops[i].x, ops[i].y);
  verdict_clear (&last);
}

/* Lines "clients N", "seed N", "OP CLIENT X Y"; "shows BUG"; "expect VALUE | SQL", asked of the first computer in the
 * end; # begins a remark. */
static gboolean
read_scenario (const char *path, guint64 *seed, guint *n_clients, SimOp *ops, guint *n)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;

  *n = 0;
  *seed = 1;
  *n_clients = 2;
  if (!g_file_get_contents (path, &text, NULL, &error))
    {
      g_printerr ("run: %s\n", error->message);
      return FALSE;
    }
  lines = g_strsplit (text, "\n", -1);
  g_clear_pointer (&expected, g_ptr_array_unref);
  g_clear_pointer (&shows, g_free);
  expected = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (g_strstrip (lines[i]), " ", -1);
      guint op = 0;

      if (words[0] == NULL || *words[0] == '\0' || *words[0] == '#')
        continue;
      if (strcmp (words[0], "clients") == 0 && words[1] != NULL)
        {
          *n_clients = CLAMP (atoi (words[1]), 2, SIM_MAX_CLIENTS);
          continue;
        }
      if (strcmp (words[0], "seed") == 0 && words[1] != NULL)
        {
          *seed = g_ascii_strtoull (words[1], NULL, 10);
          continue;
        }
      if (strcmp (words[0], "shows") == 0 && words[1] != NULL)
        {
          g_free (shows);
          shows = g_strdup (words[1]);
          continue;
        }
      if (strcmp (words[0], "expect") == 0)
        {
          g_ptr_array_add (expected, g_strdup (g_strstrip (lines[i]) + strlen ("expect")));
          continue;
        }
      while (op < SIM_N_OPS && strcmp (sim_op_name (op), words[0]) != 0)
        op++;
      if (op == SIM_N_OPS || g_strv_length (words) != 4 || *n == SIM_MAX_OPS)
        {
          g_printerr ("run: %s: line %u is no operation\n", path, i + 1);
          return FALSE;
        }
      ops[(*n)++] = (SimOp) { op, atoi (words[1]), atoi (words[2]), atoi (words[3]) };
    }
  g_ptr_array_add (expected, NULL);
  return TRUE;
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* Every scenario of a folder passes, and where it shows a known bug it fails with that. */
static guint
check_scenarios (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  guint n_bad = 0;

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    if (g_str_has_suffix (name, ".txt"))
      g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (names, by_name);
  for (guint i = 0; i < names->len; i++)
    {
      const char *path = g_ptr_array_index (names, i);
      Verdict verdict = { 0 };
      SimOp ops[SIM_MAX_OPS];
      guint64 seed;
      guint n_clients, n;
      gboolean ok, found = TRUE;

      sim_set_bug (NULL);
      if (!read_scenario (path, &seed, &n_clients, ops, &n))
        return 1;
      ok = simulate (seed, n_clients, ops, n, FALSE, &verdict);
      if (!ok)
        g_print ("%s: %s: %s\n", path, verdict.invariant, verdict.violation);
      verdict_clear (&verdict);
      if (ok && shows != NULL)
        {
          found = sim_set_bug (shows) && !simulate (seed, n_clients, ops, n, FALSE, &verdict);
          if (!found)
            g_print ("%s does not show %s\n", path, shows);
          verdict_clear (&verdict);
        }
      n_bad += !ok || !found;
    }
  sim_set_bug (NULL);
  g_print ("%u scenarios, %u bad\n", names->len, n_bad);
  return names->len == 0 ? 1 : n_bad;
}

static gboolean
find_bug (const SimBug *bug)
{
  gint64 begun = g_get_monotonic_time ();

  sim_set_bug (bug->name);
  for (guint64 seed = bug->first; seed < bug->first + bug->n_seeds; seed++)
    {
      SimOp ops[SIM_MAX_OPS];
      Verdict verdict = { 0 };
      Verdict without = { 0 };
      guint n_clients;
      guint n = sim_make_ops (seed, ops, &n_clients);
      gboolean found = !simulate (seed, n_clients, ops, n, FALSE, &verdict);
      gboolean clean = TRUE;

      /* A seed that says the same of the code as it is says nothing of the bug. */
      sim_set_bug (NULL);
      if (found)
        {
          clean = simulate (seed, n_clients, ops, n, FALSE, &without);
          if (clean)
            g_print ("found %s: seed %" G_GUINT64_FORMAT ", %.1f s: %s: %s\n", bug->name, seed,
                   (g_get_monotonic_time () - begun) / 1e6, verdict.invariant, verdict.violation);
          else
            g_print ("open  seed %" G_GUINT64_FORMAT ": %s: %s\n", seed, without.invariant, without.violation);
        }
      sim_set_bug (bug->name);
      verdict_clear (&verdict);
      verdict_clear (&without);
      if (found && clean)
        return TRUE;
    }
  g_print ("NOT FOUND %s: %u seeds from %" G_GUINT64_FORMAT ", %.1f s\n", bug->name, bug->n_seeds, bug->first,
           (g_get_monotonic_time () - begun) / 1e6);
  return FALSE;
}

/* "K/N" */
static guint
check_bugs (const char *share)
{
  guint first = atoi (share), step = strchr (share, '/') != NULL ? MAX (atoi (strchr (share, '/') + 1), 1) : 1;
  guint n_missed = 0;

  for (guint i = 0; sim_bugs[i].name != NULL; i++)
    if (i % step == first % step)
      n_missed += !find_bug (&sim_bugs[i]);
  sim_set_bug (NULL);
  return n_missed;
}

/* The simulations of one process: every n_jobs-th seed. Their hashes are added up, so that it does not matter who did what. */
static int
work (gint index, gint n_jobs, gint64 first, gint64 n_seeds, gboolean one, const char *scenario, gboolean keep_going)
{
  Tally *mine = &tally->of[index];
  SimOp ops[SIM_MAX_OPS];

  for (gint64 i = index; i < n_seeds && !tally->stop; i += n_jobs)
    {
      guint64 seed = first + i;
      guint n_clients, n;
      Verdict verdict = { 0 };
      gboolean ok;

      if (scenario != NULL)
        {
          if (!read_scenario (scenario, &seed, &n_clients, ops, &n))
            return 2;
        }
      else
        n = sim_make_ops (seed, ops, &n_clients);
      ok = simulate (seed, n_clients, ops, n, verbose && (one || scenario != NULL), &verdict);
      if (ok && seed % TWICE == 0)
        repeat (seed, n_clients, ops, n, &verdict);
      ok = verdict.violation == NULL;
      mine->n_seeds++;
      mine->n_ops += n;
      mine->hash += g_ascii_strtoull (verdict.hash, NULL, 16) * (2 * seed + 1);
      if (!ok)
        {
          mine->n_violations++;
          if (!keep_going)
            {
              tally->stop = TRUE;
              report (seed, n_clients, ops, n, &verdict);
              verdict_clear (&verdict);
              return 1;
            }
          g_print ("seed %" G_GUINT64_FORMAT " violates %s: %s\n", seed, verdict.invariant, verdict.violation);
          fflush (stdout);
        }
      verdict_clear (&verdict);
      if (keep_going && mine->n_seeds % 500 == 0)
        g_printerr ("%" G_GUINT64_FORMAT " seeds\n", mine->n_seeds * n_jobs);
    }
  server->klass->free (server);
  fflush (stdout);
  return 0;
}

static gboolean
open_server (const char *which)
{
  g_autoptr (ShedRandom) random = shed_random_new_seeded (7);
  g_autoptr (GError) error = NULL;
  SimServer *postgres = NULL;

  if (which != NULL && strcmp (which, "model") != 0)
    {
      postgres = sim_server_new_postgres ("", NULL, &error);
      if (postgres == NULL)
        {
          g_printerr ("run: %s\n", error->message);
          return FALSE;
        }
    }
  if (g_strcmp0 (which, "postgres") == 0)
    server = postgres;
  else if (postgres != NULL)
    server = sim_server_new_both (sim_server_new_model (random), postgres);
  else
    server = sim_server_new_model (random);
  return TRUE;
}

int
main (int argc, char **argv)
{
  gint64 n_seeds = 0, first = 1, one = -1;
  g_autofree char *which = NULL;
  g_autofree char *bug = NULL;
  g_autofree char *scenario = NULL;
  g_autofree char *share = NULL;
  g_autofree char *folder = NULL;
  gboolean list_bugs = FALSE, keep_going = FALSE;
  gint n_jobs = 1, status;
  GOptionEntry entries[] = {
    { "seeds", 0, 0, G_OPTION_ARG_INT64, &n_seeds, "How many seeds", "N" },
    { "first", 0, 0, G_OPTION_ARG_INT64, &first, "The first of them", "S" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &one, "This one", "S" },
    { "server", 0, 0, G_OPTION_ARG_STRING, &which, "model, postgres or both", "KIND" },
    { "bug", 0, 0, G_OPTION_ARG_STRING, &bug, "With this bug", "NAME" },
    { "list-bugs", 0, 0, G_OPTION_ARG_NONE, &list_bugs, "Names of the bugs", NULL },
    { "check-bugs", 0, 0, G_OPTION_ARG_STRING, &share, "Find every N-th bug from the K-th on", "K/N" },
    { "check-scenarios", 0, 0, G_OPTION_ARG_FILENAME, &folder, "Every scenario of a folder", "FOLDER" },
    { "scenario", 0, 0, G_OPTION_ARG_FILENAME, &scenario, "Operations from a file", "FILE" },
    { "jobs", 'j', 0, G_OPTION_ARG_INT, &n_jobs, "Processes", "N" },
    { "keep-going", 0, 0, G_OPTION_ARG_NONE, &keep_going, "Do not stop at a violation; shrink nothing", NULL },
    { "verbose", 0, 0, G_OPTION_ARG_NONE, &verbose, "Tell everything", NULL },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  guint64 n_ops = 0, n_violations = 0, n_done = 0, hash = 0;
  gint64 begun = g_get_monotonic_time ();

  /* One thread drives everything. */
  sqlite3_config (SQLITE_CONFIG_SINGLETHREAD);
  /* Hundreds of prepared statements keep their small pieces. */
  sqlite3_config (SQLITE_CONFIG_LOOKASIDE, 512, 4000);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc > 1)
    {
      g_printerr ("run: %s\n", error != NULL ? error->message : "too many words");
      return 2;
    }
  if (list_bugs)
    {
      for (guint i = 0; sim_bugs[i].name != NULL; i++)
        {
          if (verbose)
            g_print ("%-32s seeds %" G_GUINT64_FORMAT " + %-4u %s\n", sim_bugs[i].name, sim_bugs[i].first,
                     sim_bugs[i].n_seeds, sim_bugs[i].what);
          else
            g_print ("%s\n", sim_bugs[i].name);
        }
      return 0;
    }
  if (bug != NULL && sim_set_bug (bug) && n_seeds == 0 && one < 0 && scenario == NULL)
    {
      first = sim_get_bug ()->first;
      n_seeds = sim_get_bug ()->n_seeds;
    }
  if ((n_seeds > 0) + (one >= 0) + (scenario != NULL) + (share != NULL) + (folder != NULL) != 1 ||
      (bug != NULL && !sim_set_bug (bug)))
    {
      g_printerr ("run: --seeds N, --seed S or --scenario FILE; --bug one of --list-bugs\n");
      return 2;
    }
  if (which != NULL && strcmp (which, "model") != 0 && strcmp (which, "postgres") != 0 && strcmp (which, "both") != 0)
    {
      g_printerr ("run: --server model, postgres or both\n");
      return 2;
    }
  if (share != NULL || folder != NULL)
    {
      guint n_missed;

      if (!open_server (which))
        return 2;
      n_missed = share != NULL ? check_bugs (share) : check_scenarios (folder);
      server->klass->free (server);
      return n_missed > 0 ? 1 : 0;
    }
  /* Numbers of changes come from one sequence: two at once would not agree with the model about them. */
  if (g_strcmp0 (which, "both") == 0)
    n_jobs = 1;
  if (one >= 0)
    {
      first = one;
      n_seeds = 1;
    }
  if (scenario != NULL)
    n_seeds = 1;
  n_jobs = CLAMP (n_jobs, 1, MIN (n_seeds, MAX_JOBS));
  tally = mmap (NULL, sizeof *tally, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  for (gint w = 1; w < n_jobs; w++)
    {
      fflush (stdout);
      if (fork () == 0)
        {
          if (!open_server (which))
            _exit (2);
          _exit (work (w, n_jobs, first, n_seeds, one >= 0, scenario, keep_going));
        }
    }
  if (!open_server (which))
    return 2;
  status = work (0, n_jobs, first, n_seeds, one >= 0, scenario, keep_going);
  for (gint w = 1; w < n_jobs; w++)
    {
      int how;

      if (wait (&how) > 0 && (!WIFEXITED (how) || WEXITSTATUS (how) > 1))
        status = WIFEXITED (how) ? WEXITSTATUS (how) : 3;
    }
  for (gint w = 0; w < n_jobs; w++)
    {
      n_done += tally->of[w].n_seeds;
      n_ops += tally->of[w].n_ops;
      n_violations += tally->of[w].n_violations;
      hash += tally->of[w].hash;
    }
  g_printerr ("%.1f s\n", (g_get_monotonic_time () - begun) / 1e6);
  g_print ("seeds %" G_GUINT64_FORMAT " ops %" G_GUINT64_FORMAT " violations %" G_GUINT64_FORMAT
           " hash %016" G_GINT64_MODIFIER "x\n",
           n_done, n_ops, n_violations, hash);
  return status > 1 ? status : n_violations > 0 ? 1 : 0;
}
