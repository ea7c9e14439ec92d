/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One simulation from its first operation to the verdict: operations are carried out one by one, what must always hold is
 * looked at after each, and then comes the end (both in sim-check.c). */
#include "sim.h"

#include <stdlib.h>
#include <string.h>

#include "shed-outbox-private.h"
#include "shed-sync-sql-private.h"
#include "sim-watch.h"
#include "shed-uuid.h"

static const char *const op_names[SIM_N_OPS] = { "new",      "set",      "add",   "delete",  "reorder", "undo",
                                                 "resolve",  "pair",     "rate",  "now",     "tick",    "net",
                                                 "ghost",    "flow",     "kill",  "killjob", "backup",  "restore",
                                                 "snapshot", "rollback", "clock", "suspend", "sign",    "console",
                                                 "collect",  "reload",   "hint",  "poison",  "large" };

const char *
sim_op_name (guint op)
{
  return op < SIM_N_OPS ? op_names[op] : "?";
}

void
sim_say (SimWorld *world, const char *format, ...)
{
  va_list args;

  if (world->log == NULL)
    return;
  va_start (args, format);
  g_string_append_vprintf (world->log, format, args);
  va_end (args);
  g_string_append_c (world->log, '\n');
}

void
sim_fail (SimWorld *world, const char *invariant, const char *format, ...)
{
  va_list args;

  if (world->violation != NULL)
    return;
  va_start (args, format);
  world->violation = g_strdup_vprintf (format, args);
  va_end (args);
  world->invariant = g_strdup (invariant);
  sim_say (world, "VIOLATION %s: %s", invariant, world->violation);
}

void
sim_world_hash_in (SimWorld *world, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_checksum_update (world->hash, (const guchar *)text, -1);
}

/* A page of another account, as a cache on the way might give it. */
static const char alien_page[] =
  "{\"proto\":1,\"epoch\":\"a11e0000-0000-4000-8000-00000000000e\",\"gc\":\"0\",\"next\":\"999999\",\"head\":\"999999\",\"more\":false,"
  "\"tables\":{\"tag\":{\"columns\":[\"id\",\"created_at\",\"name\",\"colour\",\"deleted\",\"rv\"],"
  "\"rows\":[[\"" SIM_ALIEN "\",1,\"alien\",null,false,\"999999\"]]}},\"end\":true}";

/* The network */

static gboolean
call_both_times (SimClient *client, SimAnswer *answer)
{
  SimWorld *world = client->world;
  g_autofree char *once = NULL;
  g_autofree char *twice = NULL;
  SimAnswer again;

  sim_client_call (client, answer);
  once = world->server->klass->dump (world->server, world->user);
  sim_client_call (client, &again);
  twice = world->server->klass->dump (world->server, world->user);
  if (strcmp (once, twice) != 0)
    {
      g_autofree char *what = sim_difference (once, twice);

      sim_fail (world, "I5", "the same request twice is not as once: %s", what);
    }
  sim_answer_clear (&again);
  return TRUE;
}

/* Something on the way takes no large bodies. One edit of a person is never too large. */
static gboolean
is_too_large (SimClient *client)
{
  const char *first = client->narrow && client->call == SHED_SYNC_PUSH ? strstr (client->args, "\"mid\"") : NULL;

  return first != NULL && (strstr (first + 1, "\"mid\"") != NULL || sim_watch_is_only_poison (client->args));
}

static void
deliver (SimClient *client)
{
  SimAnswer answer;

  if (is_too_large (client))
    {
      SimAnswer large = { 413, "PT413", (char *)"{}" };

      sim_client_answer (client, &large, SHED_SYNC_TROUBLE_REFUSED, 0);
      return;
    }

  sim_client_call (client, &answer);
  sim_world_hash_in (client->world, "%u %u %u %s;", client->index, client->call, answer.status, answer.code);
  sim_client_answer (client, &answer, SHED_SYNC_TROUBLE_NONE, 0);
  sim_answer_clear (&answer);
}

