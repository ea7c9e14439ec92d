/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a lazy list that exist: those that somebody holds, and the last few windows. They are read by windows on a reader's
 * thread and refreshed in place. It must never know which positions they have. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-tune-rows-private.h"

#include "shed-tune-query-private.h"
#include "shed-tune-row-private.h"

/* Rows are fetched by so many, and the last so many are kept though nobody holds them. */
#define WINDOW_ROWS 100
#define KEPT_ROWS   (8 * WINDOW_ROWS)

struct _ShedTuneRows {
  GObject     parent_instance;
  ShedStore  *store;
  char       *repertoire_id, *search; /* what rows say beside the tune comes from these */
  GHashTable *alive;      /* n → ShedTuneRow, not owned */
  GQueue      kept;       /* ShedTuneRow, owned; newest at the tail */
  GHashTable *asked;      /* n of rows on their way */
  guint       generation; /* of the library, as far as it concerns them */
};
G_DEFINE_FINAL_TYPE (ShedTuneRows, shed_tune_rows, G_TYPE_OBJECT)

static void
on_row_gone (gpointer data,
             GObject *gone)
{
  ShedTuneRows *self = data;

  g_hash_table_remove (self->alive, GSIZE_TO_POINTER ((gsize) shed_tune_row_get_n ((ShedTuneRow *) gone)));
}

static ShedTuneRow *
find_row (ShedTuneRows *self,
          gint64        n)
{
  return g_hash_table_lookup (self->alive, GSIZE_TO_POINTER ((gsize) n));
}

ShedTuneRow *
shed_tune_rows_ensure (ShedTuneRows *self,
                       gint64        n)
{
  ShedTuneRow *row = find_row (self, n);

  if (row != NULL)
    return g_object_ref (row);
  row = shed_tune_row_new (n);
  g_hash_table_insert (self->alive, GSIZE_TO_POINTER ((gsize) n), row);
  g_object_weak_ref (G_OBJECT (row), on_row_gone, self);
  return row;
}

/* (transfer full) of row */
static void
keep_row (ShedTuneRows *self,
          ShedTuneRow  *row)
{
  g_queue_push_tail (&self->kept, row);
  while (self->kept.length > KEPT_ROWS)
    g_object_unref (g_queue_pop_head (&self->kept));
}

static void
drop_kept (ShedTuneRows *self)
{
  ShedTuneRow *row;

  while ((row = g_queue_pop_head (&self->kept)) != NULL)
    g_object_unref (row);
}

typedef struct {
  ShedTuneRows   *rows_of; /* owned */
  char           *repertoire_id;
  ShedTuneSearch *search;
  GArray         *keys;
  GPtrArray      *rows;
  guint           generation;
} WindowJob;

static void
row_data_free0 (gpointer data)
{
  if (data != NULL)
    shed_tune_row_data_free (data);
}

static void
window_job_free (WindowJob *job)
{
  g_free (job->repertoire_id);
  g_clear_pointer (&job->search, shed_tune_search_free);
  g_array_unref (job->keys);
  g_ptr_array_unref (job->rows);
  g_object_unref (job->rows_of);
  g_free (job);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WindowJob, window_job_free)

static gboolean
read_window_in_thread (ShedDb        *db,
                       gpointer       data,
                       GCancellable  *cancellable,
                       GError       **error)
{
  WindowJob *job = data;

  return shed_tune_query_load_rows (db, job->repertoire_id, job->search, (const gint64 *)(gpointer)job->keys->data,
                                    job->keys->len, job->rows, error);
}

static void
take_row (ShedTuneRows    *self,
          gint64           n,
          ShedTuneRowData *data /* (transfer full) */,
          guint            generation)
{
  ShedTuneRow *row = shed_tune_rows_ensure (self, n);

  shed_tune_row_take (row, data, generation);
  keep_row (self, row);
}

