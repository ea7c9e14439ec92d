/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The account's files, written and looked at on a worker: a small text each, which nobody but the player reads and which is on
 * the disk as a whole or not at all. */
#define G_LOG_DOMAIN "Woodshed-sync"

#include <glib/gstdio.h>
#include <string.h>

#include "shed-account-private.h"
#include "shed-thread.h"

typedef struct {
  char *path, *text;
} FileJob;

static void
file_job_free (FileJob *job)
{
  g_free (job->path);
  g_free (job->text);
  g_free (job);
}

static void
run (GTask *task, const char *path, const char *text, ShedThreadWork work)
{
  FileJob *job = g_new0 (FileJob, 1);

  job->path = g_strdup (path);
  job->text = g_strdup (text);
  g_task_set_task_data (task, job, (GDestroyNotify) file_job_free);
  shed_thread_run (task, work);
}

static gboolean
write_in_worker (gpointer source, gpointer data, GCancellable *cancellable, GError **error)
{
  FileJob *job = data;

  return g_file_set_contents_full (job->path, job->text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                   error);
}

void
shed_account_file_write (GTask *task, const char *path, const char *text)
{
  run (task, path, text, write_in_worker);
}

static gboolean
compare_in_worker (gpointer source, gpointer data, GCancellable *cancellable, GError **error)
{
  FileJob *job = data;
  g_autofree char *text = NULL;
  gsize n = 0;

  return g_file_get_contents (job->path, &text, &n, NULL) && n == strlen (job->text) && memcmp (text, job->text, n) == 0;
}

void
shed_account_file_compare (GTask *task, const char *path, const char *text)
{
  run (task, path, text, compare_in_worker);
}

static gboolean
remove_in_worker (gpointer source, gpointer data, GCancellable *cancellable, GError **error)
{
  g_unlink (((FileJob *) data)->path);
  return TRUE;
}

void
shed_account_file_remove (GTask *task, const char *path)
{
  run (task, path, NULL, remove_in_worker);
}
