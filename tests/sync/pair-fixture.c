/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One player at two computers of one project. */
#include "pair-fixture.h"

void
pair_sign_in (Pair *self)
{
  g_autoptr (GError) error = NULL;

  self->project = project_new ();
  self->player = player_new (self->project, 0);
  self->other = player_new (self->project, 0);
  g_assert_true (player_sign_in (self->player, &error));
  g_assert_no_error (error);
  g_assert_true (player_sign_in (self->other, &error));
  g_assert_no_error (error);
}

void
pair_sync (Pair *self)
{
  g_assert_cmpstr (player_sync (self->player), ==, "up-to-date");
  g_assert_cmpstr (player_sync (self->other), ==, "up-to-date");
}

void
pair_agree (Pair *self)
{
  Player *both[] = { self->player, self->other };

  players_agree (both, G_N_ELEMENTS (both));
}

void
pair_set_up (Pair *self, gconstpointer data)
{
  pair_sign_in (self);
  self->tune = player_write (self->player, "First");
  pair_sync (self);
}

void
pair_tear_down (Pair *self, gconstpointer data)
{
  g_free (self->tune);
  player_free (self->player);
  player_free (self->other);
  project_free (self->project);
}