static void
on_window_read (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(WindowJob) job = user_data;
  ShedTuneRows *self = job->rows_of;
  g_autoptr(GError) error = NULL;
  gboolean ok = shed_store_read_finish (SHED_STORE (source), result, &error);
  gboolean late = job->generation != self->generation;

  /* A library that was closed meanwhile has nothing more to say. */
  if (!ok && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    g_warning ("rows of a list could not be read: %s", error->message);
  for (guint i = 0; i < job->keys->len; i++)
    {
      gint64 n = g_array_index (job->keys, gint64, i);
      ShedTuneRow *row = find_row (self, n);
      ShedTuneRowData *data = ok ? g_steal_pointer (&job->rows->pdata[i]) : NULL;

      if (!late)
        g_hash_table_remove (self->asked, GSIZE_TO_POINTER ((gsize) n));
      /* What is late is better than nothing; the newer answer is on its way. */
      if (data != NULL && (!late || (row != NULL && !shed_tune_row_is_loaded (row))))
        take_row (self, n, data, job->generation);
      else if (data != NULL)
        shed_tune_row_data_free (data);
    }
}

/* (transfer full) of keys */
static void
read_window (ShedTuneRows *self,
             GArray       *keys)
{
  WindowJob *job = g_new0 (WindowJob, 1);

  job->rows_of = g_object_ref (self);
  job->keys = keys;
  job->rows = g_ptr_array_new_with_free_func (row_data_free0);
  job->repertoire_id = g_strdup (self->repertoire_id);
  job->search = shed_tune_search_new (self->search);
  job->generation = self->generation;
  for (guint i = 0; i < keys->len; i++)
    g_hash_table_add (self->asked, GSIZE_TO_POINTER ((gsize) g_array_index (keys, gint64, i)));
  shed_store_read_async (self->store, read_window_in_thread, job, NULL, NULL, on_window_read, job);
}

/* There is no row, or it shows what was true before the last change, and nobody has asked for it. */
static gboolean
needs_reading (ShedTuneRows *self,
               gint64        n)
{
  ShedTuneRow *row = find_row (self, n);

  return (row == NULL || !shed_tune_row_is_loaded (row) || shed_tune_row_get_stamp (row) != self->generation) &&
         !g_hash_table_contains (self->asked, GSIZE_TO_POINTER ((gsize) n));
}

void
shed_tune_rows_ask (ShedTuneRows *self,
                    GArray       *keys,
                    guint         position)
{
  guint first = position - position % WINDOW_ROWS;
  guint end = MIN (first + WINDOW_ROWS, keys->len);
  g_autoptr(GArray) window = NULL;

  if (!needs_reading (self, g_array_index (keys, gint64, position)))
    return;
  window = g_array_sized_new (FALSE, FALSE, sizeof (gint64), WINDOW_ROWS);
  for (guint i = first; i < end; i++)
    {
      gint64 n = g_array_index (keys, gint64, i);

      if (needs_reading (self, n))
        g_array_append_val (window, n);
    }
  read_window (self, g_steal_pointer (&window));
}

void
shed_tune_rows_make_stale (ShedTuneRows *self,
                           GHashTable   *ids)
{
  GHashTableIter iter;
  gpointer value;

  self->generation++;
  drop_kept (self);
  g_hash_table_remove_all (self->asked);
  if (ids == NULL)
    return;
  g_hash_table_iter_init (&iter, self->alive);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (shed_tune_row_is_loaded (value) && shed_tune_row_get_stamp (value) == self->generation - 1 &&
        !g_hash_table_contains (ids, shed_tune_row_get (value)->id))
      shed_tune_row_set_stamp (value, self->generation);
}

void
shed_tune_rows_read_stale (ShedTuneRows *self)
{
  GHashTableIter iter;
  gpointer value;
  g_autoptr(GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_hash_table_iter_init (&iter, self->alive);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      gint64 n = shed_tune_row_get_n (value);

      if (needs_reading (self, n))
        g_array_append_val (keys, n);
    }
  for (guint from = 0; from < keys->len; from += WINDOW_ROWS)
    {
      GArray *part = g_array_sized_new (FALSE, FALSE, sizeof (gint64), WINDOW_ROWS);

      g_array_append_vals (part, &g_array_index (keys, gint64, from), MIN (WINDOW_ROWS, keys->len - from));
      read_window (self, part);
    }
}

void
shed_tune_rows_take (ShedTuneRows *self,
                     GArray       *keys,
                     GPtrArray    *data,
                     guint         generation)
{
  if (data == NULL || generation != self->generation)
    return;
  for (guint i = 0; i < data->len && i < keys->len; i++)
    if (data->pdata[i] != NULL)
      {
        gint64 n = g_array_index (keys, gint64, i);

        take_row (self, n, g_steal_pointer (&data->pdata[i]), generation);
        g_hash_table_remove (self->asked, GSIZE_TO_POINTER ((gsize) n));
      }
}

guint
shed_tune_rows_get_generation (ShedTuneRows *self)
{
  return self->generation;
}

gint64
shed_tune_rows_find_key (ShedTuneRows *self,
                         const char   *tune_id)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->alive);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (g_strcmp0 (shed_tune_row_get (value)->id, tune_id) == 0)
      return shed_tune_row_get_n (value);
  return -1;
}

void
shed_tune_rows_set_view (ShedTuneRows *self,
                         const char   *repertoire_id,
                         const char   *search)
{
  if (g_strcmp0 (self->repertoire_id, repertoire_id) == 0 && g_strcmp0 (self->search, search) == 0)
    return;
  g_free (self->repertoire_id);
  g_free (self->search);
  self->repertoire_id = g_strdup (repertoire_id);
  self->search = g_strdup (search);
  shed_tune_rows_make_stale (self, NULL);
}

static void
shed_tune_rows_finalize (GObject *object)
{
  ShedTuneRows *self = SHED_TUNE_ROWS (object);
  GHashTableIter iter;
  gpointer row;

  drop_kept (self);
  g_hash_table_iter_init (&iter, self->alive);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_object_weak_unref (G_OBJECT (row), on_row_gone, self);
  g_hash_table_unref (self->alive);
  g_hash_table_unref (self->asked);
  g_clear_object (&self->store);
  g_free (self->repertoire_id);
  g_free (self->search);
  G_OBJECT_CLASS (shed_tune_rows_parent_class)->finalize (object);
}

static void
shed_tune_rows_class_init (ShedTuneRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = shed_tune_rows_finalize;
}

static void
shed_tune_rows_init (ShedTuneRows *self)
{
  self->alive = g_hash_table_new (NULL, NULL);
  self->asked = g_hash_table_new (NULL, NULL);
  g_queue_init (&self->kept);
}

ShedTuneRows *
shed_tune_rows_new (ShedStore *store)
{
  ShedTuneRows *self = g_object_new (SHED_TYPE_TUNE_ROWS, NULL);

  self->store = g_object_ref (store);
  return self;
}
