/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the engine does with answers that no server of ours gives today: one computer of the simulator, asked by hand. */
#include "sim.h"

#include <string.h>

#include "shed-uuid.h"

typedef struct
{
  SimWorld world;
  SimClient *client;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  static const SimOp first[] = { { SIM_OP_NEW, 0, 3, 0 } };
  g_autoptr (ShedRandom) random = shed_random_new_seeded (7);

  memset (f, 0, sizeof *f);
  f->world = (SimWorld){ .server = sim_server_new_model (random), .seed = 1, .n_clients = 2, .user = shed_uuid_new_v4 (random) };
  sim_world_begin (&f->world, first, G_N_ELEMENTS (first));
  f->client = &f->world.clients[0];
  g_assert_cmpstr (f->world.violation, ==, NULL);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  g_assert_cmpstr (f->world.violation, ==, NULL);
  sim_world_end (&f->world);
  f->world.server->klass->free (f->world.server);
  g_checksum_free (f->world.hash);
  g_free (f->world.user);
}

static void
step (Fixture *f, guint op, guint x, guint y)
{
  SimOp one = { op, 0, x, y };

  sim_world_step (&f->world, &one);
  /* After a violation nothing happens any more. */
  g_assert_cmpstr (f->world.violation, ==, NULL);
}

static const ShedSyncStatus *
status (Fixture *f)
{
  return shed_sync_engine_get_status (f->client->engine);
}

/* 61: after an outage not everybody comes at once. */
static void
waits_longer_and_not_all_alike (Fixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) waits = g_hash_table_new (NULL, NULL);
  gint64 limit = 2000, longest = 0;

  step (f, SIM_OP_SET, 0, 0);
  for (guint i = 0; i < 60; i++)
    {
      gint64 wait;

      while (!f->client->waiting)
        step (f, SIM_OP_TICK, 0, 0);
      sim_client_answer (f->client, NULL, SHED_SYNC_TROUBLE_SERVER, 0);
      wait = status (f)->next_try - shed_clock_now_ms (f->client->clock);
      g_assert_cmpint (wait, >=, 1);
      g_assert_cmpint (wait, <=, limit + 1);
      limit = MIN (limit * 2, 15 * 60 * 1000);
      longest = MAX (longest, wait);
      g_hash_table_add (waits, GINT_TO_POINTER ((int)wait));
    }
  g_assert_cmpuint (g_hash_table_size (waits), >, 50);
  g_assert_cmpint (longest, >, 5 * 60 * 1000);
  g_assert_cmpuint (status (f)->n_waiting, ==, 1);
  sim_world_settle (&f->world);
}

/* 55 */
static void
asked_to_wait_for_a_year_waits_an_hour (Fixture *f, gconstpointer data)
{
  step (f, SIM_OP_SET, 0, 0);
  while (!f->client->waiting)
    step (f, SIM_OP_TICK, 0, 0);
  sim_client_answer (f->client, NULL, SHED_SYNC_TROUBLE_BUSY, G_GINT64_CONSTANT (31536000000));
  g_assert_cmpint (status (f)->next_try - shed_clock_now_ms (f->client->clock), ==, 60 * 60 * 1000);
  sim_world_settle (&f->world);
}

/* 49: a clock that was two days ahead is put right. What waited for seconds goes after seconds. */
static void
clock_put_right_holds_up_nothing (Fixture *f, gconstpointer data)
{
  const gint64 days = G_GINT64_CONSTANT (2 * 24 * 60 * 60 * 1000);
  gint64 t;

  f->client->skew = days;
  sim_world_set_clocks (&f->world);
  step (f, SIM_OP_NOW, 0, 1);
  sim_world_flow (f->client);
  step (f, SIM_OP_SET, 0, 0);
  f->client->skew = 0;
  sim_world_set_clocks (&f->world);
  t = f->world.t;
  while (!f->client->waiting)
    step (f, SIM_OP_TICK, 0, 0);
  g_assert_cmpint (f->client->call, ==, SHED_SYNC_PUSH);
  g_assert_cmpint (f->world.t - t, <=, 5000);
  /* So, too, after a failure; and what a person is told of it is said by the clock as it is now. */
  f->client->skew = days;
  sim_world_set_clocks (&f->world);
  sim_client_answer (f->client, NULL, SHED_SYNC_TROUBLE_BUSY, 60 * 1000);
  f->client->skew = 0;
  sim_world_set_clocks (&f->world);
  sim_client_event (f->client, SHED_SYNC_EVENT_NETWORK_DOWN, 0);
  g_assert_cmpint (status (f)->next_try - shed_clock_now_ms (f->client->clock), ==, 60 * 1000);
  t = f->world.t;
  while (!f->client->waiting)
    step (f, SIM_OP_TICK, 0, 0);
  g_assert_cmpint (f->world.t - t, <=, 61 * 1000);
  sim_world_flow (f->client);
  g_assert_cmpint (status (f)->state, ==, SHED_SYNC_UP_TO_DATE);
  /* And others are asked again in their time, though by its clock no time has passed. */
  f->world.t = f->client->timer;
  f->client->skew = t - f->world.t;
  sim_world_set_clocks (&f->world);
  sim_client_event (f->client, SHED_SYNC_EVENT_TIMER, 0);
  g_assert_true (f->client->waiting);
  sim_world_settle (&f->world);
}

