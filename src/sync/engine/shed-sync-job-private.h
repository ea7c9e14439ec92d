/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A job as engine and jobs see it: what goes in, what comes out. */
#pragma once

#include "shed-sync-job.h"
#include "shed-sync-wire.h"
#include "shed-tables.h"

G_BEGIN_DECLS

typedef enum {
  SHED_JOB_LOAD,       /* what the library knows: where we are, what waits */
  SHED_JOB_COUNT,      /* what waits */
  SHED_JOB_ADOPT,      /* a step of taking along what stood here before there was an account */
  SHED_JOB_HELLO,      /* makes the body of a hello */
  SHED_JOB_WELCOME,    /* takes its answer */
  SHED_JOB_PUSH,       /* chooses groups, marks them as sent, makes the body */
  SHED_JOB_PUSHED,     /* takes the answer: results, never the cursor */
  SHED_JOB_HOLD,       /* sets the groups of the last push aside with a reason */
  SHED_JOB_STAGE,      /* a page into the stage */
  SHED_JOB_APPLY,      /* the stage into the library, as one checkpoint or, at first, in closed parts */
  SHED_JOB_RESET,      /* what the server says about its history, or a person about loading again */
} ShedSyncJobKind;

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

struct _ShedSyncJob {
  ShedSyncJobKind kind;

  /* In. */
  char    *answer;                 /* what the server said */
  gsize    n_answer;
  guint    max_groups;             /* of a push */
  gboolean partial;                /* of an apply: more pages follow */
  ShedStageMode mode;              /* of a reset */
  char     reset[16];              /* the server's word for it */
  char     code[16];               /* why groups are held */
  char    *name, *app;             /* of hello */
  gint64   now;

  /* Out. */
  ShedSyncFacts facts;             /* as they are after the job */
  char    *body;                   /* of the request; NULL: nothing to send */
  gsize    n_body;
  guint    n_groups;               /* in the push; acknowledged by its answer */
  guint    n_rows;                 /* staged, or applied */
  guint    n_rejected;
  gboolean bad_answer;             /* not an answer of ours: no proto, no end, not JSON */
  gboolean more;                   /* of a page */
  char     said_reset[16];         /* "" or the reset that the answer named */
  gint64   server_ms;              /* of hello */
  gboolean update_needed;
};

ShedSyncJob *shed_sync_job_new      (ShedSyncJobKind kind);
void         shed_sync_facts_clear  (ShedSyncFacts *facts);

/* The parts, one file each. */
gboolean shed_sync_read_facts  (ShedDb *db, ShedSyncJob *job, GError **error);
gboolean shed_sync_make_hello  (ShedDb *db, ShedSyncJob *job, GError **error);
gboolean shed_sync_take_hello  (ShedDb *db, ShedSyncJob *job, GError **error);
gboolean shed_sync_make_push   (ShedDb *db, ShedSyncJob *job, GError **error);
gboolean shed_sync_take_push   (ShedDb *db, ShedSyncJob *job, GError **error);
gboolean shed_sync_hold        (ShedDb *db, ShedSyncJob *job, GError **error);
gboolean shed_sync_stage_page  (ShedDb *db, ShedSyncJob *job, GError **error);
gboolean shed_sync_apply       (ShedDb *db, ShedSyncJob *job, GError **error);
gboolean shed_sync_reset       (ShedDb *db, ShedSyncJob *job, GError **error);
/* Before the apply of an EPOCH or GC stage: what the server lacks. */
gboolean shed_sync_reconcile   (ShedDb *db, ShedStageMode mode, gint64 now, GError **error);

/* A row with the columns of an edit. (transfer full) */
char    *shed_sync_overlay     (ShedDb *db, const char *now, const char *edit, GError **error);

/* Small things of meta and SQL. */
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
/* Is this an answer of ours: JSON, "proto" 1, "end" true? */
gboolean shed_sync_is_answer   (ShedDb *db, const char *answer);
char    *shed_sync_extract     (ShedDb *db, const char *json, const char *path); /* (nullable) (transfer full) */

G_END_DECLS
