/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tunes as a lazy list. It holds one integer a tune; rows exist while somebody holds them, and a few hundred more. get_item never
 * touches the disk: it gives a row and asks for its window. Answers carry a generation, late ones are dropped. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-tune-list.h"

#include <string.h>

#include "shed-tune-list-private.h"
#include "shed-tune-query-private.h"
#include "shed-tune-row-private.h"
#include "shed-tune-rows-private.h"

/* Of a new answer so many rows come with the keys, so that a list appears with its text. */
#define FIRST_ROWS  40
/* Many commits in a row (an import) make the list read again at most this often. */
#define REFRESH_INTERVAL_MS 150

struct _ShedTuneList {
  GObject         parent_instance;
  ShedStore      *store;
  gulong          changed_id;
  ShedTuneQuery  *query;    /* NULL: nothing was asked yet */
  GArray         *keys;     /* gint64 */
  ShedTuneRows   *rows;     /* those that exist */
  guint           total;
  char           *error_message;
  gboolean        loading;

  guint           generation;      /* of the query */
  guint           answer;          /* the generation that the keys answer */
  gboolean        partial;         /* more keys are to come */
  GCancellable   *keys_cancellable; /* of the keys that are being read, else NULL */
  gboolean        again;            /* keys must be read once more */
  guint           refresh_id;       /* timeout */
  guint           rest_id;          /* idle: the keys after the first ones */
  gint64          refreshed_at;     /* monotonic, us */
};

enum { PROP_LOADING = 1, PROP_TOTAL, PROP_ERROR_MESSAGE, N_PROPS };
static GParamSpec *properties[N_PROPS];
enum { SETTLED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void list_model_init (GListModelInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (ShedTuneList,
                               shed_tune_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void read_keys (ShedTuneList *self, gboolean fresh);
static void read_keys_soon (ShedTuneList *self);

/* Keys ------------------------------------------------------------------------------------------------------------------- */

typedef struct {
  ShedTuneList   *list; /* owned */
  ShedTuneQuery  *query;
  ShedTuneSearch *search;
  GArray         *keys;
  GPtrArray      *rows;       /* of the first keys */
  gboolean        fresh;      /* another query: the first keys will do, with their rows */
  gboolean        complete;
  guint           total;
  guint           generation;
  guint           data_generation;
  GCancellable   *cancellable;
} KeysJob;

static void
keys_job_free (KeysJob *job)
{
  shed_tune_query_free (job->query);
  g_clear_pointer (&job->search, shed_tune_search_free);
  g_clear_pointer (&job->keys, g_array_unref);
  g_clear_pointer (&job->rows, g_ptr_array_unref);
  g_object_unref (job->cancellable);
  g_object_unref (job->list);
  g_free (job);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KeysJob, keys_job_free)

/* The common beginning and end stay; between them everything is told as changed. */
static void
show_keys (ShedTuneList *self,
           GArray       *fresh /* (transfer full) */)
{
  GArray *old = self->keys;
  const gint64 *a = (const gint64 *) (gpointer) old->data;
  const gint64 *b = (const gint64 *) (gpointer) fresh->data;
  guint shorter = MIN (old->len, fresh->len);
  guint prefix = 0, suffix = 0;
  guint removed, added;

  while (prefix < shorter && a[prefix] == b[prefix])
    prefix++;
  while (suffix < shorter - prefix && a[old->len - 1 - suffix] == b[fresh->len - 1 - suffix])
    suffix++;
  removed = old->len - prefix - suffix;
  added = fresh->len - prefix - suffix;
  self->keys = fresh;
  g_array_unref (old);
  if (removed > 0 || added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), prefix, removed, added);
}

static void
row_data_free0 (gpointer data)
{
  if (data != NULL)
    shed_tune_row_data_free (data);
}

static void
load_first_rows (KeysJob *job,
                 ShedDb  *db)
{
  GArray *keys = job->keys;
  g_autoptr(GError) error = NULL;

  job->rows = g_ptr_array_new_with_free_func (row_data_free0);
  if (!shed_tune_query_load_rows (db, job->query->repertoire_id, job->search, (const gint64 *) (gpointer) keys->data,
                                  MIN (keys->len, FIRST_ROWS), job->rows, &error))
    {
      g_debug ("first rows will be asked for later: %s", error->message);
      g_clear_pointer (&job->rows, g_ptr_array_unref);
    }
}

static gboolean
read_keys_in_thread (ShedDb        *db,
                     gpointer       data,
                     GCancellable  *cancellable,
                     GError       **error)
{
  KeysJob *job = data;

  if (g_cancellable_set_error_if_cancelled (job->cancellable, error) ||
      !shed_tune_query_load_keys (db, job->query, job->search, job->fresh, job->keys, &job->complete, job->cancellable, error))
    return FALSE;
  if (job->fresh)
    load_first_rows (job, db);
  if (job->complete)
    job->total =
      shed_tune_query_is_plain (job->query, job->search) ? job->keys->len : shed_tune_query_load_total (db, job->query);
  return TRUE;
}

static void
set_error_message (ShedTuneList *self,
                   const char   *message)
{
  if (g_strcmp0 (self->error_message, message) == 0)
    return;
  g_free (self->error_message);
  self->error_message = g_strdup (message);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR_MESSAGE]);
}

