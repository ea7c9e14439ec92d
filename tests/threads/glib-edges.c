/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For builds under ThreadSanitizer only: it sees memory that our code touches, but not how GLib, which is not built with it,
 * hands work from one thread to another. The linker (--wrap) leads our calls of GLib's locks, queues, tasks and sources
 * through here, where each says what it promises in GLib's documentation: what came before the one, the other sees. Nothing
 * else is promised here, so that a race of ours stays one. */
#include <gio/gio.h>
#include <sanitizer/tsan_interface.h>

extern void __tsan_acquire (void *addr);
extern void __tsan_release (void *addr);

#define REAL(returns, name, ...)                                                                                      \
  returns __real_##name (__VA_ARGS__);                                                                                \
  returns __wrap_##name (__VA_ARGS__);                                                                                \
  returns __wrap_##name (__VA_ARGS__)

/* Locks */

REAL (void, g_mutex_lock, GMutex *mutex)
{
  __tsan_mutex_pre_lock (mutex, 0);
  __real_g_mutex_lock (mutex);
  __tsan_mutex_post_lock (mutex, 0, 0);
}

REAL (void, g_mutex_unlock, GMutex *mutex)
{
  __tsan_mutex_pre_unlock (mutex, 0);
  __real_g_mutex_unlock (mutex);
  __tsan_mutex_post_unlock (mutex, 0);
}

REAL (void, g_cond_wait, GCond *cond, GMutex *mutex)
{
  __tsan_mutex_pre_unlock (mutex, 0);
  __tsan_mutex_post_unlock (mutex, 0);
  __real_g_cond_wait (cond, mutex);
  __tsan_mutex_pre_lock (mutex, 0);
  __tsan_mutex_post_lock (mutex, 0, 0);
}

/* What is made once. The quick way is an atomic read in our own code, which the sanitizer sees. */

#undef g_once_init_enter
#undef g_once_init_leave

REAL (gboolean, g_once_init_enter, volatile void *location)
{
  gboolean first = __real_g_once_init_enter (location);

  __tsan_acquire ((void *)location);
  return first;
}

REAL (void, g_once_init_leave, volatile void *location, gsize result)
{
  __tsan_release ((void *)location);
  __real_g_once_init_leave (location, result);
}

typedef struct {
  GOnce *once;
  GThreadFunc func;
  gpointer arg;
} Once;

static gpointer
make_once (gpointer data)
{
  Once *self = data;
  gpointer made = self->func (self->arg);

  __tsan_release ((void *)&self->once->status);
  return made;
}

REAL (gpointer, g_once_impl, GOnce *once, GThreadFunc func, gpointer arg)
{
  Once self = { once, func, arg };
  gpointer made = __real_g_once_impl (once, make_once, &self);

  __tsan_acquire ((void *)&once->status);
  return made;
}

/* Queues and threads of a pool */

REAL (void, g_async_queue_push, GAsyncQueue *queue, gpointer item)
{
  __tsan_release (item);
  __real_g_async_queue_push (queue, item);
}

REAL (gpointer, g_async_queue_pop, GAsyncQueue *queue)
{
  gpointer item = __real_g_async_queue_pop (queue);

  __tsan_acquire (item);
  return item;
}

typedef struct {
  GFunc func;
  gpointer data;
} Pool;

static void
run_in_pool (gpointer item, gpointer data)
{
  Pool *self = data;

  __tsan_acquire (item);
  self->func (item, self->data);
  __tsan_release (self);
}

REAL (GThreadPool *, g_thread_pool_new, GFunc func, gpointer data, int max_threads, gboolean exclusive, GError **error)
{
  Pool *self = g_new (Pool, 1); /* a pool is gone when its last thread is, which nobody says: it stays */

  self->func = func;
  self->data = data;
  return __real_g_thread_pool_new (run_in_pool, self, max_threads, exclusive, error);
}

REAL (gboolean, g_thread_pool_push, GThreadPool *pool, gpointer item, GError **error)
{
  __tsan_release (item);
  return __real_g_thread_pool_push (pool, item, error);
}

REAL (void, g_thread_pool_free, GThreadPool *pool, gboolean immediate, gboolean wait)
{
  Pool *self = pool->user_data;

  __real_g_thread_pool_free (pool, immediate, wait);
  if (wait)
    __tsan_acquire (self);
}

/* References: whoever lets go of the last one has seen what the others did before they let go. */

REAL (void, g_object_unref, gpointer object)
{
  __tsan_release (object);
  __tsan_acquire (object);
  __real_g_object_unref (object);
}

#undef g_atomic_ref_count_dec

