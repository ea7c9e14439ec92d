/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a profile keeps its files. It only knows names and makes folders; it never opens, moves or removes a file. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-profile.h"

#define APPLICATION_FOLDER "woodshed"

struct _ShedProfile {
  GObject parent_instance;
  char   *folder; /* nullable: the default profile; absolute otherwise */
};
G_DEFINE_FINAL_TYPE (ShedProfile, shed_profile, G_TYPE_OBJECT)

/* A folder that cannot be made is no error here: opening the file in it says so, with the reason. */
static char *
made (char *folder)
{
  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_debug ("a folder of the profile cannot be made");
  return folder;
}

static char *
dup_folder (ShedProfile *self,
            const char  *xdg_folder,
            const char  *xdg_name,
            const char  *name)
{
  if (self->folder != NULL)
    return made (g_build_filename (self->folder, name, NULL));
  return made (g_build_filename (xdg_folder, APPLICATION_FOLDER, xdg_name, NULL));
}

static void
shed_profile_finalize (GObject *object)
{
  ShedProfile *self = SHED_PROFILE (object);

  g_free (self->folder);
  G_OBJECT_CLASS (shed_profile_parent_class)->finalize (object);
}

static void
shed_profile_class_init (ShedProfileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = shed_profile_finalize;
}

static void
shed_profile_init (ShedProfile *self)
{
}

/**
 * shed_profile_new:
 * @folder: (nullable): everything of the profile is under it; NULL: the default profile in the XDG folders
 *
 * Returns: (transfer full): a profile; nothing is made or opened yet
 */
ShedProfile *
shed_profile_new (const char *folder)
{
  ShedProfile *self = g_object_new (SHED_TYPE_PROFILE, NULL);

  if (folder != NULL && *folder != '\0')
    self->folder = g_canonicalize_filename (folder, NULL);
  return self;
}

gboolean
shed_profile_is_default (ShedProfile *self)
{
  g_return_val_if_fail (SHED_IS_PROFILE (self), TRUE);

  return self->folder == NULL;
}

const char *
shed_profile_get_folder (ShedProfile *self)
{
  g_return_val_if_fail (SHED_IS_PROFILE (self), NULL);

  return self->folder;
}

/**
 * shed_profile_dup_library:
 *
 * Returns: (transfer full): path of the library: the file of the space signed in to, else the one without an account
 */
char *
shed_profile_dup_library (ShedProfile *self)
{
  g_autofree char *spaces = NULL;

  g_return_val_if_fail (SHED_IS_PROFILE (self), NULL);

  spaces = dup_folder (self, g_get_user_data_dir (), "spaces", "spaces");
  return g_build_filename (spaces, "local.db", NULL);
}

char *
shed_profile_dup_backups (ShedProfile *self)
{
  g_return_val_if_fail (SHED_IS_PROFILE (self), NULL);

  return dup_folder (self, g_get_user_data_dir (), "backups", "backups");
}

char *
shed_profile_dup_media (ShedProfile *self)
{
  g_return_val_if_fail (SHED_IS_PROFILE (self), NULL);

  return dup_folder (self, g_get_user_data_dir (), "media", "media");
}

char *
shed_profile_dup_cache (ShedProfile *self)
{
  g_return_val_if_fail (SHED_IS_PROFILE (self), NULL);

  return dup_folder (self, g_get_user_cache_dir (), NULL, "cache");
}

char *
shed_profile_dup_config (ShedProfile *self)
{
  g_return_val_if_fail (SHED_IS_PROFILE (self), NULL);

  return dup_folder (self, g_get_user_config_dir (), NULL, "config");
}

/**
 * shed_profile_dup_id_suffix:
 *
 * Returns: (transfer full): what is put behind the application id: "" for the default profile, else ".Profile" and
 *   sixteen letters and digits that follow from the folder
 */
char *
shed_profile_dup_id_suffix (ShedProfile *self)
{
  g_autofree char *sum = NULL;

  g_return_val_if_fail (SHED_IS_PROFILE (self), NULL);

  if (self->folder == NULL)
    return g_strdup ("");
  sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, self->folder, -1);
  sum[16] = '\0';
  return g_strconcat (".Profile", sum, NULL);
}
