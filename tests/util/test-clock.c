/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ports of time and randomness. */
#include <glib/gstdio.h>

#include "shed-clock-steady.h"
#include "shed-random.h"

static void
test_fixed_stands_until_set (void)
{
  g_autoptr (ShedClock) clock = shed_clock_new_fixed (1000, "Europe/Berlin");
  g_autofree char *first = shed_clock_dup_time_zone (clock);
  g_autofree char *second = NULL;

  g_assert_cmpint (shed_clock_now_ms (clock), ==, 1000);
  g_assert_cmpstr (first, ==, "Europe/Berlin");
  shed_clock_set (clock, 2000, NULL);
  g_assert_cmpint (shed_clock_now_ms (clock), ==, 2000);
  shed_clock_set (clock, 3000, "Asia/Tokyo");
  second = shed_clock_dup_time_zone (clock);
  g_assert_cmpstr (second, ==, "Asia/Tokyo");
}

static void
test_steady_never_goes_back (void)
{
  g_autoptr (ShedClock) fixed = shed_clock_new_fixed (10000, "UTC");
  g_autoptr (ShedClock) clock = shed_clock_new_system ();
  gint64 begin = shed_clock_steady_ms (fixed), last = shed_clock_steady_ms (clock);

  shed_clock_set (fixed, 12000, NULL);
  g_assert_cmpint (shed_clock_steady_ms (fixed) - begin, ==, 2000);
  shed_clock_set (fixed, 500, NULL);
  g_assert_cmpint (shed_clock_steady_ms (fixed) - begin, ==, 2000);
  shed_clock_set (fixed, 700, NULL);
  g_assert_cmpint (shed_clock_steady_ms (fixed) - begin, ==, 2200);
  g_assert_cmpint (last, >, 0);
  for (guint i = 0; i < 1000; i++)
    {
      gint64 t = shed_clock_steady_ms (clock);

      g_assert_cmpint (t, >=, last);
      last = t;
    }
}

static void
assert_zone (const char *variable, const char *expected)
{
  g_autoptr (ShedClock) clock = shed_clock_new_system ();
  g_autofree char *zone = NULL;

  g_setenv ("TZ", variable, TRUE);
  zone = shed_clock_dup_time_zone (clock);
  g_assert_cmpstr (zone, ==, expected);
  g_unsetenv ("TZ");
}

static void
test_system_zone_from_variable (void)
{
  assert_zone ("America/New_York", "America/New_York");
  assert_zone (":America/New_York", "America/New_York");
  assert_zone ("/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo");
  assert_zone ("CET-1CEST,M3.5.0,M10.5.0/3", "UTC");
  assert_zone ("Nowhere/Land", "UTC");
  assert_zone ("/etc/passwd", "UTC");
}

static void
test_system_tells_the_time (void)
{
  g_autoptr (ShedClock) clock = shed_clock_new_system ();
  g_autofree char *zone = shed_clock_dup_time_zone (clock);
  gint64 before = g_get_real_time () / 1000;

  g_assert_cmpint (shed_clock_now_ms (clock), >=, before);
  g_assert_cmpstr (zone, !=, "");
}

static void
test_file_moves_a_running_clock (void)
{
  g_autofree char *folder = g_dir_make_tmp ("woodshed-clock-XXXXXX", NULL);
  g_autofree char *file_name = g_build_filename (folder, "clock", NULL);
  g_autoptr (ShedClock) clock = NULL;
  g_autofree char *zone = NULL;
  g_autofree char *later_zone = NULL;

  g_setenv ("WOODSHED_CLOCK_FILE", file_name, TRUE);
  clock = shed_clock_new_system ();
  g_assert_true (g_file_set_contents (file_name, "1795257600000 Pacific/Apia\n", -1, NULL));
  zone = shed_clock_dup_time_zone (clock);
  g_assert_cmpint (shed_clock_now_ms (clock), ==, G_GINT64_CONSTANT (1795257600000));
  g_assert_cmpstr (zone, ==, "Pacific/Apia");

  g_assert_true (g_file_set_contents (file_name, "-5 Europe/Dublin", -1, NULL));
  later_zone = shed_clock_dup_time_zone (clock);
  g_assert_cmpint (shed_clock_now_ms (clock), ==, -5);
  g_assert_cmpstr (later_zone, ==, "Europe/Dublin");

  g_assert_true (g_file_set_contents (file_name, "rubbish", -1, NULL));
  g_assert_cmpint (shed_clock_now_ms (clock), >, G_GINT64_CONSTANT (1500000000000));

  g_unsetenv ("WOODSHED_CLOCK_FILE");
  g_remove (file_name);
  g_rmdir (folder);
}

/* The first numbers of xoshiro256** from the state {1, 2, 3, 4} are published; this seed's are held so that a change shows. */
static void
test_seed_repeats (void)
{
  g_autoptr (ShedRandom) one = shed_random_new_seeded (2026);
  g_autoptr (ShedRandom) same = shed_random_new_seeded (2026);
  g_autoptr (ShedRandom) other = shed_random_new_seeded (2027);
  guint8 bytes[11] = { 0 };
  guint64 expected;

  for (guint i = 0; i < 1000; i++)
    g_assert_cmpuint (shed_random_next (one), ==, shed_random_next (same));
  g_assert_cmpuint (shed_random_next (one), !=, shed_random_next (other));

  expected = shed_random_next (one);
  shed_random_next (same);
  shed_random_fill (same, bytes, sizeof bytes);
  for (guint i = 0; i < 8; i++)
    g_assert_cmpuint (bytes[i], ==, (guint8) (expected >> (8 * i)));
}

static void
test_seeded_is_even (void)
{
  g_autoptr (ShedRandom) random = shed_random_new_seeded (1);
  guint n_ones = 0;

  for (guint i = 0; i < 10000; i++)
    for (guint64 word = shed_random_next (random); word != 0; word &= word - 1)
      n_ones++;
  /* 640,000 coins: seven standard deviations are 2,800. */
  g_assert_cmpuint (n_ones, >, 320000 - 2800);
  g_assert_cmpuint (n_ones, <, 320000 + 2800);
}

static void
test_kernel_fills_all (void)
{
  g_autoptr (ShedRandom) random = shed_random_new_system ();
  guint8 seen[1000] = { 0 };

  for (guint round = 0; round < 20; round++)
    {
      guint8 bytes[1000] = { 0 };

      shed_random_fill (random, bytes, sizeof bytes);
      for (guint i = 0; i < sizeof bytes; i++)
        seen[i] |= bytes[i];
    }
  for (guint i = 0; i < sizeof seen; i++)
    g_assert_cmpuint (seen[i], !=, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock/fixed-stands-until-set", test_fixed_stands_until_set);
  g_test_add_func ("/clock/steady-never-goes-back", test_steady_never_goes_back);
  g_test_add_func ("/clock/system-zone-from-variable", test_system_zone_from_variable);
  g_test_add_func ("/clock/system-tells-the-time", test_system_tells_the_time);
  g_test_add_func ("/clock/file-moves-a-running-clock", test_file_moves_a_running_clock);
  g_test_add_func ("/random/seed-repeats", test_seed_repeats);
  g_test_add_func ("/random/seeded-is-even", test_seeded_is_even);
  g_test_add_func ("/random/kernel-fills-all", test_kernel_fills_all);
  return g_test_run ();
}
