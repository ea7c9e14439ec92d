/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A simulation of sync: some computers with the real engine on real SQLite libraries, one server, a network that
 * misbehaves, virtual time, all in one thread and all chosen by one seed. An operation is four bytes whose arguments are
 * taken modulo what is there, so that any part of a list of operations is a list of operations. */
#pragma once

#include "shed-db-private.h"
#include "shed-store-private.h"
#include "shed-sync-engine.h"
#include "shed-tables.h"
#include "sim-server.h"

G_BEGIN_DECLS

#define SIM_MAX_CLIENTS 5
#define SIM_MAX_OPS 120

typedef enum
{
  SIM_OP_NEW,      /* a person: a tune, a set, a list */
  SIM_OP_SET,      /* a field */
  SIM_OP_ADD,      /* what hangs on something */
  SIM_OP_DELETE,   /* a row with what hangs on it */
  SIM_OP_REORDER,
  SIM_OP_UNDO,
  SIM_OP_RESOLVE,
  SIM_OP_PAIR,     /* two rows in one write */
  SIM_OP_RATE,
  SIM_OP_NOW,      /* "sync now" */
  SIM_OP_TICK,     /* the next timer */
  SIM_OP_NET,      /* what becomes of the request under way */
  SIM_OP_GHOST,    /* an old request arrives after all */
  SIM_OP_FLOW,     /* everything works for a while */
  SIM_OP_KILL,
  SIM_OP_KILL_JOB, /* in the middle of the next transaction */
  SIM_OP_BACKUP,
  SIM_OP_RESTORE,
  SIM_OP_SNAPSHOT,
  SIM_OP_ROLLBACK,
  SIM_OP_CLOCK,
  SIM_OP_SUSPEND,
  SIM_OP_SIGN,     /* in or out */
  SIM_OP_CONSOLE,
  SIM_OP_COLLECT,
  SIM_OP_RELOAD,
  SIM_OP_HINT,
  SIM_OP_POISON,   /* a group that the server must reject */
  SIM_OP_LARGE,    /* from now on, or no longer, a push of several groups is too large */
  SIM_N_OPS
} SimOpKind;

typedef struct
{
  guint8 op, client, x, y;
} SimOp;

const char *sim_op_name (guint op);

typedef struct _SimWorld SimWorld;
typedef struct _SimClient SimClient;

struct _SimClient
{
  SimWorld *world;
  guint index;
  gboolean in_use;
  ShedStore *store; /* without a thread: the simulation calls the writer itself */
  ShedDb *db;
  ShedClock *clock;
  ShedRandom *random;
  ShedSyncEngine *engine;
  ShedSyncJob *job;
  gboolean kill_job, signed_in, suspended;
  gboolean narrow; /* what is between it and the server takes one group at a time */
  gint64 skew;     /* its clock says that much more than the world's time */
  gint64 timer;    /* of the world's time, whatever its clock is set to */
  gint64 heard_at; /* of the world's time: the last answer */
  gint64 last_journal;
  GArray *journals;

  /* The request under way, and those it no longer waits for but which may still arrive. */
  gboolean waiting;
  guint64 request_id;
  ShedSyncCall call;
  char *args;
  GPtrArray *ghosts; /* "function\0args" */
  char *late_answer; /* the answer of an earlier request, to be given once more */
  guint64 late_id;

  /* What was seen of the server, for the invariants. */
  gint64 head, cursor;
  char *epoch, *device;
  guint chain, chain_length; /* 0: none yet; sim-causal.c */
  GHashTable *chains_seen;   /* name → the highest number */
  gint64 checked; /* changes of the library when what must hold was last looked at; -1: never */
  sqlite3 *backup;
  struct _SimWatch *watch;
  guint64 backup_token;  /* writes numbered from here on may be lost when it is put back */
  gboolean has_backup;
};

