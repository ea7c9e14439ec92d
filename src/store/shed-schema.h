/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The schema of a library: numbered steps that are frozen, then triggers and views made anew from the table list when
 * their text has changed. */
#pragma once

#include "shed-db-private.h"

G_BEGIN_DECLS

#define SHED_SCHEMA_VERSION 2
#define SHED_APPLICATION_ID 0x57534844 /* "WSHD" */

/* Looks at the file's head without changing anything. exists is FALSE for a missing or empty file; ours says that the
 * head has our application id. */
gboolean shed_schema_probe (const char *path, gboolean *exists, gboolean *ours, GError **error);
/* Application id and version of an open file; errors NOT_A_LIBRARY and NEWER_SCHEMA. 0 is an empty one. */
gboolean shed_schema_read_version (ShedDb *db, int *ret_version, GError **error);
gboolean shed_schema_check_version (int version,
                                    GError **error); /* NEWER_SCHEMA when it is one this program does not know */
/* TRUE when an open file can be read as it is: this version, triggers and views as generated now. */
gboolean shed_schema_is_current (ShedDb *db, GError **error);
/* Brings an open file to this version; copies it into backups_folder (nullable) first when it is older. */
gboolean shed_schema_migrate (ShedDb *db, const char *backups_folder, GError **error);
/* Steps of another list, for tests of the machinery: version n is reached after n steps. */
gboolean shed_schema_migrate_with (
  ShedDb *db, const char *const *steps, guint n_steps, const char *backups_folder, GError **error);
/* SQL of the step that leads to a version, 1 to SHED_SCHEMA_VERSION. (transfer full) */
char *shed_schema_dup_step (guint version);
/* SQL of all triggers and views, as the table list says. (transfer full) */
char *shed_schema_dup_generated (void);

G_END_DECLS
