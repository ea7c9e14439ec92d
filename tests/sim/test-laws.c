/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The laws of the merge on a million cases made at random: the model's, which the SQL is compared with elsewhere. */
#include "sim-props.h"

static void
merge_keeps_its_laws (void)
{
  g_autoptr (ShedRandom) random = shed_random_new_seeded (20261121);
  guint n = g_getenv ("WOODSHED_TEST_SLOW") != NULL ? 20000 : 1000000;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *broken = sim_try_merge (random);

      if (broken != NULL)
        g_test_message ("case %u: %s", i, broken);
      g_assert_null (broken);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/laws/merge", merge_keeps_its_laws);
  return g_test_run ();
}
