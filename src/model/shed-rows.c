/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small lists read whole. One reading is under way at a time; a change meanwhile makes one more. It must never be used for what
 * may grow without bounds: those lists are lazy (shed-tune-list.c). */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-rows-private.h"

#include <string.h>

struct _ShedRows {
  GObject              parent_instance;
  ShedStore           *store;
  const ShedRowsKind *kind;
  char                *first_key, *second_key;
  GPtrArray           *items;
  GCancellable        *cancellable;
  gulong               changed_id;
  gboolean             loaded;
  gboolean             reading;
  gboolean             again;
};

enum { PROP_LOADED = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void list_model_init (GListModelInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (ShedRows, shed_rows, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

typedef struct { ShedRows *rows; const ShedRowsKind *kind; char *first_key, *second_key; GPtrArray *items; } Reading;

static void
reading_free (Reading *reading)
{
  g_free (reading->first_key);
  g_free (reading->second_key);
  g_clear_pointer (&reading->items, g_ptr_array_unref);
  g_object_unref (reading->rows);
  g_free (reading);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

static gboolean
read_in_thread (ShedDb        *db,
                gpointer       data,
                GCancellable  *cancellable,
                GError       **error)
{
  Reading *reading = data;

  reading->items = reading->kind->load (db, reading->first_key, reading->second_key, error);
  return reading->items != NULL;
}

static gboolean
same (ShedRows *self,
      gpointer  a,
      gpointer  b)
{
  return g_strcmp0 (self->kind->get_id (a), self->kind->get_id (b)) == 0;
}

/* Takes what was read; objects that are still there stay. */
static void
show (ShedRows  *self,
      GPtrArray *fresh)
{
  g_autoptr(GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) next = g_ptr_array_new_with_free_func (g_object_unref);
  guint old_n = self->items->len;
  guint prefix = 0, suffix = 0;

  for (guint i = 0; i < old_n; i++)
    g_hash_table_insert (by_id, (char *) self->kind->get_id (self->items->pdata[i]), self->items->pdata[i]);
  while (prefix < old_n && prefix < fresh->len && same (self, self->items->pdata[prefix], fresh->pdata[prefix]))
    prefix++;
  while (suffix < old_n - prefix && suffix < fresh->len - prefix &&
         same (self, self->items->pdata[old_n - 1 - suffix], fresh->pdata[fresh->len - 1 - suffix]))
    suffix++;
  for (guint i = 0; i < fresh->len; i++)
    {
      gpointer kept = g_hash_table_lookup (by_id, self->kind->get_id (fresh->pdata[i]));

      if (kept != NULL)
        self->kind->take_over (kept, fresh->pdata[i]);
      g_ptr_array_add (next, g_object_ref (kept != NULL ? kept : fresh->pdata[i]));
    }
  g_ptr_array_unref (self->items);
  self->items = g_steal_pointer (&next);
  if (old_n - prefix - suffix > 0 || self->items->len - prefix - suffix > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), prefix, old_n - prefix - suffix, self->items->len - prefix - suffix);
  if (!self->loaded)
    {
      self->loaded = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
    }
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr(Reading) reading = data;
  ShedRows *self = reading->rows;
  g_autoptr(GError) error = NULL;
  gboolean ok = shed_store_read_finish (SHED_STORE (source), result, &error);

  self->reading = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (ok)
    show (self, reading->items);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    g_warning ("a list could not be read: %s", error->message);
  if (self->again)
    shed_rows_reload (self);
}

void
shed_rows_reload (ShedRows *self)
{
  Reading *reading;

  self->again = self->reading;
  if (self->reading || g_cancellable_is_cancelled (self->cancellable))
    return;
  self->reading = TRUE;
  reading = g_new0 (Reading, 1);
  reading->rows = g_object_ref (self);
  reading->kind = self->kind;
  reading->first_key = g_strdup (self->first_key);
  reading->second_key = g_strdup (self->second_key);
  shed_store_read_async (self->store, read_in_thread, reading, NULL, NULL, on_read, reading);
}

static void
on_store_changed (ShedStore   *store,
                  ShedChanges *changes,
                  ShedRows    *self)
{
  for (guint i = 0; self->kind->tables[i] != NULL; i++)
    if (shed_changes_has_table (changes, self->kind->tables[i]))
      {
        shed_rows_reload (self);
        return;
      }
}

static GType
get_item_type (GListModel *model)
{
  return SHED_ROWS (model)->kind->item_type;
}

static guint
get_n_items (GListModel *model)
{
  return SHED_ROWS (model)->items->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  ShedRows *self = SHED_ROWS (model);

  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
shed_rows_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  if (prop_id == PROP_LOADED)
    g_value_set_boolean (value, SHED_ROWS (object)->loaded);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
shed_rows_dispose (GObject *object)
{
  ShedRows *self = SHED_ROWS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_signal_handler (&self->changed_id, self->store);
  G_OBJECT_CLASS (shed_rows_parent_class)->dispose (object);
}

static void
shed_rows_finalize (GObject *object)
{
  ShedRows *self = SHED_ROWS (object);

  g_clear_object (&self->store);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_free (self->first_key);
  g_free (self->second_key);
  G_OBJECT_CLASS (shed_rows_parent_class)->finalize (object);
}

static void
shed_rows_class_init (ShedRowsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = shed_rows_get_property;
  object_class->dispose = shed_rows_dispose;
  object_class->finalize = shed_rows_finalize;
  properties[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
shed_rows_init (ShedRows *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

ShedRows *
shed_rows_new (ShedStore           *store,
               const ShedRowsKind *kind,
               const char          *first_key,
               const char          *second_key)
{
  ShedRows *self = g_object_new (SHED_TYPE_ROWS, NULL);

  self->store = g_object_ref (store);
  self->kind = kind;
  self->first_key = g_strdup (first_key);
  self->second_key = g_strdup (second_key);
  self->changed_id = g_signal_connect (store, "changed", G_CALLBACK (on_store_changed), self);
  shed_rows_reload (self);
  return self;
}

gboolean
shed_rows_is_loaded (ShedRows *self)
{
  return self->loaded;
}

gpointer
shed_rows_find (ShedRows   *self,
                const char *id)
{
  for (guint i = 0; id != NULL && i < self->items->len; i++)
    if (strcmp (self->kind->get_id (self->items->pdata[i]), id) == 0)
      return self->items->pdata[i];
  return NULL;
}
