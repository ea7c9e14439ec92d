/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an import did, tune by tune: nothing that a file holds is passed over in silence. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * ShedImportRemark:
 * @file: name of the file as it was given, or of the pasted text
 * @line: line in the file, from 1; 0: the whole file
 * @x: (nullable): what its X: field says
 * @title: (nullable): title of the tune
 * @tune_id: (nullable): the tune that was taken; %NULL when it was refused
 * @code: (transfer none): an #ShedAbcRemarkCode's or #ShedExchangeError's word, "looks-like", "no-title", "bad-row",
 *   "refused-by-library"
 * @text: English, for logs and the command line
 * @like_id: (nullable): with "looks-like" the tune of the same title and first notes
 * @is_refused: the tune (or with line 0 the file) was not taken
 */
typedef struct {
  const char *file;
  guint       line;
  char       *x;
  char       *title;
  char       *tune_id;
  const char *code;
  char       *text;
  char       *like_id;
  gboolean    is_refused;
} ShedImportRemark;

/**
 * ShedImportReport:
 * @taken: new tunes
 * @unchanged: tunes that were there already, or stood before in the same files; also those a player merged into others
 * @remarked: of the taken ones those with a remark
 * @refused: tunes that were not taken
 * @updated: of the unchanged ones those of the starter book that got a newer shipped text
 * @rows: rows that a backup brought, of all tables; 0 for tune books
 * @files_refused: files that could not be read at all
 * @was_cancelled: stopped half-way; what is counted is in the library
 * @is_dry_run: nothing was written; the figures say what would be
 * @book_id: (nullable): the book it went into (the first one when every file made its own)
 * @book_ids: (element-type utf8): all of them
 * @remarks: (element-type ShedImportRemark): in the order of the files
 *
 * taken + unchanged + refused is the number of X: fields in the files (of rows in CSV files, of tunes in backups).
 */
typedef struct {
  guint      taken, unchanged, remarked, refused, updated, rows, files_refused;
  gboolean   was_cancelled, is_dry_run;
  char      *book_id;
  GPtrArray *book_ids;
  GPtrArray *remarks;
  /*< private >*/
  GStringChunk *strings;
} ShedImportReport;

#define SHED_TYPE_IMPORT_REPORT (shed_import_report_get_type ())
GType             shed_import_report_get_type (void);
ShedImportReport *shed_import_report_new      (void);
ShedImportReport *shed_import_report_ref      (ShedImportReport *self);
void              shed_import_report_unref    (ShedImportReport *self);
/* The JSON of DATA.md, "import". (transfer full) */
char             *shed_import_report_to_json  (const ShedImportReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedImportReport, shed_import_report_unref)

G_END_DECLS
