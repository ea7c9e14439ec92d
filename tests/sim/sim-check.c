/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold: after every step, and in the end, when nothing fails any more, two rounds are made, and all must be one. */
#include "sim.h"

#include <string.h>

#include "shed-outbox-private.h"
#include "shed-sync-sql-private.h"
#include "sim-watch.h"

/* What must always hold */

static char *
shadow_dump (SimClient *client)
{
  guint n_tables;
  const ShedTable *tables = shed_tables_get (&n_tables);
  GString *text = g_string_new (NULL);
  static char *known[SHED_N_TABLES];

  for (guint t = 0; t < n_tables; t++)
    {
      g_autoptr (ShedStmt) stmt = NULL;

      if (known[t] == NULL)
        {
          g_autoptr (GString) sql = g_string_new (NULL);

          g_string_append_printf (sql, "SELECT '%s' || char (31) || h.id", tables[t].name);
          if (strcmp (tables[t].name, "conflict") != 0)
            g_string_append (
              sql,
              " || char (31) || CASE WHEN h.json IS NULL THEN t.created_at ELSE json_extract (h.json, '$.created_at') END");
          for (guint i = 0; i < tables[t].n_columns; i++)
            g_string_append_printf (
              sql,
              " || char (31) || coalesce (CAST (CASE WHEN h.json IS NULL THEN t.\"%s\" ELSE json_extract (h.json, '$.%s') END"
              " AS TEXT), '~')",
              tables[t].columns[i].name, tables[t].columns[i].name);
          g_string_append_printf (
            sql, " FROM shadow h LEFT JOIN \"%s\" t ON t.id = h.id WHERE h.tbl = '%s' AND h.deleted = 0 ORDER BY h.id",
            tables[t].name, tables[t].name);
          known[t] = g_string_free (g_steal_pointer (&sql), FALSE);
        }
      stmt = shed_db_borrow (client->db, known[t], NULL);
      while (shed_stmt_step (stmt, NULL) == SHED_STEP_ROW)
        g_string_append_printf (text, "%s\n", shed_stmt_get_text (stmt, 0));
    }
  return g_string_free (text, FALSE);
}

/* The first line that one has and the other has not. */
char *
sim_difference (const char *a, const char *b)
{
  g_auto (GStrv) in_a = g_strsplit (a, "\n", -1);
  g_auto (GStrv) in_b = g_strsplit (b, "\n", -1);

  for (guint i = 0; in_a[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *)in_b, in_a[i]))
      return g_strdup_printf ("only here: %s", g_strdelimit (in_a[i], "\x1f", '|'));
  for (guint i = 0; in_b[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *)in_a, in_b[i]))
      return g_strdup_printf ("only there: %s", g_strdelimit (in_b[i], "\x1f", '|'));
  return g_strdup ("the same lines otherwise ordered");
}

/* Says it that all is well, then all is well. */
static void
check_status (SimClient *client, gint64 cursor)
{
  SimWorld *world = client->world;
  const ShedSyncStatus *status = shed_sync_engine_get_status (client->engine);

  if (status->state == SHED_SYNC_UP_TO_DATE)
    {
      g_autofree char *n = sim_client_ask (client, "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM stage)");
      gint64 age = world->t - client->heard_at;

      if (strcmp (n, "0") != 0)
        sim_fail (world, "I15", "client %u says it is up to date with %s things waiting", client->index, n);
      else if (cursor != client->head)
        sim_fail (world, "I15", "client %u says it is up to date at %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT,
                  client->index, cursor, client->head);
      else if (age >= 10 * 60 * 1000 && client->timer > world->t)
        sim_fail (world, "I15", "client %u says it is up to date after %" G_GINT64_FORMAT " ms", client->index, age);
    }
}

/* Whatever its clock is set to, nobody who could ask waits longer than the longest wait there is. */
static void
check_wait (SimClient *client)
{
  const ShedSyncStatus *status = shed_sync_engine_get_status (client->engine);
  gint64 longest = status->n_failures > 0 ? 60 * 60 * 1000 : 30 * 60 * 1000;
  gint64 wait = client->timer - client->world->t;

  if (client->suspended || !client->signed_in || client->waiting || client->job != NULL ||
      status->state == SHED_SYNC_SIGN_IN || status->state == SHED_SYNC_UPDATE_NEEDED)
    return;
  if (client->timer == 0)
    sim_fail (client->world, "I16", "client %u waits for ever", client->index);
  else if (wait > longest)
    sim_fail (client->world, "I16", "client %u would wait %" G_GINT64_FORMAT " ms", client->index, wait);
}

