/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The system's time and zone, a time set by a test, or a time read from a file that a test of the whole program moves.
 */
#include "shed-clock-steady.h"

#include <time.h>

#include "shed-zone-private.h"

struct _ShedClock
{
  gatomicrefcount ref_count;
  gboolean is_fixed;
  char *file_name; /* nullable; system only */
  GMutex lock;     /* guards those below */
  gint64 now_ms, steady_ms;
  char *time_zone;
};

G_DEFINE_BOXED_TYPE (ShedClock, shed_clock, shed_clock_ref, shed_clock_unref)

static ShedClock *
clock_new (void)
{
  ShedClock *self = g_new0 (ShedClock, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  return self;
}

/**
 * shed_clock_new_system:
 *
 * Returns: (transfer full): the system's clock, or the one of the file that WOODSHED_CLOCK_FILE names now.
 */
ShedClock *
shed_clock_new_system (void)
{
  ShedClock *self = clock_new ();
  const char *file_name = g_getenv ("WOODSHED_CLOCK_FILE");

  if (file_name != NULL && *file_name != '\0')
    self->file_name = g_strdup (file_name);
  return self;
}

/**
 * shed_clock_new_fixed:
 * @now_ms: milliseconds since 1970 UTC
 * @time_zone: an IANA name
 *
 * Returns: (transfer full): a clock that stands until shed_clock_set().
 */
ShedClock *
shed_clock_new_fixed (gint64 now_ms, const char *time_zone)
{
  ShedClock *self = clock_new ();

  self->is_fixed = TRUE;
  self->now_ms = self->steady_ms = now_ms;
  self->time_zone = g_strdup (time_zone != NULL ? time_zone : "UTC");
  return self;
}

ShedClock *
shed_clock_ref (ShedClock *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
shed_clock_unref (ShedClock *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_mutex_clear (&self->lock);
  g_free (self->file_name);
  g_free (self->time_zone);
  g_free (self);
}

/**
 * shed_clock_set:
 * @now_ms: milliseconds since 1970 UTC
 * @time_zone: (nullable): an IANA name; %NULL keeps the present one
 *
 * Moves a fixed clock.
 */
void
shed_clock_set (ShedClock *self, gint64 now_ms, const char *time_zone)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = NULL;

  g_return_if_fail (self != NULL && self->is_fixed);
  locker = g_mutex_locker_new (&self->lock);
  self->steady_ms += MAX (now_ms - self->now_ms, 0);
  self->now_ms = now_ms;
  if (time_zone != NULL)
    {
      g_free (self->time_zone);
      self->time_zone = g_strdup (time_zone);
    }
}

/* Reads "MS ZONE"; a file that is not there or says something else leaves the system's time. */
static gboolean
read_file (ShedClock *self, gint64 *ret_ms, char **ret_time_zone)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;

  if (self->file_name == NULL || !g_file_get_contents (self->file_name, &text, NULL, NULL))
    return FALSE;
  words = g_strsplit (g_strstrip (text), " ", 2);
  if (words[0] == NULL || !g_ascii_string_to_signed (words[0], 10, G_MININT64, G_MAXINT64, ret_ms, NULL))
    return FALSE;
  *ret_time_zone = words[1] != NULL ? g_strdup (g_strstrip (words[1])) : NULL;
  return TRUE;
}

/**
 * shed_clock_now_ms:
 *
 * Returns: the present instant in milliseconds since 1970 UTC.
 */
gint64
shed_clock_now_ms (ShedClock *self)
{
  g_autofree char *time_zone = NULL;
  gint64 now_ms;

  g_return_val_if_fail (self != NULL, 0);
  if (self->is_fixed)
    {
      g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

      return self->now_ms;
    }
  if (read_file (self, &now_ms, &time_zone))
    return now_ms;
  return g_get_real_time () / 1000;
}

/**
 * shed_clock_steady_ms:
 *
 * How much time passed between two calls, whatever the clock was set to in between; the time that the computer slept is
 * counted. Where it begins says nothing. Of a fixed clock it is what shed_clock_set() moved it forwards by.
 *
 * Returns: milliseconds that never go back while the program runs.
 */
gint64
shed_clock_steady_ms (ShedClock *self)
{
  struct timespec now;

  g_return_val_if_fail (self != NULL, 0);
  if (self->is_fixed)
    {
      g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

      return self->steady_ms;
    }
  if (clock_gettime (CLOCK_BOOTTIME, &now) != 0)
    return g_get_monotonic_time () / 1000;
  return (gint64) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/**
 * shed_clock_dup_time_zone:
 *
 * Returns: (transfer full): the IANA name of the zone, "UTC" when it cannot be told.
 */
char *
shed_clock_dup_time_zone (ShedClock *self)
{
  g_autofree char *time_zone = NULL;
  gint64 now_ms;

  g_return_val_if_fail (self != NULL, NULL);
  if (self->is_fixed)
    {
      g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

      return g_strdup (self->time_zone);
    }
  if (read_file (self, &now_ms, &time_zone) && shed_zone_exists (time_zone))
    return g_steal_pointer (&time_zone);
  return shed_zone_dup_system_name ();
}
