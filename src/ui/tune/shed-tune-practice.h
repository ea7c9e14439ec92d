/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The practice group of a tune's page: when it is due and how strong it is in the current repertoire, four ratings with what each
 * brings; or, when it is not in the repertoire, the ways into it. It acts through the actions of its page. */
#pragma once

#include "shed-context.h"
#include "shed-standing.h"

G_BEGIN_DECLS

#define SHED_TYPE_TUNE_PRACTICE (shed_tune_practice_get_type ())
G_DECLARE_FINAL_TYPE (ShedTunePractice, shed_tune_practice, SHED, TUNE_PRACTICE, GtkWidget)

/* standing nullable: not known yet. Not kept. */
void shed_tune_practice_show (ShedTunePractice *self, ShedContext *context, const ShedStanding *standing);

G_END_DECLS
