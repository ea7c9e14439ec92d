/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes everything a player owns out of a library: ABC for the world, CSV for spreadsheets, JSON without loss. A file is
 * replaced as a whole or not at all: when anything fails, what was there before is still there. */
#pragma once

#include <gio/gio.h>

#include "shed-exchange-error.h"
#include "shed-store.h"

G_BEGIN_DECLS

typedef enum {
  SHED_EXPORT_ABC,  /* reads back to the same tunes */
  SHED_EXPORT_CSV,  /* RFC 4180: the facts of each tune, once for each repertoire that holds it, with its schedule there */
  SHED_EXPORT_JSON, /* the backup of DATA.md: every synced table, in foreign-key order, rows by id */
} ShedExportFormat;

/* FALSE when there is no format of that name ("abc", "csv", "json"). */
gboolean    shed_export_format_from_string (const char *name, ShedExportFormat *ret_format);
const char *shed_export_format_to_string   (ShedExportFormat format);

/**
 * ShedExportOptions:
 * @format: what to write
 * @book_id: (nullable): tunes of this book only; not with JSON
 * @tune_ids: (nullable) (array zero-terminated=1): these tunes only, in this order; not with JSON
 */
typedef struct {
  ShedExportFormat    format;
  const char         *book_id;
  const char * const *tune_ids;
} ShedExportOptions;

/* Rows written, by table ("tune" alone for ABC and CSV). */
typedef struct {
  guint  n_tables;
  struct { const char *table; gint64 n_rows; } tables[32];
} ShedExportResult;

/* Waiting; on any thread but the window's. Errors: SHED_STORE_ERROR, SHED_EXCHANGE_ERROR, G_IO_ERROR_CANCELLED. */
gboolean shed_export_run (ShedStore *store,
                          const ShedExportOptions *options,
                          GFile *file,
                          ShedExportResult *ret_result /* nullable */,
                          GCancellable *cancellable,
                          GError **error);
void     shed_export_run_async  (ShedStore *store, const ShedExportOptions *options, GFile *file, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
gboolean shed_export_run_finish (ShedStore *store,
                                 GAsyncResult *result,
                                 ShedExportResult *ret_result /* nullable */,
                                 GError **error);
/* ABC of a few tunes as text, for the clipboard. (transfer full) */
char    *shed_export_dup_abc    (ShedStore *store, const char * const *tune_ids, GError **error);
/* The JSON of DATA.md, "export, backup". (transfer full) */
char    *shed_export_result_to_json (const ShedExportResult *self, GFile *file, ShedExportFormat format);

G_END_DECLS
