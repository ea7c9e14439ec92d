/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes over the wire, as the engine sees it: three functions of the server, called with JSON, and what became of a
 * call. The transport fills these; the simulation fills them too. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SHED_SYNC_PROTO 1
#define SHED_SYNC_SCHEMA 1          /* of the synced tables; the server's min_schema decides who must update */
#define SHED_SYNC_MAX_BODY (1024 * 1024)
#define SHED_SYNC_MAX_ANSWER (8 * 1024 * 1024)

typedef enum { SHED_SYNC_HELLO, SHED_SYNC_PUSH, SHED_SYNC_PULL } ShedSyncCall;

typedef struct {
  guint64      id;      /* rises with each request of an engine */
  ShedSyncCall call;
  char        *body;    /* hello, push: the POST's body {"req":{…}}; pull: the GET's query without "?" ("space=…&cursor=…") */
  gsize        n_bytes;
  char        *space;   /* whose */
} ShedSyncRequest;

/* Why there is no good answer. */
typedef enum {
  SHED_SYNC_TROUBLE_NONE,
  SHED_SYNC_TROUBLE_OFFLINE,      /* no name, no route, refused, reset, no byte for 30 s */
  SHED_SYNC_TROUBLE_PORTAL,       /* an answer of somebody else: not JSON, no "proto", no "end" */
  SHED_SYNC_TROUBLE_TLS,          /* expired, wrong host, unknown authority: never passed over */
  SHED_SYNC_TROUBLE_TRUNCATED,    /* it broke off in its head or body, or its gzip was broken, or it is no HTTP */
  SHED_SYNC_TROUBLE_SIGN_IN,      /* 401 that a refresh did not mend, or no tokens */
  SHED_SYNC_TROUBLE_REFUSED,      /* 4xx with a code that the engine classifies (22P02, PGRST102, PT413 …) */
  SHED_SYNC_TROUBLE_BUSY,         /* 429, 503, PT503: later */
  SHED_SYNC_TROUBLE_SERVER,       /* 5xx */
  SHED_SYNC_TROUBLE_NOT_WOODSHED, /* PGRST202: the project has no functions of ours */
  SHED_SYNC_TROUBLE_UPDATE,       /* "reset":"schema", or PT409: one side is too old */
  SHED_SYNC_TROUBLE_LIBRARY,      /* this computer's disk or file: nothing to do with the server */
} ShedSyncTrouble;

typedef struct {
  guint64         id;
  ShedSyncTrouble trouble;        /* NONE: body is what the function returned */
  guint           status;         /* HTTP status; 0: none came */
  char            code[16];       /* "code" of the error body (SQLSTATE, PGRSTnnn, PTnnn), "" when none */
  gint64          retry_after_ms; /* 0: not said */
  const char     *body;           /* valid during the call only */
  gsize           n_bytes;
} ShedSyncAnswer;

G_END_DECLS