static void
set_loading (ShedTuneList *self,
             gboolean      loading)
{
  if (self->loading == loading)
    return;
  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static gboolean
on_rest_due (gpointer data)
{
  ShedTuneList *self = data;

  self->rest_id = 0;
  read_keys (self, FALSE);
  return G_SOURCE_REMOVE;
}

static void
on_keys_read (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(KeysJob) job = user_data;
  ShedTuneList *self = job->list;
  g_autoptr(GError) error = NULL;
  gboolean ok = shed_store_read_finish (SHED_STORE (source), result, &error);

  if (job->generation != self->generation || job->cancellable != self->keys_cancellable)
    return;
  g_clear_object (&self->keys_cancellable);
  self->refreshed_at = g_get_monotonic_time ();
  if (ok)
    {
      shed_tune_rows_take (self->rows, job->keys, job->rows, job->data_generation);
      self->answer = job->generation;
      self->partial = !job->complete;
      show_keys (self, g_steal_pointer (&job->keys));
      shed_tune_rows_read_stale (self->rows);
      if (!job->complete)
        {
          /* After the frame that shows them. */
          self->rest_id = g_idle_add (on_rest_due, self);
          return;
        }
      if (self->total != job->total)
        {
          self->total = job->total;
          g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOTAL]);
        }
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    g_warning ("a list could not be read: %s", error->message);
  self->partial = FALSE;
  set_error_message (self, ok ? NULL : error->message);
  set_loading (self, FALSE);
  g_signal_emit (self, signals[SETTLED], 0);
  if (self->again && self->keys_cancellable == NULL)
    read_keys_soon (self);
}

/* fresh: the query is another one; what is under way is of no use. */
static void
read_keys (ShedTuneList *self,
           gboolean      fresh)
{
  KeysJob *job;

  if (fresh && self->keys_cancellable != NULL)
    {
      g_cancellable_cancel (self->keys_cancellable);
      g_clear_object (&self->keys_cancellable);
    }
  self->again = self->keys_cancellable != NULL;
  if (self->again || self->query == NULL)
    return;
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_clear_handle_id (&self->rest_id, g_source_remove);
  self->keys_cancellable = g_cancellable_new ();
  job = g_new0 (KeysJob, 1);
  job->list = g_object_ref (self);
  job->query = shed_tune_query_copy (self->query);
  job->search = shed_tune_search_new (self->query->search);
  job->keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  job->fresh = fresh;
  job->generation = self->generation;
  job->data_generation = shed_tune_rows_get_generation (self->rows);
  job->cancellable = g_object_ref (self->keys_cancellable);
  shed_store_read_async (self->store, read_keys_in_thread, job, NULL, NULL, on_keys_read, job);
}

/* Changes ---------------------------------------------------------------------------------------------------------------- */