static void
do_net (SimClient *client, const SimOp *op)
{
  SimAnswer answer = { 0 };

  if (!client->waiting)
    return;
  switch (op->x % 16)
    {
    case 0: /* the request is lost */
      sim_say (client->world, "  %u: request lost", client->index);
      sim_client_answer (client, NULL, SHED_SYNC_TROUBLE_OFFLINE, 0);
      return;
    case 1: /* the answer is lost */
    case 2:
      sim_client_call (client, &answer);
      sim_client_answer (client, NULL, SHED_SYNC_TROUBLE_OFFLINE, 0);
      break;
    case 3: /* it arrives twice */
      call_both_times (client, &answer);
      sim_client_answer (client, &answer, SHED_SYNC_TROUBLE_NONE, 0);
      break;
    case 4: /* given up, and perhaps there later */
      {
        char *ghost = g_strdup_printf ("%d%s", client->call, client->args);

        g_ptr_array_add (client->ghosts, ghost);
        sim_client_answer (client, NULL, SHED_SYNC_TROUBLE_OFFLINE, 0);
        return;
      }
    case 5:
      switch (op->y % 6)
        {
        case 0:
          client->signed_in = FALSE;
          sim_client_answer (client, NULL, SHED_SYNC_TROUBLE_SIGN_IN, 0);
          return;
        case 1:
          sim_client_answer (client, NULL, SHED_SYNC_TROUBLE_BUSY, op->y * 1000);
          return;
        case 2:
          sim_client_answer (client, NULL, SHED_SYNC_TROUBLE_SERVER, 0);
          return;
        case 3:
          /* Something on the way answers in the server's place, or gives what was meant for somebody else. */
          {
            SimAnswer alien = { 200, "", (char *)alien_page };
            SimAnswer html = { 200, "", (char *)"<html>Sign in to the café</html>" };

            sim_client_answer (client, client->call == SHED_SYNC_PULL && op->y / 6 % 2 == 1 ? &alien : &html,
                               SHED_SYNC_TROUBLE_NONE, 0);
            return;
          }
        case 4:
          {
            SimAnswer slow = { 500, "57014", (char *)"{}" };

            sim_client_answer (client, &slow, SHED_SYNC_TROUBLE_SERVER, 0);
            return;
          }
        default:
          sim_client_call (client, &answer);
          if (strlen (answer.body) > 4)
            answer.body[strlen (answer.body) * (op->y % 7) / 8] = '\0';
          sim_client_answer (client, &answer, SHED_SYNC_TROUBLE_NONE, 0);
        }
      break;
    case 6: /* an old answer comes in its place, then the right one */
      sim_client_call (client, &answer);
      if (client->late_answer != NULL && client->late_id != client->request_id)
        {
          ShedSyncAnswer late = {
            .id = client->late_id, .status = 200, .body = client->late_answer, .n_bytes = strlen (client->late_answer)
          };

          shed_sync_engine_answer (client->engine, &late);
          sim_client_run_jobs (client);
        }
      g_free (client->late_answer);
      client->late_answer = g_strdup (answer.body);
      client->late_id = client->request_id;
      if (client->waiting)
        sim_client_answer (client, &answer, SHED_SYNC_TROUBLE_NONE, 0);
      break;
    default:
      deliver (client);
      return;
    }
  sim_answer_clear (&answer);
}

