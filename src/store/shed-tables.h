/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table list: every synced table, column by column, with merge classes (DATA.md). Local schema, outbox
 * triggers, undo journal, field registry, backup JSON and the tests against data/sql are made or checked from it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SHED_CLASS_ASK,
  SHED_CLASS_LAST,
  SHED_CLASS_TEXT,
  SHED_CLASS_SET,
  SHED_CLASS_MAX,
  SHED_CLASS_ADD,
  SHED_CLASS_FIXED,
} ShedMergeClass;

typedef enum
{
  SHED_COLUMN_ID,
  SHED_COLUMN_TEXT,
  SHED_COLUMN_NAME,
  SHED_COLUMN_INTEGER,
  SHED_COLUMN_BOOLEAN,
  SHED_COLUMN_TIME,
  SHED_COLUMN_DAY,
  SHED_COLUMN_JSON,
} ShedColumnType;

typedef struct
{
  const char *name;
  ShedColumnType type;
  gboolean required; /* NOT NULL */
  ShedMergeClass merge_class;
  const char *group;      /* columns of one group change together; NULL: a group of its own */
  const char *references; /* table it points at with a foreign key, or NULL */
  gsize max_bytes;        /* of text, in UTF-8; 0: none (numbers) */
  const char *fallback;   /* SQL literal of the default, or NULL: none */
  const char *check;      /* further CHECK, SQL over the column's name, or NULL */
} ShedColumn;

typedef struct
{
  const char *name;
  const ShedColumn *columns; /* without id and created_at, which every table has */
  guint n_columns;
  const char *book_path; /* SQL expression over {row} that gives the book's id a row hangs on, NULL: none */
  const char *from_file; /* SQL expression over {row}: true for what an import or the starter book made, NULL: never */
  const char *check;     /* CHECK over several columns, or NULL */
  gboolean append_only;
} ShedTable;

#define SHED_N_TABLES 20
#define SHED_NAME_MAX_CHARACTERS 500 /* of every SHED_COLUMN_NAME, beside its max_bytes */

const ShedTable *shed_tables_get (guint *n_tables); /* parents before children */
const ShedTable *shed_table_find (const char *name);
const ShedColumn *shed_table_find_column (const ShedTable *table, const char *name);
guint shed_table_get_index (const ShedTable *table); /* place in the list */

/* What of a text may enter that column: cleaned, a name on one line and trimmed, cut to the column's limits. NULL when
 * nothing is left. (transfer full) */
char *shed_column_clip (const ShedColumn *column, const char *text);

G_END_DECLS
