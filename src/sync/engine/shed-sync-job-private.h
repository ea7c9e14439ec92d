/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A job as engine and jobs see it: what goes in, what comes out. */
#pragma once

#include "shed-sync-facts-private.h"
#include "shed-sync-job.h"

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

ShedSyncJob *shed_sync_job_new (ShedSyncJobKind kind);

G_END_DECLS