static gboolean
on_refresh_due (gpointer data)
{
  ShedTuneList *self = data;

  self->refresh_id = 0;
  read_keys (self, FALSE);
  return G_SOURCE_REMOVE;
}

static void
read_keys_soon (ShedTuneList *self)
{
  gint64 since_ms = (g_get_monotonic_time () - self->refreshed_at) / 1000;

  if (self->refresh_id != 0)
    return;
  if (since_ms >= REFRESH_INTERVAL_MS || self->keys_cancellable != NULL)
    read_keys (self, FALSE);
  else
    self->refresh_id = g_timeout_add (REFRESH_INTERVAL_MS - since_ms, on_refresh_due, self);
}

static gboolean
text_given (const char *text)
{
  return text != NULL && *text != '\0';
}

/* Whether a change of a table can change which rows are shown, or their order. */
static gboolean
moves_rows (ShedTuneList *self,
            ShedChanges  *changes)
{
  const ShedTuneQuery *query = self->query;
  gboolean by_schedule = query->state != SHED_STATE_ANY || query->sort == SHED_SORT_STATE || query->sort == SHED_SORT_DUE ||
                         query->sort == SHED_SORT_LAST || (query->sort >= SHED_SORT_STABILITY && query->sort <= SHED_SORT_LAPSES);
  gboolean by_pair = query->only_repertoire || by_schedule || text_given (query->goal) || query->sort == SHED_SORT_GOAL ||
                     query->sort == SHED_SORT_ADDED;

  return shed_changes_has_table (changes, "tune") ||
         (text_given (query->search) && shed_changes_has_table (changes, "tune_alias")) ||
         (by_pair && shed_changes_has_table (changes, "repertoire_tune")) ||
         /* Another scheduler or other weights may date everything anew. */
         (by_schedule && (shed_changes_has_table (changes, "practice_event") || shed_changes_has_table (changes, "repertoire") ||
                          shed_changes_has_table (changes, "preference"))) ||
         (text_given (query->goal) && shed_changes_has_table (changes, "repertoire")) ||
         ((text_given (query->tag_id) || query->sort == SHED_SORT_TAGS) &&
          (shed_changes_has_table (changes, "tune_tag") || shed_changes_has_table (changes, "tag"))) ||
         (text_given (query->set_id) && shed_changes_has_table (changes, "tune_set_item"));
}

