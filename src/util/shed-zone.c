/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time zones as tables. GTimeZone searches its transitions from the start at each question and does not say when an
 * offset ends, which the start of a practice day needs; so the changes of offset are found once by halving and kept.
 * Zone names come out of files and off the wire: this must never open anything but a plain zone name, and never keep
 * more than a few tables. */
#include "shed-zone-private.h"

#include <string.h>

#define FIRST_S (G_GINT64_CONSTANT (-31) * 86400)  /* December 1969: the zone east of Greenwich on 1 January 1970 */
#define LAST_S (G_GINT64_CONSTANT (47880) * 86400) /* February 2101 */
#define MAX_CACHED_ZONES 64

static GMutex cache_lock;
static GHashTable *cache; /* char * → ShedZone *, guarded by cache_lock; it lives as long as the process */

/* An area and a place, as the tz database names them: no rules ("CET-1CEST"), offsets or paths. */
static gboolean
is_plain_name (const char *name)
{
  gsize length = name != NULL ? strlen (name) : 0;

  if (length == 0 || length > 64 || !g_ascii_isalpha (name[0]))
    return FALSE;
  return strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") == length;
}

static GTimeZone *
open_zone (const char *name)
{
  g_autoptr (GTimeZone) zone = NULL;

  if (!is_plain_name (name))
    return NULL;
  zone = g_time_zone_new_identifier (name);
  return zone != NULL && g_str_equal (g_time_zone_get_identifier (zone), name) ? g_steal_pointer (&zone) : NULL;
}

static int
offset_at (GTimeZone *zone, gint64 utc_s)
{
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, utc_s);

  return interval < 0 ? 0 : g_time_zone_get_offset (zone, interval);
}

/* Adds every change of offset in (from, until], by halving between two seconds in different intervals. */
static void
add_changes (GTimeZone *zone, GArray *periods, gint64 from, int from_interval, gint64 until, int until_interval)
{
  gint64 middle;
  int middle_interval;

  if (from_interval == until_interval)
    return;
  if (until - from == 1)
    {
      ShedZonePeriod period = { until, offset_at (zone, until) };

      if (g_array_index (periods, ShedZonePeriod, periods->len - 1).offset_s != period.offset_s)
        g_array_append_val (periods, period);
      return;
    }
  middle = from + (until - from) / 2;
  middle_interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, middle);
  add_changes (zone, periods, from, from_interval, middle, middle_interval);
  add_changes (zone, periods, middle, middle_interval, until, until_interval);
}

static void
zone_clear (gpointer data)
{
  g_free (((ShedZone *)data)->periods);
}

static ShedZone *
zone_new (const char *name)
{
  g_autoptr (GTimeZone) zone = open_zone (name);
  g_autoptr (GArray) periods = g_array_new (FALSE, FALSE, sizeof (ShedZonePeriod));
  ShedZonePeriod first = { FIRST_S, zone != NULL ? offset_at (zone, FIRST_S) : 0 };
  ShedZone *self = g_atomic_rc_box_new0 (ShedZone);

  g_array_append_val (periods, first);
  if (zone != NULL)
    add_changes (zone, periods, FIRST_S, g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, FIRST_S), LAST_S,
                 g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, LAST_S));
  self->n_periods = periods->len;
  self->periods = (ShedZonePeriod *)g_array_free (g_steal_pointer (&periods), FALSE);
  return self;
}

ShedZone *
shed_zone_get (const char *name)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&cache_lock);
  ShedZone *zone;

  if (name == NULL)
    name = "UTC";
  if (cache == NULL)
    cache = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)shed_zone_unref);
  zone = g_hash_table_lookup (cache, name);
  if (zone == NULL)
    {
      /* A library with more zones than this was made up; begin again rather than grow. */
      if (g_hash_table_size (cache) >= MAX_CACHED_ZONES)
        g_hash_table_remove_all (cache);
      zone = zone_new (name);
      g_hash_table_insert (cache, g_strdup (name), zone);
    }
  return g_atomic_rc_box_acquire (zone);
}

void
shed_zone_unref (ShedZone *zone)
{
  g_atomic_rc_box_release_full (zone, zone_clear);
}

static guint
find_period (const ShedZone *zone, gint64 utc_s)
{
  guint low = 0, high = zone->n_periods;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (zone->periods[middle].from_s <= utc_s)
        low = middle;
      else
        high = middle;
    }
  return low;
}

int
shed_zone_get_offset (const ShedZone *zone, gint64 utc_s)
{
  return zone->periods[find_period (zone, utc_s)].offset_s;
}

gint64
shed_zone_first_at (const ShedZone *zone, gint64 local_s)
{
  /* No offset is over a day, so two days back every local time is an earlier one. */
  guint i = find_period (zone, local_s - 2 * 86400);

  for (;; i++)
    {
      gint64 instant = MAX (local_s - zone->periods[i].offset_s, i > 0 ? zone->periods[i].from_s : G_MININT64);

      if (i + 1 == zone->n_periods || instant < zone->periods[i + 1].from_s)
        return instant;
    }
}

gboolean
shed_zone_exists (const char *name)
{
  g_autoptr (GTimeZone) zone = open_zone (name);

  return zone != NULL;
}

/* The name within a path such as /usr/share/zoneinfo/posix/Europe/Berlin, or NULL. */
static const char *
name_within_path (const char *path)
{
  const char *name = strstr (path, "zoneinfo/");

  if (name == NULL)
    return NULL;
  name += strlen ("zoneinfo/");
  if (g_str_has_prefix (name, "posix/") || g_str_has_prefix (name, "right/"))
    name += strlen ("posix/");
  return name;
}

char *
shed_zone_dup_system_name (void)
{
  const char *from_environment = g_getenv ("TZ");
  g_autofree char *link = NULL;
  g_autofree char *text = NULL;

  if (from_environment != NULL && *from_environment != '\0')
    {
      const char *name;

      if (*from_environment == ':')
        from_environment++;
      name = *from_environment == '/' ? name_within_path (from_environment) : from_environment;
      return g_strdup (name != NULL && shed_zone_exists (name) ? name : "UTC");
    }

  link = g_file_read_link ("/etc/localtime", NULL);
  if (link != NULL && name_within_path (link) != NULL && shed_zone_exists (name_within_path (link)))
    return g_strdup (name_within_path (link));

  if (g_file_get_contents ("/etc/timezone", &text, NULL, NULL) && shed_zone_exists (g_strstrip (text)))
    return g_steal_pointer (&text);
  return g_strdup ("UTC");
}
