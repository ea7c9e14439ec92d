/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings: the built-in defaults are the schema's, a profile keeps its own, a missing schema ends nothing. */
#include "../remove-tree.h"
#include "shed-settings.h"

static ShedProfile *
new_profile (char **folder)
{
  *folder = g_dir_make_tmp ("shed-settings-XXXXXX", NULL);
  g_assert_nonnull (*folder);
  return shed_profile_new (*folder);
}

static void
test_builtin_defaults_are_those_of_the_schema (void)
{
  const char *folder = g_getenv ("WOODSHED_SCHEMA_DIR");
  g_autoptr (GError) error = NULL;
  g_autoptr (GSettingsSchemaSource) source = g_settings_schema_source_new_from_directory (folder, NULL, TRUE, &error);
  g_autoptr (GSettingsSchema) schema = NULL;
  g_auto (GStrv) keys = NULL;
  guint n_builtin = 0;
  const char *key, *text;

  g_assert_no_error (error);
  schema = g_settings_schema_source_lookup (source, "io.github.woodshed_app.Woodshed", FALSE);
  g_assert_nonnull (schema);
  keys = g_settings_schema_list_keys (schema);

  while ((text = shed_settings_get_builtin (n_builtin, &key)) != NULL)
    {
      g_autoptr (GSettingsSchemaKey) schema_key = NULL;
      g_autoptr (GVariant) expected = NULL;
      g_autoptr (GVariant) builtin = g_variant_ref_sink (g_variant_new_parsed (text));

      g_assert_true (g_settings_schema_has_key (schema, key));
      schema_key = g_settings_schema_get_key (schema, key);
      expected = g_settings_schema_key_get_default_value (schema_key);
      if (!g_variant_equal (expected, builtin))
        g_error ("%s: %s is not the schema's default", key, text);
      n_builtin++;
    }
  g_assert_cmpuint (n_builtin, ==, g_strv_length (keys));
}

static void
test_a_profile_keeps_its_settings_in_its_folder (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (ShedProfile) profile = new_profile (&folder);
  g_autofree char *value = NULL;

  {
    g_autoptr (ShedSettings) settings = shed_settings_new (profile);

    shed_settings_set_string (settings, "device-name", "Kitchen laptop");
  }
  {
    g_autoptr (ShedSettings) settings = shed_settings_new (profile);

    value = shed_settings_dup_string (settings, "device-name");
  }
  g_assert_cmpstr (value, ==, "Kitchen laptop");
  test_remove_tree (folder);
}

static void
count_cb (ShedSettings *settings, const char *key, guint *n)
{
  g_assert_cmpstr (key, ==, "score-zoom");
  (*n)++;
}

static void
test_without_a_schema_values_hold_for_the_run (void)
{
  g_autoptr (ShedSettings) settings = shed_settings_new_memory ();
  guint n_changed = 0;

  g_signal_connect (settings, "changed::score-zoom", G_CALLBACK (count_cb), &n_changed);
  g_assert_cmpfloat (shed_settings_get_double (settings, "score-zoom"), ==, 1.0);
  shed_settings_set_double (settings, "score-zoom", 1.5);
  shed_settings_set_double (settings, "score-zoom", 1.5);
  shed_settings_set_boolean (settings, "first-run-done", TRUE);

  g_assert_cmpfloat (shed_settings_get_double (settings, "score-zoom"), ==, 1.5);
  g_assert_true (shed_settings_get_boolean (settings, "first-run-done"));
  g_assert_cmpuint (n_changed, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/settings/builtin-defaults-are-those-of-the-schema", test_builtin_defaults_are_those_of_the_schema);
  g_test_add_func ("/settings/a-profile-keeps-its-settings-in-its-folder", test_a_profile_keeps_its_settings_in_its_folder);
  g_test_add_func ("/settings/without-a-schema-values-hold-for-the-run", test_without_a_schema_values_hold_for_the_run);

  return g_test_run ();
}