static void
on_store_changed (ShedStore    *store,
                  ShedChanges  *changes,
                  ShedTuneList *self)
{
  /* What a row shows beside the tune itself. */
  static const char * const beside[] = { "tune_alias", "book", "repertoire_tune", "practice_event", "tune_tag", "tag", "note",
                                         "conflict", "repertoire", "preference", NULL };
  gboolean only_tunes = !shed_changes_is_everything (changes);
  gboolean concerned = shed_changes_has_table (changes, "tune");

  if (self->query == NULL)
    return;
  for (guint i = 0; beside[i] != NULL; i++)
    if (shed_changes_has_table (changes, beside[i]))
      {
        concerned = TRUE;
        only_tunes = FALSE;
      }
  if (concerned)
    {
      shed_tune_rows_make_stale (self->rows, only_tunes ? shed_changes_get_ids (changes, "tune") : NULL);
      shed_tune_rows_read_stale (self->rows);
    }
  if (moves_rows (self, changes))
    read_keys_soon (self);
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
  return SHED_TUNE_LIST (model)->keys->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  ShedTuneList *self = SHED_TUNE_LIST (model);

  if (position >= self->keys->len)
    return NULL;
  shed_tune_rows_ask (self->rows, self->keys, position);
  return shed_tune_rows_ensure (self->rows, g_array_index (self->keys, gint64, position)); /* filled later */
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
shed_tune_list_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  ShedTuneList *self = SHED_TUNE_LIST (object);

  switch (prop_id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    case PROP_TOTAL:
      g_value_set_uint (value, self->total);
      break;
    case PROP_ERROR_MESSAGE:
      g_value_set_string (value, self->error_message);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_tune_list_dispose (GObject *object)
{
  ShedTuneList *self = SHED_TUNE_LIST (object);

  self->generation++;
  if (self->keys_cancellable != NULL)
    g_cancellable_cancel (self->keys_cancellable);
  g_clear_object (&self->keys_cancellable);
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_clear_handle_id (&self->rest_id, g_source_remove);
  if (self->store != NULL)
    g_clear_signal_handler (&self->changed_id, self->store);
  G_OBJECT_CLASS (shed_tune_list_parent_class)->dispose (object);
}

static void
shed_tune_list_finalize (GObject *object)
{
  ShedTuneList *self = SHED_TUNE_LIST (object);

  g_clear_object (&self->rows);
  g_array_unref (self->keys);
  g_clear_pointer (&self->query, shed_tune_query_free);
  g_clear_object (&self->store);
  g_free (self->error_message);
  G_OBJECT_CLASS (shed_tune_list_parent_class)->finalize (object);
}

static void
shed_tune_list_class_init (ShedTuneListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = shed_tune_list_get_property;
  object_class->dispose = shed_tune_list_dispose;
  object_class->finalize = shed_tune_list_finalize;
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_TOTAL] = g_param_spec_uint ("total", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_ERROR_MESSAGE] = g_param_spec_string ("error-message", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SETTLED] = g_signal_new ("settled", SHED_TYPE_TUNE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
shed_tune_list_init (ShedTuneList *self)
{
  self->keys = g_array_new (FALSE, FALSE, sizeof (gint64));
}

/**
 * shed_tune_list_new:
 * @store: the library
 *
 * Returns: (transfer full): an empty list, until shed_tune_list_set_query()
 */
ShedTuneList *
shed_tune_list_new (ShedStore *store)
{
  ShedTuneList *self;

  g_return_val_if_fail (SHED_IS_STORE (store), NULL);

  self = g_object_new (SHED_TYPE_TUNE_LIST, NULL);
  self->store = g_object_ref (store);
  self->rows = shed_tune_rows_new (store);
  self->changed_id = g_signal_connect (store, "changed", G_CALLBACK (on_store_changed), self);
  return self;
}

/**
 * shed_tune_list_set_query:
 *
 * Asks at once; what is shown stays until the first answer. For a long list the first rows come first, the others follow as one
 * more change.
 */
void
shed_tune_list_set_query (ShedTuneList        *self,
                          const ShedTuneQuery *query)
{
  g_return_if_fail (SHED_IS_TUNE_LIST (self));
  g_return_if_fail (query != NULL);

  g_clear_pointer (&self->query, shed_tune_query_free);
  self->query = shed_tune_query_copy (query);
  self->generation++;
  /* Rows show what they show for a repertoire, and the name that matched a search. */
  shed_tune_rows_set_view (self->rows, query->repertoire_id, query->search);
  set_loading (self, TRUE);
  read_keys (self, TRUE);
}

guint
shed_tune_list_get_total (ShedTuneList *self)
{
  g_return_val_if_fail (SHED_IS_TUNE_LIST (self), 0);

  return self->total;
}

gboolean
shed_tune_list_is_loading (ShedTuneList *self)
{
  g_return_val_if_fail (SHED_IS_TUNE_LIST (self), FALSE);

  return self->loading;
}

guint
shed_tune_list_get_answer (ShedTuneList *self,
                           gboolean     *ret_partial)
{
  g_return_val_if_fail (SHED_IS_TUNE_LIST (self), 0);

  if (ret_partial != NULL)
    *ret_partial = self->partial;
  return self->answer;
}

ShedStore *
shed_tune_list_get_store (ShedTuneList *self)
{
  return self->store;
}

const ShedTuneQuery *
shed_tune_list_get_query (ShedTuneList *self)
{
  return self->query;
}

GArray *
shed_tune_list_get_keys (ShedTuneList *self)
{
  return self->keys;
}

gint64
shed_tune_list_find_key (ShedTuneList *self,
                         const char   *tune_id)
{
  return shed_tune_rows_find_key (self->rows, tune_id);
}
