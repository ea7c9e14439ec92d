/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a damaged table from every side: in the order of its key, back from its end, and on behind each place that
 * cannot be read. Rows may be given more than once. */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* first_column: where the wanted columns begin. again: it may have been given before. */
typedef gboolean (*ShedSalvageRow) (
  sqlite3_stmt *row, int first_column, gboolean again, gpointer data, GError **error);

typedef struct
{
  sqlite3 *damaged;
  const char *table;
  const char *columns;          /* the wanted ones, as a list for SELECT */
  const char *const *keys;      /* the columns of the key in their order, or "rowid" */
  const char *const *beginnings; /* what the first of several columns may say, or NULL: the second is varied then */
  ShedSalvageRow func;
  gpointer data;
} ShedSalvageWalk;

/* FALSE: func failed. all: no place of the table was unreadable. */
gboolean shed_salvage_walk (const ShedSalvageWalk *walk, gboolean *all, GError **error);

G_END_DECLS
