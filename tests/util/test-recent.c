/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was made last is kept, and no more of it than was said. */
#include "shed-recent.h"

static guint n_freed;

static void
count_free (gpointer value)
{
  n_freed++;
  g_free (value);
}

static gboolean
knows (ShedRecent *recent, const char *key)
{
  gpointer value;

  return shed_recent_lookup (recent, key, &value) && g_strcmp0 (value, key) == 0;
}

static void
keep (ShedRecent *recent, const char *key)
{
  shed_recent_keep (recent, key, g_strdup (key));
}

static void
test_what_was_used_longest_ago_gives_way (void)
{
  g_autoptr(ShedRecent) recent = shed_recent_new (3, count_free);

  n_freed = 0;
  keep (recent, "a");
  keep (recent, "b");
  keep (recent, "c");
  g_assert_true (knows (recent, "a")); /* used again */
  keep (recent, "d");
  g_assert_cmpuint (n_freed, ==, 1);
  g_assert_false (knows (recent, "b"));
  g_assert_true (knows (recent, "a"));
  g_assert_true (knows (recent, "c"));
  g_assert_true (knows (recent, "d"));
}

static void
test_a_name_keeps_the_last_value (void)
{
  g_autoptr(ShedRecent) recent = shed_recent_new (2, count_free);
  gpointer value;

  n_freed = 0;
  keep (recent, "other");
  shed_recent_keep (recent, "a", g_strdup ("old"));
  shed_recent_keep (recent, "a", g_strdup ("new"));
  g_assert_cmpuint (n_freed, ==, 1);
  g_assert_true (shed_recent_lookup (recent, "a", &value));
  g_assert_cmpstr (value, ==, "new");
  g_assert_true (knows (recent, "other"));
}

static void
test_nothing_can_be_known (void)
{
  g_autoptr(ShedRecent) recent = shed_recent_new (2, count_free);
  gpointer value = recent;

  g_assert_false (shed_recent_lookup (recent, "a", &value));
  g_assert_null (value);
  shed_recent_keep (recent, "a", NULL);
  value = recent;
  g_assert_true (shed_recent_lookup (recent, "a", &value));
  g_assert_null (value);
}

static void
test_all_is_freed_at_the_end (void)
{
  ShedRecent *recent = shed_recent_new (2, count_free);

  n_freed = 0;
  keep (recent, "a");
  keep (recent, "b");
  shed_recent_keep (recent, "c", NULL);
  shed_recent_free (recent);
  g_assert_cmpuint (n_freed, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recent/what-was-used-longest-ago-gives-way", test_what_was_used_longest_ago_gives_way);
  g_test_add_func ("/recent/a-name-keeps-the-last-value", test_a_name_keeps_the_last_value);
  g_test_add_func ("/recent/nothing-can-be-known", test_nothing_can_be_known);
  g_test_add_func ("/recent/all-is-freed-at-the-end", test_all_is_freed_at_the_end);
  return g_test_run ();
}
