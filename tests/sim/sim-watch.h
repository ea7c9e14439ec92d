/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person, a server's keeper and a patient reader of the problems list would notice, looked for beside the invariants
 * of sim-world.c. */
#pragma once

#include "sim.h"

G_BEGIN_DECLS

typedef struct _SimWatch SimWatch; /* of one computer */

SimWatch *sim_watch_new (SimClient *client);
void sim_watch_free (SimWatch *self);

/* I13: what a person replaced does not come back by itself. */
void sim_watch_edit (SimWatch *self, const char *table, const char *column, const char *id, const char *value);
void sim_watch_look (SimWatch *self);
/* Somebody took something back, answered, or a side went back in time: from here on it may. */
void sim_watch_stop (SimWorld *world);

/* Manners: who was asked to wait sends nothing until then, unless a person asks or the computer woke. */
void sim_watch_asked_to_wait (SimWatch *self, gint64 ms);
void sim_watch_may_send (SimWatch *self);
void sim_watch_sends (SimWatch *self);
/* I5: an edit that is sent again is sent under the same id. */
void sim_watch_ids (SimWatch *self, const char *push);

/* I12: a group that no server takes holds up nobody, and waits for its person. */
gboolean sim_watch_poison (SimWatch *self);
void sim_watch_count_poison (SimWatch *self); /* after a copy was put back */
gboolean sim_watch_is_only_poison (const char *push);
void sim_watch_end (SimWatch *self);
#define SIM_NOT_POISON "NOT (state = 'held' AND batch IS 'poison')"

/* A question has two different answers. */
void sim_watch_questions (SimWorld *world, SimClient *judge);

G_END_DECLS
