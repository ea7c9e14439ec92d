/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GSettings with a net under it. g_settings_new() ends the program when the schema is missing, so the schema is looked up
 * first: in the usual places, then beside an uninstalled program. */
#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>

#include "shed-settings.h"

#define SCHEMA_ID "io.github.woodshed_app.Woodshed"

struct _ShedSettings
{
  GObject parent_instance;

  GSettings  *settings; /* NULL: the table below is all there is */
  GHashTable *values;   /* key → GVariant, what was set in this run */
};

G_DEFINE_FINAL_TYPE (ShedSettings, shed_settings, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* The schema's defaults once more; a test compares them. */
static const struct
{
  const char *key;
  const char *value;
} builtins[] = {
  { "current-repertoire", "''" },
  { "window-width", "1080" },
  { "window-height", "760" },
  { "window-maximized", "false" },
  { "practice-view", "'list'" },
  { "repertoire-columns",
    "[('title', true, 0), ('incipit', true, 0), ('kind', true, 0), ('key', true, 0), ('state', true, 0), "
    "('due', true, 0), ('last', true, 0), ('goal', true, 0), ('tags', true, 0), ('stability', false, 0), "
    "('reps', false, 0), ('lapses', false, 0), ('added', false, 0)]" },
  { "repertoire-sort-column", "'due'" },
  { "repertoire-sort-descending", "false" },
  { "catalog-book", "''" },
  { "sync-automatically", "true" },
  { "follow-at-once", "true" },
  { "device-name", "''" },
  { "colour-scheme", "'system'" },
  { "score-zoom", "1.0" },
  { "first-run-done", "false" },
};

/* The folder "data" of the build, when the program runs from it: BUILD/src/woodshed or BUILD/tests/ui/test. */
static GSettingsSchemaSource *
open_build_source (GSettingsSchemaSource *parent)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;

  for (int up = 0; folder != NULL && up < 3; up++)
    {
      g_autofree char *data = g_build_filename (folder, "data", NULL);
      g_autofree char *compiled = g_build_filename (data, "gschemas.compiled", NULL);
      char *above;

      if (g_file_test (compiled, G_FILE_TEST_IS_REGULAR))
        return g_settings_schema_source_new_from_directory (data, parent, FALSE, NULL);
      above = g_path_get_dirname (folder);
      g_free (folder);
      folder = above;
    }
  return NULL;
}

static GSettingsSchema *
find_schema (void)
{
  GSettingsSchemaSource *usual = g_settings_schema_source_get_default ();
  GSettingsSchemaSource *build;
  GSettingsSchema *schema = NULL;

  /* An uninstalled program takes its own schema, not that of an older one that is installed. */
  build = open_build_source (usual);
  if (build != NULL)
    {
      schema = g_settings_schema_source_lookup (build, SCHEMA_ID, FALSE);
      g_settings_schema_source_unref (build);
    }
  if (schema == NULL && usual != NULL)
    schema = g_settings_schema_source_lookup (usual, SCHEMA_ID, TRUE);
  return schema;
}

static void
settings_changed_cb (ShedSettings *self, const char *key)
{
  g_signal_emit (self, signals[CHANGED], g_quark_from_string (key), key);
}

static void
shed_settings_dispose (GObject *object)
{
  ShedSettings *self = SHED_SETTINGS (object);

  if (self->settings != NULL)
    g_settings_sync ();
  g_clear_object (&self->settings);
  g_clear_pointer (&self->values, g_hash_table_unref);

  G_OBJECT_CLASS (shed_settings_parent_class)->dispose (object);
}

