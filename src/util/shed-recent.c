/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hash table finds, a queue knows the order of use: its tail was used longest ago. */
#include "shed-recent.h"

struct _ShedRecent
{
  GHashTable    *links; /* key → link in order, whose entry owns the key */
  GQueue         order;
  guint          n_max;
  GDestroyNotify free_value;
};

typedef struct
{
  char    *key;
  gpointer value; /* nullable */
} Entry;

static void
entry_free (ShedRecent *self, Entry *entry)
{
  g_free (entry->key);
  if (entry->value != NULL && self->free_value != NULL)
    self->free_value (entry->value);
  g_free (entry);
}

static void
drop (ShedRecent *self, GList *link)
{
  Entry *entry = link->data;

  g_hash_table_remove (self->links, entry->key);
  g_queue_delete_link (&self->order, link);
  entry_free (self, entry);
}

/**
 * shed_recent_new:
 * @n_max: how many are kept, at least 1
 * @free_value: (nullable): frees one
 *
 * Returns: (transfer full): none yet
 */
ShedRecent *
shed_recent_new (guint n_max, GDestroyNotify free_value)
{
  ShedRecent *self = g_new0 (ShedRecent, 1);

  self->links = g_hash_table_new (g_str_hash, g_str_equal);
  g_queue_init (&self->order);
  self->n_max = MAX (n_max, 1);
  self->free_value = free_value;
  return self;
}

void
shed_recent_free (ShedRecent *self)
{
  while (self->order.head != NULL)
    drop (self, self->order.head);
  g_hash_table_unref (self->links);
  g_free (self);
}

/**
 * shed_recent_lookup:
 * @self: what is kept
 * @key: the name
 * @ret_value: (out) (transfer none) (nullable): what was kept under it
 *
 * Returns: whether anything was; it is then the one used last
 */
gboolean
shed_recent_lookup (ShedRecent *self, const char *key, gpointer *ret_value)
{
  GList *link = g_hash_table_lookup (self->links, key);

  *ret_value = NULL;
  if (link == NULL)
    return FALSE;
  g_queue_unlink (&self->order, link);
  g_queue_push_head_link (&self->order, link);
  *ret_value = ((Entry *) link->data)->value;
  return TRUE;
}

/**
 * shed_recent_keep:
 * @self: what is kept
 * @key: the name; what stood under it before is freed
 * @value: (transfer full) (nullable): NULL: it is known that there is none
 */
void
shed_recent_keep (ShedRecent *self, const char *key, gpointer value)
{
  GList *link = g_hash_table_lookup (self->links, key);
  Entry *entry = g_new0 (Entry, 1);

  if (link != NULL)
    drop (self, link);
  entry->key = g_strdup (key);
  entry->value = value;
  g_queue_push_head (&self->order, entry);
  g_hash_table_insert (self->links, entry->key, self->order.head);
  while (g_queue_get_length (&self->order) > self->n_max)
    drop (self, self->order.tail);
}
