/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reschedule now: what the present settings make of every date. */
#pragma once

#include "shed-command.h"

G_BEGIN_DECLS

/* In a read: how many tunes would move, and how many of these would be due today or before. Say both before running it. */
gboolean shed_reschedule_count (
  ShedDb *db, const char *repertoire_id, guint *ret_n_move, guint *ret_n_due_today, GError **error);
/* A due event for every tune that moves; the count is the number of these. Undone like any command. */
ShedCommand *shed_command_reschedule (const char *repertoire_id);

G_END_DECLS
