/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a profile keeps its files. It knows names, makes folders, and remembers which space is shown;
 * it never opens, moves or removes a library. */
#define G_LOG_DOMAIN "Woodshed-model"

#include "shed-profile.h"

#include "shed-uuid.h"

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
 * shed_profile_dup_space_library:
 * @space_id: (nullable): id of a space; NULL: no account
 *
 * Returns: (transfer full) (nullable): path of its library, be it there or not; NULL when @space_id is no id
 */
char *
shed_profile_dup_space_library (ShedProfile *self,
                                const char  *space_id)
{
  g_autofree char *spaces = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (SHED_IS_PROFILE (self), NULL);

  /* It becomes a part of a path. */
  if (space_id != NULL && !shed_uuid_is_valid (space_id))
    return NULL;
  spaces = dup_folder (self, g_get_user_data_dir (), "spaces", "spaces");
  name = g_strconcat (space_id != NULL ? space_id : "local", ".db", NULL);
  return g_build_filename (spaces, name, NULL);
}

static char *
dup_space_file (ShedProfile *self)
{
  g_autofree char *config = shed_profile_dup_config (self);

  return g_build_filename (config, "space", NULL);
}

/**
 * shed_profile_dup_space:
 *
 * Returns: (transfer full) (nullable): the space whose library the profile shows; signing out does not change it
 */
char *
shed_profile_dup_space (ShedProfile *self)
{
  g_autofree char *path = NULL;
  char *text = NULL;

  g_return_val_if_fail (SHED_IS_PROFILE (self), NULL);

  path = dup_space_file (self);
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  g_strstrip (text);
  if (!shed_uuid_is_valid (text))
    g_clear_pointer (&text, g_free);
  return text;
}

gboolean
shed_profile_set_space (ShedProfile  *self,
                        const char   *space_id,
                        GError      **error)
{
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autofree char *old = NULL;

  g_return_val_if_fail (SHED_IS_PROFILE (self), FALSE);
  g_return_val_if_fail (shed_uuid_is_valid (space_id), FALSE);

  old = shed_profile_dup_space (self);
  if (g_strcmp0 (old, space_id) == 0)
    return TRUE;
  path = dup_space_file (self);
  text = g_strconcat (space_id, "\n", NULL);
  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

/**
 * shed_profile_dup_library:
 *
 * Returns: (transfer full): path of the library: the file of the space signed in to, else the one without an account.
 * While a first signing in is cut off before the file got its name, that is still the one without
 */
char *
shed_profile_dup_library (ShedProfile *self)
{
  g_autofree char *space = NULL;
  g_autofree char *local = NULL;
  g_autofree char *library = NULL;

  g_return_val_if_fail (SHED_IS_PROFILE (self), NULL);

  space = shed_profile_dup_space (self);
  local = shed_profile_dup_space_library (self, NULL);
  if (space == NULL)
    return g_steal_pointer (&local);
  library = shed_profile_dup_space_library (self, space);
  if (!g_file_test (library, G_FILE_TEST_EXISTS) && g_file_test (local, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&local);
  return g_steal_pointer (&library);
}

/**
 * shed_profile_dup_sync_lock:
 *
 * Returns: (transfer full): the file whose lock says that a process syncs this profile
 */
char *
shed_profile_dup_sync_lock (ShedProfile *self)
{
  g_autofree char *spaces = NULL;

  g_return_val_if_fail (SHED_IS_PROFILE (self), NULL);

  if (self->folder != NULL)
    {
      g_autofree char *folder = made (g_strdup (self->folder));

      return g_build_filename (folder, "sync.lock", NULL);
    }
  spaces = dup_folder (self, g_get_user_data_dir (), NULL, "");
  return g_build_filename (spaces, "sync.lock", NULL);
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
