/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loaded before a program (LD_PRELOAD): ends it as kill -9 does, just before the n-th call that changes a file or says
 * something to the network. A kill at a random moment hardly ever falls between two such calls; this one always does.
 * What is done in the wrong order shows between a file and the network: a turn is a call of another kind than the last.
 *   KILL_AT=N       before the N-th such call, counted from 1
 *   KILL_TURN=N     before the N-th turn
 *   KILL_COUNT=FILE how many calls and turns there were, written when the program ends by itself */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { DISK = 1, NETWORK };

static long n_calls, n_turns;

static long
asked (const char *name)
{
  return getenv (name) != NULL ? atol (getenv (name)) : 0;
}

static void
pass (int kind)
{
  static long at = -1, turn;
  static int last;

  if (at < 0)
    {
      turn = asked ("KILL_TURN");
      at = asked ("KILL_AT");
    }
  if (__atomic_exchange_n (&last, kind, __ATOMIC_SEQ_CST) != kind && __atomic_add_fetch (&n_turns, 1, __ATOMIC_RELAXED) == turn)
    raise (SIGKILL);
  if (__atomic_add_fetch (&n_calls, 1, __ATOMIC_RELAXED) == at)
    raise (SIGKILL);
}

__attribute__ ((destructor)) static void
report (void)
{
  const char *path = getenv ("KILL_COUNT");
  FILE *file = path != NULL ? fopen (path, "w") : NULL;

  if (file == NULL)
    return;
  fprintf (file, "%ld %ld", n_calls, n_turns);
  fclose (file);
}

#define NEXT(name) \
  static __typeof__ (&name) next; \
  if (next == NULL) \
    next = (__typeof__ (&name)) dlsym (RTLD_NEXT, #name)

ssize_t
pwrite (int fd, const void *bytes, size_t n, off_t offset)
{
  NEXT (pwrite);
  pass (DISK);
  return next (fd, bytes, n, offset);
}

ssize_t
write (int fd, const void *bytes, size_t n)
{
  NEXT (write);
  /* Threads wake each other with eight bytes. */
  if (fd > 2 && n != 8)
    pass (DISK);
  return next (fd, bytes, n);
}

int
ftruncate (int fd, off_t length)
{
  NEXT (ftruncate);
  pass (DISK);
  return next (fd, length);
}

int
unlink (const char *path)
{
  NEXT (unlink);
  pass (DISK);
  return next (path);
}

int
rename (const char *from, const char *to)
{
  NEXT (rename);
  pass (DISK);
  return next (from, to);
}

ssize_t
send (int fd, const void *bytes, size_t n, int flags)
{
  NEXT (send);
  pass (NETWORK);
  return next (fd, bytes, n, flags);
}

ssize_t
recv (int fd, void *bytes, size_t n, int flags)
{
  NEXT (recv);
  pass (NETWORK);
  return next (fd, bytes, n, flags);
}

ssize_t
sendmsg (int fd, const struct msghdr *message, int flags)
{
  NEXT (sendmsg);
  pass (NETWORK);
  return next (fd, message, flags);
}
