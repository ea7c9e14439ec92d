/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a profile keeps its files (DATA.md, "A profile on disk"). The default profile uses the XDG folders; with a folder
 * given everything is under it. Makes folders when asked for them; opens nothing. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SHED_TYPE_PROFILE (shed_profile_get_type ())
G_DECLARE_FINAL_TYPE (ShedProfile, shed_profile, SHED, PROFILE, GObject)

ShedProfile *shed_profile_new            (const char *folder /* nullable: the default profile */);
gboolean     shed_profile_is_default     (ShedProfile *self);
const char  *shed_profile_get_folder     (ShedProfile *self); /* nullable */
char        *shed_profile_dup_library    (ShedProfile *self); /* spaces/local.db, or the space signed in to */
/* The library of a space; NULL: of no account. NULL for what is no id. */
char        *shed_profile_dup_space_library (ShedProfile *self, const char *space_id);
/* Which space the profile shows, also after signing out. Written at once and whole. */
char        *shed_profile_dup_space      (ShedProfile *self); /* nullable */
gboolean     shed_profile_set_space      (ShedProfile *self, const char *space_id, GError **error);
char        *shed_profile_dup_sync_lock  (ShedProfile *self);
char        *shed_profile_dup_backups    (ShedProfile *self);
char        *shed_profile_dup_media      (ShedProfile *self);
char        *shed_profile_dup_cache      (ShedProfile *self);
char        *shed_profile_dup_config     (ShedProfile *self);
/* A suffix for the application id, so that windows of several profiles can be open: "" for the default. */
char        *shed_profile_dup_id_suffix  (ShedProfile *self);

G_END_DECLS