/* 21: a lock that others hold says nothing about the groups. */
static void
busy_push_is_sent_again_as_it_was (Fixture *f, gconstpointer data)
{
  SimAnswer busy = { 503, "PT503", (char *)"{}" };
  g_autofree char *before = NULL;

  step (f, SIM_OP_SET, 0, 0);
  step (f, SIM_OP_NEW, 1, 0);
  while (!f->client->waiting)
    step (f, SIM_OP_TICK, 0, 0);
  g_assert_cmpint (f->client->call, ==, SHED_SYNC_PUSH);
  before = g_strdup (f->client->args);
  sim_client_answer (f->client, &busy, SHED_SYNC_TROUBLE_NONE, 0);
  while (!f->client->waiting)
    step (f, SIM_OP_TICK, 0, 0);
  g_assert_cmpstr (f->client->args, ==, before);
  sim_world_settle (&f->world);
}

/* 66: a server that wants a newer program. */
static void
too_old_program_stops_and_loses_nothing (Fixture *f, gconstpointer data)
{
  SimAnswer schema = { 200, "", (char *)"{\"proto\":1,\"reset\":\"schema\",\"epoch\":null,\"end\":true}" };

  step (f, SIM_OP_SET, 0, 0);
  while (!f->client->waiting)
    step (f, SIM_OP_TICK, 0, 0);
  sim_client_answer (f->client, &schema, SHED_SYNC_TROUBLE_NONE, 0);
  g_assert_cmpint (status (f)->state, ==, SHED_SYNC_UPDATE_NEEDED);
  g_assert_false (f->client->waiting);
  g_assert_cmpint (f->client->timer, ==, 0);
  /* Work goes on, and is kept for the newer program. */
  step (f, SIM_OP_SET, 2, 0);
  g_assert_cmpuint (status (f)->n_waiting, ==, 2);
  sim_client_reboot (f->client);
  sim_world_settle (&f->world);
}

/* An edit that the server refuses is kept for its person to look at, until that person deletes the row. */
static void
refused_edit_goes_with_its_deleted_row (Fixture *f, gconstpointer data)
{
  g_autofree char *mid = NULL;
  g_autofree char *epoch = NULL;
  g_autofree char *cursor = NULL;
  g_autofree char *body = NULL;
  g_autofree char *left = NULL;
  SimAnswer refused = { 200, "", NULL };

  step (f, SIM_OP_FLOW, 0, 0);
  step (f, SIM_OP_SET, 5, 0);
  while (!f->client->waiting)
    step (f, SIM_OP_TICK, 0, 0);
  g_assert_cmpint (f->client->call, ==, SHED_SYNC_PUSH);
  mid = sim_client_ask (f->client, "SELECT mid FROM outbox");
  epoch = sim_client_ask (f->client, "SELECT value FROM meta WHERE name = 'epoch'");
  cursor = sim_client_ask (f->client, "SELECT value FROM meta WHERE name = 'cursor'");
  body = g_strdup_printf ("{\"proto\":1,\"epoch\":\"%s\",\"head\":\"%s\",\"results\":[{\"mid\":\"%s\",\"s\":\"rejected\","
                          "\"code\":\"23514\"}],\"end\":true}",
                          epoch, cursor, mid);
  refused.body = body;
  sim_client_answer (f->client, &refused, SHED_SYNC_TROUBLE_NONE, 0);
  step (f, SIM_OP_FLOW, 0, 0);
  g_assert_cmpuint (status (f)->n_held, ==, 1);
  step (f, SIM_OP_DELETE, 0, 0);
  sim_world_settle (&f->world);
  left = sim_client_ask (f->client, "SELECT (SELECT count(*) FROM tune) || ' ' || (SELECT count(*) FROM outbox)");
  g_assert_cmpstr (left, ==, "0 0");
}

