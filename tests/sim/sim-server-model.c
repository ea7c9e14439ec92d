/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server as a model in memory: hello with its tokens, push with its savepoints, pull with its pages, garbage collection.
 * Its rows are in sim-model-rows.c, what a group does to them in sim-model-group.c. */
#include "sim-model.h"

#include <stdlib.h>
#include <string.h>

#include "shed-bug.h"
#include "shed-uuid.h"

/* Spaces */

static gint64
head_of (SimSpace *space)
{
  gint64 head = space->gc;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, space->rows);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    head = MAX (head, ((SimRow *)value)->rv);
  return head;
}

static SimSpace *
enter (SimModel *self, const char *user)
{
  SimSpace *space = g_hash_table_lookup (self->spaces, user);

  if (space == NULL)
    {
      /* One user at a time is enough: a simulation has its own. */
      g_hash_table_remove_all (self->spaces);
      space = sim_space_new ();
      g_hash_table_insert (self->spaces, g_strdup (user), space);
    }
  self->space = space;
  return space;
}

static void
collect (SimModel *self, gint64 before)
{
  SimSpace *space = self->space;

  for (guint t = SHED_N_TABLES; t-- > 0;)
    {
      const ShedTable *table = &shed_tables_get (NULL)[t];
      g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);
      GHashTableIter iter;
      gpointer key, value;

      g_hash_table_iter_init (&iter, space->rows);
      while (g_hash_table_iter_next (&iter, &key, &value))
        {
          const SimRow *row = value;
          gboolean held = FALSE;
          GHashTableIter others;
          gpointer other;

          if (row->table != table || !row->deleted || row->at >= before)
            continue;
          g_hash_table_iter_init (&others, space->rows);
          while (!held && g_hash_table_iter_next (&others, NULL, &other))
            {
              const SimRow *child = other;

              for (guint i = 1; i < sim_n_columns (child->table) && !held; i++)
                held = g_strcmp0 (sim_column (child->table, i)->references, table->name) == 0 &&
                       g_strcmp0 (child->values[i], row->id) == 0;
            }
          if (!held)
            g_ptr_array_add (gone, g_strdup (key));
        }
      for (guint i = 0; i < gone->len; i++)
        {
          if (!SHED_BUG ("forgets-without-a-word"))
            space->gc = MAX (space->gc, ((SimRow *)g_hash_table_lookup (space->rows, g_ptr_array_index (gone, i)))->rv);
          g_hash_table_remove (space->rows, g_ptr_array_index (gone, i));
        }
    }
}

/* The three functions */

static const char *
member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static void
refuse (SimAnswer *answer, const char *code, const char *words)
{
  answer->status = atoi (code + 2);
  g_strlcpy (answer->code, code, sizeof answer->code);
  answer->body = g_strdup (words);
}

