/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one transaction touched. The stored triggers call shed_touch() for every row they see written; the first call
 * for a row keeps it as it was when the transaction began. Settled before the commit, the set knows for every row what
 * it was and what it became, and from that alone follow the change signal, the outbox group and the undo journal:
 * insert and update make an insert, insert and delete make nothing, two updates make one with the first base. */
#pragma once

#include "shed-changes-private.h"
#include "shed-db-private.h"
#include "shed-json-private.h"
#include "shed-tables.h"

G_BEGIN_DECLS

#define SHED_MAX_KEYS 3

/* A table with triggers: the synced ones in the order of the list, then some of this computer. */
typedef struct
{
  const char *name;
  const ShedTable *synced; /* NULL: of this computer */
  guint n_keys;
  const char *keys[SHED_MAX_KEYS];
  guint changed_key;    /* which of them the change signal names */
  guint n_columns;      /* 0: only the keys are kept */
  const char **columns; /* created_at first in synced tables */
  gboolean journaled;
  char *select_sql, *insert_sql, *delete_sql; /* keys bound first, then the columns */
  char *local_only_sql, *from_file_sql;       /* the list's expressions for row :id; NULL: never */
} ShedTracked;

const ShedTracked *shed_tracked_get (guint *n_tables); /* a synced table's place is its place in the table list */
const ShedTracked *shed_tracked_find (const char *name);

typedef struct
{
  const ShedTracked *table;
  char *keys[SHED_MAX_KEYS];
  gboolean existed, exists;  /* at the beginning, at the end */
  ShedValue *before, *after; /* n_columns each; NULL where the row is not there */
  guint64 changed;           /* bit per column: before and after differ (all, when only one of them is there) */
} ShedTouch;

ShedWriteSet *shed_write_set_new (void);
void shed_write_set_free (ShedWriteSet *self);
void shed_write_set_clear (ShedWriteSet *self);
gboolean shed_write_set_touch (ShedWriteSet *self, int n_args, sqlite3_value **args);
/* Reads what the rows became. May be called again after more was written. */
gboolean shed_write_set_settle (ShedWriteSet *self, ShedDb *db, GError **error);
GPtrArray *shed_write_set_get (ShedWriteSet *self); /* ShedTouch, in the order of first touch (transfer none) */
/* A row that was not touched enters as it is now: for children that a moved tune takes along. */
gboolean
shed_write_set_include (ShedWriteSet *self, ShedDb *db, const ShedTracked *table, const char *id, GError **error);
/* A table without triggers was written: the change signal names it, with no id. */
void shed_write_set_note (ShedWriteSet *self, const char *table);
/* Tables and ids that differ; NULL when nothing does. (transfer full) */
ShedChanges *shed_write_set_dup_changes (ShedWriteSet *self);
gboolean shed_touch_is_changed (const ShedTouch *touch);

G_END_DECLS
