/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of a tune: its facts (guessed ones marked, to be confirmed), its tags, and the repertoires that hold it. */
#pragma once

#include "shed-context.h"
#include "shed-standing.h"
#include "shed-tune.h"

G_BEGIN_DECLS

#define SHED_TYPE_TUNE_DETAILS (shed_tune_details_get_type ())
G_DECLARE_FINAL_TYPE (ShedTuneDetails, shed_tune_details, SHED, TUNE_DETAILS, GtkWidget)

void shed_tune_details_set_context   (ShedTuneDetails *self, ShedContext *context);
void shed_tune_details_show_tune     (ShedTuneDetails *self, ShedTune *tune);
void shed_tune_details_show_standing (ShedTuneDetails *self, const ShedStanding *standing);
void shed_tune_details_start_tag     (ShedTuneDetails *self);

G_END_DECLS
