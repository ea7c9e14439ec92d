/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies of a library, shared by migrations and care. */
#pragma once

#include "shed-db-private.h"

G_BEGIN_DECLS

/* A whole, consistent copy of an open library at path, through a temporary name beside it: path is there complete or
 * not at all. */
gboolean shed_care_copy (ShedDb *db, const char *path, GError **error);
gboolean shed_care_copy_before_migration (ShedDb *db, const char *backups_folder, int version, GError **error);

/* PATH.WORD-N with the first N that is free. (transfer full) */
char *shed_care_free_name (const char *path, const char *word);
void shed_care_remove (const char *path); /* a database with its journal, log and index of the log */
void shed_care_remove_private (const char *path); /* and the folder that was made for it */
/* Keeps a database under a second name and takes its log there, so that another one can be renamed over it: at no
 * moment is there no library, which a start would answer with an empty one. */
gboolean shed_care_keep (const char *path, const char *kept_path, GError **error);
/* Puts a finished database in place of whatever is there, at once. */
gboolean shed_care_put (const char *path, const char *library_path, GError **error);
gboolean
shed_care_copy_files (const char *path, const char *new_path, GError **error); /* byte for byte, with its log */

/* Daily copies of the library at path, newest first: path strings. (transfer full) */
GPtrArray *shed_copies_list (const char *path, const char *backups_folder);

/* In the transaction of a salvage, when all rows are there: see shed-salvage-outbox.c. Nothing without an account. */
gboolean shed_salvage_outbox (ShedDb *db, GError **error);

/* What "PRAGMA integrity_check" or "quick_check" finds, but for the search index, which is derived and looked at apart. */
gboolean shed_care_list_damage (ShedDb *db, const char *pragma, GPtrArray *faults, GError **error);

G_END_DECLS