/* A person takes a computer off the list that this one knows, or puts one back; it may be this one, which changes nothing. */
static void
forget_computer (SimClient *client, const SimOp *op)
{
  sim_client_exec (client,
                   "INSERT INTO meta (name, value) SELECT 'forget/' || json_extract (j.value, '$.device'), '%s'"
                   " FROM meta m, json_each (m.value) j WHERE m.name = 'devices' AND j.type = 'object'"
                   " ORDER BY json_extract (j.value, '$.device') LIMIT 1 OFFSET %u"
                   " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                   op->y % 3 != 0 ? "1" : "0", op->x % 3);
  sim_client_event (client, SHED_SYNC_EVENT_GREET, 1);
}

static void
do_ghost (SimClient *client, const SimOp *op)
{
  SimWorld *world = client->world;
  static const char *const functions[] = { "woodshed_hello", "woodshed_push", "woodshed_pull" };
  SimAnswer answer;
  const char *ghost;

  if (client->ghosts->len == 0)
    return;
  ghost = g_ptr_array_index (client->ghosts, op->x % client->ghosts->len);
  sim_say (world, "  %u: ghost %s", client->index, ghost);
  world->server->klass->call (world->server, world->user, functions[ghost[0] - '0'], ghost + 1, world->t, &answer);
  sim_answer_clear (&answer);
}

void
sim_world_set_clocks (SimWorld *world)
{
  for (guint i = 0; i < world->n_clients; i++)
    shed_clock_set (world->clients[i].clock, world->t + world->clients[i].skew, NULL);
}

/* Everything works until nothing is to be done for a minute. */
void
sim_world_flow (SimClient *client)
{
  SimWorld *world = client->world;

  for (guint i = 0; i < 60 && world->violation == NULL; i++)
    {
      if (client->waiting)
        deliver (client);
      else if (client->timer != 0 && client->timer <= world->t + 20000)
        {
          world->t = MAX (world->t, client->timer);
          sim_world_set_clocks (world);
          sim_client_event (client, SHED_SYNC_EVENT_TIMER, 0);
        }
      else
        return;
    }
}

/* After the server was put back the computer that knows most is the first to come: only its number, or a token, can tell
 * that the server is the older one. Were somebody else to write past that number first, nobody could. */
static void
meet_old_server (SimWorld *world)
{
  SimClient *first = NULL;
  gint64 most = -1;

  for (guint i = 0; i < world->n_clients; i++)
    {
      gint64 seen = shed_sync_get_seen_head (world->clients[i].db);

      if (shed_outbox_has_account (world->clients[i].db) && seen > most)
        {
          most = seen;
          first = &world->clients[i];
        }
    }
  if (first == NULL)
    return;
  first->signed_in = TRUE;
  first->kill_job = FALSE;
  sim_client_reboot (first);
  if (first->waiting)
    deliver (first);
}

/* Operations */

/* A group of which only the second half is bad leaves nothing of the first. */
static void
push_half_bad (SimClient *client)
{
  SimWorld *world = client->world;
  g_autofree char *device = shed_sync_dup_meta (client->db, "device");
  g_autofree char *mid = shed_uuid_new_v4 (world->random);
  g_autofree char *tag = shed_uuid_new_v4 (world->random);
  g_autofree char *args = g_strdup_printf (
    "{\"proto\":1,\"schema\":1,\"device\":\"%s\",\"space\":\"%s\",\"epoch\":null,\"cursor\":\"0\",\"groups\":[{\"mid\":\"%s\","
    "\"at\":\"2026-11-21T12:00:00Z\",\"seen\":\"0\",\"ops\":[{\"op\":\"ins\",\"tbl\":\"tag\",\"id\":\"%s\",\"set\":{\"created_at\":1,"
    "\"name\":\"half\"}},{\"op\":\"del\",\"tbl\":\"practice_event\",\"id\":\"%s\",\"base\":{}}]}]}",
    device, world->user, mid, tag, mid);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  SimAnswer answer;

  if (device == NULL || !client->signed_in)
    return;
  before = world->server->klass->dump (world->server, world->user);
  world->server->klass->call (world->server, world->user, "woodshed_push", args, world->t, &answer);
  after = world->server->klass->dump (world->server, world->user);
  if (answer.status == 200 && strstr (answer.body, "rejected") == NULL)
    sim_fail (world, "I11", "a bad group was not rejected: %s", answer.body);
  else if (strcmp (before, after) != 0)
    sim_fail (world, "I11", "a rejected group left something on the server");
  sim_answer_clear (&answer);
}

void
sim_world_do (SimWorld *world, const SimOp *op)
{
  SimClient *client = &world->clients[op->client % world->n_clients];

  /* What the network does, it does to somebody who waits for it. */
  for (guint i = 0; op->op == SIM_OP_NET && i < world->n_clients && !client->waiting; i++)
    client = &world->clients[(client->index + 1) % world->n_clients];
  world->t += 7 + op->y % 50;
  sim_world_set_clocks (world);
  sim_say (world, "%s %u %u %u", sim_op_name (op->op), op->client, op->x, op->y);
  sim_world_hash_in (world, "%s %u;", sim_op_name (op->op), op->client);
  if (op->op == SIM_OP_UNDO || op->op == SIM_OP_RESOLVE || op->op == SIM_OP_RESTORE || op->op == SIM_OP_ROLLBACK ||
      op->op == SIM_OP_COLLECT)
    sim_watch_stop (world);
  switch ((SimOpKind)op->op)
    {
    case SIM_OP_NEW:
    case SIM_OP_SET:
    case SIM_OP_ADD:
    case SIM_OP_DELETE:
    case SIM_OP_REORDER:
    case SIM_OP_UNDO:
    case SIM_OP_RESOLVE:
    case SIM_OP_PAIR:
    case SIM_OP_RATE:
      {
        g_autoptr (GHashTable) before = sim_oracle_look (client);
        gboolean did = sim_user_do (client, op);

        if (did)
          {
            g_autoptr (GHashTable) after = sim_oracle_look (client);

            sim_oracle_note (client, before, after);
            sim_client_event (client, SHED_SYNC_EVENT_LOCAL_COMMIT, 0);
          }
        sim_world_hash_in (world, "%d;", did);
        break;
      }
    case SIM_OP_NOW:
      if (op->y % 8 != 0)
        sim_client_event (client, SHED_SYNC_EVENT_SYNC_NOW, 0);
      else
        forget_computer (client, op);
      break;
    case SIM_OP_TICK:
      if (client->timer == 0)
        break;
      world->t = MAX (world->t, client->timer);
      sim_world_set_clocks (world);
      for (guint i = 0; i < world->n_clients; i++)
        if (world->clients[i].timer != 0 && world->clients[i].timer <= world->t)
          sim_client_event (&world->clients[i], SHED_SYNC_EVENT_TIMER, 0);
      break;
    case SIM_OP_NET:
      do_net (client, op);
      break;
    case SIM_OP_GHOST:
      do_ghost (client, op);
      break;
    case SIM_OP_FLOW:
      sim_client_event (client, SHED_SYNC_EVENT_SYNC_NOW, 0);
      sim_world_flow (client);
      break;
    case SIM_OP_KILL:
      sim_client_reboot (client);
      break;
    case SIM_OP_KILL_JOB:
      client->kill_job = TRUE;
      break;
    case SIM_OP_BACKUP:
      sim_client_back_up (client);
      break;
    case SIM_OP_RESTORE:
      if (!client->has_backup)
        break;
      sim_oracle_forgive (client);
      sim_client_put_back (client);
      break;
    case SIM_OP_SNAPSHOT:
      if (world->snapshot != NULL)
        world->server->klass->free_snapshot (world->server, world->snapshot);
      world->snapshot = world->server->klass->snapshot (world->server, world->user);
      break;
    case SIM_OP_ROLLBACK:
      if (world->snapshot == NULL || world->server_went_back)
        break;
      world->server->klass->restore (world->server, world->user, world->snapshot);
      world->server_went_back = TRUE;
      meet_old_server (world);
      break;
    case SIM_OP_CLOCK:
      client->skew += ((gint64)op->x - 128) * 1000 * (op->y % 4 == 0 ? 100000 : 60);
      sim_world_set_clocks (world);
      break;
    case SIM_OP_SUSPEND:
      client->suspended = !client->suspended;
      sim_client_event (client, client->suspended ? SHED_SYNC_EVENT_SUSPEND : SHED_SYNC_EVENT_RESUME, 0);
      break;
    case SIM_OP_SIGN:
      if (client->signed_in)
        {
          client->signed_in = FALSE;
          sim_client_event (client, SHED_SYNC_EVENT_SIGNED_OUT, 0);
        }
      else
        sim_client_sign_in (client);
      break;
    case SIM_OP_CONSOLE:
      {
        g_autofree char *id = sim_client_ask (
          client, "SELECT id FROM tune ORDER BY id LIMIT 1 OFFSET %u %% max (1, (SELECT count(*) FROM tune))", op->x);
        g_autofree char *value = g_strdup_printf ("\"console %u\"", op->y);

        if (id != NULL)
          world->server->klass->console (world->server, world->user, "tune", id, "genre", value);
        break;
      }
    case SIM_OP_COLLECT:
      world->server->klass->collect (world->server, world->user, world->t + 1);
      world->has_gc = TRUE;
      break;
    case SIM_OP_RELOAD:
      sim_client_event (client, op->x % 2 ? SHED_SYNC_EVENT_RELOAD : SHED_SYNC_EVENT_VERIFY, 0);
      break;
    case SIM_OP_HINT:
      sim_client_event (client, SHED_SYNC_EVENT_HINT, 0);
      break;
    case SIM_OP_POISON:
      push_half_bad (client);
      if (sim_watch_poison (client->watch))
        sim_client_event (client, SHED_SYNC_EVENT_LOCAL_COMMIT, 0);
      break;
    case SIM_OP_LARGE:
      client->narrow = !client->narrow;
      break;
    default:
      break;
    }
  if (world->violation == NULL && client->engine != NULL)
    sim_check_client (client, FALSE);
}

/* What a small model begins with is its own. */
static void
begin (SimWorld *world, const SimOp *ops, guint n_ops)
{
  world->t = SIM_BEGIN_MS;
  for (guint i = 0; i < world->n_clients; i++)
    sim_client_start (&world->clients[i], world, i);
  for (guint i = 0; i < world->n_clients; i++)
    if (i == 0 || world->seed % 3 != 0 || i % 2 == 1)
      sim_client_sign_in (&world->clients[i]);
  for (guint i = 0; i < n_ops; i++)
    sim_world_do (world, &ops[i]);
  for (guint i = 0; i < world->n_clients; i++)
    if (world->clients[i].signed_in)
      sim_world_flow (&world->clients[i]);
}

void
sim_world_step (SimWorld *world, const SimOp *op)
{
  if (world->violation == NULL)
    sim_world_do (world, op);
}

void
sim_world_begin (SimWorld *world, const SimOp *first, guint n_first)
{
  world->hash = g_checksum_new (G_CHECKSUM_SHA256);
  world->random = shed_random_new_seeded (world->seed);
  if (first != NULL)
    begin (world, first, n_first);
  else
    sim_world_begin_as_kept (world);
}

void
sim_world_end (SimWorld *world)
{
  for (guint i = 0; i < world->n_clients; i++)
    {
      g_clear_pointer (&world->clients[i].late_answer, g_free);
      sim_client_stop (&world->clients[i]);
    }
  if (world->snapshot != NULL)
    world->server->klass->free_snapshot (world->server, world->snapshot);
  world->snapshot = NULL;
  sim_oracle_free_cells (world);
  g_clear_pointer (&world->random, shed_random_unref);
}

void
sim_world_run (SimWorld *world, const SimOp *ops, guint n_ops)
{
  sim_world_begin (world, NULL, 0);
  for (guint i = 0; i < n_ops; i++)
    sim_world_step (world, &ops[i]);
  sim_world_settle (world);
  sim_world_end (world);
}

/* Seeds */

/* Beyond these numbers every seed goes through what is rare in the others: a side that goes back in time, a computer that was
 * away while deletions were forgotten, a server that takes little. */
#define SIM_HARD_SEEDS 1000000000

static void
make_hard (ShedRandom *random, guint64 seed, SimOp *ops, guint n)
{
  static const guint8 pairs[][2] = { { SIM_OP_SNAPSHOT, SIM_OP_ROLLBACK },
                                     { SIM_OP_BACKUP, SIM_OP_RESTORE },
                                     { SIM_OP_DELETE, SIM_OP_COLLECT },
                                     { SIM_OP_LARGE, SIM_OP_POISON } };
  guint64 r = shed_random_next (random);
  guint first = r % (n / 2), second = n / 2 + (r >> 8) % (n / 2);

  for (guint k = 0; k < 2; k++)
    {
      guint at = k == 0 ? first : second;

      ops[at] = (SimOp) { pairs[seed % 4][k], (r >> 24) & 0xff, (r >> 32) & 0xff, (r >> 40) & 0xff };
    }
}

guint
sim_make_ops (guint64 seed, SimOp *ops, guint *n_clients)
{
  static const guint8 weights[SIM_N_OPS] = { 4, 24, 10, 7, 3, 5, 6, 3, 3, 8, 14, 60, 3, 16, 3,
                                             3, 2,  2,  1, 1, 2, 2, 2, 2, 1, 1,  3,  0, 0 };
  g_autoptr (ShedRandom) random = shed_random_new_seeded (seed * 2654435761u + 17);
  guint chosen[SIM_N_OPS];
  guint total = 0;
  guint n;

  *n_clients = 2 + shed_random_next (random) % 10 / 6 + (shed_random_next (random) % 20 == 0 ? 2 : 0);
  *n_clients = MIN (*n_clients, SIM_MAX_CLIENTS);
  for (guint i = 0; i < SIM_N_OPS; i++)
    {
      guint64 r = shed_random_next (random);

      chosen[i] = weights[i] * (1 + r % 3);
      /* A quarter of the faults does not happen at all in this seed. */
      if (i >= SIM_OP_GHOST && i != SIM_OP_FLOW && (r >> 8) % 4 == 0)
        chosen[i] = 0;
      /* Time going back for a whole side is rare. */
      if ((i == SIM_OP_ROLLBACK || i == SIM_OP_RESTORE || i == SIM_OP_COLLECT) && (r >> 16) % 3 != 0)
        chosen[i] = 0;
      total += chosen[i];
    }
  n = 30 + shed_random_next (random) % 51;
  for (guint k = 0; k < n; k++)
    {
      guint64 r = shed_random_next (random);
      guint at = r % total;
      guint i = 0;

      while (at >= chosen[i])
        at -= chosen[i++];
      ops[k] = (SimOp) { i, (r >> 24) & 0xff, (r >> 32) & 0xff, (r >> 40) & 0xff };
    }
  /* In every fifth seed there are groups that must be rejected and pushes that are too large. */
  for (guint k = 0; seed % 5 == 3 && k < n; k++)
    {
      guint64 r = shed_random_next (random);

      if (r % 20 == 0)
        ops[k] = (SimOp) { SIM_OP_POISON, (r >> 24) & 0xff, 0, 0 };
      else if (r % 20 == 1)
        ops[k] = (SimOp) { SIM_OP_LARGE, (r >> 24) & 0xff, 0, 0 };
    }
  if (seed >= SIM_HARD_SEEDS)
    make_hard (random, seed, ops, n);
  return n;
}
