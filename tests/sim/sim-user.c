/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the people of a simulation do: writes through the store's own commits, so that outbox and undo journal are the
 * real ones. Few rows and few fields, so that they meet. */
#include "sim.h"

#include <string.h>

#include "shed-journal.h"
#include "shed-uuid.h"
#include "sim-watch.h"

typedef struct
{
  SimClient *client;
  const SimOp *op;
  gboolean did;
} Doing;

#define MY_BOOK "00000000-0000-5000-8000-000000000001"
#define MY_REPERTOIRE "00000000-0000-5000-8000-000000000002"

static char *
new_token (SimClient *client)
{
  return g_strdup_printf ("w%" G_GUINT64_FORMAT ".", ++client->world->n_tokens);
}

/* A row of a table, the n-th by id modulo how many there are. */
static char *
pick (SimClient *client, const char *table, guint n)
{
  g_autofree char *count = sim_client_ask (client, "SELECT count(*) FROM \"%s\"", table);
  gint64 total = g_ascii_strtoll (count, NULL, 10);

  if (total == 0)
    return NULL;
  return sim_client_ask (client, "SELECT id FROM \"%s\" ORDER BY id LIMIT 1 OFFSET %" G_GINT64_FORMAT, table, n % total);
}

static gboolean
make_home (SimClient *client)
{
  gint64 now = shed_clock_now_ms (client->clock);

  return sim_client_exec (client,
                          "INSERT INTO book (id, created_at, title, origin, position) VALUES ('" MY_BOOK "', %" G_GINT64_FORMAT
                          ", 'My tunes', 'own', 'V') ON CONFLICT (id) DO NOTHING",
                          now) &&
         sim_client_exec (client,
                          "INSERT INTO repertoire (id, created_at, name, position) VALUES ('" MY_REPERTOIRE "', %" G_GINT64_FORMAT
                          ", 'Fiddle', 'V') ON CONFLICT (id) DO NOTHING",
                          now);
}

static gboolean
do_new (SimClient *client, const SimOp *op)
{
  g_autofree char *id = shed_db_new_id (client->db);
  g_autofree char *token = new_token (client);
  gint64 now = shed_clock_now_ms (client->clock);

  switch (op->x % 6)
    {
    case 0:
      return sim_client_exec (client,
                              "INSERT INTO tune_set (id, created_at, name) VALUES ('%s', %" G_GINT64_FORMAT ", '%s')",
                              id, now, token);
    case 1:
      return sim_client_exec (
        client, "INSERT INTO tag (id, created_at, name) VALUES ('%s', %" G_GINT64_FORMAT ", '%s')", id, now, token);
    case 2:
      return sim_client_exec (client,
                              "INSERT INTO repertoire (id, created_at, name, position) VALUES ('%s', %" G_GINT64_FORMAT
                              ", '%s', 'V')",
                              id, now, token);
    default:
      return make_home (client) &&
             sim_client_exec (client,
                              "INSERT INTO tune (id, created_at, book_id, title) VALUES ('%s', %" G_GINT64_FORMAT
                              ", (SELECT id FROM book ORDER BY id LIMIT 1), '%s')",
                              id, now, token);
    }
}