/* 66: a newer server's columns and tables are passed over, and nothing of the page that is known is. */
static void
unknown_columns_and_tables_do_no_harm (Fixture *f, gconstpointer data)
{
  SimAnswer answer;
  g_autoptr (GString) body = NULL;
  SimOp other = { SIM_OP_SET, 1, 0, 0 };
  SimOp flow = { SIM_OP_FLOW, 1, 0, 0 };
  g_autofree char *mine = NULL;
  g_autofree char *theirs = NULL;

  sim_world_step (&f->world, &other);
  sim_world_step (&f->world, &flow);
  step (f, SIM_OP_NOW, 0, 0);
  while (f->client->call != SHED_SYNC_PULL || !f->client->waiting)
    {
      if (f->client->waiting)
        {
          sim_client_call (f->client, &answer);
          sim_client_answer (f->client, &answer, SHED_SYNC_TROUBLE_NONE, 0);
          sim_answer_clear (&answer);
        }
      else
        step (f, SIM_OP_TICK, 0, 0);
    }
  sim_client_call (f->client, &answer);
  body = g_string_new (answer.body);
  g_assert_cmpuint (g_string_replace (body, "\"columns\":[\"id\"", "\"columns\":[\"colour\",\"id\"", 0), ==, 1);
  g_assert_cmpuint (g_string_replace (body, "\"rows\":[[", "\"rows\":[[{\"of\":\"tomorrow\"},", 0), ==, 1);
  g_string_replace (body, "\"tables\":{",
                    "\"tables\":{\"dance\":{\"columns\":[\"id\",\"deleted\",\"rv\"],\"rows\":[[\"x\",false,\"9\"]]},",
                    0);
  g_free (answer.body);
  answer.body = g_strdup (body->str);
  sim_client_answer (f->client, &answer, SHED_SYNC_TROUBLE_NONE, 0);
  sim_answer_clear (&answer);
  mine = sim_client_ask (f->client, "SELECT title FROM tune");
  theirs = sim_client_ask (&f->world.clients[1], "SELECT title FROM tune");
  g_assert_cmpstr (mine, ==, theirs);
  sim_world_settle (&f->world);
}

/* 66: a project whose SQL does not know the list of computers goes on as it did, and what a person decided about the list is
 * kept for the day when it does. */
static void
project_that_tells_no_computers_goes_on (Fixture *f, gconstpointer data)
{
  for (guint told = 0; told < 2; told++)
    {
      SimAnswer answer;
      g_autofree char *devices = NULL;
      g_autofree char *waiting = NULL;
      char *from, *to;

      sim_client_exec (f->client, "INSERT OR REPLACE INTO meta (name, value) VALUES ('forget/%s', '1')", f->world.user);
      sim_client_event (f->client, SHED_SYNC_EVENT_GREET, 1);
      while (!f->client->waiting)
        sim_client_run_jobs (f->client);
      g_assert_cmpint (f->client->call, ==, SHED_SYNC_HELLO);
      sim_client_call (f->client, &answer);
      from = strstr (answer.body, ",\"devices\":[");
      g_assert_nonnull (from);
      to = strstr (from, "]");
      if (told == 0)
        memset (from, ' ', to + 1 - from);
      sim_client_answer (f->client, &answer, SHED_SYNC_TROUBLE_NONE, 0);
      sim_answer_clear (&answer);
      sim_client_run_jobs (f->client);
      devices = sim_client_ask (f->client, "SELECT substr (value, 1, 1) FROM meta WHERE name = 'devices'");
      waiting = sim_client_ask (f->client, "SELECT count(*) FROM meta WHERE name GLOB 'forget/*'");
      g_assert_cmpstr (devices, ==, told == 0 ? "n" : "[");
      g_assert_cmpstr (waiting, ==, told == 0 ? "1" : "0");
      sim_world_settle (&f->world);
    }
}

/* 62: who writes faster than pages come sees the others all the same. */
static void
writing_without_end_does_not_keep_others_out (Fixture *f, gconstpointer data)
{
  SimOp other = { SIM_OP_SET, 1, 2, 0 };
  SimOp flow = { SIM_OP_FLOW, 1, 0, 0 };
  g_autofree char *composer = NULL;

  sim_world_step (&f->world, &other);
  sim_world_step (&f->world, &flow);
  step (f, SIM_OP_NOW, 0, 0);
  for (guint i = 0; i < 60 && composer == NULL; i++)
    {
      step (f, SIM_OP_SET, 5, 0);
      if (f->client->waiting)
        step (f, SIM_OP_NET, 8, 0);
      else
        step (f, SIM_OP_TICK, 0, 0);
      composer = sim_client_ask (f->client, "SELECT composer FROM tune");
    }
  g_assert_nonnull (composer);
  sim_world_settle (&f->world);
}

