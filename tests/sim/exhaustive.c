/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small model, whole: two computers with the real engine on real libraries, one row, the server's model, and every order
 * of up to N steps: edits, deletions, requests sent, answered, lost on the way there or back, programs that end. After each
 * step the invariants are looked at; from each state that was not met before everything then works, and all must become
 * one with nothing lost. A state is left by forking, so that nothing has to be able to go back; states are known by a hash
 * of all that decides the future and the verdict. All of one step more are looked at after all of one step less, so that what
 * a budget allows is whole up to some number of steps.
 *
 *   exhaustive [--depth N] [--steps fine|coarse] [--seconds S] [--bug NAME]
 *
 * fine: every request and answer is a step. coarse: a computer's whole exchange is one. --seconds, or WOODSHED_SECONDS in
 * the environment: the budget; what is not reached by then is left out, and said so.
 * Exit 0: no violation, 1: one, 2: wrong call. */
#include "sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shed-uuid.h"
#include "sim-bugs.h"

#define N_SLOTS (1u << 22)

typedef struct
{
  guint64 n_steps, n_states, n_met, n_cut;
  gboolean failed;
  guint64 slots[N_SLOTS]; /* hash, the lowest four bits: how many steps were left */
} Shared;

static Shared *shared;
static SimWorld world;
static SimOp path[16];
static gint64 until;

static const SimOp fine[] = { { SIM_OP_SET, 0, 12, 0 }, { SIM_OP_DELETE, 0, 4, 0 }, { SIM_OP_TICK, 0, 0, 0 },
                              { SIM_OP_NET, 0, 8, 0 },  { SIM_OP_NET, 0, 0, 0 },    { SIM_OP_NET, 0, 1, 0 },
                              { SIM_OP_KILL, 0, 0, 0 } };
static const SimOp coarse[] = { { SIM_OP_SET, 0, 12, 0 }, { SIM_OP_SET, 0, 13, 0 },    { SIM_OP_DELETE, 0, 4, 0 },
                                { SIM_OP_UNDO, 0, 0, 0 }, { SIM_OP_RESOLVE, 0, 0, 0 }, { SIM_OP_FLOW, 0, 0, 0 },
                                { SIM_OP_GHOST, 0, 0, 0 } };
static const SimOp *steps = fine;
static guint n_steps = G_N_ELEMENTS (fine);

static gboolean
is_possible (const SimOp *op)
{
  SimClient *client = &world.clients[op->client];

  if (op->op == SIM_OP_NET)
    return client->waiting;
  if (op->op == SIM_OP_TICK)
    return !client->waiting && client->timer != 0;
  if (op->op == SIM_OP_GHOST)
    return client->ghosts->len > 0;
  return TRUE;
}

/* Ids, tokens and times by the order in which they first appear: only whether two are the same matters. */
static char *
without_names (const char *text)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0';)
    {
      gsize n = 0;

      if (g_ascii_isxdigit (*p))
        {
          while (n < 36 && (g_ascii_isxdigit (p[n]) || (p[n] == '-' && (n == 8 || n == 13 || n == 18 || n == 23))))
            n++;
          if (n < 36 && strspn (p, "0123456789") == 13)
            n = 13;
          else if (n != 36)
            n = 0;
        }
      else if (*p == 'w' && g_ascii_isdigit (p[1]) && p[1 + strspn (p + 1, "0123456789")] == '.')
        n = 2 + strspn (p + 1, "0123456789");
      if (n == 0)
        {
          g_string_append_c (out, *p++);
          continue;
        }
      if (n == 13)
        g_string_append_c (out, 'T');
      else
        {
          char *name = g_strndup (p, n);
          gpointer index;

          if (!g_hash_table_lookup_extended (names, name, NULL, &index))
            {
              index = GUINT_TO_POINTER (g_hash_table_size (names));
              g_hash_table_insert (names, g_strdup (name), index);
            }
          g_string_append_printf (out, "#%u", GPOINTER_TO_UINT (index));
          g_free (name);
        }
      p += n;
    }
  return g_string_free (out, FALSE);
}