static void
hello (SimModel *self, const char *user, JsonObject *req, SimAnswer *answer)
{
  SimSpace *space = self->space;
  JsonArray *spaces = json_object_get_array_member (req, "spaces");
  JsonObject *wanted = spaces != NULL && json_array_get_length (spaces) > 0 ? json_array_get_object_element (spaces, 0) : NULL;
  const char *id = member (req, "device"), *nonce = member (req, "nonce");
  const char *shown = wanted != NULL ? member (wanted, "token") : NULL;
  const char *epoch = wanted != NULL ? member (wanted, "epoch") : NULL;
  const char *cursor = wanted != NULL ? member (wanted, "cursor") : NULL;
  g_autofree char *given = NULL;
  g_autofree char *common = NULL; /* up to which number the history it knows is the one of today */
  g_autoptr (GString) out = g_string_new (NULL);
  const char *reset = NULL;
  gboolean known; /* by its token */
  SimDevice *device;

  if (id == NULL)
    {
      refuse (answer, "PT422", "not a request");
      return;
    }
  if (space->epoch == NULL)
    space->epoch = shed_uuid_new_v4 (self->random);
  device = g_hash_table_lookup (space->devices, id);
  if (device == NULL && shown == NULL)
    {
      device = g_new0 (SimDevice, 1);
      device->token = shed_uuid_new_v4 (self->random);
      device->nonce = g_strdup (nonce);
      given = g_strdup (device->token);
      g_hash_table_insert (space->devices, g_strdup (id), device);
    }
  else if (device == NULL)
    reset = "token";
  else if (g_strcmp0 (shown, device->token) == 0)
    {
      g_free (device->previous_token);
      device->previous_token = device->token;
      device->token = shed_uuid_new_v4 (self->random);
      g_free (device->nonce);
      device->nonce = g_strdup (nonce);
      given = g_strdup (device->token);
    }
  else if (g_strcmp0 (shown, device->previous_token) == 0)
    {
      if (g_strcmp0 (nonce, device->nonce) != 0)
        {
          g_free (device->token);
          device->token = shed_uuid_new_v4 (self->random);
          g_free (device->nonce);
          device->nonce = g_strdup (nonce);
        }
      given = g_strdup (device->token);
    }
  else
    reset = "token";
  known = reset == NULL;
  if (cursor != NULL && g_ascii_strtoll (cursor, NULL, 10) > head_of (space))
    {
      if (space->epoch_at == 0 || space->epoch_at < self->at - 60 * 60 * 1000)
        {
          g_free (space->epoch_before);
          space->epoch_before = space->epoch;
          space->epoch_from = head_of (space);
          space->epoch = shed_uuid_new_v4 (self->random);
          space->epoch_at = self->at;
        }
      reset = "rewound";
    }
  if (known)
    {
      const char *name = member (req, "name");

      if (reset == NULL && epoch != NULL && strcmp (epoch, space->epoch) != 0)
        reset = "epoch";
      if (name != NULL && *name != '\0')
        {
          g_free (device->name);
          device->name = g_strdup (name);
        }
      g_free (device->app);
      device->app = g_strdup (member (req, "app"));
      device->seen = self->at;
    }
  if (!sim_model_forget (self, req, id, known))
    {
      refuse (answer, "PT422", "not a request");
      return;
    }
  if (epoch != NULL && g_strcmp0 (epoch, space->epoch_before) == 0)
    common = g_strdup_printf ("%" G_GINT64_FORMAT, space->epoch_from);
  else if (epoch != NULL && (strcmp (epoch, space->epoch) != 0 || g_strcmp0 (reset, "rewound") == 0))
    common = g_strdup ("0");
  if (space->gc_at < self->at - G_GINT64_CONSTANT (86400000))
    {
      space->gc_at = self->at;
      collect (self, self->at - 400 * G_GINT64_CONSTANT (86400000));
    }
  g_string_append_printf (
    out,
    "{\"proto\":1,\"schema\":1,\"min_schema\":1,\"user\":\"%s\",\"spaces\":[{\"space\":\"%s\",\"kind\":\"personal\",\"role\":\"owner\","
    "\"epoch\":\"%s\",\"head\":\"%" G_GINT64_FORMAT "\",\"gc\":\"%" G_GINT64_FORMAT
    "\",\"token\":%s%s%s,\"reset\":%s%s%s,"
    "\"common\":%s%s%s",
    user, user, space->epoch, head_of (space), space->gc, given != NULL ? "\"" : "", given != NULL ? given : "null",
    given != NULL ? "\"" : "", reset != NULL ? "\"" : "", reset != NULL ? reset : "null", reset != NULL ? "\"" : "",
    common != NULL ? "\"" : "", common != NULL ? common : "null", common != NULL ? "\"" : "");
  sim_model_tell_devices (self, req, out);
  g_string_append (out, "}],\"server_time\":null,\"end\":true}");
  answer->status = 200;
  answer->body = g_string_free (g_steal_pointer (&out), FALSE);
}

