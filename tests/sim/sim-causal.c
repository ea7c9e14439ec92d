/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person may rely on while looking at one screen and then at another. Each computer has a row of its own in which it
 * counts, and writes beside its number those that it saw of the others. Nobody else writes there, so that
 *   I9   who sees such a row sees of every other at least what its author had seen,
 *   I13  who wrote a number sees it from then on, and nobody sees a number fall.
 * A computer put back from a copy begins a new row. After a server went back, what one has put back may stand there before what
 * another still has to, and the first is not looked at any more. */
#include "sim.h"

#include <stdlib.h>
#include <string.h>

#include "shed-uuid.h"

#define FIRST "chain."
#define BEYOND "chain/"
#define MAX_CHAINS 60

static void
begin_life (SimClient *self)
{
  self->chain = ++self->world->n_chains;
  self->chain_length = 0;
  if (self->chains_seen == NULL)
    self->chains_seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_remove_all (self->chains_seen);
}

/* What its file had not sent when it was copied may be sent as it was then. */
void
sim_causal_forget (SimClient *self)
{
  if (self->chain != 0)
    self->world->dead_chains |= G_GUINT64_CONSTANT (1) << self->chain;
  self->chain = 0;
  g_clear_pointer (&self->chains_seen, g_hash_table_unref);
}

/* Name → text of all that is on the screen. The caller owns both. */
static GPtrArray *
look (SimClient *self)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ShedStmt) stmt = shed_db_borrow (self->db,
                                              "SELECT name, trim (value, '\"') FROM preference WHERE name >= '" FIRST
                                              "' AND name < '" BEYOND "' ORDER BY name",
                                              NULL);

  while (stmt != NULL && shed_stmt_step (stmt, NULL) == SHED_STEP_ROW)
    {
      g_ptr_array_add (rows, shed_stmt_dup_text (stmt, 0));
      g_ptr_array_add (rows, shed_stmt_dup_text (stmt, 1));
    }
  return rows;
}

/* "12;chain.3=4;chain.5=1" */
gboolean
sim_causal_write (SimClient *self)
{
  g_autoptr (GPtrArray) rows = look (self);
  g_autoptr (GString) value = g_string_new (NULL);
  g_autofree char *name = NULL;
  g_autofree char *id = NULL;

  if (self->chain == 0 && self->world->n_chains >= MAX_CHAINS)
    return FALSE;
  if (self->chain == 0)
    begin_life (self);
  name = g_strdup_printf (FIRST "%u", self->chain);
  id = shed_uuid_new_v5 ("preference", name, NULL);
  g_string_append_printf (value, "\"%u", self->chain_length + 1);
  for (guint i = 0; i < rows->len; i += 2)
    if (strcmp (g_ptr_array_index (rows, i), name) != 0)
      g_string_append_printf (value, ";%s=%d", (char *)g_ptr_array_index (rows, i), atoi (g_ptr_array_index (rows, i + 1)));
  g_string_append_c (value, '"');
  if (!sim_client_exec (self,
                        "INSERT INTO preference (id, created_at, name, value) VALUES ('%s', %" G_GINT64_FORMAT ", '%s', '%s')"
                        " ON CONFLICT (id) DO UPDATE SET value = excluded.value",
                        id, shed_clock_now_ms (self->clock), name, value->str))
    return FALSE;
  self->chain_length++;
  return TRUE;
}

static gboolean
is_dead (SimWorld *world, const char *name)
{
  return world->dead_chains & G_GUINT64_CONSTANT (1) << atoi (name + strlen (FIRST));
}

static int
number_of (GPtrArray *rows, const char *name)
{
  for (guint i = 0; i < rows->len; i += 2)
    if (strcmp (g_ptr_array_index (rows, i), name) == 0)
      return atoi (g_ptr_array_index (rows, i + 1));
  return 0;
}

void
sim_causal_check (SimClient *self)
{
  SimWorld *world = self->world;
  g_autoptr (GPtrArray) rows = look (self);

  if (world->violation != NULL || world->server_went_back)
    return;
  if (self->chain != 0)
    {
      g_autofree char *own = g_strdup_printf (FIRST "%u", self->chain);

      if (number_of (rows, own) != (int)self->chain_length)
        sim_fail (world, "I13", "client %u wrote %u and sees %d", self->index, self->chain_length, number_of (rows, own));
    }
  for (guint i = 0; i < rows->len; i += 2)
    {
      const char *name = g_ptr_array_index (rows, i), *text = g_ptr_array_index (rows, i + 1);
      g_auto (GStrv) parts = g_strsplit (text, ";", -1);
      int number = atoi (text), before;

      if (is_dead (world, name))
        continue;
      if (self->chains_seen == NULL)
        self->chains_seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      before = GPOINTER_TO_INT (g_hash_table_lookup (self->chains_seen, name));
      if (number < before)
        sim_fail (world, "I13", "client %u saw %s at %d and then at %d", self->index, name, before, number);
      g_hash_table_insert (self->chains_seen, g_strdup (name), GINT_TO_POINTER (number));
      for (guint k = 1; parts[0] != NULL && parts[k] != NULL; k++)
        {
          char *equals = strchr (parts[k], '=');

          if (equals == NULL)
            continue;
          *equals = '\0';
          if (!is_dead (world, parts[k]) && number_of (rows, parts[k]) < atoi (equals + 1))
            sim_fail (world, "I9", "client %u sees %s at %d, whose author had seen %s at %s, and sees that at %d",
                      self->index, name, number, parts[k], equals + 1, number_of (rows, parts[k]));
        }
    }
}
