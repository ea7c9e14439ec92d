/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Model and shipped SQL side by side: every request goes to both, and what they answer and hold must be the same. What the
 * SQL makes at random (epoch, tokens) the model takes over, and which of the rows that changed has which of the new numbers. */
#include "sim-server.h"

#include <json-glib/json-glib.h>
#include <string.h>

typedef struct
{
  SimServer parent;
  SimServer *model, *postgres;
  char *user, *difference;
} SimBoth;

typedef struct
{
  gpointer model, postgres;
} Snapshot;

static void
both_free (SimServer *server)
{
  SimBoth *self = (SimBoth *)server;

  self->model->klass->free (self->model);
  self->postgres->klass->free (self->postgres);
  g_free (self->user);
  g_free (self->difference);
  g_free (self);
}

static void
differ (SimBoth *self, const char *what, const char *model, const char *postgres)
{
  if (self->difference == NULL)
    self->difference = g_strdup_printf ("%s: the model says %s, the SQL %s", what, model, postgres);
}

/* Notes the first lines that are not the same, and gives what the SQL holds. */
static char *
compare_dumps (SimBoth *self, const char *user)
{
  g_autofree char *a = self->model->klass->dump (self->model, user);
  g_autofree char *b = self->postgres->klass->dump (self->postgres, user);
  g_auto (GStrv) in_a = NULL;
  g_auto (GStrv) in_b = NULL;

  if (strcmp (a, b) == 0)
    return g_steal_pointer (&b);
  in_a = g_strsplit (a, "\n", -1);
  in_b = g_strsplit (b, "\n", -1);
  for (guint i = 0; in_a[i] != NULL || in_b[i] != NULL; i++)
    if (g_strcmp0 (in_a[i], in_b[i]) != 0)
      {
        differ (self, "rows", in_a[i] != NULL ? in_a[i] : "nothing", in_b[i] != NULL ? in_b[i] : "nothing");
        break;
      }
  return g_steal_pointer (&b);
}

/* The same rows have new numbers; in which order, the SQL says. */
static void
compare_numbers (SimBoth *self, const char *user, gint64 after)
{
  g_autofree char *numbers = sim_server_postgres_numbers (self->postgres, user, after);
  g_autofree char *wrong = sim_server_model_take_numbers (self->model, user, after, numbers);

  if (wrong != NULL)
    differ (self, "numbers", "otherwise", wrong);
}

static int
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* Which computers are on the list, whatever the time is that each server thinks it is. */
static void
append_devices (GString *text, JsonObject *space)
{
  JsonArray *devices = json_object_has_member (space, "devices") ? json_object_get_array_member (space, "devices") : NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; devices != NULL && i < json_array_get_length (devices); i++)
    {
      JsonObject *device = json_array_get_object_element (devices, i);

      g_ptr_array_add (ids, g_strdup_printf ("%s %s", json_object_get_string_member (device, "device"),
                                             json_object_get_string_member_with_default (device, "name", "-")));
    }
  g_ptr_array_sort (ids, by_text);
  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (text, "; %s", (char *)ids->pdata[i]);
}

static char *
results_of (const char *body)
{
  g_autoptr (JsonNode) node = json_from_string (body, NULL);
  JsonObject *object;
  GString *text = g_string_new (NULL);

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return g_string_free (text, FALSE);
  object = json_node_get_object (node);
  g_string_append_printf (text, "head %s reset %s more %d gc %s next %s;",
                          json_object_get_string_member_with_default (object, "head", "-"),
                          json_object_get_string_member_with_default (object, "reset", "-"),
                          json_object_get_boolean_member_with_default (object, "more", FALSE),
                          json_object_get_string_member_with_default (object, "gc", "-"),
                          json_object_get_string_member_with_default (object, "next", "-"));
  if (json_object_has_member (object, "results"))
    {
      JsonArray *results = json_object_get_array_member (object, "results");

      for (guint i = 0; i < json_array_get_length (results); i++)
        {
          JsonObject *result = json_array_get_object_element (results, i);

          g_string_append_printf (text, " %s%s%s%s", json_object_get_string_member_with_default (result, "s", "-"),
                                  json_object_has_member (result, "dup") ? "+dup" : "",
                                  json_object_has_member (result, "superseded") ? "+superseded" : "",
                                  json_object_get_string_member_with_default (result, "code", ""));
        }
    }
  if (json_object_has_member (object, "spaces"))
    {
      JsonObject *space = json_array_get_object_element (json_object_get_array_member (object, "spaces"), 0);

      g_string_append_printf (
        text, " head %s gc %s reset %s", json_object_get_string_member_with_default (space, "head", "-"),
        json_object_get_string_member_with_default (space, "gc", "-"),
        json_object_get_null_member (space, "reset") ? "-" : json_object_get_string_member (space, "reset"));
      append_devices (text, space);
    }
  return g_string_free (text, FALSE);
}

