/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small things of meta, SQL and JSON, below jobs and their parts. */
#pragma once

#include "shed-db.h"

G_BEGIN_DECLS

char    *shed_sync_dup_meta    (ShedDb *db, const char *name);
gint64   shed_sync_get_meta    (ShedDb *db, const char *name, gint64 fallback);
gboolean shed_sync_set_meta    (ShedDb *db, const char *name, const char *value, GError **error); /* NULL: removes */
gboolean shed_sync_set_meta_int (ShedDb *db, const char *name, gint64 value, GError **error);
/* A statement with up to two texts (:a, :b) and a number (:n); unknown names are not bound. */
gboolean shed_sync_run         (ShedDb *db, const char *sql, const char *a, const char *b, gint64 n, GError **error);
gint64   shed_sync_ask         (ShedDb *db, const char *sql, const char *a, gint64 fallback);
/* The highest number that this computer knows the server to have given: by it a server that went back in time is noticed, also
 * where only what was sent here is missing. */
gint64   shed_sync_get_seen_head (ShedDb *db);
/* What every answer may say of itself. */
typedef struct {
  char    *epoch, *reset, *next, *head, *gc, *time;
  gboolean more;
} ShedSyncHead;

void     shed_sync_head_clear  (ShedSyncHead *head);
/* FALSE: not an answer of ours, which is JSON with "proto" 1 and "end" true. */
gboolean shed_sync_head_read   (ShedSyncHead *head, ShedDb *db, const char *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ShedSyncHead, shed_sync_head_clear)
char    *shed_sync_extract     (ShedDb *db, const char *json, const char *path); /* (nullable) (transfer full) */
/* A row with the columns of an edit. (transfer full) */
char    *shed_sync_overlay     (ShedDb *db, const char *now, const char *edit, GError **error);

G_END_DECLS
