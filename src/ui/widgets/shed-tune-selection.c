/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A selection model over a lazy list of tunes. It asks for no row that is not there: many rows at once (Shift over a long way,
 * Ctrl+A) are chosen by the list of ids that the model loads. */
#include "shed-tune-selection.h"

#include "shed-tune-places.h"

/* Up to so many rows are asked one by one. */
#define MAX_ROWS_BY_HAND 64

struct _ShedTuneSelection
{
  GObject parent_instance;

  ShedTuneList   *model;
  ShedTunePlaces *places; /* what is shown of it */
  GHashTable   *ids;   /* id → GSIZE_TO_POINTER (sequence) */
  gsize         sequence;
  GCancellable *cancellable;
};

enum { PROP_0, PROP_MODEL, PROP_N_SELECTED, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { EXCHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void list_model_init (GListModelInterface *iface);
static void selection_model_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ShedTuneSelection, shed_tune_selection, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, selection_model_init))

static GType
get_item_type (GListModel *model)
{
  return SHED_TYPE_TUNE_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (SHED_TUNE_SELECTION (model)->places));
}

static gpointer
get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (SHED_TUNE_SELECTION (model)->places), position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static char *
dup_id_at (ShedTuneSelection *self, guint position)
{
  g_autoptr (ShedTuneRow) row = g_list_model_get_item (G_LIST_MODEL (self->model), position);

  return row != NULL ? g_strdup (shed_tune_row_get (row)->id) : NULL;
}

static gboolean
is_selected (GtkSelectionModel *model, guint position)
{
  ShedTuneSelection *self = SHED_TUNE_SELECTION (model);
  g_autofree char *id = NULL;

  if (g_hash_table_size (self->ids) == 0)
    return FALSE;
  id = dup_id_at (self, position);
  return id != NULL && g_hash_table_contains (self->ids, id);
}

/* Only what is on screen is ever asked for: a bitset of all would load all rows. */
static GtkBitset *
get_selection_in_range (GtkSelectionModel *model, guint position, guint n_items)
{
  GtkBitset *bitset = gtk_bitset_new_empty ();

  for (guint i = 0; i < MIN (n_items, MAX_ROWS_BY_HAND); i++)
    if (is_selected (model, position + i))
      gtk_bitset_add (bitset, position + i);
  return bitset;
}

static void
tell_changed (ShedTuneSelection *self)
{
  guint n = get_n_items (G_LIST_MODEL (self));

  if (n > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0, n);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_SELECTED]);
}

static void
add_id (ShedTuneSelection *self, const char *id)
{
  if (id != NULL && !g_hash_table_contains (self->ids, id))
    g_hash_table_insert (self->ids, g_strdup (id), GSIZE_TO_POINTER (++self->sequence));
}

typedef struct
{
  ShedTuneSelection *self; /* owned */
  guint              first, n;
  gboolean           select;
} Range;

static void
range_free (Range *range)
{
  g_object_unref (range->self);
  g_free (range);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Range, range_free)

static void
ids_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Range) range = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ids = shed_tune_list_load_ids_finish (SHED_TUNE_LIST (source), result, &error);
  ShedTuneSelection *self = range->self;
  guint n = ids != NULL ? g_strv_length (ids) : 0;

  if (ids == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_warning ("the ids of the list were not read: %s", error != NULL ? error->message : "no list");
      return;
    }
  for (guint i = range->first; i < n && i - range->first < range->n; i++)
    {
      if (range->select)
        add_id (self, ids[i]);
      else
        g_hash_table_remove (self->ids, ids[i]);
    }
  tell_changed (self);
}

static void
change_range_later (ShedTuneSelection *self, guint first, guint n, gboolean select)
{
  Range *range = g_new0 (Range, 1);

  *range = (Range) { g_object_ref (self), first, n, select };
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  shed_tune_list_load_ids_async (self->model, self->cancellable, ids_loaded_cb, range);
}

