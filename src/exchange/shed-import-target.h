/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The library as an import sees it: which book a file goes into, which tunes are there, and how a new one is written. All
 * functions run inside a transaction or a read of the store. */
#pragma once

#include "shed-db.h"
#include "shed-import-record.h"

G_BEGIN_DECLS

typedef struct _ShedImportTarget ShedImportTarget;

ShedImportTarget *shed_import_target_new  (gboolean dry_run);
void              shed_import_target_free (ShedImportTarget *self);

/* The book that is meant: by its id; else the one whose folded title it has now, else the one with that title's natural id, else
 * a new one, which is written with its first tune. Errors: SHED_EXCHANGE_ERROR_NO_SUCH_BOOK. */
gboolean    shed_import_target_set_book    (ShedImportTarget *self, ShedDb *db, const char *book_id, const char *title,
                                            const char *source, gboolean local_only, GError **error);
gboolean    shed_import_target_set_starter (ShedImportTarget *self, ShedDb *db, const char *title, GError **error);
const char *shed_import_target_get_book_id (ShedImportTarget *self);

typedef enum { SHED_IMPORT_TAKEN, SHED_IMPORT_UNCHANGED, SHED_IMPORT_UPDATED, SHED_IMPORT_IMPOSSIBLE } ShedImportOutcome;
/* Takes one tune, whose id is set, unless it is there. like_id: (out) (nullable) (transfer full) the tune it looks
 * like, when taken. IMPOSSIBLE: the library refuses a value, said in *reason (transfer full). */
gboolean    shed_import_target_put (ShedImportTarget *self, ShedDb *db, ShedImportRecord *record, ShedImportOutcome *outcome,
                                    char **like_id, char **reason, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedImportTarget, shed_import_target_free)

G_END_DECLS
