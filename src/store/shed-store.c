/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A library: one writer with its own thread and queue, readers beside it, signals on the context it was opened in. It
 * knows its schema and nothing else; what a write means is told by the function that is handed in. The main thread must
 * never wait here: the waiting calls are for the command line, tests and worker threads. */
#define G_LOG_DOMAIN "Woodshed-store"

#include "shed-store.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "shed-care-private.h"
#include "shed-civil.h"
#include "shed-store-open.h"
#include "shed-store-private.h"

#define READER_THREADS 2

G_DEFINE_FINAL_TYPE (ShedStore, shed_store, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_STATE,
  PROP_FREE_BYTES,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];
enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* Something for the writer's thread. Waited for on the stack of the caller, or owned by the queue with a task. */
typedef struct
{
  ShedWriteFlags flags;
  gint64 journal;
  char *batch;
  ShedStoreFunc func;
  gpointer data;
  GDestroyNotify free_data;
  GCancellable *cancellable;
  ShedWriterFunc on_writer; /* instead of func */
  gboolean quit;
  gboolean unattended; /* nobody waits for the answer */
  GTask *task;         /* NULL: somebody waits */
  gboolean done, ok;
  GError *error;
} WriteJob;

/* Signals */

typedef struct
{
  GWeakRef store;
  ShedChanges *changes; /* NULL: notify property */
  guint property;
} Emission;

static gboolean
emit_cb (gpointer data)
{
  Emission *emission = data;
  g_autoptr (ShedStore) self = g_weak_ref_get (&emission->store);

  if (self == NULL)
    return G_SOURCE_REMOVE;
  if (emission->changes != NULL)
    g_signal_emit (self, signals[CHANGED], 0, emission->changes);
  else
    g_object_notify_by_pspec (G_OBJECT (self), properties[emission->property]);
  return G_SOURCE_REMOVE;
}

static void
emission_free (gpointer data)
{
  Emission *emission = data;

  g_weak_ref_clear (&emission->store);
  g_clear_pointer (&emission->changes, shed_changes_unref);
  g_free (emission);
}

static void
queue_emission (ShedStore *self, ShedChanges *changes, guint property)
{
  Emission *emission = g_new0 (Emission, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_weak_ref_init (&emission->store, self);
  emission->changes = changes != NULL ? shed_changes_ref (changes) : NULL;
  emission->property = property;
  g_source_set_priority (source, G_PRIORITY_DEFAULT); /* as tasks: the signal comes before the answer to the write */
  g_source_set_static_name (source, "[woodshed] store signal");
  g_source_set_callback (source, emit_cb, emission, emission_free);
  g_source_attach (source, self->context);
}

void
shed_store_emit_changed (ShedStore *self, ShedChanges *changes)
{
  if (g_signal_has_handler_pending (self, signals[CHANGED], 0, FALSE))
    queue_emission (self, changes, 0);
}

void
shed_store_set_state (ShedStore *self, ShedStoreState state)
{
  gboolean changed;

  g_mutex_lock (&self->lock);
  changed = self->state != state;
  self->state = state;
  g_mutex_unlock (&self->lock);
  if (changed)
    queue_emission (self, NULL, PROP_STATE);
}

void
shed_store_set_free_bytes (ShedStore *self, gint64 free_bytes, gboolean notify)
{
  g_mutex_lock (&self->lock);
  self->free_bytes = free_bytes;
  g_mutex_unlock (&self->lock);
  if (notify)
    queue_emission (self, NULL, PROP_FREE_BYTES);
}

void
shed_store_note_error (ShedStore *self, const GError *error)
{
  ShedStoreState state = shed_store_get_state (self);

  if (error == NULL)
    {
      if (state == SHED_STORE_DISK_FULL)
        {
          shed_store_set_state (self, SHED_STORE_READY);
          shed_store_look_at_space (self);
        }
      return;
    }
  if (g_error_matches (error, SHED_STORE_ERROR, SHED_STORE_ERROR_DISK_FULL))
    shed_store_set_state (self, SHED_STORE_DISK_FULL);
  else if (g_error_matches (error, SHED_STORE_ERROR, SHED_STORE_ERROR_CORRUPT))
    shed_store_set_state (self, SHED_STORE_CORRUPT);
}

/* The writer's thread */

static void
write_job_free (WriteJob *job)
{
  if (job->free_data != NULL)
    job->free_data (job->data);
  g_clear_object (&job->cancellable);
  g_clear_object (&job->task);
  g_clear_error (&job->error);
  g_free (job->batch);
  g_free (job);
}

static void
finish_job (ShedStore *self, WriteJob *job)
{
  if (job->unattended)
    {
      write_job_free (job);
      return;
    }
  if (job->task == NULL)
    {
      g_mutex_lock (&self->lock);
      job->done = TRUE; /* from here on the job is the waiting caller's */
      g_cond_broadcast (&self->cond);
      g_mutex_unlock (&self->lock);
      return;
    }
  if (job->ok)
    g_task_return_boolean (job->task, TRUE);
  else
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  write_job_free (job);
}

static gpointer
writer_thread (gpointer data)
{
  ShedStore *self = data;

  while (TRUE)
    {
      WriteJob *job = g_async_queue_pop (self->jobs);
      gboolean quit = job->quit;

      if (quit)
        job->ok = TRUE;
      else if (job->cancellable != NULL && g_cancellable_set_error_if_cancelled (job->cancellable, &job->error))
        job->ok = FALSE;
      else if (job->on_writer != NULL)
        job->ok = job->on_writer (self, job->data, &job->error);
      else
        job->ok = shed_store_commit (self, job->flags, job->journal, job->batch, job->func, job->data, job->cancellable,
                                     &job->error);
      finish_job (self, job);
      if (quit)
        return NULL;
    }
}

/* FALSE when the store is closed; the job is then still the caller's. */
static gboolean
push_job (ShedStore *self, WriteJob *job, GError **error)
{
  gboolean closed;

  g_mutex_lock (&self->lock);
  closed = self->closed;
  if (!closed)
    g_async_queue_push (self->jobs, job);
  g_mutex_unlock (&self->lock);
  if (closed)
    g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_FAILED, "The library is closed");
  return !closed;
}

