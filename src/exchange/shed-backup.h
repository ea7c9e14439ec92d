/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A backup as it lies in its file: where each row of each table stands, found in one pass that checks the whole text. Rows are
 * read one at a time when they are wanted. */
#pragma once

#include "shed-exchange-error.h"
#include "shed-tables.h"

G_BEGIN_DECLS

#define SHED_BACKUP_VERSION 1

typedef struct { const char *text; gsize n_bytes; } ShedBackupRow;

typedef struct {
  GBytes *bytes;
  GArray *rows[SHED_N_TABLES]; /* ShedBackupRow, in the order of shed_tables_get() */
  guint   n_rows;
} ShedBackup;

/* One value: 'm' the backup does not say, 'n' null, 't' text, 'i' number. */
typedef struct { char type; char *text; gint64 number; } ShedBackupValue;

/* Errors: DAMAGED, NEWER. (transfer full) */
ShedBackup *shed_backup_new       (GBytes *bytes, GError **error);
void        shed_backup_free      (ShedBackup *self);

typedef struct {
  char            *id;
  gint64           created_at;  /* 0: not said */
  ShedBackupValue *values;      /* one a column of the table */
  guint            n_values;
} ShedBackupFields;

/* What a row says, made fit for the columns. FALSE when a value cannot be one of its column. */
gboolean    shed_backup_row_read      (const ShedBackupRow *row, const ShedTable *table, ShedBackupFields *ret_fields);
void        shed_backup_fields_clear  (ShedBackupFields *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedBackup, shed_backup_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ShedBackupFields, shed_backup_fields_clear)

G_END_DECLS