void
sim_check_client (SimClient *client, gboolean after_apply)
{
  SimWorld *world = client->world;
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  gint64 n_changes = sqlite3_total_changes64 (client->db->handle);
  g_autofree char *epoch = shed_sync_dup_meta (client->db, "epoch");
  g_autofree char *device = shed_sync_dup_meta (client->db, "device");
  gint64 cursor = shed_sync_get_meta (client->db, "cursor", 0);

  if (world->violation != NULL)
    return;
  /* A library in which nothing was written is as it was. */
  if (!after_apply && n_changes == client->checked)
    {
      check_status (client, cursor);
      check_wait (client);
      return;
    }
  client->checked = n_changes;
  if (!shed_outbox_check (client->db, faults, &error))
    sim_fail (world, "I1", "client %u: cannot be checked: %s", client->index, error->message);
  else if (faults->len > 0)
    sim_fail (world, "I1", "client %u: %s", client->index, (char *)g_ptr_array_index (faults, 0));
  if (g_strcmp0 (device, client->device) != 0)
    {
      /* To the server it is another computer, and begins anew. */
      g_free (client->device);
      client->device = g_strdup (device);
    }
  else if (g_strcmp0 (epoch, client->epoch) == 0)
    {
      if (cursor < client->cursor)
        sim_fail (world, "I4", "client %u: the cursor fell from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
                  client->index, client->cursor, cursor);
    }
  else
    {
      g_free (client->epoch);
      client->epoch = g_strdup (epoch);
    }
  client->cursor = cursor;
  for (guint k = 0; k < 2; k++)
    {
      g_autofree char *split =
        sim_client_ask (client,
                        "SELECT count(*) FROM (SELECT (SELECT value FROM preference WHERE name = 'pair.%u.a') AS a,"
                        " (SELECT value FROM preference WHERE name = 'pair.%u.b') AS b) WHERE a IS NOT b",
                        k, k);

      if (strcmp (split, "0") != 0)
        sim_fail (world, "I11", "client %u: half of a group is shown", client->index);
    }
  {
    g_autofree char *foreign = sim_client_ask (
      client,
      "SELECT EXISTS (SELECT 1 FROM tag WHERE id = '%s') OR EXISTS (SELECT 1 FROM stage WHERE tbl = 'tag' AND id = '%s')"
      " OR EXISTS (SELECT 1 FROM shadow WHERE tbl = 'tag' AND id = '%s')"
      " OR EXISTS (SELECT 1 FROM meta WHERE name = 'space' AND value <> '%s')",
      SIM_ALIEN, SIM_ALIEN, SIM_ALIEN, world->user);

    if (strcmp (foreign, "0") != 0)
      sim_fail (world, "I14", "client %u: something of another account is in the file", client->index);
  }
  sim_causal_check (client);
  check_status (client, cursor);
  if (!after_apply)
    check_wait (client);
  if (after_apply)
    sim_watch_look (client->watch);
  if (after_apply)
    {
      g_autofree char *broken = sim_client_ask (client, "SELECT \"table\" FROM pragma_foreign_key_check");
      g_autofree char *staged = sim_client_ask (client, "SELECT count(*) FROM stage");
      g_autofree char *dump = NULL;

      if (broken != NULL)
        sim_fail (world, "I2", "client %u: a reference of %s leads nowhere", client->index, broken);
      if (strcmp (staged, "0") == 0 && shed_sync_get_meta (client->db, "stage_cursor", -1) < 0 && cursor > 0)
        {
          dump = world->server->klass->dump (world->server, world->user);
          if (g_ascii_strtoll (dump, NULL, 10) == cursor)
            {
              g_autofree char *shadow = shadow_dump (client);
              const char *rows = strchr (dump, '\n') + 1;

              if (strcmp (shadow, rows) != 0)
                {
                  g_autofree char *what = sim_difference (shadow, rows);

                  sim_fail (world, "I3", "client %u: what it thinks the server has is not what it has: %s", client->index, what);
                }
            }
        }
    }
}

/* Everybody stands where the server stands, and nothing waits. */
static gboolean
is_settled (SimWorld *world)
{
  for (guint i = 0; i < world->n_clients; i++)
    {
      const ShedSyncStatus *status = shed_sync_engine_get_status (world->clients[i].engine);

      if (status->n_waiting > 0 || status->n_staged > 0 || world->clients[i].cursor != world->clients[world->n_clients - 1].head)
        return FALSE;
    }
  return TRUE;
}

/* Lines of rows that a held group speaks of, on one side or the other. */
static void
forget_held (SimClient *client, char **dump)
{
  g_auto (GStrv) lines = g_strsplit (*dump, "\n", -1);
  g_autofree char *ids =
    sim_client_ask (client, "SELECT group_concat (id) FROM (SELECT p.id FROM outbox_op p JOIN outbox o ON o.n = p.grp"
                            " WHERE o.state = 'held' UNION ALL SELECT id FROM stage)");
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean held = FALSE;

  for (guint i = 0; lines[i] != NULL && ids != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], "\x1f", 3);

      /* A text of several lines goes on where no row begins. */
      if (parts[0] != NULL && parts[1] != NULL && shed_table_find (parts[0]) != NULL)
        held = strstr (ids, parts[1]) != NULL;
      if (!held && *lines[i] != '\0')
        g_string_append_printf (out, "%s\n", lines[i]);
    }
  g_free (*dump);
  *dump = g_string_free (g_steal_pointer (&out), FALSE);
}

