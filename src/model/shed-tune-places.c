/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows that are handed out are followers of the list's rows, one for each place that somebody holds. Until the
 * whole answer to another question is there the length stays what it was, with nothing in the places after the first
 * rows. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-tune-places.h"

#include "shed-tune-row-private.h"

struct _ShedTunePlaces {
  GObject       parent_instance;
  ShedTuneList *list;
  guint         n_items;
  guint         answer;   /* of the list, which the rows show */
  gboolean      partial;
  GHashTable   *rows;     /* position → follower, not owned */
  GHashTable   *places;   /* follower → position */
};

enum { ROW_CHANGED, EXCHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void list_model_init (GListModelInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (ShedTunePlaces,
                               shed_tune_places,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
put (ShedTunePlaces *self,
     ShedTuneRow    *row,
     guint           position)
{
  g_hash_table_insert (self->rows, GUINT_TO_POINTER (position), row);
  g_hash_table_insert (self->places, row, GUINT_TO_POINTER (position));
}

static void
on_row_gone (gpointer data,
             GObject *gone)
{
  ShedTunePlaces *self = data;
  gpointer position;

  if (!g_hash_table_lookup_extended (self->places, gone, NULL, &position))
    return;
  g_hash_table_remove (self->places, gone);
  g_hash_table_remove (self->rows, position);
}

static void
on_row_loaded (ShedTunePlaces *self,
               ShedTuneRow    *row)
{
  gpointer position;

  if (g_hash_table_lookup_extended (self->places, row, NULL, &position))
    g_signal_emit (self, signals[ROW_CHANGED], 0, GPOINTER_TO_UINT (position));
}

/* From now on the row has no place; who holds it may go on reading it. */
static void
let_go (ShedTunePlaces *self,
        ShedTuneRow    *row)
{
  g_object_weak_unref (G_OBJECT (row), on_row_gone, self);
  g_signal_handlers_disconnect_by_func (row, on_row_loaded, self);
}

static ShedTuneRow *
source_at (ShedTunePlaces *self,
           guint           position)
{
  return g_list_model_get_item (G_LIST_MODEL (self->list), position);
}

/* Places of those that exist, in ascending order. */
static int
compare_positions (gconstpointer a,
                   gconstpointer b)
{
  guint one = *(const guint *) a, other = *(const guint *) b;

  return (one > other) - (one < other);
}

static GArray *
list_positions (ShedTunePlaces *self)
{
  GArray *positions = g_array_sized_new (FALSE, FALSE, sizeof (guint), g_hash_table_size (self->rows));
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      guint position = GPOINTER_TO_UINT (key);

      g_array_append_val (positions, position);
    }
  g_array_sort (positions, compare_positions);
  return positions;
}

static void
forget_after (ShedTunePlaces *self,
              guint           n_items)
{
  g_autoptr(GArray) positions = list_positions (self);

  for (guint i = 0; i < positions->len; i++)
    {
      guint position = g_array_index (positions, guint, i);
      ShedTuneRow *row = g_hash_table_lookup (self->rows, GUINT_TO_POINTER (position));

      if (position < n_items)
        continue;
      let_go (self, row);
      g_hash_table_remove (self->rows, GUINT_TO_POINTER (position));
      g_hash_table_remove (self->places, row);
    }
}

/* The same rows, other tunes. */
static void
exchange (ShedTunePlaces *self)
{
  guint n_list = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  guint before = self->n_items, kept;
  g_autoptr(GArray) positions = NULL;

  self->answer = shed_tune_list_get_answer (self->list, &self->partial);
  self->n_items = self->partial ? MAX (n_list, before) : n_list;
  kept = MIN (before, self->n_items);
  forget_after (self, kept);
  if (before != self->n_items)
    g_list_model_items_changed (G_LIST_MODEL (self), kept, before - kept, self->n_items - kept);
  positions = list_positions (self);
  for (guint i = 0; i < positions->len; i++)
    {
      guint position = g_array_index (positions, guint, i);
      /* Who is told of one row may let another go. */
      ShedTuneRow *row = g_hash_table_lookup (self->rows, GUINT_TO_POINTER (position));
      g_autoptr(ShedTuneRow) source = row != NULL ? source_at (self, position) : NULL;

      if (row != NULL)
        shed_tune_row_follow (row, source);
    }
  g_signal_emit (self, signals[EXCHANGED], 0);
}

/* The rows between go, those after them move. A row that goes does not come back at another place of the same change, even for
 * the same tune: GTK's list then sometimes held it twice. */
static void
move (ShedTunePlaces *self,
      guint           position,
      guint           removed,
      guint           added)
{
  g_autoptr(GArray) positions = list_positions (self);
  g_autoptr(GHashTable) old = g_steal_pointer (&self->rows);

  self->rows = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < positions->len; i++)
    {
      guint at = g_array_index (positions, guint, i);
      ShedTuneRow *row = g_hash_table_lookup (old, GUINT_TO_POINTER (at));

      if (at < position)
        put (self, row, at);
      else if (at >= position + removed)
        put (self, row, at - removed + added);
      else
        {
          g_hash_table_remove (self->places, row);
          let_go (self, row);
        }
    }
  self->n_items += added - removed;
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
on_items_changed (ShedTunePlaces *self,
                  guint           position,
                  guint           removed,
                  guint           added)
{
  if (self->partial || shed_tune_list_get_answer (self->list, NULL) != self->answer)
    exchange (self);
  else
    move (self, position, removed, added);
}

/* An answer that is as the one before tells of no items. */
static void
on_settled (ShedTunePlaces *self)
{
  if (self->partial || shed_tune_list_get_answer (self->list, NULL) != self->answer)
    exchange (self);
}

/* The list model --------------------------------------------------------------------------------------------------------- */

static GType
get_item_type (GListModel *model)
{
  return SHED_TYPE_TUNE_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return SHED_TUNE_PLACES (model)->n_items;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  ShedTunePlaces *self = SHED_TUNE_PLACES (model);
  g_autoptr(ShedTuneRow) source = NULL;
  ShedTuneRow *row;

  if (position >= self->n_items)
    return NULL;
  row = g_hash_table_lookup (self->rows, GUINT_TO_POINTER (position));
  if (row != NULL)
    return g_object_ref (row);
  source = source_at (self, position);
  row = shed_tune_row_new (-1);
  shed_tune_row_follow (row, source);
  put (self, row, position);
  g_object_weak_ref (G_OBJECT (row), on_row_gone, self);
  g_signal_connect_object (row, "loaded", G_CALLBACK (on_row_loaded), self, G_CONNECT_SWAPPED);
  return row;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
shed_tune_places_finalize (GObject *object)
{
  ShedTunePlaces *self = SHED_TUNE_PLACES (object);

  forget_after (self, 0);
  g_hash_table_unref (self->rows);
  g_hash_table_unref (self->places);
  g_clear_object (&self->list);
  G_OBJECT_CLASS (shed_tune_places_parent_class)->finalize (object);
}

static void
shed_tune_places_class_init (ShedTunePlacesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = shed_tune_places_finalize;
  signals[ROW_CHANGED] = g_signal_new ("row-changed", SHED_TYPE_TUNE_PLACES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[EXCHANGED] = g_signal_new ("exchanged", SHED_TYPE_TUNE_PLACES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
shed_tune_places_init (ShedTunePlaces *self)
{
  self->rows = g_hash_table_new (NULL, NULL);
  self->places = g_hash_table_new (NULL, NULL);
}

/**
 * shed_tune_places_new:
 * @list: the tunes
 *
 * Returns: (transfer full): the same rows, by place
 */
ShedTunePlaces *
shed_tune_places_new (ShedTuneList *list)
{
  ShedTunePlaces *self;

  g_return_val_if_fail (SHED_IS_TUNE_LIST (list), NULL);

  self = g_object_new (SHED_TYPE_TUNE_PLACES, NULL);
  self->list = g_object_ref (list);
  self->n_items = g_list_model_get_n_items (G_LIST_MODEL (list));
  self->answer = shed_tune_list_get_answer (list, &self->partial);
  g_signal_connect_object (list, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "settled", G_CALLBACK (on_settled), self, G_CONNECT_SWAPPED);
  return self;
}