/* Where it stands, and, while everything works towards an end, how far that has come (0: not begun). */
static guint64
hash_state (guint ending)
{
  static const char *const lists[] = {
    "SELECT coalesce (group_concat (n || ' ' || mid || ' ' || state || ' ' || coalesce (upto, '') || ' ' || coalesce (seen, '') || ' ' || (attempts > 0), char (10)), '')"
    " FROM (SELECT * FROM outbox ORDER BY n)",
    "SELECT coalesce (group_concat (grp || ' ' || k || tbl || id || op || coalesce (base, '') || coalesce (new, ''), char (10)), '')"
    " FROM (SELECT * FROM outbox_op ORDER BY grp, k)",
    "SELECT coalesce (group_concat (tbl || id || rv || deleted || coalesce (json, ''), char (10)), '') FROM (SELECT * FROM shadow ORDER BY rv, tbl, id)",
    "SELECT coalesce (group_concat (tbl || id || rv || deleted || coalesce (json, ''), char (10)), '') FROM (SELECT * FROM stage ORDER BY rv, tbl, id)",
    "SELECT group_concat (name || value, char (10)) FROM (SELECT * FROM meta WHERE name IN ('cursor', 'stage_cursor', 'epoch', 'gc', 'stage_mode',"
    " 'nonce', 'upload_mark') ORDER BY name)",
  };
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *server = world.server->klass->dump (world.server, world.user);
  g_autofree char *seen = sim_oracle_dump (&world);
  g_autofree char *plain = NULL;
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize n_digest = sizeof digest;
  guint64 hash;

  g_string_append_printf (text, "%u %s", ending, server);
  for (guint i = 0; i < world.n_clients; i++)
    {
      SimClient *client = &world.clients[i];
      g_autofree char *shown = sim_client_dump (client);
      g_autofree char *engine = shed_sync_engine_dump (client->engine);

      for (guint k = 0; k < G_N_ELEMENTS (lists); k++)
        {
          g_autofree char *list = sim_client_ask (client, "%s", lists[k]);

          g_string_append_printf (text, "%s;\n", list);
        }
      g_string_append_printf (text, "%s;%s;%d %d %s %u %d\n", shown, engine, client->waiting, client->call,
                              client->waiting ? client->args : "", client->journals->len,
                              client->timer > world.t);
      for (guint k = 0; k < client->ghosts->len; k++)
        g_string_append_printf (text, "%s\n", (char *)g_ptr_array_index (client->ghosts, k));
    }
  g_string_append (text, seen);
  plain = without_names (text->str);
  g_checksum_update (sum, (const guchar *)plain, -1);
  g_checksum_get_digest (sum, digest, &n_digest);
  memcpy (&hash, digest, sizeof hash);
  return (hash & ~(guint64)15) == 0 ? 16 : hash & ~(guint64)15;
}

/* Whether this state was left with at least as many steps to go already. *is_new: never met at all. */
static gboolean
was_here (guint64 hash, guint left, gboolean *is_new)
{
  *is_new = FALSE;
  for (guint i = (hash >> 8) % N_SLOTS;; i = (i + 1) % N_SLOTS)
    {
      guint64 slot = shared->slots[i];

      if (slot == 0)
        {
          shared->slots[i] = hash | left;
          *is_new = TRUE;
          return FALSE;
        }
      if ((slot & ~(guint64)15) != hash)
        continue;
      if ((slot & 15) >= left)
        return TRUE;
      shared->slots[i] = hash | left;
      return FALSE;
    }
}

static void
tell (guint n, const char *when)
{
  g_print ("violates %s %s: %s\n", world.invariant, when, world.violation);
  for (guint i = 0; i < n; i++)
    g_print ("%s %u %u %u\n", sim_op_name (path[i].op), path[i].client, path[i].x, path[i].y);
  fflush (NULL);
  shared->failed = TRUE;
}

/* In a process of its own: FALSE when it ended badly. */
static gboolean
in_child (void (*func) (guint), guint n)
{
  pid_t pid;
  int status;

  fflush (NULL);
  pid = fork ();
  if (pid == 0)
    {
      func (n);
      _exit (shared->failed);
    }
  if (pid < 0 || waitpid (pid, &status, 0) != pid)
    g_error ("No process");
  if (!WIFEXITED (status))
    {
      g_print ("a process died after %u steps\n", n);
      shared->failed = TRUE;
    }
  return !shared->failed;
}

