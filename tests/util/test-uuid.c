/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ids: the RFC's own examples, and the natural ids of the project held fast. */
#include "shed-uuid.h"

#include <string.h>

typedef struct { const char *name_space, *name, *uuid; } V5Case;

/* RFC 9562 appendix A.4, and examples of the same namespaces as other implementations (Python's uuid module) give them. */
static const V5Case v5_cases[] = {
  { "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com", "2ed6657d-e927-568b-95e1-2665a8aea6a2" },
  { "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "python.org", "886313e1-3b8a-5372-9b90-0c9aee199e5d" },
  { "6ba7b811-9dad-11d1-80b4-00c04fd430c8", "", "1b4db7eb-4057-5ddf-91e0-36dec72071f5" },
  { SHED_UUID_NAMESPACE, "book\x1fmy tunes", "9e1354a3-8f19-5fea-bf17-e97850b7b82e" },
  { SHED_UUID_NAMESPACE,
    "tune_alias"
    "\x1f"
    "886313e1-3b8a-5372-9b90-0c9aee199e5d"
    "\x1f"
    "d\xc3\xbc"
    "nya \xf0\x9f\x8e\xbb",
    "8d627d0e-da5c-58d5-99c8-c8c5ae6e446c" },
};

static void
test_v5_vectors (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (v5_cases); i++)
    {
      g_autofree char *uuid = shed_uuid_new_v5_raw (v5_cases[i].name_space, v5_cases[i].name, strlen (v5_cases[i].name));

      g_assert_cmpstr (uuid, ==, v5_cases[i].uuid);
    }
}

static void
test_v5_joins_parts (void)
{
  static const char * const parts[] = { "a", "b", NULL };
  g_autofree char *raw = shed_uuid_new_v5_raw (SHED_UUID_NAMESPACE, "tune\x1f" "a\x1f" "b", 8);
  g_autofree char *from_list = shed_uuid_new_v5v ("tune", parts);
  g_autofree char *from_arguments = shed_uuid_new_v5 ("tune", "a", "b", NULL);
  g_autofree char *other = shed_uuid_new_v5 ("tune", "ab", NULL);

  g_assert_cmpstr (from_list, ==, raw);
  g_assert_cmpstr (from_arguments, ==, raw);
  g_assert_cmpstr (other, !=, raw);
}

static void
test_random_ones_differ (void)
{
  g_autoptr (ShedRandom) random = shed_random_new_seeded (7);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 10000; i++)
    {
      char *uuid = shed_uuid_new_v4 (random);

      g_assert_true (shed_uuid_is_valid (uuid));
      g_assert_cmpint (uuid[14], ==, '4');
      g_assert_nonnull (strchr ("89ab", uuid[19]));
      g_assert_true (g_hash_table_add (seen, uuid));
    }
}

/* RFC 9562 appendix A.6: 0x017F22E279B0 is 2022-02-22 14:22:22 -05:00. */
static void
test_v7_begins_with_the_time (void)
{
  g_autoptr (ShedRandom) random = shed_random_new_seeded (7);
  g_autofree char *uuid = shed_uuid_new_v7 (random, G_GINT64_CONSTANT (0x017f22e279b0));

  g_assert_true (shed_uuid_is_valid (uuid));
  g_assert_true (g_str_has_prefix (uuid, "017f22e2-79b0-7"));
}

static void
test_only_canonical_is_valid (void)
{
  static const char * const wrong[] = {
    "", "2ed6657d-e927-568b-95e1-2665a8aea6a", "2ed6657d-e927-568b-95e1-2665a8aea6a22", "2ED6657D-e927-568b-95e1-2665a8aea6a2",
    "2ed6657de927-568b-95e1-2665a8aea6a2-", "{2ed6657d-e927-568b-95e1-2665a8aea6a}", "2ed6657g-e927-568b-95e1-2665a8aea6a2",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (shed_uuid_is_valid (wrong[i]));
  g_assert_false (shed_uuid_is_valid (NULL));
  g_assert_true (shed_uuid_is_valid ("2ed6657d-e927-568b-95e1-2665a8aea6a2"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/uuid/v5-vectors", test_v5_vectors);
  g_test_add_func ("/uuid/v5-joins-parts", test_v5_joins_parts);
  g_test_add_func ("/uuid/random-ones-differ", test_random_ones_differ);
  g_test_add_func ("/uuid/v7-begins-with-the-time", test_v7_begins_with_the_time);
  g_test_add_func ("/uuid/only-canonical-is-valid", test_only_canonical_is_valid);
  return g_test_run ();
}
