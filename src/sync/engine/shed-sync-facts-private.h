/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where sync stands, as the library knows it. */
#pragma once

#include "shed-db.h"

G_BEGIN_DECLS

/* Why everything is read again, kept in meta until the stage was applied. */
typedef enum {
  SHED_STAGE_NORMAL,
  SHED_STAGE_EPOCH,    /* the server's history was replaced: what it lacks is put back */
  SHED_STAGE_GC,       /* away longer than tombstones are kept: what it lacks was deleted */
  SHED_STAGE_RELOAD,   /* a person asked to load everything again */
  SHED_STAGE_VERIFY,   /* a person asked to compare */
} ShedStageMode;

typedef struct {
  char    *space, *device, *epoch; /* NULL: none yet */
  gint64   cursor, gc;
  gint64   stage_cursor;           /* where the next page begins */
  ShedStageMode mode;
  gboolean staging;                /* a stage is being filled: stage_cursor counts */
  gboolean adopting;               /* not everything that stood here is in the outbox yet */
  gboolean knows_server;           /* hello was answered once */
  guint    n_unsent;               /* groups of state new or sent */
  guint    n_acked, n_ripe;        /* acked; those that the cursor has already passed */
  guint    n_held, n_choices, n_staged;
  gint64   oldest_unsent;          /* when the oldest of them was made; 0: none */
} ShedSyncFacts;

void     shed_sync_facts_clear (ShedSyncFacts *facts);
gboolean shed_sync_facts_read  (ShedSyncFacts *facts, ShedDb *db, GError **error);

G_END_DECLS
