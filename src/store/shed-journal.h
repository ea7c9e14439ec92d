/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The undo journal of the writer's connection: what every write under a number replaced, in a temporary table (SQLite
 * keeps it in memory and spills to a file when it grows). It is gone when the program ends. */
#pragma once

#include "shed-write-set.h"

G_BEGIN_DECLS

gboolean shed_journal_prepare (ShedDb *db, GError **error); /* once per writer's connection */
/* Keeps what the settled set changed, inside its transaction. */
gboolean shed_journal_record (ShedDb *db, gint64 journal, ShedWriteSet *set, GError **error);
/* One transaction's worth of reverting, newest first; *more while there is another. Adds to *n_left. */
gboolean shed_journal_revert_step (ShedDb *db, gint64 journal, gboolean *more, guint *n_left, GError **error);
gboolean shed_journal_forget (ShedDb *db, gint64 journal, GError **error);

G_END_DECLS
