/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Randomness from the kernel, or from xoshiro256** (Blackman and Vigna, 2018) seeded through splitmix64, so that a test
 * can be run again. It must never be used for anything but ids, jitter and tests where it is seeded: the seeded kind is
 * not secret. */
#include "shed-random.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

struct _ShedRandom
{
  gatomicrefcount ref_count;
  gboolean is_seeded;
  GMutex lock; /* guards state */
  guint64 state[4];
};

G_DEFINE_BOXED_TYPE (ShedRandom, shed_random, shed_random_ref, shed_random_unref)

static guint64
rotate_left (guint64 value, int bits)
{
  return (value << bits) | (value >> (64 - bits));
}

static guint64
next_seeded (guint64 state[4])
{
  const guint64 result = rotate_left (state[1] * 5, 7) * 9;
  const guint64 shifted = state[1] << 17;

  state[2] ^= state[0];
  state[3] ^= state[1];
  state[1] ^= state[2];
  state[0] ^= state[3];
  state[2] ^= shifted;
  state[3] = rotate_left (state[3], 45);
  return result;
}

static void
fill_from_kernel (guint8 *bytes, gsize n_bytes)
{
  gsize done = 0;

  while (done < n_bytes)
    {
      ssize_t got = getrandom (bytes + done, n_bytes - done, 0);

      if (got > 0)
        done += got;
      else if (errno != EINTR)
        break;
    }
  /* A kernel without getrandom: GLib reads /dev/urandom. */
  for (; done < n_bytes; done++)
    bytes[done] = (guint8)g_random_int ();
}

/**
 * shed_random_new_system:
 *
 * Returns: (transfer full): randomness of the kernel.
 */
ShedRandom *
shed_random_new_system (void)
{
  ShedRandom *self = g_new0 (ShedRandom, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  return self;
}

/**
 * shed_random_new_seeded:
 * @seed: any number
 *
 * Returns: (transfer full): a generator that gives the same sequence for the same @seed on every machine.
 */
ShedRandom *
shed_random_new_seeded (guint64 seed)
{
  ShedRandom *self = shed_random_new_system ();

  self->is_seeded = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (self->state); i++)
    {
      guint64 mixed = (seed += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

      mixed = (mixed ^ (mixed >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
      mixed = (mixed ^ (mixed >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
      self->state[i] = mixed ^ (mixed >> 31);
    }
  return self;
}

ShedRandom *
shed_random_ref (ShedRandom *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
shed_random_unref (ShedRandom *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * shed_random_next:
 *
 * Returns: 64 random bits.
 */
guint64
shed_random_next (ShedRandom *self)
{
  guint64 result;

  g_return_val_if_fail (self != NULL, 0);
  if (!self->is_seeded)
    {
      fill_from_kernel ((guint8 *)&result, sizeof result);
      return result;
    }
  g_mutex_lock (&self->lock);
  result = next_seeded (self->state);
  g_mutex_unlock (&self->lock);
  return result;
}

/**
 * shed_random_fill:
 * @bytes: (array length=n_bytes): what to fill
 *
 * Fills @bytes; a seeded generator gives its numbers with the lowest byte first.
 */
void
shed_random_fill (ShedRandom *self, guint8 *bytes, gsize n_bytes)
{
  g_return_if_fail (self != NULL);
  if (!self->is_seeded)
    {
      fill_from_kernel (bytes, n_bytes);
      return;
    }
  for (gsize i = 0; i < n_bytes; i += 8)
    {
      guint64 word = GUINT64_TO_LE (shed_random_next (self));

      memcpy (bytes + i, &word, MIN (8, n_bytes - i));
    }
}
