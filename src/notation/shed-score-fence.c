/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fence around abcm2ps: it opens files that a tune's text names even in its "secure mode", so it gets text of our
 * own writer only, and beside that an empty folder, a clean environment, little time and memory, no file to write, and
 * a death sentence. It must never be given a stranger's text or more descriptors than its three. */
#include "shed-score-fence.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <glib-unix.h>
#include <glib/gstdio.h>

#include "shed-score-error.h"

static void
set_limit (int resource, rlim_t value)
{
  struct rlimit limit = { value, value };

  setrlimit (resource, &limit);
}

/* Between fork and exec: only async-signal-safe calls. */
static void
confine (gpointer unused)
{
  set_limit (RLIMIT_CPU, 2);
#if !defined(__SANITIZE_ADDRESS__)
  set_limit (RLIMIT_AS, 512 * 1024 * 1024);
#endif
  set_limit (RLIMIT_FSIZE, 0);
  set_limit (RLIMIT_NOFILE, 16);
  set_limit (RLIMIT_CORE, 0);
}

typedef struct
{
  int input, output;
  const char *bytes;
  gsize n_bytes, n_written;
  GByteArray *answer;
} Talk;

/* TRUE while there is more to wait for. */
static gboolean
talk_once (Talk *talk, int cancel_fd, int wait_ms)
{
  struct pollfd fds[3] = { { talk->output, POLLIN, 0 }, { talk->input, POLLOUT, 0 }, { cancel_fd, POLLIN, 0 } };
  guint8 buffer[16384];
  gssize n;

  if (poll (fds, G_N_ELEMENTS (fds), wait_ms) < 0 && errno != EINTR)
    return FALSE;
  if (talk->input >= 0 && fds[1].revents != 0)
    {
      n = write (talk->input, talk->bytes + talk->n_written, talk->n_bytes - talk->n_written);
      if (n > 0)
        talk->n_written += n;
      if (talk->n_written == talk->n_bytes || (n < 0 && errno != EAGAIN && errno != EINTR))
        {
          close (talk->input);
          talk->input = -1;
        }
    }
  if (fds[0].revents != 0)
    {
      n = read (talk->output, buffer, sizeof buffer);
      if (n > 0)
        g_byte_array_append (talk->answer, buffer, n);
      else if (n == 0 || (errno != EAGAIN && errno != EINTR))
        return FALSE;
    }
  return TRUE;
}

/* The child's process is a child of ours: waiting for it cannot take longer than its death. */
static void
end_child (GPid pid, int *ret_status)
{
  while (waitpid (pid, ret_status, 0) < 0 && errno == EINTR)
    ;
  g_spawn_close_pid (pid);
}

static gboolean
start_child (const char *const *arguments, const char *folder, GPid *ret_pid, Talk *talk, GError **error)
{
  g_autofree char *program = g_find_program_in_path (arguments[0]);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  static const char *environment[] = { "LC_ALL=C.UTF-8", "PATH=/nonexistent", "HOME=/nonexistent", NULL };

  if (program == NULL)
    {
      g_set_error (error, SHED_SCORE_ERROR, SHED_SCORE_ERROR_NO_RENDERER, "%s is not installed", arguments[0]);
      return FALSE;
    }
  g_ptr_array_add (argv, program);
  for (guint i = 1; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (char *)arguments[i]);
  g_ptr_array_add (argv, NULL);
  if (!g_spawn_async_with_pipes (folder, (char **)argv->pdata, (char **)environment,
                                 G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL, confine, NULL, ret_pid,
                                 &talk->input, &talk->output, NULL, error))
    return FALSE;
  g_unix_set_fd_nonblocking (talk->input, TRUE, NULL);
  g_unix_set_fd_nonblocking (talk->output, TRUE, NULL);
  return TRUE;
}

GBytes *
shed_score_fence_run (const char *const *arguments,
                      const char *input,
                      gsize input_bytes,
                      gsize max_output,
                      guint max_ms,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("woodshed-XXXXXX", error);
  g_autoptr (GError) failure = NULL;
  Talk talk = { -1, -1, input, input_bytes, 0, NULL };
  gint64 deadline = g_get_monotonic_time () + max_ms * G_TIME_SPAN_MILLISECOND;
  gboolean more = TRUE;
  GPid pid;
  int cancel_fd, status = 0;

  if (folder == NULL)
    return NULL;
  if (!start_child (arguments, folder, &pid, &talk, &failure))
    {
      g_rmdir (folder);
      if (failure->domain != SHED_SCORE_ERROR)
        g_set_error_literal (error, SHED_SCORE_ERROR, SHED_SCORE_ERROR_FAILED, failure->message);
      else
        g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }

  talk.answer = g_byte_array_new ();
  cancel_fd = g_cancellable_get_fd (cancellable);
  while (more)
    {
      gint64 left_ms = (deadline - g_get_monotonic_time ()) / G_TIME_SPAN_MILLISECOND;

      if (left_ms <= 0)
        g_set_error (&failure, SHED_SCORE_ERROR, SHED_SCORE_ERROR_TIMED_OUT, "%s took longer than %u ms", arguments[0],
                     max_ms);
      else if (talk.answer->len > max_output)
        g_set_error (&failure, SHED_SCORE_ERROR, SHED_SCORE_ERROR_TOO_LARGE,
                     "%s wrote more than %" G_GSIZE_FORMAT " bytes", arguments[0], max_output);
      else if (!g_cancellable_set_error_if_cancelled (cancellable, &failure))
        {
          more = talk_once (&talk, cancel_fd, (int)left_ms);
          continue;
        }
      kill (pid, SIGKILL);
      break;
    }
  if (cancel_fd >= 0)
    g_cancellable_release_fd (cancellable);
  if (talk.input >= 0)
    close (talk.input);
  close (talk.output);
  /* Its output is closed or it is dead; one that closed its output and lives on is not waited for. */
  if (failure == NULL)
    for (guint i = 0; i < 100 && waitpid (pid, &status, WNOHANG) == 0; i++)
      {
        if (i == 99)
          kill (pid, SIGKILL);
        g_usleep (2000);
      }
  else
    end_child (pid, &status);
  g_rmdir (folder);

  if (failure == NULL && talk.answer->len > max_output)
    g_set_error (&failure, SHED_SCORE_ERROR, SHED_SCORE_ERROR_TOO_LARGE, "%s wrote too much", arguments[0]);
  if (failure == NULL && talk.answer->len == 0)
    g_set_error (&failure, SHED_SCORE_ERROR, SHED_SCORE_ERROR_FAILED, "%s gave no picture (status %d)", arguments[0],
                 status);
  if (failure != NULL)
    {
      g_byte_array_unref (talk.answer);
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  return g_byte_array_free_to_bytes (talk.answer);
}
