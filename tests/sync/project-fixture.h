/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A project in memory behind real HTTP on loopback: signing in and renewing tokens, and the three functions answered by
 * the server's model. It breaks off after any byte, answers anything in its own place, or twists what it says. And a
 * computer with the real account, library and service beside it. */
#pragma once

#include "../sim/sim-server.h"
#include "shed-sync-service.h"
#include "wire-fixture.h"

G_BEGIN_DECLS

#define PROJECT_USER "0a5c1f0e-3c1d-4a53-9b62-0f5a1e7d9c11"

typedef char *(*ProjectTwist) (const char *body, gpointer data); /* (transfer full) */

typedef struct {
  WireServer  *wire;
  SimServer   *model;
  char        *url;
  GMutex       mutex;       /* guards what follows */
  gint64       ms;          /* its clock */
  guint        n_tokens, n_requests;
  GPtrArray   *pushes;      /* those requests, as they came */
  gsize        n_bytes;     /* said since it was armed */
  gssize       cut_at;      /* -1: never; the connection ends after that byte */
  WireAfter    cut_how;
  char        *instead;     /* the whole answer, head and body, to requests whose path contains match; NULL: none */
  const char  *match;
  guint        n_instead;   /* how often; G_MAXUINT: always */
  guint        n_deaf;      /* so many requests whose path contains match end before they were read */
  ProjectTwist twist;       /* of the answers to pulls */
  gpointer     twist_data;
} Project;

Project *project_new       (void);
void     project_free      (Project *self);
void     project_cut       (Project *self, gssize at, WireAfter how);
gsize    project_get_bytes (Project *self);
guint    project_get_tokens (Project *self); /* given out so far */
guint    project_get_pushes (Project *self);
char    *project_dup_push   (Project *self, guint nth); /* (transfer full): from 0, as it came */
/* status: "401 Unauthorized". type: NULL for JSON. */
void     project_say       (Project *self, const char *match, guint n, const char *status, const char *type, const char *body);
/* The next n requests never arrive. */
void     project_lose      (Project *self, const char *match, guint n);
void     project_twist     (Project *self, ProjectTwist twist, gpointer data);
void     project_mend      (Project *self);
void     project_set_time  (Project *self, gint64 ms);

typedef struct {
  Project         *project;
  char            *folder;
  ShedProfile     *profile;
  ShedAccount     *account;
  ShedStore       *store;
  ShedClock       *clock;
  ShedSyncService *service;
  guint            n_finished;
  gboolean         listening; /* to network, sleep and power; from the next signing in */
} Player;

Player     *player_new       (Project *project, gint64 skew_ms);
void        player_free      (Player *self);
void        player_restart   (Player *self);                 /* the program ends; signing in begins it again */
gboolean    player_go_on     (Player *self, GError **error); /* or this, by whom is signed in */
gboolean    player_sign_in   (Player *self, GError **error); /* then the service runs */
/* A tune, durably; its id. Must always work. (transfer full) */
char       *player_write     (Player *self, const char *title);
void        player_rename    (Player *self, const char *id, const char *title);
/* Time passes, somebody asks for sync, and it comes to its end. The state's word. */
const char *player_sync      (Player *self);
void        player_wait_a_day (Player *self); /* the next sync says hello */
const ShedSyncStatus *player_status (Player *self);
char       *player_ask       (Player *self, const char *sql); /* first column of first row (transfer full) (nullable) */
void        player_check     (Player *self);
/* Everybody, and a new computer, shows what the project has. */
void        players_agree    (Player **players, guint n);

G_END_DECLS