/* The end: nothing fails any more. */
void
sim_world_settle (SimWorld *world)
{
  SimClient *judge = NULL; /* the first in whom nothing waits */
  guint n_rounds = world->server_went_back || world->has_gc ? 4 : 2;

  if (world->violation != NULL)
    return;
  sim_say (world, "-- the end");
  for (guint i = 0; i < world->n_clients; i++)
    {
      SimClient *client = &world->clients[i];

      client->kill_job = FALSE;
      client->narrow = FALSE;
      client->skew = 0;
      sim_world_set_clocks (world);
      if (client->suspended)
        sim_client_event (client, SHED_SYNC_EVENT_RESUME, 0);
      client->suspended = FALSE;
      if (!client->signed_in)
        sim_client_sign_in (client);
    }
  for (guint round = 0; round < n_rounds && world->violation == NULL && !(round >= 2 && is_settled (world)); round++)
    for (guint i = 0; i < world->n_clients && world->violation == NULL; i++)
      {
        SimClient *client = &world->clients[i];

        world->t += 20 * 60 * 1000;
        sim_world_set_clocks (world);
        sim_client_event (client, SHED_SYNC_EVENT_SYNC_NOW, 0);
        sim_world_flow (client);
        sim_check_client (client, FALSE);
        if (world->violation == NULL && world->is_known_end != NULL && world->is_known_end (round * world->n_clients + i))
          return;
      }
  if (world->violation != NULL)
    return;
  for (guint i = 0; i < world->n_clients && world->violation == NULL; i++)
    {
      SimClient *client = &world->clients[i];
      g_autofree char *server = world->server->klass->dump (world->server, world->user);
      g_autofree char *left =
        sim_client_ask (client, "SELECT (SELECT count(*) FROM outbox WHERE " SIM_NOT_POISON ") || ' in the outbox, ' ||"
                                " (SELECT count(*) FROM outbox WHERE state = 'held' AND " SIM_NOT_POISON
                                ") || ' held, ' || (SELECT count(*) FROM stage) || ' staged'");
      g_autofree char *here = sim_client_dump (client);

      /* An edit of what was deleted longer ago than deletions are kept waits for its person: it alone, and nothing is lost. */
      if (world->has_gc && strstr (left, " 0 held") == NULL)
        {
          g_autofree char *texts =
            sim_client_ask (client, "SELECT group_concat (p.new) FROM outbox_op p JOIN outbox o ON o.n = p.grp"
                                    " WHERE o.state = 'held'");
          g_autofree char *ids =
            sim_client_ask (client, "SELECT group_concat (p.id) FROM outbox_op p JOIN outbox o ON o.n = p.grp"
                                    " WHERE o.state = 'held'");
          g_autofree char *others = sim_client_ask (
            client,
            "SELECT (SELECT count(*) FROM outbox WHERE state <> 'held') + (SELECT count(*) FROM stage s"
            " WHERE deleted = 0 AND NOT EXISTS (SELECT 1 FROM outbox_op p WHERE p.tbl = s.tbl AND p.id = s.id))");
          g_autofree char *codes = sim_client_ask (
            client, "SELECT group_concat (last_error) FROM outbox WHERE state = 'held' AND last_error <> '23503'"
                    " AND " SIM_NOT_POISON);

          sim_oracle_forgive_text (world, texts);
          sim_oracle_forgive_ids (world, ids);
          forget_held (client, &here);
          forget_held (client, &server);
          if (strcmp (others, "0") != 0 || codes != NULL)
            sim_fail (world, "I16", "client %u still has %s (%s)", i, left, codes != NULL ? codes : "not all held");
        }
      else if (strcmp (left, "0 in the outbox, 0 held, 0 staged") != 0)
        sim_fail (world, "I16", "client %u still has %s", i, left);
      else
        judge = judge != NULL ? judge : client;
      if (world->violation == NULL && strcmp (here, strchr (server, '\n') + 1) != 0)
        {
          g_autofree char *what = sim_difference (here, strchr (server, '\n') + 1);

          sim_fail (world, "I8", "client %u is not as the server: %s", i, what);
        }
      if (i == 0)
        sim_world_hash_in (world, "%s", here);
    }
  for (guint i = 0; i < world->n_clients; i++)
    sim_watch_end (world->clients[i].watch);
  if (world->violation == NULL && judge != NULL)
    sim_oracle_check (world, judge);
  if (world->violation == NULL && judge == &world->clients[0])
    sim_watch_questions (world, &world->clients[0]);
  for (guint i = 0; world->expected != NULL && world->expected[i] != NULL && world->violation == NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (world->expected[i], "|", 2);
      g_autofree char *got = parts[1] != NULL ? sim_client_ask (&world->clients[0], "%s", parts[1]) : NULL;

      if (g_strcmp0 (g_strstrip (parts[0]), got) != 0)
        sim_fail (world, "expected", "%s, not %s:%s", parts[0], got, parts[1]);
    }
}
