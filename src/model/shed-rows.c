/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small lists read whole. One reading is under way at a time; a change meanwhile makes one more. It must never be used for what
 * may grow without bounds: those lists are lazy (shed-tune-list.c). */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-rows-private.h"

#include <string.h>

typedef struct {
  ShedStore          *store;
  const ShedRowsKind *kind;
  char               *first_key, *second_key;
  GPtrArray          *items;
  GCancellable       *cancellable;
  gulong              changed_id;
  gboolean            loaded;
  gboolean            reading;
  gboolean            again;
} ShedRowsPrivate;

enum { PROP_LOADED = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void list_model_init (GListModelInterface *iface);
G_DEFINE_TYPE_WITH_CODE (ShedRows, shed_rows, G_TYPE_OBJECT, G_ADD_PRIVATE (ShedRows)
                         G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

#define PRIV(self) ((ShedRowsPrivate *) shed_rows_get_instance_private (self))

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
  ShedRowsPrivate *priv = PRIV (self);

  return g_strcmp0 (priv->kind->get_id (a), priv->kind->get_id (b)) == 0;
}

/* Takes what was read; objects that are still there stay. */
static void
show (ShedRows  *self,
      GPtrArray *fresh)
{
  ShedRowsPrivate *priv = PRIV (self);
  g_autoptr(GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) next = g_ptr_array_new_with_free_func (g_object_unref);
  guint old_n = priv->items->len;
  guint prefix = 0, suffix = 0;

  for (guint i = 0; i < old_n; i++)
    g_hash_table_insert (by_id, (char *) priv->kind->get_id (priv->items->pdata[i]), priv->items->pdata[i]);
  while (prefix < old_n && prefix < fresh->len && same (self, priv->items->pdata[prefix], fresh->pdata[prefix]))
    prefix++;
  while (suffix < old_n - prefix && suffix < fresh->len - prefix &&
         same (self, priv->items->pdata[old_n - 1 - suffix], fresh->pdata[fresh->len - 1 - suffix]))
    suffix++;
  for (guint i = 0; i < fresh->len; i++)
    {
      gpointer kept = g_hash_table_lookup (by_id, priv->kind->get_id (fresh->pdata[i]));

      if (kept != NULL)
        priv->kind->take_over (kept, fresh->pdata[i]);
      g_ptr_array_add (next, g_object_ref (kept != NULL ? kept : fresh->pdata[i]));
    }
  g_ptr_array_unref (priv->items);
  priv->items = g_steal_pointer (&next);
  if (old_n - prefix - suffix > 0 || priv->items->len - prefix - suffix > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), prefix, old_n - prefix - suffix, priv->items->len - prefix - suffix);
  if (!priv->loaded)
    {
      priv->loaded = TRUE;
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
  ShedRowsPrivate *priv = PRIV (self);
  g_autoptr(GError) error = NULL;
  gboolean ok = shed_store_read_finish (SHED_STORE (source), result, &error);

  priv->reading = FALSE;
  if (g_cancellable_is_cancelled (priv->cancellable))
    return;
  if (ok)
    show (self, reading->items);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    g_warning ("a list could not be read: %s", error->message);
  if (priv->again)
    shed_rows_reload (self);
}

void
shed_rows_reload (ShedRows *self)
{
  ShedRowsPrivate *priv = PRIV (self);
  Reading *reading;

  priv->again = priv->reading;
  if (priv->reading || g_cancellable_is_cancelled (priv->cancellable))
    return;
  priv->reading = TRUE;
  reading = g_new0 (Reading, 1);
  reading->rows = g_object_ref (self);
  reading->kind = priv->kind;
  reading->first_key = g_strdup (priv->first_key);
  reading->second_key = g_strdup (priv->second_key);
  shed_store_read_async (priv->store, read_in_thread, reading, NULL, NULL, on_read, reading);
}

static void
on_store_changed (ShedStore   *store,
                  ShedChanges *changes,
                  ShedRows    *self)
{
  ShedRowsPrivate *priv = PRIV (self);

  for (guint i = 0; priv->kind->tables[i] != NULL; i++)
    if (shed_changes_has_table (changes, priv->kind->tables[i]))
      {
        shed_rows_reload (self);
        return;
      }
}

static GType
get_item_type (GListModel *model)
{
  return PRIV (SHED_ROWS (model))->kind->item_type;
}

static guint
get_n_items (GListModel *model)
{
  return PRIV (SHED_ROWS (model))->items->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  ShedRowsPrivate *priv = PRIV (SHED_ROWS (model));

  return position < priv->items->len ? g_object_ref (priv->items->pdata[position]) : NULL;
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
    g_value_set_boolean (value, PRIV (SHED_ROWS (object))->loaded);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
shed_rows_dispose (GObject *object)
{
  ShedRowsPrivate *priv = PRIV (SHED_ROWS (object));

  g_cancellable_cancel (priv->cancellable);
  g_clear_signal_handler (&priv->changed_id, priv->store);
  G_OBJECT_CLASS (shed_rows_parent_class)->dispose (object);
}

static void
shed_rows_finalize (GObject *object)
{
  ShedRowsPrivate *priv = PRIV (SHED_ROWS (object));

  g_clear_object (&priv->store);
  g_clear_object (&priv->cancellable);
  g_clear_pointer (&priv->items, g_ptr_array_unref);
  g_free (priv->first_key);
  g_free (priv->second_key);
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
  ShedRowsPrivate *priv = PRIV (self);

  priv->items = g_ptr_array_new_with_free_func (g_object_unref);
  priv->cancellable = g_cancellable_new ();
}

gpointer
shed_rows_new (GType               type,
               ShedStore          *store,
               const ShedRowsKind *kind,
               const char         *first_key,
               const char         *second_key)
{
  ShedRows *self = g_object_new (type, NULL);
  ShedRowsPrivate *priv = PRIV (self);

  priv->store = g_object_ref (store);
  priv->kind = kind;
  priv->first_key = g_strdup (first_key);
  priv->second_key = g_strdup (second_key);
  priv->changed_id = g_signal_connect (store, "changed", G_CALLBACK (on_store_changed), self);
  shed_rows_reload (self);
  return self;
}

gboolean
shed_rows_is_loaded (ShedRows *self)
{
  return PRIV (self)->loaded;
}

gpointer
shed_rows_find (ShedRows   *self,
                const char *id)
{
  ShedRowsPrivate *priv = PRIV (self);

  for (guint i = 0; id != NULL && i < priv->items->len; i++)
    if (strcmp (priv->kind->get_id (priv->items->pdata[i]), id) == 0)
      return priv->items->pdata[i];
  return NULL;
}