static gboolean
change_range (ShedTuneSelection *self, guint first, guint n, gboolean select)
{
  g_autoptr (GPtrArray) ids = NULL;

  if (n > MAX_ROWS_BY_HAND)
    {
      change_range_later (self, first, n, select);
      return TRUE;
    }
  ids = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < n; i++)
    {
      char *id = dup_id_at (self, first + i);

      if (id == NULL)
        {
          change_range_later (self, first, n, select);
          return TRUE;
        }
      g_ptr_array_add (ids, id);
    }
  for (guint i = 0; i < ids->len; i++)
    {
      if (select)
        add_id (self, ids->pdata[i]);
      else
        g_hash_table_remove (self->ids, ids->pdata[i]);
    }
  tell_changed (self);
  return TRUE;
}

/* A click or an arrow key: it becomes where Shift goes on from, and no more. */
static gboolean
select_item (GtkSelectionModel *model, guint position, gboolean unselect_rest)
{
  if (unselect_rest)
    return TRUE;
  return change_range (SHED_TUNE_SELECTION (model), position, 1, TRUE);
}

static gboolean
unselect_item (GtkSelectionModel *model, guint position)
{
  return change_range (SHED_TUNE_SELECTION (model), position, 1, FALSE);
}

static gboolean
select_range (GtkSelectionModel *model, guint position, guint n_items, gboolean unselect_rest)
{
  ShedTuneSelection *self = SHED_TUNE_SELECTION (model);

  if (unselect_rest)
    g_hash_table_remove_all (self->ids);
  return change_range (self, position, n_items, TRUE);
}

static gboolean
unselect_range (GtkSelectionModel *model, guint position, guint n_items)
{
  return change_range (SHED_TUNE_SELECTION (model), position, n_items, FALSE);
}

static gboolean
select_all (GtkSelectionModel *model)
{
  return change_range (SHED_TUNE_SELECTION (model), 0, get_n_items (G_LIST_MODEL (model)), TRUE);
}

static gboolean
unselect_all (GtkSelectionModel *model)
{
  shed_tune_selection_clear (SHED_TUNE_SELECTION (model));
  return TRUE;
}

/* Rubber bands: positions of rows that are on screen. */
static gboolean
set_selection (GtkSelectionModel *model, GtkBitset *selected, GtkBitset *mask)
{
  ShedTuneSelection *self = SHED_TUNE_SELECTION (model);
  GtkBitsetIter iter;
  guint position;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, mask, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      g_autofree char *id = dup_id_at (self, position);

      if (gtk_bitset_contains (selected, position))
        add_id (self, id);
      else if (id != NULL)
        g_hash_table_remove (self->ids, id);
    }
  tell_changed (self);
  return TRUE;
}

static void
selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
  iface->get_selection_in_range = get_selection_in_range;
  iface->select_item = select_item;
  iface->unselect_item = unselect_item;
  iface->select_range = select_range;
  iface->unselect_range = unselect_range;
  iface->select_all = select_all;
  iface->unselect_all = unselect_all;
  iface->set_selection = set_selection;
}

static void
items_changed_cb (ShedTuneSelection *self, guint position, guint removed, guint added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

/* A row was filled after it had been bound: whether it is chosen is known only now. */
static void
row_changed_cb (ShedTuneSelection *self, guint position)
{
  if (g_hash_table_size (self->ids) > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), position, 1);
}

static void
exchanged_cb (ShedTuneSelection *self)
{
  g_signal_emit (self, signals[EXCHANGED], 0);
}