static void
do_on (Fixture *f, guint client, guint op, guint x)
{
  SimOp one = { op, client, x, 0 };

  sim_world_step (&f->world, &one);
  /* After a violation nothing happens any more. */
  g_assert_cmpstr (f->world.violation, ==, NULL);
}

static gint64
count (SimClient *client, const char *sql)
{
  g_autofree char *answer = sim_client_ask (client, "%s", sql);

  return g_ascii_strtoll (answer, NULL, 10);
}

static void
assert_told (Fixture *f, guint client, const char *what)
{
  g_autofree char *told = sim_client_ask (
    &f->world.clients[client],
    "SELECT coalesce (group_concat (json_remove (value, '$.at', '$.id'), ' '), '') FROM meta WHERE name GLOB 'merged/*'");

  g_assert_cmpstr (told, ==, what);
}

/* On the computer whose edit met another one, and once. */
static void
edits_of_two_computers_are_told_where_they_met (Fixture *f, gconstpointer data)
{
  static const guint title = 0, composer = 2;
  g_autofree char *told = NULL;

  sim_world_settle (&f->world);
  assert_told (f, 0, "");
  do_on (f, 0, SIM_OP_SET, title);
  do_on (f, 1, SIM_OP_SET, composer);
  do_on (f, 0, SIM_OP_FLOW, 0);
  do_on (f, 1, SIM_OP_FLOW, 0);
  sim_world_settle (&f->world);
  assert_told (f, 0, "");
  told = sim_client_ask (&f->world.clients[1], "SELECT value FROM meta WHERE name GLOB 'merged/tune/*'");
  g_assert_nonnull (strstr (told, "\"here\":\"composer\""));
  g_assert_nonnull (strstr (told, "\"there\":\"title\""));
  g_assert_nonnull (strstr (told, "\"mixed\":null"));
  /* An edit that knew of the other is none. */
  do_on (f, 0, SIM_OP_SET, composer);
  sim_world_settle (&f->world);
  do_on (f, 1, SIM_OP_SET, title);
  sim_world_settle (&f->world);
  g_assert_cmpint (count (f->client, "SELECT count(*) FROM meta WHERE name GLOB 'merged/*'"), ==, 0);
  g_assert_cmpint (count (&f->world.clients[1], "SELECT count(*) FROM meta WHERE name GLOB 'merged/*'"), ==, 1);
}

/* Where it was deleted: there it comes back. Where it was edited nothing happened. */
static void
what_comes_back_by_an_edit_is_told_where_it_was_deleted (Fixture *f, gconstpointer data)
{
  sim_world_settle (&f->world);
  do_on (f, 1, SIM_OP_SET, 2);
  do_on (f, 0, SIM_OP_DELETE, 0);
  do_on (f, 0, SIM_OP_FLOW, 0);
  g_assert_cmpint (count (f->client, "SELECT count(*) FROM tune"), ==, 0);
  sim_world_settle (&f->world);
  g_assert_cmpint (count (f->client, "SELECT count(*) FROM tune"), ==, 1);
  assert_told (f, 0, "{\"table\":\"tune\",\"back\":1}");
  g_assert_cmpint (count (&f->world.clients[1], "SELECT count(*) FROM meta WHERE name GLOB 'merged/*'"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define RULE(name, func) g_test_add ("/engine/" name, Fixture, NULL, setup, func, teardown)
  RULE ("project-that-tells-no-computers-goes-on", project_that_tells_no_computers_goes_on);
  RULE ("waits-longer-and-not-all-alike", waits_longer_and_not_all_alike);
  RULE ("asked-to-wait-for-a-year-waits-an-hour", asked_to_wait_for_a_year_waits_an_hour);
  RULE ("clock-put-right-holds-up-nothing", clock_put_right_holds_up_nothing);
  RULE ("busy-push-is-sent-again-as-it-was", busy_push_is_sent_again_as_it_was);
  RULE ("too-old-program-stops-and-loses-nothing", too_old_program_stops_and_loses_nothing);
  RULE ("refused-edit-goes-with-its-deleted-row", refused_edit_goes_with_its_deleted_row);
  RULE ("unknown-columns-and-tables-do-no-harm", unknown_columns_and_tables_do_no_harm);
  RULE ("writing-without-end-does-not-keep-others-out", writing_without_end_does_not_keep_others_out);
  RULE ("edits-of-two-computers-are-told-where-they-met", edits_of_two_computers_are_told_where_they_met);
  RULE ("what-comes-back-by-an-edit-is-told-where-it-was-deleted", what_comes_back_by_an_edit_is_told_where_it_was_deleted);
  return g_test_run ();
}
