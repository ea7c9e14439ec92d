/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One SQLite connection with its prepared statements. Used by one thread at a time; made by the store only. */
#pragma once

#include <sqlite3.h>
#include "shed-store-error.h"

G_BEGIN_DECLS

typedef struct _ShedDb ShedDb;
typedef struct _ShedStmt ShedStmt;

typedef enum
{
  SHED_STEP_ERROR = -1,
  SHED_STEP_DONE = 0,
  SHED_STEP_ROW = 1
} ShedStep;

sqlite3 *shed_db_get_handle (ShedDb *self);

/* A prepared statement out of the connection's cache (keyed by the text, which should be a static string). Released by
 * g_autoptr: reset, bindings cleared, back in the cache. Borrowing the same text twice at once makes a second one. */
ShedStmt *shed_db_borrow (ShedDb *self, const char *sql, GError **error);
gboolean shed_db_exec (ShedDb *self, const char *sql, GError **error); /* several statements, no answer */
gint64 shed_db_get_n_changes (ShedDb *self);

/* In a write: a table of this computer that has no triggers ("outbox", "meta") is another, so the change signal shall name it. */
void shed_db_note_changed (ShedDb *self, const char *table);

/* Instant and random of the store's ports, so that commands need no other source. */
gint64 shed_db_now_ms (ShedDb *self);
char *shed_db_dup_time_zone (ShedDb *self);
char *shed_db_new_id (ShedDb *self); /* random UUID (transfer full) */
char *shed_db_dup_device_id (
  ShedDb *self); /* of this library on this computer: for practice_event.device_id (transfer full) */

void shed_stmt_release (ShedStmt *stmt);
/* Names as in the text (":id"); an unknown name is a programmer's error (critical). NULL text binds NULL. Text is
 * copied. */
void shed_stmt_bind_text (ShedStmt *stmt, const char *name, const char *value);
void shed_stmt_bind_int (ShedStmt *stmt, const char *name, gint64 value);
void shed_stmt_bind_double (ShedStmt *stmt, const char *name, double value);
void shed_stmt_bind_null (ShedStmt *stmt, const char *name);
ShedStep shed_stmt_step (ShedStmt *stmt, GError **error);
gboolean shed_stmt_run (ShedStmt *stmt, GError **error); /* step to the end, then reset: ready for the next binding */
void shed_stmt_reset (ShedStmt *stmt);

int shed_stmt_get_n_columns (ShedStmt *stmt);
const char *shed_stmt_get_text (ShedStmt *stmt, int column); /* NULL for NULL; valid until the next step */
char *shed_stmt_dup_text (ShedStmt *stmt, int column);
gint64 shed_stmt_get_int (ShedStmt *stmt, int column);
double shed_stmt_get_double (ShedStmt *stmt, int column);
gboolean shed_stmt_is_null (ShedStmt *stmt, int column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedStmt, shed_stmt_release)

G_END_DECLS
