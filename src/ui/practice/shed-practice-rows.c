/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts header rows between the buckets of a queue. A change tells only what lies between the first and the last row that differ,
 * so that the list keeps its place. */
#include "shed-practice-rows.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>

struct _ShedPracticeSection
{
  GObject parent_instance;

  ShedBucket bucket;
};

G_DEFINE_FINAL_TYPE (ShedPracticeSection, shed_practice_section, G_TYPE_OBJECT)

static void
shed_practice_section_class_init (ShedPracticeSectionClass *klass)
{
}

static void
shed_practice_section_init (ShedPracticeSection *self)
{
}

const char *
shed_practice_section_get_title (ShedPracticeSection *self)
{
  g_return_val_if_fail (SHED_IS_PRACTICE_SECTION (self), NULL);

  switch (self->bucket)
    {
    case SHED_BUCKET_DUE:
      return _("Due Today");
    case SHED_BUCKET_OVERDUE:
      return _("Overdue");
    case SHED_BUCKET_NEW:
      return _("New");
    case SHED_BUCKET_LONG_OVERDUE:
      return _("Longer Overdue");
    default:
      return _("More");
    }
}

struct _ShedPracticeRows
{
  GObject parent_instance;

  GListModel          *items;
  GPtrArray           *rows;     /* GObject */
  ShedPracticeSection *sections[SHED_BUCKET_LONG_OVERDUE + 1];
};

static GType
get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
get_n_items (GListModel *model)
{
  return SHED_PRACTICE_ROWS (model)->rows->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  ShedPracticeRows *self = SHED_PRACTICE_ROWS (model);

  return position < self->rows->len ? g_object_ref (g_ptr_array_index (self->rows, position)) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ShedPracticeRows, shed_practice_rows, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static ShedPracticeSection *
section_for (ShedPracticeRows *self, ShedBucket bucket)
{
  guint index = bucket <= SHED_BUCKET_LONG_OVERDUE ? bucket : 0;

  if (self->sections[index] == NULL)
    {
      self->sections[index] = g_object_new (SHED_TYPE_PRACTICE_SECTION, NULL);
      self->sections[index]->bucket = bucket;
    }
  return self->sections[index];
}

static GPtrArray *
make_rows (ShedPracticeRows *self)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (self->items);
  int bucket = -1;

  for (guint i = 0; i < n; i++)
    {
      ShedQueueItem *item = g_list_model_get_item (self->items, i);
      const ShedQueueItemData *data = shed_queue_item_get (item);

      if ((int) data->bucket != bucket)
        {
          bucket = (int) data->bucket;
          g_ptr_array_add (rows, g_object_ref (section_for (self, data->bucket)));
        }
      g_ptr_array_add (rows, item);
    }
  return rows;
}

static void
items_changed_cb (ShedPracticeRows *self)
{
  g_autoptr (GPtrArray) old = self->rows;
  guint head = 0, tail = 0, least;

  self->rows = make_rows (self);
  least = MIN (old->len, self->rows->len);
  while (head < least && g_ptr_array_index (old, head) == g_ptr_array_index (self->rows, head))
    head++;
  while (tail < least - head && g_ptr_array_index (old, old->len - 1 - tail) ==
                                  g_ptr_array_index (self->rows, self->rows->len - 1 - tail))
    tail++;
  if (old->len - head - tail > 0 || self->rows->len - head - tail > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), head, old->len - head - tail, self->rows->len - head - tail);
}

static void
shed_practice_rows_dispose (GObject *object)
{
  ShedPracticeRows *self = SHED_PRACTICE_ROWS (object);

  if (self->items != NULL)
    g_signal_handlers_disconnect_by_func (self->items, items_changed_cb, self);
  g_clear_object (&self->items);
  for (guint i = 0; i < G_N_ELEMENTS (self->sections); i++)
    g_clear_object (&self->sections[i]);

  G_OBJECT_CLASS (shed_practice_rows_parent_class)->dispose (object);
}

static void
shed_practice_rows_finalize (GObject *object)
{
  g_ptr_array_unref (SHED_PRACTICE_ROWS (object)->rows);

  G_OBJECT_CLASS (shed_practice_rows_parent_class)->finalize (object);
}

static void
shed_practice_rows_class_init (ShedPracticeRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = shed_practice_rows_dispose;
  G_OBJECT_CLASS (klass)->finalize = shed_practice_rows_finalize;
}

static void
shed_practice_rows_init (ShedPracticeRows *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * shed_practice_rows_new:
 * @items: a list of #ShedQueueItem
 *
 * Returns: (transfer full): the rows
 */
ShedPracticeRows *
shed_practice_rows_new (GListModel *items)
{
  ShedPracticeRows *self = g_object_new (SHED_TYPE_PRACTICE_ROWS, NULL);

  self->items = g_object_ref (items);
  g_signal_connect_object (items, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  items_changed_cb (self);
  return self;
}

/**
 * shed_practice_rows_find:
 * @self: the rows
 * @item: an item of the queue
 *
 * Returns: its position among the rows, or %GTK_INVALID_LIST_POSITION
 */
guint
shed_practice_rows_find (ShedPracticeRows *self, ShedQueueItem *item)
{
  guint position;

  g_return_val_if_fail (SHED_IS_PRACTICE_ROWS (self), GTK_INVALID_LIST_POSITION);

  return g_ptr_array_find (self->rows, item, &position) ? position : GTK_INVALID_LIST_POSITION;
}
