/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One player at two computers of one project: what most tests of the service begin from. */
#pragma once

#include "project-fixture.h"

G_BEGIN_DECLS

typedef struct {
  Project *project;
  Player  *player, *other;
  char    *tune; /* written by player */
} Pair;

void pair_sign_in   (Pair *self); /* both, and nothing is written yet */
void pair_sync      (Pair *self); /* the player, then the other, each to its end */
void pair_agree     (Pair *self); /* they, and a new computer, show what the project has */
/* Of g_test_add(): signed in, with one tune that both know. data is not looked at. */
void pair_set_up    (Pair *self, gconstpointer data);
void pair_tear_down (Pair *self, gconstpointer data);

G_END_DECLS