struct _SimWorld
{
  SimServer *server;
  char *user;
  guint64 seed;
  gint64 t;
  guint n_clients;
  SimClient clients[SIM_MAX_CLIENTS];
  ShedRandom *random;
  GChecksum *hash;
  GString *log; /* NULL: none */
  gpointer snapshot;
  guint64 n_tokens;
  gboolean server_went_back;
  gboolean has_gc, beginning;
  guint n_chains;
  guint64 dead_chains; /* by number */
  guint n_held_expected;
  GHashTable *cells;   /* oracle */
  GHashTable *forgiven;
  GHashTable *dismissed; /* questions that a person answered with what was in use → what was wanted */
  char *const *expected; /* of a scenario, at the end: "VALUE | SQL", asked of the first computer */
  gboolean (*is_known_end) (guint part); /* of a search: from this part of the end on it was seen to be well before */
  char *invariant, *violation;
};

void sim_say (SimWorld *world, const char *format, ...) G_GNUC_PRINTF (2, 3);
void sim_fail (SimWorld *world, const char *invariant, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Clients (sim-client.c) */
void sim_client_start (SimClient *self, SimWorld *world, guint index);
void sim_client_stop (SimClient *self);
void sim_client_reboot (SimClient *self); /* the program ends and begins anew */
void sim_client_run_jobs (SimClient *self);
void sim_client_event (SimClient *self, ShedSyncEvent event, gint64 value);
void sim_client_answer (SimClient *self, const SimAnswer *answer, ShedSyncTrouble trouble, gint64 retry_after_ms);
gboolean sim_client_write (SimClient *self, ShedWriteFlags flags, gint64 journal, ShedStoreFunc func, gpointer data);
gboolean sim_client_exec (SimClient *self, const char *format, ...) G_GNUC_PRINTF (2, 3); /* inside a write */
char *sim_client_ask (SimClient *self, const char *format, ...) G_GNUC_PRINTF (2, 3);     /* first column of first row */
const char *sim_dump_sql (const ShedTable *table);
char *sim_client_dump (SimClient *self); /* what is shown, canonical */
void sim_client_call (SimClient *self, SimAnswer *answer);
void sim_client_back_up (SimClient *self);
void sim_client_put_back (SimClient *self);
void sim_client_sign_in (SimClient *self);

/* A person's writes and what they saw (sim-user.c, sim-oracle.c) */
gboolean sim_user_do (SimClient *client, const SimOp *op);
GHashTable *sim_oracle_look (SimClient *client); /* "tbl\x1fid" → GHashTable column → value */
void sim_oracle_note (SimClient *client, GHashTable *before, GHashTable *after);
void sim_oracle_forgive (SimClient *client);
void sim_oracle_check (SimWorld *world, SimClient *judge);
char *sim_oracle_dump (SimWorld *world); /* what was seen and written so far */
void sim_oracle_free_cells (SimWorld *world);

/* Who saw what when (sim-causal.c) */
gboolean sim_causal_write (SimClient *self); /* inside a write */
void sim_causal_check (SimClient *self);
void sim_causal_forget (SimClient *self); /* the file is to be put back from a copy, or closed */
void sim_oracle_forgive_ids (SimWorld *world, const char *ids); /* with commas between them */
void sim_oracle_forgive_text (SimWorld *world, const char *text); /* all that was written and stands in it */

/* The world (sim-world.c) */
#define SIM_BEGIN_MS G_GINT64_CONSTANT (1795265741768)
void sim_world_begin_as_kept (SimWorld *world); /* sim-begin.c */
void sim_world_do (SimWorld *world, const SimOp *op);
void sim_world_flow (SimClient *client); /* everything works until nothing is to be done for a minute */
void sim_world_run (SimWorld *world, const SimOp *ops, guint n_ops);
/* The same in steps: begin with the given operations, or with NULL those that every seed begins with. */
void sim_world_begin (SimWorld *world, const SimOp *first, guint n_first);
void sim_world_step (SimWorld *world, const SimOp *op);
void sim_world_end (SimWorld *world);
void sim_world_set_clocks (SimWorld *world);
void sim_world_hash_in (SimWorld *world, const char *format, ...) G_GNUC_PRINTF (2, 3);
guint sim_make_ops (guint64 seed, SimOp *ops, guint *n_clients);

/* What must hold (sim-check.c) */
#define SIM_ALIEN "a11e0000-0000-4000-8000-000000000000" /* a row of another account */
void sim_check_client (SimClient *client, gboolean after_apply);
void sim_world_settle (SimWorld *world); /* the end */
char *sim_difference (const char *a, const char *b); /* the first line that one has and the other has not */

G_END_DECLS
