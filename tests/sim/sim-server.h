/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server of a simulation: one set of functions, two builders of it. sim_server_new_model() is the specification in C;
 * sim_server_new_postgres() calls the shipped SQL on a real PostgreSQL through libpq; sim_server_new_both() asks both and
 * compares answers and state after every call. One space for each user, whose id is the space's. */
#pragma once

#include <gio/gio.h>
#include "shed-random.h"

G_BEGIN_DECLS

typedef struct _SimServer SimServer;

typedef struct {
  guint status;      /* 200, or what PostgREST would say */
  char  code[16];    /* "" or SQLSTATE / PTnnn */
  char *body;        /* what the function returned, or the error body */
} SimAnswer;
void sim_answer_clear (SimAnswer *answer);

typedef struct {
  void    (*free)     (SimServer *self);
  /* function: "woodshed_hello", "woodshed_push" (args: the JSON of "req"), "woodshed_pull" (args: a JSON object of the
   * named parameters). at_ms: the server's time. */
  void (*call) (
    SimServer *self, const char *user, const char *function, const char *args, gint64 at_ms, SimAnswer *answer);
  /* A writer that is not Woodshed ("console"): sets one column of a row, by the table's own SQL. value: JSON. */
  gboolean (*console) (
    SimServer *self, const char *user, const char *table, const char *id, const char *column, const char *value);
  /* Everything alive in the user's space as text: the head, then a row a line, tables in the order of the list, rows by id:
   * table, id, created_at (not of a conflict), columns, with U+001F between them; NULL is "~", a boolean 0 or 1. The same
   * text from every builder but for the first line. (transfer full) */
  char   *(*dump)     (SimServer *self, const char *user);
  /* As an administrator would: a copy of all, and going back to it. */
  gpointer (*snapshot) (SimServer *self, const char *user);
  void    (*restore)  (SimServer *self, const char *user, gpointer snapshot);
  void    (*free_snapshot) (SimServer *self, gpointer snapshot);
  /* Garbage collection of tombstones older than the given time, as woodshed_hello does it once a day. */
  void    (*collect)  (SimServer *self, const char *user, gint64 before_ms);
} SimServerClass;

struct _SimServer {
  const SimServerClass *klass;
};

SimServer *sim_server_new_model    (ShedRandom *random);
void       sim_server_model_take (SimServer *server, const char *user, const char *device, const char *epoch, const char *token);
gint64     sim_server_model_head (SimServer *server, const char *user);
char      *sim_server_model_take_numbers (SimServer *server, const char *user, gint64 after, const char *numbers);
SimServer *sim_server_new_postgres (const char *connection, ShedRandom *random, GError **error);
/* Numbers begin anew, as those of the model do: for comparing. */
void       sim_server_postgres_begin (SimServer *server);
char      *sim_server_postgres_numbers (SimServer *server, const char *user, gint64 after);
/* What the two of a pair did not agree about, once. (transfer full) (nullable) */
char      *sim_server_take_difference (SimServer *server);
SimServer *sim_server_new_both     (SimServer *model, SimServer *postgres); /* takes both */

/* The merge of one field by its class, as SYNC.md 3.6: pure, for the property tests. Values are JSON texts (NULL: SQL NULL).
 * Returns TRUE when it could be settled; FALSE: ask. *result: what stands afterwards. */
gboolean   sim_merge_field (const char *merge_class, const char *base, const char *theirs, const char *mine, char **result);
/* diff3 by lines (SYNC.md 3.6, "Lines"). FALSE: overlapping changes. */
gboolean   sim_merge_lines (const char *base, const char *theirs, const char *mine, char **result);

G_END_DECLS