/* Two orders of steps in three come to the same once everybody had their turn: from there on it is known to be well, for the
 * search ends where it is not. */
static gboolean
is_known_end (guint part)
{
  gboolean is_new;

  return part < world.n_clients && was_here (hash_state (part + 1), 0, &is_new);
}

static void
judge (guint n)
{
  world.is_known_end = is_known_end;
  sim_world_settle (&world);
  if (world.violation != NULL)
    tell (n, "in the end");
}

static guint max_depth = 3;

static void visit (guint n);

static void
take_step (guint n)
{
  gboolean is_new;

  shared->n_steps++;
  sim_world_step (&world, &path[n - 1]);
  if (world.violation != NULL)
    {
      tell (n, "at once");
      return;
    }
  if (was_here (hash_state (0), max_depth - n, &is_new))
    {
      shared->n_met++;
      return;
    }
  if (is_new)
    {
      shared->n_states++;
      visit (n);
      if (!shared->failed)
        judge (n);
      return;
    }
  visit (n);
}

static void
visit (guint n)
{
  if (n == max_depth)
    return;
  for (guint c = 0; c < world.n_clients; c++)
    for (guint i = 0; i < n_steps; i++)
      {
        SimOp op = steps[i];

        op.client = c;
        if (!is_possible (&op))
          continue;
        if (until != 0 && g_get_monotonic_time () > until)
          {
            shared->n_cut++;
            return;
          }
        path[n] = op;
        if (!in_child (take_step, n + 1))
          return;
      }
}

int
main (int argc, char **argv)
{
  static const SimOp first[] = { { SIM_OP_NEW, 0, 0, 0 }, { SIM_OP_SET, 0, 13, 0 } };
  g_autofree char *which = NULL;
  g_autofree char *bug = NULL;
  int depth = 3, seconds = 0;
  GOptionEntry entries[] = { { "depth", 0, 0, G_OPTION_ARG_INT, &depth, "How many steps", "N" },
                             { "steps", 0, 0, G_OPTION_ARG_STRING, &which, "fine or coarse", "KIND" },
                             { "seconds", 0, 0, G_OPTION_ARG_INT, &seconds, "Stop then", "S" },
                             { "bug", 0, 0, G_OPTION_ARG_STRING, &bug, "With this bug", "NAME" },
                             { NULL } };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ShedRandom) random = shed_random_new_seeded (7);
  gint64 begun = g_get_monotonic_time ();

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc > 1 || depth < 1 || depth > 15 || !sim_set_bug (bug))
    {
      g_printerr ("exhaustive: %s\n", error != NULL ? error->message : "--depth 1 to 15, --bug one of run --list-bugs");
      return 2;
    }
  if (g_strcmp0 (which, "coarse") == 0)
    {
      steps = coarse;
      n_steps = G_N_ELEMENTS (coarse);
    }
  if (seconds == 0 && g_getenv ("WOODSHED_SECONDS") != NULL)
    seconds = atoi (g_getenv ("WOODSHED_SECONDS"));
  until = seconds > 0 ? begun + (gint64)seconds * G_USEC_PER_SEC : 0;
  shared = mmap (NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED)
    g_error ("No memory");
  world = (SimWorld){ .server = sim_server_new_model (random), .seed = 1, .n_clients = 2, .user = shed_uuid_new_v4 (random) };
  sim_world_begin (&world, first, G_N_ELEMENTS (first));
  if (world.violation != NULL)
    tell (0, "at the beginning");
  for (max_depth = 1; max_depth <= (guint)depth && !shared->failed && shared->n_cut == 0; max_depth++)
    {
      shared->n_steps = shared->n_met = 0;
      visit (0);
      g_print ("depth %u steps %" G_GUINT64_FORMAT " states %" G_GUINT64_FORMAT " met again %" G_GUINT64_FORMAT
               "%s violations %d, %.1f s\n",
               max_depth, shared->n_steps, shared->n_states, shared->n_met, shared->n_cut > 0 ? " CUT SHORT" : "",
               shared->failed, (g_get_monotonic_time () - begun) / 1e6);
    }
  sim_world_end (&world);
  return shared->failed ? 1 : 0;
}