static gboolean
run_job_waiting (ShedStore *self, WriteJob *job, GError **error)
{
  if (g_thread_self () == self->thread)
    {
      g_critical ("A write was asked for, waiting, from inside a write");
      g_set_error_literal (error, SHED_STORE_ERROR, SHED_STORE_ERROR_FAILED, "A write inside a write");
      return FALSE;
    }
  if (!push_job (self, job, error))
    return FALSE;
  g_mutex_lock (&self->lock);
  while (!job->done)
    g_cond_wait (&self->cond, &self->lock);
  g_mutex_unlock (&self->lock);
  if (!job->ok)
    g_propagate_error (error, job->error);
  return job->ok;
}

gboolean
shed_store_run_on_writer (ShedStore *self, ShedWriterFunc func, gpointer data, GError **error)
{
  WriteJob job = { .on_writer = func, .data = data };

  return run_job_waiting (self, &job, error);
}

void
shed_store_push_on_writer (ShedStore *self, ShedWriterFunc func, gpointer data, GDestroyNotify free_data)
{
  WriteJob *job = g_new0 (WriteJob, 1);

  job->on_writer = func;
  job->data = data;
  job->free_data = free_data;
  job->unattended = TRUE;
  if (!push_job (self, job, NULL))
    write_job_free (job);
}

gboolean
shed_store_write (ShedStore *self,
                  ShedWriteFlags flags,
                  gint64 journal,
                  const char *batch,
                  ShedStoreFunc func,
                  gpointer data,
                  GError **error)
{
  WriteJob job = { .flags = flags, .journal = journal, .batch = (char *)batch, .func = func, .data = data };

  g_return_val_if_fail (SHED_IS_STORE (self), FALSE);
  g_return_val_if_fail (func != NULL, FALSE);

  return run_job_waiting (self, &job, error);
}

static void
push_task (ShedStore *self, GTask *task /* (transfer full) */, WriteJob *job /* (transfer full) */)
{
  g_autoptr (GError) error = NULL;

  job->task = task;
  if (push_job (self, job, &error))
    return;
  g_task_return_error (task, g_steal_pointer (&error));
  write_job_free (job);
}

void
shed_store_write_async (ShedStore *self,
                        ShedWriteFlags flags,
                        gint64 journal,
                        const char *batch,
                        ShedStoreFunc func,
                        gpointer data,
                        GDestroyNotify free_data,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  WriteJob *job = g_new0 (WriteJob, 1);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (SHED_IS_STORE (self));
  g_return_if_fail (func != NULL);

  g_task_set_source_tag (task, shed_store_write_async);
  g_task_set_check_cancellable (task, FALSE); /* what was written is written */
  job->flags = flags;
  job->journal = journal;
  job->batch = g_strdup (batch);
  job->func = func;
  job->data = data;
  job->free_data = free_data;
  job->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  push_task (self, task, job);
}