static void
shed_tune_selection_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ShedTuneSelection *self = SHED_TUNE_SELECTION (object);

  switch (prop_id)
    {
    case PROP_MODEL:
      g_value_set_object (value, self->model);
      break;
    case PROP_N_SELECTED:
      g_value_set_uint (value, shed_tune_selection_get_n (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_tune_selection_dispose (GObject *object)
{
  ShedTuneSelection *self = SHED_TUNE_SELECTION (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  if (self->places != NULL)
    g_signal_handlers_disconnect_by_data (self->places, self);

  G_OBJECT_CLASS (shed_tune_selection_parent_class)->dispose (object);
}

static void
shed_tune_selection_finalize (GObject *object)
{
  ShedTuneSelection *self = SHED_TUNE_SELECTION (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->places);
  g_clear_object (&self->model);
  g_clear_pointer (&self->ids, g_hash_table_unref);

  G_OBJECT_CLASS (shed_tune_selection_parent_class)->finalize (object);
}

static void
shed_tune_selection_class_init (ShedTuneSelectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = shed_tune_selection_get_property;
  object_class->dispose = shed_tune_selection_dispose;
  object_class->finalize = shed_tune_selection_finalize;

  properties[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, SHED_TYPE_TUNE_LIST,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_SELECTED] = g_param_spec_uint ("n-selected", NULL, NULL, 0, G_MAXUINT, 0,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[EXCHANGED] =
    g_signal_new ("exchanged", SHED_TYPE_TUNE_SELECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
shed_tune_selection_init (ShedTuneSelection *self)
{
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->cancellable = g_cancellable_new ();
}

/**
 * shed_tune_selection_new:
 * @model: the list to choose from
 *
 * Returns: (transfer full): a selection with nothing chosen
 */
ShedTuneSelection *
shed_tune_selection_new (ShedTuneList *model)
{
  ShedTuneSelection *self;

  g_return_val_if_fail (SHED_IS_TUNE_LIST (model), NULL);

  self = g_object_new (SHED_TYPE_TUNE_SELECTION, NULL);
  self->model = g_object_ref (model);
  self->places = shed_tune_places_new (model);
  g_signal_connect_object (self->places, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->places, "row-changed", G_CALLBACK (row_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->places, "exchanged", G_CALLBACK (exchanged_cb), self, G_CONNECT_SWAPPED);
  return self;
}

ShedTuneList *
shed_tune_selection_get_model (ShedTuneSelection *self)
{
  g_return_val_if_fail (SHED_IS_TUNE_SELECTION (self), NULL);
  return self->model;
}

guint
shed_tune_selection_get_n (ShedTuneSelection *self)
{
  g_return_val_if_fail (SHED_IS_TUNE_SELECTION (self), 0);
  return g_hash_table_size (self->ids);
}

static int
compare_sequence (gconstpointer a, gconstpointer b, gpointer ids)
{
  gsize first = GPOINTER_TO_SIZE (g_hash_table_lookup (ids, *(const char * const *) a));
  gsize second = GPOINTER_TO_SIZE (g_hash_table_lookup (ids, *(const char * const *) b));

  return first < second ? -1 : first > second;
}

/**
 * shed_tune_selection_dup_ids:
 * @self: a selection
 *
 * Returns: (transfer full): the ids of the chosen tunes, the first chosen first; also of those that the list does not show now
 */
GStrv
shed_tune_selection_dup_ids (ShedTuneSelection *self)
{
  g_autofree char **ids = NULL;
  guint n;

  g_return_val_if_fail (SHED_IS_TUNE_SELECTION (self), NULL);

  ids = (char **) g_hash_table_get_keys_as_array (self->ids, &n);
  g_qsort_with_data (ids, (int) n, sizeof *ids, compare_sequence, self->ids);
  return g_strdupv (ids);
}

gboolean
shed_tune_selection_contains (ShedTuneSelection *self, const char *tune_id)
{
  g_return_val_if_fail (SHED_IS_TUNE_SELECTION (self), FALSE);
  return tune_id != NULL && g_hash_table_contains (self->ids, tune_id);
}

/**
 * shed_tune_selection_set:
 * @self: a selection
 * @tune_id: a tune, in the list or not
 * @selected: whether it shall be chosen
 */
void
shed_tune_selection_set (ShedTuneSelection *self, const char *tune_id, gboolean selected)
{
  g_return_if_fail (SHED_IS_TUNE_SELECTION (self));

  if (tune_id == NULL || selected == g_hash_table_contains (self->ids, tune_id))
    return;
  if (selected)
    add_id (self, tune_id);
  else
    g_hash_table_remove (self->ids, tune_id);
  tell_changed (self);
}

void
shed_tune_selection_toggle (ShedTuneSelection *self, const char *tune_id)
{
  shed_tune_selection_set (self, tune_id, !shed_tune_selection_contains (self, tune_id));
}

void
shed_tune_selection_clear (ShedTuneSelection *self)
{
  g_return_if_fail (SHED_IS_TUNE_SELECTION (self));

  g_cancellable_cancel (self->cancellable);
  if (g_hash_table_size (self->ids) == 0)
    return;
  g_hash_table_remove_all (self->ids);
  tell_changed (self);
}
