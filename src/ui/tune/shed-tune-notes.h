/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The notes of a tune, a card each, and a way to write another one. */
#pragma once

#include "shed-context.h"

G_BEGIN_DECLS

#define SHED_TYPE_TUNE_NOTES (shed_tune_notes_get_type ())
G_DECLARE_FINAL_TYPE (ShedTuneNotes, shed_tune_notes, SHED, TUNE_NOTES, GtkWidget)

void shed_tune_notes_set_tune (ShedTuneNotes *self, ShedContext *context, const char *tune_id);
void shed_tune_notes_add      (ShedTuneNotes *self);

G_END_DECLS
