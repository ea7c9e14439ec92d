/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the store know of a connection and others do not. */
#pragma once

#include <gio/gio.h>

#include "shed-clock.h"
#include "shed-db.h"
#include "shed-random.h"

G_BEGIN_DECLS

typedef struct _ShedWriteSet ShedWriteSet;

/* What shed_writer() answers inside triggers. */
typedef enum
{
  SHED_WRITER_NONE,    /* no write of the store is running */
  SHED_WRITER_COMMAND, /* a person's change: recorded in the outbox */
  SHED_WRITER_APPLIER, /* what the server said, and the store's own upkeep: recorded nowhere */
} ShedWriter;

typedef enum
{
  SHED_DB_WRITER,
  SHED_DB_READER,
  SHED_DB_IMMUTABLE
} ShedDbMode;

/* What most commits ask and few change. Forgotten by every write that may change it and by every commit of another
 * process. */
typedef struct
{
  gboolean known;
  gboolean has_account;
  gboolean any_local_only; /* books */
  gboolean find_behind;
} ShedFacts;

struct _ShedDb
{
  sqlite3 *handle;
  char *path;
  GHashTable *stmts;            /* text → ShedStmt */
  GHashTable *stmts_by_address; /* the same by where the text stands: most texts are constants */
  ShedFacts facts;
  ShedClock *clock;
  ShedRandom *random;
  ShedWriteSet *write_set; /* what the running write touched; NULL on readers */
  ShedWriter writer;
  gint64 last_txn;           /* of the undo journal */
  gboolean find_broken;      /* the full-text index was found damaged and is to be made anew */
  GCancellable *cancellable; /* of the running read; not owned */
};

ShedDb *shed_db_open (const char *path, ShedDbMode mode, ShedClock *clock, ShedRandom *random, GError **error);
void shed_db_free (ShedDb *self);
/* First column of the first row as a number; FALSE only with error. No row gives fallback. */
gboolean shed_db_query_int (ShedDb *self, const char *sql, gint64 fallback, gint64 *ret, GError **error);
char *shed_db_dup_meta (ShedDb *self, const char *name);
gboolean shed_db_set_meta (ShedDb *self, const char *name, const char *value, GError **error);
void shed_db_init_stmts (ShedDb *self);
void shed_db_drop_stmts (ShedDb *self);
/* The facts, asked anew when they are not known. NULL with error. */
const ShedFacts *shed_db_get_facts (ShedDb *self, GError **error);

/* Turns an answer of SQLite into a GError; always FALSE. handle may be NULL. */
gboolean shed_store_error_set_sqlite (GError **error, sqlite3 *handle, int rc, const char *what);
/* As above from the errno of a file operation. */
gboolean shed_store_error_set_errno (GError **error, int saved_errno, const char *what);

sqlite3_stmt *shed_stmt_get_handle (ShedStmt *stmt);

/* Registers shed_fold(), shed_object(), shed_writer(), shed_touch() and shed_day_end() on a connection. */
gboolean shed_functions_register (ShedDb *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShedDb, shed_db_free)

G_END_DECLS