static void
take_over (SimBoth *self, const char *user, const char *args, const char *body)
{
  g_autoptr (JsonNode) request = json_from_string (args, NULL);
  g_autoptr (JsonNode) node = json_from_string (body, NULL);
  JsonObject *space;

  if (request == NULL || node == NULL || !json_object_has_member (json_node_get_object (node), "spaces"))
    return;
  space = json_array_get_object_element (json_object_get_array_member (json_node_get_object (node), "spaces"), 0);
  sim_server_model_take (
    self->model, user, json_object_get_string_member_with_default (json_node_get_object (request), "device", NULL),
    json_object_get_string_member_with_default (space, "epoch", NULL),
    json_object_get_null_member (space, "token") ? NULL : json_object_get_string_member (space, "token"));
}

static void
both_call (SimServer *server, const char *user, const char *function, const char *args, gint64 at_ms, SimAnswer *answer)
{
  SimBoth *self = (SimBoth *)server;
  SimAnswer model;
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  const gint64 head = sim_server_model_head (self->model, user);

  if (g_strcmp0 (self->user, user) != 0)
    {
      g_free (self->user);
      self->user = g_strdup (user);
      sim_server_postgres_begin (self->postgres);
    }
  self->model->klass->call (self->model, user, function, args, at_ms, &model);
  self->postgres->klass->call (self->postgres, user, function, args, at_ms, answer);
  if (strcmp (function, "woodshed_hello") == 0)
    take_over (self, user, args, answer->body);
  if (model.status != answer->status || strcmp (model.code, answer->code) != 0)
    differ (self, "status", model.body, answer->body);
  a = results_of (model.body);
  b = results_of (answer->body);
  if (strcmp (a, b) != 0)
    differ (self, function, a, b);
  if (strcmp (function, "woodshed_push") == 0)
    {
      g_free (compare_dumps (self, user));
      compare_numbers (self, user, head);
    }
  sim_answer_clear (&model);
}

static gboolean
both_console (SimServer *server, const char *user, const char *table, const char *id, const char *column, const char *value)
{
  SimBoth *self = (SimBoth *)server;

  const gint64 head = sim_server_model_head (self->model, user);
  gboolean ok;

  self->model->klass->console (self->model, user, table, id, column, value);
  ok = self->postgres->klass->console (self->postgres, user, table, id, column, value);
  compare_numbers (self, user, head);
  return ok;
}

static char *
both_dump (SimServer *server, const char *user)
{
  return compare_dumps ((SimBoth *)server, user);
}

static gpointer
both_snapshot (SimServer *server, const char *user)
{
  SimBoth *self = (SimBoth *)server;
  Snapshot *snapshot = g_new0 (Snapshot, 1);

  snapshot->model = self->model->klass->snapshot (self->model, user);
  snapshot->postgres = self->postgres->klass->snapshot (self->postgres, user);
  return snapshot;
}

static void
both_restore (SimServer *server, const char *user, gpointer data)
{
  SimBoth *self = (SimBoth *)server;
  Snapshot *snapshot = data;

  g_free (self->user);
  self->user = g_strdup (user);
  self->model->klass->restore (self->model, user, snapshot->model);
  self->postgres->klass->restore (self->postgres, user, snapshot->postgres);
}

static void
both_free_snapshot (SimServer *server, gpointer data)
{
  SimBoth *self = (SimBoth *)server;
  Snapshot *snapshot = data;

  self->model->klass->free_snapshot (self->model, snapshot->model);
  self->postgres->klass->free_snapshot (self->postgres, snapshot->postgres);
  g_free (snapshot);
}

static void
both_collect (SimServer *server, const char *user, gint64 before_ms)
{
  SimBoth *self = (SimBoth *)server;

  self->model->klass->collect (self->model, user, before_ms);
  self->postgres->klass->collect (self->postgres, user, before_ms);
}

static const SimServerClass both_class = {
  .free = both_free,
  .call = both_call,
  .console = both_console,
  .dump = both_dump,
  .snapshot = both_snapshot,
  .restore = both_restore,
  .free_snapshot = both_free_snapshot,
  .collect = both_collect,
};

SimServer *
sim_server_new_both (SimServer *model, SimServer *postgres)
{
  SimBoth *self = g_new0 (SimBoth, 1);

  self->parent.klass = &both_class;
  self->model = model;
  self->postgres = postgres;
  return &self->parent;
}

/* What the two last did not agree about, once. (transfer full) (nullable) */
char *
sim_server_take_difference (SimServer *server)
{
  return server->klass == &both_class ? g_steal_pointer (&((SimBoth *)server)->difference) : NULL;
}
