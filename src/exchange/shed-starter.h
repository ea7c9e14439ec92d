/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The book that ships. Its tunes have ids of their names, so that a corrected text keeps its id; what was shipped last is kept
 * in `meta` of this library, and a newer book changes a column only while it still holds that value. */
#pragma once

#include "shed-db.h"
#include "shed-import-record.h"

G_BEGIN_DECLS

#define SHED_STARTER_RESOURCE "/io/github/woodshed_app/Woodshed/starter/starter.abc"
#define SHED_STARTER_TITLE "Starter Book"

/* The text that ships; NULL when the program was built without. (transfer full) */
GBytes  *shed_starter_dup_book  (void);
/* What follows "%%woodshed-name", else the folded first title. (transfer full) */
char    *shed_starter_dup_name  (const ShedAbcTune *tune);
/* Remembers what is shipped for a tune that was just inserted. */
gboolean shed_starter_remember  (ShedDb *db, const ShedImportRecord *record, GError **error);
/* Brings a tune that is there up to date and remembers the new values. */
gboolean shed_starter_update    (ShedDb *db, const ShedImportRecord *record, gboolean *updated, GError **error);

G_END_DECLS
