/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies of a library, shared by migrations and care. */
#pragma once

#include "shed-db-private.h"

G_BEGIN_DECLS

/* A whole, consistent copy of an open library at path, through a temporary name beside it: path is there complete or not at all. */
gboolean shed_care_copy (ShedDb *db, const char *path, GError **error);
gboolean shed_care_copy_before_migration (ShedDb *db, const char *backups_folder, int version, GError **error);

G_END_DECLS