static void
shed_settings_class_init (ShedSettingsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = shed_settings_dispose;

  signals[CHANGED] = g_signal_new ("changed", SHED_TYPE_SETTINGS, G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
shed_settings_init (ShedSettings *self)
{
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
}

/**
 * shed_settings_new:
 * @profile: (nullable): whose settings; NULL or the default profile: the desktop's own store
 *
 * Returns: (transfer full): the settings
 */
ShedSettings *
shed_settings_new (ShedProfile *profile)
{
  ShedSettings *self = g_object_new (SHED_TYPE_SETTINGS, NULL);
  g_autoptr (GSettingsSchema) schema = find_schema ();
  g_autoptr (GSettingsBackend) backend = NULL;

  if (schema == NULL)
    {
      g_message ("The settings schema was not found; settings hold for this run only");
      return self;
    }
  if (profile != NULL && !shed_profile_is_default (profile))
    {
      g_autofree char *folder = shed_profile_dup_config (profile);
      g_autofree char *file = g_build_filename (folder, "settings.ini", NULL);

      backend = g_keyfile_settings_backend_new (file, "/", NULL);
    }
  self->settings = g_settings_new_full (schema, backend, NULL);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * shed_settings_new_memory:
 *
 * Returns: (transfer full): settings that start with the defaults and are forgotten with the object
 */
ShedSettings *
shed_settings_new_memory (void)
{
  return g_object_new (SHED_TYPE_SETTINGS, NULL);
}

/**
 * shed_settings_get_builtin:
 * @index: from 0
 * @key: (out): the key
 *
 * Returns: (nullable): the default as GVariant text; NULL after the last
 */
const char *
shed_settings_get_builtin (guint index, const char **key)
{
  if (index >= G_N_ELEMENTS (builtins))
    return NULL;
  *key = builtins[index].key;
  return builtins[index].value;
}

/**
 * shed_settings_get_value:
 * @self: the settings
 * @key: a key of the schema
 *
 * Returns: (transfer full): its value
 */
GVariant *
shed_settings_get_value (ShedSettings *self, const char *key)
{
  GVariant *value;

  g_return_val_if_fail (SHED_IS_SETTINGS (self), NULL);

  if (self->settings != NULL)
    return g_settings_get_value (self->settings, key);

  value = g_hash_table_lookup (self->values, key);
  if (value != NULL)
    return g_variant_ref (value);
  for (guint i = 0; i < G_N_ELEMENTS (builtins); i++)
    if (g_str_equal (builtins[i].key, key))
      return g_variant_ref_sink (g_variant_new_parsed (builtins[i].value));
  g_return_val_if_reached (NULL);
}

/**
 * shed_settings_set_value:
 * @self: the settings
 * @key: a key of the schema
 * @value: (transfer floating): of the key's type
 */
void
shed_settings_set_value (ShedSettings *self, const char *key, GVariant *value)
{
  g_autoptr (GVariant) kept = g_variant_ref_sink (value);
  g_autoptr (GVariant) before = NULL;

  g_return_if_fail (SHED_IS_SETTINGS (self));

  if (self->settings != NULL)
    {
      if (!g_settings_set_value (self->settings, key, kept))
        g_message ("Setting %s cannot be written", key);
      return;
    }
  before = shed_settings_get_value (self, key);
  if (before != NULL && g_variant_equal (before, kept))
    return;
  g_hash_table_insert (self->values, g_strdup (key), g_steal_pointer (&kept));
  settings_changed_cb (self, key);
}

char *
shed_settings_dup_string (ShedSettings *self, const char *key)
{
  g_autoptr (GVariant) value = shed_settings_get_value (self, key);

  return g_variant_dup_string (value, NULL);
}

void
shed_settings_set_string (ShedSettings *self, const char *key, const char *value)
{
  shed_settings_set_value (self, key, g_variant_new_string (value != NULL ? value : ""));
}

int
shed_settings_get_int (ShedSettings *self, const char *key)
{
  g_autoptr (GVariant) value = shed_settings_get_value (self, key);

  return g_variant_get_int32 (value);
}

void
shed_settings_set_int (ShedSettings *self, const char *key, int value)
{
  shed_settings_set_value (self, key, g_variant_new_int32 (value));
}

gboolean
shed_settings_get_boolean (ShedSettings *self, const char *key)
{
  g_autoptr (GVariant) value = shed_settings_get_value (self, key);

  return g_variant_get_boolean (value);
}

void
shed_settings_set_boolean (ShedSettings *self, const char *key, gboolean value)
{
  shed_settings_set_value (self, key, g_variant_new_boolean (value));
}

double
shed_settings_get_double (ShedSettings *self, const char *key)
{
  g_autoptr (GVariant) value = shed_settings_get_value (self, key);

  return g_variant_get_double (value);
}

void
shed_settings_set_double (ShedSettings *self, const char *key, double value)
{
  shed_settings_set_value (self, key, g_variant_new_double (value));
}