static gboolean
do_add (SimClient *client, const SimOp *op)
{
  g_autofree char *id = shed_db_new_id (client->db);
  g_autofree char *token = new_token (client);
  g_autofree char *tune = pick (client, "tune", op->y);
  g_autofree char *other = NULL;
  g_autofree char *natural = NULL;
  gint64 now = shed_clock_now_ms (client->clock);

  if (tune == NULL)
    return do_new (client, op);
  switch (op->x % 9)
    {
    case 0:
      return sim_client_exec (
        client,
        "INSERT INTO note (id, created_at, tune_id, text, position) VALUES ('%s', %" G_GINT64_FORMAT
        ", '%s', '%s', 'V')",
        id, now, tune, token);
    case 1:
      return sim_client_exec (
        client,
        "INSERT INTO reference (id, created_at, tune_id, url, position) VALUES ('%s', %" G_GINT64_FORMAT
        ", '%s', '%s', 'V')",
        id, now, tune, token);
    case 2:
      other = pick (client, "tag", op->x);
      if (other == NULL)
        return FALSE;
      natural = shed_uuid_new_v5 ("tune_tag", tune, other, NULL);
      return sim_client_exec (client,
                              "INSERT INTO tune_tag (id, created_at, tune_id, tag_id) VALUES ('%s', %" G_GINT64_FORMAT
                              ", '%s', '%s') ON CONFLICT (id) DO NOTHING",
                              natural, now, tune, other);
    case 3:
    case 4:
      other = pick (client, "tune_set", op->x);
      if (other == NULL)
        return FALSE;
      return sim_client_exec (
        client,
        "INSERT INTO tune_set_item (id, created_at, set_id, tune_id, position) VALUES ('%s', %" G_GINT64_FORMAT
        ", '%s', '%s', 'V')",
        id, now, other, tune);
    case 5:
      other = pick (client, "repertoire", op->x);
      if (other == NULL)
        return FALSE;
      natural = shed_uuid_new_v5 ("repertoire_tune", other, tune, NULL);
      return sim_client_exec (
        client,
        "INSERT INTO repertoire_tune (id, created_at, repertoire_id, tune_id, goal) VALUES ('%s', %" G_GINT64_FORMAT
        ", '%s', '%s', '%s') ON CONFLICT (id) DO NOTHING",
        natural, now, other, tune, token);
    case 6:
      other = pick (client, "media", op->x);
      return sim_client_exec (
        client,
        "INSERT INTO media (id, created_at, tune_id, parent_id, kind, title, sha256, bytes, type, position) VALUES"
        " ('%s', %" G_GINT64_FORMAT ", '%s', %s%s%s, 'recording', '%s',"
        " '0000000000000000000000000000000000000000000000000000000000000000', 1, 'x', 'V')",
        id, now, tune, other != NULL && op->y % 2 ? "'" : "", other != NULL && op->y % 2 ? other : "NULL",
        other != NULL && op->y % 2 ? "'" : "", token);
    case 7:
      other = pick (client, "media", op->x);
      if (other == NULL)
        return FALSE;
      return sim_client_exec (
        client,
        "INSERT INTO media_marker (id, created_at, media_id, kind, start_ms, name, position) VALUES ('%s', %" G_GINT64_FORMAT
        ", '%s', 'marker', 1, '%s', 'V')",
        id, now, other, token);
    default:
      return sim_client_exec (client,
                              "INSERT INTO tune_alias (id, created_at, tune_id, text) VALUES ('%s', %" G_GINT64_FORMAT
                              ", '%s', '%s')",
                              id, now, tune, token);
    }
}

static const struct
{
  const char *table, *column;
} fields[] = {
  { "tune", "title" },    { "tune", "title" },           { "tune", "composer" },     { "tune", "kind" },
  { "tune", "key" },      { "tune", "genre" },           { "tune", "abc" },          { "note", "text" },
  { "note", "text" },     { "reference", "url" },        { "reference", "comment" }, { "tag", "name" },
  { "tune_set", "name" }, { "tune_set", "note" },        { "repertoire", "name" },   { "tune", "best_bpm" },
  { "tune", "inferred" }, { "tune", "inferred" },        { "tune", "merged" },       { "tune", "structure" },
  { "media", "title" },   { "repertoire_tune", "goal" }, { "tune", "meter" },        { "tune_set_item", "key" },
};

/* A text gets a line more somewhere, or loses one. */
static char *
edit_text (const char *text, const char *token, guint y)
{
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  guint n = g_strv_length (lines);
  guint at = n > 0 ? y % n : 0;
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      if (n > 2 && y % 4 == 3 && i == at)
        continue;
      if (out->len > 0)
        g_string_append_c (out, '\n');
      if (i == at && y % 4 == 2)
        g_string_append (out, token); /* replaced */
      else
        g_string_append (out, lines[i]);
      if (i == at && y % 4 < 2)
        {
          if (out->len > 0)
            g_string_append_c (out, '\n');
          g_string_append (out, token);
        }
    }
  return out->len > 0 ? g_strdup (out->str) : g_strdup (token);
}

