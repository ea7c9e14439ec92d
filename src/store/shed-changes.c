/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a commit changed: tables and ids. Filled by the writer before the commit, never afterwards. */
#define G_LOG_DOMAIN "Woodshed-store"

#include "shed-changes-private.h"

struct _ShedChanges
{
  gatomicrefcount ref_count;
  gboolean everything;
  gboolean from_server;
  GHashTable *tables; /* name → set of ids */
};

G_DEFINE_BOXED_TYPE (ShedChanges, shed_changes, shed_changes_ref, shed_changes_unref)

ShedChanges *
shed_changes_new (void)
{
  ShedChanges *self = g_new0 (ShedChanges, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->tables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
  return self;
}

ShedChanges *
shed_changes_new_everything (void)
{
  ShedChanges *self = shed_changes_new ();

  self->everything = TRUE;
  return self;
}

ShedChanges *
shed_changes_ref (ShedChanges *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
shed_changes_unref (ShedChanges *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_hash_table_unref (self->tables);
  g_free (self);
}

void
shed_changes_add (ShedChanges *self, const char *table, const char *id)
{
  GHashTable *ids = g_hash_table_lookup (self->tables, table);

  if (ids == NULL)
    {
      ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_hash_table_insert (self->tables, g_strdup (table), ids);
    }
  if (!g_hash_table_contains (ids, id))
    g_hash_table_add (ids, g_strdup (id));
}

gboolean
shed_changes_is_everything (const ShedChanges *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->everything;
}

gboolean
shed_changes_is_from_server (const ShedChanges *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->from_server;
}

void
shed_changes_set_from_server (ShedChanges *self)
{
  self->from_server = TRUE;
}

gboolean
shed_changes_has_table (const ShedChanges *self, const char *table)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->everything || g_hash_table_contains (self->tables, table);
}

GHashTable *
shed_changes_get_ids (const ShedChanges *self, const char *table)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->everything ? NULL : g_hash_table_lookup (self->tables, table);
}