REAL (gboolean, g_atomic_ref_count_dec, gatomicrefcount *count)
{
  __tsan_release ((void *)count);
  __tsan_acquire ((void *)count);
  return __real_g_atomic_ref_count_dec (count);
}

REAL (void, g_atomic_rc_box_release_full, gpointer box, GDestroyNotify clear)
{
  __tsan_release (box);
  __tsan_acquire (box);
  __real_g_atomic_rc_box_release_full (box, clear);
}

/* Tasks */

typedef struct {
  GAsyncReadyCallback callback;
  gpointer data;
} Ready;

static void
gone (gpointer data, GObject *task)
{
  __tsan_acquire (task);
}

static void
ready (GObject *source, GAsyncResult *result, gpointer data)
{
  Ready *self = data;
  GAsyncReadyCallback callback = self->callback;
  gpointer its_data = self->data;

  __tsan_acquire (result);
  g_free (self);
  callback (source, result, its_data);
  __tsan_release (result);
}

REAL (GTask *, g_task_new, gpointer source, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  Ready *self = callback != NULL ? g_new (Ready, 1) : NULL;
  GTask *task;

  if (self != NULL)
    *self = (Ready){ callback, data };
  task = __real_g_task_new (source, cancellable, self != NULL ? ready : NULL, self);
  g_object_weak_ref (G_OBJECT (task), gone, NULL);
  return task;
}

static GQuark
work_quark (void)
{
  return g_quark_from_static_string ("glib-edges-work");
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GTaskThreadFunc func = g_object_get_qdata (G_OBJECT (task), work_quark ());

  __tsan_acquire (task);
  func (task, source, data, cancellable);
  __tsan_release (task);
}

REAL (void, g_task_run_in_thread, GTask *task, GTaskThreadFunc func)
{
  g_object_set_qdata (G_OBJECT (task), work_quark (), func);
  __tsan_release (task);
  __real_g_task_run_in_thread (task, work);
}

REAL (void, g_task_return_boolean, GTask *task, gboolean result)
{
  __tsan_release (task);
  __real_g_task_return_boolean (task, result);
}

REAL (void, g_task_return_int, GTask *task, gssize result)
{
  __tsan_release (task);
  __real_g_task_return_int (task, result);
}

REAL (void, g_task_return_pointer, GTask *task, gpointer result, GDestroyNotify destroy)
{
  __tsan_release (task);
  __real_g_task_return_pointer (task, result, destroy);
}

REAL (void, g_task_return_error, GTask *task, GError *error)
{
  __tsan_release (task);
  __real_g_task_return_error (task, error);
}

void __wrap_g_task_return_new_error (GTask *task, GQuark domain, int code, const char *format, ...) G_GNUC_PRINTF (4, 5);

void
__wrap_g_task_return_new_error (GTask *task, GQuark domain, int code, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  __tsan_release (task);
  __real_g_task_return_error (task, g_error_new_valist (domain, code, format, args));
  va_end (args);
}

REAL (gboolean, g_task_return_error_if_cancelled, GTask *task)
{
  __tsan_release (task);
  return __real_g_task_return_error_if_cancelled (task);
}

/* Sources: what was written before one was made, its callback sees. All of ours take their data only. */

typedef struct {
  GSourceFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Call;

static Call *
call_new (gpointer func, gpointer data, GDestroyNotify destroy)
{
  Call *self = g_new (Call, 1);

  *self = (Call){ (GSourceFunc)func, data, destroy };
  __tsan_release (self);
  return self;
}

static gboolean
call (gpointer data)
{
  Call *self = data;
  gboolean again;

  __tsan_acquire (self);
  again = self->func (self->data);
  __tsan_release (self);
  return again;
}

static void
call_free (gpointer data)
{
  Call *self = data;

  __tsan_acquire (self);
  if (self->destroy != NULL)
    self->destroy (self->data);
  g_free (self);
}

REAL (void, g_source_set_callback, GSource *source, GSourceFunc func, gpointer data, GDestroyNotify destroy)
{
  __real_g_source_set_callback (source, call, call_new (func, data, destroy), call_free);
}

REAL (guint, g_idle_add, GSourceFunc func, gpointer data)
{
  return g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, call, call_new (func, data, NULL), call_free);
}

REAL (guint, g_timeout_add, guint interval, GSourceFunc func, gpointer data)
{
  return g_timeout_add_full (G_PRIORITY_DEFAULT, interval, call, call_new (func, data, NULL), call_free);
}

REAL (void, g_main_context_invoke_full, GMainContext *context, int priority, GSourceFunc func, gpointer data,
      GDestroyNotify destroy)
{
  __real_g_main_context_invoke_full (context, priority, call, call_new (func, data, destroy), call_free);
}
