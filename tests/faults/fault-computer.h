/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A player's computer in one thread of control: a real library on the failing disk, the real engine, a server in memory
 * that is the specification in C. What a call told the player is saved is kept here, apart from the library. */
#pragma once

#include <gio/gio.h>

#include "../sim/sim-server.h"
#include "shed-profile.h"
#include "shed-store.h"
#include "shed-sync-engine.h"

G_BEGIN_DECLS

#define FAULT_USER "0a5c1f0e-3c1d-4a53-9b62-0f5a1e7d9c11"

typedef struct {
  char           *folder;
  ShedProfile    *profile;
  ShedClock      *clock;
  ShedRandom     *random;
  GRand          *dice;
  SimServer      *server;     /* not owned */
  ShedStore      *store;      /* NULL: the program is not running */
  gboolean        signed_in;

  /* The engine and what it wants. */
  ShedSyncEngine *engine;
  ShedSyncJob    *job;
  char           *function, *args; /* NULL: no request under way */
  guint64         request_id;
  gint64          timer;
  gboolean        lose_answer;     /* of the next request */

  /* What the player was told: tune → title, and practice events. What was begun and not answered may stand either way. */
  GHashTable     *titles, *events;
  char           *unsure_id, *unsure_title;
  gboolean        unsure_new;
  char           *repertoire, *rated;
} FaultComputer;

FaultComputer *fault_computer_new    (SimServer *server, guint32 seed);
void           fault_computer_free   (FaultComputer *self); /* removes its folder */
/* Opens the library as the program does. FALSE: the disk did not let it. */
gboolean       fault_computer_start  (FaultComputer *self, GError **error);
void           fault_computer_stop   (FaultComputer *self);
/* A tune, a title, a rating. FALSE: the player was told that it was not saved. */
gboolean       fault_computer_write  (FaultComputer *self, GError **error);
/* Ends and starts the program, as signing in does to the library. */
gboolean       fault_computer_sign_in (FaultComputer *self, GError **error);
/* Until nothing more is to be done, with time passing as the engine asks for it; at most so many more failures in a row
 * are waited for. Without a word from the player, or when "Sync Now" was pressed. */
void           fault_computer_wait   (FaultComputer *self, guint patience);
void           fault_computer_sync   (FaultComputer *self, guint patience);
/* The library is without fault and has all that was said. */
void           fault_computer_check  (FaultComputer *self);
char          *fault_computer_dump   (FaultComputer *self); /* as the server's, without its first line */
/* The server, each of the computers, and one that was never there before. All computers must be running. */
void           fault_assert_same     (SimServer *server, FaultComputer **computers, guint n);

G_END_DECLS
