/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads tunes ahead in a thread of its own, so that reading and writing a large book share the time: batches of as many tunes as
 * one transaction takes, two of them at most. */
#pragma once

#include "shed-import-record.h"
#include "shed-import-source.h"

G_BEGIN_DECLS

/* SYNC.md 3.2 allows 500 operations and 512 KiB in a group. */
#define SHED_IMPORT_MAX_OPS 480
#define SHED_IMPORT_MAX_BATCH_BYTES (440 * 1024)
/* Where no group is made, larger steps write the pages of the indexes less often. */
#define SHED_IMPORT_LARGE_FACTOR 8

typedef struct {
  GPtrArray *records;  /* ShedImportRecord */
  guint64    position; /* bytes read when it was full */
} ShedImportBatch;
void shed_import_batch_free (ShedImportBatch *self);

typedef struct _ShedImportReader ShedImportReader;

/* source: for tunes that name none. is_starter: ids of names, not of contents. large_steps: nothing is recorded for an
 * account. */
ShedImportReader *shed_import_reader_new (GBytes *bytes,
                                          ShedImportFormat format,
                                          const char *book_id,
                                          const char *source,
                                          gboolean is_starter,
                                          gboolean large_steps);
/* Waits for the next batch; NULL at the end. (transfer full) */
ShedImportBatch  *shed_import_reader_next (ShedImportReader *self);
/* Also before the end. */
void              shed_import_reader_free (ShedImportReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedImportBatch, shed_import_batch_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedImportReader, shed_import_reader_free)

G_END_DECLS
