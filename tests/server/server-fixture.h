/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the server's SQL share: connections to the throw-away PostgreSQL of with-postgres.sh, calls as PostgREST
 * makes them, and a short way to write groups. In the JSON that the functions here take, ' stands for " and #name for an id
 * that is always the same for one name. */
#pragma once

#include <glib.h>
#include <libpq-fe.h>

G_BEGIN_DECLS

typedef struct
{
  PGconn *super;  /* sees and does everything */
  PGconn *caller; /* one call a transaction, in the role "authenticated" */
  char *user;     /* its id is that of its personal space */
  guint n_groups;
  char *last_answer; /* of the last call */
  char *last_code;   /* SQLSTATE of the last call, "" */
} Server;

PGconn *server_connect (void);
Server *server_new (void); /* a new user who has said hello from the devices a and b */
Server *server_new_with_tune (const char *more); /* who has "The Otter" (#t1), with more columns in its insertion */
void server_free (Server *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Server, server_free)

char *server_id (const char *name);      /* what #name stands for */
char *server_json (const char *text);    /* with ' and #name written out */

/* One value of one row as the superuser, "" for NULL and for no row. $space stands for the user's space. */
char *server_value (Server *self, const char *sql, ...) G_GNUC_PRINTF (2, 3);
void server_exec (PGconn *connection, const char *sql);
#define server_assert(self, expected, ...)                                                                             \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_autofree char *server_got = server_value (self, __VA_ARGS__);                                                    \
    g_assert_cmpstr (server_got, ==, expected);                                                                        \
  }                                                                                                                    \
  G_STMT_END

/* A call as a user (NULL: nobody) in a role: the status that PostgREST would give, 200 or nnn of PTnnn, 400 otherwise. */
guint server_call_as (
  Server *self, PGconn *connection, const char *role, const char *claims, const char *sql, const char *argument);
guint server_call (Server *self, const char *function, const char *request); /* hello or push, of the fixture's user */
guint server_pull (Server *self, const char *arguments);                     /* SQL of the named arguments after the space */

/* Pushes one group from a device with a new mid: "ok", "conflict", "rejected 23503", "ok superseded", "ok dup" … */
const char *server_push (Server *self, const char *device, const char *ops);
const char *server_push_with (Server *self, const char *device, const char *mid, const char *seen, const char *ops);

G_END_DECLS