gboolean
shed_store_write_finish (ShedStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Derivers and checks */

static void
deriver_free (ShedDeriver *deriver)
{
  if (deriver->free_data != NULL)
    deriver->free_data (deriver->data);
  g_free (deriver->name);
  g_strfreev (deriver->tables);
  g_free (deriver);
}

/* Derives everything anew when the file was derived by another version, and says so in meta in the same transaction. */
static gboolean
derive_everything (ShedDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ShedDeriver *deriver = data;
  g_autoptr (ShedChanges) everything = shed_changes_new_everything ();
  g_autofree char *name = g_strconcat ("deriver:", deriver->name, NULL);
  g_autofree char *version = g_strdup_printf ("%d", deriver->version);

  return deriver->func (db, everything, TRUE, deriver->data, error) && shed_db_set_meta (db, name, version, error);
}

static gboolean
add_deriver_on_writer (ShedStore *self, gpointer data, GError **error)
{
  ShedDeriver *deriver = data;
  g_autofree char *name = g_strconcat ("deriver:", deriver->name, NULL);
  g_autofree char *version = g_strdup_printf ("%d", deriver->version);
  g_autofree char *found = NULL;

  if (self->writer != NULL)
    {
      found = shed_db_dup_meta (self->writer, name);
      if (g_strcmp0 (found, version) != 0 &&
          !shed_store_commit (self, SHED_WRITE_LOCAL, 0, NULL, derive_everything, deriver, NULL, error))
        return FALSE;
    }
  g_ptr_array_add (self->derivers, deriver);
  return TRUE;
}

gboolean
shed_store_add_deriver (ShedStore *self,
                        const char *name,
                        int version,
                        const char *const *tables,
                        ShedDeriveFunc func,
                        gpointer data,
                        GDestroyNotify free_data,
                        GError **error)
{
  ShedDeriver *deriver = g_new0 (ShedDeriver, 1);

  g_return_val_if_fail (SHED_IS_STORE (self), FALSE);
  g_return_val_if_fail (func != NULL, FALSE);

  deriver->name = g_strdup (name);
  deriver->version = version;
  deriver->tables = g_strdupv ((char **)tables);
  deriver->func = func;
  deriver->data = data;
  deriver->free_data = free_data;
  if (shed_store_run_on_writer (self, add_deriver_on_writer, deriver, error))
    return TRUE;
  deriver_free (deriver);
  return FALSE;
}

void
shed_store_add_check (ShedStore *self, ShedCheckFunc func, gpointer data)
{
  ShedCheck check = { func, data };

  g_return_if_fail (SHED_IS_STORE (self));

  g_mutex_lock (&self->lock);
  g_array_append_val (self->checks, check);
  g_mutex_unlock (&self->lock);
}

static gboolean
set_first_notes_on_writer (ShedStore *self, gpointer data, GError **error)
{
  self->first_notes = *(ShedFirstNotesFunc *)data;
  return shed_store_finish_bulk_on_writer (self, NULL, error); /* somebody was killed in the middle of a batch */
}

void
shed_store_set_first_notes_func (ShedStore *self, ShedFirstNotesFunc func)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (SHED_IS_STORE (self));

  if (!shed_store_run_on_writer (self, set_first_notes_on_writer, &func, &error))
    g_message ("The search index stays behind: %s", error->message);
}

/* The object */

const char *
shed_store_get_path (ShedStore *self)
{
  g_return_val_if_fail (SHED_IS_STORE (self), NULL);

  return self->path;
}

ShedClock *
shed_store_get_clock (ShedStore *self)
{
  g_return_val_if_fail (SHED_IS_STORE (self), NULL);

  return self->clock;
}

ShedRandom *
shed_store_get_random (ShedStore *self)
{
  g_return_val_if_fail (SHED_IS_STORE (self), NULL);

  return self->random;
}

ShedStoreState
shed_store_get_state (ShedStore *self)
{
  ShedStoreState state;

  g_return_val_if_fail (SHED_IS_STORE (self), SHED_STORE_READY);

  g_mutex_lock (&self->lock);
  state = self->state;
  g_mutex_unlock (&self->lock);
  return state;
}