static gboolean
do_set (SimClient *client, const SimOp *op)
{
  const char *table = fields[op->x % G_N_ELEMENTS (fields)].table;
  const char *column = fields[op->x % G_N_ELEMENTS (fields)].column;
  const ShedColumn *about = shed_table_find_column (shed_table_find (table), column);
  g_autofree char *id = pick (client, table, op->y);
  g_autofree char *token = new_token (client);
  g_autofree char *value = NULL;

  if (id == NULL)
    return do_new (client, op);
  switch (about->merge_class)
    {
    case SHED_CLASS_TEXT:
      {
        g_autofree char *text = sim_client_ask (client, "SELECT \"%s\" FROM \"%s\" WHERE id = '%s'", column, table, id);

        value = edit_text (text, token, op->y);
        break;
      }
    case SHED_CLASS_MAX:
      return sim_client_exec (client, "UPDATE \"%s\" SET \"%s\" = coalesce (\"%s\", 0) + %u WHERE id = '%s'", table,
                              column, column, 1 + op->y % 7, id);
    case SHED_CLASS_SET:
      if (op->y % 3 == 2)
        return sim_client_exec (
          client,
          "UPDATE \"%s\" SET \"%s\" = (SELECT coalesce (json_group_array (value), '[]') FROM json_each (\"%s\")"
          " WHERE key > 0) WHERE id = '%s'",
          table, column, column, id);
      return sim_client_exec (client, "UPDATE \"%s\" SET \"%s\" = json_insert (\"%s\", '$[#]', '%s') WHERE id = '%s'",
                              table, column, column, token, id);
    case SHED_CLASS_ASK:
    case SHED_CLASS_LAST:
    case SHED_CLASS_ADD:
    case SHED_CLASS_FIXED:
    default:
      if (op->y % 16 == 7 && !about->required)
        return sim_client_exec (client, "UPDATE \"%s\" SET \"%s\" = NULL WHERE id = '%s'", table, column, id);
      value = g_strdup (token);
    }
  if (about->merge_class == SHED_CLASS_ASK && about->group == NULL)
    sim_watch_edit (client->watch, table, column, id, value);
  return sim_client_exec (client, "UPDATE \"%s\" SET \"%s\" = '%s' WHERE id = '%s'", table, column, value, id);
}

/* Everything that hangs on a row, children first. */
static gboolean
delete_row (SimClient *client, const char *table, const char *id, guint depth)
{
  guint n_tables;
  const ShedTable *tables = shed_tables_get (&n_tables);

  if (depth > 10)
    return FALSE;
  for (guint t = n_tables; t-- > 0;)
    for (guint i = 0; i < tables[t].n_columns; i++)
      {
        char *child;

        if (g_strcmp0 (tables[t].columns[i].references, table) != 0)
          continue;
        while ((child = sim_client_ask (client,
                                        "SELECT id FROM \"%s\" WHERE \"%s\" = '%s' AND id <> '%s' ORDER BY id LIMIT 1",
                                        tables[t].name, tables[t].columns[i].name, id, id)) != NULL)
          {
            gboolean ok = delete_row (client, tables[t].name, child, depth + 1);

            g_free (child);
            if (!ok)
              return FALSE;
          }
      }
  return sim_client_exec (client, "DELETE FROM \"%s\" WHERE id = '%s'", table, id);
}

static gboolean
do_delete (SimClient *client, const SimOp *op)
{
  static const char *const deletable[] = { "tune",          "tune",     "tune",     "note",       "tune_set",
                                           "tune_set_item", "tag",      "tune_tag", "repertoire", "repertoire_tune",
                                           "media",         "reference" };
  const char *table = deletable[op->x % G_N_ELEMENTS (deletable)];
  g_autofree char *id = pick (client, table, op->y);

  return id != NULL && delete_row (client, table, id, 0);
}

static gboolean
do_reorder (SimClient *client, const SimOp *op)
{
  const char *table = op->x % 2 ? "tune_set_item" : "note";
  g_autofree char *id = pick (client, table, op->y);

  return id != NULL &&
         sim_client_exec (client, "UPDATE \"%s\" SET position = 'V%c' WHERE id = '%s'", table, 'A' + op->x % 20, id);
}

static gboolean
do_pair (SimClient *client, const SimOp *op)
{
  g_autofree char *token = new_token (client);
  gint64 now = shed_clock_now_ms (client->clock);

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *name = g_strdup_printf ("pair.%u.%c", op->x % 2, 'a' + i);
      g_autofree char *id = shed_uuid_new_v5 ("preference", name, NULL);

      if (!sim_client_exec (client,
                            "INSERT INTO preference (id, created_at, name, value) VALUES ('%s', %" G_GINT64_FORMAT
                            ", '%s', '\"%s\"')"
                            " ON CONFLICT (id) DO UPDATE SET value = excluded.value",
                            id, now, name, token))
        return FALSE;
    }
  return TRUE;
}

static gboolean
do_rate (SimClient *client, const SimOp *op)
{
  g_autofree char *id = shed_db_new_id (client->db);
  g_autofree char *tune = pick (client, "tune", op->y);
  g_autofree char *repertoire = NULL;
  gint64 now = shed_clock_now_ms (client->clock);

  if (tune == NULL || !make_home (client))
    return FALSE;
  repertoire = pick (client, "repertoire", op->x);
  return sim_client_exec (
    client,
    "INSERT INTO practice_event (id, created_at, repertoire_id, tune_id, kind, rating, answered_at, time_zone,"
    " practice_day, day_start_minutes) VALUES ('%s', %" G_GINT64_FORMAT ", '%s', '%s', 'rating', %u, %" G_GINT64_FORMAT
    ", 'UTC', '2026-11-21', 240)",
    id, now, repertoire, tune, 1 + op->x % 4, now);
}

