/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rarer eyes of the oracle: each looks for one thing that the fold law cannot see. */
#include "sim-watch.h"

#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
  const char *table, *column;
  char *id, *old, *new;
} Edit;

struct _SimWatch
{
  SimClient *client;
  GArray *edits;
  gboolean stopped;
  gint64 wait_until;
  guint n_poison;
  GHashTable *ids; /* operations → id of their group */
};

static void
edit_clear (gpointer data)
{
  Edit *edit = data;

  g_free (edit->id);
  g_free (edit->old);
  g_free (edit->new);
}

SimWatch *
sim_watch_new (SimClient *client)
{
  SimWatch *self = g_new0 (SimWatch, 1);

  self->client = client;
  self->edits = g_array_new (FALSE, FALSE, sizeof (Edit));
  g_array_set_clear_func (self->edits, edit_clear);
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
sim_watch_free (SimWatch *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->edits);
  g_hash_table_unref (self->ids);
  g_free (self);
}

/* What was replaced */

/* Inside the write, before it. Values that nobody else can write have a token in them. */
void
sim_watch_edit (SimWatch *self, const char *table, const char *column, const char *id, const char *value)
{
  Edit edit = { table, column, g_strdup (id), NULL, g_strdup (value) };

  edit.old = sim_client_ask (self->client, "SELECT \"%s\" FROM \"%s\" WHERE id = '%s'", column, table, id);
  if (!self->stopped && edit.old != NULL && *edit.old == 'w' && strchr (edit.old, '.') != NULL)
    g_array_append_val (self->edits, edit);
  else
    edit_clear (&edit);
}

void
sim_watch_look (SimWatch *self)
{
  for (guint i = 0; i < self->edits->len; i++)
    {
      const Edit *edit = &g_array_index (self->edits, Edit, i);
      g_autofree char *now =
        sim_client_ask (self->client, "SELECT \"%s\" FROM \"%s\" WHERE id = '%s'", edit->column, edit->table, edit->id);

      if (g_strcmp0 (now, edit->old) == 0)
        sim_fail (self->client->world, "I13", "client %u: %s came back in %s.%s in place of %s", self->client->index,
                  edit->old, edit->table, edit->column, edit->new);
    }
}

void
sim_watch_stop (SimWorld *world)
{
  for (guint i = 0; i < world->n_clients; i++)
    {
      SimWatch *self = world->clients[i].watch;

      self->stopped = TRUE;
      g_array_set_size (self->edits, 0);
    }
}

/* Manners */

void
sim_watch_asked_to_wait (SimWatch *self, gint64 ms)
{
  if (ms > 0)
    self->wait_until = self->client->world->t + CLAMP (ms, 1000, 60 * 60 * 1000);
}

void
sim_watch_may_send (SimWatch *self)
{
  self->wait_until = 0;
}

void
sim_watch_sends (SimWatch *self)
{
  gint64 left = self->wait_until - self->client->world->t;

  if (self->wait_until != 0 && left > 0)
    sim_fail (self->client->world, "manners", "client %u asks %" G_GINT64_FORMAT " ms before it was told to",
              self->client->index, left);
  self->wait_until = 0;
}

/* Only edits, each with a value that is written once. */
void
sim_watch_ids (SimWatch *self, const char *push)
{
  g_autoptr (JsonNode) node = self->stopped ? NULL : json_from_string (push, NULL);
  JsonArray *groups = node != NULL ? json_object_get_array_member (json_node_get_object (node), "groups") : NULL;

  for (guint i = 0; groups != NULL && i < json_array_get_length (groups); i++)
    {
      JsonObject *group = json_array_get_object_element (groups, i);
      g_autofree char *ops = json_to_string (json_object_get_member (group, "ops"), FALSE);
      const char *mid = json_object_get_string_member (group, "mid");
      const char *known = g_hash_table_lookup (self->ids, ops);

      if (strstr (ops, "\"ins\"") != NULL || strstr (ops, "\"del\"") != NULL || strstr (ops, "restore") != NULL ||
          strstr (ops, "\"w") == NULL)
        continue;
      if (known != NULL && strcmp (known, mid) != 0)
        sim_fail (self->client->world, "I5", "client %u sends an edit under another id: %s", self->client->index, ops);
      g_hash_table_replace (self->ids, g_steal_pointer (&ops), g_strdup (mid));
    }
}

/* Groups that must be rejected: practice events are never deleted. */

static gboolean
write_poison (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autofree char *mid = shed_db_new_id (db);
  g_autofree char *event = shed_db_new_id (db);
  g_autofree char *sql = g_strdup_printf (
    "INSERT INTO outbox (mid, batch, seen, at) VALUES ('%s', 'poison', '0', %" G_GINT64_FORMAT ");"
    "INSERT INTO outbox_op (grp, k, tbl, id, op, base, new, from_file) VALUES ((SELECT n FROM outbox WHERE mid = '%s'), 0, 'practice_event',"
    " '%s', 'del', '{}', NULL, 0)",
    mid, shed_db_now_ms (db), mid, event);

  return shed_db_exec (db, sql, error);
}

gboolean
sim_watch_poison (SimWatch *self)
{
  g_autofree char *space = sim_client_ask (self->client, "SELECT value FROM meta WHERE name = 'space'");

  if (space == NULL || !sim_client_write (self->client, SHED_WRITE_LOCAL, 0, write_poison, NULL))
    return FALSE;
  self->n_poison++;
  return TRUE;
}

static guint
count_poison (SimWatch *self)
{
  g_autofree char *n = sim_client_ask (self->client, "SELECT count(*) FROM outbox WHERE batch = 'poison'");

  return atoi (n);
}

void
sim_watch_count_poison (SimWatch *self)
{
  self->n_poison = count_poison (self);
}

/* Is it one group, and such a one? */
gboolean
sim_watch_is_only_poison (const char *push)
{
  const char *first = strstr (push, "\"mid\"");

  return first != NULL && strstr (first + 1, "\"mid\"") == NULL &&
         strstr (push, "\"op\":\"del\",\"tbl\":\"practice_event\"") != NULL;
}

void
sim_watch_end (SimWatch *self)
{
  guint n = count_poison (self);

  if (n != self->n_poison)
    sim_fail (self->client->world, "I12", "client %u has %u of %u rejected groups left", self->client->index, n, self->n_poison);
}

/* Questions */

void
sim_watch_questions (SimWorld *world, SimClient *judge)
{
  g_autofree char *needless =
    sim_client_ask (judge, "SELECT tbl || ' ' || row_id || ' ' || grp || ': ' || mine FROM conflict WHERE grp <> '*'"
                           " AND base IS NOT NULL AND base = theirs");
  g_autofree char *partial = sim_client_ask (
    judge, "SELECT tbl || ' ' || row_id || ' ' || grp || ': ' || mine || ' against ' || theirs FROM conflict"
           " WHERE grp <> '*' AND base IS NOT NULL AND (SELECT count(*) FROM json_each (mine)) <>"
           " (SELECT count(*) FROM json_each (theirs))");

  if (needless != NULL)
    sim_fail (world, "I7", "a question about what nobody else touched: %s", needless);
  if (partial != NULL)
    sim_fail (world, "I7", "a question about half of a field: %s", partial);
}