static void
push (SimModel *self, JsonObject *req, SimAnswer *answer)
{
  SimSpace *space = self->space;
  JsonArray *groups = json_object_has_member (req, "groups") ? json_object_get_array_member (req, "groups") : NULL;
  const char *epoch = member (req, "epoch"), *cursor = member (req, "cursor");
  g_autoptr (GString) results = g_string_new (NULL);
  SimDevice *device;

  self->device = member (req, "device");
  if (groups == NULL || self->device == NULL)
    {
      refuse (answer, "PT422", "not a request");
      return;
    }
  answer->status = 200;
  if (epoch != NULL && g_strcmp0 (epoch, space->epoch) != 0)
    {
      answer->body = g_strdup_printf ("{\"proto\":1,\"reset\":\"epoch\",\"epoch\":\"%s\",\"end\":true}", space->epoch);
      return;
    }
  if (cursor != NULL && g_ascii_strtoll (cursor, NULL, 10) > head_of (space))
    {
      answer->body = g_strdup_printf ("{\"proto\":1,\"reset\":\"rewound\",\"epoch\":\"%s\",\"end\":true}", space->epoch);
      return;
    }
  for (guint i = 0; i < json_array_get_length (groups); i++)
    {
      JsonObject *group = json_array_get_object_element (groups, i);
      g_autofree char *ops = json_to_string (json_object_get_member (group, "ops"), FALSE);
      g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, ops, -1);
      const char *seen = member (group, "seen");
      SimMutation *mutation;
      const char *said;

      self->mid = member (group, "mid");
      self->client_at = member (group, "at");
      self->seen = seen != NULL ? g_ascii_strtoll (seen, NULL, 10) : -1;
      if (results->len > 0)
        g_string_append_c (results, ',');
      mutation = SHED_BUG ("requests-not-remembered") ? NULL : g_hash_table_lookup (space->mutations, self->mid);
      if (mutation != NULL)
        {
          if (strcmp (mutation->hash, hash) == 0)
            g_string_append_printf (results, "%s,\"dup\":true}", mutation->result);
          else
            g_string_append_printf (results, "{\"mid\":\"%s\",\"s\":\"id_reuse\"}", self->mid);
          continue;
        }
      g_ptr_array_set_size (self->undo, 0);
      said = sim_model_apply_group (self, group);
      if (said != NULL && !sim_model_references_hold (self))
        {
          said = NULL;
          g_strlcpy (self->code, "23503", sizeof self->code);
        }
      mutation = g_new0 (SimMutation, 1);
      mutation->hash = g_steal_pointer (&hash);
      if (said == NULL)
        {
          if (!SHED_BUG ("rejected-in-part"))
            sim_model_take_back (self);
          mutation->result = g_strdup_printf ("{\"mid\":\"%s\",\"s\":\"rejected\",\"code\":\"%s\"", self->mid, self->code);
        }
      else if (strcmp (said, "superseded") == 0)
        mutation->result = g_strdup_printf ("{\"mid\":\"%s\",\"s\":\"ok\",\"superseded\":true", self->mid);
      else
        mutation->result = g_strdup_printf ("{\"mid\":\"%s\",\"s\":\"%s\"", self->mid, said);
      g_string_append_printf (results, "%s}", mutation->result);
      g_hash_table_insert (space->mutations, g_strdup (self->mid), mutation);
    }
  g_ptr_array_set_size (self->undo, 0);
  if ((device = g_hash_table_lookup (space->devices, self->device)) != NULL)
    {
      device->seen = self->at;
      device->forgotten = FALSE;
    }
  answer->body =
    g_strdup_printf ("{\"proto\":1,\"epoch\":\"%s\",\"head\":\"%" G_GINT64_FORMAT "\",\"results\":[%s],\"end\":true}",
                     space->epoch, head_of (space), results->str);
}

static int
by_rv (gconstpointer a, gconstpointer b)
{
  const SimRow *x = *(SimRow *const *)a, *y = *(SimRow *const *)b;

  return x->rv < y->rv ? -1 : x->rv > y->rv;
}

static void
append_page (GString *out, GPtrArray *rows, guint n)
{
  gboolean first = TRUE;

  for (guint t = 0; t < SHED_N_TABLES; t++)
    {
      const ShedTable *table = &shed_tables_get (NULL)[t];
      gboolean any = FALSE;

      for (guint r = 0; r < n; r++)
        {
          const SimRow *row = g_ptr_array_index (rows, r);

          if (row->table != table)
            continue;
          if (!any)
            {
              g_string_append_printf (out, "%s\"%s\":{\"columns\":[\"id\"", first ? "" : ",", table->name);
              for (guint i = 0; i < sim_n_columns (table); i++)
                g_string_append_printf (out, ",\"%s\"", sim_column_name (table, i));
              g_string_append (out, ",\"deleted\",\"rv\"],\"rows\":[");
            }
          g_string_append_printf (out, "%s[\"%s\"", any ? "," : "", row->id);
          for (guint i = 0; i < sim_n_columns (table); i++)
            {
              g_string_append_c (out, ',');
              sim_append_value (out, table, i, row->deleted ? NULL : row->values[i]);
            }
          g_string_append_printf (out, ",%s,\"%" G_GINT64_FORMAT "\"]", row->deleted ? "true" : "false", row->rv);
          any = TRUE;
          first = FALSE;
        }
      if (any)
        g_string_append (out, "]}");
    }
}

