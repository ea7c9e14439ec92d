/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tune on its way into the library: what a file says about it, made fit for the columns, and what there is to report. */
#pragma once

#include "shed-abc.h"

G_BEGIN_DECLS

/* Columns of `tune` that a file can fill, in the order of ShedImportRecord.values. */
typedef enum {
  SHED_IMPORT_TITLE, SHED_IMPORT_COMPOSER, SHED_IMPORT_KIND, SHED_IMPORT_METER, SHED_IMPORT_UNIT, SHED_IMPORT_KEY,
  SHED_IMPORT_STRUCTURE, SHED_IMPORT_ABC_TEXT, SHED_IMPORT_GENRE, SHED_IMPORT_REGION, SHED_IMPORT_ARTIST, SHED_IMPORT_YEAR,
  SHED_IMPORT_TEMPO, SHED_IMPORT_BEST_TEMPO, SHED_IMPORT_SOURCE, SHED_IMPORT_SOURCE_URL, SHED_IMPORT_RIGHTS, SHED_IMPORT_INFERRED,
  SHED_IMPORT_N_COLUMNS
} ShedImportColumn;
extern const char * const shed_import_columns[SHED_IMPORT_N_COLUMNS];
gboolean shed_import_column_is_number (ShedImportColumn column);

/**
 * ShedImportRecord:
 * @content: the part of the text that its id is made of
 * @id: (nullable): set by the reader from book and content, unless the file brought one
 * @values: one text a column, %NULL: empty; numbers as digits
 * @aliases: other names, no two alike when folded
 * @first_notes: (nullable): for the search index, with an `abc` text
 * @looks_like: folded title and first eight notes; %NULL when there are not so many
 * @line: in the file
 * @x: (nullable): of the X: field
 * @remarks: what is worth telling: pairs of code (static text) and text
 * @refused: (nullable): code of the reason why it holds no tune; static text
 * @n_bytes: about how much it takes in a transaction
 */
typedef struct {
  char       *content;
  char       *id;
  char       *values[SHED_IMPORT_N_COLUMNS];
  GPtrArray  *aliases;
  char       *first_notes;
  char       *looks_like;
  guint       line;
  char       *x;
  GPtrArray  *remarks;
  const char *refused;
  char       *refused_text;
  gsize       n_bytes;
} ShedImportRecord;

typedef struct { const char *code; char *text; } ShedImportNote;

/* source: goes into the column where the tune names none. */
ShedImportRecord *shed_import_record_new_from_abc (const ShedAbcTune *tune, const char *source);
/* names: lower-case column names of the first line; fields as they stand in the file. */
ShedImportRecord *shed_import_record_new_from_csv (GPtrArray *names, GPtrArray *fields, guint line, const char *source);
void              shed_import_record_free         (ShedImportRecord *self);
/* Operations that writing it takes at most. */
guint             shed_import_record_get_n_ops    (const ShedImportRecord *self);
char             *shed_import_looks_like_key      (const char *title, const char *first_notes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedImportRecord, shed_import_record_free)

G_END_DECLS
