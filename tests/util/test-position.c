/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Positions: whatever is put wherever, the order holds and the texts stay short. */
#include "shed-position.h"

#include <string.h>

#include "shed-random.h"

static void
assert_ordered (GPtrArray *positions)
{
  for (guint i = 0; i < positions->len; i++)
    {
      g_assert_true (shed_position_is_valid (positions->pdata[i]));
      if (i > 0)
        g_assert_cmpstr (positions->pdata[i - 1], <, positions->pdata[i]);
    }
}

static gsize
longest (GPtrArray *positions)
{
  gsize length = 0;

  for (guint i = 0; i < positions->len; i++)
    length = MAX (length, strlen (positions->pdata[i]));
  return length;
}

static char *
between (GPtrArray *positions, guint at)
{
  return shed_position_between (at > 0 ? positions->pdata[at - 1] : NULL, at < positions->len ? positions->pdata[at] : NULL);
}

static void
test_random_inserts_stay_sorted (void)
{
  g_autoptr (ShedRandom) random = shed_random_new_seeded (2026);
  g_autoptr (GPtrArray) positions = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < 100000; i++)
    {
      guint at = (guint) (shed_random_next (random) % (positions->len + 1));

      g_ptr_array_insert (positions, (int) at, between (positions, at));
    }
  assert_ordered (positions);
  g_assert_cmpuint (longest (positions), <=, 16);
}

static void
test_adding_at_an_end_stays_short (void)
{
  g_autoptr (GPtrArray) down = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) up = shed_position_spread (NULL, NULL, 100000);

  assert_ordered (up);
  g_assert_cmpuint (longest (up), <=, 4);
  g_ptr_array_add (down, shed_position_between (NULL, up->pdata[0]));
  for (guint i = 0; i < 100000; i++)
    g_ptr_array_add (down, shed_position_between (NULL, down->pdata[i]));
  for (guint i = 0; i + 1 < down->len; i++)
    g_assert_cmpstr (down->pdata[i], >, down->pdata[i + 1]);
  g_assert_cmpuint (longest (down), <=, 4);
}

static void
test_the_same_gap_again_and_again (void)
{
  g_autofree char *low = g_strdup ("a0");
  g_autofree char *high = g_strdup ("a1");
  g_autoptr (ShedRandom) random = shed_random_new_seeded (3);

  for (guint i = 1; i <= 600; i++)
    {
      char *middle = shed_position_between (low, high);

      g_assert_true (shed_position_is_valid (middle));
      g_assert_cmpstr (low, <, middle);
      g_assert_cmpstr (middle, <, high);
      g_assert_cmpuint (strlen (middle), <=, 4 + i / 4); /* at least four halvings a letter */
      if (shed_random_next (random) % 2 == 0)
        {
          g_free (low);
          low = middle;
        }
      else
        {
          g_free (high);
          high = middle;
        }
    }
}

static void
test_spread_fills_a_gap_evenly (void)
{
  g_autoptr (GPtrArray) positions = shed_position_spread ("a4", "a5", 5000);
  g_autoptr (GPtrArray) ahead = shed_position_spread (NULL, "a0", 100);
  g_autoptr (GPtrArray) none = shed_position_spread ("a4", "a5", 0);

  assert_ordered (positions);
  g_assert_cmpstr (positions->pdata[0], >, "a4");
  g_assert_cmpstr (positions->pdata[4999], <, "a5");
  g_assert_cmpuint (longest (positions), <=, 6);
  assert_ordered (ahead);
  g_assert_cmpstr (ahead->pdata[99], <, "a0");
  g_assert_cmpuint (none->len, ==, 0);
}

/* Another program's positions sort by bytes too; what stands between them must. */
static void
test_foreign_positions (void)
{
  g_autoptr (ShedRandom) random = shed_random_new_seeded (11);
  static const char letters[] = "0019AVZazz";

  for (guint i = 0; i < 20000; i++)
    {
      char one[8] = { 0 }, two[8] = { 0 };
      g_autofree char *middle = NULL;
      int order;

      for (guint64 n = shed_random_next (random) % 6 + 1; n > 0; n--)
        one[n - 1] = letters[shed_random_next (random) % 10];
      for (guint64 n = shed_random_next (random) % 6 + 1; n > 0; n--)
        two[n - 1] = letters[shed_random_next (random) % 10];
      order = strcmp (one, two);
      if (order > 0 || order == 0)
        continue;
      middle = shed_position_between (one, two);
      g_assert_cmpstr (middle, >, one);
      /* "1" and "100": there is no text between that does not end with 0. */
      if (!(g_str_has_prefix (two, one) && strspn (two + strlen (one), "0") == strlen (two + strlen (one))))
        {
          if (strspn (two, "0") != strlen (two))
            g_assert_cmpstr (middle, <, two);
        }
    }
}

static void
test_no_gap_gives_one_after (void)
{
  static const struct { const char *before, *after; } cases[] = {
    { "a5", "a5" }, { "a6", "a5" }, { "a5", "a50" }, { "a5", "" }, { "a5", "\xc3\xa9" }, { "b00", "a0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *position = shed_position_between (cases[i].before, cases[i].after);

      g_assert_cmpstr (position, >, cases[i].before);
    }
}

static void
test_validity (void)
{
  static const char * const valid[] = { "a0", "Zz", "b00", "a0V", "Y00z", "azzz" };
  static const char * const wrong[] = { "", "a", "0", "b0", "a0V0", "a00", "a0-", "a 0", "\xc3\xa9", "5" };

  for (guint i = 0; i < G_N_ELEMENTS (valid); i++)
    g_assert_true (shed_position_is_valid (valid[i]));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (shed_position_is_valid (wrong[i]));
  g_assert_false (shed_position_is_valid (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/position/random-inserts-stay-sorted", test_random_inserts_stay_sorted);
  g_test_add_func ("/position/adding-at-an-end-stays-short", test_adding_at_an_end_stays_short);
  g_test_add_func ("/position/the-same-gap-again-and-again", test_the_same_gap_again_and_again);
  g_test_add_func ("/position/spread-fills-a-gap-evenly", test_spread_fills_a_gap_evenly);
  g_test_add_func ("/position/foreign-positions", test_foreign_positions);
  g_test_add_func ("/position/no-gap-gives-one-after", test_no_gap_gives_one_after);
  g_test_add_func ("/position/validity", test_validity);
  return g_test_run ();
}