static void
pull (SimModel *self, JsonObject *args, SimAnswer *answer)
{
  SimSpace *space = self->space;
  const char *epoch = member (args, "epoch"), *gc = member (args, "gc");
  gint64 cursor = g_ascii_strtoll (member (args, "cursor") != NULL ? member (args, "cursor") : "0", NULL, 10);
  guint limit = member (args, "lim") != NULL ? atoi (member (args, "lim")) : 1000;
  gint64 head = head_of (space);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  GString *out;
  GHashTableIter iter;
  gpointer value;
  gboolean more;
  guint n;

  if (space->epoch == NULL)
    {
      refuse (answer, "PT404", "say hello first");
      return;
    }
  answer->status = 200;
  if (epoch != NULL && strcmp (epoch, space->epoch) != 0)
    {
      answer->body = g_strdup_printf ("{\"proto\":1,\"reset\":\"epoch\",\"epoch\":\"%s\",\"end\":true}", space->epoch);
      return;
    }
  if (cursor > head)
    {
      answer->body = g_strdup_printf ("{\"proto\":1,\"reset\":\"rewound\",\"epoch\":\"%s\",\"end\":true}", space->epoch);
      return;
    }
  if (cursor != 0 && cursor < space->gc && (gc == NULL || g_ascii_strtoll (gc, NULL, 10) != space->gc))
    {
      answer->body =
        g_strdup_printf ("{\"proto\":1,\"reset\":\"gc\",\"epoch\":\"%s\",\"gc\":\"%" G_GINT64_FORMAT "\",\"end\":true}",
                         space->epoch, space->gc);
      return;
    }
  g_hash_table_iter_init (&iter, space->rows);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((SimRow *)value)->rv > cursor && (!SHED_BUG ("late-commit") || ((SimRow *)value)->rv != space->late))
      g_ptr_array_add (rows, value);
  g_ptr_array_sort (rows, by_rv);
  n = MIN (rows->len, MAX (limit, 1));
  more = n < rows->len;
  space->late = 0;
  out = g_string_new (NULL);
  g_string_append_printf (out,
                          "{\"proto\":1,\"epoch\":\"%s\",\"gc\":\"%" G_GINT64_FORMAT "\",\"next\":\"%" G_GINT64_FORMAT
                          "\",\"head\":\"%" G_GINT64_FORMAT "\",\"more\":%s,\"tables\":{",
                          space->epoch, space->gc,
                          more && !SHED_BUG ("next-is-head") ? ((SimRow *)g_ptr_array_index (rows, n - 1))->rv : head,
                          head, more ? "true" : "false");
  append_page (out, rows, n);
  g_string_append (out, "},\"end\":true}");
  answer->body = g_string_free (out, FALSE);
}

static void
model_call (SimServer *server, const char *user, const char *function, const char *args, gint64 at_ms, SimAnswer *answer)
{
  SimModel *self = (SimModel *)server;
  g_autoptr (JsonNode) node = json_from_string (args, NULL);

  memset (answer, 0, sizeof *answer);
  enter (self, user);
  self->at = at_ms;
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    refuse (answer, "PT422", "not a request");
  else if (strcmp (function, "woodshed_hello") == 0)
    hello (self, user, json_node_get_object (node), answer);
  else if (strcmp (function, "woodshed_push") == 0)
    push (self, json_node_get_object (node), answer);
  else
    pull (self, json_node_get_object (node), answer);
}

/* Looking and meddling */

static gboolean
model_console (SimServer *server, const char *user, const char *table, const char *id, const char *column, const char *value)
{
  SimModel *self = (SimModel *)server;
  g_autoptr (JsonNode) node = json_from_string (value, NULL);
  SimRow *row;

  enter (self, user);
  row = sim_model_find (self, table, id);
  if (row == NULL)
    return FALSE;
  if (!SHED_BUG ("console-takes-no-number"))
    sim_model_touch (self, row);
  for (guint i = 1; i < sim_n_columns (row->table); i++)
    if (strcmp (sim_column_name (row->table, i), column) == 0)
      sim_model_set (row, i, json_node_get_string (node));
  return TRUE;
}

static int
by_id (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(SimRow *const *)a)->id, (*(SimRow *const *)b)->id);
}

