/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ratings that a full disk refused, kept by repertoire, tune and day until they are written: another day or repertoire may be
 * looked at meanwhile, and the rows that showed them are gone then. It must never forget one that was neither written nor
 * replaced by a later press of a key.
 */
#define G_LOG_DOMAIN "Woodshed-schedule"

#include "shed-practice-private.h"

#include "shed-queue-item-private.h"

static char *
dup_key (const char *repertoire_id, const char *tune_id, int day)
{
  return g_strdup_printf ("%s %s %d", repertoire_id, tune_id, day);
}

ShedPracticeStaging *
shed_practice_staging_copy (const ShedPracticeStaging *staging)
{
  ShedPracticeStaging *copy =
    shed_practice_staging_new (staging->repertoire_id, staging->tune_id, staging->day, staging->rating);

  copy->interval_days = staging->interval_days;
  copy->due_at = staging->due_at;
  copy->shown_at = staging->shown_at;
  return copy;
}

GHashTable *
shed_practice_unsaved_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) shed_practice_staging_free);
}

/* @staging is as it was before the attempt to write it, which counted its due date anew. */
void
shed_practice_keep_unsaved (ShedPractice *self, const ShedPracticeStaging *staging)
{
  g_hash_table_replace (self->unsaved, dup_key (staging->repertoire_id, staging->tune_id, staging->day),
                        shed_practice_staging_copy (staging));
  g_object_notify (G_OBJECT (self), "n-unsaved");
}

/* What was written is not kept any more, unless it has been replaced since. */
void
shed_practice_forget_unsaved (ShedPractice *self, const ShedPracticeStaging *written)
{
  g_autofree char *key = dup_key (written->repertoire_id, written->tune_id, written->day);
  const ShedPracticeStaging *kept = g_hash_table_lookup (self->unsaved, key);

  if (kept == NULL || kept->rating != written->rating)
    return;
  g_hash_table_remove (self->unsaved, key);
  g_object_notify (G_OBJECT (self), "n-unsaved");
}

static gboolean
is_of_day (gpointer key, gpointer value, gpointer data)
{
  const ShedPracticeStaging *staging = value, *wanted = data;

  return staging->day == wanted->day && g_strcmp0 (staging->repertoire_id, wanted->repertoire_id) == 0;
}

void
shed_practice_forget_unsaved_day (ShedPractice *self, const char *repertoire_id, int day)
{
  ShedPracticeStaging wanted = { .repertoire_id = (char *) repertoire_id, .day = day };

  if (g_hash_table_foreach_remove (self->unsaved, is_of_day, &wanted) > 0)
    g_object_notify (G_OBJECT (self), "n-unsaved");
}

static gint
compare_by_shown (gconstpointer a, gconstpointer b)
{
  const ShedPracticeStaging *left = *(ShedPracticeStaging *const *) a, *right = *(ShedPracticeStaging *const *) b;

  return (left->shown_at > right->shown_at) - (left->shown_at < right->shown_at);
}

/* Copies, for one write. (transfer full) */
GPtrArray *
shed_practice_dup_unsaved (ShedPractice *self)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) shed_practice_staging_free);
  GHashTableIter iter;
  gpointer staging;

  g_hash_table_iter_init (&iter, self->unsaved);
  while (g_hash_table_iter_next (&iter, NULL, &staging))
    g_ptr_array_add (all, shed_practice_staging_copy (staging));
  g_ptr_array_sort (all, compare_by_shown);
  return all;
}

/* What was just written is marked so on its rows; a later press of a key has its own answer. */
void
shed_practice_unsaved_written (ShedPractice *self, GPtrArray *stagings)
{
  for (guint i = 0; i < stagings->len; i++)
    {
      const ShedPracticeStaging *staging = stagings->pdata[i];

      shed_practice_forget_unsaved (self, staging);
      for (guint j = 0; j < self->items->len; j++)
        {
          ShedQueueItem *item = self->items->pdata[j];

          if (staging->day == self->day && g_strcmp0 (staging->repertoire_id, self->repertoire_id) == 0 &&
              g_strcmp0 (staging->tune_id, shed_queue_item_get (item)->tune_id) == 0 &&
              shed_queue_item_get_wanted (item) == staging->rating)
            shed_queue_item_set_unsaved (item, FALSE);
        }
    }
}

/* Rows that were read anew show what is kept of them. */
void
shed_practice_show_unsaved (ShedPractice *self)
{
  if (g_hash_table_size (self->unsaved) == 0 || self->repertoire_id == NULL)
    return;
  for (guint i = 0; i < self->items->len; i++)
    {
      ShedQueueItem *item = self->items->pdata[i];
      g_autofree char *key = dup_key (self->repertoire_id, shed_queue_item_get (item)->tune_id, self->day);
      const ShedPracticeStaging *staging = g_hash_table_lookup (self->unsaved, key);
      ShedQueueItemData *data;

      if (staging == NULL || shed_queue_item_is_unsaved (item))
        continue;
      data = shed_queue_item_edit (item);
      data->staged_rating = staging->rating;
      data->staged_due_at = staging->rating != 0 ? staging->due_at : 0;
      shed_queue_item_set_wanted (item, staging->rating);
      shed_queue_item_set_unsaved (item, TRUE);
      shed_queue_item_changed (item);
    }
}
