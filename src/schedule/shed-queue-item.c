/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One tune of a day's queue, with what each rating would bring and what is chosen. It only holds what was read: it never reads
 * or writes anything itself. */
#define G_LOG_DOMAIN "Woodshed-schedule"

#include "shed-queue-item-private.h"

#include <string.h>

struct _ShedQueueItem
{
  GObject parent_instance;
  ShedQueueItemData *data;
  int wanted_rating;
  gboolean is_unsaved;
};

G_DEFINE_FINAL_TYPE (ShedQueueItem, shed_queue_item, G_TYPE_OBJECT)

enum { PROP_STAGED_RATING = 1, PROP_DONE, PROP_TITLE, PROP_TUNE_ID, N_PROPS };
static GParamSpec *properties[N_PROPS];
enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const gsize texts[] = {
  G_STRUCT_OFFSET (ShedQueueItemData, id),    G_STRUCT_OFFSET (ShedQueueItemData, tune_id),
  G_STRUCT_OFFSET (ShedQueueItemData, title), G_STRUCT_OFFSET (ShedQueueItemData, kind),
  G_STRUCT_OFFSET (ShedQueueItemData, key),   G_STRUCT_OFFSET (ShedQueueItemData, meter),
  G_STRUCT_OFFSET (ShedQueueItemData, unit),  G_STRUCT_OFFSET (ShedQueueItemData, abc),
  G_STRUCT_OFFSET (ShedQueueItemData, goal),
};

/* Of NULL it does nothing: rows are taken out of the answer one by one. */
void
shed_queue_item_data_free (ShedQueueItemData *data)
{
  if (data == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (G_STRUCT_MEMBER (char *, data, texts[i]));
  g_free (data);
}

static gboolean
is_same (const ShedQueueItemData *a, const ShedQueueItemData *b)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_strcmp0 (G_STRUCT_MEMBER (char *, a, texts[i]), G_STRUCT_MEMBER (char *, b, texts[i])) != 0)
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (a->preview); i++)
    if (a->preview[i].interval_days != b->preview[i].interval_days || a->preview[i].due_at != b->preview[i].due_at)
      return FALSE;
  return a->bucket == b->bucket && a->state == b->state && a->stability == b->stability && a->due_at == b->due_at
         && a->last_at == b->last_at && a->last_rating == b->last_rating && a->paused == b->paused && a->done == b->done
         && a->done_rating == b->done_rating && a->done_due_at == b->done_due_at && a->staged_rating == b->staged_rating
         && a->staged_due_at == b->staged_due_at && a->n_notes == b->n_notes && a->n_conflicts == b->n_conflicts;
}

static void
shed_queue_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ShedQueueItem *self = SHED_QUEUE_ITEM (object);

  switch (prop_id)
    {
    case PROP_STAGED_RATING:
      g_value_set_int (value, self->data->staged_rating);
      break;
    case PROP_DONE:
      g_value_set_boolean (value, self->data->done);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->data->title);
      break;
    case PROP_TUNE_ID:
      g_value_set_string (value, self->data->tune_id);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_queue_item_finalize (GObject *object)
{
  ShedQueueItem *self = SHED_QUEUE_ITEM (object);

  shed_queue_item_data_free (self->data);
  G_OBJECT_CLASS (shed_queue_item_parent_class)->finalize (object);
}

static void
shed_queue_item_class_init (ShedQueueItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = shed_queue_item_get_property;
  object_class->finalize = shed_queue_item_finalize;
  properties[PROP_STAGED_RATING] = g_param_spec_int ("staged-rating", NULL, NULL, 0, 4, 0, flags);
  properties[PROP_DONE] = g_param_spec_boolean ("done", NULL, NULL, FALSE, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_TUNE_ID] = g_param_spec_string ("tune-id", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED] = g_signal_new ("changed", SHED_TYPE_QUEUE_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
shed_queue_item_init (ShedQueueItem *self)
{
  self->data = g_new0 (ShedQueueItemData, 1);
}

/**
 * shed_queue_item_new:
 * @data: (transfer full): what was read
 *
 * Returns: (transfer full): an item
 */
ShedQueueItem *
shed_queue_item_new (ShedQueueItemData *data)
{
  ShedQueueItem *self = g_object_new (SHED_TYPE_QUEUE_ITEM, NULL);

  shed_queue_item_data_free (self->data);
  self->data = data;
  self->wanted_rating = data->staged_rating;
  return self;
}

/**
 * shed_queue_item_get:
 * @self: an item
 *
 * Returns: (transfer none): what it shows; never %NULL, good until it changes
 */
const ShedQueueItemData *
shed_queue_item_get (ShedQueueItem *self)
{
  g_return_val_if_fail (SHED_IS_QUEUE_ITEM (self), NULL);

  return self->data;
}

ShedQueueItemData *
shed_queue_item_edit (ShedQueueItem *self)
{
  return self->data;
}

/* Tells what is bound to the item that it was edited. */
void
shed_queue_item_changed (ShedQueueItem *self)
{
  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = 1; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * shed_queue_item_take_over:
 * @self: an item
 * @data: (transfer full): the same item, read anew
 *
 * Shows what was read. A rating that could not be saved, or is on its way to the disk, stays.
 *
 * Returns: whether anything differs; the caller then says so by shed_queue_item_changed()
 */
gboolean
shed_queue_item_take_over (ShedQueueItem *self, ShedQueueItemData *data)
{
  gboolean same;

  if (self->is_unsaved || self->wanted_rating != self->data->staged_rating)
    {
      data->staged_rating = self->data->staged_rating;
      data->staged_due_at = self->data->staged_due_at;
    }
  else
    {
      self->wanted_rating = data->staged_rating;
    }
  same = is_same (self->data, data);
  shed_queue_item_data_free (self->data);
  self->data = data;
  return !same;
}

int
shed_queue_item_get_wanted (ShedQueueItem *self)
{
  return self->wanted_rating;
}

void
shed_queue_item_set_wanted (ShedQueueItem *self, int rating)
{
  self->wanted_rating = rating;
}

gboolean
shed_queue_item_is_unsaved (ShedQueueItem *self)
{
  return self->is_unsaved;
}

void
shed_queue_item_set_unsaved (ShedQueueItem *self, gboolean unsaved)
{
  self->is_unsaved = unsaved;
}