static char *
model_dump (SimServer *server, const char *user)
{
  SimModel *self = (SimModel *)server;
  GString *text = g_string_new (NULL);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  enter (self, user);
  g_string_append_printf (text, "%" G_GINT64_FORMAT "\n", head_of (self->space));
  g_hash_table_iter_init (&iter, self->space->rows);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (!((SimRow *)value)->deleted)
      g_ptr_array_add (rows, value);
  g_ptr_array_sort (rows, by_id);
  for (guint t = 0; t < SHED_N_TABLES; t++)
    for (guint r = 0; r < rows->len; r++)
      {
        const SimRow *row = g_ptr_array_index (rows, r);

        if (row->table != &shed_tables_get (NULL)[t])
          continue;
        g_string_append_printf (text, "%s\x1f%s", row->table->name, row->id);
        for (guint i = strcmp (row->table->name, "conflict") == 0 ? 1 : 0; i < sim_n_columns (row->table); i++)
          g_string_append_printf (text, "\x1f%s", row->values[i] != NULL ? row->values[i] : "~");
        g_string_append_c (text, '\n');
      }
  return g_string_free (text, FALSE);
}

static gpointer
model_snapshot (SimServer *server, const char *user)
{
  return sim_space_copy (enter ((SimModel *)server, user));
}

static void
model_restore (SimServer *server, const char *user, gpointer snapshot)
{
  SimModel *self = (SimModel *)server;
  SimSpace *copy = sim_space_copy (snapshot);

  g_hash_table_remove_all (self->spaces);
  g_hash_table_insert (self->spaces, g_strdup (user), copy);
}

static void
model_free_snapshot (SimServer *server, gpointer snapshot)
{
  sim_space_free (snapshot);
}

static void
model_collect (SimServer *server, const char *user, gint64 before_ms)
{
  enter ((SimModel *)server, user);
  collect ((SimModel *)server, before_ms);
}

static void
model_free (SimServer *server)
{
  SimModel *self = (SimModel *)server;

  g_hash_table_unref (self->spaces);
  g_ptr_array_unref (self->undo);
  shed_random_unref (self->random);
  g_free (self);
}

static const SimServerClass model_class = {
  .free = model_free,
  .call = model_call,
  .console = model_console,
  .dump = model_dump,
  .snapshot = model_snapshot,
  .restore = model_restore,
  .free_snapshot = model_free_snapshot,
  .collect = model_collect,
};

SimServer *
sim_server_new_model (ShedRandom *random)
{
  SimModel *self = g_new0 (SimModel, 1);

  self->parent.klass = &model_class;
  self->random = shed_random_ref (random);
  self->spaces = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, sim_space_free);
  self->undo = g_ptr_array_new_with_free_func (sim_row_free);
  return &self->parent;
}

/* So that two servers can be compared by their answers: what the other one made at random. */
void
sim_server_model_take (SimServer *server, const char *user, const char *device, const char *epoch, const char *token)
{
  SimSpace *space = enter ((SimModel *)server, user);
  SimDevice *known = device != NULL ? g_hash_table_lookup (space->devices, device) : NULL;

  if (epoch != NULL)
    {
      g_free (space->epoch);
      space->epoch = g_strdup (epoch);
    }
  if (known != NULL && token != NULL)
    {
      g_free (known->token);
      known->token = g_strdup (token);
    }
}

gint64
sim_server_model_head (SimServer *server, const char *user)
{
  return head_of (enter ((SimModel *)server, user));
}

/* One statement of the SQL numbers the rows that it changes in the order in which it finds them, which is no promise: the model
 * takes over which row has which number beyond @after. Gives what is wrong when other rows have changed. (transfer full) (nullable) */
char *
sim_server_model_take_numbers (SimServer *server, const char *user, gint64 after, const char *numbers)
{
  SimSpace *space = enter ((SimModel *)server, user);
  g_auto (GStrv) lines = g_strsplit (numbers, "\n", -1);
  g_autoptr (GHashTable) changed = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, space->rows);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((SimRow *)value)->rv > after)
      g_hash_table_add (changed, value);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", 3);
      g_autofree char *key = sim_row_key (words[0], words[1]);
      SimRow *row = g_hash_table_lookup (space->rows, key);

      if (row == NULL || !g_hash_table_remove (changed, row))
        return g_strdup_printf ("%s %s was changed", words[0], words[1]);
      row->rv = g_ascii_strtoll (words[2], NULL, 10);
    }
  g_hash_table_iter_init (&iter, changed);
  if (g_hash_table_iter_next (&iter, &value, NULL))
    return g_strdup_printf ("%s %s was not changed", ((SimRow *)value)->table->name, ((SimRow *)value)->id);
  return NULL;
}
