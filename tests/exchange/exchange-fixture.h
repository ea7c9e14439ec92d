/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Libraries for the tests of import, export and restore: the store's fixture with the search index fed, and the few verbs the
 * tests are told in. */
#pragma once

#include "shed-export.h"
#include "shed-import.h"
#include "shed-restore.h"
#include "store-fixture.h"

G_BEGIN_DECLS

typedef Fixture Library;

Library *library_new  (void);

/* Runs a job and keeps it; the report belongs to it. (transfer full) */
ShedImportJob *import_text (Library *library, const char *book_title, const char *text);
ShedImportJob *import_bytes (Library *library, const char *book_title, const void *bytes, gsize n_bytes);
/* taken, unchanged and refused, as "3 1 0". (transfer full) */
char    *counts      (ShedImportJob *job);
#define  assert_counts(job, expected) \
  G_STMT_START { g_autofree char *counts_ = counts (job); g_assert_cmpstr (counts_, ==, expected); } G_STMT_END

/* Every row of every synced table as text, for comparing whole libraries. (transfer full) */
char    *dump        (Library *library);
/* Fails with the first line that differs. */
void     assert_same (const char *text, const char *expected);
/* Its JSON backup without the time it was made. (transfer full) */
char    *backup_text (Library *library);
char    *export_text (Library *library, ShedExportFormat format);
/* A file in the library's folder. (transfer full) */
GFile   *library_file (Library *library, const char *name);
void     undo        (Library *library, gint64 journal);
/* Rows of all kinds that make sense, different for each seed. */
void     fill_library (Library *library, guint64 seed, guint n_tunes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Library, fixture_free)

G_END_DECLS