static gboolean
do_resolve (SimClient *client, const SimOp *op)
{
  static const char *const answers[] = { "mine", "other", "both" };
  const char *answer = answers[op->x % 3];
  g_autofree char *id = sim_client_ask (
    client,
    "SELECT id FROM conflict WHERE state = 'open' ORDER BY id LIMIT 1 OFFSET %u %% max (1, (SELECT count(*) FROM conflict WHERE state = 'open'))",
    op->y);
  g_autofree char *table = NULL;
  g_autofree char *row = NULL;
  g_autofree char *group = NULL;
  g_autofree char *there = NULL;

  if (id == NULL)
    return FALSE;
  table = sim_client_ask (client, "SELECT tbl FROM conflict WHERE id = '%s'", id);
  row = sim_client_ask (client, "SELECT row_id FROM conflict WHERE id = '%s'", id);
  group = sim_client_ask (client, "SELECT grp FROM conflict WHERE id = '%s'", id);
  there = sim_client_ask (client, "SELECT id FROM \"%s\" WHERE id = '%s'", table, row);
  if (strcmp (group, "*") == 0)
    return sim_client_exec (client, "UPDATE conflict SET state = '%s' WHERE id = '%s'", answer, id);
  if (!sim_client_exec (client, "UPDATE conflict SET state = '%s' WHERE id = '%s'", answer, id))
    return FALSE;
  if (there == NULL || op->x % 3 == 1)
    return TRUE;
  {
    const ShedTable *about = shed_table_find (table);

    for (guint i = 0; i < about->n_columns; i++)
      {
        const ShedColumn *column = &about->columns[i];

        if (g_strcmp0 (column->group != NULL ? column->group : column->name, group) != 0)
          continue;
        if (
          !sim_client_exec (
            client,
            "UPDATE \"%s\" SET \"%s\" = (SELECT json_extract (mine, '$.%s') FROM conflict WHERE id = '%s') WHERE id = '%s'"
            " AND (%d = 0 OR (SELECT json_extract (mine, '$.%s') FROM conflict WHERE id = '%s') IS NOT NULL)",
            table, column->name, column->name, id, row, column->required, column->name, id))
          return FALSE;
      }
  }
  return TRUE;
}

/* Is never taken back. */
static gboolean
is_chain (const SimOp *op)
{
  return op->op == SIM_OP_PAIR && op->x % 3 == 2;
}

static gboolean
doing (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Doing *self = data;

  switch ((SimOpKind)self->op->op)
    {
    case SIM_OP_NEW:
      self->did = do_new (self->client, self->op);
      break;
    case SIM_OP_SET:
      self->did = do_set (self->client, self->op);
      break;
    case SIM_OP_ADD:
      self->did = do_add (self->client, self->op);
      break;
    case SIM_OP_DELETE:
      self->did = do_delete (self->client, self->op);
      break;
    case SIM_OP_REORDER:
      self->did = do_reorder (self->client, self->op);
      break;
    case SIM_OP_PAIR:
      self->did = is_chain (self->op) ? sim_causal_write (self->client) : do_pair (self->client, self->op);
      break;
    case SIM_OP_RATE:
      self->did = do_rate (self->client, self->op);
      break;
    case SIM_OP_RESOLVE:
      self->did = do_resolve (self->client, self->op);
      break;
    default:
      break;
    }
  if (self->did)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "nothing to do");
  return FALSE;
}

static gboolean
reverting (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  gboolean more;
  guint n_left = 0;

  return shed_journal_revert_step (db, *(gint64 *)data, &more, &n_left, error);
}

/* TRUE when something was written. */
gboolean
sim_user_do (SimClient *client, const SimOp *op)
{
  Doing self = { client, op, FALSE };
  gint64 journal = ++client->last_journal;

  if (op->op == SIM_OP_UNDO)
    {
      gint64 undone;

      if (client->journals->len == 0)
        return FALSE;
      undone = g_array_index (client->journals, gint64, client->journals->len - 1);
      g_array_set_size (client->journals, client->journals->len - 1);
      return sim_client_write (client, SHED_WRITE_COMMAND, 0, reverting, &undone);
    }
  if (!sim_client_write (client, SHED_WRITE_COMMAND, is_chain (op) ? 0 : journal, doing, &self))
    return FALSE;
  if (is_chain (op))
    return TRUE;
  g_array_append_val (client->journals, journal);
  return TRUE;
}
