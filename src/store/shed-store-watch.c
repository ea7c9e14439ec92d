/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an open library keeps an eye on: commits of other processes (the log file changes, data_version tells), the
 * space left on its disk, and the copy of the day. Nothing here polls the database. */
#define G_LOG_DOMAIN "Woodshed-store"

#include <sys/statvfs.h>

#include "shed-civil.h"
#include "shed-store-open.h"
#include "shed-store-private.h"
#include "shed-thread.h"

#define LOW_SPACE_BYTES (G_GINT64_CONSTANT (200) * 1000 * 1000)
#define FIRST_LOOK_SECONDS 10
#define SPACE_INTERVAL_SECONDS 60

static ShedFreeBytesFunc free_bytes_func;

void
shed_store_set_free_bytes_func (ShedFreeBytesFunc func)
{
  free_bytes_func = func;
}

static gint64
ask_free_bytes (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  struct statvfs info;

  if (free_bytes_func != NULL)
    return free_bytes_func (path);
  if (statvfs (folder, &info) != 0)
    return -1;
  return (gint64)info.f_bavail * (gint64)info.f_frsize;
}

void
shed_store_look_at_space (ShedStore *self)
{
  gint64 free_bytes = ask_free_bytes (self->path);
  gboolean low = free_bytes >= 0 && free_bytes < LOW_SPACE_BYTES;
  ShedStoreState state = shed_store_get_state (self);

  shed_store_set_free_bytes (self, free_bytes, low != (state == SHED_STORE_LOW_SPACE));
  if (low && state == SHED_STORE_READY)
    shed_store_set_state (self, SHED_STORE_LOW_SPACE);
  else if (!low && free_bytes >= 0 && (state == SHED_STORE_LOW_SPACE || state == SHED_STORE_DISK_FULL))
    shed_store_set_state (self, SHED_STORE_READY);
}

static gboolean
look_at_space_on_writer (ShedStore *self, gpointer data, GError **error)
{
  shed_store_look_at_space (self);
  return TRUE;
}

static gboolean
copy_in_thread (gpointer source, gpointer data, GCancellable *cancellable, GError **ret_error)
{
  g_autoptr (GError) error = NULL;

  if (!shed_store_make_daily_copy (SHED_STORE (source), &error))
    g_message ("No copy was made today: %s", error->message);
  return TRUE;
}

/* Once for each day that the library is open on. */
static void
make_copy_of_the_day (ShedStore *self)
{
  g_autofree char *zone = shed_clock_dup_time_zone (self->clock);
  int day = shed_practice_day (shed_clock_now_ms (self->clock), zone, 0);
  g_autoptr (GTask) task = NULL;

  if (self->backups_folder == NULL || day == self->copied_day)
    return;
  self->copied_day = day;
  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_source_tag (task, make_copy_of_the_day);
  shed_thread_run (task, copy_in_thread);
}

static gboolean
look_around_cb (gpointer data)
{
  GWeakRef *weak = data;
  g_autoptr (ShedStore) self = g_weak_ref_get (weak);

  if (self == NULL)
    return G_SOURCE_REMOVE;
  shed_store_push_on_writer (self, look_at_space_on_writer, NULL, NULL);
  make_copy_of_the_day (self);
  return G_SOURCE_CONTINUE;
}

static void start_timer (ShedStore *self, guint seconds, GSourceFunc callback);

static gboolean
first_look_cb (gpointer data)
{
  g_autoptr (ShedStore) self = g_weak_ref_get (data);

  look_around_cb (data);
  if (self != NULL && self->space_timer != NULL)
    start_timer (self, SPACE_INTERVAL_SECONDS, look_around_cb);
  return G_SOURCE_REMOVE;
}

static gboolean
look_for_commits (ShedStore *self, gpointer data, GError **error)
{
  return self->writer == NULL || shed_store_note_foreign_commits (self, error);
}

static void
on_log_changed (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer data)
{
  shed_store_push_on_writer (SHED_STORE (data), look_for_commits, NULL, NULL);
}

static void
weak_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static GWeakRef *
weak_new (ShedStore *self)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, self);
  return weak;
}

static void
start_timer (ShedStore *self, guint seconds, GSourceFunc callback)
{
  g_clear_pointer (&self->space_timer, g_source_unref);
  self->space_timer = g_timeout_source_new_seconds (seconds);
  g_source_set_static_name (self->space_timer, "[woodshed] space left, copy of the day");
  g_source_set_callback (self->space_timer, callback, weak_new (self), weak_free);
  g_source_attach (self->space_timer, self->context);
}

/* On the store's context, because that is where a monitor and a timer must be made. A program that never runs that
 * context (a command-line verb) never watches. */
static gboolean
start_cb (gpointer data)
{
  g_autoptr (ShedStore) self = g_weak_ref_get (data);
  g_autofree char *log = NULL;
  g_autoptr (GFile) file = NULL;

  if (self == NULL || self->closed)
    return G_SOURCE_REMOVE;

  log = g_strconcat (self->path, "-wal", NULL);
  file = g_file_new_for_path (log);
  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    {
      g_file_monitor_set_rate_limit (self->monitor, 100);
      g_signal_connect_object (self->monitor, "changed", G_CALLBACK (on_log_changed), self, 0);
    }

  start_timer (self, FIRST_LOOK_SECONDS, first_look_cb); /* not while the window is still coming up */
  return G_SOURCE_REMOVE;
}

void
shed_store_start_watching (ShedStore *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  shed_store_push_on_writer (self, look_for_commits, NULL, NULL);
  shed_store_push_on_writer (self, look_at_space_on_writer, NULL, NULL);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "[woodshed] start watching");
  g_source_set_callback (source, start_cb, weak_new (self), weak_free);
  g_source_attach (source, self->context);
}

void
shed_store_stop_watching (ShedStore *self)
{
  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);
  if (self->space_timer != NULL)
    g_source_destroy (self->space_timer);
  g_clear_pointer (&self->space_timer, g_source_unref);
}
