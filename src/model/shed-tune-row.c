/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of a list of tunes. It is made empty, filled in place, and says when what it shows has changed. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-tune-row-private.h"

#include <string.h>

struct _ShedTuneRow {
  GObject          parent_instance;
  gint64           n;
  guint            stamp;
  ShedTuneRowData *data;
  ShedTuneRow     *source; /* owned: this one shows what that one shows */
};
G_DEFINE_FINAL_TYPE (ShedTuneRow, shed_tune_row, G_TYPE_OBJECT)

enum { PROP_LOADED = 1, PROP_TITLE, PROP_ID, N_PROPS };
static GParamSpec *properties[N_PROPS];
enum { LOADED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const ShedTuneRowData nothing;

/* The texts stand first in the struct, in two runs; these are all of them. */
static const gsize texts[] = {
  G_STRUCT_OFFSET (ShedTuneRowData, id),
  G_STRUCT_OFFSET (ShedTuneRowData, title),
  G_STRUCT_OFFSET (ShedTuneRowData, aliases),
  G_STRUCT_OFFSET (ShedTuneRowData, matched_alias),
  G_STRUCT_OFFSET (ShedTuneRowData, kind),
  G_STRUCT_OFFSET (ShedTuneRowData, key),
  G_STRUCT_OFFSET (ShedTuneRowData, meter),
  G_STRUCT_OFFSET (ShedTuneRowData, unit),
  G_STRUCT_OFFSET (ShedTuneRowData, abc),
  G_STRUCT_OFFSET (ShedTuneRowData, book_id),
  G_STRUCT_OFFSET (ShedTuneRowData, book_title),
  G_STRUCT_OFFSET (ShedTuneRowData, goal),
  G_STRUCT_OFFSET (ShedTuneRowData, stage),
  G_STRUCT_OFFSET (ShedTuneRowData, tags),
  G_STRUCT_OFFSET (ShedTuneRowData, repertoire_key),
};

static gboolean
same_data (const ShedTuneRowData *a,
           const ShedTuneRowData *b)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_strcmp0 (G_STRUCT_MEMBER (char *, a, texts[i]), G_STRUCT_MEMBER (char *, b, texts[i])) != 0)
      return FALSE;
  return a->n_repertoires == b->n_repertoires && a->in_repertoire == b->in_repertoire && a->state == b->state &&
         a->paused == b->paused && a->due_at == b->due_at && a->last_at == b->last_at && a->added_at == b->added_at &&
         a->last_rating == b->last_rating && a->interval_days == b->interval_days && a->stability == b->stability &&
         a->difficulty == b->difficulty && a->reps == b->reps && a->lapses == b->lapses && a->n_conflicts == b->n_conflicts &&
         a->n_notes == b->n_notes;
}

void
shed_tune_row_data_free (ShedTuneRowData *data)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (G_STRUCT_MEMBER (char *, data, texts[i]));
  g_free (data);
}

static void
shed_tune_row_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  ShedTuneRow *self = SHED_TUNE_ROW (object);

  switch (prop_id)
    {
    case PROP_LOADED:
      g_value_set_boolean (value, shed_tune_row_is_loaded (self));
      break;
    case PROP_TITLE:
      g_value_set_string (value, shed_tune_row_get (self)->title);
      break;
    case PROP_ID:
      g_value_set_string (value, shed_tune_row_get (self)->id);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void on_source_loaded (ShedTuneRow *self);

static void
shed_tune_row_finalize (GObject *object)
{
  ShedTuneRow *self = SHED_TUNE_ROW (object);

  if (self->source != NULL)
    g_signal_handlers_disconnect_by_func (self->source, on_source_loaded, self);
  g_clear_object (&self->source);
  g_clear_pointer (&self->data, shed_tune_row_data_free);
  G_OBJECT_CLASS (shed_tune_row_parent_class)->finalize (object);
}

static void
shed_tune_row_class_init (ShedTuneRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = shed_tune_row_get_property;
  object_class->finalize = shed_tune_row_finalize;
  properties[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[LOADED] = g_signal_new ("loaded", SHED_TYPE_TUNE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
shed_tune_row_init (ShedTuneRow *self)
{
}

ShedTuneRow *
shed_tune_row_new (gint64 n)
{
  ShedTuneRow *self = g_object_new (SHED_TYPE_TUNE_ROW, NULL);

  self->n = n;
  return self;
}

void
shed_tune_row_take (ShedTuneRow     *self,
                    ShedTuneRowData *data,
                    guint            stamp)
{
  ShedTuneRowData *old = self->data;
  gboolean new_title, new_id;

  self->stamp = stamp;
  if (old != NULL && same_data (old, data))
    {
      shed_tune_row_data_free (data);
      return;
    }
  new_title = old == NULL || g_strcmp0 (old->title, data->title) != 0;
  new_id = old == NULL || g_strcmp0 (old->id, data->id) != 0;
  self->data = data;
  g_object_freeze_notify (G_OBJECT (self));
  if (old == NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
  if (new_title)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  if (new_id)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ID]);
  g_object_thaw_notify (G_OBJECT (self));
  g_clear_pointer (&old, shed_tune_row_data_free);
  g_signal_emit (self, signals[LOADED], 0);
}

guint
shed_tune_row_get_stamp (ShedTuneRow *self)
{
  return self->stamp;
}

void
shed_tune_row_set_stamp (ShedTuneRow *self,
                         guint        stamp)
{
  self->stamp = stamp;
}

const ShedTuneRowData *
shed_tune_row_get (ShedTuneRow *self)
{
  g_return_val_if_fail (SHED_IS_TUNE_ROW (self), &nothing);

  if (self->source != NULL)
    return shed_tune_row_get (self->source);
  return self->data != NULL ? self->data : &nothing;
}

gint64
shed_tune_row_get_n (ShedTuneRow *self)
{
  g_return_val_if_fail (SHED_IS_TUNE_ROW (self), 0);

  return self->n;
}

gboolean
shed_tune_row_is_loaded (ShedTuneRow *self)
{
  g_return_val_if_fail (SHED_IS_TUNE_ROW (self), FALSE);

  return self->source != NULL ? shed_tune_row_is_loaded (self->source) : self->data != NULL;
}

static void
on_source_loaded (ShedTuneRow *self)
{
  for (guint i = PROP_LOADED; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
  g_signal_emit (self, signals[LOADED], 0);
}

void
shed_tune_row_follow (ShedTuneRow *self,
                      ShedTuneRow *source)
{
  if (self->source == source)
    return;
  if (self->source != NULL)
    g_signal_handlers_disconnect_by_func (self->source, on_source_loaded, self);
  g_set_object (&self->source, source);
  self->n = source != NULL ? source->n : -1;
  if (source != NULL)
    g_signal_connect_swapped (source, "loaded", G_CALLBACK (on_source_loaded), self);
  on_source_loaded (self);
}