/* Makes the object around an opened writer (nullable) and starts its thread. */
ShedStore *
shed_store_new_opened (const ShedOpened *opened, GMainContext *context)
{
  ShedStore *self = g_object_new (SHED_TYPE_STORE, NULL);

  self->path = g_strdup (opened->path);
  self->backups_folder = g_strdup (opened->backups_folder);
  self->clock = shed_clock_ref (opened->clock);
  self->random = shed_random_ref (opened->random);
  self->context = g_main_context_ref (context);
  self->writer = opened->writer;
  self->read_only = opened->writer == NULL;
  self->reader_mode = opened->reader_mode;
  self->reader_path = g_strdup (opened->reader_path);
  self->state = self->read_only ? SHED_STORE_READ_ONLY : SHED_STORE_READY;
  self->thread = g_thread_new ("woodshed-writer", writer_thread, self);
  self->reader_pool = g_thread_pool_new (shed_store_reader_thread, self, READER_THREADS, FALSE, NULL);
  shed_store_start_watching (self);
  return self;
}

void
shed_store_close (ShedStore *self)
{
  WriteJob quit = { .quit = TRUE };

  g_return_if_fail (SHED_IS_STORE (self));

  g_mutex_lock (&self->lock);
  if (self->closed || self->thread == NULL)
    {
      g_mutex_unlock (&self->lock);
      return;
    }
  self->closed = TRUE;
  g_async_queue_push (self->jobs, &quit);
  g_mutex_unlock (&self->lock);

  shed_store_stop_watching (self);
  g_thread_join (g_steal_pointer (&self->thread));
  g_thread_pool_free (g_steal_pointer (&self->reader_pool), FALSE, TRUE);

  g_mutex_lock (&self->lock);
  while (self->n_readers > 0)
    g_cond_wait (&self->cond, &self->lock);
  g_ptr_array_set_size (self->idle_readers, 0);
  g_mutex_unlock (&self->lock);
  if (self->writer != NULL)
    {
      shed_db_drop_stmts (self->writer);
      sqlite3_wal_checkpoint_v2 (self->writer->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
      g_clear_pointer (&self->writer, shed_db_free);
    }
  if (g_strcmp0 (self->reader_path, self->path) != 0)
    shed_care_remove_private (self->reader_path);
}

static void
shed_store_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ShedStore *self = SHED_STORE (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, shed_store_get_state (self));
      break;
    case PROP_FREE_BYTES:
      g_mutex_lock (&self->lock);
      g_value_set_int64 (value, self->free_bytes);
      g_mutex_unlock (&self->lock);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
shed_store_dispose (GObject *object)
{
  shed_store_close (SHED_STORE (object));

  G_OBJECT_CLASS (shed_store_parent_class)->dispose (object);
}

static void
shed_store_finalize (GObject *object)
{
  ShedStore *self = SHED_STORE (object);

  g_clear_pointer (&self->jobs, g_async_queue_unref);
  g_clear_pointer (&self->idle_readers, g_ptr_array_unref);
  g_clear_pointer (&self->derivers, g_ptr_array_unref);
  g_clear_pointer (&self->checks, g_array_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->clock, shed_clock_unref);
  g_clear_pointer (&self->random, shed_random_unref);
  g_free (self->path);
  g_free (self->backups_folder);
  g_free (self->reader_path);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);

  G_OBJECT_CLASS (shed_store_parent_class)->finalize (object);
}

static void
shed_store_class_init (ShedStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = shed_store_get_property;
  object_class->dispose = shed_store_dispose;
  object_class->finalize = shed_store_finalize;

  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SHED_TYPE_STORE_STATE, SHED_STORE_READY,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_FREE_BYTES] =
    g_param_spec_int64 ("free-bytes", NULL, NULL, -1, G_MAXINT64, -1, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = g_signal_new ("changed", SHED_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                   SHED_TYPE_CHANGES | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
shed_store_init (ShedStore *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->jobs = g_async_queue_new ();
  self->idle_readers = g_ptr_array_new_with_free_func ((GDestroyNotify)shed_db_free);
  self->derivers = g_ptr_array_new_with_free_func ((GDestroyNotify)deriver_free);
  self->checks = g_array_new (FALSE, FALSE, sizeof (ShedCheck));
  self->free_bytes = -1;
  self->copied_day = SHED_DAY_NONE;
}

GType
shed_store_state_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    { SHED_STORE_READY, "SHED_STORE_READY", "ready" },
    { SHED_STORE_LOW_SPACE, "SHED_STORE_LOW_SPACE", "low-space" },
    { SHED_STORE_DISK_FULL, "SHED_STORE_DISK_FULL", "disk-full" },
    { SHED_STORE_READ_ONLY, "SHED_STORE_READ_ONLY", "read-only" },
    { SHED_STORE_CORRUPT, "SHED_STORE_CORRUPT", "corrupt" },
    { 0, NULL, NULL },
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("ShedStoreState", values));
  return type;
}
